//! Reads references and conditions (`content-formats.md` 2.1; checks 5, 6, 7 and 8).

use crate::index::{Index, Thing};
use crate::mistake::{Mistakes, did_you_mean, nearest};
use crate::node::Node;
use domain::procedure::{Condition, Ref};
use domain::words::Fact;

/// A step's id with the ids of its outcomes.
pub(crate) type StepName = (String, Vec<String>);

/// What a reference or a condition may name.
pub(crate) struct Vocabulary<'a> {
    pub(crate) steps: &'a [StepName],
    pub(crate) index: &'a Index,
}

/// Why a text is no reference or condition: what is wrong, and what to do.
pub(crate) type Said = (String, String);

impl Vocabulary<'_> {
    pub(crate) fn has_step(&self, id: &str) -> bool {
        self.steps.iter().any(|(step, _)| step == id)
    }

    /// Check 5 and 6 for a step and outcomes named somewhere (`place`: `står i "efter" for "x"`).
    pub(crate) fn demand_step(&self, id: &str, outcomes: &[String], place: &str) -> Result<(), Said> {
        let Some((_, known)) = self.steps.iter().find(|(step, _)| step == id) else {
            let names = self.steps.iter().map(|(step, _)| step.as_str());
            let advice = did_you_mean(id, names, "Skriv id på et trin i forløbet.");
            return Err((format!("trinnet \"{id}\" findes ikke ({place})"), advice));
        };
        match outcomes.iter().find(|outcome| !known.contains(outcome)) {
            None => Ok(()),
            Some(outcome) => {
                let advice = if known.is_empty() {
                    format!("Det har ingen udfald; skriv \"{id}\" alene.")
                } else {
                    format!("Det har: {}.", known.join(", "))
                };
                Err((format!("trinnet \"{id}\" har ikke udfaldet \"{outcome}\""), advice))
            }
        }
    }

    fn demand(&self, thing: Thing, id: &str) -> Result<(), Said> {
        let mut found = Mistakes::default();
        self.index.demand(thing, id, "", 0, &mut found);
        match found.sorted().into_iter().next() {
            Some(mistake) => Err((mistake.message, mistake.advice)),
            None => Ok(()),
        }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let facts = Fact::ALL.iter().map(|fact| fact.word());
        facts.chain(self.steps.iter().map(|(step, _)| step.as_str()))
    }
}

/// Reads `start`, `trin` or `trin:udfald|udfald`.
pub(crate) fn parse_ref(text: &str, place: &str, vocabulary: &Vocabulary<'_>) -> Result<Ref, Said> {
    if text == "start" {
        return Ok(Ref::Start);
    }
    let (step, outcomes) = match text.split_once(':') {
        Some((step, outcomes)) => (step.trim(), outcomes.split('|').map(|o| o.trim().to_string()).collect()),
        None => (text.trim(), Vec::new()),
    };
    vocabulary.demand_step(step, &outcomes, place)?;
    Ok(if outcomes.is_empty() { Ref::Step(step.to_string()) } else { Ref::Outcome(step.to_string(), outcomes) })
}

/// Reads one condition.
pub(crate) fn parse(text: &str, place: &str, vocabulary: &Vocabulary<'_>) -> Result<Condition, Said> {
    let text = text.trim();
    if let Some(opposite) = text.strip_prefix("ikke ") {
        if opposite.trim_start().starts_with("ikke ") {
            return Err((format!("\"{text}\" siger ikke to gange"), "Skriv forholdet uden ikke.".to_string()));
        }
        return Ok(Condition::Not(Box::new(parse(opposite, place, vocabulary)?)));
    }
    if let Some(fact) = Fact::from_word(text) {
        return Ok(Condition::Fact(fact));
    }
    if let Some(form) = text.strip_prefix("skema ") {
        vocabulary.demand(Thing::Form, form)?;
        return Ok(Condition::Form(form.to_string()));
    }
    if let Some(course) = text.strip_prefix("forløb ") {
        vocabulary.demand(Thing::Procedure, course)?;
        return Ok(Condition::CourseEnded(course.to_string()));
    }
    if let Some(years) = age(text, "fyldt ") {
        return Ok(Condition::Turned(years));
    }
    if let Some(years) = age(text, "under ") {
        return Ok(Condition::Under(years));
    }
    if let Some((form, result)) = text.split_once(' ')
        && vocabulary.index.has(Thing::Form, form)
    {
        return form_result(form, result, vocabulary);
    }
    if text.contains(':') || vocabulary.has_step(text) {
        return Ok(Condition::Ref(parse_ref(text, place, vocabulary)?));
    }
    let near = nearest(text, vocabulary.words()).map_or(String::new(), |near| format!("Nærmest er \"{near}\". "));
    Err((format!("systemet kender ikke ordet \"{text}\""), format!("{near}Se: tovholder content words.")))
}

fn age(text: &str, prefix: &str) -> Option<u32> {
    text.strip_prefix(prefix)?.strip_suffix(" år")?.trim().parse().ok()
}

fn form_result(form: &str, result: &str, vocabulary: &Vocabulary<'_>) -> Result<Condition, Said> {
    let known = vocabulary.index.results.get(form);
    if known.is_some_and(|known| known.contains(result)) {
        return Ok(Condition::FormResult(form.to_string(), result.to_string()));
    }
    let names = known.into_iter().flatten().map(String::as_str);
    let advice = did_you_mean(result, names, "Skriv id på et af skemaets resultater.");
    Err((format!("skemaet \"{form}\" har ikke resultatet \"{result}\""), advice))
}

/// Reads all conditions of a key; those that cannot be read are reported and left out.
pub(crate) fn read_all(
    node: &Node,
    key: &str,
    vocabulary: &Vocabulary<'_>,
    file: &str,
    mistakes: &mut Mistakes,
) -> Vec<Condition> {
    let place = place_of(node, key);
    node.texts(key)
        .into_iter()
        .filter_map(|(text, line)| keep(parse(&text, &place, vocabulary), file, line, mistakes))
        .collect()
}

/// Reads all references of a key; those that cannot be read are reported and left out.
pub(crate) fn read_refs(
    node: &Node,
    key: &str,
    vocabulary: &Vocabulary<'_>,
    file: &str,
    mistakes: &mut Mistakes,
) -> Vec<Ref> {
    let place = place_of(node, key);
    node.texts(key)
        .into_iter()
        .filter_map(|(text, line)| keep(parse_ref(&text, &place, vocabulary), file, line, mistakes))
        .collect()
}

/// `står i "efter" for "foerste-moede"`.
pub(crate) fn place_of(node: &Node, key: &str) -> String {
    match node.text("id") {
        Some(id) => format!("står i \"{key}\" for \"{id}\""),
        None => format!("står i \"{key}\""),
    }
}

pub(crate) fn keep<T>(read: Result<T, Said>, file: &str, line: usize, mistakes: &mut Mistakes) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err((message, advice)) => {
            mistakes.error(file, line, message, advice);
            None
        }
    }
}
