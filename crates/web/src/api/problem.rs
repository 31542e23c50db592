//! Refusals as RFC 9457 has them: a stable code, Danish words for a person, and the facts for a program.

use crate::error::{Failure, Fault};
use crate::form::{Check, Errors};
use crate::wording::{self, Wording};
use app::letter_by_hand::NotAnswered;
use app::{Reason, StepRefused};
use axum::http::StatusCode;
use domain::access_request::Refused as NotGiven;
use domain::application::NotRegistered;
use domain::decision::{Missing, NotApproved, NotSent};
use domain::information::NotAsked;
use domain::party_hearing::{NotClosed, NotSent as HearingNotSent};
use domain::questionnaire::Spot;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What went wrong (RFC 9457, `application/problem+json`).
///
/// `code` never changes once given; `title` and `detail` are Danish, for a person. Denied and missing are the same 404.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument {
    /// Always `about:blank`: the code says what it is.
    pub r#type: String,
    /// Heading.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    #[schema(example = "request_without_basis")]
    pub code: String,
    /// What is the case, and what to do.
    pub detail: String,
    /// The request's id, to give to whoever runs the system.
    pub incident: String,
    /// The facts behind the code, where it has any.
    pub facts: Option<Value>,
}

/// Something that is missing or refused, with its code.
#[derive(Serialize, ToSchema)]
pub(super) struct Lacks {
    /// Stable code.
    #[schema(example = "considerations_missing")]
    pub code: &'static str,
    /// In Danish.
    pub detail: String,
    /// The facts behind the code, where it has any.
    pub facts: Option<Value>,
}

impl From<&Missing> for Lacks {
    fn from(missing: &Missing) -> Self {
        let facts = match missing {
            Missing::SourceOfFact(finding) => Some(json!({ "finding": finding.0 })),
            Missing::Criterion(question) | Missing::GrantDespiteUnmetCriterion(question) => {
                Some(json!({ "question": question }))
            }
            Missing::PartyHearing { findings, party } => {
                let findings: Vec<_> = findings.iter().map(|finding| finding.0).collect();
                Some(json!({ "findings": findings, "party": party.0 }))
            }
            Missing::AnswerToPartyHearing { until } => Some(json!({ "until": until })),
            Missing::OpenRequest(source) => Some(json!({ "source": source })),
            Missing::Step { step, title } => Some(json!({ "step": step, "title": title })),
            _ => None,
        };
        Self { code: missing.code(), detail: missing.danish(), facts }
    }
}

fn lacks(missing: &[Missing]) -> Value {
    json!({ "missing": missing.iter().map(Lacks::from).collect::<Vec<_>>() })
}

/// The facts of a refusal; most say all with their code.
pub(crate) fn facts(reason: &Reason) -> Option<Value> {
    Some(match reason {
        Reason::PersonExists(person) => json!({ "person": person.0 }),
        Reason::Application(NotRegistered::OutsideAge { from, to, age }) => {
            json!({ "from": from, "to": to, "age": age })
        }
        Reason::Information(NotAsked::ConsentNotInForce { until, withdrawn_on }) => {
            json!({ "until": until, "withdrawn_on": withdrawn_on })
        }
        Reason::Information(NotAsked::ConsentNamesAnother { source }) => json!({ "source": source }),
        Reason::Hearing(HearingNotSent::TooShort { earliest }) => json!({ "earliest": earliest }),
        Reason::HearingOpen(NotClosed::StillRunning { until }) => json!({ "until": until }),
        Reason::Submission(missing)
        | Reason::Approval(NotApproved::NotReady(missing))
        | Reason::Sending(NotSent::NotReady(missing)) => lacks(missing),
        Reason::Approval(NotApproved::AboveLimit { needs }) => json!({ "needs": needs }),
        Reason::Sending(NotSent::BadDay { next_good_day }) => json!({ "next_good_day": next_good_day }),
        Reason::Step(StepRefused::Blocked(blocks)) => {
            json!({ "blocked": blocks.iter().map(wording::blocked_by).collect::<Vec<_>>() })
        }
        Reason::Step(StepRefused::ClosedByAct(act)) => json!({ "act": act.word() }),
        Reason::LetterParts(parts) => json!({ "parts": parts.iter().map(|part| part.word()).collect::<Vec<_>>() }),
        Reason::LetterAsks(wrong) => {
            let fields = wrong.iter().map(|(field, why)| json!({ "field": field, "code": not_answered(*why) }));
            json!({ "fields": fields.collect::<Vec<_>>() })
        }
        Reason::FormIncomplete(wrong) => {
            let place = |spot: &Spot| match spot {
                Spot::Field(field) => json!({ "field": field }),
                Spot::Cell(section, row, field) => json!({ "section": section, "row": row, "field": field }),
            };
            let fields = wrong.iter().map(|(spot, why)| json!({ "place": place(spot), "code": why.code() }));
            json!({ "fields": fields.collect::<Vec<_>>() })
        }
        Reason::AccessRequest(refused) => match &**refused {
            NotGiven::Choices(wrong) => {
                let papers = wrong.iter().map(|(thing, why)| json!({ "paper": thing.key(), "code": why.code() }));
                json!({ "papers": papers.collect::<Vec<_>>() })
            }
            _ => return None,
        },
        Reason::LetterWord(word) => json!({ "word": word }),
        Reason::TryLater { minutes } => json!({ "minutes": minutes }),
        _ => return None,
    })
}

/// Why something a letter asks for is not taken.
fn not_answered(why: NotAnswered) -> &'static str {
    match why {
        NotAnswered::Empty => "answer_missing",
        NotAnswered::NotADay => "not_a_day",
        NotAnswered::NotATime => "not_a_time",
    }
}

/// A fault of the API's own.
pub(super) fn fault(status: StatusCode, code: &'static str, detail: &str) -> Failure {
    let mut fault = Fault::new(status, code);
    fault.detail = detail.to_string();
    fault.into()
}

/// The same, with facts.
pub(super) fn with_facts(status: StatusCode, code: &'static str, detail: String, facts: Value) -> Failure {
    let mut fault = Fault::new(status, code);
    fault.detail = detail;
    fault.facts = Some(Box::new(facts));
    fault.into()
}

/// Goes on when nothing that was typed is wrong.
pub(super) fn unless_right(check: Check) -> Result<(), Failure> {
    check.errors().map_or(Ok(()), |errors| Err(fields(&errors)))
}

/// Fields that cannot be taken: all of them at once.
pub(super) fn fields(errors: &Errors) -> Failure {
    let list: Vec<Value> = errors.iter().map(|(field, detail)| json!({ "field": field, "detail": detail })).collect();
    let detail = "Nogle felter kan ikke bruges, som de er.".to_string();
    with_facts(StatusCode::UNPROCESSABLE_ENTITY, "fields_invalid", detail, json!({ "fields": list }))
}
