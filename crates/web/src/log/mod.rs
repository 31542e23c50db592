//! The log's own page, for whoever guards the data: is every row as it was written?

use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Hidden, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::danish;
use app::log::{self, Fault, Verified};
use askama::Template;
use domain::access::{Action, Object};

const VERIFY: Needs = Needs::Right(Action::Verify, Object::Log);

/// Days whose ends are shown.
const DAYS: usize = 31;

/// Its routes.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/log-indhold", VERIFY, show).post("/log-indhold", VERIFY, verify)
}

#[derive(Template)]
#[template(path = "log/show.html")]
struct Show {
    frame: Frame,
    found: Option<Alert>,
    ends: Vec<(String, i64, String)>,
}

async fn show(desk: Desk) -> Page {
    page(&the_page(&desk, None).await?)
}

async fn verify(desk: Desk) -> Page {
    let found = said(log::verify(&desk.app, &desk.actor).await?);
    page(&the_page(&desk, Some(found)).await?)
}

async fn the_page(desk: &Desk, found: Option<Alert>) -> app::Outcome<Show> {
    let ends = log::day_ends(&desk.app, &desk.actor, DAYS).await?;
    let ends = ends.into_iter().map(|end| (danish::date_short(end.day), end.row, end.hash)).collect();
    Ok(Show { frame: desk.frame(Here::Log), found, ends })
}

/// What a verification found, and what to do.
fn said(found: Verified) -> Alert {
    let (row, fault) = match found {
        Verified::Whole { rows } => {
            let text = format!("Alle {rows} linjer står, som de blev skrevet, i den rækkefølge de blev skrevet.");
            return Alert::new(Tone::Success, "Loggen er hel", text);
        }
        Verified::Broken { row, fault } => (row, fault),
    };
    let what = match fault {
        Fault::Changed => "Indholdet er ikke det, der blev skrevet",
        Fault::Removed => "Linjen er væk",
        Fault::Added => "Linjen er sat ind udenom systemet",
        Fault::Moved => "Linjen står et andet sted, end den blev skrevet",
    };
    let text = format!(
        "{what}. Alt før linje {row} er, som det blev skrevet; hvad der kommer efter, er ikke prøvet. Gem databasen, som \
         den er nu, og tal med systemadministratoren, før nogen retter noget."
    );
    Alert::new(Tone::Error, format!("Loggen er brudt ved linje {row}"), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_named_by_its_row() {
        let html = said(Verified::Broken { row: 417, fault: Fault::Removed }).render().unwrap();
        assert!(html.contains("linje 417") && html.contains("væk"), "{html}");
        assert!(said(Verified::Whole { rows: 12 }).render().unwrap().contains("Alle 12 linjer"));
    }
}
