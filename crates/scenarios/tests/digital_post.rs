//! Digital Post and paper, from the page to the receipt: what is sent is what a receipt or a person says was sent.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use domain::ids::{CaseId, LetterId};
use domain::letter::{IssuedLetter, LetterState};
use domain::people::DigitalPost as Registered;
use integrations::digital_post::{DigitalPost, FolderOutbox, Sender, Way};
use lopdf::{Document, Object, Stream, dictionary};
use scenarios::browser::File;
use scenarios::deeds::Application;
use scenarios::people::{Citizen, ELIAS, MAGNUS, MORTEN, NADIA, PROTECTED_STREET, SOFIE};
use scenarios::{Town, day, pdf, play};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const APPLICATION: Application = Application {
    benefit: "kompensation-merudgifter-barn",
    citizen: MAGNUS,
    parents: &[SOFIE],
    received: "2026-03-02",
};

/// Two custody holders at two addresses, one of them protected with the child.
const DIVORCED: Application = Application { citizen: ELIAS, parents: &[NADIA, MORTEN], ..APPLICATION };

const ONLINE: &[Citizen] = &[
    Citizen { digital_post: Registered::Registered, ..NADIA },
    Citizen { digital_post: Registered::Registered, ..MORTEN },
];

/// What tells where the mother and the child are.
const NEEDLES: &[&str] = &["skjulestræde", "10998877", "solstrålen", "fyrtårnet"];

fn told_by(text: &str) -> Vec<&'static str> {
    let squeezed = pdf::squeezed(text);
    NEEDLES.iter().copied().filter(|needle| squeezed.contains(needle)).collect()
}

/// A folder of Digital Post, removed afterwards.
struct Outbox(TempDir);

impl Outbox {
    fn of(town: &Town) -> Outbox {
        let folder = tempfile::tempdir().unwrap();
        let sender = Sender { cvr: "12345678".into(), name: "Tovby Kommune".into() };
        let way = Way::Folder(FolderOutbox::new(folder.path().to_path_buf()));
        town.post.goes_by(Arc::new(DigitalPost::new(sender, way)));
        Outbox(folder)
    }

    /// Every message that was put out, by its folder's name.
    fn messages(&self) -> Vec<(String, String)> {
        let Ok(folders) = std::fs::read_dir(self.0.path().join("ud")) else { return Vec::new() };
        let message = |folder: std::fs::DirEntry| {
            let name = folder.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(folder.path().join("meddelelse.xml")).unwrap())
        };
        folders.map(|folder| message(folder.unwrap())).collect()
    }

    /// The post system says what became of a message.
    fn says(&self, message: LetterId, state: &str, at: &str) {
        let folder = self.0.path().join("kvitteringer");
        std::fs::create_dir_all(&folder).unwrap();
        let receipt = format!(r#"{{"message":"{message}","state":"{state}","at":"{at}","reference":"DP-1"}}"#);
        std::fs::write(folder.join(format!("{message}.json")), receipt).unwrap();
    }
}

/// A PDF of one page with a text, by an author.
fn paper(text: &str, author: &str) -> Vec<u8> {
    let mut made = Document::load_mem(&letters::scan::empty_page()).unwrap();
    let page = made.page_iter().next().unwrap();
    let font = made.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let text: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let shown = [b"BT /F1 12 Tf 60 700 Td (".as_slice(), &text, b") Tj ET"].concat();
    let shown = made.add_object(Stream::new(dictionary! {}, shown));
    let page = made.get_dictionary_mut(page).unwrap();
    page.set("Resources", dictionary! { "Font" => dictionary! { "F1" => font } });
    page.set("Contents", Object::Reference(shown));
    let info = made.add_object(dictionary! { "Author" => lopdf::text_string(author) });
    made.trailer.set("Info", info);
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).unwrap();
    bytes
}

async fn letter(town: &Town, case: CaseId, id: LetterId) -> IssuedLetter {
    town.seen_by(&town.actor("karen").await, case).await.letters.iter().find(|one| one.id == id).unwrap().clone()
}

async fn journal(town: &Town, case: CaseId, wanted: &str) -> usize {
    let lines = app::case::journal(&town.app, &town.actor("karen").await, case, None).await.unwrap();
    let is =
        |kind: &domain::journal::EntryKind| matches!(kind, domain::journal::EntryKind::Act(code) if code == wanted);
    lines.iter().filter(|line| is(&line.entry.kind)).count()
}

/// The content of every document of a message.
fn documents(xml: &str) -> Vec<Vec<u8>> {
    let contents = xml.split("<memo:content>").skip(1).map(|rest| rest.split('<').next().unwrap());
    contents.map(base64).collect()
}

fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for sign in text.bytes().filter(|sign| *sign != b'=') {
        held = (held << 6) | u32::try_from(SIGNS.iter().position(|known| *known == sign).unwrap()).unwrap();
        bits += 6;
        if 8 <= bits {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

/// Everything that can be read in a PDF: by eye, in its properties, and in its bytes.
fn everything(bytes: &[u8]) -> String {
    format!("{} {} {}", pdf::text(bytes), letters::scan::text(bytes).unwrap(), String::from_utf8_lossy(bytes))
}

#[tokio::test]
async fn r_8_a_letter_in_digital_post_is_sent_when_its_receipt_says_so() {
    play("2026-03-05", async |town| {
        let outbox = Outbox::of(town);
        let case = town.registers("karen", APPLICATION).await;
        let (first, second) = (town.makes_receipt("karen", case).await, town.makes_receipt("karen", case).await);
        town.sends_letter("karen", case, first).await;
        town.sends_letter("karen", case, second).await;
        assert_eq!(town.post_goes().await, 0, "accepted is not sent");
        let messages = outbox.messages();
        assert_eq!(messages.len(), 2);
        assert!(messages.iter().all(|(_, xml)| xml.contains("<memo:recipientID>6209899902</memo:recipientID>")));
        assert_eq!(letter(town, case, first).await.state, LetterState::Queued);
        let page = town.signs_in("karen").await.opens(&format!("/sager/{case}/breve/{first}")).await;
        assert!(page.says("Venter på kvittering"), "{}", page.told());

        outbox.says(first, "delivered", "2026-03-05T08:02:00Z");
        outbox.says(second, "failed", "2026-03-05T08:02:00Z");
        town.minutes_later(5);
        assert_eq!(town.post_goes().await, 1);
        town.minutes_later(60);
        assert_eq!(town.post_goes().await, 0, "a receipt counts once");
        let sent = letter(town, case, first).await;
        assert_eq!((sent.state, sent.sent_at), (LetterState::Sent, Some("2026-03-05T08:02:00Z".parse().unwrap())));
        assert_eq!(letter(town, case, second).await.state, LetterState::Failed);
        assert_eq!((journal(town, case, "letter_delivered").await, journal(town, case, "letter_failed").await), (1, 1));
        let page = town.signs_in("karen").await.opens("/udbakke").await;
        assert!(page.says("Kræver handling") && page.says("Posten har sagt nej"), "{}", page.told());
        assert_eq!(outbox.messages().len(), 2, "nothing was put out again");
        // The post has found the letter box after all.
        outbox.says(second, "delivered", "2026-03-05T10:00:00Z");
        app::outbox::try_again(&town.app, &town.actor("karen").await, case, second).await.unwrap();
        town.minutes_later(5);
        assert_eq!(town.post_goes().await, 1);
    })
    .await;
}

#[tokio::test]
async fn r_7_a_receipt_that_does_not_come_in_three_days_is_a_task_and_counts_when_it_comes() {
    play("2026-03-05", async |town| {
        let outbox = Outbox::of(town);
        let case = town.registers("karen", APPLICATION).await;
        let receipt = town.makes_receipt("karen", case).await;
        town.sends_letter("karen", case, receipt).await;
        town.post_goes().await;
        town.turn_to("2026-03-07");
        town.post_goes().await;
        assert_eq!(letter(town, case, receipt).await.state, LetterState::Queued);
        town.turn_to("2026-03-09");
        town.post_goes().await;
        assert_eq!(letter(town, case, receipt).await.state, LetterState::Failed);
        let page = town.signs_in("karen").await.opens("/udbakke").await;
        assert!(page.says("har ikke kvitteret"), "{}", page.told());
        outbox.says(receipt, "delivered", "2026-03-06T08:00:00Z");
        town.turn_to("2026-03-10");
        assert_eq!(town.post_goes().await, 1);
        assert_eq!(letter(town, case, receipt).await.state, LetterState::Sent);
    })
    .await;
}

#[tokio::test]
async fn p_7_two_custody_holders_get_each_their_message_and_none_tells_where_the_other_is() {
    play("2026-03-05", async |town| {
        let outbox = Outbox::of(town);
        let case = town.registers("karen", Application { parents: ONLINE, ..DIVORCED }).await;
        town.writes_fact(
            "karen",
            case,
            "Hverdagen fungerer uden ekstra hjælp.",
            domain::assessment::Known::Unknown,
            domain::assessment::Weight::Against,
        )
        .await;
        town.hears("karen", case, "2026-03-20").await;
        town.post_goes().await;
        let messages = outbox.messages();
        let to = |cpr: &str| -> Vec<&(String, String)> {
            messages.iter().filter(|(_, xml)| xml.contains(&format!("<memo:recipientID>{cpr}<"))).collect()
        };
        assert_eq!((to(NADIA.cpr).len(), to(MORTEN.cpr).len(), messages.len()), (1, 1, 2));
        for (name, xml) in &messages {
            // Digital Post is addressed by number: not even her own message carries an address, a name in a field or a
            // number but the one it goes to.
            assert_eq!(told_by(name), [""; 0]);
            assert_eq!(told_by(xml), [""; 0]);
            let pages = documents(xml);
            assert_eq!(pages.len(), 1);
            assert_eq!(told_by(&everything(&pages[0])), [""; 0]);
            let fields = xml.replace(xml.split("<memo:content>").nth(1).unwrap().split('<').next().unwrap(), "");
            for name in [NADIA.name, MORTEN.name, ELIAS.name] {
                assert!(!fields.contains(name), "{name}");
            }
            let numbers = [NADIA.cpr, MORTEN.cpr, ELIAS.cpr].iter().filter(|cpr| fields.contains(**cpr)).count();
            assert_eq!(numbers, 1);
        }
        let his = documents(&to(MORTEN.cpr)[0].1).remove(0);
        assert!(pdf::text(&his).contains("Morten") && !pdf::text(&his).contains("Kære Nadia"));
        for (nr, (name, _)) in messages.iter().enumerate() {
            outbox.says(name.parse().unwrap(), "delivered", &format!("2026-03-05T09:0{nr}:00Z"));
        }
        town.minutes_later(5);
        assert_eq!(town.post_goes().await, 2);
    })
    .await;
}

#[tokio::test]
async fn paper_is_printed_by_the_office_and_sent_the_day_the_office_says() {
    play("2026-03-05", async |town| {
        town.post.leaves_paper_to_the_office();
        let case = town.registers("karen", DIVORCED).await;
        town.writes_fact(
            "karen",
            case,
            "Hverdagen fungerer uden ekstra hjælp.",
            domain::assessment::Known::Unknown,
            domain::assessment::Weight::Against,
        )
        .await;
        town.hears("karen", case, "2026-03-20").await;
        assert_eq!(town.post_goes().await, 0, "nothing is sent by itself");
        let karen = town.signs_in("karen").await;
        assert!(karen.opens("/udbakke").await.says("2 breve venter på at blive printet"));
        let page = karen.opens("/udbakke/print").await;
        assert!(page.says(NADIA.name) && page.says(MORTEN.name) && page.says("Adressebeskyttet"), "{}", page.told());
        assert_eq!(told_by(&page.html()), [""; 0]);
        let file = karen.opens("/udbakke/print/samlet.pdf").await;
        assert!(!file.header("content-disposition").contains("Nadia"));
        let pages: Vec<String> = pages_of(&file.body);
        assert_eq!(pages.len() % 2, 0, "each letter on sheets of its own");
        let hers: Vec<bool> = pages.iter().map(|text| pdf::squeezed(text).contains("skjulestræde")).collect();
        assert_eq!(hers.iter().filter(|own| **own).count(), 1, "her window shows her address, and only hers");
        assert!(pages.iter().any(|text| text.contains("Havnekajen 3")));
        assert_eq!(town.post_goes().await, 0);

        // A colleague of another department sees nothing of it.
        let other = town.signs_in("louise").await.opens("/udbakke/print").await;
        assert!(!other.says(NADIA.name) && !other.says("breve mere venter"), "{}", other.told());

        let form = page.form("/udbakke/print/sendt");
        let ahead = karen.sends(&form.clone().with("dag", "2026-03-06")).await;
        assert_eq!(ahead.status.as_u16(), 422);
        let before = karen.sends(&form.clone().with("dag", "2026-03-04")).await;
        assert!(before.says("afleveret til posten"), "{}", before.told());
        town.turn_to("2026-03-09");
        let karen = town.signs_in("karen").await;
        let form = karen.opens("/udbakke/print").await.form("/udbakke/print/sendt").with("dag", "2026-03-06");
        assert!(karen.sends(&form).await.says("Brevene er markeret som sendt"));
        assert!(karen.sends(&form).await.says("Brevene er markeret som sendt"), "sent twice it has one effect");
        let view = town.seen_by(&town.actor("karen").await, case).await;
        for one in &view.letters {
            assert_eq!(one.state, LetterState::Sent);
            assert_eq!(app::ports::local(one.sent_at.unwrap()).date(), day("2026-03-06"));
        }
        drop(view);
        assert_eq!(journal(town, case, "letter_posted").await, 2);
        assert!(karen.opens("/udbakke/print").await.says("Ingen venter"));
    })
    .await;
}

fn pages_of(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).unwrap();
    document.get_pages().keys().map(|page| document.extract_text(&[*page]).unwrap_or_default()).collect()
}

/// Lays a PDF on the case through the page.
async fn lays_on(town: &Town, case: CaseId, title: &str, bytes: &[u8]) {
    let karen = town.signs_in("karen").await;
    let form = karen.opens_case(case, "/dokumenter").await.form("/dokumenter");
    let form = form.with("kilde", "Tovby Skole").with("titel", title);
    karen.sends_file(&form, File { field: "fil", name: "udtalelse.pdf", bytes }).await.shown();
}

/// The draft of a hearing to somebody.
async fn hearing_to(town: &Town, case: CaseId, name: &str) -> String {
    let karen = town.signs_in("karen").await;
    let links = karen.opens_case(case, "/dokumenter").await.links();
    for link in links.into_iter().filter(|link| Path::new(link).parent().is_some_and(|path| path.ends_with("breve"))) {
        if karen.opens(&link).await.forms().iter().any(|form| form.action.ends_with("/bilag"))
            && karen.opens(&link).await.text().contains(&format!("Til {name}"))
        {
            return link;
        }
    }
    panic!("no draft to {name}")
}

#[tokio::test]
async fn a_party_is_heard_with_the_papers_and_what_tells_where_the_other_is_does_not_follow() {
    play("2026-03-05", async |town| {
        let outbox = Outbox::of(town);
        let case = town.registers("karen", Application { parents: ONLINE, ..DIVORCED }).await;
        let karen = town.signs_in("karen").await;
        lays_on(town, case, "Udtalelse", &paper("Elias planlægger selv sin dag.", "Tovby Skole")).await;
        lays_on(town, case, "Brev fra naboen", &paper("De bor i Skjulestræde 7, 2. tv nu.", "Naboen")).await;
        lays_on(town, case, "Skema", &paper("Skema", "Udfyldt i Fyrtårnets Bageri")).await;
        let actor = town.actor("karen").await;
        let fact = town
            .writes_fact(
                "karen",
                case,
                "Hverdagen fungerer uden ekstra hjælp.",
                domain::assessment::Known::Unknown,
                domain::assessment::Weight::Against,
            )
            .await;
        app::party_hearing::prepare(&town.app, &actor, case, vec![fact], day("2026-03-20")).await.unwrap();
        let his = hearing_to(town, case, MORTEN.name).await;
        let page = karen.opens(&his).await;
        assert!(page.says("En på sagen er adressebeskyttet: se efter"), "flagged before it is chosen: {}", page.told());
        let form = page.form("/bilag");
        let offered: Vec<String> = form.choices("bilag").into_iter().map(str::to_string).collect();
        assert_eq!(offered.len(), 3);
        let unread = karen.sends(&form.clone().ticking("bilag", &offered[0])).await;
        assert!(
            unread.status.as_u16() == 422 && unread.says("Læs de markerede dokumenter igennem"),
            "{}",
            unread.told()
        );
        for telling in [&offered[1], &offered[2]] {
            let form = karen.opens(&his).await.form("/bilag").ticking("bilag", telling).with("gennemset", "ja");
            let refused = karen.sends(&form).await;
            assert_eq!(refused.status.as_u16(), 422, "{}", refused.told());
            assert!(refused.says("fortæller, hvor en beskyttet person er"), "{}", refused.told());
        }
        let form = karen.opens(&his).await.form("/bilag").ticking("bilag", &offered[0]).with("gennemset", "ja");
        assert!(karen.sends(&form).await.says("Bilagene er gemt"));
        let sent = karen.sends(&karen.opens(&his).await.form("/gem").pressing("Send")).await;
        assert!(sent.says("Brevet er sendt"), "{}", sent.told());
        town.post_goes().await;
        let messages = outbox.messages();
        assert_eq!(messages.len(), 1);
        let (name, xml) = &messages[0];
        assert!(xml.contains("<memo:AdditionalDocument><memo:label>Udtalelse</memo:label>"), "{xml}");
        let pages = documents(xml);
        assert_eq!(pages.len(), 2);
        assert!(
            pdf::text(&pages[0]).contains("Bilag") && pdf::text(&pages[0]).contains("Udtalelse"),
            "listed in the letter"
        );
        assert!(pdf::text(&pages[1]).contains("Elias planl"));
        for part in &pages {
            assert_eq!(told_by(&everything(part)), [""; 0]);
        }
        outbox.says(name.parse().unwrap(), "delivered", "2026-03-05T09:00:00Z");
        town.minutes_later(5);
        assert_eq!(town.post_goes().await, 1);
        assert_eq!(told_by(PROTECTED_STREET), ["skjulestræde"], "the needles do find something");
    })
    .await;
}

#[tokio::test]
async fn what_is_marked_as_about_others_is_printed_after_the_letter_only_when_somebody_has_read_it() {
    play("2026-03-05", async |town| {
        town.post.leaves_paper_to_the_office();
        let on_paper: &[Citizen] = &[Citizen { digital_post: Registered::Exempt, ..SOFIE }];
        let case = town.registers("karen", Application { parents: on_paper, ..APPLICATION }).await;
        lays_on(town, case, "Udtalelse", &paper("Magnus og hans ven er i samme klub.", "Tovby Skole")).await;
        let karen = town.signs_in("karen").await;
        let form = karen.opens_case(case, "/dokumenter").await.form("/maerker").ticking("maerke", "third-party");
        assert!(karen.sends(&form).await.says("Fortæller om andre end borgeren"));
        let receipt = town.makes_receipt("karen", case).await;
        let path = format!("/sager/{case}/breve/{receipt}");
        let form = karen.opens(&path).await.form("/bilag");
        let document = form.choices("bilag")[0].to_string();
        let form = form.ticking("bilag", &document);
        assert_eq!(karen.sends(&form).await.status.as_u16(), 422, "not unread");
        let form = karen.opens(&path).await.form("/bilag").ticking("bilag", &document).with("gennemset", "ja");
        assert!(karen.sends(&form).await.says("Bilagene er gemt"));
        let sent = karen.sends(&karen.opens(&path).await.form("/gem").pressing("Send")).await;
        assert!(sent.says("Brevet er sendt"), "{}", sent.told());
        let pages = pages_of(&karen.opens("/udbakke/print/samlet.pdf").await.body);
        let at = |text: &str| pages.iter().position(|page| pdf::squeezed(page).contains(&pdf::squeezed(text)));
        assert!(at("Rebslagervej 12").unwrap() < at("samme klub").unwrap(), "the letter first, then what follows it");
        let form = karen.opens("/udbakke/print").await.form("/udbakke/print/sendt").with("dag", "2026-03-05");
        assert!(karen.sends(&form).await.says("Brevene er markeret som sendt"));
    })
    .await;
}
