//! What a letter's page shows.

use super::enclosures::Enclosures;
use crate::form::Errors;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Conflict, Field, Hidden, Person, Prose, Summary, Tone};
use crate::session::Desk;
use crate::wording::danish::{self, instant};
use crate::wording::{self, Wording, counted, listed};
use app::letter::View;
use app::outbox::{Message, Why};
use askama::Template;
use domain::deadline::Channel;
use domain::ids::CaseId;
use domain::letter::{LetterState, Part};

/// A section of the text with why it may not go.
pub(super) struct Section {
    /// Its field.
    id: String,
    /// What it is.
    title: String,
    /// Its text, as it stands or as it was typed.
    text: String,
    /// Rows of its field.
    rows: usize,
    /// Why it may not be taken out; empty for one that may.
    locked: Vec<&'static str>,
    /// Nothing is said in it, though something must be.
    missing: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "letter/show.html")]
pub(super) struct Show {
    frame: Frame,
    errors: Errors,
    case: CaseId,
    path: String,
    number: String,
    title: String,
    citizen: Person,
    to: Option<Person>,
    to_name: String,
    channel: String,
    /// What became of it; none for a draft.
    state: Option<Alert>,
    state_name: String,
    retry: bool,
    warnings: Vec<Alert>,
    conflicts: Vec<Conflict>,
    /// Typed, and with no field left to stand in.
    unsaved: String,
    sections: Vec<Section>,
    /// The text for those who cannot change it, or not any more.
    prose: Prose,
    version: i64,
    editable: bool,
    enclosures: Enclosures,
    /// Why the draft is to be thrown away, as typed.
    discarding: String,
    discard_errors: Errors,
    pages: Vec<usize>,
    not_set: Option<Alert>,
    length: String,
    lix: u32,
    lix_words: &'static str,
    too_hard: bool,
    highest_lix: u32,
    file: Option<File>,
}

/// The stored file of a letter that has left.
struct File {
    number: String,
    size: String,
    path: Option<String>,
    protected: bool,
}

impl Show {
    /// The page of a letter.
    pub(super) fn of(desk: &Desk, view: &View) -> Self {
        let letter = &view.letter;
        let drafted = letter.state == LetterState::Drafted;
        let pages = view.pages.as_ref().map_or(0, |pages| *pages);
        let frame = desk.frame(Here::Elsewhere);
        let editable = drafted && view.may.work && view.open;
        Self {
            enclosures: Enclosures::of(view, editable.then_some(&frame)),
            frame,
            errors: Errors::default(),
            case: letter.case,
            path: super::path(letter.case, letter.id),
            number: view.number.to_string(),
            title: letter.title.clone(),
            citizen: person(&view.citizen, view),
            to: view.recipient.as_ref().map(|recipient| person(recipient, view)),
            to_name: view.to.clone(),
            channel: letter.channel.danish(),
            state: state(view),
            state_name: if drafted { "kladde, ikke sendt".into() } else { letter.state.danish() },
            retry: letter.state == LetterState::Failed && view.may.work,
            warnings: warnings(view),
            conflicts: Vec::new(),
            unsaved: String::new(),
            sections: sections(view),
            prose: Prose::of(&letter.text, 3),
            version: letter.version,
            editable: drafted && view.may.work && view.open,
            discarding: String::new(),
            discard_errors: Errors::default(),
            pages: (1..=pages).collect(),
            not_set: view
                .pages
                .as_ref()
                .err()
                .map(|why| Alert::new(Tone::Error, "Siderne kan ikke vises", why.danish())),
            length: format!(
                "{}, {}",
                counted(view.readability.words.into(), "ord", "ord"),
                counted(u64::try_from(pages).unwrap_or_default(), "side", "sider")
            ),
            lix: view.readability.lix,
            lix_words: wording::lix(view.readability.lix),
            too_hard: view.highest_lix < view.readability.lix,
            highest_lix: view.highest_lix,
            file: file(view),
        }
    }

    /// With what was typed, kept where it was typed.
    pub(super) fn with_typed(mut self, typed: Vec<String>, errors: Errors) -> Self {
        self.errors = errors;
        if !self.editable || typed.len() != self.sections.len() {
            self.unsaved = typed.join("\n\n");
            return self;
        }
        for (section, typed) in self.sections.iter_mut().zip(typed) {
            section.text = typed;
        }
        self
    }

    /// With other enclosures than those that are saved.
    pub(super) fn with_enclosures(mut self, change: impl FnOnce(Enclosures) -> Enclosures) -> Self {
        self.enclosures = change(self.enclosures);
        self
    }

    /// With why it was not thrown away.
    pub(super) fn with_discarding(mut self, reason: String, errors: Errors) -> Self {
        self.discarding = reason;
        self.discard_errors = errors;
        self
    }

    /// With both texts side by side wherever they differ, when somebody saved or sent first.
    pub(super) fn with_clash(mut self, view: &View, typed: Vec<String>, errors: Errors) -> Self {
        if typed.len() == view.sections.len() {
            let pairs = self.sections.iter().zip(&typed);
            self.conflicts = pairs
                .filter(|(section, typed)| section.text.trim() != typed.trim())
                .map(|(section, typed)| Conflict {
                    what: section.title.clone(),
                    by: "En kollega".into(),
                    at: "brevet".into(),
                    saved: section.text.clone(),
                    typed: typed.trim().into(),
                })
                .collect();
        }
        self.with_typed(typed, errors)
    }
}

fn person(person: &domain::people::Person, view: &View) -> Person {
    Person {
        name: person.name.clone(),
        link: Some(format!("/borgere/{}", person.id)),
        age: person.age_on(view.today),
        cpr: person.cpr.masked(),
        protected: person.is_protected(),
        role: String::new(),
    }
}

fn sections(view: &View) -> Vec<Section> {
    let last = view.sections.len().saturating_sub(1);
    let titled = |index: usize, parts: &[Part]| {
        let names: Vec<String> = parts.iter().map(Wording::danish).collect();
        match index {
            _ if !names.is_empty() => listed(&names),
            0 => "Indledning".to_string(),
            index if index == last => "Afslutning".to_string(),
            _ => "Tekst".to_string(),
        }
    };
    view.sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let text = section.text.trim().to_string();
            let locked = section.parts.iter().filter(|part| view.required.contains(part));
            Section {
                id: format!("afsnit-{}", index.saturating_add(1)),
                title: titled(index, &section.parts),
                rows: rows(&text),
                text,
                locked: locked.map(|part| wording::why_part(*part)).collect(),
                missing: section.parts.iter().any(|part| view.missing.contains(part)),
            }
        })
        .collect()
}

/// Rows that show the whole text in a field of half the page, within reason.
fn rows(text: &str) -> usize {
    let wrapped: usize = text.lines().map(|line| line.chars().count().div_ceil(62).max(1)).sum();
    wrapped.saturating_add(1).clamp(2, 24)
}

fn state(view: &View) -> Option<Alert> {
    let channel = view.letter.channel.danish();
    let said = match view.letter.state {
        LetterState::Drafted => return None,
        LetterState::Queued => Alert::new(Tone::Info, "I udbakken", on_its_way(&channel, view.message.as_ref()))
            .link("Se udbakken", "/udbakke"),
        LetterState::Sent => {
            let at = view.letter.sent_at.map(instant).unwrap_or_default();
            Alert::new(Tone::Success, delivered(view.letter.channel), format!("Afleveret {at} til {}.", view.to))
        }
        LetterState::Failed => {
            let why = view.message.as_ref().and_then(|message| message.last_error.as_deref());
            let why = why.and_then(Why::from_code).map(|why| why.danish()).unwrap_or_default();
            let text = format!("Brevet er opgivet efter mange forsøg og er ikke nået frem. {why}");
            Alert::new(Tone::Error, "Ikke afleveret", text)
        }
    };
    Some(said)
}

/// What the receipt says, by channel.
pub(crate) fn delivered(channel: Channel) -> &'static str {
    match channel {
        Channel::Digital => "Afleveret til Digital Post",
        Channel::Letter | Channel::QuickLetter => "Afleveret til brevpost",
        Channel::HandedOver => "Overleveret",
    }
}

/// When it is tried, and how often it has been.
pub(crate) fn on_its_way(channel: &str, message: Option<&Message>) -> String {
    let Some(message) = message else { return format!("På vej som {channel}.") };
    if message.by_hand {
        return "Venter på at blive printet og sendt af kontoret.".into();
    }
    if let Some(at) = message.handed_at {
        return format!("Afleveret til {channel} {}. Venter på kvittering.", instant(at));
    }
    let next = instant(message.due_at);
    if message.tries == 0 {
        return format!("På vej som {channel}. Afleveres {next}.");
    }
    let why = message.last_error.as_deref().and_then(Why::from_code).map(|why| why.danish()).unwrap_or_default();
    let tries = counted(message.tries.into(), "gang", "gange");
    format!("På vej som {channel}. Forsøgt {tries}, næste forsøg {next}. {why}")
}

fn warnings(view: &View) -> Vec<Alert> {
    let mut warnings = Vec::new();
    if view.letter.state != LetterState::Drafted {
        return warnings;
    }
    if view.tells_where {
        let text = "Teksten fortæller, hvor en beskyttet person bor, arbejder eller kan træffes, og modtageren må ikke \
                    se det. Tag det ud. Brevet kan ikke sendes, før det er væk.";
        warnings.push(Alert::new(Tone::Error, "Brevet røber en beskyttet person", text));
    } else if view.someone_protected {
        let text = "En på sagen er adressebeskyttet. Skriv ikke, hvor vedkommende bor, arbejder eller går i skole. \
                    Adressen sættes først på, når brevet sendes, og kun til personen selv.";
        warnings.push(Alert::new(Tone::Warning, "Adressebeskyttelse", text));
    }
    if !view.missing.is_empty() {
        let names: Vec<String> = view.missing.iter().map(|part| part.danish().to_lowercase()).collect();
        let text = format!("Brevet kan gemmes, men ikke sendes, før der står noget om: {}.", listed(&names));
        warnings.push(Alert::new(Tone::Warning, "Der mangler noget", text));
    }
    if let Some(day) = view.bad_day {
        let text = format!("Et afslag sendes ikke i dag. Første gode dag er {}.", danish::date_long(day));
        warnings.push(Alert::new(Tone::Warning, "Ikke en god dag at sende et afslag", text));
    }
    warnings
}

fn file(view: &View) -> Option<File> {
    let document = view.document.as_ref()?;
    let protected = document.recipient.is_some() && view.someone_protected;
    let open = !protected || view.may.reveal;
    Some(File {
        number: crate::document::number(view.number, document),
        size: danish::size(document.size),
        path: open.then(|| format!("/sager/{}/dokumenter/{}", document.case, document.id)),
        protected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_as_high_as_its_text_within_reason() {
        assert_eq!(rows("Kære Sofie"), 2);
        assert_eq!(rows(&"a".repeat(62 * 5)), 6);
        assert_eq!(rows(&"linje\n".repeat(90)), 24);
    }
}
