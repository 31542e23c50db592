//! Enclosures of letters, and the marks of documents that say what must be looked at before they go out.

use crate::error::{Error, Result};
use crate::row::{args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::document::Document;
use domain::enclosure::Mark;
use domain::ids::{CaseId, DocumentId, LetterId, StaffId};

statements! {
    OF_LETTER = "select e.document_id from letter_enclosures e join letters l on l.id = e.letter_id \
        where e.letter_id = $1 and l.case_id = $2 order by e.position";
    CLEAR = "delete from letter_enclosures where letter_id in \
        (select id from letters where id = $1 and case_id = $2 and state = 'drafted')";
    /// Only a draft of the case, and only a document of the same case.
    ADD = "insert into letter_enclosures (letter_id, position, document_id) select l.id, $4, d.id from letters l \
        join documents d on d.case_id = l.case_id where l.id = $1 and l.case_id = $2 and l.state = 'drafted' \
        and d.id = $3";
    MARKS = "select m.document_id, m.mark from document_marks m join documents d on d.id = m.document_id \
        where d.case_id = $1 order by d.running, m.mark";
    MARK = "insert into document_marks (document_id, mark, marked_by_id, marked_at) \
        select d.id, $3, $4, $5 from documents d where d.id = $1 and d.case_id = $2 on conflict do nothing";
    UNMARK = "delete from document_marks where mark = $3 and document_id in \
        (select id from documents where id = $1 and case_id = $2)";
}

impl Tx {
    /// The documents that follow a letter of the permit's case, in their order.
    pub async fn enclosures(&mut self, permit: &Permit, letter: LetterId) -> Result<Vec<Document>> {
        let case = permit.case().ok_or(Error::NotFound)?;
        let rows = self.all(OF_LETTER, args![letter, case]).await?;
        let mut found = Vec::new();
        for row in rows {
            found.push(self.document(permit, row.get("document_id")?).await?);
        }
        Ok(found)
    }

    /// Says anew which documents follow a draft, in this order. `Stale` when the letter is no draft any more or a document
    /// is of another case. The caller saves the letter with it, so that two who choose at once are told.
    pub async fn set_enclosures(&mut self, permit: &Permit, letter: LetterId, chosen: &[DocumentId]) -> Result<()> {
        let case = self.case_to_write(permit)?;
        self.run(CLEAR, args![letter, case]).await?;
        for (nr, document) in chosen.iter().enumerate() {
            let position = i64::try_from(nr).map_err(|_| Error::broken("too many enclosures"))?;
            changed(self.run(ADD, args![letter, case, document, position]).await?)?;
        }
        Ok(())
    }

    /// Every mark of the case's documents.
    pub async fn document_marks(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<(DocumentId, Mark)>> {
        self.reads_case(permit, case)?;
        let rows = self.all(MARKS, args![case]).await?;
        rows.iter().map(|row| Ok((row.get("document_id")?, row.code("mark", Mark::from_code)?))).collect()
    }

    /// Marks a document of the permit's case; marking it again changes nothing.
    pub async fn mark_document(
        &mut self,
        permit: &Permit,
        document: DocumentId,
        mark: Mark,
        by: StaffId,
    ) -> Result<()> {
        let case = self.case_to_write(permit)?;
        let now = self.now();
        self.run(MARK, args![document, case, mark.code(), by, now]).await.map(|_| ())
    }

    /// Takes a mark off again.
    pub async fn unmark_document(&mut self, permit: &Permit, document: DocumentId, mark: Mark) -> Result<()> {
        let case = self.case_to_write(permit)?;
        self.run(UNMARK, args![document, case, mark.code()]).await.map(|_| ())
    }
}
