//! The three verbs on the procedures that ship.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: Args,
}

/// What the command prints, with the lines a person types.
fn printed(command: &[&str], typed: &str) -> anyhow::Result<String> {
    let shipped = ::content::Content::shipped();
    let procedures: Vec<Procedure> = shipped.procedures.iter().cloned().collect();
    let line = Line::try_parse_from([&["procedure"], command].concat())?;
    let mut screen = Vec::new();
    run_on(&line.args, &procedures, &shipped.roles, &shipped.calendar, &mut typed.as_bytes(), &mut screen)?;
    Ok(String::from_utf8(screen)?)
}

#[test]
fn a_procedure_is_drawn_as_svg() {
    let picture = printed(&["draw", "ansoegning"], "").unwrap();
    assert!(picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"));
    assert!(picture.contains("role=\"img\""));
}

#[test]
fn an_unknown_procedure_is_refused_with_those_there_are() {
    let refused = printed(&["draw", "ansogning"], "").unwrap_err().to_string();
    assert!(refused.contains("\"ansogning\"") && refused.contains("ansoegning"), "{refused}");
}

#[test]
fn a_procedure_is_read_in_danish_with_its_deadlines() {
    let read = printed(&["read", "ansoegning"], "").unwrap();
    assert!(read.contains("Kan ende med: ") && read.contains("Senest ") && read.contains("(lov: "), "{read}");
}

#[test]
fn a_procedure_is_tried_until_the_application_is_withdrawn() {
    let listed = printed(&["try", "ansoegning", "--start", "2026-03-26"], "slut\n").unwrap();
    let withdrawn = listed.lines().find(|line| line.contains("trækkes tilbage")).unwrap();
    let nr = withdrawn.trim().split('.').next().unwrap();
    let typed = format!("noget andet\n2026-03-30\n{nr}\n");
    let played = printed(&["try", "ansoegning", "--start", "2026-03-26"], &typed).unwrap();
    assert!(played.contains("\"noget andet\" er ikke på listen."), "{played}");
    assert!(played.trim_end().ends_with("Forløbet sluttede 2026-03-30."), "{played}");
}

#[test]
fn the_end_of_the_input_ends_the_attempt_without_an_error() {
    let played = printed(&["try", "ansoegning", "--start", "2026-03-26"], "").unwrap();
    assert!(played.contains("2026-03-26"));
}

#[test]
fn a_setting_that_is_no_length_is_refused() {
    let try_with = |setting: &str| printed(&["try", "ansoegning", "--start", "2026-03-26", "--setting", setting], "");
    assert!(try_with("sagsbehandlingstid=8 uger").unwrap().contains("2026-05-21"));
    assert!(try_with("sagsbehandlingstid=otte").is_err());
    assert!(try_with("8 uger").is_err());
}
