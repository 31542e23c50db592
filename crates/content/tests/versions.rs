//! Versions side by side, procedures built on others, fingerprints, letters found by occasion, and what is left out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Files, base, spoilt};
use content::{check, load, lock};
use jiff::civil::date;

fn said(files: &Files) -> Vec<String> {
    check(files).into_iter().map(|mistake| mistake.to_string()).collect()
}

fn with(files: &[(&str, &str)]) -> Files {
    let mut all = base();
    all.extend(files.iter().map(|(path, text)| (path.to_string(), text.to_string())));
    all
}

const BUILT: &str = r#"
titel = "Særlig sag"
gaelder_fra = 2026-03-01
begynder = "ansøgning"
bygger_paa = "sag"
[[trin]]
id = "moede"
titel = "Møde hjemme hos familien"
efter = "kontakt:naaet"
dato = { id = "moededag", titel = "Hvilken dag?" }
[[trin]]
id = "valg"
titel = "Familien vælger"
rolle = "borger"
efter = "moede"
foer = "svar"
"#;

#[test]
fn a_procedure_that_builds_on_another_takes_over_its_steps_and_replaces_those_of_the_same_name() {
    let (content, mistakes) = load(&with(&[("procedurer/saerlig.toml", BUILT)]));
    assert_eq!(mistakes, Vec::new());
    let procedure = content.procedure("saerlig", date(2026, 6, 1)).unwrap();
    let ids: Vec<&str> = procedure.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["kvittering", "kontakt", "moede", "svar", "valg"]);
    assert_eq!(procedure.step("moede").unwrap().title, "Møde hjemme hos familien");
    assert!(procedure.step("moede").unwrap().when.is_empty(), "replaced whole, not mixed");
    assert_eq!(procedure.step("kontakt").unwrap().role, "sagsbehandler", "the base's role");
    assert_eq!(procedure.based_on, Some(("sag".to_string(), date(2026, 1, 1))));
    assert!(content.procedure("saerlig", date(2026, 2, 28)).is_none(), "not yet in force");
}

#[test]
fn a_new_version_of_the_base_gives_a_new_version_of_what_builds_on_it() {
    let newer = base()["procedurer/sag.toml"].replace("2026-01-01", "2027-01-01").replace("\"Kontakt\"", "\"Ring op\"");
    let files = with(&[("procedurer/saerlig.toml", BUILT), ("procedurer/sag.2027-01-01.toml", &newer)]);
    let (content, mistakes) = load(&files);
    assert_eq!(mistakes, Vec::new());
    let title = |day| content.procedure("saerlig", day).unwrap().step("kontakt").unwrap().title.clone();
    assert_eq!((title(date(2026, 12, 31)), title(date(2027, 1, 1))), ("Kontakt".to_string(), "Ring op".to_string()));
    let begun_before = content.procedure_version("saerlig", date(2026, 3, 1)).unwrap();
    assert_eq!(begun_before.based_on, Some(("sag".to_string(), date(2026, 1, 1))));
}

#[test]
fn building_on_nothing_on_two_or_on_something_later_is_said() {
    let build = |from: &str, to: &str| said(&with(&[("procedurer/saerlig.toml", &BUILT.replace(from, to))]));
    assert_eq!(
        build("\"sag\"", "\"sagen\""),
        ["procedurer/saerlig.toml:5: forløbet \"sagen\" findes ikke i content/procedurer/. Mente du \"sag\"?"]
    );
    assert_eq!(
        build("2026-03-01", "2025-03-01"),
        [
            "procedurer/saerlig.toml:5: \"sag\" gælder ikke endnu 2025-03-01. Lad \"gaelder_fra\" være samme dag som eller efter det, den bygger på."
        ]
    );
    let third = BUILT.replace("\"sag\"", "\"saerlig\"");
    assert_eq!(
        said(&with(&[("procedurer/saerlig.toml", BUILT), ("procedurer/tredje.toml", &third)])),
        [
            "procedurer/tredje.toml:5: \"saerlig\" bygger selv på \"sag\". Skriv bygger_paa = \"sag\"; der bygges kun én gang."
        ]
    );
}

#[test]
fn name_and_day_must_agree_and_two_files_cannot_be_the_same_version() {
    let text = base()["procedurer/sag.toml"].clone();
    assert_eq!(
        said(&with(&[("procedurer/sag.2027-01-01.toml", &text)])),
        [
            "procedurer/sag.2027-01-01.toml:3: filen hedder 2027-01-01, men gælder fra 2026-01-01. De to dage skal være den samme.",
            "procedurer/sag.toml:3: filen gælder fra samme dag som procedurer/sag.2027-01-01.toml. Giv den ene en anden \"gaelder_fra\" og den dag i navnet, eller slet den ene.",
        ]
    );
}

#[test]
fn a_version_in_use_may_have_its_texts_mended_but_not_its_shape() {
    let locked = |mut files: Files| {
        let lock = lock::update(&base()).text;
        files.insert("versioner.lock".to_string(), lock);
        said(&files)
    };
    assert_eq!(locked(base()), Vec::<String>::new());
    assert_eq!(
        locked(spoilt("procedurer/sag.toml", "titel = \"Der er kontakt\"", "titel = \"Vi har talt sammen\"")),
        Vec::<String>::new()
    );
    assert_eq!(locked(spoilt("procedurer/sag.toml", "efter = \"start\"", "efter = [\"start\"]")), Vec::<String>::new());
    let changed = ["procedurer/sag.toml:3: filen er ændret, siden den kom i brug. Lav en ny med ny \"gaelder_fra\"."];
    assert_eq!(locked(spoilt("procedurer/sag.toml", "\"2 arbejdsdage\"", "\"3 arbejdsdage\"")), changed);
    assert_eq!(locked(spoilt("procedurer/sag.toml", "hvis = \"barn\"\n", "")), changed);
}

#[test]
fn a_locked_version_cannot_be_taken_away_and_a_new_one_is_named() {
    let lock = lock::update(&with(&[("procedurer/saerlig.toml", BUILT)]));
    assert!(lock.text.contains("bygger_paa sag 2026-01-01"), "{}", lock.text);
    let gone = said(&with(&[("versioner.lock", &lock.text)]));
    assert_eq!(
        gone,
        [
            "versioner.lock:2: udgaven af \"saerlig\" fra 2026-03-01 er taget i brug, men findes ikke mere. Læg filen tilbage; sager kan være begyndt efter den."
        ]
    );
    let old = lock::update(&base()).text;
    let update = lock::update(&with(&[("procedurer/saerlig.toml", BUILT), ("versioner.lock", &old)]));
    assert_eq!((update.added, update.changed, update.gone), (vec!["saerlig 2026-03-01".to_string()], vec![], vec![]));
}

#[test]
fn letters_found_by_occasion_must_cover_every_combination_exactly_once() {
    let letter = |when: &str| {
        format!(
            "+++\ntitel = \"Sen\"\ngaelder_fra = 2026-01-01\nanledning = \"fristforlængelse\"\nmodtager = \"part\"\ndele = [\"forsinkelse\", \"kontakt\"]\noversigt = \"Sendt\"\nnaar = {when}\n+++\nVi er forsinket.\n"
        )
    };
    let pair =
        |one: &str, other: &str| said(&with(&[("breve/sen-a.md", &letter(one)), ("breve/sen-b.md", &letter(other))]));
    assert_eq!(pair("\"barn\"", "\"voksen\""), Vec::<String>::new());
    assert_eq!(
        pair("[\"barn\", \"tolk\"]", "[\"ikke tolk\"]"),
        [
            "breve/sen-a.md:8: fristforlængelse, voksen, tolk: intet brev passer. Skriv et brev til den, eller et uden naar."
        ]
    );
    assert_eq!(
        pair("\"barn\"", "\"ikke voksen\""),
        [
            "breve/sen-a.md:8: fristforlængelse, barn: både \"sen-a\" og \"sen-b\" passer. Giv det ene flere betingelser.",
            "breve/sen-a.md:8: fristforlængelse, voksen: intet brev passer. Skriv et brev til den, eller et uden naar.",
        ]
    );
}

#[test]
fn a_file_with_a_mistake_is_left_out_and_the_others_load() {
    let mut files = spoilt("ydelser/hjaelp.toml", "procedure = \"sag\"", "procedure = 7");
    files.insert("breve/nej.md".to_string(), "intet her".to_string());
    let (content, mistakes) = load(&files);
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    assert!(content.benefits.latest("hjaelp").is_none());
    assert!(content.letters.latest("nej").is_none());
    assert!(content.letters.latest("ja").is_some());
    assert!(content.procedure("sag", date(2026, 1, 1)).is_some());
    assert_eq!(content.municipality.name, "Prøve Kommune");
}

#[test]
fn a_setting_with_a_mistake_is_left_out_alone() {
    let (content, _) = load(&spoilt("indstillinger.toml", "\"15-17\"", "\"gammel\""));
    assert!(content.setting("alder").is_none());
    let limit = content.setting_on("behandlingstid", date(2026, 6, 30)).unwrap();
    assert_eq!(limit.text, "8 uger");
    assert_eq!(content.setting_on("behandlingstid", date(2026, 7, 1)).unwrap().text, "6 uger");
    assert!(content.setting_on("behandlingstid", date(2024, 12, 31)).is_none(), "not set yet");
}

#[test]
fn a_missing_file_and_a_stray_file_are_named() {
    let mut files = with(&[("breve/brev.toml", "")]);
    files.remove("lukkedage.toml");
    let said = said(&files);
    assert_eq!(said[1], "lukkedage.toml:1: filen mangler. Skriv den med: dage.");
    assert!(
        said[0].starts_with("breve/brev.toml:1: systemet kender ikke denne fil. Filer hedder: procedurer/<id>.toml")
    );
    assert_eq!(said.len(), 2);
}

#[test]
fn the_schema_names_every_key_the_loader_takes() {
    let schemas = content::schema::all();
    let procedure = &schemas.iter().find(|(name, _)| name == "procedurer.schema.json").unwrap().1;
    for key in ["bygger_paa", "udgaaet", "ufravigelig", "tilbage_til", "foreslaas_af", "katalog"] {
        assert!(procedure.contains(&format!("\"{key}\": {{")), "{key}");
    }
    for (name, text) in &schemas {
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{name}");
        assert!(text.contains("\"additionalProperties\": false"), "{name}");
    }
}

#[test]
fn an_outcome_may_lead_nowhere_when_another_track_carries_the_way_on() {
    let track = "[[trin]]\nid = \"svar\"";
    let side = "[[trin]]\nid = \"side\"\ntitel = \"Skal andre med?\"\nefter = \"kontakt:naaet\"\nudfald = [{ id = \"ja\", titel = \"Ja\" }, { id = \"nej\", titel = \"Nej\" }]\n\
        [[trin]]\nid = \"andre\"\ntitel = \"Andre spørges\"\nefter = \"side:ja\"\n";
    let mut files = spoilt("procedurer/sag.toml", track, &format!("{side}{track}"));
    let text = files.get_mut("procedurer/sag.toml").unwrap();
    *text = text.replace("efter = \"moede\"\n", "efter = [\"moede\", \"andre\"]\n");
    assert_eq!(said(&files), Vec::<String>::new());
}
