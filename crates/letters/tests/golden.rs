//! Every shipped letter with sample facts: without mistakes, readable, with the parts the law asks for, word for word.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use domain::letter::{Letter, Occasion, Part};
use letters::{Words, check, fill, missing_parts, readability};
use std::collections::BTreeMap;

#[test]
fn no_shipped_letter_has_a_mistake() {
    let blocks = common::blocks();
    let letters = common::letters();
    assert!(letters.len() >= 13, "{} letters", letters.len());
    let mistakes: Vec<String> = letters
        .iter()
        .flat_map(|letter| {
            let found = check(letter, &blocks).into_iter();
            found.map(|mistake| format!("{}.md:{}: {}", letter.id, mistake.line, mistake.message))
        })
        .collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_shipped_letter_reads_as_it_did() {
    let blocks = common::blocks();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for letter in common::letters_once() {
        let filled = fill(&letter, &blocks, &Words::sample_for(&letter)).unwrap();
        insta::assert_snapshot!(letter.id.as_str(), format!("{}\n\n{}", letter.title, filled.text));
    }
}

#[test]
fn every_occasion_has_a_letter_and_every_letter_all_its_parts() {
    let blocks = common::blocks();
    let letters = common::letters();
    for (occasion, word) in Occasion::WORDS {
        assert!(letters.iter().any(|letter| letter.occasion == *occasion), "no letter for {word}");
    }
    for letter in letters {
        let filled = fill(&letter, &blocks, &Words::sample_for(&letter)).unwrap();
        let required = letter.occasion.required_parts().iter().chain(&letter.parts).copied();
        assert_eq!(missing_parts(&filled.text, required), [], "{}", letter.id);
    }
}

#[test]
fn every_letter_reads_under_forty_or_says_why() {
    let blocks = common::blocks();
    for letter in common::letters() {
        let filled = fill(&letter, &blocks, &Words::sample_for(&letter)).unwrap();
        let found = readability(&filled.text);
        assert!(found.words > 50, "{}: {found:?}", letter.id);
        assert!(found.lix < 40 || letter.lix_reason.is_some(), "{}: {found:?}", letter.id);
    }
}

#[test]
fn a_letter_is_not_filled_when_a_fact_it_uses_is_missing() {
    let letter = shipped(Occasion::Refusal);
    let error = fill(&letter, &common::blocks(), &Words::sample(Occasion::Receipt)).unwrap_err();
    assert!(error.to_string().contains("afgørelse.ikke_bevilget"), "{error}");
}

#[test]
fn a_refusal_without_complaint_guidance_does_not_load() {
    let mut letter = shipped(Occasion::Refusal);
    letter.text = letter.text.replace("{# del: klagevejledning #}", "");
    let found = check(&letter, &common::blocks());
    let told = "et brev med anledningen \"afslag\" skal have delen \"klagevejledning\". Skriv den, og begynd den med {# del: klagevejledning #}.";
    assert!(found.iter().any(|mistake| mistake.message == told), "{found:?}");
}

#[test]
fn every_kind_of_mistake_is_told_with_its_line() {
    let mut letter = shipped(Occasion::Delay);
    letter.first_line = 9;
    letter.parts = vec![Part::Facts];
    letter.text = "Kære {{ modtager.nvan }}\n{{> kontkat }}\n{% hvis sag.nummer %}x{% slut %}\n{{ fakta }}\n\
                   {{ faktum.tekst }}\n{% for hver faktum %}{{ faktum.dato }}{% slut %}\n{{ borger.er_barn }}\n\
                   {% hvis borger.er_bran %}x{% slut %}\n{{> dårlig }}"
        .to_owned();
    let blocks = BTreeMap::from([("dårlig".to_owned(), "Hej\n{{> kontakt }}{{ ko }}".to_owned())]);
    let found: Vec<String> =
        check(&letter, &blocks).into_iter().map(|mistake| format!("{}: {}", mistake.line, mistake.message)).collect();
    let told = [
        "9: brevet bruger {{ modtager.nvan }}; ordet findes ikke. Mente du \"modtager.navn\"?",
        "10: blokken \"kontkat\" findes ikke i breve/blokke/. Der er: dårlig.",
        "11: hvis spørger om ja eller nej; det er sag.nummer ikke.",
        "12: fakta er en liste. Skriv {% for hver … %} … {% slut %}.",
        "13: {{ faktum.tekst }} kan kun stå mellem {% for hver faktum %} og {% slut %}.",
        "14: faktum har ikke \"dato\". Det har: tekst, kilde.",
        "15: borger.er_barn er et ja/nej-ord. Skriv {% hvis borger.er_barn %} … {% slut %}.",
        "16: brevet spørger hvis borger.er_bran; ordet findes ikke. Mente du \"borger.er_barn\"?",
        "17: i blokken \"dårlig\", linje 2: en blok kan ikke bruge en anden blok (kontakt).",
        "17: i blokken \"dårlig\", linje 2: brevet bruger {{ ko }}; ordet findes ikke.",
        "9: \"dele\" nævner \"oplysninger\", men ingen linje i brevet er {# del: oplysninger #}.",
        "9: et brev med anledningen \"fristforlængelse\" skal have delen \"forsinkelse\". Skriv den, og begynd den med {# del: forsinkelse #}.",
    ];
    for message in told {
        assert!(found.iter().any(|line| line.starts_with(message)), "missing: {message}\nfound:\n{}", found.join("\n"));
    }
}

#[test]
fn a_heavy_text_must_be_shortened_or_explained() {
    let mut letter = shipped(Occasion::Delay);
    letter
        .text
        .push_str(&"Sagsbehandlingsfristforlængelsesmeddelelse vedrørende kompensationsydelsesansøgning ".repeat(30));
    let found = check(&letter, &common::blocks());
    assert!(found.iter().any(|mistake| mistake.message.starts_with("lixtallet er ")), "{found:?}");
    letter.lix_reason = Some("Ordene står i loven.".to_owned());
    assert_eq!(check(&letter, &common::blocks()), []);
}

fn shipped(occasion: Occasion) -> Letter {
    common::letters().into_iter().find(|letter| letter.occasion == occasion).unwrap()
}

/// The sample facts turned round: an adult who writes for themselves, was not heard, and whose consent is not used; what
/// may be left open is.
fn turned_round(letter: &Letter) -> Words {
    let words = letter
        .asks
        .iter()
        .filter(|ask| ask.optional)
        .fold(Words::sample_for(letter), |words, ask| words.maybe(&format!("svar.{}", ask.id), None::<String>));
    let words = words
        .yes_no("borger.er_barn", false)
        .yes_no("borger.er_modtager", true)
        .yes_no("ydelse.frist_bekræftet", false);
    match letter.occasion {
        Occasion::InformationRequest => words
            .yes_no("oplysninger.har_samtykke", false)
            .yes_no("oplysninger.har_samtykke_dato", false)
            .maybe("oplysninger.hjemmel", Some("retssikkerhedsloven § 11 c"))
            .maybe("oplysninger.hjemmel_grund", Some("borgeren kan ikke selv give oplysningerne")),
        occasion if occasion.required_parts().contains(&Part::HearingReply) => words
            .yes_no("partshøring.er_hørt", false)
            .yes_no("partshøring.svarede", false)
            .maybe("partshøring.svar", None::<String>)
            .maybe("partshøring.behandling", None::<String>)
            .maybe("afgørelse.hensyn", None::<String>)
            .maybe("afgørelse.til", None::<String>)
            .set("fakta", letters::Value::List(Vec::new())),
        _ => words,
    }
}

#[test]
fn with_the_facts_turned_round_every_part_still_says_something() {
    let blocks = common::blocks();
    for letter in common::letters() {
        let filled =
            fill(&letter, &blocks, &turned_round(&letter)).unwrap_or_else(|error| panic!("{}: {error}", letter.id));
        assert_eq!(missing_parts(&filled.text, letter.occasion.required_parts()), [], "{}", letter.id);
    }
}
