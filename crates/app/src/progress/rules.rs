//! Rules for dates in words a page can show: titles instead of ids, and lengths instead of names of settings.

use super::benefit_of;
use crate::App;
use domain::case::{CaseFile, Course};
use domain::deadline::{Anchor, Length, Rule, Unit};
use domain::procedure::{Begins, Procedure, Step};
use domain::progress::{Due, SUSPENSION, Todo};
use domain::words::DateWord;

/// Says the rule of every date of these todos, and whether a length behind it waits to be confirmed.
pub(super) fn say(app: &App, file: &CaseFile, course: &Course, procedure: &Procedure, todos: &mut [Todo]) {
    let words = Words { app, file, course, procedure };
    for todo in todos {
        if todo.step == SUSPENSION {
            todo.due
                .iter_mut()
                .chain(&mut todo.all_due)
                .for_each(|due| due.rule = "den dag, vi aftalte at se på sagen igen".to_string());
            continue;
        }
        let Some(step) = procedure.step(&todo.step) else { continue };
        todo.due.iter_mut().chain(&mut todo.all_due).for_each(|due| words.say_one(step, due));
    }
}

struct Words<'a> {
    app: &'a App,
    file: &'a CaseFile,
    course: &'a Course,
    procedure: &'a Procedure,
}

impl Words<'_> {
    fn say_one(&self, step: &Step, due: &mut Due) {
        // A date set by hand has no rule of the file's behind it, and says so itself.
        let Some(found) = step.deadlines.iter().find(|deadline| deadline.text == due.rule) else { return };
        due.to_be_confirmed |= length(&found.rule).is_some_and(|length| self.unconfirmed(length));
        due.rule = self.rule(&found.rule);
    }

    fn rule(&self, rule: &Rule) -> String {
        match rule {
            Rule::After(length, anchor) => format!("{} efter {}", self.length(length), self.anchor(anchor)),
            Rule::Before(length, anchor) => format!("{} før {}", self.length(length), self.anchor(anchor)),
            Rule::At(Anchor::DeadlineOf(step)) => format!("samme dag som fristen for »{}«", self.title(step)),
            Rule::At(Anchor::Named(name)) => self.date_title(name),
            Rule::At(anchor) => format!("samme dag som {}", self.anchor(anchor)),
            Rule::Soon(_) => "snarest".to_string(),
        }
    }

    fn length(&self, length: &Length) -> String {
        match length {
            Length::Span(span) => span.to_string(),
            Length::Setting(id) => {
                let dated = self.app.content.setting_on(self.setting(id), self.course.began_on);
                dated.map_or_else(|| "en længde, der ikke er sat,".to_string(), |dated| dated.text.clone())
            }
        }
    }

    fn anchor(&self, anchor: &Anchor) -> String {
        match anchor {
            Anchor::Opened => "at trinnet åbnede".to_string(),
            Anchor::Start => match &self.procedure.begins {
                Begins::Act(act) if act == "ansøgning" => "at ansøgningen kom".to_string(),
                _ => "at forløbet begyndte".to_string(),
            },
            Anchor::Step { step, .. } => format!("»{}«", self.title(step)),
            Anchor::Named(name) => self.date_title(name),
            Anchor::DeadlineOf(step) => format!("fristen for »{}«", self.title(step)),
            Anchor::Age { years, months: 0 } => format!("{years}-års fødselsdagen"),
            Anchor::Age { years, months } => format!("fyldt {years} år og {months} {}", Unit::Months.word(*months)),
        }
    }

    /// "den dag, bevillingen skal følges op" and the like: the question a file asks, or the system's own meaning.
    fn date_title(&self, name: &str) -> String {
        let asked = self.procedure.steps.iter().filter_map(|step| step.date.as_ref()).chain(&self.procedure.dates);
        if let Some(asked) = asked.into_iter().find(|asked| asked.id == name) {
            return format!("»{}«", asked.title);
        }
        let meaning = DateWord::from_word(name).map_or(name, |word| word.meaning());
        let mut letters = meaning.trim_end_matches('.').chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }

    fn title(&self, step: &str) -> String {
        self.procedure.step(step).map_or(step, |step| &step.title).to_string()
    }

    /// The word `sagsbehandlingstid` means the limit published for the case's benefit.
    fn setting<'b>(&'b self, id: &'b str) -> &'b str {
        match benefit_of(self.app, self.file) {
            Ok(benefit) if id == "sagsbehandlingstid" => &benefit.processing_limit,
            _ => id,
        }
    }

    fn unconfirmed(&self, length: &Length) -> bool {
        let Length::Setting(id) = length else { return false };
        self.app.content.setting_on(self.setting(id), self.course.began_on).is_some_and(|dated| dated.to_be_confirmed)
    }
}

fn length(rule: &Rule) -> Option<&Length> {
    match rule {
        Rule::After(length, _) | Rule::Before(length, _) => Some(length),
        Rule::At(_) | Rule::Soon(_) => None,
    }
}
