//! Procedures for the tests, built step by step in the words of the files: the application in six stages, outreach and
//! transition, as `content-formats.md` sections 5.1 and 5.2 play them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use crate::deadline::{Anchor, Kind, Length, Pause, Rule, Span, Unit};
use crate::procedure::{
    About, Again, AskedDate, Begins, Condition, Outcome, Procedure, Ref, Starts, Step, StepDeadline,
};
use crate::words::{Act, DateWord, Fact, List};
use jiff::civil::date;

const ASKED: [&str; 3] = ["moededag", "koordineringsdag", "moede-16"];

pub(crate) fn procedure(id: &str, steps: Vec<Step>) -> Procedure {
    Procedure {
        id: id.into(),
        valid_from: date(2026, 1, 1),
        title: id.into(),
        catalogue: vec![],
        source: None,
        warning: None,
        begins: Begins::ByHand,
        about: About::Case,
        dates: vec![],
        phases: vec![],
        fits: Vec::new(),
        based_on: None,
        citizen_sees: None,
        steps,
    }
}

pub(crate) fn step(id: &str, role: &str, after: &str) -> Step {
    Step {
        id: id.into(),
        title: id.into(),
        phase: None,
        role: role.into(),
        together_with: vec![],
        after: refs(after),
        before: vec![],
        when: vec![],
        requires: vec![],
        until: vec![],
        earliest: None,
        deadlines: vec![],
        outcomes: vec![],
        optional: false,
        mandatory: false,
        own_role: false,
        ends_mark: false,
        for_each: None,
        date: None,
        waits_for: None,
        act: None,
        forms: vec![],
        letters: vec![],
        phrases: vec![],
        guides: vec![],
        meeting: None,
        help: None,
        citizen_sees: None,
        source: None,
        ends: false,
        starts: None,
    }
}

impl Step {
    pub(crate) fn before(mut self, ids: &str) -> Self {
        self.before = ids.split(", ").map(str::to_string).collect();
        self
    }
    pub(crate) fn when(mut self, text: &str) -> Self {
        self.when = text.split(", ").map(condition).collect();
        self
    }
    pub(crate) fn requires(mut self, text: &str) -> Self {
        self.requires = text.split(", ").map(condition).collect();
        self
    }
    pub(crate) fn until(mut self, text: &str) -> Self {
        self.until = refs(text);
        self
    }
    pub(crate) fn earliest(mut self, text: &str) -> Self {
        self.earliest = Some(rule(text));
        self
    }
    pub(crate) fn goal(mut self, text: &str) -> Self {
        self.deadlines.push(deadline(Kind::Goal, text));
        self
    }
    pub(crate) fn goal_when(mut self, text: &str, when: &str) -> Self {
        self.deadlines.push(StepDeadline { when: vec![condition(when)], ..deadline(Kind::Goal, text) });
        self
    }
    pub(crate) fn law(mut self, text: &str) -> Self {
        self.deadlines.push(StepDeadline { source: Some("loven".into()), ..deadline(Kind::Law, text) });
        self
    }
    pub(crate) fn pausing(mut self, pause: Pause) -> Self {
        self.deadlines.last_mut().unwrap().pause = Some(pause);
        self
    }
    /// "naaet, intet-svar igen 2 arbejdsdage, mere tilbage kontakt, slut afslutter begrund"
    pub(crate) fn outcomes(mut self, text: &str) -> Self {
        self.outcomes = text.split(", ").map(outcome).collect();
        self
    }
    pub(crate) fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    pub(crate) fn mandatory(mut self) -> Self {
        self.mandatory = true;
        self
    }
    pub(crate) fn for_each(mut self, list: List) -> Self {
        self.for_each = Some(list);
        self
    }
    pub(crate) fn asks(mut self, date: &str) -> Self {
        self.date = Some(AskedDate { id: date.into(), title: date.into(), with: vec![] });
        self
    }
    pub(crate) fn act(mut self, act: Act) -> Self {
        self.act = Some(act);
        self
    }
    pub(crate) fn letter(mut self, letter: &str) -> Self {
        self.act = Some(Act::Letter);
        self.letters = vec![letter.into()];
        self
    }
    pub(crate) fn meeting(mut self, meeting: &str) -> Self {
        self.act = Some(Act::Meeting);
        self.meeting = Some(meeting.into());
        self
    }
    pub(crate) fn ends(mut self) -> Self {
        self.ends = true;
        self
    }
}

fn refs(text: &str) -> Vec<Ref> {
    text.split(", ").filter(|part| !part.is_empty()).map(reference).collect()
}

fn reference(text: &str) -> Ref {
    match text.split_once(':') {
        _ if text == "start" => Ref::Start,
        Some((step, outcomes)) => Ref::Outcome(step.into(), outcomes.split('|').map(str::to_string).collect()),
        None => Ref::Step(text.into()),
    }
}

pub(crate) fn condition(text: &str) -> Condition {
    if let Some(rest) = text.strip_prefix("ikke ") {
        return Condition::Not(Box::new(condition(rest)));
    }
    if let Some(fact) = Fact::from_word(text) {
        return Condition::Fact(fact);
    }
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        ["skema", form] => Condition::Form((*form).into()),
        ["under", years, "år"] => Condition::Under(years.parse().unwrap()),
        ["fyldt", years, "år"] => Condition::Turned(years.parse().unwrap()),
        [form, result] => Condition::FormResult((*form).into(), (*result).into()),
        _ => Condition::Ref(reference(text)),
    }
}

fn outcome(text: &str) -> Outcome {
    let words: Vec<&str> = text.split(' ').collect();
    let mut outcome = Outcome {
        id: words[0].into(),
        title: words[0].into(),
        again: None,
        back_to: None,
        ends: words.contains(&"afslutter"),
        starts: None,
        needs_reason: words.contains(&"begrund"),
        proposed_by: vec![],
        letters: vec![],
        citizen_sees: None,
    };
    match words.as_slice() {
        [_, "igen"] => outcome.again = Some(Again::OwnRule),
        [_, "igen", "ved", day] => outcome.again = Some(Again::On((*day).into())),
        [_, "igen", number, unit] => outcome.again = Some(Again::After(span(&format!("{number} {unit}")))),
        [_, "tilbage", step] => outcome.back_to = Some((*step).into()),
        [_, .., "starter", other] => {
            outcome.starts = Some(Starts {
                procedure: (*other).into(),
                first_day: crate::procedure::FirstDay::Begun,
                new_case: false,
                department: None,
            });
        }
        _ => {}
    }
    outcome
}

fn deadline(kind: Kind, text: &str) -> StepDeadline {
    StepDeadline {
        kind,
        rule: rule(text),
        text: text.into(),
        source: None,
        when: vec![],
        pause: None,
        roll: None,
        warn: None,
        to_be_confirmed: false,
    }
}

pub(crate) fn span(text: &str) -> Span {
    let words: Vec<&str> = text.split(' ').filter(|word| *word != "og").collect();
    Span(words.chunks(2).map(|pair| (pair[0].parse().unwrap(), Unit::from_word(pair[1]).unwrap())).collect())
}

fn length(text: &str) -> Length {
    match text.strip_prefix("indstilling ") {
        Some(id) => Length::Setting(id.into()),
        None => Length::Span(span(text)),
    }
}

fn anchor(text: &str) -> Anchor {
    if let Some(step) = text.strip_prefix("fristen for ") {
        return Anchor::DeadlineOf(step.into());
    }
    if let Some(age) = text.strip_prefix("fyldt ") {
        let Span(parts) = span(age);
        return Anchor::Age { years: parts[0].0, months: parts.get(1).map_or(0, |part| part.0) };
    }
    if ASKED.contains(&text) || DateWord::from_word(text).is_some() {
        return Anchor::Named(text.into());
    }
    match reference(text) {
        Ref::Start => Anchor::Start,
        Ref::Step(step) => Anchor::Step { step, outcomes: vec![] },
        Ref::Outcome(step, outcomes) => Anchor::Step { step, outcomes },
    }
}

fn rule(text: &str) -> Rule {
    if let Some(rest) = text.strip_prefix("ved ") {
        Rule::At(anchor(rest))
    } else if let Some((long, from)) = text.split_once(" efter ") {
        Rule::After(length(long), anchor(from))
    } else if let Some((long, from)) = text.split_once(" før ") {
        Rule::Before(length(long), anchor(from))
    } else {
        Rule::After(length(text), Anchor::Opened)
    }
}

/// The application in six stages (P-01).
pub(crate) fn application() -> Procedure {
    let ours = "sagsbehandler";
    procedure(
        "ansoegning",
        vec![
            step("kvittering", ours, "start")
                .before("afgoerelse")
                .letter("kvittering")
                .goal("5 arbejdsdage efter start"),
            step("screening-bl18", ours, "start")
                .when("barn")
                .mandatory()
                .outcomes("intet-videre, afdaekning, undersoegelse starter boernefaglig-undersoegelse"),
            step("samtykke", ours, "start")
                .act(Act::Consent)
                .mandatory()
                .outcomes("givet, delvist, naegtet, ikke-noedvendigt"),
            step("indhent", ours, "samtykke:givet|delvist")
                .requires("samtykke eller hjemmel")
                .goal("4 uger")
                .pausing(Pause::Others),
            step("borgerens-oplysninger", "borger", "start").optional().until("afgoerelse").goal("5 dage"),
            step("sagsbehandling", ours, "samtykke:naegtet|ikke-noedvendigt, indhent, screening-bl18")
                .mandatory()
                .outcomes("klar, mangler tilbage samtykke"),
            step("partshoering", ours, "sagsbehandling:klar")
                .when("skal partshøres")
                .act(Act::PartyHearing)
                .mandatory()
                .outcomes("besvaret, udloebet, nyt tilbage samtykke, undtaget begrund"),
            step("afgoerelse-klar", ours, "partshoering").goal("10 arbejdsdage").pausing(Pause::Citizen),
            step("godkendelse", "godkender", "afgoerelse-klar")
                .act(Act::Approval)
                .mandatory()
                .outcomes("godkendt, sendt-tilbage tilbage afgoerelse-klar"),
            step("telefon", ours, "godkendelse:godkendt").optional().until("afgoerelse"),
            step("afgoerelse", ours, "godkendelse:godkendt")
                .act(Act::Decision)
                .mandatory()
                .requires("afgørelse klar")
                .law("indstilling sagsbehandlingstid efter start")
                .pausing(Pause::Citizen)
                .outcomes(
                    "bevilling afslutter starter opfoelgning, delvis-bevilling afslutter starter opfoelgning, afslag",
                ),
            step("samtale", ours, "afgoerelse:afslag").goal("5 arbejdsdage efter afgoerelse").ends(),
            step("forlaengelse", ours, "start")
                .earliest("5 arbejdsdage før fristen for afgoerelse")
                .until("afgoerelse")
                .letter("fristforlaengelse")
                .mandatory()
                .law("ved fristen for afgoerelse"),
            step("trukket", "borger", "start").optional().until("afgoerelse").ends(),
        ],
    )
}

/// Outreach (P-05), `content-formats.md` 5.1.
pub(crate) fn outreach() -> Procedure {
    let ours = "fremskudt-sagsbehandler";
    procedure(
        "opsoegende-arbejde",
        vec![
            step("videregivelse", "modtager", "start")
                .outcomes("videregives, ordinaer afslutter starter ordinaer-henvendelse"),
            step("vurdering", ours, "videregivelse:videregives")
                .requires("skema screening")
                .outcomes("i-maalgruppe, ikke-maalgruppe"),
            step("tilbage-til-henviser", ours, "vurdering:ikke-maalgruppe").letter("tilbagemelding-henviser").ends(),
            step("fordeling", "tovholder", "vurdering:i-maalgruppe"),
            step("kontakt", ours, "fordeling").goal("2 arbejdsdage efter fordeling").outcomes(
                "naaet, intet-svar igen 2 arbejdsdage, doer-lukket igen 1 arbejdsdag, opgivet begrund, frabedt",
            ),
            step("andet-besoeg", ours, "kontakt:doer-lukket").until("kontakt").optional().outcomes("varslet, uvarslet"),
            step("skp-vurdering", ours, "kontakt:opgivet|frabedt, foerste-moede:frabedt")
                .outcomes("skp afslutter starter stoette-kontaktperson, mere tilbage kontakt, slut afslutter begrund"),
            step("intern-sagsoplysning", ours, "fordeling")
                .before("afslutning")
                .until("kontakt:opgivet|frabedt, foerste-moede:frabedt")
                .goal("ved moededag"),
            step("aftale-foerste-moede", ours, "kontakt:naaet").goal("1 arbejdsdag").asks("moededag"),
            step("foerste-moede", ours, "aftale-foerste-moede")
                .goal("5 arbejdsdage efter kontakt:naaet")
                .meeting("foerste-moede")
                .outcomes("holdt, ikke-overskud igen 5 arbejdsdage, frabedt"),
            step("raadgivning", ours, "foerste-moede:holdt")
                .before("afslutning")
                .goal("2 arbejdsdage efter foerste-moede"),
            step("ekstern-sagsoplysning", ours, "foerste-moede:holdt").when("samtykke"),
            step("behovsvurdering", ours, "foerste-moede:holdt, ekstern-sagsoplysning")
                .goal("1 måned efter foerste-moede")
                .outcomes("koordinering, ordinaer-med starter ordinaer-henvendelse, intet-behov"),
            step("opfoelgende-moede", ours, "behovsvurdering:koordinering|ordinaer-med")
                .until("afslutning")
                .optional()
                .outcomes("holdt igen, sidste"),
            step("koordinerende-moede-aftalt", ours, "behovsvurdering:koordinering|ordinaer-med")
                .asks("koordineringsdag")
                .outcomes("ja-internt, ja-eksternt, nej-borger, nej"),
            step("indkaldelse", ours, "koordinerende-moede-aftalt:ja-internt|ja-eksternt")
                .requires("samtykke")
                .letter("indkaldelse-koordinerende-moede"),
            step("flere-punkter", "deltager", "indkaldelse")
                .until("koordinerende-moede")
                .goal("4 dage før koordineringsdag")
                .optional(),
            step("koordinerende-moede", ours, "indkaldelse")
                .goal_when("5 arbejdsdage efter foerste-moede", "koordinerende-moede-aftalt:ja-internt")
                .goal_when("14 arbejdsdage efter foerste-moede", "koordinerende-moede-aftalt:ja-eksternt")
                .meeting("koordinerende-moede")
                .outcomes("holdt, opgivet begrund"),
            step("opdatering", ours, "koordinerende-moede:holdt").goal("5 hverdage efter koordinerende-moede"),
            step(
                "opfoelgning",
                ours,
                "koordinerende-moede-aftalt:nej|nej-borger, koordinerende-moede:opgivet, opdatering",
            )
            .goal("3 måneder efter foerste-moede")
            .outcomes("fortsaet igen 3 måneder, nyt-moede tilbage koordinerende-moede-aftalt, klar"),
            step("overgang-aftalt", ours, "opfoelgning:klar").when("behovsvurdering:ordinaer-med"),
            step("afslutning", ours, "behovsvurdering:intet-behov, overgang-aftalt").mandatory(),
            step("efter-afslutning", ours, "afslutning")
                .earliest("3 måneder efter afslutning")
                .goal("6 måneder efter afslutning")
                .outcomes("godt afslutter, nyt-behov afslutter starter opsoegende-arbejde, ikke-naaet afslutter"),
        ],
    )
}

/// Transition from child to adult (P-06), `content-formats.md` 5.2.
pub(crate) fn transition() -> Procedure {
    let (ours, adults) = ("tovholder", "voksensagsbehandler");
    procedure(
        "overgang",
        vec![
            step("maalgruppe", ours, "start").goal("1 måned efter start").outcomes("ja, nej afslutter begrund"),
            step("ppr-test", "ppr", "maalgruppe:ja").optional(),
            step("elevkonference", "skole", "maalgruppe:ja")
                .before("handleplan")
                .goal("ved fyldt 16 år")
                .meeting("elevkonference"),
            step("indkaldelse-16", ours, "maalgruppe:ja")
                .earliest("2 måneder før fyldt 16 år")
                .goal("ved fyldt 16 år")
                .letter("indkaldelse-16-aars-moede")
                .asks("moede-16"),
            step("opstart-16", ours, "maalgruppe:ja")
                .before("forberedt")
                .earliest("ved fyldt 16 år")
                .law("1 måned efter fyldt 16 år")
                .mandatory(),
            step("moede-16-holdt", ours, "indkaldelse-16").goal("ved moede-16").meeting("16-aars-moede"),
            step("pensionssag", ours, "opstart-16").goal("ved fyldt 17 år").outcomes("ja, nej"),
            step("oensker-behov", ours, "moede-16-holdt").goal("1 måned efter moede-16-holdt"),
            step("info-18", ours, "maalgruppe:ja")
                .before("forberedt")
                .earliest("ved fyldt 17 år")
                .goal("1 måned efter fyldt 17 år")
                .mandatory()
                .letter("information-18-aar"),
            step("kontakt-jobcenter", ours, "pensionssag:nej")
                .requires("samtykke")
                .earliest("1 måned før fyldt 17 år 6 måneder")
                .goal("ved fyldt 17 år 6 måneder"),
            step("moede-jobcenter", ours, "kontakt-jobcenter")
                .goal("1 måned efter kontakt-jobcenter")
                .meeting("jobcentermoede"),
            step("ressourceprofil", "jobcenter", "moede-jobcenter"),
            step("voksen-ansoegninger", adults, "maalgruppe:ja")
                .earliest("7 måneder før fyldt 18 år")
                .goal("6 måneder før fyldt 18 år")
                .mandatory(),
            step("tretrinsmoede", ours, "oensker-behov, ressourceprofil, voksen-ansoegninger")
                .goal("3 måneder før fyldt 18 år")
                .mandatory()
                .meeting("tretrinsmoede")
                .outcomes("holdt, mere-tid igen 1 måned, ikke-naaet begrund"),
            step("forberedt", adults, "tretrinsmoede").law("ved fyldt 18 år").mandatory(),
            step("tillykke", ours, "maalgruppe:ja")
                .before("handleplan")
                .earliest("1 måned før fyldt 18 år")
                .goal("ved fyldt 18 år")
                .letter("tillykke-18"),
            step("overdragelse", adults, "tretrinsmoede")
                .goal("2 uger efter tretrinsmoede")
                .goal("ved fyldt 18 år")
                .act(Act::Transfer)
                .mandatory(),
            step("handleplan", adults, "overdragelse, forberedt")
                .goal("ved fyldt 18 år")
                .outcomes("tilbudt afslutter starter voksensag, nej-tak afslutter starter voksensag"),
            step("fraflytter", ours, "maalgruppe:ja").optional().ends(),
        ],
    )
}
