//! Words about people: roles, relations, protection, post.

use super::Wording;
use domain::access::Relation;
use domain::people::{DigitalPost, Protection, RelationKind};
use domain::staff::{Function, Role};

/// A role as a person would say it: "sagsbehandler".
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Caseworker => "sagsbehandler",
        Role::OutreachCaseworker => "fremskudt sagsbehandler",
        Role::ProfessionalCoordinator => "faglig koordinator",
        Role::TeamLeader => "leder",
        Role::DepartmentHead => "afdelingschef",
        Role::Controller => "controller",
        Role::Auditor => "kvalitetsmedarbejder",
        Role::Dpo => "databeskyttelsesrådgiver",
        Role::Administrator => "systemadministrator",
    }
}

impl Wording for Role {
    fn danish(&self) -> String {
        role(*self).into()
    }

    fn code(&self) -> &'static str {
        Role::code(*self)
    }
}

impl Wording for Function {
    fn danish(&self) -> String {
        match self {
            Function::Responsible => "ansvarlig",
            Function::Substitute => "stedfortræder",
            Function::Recommender => "indstiller",
            Function::Approver => "godkender",
            Function::Coordinator => "tovholder",
            Function::Outreach => "fremskudt sagsbehandler på sagen",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Function::code(*self)
    }
}

/// What opened a case to a person, for "Historik": "i afdelingen".
pub fn relation_to_case(relation: Relation) -> &'static str {
    match relation {
        Relation::Responsible => "har en opgave på sagen",
        Relation::Unit => "i afdelingen",
        Relation::Leads => "leder",
        Relation::Coordinator => "har en koordinatorfunktion",
        Relation::Deputy => "stedfortræder",
        Relation::BreakGlass => "nødadgang",
        Relation::None => "uden relation til sagen",
    }
}

impl Wording for RelationKind {
    fn danish(&self) -> String {
        match self {
            RelationKind::CustodyHolder => "forældremyndighedsindehaver",
            RelationKind::Parent => "forælder uden forældremyndighed",
            RelationKind::Guardian => "værge",
            RelationKind::Representative => "partsrepræsentant",
            RelationKind::PowerOfAttorney => "fuldmagtshaver",
            RelationKind::Sibling => "søskende",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            RelationKind::CustodyHolder => "custody_holder",
            RelationKind::Parent => "parent",
            RelationKind::Guardian => "guardian",
            RelationKind::Representative => "representative",
            RelationKind::PowerOfAttorney => "power_of_attorney",
            RelationKind::Sibling => "sibling",
        }
    }
}

impl Wording for Protection {
    fn danish(&self) -> String {
        match self {
            Protection::None => "Ikke beskyttet",
            Protection::Protected => "Adressebeskyttet",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Protection::None => "none",
            Protection::Protected => "protected",
        }
    }
}

impl Wording for DigitalPost {
    fn danish(&self) -> String {
        match self {
            DigitalPost::Registered => "Får Digital Post",
            DigitalPost::Exempt => "Fritaget for Digital Post, får brev",
            DigitalPost::Unknown => "Digital Post er ikke undersøgt, får brev indtil da",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            DigitalPost::Registered => "registered",
            DigitalPost::Exempt => "exempt",
            DigitalPost::Unknown => "unknown",
        }
    }
}
