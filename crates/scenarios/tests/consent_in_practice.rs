//! A consent says what it lets us do and with whom; what was done on it stands beside it, and a withdrawal stops the rest.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::shared::{Note, RestsOn};
use app::{Reason, Refused};
use domain::consent::Covers;
use domain::ids::{CaseId, ConsentId};
use domain::shared::{NotShared, Shared};
use domain::task::{Origin, State, Task};
use jiff::civil::date;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::html::Form;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Desk, Town, play};

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const SCHOOL: &str = "Tovby Skole";

/// The consent form filled in, with what it covers.
fn consent(page: &Page, covers: &[&str], until: &str) -> Form {
    let mut form = page.form("/oplysninger/samtykke");
    let giver = form.choices("giver").into_iter().find(|id| !id.is_empty()).unwrap().to_string();
    let way = form.choices("form")[0].to_string();
    form = form.with("giver", &giver).with("form", &way).with("fra", SCHOOL).with("om", "Hverdagen i skolen");
    form = form.with("formaal", "At vurdere ansøgningen").with("til", until).with("fortalt", "ja").without("daekker");
    covers.iter().fold(form, |form, one| form.ticking("daekker", one))
}

async fn consents(desk: &Desk<'_>, town: &Town, case: CaseId, covers: &[&str], until: &str) -> ConsentId {
    let page = desk.opens_case(case, "/oplysninger").await;
    desk.sends(&consent(&page, covers, until)).await.shown();
    town.file(case).await.consents.last().unwrap().id
}

fn pass_on(page: &Page, on: &str) -> Form {
    let form = page.form("/oplysninger/videregiv").with("hvem", SCHOOL).with("hvad", "At der kommer en støtteperson");
    form.with("grundlag", on)
}

async fn shared(town: &Town, case: CaseId) -> Vec<Shared> {
    app::shared::show(&town.app, &town.actor("karen").await, case).await.unwrap().1
}

async fn reminders(town: &Town, case: CaseId) -> Vec<Task> {
    let found = app::task::show(&town.app, &town.actor("karen").await, case).await.unwrap();
    let all = found.open.into_iter().chain(found.settled);
    all.filter(|task| matches!(task.origin, Origin::Consent(_))).collect()
}

#[tokio::test]
async fn a_consent_to_share_is_not_a_consent_to_ask_and_what_was_done_on_it_is_shown() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        // A link from the network card or an invitation fills it in.
        let page = karen.opens_case(case, "/oplysninger?fra=Tovby%20Skole&om=Trivsel&til=share%20invite").await;
        let form = page.form("/oplysninger/samtykke");
        assert_eq!((form.value("fra"), form.value("om")), (Some(SCHOOL), Some("Trivsel")));
        let id = consents(&karen, town, case, &["share", "invite"], "2026-09-04").await;
        let page = karen.opens_case(case, "/oplysninger").await;
        assert!(page.says("give oplysninger videre og invitere til møder"), "{}", page.told());
        let refused = karen.asks_source(case, SCHOOL, None).await;
        assert!(!refused.form("/oplysninger/anmodning").choices("grundlag").contains(&id.to_string().as_str()));

        let page = karen.opens_case(case, &format!("/oplysninger/delt?samtykke={id}")).await;
        let done = karen.sends(&pass_on(&page, &id.to_string())).await.shown();
        assert!(done.says("At der kommer en støtteperson") && done.says("Samtykke givet"), "{}", done.told());
        let page = karen.opens_case(case, "/oplysninger").await;
        assert!(page.says("Gjort på samtykket (1)"), "{}", page.told());
        // The journal says with whom, and not about what.
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Oplysninger givet videre") && !journal.says("støtteperson"), "{}", journal.told());
    })
    .await;
}

#[tokio::test]
async fn after_a_withdrawal_nothing_new_rests_on_it_and_what_was_done_still_stands() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let id = consents(&karen, town, case, &["fetch", "share", "invite"], "2026-09-04").await;
        let page = karen.opens_case(case, "/oplysninger/delt").await;
        karen.sends(&pass_on(&page, &id.to_string())).await.shown();
        let open_all_the_while = karen.opens_case(case, "/oplysninger/delt").await;

        town.turn_to("2026-04-07");
        let page = karen.opens_case(case, "/oplysninger").await;
        let csrf = page.form("/tilbagekald").value("csrf").unwrap().to_string();
        karen.sends(&page.form("/tilbagekald")).await.shown();
        let old = pass_on(&open_all_the_while, &id.to_string()).with("csrf", &csrf);
        let refused = karen.sends(&old).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(refused.says("Samtykket blev trukket tilbage"), "{}", refused.told());
        assert_eq!(shared(town, case).await.len(), 1);
        let page = karen.opens_case(case, "/oplysninger").await;
        assert!(page.says("Trukket tilbage") && page.says("Gjort på samtykket (1)"), "{}", page.told());
        assert!(!page.links().iter().any(|link| link.contains("/oplysninger/delt?samtykke=")), "{}", page.told());
        // Its reminder is settled with it.
        let all = reminders(town, case).await;
        assert!(matches!(all.as_slice(), [Task { state: State::Dropped(_), .. }]), "{all:?}");
    })
    .await;
}

#[tokio::test]
async fn in_whatever_order_things_are_done_nothing_rests_on_a_consent_that_is_over() {
    // Each letter is a deed: give, share, invite, withdraw the newest, wait a month.
    for order in ["gswsi", "gwgs", "ggwsis", "gmmmms", "gsmsmwsg", "wsig", "gmsgwsm"] {
        play("2026-03-05", async |town| {
            let case = town.registers("karen", APPLICATION).await;
            let actor = town.actor("karen").await;
            let mut day = date(2026, 3, 5);
            let mut newest: Option<ConsentId> = None;
            for deed in order.chars() {
                let consents = town.file(case).await.consents;
                let known = newest.and_then(|id| consents.iter().find(|known| known.id == id).cloned());
                match deed {
                    'g' => newest = Some(town.registers_consent("karen", case, SCHOOL).await),
                    'w' => {
                        let Some(id) = newest else { continue };
                        let _ = app::consent::withdraw(&town.app, &actor, case, id).await;
                    }
                    'm' => {
                        day = day.saturating_add(jiff::Span::new().months(1));
                        town.turn_to(&day.to_string());
                    }
                    _ => {
                        let Some(id) = newest else { continue };
                        let before = shared(town, case).await.len();
                        let note = Note {
                            with: SCHOOL.into(),
                            about: "Trivsel".into(),
                            rests_on: Some(RestsOn::Consent(id)),
                            found: String::new(),
                            on: day,
                        };
                        let done = app::shared::pass_on(&town.app, &actor, case, note).await;
                        let holds = known.is_some_and(|known| known.withdrawn_on.is_none() && day <= known.until);
                        let refused = matches!(&done, Err(Refused::Because(Reason::NotShared(NotShared::Consent(_)))));
                        assert_eq!((done.is_ok(), refused), (holds, !holds), "{order}: {deed} on {day}");
                        assert_eq!(shared(town, case).await.len(), before + usize::from(holds));
                    }
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn own_departments_are_asked_without_consent_only_on_a_provision_of_the_list() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/oplysninger/delt").await;
        let form = page.form("/oplysninger/intern").with("hvem", "Voksenhandicap").with("hvad", "Hvad er sat i gang?");
        let refused = karen.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        let form = refused.form("/oplysninger/intern");
        assert_eq!(form.value("hvad"), Some("Hvad er sat i gang?"));
        let law = town.app.content.legal_bases.iter().find(|one| one.inside_only).unwrap();
        let form = form.with("grundlag", &law.id);
        let refused = karen.sends(&form).await;
        assert!(refused.says("Skriv, hvorfor bestemmelsen gælder"), "{}", refused.told());
        let form = refused.form("/oplysninger/intern").with("hvorfor", "Indsatserne skal hænge sammen.");
        let done = karen.sends(&form.with("svar", "Far får støtte hjemme.")).await.shown();
        assert!(done.says(&law.paragraph) && done.says("Far får støtte hjemme."), "{}", done.told());
        let lines = shared(town, case).await;
        assert_eq!((lines.len(), lines[0].what), (1, Covers::Fetch));
        // Somebody outside the house is none of our departments.
        let note = Note {
            with: SCHOOL.into(),
            about: "Trivsel".into(),
            rests_on: Some(RestsOn::Law { basis: law.id.clone(), reason: "Det haster.".into() }),
            found: String::new(),
            on: date(2026, 3, 5),
        };
        let refused = app::shared::take_in(&town.app, &town.actor("karen").await, case, note).await;
        assert!(matches!(refused, Err(Refused::Because(Reason::NotShared(NotShared::NotInside)))));
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_runs_out_is_a_task_once_and_a_renewal_settles_it() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let karen = town.signs_in("karen").await;
        // Friday 4 September less three weeks is Friday 14 August.
        let id = consents(&karen, town, case, &["fetch"], "2026-09-04").await;
        let all = reminders(town, case).await;
        assert_eq!((all.len(), all[0].due, all[0].origin), (1, Some(date(2026, 8, 14)), Origin::Consent(id)));
        assert!(
            all[0].what.contains("fredag den 4. september 2026") && all[0].what.contains("3 uger"),
            "{}",
            all[0].what
        );
        town.turn_to("2026-08-13");
        assert!(!karen.opens_case(case, "/oplysninger").await.says("Samtykke udløber snart"));
        town.turn_to("2026-08-14");
        let page = karen.opens_case(case, "/oplysninger").await;
        assert!(page.says("Samtykke udløber snart") && page.says("vi spørger 3 uger før"), "{}", page.told());
        let renew = page.links().into_iter().find(|link| link.contains("forny=")).unwrap();
        let renewing = karen.opens(renew.split('#').next().unwrap()).await;
        let form = renewing.form("/oplysninger/samtykke");
        assert_eq!((form.value("fra"), form.value("om")), (Some(SCHOOL), Some("Hverdagen i skolen")));
        let way = form.choices("form")[0].to_string();
        let form = form.with("form", &way).with("til", "2027-03-04").with("fortalt", "ja");
        let page = karen.sends(&form).await.shown();
        assert!(!page.says("Samtykke udløber snart"), "{}", page.told());
        let all = reminders(town, case).await;
        let open: Vec<_> = all.iter().filter(|task| task.is_open()).map(|task| task.due.unwrap()).collect();
        // Thursday 4 March 2027 less three weeks.
        assert_eq!((all.len(), open), (2, vec![date(2027, 2, 11)]));
    })
    .await;
}
