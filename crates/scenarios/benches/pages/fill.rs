//! Fills a database with many cases, through the store's own functions.
//!
//! The engine works out the todos of the first cases; every other case gets the todos of one that has come as far in the
//! same days, which are those the engine would find for it.

use crate::town::{self, FIELDS, Field, STAGES, SUSPENDED};
use anyhow::Context as _;
use app::App;
use app::ports::Random as _;
use domain::access::{Permit, Target};
use domain::application::{Application, Received};
use domain::assessment::{Finding, Known, Weight};
use domain::case::{Case, Course};
use domain::consent::{Consent, Form};
use domain::deadline::Channel;
use domain::document::{Direction, Document};
use domain::ids::{
    CaseId, CaseNumber, ConsentId, CourseId, DocumentId, EntryId, FindingId, InformationRequestId, LetterId, PersonId,
    StaffId,
};
use domain::information::{Basis, InformationRequest, RequestState};
use domain::journal::{Entry, EntryKind};
use domain::letter::{Addressee, IssuedLetter, LetterState, Occasion};
use domain::people::{Relation, RelationKind};
use integrations::random::SeededRandom;
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;
use std::time::Instant;
use store::Tx;
use store::todo::TodoRow;
use uuid::Uuid;

/// The note of a filled database: how many cases, and on which day.
const FILLED: &str = "bench-filled";
/// Cases in one transaction.
const AT_ONCE: usize = 2000;
/// Cases whose todos the engine works out.
const BY_ENGINE: usize = 1500;
/// Ages an application may have, three days apart.
const AGES: usize = 24;
/// A scanned page or two.
const DOCUMENT: usize = 4000;

const NOTE: &str = "Talt med mor. Hun fortæller, at udgifterne til kost er steget, og at de selv betaler kørslen til \
    svømning to gange om ugen. Hun sender kvitteringerne, når hun har samlet dem, og vil gerne ringes op, før der \
    skrives til skolen.";
const RECEIPT: &str = "Kære ansøger\n\nVi har fået din ansøgning. I dette brev kan du læse, hvad der sker nu, og hvad vi \
    gør med dine oplysninger.\n\n## Det sker nu\n\nVi ser på din ansøgning og vurderer, hvilke oplysninger vi har brug \
    for. Måske beder vi dig om lov til at hente oplysninger hos andre, for eksempel skole eller læge. Du bestemmer selv, \
    om vi må.\n\nNår vi har de oplysninger, vi skal bruge, holder vi dem op mod loven. Kender du ikke noget af det, der \
    taler imod dig, sender vi det til dig, så du kan sige din mening, før vi afgør sagen.\n\n## Dine oplysninger\n\nVi \
    behandler dine oplysninger for at kunne afgøre din ansøgning. Du har ret til at se dem og til at få rettet det, der \
    er forkert.\n\nVenlig hilsen";

/// What decides the todos of a case: field, stage, and how many days ago it began.
type Likeness = (usize, usize, usize);

/// Whether it was filled today with so many cases.
pub async fn is_filled(app: &App, cases: u32) -> anyhow::Result<bool> {
    let mut tx = app.store.read(app.now(), app.today()).await?;
    Ok(tx.meta(FILLED).await? == Some(mark(app, cases)))
}

fn mark(app: &App, cases: u32) -> String {
    format!("{cases} {}", app.today())
}

/// Fills an empty database.
pub async fn fill(app: &App, cases: u32) -> anyhow::Result<()> {
    let begun = Instant::now();
    println!("filling {cases} cases …");
    let mut town = Filling { app, random: SeededRandom::new(97), today: app.today(), parent: 0, todos: 0 };
    let mut tx = town.begin().await?;
    let nobody = tx.all_staff().await?.is_empty();
    anyhow::ensure!(nobody, "the database holds something else, or a filling that was given up: give an empty one");
    for one in town::staff()? {
        // No password fits this; the users are signed in as in the demo town.
        tx.insert_staff(&one, "none").await?;
    }
    tx.commit().await?;
    let cases = usize::try_from(cases)?;
    let first = cases.min(BY_ENGINE);
    let mut tx = town.begin().await?;
    let mut last = None;
    let mut like = Vec::new();
    for n in 0..first {
        let (case, course, likeness) = town.case(&mut tx, n, &mut last, None).await?;
        like.push((case, course, likeness));
    }
    tx.commit().await?;
    app::progress::rebuild(app).await.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    let known = known(&mut town, &like).await?;
    for from in (first..cases).step_by(AT_ONCE) {
        let mut tx = town.begin().await?;
        for n in from..cases.min(from + AT_ONCE) {
            town.case(&mut tx, n, &mut last, Some(&known)).await?;
        }
        tx.commit().await?;
    }
    app.store.gather_statistics().await?;
    let mut tx = town.begin().await?;
    tx.set_meta(FILLED, &mark(app, u32::try_from(cases)?)).await?;
    tx.commit().await?;
    println!("filled in {:.0?}: {} todos", begun.elapsed(), town.todos);
    Ok(())
}

/// The engine's todos by likeness, one list for each field.
async fn known(
    town: &mut Filling<'_>,
    like: &[(CaseId, CourseId, Likeness)],
) -> anyhow::Result<[BTreeMap<Likeness, Vec<TodoRow>>; 3]> {
    let mut known: [BTreeMap<Likeness, Vec<TodoRow>>; 3] = Default::default();
    let mut tx = town.app.store.read(town.app.now(), town.today).await?;
    for (case, _, likeness) in like {
        let todos = tx.todos_of_case(&Permit::of_the_system(Target::Case(*case)), *case).await?;
        town.todos += todos.len();
        // A closed case has none, whatever it is like.
        if !todos.is_empty()
            && let Some(of_field) = known.get_mut(likeness.0)
        {
            of_field.entry(*likeness).or_insert(todos);
        }
    }
    Ok(known)
}

struct Filling<'a> {
    app: &'a App,
    random: SeededRandom,
    today: Date,
    /// How many parents there are.
    parent: usize,
    /// How many todos there are.
    todos: usize,
}

impl Filling<'_> {
    async fn begin(&self) -> anyhow::Result<Tx> {
        Ok(self.app.store.write(self.app.now(), self.today).await?)
    }

    fn id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    fn chance(&self, of: usize) -> usize {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        let number = usize::try_from(u64::from_le_bytes(bytes) >> 32).unwrap_or(0);
        number.checked_rem(of).unwrap_or(0)
    }

    /// One case with its people and all that is on it. Every third case is the second of its citizen.
    async fn case(
        &mut self,
        tx: &mut Tx,
        n: usize,
        last: &mut Option<Citizen>,
        known: Option<&[BTreeMap<Likeness, Vec<TodoRow>>; 3]>,
    ) -> anyhow::Result<(CaseId, CourseId, Likeness)> {
        let citizen = match last.take().filter(|_| n % 3 == 2) {
            Some(same) => same,
            None => self.citizen(tx, n).await?,
        };
        let field = town::pick(&FIELDS, citizen.field)?;
        let any = (citizen.field, self.chance(STAGES), self.chance(AGES));
        let of_field = known.and_then(|known| known.get(citizen.field));
        let (likeness, todos) = match of_field.filter(|of_field| !of_field.is_empty()) {
            Some(of_field) => {
                let chosen = of_field.iter().nth(self.chance(of_field.len())).context("a known likeness")?;
                (*chosen.0, Some(chosen.1))
            }
            None => (any, None),
        };
        let (_, stage, age) = likeness;
        let open = self.chance(10) < 7;
        let began = self.today.checked_sub(i32::try_from(1 + age * 3 + stage)?.days())?;
        let case = self.insert(tx, n, &citizen, field, began, open).await?;
        let course = self.course(tx, &case, field, stage, began).await?;
        self.contents(tx, &case, &citizen, field, stage, began).await?;
        if let Some(todos) = todos.filter(|_| open) {
            let todos: Vec<TodoRow> =
                todos.iter().map(|todo| TodoRow { course: Some(course), ..todo.clone() }).collect();
            tx.replace_todos(&on(case.id), case.id, &todos).await?;
            self.todos += todos.len();
        }
        *last = Some(citizen);
        Ok((case.id, course, likeness))
    }

    async fn citizen(&mut self, tx: &mut Tx, n: usize) -> anyhow::Result<Citizen> {
        let which = self.chance(FIELDS.len());
        let field = town::pick(&FIELDS, which)?;
        let id = PersonId(self.id());
        // Children and grown-ups have numbers of their own years; parents come after the citizens.
        tx.insert_person(&for_person(id), &town::person(id, n, field.child, self.today)?).await?;
        let mut applicant = id;
        if field.child {
            applicant = PersonId(self.id());
            let nr = 400_000 + self.parent;
            self.parent += 1;
            tx.insert_person(&for_person(applicant), &town::person(applicant, nr, false, self.today)?).await?;
            let kind = RelationKind::CustodyHolder;
            let (covers, appointed_by) = (String::new(), None);
            let relation =
                Relation { person: id, other: applicant, kind, from: None, until: None, covers, appointed_by };
            tx.insert_relation(&for_person(id), &relation).await?;
        }
        Ok(Citizen { id, applicant, field: which })
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        n: usize,
        citizen: &Citizen,
        field: Field,
        began: Date,
        open: bool,
    ) -> anyhow::Result<Case> {
        let benefit =
            self.app.content.benefit(field.benefit, self.today).context("a benefit of the shipped content")?;
        // The caseworkers stand in the order of the departments.
        let nr = citizen.field + self.chance(4) * FIELDS.len();
        let case = Case {
            id: CaseId(self.id()),
            number: CaseNumber { year: self.today.year(), running: u32::try_from(n)? + 1 },
            benefit: field.benefit.into(),
            department: field.department.into(),
            citizen: citizen.id,
            responsible: StaffId(Uuid::from_u128(u128::try_from(nr)? + 1)),
            kle: benefit.kle.clone(),
            opened_on: began,
            closed_on: (!open).then_some(self.today),
            closed_to_unit: false,
            version: 1,
        };
        tx.insert_case(&for_person(citizen.id), &case).await?;
        Ok(case)
    }

    async fn course(
        &self,
        tx: &mut Tx,
        case: &Case,
        field: Field,
        stage: usize,
        began: Date,
    ) -> anyhow::Result<CourseId> {
        let content = &self.app.content;
        let benefit = content.benefit(field.benefit, self.today).context("a benefit of the shipped content")?;
        let procedure = content.procedure(&benefit.procedure, self.today).context("a shipped procedure")?;
        // What the procedure asks only of a child is not done for a grown-up.
        let asked = |step: &str| field.child || !matches!(step, "screening-bl18" | "inddragelse-barn");
        let known = |step: &str| asked(step) && procedure.step(step).is_some();
        let course = Course {
            id: CourseId(self.id()),
            procedure: procedure.id.clone(),
            version: procedure.valid_from,
            began_on: began,
            ended_on: None,
            milestones: town::milestones(stage, began, self.today, known)?,
        };
        tx.insert_course(&on(case.id), case.id, &course).await?;
        if let Some(day) = case.closed_on {
            tx.end_course(&on(case.id), course.id, day).await?;
        }
        for milestone in &course.milestones {
            let kind = EntryKind::Act("step_done".into());
            self.entry(tx, case, milestone.day, kind, "Trinnet er gjort.").await?;
        }
        Ok(course.id)
    }

    async fn entry(&self, tx: &mut Tx, case: &Case, day: Date, kind: EntryKind, text: &str) -> anyhow::Result<()> {
        let entry = Entry {
            id: EntryId(self.id()),
            case: case.id,
            written_at: tx.now(),
            happened_on: day,
            by: Some(case.responsible),
            kind,
            text: text.into(),
            corrects: None,
        };
        Ok(tx.append_entry(&on(case.id), &entry).await?)
    }

    /// What stands on a case that has come to a stage: application, notes, receipt, consent and request, findings, a
    /// document now and then.
    async fn contents(
        &self,
        tx: &mut Tx,
        case: &Case,
        citizen: &Citizen,
        field: Field,
        stage: usize,
        began: Date,
    ) -> anyhow::Result<()> {
        let permit = on(case.id);
        let application = Application {
            applicant: citizen.applicant,
            applied_for: field.applied_for.into(),
            received_on: began,
            received_by: Received::DigitalPost,
        };
        tx.insert_application(&permit, case.id, &application).await?;
        self.entry(tx, case, began, EntryKind::Act("application_registered".into()), field.applied_for).await?;
        self.entry(tx, case, self.today, EntryKind::Note { phrase: None }, NOTE).await?;
        if self.chance(4) == 0 {
            self.document(tx, case, began).await?;
        }
        if 1 <= stage {
            self.receipt(tx, case, citizen).await?;
        }
        if 3 <= stage {
            self.information(tx, case, citizen, stage, began).await?;
        }
        if (5..SUSPENDED).contains(&stage) {
            for text in ["Barnet har brug for en særlig kost, som familien selv køber.", "Familien kører selv."] {
                let finding = Finding {
                    id: FindingId(self.id()),
                    text: text.into(),
                    source: "Statusattest fra egen læge".into(),
                    document: None,
                    known: Known::Known,
                    weight: Weight::NotAgainst,
                    decided_on: None,
                };
                tx.insert_finding(&permit, case.id, &finding).await?;
            }
            tx.save_considerations(&permit, case.id, NOTE, 0).await?;
        }
        Ok(())
    }

    async fn document(&self, tx: &mut Tx, case: &Case, day: Date) -> anyhow::Result<()> {
        let mut bytes = vec![0; DOCUMENT];
        self.random.fill(&mut bytes);
        let document = Document {
            id: DocumentId(self.id()),
            case: case.id,
            running: 0,
            title: "Statusattest".into(),
            direction: Direction::Received,
            source: "Egen læge".into(),
            dated: day,
            recipient: None,
            media_type: "application/pdf".into(),
            size: 0,
            sha256: String::new(),
            stored_at: tx.now(),
        };
        tx.insert_document(&on(case.id), document, &bytes).await?;
        Ok(())
    }

    /// As a draft: one that has gone costs a page of the case the same.
    async fn receipt(&self, tx: &mut Tx, case: &Case, citizen: &Citizen) -> anyhow::Result<()> {
        let content = &self.app.content;
        let template = content.letter("kvittering", self.today).context("the shipped receipt letter")?;
        let letter = IssuedLetter {
            id: LetterId(self.id()),
            case: case.id,
            template: template.id.clone(),
            template_version: template.valid_from,
            occasion: Occasion::Receipt,
            addressee: Addressee::Person(citizen.applicant),
            title: template.title.clone(),
            text: RECEIPT.into(),
            channel: Channel::Digital,
            state: LetterState::Drafted,
            document: None,
            snapshot: letters::Words::sample(Occasion::Receipt).to_json(),
            made_at: tx.now(),
            by: case.responsible,
            queued_on: None,
            sent_at: None,
            version: 1,
        };
        Ok(tx.insert_letter(&on(case.id), &letter).await?)
    }

    /// A consent, and the request that rests on it: waiting at the third stage, given up later.
    async fn information(
        &self,
        tx: &mut Tx,
        case: &Case,
        citizen: &Citizen,
        stage: usize,
        began: Date,
    ) -> anyhow::Result<()> {
        let permit = on(case.id);
        let consent = Consent {
            id: ConsentId(self.id()),
            given_by: citizen.applicant,
            source: "Tovby Skole".into(),
            about: "Hverdagen i skolen".into(),
            purpose: "At afgøre ansøgningen".into(),
            form: Form::Oral,
            given_on: began,
            until: self.today.checked_add(180.days())?,
            covers: domain::consent::Covers::ALL.iter().copied().collect(),
            withdrawn_on: None,
        };
        tx.insert_consent(&permit, case.id, &consent).await?;
        let reason = "Skolen svarede ikke, og familien sendte selv det, vi manglede.".to_string();
        let request = InformationRequest {
            id: InformationRequestId(self.id()),
            source: "Tovby Skole".into(),
            address: "Skolevej 2, 9999 Tovby".into(),
            about: "Hverdagen i skolen".into(),
            basis: Basis::Consent(consent.id),
            reply_by: began.checked_add(21.days())?,
            letter: None,
            state: if stage == 3 {
                RequestState::Sent { on: began }
            } else {
                RequestState::GivenUp { on: self.today, reason }
            },
        };
        Ok(tx.insert_request(&permit, case.id, &request).await?)
    }
}

/// Whom a case is about, who applied, and which field it belongs to.
struct Citizen {
    id: PersonId,
    applicant: PersonId,
    field: usize,
}

fn on(case: CaseId) -> Permit {
    Permit::of_the_system(Target::Case(case))
}

fn for_person(person: PersonId) -> Permit {
    Permit::of_the_system(Target::Person(person))
}
