//! Costs divided between departments: how they stand, each version beside the others, assessed anew, answered by those who
//! pay, and taken out for the accounts.

mod assess;
mod list;
mod pie;

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish, listed};
use app::financing::{self as act, View};
use app::{App, Reason, Refused};
use askama::Template;
use domain::access::{Action, Object, Yes};
use domain::financing::{Answer, Assessment, Cost, Measure, NotAnswered, Share, Standing, chain};
use domain::ids::{FamilyId, FinancingId};
use domain::setting::Kroner;
use jiff::civil::Date;
use pie::Pie;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const SEES: Needs = Needs::Right(Action::See, Object::Financing);
const WORKS: Needs = Needs::Right(Action::Work, Object::Financing);
const ANSWERS: Needs = Needs::Right(Action::Approve, Object::Financing);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/familier/{id}/finansiering", SEES, show)
        .get("/familier/{id}/finansiering/ny", WORKS, assess::start)
        .post("/familier/{id}/finansiering", WORKS, assess::save)
        .post("/familier/{id}/finansiering/{udgave}/svar", ANSWERS, answer)
        .post("/familier/{id}/finansiering/{udgave}/tilbage", WORKS, withdraw)
        .merge(list::routes())
}

/// Where a family's division stands.
fn home(family: FamilyId) -> String {
    format!("/familier/{family}/finansiering")
}

/// What a department is called.
fn department(app: &App, id: &str) -> String {
    app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone())
}

fn departments<'a>(app: &App, ids: impl IntoIterator<Item = &'a String>) -> String {
    listed(&ids.into_iter().map(|id| department(app, id)).collect::<Vec<_>>())
}

#[derive(Template)]
#[template(path = "financing/show.html")]
struct Show {
    frame: Frame,
    home: String,
    family: Option<String>,
    number: String,
    lead: String,
    /// What holds today.
    holds: Option<VersionView>,
    pie: Option<Pie>,
    /// Pays each month, or once, when the pie shows that.
    pie_of: &'static str,
    /// What holds from a later day.
    ahead: Option<Alert>,
    waits: Option<Waiting>,
    compare: Option<Compare>,
    history: Vec<VersionView>,
    reads_why: bool,
    may_assess: bool,
    empty: Empty,
    errors: Errors,
}

/// The version that waits, and what the reader may do with it.
struct Waiting {
    path: String,
    view: VersionView,
    missing: String,
    answers: Vec<AnswerForm>,
    may_withdraw: bool,
}

/// The form in which a leader answers for a department.
struct AnswerForm {
    department: String,
    title: String,
    pays: String,
    answer: Choices,
    why: Field,
}

/// A version in words.
struct VersionView {
    nr: u32,
    period: String,
    standing: String,
    why: String,
    by: String,
    criteria: Vec<CriterionView>,
    measures: Vec<MeasureView>,
    said: Vec<SaidView>,
}

struct CriterionView {
    question: String,
    answer: &'static str,
    why: String,
}

struct MeasureView {
    title: String,
    of_grant: bool,
    granted_by: String,
    cost: String,
    days: String,
    parts: Vec<PartView>,
}

struct PartView {
    department: String,
    share: String,
    amount: String,
    why: String,
}

struct SaidView {
    department: String,
    answer: String,
    by: String,
    why: String,
}

/// The versions beside each other.
struct Compare {
    columns: Vec<String>,
    rows: Vec<CompareRow>,
}

struct CompareRow {
    title: String,
    cells: Vec<String>,
}

async fn show(desk: Desk, Id(family): Id<FamilyId>) -> Page {
    page(&view(&desk, family, None, Errors::default()).await?)
}

async fn view(desk: &Desk, family: FamilyId, typed: Option<&Typed>, errors: Errors) -> Result<Show, Failure> {
    let found = act::show(&desk.app, &desk.actor, family).await?;
    let ends: BTreeMap<u32, Option<Date>> =
        chain(&found.versions).into_iter().map(|(version, until)| (version.nr, until)).collect();
    let in_words = |version: &Assessment| version_view(&desk.app, &found, version, ends.get(&version.nr).copied());
    let holds = domain::financing::in_force_on(&found.versions, found.today);
    let ahead =
        chain(&found.versions).into_iter().map(|(version, _)| version).find(|version| found.today < version.from);
    let (pie, pie_of) = holds.map_or((None, ""), |version| pie_of(&desk.app, version));
    let coordinator = found.coordinator.as_deref().unwrap_or("ingen endnu");
    Ok(Show {
        frame: desk.frame(Here::Financing),
        home: home(family),
        family: found.opens_family.then(|| format!("/familier/{family}")),
        number: found.number.to_string(),
        lead: format!("Familien koordineres fra {} af {coordinator}.", department(&desk.app, &found.department)),
        holds: holds.map(in_words),
        pie,
        pie_of,
        ahead: ahead.map(|next| {
            Alert::new(Tone::Info, format!("Udgave {} gælder fra {}.", next.nr, danish::date_short(next.from)), "")
        }),
        waits: found.waiting().map(|version| waiting(desk, &found, version, in_words(version), typed, &errors)),
        compare: compare(&desk.app, &found),
        history: found.versions.iter().rev().map(in_words).collect(),
        reads_why: found.reads_why,
        may_assess: found.may_assess && found.waiting().is_none(),
        empty: Empty {
            text:
                "Her står, hvordan udgifterne til familiens indsatser er delt mellem afdelingerne, og fra hvilken dag. \
                   Intet er vurderet endnu."
                    .into(),
            act: found.may_assess.then(|| ("Vurdér, om udgifterne kan deles".into(), format!("{}/ny", home(family)))),
        },
        errors,
    })
}

fn waiting(
    desk: &Desk,
    found: &View,
    version: &Assessment,
    view: VersionView,
    typed: Option<&Typed>,
    errors: &Errors,
) -> Waiting {
    let answers = [Answer::Accepted, Answer::Declined].map(|answer| Choice::new(answer.code(), answer.danish()));
    let form = |id: &String| {
        let typed = typed.filter(|typed| typed.afdeling == *id);
        // Two departments may wait for one leader: the mistake stands at the form it was made in.
        let none = Errors::default();
        let errors = if typed.is_some() { errors } else { &none };
        let (svar, hvorfor) = (format!("svar-{id}"), format!("hvorfor-{id}"));
        let said = |chosen: fn(&Typed) -> &str| typed.map(chosen).unwrap_or_default();
        AnswerForm {
            department: id.clone(),
            title: department(&desk.app, id),
            pays: pays(version, id),
            answer: Choices::radios(&svar, "Svar for afdelingen", &answers, said(|typed| &typed.svar), errors)
                .named("svar"),
            why: Field::text(&hvorfor, "Begrundelse", said(|typed| &typed.hvorfor), errors)
                .named("hvorfor")
                .hint("Skal skrives, når afdelingen ikke accepterer: hvad skal ændres?")
                .rows(3)
                .optional(),
        }
    };
    Waiting {
        path: format!("{}/{}", home(found.family), version.id),
        missing: departments(&desk.app, &version.waits_for().into_iter().map(str::to_string).collect::<Vec<_>>()),
        answers: found.answers_for.iter().map(form).collect(),
        may_withdraw: found.may_assess,
        view,
    }
}

/// What a department pays by a version, in one sentence.
fn pays(version: &Assessment, id: &str) -> String {
    let (mut monthly, mut once) = (0i64, 0i64);
    for measure in &version.measures {
        let amounts = measure.divided(measure.cost.amount());
        for (_, amount) in measure.parts.iter().zip(amounts).filter(|(part, _)| part.department == id) {
            let total = match measure.cost {
                Cost::Monthly(_) => &mut monthly,
                Cost::OneOff(_) => &mut once,
            };
            *total = total.saturating_add(amount.oere());
        }
    }
    match (Kroner::from_oere(monthly), Kroner::from_oere(once)) {
        (monthly, once) if 0 < monthly.oere() && 0 < once.oere() => {
            format!("Afdelingen betaler {monthly} om måneden og {once} én gang.")
        }
        (monthly, _) if 0 < monthly.oere() => format!("Afdelingen betaler {monthly} om måneden."),
        (_, once) if 0 < once.oere() => format!("Afdelingen betaler {once} én gang."),
        _ => "Afdelingen betaler ikke efter denne udgave; den betalte efter den forrige.".into(),
    }
}

/// The pie of a version: what is paid every month when anything is, else what is paid once.
fn pie_of(app: &App, version: &Assessment) -> (Option<Pie>, &'static str) {
    let monthly = version.measures.iter().any(|measure| matches!(measure.cost, Cost::Monthly(_)));
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for measure in version.measures.iter().filter(|measure| matches!(measure.cost, Cost::Monthly(_)) == monthly) {
        for (part, amount) in measure.parts.iter().zip(measure.divided(measure.cost.amount())) {
            let total = totals.entry(part.department.as_str()).or_default();
            *total = total.saturating_add(amount.oere());
        }
    }
    let parts: Vec<(String, Kroner)> =
        totals.into_iter().map(|(id, oere)| (department(app, id), Kroner::from_oere(oere))).collect();
    (Pie::of(&parts), if monthly { "om måneden" } else { "én gang" })
}

fn version_view(app: &App, found: &View, version: &Assessment, until: Option<Option<Date>>) -> VersionView {
    let question = |id: &str| {
        let known = app.content.financing_criteria.iter().find(|criterion| criterion.id == id);
        known.map_or_else(|| id.to_string(), |criterion| criterion.question.clone())
    };
    let from = danish::date_short(version.from);
    let period = match (version.standing(), until) {
        (Standing::Agreed, Some(Some(until))) => format!("{from} til {}", danish::date_short(until)),
        (Standing::Agreed, _) => format!("Fra {from}"),
        (_, _) => format!("Skulle gælde fra {from}"),
    };
    let period = if version.standing() == Standing::Waiting { format!("Skal gælde fra {from}") } else { period };
    VersionView {
        nr: version.nr,
        period,
        standing: version.standing().danish(),
        why: version.why.clone(),
        by: format!("{} {}", found.name(version.by), danish::instant(version.at)),
        criteria: version
            .criteria
            .iter()
            .map(|answered| CriterionView {
                question: question(&answered.criterion),
                answer: if answered.met == Yes::Yes { "Ja" } else { "Nej" },
                why: answered.why.clone(),
            })
            .collect(),
        measures: version.measures.iter().map(|measure| measure_view(app, measure)).collect(),
        said: version
            .said
            .iter()
            .map(|said| SaidView {
                department: department(app, &said.department),
                answer: said.answer.danish(),
                by: format!("{} {}", found.name(said.by), danish::instant(said.at)),
                why: said.why.clone(),
            })
            .collect(),
    }
}

fn measure_view(app: &App, measure: &Measure) -> MeasureView {
    let amounts = measure.divided(measure.cost.amount());
    MeasureView {
        title: measure.title.clone(),
        of_grant: measure.grant.is_some(),
        granted_by: department(app, &measure.granted_by),
        cost: cost(measure.cost),
        days: match measure.until {
            _ if matches!(measure.cost, Cost::OneOff(_)) => danish::date_short(measure.from),
            Some(until) => format!("{} til {}", danish::date_short(measure.from), danish::date_short(until)),
            None => format!("fra {}", danish::date_short(measure.from)),
        },
        parts: measure
            .parts
            .iter()
            .zip(amounts)
            .filter(|(part, _)| part.share != Share::default())
            .map(|(part, amount)| PartView {
                department: department(app, &part.department),
                share: part.share.to_string(),
                amount: amount.to_string(),
                why: part.why.clone(),
            })
            .collect(),
    }
}

fn cost(cost: Cost) -> String {
    match cost {
        Cost::Monthly(amount) => format!("{amount} om måneden"),
        Cost::OneOff(amount) => format!("{amount} én gang"),
    }
}

/// Measures and departments down, versions across; nothing to compare before there are two.
fn compare(app: &App, found: &View) -> Option<Compare> {
    let shown: Vec<&Assessment> = found
        .versions
        .iter()
        .filter(|version| matches!(version.standing(), Standing::Agreed | Standing::Waiting))
        .collect();
    if shown.len() < 2 {
        return None;
    }
    let keys: BTreeSet<(&str, &str)> = shown
        .iter()
        .flat_map(|version| &version.measures)
        .flat_map(|measure| measure.parts.iter().map(|part| (measure.title.as_str(), part.department.as_str())))
        .collect();
    let cell = |version: &Assessment, title: &str, id: &str| {
        let named = version.measures.iter().filter(|measure| measure.title == title);
        let parts = named.flat_map(|measure| {
            let amounts = measure.divided(measure.cost.amount());
            measure
                .parts
                .iter()
                .zip(amounts)
                .filter(|(part, _)| part.department == id && part.share != Share::default())
        });
        let said: Vec<String> = parts.map(|(part, amount)| format!("{} ({amount})", part.share)).collect();
        if said.is_empty() { "0 %".to_string() } else { said.join(" og ") }
    };
    Some(Compare {
        columns: shown
            .iter()
            .map(|version| format!("Udgave {} fra {}", version.nr, danish::date_plain(version.from)))
            .collect(),
        rows: keys
            .into_iter()
            .map(|(title, id)| CompareRow {
                title: format!("{title}: {}", department(app, id)),
                cells: shown.iter().map(|version| cell(version, title, id)).collect(),
            })
            .collect(),
    })
}

/// A department's answer, as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    afdeling: String,
    svar: String,
    hvorfor: String,
}

async fn answer(desk: Desk, Ids(family, id): Ids<FamilyId, FinancingId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let why = check.optional_text("hvorfor", &typed.hvorfor);
    let field = |name: &str| format!("{name}-{}", typed.afdeling);
    let errors = match (check.errors(), Answer::from_code(&typed.svar)) {
        (Some(errors), _) => errors,
        (None, None) => Errors::one(field("svar"), "Vælg, om afdelingen accepterer."),
        (None, Some(answer)) => {
            let said = act::answer(&desk.app, &desk.actor, (family, id), &typed.afdeling, answer, &why).await;
            match once(said) {
                Ok(()) => return Ok(done(&home(family), "Svaret er gemt.")),
                Err(Refused::Because(Reason::FinancingAnswer(NotAnswered::ReasonMissing))) => {
                    Errors::one(field("hvorfor"), NotAnswered::ReasonMissing.danish())
                }
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
    };
    page_again(&view(&desk, family, Some(&typed), errors).await?)
}

/// Nothing is typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Nothing {}

async fn withdraw(desk: Desk, Ids(family, id): Ids<FamilyId, FinancingId>, Form(Nothing {}): Form<Nothing>) -> Page {
    match once(act::withdraw(&desk.app, &desk.actor, (family, id)).await) {
        Ok(()) => Ok(done(&home(family), "Udgaven er taget tilbage. Den, der gjaldt før, gælder stadig.")),
        Err(Refused::Because(reason)) => {
            page_again(&view(&desk, family, None, Errors::one("", reason.danish())).await?)
        }
        Err(other) => Err(other.into()),
    }
}
