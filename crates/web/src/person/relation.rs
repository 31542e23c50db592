//! Who is around a person: registering it by CPR number, and ending it.

use super::whole;
use crate::error::{Fault, Page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once};
use crate::parts::{Choice, Choices, Field};
use crate::session::Desk;
use crate::wording::Wording;
use app::person::{NewPerson, Terms};
use app::{Reason, Refused};
use domain::adulthood::NotAMandate;
use domain::cpr::Cpr;
use domain::ids::PersonId;
use domain::people::{Contact, DigitalPost, Protection, RelationKind};
use serde::Deserialize;

/// Every kind, in the order one chooses.
pub(crate) const KINDS: [RelationKind; 6] = [
    RelationKind::CustodyHolder,
    RelationKind::Guardian,
    RelationKind::PowerOfAttorney,
    RelationKind::Representative,
    RelationKind::Parent,
    RelationKind::Sibling,
];

/// Choices of these kinds.
pub(crate) fn kinds(kinds: &[RelationKind]) -> Vec<Choice> {
    kinds.iter().map(|kind| Choice::new(kind.code(), capital(&kind.danish()))).collect()
}

/// Read back from its code.
pub(crate) fn kind(code: &str) -> Option<RelationKind> {
    KINDS.into_iter().find(|kind| kind.code() == code)
}

/// Begins with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    r_cpr: String,
    r_forhold: String,
    r_navn: String,
    r_vej: String,
    r_by: String,
    r_telefon: String,
    r_beskyttet: String,
    r_fra: String,
    r_til: String,
    r_daekker: String,
    r_selv: String,
}

/// The form as the page shows it.
pub(super) struct FormView {
    typed: Typed,
    pub(super) errors: Errors,
    /// The number is not registered yet, so the person's own data are asked for.
    pub(super) new: bool,
}

impl FormView {
    pub(super) fn fresh() -> Self {
        Self { typed: Typed::default(), errors: Errors::default(), new: false }
    }

    pub(super) fn cpr(&self) -> Field {
        Field::line("r_cpr", "CPR-nummer", &self.typed.r_cpr, &self.errors)
    }

    pub(super) fn kind(&self) -> Choices {
        Choices::select(
            "r_forhold",
            "Hvad er personen for borgeren?",
            &kinds(&KINDS),
            &self.typed.r_forhold,
            &self.errors,
        )
    }

    pub(super) fn name(&self) -> Field {
        Field::line("r_navn", "Navn", &self.typed.r_navn, &self.errors)
    }

    pub(super) fn street(&self) -> Field {
        Field::line("r_vej", "Vej og nummer", &self.typed.r_vej, &self.errors).optional()
    }

    pub(super) fn town(&self) -> Field {
        Field::line("r_by", "Postnummer og by", &self.typed.r_by, &self.errors).optional()
    }

    pub(super) fn phone(&self) -> Field {
        Field::line("r_telefon", "Telefon", &self.typed.r_telefon, &self.errors).optional()
    }

    pub(super) fn from(&self) -> Field {
        Field::date("r_fra", "Gælder fra", &self.typed.r_fra, &self.errors)
            .optional()
            .hint("Uden en dag: fra i dag. En fuldmagt gælder tidligst fra 18-års-dagen.")
    }

    pub(super) fn until(&self) -> Field {
        Field::date("r_til", "Gælder til og med", &self.typed.r_til, &self.errors).optional()
    }

    pub(super) fn covers(&self) -> Field {
        Field::text("r_daekker", "Hvad dækker fuldmagten eller værgemålet?", &self.typed.r_daekker, &self.errors)
            .rows(3)
            .optional()
            .hint("Skal udfyldes for en fuldmagt. For eksempel: breve og møder i sager om støtte.")
    }

    pub(super) fn own_choice(&self) -> crate::parts::Tick {
        let label = "Borgeren har selv valgt partsrepræsentanten";
        crate::parts::Tick::new("r_selv", label, &self.typed.r_selv, &self.errors)
    }

    /// Whether the days are asked for at once: something of them was typed.
    pub(super) fn has_terms(&self) -> bool {
        let typed = [&self.typed.r_fra, &self.typed.r_til, &self.typed.r_daekker, &self.typed.r_selv];
        typed.iter().any(|text| !text.trim().is_empty())
            || ["r_fra", "r_til", "r_daekker"].iter().any(|field| self.errors.of(field).is_some())
    }

    pub(super) fn protected(&self) -> crate::parts::Tick {
        crate::parts::Tick::new("r_beskyttet", "Adressebeskyttet", &self.typed.r_beskyttet, &self.errors)
    }
}

pub(super) async fn relate(desk: Desk, Id(id): Id<PersonId>, Form(typed): Form<Typed>) -> Page {
    let mut check = Check::new();
    let cpr = cpr(&mut check, "r_cpr", &typed.r_cpr, &desk);
    let kind = check.choice("r_forhold", &typed.r_forhold, kind);
    let contact = Contact {
        street: check.optional_line("r_vej", &typed.r_vej),
        town: check.optional_line("r_by", &typed.r_by),
        phone: check.optional_line("r_telefon", &typed.r_telefon),
        ..Contact::default()
    };
    let name = check.optional_line("r_navn", &typed.r_navn);
    let terms = Terms {
        from: check.optional_date("r_fra", &typed.r_fra),
        until: check.optional_date("r_til", &typed.r_til),
        covers: check.optional_text("r_daekker", &typed.r_daekker),
        own_choice: (typed.r_selv == "ja").into(),
    };
    let protection = if typed.r_beskyttet == "ja" { Protection::Protected } else { Protection::None };
    if let Some(errors) = check.errors() {
        return again(&desk, id, &typed, errors).await;
    }
    let (Some(cpr), Some(kind)) = (cpr, kind) else { return Err(Fault::unreadable().into()) };
    let other = NewPerson { cpr, name, contact, protection, digital_post: DigitalPost::Unknown, interpreter: None };
    match once(app::person::relate_on(&desk.app, &desk.actor, id, other, kind, terms).await) {
        Ok(()) => Ok(done(&format!("/borgere/{id}"), "Relationen er registreret.")),
        Err(Refused::Because(Reason::NameMissing)) => {
            let text = "Nummeret er ikke oprettet endnu. Skriv navnet, og gerne hvor personen kan træffes.";
            again(&desk, id, &typed, Errors::one("r_navn", text)).await
        }
        Err(Refused::Because(reason)) => again(&desk, id, &typed, Errors::one(field(&reason), reason.danish())).await,
        Err(other) => Err(other.into()),
    }
}

/// The field a refusal is about.
fn field(reason: &Reason) -> &'static str {
    match reason {
        Reason::Mandate(NotAMandate::CoversNothing | NotAMandate::TooLong) => "r_daekker",
        Reason::Mandate(NotAMandate::EndsBeforeItBegins) => "r_til",
        Reason::Mandate(NotAMandate::BeforeOfAge) => "r_fra",
        Reason::Mandate(NotAMandate::OfAge) => "r_forhold",
        _ => "r_cpr",
    }
}

/// A CPR number that must be there; an impossible one says which rule it breaks.
pub(crate) fn cpr(check: &mut Check, field: &'static str, typed: &str, desk: &Desk) -> Option<Cpr> {
    if typed.trim().is_empty() {
        check.wrong(field, "Skriv CPR-nummeret.");
        return None;
    }
    match Cpr::parse(typed, desk.app.today()) {
        Ok(cpr) => Some(cpr),
        Err(why) => {
            check.wrong(field, why.danish());
            None
        }
    }
}

async fn again(desk: &Desk, id: PersonId, typed: &Typed, errors: Errors) -> Page {
    let record = app::person::show(&desk.app, &desk.actor, id).await?;
    let new = errors.of("r_navn").is_some() || !typed.r_navn.trim().is_empty();
    page_again(&whole(desk, &record, None, FormView { typed: typed.clone(), errors, new }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ended {
    anden: String,
    forhold: String,
}

pub(super) async fn end(desk: Desk, Id(id): Id<PersonId>, Form(ended): Form<Ended>) -> Page {
    let other = ended.anden.parse().map_err(|_| Refused::NotFound)?;
    let kind = kind(&ended.forhold).ok_or(Refused::NotFound)?;
    once(app::person::end_relation(&desk.app, &desk.actor, id, other, kind).await)?;
    Ok(done(&format!("/borgere/{id}"), "Relationen er afsluttet fra i dag."))
}
