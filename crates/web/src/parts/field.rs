//! Fields of forms, with label, hint and error as the design system has them.

use crate::form::Errors;
use crate::layout::Frame;
use askama::Template;

/// The hidden fields every form needs: the session's token first, and the form's own key.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<input type="hidden" name="csrf" value="{{ csrf }}"><input type="hidden" name="noegle" value="{{ key }}">"#,
    ext = "html"
)]
pub struct Hidden {
    csrf: String,
    key: String,
}

impl Hidden {
    /// For the next form on the page of this frame; each has its own key, so it is asked for once per form.
    pub fn of(frame: &Frame) -> Self {
        Self { csrf: frame.csrf.clone(), key: frame.next_key() }
    }
}

/// What kind of box one writes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Input(&'static str),
    Area(u32),
}

/// A field one writes in.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    id: String,
    name: String,
    label: String,
    value: String,
    shape: Shape,
    hint: String,
    error: Option<String>,
    optional: bool,
    short: bool,
    suffix: &'static str,
    autocomplete: &'static str,
    numeric: bool,
    several: bool,
}

impl Field {
    fn new(shape: Shape, id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self {
            id: id.into(),
            name: id.into(),
            label: label.into(),
            value: value.into(),
            shape,
            hint: String::new(),
            error: errors.of(id).map(Into::into),
            optional: false,
            short: false,
            suffix: "",
            autocomplete: "off",
            numeric: false,
            several: false,
        }
    }

    /// One line. The id is also the name.
    pub fn line(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self::new(Shape::Input("text"), id, label, value, errors)
    }

    /// Several lines.
    pub fn text(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self::new(Shape::Area(6), id, label, value, errors)
    }

    /// A day; browsers send `2026-03-31`, people may write `31.3.2026`.
    pub fn date(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        let shown = crate::form::parse_date(value).map_or_else(|| value.to_string(), crate::form::date_value);
        Self { short: true, ..Self::new(Shape::Input("date"), id, label, &shown, errors) }
    }

    /// A whole number.
    pub fn number(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self { short: true, numeric: true, ..Self::new(Shape::Input("text"), id, label, value, errors) }
    }

    /// Kroner.
    pub fn amount(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self { suffix: "kr.", ..Self::number(id, label, value, errors) }
    }

    /// A telephone number: telephones show digits to type it.
    pub fn phone(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self { short: true, ..Self::new(Shape::Input("tel"), id, label, value, errors) }
    }

    /// A mail address.
    pub fn mail(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self::new(Shape::Input("email"), id, label, value, errors)
    }

    /// A time of day; browsers send `14:30`, people may write `14.30`.
    pub fn time(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self { short: true, ..Self::new(Shape::Input("time"), id, label, &value.replace('.', ":"), errors) }
    }

    /// A password: never shown again.
    pub fn password(id: &str, label: &str, errors: &Errors) -> Self {
        Self { autocomplete: "current-password", ..Self::new(Shape::Input("password"), id, label, "", errors) }
    }

    /// A file.
    pub fn file(id: &str, label: &str, errors: &Errors) -> Self {
        Self::new(Shape::Input("file"), id, label, "", errors)
    }

    /// Another name than its id, where the page has several forms with the same field.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// One file or several.
    pub fn files(id: &str, label: &str, errors: &Errors) -> Self {
        Self { several: true, ..Self::file(id, label, errors) }
    }

    /// A line of help under the label.
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = hint.into();
        self
    }

    /// May be left empty; the label says so.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// So many rows high.
    pub fn rows(mut self, rows: u32) -> Self {
        self.shape = Shape::Area(rows);
        self
    }

    /// What the browser may fill in by itself.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Words behind the box ("timer om ugen").
    pub fn suffix(mut self, suffix: &'static str) -> Self {
        self.suffix = suffix;
        self
    }

    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// A line of help; may be empty.
    pub hint: String,
}

impl Choice {
    /// With no help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// And a line of help.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Radios,
    Select,
    Ticks,
}

/// One or some of several, as radio buttons, a list, or boxes to tick.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/choices.html")]
pub struct Choices {
    id: String,
    name: String,
    label: String,
    chosen: Vec<String>,
    choices: Vec<Choice>,
    way: Way,
    hint: String,
    error: Option<String>,
    optional: bool,
}

impl Choices {
    fn new(way: Way, id: &str, label: &str, choices: &[Choice], chosen: Vec<String>, errors: &Errors) -> Self {
        Self {
            id: id.into(),
            name: id.into(),
            label: label.into(),
            chosen,
            choices: choices.to_vec(),
            way,
            hint: String::new(),
            error: errors.of(id).map(Into::into),
            optional: false,
        }
    }

    /// Radio buttons: all are seen at once.
    pub fn radios(id: &str, label: &str, choices: &[Choice], chosen: &str, errors: &Errors) -> Self {
        Self::new(Way::Radios, id, label, choices, vec![chosen.into()], errors)
    }

    /// A list to open: for many.
    pub fn select(id: &str, label: &str, choices: &[Choice], chosen: &str, errors: &Errors) -> Self {
        Self::new(Way::Select, id, label, choices, vec![chosen.into()], errors)
    }

    /// Boxes to tick: any number.
    pub fn ticks(id: &str, label: &str, choices: &[Choice], chosen: &[String], errors: &Errors) -> Self {
        Self::new(Way::Ticks, id, label, choices, chosen.to_vec(), errors)
    }

    /// A line of help under the label.
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = hint.into();
        self
    }

    /// Another name than its id, where the page has several forms with the same field.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// May be left out; the label says so, and a list begins with nothing chosen.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        self.chosen.contains(&choice.value)
    }

    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// The summary's link leads to the group's first box.
    fn box_id(&self, index: &usize) -> String {
        if *index == 0 { self.id.clone() } else { format!("{}-{index}", self.id) }
    }
}

/// One box to tick.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/tick.html")]
pub struct Tick {
    id: String,
    label: String,
    ticked: bool,
    error: Option<String>,
}

impl Tick {
    /// Sends `ja` when ticked.
    pub fn new(id: &str, label: &str, value: &str, errors: &Errors) -> Self {
        Self { id: id.into(), label: label.into(), ticked: value == "ja", error: errors.of(id).map(Into::into) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_said_at_its_field_and_heard_with_it() {
        let errors = Errors::one("source", "Feltet skal udfyldes.");
        let html =
            Field::line("source", "Hvem må vi spørge?", "Tovby <Skole>", &errors).hint("Ved navn.").render().unwrap();
        assert!(html.contains(r#"aria-describedby="source-hint source-error""#), "{html}");
        assert!(html.contains("Feltet skal udfyldes.") && html.contains("form-error"));
        assert!(!html.contains("<Skole>") && html.contains("Tovby "));
    }

    #[test]
    fn what_was_chosen_stays_chosen() {
        let choices = [Choice::new("written", "Skriftligt"), Choice::new("oral", "Mundtligt")];
        for html in [
            Choices::radios("form", "Hvordan?", &choices, "oral", &Errors::default()).render().unwrap(),
            Choices::select("form", "Hvordan?", &choices, "oral", &Errors::default()).render().unwrap(),
        ] {
            let oral = html.split("value=\"oral\"").nth(1).unwrap();
            let tag = oral.split('>').next().unwrap();
            assert!(tag.contains("checked") || tag.contains("selected"), "{html}");
            let written = html.split("value=\"written\"").nth(1).unwrap().split('>').next().unwrap();
            assert!(!written.contains("checked") && !written.contains("selected"), "{html}");
        }
    }

    #[test]
    fn a_date_typed_by_hand_fits_the_browsers_date_field() {
        let html = Field::date("until", "Til", "31.3.2026", &Errors::default()).render().unwrap();
        assert!(html.contains(r#"value="2026-03-31""#), "{html}");
    }
}
