//! Who is found on the way from child to adult: by the night, by the school's list as offices export it, and by hand.
//! Nothing is half taken in, the same file twice changes nothing, and what somebody decided stands.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::transition::Stage;
use scenarios::browser::{File, Page};
use scenarios::deeds::Application;
use scenarios::desk::Desk;
use scenarios::people::{ELIAS, FREJA, HANNE, IDA, LONE, NADIA};
use scenarios::{Town, play};

const FREJAS: Application =
    Application { benefit: "kompensation-merudgifter-barn", citizen: FREJA, parents: &[HANNE], received: "2026-12-01" };
const IDAS: Application =
    Application { benefit: "kompensation-merudgifter-barn", citizen: IDA, parents: &[LONE], received: "2026-12-01" };

/// A list as the school's office saves it from a spreadsheet: Windows-1252, semicolons, empty lines, a quoted name that
/// holds a semicolon, a school over two lines. Søren is known to nobody, Æble has a number that cannot be, Freja stands
/// there twice.
fn list() -> Vec<u8> {
    let text = "Klasse;Elevens navn;CPR-nr.;Skole\r\n\
                9.b;\"Lindtoft; Freja\";740411-9916;\"Tovby Skole,\nafd. Å\"\r\n\
                \r\n\
                8;Søren Ægidius;780612-9921;Østre Skole\r\n\
                10;Æble Jacobsen;331299-9922;Østre Skole\r\n\
                9;Freja Lindtoft;7404119916;Tovby Skole\r\n";
    windows_1252(text)
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

async fn uploads(desk: &Desk<'_>, bytes: &[u8]) -> Page {
    let form = desk.opens("/overgang/liste").await.form("/overgang/liste");
    desk.sends_file(&form, File { field: "fil", name: "8-10-klasse.csv", bytes }).await
}

async fn night(town: &Town) -> usize {
    app::transition::identify(&town.app).await.unwrap()
}

async fn confirms(desk: &Desk<'_>, preview: &Page, leave_out: bool) -> Page {
    let form = preview.form("/hent").with("grundlag", "samtykke");
    let form = form.with("ord", "Forældrene har skrevet under på skolens skema, november 2026.");
    let form = if leave_out { form.ticking("udelad", "ja") } else { form };
    desk.sends(&form).await
}

#[tokio::test]
async fn the_schools_list_is_looked_through_row_by_row_and_taken_in_as_a_whole_or_not_at_all() {
    // Friday 4 December 2026: PPR has sent the list after the revisitation (SD14).
    play("2026-12-04", async |town| {
        town.registers("karen", FREJAS).await;
        let birgitte = town.signs_in("birgitte").await;
        let preview = uploads(&birgitte, &list()).await.shown();
        for said in [
            "2 elever kan hentes ind. Der er noget galt med 2 rækker.",
            "Lindtoft; Freja",
            "Kendt her: kommer på tavlen",
            "Søren Ægidius",
            "Ikke kendt: gemmes krypteret",
            "CPR-nummer: står også på linje 2. Slet den ene.",
        ] {
            assert!(preview.says(said), "{said}: {}", preview.told());
        }

        // Nothing has happened yet: no track, and no list.
        let board = birgitte.opens("/overgang").await;
        assert!(!board.says("Freja"), "{}", board.told());
        let refused = confirms(&birgitte, &preview, false).await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
        assert!(
            refused.says("Der er noget galt med 2 rækker") && refused.says("November 2026".to_lowercase().as_str())
        );
        let nothing = birgitte.sends(&preview.form("/hent")).await;
        assert!(nothing.says("Vælg det samtykke eller den bestemmelse"), "{}", nothing.told());
        assert!(!birgitte.opens("/overgang").await.says("Freja"), "half of it was taken in");

        let lists = confirms(&birgitte, &preview, true).await.shown();
        assert!(lists.says("Søren Ægidius") && lists.says("slettes"), "{}", lists.told());
        assert!(
            lists.says("2 elever; 2 rækker udeladt") && lists.says("Forældrene har skrevet under"),
            "{}",
            lists.told()
        );
        let board = birgitte.opens("/overgang").await;
        assert!(board.says("Freja Lindtoft") && board.says("Tag stilling"), "{}", board.told());

        // The file is gone, and its text lies nowhere in the clear.
        assert_eq!(birgitte.get(&preview.path).await.status.as_u16(), 404);
        for file in town.database.files() {
            let bytes = std::fs::read(&file).unwrap();
            for word in ["Ægidius", "Østre Skole", "skrevet under på skolens"] {
                assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} lies open in the file");
            }
        }

        // The same file once more says so, and changes nothing.
        let again = uploads(&birgitte, &list()).await.shown();
        assert!(again.says("Den samme fil er hentet ind") && !again.html().contains("/hent\""), "{}", again.told());
        // The same pupils in another file: nobody twice.
        let other = windows_1252("Navn,CPR,Skole,Klasse\nSøren Ægidius,780612-9921,Østre Skole,8\n");
        let other = uploads(&birgitte, &other).await.shown();
        assert!(other.says("står på en tidligere liste"), "{}", other.told());
        assert_eq!(night(town).await, 0, "the night finds nobody the list has not");
    })
    .await;
}

#[tokio::test]
async fn a_pupil_nobody_knows_is_taken_along_or_written_down_or_left_out_and_forgotten_on_the_day() {
    play("2026-12-04", async |town| {
        let birgitte = town.signs_in("birgitte").await;
        let three = windows_1252(
            "Navn;CPR;Skole;Klasse\nSøren Ægidius;780612-9921;Østre Skole;8\nLis Bro;780611-9924;Østre Skole;9\n\
             Ann Å;780610-9928;Østre Skole;9\nBo Ø;780609-9927;Østre Skole;9\n",
        );
        let preview = uploads(&birgitte, &three).await.shown();
        let lists = confirms(&birgitte, &preview, false).await.shown();
        let path = |name: &str, what: &str| {
            // Each pupil has three forms; the first that stands after the name is theirs.
            let html = lists.html();
            let after = html.split_once(name).unwrap().1;
            let id = after.split("/overgang/ukendt/").nth(1).unwrap().split('/').next().unwrap();
            format!("/overgang/ukendt/{id}/{what}")
        };
        let track = birgitte.sends(&lists.form(&path("Søren", "med"))).await.shown();
        assert!(track.says("Søren Ægidius") && track.says("Østre Skole, 8. klasse"), "{}", track.told());
        let enquiry = birgitte.sends(&lists.form(&path("Lis Bro", "henvendelse"))).await.shown();
        assert!(enquiry.says("Står på skolens liste") && enquiry.says("Lis Bro"), "{}", enquiry.told());
        let refused = birgitte.sends(&lists.form(&path("Ann Å", "ikke"))).await;
        assert!(refused.status.as_u16() == 422 && refused.says("Skriv hvorfor."), "{}", refused.told());
        let left = lists.form(&path("Ann Å", "ikke")).with("grund", "Skolen har set fejl: ingen særlige behov.");
        let lists = birgitte.sends(&left).await.shown();
        assert!(lists.says("Bo Ø") && !lists.says("Ann Å"), "{}", lists.told());

        // Søren has no case: taking him along opens one of the kind that prepares.
        let taken = birgitte.sends(&track.form("/med")).await.shown();
        assert!(taken.says("I overgang") && taken.says("Sag 2026-"), "{}", taken.told());

        // Nobody decides about Bo, and after ninety days nothing is left of him.
        town.turn_to("2027-03-03");
        app::transition::forget_due(&town.app).await.unwrap();
        assert!(birgitte.opens("/overgang/liste").await.says("Bo Ø"));
        town.turn_to("2027-03-04");
        assert!(0 < app::transition::forget_due(&town.app).await.unwrap());
        assert!(!birgitte.opens("/overgang/liste").await.says("Bo Ø"));
    })
    .await;
}

#[tokio::test]
async fn the_night_finds_who_turns_fifteen_and_overwrites_nothing_that_was_decided() {
    // Freja turns 15 on Tuesday 14 April 2026; Ida is 4.
    play("2026-04-13", async |town| {
        let karen = town.signs_in("karen").await;
        let application = Application { received: "2026-04-13", ..FREJAS };
        let case = town.registers("karen", application).await;
        town.registers("karen", Application { received: "2026-04-13", ..IDAS }).await;
        assert_eq!(night(town).await, 0, "the day before her birthday");

        town.turn_to("2026-04-14");
        assert_eq!(night(town).await, 1);
        assert_eq!(night(town).await, 0, "a second time does nothing");
        let today = karen.opens("/i-dag").await;
        assert!(
            today.says("Unge på vej mod 18 år") && today.says("Skal den unge med i overgangen?"),
            "{}",
            today.told()
        );
        assert!(today.says("1 måned efter at den unge er fundet"), "{}", today.told());

        // Another department sees nothing of her, and its board is empty.
        let louise = town.signs_in("louise").await;
        let track = karen.opens(&format!("/sager/{case}/overgang")).await;
        assert!(track.path.starts_with("/overgang/"), "{}", track.path);
        assert_eq!(louise.get(&track.path).await.status.as_u16(), 404);
        assert!(!louise.opens("/overgang").await.says("Freja"));

        let form = track.form("/ikke").with("grund", "Der er tale om en kortvarig støtte.");
        let decided = karen.sends(&form).await.shown();
        assert!(decided.says("Ikke i målgruppen") && decided.says("kortvarig støtte"), "{}", decided.told());
        for day in ["2026-04-15", "2026-09-01"] {
            town.turn_to(day);
            assert_eq!(night(town).await, 0, "{day}: what Karen decided stands");
        }
        // A new application is something new, and brings her up again; the decision is still the one that was made.
        town.registers("jonas", Application { received: "2026-09-01", benefit: "ledsagelse-barn", ..FREJAS }).await;
        assert_eq!(night(town).await, 1);
        assert_eq!(night(town).await, 0);
        let again = karen.opens(&track.path).await;
        assert!(again.says("Der er kommet noget nyt") && again.says("kortvarig støtte"), "{}", again.told());
        let taken = karen.sends(&again.form("/med")).await.shown();
        assert!(taken.says("I overgang"), "{}", taken.told());
        assert!(town.file(case).await.courses.iter().any(|course| course.procedure == "overgang"));
        assert_eq!(night(town).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_obvious_pension_case_and_who_takes_over_are_said_on_the_track_and_known_in_the_case() {
    play("2026-12-04", async |town| {
        let case = town.registers("karen", FREJAS).await;
        assert_eq!(night(town).await, 1);
        let karen = town.signs_in("karen").await;
        let track = karen.opens(&format!("/sager/{case}/overgang")).await;
        karen.sends(&track.form("/med")).await.shown();
        let judge = karen.opens(&track.path).await.form("/pension").with("pension", "ja");
        let refused = karen.sends(&judge).await;
        assert!(refused.status.as_u16() == 422 && refused.says("Skriv hvorfor."), "{}", refused.told());
        let judged = karen.sends(&judge.with("hvorfor", "Varigt og omfattende plejebehov.")).await.shown();
        assert!(judged.says("Åbenlyst en pensionssag"), "{}", judged.told());
        assert_eq!(town.file(case).await.pension_case, domain::progress::Answer::Yes);
        assert!(
            !karen.opens_case(case, "/journal").await.says("plejebehov"),
            "health stands sealed on the track alone"
        );

        // Louise in the adult department sees the track from the moment she is named, and the case when it is hers.
        let louise = town.signs_in("louise").await;
        let form = judged.form("/voksen");
        let id = town.staff("louise").await.id.to_string();
        let named = karen.sends(&form.with("overtager", &id)).await.shown();
        assert!(named.says("Louise Kærlund"), "{}", named.told());
        assert!(louise.opens(&track.path).await.says("Freja Lindtoft"));
        assert!(louise.opens("/overgang?hvem=mig").await.says("Freja Lindtoft"));
        assert_eq!(louise.get(&format!("/sager/{case}")).await.status.as_u16(), 404);
        karen.sends(&karen.opens(&track.path).await.form("/overdraget")).await.shown();
        louise.opens_case(case, "").await;
        let over = karen.opens("/overgang").await;
        assert!(over.says("Overdraget eller afsluttet 1 unge"), "{}", over.told());
        let actor = town.actor("karen").await;
        let id = app::transition::of_case(&town.app, &actor, case).await.unwrap().unwrap();
        let view = app::transition::show(&town.app, &actor, id).await.unwrap();
        assert_eq!(view.track.state.stage(), Stage::HandedOver);
    })
    .await;
}

#[tokio::test]
async fn a_list_that_is_no_list_says_what_to_do_and_a_protected_pupils_school_is_not_shown() {
    play("2026-12-04", async |town| {
        let birgitte = town.signs_in("birgitte").await;
        for (bytes, said) in [
            (b"PK\x03\x04\x14\x00\x06\x00".to_vec(), "Det er ikke en tekstfil"),
            (windows_1252("Navn;Telefon\nFreja;1\n"), "Vi kan ikke finde CPR-nummer, Skole og Klasse"),
            (windows_1252("Navn;CPR;Skole;Klasse\n"), "Der er ingen elever"),
            (Vec::new(), "Filen er tom"),
        ] {
            let page = uploads(&birgitte, &bytes).await;
            assert!(page.status.as_u16() == 422 && page.says(said), "{said}: {}", page.told());
        }
        // A caseworker does not take lists in: a list is a look-up of many numbers at once.
        assert_eq!(town.signs_in("karen").await.get("/overgang/liste").await.status.as_u16(), 404);

        // Elias is 6 and stands on the list by a slip: found he is, but where he goes to school is not shown.
        let protected = Application {
            benefit: "kompensation-merudgifter-barn",
            citizen: ELIAS,
            parents: &[NADIA],
            received: "2026-12-01",
        };
        town.registers("karen", protected).await;
        let bytes = windows_1252("Navn;CPR;Skole;Klasse\nElias Tveje;6308199909;Hemmelig Skole;8\n");
        let preview = uploads(&birgitte, &bytes).await.shown();
        confirms(&birgitte, &preview, false).await.shown();
        let board = birgitte.opens("/overgang").await;
        assert!(board.says("Adressebeskyttet") && !board.says("Hemmelig Skole"), "{}", board.told());
        let link = board.links().into_iter().find(|link| link.starts_with("/overgang/") && link.len() > 40).unwrap();
        let track = birgitte.opens(&link).await;
        assert!(track.says("Adressebeskyttet, 8. klasse") && !track.says("Hemmelig Skole"), "{}", track.told());
    })
    .await;
}
