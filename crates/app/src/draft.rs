//! "Gem kladde": a longer text kept while it is written, for the one who writes it, until it is saved.

use crate::{Actor, App, Outcome, Resource, access};
use domain::access::Action;
use domain::ids::CaseId;

pub use store::draft::Begun;

/// A field where one writes longer texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A note in the journal.
    Note,
    /// The main considerations of the assessment.
    Considerations,
    /// What is decided at a meeting, as it is said.
    Meeting,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 3] = [Field::Note, Field::Considerations, Field::Meeting];

    /// As kept, and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Field::Note => "notat",
            Field::Considerations => "hensyn",
            Field::Meeting => "moede",
        }
    }

    /// Read back.
    pub fn from_code(code: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.code() == code)
    }

    /// What one must be allowed, to save the text in the end.
    fn action(self) -> Action {
        match self {
            Field::Note => Action::Note,
            Field::Considerations | Field::Meeting => Action::Work,
        }
    }
}

/// Keeps what is written so far, over what was kept before; with nothing written, what was kept is thrown away. It is no
/// part of the case: the journal does not tell of it, and nobody else can read it.
pub async fn keep(app: &App, actor: &Actor, case: CaseId, field: Field, text: Option<&str>) -> Outcome<()> {
    let mut act = app.act(actor, "draft_kept").await?;
    let (permit, _) = act.case(case, field.action()).await?;
    let (by, code) = (actor.id(), field.code());
    match text {
        Some(text) => act.tx.keep_draft(&permit, case, by, code, text).await?,
        None => act.tx.forget_draft(&permit, case, by, code).await?,
    }
    act.commit(Resource::Case(case)).await
}

/// What the actor has begun in a field, if they may go on with it.
pub async fn begun(app: &App, actor: &Actor, case: CaseId, field: Field) -> Outcome<Option<Begun>> {
    let mut look = app.look(actor, "see_draft").await?;
    // Whoever may read and not write has none, and that there is none tells nothing: only what is read is logged.
    let Ok(permit) = access::to_case(&mut look.tx, actor, case, field.action()).await else { return Ok(None) };
    let found = look.tx.draft(&permit, case, actor.id(), field.code()).await?;
    if found.is_some() {
        look.done(Some(&permit), Vec::new(), Vec::new()).await?;
    }
    Ok(found)
}
