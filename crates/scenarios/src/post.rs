//! A post that keeps every letter, and can be told to fail or to keep the relay waiting at a marked point.

use app::ports::{Answer, Enclosed, Parcel, PostAddress, PostBox, Receipt};
use domain::deadline::Channel;
use domain::ids::LetterId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

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
    /// What followed it.
    pub enclosures: Vec<Enclosed>,
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
    paper_by_hand: bool,
    line: Option<Arc<dyn PostBox>>,
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

    /// From now on everything goes by this way, a real one.
    pub fn goes_by(&self, line: Arc<dyn PostBox>) {
        self.inner().line = Some(line);
    }

    fn line(&self) -> Option<Arc<dyn PostBox>> {
        self.inner().line.clone()
    }

    /// From now on it takes Digital Post only: paper is printed and sent by the office.
    pub fn leaves_paper_to_the_office(&self) {
        self.inner().paper_by_hand = true;
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
            enclosures: parcel.enclosures.clone(),
            to: match &parcel.to {
                PostAddress::Cpr(cpr) => cpr.clone(),
                PostAddress::Lines(lines) => lines.join("\n"),
            },
        });
    }
}

#[async_trait::async_trait]
impl PostBox for Post {
    fn takes(&self, channel: Channel) -> bool {
        match self.line() {
            Some(line) => line.takes(channel),
            None => channel == Channel::Digital || !self.inner().paper_by_hand,
        }
    }

    async fn send(&self, parcel: Parcel) -> anyhow::Result<Answer> {
        if let Some(line) = self.line() {
            return line.send(parcel).await;
        }
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
        // The receiver's own clock is not ours: a letter has come at the latest when we are told.
        Ok(Answer::Delivered(Receipt { arrived_at: Timestamp::MAX, reference: parcel.message.to_string() }))
    }

    async fn receipt(&self, message: LetterId) -> anyhow::Result<Answer> {
        match self.line() {
            Some(line) => line.receipt(message).await,
            None => Ok(Answer::Accepted),
        }
    }
}
