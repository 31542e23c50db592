//! A procedure said in Danish: for the boxes, for the text alternative, and for `tovholder procedure read`.

use domain::deadline::{Anchor, Kind, Rule, Unit};
use domain::procedure::{Again, Condition, Outcome, Procedure, Ref, Step, StepDeadline};
use domain::progress::State;
use domain::questionnaire::RoleTitle;
use jiff::civil::Date;

/// A day, short enough for a box.
fn day(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

/// Where a step stands, for its box and the text alternative; nothing for one whose turn has not come.
pub(super) fn state(state: &State) -> Option<String> {
    match state {
        State::Done(on) => Some(format!("Sket {}", day(*on))),
        State::LeftOut(on) => Some(format!("Sprunget over {}", day(*on))),
        State::Open(on) => Some(format!("Her er vi, siden {}", day(*on))),
        State::Undecided(_) => Some("Uafklaret".to_string()),
        State::PassedOver(_) => Some("Ikke nødvendigt her".to_string()),
        State::FellAway => Some("Bortfaldet".to_string()),
        State::Waiting => None,
    }
}

/// The title of a step, by id.
fn title<'p>(procedure: &'p Procedure, id: &'p str) -> &'p str {
    procedure.step(id).map_or(id, |step| &step.title)
}

fn titles_of(procedure: &Procedure, step: &str, ids: &[String]) -> Vec<String> {
    let step = procedure.step(step);
    let title = |id: &String| step.and_then(|step| step.outcome(id)).map_or_else(|| id.clone(), |o| o.title.clone());
    ids.iter().map(title).collect()
}

/// The titles of outcomes in a sentence, as "Ja« eller »Måske".
fn outcome_titles(procedure: &Procedure, step: &str, ids: &[String]) -> String {
    titles_of(procedure, step, ids).join("« eller »")
}

/// The titles of outcomes in a box; titles have commas of their own, so a stroke stands between them.
fn listed_outcomes(procedure: &Procedure, step: &str, ids: &[String]) -> String {
    titles_of(procedure, step, ids).join(" / ")
}

fn joined(parts: &[impl AsRef<str>], word: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.as_ref().to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// "Fordeling: Ja", but "Hører borgeren til? Ja".
fn answered(title: &str, answer: &str) -> String {
    let colon = if title.ends_with('?') { "" } else { ":" };
    format!("{title}{colon} {answer}")
}

/// Why the step opens, one line per way that needs words; a plain arrow needs none.
pub(super) fn entries(procedure: &Procedure, step: &Step) -> Vec<String> {
    let several = step.after.len() > 1;
    step.after
        .iter()
        .filter_map(|reference| match reference {
            Ref::Start => Some("Fra begyndelsen".to_string()),
            Ref::Step(_) => None,
            Ref::Outcome(id, outcomes) => {
                let outcomes = listed_outcomes(procedure, id, outcomes);
                Some(if several { answered(title(procedure, id), &outcomes) } else { format!("Ved: {outcomes}") })
            }
        })
        .chain(conditions(procedure, &step.when).map(|when| format!("Kun hvis: {when}")))
        .chain(step.optional.then(|| "Et tilbud".to_string()))
        .collect()
}

/// Ends, returns and repeats, which are said in the box instead of drawn.
pub(super) fn exits(procedure: &Procedure, step: &Step) -> Vec<String> {
    let ends: Vec<&str> = step.outcomes.iter().filter(|o| o.ends).map(|o| o.title.as_str()).collect();
    let again: Vec<&str> = step.outcomes.iter().filter(|o| o.again.is_some()).map(|o| o.title.as_str()).collect();
    let back = step.outcomes.iter().filter_map(|outcome| {
        let to = outcome.back_to.as_deref()?;
        Some(format!("{} → tilbage til: {}", outcome.title, title(procedure, to)))
    });
    let mut lines: Vec<String> = Vec::new();
    if !again.is_empty() {
        lines.push(format!("Prøves igen ved: {}", again.join(" / ")));
    }
    lines.extend(back);
    if step.ends {
        lines.push("Forløbet slutter".to_string());
    }
    if !ends.is_empty() {
        lines.push(format!("Forløbet slutter ved: {}", ends.join(" / ")));
    }
    lines
}

/// The Danish title of a role.
pub(super) fn role<'a>(roles: &'a [RoleTitle], id: &'a str) -> &'a str {
    roles.iter().find(|role| role.id == id).map_or(id, |role| &role.title)
}

fn reference(procedure: &Procedure, reference: &Ref) -> String {
    match reference {
        Ref::Start => "forløbet begynder".to_string(),
        Ref::Step(id) => format!("»{}« er sket", title(procedure, id)),
        Ref::Outcome(id, outcomes) => {
            format!("»{}« ender med »{}«", title(procedure, id), outcome_titles(procedure, id, outcomes))
        }
    }
}

fn condition(procedure: &Procedure, asked: &Condition) -> String {
    match asked {
        Condition::Not(inner) => format!("ikke {}", condition(procedure, inner)),
        Condition::Ref(way) => reference(procedure, way),
        Condition::Form(form) => format!("skemaet {form} er udfyldt"),
        Condition::FormResult(form, result) => format!("skemaet {form} viser {result}"),
        Condition::CourseEnded(other) => format!("forløbet {other} er slut"),
        Condition::Turned(years) => format!("fyldt {years} år"),
        Condition::Under(years) => format!("under {years} år"),
        Condition::Fact(fact) => fact.word().to_string(),
    }
}

fn conditions(procedure: &Procedure, list: &[Condition]) -> impl Iterator<Item = String> + use<> {
    let said: Vec<String> = list.iter().map(|asked| condition(procedure, asked)).collect();
    (!said.is_empty()).then(|| joined(&said, "og")).into_iter()
}

fn anchor(procedure: &Procedure, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Opened => "at trinnet begyndte".to_string(),
        Anchor::Start => "forløbets første dag".to_string(),
        Anchor::Step { step, outcomes } if outcomes.is_empty() => format!("»{}«", title(procedure, step)),
        Anchor::Step { step, outcomes } => {
            format!("»{}: {}«", title(procedure, step), outcome_titles(procedure, step, outcomes))
        }
        Anchor::Named(name) => format!("»{}«", date_title(procedure, name)),
        Anchor::DeadlineOf(step) => format!("fristen for »{}«", title(procedure, step)),
        Anchor::Age { years, months: 0 } => format!("{years}-års fødselsdagen"),
        Anchor::Age { years, months } => format!("fyldt {years} år og {months} {}", Unit::Months.word(*months)),
    }
}

fn date_title<'a>(procedure: &'a Procedure, name: &'a str) -> &'a str {
    let asked = procedure.steps.iter().filter_map(|step| step.date.as_ref()).chain(&procedure.dates);
    let found = asked.into_iter().find(|date| date.id == name);
    found.map_or(name, |date| &date.title)
}

/// A rule with titles instead of ids.
fn rule(procedure: &Procedure, asked: &Rule) -> String {
    match asked {
        Rule::After(length, from) => format!("{length} efter {}", anchor(procedure, from)),
        Rule::Before(length, from) => format!("{length} før {}", anchor(procedure, from)),
        Rule::At(from) => format!("på dagen: {}", anchor(procedure, from)),
        Rule::Soon(Anchor::Opened) => "snarest".to_string(),
        Rule::Soon(from) => format!("snarest efter {}", anchor(procedure, from)),
    }
}

fn deadline(procedure: &Procedure, deadline: &StepDeadline) -> String {
    let kind = match (deadline.kind, &deadline.source) {
        (Kind::Law, Some(source)) => format!("lov: {source}"),
        (Kind::Law, None) => "lov".to_string(),
        (Kind::Goal, _) => "mål".to_string(),
    };
    let when: String = conditions(procedure, &deadline.when).map(|when| format!(", hvis {when}")).collect();
    let unsure = if deadline.to_be_confirmed { ", skal bekræftes" } else { "" };
    format!("Senest {} ({kind}{unsure}){when}.", rule(procedure, &deadline.rule))
}

fn outcome(procedure: &Procedure, step: &Step, outcome: &Outcome) -> String {
    let next: Vec<String> = procedure
        .steps
        .iter()
        .filter(|other| other.after.iter().any(|way| leads(way, step, outcome)))
        .map(|other| format!("»{}«", other.title))
        .collect();
    let mut follows = Vec::new();
    if !next.is_empty() {
        follows.push(joined(&next, "og"));
    }
    match &outcome.again {
        Some(Again::OwnRule) => follows.push("prøves igen".to_string()),
        Some(Again::After(span)) => follows.push(format!("prøves igen efter {span}")),
        Some(Again::On(name)) => follows.push(format!("prøves igen på »{}«", date_title(procedure, name))),
        None => {}
    }
    follows.extend(outcome.back_to.as_deref().map(|id| format!("tilbage til »{}«", title(procedure, id))));
    follows.extend(outcome.starts.as_ref().map(|starts| format!("forløbet {} begynder", starts.procedure)));
    if outcome.ends {
        follows.push("forløbet slutter".to_string());
    }
    if outcome.needs_reason {
        follows.push("begrundes".to_string());
    }
    if follows.is_empty() { outcome.title.clone() } else { format!("{} → {}", outcome.title, follows.join(", ")) }
}

fn leads(way: &Ref, step: &Step, outcome: &Outcome) -> bool {
    match way {
        Ref::Start => false,
        // A step that repeats or goes back is not settled by this outcome.
        Ref::Step(id) => *id == step.id && outcome.again.is_none() && outcome.back_to.is_none() && !outcome.ends,
        Ref::Outcome(id, outcomes) => *id == step.id && outcomes.contains(&outcome.id),
    }
}

fn opening(procedure: &Procedure, step: &Step) -> String {
    let ways: Vec<String> = step.after.iter().map(|way| reference(procedure, way)).collect();
    match ways.as_slice() {
        [only] => format!("Begynder, når {only}."),
        several => format!("Begynder, når disse veje er afklaret og mindst én er gået: {}.", several.join("; ")),
    }
}

/// A step in Danish sentences.
pub(super) fn sentences(procedure: &Procedure, roles: &[RoleTitle], step: &Step) -> String {
    let stop = if step.title.ends_with('?') { "" } else { "." };
    let mut said = vec![format!("{}{stop}", step.title.trim_end_matches('.'))];
    let with: Vec<&str> = step.together_with.iter().map(|id| role(roles, id)).collect();
    let with = if with.is_empty() { String::new() } else { format!(" sammen med {}", joined(&with, "og")) };
    said.push(format!("Gøres af {}{with}.", role(roles, &step.role)));
    said.push(opening(procedure, step));
    said.extend(step.for_each.map(|list| format!("Gøres for hver af: {}.", list.word())));
    said.extend(conditions(procedure, &step.when).map(|when| format!("Kun hvis {when}; ellers går vejen videre.")));
    said.extend(conditions(procedure, &step.requires).map(|needs| format!("Kan først gøres, når der er: {needs}.")));
    let before: Vec<String> = step.before.iter().map(|id| format!("»{}«", title(procedure, id))).collect();
    if !before.is_empty() {
        said.push(format!("Skal være afklaret før {}.", joined(&before, "og")));
    }
    let until: Vec<String> = step.until.iter().map(|way| reference(procedure, way)).collect();
    if !until.is_empty() {
        said.push(format!("Bortfalder, når {}.", joined(&until, "eller")));
    }
    said.extend(step.earliest.as_ref().map(|earliest| format!("Kommer frem tidligst {}.", rule(procedure, earliest))));
    said.extend(step.deadlines.iter().map(|due| deadline(procedure, due)));
    said.extend(step.act.map(|act| format!("Lukkes af handlingen {}.", act.word())));
    let outcomes: Vec<String> = step.outcomes.iter().map(|o| outcome(procedure, step, o)).collect();
    if !outcomes.is_empty() {
        said.push(format!("Kan ende med: {}.", outcomes.join("; ")));
    }
    said.extend(step.starts.as_ref().map(|starts| format!("Forløbet {} begynder.", starts.procedure)));
    if step.ends {
        said.push("Forløbet slutter.".to_string());
    }
    if step.optional {
        said.push("Er et tilbud og holder ikke noget op.".to_string());
    }
    if step.mandatory {
        said.push("Må ikke springes over.".to_string());
    }
    said.join(" ")
}
