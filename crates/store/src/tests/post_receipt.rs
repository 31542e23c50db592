use super::casework::document;
use super::post::{later, letter, promise};
use super::town::*;
use super::{at, now, on_each_database};
use crate::Error;
use crate::outbox::{List, OutboxCounts, State};
use domain::enclosure::Mark;
use domain::ids::DocumentId;
use domain::letter::LetterState;
use jiff::SignedDuration;

const LEASE: SignedDuration = SignedDuration::from_mins(5);

on_each_database!(a_letter_the_post_has_accepted_is_sent_by_its_receipt_and_not_before, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let message = promise(&mut tx, 70, CASE).await;
    let next = promise(&mut tx, 71, CASE).await;
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, message);
    tx.handed_over(&on(CASE), message, at("2026-03-02T08:01:00Z")).await.unwrap();
    assert_eq!(tx.letter(&on(CASE), message).await.unwrap().state, LetterState::Queued);
    assert!(tx.claim_awaiting(LEASE, 10).await.unwrap().is_empty(), "not before it is due");
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, next, "the next letter of the case need not wait");
    tx.commit().await.unwrap();

    let mut tx = later(&db.store, 10).await;
    assert!(tx.claim_due(LEASE, 10).await.unwrap().iter().all(|claimed| claimed.message == next), "sent once");
    let awaited = tx.claim_awaiting(LEASE, 10).await.unwrap();
    assert_eq!((awaited.len(), awaited[0].message, awaited[0].handed_at), (1, message, now()));
    assert!(tx.claim_awaiting(LEASE, 10).await.unwrap().is_empty(), "another relay keeps off");
    let arrived = at("2026-03-02T08:07:00Z");
    assert!(tx.delivered_at(&on(CASE), message, "kvittering-1", arrived).await.unwrap());
    assert!(!tx.delivered_at(&on(CASE), message, "kvittering-1", arrived).await.unwrap(), "a receipt counts once");
    let sent = tx.letter(&on(CASE), message).await.unwrap();
    assert_eq!((sent.state, sent.sent_at), (LetterState::Sent, Some(arrived)));
});

on_each_database!(a_receipt_that_says_no_or_does_not_come_is_a_task_and_a_late_one_still_counts, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let refused = promise(&mut tx, 70, CASE).await;
    let silent = promise(&mut tx, 71, CASE).await;
    for message in [refused, silent] {
        tx.handed_over(&on(CASE), message, now()).await.unwrap();
    }
    assert!(tx.refused(&on(CASE), refused, "refused_by_post").await.unwrap());
    assert!(!tx.refused(&on(CASE), refused, "refused_by_post").await.unwrap(), "told once");
    assert!(tx.no_receipt(&on(CASE), silent, "no_receipt").await.unwrap());
    assert_eq!(tx.outbox_counts().await.unwrap(), OutboxCounts { poison: 2, ..OutboxCounts::default() });
    for message in [refused, silent] {
        assert_eq!(tx.letter(&on(CASE), message).await.unwrap().state, LetterState::Failed);
    }
    let awaited = tx.claim_awaiting(LEASE, 10).await.unwrap();
    assert_eq!(
        awaited.iter().map(|one| one.message).collect::<Vec<_>>(),
        [silent],
        "the silent one is still asked for"
    );
    assert!(tx.delivered_at(&on(CASE), silent, "sent", now()).await.unwrap());
    assert_eq!(tx.letter(&on(CASE), silent).await.unwrap().state, LetterState::Sent);
    tx.try_again(&on(CASE), refused).await.unwrap();
    assert_eq!(tx.claim_due(LEASE, 10).await.unwrap()[0].message, refused, "under its own id");
});

on_each_database!(what_the_office_prints_is_sent_when_the_office_says_so, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let paper = promise(&mut tx, 70, CASE).await;
    tx.print_by_hand(&on(CASE), paper).await.unwrap();
    let digital = promise(&mut tx, 71, CASE).await;
    let claimed = tx.claim_due(LEASE, 10).await.unwrap();
    assert_eq!((claimed.len(), claimed[0].message), (1, digital), "paper holds nothing back and is never claimed");
    let scope = scope_of(KAREN, "boernehandicap");
    let queue = tx.outbox(&scope, List::ByHand, None, 10).await.unwrap();
    assert_eq!((queue.len(), queue[0].message.letter, queue[0].message.by_hand), (1, paper, true));
    assert_eq!(tx.outbox_counts().await.unwrap(), OutboxCounts { waiting: 1, by_hand: 1, poison: 0 });
    let posted = at("2026-02-27T11:00:00Z");
    tx.sent_by_hand(&on(CASE), paper, posted).await.unwrap();
    assert!(matches!(tx.sent_by_hand(&on(CASE), paper, posted).await, Err(Error::Stale)), "once");
    assert!(matches!(tx.sent_by_hand(&on(CASE), digital, posted).await, Err(Error::Stale)), "only what was printed");
    let sent = tx.letter(&on(CASE), paper).await.unwrap();
    assert_eq!((sent.state, sent.sent_at), (LetterState::Sent, Some(posted)));
    assert_eq!(tx.message(&on(CASE), paper).await.unwrap().unwrap().state, State::Delivered);
});

on_each_database!(documents_follow_a_draft_in_order_and_a_sent_letter_keeps_its_own, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let draft = letter(70, CASE);
    tx.insert_letter(&on(CASE), &draft).await.unwrap();
    let mut ids = Vec::new();
    for n in [60, 61] {
        ids.push(tx.insert_document(&on(CASE), document(n), b"%PDF").await.unwrap().id);
    }
    tx.set_enclosures(&on(CASE), draft.id, &[ids[1], ids[0]]).await.unwrap();
    let follow = tx.enclosures(&on(CASE), draft.id).await.unwrap();
    assert_eq!(follow.iter().map(|document| document.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    let nobodys = DocumentId(id(999));
    assert!(matches!(tx.set_enclosures(&on(CASE), draft.id, &[nobodys]).await, Err(Error::Stale)));
    tx.set_enclosures(&on(CASE), draft.id, &[ids[0]]).await.unwrap();
    let pages = tx.insert_document(&on(CASE), document(62), b"%PDF").await.unwrap();
    tx.queue_letter(&on(CASE), draft.id, 1, pages.id, super::today()).await.unwrap();
    assert!(matches!(tx.set_enclosures(&on(CASE), draft.id, &[ids[1]]).await, Err(Error::Stale)), "it has left");
    assert_eq!(tx.enclosures(&on(CASE), draft.id).await.unwrap().len(), 1);

    tx.mark_document(&on(CASE), ids[0], Mark::ThirdParty, KAREN).await.unwrap();
    tx.mark_document(&on(CASE), ids[0], Mark::ThirdParty, KAREN).await.unwrap();
    tx.mark_document(&on(CASE), ids[1], Mark::TellsWhere, KAREN).await.unwrap();
    tx.unmark_document(&on(CASE), ids[1], Mark::TellsWhere).await.unwrap();
    assert_eq!(tx.document_marks(&on(CASE), CASE).await.unwrap(), [(ids[0], Mark::ThirdParty)]);
});
