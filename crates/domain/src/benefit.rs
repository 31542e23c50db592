//! A benefit type (ydelse): target group, law over time, criteria, follow-up, letters; read from `content/ydelser/`.

use crate::deadline::Span;
use crate::setting::Kroner;
use jiff::civil::Date;

/// A provision with the days it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// As letters cite it, e.g. "barnets lov § 86".
    pub paragraph: String,
    /// What the benefit was called under it, when that has changed.
    pub name: Option<String>,
    /// First day in force; `None` means before anything we decide.
    pub from: Option<Date>,
    /// Last day in force; `None` means still.
    pub until: Option<Date>,
}

/// A condition for the benefit, answered with reasons on the decision page (betingelse).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its id.
    pub id: String,
    /// The question, in Danish, answered yes or no.
    pub question: String,
    /// Its paragraph.
    pub source: Option<String>,
    /// A line of help.
    pub help: Option<String>,
    /// An unmet necessary criterion proposes refusal and is named in the letter.
    pub necessary: bool,
}

/// A standard package one can be granted (pakke).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Hours a month, if counted in hours.
    pub hours: Option<u32>,
    /// Amount a month, named in the settings, if counted in money.
    pub amount: Option<String>,
}

/// What a grant of this benefit is measured in, so that the decision page asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Kroner a month.
    MonthlyAmount,
    /// Hours a week and kroner a month (lost earnings).
    WeeklyHoursAndAmount,
    /// Hours a month.
    MonthlyHours,
}

/// When a grant is followed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRule {
    /// So long after the grant begins, and every so often after.
    pub every: Span,
    /// Paragraph, guideline or "lokal beslutning".
    pub source: String,
}

/// The letters that carry this benefit's decisions, by id in `content/breve/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionLetters {
    /// Grant in full (bevilling).
    pub grant: String,
    /// Partial grant (delvis bevilling).
    pub partial: String,
    /// Refusal (afslag).
    pub refusal: String,
    /// Change of a running grant.
    pub change: Option<String>,
    /// End of a grant.
    pub ending: Option<String>,
}

/// A benefit type in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benefit {
    /// File name without extension.
    pub id: String,
    /// First day of this version.
    pub valid_from: Date,
    /// Danish title.
    pub title: String,
    /// The word letters use in running text, e.g. "kompensation for merudgifter".
    pub in_text: String,
    /// Catalogue ids.
    pub catalogue: Vec<String>,
    /// What it was called before.
    pub old_name: Option<String>,
    /// The procedure an application follows.
    pub procedure: String,
    /// The department that owns its cases, by id.
    pub department: String,
    /// Law over time, without gap or overlap.
    pub law: Vec<Provision>,
    /// Youngest age, inclusive.
    pub from_age: Option<u32>,
    /// Oldest age, inclusive.
    pub to_age: Option<u32>,
    /// Who it is for.
    pub target_group: String,
    /// KLE subject.
    pub kle: String,
    /// Statistics code, if reported.
    pub statistics: Option<String>,
    /// What a grant is measured in.
    pub measure: Measure,
    /// Choices the letter must name ("gruppe I", "gruppe II"); empty means none.
    pub choices: Vec<Choice>,
    /// The check-list.
    pub criteria: Vec<Criterion>,
    /// Packages.
    pub packages: Vec<Package>,
    /// Settings (amounts) the decision page shows, by id.
    pub amounts: Vec<String>,
    /// The setting that holds the published processing limit.
    pub processing_limit: String,
    /// Follow-up of grants.
    pub follow_up: FollowUpRule,
    /// Letters.
    pub letters: DecisionLetters,
    /// Something a reader must know first.
    pub warning: Option<String>,
}

/// A choice that belongs to the applicant and is named in the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its Danish title.
    pub title: String,
    /// A setting with the monthly amount it gives, if flat.
    pub amount: Option<String>,
}

impl Benefit {
    /// The provision in force on a day; `None` when the benefit had no law that day.
    pub fn provision_on(&self, day: Date) -> Option<&Provision> {
        self.law
            .iter()
            .find(|law| law.from.is_none_or(|from| from <= day) && law.until.is_none_or(|until| day <= until))
    }
}

/// Who may recommend and approve what; a line of the approval plan (`content/bevillingsplan.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalLine {
    /// Benefits it is about.
    pub benefits: Vec<String>,
    /// Role of who may recommend (indstiller).
    pub recommender: String,
    /// Role of who may approve (godkender).
    pub approver: String,
    /// Only for these outcomes; empty means all.
    pub outcomes: Vec<crate::decision::Outcome>,
    /// Yearly cost up to and including.
    pub yearly_cost_up_to: Option<Kroner>,
    /// Weekly hours up to and including.
    pub weekly_hours_up_to: Option<u32>,
    /// Package, when the line is about one.
    pub package: Option<String>,
    /// VUM level up to and including.
    pub level_up_to: Option<u32>,
    /// Role that approves in the approver's absence.
    pub deputy: Option<String>,
    /// The recommender may approve a grant in full themselves (level 0). None is shipped.
    pub own_competence: bool,
}

/// The approval plan in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalPlan {
    /// First day of this version.
    pub valid_from: Date,
    /// Where it comes from.
    pub source: String,
    /// Its lines, in order; the first whose limits hold counts.
    pub lines: Vec<ApprovalLine>,
}
