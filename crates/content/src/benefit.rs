//! Reads benefit types and the approval plan.

use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::node::Node;
use crate::rule::parse_span;
use domain::benefit::{
    ApprovalLine, ApprovalPlan, Benefit, Choice, Conversion, Criterion, DecisionLetters, Detail, FollowUpRule, Measure,
    NoticeRule, Package, Provision,
};
use domain::deadline::Span;
use domain::decision::Outcome;
use domain::letter::SLOTS;
use domain::setting::Kroner;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The words of `maaler`.
pub(crate) const MEASURES: &[(&str, Measure)] = &[
    ("beloeb-pr-maaned", Measure::MonthlyAmount),
    ("timer-pr-uge-og-beloeb", Measure::WeeklyHoursAndAmount),
    ("timer-pr-maaned", Measure::MonthlyHours),
    ("timer-pr-uge", Measure::WeeklyHours),
    ("engangsbeloeb", Measure::OneOffAmount),
    ("dage-pr-uge", Measure::WeeklyDays),
    ("intet", Measure::Uncounted),
];

/// Reads one benefit; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn read(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<Benefit> {
    let node = &file.node;
    let path = file.path.as_str();
    index.demand_all(Thing::Procedure, node, "procedure", path, mistakes);
    index.demand_all(Thing::Department, node, "afdeling", path, mistakes);
    index.demand_all(Thing::Form, node, "skemaer", path, mistakes);
    index.demand_all(Thing::Standard, node, "standard", path, mistakes);
    index.demand_all(Thing::Benefit, node, "voksen", path, mistakes);
    index.demand_all(Thing::Setting, node, "beloeb", path, mistakes);
    index.demand_all(Thing::Setting, node, "sagsbehandlingstid", path, mistakes);
    for entry in node.tables("valg").into_iter().chain(node.tables("pakker")) {
        index.demand_all(Thing::Setting, entry, "beloeb", path, mistakes);
    }
    let blocks = read_blocks(node, index, path, mistakes);
    let notice = read_notice(node, path, mistakes);
    let law = read_law(node, &file.id, path, mistakes);
    let follow_up = read_follow_up(node, path, mistakes);
    let letters = read_letters(node, index, path, mistakes);
    Some(Benefit {
        id: file.id.clone(),
        valid_from: node.date("gaelder_fra")?,
        title: node.text("titel")?,
        in_text: node.text("i_tekst")?,
        catalogue: node.words("katalog"),
        old_name: node.text("gammelt_navn"),
        procedure: node.text("procedure")?,
        department: node.text("afdeling")?,
        law,
        from_age: node.number("fra_alder"),
        to_age: node.number("til_og_med_alder"),
        target_group: node.text("maalgruppe")?,
        kle: node.text("kle")?,
        statistics: node.text("statistik"),
        measure: measure(&node.text("maaler")?)?,
        choices: node.tables("valg").into_iter().map(read_choice).collect(),
        criteria: node.tables("betingelser").into_iter().map(read_criterion).collect(),
        packages: node.tables("pakker").into_iter().map(read_package).collect(),
        amounts: node.words("beloeb"),
        processing_limit: node.text("sagsbehandlingstid")?,
        follow_up: follow_up?,
        letters: letters?,
        warning: node.text("advarsel"),
        details: node.words("oplyses").iter().filter_map(|word| Detail::from_word(word)).collect(),
        blocks,
        notice,
        conversion: read_conversion(node),
        standard: node.text("standard"),
        forms: node.words("skemaer"),
        child_is_party: node.flag("barnet_er_part"),
        retired: node.flag("udgaaet"),
        adult: node.text("voksen"),
    })
}

/// The blocks that fill the slots of general decision letters.
fn read_blocks(node: &Node, index: &Index, file: &str, mistakes: &mut Mistakes) -> BTreeMap<String, String> {
    let Some(blocks) = node.get("blokke") else { return BTreeMap::new() };
    let slots = SLOTS.iter().map(|slot| slot.trim_start_matches("ydelse."));
    slots
        .filter_map(|slot| {
            index.demand_all(Thing::Block, blocks, slot, file, mistakes);
            Some((slot.to_string(), blocks.text(slot)?))
        })
        .collect()
}

fn read_notice(node: &Node, file: &str, mistakes: &mut Mistakes) -> Option<NoticeRule> {
    let notice = node.get("varsel")?;
    let outcomes = [("nedsættelse", Outcome::Reduction), ("ophør", Outcome::Ending)];
    let words = notice.words("ved");
    Some(NoticeRule {
        span: span(notice, "spand", file, mistakes)?,
        outcomes: outcomes.into_iter().filter(|(word, _)| words.iter().any(|w| w == word)).map(|(_, o)| o).collect(),
        source: notice.text("kilde")?,
    })
}

fn read_conversion(node: &Node) -> Option<Conversion> {
    let conversion = node.get("overgang")?;
    Some(Conversion { from: conversion.date("fra")?, by: conversion.date("senest")?, of: conversion.text("afloeser")? })
}

fn measure(word: &str) -> Option<Measure> {
    MEASURES.iter().find(|(name, _)| *name == word).map(|(_, measure)| *measure)
}

fn read_choice(node: &Node) -> Choice {
    Choice { id: node.text_or_empty("id"), title: node.text_or_empty("titel"), amount: node.text("beloeb") }
}

fn read_criterion(node: &Node) -> Criterion {
    Criterion {
        id: node.text_or_empty("id"),
        question: node.text_or_empty("spoergsmaal"),
        source: node.text("kilde"),
        help: node.text("hjaelp"),
        necessary: node.flag("noedvendig"),
    }
}

fn read_package(node: &Node) -> Package {
    Package {
        id: node.text_or_empty("id"),
        title: node.text_or_empty("titel"),
        hours: node.number("timer"),
        amount: node.text("beloeb"),
    }
}

/// A span in a key of its own, reported when it cannot be read.
pub(crate) fn span(node: &Node, key: &str, file: &str, mistakes: &mut Mistakes) -> Option<Span> {
    let text = node.text(key)?;
    match parse_span(&text) {
        Ok(span) => Some(span),
        Err(error) => {
            crate::procedure::report_rule(file, node.line_of(key), &error, mistakes);
            None
        }
    }
}

fn read_follow_up(node: &Node, file: &str, mistakes: &mut Mistakes) -> Option<FollowUpRule> {
    let follow_up = node.get("opfoelgning")?;
    let every = span(follow_up, "hver", file, mistakes);
    let first = span(follow_up, "foerste", file, mistakes);
    if follow_up.get("hver").is_none() && follow_up.get("foerste").is_none() {
        mistakes.error(
            file,
            follow_up.line,
            "opfølgningen siger ikke hvornår",
            "Skriv hver = \"1 år\" eller foerste = \"6 måneder\".",
        );
    }
    Some(FollowUpRule { every: every.or(first)?, source: follow_up.text("kilde")? })
}

fn read_letters(node: &Node, index: &Index, file: &str, mistakes: &mut Mistakes) -> Option<DecisionLetters> {
    let letters = node.get("breve")?;
    for key in ["bevilling", "delvis", "afslag", "aendring", "ophoer", "varsling", "konvertering"] {
        index.demand_all(Thing::Letter, letters, key, file, mistakes);
    }
    Some(DecisionLetters {
        grant: letters.text("bevilling")?,
        partial: letters.text("delvis")?,
        refusal: letters.text("afslag")?,
        change: letters.text("aendring"),
        ending: letters.text("ophoer"),
        notice: letters.text("varsling"),
        conversion: letters.text("konvertering"),
    })
}

/// Check 25, first half: the law must have neither gap nor overlap.
fn read_law(node: &Node, id: &str, file: &str, mistakes: &mut Mistakes) -> Vec<Provision> {
    let mut law: Vec<(usize, Provision)> = node
        .tables("lov")
        .into_iter()
        .map(|entry| {
            let provision = Provision {
                paragraph: entry.text_or_empty("paragraf"),
                name: entry.text("navn"),
                from: entry.date("fra"),
                until: entry.date("til"),
            };
            (entry.line, provision)
        })
        .collect();
    law.sort_by_key(|(_, provision)| provision.from);
    if law.is_empty() && node.get("lov").is_some() {
        mistakes.error(file, node.line_of("lov"), format!("\"{id}\" har ingen lov"), "Skriv mindst én bestemmelse.");
    }
    for (line, provision) in &law {
        if let (Some(from), Some(until)) = (provision.from, provision.until)
            && until < from
        {
            let message = format!("\"{}\" slutter {until}, før den begynder {from}", provision.paragraph);
            mistakes.error(file, *line, message, "Byt om på dagene, eller ret dem.");
        }
    }
    for ((_, earlier), (line, later)) in law.iter().zip(law.iter().skip(1)) {
        report_seam(id, earlier, later, file, *line, mistakes);
    }
    law.into_iter().map(|(_, provision)| provision).collect()
}

fn report_seam(id: &str, earlier: &Provision, later: &Provision, file: &str, line: usize, mistakes: &mut Mistakes) {
    let next = earlier.until.and_then(|day| day.tomorrow().ok());
    match (next, later.from) {
        (Some(next), Some(from)) if next == from => {}
        (Some(next), Some(from)) if next < from => {
            let last = from.yesterday().unwrap_or(from);
            let message = format!("\"{id}\" har ingen lov fra {next} til {last}");
            mistakes.error(file, line, message, "Ret \"til\" eller \"fra\", så bestemmelserne støder op til hinanden.");
        }
        (_, from) => {
            let said = |day: Option<Date>, none: &str| day.map_or(none.to_string(), |day| day.to_string());
            let message = format!(
                "\"{id}\" har to love fra {} til {}: {} og {}",
                said(from, "begyndelsen"),
                said(earlier.until, "videre"),
                earlier.paragraph,
                later.paragraph
            );
            mistakes.error(file, line, message, "Skriv \"til\" på den gamle: dagen før den nye begynder.");
        }
    }
}

/// Reads one version of the approval plan.
pub(crate) fn read_plan(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<ApprovalPlan> {
    let lines =
        file.node.tables("regel").into_iter().map(|line| read_line(line, index, &file.path, mistakes)).collect();
    Some(ApprovalPlan { valid_from: file.node.date("gaelder_fra")?, source: file.node.text("kilde")?, lines })
}

fn read_line(node: &Node, index: &Index, file: &str, mistakes: &mut Mistakes) -> ApprovalLine {
    index.demand_all(Thing::Benefit, node, "ydelse", file, mistakes);
    for key in ["indstiller", "godkender", "stedfortraeder"] {
        index.demand_all(Thing::Role, node, key, file, mistakes);
    }
    let limits = node.get("til_og_med");
    let number = |key: &str| limits.and_then(|limits| limits.number(key));
    ApprovalLine {
        benefits: node.words("ydelse"),
        recommender: node.text_or_empty("indstiller"),
        approver: node.text_or_empty("godkender"),
        outcomes: node.words("ved").iter().filter_map(|word| Outcome::from_code(word)).collect(),
        yearly_cost_up_to: number("kroner_om_aaret").map(|kroner| Kroner::from_oere(i64::from(kroner) * 100)),
        weekly_hours_up_to: number("timer_om_ugen"),
        package: limits.and_then(|limits| limits.text("pakke")),
        level_up_to: number("niveau"),
        deputy: node.text("stedfortraeder"),
        own_competence: node.flag("egen_kompetence"),
    }
}
