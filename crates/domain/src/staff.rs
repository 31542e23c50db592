//! Staff: who works here, in which department and with which roles (`people-and-roles.md`).

use crate::ids::StaffId;

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $meaning] $variant,)* }
        impl $name {
            /// Every one.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The stable code, as tables and the access policy write it.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $code,)* } }
            /// The code read back.
            pub fn from_code(code: &str) -> Option<$name> { Self::ALL.iter().copied().find(|v| v.code() == code) }
        }
    };
}
pub(crate) use coded;

coded! {
    /// What a person is employed to do. A role alone opens nothing.
    Role {
        Caseworker = "caseworker", "Sagsbehandler.";
        OutreachCaseworker = "outreach_caseworker", "Fremskudt sagsbehandler.";
        ProfessionalCoordinator = "professional_coordinator", "Faglig koordinator; approves at level 1.";
        TeamLeader = "team_leader", "Leder; approves at level 2.";
        DepartmentHead = "department_head", "Afdelingschef; approves at level 3.";
        Controller = "controller", "Controller: grants, amounts, periods; no notes, no health.";
        Auditor = "auditor", "Kvalitetsmedarbejder: the drawn cases, read only.";
        Dpo = "dpo", "Databeskyttelsesrådgiver: the audit log, no content.";
        Administrator = "administrator", "Systemadministrator: ids and counts.";
    }
}

impl Role {
    /// The approval level the role carries (0: none).
    pub fn approval_level(self) -> u8 {
        match self {
            Role::ProfessionalCoordinator => 1,
            Role::TeamLeader => 2,
            Role::DepartmentHead => 3,
            _ => 0,
        }
    }

    /// Those who may use break-glass.
    pub fn may_break_glass(self) -> bool {
        matches!(self, Role::Caseworker | Role::OutreachCaseworker | Role::ProfessionalCoordinator | Role::TeamLeader)
    }
}

coded! {
    /// What a person is on one case, with from and to.
    Function {
        Responsible = "responsible", "Ansvarlig: exactly one per open case.";
        Substitute = "substitute", "Stedfortræder, from and to.";
        Recommender = "recommender", "Indstiller: who drafted.";
        Approver = "approver", "Godkender: another person, always.";
        Coordinator = "coordinator", "Tovholder.";
        Outreach = "outreach", "Har fremskudt sagsbehandler.";
    }
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Random id.
    pub id: StaffId,
    /// Sign-in name.
    pub username: String,
    /// Full name.
    pub name: String,
    /// Work telephone.
    pub phone: String,
    /// Work mail.
    pub mail: String,
    /// Department by id (`boernehandicap`).
    pub department: String,
    /// Departments headed, for a department head.
    pub heads: Vec<String>,
    /// Roles; rights add up.
    pub roles: Vec<Role>,
    /// Employed and not locked out.
    pub active: bool,
}
