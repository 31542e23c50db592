//! What goes along on the device, and what comes home from it: pure functions on forms and answers (O-2).

use crate::questionnaire::{AnswerRow, Answers, Field, FieldKind, Questionnaire, Section, TODAY};
use std::collections::{BTreeMap, BTreeSet};

/// The answers as the device gets them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Answers of plain fields, by field.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Rows, by section, in the order they are kept.
    pub rows: BTreeMap<String, Vec<TakenRow>>,
    /// Plain fields that are answered and stay at home.
    pub left_out: BTreeSet<String>,
}

/// A row as the device gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenRow {
    /// Answers by column.
    pub cells: AnswerRow,
    /// Columns that are answered and stay at home.
    pub left_out: BTreeSet<String>,
}

/// What the device sends home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Answers of plain fields, by field.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Rows, by section.
    pub rows: BTreeMap<String, Vec<AnsweredRow>>,
}

/// A row the device sends home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweredRow {
    /// Which row it was: the number of the answers it came from, and its place there from 0. A new row came from none.
    pub from: Option<(u32, usize)>,
    /// Answers by column.
    pub cells: AnswerRow,
}

/// Whether a field stays at home: a CPR number, an address, whatever says who somebody is or how to reach them, papers,
/// and what the case knows by itself.
pub fn is_left_out(field: &Field) -> bool {
    let by_kind = match field.kind {
        FieldKind::Cpr
        | FieldKind::Address
        | FieldKind::Person
        | FieldKind::Phone
        | FieldKind::Mail
        | FieldKind::File
        | FieldKind::Document => true,
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Number
        | FieldKind::Amount
        | FieldKind::Hours
        | FieldKind::Date
        | FieldKind::Time
        | FieldKind::Tick
        | FieldKind::YesNo
        | FieldKind::Choice
        | FieldKind::MultiChoice
        | FieldKind::Scale => false,
    };
    by_kind || is_known(field)
}

/// Whether the case knows the answer by itself, so that the device does not ask for it. The day one fills the form in is
/// known on the device too.
pub fn is_known(field: &Field) -> bool {
    field.fetch.as_deref().is_some_and(|word| word != TODAY)
}

/// "Kim Holm Andersen" goes along as "K.H.A.".
pub fn initials(name: &str) -> String {
    let first = |word: &str| word.chars().find(|letter| letter.is_alphabetic());
    name.split_whitespace().filter_map(first).flat_map(|letter| letter.to_uppercase().chain(['.'])).collect()
}

/// What goes along of these answers.
pub fn taken(form: &Questionnaire, answers: &Answers) -> Taken {
    let mut taken = Taken::default();
    for section in &form.sections {
        if section.rows {
            let rows = answers.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
            taken.rows.insert(section.id.clone(), rows.iter().map(|row| taken_row(section, row)).collect());
            continue;
        }
        for field in &section.fields {
            let given = answers.all(&field.id);
            if !is_answered(given) {
                continue;
            } else if is_left_out(field) {
                taken.left_out.insert(field.id.clone());
            } else {
                taken.fields.insert(field.id.clone(), given.to_vec());
            }
        }
    }
    taken
}

fn taken_row(section: &Section, row: &AnswerRow) -> TakenRow {
    let mut taken = TakenRow::default();
    for field in &section.fields {
        let Some(cell) = row.get(&field.id).filter(|cell| !cell.trim().is_empty()) else { continue };
        if is_left_out(field) {
            taken.left_out.insert(field.id.clone());
        } else {
            taken.cells.insert(field.id.clone(), cell.clone());
        }
    }
    taken
}

/// The answers as they are saved: what was answered, over what stayed at home. `versions` holds the answers by their
/// number; plain fields that stayed at home are those of `base`, cells those of the row they came from.
///
/// What stayed at home is replaced by what was written in its place, and never by a blank: on the device a blank may
/// mean no more than that the answer is not there. A row that is not sent home was taken away by whoever filled it in.
pub fn delivered(form: &Questionnaire, versions: &BTreeMap<u32, Answers>, base: u32, answered: &Answered) -> Answers {
    let mut whole = Answers::default();
    for section in &form.sections {
        if section.rows {
            let rows = answered.rows.get(&section.id).map_or(&[][..], Vec::as_slice);
            let rows = rows.iter().map(|row| whole_row(section, versions, row));
            whole.rows.insert(section.id.clone(), rows.collect());
            continue;
        }
        for field in &section.fields {
            let sent = answered.fields.get(&field.id).map_or(&[][..], Vec::as_slice);
            let at_home = versions.get(&base).map_or(&[][..], |answers| answers.all(&field.id));
            let kept = if is_left_out(field) && !is_answered(sent) { at_home } else { sent };
            if is_answered(kept) {
                whole.fields.insert(field.id.clone(), kept.to_vec());
            }
        }
    }
    whole
}

fn whole_row(section: &Section, versions: &BTreeMap<u32, Answers>, row: &AnsweredRow) -> AnswerRow {
    let home = row.from.and_then(|(nr, place)| versions.get(&nr)?.rows.get(&section.id)?.get(place));
    let cell = |field: &Field| {
        let sent = row.cells.get(&field.id).filter(|cell| !cell.trim().is_empty());
        let at_home = home.and_then(|home| home.get(&field.id)).filter(|_| is_left_out(field));
        Some((field.id.clone(), sent.or(at_home)?.clone()))
    };
    section.fields.iter().filter_map(cell).collect()
}

/// Whether something was answered that this version of the form does not ask: saved, it would be gone.
pub fn not_asked_any_more(form: &Questionnaire, answered: &Answered) -> bool {
    let plain: BTreeSet<&str> = fields(form, |section| !section.rows).map(|field| field.id.as_str()).collect();
    let lost = |(field, given): (&String, &Vec<String>)| is_answered(given) && !plain.contains(field.as_str());
    let lost_row = |(id, rows): (&String, &Vec<AnsweredRow>)| {
        let section = form.sections.iter().find(|section| section.rows && section.id == *id);
        let asked = |column: &str| section.is_some_and(|section| section.fields.iter().any(|field| field.id == column));
        rows.iter().flat_map(|row| &row.cells).any(|(column, cell)| !cell.trim().is_empty() && !asked(column))
    };
    answered.fields.iter().any(lost) || answered.rows.iter().any(lost_row)
}

fn fields(form: &Questionnaire, of: impl Fn(&Section) -> bool) -> impl Iterator<Item = &Field> {
    form.sections.iter().filter(move |section| of(section)).flat_map(|section| &section.fields)
}

fn is_answered(given: &[String]) -> bool {
    given.iter().any(|answer| !answer.trim().is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const KINDS: &[FieldKind] = &[
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::YesNo,
        FieldKind::MultiChoice,
        FieldKind::Date,
        FieldKind::Person,
        FieldKind::Phone,
        FieldKind::Mail,
        FieldKind::Cpr,
        FieldKind::Address,
    ];

    fn field(id: &str, kind: FieldKind) -> Field {
        Field {
            id: id.into(),
            title: id.into(),
            kind,
            required: false,
            help: None,
            fetch: None,
            options: Vec::new(),
            shown_when: None,
            group: None,
            topic: None,
            whose: None,
        }
    }

    fn section(id: &str, rows: bool, kinds: &[FieldKind]) -> Section {
        let fields = kinds.iter().enumerate().map(|(nr, kind)| field(&format!("{id}{nr}"), *kind)).collect();
        Section { id: id.into(), title: id.into(), help: None, fields, rows }
    }

    fn form() -> Questionnaire {
        Questionnaire {
            id: "proeve".into(),
            valid_from: date(2026, 1, 1),
            title: "Prøve".into(),
            catalogue: Vec::new(),
            help: None,
            many: false,
            kept_in: None,
            plan: None,
            signatures: Vec::new(),
            sections: vec![section("a", false, KINDS), section("b", true, KINDS)],
            results: Vec::new(),
        }
    }

    fn row(cells: &[(&str, &str)]) -> AnswerRow {
        cells.iter().map(|(column, cell)| ((*column).to_string(), (*cell).to_string())).collect()
    }

    /// The device fills nothing in and sends everything home.
    fn untouched(nr: u32, taken: &Taken) -> Answered {
        let rows = |(id, rows): (&String, &Vec<TakenRow>)| {
            let home =
                |(place, row): (usize, &TakenRow)| AnsweredRow { from: Some((nr, place)), cells: row.cells.clone() };
            (id.clone(), rows.iter().enumerate().map(home).collect())
        };
        Answered { fields: taken.fields.clone(), rows: taken.rows.iter().map(rows).collect() }
    }

    #[test]
    fn what_says_who_somebody_is_or_where_they_live_stays_at_home() {
        for (nr, kind) in KINDS.iter().enumerate() {
            assert_eq!(is_left_out(&field("x", *kind)), 5 <= nr, "{kind:?}");
        }
        let name = Field { fetch: Some("borger.navn".into()), ..field("navn", FieldKind::Text) };
        assert!(is_left_out(&name));
        let day = Field { fetch: Some(TODAY.into()), ..field("dato", FieldKind::Date) };
        assert!(!is_left_out(&day), "the day of the visit is asked on the device");
    }

    #[test]
    fn a_citizen_goes_along_as_initials() {
        for (name, expected) in [
            ("Kim Holm Andersen", "K.H.A."),
            ("  åse  'Lille' ørsted ", "Å.L.Ø."),
            ("Kim", "K."),
            ("", ""),
            ("Anne-Marie Ø", "A.Ø."),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn the_device_gets_the_answers_and_is_told_what_stayed_at_home() {
        let mut answers = Answers::default();
        answers.fields.insert("a0".into(), vec!["Står op kl. 9".into()]);
        answers.fields.insert("a8".into(), vec!["701080-9901".into()]);
        answers.rows.insert("b".into(), vec![row(&[("b0", "mor"), ("b5", "Sonja Holm"), ("b6", "")])]);
        let taken = taken(&form(), &answers);
        assert_eq!(taken.fields.keys().collect::<Vec<_>>(), ["a0"]);
        assert_eq!(taken.left_out, BTreeSet::from(["a8".to_string()]));
        let expected = TakenRow { cells: row(&[("b0", "mor")]), left_out: BTreeSet::from(["b5".to_string()]) };
        assert_eq!(taken.rows["b"], [expected]);
        assert!(!format!("{taken:?}").contains("Sonja") && !format!("{taken:?}").contains("9901"));
    }

    #[test]
    fn a_blank_never_overwrites_what_stayed_at_home_and_a_new_answer_does() {
        let mut home = Answers::default();
        home.fields.insert("a6".into(), vec!["10 00 00 01".into()]);
        home.fields.insert("a0".into(), vec!["før".into()]);
        let versions = BTreeMap::from([(3, home)]);
        let mut answered = Answered::default();
        answered.fields.insert("a6".into(), vec![" ".into()]);
        answered.fields.insert("a0".into(), vec![String::new()]);
        let whole = delivered(&form(), &versions, 3, &answered);
        assert_eq!((whole.one("a6"), whole.one("a0")), ("10 00 00 01", ""));
        answered.fields.insert("a6".into(), vec!["10 00 00 02".into()]);
        assert_eq!(delivered(&form(), &versions, 3, &answered).one("a6"), "10 00 00 02");
    }

    #[test]
    fn rows_keep_their_own_when_they_are_moved_removed_and_added_and_when_versions_are_joined() {
        let home = |names: [&str; 2]| Answers {
            rows: BTreeMap::from([("b".to_string(), names.map(|name| row(&[("b0", "hvem"), ("b5", name)])).to_vec())]),
            ..Answers::default()
        };
        let versions = BTreeMap::from([(1, home(["Anna", "Bo"])), (2, home(["Carl", "Dorte"]))]);
        let sent = |from: Option<(u32, usize)>, cells: &[(&str, &str)]| AnsweredRow { from, cells: row(cells) };
        let rows = vec![
            sent(Some((2, 1)), &[("b0", "søster")]),
            sent(None, &[("b0", "nabo"), ("b5", "Erik")]),
            sent(Some((1, 0)), &[("b0", "mor")]),
            // A place no version has: nothing is found, and nothing is guessed.
            sent(Some((9, 7)), &[("b0", "ukendt")]),
        ];
        let answered = Answered { fields: BTreeMap::new(), rows: BTreeMap::from([("b".to_string(), rows)]) };
        let whole = delivered(&form(), &versions, 2, &answered);
        let told: Vec<(&str, &str)> =
            whole.rows["b"].iter().map(|row| (row["b0"].as_str(), row.get("b5").map_or("", String::as_str))).collect();
        assert_eq!(told, [("søster", "Dorte"), ("nabo", "Erik"), ("mor", "Anna"), ("ukendt", "")]);
    }

    #[test]
    fn an_answer_that_is_not_asked_any_more_is_noticed() {
        let mut answered = Answered::default();
        answered.fields.insert("gammelt".into(), vec![" ".into()]);
        answered.rows.insert("b".into(), vec![AnsweredRow { from: None, cells: row(&[("b0", "x")]) }]);
        assert!(!not_asked_any_more(&form(), &answered));
        answered.rows.insert("c".into(), vec![AnsweredRow { from: None, cells: row(&[("b0", "x")]) }]);
        assert!(not_asked_any_more(&form(), &answered));
        answered.rows.remove("c");
        answered.fields.insert("gammelt".into(), vec!["et svar".into()]);
        assert!(not_asked_any_more(&form(), &answered));
    }

    fn some_cells(prefix: &'static str) -> impl Strategy<Value = AnswerRow> {
        let cell = (0..KINDS.len(), "[a-zæøå0-9]{1,8}");
        proptest::collection::vec(cell, 0..6)
            .prop_map(move |cells| cells.into_iter().map(|(nr, text)| (format!("{prefix}{nr}"), text)).collect())
    }

    prop_compose! {
        fn some_answers()(plain in some_cells("a"), rows in proptest::collection::vec(some_cells("b"), 0..4)) -> Answers {
            let fields = plain.into_iter().map(|(id, text)| (id, vec![text])).collect();
            Answers { fields, rows: BTreeMap::from([("b".to_string(), rows)]) }
        }
    }

    proptest! {
        #[test]
        fn a_round_trip_changes_nothing_but_what_was_answered(
            home in some_answers(), place in 0..KINDS.len(), written in "[a-z]{1,8}"
        ) {
            let form = form();
            let taken = taken(&form, &home);
            let versions = BTreeMap::from([(4, home.clone())]);
            let mut answered = untouched(4, &taken);
            prop_assert_eq!(&delivered(&form, &versions, 4, &answered), &home);
            let id = format!("a{place}");
            answered.fields.insert(id.clone(), vec![written.clone()]);
            let mut expected = home;
            expected.fields.insert(id, vec![written]);
            prop_assert_eq!(delivered(&form, &versions, 4, &answered), expected);
        }
    }
}
