//! Why a form points where it does, in words: what counted, from which topics, what is missing, and which ages are not set.

use crate::person::relation::capital;
use crate::wording::counted;
use app::App;
use askama::Template;
use askama::filters::HtmlSafe;
use domain::progress::Answer;
use domain::questionnaire::{ByAge, Counted, Explained};
use std::collections::BTreeMap;

/// Every result with its reasons; a page writes `{{ explanation }}`.
#[derive(Clone, Debug, Template)]
#[template(path = "questionnaire/explained.html")]
pub(crate) struct Explanation {
    results: Vec<Told>,
}

impl HtmlSafe for Explanation {}

#[derive(Clone, Debug)]
struct Told {
    title: String,
    answer: &'static str,
    reasons: Vec<String>,
    /// An age that is not set: where it is set.
    setting: Option<String>,
}

impl Explanation {
    /// Of these results, as they were told when the form was filled in, for one of that age.
    pub(crate) fn of(app: &App, why: Vec<Explained>, kept: &BTreeMap<String, Answer>, age: u32) -> Self {
        let results = why.into_iter().map(|why| told(app, &why, kept.get(&why.id).copied(), age));
        Self { results: results.collect() }
    }

    /// Whether the form has results at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.results.is_empty()
    }
}

fn told(app: &App, why: &Explained, kept: Option<Answer>, age: u32) -> Told {
    let mut reasons: Vec<String> = why.counts.iter().flat_map(count).collect();
    let mut setting = None;
    let answer = kept.unwrap_or(why.answer);
    match &why.age {
        ByAge::NotAsked => {}
        // What the criteria rule out is no whatever the ages will be.
        ByAge::NotSet(_) if answer != Answer::Unknown => {}
        ByAge::NotSet(id) => {
            reasons.insert(0, format!("Kan ikke vurderes på alder: aldersgrænsen for »{}« er ikke sat.", why.title));
            setting = Some(app.content.settings.get(id).map_or_else(|| id.clone(), |setting| setting.title.clone()));
        }
        ByAge::Within(from, to) => reasons.push(format!("Alderen passer: {age} år. Målgruppen er {from} til {to} år.")),
        ByAge::Outside(from, to) => {
            reasons.push(format!("Alderen passer ikke: {age} år. Målgruppen er {from} til {to} år."));
        }
    }
    if !why.none_of.is_empty() {
        reasons.push(format!("Er ja, når ingen af de andre passer: {}.", why.none_of.join(", ")));
    }
    let answer = match answer {
        Answer::Yes => "Ja",
        Answer::No => "Nej",
        Answer::Unknown => "Kan ikke vurderes",
    };
    Told { title: why.title.clone(), answer, reasons, setting }
}

/// What one count found, and what is missing.
fn count(count: &Counted) -> Vec<String> {
    let group = capital(&count.group.replace('-', " "));
    let unit = |number: u32| {
        let (one, many) = if count.different_topics { ("emne", "emner") } else { ("kryds", "kryds") };
        counted(u64::from(number), one, many)
    };
    let needed = unit(count.at_least);
    let mut said = vec![match count.missing() {
        0 => format!("{group}: {} tæller. Der kræves mindst {needed}.", unit(count.number)),
        missing => {
            format!(
                "{group}: {} tæller. Der kræves mindst {needed}, så der mangler {}.",
                unit(count.number),
                unit(missing)
            )
        }
    }];
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for (field, section) in &count.found {
        match sections.iter_mut().find(|(known, _)| known == section) {
            Some((_, fields)) => fields.push(field),
            None => sections.push((section, vec![field])),
        }
    }
    said.extend(sections.into_iter().map(|(section, fields)| format!("{section}: {}.", fields.join("; "))));
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ticks_of_one_topic_count_once_and_what_is_missing_is_said() {
        let found = |id: &str| (format!("tegn {id}"), "Kategori 2 a: Kontakt".to_string());
        let one = Counted {
            at_least: 2,
            different_topics: true,
            group: "kategori-2".into(),
            found: vec![found("a1"), found("a2")],
            number: 1,
        };
        let said = count(&one);
        assert_eq!(
            said.first().map(String::as_str),
            Some("Kategori 2: 1 emne tæller. Der kræves mindst 2 emner, så der mangler 1 emne.")
        );
        assert_eq!(said.last().map(String::as_str), Some("Kategori 2 a: Kontakt: tegn a1; tegn a2."));
    }
}
