//! The network card (netværkskort): who stands around the citizen, sector by sector, read from the card's form.
//!
//! The card is a form and nothing beside it: its versions are its history, and each change gives the answers of the next
//! version. The columns of its rows are named here because the map reads them; that a card has them is checked when
//! content is loaded ([`lacks`]). Source: 001_487a85bffd6471ac.txt, the template "Netværkskort".

use crate::consent::Consent;
use crate::ids::ConsentId;
use crate::progress::Answer;
use crate::questionnaire::{AnswerRow, Answers, Field, FieldKind, NO, Questionnaire, Section, YES};
use jiff::civil::Date;

/// Column: the name.
pub const NAME: &str = "navn";
/// Column: what somebody is to the citizen.
pub const ROLE: &str = "hvem";
/// Column of interpreters: the language, which is what they are to the citizen.
pub const LANGUAGE: &str = "sprog";
/// Column: workplace.
pub const WORKPLACE: &str = "sted";
/// Column: telephone.
pub const PHONE: &str = "telefon";
/// Column: whether the citizen has contact.
pub const IN_TOUCH: &str = "kontakt";
/// Column: whether the citizen says that we may talk with them.
pub const SAYS_YES: &str = "samtykke";
/// Column: the day somebody last looked at the row together with the citizen.
pub const CONFIRMED: &str = "bekraeftet";
/// The sector of family, friends and neighbours.
pub const PRIVATE: &str = "private";

/// Where on the card a contact stands: the sector's id and its place among the rows, from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Sector.
    pub sector: String,
    /// Row.
    pub row: usize,
}

/// Somebody around the citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Where on the card.
    pub place: Place,
    /// The sector's title ("3. Beskæftigelse").
    pub sector_title: String,
    /// Name.
    pub name: String,
    /// What they are to the citizen ("egen læge"); may be empty.
    pub role: String,
    /// Workplace; may be empty.
    pub workplace: String,
    /// Telephone; may be empty, and is for readers who may see what concerns others ([`leave_out_private_phones`]).
    pub phone: String,
    /// Whether the citizen has contact with them.
    pub in_touch: Answer,
    /// Whether the citizen says on the card that we may talk with them. Not a consent.
    pub says_yes: Answer,
    /// The day the row was last confirmed.
    pub confirmed_on: Option<Date>,
}

/// What lies between us and talking with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A consent is in force, until a day.
    InForce(ConsentId, Date),
    /// The citizen says yes on the card, and no consent is registered: it must be before we ask.
    OnlySaid,
    /// There was a consent; it has run out or been withdrawn.
    Over(ConsentId),
    /// The citizen says no.
    No,
    /// Nobody has asked.
    NotAsked,
}

/// A sector and those in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sector {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A line of help; may be empty.
    pub help: String,
    /// Those in it, in the order of the card.
    pub contacts: Vec<Contact>,
}

/// A change of the card. Each gives a new version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody new.
    Add {
        /// Where.
        sector: String,
        /// Their row.
        row: AnswerRow,
    },
    /// Other answers about somebody.
    Edit {
        /// Whom.
        at: Place,
        /// Their row.
        row: AnswerRow,
    },
    /// Somebody is taken off the card; earlier versions keep them.
    Remove(Place),
    /// A row was looked at with the citizen and still holds.
    Confirm(Place),
    /// All rows were, at a meeting.
    ConfirmAll,
}

/// Why the card is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// The sector or the row is not on the card.
    NotThere,
    /// Nobody stands on the card.
    Empty,
}

/// What a form lacks to be a network card: columns that the map reads. Empty when it is one.
pub fn lacks(form: &Questionnaire) -> Vec<(String, &'static str)> {
    let asks = |section: &Section, column: &str| section.fields.iter().any(|field| field.id == column);
    let mut lacking = Vec::new();
    for section in sectors_of(form) {
        for column in [NAME, CONFIRMED] {
            if !asks(section, column) {
                lacking.push((section.id.clone(), column));
            }
        }
    }
    if !sectors_of(form).any(|section| section.id == PRIVATE) {
        lacking.push((PRIVATE.to_string(), NAME));
    }
    lacking
}

fn sectors_of(form: &Questionnaire) -> impl Iterator<Item = &Section> {
    form.sections.iter().filter(|section| section.rows)
}

/// The sectors of a card with everybody on it.
pub fn sectors(form: &Questionnaire, answers: &Answers) -> Vec<Sector> {
    let sector = |section: &Section| {
        let rows = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
        Sector {
            id: section.id.clone(),
            title: section.title.clone(),
            help: section.help.clone().unwrap_or_default(),
            contacts: rows.iter().enumerate().map(|(nr, row)| contact(section, nr, row)).collect(),
        }
    };
    sectors_of(form).map(sector).collect()
}

fn contact(section: &Section, nr: usize, row: &AnswerRow) -> Contact {
    let text = |column: &str| row.get(column).map(|text| text.trim().to_string()).unwrap_or_default();
    let told = |column: &str| match row.get(column).map(|text| text.trim()) {
        Some(YES) => Answer::Yes,
        Some(NO) => Answer::No,
        _ => Answer::Unknown,
    };
    let (role, language) = (text(ROLE), text(LANGUAGE));
    Contact {
        place: Place { sector: section.id.clone(), row: nr },
        sector_title: section.title.clone(),
        name: text(NAME),
        role: if role.is_empty() { language } else { role },
        workplace: text(WORKPLACE),
        phone: text(PHONE),
        in_touch: told(IN_TOUCH),
        says_yes: told(SAYS_YES),
        confirmed_on: text(CONFIRMED).parse().ok(),
    }
}

impl Contact {
    /// A private person and not somebody at work: their telephone is about them alone.
    pub fn is_private(&self) -> bool {
        self.place.sector == PRIVATE
    }

    /// What to call them: the name, else what they are.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.role } else { &self.name }
    }

    /// Whether it is time to look at the row again: it was never confirmed, or the day it holds until has passed.
    /// `holds_until` counts from the day it was confirmed, by the municipality's setting.
    pub fn needs_confirming(&self, today: Date, holds_until: impl Fn(Date) -> Date) -> bool {
        self.confirmed_on.is_none_or(|day| holds_until(day) < today)
    }

    /// Whether a consent names this contact: the person, or the place when they are at work there.
    pub fn is_named_by(&self, consent: &Consent) -> bool {
        [&self.name, &self.workplace].into_iter().any(|who| !who.is_empty() && consent.names(who))
    }

    /// Where we stand with talking to them. Of several consents one in force counts, and the longest of those.
    pub fn standing(&self, consents: &[Consent], today: Date) -> Standing {
        let named: Vec<&Consent> = consents.iter().filter(|consent| self.is_named_by(consent)).collect();
        let in_force = named.iter().filter(|consent| consent.holds_on(today)).max_by_key(|consent| consent.until);
        match (in_force, self.says_yes, named.iter().max_by_key(|consent| consent.given_on)) {
            (Some(consent), ..) => Standing::InForce(consent.id, consent.until),
            (None, Answer::No, _) => Standing::No,
            (None, _, Some(over)) => Standing::Over(over.id),
            (None, Answer::Yes, None) => Standing::OnlySaid,
            (None, Answer::Unknown, None) => Standing::NotAsked,
        }
    }
}

/// The answers of the card's next version. A row that is added or edited is confirmed that day unless it says another.
///
/// # Errors
/// [`NotChanged`]; nothing is changed then.
pub fn changed(form: &Questionnaire, answers: &Answers, change: Change, today: Date) -> Result<Answers, NotChanged> {
    let mut next = answers.clone();
    let known = |sector: &str| sectors_of(form).any(|section| section.id == sector);
    match change {
        Change::Add { sector, row } => {
            if !known(&sector) {
                return Err(NotChanged::NotThere);
            }
            next.rows.entry(sector).or_default().push(confirmed_unless_said(row, today));
        }
        Change::Edit { at, row } => {
            let old = row_of(&mut next, &at)?;
            // Columns the page did not show keep what they said.
            let kept = old.iter().filter(|(column, _)| !row.contains_key(*column));
            let kept: AnswerRow = kept.map(|(column, text)| (column.clone(), text.clone())).collect();
            *old = confirmed_unless_said(row.into_iter().chain(kept).collect(), today);
        }
        Change::Remove(at) => {
            row_of(&mut next, &at)?;
            if let Some(rows) = next.rows.get_mut(&at.sector) {
                rows.remove(at.row);
            }
        }
        Change::Confirm(at) => {
            row_of(&mut next, &at)?.insert(CONFIRMED.to_string(), today.to_string());
        }
        Change::ConfirmAll => {
            let mut rows = next.rows.values_mut().flatten().peekable();
            if rows.peek().is_none() {
                return Err(NotChanged::Empty);
            }
            rows.for_each(|row| {
                row.insert(CONFIRMED.to_string(), today.to_string());
            });
        }
    }
    Ok(next)
}

fn row_of<'a>(answers: &'a mut Answers, at: &Place) -> Result<&'a mut AnswerRow, NotChanged> {
    answers.rows.get_mut(&at.sector).and_then(|rows| rows.get_mut(at.row)).ok_or(NotChanged::NotThere)
}

fn confirmed_unless_said(mut row: AnswerRow, today: Date) -> AnswerRow {
    row.retain(|_, text| !text.trim().is_empty());
    row.entry(CONFIRMED.to_string()).or_insert_with(|| today.to_string());
    row
}

/// Takes private people's telephone numbers out of a card, for a reader who may not see what concerns others.
pub fn leave_out_private_phones(answers: &mut Answers) {
    for row in answers.rows.get_mut(PRIVATE).into_iter().flatten() {
        row.remove(PHONE);
    }
}

/// The columns of a sector, in order; none for a sector that is not on the card.
pub fn columns<'a>(form: &'a Questionnaire, sector: &str) -> Option<&'a [Field]> {
    sectors_of(form).find(|section| section.id == sector).map(|section| section.fields.as_slice())
}

/// The plain day fields that say when the card was last worked on: those filled from the day itself.
pub fn dates_of_the_card(form: &Questionnaire) -> impl Iterator<Item = &Field> {
    let plain = form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields);
    plain.filter(|field| field.kind == FieldKind::Date && field.fetch.as_deref() == Some(crate::questionnaire::TODAY))
}

#[cfg(test)]
mod tests;
