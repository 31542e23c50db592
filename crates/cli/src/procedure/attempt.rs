//! `tovholder procedure try`: the engine in the terminal, for those who write procedures.

use anyhow::{Context, anyhow};
use domain::calendar::Calendar;
use domain::deadline::{Kind, Span};
use domain::procedure::{Condition, Procedure, Step};
use domain::progress::{
    Answer, Block, Due, Happening, Milestone, Situation, Todo, TodoKind, ended_on, may_do, proposed_outcomes, todos,
};
use domain::words::List;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

/// What is tried out.
pub(super) struct Begun<'a> {
    pub procedure: &'a Procedure,
    pub start: Date,
    pub born: Option<Date>,
    pub settings: BTreeMap<String, Span>,
}

/// Reads `sagsbehandlingstid=8 uger`.
pub(super) fn setting(text: &str) -> anyhow::Result<(String, Span)> {
    let (id, length) = text.split_once('=').ok_or_else(|| anyhow!("\"{text}\" skal skrives som id=længde"))?;
    let span = ::content::rule::parse_span(length.trim().trim_matches('"'));
    Ok((id.trim().to_string(), span.map_err(|wrong| anyhow!("{wrong}")).with_context(|| format!("læser {text}"))?))
}

/// Plays until the course ends, the input ends, or the player says `slut`.
pub(super) fn play(
    begun: Begun,
    citizens: &[String],
    calendar: &Calendar,
    input: &mut impl BufRead,
    screen: &mut impl Write,
) -> anyhow::Result<()> {
    let mut game = Game {
        procedure: begun.procedure,
        today: begun.start,
        milestones: Vec::new(),
        situation: Situation {
            start: begun.start,
            start_at: None,
            facts: BTreeMap::new(),
            dates: BTreeMap::new(),
            lists: List::ALL.iter().map(|list| (*list, vec!["den første".to_string()])).collect(),
            forms: BTreeMap::new(),
            ended_courses: Vec::new(),
            settings: begun.settings,
            born: begun.born,
            citizen_roles: citizens,
            calendar,
        },
    };
    writeln!(screen, "{}", begun.procedure.title)?;
    loop {
        if let Some(day) = ended_on(game.procedure, &game.milestones, &game.situation) {
            writeln!(screen, "\nForløbet sluttede {day}.")?;
            return Ok(());
        }
        let open = game.show(screen)?;
        let Some(answer) = ask(input, screen, "Nummer, ny dag (ÅÅÅÅ-MM-DD) eller slut")? else { return Ok(()) };
        if answer == "slut" {
            return Ok(());
        }
        if let Ok(day) = answer.parse::<Date>() {
            game.turn_to(day, screen)?;
            continue;
        }
        let chosen = answer.parse::<usize>().ok().and_then(|nr| open.get(nr.checked_sub(1)?));
        match chosen {
            Some(todo) if game.act_on(todo, input, screen)? => {}
            Some(_) => return Ok(()),
            None => writeln!(screen, "\"{answer}\" er ikke på listen.")?,
        }
    }
}

struct Game<'a> {
    procedure: &'a Procedure,
    today: Date,
    milestones: Vec<Milestone>,
    situation: Situation<'a>,
}

impl Game<'_> {
    /// Prints what there is to do, and gives what can be chosen, in the order of the numbers.
    fn show(&self, screen: &mut impl Write) -> anyhow::Result<Vec<Todo>> {
        let all = todos(self.procedure, &self.milestones, &self.situation);
        let (ahead, open): (Vec<Todo>, Vec<Todo>) = all.into_iter().partition(|todo| todo.kind == TodoKind::Ahead);
        writeln!(screen, "\n{}", self.today)?;
        for (nr, todo) in open.iter().enumerate() {
            writeln!(screen, "{:>3}. {}", nr + 1, self.line(todo))?;
        }
        if open.is_empty() {
            writeln!(screen, "     Ingen trin er åbne.")?;
        }
        for todo in ahead {
            writeln!(screen, "     Senere: {}", self.line(&todo))?;
        }
        Ok(open)
    }

    fn line(&self, todo: &Todo) -> String {
        let title = self.procedure.step(&todo.step).map_or(todo.step.as_str(), |step| &step.title);
        let mut line = title.to_string();
        if let TodoKind::Question(facts) = &todo.kind {
            let words: Vec<&str> = facts.iter().map(|fact| fact.word()).collect();
            line.push_str(&format!(" (uafklaret: {})", words.join(", ")));
        }
        if todo.optional {
            line.push_str(" (tilbud)");
        }
        if todo.opens > self.today {
            line.push_str(&format!(" · kommer {}", todo.opens));
        }
        for due in &todo.all_due {
            line.push_str(&format!(" · {}", told(due, self.today)));
        }
        if !todo.blocked.is_empty() {
            let blocks: Vec<String> = todo.blocked.iter().map(|block| self.block(block)).collect();
            line.push_str(&format!(" · mangler: {}", blocks.join(", ")));
        }
        line
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Requires(condition) => said(condition),
            Block::Step(id) => self.procedure.step(id).map_or_else(|| id.clone(), |step| format!("»{}«", step.title)),
        }
    }

    fn turn_to(&mut self, day: Date, screen: &mut impl Write) -> anyhow::Result<()> {
        if day < self.today {
            writeln!(screen, "Det er {} nu; dagene går kun frem.", self.today)?;
        } else {
            self.today = day;
        }
        Ok(())
    }

    /// Does the chosen step, or answers what stands in its way; false when the input ended.
    fn act_on(&mut self, todo: &Todo, input: &mut impl BufRead, screen: &mut impl Write) -> anyhow::Result<bool> {
        let conditions = todo.blocked.iter().filter_map(|block| match block {
            Block::Requires(condition) => Some(condition.clone()),
            Block::Step(_) => None,
        });
        for condition in conditions.collect::<Vec<_>>() {
            let question = format!("{} (ja/nej)", said(&condition));
            let Some(answer) = ask(input, screen, &question)? else { return Ok(false) };
            self.learn(&condition, if answer.starts_with('j') { Answer::Yes } else { Answer::No });
        }
        let Some(step) = self.procedure.step(&todo.step).filter(|_| todo.kind == TodoKind::Step) else {
            return Ok(true);
        };
        let element = todo.element.as_deref();
        if let Err(blocks) = may_do(self.procedure, &self.milestones, &self.situation, &step.id, element) {
            let blocks: Vec<String> = blocks.iter().map(|block| self.block(block)).collect();
            writeln!(screen, "Kan ikke gøres endnu. Mangler: {}.", blocks.join(", "))?;
            return Ok(true);
        }
        let Some(outcome) = self.outcome(step, input, screen)? else { return Ok(false) };
        let Some(dates) = dates(step, outcome.as_deref(), input, screen)? else { return Ok(false) };
        let nr = u32::try_from(self.milestones.len()).unwrap_or(u32::MAX).saturating_add(1);
        let what =
            Happening::Done { step: step.id.clone(), element: todo.element.clone(), outcome, dates, reason: None };
        self.milestones.push(Milestone { nr, day: self.today, at: None, what });
        Ok(true)
    }

    /// The outcome chosen; the outer `None` when the input ended.
    fn outcome(
        &self,
        step: &Step,
        input: &mut impl BufRead,
        screen: &mut impl Write,
    ) -> anyhow::Result<Option<Option<String>>> {
        if step.outcomes.is_empty() {
            return Ok(Some(None));
        }
        let proposed = proposed_outcomes(self.procedure, &self.milestones, &self.situation, &step.id);
        for (nr, outcome) in step.outcomes.iter().enumerate() {
            let mark = if proposed.contains(&outcome) { " (foreslås)" } else { "" };
            writeln!(screen, "     {}. {}{mark}", nr + 1, outcome.title)?;
        }
        loop {
            let Some(answer) = ask(input, screen, "Hvordan endte det")? else { return Ok(None) };
            let by_number = answer.parse::<usize>().ok().and_then(|nr| step.outcomes.get(nr.checked_sub(1)?));
            match by_number.or_else(|| step.outcome(&answer)) {
                Some(outcome) => return Ok(Some(Some(outcome.id.clone()))),
                None => writeln!(screen, "\"{answer}\" er ikke på listen.")?,
            }
        }
    }

    fn learn(&mut self, condition: &Condition, answer: Answer) {
        match condition {
            Condition::Not(inner) => {
                let opposite = if answer == Answer::Yes { Answer::No } else { Answer::Yes };
                self.learn(inner, opposite);
            }
            Condition::Fact(fact) => {
                self.situation.facts.insert(*fact, answer);
            }
            Condition::Form(form) if answer == Answer::Yes => {
                self.situation.forms.entry(form.clone()).or_default();
            }
            Condition::FormResult(form, result) => {
                self.situation.forms.entry(form.clone()).or_default().insert(result.clone(), answer);
            }
            Condition::CourseEnded(other) if answer == Answer::Yes => self.situation.ended_courses.push(other.clone()),
            // Ages follow from the birth date and steps from what happens: there is nothing to be told.
            Condition::Form(_) | Condition::CourseEnded(_) | Condition::Ref(_) => {}
            Condition::Turned(_) | Condition::Under(_) => {}
        }
    }
}

/// The dates the step asks for; `None` when the input ended.
fn dates(
    step: &Step,
    outcome: Option<&str>,
    input: &mut impl BufRead,
    screen: &mut impl Write,
) -> anyhow::Result<Option<BTreeMap<String, Date>>> {
    let asks = |with: &[String]| with.is_empty() || outcome.is_some_and(|id| with.iter().any(|other| other == id));
    let Some(asked) = step.date.as_ref().filter(|asked| asks(&asked.with)) else { return Ok(Some(BTreeMap::new())) };
    loop {
        let Some(answer) = ask(input, screen, &format!("{} (ÅÅÅÅ-MM-DD)", asked.title))? else { return Ok(None) };
        match answer.parse::<Date>() {
            Ok(date) => return Ok(Some(BTreeMap::from([(asked.id.clone(), date)]))),
            Err(_) => writeln!(screen, "\"{answer}\" er ikke en dag.")?,
        }
    }
}

/// A question and its answer, trimmed; `None` at the end of the input.
fn ask(input: &mut impl BufRead, screen: &mut impl Write, question: &str) -> anyhow::Result<Option<String>> {
    write!(screen, "{question}: ")?;
    screen.flush()?;
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        writeln!(screen)?;
        return Ok(None);
    }
    Ok(Some(line.trim().to_string()))
}

fn told(due: &Due, today: Date) -> String {
    let kind = match due.kind {
        Kind::Law => "lov",
        Kind::Goal => "mål",
    };
    let mut told = format!("senest {} ({}, {kind})", due.counted.due, due.rule);
    if due.passed_at_start {
        told.push_str(", var passeret, da vi begyndte");
    } else if due.counted.due < today {
        told.push_str(", overskredet");
    }
    told
}

/// A condition as the file writes it.
fn said(condition: &Condition) -> String {
    match condition {
        Condition::Not(inner) => format!("ikke {}", said(inner)),
        Condition::Ref(way) => way.step_id().unwrap_or("start").to_string(),
        Condition::Form(form) => format!("skema {form}"),
        Condition::FormResult(form, result) => format!("{form} {result}"),
        Condition::CourseEnded(other) => format!("forløb {other}"),
        Condition::Turned(years) => format!("fyldt {years} år"),
        Condition::Under(years) => format!("under {years} år"),
        Condition::Fact(fact) => fact.word().to_string(),
    }
}
