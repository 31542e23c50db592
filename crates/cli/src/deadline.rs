//! `tovholder deadline`: what date a rule gives, and why.
//!
//! The first line is the ISO date alone, for scripts; the rest explains it in Danish, for people.

use anyhow::{Context, bail};
use content::rule::parse_rule;
use domain::calendar::{Calendar, DayOff, birthday};
use domain::deadline::{
    Actor, Anchor, Channel, Counted, Direction, Length, Roll, Rule, Skipped, Span, Unit, copenhagen, count,
    count_hours, presumed_receipt, roll,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use web::wording::danish::weekday;

/// What is asked. All of it is text, so that every refusal is ours to word in Danish.
#[derive(Debug, clap::Args)]
#[command(about = "Regner en frist ud og siger hvorfor", override_usage = USAGE)]
pub struct Args {
    /// The day of the start event (day 0), or the instant when the rule counts hours.
    #[arg(
        long,
        value_name = "DAG",
        help = "Dagen, der regnes fra (2026-03-30), i timer gerne med klokkeslæt \
        (2026-03-30T14:20); for \"fyldt … år\" er det fødselsdagen"
    )]
    after: Option<String>,
    /// The rule in the grammar of content files.
    #[arg(
        long,
        value_name = "REGEL",
        help = "Reglen: \"7 arbejdsdage\", \"4 uger\", \"3 måneder før fyldt 18 år\". \
        Enheder: timer, arbejdsdage, hverdage, dage, uger, måneder, år"
    )]
    rule: Option<String>,
    /// What happens when the last day is a day off.
    #[arg(
        long,
        value_name = "MÅDE",
        help = "Når sidste dag er en fridag: none (datoen står), next (rykkes til næste \
        hverdag), previous (datoen står, men der påmindes arbejdsdagen før) [ellers none]"
    )]
    roll: Option<String>,
    /// How the letter was sent; the rule then counts from presumed receipt.
    #[arg(
        long,
        value_name = "KANAL",
        help = "Regn fra den dag, brevet formodes modtaget: digital, brev, quickbrev \
        eller overleveret; --after er da dagen, det sendes"
    )]
    channel: Option<String>,
    /// Who must act; decides how "hverdage" is read.
    #[arg(
        long = "for",
        value_name = "HVEM",
        help = "Hvis frist det er: kommunen eller borgeren; afgør, om lørdag er \
        en hverdag [ellers kommunen]"
    )]
    actor: Option<String>,
}

const USAGE: &str = "tovholder deadline --after <DAG> --rule <REGEL> [--roll none|next|previous] \
    [--channel digital|brev|quickbrev|overleveret] [--for kommunen|borgeren]";

/// The answer by an ordinary calendar, without the municipality's own closing days.
///
/// # Errors
/// A Danish sentence that says what cannot be read and what to write instead.
pub fn run(args: &Args) -> anyhow::Result<String> {
    run_with(args, &Calendar::default())
}

/// The answer by this calendar.
///
/// # Errors
/// As [`run`].
pub fn run_with(args: &Args, calendar: &Calendar) -> anyhow::Result<String> {
    let question = Question::read(args)?;
    let mut lines = Vec::new();
    let start = question.start(calendar, &mut lines);
    let counted = question.count(start, calendar)?;
    let rolled = roll(counted.clone(), question.roll, calendar);
    let answer = answer_lines(&rolled);
    lines.extend(explain(&question, start, &counted, &rolled, calendar));
    Ok(answer.into_iter().chain(lines).map(|line| line + "\n").collect())
}

/// Where counting begins.
#[derive(Clone, Copy)]
struct Start {
    day: Date,
    /// Known when a time of day was given.
    at: Option<Timestamp>,
}

struct Question {
    after: Start,
    rule: Rule,
    roll: Roll,
    channel: Option<Channel>,
    actor: Actor,
}

impl Question {
    fn read(args: &Args) -> anyhow::Result<Self> {
        let after = args.after.as_deref().context("Skriv, hvilken dag der regnes fra: --after 2026-03-30.")?;
        let rule = args.rule.as_deref().context("Skriv reglen: --rule \"7 arbejdsdage\".")?;
        Ok(Self {
            after: read_start(after)?,
            // Every name is a day the asker gives with --after, so none needs to be known as a date.
            rule: parse_rule(rule, &|_| false)?,
            roll: choose(
                "--roll",
                args.roll.as_deref().unwrap_or("none"),
                &[("none", Roll::None), ("next", Roll::Next), ("previous", Roll::Previous)],
            )?,
            channel: args.channel.as_deref().map(|word| choose("--channel", word, &CHANNELS)).transpose()?,
            actor: choose(
                "--for",
                args.actor.as_deref().unwrap_or("kommunen"),
                &[("kommunen", Actor::Authority), ("borgeren", Actor::Citizen)],
            )?,
        })
    }

    /// The day given, or the day the letter is presumed received, with the lines that say so.
    fn start(&self, calendar: &Calendar, lines: &mut Vec<String>) -> Start {
        let Some(channel) = self.channel else { return self.after };
        let received = presumed_receipt(self.after.day, channel, calendar);
        let why = match channel {
            Channel::Digital => "Digital Post regnes for modtaget samme dag",
            Channel::HandedOver => "det, der overleveres, er modtaget samme dag",
            Channel::Letter => "et almindeligt brev formodes modtaget 6 hverdage efter afsendelsen",
            Channel::QuickLetter => "et quickbrev formodes modtaget 2 dage efter afsendelsen",
        };
        lines.push(format!("Sendt {}, modtaget {}: {why}.", day(self.after.day), day(received.due)));
        lines.extend(passed_over("Dage, der ikke tæller med, før brevet er modtaget:", &received.skipped));
        let at = self.after.at.filter(|_| received.due == self.after.day);
        Start { day: received.due, at }
    }

    fn count(&self, start: Start, calendar: &Calendar) -> anyhow::Result<Counted> {
        let (span, anchor, direction) = match &self.rule {
            Rule::After(length, anchor) => (written(length)?, anchor, Direction::Forward),
            Rule::Before(length, anchor) => (written(length)?, anchor, Direction::Backward),
            Rule::At(anchor) => (Span(Vec::new()), anchor, Direction::Forward),
            Rule::Soon(_) => {
                bail!("\"snarest\" giver ingen dato. Skriv en regel med en længde, fx --rule \"2 arbejdsdage\".")
            }
        };
        let start = match anchor {
            Anchor::Age { .. } if self.channel.is_some() => {
                bail!("En alder regnes fra fødselsdagen og ikke fra et brev. Udelad --channel.")
            }
            Anchor::Age { years, months } => Start { day: birthday(start.day, *years, *months), at: None },
            _ => start,
        };
        let hours: Vec<u32> = span.0.iter().filter(|(_, unit)| *unit == Unit::Hours).map(|(n, _)| *n).collect();
        if !hours.is_empty() && hours.len() < span.0.len() {
            bail!("Timer kan ikke blandes med andre enheder. Skriv hele længden i timer, fx \"36 timer\".");
        }
        Ok(match start.at {
            Some(at) if !hours.is_empty() => count_hours(at, hours.iter().sum(), direction),
            _ => count(&span, start.day, direction, self.actor, calendar),
        })
    }
}

const CHANNELS: [(&str, Channel); 4] = [
    ("digital", Channel::Digital),
    ("brev", Channel::Letter),
    ("quickbrev", Channel::QuickLetter),
    ("overleveret", Channel::HandedOver),
];

/// One of a few words, or a refusal that names them all.
fn choose<T: Copy>(option: &str, word: &str, choices: &[(&str, T)]) -> anyhow::Result<T> {
    choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).with_context(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        format!("\"{word}\" kan ikke stå efter {option}. Skriv en af: {}.", names.join(", "))
    })
}

/// A day, a Danish date and time of day, or an instant with its offset.
fn read_start(text: &str) -> anyhow::Result<Start> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Start { day: at.to_zoned(copenhagen().clone()).date(), at: Some(at) });
    }
    let unreadable = || {
        format!(
            "\"{text}\" er ikke en dag i kalenderen. Skriv den som 2026-03-30, i timer gerne med klokkeslæt: \
             2026-03-30T14:20."
        )
    };
    if text.contains(':') {
        let local: DateTime = text.parse().ok().with_context(unreadable)?;
        let at = local.to_zoned(copenhagen().clone()).ok().with_context(unreadable)?.timestamp();
        return Ok(Start { day: local.date(), at: Some(at) });
    }
    let day = text.parse().ok().with_context(unreadable)?;
    Ok(Start { day, at: None })
}

fn written(length: &Length) -> anyhow::Result<Span> {
    match length {
        Length::Span(span) => Ok(span.clone()),
        Length::Setting(id) => {
            bail!("Indstillingen \"{id}\" kan ikke slås op her. Skriv længden selv, fx --rule \"8 uger efter start\".")
        }
    }
}

/// The date alone, and the time of day below it when hours were counted.
fn answer_lines(counted: &Counted) -> Vec<String> {
    let time = counted.at.map(|at| {
        let time = at.to_zoned(copenhagen().clone()).time();
        time.strftime(if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" }).to_string()
    });
    std::iter::once(counted.due.to_string()).chain(time).collect()
}

fn explain(question: &Question, start: Start, counted: &Counted, rolled: &Counted, calendar: &Calendar) -> Vec<String> {
    let said = format!("{} er {}.", question.rule, day(counted.due));
    let mut lines = vec![match &question.rule {
        Rule::After(_, Anchor::Age { .. }) | Rule::Before(_, Anchor::Age { .. }) | Rule::At(Anchor::Age { .. }) => {
            format!("Født {}: {said}", day(start.day))
        }
        Rule::At(_) | Rule::Soon(_) => said,
        Rule::After(..) | Rule::Before(..) => format!("Regnet fra {} (dag 0, tæller ikke med): {said}", day(start.day)),
    }];
    lines.extend(passed_over("Dage, der ikke tæller med:", &counted.skipped));
    match question.roll {
        Roll::None => {}
        _ if counted.at.is_some() => lines.push("En frist i timer rykkes ikke.".to_owned()),
        Roll::Next => {
            // Rolling adds its days after those that were passed over while counting.
            let extended = rolled.skipped.get(counted.skipped.len()..).unwrap_or_default();
            if rolled.due == counted.due {
                lines.push("Sidste dag er en hverdag, så fristen rykkes ikke.".to_owned());
            } else {
                lines.extend(passed_over("Fristen kan ikke slutte på:", extended));
                lines.push(format!("Den rykkes til {}.", day(rolled.due)));
            }
        }
        Roll::Previous => lines.push(match (rolled.warn_on, calendar.day_off(rolled.due)) {
            (Some(warn_on), Some(why)) => {
                format!("Sidste dag er ikke en arbejdsdag ({}). Påmindelse: {}.", reason(&why), day(warn_on))
            }
            _ => "Sidste dag er en arbejdsdag, så der påmindes ikke før.".to_owned(),
        }),
    }
    lines
}

/// A heading and a line for each day with its reason; nothing when no day was passed over.
fn passed_over(heading: &str, skipped: &[Skipped]) -> Vec<String> {
    if skipped.is_empty() {
        return Vec::new();
    }
    let days = skipped.iter().map(|skipped| format!("  {}: {}", day(skipped.day), reason(&skipped.why)));
    std::iter::once(heading.to_owned()).chain(days).collect()
}

/// "torsdag 2026-04-02".
fn day(day: Date) -> String {
    format!("{} {day}", weekday(day))
}

/// Why a day is off, said beside its weekday.
fn reason(why: &DayOff) -> String {
    match why {
        DayOff::Saturday | DayOff::Sunday => "weekend".to_owned(),
        why => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    /// The command line after `tovholder deadline`, cut at `|`.
    fn ask(line: &str) -> anyhow::Result<String> {
        run(&Line::try_parse_from(std::iter::once("deadline").chain(line.split('|'))).unwrap().args)
    }

    fn first_line(line: &str) -> String {
        ask(line).unwrap().lines().next().unwrap().to_owned()
    }

    #[test]
    fn the_first_line_is_the_iso_date_alone_in_every_unit() {
        for (line, due) in [
            ("--after|2026-03-30|--rule|7 arbejdsdage", "2026-04-13"),
            ("--after|2026-03-30|--rule|1 arbejdsdag", "2026-03-31"),
            ("--after|2026-03-05|--rule|6 hverdage", "2026-03-12"),
            ("--after|2026-03-05|--rule|6 hverdage|--for|borgeren", "2026-03-13"),
            ("--after|2026-03-30|--rule|4 dage", "2026-04-03"),
            ("--after|2026-03-30|--rule|1 uge", "2026-04-06"),
            ("--after|2026-01-31|--rule|1 måned", "2026-02-28"),
            ("--after|2008-02-29|--rule|18 år", "2026-03-01"),
            ("--after|2026-03-30|--rule|24 timer", "2026-03-31"),
            ("--after|2026-04-07|--rule|4 dage før start", "2026-04-03"),
            ("--after|2008-08-31|--rule|ved fyldt 17 år 6 måneder", "2026-02-28"),
            ("--after|2008-02-29|--rule|3 måneder før fyldt 18 år", "2025-12-01"),
        ] {
            assert_eq!(first_line(line), due, "{line}");
        }
    }

    #[test]
    fn each_day_over_easter_2026_is_named_with_its_reason() {
        let said = ask("--after|2026-03-30|--rule|7 arbejdsdage").unwrap();
        for line in [
            "  torsdag 2026-04-02: skærtorsdag",
            "  fredag 2026-04-03: langfredag",
            "  lørdag 2026-04-04: weekend",
            "  søndag 2026-04-05: påskedag",
            "  mandag 2026-04-06: 2. påskedag",
            "  lørdag 2026-04-11: weekend",
            "  søndag 2026-04-12: weekend",
        ] {
            assert!(said.lines().any(|l| l == line), "{line} is missing in:\n{said}");
        }
    }

    #[test]
    fn a_complaint_period_over_christmas_2026_is_rolled_and_says_past_what() {
        assert_eq!(first_line("--after|2026-11-26|--rule|4 uger"), "2026-12-24");
        let said = ask("--after|2026-11-26|--rule|4 uger|--roll|next|--channel|digital").unwrap();
        assert!(said.starts_with("2026-12-28\n"), "{said}");
        assert!(said.contains("torsdag 2026-12-24: juleaftensdag"), "{said}");
        assert!(said.contains("Den rykkes til mandag 2026-12-28."), "{said}");
    }

    #[test]
    fn a_rule_with_a_channel_counts_from_presumed_receipt() {
        for (line, due) in [
            ("--after|2026-03-05|--rule|4 uger|--channel|digital", "2026-04-02"),
            ("--after|2026-03-05|--rule|4 uger|--channel|overleveret", "2026-04-02"),
            ("--after|2026-03-05|--rule|4 uger|--channel|quickbrev", "2026-04-04"),
            ("--after|2026-03-05|--rule|4 uger|--channel|quickbrev|--roll|next", "2026-04-07"),
            ("--after|2026-03-05|--rule|4 uger|--channel|brev", "2026-04-10"),
        ] {
            assert_eq!(first_line(line), due, "{line}");
        }
        let said = ask("--after|2026-03-05|--rule|4 uger|--channel|brev").unwrap();
        assert!(said.contains("Sendt torsdag 2026-03-05, modtaget fredag 2026-03-13"), "{said}");
        assert!(said.contains("  lørdag 2026-03-07: weekend"), "{said}");
    }

    #[test]
    fn rolling_back_keeps_the_date_and_names_the_day_to_warn_on() {
        let said = ask("--after|2026-03-22|--rule|2 uger|--roll|previous").unwrap();
        assert!(said.starts_with("2026-04-05\n"), "{said}");
        assert!(said.contains("(påskedag). Påmindelse: onsdag 2026-04-01."), "{said}");
        let said = ask("--after|2026-03-02|--rule|2 uger|--roll|previous").unwrap();
        assert!(said.contains("Sidste dag er en arbejdsdag"), "{said}");
    }

    #[test]
    fn hours_run_through_the_night_and_never_roll() {
        let said = ask("--after|2026-03-27T15:30|--rule|24 timer|--roll|next").unwrap();
        assert!(said.starts_with("2026-03-28\n15:30\n"), "{said}");
        assert!(said.contains("En frist i timer rykkes ikke."), "{said}");
        // Summer time begins in the night between, so that the clock shows an hour more.
        assert!(ask("--after|2026-03-28 12:00|--rule|24 timer").unwrap().starts_with("2026-03-29\n13:00\n"));
        assert!(ask("--after|2026-03-28|--rule|1 time").unwrap().starts_with("2026-03-28\n01:00\n"));
        assert!(ask("--after|2026-07-01T22:30:00Z|--rule|1 time").unwrap().starts_with("2026-07-02\n01:30\n"));
        assert_eq!(first_line("--after|2026-03-27T15:30|--rule|1 arbejdsdag"), "2026-03-30");
    }

    #[test]
    fn the_municipalitys_own_closing_days_are_passed_over_with_their_reason() {
        let bridge = jiff::civil::date(2026, 5, 15);
        let calendar = Calendar { closed: [(bridge, "klemmedag".to_owned())].into(), ..Calendar::default() };
        let args = Line::parse_from(["deadline", "--after", "2026-05-13", "--rule", "1 arbejdsdag"]).args;
        let said = run_with(&args, &calendar).unwrap();
        assert!(said.starts_with("2026-05-18\n"), "{said}");
        assert!(said.contains("fredag 2026-05-15: lukkedag (klemmedag)"), "{said}");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_remedy() {
        for (line, words) in [
            ("--rule|4 uger", "--after 2026-03-30"),
            ("--after|2026-03-30", "--rule \"7 arbejdsdage\""),
            ("--after|2026-02-30|--rule|4 uger", "\"2026-02-30\" er ikke en dag i kalenderen"),
            ("--after|30.3.2026|--rule|4 uger", "Skriv den som 2026-03-30"),
            ("--after|2026-03-30T25:00|--rule|4 timer", "er ikke en dag i kalenderen"),
            ("--after|2026-03-30|--rule|4 ugre", "Mente du \"uger\"?"),
            ("--after|2026-03-30|--rule|4 uger fra start", "kan ikke læses ved \"fra\""),
            ("--after|2026-03-30|--rule|snarest", "giver ingen dato"),
            ("--after|2026-03-30|--rule|indstilling sagsbehandlingstid", "Skriv længden selv"),
            ("--after|2026-03-30|--rule|1 dag 2 timer", "Timer kan ikke blandes"),
            ("--after|2026-03-30|--rule|4 uger|--roll|sideways", "Skriv en af: none, next, previous."),
            ("--after|2026-03-30|--rule|4 uger|--channel|due", "digital, brev, quickbrev, overleveret"),
            ("--after|2026-03-30|--rule|4 uger|--for|os", "Skriv en af: kommunen, borgeren."),
            ("--after|2008-03-30|--rule|ved fyldt 18 år|--channel|brev", "Udelad --channel"),
        ] {
            let said = ask(line).unwrap_err().to_string();
            assert!(said.contains(words), "{line} gave: {said}");
        }
    }
}
