//! The log's own page, for whoever guards the data: is every row as it was written?

use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::parts::{Alert, Empty, Hidden, Tone};
use crate::routes::{Needs, Routes};
use crate::session::Desk;
use crate::wording::danish;
use app::log::{self, Fault, KeptFault, Verified};
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
    let found = said(&log::verify(&desk.app, &desk.actor).await?);
    page(&the_page(&desk, Some(found)).await?)
}

async fn the_page(desk: &Desk, found: Option<Alert>) -> app::Outcome<Show> {
    let ends = log::day_ends(&desk.app, &desk.actor, DAYS).await?;
    let ends = ends.into_iter().map(|end| (danish::date_short(end.day), end.row, end.hash)).collect();
    Ok(Show { frame: desk.frame(Here::Log), found, ends })
}

/// What a verification found, and what to do.
fn said(found: &Verified) -> Alert {
    let tone = if matches!(found, Verified::Whole { .. }) { Tone::Success } else { Tone::Error };
    let (title, text) = in_words(found);
    Alert::new(tone, title, text)
}

/// What a verification found, as a title and what to do.
pub fn in_words(found: &Verified) -> (String, String) {
    match found {
        Verified::Whole { rows, kept } => {
            let outside = match kept {
                0 => "Ingen dages aftryk er gemt uden for databasen endnu.".to_string(),
                1 => "En dags aftryk er gemt uden for databasen, og det passer.".to_string(),
                days => format!("{days} dages aftryk er gemt uden for databasen, og de passer."),
            };
            let text =
                format!("Alle {rows} linjer står, som de blev skrevet, i den rækkefølge de blev skrevet. {outside}");
            ("Loggen er hel".to_string(), text)
        }
        Verified::Broken { row, fault } => {
            let what = match fault {
                Fault::Changed => "Indholdet er ikke det, der blev skrevet",
                Fault::Removed => "Linjen er væk",
                Fault::Added => "Linjen er sat ind udenom systemet",
                Fault::Moved => "Linjen står et andet sted, end den blev skrevet",
            };
            let text = format!(
                "{what}. Gem databasen og dagenes aftryk, som de er nu, og tal med systemadministratoren, før nogen \
                 retter noget."
            );
            (format!("Loggen er brudt ved linje {row}"), text)
        }
        Verified::BrokenOutside { name, fault } => {
            let what = match fault {
                KeptFault::Changed => "Filen er ikke, som systemet skrev den under",
                KeptFault::Missing => "Filen er væk",
                KeptFault::MissingBefore => "En fil fra en tidligere dag er væk",
            };
            let text = format!(
                "{what}. Linjerne i databasen passer til hinanden. Gem mappen, som den er nu, og find ud af, hvem der \
                 kan skrive i den; er mappen flyttet, så læg de gamle filer i den nye."
            );
            (format!("Dagenes aftryk uden for databasen er brudt ved {name}"), text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_named_by_its_row_or_its_file() {
        let html = said(&Verified::Broken { row: 417, fault: Fault::Removed }).render().unwrap();
        assert!(html.contains("linje 417") && html.contains("væk"), "{html}");
        let outside = Verified::BrokenOutside { name: "2026-03-02".into(), fault: KeptFault::Changed };
        assert!(said(&outside).render().unwrap().contains("2026-03-02"));
        let html = said(&Verified::Whole { rows: 12, kept: 3 }).render().unwrap();
        assert!(html.contains("Alle 12 linjer") && html.contains("3 dages aftryk"), "{html}");
    }
}
