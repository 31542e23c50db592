//! Messages put in a folder for a post system to collect, and its receipts read from a folder beside.
//!
//! | In the folder | What |
//! | --- | --- |
//! | `ud/<id>/meddelelse.xml` | a message, whole or not there at all |
//! | `kvitteringer/<id>.json` | what the post system says of it |
//! | `afleveret/<id>` | empty: this message was put out once, also when it has been collected since |

use super::receipt;
use anyhow::Context;
use app::ports::Answer;
use domain::ids::LetterId;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// A folder that messages are put in.
pub struct FolderOutbox {
    folder: PathBuf,
}

impl FolderOutbox {
    /// Uses this folder; it is made when the first message comes.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Puts a message out, once: an id that has been put out before has no second effect.
    ///
    /// # Errors
    /// When the folder cannot be written to; then nothing is put out.
    pub async fn hand_over(&self, message: LetterId, xml: &[u8]) -> anyhow::Result<Answer> {
        let id = message.to_string();
        let (out, marks) = (self.folder.join("ud"), self.folder.join("afleveret"));
        let (letter, mark) = (out.join(&id), marks.join(&id));
        if !there(&mark).await? && !there(&letter).await? {
            let beside = self.folder.join("undervejs").join(&id);
            // What a dead relay left half-written is begun again.
            match tokio::fs::remove_dir_all(&beside).await {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).context("clearing a message that was left half-written");
                }
                _ => {}
            }
            private(&beside).await?;
            private(&out).await?;
            write(&beside.join("meddelelse.xml"), xml).await?;
            sync(&beside).await?;
            tokio::fs::rename(&beside, &letter).await.context("moving a message into the post folder")?;
            sync(&out).await?;
        }
        private(&marks).await?;
        write(&mark, b"").await?;
        self.receipt(message).await
    }

    /// What the post system says of a message; accepted while it says nothing.
    ///
    /// # Errors
    /// When a receipt is there and cannot be read: it may be half-written, and is read again.
    pub async fn receipt(&self, message: LetterId) -> anyhow::Result<Answer> {
        let file = self.folder.join("kvitteringer").join(format!("{message}.json"));
        match tokio::fs::read(&file).await {
            Ok(bytes) => receipt::read(&bytes, message),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Answer::Accepted),
            Err(error) => Err(error).context("reading a receipt"),
        }
    }
}

async fn there(path: &Path) -> anyhow::Result<bool> {
    tokio::fs::try_exists(path).await.context("looking for a message handed over before")
}

/// A folder only its owner may look into: what is in it is letters.
async fn private(folder: &Path) -> anyhow::Result<()> {
    let mut making = tokio::fs::DirBuilder::new();
    making.recursive(true);
    #[cfg(unix)]
    making.mode(0o700);
    making.create(folder).await.context("making the post folder")
}

async fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = tokio::fs::File::create(path).await.context("writing to the post folder")?;
    file.write_all(bytes).await.context("writing to the post folder")?;
    file.sync_all().await.context("writing to the post folder")
}

/// A name in a folder is on the disk when the folder is.
async fn sync(folder: &Path) -> anyhow::Result<()> {
    let folder = tokio::fs::File::open(folder).await.context("writing to the post folder")?;
    folder.sync_all().await.context("writing to the post folder")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use tempfile::TempDir;

    fn message(nr: u128) -> LetterId {
        LetterId(uuid::Uuid::from_u128(nr))
    }

    fn holds(folder: &TempDir, inside: &str) -> usize {
        std::fs::read_dir(folder.path().join(inside)).map_or(0, Iterator::count)
    }

    #[tokio::test]
    async fn the_same_message_is_put_out_once_also_when_it_has_been_collected() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = FolderOutbox::new(folder.path().to_path_buf());
        assert_eq!(outbox.hand_over(message(1), b"<a/>").await.unwrap(), Answer::Accepted);
        assert_eq!(outbox.hand_over(message(1), b"<b/>").await.unwrap(), Answer::Accepted);
        let letter = folder.path().join("ud").join(message(1).to_string());
        assert_eq!(std::fs::read(letter.join("meddelelse.xml")).unwrap(), b"<a/>", "the first stays");
        std::fs::remove_dir_all(&letter).unwrap();
        outbox.hand_over(message(1), b"<c/>").await.unwrap();
        assert_eq!(holds(&folder, "ud"), 0, "it was collected and does not come again");
        assert_eq!(holds(&folder, "undervejs"), 0);
    }

    #[tokio::test]
    async fn what_a_dead_relay_left_half_written_is_never_seen_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = FolderOutbox::new(folder.path().to_path_buf());
        let half = folder.path().join("undervejs").join(message(2).to_string());
        std::fs::create_dir_all(&half).unwrap();
        std::fs::write(half.join("meddelelse.xml"), b"<hal").unwrap();
        outbox.hand_over(message(2), b"<hel/>").await.unwrap();
        let letter = folder.path().join("ud").join(message(2).to_string());
        assert_eq!(std::fs::read(letter.join("meddelelse.xml")).unwrap(), b"<hel/>");
    }

    #[tokio::test]
    async fn a_receipt_is_read_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = FolderOutbox::new(folder.path().to_path_buf());
        outbox.hand_over(message(3), b"<a/>").await.unwrap();
        assert_eq!(outbox.receipt(message(3)).await.unwrap(), Answer::Accepted);
        let receipts = folder.path().join("kvitteringer");
        std::fs::create_dir_all(&receipts).unwrap();
        let file = receipts.join(format!("{}.json", message(3)));
        std::fs::write(&file, br#"{"message":"#).unwrap();
        assert!(outbox.receipt(message(3)).await.is_err(), "half of one is none");
        let whole = format!(r#"{{"message":"{}","state":"delivered","at":"2026-03-31T08:00:00Z"}}"#, message(3));
        std::fs::write(&file, whole).unwrap();
        assert!(matches!(outbox.receipt(message(3)).await.unwrap(), Answer::Delivered(_)));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_may_look_into_the_letters() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        FolderOutbox::new(folder.path().to_path_buf()).hand_over(message(4), b"<a/>").await.unwrap();
        let letter = folder.path().join("ud").join(message(4).to_string());
        assert_eq!(std::fs::metadata(letter).unwrap().permissions().mode() & 0o077, 0);
    }
}
