//! From child to adult: a girl in ninth grade from the school's list to her adult action plan with an adviser of the job
//! centre, the same girl as an obvious pension case, and one who moves here at seventeen and three quarters.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::letter_by_hand::To;
use app::transition::{self, Basis, Import};
use domain::access::Yes;
use domain::ids::{CaseId, TransitionId};
use jiff::civil::date;
use scenarios::deeds::Application;
use scenarios::people::{FREJA, HANNE, MIKKEL};
use scenarios::{Town, day, play};

/// Her mother has lost earnings for her since the summer before ninth grade.
const APPLICATION: Application =
    Application { benefit: "tabt-arbejdsfortjeneste", citizen: FREJA, parents: &[HANNE], received: "2026-08-10" };
const JOB_CENTRE: &str = "Tovby Jobcenter";

/// Freja in ninth grade, on the way: found by night, taken along when the school's list came.
struct Way<'t> {
    town: &'t Town,
    case: CaseId,
    track: TransitionId,
}

/// The list as the office exports it: Windows-1252, semicolons, an empty line, a quoted name, and a pupil nobody knows.
fn list() -> Vec<u8> {
    let text = "Navn;CPR-nr.;Skole;Klasse\r\n\"Lindtoft, Freja\";740411-9916;Tovby Skole;9\r\n\r\n";
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

async fn begins(town: &Town) -> Way<'_> {
    let case = town.registers("karen", APPLICATION).await;
    assert_eq!(transition::identify(&town.app).await.unwrap(), 1, "15 with an open case: found in the night");
    assert_eq!(transition::identify(&town.app).await.unwrap(), 0, "once is enough");
    let karen = town.actor("karen").await;
    let track = transition::of_case(&town.app, &karen, case).await.unwrap().unwrap();
    town.turn_to("2026-12-14");
    let karen = town.signs_in("karen").await;
    let page = karen.opens(&format!("/overgang/{track}")).await;
    let page = karen.sends(&page.form("/med")).await.shown();
    assert!(page.says("I overgang"), "{}", page.told());
    Way { town, case, track }
}

impl Way<'_> {
    async fn marks(&self, day: &str, step: &str, outcome: &str) {
        self.town.turn_to(day);
        let outcome = Some(outcome).filter(|outcome| !outcome.is_empty());
        self.town.marks("karen", self.case, step, outcome, Some("Som aftalt.")).await;
    }

    async fn judges_pension(&self, obvious: &str) {
        let karen = self.town.signs_in("karen").await;
        let form = karen.opens(&format!("/overgang/{}", self.track)).await.form("/pension").with("pension", obvious);
        let page = karen.sends(&form.with("hvorfor", "Det fremgår af udtalelserne fra skole og læge.")).await.shown();
        assert!(page.says("en pensionssag"), "{}", page.told());
    }

    async fn writes(&self, letter: &str, to: To) {
        self.town.writes_to("karen", self.case, letter, to).await;
    }

    /// The letters to parent and young person, each their own.
    async fn writes_to_both(&self, to_parent: &str, to_young: &str) {
        let (young, parent) = self.town.young_and_parent(self.case).await;
        self.writes(to_parent, To::Person(parent)).await;
        self.writes(to_young, To::Person(young)).await;
    }

    /// 15 and 16: the pupils' conference, the meeting, the considerations of the law, wishes and needs.
    async fn until_seventeen(&self) {
        let (town, case) = (self.town, self.case);
        self.marks("2026-12-16", "elevkonference", "uden-os").await;
        town.turn_to("2027-03-22");
        self.writes_to_both("moede-16-aar", "moede-16-aar-unge").await;
        town.turn_to("2027-04-20");
        self.marks("2027-04-20", "opstart", "").await;
        town.holds_meeting("karen", case, "moede-16-aar").await;
        town.fills_in("karen", case, "overgang-hensyn").await;
        self.marks("2027-05-03", "ungeplan", "nej").await;
        town.fills_in("karen", case, "ressourceprofil").await;
        self.marks("2028-03-01", "koordineringsmoede", "droeftet").await;
        town.turn_to("2028-04-18");
        self.writes_to_both("information-18-aar", "information-18-aar-unge").await;
        town.turn_to("2028-06-06");
        town.holds_meeting("karen", case, "foerste-overdragelsesmoede").await;
    }

    /// The three circles on one day, through the page that plans the first.
    async fn meets_in_three_steps(&self, adviser: Option<&str>) {
        let (town, case) = (self.town, self.case);
        town.turn_to("2028-12-12");
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/moeder/ny?slags=tretrinsmoede-internt").await.form("/moeder");
        let form = form.with("dag", "2028-12-12").with("fra", "10.00").with("sted", "Rådhustorvet 1");
        karen.sends(&form.with("lokale", "Lokale 4")).await.shown();
        let list = karen.opens_case(case, "/moeder").await;
        for hours in ["kl. 10.00-10.30", "kl. 10.30-11.15", "kl. 11.15-12.15"] {
            assert!(list.says(hours), "{hours}: {}", list.told());
        }
        let actor = town.actor("karen").await;
        let (view, all) = app::meeting::of_case(&town.app, &actor, case).await.unwrap();
        drop(view);
        let mut circles: Vec<_> =
            all.into_iter().filter(|one| one.kind.as_ref().is_some_and(|kind| kind.starts_with("tretrins"))).collect();
        circles.sort_by_key(|one| one.when.from);
        let alone = |nr: usize| circles[nr].participants.iter().all(|one| one.who != domain::meeting::Who::Citizen);
        assert_eq!([alone(0), alone(1), alone(2)], [true, true, false], "Freja sits in the last circle alone");
        if let Some(name) = adviser {
            town.asks_outsider("karen", (case, circles[1].id), name, JOB_CENTRE).await;
            town.asks_outsider("karen", (case, circles[2].id), name, JOB_CENTRE).await;
        }
        for circle in &circles {
            town.holds_planned("karen", (case, circle.id)).await;
        }
    }

    /// After the meeting: the answer, the second handover meeting, and Louise takes over.
    async fn hands_over(&self) {
        let (town, case) = (self.town, self.case);
        self.marks("2028-12-20", "svar-fra-ung", "ja").await;
        assert_eq!(town.due(case, "overdragelse").await, date(2029, 1, 3));
        town.turn_to("2029-01-11");
        town.holds_meeting("karen", case, "andet-overdragelsesmoede").await;
        self.marks("2029-01-11", "referat-overdragelse", "sammen").await;
        town.fills_in("karen", case, "sagsoverdragelse").await;
        let louise = town.staff("louise").await.id.to_string();
        let karen = town.signs_in("karen").await;
        let page = karen.opens(&format!("/overgang/{}", self.track)).await;
        let page = karen.sends(&page.form("/voksen").with("overtager", &louise)).await.shown();
        let page = karen.sends(&page.form("/overdraget")).await.shown();
        assert!(page.says("Overdraget til voksenområdet"), "{}", page.told());
        self.writes_to_both("overgivelse-voksengruppe-foraeldre", "overgivelse-voksengruppe").await;
    }

    /// Everything is ready, the leaflet is sent, and Freja wants an action plan, which ends it.
    async fn ends_with_the_action_plan(&self) {
        let (town, case) = (self.town, self.case);
        let (young, _) = town.young_and_parent(case).await;
        self.marks("2029-03-01", "forberedt", "ja").await;
        town.turn_to("2029-04-03");
        self.writes("tillykkefolder", To::Person(young)).await;
        self.marks("2029-04-04", "handleplan-tilbud", "ja").await;
        assert_eq!(town.due(case, "handleplan").await, date(2029, 5, 14));
        town.turn_to("2029-04-16");
        town.fills_in("karen", case, "handleplan").await;
        let file = town.file(case).await;
        let course = file.courses.iter().find(|course| course.procedure == "overgang").unwrap();
        assert_eq!(course.ended_on, Some(date(2029, 4, 16)));
    }
}

#[tokio::test]
async fn a_girl_in_ninth_grade_goes_from_the_schools_list_to_her_adult_action_plan_with_a_job_centre_adviser() {
    play("2026-09-01", async |town| {
        let way = begins(town).await;
        let case = way.case;
        // The list names her too: the school and the grade are noted, and there is still one track.
        let henrik = town.actor("henrik").await;
        let uploaded = transition::upload(&town.app, &henrik, &list()).await.unwrap();
        let basis = Basis::Consent("Forældrene, skriftligt ved skolestart, indhentet af PPR.".into());
        let order = Import { basis, leave_out: Yes::No };
        let came_to = transition::import(&town.app, &henrik, uploaded, order).await.unwrap();
        assert_eq!((came_to.begun, came_to.known, came_to.unknown), (0, 1, 0));

        // Every day is reckoned from Wednesday 14 April 2027, when she is 16.
        assert_eq!(town.due(case, "elevkonference").await, date(2027, 4, 14));
        assert_eq!(town.due(case, "opstart").await, date(2027, 5, 14), "one month after 16");
        assert_eq!(town.due(case, "ungeplan").await, date(2027, 7, 14), "barnets lov § 108: three months");
        assert_eq!(town.due(case, "information-18").await, date(2028, 5, 14));
        assert_eq!(town.due(case, "forberedt").await, date(2029, 3, 14));
        way.until_seventeen().await;

        // Nobody has judged whether it is an obvious pension case: a question, not a step.
        let question = town.to_do(case, "kontakt-jobcenter").await.unwrap();
        assert_eq!(question.due, Some(date(2028, 10, 14)), "17 and a half");
        way.judges_pension("nej").await;
        town.turn_to("2028-10-09");
        town.registers_consent("karen", case, JOB_CENTRE).await;
        town.fills_in("karen", case, "overdragelse-beskaeftigelse").await;
        assert_eq!(town.due(case, "raadgiver-kendt").await, date(2028, 10, 23), "ten working days");
        way.marks("2028-10-18", "raadgiver-kendt", "").await;
        way.marks("2028-10-19", "voksen-ansoegninger", "soegt").await;

        // The adviser comes from outside, by consent.
        town.turn_to("2028-11-07");
        let met = town.plans_meeting("karen", case, "moede-med-jobcenter", day("2028-11-07")).await;
        town.asks_outsider("karen", (case, met), "Bo Rytter", JOB_CENTRE).await;
        town.holds_planned("karen", (case, met)).await;
        way.marks("2028-12-04", "ressourceprofil", "lavet").await;
        way.meets_in_three_steps(Some("Bo Rytter")).await;
        way.hands_over().await;
        town.turn_to("2029-01-12");
        let to = To::Outside { name: JOB_CENTRE.into(), address: "Havnegade 2\n9999 Tovby".into() };
        way.writes("overgivelse-voksengruppe-jobcenter", to).await;
        way.ends_with_the_action_plan().await;
    })
    .await;
}

#[tokio::test]
async fn in_an_obvious_pension_case_the_job_centre_has_no_step_and_no_seat() {
    play("2026-09-01", async |town| {
        let way = begins(town).await;
        let case = way.case;
        way.judges_pension("ja").await;
        way.until_seventeen().await;
        for step in ["kontakt-jobcenter", "raadgiver-kendt", "moede-jobcenter", "ressourceprofil"] {
            assert!(town.to_do(case, step).await.is_none(), "{step}");
        }
        way.marks("2028-10-02", "voksen-ansoegninger", "soegt").await;
        // The way goes on to the meeting in three steps without anybody from the job centre.
        assert_eq!(town.due(case, "tretrin-internt").await, date(2028, 12, 14));
        way.meets_in_three_steps(None).await;
        way.hands_over().await;
        assert!(town.to_do(case, "besked-jobcenter").await.is_none());
        way.ends_with_the_action_plan().await;
    })
    .await;
}

#[tokio::test]
async fn one_who_moves_here_at_seventeen_and_three_quarters_is_not_met_by_an_avalanche() {
    const LATE: Application =
        Application { benefit: "ledsagelse-barn", citizen: MIKKEL, parents: &[HANNE], received: "2029-01-15" };
    play("2029-01-15", async |town| {
        let case = town.registers("karen", LATE).await;
        let track = town.takes_along("karen", case).await;
        assert_eq!(town.due(case, "forberedt").await, date(2029, 3, 14), "what lies ahead is reckoned as ever");
        for step in
            ["elevkonference", "ppr-undersoegelse", "skoleliste", "indkaldelse-16", "indkaldelse-16-ung", "moede-16"]
        {
            assert!(town.to_do(case, step).await.is_none(), "{step} belongs to an age that has passed");
        }
        for step in ["opstart", "ungeplan", "information-18", "information-18-ung", "voksen-ansoegninger"] {
            let todo = town.to_do(case, step).await.unwrap();
            assert!(todo.passed_at_start && todo.due == Some(date(2029, 1, 15)), "{step}: {todo:?}");
        }
        let karen = town.signs_in("karen").await;
        let page = karen.opens_case(case, "").await;
        assert!(page.says("var passeret, da vi begyndte"), "{}", page.told());

        // The track is handed over on the last day before 18 all the same: nobody falls between the chairs.
        let actor = town.actor("karen").await;
        let louise = town.staff("louise").await.id;
        let version = town.version_of("karen", track).await;
        transition::name_adult(&town.app, &actor, track, version, louise).await.unwrap();
        let shown = transition::show(&town.app, &actor, track).await.unwrap();
        assert_eq!(shown.track.adult.as_ref().map(|adult| adult.coordinator), Some(louise));
    })
    .await;
}
