//! Digital Post: each letter as one MeMo message, put in a folder or handed to an address, and its receipt read back.
//!
//! Reading order: [`memo`] (the message), [`receipt`] (what becomes of it), [`folder`] and [`endpoint`] (the two ways out).
//!
//! A letter is sent when its receipt says so, and not when it was handed over. The message id is the letter's own:
//! whoever gets the same id twice has one message. Paper goes another way: the office prints it.

pub mod endpoint;
pub mod folder;
pub mod memo;
pub mod receipt;

use anyhow::Context;
use app::ports::{Answer, Parcel, PostAddress, PostBox};
use domain::deadline::Channel;
use domain::ids::LetterId;

pub use endpoint::{Endpoint, ready_tls};
pub use folder::FolderOutbox;
pub use memo::Sender;

/// The way out.
pub enum Way {
    /// A folder that a post system collects from.
    Folder(FolderOutbox),
    /// An address that takes messages.
    Endpoint(Endpoint),
}

/// Digital Post, sent as one authority.
pub struct DigitalPost {
    sender: Sender,
    way: Way,
}

impl DigitalPost {
    /// As this sender, by this way.
    pub fn new(sender: Sender, way: Way) -> Self {
        Self { sender, way }
    }
}

#[async_trait::async_trait]
impl PostBox for DigitalPost {
    fn takes(&self, channel: Channel) -> bool {
        channel == Channel::Digital
    }

    async fn send(&self, parcel: Parcel) -> anyhow::Result<Answer> {
        let PostAddress::Cpr(cpr) = &parcel.to else {
            anyhow::bail!("Digital Post is addressed by CPR number");
        };
        let xml = memo::message(&parcel, cpr, &self.sender).context("writing a message to Digital Post")?;
        match &self.way {
            Way::Folder(folder) => folder.hand_over(parcel.message, &xml).await,
            Way::Endpoint(endpoint) => endpoint.hand_over(parcel.message, xml).await,
        }
    }

    async fn receipt(&self, message: LetterId) -> anyhow::Result<Answer> {
        match &self.way {
            Way::Folder(folder) => folder.receipt(message).await,
            Way::Endpoint(endpoint) => endpoint.receipt(message).await,
        }
    }
}
