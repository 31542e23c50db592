use super::town::*;
use super::{at, day, now, on_each_database, today};
use crate::Error;
use crate::access::BreakGlass;
use crate::idempotency::Replay;
use crate::staff::{Attempt, Failures};
use domain::access::Target;
use domain::cpr::Cpr;
use domain::ids::PersonId;
use domain::people::{Protection, RelationKind};
use domain::staff::Role;

on_each_database!(a_person_is_found_by_number_and_read_back_whole, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let number = Cpr::from_storage("6503189901").unwrap();
    assert_eq!(tx.person_by_cpr(&number).await.unwrap(), Some(MAGNUS));
    assert_eq!(tx.person_by_cpr(&Cpr::from_storage("6503189903").unwrap()).await.unwrap(), None);
    let magnus = tx.person(&on(CASE), MAGNUS).await.unwrap();
    assert_eq!(magnus.cpr, number);
    assert_eq!(magnus.contact.expose_for_storage().street, "Hemmelighedsvej 44");
    assert_eq!(magnus.contact.protection(), Protection::Protected);
    assert_eq!((magnus.interpreter.as_deref(), magnus.reviewed_on), (Some("arabisk"), Some(today())));
    let (relations, people) = tx.relations_of(&on(CASE), MAGNUS).await.unwrap();
    assert_eq!((relations[0].kind, people[0].id), (RelationKind::CustodyHolder, SOFIE));
    tx.end_relation(&for_person(MAGNUS), MAGNUS, SOFIE, RelationKind::CustodyHolder, day("2026-03-01")).await.unwrap();
    let (relations, _) = tx.relations_of(&on(CASE), MAGNUS).await.unwrap();
    assert!(!relations[0].holds_on(today()));
});

on_each_database!(one_number_is_one_person, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let twin = PersonId(id(12));
    let again = tx.insert_person(&for_person(twin), &person(twin, "6503189901", "Magnus Holm")).await;
    assert!(matches!(again, Err(Error::Conflict("persons"))), "{again:?}");
});

on_each_database!(a_stamkort_is_not_saved_over_a_newer_one, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let mut magnus = tx.person(&for_person(MAGNUS), MAGNUS).await.unwrap();
    magnus.name = "Magnus Ågren".into();
    assert_eq!(tx.save_person(&for_person(MAGNUS), &magnus).await.unwrap(), 2);
    assert!(matches!(tx.save_person(&for_person(MAGNUS), &magnus).await, Err(Error::Stale)));
    let found = tx.search_people(&scope_of(KAREN, "boernehandicap"), "agr", 10).await.unwrap();
    assert!(found.is_empty(), "the name is not written so");
    let found = tx.search_people(&scope_of(KAREN, "boernehandicap"), "aagr MAGN", 10).await.unwrap();
    assert_eq!(found[0].name, "Magnus Ågren");
});

on_each_database!(a_permit_opens_the_person_or_case_it_is_for_and_nothing_else, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let stranger = PersonId(id(12));
    tx.insert_person(&for_person(stranger), &person(stranger, "6503189903", "Ida Brinkholt")).await.unwrap();
    assert!(tx.person(&on(CASE), SOFIE).await.is_ok(), "his mother is on the case");
    assert!(matches!(tx.person(&on(CASE), stranger).await, Err(Error::NotFound)));
    assert!(matches!(tx.person(&for_person(MAGNUS), stranger).await, Err(Error::NotFound)));
    let other = domain::ids::CaseId(id(21));
    assert!(matches!(tx.case_file(&on(other), CASE).await, Err(Error::NotFound)));
    assert!(matches!(tx.case_file(&on(other), other).await, Err(Error::NotFound)), "the same as one that is not there");
});

on_each_database!(a_permit_to_read_changes_nothing, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let see = to_see(KAREN, CASE);
    assert_eq!(see.target(), Target::Case(CASE));
    assert!(tx.case(&see, CASE).await.is_ok());
    assert!(matches!(tx.bump_case(&see, CASE, 1).await, Err(Error::Broken(_))));
    assert!(matches!(tx.replace_todos(&see, CASE, &[]).await, Err(Error::Broken(_))));
});

on_each_database!(staff_sign_in_by_name_and_lose_roles_at_once, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let (mut karen, hash) = tx.staff_by_username("karen").await.unwrap().unwrap();
    assert_eq!((karen.id, hash.as_str(), &karen.roles[..]), (KAREN, "hash", &[Role::Caseworker][..]));
    assert!(tx.staff_by_username("nobody").await.unwrap().is_none());
    karen.roles = vec![Role::Controller];
    karen.heads = vec!["boernehandicap".into(), "stab".into()];
    tx.save_staff(&karen).await.unwrap();
    assert_eq!(tx.staff(KAREN).await.unwrap(), Some(karen));
    tx.set_password(KAREN, "other").await.unwrap();
    assert_eq!(tx.staff_by_username("karen").await.unwrap().unwrap().1, "other");
    let names: Vec<String> = tx.all_staff().await.unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["Birgitte Ellemose", "Henrik Vadsted", "Karen Tangbjerg", "Louise Kærlund"]);
    let twin = staff(domain::ids::StaffId(id(9)), "karen", "En Anden", "stab", &[]);
    assert!(matches!(tx.insert_staff(&twin, "x").await, Err(Error::Conflict("staff"))));
});

on_each_database!(failed_attempts_are_counted_since_the_last_that_succeeded, |db| {
    let mut tx = write(&db.store).await;
    let minute = |n: i64| now().checked_add(jiff::SignedDuration::from_mins(n)).unwrap();
    for n in 0..3 {
        tx.record_attempt("karen", minute(n), Attempt::Failed).await.unwrap();
    }
    let failures = tx.failures_since("karen", minute(1)).await.unwrap();
    assert_eq!(failures, Failures { count: 2, latest: Some(minute(2)) });
    tx.record_attempt("karen", minute(3), Attempt::Succeeded).await.unwrap();
    assert_eq!(tx.failures_since("karen", minute(0)).await.unwrap(), Failures::default());
});

on_each_database!(a_session_that_has_ended_never_opens_again, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    for hash in ["one", "two"] {
        tx.insert_session(hash, KAREN, "token", now()).await.unwrap();
    }
    let later = at("2026-03-02T08:10:00Z");
    tx.touch_session("one", later).await.unwrap();
    let session = tx.session("one").await.unwrap().unwrap();
    assert_eq!((session.staff, session.created_at, session.seen_at), (KAREN, now(), later));
    tx.end_session("one", later).await.unwrap();
    assert_eq!(tx.session("one").await.unwrap(), None);
    assert!(matches!(tx.end_session("one", later).await, Err(Error::NotFound)));
    assert_eq!(tx.end_sessions_of(KAREN, later).await.unwrap(), 1);
    assert_eq!(tx.session("two").await.unwrap(), None);
    assert_eq!(tx.session("never issued").await.unwrap(), None);
});

on_each_database!(the_policy_is_asked_with_what_is_true_that_day, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let case = tx.case_ref(CASE).await.unwrap().unwrap();
    assert_eq!((case.citizen, case.responsible, case.open, case.closed_to_unit), (MAGNUS, KAREN, true, false));
    assert_eq!(tx.case_by_number(case.number).await.unwrap(), Some(CASE));
    assert_eq!(tx.cases_of_person(SOFIE).await.unwrap(), [case], "his mother is on it");
    assert!(tx.has_function(KAREN, CASE, today()).await.unwrap(), "responsible");
    let substitute = crate::access::FunctionOnCase {
        staff: LOUISE,
        function: domain::staff::Function::Substitute,
        from: day("2026-03-03"),
        until: Some(day("2026-03-04")),
    };
    tx.add_function(&on(CASE), CASE, &substitute).await.unwrap();
    for (date, holds) in [("2026-03-02", false), ("2026-03-03", true), ("2026-03-04", true), ("2026-03-05", false)] {
        assert_eq!(tx.has_function(LOUISE, CASE, day(date)).await.unwrap(), holds, "{date}");
    }
    assert_eq!(tx.functions(&on(CASE), CASE).await.unwrap(), [substitute]);
    assert!(!tx.conflict(LOUISE, MAGNUS).await.unwrap());
    tx.insert_conflict(LOUISE, MAGNUS, "søster").await.unwrap();
    assert!(tx.conflict(LOUISE, MAGNUS).await.unwrap());
});

on_each_database!(a_break_glass_holds_eight_hours_and_not_a_minute_more, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let glass = BreakGlass {
        id: id(99),
        staff: LOUISE,
        case: CASE,
        purpose: "akut".into(),
        reason: "borgeren står i skranken".into(),
        at: now(),
        until: at("2026-03-02T16:00:00Z"),
    };
    tx.insert_break_glass(&glass).await.unwrap();
    assert!(tx.break_glass_in_force(LOUISE, CASE, at("2026-03-02T15:59:59Z")).await.unwrap());
    assert!(!tx.break_glass_in_force(LOUISE, CASE, at("2026-03-02T16:00:00Z")).await.unwrap());
    assert!(!tx.break_glass_in_force(KAREN, CASE, now()).await.unwrap());
});

on_each_database!(the_same_key_gives_the_same_answer_and_another_body_is_refused, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    assert_eq!(tx.replay("key", KAREN, "body").await.unwrap(), Replay::Fresh);
    tx.remember("key", KAREN, "body", "/sager/20").await.unwrap();
    assert_eq!(tx.replay("key", KAREN, "body").await.unwrap(), Replay::Answered("/sager/20".into()));
    assert_eq!(tx.replay("key", KAREN, "other").await.unwrap(), Replay::OtherBody);
    assert_eq!(tx.replay("key", HENRIK, "body").await.unwrap(), Replay::Fresh, "keys are each person's own");
    tx.commit().await.unwrap();
    let mut tx = write(&db.store).await;
    let twice = tx.remember("key", KAREN, "body", "/sager/21").await;
    assert!(matches!(twice, Err(Error::Conflict("idempotency_keys"))));
    drop(tx);
    let mut tx = write(&db.store).await;
    assert_eq!(tx.forget_answers(at("2026-04-02T08:00:00Z")).await.unwrap(), 2, "Karen's, and the one Henrik took");
    assert_eq!(tx.replay("key", KAREN, "body").await.unwrap(), Replay::Fresh);
});
