//! What the device fetches and sends, as JSON: its kits, the forms in one, a form that comes home, and the end of them.
//!
//! What becomes of a form is an answer and no failure, so that the device tells "saved" from "somebody came first" and
//! from everything that is no answer at all.

use super::json;
use crate::Web;
use crate::error::{Fault, Page};
use crate::form::{Form, Id, TEXT};
use crate::guard;
use crate::session::{self, Desk};
use crate::wording::{Wording, danish};
use app::field_kit::{Contents, Deliver, Item, Theirs};
use app::{Reason, Refused};
use axum::extract::State;
use axum::http::HeaderMap;
use domain::field_kit::{Answered, AnsweredRow, Standing, Taken, is_known, is_left_out};
use domain::ids::{CaseId, FieldKitId};
use domain::questionnaire::{Drawing, Field, FieldKind, NotSigned, Section, Signature, Spot, TODAY};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most answers of one form, and most rows of one section: more than any form asks, and an end.
const MOST_ANSWERS: usize = 2000;

/// The reader's kits, with the token the device needs to send. What the device holds of a kit that was revoked it wipes.
pub(super) async fn known(desk: Desk) -> Page {
    let (now, kits) = app::field_kit::known(&desk.app, &desk.actor).await?;
    let kits = kits.iter().map(|(kit, forms)| {
        let forms =
            forms.iter().map(|form| json!({ "case": form.case.0, "form": form.form, "state": form.state.code() }));
        json!({
            "id": kit.id.0,
            "standing": standing(kit.standing(now)),
            "left": left(kit.until, now),
            "forms": forms.collect::<Vec<_>>(),
        })
    });
    Ok(json(&json!({ "csrf": desk.actor.csrf, "name": desk.actor.staff.name, "kits": kits.collect::<Vec<_>>() })))
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Running => "running",
        Standing::Late => "late",
        Standing::Ended => "ended",
        Standing::Revoked => "revoked",
    }
}

/// Milliseconds a kit has left. The device counts them by its own clock, however that stands.
fn left(until: Timestamp, now: Timestamp) -> i64 {
    until.as_millisecond().saturating_sub(now.as_millisecond()).max(0)
}

/// Whether a kit was revoked, and is to be wiped from where it lies. Asked without a session: whoever found the device
/// has none. Says nothing else, and of a kit that does not exist the same as of one that runs.
pub(super) async fn revoked(State(web): State<Web>, Id(kit): Id<FieldKitId>) -> Page {
    Ok(json(&json!({ "wipe": app::field_kit::is_revoked(&web.app, kit).await? })))
}

/// The forms of a kit with what goes along of each.
pub(super) async fn contents(desk: Desk, Id(kit): Id<FieldKitId>) -> Page {
    let contents: Contents<'_> = app::field_kit::contents(&desk.app, &desk.actor, kit).await?;
    Ok(json(&json!({
        "id": contents.kit.id.0,
        "label": contents.kit.label,
        "left": left(contents.kit.until, contents.now),
        "forms": contents.forms.iter().map(item).collect::<Vec<_>>(),
    })))
}

fn item(item: &Item<'_>) -> Value {
    let form = item.form;
    let signs = item.signs.iter().map(|(role, title)| json!({ "role": role, "title": title }));
    json!({
        "case": item.case.0,
        "number": item.number,
        "initials": item.initials,
        "base": item.base,
        "taken": taken(item.base, &item.taken),
        "form": {
            "id": form.id,
            "title": form.title,
            "help": form.help,
            "sections": form.sections.iter().map(section).collect::<Vec<_>>(),
            "signs": signs.collect::<Vec<_>>(),
        },
    })
}

fn section(section: &Section) -> Value {
    json!({
        "id": section.id,
        "title": section.title,
        "help": section.help,
        "rows": section.rows,
        "fields": section.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

fn field(field: &Field) -> Value {
    let shown_when = field.shown_when.as_ref().map(|(other, answer)| json!({ "field": other, "answer": answer }));
    json!({
        "id": field.id,
        "title": field.title,
        "kind": kind(field.kind),
        "required": field.required,
        "help": field.help,
        "options": field.options,
        "shown_when": shown_when,
        "stays": is_left_out(field),
        // The case knows it by itself: the device never asks for it.
        "known": is_known(field),
        "own_words": field.whose.as_deref() == Some("borger"),
        "today": field.fetch.as_deref() == Some(TODAY),
    })
}

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::LongText => "long_text",
        FieldKind::Number => "number",
        FieldKind::Amount => "amount",
        FieldKind::Hours => "hours",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Tick => "tick",
        FieldKind::YesNo => "yes_no",
        FieldKind::Choice => "choice",
        FieldKind::MultiChoice => "multi_choice",
        FieldKind::Scale => "scale",
        FieldKind::Person => "person",
        FieldKind::Phone => "phone",
        FieldKind::Mail => "mail",
        FieldKind::Cpr => "cpr",
        FieldKind::Address => "address",
        FieldKind::File => "file",
        FieldKind::Document => "document",
    }
}

/// Answers as the device has them; each row says where it came from, so that its other half finds it again.
fn taken(nr: u32, taken: &Taken) -> Value {
    let rows = taken.rows.iter().map(|(id, rows)| {
        let row = rows
            .iter()
            .enumerate()
            .map(|(place, row)| json!({ "from": [nr, place], "cells": row.cells, "left_out": row.left_out }));
        (id.clone(), row.collect::<Vec<_>>())
    });
    json!({ "fields": taken.fields, "rows": rows.collect::<BTreeMap<_, _>>(), "left_out": taken.left_out })
}

/// A form that comes home: a form field with JSON in it, since only a form carries the token and the key of a command.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    svar: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Home {
    case: CaseKey,
    form: String,
    base: u32,
    fields: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Vec<HomeRow>>,
    signatures: Vec<HomeSignature>,
    note: String,
    late_because: String,
}

#[derive(Deserialize)]
struct CaseKey(uuid::Uuid);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeRow {
    from: Option<(u32, usize)>,
    cells: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeSignature {
    role: String,
    name: String,
    signed_on: Date,
    drawing: Option<String>,
}

/// Takes a form in.
pub(super) async fn deliver(desk: Desk, Id(kit): Id<FieldKitId>, Form(sent): Form<Sent>) -> Page {
    let home: Home = serde_json::from_str(&sent.svar).map_err(|_| Fault::unreadable())?;
    let (case, form) = (CaseId(home.case.0), home.form.clone());
    let order = match order(kit, home) {
        Ok(order) => order,
        Err(NotHome::Unreadable) => return Err(Fault::unreadable().into()),
        Err(NotHome::TooLong) => {
            return Ok(json(&refused(
                "text_too_long",
                &format!("Et svar er for langt. Der er plads til {TEXT} tegn."),
            )));
        }
        Err(NotHome::Signature) => {
            let why = NotSigned::NotADrawing;
            return Ok(json(&refused(why.code(), &why.danish())));
        }
    };
    Ok(json(&match app::field_kit::deliver(&desk.app, &desk.actor, order).await {
        Ok(nr) => json!({ "outcome": "saved", "nr": nr }),
        Err(Refused::Replayed(_)) => json!({ "outcome": "saved" }),
        Err(Refused::Because(Reason::Stale)) => {
            let theirs = app::field_kit::theirs(&desk.app, &desk.actor, kit, case, &form).await?;
            json!({ "outcome": "stale", "theirs": beside(&theirs) })
        }
        Err(Refused::Because(Reason::FormIncomplete(wrong))) => {
            let wrong = wrong.iter().map(|(spot, why)| match spot {
                Spot::Field(field) => json!({ "field": field, "text": why.danish() }),
                Spot::Cell(section, row, field) => {
                    json!({ "section": section, "row": row, "field": field, "text": why.danish() })
                }
            });
            json!({ "outcome": "incomplete", "wrong": wrong.collect::<Vec<_>>() })
        }
        Err(Refused::Because(reason)) => refused(reason.code(), &reason.danish()),
        Err(other) => return Err(other.into()),
    }))
}

fn refused(code: &str, text: &str) -> Value {
    json!({ "outcome": "refused", "code": code, "text": text })
}

fn beside(theirs: &Theirs) -> Value {
    json!({
        "nr": theirs.nr,
        "by": theirs.by,
        "on": danish::date_short(theirs.on),
        "taken": taken(theirs.nr, &theirs.taken),
    })
}

/// Why a form cannot be read as one.
#[derive(Debug, PartialEq, Eq)]
enum NotHome {
    Unreadable,
    TooLong,
    Signature,
}

fn order(kit: FieldKitId, home: Home) -> Result<Deliver, NotHome> {
    let many =
        home.fields.values().map(Vec::len).chain(home.rows.values().map(Vec::len)).chain([home.signatures.len()]);
    if MOST_ANSWERS < many.fold(0, usize::saturating_add) {
        return Err(NotHome::Unreadable);
    }
    let text = |typed: &str| {
        let text = guard::clean(typed);
        if TEXT < text.chars().count() { Err(NotHome::TooLong) } else { Ok(text) }
    };
    let mut answered = Answered::default();
    for (field, given) in &home.fields {
        let given: Result<Vec<_>, _> = given.iter().map(|answer| text(answer)).collect();
        answered.fields.insert(field.clone(), given?);
    }
    for (section, rows) in &home.rows {
        let mut kept = Vec::new();
        for row in rows {
            let cells: Result<_, NotHome> =
                row.cells.iter().map(|(column, cell)| Ok((column.clone(), text(cell)?))).collect();
            kept.push(AnsweredRow { from: row.from, cells: cells? });
        }
        answered.rows.insert(section.clone(), kept);
    }
    let mut signatures = Vec::new();
    for one in &home.signatures {
        let drawing = one.drawing.as_deref().map(Drawing::read).transpose().map_err(|_| NotHome::Signature)?;
        let (role, name) = (one.role.clone(), text(&one.name)?);
        signatures.push(Signature { role, name, signed_on: one.signed_on, drawing });
    }
    Ok(Deliver {
        kit,
        case: CaseId(home.case.0),
        form: home.form,
        knew_of: home.base,
        answered,
        signatures,
        note: text(&home.note)?,
        late_because: text(&home.late_because)?,
    })
}

/// Ends what is on this device: its owner wiped it.
pub(super) async fn end(desk: Desk, State(web): State<Web>, headers: HeaderMap) -> Page {
    if let Some(device) = session::device(web.settings.cookie, &headers) {
        app::field_kit::end_on(&desk.app, &desk.actor, &device).await?;
    }
    Ok(json(&json!({ "outcome": "ended" })))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn home(change: impl FnOnce(&mut Value)) -> Result<Deliver, NotHome> {
        let mut sent = json!({
            "case": "6f2c1d4e-0000-4000-8000-000000000000", "form": "netvaerkskort", "base": 2,
            "fields": { "opdateret": ["2026-03-31"] },
            "rows": { "private": [{ "from": [2, 0], "cells": { "hvem": "Nabo\u{0}" } }, { "from": null, "cells": {} }] },
            "signatures": [{ "role": "borger", "name": "Kim", "signed_on": "2026-03-31", "drawing": "M1 2L3 4" }],
            "note": "", "late_because": "",
        });
        change(&mut sent);
        order(FieldKitId(uuid::Uuid::nil()), serde_json::from_value(sent).map_err(|_| NotHome::Unreadable)?)
    }

    #[test]
    fn a_form_is_read_with_its_rows_where_they_came_from_and_without_control_characters() {
        let order = home(|_| ()).unwrap();
        let rows = order.answered.rows.get("private").unwrap();
        assert_eq!(rows.iter().map(|row| row.from).collect::<Vec<_>>(), [Some((2, 0)), None]);
        assert_eq!(rows.first().unwrap().cells.get("hvem").unwrap(), "Nabo");
        assert_eq!((order.knew_of, order.signatures.len()), (2, 1));
    }

    #[test]
    fn what_is_no_form_of_ours_is_not_read() {
        assert_eq!(home(|sent| sent["rolle"] = json!("leder")).err(), Some(NotHome::Unreadable));
        assert_eq!(home(|sent| sent["fields"] = json!({ "a": vec!["x"; 2001] })).err(), Some(NotHome::Unreadable));
        assert_eq!(home(|sent| sent["note"] = json!("x".repeat(TEXT + 1))).err(), Some(NotHome::TooLong));
        let drawn = |sent: &mut Value| sent["signatures"][0]["drawing"] = json!("M1 2L3 4\"><script>");
        assert_eq!(home(drawn).err(), Some(NotHome::Signature));
    }
}
