//! Finding text: notes of journals and titles of letters and documents, in cases the searcher may list or holds open.
//!
//! The two databases do not agree on small letters beyond a to z, so both the column and the word are folded by the same
//! short list. The newest are looked through, as many as [`LOOKED_THROUGH`], and no more.

use crate::error::{Error, Result};
use crate::row::{Row, ToColumn as _, args, statements};
use crate::sort;
use crate::tx::Tx;
use domain::access::Scope;
use domain::ids::{CaseId, CaseNumber, PersonId};
use jiff::civil::Date;

/// So many of the newest notes, letters or documents that the searcher may read are looked through in one search.
pub const LOOKED_THROUGH: u32 = 50_000;

/// A column in small letters, `å` as `aa`: as [`folded`] writes a word.
macro_rules! small {
    ($column:literal) => {
        concat!(
            "replace(replace(replace(replace(replace(replace(replace(replace(lower(",
            $column,
            "), 'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'aa'), 'å', 'aa'), 'É', 'é'), 'Ö', 'ö'), 'Ü', 'ü'), 'Ä', 'ä')"
        )
    };
}

/// What `$columns` of `$table` has in cases `$1` may read today (`$2`), newest first, where the words `$12` to `$15`
/// all stand: by department (`$3` to `$10`) unless closed to it, by what one is to the case, or by a break-glass that is
/// in force now (`$11`). A case of one's own family is in no list.
macro_rules! found {
    ($columns:literal, $table:literal, $text:literal, $newest:literal) => {
        concat!(
            "select x.id, x.text, x.day, x.newest, x.case_id, c.number, c.citizen_id, p.name, p.protected from (select ",
            $columns,
            ", t.case_id, t.",
            $text,
            " as text, t.",
            $newest,
            " as newest from ",
            $table,
            " and k.citizen_id not in (select person_id from conflicts where staff_id = $1) \
             and (k.responsible_id = $1 \
             or (k.closed_to_unit = 0 and k.department in ($3, $4, $5, $6, $7, $8, $9, $10)) \
             or exists (select 1 from case_functions f where f.staff_id = $1 and f.case_id = k.id \
             and f.from_day <= $2 and (f.until_day is null or $2 <= f.until_day)) \
             or exists (select 1 from break_glasses b where b.staff_id = $1 and b.case_id = k.id and b.at <= $11 \
             and $11 < b.until_at)) order by t.",
            $newest,
            " desc limit $16) x join cases c on c.id = x.case_id join persons p on p.id = c.citizen_id where ",
            small!("x.text"),
            " like $12 and ",
            small!("x.text"),
            " like $13 and ",
            small!("x.text"),
            " like $14 and ",
            small!("x.text"),
            " like $15 order by x.newest desc limit $17"
        )
    };
}

statements! {
    NOTES = found!("t.id, t.happened_on as day", "journal_entries t join cases k on k.id = t.case_id \
        where t.kind = 'note'", "entry", "nr");
    LETTERS = found!("t.id, coalesce(t.queued_on, '') as day", "letters t join cases k \
        on k.id = t.case_id where 1 = 1", "title", "nr");
    /// The pages of a letter are found as the letter.
    DOCUMENTS = found!("t.id, t.dated as day", "documents t join cases k on k.id = t.case_id where not exists \
        (select 1 from letters l where l.case_id = t.case_id and l.document_id = t.id)", "title", "stored_at");
}

/// Where text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextKind {
    /// A note of a journal.
    Note,
    /// The title of a letter.
    Letter,
    /// The title of a document.
    Document,
}

/// A text that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Its id.
    pub id: uuid::Uuid,
    /// The whole text.
    pub text: String,
    /// The day it is about: of the event, on the paper, or promised to the post; none for a letter that is a draft.
    pub day: Option<Date>,
    /// What the newest are found by: for a note its place in the journal.
    pub newest: i64,
    /// The case it stands in.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// The citizen.
    pub citizen: PersonId,
    /// Their name.
    pub name: String,
    /// They are protected, so that the page says so (P-8).
    pub protected: bool,
}

/// The words of a search as text is looked for: small letters, `å` as `aa`, longest first, at most four.
pub fn words(search: &str) -> Vec<String> {
    sort::asked(search).into_iter().map(|word| folded(&word).collect()).collect()
}

/// A text as it is compared: small letters, `å` as `aa`.
pub fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(fold)
}

/// One letter as it is compared.
pub fn fold(letter: char) -> impl Iterator<Item = char> {
    let (one, two) = match letter {
        'Å' | 'å' => ('a', Some('a')),
        'Æ' => ('æ', None),
        'Ø' => ('ø', None),
        'É' => ('é', None),
        'Ö' => ('ö', None),
        'Ü' => ('ü', None),
        'Ä' => ('ä', None),
        other => (other.to_ascii_lowercase(), None),
    };
    std::iter::once(one).chain(two)
}

impl Tx {
    /// The newest texts of a kind that have every one of the words (from [`words`]), in cases the searcher may list or
    /// holds open by break-glass. Nothing is found by a search without words.
    pub async fn search_text(
        &mut self,
        scope: &Scope,
        kind: TextKind,
        words: &[String],
        limit: u32,
    ) -> Result<Vec<TextRow>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let departments = scope.departments();
        if crate::people::DEPARTMENTS < departments.len() {
            return Err(Error::broken("a search covers at most eight departments"));
        }
        let mut args = args![scope.subject(), self.today()];
        for slot in 0..crate::people::DEPARTMENTS {
            departments.get(slot).map(String::as_str).unwrap_or_default().put(&mut args)?;
        }
        self.now().put(&mut args)?;
        for slot in 0..sort::MOST_WORDS {
            // Words are letters and digits alone, so that nothing in them means something in a pattern.
            let word = words.get(slot).map(String::as_str).unwrap_or_default();
            format!("%{word}%").put(&mut args)?;
        }
        LOOKED_THROUGH.put(&mut args)?;
        limit.put(&mut args)?;
        let sql = match kind {
            TextKind::Note => NOTES,
            TextKind::Letter => LETTERS,
            TextKind::Document => DOCUMENTS,
        };
        self.all(sql, args).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<TextRow> {
    let id: String = row.get("id")?;
    let day: String = row.get("day")?;
    Ok(TextRow {
        id: id.parse().map_err(|_| Error::broken("an id of a text cannot be read back"))?,
        text: row.get("text")?,
        day: day.parse().ok(),
        newest: row.get("newest")?,
        case: row.get("case_id")?,
        number: row.get("number")?,
        citizen: row.get("citizen_id")?,
        name: row.get("name")?,
        protected: row.get("protected")?,
    })
}
