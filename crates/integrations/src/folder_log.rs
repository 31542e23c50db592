//! The ends of the log's days in a folder: one small text a day, written once and never again (L-3).
//!
//! A file is made under its own name and never moved or replaced, so that the folder may be one where files can only be
//! added: another machine's, one with object lock, or `chattr +a`.

use anyhow::{Context, bail};
use app::ports::SecondPlace;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// What the files are called after their day.
const ENDING: &str = ".txt";

/// A folder that texts are only added to.
pub struct FolderLog {
    folder: PathBuf,
}

impl FolderLog {
    /// Uses this folder; it is made when the first text comes.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

#[async_trait::async_trait]
impl SecondPlace for FolderLog {
    async fn keep(&self, name: &str, text: &str) -> anyhow::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await.context("making the folder of the log's days")?;
        let file = self.folder.join(format!("{name}{ENDING}"));
        add(&file, text).await.with_context(|| format!("keeping {}", file.display()))
    }

    async fn kept(&self) -> anyhow::Result<Vec<(String, String)>> {
        let mut folder = match tokio::fs::read_dir(&self.folder).await {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).context("opening the folder of the log's days"),
        };
        let mut kept = Vec::new();
        while let Some(entry) = folder.next_entry().await.context("reading the folder of the log's days")? {
            let file_name = entry.file_name();
            let Some(name) = file_name.to_str().and_then(|name| name.strip_suffix(ENDING)) else { continue };
            // A file that is no text is a changed file, and is told as one by its content.
            let bytes = tokio::fs::read(entry.path()).await.context("reading the end of a day")?;
            kept.push((name.to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        kept.sort();
        Ok(kept)
    }
}

/// Makes the file; completes one that a power cut left half; leaves one that is whole, and refuses one that is another.
async fn add(file: &Path, text: &str) -> anyhow::Result<()> {
    let (mut open, rest) = match tokio::fs::OpenOptions::new().write(true).create_new(true).open(file).await {
        Ok(open) => (open, text),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let there = tokio::fs::read(file).await?;
            let Some(rest) = std::str::from_utf8(&there).ok().and_then(|there| text.strip_prefix(there)) else {
                bail!("another text stands there already");
            };
            if rest.is_empty() {
                return Ok(());
            }
            (tokio::fs::OpenOptions::new().append(true).open(file).await?, rest)
        }
        Err(error) => return Err(error.into()),
    };
    open.write_all(rest.as_bytes()).await?;
    open.sync_all().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_day_is_kept_once_completed_if_torn_and_never_written_over() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("log");
        let place = FolderLog::new(folder.clone());
        assert_eq!(place.kept().await.unwrap(), [], "no folder yet");
        place.keep("2026-03-03", "third\n").await.unwrap();
        place.keep("2026-03-02", "second\n").await.unwrap();
        place.keep("2026-03-02", "second\n").await.unwrap();
        assert!(place.keep("2026-03-02", "another\n").await.is_err());
        std::fs::write(folder.join("2026-03-04.txt"), "fou").unwrap();
        place.keep("2026-03-04", "fourth\n").await.unwrap();
        let kept = place.kept().await.unwrap();
        let expected = [("2026-03-02", "second\n"), ("2026-03-03", "third\n"), ("2026-03-04", "fourth\n")];
        assert_eq!(kept, expected.map(|(name, text)| (name.to_string(), text.to_string())));
    }
}
