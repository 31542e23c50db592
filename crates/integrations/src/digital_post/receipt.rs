//! What a post system answers about a message, as JSON: the same in the folder of receipts and at the address.
//!
//! ```json
//! {"message": "0b0c0d0e-…", "state": "delivered", "at": "2026-03-31T08:00:00Z", "reference": "DP-4711"}
//! ```
//!
//! `state` is `accepted`, `delivered` or `failed`; `at` and `reference` belong to `delivered`. Anything else a system
//! writes beside them is left unread.

use anyhow::{Context, ensure};
use app::ports::{Answer, Receipt};
use domain::ids::LetterId;
use jiff::Timestamp;
use serde::Deserialize;

/// Most bytes of an answer that are read.
pub const MOST_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Accepted,
    Delivered,
    Failed,
}

#[derive(Deserialize)]
struct Said {
    message: String,
    state: State,
    at: Option<Timestamp>,
    #[serde(default)]
    reference: String,
}

/// Reads a receipt.
///
/// # Errors
/// When it cannot be read, is of another message, or says that a message arrived without saying when.
pub fn read(bytes: &[u8], message: LetterId) -> anyhow::Result<Answer> {
    ensure!(bytes.len() <= MOST_BYTES, "the receipt is too long");
    let said: Said = serde_json::from_slice(bytes).context("the receipt cannot be read")?;
    ensure!(said.message.parse() == Ok(message), "the receipt is of another message");
    Ok(match said.state {
        State::Accepted => Answer::Accepted,
        State::Failed => Answer::Refused,
        State::Delivered => {
            let arrived_at = said.at.context("the receipt does not say when")?;
            let reference: String = said.reference.chars().filter(|c| !c.is_control()).take(200).collect();
            let reference = if reference.is_empty() { message.to_string() } else { reference };
            Answer::Delivered(Receipt { arrived_at, reference })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_counts_only_for_its_own_message_and_with_its_hour() {
        let message = LetterId("0b0c0d0e-0000-4000-8000-000000000001".parse().unwrap());
        let said = |state: &str, rest: &str| format!(r#"{{"message":"{message}","state":"{state}"{rest}}}"#);
        let read = |text: &str| read(text.as_bytes(), message);
        let arrived = read(&said("delivered", r#","at":"2026-03-31T08:00:00Z","reference":"DP-1","by":"x""#)).unwrap();
        let arrived_at = "2026-03-31T08:00:00Z".parse().unwrap();
        assert_eq!(arrived, Answer::Delivered(Receipt { arrived_at, reference: "DP-1".into() }));
        assert_eq!(read(&said("failed", "")).unwrap(), Answer::Refused);
        assert_eq!(read(&said("accepted", "")).unwrap(), Answer::Accepted);
        assert!(read(&said("delivered", "")).is_err());
        assert!(read(&said("lost", "")).is_err());
        let another = said("failed", "").replace("0b0c", "0b0d");
        assert!(read(&another).is_err());
    }
}
