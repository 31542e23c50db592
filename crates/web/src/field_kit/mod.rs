//! Feltsæt: which forms are taken along on this device, the leader's list of what is out, and the page that works
//! without a connection. That page is [`shell`]: a frame without data, filled by scripts from what the device has sealed.

mod carried;
mod shell;

use crate::Web;
use crate::case::WORK;
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, done};
use crate::layout::{Frame, Here, has_right};
use crate::parts::{Alert, Empty, Field, Hidden, Summary, Tone};
use crate::routes::{Needs, Routes};
use crate::session::{self, Desk};
use crate::wording::{self, Wording, danish};
use crate::worklist::benefit_title;
use app::field_kit::{Row, Take};
use app::{Reason, Refused, Resource};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::{Action, Object};
use domain::field_kit::{FormState, Kit, KitForm, Standing};
use domain::ids::FieldKitId;
use jiff::Timestamp;
use serde::Deserialize;

const LEADS: Needs = Needs::Right(Action::Lead, Object::Case);
const HOME: &str = "/feltsaet";
const TEAM: &str = "/holdet/feltsaet";

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(HOME, WORK, show)
        .post(HOME, WORK, take)
        .get("/feltsaet/kit", WORK, carried::known)
        .get("/feltsaet/spaerret/{kit}", Needs::Nobody, carried::revoked)
        .get("/feltsaet/kit/{kit}", WORK, carried::contents)
        .post("/feltsaet/kit/{kit}/aflever", WORK, carried::deliver)
        .post("/feltsaet/slut", WORK, carried::end)
        .get(shell::HOME, WORK, shell::page)
        .get("/feltsaet/tablet/sw.js", WORK, shell::worker)
        .get(TEAM, LEADS, team)
        .post("/holdet/feltsaet/{kit}/spaer", LEADS, revoke)
}

#[derive(Template)]
#[template(path = "field_kit/show.html")]
struct Show {
    frame: Frame,
    on: bool,
    /// What the page says where it is off.
    turned_off: String,
    leads: bool,
    label: Field,
    cases: Vec<CaseView>,
    kits: Vec<KitView>,
    empty: Empty,
    errors: Errors,
}

/// A case with the forms one may take along.
struct CaseView {
    title: String,
    number: String,
    benefit: String,
    protected: bool,
    open: bool,
    forms: Vec<Tick>,
}

/// A form of a case, to be ticked.
struct Tick {
    id: String,
    value: String,
    title: String,
    ticked: bool,
}

/// A kit that is out.
struct KitView {
    label: String,
    forms: String,
    sent: String,
    until: String,
    standing: &'static str,
    running: bool,
}

/// All fields as they come: one of them stands once for each form that is ticked.
type Typed = Vec<(String, String)>;

async fn show(desk: Desk) -> Page {
    page(&view(&desk, &[("navn".to_string(), "Min tablet".to_string())], Errors::default()).await?)
}

async fn view(desk: &Desk, typed: &[(String, String)], errors: Errors) -> Result<Show, Failure> {
    let offer = app::field_kit::offer(&desk.app, &desk.actor).await?;
    let one = |name: &str| typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let cases = offer.cases.iter().enumerate().map(|(place, row)| {
        let forms: Vec<Tick> = offer
            .forms
            .iter()
            .enumerate()
            .map(|(nr, form)| {
                let value = format!("{}/{}", row.id, form.id);
                let ticked = typed.iter().any(|(key, chosen)| key == "valgt" && *chosen == value);
                Tick { id: format!("valgt-{place}-{nr}"), value, title: form.title.clone(), ticked }
            })
            .collect();
        CaseView {
            title: row.citizen.clone(),
            number: row.number.to_string(),
            benefit: benefit_title(&desk.app, &row.benefit, desk.app.today()),
            protected: row.protected,
            open: offer.cases.len() == 1 || forms.iter().any(|form| form.ticked),
            forms,
        }
    });
    let department = desk.app.content.department(&desk.actor.staff.department);
    let department = department.map_or("", |department| department.title.as_str());
    let turned_off = format!(
        "Kommunen har ikke slået feltsættet til i afdelingen {department}. Det gøres under indstillinger i \
         værktøjskassen. Skemaer kan stadig udskrives tomme og tages med på papir."
    );
    Ok(Show {
        frame: desk.frame(Here::FieldKit),
        on: offer.on,
        turned_off,
        leads: has_right(&desk.actor, Action::Lead, Object::Case),
        label: Field::line("navn", "Hvad kalder du tabletten?", one("navn"), &errors)
            .hint("Så du og din leder kan kende den igen, for eksempel »Tablet 4«. Ikke en borgers navn."),
        cases: cases.collect(),
        kits: offer.kits.iter().map(|(kit, forms)| kit_view(kit, forms, offer.now)).collect(),
        empty: Empty {
            text: "Her står de åbne sager, du er ansvarlig for. Dem kan du tage skemaer med til.".into(),
            act: Some(("Registrér en ansøgning".into(), "/ansoegning/ny".into())),
        },
        errors,
    })
}

fn kit_view(kit: &Kit, forms: &[KitForm], now: Timestamp) -> KitView {
    let count = |state: FormState| forms.iter().filter(|form| form.state == state).count();
    let sent = u64::try_from(count(FormState::Delivered)).unwrap_or_default();
    let standing = kit.standing(now);
    KitView {
        label: kit.label.clone(),
        forms: counted(forms.len()),
        sent: format!("{sent} sendt"),
        until: danish::instant(kit.until),
        standing: said(standing, count(FormState::Taken)),
        running: standing == Standing::Running,
    }
}

fn counted(forms: usize) -> String {
    wording::counted(u64::try_from(forms).unwrap_or_default(), "skema", "skemaer")
}

/// How a kit stands, in words; `out` of its forms have not come home.
fn said(standing: Standing, out: usize) -> &'static str {
    match standing {
        Standing::Running if out == 0 => "alt er sendt",
        Standing::Running => "ude",
        Standing::Late => "tiden er gået, og tabletten har slettet det",
        Standing::Ended => "slettet fra tabletten",
        Standing::Revoked => "spærret",
    }
}

async fn take(desk: Desk, State(web): State<Web>, headers: HeaderMap, Form(typed): Form<Typed>) -> Page {
    let one = |name: &str| typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let chosen = typed.iter().filter(|(key, _)| key == "valgt").map(|(_, value)| {
        let (case, form) = value.split_once('/')?;
        Some((case.parse().ok()?, form.to_string()))
    });
    let chosen: Option<Vec<_>> = chosen.collect();
    let known = session::device(web.settings.cookie, &headers);
    let device = known.unwrap_or_else(|| desk.app.random.id().simple().to_string());
    let order =
        Take { device: device.clone(), label: one("navn").to_string(), chosen: chosen.ok_or(Refused::NotFound)? };
    let errors = match app::field_kit::take(&desk.app, &desk.actor, order).await {
        Ok(kit) | Err(Refused::Replayed(Resource::FieldKit(kit))) => {
            let mut response = Redirect::to(&fetched(kit)).into_response();
            session::set_device(web.settings.cookie, &device, &mut response);
            return Ok(response);
        }
        Err(Refused::Because(Reason::FieldKit(why))) => {
            let field = if why == domain::field_kit::NotTaken::NoLabel { "navn" } else { "" };
            Errors::one(field, why.danish())
        }
        Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
        Err(other) => return Err(other.into()),
    };
    page_again(&view(&desk, &typed, errors).await?)
}

/// Where a kit that was taken is fetched onto the device.
pub(crate) fn fetched(kit: FieldKitId) -> String {
    format!("{}#hent={kit}", shell::HOME)
}

#[derive(Template)]
#[template(path = "field_kit/team.html")]
struct Team {
    frame: Frame,
    rows: Vec<TeamRow>,
    errors: Errors,
}

/// A kit as the leader sees it.
struct TeamRow {
    who: String,
    label: String,
    taken: String,
    until: String,
    forms: String,
    standing: String,
    running: bool,
    path: String,
    reason: Field,
}

/// Why a kit is revoked.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Why {
    begrundelse: String,
}

async fn team(desk: Desk) -> Page {
    page(&team_view(&desk, None).await?)
}

async fn team_view(desk: &Desk, tried: Option<(FieldKitId, Why, String)>) -> Result<Team, Failure> {
    let (now, rows) = app::field_kit::list(&desk.app, &desk.actor).await?;
    let mut errors = Errors::default();
    let mut shown = Vec::new();
    for (nr, row) in rows.into_iter().enumerate() {
        let here = tried.as_ref().filter(|(kit, ..)| *kit == row.kit.id);
        let name = format!("begrundelse-{nr}");
        if let Some((_, _, error)) = here {
            errors.add(name.clone(), error.clone());
        }
        let typed = here.map_or("", |(_, why, _)| why.begrundelse.as_str());
        let reason = Field::line(&name, "Hvorfor spærres det?", typed, &errors)
            .named("begrundelse")
            .hint("For eksempel »Glemt i bussen«. Begrundelsen står på sagerne.");
        shown.push(team_row(row, now, reason));
    }
    // A kit that is not on the list any more has no field to put the error on.
    if let (true, Some((_, _, error))) = (errors.is_empty(), tried) {
        errors.add("", error);
    }
    Ok(Team { frame: desk.frame(Here::FieldKits), rows: shown, errors })
}

fn team_row(row: Row, now: Timestamp, reason: Field) -> TeamRow {
    let standing = row.kit.standing(now);
    let standing_said = match &row.kit.revoked {
        Some(revoked) => format!("Spærret {} af {}: {}", danish::instant(revoked.at), row.revoked_by, revoked.reason),
        None => said(standing, row.out).to_string(),
    };
    TeamRow {
        who: row.who,
        label: row.kit.label.clone(),
        taken: danish::instant(row.kit.taken_at),
        until: danish::instant(row.kit.until),
        forms: format!("{}, {} ikke sendt", counted(row.forms), row.out),
        standing: standing_said,
        running: standing == Standing::Running,
        path: format!("{TEAM}/{}/spaer", row.kit.id),
        reason,
    }
}

async fn revoke(desk: Desk, Id(kit): Id<FieldKitId>, Form(why): Form<Why>) -> Page {
    let mut check = Check::new();
    check.optional_line("begrundelse", &why.begrundelse);
    let error = match check.errors() {
        Some(errors) => errors.of("begrundelse").unwrap_or_default().to_string(),
        None => match app::field_kit::revoke(&desk.app, &desk.actor, kit, &why.begrundelse).await {
            Ok(()) | Err(Refused::Replayed(_)) => {
                return Ok(done(TEAM, "Feltsættet er spærret. Der tages intet imod fra det."));
            }
            Err(Refused::Because(Reason::FieldKitNotRevoked(why))) => why.danish(),
            Err(other) => return Err(other.into()),
        },
    };
    page_again(&team_view(&desk, Some((kit, why, error))).await?)
}

/// Ends what is on the device of a browser that signs out; its cookie says which, and the browser wipes it.
///
/// # Errors
/// When the store fails; signing out goes on only when the kit was ended.
pub(crate) async fn ended_with(web: &Web, headers: &HeaderMap, actor: &app::Actor) -> Result<(), Failure> {
    if let Some(device) = session::device(web.settings.cookie, headers) {
        app::field_kit::end_on(&web.app, actor, &device).await?;
    }
    Ok(())
}

/// JSON that is kept nowhere and shown by nobody but our own script.
fn json(value: &serde_json::Value) -> Response {
    axum::Json(value).into_response()
}
