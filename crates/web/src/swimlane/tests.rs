//! The picture's structure, and that nothing in it lies on anything else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use domain::procedure::{About, Begins, Outcome, Ref, Step};
use jiff::civil::date;

fn step(id: &str, role: &str, title: &str, after: Vec<Ref>) -> Step {
    Step {
        id: id.into(),
        title: title.into(),
        phase: None,
        role: role.into(),
        together_with: vec![],
        after,
        before: vec![],
        when: vec![],
        requires: vec![],
        until: vec![],
        earliest: None,
        deadlines: vec![],
        outcomes: vec![],
        optional: false,
        mandatory: false,
        own_role: false,
        ends_mark: false,
        for_each: None,
        date: None,
        waits_for: None,
        act: None,
        forms: vec![],
        letters: vec![],
        phrases: vec![],
        guides: vec![],
        meeting: None,
        help: None,
        citizen_sees: None,
        source: None,
        ends: false,
        starts: None,
    }
}

fn outcome(id: &str, title: &str) -> Outcome {
    Outcome {
        id: id.into(),
        title: title.into(),
        again: None,
        back_to: None,
        ends: false,
        starts: None,
        needs_reason: false,
        proposed_by: vec![],
        letters: vec![],
        citizen_sees: None,
    }
}

fn procedure(steps: Vec<Step>, phases: &[&str]) -> Procedure {
    Procedure {
        id: "p".into(),
        valid_from: date(2026, 1, 1),
        title: "Ansøgning".into(),
        catalogue: vec![],
        source: None,
        warning: None,
        begins: Begins::ByHand,
        about: About::Case,
        dates: vec![],
        phases: phases.iter().map(|phase| (*phase).to_string()).collect(),
        fits: Vec::new(),
        based_on: None,
        citizen_sees: None,
        steps,
    }
}

fn role(id: &str, title: &str, lane: &str) -> RoleTitle {
    RoleTitle { id: id.into(), title: title.into(), lane: lane.into(), code: None, citizen: false }
}

/// Asked, granted or refused, by two roles.
fn small() -> (Procedure, Vec<RoleTitle>) {
    let mut asked = step("spurgt", "ours", "Må vi <spørge> & \"høre\"?", vec![Ref::Start]);
    asked.outcomes = vec![outcome("ja", "Ja"), Outcome { ends: true, ..outcome("nej", "Nej tak") }];
    let heard = step("hoert", "citizen", "Borgeren svarer", vec![Ref::Outcome("spurgt".into(), vec!["ja".into()])]);
    let roles = vec![role("ours", "Sagsbehandler", "Kommunen"), role("citizen", "Borger", "Borger")];
    (procedure(vec![asked, heard], &[]), roles)
}

#[test]
fn the_picture_has_lanes_boxes_an_arrow_and_the_outcome_that_leads_on() {
    let (procedure, roles) = small();
    let picture = svg(&procedure, &roles, None, "f1");
    assert_eq!(picture.matches(r#"class="swimlane-lane""#).count(), 2);
    assert_eq!(picture.matches(r#"class="swimlane-step "#).count(), 2);
    assert_eq!(picture.matches(r#"class="swimlane-arrow""#).count(), 1);
    for said in ["Kommunen", "Borger", "Ved: Ja", "Forløbet slutter ved: Nej tak", "Fra begyndelsen"] {
        assert!(picture.contains(said), "{said}");
    }
    assert!(!picture.contains("Her er vi"));
}

#[test]
fn the_content_security_policy_finds_no_inline_style_or_script() {
    let (procedure, roles) = small();
    let picture = svg(&procedure, &roles, None, "f1");
    for forbidden in [" style=", "<style", "<script", "href=", "onload"] {
        assert!(!picture.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn text_from_content_never_becomes_markup() {
    let (mut procedure, roles) = small();
    let picture = svg(&procedure, &roles, None, "f1");
    assert!(!picture.contains("<spørge>"));
    assert!(picture.contains("&lt;spørge&gt;"));
    procedure.title = "</title><script>".into();
    let picture = svg(&procedure, &roles, None, "\"><script>");
    assert!(!picture.contains("<script"));
}

#[test]
fn where_we_are_and_what_has_happened_is_said_in_words_and_shapes_not_by_colour_alone() {
    let (procedure, roles) = small();
    let states = BTreeMap::from([
        ("spurgt".to_string(), State::Done(date(2026, 3, 2))),
        ("hoert".to_string(), State::Open(date(2026, 3, 3))),
    ]);
    let picture = svg(&procedure, &roles, Some(&states), "f1");
    assert!(picture.contains("swimlane-tick") && picture.contains("Sket 2.3.2026"));
    assert!(picture.contains("swimlane-here") && picture.contains("Her er vi, siden 3.3.2026"));
    let said = in_words(&procedure, &roles, Some(&states)).join(" ");
    assert!(said.contains("Trin 2, Borger: Borgeren svarer. Her er vi, siden 3.3.2026. Ved: Ja."), "{said}");
    assert!(picture.contains(&format!(r#"<desc id="f1-tekst">{}</desc>"#, escape(&said))));
    assert!(picture.contains(r#"role="img" aria-labelledby="f1-titel" aria-describedby="f1-tekst""#));
}

#[test]
fn a_way_not_taken_is_told_apart_by_word_and_by_line() {
    let (procedure, roles) = small();
    let states = BTreeMap::from([("hoert".to_string(), State::FellAway)]);
    let picture = svg(&procedure, &roles, Some(&states), "f1");
    assert!(picture.contains("Bortfaldet") && picture.contains(r#"stroke-dasharray="2 4""#));
}

#[test]
fn a_step_is_said_back_with_role_way_and_outcomes() {
    let (procedure, roles) = small();
    let said = read(&procedure, &roles);
    let expected = "Borgeren svarer. Gøres af Borger. Begynder, når »Må vi <spørge> & \"høre\"?« ender med »Ja«.";
    assert_eq!(said[1], expected);
    assert!(said[0].starts_with("Må vi <spørge> & \"høre\"? Gøres af Sagsbehandler. Begynder, når forløbet begynder."));
    assert!(said[0].contains("Kan ende med: Ja → »Borgeren svarer«; Nej tak → forløbet slutter."), "{}", said[0]);
}

/// A procedure of any shape: five to thirty steps, one to six lanes, with and without phases.
pub(super) fn any_shape(seed: u64) -> (Procedure, Vec<RoleTitle>) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let lanes = 1 + next(6);
    let phases = ["Før", "Undersøgelse og sagsbehandling", "Efter"];
    let with_phases = next(2) == 1;
    let count = 5 + next(26);
    let titles = ["Brev", "Koordinerende møde med de andre afdelinger", "Bevillingskompetenceplansudvalgsmødereferat"];
    let steps = (0..count)
        .map(|nr| {
            let mut after = Vec::new();
            for _ in 0..1 + next(3) {
                let before = format!("s{}", next(nr.max(1)));
                match next(2) {
                    _ if nr == 0 => {}
                    0 => after.push(Ref::Step(before)),
                    _ => after.push(Ref::Outcome(before, vec!["a".into(), "b".into()])),
                }
            }
            if after.is_empty() {
                after.push(Ref::Start);
            }
            let mut step = step(&format!("s{nr}"), &format!("r{}", next(lanes)), titles[next(titles.len())], after);
            step.phase = with_phases.then(|| phases[next(phases.len())].to_string());
            step.optional = next(4) == 0;
            step.outcomes =
                vec![outcome("a", "Der er kontakt"), Outcome { ends: true, ..outcome("b", "Ønsker ikke mere") }];
            step
        })
        .collect();
    let roles = (0..lanes).map(|nr| role(&format!("r{nr}"), "Rolle", &format!("Bane {nr}"))).collect();
    (procedure(steps, if with_phases { &phases } else { &[] }), roles)
}
