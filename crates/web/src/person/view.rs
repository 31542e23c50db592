//! What a stamkort says, in words.

use super::{Around, Card, CaseLine, GrantLine};
use crate::layout::has_right;
use crate::parts::{Alert, Deadline, Person, Tone};
use crate::session::Desk;
use crate::wording::{Wording, danish, duration};
use crate::worklist::benefit_title;
use app::App;
use app::person::{Grants, KnownCase, Lacking, MasterRecord, Related, Revealed};
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::people::{Contact, Protection, Shown};
use jiff::civil::Date;

/// The stamkort for a page, with what was just revealed.
pub(super) fn card(desk: &Desk, record: &MasterRecord, revealed: Option<Revealed>) -> Card {
    let (cpr, address) = revealed.map_or((None, None), |revealed| (revealed.cpr, revealed.contact));
    let shown = match (&record.contact, address) {
        (_, Some(contact)) => Some(contact_lines(&contact)),
        (Shown::Value(contact), None) => Some(contact_lines(contact)),
        (Shown::Protected, None) => None,
    };
    let person = &record.person;
    let path = format!("/borgere/{}", person.id);
    let today = record.today;
    let (running, ended): (Vec<&Grants>, Vec<&Grants>) =
        record.grants.iter().partition(|line| line.grant.until.is_none_or(|until| today <= until));
    Card {
        id: person.id.to_string(),
        name: person.name.clone(),
        age: format!("{} år", record.age),
        born: danish::date_plain(person.born),
        cpr_revealed: cpr.is_some(),
        cpr: cpr.unwrap_or_else(|| person.cpr.masked()),
        protected: person.is_protected(),
        outreach: record.outreach.clone().map(crate::parts::Outreach::new),
        hidden: shown.is_none().then(|| why_hidden(record)),
        contact: shown.unwrap_or_default(),
        digital_post: person.digital_post.danish(),
        interpreter: person.interpreter.clone().unwrap_or_default(),
        most_important: person.most_important.clone(),
        reviewed: person.reviewed_on.map_or_else(
            || "aldrig".into(),
            |day| format!("{} ({})", danish::date_short(day), danish::distance(day, today)),
        ),
        incomplete: record.incomplete.iter().map(|what| lacking(*what, &path)).collect(),
        needs_holder: record.incomplete.contains(&Lacking::CustodyHolder),
        related: record.related.iter().map(|related| around(related, today)).collect(),
        cases: record.cases.iter().map(|case| case_line(&desk.app, case, today)).collect(),
        families: record.families.iter().map(|family| format!("/familier/{family}")).collect(),
        periods: {
            let drawn: Vec<(String, &domain::grant::Grant)> = record
                .grants
                .iter()
                .map(|line| (benefit_title(&desk.app, &line.grant.benefit, today), &line.grant))
                .collect();
            crate::grant::Periods::of(&drawn, today)
        },
        grants: running.into_iter().map(|line| grant_line(&desk.app, line, today)).collect(),
        ended_grants: ended.len(),
        may: record.may,
        registers: has_right(&desk.actor, Action::Register, Object::Person),
        path,
    }
}

/// What the reader must know before they type or send anything.
pub(super) fn notices(record: &MasterRecord) -> Vec<Alert> {
    let mut notices = Vec::new();
    if record.person.is_protected() {
        notices.push(Alert::new(
            Tone::Warning,
            "Adressebeskyttet",
            "Sig og skriv aldrig til andre, hvor borgeren er: adresse, telefon, skole eller arbejde.",
        ));
    } else if let Some(name) = &record.protected_by {
        notices.push(Alert::new(
            Tone::Warning,
            "Adressen er beskyttet",
            format!("{name} er adressebeskyttet og bor samme sted. Adressen må ikke nå andre."),
        ));
    }
    if let Some(language) = &record.person.interpreter {
        notices.push(Alert::new(Tone::Info, format!("Skal have tolk: {language}"), ""));
    }
    notices
}

fn why_hidden(record: &MasterRecord) -> String {
    if record.person.is_protected() {
        "Adressebeskyttet".into()
    } else {
        "Adressebeskyttet på grund af en, der bor samme sted".into()
    }
}

fn contact_lines(contact: &Contact) -> Vec<(&'static str, String)> {
    let address = [contact.street.trim(), contact.town.trim()];
    let address: Vec<&str> = address.into_iter().filter(|line| !line.is_empty()).collect();
    [
        ("Adresse", address.join(", ")),
        ("Telefon", contact.phone.clone()),
        ("Mail", contact.mail.clone()),
        ("Skole eller arbejde", contact.occupation.clone()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.trim().is_empty())
    .collect()
}

/// What is lacking, and where it is mended.
fn lacking(what: Lacking, path: &str) -> (String, String) {
    let (text, field) = match what {
        Lacking::Address => ("Adressen mangler", "rediger#vej"),
        Lacking::Phone => ("Telefonnummer mangler", "rediger#telefon"),
        Lacking::CustodyHolder => ("Forældremyndighedsindehaver er ikke registreret", "#tilfoej-relation"),
        Lacking::DigitalPost => ("Det er ikke undersøgt, om borgeren får Digital Post", "rediger#post"),
        Lacking::MostImportant => ("Det vigtigste at vide er ikke skrevet", "rediger#vigtigst"),
        Lacking::Review => ("Stamkortet er ikke gennemgået", "rediger"),
    };
    let link = if field.starts_with('#') { format!("{path}{field}") } else { format!("{path}/{field}") };
    (text.into(), link)
}

fn around(related: &Related, today: Date) -> Around {
    let contact = match &related.contact {
        Shown::Protected => String::new(),
        Shown::Value(contact) => {
            let parts = [&contact.phone, &contact.street, &contact.town];
            parts.into_iter().filter(|part| !part.trim().is_empty()).cloned().collect::<Vec<_>>().join(" · ")
        }
    };
    Around {
        person: Person {
            name: related.name.clone(),
            link: Some(format!("/borgere/{}", related.id)),
            age: related.age,
            cpr: related.cpr.clone(),
            protected: related.protection == Protection::Protected || related.contact == Shown::Protected,
            role: related.kind.danish(),
        },
        other: related.id.to_string(),
        kind: related.kind.code(),
        since: since(&related.relation, today),
        contact,
    }
}

/// Its days, and what it covers.
fn since(relation: &domain::people::Relation, today: Date) -> String {
    let mut said = Vec::new();
    match relation.from {
        Some(from) if from < today => said.push(format!("registreret {}", danish::date_short(from))),
        Some(from) if today < from => said.push(format!("gælder først fra {}", danish::date_short(from))),
        _ => {}
    }
    said.extend(relation.until.map(|until| format!("gælder til og med {}", danish::date_short(until))));
    if !relation.covers.trim().is_empty() {
        said.push(format!("dækker {}", relation.covers.trim()));
    }
    said.join(" · ")
}

fn case_line(app: &App, case: &KnownCase, today: Date) -> CaseLine {
    let department = app.content.department(&case.department).map(|department| department.title.as_str());
    let state = match case.closed_on {
        Some(day) => format!("Lukket {}", danish::date_short(day)),
        None => format!("Åben siden {}", danish::date_short(case.opened_on)),
    };
    let mut benefit = benefit_title(app, &case.benefit, today);
    if let Some(about) = &case.about {
        benefit = format!("{benefit} til {about}");
    }
    CaseLine {
        path: format!("/sager/{}", case.id),
        number: case.number.to_string(),
        benefit,
        who: {
            let coordinators = case.coordinators.iter().map(|(title, name)| format!(" · {title}: {name}"));
            format!("{}, {}{}", case.responsible, department.unwrap_or_default(), coordinators.collect::<String>())
        },
        state,
        open: case.closed_on.is_none(),
    }
}

/// "hvert år", "hver 6 måneder".
fn every_so_often(span: &str) -> String {
    match span {
        "1 år" => "hvert år".into(),
        "1 måned" => "hver måned".into(),
        "1 uge" => "hver uge".into(),
        more => format!("for hver {more}"),
    }
}

fn grant_line(app: &App, line: &Grants, today: Date) -> GrantLine {
    let grant = &line.grant;
    let what = crate::wording::grant_amounts(grant);
    let until = grant.until.map_or_else(|| "uden slutdato".into(), |day| format!("til {}", danish::date_short(day)));
    let rule = line.follow_up.as_ref().map_or_else(
        || "opfølgning, som afgørelsen siger".to_string(),
        |(every, source)| format!("opfølgning {} ({source})", every_so_often(&duration(every))),
    );
    // The law asks for follow-up and gives no last day: the day is the municipality's own goal.
    GrantLine {
        benefit: benefit_title(app, &grant.benefit, today),
        path: format!("/sager/{}", line.case),
        what: what.join(" · "),
        period: format!("Fra {} {until}", danish::date_short(grant.from)),
        follow_up: Deadline::plain(grant.follow_up_on, rule, Kind::Goal, today),
    }
}
