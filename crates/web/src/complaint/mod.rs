//! "Klage": received, in time or not, reassessed by somebody else, sent to Ankestyrelsen, answered, and what is learnt.

mod package;
mod view;
mod year;

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, date_value, done, once};
use crate::routes::{Needs, Routes};
use crate::session::{Desk, Who};
use crate::wording::Wording;
use app::case::View;
use app::complaint::{Reassess, Register};
use app::{Outcome, Reason, Refused};
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::complaint::{Answer, Answered, Channel, DecidedBy, NotDone, Reassessed, Standing};
use domain::ids::{CaseId, ComplaintId};
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    let work = Needs::Right(Action::Work, Object::Case);
    let note = Needs::Right(Action::Note, Object::Case);
    Routes::new()
        .get("/sager/{id}/klage", see, show)
        .post("/sager/{id}/klage", work, register)
        .post("/sager/{id}/klage/{complaint}/bed", work, ask)
        .post("/sager/{id}/klage/{complaint}/genvurdering", work, reassess)
        .post("/sager/{id}/klage/{complaint}/virkning", work, stay)
        .post("/sager/{id}/klage/{complaint}/fastholdes", work, standing)
        .get("/sager/{id}/klage/{complaint}/pakke", see, package::show)
        .post("/sager/{id}/klage/{complaint}/pakke", work, package::chosen)
        .post("/sager/{id}/klage/{complaint}/svar", work, answer)
        .post("/sager/{id}/klage/{complaint}/laering", note, learn)
        .get("/kvalitet/klager", Needs::Right(Action::See, Object::Case), year::show)
}

/// All that may be typed on the page; each form sends its own fields and the version it was read in.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: String,
    afgoerelse: String,
    klager: String,
    modtaget: String,
    kanal: String,
    ord: String,
    hvem: String,
    fik: String,
    fik_grund: String,
    genvurderer: String,
    selv_grund: String,
    resultat: String,
    begrundelse: String,
    bestemmelse: String,
    virkning_grund: String,
    staar: String,
    svar: String,
    afgjort: String,
    kom: String,
    nummer: String,
    kort: String,
    aarsager: Vec<String>,
    laering: String,
}

impl Typed {
    /// What one would most often write.
    fn usual(view: &View<'_>) -> Self {
        let today = date_value(view.today);
        let sent = view.file.decisions.iter().rev().find(|decision| decision.state.is_sent());
        let mut people = domain::complaint::complainants(&view.file, view.today).into_iter();
        let only = people.next().filter(|_| people.next().is_none());
        Self {
            afgoerelse: sent.map(|decision| decision.id.to_string()).unwrap_or_default(),
            klager: only.map(|person| person.id.to_string()).unwrap_or_default(),
            modtaget: today.clone(),
            hvem: DecidedBy::Administration.code().into(),
            kom: today,
            ..Self::default()
        }
    }

    fn version(&self) -> i64 {
        self.version.trim().parse().unwrap_or(0)
    }
}

/// Which complaint the page opens; the newest that is not over when none is named.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    klage: String,
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let typed = Typed::usual(&view);
    page(&view::Show::of(&desk, &view, wanted.klage.parse().ok(), typed, Errors::default()))
}

pub(crate) fn home(case: CaseId) -> String {
    format!("/sager/{case}/klage")
}

fn home_of(case: CaseId, id: ComplaintId) -> String {
    format!("/sager/{case}/klage?klage={id}")
}

/// The page again with what was typed and why it did not go.
async fn again(desk: &Desk, case: CaseId, open: Option<ComplaintId>, typed: Typed, errors: Errors) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    let usual = Typed::usual(&view);
    // Another form of the page was sent: the fields of the others stay as one would most often write them.
    let or = |typed: String, usual: String| if typed.is_empty() { usual } else { typed };
    let typed = Typed {
        afgoerelse: or(typed.afgoerelse, usual.afgoerelse),
        hvem: or(typed.hvem, usual.hvem),
        modtaget: or(typed.modtaget, usual.modtaget),
        kom: or(typed.kom, usual.kom),
        ..typed
    };
    page_again(&view::Show::of(desk, &view, open, typed, errors))
}

async fn answered(
    desk: &Desk,
    (case, id): (CaseId, Option<ComplaintId>),
    typed: Typed,
    outcome: Outcome<()>,
    notice: &'static str,
) -> Page {
    match once(outcome) {
        Ok(()) => Ok(done(&id.map_or_else(|| home(case), |id| home_of(case, id)), notice)),
        Err(Refused::Because(reason)) => {
            let errors = Errors::one(field_of(&reason), reason.danish());
            again(desk, case, id, typed, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The field a refusal is about.
fn field_of(reason: &Reason) -> &'static str {
    match reason {
        Reason::Complaint(why) => match why {
            NotDone::NoSentDecision => "afgoerelse",
            NotDone::InTheFuture | NotDone::BeforeTheDecision => "modtaget",
            NotDone::NotEntitled | NotDone::UnderWay => "klager",
            NotDone::NothingSaid => "ord",
            NotDone::ReceiptWithoutReason => "fik_grund",
            NotDone::SamePerson => "selv_grund",
            NotDone::NumberMissing => "nummer",
            NotDone::DaysOutOfOrder => "afgjort",
            NotDone::NoSuchCause => "aarsager",
            NotDone::BasisMissing => "bestemmelse",
            _ => "",
        },
        _ => "",
    }
}

async fn register(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let decision = check.id("afgoerelse", &typed.afgoerelse);
    let by = check.id("klager", &typed.klager);
    let received_on = check.date("modtaget", &typed.modtaget);
    let channel = check.choice("kanal", &typed.kanal, Channel::from_code);
    let words = check.optional_text("ord", &typed.ord);
    if words.is_empty() {
        check.wrong("ord", NotDone::NothingSaid.danish());
    }
    let decided_by = check.choice("hvem", &typed.hvem, DecidedBy::from_code);
    let late = check.optional_date("fik", &typed.fik);
    let late_reason = check.optional_text("fik_grund", &typed.fik_grund);
    let errors = check.errors();
    let (Some(decision), Some(by), Some(received_on), Some(channel), Some(decided_by), None) =
        (decision, by, received_on, channel, decided_by, &errors)
    else {
        return again(&desk, case, None, typed, errors.unwrap_or_default()).await;
    };
    let late_receipt = late.map(|day| (day, late_reason));
    let order = Register { decision, by, received_on, channel, words, decided_by, late_receipt };
    let outcome = app::complaint::register(&desk.app, &actor, case, order).await.map(|_| ());
    answered(&desk, (case, None), typed, outcome, "Klagen er registreret. Kvitteringen er klar til at blive sendt.")
        .await
}

async fn ask(desk: Desk, Ids(case, id): Ids<CaseId, ComplaintId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let staff = check.id("genvurderer", &typed.genvurderer);
    let reason = check.optional_text("selv_grund", &typed.selv_grund);
    let (Some(staff), None) = (staff, check.errors()) else {
        let errors = Errors::one("genvurderer", "Vælg, hvem der skal genvurdere.");
        return again(&desk, case, Some(id), typed, errors).await;
    };
    let version = typed.version();
    let outcome = app::complaint::ask_to_reassess(&desk.app, &actor, (case, id), version, staff, &reason).await;
    answered(&desk, (case, Some(id)), typed, outcome, "Kollegaen er bedt om at genvurdere og kan nu arbejde på sagen.")
        .await
}

async fn reassess(
    desk: Desk,
    Ids(case, id): Ids<CaseId, ComplaintId>,
    Who(actor): Who,
    Form(typed): Form<Typed>,
) -> Page {
    let mut check = Check::new();
    let outcome = check.choice("resultat", &typed.resultat, Reassessed::from_code);
    let reasons = check.text("begrundelse", &typed.begrundelse);
    let same_person = check.optional_text("selv_grund", &typed.selv_grund);
    let errors = check.errors();
    let (Some(outcome), None) = (outcome, &errors) else {
        return again(&desk, case, Some(id), typed, errors.unwrap_or_default()).await;
    };
    let version = typed.version();
    let order = Reassess { outcome, reasons, same_person };
    let reassessed = app::complaint::reassess(&desk.app, &actor, (case, id), version, order).await;
    let notice = match outcome {
        Reassessed::Upheld => "Genvurderingen er gemt. Læs brevet til klageren, og send klagen videre.",
        _ => "Genvurderingen er gemt. Skriv nu den nye afgørelse.",
    };
    answered(&desk, (case, Some(id)), typed, reassessed, notice).await
}

async fn stay(desk: Desk, Ids(case, id): Ids<CaseId, ComplaintId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let basis = check.line("bestemmelse", &typed.bestemmelse);
    let reason = check.text("virkning_grund", &typed.virkning_grund);
    if let Some(errors) = check.errors() {
        return again(&desk, case, Some(id), typed, errors).await;
    }
    let version = typed.version();
    let outcome = app::complaint::stay(&desk.app, &actor, (case, id), version, &basis, &reason).await;
    answered(&desk, (case, Some(id)), typed, outcome, "Den opsættende virkning er registreret.").await
}

async fn standing(
    desk: Desk,
    Ids(case, id): Ids<CaseId, ComplaintId>,
    Who(actor): Who,
    Form(typed): Form<Typed>,
) -> Page {
    let mut check = Check::new();
    let standing = check.choice("staar", &typed.staar, Standing::from_code);
    let errors = check.errors();
    let (Some(standing), None) = (standing, &errors) else {
        return again(&desk, case, Some(id), typed, errors.unwrap_or_default()).await;
    };
    let version = typed.version();
    let outcome = app::complaint::answer_standing(&desk.app, &actor, (case, id), version, standing).await;
    answered(&desk, (case, Some(id)), typed, outcome, "Svaret er registreret.").await
}

async fn answer(
    desk: Desk,
    Ids(case, id): Ids<CaseId, ComplaintId>,
    Who(actor): Who,
    Form(typed): Form<Typed>,
) -> Page {
    let mut check = Check::new();
    let outcome = check.choice("svar", &typed.svar, Answered::from_code);
    let decided_on = check.date("afgjort", &typed.afgjort);
    let received_on = check.date("kom", &typed.kom);
    let number = check.line("nummer", &typed.nummer);
    let summary = check.optional_text("kort", &typed.kort);
    let errors = check.errors();
    let (Some(outcome), Some(decided_on), Some(received_on), None) = (outcome, decided_on, received_on, &errors) else {
        return again(&desk, case, Some(id), typed, errors.unwrap_or_default()).await;
    };
    let version = typed.version();
    let answer = Answer { outcome, decided_on, received_on, number, summary };
    let registered = app::complaint::register_answer(&desk.app, &actor, (case, id), version, answer).await;
    answered(&desk, (case, Some(id)), typed, registered, "Ankestyrelsens afgørelse er registreret.").await
}

async fn learn(desk: Desk, Ids(case, id): Ids<CaseId, ComplaintId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let points = check.optional_text("laering", &typed.laering);
    if let Some(errors) = check.errors() {
        return again(&desk, case, Some(id), typed, errors).await;
    }
    let version = typed.version();
    let outcome = app::complaint::learn(&desk.app, &actor, (case, id), version, &typed.aarsager, &points).await;
    answered(&desk, (case, Some(id)), typed, outcome, "Årsag og læring er skrevet ned. Klagen er afsluttet.").await
}
