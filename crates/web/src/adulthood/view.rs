//! What the birthday changes, in words.

use super::{Adult, Around, Consent, Ending, Told};
use crate::parts::Person;
use crate::wording::{Wording, danish, listed};
use app::App;
use app::adulthood::Overview;
use domain::adulthood::{birthday, eve};
use domain::case::CaseFile;
use domain::consent;
use domain::ids::PersonId;
use domain::people::{DigitalPost, Relation};
use jiff::civil::Date;

pub(super) fn told(app: &App, overview: &Overview<'_>) -> Told {
    let view = &overview.view;
    let (file, today) = (&view.file, view.today);
    let changes = overview.changes(app);
    let day = birthday(file.citizen.born);
    Told {
        case: file.case.id,
        number: file.case.number.to_string(),
        nothing: match (overview.is_told, file.citizen.is_child_on(today)) {
            (true, _) => None,
            (false, true) => {
                Some("Siden fortæller, hvad der ændrer sig på 18-års-dagen. Den bruges fra det fyldte 15. år.")
            }
            (false, false) => {
                Some("Borgeren var voksen, da sagen begyndte, så intet i den har ændret sig på 18-års-dagen.")
            }
        },
        day: danish::date_long(day),
        distance: danish::distance(day, today),
        eve: danish::date_long(eve(file.citizen.born)),
        is_past: day <= today,
        noted: overview.noted_on.map(danish::date_short),
        citizen: file.citizen.name.clone(),
        person: format!("/borgere/{}", file.citizen.id),
        consents: changes.consents.iter().map(|given| consent(file, given)).collect(),
        kept: changes.consents_kept.iter().map(|given| consent(file, given)).collect(),
        ends: changes.relations.iter().filter_map(|relation| around(file, relation, today)).collect(),
        mandates: changes.mandates.iter().filter_map(|relation| around(file, relation, today)).collect(),
        letters_before: names(file, &changes.letters_before),
        letters_after: names(file, &changes.letters_after),
        post: match file.citizen.digital_post {
            DigitalPost::Registered => "i Digital Post".into(),
            DigitalPost::Exempt => "på papir: fritaget for Digital Post".into(),
            DigitalPost::Unknown => "på papir, indtil det er undersøgt, om der er Digital Post".into(),
        },
        grants: overview
            .endings
            .iter()
            .map(|ending| Ending {
                title: ending.title.clone(),
                since: danish::date_short(ending.grant.from),
                adult: ending.adult.map(|adult| {
                    let law = adult.provision_on(day).map(|law| law.paragraph.clone()).unwrap_or_default();
                    Adult { title: adult.title.clone(), law, path: format!("/vaerktoejskasse/ydelser/{}", adult.id) }
                }),
            })
            .collect(),
    }
}

fn consent(file: &CaseFile, given: &consent::Consent) -> Consent {
    let covers: Vec<String> = given.covers.iter().map(Wording::danish).collect();
    Consent {
        with: given.source.clone(),
        about: given.about.clone(),
        covers: listed(&covers),
        by: file.name_of(given.given_by),
        until: danish::date_short(given.until),
    }
}

fn around(file: &CaseFile, relation: &Relation, today: Date) -> Option<Around> {
    let other = file.person(relation.other)?;
    let mut days = Vec::new();
    days.extend(relation.from.filter(|from| today < *from).map(|from| format!("fra {}", danish::date_short(from))));
    days.extend(relation.until.map(|until| format!("til og med {}", danish::date_short(until))));
    Some(Around {
        person: Person {
            name: other.name.clone(),
            link: Some(format!("/borgere/{}", other.id)),
            age: other.age_on(today),
            cpr: other.cpr.masked(),
            protected: other.is_protected(),
            role: relation.kind.danish(),
        },
        days: if days.is_empty() { "uden slutdato".into() } else { days.join(" ") },
        covers: relation.covers.clone(),
    })
}

fn names(file: &CaseFile, people: &[PersonId]) -> String {
    let names: Vec<String> = people.iter().map(|person| file.name_of(*person)).collect();
    if names.is_empty() { "ingen: forældremyndigheden er ikke registreret".into() } else { listed(&names) }
}
