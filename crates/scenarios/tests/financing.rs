//! Costs divided between departments: assessed, accepted by all who pay, changed after half a year, and taken out for the
//! accounts to the øre.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::{CaseId, FamilyId};
use scenarios::browser::Page;
use scenarios::deeds::Application;
use scenarios::html::Form;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::{Desk, Town, play};

const COMPENSATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-01-05",
};

/// A family around Magnus, coordinated by Karen.
async fn family(town: &Town) -> (CaseId, FamilyId) {
    let case = town.registers("karen", COMPENSATION).await;
    let (karen, henrik) = (town.actor("karen").await, town.actor("henrik").await);
    let family = app::family::begin(&town.app, &karen, case, "Tre afdelinger hjælper").await.unwrap();
    app::family::appoint(&town.app, &henrik, family, karen.id(), "Kender familien").await.unwrap();
    (case, family)
}

fn home(family: FamilyId) -> String {
    format!("/familier/{family}/finansiering")
}

/// The page's form with both questions answered yes.
fn possible(form: &Form) -> Form {
    let mut filled = form.clone();
    for name in ["krit-flere-sektorer", "krit-motiveret-familie"] {
        filled = filled.with(name, "ja").with(&format!("{name}-grund"), "Familien har selv bedt om det");
    }
    filled
}

/// A measure that is not a grant, paid for so.
fn measure(form: &Form, nr: u32, (title, amount): (&str, &str), shares: &[(&str, &str)]) -> Form {
    let mut filled = form
        .clone()
        .with(&format!("i{nr}-titel"), title)
        .with(&format!("i{nr}-bevilger"), "boernehandicap")
        .with(&format!("i{nr}-beloeb"), amount);
    for department in ["boernehandicap", "voksenhandicap", "boern-og-familie"] {
        let share = shares.iter().find(|(id, _)| *id == department).map_or("", |(_, share)| *share);
        let why = if share.is_empty() { "" } else { "Har gevinst af indsatsen" };
        filled =
            filled.with(&format!("i{nr}-{department}-andel"), share).with(&format!("i{nr}-{department}-grund"), why);
    }
    filled
}

async fn begins(karen: &Desk<'_>, family: FamilyId, from: &str, why: &str) -> Form {
    let form = karen.opens(&format!("{}/ny", home(family))).await.form("/finansiering");
    possible(&form.with("fra", from).with("hvorfor", why))
}

/// A leader answers for a department.
async fn answers(town: &Town, leader: &'static str, family: FamilyId, answer: &str, why: &str) -> Page {
    let desk = town.signs_in(leader).await;
    let page = desk.opens(&home(family)).await;
    desk.sends(&page.form("/svar").with("svar", answer).with("hvorfor", why)).await
}

#[tokio::test]
async fn shares_changed_after_half_a_year_are_paid_by_the_day_and_add_to_the_whole() {
    play("2026-01-05", async |town| {
        let (case, family) = family(town).await;
        let karen = town.signs_in("karen").await;
        let empty = karen.opens(&home(family)).await;
        assert!(empty.says("Intet er vurderet endnu"), "{}", empty.told());

        let form = begins(&karen, family, "2026-01-05", "Første vurdering").await;
        let shares = [("boernehandicap", "66,67"), ("boern-og-familie", "33,33")];
        let saved = karen.sends(&measure(&form, 1, ("Aflastning", "10.000"), &shares)).await;
        assert!(saved.says("Vurderingen er gemt") && saved.says("Venter på svar"), "{}", saved.told());
        assert!(saved.says("Mangler svar fra Børn og Familie og Børnehandicap"), "{}", saved.told());
        assert!(saved.says("Ingen fordeling gælder i dag"), "{}", saved.told());

        // One leader, then the other; nothing holds before both.
        let ole = answers(town, "ole", family, "accepted", "").await;
        assert!(ole.says("Svaret er gemt") && ole.says("Mangler svar fra Børnehandicap"), "{}", ole.told());
        let henrik = answers(town, "henrik", family, "accepted", "").await;
        assert!(henrik.says("accepteret af alle, der betaler"), "{}", henrik.told());
        assert!(henrik.says("66,67 %") && henrik.says("6.667,00 kr.") && henrik.says("3.333,00 kr."));
        assert!(henrik.html().contains("Lagkage over fordelingen. A: "), "{}", henrik.told());

        // Half a year later the adults' department has the gain, and another measure has come.
        town.turn_to("2026-06-22");
        let form = begins(&karen, family, "2026-07-16", "Moderen er i arbejde igen").await;
        assert_eq!(form.value("i1-titel"), Some("Aflastning"), "what holds is what one begins with");
        let more = karen.sends(&form.pressing("Tilføj en indsats")).await;
        let thirds = [("boernehandicap", "33,34"), ("boern-og-familie", "33,33"), ("voksenhandicap", "33,33")];
        let form = measure(&more.form("/finansiering"), 1, ("Aflastning", "10.000"), &thirds);
        let form =
            measure(&form, 2, ("Hjælp om morgenen", "1.000,01"), &[("voksenhandicap", "50"), ("boernehandicap", "50")]);
        let form = form.with("i2-hvor-tit", "engang").with("i2-fra", "2026-08-03");
        assert!(karen.sends(&form).await.says("Vurderingen er gemt"));
        for leader in ["henrik", "susanne", "ole"] {
            answers(town, leader, family, "accepted", "").await;
        }
        let page = karen.opens(&home(family)).await;
        assert!(page.says("Udgave 2 gælder fra tor. 16. juli 2026"), "{}", page.told());
        assert!(page.says("Udgaverne side om side") && page.says("33,34 %"), "{}", page.told());

        let lines = taken_out(town, "2026-01-05", "2026-12-31", "").await;
        assert_eq!(lines, expected(), "{lines:#?}");
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Fordeling af udgifter vurderet"), "{}", journal.told());
        assert!(journal.says("Svar på fordeling af udgifter") && !journal.says("Aflastning"));
    })
    .await;
}

/// What each pays of the year. Relief is 10.000 a month: from 5 January (27 of 31 days: 8.709,68) to 15 July (15 of 31:
/// 4.838,71) with the five months between is 63.548,39; from 16 July the 16 days that are left (5.161,29) and five
/// months are 55.161,29. Together that is the 118.709,68 of the whole year from 5 January.
fn expected() -> Vec<String> {
    [
        "Post;1;Aflastning;Børn og Familie;33,33;05-01-2026;15-07-2026;63548,39;21180,68",
        "Post;1;Aflastning;Børnehandicap;66,67;05-01-2026;15-07-2026;63548,39;42367,71",
        "Post;2;Aflastning;Børn og Familie;33,33;16-07-2026;31-12-2026;55161,29;18385,26",
        "Post;2;Aflastning;Børnehandicap;33,34;16-07-2026;31-12-2026;55161,29;18390,77",
        "Post;2;Aflastning;Voksenhandicap;33,33;16-07-2026;31-12-2026;55161,29;18385,26",
        "Post;2;Hjælp om morgenen;Børnehandicap;50,00;03-08-2026;31-12-2026;1000,01;500,01",
        "Post;2;Hjælp om morgenen;Voksenhandicap;50,00;03-08-2026;31-12-2026;1000,01;500,00",
        "I alt;;;Børn og Familie;;;;;39565,94",
        "I alt;;;Børnehandicap;;;;;61258,49",
        "I alt;;;Voksenhandicap;;;;;18885,26",
    ]
    .map(str::to_string)
    .to_vec()
}

/// The controller takes out a period; the lines without family, number and period, which are the same in all.
async fn taken_out(town: &Town, from: &str, until: &str, department: &str) -> Vec<String> {
    let lene = town.signs_in("lene").await;
    let page = lene.opens(&format!("/finansiering/udtraek?fra={from}&til={until}&afdeling={department}")).await;
    assert_eq!(page.header("content-type"), "text/csv; charset=utf-8");
    assert!(page.header("content-disposition").contains("attachment"));
    let text = String::from_utf8(page.body).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let short = |line: &str| {
        let cells: Vec<&str> = line.split(';').collect();
        assert_eq!(cells.len(), 13, "{line}");
        [0usize, 3, 4, 6, 7, 8, 9, 10, 11].map(|place| cells[place]).join(";")
    };
    text.lines().skip(1).map(short).collect()
}

#[tokio::test]
async fn an_assessment_says_all_that_is_missing_and_keeps_what_was_typed() {
    play("2026-01-05", async |town| {
        let (_, family) = family(town).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens(&format!("{}/ny", home(family))).await.form("/finansiering");
        let refused = karen.sends(&form).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(refused.says("Svar ja eller nej") && refused.says("Skriv, hvorfor fordelingen vurderes nu"));

        let form = begins(&karen, family, "2026-01-05", "Første vurdering").await;
        let wrong = measure(&form, 1, ("Aflastning", "10.000"), &[("boernehandicap", "60"), ("voksenhandicap", "30")]);
        let refused = karen.sends(&wrong.with("i1-voksenhandicap-grund", "")).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(refused.says("Andelene er 90 % tilsammen. De skal være 100 %."), "{}", refused.told());
        assert!(refused.says("Skriv, hvorfor afdelingen betaler denne andel"), "{}", refused.told());
        let kept = refused.form("/finansiering");
        assert_eq!((kept.value("i1-boernehandicap-andel"), kept.value("i1-titel")), (Some("60"), Some("Aflastning")));
        let unreadable = karen.sends(&kept.clone().with("i1-voksenhandicap-andel", "fyrre")).await;
        assert!(unreadable.says("Skriv andelen i procent"), "{}", unreadable.told());

        // A family that does not want to: nothing is divided, and that is an assessment too.
        let not = kept.with("krit-motiveret-familie", "nej");
        let refused = karen.sends(&not).await;
        assert!(refused.says("så udgifterne deles ikke"), "{}", refused.told());
        let saved = karen.sends(&refused.form("/finansiering").ticking("i1-ud", "ja")).await;
        assert!(saved.says("Vurderingen er gemt") && saved.says("Udgifterne deles ikke"), "{}", saved.told());

        // Somebody who had the page open before does not lay theirs over it.
        let stale = karen.sends(&form).await;
        assert!(stale.says("En kollega gemte en udgave, mens du skrev"), "{}", stale.told());
    })
    .await;
}

#[tokio::test]
async fn each_pays_for_themselves_who_does_not_pay_does_not_see_and_one_no_is_no() {
    play("2026-01-05", async |town| {
        let (_, family) = family(town).await;
        let karen = town.signs_in("karen").await;
        let form = begins(&karen, family, "2026-01-05", "Familien er træt af tre regninger").await;
        let shares = [("boernehandicap", "50"), ("boern-og-familie", "50")];
        karen.sends(&measure(&form, 1, ("Aflastning", "4.000"), &shares)).await;

        // The leader of a department that pays nothing, a colleague, the guard of the data: it does not exist.
        for stranger in ["susanne", "louise", "jonas", "niels", "camilla", "jens"] {
            let page = town.signs_in(stranger).await.get(&home(family)).await;
            assert!(matches!(page.status.as_u16(), 403 | 404), "{stranger}: {}", page.status);
        }
        let ole = town.signs_in("ole").await;
        let list = ole.opens("/finansiering").await;
        assert!(list.says("venter på dig") && !list.says("Magnus"), "{}", list.told());
        assert_eq!(ole.get("/finansiering/udtraek?fra=2026-01-01&til=2026-12-31").await.status.as_u16(), 404);
        let page = ole.opens(&home(family)).await;
        assert!(page.says("Afdelingen betaler 2.000,00 kr. om måneden") && !page.says("Magnus"), "{}", page.told());
        assert_eq!(page.forms().iter().filter(|form| form.action.ends_with("/svar")).count(), 1);
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/tilbage")));

        // Who keeps the accounts reads amounts, never why.
        let lene = town.signs_in("lene").await;
        let page = lene.opens(&home(family)).await;
        assert!(page.says("Aflastning") && page.says("2.000,00 kr."), "{}", page.told());
        assert!(!page.says("træt af tre regninger") && !page.says("gevinst") && !page.says("selv bedt om det"));
        assert!(
            taken_out(town, "2026-01-01", "2026-12-31", "").await.is_empty(),
            "nobody owes before all have accepted"
        );

        // A no without a reason is none; with one it ends the version, and nobody owes anything.
        let silent = answers(town, "ole", family, "declined", " ").await;
        assert_eq!(silent.status.as_u16(), 422);
        assert!(silent.says("Skriv, hvad der skal ændres"), "{}", silent.told());
        let declined = answers(town, "ole", family, "declined", "Vi har ingen gevinst før sommer").await;
        assert!(declined.says("Ikke accepteret") && !declined.says("Venter på svar"), "{}", declined.told());
        let page = karen.opens(&home(family)).await;
        assert!(page.says("Vi har ingen gevinst før sommer"), "{}", page.told());

        // Taken back before anybody has answered, it is as if it were never asked; the version stays in the history.
        let form = begins(&karen, family, "2026-02-01", "Uden Børn og Familie").await;
        karen.sends(&measure(&form, 1, ("Aflastning", "4.000"), &[("boernehandicap", "100")])).await;
        let page = karen.opens(&home(family)).await;
        let back = karen.sends(&page.form("/tilbage")).await;
        assert!(back.says("Udgave 2: Taget tilbage"), "{}", back.told());
        karen.sends(&page.form("/tilbage")).await;

        // Taking out the list leaves its row in the log, refused or not.
        let (before, looked) = (rows(town).await, rows(town).await);
        lene.opens("/finansiering/udtraek?fra=2026-01-01&til=2026-12-31&afdeling=").await;
        let taken = rows(town).await;
        ole.get("/finansiering/udtraek?fra=2026-01-01&til=2026-12-31&afdeling=").await;
        let refused = rows(town).await;
        assert!(looked - before < taken - looked, "{before}, {looked}, {taken}");
        assert!(looked - before < refused - taken, "{looked}, {taken}, {refused}");
    })
    .await;
}

/// How many rows the log has; looking may leave one of its own.
async fn rows(town: &Town) -> u64 {
    match app::log::verify(&town.app, &town.actor("niels").await).await.unwrap() {
        app::log::Verified::Whole { rows, .. } => u64::try_from(rows).unwrap(),
        broken => panic!("{broken:?}"),
    }
}
