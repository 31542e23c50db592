//! A post that keeps every letter, and can be told to fail or to keep the relay waiting at a marked point.

use app::ports::{Parcel, PostAddress, PostBox, Receipt};
use domain::deadline::Channel;
use domain::ids::LetterId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What becomes of the next parcels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Every parcel arrives.
    #[default]
    Fine,
    /// The receiver cannot be reached: nothing arrives.
    Unreachable,
    /// The parcel arrives and the answer is lost on the way back.
    AnswerLost,
    /// The relay waits for ever before anything has arrived; whoever waits is killed there.
    StuckBefore,
    /// The parcel arrives and the relay waits for ever for the answer; whoever waits is killed there.
    StuckAfter,
}

/// A letter as its receiver got it.
#[derive(Clone)]
pub struct Delivered {
    /// Message id.
    pub message: LetterId,
    /// How it came.
    pub channel: Channel,
    /// Subject line.
    pub subject: String,
    /// File name.
    pub file_name: String,
    /// The PDF.
    pub pdf: Vec<u8>,
    /// CPR number, or the lines of the address.
    pub to: String,
}

impl Delivered {
    /// What a reader of the paper reads: the text of all its pages.
    pub fn text(&self) -> String {
        crate::pdf::text(&self.pdf)
    }
}

/// The post of a town.
#[derive(Default)]
pub struct Post {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    weather: Weather,
    arrived: Vec<Delivered>,
    by_message: BTreeMap<LetterId, usize>,
    tries: usize,
}

impl Post {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// From now on it is like this.
    pub fn set(&self, weather: Weather) {
        self.inner().weather = weather;
    }

    /// How many times somebody tried to hand something over.
    pub fn tries(&self) -> usize {
        self.inner().tries
    }

    /// All that arrived, in order; a message handed over again does not arrive again.
    pub fn letters(&self) -> Vec<Delivered> {
        self.inner().arrived.clone()
    }

    /// What arrived at this receiver: a CPR number in digits, or a line of the address.
    pub fn to(&self, receiver: &str) -> Vec<Delivered> {
        self.letters().into_iter().filter(|letter| letter.to.lines().any(|line| line == receiver)).collect()
    }

    fn take(&self, parcel: &Parcel) {
        let mut inner = self.inner();
        if inner.by_message.contains_key(&parcel.message) {
            return;
        }
        let nr = inner.arrived.len();
        inner.by_message.insert(parcel.message, nr);
        inner.arrived.push(Delivered {
            message: parcel.message,
            channel: parcel.channel,
            subject: parcel.subject.clone(),
            file_name: parcel.file_name.clone(),
            pdf: parcel.pdf.clone(),
            to: match &parcel.to {
                PostAddress::Cpr(cpr) => cpr.clone(),
                PostAddress::Lines(lines) => lines.join("\n"),
            },
        });
    }
}

#[async_trait::async_trait]
impl PostBox for Post {
    async fn send(&self, parcel: Parcel) -> anyhow::Result<Receipt> {
        let weather = {
            let mut inner = self.inner();
            inner.tries += 1;
            inner.weather
        };
        if weather == Weather::StuckBefore {
            std::future::pending::<()>().await;
        }
        anyhow::ensure!(weather != Weather::Unreachable, "the receiver cannot be reached");
        self.take(&parcel);
        if weather == Weather::StuckAfter {
            std::future::pending::<()>().await;
        }
        anyhow::ensure!(weather != Weather::AnswerLost, "the answer was lost");
        // The receiver's own clock is not ours, and nothing in the stories depends on it.
        Ok(Receipt { arrived_at: Timestamp::UNIX_EPOCH, reference: parcel.message.to_string() })
    }
}
