//! One case played at random: now what a diligent caseworker would do next, now anything at all.

mod acts;

use crate::chance::Chance;
use crate::oracle;
use app::application::{Applicant, Register, Who};
use app::{Actor, Outcome, Reason, Refused};
use domain::application::Received;
use domain::benefit::Benefit;
use domain::case::CaseFile;
use domain::decision::{Missing, NotSent, Outcome as Result3, State};
use domain::ids::CaseId;
use domain::people::{DigitalPost, Protection, RelationKind};
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
}
