//! The draft as typed, and read into a draft.

use crate::form::{Check, Errors, parse_date};
use crate::wording::Wording;
use domain::benefit::{Benefit, Detail};
use domain::decision::{Draft, Outcome};
use domain::ids::{GrantId, PersonId};
use domain::setting::Kroner;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The draft as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) version: String,
    pub(super) udfald: String,
    pub(super) bevilget: String,
    pub(super) ikke_bevilget: String,
    pub(super) begrundelse: String,
    pub(super) hoering: String,
    pub(super) valg: String,
    pub(super) pakke: String,
    pub(super) beloeb: String,
    pub(super) timer_uge: String,
    pub(super) timer_maaned: String,
    pub(super) dage_uge: String,
    pub(super) engangsbeloeb: String,
    /// The running grant it is about.
    pub(super) om: String,
    pub(super) virkning: String,
    pub(super) fra: String,
    pub(super) til: String,
    pub(super) opfoelgning: String,
    /// The party whose letter is shown.
    pub(super) laeser: String,
    /// Which button: `gem`, `vis`, `godkendelse`.
    pub(super) knap: String,
    /// What else the benefit asks for, by the name of its field.
    #[serde(flatten)]
    pub(super) oplyst: BTreeMap<String, String>,
}

/// The field a detail is typed in: `oplyst-formaal`.
pub(super) fn detail_field(detail: Detail) -> String {
    let word = detail.word().replace(' ', "-").replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    format!("oplyst-{word}")
}

/// The outcome, read back from its code.
pub(super) fn outcome(code: &str) -> Option<Outcome> {
    Outcome::ALL.iter().copied().find(|outcome| Wording::code(outcome) == code)
}

impl Typed {
    /// A draft as its form shows it.
    pub(super) fn of(draft: &Draft, version: i64) -> Self {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            version: version.to_string(),
            udfald: Wording::code(&draft.outcome).into(),
            bevilget: draft.granted.clone(),
            ikke_bevilget: draft.not_granted.clone(),
            begrundelse: draft.reasons.clone(),
            hoering: draft.hearing_treatment.clone(),
            valg: draft.choice.clone().unwrap_or_default(),
            pakke: draft.package.clone().unwrap_or_default(),
            beloeb: draft.monthly_amount.map(plain).unwrap_or_default(),
            timer_uge: number(draft.weekly_hours),
            timer_maaned: number(draft.monthly_hours),
            dage_uge: number(draft.weekly_days),
            engangsbeloeb: draft.one_off_amount.map(plain).unwrap_or_default(),
            om: draft.grant.map(|grant| grant.to_string()).unwrap_or_default(),
            virkning: day(draft.effect_on),
            oplyst: draft.details.iter().map(|(detail, said)| (detail_field(*detail), said.clone())).collect(),
            fra: day(draft.from),
            til: day(draft.until),
            opfoelgning: day(draft.follow_up_on),
            ..Self::default()
        }
    }

    /// The party whose letter is wanted.
    pub(super) fn reader(&self) -> Option<PersonId> {
        self.laeser.parse().ok()
    }

    /// The draft, if everything in it can be read; what is not filled in yet is for the core to miss.
    pub(super) fn read(&self, benefit: &Benefit) -> Result<Draft, Errors> {
        let mut check = Check::new();
        let outcome = check.choice("udfald", &self.udfald, outcome);
        let known = |ids: Vec<&String>, typed: &str| ids.into_iter().find(|id| *id == typed).cloned();
        let choice = match self.valg.trim() {
            "" => None,
            typed => check.choice("valg", typed, |typed| known(benefit.choices.iter().map(|c| &c.id).collect(), typed)),
        };
        let package = match self.pakke.trim() {
            "" => None,
            typed => {
                check.choice("pakke", typed, |typed| known(benefit.packages.iter().map(|p| &p.id).collect(), typed))
            }
        };
        let draft = Draft {
            outcome: outcome.unwrap_or(Outcome::Grant),
            granted: check.optional_text("bevilget", &self.bevilget),
            not_granted: check.optional_text("ikke_bevilget", &self.ikke_bevilget),
            reasons: check.optional_text("begrundelse", &self.begrundelse),
            hearing_treatment: check.optional_text("hoering", &self.hoering),
            choice,
            package,
            monthly_amount: check.optional_amount("beloeb", &self.beloeb),
            weekly_hours: check.optional_number("timer_uge", &self.timer_uge),
            monthly_hours: check.optional_number("timer_maaned", &self.timer_maaned),
            one_off_amount: check.optional_amount("engangsbeloeb", &self.engangsbeloeb),
            weekly_days: check.optional_number("dage_uge", &self.dage_uge),
            details: self.details(benefit),
            grant: match self.om.trim() {
                "" => None,
                typed => check.choice("om", typed, |typed| typed.parse().ok().map(GrantId)),
            },
            effect_on: check.optional_date("virkning", &self.virkning),
            from: check.optional_date("fra", &self.fra),
            until: check.optional_date("til", &self.til),
            follow_up_on: check.optional_date("opfoelgning", &self.opfoelgning),
        };
        match check.errors() {
            None => Ok(draft),
            Some(errors) => Err(errors),
        }
    }

    fn detail(&self, detail: Detail) -> Option<(Detail, String)> {
        let said = self.oplyst.get(&detail_field(detail)).map(|said| said.trim()).filter(|said| !said.is_empty())?;
        Some((detail, said.replace("\r\n", "\n")))
    }

    /// What the benefit asks for; anything else in the form is not of this benefit.
    fn details(&self, benefit: &Benefit) -> BTreeMap<Detail, String> {
        benefit.details.iter().filter_map(|detail| self.detail(*detail)).collect()
    }

    /// The draft for showing the letter while it is written: what cannot be read yet is left out.
    pub(super) fn readable(&self) -> Option<Draft> {
        let line = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_string());
        Some(Draft {
            outcome: outcome(self.udfald.trim())?,
            granted: self.bevilget.trim().into(),
            not_granted: self.ikke_bevilget.trim().into(),
            reasons: self.begrundelse.trim().into(),
            hearing_treatment: self.hoering.trim().into(),
            choice: line(&self.valg),
            package: line(&self.pakke),
            monthly_amount: Kroner::parse(&self.beloeb),
            weekly_hours: self.timer_uge.trim().parse().ok(),
            monthly_hours: self.timer_maaned.trim().parse().ok(),
            one_off_amount: Kroner::parse(&self.engangsbeloeb),
            weekly_days: self.dage_uge.trim().parse().ok(),
            details: Detail::WORDS.iter().filter_map(|(detail, _)| self.detail(*detail)).collect(),
            grant: self.om.trim().parse().ok().map(GrantId),
            effect_on: parse_date(&self.virkning),
            from: parse_date(&self.fra),
            until: parse_date(&self.til),
            follow_up_on: parse_date(&self.opfoelgning),
        })
    }
}

/// An amount as one types it, without its unit.
fn plain(amount: Kroner) -> String {
    amount.to_string().replace(" kr.", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn draft() -> Draft {
        Draft {
            granted: "Hjælp til kørsel".into(),
            not_granted: "Fritidsklub".into(),
            reasons: "Kørslen følger af funktionsnedsættelsen.".into(),
            monthly_amount: Some(Kroner::from_oere(110_550)),
            one_off_amount: Some(Kroner::from_oere(940_000)),
            weekly_days: Some(3),
            monthly_hours: Some(15),
            details: [(Detail::Purpose, "Ro efter skole".to_owned())].into(),
            effect_on: Some(date(2026, 7, 7)),
            from: Some(date(2026, 4, 1)),
            follow_up_on: Some(date(2027, 4, 1)),
            ..Draft::of(Outcome::PartialGrant)
        }
    }

    #[test]
    fn a_draft_shown_in_its_form_is_read_back_as_it_was() {
        assert_eq!(Typed::of(&draft(), 3).readable(), Some(draft()));
        assert_eq!(Typed::of(&draft(), 3).beloeb, "1.105,50");
    }

    #[test]
    fn a_letter_is_shown_while_a_date_is_half_written() {
        let typed = Typed { fra: "2026-0".into(), ..Typed::of(&draft(), 3) };
        assert_eq!(typed.readable().unwrap().from, None);
        assert_eq!(Typed::default().readable(), None);
    }
}
