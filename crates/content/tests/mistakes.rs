//! Every check finds its mistake, says it with line and remedy, and says nothing else.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Files, base, spoilt};
use content::check;

fn said(files: &Files) -> Vec<String> {
    check(files).into_iter().map(|mistake| mistake.to_string()).collect()
}

/// File, what stands there, what is written instead, and what is then said.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

fn play(cases: &[Case]) {
    for (file, from, to, expected) in cases {
        assert_eq!(said(&spoilt(file, from, to)), *expected, "{from:?} became {to:?} in {file}");
    }
}

#[test]
fn the_small_municipality_has_no_mistake() {
    assert_eq!(said(&base()), Vec::<String>::new());
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn keys_types_words_and_ids_are_checked() {
    play(&[
        // 1: unknown key
        ("procedurer/sag.toml", "fase = \"Først\"", "rolla = \"borger\"", &["procedurer/sag.toml:11: ukendt nøgle \"rolla\" i trinnet \"kvittering\". Mente du \"rolle\"?"]),
        ("bevillingsplan.toml", "til_og_med", "zzzz", &["bevillingsplan.toml:8: ukendt nøgle \"zzzz\" i reglen. Her kan stå: ydelse, indstiller, godkender, til_og_med, ved, stedfortraeder, egen_kompetence."]),
        // 2: missing key
        ("procedurer/sag.toml", "efter = \"start\"\nkraever", "kraever", &["procedurer/sag.toml:17: trinnet \"kontakt\" mangler \"efter\". Skriv, hvad det kommer efter, eller efter = \"start\"."]),
        ("ydelser/hjaelp.toml", "i_tekst = \"hjælp\"\n", "", &["ydelser/hjaelp.toml:1: ydelsen mangler \"i_tekst\". Skriv i_tekst = \"…\" (som breve skriver det midt i en sætning)."]),
        ("procedurer/sag.toml", "rolle = \"sagsbehandler\"\n", "", &["procedurer/sag.toml:7: trinnet \"kvittering\" mangler \"rolle\". Skriv, hvem der gør det, eller en rolle for hele forløbet.", "procedurer/sag.toml:16: trinnet \"kontakt\" mangler \"rolle\". Skriv, hvem der gør det, eller en rolle for hele forløbet.", "procedurer/sag.toml:26: trinnet \"moede\" mangler \"rolle\". Skriv, hvem der gør det, eller en rolle for hele forløbet.", "procedurer/sag.toml:33: trinnet \"svar\" mangler \"rolle\". Skriv, hvem der gør det, eller en rolle for hele forløbet."]),
        // 3: wrong type or word
        ("procedurer/sag.toml", "afslutter = true\n", "afslutter = \"ja\"\n", &["procedurer/sag.toml:41: \"ja\" kan ikke stå i \"afslutter\". Skriv afslutter = true."]),
        ("ydelser/hjaelp.toml", "beloeb-pr-maaned", "kroner", &["ydelser/hjaelp.toml:7: \"kroner\" kan ikke stå her. Skriv en af: beloeb-pr-maaned, timer-pr-uge-og-beloeb, timer-pr-maaned, timer-pr-uge, engangsbeloeb, dage-pr-uge, intet."]),
        ("ydelser/hjaelp.toml", "gaelder_fra = 2026-01-01", "gaelder_fra = 2026-02-30", &["ydelser/hjaelp.toml:3: \"2026-02-30\" kan ikke stå i \"gaelder_fra\". Skriv gaelder_fra = 2026-01-01."]),
        ("indstillinger.toml", "1.105,50", "1.10", &["indstillinger.toml:11: \"1.10\" er ikke af typen beløb. Skriv beløbet som \"1.105,50\"."]),
        ("indstillinger.toml", "15-17", "17-15", &["indstillinger.toml:16: \"17-15\" er ikke af typen aldersinterval. Skriv fra og til, begge med: \"15-17\"."]),
        ("indstillinger.toml", "\"8 uger\"", "\"8 ugr\"", &["indstillinger.toml:6: \"8 ugr\" er ikke af typen spand. Mente du \"uger\"? Skriv fx \"4 uger\"."]),
        ("procedurer/sag.toml", "\"Hvilken dag?\"", "\"\"", &["procedurer/sag.toml:33: \"titel\" er tom. Skriv noget, eller fjern nøglen."]),
        ("lukkedage.toml", "fra = 2026-05-15", "fra = 2026-05-15, til = 2026-05-01", &["lukkedage.toml:1: lukkedagene slutter 2026-05-01, før de begynder 2026-05-15. Byt om på dagene."]),
        ("afdelinger.toml", "12345678", "1234", &["afdelinger.toml:4: \"1234\" er ikke et CVR-nummer. Skriv otte cifre uden mellemrum."]),
        // 4: id twice, or retired, or no id at all
        ("procedurer/sag.toml", "id = \"moede\"", "id = \"kontakt\"", &["procedurer/sag.toml:28: id \"kontakt\" er brugt før, på linje 18. Find på et andet; to ting må ikke hedde det samme.", "procedurer/sag.toml:37: trinnet \"moede\" findes ikke (står i \"efter\" for \"svar\"). Skriv id på et trin i forløbet."]),
        ("procedurer/sag.toml", "\"gammelt\"", "\"moede\"", &["procedurer/sag.toml:28: id \"moede\" er udgået og må ikke bruges igen. Find på et andet, så gamle sager kan læses rigtigt."]),
        ("roller.toml", "id = \"borger\"", "id = \"Borger\"", &["roller.toml:12: id \"Borger\" kan ikke bruges. Brug små bogstaver a-z, tal og bindestreg; skriv ae, oe og aa."]),
        // not TOML at all, and then nothing is said about the names it holds
        ("roller.toml", "titel = \"Borger\"", "titel = \"Borger", &["roller.toml:13: en tekst er ikke lukket. Slut den med det anførselstegn, den begynder med."]),
        ("roller.toml", "titel = \"Borger\"", "titel = \"Borger\"\ntitel = \"Borgeren\"", &["roller.toml:14: nøglen \"titel\" står to gange. Den står også på linje 13; behold den ene."]),
        ("fraser/notat.md", "+++\ntitel", "titel", &["fraser/notat.md:1: filen har ikke sine oplysninger øverst. Begynd med en linje +++, skriv titel og resten, og slut med en linje +++."]),
        ("fraser/notat.md", "Talt med [hvem].\n", "", &["fraser/notat.md:8: frasen har ingen tekst. Skriv den under +++."]),
    ]);
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn references_to_nothing_are_found() {
    play(&[
        // 5: a step
        ("procedurer/sag.toml", "efter = \"kontakt:naaet\"", "efter = \"kontkat:naaet\"", &["procedurer/sag.toml:30: trinnet \"kontkat\" findes ikke (står i \"efter\" for \"moede\"). Mente du \"kontakt\"?"]),
        ("procedurer/sag.toml", "foer = \"svar\"", "foer = \"svaret\"", &["procedurer/sag.toml:13: trinnet \"svaret\" findes ikke (står i \"foer\" for \"kvittering\"). Mente du \"svar\"?"]),
        // 6: an outcome
        ("procedurer/sag.toml", "efter = \"kontakt:naaet\"", "efter = \"kontakt:naet\"", &["procedurer/sag.toml:30: trinnet \"kontakt\" har ikke udfaldet \"naet\". Det har: naaet, intet-svar, opgivet."]),
        ("procedurer/sag.toml", "efter = \"moede\"", "efter = \"moede:holdt\"", &["procedurer/sag.toml:37: trinnet \"moede\" har ikke udfaldet \"holdt\". Det har ingen udfald; skriv \"moede\" alene."]),
        // 7: other files
        ("procedurer/sag.toml", "breve = \"kvittering\"", "breve = \"kvitering\"", &["procedurer/sag.toml:15: brevet \"kvitering\" findes ikke i content/breve/. Mente du \"kvittering\"?"]),
        ("procedurer/sag.toml", "fraser = \"notat\"", "fraser = \"note\"", &["procedurer/sag.toml:39: frasen \"note\" findes ikke i content/fraser/. Mente du \"notat\"?"]),
        ("procedurer/sag.toml", "vejledning = \"samtale\"", "moede = \"statusmoede\"", &["procedurer/sag.toml:40: mødet \"statusmoede\" findes ikke i content/moeder/. Ret navnet, eller skriv det, der mangler."]),
        ("procedurer/sag.toml", "kraever = \"skema screening\"", "kraever = \"skema screning\"", &["procedurer/sag.toml:21: skemaet \"screning\" findes ikke i content/skemaer/. Mente du \"screening\"?"]),
        ("procedurer/sag.toml", "screening i-maalgruppe", "screening gruppe-1", &["procedurer/sag.toml:23: skemaet \"screening\" har ikke resultatet \"gruppe-1\". Skriv id på et af skemaets resultater."]),
        ("procedurer/sag.toml", "dato = { id", "indtil = \"moede\"\ndato = { id", &["procedurer/sag.toml:33: \"moede\" kan ikke gælde, indtil det selv er sket. Nævn et andet trin."]),
        ("procedurer/sag.toml", "dato = { id", "starter = \"klage\"\ndato = { id", &["procedurer/sag.toml:33: forløbet \"klage\" findes ikke i content/procedurer/. Ret navnet, eller skriv det, der mangler."]),
        ("procedurer/sag.toml", "rolle = \"sagsbehandler\"", "rolle = \"sagsbehandlre\"", &["procedurer/sag.toml:5: rollen \"sagsbehandlre\" findes ikke i content/roller.toml. Mente du \"sagsbehandler\"?"]),
        ("procedurer/sag.toml", "fase = \"Først\"", "fase = \"Frst\"", &["procedurer/sag.toml:11: fasen \"Frst\" findes ikke i forløbet. Mente du \"Først\"?"]),
        ("ydelser/hjaelp.toml", "procedure = \"sag\"", "procedure = \"ansoegning\"", &["ydelser/hjaelp.toml:5: forløbet \"ansoegning\" findes ikke i content/procedurer/. Ret navnet, eller skriv det, der mangler."]),
        ("ydelser/hjaelp.toml", "afdeling = \"boern\"", "afdeling = \"voksne\"", &["ydelser/hjaelp.toml:6: afdelingen \"voksne\" findes ikke i content/afdelinger.toml. Ret navnet, eller skriv det, der mangler."]),
        ("ydelser/hjaelp.toml", "beloeb = \"beloebet\"", "beloeb = \"takst\"", &["ydelser/hjaelp.toml:10: indstillingen \"takst\" findes ikke i content/indstillinger.toml. Ret navnet, eller skriv det, der mangler."]),
        ("ydelser/hjaelp.toml", "bevilling = \"ja\"", "bevilling = \"jaa\"", &["ydelser/hjaelp.toml:13: brevet \"jaa\" findes ikke i content/breve/. Mente du \"ja\"?"]),
        ("bevillingsplan.toml", "godkender = \"teamleder\"", "godkender = \"chef\"", &["bevillingsplan.toml:13: rollen \"chef\" findes ikke i content/roller.toml. Ret navnet, eller skriv det, der mangler."]),
        ("breve/ja.md", "{{> kontakt }}", "{{> kontkat }}", &["breve/ja.md:12: blokken \"kontkat\" findes ikke i content/breve/blokke/. Mente du \"kontakt\"?"]),
        // 8: words
        ("procedurer/sag.toml", "hvis = \"barn\"", "hvis = \"har samtykke\"", &["procedurer/sag.toml:31: systemet kender ikke ordet \"har samtykke\". Nærmest er \"samtykke\". Se: tovholder content words."]),
        ("procedurer/sag.toml", "hvis = \"barn\"", "hvis = \"ikke ikke barn\"", &["procedurer/sag.toml:31: \"ikke ikke barn\" siger ikke to gange. Skriv forholdet uden ikke."]),
        ("procedurer/sag.toml", "handling = \"brev\"", "handling = \"brevet\"", &["procedurer/sag.toml:14: \"brevet\" kan ikke stå her. Mente du \"brev\"? Skriv en af: ansøgning, henvendelse, fordeling, underretning, brev, samtykke, oplysninger, skema, møde, partshøring, indstilling, godkendelse, afgørelse, ændring, klage, genvurdering, ankeafgørelse, aktindsigt, magtanvendelse, sagsbehandlerskift, overdragelse, finansiering, udtræk, løbende bevilling, gammel bevilling, opfølgning, overgang, familie."]),
        ("procedurer/sag.toml", "hvis = \"barn\"", "for_hver = \"barn\"", &["procedurer/sag.toml:31: \"barn\" kan ikke stå her. Skriv en af: forældremyndighedsindehavere, søskende, parter, mødedeltagere, familiens sager, afdelinger i sagen, udtrukne sager, sagsbehandlerens sager, indsatser."]),
    ]);
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn rules_for_dates_are_checked() {
    play(&[
        // 9
        ("procedurer/sag.toml", "\"5 arbejdsdage efter start\"", "\"5 arbejdsdage fra start\"", &["procedurer/sag.toml:16: fristen \"5 arbejdsdage fra start\" kan ikke læses ved \"fra\". Skriv fx \"2 arbejdsdage efter fordeling\"."]),
        ("procedurer/sag.toml", "igen = \"2 arbejdsdage\"", "igen = \"2 arbejdsdag om ugen\"", &["procedurer/sag.toml:24: længden \"2 arbejdsdag om ugen\" kan ikke læses ved \"om\". Skriv fx \"4 uger\"."]),
        ("procedurer/sag.toml", "igen = \"2 arbejdsdage\"", "igen = \"ved naeste-dag\"", &["procedurer/sag.toml:24: \"igen\" venter på dagen \"naeste-dag\", men ingen spørger om den. Skriv dato = { id = …, titel = … } i trinnet."]),
        ("ydelser/hjaelp.toml", "hver = \"1 år\"", "hver = \"hvert år\"", &["ydelser/hjaelp.toml:12: længden \"hvert år\" kan ikke læses ved \"hvert\". Skriv fx \"4 uger\"."]),
        ("procedurer/sag.toml", "begynder = \"ansøgning\"", "begynder = { hver_dag = \"31-12\" }", &["procedurer/sag.toml:4: \"31-12\" er ikke en dag i året. Skriv måned og dag: \"01-12\"."]),
        // 10
        ("procedurer/sag.toml", "efter moededag", "efter moededagen", &["procedurer/sag.toml:38: fristen regner fra \"moededagen\", men intet trin før dette spørger om den dag. Mente du \"moededag\"?"]),
        ("procedurer/sag.toml", "\"5 arbejdsdage efter start\"", "\"ved moededatoen\"", &["procedurer/sag.toml:16: fristen regner fra \"moededatoen\", men intet trin før dette spørger om den dag. Mente du \"moededag\"?"]),
        ("procedurer/sag.toml", "\"2 uger efter kontakt:naaet\"", "\"ved moededag\"", &["procedurer/sag.toml:32: fristen regner fra \"moededag\", men intet trin før dette spørger om den dag. Skriv dato = { id = …, titel = … } i et trin før, eller datoer for hele forløbet."]),
        ("procedurer/sag.toml", "\"2 uger efter kontakt:naaet\"", "\"2 uger efter svar\"", &["procedurer/sag.toml:32: fristen regner fra \"svar\", som ikke kommer før \"moede\". Regn fra start eller fra et trin før dette."]),
        ("procedurer/sag.toml", "\"5 arbejdsdage efter start\"", "\"indstilling fristen efter start\"", &["procedurer/sag.toml:16: fristen \"indstilling fristen efter start\" kan ikke læses ved \"fristen\". Skriv fx \"2 arbejdsdage efter fordeling\"."]),
        // 11
        ("procedurer/sag.toml", ", kilde = \"loven\"", "", &["procedurer/sag.toml:32: en lovfrist skal have \"kilde\". Skriv kilde = \"…\" med paragraffen."]),
        ("procedurer/sag.toml", "frist = { maal = \"3", "frist = { lov = \"1 dag\", maal = \"3", &["procedurer/sag.toml:38: skriv enten \"lov\" eller \"maal\". En frist har præcis den ene: lov for det, loven kræver, maal for vores eget."]),
        ("procedurer/sag.toml", "frist = { maal = \"5 arbejdsdage efter start\" }", "frist = { kilde = \"loven\" }", &["procedurer/sag.toml:16: skriv enten \"lov\" eller \"maal\". En frist har præcis den ene: lov for det, loven kræver, maal for vores eget."]),
    ]);
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn the_ways_through_a_procedure_are_checked() {
    play(&[
        // 12
        ("procedurer/sag.toml", "efter = \"kontakt:naaet\"", "efter = [\"start\", \"kontakt:naaet\"]", &["procedurer/sag.toml:30: \"start\" skal stå alene. Det, der kommer efter noget, begynder ikke også fra første dag. Behold det ene."]),
        ("procedurer/sag.toml", "efter = \"kontakt:naaet\"", "efter = [\"kontakt:naaet\", \"svar\"]", &["procedurer/sag.toml:37: trinene venter på hinanden: svar → moede → svar. Brug \"tilbage_til\" i et udfald."]),
        ("procedurer/sag.toml", "\"5 arbejdsdage efter start\"", "\"1 dag før fristen for kvittering\"", &["procedurer/sag.toml:16: fristerne regner fra hinanden: kvittering → kvittering. Lad den ene regne fra start eller fra et trin."]),
        // 13
        ("procedurer/sag.toml", "igen = \"2 arbejdsdage\"", "tilbage_til = \"svar\"", &["procedurer/sag.toml:24: \"tilbage_til\" skal pege på et trin før dette; \"svar\" ligger ikke før \"kontakt\". Der ligger intet før det; brug igen = true."]),
        ("procedurer/sag.toml", "igen = \"2 arbejdsdage\"", "tilbage_til = \"svaret\"", &["procedurer/sag.toml:24: trinnet \"svaret\" findes ikke (står i \"tilbage_til\" for \"intet-svar\"). Mente du \"svar\"?"]),
        // 14
        ("procedurer/sag.toml", "kraever = \"skema screening\"", "kraever = \"ikke kvittering\"", &["procedurer/sag.toml:21: \"kraever\" er for forhold, ikke for trin. Skriv foer = \"kontakt\" i trinnet \"kvittering\"."]),
        // 15
        ("procedurer/sag.toml", "hvis = \"barn\"", "foer = \"kontakt\"", &["procedurer/sag.toml:31: \"moede\" kan ikke både komme efter og før \"kontakt\". Fjern det fra efter eller fra foer."]),
        // 16
        ("procedurer/sag.toml", "kraever = \"skema screening\"", "handling = \"samtykke\"", &["procedurer/sag.toml:21: handlingen \"samtykke\" kan ende med \"delvist\", men trinnet har ikke det udfald. Skriv { id = \"delvist\", titel = \"…\" } i udfald.", "procedurer/sag.toml:21: handlingen \"samtykke\" kan ende med \"givet\", men trinnet har ikke det udfald. Skriv { id = \"givet\", titel = \"…\" } i udfald.", "procedurer/sag.toml:21: handlingen \"samtykke\" kan ende med \"naegtet\", men trinnet har ikke det udfald. Skriv { id = \"naegtet\", titel = \"…\" } i udfald."]),
        ("procedurer/sag.toml", "kraever = \"skema screening\"", "handling = \"oplysninger\"", &["procedurer/sag.toml:21: handlingen \"oplysninger\" ender med modtaget, men trinnet har ingen af dem. Skriv mindst ét af dem i udfald, ellers kan trinnet ikke lukkes."]),
        ("procedurer/sag.toml", "hvis = \"barn\"", "valgfri = true\nufravigelig = true", &["procedurer/sag.toml:32: \"moede\" kan ikke være både valgfrit og ufravigeligt. Fjern det ene."]),
        // 17
        ("procedurer/sag.toml", "igen = \"2 arbejdsdage\"", "begrund = true", &["procedurer/sag.toml:24: udfaldet \"intet-svar\" fører ingen steder hen. Lad et trin komme efter det, eller skriv afslutter = true."]),
    ]);
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn playing_a_procedure_through_finds_what_no_single_step_shows() {
    play(&[
        // 18
        ("procedurer/sag.toml", "hvis = \"barn\"", "hvis = [\"barn\", \"voksen\"]\nindtil = \"kontakt:naaet\"", &["procedurer/sag.toml:2: forløbet kan gå i stå: kvittering → kontakt:naaet. Intet venter; lad det sidste trin eller udfald afslutte forløbet.", "procedurer/sag.toml:30: trinnet \"moede\" kan aldrig åbne. Se på efter, hvis og indtil.", "procedurer/sag.toml:38: trinnet \"svar\" kan aldrig åbne. Se på efter, hvis og indtil."]),
        // 19
        ("procedurer/sag.toml", "vejledning = \"samtale\"\nafslutter = true", "vejledning = \"samtale\"", &["procedurer/sag.toml:2: forløbet kan gå i stå: kvittering → kontakt:naaet → svar. Intet venter; lad det sidste trin eller udfald afslutte forløbet."]),
        // 20
        ("procedurer/sag.toml", "vejledning = \"samtale\"\nafslutter = true", "udfald = [{ id = \"om\", titel = \"Om igen\", tilbage_til = \"moede\" }]", &["procedurer/sag.toml:9: fra \"kvittering\" er der ingen vej til en afslutning. Giv et udfald, der fører videre.", "procedurer/sag.toml:28: fra \"moede\" er der ingen vej til en afslutning. Giv et udfald, der fører videre.", "procedurer/sag.toml:35: fra \"svar\" er der ingen vej til en afslutning. Giv et udfald, der fører videre."]),
        // 21
        ("procedurer/sag.toml", "foer = \"svar\"\n", "", &["procedurer/sag.toml:34: \"svar\" afslutter, mens \"kvittering\" stadig kan være åbent. Skriv foer = \"svar\" i det."]),
        // 28
        ("procedurer/sag.toml", "hvis = \"barn\"", "kraever = \"samtykke\"\nufravigelig = true", &["procedurer/sag.toml:31: \"moede\" kræver samtykke og kan ikke udelades. Giv en vej, når borgeren siger nej."]),
    ]);
}

#[test]
#[rustfmt::skip] // One case on one line, so that file, change and message are read together.
fn letters_benefits_plans_and_forms_are_checked() {
    play(&[
        // 23: parts
        ("breve/nej.md", ", \"klagevejledning\"", "", &["breve/nej.md:6: et brev med anledningen \"afslag\" skal have delen \"klagevejledning\". Skriv den i dele, og mærk stedet i teksten."]),
        ("breve/nej.md", "Kære {{ modtager.navn }}\n\n{{> kontakt }}\n", "", &["breve/nej.md:10: brevet har ingen tekst. Skriv den under +++."]),
        ("breve/nej.md", "+++\n\nKære {{ modtager.navn }}", "hoved = \"uden sag\"\n+++\n\nSag {{ sag.nummer }}", &["breve/nej.md:11: brevet har hoved \"uden sag\" og nævner alligevel sagens nummer. Tag {{ sag.nummer }} ud af teksten, eller tag hoved væk."]),
        ("breve/nej.md", "oversigt =", "hoved = \"uden sagen\"\noversigt =", &["breve/nej.md:7: \"uden sagen\" kan ikke stå her. Mente du \"uden sag\"? Skriv en af: uden sag."]),
        // 25
        ("ydelser/hjaelp.toml", "fra = 2024-01-01", "fra = 2024-02-02", &["ydelser/hjaelp.toml:16: \"hjaelp\" har ingen lov fra 2024-01-01 til 2024-02-01. Ret \"til\" eller \"fra\", så bestemmelserne støder op til hinanden."]),
        ("ydelser/hjaelp.toml", "til = 2023-12-31", "til = 2024-06-30", &["ydelser/hjaelp.toml:16: \"hjaelp\" har to love fra 2024-01-01 til 2024-06-30: serviceloven § 41 og barnets lov § 86. Skriv \"til\" på den gamle: dagen før den nye begynder."]),
        ("ydelser/hjaelp.toml", ", til = 2023-12-31", "", &["ydelser/hjaelp.toml:16: \"hjaelp\" har to love fra 2024-01-01 til videre: serviceloven § 41 og barnets lov § 86. Skriv \"til\" på den gamle: dagen før den nye begynder."]),
        ("ydelser/hjaelp.toml", "afslag = \"nej\"", "afslag = \"ja\"", &["ydelser/hjaelp.toml:13: brevet \"ja\" har anledningen \"bevilling\", men skal bruges til afslag. Nævn det rigtige brev, eller ret brevets anledning."]),
        ("ydelser/hjaelp.toml", ", afslag = \"nej\"", "", &["ydelser/hjaelp.toml:13: brevene mangler \"afslag\". Skriv afslag = \"et-navn\" (afslaget)."]),
        ("ydelser/hjaelp.toml", "opfoelgning = { hver = \"1 år\", ", "opfoelgning = { ", &["ydelser/hjaelp.toml:12: opfølgningen siger ikke hvornår. Skriv hver = \"1 år\" eller foerste = \"6 måneder\"."]),
        ("bevillingsplan.toml", "godkender = \"teamleder\"", "godkender = \"teamleder\"\ntil_og_med = { kroner_om_aaret = 90000, timer_om_ugen = 15 }", &["bevillingsplan.toml:10: ingen kan godkende \"hjaelp\" over 90.000,00 kr. om året og 15 timer om ugen. Skriv en sidste regel for ydelsen uden til_og_med."]),
        ("bevillingsplan.toml", "godkender = \"teamleder\"", "godkender = \"teamleder\"\nved = [\"bevilling\", \"delvis-bevilling\"]", &["bevillingsplan.toml:10: ingen kan godkende afslag af \"hjaelp\". Skriv en sidste regel for ydelsen uden til_og_med.", "bevillingsplan.toml:10: ingen kan godkende nedsættelse af \"hjaelp\". Skriv en sidste regel for ydelsen uden til_og_med.", "bevillingsplan.toml:10: ingen kan godkende ophør af \"hjaelp\". Skriv en sidste regel for ydelsen uden til_og_med."]),
        // 26
        ("skemaer/screening.toml", "a1 = \"ja\"", "a9 = \"ja\"", &["skemaer/screening.toml:15: feltet \"a9\" findes ikke i skemaet. Skriv id på et felt i skemaet."]),
        ("skemaer/screening.toml", "gruppe = \"tegn\", forskellige", "gruppe = \"tegnn\", forskellige", &["skemaer/screening.toml:20: gruppen \"tegnn\" findes ikke i skemaet. Mente du \"tegn\"?"]),
        ("skemaer/screening.toml", "mindst = 2", "mindst = 3", &["skemaer/screening.toml:20: resultatet kræver 3 emner i \"tegn\", men der er kun 2. Sæt tallet ned, eller tilføj felter."]),
        ("skemaer/screening.toml", "type = \"kryds\", vises", "type = \"valg\", vises", &["skemaer/screening.toml:15: feltet \"b1\" er et valg, men har ikke mindst to muligheder. Skriv muligheder = [\"…\", \"…\"]."]),
        ("skemaer/screening.toml", "id = \"b1\"", "id = \"a1\"", &["skemaer/screening.toml:15: id \"a1\" er brugt før, på linje 9. Find på et andet; to ting må ikke hedde det samme."]),
        ("skemaer/screening.toml", "felter = [{ id = \"b1\"", "raekker = \"person\"\nfelter = [{ id = \"b1\"", &["skemaer/screening.toml:15: rækketypen \"person\" findes ikke. Skriv den under raekketype.", "skemaer/screening.toml:21: resultatet kræver 2 emner i \"tegn\", men der er kun 1. Sæt tallet ned, eller tilføj felter."]),
        ("skemaer/screening.toml", "alder = \"alder\"", "alder = \"alderen\"", &["skemaer/screening.toml:19: indstillingen \"alderen\" findes ikke i content/indstillinger.toml. Mente du \"alder\"?"]),
        ("skemaer/screening.toml", "type = \"kryds\", vises", "type = \"person\", hent = \"borger.nav\", vises", &["skemaer/screening.toml:15: feltet \"b1\" hentes fra \"borger.nav\", som ikke findes. Mente du \"borger.navn\"?"]),
        ("skemaer/screening.toml", "type = \"kryds\", vises", "type = \"cpr\", skal = true, vises", &["skemaer/screening.toml:15: feltet \"b1\" er et CPR-nummer, som aldrig gemmes i et skema. Tag skal = true væk; nummeret skrives kun på papir."]),
        // 27
        ("indstillinger.toml", "[{ fra = 2025-01-01, vaerdi = \"1.105,50\" }]", "[]", &["indstillinger.toml:7: indstillingen \"beloebet\" er ikke sat. De sider, der bruger den, skriver \"kan ikke vurderes\", til den er sat.", "ydelser/hjaelp.toml:1: \"hjaelp\" bruger \"beloebet\", som ikke er sat. Sæt den i indstillinger.toml."]),
    ]);
}

/// A function under the roles, as the municipality would write it.
fn with_function(function: &str) -> Files {
    let mut files = base();
    let roles = files.get_mut("roller.toml").unwrap();
    roles.push_str(function);
    files
}

const FUNCTION: &str = r#"[[funktion]]
id = "vejviser"
titel = "Vejviser"
retning = "borger"
styrke = ["Kender huset"]
svaghed = ["Ingen garanti"]
ser = ["forløb", "kontakter"]
paa = ["sag"]
pligter = [{ tekst = "Gå det igennem", hver = "1 måned", kilde = "Eget valg" }]
overblik = "indgang"
"#;

#[test]
#[rustfmt::skip] // One case on one line, as above.
fn the_words_and_rhythms_of_coordinating_functions_are_checked() {
    assert_eq!(said(&with_function(FUNCTION)), Vec::<String>::new());
    let cases = [
        ("\"forløb\"", "\"forlob\"", "\"forlob\" kan ikke stå her"),
        ("retning = \"borger\"", "retning = \"begge\"", "\"begge\" kan ikke stå her"),
        ("\"indgang\"", "\"udgang\"", "\"udgang\" kan ikke stå her"),
        ("paa = [\"sag\"]", "paa = []", "\"paa\" er tom i funktionen \"vejviser\". Skriv mindst ét ord, eller fjern funktionen."),
        ("\"1 måned\"", "\"1 maaned\"", "Mente du \"måned\"?"),
        ("\"1 måned\"", "\"2 timer\"", "\"2 timer\" er ingen rytme for en pligt. Skriv hele dage eller mere, fx \"2 uger\"."),
        ("\"1 måned\"", "\"0 uger\"", "er ingen rytme for en pligt"),
        ("svaghed = [\"Ingen garanti\"]\n", "", "funktionen \"vejviser\" mangler \"svaghed\""),
        (", kilde = \"Eget valg\"", "", "pligten mangler \"kilde\""),
    ];
    for (from, to, expected) in cases {
        assert!(FUNCTION.contains(from), "{from}");
        let found = said(&with_function(&FUNCTION.replace(from, to)));
        assert!(matches!(found.as_slice(), [one] if one.contains(expected)), "{from} became {to}: {found:?}");
    }
}
