//! A page that is left out is really gone, also for who reads the file with other tools.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use jiff::civil::date;
use letters::markup::Block;
use letters::redact::{read_pages, without_pages};
use letters::{Contact, Letterhead, Page, Press};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

fn pages(numbers: &[u32]) -> BTreeSet<u32> {
    numbers.iter().copied().collect()
}

/// Three pages or more of ours, with a secret on the last.
fn ours() -> Vec<u8> {
    let mut body: Vec<Block> = (0..60).map(|nr| Block::plain(format!("Linje {nr} uden noget særligt."))).collect();
    body.push(Block::plain("Familien bor på Skjulestræde 7."));
    let page = Page {
        letterhead: Letterhead { municipality: "Tovby Kommune".into(), department: String::new(), address: vec![] },
        recipient: vec![],
        date: date(2026, 3, 30),
        case_number: "2026-000001".into(),
        title: "Notat".into(),
        body,
        contact: Contact::default(),
        attachments: vec![],
    };
    Press::new().unwrap().pdf(&page).unwrap()
}

/// What another program reads, page by page; the same program that a receiver may have at hand.
fn read_by_another(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext (poppler-utils) is needed to read a file as its receiver does");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout).into_owned()
}

/// Every stream of the file unpacked, so that nothing hides in what no page shows.
fn everything(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let mut all = String::from_utf8_lossy(pdf).into_owned();
    for object in document.objects.values() {
        if let Object::Stream(stream) = object {
            all.push_str(&String::from_utf8_lossy(&stream.get_plain_content().unwrap_or_default()));
        } else {
            all.push_str(&format!("{object:?}"));
        }
    }
    all
}

#[test]
fn a_page_that_is_left_out_cannot_be_read_by_any_program() {
    let whole = ours();
    let read = read_pages(&whole).unwrap();
    assert!(1 < read.len());
    let secret = u32::try_from(read.len()).unwrap();
    assert!(read.last().unwrap().text.contains("Skjulestræde"), "the machine reads where the secret stands");
    assert!(read_by_another(&whole).contains("Skjulestræde"));
    let rest = without_pages(&whole, &pages(&[secret])).unwrap();
    assert_eq!(read_pages(&rest).unwrap().len(), read.len() - 1);
    let text = read_by_another(&rest);
    assert!(text.contains("Linje 0") && !text.contains("Skjulestræde"), "{text}");
    assert_eq!(without_pages(&whole, &pages(&[secret])).unwrap(), rest, "the same input gives the same bytes");
}

/// A file as scanners make them: every picture stands in one list that all pages share, words lie in a drawing, and each
/// page has a note. `secret` is in the picture, the drawing and the note of the second page.
fn scanned(secret: &str) -> Vec<u8> {
    let mut file = Document::with_version("1.4");
    let tree = file.new_object_id();
    let font = file.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let mut shared = Dictionary::new();
    for (name, said) in [("Im1", "ordinary"), ("Im2", secret)] {
        let picture = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray",
            "BitsPerComponent" => 8,
        };
        shared.set(name, file.add_object(Stream::new(picture, format!("picture of {said}").into_bytes())));
        let words = format!("BT /F1 12 Tf 50 700 Td (words of {said}) Tj ET /{name} Do");
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
        shared.set(format!("Fm{name}"), file.add_object(Stream::new(form, words.into_bytes())));
    }
    let resources = dictionary! { "Font" => dictionary! { "F1" => font }, "XObject" => shared };
    let mut kids = Vec::new();
    for (name, said) in [("Im1", "ordinary"), ("Im2", secret)] {
        let operations = vec![Operation::new("Do", vec![format!("Fm{name}").as_str().into()])];
        let content = file.add_object(Stream::new(Dictionary::new(), Content { operations }.encode().unwrap()));
        let note = file.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Text", "Contents" => Object::string_literal(format!("note on {said}")),
            "Rect" => vec![0.into(), 0.into(), 10.into(), 10.into()],
        });
        let page =
            dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Annots" => vec![note.into()] };
        kids.push(file.add_object(page).into());
    }
    let box_ = vec![0.into(), 0.into(), 595.into(), 842.into()];
    file.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 2, "Resources" => resources, "MediaBox" => box_ }
            .into(),
    );
    let info = file.add_object(dictionary! { "Author" => Object::string_literal(secret), "Title" => "x" });
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", root);
    file.trailer.set("Info", info);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_pages_share_does_not_bring_the_left_out_page_along() {
    let whole = scanned("SKJULT");
    assert!(everything(&whole).matches("SKJULT").count() >= 4, "picture, drawing, note and author");
    let rest = without_pages(&whole, &pages(&[2])).unwrap();
    assert!(!everything(&rest).contains("SKJULT"), "{}", everything(&rest));
    assert!(everything(&rest).contains("picture of ordinary") && everything(&rest).contains("words of ordinary"));
    assert!(read_by_another(&rest).contains("words of ordinary"));
}

#[test]
fn what_cannot_be_followed_is_not_taken_apart() {
    assert!(without_pages(b"no pdf", &pages(&[1])).is_none());
    assert!(without_pages(&ours(), &(1..=99).collect()).is_none(), "nothing would be left");
    assert!(read_pages(b"no pdf").is_none());
}

#[test]
fn a_note_is_read_and_a_page_without_words_is_known_as_a_picture() {
    let read = read_pages(&scanned("SKJULT")).unwrap();
    assert!(read[1].text.contains("note on SKJULT"), "{}", read[1].text);
    let mut file = Document::load_mem(&scanned("SKJULT")).unwrap();
    for (_, id) in file.get_pages() {
        file.get_dictionary_mut(id).unwrap().remove(b"Annots");
        let content = file.add_object(Stream::new(Dictionary::new(), b"/Im1 Do".to_vec()));
        file.get_dictionary_mut(id).unwrap().set("Contents", content);
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    assert!(read_pages(&bytes).unwrap().iter().all(|page| page.picture));
}
