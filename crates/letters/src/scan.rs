//! What a finished PDF says, for the last look before it leaves the house (P-6): its pages and what stands beside them.

use lopdf::{Document, LoadOptions, Object, dictionary};
use std::collections::BTreeSet;

/// Most bytes one stream of a file from outside may unpack to.
const MOST_UNPACKED: usize = 256 * 1024 * 1024;
/// Most objects of one file that are read through.
const MOST_OBJECTS: usize = 200_000;

/// A PDF that cannot be opened: broken, locked, or without a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CannotBeOpened;

/// Everything a reader or a machine can read in a PDF: the text of its pages, its properties, notes, form fields,
/// bookmarks, names of embedded files, and the metadata beside them. Words apart by one space.
///
/// Text in a picture is not read; what has no text at all answers an empty text.
///
/// # Errors
/// [`CannotBeOpened`] when the file is broken or asks for a password: then nobody can say what it carries.
pub fn text(pdf: &[u8]) -> Result<String, CannotBeOpened> {
    let document = opened(pdf)?;
    let mut said = Vec::new();
    for page in document.get_pages().keys() {
        // A page whose fonts cannot be followed still has its strings read below.
        said.extend(document.extract_text(&[*page]).ok());
    }
    if let Ok(properties) = document.trailer.get(b"Info") {
        strings(properties, &mut said);
    }
    for object in document.objects.values().take(MOST_OBJECTS) {
        strings(object, &mut said);
        if let Object::Stream(stream) = object {
            let kind = stream.dict.get(b"Type").and_then(Object::as_name).unwrap_or_default();
            if kind == b"Metadata" {
                let plain = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                said.push(String::from_utf8_lossy(&plain).replace(['<', '>'], " "));
            }
        }
    }
    Ok(said.join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// How many pages a PDF has.
///
/// # Errors
/// [`CannotBeOpened`] when it has none that can be read.
pub fn pages(pdf: &[u8]) -> Result<usize, CannotBeOpened> {
    Ok(opened(pdf)?.page_iter().count())
}

/// One empty A4 page: put after a letter with an odd number of pages, so that a printer that uses both sides never sets
/// the next letter on its back.
pub fn empty_page() -> Vec<u8> {
    let mut made = Document::with_version("1.7");
    let tree = made.new_object_id();
    let page = made.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Resources" => dictionary! {},
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let kids = vec![Object::Reference(page)];
    made.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
    let root = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    made.trailer.set("Root", root);
    let mut bytes = Vec::new();
    // Writing to memory cannot fail; an empty answer would be refused as unreadable by whoever joins it.
    let _written = made.save_to(&mut bytes);
    bytes
}

fn opened(pdf: &[u8]) -> Result<Document, CannotBeOpened> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(pdf, options).map_err(|_| CannotBeOpened)?;
    let locked = document.is_encrypted() || document.was_encrypted();
    if locked || document.page_iter().next().is_none() { Err(CannotBeOpened) } else { Ok(document) }
}

/// The strings in an object, those of the lists and dictionaries it holds among them; references are met on their own.
fn strings(object: &Object, said: &mut Vec<String>) {
    let mut open = vec![object];
    let mut seen = BTreeSet::new();
    while let Some(object) = open.pop() {
        match object {
            Object::String(..) => {
                let text = lopdf::decode_text_string(object).unwrap_or_else(|_| {
                    object.as_str().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
                });
                if seen.insert(text.clone()) {
                    said.push(text);
                }
            }
            Object::Array(items) => open.extend(items),
            Object::Dictionary(dictionary) => open.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => open.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use lopdf::Stream;

    /// A page that says `text`, made by `author`, with a note and a description beside it.
    fn paper(text: &str, author: &str, note: &str) -> Vec<u8> {
        let mut made = Document::load_mem(&empty_page()).unwrap();
        let page = made.page_iter().next().unwrap();
        let font = made.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        let shown = format!("BT /F1 12 Tf 60 700 Td ({text}) Tj ET");
        let shown = made.add_object(Stream::new(dictionary! {}, shown.into_bytes()));
        let mark = made.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Text", "Contents" => lopdf::text_string(note),
        });
        let xml = format!("<x:xmpmeta><dc:description>{note}-xmp</dc:description></x:xmpmeta>");
        made.add_object(Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, xml.into_bytes()));
        let page = made.get_dictionary_mut(page).unwrap();
        page.set("Resources", dictionary! { "Font" => dictionary! { "F1" => font } });
        page.set("Contents", shown);
        page.set("Annots", vec![Object::Reference(mark)]);
        let info = made.add_object(dictionary! { "Author" => lopdf::text_string(author) });
        made.trailer.set("Info", info);
        let mut bytes = Vec::new();
        made.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_stands_beside_the_pages_is_read_too() {
        let said = text(&paper("Udtalelse", "Skjulestræde 7", "Ring på Fyrtårnet")).unwrap();
        for told in ["Udtalelse", "Skjulestræde 7", "Ring på Fyrtårnet", "Ring på Fyrtårnet-xmp"] {
            assert!(said.contains(told), "{told}: {said}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_no_empty_text() {
        assert_eq!(text(b"%PDF-1.7 og saa ikke mere"), Err(CannotBeOpened));
        assert_eq!(pages(b""), Err(CannotBeOpened));
    }

    #[test]
    fn the_empty_page_is_one_page_that_says_nothing() {
        assert_eq!(pages(&empty_page()), Ok(1));
        assert_eq!(text(&empty_page()), Ok(String::new()));
        let joined = crate::bundle::join("Breve", &[paper("Et", "", ""), empty_page(), paper("To", "", "")]).unwrap();
        assert_eq!(pages(&joined), Ok(3));
    }
}
