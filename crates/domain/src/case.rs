//! The case (sag), its parties, its responsible person, and the whole file of it that rules are asked about.

use crate::application::Application;
use crate::assessment::{Assessment, Finding};
use crate::complaint::{Complaint, DecidedBy};
use crate::consent::Consent;
use crate::decision::Decision;
use crate::family::Around;
use crate::grant::Grant;
use crate::ids::{CaseId, CaseNumber, CourseId, PersonId, StaffId};
use crate::information::InformationRequest;
use crate::notification::{Notification, NotifierKind};
use crate::party_hearing::PartyHearing;
use crate::people::{DigitalPost, Person, Relation, RelationKind};
use crate::progress::{Answer, Milestone};
use crate::words::{DateWord, Fact, List};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One matter about one citizen, with number and responsible person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Random id, used in addresses.
    pub id: CaseId,
    /// Number on pages and letters.
    pub number: CaseNumber,
    /// The benefit applied for, by id.
    pub benefit: String,
    /// Department that owns it.
    pub department: String,
    /// The citizen it is about.
    pub citizen: PersonId,
    /// The one responsible person.
    pub responsible: StaffId,
    /// KLE subject.
    pub kle: String,
    /// The day it was opened.
    pub opened_on: Date,
    /// The day it was closed, if it is.
    pub closed_on: Option<Date>,
    /// Closed to the department and opened to named people only.
    pub closed_to_unit: bool,
    /// Version for optimistic locking.
    pub version: i64,
}

/// A running or ended course of a procedure in a case (forløb).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// The procedure.
    pub procedure: String,
    /// Its version.
    pub version: Date,
    /// The first day (the day the application came).
    pub began_on: Date,
    /// The day it ended, if it has.
    pub ended_on: Option<Date>,
    /// What happened, in the order stored.
    pub milestones: Vec<Milestone>,
}

/// Whether the child a case is about is itself a party (barnets lov § 3), as its benefit says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChildParty {
    /// Never: so in the disability benefits of §§ 81-90.
    #[default]
    No,
    /// From its tenth birthday.
    FromTen,
}

/// The age from which a child is a party where the law makes it one.
const PARTY_AGE: u32 = 10;

/// Everything of a case that a rule may ask about, as loaded for one act.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// The citizen.
    pub citizen: Person,
    /// Relations to the citizen, ended ones too.
    pub relations: Vec<Relation>,
    /// The people of those relations.
    pub related: Vec<Person>,
    /// Courses, oldest first.
    pub courses: Vec<Course>,
    /// What was applied for.
    pub application: Option<Application>,
    /// Consents, withdrawn ones too.
    pub consents: Vec<Consent>,
    /// Requests for information.
    pub requests: Vec<InformationRequest>,
    /// Facts of the assessment.
    pub findings: Vec<Finding>,
    /// Considerations and criteria.
    pub assessment: Assessment,
    /// Party hearings, oldest first.
    pub hearings: Vec<PartyHearing>,
    /// Decisions, oldest first; the last is the one being worked on, unless sent.
    pub decisions: Vec<Decision>,
    /// Grants of the citizen that stem from this case.
    pub grants: Vec<Grant>,
    /// Complaints about its decisions, oldest first.
    pub complaints: Vec<Complaint>,
    /// The notification the case began with, if it did.
    pub notification: Option<Notification>,
    /// The latest handover of the case that was not called off: planned, for good, and whether the successor is known.
    pub handover: Option<crate::handover::Kind>,
    /// Whether it is an obvious pension case, as judged on the young person's track; unknown until then.
    pub pension_case: Answer,
    /// Forms filled in, with their results.
    pub forms: BTreeMap<String, BTreeMap<String, Answer>>,
    /// Whether the child is a party.
    pub child_party: ChildParty,
    /// Whether the criteria for dividing costs were met when they were last assessed; unknown before the first time.
    pub shared_financing: Answer,
    /// The family the case is of, and the departments around the citizen.
    pub around: Around,
    /// The day the stamkort is to be gone through by, as the municipality's rhythm says; none when there is no rhythm.
    pub review_due: Option<Date>,
}

impl CaseFile {
    /// Everybody of the case: the citizen, then whoever is registered with a relation to them.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.citizen).chain(&self.related)
    }

    /// Somebody of the case.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people().find(|person| person.id == id)
    }

    /// Their name; empty for who is not of the case.
    pub fn name_of(&self, id: PersonId) -> String {
        self.person(id).map(|person| person.name.clone()).unwrap_or_default()
    }

    /// The parties who get letters on a day: custody holders for a child, and the child from ten where the law makes it
    /// a party; the citizen for an adult (barnets lov § 3).
    pub fn parties_on(&self, day: Date) -> Vec<&Person> {
        if !self.citizen.is_child_on(day) {
            return vec![&self.citizen];
        }
        let holds_custody = |person: &&Person| {
            self.relations.iter().any(|relation| {
                relation.other == person.id && relation.kind == RelationKind::CustodyHolder && relation.holds_on(day)
            })
        };
        let child = Some(&self.citizen).filter(|_| self.child_is_party_on(day));
        self.related.iter().filter(holds_custody).chain(child).collect()
    }

    /// Whether the child is a party on a day.
    pub fn child_is_party_on(&self, day: Date) -> bool {
        let age = self.citizen.age_on(day);
        self.child_party == ChildParty::FromTen && (PARTY_AGE..18).contains(&age)
    }

    /// The applicant, who the receipt goes to.
    pub fn applicant(&self) -> Option<&Person> {
        self.person(self.application.as_ref()?.applicant)
    }

    /// The decision being worked on: the last that is not sent.
    pub fn open_decision(&self) -> Option<&Decision> {
        self.decisions.last().filter(|decision| !decision.state.is_sent())
    }

    /// Whether anybody of the case is protected, so that every view says so (P-8).
    pub fn someone_is_protected(&self) -> bool {
        self.people().any(|person| person.is_protected())
    }

    /// The answer to every fact a procedure may ask of this case today. Read from what is registered, so never unknown,
    /// except judgements not yet made.
    pub fn facts(&self, today: Date, ready: Answer) -> BTreeMap<Fact, Answer> {
        Fact::ALL.iter().map(|fact| (*fact, self.fact(*fact, today, ready))).collect()
    }

    /// Whether some party still has to be heard about some fact: no hearing of theirs about it is answered or noted as
    /// run out (forvaltningsloven § 19).
    fn hearing_is_needed(&self, today: Date) -> bool {
        let closed = |hearing: &PartyHearing| !matches!(hearing.state, crate::party_hearing::HearingState::Sent);
        self.parties_on(today).iter().any(|party| {
            self.findings.iter().filter(|finding| finding.must_be_heard()).any(|finding| {
                !self.hearings.iter().any(|h| h.party == party.id && h.findings.contains(&finding.id) && closed(h))
            })
        })
    }

    fn notifier_is(&self, asked: impl Fn(NotifierKind) -> bool) -> bool {
        self.notification.as_ref().is_some_and(|notification| asked(notification.notifier.kind()))
    }

    fn fact(&self, fact: Fact, today: Date, ready: Answer) -> Answer {
        let yes = |value: bool| if value { Answer::Yes } else { Answer::No };
        let any_relation = |kind: RelationKind| self.relations.iter().any(|r| r.kind == kind && r.holds_on(today));
        match fact {
            Fact::Child => yes(self.citizen.is_child_on(today)),
            Fact::Adult => yes(!self.citizen.is_child_on(today)),
            Fact::PartyOver10 => yes(self.child_is_party_on(today)),
            Fact::Guardian => yes(any_relation(RelationKind::Guardian)),
            Fact::Representative => yes(any_relation(RelationKind::Representative)),
            Fact::DigitalPost => {
                yes(self.applicant_on(today).is_some_and(|p| p.digital_post == DigitalPost::Registered))
            }
            Fact::Interpreter => yes(self.citizen.interpreter.is_some()),
            Fact::AddressProtected => yes(self.someone_is_protected()),
            Fact::Consent => yes(self.consents.iter().any(|consent| consent.holds_on(today))),
            Fact::ConsentOrBasis => yes(self.consents.iter().any(|consent| consent.holds_on(today))
                || self.requests.iter().any(|request| request.rests_on_law())),
            Fact::HearingNeeded => yes(self.hearing_is_needed(today)),
            Fact::DecisionReady => ready,
            Fact::CommitteeDecision => {
                yes(self.complaints.last().is_some_and(|complaint| complaint.decided_by == DecidedBy::Committee))
            }
            Fact::ComplaintInTime => match self.complaints.last() {
                Some(complaint) => yes(complaint.is_in_time()),
                None => Answer::Unknown,
            },
            Fact::RunningGrant => yes(self.grants.iter().any(|grant| grant.runs_on(today))),
            Fact::DecisionAdverse => match self.decisions.last() {
                Some(decision) => yes(decision.draft.outcome != crate::decision::Outcome::Grant),
                None => Answer::Unknown,
            },
            Fact::NotifierKnown => yes(self.notifier_is(|kind| kind != NotifierKind::Anonymous)),
            Fact::NotifierProfessional => yes(self.notifier_is(|kind| kind == NotifierKind::Professional)),
            Fact::SeveralDepartments => yes(1 < self.around.departments.len()),
            Fact::MasterRecordCurrent => {
                yes(self.citizen.reviewed_on.is_some() && self.review_due.is_none_or(|due| today <= due))
            }
            Fact::Planned | Fact::Permanent | Fact::SuccessorKnown => {
                self.handover.map_or(Answer::Unknown, |kind| kind.answer(fact))
            }
            Fact::PensionCase => self.pension_case,
            Fact::SharedFinancingPossible => self.shared_financing,
            Fact::NoticeRequired | Fact::SelfDefenceOrNecessity => Answer::Unknown,
        }
    }

    /// The day the last decision that was sent is presumed received by the last of its parties.
    fn last_receipt(&self) -> Option<Date> {
        self.decisions.iter().rev().find_map(|decision| match &decision.state {
            crate::decision::State::Sent { letters, .. } => letters.iter().map(|sent| sent.received_on).max(),
            _ => None,
        })
    }

    /// Dates the case knows by name.
    pub fn dates(&self) -> BTreeMap<String, Date> {
        let mut dates = BTreeMap::new();
        if let Some(hearing) = self.hearings.last() {
            dates.insert(DateWord::ReplyDate.word().to_string(), hearing.answer_by);
        }
        if let Some(received) = self.last_receipt() {
            dates.insert(DateWord::DecisionReceived.word().to_string(), received);
        }
        if let Some(until) = self.grants.iter().filter_map(|grant| grant.until).max() {
            dates.insert(DateWord::GrantEnds.word().to_string(), until);
        }
        if let Some(from) = self.grants.iter().map(|grant| grant.from).max() {
            dates.insert(DateWord::MeasureBegins.word().to_string(), from);
        }
        if let Some(day) = self.grants.iter().map(|grant| grant.follow_up_on).max() {
            dates.insert(DateWord::FollowUpDay.word().to_string(), day);
        }
        dates
    }

    /// Elements of the lists a step may be made for each of.
    pub fn lists(&self, today: Date) -> BTreeMap<List, Vec<String>> {
        let parties = || self.parties_on(today).iter().map(|person| person.id.to_string()).collect::<Vec<_>>();
        let related = |kind: RelationKind| {
            self.relations
                .iter()
                .filter(|r| r.kind == kind && r.holds_on(today))
                .map(|r| r.other.to_string())
                .collect::<Vec<_>>()
        };
        BTreeMap::from([
            (List::Parties, parties()),
            (List::CustodyHolders, related(RelationKind::CustodyHolder)),
            (List::Siblings, related(RelationKind::Sibling)),
            (List::FamilyCases, self.around.cases.iter().map(ToString::to_string).collect()),
            (List::Measures, self.grants.iter().map(|grant| grant.id.to_string()).collect()),
        ])
    }
}
