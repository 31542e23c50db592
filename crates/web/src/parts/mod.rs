//! The pieces pages are made of. Each is a small struct with its template beside it; a page writes `{{ part }}`.

mod deadline;
mod field;
mod prose;

pub use deadline::Deadline;
pub use field::{Choice, Choices, Field, Hidden, Tick};
pub use prose::Prose;

use crate::form::Errors;
use askama::Template;
use askama::filters::HtmlSafe;

/// Where all icons stand.
pub(crate) const ICONS: &str = "vendor/dkfds/img/all-svg-icons.svg";

/// Makes a template something a page may write out: its own text is escaped when it is filled in.
macro_rules! parts {
    ($($name:ty),*) => { $( impl HtmlSafe for $name {} )* };
}
parts!(
    Icon, Person, Alert, Empty, Stages, Tabs, Moment, Conflict, Summary, Hidden, Outreach, Field, Choices, Tick,
    Deadline, Prose
);

/// An icon of the design system. Says nothing to a screen reader: the text beside it does.
#[derive(Clone, Debug, Template)]
#[template(
    source = r##"<svg class="icon-svg" aria-hidden="true" focusable="false"><use href="{{ crate::assets::BASE }}/{{ ICONS }}#{{ name }}"></use></svg>"##,
    ext = "html"
)]
pub struct Icon {
    name: &'static str,
}

/// The icon with this name.
pub fn icon(name: &'static str) -> Icon {
    Icon { name }
}

/// A person in one line: name, age, masked CPR number, and the mark of protection in text and icon (P-8).
#[derive(Clone, Debug, Template)]
#[template(path = "parts/person.html")]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Where the stamkort is, if the reader may open it.
    pub link: Option<String>,
    /// Whole years.
    pub age: u32,
    /// `010190-****`.
    pub cpr: String,
    /// Protected.
    pub protected: bool,
    /// What the person is here ("forældremyndighedsindehaver"); may be empty.
    pub role: String,
}

/// The mark that a citizen has an outreach caseworker, wherever the citizen appears.
#[derive(Clone, Debug, Template)]
#[template(
    source = r##"<span class="th-outreach">{{ self::icon("person") }}Har fremskudt sagsbehandler: {{ name }}</span>"##,
    ext = "html"
)]
pub struct Outreach {
    name: String,
}

impl Outreach {
    /// With the outreach caseworker's name.
    pub fn new(name: String) -> Self {
        Self { name }
    }
}

/// The tone of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// To know.
    Info,
    /// Went well.
    Success,
    /// To mind.
    Warning,
    /// Did not go.
    Error,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Error => "error",
        }
    }

    fn spoken(self) -> &'static str {
        match self {
            Tone::Info => "Information",
            Tone::Success => "Udført",
            Tone::Warning => "Advarsel",
            Tone::Error => "Fejl",
        }
    }
}

/// An alert.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/alert.html")]
pub struct Alert {
    tone: Tone,
    heading: String,
    text: String,
    link: Option<(String, String)>,
}

impl Alert {
    /// With a heading; the text may be empty.
    pub fn new(tone: Tone, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { tone, heading: heading.into(), text: text.into(), link: None }
    }

    /// And somewhere to go: what the link says, where it leads.
    pub fn link(mut self, title: impl Into<String>, path: impl Into<String>) -> Self {
        self.link = Some((title.into(), path.into()));
        self
    }
}

/// An empty list: what it is for, and the first act.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    /// What would stand here.
    pub text: String,
    /// The first act: what the link says, where it leads.
    pub act: Option<(String, String)>,
}

/// Where a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Behind us.
    Done,
    /// Here we are.
    Now,
    /// To come.
    Ahead,
}

/// The stages of a case in a row ("trin 3 af 6").
#[derive(Clone, Debug, Template)]
#[template(path = "parts/stages.html")]
pub struct Stages {
    /// Title and state, in order.
    pub stages: Vec<(String, StageState)>,
}

impl Stages {
    fn now(&self) -> Option<(usize, &str)> {
        let found = self.stages.iter().enumerate().find(|(_, (_, state))| *state == StageState::Now);
        found.map(|(index, (title, _))| (index.saturating_add(1), title.as_str()))
    }
}

/// Tabs as links: each is a page of its own.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/tabs.html")]
pub struct Tabs {
    /// What the row of tabs is, for a screen reader.
    pub label: String,
    /// The tabs.
    pub tabs: Vec<Tab>,
}

/// One tab.
#[derive(Clone, Debug)]
pub struct Tab {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub path: String,
    /// We are on it.
    pub current: bool,
    /// How many stand behind it, if worth saying.
    pub count: Option<usize>,
}

/// A row of a timeline: a journal line, something somebody did.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/moment.html")]
pub struct Moment {
    /// The day or instant, in words.
    pub when: String,
    /// The same for machines, ISO.
    pub datetime: String,
    /// Icon.
    pub icon: &'static str,
    /// What happened, in a few words.
    pub title: String,
    /// Who; empty when the system did it itself.
    pub by: String,
    /// The text, as written; line ends are kept.
    pub text: String,
    /// Somewhere to go: what the link says, where it leads.
    pub link: Option<(String, String)>,
    /// The anchor of the row; may be empty.
    pub id: String,
}

/// Two versions of a text side by side, when somebody saved first.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/conflict.html")]
pub struct Conflict {
    /// What the text is ("Hovedhensyn").
    pub what: String,
    /// Who saved first.
    pub by: String,
    /// When, in words.
    pub at: String,
    /// What stands saved now.
    pub saved: String,
    /// What was typed here and is not saved.
    pub typed: String,
}

impl Conflict {
    fn said(&self) -> Alert {
        let (by, at) = (&self.by, &self.at);
        let text = format!(
            "{by} gemte {at}, mens du skrev. Intet er overskrevet. Sammenlign, flet det, du vil beholde, ind i feltet \
             nedenfor, og gem igen."
        );
        Alert::new(Tone::Warning, "Nogen gemte først", text)
    }
}

/// All errors of a form on top of it, each a link to its field.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/summary.html")]
pub struct Summary {
    errors: Vec<(String, String)>,
}

impl Summary {
    /// Of these errors; writes nothing when there are none.
    pub fn of(errors: &Errors) -> Self {
        Self { errors: errors.iter().map(|(field, text)| (field.to_string(), text.to_string())).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_text_everywhere() {
        let name = "<script>alert(1)</script>".to_string();
        let person = Person {
            name: name.clone(),
            link: None,
            age: 8,
            cpr: "010118-****".into(),
            protected: true,
            role: name.clone(),
        };
        let alert = Alert::new(Tone::Error, name.clone(), name.clone()).link(name.clone(), "/i-dag");
        let conflict =
            Conflict { what: name.clone(), by: name.clone(), at: name.clone(), saved: name.clone(), typed: name };
        for html in [person.render(), alert.render(), conflict.render()] {
            let html = html.unwrap();
            assert!(!html.contains("<script") && html.contains("script"), "{html}");
        }
    }

    #[test]
    fn a_protected_person_is_marked_in_text_and_icon() {
        let mut person = Person {
            name: "Nadia Tveje".into(),
            link: None,
            age: 34,
            cpr: "010192-****".into(),
            protected: true,
            role: String::new(),
        };
        let html = person.render().unwrap();
        assert!(html.contains("Adressebeskyttet") && html.contains("#lock"), "{html}");
        person.protected = false;
        assert!(!person.render().unwrap().contains("Adressebeskyttet"));
    }

    #[test]
    fn the_stages_say_where_we_are_in_words() {
        let stages = Stages {
            stages: vec![
                ("Modtag".into(), StageState::Done),
                ("Oplys".into(), StageState::Now),
                ("Afgør".into(), StageState::Ahead),
            ],
        };
        let html = stages.render().unwrap();
        assert!(html.contains("Trin 2 af 3") && html.contains("aria-current=\"step\""), "{html}");
    }
}
