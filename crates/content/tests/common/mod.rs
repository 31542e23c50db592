//! A small municipality without a mistake, for tests that spoil one thing at a time.

#![allow(clippy::panic, clippy::unwrap_used, dead_code, reason = "tests")]

use std::collections::BTreeMap;

pub type Files = BTreeMap<String, String>;

pub fn base() -> Files {
    let letter = |occasion: &str, parts: &str| {
        format!(
            "+++\ntitel = \"Brev\"\ngaelder_fra = 2026-01-01\nanledning = \"{occasion}\"\nmodtager = \"part\"\ndele = [{parts}]\noversigt = \"Brev sendt\"\n+++\n\nKære {{{{ modtager.navn }}}}\n\n{{{{> kontakt }}}}\n"
        )
    };
    let grant = "\"ansøgningen\", \"afgørelsen\", \"retsregler\", \"partshøringssvar\", \"opfølgning\", \"klagevejledning\", \"kontakt\"";
    let partial = format!("{grant}, \"begrundelse\"");
    let refusal = "\"ansøgningen\", \"afgørelsen\", \"begrundelse\", \"retsregler\", \"partshøringssvar\", \"klagevejledning\", \"kontakt\"";
    let files = [
        ("roller.toml", ROLES.to_string()),
        ("afdelinger.toml", DEPARTMENTS.to_string()),
        ("indstillinger.toml", SETTINGS.to_string()),
        ("lukkedage.toml", "dage = [{ fra = 2026-05-15, grund = \"Fredag efter Kristi himmelfartsdag\" }]\n".to_string()),
        ("bevillingsplan.toml", PLAN.to_string()),
        ("ydelser/hjaelp.toml", BENEFIT.to_string()),
        ("skemaer/screening.toml", FORM.to_string()),
        ("fraser/notat.md", "+++\ntitel = \"Notat\"\ngaelder_fra = 2026-01-01\ngenvej = \"not\"\nkode = \"N1\"\nfase = \"Sagsbehandling\"\n+++\nTalt med [hvem].\n".to_string()),
        ("vejledninger/samtale.md", "+++\ntitel = \"Samtalen\"\n+++\nLyt først.\n".to_string()),
        ("procedurer/sag.toml", PROCEDURE.to_string()),
        ("breve/blokke/kontakt.md", "Ring til os.\n".to_string()),
        ("breve/kvittering.md", letter("kvittering", "\"ansøgningen\", \"forløb\", \"databeskyttelse\", \"kontakt\"")),
        ("breve/ja.md", letter("bevilling", grant)),
        ("breve/delvist.md", letter("delvis bevilling", &partial)),
        ("breve/nej.md", letter("afslag", refusal)),
    ];
    files.into_iter().map(|(path, text)| (path.to_string(), text)).collect()
}

/// The small municipality with one text changed; the text must be there, or the test would prove nothing.
pub fn spoilt(file: &str, from: &str, to: &str) -> Files {
    let mut files = base();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    *text = text.replacen(from, to, 1);
    files
}

const ROLES: &str = r#"
[[rolle]]
id = "sagsbehandler"
titel = "Sagsbehandler"
bane = "Kommunen"
kode = "caseworker"
[[rolle]]
id = "teamleder"
titel = "Teamleder"
bane = "Kommunen"
[[rolle]]
id = "borger"
titel = "Borger"
bane = "Borgeren"
borger = true
"#;

const DEPARTMENTS: &str = r#"
[kommune]
navn = "Prøve Kommune"
cvr = "12345678"
dpo_mail = "dpo@example.invalid"
dpo_telefon = "00 00 00 00"
hjemmeside = "example.invalid"
[[afdeling]]
id = "boern"
titel = "Børn"
telefon = "00 00 00 00"
telefontid = "9-12"
mail = "boern@example.invalid"
adresse = ["Torvet 1", "0000 Byen"]
"#;

const SETTINGS: &str = r#"
[[indstilling]]
id = "behandlingstid"
titel = "Sagsbehandlingstid"
type = "spand"
vaerdier = [{ fra = 2025-01-01, vaerdi = "8 uger" }, { fra = 2026-07-01, vaerdi = "6 uger" }]
[[indstilling]]
id = "beloebet"
titel = "Beløb"
type = "beløb"
vaerdier = [{ fra = 2025-01-01, vaerdi = "1.105,50" }]
[[indstilling]]
id = "alder"
titel = "Alder"
type = "aldersinterval"
vaerdier = [{ fra = 2025-01-01, vaerdi = "15-17" }]
"#;

const PLAN: &str = r#"
gaelder_fra = 2026-01-01
kilde = "Bevillingsplan"
[[regel]]
ydelse = "hjaelp"
indstiller = "sagsbehandler"
godkender = "sagsbehandler"
til_og_med = { kroner_om_aaret = 50000, timer_om_ugen = 10 }
ved = ["bevilling"]
[[regel]]
ydelse = "hjaelp"
indstiller = "sagsbehandler"
godkender = "teamleder"
"#;

const BENEFIT: &str = r#"
titel = "Hjælp"
gaelder_fra = 2026-01-01
i_tekst = "hjælp"
procedure = "sag"
afdeling = "boern"
maaler = "beloeb-pr-maaned"
maalgruppe = "Børn"
kle = "27.00.00"
beloeb = "beloebet"
sagsbehandlingstid = "behandlingstid"
opfoelgning = { hver = "1 år", kilde = "lokal beslutning" }
breve = { bevilling = "ja", delvis = "delvist", afslag = "nej" }
lov = [
  { paragraf = "serviceloven § 41", til = 2023-12-31 },
  { paragraf = "barnets lov § 86", fra = 2024-01-01 },
]
betingelser = [{ id = "maalgruppe", spoergsmaal = "Er barnet i målgruppen?", noedvendig = true }]
"#;

const FORM: &str = r#"
titel = "Screening"
gaelder_fra = 2026-01-01
[[afsnit]]
id = "a"
titel = "A"
gruppe = "tegn"
emne = "a"
felter = [{ id = "a1", titel = "Første", type = "kryds" }, { id = "a2", titel = "Andet", type = "kryds" }]
[[afsnit]]
id = "b"
titel = "B"
gruppe = "tegn"
emne = "b"
felter = [{ id = "b1", titel = "Tredje", type = "kryds", vises_naar = { a1 = "ja" } }]
[[resultat]]
id = "i-maalgruppe"
titel = "I målgruppen"
alder = "alder"
taeller = [{ mindst = 2, gruppe = "tegn", forskellige_emner = true }]
"#;

const PROCEDURE: &str = r#"
titel = "Sag"
gaelder_fra = 2026-01-01
begynder = "ansøgning"
rolle = "sagsbehandler"
faser = ["Først", "Sidst"]
udgaaet = ["gammelt"]
[[trin]]
id = "kvittering"
titel = "Kvittering"
fase = "Først"
efter = "start"
foer = "svar"
handling = "brev"
breve = "kvittering"
frist = { maal = "5 arbejdsdage efter start" }
[[trin]]
id = "kontakt"
titel = "Kontakt"
efter = "start"
kraever = "skema screening"
udfald = [
  { id = "naaet", titel = "Der er kontakt", foreslaas_af = "screening i-maalgruppe" },
  { id = "intet-svar", titel = "Intet svar", igen = "2 arbejdsdage" },
  { id = "opgivet", titel = "Opgivet", afslutter = true, begrund = true },
]
[[trin]]
id = "moede"
titel = "Møde"
efter = "kontakt:naaet"
hvis = "barn"
frist = { lov = "2 uger efter kontakt:naaet", kilde = "loven" }
dato = { id = "moededag", titel = "Hvilken dag?" }
[[trin]]
id = "svar"
titel = "Svar"
efter = "moede"
frist = { maal = "3 dage efter moededag" }
fraser = "notat"
vejledning = "samtale"
afslutter = true
"#;
