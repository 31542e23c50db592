//! Checks across files (`content-formats.md` section 4, checks 18 to 21, 24, 25 and 28).

use crate::index::RawFile;
use crate::load::Gathered;
use crate::mistake::Mistakes;
use crate::procedure::Read;
use domain::benefit::{ApprovalLine, ApprovalPlan, Benefit};
use domain::calendar::Calendar;
use domain::decision::Outcome;
use domain::letter::{Letter, Occasion};
use domain::procedure::Condition;
use domain::walk::{WalkFault, walk};
use domain::words::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// All that can be seen from the files together.
pub(crate) fn check_all(gathered: &Gathered<'_>, mistakes: &mut Mistakes) {
    decision_letters(gathered, mistakes);
    amounts_are_set(gathered, mistakes);
    for (file, plan) in &gathered.plans {
        approval(file, plan, gathered, mistakes);
    }
    occasions(gathered, mistakes);
}

/// Check 25: the letter named for an outcome must be a letter for that outcome.
fn decision_letters(gathered: &Gathered<'_>, mistakes: &mut Mistakes) {
    for (file, benefit) in &gathered.benefits {
        let letters = &benefit.letters;
        let named = [
            ("bevilling", Some(&letters.grant), Occasion::Grant),
            ("delvis", Some(&letters.partial), Occasion::PartialGrant),
            ("afslag", Some(&letters.refusal), Occasion::Refusal),
            ("aendring", letters.change.as_ref(), Occasion::Reduction),
            ("ophoer", letters.ending.as_ref(), Occasion::Ending),
            ("varsling", letters.notice.as_ref(), Occasion::Notice),
            ("konvertering", letters.conversion.as_ref(), Occasion::Grant),
        ];
        for (key, id, occasion) in named.into_iter().filter_map(|(key, id, occasion)| Some((key, id?, occasion))) {
            let wrong = gathered.letters.iter().find(|(_, letter)| letter.id == *id && letter.occasion != occasion);
            if let Some((_, letter)) = wrong {
                let line = file.node.get("breve").map_or(1, |letters| letters.line_of(key));
                let (is, should) = (letter.occasion.word(), occasion.word());
                let message = format!("brevet \"{id}\" har anledningen \"{is}\", men skal bruges til {should}");
                mistakes.error(&file.path, line, message, "Nævn det rigtige brev, eller ret brevets anledning.");
            }
        }
    }
}

/// Check 25: an amount nobody has set leaves the decision page without it.
fn amounts_are_set(gathered: &Gathered<'_>, mistakes: &mut Mistakes) {
    for (file, benefit) in &gathered.benefits {
        for id in benefit.amounts.iter().chain([&benefit.processing_limit]) {
            if gathered.rest.settings.get(id).is_some_and(|setting| setting.values.is_empty()) {
                let message = format!("\"{}\" bruger \"{id}\", som ikke er sat", benefit.id);
                mistakes.warning(&file.path, 1, message, "Sæt den i indstillinger.toml.");
            }
        }
    }
}

/// Check 25: somebody can approve every outcome of every benefit, however much it costs.
fn approval(file: &RawFile, plan: &ApprovalPlan, gathered: &Gathered<'_>, mistakes: &mut Mistakes) {
    let next_plan = gathered.plans.iter().map(|(_, p)| p.valid_from).filter(|day| *day > plan.valid_from).min();
    let mut earliest: BTreeMap<&str, &Benefit> = BTreeMap::new();
    for (_, benefit) in &gathered.benefits {
        let known = earliest.entry(&benefit.id).or_insert(benefit);
        if benefit.valid_from < known.valid_from {
            *known = benefit;
        }
    }
    for (id, benefit) in earliest {
        if next_plan.is_some_and(|next| benefit.valid_from >= next) {
            continue;
        }
        let lines: Vec<(usize, &ApprovalLine)> =
            plan.lines.iter().enumerate().filter(|(_, line)| line.benefits.iter().any(|b| b == id)).collect();
        for outcome in Outcome::ALL.iter().copied() {
            approval_of(file, id, outcome, &lines, mistakes);
        }
    }
}

fn approval_of(
    file: &RawFile,
    benefit: &str,
    outcome: Outcome,
    lines: &[(usize, &ApprovalLine)],
    mistakes: &mut Mistakes,
) {
    let about = || lines.iter().filter(|(_, line)| line.outcomes.is_empty() || line.outcomes.contains(&outcome));
    // A refusal or an ending costs nothing, so limits of money and hours never stop it.
    let has_no_limit = |line: &ApprovalLine| {
        line.package.is_none()
            && (matches!(outcome, Outcome::Refusal | Outcome::Ending)
                || (line.yearly_cost_up_to.is_none()
                    && line.weekly_hours_up_to.is_none()
                    && line.level_up_to.is_none()))
    };
    if about().any(|(_, line)| has_no_limit(line)) {
        return;
    }
    let rules = file.node.tables("regel");
    let at = lines.last().and_then(|(at, _)| rules.get(*at)).map_or(file.node.line_of("regel"), |node| node.line);
    let message = match about().next_back() {
        None => format!("ingen kan godkende {} af \"{benefit}\"", outcome_word(outcome)),
        Some((_, line)) => format!("ingen kan godkende \"{benefit}\" over {}", limits(line)),
    };
    mistakes.error(&file.path, at, message, "Skriv en sidste regel for ydelsen uden til_og_med.");
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Grant => "bevilling",
        Outcome::PartialGrant => "delvis bevilling",
        Outcome::Refusal => "afslag",
        Outcome::Reduction => "nedsættelse",
        Outcome::Ending => "ophør",
    }
}

fn limits(line: &ApprovalLine) -> String {
    let mut limits = Vec::new();
    limits.extend(line.yearly_cost_up_to.map(|amount| format!("{amount} om året")));
    limits.extend(line.weekly_hours_up_to.map(|hours| format!("{hours} timer om ugen")));
    limits.extend(line.level_up_to.map(|level| format!("niveau {level}")));
    limits.extend(line.package.as_ref().map(|package| format!("pakken {package}")));
    limits.join(" og ")
}

/// So many facets of one occasion can be tried in every combination; more are too many for a person to keep in mind.
const MOST_FACETS: usize = 8;

/// Check 24: letters found by occasion and conditions, rather than by name, must cover every combination once.
fn occasions(gathered: &Gathered<'_>, mistakes: &mut Mistakes) {
    let named = named_letters(gathered);
    let mut by_occasion: BTreeMap<_, BTreeMap<&str, (&RawFile, &Letter)>> = BTreeMap::new();
    for (file, letter) in &gathered.letters {
        // A sibling (`afslag.let`) is found by its letter, not by its occasion; of versions the latest counts.
        // A letter made by hand is chosen by name.
        if named.contains(letter.id.as_str()) || letter.id.contains('.') || letter.occasion == Occasion::CaseLetter {
            continue;
        }
        let reader = letter.occasion.goes_to_several().then_some(letter.recipient);
        let letters = by_occasion.entry((letter.occasion, reader)).or_default();
        let known = letters.entry(&letter.id).or_insert((file, letter));
        if letter.valid_from > known.1.valid_from {
            *known = (file, letter);
        }
    }
    for ((occasion, _), letters) in by_occasion {
        combinations(occasion, &letters.into_values().collect::<Vec<_>>(), mistakes);
    }
}

fn named_letters<'a>(gathered: &'a Gathered<'_>) -> BTreeSet<&'a str> {
    let steps = || gathered.procedures.iter().flat_map(|read| &read.procedure.steps);
    let by_steps = steps().flat_map(|step| step.letters.iter().chain(step.outcomes.iter().flat_map(|o| &o.letters)));
    let by_benefits = gathered.benefits.iter().flat_map(|(_, benefit)| benefit.letters.all());
    by_steps.chain(by_benefits).map(String::as_str).collect()
}

/// A condition as a fact and whether it should hold; an adult is a child the other way round.
fn facet(condition: &Condition) -> Option<(Fact, bool)> {
    match condition {
        Condition::Fact(Fact::Adult) => Some((Fact::Child, false)),
        Condition::Fact(fact) => Some((*fact, true)),
        Condition::Not(inner) => facet(inner).map(|(fact, holds)| (fact, !holds)),
        _ => None,
    }
}

fn combinations(occasion: Occasion, letters: &[(&RawFile, &Letter)], mistakes: &mut Mistakes) {
    let facets: BTreeSet<Fact> =
        letters.iter().flat_map(|(_, letter)| &letter.when).filter_map(facet).map(|(fact, _)| fact).collect();
    let Some((first, _)) = letters.first() else { return };
    if facets.len() > MOST_FACETS {
        let message = format!("brevene til \"{}\" skelner mellem {} forhold", occasion.word(), facets.len());
        let advice = format!("Højst {MOST_FACETS} kan overskues; lad nogle trin nævne deres brev.");
        mistakes.error(&first.path, first.node.line_of("naar"), message, advice);
        return;
    }
    for number in 0..1_usize << facets.len() {
        let holds: BTreeMap<Fact, bool> =
            facets.iter().enumerate().map(|(bit, fact)| (*fact, number >> bit & 1 == 1)).collect();
        let fits = |letter: &Letter| {
            letter.when.iter().all(|c| facet(c).is_some_and(|(fact, wanted)| holds.get(&fact) == Some(&wanted)))
        };
        let fitting: Vec<&(&RawFile, &Letter)> = letters.iter().filter(|(_, letter)| fits(letter)).collect();
        let most = fitting.iter().map(|(_, letter)| letter.when.len()).max();
        let best: Vec<_> = fitting.iter().filter(|(_, letter)| Some(letter.when.len()) == most).collect();
        let case = said(occasion, &holds);
        match best.as_slice() {
            [_] => {}
            [] => {
                let advice = "Skriv et brev til den, eller et uden naar.";
                mistakes.error(&first.path, first.node.line_of("naar"), format!("{case}: intet brev passer"), advice);
            }
            [(file, one), (_, other), ..] => {
                let message = format!("{case}: både \"{}\" og \"{}\" passer", one.id, other.id);
                mistakes.error(&file.path, file.node.line_of("naar"), message, "Giv det ene flere betingelser.");
            }
        }
    }
}

fn said(occasion: Occasion, holds: &BTreeMap<Fact, bool>) -> String {
    let facets = holds.iter().map(|(fact, holds)| match (fact, holds) {
        (Fact::Child, false) => "voksen".to_string(),
        (fact, true) => fact.word().to_string(),
        (fact, false) => format!("ikke {}", fact.word()),
    });
    std::iter::once(occasion.word().to_string()).chain(facets).collect::<Vec<_>>().join(", ")
}

/// Checks 18 to 21 and 28: plays every procedure that has no other mistake, with the same engine as the cases.
pub(crate) fn walk_all(procedures: &[Read<'_>], mistakes: &mut Mistakes) {
    let wrong = mistakes.files_in_error();
    for read in procedures {
        if !read.places.iter().any(|place| wrong.contains(&place.file.path)) && !wrong.contains(&read.merged.file.path)
        {
            for fault in walk(&read.procedure, &Calendar::default()) {
                report(read, &fault, mistakes);
            }
        }
    }
}

fn report(read: &Read<'_>, fault: &WalkFault, mistakes: &mut Mistakes) {
    let place = |step: &str, key: &str| {
        let at = read.procedure.steps.iter().position(|other| other.id == step);
        let place = at.and_then(|at| read.places.get(at));
        place.map_or((read.merged.file.path.as_str(), 1), |p| (p.file.path.as_str(), p.node.line_of(key)))
    };
    let whole = (read.merged.file.path.as_str(), read.merged.file.node.line_of("titel"));
    let ((file, line), message, advice) = match fault {
        WalkFault::NeverOpens(step) => (
            place(step, "efter"),
            format!("trinnet \"{step}\" kan aldrig åbne"),
            "Se på efter, hvis og indtil.".to_string(),
        ),
        WalkFault::Stalls { path, waiting } => {
            let shown = path.iter().rev().take(4).rev().cloned().collect::<Vec<_>>().join(" → ");
            let from = if path.len() > 4 { "… → " } else { "" };
            let advice = if waiting.is_empty() {
                "Intet venter; lad det sidste trin eller udfald afslutte forløbet.".to_string()
            } else {
                format!("Tilbage venter: {}.", waiting.join(", "))
            };
            (whole, format!("forløbet kan gå i stå: {from}{shown}"), advice)
        }
        WalkFault::NoWayToEnd { step } => (
            place(step, "id"),
            format!("fra \"{step}\" er der ingen vej til en afslutning"),
            "Giv et udfald, der fører videre.".to_string(),
        ),
        WalkFault::EndsWhileOpen { outcome, step } => {
            let ending = outcome.split(':').next().unwrap_or(outcome);
            (
                place(ending, "id"),
                format!("\"{outcome}\" afslutter, mens \"{step}\" stadig kan være åbent"),
                format!("Skriv foer = \"{ending}\" i det."),
            )
        }
        WalkFault::HeldByCitizen { step, condition } => (
            place(step, "kraever"),
            format!("\"{step}\" kræver {} og kan ikke udelades", condition_word(condition)),
            "Giv en vej, når borgeren siger nej.".to_string(),
        ),
        WalkFault::TooManyStates => (
            whole,
            format!("forløbet kan gå på mere end {} måder", domain::walk::LIMIT),
            "Del det i to, eller lad færre trin løbe ved siden af hinanden.".to_string(),
        ),
    };
    mistakes.error(file, line, message, advice);
}

/// A condition as a file writes it.
fn condition_word(condition: &Condition) -> String {
    match condition {
        Condition::Not(inner) => format!("ikke {}", condition_word(inner)),
        Condition::Fact(fact) => fact.word().to_string(),
        Condition::Form(form) => format!("skema {form}"),
        Condition::FormResult(form, result) => format!("{form} {result}"),
        Condition::CourseEnded(course) => format!("forløb {course}"),
        Condition::Turned(years) => format!("fyldt {years} år"),
        Condition::Under(years) => format!("under {years} år"),
        Condition::Ref(_) => "et andet trin".to_string(),
    }
}
