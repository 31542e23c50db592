//! The ten checks before a decision is sent, read from what is stored: written from the law, never from the program.

use domain::assessment::{Known, Weight};
use domain::benefit::{Detail, NoticeRule};
use domain::case::CaseFile;
use domain::decision::{Decision, Outcome, SentTo, State};
use domain::grant::Grant;
use domain::ids::{PersonId, StaffId};
use domain::information::Basis;
use domain::journal::EntryKind;
use domain::letter::{Addressee, IssuedLetter, LetterState};
use domain::party_hearing::{HearingState, PartyHearing};
use domain::people::RelationKind;
use domain::progress::Happening;
use domain::staff::{Role, Staff};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use scenarios::Town;
use scenarios::pdf::squeezed;
use std::collections::{BTreeMap, BTreeSet};

/// What the benefit's file says.
#[derive(Clone, Default)]
pub struct Law {
    /// Provisions in force on the day.
    pub in_force: Vec<String>,
    pub notice: Option<NoticeRule>,
}

/// What the child of a case about a child is to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Child {
    /// An adult's case.
    None,
    IsNoParty,
    /// Ten or more, in a benefit where the law makes it a party.
    IsParty,
}

/// A decision that has just been sent, with all that can be read about it.
#[derive(Clone)]
pub struct Sent {
    pub before: CaseFile,
    pub after: CaseFile,
    pub decision: Decision,
    pub on: Date,
    pub approved_by: StaffId,
    pub approver: Staff,
    /// The journal says that the approver approved.
    pub approved_in_journal: bool,
    /// The reason in the journal for sending it on a day like that.
    pub bad_day_reason: Option<String>,
    pub to: Vec<SentTo>,
    /// Every letter of the case.
    pub letters: Vec<IssuedLetter>,
    pub law: Law,
    /// The roles that may approve it by the plan; nobody is away in the stories, so no deputy may.
    pub roles: Vec<Role>,
    pub child: Child,
    /// Days the municipality is closed by its own choice.
    pub closed: BTreeMap<Date, String>,
}

/// The decisions of a case that are sent now and were not before.
pub async fn just_sent(town: &Town, reader: &str, before: &CaseFile) -> Vec<Sent> {
    let after = town.file(before.case.id).await;
    let was_sent = |id| before.decisions.iter().any(|known| known.id == id && known.state.is_sent());
    let new: Vec<Decision> =
        after.decisions.iter().filter(|now| now.state.is_sent() && !was_sent(now.id)).cloned().collect();
    let mut found = Vec::new();
    for decision in new {
        found.push(gather(town, reader, before, &after, decision).await);
    }
    found
}

async fn gather(town: &Town, reader: &str, before: &CaseFile, after: &CaseFile, decision: Decision) -> Sent {
    let State::Sent { approved_by, on, letters: to, .. } = decision.state.clone() else { panic!("not sent") };
    let actor = town.actor(reader).await;
    let view = app::case::show(&town.app, &actor, before.case.id).await.unwrap();
    let letters = view.letters.clone();
    drop(view);
    let journal = app::case::journal(&town.app, &actor, before.case.id, None).await.unwrap();
    let acts = |code: &'static str| {
        journal.iter().filter(move |line| matches!(&line.entry.kind, EntryKind::Act(known) if known == code))
    };
    let content = &town.app.content;
    let benefit = content.benefit(&before.case.benefit, before.case.opened_on).unwrap();
    let covers =
        |from: Option<Date>, until: Option<Date>| from.is_none_or(|d| d <= on) && until.is_none_or(|d| on <= d);
    let in_force = benefit.law.iter().filter(|law| covers(law.from, law.until)).map(|law| law.paragraph.clone());
    let age = age(after.citizen.born, on);
    let staff = app::staff::all(&town.app).await.unwrap();
    Sent {
        approver: staff.into_iter().find(|staff| staff.id == approved_by).unwrap(),
        approved_in_journal: acts("decision_approved").any(|line| line.entry.by == Some(approved_by)),
        bad_day_reason: acts("sent_on_bad_day").find(|line| line.entry.happened_on == on).map(|l| l.entry.text.clone()),
        law: Law { in_force: in_force.collect(), notice: benefit.notice.clone() },
        roles: planned(town, before, &decision, on),
        child: match age {
            18.. => Child::None,
            10.. if benefit.child_is_party => Child::IsParty,
            _ => Child::IsNoParty,
        },
        closed: content.calendar.closed.clone(),
        before: before.clone(),
        after: after.clone(),
        decision,
        on,
        approved_by,
        to,
        letters,
    }
}

fn age(born: Date, on: Date) -> i16 {
    let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
    on.year() - born.year() - i16::from(before_birthday)
}

/// The role that the first fitting line of the plan names, with all roles above it.
fn planned(town: &Town, file: &CaseFile, decision: &Decision, on: Date) -> Vec<Role> {
    let draft = &decision.draft;
    let cost =
        [draft.monthly_amount.map(|kroner| kroner.oere() * 12), draft.one_off_amount.map(|kroner| kroner.oere())]
            .into_iter()
            .flatten()
            .max();
    let hours =
        draft.weekly_hours.map(f64::from).max_of(draft.monthly_hours.map(|hours| f64::from(hours) * 12.0 / 52.0));
    let plan = town.app.content.approval_plan_on(on).unwrap();
    let line = plan.lines.iter().find(|line| {
        line.benefits.contains(&file.case.benefit)
            && (line.outcomes.is_empty() || line.outcomes.contains(&draft.outcome))
            && line.package.as_ref().is_none_or(|package| draft.package.as_ref() == Some(package))
            && line.yearly_cost_up_to.zip(cost).is_none_or(|(limit, cost)| cost <= limit.oere())
            && line.weekly_hours_up_to.zip(hours).is_none_or(|(limit, hours)| hours <= f64::from(limit))
    });
    let role = |id: &str| town.app.content.role(id).and_then(|role| Role::from_code(role.code.as_deref()?));
    let ladder = [Role::ProfessionalCoordinator, Role::TeamLeader, Role::DepartmentHead];
    let Some(line) = line else { return vec![Role::DepartmentHead] };
    let named = role(&line.approver).unwrap();
    let from = ladder.iter().position(|step| *step == named).unwrap();
    ladder[from..].to_vec()
}

trait MaxOf {
    fn max_of(self, other: Self) -> Self;
}

impl MaxOf for Option<f64> {
    fn max_of(self, other: Self) -> Self {
        [self, other].into_iter().flatten().reduce(f64::max)
    }
}

impl Sent {
    /// What is wrong with it, each with the number of its check; nothing for a lawful one.
    pub fn faults(&self) -> Vec<String> {
        let checks = [
            self.provision(),
            self.reasons(),
            self.hearing(),
            self.sources(),
            self.approval(),
            self.day(),
            self.purpose(),
            self.notice(),
            self.child_heard(),
            self.everybody(),
        ];
        checks.into_iter().enumerate().filter_map(|(nr, fault)| Some(format!("{} {}", nr + 1, fault?))).collect()
    }

    fn outcome(&self) -> Outcome {
        self.decision.draft.outcome
    }

    /// The letters of this decision that exist, as sent.
    fn of_decision(&self) -> impl Iterator<Item = &IssuedLetter> {
        self.letters.iter().filter(|letter| self.to.iter().any(|sent| sent.letter == letter.id))
    }

    /// The first letter that does not say this, whatever its lines and signs.
    fn unsaid(&self, words: &str) -> Option<String> {
        let silent = self.of_decision().find(|letter| !squeezed(&letter.text).contains(&squeezed(words)))?;
        Some(format!("the letter {} does not say \"{words}\"", silent.template))
    }

    fn provision(&self) -> Option<String> {
        match self.law.in_force.as_slice() {
            [one] => self.unsaid(one),
            other => Some(format!("{} provisions in force", other.len())),
        }
    }

    fn reasons(&self) -> Option<String> {
        let guidance = self.unsaid("klage").or_else(|| self.unsaid("Ankestyrelsen")).or_else(|| self.unsaid("4 uger"));
        if self.outcome() == Outcome::Grant {
            return guidance;
        }
        let (reasons, considerations) = (&self.decision.draft.reasons, &self.before.assessment.considerations);
        if reasons.trim().is_empty() || considerations.trim().is_empty() || self.before.findings.is_empty() {
            return Some("no reasons, considerations or facts".to_string());
        }
        let rules = |letter: &&IssuedLetter| {
            !letter.text.contains("## Reglerne") && !letter.text.contains("## Det siger loven")
        };
        guidance
            .or_else(|| self.unsaid(reasons))
            .or_else(|| self.unsaid(considerations))
            .or_else(|| self.before.findings.iter().find_map(|finding| self.unsaid(&finding.text)))
            .or_else(|| self.of_decision().find(rules).map(|letter| format!("{} says no rules", letter.template)))
    }

    /// The parties, found from people and their relations alone.
    fn parties(&self) -> BTreeSet<PersonId> {
        if self.child == Child::None {
            return [self.after.citizen.id].into();
        }
        let holds = |from: Option<Date>, until: Option<Date>| {
            from.is_none_or(|day| day <= self.on) && until.is_none_or(|day| self.on <= day)
        };
        let custody = self.after.relations.iter().filter(|relation| {
            relation.person == self.after.citizen.id
                && relation.kind == RelationKind::CustodyHolder
                && holds(relation.from, relation.until)
        });
        let child = (self.child == Child::IsParty).then_some(self.after.citizen.id);
        custody.map(|relation| relation.other).chain(child).collect()
    }

    fn hearing(&self) -> Option<String> {
        let over = |hearing: &PartyHearing| match &hearing.state {
            HearingState::Answered { on, .. } => *on <= self.on,
            HearingState::Lapsed { on } => hearing.answer_by < *on && *on <= self.on,
            HearingState::Sent => hearing.answer_by < self.on,
        };
        let adverse = |known: &Known, weight: &Weight| *known == Known::Unknown && *weight == Weight::Against;
        for party in self.parties() {
            for finding in self.before.findings.iter().filter(|finding| adverse(&finding.known, &finding.weight)) {
                let told = |hearing: &&PartyHearing| {
                    hearing.party == party
                        && hearing.findings.contains(&finding.id)
                        && self.letters.iter().any(|letter| {
                            Some(letter.id) == hearing.letter
                                && letter.addressee == Addressee::Person(party)
                                && has_left(letter)
                                && squeezed(&letter.text).contains(&squeezed(&finding.text))
                        })
                };
                if !self.after.hearings.iter().filter(told).any(over) {
                    return Some(format!("{party} was not heard about \"{}\"", finding.text));
                }
            }
        }
        None
    }

    fn sources(&self) -> Option<String> {
        self.after.requests.iter().find_map(|request| {
            let letter = self.letters.iter().find(|letter| Some(letter.id) == request.letter)?;
            let asked_on = letter.queued_on.unwrap();
            let fine = match &request.basis {
                Basis::Law { paragraph, reason } => !paragraph.trim().is_empty() && !reason.trim().is_empty(),
                Basis::Consent(id) => self.after.consents.iter().any(|consent| {
                    consent.id == *id
                        && squeezed(&consent.source) == squeezed(&request.source)
                        && consent.given_on <= asked_on
                        && asked_on <= consent.until
                        && consent.withdrawn_on.is_none_or(|day| asked_on < day)
                }),
            };
            (!fine).then(|| format!("{} was asked without a ground", request.source))
        })
    }

    fn approval(&self) -> Option<String> {
        let own = self.decision.recommender == self.approved_by;
        let right = self.approver.roles.iter().any(|role| self.roles.contains(role));
        let department = &self.after.case.department;
        let here = self.approver.department == *department || self.approver.heads.contains(department);
        let fine = !own && right && here && self.approved_in_journal;
        (!fine).then(|| format!("approved by {}: own {own}, right {right}, here {here}", self.approver.username))
    }

    fn day(&self) -> Option<String> {
        let adverse = matches!(self.outcome(), Outcome::Refusal | Outcome::Reduction | Outcome::Ending);
        let reasoned = self.bad_day_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        (adverse && is_bad_day(self.on, &self.closed) && !reasoned)
            .then(|| format!("sent on {} without a reason", self.on))
    }

    fn purpose(&self) -> Option<String> {
        let about = |paragraph: &String| paragraph.starts_with("barnets lov § 32,") || paragraph == "barnets lov § 32";
        let gives = !matches!(self.outcome(), Outcome::Refusal | Outcome::Ending);
        if !gives {
            return None;
        }
        // Without any law it cannot be known not to be one of these.
        if !self.law.in_force.is_empty() && !self.law.in_force.iter().any(about) {
            return None;
        }
        let said = |detail: Detail| self.decision.draft.details.get(&detail).map_or("", |said| said.trim());
        let (purpose, duration) = (said(Detail::Purpose), said(Detail::ExpectedDuration));
        if purpose.is_empty() || duration.is_empty() {
            return Some("no purpose or no expected duration".to_string());
        }
        if self.law.in_force.is_empty() {
            return Some("no law".to_string());
        }
        self.unsaid(purpose).or_else(|| self.unsaid(duration))
    }

    /// On no day before fourteen weeks after the last receipt has the citizen less than before, where the law's list
    /// says so: told from the grants themselves, whatever the decision is called.
    fn notice(&self) -> Option<String> {
        let rule = self.law.notice.as_ref()?;
        let received = self.to.iter().map(|sent| sent.received_on).max()?;
        if received < self.on {
            return Some("received before it was sent".to_string());
        }
        let (mut day, first) = (self.on, received.saturating_add(98.days()));
        while day < first {
            let (was, is) = (help(&self.before.grants, day), help(&self.after.grants, day));
            let taken = was.iter().zip(&is).any(|(was, is)| is < was);
            let listed = if is[0] == 0 { Outcome::Ending } else { Outcome::Reduction };
            if taken && rule.outcomes.contains(&listed) {
                return Some(format!("less help already on {day}, though received on {received}"));
            }
            day = day.tomorrow().unwrap();
        }
        None
    }

    fn child_heard(&self) -> Option<String> {
        if self.child == Child::None {
            return None;
        }
        let heard = |what: &Happening| match what {
            Happening::Done { step, outcome, reason, .. } if step == "inddragelse-barn" => {
                let reasoned = reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
                outcome.as_deref() == Some("samtale") || outcome.is_some() && reasoned
            }
            Happening::LeftOut { step, reason, .. } => step == "inddragelse-barn" && !reason.trim().is_empty(),
            _ => false,
        };
        let running = self.before.courses.iter().filter(|course| course.ended_on.is_none());
        let mut milestones = running.flat_map(|course| &course.milestones);
        let heard = milestones.any(|milestone| milestone.day <= self.on && heard(&milestone.what));
        (!heard).then(|| "the child was not heard, and nobody says why".to_string())
    }

    fn everybody(&self) -> Option<String> {
        let told: BTreeSet<PersonId> = self
            .of_decision()
            .filter(|letter| has_left(letter))
            .filter_map(|letter| match &letter.addressee {
                Addressee::Person(id) => Some(*id),
                Addressee::Partner { .. } => None,
            })
            .collect();
        let parties = self.parties();
        (told != parties || parties.is_empty()).then(|| format!("told {told:?}, parties {parties:?}"))
    }
}

fn has_left(letter: &IssuedLetter) -> bool {
    matches!(letter.state, LetterState::Queued | LetterState::Sent) && letter.queued_on.is_some()
}

/// How much runs on a day: how many grants (one or none), øre a month, hours a week and a month, days a week.
fn help(grants: &[Grant], day: Date) -> [i64; 5] {
    let mut sum = [0; 5];
    for grant in grants.iter().filter(|grant| grant.from <= day && grant.until.is_none_or(|until| day <= until)) {
        let count = |number: Option<u32>| i64::from(number.unwrap_or(0));
        sum[0] = 1;
        sum[1] += grant.monthly_amount.map_or(0, |kroner| kroner.oere());
        sum[2] += count(grant.weekly_hours);
        sum[3] += count(grant.monthly_hours);
        sum[4] += count(grant.weekly_days);
    }
    sum
}

/// A Friday, a day off, or the day before one (SD21).
pub fn is_bad_day(day: Date, closed: &BTreeMap<Date, String>) -> bool {
    let off = |day: Date| {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(day) || closed.contains_key(&day)
    };
    day.weekday() == Weekday::Friday || off(day) || off(day.tomorrow().unwrap())
}

fn is_holiday(day: Date) -> bool {
    let fixed = matches!((day.month(), day.day()), (1, 1) | (6, 5) | (12, 24 | 25 | 26 | 31));
    let easter = easter(day.year());
    let moving = [-3, -2, 0, 1, 39, 49, 50].iter().any(|days| easter.saturating_add(i64::from(*days).days()) == day);
    fixed || moving
}

/// Easter Sunday (Meeus, Jones and Butcher).
fn easter(year: i16) -> Date {
    let year_ = i32::from(year);
    let (a, b, c) = (year_ % 19, year_ / 100, year_ % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).unwrap(), i8::try_from(day).unwrap()).unwrap()
}
