//! The procedure from child to adult on chosen days: a girl who is 15 when the school's list comes, the same girl as an
//! obvious pension case, and one who moves here three months before 18.
//!
//! She is born on 14 April 2011: 16 on Wednesday 14 April 2027, 17 and a half on Saturday 14 October 2028, 18 on Saturday
//! 14 April 2029.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use content::Content;
use domain::calendar::Calendar;
use domain::deadline::Kind;
use domain::procedure::Procedure;
use domain::progress::{
    Answer, Block, Happening, Milestone, NotLeftOut, Situation, State, Todo, TodoKind, ended_on, may_do, may_leave_out,
    states, todos,
};
use domain::words::Fact;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

const BORN: Date = date(2011, 4, 14);
/// The Monday the list from PPR is read in, after the visitation in December.
const LISTED: Date = date(2026, 12, 14);
const SIXTEEN: Date = date(2027, 4, 14);
const EIGHTEEN: Date = date(2029, 4, 14);
const JOB_CENTRE: [&str; 4] = ["kontakt-jobcenter", "raadgiver-kendt", "moede-jobcenter", "ressourceprofil"];

/// A course that is played day by day.
struct Play {
    procedure: Procedure,
    situation: Situation<'static>,
    milestones: Vec<Milestone>,
}

fn girl(first_day: Date) -> Play {
    let procedure = Content::shipped().procedure("overgang", first_day).unwrap().clone();
    let facts = [(Fact::Child, Answer::Yes), (Fact::Consent, Answer::Yes)].into();
    let situation = Situation {
        start: first_day,
        start_at: None,
        facts,
        dates: BTreeMap::new(),
        lists: BTreeMap::new(),
        forms: BTreeMap::new(),
        ended_courses: Vec::new(),
        settings: BTreeMap::new(),
        born: Some(BORN),
        citizen_roles: &[],
        calendar: Box::leak(Box::<Calendar>::default()),
    };
    Play { procedure, situation, milestones: Vec::new() }
}

impl Play {
    fn pension(mut self, answer: Answer) -> Self {
        self.situation.facts.insert(Fact::PensionCase, answer);
        self
    }

    /// Does a step that nothing holds back: "elevkonference:uden-os".
    fn done(&mut self, day: Date, what: &str) {
        let (step, outcome) = what.split_once(':').map_or((what, None), |(step, outcome)| (step, Some(outcome)));
        if let Some(outcome) = outcome {
            assert!(self.procedure.step(step).unwrap().outcome(outcome).is_some(), "{what}");
        }
        let held = may_do(&self.procedure, &self.milestones, &self.situation, step, None);
        assert_eq!(held, Ok(()), "{what} on {day}");
        let nr = u32::try_from(self.milestones.len()).unwrap() + 1;
        let what = Happening::Done {
            step: step.into(),
            element: None,
            outcome: outcome.map(Into::into),
            dates: BTreeMap::new(),
            reason: Some("Som aftalt.".into()),
        };
        self.milestones.push(Milestone { nr, day, at: None, what });
    }

    fn all(&mut self, day: Date, what: &[&str]) {
        for one in what {
            self.done(day, one);
        }
    }

    fn state(&self, step: &str) -> State {
        states(&self.procedure, &self.milestones, &self.situation)[step].clone()
    }

    fn todos(&self) -> Vec<Todo> {
        todos(&self.procedure, &self.milestones, &self.situation)
    }

    fn todo(&self, step: &str) -> Todo {
        let found = self.todos().into_iter().find(|todo| todo.step == step);
        found.unwrap_or_else(|| panic!("nothing to do with {step}: {:?}", self.state(step)))
    }

    fn due(&self, step: &str) -> Date {
        self.todo(step).due.unwrap().counted.due
    }

    fn held_back(&self, step: &str) -> Vec<Block> {
        may_do(&self.procedure, &self.milestones, &self.situation, step, None).err().unwrap_or_default()
    }

    /// What is work today: open, demanded, and its day has come.
    fn work_on(&self, today: Date) -> Vec<String> {
        let work = |todo: &Todo| todo.kind == TodoKind::Step && !todo.optional && todo.opens <= today;
        self.todos().into_iter().filter(work).map(|todo| todo.step).collect()
    }
}

/// The girl until the day before 17 and a half, with everything done in its time.
fn until_seventeen_and_a_half(pension: Answer) -> Play {
    let mut course = girl(LISTED).pension(pension);
    course.all(LISTED, &["maalgruppe", "elevkonference:uden-os"]);
    course.all(date(2027, 3, 22), &["indkaldelse-16", "indkaldelse-16-ung"]);
    course.all(date(2027, 4, 20), &["opstart", "moede-16:holdt", "hensyn"]);
    course.all(date(2027, 5, 3), &["ungeplan:nej", "oensker-behov"]);
    course.done(date(2028, 3, 1), "koordineringsmoede:holdt");
    course.all(date(2028, 4, 18), &["information-18", "information-18-ung"]);
    course.done(date(2028, 6, 6), "foerste-overdragelsesmoede:holdt");
    course
}

#[test]
fn the_dates_of_a_girl_in_ninth_grade_come_from_her_birthdays() {
    let mut course = girl(LISTED).pension(Answer::No);
    course.done(LISTED, "maalgruppe");
    let expected = [
        ("elevkonference", LISTED, SIXTEEN),
        // Two months before 16, and at 16.
        ("indkaldelse-16", date(2027, 2, 14), SIXTEEN),
        ("moede-16", date(2027, 3, 14), date(2027, 5, 14)),
        // The law's start, and our month.
        ("opstart", SIXTEEN, date(2027, 5, 14)),
        ("ungeplan", SIXTEEN, date(2027, 7, 14)),
        ("koordineringsmoede", date(2027, 10, 14), date(2028, 4, 14)),
        ("information-18", date(2028, 4, 14), date(2028, 5, 14)),
        ("voksen-ansoegninger", date(2028, 9, 14), date(2028, 10, 14)),
        ("tillykke", date(2029, 3, 14), EIGHTEEN),
    ];
    for (step, opens, due) in expected {
        let todo = course.todo(step);
        assert_eq!((todo.opens, todo.due.unwrap().counted.due), (opens, due), "{step}");
    }
    let ahead = [
        ("kontakt-jobcenter", date(2028, 10, 14)),
        ("tretrin-internt", date(2028, 12, 14)),
        ("andet-overdragelsesmoede", date(2029, 1, 14)),
        ("forberedt", date(2029, 3, 14)),
    ];
    for (step, due) in ahead {
        assert_eq!((course.todo(step).kind, course.due(step)), (TodoKind::Ahead, due), "{step}");
    }
    assert_eq!(course.work_on(LISTED), ["elevkonference"], "at 15 there is one thing to do");
}

#[test]
fn what_the_law_asks_by_a_day_is_marked_as_law_and_the_rest_as_our_own_aim() {
    let course = {
        let mut course = girl(LISTED).pension(Answer::No);
        course.done(LISTED, "maalgruppe");
        course
    };
    let law = |step: &str| {
        let dues = course.todo(step).all_due;
        dues.into_iter().filter(|due| due.kind == Kind::Law).map(|due| due.counted.due).collect::<Vec<_>>()
    };
    assert_eq!(law("forberedt"), [EIGHTEEN], "barnets lov § 123, stk. 3");
    assert_eq!(law("ungeplan"), [date(2027, 7, 14)], "barnets lov § 108");
    assert_eq!(law("opstart"), Vec::<Date>::new(), "the law says as soon as possible, and gives no day");
    assert_eq!(law("elevkonference"), Vec::<Date>::new());
}

#[test]
fn the_considerations_of_the_law_cannot_be_left_out_and_hold_the_end_back() {
    let mut course = girl(LISTED).pension(Answer::Yes);
    course.done(LISTED, "maalgruppe");
    course.all(SIXTEEN, &["elevkonference:holdt", "opstart"]);
    for step in ["hensyn", "ungeplan", "information-18", "voksen-ansoegninger"] {
        let refused = may_leave_out(&course.procedure, &course.milestones, &course.situation, step);
        assert_eq!(refused, Err(NotLeftOut::Mandatory), "{step}");
    }
    let before: Vec<Block> = course.held_back("forberedt");
    assert!(before.contains(&Block::Step("hensyn".into())), "{before:?}");
    assert!(before.contains(&Block::Step("ungeplan".into())), "{before:?}");
    let form = Content::shipped().questionnaire("overgang-hensyn", SIXTEEN).unwrap().clone();
    let considered =
        ["stoette-hvad", "uddannelse-hvad", "arbejde-hvad", "forsoergelse-hvad", "bolig-hvad", "socialt-hvad"];
    for field in considered.iter().chain(&["andet-hvad"]) {
        let found = form.sections.iter().flat_map(|section| &section.fields).find(|known| known.id == *field);
        assert!(found.is_some_and(|known| known.required), "{field}");
    }
}

#[test]
fn the_job_centre_has_its_steps_unless_it_is_an_obvious_pension_case() {
    let course = until_seventeen_and_a_half(Answer::No);
    let contact = course.todo("kontakt-jobcenter");
    assert_eq!((contact.opens, contact.due.unwrap().counted.due), (date(2028, 9, 14), date(2028, 10, 14)));

    let course = until_seventeen_and_a_half(Answer::Unknown);
    assert_eq!(course.todo("kontakt-jobcenter").kind, TodoKind::Question(vec![Fact::PensionCase]));

    let mut course = until_seventeen_and_a_half(Answer::Yes);
    for step in JOB_CENTRE {
        assert!(matches!(course.state(step), State::PassedOver(_)), "{step}: {:?}", course.state(step));
    }
    // The way goes on without it.
    course.done(date(2028, 10, 2), "voksen-ansoegninger:soegt");
    assert_eq!(course.state("tretrin-internt"), State::Open(date(2028, 10, 2)));
}

#[test]
fn the_whole_way_ends_with_the_adult_action_plan() {
    let mut course = until_seventeen_and_a_half(Answer::No);
    course.done(date(2028, 10, 9), "kontakt-jobcenter");
    // Ten working days from Monday 9 October are Monday 23 October.
    assert_eq!(course.due("raadgiver-kendt"), date(2028, 10, 23));
    course.done(date(2028, 10, 18), "raadgiver-kendt");
    assert_eq!(course.due("moede-jobcenter"), date(2028, 11, 18));
    course.all(date(2028, 11, 7), &["voksen-ansoegninger:soegt", "moede-jobcenter:holdt"]);
    course.done(date(2028, 12, 4), "ressourceprofil:lavet");
    let day = date(2028, 12, 12);
    assert_eq!(course.state("tretrin-fagfolk"), State::Waiting, "one circle after the other");
    course.all(day, &["tretrin-internt:holdt", "tretrin-fagfolk:holdt", "tretrin-ung:holdt"]);
    course.done(day, "svar-fra-ung:mere-tid");
    assert_eq!(course.due("svar-fra-ung"), date(2028, 12, 26), "two weeks to think");
    course.done(date(2028, 12, 20), "svar-fra-ung:ja");
    assert_eq!(course.due("overdragelse"), date(2029, 1, 3), "two weeks after the answer");
    assert_eq!(course.held_back("forberedt"), [Block::Step("andet-overdragelsesmoede".into())]);
    course.done(date(2029, 1, 11), "andet-overdragelsesmoede:holdt");
    course.all(date(2029, 1, 11), &["referat-overdragelse:holdt", "sagsoverdragelse", "overdragelse:overdraget"]);
    course.all(date(2029, 1, 12), &["besked-ung", "besked-foraeldre", "besked-jobcenter"]);
    course.done(date(2029, 3, 1), "forberedt:ja");
    assert_eq!(course.held_back("handleplan-tilbud"), [Block::Step("tillykke".into())]);
    course.all(date(2029, 4, 4), &["tillykke", "handleplan-tilbud:ja"]);
    assert_eq!(course.due("handleplan"), date(2029, 5, 14));
    assert_eq!(ended_on(&course.procedure, &course.milestones, &course.situation), None);
    course.done(date(2029, 4, 16), "handleplan");
    let ended = ended_on(&course.procedure, &course.milestones, &course.situation);
    assert_eq!(ended, Some(date(2029, 4, 16)));
    assert_eq!(course.work_on(date(2029, 4, 16)), Vec::<String>::new(), "nothing is left behind");
}

#[test]
fn one_who_moves_here_at_seventeen_and_three_quarters_gets_what_still_makes_sense() {
    let here = date(2029, 1, 15);
    let mut course = girl(here).pension(Answer::No);
    course.done(here, "maalgruppe");
    let gone =
        ["ppr-undersoegelse", "elevkonference", "skoleliste", "indkaldelse-16", "indkaldelse-16-ung", "moede-16"];
    for step in gone {
        assert_eq!(course.state(step), State::PassedOver(here), "{step}");
    }
    let mut work = course.work_on(here);
    work.sort_unstable();
    let expected = [
        "information-18",
        "information-18-ung",
        "koordineringsmoede",
        "oensker-behov",
        "opstart",
        "ungeplan",
        "voksen-ansoegninger",
    ];
    assert_eq!(work, expected);
    // Days that had gone before we knew of anybody are due today, and say so: nobody here was late.
    for step in ["opstart", "ungeplan", "information-18", "voksen-ansoegninger"] {
        let due = course.todo(step).due.unwrap();
        assert!(due.passed_at_start && due.counted.due == here, "{step}: {due:?}");
    }
    let law = course.todo("ungeplan").due.unwrap();
    assert_eq!(law.counted.unrolled, date(2027, 7, 14), "the day the law gave is still shown");
    // What lies ahead is not passed.
    assert_eq!(course.due("forberedt"), date(2029, 3, 14));
    assert!(!course.todo("forberedt").due.unwrap().passed_at_start);
}

#[test]
fn one_who_moves_away_or_needs_it_no_more_ends_the_course_from_anywhere() {
    for ending in ["fraflytter", "ikke-laengere"] {
        let mut course = until_seventeen_and_a_half(Answer::No);
        course.done(date(2028, 7, 3), ending);
        let ended = ended_on(&course.procedure, &course.milestones, &course.situation);
        assert_eq!(ended, Some(date(2028, 7, 3)), "{ending}");
    }
}

#[test]
fn the_meeting_in_three_steps_is_three_circles_and_only_the_last_has_the_young_person() {
    let content = Content::shipped();
    let circles: Vec<_> = ["tretrinsmoede-internt", "tretrinsmoede-fagfolk", "tretrinsmoede-ung"]
        .map(|id| content.meeting_kind(id, LISTED).unwrap())
        .into();
    let next: Vec<Option<&str>> = circles.iter().map(|kind| kind.followed_by.as_deref()).collect();
    assert_eq!(next, [Some("tretrinsmoede-fagfolk"), Some("tretrinsmoede-ung"), None]);
    let has = |at: usize, role: &str| circles[at].participants.iter().any(|one| one.role == role);
    assert_eq!([has(0, "borger"), has(1, "borger"), has(2, "borger")], [false, false, true]);
    assert_eq!([has(0, "jobcenter"), has(1, "jobcenter"), has(2, "jobcenter")], [false, true, true]);
    for kind in &circles[1..] {
        let seat = kind.participants.iter().find(|one| one.role == "jobcenter").unwrap();
        assert!(seat.when.as_ref().unwrap().contains("førtidspension"), "no seat in an obvious pension case");
    }
}
