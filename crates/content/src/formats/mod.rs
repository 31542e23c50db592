//! The formats: every key of every file, with its kind and its meaning (`content-formats.md` section 2).

use crate::shape::Kind::{self, Day, Flag, Grammar, Id, OneOrMore, Text};
use crate::shape::{Key, Shape, may, must};

mod benefit;
mod meeting;
mod procedure;
mod single;
mod text;

/// Keys that every file takes.
pub static EVERY_FILE: &[Key] = &[
    may("katalog", OneOrMore(&Text), "id i kataloget, fx T-L01 eller P-01"),
    may("kilde", Text, "hvor det kommer fra"),
    may("gaelder_fra", Day, "første dag, udgaven gælder"),
    may("advarsel", Text, "vises øverst, når materialet er ældre end loven"),
    may("skal_bekraeftes", Flag, "siden skriver \"skal bekræftes\""),
];

const RULE: Kind = Grammar("\"2 arbejdsdage efter start\"");
const SPAN: Kind = Grammar("\"3 måneder\"");
const CONDITION: Kind = Grammar("\"samtykke\"");
const REFERENCE: Kind = Grammar("\"kontakt:naaet\"");

const VALID_FROM: Key = must("gaelder_fra", Day, "første dag, udgaven gælder");
const TITLE: Key = must("titel", Text, "overskriften");
const ID: Key = must("id", Id, "navnet, som andre steder henviser til");
const HELP: Key = may("hjaelp", Text, "et par linjers hjælp");
const CITIZEN_SEES: Key = may("borgeren_ser", Text, "det, borgeren læser");

/// Folders and files, with their shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `procedurer/<id>.toml`
    Procedure,
    /// `ydelser/<id>.toml`
    Benefit,
    /// `breve/<id>.md`
    Letter,
    /// `breve/blokke/<id>.md`
    Block,
    /// `skemaer/<id>.toml`
    Questionnaire,
    /// `moeder/<id>.toml`
    Meeting,
    /// `fraser/<id>.md`
    Phrase,
    /// `vejledninger/<id>.md`
    Guide,
    /// `servicestandarder/<id>.md`
    Standard,
    /// `bevillingsplan.toml`
    ApprovalPlan,
    /// `roller.toml`
    Roles,
    /// `afdelinger.toml`
    Departments,
    /// `indstillinger.toml`
    Settings,
    /// `lukkedage.toml`
    Calendar,
    /// `undtagelser.toml`
    Exceptions,
    /// `hjemler.toml`
    LegalBases,
    /// `snitflader.toml`
    Interfaces,
    /// `fora.toml`
    Forums,
    /// `finansiering.toml`
    Financing,
    /// `indikatorer.toml`
    Indicators,
    /// `katalog.toml`
    Catalogue,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[
        Format::Procedure,
        Format::Benefit,
        Format::Letter,
        Format::Block,
        Format::Questionnaire,
        Format::Meeting,
        Format::Phrase,
        Format::Guide,
        Format::Standard,
        Format::ApprovalPlan,
        Format::Roles,
        Format::Departments,
        Format::Settings,
        Format::Calendar,
        Format::Exceptions,
        Format::LegalBases,
        Format::Financing,
        Format::Indicators,
        Format::Interfaces,
        Format::Forums,
        Format::Catalogue,
    ];

    /// The folder its files stand in, with the stroke; for single files their name without the ending.
    pub fn place(self) -> &'static str {
        match self {
            Format::Procedure => "procedurer/",
            Format::Benefit => "ydelser/",
            Format::Letter => "breve/",
            Format::Block => "breve/blokke/",
            Format::Questionnaire => "skemaer/",
            Format::Meeting => "moeder/",
            Format::Phrase => "fraser/",
            Format::Guide => "vejledninger/",
            Format::Standard => "servicestandarder/",
            Format::ApprovalPlan => "bevillingsplan",
            Format::Roles => "roller",
            Format::Departments => "afdelinger",
            Format::Settings => "indstillinger",
            Format::Calendar => "lukkedage",
            Format::Exceptions => "undtagelser",
            Format::LegalBases => "hjemler",
            Format::Financing => "finansiering",
            Format::Indicators => "indikatorer",
            Format::Interfaces => "snitflader",
            Format::Forums => "fora",
            Format::Catalogue => "katalog",
        }
    }

    /// `toml` or `md`.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Letter | Format::Block | Format::Phrase | Format::Guide | Format::Standard => "md",
            _ => "toml",
        }
    }

    /// The keys of the file, or of its front matter.
    pub fn shape(self) -> &'static Shape {
        match self {
            Format::Procedure => &procedure::PROCEDURE,
            Format::Benefit => &benefit::BENEFIT,
            Format::Letter => &text::LETTER,
            Format::Block => &text::BLOCK,
            Format::Questionnaire => &text::QUESTIONNAIRE,
            Format::Meeting => &meeting::MEETING,
            Format::Phrase => &text::PHRASE,
            Format::Guide => &text::GUIDE,
            Format::Standard => &text::STANDARD,
            Format::ApprovalPlan => &benefit::APPROVAL_PLAN,
            Format::Roles => &single::ROLES,
            Format::Departments => &single::DEPARTMENTS,
            Format::Settings => &single::SETTINGS,
            Format::Calendar => &single::CALENDAR,
            Format::Exceptions => &single::EXCEPTIONS,
            Format::LegalBases => &single::LEGAL_BASES,
            Format::Financing => &single::FINANCING,
            Format::Indicators => &single::INDICATORS,
            Format::Interfaces => &single::INTERFACES,
            Format::Forums => &single::FORUMS,
            Format::Catalogue => &single::CATALOGUE,
        }
    }
}
