//! Documents of a case (dokumenter): where they come from, what they are, and their hash.

use crate::ids::{CaseId, DocumentId, PersonId};
use jiff::{Timestamp, civil::Date};

/// Which way a document went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Came in.
    Received,
    /// Went out.
    Sent,
    /// Ours alone.
    Internal,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// The case.
    pub case: CaseId,
    /// Running number in the case.
    pub running: u32,
    /// Title without names.
    pub title: String,
    /// Which way it went.
    pub direction: Direction,
    /// Who it comes from or went to.
    pub source: String,
    /// The day it came or went.
    pub dated: Date,
    /// Recipient, for one that went out.
    pub recipient: Option<PersonId>,
    /// Media type, by content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// When it was stored.
    pub stored_at: Timestamp,
}

/// Most bytes a file may have: 25 MB (D-6).
pub const MAX_BYTES: u64 = 25 * 1024 * 1024;

/// Most files in one submission (D-6).
pub const MAX_FILES: usize = 20;
/// Most bytes in one submission: 100 MB (D-6).
pub const MAX_SUBMISSION: u64 = 100 * 1024 * 1024;
/// Most bytes taken in on one case in a day: 1 GB (D-6).
pub const MAX_CASE_DAY: u64 = 1024 * 1024 * 1024;
/// Most pages of a PDF (D-6).
pub const MAX_PAGES: usize = 2_000;

/// What may be uploaded: extension and media type, by content and extension both (D-6).
pub const ALLOWED: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("txt", "text/plain"),
];

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Nothing in it.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Not on the list.
    TypeNotAllowed,
    /// The content is not what the name says.
    ContentDiffersFromName,
    /// More pixels, files or unpacked bytes inside than are taken in.
    TooMuchInside,
    /// A PDF of more than [`MAX_PAGES`] pages.
    TooManyPages,
    /// A PDF that opens only with a password.
    Locked,
    /// More than [`MAX_FILES`] at once.
    TooManyFiles,
    /// The files are together more than [`MAX_SUBMISSION`].
    SubmissionTooLarge,
    /// With these the case would take more than [`MAX_CASE_DAY`] in on one day.
    CaseFullToday,
    /// Where it comes from is missing.
    NoSource,
}

/// Whether so many files of these sizes may be sent together.
///
/// # Errors
/// [`NotTaken::TooManyFiles`] and [`NotTaken::SubmissionTooLarge`].
pub fn check_submission(sizes: &[u64]) -> Result<(), NotTaken> {
    if MAX_FILES < sizes.len() {
        return Err(NotTaken::TooManyFiles);
    }
    let together = sizes.iter().fold(0u64, |sum, size| sum.saturating_add(*size));
    if MAX_SUBMISSION < together { Err(NotTaken::SubmissionTooLarge) } else { Ok(()) }
}

/// Whether a case that took so many bytes in today has room for so many more.
///
/// # Errors
/// [`NotTaken::CaseFullToday`].
pub fn check_day(taken: u64, more: u64) -> Result<(), NotTaken> {
    if MAX_CASE_DAY < taken.saturating_add(more) { Err(NotTaken::CaseFullToday) } else { Ok(()) }
}

/// The media type of a file, if name and content agree and are allowed. `sniffed` is the type told by the content.
pub fn check_upload(name: &str, size: u64, sniffed: Option<&str>) -> Result<&'static str, NotTaken> {
    if size == 0 {
        return Err(NotTaken::Empty);
    }
    if MAX_BYTES < size {
        return Err(NotTaken::TooLarge);
    }
    let extension = name.rsplit_once('.').map(|(_, ext)| ext.to_lowercase()).unwrap_or_default();
    let (_, expected) = ALLOWED.iter().find(|(ext, _)| *ext == extension).ok_or(NotTaken::TypeNotAllowed)?;
    match sniffed {
        Some(found) if found == *expected => Ok(expected),
        // Plain text has no signature; office files may be told only as the zip they are.
        None if *expected == "text/plain" => Ok(expected),
        Some("application/zip") if expected.starts_with("application/vnd.") => Ok(expected),
        _ => Err(NotTaken::ContentDiffersFromName),
    }
}

/// A shown name without path, control or direction characters.
pub fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = base.chars().filter(|c| !c.is_control() && !bidi(*c) && *c != '"').take(120).collect();
    let clean = clean.trim().trim_start_matches('.').to_string();
    if clean.is_empty() { "dokument".to_string() } else { clean }
}
