//! Reads letters and the blocks they share. The text itself is read by the crate that makes pages of it.

use crate::condition::{self, Vocabulary};
use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::node::Node;
use crate::rule::parse_rule;
use domain::letter::{Ask, AskKind, Head, Letter, Occasion, Part, Recipient, SLOTS};

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
    let asks = node.tables("felter").into_iter().filter_map(|field| read_ask(field, path, mistakes)).collect();
    let occasion = Occasion::from_word(&node.text("anledning")?)?;
    let recipient = node.text("modtager")?;
    let recipient = Recipient::WORDS.iter().find(|(_, word)| *word == recipient)?.0;
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
        head: read_head(file, mistakes),
        asks,
        text: file.text.clone(),
        first_line: file.first_line,
    })
}

/// What stands around the text. A letter without the case's number does not name it in its text either.
fn read_head(file: &RawFile, mistakes: &mut Mistakes) -> Head {
    let said = file.node.text("hoved");
    let head = Head::WORDS.iter().find(|(_, word)| said.as_deref() == Some(*word)).map(|(head, _)| *head);
    let head = head.unwrap_or_default();
    if head == Head::WithoutCase {
        let named = file.text.lines().enumerate().filter(|(_, line)| line.contains("sag.nummer"));
        for (offset, _) in named {
            let line = file.first_line.saturating_add(offset);
            let message = "brevet har hoved \"uden sag\" og nævner alligevel sagens nummer";
            mistakes.error(&file.path, line, message, "Tag {{ sag.nummer }} ud af teksten, eller tag hoved væk.");
        }
    }
    head
}

/// Something the letter asks for. Its id is an identifier, because the text names it.
fn read_ask(node: &Node, file: &str, mistakes: &mut Mistakes) -> Option<Ask> {
    let id = node.text("id")?;
    if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || c == '_') || id.starts_with("har_") {
        let message = format!("feltet \"{id}\" kan ikke bruges i teksten");
        mistakes.error(file, node.line_of("id"), message, "Brug bogstaver, tal og _, og lad være at begynde med har_.");
    }
    let kind = node.text("type")?;
    Some(Ask {
        id,
        title: node.text("titel")?,
        kind: AskKind::WORDS.iter().find(|(_, word)| *word == kind)?.0,
        help: node.text("hjaelp"),
        sample: node.text_or_empty("proeve"),
        optional: node.flag("valgfri"),
    })
}

/// The parts the law demands must be promised in `dele`; that the text keeps the promise is checked where it is set.
fn demand_parts(file: &RawFile, occasion: Occasion, parts: &[Part], mistakes: &mut Mistakes) {
    let word = occasion.word();
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
            if SLOTS.contains(&id) {
                continue;
            }
            index.demand(Thing::Block, id, &file.path, file.first_line + offset, mistakes);
        }
    }
}
