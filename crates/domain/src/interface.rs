//! Interfaces between departments (snitflade, P-19): who has the case, how a case passes to another department, and what
//! two departments have agreed about their work.

use crate::ids::{AgreementId, CaseId, StaffId, TransferId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which cases a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A case nobody has yet.
    New,
    /// A case that a department works on.
    Existing,
}

/// A question of the guide "hvem har sagen?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The question.
    pub text: String,
    /// A line of help; may be empty.
    pub help: String,
    /// Answers: id and words.
    pub answers: Vec<(String, String)>,
}

/// A rule that says who has a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Which cases.
    pub stage: Stage,
    /// Question and answer, all of them; none holds for every case.
    pub when: Vec<(String, String)>,
    /// The department that has the case, by id; none when it stays where it is.
    pub department: Option<String>,
    /// What the rule says, in words.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

/// What the rules say of a case so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// This rule decides.
    By(&'a Rule),
    /// This must be known first.
    Ask(&'a Question),
    /// No rule holds: the leaders agree.
    Nobody,
}

/// Who has a case: the first rule that holds; a rule that hangs on what is not answered asks it.
pub fn owner<'a>(
    rules: &'a [Rule],
    questions: &'a [Question],
    stage: Stage,
    answers: &BTreeMap<String, String>,
) -> Owner<'a> {
    for rule in rules.iter().filter(|rule| rule.stage == stage) {
        let fails = |(question, answer): &&(String, String)| answers.get(question).is_some_and(|given| given != answer);
        if rule.when.iter().any(|condition| fails(&condition)) {
            continue;
        }
        let unknown = rule.when.iter().find(|(question, _)| !answers.contains_key(question));
        match unknown.map(|(id, _)| questions.iter().find(|question| question.id == *id)) {
            None => return Owner::By(rule),
            Some(Some(question)) => return Owner::Ask(question),
            // A rule on a question that is not there never holds; content refuses it.
            Some(None) => {}
        }
    }
    Owner::Nobody
}

/// What a forum is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One citizen's case.
    Case,
    /// The work itself; never a citizen.
    General,
}

/// A forum where departments and professions meet (samarbejdsforum, T-G21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forum {
    /// Its id.
    pub id: String,
    /// What everybody calls it.
    pub title: String,
    /// About a case, or the work.
    pub level: Level,
    /// What it is for.
    pub purpose: String,
    /// Functions, not names.
    pub members: Vec<String>,
    /// How often, in words.
    pub rhythm: String,
    /// Who calls it; may be empty.
    pub calls: String,
    /// It is a committee: cases are put on its agenda, and what it decides is kept.
    pub committee: bool,
}

/// A case on its way to another department (overdragelse).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// The case.
    pub case: CaseId,
    /// The department that has it, by id.
    pub from: String,
    /// The department that is asked, by id.
    pub to: String,
    /// The rule it rests on, by id.
    pub rule: Option<String>,
    /// Why, and what the other department must know.
    pub why: String,
    /// Who proposed it.
    pub by: StaffId,
    /// The day.
    pub on: Date,
    /// The day the other department answers by.
    pub answer_by: Date,
    /// How far it is.
    pub state: TransferState,
    /// Version for optimistic locking.
    pub version: i64,
}

/// How far a transfer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// The other department is asked.
    Proposed,
    /// The other department said no: the heads decide by a day.
    Disputed {
        /// Who said no, when and why.
        said: Said,
        /// The day the heads decide by.
        decide_by: Date,
    },
    /// The other department has the case.
    Accepted {
        /// Who said yes, when, and with which words; may be empty.
        said: Said,
        /// Who is responsible from that day.
        responsible: StaffId,
    },
    /// The case stays: taken back, or decided by the heads.
    Stays(Said),
}

/// Somebody's word on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who.
    pub by: StaffId,
    /// The day.
    pub on: Date,
    /// What.
    pub words: String,
}

/// Why a case is not passed on, or a contract not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The department is the one that has it, or does not exist.
    SameDepartment,
    /// Nothing is said about why.
    NoReason,
    /// It is on its way already.
    OnItsWay,
    /// It is settled already.
    SettledAlready,
    /// The one named does not work on cases in the department that takes it.
    ResponsibleElsewhere,
    /// Disagreement is decided by a head.
    ForTheHeads,
    /// The contract does not say what it is for, or who does what.
    Incomplete,
    /// The contract ends before it begins, or is looked at after it has ended.
    DaysDoNotFit,
    /// This department has accepted this version.
    AcceptedAlready,
    /// The contract has ended.
    Ended,
}

impl Transfer {
    /// Whether it waits for somebody.
    pub fn is_open(&self) -> bool {
        matches!(self.state, TransferState::Proposed | TransferState::Disputed { .. })
    }

    /// The day somebody answers or decides by, while it is open.
    pub fn due(&self) -> Option<Date> {
        match &self.state {
            TransferState::Proposed => Some(self.answer_by),
            TransferState::Disputed { decide_by, .. } => Some(*decide_by),
            TransferState::Accepted { .. } | TransferState::Stays(_) => None,
        }
    }
}

/// A cooperation contract between two departments (samarbejdskontrakt, T-G18), in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its id, the same in every version.
    pub id: AgreementId,
    /// The version, from 1.
    pub nr: u32,
    /// The two departments, by id.
    pub between: [String; 2],
    /// The case it is about; none for the work in general.
    pub case: Option<CaseId>,
    /// What it says.
    pub terms: Terms,
    /// Who wrote this version, and when.
    pub written: Said,
    /// Each department's yes, in the order of `between`.
    pub accepted: [Option<Said>; 2],
    /// Ended, by whom and why.
    pub ended: Option<Said>,
}

/// What a contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the cooperation is for.
    pub purpose: String,
    /// What each does, in the order of the departments.
    pub does: [String; 2],
    /// Who to call in each, in the order of the departments.
    pub contacts: [String; 2],
    /// First day.
    pub from: Date,
    /// Last day, if one is agreed.
    pub until: Option<Date>,
    /// The day it is looked at again.
    pub review_on: Date,
}

/// Where a contract stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Waits for a department's yes.
    Waiting,
    /// In force.
    InForce,
    /// In force, and the day to look at it has come.
    ToBeReviewed,
    /// Ended, or its last day has passed.
    Over,
}

impl Terms {
    /// Whether it can be agreed to.
    ///
    /// # Errors
    /// [`NotDone`], the first that is wrong.
    pub fn check(&self) -> Result<(), NotDone> {
        let empty = |text: &String| text.trim().is_empty();
        if empty(&self.purpose) || self.does.iter().any(empty) || self.contacts.iter().any(empty) {
            return Err(NotDone::Incomplete);
        }
        let ends_first = self.until.is_some_and(|until| until < self.from || until < self.review_on);
        if ends_first || self.review_on < self.from { Err(NotDone::DaysDoNotFit) } else { Ok(()) }
    }
}

impl Contract {
    /// Which of the two a department is.
    pub fn side(&self, department: &str) -> Option<usize> {
        self.between.iter().position(|known| known == department)
    }

    /// Where it stands.
    pub fn standing(&self, today: Date) -> Standing {
        if self.ended.is_some() || self.terms.until.is_some_and(|until| until < today) {
            Standing::Over
        } else if self.accepted.iter().any(Option::is_none) {
            Standing::Waiting
        } else if self.terms.review_on <= today {
            Standing::ToBeReviewed
        } else {
            Standing::InForce
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    fn rule(id: &str, when: &[(&str, &str)], department: &str) -> Rule {
        Rule {
            id: id.into(),
            stage: Stage::New,
            when: when.iter().map(|(q, a)| ((*q).into(), (*a).into())).collect(),
            department: Some(department.into()),
            says: String::new(),
            source: String::new(),
        }
    }

    fn question(id: &str) -> Question {
        let answers = vec![("ja".into(), "Ja".into()), ("nej".into(), "Nej".into())];
        Question { id: id.into(), text: id.into(), help: String::new(), answers }
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_only_what_it_hangs_on_is_asked() {
        let rules = [
            rule("voksen", &[("barn", "nej")], "voksenhandicap"),
            rule("handicap", &[("barn", "ja"), ("nedsat", "ja")], "boernehandicap"),
            rule("resten", &[("barn", "ja")], "boern-og-familie"),
        ];
        let questions = [question("barn"), question("nedsat")];
        let by = |answers: &[(&str, &str)]| {
            let answers = answers.iter().map(|(q, a)| ((*q).to_string(), (*a).to_string())).collect();
            match owner(&rules, &questions, Stage::New, &answers) {
                Owner::By(rule) => rule.id.clone(),
                Owner::Ask(question) => format!("{}?", question.id),
                Owner::Nobody => "ingen".into(),
            }
        };
        assert_eq!(by(&[]), "barn?");
        assert_eq!(by(&[("barn", "nej")]), "voksen", "an adult is asked nothing more");
        assert_eq!(by(&[("barn", "ja")]), "nedsat?");
        assert_eq!(by(&[("barn", "ja"), ("nedsat", "ja")]), "handicap");
        assert_eq!(by(&[("barn", "ja"), ("nedsat", "nej")]), "resten");
        assert_eq!(by(&[("barn", "måske")]), "ingen");
    }

    #[test]
    fn a_contract_waits_for_both_is_in_force_is_looked_at_again_and_ends() {
        let said = |on: Date| Said { by: StaffId(uuid::Uuid::from_u128(1)), on, words: String::new() };
        let mut contract = Contract {
            id: AgreementId(uuid::Uuid::from_u128(2)),
            nr: 1,
            between: ["boernehandicap".into(), "voksenhandicap".into()],
            case: None,
            terms: Terms {
                purpose: "At unge ikke venter ved 18".into(),
                does: ["Skriver overleveringsnotat".into(), "Kommer til mødet".into()],
                contacts: ["Teamlederen".into(), "Teamlederen".into()],
                from: date(2026, 4, 1),
                until: Some(date(2027, 3, 31)),
                review_on: date(2026, 10, 1),
            },
            written: said(date(2026, 3, 23)),
            accepted: [Some(said(date(2026, 3, 23))), None],
            ended: None,
        };
        assert_eq!(contract.terms.check(), Ok(()));
        assert_eq!(contract.standing(date(2026, 4, 1)), Standing::Waiting);
        contract.accepted[1] = Some(said(date(2026, 3, 25)));
        assert_eq!(contract.standing(date(2026, 9, 30)), Standing::InForce);
        assert_eq!(contract.standing(date(2026, 10, 1)), Standing::ToBeReviewed);
        assert_eq!(contract.standing(date(2027, 4, 1)), Standing::Over);
        let late = Terms { review_on: date(2027, 4, 1), ..contract.terms.clone() };
        assert_eq!(late.check(), Err(NotDone::DaysDoNotFit));
        let silent = Terms { purpose: " ".into(), ..contract.terms };
        assert_eq!(silent.check(), Err(NotDone::Incomplete));
    }
}
