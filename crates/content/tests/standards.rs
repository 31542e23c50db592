//! Service standards: fixed headings, a day of review, one for every benefit; and an approver for every decision.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Files, base};
use content::{Content, HEADINGS, check, load};
use domain::decision::Outcome;

fn with(standard: &str) -> Files {
    let mut files = base();
    files.insert("servicestandarder/hjaelp.md".to_string(), standard.to_string());
    files
}

fn said(files: &Files) -> Vec<String> {
    check(files).into_iter().map(|mistake| mistake.to_string()).collect()
}

fn standard() -> String {
    let front = "+++\ntitel = \"Hjælp\"\ngaelder_fra = 2026-01-01\nnaeste_revision = 2027-01-01\n+++\n";
    let sections: Vec<String> = HEADINGS.iter().map(|heading| format!("## {heading}\n\nTekst.\n")).collect();
    format!("{front}{}", sections.join("\n"))
}

#[test]
fn a_standard_with_every_heading_loads() {
    let (content, mistakes) = load(&with(&standard()));
    assert_eq!(mistakes, Vec::new());
    let read = content.standard("hjaelp").unwrap();
    let headings: Vec<&str> = read.sections.iter().map(|(heading, _)| heading.as_str()).collect();
    assert_eq!(headings, HEADINGS);
    assert!(read.markdown().starts_with("## Målgruppe\n\nTekst.\n\n## Formål\n"), "{}", read.markdown());
}

#[test]
fn a_heading_that_is_missing_wrong_empty_or_out_of_order_is_told() {
    let cases = [
        (
            "## Levering\n\nTekst.\n",
            "",
            "servicestandarder/hjaelp.md:6: standarden mangler \"## Levering\". Skriv afsnittet.",
        ),
        (
            "## Kriterier",
            "## Kriterie",
            "servicestandarder/hjaelp.md:18: standarden kan ikke have overskriften \"Kriterie\". Mente du \"Kriterier\"?",
        ),
        (
            "## Formål\n\nTekst.",
            "## Formål\n",
            "servicestandarder/hjaelp.md:10: der står intet under \"Formål\". Skriv det.",
        ),
        (
            "2027-01-01",
            "2025-01-01",
            "servicestandarder/hjaelp.md:4: standarden skal ses igennem 2025-01-01, men gælder først fra 2026-01-01. \
             Ret den ene af dagene.",
        ),
        (
            "naeste_revision = 2027-01-01\n",
            "",
            "servicestandarder/hjaelp.md:1: standarden mangler \"naeste_revision\". \
             Skriv naeste_revision = 2026-01-01 (hvornår den senest ses igennem).",
        ),
    ];
    for (from, to, told) in cases {
        let text = standard();
        assert!(text.contains(from));
        let found = said(&with(&text.replacen(from, to, 1)));
        assert!(found.iter().any(|line| line == told), "{from:?} became {to:?}: {found:#?}");
    }
    let swapped =
        standard().replace("## Indhold", "## X").replace("## Formål", "## Indhold").replace("## X", "## Formål");
    let found = said(&with(&swapped));
    assert!(found.iter().any(|line| line.contains("overskrifterne står ikke i rækkefølge")), "{found:#?}");
}

#[test]
fn a_benefit_cannot_name_a_standard_that_is_not_there() {
    let mut files = with(&standard());
    let benefit = files.get_mut("ydelser/hjaelp.toml").unwrap();
    *benefit = format!("standard = \"hjælpen\"\n{benefit}").replace("hjælpen", "hjaelpen");
    let found = said(&files);
    assert!(found.iter().any(|line| line.contains("servicestandarden \"hjaelpen\" findes ikke")), "{found:#?}");
}

#[test]
fn every_shipped_benefit_that_can_be_applied_for_has_its_standard() {
    let content = Content::shipped();
    // What a department does of its own accord, not for an application, has none.
    let own = ["underretning-om-barn", "fremskudt-sagsbehandling", "ordinaer-henvendelse", "forberedelse-af-overgang"];
    let without: Vec<&str> = content
        .benefits
        .iter()
        .filter(|benefit| !own.contains(&benefit.id.as_str()))
        .filter(|benefit| benefit.standard.as_ref().is_none_or(|id| content.standard(id).is_none()))
        .map(|benefit| benefit.id.as_str())
        .collect();
    assert_eq!(without, Vec::<&str>::new());
    let unused: Vec<&String> = content
        .standards
        .keys()
        .filter(|id| !content.benefits.iter().any(|benefit| benefit.standard.as_ref() == Some(id)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new(), "a standard nobody names");
}

#[test]
fn nobody_waits_for_an_approver_who_does_not_exist() {
    let content = Content::shipped();
    let plan = content.approval_plans.last().unwrap();
    for benefit in content.benefits.iter() {
        for outcome in Outcome::ALL {
            let mut about = plan.lines.iter().filter(|line| {
                line.benefits.contains(&benefit.id) && (line.outcomes.is_empty() || line.outcomes.contains(outcome))
            });
            let last = about.next_back().unwrap_or_else(|| panic!("nobody approves {outcome:?} of {}", benefit.id));
            let limits = (last.yearly_cost_up_to, last.weekly_hours_up_to, last.level_up_to, last.package.as_ref());
            assert_eq!(limits, (None, None, None, None), "{} {outcome:?} has no line without limits", benefit.id);
            assert!(last.deputy.as_ref().is_some_and(|deputy| *deputy != last.approver), "{}: no deputy", benefit.id);
            for role in [&last.approver, &last.recommender] {
                assert!(content.role(role).is_some_and(|role| role.code.is_some()), "{role} can sign in");
            }
        }
    }
}
