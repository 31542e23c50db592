//! Whether a procedure hangs together (`content-formats.md` section 4, checks 4, 10 and 12 to 17): what can be seen by
//! looking at the steps, without playing them through.

use crate::mistake::Mistakes;
use crate::node::Node;
use crate::procedure::{Place, Read, anchor};
use domain::deadline::{Anchor, Rule};
use domain::procedure::{Condition, Procedure, Ref, Step};
use domain::words::DateWord;
use std::collections::{BTreeMap, BTreeSet};

/// Checks every procedure against itself, and its ids against those its versions have given up.
pub(crate) fn check_all(procedures: &[Read<'_>], mistakes: &mut Mistakes) {
    for read in procedures {
        let ids: BTreeSet<&str> = read.procedure.steps.iter().map(|step| step.id.as_str()).collect();
        if ids.len() < read.procedure.steps.len() {
            // Two steps of one name make every way doubtful; that has been said already.
            continue;
        }
        let structure = Structure::new(read);
        structure.retired_ids(procedures, mistakes);
        let rings = structure.rings(mistakes);
        for (step, place) in read.procedure.steps.iter().zip(&read.places) {
            structure.start_alone(step, place, mistakes);
            structure.requirements_are_no_steps(step, place, mistakes);
            act_and_outcomes(step, place, mistakes);
            structure.outcomes_lead_on(step, place, mistakes);
            // In a ring every step lies both before and after every other; only the ring itself is worth saying.
            if !rings {
                structure.back_is_backwards(step, place, mistakes);
                structure.before_is_not_after(step, place, mistakes);
                structure.rules_count_from_something_earlier(step, place, mistakes);
            }
        }
    }
}

struct Structure<'a> {
    read: &'a Read<'a>,
    procedure: &'a Procedure,
    /// For each step, all steps on the ways to it.
    earlier: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// The steps named in `efter`.
fn directly_before(step: &Step) -> impl Iterator<Item = &str> {
    step.after.iter().filter_map(|reference| match reference {
        Ref::Start => None,
        Ref::Step(id) | Ref::Outcome(id, _) => Some(id.as_str()),
    })
}

impl<'a> Structure<'a> {
    fn new(read: &'a Read<'a>) -> Self {
        let procedure = &read.procedure;
        let mut earlier = BTreeMap::new();
        for step in &procedure.steps {
            let mut found: BTreeSet<&str> = BTreeSet::new();
            let mut left: Vec<&str> = directly_before(step).collect();
            while let Some(id) = left.pop() {
                if found.insert(id) {
                    left.extend(procedure.step(id).into_iter().flat_map(directly_before));
                }
            }
            earlier.insert(step.id.as_str(), found);
        }
        Self { read, procedure, earlier }
    }

    fn lies_before(&self, earlier: &str, later: &str) -> bool {
        self.earlier.get(later).is_some_and(|steps| steps.contains(earlier))
    }

    fn place(&self, step: &str) -> Option<&Place<'a>> {
        let at = self.procedure.steps.iter().position(|other| other.id == step)?;
        self.read.places.get(at)
    }

    /// Check 4, second half: an id that has gone out of use never returns.
    fn retired_ids(&self, procedures: &[Read<'_>], mistakes: &mut Mistakes) {
        let same = |other: &Read<'_>| other.procedure.id == self.procedure.id;
        let begun = |other: &Read<'_>| other.procedure.valid_from <= self.procedure.valid_from;
        let sources = procedures.iter().filter(|other| same(other) && begun(other)).flat_map(|other| {
            std::iter::once(other.merged.file).chain(other.merged.base).flat_map(|file| file.node.words("udgaaet"))
        });
        let retired: BTreeSet<String> = sources.collect();
        for (step, place) in self.procedure.steps.iter().zip(&self.read.places) {
            if retired.contains(&step.id) {
                mistakes.error(
                    &place.file.path,
                    place.node.line_of("id"),
                    format!("id \"{}\" er udgået og må ikke bruges igen", step.id),
                    "Find på et andet, så gamle sager kan læses rigtigt.",
                );
            }
        }
    }

    /// Check 12, second half, for the ways and for deadlines that count from each other. True when there is a ring.
    fn rings(&self, mistakes: &mut Mistakes) -> bool {
        let ways = |step: &'a Step| -> Vec<&'a str> { directly_before(step).collect() };
        let clocks = |step: &'a Step| -> Vec<&'a str> {
            let rules = step.deadlines.iter().map(|deadline| &deadline.rule).chain(&step.earliest);
            rules
                .filter_map(
                    |rule| if let Anchor::DeadlineOf(other) = anchor(rule) { Some(other.as_str()) } else { None },
                )
                .collect()
        };
        let way = self.ring(ways);
        if let Some(ring) = &way {
            let message = format!("trinene venter på hinanden: {}", ring.join(" → "));
            self.report_ring(ring, "efter", message, "Brug \"tilbage_til\" i et udfald.", mistakes);
        }
        if let Some(ring) = self.ring(clocks) {
            let message = format!("fristerne regner fra hinanden: {}", ring.join(" → "));
            self.report_ring(&ring, "frist", message, "Lad den ene regne fra start eller fra et trin.", mistakes);
        }
        way.is_some()
    }

    fn report_ring(&self, ring: &[&str], key: &str, message: String, advice: &str, mistakes: &mut Mistakes) {
        if let Some(place) = ring.first().and_then(|id| self.place(id)) {
            mistakes.error(&place.file.path, place.node.line_of(key), message, advice);
        }
    }

    /// The first ring there is, from a step back to itself in the direction of the ways.
    fn ring(&self, behind: impl Fn(&'a Step) -> Vec<&'a str>) -> Option<Vec<&'a str>> {
        let mut safe: BTreeSet<&str> = BTreeSet::new();
        for start in &self.procedure.steps {
            // Depth first with the path in hand; a step met again on the path closes a ring.
            let mut path: Vec<(&'a str, Vec<&'a str>)> = vec![(start.id.as_str(), behind(start))];
            while let Some((here, left)) = path.last_mut() {
                let here = *here;
                let Some(next) = left.pop() else {
                    safe.insert(here);
                    path.pop();
                    continue;
                };
                if let Some(at) = path.iter().position(|(id, _)| *id == next) {
                    let mut ring: Vec<&str> = path.iter().skip(at).map(|(id, _)| *id).collect();
                    ring.reverse();
                    ring.extend(ring.first().copied());
                    return Some(ring);
                }
                if let Some(step) = self.procedure.step(next)
                    && !safe.contains(next)
                {
                    path.push((step.id.as_str(), behind(step)));
                }
            }
        }
        None
    }

    /// Check 12, first half.
    fn start_alone(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        if step.after.len() > 1 && step.after.contains(&Ref::Start) {
            let advice = "Det, der kommer efter noget, begynder ikke også fra første dag. Behold det ene.";
            mistakes.error(&place.file.path, place.node.line_of("efter"), "\"start\" skal stå alene", advice);
        }
        let is_itself = |reference: &Ref| matches!(reference, Ref::Step(id) | Ref::Outcome(id, _) if *id == step.id);
        if step.until.iter().any(is_itself) {
            let message = format!("\"{}\" kan ikke gælde, indtil det selv er sket", step.id);
            mistakes.error(&place.file.path, place.node.line_of("indtil"), message, "Nævn et andet trin.");
        }
    }

    /// Check 14.
    fn requirements_are_no_steps(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        for condition in &step.requires {
            let bare = if let Condition::Not(inner) = condition { inner } else { condition };
            if let Condition::Ref(Ref::Step(other) | Ref::Outcome(other, _)) = bare {
                mistakes.error(
                    &place.file.path,
                    place.node.line_of("kraever"),
                    "\"kraever\" er for forhold, ikke for trin",
                    format!("Skriv foer = \"{}\" i trinnet \"{other}\".", step.id),
                );
            }
        }
    }

    /// Check 17: an outcome nobody comes after, while its siblings lead on.
    fn outcomes_lead_on(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        let refs = || self.procedure.steps.iter().flat_map(|other| &other.after);
        let whole = refs().any(|reference| matches!(reference, Ref::Step(id) if *id == step.id));
        let named: BTreeSet<&str> = refs()
            .filter_map(|reference| match reference {
                Ref::Outcome(id, outcomes) if *id == step.id => Some(outcomes.iter().map(String::as_str)),
                _ => None,
            })
            .flatten()
            .collect();
        if whole || named.is_empty() || step.ends || self.meets_another_track(step) {
            return;
        }
        for outcome in &step.outcomes {
            let node = entry(place.node, "udfald", &outcome.id);
            // What stands in `igen` may be misspelt; that has been said already.
            let again = outcome.again.is_some() || node.is_some_and(|node| node.text("igen").is_some());
            let goes_somewhere =
                again || outcome.back_to.is_some() || outcome.ends || named.contains(outcome.id.as_str());
            if !goes_somewhere {
                let line = node.map_or(place.node.line, |node| node.line_of("id"));
                mistakes.error(
                    &place.file.path,
                    line,
                    format!("udfaldet \"{}\" fører ingen steder hen", outcome.id),
                    "Lad et trin komme efter det, eller skriv afslutter = true.",
                );
            }
        }
    }

    /// Whether something after this step also comes after steps that do not: then the way goes on there, whichever
    /// outcome this one has ("jobcentret er ikke med").
    fn meets_another_track(&self, step: &Step) -> bool {
        let depends = |id: &str| id == step.id || self.lies_before(&step.id, id);
        self.procedure
            .steps
            .iter()
            .filter(|later| self.lies_before(&step.id, &later.id))
            .any(|later| directly_before(later).any(|entry| !depends(entry)))
    }

    /// Check 13.
    fn back_is_backwards(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        for outcome in &step.outcomes {
            let Some(back) = outcome.back_to.as_deref() else { continue };
            if self.procedure.step(back).is_some() && !self.lies_before(back, &step.id) {
                let node = entry(place.node, "udfald", &outcome.id).unwrap_or(place.node);
                let before: Vec<&str> = self.earlier.get(step.id.as_str()).into_iter().flatten().copied().collect();
                let advice = if before.is_empty() {
                    "Der ligger intet før det; brug igen = true.".to_string()
                } else {
                    format!("Før det ligger: {}.", before.join(", "))
                };
                mistakes.error(
                    &place.file.path,
                    node.line_of("tilbage_til"),
                    format!(
                        "\"tilbage_til\" skal pege på et trin før dette; \"{back}\" ligger ikke før \"{}\"",
                        step.id
                    ),
                    advice,
                );
            }
        }
    }

    /// Check 15.
    fn before_is_not_after(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        for later in &step.before {
            if *later == step.id || self.lies_before(later, &step.id) {
                mistakes.error(
                    &place.file.path,
                    place.node.line_of("foer"),
                    format!("\"{}\" kan ikke både komme efter og før \"{later}\"", step.id),
                    "Fjern det fra efter eller fra foer.",
                );
            }
        }
    }

    /// Check 10.
    fn rules_count_from_something_earlier(&self, step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
        if let Some(rule) = &step.earliest {
            self.rule_counts_from_something_earlier(step, rule, place, place.node.line_of("tidligst"), mistakes);
        }
        for deadline in &step.deadlines {
            let written =
                |node: &&Node| ["lov", "maal"].iter().any(|key| node.text(key).as_ref() == Some(&deadline.text));
            let line = place.node.tables("frist").into_iter().find(written).map_or(place.node.line, |node| node.line);
            self.rule_counts_from_something_earlier(step, &deadline.rule, place, line, mistakes);
        }
    }

    fn rule_counts_from_something_earlier(
        &self,
        step: &Step,
        rule: &Rule,
        place: &Place<'_>,
        line: usize,
        mistakes: &mut Mistakes,
    ) {
        let is_later = |other: &str| other == step.id || self.lies_before(&step.id, other);
        match anchor(rule) {
            Anchor::Step { step: other, .. } if is_later(other) => {
                let message = format!("fristen regner fra \"{other}\", som ikke kommer før \"{}\"", step.id);
                mistakes.error(&place.file.path, line, message, "Regn fra start eller fra et trin før dette.");
            }
            Anchor::Named(date) if !self.is_asked_for(date, is_later) => {
                let message = format!("fristen regner fra \"{date}\", men intet trin før dette spørger om den dag");
                let advice = "Skriv dato = { id = …, titel = … } i et trin før, eller datoer for hele forløbet.";
                mistakes.error(&place.file.path, line, message, advice);
            }
            _ => {}
        }
    }

    fn is_asked_for(&self, date: &str, is_later: impl Fn(&str) -> bool) -> bool {
        let asks = |step: &&Step| step.date.as_ref().is_some_and(|asked| asked.id == date);
        DateWord::from_word(date).is_some()
            || self.procedure.dates.iter().any(|asked| asked.id == date)
            || self.procedure.steps.iter().filter(asks).any(|step| !is_later(&step.id))
    }
}

/// The table in a list with this id.
fn entry<'a>(node: &'a Node, key: &str, id: &str) -> Option<&'a Node> {
    node.tables(key).into_iter().find(|entry| entry.text("id").as_deref() == Some(id))
}

/// Check 16, and that a step is not two things at once.
fn act_and_outcomes(step: &Step, place: &Place<'_>, mistakes: &mut Mistakes) {
    let path = place.file.path.as_str();
    if step.optional && step.mandatory {
        let message = format!("\"{}\" kan ikke være både valgfrit og ufravigeligt", step.id);
        mistakes.error(path, place.node.line_of("ufravigelig"), message, "Fjern det ene.");
    }
    let Some(act) = step.act else { return };
    let line = place.node.line_of("handling");
    let has = |outcome: &str| step.outcome(outcome).is_some();
    let word = act.word();
    if act.outcomes_must_be_named() {
        for outcome in act.outcomes().iter().filter(|outcome| !has(outcome)) {
            mistakes.error(
                path,
                line,
                format!("handlingen \"{word}\" kan ende med \"{outcome}\", men trinnet har ikke det udfald"),
                format!("Skriv {{ id = \"{outcome}\", titel = \"…\" }} i udfald."),
            );
        }
    } else if !act.outcomes().is_empty() && !step.outcomes.is_empty() && !act.outcomes().iter().any(|o| has(o)) {
        let ends = act.outcomes().join(", ");
        let message = format!("handlingen \"{word}\" ender med {ends}, men trinnet har ingen af dem");
        mistakes.error(path, line, message, "Skriv mindst ét af dem i udfald, ellers kan trinnet ikke lukkes.");
    }
}
