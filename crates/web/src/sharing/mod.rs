//! "Delt i sagen": what was fetched, passed on and whom we invited, each with what it rested on, and the two things one
//! notes by hand: passed on, and taken in from our own departments.

use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::Routes;
use crate::session::{Desk, Who};
use crate::wording::Wording;
use crate::wording::danish::date_short;
use app::case::View;
use app::shared::{Note, RestsOn};
use app::{Outcome, Reason, Refused};
use askama::Template;
use axum::extract::Query;
use domain::consent::{Consent, Covers};
use domain::ids::{CaseId, ConsentId};
use domain::information::{Basis, InformationRequest, RequestState};
use domain::shared::{LegalBasis, NotShared, Shared, Thing};
use jiff::civil::Date;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/oplysninger/delt", SEE, show)
        .post("/sager/{id}/oplysninger/videregiv", WORK, pass_on)
        .post("/sager/{id}/oplysninger/intern", WORK, take_in)
}

/// One thing done, as a list shows it.
pub(crate) struct Use {
    day: Date,
    when: String,
    what: String,
    with: String,
    about: String,
    found: String,
    basis: String,
    by: String,
    link: Option<(String, &'static str)>,
}

/// What was done on one consent.
#[derive(Template)]
#[template(path = "sharing/used.html")]
pub(crate) struct UsedOn<'a> {
    pub(crate) used: &'a [Use],
}

/// What was done on a consent so far, newest first: requests, and whatever else was shared.
pub(crate) fn uses(view: &View<'_>, shared: &[Shared], consent: ConsentId) -> Vec<Use> {
    let asked = view.file.requests.iter().filter(|request| request.basis == Basis::Consent(consent));
    let other = shared.iter().filter(|line| line.rests_on(consent));
    sorted(asked.map(|request| asked_for(view, request)).chain(other.map(|line| done_with(view, line))).collect())
}

/// Everything that was shared in the case, newest first.
fn all(view: &View<'_>, shared: &[Shared]) -> Vec<Use> {
    let asked = view.file.requests.iter().map(|request| asked_for(view, request));
    sorted(asked.chain(shared.iter().map(|line| done_with(view, line))).collect())
}

fn sorted(mut found: Vec<Use>) -> Vec<Use> {
    found.reverse();
    found.sort_by_key(|one| std::cmp::Reverse(one.day));
    found
}

fn asked_for(view: &View<'_>, request: &InformationRequest) -> Use {
    let letter = request.letter.and_then(|id| view.letters.iter().find(|letter| letter.id == id));
    let asked = match &request.state {
        RequestState::Sent { on } => Some(*on),
        RequestState::Answered { .. } | RequestState::GivenUp { .. } => letter.and_then(|letter| letter.queued_on),
    };
    let day = asked.unwrap_or(request.reply_by);
    Use {
        day,
        when: date_short(day),
        what: "Spurgt om oplysninger".into(),
        with: request.source.clone(),
        about: request.about.clone(),
        found: String::new(),
        basis: basis(view, &request.basis),
        by: String::new(),
        link: request.letter.map(|letter| (crate::letter::path(view.file.case.id, letter), "Brevet")),
    }
}

fn done_with(view: &View<'_>, line: &Shared) -> Use {
    let case = view.file.case.id;
    let what = match (line.what, line.thing) {
        (Covers::Fetch, _) => "Hentet oplysninger",
        (Covers::Share, _) => "Givet oplysninger videre",
        (Covers::Invite, _) => "Inviteret til møde",
    };
    let link = match line.thing {
        Thing::Meeting(id) => Some((format!("/sager/{case}/moeder/{id}"), "Mødet")),
        Thing::Letter(id) => Some((crate::letter::path(case, id), "Brevet")),
        Thing::Noted | Thing::Request(_) => None,
    };
    Use {
        day: line.on,
        when: date_short(line.on),
        what: what.into(),
        with: line.with.clone(),
        about: line.about.clone(),
        found: line.found.clone(),
        basis: basis(view, &line.basis),
        by: view.staff_name(line.by).to_string(),
        link,
    }
}

fn basis(view: &View<'_>, basis: &Basis) -> String {
    match basis {
        Basis::Law { paragraph, reason } => format!("{paragraph}: {reason}"),
        Basis::Consent(id) => match view.file.consents.iter().find(|known| known.id == *id) {
            Some(known) => format!("Samtykke givet {}{}", date_short(known.given_on), ended(known, view.today)),
            None => "Samtykke".into(),
        },
    }
}

fn ended(consent: &Consent, today: Date) -> String {
    match consent.withdrawn_on {
        Some(day) => format!(", trukket tilbage {}", date_short(day)),
        None if consent.until < today => format!(", udløbet {}", date_short(consent.until)),
        None => String::new(),
    }
}

/// What is noted, as typed. `grundlag` is the id of a consent or of a provision.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvem: String,
    hvad: String,
    grundlag: String,
    hvorfor: String,
    svar: String,
    dag: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    samtykke: String,
}

#[derive(Template)]
#[template(path = "sharing/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    case: CaseId,
    errors: Errors,
    rows: Vec<Use>,
    may_work: bool,
    departments: Vec<Choice>,
    bases_out: Vec<Choice>,
    bases_in: Vec<Choice>,
    /// What is typed in each of the two forms.
    out: Typed,
    inward: Typed,
    /// The provisions, said in full.
    law: Vec<LegalBasis>,
}

/// Which of the two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

impl Show {
    fn of(desk: &Desk, (view, shared): (&View<'_>, &[Shared]), typed: (Way, Typed), errors: Errors) -> Self {
        let fresh = Typed { dag: date_value(view.today), ..Typed::default() };
        let (out, inward) = match typed {
            (Way::Out, typed) => (typed, fresh),
            (Way::In, typed) => (fresh, typed),
        };
        let content = &desk.app.content;
        Self {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, view, Place::Information),
            case: view.file.case.id,
            errors,
            rows: all(view, shared),
            may_work: view.may.work && view.file.case.closed_on.is_none(),
            departments: content.departments.iter().map(|one| Choice::new(&one.title, &one.title)).collect(),
            bases_out: bases(view, &content.legal_bases, Covers::Share),
            bases_in: bases(view, &content.legal_bases, Covers::Fetch),
            out,
            inward,
            law: content.legal_bases.clone(),
        }
    }
}

/// What it may rest on: consents in force that cover it, and the provisions that open for it.
fn bases(view: &View<'_>, law: &[LegalBasis], what: Covers) -> Vec<Choice> {
    let holds = |consent: &&Consent| consent.holds_on(view.today) && consent.covers.contains(&what);
    let consents = view.file.consents.iter().filter(holds).map(|consent| {
        let hint = format!("Om {}. Til og med {}.", consent.about.trim_end_matches('.'), date_short(consent.until));
        Choice::new(consent.id.to_string(), format!("Samtykke: {}", consent.source)).hint(hint)
    });
    let provisions = law.iter().filter(|one| one.covers.contains(&what)).map(|one| {
        let doubt = if one.to_be_confirmed { " (skal bekræftes)" } else { "" };
        Choice::new(one.id.clone(), format!("{}: {}{doubt}", one.paragraph, one.title)).hint(one.when.clone())
    });
    consents.chain(provisions).collect()
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let (view, shared) = app::shared::show(&desk.app, &desk.actor, case).await?;
    let mut typed = Typed { dag: date_value(view.today), ..Typed::default() };
    let known = view.file.consents.iter().find(|consent| consent.id.to_string() == wanted.samtykke);
    if let Some(consent) = known.filter(|consent| consent.holds_on(view.today)) {
        typed.grundlag = consent.id.to_string();
        typed.hvem = consent.source.clone();
    }
    page(&Show::of(&desk, (&view, &shared), (Way::Out, typed), Errors::default()))
}

async fn pass_on(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let saved = match read(&typed) {
        Ok(note) => app::shared::pass_on(&desk.app, &actor, case, note).await,
        Err(errors) => return again(&desk, case, (Way::Out, typed), errors).await,
    };
    settled(&desk, case, (Way::Out, typed), saved, "Det er noteret, at oplysningerne er givet videre.").await
}

async fn take_in(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let saved = match read(&typed) {
        Ok(note) => app::shared::take_in(&desk.app, &actor, case, note).await,
        Err(errors) => return again(&desk, case, (Way::In, typed), errors).await,
    };
    settled(&desk, case, (Way::In, typed), saved, "Oplysningerne er noteret med det, de blev hentet på.").await
}

fn read(typed: &Typed) -> Result<Note, Errors> {
    let mut check = Check::new();
    let with = check.optional_line("hvem", &typed.hvem);
    let about = check.optional_text("hvad", &typed.hvad);
    let found = check.optional_text("svar", &typed.svar);
    let reason = check.optional_text("hvorfor", &typed.hvorfor);
    for (field, said, why) in [("hvem", &with, "Skriv, hvem det er."), ("hvad", &about, "Skriv, hvad det handler om.")]
    {
        if said.is_empty() {
            check.wrong(field, why);
        }
    }
    let on = check.date("dag", &typed.dag);
    let rests_on = match typed.grundlag.trim() {
        "" => None,
        id => Some(match id.parse() {
            Ok(consent) => RestsOn::Consent(consent),
            Err(_) => RestsOn::Law { basis: id.to_string(), reason },
        }),
    };
    match (check.errors(), on) {
        (None, Some(on)) => Ok(Note { with, about, rests_on, found, on }),
        (errors, _) => Err(errors.unwrap_or_default()),
    }
}

async fn settled(desk: &Desk, case: CaseId, typed: (Way, Typed), saved: Outcome<()>, notice: &'static str) -> Page {
    match once(saved) {
        Ok(()) => Ok(done(&format!("/sager/{case}/oplysninger/delt"), notice)),
        Err(Refused::Because(reason)) => {
            let errors = Errors::one(field_of(&reason), reason.danish());
            again(desk, case, typed, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Fields carry the name of their form on the page: two forms stand on it.
async fn again(desk: &Desk, case: CaseId, (way, typed): (Way, Typed), errors: Errors) -> Page {
    let (view, shared) = app::shared::show(&desk.app, &desk.actor, case).await?;
    let mut placed = Errors::default();
    for (field, said) in errors.iter() {
        let name = match (way, field) {
            (_, "") => String::new(),
            (Way::Out, field) => format!("ud-{field}"),
            (Way::In, field) => format!("ind-{field}"),
        };
        placed.add(name, said);
    }
    page_again(&Show::of(desk, (&view, &shared), (way, typed), placed))
}

fn field_of(reason: &Reason) -> &'static str {
    match reason {
        Reason::NotShared(why) => match why {
            NotShared::Incomplete | NotShared::NotInside => "hvem",
            NotShared::NoBasis | NotShared::Consent(_) | NotShared::LawIsForSomethingElse => "grundlag",
            NotShared::LawWithoutReason => "hvorfor",
            NotShared::InTheFuture => "dag",
        },
        _ => "",
    }
}
