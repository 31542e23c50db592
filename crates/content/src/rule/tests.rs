#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Result<Rule, RuleError> {
    parse_rule(text, &|name| name == "moededag" || name == "vores egen dato")
}

fn written(parts: &[(u32, Unit)]) -> Length {
    Length::Span(Span(parts.to_vec()))
}

fn step(id: &str, outcomes: &[&str]) -> Anchor {
    Anchor::Step { step: id.to_owned(), outcomes: outcomes.iter().map(|outcome| (*outcome).to_owned()).collect() }
}

#[test]
fn a_rule_is_read_as_the_files_write_it() {
    let named = |name: &str| Anchor::Named(name.to_owned());
    for (text, rule) in [
        ("1 måned", Rule::After(written(&[(1, Unit::Months)]), Anchor::Opened)),
        ("2 arbejdsdage efter fordeling", Rule::After(written(&[(2, Unit::WorkingDays)]), step("fordeling", &[]))),
        (
            "5 arbejdsdage efter kontakt:naaet",
            Rule::After(written(&[(5, Unit::WorkingDays)]), step("kontakt", &["naaet"])),
        ),
        ("1 hverdag efter kontakt:a|b-c", Rule::After(written(&[(1, Unit::Weekdays)]), step("kontakt", &["a", "b-c"]))),
        ("24 timer efter start", Rule::After(written(&[(24, Unit::Hours)]), Anchor::Start)),
        ("ved fyldt 17 år 6 måneder", Rule::At(Anchor::Age { years: 17, months: 6 })),
        ("ved fyldt 17 år og 1 måned", Rule::At(Anchor::Age { years: 17, months: 1 })),
        ("ved start", Rule::At(Anchor::Start)),
        ("ved moede-16", Rule::At(step("moede-16", &[]))),
        ("ved moededag", Rule::At(named("moededag"))),
        (
            "3 måneder før fyldt 18 år",
            Rule::Before(written(&[(3, Unit::Months)]), Anchor::Age { years: 18, months: 0 }),
        ),
        ("4 uger efter afgørelsen modtaget", Rule::After(written(&[(4, Unit::Weeks)]), named("afgørelsen modtaget"))),
        ("4 dage før vores egen dato", Rule::Before(written(&[(4, Unit::Days)]), named("vores egen dato"))),
        ("ved skoleår slut 15 år", Rule::At(named("skoleår slut 15 år"))),
        (
            "5 arbejdsdage før fristen for afgoerelse",
            Rule::Before(written(&[(5, Unit::WorkingDays)]), Anchor::DeadlineOf("afgoerelse".to_owned())),
        ),
        (
            "indstilling sagsbehandlingstid efter start",
            Rule::After(Length::Setting("sagsbehandlingstid".to_owned()), Anchor::Start),
        ),
        ("snarest", Rule::Soon(Anchor::Opened)),
        ("snarest efter moede", Rule::Soon(step("moede", &[]))),
        (
            "1 år og 2 uger 3 dage",
            Rule::After(written(&[(1, Unit::Years), (2, Unit::Weeks), (3, Unit::Days)]), Anchor::Opened),
        ),
        ("  2   uger  efter  start ", Rule::After(written(&[(2, Unit::Weeks)]), Anchor::Start)),
    ] {
        assert_eq!(read(text), Ok(rule), "{text}");
    }
}

#[test]
fn singular_and_plural_are_read_alike() {
    for (one, many) in [("1 time", "1 timer"), ("1 uge", "1 uger"), ("1 måned", "1 måneder"), ("2 dag", "2 dage")] {
        assert_eq!(parse_span(one), parse_span(many));
    }
}

#[test]
fn reading_says_where_it_stopped() {
    for (text, at) in [
        ("2 arbejdsdag fra fordeling", "fra"),
        ("to uger", "to"),
        ("2 fortnights", "fortnights"),
        ("2 uger efter start og så", "og"),
        ("2 uger og", ""),
        ("2 uger efter", ""),
        ("2", ""),
        ("", ""),
        ("ved", ""),
        ("ved efter", "efter"),
        ("ved start:ja", "start:ja"),
        ("ved kontakt:", "kontakt:"),
        ("ved kontakt:a||b", "kontakt:a||b"),
        ("ved fyldt atten år", "atten"),
        ("ved fyldt 18 måneder", "måneder"),
        ("ved fyldt 18 år 6 uger", "uger"),
        ("ved fristen afgoerelse", "afgoerelse"),
        ("fyldt 18 år", "fyldt"),
        ("snarest før moede", "før"),
        ("indstilling efter start", "efter"),
        ("10000 dage", "10000"),
        ("99999999999999999999 dage", "99999999999999999999"),
        ("-2 dage", "-2"),
        ("2 uger efter 3", "3"),
    ] {
        assert_eq!(read(text).unwrap_err().at, at, "{text}");
    }
}

#[test]
fn the_message_says_what_to_write_instead() {
    assert_eq!(
        read("2 arbejdsdag fra fordeling").unwrap_err().to_string(),
        "fristen \"2 arbejdsdag fra fordeling\" kan ikke læses ved \"fra\". Skriv fx \"2 arbejdsdage efter fordeling\"."
    );
    assert_eq!(
        read("2 abejdsdage").unwrap_err().to_string(),
        "fristen \"2 abejdsdage\" kan ikke læses ved \"abejdsdage\". \
         Mente du \"arbejdsdage\"? Skriv fx \"2 arbejdsdage efter fordeling\"."
    );
    assert_eq!(parse_span("4").unwrap_err().to_string(), "længden \"4\" slutter for tidligt. Skriv fx \"4 uger\".");
}

#[test]
fn a_length_may_be_a_setting_and_a_span_may_not() {
    assert_eq!(parse_length("indstilling varsel"), Ok(Length::Setting("varsel".to_owned())));
    assert_eq!(parse_span("indstilling varsel").unwrap_err().at, "indstilling");
    assert_eq!(parse_length("14 uger"), Ok(written(&[(14, Unit::Weeks)])));
    assert_eq!(parse_span("14 uger efter start").unwrap_err().at, "efter");
}

#[test]
fn an_anchor_may_stand_alone() {
    assert_eq!(parse_anchor("fyldt 15 år", &|_| false), Ok(Anchor::Age { years: 15, months: 0 }));
    assert_eq!(parse_anchor("svarfrist", &|_| false), Ok(Anchor::Named("svarfrist".to_owned())));
    assert_eq!(parse_anchor("ved start", &|_| false).unwrap_err().at, "ved");
}

fn ids() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,12}".prop_filter("a name the grammar does not need", |id| {
        !RESERVED.contains(&id.as_str()) && id != "start" && DateWord::from_word(id).is_none() && id != "moededag"
    })
}

fn lengths() -> impl Strategy<Value = Length> {
    let unit = proptest::sample::select(Unit::ALL);
    let span = proptest::collection::vec((0..=MOST, unit), 1..4).prop_map(|parts| Length::Span(Span(parts)));
    prop_oneof![span, ids().prop_map(Length::Setting)]
}

fn anchors() -> impl Strategy<Value = Anchor> {
    let date_words = proptest::sample::select(DateWord::ALL).prop_map(|word| Anchor::Named(word.word().to_owned()));
    prop_oneof![
        Just(Anchor::Start),
        Just(Anchor::Named("moededag".to_owned())),
        date_words,
        (ids(), proptest::collection::vec(ids(), 0..3)).prop_map(|(step, outcomes)| Anchor::Step { step, outcomes }),
        ids().prop_map(Anchor::DeadlineOf),
        (0..120u32, 0..12u32).prop_map(|(years, months)| Anchor::Age { years, months }),
    ]
}

fn rules() -> impl Strategy<Value = Rule> {
    prop_oneof![
        lengths().prop_map(|length| Rule::After(length, Anchor::Opened)),
        (lengths(), anchors()).prop_map(|(length, anchor)| Rule::After(length, anchor)),
        (lengths(), anchors()).prop_map(|(length, anchor)| Rule::Before(length, anchor)),
        anchors().prop_map(Rule::At),
        Just(Rule::Soon(Anchor::Opened)),
        anchors().prop_map(Rule::Soon),
    ]
}

proptest! {
    #[test]
    fn a_rule_said_in_danish_reads_back_as_itself(rule in rules()) {
        prop_assert_eq!(read(&rule.to_string()), Ok(rule));
    }

    #[test]
    fn no_text_makes_the_reading_break(text in "\\PC{0,40}") {
        if let Ok(rule) = read(&text) {
            prop_assert_eq!(read(&rule.to_string()), Ok(rule));
        }
    }

    #[test]
    fn words_of_the_grammar_in_any_order_are_read_or_refused(
        words in proptest::collection::vec(
            proptest::sample::select(vec!["2", "uger", "og", "efter", "før", "ved", "start", "fyldt", "år", "fristen", "for", "x:y"]),
            0..7,
        ),
    ) {
        if let Ok(rule) = read(&words.join(" ")) {
            prop_assert_eq!(read(&rule.to_string()), Ok(rule));
        }
    }
}
