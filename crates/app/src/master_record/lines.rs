//! What a stamkort says, in the order one reads it; the same on the page and on paper.

use crate::App;
use crate::case::View;
use domain::access::{FieldClass, Permit};
use domain::grant::Grant;
use domain::meeting::Meeting;
use domain::people::{Contact, DigitalPost, Protection, RelationKind, Shown};
use domain::questionnaire::Answers;
use jiff::civil::Date;
use store::form::FilledForm;

/// Columns and fields of the form that the stamkort reads.
pub mod ids {
    /// What to be careful of.
    pub const RISKS: &str = "risici";
    /// How one would rather be reached.
    pub const PREFERRED_CONTACT: &str = "kontaktform";
    /// Class, group or teacher.
    pub const OCCUPATION: &str = "skole";
    /// Rows of diagnoses: what, known from, when.
    pub const DIAGNOSES: &str = "helbred";
    /// Rows of days that matter: what, when.
    pub const KEY_DATES: &str = "datoer";
}

/// Deadlines a newcomer must know of.
const DEADLINES: usize = 4;
/// People of the network card, before one looks at the card itself.
const PEOPLE: usize = 12;

/// A part of the stamkort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub title: &'static str,
    /// What it says; never empty.
    pub lines: Vec<Line>,
}

/// One thing it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub what: String,
    /// How it is.
    pub says: String,
    /// Who it names is protected, so that the page says so (P-8).
    pub protected: bool,
}

/// What a reader sees of a case.
pub(super) struct Seen<'s, 'a> {
    pub app: &'a App,
    pub view: &'s View<'a>,
    pub permit: &'s Permit,
    pub contact: Shown<Contact>,
    pub own: &'s Answers,
    pub card: &'s [domain::network::Contact],
    pub kept: &'s [FilledForm],
}

fn line(what: impl Into<String>, says: impl Into<String>) -> Line {
    Line { what: what.into(), says: says.into(), protected: false }
}

/// The sections that have something to say.
pub(super) fn sections(seen: &Seen<'_, '_>, meetings: &[Meeting]) -> Vec<Section> {
    [
        ("Kontakt", contact(seen)),
        ("Vær opmærksom på", risks(seen)),
        ("Forældre, værger og søskende", related(seen)),
        ("Diagnoser og funktionsnedsættelse", diagnoses(seen)),
        ("Det næste, der sker", next(seen, meetings)),
        ("Bevillinger", grants(seen)),
        ("Planer", plans(seen)),
        ("Samtykker, der gælder", consents(seen)),
        ("Netværk", network(seen)),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(title, lines)| Section { title, lines })
    .collect()
}

fn contact(seen: &Seen<'_, '_>) -> Vec<Line> {
    let citizen = &seen.view.file.citizen;
    let mut lines = Vec::new();
    match &seen.contact {
        Shown::Protected => lines.push(Line {
            protected: true,
            ..line("Adresse og telefon", "Adressebeskyttet. Må ikke siges eller skrives til andre.")
        }),
        Shown::Value(contact) => {
            let address: Vec<&str> =
                [contact.street.trim(), contact.town.trim()].into_iter().filter(|part| !part.is_empty()).collect();
            let rows = [
                ("Adresse", address.join(", ")),
                ("Telefon", contact.phone.clone()),
                ("Mail", contact.mail.clone()),
                ("Skole eller arbejde", contact.occupation.clone()),
            ];
            lines.extend(
                rows.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(what, says)| line(what, says)),
            );
        }
    }
    // Where somebody goes to school tells where they are.
    let class = seen.own.one(ids::OCCUPATION);
    if !class.trim().is_empty() && citizen.contact.protection() == Protection::None {
        lines.push(line("Klasse, gruppe eller kontaktlærer", class));
    }
    let preferred = seen.own.one(ids::PREFERRED_CONTACT);
    if !preferred.trim().is_empty() {
        lines.push(line("Vil helst kontaktes", preferred));
    }
    let language = citizen.interpreter.as_deref().unwrap_or("Nej");
    lines.push(line("Tolk", language));
    let post = match citizen.digital_post {
        DigitalPost::Registered => "Får Digital Post",
        DigitalPost::Exempt => "Fritaget: får brev på papir",
        DigitalPost::Unknown => "Ikke undersøgt",
    };
    lines.push(line("Digital Post", post));
    lines
}

fn risks(seen: &Seen<'_, '_>) -> Vec<Line> {
    let said = seen.own.one(ids::RISKS);
    let mut lines: Vec<Line> = Vec::new();
    if !said.trim().is_empty() && seen.permit.opens(FieldClass::Sensitive) {
        lines.push(line("Risici", said));
    }
    let protected = seen.view.file.people().filter(|person| person.is_protected());
    lines.extend(protected.map(|person| Line {
        protected: true,
        ..line(person.name.clone(), "Adressebeskyttet: skriv aldrig, hvor personen bor, går i skole eller arbejder.")
    }));
    lines
}

fn related(seen: &Seen<'_, '_>) -> Vec<Line> {
    let (file, today) = (&seen.view.file, seen.view.today);
    let mut lines = Vec::new();
    for relation in file.relations.iter().filter(|relation| relation.holds_on(today)) {
        let Some(other) = file.person(relation.other) else { continue };
        let phone = match other.contact.for_reader(seen.permit) {
            Shown::Value(contact) if !contact.phone.trim().is_empty() => format!(", tlf. {}", contact.phone.trim()),
            _ => String::new(),
        };
        let what = relation_word(relation.kind);
        let says = format!("{}, {} år{phone}", other.name, other.age_on(today));
        lines.push(Line { protected: other.is_protected(), ..line(what, says) });
    }
    lines
}

fn relation_word(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::CustodyHolder => "Forældremyndighed",
        RelationKind::Parent => "Forælder uden forældremyndighed",
        RelationKind::Guardian => "Værge",
        RelationKind::Representative => "Partsrepræsentant",
        RelationKind::Sibling => "Søskende",
        RelationKind::PowerOfAttorney => "Fuldmægtig",
    }
}

fn diagnoses(seen: &Seen<'_, '_>) -> Vec<Line> {
    if !seen.permit.opens(FieldClass::Sensitive) {
        return Vec::new();
    }
    let rows = seen.own.rows.get(ids::DIAGNOSES).map_or(&[][..], Vec::as_slice);
    let get = |row: &domain::questionnaire::AnswerRow, column: &str| row.get(column).cloned().unwrap_or_default();
    let says = |row| {
        let when = get(row, "hvornaar").parse().map(|on: Date| format!(", {}", day(on))).unwrap_or_default();
        format!("ifølge {}{when}", get(row, "fra"))
    };
    rows.iter().map(|row| line(get(row, "hvad"), says(row))).collect()
}

/// What lies ahead: days somebody wrote, meetings, deadlines of the law and ours, the 18th birthday.
fn next(seen: &Seen<'_, '_>, meetings: &[Meeting]) -> Vec<Line> {
    let today = seen.view.today;
    let mut found: Vec<(Date, String)> = Vec::new();
    let rows = seen.own.rows.get(ids::KEY_DATES).map_or(&[][..], Vec::as_slice);
    for row in rows {
        let on = row.get("hvornaar").and_then(|text| text.parse().ok());
        if let (Some(on), Some(what)) = (on, row.get("hvad")) {
            found.push((on, what.clone()));
        }
    }
    for meeting in meetings {
        if meeting.state == domain::meeting::State::Planned {
            found.push((meeting.when.day, format!("Møde: {}", meeting.title)));
        }
    }
    let citizen = &seen.view.file.citizen;
    if citizen.is_child_on(today)
        && let Ok(grown) = citizen.born.checked_add(jiff::Span::new().years(18))
    {
        found.push((grown, "Fylder 18 år: sagen skal være overdraget".to_string()));
    }
    found.retain(|(on, _)| today <= *on);
    let mut deadlines: Vec<(Date, String)> = Vec::new();
    for course in seen.view.courses.iter().filter(|course| course.ended_on.is_none()) {
        for todo in course.todos.iter().filter(|todo| !todo.optional) {
            let Some(step) = course.procedure.step(&todo.step) else { continue };
            if let Some(due) = &todo.due {
                deadlines.push((due.counted.due, format!("Frist: {}", step.title)));
            }
        }
    }
    deadlines.sort();
    deadlines.truncate(DEADLINES);
    found.extend(deadlines);
    found.sort();
    found.into_iter().map(|(on, what)| line(what, late(on, today))).collect()
}

fn late(on: Date, today: Date) -> String {
    if on < today {
        format!("{} (overskredet)", letters::dates::danish_date(on))
    } else {
        letters::dates::danish_date(on)
    }
}

fn grants(seen: &Seen<'_, '_>) -> Vec<Line> {
    let today = seen.view.today;
    let running = seen.view.file.grants.iter().filter(|grant| grant.runs_on_or_after(today));
    let running = running.filter(|grant| grant.replaced_by.is_none());
    running.map(|grant| line(benefit(seen.app, grant), grant_says(grant))).collect()
}

fn benefit(app: &App, grant: &Grant) -> String {
    app.content.benefit(&grant.benefit, grant.from).map_or_else(|| grant.benefit.clone(), |found| found.title.clone())
}

fn grant_says(grant: &Grant) -> String {
    let what = [
        grant.monthly_amount.map(|amount| format!("{amount} om måneden")),
        grant.one_off_amount.map(|amount| format!("{amount} én gang")),
        grant.weekly_hours.map(|hours| format!("{hours} timer om ugen")),
        grant.monthly_hours.map(|hours| format!("{hours} timer om måneden")),
        grant.weekly_days.map(|days| format!("{days} dage om ugen")),
        grant.provider.clone(),
    ];
    let until = grant.until.map_or_else(|| "uden slutdato".to_string(), |until| format!("til {}", day(until)));
    let period = format!("fra {} {until}, følges op {}", day(grant.from), day(grant.follow_up_on));
    what.into_iter().flatten().chain([period]).collect::<Vec<_>>().join(", ")
}

fn plans(seen: &Seen<'_, '_>) -> Vec<Line> {
    let latest = |form: &domain::questionnaire::Questionnaire| {
        let kept = seen.kept.iter().filter(|kept| kept.form == form.id).max_by_key(|kept| kept.nr)?;
        let by = seen.view.staff_name(kept.filled_by);
        Some(line(form.title.clone(), format!("udgave {} fra {}, {by}", kept.nr, day(kept.filled_on))))
    };
    crate::plan::forms(seen.app, seen.view.today).filter_map(latest).collect()
}

fn consents(seen: &Seen<'_, '_>) -> Vec<Line> {
    let today = seen.view.today;
    let holds = seen.view.file.consents.iter().filter(|consent| consent.holds_on(today));
    holds
        .map(|consent| line(consent.source.clone(), format!("{}, til {}", consent.about, day(consent.until))))
        .collect()
}

fn network(seen: &Seen<'_, '_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for contact in seen.card.iter().take(PEOPLE) {
        let parts = [contact.role.trim(), contact.workplace.trim(), contact.phone.trim()];
        let says: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let says = if says.is_empty() { contact.sector_title.clone() } else { says.join(", ") };
        lines.push(line(contact.name.clone(), says));
    }
    if PEOPLE < seen.card.len() {
        lines.push(line("Flere", format!("{} i alt på netværkskortet", seen.card.len())));
    }
    lines
}

/// "9.4.2026": a day among other words.
pub(super) fn day(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}
