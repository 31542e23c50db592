//! Decisions of a case: drafted, submitted, approved or returned, sent.

use super::cases::{Because, SEES, StaffMember, WORKS};
use super::codes::{DecisionOutcome, SentBy};
use super::parts::{
    Answer, At, Body, Day, Json, NoBody, Reader, Tag, Tagged, Uid, Writer, day, edited, found, top_level,
};
use super::problem;
use crate::error::Failure;
use crate::form::{Check, Id};
use crate::routes::{Needs, Routes};
use app::case::View;
use app::{Actor, App};
use axum::http::Method;
use domain::access::{Action, Object};
use domain::benefit::Detail;
use domain::decision::{Decision, Draft, State};
use domain::ids::{CaseId, GrantId};
use domain::setting::Kroner;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

const APPROVES: Needs = Needs::Right(Action::Approve, Object::Case);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/decisions", SEES, list_decisions)
        .get("/api/v1/cases/{id}/decision", SEES, show_decision)
        .method(Method::PUT, "/api/v1/cases/{id}/decision", WORKS, save_decision)
        .post("/api/v1/cases/{id}/decision/submit", WORKS, submit_decision)
        .post("/api/v1/cases/{id}/decision/take-back", WORKS, take_decision_back)
        .post("/api/v1/cases/{id}/decision/approve", APPROVES, approve_decision)
        .post("/api/v1/cases/{id}/decision/return", APPROVES, return_decision)
        .post("/api/v1/cases/{id}/decision/send", WORKS, send_decision)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_decisions))
        .routes(utoipa_axum::routes!(show_decision))
        .routes(utoipa_axum::routes!(save_decision))
        .routes(utoipa_axum::routes!(submit_decision))
        .routes(utoipa_axum::routes!(take_decision_back))
        .routes(utoipa_axum::routes!(approve_decision))
        .routes(utoipa_axum::routes!(return_decision))
        .routes(utoipa_axum::routes!(send_decision))
}

top_level! {
    /// Decisions of a case, oldest first.
    struct DecisionList { decisions: Vec<DecisionOfCase> }
    /// The decision being worked on; null when there is none, and its version is then 0.
    struct OpenDecision { decision: Option<DecisionOfCase> }
    /// A decision.
    struct DecisionAnswer { decision: DecisionOfCase }
}

/// What is proposed, as it stands or shall stand.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionDraft {
    /// The outcome.
    outcome: DecisionOutcome,
    /// What is granted, in one sentence.
    #[serde(default)]
    granted: String,
    /// What is not granted, and why.
    #[serde(default)]
    not_granted: String,
    /// The reasons.
    #[serde(default)]
    reasons: String,
    /// How the hearing's comments were treated.
    #[serde(default)]
    hearing_treatment: String,
    /// The applicant's choice, by id.
    choice: Option<String>,
    /// The package, by id.
    package: Option<String>,
    /// Øre a month.
    #[schema(minimum = 0, example = 110_500)]
    monthly_amount_oere: Option<i64>,
    /// Hours a week.
    weekly_hours: Option<u32>,
    /// Hours a month.
    monthly_hours: Option<u32>,
    /// Øre, once.
    #[schema(minimum = 0)]
    one_off_amount_oere: Option<i64>,
    /// Days a week.
    weekly_days: Option<u32>,
    /// What else the grant says, by the words of the benefit's `oplyses`.
    #[serde(default)]
    details: BTreeMap<String, String>,
    /// The running grant it is about, or takes over.
    grant: Option<Uid>,
    /// The first day a reduction or an ending takes effect.
    effect_on: Option<Day>,
    /// First day of the grant.
    from: Option<Day>,
    /// Last day of the grant, if it ends.
    until: Option<Day>,
    /// The day of the first follow-up.
    follow_up_on: Option<Day>,
}

impl From<&Draft> for DecisionDraft {
    fn from(draft: &Draft) -> Self {
        Self {
            outcome: draft.outcome.into(),
            granted: draft.granted.clone(),
            not_granted: draft.not_granted.clone(),
            reasons: draft.reasons.clone(),
            hearing_treatment: draft.hearing_treatment.clone(),
            choice: draft.choice.clone(),
            package: draft.package.clone(),
            monthly_amount_oere: draft.monthly_amount.map(Kroner::oere),
            weekly_hours: draft.weekly_hours,
            monthly_hours: draft.monthly_hours,
            one_off_amount_oere: draft.one_off_amount.map(Kroner::oere),
            weekly_days: draft.weekly_days,
            details: draft.details.iter().map(|(detail, said)| (detail.word().to_owned(), said.clone())).collect(),
            grant: draft.grant.map(|grant| Uid(grant.0)),
            effect_on: day(draft.effect_on),
            from: day(draft.from),
            until: day(draft.until),
            follow_up_on: day(draft.follow_up_on),
        }
    }
}

/// The most a month that anybody could mean: a hundred million kroner.
const MOST_OERE: i64 = 10_000_000_000;
/// Hours of the longest month.
const MOST_HOURS: u32 = 744;

impl DecisionDraft {
    fn read(self) -> Result<Draft, Failure> {
        let mut check = Check::new();
        let amount = self.monthly_amount_oere;
        for (field, oere) in [("monthly_amount_oere", amount), ("one_off_amount_oere", self.one_off_amount_oere)] {
            if oere.is_some_and(|oere| !(0..=MOST_OERE).contains(&oere)) {
                check.wrong(field, "Beløbet skal være i hele øre, nul eller mere.");
            }
        }
        let mut details = BTreeMap::new();
        for (word, said) in &self.details {
            match Detail::from_word(word) {
                Some(detail) => {
                    details.insert(detail, check.optional_text("details", said));
                }
                None => check.wrong("details", format!("Systemet kender ikke \"{word}\". Se ydelsens oplyses.")),
            }
        }
        for (field, hours) in [("weekly_hours", self.weekly_hours), ("monthly_hours", self.monthly_hours)] {
            if hours.is_some_and(|hours| MOST_HOURS < hours) {
                check.wrong(field, "Så mange timer er der ikke.");
            }
        }
        let draft = Draft {
            outcome: self.outcome.into(),
            granted: check.optional_text("granted", &self.granted),
            not_granted: check.optional_text("not_granted", &self.not_granted),
            reasons: check.optional_text("reasons", &self.reasons),
            hearing_treatment: check.optional_text("hearing_treatment", &self.hearing_treatment),
            choice: self.choice,
            package: self.package,
            monthly_amount: amount.map(Kroner::from_oere),
            weekly_hours: self.weekly_hours,
            monthly_hours: self.monthly_hours,
            one_off_amount: self.one_off_amount_oere.map(Kroner::from_oere),
            weekly_days: self.weekly_days,
            details,
            grant: self.grant.map(|grant| GrantId(grant.0)),
            effect_on: self.effect_on.map(|day| day.0),
            from: self.from.map(|day| day.0),
            until: self.until.map(|day| day.0),
            follow_up_on: self.follow_up_on.map(|day| day.0),
        };
        match check.errors() {
            Some(errors) => Err(problem::fields(&errors)),
            None => Ok(draft),
        }
    }
}

/// A decision.
#[derive(Serialize, ToSchema)]
struct DecisionOfCase {
    /// Its id.
    id: Uid,
    /// What is proposed or decided.
    draft: DecisionDraft,
    /// Who drafted it last, and so may not approve it.
    recommender: StaffMember,
    /// How far it is.
    progress: DecisionProgress,
}

/// How far a decision is.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
enum DecisionProgress {
    /// Being written.
    Drafted,
    /// Waits for approval.
    Submitted {
        /// Since when.
        at: At,
    },
    /// Sent back.
    Returned {
        /// By whom.
        by: StaffMember,
        /// When.
        at: At,
        /// Why.
        reason: String,
    },
    /// Approved, not sent.
    Approved {
        /// By whom.
        by: StaffMember,
        /// On behalf of whom, when a deputy approved.
        on_behalf_of: Option<StaffMember>,
        /// When.
        at: At,
    },
    /// Sent to every party.
    Sent {
        /// Approved by whom.
        approved_by: StaffMember,
        /// On behalf of whom, when a deputy approved.
        on_behalf_of: Option<StaffMember>,
        /// The day.
        on: Day,
        /// One letter to each party.
        letters: Vec<DecisionLetter>,
    },
}

/// The letter to one party, with their period of complaint.
#[derive(Serialize, ToSchema)]
struct DecisionLetter {
    /// The party.
    party: Uid,
    /// The letter.
    letter: Uid,
    /// How it went.
    channel: SentBy,
    /// The day it is presumed received.
    received_on: Day,
    /// The last day to complain.
    complain_by: Day,
}

fn decision(view: &View<'_>, decision: &Decision) -> DecisionOfCase {
    let progress = match &decision.state {
        State::Drafted => DecisionProgress::Drafted,
        State::Submitted { at } => DecisionProgress::Submitted { at: At(*at) },
        State::Returned { by, at, reason } => {
            DecisionProgress::Returned { by: StaffMember::of(view, *by), at: At(*at), reason: reason.clone() }
        }
        State::Approved { by, on_behalf_of, at } => DecisionProgress::Approved {
            by: StaffMember::of(view, *by),
            on_behalf_of: on_behalf_of.map(|absent| StaffMember::of(view, absent)),
            at: At(*at),
        },
        State::Sent { approved_by, on_behalf_of, on, letters } => DecisionProgress::Sent {
            approved_by: StaffMember::of(view, *approved_by),
            on_behalf_of: on_behalf_of.map(|absent| StaffMember::of(view, absent)),
            on: Day(*on),
            letters: letters
                .iter()
                .map(|sent| DecisionLetter {
                    party: Uid(sent.party.0),
                    letter: Uid(sent.letter.0),
                    channel: sent.channel.into(),
                    received_on: Day(sent.received_on),
                    complain_by: Day(sent.complain_by),
                })
                .collect(),
        },
    };
    DecisionOfCase {
        id: Uid(decision.id.0),
        draft: (&decision.draft).into(),
        recommender: StaffMember::of(view, decision.recommender),
        progress,
    }
}

/// The latest decision of the case, as it stands after an act.
async fn latest(app: &App, actor: &Actor, id: CaseId) -> Answer<Tagged<DecisionAnswer>> {
    let view = app::case::show(app, actor, id).await?;
    let latest = found(view.file.decisions.last())?;
    Ok(Tagged(latest.version.to_string(), DecisionAnswer { decision: decision(&view, latest) }))
}

/// Lists the decisions of a case
///
/// Sent ones too, with the periods of complaint.
#[utoipa::path(get, path = "/api/v1/cases/{id}/decisions", tag = "decisions",
    responses((status = 200, body = DecisionList)))]
async fn list_decisions(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<DecisionList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(DecisionList { decisions: view.file.decisions.iter().map(|known| decision(&view, known)).collect() }))
}

/// Shows the decision being worked on
///
/// Null with version 0 when there is none; what is missing before it can be submitted stands on the case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/decision", tag = "decisions",
    responses((status = 200, body = OpenDecision)))]
async fn show_decision(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Tagged<OpenDecision>> {
    let view = app::case::show(&app, &actor, id).await?;
    let open = view.file.open_decision();
    let version = open.map_or(0, |open| open.version).to_string();
    Ok(Tagged(version, OpenDecision { decision: open.map(|open| decision(&view, open)) }))
}

/// Saves the draft
///
/// A new one with `If-Match: "0"`. Whoever saves last is the recommender.
#[utoipa::path(put, path = "/api/v1/cases/{id}/decision", tag = "decisions", params(super::openapi::Edits),
    request_body = DecisionDraft, responses((status = 200, body = DecisionAnswer)))]
async fn save_decision(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<DecisionDraft>,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::save_draft(&app, &actor, id, tag.version()?, typed.read()?).await)?;
    latest(&app, &actor, id).await
}

/// Submits the draft for approval
///
/// Refused with all that is missing at once, as `facts.missing`.
#[utoipa::path(post, path = "/api/v1/cases/{id}/decision/submit", tag = "decisions", params(super::openapi::Edits),
    responses((status = 200, body = DecisionAnswer)))]
async fn submit_decision(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    _: NoBody,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::submit(&app, &actor, id, tag.version()?).await)?;
    latest(&app, &actor, id).await
}

/// Takes a submitted or approved draft back
#[utoipa::path(post, path = "/api/v1/cases/{id}/decision/take-back", tag = "decisions", params(super::openapi::Edits),
    responses((status = 200, body = DecisionAnswer)))]
async fn take_decision_back(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    _: NoBody,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::take_back(&app, &actor, id, tag.version()?).await)?;
    latest(&app, &actor, id).await
}

/// Approves
///
/// Who may is the approval plan's to say; nobody approves their own. Of two at the same moment one succeeds.
#[utoipa::path(post, path = "/api/v1/cases/{id}/decision/approve", tag = "decisions", params(super::openapi::Edits),
    responses((status = 200, body = DecisionAnswer)))]
async fn approve_decision(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    _: NoBody,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::approve(&app, &actor, id, tag.version()?).await)?;
    latest(&app, &actor, id).await
}

/// Sends the draft back to be written on
#[utoipa::path(post, path = "/api/v1/cases/{id}/decision/return", tag = "decisions", params(super::openapi::Edits),
    request_body = Because, responses((status = 200, body = DecisionAnswer)))]
async fn return_decision(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<Because>,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::give_back(&app, &actor, id, tag.version()?, &typed.reason).await)?;
    latest(&app, &actor, id).await
}

/// Why it is sent today.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct SendToday {
    /// The reason for a refusal on a Friday, a day off or the day before one; empty otherwise.
    reason: String,
}

/// Sends the decision
///
/// One letter to each party, with their own period of complaint. A refusal on a bad day asks for a reason.
#[utoipa::path(post, path = "/api/v1/cases/{id}/decision/send", tag = "decisions", params(super::openapi::Edits),
    request_body = SendToday, responses((status = 200, body = DecisionAnswer)))]
async fn send_decision(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    tag: Tag,
    Body(typed): Body<SendToday>,
) -> Answer<Tagged<DecisionAnswer>> {
    edited(app::decision::send(&app, &actor, id, tag.version()?, &typed.reason).await)?;
    latest(&app, &actor, id).await
}
