//! Words as JSON: what a letter was filled from, kept beside it so that it can be explained and printed later (D-3).

use crate::facts::{Answer, Kind, Row, Value, Words};
use serde_json::{Map, Value as Json};

/// A snapshot that cannot be read back: not JSON, or a word that is no longer known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The word that could not be read, or empty when the whole is not JSON.
    pub word: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the letter's snapshot cannot be read at \"{}\"", self.word)
    }
}

impl std::error::Error for Unreadable {}

impl Words {
    /// Every word that is set, as one JSON object in the order of the words.
    pub fn to_json(&self) -> String {
        let object: Map<String, Json> = self.iter().map(|(word, value)| (word.to_owned(), json(value))).collect();
        Json::Object(object).to_string()
    }

    /// Words from a snapshot.
    pub fn from_json(text: &str) -> Result<Words, Unreadable> {
        let unreadable = |word: &str| Unreadable { word: word.to_owned() };
        let Ok(Json::Object(object)) = serde_json::from_str(text) else { return Err(unreadable("")) };
        let mut words = Words::new();
        for (word, json) in &object {
            let value = Words::kind_of(word).and_then(|kind| value(kind, json)).ok_or_else(|| unreadable(word))?;
            words = words.set(word, value);
        }
        Ok(words)
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Lines(lines) => Json::from(lines.clone()),
        Value::YesNo(answer) => Json::from(*answer == Answer::Yes),
        Value::List(rows) => rows.iter().map(row_json).collect(),
    }
}

fn row_json(row: &Row) -> Json {
    row.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect()
}

fn value(kind: Kind, json: &Json) -> Option<Value> {
    let text = |json: &Json| json.as_str().map(str::to_owned);
    match kind {
        Kind::Text => text(json).map(Value::Text),
        Kind::YesNo => json.as_bool().map(|yes| Value::YesNo(Answer::from(yes))),
        Kind::Lines => json.as_array()?.iter().map(text).collect::<Option<_>>().map(Value::Lines),
        Kind::List => {
            let row = |json: &Json| -> Option<Row> {
                json.as_object()?.iter().map(|(name, field)| Some((name.clone(), text(field)?))).collect()
            };
            json.as_array()?.iter().map(row).collect::<Option<_>>().map(Value::List)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use domain::letter::Occasion;

    #[test]
    fn words_come_back_from_their_snapshot_as_they_were() {
        for (occasion, _) in Occasion::WORDS {
            let words = Words::sample(*occasion);
            assert_eq!(Words::from_json(&words.to_json()).unwrap(), words);
        }
    }

    #[test]
    fn a_snapshot_with_an_unknown_word_or_of_another_kind_is_not_read() {
        assert_eq!(Words::from_json("{\"borger.cpr\":\"1\"}").unwrap_err().word, "borger.cpr");
        assert_eq!(Words::from_json("{\"sag.nummer\":true}").unwrap_err().word, "sag.nummer");
        assert_eq!(Words::from_json("x").unwrap_err().word, "");
    }
}
