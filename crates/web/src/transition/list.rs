//! The school's list: chosen, looked through row by row, and taken in as a whole; and pupils nobody knows.

use super::{HOME, IMPORTS, path};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Errors, Form, Id, Upload, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Empty, Field, Hidden, Summary, Tick, Tone};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use app::transition::{self as act, Adds, Basis, Import, Preview, PreviewRow};
use app::{Outcome, Reason, Refused, Resource};
use askama::Template;
use domain::people::Protection;
use domain::school_list::NotImported;
use domain::shared::LegalBasis;
use domain::transition::NotDone;
use serde::Deserialize;
use uuid::Uuid;

const LIST: &str = "/overgang/liste";
/// What one chooses when a list rests on consent.
const CONSENT: &str = "samtykke";

/// Its routes.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(LIST, IMPORTS, show)
        .upload(LIST, IMPORTS, upload)
        .get("/overgang/liste/{list}", IMPORTS, preview)
        .post("/overgang/liste/{list}/hent", IMPORTS, import)
        .post("/overgang/liste/{list}/fortryd", IMPORTS, forget)
        .post("/overgang/ukendt/{row}/med", IMPORTS, begins)
        .post("/overgang/ukendt/{row}/henvendelse", IMPORTS, enquiry)
        .post("/overgang/ukendt/{row}/ikke", IMPORTS, left_out)
}

#[derive(Template)]
#[template(path = "transition/lists.html")]
struct Lists {
    frame: Frame,
    taken_in: Vec<TakenIn>,
    unknown: Vec<Unknown>,
    empty: Empty,
    typed: Choosing,
    errors: Errors,
}

struct TakenIn {
    when: String,
    by: String,
    basis: String,
    words: String,
    counted: String,
}

struct Unknown {
    id: Uuid,
    name: String,
    cpr: String,
    school: String,
    delete_on: String,
}

/// What is chosen about a pupil nobody knows; the row says where a mistake is shown.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Choosing {
    beskyttet: String,
    grund: String,
    #[serde(skip)]
    row: Option<Uuid>,
}

impl Lists {
    fn reason(&self, row: &Uuid) -> Field {
        let text = if self.typed.row == Some(*row) { self.typed.grund.as_str() } else { "" };
        let field = Field::text(&reason_of(*row), "Hvorfor ikke?", text, &self.errors).named("grund");
        field.rows(2).hint("Teksten ligger krypteret, til rækken slettes.")
    }
}

/// The field of the reason stands once for each pupil.
fn reason_of(row: Uuid) -> String {
    format!("grund-{row}")
}

async fn show(desk: Desk) -> Page {
    page(&view(&desk, Choosing::default(), Errors::default()).await?)
}

async fn view(desk: &Desk, typed: Choosing, errors: Errors) -> Result<Lists, Failure> {
    let found = act::lists(&desk.app, &desk.actor).await?;
    let provision = |id: &String| {
        let known = desk.app.content.legal_bases.iter().find(|basis| basis.id == *id);
        known.map_or_else(|| id.clone(), |basis| basis.paragraph.clone())
    };
    Ok(Lists {
        frame: desk.frame(Here::Transition),
        taken_in: found
            .taken_in
            .iter()
            .map(|list| TakenIn {
                when: danish::date_plain(list.imported_on),
                by: list.imported_by.clone(),
                basis: list.basis.as_ref().map_or_else(|| "Samtykke".to_string(), provision),
                words: list.words.clone(),
                counted: match list.left_out {
                    0 => counted(u64::from(list.pupils), "elev", "elever"),
                    left_out => format!(
                        "{}; {} udeladt",
                        counted(u64::from(list.pupils), "elev", "elever"),
                        counted(u64::from(left_out), "række", "rækker")
                    ),
                },
            })
            .collect(),
        unknown: found
            .unknown
            .iter()
            .map(|row| Unknown {
                id: row.id,
                name: row.pupil.name.clone(),
                cpr: row.pupil.cpr.masked(),
                school: format!("{}, {}. klasse", row.pupil.school, row.pupil.grade),
                delete_on: danish::date_plain(row.delete_on),
            })
            .collect(),
        empty: Empty {
            text: "Her står de lister, afdelingen har hentet ind, og hvad de hviler på. Filen selv gemmes ikke.".into(),
            act: None,
        },
        typed,
        errors,
    })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chosen {}

async fn upload(desk: Desk, upload: Upload<Chosen>) -> Page {
    let Chosen {} = upload.form;
    let said = |text: String| Errors::one("fil", text);
    let errors = match upload.files.as_slice() {
        [] => said("Vælg den fil, skolen har sendt.".into()),
        [file] => match act::upload(&desk.app, &upload.actor, &file.bytes).await {
            Ok(id) | Err(Refused::Replayed(Resource::SchoolList(id))) => {
                return Ok(done(&format!("{LIST}/{id}"), "Filen er læst. Intet er hentet ind endnu."));
            }
            Err(Refused::Because(reason)) => said(reason.danish()),
            Err(other) => return Err(other.into()),
        },
        _ => said("Vælg én fil ad gangen.".into()),
    };
    page_again(&view(&desk, Choosing::default(), errors).await?)
}

#[derive(Template)]
#[template(path = "transition/preview.html")]
struct Looked {
    frame: Frame,
    id: Uuid,
    taken_in: Option<Alert>,
    said: String,
    wrong: Vec<RowView>,
    good: Vec<RowView>,
    delete_on: String,
    basis: Choices,
    typed: Typed,
    errors: Errors,
}

struct RowView {
    line: u32,
    name: String,
    grade: String,
    wrong: Vec<String>,
    doubtful: bool,
    adds: &'static str,
}

/// What is said when a list is taken in.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    grundlag: String,
    ord: String,
    udelad: String,
}

async fn preview(desk: Desk, Id(id): Id<Uuid>) -> Page {
    let found = act::preview(&desk.app, &desk.actor, id).await?;
    page(&looked(&desk, &found, Typed::default(), Errors::default()))
}

fn looked(desk: &Desk, found: &Preview<'_>, typed: Typed, errors: Errors) -> Looked {
    let (wrong, good): (Vec<&PreviewRow>, Vec<&PreviewRow>) = found.rows.iter().partition(|row| !row.wrong.is_empty());
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let said = match wrong.len() {
        0 => format!("{}, og der er ikke noget galt med nogen.", counted(number(good.len()), "elev", "elever")),
        rows => format!(
            "{} kan hentes ind. Der er noget galt med {}.",
            counted(number(good.len()), "elev", "elever"),
            counted(number(rows), "række", "rækker")
        ),
    };
    let mut bases: Vec<Choice> = vec![
        Choice::new(CONSENT, "Samtykke fra forældrene eller den unge")
            .hint("Det er det, kommunens jurister anbefaler."),
    ];
    bases.extend(found.bases.iter().map(|basis| provision(basis)));
    let basis = Choices::radios("grundlag", "Hvad hviler listen på?", &bases, &typed.grundlag, &errors);
    Looked {
        frame: desk.frame(Here::Transition),
        id: found.id,
        taken_in: found.taken_in.map(|day| {
            let text = NotImported::TakenInAlready(day).danish();
            Alert::new(Tone::Info, "Listen er hentet ind før", text).link("Til listerne", LIST)
        }),
        said,
        wrong: wrong.into_iter().map(row_view).collect(),
        good: good.into_iter().map(row_view).collect(),
        delete_on: danish::date_plain(found.delete_on),
        basis,
        typed,
        errors,
    }
}

fn provision(basis: &LegalBasis) -> Choice {
    let confirmed = if basis.to_be_confirmed { " (skal bekræftes)" } else { "" };
    Choice::new(basis.id.clone(), format!("{}: {}{confirmed}", basis.paragraph, basis.title)).hint(basis.when.clone())
}

fn row_view(row: &PreviewRow) -> RowView {
    RowView {
        line: row.line,
        name: if row.name.is_empty() { "Uden navn".into() } else { row.name.clone() },
        grade: row.grade.map(|grade| format!("{grade}. klasse")).unwrap_or_default(),
        wrong: row.wrong.iter().map(|(column, wrong)| format!("{}: {}", column.danish(), wrong.danish())).collect(),
        doubtful: row.doubtful,
        adds: match row.adds {
            None => "",
            Some(Adds::Track) => "Kendt her: kommer på tavlen",
            Some(Adds::School) => "På tavlen: skole og klasse skrives på",
            Some(Adds::Nothing) => "På tavlen: intet nyt",
            Some(Adds::Unknown) => "Ikke kendt: gemmes krypteret, til der er taget stilling",
            Some(Adds::UnknownAlready) => "Ikke kendt, og står på en tidligere liste: intet nyt",
            Some(Adds::Adult) => "Fyldt 18 år: springes over",
        },
    }
}

async fn import(desk: Desk, Id(id): Id<Uuid>, Form(typed): Form<Typed>) -> Page {
    let basis = match typed.grundlag.as_str() {
        "" => None,
        CONSENT => Some(Basis::Consent(typed.ord.clone())),
        law => Some(Basis::Law { id: law.to_string(), because: typed.ord.clone() }),
    };
    let Some(basis) = basis else {
        return looked_again(&desk, id, typed, Errors::one("grundlag", NotImported::NoBasis.danish())).await;
    };
    let order = Import { basis, leave_out: (typed.udelad == "ja").into() };
    match act::import(&desk.app, &desk.actor, id, order).await {
        Ok(made) if 0 < made.unknown => Ok(done(
            &format!("{LIST}#ukendte"),
            "Listen er hentet ind. Nogle af eleverne kender vi ikke. Tag stilling til dem her.",
        )),
        Ok(_) => Ok(done(HOME, "Listen er hentet ind. De unge står på tavlen.")),
        Err(Refused::Replayed(_)) => Ok(done(LIST, "Listen er hentet ind.")),
        Err(Refused::Because(reason)) => {
            let field = match &reason {
                Reason::NotImported(NotImported::RowsWrong(_)) => "udelad",
                Reason::NotImported(NotImported::NoBasis) => "grundlag",
                Reason::NotImported(NotImported::BasisWithoutWords) => "ord",
                _ => "",
            };
            looked_again(&desk, id, typed, Errors::one(field, reason.danish())).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn looked_again(desk: &Desk, id: Uuid, typed: Typed, errors: Errors) -> Page {
    let found = act::preview(&desk.app, &desk.actor, id).await?;
    page_again(&looked(desk, &found, typed, errors))
}

async fn forget(desk: Desk, Id(id): Id<Uuid>, Form(Chosen {}): Form<Chosen>) -> Page {
    once(act::forget(&desk.app, &desk.actor, id).await)?;
    Ok(done(LIST, "Filen er smidt væk. Intet er hentet ind."))
}

fn protection(typed: &Choosing) -> Protection {
    if typed.beskyttet == "ja" { Protection::Protected } else { Protection::None }
}

/// What came of an act on a pupil nobody knows.
async fn answer<T>(
    desk: &Desk,
    row: Uuid,
    typed: Choosing,
    outcome: Outcome<T>,
    to: impl Fn(&T) -> (String, &'static str),
) -> Page {
    match outcome {
        Ok(made) => {
            let (path, notice) = to(&made);
            Ok(done(&path, notice))
        }
        Err(Refused::Replayed(made)) => Ok(done(&crate::error::place(&made), "Det er gjort.")),
        Err(Refused::Because(reason)) => {
            let field =
                if matches!(reason, Reason::Transition(NotDone::NoReason)) { reason_of(row) } else { String::new() };
            let errors = Errors::one(field, reason.danish());
            page_again(&view(desk, Choosing { row: Some(row), ..typed }, errors).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn begins(desk: Desk, Id(row): Id<Uuid>, Form(typed): Form<Choosing>) -> Page {
    let outcome = act::pupil_begins(&desk.app, &desk.actor, row, protection(&typed)).await;
    let to =
        |id: &domain::ids::TransitionId| (path(*id), "Den unge er oprettet og fundet. Tag stilling til overgangen.");
    answer(&desk, row, typed, outcome, to).await
}

async fn enquiry(desk: Desk, Id(row): Id<Uuid>, Form(typed): Form<Choosing>) -> Page {
    let outcome = act::pupil_enquiry(&desk.app, &desk.actor, row, protection(&typed)).await;
    let to = |id: &domain::ids::EnquiryId| {
        (format!("/henvendelser/{id}"), "Henvendelsen er skrevet ned. Vælg, hvad den bliver til.")
    };
    answer(&desk, row, typed, outcome, to).await
}

async fn left_out(desk: Desk, Id(row): Id<Uuid>, Form(typed): Form<Choosing>) -> Page {
    let outcome = act::pupil_left_out(&desk.app, &desk.actor, row, &typed.grund).await;
    answer(&desk, row, typed, outcome, |()| (LIST.to_string(), "Det er skrevet ned, at eleven ikke er i målgruppen."))
        .await
}
