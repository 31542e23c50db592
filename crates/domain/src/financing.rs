//! Costs divided between departments (fordeling af udgifter, T-F24): which measures, who may grant each, who pays how
//! much of it and why, from which day (seed `004_dab2e90feaf87893.txt`, core element 4; `procedures.md` P-08 step 6).
//!
//! A new assessment is a new version from its own day. The days of the versions the payers accepted follow each other
//! ([`chain`]), so that no day is paid for by two divisions or by none.

mod split;

use crate::access::Yes;
use crate::ids::{FamilyId, FinancingId, GrantId, StaffId};
use crate::setting::Kroner;
use crate::staff::coded;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::fmt;

pub use split::{Share, monthly_over, split, sum};

/// Most measures of one division.
pub const MOST_MEASURES: usize = 20;

/// A criterion for dividing costs at all (`content/finansiering.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its id.
    pub id: String,
    /// The question that is answered with yes or no.
    pub question: String,
    /// A line of help; may be empty.
    pub help: String,
    /// Where it stands.
    pub source: String,
    /// The setting with how many departments must have an open case, when the departments are counted beside it.
    pub at_least: Option<String>,
}

/// The answer to a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The criterion, by id.
    pub criterion: String,
    /// Whether it is met.
    pub met: Yes,
    /// Why.
    pub why: String,
}

/// What a measure costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Every month.
    Monthly(Kroner),
    /// Once, on its first day.
    OneOff(Kroner),
}

impl Cost {
    /// The amount, whether every month or once.
    pub fn amount(self) -> Kroner {
        match self {
            Cost::Monthly(amount) | Cost::OneOff(amount) => amount,
        }
    }
}

/// What one department pays of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The department, by id.
    pub department: String,
    /// Its share.
    pub share: Share,
    /// Why this much.
    pub why: String,
}

/// A measure whose costs are divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Running number in the division, from 1.
    pub nr: u32,
    /// What it is called; nothing of health.
    pub title: String,
    /// The grant it is, when it is one.
    pub grant: Option<GrantId>,
    /// The department that may grant it (visitationskompetencen), by id.
    pub granted_by: String,
    /// What it costs.
    pub cost: Cost,
    /// First day.
    pub from: Date,
    /// Last day, if it ends.
    pub until: Option<Date>,
    /// Who pays what.
    pub parts: Vec<Part>,
}

impl Measure {
    /// What it costs from one day to another, both included.
    pub fn cost_over(&self, from: Date, until: Date) -> Kroner {
        let ends = self.until.map_or(until, |last| last.min(until));
        match self.cost {
            Cost::Monthly(amount) => monthly_over(amount, from.max(self.from), ends),
            Cost::OneOff(amount) if from <= self.from && self.from <= ends => amount,
            Cost::OneOff(_) => Kroner::default(),
        }
    }

    /// An amount divided as its shares say, in the order of its parts.
    pub fn divided(&self, amount: Kroner) -> Vec<Kroner> {
        let shares: Vec<Share> = self.parts.iter().map(|part| part.share).collect();
        split(amount, &shares)
    }
}

coded! {
    /// What a paying department answers.
    Answer {
        Accepted = "accepted", "Accepterer sin del.";
        Declined = "declined", "Accepterer ikke; begrundet.";
    }
}

/// That a paying department answered, by its leader.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The department.
    pub department: String,
    /// What.
    pub answer: Answer,
    /// Why; may be empty when it accepts.
    pub why: String,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// An assessment of how costs are divided: one version.
#[derive(Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Its id.
    pub id: FinancingId,
    /// The family.
    pub family: FamilyId,
    /// Which version, from 1.
    pub nr: u32,
    /// The day it begins.
    pub from: Date,
    /// Why it is assessed now; of a later version, what has changed.
    pub why: String,
    /// The criteria.
    pub criteria: Vec<Answered>,
    /// The measures; none when costs are not divided from that day.
    pub measures: Vec<Measure>,
    /// The departments that are asked to accept, by id.
    pub asked: BTreeSet<String>,
    /// What they answered.
    pub said: Vec<Said>,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// When it was taken back before all had answered.
    pub withdrawn_at: Option<Timestamp>,
}

impl fmt::Debug for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Assessment({}, nr. {}, from {}, …)", self.id, self.nr, self.from)
    }
}

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not every department that pays has answered.
    Waiting,
    /// All have accepted.
    Agreed,
    /// One has declined: it never holds, and a new one is made.
    Declined,
    /// Taken back.
    Withdrawn,
}

impl Assessment {
    /// Where it stands, from what was answered.
    pub fn standing(&self) -> Standing {
        let accepted = |department: &String| {
            self.said.iter().any(|said| said.department == *department && said.answer == Answer::Accepted)
        };
        if self.withdrawn_at.is_some() {
            Standing::Withdrawn
        } else if self.said.iter().any(|said| said.answer == Answer::Declined) {
            Standing::Declined
        } else if self.asked.iter().all(accepted) {
            Standing::Agreed
        } else {
            Standing::Waiting
        }
    }

    /// Whether all criteria are met.
    pub fn is_possible(&self) -> bool {
        self.criteria.iter().all(|answered| answered.met == Yes::Yes)
    }

    /// The departments that pay anything of it.
    pub fn payers(&self) -> BTreeSet<String> {
        let parts = self.measures.iter().flat_map(|measure| &measure.parts);
        parts.filter(|part| part.share != Share::default()).map(|part| part.department.clone()).collect()
    }

    /// The departments still to answer.
    pub fn waits_for(&self) -> BTreeSet<&str> {
        let answered = |department: &&String| self.said.iter().any(|said| said.department == **department);
        self.asked.iter().filter(|department| !answered(department)).map(String::as_str).collect()
    }
}

/// The versions that hold, oldest first, each with its last day: the day before the next begins; none for the last.
///
/// Two that were agreed never share a day, and no day between the first and now is without one.
pub fn chain(versions: &[Assessment]) -> Vec<(&Assessment, Option<Date>)> {
    let mut agreed: Vec<&Assessment> =
        versions.iter().filter(|version| version.standing() == Standing::Agreed).collect();
    agreed.sort_by_key(|version| version.nr);
    let ends: Vec<Option<Date>> = agreed.iter().skip(1).map(|next| next.from.yesterday().ok()).collect();
    agreed.into_iter().zip(ends.into_iter().chain(std::iter::once(None))).collect()
}

/// The version that holds on a day.
pub fn in_force_on(versions: &[Assessment], day: Date) -> Option<&Assessment> {
    chain(versions).into_iter().rev().map(|(version, _)| version).find(|version| version.from <= day)
}

/// One line of what is owed in a period: a measure, a payer, an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed<'a> {
    /// The version it is owed by.
    pub version: &'a Assessment,
    /// The measure.
    pub measure: &'a Measure,
    /// The payer with its share.
    pub part: &'a Part,
    /// First day that counts.
    pub from: Date,
    /// Last day that counts.
    pub until: Date,
    /// What all of the measure costs in those days.
    pub of: Kroner,
    /// What the payer pays of it.
    pub amount: Kroner,
}

/// What is owed by whom from one day to another, both included, by the versions that hold.
pub fn owed(versions: &[Assessment], from: Date, until: Date) -> Vec<Owed<'_>> {
    let mut lines = Vec::new();
    for (version, last) in chain(versions) {
        let version_until = last.map_or(until, |last| last.min(until));
        for measure in &version.measures {
            let begins = from.max(version.from).max(measure.from);
            let ends = measure.until.map_or(version_until, |last| last.min(version_until));
            if ends < begins {
                continue;
            }
            let of = measure.cost_over(begins, ends);
            if of == Kroner::default() {
                continue;
            }
            let amounts = measure.divided(of);
            lines.extend(
                measure
                    .parts
                    .iter()
                    .zip(amounts)
                    .filter(|(part, _)| part.share != Share::default())
                    .map(|(part, amount)| Owed { version, measure, part, from: begins, until: ends, of, amount }),
            );
        }
    }
    lines
}

/// What is wrong with an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Another version waits for answers: one at a time.
    OneWaits,
    /// It says nothing of why it is assessed.
    WhyMissing,
    /// It begins before, or with, the one that holds.
    BeginsTooEarly(Date),
    /// It begins more than a year from today.
    OutsideTime,
    /// The criterion is not answered.
    CriterionUnanswered(String),
    /// The criterion's answer has no reason.
    CriterionWithoutReason(String),
    /// A criterion is not met, and costs are divided all the same.
    NotPossible,
    /// The criteria are met, and there is nothing to divide.
    NothingToDivide,
    /// More measures than fit.
    TooMany,
    /// Something of the measure with this number.
    Measure(u32, MeasureWrong),
}

/// What is wrong with a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeasureWrong {
    /// It has no name.
    TitleMissing,
    /// It costs nothing.
    CostMissing,
    /// Who may grant it is not said, or is no department.
    GranterMissing,
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// A part is of no department there is.
    UnknownPayer,
    /// A department stands twice.
    PayerTwice,
    /// A share has no reason.
    ReasonMissing(String),
    /// The shares are so much together, in hundredths of a percent, and not the whole.
    NotWhole(u64),
}

/// All that is wrong with a new version, given those there are, the criteria of the day and the departments there are.
pub fn check(
    new: &Assessment,
    earlier: &[Assessment],
    criteria: &[Criterion],
    departments: &[String],
    today: Date,
) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if earlier.iter().any(|version| version.standing() == Standing::Waiting) {
        wrong.push(Wrong::OneWaits);
    }
    if new.why.trim().is_empty() {
        wrong.push(Wrong::WhyMissing);
    }
    if let Some((last, _)) = chain(earlier).last()
        && new.from <= last.from
    {
        wrong.push(Wrong::BeginsTooEarly(last.from));
    }
    if new.from < today.saturating_sub(1.year()) || today.saturating_add(1.year()) < new.from {
        wrong.push(Wrong::OutsideTime);
    }
    for criterion in criteria {
        match new.criteria.iter().find(|answered| answered.criterion == criterion.id) {
            None => wrong.push(Wrong::CriterionUnanswered(criterion.id.clone())),
            Some(answered) if answered.why.trim().is_empty() => {
                wrong.push(Wrong::CriterionWithoutReason(criterion.id.clone()));
            }
            Some(_) => {}
        }
    }
    match (new.is_possible(), new.measures.is_empty()) {
        (false, false) => wrong.push(Wrong::NotPossible),
        (true, true) => wrong.push(Wrong::NothingToDivide),
        _ => {}
    }
    if MOST_MEASURES < new.measures.len() {
        wrong.push(Wrong::TooMany);
    }
    for measure in &new.measures {
        wrong.extend(measure_wrong(measure, departments).into_iter().map(|why| Wrong::Measure(measure.nr, why)));
    }
    wrong
}

fn measure_wrong(measure: &Measure, departments: &[String]) -> Vec<MeasureWrong> {
    let mut wrong = Vec::new();
    if measure.title.trim().is_empty() {
        wrong.push(MeasureWrong::TitleMissing);
    }
    if measure.cost.amount() <= Kroner::default() {
        wrong.push(MeasureWrong::CostMissing);
    }
    if !departments.contains(&measure.granted_by) {
        wrong.push(MeasureWrong::GranterMissing);
    }
    if measure.until.is_some_and(|until| until < measure.from) {
        wrong.push(MeasureWrong::EndsBeforeItBegins);
    }
    if measure.parts.iter().any(|part| !departments.contains(&part.department)) {
        wrong.push(MeasureWrong::UnknownPayer);
    }
    let payers: BTreeSet<&str> = measure.parts.iter().map(|part| part.department.as_str()).collect();
    if payers.len() < measure.parts.len() {
        wrong.push(MeasureWrong::PayerTwice);
    }
    let silent = measure.parts.iter().filter(|part| part.share != Share::default() && part.why.trim().is_empty());
    wrong.extend(silent.map(|part| MeasureWrong::ReasonMissing(part.department.clone())));
    let together = sum(measure.parts.iter().map(|part| part.share));
    if together != u64::from(Share::WHOLE.points()) {
        wrong.push(MeasureWrong::NotWhole(together));
    }
    wrong
}

/// Who is asked to accept a new version: those who pay by it, and those who paid by the one it takes over from, whose
/// part ends or grows.
pub fn to_be_asked(new: &Assessment, earlier: &[Assessment]) -> BTreeSet<String> {
    let mut asked = new.payers();
    if let Some((last, _)) = chain(earlier).last() {
        asked.extend(last.payers());
    }
    asked
}

/// Why a department's answer is not taken, or a version not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnswered {
    /// Not waiting any longer.
    NotWaiting,
    /// The department pays nothing, and is not asked.
    NotAsked,
    /// It has answered.
    Already,
    /// Declining takes a reason the others can act on.
    ReasonMissing,
    /// The same person made the assessment: another accepts it.
    OwnAssessment,
}

/// Whether a department may answer so.
///
/// # Errors
/// Why not.
pub fn may_answer(
    version: &Assessment,
    department: &str,
    answer: Answer,
    why: &str,
    by: StaffId,
) -> Result<(), NotAnswered> {
    if version.standing() != Standing::Waiting {
        return Err(NotAnswered::NotWaiting);
    }
    if !version.asked.contains(department) {
        return Err(NotAnswered::NotAsked);
    }
    if !version.waits_for().contains(department) {
        return Err(NotAnswered::Already);
    }
    if version.by == by {
        return Err(NotAnswered::OwnAssessment);
    }
    if answer == Answer::Declined && why.trim().is_empty() {
        return Err(NotAnswered::ReasonMissing);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
