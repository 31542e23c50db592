//! The municipality's decisions, in Danish: the files of `content/`, loaded, cross-checked and found by id and day.
//!
//! Reading order: [`Content`] (what there is), [`formats`] (every key of every file), [`rule`] (rules for dates),
//! then one module per format. `content-formats.md` in the design is the specification.
//!
//! Invariants: nothing here panics on any file; all mistakes are found at once, each with file, line and remedy; a file
//! with a mistake is left out and the others load; nothing outside this crate knows the format of a file.

pub mod formats;
pub mod lock;
pub mod rule;
pub mod schema;
pub mod shape;

mod across;
mod benefit;
mod condition;
pub mod coverage;
mod files;
mod function;
mod index;
mod interface;
mod letter;
mod load;
mod meeting;
mod mistake;
mod model;
mod node;
mod procedure;
mod questionnaire;
mod setting;
mod small;
mod standard;
mod structure;
mod versions;

pub use load::{check, load, read_dir, shipped_files};
pub use mistake::{Mistake, Severity};
pub use standard::{HEADINGS, ServiceStandard};
pub use versions::Versions;

use domain::benefit::{ApprovalPlan, Benefit};
use domain::calendar::Calendar;
use domain::letter::Letter;
use domain::meeting_kind::MeetingKind;
use domain::procedure::Procedure;
use domain::questionnaire::{DepartmentTitle, Phrase, Questionnaire, RoleTitle};
use domain::setting::{Dated, Setting};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Who the letters come from (`[kommune]` in `afdelinger.toml`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Municipality {
    /// Its name, e.g. "Norddal Kommune".
    pub name: String,
    /// Its CVR number, eight digits.
    pub cvr: String,
    /// The data protection officer's mail.
    pub dpo_mail: String,
    /// The data protection officer's telephone.
    pub dpo_phone: String,
    /// Its website.
    pub website: String,
}

/// A guide (vejledning): Markdown for staff or citizens, from `content/vejledninger/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// File name without extension.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Who keeps it up to date.
    pub owner: Option<String>,
    /// When it is to be looked through again.
    pub review_on: Option<Date>,
    /// Roles it is for; empty means all, `borger` means citizens.
    pub roles: Vec<String>,
    /// The text.
    pub markdown: String,
}

/// What any file may say about itself, by path; the coverage table and "skal bekræftes" are made from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileNote {
    /// Ids in the catalogue (`T-L01`, `P-01`).
    pub catalogue: Vec<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Shown on top, for material older than the law.
    pub warning: Option<String>,
    /// The page says "skal bekræftes".
    pub to_be_confirmed: bool,
}

/// Everything in `content/` that could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// Procedures (`procedurer/`), already merged with what they build on.
    pub procedures: Versions<Procedure>,
    /// Benefit types (`ydelser/`).
    pub benefits: Versions<Benefit>,
    /// Letters (`breve/`); the text still names its blocks (`{{> kontakt }}`).
    pub letters: Versions<Letter>,
    /// Shared pieces of letters (`breve/blokke/`), by id.
    pub blocks: BTreeMap<String, String>,
    /// Forms (`skemaer/`).
    pub questionnaires: Versions<Questionnaire>,
    /// Kinds of meeting (`moeder/`).
    pub meeting_kinds: Versions<MeetingKind>,
    /// Note phrases (`fraser/`).
    pub phrases: Versions<Phrase>,
    /// Dated settings (`indstillinger.toml`), by id.
    pub settings: BTreeMap<String, Setting>,
    /// Roles (`roller.toml`), in the order of the lanes.
    pub roles: Vec<RoleTitle>,
    /// Models of coordinating functions (`roller.toml`), in the order of the file.
    pub functions: Vec<domain::function::Model>,
    /// Questions that lead to the department that has a case (`snitflader.toml`).
    pub interface_questions: Vec<domain::interface::Question>,
    /// Who has which case (`snitflader.toml`); the first rule that holds decides.
    pub interface_rules: Vec<domain::interface::Rule>,
    /// Forums where departments meet (`fora.toml`).
    pub forums: Vec<domain::interface::Forum>,
    /// Approval plans (`bevillingsplan.toml`), oldest first.
    pub approval_plans: Vec<ApprovalPlan>,
    /// Departments (`afdelinger.toml`), in the file's order.
    pub departments: Vec<DepartmentTitle>,
    /// The municipality (`afdelinger.toml`).
    pub municipality: Municipality,
    /// Closing days and customs (`lukkedage.toml`).
    pub calendar: Calendar,
    /// Provisions by which something may be left out of access to documents (`undtagelser.toml`).
    pub exceptions: Vec<domain::access_request::Provision>,
    /// Provisions that give access to information without consent (`hjemler.toml`).
    pub legal_bases: Vec<domain::shared::LegalBasis>,
    /// Criteria for dividing costs between departments (`finansiering.toml`), in the order of the file.
    pub financing_criteria: Vec<domain::financing::Criterion>,
    /// What the model is measured by (`indikatorer.toml`), in the order of the file.
    pub indicators: Vec<domain::indicator::Indicator>,
    /// Guides (`vejledninger/`), by id.
    pub guides: BTreeMap<String, Guide>,
    /// Service standards (`servicestandarder/`), by id.
    pub standards: BTreeMap<String, ServiceStandard>,
    /// All that there is to be (`katalog.toml`).
    pub catalogue: coverage::Catalogue,
    /// What each file says about itself, by path.
    pub notes: BTreeMap<String, FileNote>,
}

impl Content {
    /// The content the program was built with. It has no mistakes: `tests/shipped.rs` proves it on every change.
    pub fn shipped() -> Content {
        load(&shipped_files()).0
    }

    /// The content in a folder, and what is wrong in it; files with errors are left out.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn from_dir(path: &Path) -> std::io::Result<(Content, Vec<Mistake>)> {
        Ok(load(&read_dir(path)?))
    }

    /// Every letter as it can be sent: a general decision letter once for each benefit that uses it, with the benefit's
    /// blocks in their places, as `bevilling--stoette-85`.
    pub fn letters_as_sent(&self) -> Vec<Letter> {
        let mut found = Vec::new();
        for letter in self.letters.iter() {
            if !letter.has_slots() {
                found.push(letter.clone());
                continue;
            }
            let everywhere = letter.occasion.says_a_reassessment();
            for benefit in self.benefits.iter().filter(|benefit| everywhere || benefit.uses_letter(&letter.id)) {
                let mut filled = letter.for_benefit(benefit);
                filled.id = format!("{}--{}", letter.id, benefit.id);
                found.push(filled);
            }
        }
        found
    }

    /// The version of a procedure that a course begun on this day follows.
    pub fn procedure(&self, id: &str, day: Date) -> Option<&Procedure> {
        self.procedures.on(id, day)
    }

    /// The version a course was begun by.
    pub fn procedure_version(&self, id: &str, valid_from: Date) -> Option<&Procedure> {
        self.procedures.version(id, valid_from)
    }

    /// The benefit as defined on a day.
    pub fn benefit(&self, id: &str, day: Date) -> Option<&Benefit> {
        self.benefits.on(id, day)
    }

    /// The version of a benefit that begins on that day.
    pub fn benefit_version(&self, id: &str, valid_from: Date) -> Option<&Benefit> {
        self.benefits.version(id, valid_from)
    }

    /// The letter to use on a day.
    pub fn letter(&self, id: &str, day: Date) -> Option<&Letter> {
        self.letters.on(id, day)
    }

    /// The version of a letter that begins on that day.
    pub fn letter_version(&self, id: &str, valid_from: Date) -> Option<&Letter> {
        self.letters.version(id, valid_from)
    }

    /// The path of a letter's file, so that what another crate finds wrong in its text can be pointed at.
    pub fn letter_file(&self, letter: &Letter) -> String {
        let with_day = format!("breve/{}.{}.md", letter.id, letter.valid_from);
        if self.notes.contains_key(&with_day) { with_day } else { format!("breve/{}.md", letter.id) }
    }

    /// The form to fill in on a day.
    pub fn questionnaire(&self, id: &str, day: Date) -> Option<&Questionnaire> {
        self.questionnaires.on(id, day)
    }

    /// The version a form was filled in by.
    pub fn questionnaire_version(&self, id: &str, valid_from: Date) -> Option<&Questionnaire> {
        self.questionnaires.version(id, valid_from)
    }

    /// The kind of meeting as it stands on a day.
    pub fn meeting_kind(&self, id: &str, day: Date) -> Option<&MeetingKind> {
        self.meeting_kinds.on(id, day)
    }

    /// The version of a kind of meeting that begins on that day.
    pub fn meeting_kind_version(&self, id: &str, valid_from: Date) -> Option<&MeetingKind> {
        self.meeting_kinds.version(id, valid_from)
    }

    /// Every kind of meeting that can be called on a day, by id.
    pub fn meeting_kinds_on(&self, day: Date) -> impl Iterator<Item = &MeetingKind> {
        self.meeting_kinds.all_on(day)
    }

    /// The phrase as it stands on a day.
    pub fn phrase(&self, id: &str, day: Date) -> Option<&Phrase> {
        self.phrases.on(id, day)
    }

    /// The setting with this id.
    pub fn setting(&self, id: &str) -> Option<&Setting> {
        self.settings.get(id)
    }

    /// The setting's value on a day; `None` when there is no such setting or it is not set, and the page must say so.
    pub fn setting_on(&self, id: &str, day: Date) -> Option<&Dated> {
        self.setting(id).and_then(|setting| setting.on(day))
    }

    /// The approval plan in force on a day.
    pub fn approval_plan_on(&self, day: Date) -> Option<&ApprovalPlan> {
        self.approval_plans.iter().rev().find(|plan| plan.valid_from <= day)
    }

    /// The role with this id.
    pub fn role(&self, id: &str) -> Option<&RoleTitle> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The model of a coordinating function with this id.
    pub fn function(&self, id: &str) -> Option<&domain::function::Model> {
        self.functions.iter().find(|model| model.id == id)
    }

    /// Roles whose deadlines roll in the citizen's favour, as the engine asks for them.
    pub fn citizen_roles(&self) -> Vec<String> {
        self.roles.iter().filter(|role| role.citizen).map(|role| role.id.clone()).collect()
    }

    /// The department with this id.
    pub fn department(&self, id: &str) -> Option<&DepartmentTitle> {
        self.departments.iter().find(|department| department.id == id)
    }

    /// The shared piece of a letter with this id.
    pub fn block(&self, id: &str) -> Option<&str> {
        self.blocks.get(id).map(String::as_str)
    }

    /// The service standard with this id.
    pub fn standard(&self, id: &str) -> Option<&ServiceStandard> {
        self.standards.get(id)
    }

    /// The guide with this id.
    pub fn guide(&self, id: &str) -> Option<&Guide> {
        self.guides.get(id)
    }
}
