//! What a form need not ask because the case knows it (`hent`), and what of it nobody else may read.

use domain::case::CaseFile;
use domain::people::Protection;
use domain::questionnaire::{Answers, Field, FieldKind, Questionnaire, TODAY};
use domain::staff::Staff;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Words that tell where somebody is: with a protected address they stand on the person's record alone (P-6).
const TELLS_WHERE: [&str; 2] = ["borger.adresse", "borger.telefon"];

/// The words a field may be filled from, with what the case says. A protected address is not among them.
pub(crate) fn words(file: &CaseFile, responsible: &Staff, today: Date) -> BTreeMap<&'static str, String> {
    let citizen = &file.citizen;
    let mut words = BTreeMap::from([
        ("borger.navn", citizen.name.clone()),
        ("borger.alder", citizen.age_on(today).to_string()),
        ("borger.født", citizen.born.to_string()),
        ("sagsbehandler.navn", responsible.name.clone()),
        ("sagsbehandler.telefon", responsible.phone.clone()),
        ("sagsbehandler.mail", responsible.mail.clone()),
        (TODAY, today.to_string()),
    ]);
    if citizen.contact.protection() == Protection::None {
        let contact = citizen.contact.for_owner();
        let lines = [contact.street.as_str(), contact.town.as_str()];
        words
            .insert("borger.adresse", lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "));
        words.insert("borger.telefon", contact.phone.clone());
    }
    words.retain(|_, text| !text.trim().is_empty());
    words
}

/// Fills what is not answered from what the case knows.
pub(crate) fn fill_in(form: &Questionnaire, answers: &mut Answers, words: &BTreeMap<&'static str, String>) {
    for field in plain_fields(form).filter(|field| field.kind != FieldKind::Cpr) {
        let known = field.fetch.as_deref().and_then(|word| words.get(word));
        if let Some(text) = known.filter(|_| answers.one(&field.id).is_empty()) {
            answers.fields.insert(field.id.clone(), vec![text.clone()]);
        }
    }
}

/// Takes out what tells where a protected citizen is, however it came to be typed; true when something was.
pub(crate) fn leave_out_where(form: &Questionnaire, answers: &mut Answers, file: &CaseFile) -> bool {
    if file.citizen.contact.protection() == Protection::None {
        return false;
    }
    let telling =
        plain_fields(form).filter(|field| field.fetch.as_deref().is_some_and(|word| TELLS_WHERE.contains(&word)));
    telling.filter(|field| answers.fields.remove(&field.id).is_some()).count() != 0
}

fn plain_fields(form: &Questionnaire) -> impl Iterator<Item = &Field> {
    form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields)
}
