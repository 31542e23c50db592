//! Calendar files (iCalendar, RFC 5545; invitations by RFC 5546): lines folded at 75 octets, texts escaped, times in UTC.
//!
//! A calendar is read by machines of others: a telephone, a cloud. So an event holds a case number and the hour, and of
//! places only our own rooms; the words of the invitation stand in the letter and nowhere else.

use crate::ports::Appointment;
use domain::ids::{CaseNumber, MeetingId};
use domain::meeting::{Meeting, Reply, Spot, State, Venue, When};
use domain::staff::Staff;
use jiff::Timestamp;
use store::meeting::{MeetingRow, Stage};

/// Longest line in octets, without its end (RFC 5545 3.1).
const LONGEST_LINE: usize = 75;
/// Where the place stands when a calendar may not hold it.
const SEE_INVITATION: &str = "Se indkaldelsen";

/// What a file asks of the calendar that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Here is a meeting, or what it has become: an invitation and each later issue of it.
    Request,
    /// It is called off.
    Cancel,
    /// A list of meetings to look at, as the private feed is.
    Publish,
}

impl Method {
    fn word(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Publish => "PUBLISH",
        }
    }
}

/// What a meeting's file asks: to put it in, or to take it out when it was called off.
pub fn method_of(meeting: &Meeting) -> Method {
    match meeting.state {
        State::Cancelled { .. } => Method::Cancel,
        State::Planned | State::Held(_) | State::TooFew { .. } => Method::Request,
    }
}

/// Who an invitation goes to: a mail address if one is known, and what they answered.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Invited {
    /// Their mail; empty when none is known.
    pub mail: String,
    /// Their answer.
    pub reply: Reply,
}

/// A meeting as a calendar may hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    uid: String,
    sequence: u32,
    starts: Timestamp,
    ends: Timestamp,
    summary: String,
    place: Option<String>,
    cancelled: bool,
    organizer: Option<(String, String)>,
    invited: Option<Invited>,
}

impl Event {
    /// The meeting with nothing in it that tells whom it is about. `private` are words that may not stand in it
    /// whatever somebody typed as the place: the citizen's name, number and address.
    pub fn of(meeting: &Meeting, number: CaseNumber, private: &[String]) -> Event {
        let cancelled = matches!(meeting.state, State::Cancelled { .. });
        let Venue { spot, place, room } = &meeting.venue;
        let place = place_for(*spot, &[place, room], private);
        Event::new((meeting.id, meeting.issue), &meeting.when, number, place, cancelled)
    }

    /// The same from a row of somebody's list, which knows the citizen by name alone.
    pub fn of_row(row: &MeetingRow) -> Event {
        let place = place_for(row.spot, &[row.place.as_deref().unwrap_or_default()], &words_of(&row.citizen));
        Event::new((row.id, row.issue), &row.when, row.number, place, row.stage == Stage::Cancelled)
    }

    fn new(
        (id, issue): (MeetingId, u32),
        when: &When,
        number: CaseNumber,
        place: Option<String>,
        cancelled: bool,
    ) -> Event {
        Event {
            // The id of the meeting opens nothing by being known, and is the same in every issue of the invitation.
            uid: id.to_string(),
            sequence: issue,
            starts: when.starts(),
            ends: when.ends(),
            summary: if cancelled { format!("Aflyst: møde, sag {number}") } else { format!("Møde, sag {number}") },
            place,
            cancelled,
            organizer: None,
            invited: None,
        }
    }

    /// As it follows a letter, called by this member of staff.
    pub(crate) fn appointment(self, id: uuid::Uuid, leader: String, mail: String) -> Appointment {
        let place = self.place.unwrap_or_else(|| SEE_INVITATION.to_string());
        Appointment { id, starts: self.starts, ends: self.ends, title: self.summary, place, leader, mail }
    }

    /// Called by this member of staff.
    #[must_use]
    pub fn called_by(mut self, leader: &Staff) -> Event {
        self.organizer = Some((leader.name.clone(), leader.mail.clone()));
        self
    }

    /// For one of those who are asked, and for nobody else: the file names no other participant.
    #[must_use]
    pub fn to(mut self, invited: Invited) -> Event {
        self.invited = Some(invited);
        self
    }
}

/// A name and each of its words: none of them may stand in a calendar.
pub fn words_of(name: &str) -> Vec<String> {
    name.split([' ', '-']).chain([name]).map(str::to_string).collect()
}

/// The place as a calendar may hold it: a room of ours, unless the words tell of the citizen; anything else is a home or
/// somewhere that says why one goes there.
fn place_for(spot: Spot, parts: &[&str], private: &[String]) -> Option<String> {
    if spot != Spot::Ours {
        return Some(SEE_INVITATION.to_string());
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let told = parts.join(", ");
    let words = words_in(&told);
    let tells = |private: &String| {
        let private = words_in(private);
        let length = private.len();
        // Whole words: "Bo" is a name, and "Boulevarden" is a street.
        0 < length && words.windows(length).any(|among| among == private)
    };
    // Ten digits, with or without a hyphen between them, are a CPR number whoever's it is.
    let digits = told.chars().filter(char::is_ascii_digit).count();
    if private.iter().any(tells) || 10 <= digits {
        return Some(SEE_INVITATION.to_string());
    }
    (!told.is_empty()).then_some(told)
}

fn words_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The file. `at` is when it is made; `title` names a feed in the reader's list of calendars.
pub fn write(method: Method, events: &[Event], title: Option<&str>, at: Timestamp) -> String {
    let mut lines = Lines::default();
    lines.line("BEGIN:VCALENDAR");
    lines.line("VERSION:2.0");
    lines.line("PRODID:-//Tovholder//Kalender//DA");
    lines.line("CALSCALE:GREGORIAN");
    lines.line(&format!("METHOD:{}", method.word()));
    if let Some(title) = title {
        // NAME is RFC 7986; the X- lines are what calendars that came before it read.
        lines.text("NAME", title);
        lines.text("X-WR-CALNAME", title);
        lines.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        lines.line("X-PUBLISHED-TTL:PT1H");
    }
    for event in events {
        lines.event(method, event, at);
    }
    lines.line("END:VCALENDAR");
    lines.0
}

/// Lines of a file, each ended as the format asks.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn event(&mut self, method: Method, event: &Event, at: Timestamp) {
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}", event.uid));
        self.line(&format!("DTSTAMP:{}", utc(at)));
        self.line(&format!("DTSTART:{}", utc(event.starts)));
        self.line(&format!("DTEND:{}", utc(event.ends)));
        self.line(&format!("SEQUENCE:{}", event.sequence));
        self.text("SUMMARY", &event.summary);
        if !event.cancelled {
            self.text("DESCRIPTION", "Formål, deltagere og dagsorden står i indkaldelsen.");
        }
        if let Some(place) = &event.place {
            self.text("LOCATION", place);
        }
        self.line("CLASS:PRIVATE");
        self.line(if event.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        self.line(if event.cancelled { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
        if method != Method::Publish {
            let (name, mail) = event.organizer.clone().unwrap_or_default();
            let parameter = if name.is_empty() { String::new() } else { format!(";CN={}", quoted(&name)) };
            self.line(&format!("ORGANIZER{parameter}:{}", address(&mail)));
            let invited = event.invited.clone().unwrap_or_default();
            let reply = match invited.reply {
                Reply::None => "NEEDS-ACTION",
                Reply::Coming => "ACCEPTED",
                Reply::Declined => "DECLINED",
            };
            // An answer goes to the organizer by mail, so it is asked for only where both have an address.
            let answers = !mail.is_empty() && !invited.mail.is_empty() && method == Method::Request;
            let rsvp = if answers { "TRUE" } else { "FALSE" };
            let to = address(&invited.mail);
            self.line(&format!("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT={reply};RSVP={rsvp}:{to}"));
        }
        self.line("END:VEVENT");
    }

    /// A property whose value is a text.
    fn text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\\' | ';' | ',' => value.extend(['\\', character]),
                '\n' => value.push_str("\\n"),
                character if character.is_control() => {}
                character => value.push(character),
            }
        }
        self.line(&format!("{name}:{value}"));
    }

    /// A line, folded: what is too long goes on after a line end and a space, never inside a letter.
    fn line(&mut self, line: &str) {
        let mut room = LONGEST_LINE;
        for character in line.chars() {
            let octets = character.len_utf8();
            if room < octets {
                self.0.push_str("\r\n ");
                // The space counts.
                room = LONGEST_LINE.saturating_sub(1);
            }
            room = room.saturating_sub(octets);
            self.0.push(character);
        }
        self.0.push_str("\r\n");
    }
}

/// "20260409T080000Z".
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A calendar address; who has no mail is still somebody (the word other calendars use for that).
fn address(mail: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    if mail.contains('@') && mail.chars().all(plain) { format!("mailto:{mail}") } else { "invalid:nomail".to_string() }
}

/// A parameter's value in quotes; it knows no escapes, so what would end it is left out (RFC 6868 writes it otherwise,
/// which older calendars show as it stands).
fn quoted(text: &str) -> String {
    let kept: String = text.chars().filter(|c| *c != '"' && !c.is_control()).collect();
    format!("\"{kept}\"")
}

#[cfg(test)]
mod tests;
