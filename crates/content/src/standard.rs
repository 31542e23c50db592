//! Reads service standards (servicestandarder): what the council has decided about a benefit, for everybody to read.

use crate::index::RawFile;
use crate::mistake::{Mistakes, did_you_mean};
use jiff::civil::Date;

/// The headings every standard has, in this order (`T-G02`).
pub const HEADINGS: &[&str] =
    &["Målgruppe", "Formål", "Indhold", "Kriterier", "Levering", "Opfølgning", "Andre bestemmelser"];

/// A service standard (servicestandard, kvalitetsstandard), from `content/servicestandarder/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceStandard {
    /// File name without extension.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// First day it holds.
    pub valid_from: Date,
    /// The day by which it is to be looked through again.
    pub review_on: Date,
    /// Each of [`HEADINGS`] with its text, in that order.
    pub sections: Vec<(String, String)>,
}

impl ServiceStandard {
    /// The whole text in the small markup of letters, its headings on the level of a section.
    pub fn markdown(&self) -> String {
        let sections = self.sections.iter().map(|(heading, text)| format!("## {heading}\n\n{text}\n"));
        sections.collect::<Vec<_>>().join("\n")
    }
}

/// Reads one standard; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn read(file: &RawFile, mistakes: &mut Mistakes) -> Option<ServiceStandard> {
    let node = &file.node;
    let sections = sections(file, mistakes);
    let (valid_from, review_on) = (node.date("gaelder_fra")?, node.date("naeste_revision")?);
    if review_on <= valid_from {
        let message = format!("standarden skal ses igennem {review_on}, men gælder først fra {valid_from}");
        mistakes.error(&file.path, node.line_of("naeste_revision"), message, "Ret den ene af dagene.");
    }
    Some(ServiceStandard { id: file.id.clone(), title: node.text("titel")?, valid_from, review_on, sections })
}

/// The sections in the order of the file; every fixed heading must be there, once, in order, with something under it.
fn sections(file: &RawFile, mistakes: &mut Mistakes) -> Vec<(String, String)> {
    let mut found: Vec<(usize, String, Vec<&str>)> = Vec::new();
    for (line, text) in (file.first_line..).zip(file.text.lines()) {
        match (text.strip_prefix("## "), found.last_mut()) {
            (Some(heading), _) => found.push((line, heading.trim().to_string(), Vec::new())),
            (None, Some((_, _, under))) => under.push(text),
            (None, None) if text.trim().is_empty() => {}
            (None, None) => {
                let advice = format!("Begynd med \"## {}\".", HEADINGS.first().unwrap_or(&""));
                mistakes.error(&file.path, line, "teksten står ikke under en overskrift", advice);
            }
        }
    }
    for (line, heading, under) in &found {
        if !HEADINGS.contains(&heading.as_str()) {
            let advice = did_you_mean(heading, HEADINGS.iter().copied(), "Overskrifterne ligger fast.");
            mistakes.error(&file.path, *line, format!("standarden kan ikke have overskriften \"{heading}\""), advice);
        }
        if under.iter().all(|line| line.trim().is_empty()) {
            mistakes.error(&file.path, *line, format!("der står intet under \"{heading}\""), "Skriv det.");
        }
    }
    let headings: Vec<&str> = found.iter().map(|(_, heading, _)| heading.as_str()).collect();
    for missing in HEADINGS.iter().filter(|heading| !headings.contains(heading)) {
        mistakes.error(&file.path, file.first_line, format!("standarden mangler \"## {missing}\""), "Skriv afsnittet.");
    }
    if headings.len() == HEADINGS.len() && headings != HEADINGS && HEADINGS.iter().all(|known| headings.contains(known))
    {
        let advice = format!("Rækkefølgen er: {}.", HEADINGS.join(", "));
        mistakes.error(&file.path, file.first_line, "overskrifterne står ikke i rækkefølge", advice);
    }
    let text = |under: Vec<&str>| under.join("\n").trim().to_string();
    found.into_iter().map(|(_, heading, under)| (heading, text(under))).collect()
}
