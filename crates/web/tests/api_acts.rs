//! The acts around a case as a program does them: letters by hand, courses, forms, grants, notifications, absences,
//! break-glass, the log and the search in text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod desk;

use axum::http::Method;
use desk::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_letter_by_hand_asks_is_made_once_and_thrown_away_with_the_reason() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let case = karen.registers().await;
    let offered = karen.get(&format!("/api/v1/cases/{case}/letter-templates")).await.thing(200, "letter_templates");
    let closing = offered.as_array().unwrap().iter().find(|letter| letter["id"] == "afslutning-af-sag").unwrap();
    let asks: Vec<&str> = closing["asks"].as_array().unwrap().iter().map(|ask| ask["id"].as_str().unwrap()).collect();
    assert_eq!((asks.as_slice(), closing["goes_outside"].as_bool()), (["lukket", "grund"].as_slice(), Some(false)));

    let path = format!("/api/v1/cases/{case}/letters-by-hand");
    let mut letter = json!({ "template": "afslutning-af-sag", "answers": { "lukket": "i morgen" }, "to": "parties" });
    let wrong = karen.post(&path, letter.clone()).await.refused(422, "letter_field_missing");
    let wrong: Vec<(&str, &str)> = wrong["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| (field["field"].as_str().unwrap(), field["code"].as_str().unwrap()))
        .collect();
    assert_eq!(wrong, [("lukket", "not_a_day"), ("grund", "answer_missing")]);
    let mut unknown = letter.clone();
    unknown["template"] = "findes-ikke".into();
    karen.post(&path, unknown).await.refused(422, "letter_template_unknown");

    letter["answers"] = json!({ "lukket": "2026-04-30", "grund": "Familien har ikke brug for hjælpen mere." });
    let key = fresh_key();
    let made = karen.send(Method::POST, &path, &key, None, &letter).await;
    let again = karen.send(Method::POST, &path, &key, None, &letter).await;
    assert_eq!(made.thing(201, "letters"), again.thing(201, "letters"));
    assert_eq!(made.thing(201, "letters").as_array().unwrap().len(), 1, "one party, one letter");

    let read = karen.get(&made.place).await;
    assert!(read.thing(200, "letter")["text"].as_str().unwrap().contains("torsdag den 30. april 2026"));
    let empty = json!({ "reason": "" });
    karen
        .edit(Method::DELETE, &made.place, "\"9\"", json!({ "reason": "Skrevet for tidligt." }))
        .await
        .refused(412, "stale");
    karen.edit(Method::DELETE, &made.place, &read.tag, empty).await.refused(422, "reason_missing");
    let left = karen.edit(Method::DELETE, &made.place, &read.tag, json!({ "reason": "Skrevet for tidligt." })).await;
    assert_eq!(left.thing(200, "letters"), json!([]));
    karen.get(&made.place).await.refused(404, "not_found");

    let jonas = hall.sign_in("jonas").await;
    jonas.get(&format!("/api/v1/cases/{case}/letter-templates")).await.refused(404, "not_found");
    jonas.post(&path, letter).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_course_is_begun_by_hand_and_a_mistake_is_taken_back() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let case = karen.registers().await;
    let offered = karen.get(&format!("/api/v1/cases/{case}/offered-courses")).await.thing(200, "offered_courses");
    assert!(offered.as_array().unwrap().iter().any(|one| one["procedure"] == "boernefaglig-undersoegelse"));
    let path = format!("/api/v1/cases/{case}/courses");
    karen.post(&path, json!({ "procedure": "ansoegning" })).await.refused(422, "step_unknown");
    let begun = json!({ "procedure": "boernefaglig-undersoegelse", "first_day": "2026-04-07" });
    let shown = karen.post(&path, begun.clone()).await.thing(201, "case");
    let course = shown["courses"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (course["procedure"].as_str(), course["began_on"].as_str()),
        (begun["procedure"].as_str(), Some("2026-04-07"))
    );
    karen.post(&path, begun).await.refused(422, "step_not_open");

    // A date set by hand, and taken back.
    let open = course["todos"].as_array().unwrap().iter().find(|todo| !todo["due"].as_array().unwrap().is_empty());
    let step = open.unwrap()["step"].as_str().unwrap().to_string();
    let steps = format!("/api/v1/cases/{case}/steps/{step}");
    let deadline = json!({ "course": course["id"], "due": "2026-05-20", "reason": "Aftalt med familien." });
    karen.send(Method::PUT, &format!("{steps}/deadline"), &fresh_key(), None, &deadline).await.thing(200, "case");
    let milestones = format!("/api/v1/cases/{case}/milestones");
    let find =
        |all: Value, kind: &str| all.as_array().unwrap().iter().find(|one| one["kind"] == kind).cloned().unwrap();
    let set = find(karen.get(&milestones).await.thing(200, "milestones"), "deadline_set");
    assert_eq!((set["due"].as_str(), set["taken_back"].as_bool()), (Some("2026-05-20"), Some(false)));
    let mistake = |reason: &str| json!({ "course": course["id"], "milestone": set["nr"], "reason": reason });
    karen.post(&format!("{steps}/annul"), mistake("")).await.refused(422, "reason_missing");
    karen.post(&format!("{steps}/annul"), mistake("Forkert dag.")).await.thing(200, "case");
    let all = karen.get(&milestones).await.thing(200, "milestones");
    assert_eq!(find(all.clone(), "deadline_set")["taken_back"], true);
    assert_eq!(find(all, "annulled")["annuls"], set["nr"]);
    karen.post(&format!("{steps}/annul"), mistake("Forkert dag.")).await.refused(422, "step_not_open");
}

#[tokio::test]
async fn a_form_says_what_it_asks_and_what_is_wrong_field_by_field() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let case = karen.registers().await;
    let path = format!("/api/v1/cases/{case}/forms/screening-bl18");
    let read = karen.get(&path).await;
    let form = read.thing(200, "form");
    assert_eq!((read.tag.as_str(), form["filled"].as_array().unwrap().len()), ("\"0\"", 0));
    let fields = form["sections"].as_array().unwrap().iter().flat_map(|section| section["fields"].as_array().unwrap());
    let required: Vec<Value> = fields.filter(|field| field["required"] == true).cloned().collect();
    assert!(!required.is_empty());
    let wrong =
        karen.edit(Method::POST, &path, &read.tag, json!({ "fields": {} })).await.refused(422, "form_incomplete");
    assert_eq!(wrong["fields"][0]["code"], "answer_missing");

    let answer = |field: &Value| match field["kind"].as_str().unwrap() {
        "date" => json!(["2026-04-08"]),
        "yes_no" => json!(["ja"]),
        "choice" | "scale" | "multi_choice" => json!([field["options"][0]]),
        _ => json!(["Skolen er bekymret."]),
    };
    let fields: serde_json::Map<String, Value> =
        required.iter().map(|field| (field["id"].as_str().unwrap().to_string(), answer(field))).collect();
    let body = json!({ "fields": fields });
    karen.edit(Method::POST, &path, "\"4\"", body.clone()).await.refused(412, "stale");
    let filled = karen.edit(Method::POST, &path, &read.tag, body).await;
    assert_eq!(filled.tag, "\"1\"");
    assert_eq!(filled.thing(200, "form")["filled"][0]["by"], "Karen Tangbjerg");
    karen.get(&format!("/api/v1/cases/{case}/forms/findes-ikke")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_grant_that_runs_is_taken_in_and_listed_when_it_ends() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let case = karen.registers().await;
    let citizen = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case")["citizen"]["id"].clone();
    let mut grant = json!({
        "citizen": citizen,
        "benefit": "kompensation-tabt-arbejdsfortjeneste",
        "from": "2025-10-01",
        "until": "2026-04-30",
        "weekly_hours": 20,
        "follow_up_on": "2026-10-01",
        "source": "",
    });
    let benefits = karen.get("/api/v1/benefits").await.thing(200, "benefits");
    let is_loss = |one: &&Value| one["id"].as_str().is_some_and(|id| id.contains("tabt-arbejdsfortjeneste"));
    grant["benefit"] = benefits.as_array().unwrap().iter().find(is_loss).unwrap()["id"].clone();
    karen.post("/api/v1/grants", grant.clone()).await.refused(422, "reason_missing");
    grant["source"] = "Det gamle system, 24/1187, 24. september 2025".into();
    let mut nobody = grant.clone();
    nobody["citizen"] = "00000000-0000-4000-8000-000000000000".into();
    karen.post("/api/v1/grants", nobody).await.refused(404, "not_found");
    let made = karen.post("/api/v1/grants", grant).await;
    let new = made.thing(201, "case")["id"].clone();
    let grants = karen.get("/api/v1/grants").await.thing(200, "grants");
    assert_eq!(grants["department"], "boernehandicap");
    let ending = &grants["ending_within_30_days"][0];
    assert_eq!((&ending["case"], &ending["until"], &ending["weekly_hours"]), (&new, &json!("2026-04-30"), &json!(20)));
    karen.get("/api/v1/grants?department=voksenhandicap").await.refused(404, "not_found");
}

#[tokio::test]
async fn a_notification_has_its_hours_and_nobody_assesses_what_they_have_not_seen() {
    let hall = Hall::open().await;
    let karen = hall.sign_in("karen").await;
    let first = karen.registers().await;
    let shown = karen.get(&format!("/api/v1/cases/{first}")).await.thing(200, "case");
    let none = karen.get(&format!("/api/v1/cases/{first}/notification")).await;
    assert_eq!((none.thing(200, "notification"), none.tag.as_str()), (Value::Null, "\"0\""));
    let mut notification = json!({
        "citizen": { "person": shown["citizen"]["id"] },
        "received_at": "2026-04-09 09:00",
        "received_by": "phone",
        "notified_by": "professional",
        "notifier": { "name": "Lisbeth Bjergskov", "workplace": "Tovby Skole", "address": "Skolevej 10\n9999 Tovby" },
        "told": "Emil kom uden madpakke hele ugen.",
    });
    karen.post("/api/v1/notifications", notification.clone()).await.refused(422, "json_unreadable");
    notification["received_at"] = "2026-04-09T07:00:00Z".into();
    let made = karen.post("/api/v1/notifications", notification).await;
    made.thing(201, "case");
    let case = made.place.clone();
    let read = karen.get(&case).await;
    let known = read.thing(200, "notification");
    assert_eq!((known["due_at"].as_str(), known["hours_left"].as_i64()), (Some("2026-04-10T07:00:00Z"), Some(23)));
    assert_eq!(known["notifier"]["name"], "Lisbeth Bjergskov");

    let assess = format!("{case}/assessment");
    let assessment = json!({ "danger": false, "acute": false, "reason": "Mor har hentet madpakken." });
    karen.edit(Method::POST, &assess, "\"8\"", assessment.clone()).await.refused(412, "stale");
    let assessed = karen.edit(Method::POST, &assess, &read.tag, assessment).await;
    assert_eq!(assessed.thing(200, "notification")["assessment"]["danger"], false);
    let settled = json!({ "result": "nothing", "reason": "Familien har den hjælp, den skal have." });
    let settled = karen.edit(Method::POST, &format!("{case}/settlement"), &assessed.tag, settled).await;
    assert_eq!(settled.thing(200, "notification")["settlement"]["result"], "nothing");
    let letter = karen.post(&format!("{case}/letters"), json!({ "make": "receipt" })).await.thing(201, "letter");
    assert_eq!(letter["occasion"], "notification_receipt");
    assert_eq!(karen.get("/api/v1/notifications/urgent").await.thing(200, "notifications"), json!([]));
    hall.sign_in("jonas").await.get(&case).await.refused(404, "not_found");
}

#[tokio::test]
async fn who_leads_registers_an_absence_and_ends_it() {
    let hall = Hall::open().await;
    let (karen, lone) = (hall.sign_in("karen").await, hall.sign_in("lone").await);
    karen.get("/api/v1/absences").await.refused(404, "not_found");
    let known = lone.get("/api/v1/absences").await.thing(200, "absences");
    let id_of = |list: &Value, name: &str| {
        list.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_string()
    };
    let (lones, karens) =
        (id_of(&known["colleagues"], "Lone Vestmark"), id_of(&known["may_stand_in"], "Karen Tangbjerg"));
    let path = format!("/api/v1/staff/{lones}/absences");
    let mut absence = json!({ "from": "2026-04-09", "until": "2026-04-01", "why": "holiday", "deputy": karens });
    lone.post(&path, absence.clone()).await.refused(422, "absence_ends_before_it_begins");
    absence["until"] = "2026-04-17".into();
    let key = fresh_key();
    let made = lone.send(Method::POST, &path, &key, None, &absence).await;
    let again = lone.send(Method::POST, &path, &key, None, &absence).await;
    let shown = made.thing(201, "absence");
    assert_eq!(shown, again.thing(201, "absence"));
    let deputies = karen.get("/api/v1/deputies").await.thing(200, "deputies");
    assert_eq!((&deputies[0]["absent"], &deputies[0]["deputy"]), (&json!("Lone Vestmark"), &json!("Karen Tangbjerg")));
    assert!(deputies[0].get("why").is_none(), "why somebody is away is for those who lead");

    let end = format!("/api/v1/absences/{}/end", shown["id"].as_str().unwrap());
    let back = json!({ "back_on": "2026-04-13" });
    lone.edit(Method::POST, &end, "\"7\"", back.clone()).await.refused(412, "stale");
    let tag = format!("\"{}\"", shown["version"]);
    let left = lone.edit(Method::POST, &end, &tag, back).await.thing(200, "absences");
    assert_eq!(left["known"][0]["until"], "2026-04-12");
    karen.post(&path, absence).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_foreign_case_is_opened_in_need_read_searched_and_told_of() {
    let hall = Hall::open().await;
    let (karen, jonas, lone) = (hall.sign_in("karen").await, hall.sign_in("jonas").await, hall.sign_in("lone").await);
    let case = karen.registers().await;
    karen
        .post(&format!("/api/v1/cases/{case}/journal"), json!({ "text": "Moster Åse henter." }))
        .await
        .thing(201, "note");
    let number = karen.get(&format!("/api/v1/cases/{case}")).await.thing(200, "case")["number"].clone();
    let search = |words: &str| jonas.post("/api/v1/texts/search", json!({ "words": words }));
    assert_eq!(search("åse").await.thing(200, "texts"), json!([]));

    let path = "/api/v1/break-glasses";
    let mut glass = json!({ "open": { "number": number }, "purpose": "citizen_asks", "reason": "kort" });
    jonas.post(path, glass.clone()).await.refused(422, "reason_missing");
    glass["reason"] = "Mor ringer, og Karen kan ikke nås".into();
    let mut nobodys = glass.clone();
    nobodys["open"] = json!({ "number": "2026-000999" });
    jonas.post(path, nobodys).await.refused(404, "not_found");
    let opened = jonas.post(path, glass).await;
    assert_eq!(opened.thing(201, "case")["id"], case);
    jonas.get(&opened.place).await.thing(200, "case");
    let found = search("åse").await.thing(200, "texts");
    let shown = (&found[0]["found_in"], &found[0]["before"], &found[0]["word"], &found[0]["after"]);
    assert_eq!(shown, (&json!("note"), &json!("Moster "), &json!("Åse"), &json!(" henter.")));

    let told = lone.get(path).await.thing(200, "break_glasses");
    assert_eq!((&told[0]["by"], &told[0]["purpose"]), (&json!("Jonas Ellebæk"), &json!("citizen_asks")));
    jonas.get(path).await.refused(404, "not_found");
    karen.get("/api/v1/log").await.refused(404, "not_found");
    karen.post("/api/v1/log/verify", json!({})).await.refused(404, "not_found");
}
