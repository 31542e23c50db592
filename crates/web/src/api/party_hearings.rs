//! Party hearings of a case: letters made, answers registered, periods that ran out.

use super::cases::{SEES, WORKS};
use super::letters::{LetterLine, LetterList};
use super::parts::{Answer, Body, Created, Day, Json, NoBody, Reader, Uid, Writer, done, found, made, top_level};
use super::problem;
use crate::form::{Check, Id, Ids};
use crate::routes::Routes;
use app::{Actor, App};
use domain::ids::{CaseId, FindingId, LetterId, PartyHearingId};
use domain::letter::Occasion;
use domain::party_hearing::{HearingState, PartyHearing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{id}/party-hearings", SEES, list_hearings)
        .post("/api/v1/cases/{id}/party-hearings", WORKS, prepare_hearing)
        .post("/api/v1/cases/{id}/party-hearings/{hearing}/answer", WORKS, answer_hearing)
        .post("/api/v1/cases/{id}/party-hearings/{hearing}/lapse", WORKS, lapse_hearing)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_hearings))
        .routes(utoipa_axum::routes!(prepare_hearing))
        .routes(utoipa_axum::routes!(answer_hearing))
        .routes(utoipa_axum::routes!(lapse_hearing))
}

top_level! {
    /// Hearings of a case, oldest first.
    struct HearingList { party_hearings: Vec<Hearing> }
    /// A hearing.
    struct HearingAnswer { party_hearing: Hearing }
}

/// A hearing of one party about some facts.
#[derive(Serialize, ToSchema)]
struct Hearing {
    /// Its id.
    id: Uid,
    /// Who is heard.
    party: Uid,
    /// About which facts.
    findings: Vec<Uid>,
    /// The letter.
    letter: Option<Uid>,
    /// The day it was sent.
    sent_on: Day,
    /// The last day to answer; it still belongs to the party.
    answer_by: Day,
    /// How far it is.
    progress: HearingProgress,
}

/// How far a hearing is.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
enum HearingProgress {
    /// Sent; waiting.
    Sent,
    /// Answered.
    Answered {
        /// The day.
        on: Day,
        /// What the party said.
        answer: String,
    },
    /// The period ran out in silence.
    Lapsed {
        /// The day it was noted.
        on: Day,
    },
}

impl From<&PartyHearing> for Hearing {
    fn from(hearing: &PartyHearing) -> Self {
        Self {
            id: Uid(hearing.id.0),
            party: Uid(hearing.party.0),
            findings: hearing.findings.iter().map(|finding| Uid(finding.0)).collect(),
            letter: hearing.letter.map(|letter| Uid(letter.0)),
            sent_on: Day(hearing.sent_on),
            answer_by: Day(hearing.answer_by),
            progress: match &hearing.state {
                HearingState::Sent => HearingProgress::Sent,
                HearingState::Answered { on, answer } => {
                    HearingProgress::Answered { on: Day(*on), answer: answer.clone() }
                }
                HearingState::Lapsed { on } => HearingProgress::Lapsed { on: Day(*on) },
            },
        }
    }
}

async fn shown(app: &App, actor: &Actor, case: CaseId, id: PartyHearingId) -> Answer<Json<HearingAnswer>> {
    let view = app::case::show(app, actor, case).await?;
    let known = found(view.file.hearings.iter().find(|known| known.id == id))?;
    Ok(Json(HearingAnswer { party_hearing: known.into() }))
}

/// Lists the party hearings of a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/party-hearings", tag = "party hearings",
    responses((status = 200, body = HearingList)))]
async fn list_hearings(Reader { app, actor }: Reader, Id(id): Id<CaseId>) -> Answer<Json<HearingList>> {
    let view = app::case::show(&app, &actor, id).await?;
    Ok(Json(HearingList { party_hearings: view.file.hearings.iter().map(Hearing::from).collect() }))
}

/// What the parties are heard about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHearing {
    /// The facts, by id.
    findings: Vec<Uid>,
    /// The last day to answer, at least seven days ahead.
    answer_by: Day,
}

/// Makes a hearing letter to each party
///
/// The hearing begins for each party when their letter is sent.
#[utoipa::path(post, path = "/api/v1/cases/{id}/party-hearings", tag = "party hearings", request_body = NewHearing,
    responses((status = 201, body = LetterList)))]
async fn prepare_hearing(
    Writer { app, actor }: Writer,
    Id(id): Id<CaseId>,
    Body(typed): Body<NewHearing>,
) -> Answer<Created<LetterList>> {
    let findings = typed.findings.iter().map(|finding| FindingId(finding.0)).collect();
    let outcome = app::party_hearing::prepare(&app, &actor, id, findings, typed.answer_by.0).await;
    let first = outcome.map(|letters| letters.first().copied());
    let first = found(made(first, |letter| Some(LetterId(letter)))?)?;
    let view = app::case::show(&app, &actor, id).await?;
    // Of a command done before only the first letter is remembered; the others were made in the same instant.
    let at = found(view.letters.iter().find(|letter| letter.id == first))?.made_at;
    let together = view.letters.iter().filter(|l| l.made_at == at && l.occasion == Occasion::PartyHearing);
    let letters = together.map(LetterLine::from).collect();
    Ok(Created(format!("/api/v1/cases/{id}/letters/{first}"), LetterList { letters }))
}

/// What a party said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    /// The day it came.
    on: Day,
    /// What the party said; empty is written as "Ingen bemærkninger."
    answer: String,
}

/// Registers a party's answer
///
/// A late one counts, as long as no decision has been sent.
#[utoipa::path(post, path = "/api/v1/cases/{id}/party-hearings/{hearing}/answer", tag = "party hearings",
    request_body = NewAnswer, responses((status = 200, body = HearingAnswer)))]
async fn answer_hearing(
    Writer { app, actor }: Writer,
    Ids(id, hearing): Ids<CaseId, PartyHearingId>,
    Body(typed): Body<NewAnswer>,
) -> Answer<Json<HearingAnswer>> {
    let mut check = Check::new();
    let text = check.optional_text("answer", &typed.answer);
    problem::unless_right(check)?;
    done(app::party_hearing::answer(&app, &actor, id, hearing, typed.on.0, &text).await)?;
    shown(&app, &actor, id, hearing).await
}

/// Notes that the period ran out in silence
///
/// Refused until the day after its last day.
#[utoipa::path(post, path = "/api/v1/cases/{id}/party-hearings/{hearing}/lapse", tag = "party hearings",
    responses((status = 200, body = HearingAnswer)))]
async fn lapse_hearing(
    Writer { app, actor }: Writer,
    Ids(id, hearing): Ids<CaseId, PartyHearingId>,
    _: NoBody,
) -> Answer<Json<HearingAnswer>> {
    done(app::party_hearing::lapse(&app, &actor, id, hearing).await)?;
    shown(&app, &actor, id, hearing).await
}
