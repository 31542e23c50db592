//! A benefit type (ydelse): target group, law over time, criteria, follow-up, letters; read from `content/ydelser/`.

use crate::deadline::Span;
use crate::setting::Kroner;
use jiff::civil::Date;
use std::collections::BTreeMap;

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
    /// Hours a week.
    WeeklyHours,
    /// Kroner, once.
    OneOffAmount,
    /// Days a week.
    WeeklyDays,
    /// Nothing is counted: a place or a measure.
    Uncounted,
}

/// Something the decision page asks for and a grant must say, besides amount, hours and period (oplyses).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// What the measure is to achieve (formål; barnets lov § 32, stk. 3).
    Purpose,
    /// How long it is expected to last (forventet varighed; barnets lov § 32, stk. 3).
    ExpectedDuration,
    /// Who gives the help (leverandør).
    Provider,
    /// Where (sted).
    Place,
    /// In which form, e.g. visits or on screen (form).
    Form,
    /// What the citizen pays (egenbetaling).
    OwnPayment,
    /// What the child thinks of it (barnets holdning; barnets lov § 5).
    ChildsView,
    /// That the citizen may choose the supplier, and what follows (valg af leverandør).
    SupplierChoice,
    /// Who owns it (ejendomsret).
    Ownership,
    /// Who is work leader and who is employer (arbejdsleder og arbejdsgiver; serviceloven § 96).
    WorkLeaderAndEmployer,
    /// How the hours are spread over tasks (timer fordelt på opgaver).
    HoursByTask,
    /// How the money is accounted for (regnskab).
    Accounting,
    /// The income that is compensated (hidtidig indtægt).
    FormerIncome,
    /// How one gets there (befordring).
    Transport,
    /// That there is a waiting list, and what happens meanwhile (venteliste).
    WaitingList,
    /// Other conditions (vilkår).
    Conditions,
}

impl Detail {
    /// Every detail with its Danish word, as `oplyses` writes it.
    pub const WORDS: &'static [(Detail, &'static str)] = &[
        (Detail::Purpose, "formål"),
        (Detail::ExpectedDuration, "forventet varighed"),
        (Detail::Provider, "leverandør"),
        (Detail::Place, "sted"),
        (Detail::Form, "form"),
        (Detail::OwnPayment, "egenbetaling"),
        (Detail::ChildsView, "barnets holdning"),
        (Detail::SupplierChoice, "valg af leverandør"),
        (Detail::Ownership, "ejendomsret"),
        (Detail::WorkLeaderAndEmployer, "arbejdsleder og arbejdsgiver"),
        (Detail::HoursByTask, "timer fordelt på opgaver"),
        (Detail::Accounting, "regnskab"),
        (Detail::FormerIncome, "hidtidig indtægt"),
        (Detail::Transport, "befordring"),
        (Detail::WaitingList, "venteliste"),
        (Detail::Conditions, "vilkår"),
    ];

    /// The Danish word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(detail, _)| *detail == self).map_or("", |(_, word)| word)
    }

    /// The word read back.
    pub fn from_word(word: &str) -> Option<Detail> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(detail, _)| *detail)
    }

    /// The word a letter uses: `oplyst.forventet_varighed`.
    pub fn letter_word(self) -> String {
        format!("oplyst.{}", self.word().replace(' ', "_"))
    }
}

/// The notice a reduction or ending must be given (varsel): serviceloven § 3 a, barnets lov § 11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRule {
    /// From the day the decision is notified to the day it may take effect.
    pub span: Span,
    /// Which outcomes it is about.
    pub outcomes: Vec<crate::decision::Outcome>,
    /// Its paragraph.
    pub source: String,
}

/// Old grants that must be decided anew (overgang).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// From this day they can be.
    pub from: Date,
    /// By this day they must be.
    pub by: Date,
    /// The old benefit, by id.
    pub of: String,
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
    /// A change or end that must be notified before.
    pub notice: Option<String>,
    /// An old grant decided anew (konvertering).
    pub conversion: Option<String>,
}

impl DecisionLetters {
    /// Every letter named.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        let Self { grant, partial, refusal, change, ending, notice, conversion } = self;
        [grant, partial, refusal].into_iter().chain(change).chain(ending).chain(notice).chain(conversion)
    }
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
    /// What else a grant must say.
    pub details: Vec<Detail>,
    /// Blocks that stand in the slots of general decision letters, by slot (`regler`, `indhold`, `afslag`).
    pub blocks: BTreeMap<String, String>,
    /// Notice before a reduction or ending, if the law demands it.
    pub notice: Option<NoticeRule>,
    /// Old grants that are decided anew as this one.
    pub conversion: Option<Conversion>,
    /// Its service standard, by id.
    pub standard: Option<String>,
    /// Forms used, by id.
    pub forms: Vec<String>,
    /// A child of 10 or more is itself a party (barnets lov § 3).
    pub child_is_party: bool,
    /// Nobody applies for it any more; grants of it still run.
    pub retired: bool,
    /// The benefit to consider for an adult when this one, for children, ends with the 18th birthday; by id.
    pub adult: Option<String>,
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
    /// Whether one of its decisions is carried by this letter, or by a sibling of it (`afslag.barn`).
    pub fn uses_letter(&self, id: &str) -> bool {
        let id = id.split('.').next().unwrap_or(id);
        self.letters.all().any(|named| named == id)
    }

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
