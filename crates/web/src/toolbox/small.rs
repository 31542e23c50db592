//! Forms, guides, phrases and settings.

use super::Version;
use super::about::{About, note};
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::parts::Prose;
use crate::session::Desk;
use crate::wording::danish;
use app::Refused;
use askama::Template;
use axum::extract::Query;
use domain::questionnaire::FieldKind;
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "toolbox/form.html")]
struct Form {
    frame: Frame,
    title: String,
    about: About,
    /// Where it is printed, to be filled in by hand.
    print: String,
    help: Option<Prose>,
    sections: Vec<Section>,
    results: Vec<String>,
}

/// A section of a form.
struct Section {
    title: String,
    help: String,
    rows: bool,
    fields: Vec<Question>,
}

/// A question of a form.
struct Question {
    title: String,
    kind: &'static str,
    required: bool,
    help: String,
    options: Vec<String>,
}

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "én linje",
        FieldKind::LongText => "tekst",
        FieldKind::Number => "tal",
        FieldKind::Amount => "beløb",
        FieldKind::Hours => "timer",
        FieldKind::Date => "dato",
        FieldKind::Time => "klokkeslæt",
        FieldKind::Tick => "kryds",
        FieldKind::YesNo => "ja eller nej",
        FieldKind::Choice => "ét valg",
        FieldKind::MultiChoice => "flere valg",
        FieldKind::Scale => "skala",
        FieldKind::Person => "person",
        FieldKind::Phone => "telefon",
        FieldKind::Mail => "mail",
        FieldKind::Cpr => "CPR-nummer",
        FieldKind::Address => "adresse",
        FieldKind::File => "fil",
        FieldKind::Document => "dokument i sagen",
    }
}

/// Shows a form.
pub(super) async fn form(desk: Desk, Id(id): Id<String>, Query(version): Query<Version>) -> Page {
    let content = &desk.app.content;
    let found = match version.day() {
        Some(day) => content.questionnaire_version(&id, day),
        None => content.questionnaire(&id, desk.app.today()).or_else(|| content.questionnaires.latest(&id)),
    };
    let form = found.ok_or(Refused::NotFound)?;
    let days = content.questionnaires.iter().filter(|other| other.id == id).map(|other| other.valid_from);
    let about = About::new(&form.title, "Skema")
        .versions(form.valid_from, days, &format!("/vaerktoejskasse/skemaer/{id}"))
        .fact("Udfyldes", if form.many { "så mange gange, der er brug for" } else { "én gang i sagen" })
        .file(&desk.app, "skemaer", &id, form.valid_from);
    let question = |field: &domain::questionnaire::Field| Question {
        title: field.title.clone(),
        kind: kind(field.kind),
        required: field.required,
        help: field.help.clone().unwrap_or_default(),
        options: field.options.clone(),
    };
    let sections = form.sections.iter().map(|section| Section {
        title: section.title.clone(),
        help: section.help.clone().unwrap_or_default(),
        rows: section.rows,
        fields: section.fields.iter().map(question).collect(),
    });
    page(&Form {
        frame: desk.frame(Here::Toolbox),
        title: form.title.clone(),
        about,
        print: format!("/vaerktoejskasse/skemaer/{id}/udskriv"),
        help: form.help.as_ref().map(|help| Prose::of(help, 3)),
        sections: sections.collect(),
        results: form.results.iter().map(|result| result.title.clone()).collect(),
    })
}

#[derive(Template)]
#[template(path = "toolbox/guide.html")]
struct Guide {
    frame: Frame,
    title: String,
    about: About,
    prose: Prose,
}

/// Shows a guide.
pub(super) async fn guide(desk: Desk, Id(id): Id<String>) -> Page {
    let guide = desk.app.content.guide(&id).ok_or(Refused::NotFound)?;
    let review = guide.review_on.map(danish::date_plain).unwrap_or_default();
    let roles: Vec<String> = guide.roles.iter().map(|role| crate::decision::role_title(&desk.app, role)).collect();
    let about = About::new(&guide.title, "Vejledning")
        .fact("Ejer", guide.owner.clone().unwrap_or_default())
        .fact("Gennemses", review)
        .fact("Til", crate::wording::listed(&roles).to_lowercase());
    let about = match note(&desk.app, &format!("vejledninger/{id}")) {
        Some(note) => about.noted(note),
        None => about,
    };
    page(&Guide {
        frame: desk.frame(Here::Toolbox),
        title: guide.title.clone(),
        about,
        prose: Prose::of(&guide.markdown, 2),
    })
}

#[derive(Template)]
#[template(path = "toolbox/phrases.html")]
struct Phrases {
    frame: Frame,
    about: About,
    phrases: Vec<Phrase>,
}

/// A note phrase.
struct Phrase {
    id: String,
    title: String,
    shortcut: String,
    about: String,
    text: String,
}

/// Shows the phrases.
pub(super) async fn phrases(desk: Desk) -> Page {
    let phrases = desk.app.content.phrases.all_on(desk.app.today()).map(|phrase| {
        let provision = phrase.provision.as_ref().map_or_else(String::new, |provision| format!(" · {provision}"));
        let from = danish::date_plain(phrase.valid_from);
        Phrase {
            id: phrase.id.clone(),
            title: phrase.title.clone(),
            shortcut: phrase.shortcut.clone(),
            about: format!("{} · {}{provision} · gælder fra {from}", phrase.code, phrase.phase),
            text: phrase.text.trim().into(),
        }
    });
    let about = About::new("Notatfraser", "Fraser");
    page(&Phrases { frame: desk.frame(Here::Toolbox), about, phrases: phrases.collect() })
}

#[derive(Template)]
#[template(path = "toolbox/settings.html")]
struct Settings {
    frame: Frame,
    about: About,
    settings: Vec<Setting>,
}

/// A setting with its values over time.
struct Setting {
    id: String,
    title: String,
    source: String,
    values: Vec<Value>,
}

/// A dated value, newest first.
struct Value {
    from: String,
    text: String,
    state: &'static str,
    to_be_confirmed: bool,
}

/// Shows the settings.
pub(super) async fn settings(desk: Desk) -> Page {
    let today = desk.app.today();
    let settings = desk.app.content.settings.values().map(|setting| Setting {
        id: setting.id.clone(),
        title: setting.title.clone(),
        source: setting.source.clone().unwrap_or_default(),
        values: values(setting, today),
    });
    let about = About::new("Indstillinger", "Regler og tal");
    page(&Settings { frame: desk.frame(Here::Toolbox), about, settings: settings.collect() })
}

fn values(setting: &domain::setting::Setting, today: Date) -> Vec<Value> {
    let now = setting.on(today);
    let row = |dated: &domain::setting::Dated| Value {
        from: danish::date_plain(dated.from),
        text: dated.text.clone(),
        state: match (now == Some(dated), today < dated.from) {
            (true, _) => "gælder nu",
            (false, true) => "kommer",
            (false, false) => "før",
        },
        to_be_confirmed: dated.to_be_confirmed,
    };
    setting.values.iter().rev().map(row).collect()
}
