//! Party hearing (partshøring): the citizen comments on facts they do not know and that weigh against them, before the
//! decision is made (forvaltningsloven § 19).

use crate::assessment::Finding;
use crate::ids::{FindingId, LetterId, PartyHearingId, PersonId};
use jiff::civil::Date;

/// A hearing of one party about some facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyHearing {
    /// Its id.
    pub id: PartyHearingId,
    /// Who is heard.
    pub party: PersonId,
    /// About which facts.
    pub findings: Vec<FindingId>,
    /// The letter.
    pub letter: Option<LetterId>,
    /// The day it was sent.
    pub sent_on: Date,
    /// The last day of the period; it still belongs to the citizen.
    pub answer_by: Date,
    /// How far it is.
    pub state: HearingState,
}

/// How far a hearing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HearingState {
    /// Sent; waiting.
    Sent,
    /// Answered.
    Answered {
        /// The day.
        on: Date,
        /// What the party said; empty answers are written as "ingen bemærkninger".
        answer: String,
    },
    /// The period ran out in silence.
    Lapsed {
        /// The day it was noted.
        on: Date,
    },
}

/// Why a hearing is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// There is nothing the party must be heard about.
    NothingToHear,
    /// The reply date gives less than seven days (our minimum; D22).
    TooShort {
        /// The earliest date that can be chosen.
        earliest: Date,
    },
    /// The party is no longer a party.
    NotAParty,
    /// The letter does not say the facts as they now stand in the assessment.
    FactsDiffer,
}

/// Shortest period we give, in days; D22 in `deadlines.md`, a design choice.
pub const SHORTEST_DAYS: i32 = 7;

/// Whether a hearing may be sent today with this reply date.
pub fn may_send(findings: &[&Finding], answer_by: Date, today: Date) -> Result<(), NotSent> {
    if findings.is_empty() {
        return Err(NotSent::NothingToHear);
    }
    let earliest = today.saturating_add(jiff::Span::new().days(SHORTEST_DAYS));
    if answer_by < earliest {
        return Err(NotSent::TooShort { earliest });
    }
    Ok(())
}

/// Why a lapse or an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotClosed {
    /// The last day is not over: it still belongs to the citizen.
    StillRunning {
        /// The last day.
        until: Date,
    },
    /// It has been answered already.
    Answered,
}

impl PartyHearing {
    /// A late answer still counts, as long as no decision has been sent.
    pub fn answered(mut self, on: Date, answer: String) -> PartyHearing {
        if !matches!(self.state, HearingState::Answered { .. }) {
            self.state = HearingState::Answered { on, answer };
        }
        self
    }

    /// The period ran out. Only after the last day, never on it.
    pub fn lapsed(mut self, today: Date) -> Result<PartyHearing, NotClosed> {
        match self.state {
            HearingState::Answered { .. } => Err(NotClosed::Answered),
            _ if today <= self.answer_by => Err(NotClosed::StillRunning { until: self.answer_by }),
            _ => {
                self.state = HearingState::Lapsed { on: today };
                Ok(self)
            }
        }
    }

    /// Answered, or the period is over (a decision may be made the day after the last day, noted or not).
    pub fn is_settled_on(&self, today: Date) -> bool {
        match self.state {
            HearingState::Answered { .. } | HearingState::Lapsed { .. } => true,
            HearingState::Sent => self.answer_by < today,
        }
    }
}
