//! Reads forms (check 26).

use crate::index::{Index, RawFile, Thing};
use crate::mistake::{Mistakes, did_you_mean};
use crate::node::Node;
use domain::network;
use domain::plan::{self, PlanRule};
use domain::questionnaire::{Count, FETCHED, Field, FieldKind, Questionnaire, ResultRule, Section};
use std::collections::BTreeSet;

/// The words of `type`.
pub(crate) const FIELD_KINDS: &[(&str, FieldKind)] = &[
    ("tekst", FieldKind::Text),
    ("langtekst", FieldKind::LongText),
    ("tal", FieldKind::Number),
    ("beløb", FieldKind::Amount),
    ("timer", FieldKind::Hours),
    ("dato", FieldKind::Date),
    ("klokkeslæt", FieldKind::Time),
    ("kryds", FieldKind::Tick),
    ("janej", FieldKind::YesNo),
    ("valg", FieldKind::Choice),
    ("flervalg", FieldKind::MultiChoice),
    ("skala", FieldKind::Scale),
    ("person", FieldKind::Person),
    ("telefon", FieldKind::Phone),
    ("mail", FieldKind::Mail),
    ("cpr", FieldKind::Cpr),
    ("adresse", FieldKind::Address),
    ("fil", FieldKind::File),
    ("dokument", FieldKind::Document),
];

/// Reads one form; `None` when something it cannot be without is missing, which has then been reported.
pub(crate) fn read(file: &RawFile, index: &Index, mistakes: &mut Mistakes) -> Option<Questionnaire> {
    let node = &file.node;
    let path = file.path.as_str();
    index.demand_all(Thing::Role, node, "udfyldes_af", path, mistakes);
    index.demand_all(Thing::Role, node, "underskrift", path, mistakes);
    let sections: Vec<Section> =
        node.tables("afsnit").into_iter().map(|section| read_section(section, node, path, mistakes)).collect();
    check_fields(node, &sections, path, mistakes);
    check_kept_words(node, path, mistakes);
    let results =
        node.tables("resultat").into_iter().map(|result| read_result(result, &sections, index, path, mistakes));
    let results = results.collect();
    let form = Questionnaire {
        id: file.id.clone(),
        valid_from: node.date("gaelder_fra")?,
        title: node.text("titel")?,
        catalogue: node.words("katalog"),
        help: node.text("hjaelp"),
        many: node.flag("flere"),
        kept_in: node.text("gemmes_i"),
        plan: read_plan(node, path, mistakes),
        signatures: node.words("underskrift"),
        sections,
        results,
    };
    if form.kept_in.as_deref() == Some(NETWORK) {
        for (section, column) in network::lacks(&form) {
            let message = format!("afsnittet \"{section}\" mangler kolonnen \"{column}\"");
            mistakes.error(
                path,
                node.line_of("gemmes_i"),
                message,
                "Netværkskortet læser den. Skriv den i rækketypen.",
            );
        }
    }
    if form.kept_in.as_deref() == Some(PLAN) {
        for place in plan::lacks(&form) {
            let message = format!("planen mangler {place}");
            mistakes.error(
                path,
                node.line_of("gemmes_i"),
                message,
                "Alle planer læses ens. Skriv det, som de andre planer har det.",
            );
        }
        if form.plan.is_none() {
            mistakes.error(
                path,
                node.line_of("gemmes_i"),
                "planen siger ikke, hvem den er til",
                "Skriv plan = { fra = 18, til = 120, kilde = \"…\" }.",
            );
        }
    }
    Some(form)
}

/// When a plan is followed up, and whom it is for.
fn read_plan(node: &Node, file: &str, mistakes: &mut Mistakes) -> Option<PlanRule> {
    let rule = node.get("plan")?;
    let ages = (rule.number("fra")?, rule.number("til")?);
    if ages.1 < ages.0 {
        mistakes.error(file, node.line_of("plan"), "alderen slutter, før den begynder", "Byt om på tallene.");
    }
    Some(PlanRule {
        ages,
        review: crate::benefit::span(rule, "foelges_op", file, mistakes),
        source: rule.text("kilde")?,
    })
}

/// What `gemmes_i` says of a plan.
const PLAN: &str = "plan";

/// What `gemmes_i` says of the network card.
const NETWORK: &str = "netværkskort";

/// Words a field is filled from are known, and nobody must answer what is never kept.
fn check_kept_words(node: &Node, file: &str, mistakes: &mut Mistakes) {
    let kinds = node.get("raekketype");
    let named = kinds.map(Node::entries).unwrap_or_default();
    let columns = named.iter().flat_map(|entry| kinds.map(|kinds| kinds.tables(&entry.key)).unwrap_or_default());
    let plain = node.tables("afsnit").into_iter().flat_map(|section| section.tables("felter"));
    for field in plain.chain(columns) {
        let id = field.text_or_empty("id");
        if let Some(word) = field.text("hent")
            && !FETCHED.iter().any(|(known, _)| *known == word)
        {
            let advice =
                did_you_mean(&word, FETCHED.iter().map(|(known, _)| *known), "Skriv et af ordene, eller lad det være.");
            mistakes.error(
                file,
                field.line_of("hent"),
                format!("feltet \"{id}\" hentes fra \"{word}\", som ikke findes"),
                advice,
            );
        }
        if field.text_or_empty("type") == "cpr" && field.flag("skal") {
            let message = format!("feltet \"{id}\" er et CPR-nummer, som aldrig gemmes i et skema");
            mistakes.error(file, field.line_of("skal"), message, "Tag skal = true væk; nummeret skrives kun på papir.");
        }
    }
}

fn read_section(node: &Node, form: &Node, file: &str, mistakes: &mut Mistakes) -> Section {
    let (group, topic) = (node.text("gruppe"), node.text("emne"));
    let mut fields: Vec<&Node> = node.tables("felter");
    let rows = node.text("raekker");
    if let Some(kind) = &rows {
        let kinds = form.get("raekketype");
        if kinds.and_then(|kinds| kinds.get(kind)).is_none() {
            let names = kinds.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str());
            let advice = did_you_mean(kind, names, "Skriv den under raekketype.");
            mistakes.error(file, node.line_of("raekker"), format!("rækketypen \"{kind}\" findes ikke"), advice);
        }
        fields = kinds.map(|kinds| kinds.tables(kind)).unwrap_or_default();
    }
    if fields.is_empty() && rows.is_none() {
        let message = format!("afsnittet \"{}\" har ingen felter", node.text_or_empty("id"));
        mistakes.error(file, node.line, message, "Skriv felter = [ … ] eller raekker = \"…\".");
    }
    let inherit = |field: &Node| {
        let mut field = read_field(field, file, mistakes);
        field.group = field.group.or_else(|| group.clone());
        field.topic = field.topic.or_else(|| topic.clone());
        field
    };
    Section {
        id: node.text_or_empty("id"),
        title: node.text_or_empty("titel"),
        help: node.text("hjaelp"),
        fields: fields.into_iter().map(inherit).collect(),
        rows: rows.is_some(),
    }
}

fn read_field(node: &Node, file: &str, mistakes: &mut Mistakes) -> Field {
    let word = node.text_or_empty("type");
    let kind = FIELD_KINDS.iter().find(|(name, _)| *name == word).map_or(FieldKind::Text, |(_, kind)| *kind);
    let options = node.words("muligheder");
    let id = node.text_or_empty("id");
    if matches!(kind, FieldKind::Choice | FieldKind::MultiChoice) && options.len() < 2 {
        let message = format!("feltet \"{id}\" er et valg, men har ikke mindst to muligheder");
        mistakes.error(file, node.line, message, "Skriv muligheder = [\"…\", \"…\"].");
    }
    if kind == FieldKind::Scale {
        let message = format!("feltet \"{id}\" er en skala, og skalaer læses ikke endnu");
        mistakes.error(file, node.line_of("type"), message, "Brug type = \"valg\" med muligheder.");
    }
    let shown_when = node.get("vises_naar").map(Node::entries).unwrap_or_default();
    if shown_when.len() > 1 {
        let message = format!("feltet \"{id}\" vises efter flere felter");
        mistakes.error(file, node.line_of("vises_naar"), message, "Skriv kun ét felt: vises_naar = { tolk = \"ja\" }.");
    }
    Field {
        id,
        title: node.text_or_empty("titel"),
        kind,
        required: node.flag("skal"),
        help: node.text("hjaelp"),
        fetch: node.text("hent"),
        options,
        shown_when: shown_when.first().map(|entry| (entry.key.clone(), entry.node.shown())),
        group: node.text("gruppe"),
        topic: node.text("emne"),
        whose: node.text("hvem"),
    }
}

/// Names across sections: each field once, and `vises_naar` names a field that is there.
fn check_fields(node: &Node, sections: &[Section], file: &str, mistakes: &mut Mistakes) {
    let all: BTreeSet<&str> = sections.iter().flat_map(|s| &s.fields).map(|field| field.id.as_str()).collect();
    let mut seen: Vec<(String, usize)> = Vec::new();
    for field in node.tables("afsnit").into_iter().flat_map(|section| section.tables("felter")) {
        let id = field.text_or_empty("id");
        let line = field.line_of("id");
        match seen.iter().find(|(other, at)| *other == id && *at != line) {
            Some((_, first)) => mistakes.error(
                file,
                line,
                format!("id \"{id}\" er brugt før, på linje {first}"),
                "Find på et andet; to ting må ikke hedde det samme.",
            ),
            None => seen.push((id, line)),
        }
        for entry in field.get("vises_naar").map(Node::entries).unwrap_or_default() {
            if !all.contains(entry.key.as_str()) {
                let advice = did_you_mean(&entry.key, all.iter().copied(), "Skriv id på et felt i skemaet.");
                mistakes.error(file, entry.line, format!("feltet \"{}\" findes ikke i skemaet", entry.key), advice);
            }
        }
    }
}

fn read_result(node: &Node, sections: &[Section], index: &Index, file: &str, mistakes: &mut Mistakes) -> ResultRule {
    index.demand_all(Thing::Setting, node, "alder", file, mistakes);
    let read = |count: &Node| read_count(count, sections, file, mistakes);
    let counts: Vec<Count> = node.tables("taeller").into_iter().map(read).collect();
    let none_of = node.words("ingen_af");
    if counts.is_empty() == none_of.is_empty() {
        let message = format!(
            "resultatet \"{}\" skal enten tælle svar eller sige, at ingen af andre passer",
            node.text_or_empty("id")
        );
        mistakes.error(file, node.line, message, "Skriv enten taeller eller ingen_af.");
    }
    let (id, title) = (node.text_or_empty("id"), node.text_or_empty("titel"));
    ResultRule { id, title, age: node.text("alder"), counts, none_of }
}

fn read_count(node: &Node, sections: &[Section], file: &str, mistakes: &mut Mistakes) -> Count {
    let count = Count {
        at_least: node.number("mindst").unwrap_or(0),
        group: node.text_or_empty("gruppe"),
        answer: node.text("svar"),
        different_topics: node.flag("forskellige_emner"),
    };
    let fields = || sections.iter().flat_map(|section| &section.fields);
    let in_group = || fields().filter(|field| field.group.as_ref() == Some(&count.group));
    if in_group().next().is_none() {
        let groups: BTreeSet<&str> = fields().filter_map(|field| field.group.as_deref()).collect();
        let advice = did_you_mean(&count.group, groups, "Skriv gruppen på et afsnit eller et felt.");
        mistakes.error(
            file,
            node.line_of("gruppe"),
            format!("gruppen \"{}\" findes ikke i skemaet", count.group),
            advice,
        );
        return count;
    }
    let (have, of) = if count.different_topics {
        (in_group().filter_map(|field| field.topic.as_deref()).collect::<BTreeSet<_>>().len(), "emner")
    } else {
        (in_group().count(), "felter")
    };
    if u32::try_from(have).is_ok_and(|have| have < count.at_least) {
        let message = format!("resultatet kræver {} {of} i \"{}\", men der er kun {have}", count.at_least, count.group);
        mistakes.error(file, node.line_of("mindst"), message, "Sæt tallet ned, eller tilføj felter.");
    }
    count
}
