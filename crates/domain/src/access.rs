//! The access policy: makes the [`Permit`] and the [`Scope`], or says no.
//!
//! Role × relation × action × object × field class, read from `docs/access-policy.csv`, which is compiled in.
//! `app/src/access.rs` is the only caller outside tests; the functions of `store` take a permit or a scope, so that
//! forgetting to ask does not compile.

use crate::function::Part;
use crate::ids::{CaseId, EnquiryId, FamilyId, PersonId, StaffId, TransitionId};
use crate::staff::{Role, coded};
use std::collections::BTreeSet;
use std::sync::LazyLock;

coded! {
    /// Classes of fields, by how private they are.
    FieldClass {
        Open = "open", "Number, stage, dates.";
        Personal = "personal", "Names and ordinary matters.";
        Sensitive = "sensitive", "Health and diagnoses.";
        Cpr = "cpr", "Full CPR number; reading it is an act of its own.";
        AddressProtected = "address-protected", "Where a protected person is; reading it is an act of its own.";
        ThirdParty = "third-party", "About another person than the subject.";
        Internal = "internal", "Working notes.";
        HiddenFromParty = "hidden-from-party", "Withheld after a decision.";
    }
}

coded! {
    /// What a person is to a case when asking.
    Relation {
        Responsible = "responsible", "Ansvarlig, or given a function on the case.";
        Unit = "unit", "Member of the department that owns the case.";
        Leads = "leads", "Leader of that department, or head over it.";
        Coordinator = "coordinator", "Has a coordinating function on a case of another department (P-23).";
        Deputy = "deputy", "Stands in today for somebody who may approve on it and is away.";
        BreakGlass = "break-glass", "Break-glass in force (A-4).";
        None = "none", "No relation.";
    }
}

coded! {
    /// What one wants to do.
    Action {
        See = "see", "Read.";
        Note = "note", "Write a journal note.";
        Work = "work", "Register, collect, assess, recommend, send.";
        Oversee = "oversee", "Read the parts of a case that coordinating takes: what is due, granted and agreed, and who works on it.";
        Coordinate = "coordinate", "Write down what depends on what, and settle one's own duties.";
        Approve = "approve", "Approve or return a decision; which ones is the approval plan's to say.";
        Reveal = "reveal", "Show a full CPR number or a protected address.";
        Register = "register", "Register an application or enquiry on a person; create a person.";
        Lead = "lead", "Allocate, absences, caseload.";
        BreakGlass = "break-glass", "Open a foreign case with a reason.";
        Verify = "verify", "Read and verify the audit log.";
        Administer = "administer", "Users, roles, settings, status.";
        Browse = "browse", "The toolbox: procedures, letters, plans; nothing of a citizen.";
        SignedIn = "signed-in", "One's own session and start page.";
    }
}

coded! {
    /// What it is done to.
    Object {
        Case = "case", "A case and all on it.";
        Person = "person", "A person's stamkort.";
        Enquiry = "enquiry", "An enquiry about a citizen, before there is a case.";
        Family = "family", "A family with its members, cases and core team.";
        Financing = "financing", "How a family's costs are divided: measures, amounts, shares and periods.";
        Transition = "transition", "A young person's track from child to adult, and the school's list.";
        Worklist = "worklist", "One's own lists and searches.";
        Log = "log", "The audit log.";
        System = "system", "The system itself.";
        Toolbox = "toolbox", "Content.";
    }
}

/// Proof that the policy said yes: to whom, for what, on what, and which fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    subject: StaffId,
    role: Role,
    relation: Relation,
    action: Action,
    target: Target,
    fields: BTreeSet<FieldClass>,
    parts: BTreeSet<Part>,
}

/// The one thing a permit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A case.
    Case(CaseId),
    /// A person.
    Person(PersonId),
    /// An enquiry.
    Enquiry(EnquiryId),
    /// A young person's track from child to adult.
    Transition(TransitionId),
    /// A family.
    Family(FamilyId),
    /// How a family's costs are divided, and nothing else of the family.
    Financing(FamilyId),
    /// Nothing of a citizen.
    Other(Object),
}

/// The right to list: whose cases a search, list or count may see, for the `WHERE` of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    subject: StaffId,
    departments: Vec<String>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The person.
    pub staff: StaffId,
    /// Their roles now.
    pub roles: Vec<Role>,
    /// Department they work in.
    pub department: String,
    /// Departments they head.
    pub heads: Vec<String>,
}

/// What the person is to the thing asked for, as loaded by `app/src/access.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Department that owns the case.
    pub department: String,
    /// Responsible for it, or given a function on it that holds now.
    pub has_function: Yes,
    /// Holds a coordinating function on it now: the parts it opens, when what it rests on still holds.
    pub coordinates: Option<BTreeSet<Part>>,
    /// The case is closed to the department and opened to named people only.
    pub closed_to_unit: Yes,
    /// It is one's own, close family's or a colleague's case: never.
    pub conflict: Yes,
    /// Stands in today for somebody who is away and may approve on it.
    pub deputy: Yes,
    /// A break-glass is in force.
    pub break_glass: Yes,
}

/// A stated yes or no, so that two cannot be swapped unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yes {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for Yes {
    fn from(value: bool) -> Self {
        if value { Yes::Yes } else { Yes::No }
    }
}

/// The policy said no. Outside it is the same answer as "does not exist".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// A line of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Role.
    pub role: Role,
    /// Relation.
    pub relation: Relation,
    /// Action.
    pub action: Action,
    /// Object.
    pub object: Object,
    /// Fields it opens.
    pub fields: BTreeSet<FieldClass>,
}

static POLICY: LazyLock<Vec<Line>> =
    LazyLock::new(|| read_policy(include_str!("../../../docs/access-policy.csv")).unwrap_or_default());

/// The policy as compiled in. An unreadable policy is empty, so that everything fails closed; a test keeps it readable.
pub fn policy() -> &'static [Line] {
    &POLICY
}

/// Reads the policy's text; the error is the number of the first line that cannot be read.
pub fn read_policy(text: &str) -> Result<Vec<Line>, usize> {
    let mut lines = Vec::new();
    for (nr, row) in text.lines().enumerate().skip(1).filter(|(_, row)| !row.trim().is_empty()) {
        let mut cells = row.split(',').map(str::trim);
        let mut next = || cells.next().ok_or(nr.saturating_add(1));
        let (role, relation, action, object, fields) = (next()?, next()?, next()?, next()?, next()?);
        let bad = nr.saturating_add(1);
        lines.push(Line {
            role: Role::from_code(role).ok_or(bad)?,
            relation: Relation::from_code(relation).ok_or(bad)?,
            action: Action::from_code(action).ok_or(bad)?,
            object: Object::from_code(object).ok_or(bad)?,
            fields: fields.split_whitespace().map(|f| FieldClass::from_code(f).ok_or(bad)).collect::<Result<_, _>>()?,
        });
    }
    Ok(lines)
}

/// Whether this person may do this to a case or person; yes comes with the union of fields all their roles open.
pub fn decide(
    subject: &Subject,
    action: Action,
    object: Object,
    target: Target,
    circumstances: &Circumstances,
) -> Result<Permit, Denied> {
    if circumstances.conflict == Yes::Yes {
        return Err(Denied);
    }
    let relations = relations(subject, circumstances);
    let mut permit = permit(subject, action, object, target, &relations)?;
    // Of another department's case a function opens only what its basis covers.
    if permit.relation == Relation::Coordinator {
        permit.parts = circumstances.coordinates.clone().unwrap_or_default();
    }
    Ok(permit)
}

/// Whether this person may do something that touches no citizen: open the toolbox, see their own start page.
pub fn decide_without_case(subject: &Subject, action: Action, object: Object) -> Result<Permit, Denied> {
    permit(subject, action, object, Target::Other(object), &[Relation::None])
}

/// Whether this person may register something on that person: the permit opens basic data, whoever they are.
pub fn decide_registering(subject: &Subject, person: PersonId) -> Result<Permit, Denied> {
    permit(subject, Action::Register, Object::Person, Target::Person(person), &[Relation::None])
}

/// Whose cases this person may list; `None` for roles that list none.
pub fn scope(subject: &Subject) -> Option<Scope> {
    let sees = |relation: Relation| {
        policy().iter().any(|line| {
            line.action == Action::See
                && line.object == Object::Case
                && line.relation == relation
                && subject.roles.contains(&line.role)
        })
    };
    let mut departments = Vec::new();
    if sees(Relation::Unit) || sees(Relation::Leads) {
        departments.push(subject.department.clone());
    }
    if sees(Relation::Leads) {
        departments.extend(subject.heads.iter().cloned());
    }
    departments.dedup();
    if departments.is_empty() && !sees(Relation::Responsible) {
        return None;
    }
    Some(Scope { subject: subject.staff, departments })
}

/// The departments whose waiting approvals this person may list while standing in for the absent: those where the absent
/// may approve by their place in the house. None when the absent approves nothing or the deputy may not stand in.
pub fn deputy_scope(deputy: &Subject, absent: &Subject) -> Option<Scope> {
    let approves = |relation: Relation, roles: &[Role]| {
        policy().iter().any(|line| {
            line.action == Action::Approve
                && line.object == Object::Case
                && line.relation == relation
                && roles.contains(&line.role)
        })
    };
    if !approves(Relation::Deputy, &deputy.roles) {
        return None;
    }
    let mut departments = Vec::new();
    if approves(Relation::Unit, &absent.roles) || absent.roles.contains(&Role::TeamLeader) {
        departments.push(absent.department.clone());
    }
    if approves(Relation::Leads, &absent.roles) {
        departments.extend(absent.heads.iter().filter(|head| **head != absent.department).cloned());
    }
    if departments.is_empty() { None } else { Some(Scope { subject: deputy.staff, departments }) }
}

fn relations(subject: &Subject, circumstances: &Circumstances) -> Vec<Relation> {
    let mut found = vec![Relation::None];
    if circumstances.has_function == Yes::Yes {
        found.push(Relation::Responsible);
    }
    if circumstances.coordinates.is_some() {
        // In one's own department a function is as good as any other; elsewhere it opens parts alone.
        let own = subject.department == circumstances.department;
        found.push(if own { Relation::Responsible } else { Relation::Coordinator });
    }
    if circumstances.deputy == Yes::Yes {
        found.push(Relation::Deputy);
    }
    if circumstances.break_glass == Yes::Yes {
        found.push(Relation::BreakGlass);
    }
    if circumstances.closed_to_unit == Yes::No {
        let owns = subject.department == circumstances.department;
        if owns {
            found.push(Relation::Unit);
        }
        let leads_own = owns && subject.roles.contains(&Role::TeamLeader);
        if leads_own || subject.heads.contains(&circumstances.department) {
            found.push(Relation::Leads);
        }
    }
    found
}

fn permit(
    subject: &Subject,
    action: Action,
    object: Object,
    target: Target,
    relations: &[Relation],
) -> Result<Permit, Denied> {
    let lines: Vec<&Line> = policy()
        .iter()
        .filter(|line| {
            line.action == action
                && line.object == object
                && relations.contains(&line.relation)
                && subject.roles.contains(&line.role)
        })
        .collect();
    let strongest = lines.iter().min_by_key(|line| line.relation).ok_or(Denied)?;
    Ok(Permit {
        subject: subject.staff,
        role: strongest.role,
        relation: strongest.relation,
        action,
        target,
        fields: lines.iter().flat_map(|line| line.fields.iter().copied()).collect(),
        parts: Part::ALL.iter().copied().collect(),
    })
}

impl Permit {
    /// Who may.
    pub fn subject(&self) -> StaffId {
        self.subject
    }

    /// By which role, for the log.
    pub fn role(&self) -> Role {
        self.role
    }

    /// By which relation, for the log.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// To do what.
    pub fn action(&self) -> Action {
        self.action
    }

    /// To what.
    pub fn target(&self) -> Target {
        self.target
    }

    /// The case it is about, if it is about one.
    pub fn case(&self) -> Option<CaseId> {
        match self.target {
            Target::Case(id) => Some(id),
            Target::Person(_)
            | Target::Enquiry(_)
            | Target::Transition(_)
            | Target::Family(_)
            | Target::Financing(_)
            | Target::Other(_) => None,
        }
    }

    /// Fields it opens.
    pub fn fields(&self) -> &BTreeSet<FieldClass> {
        &self.fields
    }

    /// Whether it opens fields of this class.
    pub fn opens(&self, class: FieldClass) -> bool {
        self.fields.contains(&class)
    }

    /// Whether it opens this part of a case to who coordinates; every part to who may read the case anyway.
    pub fn shows(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// The permit of the system itself for its own work: rebuilding todos, sending what was promised.
    /// Its subject is the nil id, so that the log never confuses it with a person.
    pub fn of_the_system(target: Target) -> Permit {
        Permit {
            subject: StaffId(uuid::Uuid::nil()),
            role: Role::Administrator,
            relation: Relation::None,
            action: Action::Work,
            target,
            fields: FieldClass::ALL.iter().copied().collect(),
            parts: Part::ALL.iter().copied().collect(),
        }
    }
}

impl Scope {
    /// Whose scope it is.
    pub fn subject(&self) -> StaffId {
        self.subject
    }

    /// Departments whose cases may be listed; cases where the person has a function come on top.
    pub fn departments(&self) -> &[String] {
        &self.departments
    }
}
