use super::town::*;
use super::{day, now, on_each_database, today};
use crate::form::FilledForm;
use crate::{Error, Tx};
use domain::application::{Application, Received};
use domain::assessment::{CriterionAnswer, Finding, Known, Weight};
use domain::consent::{Consent, Form};
use domain::deadline::{Channel, Pause};
use domain::decision::{Decision, Draft, Outcome, SentTo, State};
use domain::document::{Direction, Document};
use domain::grant::Grant;
use domain::ids::{
    ConsentId, DecisionId, DocumentId, EntryId, FindingId, GrantId, InformationRequestId, LetterId, PartyHearingId,
};
use domain::information::{Basis, InformationRequest, RequestState};
use domain::journal::{Entry, EntryKind};
use domain::party_hearing::{HearingState, PartyHearing};
use domain::progress::{Answer, Happening, Milestone};
use domain::setting::Kroner;
use std::collections::BTreeMap;

const DECISION: DecisionId = DecisionId(uuid::Uuid::from_u128(50));

fn draft(outcome: Outcome) -> Draft {
    Draft {
        granted: "Du får dækket merudgifter.".into(),
        reasons: "Magnus har en varig nedsat funktionsevne.".into(),
        choice: Some("standardbeloeb".into()),
        monthly_amount: Some(Kroner::from_oere(110_500)),
        monthly_hours: Some(15),
        one_off_amount: Some(Kroner::from_oere(5_000)),
        weekly_days: Some(2),
        details: [(domain::benefit::Detail::Purpose, "Ro efter skole".to_string())].into(),
        effect_on: Some(day("2026-04-01")),
        from: Some(day("2026-03-01")),
        follow_up_on: Some(day("2027-03-01")),
        ..Draft::of(outcome)
    }
}

pub(super) fn decision(id: DecisionId) -> Decision {
    Decision { id, draft: draft(Outcome::Grant), recommender: KAREN, state: State::Drafted, version: 1 }
}

pub(super) fn document(n: u128) -> Document {
    Document {
        id: DocumentId(id(n)),
        case: CASE,
        running: 0,
        title: "Udtalelse".into(),
        direction: Direction::Received,
        source: "Tovby Skole".into(),
        dated: today(),
        recipient: None,
        media_type: "application/pdf".into(),
        size: 0,
        sha256: String::new(),
        stored_at: now(),
    }
}

fn finding(n: u128) -> Finding {
    Finding {
        id: FindingId(id(n)),
        text: "Skolen oplyser fravær.".into(),
        source: "Udtalelse".into(),
        document: None,
        known: Known::Unknown,
        weight: Weight::Against,
        decided_on: None,
    }
}

on_each_database!(everything_saved_on_a_case_is_in_its_file, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let permit = on(CASE);
    let application = Application {
        applicant: SOFIE,
        applied_for: "Dækning af merudgifter".into(),
        received_on: day("2026-02-27"),
        received_by: Received::DigitalPost,
    };
    tx.insert_application(&permit, CASE, &application).await.unwrap();
    let consent = Consent {
        id: ConsentId(id(40)),
        given_by: SOFIE,
        source: "Tovby Skole".into(),
        about: "fravær".into(),
        purpose: "behovet".into(),
        form: Form::Written,
        given_on: today(),
        until: day("2026-09-01"),
        covers: domain::consent::Covers::ALL.iter().copied().collect(),
        withdrawn_on: None,
    };
    tx.insert_consent(&permit, CASE, &consent).await.unwrap();
    let request = InformationRequest {
        id: InformationRequestId(id(41)),
        source: "Tovby Skole".into(),
        address: "Skolevej 1, 9999 Tovby".into(),
        about: "fravær".into(),
        basis: Basis::Consent(consent.id),
        reply_by: day("2026-03-16"),
        letter: None,
        state: RequestState::Sent { on: today() },
    };
    tx.insert_request(&permit, CASE, &request).await.unwrap();
    tx.insert_finding(&permit, CASE, &finding(42)).await.unwrap();
    let hearing = PartyHearing {
        id: PartyHearingId(id(43)),
        party: SOFIE,
        findings: vec![FindingId(id(42))],
        letter: None,
        sent_on: today(),
        answer_by: day("2026-03-12"),
        state: HearingState::Sent,
    };
    tx.insert_hearing(&permit, CASE, &hearing).await.unwrap();
    let version = tx.save_considerations(&permit, CASE, "Behovet er varigt.", 0).await.unwrap();
    let answer = CriterionAnswer { met: true, reason: "lægeerklæring".into() };
    assert_eq!(tx.save_criterion(&permit, CASE, "varig", &answer, version).await.unwrap(), 2);
    tx.insert_decision(&permit, CASE, &decision(DECISION)).await.unwrap();
    let screening = screening(1, 0);
    tx.save_form(&permit, CASE, &screening).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = read(&db.store).await;
    let file = tx.case_file(&to_see(BIRGITTE, CASE), CASE).await.unwrap();
    assert_eq!(file.case, case(CASE, 1));
    assert_eq!((file.citizen.id, file.related[0].id, file.relations.len()), (MAGNUS, SOFIE, 1));
    assert_eq!(file.courses, [course()]);
    assert_eq!(file.application, Some(application));
    assert_eq!(file.consents, [consent]);
    assert_eq!(file.requests, [request]);
    assert_eq!(file.findings, [finding(42)]);
    assert_eq!(file.hearings, [hearing]);
    assert_eq!(file.assessment.considerations, "Behovet er varigt.");
    assert_eq!((file.assessment.criteria.get("varig"), file.assessment.version), (Some(&answer), 2));
    assert_eq!(file.decisions, [decision(DECISION)]);
    assert_eq!(file.forms["screening"]["paragraf-18"], Answer::No);
});

fn screening(nr: u32, version: i64) -> FilledForm {
    FilledForm {
        form: "screening".into(),
        nr,
        form_version: day("2026-01-01"),
        answers: r#"{"navn":"Hemmelighed"}"#.into(),
        results: BTreeMap::from([("paragraf-18".into(), Answer::No), ("fremskudt".into(), Answer::Unknown)]),
        filled_on: today(),
        filled_by: KAREN,
        version,
    }
}

on_each_database!(a_form_is_not_saved_over_a_newer_one, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    assert_eq!(tx.save_form(&on(CASE), CASE, &screening(1, 0)).await.unwrap(), 1);
    assert_eq!(tx.save_form(&on(CASE), CASE, &screening(1, 1)).await.unwrap(), 2);
    assert!(matches!(tx.save_form(&on(CASE), CASE, &screening(1, 1)).await, Err(Error::Stale)));
    assert_eq!(tx.forms(&on(CASE), CASE).await.unwrap(), [screening(1, 2)]);
});

on_each_database!(milestones_of_every_kind_come_back_in_order, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let step = || "vurdering".to_string();
    let why = || "efter aftale".to_string();
    let dates = BTreeMap::from([("opfølgningsdag".to_string(), day("2027-03-01"))]);
    let kinds = vec![
        Happening::Done {
            step: step(),
            element: Some(SOFIE.to_string()),
            outcome: Some("givet".into()),
            dates,
            reason: Some(why()),
        },
        Happening::LeftOut { step: step(), element: None, reason: why() },
        Happening::ReopenedFrom { step: step(), reason: why() },
        Happening::DeadlineSet { step: step(), due: day("2026-04-09"), reason: why() },
        Happening::Suspended { waiting_for: Pause::Citizen, look_again: day("2026-04-01"), reason: why() },
        Happening::Resumed,
        Happening::Annulled { nr: 2, reason: why() },
    ];
    let milestones: Vec<Milestone> = kinds
        .into_iter()
        .zip(2u32..)
        .map(|(what, nr)| Milestone { nr, day: today(), at: (nr == 3).then(now), what })
        .collect();
    for milestone in &milestones {
        tx.append_milestone(&on(CASE), COURSE, milestone).await.unwrap();
    }
    let file = tx.case_file(&on(CASE), CASE).await.unwrap();
    assert_eq!(file.courses[0].milestones[1..], milestones[..]);
    assert_eq!(tx.open_courses_all().await.unwrap(), [(CASE, COURSE)]);
    tx.end_course(&on(CASE), COURSE, today()).await.unwrap();
    assert!(matches!(tx.end_course(&on(CASE), COURSE, today()).await, Err(Error::Stale)));
    let late = Milestone { nr: 9, day: today(), at: None, what: Happening::Resumed };
    assert!(matches!(tx.append_milestone(&on(CASE), COURSE, &late).await, Err(Error::Stale)));
    assert_eq!(tx.open_courses_all().await.unwrap(), []);
});

on_each_database!(two_milestones_do_not_share_a_number, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let twice = Milestone { nr: 1, day: today(), at: None, what: Happening::Resumed };
    let refused = tx.append_milestone(&on(CASE), COURSE, &twice).await;
    assert!(matches!(refused, Err(Error::Conflict("milestones"))), "{refused:?}");
});

on_each_database!(a_consent_is_withdrawn_once_and_stays_visible, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let consent = Consent {
        id: ConsentId(id(40)),
        given_by: SOFIE,
        source: "Tovby Skole".into(),
        about: "fravær".into(),
        purpose: "behovet".into(),
        form: Form::Oral,
        given_on: today(),
        until: today(),
        covers: domain::consent::Covers::ALL.iter().copied().collect(),
        withdrawn_on: None,
    };
    tx.insert_consent(&on(CASE), CASE, &consent).await.unwrap();
    tx.withdraw_consent(&on(CASE), consent.id, today()).await.unwrap();
    assert!(matches!(tx.withdraw_consent(&on(CASE), consent.id, today()).await, Err(Error::Stale)));
    let file = tx.case_file(&on(CASE), CASE).await.unwrap();
    assert_eq!(file.consents[0].withdrawn_on, Some(today()));
});

on_each_database!(a_request_is_answered_once, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let stored = tx.insert_document(&on(CASE), document(60), b"svar").await.unwrap();
    let request = InformationRequest {
        id: InformationRequestId(id(41)),
        source: "Tovby Skole".into(),
        address: "Skolevej 1".into(),
        about: "fravær".into(),
        basis: Basis::Law { paragraph: "retssikkerhedsloven § 11 c".into(), reason: "nødvendigt".into() },
        reply_by: day("2026-03-16"),
        letter: None,
        state: RequestState::Sent { on: today() },
    };
    tx.insert_request(&on(CASE), CASE, &request).await.unwrap();
    let letter = LetterId(id(70));
    tx.set_request_letter(&on(CASE), request.id, letter).await.unwrap();
    let answered = RequestState::Answered { on: today(), document: stored.id };
    tx.set_request_state(&on(CASE), request.id, &answered).await.unwrap();
    let gave_up = RequestState::GivenUp { on: today(), reason: "intet svar".into() };
    assert!(matches!(tx.set_request_state(&on(CASE), request.id, &gave_up).await, Err(Error::Stale)));
    let expected = InformationRequest { letter: Some(letter), state: answered, ..request };
    assert_eq!(tx.case_file(&on(CASE), CASE).await.unwrap().requests, [expected]);
});

on_each_database!(a_document_is_numbered_in_its_case_and_checked_on_every_read, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let first = tx.insert_document(&on(CASE), document(60), b"en").await.unwrap();
    let second = tx.insert_document(&on(CASE), document(61), b"to og mere").await.unwrap();
    assert_eq!((first.running, second.running, second.size), (1, 2, 10));
    tx.commit().await.unwrap();
    let mut tx = read(&db.store).await;
    assert_eq!(tx.documents(&on(CASE), CASE).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(tx.document_bytes(&on(CASE), first.id).await.unwrap(), (first.clone(), b"en".to_vec()));
    let foreign = on(domain::ids::CaseId(id(21)));
    assert!(matches!(tx.document_bytes(&foreign, first.id).await, Err(Error::NotFound)));
    drop(tx);
    // One document's bytes put in place of another's do not open.
    let swap = format!(
        "update document_bytes set bytes_sealed = (select b.bytes_sealed from document_bytes b \
         where b.document_id = '{}') where document_id = '{}'",
        second.id, first.id
    );
    db.tamper(&swap).await;
    let mut tx = read(&db.store).await;
    assert!(matches!(tx.document_bytes(&on(CASE), first.id).await, Err(Error::Broken(_))));
});

on_each_database!(a_fact_is_changed_and_taken_out_but_the_hearing_about_it_stays, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.insert_finding(&on(CASE), CASE, &finding(42)).await.unwrap();
    let hearing = PartyHearing {
        id: PartyHearingId(id(43)),
        party: SOFIE,
        findings: vec![FindingId(id(42))],
        letter: None,
        sent_on: today(),
        answer_by: day("2026-03-12"),
        state: HearingState::Sent,
    };
    tx.insert_hearing(&on(CASE), CASE, &hearing).await.unwrap();
    tx.set_hearing_letter(&on(CASE), hearing.id, LetterId(id(70))).await.unwrap();
    let known = Finding { known: Known::Known, ..finding(42) };
    tx.save_finding(&on(CASE), CASE, &known).await.unwrap();
    assert_eq!(tx.case_file(&on(CASE), CASE).await.unwrap().findings, std::slice::from_ref(&known));
    tx.remove_finding(&on(CASE), known.id).await.unwrap();
    assert!(matches!(tx.save_finding(&on(CASE), CASE, &known).await, Err(Error::Stale)));
    let file = tx.case_file(&on(CASE), CASE).await.unwrap();
    assert_eq!((file.findings.len(), &file.hearings[0].findings), (0, &hearing.findings));
    // A lapse is not a last word: a late answer still counts; an answer is.
    tx.set_hearing_state(&on(CASE), hearing.id, &HearingState::Lapsed { on: today() }).await.unwrap();
    let answered = HearingState::Answered { on: today(), answer: "Det passer ikke.".into() };
    tx.set_hearing_state(&on(CASE), hearing.id, &answered).await.unwrap();
    let lapse = tx.set_hearing_state(&on(CASE), hearing.id, &HearingState::Lapsed { on: today() }).await;
    assert!(matches!(lapse, Err(Error::Stale)));
    assert_eq!(tx.case_file(&on(CASE), CASE).await.unwrap().hearings[0].state, answered);
});

on_each_database!(considerations_are_not_saved_over_newer_ones, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    assert_eq!(tx.save_considerations(&on(CASE), CASE, "første", 0).await.unwrap(), 1);
    assert!(matches!(tx.save_considerations(&on(CASE), CASE, "anden", 0).await, Err(Error::Stale)));
    assert_eq!(tx.save_considerations(&on(CASE), CASE, "anden", 1).await.unwrap(), 2);
    let answer = CriterionAnswer { met: false, reason: "nej".into() };
    assert!(matches!(tx.save_criterion(&on(CASE), CASE, "varig", &answer, 1).await, Err(Error::Stale)));
});

async fn approve(tx: &mut Tx, version: i64, by: domain::ids::StaffId) -> crate::Result<i64> {
    tx.set_decision_state(&on(CASE), DECISION, version, &State::Approved { by, on_behalf_of: None, at: now() }).await
}

on_each_database!(a_decision_goes_its_way_and_no_other, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let permit = on(CASE);
    tx.insert_decision(&permit, CASE, &decision(DECISION)).await.unwrap();
    assert!(matches!(approve(&mut tx, 1, BIRGITTE).await, Err(Error::Stale)), "a draft is not approved");
    let version = tx.save_draft(&permit, DECISION, 1, &draft(Outcome::Refusal), KAREN).await.unwrap();
    let version = tx.set_decision_state(&permit, DECISION, version, &State::Submitted { at: now() }).await.unwrap();
    let late = tx.save_draft(&permit, DECISION, version, &draft(Outcome::Grant), KAREN).await;
    assert!(matches!(late, Err(Error::Stale)), "what waits for approval does not change under the approver");
    let returned = State::Returned { by: BIRGITTE, at: now(), reason: "mangler hjemmel".into() };
    let version = tx.set_decision_state(&permit, DECISION, version, &returned).await.unwrap();
    assert_eq!(tx.case_file(&permit, CASE).await.unwrap().decisions[0].state, returned);
    let version = tx.save_draft(&permit, DECISION, version, &draft(Outcome::Grant), KAREN).await.unwrap();
    let version = tx.set_decision_state(&permit, DECISION, version, &State::Submitted { at: now() }).await.unwrap();
    let version = approve(&mut tx, version, BIRGITTE).await.unwrap();
    let letters = vec![SentTo {
        party: SOFIE,
        letter: LetterId(id(70)),
        channel: Channel::Digital,
        received_on: today(),
        complain_by: day("2026-03-30"),
    }];
    let sent = State::Sent { approved_by: BIRGITTE, on_behalf_of: None, on: today(), letters };
    let by_another = State::Sent { approved_by: HENRIK, on_behalf_of: None, on: today(), letters: vec![] };
    assert!(matches!(tx.set_decision_state(&permit, DECISION, version, &by_another).await, Err(Error::Stale)));
    let version = tx.set_decision_state(&permit, DECISION, version, &sent).await.unwrap();
    assert_eq!(tx.case_file(&permit, CASE).await.unwrap().decisions[0].state, sent);
    let back = tx.set_decision_state(&permit, DECISION, version, &State::Drafted).await;
    assert!(matches!(back, Err(Error::Stale)), "a sent decision stands");
    let grant = Grant {
        id: GrantId(id(55)),
        decision: Some(DECISION),
        benefit: "kompensation-barn".into(),
        from: day("2026-03-01"),
        until: None,
        monthly_amount: Some(Kroner::from_oere(110_500)),
        weekly_hours: None,
        monthly_hours: None,
        one_off_amount: None,
        weekly_days: None,
        provider: Some("Tovby Støttecenter".into()),
        replaced_by: None,
        follow_up_on: day("2027-03-01"),
    };
    tx.insert_grant(&permit, CASE, &grant).await.unwrap();
    assert_eq!(tx.grants_of_case(&permit, CASE).await.unwrap(), std::slice::from_ref(&grant));
    assert_eq!(tx.grants_of_person(&for_person(MAGNUS), MAGNUS).await.unwrap(), [(CASE, grant.clone())]);
    let twice = tx.insert_grant(&permit, CASE, &Grant { id: GrantId(id(56)), ..grant }).await;
    assert!(matches!(twice, Err(Error::Conflict("grants"))), "{twice:?}");
});

on_each_database!(a_case_has_one_open_decision, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.insert_decision(&on(CASE), CASE, &decision(DECISION)).await.unwrap();
    let second = tx.insert_decision(&on(CASE), CASE, &decision(DecisionId(id(51)))).await;
    assert!(matches!(second, Err(Error::Conflict("decisions"))), "{second:?}");
});

on_each_database!(two_approvers_at_the_same_moment_give_one_approval_and_one_clear_no, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    tx.insert_decision(&on(CASE), CASE, &decision(DECISION)).await.unwrap();
    tx.set_decision_state(&on(CASE), DECISION, 1, &State::Submitted { at: now() }).await.unwrap();
    tx.commit().await.unwrap();
    let attempts = [BIRGITTE, HENRIK].map(|by| {
        let store = db.store.clone();
        tokio::spawn(async move {
            let mut tx = write(&store).await;
            approve(&mut tx, 2, by).await?;
            tx.commit().await
        })
    });
    let mut ended = Vec::new();
    for attempt in attempts {
        ended.push(attempt.await.unwrap());
    }
    assert_eq!(ended.iter().filter(|end| end.is_ok()).count(), 1, "{ended:?}");
    assert_eq!(ended.iter().filter(|end| matches!(end, Err(Error::Stale))).count(), 1, "{ended:?}");
});

on_each_database!(the_journal_is_read_from_the_newest_line_back, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let entry = |n: u128, kind: EntryKind, corrects: Option<EntryId>| Entry {
        id: EntryId(id(n)),
        case: CASE,
        written_at: now(),
        happened_on: today(),
        by: (n != 82).then_some(KAREN),
        kind,
        text: format!("linje {n}"),
        corrects,
    };
    let lines = [
        entry(80, EntryKind::Note { phrase: Some("telefonnotat".into()) }, None),
        entry(81, EntryKind::Note { phrase: None }, Some(EntryId(id(80)))),
        entry(82, EntryKind::Act("hearing_sent".into()), None),
    ];
    for line in &lines {
        tx.append_entry(&on(CASE), line).await.unwrap();
    }
    let page = tx.entries(&on(CASE), CASE, None, 2).await.unwrap();
    assert_eq!(page.iter().map(|line| &line.entry).collect::<Vec<_>>(), [&lines[2], &lines[1]]);
    assert_eq!((page[0].by.as_deref(), page[1].by.as_deref()), (None, Some("Karen Tangbjerg")));
    let rest = tx.entries(&on(CASE), CASE, Some(page[1].nr), 2).await.unwrap();
    assert_eq!((rest.len(), &rest[0].entry), (1, &lines[0]));
});

on_each_database!(what_must_never_be_is_refused_by_the_database_itself, |db| {
    settle(&db.store).await;
    let mut tx = write(&db.store).await;
    let number = tx.insert_case(&for_person(MAGNUS), &case(domain::ids::CaseId(id(21)), 1)).await;
    assert!(matches!(number, Err(Error::Conflict("cases"))), "{number:?}");
    drop(tx);
    // A request that rests on nothing.
    let mut tx = write(&db.store).await;
    let request = InformationRequest {
        id: InformationRequestId(id(41)),
        source: "Tovby Skole".into(),
        address: String::new(),
        about: "fravær".into(),
        basis: Basis::Consent(ConsentId(id(404))),
        reply_by: day("2026-03-16"),
        letter: None,
        state: RequestState::Sent { on: today() },
    };
    let unbased = tx.insert_request(&on(CASE), CASE, &request).await;
    assert!(matches!(unbased, Err(Error::Broken(_))), "a consent that does not exist: {unbased:?}");
});
