//! Letters made by hand from the case page: chosen by name, with what they ask for.

use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::case::CaseFile;
use domain::ids::{CaseId, LetterId, PersonId};
use domain::letter::{Addressee, Ask, AskKind, Letter, Recipient};
use jiff::civil::{Date, Time};
use letters::danish_date;
use std::collections::BTreeMap;

/// Who a letter made by hand goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Every party, each their own letter.
    Parties,
    /// Someone of the case.
    Person(PersonId),
    /// Someone outside.
    Outside {
        /// Name.
        name: String,
        /// Address lines.
        address: String,
    },
}

/// Why a field of a letter is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnswered {
    /// It must be said.
    Empty,
    /// It is not a day.
    NotADay,
    /// It is not a time of day.
    NotATime,
}

/// Letters that can be made by hand in a case today, by title: those whose conditions the case does not speak against.
pub fn offered<'a>(app: &'a App, file: &CaseFile, today: Date) -> Vec<&'a Letter> {
    let by_hand = |letter: &&Letter| letter.occasion.is_made_by_hand() && !letter.id.contains('.');
    let mut found: Vec<&Letter> = app.content.letters.all_on(today).filter(by_hand).collect();
    found.retain(|letter| letter::speaks_not_against(&letter.when, file, today));
    found.sort_by(|a, b| a.title.cmp(&b.title));
    found
}

/// Makes the letter, one draft to each recipient.
pub async fn make(
    app: &App,
    actor: &Actor,
    case: CaseId,
    template: &str,
    typed: &BTreeMap<String, String>,
    to: To,
) -> Outcome<Vec<LetterId>> {
    let mut act = app.act(actor, "letter_made").await?;
    let (permit, file) = act.open_case(case).await?;
    let today = act.today();
    let template = app.content.letter(template, today).filter(|letter| letter.occasion.is_made_by_hand());
    let template = template.ok_or_else(|| Reason::LetterAsks(vec![("brev".to_string(), NotAnswered::Empty)]))?;
    let answers = answers(&template.asks, typed).map_err(Reason::LetterAsks)?;
    let mut made = Vec::new();
    for addressee in recipients(&file, template, to, today)? {
        let about = About::ByHand { answers: answers.clone() };
        let letter = letter::issue_as(&mut act, &file, template, addressee, about).await?;
        letter::check_recipient(app, &file, &letter, today)?;
        act.tx.insert_letter(&permit, &letter).await?;
        act.journal_as(&permit, case, "letter_made", &letter.title).await?;
        made.push(letter.id);
    }
    let first = made.first().copied().ok_or(Reason::NoRecipient)?;
    act.commit(Resource::Letter(case, first)).await?;
    Ok(made)
}

/// Whether a letter to this recipient goes to somebody outside, by name and address.
pub fn is_outside(recipient: Recipient) -> bool {
    matches!(recipient, Recipient::Partner | Recipient::Requester | Recipient::Notifier | Recipient::Referrer)
}

fn recipients(file: &CaseFile, template: &Letter, to: To, today: Date) -> Outcome<Vec<Addressee>> {
    let outside = is_outside(template.recipient);
    Ok(match to {
        To::Parties => file.parties_on(today).iter().map(|party| Addressee::Person(party.id)).collect(),
        To::Person(id) => vec![Addressee::Person(id)],
        To::Outside { name, address } if outside && !name.trim().is_empty() => {
            vec![Addressee::Partner { name: name.trim().to_string(), address: address.trim().to_string() }]
        }
        To::Outside { .. } => return Err(Reason::NoRecipient.into()),
    })
}

/// Every field as the letter writes it; or each one that cannot be, with why.
fn answers(
    asks: &[Ask],
    typed: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<(String, NotAnswered)>> {
    let mut said = BTreeMap::new();
    let mut wrong = Vec::new();
    for ask in asks {
        let text = typed.get(&ask.id).map_or("", |text| text.trim());
        if text.is_empty() {
            if !ask.optional {
                wrong.push((ask.id.clone(), NotAnswered::Empty));
            }
            said.insert(ask.id.clone(), String::new());
            continue;
        }
        match as_written(ask.kind, text) {
            Ok(written) => {
                said.insert(ask.id.clone(), written);
            }
            Err(why) => wrong.push((ask.id.clone(), why)),
        }
    }
    if wrong.is_empty() { Ok(said) } else { Err(wrong) }
}

fn as_written(kind: AskKind, text: &str) -> Result<String, NotAnswered> {
    match kind {
        AskKind::Text | AskKind::LongText => Ok(text.replace("\r\n", "\n")),
        AskKind::Date => text.parse().map(danish_date).map_err(|_| NotAnswered::NotADay),
        AskKind::Time => {
            // People write 9.30 as well as 09.30, and the letter itself says "kl.".
            let typed = text.trim().trim_start_matches("kl.").trim().replace('.', ":");
            let two_figures = if typed.find(':') == Some(1) { format!("0{typed}") } else { typed };
            let time: Time = two_figures.parse().map_err(|_| NotAnswered::NotATime)?;
            Ok(format!("{}.{:02}", time.hour(), time.minute()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(id: &str, kind: AskKind) -> Ask {
        let (title, sample) = (id.to_string(), String::new());
        Ask { id: id.to_string(), title, kind, help: None, sample, optional: id == "punkter" }
    }

    #[test]
    fn what_is_typed_becomes_what_the_letter_writes() {
        let asks = [ask("dag", AskKind::Date), ask("tid", AskKind::Time), ask("punkter", AskKind::LongText)];
        let typed = |time: &str| BTreeMap::from([("dag".into(), "2026-04-14".into()), ("tid".into(), time.into())]);
        let wrong = answers(&asks, &typed("halv ti"));
        assert_eq!(wrong, Err(vec![("tid".into(), NotAnswered::NotATime)]));
        for time in ["9.30", "09.30", "kl. 9:30"] {
            let said = answers(&asks, &typed(time)).unwrap();
            assert_eq!(said.get("tid").map(String::as_str), Some("9.30"), "the letter says \"kl.\" itself");
        }
        let said = answers(&asks, &typed("09.30")).unwrap();
        assert_eq!(said.get("dag").map(String::as_str), Some("tirsdag den 14. april 2026"));
        assert_eq!(said.get("punkter").map(String::as_str), Some(""));
    }

    #[test]
    fn every_field_that_is_missing_is_named_at_once() {
        let asks = [ask("dag", AskKind::Date), ask("sted", AskKind::Text)];
        let typed = BTreeMap::from([("dag".into(), "i morgen".into())]);
        let wrong = [("dag".to_string(), NotAnswered::NotADay), ("sted".to_string(), NotAnswered::Empty)];
        assert_eq!(answers(&asks, &typed), Err(wrong.to_vec()));
    }
}
