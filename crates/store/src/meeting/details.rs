//! What is said of a meeting, as one JSON text before it is sealed. Only ever added to: older texts stay readable.

use domain::access::Yes;
use domain::meeting::{
    Agreed, Ground, Held, How, Item, Meeting, Next, Outside, Participant, Placed, Ready, Reply, Spot, State, Told,
    Venue, Who,
};
use domain::task::Owner;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};
use std::str::FromStr;

/// The part of a meeting that is sealed.
pub(super) struct Details {
    pub title: String,
    pub purpose: String,
    pub from: Time,
    pub venue: Venue,
    pub ready: Vec<Ready>,
    pub participants: Vec<Participant>,
    pub items: Vec<Item>,
    pub state: State,
}

/// The sealed part as text.
pub(super) fn write(meeting: &Meeting) -> String {
    let ready: Vec<Value> =
        meeting.ready.iter().map(|one| json!({ "what": one.what, "done": one.done == Yes::Yes })).collect();
    json!({
        "title": meeting.title,
        "purpose": meeting.purpose,
        "from": meeting.when.from.to_string(),
        "spot": match meeting.venue.spot { Spot::Ours => "ours", Spot::Home => "home", Spot::Elsewhere => "elsewhere" },
        "place": meeting.venue.place,
        "room": meeting.venue.room,
        "ready": ready,
        "participants": meeting.participants.iter().map(participant).collect::<Vec<_>>(),
        "items": meeting.items.iter().map(item).collect::<Vec<_>>(),
        "state": state(&meeting.state),
    })
    .to_string()
}

fn participant(one: &Participant) -> Value {
    let who = match &one.who {
        Who::Citizen => json!({ "kind": "citizen" }),
        Who::Person(id) => json!({ "kind": "person", "id": id.to_string() }),
        Who::Staff(id) => json!({ "kind": "staff", "id": id.to_string() }),
        Who::Outside(outside) => json!({
            "kind": "outside", "name": outside.name, "workplace": outside.workplace, "address": outside.address,
            "mail": outside.mail, "phone": outside.phone,
        }),
    };
    let ground = one.ground.as_ref().map(|ground| match ground {
        Ground::Consent(id) => json!({ "consent": id.to_string() }),
        Ground::Law { basis, reason } => json!({ "law": basis, "reason": reason }),
    });
    json!({
        "nr": one.nr, "who": who, "why": one.why, "ground": ground, "called": one.called.as_ref().map(told),
        "reply": match one.reply { Reply::None => "none", Reply::Coming => "coming", Reply::Declined => "declined" },
        "came": one.came.map(|came| came == Yes::Yes), "minutes": one.minutes.as_ref().map(told),
    })
}

fn told(told: &Told) -> Value {
    let (how, with) = match &told.how {
        How::Letter(id) => ("letter", id.to_string()),
        How::Spoken(words) => ("spoken", words.clone()),
        How::InHouse => ("in-house", String::new()),
        How::HandedOver => ("handed-over", String::new()),
    };
    json!({ "how": how, "with": with, "on": told.on.to_string(), "issue": told.issue })
}

fn item(item: &Item) -> Value {
    let agreed = item
        .agreed
        .iter()
        .map(|one| json!({ "what": one.what, "owner": owner(&one.owner), "due": one.due.map(|due| due.to_string()) }));
    json!({
        "nr": item.nr, "title": item.title, "purpose": item.purpose, "owner": item.owner, "minutes": item.minutes,
        "late": item.placed == Placed::AnyOther, "sent_by": item.sent_by, "decision": item.decision,
        "agreed": agreed.collect::<Vec<_>>(),
    })
}

fn owner(owner: &Owner) -> Value {
    match owner {
        Owner::Staff(id) => json!({ "staff": id.to_string() }),
        Owner::Citizen => json!({ "citizen": true }),
        Owner::Other(name) => json!({ "other": name }),
    }
}

fn state(state: &State) -> Value {
    match state {
        State::Planned => json!({ "kind": "planned" }),
        State::Held(held) => json!({
            "kind": "held", "on": held.on.to_string(), "by": held.by.to_string(), "writer": held.writer,
            "informs": held.informs.as_ref().map(owner), "minutes_due": held.minutes_due.to_string(),
            "told": held.citizen_told_on.map(|on| on.to_string()),
        }),
        State::TooFew { on, note } => json!({ "kind": "too-few", "on": on.to_string(), "note": note }),
        State::Cancelled { on, reason, next } => json!({
            "kind": "cancelled", "on": on.to_string(), "reason": reason, "again": *next == Next::AnotherDay,
        }),
    }
}

/// Read back; nothing of it is guessed.
pub(super) fn read(text: &str) -> Option<Details> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(Details {
        title: string(&value, "title")?,
        purpose: string(&value, "purpose")?,
        from: parsed(&value, "from")?,
        venue: Venue {
            spot: match value.get("spot")?.as_str()? {
                "ours" => Spot::Ours,
                "home" => Spot::Home,
                "elsewhere" => Spot::Elsewhere,
                _ => return None,
            },
            place: string(&value, "place")?,
            room: string(&value, "room")?,
        },
        ready: list(&value, "ready", |one| Some(Ready { what: string(one, "what")?, done: flag(one, "done")? }))?,
        participants: list(&value, "participants", read_participant)?,
        items: list(&value, "items", read_item)?,
        state: read_state(value.get("state")?)?,
    })
}

fn string(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_string)
}

fn parsed<T: FromStr>(value: &Value, name: &str) -> Option<T> {
    value.get(name)?.as_str()?.parse().ok()
}

fn number<T: TryFrom<u64>>(value: &Value, name: &str) -> Option<T> {
    T::try_from(value.get(name)?.as_u64()?).ok()
}

fn flag(value: &Value, name: &str) -> Option<Yes> {
    value.get(name)?.as_bool().map(Yes::from)
}

/// A part that may be missing: `None` outside for one that is there and cannot be read.
fn maybe<T>(value: &Value, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    match value.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(there) => read(there).map(Some),
    }
}

fn list<T>(value: &Value, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.get(name)?.as_array()?.iter().map(read).collect()
}

fn date(value: &Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

fn read_participant(value: &Value) -> Option<Participant> {
    let who = value.get("who")?;
    let who = match who.get("kind")?.as_str()? {
        "citizen" => Who::Citizen,
        "person" => Who::Person(parsed(who, "id")?),
        "staff" => Who::Staff(parsed(who, "id")?),
        "outside" => Who::Outside(Outside {
            name: string(who, "name")?,
            workplace: string(who, "workplace")?,
            address: string(who, "address")?,
            mail: string(who, "mail")?,
            phone: string(who, "phone")?,
        }),
        _ => return None,
    };
    let ground = |value: &Value| match value.get("consent") {
        Some(id) => Some(Ground::Consent(id.as_str()?.parse().ok()?)),
        None => Some(Ground::Law { basis: string(value, "law")?, reason: string(value, "reason")? }),
    };
    Some(Participant {
        nr: number(value, "nr")?,
        who,
        why: string(value, "why")?,
        ground: maybe(value, "ground", ground)?,
        called: maybe(value, "called", read_told)?,
        reply: match value.get("reply")?.as_str()? {
            "none" => Reply::None,
            "coming" => Reply::Coming,
            "declined" => Reply::Declined,
            _ => return None,
        },
        came: maybe(value, "came", |came| came.as_bool().map(Yes::from))?,
        minutes: maybe(value, "minutes", read_told)?,
    })
}

fn read_told(value: &Value) -> Option<Told> {
    Some(Told {
        how: match value.get("how")?.as_str()? {
            "letter" => How::Letter(parsed(value, "with")?),
            "spoken" => How::Spoken(string(value, "with")?),
            "in-house" => How::InHouse,
            "handed-over" => How::HandedOver,
            _ => return None,
        },
        on: parsed(value, "on")?,
        issue: number(value, "issue")?,
    })
}

fn read_item(value: &Value) -> Option<Item> {
    let agreed = |value: &Value| {
        Some(Agreed {
            what: string(value, "what")?,
            owner: read_owner(value.get("owner")?)?,
            due: maybe(value, "due", date)?,
        })
    };
    Some(Item {
        nr: number(value, "nr")?,
        title: string(value, "title")?,
        purpose: string(value, "purpose")?,
        owner: string(value, "owner")?,
        minutes: maybe(value, "minutes", |minutes| u16::try_from(minutes.as_u64()?).ok())?,
        placed: if flag(value, "late")? == Yes::Yes { Placed::AnyOther } else { Placed::Agenda },
        sent_by: maybe(value, "sent_by", |nr| u32::try_from(nr.as_u64()?).ok())?,
        decision: string(value, "decision")?,
        agreed: list(value, "agreed", agreed)?,
    })
}

fn read_owner(value: &Value) -> Option<Owner> {
    if let Some(id) = value.get("staff") {
        return Some(Owner::Staff(id.as_str()?.parse().ok()?));
    }
    if value.get("citizen").is_some() {
        return Some(Owner::Citizen);
    }
    string(value, "other").map(Owner::Other)
}

fn read_state(value: &Value) -> Option<State> {
    Some(match value.get("kind")?.as_str()? {
        "planned" => State::Planned,
        "held" => State::Held(Held {
            on: parsed(value, "on")?,
            by: parsed(value, "by")?,
            writer: string(value, "writer")?,
            informs: maybe(value, "informs", read_owner)?,
            minutes_due: parsed(value, "minutes_due")?,
            citizen_told_on: maybe(value, "told", date)?,
        }),
        "too-few" => State::TooFew { on: parsed(value, "on")?, note: string(value, "note")? },
        "cancelled" => State::Cancelled {
            on: parsed(value, "on")?,
            reason: string(value, "reason")?,
            next: if flag(value, "again")? == Yes::Yes { Next::AnotherDay } else { Next::None },
        },
        _ => return None,
    })
}
