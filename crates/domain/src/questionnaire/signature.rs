//! Signatures on a filled-in form (underskrift): written on the screen, or a name typed by whoever signs.
//!
//! What is drawn is kept as the path of an SVG and nothing else: moves and lines between points inside the box. It is
//! put into pages and letters as it stands, so whatever is not such a path is no drawing.

use jiff::civil::Date;

/// Width of the box one signs in; a point lies from 0 to this.
pub const WIDTH: u32 = 600;
/// Height of the box one signs in.
pub const HEIGHT: u32 = 200;
/// Longest drawing, in characters: a few thousand points, more than any hand writes in a name.
pub const LONGEST_DRAWING: usize = 20_000;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 120;
/// Most signatures on a form: more parties than any form has.
pub const MOST_SIGNATURES: usize = 8;

/// What was drawn: `M12 34L13 35.5L14 36M…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing(String);

/// What is no drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADrawing;

impl Drawing {
    /// Reads the path: `M` and `L` only, each with two numbers of at most one decimal inside the box. It begins with a
    /// move and holds at least one line, since a dot is no signature.
    ///
    /// # Errors
    /// Anything else, and anything longer than [`LONGEST_DRAWING`].
    pub fn read(path: &str) -> Result<Self, NotADrawing> {
        let path = path.trim();
        if LONGEST_DRAWING < path.len() || !path.starts_with('M') {
            return Err(NotADrawing);
        }
        let mut lines = 0_usize;
        for (at, mark) in path.match_indices(['M', 'L']) {
            let rest = path.get(at.saturating_add(1)..).ok_or(NotADrawing)?;
            let point = rest.split(['M', 'L']).next().ok_or(NotADrawing)?;
            let (across, down) = point.split_once([' ', ',']).ok_or(NotADrawing)?;
            if !(is_inside(across, WIDTH) && is_inside(down.trim_end(), HEIGHT)) {
                return Err(NotADrawing);
            }
            if mark == "L" {
                lines = lines.saturating_add(1);
            }
        }
        if lines == 0 { Err(NotADrawing) } else { Ok(Drawing(path.to_string())) }
    }

    /// The path, as the `d` of an SVG path in a box of [`WIDTH`] times [`HEIGHT`].
    pub fn path(&self) -> &str {
        &self.0
    }
}

/// "12", "12.5": from 0 to `most`, with at most one decimal.
fn is_inside(number: &str, most: u32) -> bool {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = |whole: u32| whole < most || (whole == most && part == "0");
    digits(whole) && whole.len() <= 3 && digits(part) && part.len() == 1 && whole.parse().is_ok_and(fits)
}

/// One signature on one version of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// As whom: a role the form asks to sign (`underskrift`).
    pub role: String,
    /// The signer's name.
    pub name: String,
    /// The day.
    pub signed_on: Date,
    /// What was drawn; without it the name was typed and "Jeg skriver under" was ticked.
    pub drawing: Option<Drawing>,
}

/// Why a form is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSigned {
    /// The form does not ask that role to sign.
    NotAsked,
    /// The name is missing or too long.
    NoName,
    /// Signed on a day to come.
    InTheFuture,
    /// What was drawn is not a path of moves and lines inside the box.
    NotADrawing,
    /// More than [`MOST_SIGNATURES`].
    TooMany,
}

/// Whether these signatures can stand under a form that asks those roles to sign.
///
/// # Errors
/// The first thing wrong.
pub fn check_signatures(asked: &[String], signatures: &[Signature], today: Date) -> Result<(), NotSigned> {
    if MOST_SIGNATURES < signatures.len() {
        return Err(NotSigned::TooMany);
    }
    for signature in signatures {
        let name = signature.name.trim();
        if !asked.contains(&signature.role) {
            return Err(NotSigned::NotAsked);
        } else if name.is_empty() || LONGEST_NAME < name.chars().count() {
            return Err(NotSigned::NoName);
        } else if today < signature.signed_on {
            return Err(NotSigned::InTheFuture);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_path_of_moves_and_lines_inside_the_box_is_a_drawing() {
        for path in ["M0 0L600 200", "M12,34L13.5,35L14,36M1 2L3 4", "M10 20 L30 40 "] {
            assert!(Drawing::read(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn nothing_else_is_a_drawing() {
        let refused = [
            "",
            "M1 2",
            "L1 2L3 4",
            "M1 2L601 4",
            "M1 2L600.1 4",
            "M1 2L3 201",
            "M1 2L3",
            "M1 2L-3 4",
            "M1 2L3 4Z",
            "M1 2C3 4",
            "m1 2l3 4",
            "M1 2L3 4\"><script>",
            "M1 2L1e2 4",
            "M1 2L3 4.55",
            "M1 2L3  4",
        ];
        for path in refused {
            assert_eq!(Drawing::read(path), Err(NotADrawing), "{path}");
        }
        let long = format!("M1 2{}", "L3 4".repeat(LONGEST_DRAWING));
        assert_eq!(Drawing::read(&long), Err(NotADrawing));
    }

    #[test]
    fn only_who_is_asked_signs_with_a_name_and_not_tomorrow() {
        let today = date(2026, 4, 9);
        let asked = ["borger".to_string()];
        let good = Signature { role: "borger".into(), name: "Torben".into(), signed_on: today, drawing: None };
        let checked = |change: fn(&mut Signature)| {
            let mut one = good.clone();
            change(&mut one);
            check_signatures(&asked, &[one], today)
        };
        assert_eq!(checked(|_| ()), Ok(()));
        assert_eq!(checked(|one| one.role = "foraelder".into()), Err(NotSigned::NotAsked));
        assert_eq!(checked(|one| one.name = "  ".into()), Err(NotSigned::NoName));
        assert_eq!(checked(|one| one.signed_on = date(2026, 4, 10)), Err(NotSigned::InTheFuture));
        let many = vec![good.clone(); MOST_SIGNATURES.saturating_add(1)];
        assert_eq!(check_signatures(&asked, &many, today), Err(NotSigned::TooMany));
    }

    proptest! {
        #[test]
        fn a_drawing_holds_nothing_but_its_alphabet(text in "[ML0-9 ,.<>\"a-z&-]{0,40}") {
            if let Ok(drawing) = Drawing::read(&text) {
                prop_assert!(drawing.path().chars().all(|c| "ML0123456789 ,.".contains(c)), "{}", drawing.path());
            }
        }
    }
}
