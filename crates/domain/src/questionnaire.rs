//! Questions, answers and results (skema); read from `content/skemaer/` (`content-formats.md` 2.4).

mod answers;
pub mod difference;
mod explain;
mod signature;

pub use answers::{AnswerRow, Answers, NO, Spot, Wrong, YES, check, results};
pub use explain::{ByAge, Counted, Explained, explain};
pub use signature::{
    Drawing, HEIGHT, LONGEST_DRAWING, LONGEST_NAME, MOST_SIGNATURES, NotADrawing, NotSigned, Signature, WIDTH,
    check_signatures,
};

use jiff::civil::Date;

/// The kinds of field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// One line (tekst).
    Text,
    /// Several lines (langtekst).
    LongText,
    /// Whole number (tal).
    Number,
    /// Money (beløb).
    Amount,
    /// Hours (timer).
    Hours,
    /// Day (dato).
    Date,
    /// Time of day (klokkeslæt).
    Time,
    /// Tick box (kryds).
    Tick,
    /// Yes or no (janej).
    YesNo,
    /// One of several (valg).
    Choice,
    /// Several of several (flervalg).
    MultiChoice,
    /// A scale (skala).
    Scale,
    /// Person's name (person).
    Person,
    /// Telephone (telefon).
    Phone,
    /// Mail address (mail).
    Mail,
    /// CPR number (cpr).
    Cpr,
    /// Postal address (adresse).
    Address,
    /// Uploaded file (fil).
    File,
    /// A document of the case (dokument).
    Document,
}

/// What a day field is filled from (`hent`) when it says the day one fills the form in.
pub const TODAY: &str = "dato";

/// The words a field may be filled from (`hent`), each with its meaning: what the case knows already.
pub const FETCHED: &[(&str, &str)] = &[
    ("borger.navn", "Den, sagen handler om."),
    ("borger.alder", "Alder i hele år i dag."),
    ("borger.født", "Fødselsdagen."),
    ("borger.adresse", "Adressen; aldrig, når den er beskyttet."),
    ("borger.telefon", "Telefonen; aldrig, når adressen er beskyttet."),
    ("sagsbehandler.navn", "Den ansvarlige sagsbehandler."),
    ("sagsbehandler.telefon", "Sagsbehandlerens direkte telefon."),
    ("sagsbehandler.mail", "Sagsbehandlerens mail."),
    (TODAY, "Dagen, skemaet udfyldes."),
    ("borger.tolk", "Sproget, der er brug for tolk til."),
    ("stamkort.vigtigst", "Det vigtigste at vide, på én linje."),
    ("stamkort.gennemgået", "Hvornår stamkortet senest er gennemgået."),
    ("sag.frister", "Det, der er åbent i sagen: trin med frist og regel, opgaver og møder."),
    ("sag.samtykker", "De gældende samtykker."),
    ("sag.bevillinger", "De bevillinger, der løber, og hvornår der følges op."),
    ("sag.kladder", "Breve, der er begyndt og ikke sendt."),
];

/// A field (felt).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
    /// Its kind.
    pub kind: FieldKind,
    /// Must be answered.
    pub required: bool,
    /// A line of help.
    pub help: Option<String>,
    /// The letter word it fills from.
    pub fetch: Option<String>,
    /// Choices.
    pub options: Vec<String>,
    /// Shown only when that other field has that answer.
    pub shown_when: Option<(String, String)>,
    /// Group counted by results.
    pub group: Option<String>,
    /// Topic counted by results.
    pub topic: Option<String>,
    /// Whose words it is.
    pub whose: Option<String>,
}

/// A section (afsnit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// A line of help.
    pub help: Option<String>,
    /// Its fields, or the columns of its rows.
    pub fields: Vec<Field>,
    /// One adds rows of these fields.
    pub rows: bool,
}

/// A count among the answers, all needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// At least so many …
    pub at_least: u32,
    /// … of this group …
    pub group: String,
    /// … with this answer (default: ticked or yes) …
    pub answer: Option<String>,
    /// … counted once per topic.
    pub different_topics: bool,
}

/// A result (resultat).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRule {
    /// Its id.
    pub id: String,
    /// What it means.
    pub title: String,
    /// The setting with the age interval; not set means "kan ikke vurderes".
    pub age: Option<String>,
    /// Counts, all needed.
    pub counts: Vec<Count>,
    /// Yes when none of these results is; counts nothing of its own.
    pub none_of: Vec<String>,
}

/// A questionnaire in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questionnaire {
    /// File name without extension.
    pub id: String,
    /// First day of this version.
    pub valid_from: Date,
    /// Title.
    pub title: String,
    /// Catalogue ids.
    pub catalogue: Vec<String>,
    /// A few lines above it.
    pub help: Option<String>,
    /// Several may be filled in within one case.
    pub many: bool,
    /// The noun whose face it is (`samtykke`, `stamkort`); without it, answers are kept as a form.
    pub kept_in: Option<String>,
    /// When it is followed up and whom it is for, when it is a plan.
    pub plan: Option<crate::plan::PlanRule>,
    /// Who signs it, by role (`underskrift`): boxes on paper, a place to write on the screen.
    pub signatures: Vec<String>,
    /// Sections.
    pub sections: Vec<Section>,
    /// Results.
    pub results: Vec<ResultRule>,
}

/// A note phrase (notatfrase); read from `content/fraser/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// File name without extension.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// Short key for type-ahead.
    pub shortcut: String,
    /// Its code.
    pub code: String,
    /// Phase of the work.
    pub phase: String,
    /// Provision.
    pub provision: Option<String>,
    /// First day of this version.
    pub valid_from: Date,
    /// Text with fill-ins in square brackets.
    pub text: String,
}

/// A role as content names it: title and lane in pictures (`content/roller.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleTitle {
    /// Its id in procedures.
    pub id: String,
    /// Its Danish title.
    pub title: String,
    /// Its lane in pictures.
    pub lane: String,
    /// The code of the role with rights behind it (`caseworker`), if one.
    pub code: Option<String>,
    /// Its deadlines roll in the citizen's favour.
    pub citizen: bool,
}

/// A department (afdeling) with the letterhead its letters carry (`content/afdelinger.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentTitle {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
    /// Secure mail.
    pub mail: String,
    /// Postal address, lines.
    pub address: Vec<String>,
    /// Family coordinators come from here: the children's disability department (P-08 step 1).
    pub coordinates_families: bool,
}
