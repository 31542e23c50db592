//! "Oplysninger & samtykke": who is party, what may be asked of whom, what has been asked, and what is waited for.

mod view;

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, Ids, LINE, TEXT, date_value, done, once, once_letter};
use crate::routes::{Needs, Routes};
use crate::session::{Desk, Who};
use crate::wording::Wording;
use app::case::View;
use app::consent::Register;
use app::information::Ask;
use app::{Reason, Refused};
use axum::extract::Query;
use domain::access::{Action, Object};
use domain::consent::{Covers, Form as ConsentForm, NotAConsent};
use domain::ids::{CaseId, ConsentId, InformationRequestId};
use domain::information::{Basis, NotAsked};
use jiff::ToSpan;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Its routes.
pub(crate) fn routes() -> Routes {
    let see = Needs::Right(Action::See, Object::Case);
    let work = Needs::Right(Action::Work, Object::Case);
    Routes::new()
        .get("/sager/{id}/oplysninger", see, show)
        .post("/sager/{id}/oplysninger/samtykke", work, register)
        .post("/sager/{id}/oplysninger/samtykke-nej", work, refuse)
        .post("/sager/{id}/oplysninger/samtykke/{consent}/tilbagekald", work, withdraw)
        .post("/sager/{id}/oplysninger/anmodning", work, ask)
        .post("/sager/{id}/oplysninger/anmodning/{request}/opgiv", work, give_up)
}

/// A consent as typed (T-F06).
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedConsent {
    giver: String,
    givet: String,
    form: String,
    fra: String,
    daekker: Vec<String>,
    om: String,
    formaal: String,
    til: String,
    fortalt: String,
}

/// A request as typed (T-L31). `grundlag` is the id of a consent, or `lov`.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedRequest {
    grundlag: String,
    bestemmelse: String,
    begrundelse: String,
    hos: String,
    adresse: String,
    hvad: String,
    svarfrist: String,
}

/// A reason as typed: why it was refused, why it is given up.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TypedReason {
    grund: String,
}

/// What a link may fill in: the consent to ask on, the one to renew, or the one somebody says yes to: by name, about
/// what and to what (`?fra=Tovby%20Skole&om=Trivsel&til=invite`). Somebody on the network card is told by their place on
/// it, so that their name stands in no address (`?kontakt=private-0`).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    samtykke: String,
    forny: String,
    fra: String,
    om: String,
    til: String,
    kontakt: String,
}

/// All that may be typed on the page, as it stands.
#[derive(Default)]
struct Typed {
    consent: TypedConsent,
    request: TypedRequest,
    refusal: TypedReason,
    /// The request that is being given up, with the reason so far.
    given_up: Option<(InformationRequestId, String)>,
}

impl Typed {
    /// What one would most often write.
    fn usual(view: &View<'_>) -> Self {
        let today = view.today;
        let givers = app::consent::givers(&view.file, today);
        let only = if let [giver] = givers.as_slice() { giver.id.to_string() } else { String::new() };
        Self {
            consent: TypedConsent {
                giver: only,
                daekker: vec![Covers::Fetch.code().into()],
                givet: date_value(today),
                til: date_value(today.saturating_add(6.months())),
                formaal: format!("At afgøre ansøgningen om {}", view.benefit.in_text),
                ..TypedConsent::default()
            },
            request: TypedRequest { svarfrist: date_value(today.saturating_add(14.days())), ..TypedRequest::default() },
            ..Self::default()
        }
    }
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(mut wanted): Query<Wanted>) -> Page {
    if let Some(at) = crate::network::place(&wanted.kontakt) {
        let contact = app::network::contact(&desk.app, &desk.actor, case, &at).await?;
        wanted.fra = contact.map(|contact| contact.called().to_string()).unwrap_or_default();
    }
    let (view, shared) = app::shared::show(&desk.app, &desk.actor, case).await?;
    let mut typed = Typed::usual(&view);
    typed.consent.take(&wanted, &view);
    let known = view.file.consents.iter().find(|consent| consent.id.to_string() == wanted.samtykke);
    if let Some(consent) = known.filter(|consent| consent.holds_on(view.today)) {
        typed.request.grundlag = consent.id.to_string();
        typed.request.hos = consent.source.clone();
        typed.request.hvad = consent.about.clone();
    }
    page(&view::Show::of(&desk, (&view, &shared), typed, Errors::default()))
}

impl TypedConsent {
    /// What a link fills in: all of the consent that is renewed, or what stands on the network card or the invitation.
    fn take(&mut self, wanted: &Wanted, view: &View<'_>) {
        let renewed = view.file.consents.iter().find(|consent| consent.id.to_string() == wanted.forny);
        if let Some(consent) = renewed {
            self.giver = consent.given_by.to_string();
            self.fra = consent.source.clone();
            self.om = consent.about.clone();
            self.formaal = consent.purpose.clone();
            self.daekker = consent.covers.iter().map(|covers| covers.code().into()).collect();
            return;
        }
        if !wanted.fra.trim().is_empty() {
            self.fra = wanted.fra.trim().chars().take(LINE).collect();
        }
        if !wanted.om.trim().is_empty() {
            self.om = wanted.om.trim().chars().take(TEXT).collect();
        }
        let asked: Vec<String> =
            wanted.til.split([',', ' ']).filter_map(covers_of).map(|one| one.code().into()).collect();
        if !asked.is_empty() {
            self.daekker = asked;
        }
    }
}

fn covers_of(code: &str) -> Option<Covers> {
    Covers::ALL.iter().copied().find(|covers| covers.code() == code)
}

async fn again(desk: &Desk, case: CaseId, fill: impl FnOnce(&mut Typed), errors: Errors) -> Page {
    let (view, shared) = app::shared::show(&desk.app, &desk.actor, case).await?;
    let mut typed = Typed::usual(&view);
    fill(&mut typed);
    page_again(&view::Show::of(desk, (&view, &shared), typed, errors))
}

fn home(case: CaseId) -> String {
    format!("/sager/{case}/oplysninger")
}

async fn register(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<TypedConsent>) -> Page {
    let mut check = Check::new();
    let given_by = typed.giver.parse().ok();
    if given_by.is_none() {
        check.wrong("giver", "Vælg, hvem der giver samtykke.");
    }
    let given_on = check.date("givet", &typed.givet);
    let form = form_of(&typed.form);
    if form.is_none() {
        check.wrong("form", "Vælg, hvordan det blev givet.");
    }
    let covers: BTreeSet<Covers> = typed.daekker.iter().filter_map(|code| covers_of(code)).collect();
    if covers.is_empty() {
        check.wrong("daekker", NotAConsent::CoversNothing.danish());
    }
    let source = check.optional_line("fra", &typed.fra);
    let about = check.optional_text("om", &typed.om);
    let purpose = check.optional_text("formaal", &typed.formaal);
    let asked = [
        ("fra", &source, NotAConsent::NoSource),
        ("om", &about, NotAConsent::NotAbout),
        ("formaal", &purpose, NotAConsent::NoPurpose),
    ];
    for (field, said, why) in asked {
        if said.is_empty() {
            check.wrong(field, why.danish());
        }
    }
    let until = check.date("til", &typed.til);
    if typed.fortalt != "ja" {
        check.wrong("fortalt", "Fortæl det, før samtykket gives, og sæt kryds.");
    }
    let order = given_by.zip(form).zip(given_on.zip(until)).map(|((given_by, form), (given_on, until))| Register {
        given_by,
        source,
        covers,
        about,
        purpose,
        form,
        given_on,
        until,
    });
    let errors = match (check.errors(), order) {
        (None, Some(order)) => match once(app::consent::register(&desk.app, &actor, case, order).await) {
            Ok(()) => return Ok(done(&home(case), "Samtykket er registreret.")),
            Err(Refused::Because(reason)) => Errors::one(consent_field(&reason), reason.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    again(&desk, case, |page| page.consent = typed, errors).await
}

fn form_of(code: &str) -> Option<ConsentForm> {
    FORMS.iter().copied().find(|form| form.code() == code)
}

/// The ways a consent is given, as the page lists them.
const FORMS: &[ConsentForm] = &[ConsentForm::Written, ConsentForm::Oral, ConsentForm::Digital];

fn consent_field(reason: &Reason) -> &'static str {
    match reason {
        Reason::Consent(NotAConsent::CoversNothing) => "daekker",
        Reason::Consent(NotAConsent::NoSource) => "fra",
        Reason::Consent(NotAConsent::NotAbout) => "om",
        Reason::Consent(NotAConsent::NoPurpose) => "formaal",
        Reason::Consent(NotAConsent::EndsBeforeItBegins) => "til",
        Reason::Consent(NotAConsent::GivenInTheFuture) => "givet",
        Reason::Consent(NotAConsent::NotEntitled) => "giver",
        _ => "",
    }
}

async fn refuse(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<TypedReason>) -> Page {
    let mut check = Check::new();
    let reason = check.optional_text("grund", &typed.grund);
    let errors = match check.errors() {
        None => match once(app::consent::refuse(&desk.app, &actor, case, &reason).await) {
            Ok(()) => return Ok(done(&home(case), "Det er registreret, at samtykket ikke gives.")),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        Some(errors) => errors,
    };
    again(&desk, case, |page| page.refusal = typed, errors).await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn withdraw(
    desk: Desk,
    Ids(case, consent): Ids<CaseId, ConsentId>,
    Who(actor): Who,
    Form(Nothing {}): Form<Nothing>,
) -> Page {
    match once(app::consent::withdraw(&desk.app, &actor, case, consent).await) {
        Ok(()) => Ok(done(&home(case), "Samtykket er trukket tilbage. Fra i dag sker intet nyt på det.")),
        Err(Refused::Because(reason)) => again(&desk, case, |_| (), Errors::one("", reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

async fn ask(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<TypedRequest>) -> Page {
    let mut check = Check::new();
    let basis = basis(&typed);
    if basis.is_none() {
        check.wrong("grundlag", NotAsked::NoBasis.danish());
    }
    let rests_on_consent = matches!(basis, Some(Basis::Consent(_)));
    let source = check.optional_line("hos", &typed.hos);
    let address = check.optional_text("adresse", &typed.adresse);
    let about = check.optional_text("hvad", &typed.hvad);
    let asked = [
        ("hos", source.is_empty() && !rests_on_consent, "Skriv, hvem vi spørger."),
        ("adresse", address.is_empty(), "Skriv den adresse, brevet skal sendes til."),
        ("hvad", about.is_empty(), "Skriv, hvad vi spørger om."),
    ];
    for (field, empty, said) in asked {
        if empty {
            check.wrong(field, said);
        }
    }
    let reply_by = check.date("svarfrist", &typed.svarfrist);
    let errors = match (check.errors(), reply_by) {
        (None, Some(reply_by)) => {
            let order = Ask { source, address, about, basis, reply_by };
            match once_letter(app::information::prepare(&desk.app, &actor, case, order).await) {
                Ok(letter) => {
                    let path = crate::letter::path(case, letter);
                    return Ok(done(&path, "Brevet er lavet. Læs det igennem, og send det."));
                }
                Err(Refused::Because(reason)) => Errors::one(request_field(&reason), reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    again(&desk, case, |page| page.request = typed, errors).await
}

/// What the request rests on, as chosen; nothing chosen is for the core to refuse.
fn basis(typed: &TypedRequest) -> Option<Basis> {
    match typed.grundlag.as_str() {
        "lov" => Some(Basis::Law {
            paragraph: typed.bestemmelse.trim().to_string(),
            reason: typed.begrundelse.trim().to_string(),
        }),
        id => id.parse().ok().map(Basis::Consent),
    }
}

fn request_field(reason: &Reason) -> &'static str {
    match reason {
        Reason::Information(why) => match why {
            NotAsked::NoBasis | NotAsked::ConsentNotInForce { .. } | NotAsked::ConsentIsNotToAsk => "grundlag",
            NotAsked::ConsentNamesAnother { .. } | NotAsked::Incomplete => "hos",
            NotAsked::LawWithoutReason => "bestemmelse",
            NotAsked::ReplyDateTooEarly => "svarfrist",
        },
        _ => "",
    }
}

async fn give_up(
    desk: Desk,
    Ids(case, request): Ids<CaseId, InformationRequestId>,
    Who(actor): Who,
    Form(typed): Form<TypedReason>,
) -> Page {
    match once(app::information::give_up(&desk.app, &actor, case, request, &typed.grund).await) {
        Ok(()) => Ok(done(&home(case), "Anmodningen er opgivet. Sagen går videre uden svaret.")),
        Err(Refused::Because(reason)) => {
            let errors = Errors::one("", reason.danish());
            again(&desk, case, |page| page.given_up = Some((request, typed.grund)), errors).await
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_rests_on_is_chosen_and_never_guessed() {
        let chosen = |grundlag: &str| basis(&TypedRequest { grundlag: grundlag.into(), ..TypedRequest::default() });
        assert_eq!(chosen(""), None);
        assert_eq!(chosen("noget andet"), None);
        assert!(matches!(chosen("lov"), Some(Basis::Law { .. })));
        let id = uuid::Uuid::from_u128(7);
        assert_eq!(chosen(&id.to_string()), Some(Basis::Consent(ConsentId(id))));
    }
}
