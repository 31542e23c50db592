//! What was promised is sent once, whatever happens to the relay.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use scenarios::deeds::Application;
use scenarios::people::{MAGNUS, SOFIE};
use scenarios::play;
use scenarios::post::Weather;
use std::time::Duration;

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

#[tokio::test]
async fn a_letter_reaches_its_receiver_once_though_the_answer_is_lost() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        let receipt = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, receipt).await;
        for weather in [Weather::Unreachable, Weather::AnswerLost, Weather::AnswerLost] {
            town.post.set(weather);
            assert_eq!(town.post_goes().await, 0, "{weather:?}");
            // The wait grows with each try; a day is longer than the first of them.
            town.minutes_later(24 * 60);
        }
        town.post.set(Weather::Fine);
        assert_eq!(town.post_goes().await, 1);
        assert_eq!(town.post.letters().len(), 1);
        assert_eq!(town.post.to(SOFIE.cpr)[0].message, receipt);
        assert_eq!(town.post.tries(), 4);
    })
    .await;
}

#[tokio::test]
async fn r_7_a_relay_killed_at_the_receivers_door_sends_each_letter_once() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        for (nr, weather) in [Weather::StuckBefore, Weather::StuckAfter].into_iter().enumerate() {
            let receipt = town.makes_receipt("karen", case).await;
            town.sends_letter("karen", case, receipt).await;
            town.post.set(weather);
            let tries = town.post.tries();
            tokio::select! {
                sent = town.post_goes() => panic!("the relay came by a closed door: {sent}"),
                () = until(|| tries < town.post.tries()) => {}
            }
            town.post.set(Weather::Fine);
            // The one who was killed had taken the letter; nobody else may take it before that runs out.
            assert_eq!(town.post_goes().await, 0, "{weather:?}");
            town.minutes_later(3);
            assert_eq!(town.post_goes().await, 1, "{weather:?}");
            assert_eq!(town.post.letters().len(), nr + 1, "{weather:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn r_8_a_relay_killed_between_any_two_steps_ends_in_the_same_state() {
    play("2026-03-05", async |town| {
        let case = town.registers("karen", APPLICATION).await;
        // Killed after so many steps of its own; the last of them lie after the letter has been settled.
        for (nr, steps) in (0..48).step_by(3).enumerate() {
            let receipt = town.makes_receipt("karen", case).await;
            town.sends_letter("karen", case, receipt).await;
            for more in 0..3 {
                killed_after(steps + more, town.post_goes()).await;
                town.minutes_later(3);
            }
            town.post_goes().await;
            let arrived = town.post.letters();
            assert_eq!(arrived.len(), nr + 1, "killed after {steps} steps");
            assert_eq!(arrived[nr].message, receipt, "killed after {steps} steps");
        }
        let karen = town.actor("karen").await;
        let journal = app::case::journal(&town.app, &karen, case, None).await.unwrap();
        let delivered = journal.iter().filter(
            |line| matches!(&line.entry.kind, domain::journal::EntryKind::Act(code) if code == "letter_delivered"),
        );
        assert_eq!(delivered.count(), town.post.letters().len());
    })
    .await;
}

/// Lets somebody take so many steps and then kills them.
async fn killed_after<T>(steps: usize, work: impl Future<Output = T>) {
    let mut work = std::pin::pin!(work);
    let mut taken = 0;
    std::future::poll_fn(|context| {
        if taken == steps || work.as_mut().poll(context).is_ready() {
            return std::task::Poll::Ready(());
        }
        taken += 1;
        std::task::Poll::Pending
    })
    .await;
}

async fn until(happened: impl Fn() -> bool) {
    while !happened() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
