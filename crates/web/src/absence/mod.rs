//! Fravær: a leader registers who is away and who stands in, and when they are back.

use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Empty, Field, Hidden, Summary};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{self, Wording, danish};
use app::absence::{Cases, Page as Found, Row};
use app::{App, Reason, Refused};
use askama::Template;
use domain::absence::{NotRegistered, Wanted, Why};
use domain::access::{Action, Object};
use domain::ids::AbsenceId;
use domain::staff::Staff;
use jiff::civil::Date;
use serde::Deserialize;

const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);
const HOME: &str = "/holdet/fravaer";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get(HOME, LEADS, show).post(HOME, LEADS, register).post("/holdet/fravaer/{absence}/slut", LEADS, end)
}

#[derive(Template)]
#[template(path = "absence/show.html")]
struct Show {
    frame: Frame,
    rows: Vec<RowView>,
    who: Choices,
    from: Field,
    until: Field,
    why: Choices,
    deputy: Choices,
    cases: Choices,
    errors: Errors,
}

/// An absence with the form that ends it.
struct RowView {
    who: String,
    days: String,
    why: String,
    deputy: String,
    registered: String,
    today: bool,
    version: i64,
    path: String,
    back: Field,
    button: &'static str,
}

/// An absence as typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    hvem: String,
    fra: String,
    til: String,
    aarsag: String,
    stedfortraeder: String,
    sager: String,
}

/// The day somebody is back.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Back {
    version: i64,
    dag: String,
}

async fn show(desk: Desk) -> Page {
    page(&view(&desk, None, None, Errors::default()).await?)
}

/// The page, with what was typed in the form on top, or for the end of one absence.
async fn view(
    desk: &Desk,
    typed: Option<Typed>,
    back: Option<(AbsenceId, Back)>,
    errors: Errors,
) -> Result<Show, Failure> {
    let found = app::absence::list(&desk.app, &desk.actor).await?;
    let typed = typed.unwrap_or_else(|| Typed { fra: found.today.to_string(), ..Typed::default() });
    // The day back stands once in each row, so its error names the row.
    let row = back.as_ref().and_then(|(id, _)| found.rows.iter().position(|row| row.absence.id == *id));
    let errors = match (row, errors.of("dag")) {
        (Some(nr), Some(error)) => Errors::one(format!("dag-{nr}"), error),
        _ => errors,
    };
    let named = |staff: &Staff| Choice::new(staff.id.to_string(), named(&desk.app, staff));
    let who: Vec<Choice> = found.colleagues.iter().map(named).collect();
    let deputies: Vec<Choice> = found.deputies.iter().map(named).collect();
    let reasons: Vec<Choice> = Why::ALL.iter().map(|why| Choice::new(Wording::code(why), why.danish())).collect();
    Ok(Show {
        frame: desk.frame(Here::Absence),
        rows: rows(&found, back.as_ref(), &errors),
        who: Choices::select("hvem", "Hvem er fraværende?", &who, &typed.hvem, &errors),
        from: Field::date("fra", "Første dag", &typed.fra, &errors),
        until: Field::date("til", "Sidste dag", &typed.til, &errors)
            .optional()
            .hint("Lad feltet stå tomt, når du ikke ved det endnu."),
        why: Choices::radios("aarsag", "Hvorfor?", &reasons, &typed.aarsag, &errors)
            .hint("Ikke andet end ordet. Det ses kun her, af ledere."),
        deputy: Choices::select("stedfortraeder", "Stedfortræder", &deputies, &typed.stedfortraeder, &errors)
            .optional()
            .hint("Kan godkende det, den fraværende kunne, men aldrig sit eget udkast. Uden et navn gælder planen."),
        cases: Choices::radios("sager", "Hvad sker der med de åbne sager?", &passing(), &typed.sager, &errors)
            .optional()
            .hint("Vælger du ikke, går de videre ved sygdom og bliver ellers. Ingen frist flytter sig."),
        errors,
    })
}

/// What becomes of the open cases.
fn passing() -> [Choice; 2] {
    [
        Choice::new(
            "videre",
            "De går til stedfortræderen fra første dag, eller til lederen, og kommer tilbage bagefter",
        ),
        Choice::new("bliver", "De bliver hos den fraværende"),
    ]
}

/// "Henrik Vadsted, leder i Børnehandicap".
fn named(app: &App, staff: &Staff) -> String {
    let roles: Vec<String> = staff.roles.iter().map(|role| wording::role(*role).to_string()).collect();
    let department = app.content.department(&staff.department).map_or("", |department| department.title.as_str());
    format!("{}, {} i {department}", staff.name, wording::listed(&roles))
}

fn rows(found: &Found, back: Option<&(AbsenceId, Back)>, errors: &Errors) -> Vec<RowView> {
    let row = |(nr, row): (usize, &Row)| {
        let absence = &row.absence;
        let here = back.filter(|(id, _)| *id == absence.id);
        let begun = absence.from <= found.today;
        let suggested = if begun { found.today } else { absence.from };
        let typed = here.map_or_else(|| suggested.to_string(), |(_, back)| back.dag.clone());
        RowView {
            who: row.who.clone(),
            days: format!("Fra {} {}", danish::date_short(absence.from), danish::until(absence.until)),
            why: absence.why.danish(),
            deputy: row.deputy.clone().unwrap_or_else(|| "ingen valgt; planen gælder".into()),
            registered: format!("Registreret af {} {}", row.registered_by, danish::instant(absence.registered_at)),
            today: absence.covers(found.today),
            version: absence.version,
            path: format!("{HOME}/{}/slut", absence.id),
            back: Field::date(&format!("dag-{nr}"), "Tilbage den", &typed, errors).named("dag"),
            button: if begun { "Er tilbage" } else { "Aflys eller afkort" },
        }
    };
    found.rows.iter().enumerate().map(row).collect()
}

async fn register(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let wanted = match read(&typed) {
        Ok(wanted) => wanted,
        Err(errors) => return page_again(&view(&desk, Some(typed), None, errors).await?),
    };
    let cases = match typed.sager.as_str() {
        "videre" => Cases::PassOn,
        "bliver" => Cases::Stay,
        _ => Cases::suggested(wanted.why),
    };
    let errors = match app::absence::register_with(&desk.app, &desk.actor, wanted, cases).await {
        Ok(_) | Err(Refused::Replayed(_)) if cases == Cases::PassOn => {
            return Ok(done(HOME, "Fraværet er registreret, og de åbne sager går videre. Se Sagsbehandlerskift."));
        }
        Ok(_) | Err(Refused::Replayed(_)) => return Ok(done(HOME, "Fraværet er registreret.")),
        Err(Refused::Because(Reason::Handover(why))) => Errors::one("stedfortraeder", why.danish()),
        Err(Refused::Because(Reason::Absence(why))) => Errors::one(field(why), why.danish()),
        // Somebody who is not on the page's own list.
        Err(Refused::NotFound) => Errors::one("hvem", "Vælg en af mulighederne."),
        Err(other) => return Err(other.into()),
    };
    page_again(&view(&desk, Some(typed), None, errors).await?)
}

fn read(typed: &Typed) -> Result<Wanted, Errors> {
    let mut check = Check::new();
    let staff = check.id("hvem", &typed.hvem);
    let from: Option<Date> = check.date("fra", &typed.fra);
    let until = check.optional_date("til", &typed.til);
    let why = check.choice("aarsag", &typed.aarsag, Why::from_code);
    let deputy = match typed.stedfortraeder.trim() {
        "" => None,
        chosen => check.id("stedfortraeder", chosen),
    };
    match (check.errors(), staff, from, why) {
        (None, Some(staff), Some(from), Some(why)) => Ok(Wanted { staff, from, until, why, deputy }),
        (errors, ..) => Err(errors.unwrap_or_default()),
    }
}

/// The field a refusal is about.
fn field(why: NotRegistered) -> &'static str {
    match why {
        NotRegistered::EndsBeforeItBegins => "til",
        NotRegistered::AwayAlready { .. } => "fra",
        NotRegistered::OwnDeputy
        | NotRegistered::DeputyOpensNoCases
        | NotRegistered::DeputyAway { .. }
        | NotRegistered::DeputyForOneAbove => "stedfortraeder",
        NotRegistered::OverAlready | NotRegistered::LaterThanRegistered => "dag",
    }
}

async fn end(desk: Desk, Id(absence): Id<AbsenceId>, Form(back): Form<Back>) -> Page {
    let mut check = Check::new();
    let day = check.date("dag", &back.dag);
    let errors = match (check.errors(), day) {
        (None, Some(day)) => match app::absence::end(&desk.app, &desk.actor, absence, back.version, day).await {
            Ok(()) | Err(Refused::Replayed(_)) => return Ok(done(HOME, "Fraværet er afsluttet.")),
            Err(Refused::Because(Reason::Absence(why))) => Errors::one("dag", why.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    page_again(&view(&desk, None, Some((absence, back)), errors).await?)
}
