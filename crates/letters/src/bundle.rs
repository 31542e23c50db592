//! Several files as one: a contents page, then every document after the other, each page with its place.
//!
//! Used where a whole set of papers leaves the house together: to Ankestyrelsen, to who asked for access to documents,
//! to the print room ([`join`], without contents and stamps). Files of ours and files from outside are treated alike:
//! only what stands on the pages comes along. Scripts, links that start something, embedded files, hidden metadata and
//! the name of whoever made a file stay behind.
//!
//! A file that cannot be read, is locked, or is of a kind that has no pages is not lost: the contents page lists it as
//! enclosed separately, and the caller sends it beside.

use crate::markup::{Block, Level, Run, Weight};
use crate::page::Page;
use crate::press::{NotPrinted, Press};
use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Most pages of a bundle: more is sent in two.
pub const MOST_BUNDLED: usize = 3_000;
/// Most bytes one stream of a file from outside may unpack to.
const MOST_UNPACKED: usize = 256 * 1024 * 1024;

/// One document of a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Title on the contents page and in the bookmarks: without names.
    pub title: String,
    /// The day it came, went or was written.
    pub dated: Option<Date>,
    /// Media type: PDF, JPEG, PNG and plain text become pages; anything else is enclosed separately.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Enclosure {
    /// A document is about people: only its kind and size are told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enclosure({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// The bundle as made.
#[derive(Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The file.
    pub pdf: Vec<u8>,
    /// Pages in it, the contents page among them.
    pub pages: usize,
    /// First page of each enclosure, counted from 1; none for one that is enclosed separately.
    pub first_pages: Vec<Option<usize>>,
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bundle({} pages)", self.pages)
    }
}

impl Press {
    /// One PDF of `front` with a table of contents after its own text, then every enclosure that has pages.
    ///
    /// Each page is stamped in its upper corner with its document's number and its place in the whole; each document is
    /// a bookmark. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`NotPrinted::TooManyPages`] over [`MOST_BUNDLED`]; what the front page itself cannot be set with.
    pub fn bundle(&self, front: &Page, enclosures: &[Enclosure]) -> Result<Bundle, NotPrinted> {
        let files: Vec<Option<Document>> =
            enclosures.iter().map(|enclosure| self.as_document(enclosure, front.date)).collect();
        let lengths: Vec<Option<usize>> =
            files.iter().map(|file| file.as_ref().map(|file| file.page_iter().count())).collect();
        let total: usize = lengths.iter().flatten().sum();
        if MOST_BUNDLED < total {
            return Err(NotPrinted::TooManyPages);
        }
        // How long the contents are decides the numbers in them: set once to count, once to print.
        let guess = self.count(&self.contents(front, enclosures, &places(0, &lengths)))?;
        let first_pages = places(guess, &lengths);
        let contents = self.pdf(&self.contents(front, enclosures, &first_pages))?;
        let mut whole = Whole::new();
        whole.add(readable(&contents).ok_or_else(broken)?, "Indhold", None).ok_or_else(broken)?;
        for (index, (enclosure, file)) in enclosures.iter().zip(files).enumerate() {
            if let Some(file) = file {
                let number = index.saturating_add(1);
                whole.add(file, &enclosure.title, Some(number)).ok_or_else(broken)?;
            }
        }
        let pages = whole.pages.len();
        Ok(Bundle { pdf: whole.finish(&front.title, Stamps::Each)?, pages, first_pages })
    }

    /// The front page with the contents after its text.
    fn contents(&self, front: &Page, enclosures: &[Enclosure], first_pages: &[Option<usize>]) -> Page {
        let mut page = front.clone();
        let row = |(index, (enclosure, first)): (usize, (&Enclosure, &Option<usize>))| {
            vec![
                index.saturating_add(1).to_string(),
                self.printable(&enclosure.title),
                enclosure.dated.map(short_date).unwrap_or_default(),
                first.map_or_else(|| "særskilt".to_string(), |first| first.to_string()),
            ]
        };
        let rows: Vec<Vec<String>> = enclosures.iter().zip(first_pages).enumerate().map(row).collect();
        let text = |text: &str| vec![Run { text: text.to_string(), weight: Weight::Regular }];
        page.body.push(Block::Heading { level: Level::Section, runs: text("Indhold") });
        let header = ["Bilag", "Dokument", "Dato", "Side"].map(str::to_string).to_vec();
        page.body.push(Block::Table { header, rows });
        if first_pages.iter().any(Option::is_none) {
            let said = "Bilag, der står som »særskilt«, kan ikke vises som sider. De sendes som egne filer.";
            page.body.push(Block::Paragraph(vec![text(said)]));
        }
        page
    }

    /// The title without characters that the fonts have no shape for: a contents page must not fail on a file's name.
    fn printable(&self, title: &str) -> String {
        title.chars().map(|c| if c.is_control() || self.has_shape(c) { c } else { '?' }).collect()
    }

    /// The enclosure as pages; `day` is what a page made here says of itself when the document has none.
    fn as_document(&self, enclosure: &Enclosure, day: Date) -> Option<Document> {
        let day = enclosure.dated.unwrap_or(day);
        match enclosure.media_type.as_str() {
            "application/pdf" => readable(&enclosure.bytes),
            "image/jpeg" | "image/png" => {
                readable(&self.picture_page(&self.printable(&enclosure.title), day, &enclosure.bytes).ok()?)
            }
            "text/plain" => readable(&self.pdf(&self.text_page(enclosure, day)?).ok()?),
            _ => None,
        }
    }

    /// A plain text as a page, line by line as it was written.
    fn text_page(&self, enclosure: &Enclosure, day: Date) -> Option<Page> {
        let text = std::str::from_utf8(&enclosure.bytes).ok()?;
        let line = |line: &str| vec![Run { text: self.printable(line), weight: Weight::Regular }];
        let paragraphs = text.replace("\r\n", "\n");
        let paragraphs = paragraphs.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
        Some(Page {
            letterhead: crate::Letterhead { municipality: String::new(), department: String::new(), address: vec![] },
            recipient: Vec::new(),
            date: day,
            case_number: String::new(),
            title: self.printable(&enclosure.title),
            body: paragraphs.map(|paragraph| Block::Paragraph(paragraph.lines().map(line).collect())).collect(),
            contact: crate::Contact::default(),
            attachments: Vec::new(),
        })
    }
}

/// Several PDF files after each other, without contents or stamps: for the print room. Answers none when one of them
/// cannot be read, since a print run may not lack a page silently.
pub fn join(title: &str, files: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut whole = Whole::new();
    for file in files {
        whole.add(readable(file)?, "", None)?;
    }
    whole.finish(title, Stamps::None).ok()
}

/// A day as a table writes it: 31.3.2026.
fn short_date(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

/// The first page of each document after `front` pages of contents.
fn places(front: usize, lengths: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut next = front.saturating_add(1);
    let place = |length: &Option<usize>| {
        let first = (*length)?;
        let place = next;
        next = next.saturating_add(first);
        Some(place)
    };
    lengths.iter().map(place).collect()
}

fn broken() -> NotPrinted {
    NotPrinted::Broken("a file could not be put into the bundle".to_string())
}

fn wrong(error: &lopdf::Error) -> NotPrinted {
    NotPrinted::Broken(error.to_string())
}

/// The file, if it can be read without a password and has a page.
pub(crate) fn readable(bytes: &[u8]) -> Option<Document> {
    let options = lopdf::LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..lopdf::LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    let locked = document.is_encrypted() || document.was_encrypted();
    (!locked && document.page_iter().next().is_some()).then_some(document)
}

/// Whether pages carry their place in the whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stamps {
    Each,
    None,
}

/// The file being put together.
struct Whole {
    objects: BTreeMap<ObjectId, Object>,
    next_id: u32,
    /// Every page in order, with its document's number.
    pages: Vec<(ObjectId, Option<usize>)>,
    /// Title and first page of each document.
    bookmarks: Vec<(String, ObjectId)>,
}

/// Of a page only what is seen; not what opens, runs, or tells who made it.
const KEPT_OF_A_PAGE: [&[u8]; 8] =
    [b"Type", b"Contents", b"Resources", b"MediaBox", b"CropBox", b"Rotate", b"Annots", b"Group"];
/// Of a note or a filled-in field only how it looks and where it stands.
const KEPT_OF_A_NOTE: [&[u8]; 8] = [b"Type", b"Subtype", b"Rect", b"AP", b"AS", b"F", b"C", b"Border"];
/// Deepest tree of pages that is climbed for what a page inherits.
const DEEPEST: usize = 64;

impl Whole {
    fn new() -> Whole {
        Whole { objects: BTreeMap::new(), next_id: 1, pages: Vec::new(), bookmarks: Vec::new() }
    }

    /// Adds every page of a file; none when it has no page that can be followed.
    fn add(&mut self, mut file: Document, title: &str, number: Option<usize>) -> Option<()> {
        let ids: Vec<ObjectId> = file.page_iter().collect();
        for id in &ids {
            let page = cleaned(&file, *id)?;
            file.objects.insert(*id, Object::Dictionary(page));
        }
        // One page object shown twice would be stamped twice.
        let distinct: BTreeSet<&ObjectId> = ids.iter().collect();
        if distinct.len() != ids.len() {
            return None;
        }
        file.renumber_objects_with(self.next_id);
        let ids: Vec<ObjectId> = file.page_iter().collect();
        self.next_id = file.max_id.checked_add(1)?;
        let first = *ids.first()?;
        self.pages.extend(ids.into_iter().map(|id| (id, number)));
        self.bookmarks.push((title.to_string(), first));
        self.objects.extend(file.objects);
        Some(())
    }

    /// The whole file: one tree of pages, stamps, bookmarks, and nothing that no page needs.
    fn finish(self, title: &str, stamps: Stamps) -> Result<Vec<u8>, NotPrinted> {
        let mut made = Document::with_version("1.7");
        made.max_id = self.next_id;
        made.objects = self.objects;
        let tree = made.new_object_id();
        let total = self.pages.len();
        let font = made.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        for (index, (id, number)) in self.pages.iter().enumerate() {
            if stamps == Stamps::Each {
                let place = format!("side {} af {total}", index.saturating_add(1));
                let told = number.map_or_else(|| place.clone(), |number| format!("Bilag {number} \u{b7} {place}"));
                stamp(&mut made, *id, font, &told).map_err(|error| wrong(&error))?;
            }
            made.get_dictionary_mut(*id).map_err(|error| wrong(&error))?.set("Parent", tree);
        }
        let kids: Vec<Object> = self.pages.iter().map(|(id, _)| Object::Reference(*id)).collect();
        let count = i64::try_from(total).unwrap_or(i64::MAX);
        made.objects
            .insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => Object::Integer(count) }.into());
        let mut catalog = dictionary! {
            "Type" => "Catalog", "Pages" => tree, "Lang" => lopdf::text_string("da-DK"),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        };
        let named: Vec<&(String, ObjectId)> = self.bookmarks.iter().filter(|(title, _)| !title.is_empty()).collect();
        if !named.is_empty() {
            catalog.set("Outlines", outline(&mut made, &named));
            catalog.set("PageMode", "UseOutlines");
        }
        let root = made.add_object(catalog);
        let info = made.add_object(dictionary! { "Title" => lopdf::text_string(title) });
        made.trailer.set("Root", root);
        made.trailer.set("Info", info);
        made.prune_objects();
        made.renumber_objects();
        let mut bytes = Vec::new();
        made.save_to(&mut bytes).map_err(|error| NotPrinted::Broken(error.to_string()))?;
        Ok(bytes)
    }
}

/// The page with what it inherits, and only what is seen of it.
fn cleaned(file: &Document, id: ObjectId) -> Option<Dictionary> {
    let mut page = Dictionary::new();
    for key in KEPT_OF_A_PAGE {
        if let Some(value) = inherited(file, id, key) {
            page.set(key, value);
        }
    }
    page.set("Type", "Page");
    if !page.has(b"MediaBox") {
        page.set("MediaBox", vec![0.into(), 0.into(), 595.into(), 842.into()]);
    }
    if let Some(notes) = page.remove(b"Annots") {
        let (_, notes) = file.dereference(&notes).ok()?;
        let seen: Vec<Object> = notes.as_array().ok()?.iter().filter_map(|note| seen_note(file, note)).collect();
        if !seen.is_empty() {
            page.set("Annots", seen);
        }
    }
    Some(page)
}

/// How a note or field looks, without what it does.
fn seen_note(file: &Document, note: &Object) -> Option<Object> {
    let (_, note) = file.dereference(note).ok()?;
    let note = note.as_dict().ok().filter(|note| note.has(b"AP"))?;
    let mut kept = Dictionary::new();
    for key in KEPT_OF_A_NOTE {
        if let Ok(value) = note.get(key) {
            kept.set(key, value.clone());
        }
    }
    Some(kept.into())
}

/// A page's value, its own or its nearest parent's.
fn inherited(file: &Document, id: ObjectId, key: &[u8]) -> Option<Object> {
    let mut at = id;
    for _ in 0..DEEPEST {
        let node = file.get_dictionary(at).ok()?;
        if let Ok(value) = node.get(key) {
            return Some(value.clone());
        }
        // Contents, notes and kind are a page's own; only size, turn and resources come from above.
        if !matches!(key, b"Resources" | b"MediaBox" | b"CropBox" | b"Rotate") {
            return None;
        }
        at = node.get(b"Parent").ok()?.as_reference().ok()?;
    }
    None
}

/// Writes the page's place in its upper right corner as the reader sees it, on white, whatever the page itself draws.
fn stamp(made: &mut Document, id: ObjectId, font: ObjectId, told: &str) -> Result<(), lopdf::Error> {
    let page = made.get_dictionary(id)?.clone();
    let mut resources = match page.get(b"Resources") {
        Ok(found) => made.dereference(found)?.1.as_dict().cloned().unwrap_or_default(),
        Err(_) => Dictionary::new(),
    };
    let mut fonts = match resources.get(b"Font") {
        Ok(found) => made.dereference(found)?.1.as_dict().cloned().unwrap_or_default(),
        Err(_) => Dictionary::new(),
    };
    fonts.set("BilagsStempel", font);
    resources.set("Font", fonts);
    let seen = page.get(b"CropBox").or_else(|_| page.get(b"MediaBox"))?;
    let seen = corners(made, seen);
    let turn = page.get(b"Rotate").ok().and_then(|turn| made.dereference(turn).ok()?.1.as_i64().ok()).unwrap_or(0);
    let drawn = drawn(told, seen, turn);
    let before = made.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
    let after = made.add_object(Stream::new(Dictionary::new(), drawn));
    let own: Vec<Object> = match page.get(b"Contents") {
        Ok(Object::Array(parts)) => parts.clone(),
        Ok(one) => match made.dereference(one)?.1 {
            Object::Array(parts) => parts.clone(),
            _ => vec![one.clone()],
        },
        Err(_) => Vec::new(),
    };
    let contents: Vec<Object> =
        std::iter::once(before.into()).chain(own).chain(std::iter::once(after.into())).collect();
    let page = made.get_dictionary_mut(id)?;
    page.set("Resources", resources);
    page.set("Contents", contents);
    Ok(())
}

/// The corners of a box, lower left and upper right; A4 when it is not four numbers.
fn corners(made: &Document, object: &Object) -> [f32; 4] {
    let read = || -> Option<[f32; 4]> {
        let (_, found) = made.dereference(object).ok()?;
        let numbers: Vec<f32> =
            found.as_array().ok()?.iter().filter_map(|n| made.dereference(n).ok()?.1.as_float().ok()).collect();
        let [a, b, c, d] = <[f32; 4]>::try_from(numbers).ok()?;
        Some([a.min(c), b.min(d), a.max(c), b.max(d)])
    };
    read().unwrap_or([0.0, 0.0, 595.0, 842.0])
}

/// Helvetica's digits and letters are about half as wide as high; a little too wide a ground does no harm.
const SIZE: f32 = 8.0;
const WIDTH: f32 = 4.3;
const EDGE: f32 = 12.0;

/// The stamp as drawing commands, after closing what the page itself opened.
fn drawn(told: &str, [left, low, right, high]: [f32; 4], turn: i64) -> Vec<u8> {
    let letters: Vec<u8> = told.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    #[allow(clippy::cast_precision_loss, reason = "a stamp has some thirty letters")]
    let width = letters.len() as f32 * WIDTH + 6.0;
    let (wide, tall) = (right - left, high - low);
    // Where the origin of a page that is read upright lies, and which way its lines run.
    let (matrix, across, up) = match turn.rem_euclid(360) {
        90 => (format!("0 1 -1 0 {right} {low}"), tall, wide),
        180 => (format!("-1 0 0 -1 {right} {high}"), wide, tall),
        270 => (format!("0 -1 1 0 {left} {high}"), tall, wide),
        _ => (format!("1 0 0 1 {left} {low}"), wide, tall),
    };
    let (x, y) = (across - width - EDGE, up - SIZE - EDGE);
    let hex: String = letters.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "\nQ q {matrix} cm 1 g {x} {ground} {width} {height} re f 0.2 g BT /BilagsStempel {SIZE} Tf {text} {y} Td \
         <{hex}> Tj ET Q\n",
        ground = y - 3.0,
        height = SIZE + 6.0,
        text = x + 3.0,
    )
    .into_bytes()
}

/// The bookmarks, one for each document.
fn outline(made: &mut Document, named: &[&(String, ObjectId)]) -> ObjectId {
    let root = made.new_object_id();
    let ids: Vec<ObjectId> = named.iter().map(|_| made.new_object_id()).collect();
    for (index, ((title, page), id)) in named.iter().zip(&ids).enumerate() {
        let mut item = dictionary! {
            "Title" => lopdf::text_string(title), "Parent" => root,
            "Dest" => vec![Object::Reference(*page), "Fit".into()],
        };
        if let Some(before) = index.checked_sub(1).and_then(|before| ids.get(before)) {
            item.set("Prev", *before);
        }
        if let Some(next) = ids.get(index.saturating_add(1)) {
            item.set("Next", *next);
        }
        made.objects.insert(*id, item.into());
    }
    let mut outlines = dictionary! {
        "Type" => "Outlines", "Count" => Object::Integer(i64::try_from(ids.len()).unwrap_or(i64::MAX)),
    };
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        outlines.set("First", *first);
        outlines.set("Last", *last);
    }
    made.objects.insert(root, outlines.into());
    root
}
