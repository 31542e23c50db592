//! The API as a program meets it: status, shape, version, key, and what must never be in an answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod after;
mod desk;

use axum::body::Body;
use axum::http::{Method, Request};
use desk::*;
use serde_json::{Value, json};

/// The receipt is made, read through, changed and sent.
async fn confirms_receipt(karen: &Desk<'_>, case: &str) {
    let made = karen.post(&format!("/api/v1/cases/{case}/letters"), json!({ "make": "receipt" })).await;
    assert_eq!(made.thing(201, "letter")["occasion"], "receipt");
    let read = karen.get(&made.place).await;
    let letter = read.thing(200, "letter");
    assert_eq!((&letter["to_protected"], &letter["missing_parts"]), (&json!(true), &json!([])));
    let text = format!("{}\n\nRing gerne.", letter["text"].as_str().unwrap());
    let changed = karen.edit(Method::PUT, &made.place, &read.tag, json!({ "text": text })).await;
    assert!(changed.thing(200, "letter")["text"].as_str().unwrap().ends_with("Ring gerne."));
    karen.edit(Method::PUT, &made.place, &read.tag, json!({ "text": "x" })).await.refused(412, "stale");
    let send = format!("{}/send", made.place);
    assert_eq!(karen.edit(Method::POST, &send, &changed.tag, json!({})).await.thing(200, "letter")["state"], "queued");
}

/// Drafts, considerations and all that a grant asks for.
async fn assesses(karen: &Desk<'_>, case: &str) {
    let assessment = karen.get(&format!("/api/v1/cases/{case}/assessment")).await;
    let criteria = assessment.thing(200, "assessment")["criteria"].clone();
    let answer = |criterion: &Value| {
        let id = criterion["id"].as_str().unwrap().to_string();
        (id, json!({ "met": true, "reason": "Det fremgår af sagen." }))
    };
    let criteria: serde_json::Map<String, Value> = criteria.as_array().unwrap().iter().map(answer).collect();
    let body = json!({ "considerations": "Emil har brug for hjælp døgnet rundt.", "criteria": criteria });
    let path = format!("/api/v1/cases/{case}/considerations");
    let saved = karen.edit(Method::PUT, &path, &assessment.tag, body.clone()).await;
    let saved_assessment = saved.thing(200, "assessment");
    assert!(saved_assessment["criteria"][0]["met"].as_bool().unwrap());
    assert_ne!(saved.tag, assessment.tag);
    karen.edit(Method::PUT, &path, &assessment.tag, body).await.refused(412, "stale");
}

/// Consent, the letter to the school, and its answer as a document.
async fn collects(karen: &Desk<'_>, case: &str, mother: &str) {
    let requests = format!("/api/v1/cases/{case}/information-requests");
    let ask = json!({ "address": "Skolevej 1\n9999 Tovby", "about": "Skolens støtte", "reply_by": "2026-04-30" });
    karen.post(&requests, ask.clone()).await.refused(422, "request_incomplete");
    let mut named = ask.clone();
    named["source"] = "Tovby Skole".into();
    karen.post(&requests, named.clone()).await.refused(422, "request_without_basis");

    let consent = json!({
        "given_by": mother,
        "source": "Tovby Skole",
        "about": "Skolens støtte",
        "purpose": "At vurdere merudgifterne",
        "form": "written",
        "given_on": "2026-04-08",
        "until": "2026-10-08",
    });
    let consent = karen.post(&format!("/api/v1/cases/{case}/consents"), consent).await.thing(201, "consent");
    assert!(consent["holds"].as_bool().unwrap());
    named["basis"] = json!({ "consent": consent["id"] });
    let made = karen.post(&requests, named).await;
    let letter = made.thing(201, "letter");
    assert_eq!((letter["occasion"].as_str(), letter["state"].as_str()), (Some("information_request"), Some("drafted")));
    let letter = karen.get(&made.place).await;
    karen.post(&format!("{}/send", made.place), json!({})).await.refused(428, "version_missing");
    let sent = karen.edit(Method::POST, &format!("{}/send", made.place), &letter.tag, json!({})).await;
    assert_eq!(sent.thing(200, "letter")["state"], "queued");

    let open = karen.get(&requests).await.thing(200, "information_requests");
    assert_eq!(
        (open[0]["progress"]["state"].as_str(), open[0]["source"].as_str()),
        (Some("sent"), Some("Tovby Skole"))
    );
    let documents = format!("/api/v1/cases/{case}/documents");
    let answers = open[0]["id"].as_str().unwrap();
    let file = ("name=\"file\"; filename=\"svar.txt\"", "Emil får støtte i alle timer.");
    let fields = [("name=\"source\"", "Tovby Skole"), ("name=\"received_on\"", "2026-04-09")];
    karen.upload(&documents, &[fields[0], file]).await.refused(422, "fields_invalid");
    karen
        .upload(&documents, &[fields[0], fields[1], ("name=\"role\"", "x"), file])
        .await
        .refused(422, "form_unreadable");
    let taken = karen.upload(&documents, &[fields[0], fields[1], ("name=\"answers\"", answers), file]).await;
    assert_eq!(taken.thing(201, "document")["media_type"], "text/plain");
    let fetched = karen.get(&taken.place).await;
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (200, "Emil får støtte i alle timer.".as_bytes()));
    let settled = karen.get(&requests).await.thing(200, "information_requests");
    assert_eq!(settled[0]["progress"]["state"], "answered");

    let consent = format!("/api/v1/cases/{case}/consents/{}", consent["id"].as_str().unwrap());
    let withdrawn = karen.send(Method::DELETE, &consent, &fresh_key(), None, &json!({})).await.thing(200, "consent");
    assert_eq!((withdrawn["withdrawn_on"].as_str(), withdrawn["holds"].as_bool()), (Some("2026-04-09"), Some(false)));
}

/// An adverse fact makes a hearing necessary; it is sent and answered.
async fn hears(karen: &Desk<'_>, case: &str) {
    let finding = json!({
        "text": "Emil går i klub uden støtte",
        "source": "Tovby Skole",
        "known": "known",
        "weight": "against",
    });
    let made = karen.post(&format!("/api/v1/cases/{case}/findings"), finding.clone()).await;
    assert_eq!(made.thing(201, "finding")["must_be_heard"], false);
    let seen = karen.get(&made.place).await;
    assert_eq!(seen.tag, format!("\"{}\"", seen.json["finding"]["version"].as_str().unwrap()));
    let mut unknown = finding.clone();
    unknown["known"] = "unknown".into();
    karen.edit(Method::PUT, &made.place, "\"x\"", unknown.clone()).await.refused(412, "stale");
    let changed = karen.edit(Method::PUT, &made.place, &seen.tag, unknown).await;
    assert_eq!(changed.thing(200, "finding")["must_be_heard"], true);
    let missing = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case")["missing"].clone();
    assert!(missing.as_array().unwrap().iter().any(|lacks| lacks["code"] == "party_hearing_missing"), "{missing}");

    let hearings = format!("/api/v1/cases/{case}/party-hearings");
    let about = |answer_by: &str| json!({ "findings": [seen.json["finding"]["id"]], "answer_by": answer_by });
    let short = karen.post(&hearings, about("2026-04-10")).await.refused(422, "hearing_too_short");
    assert_eq!(short["earliest"], "2026-04-16");
    let key = fresh_key();
    let made_letters = karen.send(Method::POST, &hearings, &key, None, &about("2026-04-24")).await;
    assert_eq!(made_letters.thing(201, "letters").as_array().unwrap().len(), 1);
    let again = karen.send(Method::POST, &hearings, &key, None, &about("2026-04-24")).await;
    assert_eq!((&again.json, &again.place), (&made_letters.json, &made_letters.place));
    let letter = karen.get(&made_letters.place).await;
    karen
        .edit(Method::POST, &format!("{}/send", made_letters.place), &letter.tag, json!({}))
        .await
        .thing(200, "letter");
    let open = karen.get(&hearings).await.thing(200, "party_hearings");
    let hearing = format!("{hearings}/{}", open[0]["id"].as_str().unwrap());
    let running = karen.post(&format!("{hearing}/lapse"), json!({})).await.refused(422, "hearing_still_running");
    assert_eq!(running["until"], "2026-04-24");
    let answer = json!({ "on": "2026-04-09", "answer": "Klubben har en støtteperson." });
    let answered = karen.post(&format!("{hearing}/answer"), answer).await.thing(200, "party_hearing");
    assert_eq!(answered["progress"]["state"], "answered");
    karen
        .edit(Method::DELETE, &made.place, &changed.tag, json!({ "reason": "Fejl" }))
        .await
        .refused(422, "finding_was_heard");
}

#[tokio::test]
async fn a_program_carries_an_application_to_a_sent_decision() {
    let hall = Hall::open().await;
    let (karen, lone) = (hall.sign_in("karen").await, hall.sign_in("lone").await);
    let case = karen.registers().await;
    let shown = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case");
    let mother = shown["related"][0]["id"].as_str().unwrap().to_string();
    assert_eq!((shown["title"].is_string(), shown["courses"][0]["phases"].as_array().unwrap().len()), (true, 6));

    settles(&karen, &case).await;
    confirms_receipt(&karen, &case).await;
    collects(&karen, &case, &mother).await;
    assesses(&karen, &case).await;
    hears(&karen, &case).await;

    let path = format!("/api/v1/cases/{case}/decision");
    let none = karen.get(&path).await;
    assert_eq!((none.thing(200, "decision"), none.tag.as_str()), (Value::Null, "\"0\""));
    let mut draft = json!({ "outcome": "grant", "granted": "Du får 1.105 kr. om måneden." });
    let drafted = karen.edit(Method::PUT, &path, "\"0\"", draft.clone()).await;
    assert_eq!(drafted.thing(200, "decision")["progress"]["state"], "drafted");
    let missing = karen.edit(Method::POST, &format!("{path}/submit"), &drafted.tag, json!({})).await;
    let missing = missing.refused(422, "decision_not_ready")["missing"].clone();
    let codes: Vec<&str> = missing.as_array().unwrap().iter().map(|lacks| lacks["code"].as_str().unwrap()).collect();
    for code in ["amount_missing", "first_day_missing", "follow_up_missing", "treatment_of_answer_missing"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    settles(&karen, &case).await;

    for (field, value) in [
        ("monthly_amount_oere", json!(110_500)),
        ("choice", "gruppe-1".into()),
        ("from", "2026-05-01".into()),
        ("follow_up_on", "2027-05-01".into()),
        ("hearing_treatment", "Vi lægger vægt på dine bemærkninger.".into()),
        ("reasons", "Emil har merudgifter.".into()),
    ] {
        draft[field] = value;
    }
    karen.edit(Method::PUT, &path, "\"0\"", draft.clone()).await.refused(412, "stale");
    let drafted = karen.edit(Method::PUT, &path, &drafted.tag, draft).await;
    let submitted = karen.edit(Method::POST, &format!("{path}/submit"), &drafted.tag, json!({})).await;
    assert_eq!(submitted.thing(200, "decision")["progress"]["state"], "submitted");

    let approve = format!("{path}/approve");
    karen.edit(Method::POST, &approve, &submitted.tag, json!({})).await.refused(404, "not_found");
    let approved = lone.edit(Method::POST, &approve, &submitted.tag, json!({})).await;
    assert_eq!(approved.thing(200, "decision")["progress"]["by"]["name"], "Lone Vestmark");
    let sent = karen.edit(Method::POST, &format!("{path}/send"), &approved.tag, json!({})).await;
    let progress = sent.thing(200, "decision")["progress"].clone();
    assert_eq!((progress["state"].as_str(), progress["on"].as_str()), (Some("sent"), Some("2026-04-09")));
    assert_eq!(progress["letters"][0]["complain_by"], "2026-05-07");

    let complaint = after::complains(&karen, &case, &mother).await;
    let access = after::asks_for_access(&karen, &lone, &case, &mother).await;
    every_read_answers_with_one_key(&karen, &case, &mother, (&complaint, &access)).await;
}

/// Ends by hand, as the first of its outcomes, every step before the decision that no act closes.
async fn settles(karen: &Desk<'_>, case: &str) {
    let shown = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case");
    let steps = shown["courses"][0]["steps"].as_array().unwrap().clone();
    let missing = shown["missing"].as_array().unwrap().clone();
    for lacks in missing.iter().filter(|lacks| lacks["code"] == "step_not_settled") {
        let id = lacks["facts"]["step"].as_str().unwrap();
        let step = steps.iter().find(|step| step["id"] == id).unwrap();
        let path = format!("/api/v1/cases/{case}/steps/{id}/done");
        if !step["closed_by"].is_null() {
            let act = karen.post(&path, json!({})).await.refused(422, "step_closed_by_act");
            assert_eq!(act["act"], step["closed_by"]);
            continue;
        }
        let mut ended = json!({ "reason": "Set i sagen." });
        if let Some(outcome) = step["outcomes"].as_array().unwrap().first() {
            ended["outcome"] = outcome.clone();
        }
        karen.post(&path, ended).await.thing(200, "case");
    }
}

/// Every reading route of the table, with what the walk has left behind.
async fn every_read_answers_with_one_key(
    karen: &Desk<'_>,
    case: &str,
    person: &str,
    (complaint, access): (&str, &str),
) {
    // Who leads and who guards the data read these.
    let not_hers = ["/api/v1/absences", "/api/v1/break-glasses", "/api/v1/log"];
    let ids = |key: &'static str, list: &'static str| async move {
        let found = karen.get(&format!("/api/v1/cases/{case}/{list}")).await;
        found.json[key][0]["id"].as_str().unwrap().to_string()
    };
    let (letter, document) = (ids("letters", "letters").await, ids("documents", "documents").await);
    let finding = karen.get(&format!("/api/v1/cases/{case}/assessment")).await.json["assessment"]["findings"][0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    let last = |path: &str| path.rsplit('/').next().unwrap().to_string();
    for route in web::table().iter().filter(|route| route.is_api() && route.method == Method::GET) {
        if not_hers.contains(&route.path) {
            continue;
        }
        let id = if route.path.starts_with("/api/v1/people") { person } else { case };
        let path = route
            .path
            .replace("{id}", id)
            .replace("{letter}", &letter)
            .replace("{document}", &document)
            .replace("{finding}", &finding)
            .replace("{complaint}", &last(complaint))
            .replace("{access_request}", &last(access))
            .replace("{form}", "screening-bl18")
            .replace("{procedure}", "ansoegning");
        let query = if path.ends_with("/deadline") { "?after=2026-03-30&rule=7%20arbejdsdage" } else { "" };
        let said = karen.get(&format!("{path}{query}")).await;
        assert_eq!(said.status, 200, "{path}: {}", said.json);
        if said.kind == "application/json" && !path.ends_with("openapi.json") {
            assert_eq!(said.json.as_object().unwrap().len(), 1, "{path}");
        }
        let text = String::from_utf8_lossy(&said.bytes).into_owned();
        assert!(!text.contains("Enggade"), "{path} tells where somebody protected lives");
        for cpr in [EMIL, MOTHER] {
            assert!(!text.contains(cpr) && !text.contains(&cpr.replace('-', "")), "{path} shows a CPR number");
        }
    }
}

#[tokio::test]
async fn a_command_sent_twice_has_one_effect_and_one_answer() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let (path, key) = ("/api/v1/applications", fresh_key());
    let first = karen.send(Method::POST, path, &key, None, &application()).await;
    let again = karen.send(Method::POST, path, &key, None, &application()).await;
    assert_eq!((first.status, &first.json, &first.place), (again.status, &again.json, &again.place));
    let mut other = application();
    other["applied_for"] = "Noget andet".into();
    karen.send(Method::POST, path, &key, None, &other).await.refused(422, "key_reused");
    let case = first.thing(201, "case")["id"].as_str().unwrap().to_string();
    assert_eq!(karen.get("/api/v1/cases").await.thing(200, "cases").as_array().unwrap().len(), 1);

    let journal = format!("/api/v1/cases/{case}/journal");
    let (note, key) = (json!({ "text": "Ringede til mor." }), fresh_key());
    let first = karen.send(Method::POST, &journal, &key, None, &note).await;
    let again = karen.send(Method::POST, &journal, &key, None, &note).await;
    assert_eq!(first.thing(201, "note"), again.thing(201, "note"));
    let lines = karen.get(&journal).await.thing(200, "journal");
    let notes = lines.as_array().unwrap().iter().filter(|line| line["kind"] == "note");
    assert_eq!(notes.map(|line| line["text"].clone()).collect::<Vec<_>>(), ["Ringede til mor."]);
}

#[tokio::test]
async fn a_write_needs_session_token_key_and_strict_json() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let path = "/api/v1/applications";
    let text = application().to_string();
    let ask = |headers: Vec<(&str, String)>, body: String| {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        hall.ask(request.body(Body::from(body)).unwrap())
    };
    let cookie = || ("cookie", karen.cookie.clone());
    let token = || ("x-csrf-token", karen.token.clone());
    let key = || ("idempotency-key", fresh_key());
    let is_json = || ("content-type", "application/json".to_string());

    ask(vec![token(), key(), is_json()], text.clone()).await.refused(401, "not_signed_in");
    ask(vec![cookie(), key(), is_json()], text.clone()).await.refused(403, "token_missing");
    ask(vec![cookie(), token(), is_json()], text.clone()).await.refused(400, "idempotency_key_missing");
    let short = ("idempotency-key", "kort".to_string());
    ask(vec![cookie(), token(), is_json(), short], text.clone()).await.refused(400, "idempotency_key_missing");
    let plain = ("content-type", "text/plain".to_string());
    ask(vec![cookie(), token(), key(), plain], text.clone()).await.refused(415, "unsupported_media_type");
    let form = ("content-type", "application/x-www-form-urlencoded".to_string());
    ask(vec![cookie(), token(), key(), form], "a=1".into()).await.refused(415, "unsupported_media_type");
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    ask(vec![cookie(), token(), key(), is_json()], deep).await.refused(422, "form_unreadable");

    let mut unknown = application();
    unknown["role"] = "administrator".into();
    karen.post(path, unknown).await.refused(422, "json_unreadable");
    let mut missing = application();
    missing.as_object_mut().unwrap().remove("received_by");
    assert_eq!(karen.post(path, missing).await.refused(422, "json_unreadable")["missing_field"], "received_by");
    let mut wrong = application();
    wrong["citizen"]["new"]["cpr"] = "310215-9901".into();
    let said = karen.post(path, wrong).await;
    said.refused(422, "cpr_no_such_day");
    assert!(!said.json.to_string().contains("9901"));
    assert_eq!(karen.get("/api/v1/cases").await.thing(200, "cases"), json!([]));
}

#[tokio::test]
async fn what_is_not_yours_answers_as_what_does_not_exist() {
    let hall = Hall::open().await;
    let (karen, jonas) = (hall.sign_in("karen").await, hall.sign_in("jonas").await);
    let case = karen.registers().await;
    let shown = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case");
    let (number, child) = (shown["number"].as_str().unwrap(), shown["citizen"]["id"].as_str().unwrap());
    let nobody = "00000000-0000-4000-8000-000000000000";
    for path in ["", "/journal", "/history", "/consents", "/documents", "/letters", "/assessment", "/decision"] {
        let foreign = jonas.get(&format!("/api/v1/cases/{case}{path}")).await;
        let mut unknown = jonas.get(&format!("/api/v1/cases/{nobody}{path}")).await;
        foreign.refused(404, "not_found");
        unknown.json["incident"] = foreign.json["incident"].clone();
        assert_eq!(foreign.json, unknown.json, "{path}");
    }
    jonas.get(&format!("/api/v1/people/{child}")).await.refused(404, "not_found");
    let note = jonas.post(&format!("/api/v1/cases/{case}/journal"), json!({ "text": "x" })).await;
    note.refused(404, "not_found");

    let search = |words: &str| jonas.post("/api/v1/people/search", json!({ "words": words }));
    assert_eq!(search("Emil Sandager").await.thing(200, "found"), json!({ "people": [] }));
    assert_eq!(search(number).await.thing(200, "found"), json!({ "people": [] }));
    let by_cpr = search(EMIL).await.thing(200, "found");
    assert_eq!(by_cpr, json!({ "may_register": { "cpr": "611015-****", "born": "2015-10-01" } }));
    let found = karen.post("/api/v1/people/search", json!({ "words": EMIL })).await.thing(200, "found");
    assert_eq!(found, json!({ "person": child }));
}

#[tokio::test]
async fn a_protected_address_is_withheld_until_it_is_revealed_on_purpose() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let case = karen.registers().await;
    let shown = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case");
    assert_eq!((&shown["someone_protected"], &shown["citizen"]["cpr"]), (&json!(true), &json!("611015-****")));
    let path = format!("/api/v1/people/{}", shown["related"][0]["id"].as_str().unwrap());
    let mother = karen.get(&path).await;
    let person = mother.thing(200, "person");
    assert_eq!((&person["protected"], &person["contact"]), (&json!(true), &json!({ "protected": true })));

    let revealed = karen.post(&format!("{path}/reveal"), json!({ "field": "contact" })).await;
    assert_eq!(revealed.thing(200, "revealed")["contact"]["street"], STREET);
    let revealed = karen.post(&format!("{path}/reveal"), json!({ "field": "cpr" })).await;
    assert_eq!(revealed.thing(200, "revealed")["cpr"], MOTHER);

    let keep = json!({
        "name": "Sofie Sandager", "protected": false, "digital_post": "exempt", "most_important": "Ring efter kl. 15",
    });
    karen.edit(Method::PUT, &path, &mother.tag, keep.clone()).await.refused(422, "reason_missing");
    let mut kept = keep.clone();
    kept["protected"] = true.into();
    let saved = karen.edit(Method::PUT, &path, &mother.tag, kept.clone()).await;
    let person = saved.thing(200, "person");
    assert_eq!((&person["digital_post"], &person["contact"]), (&json!("exempt"), &json!({ "protected": true })));
    karen.edit(Method::PUT, &path, &mother.tag, kept).await.refused(412, "stale");
    let revealed = karen.post(&format!("{path}/reveal"), json!({ "field": "contact" })).await;
    assert_eq!(revealed.thing(200, "revealed")["contact"]["street"], STREET, "what was withheld was kept");
}

#[tokio::test]
async fn a_rule_gives_its_date_with_every_day_that_was_skipped() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let said = karen.get("/api/v1/deadline?after=2026-03-30&rule=7%20arbejdsdage").await.thing(200, "deadline");
    assert_eq!(said["due"], "2026-04-13");
    let skipped: Vec<&str> =
        said["skipped"].as_array().unwrap().iter().map(|day| day["name"].as_str().unwrap()).collect();
    assert!(skipped.contains(&"skærtorsdag") && skipped.contains(&"langfredag"), "{skipped:?}");
    let said = karen.get("/api/v1/deadline?after=2026-03-30&rule=4%20uger&channel=digital&roll=next").await;
    assert_eq!(said.thing(200, "deadline")["received"]["on"], "2026-03-30");
    karen.get("/api/v1/deadline?after=2026-03-30&rule=7%20banandage").await.refused(422, "rule_unreadable");
    karen.get("/api/v1/deadline?after=30-03-2026&rule=1%20uge").await.refused(422, "query_unreadable");
    karen.get("/api/v1/deadline?after=2026-03-30&rule=1%20uge&cpr=1").await.refused(422, "query_unreadable");
    karen.get("/api/v1/procedures/findes-ikke").await.refused(404, "not_found");
}
