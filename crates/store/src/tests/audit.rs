use super::town::*;
use super::{Database, at, day, now, on_each_database};
use crate::Error;
use crate::audit::{Row, Verdict};
use crate::audit_head::Kept;
use crate::audit_verify::{DayHead, Fault, Verified};
use domain::access::{Action, FieldClass, Object, Permit, Relation, decide_without_case};
use domain::staff::Role;

fn row(action: &str) -> Row {
    Row {
        at: now(),
        subject: Some(KAREN),
        session: Some("a1b2".into()),
        role: Some(Role::Caseworker),
        relation: Some(Relation::Responsible),
        purpose: "sagsbehandling".into(),
        action: action.into(),
        case: Some(CASE),
        objects: vec!["document 60".into()],
        persons: vec![MAGNUS],
        fields: vec![FieldClass::Personal, FieldClass::Sensitive],
        verdict: Verdict::Allowed,
        request: "r-1".into(),
        ip: "127.0.0.1".into(),
    }
}

fn to_verify() -> Permit {
    decide_without_case(&subject(HENRIK, "stab", Role::Dpo), Action::Verify, Object::Log).unwrap()
}

async fn verify(db: &Database) -> Verified {
    verify_against(db, &[]).await
}

async fn verify_against(db: &Database, heads: &[DayHead]) -> Verified {
    read(&db.store).await.verify_audit(&to_verify(), heads).await.unwrap()
}

const UNLOCK: &[&str] = &["drop trigger audit_log_is_not_changed", "drop trigger audit_log_is_not_deleted"];

/// Takes away what keeps the table append only, as one with all rights to the database could.
pub(super) async fn unlock(db: &Database) {
    if db.folder().is_some() {
        for sql in UNLOCK {
            db.tamper(sql).await;
        }
    } else {
        db.tamper("drop trigger audit_log_is_not_changed on audit_log").await;
    }
}

async fn five_rows(db: &Database) {
    settle(&db.store).await;
    for action in ["one", "two", "three", "four", "five"] {
        db.store.audit(row(action)).await.unwrap();
    }
    assert_eq!(verify(db).await, Verified::Whole { rows: 5 });
}

on_each_database!(the_table_refuses_to_be_changed, |db| {
    five_rows(&db).await;
    for sql in ["update audit_log set purpose = 'x'", "delete from audit_log where seq = 1"] {
        let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&db.options.url).await.unwrap();
        let refused = sqlx::raw_sql(sql).execute(&mut connection).await;
        assert!(refused.is_err(), "{sql}");
    }
});

on_each_database!(a_changed_row_is_named, |db| {
    five_rows(&db).await;
    unlock(&db).await;
    db.tamper("update audit_log set subject_id = 'somebody else' where seq = 3").await;
    assert_eq!(verify(&db).await, Verified::Broken { seq: 3, fault: Fault::Changed });
});

on_each_database!(a_removed_row_is_named_in_the_middle_and_at_the_end, |db| {
    five_rows(&db).await;
    unlock(&db).await;
    db.tamper("delete from audit_log where seq = 5").await;
    assert_eq!(verify(&db).await, Verified::Broken { seq: 5, fault: Fault::Removed });
    db.tamper("delete from audit_log where seq = 2").await;
    assert_eq!(verify(&db).await, Verified::Broken { seq: 2, fault: Fault::Removed });
    // Closing the gap does not hide it.
    for seq in [3, 4] {
        db.tamper(&format!("update audit_log set seq = {} where seq = {seq}", seq - 1)).await;
    }
    assert_eq!(verify(&db).await, Verified::Broken { seq: 2, fault: Fault::Removed });
});

on_each_database!(an_added_row_is_named_even_when_it_is_hashed_well, |db| {
    five_rows(&db).await;
    unlock(&db).await;
    for seq in [5, 4, 3] {
        db.tamper(&format!("update audit_log set seq = {} where seq = {seq}", seq + 1)).await;
    }
    // A forged third row: the content of the second again, chained to the second with a right hash.
    let mut tx = read(&db.store).await;
    let second = tx.one("select hash, day from audit_log where seq = 2", crate::row::Args::default()).await.unwrap();
    let second: String = second.unwrap().get("hash").unwrap();
    drop(tx);
    let forged = crate::audit::Texts {
        day: "2026-03-02".into(),
        at: now().as_microsecond(),
        subject: None,
        session: None,
        role: None,
        relation: None,
        purpose: "x".into(),
        action: "x".into(),
        case: None,
        objects: String::new(),
        persons: String::new(),
        fields: String::new(),
        verdict: "allowed".into(),
        request: "x".into(),
        ip: "x".into(),
    };
    let hash = forged.hash(&second);
    db.tamper(&format!(
        "insert into audit_log (seq, day, at, purpose, action, objects, persons, fields, verdict, request, ip, \
         prev_hash, hash) values (3, '2026-03-02', {}, 'x', 'x', '', '', '', 'allowed', 'x', 'x', '{second}', '{hash}')",
        forged.at
    ))
    .await;
    assert_eq!(verify(&db).await, Verified::Broken { seq: 3, fault: Fault::Added });
});

on_each_database!(a_moved_row_is_named, |db| {
    five_rows(&db).await;
    unlock(&db).await;
    db.tamper("update audit_log set seq = 99 where seq = 2").await;
    db.tamper("update audit_log set seq = 2 where seq = 4").await;
    db.tamper("update audit_log set seq = 4 where seq = 99").await;
    assert_eq!(verify(&db).await, Verified::Broken { seq: 2, fault: Fault::Moved });
});

on_each_database!(the_head_kept_outside_tells_when_the_end_was_cut_off_with_care, |db| {
    five_rows(&db).await;
    let heads = read(&db.store).await.day_heads(&to_verify()).await.unwrap();
    assert_eq!((heads.len(), heads[0].day, heads[0].seq), (1, day("2026-03-02"), 5));
    db.store.audit(row("six")).await.unwrap();
    assert_eq!(verify_against(&db, &heads).await, Verified::Whole { rows: 6 }, "the day went on");
    unlock(&db).await;
    for sql in [
        "delete from audit_log where seq > 3",
        "update audit_chain set seq = 3, hash = (select hash from audit_log where seq = 3)",
        "update audit_heads set seq = 3, hash = (select hash from audit_log where seq = 3)",
    ] {
        db.tamper(sql).await;
    }
    assert_eq!(verify(&db).await, Verified::Whole { rows: 3 }, "inside nothing tells");
    assert_eq!(verify_against(&db, &heads).await, Verified::Broken { seq: 5, fault: Fault::Removed });
});

on_each_database!(l_3_a_kept_head_is_read_back_only_as_it_was_signed, |db| {
    five_rows(&db).await;
    db.store.audit(Row { at: at("2026-03-03T08:00:00Z"), ..row("next day") }).await.unwrap();
    let mut tx = read(&db.store).await;
    assert_eq!(tx.ended_days(day("2026-03-02")).await.unwrap(), [], "the day is not over");
    let [head] = &tx.ended_days(day("2026-03-03")).await.unwrap()[..] else { panic!("one day has ended") };
    assert_eq!((head.day, head.seq), (day("2026-03-02"), 5));
    drop(tx);
    let kept = db.store.sign_head(head.clone(), "").unwrap();
    let read_back = Kept::read(&kept.text()).unwrap();
    assert_eq!(read_back, kept);
    assert!(db.store.is_signed(&read_back).unwrap());
    let forgeries = [
        kept.text().replace("row 5", "row 4"),
        kept.text().replace("day 2026-03-02", "day 2026-03-01"),
        kept.text().replace("before ", "before 00"),
        kept.text().replace("signature ", "signature 00"),
    ];
    for forged in forgeries {
        let forged = Kept::read(&forged).unwrap();
        assert!(!db.store.is_signed(&forged).unwrap(), "{}", forged.text());
    }
    for torn in ["", "x", &kept.text()[..60], &format!("{} ", kept.text()), &kept.text().replace('\n', "\r\n")] {
        assert_eq!(Kept::read(torn), None, "{torn:?}");
    }
    let other = crate::Keys { seal: [8; 32], ..super::keys() };
    let purpose = "tovholder audit heads 1";
    let text = kept.text();
    let (lines, _) = text.split_once("signature").unwrap();
    let under_another_key = crate::seal::signature(&other, purpose, lines.as_bytes()).unwrap();
    assert_ne!(under_another_key, kept.signature, "the key decides");
});

on_each_database!(fifty_at_once_make_one_chain_whether_they_read_or_act, |db| {
    settle(&db.store).await;
    let appenders: Vec<_> = (0..50)
        .map(|n| {
            let store = db.store.clone();
            tokio::spawn(async move {
                if n % 3 == 0 {
                    let mut tx = write(&store).await;
                    tx.set_meta(&format!("n{n}"), "x").await.unwrap();
                    tx.audit(row("act"));
                    tx.audit(row("act_too"));
                    tx.commit().await.unwrap();
                } else {
                    store.audit(row("read")).await.unwrap();
                }
            })
        })
        .collect();
    for appender in appenders {
        appender.await.unwrap();
    }
    assert_eq!(verify(&db).await, Verified::Whole { rows: 33 + 17 * 2 });
});

on_each_database!(an_act_that_is_given_up_leaves_no_row_and_no_gap, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.audit(row("given_up"));
    drop(tx);
    db.store.audit(row("read")).await.unwrap();
    assert_eq!(verify(&db).await, Verified::Whole { rows: 1 });
});

on_each_database!(historik_says_who_saw_and_did_what, |db| {
    settle(&db.store).await;
    db.store.audit(row("case_seen")).await.unwrap();
    let denied =
        Row { subject: Some(LOUISE), role: None, relation: None, verdict: Verdict::Denied, ..row("case_seen") };
    db.store.audit(denied).await.unwrap();
    db.store.audit(Row { case: None, ..row("signed_in") }).await.unwrap();
    let late = at("2026-03-02T09:00:00.123456Z");
    db.store.audit(Row { subject: None, at: late, ..row("todos_rebuilt") }).await.unwrap();
    let mut tx = read(&db.store).await;
    let page = tx.audit_of_case(&to_see(BIRGITTE, CASE), CASE, None, 2).await.unwrap();
    assert_eq!((page[0].by.as_deref(), page[0].at, page[0].action.as_str()), (None, late, "todos_rebuilt"));
    assert_eq!((page[1].by.as_deref(), page[1].verdict), (Some("Louise Kærlund"), Verdict::Denied));
    let rest = tx.audit_of_case(&to_see(BIRGITTE, CASE), CASE, Some(page[1].seq), 9).await.unwrap();
    assert_eq!((rest.len(), rest[0].by.as_deref(), rest[0].role), (1, Some("Karen Tangbjerg"), Some(Role::Caseworker)));
    assert_eq!(rest[0].fields, [FieldClass::Personal, FieldClass::Sensitive]);
    assert!(matches!(tx.verify_audit(&on(CASE), &[]).await, Err(Error::NotFound)), "only for those who may verify");
});
