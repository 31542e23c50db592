//! Reads the municipality's dated settings. An entry with a mistake is left out; the others load.

use crate::index::RawFile;
use crate::mistake::Mistakes;
use crate::node::{Node, Value as Written};
use crate::rule::parse_span;
use domain::setting::{Dated, Kroner, Setting, Value};
use std::collections::BTreeMap;

/// Reads every setting of the file, by id.
pub(crate) fn read(file: &RawFile, mistakes: &mut Mistakes) -> BTreeMap<String, Setting> {
    let mut settings = BTreeMap::new();
    for node in file.node.tables("indstilling") {
        let before = mistakes.len();
        let setting = read_one(node, &file.path, mistakes);
        if mistakes.len() == before {
            if let Some(setting) = &setting
                && setting.values.is_empty()
            {
                mistakes.warning(
                    &file.path,
                    node.line,
                    format!("indstillingen \"{}\" er ikke sat", setting.id),
                    "De sider, der bruger den, skriver \"kan ikke vurderes\", til den er sat.",
                );
            }
            settings.extend(setting.map(|setting| (setting.id.clone(), setting)));
        }
    }
    settings
}

fn read_one(node: &Node, file: &str, mistakes: &mut Mistakes) -> Option<Setting> {
    let kind = node.text("type")?;
    let mut values: Vec<Dated> =
        node.tables("vaerdier").into_iter().filter_map(|dated| read_dated(dated, &kind, file, mistakes)).collect();
    values.sort_by_key(|dated| dated.from);
    for (earlier, later) in values.iter().zip(values.iter().skip(1)) {
        if earlier.from == later.from {
            let message = format!("\"{}\" har to værdier fra {}", node.text_or_empty("id"), later.from);
            mistakes.error(file, node.line_of("vaerdier"), message, "Behold den ene.");
        }
    }
    Some(Setting { id: node.text("id")?, title: node.text("titel")?, source: node.text("kilde"), values })
}

fn read_dated(node: &Node, kind: &str, file: &str, mistakes: &mut Mistakes) -> Option<Dated> {
    let written = node.get("vaerdi")?;
    match value(written, kind) {
        Ok((value, text)) => {
            Some(Dated { from: node.date("fra")?, value, text, to_be_confirmed: node.flag("skal_bekraeftes") })
        }
        Err(advice) => {
            let message = format!("\"{}\" er ikke af typen {kind}", written.shown());
            mistakes.error(file, written.line, message, advice);
            None
        }
    }
}

/// The value with the text pages show; or how it should have been written.
fn value(written: &Node, kind: &str) -> Result<(Value, String), String> {
    let shown = written.shown();
    let said = |advice: &str| advice.to_string();
    match (kind, &written.value) {
        ("beløb", Written::Text(text)) => {
            let amount = Kroner::parse(text).ok_or_else(|| said("Skriv beløbet som \"1.105,50\"."))?;
            Ok((Value::Amount(amount), shown))
        }
        ("beløb", Written::Number(kroner)) => {
            let oere = kroner.checked_mul(100).ok_or_else(|| said("Skriv et mindre beløb."))?;
            let amount = Kroner::from_oere(oere);
            Ok((Value::Amount(amount), amount.to_string()))
        }
        ("beløb", _) => Err(said("Skriv beløbet som \"1.105,50\".")),
        ("spand", Written::Text(text)) => {
            let span = parse_span(text).map_err(|error| error.advice())?;
            Ok((Value::Span(span), shown))
        }
        ("spand", _) => Err(said("Skriv en længde som \"12 uger\".")),
        ("aldersinterval", _) => {
            let (from, to) = ages(written).ok_or_else(|| said("Skriv fra og til, begge med: \"15-17\"."))?;
            Ok((Value::AgeInterval(from, to), format!("{from}-{to}")))
        }
        ("tal", Written::Number(number)) => Ok((Value::Number(*number), shown)),
        ("tal", Written::Text(text)) => {
            let number = text.parse().map_err(|_| said("Skriv et helt tal."))?;
            Ok((Value::Number(number), shown))
        }
        ("tal", _) => Err(said("Skriv et helt tal.")),
        ("janej", Written::Flag(flag)) => Ok((Value::Flag(*flag), if *flag { "ja" } else { "nej" }.to_string())),
        ("janej", _) => Err(said("Skriv true eller false.")),
        (_, Written::Text(text)) => Ok((Value::Text(text.clone()), shown)),
        _ => Err(said("Skriv en tekst i anførselstegn.")),
    }
}

/// `"15-17"` or `[15, 17]`.
fn ages(written: &Node) -> Option<(u32, u32)> {
    let (from, to) = match &written.value {
        Written::Text(text) => {
            let (from, to) = text.split_once('-')?;
            (from.trim().parse().ok()?, to.trim().parse().ok()?)
        }
        Written::List(items) => {
            let numbers: Vec<u32> = items
                .iter()
                .filter_map(|item| if let Written::Number(n) = item.value { u32::try_from(n).ok() } else { None })
                .collect();
            (*numbers.first()?, *numbers.get(1).filter(|_| items.len() == 2)?)
        }
        _ => return None,
    };
    (from <= to).then_some((from, to))
}
