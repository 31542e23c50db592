//! One enquiry in the demo town: a neighbour worries about Torben Ågesen, and he has got an outreach caseworker. And one
//! that waits: somebody told of a citizen whom nobody has found yet.

use anyhow::Context;
use app::application::Who;
use app::enquiry::{Register, Settle};
use app::form::Fill;
use app::person::NewPerson;
use app::progress::MarkDone;
use app::{Actor, App};
use domain::access::Yes;
use domain::application::Received;
use domain::cpr::Cpr;
use domain::enquiry::{Became, Contact, Referrer, Source};
use domain::ids::CaseId;
use domain::people::{Contact as Reached, DigitalPost, Protection};
use domain::questionnaire::Answers;
use integrations::clock::DemoClock;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Torben Ågesen, 52 when the town was first told of; the number belongs to nobody.
const TORBEN: &str = "7205739915";

fn told<T>(outcome: app::Outcome<T>) -> anyhow::Result<T> {
    outcome.map_err(|refused| anyhow::anyhow!("{refused:?}"))
}

async fn actor(app: &App, username: &str) -> anyhow::Result<Actor> {
    let staff = told(app::staff::all(app).await)?.into_iter().find(|staff| staff.username == username);
    Ok(Actor {
        staff: staff.context("nobody by that name")?,
        session: String::new(),
        csrf: String::new(),
        ip: "127.0.0.1".to_string(),
        request: String::new(),
        command: None,
    })
}

/// Plays both: the first came three days ago and is with Pia, the second came today and waits.
pub async fn register(app: &App, clock: &Arc<DemoClock>, today: Date) -> anyhow::Result<()> {
    let came = today.saturating_sub(3.days());
    clock.turn_to(super::at(today, 9, 40)?);
    let susanne = actor(app, "susanne").await?;
    let enquiry = told(app::enquiry::register(app, &susanne, worried(came)?).await)?;
    let kind = app::enquiry::kinds(app, came).into_iter().find(|benefit| allocates(app, &benefit.procedure, came));
    let settle = Settle {
        version: 1,
        became: Became::Case,
        note: String::new(),
        kind: kind.map(|benefit| benefit.id.clone()),
        case: None,
    };
    let case = told(app::enquiry::settle(app, &susanne, enquiry, settle).await)?.context("no case was opened")?;
    screen(app, &susanne, case, came).await?;
    mark(app, &susanne, case, "videregivelse", "videregives", None).await?;
    let reason = "Han svarer ikke, huslejen er ikke betalt, og han går ikke ud. Holdet er enigt.";
    mark(app, &susanne, case, "vurdering", "i-maalgruppe-efter-skoen", Some(reason)).await?;
    let pia = actor(app, "pia").await?;
    told(app::outreach::allocate(app, &susanne, case, pia.id()).await)?;
    mark(app, &pia, case, "kontakt", "telefon", None).await?;

    clock.turn_to(super::at(today, 9, 55)?);
    let louise = actor(app, "louise").await?;
    told(app::enquiry::register(app, &louise, unknown(today)).await)?;
    Ok(())
}

fn allocates(app: &App, procedure: &str, day: Date) -> bool {
    let found = app.content.procedure(procedure, day);
    let allocates = |step: &domain::procedure::Step| step.act == Some(domain::words::Act::Allocation);
    found.is_some_and(|procedure| procedure.steps.iter().any(allocates))
}

fn worried(came: Date) -> anyhow::Result<Register> {
    let torben = NewPerson {
        cpr: Cpr::from_storage(TORBEN).context("a number that cannot be read")?,
        name: "Torben Ågesen".to_string(),
        contact: Reached {
            street: "Ågade 4, st.".to_string(),
            town: "9999 Tovby".to_string(),
            phone: "10 00 01 15".to_string(),
            ..Reached::default()
        },
        protection: Protection::None,
        digital_post: DigitalPost::Exempt,
        interpreter: None,
    };
    let neighbour = Contact {
        name: "Bodil Kringelbach".to_string(),
        workplace: String::new(),
        address: "Ågade 6\n9999 Tovby".to_string(),
        phone: "10 00 07 07".to_string(),
    };
    Ok(Register {
        received_on: came,
        received_by: Received::Phone,
        referrer: Referrer::new(Source::Neighbour, Yes::No, neighbour),
        told:
            "Gardinerne har været trukket for i flere måneder, og posten ligger på trappen. Før hilste han altid. Nu \
               lukker han ikke op, selv om der er lys."
                .to_string(),
        citizen: Some(Who::New(Box::new(torben))),
        known: String::new(),
    })
}

fn unknown(today: Date) -> Register {
    let shop = Contact { name: "Tovby Nærkøb".to_string(), phone: "10 00 08 08".to_string(), ..Contact::default() };
    Register {
        received_on: today,
        received_by: Received::InPerson,
        referrer: Referrer::new(Source::Shop, Yes::No, shop),
        told: "En kvinde, der plejer at handle hver dag, har ikke været der i tre uger. Sidst græd hun ved kassen."
            .to_string(),
        citizen: None,
        known: "Omkring 70 år, rød kåbe, bor vist i Havnegade. Hun hedder Gerda til fornavn.".to_string(),
    }
}

async fn screen(app: &App, actor: &Actor, case: CaseId, came: Date) -> anyhow::Result<()> {
    let answers = [
        ("c1-3", "ja".to_string()),
        ("b2", "ja".to_string()),
        ("c3", "ja".to_string()),
        ("navn", "Torben Ågesen".to_string()),
        ("dato", came.to_string()),
        ("henviser", "En nabo".to_string()),
        ("modtaget-af", actor.staff.name.clone()),
    ];
    let fields = answers.into_iter().map(|(field, answer)| (field.to_string(), vec![answer])).collect();
    let fill = Fill {
        form: "screening".to_string(),
        answers: Answers { fields, rows: BTreeMap::new() },
        knew_of: 0,
        signatures: Vec::new(),
    };
    told(app::form::fill(app, actor, case, fill).await)?;
    Ok(())
}

async fn mark(
    app: &App,
    actor: &Actor,
    case: CaseId,
    step: &str,
    outcome: &str,
    reason: Option<&str>,
) -> anyhow::Result<()> {
    let order = MarkDone {
        step: step.to_string(),
        outcome: Some(outcome.to_string()),
        reason: reason.map(str::to_string),
        ..MarkDone::default()
    };
    told(app::progress::mark_done(app, actor, case, order).await)
}
