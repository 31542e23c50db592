//! The model in figures: counted from what was done, hidden when they are few, and never of a department one does not
//! lead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::{CaseId, FamilyId};
use domain::questionnaire::Answers;
use scenarios::deeds::Application;
use scenarios::people::{Citizen, ELIAS, IDA, LONE, MAGNUS, MORTEN, NADIA, SOFIE, VIKTOR};
use scenarios::{Town, play};

/// A family around a child, coordinated by Karen from today.
async fn family(town: &Town, child: Citizen, parent: &'static [Citizen]) -> (CaseId, FamilyId) {
    let received = Box::leak(town.app.today().to_string().into_boxed_str());
    let application =
        Application { benefit: "kompensation-merudgifter-barn", citizen: child, parents: parent, received };
    let case = town.registers("karen", application).await;
    let (karen, henrik) = (town.actor("karen").await, town.actor("henrik").await);
    let family = app::family::begin(&town.app, &karen, case, "Flere afdelinger hjælper").await.unwrap();
    app::family::appoint(&town.app, &henrik, family, karen.id(), "Kender familien").await.unwrap();
    (case, family)
}

/// The family says how the help hangs together.
async fn rates(town: &Town, case: CaseId, said: &str, knew_of: u32) {
    let mut answers = Answers::default();
    answers.fields.insert("haenger-sammen".into(), vec![said.to_string()]);
    answers.fields.insert("bedre".into(), vec!["Færre møder om formiddagen".into()]);
    let fill = app::form::Fill { form: "familiens-vurdering".into(), answers, knew_of, signatures: Vec::new() };
    app::form::fill(&town.app, &town.actor("karen").await, case, fill).await.unwrap();
}

#[tokio::test]
async fn the_model_is_counted_quarter_by_quarter_and_few_are_hidden() {
    play("2026-01-12", async |town| {
        let henrik = town.signs_in("henrik").await;
        let empty = henrik.opens("/kvalitet/modellen").await;
        assert!(empty.says("Afdelingen koordinerer ingen familier endnu"), "{}", empty.told());

        let four: [(Citizen, &'static [Citizen]); 4] =
            [(MAGNUS, &[SOFIE]), (IDA, &[LONE]), (ELIAS, &[NADIA]), (VIKTOR, &[MORTEN])];
        let mut families = Vec::new();
        for (child, parent) in four {
            families.push(family(town, child, parent).await);
        }
        town.turn_to("2026-02-02");
        let few = henrik.opens("/kvalitet/modellen").await;
        assert!(few.says("færre end 5: vises ikke") && !few.says("(4 af 4)"), "{}", few.told());

        let agnes = Citizen { name: "Agnes Dybkær", cpr: "7104189926", ..MAGNUS };
        families.push(family(town, agnes, &[SOFIE]).await);
        // One family gets another coordinator in the first quarter, and one a joint plan.
        let jonas = town.staff("jonas").await.id;
        app::family::appoint(&town.app, &town.actor("henrik").await, families[0].1, jonas, "Karen holder orlov")
            .await
            .unwrap();
        // Four of five say that it hangs together; of the first the later answer counts.
        for (nr, said) in ["2 - dårligt", "5 - meget godt", "4 - godt", "4 - godt", "3 - nogenlunde"].iter().enumerate()
        {
            rates(town, families[nr].0, said, 0).await;
        }
        town.turn_to("2026-03-31");
        rates(town, families[0].0, "4 - godt", 1).await;

        town.turn_to("2026-05-04");
        let page = henrik.opens("/kvalitet/modellen").await;
        assert!(page.says("1. kvartal 2026: 80 % (4 af 5) · målet er ikke nået"), "{}", page.told());
        assert!(page.says("1. kvartal 2026: 80 % (4 af 5) · målet er nået"), "{}", page.told());
        assert!(page.says("2. kvartal 2026 (løber endnu)") && page.says("100 % (5 af 5)"), "{}", page.told());
        // No plan was made, and no days were counted.
        assert!(page.says("0 % (0 af 5)"), "{}", page.told());
        assert!(!page.says("Magnus") && !page.says("formiddagen"), "{}", page.told());

        let path = "/kvalitet/modellen/sager/en-kontaktperson?afdeling=boernehandicap&kvartal=2026-01-01";
        assert!(page.links().iter().any(|link| link == path), "{:?}", page.links());
        let cases = henrik.opens(path).await;
        let moved = town.file(families[0].0).await.case.number.to_string();
        assert!(cases.says("Her er det ikke sådan") && cases.says(&format!("Sag {moved}")), "{}", cases.told());
        let ghost = henrik.get("/kvalitet/modellen/sager/lykke?afdeling=boernehandicap&kvartal=2026-01-01").await;
        assert_eq!(ghost.status.as_u16(), 404);

        let list = henrik.opens("/kvalitet/modellen/udtraek?afdeling=boernehandicap").await;
        let text = String::from_utf8(list.body).unwrap();
        let line = "Børnehandicap;Én fast kontaktperson;1. kvartal 2026;01-01-2026;31-03-2026;80;4;5;90\r\n";
        assert!(text.starts_with('\u{feff}') && text.contains(line), "{text}");

        // Who leads another department, and who leads none.
        let susanne = town.signs_in("susanne").await;
        assert_eq!(susanne.get("/kvalitet/modellen?afdeling=boernehandicap").await.status.as_u16(), 404);
        assert_eq!(susanne.get(path).await.status.as_u16(), 404);
        assert!(susanne.opens("/kvalitet/modellen").await.says("koordinerer ingen familier"));
        assert!(matches!(town.signs_in("karen").await.get("/kvalitet/modellen").await.status.as_u16(), 403 | 404));
        let anders = town.signs_in("anders").await;
        assert!(anders.opens("/kvalitet/modellen?afdeling=boernehandicap").await.says("80 % (4 af 5)"));
    })
    .await;
}
