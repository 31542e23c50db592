//! The notification of a case: the clock, what was told and by whom, the assessment, what comes of it, and the letters.

use super::NOTIFIERS;
use crate::case::{Head, Place, SEE, WORK};
use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done, once, once_letter};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Field, Hidden, Summary, Tone};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::notification::{Assess, NotificationView, Reply, Settle};
use app::{Reason, Refused};
use askama::Template;
use axum::response::Redirect;
use domain::access::Yes;
use domain::ids::{CaseId, StaffId};
use domain::notification::{About, Contact, NotAssessed, NotifierKind, Result};
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/underretning", SEE, show)
        .post("/sager/{id}/underretning/vurdering", WORK, assess)
        .post("/sager/{id}/underretning/udfald", WORK, settle)
        .post("/sager/{id}/underretning/brev", WORK, write)
}

/// Results with what the page says of each.
const RESULTS: [(Result, &str, &str); 3] = [
    (Result::Nothing, "Den giver ikke anledning til mere", ""),
    (Result::Assessment, "Et eller flere forhold afdækkes", "Barnets lov § 19."),
    (
        Result::Examination,
        "Der laves en børnefaglig undersøgelse",
        "Barnets lov § 20. Den begynder i denne sag, og de fire måneder regnes fra den dag, underretningen kom.",
    ),
];

#[derive(Template)]
#[template(path = "notification/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    version: i64,
    clock: Alert,
    received: String,
    way: String,
    about: String,
    told: String,
    notifier_kind: &'static str,
    notifier: Option<Contact>,
    assessment: Option<Done>,
    settled: Option<Done>,
    may_assess: bool,
    may_settle: bool,
    letters: Vec<(&'static str, &'static str, String)>,
    assessing: Assessing,
    assess_errors: Errors,
    settling: Settling,
    settle_errors: Errors,
    letter_errors: Errors,
}

/// Something that was decided.
struct Done {
    what: String,
    when: String,
    by: String,
    reason: String,
}

impl Show {
    fn danger(&self) -> Choices {
        let choices = yes_no("Ja", "Nej, ikke lige nu");
        let label = "Er barnets sundhed eller udvikling i fare?";
        Choices::radios("fare", label, &choices, &self.assessing.fare, &self.assess_errors)
    }

    fn acute(&self) -> Choices {
        let choices = yes_no("Ja, der skal handles straks", "Nej");
        Choices::radios("akut", "Er der brug for at handle nu?", &choices, &self.assessing.akut, &self.assess_errors)
    }

    fn result(&self) -> Choices {
        let choices: Vec<Choice> =
            RESULTS.iter().map(|(result, title, hint)| Choice::new(result.outcome(), *title).hint(*hint)).collect();
        Choices::radios("udfald", "Hvad skal der ske?", &choices, &self.settling.udfald, &self.settle_errors)
    }
}

fn yes_no(yes: &str, no: &str) -> [Choice; 2] {
    [Choice::new("ja", yes), Choice::new("nej", no)]
}

async fn show(desk: Desk, Id(case): Id<CaseId>) -> Page {
    let shown = app::notification::show(&desk.app, &desk.actor, case).await?;
    page(&read(&desk, case, &shown))
}

fn read(desk: &Desk, case: CaseId, shown: &NotificationView<'_>) -> Show {
    let (view, notification) = (&shown.view, &shown.notification);
    let name = |id: StaffId| view.staff_name(id).to_string();
    let works = view.may.work && view.file.case.closed_on.is_none();
    let kind = notification.notifier.kind();
    Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, view, Place::Notification),
        number: view.file.case.number.to_string(),
        case,
        version: notification.version,
        clock: clock(shown),
        received: danish::instant(notification.received_at),
        way: notification.received_by.danish(),
        about: about(notification.about),
        told: notification.told.clone(),
        notifier_kind: NOTIFIERS.iter().find(|(known, ..)| *known == kind).map_or("", |(_, _, title)| title),
        notifier: shown.notifier.clone().filter(|_| kind != NotifierKind::Anonymous),
        assessment: notification.assessment.as_ref().map(|made| Done {
            what: match (made.danger, made.acute) {
                (_, Yes::Yes) => "Barnet er i fare, og der skal handles straks".into(),
                (Yes::Yes, Yes::No) => "Barnet er i fare, men der skal ikke handles straks".into(),
                (Yes::No, Yes::No) => "Barnet er ikke i fare lige nu".into(),
            },
            when: danish::instant(made.at),
            by: name(made.by),
            reason: made.reason.clone(),
        }),
        settled: notification.settled.as_ref().map(|made| Done {
            what: RESULTS.iter().find(|(known, ..)| *known == made.result).map_or("", |(_, said, _)| said).to_string(),
            when: danish::instant(made.at),
            by: name(made.by),
            reason: made.reason.clone(),
        }),
        may_assess: works && notification.assessment.is_none(),
        may_settle: works && notification.assessment.is_some() && notification.settled.is_none(),
        letters: if works { letters(shown) } else { Vec::new() },
        assessing: Assessing::default(),
        assess_errors: Errors::default(),
        settling: Settling::default(),
        settle_errors: Errors::default(),
        letter_errors: Errors::default(),
    }
}

fn about(about: About) -> String {
    match about {
        About::Child => "Barnet".into(),
        About::Unborn { expected: None } => "Et barn, der ikke er født".into(),
        About::Unborn { expected: Some(day) } => {
            format!("Et barn, der ikke er født. Termin {}", danish::date_long(day))
        }
    }
}

/// Where the twenty-four hours stand, in words.
fn clock(shown: &NotificationView<'_>) -> Alert {
    let (notification, now) = (&shown.notification, shown.now);
    let due = danish::instant(notification.due_at);
    if let Some(made) = &notification.assessment {
        let text = format!("Vurderet {}. Fristen var {due}.", danish::instant(made.at));
        return if notification.is_late(now) {
            Alert::new(Tone::Warning, "Vurderet for sent", text)
        } else {
            Alert::new(Tone::Success, "Vurderet inden for 24 timer", text)
        };
    }
    let rule = "24 timer efter modtagelsen, også om natten, i weekenden og på helligdage. Lovfrist, barnets lov \
                §§ 132-138.";
    if notification.is_late(now) {
        let text = format!("Fristen var {due} ({}). {rule}", danish::hours(notification.due_at, now));
        return Alert::new(Tone::Error, "De 24 timer er gået, og barnet er ikke vurderet", text);
    }
    let tone = if notification.warn_at <= now { Tone::Warning } else { Tone::Info };
    let heading = format!("Skal vurderes senest {due} ({})", danish::hours(notification.due_at, now));
    Alert::new(tone, heading, format!("{rule} Lederen får besked {}.", danish::instant(notification.warn_at)))
}

/// Letters that can be made now: what is sent, what the button says, and a word of help.
fn letters(shown: &NotificationView<'_>) -> Vec<(&'static str, &'static str, String)> {
    let kind = shown.notification.notifier.kind();
    let reachable = shown.notifier.as_ref().is_some_and(|contact| !contact.address.trim().is_empty());
    let mut found = Vec::new();
    if kind != NotifierKind::Anonymous && reachable {
        let help = "Siger kun, at underretningen er kommet og hvornår.";
        found.push(("bekraeftelse", "Skriv bekræftelsen", help.to_string()));
    }
    if kind == NotifierKind::Professional && reachable && shown.notification.settled.is_some() {
        let help = "Siger, om underretningen førte til noget, og ikke andet fra sagen.";
        found.push(("svar", "Skriv svaret til fagpersonen", help.to_string()));
    }
    found
}

/// The assessment as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Assessing {
    version: String,
    fare: String,
    akut: String,
    begrundelse: String,
}

fn yes(code: &str) -> Option<Yes> {
    match code {
        "ja" => Some(Yes::Yes),
        "nej" => Some(Yes::No),
        _ => None,
    }
}

async fn assess(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Assessing>) -> Page {
    let mut check = Check::new();
    let danger = check.choice("fare", &typed.fare, yes);
    let acute = check.choice("akut", &typed.akut, yes);
    let reason = check.optional_text("begrundelse", &typed.begrundelse);
    if reason.is_empty() {
        check.wrong("begrundelse", NotAssessed::ReasonMissing.danish());
    }
    let errors = match (check.errors(), danger, acute) {
        (None, Some(danger), Some(acute)) => {
            let version = typed.version.parse().unwrap_or_default();
            let order = Assess { version, danger, acute, reason };
            match once(app::notification::assess(&desk.app, &desk.actor, case, order).await) {
                Ok(()) => return Ok(done(&format!("/sager/{case}/underretning"), "Vurderingen er gemt.")),
                Err(Refused::Because(why)) => Errors::one(assessed_field(&why), why.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _, _) => errors.unwrap_or_default(),
    };
    let shown = app::notification::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { assessing: typed, assess_errors: errors, ..read(&desk, case, &shown) })
}

fn assessed_field(why: &Reason) -> &'static str {
    match why {
        Reason::NotificationAssessment(NotAssessed::AcuteWithoutDanger) => "akut",
        Reason::NotificationAssessment(NotAssessed::ReasonMissing) => "begrundelse",
        _ => "",
    }
}

/// What comes of it, as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settling {
    version: String,
    udfald: String,
    hvorfor: String,
}

async fn settle(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Settling>) -> Page {
    let mut check = Check::new();
    let result = check.choice("udfald", &typed.udfald, Result::from_outcome);
    let reason = check.optional_text("hvorfor", &typed.hvorfor);
    if reason.is_empty() {
        check.wrong("hvorfor", NotAssessed::ReasonMissing.danish());
    }
    let errors = match (check.errors(), result) {
        (None, Some(result)) => {
            let order = Settle { version: typed.version.parse().unwrap_or_default(), result, reason };
            match once(app::notification::settle(&desk.app, &desk.actor, case, order).await) {
                Ok(()) => {
                    return Ok(done(&format!("/sager/{case}/underretning"), "Det er besluttet, hvad der skal ske."));
                }
                Err(Refused::Because(why)) => Errors::one("", why.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    let shown = app::notification::show(&desk.app, &desk.actor, case).await?;
    page_again(&Show { settling: typed, settle_errors: errors, ..read(&desk, case, &shown) })
}

/// Which letter.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Writing {
    slags: String,
}

async fn write(desk: Desk, Id(case): Id<CaseId>, Form(typed): Form<Writing>) -> Page {
    let reply = match typed.slags.as_str() {
        "bekraeftelse" => Reply::Receipt,
        "svar" => Reply::Feedback,
        _ => {
            // A case one may not see does not exist, whatever is asked of it.
            app::notification::show(&desk.app, &desk.actor, case).await?;
            return Err(Fault::unreadable().into());
        }
    };
    match once_letter(app::notification::write(&desk.app, &desk.actor, case, reply).await) {
        Ok(letter) => {
            use axum::response::IntoResponse;
            Ok(Redirect::to(&format!("/sager/{case}/breve/{letter}")).into_response())
        }
        Err(Refused::Because(why)) => {
            let shown = app::notification::show(&desk.app, &desk.actor, case).await?;
            page_again(&Show { letter_errors: Errors::one("", why.danish()), ..read(&desk, case, &shown) })
        }
        Err(other) => Err(other.into()),
    }
}
