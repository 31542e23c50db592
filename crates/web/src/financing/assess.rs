//! The form in which a coordinator assesses how costs are divided: criteria, measures, and who pays how much of each.

use super::{cost, department, home};
use crate::error::{Failure, Page, page, page_again};
use crate::form::{Check, Errors, Form, Id, date_value, done, once, parse_date};
use crate::layout::{Frame, Here};
use crate::parts::{Choice, Choices, Field, Hidden, Summary, Tick};
use crate::session::Desk;
use crate::wording::{Wording, counted, danish};
use app::financing::{self as act, Assess, View};
use app::{Reason, Refused};
use askama::Template;
use domain::financing::{Answered, Assessment, Cost, MOST_MEASURES, Measure, MeasureWrong, Part, Share, Wrong, chain};
use domain::ids::{FamilyId, GrantId};
use domain::setting::Kroner;
use std::collections::{BTreeMap, BTreeSet};

const YES: &str = "ja";
const NO: &str = "nej";
const MONTHLY: &str = "maaned";
const ONCE: &str = "engang";

#[derive(Template)]
#[template(path = "financing/assess.html")]
struct New {
    frame: Frame,
    home: String,
    number: String,
    knew_of: u32,
    blocks_shown: usize,
    from: Field,
    why: Field,
    criteria: Vec<(String, Choices, Field)>,
    measures: Vec<Block>,
    more: bool,
    summary: Summary,
}

/// The fields of one measure.
struct Block {
    nr: usize,
    grant: Option<Choices>,
    title: Field,
    granted_by: Choices,
    amount: Field,
    how_often: Choices,
    from: Field,
    until: Field,
    shares: Vec<(String, Field, Field)>,
    out: Tick,
}

/// As typed, by field.
#[derive(Clone, Default)]
struct Typed(BTreeMap<String, String>);

impl Typed {
    fn of(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }

    fn put(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.insert(field.into(), value.into());
    }

    /// How many measures the form has room for.
    fn blocks(&self) -> usize {
        self.of("antal").parse::<usize>().unwrap_or(1).clamp(1, MOST_MEASURES)
    }
}

/// Departments that can pay: those that have benefits to grant, and those with a case of the family's.
fn payers(desk: &Desk, found: &View) -> Vec<String> {
    let today = desk.app.today();
    let granting: BTreeSet<&str> =
        desk.app.content.benefits.all_on(today).map(|benefit| benefit.department.as_str()).collect();
    let pays = |id: &&String| granting.contains(id.as_str()) || found.departments.contains(*id);
    desk.app.content.departments.iter().map(|known| &known.id).filter(pays).cloned().collect()
}

pub(super) async fn start(desk: Desk, Id(family): Id<FamilyId>) -> Page {
    let found = open(&desk, family).await?;
    let typed = begun(&found);
    page(&form(&desk, &found, &typed, Errors::default()))
}

/// The family's division, for who may assess it; nobody else has this page.
async fn open(desk: &Desk, family: FamilyId) -> Result<View, Failure> {
    let found = act::show(&desk.app, &desk.actor, family).await?;
    if found.may_assess { Ok(found) } else { Err(Refused::NotFound.into()) }
}

/// A new assessment begins with what holds: measures and shares stand, the questions are asked anew.
fn begun(found: &View) -> Typed {
    let mut typed = Typed::default();
    let last = chain(&found.versions).last().map(|(version, _)| *version);
    let earliest = last.and_then(|version| version.from.tomorrow().ok());
    typed.put("fra", date_value(earliest.map_or(found.today, |earliest| earliest.max(found.today))));
    typed.put("kendt", found.latest().to_string());
    let measures = last.map(|version| version.measures.as_slice()).unwrap_or_default();
    typed.put("antal", measures.len().max(1).to_string());
    for (nr, measure) in (1usize..).zip(measures) {
        typed.put(format!("i{nr}-bevilling"), measure.grant.map(|grant| grant.to_string()).unwrap_or_default());
        typed.put(format!("i{nr}-titel"), &measure.title);
        typed.put(format!("i{nr}-bevilger"), &measure.granted_by);
        typed.put(format!("i{nr}-beloeb"), measure.cost.amount().to_string().trim_end_matches(" kr."));
        typed.put(format!("i{nr}-hvor-tit"), if matches!(measure.cost, Cost::Monthly(_)) { MONTHLY } else { ONCE });
        typed.put(format!("i{nr}-fra"), date_value(measure.from));
        typed.put(format!("i{nr}-til"), measure.until.map(date_value).unwrap_or_default());
        for part in &measure.parts {
            let share = part.share.to_string();
            typed.put(format!("i{nr}-{}-andel", part.department), share.trim_end_matches(" %"));
            typed.put(format!("i{nr}-{}-grund", part.department), &part.why);
        }
    }
    typed
}

fn form(desk: &Desk, found: &View, typed: &Typed, errors: Errors) -> New {
    let answers = [Choice::new(YES, "Ja"), Choice::new(NO, "Nej")];
    let criteria = desk.app.content.financing_criteria.iter().map(|criterion| {
        let field = format!("krit-{}", criterion.id);
        let mut hint = criterion.help.clone();
        if let Some(at_least) = found.at_least.get(&criterion.id) {
            let open = counted(u64::try_from(found.departments.len()).unwrap_or_default(), "afdeling", "afdelinger");
            hint = format!("{hint} Lige nu har familien åbne sager i {open}; der skal være mindst {at_least}.");
        }
        let chosen = Choices::radios(&field, &criterion.question, &answers, typed.of(&field), &errors);
        let reason = format!("{field}-grund");
        let why = Field::text(&reason, "Hvorfor?", typed.of(&reason), &errors).rows(2);
        (criterion.source.clone(), chosen.hint(hint.trim()), why)
    });
    let payers = payers(desk, found);
    let shown = typed.blocks();
    New {
        home: home(found.family),
        number: found.number.to_string(),
        knew_of: typed.of("kendt").parse().unwrap_or_default(),
        blocks_shown: shown,
        from: Field::date("fra", "Fordelingen gælder fra", typed.of("fra"), &errors)
            .hint("Den udgave, der gælder nu, slutter dagen før."),
        why: Field::text("hvorfor", "Hvorfor vurderes den nu?", typed.of("hvorfor"), &errors)
            .hint("For eksempel: første vurdering, en ny indsats, eller en afdelings gevinst er en anden end ventet.")
            .rows(3),
        criteria: criteria.collect(),
        measures: (1..=shown).map(|nr| block(desk, found, typed, &errors, (nr, &payers))).collect(),
        more: shown < MOST_MEASURES,
        summary: Summary::of(&errors),
        frame: desk.frame(Here::Financing),
    }
}

fn block(desk: &Desk, found: &View, typed: &Typed, errors: &Errors, (nr, payers): (usize, &[String])) -> Block {
    let id = |name: &str| format!("i{nr}-{name}");
    let choice = |id: &String| Choice::new(id, department(&desk.app, id));
    let all: Vec<Choice> = payers.iter().map(choice).collect();
    let grants: Vec<Choice> = grant_choices(desk, found);
    let (grant, title, granter) = (id("bevilling"), id("titel"), id("bevilger"));
    let (amount, how_often, from, until) = (id("beloeb"), id("hvor-tit"), id("fra"), id("til"));
    let often = [Choice::new(MONTHLY, "Hver måned"), Choice::new(ONCE, "Én gang")];
    let chosen = if typed.of(&how_often).is_empty() { MONTHLY } else { typed.of(&how_often) };
    let shares = payers.iter().map(|payer| {
        let (share, why) = (id(&format!("{payer}-andel")), id(&format!("{payer}-grund")));
        let title = department(&desk.app, payer);
        let share = Field::number(&share, &format!("{title}: andel"), typed.of(&share), errors).suffix("%").optional();
        let why = Field::line(&why, &format!("{title}: hvorfor"), typed.of(&why), errors).optional();
        (title, share, why)
    });
    Block {
        nr,
        grant: (!grants.is_empty()).then(|| {
            Choices::select(&grant, "Er det en bevilling?", &grants, typed.of(&grant), errors)
                .hint("Vælg den her, så står navn, afdeling, beløb og dage, som de er bevilget.")
                .optional()
        }),
        title: Field::line(&title, "Eller skriv, hvad indsatsen hedder", typed.of(&title), errors)
            .hint("Skriv ikke om helbred: navnet læses også af dem, der betaler.")
            .optional(),
        granted_by: Choices::select(&granter, "Hvem kan bevilge den?", &all, typed.of(&granter), errors).optional(),
        amount: Field::amount(&amount, "Hvad koster den?", typed.of(&amount), errors).optional(),
        how_often: Choices::radios(&how_often, "Hvor tit?", &often, chosen, errors),
        from: Field::date(&from, "Første dag", typed.of(&from), errors)
            .hint("Tom betyder fra den dag, fordelingen gælder.")
            .optional(),
        until: Field::date(&until, "Sidste dag", typed.of(&until), errors).optional(),
        shares: shares.collect(),
        out: Tick::new(&id("ud"), "Tag indsatsen ud af fordelingen", typed.of(&id("ud")), errors),
    }
}

/// Grants to choose from, those an earlier version named too.
fn grant_choices(desk: &Desk, found: &View) -> Vec<Choice> {
    let mut choices: Vec<Choice> = found
        .grants
        .iter()
        .map(|grant| {
            let amount = grant.cost.map(|of| format!(", {}", cost(of))).unwrap_or_default();
            let (title, from) = (&grant.title, danish::date_numbers(grant.from));
            Choice::new(
                grant.id.to_string(),
                format!("{title}, {}{amount}, fra {from}", department(&desk.app, &grant.department)),
            )
        })
        .collect();
    for (grant, measure) in named(found) {
        if choices.iter().all(|choice| choice.value != grant.to_string()) {
            choices.push(Choice::new(grant.to_string(), format!("{} (fra en tidligere udgave)", measure.title)));
        }
    }
    choices
}

fn named(found: &View) -> BTreeMap<GrantId, &Measure> {
    let measures = found.versions.iter().flat_map(|version: &Assessment| &version.measures);
    measures.filter_map(|measure| Some((measure.grant?, measure))).collect()
}

pub(super) async fn save(desk: Desk, Id(family): Id<FamilyId>, Form(sent): Form<Vec<(String, String)>>) -> Page {
    let mut typed = Typed(sent.into_iter().collect());
    let found = open(&desk, family).await?;
    if typed.of("flere") == YES {
        // One more block; nothing is saved, and all that was typed stays.
        typed.put("antal", typed.blocks().saturating_add(1).min(MOST_MEASURES).to_string());
        return page(&form(&desk, &found, &typed, Errors::default()));
    }
    let mut errors = Errors::default();
    let order = read(&desk, &found, &typed, &mut errors);
    if let Some(order) = order.filter(|_| errors.is_empty()) {
        match once(act::assess(&desk.app, &desk.actor, family, order).await) {
            Ok(()) => {
                return Ok(done(&home(family), "Vurderingen er gemt. Den gælder, når de afdelinger, der betaler, har svaret."));
            }
            Err(Refused::Because(Reason::Financing(wrong))) => {
                let found = blocks_read(&typed);
                wrong.iter().for_each(|wrong| errors.add(field(wrong, &found, &payers_typed(&typed)), wrong.danish()));
            }
            Err(Refused::Because(Reason::Stale)) => errors.add(
                "",
                "En kollega gemte en udgave, mens du skrev. Intet er overskrevet. Se den på siden med fordelingen, og gem \
                 igen, hvis din stadig skal gælde.",
            ),
            Err(Refused::Because(reason)) => errors.add("", reason.danish()),
            Err(other) => return Err(other.into()),
        }
    }
    typed.put("kendt", found.latest().to_string());
    page_again(&form(&desk, &found, &typed, errors))
}

/// Which blocks of the form something is typed in; the others, and those to be taken out, are left alone.
fn blocks_read(typed: &Typed) -> Vec<usize> {
    let says = |nr: &usize| {
        if typed.of(&format!("i{nr}-ud")) == YES {
            return false;
        }
        let begins = format!("i{nr}-");
        let how_often = format!("i{nr}-hvor-tit");
        typed.0.iter().any(|(name, value)| name.starts_with(&begins) && *name != how_often && !value.trim().is_empty())
    };
    (1..=typed.blocks()).filter(says).collect()
}

/// Departments a share was typed for, by id.
fn payers_typed(typed: &Typed) -> Vec<String> {
    let names = typed.0.keys().filter_map(|name| name.strip_suffix("-andel")?.split_once('-'));
    let mut found: Vec<String> = names.map(|(_, department)| department.to_string()).collect();
    found.sort();
    found.dedup();
    found
}

fn read(desk: &Desk, found: &View, typed: &Typed, errors: &mut Errors) -> Option<Assess> {
    let mut check = Check::new();
    let from = check.date("fra", typed.of("fra"));
    let why = check.optional_text("hvorfor", typed.of("hvorfor"));
    for (field, text) in check.errors().iter().flat_map(Errors::iter) {
        errors.add(field.to_string(), text);
    }
    let mut criteria = Vec::new();
    for criterion in &desk.app.content.financing_criteria {
        let field = format!("krit-{}", criterion.id);
        // What is not answered is left out, and the core says so.
        if [YES, NO].contains(&typed.of(&field)) {
            let why = typed.of(&format!("{field}-grund")).trim().to_string();
            criteria.push(Answered { criterion: criterion.id.clone(), met: (typed.of(&field) == YES).into(), why });
        }
    }
    let mut measures = Vec::new();
    for (nr, block) in (1u32..).zip(blocks_read(typed)) {
        measures.push(measure(found, typed, errors, (nr, block), from?));
    }
    Some(Assess { from: from?, why, criteria, measures, knew_of: typed.of("kendt").parse().unwrap_or_default() })
}

fn measure(
    found: &View,
    typed: &Typed,
    errors: &mut Errors,
    (nr, block): (u32, usize),
    begins: jiff::civil::Date,
) -> Measure {
    let id = |name: &str| format!("i{block}-{name}");
    let said = |name: &str| typed.of(&id(name)).trim();
    let chosen = said("bevilling").parse::<GrantId>().ok();
    let grant = chosen.and_then(|chosen| found.grants.iter().find(|grant| grant.id == chosen));
    let before = chosen.and_then(|chosen| named(found).get(&chosen).copied());
    let day = |name: &str, errors: &mut Errors| match said(name) {
        "" => None,
        typed => {
            let day = parse_date(typed);
            if day.is_none() {
                errors.add(id(name), "Datoen findes ikke. Skriv den som 31.3.2026.");
            }
            day
        }
    };
    let amount = match said("beloeb") {
        "" => None,
        typed => {
            let amount = Kroner::parse(typed);
            if amount.is_none() {
                errors.add(id("beloeb"), "Skriv beløbet i kroner, for eksempel 1.105,00.");
            }
            amount
        }
    };
    let typed_cost =
        amount.map(|amount| if said("hvor-tit") == ONCE { Cost::OneOff(amount) } else { Cost::Monthly(amount) });
    let of_grant = grant.and_then(|grant| grant.cost).or(before.map(|measure| measure.cost));
    let or = |typed: &str, known: Option<&str>| {
        if typed.is_empty() { known.unwrap_or_default().to_string() } else { typed.to_string() }
    };
    let granter = grant.map(|grant| grant.department.as_str()).or(before.map(|measure| measure.granted_by.as_str()));
    let title = grant.map(|grant| grant.title.as_str()).or(before.map(|measure| measure.title.as_str()));
    Measure {
        nr,
        title: or(&said("titel").split_whitespace().collect::<Vec<_>>().join(" "), title),
        grant: chosen,
        granted_by: or(said("bevilger"), granter),
        // What was granted is told by the grant; a sum that was typed says what part of it is divided.
        cost: typed_cost.or(of_grant).unwrap_or(Cost::Monthly(Kroner::default())),
        from: day("fra", errors).or(grant.map(|grant| grant.from)).unwrap_or(begins),
        until: day("til", errors).or(grant.and_then(|grant| grant.until)),
        parts: parts(typed, errors, block),
    }
}

fn parts(typed: &Typed, errors: &mut Errors, block: usize) -> Vec<Part> {
    let mut found = Vec::new();
    for department in payers_typed(typed) {
        let (field, why) = (format!("i{block}-{department}-andel"), format!("i{block}-{department}-grund"));
        let said = typed.of(&field).trim();
        if said.is_empty() {
            continue;
        }
        match Share::parse(said) {
            Some(share) => found.push(Part { department, share, why: typed.of(&why).trim().to_string() }),
            None => errors.add(field, "Skriv andelen i procent, højst med to decimaler: 60 eller 33,33."),
        }
    }
    found
}

/// The field a mistake is about. `blocks` are the blocks of the form by the measures' numbers.
fn field(wrong: &Wrong, blocks: &[usize], payers: &[String]) -> String {
    match wrong {
        Wrong::OneWaits | Wrong::NothingToDivide | Wrong::NotPossible | Wrong::TooMany => String::new(),
        Wrong::WhyMissing => "hvorfor".into(),
        Wrong::BeginsTooEarly(_) | Wrong::OutsideTime => "fra".into(),
        Wrong::CriterionUnanswered(id) => format!("krit-{id}"),
        Wrong::CriterionWithoutReason(id) => format!("krit-{id}-grund"),
        Wrong::Measure(nr, why) => {
            let index = usize::try_from(*nr).unwrap_or_default().saturating_sub(1);
            let block = blocks.get(index).copied().unwrap_or(1);
            match why {
                MeasureWrong::TitleMissing => format!("i{block}-titel"),
                MeasureWrong::CostMissing => format!("i{block}-beloeb"),
                MeasureWrong::GranterMissing => format!("i{block}-bevilger"),
                MeasureWrong::EndsBeforeItBegins => format!("i{block}-til"),
                MeasureWrong::ReasonMissing(department) => format!("i{block}-{department}-grund"),
                MeasureWrong::UnknownPayer | MeasureWrong::PayerTwice | MeasureWrong::NotWhole(_) => {
                    payers.first().map(|first| format!("i{block}-{first}-andel")).unwrap_or_default()
                }
            }
        }
    }
}
