//! Content: procedures and benefits as they are written, and the date a rule gives. Nothing here is about a citizen.

use super::codes::{ActsBy, DeadlineKind, RollTo, SentBy};
use super::courses::{SkippedDay, skipped};
use super::parts::{Answer, Ask, Day, Json, Reader, day, found, top_level};
use super::problem;
use crate::error::Failure;
use crate::routes::{Needs, Routes};
use app::deadline::{NotCounted, Question};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::access::{Action, Object};
use domain::benefit::Benefit;
use domain::deadline::Roll;
use domain::procedure::{Condition, Procedure, Ref, Step, StepDeadline};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

const BROWSES: Needs = Needs::Right(Action::Browse, Object::Toolbox);

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/benefits", BROWSES, list_benefits)
        .get("/api/v1/procedures", BROWSES, list_procedures)
        .get("/api/v1/procedures/{procedure}", BROWSES, show_procedure)
        .get("/api/v1/deadline", BROWSES, count_deadline)
}

/// Its part of the document.
pub(super) fn described() -> OpenApiRouter<crate::Web> {
    OpenApiRouter::new()
        .routes(utoipa_axum::routes!(list_benefits))
        .routes(utoipa_axum::routes!(list_procedures))
        .routes(utoipa_axum::routes!(show_procedure))
        .routes(utoipa_axum::routes!(count_deadline))
}

top_level! {
    /// Benefits in force.
    struct BenefitList { benefits: Vec<BenefitType> }
    /// Procedures in force.
    struct ProcedureList { procedures: Vec<ProcedureLine> }
    /// A procedure.
    struct ProcedureAnswer { procedure: ProcedureDefined }
    /// A date with its reasons.
    struct DeadlineAnswer { deadline: CountedDeadline }
}

/// A benefit one can apply for.
#[derive(Serialize, ToSchema)]
struct BenefitType {
    /// Its id.
    id: String,
    /// Its Danish title.
    title: String,
    /// Department that owns its cases, by id.
    department: String,
    /// The procedure an application follows, by id.
    procedure: String,
    /// The provision in force that day; null when it has none.
    provision: Option<String>,
    /// Youngest age, inclusive.
    from_age: Option<u32>,
    /// Oldest age, inclusive.
    to_age: Option<u32>,
    /// Packages one can be granted, by id.
    packages: Vec<String>,
    /// Choices that belong to the applicant, by id.
    choices: Vec<String>,
    /// Ids of its criteria.
    criteria: Vec<String>,
}

/// A line of the list of procedures.
#[derive(Serialize, ToSchema)]
struct ProcedureLine {
    /// Its id.
    id: String,
    /// Its Danish title.
    title: String,
    /// First day of the version in force.
    valid_from: Day,
    /// Catalogue ids.
    catalogue: Vec<String>,
}

/// A procedure in one version.
#[derive(Serialize, ToSchema)]
struct ProcedureDefined {
    /// Its id.
    id: String,
    /// Its Danish title.
    title: String,
    /// First day of this version.
    valid_from: Day,
    /// Catalogue ids.
    catalogue: Vec<String>,
    /// Where it comes from.
    source: Option<String>,
    /// The stages, in order.
    phases: Vec<String>,
    /// All steps.
    steps: Vec<StepDefined>,
}

/// A step as defined. Conditions and references are in the words of content files.
#[derive(Serialize, ToSchema)]
struct StepDefined {
    /// Its id.
    id: String,
    /// What is done, or what is decided.
    title: String,
    /// Its stage.
    phase: Option<String>,
    /// Who does it, by the id of content.
    role: String,
    /// The way here.
    after: Vec<String>,
    /// Only when these hold.
    when: Vec<String>,
    /// Must be in place first.
    requires: Vec<String>,
    /// Its rules.
    deadlines: Vec<RuleDefined>,
    /// How it may end, by id; none means just done.
    outcomes: Vec<String>,
    /// Offered, never demanded.
    optional: bool,
    /// May not be left out.
    mandatory: bool,
    /// The act that closes it.
    closed_by: Option<&'static str>,
    /// Forms at hand.
    forms: Vec<String>,
    /// Letters at hand.
    letters: Vec<String>,
    /// Phrases at hand.
    phrases: Vec<String>,
    /// "Sådan gør vi".
    help: Option<String>,
    /// The paragraph or document behind it.
    source: Option<String>,
}

/// A rule for a date.
#[derive(Serialize, ToSchema)]
struct RuleDefined {
    /// Law or goal.
    kind: DeadlineKind,
    /// The rule as written.
    rule: String,
    /// Paragraph or document.
    source: Option<String>,
    /// The number waits for a person to confirm it.
    to_be_confirmed: bool,
}

/// On which day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OnDay {
    /// As in force on this day; today unless given.
    on: Option<Day>,
}

/// Lists the benefits one can apply for
#[utoipa::path(get, path = "/api/v1/benefits", tag = "toolbox", params(OnDay),
    responses((status = 200, body = BenefitList)))]
async fn list_benefits(Reader { app, .. }: Reader, Ask(wanted): Ask<OnDay>) -> Answer<Json<BenefitList>> {
    let on = wanted.on.map_or_else(|| app.today(), |day| day.0);
    let benefit = |benefit: &Benefit| BenefitType {
        id: benefit.id.clone(),
        title: benefit.title.clone(),
        department: benefit.department.clone(),
        procedure: benefit.procedure.clone(),
        provision: benefit.provision_on(on).map(|law| law.paragraph.clone()),
        from_age: benefit.from_age,
        to_age: benefit.to_age,
        packages: benefit.packages.iter().map(|package| package.id.clone()).collect(),
        choices: benefit.choices.iter().map(|choice| choice.id.clone()).collect(),
        criteria: benefit.criteria.iter().map(|criterion| criterion.id.clone()).collect(),
    };
    Ok(Json(BenefitList { benefits: app.content.benefits.all_on(on).map(benefit).collect() }))
}

/// Lists the procedures
#[utoipa::path(get, path = "/api/v1/procedures", tag = "toolbox", params(OnDay),
    responses((status = 200, body = ProcedureList)))]
async fn list_procedures(Reader { app, .. }: Reader, Ask(wanted): Ask<OnDay>) -> Answer<Json<ProcedureList>> {
    let on = wanted.on.map_or_else(|| app.today(), |day| day.0);
    let line = |procedure: &Procedure| ProcedureLine {
        id: procedure.id.clone(),
        title: procedure.title.clone(),
        valid_from: Day(procedure.valid_from),
        catalogue: procedure.catalogue.clone(),
    };
    Ok(Json(ProcedureList { procedures: app.content.procedures.all_on(on).map(line).collect() }))
}

/// Shows a procedure
///
/// As begun on a day; a course stays on the version it began with.
#[utoipa::path(get, path = "/api/v1/procedures/{procedure}", tag = "toolbox", params(OnDay),
    responses((status = 200, body = ProcedureAnswer)))]
async fn show_procedure(
    Reader { app, .. }: Reader,
    Path(id): Path<String>,
    Ask(wanted): Ask<OnDay>,
) -> Answer<Json<ProcedureAnswer>> {
    let on = wanted.on.map_or_else(|| app.today(), |day| day.0);
    let procedure = found(app.content.procedure(&id, on))?;
    let defined = ProcedureDefined {
        id: procedure.id.clone(),
        title: procedure.title.clone(),
        valid_from: Day(procedure.valid_from),
        catalogue: procedure.catalogue.clone(),
        source: procedure.source.clone(),
        phases: procedure.phases.clone(),
        steps: procedure.steps.iter().map(step).collect(),
    };
    Ok(Json(ProcedureAnswer { procedure: defined }))
}

fn step(step: &Step) -> StepDefined {
    let conditions = |all: &[Condition]| all.iter().map(ToString::to_string).collect();
    let rule = |rule: &StepDeadline| RuleDefined {
        kind: rule.kind.into(),
        rule: rule.text.clone(),
        source: rule.source.clone(),
        to_be_confirmed: rule.to_be_confirmed,
    };
    StepDefined {
        id: step.id.clone(),
        title: step.title.clone(),
        phase: step.phase.clone(),
        role: step.role.clone(),
        after: step.after.iter().map(Ref::to_string).collect(),
        when: conditions(&step.when),
        requires: conditions(&step.requires),
        deadlines: step.deadlines.iter().map(rule).collect(),
        outcomes: step.outcomes.iter().map(|outcome| outcome.id.clone()).collect(),
        optional: step.optional,
        mandatory: step.mandatory,
        closed_by: step.act.map(|act| act.word()),
        forms: step.forms.clone(),
        letters: step.letters.clone(),
        phrases: step.phrases.clone(),
        help: step.help.clone(),
        source: step.source.clone(),
    }
}

/// What is asked of a rule.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RuleAsked {
    /// Day 0; for an age it is the birthday.
    after: Day,
    /// The rule in the grammar of content files: `7 arbejdsdage`, `4 uger`, `3 måneder før fyldt 18 år`.
    #[param(example = "7 arbejdsdage")]
    rule: String,
    /// When the last day is a day off; `none` unless given.
    #[param(inline)]
    roll: Option<RollTo>,
    /// How the letter is sent: the rule then counts from presumed receipt, and `after` is the day of sending.
    #[param(inline)]
    channel: Option<SentBy>,
    /// Who must act; decides how "hverdage" is read. `authority` unless given.
    #[param(inline)]
    actor: Option<ActsBy>,
}

/// A date with its reasons.
#[derive(Serialize, ToSchema)]
struct CountedDeadline {
    /// The date.
    due: Day,
    /// The rule as understood.
    rule: String,
    /// The date before it was moved past days off.
    unrolled: Day,
    /// The working day to warn on.
    warn_on: Option<Day>,
    /// Days that did not count, earliest first, and after them those it was moved past.
    skipped: Vec<SkippedDay>,
    /// Presumed receipt, when a channel was given.
    received: Option<PresumedReceipt>,
}

/// The day a letter is presumed received.
#[derive(Serialize, ToSchema)]
struct PresumedReceipt {
    /// The day.
    on: Day,
    /// Days that did not count.
    skipped: Vec<SkippedDay>,
}

/// Counts a rule from a day
///
/// By the municipality's own calendar, with every day that did not count.
#[utoipa::path(get, path = "/api/v1/deadline", tag = "toolbox", params(RuleAsked),
    responses((status = 200, body = DeadlineAnswer)))]
async fn count_deadline(Reader { app, .. }: Reader, Ask(asked): Ask<RuleAsked>) -> Answer<Json<DeadlineAnswer>> {
    let question = Question {
        after: asked.after.0,
        rule: asked.rule,
        roll: asked.roll.map_or(Roll::None, Into::into),
        channel: asked.channel.map(Into::into),
        actor: asked.actor.map_or(domain::deadline::Actor::Authority, Into::into),
    };
    let answered = app::deadline::ask(&app, &question).map_err(|why| not_counted(&why))?;
    let deadline = CountedDeadline {
        due: Day(answered.counted.due),
        rule: answered.rule,
        unrolled: Day(answered.counted.unrolled),
        warn_on: day(answered.counted.warn_on),
        skipped: skipped(&answered.counted),
        received: answered
            .received
            .map(|received| PresumedReceipt { on: Day(received.due), skipped: skipped(&received) }),
    };
    Ok(Json(DeadlineAnswer { deadline }))
}

fn not_counted(why: &NotCounted) -> Failure {
    let (code, detail) = match why {
        NotCounted::Unreadable(text) => ("rule_unreadable", text.clone()),
        NotCounted::Soon => {
            ("rule_without_length", "\"Snarest\" giver ingen dato. Skriv en regel med en længde.".into())
        }
        NotCounted::NoSetting(id) => {
            ("setting_without_length", format!("Indstillingen \"{id}\" har ingen længde den dag. Skriv længden selv."))
        }
        NotCounted::Hours => {
            ("rule_in_hours", "Timer regnes fra et klokkeslæt. Spørg om en regel i dage eller længere.".into())
        }
        NotCounted::AgeFromLetter => {
            ("age_from_letter", "En alder regnes fra fødselsdagen og ikke fra et brev. Udelad channel.".into())
        }
    };
    problem::fault(StatusCode::UNPROCESSABLE_ENTITY, code, &detail)
}
