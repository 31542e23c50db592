//! Grants (bevillinger): what ends, is to be followed up or decided anew in a department; and taking in one that runs.

mod periods;

pub(crate) use periods::Periods;

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Person, Summary, Tab, Tabs};
use crate::routes::{Needs, Routes};
use crate::session::{Desk, Who};
use crate::wording::{Wording, danish, grant_amounts};
use crate::worklist::benefit_title;
use app::grant::{self as act, GrantRow, Running};
use app::{App, Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::ids::{CaseId, PersonId};
use domain::people::Protection;
use jiff::civil::Date;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let registers = Needs::Right(Action::Register, Object::Person);
    Routes::new()
        .get("/bevillinger", Needs::Right(Action::See, Object::Case), show)
        .get("/borgere/{id}/bevilling", registers, ask)
        .post("/borgere/{id}/bevilling", registers, register)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    afdeling: String,
}

#[derive(Template)]
#[template(path = "grant/show.html")]
struct Show {
    frame: Frame,
    whose: Tabs,
    blocks: Vec<Block>,
}

/// A block of the list.
struct Block {
    id: &'static str,
    title: &'static str,
    empty: Empty,
    rows: Vec<RowView>,
}

struct RowView {
    path: String,
    citizen: String,
    protected: bool,
    benefit: String,
    what: String,
    who: String,
    /// The deadline, for what somebody must do.
    when: Option<Deadline>,
    /// The day it ends by itself.
    ends: Option<String>,
}

async fn show(desk: Desk, Query(wanted): Query<Wanted>) -> Page {
    let departments = app::worklist::departments(&desk.actor)?;
    let own = desk.actor.staff.department.clone();
    let chosen = departments.iter().find(|known| **known == wanted.afdeling).cloned();
    let department = chosen.or_else(|| departments.first().cloned()).unwrap_or(own);
    let found = act::to_see_to(&desk.app, &desk.actor, &department).await?;
    let today = desk.app.today();
    let tab = |id: &String| Tab {
        title: desk.app.content.department(id).map_or_else(|| id.clone(), |department| department.title.clone()),
        path: format!("/bevillinger?afdeling={id}"),
        current: *id == department,
        count: None,
    };
    let row = |row: &GrantRow, when: Deadline| row_view(&desk.app, row, Some(when), today);
    let follow_up = |found: &GrantRow| {
        let rule = "dagen, der er aftalt for opfølgning";
        row(found, Deadline::plain(found.grant.follow_up_on, rule, Kind::Goal, today))
    };
    let ends = |found: &GrantRow| row_view(&desk.app, found, None, today);
    let convert = found.to_convert.iter().map(|(found, conversion)| {
        let rule = "overgangsreglen: skal være afgjort på ny";
        row(found, Deadline::plain(conversion.by, rule, Kind::Law, today))
    });
    let empty = |text: &str| Empty { text: text.into(), act: None };
    let blocks = vec![
        Block {
            id: "konvertering",
            title: "Skal afgøres på ny efter nye regler",
            empty: empty("Her står gamle bevillinger, der skal afgøres på ny. Der er ingen."),
            rows: convert.collect(),
        },
        Block {
            id: "opfoelgning",
            title: "Skal følges op inden for 30 dage",
            empty: empty("Her står bevillinger, hvor dagen for opfølgning er nær eller passeret. Der er ingen."),
            rows: found.to_follow_up.iter().map(follow_up).collect(),
        },
        Block {
            id: "ophoer-30",
            title: "Ophører inden for 30 dage",
            empty: empty("Ingen bevillinger ophører inden for 30 dage."),
            rows: found.ending_30.iter().map(ends).collect(),
        },
        Block {
            id: "ophoer-90",
            title: "Ophører inden for 90 dage",
            empty: empty("Ingen flere ophører inden for 90 dage."),
            rows: found.ending_90.iter().map(ends).collect(),
        },
    ];
    let whose = Tabs { label: "Afdeling".into(), tabs: departments.iter().map(tab).collect() };
    page(&Show { frame: desk.frame(Here::Grants), whose, blocks })
}

fn row_view(app: &App, row: &GrantRow, when: Option<Deadline>, today: Date) -> RowView {
    RowView {
        path: format!("/sager/{}", row.case),
        citizen: row.citizen.clone(),
        protected: row.protected,
        benefit: benefit_title(app, &row.grant.benefit, today),
        what: grant_amounts(&row.grant).join(" · "),
        who: format!("{} · {}", row.number, row.responsible),
        ends: row.grant.until.filter(|_| when.is_none()).map(|until| {
            format!("Ophører {} ({}), som afgørelsen siger", danish::date_short(until), danish::distance(until, today))
        }),
        when,
    }
}

/// A grant that runs, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    ydelse: String,
    fra: String,
    til: String,
    beloeb: String,
    timer_uge: String,
    timer_maaned: String,
    leverandoer: String,
    opfoelgning: String,
    kilde: String,
}

#[derive(Template)]
#[template(path = "grant/register.html")]
struct Register {
    frame: Frame,
    person: PersonId,
    citizen: Person,
    errors: Errors,
    benefit: Choices,
    fields: Vec<Field>,
}

async fn ask(desk: Desk, Id(person): Id<PersonId>) -> Page {
    page(&form(&desk, person, &Typed::default(), Errors::default()).await?)
}

/// Old benefits are chosen as what they are decided anew as: `gammel:<id>`.
const OLD: &str = "gammel:";

async fn form(desk: &Desk, person: PersonId, typed: &Typed, errors: Errors) -> Result<Register, Refused> {
    let known = app::person::basic_data_of(&desk.app, &desk.actor, person).await?;
    let today = desk.app.today();
    let mut choices: Vec<Choice> = Vec::new();
    for benefit in desk.app.content.benefits.all_on(today).filter(|benefit| !benefit.retired) {
        choices.push(Choice::new(&benefit.id, &benefit.title));
        if let Some(conversion) = &benefit.conversion {
            let title = benefit_title(&desk.app, &conversion.of, today);
            choices.push(Choice::new(format!("{OLD}{}", benefit.id), format!("{title}, skal afgøres på ny")));
        }
    }
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    let fields = vec![
        Field::date("fra", "Bevillingens første dag", &typed.fra, &errors),
        Field::date("til", "Sidste dag", &typed.til, &errors).optional(),
        Field::amount("beloeb", "Beløb om måneden", &typed.beloeb, &errors).optional(),
        Field::number("timer_uge", "Timer om ugen", &typed.timer_uge, &errors).optional(),
        Field::number("timer_maaned", "Timer om måneden", &typed.timer_maaned, &errors).optional(),
        Field::line("leverandoer", "Hvem giver hjælpen?", &typed.leverandoer, &errors).optional(),
        Field::date("opfoelgning", "Næste opfølgning", &typed.opfoelgning, &errors),
        Field::line("kilde", "Hvor findes afgørelsen?", &typed.kilde, &errors)
            .hint("System, journalnummer og dato, så andre kan finde den."),
    ];
    Ok(Register {
        frame: desk.frame(Here::People),
        person,
        citizen: Person {
            name: known.name.clone(),
            link: Some(format!("/borgere/{person}")),
            age: known.age,
            cpr: known.cpr.clone(),
            protected: known.protection == Protection::Protected,
            role: String::new(),
        },
        benefit: Choices::select("ydelse", "Ydelse", &choices, &typed.ydelse, &errors),
        fields,
        errors,
    })
}

async fn register(desk: Desk, Id(person): Id<PersonId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let notice = "Bevillingen er taget ind, og sagen er oprettet med sin opfølgning.";
    let errors = match read(&typed, person) {
        Err(errors) => errors,
        Ok(order) => match act::register_running(&desk.app, &actor, order).await {
            Ok(case) | Err(Refused::Replayed(Resource::Case(case))) => return Ok(done(&home(case), notice)),
            Err(Refused::Because(reason)) => Errors::one(field_of(&reason), reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    page_again(&form(&desk, person, &typed, errors).await?)
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}")
}

fn field_of(reason: &Reason) -> &'static str {
    match reason {
        Reason::NoSuchBenefit => "ydelse",
        Reason::GrantDays => "fra",
        Reason::ReasonMissing => "kilde",
        _ => "",
    }
}

fn read(typed: &Typed, citizen: PersonId) -> Result<Running, Errors> {
    let mut check = Check::new();
    let benefit = check.text("ydelse", &typed.ydelse);
    let from = check.date("fra", &typed.fra);
    let until = check.optional_date("til", &typed.til);
    let follow_up_on = check.date("opfoelgning", &typed.opfoelgning);
    let running = Running {
        citizen,
        old: benefit.starts_with(OLD),
        benefit: benefit.trim_start_matches(OLD).to_string(),
        from: from.unwrap_or_default(),
        until,
        monthly_amount: check.optional_amount("beloeb", &typed.beloeb),
        weekly_hours: check.optional_number("timer_uge", &typed.timer_uge),
        monthly_hours: check.optional_number("timer_maaned", &typed.timer_maaned),
        provider: Some(check.optional_text("leverandoer", &typed.leverandoer)),
        follow_up_on: follow_up_on.unwrap_or_default(),
        source: check.text("kilde", &typed.kilde),
    };
    if until.is_some_and(|until| from.is_some_and(|from| until < from)) {
        check.wrong("til", "Sidste dag ligger før den første. Ret en af dem.");
    }
    check.errors().map_or(Ok(running), Err)
}
