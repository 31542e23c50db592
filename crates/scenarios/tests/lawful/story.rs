//! One case played at random: now what a diligent caseworker would do next, now anything at all.

use crate::chance::Chance;
use crate::oracle;
use app::application::{Applicant, Register, Who};
use app::assessment::{Considerations, Fact};
use app::progress::MarkDone;
use app::{Actor, Outcome, Reason, Refused};
use domain::application::Received;
use domain::assessment::{CriterionAnswer, Known, Weight};
use domain::benefit::{Benefit, Measure};
use domain::case::{CaseFile, Course};
use domain::consent::Form;
use domain::decision::{Draft, Missing, NotSent, Outcome as Result3, State};
use domain::ids::{CaseId, FindingId, LetterId};
use domain::information::Basis;
use domain::party_hearing::HearingState;
use domain::people::{DigitalPost, Protection, RelationKind};
use domain::setting::Kroner;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use scenarios::Town;
use scenarios::people::Citizen;
use scenarios::town::day;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// What came of all stories together.
#[derive(Debug, Default)]
pub struct Tally {
    /// Decisions sent, by outcome.
    pub sent: BTreeMap<&'static str, usize>,
    /// Letters to a child that is a party.
    pub to_children: usize,
    /// Bad news sent on a bad day, with a reason.
    pub on_bad_days: usize,
    /// Sent with notice.
    pub notified: usize,
    /// Acts that were refused.
    pub refused: usize,
}

/// Benefits, with days of birth of those who may have them: of children eight, soon ten, thirteen, soon eighteen.
const KINDS: &[(&str, &[&str])] = &[
    ("stoette-i-hjemmet", &["2018-04-17", "2016-05-10", "2013-02-11", "2008-06-01"]),
    ("tabt-arbejdsfortjeneste", &["2018-04-17", "2013-02-11", "2008-06-01"]),
    ("bpa", &["1991-11-21"]),
    ("kompensation-merudgifter-barn", &["2016-05-10", "2008-06-01"]),
    ("socialpaedagogisk-stoette", &["1975-01-30"]),
    ("aflastning-barn", &["2013-02-11", "2018-04-17"]),
    ("stoetteophold", &["2013-02-11", "2016-05-10"]),
    ("kontant-tilskud", &["1991-11-21"]),
];
/// Everybody who might try.
const ANYBODY: &[&str] = &["karen", "jonas", "louise", "birgitte", "henrik", "susanne", "ole", "anders", "lene"];
const SCHOOL: &str = "Tovby Skole";
/// Days before days off.
const EVES: &[&str] = &["2026-04-01", "2026-05-13", "2026-06-04", "2026-12-23"];

/// A story that runs.
pub struct Story<'a> {
    town: &'a Town,
    nr: u64,
    chance: Chance,
    case: CaseId,
    caseworker: &'static str,
    told: Vec<String>,
}

fn leaked(text: String) -> &'static str {
    text.leak()
}

/// Somebody born on a day; of those born on the same day, each story has its own.
fn somebody(chance: &mut Chance, name: &str, born: &str, nr: u64) -> Citizen {
    let born = day(born);
    let cpr = format!("{:02}{:02}{:02}99{nr:02}", born.day() + 60, born.month(), born.year() % 100);
    Citizen {
        name: leaked(format!("{name} Prøvegård {nr}")),
        cpr: leaked(cpr),
        street: leaked(format!("Prøvevej {}", 100 + nr)),
        protection: if chance.once_in(4) { Protection::Protected } else { Protection::None },
        digital_post: chance.one_of(&[DigitalPost::Registered, DigitalPost::Exempt, DigitalPost::Unknown]),
        phone: "",
        occupation: "",
    }
}

impl<'a> Story<'a> {
    /// An application comes.
    pub async fn begins(town: &'a Town, nr: u64) -> Story<'a> {
        let mut chance = Chance::of(nr);
        let (benefit, births) = KINDS[usize::try_from(nr).unwrap() % KINDS.len()];
        let first = chance.one_of(&["2026-01-12", "2026-02-25", "2026-03-30", "2026-05-04"]);
        town.turn_to(first);
        let born = chance.one_of(births);
        let child = day(born).year() > 2000;
        let citizen = somebody(&mut chance, "Alma", born, nr);
        let mother = somebody(&mut chance, "Bodil", "1985-03-14", nr);
        let father = somebody(&mut chance, "Carsten", "1983-09-02", nr);
        let caseworker = if town.app.content.benefit(benefit, day(first)).unwrap().department == "voksenhandicap" {
            "louise"
        } else {
            "karen"
        };
        let actor = town.actor(caseworker).await;
        let order = Register {
            citizen: Who::New(Box::new(citizen.new_person())),
            applicant: if child {
                Applicant::New(Box::new(mother.new_person()), RelationKind::CustodyHolder)
            } else {
                Applicant::Citizen
            },
            benefit: benefit.to_string(),
            applied_for: "Hjælp i hverdagen".to_string(),
            received_on: day(first),
            received_by: Received::DigitalPost,
            responsible: None,
        };
        let case = app::application::register(&town.app, &actor, order).await.unwrap();
        if child && chance.once_in(2) {
            let id = town.file(case).await.citizen.id;
            app::person::relate(&town.app, &actor, id, father.new_person(), RelationKind::CustodyHolder).await.unwrap();
        }
        let told = vec![format!("{first}: {benefit}, born {born}")];
        Story { town, nr, chance, case, caseworker, told }
    }

    /// One act more, and a look at every decision it sent.
    pub async fn goes_on(&mut self, tally: &mut Tally) {
        let before = self.file().await;
        if self.chance.once_in(4) {
            self.anything(tally, &before).await;
        } else {
            self.next(tally, &before).await;
        }
        for sent in oracle::just_sent(self.town, self.caseworker, &before).await {
            let faults = sent.faults();
            assert!(
                faults.is_empty(),
                "story {} (LAWFUL={}) sent a decision that fails:\n{}\nwhat was done:\n{}",
                self.nr,
                self.nr,
                faults.join("\n"),
                self.told.join("\n")
            );
            let outcome = sent.decision.draft.outcome;
            *tally.sent.entry(outcome.code()).or_default() += 1;
            tally.to_children += usize::from(sent.child == oracle::Child::IsParty);
            let adverse = matches!(outcome, Result3::Refusal | Result3::Reduction | Result3::Ending);
            tally.on_bad_days += usize::from(adverse && oracle::is_bad_day(sent.on, &sent.closed));
            let listed = sent.law.notice.as_ref().is_some_and(|rule| rule.outcomes.contains(&outcome));
            tally.notified += usize::from(listed);
        }
    }

    async fn file(&self) -> CaseFile {
        self.town.file(self.case).await
    }

    async fn actor(&self) -> Actor {
        self.town.actor(self.caseworker).await
    }

    fn benefit(&self, file: &CaseFile) -> &'a Benefit {
        self.town.app.content.benefit(&file.case.benefit, file.case.opened_on).unwrap()
    }

    fn today(&self) -> Date {
        self.town.app.today()
    }

    /// An act was done or refused; one that broke ends the story.
    fn tried<T>(&mut self, what: impl Debug, outcome: Outcome<T>, tally: &mut Tally) -> Option<T> {
        let today = self.today();
        match outcome {
            Ok(made) => {
                self.told.push(format!("{today} {what:?}"));
                Some(made)
            }
            Err(Refused::Broken(error)) => {
                panic!("story {}: {what:?} broke on {today}: {error:#}\n{}", self.nr, self.told.join("\n"))
            }
            Err(refused) => {
                tally.refused += 1;
                self.told.push(format!("{today} {what:?} REFUSED {refused:?}"));
                None
            }
        }
    }

    fn turn_to(&mut self, to: Date) {
        if self.today() < to {
            self.town.turn_to(&to.to_string());
        }
    }

    /// What a diligent caseworker would do next.
    async fn next(&mut self, tally: &mut Tally, file: &CaseFile) {
        let version = file.open_decision().map_or(0, |open| open.version);
        let app = &self.town.app;
        match file.open_decision().map(|open| &open.state) {
            Some(State::Approved { .. }) => self.send(tally, version).await,
            Some(State::Submitted { .. }) => {
                let who = self.chance.one_of(&["anders", "anders", "henrik", "birgitte", "susanne"]);
                let outcome = app::decision::approve(app, &self.town.actor(who).await, self.case, version).await;
                self.tried(("approve", who), outcome, tally);
            }
            Some(State::Drafted | State::Returned { .. }) => {
                let outcome = app::decision::submit(app, &self.actor().await, self.case, version).await;
                let missing = match &outcome {
                    Err(Refused::Because(Reason::Submission(missing))) => missing.clone(),
                    _ => Vec::new(),
                };
                self.tried("submit", outcome, tally);
                for missing in missing.into_iter().take(3) {
                    self.mend(tally, file, missing).await;
                }
            }
            _ => self.take_up(tally, file).await,
        }
    }

    async fn send(&mut self, tally: &mut Tally, version: i64) {
        let reason = self.chance.one_of(&["", "", "  ", "Familien har bedt om svaret i dag."]);
        let outcome = app::decision::send(&self.town.app, &self.actor().await, self.case, version, reason).await;
        let bad = match &outcome {
            Err(Refused::Because(Reason::Sending(NotSent::BadDay { next_good_day }))) => Some(*next_good_day),
            _ => None,
        };
        self.tried(("send", reason), outcome, tally);
        if let Some(next) = bad.filter(|_| self.chance.once_in(2)) {
            self.turn_to(next);
        }
    }

    /// Nothing is being decided: begin with it, or take a grant up again.
    async fn take_up(&mut self, tally: &mut Tally, file: &CaseFile) {
        let runs = |procedure: &str| file.courses.iter().any(|c| c.procedure == procedure && c.ended_on.is_none());
        if !file.decisions.is_empty() && !runs("aendring-af-bevilling") {
            let today = self.today();
            let begun =
                app::course::begin(&self.town.app, &self.actor().await, self.case, "aendring-af-bevilling", today)
                    .await;
            self.tried("take up", begun, tally);
            self.turn_to(today.saturating_add(20.days()));
            self.fact(tally).await;
            self.mark(tally, "oplysning").await;
        }
        if file.findings.is_empty() {
            self.fact(tally).await;
            self.consider(tally, file).await;
        }
        self.draft(tally).await;
    }

    async fn mend(&mut self, tally: &mut Tally, file: &CaseFile, missing: Missing) {
        match missing {
            Missing::Step { step, .. } => self.mark(tally, &step).await,
            Missing::PartyHearing { .. } => self.hear(tally, file).await,
            Missing::AnswerToPartyHearing { until } => {
                if self.chance.once_in(2) {
                    self.answer(tally, file).await;
                } else {
                    self.turn_to(until.tomorrow().unwrap());
                }
            }
            Missing::OpenRequest(_) => self.give_up(tally, file).await,
            Missing::Facts => self.fact(tally).await,
            Missing::Considerations | Missing::Criterion(_) | Missing::GrantDespiteUnmetCriterion(_) => {
                self.consider(tally, file).await;
            }
            _ => self.draft(tally).await,
        }
    }

    /// Anything at all, sensible or not.
    async fn anything(&mut self, tally: &mut Tally, file: &CaseFile) {
        let version = file.open_decision().map_or(0, |open| open.version);
        let app = &self.town.app;
        match self.chance.below(17) {
            0 | 1 => self.days_go(),
            2 => self.fact(tally).await,
            3 => self.hear(tally, file).await,
            4 => self.answer(tally, file).await,
            5 => self.consent(tally, file).await,
            6 => self.ask(tally, file).await,
            7 => self.give_up(tally, file).await,
            8 => self.mark(tally, "inddragelse-barn").await,
            9 => self.consider(tally, file).await,
            10 | 11 => self.draft(tally).await,
            12 => {
                let outcome = app::decision::submit(app, &self.actor().await, self.case, version).await;
                self.tried("submit", outcome, tally);
            }
            13 => {
                let who = self.chance.one_of(ANYBODY);
                let outcome = app::decision::approve(app, &self.town.actor(who).await, self.case, version).await;
                self.tried(("approve", who), outcome, tally);
            }
            14 => self.send(tally, version).await,
            15 => {
                let outcome = app::decision::take_back(app, &self.actor().await, self.case, version).await;
                self.tried("take back", outcome, tally);
            }
            _ => {
                // Somebody else drafts what they may then try to approve themselves.
                let who = self.chance.one_of(ANYBODY);
                if let Some(open) = file.open_decision() {
                    let draft = open.draft.clone();
                    let actor = self.town.actor(who).await;
                    let outcome = app::decision::save_draft(app, &actor, self.case, version, draft).await;
                    self.tried(("draft again", who), outcome, tally);
                }
            }
        }
    }

    fn days_go(&mut self) {
        let today = self.today();
        let to = match self.chance.below(5) {
            0 => today.saturating_add(1.day()),
            1 => today.saturating_add(15.days()),
            2 => today.nth_weekday(1, Weekday::Friday).unwrap(),
            3 => EVES.iter().map(|eve| day(eve)).find(|eve| today < *eve).unwrap_or(today),
            _ => today.saturating_add(60.days()),
        };
        self.turn_to(to);
    }

    async fn fact(&mut self, tally: &mut Tally) {
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

    async fn letters_leave(&mut self, tally: &mut Tally, letters: Vec<LetterId>) {
        for letter in letters {
            // Now and then one of them is forgotten.
            if !self.chance.once_in(8) {
                let sent = app::letter::send(&self.town.app, &self.actor().await, self.case, letter, 1).await;
                self.tried("letter", sent, tally);
            }
        }
    }

    async fn hear(&mut self, tally: &mut Tally, file: &CaseFile) {
        let all: Vec<FindingId> = file.findings.iter().filter(|f| f.must_be_heard()).map(|f| f.id).collect();
        let some = if self.chance.once_in(5) { all.into_iter().take(1).collect() } else { all };
        let until = self.today().saturating_add(i64::try_from(6 + self.chance.below(10)).unwrap().days());
        let made = app::party_hearing::prepare(&self.town.app, &self.actor().await, self.case, some, until).await;
        let letters = self.tried(("hear", until), made, tally).unwrap_or_default();
        self.letters_leave(tally, letters).await;
    }

    async fn answer(&mut self, tally: &mut Tally, file: &CaseFile) {
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

    async fn consent(&mut self, tally: &mut Tally, file: &CaseFile) {
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

    async fn ask(&mut self, tally: &mut Tally, file: &CaseFile) {
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

    async fn give_up(&mut self, tally: &mut Tally, file: &CaseFile) {
        for request in file.requests.iter().filter(|request| request.is_open()).map(|request| request.id) {
            let reason = self.chance.one_of(&["", "Der er intet kommet."]);
            let actor = self.actor().await;
            let outcome = app::information::give_up(&self.town.app, &actor, self.case, request, reason).await;
            self.tried("give up", outcome, tally);
        }
    }

    /// A step is marked as done by hand, or left out.
    async fn mark(&mut self, tally: &mut Tally, step: &str) {
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

    async fn consider(&mut self, tally: &mut Tally, file: &CaseFile) {
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
    async fn draft(&mut self, tally: &mut Tally) {
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

    fn written(&mut self, outcome: Result3, benefit: &Benefit, grant: Option<domain::ids::GrantId>) -> Draft {
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
