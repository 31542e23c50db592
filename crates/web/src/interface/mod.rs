//! Work across departments: who has the case, cases on their way, and what departments have agreed.

mod asked;
mod case;
mod contract;

pub(crate) use case::{TypedHere, again};

use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use app::interface as act;
use askama::Template;
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::deadline::Kind;
use domain::interface::{NotDone, Owner, Rule, Stage, Transfer, TransferState};
use jiff::civil::Date;
use std::collections::BTreeMap;

const HOME: &str = "/samarbejde";
/// Reading what tells nothing of a citizen.
const BROWSE: Needs = Needs::Right(Action::Browse, Object::Toolbox);
/// Answering for a department.
const LEAD: Needs = Needs::Right(Action::Lead, Object::Case);

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get(HOME, BROWSE, show).merge(asked::routes()).merge(case::routes()).merge(contract::routes())
}

#[derive(Template)]
#[template(path = "interface/show.html")]
struct Show {
    frame: Frame,
    waiting: Vec<Waiting>,
    leads: bool,
    stages: Choices,
    question: Option<Choices>,
    asked: Vec<(String, String)>,
    answered: Vec<(String, String)>,
    verdict: Option<Verdict>,
    tables: Vec<(&'static str, Vec<RuleView>)>,
}

/// What the rules say.
struct Verdict {
    department: String,
    says: String,
    source: String,
}

struct RuleView {
    when: String,
    department: String,
    says: String,
    source: String,
}

/// A case another department is asked to take.
struct Waiting {
    path: String,
    citizen: String,
    protected: bool,
    about: String,
    between: String,
    state: &'static str,
    due: Deadline,
}

const STAGE: &str = "sag";
const NEW: &str = "ny";
const EXISTING: &str = "loebende";

fn stage(code: &str) -> Stage {
    if code == EXISTING { Stage::Existing } else { Stage::New }
}

async fn show(desk: Desk, Query(answers): Query<BTreeMap<String, String>>) -> Page {
    let code = answers.get(STAGE).map_or(NEW, String::as_str);
    let questions = &desk.app.content.interface_questions;
    let known = |(id, answer): (&String, &String)| {
        let question = questions.iter().find(|question| question.id == *id)?;
        question.answers.iter().any(|(known, _)| known == answer).then(|| (id.clone(), answer.clone()))
    };
    let given: BTreeMap<String, String> = answers.iter().filter_map(known).collect();
    let found = act::guide(&desk.app, &desk.actor, stage(code), &given).await?;
    let begun = answers.contains_key(STAGE);
    let none = crate::form::Errors::default();
    let (question, verdict) = match found.owner {
        Owner::Ask(question) => {
            let choices: Vec<Choice> = question.answers.iter().map(|(id, title)| Choice::new(id, title)).collect();
            let choices = Choices::radios(&question.id, &question.text, &choices, "", &none).hint(&question.help);
            (begun.then_some(choices), None)
        }
        Owner::By(rule) => (None, begun.then(|| verdict(&desk, rule))),
        Owner::Nobody => (
            None,
            begun.then(|| Verdict {
                department: "Ingen regel passer".into(),
                says:
                    "Ring til lederen af den anden afdeling i dag. Den, der har sagen nu, har den, indtil I er enige."
                        .into(),
                source: "kommunens snitflade".into(),
            }),
        ),
    };
    let words = |id: &String, answer: &String| {
        let question = questions.iter().find(|question| question.id == *id)?;
        let answer = question.answers.iter().find(|(known, _)| known == answer)?;
        Some((question.text.clone(), answer.1.clone()))
    };
    let stages = [
        Choice::new(NEW, "En ny sag, som ingen har endnu"),
        Choice::new(EXISTING, "En sag, som en afdeling arbejder på"),
    ];
    let table = |stage: Stage| {
        found.rules.iter().filter(|rule| rule.stage == stage).map(|rule| rule_view(&desk, rule)).collect::<Vec<_>>()
    };
    page(&Show {
        frame: desk.frame(Here::Interfaces),
        waiting: found.waiting.iter().map(|row| waiting(&desk, row, found.today)).collect(),
        leads: found.leads,
        stages: Choices::radios(STAGE, "Hvad handler det om?", &stages, if begun { code } else { "" }, &none),
        question,
        asked: if begun {
            std::iter::once((STAGE.to_string(), code.to_string())).chain(given.clone()).collect()
        } else {
            Vec::new()
        },
        answered: given.iter().filter_map(|(id, answer)| words(id, answer)).collect(),
        verdict,
        tables: vec![("Nye sager", table(Stage::New)), ("Sager, der løber", table(Stage::Existing))],
    })
}

/// What a department is called.
fn department(desk: &Desk, id: &str) -> String {
    desk.app.content.department(id).map_or_else(|| id.to_string(), |known| known.title.clone())
}

fn whose(desk: &Desk, rule: &Rule) -> String {
    rule.department.as_deref().map_or_else(|| "Den, der har den".to_string(), |id| department(desk, id))
}

fn verdict(desk: &Desk, rule: &Rule) -> Verdict {
    Verdict { department: whose(desk, rule), says: rule.says.clone(), source: rule.source.clone() }
}

fn rule_view(desk: &Desk, rule: &Rule) -> RuleView {
    let questions = &desk.app.content.interface_questions;
    let words = |(id, answer): &(String, String)| {
        let question = questions.iter().find(|question| question.id == *id)?;
        let answer = question.answers.iter().find(|(known, _)| known == answer)?;
        Some(format!("{} {}", question.text, answer.1))
    };
    RuleView {
        when: rule.when.iter().filter_map(words).collect::<Vec<_>>().join(" · "),
        department: whose(desk, rule),
        says: rule.says.clone(),
        source: rule.source.clone(),
    }
}

fn waiting(desk: &Desk, row: &act::WaitingTransfer, today: Date) -> Waiting {
    let transfer = &row.transfer;
    let benefit = crate::worklist::benefit_title(&desk.app, &row.benefit, today);
    Waiting {
        path: format!("{HOME}/overdragelser/{}", transfer.id),
        citizen: row.citizen.clone(),
        protected: row.protected,
        about: format!("{benefit} · {} · {}", row.number, row.responsible),
        between: format!("{} spørger {}", department(desk, &transfer.from), department(desk, &transfer.to)),
        state: state(transfer),
        due: due(transfer, today).unwrap_or_else(|| Deadline::plain(transfer.answer_by, "", Kind::Goal, today)),
    }
}

fn state(transfer: &Transfer) -> &'static str {
    match transfer.state {
        TransferState::Proposed => "Venter på svar",
        TransferState::Disputed { .. } => "Uenighed: cheferne afgør det",
        TransferState::Accepted { .. } => "Overdraget",
        TransferState::Stays(_) => "Sagen blev",
    }
}

/// The day somebody answers by, with its rule.
fn due(transfer: &Transfer, today: Date) -> Option<Deadline> {
    let rule = match transfer.state {
        TransferState::Proposed => "svar fra den anden afdeling",
        TransferState::Disputed { .. } => "afgøres af afdelingscheferne",
        TransferState::Accepted { .. } | TransferState::Stays(_) => return None,
    };
    Some(Deadline::plain(transfer.due()?, rule, Kind::Goal, today))
}

/// The field a refusal is about.
fn field(why: NotDone) -> &'static str {
    match why {
        NotDone::SameDepartment => "afdeling",
        NotDone::NoReason => "ord",
        NotDone::ResponsibleElsewhere => "ansvarlig",
        NotDone::Incomplete => "formaal",
        NotDone::DaysDoNotFit => "gennemgang",
        NotDone::OnItsWay
        | NotDone::SettledAlready
        | NotDone::ForTheHeads
        | NotDone::AcceptedAlready
        | NotDone::Ended => "",
    }
}
