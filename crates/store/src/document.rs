//! Documents: sealed bytes, a running number in the case, and a hash that is checked on every read (D-8).

use crate::error::{Error, Result};
use crate::row::{Row, args, codes, statements};
use crate::seal;
use crate::tx::Tx;
use domain::access::Permit;
use domain::document::{Direction, Document};
use domain::ids::{CaseId, DocumentId};
use jiff::Timestamp;

statements! {
    NEXT = "update cases set documents = documents + 1 where id = $1 returning documents";
    INSERT = "insert into documents (id, case_id, running, title, direction, source, dated, recipient_id, media_type, \
        size, sha256, stored_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    INSERT_BYTES = "insert into document_bytes (document_id, bytes_sealed) values ($1, $2)";
    OF_CASE = "select id, case_id, running, title, direction, source, dated, recipient_id, media_type, size, sha256, \
        stored_at from documents where case_id = $1 order by running";
    ONE = "select id, case_id, running, title, direction, source, dated, recipient_id, media_type, size, sha256, \
        stored_at from documents where id = $1";
    RECEIVED_SINCE = "select cast(coalesce(sum(size), 0) as bigint) as bytes from documents where case_id = $1 \
        and direction = 'received' and stored_at >= $2";
    BYTES = "select bytes_sealed from document_bytes where document_id = $1";
}

codes! { direction_code, direction, Direction,
    Direction::Received = "received", Direction::Sent = "sent", Direction::Internal = "internal",
}

impl Tx {
    /// Stores a document and answers it with its running number, size, hash and instant, which the store decides.
    /// It is immutable from then on (D-3).
    pub async fn insert_document(&mut self, permit: &Permit, mut document: Document, bytes: &[u8]) -> Result<Document> {
        self.writes_case(permit, document.case)?;
        let row = self.one(NEXT, args![document.case]).await?.ok_or(Error::NotFound)?;
        document.running = row.get("documents")?;
        document.size = u64::try_from(bytes.len()).map_err(|_| Error::broken("a document without a size"))?;
        document.sha256 = seal::sha256(bytes);
        document.stored_at = self.now();
        let sealed = seal::seal(self.keys(), &place(document.id), bytes)?;
        let args = args![
            document.id,
            document.case,
            document.running,
            document.title,
            direction_code(document.direction),
            document.source,
            document.dated,
            document.recipient,
            document.media_type,
            document.size,
            document.sha256,
            document.stored_at
        ];
        self.run(INSERT, args).await?;
        self.run(INSERT_BYTES, args![document.id, sealed]).await?;
        Ok(document)
    }

    /// How many bytes a case has taken in since an instant. Asked after a document was inserted, nobody else adds to the
    /// case before this transaction has ended.
    pub async fn received_since(&mut self, permit: &Permit, case: CaseId, since: Timestamp) -> Result<u64> {
        self.reads_case(permit, case)?;
        let row = self.one(RECEIVED_SINCE, args![case, since]).await?;
        row.map_or(Ok(0), |row| row.get("bytes"))
    }

    /// Every document of a case, in the order of their numbers.
    pub async fn documents(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Document>> {
        self.reads_case(permit, case)?;
        self.all(OF_CASE, args![case]).await?.iter().map(read).collect()
    }

    /// One document of the permit's case, without its bytes.
    pub async fn document(&mut self, permit: &Permit, id: DocumentId) -> Result<Document> {
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        let document = read(&row)?;
        self.reads_case(permit, document.case)?;
        Ok(document)
    }

    /// A document with its bytes, which are what was stored or an error.
    pub async fn document_bytes(&mut self, permit: &Permit, id: DocumentId) -> Result<(Document, Vec<u8>)> {
        let document = self.document(permit, id).await?;
        let row = self.one(BYTES, args![id]).await?;
        let row = row.ok_or_else(|| Error::broken(format!("document {id} has lost its bytes")))?;
        let bytes = seal::open(self.keys(), &place(id), &row.get::<Vec<u8>>("bytes_sealed")?)?;
        if seal::sha256(&bytes) != document.sha256 {
            return Err(Error::broken(format!("document {id} does not match its hash")));
        }
        Ok((document, bytes))
    }
}

fn place(id: DocumentId) -> String {
    format!("document_bytes.bytes:{id}")
}

fn read(row: &Row) -> Result<Document> {
    Ok(Document {
        id: row.get("id")?,
        case: row.get("case_id")?,
        running: row.get("running")?,
        title: row.get("title")?,
        direction: row.code("direction", direction)?,
        source: row.get("source")?,
        dated: row.get("dated")?,
        recipient: row.maybe("recipient_id")?,
        media_type: row.get("media_type")?,
        size: row.get("size")?,
        sha256: row.get("sha256")?,
        stored_at: row.get("stored_at")?,
    })
}
