//! Requests for access to documents as JSON has them.

use super::codes::{AccessCapacity, AccessForm, AccessPaper, AccessVerdict};
use super::parts::{Day, Uid, day};
use crate::wording::Wording;
use app::access_request::View;
use domain::access_request::{AccessRequest as Core, Flag, Item, Requester, Shown, State, Thing, Wrong};
use serde::Serialize;
use utoipa::ToSchema;

/// A request for access.
#[derive(Serialize, ToSchema)]
pub(super) struct AccessRequestLine {
    /// Its id.
    id: Uid,
    /// Who asks.
    requester: AccessRequester,
    /// What they are to the case.
    capacity: AccessCapacity,
    /// What a representative acts on.
    authority: String,
    /// What is asked for.
    about: String,
    /// The day it came.
    received_on: Day,
    /// How it came.
    form: AccessForm,
    /// `open`, `submitted`, `returned`, `cleared`, `answered` or `withdrawn`.
    state: &'static str,
    /// Why it was returned or withdrawn.
    reason: Option<String>,
    /// How it was answered: `full`, `partial` or `refusal`.
    outcome: Option<&'static str>,
    /// The last day to answer or to send a letter of delay.
    answer_by: Day,
    /// The new day of a letter of delay that was sent.
    delayed_until: Option<Day>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AccessRequester {
    /// Somebody registered on the case.
    Person(Uid),
    /// Somebody outside, by name.
    Outside(String),
}

/// A request as a line of a list.
pub(super) fn line(request: &Core, answer_by: jiff::civil::Date) -> AccessRequestLine {
    let (state, reason, outcome) = match &request.state {
        State::Open => ("open", None, None),
        State::Submitted { .. } => ("submitted", None, None),
        State::Returned { reason, .. } => ("returned", Some(reason.clone()), None),
        State::Cleared { .. } => ("cleared", None, None),
        State::Answered { outcome, .. } => {
            let outcome = match outcome {
                domain::access_request::Outcome::Full => "full",
                domain::access_request::Outcome::Partial => "partial",
                domain::access_request::Outcome::Refusal => "refusal",
            };
            ("answered", None, Some(outcome))
        }
        State::Withdrawn { reason, .. } => ("withdrawn", Some(reason.clone()), None),
    };
    AccessRequestLine {
        id: Uid(request.id.0),
        requester: match &request.requester {
            Requester::Person(id) => AccessRequester::Person(Uid(id.0)),
            Requester::Outside { name, .. } => AccessRequester::Outside(name.clone()),
        },
        capacity: request.capacity.into(),
        authority: request.authority.clone(),
        about: request.about.clone(),
        received_on: Day(request.received_on),
        form: request.form.into(),
        state,
        reason,
        outcome,
        answer_by: Day(answer_by),
        delayed_until: day(request.delayed_until),
    }
}

/// A request with every paper of the case.
#[derive(Serialize, ToSchema)]
pub(super) struct AccessRequestShown {
    /// The request.
    request: AccessRequestLine,
    /// Every paper of the case, with what must be thought of and what is chosen.
    papers: Vec<AccessPaperShown>,
    /// Provisions that apply to who asks.
    provisions: Vec<AccessProvision>,
    /// You may clear it or send it back.
    you_may_clear: bool,
    /// Its letters, newest first.
    letters: Vec<Uid>,
}

/// A paper of the case.
#[derive(Serialize, ToSchema)]
struct AccessPaperShown {
    /// What names it in choices.
    key: String,
    /// Its number among the papers, from 1.
    number: u32,
    /// What it is.
    paper: AccessPaper,
    /// Its title.
    title: String,
    /// Who it comes from or went to.
    source: String,
    /// The day it came, went or was written.
    dated: Day,
    /// How many pages it has, when single ones can be left out.
    pages: Option<u32>,
    /// It has no pages, and cannot be given as it is.
    without_pages: bool,
    /// What must be thought of before it is given.
    flags: Vec<AccessFlag>,
    /// What is chosen.
    choice: Option<PaperChoice>,
    /// What is wrong or missing in the choice, by stable code, with Danish words.
    wrong: Vec<WrongChoice>,
}

/// What must be thought of.
#[derive(Serialize, ToSchema)]
struct AccessFlag {
    /// `tells_where`, `marked_tells_where`, `marked_third_party`, `names_others`, `names_notifier`, `to_somebody_else`
    /// or `unread`.
    code: &'static str,
    /// On these pages, where they are known.
    pages: Vec<u32>,
}

impl From<&Flag> for AccessFlag {
    fn from(flag: &Flag) -> Self {
        let (code, pages) = match flag {
            Flag::TellsWhere { pages } => ("tells_where", pages.clone()),
            Flag::MarkedTellsWhere => ("marked_tells_where", Vec::new()),
            Flag::MarkedThirdParty => ("marked_third_party", Vec::new()),
            Flag::NamesOthers => ("names_others", Vec::new()),
            Flag::NamesNotifier => ("names_notifier", Vec::new()),
            Flag::ToSomebodyElse => ("to_somebody_else", Vec::new()),
            Flag::Unread => ("unread", Vec::new()),
        };
        Self { code, pages }
    }
}

/// What happens to a paper.
#[derive(Serialize, ToSchema)]
struct PaperChoice {
    /// What happens.
    verdict: AccessVerdict,
    /// By which provision, by id.
    provision: Option<String>,
    /// Why.
    reason: String,
    /// Pages that are left out, from 1.
    pages: Vec<u32>,
}

/// What is wrong with a choice.
#[derive(Serialize, ToSchema)]
struct WrongChoice {
    /// Stable code.
    #[schema(example = "provision_missing")]
    code: &'static str,
    /// In Danish.
    detail: String,
}

/// A provision by which something may be left out.
#[derive(Serialize, ToSchema)]
struct AccessProvision {
    /// Its id.
    id: String,
    /// The paragraph.
    paragraph: String,
    /// What it says, in plain Danish.
    says: String,
    /// Waits for a person to confirm it.
    to_be_confirmed: bool,
}

fn paper(view: &View<'_>, item: &Item) -> AccessPaperShown {
    let wrong = |(thing, wrong): &(Thing, Wrong)| {
        (*thing == item.thing).then(|| WrongChoice { code: wrong.code(), detail: wrong.danish() })
    };
    let choice = view.choices.get(&item.thing).map(|choice| PaperChoice {
        verdict: choice.verdict.into(),
        provision: choice.provision.clone(),
        reason: choice.reason.clone(),
        pages: choice.pages.iter().copied().collect(),
    });
    AccessPaperShown {
        key: item.thing.key(),
        number: item.number,
        paper: item.paper.into(),
        title: item.title.clone(),
        source: item.source.clone(),
        dated: Day(item.dated),
        pages: match item.shown {
            Shown::Pages(pages) => Some(pages),
            Shown::Whole | Shown::NotAsPages => None,
        },
        without_pages: item.shown == Shown::NotAsPages,
        flags: item.flags.iter().map(AccessFlag::from).collect(),
        choice,
        wrong: view.wrong.iter().filter_map(wrong).collect(),
    }
}

/// A request as JSON has it, with every paper of the case.
pub(super) fn shown(view: &View<'_>) -> AccessRequestShown {
    let provision = |known: &&domain::access_request::Provision| AccessProvision {
        id: known.id.clone(),
        paragraph: known.paragraph.clone(),
        says: known.says.clone(),
        to_be_confirmed: known.to_be_confirmed,
    };
    AccessRequestShown {
        request: line(&view.request, view.due.due),
        papers: view.items.iter().map(|item| paper(view, item)).collect(),
        provisions: view.provisions.iter().map(provision).collect(),
        you_may_clear: view.case.may.approve && view.may_clear.is_ok(),
        letters: view.letters.iter().map(|(letter, ..)| Uid(letter.0)).collect(),
    }
}
