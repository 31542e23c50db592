//! What is typed about a handover, read once for the preview, the confirmation and the one case.

use crate::form::{Errors, LINE, TEXT, date_value, parse_date};
use crate::wording::danish;
use domain::handover::{Duration, Planned, Successor, Wanted, Which};
use domain::ids::{CaseId, StaffId};
use domain::letter::{AskKind, Letter};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// All of the leaver's cases.
pub(super) const ALL: &str = "alle";
/// Those that are ticked.
pub(super) const SOME: &str = "nogle";
/// For good.
pub(super) const FOR_GOOD: &str = "varigt";
/// For a time.
pub(super) const FOR_A_TIME: &str = "midlertidigt";
/// Nobody is known yet.
pub(super) const LEADER: &str = "leder";
/// One for each case.
pub(super) const EACH: &str = "hver";
/// What a field of a letter is called in the form.
const ASKED: &str = "svar-";
/// What the successor of one case is called in the form.
const TO: &str = "til-";
/// The reason that a preview goes by: the real one is asked for last and never stands in an address.
const NOT_SAID_YET: &str = "–";

/// All fields as they come: those of letters are content's, and each case has its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// A field; empty when it was not sent.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// What a field of the letters says so far.
    pub(super) fn said(&self, id: &str) -> &str {
        self.one(&field_of(id))
    }

    /// The successor chosen for one case.
    pub(super) fn successor_of(&self, case: CaseId) -> &str {
        self.one(&successor_field(case))
    }

    /// Whether the case is among those that are meant; all are, when all are.
    pub(super) fn means(&self, case: CaseId) -> bool {
        self.one("omfang") != SOME || self.cases().contains(&case)
    }

    /// The cases that are ticked.
    pub(super) fn cases(&self) -> Vec<CaseId> {
        self.0.iter().filter(|(key, _)| key == "sag").filter_map(|(_, value)| value.parse().ok()).collect()
    }

    /// The choices as an address carries them, back to the page before: nothing of a citizen's and never the reason.
    pub(super) fn choices(&self) -> String {
        let kept = ["hvem", "omfang", "slags", "varighed", "til", "dag", "afloeser"];
        let pairs = kept.iter().filter(|name| !self.one(name).is_empty());
        pairs.map(|name| format!("{name}={}", self.one(name))).collect::<Vec<_>>().join("&")
    }
}

/// What a field of a letter is called.
pub(super) fn field_of(id: &str) -> String {
    format!("{ASKED}{id}")
}

/// What the successor of one case is called.
pub(super) fn successor_field(case: CaseId) -> String {
    format!("{TO}{case}")
}

/// Whether what is typed is looked at or meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Shown before it happens.
    Preview,
    /// Confirmed.
    Confirmed,
}

/// Reads the choices; what is wrong stands by its field. `letters` are those that may ask for more.
pub(super) fn read(typed: &Typed, stage: Stage, letters: &[&Letter]) -> Result<Wanted, Errors> {
    let mut errors = Errors::default();
    let choose = "Vælg en af mulighederne.";
    let from: Option<StaffId> = typed.one("hvem").parse().ok();
    if from.is_none() {
        errors.add("hvem", "Vælg, hvem sagerne går fra.");
    }
    let planned = Planned::from_code(typed.one("slags"));
    if planned.is_none() {
        errors.add("slags", choose);
    }
    let on = day(typed, "dag", &mut errors);
    if on.is_none() && errors.of("dag").is_none() {
        errors.add("dag", "Vælg en dato.");
    }
    let until = day(typed, "til", &mut errors);
    let duration = match typed.one("varighed") {
        FOR_GOOD => Some(Duration::Permanent),
        FOR_A_TIME => Some(Duration::Temporary { until }),
        _ => {
            errors.add("varighed", choose);
            None
        }
    };
    let successor = successor(typed, stage, &mut errors);
    let cases = match (typed.one("omfang"), stage) {
        (SOME, Stage::Confirmed) if typed.cases().is_empty() => {
            errors.add("sag", "Sæt kryds ved mindst én sag.");
            None
        }
        (SOME, Stage::Confirmed) => Some(Which::Some(typed.cases())),
        // All are shown, so that one can choose among them.
        (ALL | SOME, _) => Some(Which::All),
        _ => {
            errors.add("omfang", choose);
            None
        }
    };
    let why = why(typed, stage, &mut errors);
    let said = answers(typed, letters, &mut errors);
    match (from, cases, planned, duration, successor, on) {
        (Some(from), Some(cases), Some(planned), Some(duration), Some(successor), Some(on)) if errors.is_empty() => {
            Ok(Wanted { from, cases, planned, duration, successor, on, why, said })
        }
        _ => Err(errors),
    }
}

fn day(typed: &Typed, field: &'static str, errors: &mut Errors) -> Option<Date> {
    let text = typed.one(field);
    if text.is_empty() {
        return None;
    }
    let day = parse_date(text);
    if day.is_none() {
        errors.add(field, "Datoen findes ikke. Skriv den som 31.3.2026.");
    }
    day
}

fn successor(typed: &Typed, stage: Stage, errors: &mut Errors) -> Option<Successor> {
    match typed.one("afloeser") {
        LEADER => Some(Successor::Leader),
        EACH => {
            let mut each: BTreeMap<CaseId, StaffId> = BTreeMap::new();
            for (key, value) in &typed.0 {
                let case: Option<CaseId> = key.strip_prefix(TO).and_then(|case| case.parse().ok());
                let Some(case) = case.filter(|case| typed.means(*case)) else { continue };
                match value.parse() {
                    Ok(staff) => {
                        each.insert(case, staff);
                    }
                    Err(_) if stage == Stage::Confirmed => {
                        errors.add(key.clone(), "Vælg, hvem der overtager sagen.");
                    }
                    Err(_) => {}
                }
            }
            Some(Successor::PerCase(each))
        }
        one => {
            let staff = one.parse().ok();
            if staff.is_none() {
                errors.add("afloeser", "Vælg, hvem der overtager, eller at lederen har sagerne imens.");
            }
            staff.map(Successor::One)
        }
    }
}

fn why(typed: &Typed, stage: Stage, errors: &mut Errors) -> String {
    let why = typed.one("hvorfor");
    if stage == Stage::Preview {
        return NOT_SAID_YET.to_string();
    }
    let length = why.chars().count();
    if why.is_empty() {
        errors.add("hvorfor", "Feltet skal udfyldes.");
    } else if TEXT < length {
        errors.add("hvorfor", format!("Teksten er {length} tegn. Der er plads til {TEXT}."));
    }
    why.to_string()
}

/// What the fields of the letters say, as a letter writes it: a day in full.
fn answers(typed: &Typed, letters: &[&Letter], errors: &mut Errors) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for (key, text) in typed.0.iter().map(|(key, text)| (key, text.trim())).filter(|(_, text)| !text.is_empty()) {
        let Some(id) = key.strip_prefix(ASKED) else { continue };
        let ask = letters.iter().flat_map(|letter| &letter.asks).find(|ask| ask.id == id);
        let Some(ask) = ask else { continue };
        let most = if ask.kind == AskKind::LongText { TEXT } else { LINE };
        let length = text.chars().count();
        if most < length {
            errors.add(key.clone(), format!("Teksten er {length} tegn. Der er plads til {most}."));
        }
        match (ask.kind, parse_date(text)) {
            (AskKind::Date, Some(day)) => said.insert(id.to_string(), danish::date_long(day)),
            (AskKind::Date, None) => {
                errors.add(key.clone(), "Datoen findes ikke. Skriv den som 31.3.2026.");
                None
            }
            _ => said.insert(id.to_string(), text.to_string()),
        };
    }
    said
}

/// What the fields of the letters say, or what is wrong with them.
pub(super) fn said(typed: &Typed, letters: &[&Letter]) -> Result<BTreeMap<String, String>, Errors> {
    let mut errors = Errors::default();
    let said = answers(typed, letters, &mut errors);
    if errors.is_empty() { Ok(said) } else { Err(errors) }
}

/// What stands in the form before anybody has chosen.
pub(super) fn fresh(today: Date) -> Typed {
    let pairs = [("omfang", ALL), ("slags", "unplanned"), ("varighed", FOR_A_TIME), ("afloeser", LEADER)];
    let mut typed: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
    typed.push(("dag".into(), date_value(today)));
    Typed(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect())
    }

    #[test]
    fn all_that_is_missing_is_said_at_once_and_the_reason_is_asked_for_last() {
        let nothing = read(&Typed::default(), Stage::Preview, &[]).unwrap_err();
        for field in ["hvem", "omfang", "slags", "varighed", "dag", "afloeser"] {
            assert!(nothing.of(field).is_some(), "{field}");
        }
        assert!(nothing.of("hvorfor").is_none());
        assert!(read(&Typed::default(), Stage::Confirmed, &[]).unwrap_err().of("hvorfor").is_some());
    }

    #[test]
    fn an_address_back_carries_the_choices_and_not_the_reason() {
        let typed = typed(&[("hvem", "a"), ("dag", "2026-05-04"), ("hvorfor", "sygdom"), ("svar-akut", "vagten")]);
        assert_eq!(typed.choices(), "hvem=a&dag=2026-05-04");
    }

    #[test]
    fn some_cases_are_all_shown_and_only_the_ticked_meant() {
        let one: CaseId = "5b2a64f0-0000-4000-8000-000000000001".parse().unwrap();
        let mut all = fresh(jiff::civil::date(2026, 5, 4));
        all.0.retain(|(key, _)| key != "omfang");
        all.0.push(("hvem".into(), "5b2a64f0-0000-4000-8000-000000000002".into()));
        all.0.push(("omfang".into(), SOME.into()));
        assert_eq!(read(&all, Stage::Preview, &[]).unwrap().cases, Which::All);
        all.0.push(("hvorfor".into(), "Barsel".into()));
        assert!(read(&all, Stage::Confirmed, &[]).unwrap_err().of("sag").is_some());
        all.0.push(("sag".into(), one.to_string()));
        assert_eq!(read(&all, Stage::Confirmed, &[]).unwrap().cases, Which::Some(vec![one]));
    }
}
