//! What changed from one version of a form to the next: field by field, row by row.

use super::{AnswerRow, Answers, Field, Questionnaire, Section};
use std::collections::BTreeSet;

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was not there before.
    Added,
    /// It says something else.
    Changed,
    /// It is not there any more.
    Removed,
}

/// One answer that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The question.
    pub field: &'a Field,
    /// What was answered before; empty when nothing was.
    pub before: Vec<String>,
    /// What is answered now; empty when nothing is.
    pub after: Vec<String>,
}

/// One plain field or one row that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Where.
    pub section: &'a Section,
    /// How.
    pub kind: Kind,
    /// A row's own name: the first thing it must say; empty for a plain field.
    pub row: String,
    /// The answers that changed; of a row that was added or removed all it says.
    pub cells: Vec<Cell<'a>>,
}

/// What changed, in the order of the form. Fields the form has never asked are not shown.
///
/// Rows have no names of their own: those that stand unchanged are found first, then those that still say the same in
/// the field that names them, then those that stand where others stood and share something with them. A row that only
/// moved has not changed.
pub fn difference<'a>(form: &'a Questionnaire, before: &Answers, after: &Answers) -> Vec<Difference<'a>> {
    form.sections
        .iter()
        .flat_map(|section| if section.rows { rows(section, before, after) } else { fields(section, before, after) })
        .collect()
}

fn fields<'a>(section: &'a Section, before: &Answers, after: &Answers) -> Vec<Difference<'a>> {
    let told = |answers: &Answers, field: &Field| -> Vec<String> {
        answers.all(&field.id).iter().filter(|text| !text.trim().is_empty()).cloned().collect()
    };
    let differs = |field: &'a Field| {
        let (before, after) = (told(before, field), told(after, field));
        let kind = kind(before.is_empty(), after.is_empty());
        let cell = Cell { field, before, after };
        (cell.before != cell.after).then(|| Difference { section, kind, row: String::new(), cells: vec![cell] })
    };
    section.fields.iter().filter_map(differs).collect()
}

fn kind(nothing_before: bool, nothing_after: bool) -> Kind {
    match (nothing_before, nothing_after) {
        (true, _) => Kind::Added,
        (_, true) => Kind::Removed,
        (false, false) => Kind::Changed,
    }
}

fn rows<'a>(section: &'a Section, before: &Answers, after: &Answers) -> Vec<Difference<'a>> {
    let rows_of = |answers: &Answers| answers.rows.get(&section.id).cloned().unwrap_or_default();
    let (before, after) = (rows_of(before), rows_of(after));
    let mut found = Pairs::default();
    found.pair(&before, &after, |old, new| old == new);
    found.pair(&before, &after, |old, new| !name(section, old).is_empty() && name(section, old) == name(section, new));
    found.pair_in_place(&before, &after);
    let empty = AnswerRow::new();
    let mut differences = Vec::new();
    for (nr, new) in after.iter().enumerate() {
        let old = found.of(nr).and_then(|old| before.get(old));
        let cells = cells(section, old.unwrap_or(&empty), new);
        if !cells.is_empty() {
            let kind = if old.is_some() { Kind::Changed } else { Kind::Added };
            differences.push(Difference { section, kind, row: name(section, new), cells });
        }
    }
    for (_, old) in before.iter().enumerate().filter(|(nr, _)| !found.old.contains(nr)) {
        let cells = cells(section, old, &empty);
        differences.push(Difference { section, kind: Kind::Removed, row: name(section, old), cells });
    }
    differences
}

/// What a row is called: its first field that must be answered, else the first that is.
fn name(section: &Section, row: &AnswerRow) -> String {
    let said = |field: &&Field| row.get(&field.id).is_some_and(|text| !text.trim().is_empty());
    let required = section.fields.iter().filter(|field| field.required).find(said);
    let named = required.or_else(|| section.fields.iter().find(said));
    named.and_then(|field| row.get(&field.id)).map(|text| text.trim().to_string()).unwrap_or_default()
}

fn cells<'a>(section: &'a Section, before: &AnswerRow, after: &AnswerRow) -> Vec<Cell<'a>> {
    let told = |row: &AnswerRow, field: &Field| -> Vec<String> {
        row.get(&field.id).filter(|text| !text.trim().is_empty()).cloned().into_iter().collect()
    };
    let cell = |field: &'a Field| Cell { field, before: told(before, field), after: told(after, field) };
    section.fields.iter().map(cell).filter(|cell| cell.before != cell.after).collect()
}

/// Which new row was which old one.
#[derive(Default)]
struct Pairs {
    pairs: Vec<(usize, usize)>,
    old: BTreeSet<usize>,
    new: BTreeSet<usize>,
}

impl Pairs {
    fn of(&self, new: usize) -> Option<usize> {
        self.pairs.iter().find(|(_, found)| *found == new).map(|(old, _)| *old)
    }

    fn add(&mut self, old: usize, new: usize) {
        self.pairs.push((old, new));
        self.old.insert(old);
        self.new.insert(new);
    }

    /// Each new row with the first old one, in order, that is the same by this measure.
    fn pair(&mut self, before: &[AnswerRow], after: &[AnswerRow], same: impl Fn(&AnswerRow, &AnswerRow) -> bool) {
        for (nr, new) in after.iter().enumerate() {
            if self.new.contains(&nr) {
                continue;
            }
            let free = before.iter().enumerate().find(|(old_nr, old)| !self.old.contains(old_nr) && same(old, new));
            if let Some((old_nr, _)) = free {
                self.add(old_nr, nr);
            }
        }
    }

    /// Rows left over that stand in the same place and still share an answer.
    fn pair_in_place(&mut self, before: &[AnswerRow], after: &[AnswerRow]) {
        for (nr, (old, new)) in before.iter().zip(after).enumerate() {
            let shares = old.iter().any(|(field, text)| !text.trim().is_empty() && new.get(field) == Some(text));
            if shares && !self.old.contains(&nr) && !self.new.contains(&nr) {
                self.add(nr, nr);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::super::FieldKind;
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    fn field(id: &str) -> Field {
        Field {
            id: id.into(),
            title: id.into(),
            kind: FieldKind::Text,
            required: id == "navn",
            help: None,
            fetch: None,
            options: Vec::new(),
            shown_when: None,
            group: None,
            topic: None,
            whose: None,
        }
    }

    fn form() -> Questionnaire {
        let section = |id: &str, fields: &[&str], rows| Section {
            id: id.into(),
            title: id.into(),
            help: None,
            fields: fields.iter().map(|id| field(id)).collect(),
            rows,
        };
        Questionnaire {
            id: "kort".into(),
            valid_from: date(2026, 1, 1),
            title: "Kort".into(),
            catalogue: Vec::new(),
            help: None,
            many: false,
            kept_in: None,
            plan: None,
            signatures: Vec::new(),
            sections: vec![section("hoved", &["dato"], false), section("folk", &["hvem", "navn", "telefon"], true)],
            results: Vec::new(),
        }
    }

    fn answers(day: &str, people: &[(&str, &str, &str)]) -> Answers {
        let row = |(who, name, phone): &(&str, &str, &str)| -> AnswerRow {
            let cells = [("hvem", who), ("navn", name), ("telefon", phone)];
            let said = cells.into_iter().filter(|(_, text)| !text.is_empty());
            said.map(|(id, text)| (id.to_string(), (*text).to_string())).collect()
        };
        let rows = people.iter().map(row).collect();
        let day = if day.is_empty() { Vec::new() } else { vec![("dato".to_string(), vec![day.to_string()])] };
        Answers { fields: day.into_iter().collect(), rows: BTreeMap::from([("folk".to_string(), rows)]) }
    }

    fn told(before: &Answers, after: &Answers) -> Vec<String> {
        let form = form();
        let told = difference(&form, before, after);
        let cell = |cell: &Cell<'_>| format!("{}:{}>{}", cell.field.id, cell.before.join("+"), cell.after.join("+"));
        let line = |one: &Difference<'_>| {
            let cells: Vec<String> = one.cells.iter().map(cell).collect();
            format!("{:?} {} {}", one.kind, one.row, cells.join(" "))
        };
        told.iter().map(line).collect()
    }

    #[test]
    fn a_field_is_added_changed_or_removed() {
        assert_eq!(told(&answers("", &[]), &answers("9. april", &[])), ["Added  dato:>9. april"]);
        assert_eq!(told(&answers("9. april", &[]), &answers("7. maj", &[])), ["Changed  dato:9. april>7. maj"]);
        assert_eq!(told(&answers("9. april", &[]), &answers("", &[])), ["Removed  dato:9. april>"]);
        assert!(told(&answers("9. april", &[]), &answers("9. april", &[])).is_empty());
    }

    #[test]
    fn a_row_in_the_middle_that_goes_leaves_the_others_as_they_were() {
        let before = answers("", &[("mor", "Åse", "1"), ("nabo", "Kaj", "2"), ("ven", "Bo", "3")]);
        let after = answers("", &[("mor", "Åse", "1"), ("ven", "Bo", "3")]);
        assert_eq!(told(&before, &after), ["Removed Kaj hvem:nabo> navn:Kaj> telefon:2>"]);
        assert_eq!(told(&after, &before), ["Added Kaj hvem:>nabo navn:>Kaj telefon:>2"]);
    }

    #[test]
    fn a_row_is_known_by_its_name_when_it_says_something_else() {
        let before = answers("", &[("mor", "Åse", "1"), ("nabo", "Kaj", "2")]);
        let after = answers("", &[("nabo", "Kaj", "9"), ("mor", "Åse", "1")]);
        assert_eq!(told(&before, &after), ["Changed Kaj telefon:2>9"], "and a row that only moved has not changed");
    }

    #[test]
    fn a_row_with_a_new_name_in_the_same_place_is_the_same_row_when_it_shares_something() {
        let before = answers("", &[("læge", "Lone", "70")]);
        assert_eq!(told(&before, &answers("", &[("læge", "Per", "70")])), ["Changed Per navn:Lone>Per"]);
        let other = told(&before, &answers("", &[("ven", "Bo", "3")]));
        assert_eq!(other.len(), 2, "{other:?}");
        assert!(other[0].starts_with("Added Bo") && other[1].starts_with("Removed Lone"), "{other:?}");
    }
}
