//! What the staff of the stories do that a story is not about: by the acts themselves, in one sentence each.
//!
//! A story is told through the pages where it is about them; what lies before it is brought about here.

use crate::people::Citizen;
use crate::town::{Town, day};
use app::application::{Applicant, Register, Who};
use app::progress::MarkDone;
use app::{Actor, Outcome, Refused};
use domain::application::Received;
use domain::assessment::{CriterionAnswer, Known, Weight};
use domain::benefit::Measure;
use domain::consent::Form;
use domain::decision::{Draft, Outcome as Result3};
use domain::ids::{CaseId, ConsentId, FindingId, LetterId};
use domain::information::Basis;
use domain::people::RelationKind;
use domain::questionnaire::{Answers, FieldKind, Questionnaire};
use jiff::ToSpan;
use jiff::civil::Date;

/// Which application: who, for what.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// The benefit, by id.
    pub benefit: &'static str,
    /// Who it is about.
    pub citizen: Citizen,
    /// Custody holders, the applicant first; none when the citizen applies.
    pub parents: &'static [Citizen],
    /// The day it came.
    pub received: &'static str,
}

/// An act of a story's past; it must succeed.
pub(crate) fn done<T>(outcome: Outcome<T>) -> T {
    outcome.unwrap_or_else(|refused| panic!("refused: {}", said(&refused)))
}

fn said(refused: &Refused) -> String {
    format!("{refused:?}")
}

/// Something in every field of a form that must be answered.
pub fn written(form: &Questionnaire, today: Date) -> Answers {
    let mut answers = Answers::default();
    for field in form.sections.iter().filter(|section| !section.rows).flat_map(|section| &section.fields) {
        let answer = match field.kind {
            FieldKind::Date => today.to_string(),
            FieldKind::Number => "8".to_string(),
            FieldKind::YesNo => "nej".to_string(),
            FieldKind::Choice | FieldKind::MultiChoice => field.options[0].clone(),
            _ => format!("{}: det, der blev sagt", field.title),
        };
        if field.required && answers.shows(field) {
            answers.fields.insert(field.id.clone(), vec![answer]);
        }
    }
    answers
}

impl Town {
    /// Somebody registers an application and is responsible for the case.
    pub async fn registers(&self, username: &str, application: Application) -> CaseId {
        let actor = self.actor(username).await;
        let applicant = match application.parents.first() {
            Some(parent) => Applicant::New(Box::new(parent.new_person()), RelationKind::CustodyHolder),
            None => Applicant::Citizen,
        };
        let order = Register {
            citizen: Who::New(Box::new(application.citizen.new_person())),
            applicant,
            benefit: application.benefit.to_string(),
            applied_for: "Hjælp, så hverdagen hænger sammen".to_string(),
            received_on: day(application.received),
            received_by: Received::DigitalPost,
            responsible: None,
        };
        let case = done(app::application::register(&self.app, &actor, order).await);
        let citizen = self.file(case).await.citizen.id;
        for parent in application.parents.iter().skip(1) {
            let new = parent.new_person();
            done(app::person::relate(&self.app, &actor, citizen, new, RelationKind::CustodyHolder).await);
        }
        case
    }

    /// The case as somebody sees it.
    pub async fn seen_by(&self, actor: &Actor, case: CaseId) -> app::case::View<'_> {
        done(app::case::show(&self.app, actor, case).await)
    }

    /// The receipt is made.
    pub async fn makes_receipt(&self, username: &str, case: CaseId) -> LetterId {
        let actor = self.actor(username).await;
        done(app::letter::make(&self.app, &actor, case, app::letter::Make::Receipt).await)
    }

    /// A letter is sent as it was made.
    pub async fn sends_letter(&self, username: &str, case: CaseId, letter: LetterId) {
        let actor = self.actor(username).await;
        done(app::letter::send(&self.app, &actor, case, letter, 1).await);
    }

    /// A step is marked as done by hand.
    pub async fn marks(&self, username: &str, case: CaseId, step: &str, outcome: Option<&str>, reason: Option<&str>) {
        let actor = self.actor(username).await;
        // Of the courses that run, the newest that has the step.
        let view = self.seen_by(&actor, case).await;
        let has =
            |course: &&app::case::CourseView<'_>| course.ended_on.is_none() && course.procedure.step(step).is_some();
        let course = view.courses.iter().rev().find(has).map(|course| course.id);
        drop(view);
        let order = MarkDone {
            course,
            step: step.to_string(),
            outcome: outcome.map(str::to_string),
            reason: reason.map(str::to_string),
            ..MarkDone::default()
        };
        done(app::progress::mark_done(&self.app, &actor, case, order).await);
    }

    /// The applicant says yes to a source being asked, for half a year.
    pub async fn registers_consent(&self, username: &str, case: CaseId, source: &str) -> ConsentId {
        let actor = self.actor(username).await;
        let giver = self.file(case).await.application.unwrap().applicant;
        let today = self.app.today();
        let order = app::consent::Register {
            given_by: giver,
            source: source.to_string(),
            covers: domain::consent::Covers::ALL.iter().copied().collect(),
            about: "Hverdagen i skolen".to_string(),
            purpose: "At vurdere ansøgningen".to_string(),
            form: Form::Oral,
            given_on: today,
            until: today.saturating_add(6.months()),
        };
        done(app::consent::register(&self.app, &actor, case, order).await)
    }

    /// Begins the first plan that is for the citizen's age, with something in every field that must be answered; answers
    /// which.
    pub async fn begins_plan(&self, username: &str, case: CaseId) -> String {
        let actor = self.actor(username).await;
        let shown = done(app::plan::show(&self.app, &actor, case, None).await);
        let form = shown.offered.first().copied().unwrap();
        let fill = app::form::Fill {
            form: form.id.clone(),
            answers: written(form, self.app.today()),
            knew_of: 0,
            signatures: Vec::new(),
        };
        done(app::form::fill(&self.app, &actor, case, fill).await);
        form.id.clone()
    }

    /// A letter that asks a source is made; the basis may be none, to be refused.
    pub async fn asks(&self, username: &str, case: CaseId, source: &str, basis: Option<Basis>) -> Outcome<LetterId> {
        let actor = self.actor(username).await;
        let ask = app::information::Ask {
            source: source.to_string(),
            address: "Tovværksgade 1\n9999 Tovby".to_string(),
            about: "En kort udtalelse om hverdagen".to_string(),
            basis,
            reply_by: self.app.today().saturating_add(14.days()),
        };
        app::information::prepare(&self.app, &actor, case, ask).await
    }

    /// All that lies between registering and the assessment when nobody is asked: receipt, screening, the child's view.
    pub async fn prepares(&self, username: &str, case: CaseId) {
        let receipt = self.makes_receipt(username, case).await;
        self.sends_letter(username, case, receipt).await;
        let view = self.seen_by(&self.actor(username).await, case).await;
        let steps: Vec<String> = view.courses[0].procedure.steps.iter().map(|step| step.id.clone()).collect();
        let child = view.file.citizen.is_child_on(self.app.today());
        drop(view);
        for (step, outcome) in [
            ("screening-bl18", "intet-videre"),
            ("inddragelse-barn", "samtale"),
            ("samtykke", "ikke-noedvendigt"),
            ("loenoplysninger", "modtaget"),
            ("behov", "holdt"),
        ] {
            let for_children = matches!(step, "screening-bl18" | "inddragelse-barn");
            if steps.iter().any(|known| known == step) && (child || !for_children) {
                self.marks(username, case, step, Some(outcome), None).await;
            }
        }
    }

    /// A fact is written down.
    pub async fn writes_fact(
        &self,
        username: &str,
        case: CaseId,
        text: &str,
        known: Known,
        weight: Weight,
    ) -> FindingId {
        let actor = self.actor(username).await;
        let fact = app::assessment::Fact {
            text: text.to_string(),
            source: "Udtalelsen".to_string(),
            document: None,
            known,
            weight,
        };
        done(app::assessment::add_fact(&self.app, &actor, case, fact).await)
    }

    /// Facts, criteria and considerations are written and the case is informed; `outcome` says which way it goes, and a
    /// refusal rests on a fact that the parties do not know.
    pub async fn assesses(&self, username: &str, case: CaseId, outcome: Result3) {
        let actor = self.actor(username).await;
        self.writes_fact(username, case, "Familien planlægger hver dag i detaljer.", Known::Known, Weight::NotAgainst)
            .await;
        if outcome != Result3::Grant {
            let text = "Hverdagen fungerer uden den hjælp, der er søgt om.";
            self.writes_fact(username, case, text, Known::Unknown, Weight::Against).await;
        }
        let view = self.seen_by(&actor, case).await;
        let mut unmet = outcome != Result3::Grant;
        let criteria = view
            .benefit
            .criteria
            .iter()
            .map(|criterion| {
                let met = !std::mem::take(&mut unmet);
                let reason = if met { "Det fremgår af oplysningerne." } else { "Oplysningerne viser det ikke." };
                (criterion.id.clone(), CriterionAnswer { met, reason: reason.to_string() })
            })
            .collect();
        let typed = app::assessment::Considerations {
            version: view.file.assessment.version,
            text: "Vi har især lagt vægt på, hvordan hverdagen er.".to_string(),
            criteria,
        };
        let chooses = view.courses[0].procedure.steps.iter().any(|step| step.id == "gruppevalg");
        drop(view);
        done(app::assessment::save_considerations(&self.app, &actor, case, typed).await);
        self.marks(username, case, "sagsbehandling", Some("klar"), None).await;
        if chooses && outcome == Result3::Refusal {
            let reason = Some("Betingelserne er ikke opfyldt.");
            self.marks(username, case, "gruppevalg", Some("ikke-relevant"), reason).await;
        } else if chooses {
            self.marks(username, case, "gruppevalg", Some("gruppe-1"), None).await;
        }
    }

    /// Every party is heard about what they do not know and what weighs against them.
    pub async fn hears(&self, username: &str, case: CaseId, answer_by: &str) {
        let actor = self.actor(username).await;
        let findings = self.file(case).await.findings.iter().filter(|f| f.must_be_heard()).map(|f| f.id).collect();
        let letters = app::party_hearing::prepare(&self.app, &actor, case, findings, day(answer_by)).await;
        for letter in done(letters) {
            self.sends_letter(username, case, letter).await;
        }
    }

    /// A draft that lacks nothing.
    pub async fn drafts(&self, username: &str, case: CaseId, outcome: Result3) {
        let actor = self.actor(username).await;
        let draft = self.draft(&actor, case, outcome).await;
        let version = self.file(case).await.open_decision().map_or(0, |open| open.version);
        done(app::decision::save_draft(&self.app, &actor, case, version, draft).await);
    }

    async fn draft(&self, actor: &Actor, case: CaseId, outcome: Result3) -> Draft {
        let view = self.seen_by(actor, case).await;
        let grants = outcome != Result3::Refusal;
        let from = first_of_next_month(self.app.today());
        let amount = domain::setting::Kroner::from_oere(110_500);
        let measure = view.benefit.measure;
        let in_amounts = matches!(measure, Measure::MonthlyAmount | Measure::WeeklyHoursAndAmount);
        Draft {
            granted: if grants { "det, du har søgt om".into() } else { String::new() },
            not_granted: if outcome == Result3::Grant { String::new() } else { "Det følger ikke af loven.".into() },
            reasons: "Oplysningerne er holdt op mod betingelserne.".into(),
            hearing_treatment: if view.file.hearings.is_empty() { "" } else { "Vi har læst svaret." }.into(),
            choice: (grants && !view.benefit.choices.is_empty()).then(|| view.benefit.choices[0].id.clone()),
            monthly_amount: (grants && in_amounts).then_some(amount),
            weekly_hours: (grants && matches!(measure, Measure::WeeklyHoursAndAmount | Measure::WeeklyHours))
                .then_some(10),
            weekly_days: (grants && measure == Measure::WeeklyDays).then_some(3),
            one_off_amount: (grants && measure == Measure::OneOffAmount).then_some(amount),
            details: if grants {
                view.benefit.details.iter().map(|detail| (*detail, "Som aftalt.".to_string())).collect()
            } else {
                std::collections::BTreeMap::new()
            },
            monthly_hours: (grants && measure == Measure::MonthlyHours).then_some(15),
            from: grants.then_some(from),
            follow_up_on: grants.then(|| from.saturating_add(1.year())),
            ..Draft::of(outcome)
        }
    }

    /// A running grant is taken up again: what has changed is written down as a fact, and everybody is heard about it.
    pub async fn takes_up(&self, username: &str, case: CaseId, changed: &str, answer_by: &str) {
        let actor = self.actor(username).await;
        done(app::course::begin(&self.app, &actor, case, "aendring-af-bevilling", self.app.today()).await);
        self.writes_fact(username, case, changed, Known::Unknown, Weight::Against).await;
        self.marks(username, case, "oplysning", Some("aendres"), None).await;
        self.hears_the_child_again(username, case).await;
        let findings = self.file(case).await.findings.iter().filter(|f| f.text == changed).map(|f| f.id).collect();
        let letters = app::party_hearing::prepare(&self.app, &actor, case, findings, day(answer_by)).await;
        for letter in done(letters) {
            self.sends_letter(username, case, letter).await;
        }
    }

    /// The child of the case, if there is one, is asked about the change.
    pub async fn hears_the_child_again(&self, username: &str, case: CaseId) {
        let file = self.file(case).await;
        if !file.citizen.is_child_on(self.app.today()) {
            return;
        }
        let actor = self.actor(username).await;
        // Of several courses that run, the one that came last is the one that changes something.
        let order = MarkDone {
            course: file.courses.iter().rfind(|course| course.ended_on.is_none()).map(|course| course.id),
            step: "inddragelse-barn".to_string(),
            outcome: Some("samtale".to_string()),
            ..MarkDone::default()
        };
        done(app::progress::mark_done(&self.app, &actor, case, order).await);
    }

    /// An old grant is assessed by the rules that replaced its own: facts, criteria, considerations.
    pub async fn assesses_anew(&self, username: &str, case: CaseId) {
        let actor = self.actor(username).await;
        self.writes_fact(username, case, "Udgifterne er de samme som før.", Known::Known, Weight::NotAgainst).await;
        let view = self.seen_by(&actor, case).await;
        let met = || CriterionAnswer { met: true, reason: "Det fremgår af oplysningerne.".to_string() };
        let typed = app::assessment::Considerations {
            version: view.file.assessment.version,
            text: "Vi har især lagt vægt på, hvad familien bruger.".to_string(),
            criteria: view.benefit.criteria.iter().map(|criterion| (criterion.id.clone(), met())).collect(),
        };
        drop(view);
        done(app::assessment::save_considerations(&self.app, &actor, case, typed).await);
        self.marks(username, case, "oplysning", Some("aendres"), None).await;
        self.hears_the_child_again(username, case).await;
    }

    /// A draft of a new grant in the place of the case's last one, from a day.
    pub async fn drafts_instead(&self, username: &str, case: CaseId, from: &str) {
        let actor = self.actor(username).await;
        let old = self.file(case).await.grants.last().map(|grant| grant.id);
        let draft = Draft { grant: old, from: Some(day(from)), ..self.draft(&actor, case, Result3::Grant).await };
        done(app::decision::save_draft(&self.app, &actor, case, 0, draft).await);
    }

    /// A draft that reduces or ends the case's last grant from a day.
    pub async fn drafts_change(&self, username: &str, case: CaseId, outcome: Result3, effect: &str) {
        let actor = self.actor(username).await;
        let file = self.file(case).await;
        let grant = file.grants.last().unwrap().clone();
        let fewer = |hours: Option<u32>| hours.filter(|_| outcome == Result3::Reduction).map(|hours| hours / 2);
        let draft = Draft {
            granted: if outcome == Result3::Reduction {
                "Hjælpen sættes ned til det halve".into()
            } else {
                String::new()
            },
            not_granted: "Behovet er blevet mindre.".into(),
            reasons: "De nye oplysninger er holdt op mod betingelserne.".into(),
            hearing_treatment: "Vi har læst svaret.".into(),
            monthly_amount: grant.monthly_amount.filter(|_| outcome == Result3::Reduction),
            weekly_hours: fewer(grant.weekly_hours),
            monthly_hours: fewer(grant.monthly_hours),
            grant: Some(grant.id),
            effect_on: Some(day(effect)),
            ..Draft::of(outcome)
        };
        let version = file.open_decision().map_or(0, |open| open.version);
        done(app::decision::save_draft(&self.app, &actor, case, version, draft).await);
    }

    /// The draft is sent for approval.
    pub async fn submits(&self, username: &str, case: CaseId) -> Outcome<()> {
        let actor = self.actor(username).await;
        let version = self.file(case).await.open_decision().map_or(0, |open| open.version);
        app::decision::submit(&self.app, &actor, case, version).await
    }

    /// Somebody approves.
    pub async fn approves(&self, username: &str, case: CaseId) -> Outcome<()> {
        let actor = self.actor(username).await;
        let version = self.file(case).await.open_decision().map_or(0, |open| open.version);
        app::decision::approve(&self.app, &actor, case, version).await
    }

    /// The decision is sent, with a stated reason if the day asks for one.
    pub async fn sends_decision(&self, username: &str, case: CaseId, reason: &str) -> Outcome<()> {
        let actor = self.actor(username).await;
        let version = self.file(case).await.open_decision().map_or(0, |open| open.version);
        app::decision::send(&self.app, &actor, case, version, reason).await
    }

    /// A case with a draft that lacks nothing but the hearing's period, where there is one.
    pub async fn case_with_draft(&self, username: &str, application: Application, outcome: Result3) -> CaseId {
        let case = self.registers(username, application).await;
        self.prepares(username, case).await;
        self.assesses(username, case, outcome).await;
        if outcome == Result3::Grant {
            self.drafts(username, case, outcome).await;
        }
        case
    }
}

fn first_of_next_month(today: Date) -> Date {
    today.first_of_month().saturating_add(1.month())
}
