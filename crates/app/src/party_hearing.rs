//! Hearing the parties (partshøring) before a decision against them.

use crate::act::Act;
use crate::letter::{self, About};
use crate::{Actor, App, Outcome, Reason, Refused, Resource, progress};
use domain::access::Permit;
use domain::assessment::Finding;
use domain::case::CaseFile;
use domain::deadline::{self, Direction, Roll};
use domain::ids::{CaseId, FindingId, LetterId, PartyHearingId, PersonId};
use domain::letter::{Addressee, Occasion};
use domain::party_hearing::{self, HearingState, NotSent, PartyHearing};
use domain::setting::Value;
use domain::words;
use jiff::civil::Date;

/// The setting with the length of the period a hearing letter proposes.
const PERIOD: &str = "partshoeringsfrist";

/// The reply date a page proposes, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The last day to answer.
    pub answer_by: Date,
    /// The setting's value as written ("14 dage"); `None` when it is not set and the shortest period is proposed.
    pub length: Option<String>,
    /// The setting waits for a person to confirm it.
    pub to_be_confirmed: bool,
    /// The earliest date that can be chosen.
    pub earliest: Date,
}

/// The reply date proposed today: the municipality's own period, never shorter than we accept (D22), and moved past
/// days off, since the party must be able to ring us on the last day.
pub fn proposed(app: &App, today: Date) -> Proposed {
    let calendar = &app.content.calendar;
    let earliest = today.saturating_add(jiff::Span::new().days(party_hearing::SHORTEST_DAYS));
    let setting = app.content.setting_on(PERIOD, today);
    let counted = setting.and_then(|dated| match &dated.value {
        Value::Span(span) => Some(deadline::count(span, today, Direction::Forward, deadline::Actor::Citizen, calendar)),
        _ => None,
    });
    let answer_by = counted.map_or(earliest, |counted| deadline::roll(counted, Roll::Next, calendar).due);
    Proposed {
        answer_by: answer_by.max(earliest),
        length: setting.map(|dated| dated.text.clone()),
        to_be_confirmed: setting.is_some_and(|dated| dated.to_be_confirmed),
        earliest,
    }
}

/// Makes a hearing letter for each party about these facts; each is read through and sent by itself.
pub async fn prepare(
    app: &App,
    actor: &Actor,
    case: CaseId,
    findings: Vec<FindingId>,
    answer_by: Date,
) -> Outcome<Vec<LetterId>> {
    let mut act = app.act(actor, "hearing_prepared").await?;
    let (permit, file) = act.open_case(case).await?;
    let today = act.today();
    party_hearing::may_send(&chosen(&file, &findings), answer_by, today).map_err(Reason::Hearing)?;
    let parties: Vec<PersonId> = file.parties_on(today).iter().map(|person| person.id).collect();
    if parties.is_empty() {
        return Err(Reason::NoRecipient.into());
    }
    let mut letters = Vec::new();
    for party in parties {
        let about = About::Hearing { party: party.0, findings: findings.iter().map(|f| f.0).collect(), answer_by };
        let addressee = Addressee::Person(party);
        letters.push(letter::draft(&mut act, &permit, &file, Occasion::PartyHearing, addressee, about).await?);
    }
    let first = letters.first().copied().ok_or(Reason::NoRecipient)?;
    act.commit(Resource::Letter(case, first)).await?;
    Ok(letters)
}

/// The letter goes out: the party's period begins.
pub(crate) async fn sent(
    act: &mut Act<'_>,
    permit: &Permit,
    file: &mut CaseFile,
    letter: LetterId,
    party: PersonId,
    findings: Vec<FindingId>,
    answer_by: Date,
) -> Outcome<()> {
    let today = act.today();
    let heard = chosen(file, &findings);
    party_hearing::may_send(&heard, answer_by, today).map_err(Reason::Hearing)?;
    // A party is heard about a fact as it stands: changed or taken out since the letter was made, it was not heard about.
    let text = act.tx.letter(permit, letter).await?.text;
    if heard.len() != findings.len() || !heard.iter().all(|finding| says(&text, &finding.text)) {
        return Err(Reason::Hearing(NotSent::FactsDiffer).into());
    }
    if !file.parties_on(today).iter().any(|person| person.id == party) {
        return Err(Reason::Hearing(NotSent::NotAParty).into());
    }
    let hearing = PartyHearing {
        id: PartyHearingId(act.id()),
        party,
        findings,
        letter: Some(letter),
        sent_on: today,
        answer_by,
        state: HearingState::Sent,
    };
    act.tx.insert_hearing(permit, file.case.id, &hearing).await?;
    file.hearings.push(hearing);
    Ok(())
}

/// Registers what the party said. A late answer still counts, as long as no decision has been sent.
pub async fn answer(
    app: &App,
    actor: &Actor,
    case: CaseId,
    hearing: PartyHearingId,
    on: Date,
    answer: &str,
) -> Outcome<()> {
    let mut act = app.act(actor, "hearing_answered").await?;
    let (permit, mut file) = act.open_case(case).await?;
    if act.today() < on {
        return Err(Reason::Step(crate::StepRefused::InTheFuture).into());
    }
    let known = file.hearings.iter_mut().find(|known| known.id == hearing).ok_or(Refused::NotFound)?;
    if matches!(known.state, HearingState::Answered { .. }) {
        return Err(Reason::HearingOpen(party_hearing::NotClosed::Answered).into());
    }
    let text = if answer.trim().is_empty() { "Ingen bemærkninger." } else { answer.trim() };
    *known = known.clone().answered(on, text.to_string());
    let after = known.state.clone();
    act.tx.set_hearing_state(&permit, hearing, &after).await?;
    // Whoever approved had not read the answer: the decision goes back to be written on.
    if crate::assessment::is_decided_on(&file) {
        crate::decision::reopen(&mut act, &permit, &mut file).await?;
    }
    close(&mut act, &permit, &mut file, "besvaret").await?;
    act.journal(&permit, case, text).await?;
    act.commit(Resource::Case(case)).await
}

/// Notes that the period ran out in silence; refused until the day after its last day.
pub async fn lapse(app: &App, actor: &Actor, case: CaseId, hearing: PartyHearingId) -> Outcome<()> {
    let mut act = app.act(actor, "hearing_lapsed").await?;
    let (permit, mut file) = act.open_case(case).await?;
    let today = act.today();
    let known = file.hearings.iter_mut().find(|known| known.id == hearing).ok_or(Refused::NotFound)?;
    *known = known.clone().lapsed(today).map_err(Reason::HearingOpen)?;
    let after = known.state.clone();
    act.tx.set_hearing_state(&permit, hearing, &after).await?;
    close(&mut act, &permit, &mut file, "udloebet").await?;
    act.journal(&permit, case, "").await?;
    act.commit(Resource::Case(case)).await
}

/// Notes every period of the case that has run out in silence; answers whether there was any.
pub(crate) async fn lapse_overdue(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile) -> Outcome<bool> {
    let today = act.today();
    let mut lapsed = Vec::new();
    for hearing in &mut file.hearings {
        if matches!(hearing.state, HearingState::Sent) && hearing.answer_by < today {
            *hearing = hearing.clone().lapsed(today).map_err(Reason::HearingOpen)?;
            lapsed.push((hearing.id, hearing.state.clone()));
        }
    }
    for (id, state) in &lapsed {
        act.tx.set_hearing_state(permit, *id, state).await?;
        act.journal_as(permit, file.case.id, "hearing_lapsed", "").await?;
    }
    if !lapsed.is_empty() {
        close(act, permit, file, "udloebet").await?;
    }
    Ok(!lapsed.is_empty())
}

/// The step is done when every hearing is answered or over; an answer from anybody counts as answered.
async fn close(act: &mut Act<'_>, permit: &Permit, file: &mut CaseFile, outcome: &str) -> Outcome<()> {
    let settled = |hearing: &PartyHearing| !matches!(hearing.state, HearingState::Sent);
    if !file.hearings.iter().all(settled) {
        return Ok(());
    }
    let answered = file.hearings.iter().any(|h| matches!(h.state, HearingState::Answered { .. }));
    let outcome = if answered { "besvaret" } else { outcome };
    progress::report(act, permit, file, words::Act::PartyHearing, progress::outcome(outcome)).await
}

fn chosen<'a>(file: &'a CaseFile, ids: &[FindingId]) -> Vec<&'a Finding> {
    file.findings.iter().filter(|finding| ids.contains(&finding.id)).collect()
}

/// Whether a letter's text says a fact word for word, whatever its lines and signs.
fn says(letter: &str, fact: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    words(letter).contains(&words(fact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_said_by_a_letter_that_breaks_its_lines_and_by_none_that_words_it_otherwise() {
        let letter = "## Det drejer sig om\n- Emil går i klub\n  på \\*samme\\* vilkår (Tovby Skole)\n";
        assert!(says(letter, "Emil går i klub på *samme* vilkår"));
        assert!(!says(letter, "Emil går ikke i klub på samme vilkår"));
    }
}
