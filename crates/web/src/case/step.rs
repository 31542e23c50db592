//! The page of a step (trin): how we do it, what belongs to it, when it is due and why, and how it ended.

use super::overview::{self, Happened};
use super::{Head, Place, SEE, WORK, links};
use crate::error::{Failure, Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Deadline, Field, Hidden, Icon, Prose, Summary, icon};
use crate::questionnaire::Explanation;
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{self, Wording, danish};
use app::App;
use app::case::{CourseView, View};
use app::progress::{AtStep, MarkDone};
use app::{Reason, Refused, StepRefused};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::ids::{CaseId, CourseId};
use domain::letter::{LetterState, Occasion};
use domain::procedure::{Condition, Step};
use serde::Deserialize;

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sager/{id}/trin/{course}/{step}", SEE, show)
        .post("/sager/{id}/trin/{course}/{step}", WORK, mark_done)
        .post("/sager/{id}/trin/{course}/{step}/spring-over", WORK, leave_out)
        .post("/sager/{id}/trin/{course}/{step}/frist", WORK, set_deadline)
        .post("/sager/{id}/trin/{course}/{step}/fejl", WORK, annul)
}

/// A step of a course of a case, from the path.
struct At {
    case: CaseId,
    course: CourseId,
    step: String,
}

impl<S: Send + Sync> FromRequestParts<S> for At {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let not_found = || Failure::from(Fault::new(StatusCode::NOT_FOUND, "not_found"));
        let path = axum::extract::Path::<(String, String, String)>::from_request_parts(parts, state).await;
        let axum::extract::Path((case, course, step)) = path.map_err(|_| not_found())?;
        let case = case.parse().map_err(|_| not_found())?;
        let course = course.parse().map_err(|_| not_found())?;
        Ok(At { case, course, step })
    }
}

impl At {
    fn path(&self) -> String {
        format!("/sager/{}/trin/{}/{}", self.case, self.course, self.step)
    }
}

#[derive(Template)]
#[template(path = "case/step.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    case: CaseId,
    path: String,
    title: String,
    state: String,
    role: String,
    source: Option<String>,
    optional: bool,
    mandatory: bool,
    help: Option<Prose>,
    things: Vec<Thing>,
    act: Option<(String, String)>,
    makes: Vec<Makes>,
    closes: Option<&'static str>,
    blocked: Vec<String>,
    deadlines: Vec<Deadline>,
    history: Vec<Happened>,
    /// Numbers of what may be taken back as a mistake.
    may_be_mistakes: Vec<u32>,
    mistake: Mistake,
    mistake_errors: Errors,
    sees: Option<String>,
    mark: Option<Mark>,
    /// The step is for other roles than the reader's.
    only_for: Option<String>,
    /// Why the form that proposes an outcome points where it does.
    why: Option<Explanation>,
    leave: Leave,
    may_set_date: bool,
    done: Done,
    done_errors: Errors,
    skip: Skip,
    skip_errors: Errors,
    date: NewDate,
    date_errors: Errors,
    none: Errors,
}

/// Something that belongs to the step: a form, a letter, a guide, a phrase.
struct Thing {
    icon: Icon,
    what: &'static str,
    title: String,
    path: String,
    note: String,
}

/// A letter that can be made here.
struct Makes {
    /// Its kind, as the page of documents takes it.
    kind: &'static str,
    title: String,
    /// A letter of delay asks for the reason and the new date.
    delay: bool,
}

/// The form that marks the step as done.
struct Mark {
    outcomes: Vec<Choice>,
    elements: Vec<Choice>,
    asks_date: Option<String>,
}

/// Whether the step may be left out.
enum Leave {
    May,
    MayNot(String),
    Nothing,
}

async fn show(desk: Desk, at: At) -> Page {
    page(&read(&desk, &at).await?)
}

async fn read(desk: &Desk, at: &At) -> Result<Show, Failure> {
    let (view, looked) = app::case::show_step(&desk.app, &desk.actor, at.case, at.course, &at.step).await?;
    let course = view.courses.iter().find(|course| course.id == at.course).ok_or(Refused::NotFound)?;
    let step = course.procedure.step(&at.step).ok_or(Refused::NotFound)?;
    let may_work = view.may.work && view.file.case.closed_on.is_none();
    let works = may_work && looked.is_open;
    let todos = || course.todos.iter().filter(|todo| todo.step == step.id);
    let dues = todos().flat_map(|todo| &todo.all_due);
    let app = &desk.app;
    Ok(Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(app, &view, Place::Course),
        number: view.file.case.number.to_string(),
        case: at.case,
        path: at.path(),
        title: step.title.clone(),
        state: course.states.get(&step.id).map(Wording::danish).unwrap_or_default(),
        role: app.content.role(&step.role).map_or_else(|| step.role.clone(), |role| role.title.clone()),
        source: step.source.clone(),
        optional: step.optional,
        mandatory: step.mandatory,
        help: step.help.as_ref().map(|help| Prose::of(&paragraphs(help), 3)),
        things: things(desk, &view, step),
        act: links::act_of(&view, step)
            .or_else(|| written_elsewhere(desk, &view, step))
            .filter(|_| works && looked.blocked.is_empty() && looked.only_for.is_none()),
        makes: if works { makes(desk, &view, step) } else { Vec::new() },
        closes: step.act.filter(|act| *act != domain::words::Act::FollowUp).map(wording::act),
        blocked: looked.blocked.iter().map(|block| overview::blocked(course, block)).collect(),
        deadlines: dues.map(|due| Deadline::at(due, view.today, view.now)).collect(),
        history: overview::drawn_step(course, &step.id),
        may_be_mistakes: if may_work { looked.may_be_mistakes.clone() } else { Vec::new() },
        mistake: Mistake::default(),
        mistake_errors: Errors::default(),
        sees: step.citizen_sees.clone(),
        only_for: looked.only_for.as_ref().filter(|_| works).map(Wording::danish),
        why: why(desk, &view, step).await?,
        leave: leave(&looked, works),
        may_set_date: works,
        done: Done {
            dag: date_value(view.today),
            udfald: match looked.proposed.as_slice() {
                [only] => only.clone(),
                _ => String::new(),
            },
            ..Done::default()
        },
        done_errors: Errors::default(),
        skip: Skip::default(),
        skip_errors: Errors::default(),
        date: NewDate::default(),
        date_errors: Errors::default(),
        none: Errors::default(),
        mark: (works && looked.can_be_marked && looked.blocked.is_empty())
            .then(|| mark(app, &view, course, step, &looked)),
    })
}

/// Why the form that proposes one of the step's outcomes points where it does, once it is filled in.
async fn why(desk: &Desk, view: &View<'_>, step: &Step) -> Result<Option<Explanation>, Failure> {
    let proposing = step.outcomes.iter().flat_map(|outcome| &outcome.proposed_by).find_map(|by| match by {
        Condition::FormResult(form, _) => Some(form),
        _ => None,
    });
    let Some(form) = proposing.filter(|form| view.file.forms.contains_key(*form)) else { return Ok(None) };
    let shown = app::form::show(&desk.app, &desk.actor, view.file.case.id, form).await?;
    let Some(last) = shown.filled.first() else { return Ok(None) };
    let age = view.file.citizen.age_on(last.filled_on);
    let reasons = app::screening::explained(&desk.app, last.form, &last.answers, age, last.filled_on);
    Ok(Some(Explanation::of(&desk.app, reasons, &last.results, age)))
}

/// Lines of the file are paragraphs of their own.
fn paragraphs(help: &str) -> String {
    help.trim().lines().collect::<Vec<_>>().join("\n\n")
}

fn things(desk: &Desk, view: &View<'_>, step: &Step) -> Vec<Thing> {
    let content = &desk.app.content;
    let forms = step.forms.iter().filter_map(|id| content.questionnaire(id, view.today)).map(|form| Thing {
        icon: icon("assignment"),
        what: "Skema",
        title: form.title.clone(),
        path: links::form_path(view, &form.id, form.kept_in.as_deref()),
        note: if view.file.forms.contains_key(&form.id) { "udfyldt".into() } else { String::new() },
    });
    let letters = view.letters.iter().filter(|letter| step.letters.contains(&letter.template)).map(|letter| Thing {
        icon: icon("email"),
        what: "Brev",
        title: letter.title.clone(),
        path: format!("/sager/{}/breve/{}", view.file.case.id, letter.id),
        note: letter.state.danish(),
    });
    let phrases = step.phrases.iter().filter_map(|id| content.phrase(id, view.today)).map(|phrase| Thing {
        icon: icon("chat"),
        what: "Notat",
        title: phrase.title.clone(),
        path: format!("/sager/{}/journal?frase={}#notat", view.file.case.id, phrase.id),
        note: String::new(),
    });
    let guides = step.guides.iter().filter_map(|id| content.guide(id)).map(|guide| Thing {
        icon: icon("help"),
        what: "Vejledning",
        title: guide.title.clone(),
        path: format!("/vaerktoejskasse/vejledninger/{}", guide.id),
        note: String::new(),
    });
    forms.chain(letters).chain(phrases).chain(guides).collect()
}

/// The page where the step's letter is written: one that asks for what the case does not know, or one to who notified.
fn written_elsewhere(desk: &Desk, view: &View<'_>, step: &Step) -> Option<(String, String)> {
    let case = view.file.case.id;
    let letters = step.letters.iter().filter_map(|id| desk.app.content.letter(id, view.today));
    letters.into_iter().find_map(|letter| {
        let path = match letter.occasion {
            Occasion::NotificationReceipt | Occasion::NotificationFeedback => format!("/sager/{case}/underretning"),
            occasion if occasion.is_made_by_hand() => format!("/sager/{case}/brev?brev={}", letter.id),
            _ => return None,
        };
        Some(("Skriv brevet".to_string(), path))
    })
}

/// Letters of the step that are made by themselves; the others come from the page of their act.
fn makes(desk: &Desk, view: &View<'_>, step: &Step) -> Vec<Makes> {
    let drafted = |id: &str| {
        view.letters.iter().any(|letter| letter.template == id && matches!(letter.state, LetterState::Drafted))
    };
    let of_outcomes = step.outcomes.iter().flat_map(|outcome| &outcome.letters);
    step.letters
        .iter()
        .chain(of_outcomes)
        .filter(|id| !drafted(id))
        .filter_map(|id| desk.app.content.letter(id, view.today))
        .filter_map(|letter| {
            let kind = match letter.occasion {
                Occasion::Receipt => "kvittering",
                Occasion::Delay => "forsinkelse",
                _ => return None,
            };
            Some(Makes { kind, title: letter.title.clone(), delay: letter.occasion == Occasion::Delay })
        })
        .collect()
}

fn leave(looked: &AtStep, works: bool) -> Leave {
    match &looked.not_left_out {
        _ if !works => Leave::Nothing,
        None => Leave::May,
        Some(StepRefused::NotOpen) => Leave::Nothing,
        Some(why) => Leave::MayNot(why.danish()),
    }
}

fn mark(app: &App, view: &View<'_>, course: &CourseView<'_>, step: &Step, looked: &AtStep) -> Mark {
    let title = |id: &String| step.outcome(id).map_or(id.as_str(), |outcome| &outcome.title).to_string();
    let hint = |id: &String| {
        let outcome = step.outcome(id);
        let back = outcome.and_then(|outcome| outcome.back_to.as_ref()).and_then(|id| course.procedure.step(id));
        let mut said: Vec<String> = Vec::new();
        said.extend(looked.proposed.contains(id).then(|| "Foreslået ud fra det, der er svaret.".to_string()));
        said.extend(back.map(|step| format!("Sagen går tilbage til »{}«.", step.title)));
        said.extend(outcome.filter(|outcome| outcome.needs_reason).map(|_| "Kræver en begrundelse.".to_string()));
        said.extend(outcome.filter(|outcome| outcome.ends).map(|_| "Forløbet slutter.".to_string()));
        let next = outcome.and_then(|outcome| outcome.starts.as_ref()).map(|starts| &starts.procedure);
        let next = next.and_then(|id| app.content.procedure(id, view.today));
        said.extend(next.map(|procedure| format!("Så begynder »{}«.", procedure.title)));
        said.join(" ")
    };
    let todos = course.todos.iter().filter(|todo| todo.step == step.id);
    let elements = todos.filter_map(|todo| todo.element.as_ref()).map(|id| {
        let person = view.file.people().find(|person| person.id.to_string() == *id);
        let grant = view.file.grants.iter().find(|grant| grant.id.to_string() == *id);
        let grant = grant.map(|grant| format!("Bevilling fra {}", danish::date_plain(grant.from)));
        Choice::new(id, person.map(|person| person.name.clone()).or(grant).unwrap_or_else(|| id.clone()))
    });
    Mark {
        outcomes: looked.by_hand.iter().map(|id| Choice::new(id, title(id)).hint(hint(id))).collect(),
        elements: elements.collect(),
        asks_date: step.date.as_ref().map(|asked| asked.title.clone()),
    }
}

/// The step is done.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Done {
    om: String,
    udfald: String,
    dag: String,
    dato: String,
    grund: String,
}

async fn mark_done(desk: Desk, at: At, Form(typed): Form<Done>) -> Page {
    let mut check = Check::new();
    let day = check.date("dag", &typed.dag);
    let asked = check.optional_date("dato", &typed.dato);
    let reason = check.optional_text("grund", &typed.grund);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => {
            let filled = |text: &str| (!text.is_empty()).then(|| text.to_string());
            let (element, outcome) = (filled(&typed.om), filled(&typed.udfald));
            let (course, step, reason) = (Some(at.course), at.step.clone(), filled(&reason));
            let order = MarkDone { course, step, element, day, outcome, asked, reason, ..MarkDone::default() };
            match once(app::progress::mark_done(&desk.app, &desk.actor, at.case, order).await) {
                Ok(()) => return Ok(done(&format!("/sager/{}", at.case), "Trinnet er markeret som gjort.")),
                Err(Refused::Because(Reason::Step(why))) => Errors::one(field_of(&why), why.danish()),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
    };
    page_again(&Show { done: typed, done_errors: errors, ..read(&desk, &at).await? })
}

fn field_of(why: &StepRefused) -> &'static str {
    match why {
        StepRefused::OutcomeMissing | StepRefused::ClosedByAct(_) => "udfald",
        StepRefused::DateMissing => "dato",
        StepRefused::ReasonMissing => "grund",
        StepRefused::InTheFuture => "dag",
        StepRefused::Unknown
        | StepRefused::NotOpen
        | StepRefused::OtherRole(_)
        | StepRefused::Blocked(_)
        | StepRefused::Mandatory
        | StepRefused::OutcomesFollow
        | StepRefused::StandsOnAct
        | StepRefused::BeganAnother => "",
    }
}

/// The step is left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Skip {
    hvorfor: String,
}

async fn leave_out(desk: Desk, at: At, Form(typed): Form<Skip>) -> Page {
    let mut check = Check::new();
    let reason = check.text("hvorfor", &typed.hvorfor);
    let errors = match check.errors() {
        Some(errors) => errors,
        None => {
            let (app, actor) = (&desk.app, &desk.actor);
            match once(app::progress::leave_out(app, actor, at.case, Some(at.course), &at.step, &reason).await) {
                Ok(()) => return Ok(done(&format!("/sager/{}", at.case), "Trinnet er sprunget over.")),
                Err(Refused::Because(reason)) => Errors::one("hvorfor", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
    };
    page_again(&Show { skip: typed, skip_errors: errors, ..read(&desk, &at).await? })
}

/// A date is set by hand.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewDate {
    frist: String,
    aarsag: String,
}

async fn set_deadline(desk: Desk, at: At, Form(typed): Form<NewDate>) -> Page {
    let mut check = Check::new();
    let day = check.date("frist", &typed.frist);
    let reason = check.text("aarsag", &typed.aarsag);
    let errors = match (check.errors(), day) {
        (None, Some(day)) => {
            let (app, actor) = (&desk.app, &desk.actor);
            match once(app::progress::set_deadline(app, actor, at.case, at.course, &at.step, day, &reason).await) {
                Ok(()) => return Ok(done(&at.path(), "Fristen er sat. Den gamle står ved siden af.")),
                Err(Refused::Because(Reason::Step(StepRefused::DateMissing))) => {
                    Errors::one("frist", "Dagen er gået. Vælg i dag eller senere.")
                }
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&Show { date: typed, date_errors: errors, ..read(&desk, &at).await? })
}

/// What is taken back as a mistake, and why.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Mistake {
    nr: u32,
    fejl: String,
}

impl Mistake {
    /// The field of the reason, on the line it is about.
    fn field(&self, nr: u32, errors: &Errors) -> Field {
        let none = Errors::default();
        let (typed, errors) = if self.nr == nr { (self.fejl.as_str(), errors) } else { ("", &none) };
        Field::text(&format!("fejl-{nr}"), "Hvad var forkert?", typed, errors)
            .named("fejl")
            .rows(2)
            .hint("Kommer i journalen. Linjen bliver stående, men tæller ikke.")
    }

    fn is_open(&self, nr: u32, errors: &Errors) -> bool {
        self.nr == nr && !errors.is_empty()
    }
}

async fn annul(desk: Desk, at: At, Form(typed): Form<Mistake>) -> Page {
    let mut check = Check::new();
    let reason = check.text("fejl", &typed.fejl);
    let errors = match check.errors() {
        Some(errors) => Errors::one(format!("fejl-{}", typed.nr), errors.of("fejl").unwrap_or_default()),
        None => {
            let (app, actor) = (&desk.app, &desk.actor);
            match once(app::progress::annul(app, actor, at.case, at.course, &at.step, typed.nr, &reason).await) {
                Ok(()) => return Ok(done(&at.path(), "Fejlen er taget tilbage. Den står stadig i historikken.")),
                Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
                Err(other) => return Err(other.into()),
            }
        }
    };
    page_again(&Show { mistake: typed, mistake_errors: errors, ..read(&desk, &at).await? })
}
