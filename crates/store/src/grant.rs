//! Grants: one per decision.

use crate::error::Result;
use crate::row::{Row, args, statements};
use crate::tx::Tx;
use domain::access::{Permit, Scope};
use domain::grant::Grant;
use domain::ids::{CaseId, CaseNumber, GrantId, PersonId};
use jiff::civil::Date;

statements! {
    INSERT = "insert into grants (id, decision_id, case_id, person_id, benefit, from_day, until_day, monthly_amount, \
        weekly_hours, monthly_hours, one_off_amount, weekly_days, provider, follow_up_on) \
        select $1, $2, c.id, c.citizen_id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from cases c where c.id = $3 \
        and (cast($2 as TEXT) is null or exists (select 1 from decisions d where d.id = $2 and d.case_id = c.id))";
    /// A grant ends earlier than it said, never later; what took over is named.
    END = "update grants set until_day = $3, replaced_by_id = $4 where id = $1 and case_id = $2 \
        and (until_day is null or $3 <= until_day)";
    OF_CASE = "select id, decision_id, benefit, from_day, until_day, monthly_amount, weekly_hours, monthly_hours, \
        one_off_amount, weekly_days, provider, replaced_by_id, follow_up_on from grants where case_id = $1 order by nr";
    /// Grants that run in a department, by what is to be done with them first: `$3` is the last day looked at for an
    /// end or a follow-up, and an old benefit is always shown, because it must be decided anew.
    IN_DEPARTMENT = "select g.id, g.decision_id, g.benefit, g.from_day, g.until_day, g.monthly_amount, g.weekly_hours, \
        g.monthly_hours, g.one_off_amount, g.weekly_days, g.provider, g.replaced_by_id, g.follow_up_on, c.id as case_id, \
        c.number, c.benefit as case_benefit, p.name as citizen, p.protected, s.name as responsible from grants g \
        join cases c on c.id = g.case_id join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
        where c.department = $2 and c.closed_to_unit = 0 and g.replaced_by_id is null \
        and (g.until_day is null or $4 <= g.until_day) \
        and (g.until_day <= $3 or g.follow_up_on <= $3 or g.benefit <> c.benefit) \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) \
        order by coalesce(g.until_day, g.follow_up_on), g.nr limit $5";
    OF_PERSON = "select id, decision_id, benefit, from_day, until_day, monthly_amount, weekly_hours, monthly_hours, \
        one_off_amount, weekly_days, provider, replaced_by_id, follow_up_on, case_id from grants where person_id = $1 order by nr";
}

/// A grant in a leader's list, with the case it stems from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The grant.
    pub grant: Grant,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// The case's benefit, by id; another than the grant's when an old grant is to be decided anew.
    pub case_benefit: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected.
    pub protected: bool,
    /// The responsible person's name.
    pub responsible: String,
}

impl Tx {
    /// Grants of a department of the scope that run and end or are to be followed up until a day, or belong to an old
    /// benefit; soonest first.
    pub async fn grants_to_see_to(
        &mut self,
        scope: &Scope,
        department: &str,
        until: Date,
        limit: u32,
    ) -> Result<Vec<GrantRow>> {
        crate::case::in_scope(scope, department)?;
        let args = args![scope.subject(), department, until, self.today(), limit];
        let rows = self.all(IN_DEPARTMENT, args).await?;
        rows.iter()
            .map(|row| {
                Ok(GrantRow {
                    grant: read(row)?,
                    case: row.get("case_id")?,
                    number: row.get("number")?,
                    case_benefit: row.get("case_benefit")?,
                    citizen: row.get("citizen")?,
                    protected: row.get("protected")?,
                    responsible: row.get("responsible")?,
                })
            })
            .collect()
    }

    /// Saves the grant of a decision of this case; `Conflict("grants")` when the decision has one.
    pub async fn insert_grant(&mut self, permit: &Permit, case: CaseId, grant: &Grant) -> Result<()> {
        self.writes_case(permit, case)?;
        let args = args![
            grant.id,
            grant.decision,
            case,
            grant.benefit,
            grant.from,
            grant.until,
            grant.monthly_amount,
            grant.weekly_hours,
            grant.monthly_hours,
            grant.one_off_amount,
            grant.weekly_days,
            grant.provider,
            grant.follow_up_on
        ];
        crate::tx::found(self.run(INSERT, args).await?)
    }

    /// Ends a grant of this case on a day, and names the grant that takes over, if one does; `Stale` when it ended
    /// before that day already.
    pub async fn end_grant(
        &mut self,
        permit: &Permit,
        case: CaseId,
        id: GrantId,
        until: Date,
        replaced_by: Option<GrantId>,
    ) -> Result<()> {
        self.writes_case(permit, case)?;
        crate::tx::changed(self.run(END, args![id, case, until, replaced_by]).await?)
    }

    /// Grants that stem from a case.
    pub async fn grants_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Grant>> {
        self.reads_case(permit, case)?;
        self.load_grants_of_case(case).await
    }

    /// Grants of a person, with the case each stems from, so that the caller shows only what the reader may know of.
    pub async fn grants_of_person(&mut self, permit: &Permit, person: PersonId) -> Result<Vec<(CaseId, Grant)>> {
        self.reads_person(permit, person).await?;
        let rows = self.all(OF_PERSON, args![person]).await?;
        rows.iter().map(|row| Ok((row.get("case_id")?, read(row)?))).collect()
    }

    pub(crate) async fn load_grants_of_case(&mut self, case: CaseId) -> Result<Vec<Grant>> {
        self.all(OF_CASE, args![case]).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Grant> {
    Ok(Grant {
        id: row.get("id")?,
        decision: row.maybe("decision_id")?,
        benefit: row.get("benefit")?,
        from: row.get("from_day")?,
        until: row.maybe("until_day")?,
        monthly_amount: row.maybe("monthly_amount")?,
        weekly_hours: row.maybe("weekly_hours")?,
        monthly_hours: row.maybe("monthly_hours")?,
        one_off_amount: row.maybe("one_off_amount")?,
        weekly_days: row.maybe("weekly_days")?,
        provider: row.maybe("provider")?,
        replaced_by: row.maybe("replaced_by_id")?,
        follow_up_on: row.get("follow_up_on")?,
    })
}
