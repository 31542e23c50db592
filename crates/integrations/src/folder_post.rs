//! Post handed over in a folder (postkassemappe): each letter as a PDF with a small description beside it.
//!
//! It stands for the post in the demo town, where every letter comes at once; real post goes by
//! [`crate::digital_post`], and paper by the office. The message id is the file name, so that handing over the same
//! message again has no second effect, also when the process died between writing and remembering.

use anyhow::Context;
use app::ports::{Answer, Clock, Parcel, PostAddress, PostBox, Receipt};
use domain::deadline::Channel;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which way paper goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// Into the folder, like everything else.
    Folder,
    /// By the office, which prints it.
    Office,
}

/// A folder that letters are put in.
pub struct FolderPost {
    folder: PathBuf,
    paper: Paper,
    clock: Arc<dyn Clock>,
}

impl FolderPost {
    /// Uses this folder; it is made when the first letter comes.
    pub fn new(folder: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { folder, paper: Paper::Folder, clock }
    }

    /// The same with paper going this way.
    pub fn with_paper_by(mut self, paper: Paper) -> Self {
        self.paper = paper;
        self
    }

    /// When this message was handed over before, if it was.
    async fn handed_over(&self, description: &Path) -> anyhow::Result<Option<Timestamp>> {
        match tokio::fs::read_to_string(description).await {
            Ok(text) => {
                let described: serde_json::Value =
                    serde_json::from_str(&text).context("reading the description of a letter handed over before")?;
                let at =
                    described.get("arrived_at").and_then(|at| at.as_str()).context("no time in the description")?;
                Ok(Some(at.parse()?))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("looking for a letter handed over before"),
        }
    }
}

#[async_trait::async_trait]
impl PostBox for FolderPost {
    fn takes(&self, channel: Channel) -> bool {
        self.paper == Paper::Folder || channel == Channel::Digital
    }

    async fn send(&self, parcel: Parcel) -> anyhow::Result<Answer> {
        tokio::fs::create_dir_all(&self.folder).await.context("making the post folder")?;
        let reference = parcel.message.to_string();
        let description = self.folder.join(format!("{reference}.json"));
        if let Some(arrived_at) = self.handed_over(&description).await? {
            return Ok(Answer::Delivered(Receipt { arrived_at, reference }));
        }
        let arrived_at = self.clock.now();
        write_whole(&self.folder.join(format!("{reference}.pdf")), &parcel.pdf).await?;
        for (nr, enclosed) in parcel.enclosures.iter().enumerate() {
            let name = format!("{reference}-bilag-{}.pdf", nr.saturating_add(1));
            write_whole(&self.folder.join(name), &enclosed.pdf).await?;
        }
        // The description comes last: it is what makes the letter handed over.
        let text = serde_json::json!({
            "message": reference,
            "channel": channel(parcel.channel),
            "subject": parcel.subject,
            "file_name": parcel.file_name,
            "enclosures": parcel.enclosures.iter().map(|one| &one.title).collect::<Vec<_>>(),
            "to": match &parcel.to {
                PostAddress::Cpr(cpr) => serde_json::json!({ "cpr": cpr }),
                PostAddress::Lines(lines) => serde_json::json!({ "lines": lines }),
            },
            "arrived_at": arrived_at.to_string(),
        });
        write_whole(&description, text.to_string().as_bytes()).await?;
        Ok(Answer::Delivered(Receipt { arrived_at, reference }))
    }
}

/// Writes beside and moves into place, so that a reader never meets half a letter.
async fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let beside = path.with_extension("part");
    let mut file = tokio::fs::File::create(&beside).await.context("writing a letter to the post folder")?;
    tokio::io::AsyncWriteExt::write_all(&mut file, bytes).await.context("writing a letter to the post folder")?;
    file.sync_all().await.context("writing a letter to the post folder")?;
    tokio::fs::rename(&beside, path).await.context("moving a letter into the post folder")
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Digital => "digital",
        Channel::Letter => "brev",
        Channel::QuickLetter => "quickbrev",
        Channel::HandedOver => "overleveret",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TurnedClock;

    #[tokio::test]
    async fn the_same_message_twice_is_one_letter() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TurnedClock::at("2026-03-31T08:00:00Z".parse().unwrap()));
        let post = FolderPost::new(folder.path().to_path_buf(), clock.clone());
        let parcel = Parcel {
            message: domain::ids::LetterId("0b0c0d0e-0000-4000-8000-000000000001".parse().unwrap()),
            channel: Channel::Letter,
            subject: "Kvittering for din ansøgning".into(),
            file_name: "2026-000001-01-kvittering.pdf".into(),
            pdf: b"%PDF-1.7".to_vec(),
            enclosures: Vec::new(),
            appointment: None,
            case_number: "2026-000001".into(),
            promised_at: "2026-03-31T07:59:00Z".parse().unwrap(),
            to: PostAddress::Lines(vec!["Testvej 1".into(), "9999 Tovby".into()]),
        };
        let first = post.send(parcel.clone()).await.unwrap();
        clock.turn_to("2026-04-01T08:00:00Z".parse().unwrap());
        assert_eq!(post.send(parcel).await.unwrap(), first);
        let letters = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(letters, 2, "one PDF and one description");
    }
}
