//! Plays the stories through the acts, in the order of their days.

use super::complaint;
use super::people::{Citizen, Family, Town};
use super::staff::Team;
use super::stories::{Deed, Ending, Story, Whose};
use anyhow::Context;
use app::application::{Applicant, Register, Who};
use app::progress::MarkDone;
use app::{Actor, App};
use domain::application::Received;
use domain::assessment::{CriterionAnswer, Known, Weight};
use domain::benefit::Detail;
use domain::decision::{Draft, Outcome};
use domain::ids::{CaseId, StaffId};
use domain::people::RelationKind;
use domain::setting::Kroner;
use integrations::clock::DemoClock;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was played.
pub struct Played {
    /// Cases.
    pub cases: usize,
    /// Letters that reached the post.
    pub letters: usize,
}

/// Plays every story.
pub async fn all(
    app: &App,
    clock: &Arc<DemoClock>,
    team: &Team,
    town: &Town,
    stories: Vec<Story>,
    progress: &(dyn Fn(usize) + Sync),
) -> anyhow::Result<Played> {
    let staff = app::staff::all(app).await.map_err(broken)?;
    let mut player = Player { app, team, town, staff, cases: BTreeMap::new() };
    let mut deeds: Vec<(Date, usize, usize, Deed)> = stories
        .iter()
        .enumerate()
        .flat_map(|(nr, story)| story.deeds.iter().enumerate().map(move |(at, (day, deed))| (*day, nr, at, *deed)))
        .collect();
    deeds.sort_by_key(|(day, nr, at, _)| (*day, *nr, *at));
    let total = deeds.len().max(1);
    let (mut letters, mut last_day) = (0usize, None);
    for (done, (day, nr, _, deed)) in deeds.into_iter().enumerate() {
        if last_day.is_some_and(|last| last != day) {
            letters = letters.saturating_add(app::outbox::deliver_due(app).await.map_err(broken)?);
        }
        if last_day != Some(day) {
            clock.turn_to(super::at(day, 9, 0)?);
            last_day = Some(day);
        }
        let Some(story) = stories.get(nr) else { continue };
        player.play(nr, story, day, deed).await.with_context(|| format!("story {nr}, {deed:?} on {day}"))?;
        progress(done.saturating_mul(100).checked_div(total).unwrap_or(100));
    }
    letters = letters.saturating_add(app::outbox::deliver_due(app).await.map_err(broken)?);
    Ok(Played { cases: player.cases.len(), letters })
}

pub(super) fn broken(refused: app::Refused) -> anyhow::Error {
    anyhow::anyhow!("{refused:?}")
}

struct Player<'a> {
    app: &'a App,
    team: &'a Team,
    town: &'a Town,
    staff: Vec<domain::staff::Staff>,
    cases: BTreeMap<usize, CaseId>,
}

impl Player<'_> {
    fn actor(&self, username: &str) -> anyhow::Result<Actor> {
        let staff = self.staff.iter().find(|staff| staff.username == username).context("nobody by that name")?;
        Ok(Actor {
            staff: staff.clone(),
            session: String::new(),
            csrf: String::new(),
            ip: "127.0.0.1".to_string(),
            request: String::new(),
            command: None,
        })
    }

    fn id(&self, username: &str) -> Option<StaffId> {
        self.team.get(username).copied()
    }

    fn family(&self, whose: Whose) -> anyhow::Result<&Family> {
        match whose {
            Whose::Child(index) => self.town.children.get(index),
            Whose::Adult(index) => self.town.adults.get(index),
        }
        .context("no such family")
    }

    async fn play(&mut self, nr: usize, story: &Story, day: Date, deed: Deed) -> anyhow::Result<()> {
        let actor = self.actor(story.caseworker)?;
        if let Deed::Register(days) = deed {
            let case = self.register(story, &actor, day.saturating_sub(days.days())).await?;
            self.cases.insert(nr, case);
            return Ok(());
        }
        let case = *self.cases.get(&nr).context("the story has no case yet")?;
        match deed {
            Deed::Register(_) => Ok(()),
            Deed::Receipt => self.receipt(&actor, case).await,
            Deed::ChildSteps => self.child_steps(&actor, case).await,
            Deed::PhoneNote => self.note(&actor, case, day).await,
            Deed::Ask => self.ask(story, &actor, case, day).await,
            Deed::Answer => self.answer(&actor, case, day).await,
            Deed::NothingToAsk => self.step(&actor, case, "samtykke", Some("ikke-noedvendigt"), None).await,
            Deed::Assess => self.assess(story, &actor, case).await,
            Deed::Hear => self.hear(&actor, case, day).await,
            Deed::HearingAnswer => self.hearing_answer(&actor, case, day).await,
            Deed::Draft => self.draft(story, &actor, case, day).await,
            Deed::Submit => self.submit(&actor, case).await,
            Deed::Approve => self.approve(story, case).await,
            Deed::Send => self.send(&actor, case).await,
            Deed::Talk => self.step(&actor, case, "samtale", Some("holdt"), None).await,
            Deed::Complain => complaint::complain(self.app, &actor, &self.actor(reassessor(story))?, case, day).await,
            Deed::Uphold => complaint::uphold(self.app, &self.actor(reassessor(story))?, case).await,
        }
    }

    async fn register(&self, story: &Story, actor: &Actor, received_on: Date) -> anyhow::Result<CaseId> {
        let family = self.family(story.whose)?;
        let new = |citizen: &Citizen| citizen.new_person().map(Box::new).context("a number that cannot be read");
        let applicant = match family.parents.first() {
            Some(parent) => Applicant::New(new(parent)?, RelationKind::CustodyHolder),
            None => Applicant::Citizen,
        };
        let order = Register {
            citizen: Who::New(new(&family.citizen)?),
            applicant,
            benefit: story.benefit.to_string(),
            applied_for: applied_for(story.benefit).to_string(),
            received_on,
            received_by: Received::DigitalPost,
            responsible: self.id(story.caseworker),
        };
        let case = app::application::register(self.app, actor, order).await.map_err(broken)?;
        let citizen = self.view(actor, case).await?.file.citizen.id;
        for parent in family.parents.iter().skip(1) {
            let other = parent.new_person().context("a number that cannot be read")?;
            app::person::relate(self.app, actor, citizen, other, RelationKind::CustodyHolder).await.map_err(broken)?;
        }
        Ok(case)
    }

    async fn view(&self, actor: &Actor, case: CaseId) -> anyhow::Result<app::case::View<'_>> {
        app::case::show(self.app, actor, case).await.map_err(broken)
    }

    async fn send_letter(&self, actor: &Actor, case: CaseId, letter: domain::ids::LetterId) -> anyhow::Result<()> {
        app::letter::send(self.app, actor, case, letter, 1).await.map_err(broken)
    }

    async fn receipt(&self, actor: &Actor, case: CaseId) -> anyhow::Result<()> {
        let letter = app::letter::make(self.app, actor, case, app::letter::Make::Receipt).await.map_err(broken)?;
        self.send_letter(actor, case, letter).await
    }

    /// Closes a step by hand if it is there and open; stories share their deeds, procedures differ.
    async fn step(
        &self,
        actor: &Actor,
        case: CaseId,
        step: &str,
        outcome: Option<&str>,
        reason: Option<&str>,
    ) -> anyhow::Result<()> {
        let done = MarkDone {
            step: step.to_string(),
            outcome: outcome.map(str::to_string),
            reason: reason.map(str::to_string),
            ..MarkDone::default()
        };
        app::progress::mark_done(self.app, actor, case, done).await.map_err(broken)
    }

    async fn child_steps(&self, actor: &Actor, case: CaseId) -> anyhow::Result<()> {
        self.step(actor, case, "screening-bl18", Some("intet-videre"), None).await?;
        self.step(actor, case, "inddragelse-barn", Some("samtale"), None).await
    }

    async fn note(&self, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let text = "Telefonsamtale. Vi talte om forløbet, og om hvem vi må spørge. Samtykke aftalt.";
        let note = app::journal::Note {
            text: text.to_string(),
            happened_on: day,
            phrase: Some("telefonsamtale".to_string()),
            corrects: None,
        };
        app::journal::write(self.app, actor, case, note).await.map_err(broken)?;
        Ok(())
    }

    async fn ask(&self, story: &Story, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let view = self.view(actor, case).await?;
        let giver = view.file.application.as_ref().map(|a| a.applicant).context("nobody applied")?;
        let source = match story.whose {
            Whose::Child(_) => "Tovby Skole- og Dagtilbud",
            Whose::Adult(_) => "Lægehuset Spilvej",
        };
        let consent = app::consent::Register {
            given_by: giver,
            source: source.to_string(),
            covers: domain::consent::Covers::ALL.iter().copied().collect(),
            about: "Hverdagen, og hvad der er svært".to_string(),
            purpose: "At vurdere ansøgningen".to_string(),
            form: domain::consent::Form::Oral,
            given_on: day,
            until: day.saturating_add(6.months()),
        };
        let consent = app::consent::register(self.app, actor, case, consent).await.map_err(broken)?;
        let ask = app::information::Ask {
            source: source.to_string(),
            address: "Tovværksgade 1\n9999 Tovby".to_string(),
            about: "En kort udtalelse om hverdagen, og om hvad der er svært".to_string(),
            basis: Some(domain::information::Basis::Consent(consent)),
            reply_by: day.saturating_add(14.days()),
        };
        let letter = app::information::prepare(self.app, actor, case, ask).await.map_err(broken)?;
        self.send_letter(actor, case, letter).await
    }

    async fn answer(&self, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let view = self.view(actor, case).await?;
        let request = view.file.requests.iter().find(|request| request.is_open()).context("nothing was asked for")?;
        let text = "Udtalelse\r\n\r\nVi ser hver dag behovet for ekstra hjælp og planlægning.\r\n";
        let upload = app::document::Upload {
            name: "udtalelse.txt".to_string(),
            bytes: text.as_bytes().to_vec(),
            title: "Udtalelse".to_string(),
            source: request.source.clone(),
            received_on: day,
            answers: Some(request.id),
        };
        app::document::upload(self.app, actor, case, upload).await.map_err(broken)?;
        Ok(())
    }

    async fn assess(&self, story: &Story, actor: &Actor, case: CaseId) -> anyhow::Result<()> {
        let fact = |text: &str, source: &str, known, weight| app::assessment::Fact {
            text: text.to_string(),
            source: source.to_string(),
            document: None,
            known,
            weight,
        };
        let ours = fact(
            "Familien beskriver en hverdag med meget planlægning.",
            "Ansøgningen",
            Known::Known,
            Weight::NotAgainst,
        );
        app::assessment::add_fact(self.app, actor, case, ours).await.map_err(broken)?;
        let hears = story.deeds.iter().any(|(_, deed)| *deed == Deed::Hear);
        if hears {
            let text = "Hverdagen fungerer uden den ekstra hjælp, der er søgt om.";
            let theirs = fact(text, "Udtalelsen", Known::Unknown, Weight::Against);
            app::assessment::add_fact(self.app, actor, case, theirs).await.map_err(broken)?;
        }
        let view = self.view(actor, case).await?;
        let refused = story.ending == Ending::Refused;
        let mut first = true;
        let criteria = view
            .benefit
            .criteria
            .iter()
            .map(|criterion| {
                let met = !(refused && std::mem::take(&mut first));
                let reason = if met { "Det fremgår af oplysningerne." } else { "Oplysningerne viser det ikke." };
                (criterion.id.clone(), CriterionAnswer { met, reason: reason.to_string() })
            })
            .collect();
        let typed = app::assessment::Considerations {
            version: view.file.assessment.version,
            text: "Vi har især lagt vægt på, hvordan hverdagen er, og hvad hjælpen skal bruges til.".to_string(),
            criteria,
        };
        app::assessment::save_considerations(self.app, actor, case, typed).await.map_err(broken)?;
        match story.benefit {
            "tabt-arbejdsfortjeneste" => self.step(actor, case, "loenoplysninger", Some("modtaget"), None).await?,
            "ledsagelse-voksen" => self.step(actor, case, "behov", Some("holdt"), None).await?,
            _ => {}
        }
        self.step(actor, case, "sagsbehandling", Some("klar"), None).await?;
        if story.benefit == "kompensation-merudgifter-barn" {
            let (outcome, reason) =
                if refused { ("ikke-relevant", Some("Betingelserne er ikke opfyldt.")) } else { ("gruppe-1", None) };
            self.step(actor, case, "gruppevalg", Some(outcome), reason).await?;
        }
        Ok(())
    }

    async fn hear(&self, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let view = self.view(actor, case).await?;
        let findings = view.file.findings.iter().filter(|f| f.must_be_heard()).map(|f| f.id).collect();
        let answer_by = day.saturating_add(14.days());
        let letters = app::party_hearing::prepare(self.app, actor, case, findings, answer_by).await.map_err(broken)?;
        for letter in letters {
            self.send_letter(actor, case, letter).await?;
        }
        Ok(())
    }

    async fn hearing_answer(&self, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let view = self.view(actor, case).await?;
        for hearing in &view.file.hearings {
            let answer = "Vi er ikke enige. Hverdagen hænger ikke sammen uden hjælp.";
            app::party_hearing::answer(self.app, actor, case, hearing.id, day, answer).await.map_err(broken)?;
        }
        Ok(())
    }

    async fn draft(&self, story: &Story, actor: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
        let view = self.view(actor, case).await?;
        let draft = draft_of(story, day, !view.file.hearings.is_empty());
        let version = view.file.open_decision().map_or(0, |open| open.version);
        app::decision::save_draft(self.app, actor, case, version, draft).await.map_err(broken)?;
        Ok(())
    }

    async fn submit(&self, actor: &Actor, case: CaseId) -> anyhow::Result<()> {
        let version = self.decision_version(actor, case).await?;
        app::decision::submit(self.app, actor, case, version).await.map_err(broken)
    }

    async fn approve(&self, story: &Story, case: CaseId) -> anyhow::Result<()> {
        let leader = match story.whose {
            Whose::Child(_) => "henrik",
            Whose::Adult(_) => "susanne",
        };
        let leader = self.actor(leader)?;
        let version = self.decision_version(&leader, case).await?;
        app::decision::approve(self.app, &leader, case, version).await.map_err(broken)
    }

    async fn send(&self, actor: &Actor, case: CaseId) -> anyhow::Result<()> {
        let version = self.decision_version(actor, case).await?;
        app::decision::send(self.app, actor, case, version, "").await.map_err(broken)
    }

    async fn decision_version(&self, actor: &Actor, case: CaseId) -> anyhow::Result<i64> {
        let view = self.view(actor, case).await?;
        view.file.open_decision().map(|open| open.version).context("there is no draft")
    }
}

/// A colleague who had nothing to do with the decision.
fn reassessor(story: &Story) -> &'static str {
    if story.caseworker == "jonas" { "karen" } else { "jonas" }
}

fn applied_for(benefit: &str) -> &'static str {
    match benefit {
        "tabt-arbejdsfortjeneste" => "Tabt arbejdsfortjeneste 10 timer om ugen, så jeg kan passe mit barn hjemme",
        "ledsagelse-voksen" => "En ledsager, så jeg kan komme ud til svømning og byens café",
        _ => "Hjælp til de ekstra udgifter, vi har til kost, vask og kørsel til behandling",
    }
}

/// What is granted and what is not, as sentences of the letter.
fn said_of(benefit: &str, outcome: Outcome) -> (&'static str, &'static str) {
    match (benefit, outcome) {
        ("tabt-arbejdsfortjeneste", Outcome::Grant) => {
            ("Du får dækket din tabte arbejdsfortjeneste 10 timer om ugen, så du kan passe dit barn hjemme.", "")
        }
        ("tabt-arbejdsfortjeneste", Outcome::PartialGrant) => (
            "Du får dækket din tabte arbejdsfortjeneste 10 timer om ugen, så du kan passe dit barn hjemme.",
            "Du får ikke dækket de timer, hvor dit barn er i skole eller fritidsordning.",
        ),
        ("tabt-arbejdsfortjeneste", _) => {
            ("", "Du får ikke dækket tabt arbejdsfortjeneste, fordi barnet kan passes, mens du er på arbejde.")
        }
        ("ledsagelse-voksen", Outcome::Grant) => ("Du får en ledsager 15 timer om måneden, som du selv lægger.", ""),
        ("ledsagelse-voksen", Outcome::PartialGrant) => (
            "Du får en ledsager 15 timer om måneden, som du selv lægger.",
            "Du får ikke de timer, du har søgt om derudover, fordi de er hjælp i hjemmet og ikke ledsagelse.",
        ),
        ("ledsagelse-voksen", _) => ("", "Du får ikke en ledsager, fordi du kan færdes ude på egen hånd."),
        (_, Outcome::Grant) => ("Du får et fast beløb om måneden til kost, vask og kørsel til behandling.", ""),
        (_, Outcome::PartialGrant) => (
            "Du får et fast beløb om måneden til kost og kørsel til behandling.",
            "Du får ikke dækket vask, fordi den udgift ikke følger af funktionsnedsættelsen.",
        ),
        (_, _) => ("", "Du får ikke dækket udgifterne, fordi alle børn på den alder har dem."),
    }
}

fn draft_of(story: &Story, day: Date, heard: bool) -> Draft {
    let outcome = match story.ending {
        Ending::Granted => Outcome::Grant,
        Ending::Partly => Outcome::PartialGrant,
        Ending::Refused => Outcome::Refusal,
    };
    let (granted, not_granted) = said_of(story.benefit, outcome);
    let grants = outcome != Outcome::Refusal;
    let compensation = story.benefit == "kompensation-merudgifter-barn";
    let lost_earnings = story.benefit == "tabt-arbejdsfortjeneste";
    let companion = story.benefit == "ledsagelse-voksen";
    let from = day.first_of_month().saturating_add(1.month());
    Draft {
        granted: granted.to_string(),
        not_granted: not_granted.to_string(),
        reasons: "Oplysningerne viser, hvordan hverdagen er. Det har vi holdt op mod betingelserne i loven."
            .to_string(),
        hearing_treatment: if heard { "Vi har læst svaret. Det ændrer ikke vores vurdering." } else { "" }.to_string(),
        choice: (grants && compensation).then(|| "gruppe-1".to_string()),
        monthly_amount: match (grants, compensation, lost_earnings) {
            (true, true, _) => Some(Kroner::from_oere(110_500)),
            (true, _, true) => Some(Kroner::from_oere(820_000)),
            _ => None,
        },
        weekly_hours: (grants && lost_earnings).then_some(10),
        monthly_hours: (grants && companion).then_some(15),
        details: (grants && lost_earnings)
            .then(|| (Detail::FormerIncome, "31.400 kr. om måneden før skat".to_string()))
            .into_iter()
            .collect(),
        from: grants.then_some(from),
        follow_up_on: grants.then(|| from.saturating_add(1.year())),
        ..Draft::of(outcome)
    }
}
