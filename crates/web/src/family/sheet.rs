//! The forms of a family's page. They have fields of the same names, so each has ids of its own; the one that was sent
//! keeps what was typed and says what was wrong.

use super::act::Typed;
use crate::form::Errors;
use crate::parts::{Choice, Choices, Field};

/// One of the page's forms.
pub(super) struct Sheet<'a> {
    /// What it asks for, as [`Typed::hvad`] has it.
    pub what: &'static str,
    id: String,
    typed: Option<&'a Typed>,
    errors: &'a Errors,
}

/// How the ids of a form's fields begin: what it asks for, and of which line of the page.
pub(super) fn form_id(what: &str, of: &str) -> String {
    let plain = what.replace('æ', "ae").replace('ø', "oe").replace('é', "e");
    if of.is_empty() { plain } else { format!("{plain}-{of}") }
}

impl Typed {
    /// Which of the page's forms was sent.
    pub(super) fn form(&self) -> String {
        let of = match self.hvad.as_str() {
            "ikke-medlem" => self.person.clone(),
            "aabn" | "ikke-sag" => self.sag.clone(),
            "undersoegt" => self.nr.to_string(),
            "resumé" | "giv" => self.moede.clone(),
            _ => String::new(),
        };
        form_id(&self.hvad, &of)
    }

    fn kept(&self, field: &str) -> &str {
        match field {
            "person" => &self.person,
            "cpr" => &self.cpr,
            "navn" => &self.navn,
            "slags" => &self.slags,
            "hvorfor" => &self.hvorfor,
            "sag" => &self.sag,
            "afdeling" => &self.afdeling,
            "grundlag" => &self.grundlag,
            "medarbejder" => &self.medarbejder,
            "sted" => &self.sted,
            "telefon" => &self.telefon,
            "dag" => &self.dag,
            "kl" => &self.kl,
            "tekst" => &self.tekst,
            "hvem" => &self.hvem,
            "retning" => &self.retning,
            "samtykke" => &self.samtykke,
            _ => "",
        }
    }
}

impl<'a> Sheet<'a> {
    /// The form that asks for this, of one line of the page or of none.
    pub(super) fn new(what: &'static str, of: &str, typed: &'a Typed, errors: &'a Errors) -> Self {
        let id = form_id(what, of);
        let sent = typed.form() == id;
        Self { what, id, typed: sent.then_some(typed), errors }
    }

    /// It was sent and refused: it stands open.
    pub(super) fn is_open(&self) -> bool {
        self.typed.is_some()
    }

    fn id(&self, field: &str) -> String {
        format!("{}-{field}", self.id)
    }

    /// What was typed, or what the field begins with.
    fn kept(&self, field: &str, begins: &'a str) -> &'a str {
        self.typed.map_or(begins, |typed| typed.kept(field))
    }

    /// A line.
    pub(super) fn line(&self, field: &str, label: &str) -> Field {
        Field::line(&self.id(field), label, self.kept(field, ""), self.errors).named(field)
    }

    /// Several lines, which begin with what is written already.
    pub(super) fn text(&self, field: &str, label: &str, begins: &'a str) -> Field {
        Field::text(&self.id(field), label, self.kept(field, begins), self.errors).named(field)
    }

    /// A telephone number.
    pub(super) fn phone(&self, field: &str, label: &str) -> Field {
        Field::phone(&self.id(field), label, self.kept(field, ""), self.errors).named(field)
    }

    /// A day.
    pub(super) fn date(&self, field: &str, label: &str, begins: &'a str) -> Field {
        Field::date(&self.id(field), label, self.kept(field, begins), self.errors).named(field)
    }

    /// A time of day.
    pub(super) fn time(&self, field: &str, label: &str, begins: &'a str) -> Field {
        Field::time(&self.id(field), label, self.kept(field, begins), self.errors).named(field)
    }

    /// One of many.
    pub(super) fn select(&self, field: &str, label: &str, choices: &[Choice]) -> Choices {
        Choices::select(&self.id(field), label, choices, self.kept(field, ""), self.errors).named(field)
    }

    /// One of few.
    pub(super) fn radios(&self, field: &str, label: &str, choices: &[Choice]) -> Choices {
        Choices::radios(&self.id(field), label, choices, self.kept(field, ""), self.errors).named(field)
    }

    /// The parts of a case, any number of them.
    pub(super) fn parts(&self, label: &str, choices: &[Choice]) -> Choices {
        let chosen = self.typed.map(|typed| typed.dele.as_slice()).unwrap_or_default();
        Choices::ticks(&self.id("dele"), label, choices, chosen, self.errors).named("dele")
    }
}
