//! Work across departments: a case passes when the other has taken it, disagreement is decided by a head, two leaders
//! agree on a contract, and a committee decides on its day.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::CaseId;
use jiff::civil::{Date, date};
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::html::Form;
use scenarios::people::{ELIAS, MAGNUS, NADIA, SOFIE};
use scenarios::{Desk, Town, play};
use store::todo::TodoKind;

const COMPENSATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const WHY: &str = "Det meste handler nu om samvær og skolefravær";

/// The steps of a case with the day each is due.
async fn deadlines(town: &Town, case: CaseId) -> Vec<(String, Option<Date>)> {
    let todos = town.todos().await.into_iter().filter(|(of, todo)| *of == case && todo.kind != TodoKind::Task);
    todos.map(|(_, todo)| (todo.step, todo.due)).collect()
}

/// Karen asks the department of children and families.
async fn asks(karen: &Desk<'_>, case: CaseId) -> Page {
    let form = karen.opens_case(case, "/samarbejde").await.form("/overdragelse");
    karen.sends(&form.with("afdeling", "boern-og-familie").with("ord", WHY)).await
}

/// The page where a leader answers.
async fn opens_question(leader: &Desk<'_>) -> Page {
    let list = leader.opens("/samarbejde").await;
    let path = list.links().into_iter().find(|link| link.contains("/overdragelser/")).expect("nothing waits");
    leader.opens(&path).await
}

/// The form of the answer.
fn answering(page: &Page) -> Form {
    let mut forms = page.forms().into_iter().filter(|form| form.action.contains("/overdragelser/"));
    forms.next().unwrap_or_else(|| panic!("no answer is asked for: {}", page.told()))
}

#[tokio::test]
async fn a_case_passes_to_another_department_when_its_leader_has_named_who_is_responsible() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let (karen, ole, rikke) =
            (town.signs_in("karen").await, town.signs_in("ole").await, town.signs_in("rikke").await);
        let silent = karen.opens_case(case, "/samarbejde").await.form("/overdragelse");
        let silent = karen.sends(&silent.with("afdeling", "boern-og-familie")).await;
        assert_eq!(silent.status.as_u16(), 422, "{}", silent.told());
        let page = asks(&karen, case).await;
        assert!(page.says("Børnehandicap til Børn og Familie: Venter på svar"), "{}", page.told());
        // Five working days after Thursday the 5th.
        assert!(page.says("tor. 12. marts 2026"), "{}", page.told());
        let before = deadlines(town, case).await;

        // Its leader sees what is needed to answer, and not the case.
        assert_eq!(ole.get(&format!("/sager/{case}")).await.status.as_u16(), 404);
        let asked = opens_question(&ole).await;
        assert!(asked.says("Magnus Holm") && asked.says(WHY), "{}", asked.told());
        // Another leader, and a caseworker of the department, have nothing to do with it.
        let path = answering(&asked).action;
        for other in ["susanne", "rikke", "karen"] {
            let page = town.signs_in(other).await.get(&path).await;
            assert!(matches!(page.status.as_u16(), 403 | 404), "{other}: {}", page.status);
        }
        let nobody = ole.sends(&answering(&asked).with("svar", "ja")).await;
        assert_eq!(nobody.status.as_u16(), 422, "a case is never without one: {}", nobody.told());
        assert_eq!(town.file(case).await.case.department, "boernehandicap");

        town.minutes_later(5);
        let responsible = town.staff("rikke").await.id;
        let yes = answering(&asked).with("svar", "ja").with("ansvarlig", &responsible.to_string());
        let yes = yes.with("ord", "Rikke ringer i morgen");
        let page = ole.sends(&yes).await;
        assert!(page.says("Sagen er overdraget") && page.says("Ingen venter"), "{}", page.told());
        // Sent twice it happened once.
        ole.sends(&yes).await;

        let file = town.file(case).await;
        assert_eq!((file.case.department.as_str(), file.case.responsible), ("boern-og-familie", responsible));
        assert_eq!(deadlines(town, case).await, before, "no deadline moves with the case");
        assert_eq!(karen.get(&format!("/sager/{case}")).await.status.as_u16(), 404);
        let today = rikke.opens("/i-dag?blok=senere").await;
        assert!(today.says("Magnus Holm"), "{}", today.told());
        let journal = rikke.opens_case(case, "/journal").await;
        assert!(journal.says("Fra Børnehandicap til Børn og Familie. Ansvarlig: Rikke Ågren"), "{}", journal.told());
        assert_eq!(journal.text().matches("Sagen overdraget til en anden afdeling").count(), 1, "{}", journal.told());
        let page = rikke.opens_case(case, "/samarbejde").await;
        assert!(page.says("Skriv til borgeren"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn disagreement_is_decided_by_a_head_and_the_procedure_follows() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let karen_asks = town.actor("karen").await;
        let procedure = "snitflade-igangvaerende-sag";
        app::course::begin(&town.app, &karen_asks, case, procedure, date(2026, 3, 5)).await.unwrap();
        town.marks("karen", case, "regel", Some("anden"), None).await;
        town.marks("karen", case, "borgeren", None, None).await;
        let (karen, ole, anders) =
            (town.signs_in("karen").await, town.signs_in("ole").await, town.signs_in("anders").await);
        asks(&karen, case).await;
        let steps = async || {
            let todos = town.todos().await.into_iter().filter(|(_, todo)| todo.kind == TodoKind::Step);
            todos.map(|(_, todo)| todo.step).collect::<Vec<_>>()
        };
        assert!(steps().await.contains(&"svar".to_string()), "asking closed its step: {:?}", steps().await);
        let asked = opens_question(&ole).await;
        let silent = ole.sends(&answering(&asked).with("svar", "nej")).await;
        assert_eq!(silent.status.as_u16(), 422, "{}", silent.told());
        let no = answering(&asked).with("svar", "nej").with("ord", "Hjælpen følger af handicappet");
        let page = ole.sends(&no).await;
        assert!(page.says("Uenighed: cheferne afgør det"), "{}", page.told());
        assert!(steps().await.contains(&"uenighed".to_string()), "{:?}", steps().await);
        // Now it is not the leader's to say, nor Karen's to take back.
        assert!(opens_question(&ole).await.forms().iter().all(|form| !form.action.contains("/overdragelser/")));
        let page = karen.opens_case(case, "/samarbejde").await;
        assert!(page.says("Hjælpen følger af handicappet") && page.says("tor. 12. marts 2026"), "{}", page.told());
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/tilbage")), "{}", page.told());

        let form = answering(&opens_question(&anders).await);
        let page =
            anders.sends(&form.with("svar", "bliver").with("ord", "Reglen om funktionsnedsættelsen gælder")).await;
        assert!(page.says("Ingen venter"), "{}", page.told());
        let file = town.file(case).await;
        assert_eq!(file.case.department, "boernehandicap");
        let course = file.courses.iter().find(|course| course.procedure == procedure).unwrap();
        assert_eq!(course.ended_on, Some(date(2026, 3, 5)), "the workflow ended with the decision");
        // It may be asked once more, and taken back before it is answered.
        asks(&karen, case).await;
        let back = karen.opens_case(case, "/samarbejde").await.form("/tilbage");
        let page = karen.sends(&back.with("grund", "Moderen har ombestemt sig")).await;
        assert!(page.says("Sagen blev") && page.says("Moderen har ombestemt sig"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn two_leaders_agree_on_a_contract_look_at_it_again_and_end_it() {
    play("2026-03-23", async |town| {
        let (henrik, susanne, karen) =
            (town.signs_in("henrik").await, town.signs_in("susanne").await, town.signs_in("karen").await);
        let form = henrik.opens("/samarbejde/kontrakter").await.form("/samarbejde/kontrakter");
        let form = form.with("afdeling", "voksenhandicap").with("formaal", "At unge ikke venter ved 18");
        let half = henrik.sends(&form).await;
        assert_eq!(half.status.as_u16(), 422, "{}", half.told());
        let form = half.form("/samarbejde/kontrakter");
        let form = form.with("foerste_goer", "Skriver overleveringsnotat et halvt år før");
        let form = form.with("anden_goer", "Kommer til mødet og nævner den nye sagsbehandler");
        let form = form.with("foerste_ring", "Lederen, 10 00 00 10").with("anden_ring", "Lederen, 10 00 00 14");
        let form = form.with("fra", "2026-04-01").with("gennemgang", "2026-10-01");
        let page = henrik.sends(&form).await;
        assert!(page.says("venter på et ja"), "{}", page.told());

        let list = susanne.opens("/samarbejde/kontrakter").await;
        assert!(list.says("venter på dit ja"), "{}", list.told());
        let link = list.links().into_iter().find(|link| link.starts_with("/samarbejde/kontrakter/")).unwrap();
        let page = susanne.sends(&susanne.opens(&link).await.form("/ja")).await;
        assert!(page.says("Udgave 1 · gælder"), "{}", page.told());
        // Everybody reads it; nobody but the two leaders changes it.
        let read = karen.opens(&link).await;
        assert!(read.says("Kommer til mødet") && read.forms().iter().all(|form| !form.action.contains("kontrakter")));
        let stranger = town.signs_in("ole").await.opens(&link).await;
        assert!(stranger.forms().iter().all(|form| !form.action.contains("kontrakter")), "{}", stranger.told());

        town.turn_to("2026-10-01");
        let list = henrik.opens("/samarbejde/kontrakter").await;
        assert!(list.says("gælder, men skal ses på igen"), "{}", list.told());
        let stale = susanne.opens(&link).await.form("/ny-udgave");
        let form = susanne.opens(&link).await.form("/ny-udgave").with("gennemgang", "2027-04-01");
        let page = susanne.sends(&form.with("anden_goer", "Kommer til begge møder")).await;
        assert!(page.says("Udgave 2 · venter på et ja") && page.says("gælder udgave 1"), "{}", page.told());
        // The version before is stale.
        let old = susanne.sends(&stale.with("anden_goer", "Noget andet")).await;
        assert_eq!(old.status.as_u16(), 422, "{}", old.told());
        let page = henrik.sends(&henrik.opens(&link).await.form("/ja")).await;
        assert!(page.says("Udgave 2 · gælder") && page.says("Udgave 1:"), "{}", page.told());
        let page = henrik.sends(&page.form("/slut").with("ord", "Afdelingerne er lagt sammen")).await;
        assert!(page.says("ophørt") && page.says("Afdelingerne er lagt sammen"), "{}", page.told());
    })
    .await;
}

#[tokio::test]
async fn a_committee_decides_on_its_day_and_the_decision_becomes_a_task_with_a_day() {
    play("2026-03-05", async |town| {
        let family = Application { citizen: ELIAS, parents: &[NADIA], ..COMPENSATION };
        let (case, other) = (town.registers("karen", COMPENSATION).await, town.registers("karen", family).await);
        let (karen, henrik, louise) =
            (town.signs_in("karen").await, town.signs_in("henrik").await, town.signs_in("louise").await);
        let ask = karen.opens_case(case, "/samarbejde").await.form("/udvalg").with("spoergsmaal", "Hvem tager mødet?");
        let early = karen.sends(&ask).await;
        assert!(early.says("Der er ikke sat dage for møderne"), "{}", early.told());
        // The first Thursday of the month; 2 April is Maundy Thursday.
        let days = henrik.opens("/samarbejde/fora/overgangsudvalg").await.form("/overgangsudvalg");
        let page = henrik.sends(&days.with("foerste", "2026-03-05").with("sted", "Mødelokale 2")).await;
        assert!(page.says("tor. 5. marts 2026 kl. 13.00, Mødelokale 2"), "{}", page.told());

        town.turn_to("2026-03-06");
        for (case, question) in [(case, "Hvem tager mødet?"), (other, "Er det for tidligt?")] {
            let form = karen.opens_case(case, "/samarbejde").await.form("/udvalg").with("spoergsmaal", question);
            let page = karen.sends(&form).await;
            assert!(page.says("Står på tir. 7. april 2026"), "{}", page.told());
        }
        let agenda = henrik.opens("/samarbejde/fora/overgangsudvalg").await;
        assert!(agenda.says("Hvem tager mødet?") && agenda.says("Adressebeskyttet"), "{}", agenda.told());
        // The adults' department knows that cases wait, and not whose.
        let theirs = louise.opens("/samarbejde/fora/overgangsudvalg").await;
        assert!(theirs.says("2 sager fra andre afdelinger") && !theirs.says("Magnus"), "{}", theirs.told());

        let settles = async |case: CaseId| {
            let page = karen.opens_case(case, "/samarbejde").await;
            page.forms().into_iter().find(|form| form.action.contains("/udvalg/")).unwrap()
        };
        let owner = town.staff("louise").await.id.to_string();
        let decided = settles(case).await.with("hvad", "besluttet").with("beslutning", "Voksenhandicap indkalder");
        let decided = decided.with("hvem", &owner).with("inden", "2026-04-20");
        let early = karen.sends(&decided).await;
        assert!(early.says("Udvalget har ikke mødtes"), "{}", early.told());
        town.turn_to("2026-04-07");
        let decided = settles(case).await.with("hvad", "besluttet").with("beslutning", "Voksenhandicap indkalder");
        let nobody = karen.sends(&decided).await;
        assert_eq!(nobody.status.as_u16(), 422, "{}", nobody.told());
        let page = karen.sends(&decided.with("hvem", &owner).with("inden", "2026-04-20")).await;
        assert!(page.says("Besluttet tir. 7. april 2026: Voksenhandicap indkalder Louise"), "{}", page.told());
        let page = karen.sends(&settles(other).await.with("hvad", "naeste")).await;
        assert!(page.says("Står på tor. 7. maj 2026"), "{}", page.told());
        // Louise may not open the case, so the task to see to it is Karen's.
        let tasks = karen.opens_case(case, "/opgaver").await;
        assert!(tasks.says("Voksenhandicap indkalder (Louise Kærlund)"), "{}", tasks.told());
        assert!(tasks.says("man. 20. april 2026"), "{}", tasks.told());
        town.turn_to("2026-04-21");
        let log = henrik.opens("/samarbejde/fora/overgangsudvalg").await;
        assert!(log.says("dagen er gået: følg op"), "{}", log.told());
    })
    .await;
}

#[tokio::test]
async fn the_guide_asks_what_it_must_and_says_which_rule_decides() {
    play("2026-03-05", async |town| {
        let karen = town.signs_in("karen").await;
        let page = karen.opens("/samarbejde").await;
        assert!(page.says("Hvad handler det om?") && page.says("Nye sager"), "{}", page.told());
        let page = karen.opens("/samarbejde?sag=ny").await;
        assert!(page.says("Hvor gammel er borgeren?"), "{}", page.told());
        let page = karen.opens("/samarbejde?sag=ny&alder=voksen").await;
        assert!(page.says("Voksenhandicap. En voksen, der søger hjælp"), "{}", page.told());
        let page = karen.opens("/samarbejde?sag=ny&alder=barn&bekymring=ja").await;
        assert!(page.says("Børn og Familie. Er der bekymring for barnet"), "{}", page.told());
        // Nonsense in the address is no answer.
        let page = karen.opens("/samarbejde?sag=ny&alder=gammel&x=y").await;
        assert!(page.says("Hvor gammel er borgeren?"), "{}", page.told());
    })
    .await;
}
