//! What we need from the outside: a clock, chance, and the post. Traits only where there really are two.

use domain::deadline::Channel;
use domain::ids::LetterId;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

/// The clock. Only [`crate::App`] asks it.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;

    /// Today in the municipality's zone.
    fn today(&self) -> Date {
        local(self.now()).date()
    }

    /// Turns forward so many days; only the demo town's clock does, all others answer no.
    fn turn_forward(&self, _days: i32) -> bool {
        false
    }
}

/// An instant on the municipality's own clock (Europe/Copenhagen, decided in one place).
pub fn local(at: Timestamp) -> Zoned {
    // The zone is compiled in; UTC is only the answer of a build without it.
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone)
}

/// The one random source.
pub trait Random: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);

    /// A random id (UUID version 4).
    fn id(&self) -> uuid::Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// A finished letter on its way out.
#[derive(Clone)]
pub struct Parcel {
    /// Message id, one for life: the receiver keeps the first and answers the same to every later one.
    pub message: LetterId,
    /// How it goes.
    pub channel: Channel,
    /// Subject line, without name or CPR number.
    pub subject: String,
    /// File name.
    pub file_name: String,
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What follows the letter, in order.
    pub enclosures: Vec<Enclosed>,
    /// Who it goes to, as the post needs it: a CPR number or an address.
    pub to: PostAddress,
    /// The meeting the letter calls to, for the reader's calendar.
    pub appointment: Option<Appointment>,
    /// The case's number, by which an answer finds its case.
    pub case_number: String,
    /// When it was promised: the same at every try, so that every try carries the same bytes.
    pub promised_at: Timestamp,
}

/// A meeting as it follows a letter, for the reader to put in their own calendar. It tells nothing of the citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The same in every letter about the meeting (a random id, version 4).
    pub id: uuid::Uuid,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// "Møde, sag 2026-000123".
    pub title: String,
    /// Our own room, or that the place stands in the letter.
    pub place: String,
    /// Name of the member of staff who calls.
    pub leader: String,
    /// Their mail.
    pub mail: String,
}

/// A document that follows a letter.
#[derive(Clone)]
pub struct Enclosed {
    /// Title, without name or CPR number.
    pub title: String,
    /// File name.
    pub file_name: String,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// Where a parcel goes.
#[derive(Clone)]
pub enum PostAddress {
    /// By CPR number, digits only.
    Cpr(String),
    /// By paper, to these lines.
    Lines(Vec<String>),
}

/// That a letter arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// When it arrived at the receiver.
    pub arrived_at: Timestamp,
    /// The receiver's own reference.
    pub reference: String,
}

/// What the post says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has arrived.
    Delivered(Receipt),
    /// The post has it and will say what becomes of it.
    Accepted,
    /// It does not arrive, and trying again will not help: the recipient has no letter box, or the message is not taken.
    Refused,
}

/// Sends post.
#[async_trait::async_trait]
pub trait PostBox: Send + Sync {
    /// Whether letters of this kind go this way. What does not is printed and sent by the office.
    fn takes(&self, _channel: Channel) -> bool {
        true
    }

    /// Hands it over, or says why not. Handing over the same message again has no second effect.
    async fn send(&self, parcel: Parcel) -> anyhow::Result<Answer>;

    /// What has become of a message that was accepted; still [`Answer::Accepted`] while nothing is known.
    async fn receipt(&self, _message: LetterId) -> anyhow::Result<Answer> {
        Ok(Answer::Accepted)
    }
}

/// The second place, outside the database, where the end of each day of the log is kept (L-3). Best is one that we can
/// add to and never change.
#[async_trait::async_trait]
pub trait SecondPlace: Send + Sync {
    /// Keeps a text under a name. Keeping the same again changes nothing, and another under the same name is an error.
    async fn keep(&self, name: &str, text: &str) -> anyhow::Result<()>;

    /// Everything kept, as name and text, in order of the names.
    async fn kept(&self) -> anyhow::Result<Vec<(String, String)>>;
}
