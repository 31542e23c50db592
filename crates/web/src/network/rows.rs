//! The rows of the card as the page and the map show them.

use super::map::{Dot, Mark, Panel};
use crate::form::Errors;
use crate::questionnaire::asked::{self, Question};
use crate::wording::danish;
use app::network::{Known, NetworkView};
use domain::ids::CaseId;
use domain::network::{self, Standing};
use domain::progress::Answer;
use domain::questionnaire::{AnswerRow, Questionnaire};

/// Before the names of a row's fields, which are content's.
pub(super) const PREFIX: &str = "k";

/// The name of a column's field on the page.
pub(super) fn name_of(column: &str) -> String {
    format!("{PREFIX}-{column}")
}

/// A row being written.
#[derive(Default)]
pub(super) struct Writing {
    pub sector: String,
    /// Its place; none for somebody new.
    pub row: Option<usize>,
    pub answers: AnswerRow,
    /// The name it had when the page was opened.
    pub was: String,
}

/// A sector with its rows.
pub(super) struct Rows {
    pub id: String,
    pub title: String,
    pub help: String,
    pub rows: Vec<Row>,
    /// The fields of somebody new, when one is being written here.
    pub adding: Option<Vec<Question>>,
}

impl Rows {
    /// Somebody stands in it, or is being written.
    pub fn is_open(&self) -> bool {
        !self.rows.is_empty() || self.adding.is_some()
    }
}

/// A contact in the table.
pub(super) struct Row {
    /// "private-0".
    pub place: String,
    pub name: String,
    pub role: String,
    pub workplace: String,
    pub phone: String,
    /// The number as a telephone dials it; empty when there is none.
    pub dial: String,
    pub in_touch: &'static str,
    pub standing: String,
    /// Where a consent is registered, when one is wanted.
    pub register: Option<String>,
    pub confirmed: String,
    pub needs_confirming: bool,
    /// Its fields, when it is being written.
    pub editing: Option<Vec<Question>>,
    pub was: String,
}

/// The sectors with their rows.
pub(super) fn of(network: &NetworkView<'_>, writing: Option<&Writing>, errors: &Errors) -> Vec<Rows> {
    let case = network.view.file.case.id;
    let sector = |sector: &app::network::SectorView| {
        let here = writing.filter(|writing| writing.sector == sector.id);
        let adding = here.filter(|writing| writing.row.is_none());
        let row = |known: &Known| {
            let editing = here.filter(|writing| writing.row == Some(known.contact.place.row));
            row(case, known, editing.map(|writing| fields(network, writing, errors)))
        };
        Rows {
            id: sector.id.clone(),
            title: sector.title.clone(),
            help: sector.help.clone(),
            rows: sector.known.iter().map(row).collect(),
            adding: adding.map(|writing| fields(network, writing, errors)),
        }
    };
    network.sectors.iter().map(sector).collect()
}

/// The fields of a row; a private person's telephone is not asked for by who may not see it.
fn fields(network: &NetworkView<'_>, writing: &Writing, errors: &Errors) -> Vec<Question> {
    let columns = network::columns(network.form, &writing.sector).unwrap_or_default();
    let hidden = |column: &str| {
        network.phones_left_out
            && writing.row.is_some()
            && writing.sector == network::PRIVATE
            && column == network::PHONE
    };
    let shown = columns.iter().filter(|column| !hidden(&column.id));
    shown.map(|column| asked::cell(column, &name_of(&column.id), writing.answers.get(&column.id), errors)).collect()
}

fn row(case: CaseId, known: &Known, editing: Option<Vec<Question>>) -> Row {
    let contact = &known.contact;
    let place = format!("{}-{}", contact.place.sector, contact.place.row);
    let wanted = matches!(known.standing, Standing::OnlySaid | Standing::Over(_)) && contact.says_yes == Answer::Yes;
    Row {
        name: contact.called().to_string(),
        role: if contact.name.is_empty() { String::new() } else { contact.role.clone() },
        workplace: contact.workplace.clone(),
        dial: contact.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        phone: contact.phone.clone(),
        in_touch: match contact.in_touch {
            Answer::Yes => "Har kontakt",
            Answer::No => "Har ikke kontakt",
            Answer::Unknown => "Ikke spurgt",
        },
        standing: first_upper(&standing(known)),
        register: wanted.then(|| format!("/sager/{case}/oplysninger?kontakt={place}")),
        confirmed: match contact.confirmed_on {
            Some(day) => danish::date_plain(day),
            None => "Aldrig".to_string(),
        },
        needs_confirming: known.needs_confirming,
        editing,
        was: contact.name.clone(),
        place,
    }
}

/// Where we stand with talking to them, in words.
fn standing(known: &Known) -> String {
    match known.standing {
        Standing::InForce(_, until) => format!("samtykke til og med {}", danish::date_plain(until)),
        Standing::OnlySaid => "sagt ja, men intet samtykke registreret".into(),
        Standing::Over(_) => "samtykket gælder ikke længere".into(),
        Standing::No => "har sagt nej til, at vi taler med dem".into(),
        Standing::NotAsked => "ikke spurgt om samtykke".into(),
    }
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The sectors as the map draws them.
pub(super) fn panels(network: &NetworkView<'_>) -> Vec<Panel> {
    let dot = |known: &Known| {
        let contact = &known.contact;
        let role = if contact.name.is_empty() { "" } else { contact.role.as_str() };
        let lines = [role, &contact.workplace, &contact.phone].into_iter().filter(|line| !line.is_empty());
        Dot {
            name: contact.called().to_string(),
            lines: lines.map(ToString::to_string).collect(),
            in_touch: contact.in_touch,
            mark: match known.standing {
                Standing::InForce(..) => Mark::Consent,
                Standing::OnlySaid => Mark::OnlySaid,
                Standing::No | Standing::Over(_) => Mark::No,
                Standing::NotAsked => Mark::NotAsked,
            },
            said: standing(known),
        }
    };
    let panel = |sector: &app::network::SectorView| Panel {
        title: sector.title.clone(),
        dots: sector.known.iter().map(dot).collect(),
    };
    network.sectors.iter().map(panel).collect()
}

/// A row in one line, for the reader who must compare.
pub(super) fn in_a_line(form: &Questionnaire, sector: &str, row: &AnswerRow) -> String {
    let columns = network::columns(form, sector).unwrap_or_default();
    let told = columns.iter().filter_map(|column| {
        let said = asked::answer(column, row.get(&column.id).map(std::slice::from_ref));
        (!said.is_empty()).then(|| format!("{} {said}", column.title))
    });
    told.collect::<Vec<_>>().join("\n")
}
