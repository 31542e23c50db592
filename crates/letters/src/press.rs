//! Pages made by the typesetter: PDF and pictures.
//!
//! The typesetter sees one template (`page.typ`, ours, compiled in), one file of data and four fonts, and nothing else:
//! no folder, no package, no network, no clock (D-1). What it makes is PDF/UA-1 and PDF/A-2a (D-2).

use crate::page::Page;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, Scalar};
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;

/// Most characters on one document; a long decision has about 8,000.
pub const MOST_CHARACTERS: usize = 100_000;
/// Most pages of one document.
pub const MOST_PAGES: usize = 60;
/// Most pixels to a point: more would make pictures of a hundred megabytes.
pub const MOST_PIXELS_PER_POINT: f64 = 4.0;

/// Why a page is not printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPrinted {
    /// More characters than [`MOST_CHARACTERS`].
    TooLong,
    /// More pages than [`MOST_PAGES`].
    TooManyPages,
    /// Characters that the fonts have no shape for; the text must be changed.
    Characters(BTreeSet<char>),
    /// The typesetter failed; what it said.
    Broken(String),
}

impl fmt::Display for NotPrinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotPrinted::TooLong => write!(f, "the text is longer than {MOST_CHARACTERS} characters"),
            NotPrinted::TooManyPages => write!(f, "it would be more than {MOST_PAGES} pages"),
            NotPrinted::Characters(found) => {
                let codes: Vec<String> = found.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
                write!(f, "the fonts lack characters: {}", codes.join(", "))
            }
            NotPrinted::Broken(said) => write!(f, "the typesetter failed: {said}"),
        }
    }
}

impl std::error::Error for NotPrinted {}

/// The typesetter with its fonts, loaded once and used for every page; it may be shared between threads.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    sheet: Source,
    data: FileId,
    picture: FileId,
    standards: PdfStandards,
}

const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.otf"),
    include_bytes!("../fonts/IBMPlexSans-Italic.otf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.otf"),
    include_bytes!("../fonts/IBMPlexSans-Bold.otf"),
];

impl Press {
    /// Loads the fonts and the template.
    pub fn new() -> Result<Press, NotPrinted> {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        Ok(Press {
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("/page.typ")?, include_str!("page.typ").to_owned()),
            sheet: Source::new(file("/picture.typ")?, include_str!("picture.typ").to_owned()),
            data: file("/page.json")?,
            picture: file("/picture")?,
            standards: PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
                .map_err(|error| NotPrinted::Broken(error.message().to_string()))?,
        })
    }

    /// The page as a PDF file: the same page gives the same bytes.
    pub fn pdf(&self, page: &Page) -> Result<Vec<u8>, NotPrinted> {
        let made = self.typeset(page).and_then(|document| self.file(&document, midnight(page.date)));
        forget();
        made
    }

    /// A JPEG or PNG as a sheet of its own under its title.
    ///
    /// # Errors
    /// [`NotPrinted::Broken`] for a picture that cannot be read.
    pub(crate) fn picture_page(&self, title: &str, day: Date, picture: &[u8]) -> Result<Vec<u8>, NotPrinted> {
        let data = Bytes::from_string(serde_json::json!({ "title": title }).to_string());
        let sheet = Sheet { press: self, main: &self.sheet, data, picture: Some(Bytes::new(picture.to_vec())) };
        let made = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| said(&errors));
        let made = made.and_then(|document| self.file(&document, midnight(day)));
        forget();
        made
    }

    fn file(&self, document: &PagedDocument, day: Option<Datetime>) -> Result<Vec<u8>, NotPrinted> {
        let options = PdfOptions {
            // Title, producer and date are all the file tells of itself (D-2).
            creator: Smart::Custom(None),
            timestamp: day.map(Timestamp::new_utc),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(document, &options).map_err(|errors| said(&errors))
    }

    /// The pages as PNG pictures, for the preview; 1.5 pixels to a point fit a screen.
    pub fn pictures(&self, page: &Page, pixels_per_point: impl Into<f64>) -> Result<Vec<Vec<u8>>, NotPrinted> {
        let options = drawn(pixels_per_point.into());
        let made = self.typeset(page).and_then(|document| {
            let pictures = document.pages().iter().map(|page| typst_render::render(page, &options).encode_png());
            pictures.map(|made| made.map_err(|error| NotPrinted::Broken(error.to_string()))).collect()
        });
        forget();
        made
    }

    /// One page as a PNG picture, counted from 0; none after the last. Drawing is most of the work, so that a page that
    /// shows its pictures one by one asks for each alone.
    pub fn picture(
        &self,
        page: &Page,
        index: usize,
        pixels_per_point: impl Into<f64>,
    ) -> Result<Option<Vec<u8>>, NotPrinted> {
        let options = drawn(pixels_per_point.into());
        let made = self.typeset(page).and_then(|document| {
            let picture = document.pages().get(index).map(|page| typst_render::render(page, &options).encode_png());
            picture.transpose().map_err(|error| NotPrinted::Broken(error.to_string()))
        });
        forget();
        made
    }

    /// How many pages it makes, without drawing them.
    pub fn count(&self, page: &Page) -> Result<usize, NotPrinted> {
        let made = self.typeset(page).map(|document| document.pages().len());
        forget();
        made
    }

    fn typeset(&self, page: &Page) -> Result<PagedDocument, NotPrinted> {
        if page.characters().nth(MOST_CHARACTERS).is_some() {
            return Err(NotPrinted::TooLong);
        }
        let lacking: BTreeSet<char> = page.characters().filter(|c| !self.has_shape(*c)).collect();
        if !lacking.is_empty() {
            return Err(NotPrinted::Characters(lacking));
        }
        let data = Bytes::from_string(page.data().to_string());
        let sheet = Sheet { press: self, main: &self.template, data, picture: None };
        let document = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| said(&errors))?;
        if document.pages().len() > MOST_PAGES {
            return Err(NotPrinted::TooManyPages);
        }
        Ok(document)
    }

    pub(crate) fn has_shape(&self, character: char) -> bool {
        self.fonts.iter().all(|font| font.info().coverage.contains(u32::from(character)))
    }
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Press({} fonts)", self.fonts.len())
    }
}

fn drawn(pixels_per_point: f64) -> RenderOptions {
    RenderOptions { pixel_per_pt: Scalar::new(pixels_per_point.clamp(0.1, MOST_PIXELS_PER_POINT)), render_bleed: false }
}

/// Without this the typesetter remembers every letter it ever made; ten letters back is enough to be warm.
fn forget() {
    typst::comemo::evict(10);
}

/// A path in the typesetter's own world; always the same two, since each new one is kept as long as the process lives.
fn file(path: &str) -> Result<FileId, NotPrinted> {
    let path = VirtualPath::new(path).map_err(|_| NotPrinted::Broken(format!("no such path: {path}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn midnight(date: Date) -> Option<Datetime> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Datetime::from_ymd_hms(i32::from(date.year()), month, day, 0, 0, 0)
}

fn said(errors: &[SourceDiagnostic]) -> NotPrinted {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    NotPrinted::Broken(messages.join("; "))
}

/// The whole world as the typesetter sees it while it makes one document.
struct Sheet<'a> {
    press: &'a Press,
    main: &'a Source,
    data: Bytes,
    picture: Option<Bytes>,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let picture = self.picture.as_ref().filter(|_| id == self.press.picture);
        let found = if id == self.press.data { Some(&self.data) } else { picture };
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
