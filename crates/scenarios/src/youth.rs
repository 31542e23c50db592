//! What is done in a young person's way to adult life, in one sentence each.

use crate::deeds::{done, written};
use crate::town::Town;
use app::form::Fill;
use app::letter_by_hand::To;
use app::meeting::{self as meetings, Guest, Written};
use domain::access::Yes;
use domain::ids::{CaseId, MeetingId, PersonId, TransitionId};
use domain::letter::AskKind;
use domain::meeting::{Ground, Outside, Who};
use domain::task::Owner;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::todo::TodoRow;

impl Town {
    /// The night finds who is to be found, and somebody takes the young person of a case along.
    pub async fn takes_along(&self, username: &str, case: CaseId) -> TransitionId {
        done(app::transition::identify(&self.app).await);
        let actor = self.actor(username).await;
        let track = done(app::transition::of_case(&self.app, &actor, case).await).unwrap();
        let version = self.version_of(username, track).await;
        done(app::transition::confirm(&self.app, &actor, track, version).await);
        track
    }

    /// The version of a track, as its page shows it.
    pub async fn version_of(&self, username: &str, track: TransitionId) -> i64 {
        let actor = self.actor(username).await;
        done(app::transition::show(&self.app, &actor, track).await).track.version
    }

    /// A form is filled in, with something in every field that must be answered.
    pub async fn fills_in(&self, username: &str, case: CaseId, form: &str) {
        let actor = self.actor(username).await;
        let today = self.app.today();
        let content = content::Content::shipped();
        let found = content.questionnaire(form, today).unwrap_or_else(|| panic!("no form {form}"));
        let answers = written(found, today);
        let fill = Fill { form: form.to_string(), answers, knew_of: 0, signatures: Vec::new() };
        done(app::form::fill(&self.app, &actor, case, fill).await);
    }

    /// A letter is written by hand to one person, with something in every field, and sent.
    pub async fn writes_to(&self, username: &str, case: CaseId, letter: &str, to: To) {
        let actor = self.actor(username).await;
        let today = self.app.today();
        let content = content::Content::shipped();
        let template = content.letter(letter, today).unwrap_or_else(|| panic!("no letter {letter}"));
        let typed = template.asks.iter().map(|ask| {
            let answer = match ask.kind {
                AskKind::Date => today.to_string(),
                AskKind::Time => "14.00".to_string(),
                AskKind::Text | AskKind::LongText => "Som vi har talt om.".to_string(),
            };
            (ask.id.clone(), answer)
        });
        let typed: BTreeMap<String, String> = typed.collect();
        let made = done(app::letter_by_hand::make(&self.app, &actor, case, letter, &typed, to).await);
        for one in made {
            self.sends_letter(username, case, one).await;
        }
    }

    /// The young person and the parent of a case.
    pub async fn young_and_parent(&self, case: CaseId) -> (PersonId, PersonId) {
        let file = self.file(case).await;
        let parent = file.application.as_ref().map_or(file.citizen.id, |application| application.applicant);
        (file.citizen.id, parent)
    }

    /// Somebody outside the house is put on a meeting, with a consent that names where they work.
    pub async fn asks_outsider(&self, username: &str, at: (CaseId, MeetingId), name: &str, workplace: &str) {
        let actor = self.actor(username).await;
        let consent = self.registers_consent(username, at.0, workplace).await;
        let outside = Outside {
            name: name.to_string(),
            workplace: workplace.to_string(),
            address: "Havnegade 2\n9999 Tovby".to_string(),
            ..Outside::default()
        };
        let guest = Guest {
            who: Who::Outside(outside),
            why: "Kan sige noget om arbejde og forsørgelse".to_string(),
            ground: Some(Ground::Consent(consent)),
        };
        done(meetings::add_guest(&self.app, &actor, at, guest).await);
    }

    /// A meeting that is planned is called and held today by everybody who is asked; the leader tells the young person
    /// what it came to when they were not asked.
    pub async fn holds_planned(&self, username: &str, at: (CaseId, MeetingId)) {
        let actor = self.actor(username).await;
        self.calls_meeting(username, at.0, at.1).await;
        let now = done(meetings::show(&self.app, &actor, at).await).meeting;
        let items = now.items.iter().map(|item| (item.nr, "Aftalt.".to_string(), Vec::new())).collect();
        let came = now.participants.iter().map(|one| (one.nr, Yes::Yes)).collect();
        let with_citizen = now.participants.iter().any(|one| one.who == Who::Citizen);
        let informs = (!with_citizen).then(|| Owner::Staff(actor.id()));
        let order = Written { version: now.version, items, came };
        done(meetings::hold(&self.app, &actor, at, order, (String::new(), informs)).await);
        done(meetings::citizen_told(&self.app, &actor, at, "Ringet op og fortalt det.").await);
        for one in &now.participants {
            done(meetings::minutes_by_hand(&self.app, &actor, at, one.nr).await);
        }
    }

    /// What there is to do for a step of a case, if anything.
    pub async fn to_do(&self, case: CaseId, step: &str) -> Option<TodoRow> {
        let all = self.todos().await;
        all.into_iter().find(|(of, todo)| *of == case && todo.step == step).map(|(_, todo)| todo)
    }

    /// The day a step of a case is due; there must be one.
    pub async fn due(&self, case: CaseId, step: &str) -> Date {
        let todo = self.to_do(case, step).await.unwrap_or_else(|| panic!("nothing to do with {step}"));
        todo.due.unwrap_or_else(|| panic!("{step} has no day"))
    }
}
