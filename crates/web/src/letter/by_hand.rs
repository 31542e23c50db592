//! "Skriv et brev": a letter chosen by name, with what it asks for.

use crate::case::{Head, Place};
use crate::error::{Page, page, page_again};
use crate::form::{Errors, Form, Id, done, once_letter};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary};
use crate::session::{Desk, Who};
use crate::wording::Wording;
use app::case::View;
use app::letter_by_hand::{self as act, NotAnswered, To};
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::Query;
use domain::ids::CaseId;
use domain::letter::{AskKind, Letter, Recipient};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which letter is chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    brev: String,
}

/// What is typed: who it goes to, and the letter's own fields as `svar-<id>`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    brev: String,
    til: String,
    navn: String,
    adresse: String,
    #[serde(flatten)]
    svar: BTreeMap<String, String>,
}

/// What a field of the letter is called in the form.
fn field_name(id: &str) -> String {
    format!("svar-{id}")
}

#[derive(Template)]
#[template(path = "letter/by_hand.html")]
struct ByHand {
    frame: Frame,
    head: Head,
    path: String,
    errors: Errors,
    letters: Vec<Offered>,
    chosen: Option<Making>,
}

/// A letter one can make.
struct Offered {
    id: String,
    title: String,
    what: String,
    to: &'static str,
}

/// The letter that is being made.
struct Making {
    id: String,
    title: String,
    to: Option<Choices>,
    outside: Option<(Field, Field)>,
    fields: Vec<Field>,
}

/// Shows the letters, or the one that is chosen.
pub(super) async fn choose(desk: Desk, Id(case): Id<CaseId>, Query(chosen): Query<Chosen>) -> Page {
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    if !view.may.work {
        // Writing to somebody is work on the case: for others the page does not exist.
        return Err(Refused::NotFound.into());
    }
    let mut typed = Typed { brev: chosen.brev, ..Typed::default() };
    prefill(&desk, &view, &mut typed).await?;
    page(&of(&desk, &view, &typed, Errors::default()))
}

/// A letter to who told of the citizen begins with their name and address from the enquiry, and the day it came.
async fn prefill(desk: &Desk, view: &View<'_>, typed: &mut Typed) -> Result<(), Refused> {
    let letter = act::offered(&desk.app, &view.file, view.today).into_iter().find(|letter| letter.id == typed.brev);
    let Some(letter) = letter.filter(|letter| letter.recipient == Recipient::Referrer) else { return Ok(()) };
    let case = view.file.case.id;
    let Some((contact, day)) = app::enquiry::referrer_of(&desk.app, &desk.actor, case).await? else { return Ok(()) };
    typed.navn = contact.name;
    let lines = [contact.workplace.trim(), contact.address.trim()];
    typed.adresse = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    if let Some(ask) = letter.asks.iter().find(|ask| ask.kind == AskKind::Date) {
        typed.svar.insert(field_name(&ask.id), day.to_string());
    }
    Ok(())
}

/// Makes the letter, one draft to each recipient.
pub(super) async fn make(desk: Desk, Id(case): Id<CaseId>, Who(actor): Who, Form(typed): Form<Typed>) -> Page {
    let answers = typed
        .svar
        .iter()
        .filter_map(|(name, said)| Some((name.strip_prefix("svar-")?.to_owned(), said.clone())))
        .collect();
    let to = match typed.til.trim() {
        "parter" => To::Parties,
        "" => To::Outside { name: typed.navn.clone(), address: typed.adresse.clone() },
        id => id.parse().map_or(To::Outside { name: String::new(), address: String::new() }, To::Person),
    };
    let made = act::make(&desk.app, &actor, case, &typed.brev, &answers, to).await;
    let errors = match made {
        Ok(letters) => match letters.as_slice() {
            [one] => return Ok(done(&super::path(case, *one), "Brevet er lavet. Læs det igennem, og send det.")),
            _ => {
                let path = format!("/sager/{case}/dokumenter#breve");
                return Ok(done(&path, "Der er lavet et brev til hver part. Læs dem igennem, og send dem."));
            }
        },
        Err(Refused::Replayed(Resource::Letter(case, letter))) => {
            let letter = once_letter(Err(Refused::Replayed(Resource::Letter(case, letter))))?;
            return Ok(done(&super::path(case, letter), "Brevet er lavet. Læs det igennem, og send det."));
        }
        Err(Refused::Because(Reason::LetterAsks(wrong))) => {
            let mut errors = Errors::default();
            for (id, why) in wrong {
                errors.add(field_name(&id), said(why));
            }
            errors
        }
        Err(Refused::Because(reason @ Reason::NoRecipient)) => Errors::one("navn", reason.danish()),
        Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
        Err(other) => return Err(other.into()),
    };
    let view = app::case::show(&desk.app, &desk.actor, case).await?;
    page_again(&of(&desk, &view, &typed, errors))
}

/// Why a field is not taken, and what to write.
pub(crate) fn said(why: NotAnswered) -> &'static str {
    match why {
        NotAnswered::Empty => "Skal udfyldes, før brevet kan laves.",
        NotAnswered::NotADay => "Vælg en dag.",
        NotAnswered::NotATime => "Skriv klokkeslættet som 9.30.",
    }
}

fn of(desk: &Desk, view: &View<'_>, typed: &Typed, errors: Errors) -> ByHand {
    let offered = act::offered(&desk.app, &view.file, view.today);
    let chosen = offered.iter().find(|letter| letter.id == typed.brev);
    let what = |letter: &Letter| letter.summary.clone();
    ByHand {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Documents),
        path: format!("/sager/{}/brev", view.file.case.id),
        chosen: chosen.map(|letter| making(view, letter, typed, &errors)),
        letters: offered
            .iter()
            .map(|letter| Offered {
                id: letter.id.clone(),
                title: letter.title.clone(),
                what: what(letter),
                to: recipient(letter.recipient),
            })
            .collect(),
        errors,
    }
}

fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Applicant => "til ansøgeren",
        Recipient::Party => "til hver part",
        Recipient::Partner => "til en samarbejdspartner",
        Recipient::Citizen => "til borgeren",
        Recipient::Requester => "til den, der har bedt om aktindsigt",
        Recipient::Notifier => "til den, der har underrettet",
        Recipient::Referrer => "til den, der henvendte sig",
    }
}

fn making(view: &View<'_>, letter: &Letter, typed: &Typed, errors: &Errors) -> Making {
    let fields = letter.asks.iter().map(|ask| {
        let name = field_name(&ask.id);
        let value = typed.svar.get(&name).map_or("", String::as_str);
        let field = match ask.kind {
            AskKind::Text => Field::line(&name, &ask.title, value, errors),
            AskKind::LongText => Field::text(&name, &ask.title, value, errors).rows(4),
            AskKind::Date => Field::date(&name, &ask.title, value, errors),
            AskKind::Time => Field::line(&name, &ask.title, value, errors).hint("Som 9.30."),
        };
        let field = match &ask.help {
            Some(help) => field.hint(help),
            None => field,
        };
        if ask.optional { field.optional() } else { field }
    });
    let outside = act::is_outside(letter.recipient);
    Making {
        id: letter.id.clone(),
        title: letter.title.clone(),
        to: (!outside).then(|| people(view, letter.recipient, typed, errors)),
        outside: outside.then(|| {
            (
                Field::line("navn", "Hvem går brevet til?", &typed.navn, errors),
                Field::text("adresse", "Adresse", &typed.adresse, errors).rows(3).optional(),
            )
        }),
        fields: fields.collect(),
    }
}

/// Those of the case the letter may go to.
fn people(view: &View<'_>, recipient: Recipient, typed: &Typed, errors: &Errors) -> Choices {
    let parties = view.file.parties_on(view.today);
    let mut choices = Vec::new();
    if recipient == Recipient::Party && 1 < parties.len() {
        choices.push(Choice::new("parter", "Hver part, sit eget brev"));
    }
    let mut people = parties;
    if recipient == Recipient::Citizen && !people.iter().any(|person| person.id == view.file.citizen.id) {
        people.insert(0, &view.file.citizen);
    }
    if let Some(applicant) = view.file.applicant_on(view.today).filter(|_| recipient == Recipient::Applicant)
        && !people.iter().any(|person| person.id == applicant.id)
    {
        people.push(applicant);
    }
    // Who acts for an adult may be written to as well.
    if matches!(recipient, Recipient::Party | Recipient::Citizen) && !view.file.citizen.is_child_on(view.today) {
        let acts = |person: &&domain::people::Person| view.file.acts_for_citizen(person.id, view.today);
        people.extend(view.file.related.iter().filter(acts));
    }
    choices.extend(people.iter().map(|person| Choice::new(person.id.to_string(), &person.name)));
    let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
    let chosen = if typed.til.is_empty() { first } else { typed.til.clone() };
    Choices::radios("til", "Hvem går brevet til?", &choices, &chosen, errors)
}
