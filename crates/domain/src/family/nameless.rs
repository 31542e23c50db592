//! A summary that names nobody (resumé uden navne): what tells who the family is, is found and taken out.
//!
//! Outsiders at the analysis meeting get the summary (`004_dab2e90feaf87893.txt`, P-08 step 5). It is strict on purpose:
//! a name that is also an ordinary word is found too, since nobody sees from the word which of the two it is.

use crate::family::Kin;
use std::ops::Range;

/// Somebody whose traces are looked for. Neither `Debug` nor `Display` tells who.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// What they are in the family; nothing for somebody who works with it.
    pub kin: Option<Kin>,
    /// Full name.
    pub name: String,
    /// Ten digits, or empty.
    pub cpr: String,
    /// Street with number.
    pub street: String,
    /// Telephone.
    pub phone: String,
    /// Mail.
    pub mail: String,
    /// School, day care or work, one each.
    pub places: Vec<String>,
}

impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trace(…)")
    }
}

/// All that is known to tell who the family is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The people.
    pub people: Vec<Trace>,
    /// Numbers of the family's cases.
    pub case_numbers: Vec<String>,
}

/// What kind of trace was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A name, or a part of one.
    Name,
    /// Initials.
    Initials,
    /// A CPR number, or the six digits of a birthday.
    Cpr,
    /// A street.
    Address,
    /// A telephone number or mail address.
    Contact,
    /// A school, day care or work.
    Place,
    /// The number of a case.
    CaseNumber,
}

/// A trace in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub what: What,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// What stands there instead.
    pub instead: String,
}

/// Words of an address that say nothing alone, and are left out of it.
const NOTHING_ALONE: &[&str] = &["st", "tv", "th", "mf", "sal", "kl", "lejlighed"];
/// A street's word of at least so many letters is found alone.
const LONG_WORD: usize = 6;

/// Everything in the text that tells who the family is, in the order it stands; none overlaps another.
pub fn find(text: &str, known: &Known) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    numbers(text, known, &mut found);
    for (nr, trace) in (1..).zip(&known.people) {
        let stands_for = stands_for(trace, nr, known);
        names(&tokens, trace, &stands_for, &mut found);
        initials(&tokens, trace, &stands_for, &mut found);
        phrase(&tokens, &trace.mail, What::Contact, "[mail]", &mut found);
        streets(&tokens, &trace.street, &mut found);
        for place in &trace.places {
            phrase(&tokens, place, What::Place, "[sted]", &mut found);
        }
    }
    for number in &known.case_numbers {
        phrase(&tokens, number, What::CaseNumber, "[sag]", &mut found);
    }
    without_overlap(found)
}

/// The text with everything that tells who the family is taken out: people by what they are in the family.
///
/// What is put in tells nobody, so a second look finds nothing; a test holds it to that.
pub fn take_out(text: &str, known: &Known) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for trace in find(text, known) {
        out.push_str(text.get(from..trace.at.start).unwrap_or_default());
        out.push_str(&trace.instead);
        from = trace.at.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// "[barn 2]": what stands for a person, numbered when the family has several of the kind.
fn stands_for(trace: &Trace, nr: usize, known: &Known) -> String {
    let Some(kin) = trace.kin else { return "[fagperson]".to_string() };
    let same = |other: &&Trace| other.kin == Some(kin);
    if known.people.iter().filter(same).count() < 2 {
        return format!("[{}]", kin.code());
    }
    let before = known.people.iter().take(nr).filter(same).count();
    format!("[{} {before}]", kin.code())
}

/// A word of the text: where it stands, how it is compared, and how it is written.
struct Token<'a> {
    at: Range<usize>,
    plain: String,
    written: &'a str,
}

/// The words of a text: letters and digits together, with what is written inside them without being seen.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    for (place, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, letter.is_alphanumeric() || is_unseen(letter)) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                let written = text.get(from..place).unwrap_or_default();
                found.push(Token { at: from..place, plain: plain(written), written });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Marks that stand on or between letters without parting a word.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A word as it is compared: small letters, without marks, and æ, ø, å as they are written where they cannot be typed.
fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'å' => out.push_str("aa"),
            'æ' | 'ä' => out.push_str("ae"),
            'ø' | 'ö' => out.push_str("oe"),
            'á' | 'à' | 'â' | 'ã' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' => out.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' => out.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ñ' | 'ń' => out.push('n'),
            'š' | 'ś' => out.push('s'),
            'ž' | 'ź' | 'ż' => out.push('z'),
            'ł' => out.push('l'),
            // The ring of an å that is written as two characters; other marks tell nothing apart here.
            '\u{30a}' if out.ends_with('a') => out.push('a'),
            '\u{308}' if out.ends_with(['a', 'o']) => out.push('e'),
            unseen if is_unseen(unseen) => {}
            other => out.push(other),
        }
    }
    out
}

/// Whether a word of the text is the one that is known, as it stands or with an ending of possession.
fn is(token: &Token<'_>, known: &str) -> bool {
    token.plain.strip_prefix(known).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
}

fn names(tokens: &[Token<'_>], trace: &Trace, instead: &str, found: &mut Vec<Found>) {
    let parts: Vec<String> = words(&trace.name).filter(|part| 1 < part.chars().count()).collect();
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        place = place.saturating_add(1);
        if !parts.iter().any(|part| is(token, part)) {
            continue;
        }
        // Names that follow each other are one person, and are taken out as one.
        let mut end = token.at.end;
        while let Some(next) = tokens.get(place).filter(|next| {
            let near = next.at.start.saturating_sub(end) <= 1;
            near && parts.iter().any(|part| is(next, part))
        }) {
            end = next.at.end;
            place = place.saturating_add(1);
        }
        found.push(Found { what: What::Name, at: token.at.start..end, instead: instead.to_string() });
    }
}

/// "M.H.", "M. H.", "MH", "MSH" and "M.": in big letters alone, since small ones are words.
fn initials(tokens: &[Token<'_>], trace: &Trace, instead: &str, found: &mut Vec<Found>) {
    let letters: Vec<String> =
        trace.name.split([' ', '-']).filter_map(|part| part.chars().next()).map(|c| plain(&c.to_string())).collect();
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return };
    let whole: String = letters.concat();
    let ends = format!("{first}{last}");
    let big = |token: &Token<'_>| token.written.chars().all(char::is_uppercase);
    let single = |token: &Token<'_>| big(token) && token.written.chars().count() == 1;
    for (place, token) in tokens.iter().enumerate() {
        let put = |at: Range<usize>, found: &mut Vec<Found>| {
            found.push(Found { what: What::Initials, at, instead: instead.to_string() });
        };
        if 1 < letters.len() && big(token) && (token.plain == whole || token.plain == ends) {
            put(token.at.clone(), found);
        } else if single(token) && token.plain == *first {
            let mut end = token.at.end;
            let mut more = 0;
            for next in tokens.iter().skip(place.saturating_add(1)) {
                let near = next.at.start.saturating_sub(end) <= 2;
                if !(near && single(next) && letters.contains(&next.plain)) {
                    break;
                }
                end = next.at.end;
                more += 1;
            }
            // "I" alone is a word, and the letter of a list is none of anybody's when nothing follows it.
            if 0 < more || token.written != "I" {
                put(token.at.start..end, found);
            }
        }
    }
}

/// The words of a known text, as they are compared.
fn words(known: &str) -> impl Iterator<Item = String> {
    tokens(known).into_iter().map(|token| token.plain).collect::<Vec<_>>().into_iter()
}

/// Known words that follow each other in the text, whatever stands between them.
fn phrase(tokens: &[Token<'_>], known: &str, what: What, instead: &str, found: &mut Vec<Found>) {
    let parts: Vec<String> = words(known).collect();
    let Some(last) = parts.len().checked_sub(1) else { return };
    for window in tokens.windows(parts.len()) {
        let same = window
            .iter()
            .zip(&parts)
            .enumerate()
            .all(|(place, (token, part))| if place == last { is(token, part) } else { token.plain == *part });
        if let (true, Some(begin), Some(end)) = (same, window.first(), window.last()) {
            found.push(Found { what, at: begin.at.start..end.at.end, instead: instead.to_string() });
        }
    }
}

/// A street: its words together, and each long one alone. The number of the house tells nothing without them.
fn streets(tokens: &[Token<'_>], street: &str, found: &mut Vec<Found>) {
    let has_letters = |word: &String| word.chars().next().is_some_and(char::is_alphabetic);
    let parts: Vec<String> = words(street).filter(has_letters).collect();
    let parts: Vec<String> = parts.into_iter().filter(|word| !NOTHING_ALONE.contains(&word.as_str())).collect();
    let parts: Vec<String> = parts.into_iter().filter(|word| 1 < word.chars().count()).collect();
    phrase(tokens, &parts.join(" "), What::Address, "[adresse]", found);
    for word in parts.iter().filter(|word| LONG_WORD <= word.chars().count()) {
        phrase(tokens, word, What::Address, "[adresse]", found);
    }
}

/// Digits that stand together, with at most one sign between each two: CPR numbers, birthdays and telephones.
fn numbers(text: &str, known: &Known, found: &mut Vec<Found>) {
    for (at, digits) in runs_of_digits(text) {
        let put = |what, instead: &str, found: &mut Vec<Found>| {
            found.push(Found { what, at: at.clone(), instead: instead.to_string() });
        };
        let of = |trace: &Trace| {
            let cpr = only_digits(&trace.cpr);
            let birthday = cpr.get(..6).unwrap_or_default();
            !cpr.is_empty() && (digits.contains(&cpr) || digits == birthday)
        };
        // Any ten digits that could be a number are taken for one: a mistyped number is somebody's too.
        if known.people.iter().any(of) || looks_like_a_cpr(&digits) {
            put(What::Cpr, "[nummer]", found);
            continue;
        }
        let rings = |trace: &Trace| {
            let phone = only_digits(&trace.phone);
            8 <= phone.len() && digits.contains(phone.get(phone.len().saturating_sub(8)..).unwrap_or(&phone))
        };
        if known.people.iter().any(rings) {
            put(What::Contact, "[telefon]", found);
        }
    }
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Ten digits that begin with a day and a month; the day of a test number is sixty more.
fn looks_like_a_cpr(digits: &str) -> bool {
    let two = |from: usize| digits.get(from..from.saturating_add(2)).and_then(|part| part.parse::<u8>().ok());
    let (Some(day), Some(month)) = (two(0), two(2)) else { return false };
    digits.len() == 10 && (matches!(day, 1..=31 | 61..=91)) && matches!(month, 1..=12)
}

fn runs_of_digits(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut gap = 0;
    for (place, letter) in text.char_indices() {
        if is_unseen(letter) {
            continue;
        }
        if letter.is_ascii_digit() {
            let end = place.saturating_add(1);
            match found.last_mut().filter(|_| gap <= 1) {
                Some((at, digits)) => {
                    at.end = end;
                    digits.push(letter);
                }
                None => found.push((place..end, letter.to_string())),
            }
            gap = 0;
        } else if matches!(letter, ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{2010}'..='\u{2015}') {
            gap += 1;
        } else {
            gap = 2;
        }
    }
    found
}

/// Of traces that overlap, the one that begins first and reaches furthest stands, drawn out over the others.
fn without_overlap(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|trace| (trace.at.start, std::cmp::Reverse(trace.at.end)));
    let mut kept: Vec<Found> = Vec::new();
    for trace in found {
        match kept.last_mut().filter(|last| trace.at.start < last.at.end) {
            Some(last) => last.at.end = last.at.end.max(trace.at.end),
            None => kept.push(trace),
        }
    }
    kept
}
