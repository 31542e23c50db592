//! Several papers as one: every page is there, in order, and nothing that was hidden in them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use jiff::civil::date;
use letters::bundle::join;
use letters::{Enclosure, Page, Press};
use lopdf::{Document, Object, dictionary};

/// A dot of grey: the smallest PNG there is.
const DOT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn front() -> Page {
    let letter = common::letters().into_iter().find(|letter| letter.id == "kvittering").unwrap();
    let mut page = common::page(&letter);
    page.title = "Sagens akter".to_owned();
    page.body.clear();
    page
}

fn enclosure(title: &str, media_type: &str, bytes: &[u8]) -> Enclosure {
    let (title, media_type) = (title.to_owned(), media_type.to_owned());
    Enclosure { title, dated: Some(date(2026, 3, 31)), media_type, bytes: bytes.to_vec() }
}

fn letter_file(press: &Press, id: &str) -> Vec<u8> {
    let letter = common::letters().into_iter().find(|letter| letter.id == id).unwrap();
    press.pdf(&common::page(&letter)).unwrap()
}

fn text_of(document: &Document, page: usize) -> String {
    document.extract_text(&[u32::try_from(page).unwrap()]).unwrap()
}

#[test]
fn every_document_has_its_pages_its_line_in_the_contents_its_bookmark_and_its_stamps() {
    let press = Press::new().unwrap();
    let enclosures = [
        enclosure("Kvittering", "application/pdf", &letter_file(&press, "kvittering")),
        enclosure("Billede af trappen", "image/png", DOT),
        enclosure("Regneark", "application/vnd.oasis.opendocument.text", b"PK"),
        enclosure("Klagen, som den kom", "text/plain", "Jeg klager.\n\nMange hilsner".as_bytes()),
    ];
    let bundle = press.bundle(&front(), &enclosures).unwrap();
    let made = Document::load_mem(&bundle.pdf).unwrap();
    assert_eq!(made.get_pages().len(), bundle.pages);
    assert_eq!(bundle.first_pages[2], None, "a file without pages is enclosed separately");
    let first: Vec<usize> = bundle.first_pages.iter().flatten().copied().collect();
    assert_eq!(first[0], 2, "one page of contents stands before the first document");
    assert_eq!(bundle.pages, *first.last().unwrap(), "the last document has one page");
    for (number, page) in [(1, first[0]), (2, first[1]), (4, first[2])] {
        let stamp = format!("Bilag {number} \u{b7} side {page} af {}", bundle.pages);
        assert!(text_of(&made, page).contains(&stamp), "{stamp} in {}", text_of(&made, page));
    }
    let outlines = made.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
    let count = made.get_dictionary(outlines).unwrap().get(b"Count").unwrap().as_i64().unwrap();
    assert_eq!(count, 4, "contents and the three documents that have pages");
    assert_eq!(press.bundle(&front(), &enclosures).unwrap().pdf, bundle.pdf, "the same input gives the same bytes");
}

/// A file from outside, with everything in it that must stay behind.
fn telling_file() -> Vec<u8> {
    let mut file = Document::with_version("1.5");
    let tree = file.new_object_id();
    let script = file.add_object(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
    let stream = file.add_object(lopdf::Stream::new(dictionary! {}, b"0 0 m 100 100 l S".to_vec()));
    let note = dictionary! { "Subtype" => "Text", "Contents" => Object::string_literal("kun til os selv") };
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => stream, "AA" => dictionary! { "O" => script },
        "Annots" => vec![note.into()],
    });
    let kids = vec![page.into()];
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => 1,
        "MediaBox" => vec![0.into(), 0.into(), 400.into(), 300.into()], "Rotate" => 90,
    };
    file.objects.insert(tree, pages.into());
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree, "OpenAction" => script });
    let info = file.add_object(dictionary! { "Author" => Object::string_literal("En Ansat") });
    file.trailer.set("Root", root);
    file.trailer.set("Info", info);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_a_file_hides_or_starts_stays_behind_and_its_size_and_turn_come_along() {
    let press = Press::new().unwrap();
    let bundle = press.bundle(&front(), &[enclosure("Skitse", "application/pdf", &telling_file())]).unwrap();
    let text = String::from_utf8_lossy(&bundle.pdf);
    for hidden in ["JavaScript", "app.alert", "kun til os selv", "En Ansat", "OpenAction"] {
        assert!(!text.contains(hidden), "{hidden} came along");
    }
    let made = Document::load_mem(&bundle.pdf).unwrap();
    let page = made.get_dictionary(*made.get_pages().values().last().unwrap()).unwrap();
    assert_eq!(page.get(b"Rotate").unwrap().as_i64().unwrap(), 90, "what a page inherits is kept");
    assert_eq!(page.get(b"MediaBox").unwrap().as_array().unwrap()[2].as_i64().unwrap(), 400);
}

#[test]
fn a_broken_file_is_enclosed_separately_and_never_joined_silently() {
    let press = Press::new().unwrap();
    let broken = b"%PDF-1.7 and then nothing";
    let bundle = press.bundle(&front(), &[enclosure("I stykker", "application/pdf", broken)]).unwrap();
    assert_eq!((bundle.pages, &bundle.first_pages[..]), (1, &[None][..]));
    let whole = letter_file(&press, "kvittering");
    assert_eq!(join("Til udskrift", &[whole.clone(), broken.to_vec()]), None);
    let joined = join("Til udskrift", &[whole.clone(), whole.clone()]).unwrap();
    let pages = |bytes: &[u8]| Document::load_mem(bytes).unwrap().get_pages().len();
    assert_eq!(pages(&joined), pages(&whole) * 2);
}
