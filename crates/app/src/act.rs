//! One act, one transaction: opened here, asked about here, and ended here with journal, todos and log inside.

use crate::{Actor, App, Outcome, Reason, Refused, Resource, access};
use domain::access::{Action, Object, Permit};
use domain::case::CaseFile;
use domain::enquiry::Enquiry;
use domain::family::Family;
use domain::ids::TransitionId;
use domain::ids::{CaseId, EnquiryId, EntryId, FamilyId, PersonId};
use domain::journal::{Entry, EntryKind};
use domain::transition::Transition;
use jiff::civil::Date;
use std::collections::BTreeSet;
use store::{Tx, audit};

/// An act being done.
pub(crate) struct Act<'a> {
    /// The system.
    pub app: &'a App,
    /// Who does it.
    pub actor: &'a Actor,
    /// The transaction.
    pub tx: Tx,
    action: &'static str,
    purpose: String,
    permit: Option<Permit>,
    persons: BTreeSet<PersonId>,
    cases: BTreeSet<CaseId>,
    enquiry: Option<EnquiryId>,
    transitions: BTreeSet<TransitionId>,
    family: Option<FamilyId>,
}

impl App {
    /// Opens an act that changes something; `action` is its stable code in journal and log.
    pub(crate) async fn act<'a>(&'a self, actor: &'a Actor, action: &'static str) -> Outcome<Act<'a>> {
        let mut tx = self.store.write(self.now(), self.today()).await?;
        if let Some(command) = &actor.command {
            match tx.replay(&command.key, actor.id(), &command.fingerprint).await? {
                store::idempotency::Replay::Fresh => {}
                store::idempotency::Replay::Answered(answer) => {
                    return Err(Resource::read(&answer).map_or(Refused::NotFound, Refused::Replayed));
                }
                store::idempotency::Replay::OtherBody => return Err(Reason::KeyReused.into()),
            }
        }
        Ok(Act {
            app: self,
            actor,
            tx,
            action,
            purpose: String::new(),
            permit: None,
            persons: BTreeSet::new(),
            cases: BTreeSet::new(),
            enquiry: None,
            transitions: BTreeSet::new(),
            family: None,
        })
    }
}

impl Act<'_> {
    /// Today in the municipality.
    pub fn today(&self) -> Date {
        self.tx.today()
    }

    /// A new random id.
    pub fn id(&self) -> uuid::Uuid {
        self.app.random.id()
    }

    /// Why it is done, for the log.
    pub fn because(&mut self, purpose: &str) {
        self.purpose = purpose.to_string();
    }

    /// The case, if the actor may do this to it; else it does not exist.
    pub async fn case(&mut self, id: CaseId, action: Action) -> Outcome<(Permit, CaseFile)> {
        let permit = access::to_case(&mut self.tx, self.actor, id, action).await?;
        let file = crate::case::load(self.app, &mut self.tx, &permit, id).await?;
        self.note_permit(&permit);
        self.cases.insert(id);
        self.persons.insert(file.citizen.id);
        Ok((permit, file))
    }

    /// The case, if the actor may work on it and it is open.
    pub async fn open_case(&mut self, id: CaseId) -> Outcome<(Permit, CaseFile)> {
        let (permit, file) = self.case(id, Action::Work).await?;
        if file.case.closed_on.is_some() {
            return Err(Reason::CaseClosed.into());
        }
        Ok((permit, file))
    }

    /// The person, if the actor may do this to them; else they do not exist.
    pub async fn person(&mut self, id: PersonId, action: Action) -> Outcome<Permit> {
        let permit = access::to_person(&mut self.tx, self.actor, id, action).await?;
        self.note_permit(&permit);
        self.persons.insert(id);
        Ok(permit)
    }

    /// The enquiry, if the actor may do this to it; else it does not exist.
    pub async fn enquiry(&mut self, id: EnquiryId, action: Action) -> Outcome<(Permit, Enquiry)> {
        let permit = access::to_enquiry(&mut self.tx, self.actor, id, action).await?;
        let enquiry = self.tx.enquiry(&permit, id).await?;
        self.note_permit(&permit);
        self.about_enquiry(id);
        self.persons.extend(enquiry.person);
        Ok((permit, enquiry))
    }

    /// The family, if the actor may do this to it; else it does not exist.
    pub async fn family(&mut self, id: FamilyId, action: Action) -> Outcome<(Permit, Family)> {
        let permit = access::to_family(&mut self.tx, self.actor, id, action).await?;
        let family = self.tx.family(&permit, id).await?;
        self.note_permit(&permit);
        self.about_family(id);
        Ok((permit, family))
    }

    /// The log's row names the family.
    pub fn about_family(&mut self, id: FamilyId) {
        self.family = Some(id);
    }

    /// The young person's track, if the actor may do this to it; else it does not exist.
    pub async fn transition(&mut self, id: TransitionId, action: Action) -> Outcome<(Permit, Transition)> {
        let permit = access::to_transition(&mut self.tx, self.actor, id, action).await?;
        let track = self.tx.transition(&permit, id).await?;
        self.note_permit(&permit);
        self.about_transition(id);
        self.persons.insert(track.person);
        Ok((permit, track))
    }

    /// The log's row names the track.
    pub fn about_transition(&mut self, id: TransitionId) {
        self.transitions.insert(id);
    }

    /// The log's row names the enquiry.
    pub fn about_enquiry(&mut self, id: EnquiryId) {
        self.enquiry = Some(id);
    }

    /// A permit for what touches no case yet: registering.
    pub fn without_case(&mut self, action: Action, object: Object) -> Outcome<Permit> {
        let permit = access::without_case(self.actor, action, object)?;
        self.note_permit(&permit);
        Ok(permit)
    }

    /// The right to lead a member of staff; else there is nothing to do it to.
    pub fn leading(&mut self, staff: &domain::staff::Staff) -> Outcome<Permit> {
        let permit = access::to_lead(self.actor, staff)?;
        self.note_permit(&permit);
        Ok(permit)
    }

    /// The right to lead in a department.
    pub fn leading_in(&mut self, department: &str) -> Outcome<Permit> {
        let permit = access::to_lead_in(self.actor, department)?;
        self.note_permit(&permit);
        Ok(permit)
    }

    /// Keeps the permit the log will name.
    pub fn note_permit(&mut self, permit: &Permit) {
        self.permit = Some(permit.clone());
    }

    /// Also about this person.
    pub fn concerns(&mut self, person: PersonId) {
        self.persons.insert(person);
    }

    /// Writes a line of the journal about what was done; `detail` is the one fact that tells it from others.
    pub async fn journal(&mut self, permit: &Permit, case: CaseId, detail: &str) -> Outcome<()> {
        self.journal_as(permit, case, self.action, detail).await
    }

    /// The same under another code than the act's own.
    pub async fn journal_as(&mut self, permit: &Permit, case: CaseId, code: &str, detail: &str) -> Outcome<()> {
        let entry = Entry {
            id: EntryId(self.id()),
            case,
            written_at: self.tx.now(),
            happened_on: self.tx.today(),
            by: Some(self.actor.id()),
            kind: EntryKind::Act(code.to_string()),
            text: detail.to_string(),
            corrects: None,
        };
        Ok(self.tx.append_entry(permit, &entry).await?)
    }

    /// Ends the act: todos of the cases it touched, its row in the log, the answer to remember, commit.
    pub async fn commit(mut self, made: Resource) -> Outcome<()> {
        for case in std::mem::take(&mut self.cases) {
            crate::progress::refresh(self.app, &mut self.tx, case).await?;
            self.cases.insert(case);
        }
        if let Some(command) = &self.actor.command {
            self.tx.remember(&command.key, self.actor.id(), &command.fingerprint, &made.text()).await?;
        }
        let row = self.row(audit::Verdict::Allowed);
        self.tx.audit(row);
        self.tx.commit().await?;
        Ok(())
    }

    /// A case that was made in this act.
    pub fn touches(&mut self, case: CaseId, citizen: PersonId) {
        self.cases.insert(case);
        self.persons.insert(citizen);
    }

    fn row(&self, verdict: audit::Verdict) -> audit::Row {
        let mut row = row(self.actor, self.tx.now(), self.action, verdict);
        row.purpose = self.purpose.clone();
        row.case = self.cases.first().copied();
        row.objects = self.cases.iter().skip(1).map(ToString::to_string).collect();
        row.objects.extend(self.enquiry.iter().map(ToString::to_string));
        row.objects.extend(self.transitions.iter().map(ToString::to_string));
        row.objects.extend(self.family.iter().map(ToString::to_string));
        row.persons = self.persons.iter().copied().collect();
        if let Some(permit) = &self.permit {
            permitted_by(&mut row, permit);
        }
        row
    }
}

/// A row of the log about this actor, to be filled further.
pub(crate) fn row(actor: &Actor, at: jiff::Timestamp, action: &str, verdict: audit::Verdict) -> audit::Row {
    audit::Row {
        subject: Some(actor.id()),
        session: mark(&actor.session),
        verdict,
        request: actor.request.clone(),
        ip: actor.ip.clone(),
        ..bare_row(at, action)
    }
}

/// A row of the log about nobody who is signed in: what the system did itself, the command line, a sign-in.
pub(crate) fn bare_row(at: jiff::Timestamp, action: &str) -> audit::Row {
    audit::Row {
        at,
        subject: None,
        session: None,
        role: None,
        relation: None,
        purpose: String::new(),
        action: action.to_string(),
        case: None,
        objects: Vec::new(),
        persons: Vec::new(),
        fields: Vec::new(),
        verdict: audit::Verdict::Allowed,
        request: String::new(),
        ip: String::new(),
    }
}

/// Enough of the session's hash to tell sessions apart in the log.
pub(crate) fn mark(session: &str) -> Option<String> {
    session.get(..12).map(str::to_string)
}

/// Notes by which role and relation it was permitted, and which fields were open.
pub(crate) fn permitted_by(row: &mut audit::Row, permit: &Permit) {
    row.role = Some(permit.role());
    row.relation = Some(permit.relation());
    row.fields = permit.fields().iter().copied().collect();
}

/// Looks at something: reads under a permit, and has the row in the log durable before it answers (L-2).
pub(crate) struct Look<'a> {
    /// The system.
    pub app: &'a App,
    /// Who looks.
    pub actor: &'a Actor,
    /// The transaction.
    pub tx: Tx,
    action: &'static str,
}

impl App {
    /// Opens a look; `action` is its stable code in the log.
    pub(crate) async fn look<'a>(&'a self, actor: &'a Actor, action: &'static str) -> Outcome<Look<'a>> {
        Ok(Look { app: self, actor, tx: self.store.read(self.now(), self.today()).await?, action })
    }
}

impl Look<'_> {
    /// Today in the municipality.
    pub fn today(&self) -> Date {
        self.tx.today()
    }

    /// The case, if the actor may see it; a denied look is logged as one.
    pub async fn case(&mut self, id: CaseId, action: Action) -> Outcome<(Permit, CaseFile)> {
        match access::to_case(&mut self.tx, self.actor, id, action).await {
            Ok(permit) => {
                let file = crate::case::load(self.app, &mut self.tx, &permit, id).await?;
                Ok((permit, file))
            }
            Err(refused) => {
                self.denied_case(id).await?;
                Err(refused)
            }
        }
    }

    /// A denied look at a case leaves its row on the case.
    pub async fn denied_case(&mut self, case: CaseId) -> Outcome<()> {
        let mut row = row(self.actor, self.tx.now(), self.action, audit::Verdict::Denied);
        row.case = self.tx.case_ref(case).await?.map(|known| known.id);
        row.objects = vec![case.to_string()];
        self.app.store.audit(row).await?;
        Ok(())
    }

    /// A denied look leaves its row too (L-1).
    pub async fn denied(&mut self, objects: Vec<String>) -> Outcome<()> {
        let mut row = row(self.actor, self.tx.now(), self.action, audit::Verdict::Denied);
        row.objects = objects;
        self.app.store.audit(row).await?;
        Ok(())
    }

    /// Ends the look with its row in the log; only then may the answer leave.
    pub async fn done(self, permit: Option<&Permit>, objects: Vec<String>, persons: Vec<PersonId>) -> Outcome<()> {
        let mut row = row(self.actor, self.tx.now(), self.action, audit::Verdict::Allowed);
        row.case = permit.and_then(Permit::case);
        row.objects = objects;
        row.persons = persons;
        if let Some(permit) = permit {
            permitted_by(&mut row, permit);
        }
        drop(self.tx);
        self.app.store.audit(row).await?;
        Ok(())
    }
}

impl Resource {
    /// As kept with the command.
    pub(crate) fn text(self) -> String {
        match self {
            Resource::Case(case) => format!("case {case}"),
            Resource::Letter(case, letter) => format!("letter {case} {letter}"),
            Resource::Inside(case, id) => format!("inside {case} {id}"),
            Resource::Person(person) => format!("person {person}"),
            Resource::Absence(absence) => format!("absence {absence}"),
            Resource::Enquiry(enquiry) => format!("enquiry {enquiry}"),
            Resource::Handover(handover) => format!("handover {handover}"),
            Resource::Own(staff) => format!("own {staff}"),
            Resource::Family(family) => format!("family {family}"),
            Resource::FieldKit(kit) => format!("field_kit {kit}"),
            Resource::Transition(track) => format!("transition {track}"),
            Resource::SchoolList(list) => format!("school_list {list}"),
        }
    }

    /// Read back.
    pub(crate) fn read(text: &str) -> Option<Resource> {
        let mut words = text.split(' ');
        let kind = words.next()?;
        let first = words.next()?;
        match kind {
            "case" => first.parse().ok().map(Resource::Case),
            "absence" => first.parse().ok().map(Resource::Absence),
            "enquiry" => first.parse().ok().map(Resource::Enquiry),
            "handover" => first.parse().ok().map(Resource::Handover),
            "own" => first.parse().ok().map(Resource::Own),
            "family" => first.parse().ok().map(Resource::Family),
            "transition" => first.parse().ok().map(Resource::Transition),
            "school_list" => first.parse().ok().map(Resource::SchoolList),
            "field_kit" => first.parse().ok().map(Resource::FieldKit),
            "person" => first.parse().ok().map(Resource::Person),
            "inside" => Some(Resource::Inside(first.parse().ok()?, words.next()?.parse().ok()?)),
            "letter" => Some(Resource::Letter(first.parse().ok()?, words.next()?.parse().ok()?)),
            _ => None,
        }
    }
}
