//! A benefit: target group, law over time, criteria, amounts, follow-up, letters.

use super::Version;
use super::about::About;
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::session::Desk;
use crate::wording::{Wording, danish, duration};
use app::{App, Refused};
use askama::Template;
use axum::extract::Query;
use domain::benefit::{Benefit, Measure};
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "toolbox/benefit.html")]
struct Show {
    frame: Frame,
    title: String,
    about: About,
    facts: Vec<(&'static str, String)>,
    law: Vec<Law>,
    criteria: Vec<Criterion>,
    amounts: Vec<Amount>,
    choices: Vec<String>,
    packages: Vec<String>,
    links: Vec<(String, String)>,
}

/// A provision with its days.
struct Law {
    paragraph: String,
    name: String,
    from: String,
    until: String,
    now: bool,
}

/// A line of the check-list.
struct Criterion {
    question: String,
    source: String,
    help: String,
    necessary: bool,
}

/// A setting with its value today.
struct Amount {
    title: String,
    value: String,
    to_be_confirmed: bool,
}

/// Shows a benefit.
pub(super) async fn show(desk: Desk, Id(id): Id<String>, Query(version): Query<Version>) -> Page {
    let (content, today) = (&desk.app.content, desk.app.today());
    let found = match version.day() {
        Some(day) => content.benefit_version(&id, day),
        None => content.benefit(&id, today).or_else(|| content.benefits.latest(&id)),
    };
    let benefit = found.ok_or(Refused::NotFound)?;
    let days = content.benefits.iter().filter(|other| other.id == id).map(|other| other.valid_from);
    let about = About::new(&benefit.title, "Ydelse")
        .versions(benefit.valid_from, days, &format!("/vaerktoejskasse/ydelser/{id}"))
        .file(&desk.app, "ydelser", &id, benefit.valid_from)
        .warning(benefit.warning.clone());
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        title: benefit.title.clone(),
        about,
        facts: facts(&desk.app, benefit),
        law: law(benefit, today),
        criteria: criteria(benefit),
        amounts: amounts(&desk.app, benefit, today),
        choices: benefit.choices.iter().map(|choice| choice.title.clone()).collect(),
        packages: benefit.packages.iter().map(|package| package.title.clone()).collect(),
        links: links(&desk.app, benefit),
    })
}

fn facts(app: &App, benefit: &Benefit) -> Vec<(&'static str, String)> {
    let age = match (benefit.from_age, benefit.to_age) {
        (Some(from), Some(to)) => format!("fra {from} til og med {to} år"),
        (Some(from), None) => format!("fra {from} år"),
        (None, Some(to)) => format!("til og med {to} år"),
        (None, None) => String::new(),
    };
    let measure = match benefit.measure {
        Measure::MonthlyAmount => "kroner om måneden",
        Measure::WeeklyHoursAndAmount => "timer om ugen og kroner om måneden",
        Measure::MonthlyHours => "timer om måneden",
        Measure::WeeklyHours => "timer om ugen",
        Measure::OneOffAmount => "et beløb, der betales én gang",
        Measure::WeeklyDays => "dage om ugen",
        Measure::Uncounted => "en plads eller en indsats; der tælles ikke timer eller kroner",
    };
    let department = app.content.department(&benefit.department).map(|department| department.title.clone());
    let every = duration(&benefit.follow_up.every);
    let follow_up =
        format!("{every} efter bevillingens første dag og derefter lige så ofte ({})", benefit.follow_up.source);
    let said =
        crate::wording::listed(&benefit.details.iter().map(|detail| detail.word().to_string()).collect::<Vec<_>>());
    let facts = vec![
        ("Hvem den er for", benefit.target_group.clone()),
        ("Alder", age),
        ("Afdeling", department.unwrap_or_default()),
        ("KLE-emne", benefit.kle.clone()),
        ("Bevilges i", measure.into()),
        ("Opfølgning", follow_up),
        ("Varsel", notice(benefit)),
        ("Afgørelsen skal sige", said),
        ("Barnet er part", if benefit.child_is_party { "ja, når det er fyldt 10 år".into() } else { String::new() }),
        ("Søges ikke mere", if benefit.retired { "kun løbende bevillinger".into() } else { String::new() }),
        ("Hed før", benefit.old_name.clone().unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// How long before, at what, and by which paragraph.
fn notice(benefit: &Benefit) -> String {
    benefit.notice.as_ref().map_or_else(String::new, |notice| {
        let outcomes: Vec<String> = notice.outcomes.iter().map(|outcome| outcome.danish().to_lowercase()).collect();
        format!("{} ved {} ({})", duration(&notice.span), crate::wording::listed(&outcomes), notice.source)
    })
}

fn law(benefit: &Benefit, today: Date) -> Vec<Law> {
    let now = benefit.provision_on(today);
    let row = |law: &domain::benefit::Provision| Law {
        paragraph: law.paragraph.clone(),
        name: law.name.clone().unwrap_or_default(),
        from: law.from.map_or_else(|| "tidligere".into(), danish::date_plain),
        until: law.until.map_or_else(|| "nu".into(), danish::date_plain),
        now: now == Some(law),
    };
    benefit.law.iter().rev().map(row).collect()
}

fn criteria(benefit: &Benefit) -> Vec<Criterion> {
    let row = |criterion: &domain::benefit::Criterion| Criterion {
        question: criterion.question.clone(),
        source: criterion.source.clone().unwrap_or_default(),
        help: criterion.help.clone().unwrap_or_default(),
        necessary: criterion.necessary,
    };
    benefit.criteria.iter().map(row).collect()
}

fn amounts(app: &App, benefit: &Benefit, today: Date) -> Vec<Amount> {
    let ids = benefit.amounts.iter().chain(std::iter::once(&benefit.processing_limit));
    ids.filter_map(|id| app.content.setting(id))
        .map(|setting| {
            let dated = setting.on(today);
            Amount {
                title: setting.title.clone(),
                value: dated.map_or_else(|| "ikke sat".into(), |dated| dated.text.clone()),
                to_be_confirmed: dated.is_some_and(|dated| dated.to_be_confirmed),
            }
        })
        .collect()
}

fn links(app: &App, benefit: &Benefit) -> Vec<(String, String)> {
    let procedure = app.content.procedures.latest(&benefit.procedure).map(|procedure| {
        (format!("Arbejdsgang: {}", procedure.title), format!("/vaerktoejskasse/procedurer/{}", procedure.id))
    });
    let letters = &benefit.letters;
    let named = [Some(&letters.grant), Some(&letters.partial), Some(&letters.refusal)];
    let named =
        named.into_iter().chain([letters.change.as_ref(), letters.ending.as_ref(), letters.notice.as_ref()]).flatten();
    let letters = named.map(|id| {
        let title = app.content.letters.latest(id).map_or(id, |letter| &letter.title);
        (format!("Brev: {title}"), format!("/vaerktoejskasse/breve/{id}"))
    });
    let plan = ("Hvem godkender".to_string(), format!("/vaerktoejskasse/bevillingsplan#{}", benefit.id));
    let standard = benefit.standard.as_ref().and_then(|id| app.content.standard(id));
    let standard =
        standard.map(|standard| (format!("Servicestandard: {}", standard.title), crate::standard::path(&standard.id)));
    procedure.into_iter().chain(standard).chain(letters).chain(std::iter::once(plan)).collect()
}
