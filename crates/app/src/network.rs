//! The network card (netværkskort): who stands around the citizen, changed row by row, every version kept.
//!
//! The card is a form. Each act here gives a new version of it, so that who changed what, and when, stands in its history.

use crate::case::View;
use crate::form::{self, Fill, NETWORK};
use crate::{Actor, App, Outcome, Reason, Refused, Resource};
use domain::access::{Action, FieldClass, Permit};
use domain::case::CaseFile;
use domain::deadline::Span;
use domain::deadline::{self, Direction};
use domain::ids::CaseId;
use domain::network::{self, Change, Contact, Place, Standing};
use domain::progress::Answer;
use domain::questionnaire::{Answers, Questionnaire};
use domain::setting::Value;
use jiff::civil::Date;
use store::Tx;
use store::form::FilledForm;

/// How long a confirmed row holds before one looks at it again.
const HOLDS: &str = "netvaerkskort-bekraeftes";

/// A contact with what lies between us and talking with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The contact.
    pub contact: Contact,
    /// Consent.
    pub standing: Standing,
    /// It is time to look at the row again.
    pub needs_confirming: bool,
}

/// A sector of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectorView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A line of help; may be empty.
    pub help: String,
    /// Those in it.
    pub known: Vec<Known>,
}

/// One version of the card, for its history.
pub struct Version<'a> {
    /// Its number, from 1.
    pub nr: u32,
    /// The card in the version it was filled in by.
    pub form: &'a Questionnaire,
    /// All it says.
    pub answers: Answers,
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: String,
}

/// How long a confirmed row holds, as the municipality has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    /// As written: "6 måneder".
    pub text: String,
    /// It waits for a person to confirm it.
    pub to_be_confirmed: bool,
}

/// The network of a case as its page shows it.
pub struct NetworkView<'a> {
    /// The case.
    pub view: View<'a>,
    /// The card as it stands today.
    pub form: &'a Questionnaire,
    /// All it says now; of a card that is not begun nothing.
    pub answers: Answers,
    /// Its sectors, empty ones too.
    pub sectors: Vec<SectorView>,
    /// Its versions, newest first.
    pub versions: Vec<Version<'a>>,
    /// Private people's telephone numbers are kept from the reader.
    pub phones_left_out: bool,
    /// How long a row holds; none when it is not set, and then no row is told to need confirming but those never were.
    pub holds: Option<Holds>,
}

impl NetworkView<'_> {
    /// The number of the newest version; 0 before there is one.
    pub fn nr(&self) -> u32 {
        self.versions.first().map_or(0, |version| version.nr)
    }

    /// Everybody on the card.
    pub fn everybody(&self) -> impl Iterator<Item = &Known> {
        self.sectors.iter().flat_map(|sector| &sector.known)
    }
}

/// The form that is the network card on a day; none in a municipality whose content has none.
pub fn card(app: &App, day: Date) -> Option<&Questionnaire> {
    app.content.questionnaires.all_on(day).find(|form| form.kept_in.as_deref() == Some(NETWORK))
}

/// Whether a case has use for the card: it is begun, or a step of a course asks for it.
pub fn belongs(app: &App, view: &View<'_>) -> bool {
    let Some(card) = card(app, view.today) else { return false };
    let asks = |step: &domain::procedure::Step| step.forms.contains(&card.id);
    view.file.forms.contains_key(&card.id) || view.courses.iter().any(|course| course.procedure.steps.iter().any(asks))
}

/// Shows the network of a case.
pub async fn show<'a>(app: &'a App, actor: &Actor, case: CaseId) -> Outcome<NetworkView<'a>> {
    let mut look = app.look(actor, "see_network").await?;
    let (permit, view) = crate::case::gather(app, &mut look, case).await?;
    let form = card(app, view.today).ok_or(Refused::NotFound)?;
    let phones_left_out = !permit.opens(FieldClass::ThirdParty);
    let mut versions = Vec::new();
    for kept in versions_of(&mut look.tx, &permit, case, form).await?.into_iter().rev() {
        versions.push(Version {
            nr: kept.nr,
            form: app.content.questionnaire_version(&form.id, kept.form_version).unwrap_or(form),
            answers: read_for(&permit, &kept)?,
            on: kept.filled_on,
            by: view.staff_name(kept.filled_by).to_string(),
        });
    }
    let answers = versions.first().map(|version| version.answers.clone()).unwrap_or_default();
    let sectors = known(app, form, &answers, &view.file, view.today);
    let holds = app.content.setting_on(HOLDS, view.today);
    let holds = holds.map(|dated| Holds { text: dated.text.clone(), to_be_confirmed: dated.to_be_confirmed });
    look.done(Some(&permit), vec![case.to_string(), form.id.clone()], vec![view.file.citizen.id]).await?;
    Ok(NetworkView { view, form, answers, sectors, versions, phones_left_out, holds })
}

/// Somebody on the card of a case, by place; none where nobody stands.
pub async fn contact(app: &App, actor: &Actor, case: CaseId, at: &Place) -> Outcome<Option<Contact>> {
    let mut look = app.look(actor, "see_network").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let mut found = contacts(app, &mut look.tx, &permit, &file).await?.into_iter().map(|known| known.contact);
    let found = found.find(|contact| contact.place == *at);
    look.done(Some(&permit), vec![case.to_string()], vec![file.citizen.id]).await?;
    Ok(found)
}

/// Everybody on the card of a case, to be offered where one chooses among them: names, places and what consent there is.
/// Empty when the card is not begun.
pub(crate) async fn contacts(app: &App, tx: &mut Tx, permit: &Permit, file: &CaseFile) -> Outcome<Vec<Known>> {
    let today = tx.today();
    let Some(form) = card(app, today) else { return Ok(Vec::new()) };
    let Some(latest) = versions_of(tx, permit, file.case.id, form).await?.pop() else { return Ok(Vec::new()) };
    let answers = read_for(permit, &latest)?;
    Ok(known(app, form, &answers, file, today).into_iter().flat_map(|sector| sector.known).collect())
}

/// The card's versions, oldest first.
async fn versions_of(tx: &mut Tx, permit: &Permit, case: CaseId, form: &Questionnaire) -> Outcome<Vec<FilledForm>> {
    Ok(tx.forms(permit, case).await?.into_iter().filter(|kept| kept.form == form.id).collect())
}

/// What a version says to this reader.
fn read_for(permit: &Permit, kept: &FilledForm) -> Outcome<Answers> {
    let mut answers = form::read(&kept.answers)?;
    if !permit.opens(FieldClass::ThirdParty) {
        network::leave_out_private_phones(&mut answers);
    }
    Ok(answers)
}

fn known(app: &App, form: &Questionnaire, answers: &Answers, file: &CaseFile, today: Date) -> Vec<SectorView> {
    let span = span(app, today);
    let holds_until = |day: Date| match &span {
        Some(span) => {
            deadline::count(span, day, Direction::Forward, deadline::Actor::Authority, &app.content.calendar).due
        }
        None => Date::MAX,
    };
    let one = |contact: Contact| Known {
        standing: contact.standing(&file.consents, today),
        needs_confirming: contact.needs_confirming(today, holds_until),
        contact,
    };
    let sector = |sector: network::Sector| SectorView {
        id: sector.id,
        title: sector.title,
        help: sector.help,
        known: sector.contacts.into_iter().map(one).collect(),
    };
    network::sectors(form, answers).into_iter().map(sector).collect()
}

fn span(app: &App, today: Date) -> Option<&Span> {
    match &app.content.setting_on(HOLDS, today)?.value {
        Value::Span(span) => Some(span),
        _ => None,
    }
}

/// Changes the card: a new version, on the day and by the hand of whoever changes it.
///
/// # Errors
/// [`Reason::Network`] for a row or sector that is not there; [`Reason::FormIncomplete`] for what the row lacks;
/// [`Reason::Stale`] when somebody changed it since `knew_of`.
pub async fn change(app: &App, actor: &Actor, case: CaseId, change: Change, knew_of: u32) -> Outcome<u32> {
    let mut act = app.act(actor, code(&change)).await?;
    let (permit, mut file) = act.open_case(case).await?;
    let today = act.today();
    let form = card(app, today).ok_or(Refused::NotFound)?;
    let latest = versions_of(&mut act.tx, &permit, case, form).await?.pop();
    if latest.as_ref().map_or(0, |kept| kept.nr) != knew_of {
        return Err(Reason::Stale.into());
    }
    let before = match latest {
        Some(kept) => form::read(&kept.answers)?,
        None => Answers::default(),
    };
    let noted = noted(form, &before, &change);
    let mut answers = network::changed(form, &before, change, today).map_err(Reason::Network)?;
    for field in network::dates_of_the_card(form) {
        answers.fields.insert(field.id.clone(), vec![today.to_string()]);
    }
    let answers = form::with_known(&mut act, &file, form, answers).await?;
    let fill = Fill { form: form.id.clone(), answers, knew_of, signatures: Vec::new() };
    let saved = form::save(&mut act, &permit, &mut file, fill).await?;
    act.journal(&permit, case, &noted).await?;
    act.commit(Resource::Case(case)).await?;
    Ok(saved.nr)
}

fn code(change: &Change) -> &'static str {
    match change {
        Change::Add { .. } => "contact_added",
        Change::Edit { .. } => "contact_changed",
        Change::Remove(_) => "contact_removed",
        Change::Confirm(_) | Change::ConfirmAll => "contacts_confirmed",
    }
}

/// What the journal keeps: the sector and never who, since a contact is somebody else.
fn noted(form: &Questionnaire, before: &Answers, change: &Change) -> String {
    let title = |sector: &str| {
        let known = form.sections.iter().find(|section| section.id == sector);
        known.map(|section| section.title.clone()).unwrap_or_default()
    };
    match change {
        Change::Add { sector, .. } => title(sector),
        Change::Edit { at: Place { sector, .. }, .. }
        | Change::Remove(Place { sector, .. })
        | Change::Confirm(Place { sector, .. }) => title(sector),
        Change::ConfirmAll => match before.rows.values().map(Vec::len).sum::<usize>() {
            1 => "1 kontakt".to_string(),
            number => format!("{number} kontakter"),
        },
    }
}

/// What a contact is to a meeting: whether they may be invited on a consent that covers it.
pub fn may_be_invited(known: &Known, file: &CaseFile, day: Date) -> Answer {
    use domain::consent::{Covers, covering};
    let names = [&known.contact.name, &known.contact.workplace];
    let covered =
        names.iter().any(|who| !who.is_empty() && covering(&file.consents, who, Covers::Invite, day).is_some());
    match (covered, known.contact.says_yes) {
        (true, _) => Answer::Yes,
        (false, Answer::No) => Answer::No,
        (false, _) => Answer::Unknown,
    }
}
