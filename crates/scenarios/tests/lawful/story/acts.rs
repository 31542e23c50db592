//! The single acts of a story: facts, hearings, consents, requests, steps, considerations and drafts.

use super::{SCHOOL, Story, Tally};
use crate::chance::Chance;
use app::assessment::{Considerations, Fact};
use app::progress::MarkDone;
use domain::assessment::{CriterionAnswer, Known, Weight};
use domain::benefit::{Benefit, Measure};
use domain::case::{CaseFile, Course};
use domain::consent::Form;
use domain::decision::{Draft, Outcome as Result3};
use domain::ids::{FindingId, LetterId};
use domain::information::Basis;
use domain::party_hearing::HearingState;
use domain::setting::Kroner;
use jiff::ToSpan;

impl Story<'_> {
    pub(super) async fn fact(&mut self, tally: &mut Tally) {
        let against = self.chance.one_of(&[Weight::Against, Weight::Against, Weight::NotAgainst]);
        let fact = Fact {
            text: format!("Oplysning nummer {} siger *noget* om hverdagen", self.told.len()),
            source: "Udtalelsen fra skolen".to_string(),
            document: None,
            known: self.chance.one_of(&[Known::Known, Known::Unknown]),
            weight: against,
        };
        let what = ("fact", fact.known, fact.weight);
        let outcome = app::assessment::add_fact(&self.town.app, &self.actor().await, self.case, fact).await;
        self.tried(what, outcome, tally);
    }

    pub(super) async fn letters_leave(&mut self, tally: &mut Tally, letters: Vec<LetterId>) {
        for letter in letters {
            // Now and then one of them is forgotten.
            if !self.chance.once_in(8) {
                let sent = app::letter::send(&self.town.app, &self.actor().await, self.case, letter, 1).await;
                self.tried("letter", sent, tally);
            }
        }
    }

    pub(super) async fn hear(&mut self, tally: &mut Tally, file: &CaseFile) {
        let all: Vec<FindingId> = file.findings.iter().filter(|f| f.must_be_heard()).map(|f| f.id).collect();
        let some = if self.chance.once_in(5) { all.into_iter().take(1).collect() } else { all };
        let until = self.today().saturating_add(i64::try_from(6 + self.chance.below(10)).unwrap().days());
        let made = app::party_hearing::prepare(&self.town.app, &self.actor().await, self.case, some, until).await;
        let letters = self.tried(("hear", until), made, tally).unwrap_or_default();
        self.letters_leave(tally, letters).await;
    }

    pub(super) async fn answer(&mut self, tally: &mut Tally, file: &CaseFile) {
        let waiting = file.hearings.iter().filter(|hearing| hearing.state == HearingState::Sent);
        for hearing in waiting.map(|hearing| hearing.id).collect::<Vec<_>>() {
            let (app, today) = (&self.town.app, self.today());
            let actor = self.actor().await;
            if self.chance.once_in(4) {
                let outcome = app::party_hearing::lapse(app, &actor, self.case, hearing).await;
                self.tried("lapse", outcome, tally);
            } else {
                let said = "Vi er ikke enige.";
                let outcome = app::party_hearing::answer(app, &actor, self.case, hearing, today, said).await;
                self.tried("answer", outcome, tally);
            }
        }
    }

    pub(super) async fn consent(&mut self, tally: &mut Tally, file: &CaseFile) {
        let actor = self.actor().await;
        if let Some(known) = file.consents.last().filter(|_| self.chance.once_in(2)) {
            let outcome = app::consent::withdraw(&self.town.app, &actor, self.case, known.id).await;
            self.tried("consent withdrawn", outcome, tally);
            return;
        }
        let today = self.today();
        let order = app::consent::Register {
            given_by: file.application.as_ref().unwrap().applicant,
            source: self.chance.one_of(&[SCHOOL, "Lægehuset"]).to_string(),
            covers: domain::consent::Covers::ALL.iter().copied().collect(),
            about: "Hverdagen".to_string(),
            purpose: "At vurdere ansøgningen".to_string(),
            form: Form::Oral,
            given_on: today,
            until: today.saturating_add(self.chance.one_of(&[1_i64, 10, 180]).days()),
        };
        let outcome = app::consent::register(&self.town.app, &actor, self.case, order).await;
        self.tried("consent", outcome, tally);
    }

    pub(super) async fn ask(&mut self, tally: &mut Tally, file: &CaseFile) {
        let law = |reason: &str| Basis::Law {
            paragraph: "retssikkerhedsloven § 11 c, stk. 1".to_string(),
            reason: reason.to_string(),
        };
        let basis = match self.chance.below(4) {
            0 => None,
            1 => Some(law(self.chance.one_of(&["", "Sagen kan ikke vente."]))),
            _ => file.consents.last().map(|consent| Basis::Consent(consent.id)),
        };
        let ask = app::information::Ask {
            source: SCHOOL.to_string(),
            address: "Tovværksgade 1\n9999 Tovby".to_string(),
            about: "En kort udtalelse".to_string(),
            basis,
            reply_by: self.today().saturating_add(14.days()),
        };
        let made = app::information::prepare(&self.town.app, &self.actor().await, self.case, ask).await;
        if let Some(letter) = self.tried("ask", made, tally) {
            // A day may go, and a consent be withdrawn, before the letter leaves.
            if self.chance.once_in(3) {
                self.days_go();
                self.consent(tally, &self.file().await).await;
            }
            self.letters_leave(tally, vec![letter]).await;
        }
    }

    pub(super) async fn give_up(&mut self, tally: &mut Tally, file: &CaseFile) {
        for request in file.requests.iter().filter(|request| request.is_open()).map(|request| request.id) {
            let reason = self.chance.one_of(&["", "Der er intet kommet."]);
            let actor = self.actor().await;
            let outcome = app::information::give_up(&self.town.app, &actor, self.case, request, reason).await;
            self.tried("give up", outcome, tally);
        }
    }

    /// A step is marked as done by hand, or left out.
    pub(super) async fn mark(&mut self, tally: &mut Tally, step: &str) {
        let app = &self.town.app;
        let actor = self.actor().await;
        if step == "kvittering" {
            let made = app::letter::make(app, &actor, self.case, app::letter::Make::Receipt).await;
            if let Some(letter) = self.tried("receipt", made, tally) {
                self.letters_leave(tally, vec![letter]).await;
            }
            return;
        }
        let reason = self.chance.one_of(&[None, Some("Det er aftalt med familien.")]);
        let file = self.file().await;
        let has_it = |course: &&Course| {
            let procedure = app.content.procedure_version(&course.procedure, course.version).unwrap();
            course.ended_on.is_none() && procedure.step(step).is_some()
        };
        let course = file.courses.iter().rfind(has_it).map(|course| course.id);
        if self.chance.once_in(6) {
            let why = reason.unwrap_or_default();
            let outcome = app::progress::leave_out(app, &actor, self.case, course, step, why).await;
            self.tried(("leave out", step), outcome, tally);
            return;
        }
        let done = match step {
            "screening-bl18" => Some("intet-videre"),
            "inddragelse-barn" => Some(self.chance.one_of(&["samtale", "anden-maade", "undladt"])),
            "samtykke" => Some("ikke-noedvendigt"),
            "indhent" => Some("ikke-hentet"),
            "sagsbehandling" => Some("klar"),
            "oplysning" => Some("aendres"),
            "gruppevalg" => Some(self.chance.one_of(&["gruppe-1", "ikke-relevant"])),
            "loenoplysninger" => Some("modtaget"),
            "behov" => Some("holdt"),
            _ => None,
        };
        let order = MarkDone {
            course,
            step: step.to_string(),
            outcome: done.map(str::to_string),
            reason: reason.map(str::to_string),
            ..MarkDone::default()
        };
        let outcome = app::progress::mark_done(app, &actor, self.case, order).await;
        self.tried(("mark", step, done, reason), outcome, tally);
    }

    pub(super) async fn consider(&mut self, tally: &mut Tally, file: &CaseFile) {
        let mut unmet = self.chance.once_in(2);
        let criteria = self.benefit(file).criteria.iter().map(|criterion| {
            let met = !std::mem::take(&mut unmet);
            (criterion.id.clone(), CriterionAnswer { met, reason: "Det fremgår af oplysningerne.".to_string() })
        });
        let typed = Considerations {
            version: file.assessment.version,
            criteria: criteria.collect(),
            text: if self.chance.once_in(6) { String::new() } else { "Vi har mest set på hverdagen.".to_string() },
        };
        let outcome = app::assessment::save_considerations(&self.town.app, &self.actor().await, self.case, typed).await;
        self.tried("consider", outcome, tally);
    }

    /// A draft of any outcome, now and then with something left out.
    pub(super) async fn draft(&mut self, tally: &mut Tally) {
        let file = self.file().await;
        let today = self.today();
        let running = file.grants.iter().rfind(|grant| grant.runs_on_or_after(today));
        let outcome = match running {
            Some(_) => self.chance.one_of(&[
                Result3::Reduction,
                Result3::Reduction,
                Result3::Ending,
                Result3::Ending,
                Result3::PartialGrant,
                Result3::Grant,
                Result3::Refusal,
            ]),
            None => self.chance.one_of(Result3::OF_APPLICATION),
        };
        let draft = self.written(outcome, self.benefit(&file), running.map(|grant| grant.id));
        let version = file.open_decision().map_or(0, |open| open.version);
        let what = ("draft", outcome, draft.grant.is_some(), draft.from, draft.until, draft.effect_on);
        let saved = app::decision::save_draft(&self.town.app, &self.actor().await, self.case, version, draft).await;
        self.tried(what, saved, tally);
    }

    pub(super) fn written(
        &mut self,
        outcome: Result3,
        benefit: &Benefit,
        grant: Option<domain::ids::GrantId>,
    ) -> Draft {
        let today = self.today();
        let chance = &mut self.chance;
        let counts = outcome != Result3::Refusal && outcome != Result3::Ending;
        let said = |chance: &mut Chance, text: &str| {
            if chance.once_in(9) { String::new() } else { text.to_string() }
        };
        let amount = Kroner::from_oere(i64::try_from(50_000 + chance.below(3_000_000)).unwrap());
        let hours = u32::try_from(1 + chance.below(40)).unwrap();
        let measure = benefit.measure;
        let in_amounts = matches!(measure, Measure::MonthlyAmount | Measure::WeeklyHoursAndAmount);
        let in_hours = matches!(measure, Measure::WeeklyHours | Measure::WeeklyHoursAndAmount);
        let from = today.saturating_add(chance.one_of(&[1_i64, 30, 99, 110]).days());
        let effect = today.saturating_add(chance.one_of(&[1_i64, 97, 98, 99, 102, 120]).days());
        let until = chance.once_in(4).then(|| from.saturating_add(chance.one_of(&[5_i64, 200]).days()));
        Draft {
            granted: if counts { said(chance, "støtte i hverdagen efter aftale") } else { String::new() },
            not_granted: if outcome == Result3::Grant {
                String::new()
            } else {
                said(chance, "Det, der er faldet væk")
            },
            reasons: said(chance, "Oplysningerne er holdt op mod betingelserne"),
            hearing_treatment: said(chance, "Vi har læst svaret"),
            choice: benefit.choices.first().filter(|_| counts).map(|choice| choice.id.clone()),
            monthly_amount: (counts && in_amounts).then_some(amount),
            weekly_hours: (counts && in_hours).then_some(hours),
            monthly_hours: (counts && measure == Measure::MonthlyHours).then_some(hours),
            weekly_days: (counts && measure == Measure::WeeklyDays).then_some(1 + hours % 5),
            one_off_amount: (counts && measure == Measure::OneOffAmount).then_some(amount),
            details: benefit
                .details
                .iter()
                .filter(|_| counts && !chance.once_in(30))
                .map(|detail| (*detail, format!("Aftalt om {}", detail.word())))
                .collect(),
            grant: grant.filter(|_| outcome != Result3::Refusal),
            effect_on: Some(effect),
            from: Some(from),
            until,
            follow_up_on: Some(from.saturating_add(90.days())),
            ..Draft::of(outcome)
        }
    }
}
