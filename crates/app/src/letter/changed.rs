//! A draft changed by hand, or thrown away.

use crate::act::Act;
use crate::{Actor, App, Outcome, Reason, Resource};
use domain::access::{Action, Permit};
use domain::case::CaseFile;
use domain::ids::{CaseId, LetterId};
use domain::letter::{IssuedLetter, LetterState, Occasion};

/// Saves the text as changed by hand, whole. An emptied part is kept as a draft too, so that nothing typed is lost; the
/// page says what is missing, and sending is refused.
pub async fn change(app: &App, actor: &Actor, case: CaseId, id: LetterId, version: i64, text: &str) -> Outcome<()> {
    let mut act = app.act(actor, "letter_changed").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    keep(&mut act, &permit, letter, text.replace("\r\n", "\n")).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// The same, section by section as the letter's page shows them: the marks between them cannot be taken out.
pub async fn change_sections(
    app: &App,
    actor: &Actor,
    case: CaseId,
    id: LetterId,
    version: i64,
    texts: &[String],
) -> Outcome<()> {
    let mut act = app.act(actor, "letter_changed").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    let text = with_sections(&letter.text, texts)?;
    keep(&mut act, &permit, letter, text).await?;
    act.commit(Resource::Letter(case, id)).await
}

/// Throws a draft away that was never promised to the post: a hearing about facts that have changed, a receipt made
/// twice. The journal keeps what it was and why.
pub async fn discard(app: &App, actor: &Actor, case: CaseId, id: LetterId, version: i64, reason: &str) -> Outcome<()> {
    let mut act = app.act(actor, "letter_discarded").await?;
    let (permit, file) = act.case(case, Action::Work).await?;
    let letter = drafted(&mut act, &permit, &file, id, version).await?;
    if reason.trim().is_empty() {
        return Err(Reason::ReasonMissing.into());
    }
    act.tx.discard_letter(&permit, &letter).await?;
    act.journal(&permit, case, &format!("{}. {}", letter.title, reason.trim())).await?;
    act.commit(Resource::Case(case)).await
}

/// The letter, if it is still a draft in the version that was read, and its case is open or may still owe such a letter.
pub(super) async fn drafted(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &CaseFile,
    id: LetterId,
    version: i64,
) -> Outcome<IssuedLetter> {
    let letter = act.tx.letter(permit, id).await?;
    if file.case.closed_on.is_some() && !answers_access(&letter) {
        return Err(Reason::CaseClosed.into());
    }
    if letter.state != LetterState::Drafted {
        return Err(Reason::LetterSent.into());
    }
    if letter.version != version {
        return Err(Reason::Stale.into());
    }
    Ok(letter)
}

/// Answers somebody who asked for access to documents: they may ask long after a case was closed.
pub(crate) fn answers_access(letter: &IssuedLetter) -> bool {
    matches!(letter.occasion, Occasion::AccessDecision | Occasion::AccessDelay)
}

pub(super) async fn keep(act: &mut Act<'_>, permit: &Permit, mut letter: IssuedLetter, text: String) -> Outcome<()> {
    letter.text = text;
    act.tx.save_letter(permit, &letter).await?;
    act.journal_as(permit, letter.case, "letter_changed", &letter.title).await
}

/// The text with what was typed in each section. Another number of sections than the letter has means that it was read
/// in another version.
pub(super) fn with_sections(text: &str, typed: &[String]) -> Outcome<String> {
    let mut sections = letters::parts::sections(text);
    if sections.len() != typed.len() {
        return Err(Reason::Stale.into());
    }
    for (section, typed) in sections.iter_mut().zip(typed) {
        let typed = typed.replace("\r\n", "\n");
        if section.text.trim() != typed.trim() {
            section.text = format!("{}\n\n", typed.trim());
        }
    }
    Ok(letters::parts::join(&sections))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use crate::Refused;
    use domain::letter::Part;

    const TEXT: &str = "Kære Sofie\n\n{# del: forløb #}\n## Det sker der nu\n\nVi samler oplysninger.\n\n\
                        {# slut del #}\nHilsen\n";

    fn typed(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_nobody_changed_is_the_same_letter_though_browsers_write_lines_their_own_way() {
        let shown = typed(&["Kære Sofie", "## Det sker der nu\r\n\r\nVi samler oplysninger.\r\n", "Hilsen"]);
        assert_eq!(with_sections(TEXT, &shown).unwrap(), TEXT);
    }

    #[test]
    fn a_section_is_changed_and_the_marks_stay() {
        let changed = typed(&["Kære Sofie", "Vi ringer.", "Hilsen"]);
        let text = with_sections(TEXT, &changed).unwrap();
        assert_eq!(text, "Kære Sofie\n\n{# del: forløb #}\nVi ringer.\n\n{# slut del #}\nHilsen\n");
        let emptied = with_sections(TEXT, &typed(&["Kære Sofie", "", "Hilsen"])).unwrap();
        assert_eq!(letters::missing_parts(&emptied, [Part::Course]), [Part::Course]);
        assert_eq!(letters::parts::sections(&emptied).len(), 3, "an emptied part can be written again");
    }

    #[test]
    fn sections_of_another_version_change_nothing() {
        let refused = with_sections(TEXT, &typed(&["Kære Sofie"]));
        assert!(matches!(refused, Err(Refused::Because(Reason::Stale))));
    }
}
