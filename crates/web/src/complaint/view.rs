//! What the page of complaints shows.

use super::Typed;
use crate::case::{Head, Place};
use crate::form::Errors;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Deadline, Empty, Field, Hidden, Summary, Tone};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::case::View;
use askama::Template;
use domain::complaint::{
    Answered, Channel, Complaint, DecidedBy, Reassessed, Stage, Standing, complainants, first_two,
};
use domain::deadline::Kind;
use domain::decision::{Decision, State};
use domain::ids::{CaseId, ComplaintId, LetterId};
use domain::letter::{LetterState, Occasion};

/// The page.
#[derive(Template)]
#[template(path = "complaint/show.html")]
pub(super) struct Show {
    frame: Frame,
    head: Head,
    case: CaseId,
    errors: Errors,
    typed: Typed,
    others: Vec<Other>,
    open: Option<Open>,
    empty: Option<Empty>,
    registering: Option<Registering>,
}

/// A complaint that is not opened: a line with where it stands.
struct Other {
    path: String,
    title: String,
    stage: String,
}

/// What can be chosen when a complaint is registered.
struct Registering {
    expanded: bool,
    decisions: Vec<Choice>,
    people: Vec<Choice>,
    channels: Vec<Choice>,
    deciders: Vec<Choice>,
}

/// The complaint that is opened.
struct Open {
    id: ComplaintId,
    version: i64,
    title: String,
    stage: String,
    facts: Vec<(&'static str, String)>,
    words: String,
    notices: Vec<Alert>,
    period: Deadline,
    clocks: Vec<(String, Deadline)>,
    told: Option<String>,
    reassessment: Option<(String, String)>,
    letters: Vec<(String, String)>,
    next: Option<(String, String)>,
    forms: Forms,
}

/// The forms of its stage; only those whose turn it is.
#[derive(Default)]
struct Forms {
    ask: Option<Choices>,
    reassess: Option<Choices>,
    own_reason: Option<Field>,
    stay: bool,
    standing: Option<Choices>,
    answer: Option<Choices>,
    causes: Option<Choices>,
}

impl Show {
    pub(super) fn of(desk: &Desk, view: &View<'_>, wanted: Option<ComplaintId>, typed: Typed, errors: Errors) -> Self {
        let complaints = &view.file.complaints;
        let over = |complaint: &&Complaint| complaint.stage(&view.file.decisions) == Stage::Over;
        let chosen = complaints.iter().find(|complaint| Some(complaint.id) == wanted);
        let chosen = chosen.or_else(|| complaints.iter().rev().find(|complaint| !over(complaint)));
        let chosen = chosen.or_else(|| complaints.last());
        let others = complaints.iter().rev().filter(|complaint| Some(complaint.id) != chosen.map(|c| c.id));
        let sent = view.file.decisions.iter().any(|decision| decision.state.is_sent());
        let text = if sent {
            "Her står klager over sagens afgørelser: hvornår de kom, hvem der ser på sagen igen, og hvad Ankestyrelsen \
             siger."
        } else {
            "Her står klager over sagens afgørelser. Der kan klages, når en afgørelse er sendt."
        };
        let empty = complaints.is_empty().then(|| Empty { text: text.to_string(), act: None });
        let registering = (sent && view.may.work).then(|| registering(view, complaints.is_empty(), &errors, &typed));
        Self {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, view, Place::Complaint),
            case: view.file.case.id,
            others: others.map(|complaint| other(view, complaint)).collect(),
            open: chosen.map(|complaint| opened(desk, view, complaint, &typed, &errors)),
            empty,
            registering,
            typed,
            errors,
        }
    }
}

fn other(view: &View<'_>, complaint: &Complaint) -> Other {
    Other {
        path: super::home_of(view.file.case.id, complaint.id),
        title: title(complaint),
        stage: complaint.stage(&view.file.decisions).danish(),
    }
}

fn title(complaint: &Complaint) -> String {
    format!("Klage, der kom {}", danish::date_long(complaint.received_on))
}

fn decision_said(decision: &Decision) -> String {
    match &decision.state {
        State::Sent { on, .. } => format!("{}, sendt {}", decision.draft.outcome.danish(), danish::date_long(*on)),
        _ => decision.draft.outcome.danish(),
    }
}

fn registering(view: &View<'_>, first: bool, errors: &Errors, typed: &Typed) -> Registering {
    let decisions = view.file.decisions.iter().rev().filter(|decision| decision.state.is_sent());
    let people = complainants(&view.file, view.today);
    Registering {
        expanded: first || (!errors.is_empty() && !typed.kanal.is_empty()) || errors.of("klager").is_some(),
        decisions: decisions.map(|decision| Choice::new(decision.id.to_string(), decision_said(decision))).collect(),
        people: people.into_iter().map(|person| Choice::new(person.id.to_string(), &person.name)).collect(),
        channels: Channel::ALL.iter().map(|channel| Choice::new(channel.code(), channel.danish())).collect(),
        deciders: vec![
            Choice::new(DecidedBy::Administration.code(), DecidedBy::Administration.danish()),
            Choice::new(DecidedBy::Committee.code(), DecidedBy::Committee.danish())
                .hint("Klagen går direkte til Ankestyrelsen, uden genvurdering."),
        ],
    }
}

fn opened(desk: &Desk, view: &View<'_>, complaint: &Complaint, typed: &Typed, errors: &Errors) -> Open {
    let stage = complaint.stage(&view.file.decisions);
    let running = matches!(stage, Stage::Reassess | Stage::Decide | Stage::Forward);
    let told = app::complaint::told_on(&desk.app, complaint.received_on, view.today);
    let told_now = running && told.is_some_and(|day| day <= view.today);
    Open {
        id: complaint.id,
        version: complaint.version,
        title: title(complaint),
        stage: stage.danish(),
        facts: facts(view, complaint),
        words: complaint.words.clone(),
        notices: notices(complaint, told_now),
        period: period(view, complaint),
        clocks: clocks(view, complaint),
        told: told.filter(|_| running).map(danish::date_long),
        reassessment: complaint.reassessment.as_ref().map(|done| {
            let by =
                format!("{} {} af {}", done.outcome.danish(), danish::date_long(done.on), view.staff_name(done.by));
            (by, done.reasons.clone())
        }),
        letters: letters(view, complaint),
        next: next(view, complaint, stage),
        forms: if view.file.case.closed_on.is_none() {
            forms(desk, view, complaint, stage, typed, errors)
        } else {
            Forms::default()
        },
    }
}

fn facts(view: &View<'_>, complaint: &Complaint) -> Vec<(&'static str, String)> {
    let about = view.file.decisions.iter().find(|decision| decision.id == complaint.decision);
    let mut facts = vec![
        ("Klager", view.file.name_of(complaint.by)),
        ("Over", about.map(decision_said).unwrap_or_default()),
        ("Truffet af", complaint.decided_by.danish()),
        ("Kom som", complaint.channel.danish()),
    ];
    if let Some(asked) = &complaint.reassessor {
        let why = if asked.reason.is_empty() { String::new() } else { format!(" ({})", asked.reason) };
        facts.push(("Genvurderes af", format!("{}{why}", view.staff_name(asked.staff))));
    }
    if let Some(stay) = &complaint.stay {
        facts.push(("Opsættende virkning", format!("{}. {}", stay.basis, stay.reason)));
    }
    if let Some((standing, on)) = &complaint.standing {
        facts.push(("Resten af klagen", format!("{}, {}", standing.danish(), danish::date_long(*on))));
    }
    if let Some(forwarded) = &complaint.forwarded {
        facts.push(("Sendt til Ankestyrelsen", danish::date_long(forwarded.on)));
    }
    if let Some(answer) = &complaint.answer {
        let said = format!(
            "{} {}, modtaget {}. Deres nummer: {}",
            answer.outcome.danish(),
            danish::date_long(answer.decided_on),
            danish::date_long(answer.received_on),
            answer.number
        );
        facts.push(("Ankestyrelsen", said));
        if !answer.summary.is_empty() {
            facts.push(("Kort sagt", answer.summary.clone()));
        }
    }
    if let Some(learning) = &complaint.learning {
        facts.push(("Årsag", learning.causes.join("; ")));
        facts.push(("Det gør vi anderledes", learning.points.clone()));
    }
    facts
}

fn notices(complaint: &Complaint, told_now: bool) -> Vec<Alert> {
    let mut notices = Vec::new();
    if !complaint.is_in_time() {
        let text = "Vi afviser den ikke. Den sendes videre, og Ankestyrelsen kan se bort fra fristen, hvis der er en \
                    særlig grund. Spørg klageren, om der var en.";
        notices.push(Alert::new(Tone::Warning, "Klagen er kommet for sent", text));
    }
    if complaint.decided_by == DecidedBy::Committee {
        let text = "Børne- og ungeudvalget har truffet afgørelsen. Klagen genvurderes ikke.";
        notices.push(Alert::new(Tone::Info, "Går direkte til Ankestyrelsen", text));
    }
    if told_now {
        let text = "Klagen er ikke færdig hos os. De fire uger til at genvurdere og sende videre er snart gået.";
        notices.push(Alert::new(Tone::Warning, "Lederen har fået besked", text));
    }
    notices
}

/// The last day to complain, with how it is counted.
fn period(view: &View<'_>, complaint: &Complaint) -> Deadline {
    let period = &complaint.period;
    let received = danish::date_long(period.received_on);
    let rule = if period.late_receipt.is_empty() {
        format!("4 uger efter {received}, da afgørelsen regnes for modtaget")
    } else {
        format!("4 uger efter {received}, da afgørelsen kom frem ({})", period.late_receipt)
    };
    let mut deadline = Deadline::plain(period.complain_by, rule, Kind::Law, view.today);
    // Long past when it is read, and no duty of ours: only the day and its rule are of interest.
    (deadline.overdue, deadline.distance) = (false, String::new());
    deadline
}

/// What its own course has to do, with dates.
fn clocks(view: &View<'_>, complaint: &Complaint) -> Vec<(String, Deadline)> {
    let Some(course) = view.courses.iter().find(|course| course.id == complaint.course) else { return Vec::new() };
    let dated = course.todos.iter().filter_map(|todo| {
        let step = course.procedure.step(&todo.step)?;
        Some((step.title.clone(), Deadline::of(todo.due.as_ref()?, view.today)))
    });
    dated.collect()
}

/// Letters about it, each with where it is read.
fn letters(view: &View<'_>, complaint: &Complaint) -> Vec<(String, String)> {
    let path = |id: LetterId| format!("/sager/{}/breve/{id}", view.file.case.id);
    let upheld = complaint.reassessment.as_ref().and_then(|done| done.letter);
    let forwarded = complaint.forwarded.as_ref().map(|forwarded| forwarded.letter);
    let receipts = |occasion| occasion == Occasion::ComplaintReceipt;
    let of_it = view.letters.iter().filter(|letter| {
        Some(letter.id) == upheld
            || Some(letter.id) == forwarded
            || (receipts(letter.occasion)
                && letter.addressee == domain::letter::Addressee::Person(complaint.by)
                && complaint.received_on <= letter.made_at.to_zoned(jiff::tz::TimeZone::UTC).date())
    });
    let state = |state: &LetterState| if *state == LetterState::Drafted { "læs det, og send det" } else { "sendt" };
    of_it.map(|letter| (format!("{} ({})", letter.title, state(&letter.state)), path(letter.id))).collect()
}

/// The page where it goes on, when that is another.
fn next(view: &View<'_>, complaint: &Complaint, stage: Stage) -> Option<(String, String)> {
    let case = view.file.case.id;
    if !view.may.work && !view.may.approve {
        return None;
    }
    match stage {
        Stage::Decide => Some(("Skriv den nye afgørelse".into(), format!("/sager/{case}/afgoerelse"))),
        Stage::Forward => {
            Some(("Sæt pakken til Ankestyrelsen sammen".into(), super::package::path(case, complaint.id)))
        }
        _ if complaint.forwarded.is_some() => {
            Some(("Se, hvad der blev sendt".into(), super::package::path(case, complaint.id)))
        }
        _ => None,
    }
}

fn forms(desk: &Desk, view: &View<'_>, complaint: &Complaint, stage: Stage, typed: &Typed, errors: &Errors) -> Forms {
    let (work, me) = (view.may.work, desk.actor.staff.id);
    let about = view.file.decisions.iter().find(|decision| decision.id == complaint.decision);
    let two = about.map(first_two).unwrap_or_default();
    let asked = complaint.reassessor.as_ref().map(|asked| asked.staff);
    let mine = asked == Some(me) || (asked.is_none() && !two.is_empty());
    let own = (stage == Stage::Reassess && work && asked.is_none() && two.contains(&me)).then(|| {
        Field::text("selv_grund", "Hvorfor genvurderer du selv?", &typed.selv_grund, errors)
            .rows(2)
            .hint("Du har indstillet eller godkendt afgørelsen. Normalt genvurderer en anden.")
    });
    Forms {
        ask: (stage == Stage::Reassess && work).then(|| colleagues(view, &two, typed, errors)),
        reassess: (stage == Stage::Reassess && work && mine).then(|| outcomes(typed, errors)),
        own_reason: own,
        stay: work && complaint.stay.is_none() && complaint.answer.is_none() && stage != Stage::Over,
        standing: (stage == Stage::AskIfStands && work).then(|| {
            let choices: Vec<Choice> =
                Standing::ALL.iter().map(|standing| Choice::new(standing.code(), standing.danish())).collect();
            Choices::radios("staar", "Hvad siger klageren?", &choices, &typed.staar, errors)
        }),
        answer: (stage == Stage::AtAppeals && work).then(|| answers(typed, errors)),
        causes: (stage == Stage::Learn && view.may.note).then(|| {
            let known = app::complaint::known_causes(&desk.app, view.today);
            let choices: Vec<Choice> = known.iter().map(|cause| Choice::new(cause, cause)).collect();
            Choices::ticks("aarsager", "Hvad var årsagen?", &choices, &typed.aarsager, errors)
        }),
    }
}

fn colleagues(view: &View<'_>, two: &[domain::ids::StaffId], typed: &Typed, errors: &Errors) -> Choices {
    let department = &view.file.case.department;
    let here = view.staff.iter().filter(|staff| staff.active && &staff.department == department);
    let mut people: Vec<_> = here.collect();
    people.sort_by_key(|staff| two.contains(&staff.id));
    let choices: Vec<Choice> = people
        .into_iter()
        .map(|staff| {
            let first = if two.contains(&staff.id) { " (var med til afgørelsen)" } else { "" };
            Choice::new(staff.id.to_string(), format!("{}{first}", staff.name))
        })
        .collect();
    Choices::select("genvurderer", "Hvem genvurderer?", &choices, &typed.genvurderer, errors)
        .hint("En anden end den, der indstillede, og den, der godkendte. Kollegaen får adgang til at arbejde på sagen.")
}

fn outcomes(typed: &Typed, errors: &Errors) -> Choices {
    let hint = |outcome: &Reassessed| match outcome {
        Reassessed::Fully => "Der skrives en ny afgørelse.",
        Reassessed::Partly => "Der skrives en ny afgørelse, og klageren spørges, om resten fastholdes.",
        Reassessed::Upheld => "Klageren får brev, og klagen sendes til Ankestyrelsen.",
    };
    let choices: Vec<Choice> = Reassessed::ALL
        .iter()
        .map(|outcome| Choice::new(outcome.code(), outcome.danish()).hint(hint(outcome)))
        .collect();
    Choices::radios("resultat", "Hvad når genvurderingen frem til?", &choices, &typed.resultat, errors)
}

fn answers(typed: &Typed, errors: &Errors) -> Choices {
    let hint = |answer: &Answered| match answer {
        Answered::Upheld => "Afgørelsen står ved magt.",
        Answered::Changed => "Det, Ankestyrelsen har bestemt, skrives i en ny afgørelse og gennemføres.",
        Answered::Annulled | Answered::SentBack => "Sagen tages op igen, og der træffes en ny afgørelse.",
        Answered::Dismissed => "Ankestyrelsen behandler ikke klagen.",
    };
    let choices: Vec<Choice> =
        Answered::ALL.iter().map(|answer| Choice::new(answer.code(), answer.danish()).hint(hint(answer))).collect();
    Choices::radios("svar", "Hvad har Ankestyrelsen afgjort?", &choices, &typed.svar, errors)
}
