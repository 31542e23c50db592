//! "Historik": who saw and did what on a case, as the audit log has it.

use crate::case::{Head, Place, SEE};
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::routes::Routes;
use crate::session::Desk;
use crate::wording::{self, acts, danish};
use app::case::{PAGE, Seen, Verdict};
use askama::Template;
use axum::extract::Query;
use domain::access::FieldClass;
use domain::ids::CaseId;
use serde::Deserialize;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sager/{id}/historik", SEE, show)
}

/// The line the page goes on before.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    foer: String,
}

#[derive(Template)]
#[template(path = "history/show.html")]
struct Show {
    frame: Frame,
    head: Head,
    number: String,
    lines: Vec<Line>,
    older: Option<String>,
}

struct Line {
    when: String,
    iso: String,
    who: String,
    role: String,
    what: &'static str,
    purpose: String,
    fields: String,
    denied: bool,
}

async fn show(desk: Desk, Id(case): Id<CaseId>, Query(wanted): Query<Wanted>) -> Page {
    let (view, lines) = app::case::show_history(&desk.app, &desk.actor, case, wanted.foer.parse().ok()).await?;
    let last = lines.last().filter(|_| lines.len() == usize::try_from(PAGE).unwrap_or(usize::MAX));
    page(&Show {
        frame: desk.frame(Here::Elsewhere),
        head: Head::of(&desk.app, &view, Place::History),
        number: view.file.case.number.to_string(),
        older: last.map(|line| format!("/sager/{case}/historik?foer={}", line.seq)),
        lines: lines.iter().map(|seen| line(&desk, seen)).collect(),
    })
}

fn line(desk: &Desk, seen: &Seen) -> Line {
    let department = seen.department.as_deref().and_then(|id| desk.app.content.department(id));
    let role: Vec<String> = seen
        .role
        .map(|role| wording::role(role).to_string())
        .into_iter()
        .chain(department.map(|department| department.title.clone()))
        .chain(seen.relation.map(|relation| wording::relation_to_case(relation).to_string()))
        .collect();
    Line {
        when: danish::instant(seen.at),
        iso: seen.at.to_string(),
        who: seen.by.clone().unwrap_or_else(|| "Systemet".into()),
        role: role.join(", "),
        what: acts::seen(&seen.action),
        purpose: purpose(&seen.purpose),
        fields: wording::listed(&seen.fields.iter().filter_map(|field| private(*field)).collect::<Vec<_>>()),
        denied: seen.verdict == Verdict::Denied,
    }
}

/// "danger: ringer ikke tilbage" with the purpose in words.
fn purpose(kept: &str) -> String {
    let coded = kept.split_once(": ").and_then(|(code, reason)| Some((acts::purpose(code)?, reason)));
    coded.map_or_else(|| kept.to_string(), |(purpose, reason)| format!("{purpose}: {reason}"))
}

/// Fields worth naming: what one has to ask for by itself.
fn private(field: FieldClass) -> Option<String> {
    match field {
        FieldClass::Cpr => Some("CPR-nummer".into()),
        FieldClass::AddressProtected => Some("beskyttet adresse".into()),
        FieldClass::Open
        | FieldClass::Personal
        | FieldClass::Sensitive
        | FieldClass::ThirdParty
        | FieldClass::Internal
        | FieldClass::HiddenFromParty => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_purpose_of_a_break_glass_is_said_in_words() {
        assert_eq!(
            purpose("danger: Barnet er ikke set i to dage"),
            "Fare for liv eller helbred: Barnet er ikke set i to dage"
        );
        assert_eq!(purpose("Læser op til mødet: dagsorden"), "Læser op til mødet: dagsorden");
    }
}
