//! The made files: tagged, titled, in Danish, with their fonts and nothing hidden in them (D-2, and section 8.3 of the
//! notes on standards).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use letters::markup::{Block, Level};
use letters::press::{MOST_CHARACTERS, MOST_PAGES};
use letters::{NotPrinted, Page, Press};
use lopdf::{Dictionary, Document, Object};

fn root(document: &Document) -> &Dictionary {
    document.catalog().unwrap()
}

fn text_of(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

/// Every dictionary in the file, streams' included.
fn dictionaries(document: &Document) -> impl Iterator<Item = &Dictionary> {
    document.objects.values().filter_map(|object| match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    })
}

fn has_name(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}

/// What a reader hears: the roles of the structure, in no order.
fn roles(document: &Document) -> Vec<String> {
    dictionaries(document)
        .filter(|dictionary| dictionary.has(b"S") && (dictionary.has(b"K") || dictionary.has(b"P")))
        .filter_map(|dictionary| dictionary.get(b"S").and_then(Object::as_name).ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect()
}

#[test]
fn every_letter_is_a_tagged_danish_pdf_with_a_title_and_its_fonts() {
    let press = Press::new().unwrap();
    for letter in common::letters_once() {
        let page = common::page(&letter);
        let document = Document::load_mem(&press.pdf(&page).unwrap()).unwrap();
        let root = root(&document);
        assert!(root.has(b"StructTreeRoot"), "{}", letter.id);
        let marked = document.get_object(root.get(b"MarkInfo").unwrap().as_reference().unwrap_or((0, 0)));
        let marked = marked.ok().or_else(|| root.get(b"MarkInfo").ok()).unwrap().as_dict().unwrap();
        assert!(marked.get(b"Marked").unwrap().as_bool().unwrap(), "{}", letter.id);
        assert_eq!(text_of(root.get(b"Lang").unwrap()), "da-DK");
        let preferences = root.get(b"ViewerPreferences").unwrap().as_dict().unwrap();
        assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
        let roles = roles(&document);
        for role in ["Document", "H1", "H2", "P"] {
            assert!(roles.iter().any(|found| found == role), "{} has no {role}: {roles:?}", letter.id);
        }
        let lists = page.body.iter().filter(|block| matches!(block, Block::List(_))).count()
            + usize::from(!page.attachments.is_empty());
        assert_eq!(roles.iter().filter(|role| *role == "L").count(), lists, "{}", letter.id);
        assert!(dictionaries(&document).any(|dictionary| has_name(dictionary, b"Type", b"FontDescriptor")));
        for font in dictionaries(&document).filter(|dictionary| has_name(dictionary, b"Type", b"FontDescriptor")) {
            assert!(font.has(b"FontFile3") || font.has(b"FontFile2"), "{}: a font is not in the file", letter.id);
        }
    }
}

#[test]
fn a_file_tells_title_and_dates_of_itself_and_nothing_more() {
    let press = Press::new().unwrap();
    for letter in common::letters_once() {
        let bytes = press.pdf(&common::page(&letter)).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let info = document.trailer.get(b"Info").unwrap();
        let info = document.get_object(info.as_reference().unwrap()).unwrap().as_dict().unwrap();
        assert_eq!(text_of(info.get(b"Title").unwrap()), letter.title);
        for (key, _) in info.iter() {
            let key = String::from_utf8_lossy(key);
            assert!(["Title", "Producer", "CreationDate", "ModDate"].contains(&key.as_ref()), "{}: {key}", letter.id);
        }
        assert!(text_of(info.get(b"CreationDate").unwrap()).starts_with("D:20260331"));
        for key in ["JavaScript", "JS", "EmbeddedFiles", "EF", "AF", "OCProperties", "OpenAction", "AcroForm"] {
            let holder = dictionaries(&document).find(|dictionary| dictionary.has(key.as_bytes()));
            assert!(holder.is_none(), "{} has {key}", letter.id);
        }
        assert_eq!(bytes.windows(5).filter(|window| window == b"%%EOF").count(), 1, "one revision");
    }
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let page = common::page(&common::letters_once()[0]);
    let first = Press::new().unwrap().pdf(&page).unwrap();
    let press = Press::new().unwrap();
    press.pdf(&common::page(&common::letters_once()[1])).unwrap();
    assert!(press.pdf(&page).unwrap() == first);
}

#[test]
fn text_that_looks_like_source_stays_text() {
    let evil = "#import \"/etc/passwd\": * $x^2$ \\u{41} \\\\ *fed* _skrå_ = Overskrift <mærke> @henvisning [#panic()] `#read`";
    let mut page = common::page(&common::letters_once()[0]);
    page.body = vec![Block::plain(evil), Block::heading(Level::Section, "#set page(width: 1pt)")];
    page.title = "= #panic(\"titel\")".to_owned();
    page.recipient = vec!["#read(\"/page.typ\")".to_owned(), "$ 1 $".to_owned()];
    page.letterhead.municipality = "#sys.inputs".to_owned();
    page.attachments = vec!["*#eval(\"1+1\")*".to_owned()];
    page.contact.lines = vec![("#{1+1}".to_owned(), "\"); panic(\"".to_owned())];
    let bytes = Press::new().unwrap().pdf(&page).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let text = document.extract_text(&[1]).unwrap();
    let letters_only: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    for part in [
        "#import\"/etc/passwd\":*$x^2$",
        "*fed*_skrå_=Overskrift<mærke>",
        "#setpage(width:1pt)",
        "#read(\"/page.typ\")",
    ] {
        assert!(letters_only.contains(&part.replace('-', "")), "{part} is not in: {text}");
    }
}

#[test]
fn one_page_alone_is_the_same_picture_as_among_all() {
    let press = Press::new().unwrap();
    let page = common::page(&common::letters_once()[0]);
    let all = press.pictures(&page, 1.0).unwrap();
    assert_eq!(press.count(&page).unwrap(), all.len());
    assert_eq!(press.picture(&page, 1, 1.0).unwrap().as_ref(), all.get(1));
    assert_eq!(press.picture(&page, all.len(), 1.0).unwrap(), None, "there is no page after the last");
}

#[test]
fn the_pages_can_be_seen_as_pictures() {
    let press = Press::new().unwrap();
    let pictures = press.pictures(&common::page(&common::letters_once()[0]), 1.0).unwrap();
    assert!(pictures.len() >= 2, "{} pages", pictures.len());
    for picture in pictures {
        assert!(picture.starts_with(b"\x89PNG"));
        let width = u32::from_be_bytes(picture[16..20].try_into().unwrap());
        assert_eq!(width, 595, "A4 is 595 points wide");
    }
}

#[test]
fn a_text_without_end_is_refused_before_and_after_it_is_set() {
    let press = Press::new().unwrap();
    let mut page = common::page(&common::letters_once()[0]);
    page.body = vec![Block::plain("a ".repeat(MOST_CHARACTERS))];
    assert_eq!(press.pdf(&page), Err(NotPrinted::TooLong));
    page.body = (0..MOST_PAGES * 60).map(|_| Block::plain("a")).collect();
    assert_eq!(press.pdf(&page), Err(NotPrinted::TooManyPages));
}

#[test]
fn characters_without_a_shape_are_named_and_invisible_ones_left_out() {
    let press = Press::new().unwrap();
    let mut page = common::page(&common::letters_once()[0]);
    page.body = vec![Block::plain("Åse Müller-Żukowska, Николай, \u{202E}vendt\u{200B}, ½ og 20 °C: 100 €")];
    press.pdf(&page).unwrap();
    page.body = vec![Block::plain("Hej 😀")];
    assert_eq!(press.pdf(&page), Err(NotPrinted::Characters(['😀'].into())));
}

#[test]
fn a_sheet_with_tables_needs_no_recipient() {
    let press = Press::new().unwrap();
    let mut page: Page = common::page(&common::letters_once()[0]);
    page.recipient.clear();
    page.title = "Stamkort".to_owned();
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    page.body = vec![
        Block::heading(Level::Section, "Barnet"),
        Block::Table { header: Vec::new(), rows: vec![row(&["Navn", "Emil Lund"]), row(&["Skole"])] },
        Block::Table {
            header: row(&["Dato", "Hvad", "Hvem"]), rows: vec![row(&["31. marts 2026", "Møde", "Skolen"])]
        },
        Block::Table { header: Vec::new(), rows: Vec::new() },
    ];
    let document = Document::load_mem(&press.pdf(&page).unwrap()).unwrap();
    let roles = roles(&document);
    assert_eq!(roles.iter().filter(|role| *role == "TH").count(), 5, "two named rows and three columns: {roles:?}");
}

#[test]
fn a_sheet_carries_what_was_drawn_and_a_line_for_who_has_not_signed() {
    let press = Press::new().unwrap();
    let mut page: Page = common::page(&common::letters_once()[0]);
    page.recipient.clear();
    let place = |who: &str, path: &str| letters::markup::Signed {
        who: who.to_owned(),
        under: "Dato og underskrift".to_owned(),
        path: path.to_owned(),
    };
    page.body = vec![Block::Signatures(vec![place("Borger", "M10 20L300 150L590 10M5 5"), place("Sagsbehandler", "")])];
    let signed = press.pdf(&page).unwrap();
    page.body = vec![Block::Signatures(vec![place("Borger", ""), place("Sagsbehandler", "")])];
    let unsigned = press.pdf(&page).unwrap();
    assert!(unsigned.len() < signed.len(), "the drawing is in the file");
    page.body = vec![Block::Signatures(vec![place("Borger", "M1 2LxL3"), place("Sagsbehandler", "")])];
    assert_eq!(press.pdf(&page).unwrap(), unsigned, "what is no drawing draws nothing");
}

#[test]
fn a_letter_without_a_case_says_its_number_nowhere_on_the_page() {
    let number = "2026-0417";
    let press = Press::new().unwrap();
    let (without, with): (Vec<_>, Vec<_>) =
        common::letters_once().into_iter().partition(|letter| letter.head == domain::letter::Head::WithoutCase);
    let ids: Vec<&str> = without.iter().map(|letter| letter.id.as_str()).collect();
    assert_eq!(ids, ["autosvar", "folder-overgang", "information-bolig"]);
    for letter in &without {
        let page = common::page(letter);
        let said = format!("{:?}{:?}", page.body, page.contact);
        assert!(page.case_number.is_empty() && !said.contains(number), "{}", letter.id);
        let document = Document::load_mem(&press.pdf(&page).unwrap()).unwrap();
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).unwrap();
        assert!(text.contains("Dato") && !text.contains("Sagsnummer"), "{}: {text}", letter.id);
    }
    let receipt = with.iter().find(|letter| letter.id == "kvittering").unwrap();
    assert_eq!(common::page(receipt).case_number, number);
}
