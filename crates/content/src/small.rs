//! Reads the small files: roles, departments, closing days, phrases and guides.

use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::{Guide, Municipality};
use domain::access_request::{Capacity, Provision};
use domain::calendar::{Calendar, CalendarSettings};
use domain::consent::Covers;
use domain::questionnaire::{DepartmentTitle, Phrase, RoleTitle};
use domain::shared::LegalBasis;

/// Roles in the order of the file, which is the order of the lanes.
pub(crate) fn roles(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Vec<RoleTitle> {
    let mut roles: Vec<RoleTitle> = Vec::new();
    for node in file.node.tables("rolle") {
        index.demand_all(Thing::Department, node, "afdeling", &file.path, mistakes);
        let (Some(id), Some(title), Some(lane)) = (node.text("id"), node.text("titel"), node.text("bane")) else {
            continue;
        };
        roles.push(RoleTitle { id, title, lane, code: node.text("kode"), citizen: node.flag("borger") });
    }
    roles
}

/// The municipality and its departments.
pub(crate) fn departments(file: &RawFile, mistakes: &mut Mistakes) -> (Municipality, Vec<DepartmentTitle>) {
    let municipality = file.node.get("kommune").map_or_else(Municipality::default, |node| {
        let cvr = node.text_or_empty("cvr");
        if node.get("cvr").is_some() && !(cvr.len() == 8 && cvr.bytes().all(|b| b.is_ascii_digit())) {
            let message = format!("\"{cvr}\" er ikke et CVR-nummer");
            mistakes.error(&file.path, node.line_of("cvr"), message, "Skriv otte cifre uden mellemrum.");
        }
        Municipality {
            name: node.text_or_empty("navn"),
            cvr,
            dpo_mail: node.text_or_empty("dpo_mail"),
            dpo_phone: node.text_or_empty("dpo_telefon"),
            website: node.text_or_empty("hjemmeside"),
        }
    });
    let departments = file.node.tables("afdeling").into_iter().filter_map(|node| {
        Some(DepartmentTitle {
            id: node.text("id")?,
            title: node.text("titel")?,
            phone: node.text("telefon")?,
            hours: node.text("telefontid")?,
            mail: node.text("mail")?,
            address: node.words("adresse"),
            coordinates_families: node.flag("familiekoordinator"),
        })
    });
    (municipality, departments.collect())
}

/// Who asks for access to documents, as `gaelder` writes it.
pub(crate) const CAPACITIES: &[(&str, Capacity)] =
    &[("part", Capacity::Party), ("partsrepræsentant", Capacity::Representative), ("andre", Capacity::Other)];

/// Provisions by which something may be left out of access to documents, in the order of the file.
pub(crate) fn exceptions(file: &RawFile, mistakes: &mut Mistakes) -> Vec<Provision> {
    let mut found: Vec<Provision> = Vec::new();
    for node in file.node.tables("undtagelse") {
        let words = node.words("gaelder");
        let applies = CAPACITIES.iter().filter(|(word, _)| words.iter().any(|known| known == word));
        let (Some(id), Some(title)) = (node.text("id"), node.text("titel")) else { continue };
        let (Some(paragraph), Some(says)) = (node.text("paragraf"), node.text("siger")) else { continue };
        if found.iter().any(|known| known.id == id) {
            let message = format!("undtagelsen \"{id}\" står to gange");
            mistakes.error(&file.path, node.line_of("id"), message, "Giv den ene et andet id.");
            continue;
        }
        let applies = applies.map(|(_, capacity)| *capacity).collect();
        let to_be_confirmed = node.flag("skal_bekraeftes");
        found.push(Provision { id, paragraph, title, says, applies, to_be_confirmed });
    }
    found
}

/// What a provision opens for, as `daekker` writes it.
pub(crate) const COVERS: &[(&str, Covers)] =
    &[("hente", Covers::Fetch), ("videregive", Covers::Share), ("indkalde", Covers::Invite)];

/// Provisions that give access without consent, in the order of the file.
pub(crate) fn legal_bases(file: &RawFile, mistakes: &mut Mistakes) -> Vec<LegalBasis> {
    let mut found: Vec<LegalBasis> = Vec::new();
    for node in file.node.tables("hjemmel") {
        let words = node.words("daekker");
        let (Some(id), Some(title)) = (node.text("id"), node.text("titel")) else { continue };
        let (Some(paragraph), Some(when)) = (node.text("paragraf"), node.text("naar")) else { continue };
        if found.iter().any(|known| known.id == id) {
            let message = format!("hjemlen \"{id}\" står to gange");
            mistakes.error(&file.path, node.line_of("id"), message, "Giv den ene et andet id.");
            continue;
        }
        let covers = COVERS.iter().filter(|(word, _)| words.iter().any(|known| known == word));
        found.push(LegalBasis {
            id,
            paragraph,
            title,
            covers: covers.map(|(_, what)| *what).collect(),
            inside_only: node.flag("kun_egne"),
            when,
            to_be_confirmed: node.flag("skal_bekraeftes"),
        });
    }
    found
}

/// The most days one closing may span; more is a slip of the finger.
const LONGEST_CLOSING: usize = 60;

/// Closing days and the municipality's choices about the days in between.
pub(crate) fn calendar(file: &RawFile, mistakes: &mut Mistakes) -> Calendar {
    let mut calendar = Calendar::default();
    for node in file.node.tables("dage") {
        let (Some(from), Some(reason)) = (node.date("fra"), node.text("grund")) else { continue };
        let until = node.date("til").unwrap_or(from);
        let days: Vec<_> =
            from.series(jiff::Span::new().days(1)).take_while(|day| *day <= until).take(LONGEST_CLOSING + 1).collect();
        if days.is_empty() {
            mistakes.error(
                &file.path,
                node.line,
                format!("lukkedagene slutter {until}, før de begynder {from}"),
                "Byt om på dagene.",
            );
        } else if days.len() > LONGEST_CLOSING {
            let message = format!("der er lukket i mere end {LONGEST_CLOSING} dage fra {from}");
            mistakes.error(&file.path, node.line, message, "Ret dagene.");
        } else {
            calendar.closed.extend(days.into_iter().map(|day| (day, reason.clone())));
        }
    }
    if let Some(node) = file.node.get("kalender") {
        let usual = CalendarSettings::default();
        let flag = |key: &str, usual: bool| node.optional_flag(key).unwrap_or(usual);
        calendar.settings = CalendarSettings {
            constitution_day_works: flag("grundlovsdag_er_arbejdsdag", usual.constitution_day_works),
            christmas_eve_works: flag("juleaften_er_arbejdsdag", usual.christmas_eve_works),
            new_years_eve_works: flag("nytaarsaften_er_arbejdsdag", usual.new_years_eve_works),
            saturday_is_weekday_for_us: flag("hverdag_loerdag_kommune", usual.saturday_is_weekday_for_us),
            saturday_is_weekday_for_citizen: flag("hverdag_loerdag_borger", usual.saturday_is_weekday_for_citizen),
        };
    }
    calendar
}

/// Reads one phrase; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn phrase(file: &RawFile, mistakes: &mut Mistakes) -> Option<Phrase> {
    let node = &file.node;
    demand_text(file, "frasen", mistakes);
    Some(Phrase {
        id: file.id.clone(),
        title: node.text("titel")?,
        shortcut: node.text("genvej")?,
        code: node.text("kode")?,
        phase: node.text("fase")?,
        provision: node.text("bestemmelse"),
        valid_from: node.date("gaelder_fra")?,
        text: file.text.trim_end().to_string(),
    })
}

/// Reads one guide; `None` when it has no title, which has then been reported.
pub(crate) fn guide(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<Guide> {
    demand_text(file, "vejledningen", mistakes);
    for (role, line) in file.node.texts("til").into_iter().filter(|(role, _)| role != "borger") {
        index.demand(Thing::Role, &role, &file.path, line, mistakes);
    }
    Some(Guide {
        id: file.id.clone(),
        title: file.node.text("titel")?,
        owner: file.node.text("ejer"),
        review_on: file.node.date("naeste_gennemsyn"),
        roles: file.node.words("til"),
        markdown: file.text.trim_end().to_string(),
    })
}

fn demand_text(file: &RawFile, what: &str, mistakes: &mut Mistakes) {
    if file.text.trim().is_empty() {
        mistakes.error(&file.path, file.first_line, format!("{what} har ingen tekst"), "Skriv den under +++.");
    }
}
