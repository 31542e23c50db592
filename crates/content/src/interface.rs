//! Reads who has which case (`snitflader.toml`) and where departments meet (`fora.toml`).

use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::node::Node;
use domain::interface::{Forum, Level, Question, Rule, Stage};

const STAGES: &[(&str, Stage)] = &[("ny", Stage::New), ("løbende", Stage::Existing)];
const LEVELS: &[(&str, Level)] = &[("sag", Level::Case), ("generelt", Level::General)];

/// The words `sag` takes.
pub(crate) fn stage_words() -> Vec<&'static str> {
    STAGES.iter().map(|(word, _)| *word).collect()
}

/// The words `niveau` takes.
pub(crate) fn level_words() -> Vec<&'static str> {
    LEVELS.iter().map(|(word, _)| *word).collect()
}

/// The questions of the guide and the rules, in the order of the file: the first that holds decides.
pub(crate) fn interfaces(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> (Vec<Question>, Vec<Rule>) {
    let questions: Vec<Question> = file.node.tables("spoergsmaal").into_iter().filter_map(question).collect();
    let rules = file.node.tables("regel").into_iter().filter_map(|node| rule(file, node, &questions, index, mistakes));
    let rules = rules.collect();
    (questions, rules)
}

fn question(node: &Node) -> Option<Question> {
    let answers =
        node.tables("svar").into_iter().filter_map(|answer| Some((answer.text("id")?, answer.text("titel")?)));
    Some(Question {
        id: node.text("id")?,
        text: node.text("titel")?,
        help: node.text_or_empty("hjaelp"),
        answers: answers.collect(),
    })
}

fn rule(file: &RawFile, node: &Node, questions: &[Question], index: &Index, mistakes: &mut Mistakes) -> Option<Rule> {
    index.demand_all(Thing::Department, node, "afdeling", &file.path, mistakes);
    let mut when = Vec::new();
    for entry in node.get("hvis").map(Node::entries).unwrap_or_default() {
        let Some(answer) = entry.node.as_text() else { continue };
        let known = questions.iter().find(|question| question.id == entry.key);
        let has = known.is_some_and(|question| question.answers.iter().any(|(id, _)| id == answer));
        if !has {
            let message = format!("\"{} = {answer}\" er ikke et svar på et af spørgsmålene", entry.key);
            let advice = known.map_or_else(
                || format!("Skriv et af: {}.", listed(questions.iter().map(|question| question.id.as_str()))),
                |question| format!("Skriv et af: {}.", listed(question.answers.iter().map(|(id, _)| id.as_str()))),
            );
            mistakes.error(&file.path, entry.line, message, advice);
        }
        when.push((entry.key.clone(), answer.to_string()));
    }
    let word = node.text("sag")?;
    Some(Rule {
        id: node.text("id")?,
        stage: STAGES.iter().find(|(known, _)| *known == word)?.1,
        when,
        department: node.text("afdeling"),
        says: node.text("siger")?,
        source: node.text("kilde")?,
    })
}

/// The forums in the order of the file.
pub(crate) fn forums(file: &RawFile) -> Vec<Forum> {
    file.node.tables("forum").into_iter().filter_map(forum).collect()
}

fn forum(node: &Node) -> Option<Forum> {
    let word = node.text("niveau")?;
    Some(Forum {
        id: node.text("id")?,
        title: node.text("titel")?,
        level: LEVELS.iter().find(|(known, _)| *known == word)?.1,
        purpose: node.text("formaal")?,
        members: node.words("deltagere"),
        rhythm: node.text("rytme")?,
        calls: node.text_or_empty("indkalder"),
        committee: node.flag("udvalg"),
    })
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
