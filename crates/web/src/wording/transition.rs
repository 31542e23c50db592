//! Words for the transition from child to adult, and for the school's list.

use super::{Wording, danish, listed};
use crate::parts::Deadline;
use domain::deadline::Kind;
use domain::school_list::{Column, GRADES, LONGEST_CELL, MOST_ROWS, NotAList, NotImported, Wrong};
use domain::transition::{DecideRule, Found, NotDone, Stage, Turning};
use jiff::civil::Date;

impl Wording for Found {
    fn danish(&self) -> String {
        match self {
            Found::Query => "Fundet i natten: en åben sag eller en løbende bevilling",
            Found::List => "Står på skolens liste",
            Found::ByHand => "Taget med i hånden",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Found::code(*self)
    }
}

impl Wording for Stage {
    fn danish(&self) -> String {
        match self {
            Stage::Found => "Fundet: der skal tages stilling",
            Stage::InTrack => "I overgang",
            Stage::HandedOver => "Overdraget til voksenområdet",
            Stage::NotTarget => "Ikke i målgruppen",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Stage::code(*self)
    }
}

impl Wording for NotDone {
    fn danish(&self) -> String {
        match self {
            NotDone::Already => "Det er besluttet allerede. Se historikken.",
            NotDone::Adult => "Den unge er fyldt 18 år, og der er ikke længere noget at forberede.",
            NotDone::NoReason => "Skriv hvorfor.",
            NotDone::CourseRuns => {
                "Forberedelsen er i gang i sagen. Afslut forløbet dér først: der er et trin til, når den unge ikke længere \
                 skal være med."
            }
            NotDone::NotInTrack => "Den unge er ikke taget med i overgangen endnu. Gør det først.",
            NotDone::NobodyTakesOver => "Vælg først, hvem der tager over på voksenområdet.",
            NotDone::SameDepartment => "Den, der tager over, arbejder i samme afdeling. Vælg en fra voksenområdet.",
            NotDone::NoCaseworker => "Vælg en, der arbejder her og har sager i den afdeling.",
            NotDone::NoProcedure => {
                "Der er ingen arbejdsgang, som begynder med en overgang. Bed den, der passer værktøjskassen, om at lægge den ind."
            }
            NotDone::HasTrack => "Den unge er allerede fundet. Spørg den afdeling, der har sagen.",
            NotDone::OutsideAge => "Overgangen er for unge fra 13 år og til de fylder 18.",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotDone::Already => "transition_decided_already",
            NotDone::Adult => "transition_of_an_adult",
            NotDone::NoReason => "transition_without_reason",
            NotDone::CourseRuns => "transition_course_runs",
            NotDone::NotInTrack => "transition_not_in_track",
            NotDone::NobodyTakesOver => "transition_nobody_takes_over",
            NotDone::SameDepartment => "transition_same_department",
            NotDone::NoCaseworker => "transition_no_caseworker",
            NotDone::NoProcedure => "transition_no_procedure",
            NotDone::HasTrack => "transition_known_already",
            NotDone::OutsideAge => "transition_outside_age",
        }
    }
}

impl Wording for Column {
    fn danish(&self) -> String {
        match self {
            Column::Name => "Navn",
            Column::Cpr => "CPR-nummer",
            Column::School => "Skole",
            Column::Grade => "Klasse",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Column::code(*self)
    }
}

impl Wording for Wrong {
    fn danish(&self) -> String {
        match self {
            Wrong::Missing => "mangler. Skriv det i filen.".into(),
            Wrong::Cpr(why) => why.danish(),
            Wrong::ZeroLost => {
                "har ni cifre. Regnearket har taget nullet forrest væk. Lav kolonnen om til tekst, og skriv nullet igen.".into()
            }
            Wrong::SameAsLine(line) => format!("står også på linje {line}. Slet den ene."),
            Wrong::NoGrade => "kan ikke læses. Skriv den som 9 eller 9.b.".into(),
            Wrong::GradeOutside(grade) => {
                format!("er {grade}. klasse. Listen er for {}.-{}. klasse.", GRADES.start(), GRADES.end())
            }
            Wrong::TooLong => format!("er længere end {LONGEST_CELL} tegn. Se efter, om et anførselstegn mangler i filen."),
            Wrong::OtherName => {
                "er et andet end det, vi kender på nummeret. Se efter, om nummeret er rigtigt, eller ret navnet.".into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Wrong::Missing => "pupil_field_missing",
            Wrong::Cpr(_) => "pupil_cpr",
            Wrong::ZeroLost => "pupil_cpr_zero_lost",
            Wrong::SameAsLine(_) => "pupil_twice",
            Wrong::NoGrade => "pupil_without_grade",
            Wrong::GradeOutside(_) => "pupil_grade_outside",
            Wrong::TooLong => "pupil_field_too_long",
            Wrong::OtherName => "pupil_other_name",
        }
    }
}

impl Wording for NotAList {
    fn danish(&self) -> String {
        match self {
            NotAList::Empty => "Filen er tom.".into(),
            NotAList::ColumnsMissing(columns) => {
                let names: Vec<String> = columns.iter().map(Wording::danish).collect();
                format!(
                    "Den første linje skal sige, hvad der står i hver kolonne. Vi kan ikke finde {}. Kald kolonnerne navn, \
                     cpr, skole og klasse.",
                    listed(&names)
                )
            }
            NotAList::ColumnTwice(column) => {
                format!("To kolonner hedder {}. Slet den ene, eller giv den et andet navn.", column.danish())
            }
            NotAList::NoPupils => "Der er ingen elever under overskrifterne.".into(),
            NotAList::TooManyRows => format!("Der er flere end {MOST_ROWS} elever. Del listen i flere filer."),
            NotAList::NotText => {
                "Det er ikke en tekstfil. Åbn listen i regnearket, vælg Gem som, og vælg CSV (semikolonsepareret)."
                    .into()
            }
            NotAList::TooLarge => "Filen er for stor til at være en liste over elever. Vælg CSV-filen.".into(),
            NotAList::NotATable => "Filen kan ikke læses som en tabel. Gem den igen som CSV.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotAList::Empty => "list_empty",
            NotAList::ColumnsMissing(_) => "list_columns_missing",
            NotAList::ColumnTwice(_) => "list_column_twice",
            NotAList::NoPupils => "list_without_pupils",
            NotAList::TooManyRows => "list_too_long",
            NotAList::NotText => "list_not_text",
            NotAList::TooLarge => "list_too_large",
            NotAList::NotATable => "list_not_a_table",
        }
    }
}

impl Wording for NotImported {
    fn danish(&self) -> String {
        match self {
            NotImported::TakenInAlready(day) => {
                format!("Den samme fil er hentet ind {}. Intet er ændret.", danish::date_plain(*day))
            }
            NotImported::RowsWrong(1) => {
                "Der er noget galt med én række. Ret filen, og hent den ind igen, eller sæt kryds i, at rækken udelades.".into()
            }
            NotImported::RowsWrong(rows) => format!(
                "Der er noget galt med {rows} rækker. Ret filen, og hent den ind igen, eller sæt kryds i, at rækkerne udelades."
            ),
            NotImported::NothingLeft => "Der er ingen rækker tilbage at hente ind. Ret filen.".into(),
            NotImported::NoBasis => "Vælg det samtykke eller den bestemmelse, listen hviler på.".into(),
            NotImported::BasisWithoutWords => {
                "Skriv, hvorfor bestemmelsen gælder her, eller hvem der har givet samtykke og hvornår.".into()
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotImported::TakenInAlready(_) => "list_taken_in_already",
            NotImported::RowsWrong(_) => "list_rows_wrong",
            NotImported::NothingLeft => "list_nothing_left",
            NotImported::NoBasis => "list_without_basis",
            NotImported::BasisWithoutWords => "list_basis_without_words",
        }
    }
}

/// A birthday the transition goes by: "fylder 16 år", "er 17½ år".
pub fn turns(turning: &Turning) -> String {
    match turning.months {
        0 => format!("fylder {} år", turning.years),
        _ => format!("bliver {}½ år", turning.years),
    }
}

/// By when somebody decides, with the rule that says so.
pub fn decide_by((day, rule): (Date, DecideRule), law_age: u32, today: Date) -> Deadline {
    let (said, kind) = match rule {
        DecideRule::MonthAfterFound => ("1 måned efter at den unge er fundet".to_string(), Kind::Goal),
        DecideRule::MonthAfterLaw => (format!("1 måned efter fyldt {law_age} år"), Kind::Law),
        DecideRule::AtOnce => (format!("straks: den unge var fyldt {law_age} år, da den unge blev fundet"), Kind::Law),
    };
    let mut deadline = Deadline::plain(day, said, kind, today);
    if kind == Kind::Law {
        deadline.source = Some("barnets lov § 123".into());
        deadline.to_be_confirmed = true;
    }
    deadline
}

/// A line of a track's history.
pub fn event(code: &str, detail: &str) -> (&'static str, String) {
    let said = || detail.to_string();
    match code {
        "found" => ("Fundet", Found::from_code(detail).map(|found| found.danish()).unwrap_or_default()),
        "followed" => {
            ("Følger en anden sag", "Der er kommet en sag, der siger mere om, hvor den unge hører til.".into())
        }
        "news" => {
            ("Noget nyt", "Der er kommet en sag, en bevilling eller en liste, siden der blev taget stilling.".into())
        }
        "confirmed" => ("Taget med i overgangen", said()),
        "left-out" => ("Ikke i målgruppen", said()),
        "coordinator" => ("Tovholder valgt", said()),
        "pension" => ("Vurderet: åbenlyst en pensionssag", said()),
        "no-pension" => ("Vurderet: ikke åbenlyst en pensionssag", said()),
        "adult" => ("Valgt, hvem der tager over", said()),
        "handed-over" => ("Overdraget til voksenområdet", said()),
        "school" => ("På skolens liste", said()),
        _ => ("Noget er sket", said()),
    }
}
