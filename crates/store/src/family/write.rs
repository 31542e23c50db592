//! What is written of a family. Parts that end stay with their last day, as history.

use super::{outsiders_text, parts_column};
use crate::error::Result;
use crate::row::{args, statements};
use crate::tx::{Tx, changed, found};
use domain::access::Permit;
use domain::family::{Analysis, Examination, Family, Link, Member, Opening, Seat, Sits, Term, Waived};
use domain::ids::{CaseId, FamilyId, MeetingId, PersonId};
use domain::information::Basis;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

statements! {
    INSERT = "insert into families (id, case_id, department, why_sealed, begun_on, begun_by_id, version) \
        values ($1, $2, $3, $4, $5, $6, 1)";
    END = "update families set ended_on = $3, ended_sealed = $4, version = version + 1 where id = $1 and version = $2 \
        and ended_on is null";
    CASES_END = "update family_cases set until_day = $2 where family_id = $1 and until_day is null";
    WAIVE = "update families set waived_on = $2, waived_by_id = $3, waived_sealed = $4, version = version + 1 \
        where id = $1 and waived_on is null";
    MEMBER = "insert into family_members (seal_id, family_id, person_id, kin, why_sealed, since) \
        values ($1, $2, $3, $4, $5, $6)";
    MEMBER_OUT = "update family_members set until_day = $3 where family_id = $1 and person_id = $2 and until_day is null";
    LINK_CASE = "insert into family_cases (family_id, case_id, by_id, since) values ($1, $2, $3, $4)";
    CASE_OFF = "update family_cases set until_day = $3 where family_id = $1 and case_id = $2 and until_day is null";
    CASE_CLOSES = "update family_openings set closed_on = $3 where family_id = $1 and case_id = $2 and closed_on is null";
    SEAT = "insert into family_seats (seal_id, family_id, staff_id, outside_sealed, why_sealed, from_day, until_day) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    SEAT_ENDS = "update family_seats set until_day = $3 where family_id = $1 and nr = $2 \
        and (until_day is null or $3 < until_day)";
    TERM_ENDS = "update family_coordinators set until_day = $2 where family_id = $1 and until_day is null";
    TERM = "insert into family_coordinators (seal_id, family_id, staff_id, from_day, why_sealed, by_id) \
        values ($1, $2, $3, $4, $5, $6)";
    OPEN = "insert into family_openings (family_id, case_id, to_department, to_title, parts, consent_id, law, law_reason, \
        by_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CLOSE = "update family_openings set closed_on = $4 where family_id = $1 and case_id = $2 and nr = $3 \
        and closed_on is null";
    EXAMINATION = "insert into family_examinations (seal_id, family_id, what_sealed, why_sealed, owner_id, chosen_on, due) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    EXAMINATION_SEAL = "select seal_id from family_examinations where family_id = $1 and nr = $2";
    EXAMINED = "update family_examinations set done_on = $3, result_sealed = $4 where family_id = $1 and nr = $2 \
        and done_on is null";
    LINK = "insert into family_links (seal_id, family_id, link_sealed) values ($1, $2, $3)";
    UNLINK = "update family_links set removed_on = $3 where family_id = $1 and nr = $2 and removed_on is null";
    ANALYSIS = "insert into family_analyses (family_id, meeting_id, summary_sealed, outsiders_sealed, direction_sealed, \
        version) values ($1, $2, $3, $4, $5, 1)";
    ANALYSIS_SAVED = "update family_analyses set summary_sealed = $4, outsiders_sealed = $5, direction_sealed = $6, \
        version = version + 1 where family_id = $1 and meeting_id = $2 and version = $3";
    GIVEN = "update family_analyses set given_on = $4, named_id = $5, version = version + 1 where family_id = $1 \
        and meeting_id = $2 and version = $3 and given_on is null";
}

impl Tx {
    /// Saves a new family; its members and cases are saved beside it.
    pub async fn insert_family(&mut self, permit: &Permit, family: &Family) -> Result<()> {
        self.writes_case(permit, family.case)?;
        let why = self.seal("families.why", &family.id, &family.why)?;
        let args = args![family.id, family.case, family.department, why, family.begun_on, family.begun_by];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Ends a family; its cases are of no family from that day.
    pub async fn end_family(
        &mut self,
        permit: &Permit,
        (id, version): (FamilyId, i64),
        on: Date,
        why: &str,
    ) -> Result<()> {
        self.writes_family(permit, id)?;
        let why = self.seal("families.ended", &id, why)?;
        changed(self.run(END, args![id, version, on, why]).await?)?;
        self.run(CASES_END, args![id, on]).await.map(|_| ())
    }

    /// Saves that measures start before the analysis meeting.
    pub async fn waive_analysis(&mut self, permit: &Permit, id: FamilyId, waived: &Waived) -> Result<()> {
        self.writes_family(permit, id)?;
        let why = self.seal("families.waived", &id, &waived.why)?;
        changed(self.run(WAIVE, args![id, waived.on, waived.by, why]).await?)
    }

    /// Adds somebody of the family; `line` is the row's own random id.
    pub async fn insert_member(&mut self, permit: &Permit, id: FamilyId, line: Uuid, member: &Member) -> Result<()> {
        self.writes_family(permit, id)?;
        let why = self.seal("family_members.why", &line, &member.why)?;
        let args = args![line.to_string(), id, member.person, member.kin.code(), why, member.since];
        self.run(MEMBER, args).await.map(|_| ())
    }

    /// Somebody is of the family no longer.
    pub async fn member_out(&mut self, permit: &Permit, id: FamilyId, person: PersonId, on: Date) -> Result<()> {
        self.writes_family(permit, id)?;
        changed(self.run(MEMBER_OUT, args![id, person, on]).await?)
    }

    /// Links a case: the permit is to work on it, and `seen` is to see the family.
    pub async fn link_case(&mut self, permit: &Permit, seen: &Permit, (id, case): (FamilyId, CaseId)) -> Result<()> {
        self.writes_case(permit, case)?;
        self.reads_family(seen, id)?;
        let today = self.today();
        self.run(LINK_CASE, args![id, case, permit.subject(), today]).await.map(|_| ())
    }

    /// Takes a case off, and closes what was opened of it.
    pub async fn case_off(&mut self, permit: &Permit, (id, case): (FamilyId, CaseId)) -> Result<()> {
        self.writes_case(permit, case)?;
        let today = self.today();
        changed(self.run(CASE_OFF, args![id, case, today]).await?)?;
        self.run(CASE_CLOSES, args![id, case, today]).await.map(|_| ())
    }

    /// Gives a seat in the core team.
    pub async fn insert_seat(&mut self, permit: &Permit, id: FamilyId, line: Uuid, seat: &Seat) -> Result<()> {
        self.writes_family(permit, id)?;
        let (staff, outside) = match &seat.who {
            Sits::Staff(staff) => (Some(*staff), None),
            Sits::Outside(one) => {
                let text = outsiders_text(std::slice::from_ref(one));
                (None, Some(self.seal("family_seats.outside", &line, &text)?))
            }
        };
        let why = self.seal("family_seats.why", &line, &seat.why)?;
        let args = args![line.to_string(), id, staff, outside, why, seat.from, seat.until];
        self.run(SEAT, args).await.map(|_| ())
    }

    /// Ends a seat with a last day.
    pub async fn end_seat(&mut self, permit: &Permit, (id, nr): (FamilyId, u32), last: Date) -> Result<()> {
        self.writes_family(permit, id)?;
        changed(self.run(SEAT_ENDS, args![id, nr, last]).await?)
    }

    /// Appoints a coordinator; the one before had their last day the day before.
    pub async fn insert_term(&mut self, permit: &Permit, id: FamilyId, line: Uuid, term: &Term) -> Result<()> {
        self.writes_family(permit, id)?;
        let last = term.from.yesterday().unwrap_or(term.from);
        self.run(TERM_ENDS, args![id, last]).await?;
        let why = self.seal("family_coordinators.why", &line, &term.why)?;
        let args = args![line.to_string(), id, term.staff, term.from, why, term.by];
        self.run(TERM, args).await.map(|_| ())
    }

    /// Opens parts of a case to a department; the permit is to work on that case.
    pub async fn insert_opening(&mut self, permit: &Permit, id: FamilyId, opening: &Opening) -> Result<()> {
        self.writes_case(permit, opening.case)?;
        let (consent, law, reason) = match &opening.basis {
            Basis::Consent(id) => (Some(*id), None, None),
            Basis::Law { paragraph, reason } => (None, Some(paragraph), Some(reason)),
        };
        let parts = parts_column(&opening.parts);
        let args =
            args![id, opening.case, opening.to, opening.title, parts, consent, law, reason, opening.by, opening.at];
        self.run(OPEN, args).await.map(|_| ())
    }

    /// Closes what was opened; the permit is to work on the case.
    pub async fn close_opening(&mut self, permit: &Permit, id: FamilyId, (case, nr): (CaseId, u32)) -> Result<()> {
        self.writes_case(permit, case)?;
        let today = self.today();
        changed(self.run(CLOSE, args![id, case, nr, today]).await?)
    }

    /// Adds an examination the core team chose.
    pub async fn insert_examination(
        &mut self,
        permit: &Permit,
        id: FamilyId,
        line: Uuid,
        one: &Examination,
    ) -> Result<()> {
        self.writes_family(permit, id)?;
        let what = self.seal("family_examinations.what", &line, &one.what)?;
        let why = self.seal("family_examinations.why", &line, &one.why)?;
        let args = args![line.to_string(), id, what, why, one.owner, one.chosen_on, one.due];
        self.run(EXAMINATION, args).await.map(|_| ())
    }

    /// An examination is finished; `Stale` when it was already.
    pub async fn finish_examination(
        &mut self,
        permit: &Permit,
        (id, nr): (FamilyId, u32),
        on: Date,
        result: &str,
    ) -> Result<()> {
        self.writes_family(permit, id)?;
        let row = self.one(EXAMINATION_SEAL, args![id, nr]).await?.ok_or(crate::error::Error::NotFound)?;
        let line: String = row.get("seal_id")?;
        let result = self.seal("family_examinations.result", &line, result)?;
        changed(self.run(EXAMINED, args![id, nr, on, result]).await?)
    }

    /// Adds that one goal waits for another.
    pub async fn insert_link(&mut self, permit: &Permit, id: FamilyId, line: Uuid, link: &Link) -> Result<()> {
        self.writes_family(permit, id)?;
        let text = json!({ "first": link.first, "next": link.next, "why": link.why }).to_string();
        let sealed = self.seal("family_links.link", &line, &text)?;
        self.run(LINK, args![line.to_string(), id, sealed]).await.map(|_| ())
    }

    /// One goal waits for another no longer.
    pub async fn remove_link(&mut self, permit: &Permit, (id, nr): (FamilyId, u32)) -> Result<()> {
        self.writes_family(permit, id)?;
        let today = self.today();
        found(self.run(UNLINK, args![id, nr, today]).await?)
    }

    /// Saves what is written of an analysis meeting; version 0 is one nothing was written of. `Stale` when somebody was
    /// first.
    pub async fn save_analysis(&mut self, permit: &Permit, id: FamilyId, analysis: &Analysis) -> Result<()> {
        self.writes_family(permit, id)?;
        let meeting = analysis.meeting;
        let summary = self.seal("family_analyses.summary", &meeting, &analysis.summary)?;
        let who = self.seal("family_analyses.outsiders", &meeting, &outsiders_text(&analysis.outsiders))?;
        let direction = self.seal("family_analyses.direction", &meeting, &analysis.direction)?;
        if analysis.version == 0 {
            return self.run(ANALYSIS, args![id, meeting, summary, who, direction]).await.map(|_| ());
        }
        changed(self.run(ANALYSIS_SAVED, args![id, meeting, analysis.version, summary, who, direction]).await?)
    }

    /// The summary was given to the outsiders, with names on a consent or without.
    pub async fn analysis_given(
        &mut self,
        permit: &Permit,
        (id, meeting, version): (FamilyId, MeetingId, i64),
        on: Date,
        named: Option<domain::ids::ConsentId>,
    ) -> Result<()> {
        self.writes_family(permit, id)?;
        changed(self.run(GIVEN, args![id, meeting, version, on, named]).await?)
    }
}
