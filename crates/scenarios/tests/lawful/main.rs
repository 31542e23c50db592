//! Whatever the staff do, and in whatever order: no decision is ever sent that fails one of the ten checks.
//!
//! [`story`] plays acts at random, some of them sensible and many not; [`oracle`] reads what is stored after every act
//! and asks of each decision that has just been sent what the law asks. The oracle knows nothing of how the program
//! decides. A story is its number: it plays the same every time.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod chance;
mod oracle;
mod story;

use oracle::{Child, Law, Sent};
use scenarios::Town;
use scenarios::database::Kind;
use story::{Story, Tally};

/// How many stories there are.
const STORIES: u64 = 24;
/// How many acts each has.
const ACTS: usize = 45;

/// One story alone, or more of them: `LAWFUL=17` or `LAWFUL=24..80`.
#[allow(clippy::disallowed_methods, reason = "whoever looks into a story asks for it by number")]
fn numbers() -> std::ops::Range<u64> {
    let asked = std::env::var("LAWFUL").unwrap_or_default();
    match asked.split_once("..") {
        Some((from, to)) => from.parse().unwrap()..to.parse().unwrap(),
        None if asked.is_empty() => 0..STORIES,
        None => asked.parse().map(|nr: u64| nr..nr + 1).unwrap(),
    }
}

#[tokio::test]
async fn no_decision_is_ever_sent_that_fails_one_of_the_ten_checks() {
    let town = Town::on(Kind::Sqlite, "2026-01-05").await;
    let (numbers, mut tally) = (numbers(), Tally::default());
    let whole = numbers == (0..STORIES);
    for nr in numbers {
        let mut story = Story::begins(&town, nr).await;
        for _ in 0..ACTS {
            story.goes_on(&mut tally).await;
        }
    }
    println!("{tally:?}");
    // A story that never comes to a decision proves nothing.
    let kinds = ["bevilling", "delvis-bevilling", "afslag", "nedsaettelse", "ophoer"];
    let never: Vec<&str> = kinds.into_iter().filter(|kind| !tally.sent.contains_key(kind)).collect();
    assert!(!whole || never.is_empty(), "never sent: {never:?} of {tally:?}");
    assert!(!whole || 20 < tally.sent.values().sum::<usize>(), "{tally:?}");
    assert!(!whole || (0 < tally.to_children && 0 < tally.on_bad_days && 0 < tally.notified), "{tally:?}");
    town.close().await;
}

/// A refusal that was sent lawfully, as the oracle sees it; every test below spoils one thing of it.
async fn lawful() -> (Town, Sent) {
    use domain::decision::Outcome;
    use scenarios::deeds::Application;
    use scenarios::people::{MAGNUS, SOFIE};
    let town = Town::on(Kind::Sqlite, "2026-03-05").await;
    let application =
        Application { benefit: "stoette-i-hjemmet", citizen: MAGNUS, parents: &[SOFIE], received: "2026-03-02" };
    let case = town.registers("karen", application).await;
    town.prepares("karen", case).await;
    town.assesses("karen", case, Outcome::Refusal).await;
    town.hears("karen", case, "2026-03-20").await;
    town.turn_to("2026-03-23");
    town.drafts("karen", case, Outcome::PartialGrant).await;
    town.submits("karen", case).await.unwrap();
    town.approves("anders", case).await.unwrap();
    let before = town.file(case).await;
    town.sends_decision("karen", case, "").await.unwrap();
    let sent = oracle::just_sent(&town, "karen", &before).await.pop().unwrap();
    (town, sent)
}

#[tokio::test]
async fn the_oracle_finds_what_is_spoiled() {
    use domain::assessment::Weight;
    use domain::benefit::Detail;
    use jiff::ToSpan;
    let (town, good) = lawful().await;
    assert_eq!(good.faults(), Vec::<String>::new());
    let fault = |spoil: &dyn Fn(&mut Sent)| {
        let mut sent = good.clone();
        spoil(&mut sent);
        sent.faults().iter().map(|fault| fault.split_once(' ').unwrap().0.to_string()).collect::<Vec<_>>()
    };
    let text = |from: &'static str, to: &'static str| {
        move |sent: &mut Sent| sent.letters.iter_mut().for_each(|l| l.text = l.text.replace(from, to))
    };
    assert!(fault(&text("barnets lov § 32, stk. 1, nr. 2", "serviceloven § 52")).contains(&"1".into()));
    assert!(fault(&text("Ankestyrelsen", "nogen")).contains(&"2".into()));
    assert!(fault(&text("Hverdagen fungerer uden", "Hverdagen går fint uden")).contains(&"2".into()));
    assert_eq!(fault(&|sent| sent.after.hearings.clear()), ["3"]);
    assert_eq!(fault(&|sent| sent.after.hearings[0].answer_by = sent.on), ["3"]);
    assert_eq!(fault(&|sent| sent.decision.recommender = sent.approved_by), ["5"]);
    assert_eq!(fault(&|sent| sent.approver.roles.clear()), ["5"]);
    assert_eq!(fault(&|sent| sent.approver.department = "voksenhandicap".into()).len(), 0, "a head heads three");
    assert_eq!(fault(&|sent| sent.approved_in_journal = false), ["5"]);
    assert_eq!(
        fault(&|sent| {
            sent.on = sent.on.saturating_add(4.days());
            sent.decision.draft.outcome = domain::decision::Outcome::Refusal;
        }),
        ["6"]
    );
    assert_eq!(fault(&|sent| drop(sent.decision.draft.details.insert(Detail::Purpose, " ".into()))), ["7"]);
    assert_eq!(fault(&text("Så længe venter vi", "Så længe")).len(), 0, "the words around are free");
    assert!(
        fault(&|sent| sent.before.courses.iter_mut().for_each(|course| course.milestones.clear()))
            .contains(&"9".into())
    );
    assert_eq!(fault(&|sent| sent.to.clear()), ["10"]);
    assert_eq!(fault(&|sent| sent.letters.clear()), ["3", "10"]);
    assert_eq!(fault(&|sent| sent.child = Child::IsParty), ["3", "10"]);
    assert_eq!(fault(&|sent| sent.law = Law::default()), ["1", "7"]);
    // What is known to the party need not be heard.
    assert_eq!(
        fault(&|sent| {
            sent.after.hearings.clear();
            sent.before.findings.iter_mut().for_each(|finding| finding.weight = Weight::NotAgainst);
        })
        .len(),
        0
    );
    town.close().await;
}
