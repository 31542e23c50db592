//! The demo town's staff, as `people-and-roles.md` section 8 names them.

use anyhow::Context;
use app::App;
use app::staff::Employ;
use domain::ids::StaffId;
use domain::staff::Role;
use std::collections::BTreeMap;

/// The demo's password for everybody, for those who would rather type than click; printed at start, and good nowhere
/// else because the demo listens on loopback only.
pub const PASSWORD: &str = "tovholder-i-tovby-2026";

const PEOPLE: &[(&str, &str, &str, &[Role])] = &[
    ("henrik", "Henrik Vadsted", "boernehandicap", &[Role::TeamLeader]),
    ("karen", "Karen Tangbjerg", "boernehandicap", &[Role::Caseworker]),
    ("jonas", "Jonas Havrelund", "boernehandicap", &[Role::Caseworker]),
    ("mette", "Mette Skovrup", "boernehandicap", &[Role::Caseworker]),
    ("birgitte", "Birgitte Ellemose", "boernehandicap", &[Role::ProfessionalCoordinator]),
    ("susanne", "Susanne Holtegård", "voksenhandicap", &[Role::TeamLeader]),
    ("louise", "Louise Kærlund", "voksenhandicap", &[Role::Caseworker]),
    ("amir", "Amir Solbæk", "voksenhandicap", &[Role::Caseworker]),
    ("pia", "Pia Nørrevang", "voksenhandicap", &[Role::OutreachCaseworker]),
    ("thomas", "Thomas Birkedam", "voksenhandicap", &[Role::OutreachCaseworker]),
    ("ole", "Ole Mosevig", "boern-og-familie", &[Role::TeamLeader]),
    ("rikke", "Rikke Ågren", "boern-og-familie", &[Role::Caseworker]),
    ("anders", "Anders Lyngtoft", "stab", &[Role::DepartmentHead]),
    ("lene", "Lene Fuglsig", "stab", &[Role::Controller]),
    ("jens", "Jens Ravnkær", "stab", &[Role::Auditor]),
    ("camilla", "Camilla Stenhøj", "stab", &[Role::Administrator]),
    ("niels", "Niels Hedevig", "stab", &[Role::Dpo]),
];

/// Everybody, by sign-in name.
pub type Team = BTreeMap<&'static str, StaffId>;

/// Employs everybody.
pub async fn employ_all(app: &App) -> anyhow::Result<Team> {
    let mut team = Team::new();
    for (nr, (username, name, department, roles)) in PEOPLE.iter().enumerate() {
        let heads = ["boernehandicap", "voksenhandicap", "boern-og-familie"].map(str::to_string).to_vec();
        let new = Employ {
            username: (*username).to_string(),
            name: (*name).to_string(),
            phone: format!("10 00 00 {:02}", nr.saturating_add(10)),
            mail: format!("{username}@tovby.example"),
            department: (*department).to_string(),
            heads: if roles.contains(&Role::DepartmentHead) { heads } else { Vec::new() },
            roles: roles.to_vec(),
        };
        let id = app::staff::employ(app, new, PASSWORD)
            .await
            .map_err(|refused| anyhow::anyhow!("{refused:?}"))
            .with_context(|| format!("employing {username}"))?;
        team.insert(username, id);
    }
    Ok(team)
}
