//! Reads letters and the blocks they share. The text itself is read by the crate that makes pages of it.

use crate::condition::{self, Vocabulary};
use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::rule::parse_rule;
use domain::letter::{Letter, Occasion, Part, Recipient};

/// The words of `modtager`.
pub(crate) const RECIPIENTS: &[(&str, Recipient)] =
    &[("ansøger", Recipient::Applicant), ("part", Recipient::Party), ("samarbejdspartner", Recipient::Partner)];

/// Reads one letter; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn read(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<Letter> {
    let node = &file.node;
    let path = file.path.as_str();
    index.demand_all(Thing::Form, node, "bilag", path, mistakes);
    demand_blocks(file, index, mistakes);
    let vocabulary = Vocabulary { steps: &[], index };
    let when = condition::read_all(node, "naar", &vocabulary, path, mistakes);
    let reply = node.text("svarfrist").and_then(|text| match parse_rule(&text, &|_| false) {
        Ok(rule) => Some(rule),
        Err(error) => {
            crate::procedure::report_rule(path, node.line_of("svarfrist"), &error, mistakes);
            None
        }
    });
    if file.text.trim().is_empty() {
        mistakes.error(path, file.first_line, "brevet har ingen tekst", "Skriv den under +++.");
    }
    let occasion = Occasion::WORDS.iter().find(|(_, word)| Some(*word) == node.text("anledning").as_deref())?.0;
    let recipient = RECIPIENTS.iter().find(|(word, _)| Some(*word) == node.text("modtager").as_deref())?.1;
    let parts: Vec<Part> = node.words("dele").iter().filter_map(|word| Part::from_word(word)).collect();
    demand_parts(file, occasion, &parts, mistakes);
    Some(Letter {
        id: file.id.clone(),
        valid_from: node.date("gaelder_fra")?,
        title: node.text("titel")?,
        catalogue: node.words("katalog"),
        occasion,
        when,
        recipient,
        parts,
        not_before_days_off: !node.words("helst_ikke").is_empty(),
        reply,
        summary: node.text("oversigt")?,
        lix_reason: node.text("lix_grund"),
        text: file.text.clone(),
        first_line: file.first_line,
    })
}

/// The parts the law demands must be promised in `dele`; that the text keeps the promise is checked where it is set.
fn demand_parts(file: &RawFile, occasion: Occasion, parts: &[Part], mistakes: &mut Mistakes) {
    let word = Occasion::WORDS.iter().find(|(other, _)| *other == occasion).map_or("", |(_, word)| word);
    for part in occasion.required_parts().iter().filter(|part| !parts.contains(part)) {
        mistakes.error(
            &file.path,
            file.node.line_of("dele"),
            format!("et brev med anledningen \"{word}\" skal have delen \"{}\"", part.word()),
            "Skriv den i dele, og mærk stedet i teksten.",
        );
    }
}

fn demand_blocks(file: &RawFile, index: &Index, mistakes: &mut Mistakes) {
    for (offset, line) in file.text.lines().enumerate() {
        for piece in line.split("{{>").skip(1) {
            let id = piece.split("}}").next().unwrap_or(piece).trim();
            index.demand(Thing::Block, id, &file.path, file.first_line + offset, mistakes);
        }
    }
}
