//! Everything of a case that a rule may ask about, loaded at once for one act.

use crate::error::Result;
use crate::tx::Tx;
use domain::access::Permit;
use domain::case::{CaseFile, ChildParty};
use domain::ids::CaseId;

impl Tx {
    /// The whole file of a case. A part that cannot be read is an error, never left out unseen.
    pub async fn case_file(&mut self, permit: &Permit, id: CaseId) -> Result<CaseFile> {
        let case = self.case(permit, id).await?;
        let citizen = self.load_person(case.citizen).await?;
        let (relations, related) = self.load_relations(case.citizen).await?;
        let mut consents = self.load_consents(id).await?;
        domain::adulthood::settle_consents(&citizen, &relations, &mut consents);
        Ok(CaseFile {
            courses: self.load_courses(id).await?,
            application: self.load_application(id).await?,
            consents,
            requests: self.load_requests(id).await?,
            findings: self.load_findings(id).await?,
            assessment: self.load_assessment(id).await?,
            hearings: self.load_hearings(id).await?,
            decisions: self.load_decisions(id).await?,
            grants: self.load_grants_of_case(id).await?,
            complaints: self.load_complaints(id).await?,
            notification: self.load_notification(id).await?,
            pension_case: self.load_pension_case(case.citizen).await?,
            handover: self.load_handover_kind(id).await?,
            forms: self.load_form_results(id).await?,
            shared_financing: self.load_shared_financing(id).await?,
            around: self.load_around(id, case.citizen).await?,
            case,
            citizen,
            relations,
            related,
            // What the law of its benefit says stands in content, which the store does not read.
            child_party: ChildParty::No,
            review_due: None,
        })
    }
}
