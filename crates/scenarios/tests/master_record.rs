//! The stamkort of a case: read from what is registered, complete or not, gone through on a rhythm.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::form::Fill;
use domain::ids::CaseId;
use domain::progress::Answer;
use domain::questionnaire::{AnswerRow, Answers};
use domain::words::Fact;
use jiff::civil::{Date, date};
use scenarios::deeds::Application;
use scenarios::people::{ELIAS, MAGNUS, MORTEN, NADIA, PROTECTED_STREET, SOFIE};
use scenarios::{Town, play};
use store::todo::TodoKind;

const COMPENSATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};
const LOST_EARNINGS: Application = Application { benefit: "tabt-arbejdsfortjeneste", ..COMPENSATION };

/// Karen writes what stands on the stamkort alone.
async fn writes(town: &Town, case: CaseId) {
    let one = |id: &str, text: &str| (id.to_string(), vec![text.to_string()]);
    let row = |cells: &[(&str, &str)]| -> AnswerRow {
        cells.iter().map(|(id, text)| ((*id).to_string(), (*text).to_string())).collect()
    };
    let answers = Answers {
        fields: [
            one("risici", "Løber sin vej i trafikken"),
            one("kontaktform", "Sms om formiddagen"),
            one("skole", "3.b, kontaktlærer Mette"),
        ]
        .into(),
        rows: [
            ("helbred".to_string(), vec![row(&[("hvad", "Autisme"), ("fra", "udtalelse fra børnepsykiatrien")])]),
            ("datoer".to_string(), vec![row(&[("hvad", "Skolestart"), ("hvornaar", "2026-08-12")])]),
        ]
        .into(),
    };
    let fill = Fill { form: "stamkort".to_string(), answers, knew_of: 0, signatures: Vec::new() };
    app::form::fill(&town.app, &town.actor("karen").await, case, fill).await.unwrap();
}

/// The day the stamkort of a case is to be gone through by, as it stands on the list.
async fn due(town: &Town, case: CaseId) -> Option<Date> {
    let found = town.todos().await.into_iter().find(|(of, todo)| *of == case && todo.kind == TodoKind::MasterRecord);
    found.unwrap().1.due
}

#[tokio::test]
async fn a_newcomer_reads_the_case_in_a_minute_and_sees_what_is_missing() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "/stamkort").await;
        assert!(page.says("Forældremyndighed") && page.says("Sofie Holm"), "{}", page.told());
        assert!(page.says("Det vigtigste at vide") && page.says("Sidst gennemgået: Aldrig"), "{}", page.told());
        let form = format!("/sager/{case}/skema/stamkort");
        assert!(page.links().contains(&form), "what is missing leads to where it is written: {:?}", page.links());
        // A case is registered with its first deadline, and that stands ahead.
        assert!(page.says("Frist:"), "{}", page.told());

        writes(town, case).await;
        town.registers_consent("karen", case, "Tovby Skole").await;
        let page = karen.opens_case(case, "/stamkort").await;
        for words in [
            "Autisme",
            "ifølge udtalelse fra børnepsykiatrien",
            "Løber sin vej i trafikken",
            "Sms om formiddagen",
            "3.b, kontaktlærer Mette",
            "onsdag den 12. august 2026",
            "Tovby Skole",
        ] {
            assert!(page.says(words), "{words}: {}", page.told());
        }
        let (name, pdf) = app::master_record::pdf(&town.app, &town.actor("karen").await, case).await.unwrap();
        assert!(name.ends_with("-stamkort.pdf"), "{name}");
        let paper = scenarios::pdf::squeezed(&scenarios::pdf::text(&pdf));
        assert!(paper.contains(&scenarios::pdf::squeezed("børnepsykiatrien")), "{paper}");

        // Another case of the same child knows what was written in the first: nobody types it twice.
        let second = town.registers("karen", LOST_EARNINGS).await;
        let page = karen.opens_case(second, "/stamkort").await;
        assert!(page.says("Autisme"), "{}", page.told());
        // Who works in another department has no stamkort of this case.
        let louise = town.signs_in("louise").await;
        assert_eq!(louise.get(&format!("/sager/{case}/stamkort")).await.status.as_u16(), 404);
        assert_eq!(louise.get(&format!("/sager/{case}/stamkort/pdf")).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_stamkort_grows_stale_stands_on_the_list_and_is_gone_through() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", COMPENSATION).await;
        let second = town.registers("karen", LOST_EARNINGS).await;
        let karen = town.signs_in("karen").await;
        let current = async || {
            let view = town.seen_by(&town.actor("karen").await, case).await;
            view.file.facts(view.today, Answer::No)[&Fact::MasterRecordCurrent]
        };
        assert_eq!(due(town, case).await, Some(date(2027, 3, 5)), "a year after the case was opened");
        assert_eq!(current().await, Answer::No, "it was never gone through");

        town.turn_to("2026-06-01");
        let form = karen.opens_case(case, "/stamkort").await.form("/gennemgaaet");
        let page = karen.sends(&form).await;
        assert!(page.says("Stamkortet er gennemgået i dag"), "{}", page.told());
        assert!(page.says("man. 1. juni 2026 (i dag) af Karen Tangbjerg"), "{}", page.told());
        karen.sends(&form).await;
        let journal = karen.opens_case(case, "/journal").await;
        assert_eq!(journal.text().matches("Stamkort gennemgået").count(), 1, "{}", journal.told());
        assert_eq!(current().await, Answer::Yes);
        assert_eq!(due(town, case).await, Some(date(2027, 6, 1)));
        assert_eq!(due(town, second).await, Some(date(2027, 6, 1)), "the child has one stamkort");

        town.turn_to("2027-06-01");
        assert_eq!(current().await, Answer::Yes, "the last day counts");
        let today = karen.opens("/i-dag?blok=i-dag").await;
        assert!(today.says("Gennemgå stamkortet"), "{}", today.told());
        assert!(today.links().contains(&format!("/sager/{case}/stamkort")), "{:?}", today.links());
        town.turn_to("2027-06-02");
        assert_eq!(current().await, Answer::No);
    })
    .await;
}

#[tokio::test]
async fn the_stamkort_of_a_protected_child_never_says_where_it_is() {
    play("2026-03-05", async |town| {
        let family = Application { citizen: ELIAS, parents: &[NADIA, MORTEN], ..COMPENSATION };
        let case = town.registers("karen", family).await;
        writes(town, case).await;
        let page = town.signs_in("karen").await.opens_case(case, "/stamkort").await;
        assert!(page.says("Adressebeskyttet"), "{}", page.told());
        // His class would tell where he is as well as the address does.
        for where_he_is in [PROTECTED_STREET, ELIAS.occupation, NADIA.phone, "3.b"] {
            assert!(!page.says(where_he_is), "{where_he_is}: {}", page.told());
        }
        assert!(page.says(MORTEN.phone), "who is not protected can be called: {}", page.told());
        let (_, pdf) = app::master_record::pdf(&town.app, &town.actor("karen").await, case).await.unwrap();
        let paper = scenarios::pdf::squeezed(&scenarios::pdf::text(&pdf));
        assert!(!paper.contains(&scenarios::pdf::squeezed(PROTECTED_STREET)), "{paper}");
    })
    .await;
}
