//! A coordinating meeting from its call to the tasks it leaves, across Easter; moved, called off, and never with somebody
//! the citizen has not said yes to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::CaseId;
use domain::task::{Origin, Task};
use jiff::civil::date;
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::desk::Desk;
use scenarios::html::Form;
use scenarios::people::KIM;
use scenarios::{Town, day, play};

const APPLICATION: Application =
    Application { benefit: "ledsagelse-voksen", citizen: KIM, parents: &[], received: "2026-03-23" };
const HOUSING: &str = "Tovby Boligforening";

/// Kim has a case with Louise and an outreach course, whose first meeting was held on Tuesday 24 March; they agree on a
/// coordinating meeting, with others.
async fn agreed(town: &Town) -> CaseId {
    let case = town.registers("louise", APPLICATION).await;
    let louise = town.actor("louise").await;
    app::course::begin(&town.app, &louise, case, "fremskudt-sagsbehandling", day("2026-03-23")).await.unwrap();
    town.turn_to("2026-03-24");
    town.marks("louise", case, "foerste-moede", Some("holdt"), None).await;
    let view = town.seen_by(&louise, case).await;
    let course = view.courses.last().unwrap().id;
    let order = app::progress::MarkDone {
        course: Some(course),
        step: "koordinerende-moede-aftalt".into(),
        outcome: Some("ja-eksternt".into()),
        dates: [("koordineringsdag".to_string(), date(2026, 4, 9))].into(),
        ..app::progress::MarkDone::default()
    };
    app::progress::mark_done(&town.app, &louise, case, order).await.unwrap();
    case
}

/// Plans the coordinating meeting on Thursday 9 April at ten; answers its page.
async fn plans(desk: &Desk<'_>, case: CaseId) -> Page {
    let form = desk.opens_case(case, "/moeder/ny?slags=koordinerende-moede").await.form("/moeder");
    let form = form.with("dag", "2026-04-09").with("fra", "10.00").with("sted", "Rådhustorvet 1");
    let page = desk.sends(&form.with("lokale", "Lokale 4")).await.shown();
    assert!(page.says("torsdag den 9. april 2026 kl. 10.00-11.00"), "{}", page.told());
    page
}

async fn adds_housing(desk: &Desk<'_>, page: &Page, why: &str) -> Page {
    let form = page.form("/deltager").with("hvem", "ude").with("navn", "Lis Bjerre").with("arbejde", HOUSING);
    let form = form.with("adresse", "Havnegade 2\n9999 Tovby").with("hvorfor", why);
    desk.sends(&form).await
}

/// Chooses the consent for the one from outside.
async fn with_consent(desk: &Desk<'_>, page: &Page) -> Page {
    let forms = page.forms();
    let form = forms.iter().find(|form| form.action.ends_with("/deltager/ret") && !form.choices("hjemmel").is_empty());
    let form = form.unwrap_or_else(|| panic!("{}", page.told())).clone();
    let consent = form.choices("hjemmel").into_iter().find(|value| value.starts_with("s:")).unwrap().to_string();
    desk.sends(&form.with("hjemmel", &consent)).await.shown()
}

/// Reads and sends every letter that waits on the meeting's page.
async fn sends_all(desk: &Desk<'_>, path: &str) -> usize {
    let mut sent = 0;
    loop {
        let page = desk.opens(path).await;
        let letters = scenarios::html::links(&page.html());
        let Some(letter) = letters.into_iter().find(|link| link.contains("/breve/")) else { return sent };
        desk.sends_letter_of(&desk.opens(&letter).await).await;
        sent += 1;
    }
}

/// What is still to be done of what the meeting agreed.
async fn tasks(town: &Town, case: CaseId) -> Vec<Task> {
    let open = app::task::show(&town.app, &town.actor("louise").await, case).await.unwrap().open;
    open.into_iter().filter(|task| matches!(task.origin, Origin::Meeting(_))).collect()
}

async fn open_steps(town: &Town, case: CaseId) -> Vec<String> {
    let todos = town.todos().await;
    todos.into_iter().filter(|(known, _)| *known == case).map(|(_, todo)| todo.step).collect()
}

fn attendance(page: &Page, citizen: &str) -> Form {
    let mut form = page.form("/bord");
    let names: Vec<String> = form.offered.iter().map(|(name, _)| name.clone()).collect();
    for name in names.iter().filter(|name| name.starts_with("kom-")) {
        form = form.with(name, if name == "kom-1" { citizen } else { "ja" });
    }
    form
}

#[tokio::test]
async fn a_coordinating_meeting_goes_from_its_call_to_tasks_and_minutes_across_easter() {
    play("2026-03-23", async |town| {
        let case = agreed(town).await;
        let louise = town.signs_in("louise").await;
        // Fourteen working days after 24 March, with Maundy Thursday, Good Friday and Easter Monday off.
        let todos = town.todos().await;
        let meeting = todos.iter().find(|(_, todo)| todo.step == "koordinerende-moede");
        assert!(meeting.is_none_or(|(_, todo)| todo.due == Some(date(2026, 4, 16))), "{meeting:?}");

        let empty = louise.opens_case(case, "/moeder").await;
        assert!(empty.says("Ingen møder er planlagt"), "{}", empty.told());
        let page = plans(&louise, case).await;
        let path = page.path.split('?').next().unwrap().to_string();
        assert!(page.says("søn. 5. april 2026"), "items until Easter Sunday: {}", page.told());
        let no_why = adds_housing(&louise, &page, "").await;
        assert_eq!(no_why.status.as_u16(), 422);
        assert!(no_why.says("Skriv, hvorfor deltageren er nødvendig"), "{}", no_why.told());
        let page = adds_housing(&louise, &no_why, "Kan vente med restancen").await.shown();
        assert!(page.says("Mangler samtykke eller bestemmelse"), "{}", page.told());

        town.registers_consent("louise", case, HOUSING).await;
        let page = with_consent(&louise, &louise.opens(&path).await).await;
        assert!(!page.says("Mangler samtykke"), "{}", page.told());
        let page = louise.sends(&page.form("/indkald")).await.shown();
        assert!(page.says("Læs og send brevet"), "{}", page.told());
        assert_eq!(sends_all(&louise, &path).await, 2, "to Kim and to the housing association");
        let steps = open_steps(town, case).await;
        assert!(!steps.iter().any(|step| step == "indkaldelse" || step == "indkaldelse-borger"), "{steps:?}");
        let due = |todos: &[(CaseId, store::todo::TodoRow)], step: &str| {
            todos.iter().find(|(_, todo)| todo.step == step).and_then(|(_, todo)| todo.due)
        };
        assert_eq!(due(&town.todos().await, "koordinerende-moede"), Some(date(2026, 4, 16)));

        // An item that comes after Easter Sunday is taken under "eventuelt".
        town.turn_to("2026-04-07");
        let page = louise.opens(&path).await;
        let form = page.form("/punkt").with("punkt", "Nøgle til kælderen").with("sendt_af", "3");
        let page = louise.sends(&form).await.shown();
        assert!(page.says("eventuelt: kom efter fristen"), "{}", page.told());
        let early = louise.get(&format!("{path}/bord")).await;
        assert!(early.says("Mødebordet åbner på mødets dag"), "{}", early.told());

        // At the table: Kim is not there.
        town.turn_to("2026-04-09");
        let table = louise.opens(&format!("{path}/bord")).await;
        let form =
            attendance(&table, "nej").with("beslutning-4", "Restancen er 4.200 kr.").pressing("Gem, og bliv ved");
        let table = louise.sends(&form).await.shown();
        assert!(table.says("Gemt. Mødet går videre."), "{}", table.told());
        let me = format!("m:{}", town.staff("louise").await.id);
        let form = table.form("/bord").with("hvad-4-0", "Ringer til boligforeningen").with("hvem-4-0", &me);
        let form = form
            .with("dag-4-0", "2026-04-15")
            .with("hvad-4-1", "Venter med restancen")
            .with("hvem-4-1", "n:Lis Bjerre");
        let refused = louise.sends(&form.clone().pressing("Afslut mødet")).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(refused.says("Vælg, hvem der fortæller borgeren"), "{}", refused.told());
        let page = louise.sends(&form.with("fortaeller", &me).pressing("Afslut mødet")).await.shown();
        assert!(page.says("Mødet er afsluttet") && page.says("ons. 15. april 2026"), "minutes: {}", page.told());
        let given = tasks(town, case).await;
        assert_eq!(given.len(), 3, "two agreed, and the one who tells Kim: {given:?}");
        let telling = given.iter().find(|task| task.what.starts_with("Fortæl borgeren")).unwrap();
        assert_eq!(telling.due, Some(date(2026, 4, 15)), "Friday, Saturday, and Monday to Wednesday");
        let steps = open_steps(town, case).await;
        assert!(!steps.iter().any(|step| step == "koordinerende-moede"), "{steps:?}");
        assert!(steps.iter().any(|step| step == "borger-ved-besked"), "{steps:?}");

        // Kim is told, and the task is done with it.
        let page = louise.sends(&page.form("/borger").with("ord", "Ringet, Kim er glad for aftalen")).await.shown();
        assert!(page.says("Borgeren ved, hvad mødet kom frem til"), "{}", page.told());
        assert_eq!(tasks(town, case).await.len(), 2);
        assert!(!open_steps(town, case).await.iter().any(|step| step == "borger-ved-besked"));

        // Minutes to all.
        let today = louise.opens("/i-dag?hvem=mig").await;
        assert!(today.says("Referat mangler"), "{}", today.told());
        louise.sends(&page.form("/referat")).await.shown();
        assert_eq!(sends_all(&louise, &path).await, 2);
        let page = louise.opens(&path).await;
        assert!(page.says("Alle deltagere har fået referatet"), "{}", page.told());
        let today = louise.opens("/i-dag?hvem=mig").await;
        assert!(!today.says("Referat mangler"), "{}", today.told());
    })
    .await;
}

#[tokio::test]
async fn a_meeting_that_is_moved_and_called_off_is_told_to_those_who_were_asked() {
    play("2026-03-23", async |town| {
        let case = agreed(town).await;
        let louise = town.signs_in("louise").await;
        let page = plans(&louise, case).await;
        let path = page.path.split('?').next().unwrap().to_string();
        louise.sends(&page.form("/indkald")).await.shown();
        // The letter to Kim is made and not sent when the meeting is moved: it tells of a time that is no more.
        let letter = scenarios::html::links(&louise.opens(&path).await.html());
        let letter = letter.into_iter().find(|link| link.contains("/breve/")).unwrap();
        louise.sends_letter_of(&louise.opens(&letter).await).await;
        let form = louise.opens(&path).await.form("/flyt").with("dag", "2026-04-10").with("fra", "13.00");
        let page = louise.sends(&form).await.shown();
        assert!(page.says("fredag den 10. april 2026 kl. 13.00-14.00"), "{}", page.told());
        assert!(page.says("Skal have den nye besked"), "{}", page.told());
        louise.sends(&page.form("/indkald")).await.shown();
        let old = louise.opens(&path).await;
        let links = scenarios::html::links(&old.html());
        let change = links.into_iter().find(|link| link.contains("/breve/")).unwrap();
        let text = louise.opens(&change).await;
        assert!(text.says("fredag den 10. april 2026 kl. 13.00-14.00"), "{}", text.told());

        // Called off before the letter of the change has left: that letter is old, and cannot leave.
        let form = louise.opens(&path).await.form("/aflys").with("grund", "Mødelederen er syg.");
        let page = louise.sends(&form).await.shown();
        assert!(page.says("Aflyst"), "{}", page.told());
        let refused = louise.sends(&text.form("/gem").pressing("Send")).await;
        assert!(refused.says("Mødet er flyttet eller aflyst"), "{}", refused.told());
        assert!(page.says("Giv alle besked"), "{}", page.told());
        louise.sends(&page.form("/indkald")).await.shown();
        assert_eq!(sends_all(&louise, &path).await, 1, "only Kim was asked by letter");
        let steps = open_steps(town, case).await;
        assert!(steps.iter().any(|step| step == "koordinerende-moede"), "still to be held: {steps:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_from_outside_is_asked_without_consent_and_none_when_it_is_withdrawn() {
    play("2026-03-23", async |town| {
        let case = agreed(town).await;
        let louise = town.signs_in("louise").await;
        let page = plans(&louise, case).await;
        let path = page.path.split('?').next().unwrap().to_string();
        let page = adds_housing(&louise, &page, "Kan vente med restancen").await.shown();
        let refused = louise.sends(&page.form("/indkald")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert_eq!(sends_all(&louise, &path).await, 0, "nobody is asked to a meeting that one may not come to");
        let by_hand = page.forms().into_iter().rfind(|form| form.action.ends_with("/deltager/besked")).unwrap();
        let refused = louise.sends(&by_hand.with("ord", "Ringet op")).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());

        // With consent the letters are made; withdrawn before they leave, the one from outside is not asked.
        let consent = town.registers_consent("louise", case, HOUSING).await;
        let page = with_consent(&louise, &louise.opens(&path).await).await;
        louise.sends(&page.form("/indkald")).await.shown();
        let actor = town.actor("louise").await;
        app::consent::withdraw(&town.app, &actor, case, consent).await.unwrap();
        let links = scenarios::html::links(&louise.opens(&path).await.html());
        let letters: Vec<String> = links.into_iter().filter(|link| link.contains("/breve/")).collect();
        let mut kept = 0;
        for letter in letters {
            let shown = louise.opens(&letter).await;
            let answer = louise.sends(&shown.form("/gem").pressing("Send")).await;
            kept += usize::from(answer.status.as_u16() == 422);
        }
        assert_eq!(kept, 1, "the letter to the housing association stays in the house");
    })
    .await;
}
