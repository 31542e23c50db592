//! A letter made from the case: which template, the words, a draft.

use super::{About, Snapshot, channel};
use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::Permit;
use domain::case::CaseFile;
use domain::ids::{CaseId, LetterId};
use domain::letter::{Addressee, IssuedLetter, Letter, LetterState, Occasion};
use domain::procedure::Condition;
use domain::progress::Answer;
use jiff::civil::Date;

/// Letters one may make by hand from the case page, with what they need.
pub enum Make {
    /// The receipt (T-L01).
    Receipt,
    /// The limit will not be met (T-L03).
    Delay {
        /// Why.
        reason: String,
        /// The new date.
        new_date: Date,
    },
}

/// Makes a receipt or a letter of delay to the applicant.
pub async fn make(app: &App, actor: &Actor, case: CaseId, make: Make) -> Outcome<LetterId> {
    let mut act = app.act(actor, "letter_made").await?;
    let (permit, file) = act.open_case(case).await?;
    let (occasion, about) = match make {
        Make::Receipt => (Occasion::Receipt, About::Case),
        Make::Delay { reason, new_date } => {
            if reason.trim().is_empty() {
                return Err(Reason::ReasonMissing.into());
            }
            if new_date <= act.today() {
                return Err(Reason::NewDateNotAhead.into());
            }
            (Occasion::Delay, About::Delay { reason: reason.trim().to_string(), new_date })
        }
    };
    let applicant = file.applicant_on(act.today()).ok_or(Reason::NoRecipient)?.id;
    let id = draft(&mut act, &permit, &file, occasion, Addressee::Person(applicant), about).await?;
    act.commit(Resource::Letter(case, id)).await?;
    Ok(id)
}

/// The letter of an occasion: the benefit names its decision letters, all others are found by occasion and condition.
pub(crate) fn template<'a>(app: &'a App, file: &CaseFile, occasion: Occasion, today: Date) -> Outcome<&'a Letter> {
    let benefit = progress::benefit_of(app, file)?;
    let converts = |conversion: &domain::benefit::Conversion| {
        let old = file.open_decision().and_then(|open| open.draft.grant);
        file.grants.iter().any(|grant| Some(grant.id) == old && grant.benefit == conversion.of)
    };
    let named = match occasion {
        Occasion::Grant if benefit.conversion.as_ref().is_some_and(converts) => {
            benefit.letters.conversion.as_ref().or(Some(&benefit.letters.grant))
        }
        Occasion::Grant => Some(&benefit.letters.grant),
        Occasion::PartialGrant => Some(&benefit.letters.partial),
        Occasion::Refusal => Some(&benefit.letters.refusal),
        Occasion::Reduction => benefit.letters.change.as_ref(),
        Occasion::Ending => benefit.letters.ending.as_ref(),
        Occasion::Notice => benefit.letters.notice.as_ref(),
        _ => None,
    };
    let found = match named {
        Some(id) => app.content.letter(id, today),
        None => by_occasion(app, file, occasion, today),
    };
    found.ok_or_else(|| Refused::Broken(anyhow::anyhow!("no letter for {occasion:?} in content")))
}

/// Of the letters for an occasion whose conditions all hold, the one with most conditions.
fn by_occasion<'a>(app: &'a App, file: &CaseFile, occasion: Occasion, today: Date) -> Option<&'a Letter> {
    let facts = file.facts(today, Answer::Yes);
    let holds = |condition: &Condition| match condition {
        Condition::Fact(fact) => facts.get(fact) == Some(&Answer::Yes),
        Condition::Not(inner) => matches!(&**inner, Condition::Fact(fact) if facts.get(fact) == Some(&Answer::No)),
        _ => false,
    };
    app.content
        .letters
        .all_on(today)
        // A sibling for children (`id.barn`) is chosen by who reads it, never for the case as such.
        .filter(|letter| !letter.id.contains('.'))
        .filter(|letter| letter.occasion == occasion && letter.when.iter().all(holds))
        .max_by_key(|letter| letter.when.len())
}

/// Whether nothing that is known of the case speaks against these conditions of a letter or a procedure.
pub(crate) fn speaks_not_against(conditions: &[Condition], file: &CaseFile, today: Date) -> bool {
    let facts = file.facts(today, Answer::Yes);
    conditions.iter().all(|condition| match condition {
        Condition::Fact(fact) => facts.get(fact) != Some(&Answer::No),
        Condition::Not(inner) => !matches!(&**inner, Condition::Fact(fact) if facts.get(fact) == Some(&Answer::Yes)),
        Condition::Turned(years) => *years <= file.citizen.age_on(today),
        Condition::Under(years) => file.citizen.age_on(today) < *years,
        _ => true,
    })
}

/// Fills a letter from the case and keeps it as a draft.
pub(crate) async fn draft(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    occasion: Occasion,
    addressee: Addressee,
    about: About,
) -> Outcome<LetterId> {
    let letter = issue(act, file, occasion, addressee, about).await?;
    act.tx.insert_letter(permit, &letter).await?;
    act.journal_as(permit, file.case.id, "letter_made", &letter.title).await?;
    Ok(letter.id)
}

/// A letter filled from the case, not yet kept.
pub(crate) async fn issue(
    act: &mut Act<'_>,
    file: &CaseFile,
    occasion: Occasion,
    addressee: Addressee,
    about: About,
) -> Outcome<IssuedLetter> {
    let template = template(act.app, file, occasion, act.today())?;
    issue_as(act, file, template, addressee, about).await
}

/// A letter of a template filled from the case, not yet kept. A child who is a party reads the letter's sibling for
/// children, when it has one.
pub(crate) async fn issue_as(
    act: &mut Act<'_>,
    file: &CaseFile,
    template: &Letter,
    addressee: Addressee,
    about: About,
) -> Outcome<IssuedLetter> {
    let today = act.today();
    let reads_as_child =
        matches!(addressee, Addressee::Person(id) if id == file.citizen.id && file.citizen.is_child_on(today));
    let sibling = reads_as_child.then(|| act.app.content.letter(&format!("{}.barn", template.id), today)).flatten();
    let template = sibling.unwrap_or(template);
    let occasion = template.occasion;
    let caseworker = act.tx.staff(file.case.responsible).await?.ok_or(Refused::NotFound)?;
    let words = crate::letter_words::words(act.app, file, &caseworker, &addressee, &about, today)?;
    let filled = fill(act.app, &template.for_benefit(progress::benefit_of(act.app, file)?), &words)?;
    let snapshot = Snapshot { about, words: words.around(template).to_json() };
    Ok(IssuedLetter {
        id: LetterId(act.id()),
        case: file.case.id,
        template: template.id.clone(),
        template_version: template.valid_from,
        occasion,
        channel: channel(file, &addressee),
        addressee,
        title: template.title.clone(),
        text: filled,
        state: LetterState::Drafted,
        document: None,
        snapshot: serde_json::to_string(&snapshot).map_err(anyhow::Error::from)?,
        made_at: act.tx.now(),
        by: act.actor.id(),
        queued_on: None,
        sent_at: None,
        version: 1,
    })
}

pub(crate) fn fill(app: &App, template: &Letter, words: &letters::Words) -> Outcome<String> {
    match letters::fill(template, &app.content.blocks, words) {
        Ok(filled) => Ok(filled.text),
        Err(error) => Err(Reason::LetterWord(error.to_string()).into()),
    }
}
