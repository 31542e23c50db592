//! What the decision page shows, from the case, the draft and what was typed.

use super::approval::{Approver, approver, history, since_last_time};
use super::fields::{DraftForm, form, typed_of};
use super::pane::Pane;
use super::typed::Typed;
use super::{Again, missing};
use crate::case::{Head, Place};
use crate::form::Errors;
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Conflict, Deadline, Field, Hidden, Moment, Prose, Summary, Tone};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::App;
use app::case::View;
use app::decision::page::{Page, Planned};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::benefit::Benefit;
use domain::deadline::{Channel, Counted, Kind};
use domain::decision::{Decision, Draft, Outcome, SentTo, State};
use domain::party_hearing::HearingState;
use domain::people::Person;
use domain::progress::Due;
use domain::setting::Kroner;
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "decision/show.html")]
pub(super) struct Show {
    frame: Frame,
    head: Head,
    number: String,
    path: String,
    version: i64,
    state: Option<Alert>,
    first: Option<Alert>,
    errors: Errors,
    conflicts: Vec<Conflict>,
    missing: Vec<(String, String)>,
    ground: Ground,
    /// The form, for who may write it now.
    form: Option<DraftForm>,
    /// The draft in words, for everybody else.
    said: Vec<(&'static str, String)>,
    pane: Pane,
    approver: Option<Approver>,
    since: Option<String>,
    /// Nothing is granted, so nothing is followed up.
    refused: bool,
    history: Vec<Moment>,
    acts: Acts,
    sending: Option<Sending>,
    sent: Option<Sent>,
}

/// What the case itself brings to the decision.
struct Ground {
    applied_for: String,
    applicant: String,
    received: String,
    facts: Vec<(String, String, &'static str)>,
    criteria: Vec<(Option<bool>, String, String)>,
    considerations: String,
    provision: String,
    hearings: Vec<(String, String, Option<String>)>,
    amounts: Vec<crate::assessment::Amount>,
    follow_up_rule: String,
    warning: Option<String>,
    /// The service standard: title, where it is read, its text.
    standard: Option<(String, String, Prose)>,
}

/// What the reader may do now besides writing.
#[derive(Default)]
struct Acts {
    approve: Option<Field>,
    /// For whom the reader approves, when standing in for somebody.
    on_behalf_of: Option<String>,
    /// Why the reader may not approve, though it waits for somebody.
    not_approve: Option<String>,
    take_back: bool,
}

/// What each party will get, or got.
#[derive(Template)]
#[template(path = "decision/letters.html")]
struct Letters {
    rows: Vec<PlannedRow>,
}

impl HtmlSafe for Letters {}

/// What sending it today means.
struct Sending {
    letters: Letters,
    bad_day: Option<(Alert, Field)>,
}

/// What one party will get, or got.
struct PlannedRow {
    party: String,
    protected: bool,
    channel: String,
    received: String,
    complain: Deadline,
    letter: Option<String>,
    status: String,
}

/// What was sent.
struct Sent {
    on: String,
    outcome: String,
    approved_by: String,
    letters: Letters,
    grant: Vec<(&'static str, String)>,
    follow_up: Option<Deadline>,
}

impl Show {
    pub(super) fn of(desk: &Desk, found: &Page<'_>, again: Again) -> Self {
        let view = &found.view;
        let open = view.file.open_decision();
        let last = view.file.decisions.last();
        let sent = last.filter(|decision| decision.state.is_sent());
        let writable = writable(view);
        let typed = again.typed.clone().unwrap_or_else(|| typed_of(&desk.app, view));
        let draft = again.typed.as_ref().and_then(Typed::readable).or_else(|| open.map(|open| open.draft.clone()));
        let acts = acts(found, open, &again);
        Self {
            frame: desk.frame(Here::Elsewhere),
            head: Head::of(&desk.app, view, Place::Decision),
            number: view.file.case.number.to_string(),
            path: super::home(view.file.case.id),
            version: open.map_or(0, |open| open.version),
            state: if again.first.is_some() { None } else { state(view, last) },
            missing: missing::lines(view),
            ground: ground(&desk.app, view),
            form: writable.then(|| form(&desk.app, view, &typed, &again.errors)),
            said: match (writable, last) {
                (false, Some(decision)) => said(view.benefit, &decision.draft),
                _ => Vec::new(),
            },
            pane: pane(found, sent, writable),
            approver: match (&found.approval, open.map(|open| &open.state)) {
                // Approved already: who could have is no longer a question.
                (Some(_), Some(State::Approved { .. })) => None,
                (Some(approval), _) => {
                    let cost = draft.as_ref().and_then(|draft| draft.monthly_amount).map(Kroner::yearly);
                    Some(approver(&desk.app, view, approval, cost))
                }
                (None, _) => None,
            },
            since: open.filter(|open| is_new_since(open)).and_then(|_| since_last_time(found)),
            refused: !writable && last.is_some_and(|decision| decision.draft.outcome == Outcome::Refusal),
            history: history(found),
            sending: sending(desk, found, open, &again),
            sent: sent.and_then(|decision| sent_view(view, decision)),
            acts,
            first: again.first,
            errors: again.errors,
            conflicts: again.conflicts,
        }
    }
}

/// Whether there may be something new since it was sent back: while it is sent back, its state says so itself.
fn is_new_since(open: &Decision) -> bool {
    matches!(open.state, State::Drafted | State::Submitted { .. })
}

/// Whether the reader may write the draft now.
fn writable(view: &View<'_>) -> bool {
    let open = match view.file.open_decision() {
        None => view.awaits_decision,
        Some(open) => matches!(open.state, State::Drafted | State::Returned { .. }),
    };
    view.may.work && view.file.case.closed_on.is_none() && open
}

fn state(view: &View<'_>, last: Option<&Decision>) -> Option<Alert> {
    let by = |id| view.staff_name(id).to_string();
    let Some(last) = last else {
        let text = "Den, der er ansvarlig for sagen eller har fået en opgave på den, skriver afgørelsen.";
        return (!view.may.work).then(|| Alert::new(Tone::Info, "Der er ikke skrevet et udkast endnu", text));
    };
    Some(match &last.state {
        State::Drafted => return None,
        State::Returned { by: who, at, reason } => {
            let title = format!("Sendt tilbage af {} {}", by(*who), danish::instant(*at));
            Alert::new(Tone::Warning, title, reason.clone())
        }
        State::Submitted { at } => {
            let text = format!("{} indstiller: {}.", by(last.recommender), last.draft.outcome.danish().to_lowercase());
            Alert::new(Tone::Info, format!("Ligger til godkendelse siden {}", danish::instant(*at)), text)
        }
        State::Approved { by: who, on_behalf_of, at } => {
            let text = "Den er ikke sendt endnu.";
            let who = super::approval::approved_by(view, *who, *on_behalf_of);
            Alert::new(Tone::Success, format!("Godkendt af {who} {}", danish::instant(*at)), text)
        }
        State::Sent { .. } => return None,
    })
}

fn ground(app: &App, view: &View<'_>) -> Ground {
    let application = view.file.application.as_ref();
    let unheard = |id| {
        view.missing.iter().any(
            |missing| matches!(missing, domain::decision::Missing::PartyHearing { findings, .. } if findings.contains(&id)),
        )
    };
    let heard = |id| view.file.hearings.iter().any(|hearing| hearing.findings.contains(&id));
    let facts = view.file.findings.iter().map(|finding| {
        let mark = match (unheard(finding.id), heard(finding.id)) {
            (true, _) => "Skal i partshøring",
            (false, true) => "Parten er hørt",
            (false, false) => "",
        };
        (finding.text.clone(), finding.source.clone(), mark)
    });
    let criteria = view.benefit.criteria.iter().map(|criterion| {
        let answer = view.file.assessment.criteria.get(&criterion.id);
        let reason = answer.map(|answer| answer.reason.clone()).unwrap_or_default();
        (answer.map(|answer| answer.met), criterion.question.clone(), reason)
    });
    let hearings = view.file.hearings.iter().map(|hearing| {
        let answer = match &hearing.state {
            HearingState::Answered { answer, .. } => Some(answer.clone()),
            HearingState::Sent | HearingState::Lapsed { .. } => None,
        };
        (view.file.name_of(hearing.party), hearing.state.danish(), answer)
    });
    let every = crate::wording::duration(&view.benefit.follow_up.every);
    Ground {
        applied_for: application.map(|application| application.applied_for.clone()).unwrap_or_default(),
        applicant: application.map(|application| view.file.name_of(application.applicant)).unwrap_or_default(),
        received: application.map(|application| danish::date_short(application.received_on)).unwrap_or_default(),
        facts: facts.collect(),
        criteria: criteria.collect(),
        considerations: view.file.assessment.considerations.clone(),
        provision: provision(view),
        hearings: hearings.collect(),
        amounts: crate::assessment::amounts(app, view),
        follow_up_rule: format!("Første opfølgning efter {every}: {}.", view.benefit.follow_up.source),
        warning: view.benefit.warning.clone(),
        standard: standard(app, view.benefit),
    }
}

/// The standard of the benefit, to be read where the decision is made.
fn standard(app: &App, benefit: &Benefit) -> Option<(String, String, Prose)> {
    let standard = app.content.standard(benefit.standard.as_deref()?)?;
    Some((standard.title.clone(), crate::standard::path(&standard.id), Prose::of(&standard.markdown(), 3)))
}

/// The provision in force on the day of the decision: the day it was sent, else today.
fn provision(view: &View<'_>) -> String {
    let sent = view.file.decisions.last().and_then(|last| match last.state {
        State::Sent { on, .. } => Some(on),
        _ => None,
    });
    let law = view.benefit.provision_on(sent.unwrap_or(view.today));
    match (law, sent) {
        (None, _) => String::new(),
        (Some(law), None) => format!("Efter {}, som den gælder i dag.", law.paragraph),
        (Some(law), Some(_)) => format!("Efter {}, som den gjaldt den dag, afgørelsen blev sendt.", law.paragraph),
    }
}

/// A draft in words, line by line; the same lines for every draft of a benefit.
pub(super) fn said(benefit: &Benefit, draft: &Draft) -> Vec<(&'static str, String)> {
    let day = |day: Option<Date>| day.map(danish::date_short).unwrap_or_default();
    let hours = |hours: Option<u32>| hours.map(|hours| hours.to_string()).unwrap_or_default();
    let choice = draft.choice.as_ref().and_then(|id| benefit.choices.iter().find(|known| known.id == *id));
    let package = draft.package.as_ref().and_then(|id| benefit.packages.iter().find(|known| known.id == *id));
    let mut lines = vec![
        ("Udfald", draft.outcome.danish()),
        ("Bevilges", draft.granted.clone()),
        ("Bevilges ikke", draft.not_granted.clone()),
        ("Begrundelse", draft.reasons.clone()),
        ("Svar på partshøring", draft.hearing_treatment.clone()),
        ("Ansøgerens valg", choice.map(|choice| choice.title.clone()).unwrap_or_default()),
        ("Pakke", package.map(|package| package.title.clone()).unwrap_or_default()),
        ("Beløb om måneden", draft.monthly_amount.map(|amount| amount.to_string()).unwrap_or_default()),
        ("Timer om ugen", hours(draft.weekly_hours)),
        ("Timer om måneden", hours(draft.monthly_hours)),
        ("Dage om ugen", hours(draft.weekly_days)),
        ("Beløb, der betales én gang", draft.one_off_amount.map(|amount| amount.to_string()).unwrap_or_default()),
        ("Ændringen får virkning", day(draft.effect_on)),
        ("Første dag", day(draft.from)),
        ("Sidste dag", day(draft.until)),
        ("Første opfølgning", day(draft.follow_up_on)),
    ];
    lines.extend(draft.details.iter().map(|(detail, said)| (crate::wording::detail(*detail), said.clone())));
    lines
}

fn pane(found: &Page<'_>, sent: Option<&Decision>, writable: bool) -> Pane {
    let view = &found.view;
    if let Some(State::Sent { letters, .. }) = sent.map(|decision| &decision.state) {
        let first = letters.first().and_then(|sent| view.letters.iter().find(|letter| letter.id == sent.letter));
        return Pane::of(&found.letter, first.map(|letter| (letter.title.as_str(), letter.text.as_str())));
    }
    let pane = Pane::of(&found.letter, None);
    if writable {
        // The form itself asks whose letter to show.
        return pane;
    }
    let shown = found.letter.as_ref().ok().map(|preview| preview.party);
    let parties = view.file.parties_on(view.today);
    let home = super::home(view.file.case.id);
    let reader = |party: &&Person| {
        let path = (Some(party.id) != shown).then(|| format!("{home}?laeser={}", party.id));
        (party.name.clone(), path)
    };
    pane.readers(parties.iter().map(reader).collect())
}

fn acts(found: &Page<'_>, open: Option<&Decision>, again: &Again) -> Acts {
    let view = &found.view;
    let Some(open) = open.filter(|_| view.file.case.closed_on.is_none()) else { return Acts::default() };
    let waits = matches!(open.state, State::Submitted { .. });
    let decided = matches!(open.state, State::Submitted { .. } | State::Approved { .. });
    let right = found.approval.as_ref().map(|approval| &approval.reader);
    let may = waits && view.may.approve && right.is_some_and(|right| right.is_ok());
    let back = Field::text("grund", "Send tilbage med denne grund", &again.reason, &again.errors);
    Acts {
        approve: may.then(|| back.hint("Skriv, hvad der skal rettes eller oplyses.").rows(3)),
        on_behalf_of: match right {
            Some(Ok(Some(stands_in))) => {
                Some(format!("{} {}", view.staff_name(stands_in.absent), super::approval::away_until(stands_in.until)))
            }
            _ => None,
        },
        not_approve: match right {
            Some(Err(why)) if waits && view.may.approve => Some(why.danish()),
            _ => None,
        },
        take_back: decided && view.may.work,
    }
}

fn sending(desk: &Desk, found: &Page<'_>, open: Option<&Decision>, again: &Again) -> Option<Sending> {
    let view = &found.view;
    let open = open.filter(|open| matches!(open.state, State::Approved { .. }) && view.may.work)?;
    let calendar = &desk.app.content.calendar;
    let bad = open.draft.outcome.is_adverse() && calendar.is_bad_day_for_refusals(view.today);
    let bad_day = bad.then(|| {
        let next = danish::date_long(calendar.next_good_day_for_refusals(view.today));
        let text = format!(
            "I dag er en fredag, en fridag eller dagen før en. Borgeren skal kunne ringe til os dagen efter. Næste gode \
             dag er {next}. Skal det sendes i dag, så skriv hvorfor."
        );
        let alert = Alert::new(Tone::Warning, "Et afslag venter helst", text);
        let hint = "Grunden står i journalen.";
        (alert, Field::text("grund", "Hvorfor skal det sendes i dag?", &again.reason, &again.errors).hint(hint).rows(2))
    });
    let letters = Letters { rows: found.planned.iter().map(|planned| planned_row(view, planned)).collect() };
    Some(Sending { letters, bad_day })
}

/// When a letter counts as received, by how it went.
fn receipt_rule(channel: Channel) -> &'static str {
    match channel {
        Channel::Digital => "samme dag, som den kan læses i Digital Post",
        Channel::Letter => "seks hverdage efter, at brevet er sendt",
        Channel::QuickLetter => "to dage efter, at quickbrevet er sendt",
        Channel::HandedOver => "den dag, det er overleveret",
    }
}

const COMPLAINT_RULE: &str = "4 uger efter modtagelsen; en sidste dag, der er en fridag, flyttes til næste arbejdsdag";

fn complaint(counted: Counted, today: Date) -> Deadline {
    let due = Due {
        counted,
        kind: Kind::Law,
        rule: COMPLAINT_RULE.into(),
        counted_from: None,
        source: Some("retssikkerhedsloven § 67".into()),
        set_by_hand: None,
        passed_at_start: false,
        standing_still_since: None,
        to_be_confirmed: false,
    };
    Deadline { overdue: false, ..Deadline::of(&due, today) }
}

fn planned_row(view: &View<'_>, planned: &Planned) -> PlannedRow {
    let person = view.file.person(planned.party);
    let (day, rule) = (danish::date_short(planned.received.due), receipt_rule(planned.channel));
    PlannedRow {
        party: view.file.name_of(planned.party),
        protected: person.is_some_and(|person| person.is_protected()),
        channel: planned.channel.danish(),
        received: format!("{day} ({rule})"),
        complain: complaint(planned.complain.clone(), view.today),
        letter: None,
        status: String::new(),
    }
}

fn sent_row(view: &View<'_>, sent: &SentTo) -> PlannedRow {
    let person = view.file.person(sent.party);
    let letter = view.letters.iter().find(|letter| letter.id == sent.letter);
    let (day, rule) = (danish::date_short(sent.received_on), receipt_rule(sent.channel));
    let counted =
        Counted { due: sent.complain_by, unrolled: sent.complain_by, skipped: Vec::new(), warn_on: None, at: None };
    PlannedRow {
        party: view.file.name_of(sent.party),
        protected: person.is_some_and(|person| person.is_protected()),
        channel: sent.channel.danish(),
        received: format!("{day} ({rule})"),
        complain: complaint(counted, view.today),
        letter: Some(format!("/sager/{}/breve/{}", view.file.case.id, sent.letter)),
        status: letter.map(|letter| letter.state.danish()).unwrap_or_default(),
    }
}

fn sent_view(view: &View<'_>, decision: &Decision) -> Option<Sent> {
    let State::Sent { approved_by, on_behalf_of, on, letters } = &decision.state else { return None };
    let grant = view.file.grants.iter().find(|grant| grant.decision == Some(decision.id));
    let lines = grant.map(|_| said(view.benefit, &decision.draft).into_iter().skip(5)).into_iter().flatten();
    Some(Sent {
        on: danish::date_long(*on),
        outcome: decision.draft.outcome.danish(),
        approved_by: super::approval::approved_by(view, *approved_by, *on_behalf_of),
        letters: Letters { rows: letters.iter().map(|sent| sent_row(view, sent)).collect() },
        grant: lines.filter(|(_, value)| !value.is_empty()).collect(),
        follow_up: grant.map(|grant| {
            let every = crate::wording::duration(&view.benefit.follow_up.every);
            let rule = format!("opfølgning på bevillingen, hver gang efter {every}; {}", view.benefit.follow_up.source);
            Deadline::plain(grant.follow_up_on, rule, Kind::Goal, view.today)
        }),
    })
}
