//! A file before it is taken in: what is too much inside is refused without unpacking anything (D-6), and a photo loses
//! what it tells of where and when it was taken before anybody else sees it (D-7).
//!
//! Only the outer structure of a file is read: the directory of a zip, the segments of a JPEG, the chunks of a PNG, the
//! page tree of a PDF. What cannot be followed is not what its name says.

use domain::document::{MAX_PAGES, NotTaken};
use lopdf::{Document, LoadOptions};

/// Most files inside an office file.
const MOST_ENTRIES: u64 = 1_000;
/// Most bytes an office file may unpack to.
const MOST_UNPACKED: u64 = 250 * 1024 * 1024;
/// Most bytes one part of a PDF's structure may unpack to; that of two thousand pages is far smaller.
const MOST_STRUCTURE: usize = 16 * 1024 * 1024;
/// Most pixels of a picture.
const MOST_PIXELS: u64 = 100_000_000;

/// The bytes to keep: the same, or a photo without its metadata.
pub(crate) fn cleaned(media_type: &str, bytes: Vec<u8>) -> Result<Vec<u8>, NotTaken> {
    match media_type {
        "image/jpeg" => jpeg(&bytes),
        "image/png" => png(&bytes),
        "application/pdf" => pdf(&bytes).map(|()| bytes),
        office if office.starts_with("application/vnd.") => zip(&bytes).map(|()| bytes),
        _ => Ok(bytes),
    }
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    u16_be(bytes, at).map(u16::swap_bytes)
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    u32_be(bytes, at).map(u32::swap_bytes)
}

fn pixels(width: u32, height: u32) -> Result<(), NotTaken> {
    if u64::from(width).saturating_mul(u64::from(height)) <= MOST_PIXELS {
        Ok(())
    } else {
        Err(NotTaken::TooMuchInside)
    }
}

/// Follows the central directory of a zip and adds up what it says.
fn zip(bytes: &[u8]) -> Result<(), NotTaken> {
    const END: &[u8] = b"PK\x05\x06";
    let from = bytes.len().saturating_sub(65_557);
    let tail = bytes.get(from..).unwrap_or_default();
    let end = tail.windows(4).rposition(|window| window == END).ok_or(NotTaken::ContentDiffersFromName)?;
    let end = tail.get(end..).unwrap_or_default();
    let broken = || NotTaken::ContentDiffersFromName;
    let entries = u64::from(u16_le(end, 10).ok_or_else(broken)?);
    let mut at = usize::try_from(u32_le(end, 16).ok_or_else(broken)?).map_err(|_| broken())?;
    if MOST_ENTRIES < entries {
        return Err(NotTaken::TooMuchInside);
    }
    let mut unpacked: u64 = 0;
    for _ in 0..entries {
        let entry = bytes.get(at..).filter(|entry| entry.starts_with(b"PK\x01\x02")).ok_or_else(broken)?;
        unpacked = unpacked.saturating_add(u64::from(u32_le(entry, 24).ok_or_else(broken)?));
        let lengths = [28, 30, 32].map(|place| u16_le(entry, place).map(usize::from));
        for length in [Some(46)].into_iter().chain(lengths) {
            at = at.saturating_add(length.ok_or_else(broken)?);
        }
    }
    if MOST_UNPACKED < unpacked { Err(NotTaken::TooMuchInside) } else { Ok(()) }
}

/// Counts the pages of a PDF, and no further than there may be. One that only the owner's password would let print is
/// read as any other; one that opens with a password only is of no use to those who work on the case.
fn pdf(bytes: &[u8]) -> Result<(), NotTaken> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_STRUCTURE), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => return Err(NotTaken::Locked),
        Err(_) => return Err(NotTaken::ContentDiffersFromName),
    };
    if document.is_encrypted() {
        return Err(NotTaken::Locked);
    }
    match document.page_iter().take(MAX_PAGES.saturating_add(1)).count() {
        0 => Err(NotTaken::ContentDiffersFromName),
        pages if MAX_PAGES < pages => Err(NotTaken::TooManyPages),
        _ => Ok(()),
    }
}

/// A PNG without its texts, its time and its Exif.
fn png(bytes: &[u8]) -> Result<Vec<u8>, NotTaken> {
    const SIGNATURE: usize = 8;
    let broken = || NotTaken::ContentDiffersFromName;
    let mut kept = bytes.get(..SIGNATURE).ok_or_else(broken)?.to_vec();
    let mut at = SIGNATURE;
    loop {
        let length = usize::try_from(u32_be(bytes, at).ok_or_else(broken)?).map_err(|_| broken())?;
        let end = at.saturating_add(length).saturating_add(12);
        let chunk = bytes.get(at..end).ok_or_else(broken)?;
        let kind = chunk.get(4..8).unwrap_or_default();
        match kind {
            b"IHDR" => pixels(u32_be(chunk, 8).ok_or_else(broken)?, u32_be(chunk, 12).ok_or_else(broken)?)?,
            b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"tIME" => {
                at = end;
                continue;
            }
            _ => {}
        }
        kept.extend_from_slice(chunk);
        if kind == b"IEND" {
            return Ok(kept);
        }
        at = end;
    }
}

/// A JPEG without its Exif, its comments and whatever stands after its end; turned as the camera said.
fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, NotTaken> {
    let broken = || NotTaken::ContentDiffersFromName;
    let mut kept = bytes.get(..2).filter(|start| *start == b"\xff\xd8").ok_or_else(broken)?.to_vec();
    let mut at: usize = 2;
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(broken());
        }
        let marker = *bytes.get(at.saturating_add(1)).ok_or_else(broken)?;
        match marker {
            // Filling before a marker.
            0xff => {
                at = at.saturating_add(1);
                continue;
            }
            0xd9 => {
                kept.extend_from_slice(b"\xff\xd9");
                return Ok(kept);
            }
            _ => {}
        }
        let length = usize::from(u16_be(bytes, at.saturating_add(2)).ok_or_else(broken)?);
        let mut end = at.saturating_add(2).saturating_add(length);
        let segment = bytes.get(at..end).filter(|_| 2 <= length).ok_or_else(broken)?;
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = u16_be(segment, 5).zip(u16_be(segment, 7)).ok_or_else(broken)?;
                pixels(width.into(), height.into())?;
                kept.extend_from_slice(segment);
            }
            0xe1 => kept.extend(turn(segment).into_iter().flatten()),
            // APP2 holds the colours; the other application segments and comments hold texts.
            0xe3..=0xed | 0xef | 0xfe => {}
            0xe2 if !segment.get(4..).unwrap_or_default().starts_with(b"ICC_PROFILE") => {}
            0xda => {
                end = after_scan(bytes, end).ok_or_else(broken)?;
                kept.extend_from_slice(bytes.get(at..end).unwrap_or_default());
            }
            _ => kept.extend_from_slice(segment),
        }
        at = end;
    }
}

/// Where the picture's own bytes end: at the next marker that is neither a stuffed byte nor a restart.
fn after_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let pairs = bytes.get(from..)?.windows(2);
    let found = pairs.enumerate().find(|(_, pair)| match pair {
        [0xff, next] => !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff),
        _ => false,
    });
    found.map(|(index, _)| from.saturating_add(index))
}

/// An Exif segment that says only which way is up, when the camera said so: a photo must not lie on its side.
fn turn(segment: &[u8]) -> Option<Vec<u8>> {
    let tiff = segment.get(4..)?.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let short = |at| if little { u16_le(tiff, at) } else { u16_be(tiff, at) };
    let long = |at| if little { u32_le(tiff, at) } else { u32_be(tiff, at) };
    let first = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(first)?);
    let turned = (0..entries).find_map(|nr| {
        let entry = first.checked_add(2)?.checked_add(nr.checked_mul(12)?)?;
        (short(entry)? == 0x0112).then(|| short(entry.checked_add(8)?))?
    })?;
    if !(2..=8).contains(&turned) {
        return None;
    }
    let mut made =
        b"\xff\xe1\x00\x22Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01".to_vec();
    made.extend_from_slice(&turned.to_be_bytes());
    made.extend_from_slice(&[0; 6]);
    Some(made)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), body].concat()
    }

    /// A photo taken on its side, with a place in its Exif, a comment, and more after its end.
    fn photo(width: u16, height: u16) -> Vec<u8> {
        let mut exif = b"Exif\0\0II\x2a\x00\x08\x00\x00\x00\x02\x00".to_vec();
        exif.extend_from_slice(b"\x0f\x01\x02\x00\x04\x00\x00\x00GPS \x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00");
        exif.extend_from_slice(b"\0\0\0\0 55.6761 N 12.5683 E");
        let frame = [&[8], height.to_be_bytes().as_slice(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
        let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0xff, 0x00, 0xff, 0xd0, 0x34]].concat();
        let trailer = b"\xff\xd9 12.5683 E again".to_vec();
        let comment = segment(0xfe, b"Hemmelighedsvej 44");
        [b"\xff\xd8".to_vec(), segment(0xe1, &exif), comment, segment(0xc0, &frame), scan, trailer].concat()
    }

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len()).unwrap().to_be_bytes(), kind.as_slice(), body, &[0; 4]].concat()
    }

    #[test]
    fn a_photo_forgets_where_it_was_taken_and_keeps_which_way_is_up() {
        let kept = cleaned("image/jpeg", photo(640, 480)).unwrap();
        let text = String::from_utf8_lossy(&kept).into_owned();
        assert!(!text.contains("12.5683") && !text.contains("GPS") && !text.contains("Hemmelighedsvej"));
        assert!(kept.ends_with(&[0x12, 0xff, 0x00, 0xff, 0xd0, 0x34, 0xff, 0xd9]), "the picture itself is whole");
        assert_eq!(&kept[30..32], &[0, 6], "turned as before");
        assert_eq!(cleaned("image/jpeg", kept.clone()), Ok(kept), "nothing more to take away");
    }

    #[test]
    fn a_png_loses_its_texts_and_stays_a_png() {
        let size = [640u32.to_be_bytes(), 480u32.to_be_bytes()].concat();
        let whole = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &size),
            chunk(b"tEXt", b"Location\0Tovby"),
            chunk(b"IDAT", b"xyz"),
            chunk(b"IEND", b""),
            b"after".to_vec(),
        ];
        let kept = cleaned("image/png", whole.concat()).unwrap();
        assert_eq!(kept, [&whole[0], &whole[1], &whole[3], &whole[4]].map(Clone::clone).concat());
    }

    #[test]
    fn a_picture_of_more_pixels_than_anybody_can_look_at_is_refused() {
        assert_eq!(cleaned("image/jpeg", photo(20_000, 20_000)), Err(NotTaken::TooMuchInside));
    }

    #[test]
    fn an_office_file_that_would_unpack_to_a_mountain_is_refused_unopened() {
        let office = "application/vnd.oasis.opendocument.text";
        let archive = |unpacked: u32, entries: u16| {
            let mut entry = b"PK\x01\x02".to_vec();
            entry.resize(46, 0);
            entry[24..28].copy_from_slice(&unpacked.to_le_bytes());
            let mut end = b"PK\x05\x06".to_vec();
            end.resize(22, 0);
            end[10..12].copy_from_slice(&entries.to_le_bytes());
            [entry.repeat(usize::from(entries.min(2000))), end].concat()
        };
        assert!(cleaned(office, archive(1000, 3)).is_ok());
        assert_eq!(cleaned(office, archive(200 * 1024 * 1024, 2)), Err(NotTaken::TooMuchInside));
        assert_eq!(cleaned(office, archive(1, 1001)), Err(NotTaken::TooMuchInside));
        assert_eq!(cleaned(office, b"PK\x03\x04 cut off".to_vec()), Err(NotTaken::ContentDiffersFromName));
    }

    /// A PDF of so many empty pages, its structure packed as today's programs do.
    fn pages(count: usize) -> Document {
        let mut made = Document::with_version("1.7");
        let tree = made.new_object_id();
        let page = lopdf::dictionary! { "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
        let kids: Vec<lopdf::Object> = (0..count).map(|_| made.add_object(page.clone()).into()).collect();
        let number = i64::try_from(count).unwrap();
        made.objects.insert(tree, lopdf::dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => number }.into());
        let catalog = made.add_object(lopdf::dictionary! { "Type" => "Catalog", "Pages" => tree });
        made.trailer.set("Root", catalog);
        made
    }

    fn saved(mut made: Document) -> (Vec<u8>, Vec<u8>) {
        let (mut plain, mut packed) = (Vec::new(), Vec::new());
        made.save_to(&mut plain).unwrap();
        made.save_modern(&mut packed).unwrap();
        (plain, packed)
    }

    fn taken(bytes: &[u8]) -> Result<(), NotTaken> {
        cleaned("application/pdf", bytes.to_vec()).map(|kept| assert_eq!(kept, bytes, "kept byte for byte"))
    }

    #[test]
    fn d_6_a_pdf_of_two_thousand_pages_is_taken_and_one_more_is_not() {
        for (count, expected) in [(1, Ok(())), (2000, Ok(())), (2001, Err(NotTaken::TooManyPages))] {
            let (plain, packed) = saved(pages(count));
            assert_eq!(taken(&plain), expected, "{count} pages");
            assert_eq!(taken(&packed), expected, "{count} pages, packed");
        }
    }

    #[test]
    fn d_6_a_tree_that_says_it_has_one_page_is_counted_all_the_same() {
        let mut made = pages(2001);
        for object in made.objects.values_mut() {
            if let Ok(tree) = object.as_dict_mut()
                && tree.has(b"Count")
            {
                tree.set("Count", 1);
            }
        }
        assert_eq!(taken(&saved(made).0), Err(NotTaken::TooManyPages));
    }

    #[test]
    fn d_6_a_pdf_without_a_page_or_cut_off_is_not_what_its_name_says() {
        assert_eq!(taken(&saved(pages(0)).0), Err(NotTaken::ContentDiffersFromName));
        assert_eq!(taken(b"%PDF-1.7\nnothing follows"), Err(NotTaken::ContentDiffersFromName));
    }

    #[test]
    fn d_6_a_pdf_that_asks_for_a_password_is_refused_and_one_that_only_forbids_printing_is_not() {
        for (user, expected) in [("hemmelig", Err(NotTaken::Locked)), ("", Ok(()))] {
            let mut made = pages(3);
            let id = lopdf::Object::string_literal("0123456789abcdef");
            made.trailer.set("ID", vec![id.clone(), id]);
            let version = lopdf::EncryptionVersion::V2 {
                document: &made,
                owner_password: "ejer",
                user_password: user,
                key_length: 128,
                permissions: lopdf::Permissions::empty(),
            };
            let state = lopdf::EncryptionState::try_from(version).unwrap();
            made.encrypt(&state).unwrap();
            let mut bytes = Vec::new();
            made.save_to(&mut bytes).unwrap();
            assert_eq!(taken(&bytes), expected, "password {user:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reading(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in 0usize..120) {
            for kind in ["image/jpeg", "image/png", "application/pdf", "application/vnd.any"] {
                let _ = cleaned(kind, bytes.clone());
            }
            // A PDF with something wrong in the middle.
            let mut paper = saved(pages(2)).1;
            let at = paper.len().min(cut);
            paper.splice(at..at, bytes.iter().copied());
            let _ = cleaned("application/pdf", paper);
            // A photo with something wrong in the middle.
            let mut photo = photo(64, 48);
            photo.truncate(cut.min(photo.len()));
            photo.append(&mut bytes);
            let _ = cleaned("image/jpeg", photo);
        }
    }
}
