//! Reads what is decided about one family - one entrance: the criteria for dividing costs (`finansiering.toml`) and the
//! indicators of the model (`indikatorer.toml`).

use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::node::Node;
use domain::financing::Criterion;
use domain::indicator::{Indicator, Measured};

/// The words `maaler` takes in an indicator.
pub(crate) fn measured_words() -> Vec<&'static str> {
    Measured::ALL.iter().map(|measured| measured.code()).collect()
}

/// Criteria for dividing costs, in the order of the file.
pub(crate) fn criteria(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Vec<Criterion> {
    let read = |node: &Node| {
        Some(Criterion {
            id: node.text("id")?,
            question: node.text("spoergsmaal")?,
            help: node.text_or_empty("hjaelp"),
            source: node.text("kilde")?,
            at_least: node.text("mindst_afdelinger"),
        })
    };
    let nodes = file.node.tables("kriterium");
    for node in &nodes {
        index.demand_all(Thing::Setting, node, "mindst_afdelinger", &file.path, mistakes);
    }
    nodes.into_iter().filter_map(read).collect()
}

/// Indicators, in the order of the file.
pub(crate) fn indicators(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Vec<Indicator> {
    let read = |node: &Node| {
        Some(Indicator {
            id: node.text("id")?,
            title: node.text("titel")?,
            explains: node.text("forklaring")?,
            counts: node.text("taeller")?,
            among: node.text("naevner")?,
            element: node.text("led")?,
            source: node.text("kilde")?,
            measured: Measured::from_code(&node.text("maaler")?)?,
            target: node.text("maal"),
        })
    };
    let nodes = file.node.tables("indikator");
    for node in &nodes {
        index.demand_all(Thing::Setting, node, "maal", &file.path, mistakes);
    }
    nodes.into_iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use crate::{Content, Severity, load, shipped_files};
    use jiff::civil::date;

    #[test]
    fn every_indicator_and_criterion_points_at_a_setting_that_is_set() {
        let content = Content::shipped();
        let today = date(2026, 11, 23);
        assert!(2 <= content.financing_criteria.len() && 5 <= content.indicators.len());
        let settings = content.indicators.iter().filter_map(|indicator| indicator.target.as_deref());
        for id in settings.chain(content.financing_criteria.iter().filter_map(|c| c.at_least.as_deref())) {
            assert!(content.setting_on(id, today).is_some(), "{id}");
        }
    }

    #[test]
    fn an_indicator_that_measures_what_nobody_can_is_a_mistake_with_the_words_there_are() {
        let mut files = shipped_files();
        let text =
            files.get("indikatorer.toml").unwrap().replace("\"en-kontaktperson\"\ntaeller", "\"lykke\"\ntaeller");
        files.insert("indikatorer.toml".into(), text);
        let (_, mistakes) = load(&files);
        let said: Vec<String> = mistakes
            .iter()
            .filter(|mistake| mistake.severity == Severity::Error)
            .map(|mistake| format!("{mistake:?}"))
            .collect();
        assert!(said.iter().any(|said| said.contains("lykke") && said.contains("indikatorer.toml")), "{said:?}");
    }
}
