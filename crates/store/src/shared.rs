//! What was shared (videregivelse): only ever added to; the database refuses a line that rests on nothing.

use crate::consent::{covers, covers_code};
use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::Permit;
use domain::ids::{CaseId, ConsentId};
use domain::information::Basis;
use domain::shared::{Shared, Thing};

statements! {
    INSERT = "insert into shared (case_id, consent_id, paragraph, paragraph_reason, what, with_whom, about_sealed, \
        found_sealed, happened_on, by_id, thing, thing_id, seal_id) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    OF_CASE = "select consent_id, paragraph, paragraph_reason, what, with_whom, about_sealed, found_sealed, \
        happened_on, by_id, thing, thing_id, seal_id from shared where case_id = $1 order by nr";
}

impl Tx {
    /// Adds a line to what was shared in a case; `line` is its own random id.
    pub async fn insert_shared(
        &mut self,
        permit: &Permit,
        case: CaseId,
        line: uuid::Uuid,
        shared: &Shared,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        let about = self.seal("shared.about", &line, &shared.about)?;
        let found = self.seal("shared.found", &line, &shared.found)?;
        let (consent, paragraph, why) = match &shared.basis {
            Basis::Consent(id) => (Some(*id), None, None),
            Basis::Law { paragraph, reason } => (None, Some(paragraph), Some(reason)),
        };
        let (thing, thing_id) = columns(shared.thing);
        let args = args![
            case,
            consent,
            paragraph,
            why,
            covers_code(shared.what),
            shared.with,
            about,
            found,
            shared.on,
            shared.by,
            thing,
            thing_id,
            line.to_string()
        ];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// What was shared in a case, oldest first.
    pub async fn shared(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Shared>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(|row| self.read_shared(row)).collect()
    }

    fn read_shared(&self, row: &Row) -> Result<Shared> {
        let line: String = row.get("seal_id")?;
        let basis = match row.maybe::<ConsentId>("consent_id")? {
            Some(consent) => Basis::Consent(consent),
            None => Basis::Law { paragraph: row.get("paragraph")?, reason: row.get("paragraph_reason")? },
        };
        Ok(Shared {
            basis,
            what: row.code("what", covers)?,
            with: row.get("with_whom")?,
            about: self.unseal("shared.about", &line, &row.get::<Vec<u8>>("about_sealed")?)?,
            found: self.unseal("shared.found", &line, &row.get::<Vec<u8>>("found_sealed")?)?,
            on: row.get("happened_on")?,
            by: row.get("by_id")?,
            thing: thing(row)?,
        })
    }
}

fn columns(thing: Thing) -> (&'static str, Option<String>) {
    match thing {
        Thing::Noted => ("noted", None),
        Thing::Request(id) => ("request", Some(id.to_string())),
        Thing::Letter(id) => ("letter", Some(id.to_string())),
        Thing::Meeting(id) => ("meeting", Some(id.to_string())),
    }
}

fn thing(row: &Row) -> Result<Thing> {
    let unknown = || Error::broken("something shared by an unknown thing");
    let id = row.maybe::<String>("thing_id")?;
    let found = match (row.get::<String>("thing")?.as_str(), id) {
        ("noted", None) => Some(Thing::Noted),
        ("request", Some(id)) => id.parse().ok().map(Thing::Request),
        ("letter", Some(id)) => id.parse().ok().map(Thing::Letter),
        ("meeting", Some(id)) => id.parse().ok().map(Thing::Meeting),
        _ => None,
    };
    found.ok_or_else(unknown)
}
