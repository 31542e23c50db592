//! What a case has to do with other departments: asked to take it, on a committee's agenda, contracts about it.

use super::{department, due, field, state};
use crate::case::{Head, Place, SEE, WORK};
use crate::committee::Settling;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Empty, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, coordination, danish};
use app::interface::{self as act, CasePage, Proposal};
use app::{Reason, Refused};
use askama::Template;
use domain::committee::{Item, State};
use domain::ids::{CaseId, CouncilItemId, TransferId};
use domain::interface::{Said, Transfer, TransferState};
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/samarbejde", SEE, show).post("/sager/{id}/overdragelse", WORK, propose).post(
        "/sager/{id}/overdragelse/{transfer}/tilbage",
        WORK,
        withdraw,
    )
}

#[derive(Template)]
#[template(path = "interface/case.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    transfers: Vec<TransferView>,
    on_its_way: bool,
    to: Choices,
    rule: Choices,
    why: Field,
    items: Vec<ItemView>,
    forums: Choices,
    question: Field,
    contracts: Vec<(String, String, String)>,
    may_work: bool,
    /// The case came here by a transfer: the citizen is told.
    letters: Option<String>,
    errors: Errors,
}

struct TransferView {
    title: String,
    why: String,
    asked: String,
    says: String,
    due: Option<Deadline>,
    withdraw: Option<(TransferId, i64)>,
    words: Field,
}

struct ItemView {
    title: String,
    question: String,
    says: String,
    asked: String,
    id: CouncilItemId,
    version: i64,
    settling: Option<Settles>,
}

/// The fields that settle an item.
struct Settles {
    what: Choices,
    words: Field,
    owner: Choices,
    due: Field,
}

/// What was typed on the page, in one of its forms.
#[derive(Default)]
pub(crate) struct TypedHere {
    proposal: TypedProposal,
    question: (String, String),
    settling: Option<(CouncilItemId, Settling)>,
    words: String,
}

/// A proposal as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedProposal {
    afdeling: String,
    regel: String,
    ord: String,
}

impl TypedHere {
    /// A committee and the question put to it.
    pub(crate) fn question(forum: String, question: String) -> Self {
        Self { question: (forum, question), ..Self::default() }
    }

    /// What becomes of an item.
    pub(crate) fn settling(item: CouncilItemId, settling: Settling) -> Self {
        Self { settling: Some((item, settling)), ..Self::default() }
    }
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    page(&view(&desk, case, TypedHere::default(), Errors::default()).await?)
}

/// The page once more, with what was typed and what is wrong with it.
pub(crate) async fn again(desk: &Desk, case: CaseId, typed: TypedHere, errors: Errors) -> Page {
    page_again(&view(desk, case, typed, errors).await?)
}

async fn view(desk: &Desk, case: CaseId, typed: TypedHere, errors: Errors) -> Result<Show, Failure> {
    let found = act::of_case(&desk.app, &desk.actor, case).await?;
    let open = found.view.file.case.closed_on.is_none();
    let may_work = found.view.may.work && open;
    let choice = |id: &String| Choice::new(id, department(desk, id));
    let departments: Vec<Choice> = found.departments.iter().map(choice).collect();
    let rules: Vec<Choice> = found.rules.iter().map(|rule| Choice::new(&rule.id, &rule.says)).collect();
    let forums = desk.app.content.forums.iter().filter(|forum| forum.committee);
    let forums: Vec<Choice> = forums.map(|forum| Choice::new(&forum.id, &forum.title)).collect();
    let forum = match typed.question.0.as_str() {
        "" => forums.first().map(|choice| choice.value.clone()).unwrap_or_default(),
        chosen => chosen.to_string(),
    };
    let proposal = &typed.proposal;
    let came = found.transfers.first().is_some_and(|transfer| {
        matches!(transfer.state, TransferState::Accepted { .. }) && transfer.to == found.view.file.case.department
    });
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &found.view, Place::Cooperation),
        number: found.view.file.case.number.to_string(),
        path: format!("/sager/{case}"),
        transfers: found.transfers.iter().map(|one| transfer(desk, &found, one, &typed.words, &errors)).collect(),
        on_its_way: found.transfers.iter().any(Transfer::is_open),
        to: Choices::select("afdeling", "Hvilken afdeling spørger I?", &departments, &proposal.afdeling, &errors),
        rule: Choices::select("regel", "Hvilken regel siger det?", &rules, &proposal.regel, &errors)
            .hint("Er du i tvivl, så svar på spørgsmålene under På tværs.")
            .optional(),
        why: Field::text("ord", "Hvorfor, og hvad skal de vide for at svare?", &proposal.ord, &errors)
            .hint("Lederen af den anden afdeling læser det, før de må åbne sagen. Skriv ikke mere end nødvendigt.")
            .rows(4),
        items: found
            .items
            .iter()
            .map(|(item, sitting)| item_view(desk, &found, item, sitting.as_ref(), &typed, &errors))
            .collect(),
        forums: Choices::select("forum", "Udvalg", &forums, &forum, &errors),
        question: Field::text("spoergsmaal", "Hvad skal udvalget tage stilling til?", &typed.question.1, &errors)
            .rows(3),
        contracts: found
            .contracts
            .iter()
            .map(|contract| {
                let [first, second] = &contract.between;
                (
                    format!("/samarbejde/kontrakter/{}", contract.id),
                    format!("{} og {}", department(desk, first), department(desk, second)),
                    contract.standing(found.view.today).danish(),
                )
            })
            .collect(),
        letters: (may_work && came).then(|| format!("/sager/{case}/dokumenter")),
        may_work,
        errors,
    })
}

fn says(found: &CasePage<'_>, what: &str, said: &Said) -> String {
    let words = if said.words.is_empty() { String::new() } else { format!(": {}", said.words) };
    format!("{what} {} af {}{words}", danish::date_short(said.on), found.view.staff_name(said.by))
}

fn transfer(desk: &Desk, found: &CasePage<'_>, one: &Transfer, typed: &str, errors: &Errors) -> TransferView {
    let (from, to) = (department(desk, &one.from), department(desk, &one.to));
    let text = match &one.state {
        TransferState::Proposed => "Afdelingen har ikke svaret endnu.".to_string(),
        TransferState::Disputed { said, .. } => says(found, "Nej", said),
        TransferState::Accepted { said, responsible } => {
            format!("{}. Ansvarlig: {}", says(found, "Ja", said), found.view.staff_name(*responsible))
        }
        TransferState::Stays(said) => says(found, "Sagen blev", said),
    };
    let may = found.view.may.work && found.view.file.case.closed_on.is_none();
    TransferView {
        title: format!("{from} til {to}: {}", state(one)),
        why: one.why.clone(),
        asked: format!("Spurgt {} af {}", danish::date_short(one.on), found.view.staff_name(one.by)),
        says: text,
        due: due(one, found.view.today),
        withdraw: (may && one.state == TransferState::Proposed).then_some((one.id, one.version)),
        words: Field::line("grund", "Hvorfor tages det tilbage?", typed, errors),
    }
}

fn item_view(
    desk: &Desk,
    found: &CasePage<'_>,
    item: &Item,
    sitting: Option<&domain::council::Sitting>,
    typed: &TypedHere,
    errors: &Errors,
) -> ItemView {
    let forum = desk.app.content.forums.iter().find(|forum| forum.id == item.forum);
    let text = match &item.state {
        State::Waiting => sitting.map_or_else(
            || "Venter på, at der sættes dage.".to_string(),
            |sitting| format!("Står på {}", coordination::sitting(sitting)),
        ),
        State::Decided(decided) => format!(
            "Besluttet {}: {} {} inden {}",
            danish::date_short(decided.on),
            decided.words,
            found.view.staff_name(decided.owner),
            danish::date_short(decided.due)
        ),
        State::TakenOff { on, words, .. } => format!("Taget af {}: {words}", danish::date_short(*on)),
    };
    let open = found.view.may.note && found.view.file.case.closed_on.is_none();
    let settling = (item.waits() && open).then(|| {
        let nothing = Settling::default();
        let none = Errors::default();
        let (values, errors) = match &typed.settling {
            Some((id, settling)) if *id == item.id => (settling, errors),
            _ => (&nothing, &none),
        };
        let staff: Vec<Choice> = found
            .view
            .staff
            .iter()
            .filter(|staff| staff.active)
            .map(|staff| Choice::new(staff.id.to_string(), &staff.name))
            .collect();
        let (what, words, owner, due) = crate::committee::fields(values, &staff, errors);
        Settles { what, words, owner, due }
    });
    ItemView {
        title: forum.map_or_else(|| item.forum.clone(), |forum| forum.title.clone()),
        question: item.question.clone(),
        says: text,
        asked: format!("Sat på {} af {}", danish::date_short(item.put_on), found.view.staff_name(item.by)),
        id: item.id,
        version: item.version,
        settling,
    }
}

async fn propose(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<TypedProposal>) -> Page {
    let mut check = Check::new();
    let to = check.line("afdeling", &typed.afdeling);
    let why = check.text("ord", &typed.ord);
    let rule = (!typed.regel.is_empty()).then(|| typed.regel.clone());
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::propose(&desk.app, &desk.actor, case, Proposal { to, rule, why }).await) {
            Ok(()) => return Ok(done(&home(case), "Den anden afdeling er spurgt.")),
            Err(Refused::Because(Reason::Interface(why))) => Errors::one(field(why), why.danish()),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    again(&desk, case, TypedHere { proposal: typed, ..TypedHere::default() }, errors).await
}

/// Why a question is taken back, as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Back {
    version: i64,
    grund: String,
}

async fn withdraw(desk: Desk, Ids(case, id): Ids<CaseId, TransferId>, Form(typed): Form<Back>) -> Page {
    let mut check = Check::new();
    let words = check.line("grund", &typed.grund);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => match once(act::withdraw(&desk.app, &desk.actor, case, (id, typed.version), &words).await) {
            Ok(()) => return Ok(done(&home(case), "Spørgsmålet er taget tilbage.")),
            Err(Refused::Because(reason)) => Errors::one("grund", reason.danish()),
            Err(other) => return Err(other.into()),
        },
    };
    again(&desk, case, TypedHere { words: typed.grund, ..TypedHere::default() }, errors).await
}

/// The page of a case's cooperation.
fn home(case: CaseId) -> String {
    format!("/sager/{case}/samarbejde")
}
