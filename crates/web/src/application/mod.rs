//! Registering an application: first the CPR number, then what is applied for; then the case opens.

mod form;

use crate::error::{Fault, Page, page, page_again};
use crate::form::{Check, Errors, Form, done};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Choice, Choices, Field, Hidden, Person, Summary, Tick, Tone};
use crate::person::edit::POST;
use crate::person::relation::{self, capital, kinds};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::{Wording, danish};
use app::application::possibly_responsible;
use app::person::{BasicData, KnownCase, basic_data, basic_data_of, is_child};
use app::{Reason, Refused, Resource};
use askama::Template;
use domain::access::{Action, Object, Yes};
use domain::application::{NotRegistered, Received};
use domain::cpr::Cpr;
use domain::ids::{CaseId, PersonId};
use domain::people::{Protection, RelationKind};
use form::{NEW, SELF, Typed};
use serde::Deserialize;

const REGISTERS: Needs = Needs::Right(Action::Register, Object::Person);
/// Those who may apply for somebody: the act refuses the rest.
const APPLY_FOR: [RelationKind; 3] =
    [RelationKind::CustodyHolder, RelationKind::Guardian, RelationKind::Representative];
/// In the order one chooses.
const WAYS: [Received; 5] =
    [Received::DigitalPost, Received::Letter, Received::Mail, Received::Phone, Received::InPerson];

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/ansoegning/ny", REGISTERS, start).post("/ansoegning/find", REGISTERS, find).post(
        "/ansoegning",
        REGISTERS,
        register,
    )
}

#[derive(Template)]
#[template(path = "application/start.html")]
struct Start {
    frame: Frame,
    cpr: String,
    errors: Errors,
}

/// The second page: whom it is about, and the form.
#[derive(Template)]
#[template(path = "application/form.html")]
struct Second {
    frame: Frame,
    citizen: Citizen,
    typed: Typed,
    errors: Errors,
    benefits: Vec<Choice>,
    responsible: Vec<Choice>,
}

/// Whom it is about.
struct Citizen {
    /// One line; the name is empty for one who is not registered yet.
    person: Person,
    born: String,
    facts: Vec<String>,
    hints: Vec<Alert>,
    known: bool,
    is_child: bool,
    acting: Vec<(PersonId, String, RelationKind)>,
    cases: Vec<OpenCase>,
}

/// An open case of theirs that the reader may know of, so that nothing is registered twice.
struct OpenCase {
    path: String,
    text: String,
}

impl Second {
    fn post(&self, id: &str, chosen: &str) -> Choices {
        let choices: Vec<Choice> = POST.into_iter().map(|state| Choice::new(state.code(), state.danish())).collect();
        Choices::select(id, "Digital Post", &choices, chosen, &self.errors)
    }

    fn benefit(&self) -> Choices {
        // Some sixty benefits: a list one types into, those for the citizen's age first.
        Choices::select("ydelse", "Hvad søges der om?", &self.benefits, &self.typed.ydelse, &self.errors)
            .hint("De ydelser, der passer til borgerens alder, står først.")
    }

    fn way(&self) -> Choices {
        let choices: Vec<Choice> =
            WAYS.into_iter().map(|way| Choice::new(way.code(), capital(&way.danish()))).collect();
        Choices::select("maade", "Hvordan kom ansøgningen?", &choices, &self.typed.maade, &self.errors)
    }

    fn applicant(&self) -> Choices {
        let mut choices = Vec::new();
        if !self.citizen.is_child {
            choices.push(Choice::new(SELF, "Borgeren selv"));
        }
        choices.extend(
            self.citizen
                .acting
                .iter()
                .map(|(id, name, kind)| Choice::new(id.to_string(), format!("{name}, {}", kind.danish()))),
        );
        choices.push(Choice::new(NEW, "En anden, som registreres nu"));
        Choices::radios("ansoeger", "Hvem søger?", &choices, &self.typed.ansoeger, &self.errors)
    }

    fn applicant_kind(&self) -> Choices {
        let label = "Hvad er ansøgeren for borgeren?";
        Choices::select("a_forhold", label, &kinds(&APPLY_FOR), &self.typed.a_forhold, &self.errors)
    }

    fn who_is_responsible(&self) -> Choices {
        Choices::select("ansvarlig", "Ansvarlig", &self.responsible, &self.typed.ansvarlig, &self.errors)
            .optional()
            .hint("Vælger du ingen, bliver det dig, når din afdeling ejer ydelsen, og ellers afdelingens leder.")
    }
}

async fn start(desk: Desk) -> Page {
    page(&Start { frame: desk.frame(Here::Elsewhere), cpr: String::new(), errors: Errors::default() })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    cpr: String,
    borger: String,
}

/// From the number, or from somebody's stamkort.
async fn find(desk: Desk, Form(wanted): Form<Wanted>) -> Page {
    if let Ok(person) = wanted.borger.parse::<PersonId>() {
        let known = basic_data_of(&desk.app, &desk.actor, person).await?;
        return second(&desk, known_citizen(&desk, known), None).await;
    }
    let mut check = Check::new();
    let cpr = relation::cpr(&mut check, "cpr", &wanted.cpr, &desk);
    if let Some(errors) = check.errors() {
        return start_again(&desk, wanted.cpr, errors);
    }
    let Some(cpr) = cpr else { return Err(Fault::unreadable().into()) };
    match basic_data(&desk.app, &desk.actor, &cpr).await {
        Ok(Some(known)) => second(&desk, known_citizen(&desk, known), None).await,
        Ok(None) => second(&desk, new_citizen(&desk, &cpr), Some(&wanted.cpr)).await,
        Err(Refused::Because(reason)) => start_again(&desk, wanted.cpr, Errors::one("cpr", reason.danish())),
        Err(Refused::NotFound) => {
            let text =
                "Du kan ikke selv registrere en ansøgning på dette nummer. Bed en kollega eller din leder om det.";
            start_again(&desk, wanted.cpr, Errors::one("cpr", text))
        }
        Err(other) => Err(other.into()),
    }
}

fn start_again(desk: &Desk, cpr: String, errors: Errors) -> Page {
    page_again(&Start { frame: desk.frame(Here::Elsewhere), cpr, errors })
}

/// The second page as it begins: what is most often right is chosen already.
async fn second(desk: &Desk, citizen: Citizen, cpr: Option<&str>) -> Page {
    let only_one = match citizen.acting.as_slice() {
        [(id, _, _)] if citizen.is_child => Some(id.to_string()),
        _ => None,
    };
    let ansoeger = match only_one {
        Some(id) => id,
        None if !citizen.is_child => SELF.to_string(),
        None if citizen.acting.is_empty() => NEW.to_string(),
        None => String::new(),
    };
    let typed = Typed {
        borger: if cpr.is_none() { citizen.person.link.clone().unwrap_or_default() } else { String::new() },
        cpr: cpr.unwrap_or_default().to_string(),
        modtaget: crate::form::date_value(desk.app.today()),
        maade: Received::DigitalPost.code().to_string(),
        post: "unknown".into(),
        a_post: "unknown".into(),
        a_forhold: if citizen.is_child { RelationKind::CustodyHolder.code().into() } else { String::new() },
        a_samme: if citizen.is_child && !citizen.known { "ja".into() } else { String::new() },
        ansoeger,
        ..Typed::default()
    };
    page(&filled(desk, citizen, typed, Errors::default()).await?)
}

async fn filled(desk: &Desk, mut citizen: Citizen, typed: Typed, errors: Errors) -> Result<Second, Refused> {
    let today = desk.app.today();
    citizen.person.link = None;
    let age = citizen.person.age;
    let fits = |benefit: &&domain::benefit::Benefit| {
        benefit.from_age.is_none_or(|from| from <= age) && benefit.to_age.is_none_or(|to| age <= to)
    };
    let applied_for = |benefit: &&domain::benefit::Benefit| app::application::is_applied_for(&desk.app, benefit, today);
    // Those for the citizen's age stand first; the act refuses the others by the day the application came.
    let mut benefits: Vec<_> = desk.app.content.benefits.all_on(today).filter(applied_for).collect();
    benefits.sort_by_key(|benefit| (!fits(benefit), benefit.title.to_lowercase()));
    let benefits = benefits
        .into_iter()
        .map(|benefit| {
            let law = benefit.provision_on(today).map(|law| law.paragraph.clone()).unwrap_or_default();
            Choice::new(benefit.id.clone(), format!("{} ({law})", benefit.title))
        })
        .collect();
    let responsible = possibly_responsible(&desk.app, &desk.actor)
        .await?
        .into_iter()
        .map(|staff| {
            let department = desk.app.content.department(&staff.department).map(|found| found.title.clone());
            Choice::new(staff.id.to_string(), format!("{}, {}", staff.name, department.unwrap_or_default()))
        })
        .collect();
    Ok(Second { frame: desk.frame(Here::Elsewhere), citizen, typed, errors, benefits, responsible })
}

fn known_citizen(desk: &Desk, known: BasicData) -> Citizen {
    let mut facts = vec![known.digital_post.danish()];
    facts.extend(known.interpreter.iter().map(|language| format!("Skal have tolk: {language}")));
    Citizen {
        person: Person {
            name: known.name,
            // Carries the id to the form's hidden field; it is no link, since the reader may have no case with them.
            link: Some(known.id.to_string()),
            age: known.age,
            cpr: known.cpr,
            protected: known.protection == Protection::Protected,
            role: String::new(),
        },
        born: danish::date_plain(known.born),
        facts,
        hints: Vec::new(),
        known: true,
        is_child: known.is_child,
        acting: known.acting,
        cases: known.cases.iter().filter_map(|case| open_case(desk, case)).collect(),
    }
}

fn open_case(desk: &Desk, case: &KnownCase) -> Option<OpenCase> {
    if case.closed_on.is_some() {
        return None;
    }
    let benefit = crate::worklist::benefit_title(&desk.app, &case.benefit, desk.app.today());
    let text = format!("{benefit}, {}, {}", case.number, case.responsible);
    Some(OpenCase { path: format!("/sager/{}", case.id), text })
}

fn new_citizen(desk: &Desk, cpr: &Cpr) -> Citizen {
    let mut hints = Vec::new();
    if cpr.is_replacement() {
        hints.push(Alert::new(
            Tone::Info,
            "Erstatningsnummer",
            "Der er lagt 60 til dagen i nummeret. Fødselsdagen er regnet derefter.",
        ));
    } else if !cpr.fits_modulus_11() {
        let text = "Nummeret følger ikke den gamle kontrolregel (modulus 11). Det gør nyere numre ikke altid, så det \
                    kan være rigtigt. Sammenlign det med kilden.";
        hints.push(Alert::new(Tone::Info, "Se nummeret efter en ekstra gang", text));
    }
    let age = domain::calendar::age_on(cpr.born(), desk.app.today());
    Citizen {
        person: Person {
            name: String::new(),
            link: None,
            age,
            cpr: cpr.masked(),
            protected: false,
            role: String::new(),
        },
        born: danish::date_plain(cpr.born()),
        facts: Vec::new(),
        hints,
        known: false,
        is_child: is_child(&desk.app, cpr.born()),
        acting: Vec::new(),
        cases: Vec::new(),
    }
}

async fn register(desk: Desk, Form(typed): Form<Typed>) -> Page {
    let order = match form::read(&typed, &desk) {
        Ok(order) => order,
        Err(errors) => return again(&desk, typed, errors).await,
    };
    match app::application::register(&desk.app, &desk.actor, order).await {
        Ok(case) | Err(Refused::Replayed(Resource::Case(case))) => opened(&desk, case).await,
        Err(Refused::Because(reason)) => {
            let errors = Errors::one(field(&reason, &typed), reason.danish());
            again(&desk, typed, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// On to the case, or, when another department owns it, back to one's own day.
async fn opened(desk: &Desk, case: CaseId) -> Page {
    Ok(match app::application::may_open(&desk.app, &desk.actor, case).await? {
        Yes::Yes => done(&format!("/sager/{case}"), "Ansøgningen er registreret, og sagen er oprettet."),
        Yes::No => done("/i-dag", "Ansøgningen er registreret. Sagen ligger nu hos den afdeling, der ejer ydelsen."),
    })
}

/// The field a refusal is about.
fn field(reason: &Reason, typed: &Typed) -> &'static str {
    match reason {
        Reason::NoSuchBenefit | Reason::Application(NotRegistered::OutsideAge { .. }) => "ydelse",
        Reason::Application(NotRegistered::NothingAppliedFor) => "soegt",
        Reason::Application(NotRegistered::ReceivedInTheFuture | NotRegistered::ReceivedTooLongAgo) => "modtaget",
        Reason::Application(NotRegistered::NotEntitled) => "ansoeger",
        Reason::ResponsibleElsewhere => "ansvarlig",
        Reason::RelatedToThemselves => "a_cpr",
        Reason::NameMissing if typed.ansoeger == NEW => "a_navn",
        Reason::NameMissing => "navn",
        _ => "",
    }
}

/// The form once more, with all that was typed.
async fn again(desk: &Desk, typed: Typed, errors: Errors) -> Page {
    let citizen = match (typed.borger.parse::<PersonId>(), Cpr::parse(&typed.cpr, desk.app.today())) {
        (Ok(id), _) => known_citizen(desk, basic_data_of(&desk.app, &desk.actor, id).await?),
        (Err(_), Ok(cpr)) => new_citizen(desk, &cpr),
        (Err(_), Err(why)) => return start_again(desk, typed.cpr, Errors::one("cpr", why.danish())),
    };
    page_again(&filled(desk, citizen, typed, errors).await?)
}
