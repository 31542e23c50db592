//! A PDF with pages taken out, and what a machine reads in one.
//!
//! A page that is left out is really gone (D-4): the file is built anew from the pages that stay, and of what pages share
//! only what these pages themselves draw comes along. Nothing is covered, and no earlier revision is kept. A file that
//! cannot be followed to the end is not taken apart at all.

use crate::bundle::readable;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use std::collections::BTreeSet;

/// What a machine reads on one page.
#[derive(Clone, PartialEq, Eq)]
pub struct PageText {
    /// The words, in the order they are drawn.
    pub text: String,
    /// It draws something and has no words: a scan, a photo.
    pub picture: bool,
}

impl std::fmt::Debug for PageText {
    /// A page is about people: only its length is told.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PageText({} characters)", self.text.chars().count())
    }
}

/// What a machine reads on each page; none for a file that cannot be opened.
pub fn read_pages(pdf: &[u8]) -> Option<Vec<PageText>> {
    let document = readable(pdf)?;
    let pages = document.get_pages();
    let read = pages.iter().map(|(number, id)| {
        let text = document.extract_text(&[*number]).unwrap_or_default();
        let text = format!("{text} {}", notes(&document, *id));
        let drawn = !document.get_page_content(*id).trim_ascii().is_empty();
        PageText { picture: drawn && text.trim().is_empty(), text }
    });
    Some(read.collect())
}

/// What notes and filled-in fields of a page say.
fn notes(document: &Document, page: ObjectId) -> String {
    let Ok(notes) = document.get_page_annotations(page) else { return String::new() };
    let said = notes.into_iter().flat_map(|note| {
        [b"Contents".as_slice(), b"V"].map(|key| {
            let value = note.get(key).ok().and_then(|value| document.dereference(value).ok());
            value.and_then(|(_, value)| lopdf::decode_text_string(value).ok()).unwrap_or_default()
        })
    });
    said.collect::<Vec<_>>().join(" ")
}

/// The file without these pages, counted from 1; none when it cannot be taken apart or nothing would be left.
pub fn without_pages(pdf: &[u8], left_out: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let file = readable(pdf)?;
    let kept: Vec<ObjectId> =
        file.get_pages().into_iter().filter(|(number, _)| !left_out.contains(number)).map(|(_, id)| id).collect();
    if kept.is_empty() {
        return None;
    }
    let mut made = Document::with_version("1.7");
    made.objects.clone_from(&file.objects);
    made.max_id = file.max_id;
    let tree = made.new_object_id();
    for id in &kept {
        let mut page = page_alone(&file, *id)?;
        page.set("Parent", tree);
        made.objects.insert(*id, page.into());
    }
    let count = i64::try_from(kept.len()).ok()?;
    let kids: Vec<Object> = kept.into_iter().map(Object::Reference).collect();
    made.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let root = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    made.trailer.set("Root", root);
    made.prune_objects();
    made.renumber_objects();
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).ok()?;
    Some(bytes)
}

/// Deepest nesting of page trees and of drawings within drawings that is followed.
const DEEPEST: usize = 32;
/// Kinds of things a page draws with, each by name.
const SHARED: [&[u8]; 7] = [b"Font", b"XObject", b"ExtGState", b"Pattern", b"Shading", b"ColorSpace", b"Properties"];

/// The page with what it inherits, and of what it shares with others only what it names itself. What is written beside
/// the page (notes, fields, links) does not come along, since it may belong to other pages too.
fn page_alone(file: &Document, id: ObjectId) -> Option<Dictionary> {
    let own = file.get_dictionary(id).ok()?;
    let mut page = dictionary! { "Type" => "Page" };
    if let Ok(contents) = own.get(b"Contents") {
        page.set("Contents", contents.clone());
    }
    for key in [b"MediaBox".as_slice(), b"CropBox", b"Rotate"] {
        if let Some(value) = inherited(file, id, key) {
            page.set(key, value);
        }
    }
    if let Some(resources) = inherited(file, id, b"Resources") {
        let resources = file.dereference(&resources).ok()?.1.as_dict().ok()?;
        let content = file.get_page_content(id);
        let used = names(file, &content, resources, 0)?;
        page.set("Resources", only(file, resources, &used)?);
    }
    Some(page)
}

/// The page's value, its own or its nearest parent's.
fn inherited(file: &Document, id: ObjectId, key: &[u8]) -> Option<Object> {
    let mut at = id;
    for _ in 0..DEEPEST {
        let node = file.get_dictionary(at).ok()?;
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
        at = node.get(b"Parent").ok()?.as_reference().ok()?;
    }
    None
}

/// Every name the drawing commands use; those of drawings within them too when these have no resources of their own.
/// None when the commands cannot be read to the end.
fn names(file: &Document, content: &[u8], resources: &Dictionary, depth: usize) -> Option<BTreeSet<Vec<u8>>> {
    if DEEPEST < depth {
        return None;
    }
    let operations = Content::decode(content).ok()?.operations;
    let mut used = BTreeSet::new();
    let mut drawn = BTreeSet::new();
    for operation in &operations {
        for name in operation.operands.iter().filter_map(|operand| operand.as_name().ok()) {
            used.insert(name.to_vec());
            if operation.operator == "Do" {
                drawn.insert(name.to_vec());
            }
        }
    }
    let Ok(shared) = resources.get(b"XObject") else { return Some(used) };
    let shared = file.dereference(shared).ok()?.1.as_dict().ok()?;
    for name in drawn {
        let Ok(object) = shared.get(&name) else { continue };
        let stream = file.dereference(object).ok()?.1.as_stream().ok()?;
        let is_drawing = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
        if is_drawing && !stream.dict.has(b"Resources") {
            let content = stream.get_plain_content().ok()?;
            used.extend(names(file, &content, resources, depth.saturating_add(1))?);
        }
    }
    Some(used)
}

/// Of the resources only what is named.
fn only(file: &Document, resources: &Dictionary, used: &BTreeSet<Vec<u8>>) -> Option<Dictionary> {
    let mut kept = Dictionary::new();
    for kind in SHARED {
        let Ok(things) = resources.get(kind) else { continue };
        let things = file.dereference(things).ok()?.1.as_dict().ok()?;
        let mut named = Dictionary::new();
        for (name, thing) in things {
            if used.contains(name) || name.starts_with(b"Default") {
                named.set(name.clone(), thing.clone());
            }
        }
        if !named.is_empty() {
            kept.set(kind, named);
        }
    }
    Some(kept)
}
