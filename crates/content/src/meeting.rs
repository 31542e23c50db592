//! Reads kinds of meeting (mødetyper).

use crate::index::{Index, RawFile, Thing};
use crate::mistake::{Mistakes, did_you_mean};
use crate::node::Node;
use crate::rule;
use domain::deadline::{Anchor, Length, Rule};
use domain::family::Gathering;
use domain::meeting_kind::{ExpectedParticipant, ItemOwner, MEETING_DAY, MeetingKind, StandardItem};

/// What `ansvarlig` may say besides a role.
const OWNERS: &[(&str, ItemOwner)] =
    &[("leder", ItemOwner::Leader), ("referent", ItemOwner::MinuteTaker), ("alle", ItemOwner::Everybody)];

/// A meeting nobody can sit through is a slip of the finger.
const LONGEST: u32 = 480;

/// Reads one kind of meeting; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn read(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<MeetingKind> {
    let node = &file.node;
    let path = file.path.as_str();
    for (thing, key) in [
        (Thing::Role, "leder"),
        (Thing::Letter, "breve"),
        (Thing::Form, "skema"),
        (Thing::Guide, "vejledning"),
        (Thing::Meeting, "naeste"),
    ] {
        index.demand_all(thing, node, key, path, mistakes);
    }
    let participants: Vec<ExpectedParticipant> =
        node.tables("deltagere").into_iter().map(|one| participant(one, index, path, mistakes)).collect();
    let items: Vec<StandardItem> =
        node.tables("punkter").into_iter().map(|one| item(one, index, path, mistakes)).collect();
    for (key, empty) in [("deltagere", participants.is_empty()), ("punkter", items.is_empty())] {
        if empty && node.get(key).is_some() {
            mistakes.error(path, node.line_of(key), format!("mødet har ingen {key}"), "Skriv mindst én.");
        }
    }
    let at_most = minutes(node, "maks", path, mistakes);
    let rhythm = node.text("rytme").and_then(|text| match rule::parse_span(&text) {
        Ok(span) => Some(span),
        Err(error) => {
            mistakes.error(path, node.line_of("rytme"), error.message(), error.advice());
            None
        }
    });
    let kind = MeetingKind {
        id: file.id.clone(),
        valid_from: node.date("gaelder_fra")?,
        title: node.text("titel")?,
        catalogue: node.words("katalog"),
        purpose: node.text("formaal")?,
        help: node.text("hjaelp"),
        minutes: minutes(node, "varighed", path, mistakes)?,
        at_most_minutes: at_most,
        leader: node.text("leder")?,
        participants,
        items,
        preparation: node.words("forberedelse"),
        extra_items: meeting_rule(node, "flere_punkter", path, mistakes),
        minutes_due: meeting_rule(node, "referat", path, mistakes),
        letters: node.words("breve"),
        form: node.text("skema"),
        guides: node.words("vejledning"),
        rhythm,
        followed_by: node.text("naeste"),
        gathering: node.text("familie").and_then(|word| Gathering::from_code(&word)),
    };
    check_time(&kind, node, path, mistakes);
    Some(kind)
}

fn participant(node: &Node, index: &Index, file: &str, mistakes: &mut Mistakes) -> ExpectedParticipant {
    index.demand_all(Thing::Role, node, "rolle", file, mistakes);
    ExpectedParticipant {
        role: node.text_or_empty("rolle"),
        title: node.text("titel"),
        why: node.text_or_empty("hvorfor"),
        when: node.text("naar"),
    }
}

fn item(node: &Node, index: &Index, file: &str, mistakes: &mut Mistakes) -> StandardItem {
    let owner = node.text("ansvarlig").map(|word| match OWNERS.iter().find(|(known, _)| *known == word) {
        Some((_, owner)) => owner.clone(),
        None => {
            if !index.has(Thing::Role, &word) {
                let known = OWNERS.iter().map(|(known, _)| *known);
                let advice = did_you_mean(&word, known, "Skriv leder, referent, alle eller en rolle fra roller.toml.");
                mistakes.error(file, node.line_of("ansvarlig"), format!("\"{word}\" kan ikke være ansvarlig"), advice);
            }
            ItemOwner::Role(word)
        }
    });
    index.demand_all(Thing::Form, node, "opdaterer", file, mistakes);
    StandardItem {
        title: node.text_or_empty("titel"),
        purpose: node.text("formaal"),
        owner,
        minutes: node.number("minutter"),
        room_for: node.number("plads").unwrap_or(0),
        updates: node.text("opdaterer"),
    }
}

/// `"45 minutter"`, `"1 time"`, `"2 timer"`.
fn minutes(node: &Node, key: &str, file: &str, mistakes: &mut Mistakes) -> Option<u32> {
    let text = node.text(key)?;
    let read = || {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        let minutes = match unit.trim() {
            "minut" | "minutter" => number,
            "time" | "timer" => number.checked_mul(60)?,
            _ => return None,
        };
        (1..=LONGEST).contains(&minutes).then_some(minutes)
    };
    let found = read();
    if found.is_none() {
        let message = format!("\"{text}\" er ikke en varighed");
        mistakes.error(file, node.line_of(key), message, "Skriv fx \"45 minutter\", højst 8 timer.");
    }
    found
}

/// A rule that counts from the meeting and nothing else, since nothing else is known when it is called.
fn meeting_rule(node: &Node, key: &str, file: &str, mistakes: &mut Mistakes) -> Option<Rule> {
    let text = node.text(key)?;
    let line = node.line_of(key);
    let read = match rule::parse_rule(&text, &|name| name == MEETING_DAY) {
        Ok(read) => read,
        Err(error) => {
            mistakes.error(file, line, error.message(), error.advice());
            return None;
        }
    };
    let counts_from_meeting = match &read {
        Rule::After(Length::Span(_), anchor) | Rule::Before(Length::Span(_), anchor) | Rule::At(anchor) => {
            *anchor == Anchor::Named(MEETING_DAY.to_string())
        }
        _ => false,
    };
    if !counts_from_meeting {
        let message = format!("\"{text}\" regner ikke fra mødet");
        mistakes.error(file, line, message, "Skriv fx \"4 dage før mødet\" eller \"5 hverdage efter mødet\".");
        return None;
    }
    Some(read)
}

/// The agenda must fit in the time, and the time in what is allowed.
fn check_time(kind: &MeetingKind, node: &Node, file: &str, mistakes: &mut Mistakes) {
    if let Some(most) = kind.at_most_minutes
        && kind.minutes > most
    {
        let message = format!("mødet er sat til {} minutter, men må højst vare {most}", kind.minutes);
        mistakes.error(file, node.line_of("varighed"), message, "Sæt varigheden ned.");
    }
    let items = kind.minutes_of_items();
    if items > kind.minutes {
        let message = format!("punkterne tager {items} minutter, men mødet er sat til {}", kind.minutes);
        mistakes.error(file, node.line_of("punkter"), message, "Giv punkterne mindre tid, eller sæt varigheden op.");
    }
}
