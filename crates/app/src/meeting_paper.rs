//! A meeting on paper (`T-F04`): invitation, agenda and minutes are one sheet, filled a little further each time.
//!
//! The sheet may lie on the table before everybody, so where a protected citizen lives never stands on it. Its heading is
//! the kind of the meeting, never what somebody typed, so that the file's own title names nobody (D-2).

use crate::letter_pages::render;
use crate::{Actor, App, Outcome, Reason, Refused};
use domain::access::{Action, Yes};
use domain::case::CaseFile;
use domain::ids::{CaseId, MeetingId, StaffId};
use domain::meeting::{self, Item, Meeting, NotDone, Participant, Placed, Reader, Reply, Who};
use domain::meeting_kind::MeetingKind;
use domain::staff::Staff;
use domain::task::Owner;
use jiff::civil::Date;
use letters::markup::{Block, Level};
use letters::{Contact, Letterhead, Page, danish_date};
use std::collections::BTreeMap;
use store::Tx;

/// The agenda as a file for who sees the case, as it may be handed to anybody at the table.
pub async fn agenda_pdf(app: &App, actor: &Actor, case: CaseId, id: MeetingId) -> Outcome<(String, Vec<u8>)> {
    file_of(app, actor, (case, id), What::Agenda).await
}

/// The minutes as a file for who sees the case.
///
/// # Errors
/// [`NotDone::NotHeld`].
pub async fn minutes_pdf(app: &App, actor: &Actor, case: CaseId, id: MeetingId) -> Outcome<(String, Vec<u8>)> {
    file_of(app, actor, (case, id), What::Minutes).await
}

/// Which of the two papers.
#[derive(Clone, Copy)]
enum What {
    Agenda,
    Minutes,
}

async fn file_of(app: &App, actor: &Actor, (case, id): (CaseId, MeetingId), what: What) -> Outcome<(String, Vec<u8>)> {
    let mut look = app.look(actor, "see_meeting_paper").await?;
    let (permit, file) = look.case(case, Action::See).await?;
    let meeting = look.tx.meeting(&permit, case, id).await?.ok_or(Refused::NotFound)?;
    if matches!(what, What::Minutes) && meeting.held().is_none() {
        return Err(Reason::Meeting(NotDone::NotHeld).into());
    }
    // A copy that may be handed to anybody at the table.
    let sheet = Sheet::of(app, &mut look.tx, &file, &meeting).await?;
    let (page, name) = match what {
        What::Agenda => (sheet.agenda(), "dagsorden"),
        What::Minutes => (sheet.minutes(), "referat"),
    };
    look.done(Some(&permit), vec![case.to_string(), id.to_string()], vec![file.citizen.id]).await?;
    Ok((format!("{}-{name}.pdf", file.case.number), render(app, page).await?))
}

/// All that stands on the sheet.
struct Sheet<'a> {
    file: &'a CaseFile,
    meeting: &'a Meeting,
    kind: Option<&'a MeetingKind>,
    items_until: Date,
    minutes_due: Date,
    staff: BTreeMap<StaffId, Staff>,
    letterhead: Letterhead,
    today: Date,
}

impl<'a> Sheet<'a> {
    async fn of(app: &'a App, tx: &mut Tx, file: &'a CaseFile, meeting: &'a Meeting) -> Outcome<Sheet<'a>> {
        let agreed = meeting.items.iter().flat_map(|item| &item.agreed).map(|agreed| &agreed.owner);
        let informs = meeting.held().and_then(|held| held.informs.as_ref());
        let owners = agreed.chain(informs).filter_map(|owner| match owner {
            Owner::Staff(id) => Some(*id),
            Owner::Citizen | Owner::Other(_) => None,
        });
        let mut staff = BTreeMap::new();
        for id in meeting.staff().into_iter().chain(owners) {
            if let Some(found) = tx.staff(id).await? {
                staff.insert(id, found);
            }
        }
        let department = app.content.department(&file.case.department);
        let today = tx.today();
        Ok(Sheet {
            file,
            meeting,
            kind: meeting.kind.as_ref().and_then(|id| app.content.meeting_kind(id, meeting.when.day)),
            items_until: crate::meeting::items_until(app, meeting).due,
            minutes_due: crate::meeting::minutes_due(app, meeting).due,
            staff,
            letterhead: Letterhead {
                municipality: app.content.municipality.name.clone(),
                department: department.map(|department| department.title.clone()).unwrap_or_default(),
                address: department.map(|department| department.address.clone()).unwrap_or_default(),
            },
            today,
        })
    }

    fn agenda(&self) -> Page {
        let mut body = vec![Block::plain(
            "Du er indkaldt til dette møde. Her står, hvorfor vi mødes, hvem der er med, og hvad vi skal nå.",
        )];
        body.extend(self.meeting_itself());
        body.push(section("Deltagere"));
        body.push(table(
            &["Navn", "Hvorfor med?", "Svar"],
            self.meeting.participants.iter().map(|one| self.asked(one)),
        ));
        body.push(section("Dagsorden"));
        body.extend(self.items());
        if self.today <= self.items_until {
            body.push(Block::plain(format!(
                "Har du et punkt mere, så send det til {} senest {}. Det, der kommer senere, står under eventuelt.",
                self.leader(),
                danish_date(self.items_until)
            )));
        }
        body.push(Block::plain(format!("Du får et referat senest {}.", danish_date(self.minutes_due))));
        body.push(Block::plain(self.questions()));
        self.page("dagsorden", body)
    }

    fn minutes(&self) -> Page {
        let mut body = self.meeting_itself();
        body.push(section("Hvem var med?"));
        body.push(table(
            &["Navn", "Hvorfor med?", "Var med?"],
            self.meeting.participants.iter().map(|one| self.came(one)),
        ));
        body.push(section("Det talte vi om"));
        body.extend(self.items());
        body.push(section("Hvem gør hvad, hvornår"));
        let agreed: Vec<Vec<String>> = self
            .meeting
            .items
            .iter()
            .flat_map(|item| &item.agreed)
            .map(|agreed| {
                let due = agreed.due.map_or_else(|| "ingen dag aftalt".to_string(), danish_date);
                vec![agreed.what.clone(), self.owner(&agreed.owner), due]
            })
            .collect();
        if agreed.is_empty() {
            body.push(Block::plain("Der blev ikke aftalt nogen opgaver."));
        } else {
            body.push(table(&["Opgave", "Hvem", "Hvornår"], agreed.into_iter()));
        }
        if let Some(informs) = self.meeting.held().and_then(|held| held.informs.as_ref())
            && self.meeting.citizen_came() == Some(false)
        {
            let who = self.owner(informs);
            body.push(Block::plain(format!("Borgeren var der ikke. {who} fortæller, hvad mødet førte til.")));
        }
        body.push(Block::plain(format!("Er noget skrevet forkert, så sig det. {}", self.questions())));
        self.page("referat", body)
    }

    fn page(&self, what: &str, body: Vec<Block>) -> Page {
        let kind = self.kind.map_or("Møde", |kind| kind.title.as_str());
        Page {
            letterhead: self.letterhead.clone(),
            recipient: Vec::new(),
            date: self.today,
            case_number: self.file.case.number.to_string(),
            title: format!("{kind}: {what}"),
            body,
            contact: Contact::default(),
            attachments: Vec::new(),
        }
    }

    /// What it is, when, where and why.
    fn meeting_itself(&self) -> Vec<Block> {
        let protected = Yes::from(self.file.citizen.is_protected());
        let place = self.meeting.venue.told_to(Reader::Other, protected);
        let place = place.unwrap_or_else(|| match self.meeting.venue.spot {
            meeting::Spot::Home => "hos borgeren".to_string(),
            meeting::Spot::Ours | meeting::Spot::Elsewhere => "aftales".to_string(),
        });
        let rows = [
            ("Mødet", self.meeting.title.clone()),
            // By name alone: who needs more asks for it, and nobody's sheet tells where somebody lives.
            ("Handler om", self.file.citizen.name.clone()),
            ("Hvornår", crate::meeting::when_in_words(self.meeting.when)),
            ("Hvor", place),
            ("Formål", self.meeting.purpose.clone()),
            ("Mødeleder", self.leader()),
            ("Referent", self.meeting.held().map(|held| held.writer.clone()).unwrap_or_default()),
        ];
        vec![facts(rows.into_iter())]
    }

    /// The agenda as a table, and under it what came too late to be on it.
    fn items(&self) -> Vec<Block> {
        let header = ["Punkt og ansvarlig", "Hvad skal vi opnå?", "Minutter", "Beslutning"];
        let on_it = |item: &&Item| item.placed == Placed::Agenda;
        let rows = self.meeting.items.iter().filter(on_it).enumerate().map(|(nr, item)| {
            let title = format!("{}. {}", nr.saturating_add(1), item.title.trim());
            vec![with_owner(&title, item), item.purpose.clone(), minutes_of(item), item.decision.clone()]
        });
        let mut blocks = vec![table(&header, rows)];
        let late: Vec<&Item> = self.meeting.items.iter().filter(|item| item.placed == Placed::AnyOther).collect();
        if !late.is_empty() {
            blocks.push(Block::heading(Level::Subsection, "Under eventuelt: kom efter fristen"));
            let rows = late.into_iter().map(|item| {
                vec![with_owner(&item.title, item), item.purpose.clone(), minutes_of(item), item.decision.clone()]
            });
            blocks.push(table(&header, rows));
        }
        blocks
    }

    fn asked(&self, one: &Participant) -> Vec<String> {
        let reply = match one.reply {
            Reply::Coming => "kommer",
            Reply::Declined => "afbud",
            Reply::None => "",
        };
        vec![self.name(&one.who), one.why.clone(), reply.to_string()]
    }

    fn came(&self, one: &Participant) -> Vec<String> {
        let came = match (one.came, one.reply) {
            (Some(Yes::Yes), _) => "ja",
            (Some(Yes::No), Reply::Declined) => "nej, afbud",
            (Some(Yes::No), _) => "nej",
            (None, _) => "",
        };
        vec![self.name(&one.who), one.why.clone(), came.to_string()]
    }

    fn name(&self, who: &Who) -> String {
        match who {
            Who::Citizen => self.file.citizen.name.clone(),
            Who::Person(id) => self.file.name_of(*id),
            Who::Staff(id) => self.staff_name(*id),
            Who::Outside(outside) if outside.workplace.trim().is_empty() => outside.name.clone(),
            Who::Outside(outside) => format!("{}, {}", outside.name.trim(), outside.workplace.trim()),
        }
    }

    fn owner(&self, owner: &Owner) -> String {
        match owner {
            Owner::Staff(id) => self.staff_name(*id),
            Owner::Citizen => self.file.citizen.name.clone(),
            Owner::Other(name) => name.clone(),
        }
    }

    fn staff_name(&self, id: StaffId) -> String {
        self.staff.get(&id).map(|staff| staff.name.clone()).unwrap_or_default()
    }

    fn leader(&self) -> String {
        self.staff_name(self.meeting.leader)
    }

    fn questions(&self) -> String {
        match self.staff.get(&self.meeting.leader) {
            Some(leader) => format!("Spørg {} på {}.", leader.name, leader.phone),
            None => String::new(),
        }
    }
}

fn section(title: &str) -> Block {
    Block::heading(Level::Section, title)
}

/// A table whose first column names each row.
fn facts<'a>(rows: impl Iterator<Item = (&'a str, String)>) -> Block {
    let rows = rows.filter(|(_, value)| !value.trim().is_empty());
    Block::Table { header: Vec::new(), rows: rows.map(|(name, value)| vec![name.to_string(), value]).collect() }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Block {
    Block::Table { header: header.iter().map(|cell| (*cell).to_string()).collect(), rows: rows.collect() }
}

fn with_owner(title: &str, item: &Item) -> String {
    if item.owner.trim().is_empty() { title.to_string() } else { format!("{title} ({})", item.owner.trim()) }
}

fn minutes_of(item: &Item) -> String {
    item.minutes.map(|minutes| minutes.to_string()).unwrap_or_default()
}
