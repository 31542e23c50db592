//! The card's history: who changed what, and when.

use crate::questionnaire::asked;
use crate::wording::{counted, danish};
use app::network::{NetworkView, Version};
use domain::network::CONFIRMED;
use domain::questionnaire::Answers;
use domain::questionnaire::difference::{Difference, Kind, difference};

/// One version of the card.
pub(super) struct Was {
    pub nr: u32,
    pub when: String,
    pub by: String,
    /// What was done, a line each.
    pub lines: Vec<String>,
}

/// The versions, newest first, each with what it changed.
pub(super) fn of(network: &NetworkView<'_>) -> Vec<Was> {
    let nothing = Answers::default();
    let versions = &network.versions;
    let before = |nr: usize| versions.get(nr.saturating_add(1)).map_or(&nothing, |version| &version.answers);
    versions.iter().enumerate().map(|(nr, version)| was(version, before(nr))).collect()
}

fn was(version: &Version<'_>, before: &Answers) -> Was {
    let rows: Vec<Difference<'_>> =
        difference(version.form, before, &version.answers).into_iter().filter(|one| one.section.rows).collect();
    let (confirmed, told): (Vec<_>, Vec<_>) = rows.into_iter().partition(only_confirmed);
    let mut lines: Vec<String> = told.iter().map(line).collect();
    if !confirmed.is_empty() {
        let number = u64::try_from(confirmed.len()).unwrap_or(u64::MAX);
        let names: Vec<&str> = confirmed.iter().map(|one| one.row.as_str()).collect();
        lines.push(format!("Bekræftet {}: {}", counted(number, "kontakt", "kontakter"), names.join(", ")));
    }
    if lines.is_empty() {
        lines.push("Kortets egne oplysninger er set igennem; ingen kontakter er ændret.".into());
    }
    Was { nr: version.nr, when: danish::date_short(version.on), by: version.by.clone(), lines }
}

fn only_confirmed(one: &Difference<'_>) -> bool {
    one.kind == Kind::Changed && one.cells.iter().all(|cell| cell.field.id == CONFIRMED)
}

fn line(one: &Difference<'_>) -> String {
    let (row, sector) = (&one.row, &one.section.title);
    match one.kind {
        Kind::Added => format!("Tilføjet: {row} i {sector}"),
        Kind::Removed => format!("Fjernet: {row} fra {sector}"),
        Kind::Changed => {
            let cells = one.cells.iter().filter(|cell| cell.field.id != CONFIRMED).map(|cell| {
                let told = |given: &[String]| match asked::answer(cell.field, Some(given)) {
                    said if said.is_empty() => "intet".to_string(),
                    said => format!("»{said}«"),
                };
                format!(
                    "{} fra {} til {}",
                    cell.field.title.trim_end_matches('?'),
                    told(&cell.before),
                    told(&cell.after)
                )
            });
            format!("Ændret: {row} i {sector}. {}", cells.collect::<Vec<_>>().join("; "))
        }
    }
}
