//! Reads procedures: puts a procedure together with the one it builds on, then each step and its rules.

use crate::benefit::span;
use crate::condition::{self, StepName, Vocabulary, keep};
use crate::index::{Index, RawFile, Thing};
use crate::mistake::Mistakes;
use crate::node::{Node, Value};
use crate::rule::{RuleError, parse_rule, parse_span};
use domain::deadline::{Anchor, Kind, Length, Pause, Roll, Rule};
use domain::procedure::{About, Again, AskedDate, Begins, FirstDay, Outcome, Procedure, Starts, Step, StepDeadline};
use domain::words::{Act, DateWord, List};
use jiff::civil::Date;

/// A procedure as put together, before its texts are read: each step with the file it stands in.
pub(crate) struct Merged<'a> {
    pub(crate) file: &'a RawFile,
    pub(crate) base: Option<&'a RawFile>,
    pub(crate) valid_from: Date,
    pub(crate) steps: Vec<Place<'a>>,
}

/// Where a step stands, and the role of those that name none.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a RawFile,
    pub(crate) node: &'a Node,
}

/// A procedure with the places of its steps, in the same order.
pub(crate) struct Read<'a> {
    pub(crate) procedure: Procedure,
    pub(crate) merged: Merged<'a>,
    pub(crate) places: Vec<Place<'a>>,
}

/// The length every benefit names for itself (`sagsbehandlingstid`), so that one procedure serves them all.
pub(crate) const BENEFITS_OWN_LIMIT: &str = "sagsbehandlingstid";

/// Puts every version of every procedure together (`bygger_paa`, one level).
pub(crate) fn merge_all<'a>(files: &[&'a RawFile], mistakes: &mut Mistakes) -> Vec<Merged<'a>> {
    let mut all = Vec::new();
    for file in files {
        let Some(valid_from) = file.node.date("gaelder_fra") else { continue };
        let Some(base) = file.node.text("bygger_paa") else {
            if file.node.tables("trin").is_empty() {
                mistakes.error(
                    &file.path,
                    1,
                    "forløbet har ingen trin",
                    "Skriv [[trin]], eller bygger_paa = \"…\" for at overtage et andets.",
                );
            }
            all.push(Merged { file, base: None, valid_from, steps: places(file) });
            continue;
        };
        all.extend(build_on(file, valid_from, &base, files, mistakes));
    }
    all
}

fn places(file: &RawFile) -> Vec<Place<'_>> {
    file.node.tables("trin").into_iter().map(|node| Place { file, node }).collect()
}

/// One procedure on the version of its base in force on its day, and again on each later version of the base that
/// begins before it has a later version of its own.
fn build_on<'a>(
    file: &'a RawFile,
    valid_from: Date,
    base: &str,
    files: &[&'a RawFile],
    mistakes: &mut Mistakes,
) -> Vec<Merged<'a>> {
    let line = file.node.line_of("bygger_paa");
    let day_of = |file: &RawFile| file.node.date("gaelder_fra");
    let versions = || files.iter().filter(|other| other.id == base && other.id != file.id);
    if versions().next().is_none() {
        let names = files.iter().map(|other| other.id.as_str()).filter(|id| *id != file.id);
        let advice = crate::mistake::did_you_mean(base, names, "Ret navnet, eller skriv forløbet.");
        mistakes.error(&file.path, line, format!("forløbet \"{base}\" findes ikke i content/procedurer/"), advice);
        return Vec::new();
    }
    if let Some(builder) = versions().find_map(|other| other.node.text("bygger_paa")) {
        let message = format!("\"{base}\" bygger selv på \"{builder}\"");
        mistakes.error(&file.path, line, message, format!("Skriv bygger_paa = \"{builder}\"; der bygges kun én gang."));
        return Vec::new();
    }
    let Some(first) = versions().filter(|other| day_of(other) <= Some(valid_from)).max_by_key(|other| day_of(other))
    else {
        let message = format!("\"{base}\" gælder ikke endnu {valid_from}");
        mistakes.error(
            &file.path,
            line,
            message,
            "Lad \"gaelder_fra\" være samme dag som eller efter det, den bygger på.",
        );
        return Vec::new();
    };
    let next_own =
        files.iter().filter(|other| other.id == file.id).filter_map(|o| day_of(o)).filter(|d| *d > valid_from);
    let next_own = next_own.min();
    let later = versions()
        .filter(|other| day_of(other).is_some_and(|day| day > valid_from && next_own.is_none_or(|next| day < next)));
    std::iter::once((valid_from, first))
        .chain(later.filter_map(|other| Some((day_of(other)?, other))))
        .map(|(day, base)| Merged { file, base: Some(base), valid_from: day, steps: take_over(base, file) })
        .collect()
}

/// The base's steps, each replaced by the one with the same id, then the new ones.
fn take_over<'a>(base: &'a RawFile, file: &'a RawFile) -> Vec<Place<'a>> {
    let own = places(file);
    let id = |place: &Place<'_>| place.node.text("id");
    let mut steps: Vec<Place<'a>> = places(base)
        .into_iter()
        .map(|step| own.iter().find(|mine| id(mine) == id(&step)).copied().unwrap_or(step))
        .collect();
    let new: Vec<Place<'a>> = own.into_iter().filter(|mine| !steps.iter().any(|step| id(step) == id(mine))).collect();
    steps.extend(new);
    steps
}

/// Everything a step's texts may name.
struct Reader<'a> {
    index: &'a Index,
    steps: Vec<StepName>,
    dates: Vec<String>,
    phases: Vec<String>,
}

/// Reads one procedure; what cannot be read has been reported.
pub(crate) fn read<'a>(merged: Merged<'a>, index: &Index, mistakes: &mut Mistakes) -> Option<Read<'a>> {
    let node = &merged.file.node;
    let path = merged.file.path.as_str();
    let base = merged.base.map(|base| &base.node);
    let both = |key: &str| node.text(key).or_else(|| base.and_then(|base| base.text(key)));
    let mut dates: Vec<AskedDate> = base.map(asked_dates).unwrap_or_default();
    dates.extend(asked_dates(node));
    let phases = if node.get("faser").is_some() { node } else { base.unwrap_or(node) }.words("faser");
    let reader = Reader {
        index,
        steps: merged.steps.iter().map(|place| step_name(place.node)).collect(),
        dates: date_names(&dates, &merged.steps),
        phases: phases.clone(),
    };
    index.demand_all(Thing::Role, node, "rolle", path, mistakes);
    let begins = reader.begins(merged.file, mistakes);
    let role = both("rolle");
    let fits = condition::read_all(node, "naar", &reader.vocabulary(), &merged.file.path, mistakes);
    let (places, steps): (Vec<Place<'a>>, Vec<Step>) =
        merged.steps.iter().filter_map(|place| Some((*place, reader.step(place, role.as_deref(), mistakes)?))).unzip();
    let procedure = Procedure {
        id: merged.file.id.clone(),
        valid_from: merged.valid_from,
        title: node.text_or_empty("titel"),
        catalogue: node.words("katalog"),
        source: node.text("kilde"),
        warning: node.text("advarsel"),
        begins: begins?,
        fits,
        about: both("omfatter").map_or(About::Case, |word| about(&word)),
        dates,
        phases,
        based_on: merged.base.and_then(|base| Some((base.id.clone(), base.node.date("gaelder_fra")?))),
        citizen_sees: both("borgeren_ser"),
        steps,
    };
    Some(Read { procedure, merged, places })
}

fn about(word: &str) -> About {
    match word {
        "borger" => About::Citizen,
        "familie" => About::Family,
        "afdeling" => About::Department,
        _ => About::Case,
    }
}

fn step_name(node: &Node) -> StepName {
    (node.text_or_empty("id"), node.tables("udfald").into_iter().filter_map(|outcome| outcome.text("id")).collect())
}

fn asked_dates(node: &Node) -> Vec<AskedDate> {
    node.tables("datoer").into_iter().map(asked_date).collect()
}

fn asked_date(node: &Node) -> AskedDate {
    AskedDate { id: node.text_or_empty("id"), title: node.text_or_empty("titel"), with: node.words("ved") }
}

fn date_names(dates: &[AskedDate], steps: &[Place<'_>]) -> Vec<String> {
    let of_steps = steps.iter().filter_map(|place| place.node.get("dato")?.text("id"));
    let system = DateWord::ALL.iter().map(|date| date.word().to_string());
    system.chain(dates.iter().map(|date| date.id.clone())).chain(of_steps).collect()
}

/// Check 9, for a rule or a span.
pub(crate) fn report_rule(file: &str, line: usize, error: &RuleError, mistakes: &mut Mistakes) {
    mistakes.error(file, line, error.message(), error.advice());
}

impl Reader<'_> {
    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { steps: &self.steps, index: self.index }
    }

    fn begins(&self, file: &RawFile, mistakes: &mut Mistakes) -> Option<Begins> {
        let node = file.node.get("begynder")?;
        if let Some(word) = node.as_text() {
            return match word {
                "i hånden" => Some(Begins::ByHand),
                "forløb" => Some(Begins::Course),
                act => Act::from_word(act).map(|act| Begins::Act(act.word().to_string())),
            };
        }
        if let Some(rule) = node.text("ved") {
            // "fyldt 15 år" is said without "ved" here, because the key already says it.
            let rule = if rule.starts_with("ved ") || node_is_span_rule(&rule) { rule } else { format!("ved {rule}") };
            let rule = self.rule_text(&rule, file, node.line_of("ved"), mistakes)?;
            let when = condition::read_all(node, "hvis", &self.vocabulary(), &file.path, mistakes);
            return Some(Begins::At(rule, when));
        }
        if node.get("hver").is_some() {
            return span(node, "hver", &file.path, mistakes).map(Begins::Every);
        }
        if let Some(day) = node.text("hver_dag") {
            if format!("2024-{day}").parse::<Date>().is_err() {
                let message = format!("\"{day}\" er ikke en dag i året");
                mistakes.error(&file.path, node.line_of("hver_dag"), message, "Skriv måned og dag: \"01-12\".");
                return None;
            }
            return Some(Begins::Yearly(day));
        }
        mistakes.error(
            &file.path,
            node.line,
            "begyndelsen siger ikke hvornår",
            "Skriv ved = \"fyldt 15 år\", hver = \"1 måned\" eller hver_dag = \"01-12\".",
        );
        None
    }

    /// Reads one step; `None` only when it has no id.
    fn step(&self, place: &Place<'_>, default_role: Option<&str>, mistakes: &mut Mistakes) -> Option<Step> {
        let Place { file, node } = *place;
        let path = file.path.as_str();
        let id = node.text("id")?;
        self.demand_names(node, path, mistakes);
        let role = node.text("rolle").or_else(|| default_role.map(str::to_string));
        if role.is_none() {
            let message = format!("trinnet \"{id}\" mangler \"rolle\"");
            mistakes.error(path, node.line, message, "Skriv, hvem der gør det, eller en rolle for hele forløbet.");
        }
        let vocabulary = self.vocabulary();
        Some(Step {
            title: node.text_or_empty("titel"),
            phase: self.phase(node, path, mistakes),
            role: role.unwrap_or_default(),
            together_with: node.words("sammen_med"),
            after: condition::read_refs(node, "efter", &vocabulary, path, mistakes),
            before: self.before(node, path, mistakes),
            when: condition::read_all(node, "hvis", &vocabulary, path, mistakes),
            requires: condition::read_all(node, "kraever", &vocabulary, path, mistakes),
            until: condition::read_refs(node, "indtil", &vocabulary, path, mistakes),
            earliest: self.rule(node, "tidligst", file, mistakes),
            deadlines: node.tables("frist").into_iter().filter_map(|f| self.deadline(f, file, mistakes)).collect(),
            outcomes: node.tables("udfald").into_iter().map(|o| self.outcome(o, path, mistakes)).collect(),
            optional: node.flag("valgfri"),
            mandatory: node.flag("ufravigelig"),
            own_role: node.flag("kun_rollen"),
            ends_mark: node.flag("fjerner_maerke"),
            for_each: node.text("for_hver").and_then(|word| List::from_word(&word)),
            date: node.get("dato").map(|date| self.step_date(date, node, path, mistakes)),
            waits_for: node.text("venter_paa").and_then(|word| pause(&word)),
            act: node.text("handling").and_then(|word| Act::from_word(&word)),
            forms: node.words("skemaer"),
            letters: node.words("breve"),
            phrases: node.words("fraser"),
            guides: node.words("vejledning"),
            meeting: node.text("moede"),
            help: node.text("hjaelp"),
            citizen_sees: node.text("borgeren_ser"),
            source: node.text("kilde"),
            ends: node.flag("afslutter"),
            starts: self.starts(node, path, mistakes),
            id,
        })
    }

    fn demand_names(&self, node: &Node, path: &str, mistakes: &mut Mistakes) {
        let keys = [
            (Thing::Role, "rolle"),
            (Thing::Role, "sammen_med"),
            (Thing::Form, "skemaer"),
            (Thing::Letter, "breve"),
            (Thing::Phrase, "fraser"),
            (Thing::Guide, "vejledning"),
            (Thing::Meeting, "moede"),
        ];
        for (thing, key) in keys {
            self.index.demand_all(thing, node, key, path, mistakes);
        }
    }

    fn phase(&self, node: &Node, path: &str, mistakes: &mut Mistakes) -> Option<String> {
        let phase = node.text("fase")?;
        if !self.phases.contains(&phase) {
            let names = self.phases.iter().map(String::as_str);
            let advice = crate::mistake::did_you_mean(&phase, names, "Skriv den i forløbets faser.");
            mistakes.error(path, node.line_of("fase"), format!("fasen \"{phase}\" findes ikke i forløbet"), advice);
        }
        Some(phase)
    }

    fn before(&self, node: &Node, path: &str, mistakes: &mut Mistakes) -> Vec<String> {
        let place = condition::place_of(node, "foer");
        let known = |(step, line): (String, usize)| {
            keep(self.vocabulary().demand_step(&step, &[], &place), path, line, mistakes).map(|()| step)
        };
        node.texts("foer").into_iter().filter_map(known).collect()
    }

    fn step_date(&self, date: &Node, step: &Node, path: &str, mistakes: &mut Mistakes) -> AskedDate {
        let (id, place) = (step.text_or_empty("id"), condition::place_of(step, "dato"));
        for (outcome, line) in date.texts("ved") {
            keep(self.vocabulary().demand_step(&id, &[outcome], &place), path, line, mistakes);
        }
        asked_date(date)
    }

    fn outcome(&self, node: &Node, path: &str, mistakes: &mut Mistakes) -> Outcome {
        self.index.demand_all(Thing::Letter, node, "breve", path, mistakes);
        if let Some(back) = node.text("tilbage_til") {
            let place = condition::place_of(node, "tilbage_til");
            let known = self.vocabulary().demand_step(&back, &[], &place);
            keep(known, path, node.line_of("tilbage_til"), mistakes);
        }
        Outcome {
            id: node.text_or_empty("id"),
            title: node.text_or_empty("titel"),
            again: self.again(node, path, mistakes),
            back_to: node.text("tilbage_til"),
            ends: node.flag("afslutter"),
            starts: self.starts(node, path, mistakes),
            needs_reason: node.flag("begrund"),
            proposed_by: condition::read_all(node, "foreslaas_af", &self.vocabulary(), path, mistakes),
            letters: node.words("breve"),
            citizen_sees: node.text("borgeren_ser"),
        }
    }

    fn again(&self, node: &Node, path: &str, mistakes: &mut Mistakes) -> Option<Again> {
        match &node.get("igen")?.value {
            Value::Flag(true) => Some(Again::OwnRule),
            Value::Text(text) => match text.strip_prefix("ved ") {
                Some(day) if self.dates.iter().any(|known| known == day) => Some(Again::On(day.to_string())),
                Some(day) => {
                    let message = format!("\"igen\" venter på dagen \"{day}\", men ingen spørger om den");
                    let names = self.dates.iter().map(String::as_str);
                    let advice =
                        crate::mistake::did_you_mean(day, names, "Skriv dato = { id = …, titel = … } i trinnet.");
                    mistakes.error(path, node.line_of("igen"), message, advice);
                    None
                }
                None => match parse_span(text) {
                    Ok(span) => Some(Again::After(span)),
                    Err(error) => {
                        report_rule(path, node.line_of("igen"), &error, mistakes);
                        None
                    }
                },
            },
            _ => None,
        }
    }

    fn starts(&self, node: &Node, path: &str, mistakes: &mut Mistakes) -> Option<Starts> {
        let starts = node.get("starter")?;
        let (procedure, new_case, department) = match starts.as_text() {
            Some(id) => (id.to_string(), false, None),
            None => {
                self.index.demand_all(Thing::Department, starts, "afdeling", path, mistakes);
                (starts.text("forloeb")?, starts.text("sag").as_deref() == Some("ny"), starts.text("afdeling"))
            }
        };
        self.index.demand(Thing::Procedure, &procedure, path, starts.line, mistakes);
        let first_day = match starts.text("fra").as_deref() {
            Some("start") => FirstDay::Same,
            _ => FirstDay::Begun,
        };
        Some(Starts { procedure, first_day, new_case, department })
    }

    fn deadline(&self, node: &Node, file: &RawFile, mistakes: &mut Mistakes) -> Option<StepDeadline> {
        let path = file.path.as_str();
        let (law, goal) = (node.text("lov"), node.text("maal"));
        let (key, kind) = match (&law, &goal) {
            (Some(_), None) => ("lov", Kind::Law),
            (None, Some(_)) => ("maal", Kind::Goal),
            _ => {
                let advice = "En frist har præcis den ene: lov for det, loven kræver, maal for vores eget.";
                mistakes.error(path, node.line, "skriv enten \"lov\" eller \"maal\"", advice);
                return None;
            }
        };
        if kind == Kind::Law && node.get("kilde").is_none() {
            let advice = "Skriv kilde = \"…\" med paragraffen.";
            mistakes.error(path, node.line_of("lov"), "en lovfrist skal have \"kilde\"", advice);
        }
        let warn = node.get("varsel").and_then(|warn| {
            self.index.demand_all(Thing::Role, warn, "til", path, mistakes);
            Some((span(warn, "efter", path, mistakes)?, warn.text("til")?))
        });
        Some(StepDeadline {
            kind,
            rule: self.rule(node, key, file, mistakes)?,
            text: node.text(key)?,
            source: node.text("kilde"),
            when: condition::read_all(node, "hvis", &self.vocabulary(), path, mistakes),
            pause: node.text("pause").and_then(|word| pause(&word)),
            roll: match node.text("ruller").as_deref() {
                Some("næste") => Some(Roll::Next),
                Some("ingen") => Some(Roll::None),
                _ => None,
            },
            warn,
            to_be_confirmed: node.flag("skal_bekraeftes"),
        })
    }

    fn rule(&self, node: &Node, key: &str, file: &RawFile, mistakes: &mut Mistakes) -> Option<Rule> {
        self.rule_text(&node.text(key)?, file, node.line_of(key), mistakes)
    }

    /// Checks 5, 6, 7, 9 and the first half of 10 for a rule.
    fn rule_text(&self, text: &str, file: &RawFile, line: usize, mistakes: &mut Mistakes) -> Option<Rule> {
        let path = file.path.as_str();
        let rule = match parse_rule(text, &|word| self.dates.iter().any(|date| date == word)) {
            Ok(rule) => rule,
            Err(error) => {
                report_rule(path, line, &error, mistakes);
                return None;
            }
        };
        if let Some(Length::Setting(setting)) = length(&rule)
            && setting != BENEFITS_OWN_LIMIT
        {
            self.index.demand(Thing::Setting, setting, path, line, mistakes);
        }
        let place = format!("står i fristen \"{text}\"");
        match anchor(&rule) {
            Anchor::Step { step, outcomes } if outcomes.is_empty() && !self.vocabulary().has_step(step) => {
                let names = self.steps.iter().map(|(step, _)| step).chain(&self.dates).map(String::as_str);
                let advice =
                    crate::mistake::did_you_mean(step, names, "Skriv dato = { id = …, titel = … } i et trin før.");
                let message = format!("fristen regner fra \"{step}\", men intet trin før dette spørger om den dag");
                mistakes.error(path, line, message, advice);
            }
            Anchor::Step { step, outcomes } => {
                keep(self.vocabulary().demand_step(step, outcomes, &place), path, line, mistakes);
            }
            Anchor::DeadlineOf(step) => {
                keep(self.vocabulary().demand_step(step, &[], &place), path, line, mistakes);
            }
            _ => {}
        }
        Some(rule)
    }
}

/// "3 måneder før fyldt 18 år" begins with a number and needs no "ved".
fn node_is_span_rule(rule: &str) -> bool {
    rule.starts_with(|sign: char| sign.is_ascii_digit())
        || rule.starts_with("snarest")
        || rule.starts_with("indstilling ")
}

fn pause(word: &str) -> Option<Pause> {
    match word {
        "borger" => Some(Pause::Citizen),
        "andre" => Some(Pause::Others),
        "alle" => Some(Pause::Any),
        _ => None,
    }
}

fn length(rule: &Rule) -> Option<&Length> {
    match rule {
        Rule::After(length, _) | Rule::Before(length, _) => Some(length),
        Rule::At(_) | Rule::Soon(_) => None,
    }
}

/// What a rule counts from.
pub(crate) fn anchor(rule: &Rule) -> &Anchor {
    match rule {
        Rule::After(_, anchor) | Rule::Before(_, anchor) | Rule::At(anchor) | Rule::Soon(anchor) => anchor,
    }
}
