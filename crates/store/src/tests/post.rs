use super::casework::document;
use super::town::*;
use super::{at, day, now, on_each_database, today};
use crate::outbox::{AfterFailure, List, MOST_TRIES, OutboxCounts, State};
use crate::{Error, Store, Tx};
use domain::deadline::Channel;
use domain::ids::{CaseId, LetterId};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const LEASE: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn letter(n: u128, case: CaseId) -> IssuedLetter {
    IssuedLetter {
        id: LetterId(id(n)),
        case,
        template: "kvittering".into(),
        template_version: day("2026-01-01"),
        occasion: Occasion::Receipt,
        addressee: Addressee::Person(SOFIE),
        title: "Vi har modtaget din ansøgning".into(),
        text: "Kære Sofie".into(),
        channel: Channel::Digital,
        state: LetterState::Drafted,
        document: None,
        snapshot: r#"{"adresse":"Hemmelighedsvej 44"}"#.into(),
        made_at: now(),
        by: KAREN,
        queued_on: None,
        sent_at: None,
        version: 1,
    }
}

/// Drafts a letter, fixes its pages and promises it.
pub(super) async fn promise(tx: &mut Tx, n: u128, case: CaseId) -> LetterId {
    let letter = letter(n, case);
    tx.insert_letter(&on(case), &letter).await.unwrap();
    let pages = domain::document::Document { case, ..document(n + 1000) };
    let pages = tx.insert_document(&on(case), pages, b"%PDF").await.unwrap();
    tx.queue_letter(&on(case), letter.id, 1, pages.id, today()).await.unwrap();
    letter.id
}

pub(super) async fn later(store: &Store, minutes: i64) -> Tx {
    let then = now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
    store.write(then, today()).await.unwrap()
}

on_each_database!(a_letter_goes_from_draft_to_receipt, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let partner = Addressee::Partner { name: "Tovby Skole".into(), address: "Skolevej 1\n9999 Tovby".into() };
    let to_school = IssuedLetter { addressee: partner, occasion: Occasion::InformationRequest, ..letter(71, CASE) };
    tx.insert_letter(&on(CASE), &to_school).await.unwrap();
    let mut draft = letter(70, CASE);
    tx.insert_letter(&on(CASE), &draft).await.unwrap();
    draft.text = "Kære Sofie Holm".into();
    assert_eq!(tx.save_letter(&on(CASE), &draft).await.unwrap(), 2);
    assert!(matches!(tx.save_letter(&on(CASE), &draft).await, Err(Error::Stale)));
    draft.version = 2;
    assert_eq!(tx.letters(&on(CASE), CASE).await.unwrap(), [to_school, draft.clone()]);
    let pages = tx.insert_document(&on(CASE), document(60), b"%PDF").await.unwrap();
    assert_eq!(tx.queue_letter(&on(CASE), draft.id, 2, pages.id, today()).await.unwrap(), 3);
    draft.version = 3;
    assert!(matches!(tx.save_letter(&on(CASE), &draft).await, Err(Error::Stale)), "its pages are fixed");
    let again = tx.queue_letter(&on(CASE), draft.id, 3, pages.id, today()).await;
    assert!(matches!(again, Err(Error::Stale)), "promised once");
    assert_eq!(tx.outbox_counts().await.unwrap(), OutboxCounts { waiting: 1, ..OutboxCounts::default() });
    let claimed = tx.claim_due(LEASE, 10).await.unwrap();
    assert_eq!((claimed[0].message, claimed[0].case, claimed[0].tries), (draft.id, CASE, 1));
    assert!(tx.delivered(&on(CASE), draft.id, "kvittering-1").await.unwrap());
    let sent = tx.letter(&on(CASE), draft.id).await.unwrap();
    assert_eq!((sent.state, sent.sent_at, sent.document), (LetterState::Sent, Some(now()), Some(pages.id)));
    let foreign = on(CaseId(id(21)));
    assert!(matches!(tx.letter(&foreign, draft.id).await, Err(Error::NotFound)));
});

/// A receiver that knows a message again by its id, as the real one does.
#[derive(Default)]
struct PostBox {
    received: BTreeMap<LetterId, u32>,
}

impl PostBox {
    fn take(&mut self, message: LetterId) -> String {
        *self.received.entry(message).or_insert(0) += 1;
        format!("kvittering for {message}")
    }
}

on_each_database!(a_relay_that_dies_at_any_step_gives_one_letter_at_the_receiver, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let message = promise(&mut tx, 70, CASE).await;
    tx.commit().await.unwrap();
    let mut post = PostBox::default();

    // Dies before the claim is committed: nothing is claimed.
    let mut tx = later(&db.store, 0).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap().len(), 1);
    tx.rollback().await.unwrap();
    // Dies after the claim, before handing over.
    let mut tx = later(&db.store, 1).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].tries, 1);
    tx.commit().await.unwrap();
    let mut tx = later(&db.store, 2).await;
    assert!(tx.claim_due(LEASE, 10).await.unwrap().is_empty(), "another relay keeps off while the lease runs");
    tx.rollback().await.unwrap();
    // Dies after handing over, before noting the receipt.
    let mut tx = later(&db.store, 6).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, message);
    tx.commit().await.unwrap();
    post.take(message);
    // Dies after noting the receipt, before the commit.
    let mut tx = later(&db.store, 12).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, message);
    tx.commit().await.unwrap();
    let receipt = post.take(message);
    let mut tx = later(&db.store, 12).await;
    assert!(tx.delivered(&on(CASE), message, &receipt).await.unwrap());
    tx.rollback().await.unwrap();
    // Lives.
    let mut tx = later(&db.store, 18).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, message);
    tx.commit().await.unwrap();
    let receipt = post.take(message);
    let mut tx = later(&db.store, 18).await;
    assert!(tx.delivered(&on(CASE), message, &receipt).await.unwrap());
    tx.commit().await.unwrap();
    // A slow relay that was thought dead comes back.
    let mut tx = later(&db.store, 19).await;
    assert!(!tx.delivered(&on(CASE), message, &receipt).await.unwrap(), "once in effect");
    assert_eq!(tx.failed(&on(CASE), message, "timeout").await.unwrap(), AfterFailure::Settled);
    assert_eq!(post.received.len(), 1, "one id for life");
    assert_eq!(tx.letter(&on(CASE), message).await.unwrap().state, LetterState::Sent);
    assert_eq!(tx.outbox_counts().await.unwrap(), OutboxCounts::default());
});

on_each_database!(letters_of_a_case_go_in_order_and_other_cases_do_not_wait, |db| {
    settle(&db.store).await;
    let other = CaseId(id(21));
    let mut tx = write(&db.store).await;
    tx.insert_case(&for_person(MAGNUS), &case(other, 2)).await.unwrap();
    let first = promise(&mut tx, 70, CASE).await;
    let second = promise(&mut tx, 71, CASE).await;
    let elsewhere = promise(&mut tx, 72, other).await;
    let ids = |claimed: Vec<crate::outbox::Claimed>| claimed.into_iter().map(|c| c.message).collect::<Vec<_>>();
    assert_eq!(ids(tx.claim_due(LEASE, 10).await.unwrap()), [first, elsewhere]);
    let after = tx.failed(&on(CASE), first, "timeout").await.unwrap();
    assert_eq!(after, AfterFailure::TriedAgain(at("2026-03-02T08:01:00Z")));
    assert!(tx.claim_due(LEASE, 10).await.unwrap().is_empty(), "the second waits for the first");
    tx.commit().await.unwrap();
    let mut tx = later(&db.store, 1).await;
    assert_eq!(ids(tx.claim_due(LEASE, 10).await.unwrap()), [first]);
    tx.delivered(&on(CASE), first, "kvittering").await.unwrap();
    assert_eq!(ids(tx.claim_due(LEASE, 10).await.unwrap()), [second]);
});

on_each_database!(a_message_that_keeps_failing_is_given_up_and_can_be_tried_again, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let message = promise(&mut tx, 70, CASE).await;
    tx.commit().await.unwrap();
    let mut waits: Vec<SignedDuration> = Vec::new();
    let mut clock = now();
    loop {
        let mut tx = db.store.write(clock, today()).await.unwrap();
        assert_eq!(tx.claim_due(LEASE, 10).await.unwrap().len(), 1);
        let after = tx.failed(&on(CASE), message, "afvist").await.unwrap();
        tx.commit().await.unwrap();
        match after {
            AfterFailure::TriedAgain(again) => {
                waits.push(again.duration_since(clock));
                clock = again;
            }
            _ => break,
        }
    }
    assert_eq!(waits.len() + 1, MOST_TRIES as usize);
    assert!(waits.is_sorted() && waits[10] == SignedDuration::from_hours(6), "{waits:?}");
    let mut tx = db.store.write(clock, today()).await.unwrap();
    assert_eq!(tx.outbox_counts().await.unwrap(), OutboxCounts { poison: 1, ..OutboxCounts::default() });
    assert_eq!(tx.letter(&on(CASE), message).await.unwrap().state, LetterState::Failed);
    tx.try_again(&on(CASE), message).await.unwrap();
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, message);
    assert_eq!(tx.letter(&on(CASE), message).await.unwrap().state, LetterState::Queued);
});

on_each_database!(the_outbox_lists_letters_of_the_readers_own_cases_and_no_others, |db| {
    settle(&db.store).await;
    let closed = CaseId(id(21));
    let mut tx = write(&db.store).await;
    tx.insert_case(&for_person(MAGNUS), &case(closed, 2)).await.unwrap();
    tx.set_closed_to_unit(&on(closed), closed, 1, domain::access::Yes::Yes).await.unwrap();
    let waiting = promise(&mut tx, 70, CASE).await;
    let delivered = promise(&mut tx, 71, CASE).await;
    let hidden = promise(&mut tx, 72, closed).await;
    tx.delivered(&on(CASE), delivered, "kvittering").await.unwrap();
    let partner = Addressee::Partner { name: "Tovby Skole".into(), address: "Skolevej 1".into() };
    let to_school = IssuedLetter { addressee: partner, ..letter(73, CASE) };
    tx.insert_letter(&on(CASE), &to_school).await.unwrap();
    let pages = tx.insert_document(&on(CASE), document(2000), b"%PDF").await.unwrap();
    tx.queue_letter(&on(CASE), to_school.id, 1, pages.id, today()).await.unwrap();
    let karen = scope_of(KAREN, "boernehandicap");
    let listed = tx.outbox(&karen, List::OnTheirWay, None, 10).await.unwrap();
    let shown = |rows: &[crate::outbox::Listed]| rows.iter().map(|row| row.message.letter).collect::<Vec<_>>();
    assert_eq!(shown(&listed), [waiting, hidden, to_school.id], "her own case, closed to the others");
    assert_eq!((listed[0].to.as_str(), listed[0].to_protected), ("Sofie Aagaard Holm", true));
    assert_eq!((listed[2].to.as_str(), listed[2].to_protected), ("Tovby Skole", false));
    assert_eq!((listed[0].citizen.as_str(), listed[0].citizen_protected), ("Magnus Holm", true));
    let colleague = scope_of(BIRGITTE, "boernehandicap");
    assert_eq!(shown(&tx.outbox(&colleague, List::OnTheirWay, None, 10).await.unwrap()), [waiting, to_school.id]);
    let done = tx.outbox(&colleague, List::Delivered, None, 10).await.unwrap();
    assert_eq!((shown(&done), done[0].message.delivered_at), (vec![delivered], Some(now())));
    assert!(tx.outbox(&colleague, List::Delivered, Some(done[0].nr), 10).await.unwrap().is_empty());
    let elsewhere = scope_of(LOUISE, "voksenhandicap");
    assert!(tx.outbox(&elsewhere, List::OnTheirWay, None, 10).await.unwrap().is_empty());
    tx.insert_conflict(BIRGITTE, MAGNUS, "egen familie").await.unwrap();
    assert!(tx.outbox(&colleague, List::OnTheirWay, None, 10).await.unwrap().is_empty(), "never one's own family");
    let of_letter = tx.message(&on(CASE), delivered).await.unwrap().unwrap();
    assert_eq!(of_letter.state, State::Delivered);
    assert!(tx.message(&on(closed), delivered).await.unwrap().is_none(), "a letter of another case");
});

on_each_database!(a_message_that_ends_the_process_every_time_is_given_up_too, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    promise(&mut tx, 70, CASE).await;
    tx.commit().await.unwrap();
    for n in 0..=i64::from(MOST_TRIES) {
        let mut tx = later(&db.store, n * 6).await;
        let claimed = tx.claim_due(LEASE, 10).await.unwrap().len();
        assert_eq!(claimed, usize::from(n < i64::from(MOST_TRIES)), "try {n}");
        tx.commit().await.unwrap();
    }
    assert_eq!(
        read(&db.store).await.outbox_counts().await.unwrap(),
        OutboxCounts { poison: 1, ..OutboxCounts::default() }
    );
});

on_each_database!(two_relays_at_the_same_moment_do_not_take_the_same_letter, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    for n in 0..10u32 {
        let own = CaseId(id(500 + u128::from(n)));
        tx.insert_case(&for_person(MAGNUS), &case(own, 50 + n)).await.unwrap();
        promise(&mut tx, 700 + u128::from(n), own).await;
    }
    tx.commit().await.unwrap();
    let relays: Vec<_> = (0..4)
        .map(|_| {
            let store = db.store.clone();
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let mut tx = write(&store).await;
                    let claimed = tx.claim_due(LEASE, 2).await.unwrap();
                    tx.commit().await.unwrap();
                    if claimed.is_empty() {
                        return taken;
                    }
                    taken.extend(claimed.into_iter().map(|claimed| claimed.message));
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for relay in relays {
        taken.extend(relay.await.unwrap());
    }
    // One that skipped what the others held may end early; nothing is taken twice, and nothing is lost.
    let count = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), count);
    let mut tx = later(&db.store, 60).await;
    assert_eq!(tx.claim_due(LEASE, 100).await.unwrap().len(), 10);
});

on_each_database!(a_job_is_asked_for_once_and_done_once, |db| {
    let mut tx = write(&db.store).await;
    assert!(tx.enqueue("send", "{}", now(), Some("20")).await.unwrap());
    assert!(!tx.enqueue("send", "{}", now(), Some("20")).await.unwrap(), "one that waits is enough");
    assert!(tx.enqueue("send", "{}", now(), None).await.unwrap());
    let tomorrow: Timestamp = at("2026-03-03T08:00:00Z");
    assert!(tx.enqueue("nightly", "{}", tomorrow, Some("todos")).await.unwrap());
    let first = tx.claim_job(LEASE).await.unwrap().unwrap();
    let second = tx.claim_job(LEASE).await.unwrap().unwrap();
    assert_eq!((first.kind.as_str(), first.tries), ("send", 1));
    assert!(first.nr < second.nr);
    assert_eq!(tx.claim_job(LEASE).await.unwrap(), None);
    tx.job_done(first.nr).await.unwrap();
    assert!(matches!(tx.job_done(first.nr).await, Err(Error::Stale)));
    tx.job_failed(second.nr, "timeout").await.unwrap();
    let counts = tx.job_counts().await.unwrap();
    assert_eq!((counts.ready, counts.dead, counts.next_at), (2, 0, Some(at("2026-03-02T08:01:00Z"))));
    assert!(tx.enqueue("send", "{}", now(), Some("20")).await.unwrap(), "the first is done");
});

on_each_database!(a_job_that_keeps_failing_is_given_up, |db| {
    let mut tx = write(&db.store).await;
    tx.enqueue("send", "{}", now(), None).await.unwrap();
    tx.commit().await.unwrap();
    for n in 0..i64::from(MOST_TRIES) {
        let mut tx = later(&db.store, n * 400).await;
        let job = tx.claim_job(LEASE).await.unwrap().unwrap();
        tx.job_failed(job.nr, "afvist").await.unwrap();
        tx.commit().await.unwrap();
    }
    let counts = read(&db.store).await.job_counts().await.unwrap();
    assert_eq!((counts.ready, counts.dead), (0, 1));
});
