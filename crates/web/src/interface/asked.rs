//! A department is asked to take a case: its leader says yes and names who is responsible, or says no.

use super::{HOME, LEAD, department, due, field, state};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::Wording;
use crate::wording::danish;
use app::interface::{Answer, answer, asked};
use app::{Reason, Refused};
use askama::Template;
use domain::ids::{StaffId, TransferId};
use domain::interface::TransferState;
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/samarbejde/overdragelser/{id}", LEAD, show).post("/samarbejde/overdragelser/{id}", LEAD, reply)
}

#[derive(Template)]
#[template(path = "interface/asked.html")]
struct Show {
    frame: Frame,
    path: String,
    citizen: String,
    protected: bool,
    about: String,
    from: String,
    to: String,
    why: String,
    by: String,
    said: Option<String>,
    state: &'static str,
    due: Option<Deadline>,
    answers: Option<Choices>,
    responsible: Option<Choices>,
    words: Field,
    version: i64,
    errors: Errors,
}

/// The answer as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    svar: String,
    ansvarlig: String,
    ord: String,
}

const YES: &str = "ja";
const NO: &str = "nej";
const STAYS: &str = "bliver";

async fn show(desk: Desk, Id(id): Id<TransferId>) -> Page {
    page(&view(&desk, id, &Typed::default(), Errors::default()).await?)
}

async fn view(desk: &Desk, id: TransferId, typed: &Typed, errors: Errors) -> Result<Show, Failure> {
    let found = asked(&desk.app, &desk.actor, id).await?;
    let (row, transfer) = (&found.row, &found.row.transfer);
    let choices: Vec<Choice> = [
        (found.may_accept, Choice::new(YES, "Ja, vi tager sagen")),
        (found.may_decline, Choice::new(NO, "Nej, og cheferne skal afgøre det")),
        (found.may_keep, Choice::new(STAYS, "Sagen bliver, hvor den er")),
    ]
    .into_iter()
    .filter_map(|(may, choice)| may.then_some(choice))
    .collect();
    let colleagues: Vec<Choice> =
        found.colleagues.iter().map(|staff| Choice::new(staff.id.to_string(), &staff.name)).collect();
    let responsible =
        Choices::select("ansvarlig", "Hvem er ansvarlig fra i dag?", &colleagues, &typed.ansvarlig, &errors)
            .hint("Kun når svaret er ja. Sagen er aldrig uden en ansvarlig.")
            .optional();
    let benefit = crate::worklist::benefit_title(&desk.app, &row.benefit, found.today);
    let said = match &transfer.state {
        TransferState::Disputed { said, .. } => Some(format!(
            "{} sagde nej {}: {}",
            department(desk, &transfer.to),
            danish::date_short(said.on),
            said.words
        )),
        _ => None,
    };
    Ok(Show {
        frame: desk.frame(Here::Interfaces),
        path: format!("{HOME}/overdragelser/{id}"),
        citizen: row.citizen.clone(),
        protected: row.protected,
        about: format!("{benefit} · sag {} · ansvarlig nu: {}", row.number, row.responsible),
        from: department(desk, &transfer.from),
        to: department(desk, &transfer.to),
        why: transfer.why.clone(),
        by: format!("{}, {}", found.by, danish::date_short(transfer.on)),
        said,
        state: state(transfer),
        due: due(transfer, found.today),
        answers: (!choices.is_empty())
            .then(|| Choices::radios("svar", "Hvad svarer I?", &choices, &typed.svar, &errors)),
        responsible: found.may_accept.then_some(responsible),
        words: Field::text("ord", "Hvad vil du sige om det?", &typed.ord, &errors)
            .hint("Ved et nej skal den anden afdeling kunne forstå hvorfor. Teksten står i sagens journal.")
            .rows(4)
            .optional(),
        version: transfer.version,
        errors,
    })
}

async fn reply(desk: Desk, Id(id): Id<TransferId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let words = check.optional_text("ord", &typed.ord);
    let chosen = check.choice("svar", &typed.svar, |code| [YES, NO, STAYS].into_iter().find(|known| *known == code));
    let answer_is = match chosen {
        Some(YES) => check.id::<StaffId>("ansvarlig", &typed.ansvarlig).map(Answer::Yes),
        Some(NO) => Some(Answer::No),
        Some(_) => Some(Answer::Stays),
        None => None,
    };
    let errors = match (check.errors(), answer_is) {
        (None, Some(what)) => {
            let notice = match what {
                Answer::Yes(_) => "Sagen er overdraget. Den nye ansvarlige kan nu åbne den og skrive til borgeren.",
                Answer::No => "Cheferne afgør det. Sagen bliver, hvor den er, indtil da.",
                Answer::Stays => "Sagen bliver, hvor den er.",
            };
            match once(answer(&desk.app, &desk.actor, (id, typed.version), what, &words).await) {
                Ok(()) => return Ok(done(HOME, notice)),
                Err(Refused::Because(Reason::Interface(why))) => Errors::one(field(why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, id, &typed, errors).await?)
}
