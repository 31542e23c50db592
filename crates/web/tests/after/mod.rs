//! What may follow a sent decision: a complaint that goes all the way, and a request for access to its papers.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::desk::Desk;
use axum::http::Method;
use serde_json::{Value, json};

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_string()
}

/// The mother complains by telephone; it is upheld, sent on, sent back and learnt from. Answers the complaint's path.
pub async fn complains(karen: &Desk<'_>, case: &str, mother: &str) -> String {
    let complaints = format!("/api/v1/cases/{case}/complaints");
    let decision = karen.get(&format!("/api/v1/cases/{case}/decisions")).await.json["decisions"][0].clone();
    let mut complaint = json!({
        "decision": id(&decision),
        "by": mother,
        "received_on": "2026-04-09",
        "channel": "phone",
        "words": "",
        "decided_by": "administration",
    });
    karen.post(&complaints, complaint.clone()).await.refused(422, "complaint_nothing_said");
    complaint["words"] = "Beløbet rækker ikke.".into();
    let made = karen.post(&complaints, complaint.clone()).await;
    let shown = made.thing(201, "complaint");
    assert_eq!((shown["in_time"].as_bool(), shown["stage"].as_str()), (Some(true), Some("reassess")));
    assert_eq!(karen.get(&complaints).await.thing(200, "complaints").as_array().unwrap().len(), 1);

    let read = karen.get(&made.place).await;
    let reassess = format!("{}/reassessment", made.place);
    let upheld = json!({ "outcome": "upheld", "reasons": "Beløbet er regnet rigtigt ud." });
    karen.post(&reassess, upheld.clone()).await.refused(428, "version_missing");
    karen.edit(Method::POST, &reassess, "\"77\"", upheld.clone()).await.refused(412, "stale");
    karen.edit(Method::POST, &reassess, &read.tag, upheld.clone()).await.refused(422, "complaint_same_person");
    let mut own = upheld;
    own["same_person"] = "Der er ingen andre i afdelingen i denne uge.".into();
    let done = karen.edit(Method::POST, &reassess, &read.tag, own).await;
    let shown = done.thing(200, "complaint");
    assert_eq!((shown["stage"].as_str(), shown["reassessment"]["outcome"].as_str()), (Some("forward"), Some("upheld")));

    let papers = karen.get(&format!("{}/papers", made.place)).await.thing(200, "papers");
    let along = |paper: &&Value| matches!(paper["proposed"].as_str(), Some("always" | "along"));
    let keys: Vec<Value> = papers.as_array().unwrap().iter().filter(along).map(|paper| paper["key"].clone()).collect();
    assert!(!keys.is_empty(), "{papers}");
    let chosen = json!({ "along": keys, "remark": "Vi har fastholdt afgørelsen." });
    let package = karen.post(&format!("{}/package", made.place), chosen.clone()).await;
    assert_eq!((package.status, package.kind.as_str()), (200, "application/pdf"), "{}", package.json);
    let sent = karen.edit(Method::POST, &format!("{}/forward", made.place), &done.tag, chosen).await;
    let shown = sent.thing(200, "complaint");
    assert_eq!((shown["stage"].as_str(), shown["forwarded_on"].as_str()), (Some("at_appeals"), Some("2026-04-09")));

    let answer = json!({
        "outcome": "upheld",
        "decided_on": "2026-04-09",
        "received_on": "2026-04-09",
        "number": "26-1234",
        "summary": "Afgørelsen er stadfæstet.",
    });
    let answered = karen.edit(Method::POST, &format!("{}/answer", made.place), &sent.tag, answer).await;
    assert_eq!(answered.thing(200, "complaint")["answer"]["outcome"], "upheld");
    let learning = json!({ "causes": ["Noget andet end listens"], "points": "" });
    let learn = format!("{}/learning", made.place);
    karen.edit(Method::POST, &learn, &answered.tag, learning).await.refused(422, "complaint_no_such_cause");

    let year = karen.get("/api/v1/complaints?year=2026").await.thing(200, "complaint_year");
    assert_eq!((year["year"].as_i64(), year["complaints"][0]["case"].as_str()), (Some(2026), Some(case)));
    made.place
}

/// The mother asks to see the case; every paper is chosen, a second person looks, and the letter is made.
pub async fn asks_for_access(karen: &Desk<'_>, lone: &Desk<'_>, case: &str, mother: &str) -> String {
    let requests = format!("/api/v1/cases/{case}/access-requests");
    let mut asked = json!({
        "requester": { "person": mother },
        "capacity": "party",
        "about": "",
        "received_on": "2026-04-09",
        "form": "in_person",
    });
    karen.post(&requests, asked.clone()).await.refused(422, "access_nothing_asked");
    asked["about"] = "Hele sagen".into();
    let made = karen.post(&requests, asked).await;
    let shown = made.thing(201, "access_request");
    assert_eq!(shown["request"]["answer_by"], "2026-04-20");
    let papers = shown["papers"].as_array().unwrap().clone();
    assert!(2 < papers.len());

    let read = karen.get(&made.place).await;
    let choices = format!("{}/choices", made.place);
    let nothing = json!({ "choices": [], "hand_on": true });
    let missing = karen.edit(Method::PUT, &choices, &read.tag, nothing).await.refused(422, "access_choices");
    assert_eq!(missing["papers"].as_array().unwrap().len(), papers.len());
    let provision = shown["provisions"][0]["id"].clone();
    let choice = |paper: &Value| {
        if paper["without_pages"] == true {
            let reason = "Filen ligger på sagen som billede.";
            json!({ "paper": paper["key"], "verdict": "leave_out", "provision": provision, "reason": reason })
        } else {
            json!({ "paper": paper["key"], "verdict": "give", "reason": "Set igennem." })
        }
    };
    let all: Vec<Value> = papers.iter().map(choice).collect();
    let kept = karen.edit(Method::PUT, &choices, &read.tag, json!({ "choices": all, "hand_on": true })).await;
    assert_eq!(kept.thing(200, "access_request")["request"]["state"], "submitted");
    let clear = format!("{}/clear", made.place);
    karen.edit(Method::POST, &clear, &kept.tag, json!({})).await.refused(404, "not_found");
    let give_back = format!("{}/return", made.place);
    let back = lone.edit(Method::POST, &give_back, &kept.tag, json!({ "reason": "Se side 2." })).await;
    assert_eq!(back.thing(200, "access_request")["request"]["reason"], "Se side 2.");
    let again = karen.edit(Method::PUT, &choices, &back.tag, json!({ "choices": [], "hand_on": true })).await;
    let cleared = lone.edit(Method::POST, &clear, &again.tag, json!({})).await;
    assert_eq!(cleared.thing(200, "access_request")["request"]["state"], "cleared");
    let letter = karen.post(&format!("{}/answer", made.place), json!({})).await.thing(201, "letter");
    assert_eq!((letter["occasion"].as_str(), letter["state"].as_str()), (Some("access_decision"), Some("drafted")));
    made.place
}
