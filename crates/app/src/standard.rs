//! Service standards (servicestandarder) as a file. They are public: nothing here is about a citizen, and nobody asks
//! who reads.

use crate::letter_pages::render;
use crate::{App, Outcome, Refused};
pub use content::ServiceStandard;
use letters::{Contact, Letterhead, Page, markup};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Files made, by the text they say: anybody may ask for them again and again, and setting one is the heavy part.
/// There are as many as there are standards.
static MADE: Mutex<BTreeMap<String, Arc<Vec<u8>>>> = Mutex::new(BTreeMap::new());

/// A standard as a PDF: the same standard gives the same bytes.
///
/// # Errors
/// [`Refused::NotFound`] when there is no such standard.
pub async fn pdf(app: &App, id: &str) -> Outcome<Arc<Vec<u8>>> {
    let standard = app.content.standard(id).ok_or(Refused::NotFound)?;
    let key = format!("{} {} {}", app.content.municipality.name, standard.title, standard.markdown());
    if let Some(made) = kept(|made| made.get(&key).cloned()) {
        return Ok(made);
    }
    let made = Arc::new(render(app, page(app, standard)).await?);
    kept(|all| all.insert(key, made.clone()));
    Ok(made)
}

/// The lock is only held to look and to put in, so one that was poisoned holds whole files still.
fn kept<T>(of: impl FnOnce(&mut BTreeMap<String, Arc<Vec<u8>>>) -> T) -> T {
    of(&mut MADE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// It carries the first day it holds, not the day somebody asks for it.
fn page(app: &App, standard: &ServiceStandard) -> Page {
    Page {
        letterhead: Letterhead {
            municipality: app.content.municipality.name.clone(),
            department: "Servicestandard".to_string(),
            address: Vec::new(),
        },
        recipient: Vec::new(),
        date: standard.valid_from,
        case_number: String::new(),
        title: standard.title.clone(),
        body: markup::blocks(&standard.markdown()),
        contact: Contact::default(),
        attachments: Vec::new(),
    }
}
