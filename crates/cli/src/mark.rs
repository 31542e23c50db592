//! The mark in the data folder that the program is running: found at the next start, it tells of an unclean stop.

use anyhow::Context;
use jiff::Timestamp;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::LastStop;

/// The mark's name in the data folder.
const NAME: &str = "running";

/// A data folder in use. Dropped without [`Mark::take_away`] the mark stays, as it does when the process is killed.
pub struct Mark {
    path: PathBuf,
    /// Held locked while we run; nothing when another program holds it.
    file: Option<File>,
    last_stop: LastStop,
}

impl Mark {
    /// Looks for the mark of the last start. Nothing is written yet: a start that is refused changes nothing.
    pub fn find(data: &Path) -> anyhow::Result<Mark> {
        let path = data.join(NAME);
        let last_stop = if path.exists() && !held(&path)? { LastStop::Unclean } else { LastStop::Clean };
        Ok(Mark { path, file: None, last_stop })
    }

    /// How the program stopped the last time.
    pub fn last_stop(&self) -> LastStop {
        self.last_stop
    }

    /// Sets the mark, on the disk before anything is served. Another program at work on the same folder keeps its own.
    pub fn set(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let tried = || format!("{} kan ikke skrives", self.path.display());
        let mut file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&self.path).with_context(tried)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error).with_context(tried),
        }
        file.set_len(0).with_context(tried)?;
        writeln!(file, "{now}").with_context(tried)?;
        file.sync_all().with_context(tried)?;
        self.file = Some(file);
        Ok(())
    }

    /// Takes the mark away, when all is closed: a clean stop.
    pub fn take_away(self) -> anyhow::Result<()> {
        match self.file {
            Some(_) => {
                std::fs::remove_file(&self.path).with_context(|| format!("{} kan ikke fjernes", self.path.display()))
            }
            None => Ok(()),
        }
    }
}

/// Whether a program that runs now holds the mark.
fn held(path: &Path) -> anyhow::Result<bool> {
    let file = File::open(path).with_context(|| format!("{} kan ikke læses", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} kan ikke låses", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_16_only_a_killed_program_leaves_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let started = "2026-03-02T08:00:00Z".parse().unwrap();
        let stopped = |data: &Path| Mark::find(data).unwrap().last_stop();

        let mut first = Mark::find(data).unwrap();
        assert_eq!(first.last_stop(), LastStop::Clean, "never started");
        assert_eq!(stopped(data), LastStop::Clean, "a start that was refused leaves nothing");
        first.set(started).unwrap();
        assert_eq!(stopped(data), LastStop::Clean, "another program is at work here, and was not killed");
        let mut second = Mark::find(data).unwrap();
        second.set(started).unwrap();
        second.take_away().unwrap();
        drop(first);
        assert_eq!(stopped(data), LastStop::Unclean, "the first was killed, and the second did not wipe its mark out");

        let mut third = Mark::find(data).unwrap();
        third.set(started).unwrap();
        third.take_away().unwrap();
        assert_eq!(stopped(data), LastStop::Clean);
    }
}
