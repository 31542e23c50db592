//! The log is held against what is kept outside the database (L-3), on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::log::{Fault, KeptFault, Verified, verify_by_hand};
use scenarios::database::kinds;
use scenarios::{Town, play};

/// Work on Monday 2, Tuesday 3 and Wednesday 4 March, each kept outside on the day after.
async fn three_days(town: &Town) {
    for (day, kept) in [("2026-03-02", 0), ("2026-03-03", 1), ("2026-03-04", 1)] {
        town.turn_to(day);
        assert_eq!(app::log::keep(&town.app).await.unwrap(), kept, "kept on {day}");
        town.signs_in("karen").await;
    }
    town.turn_to("2026-03-05");
    app::jobs::round(&town.app, 0).await.unwrap();
    assert_eq!(town.shelf.names(), ["2026-03-02", "2026-03-03", "2026-03-04"]);
}

fn outside(name: &str, fault: KeptFault) -> Verified {
    Verified::BrokenOutside { name: name.to_string(), fault }
}

#[tokio::test]
async fn l_3_each_ended_day_is_kept_once_and_the_log_fits_them() {
    play("2026-03-02", async |town: &Town| {
        three_days(town).await;
        let texts = town.shelf.text("2026-03-03");
        assert_eq!(app::log::keep(&town.app).await.unwrap(), 0, "nothing new has ended");
        assert_eq!(town.shelf.text("2026-03-03"), texts);
        let found = verify_by_hand(&town.app).await.unwrap();
        assert!(matches!(found, Verified::Whole { rows, kept: 3 } if 3 <= rows), "{found:?}");
        let by_guard = app::log::verify(&town.app, &town.actor("niels").await).await.unwrap();
        assert!(matches!(by_guard, Verified::Whole { kept: 3, .. }), "{by_guard:?}");
        assert!(app::log::verify(&town.app, &town.actor("karen").await).await.is_err(), "only who guards the data");
    })
    .await;
}

#[tokio::test]
async fn l_3_a_day_end_that_was_changed_taken_away_or_put_in_is_named() {
    play("2026-03-02", async |town: &Town| {
        three_days(town).await;
        let whole = town.shelf.text("2026-03-03");
        let forged = whole.replacen("row ", "row 1", 1);
        for changed in [forged.as_str(), "", "no day end", &town.shelf.text("2026-03-02")] {
            town.shelf.tamper("2026-03-03", Some(changed));
            assert_eq!(
                verify_by_hand(&town.app).await.unwrap(),
                outside("2026-03-03", KeptFault::Changed),
                "{changed}"
            );
        }
        town.shelf.tamper("2026-03-03", None);
        assert_eq!(verify_by_hand(&town.app).await.unwrap(), outside("2026-03-04", KeptFault::MissingBefore));
        assert_eq!(app::log::keep(&town.app).await.unwrap(), 0, "what was taken away is not made again in silence");
        town.shelf.tamper("2026-03-03", Some(&whole));

        let last = town.shelf.text("2026-03-04");
        town.shelf.tamper("2026-03-04", None);
        assert_eq!(verify_by_hand(&town.app).await.unwrap(), outside("2026-03-04", KeptFault::Missing));
        town.shelf.tamper("2026-03-04", Some(&last));
        assert!(matches!(verify_by_hand(&town.app).await.unwrap(), Verified::Whole { kept: 3, .. }));
    })
    .await;
}

#[tokio::test]
async fn l_3_a_torn_end_is_completed_and_a_foreign_one_stays_and_hinders_no_later_day() {
    for kind in kinds() {
        let town = Town::on(kind, "2026-03-02").await;
        town.shelf.tamper("2026-03-03", Some("tovholder audit log"));
        three_days(&town).await;
        assert!(matches!(verify_by_hand(&town.app).await.unwrap(), Verified::Whole { kept: 3, .. }));
        town.shelf.tamper("2026-03-05", Some("from a life before"));
        town.signs_in("karen").await;
        town.turn_to("2026-03-06");
        town.signs_in("karen").await;
        town.turn_to("2026-03-07");
        assert_eq!(app::log::keep(&town.app).await.unwrap(), 1, "the 6th");
        assert_eq!(town.shelf.text("2026-03-05"), "from a life before");
        assert_eq!(verify_by_hand(&town.app).await.unwrap(), outside("2026-03-05", KeptFault::Changed));
        town.shelf.tamper("2026-03-05", None);
        assert_eq!(verify_by_hand(&town.app).await.unwrap(), outside("2026-03-05", KeptFault::Missing));
        town.close().await;
    }
}

#[tokio::test]
async fn l_3_a_log_rewritten_with_care_does_not_fit_what_is_kept_outside() {
    for kind in kinds() {
        let town = Town::on(kind, "2026-03-02").await;
        three_days(&town).await;
        let rows = store::scratch::cut_the_log(&town.database.url, "2026-03-04").await.unwrap();
        let found = verify_by_hand(&town.app).await.unwrap();
        assert_eq!(found, Verified::Broken { row: rows, fault: Fault::Removed }, "the last row of the 4th is missed");
        let niels = town.signs_in("niels").await;
        let page = niels.opens("/log-indhold").await;
        let page = niels.sends(&page.form("/log-indhold")).await;
        assert!(page.says(&format!("Loggen er brudt ved linje {rows}")), "{}", page.told());
        drop(niels);
        town.close().await;
    }
}
