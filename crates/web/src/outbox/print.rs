//! Letters to print (til print): for those without Digital Post. The office prints, posts, and says which day.

use crate::error::{Page, page, page_again};
use crate::form::{Check, Errors, Form, date_value, done, once};
use crate::layout::{Frame, Here};
use crate::parts::{Empty, Field, Hidden, Summary};
use crate::security;
use crate::session::{Desk, Who};
use crate::wording::Wording;
use crate::wording::danish::instant;
use app::print::{May, Queue, ToPrint};
use app::{App, Reason, Refused};
use askama::Template;
use axum::extract::State;
use domain::ids::{CaseId, LetterId};
use serde::Deserialize;

/// What is ticked: letters, each as case and letter, and the day they were posted.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Posted {
    brev: Vec<String>,
    dag: String,
}

#[derive(Template)]
#[template(path = "outbox/print.html")]
struct Show {
    frame: Frame,
    errors: Errors,
    rows: Vec<Row>,
    /// Letters somebody else must print, because they show a protected address or the case is not the reader's.
    others: u32,
    day: String,
}

struct Row {
    nr: usize,
    value: String,
    ticked: bool,
    path: String,
    title: String,
    to: String,
    to_protected: bool,
    number: String,
    promised: String,
    quick: bool,
}

fn view(desk: &Desk, queue: &Queue, typed: Option<&Posted>, errors: Errors) -> Show {
    let may_print = |letter: &&ToPrint| letter.may == May::Print;
    Show {
        frame: desk.frame(Here::Outbox),
        rows: queue.letters.iter().filter(may_print).enumerate().map(|(nr, one)| row(nr, one, typed)).collect(),
        others: u32::try_from(queue.letters.iter().filter(|letter| letter.may == May::Look).count())
            .unwrap_or(u32::MAX),
        day: typed.map_or_else(|| date_value(queue.today), |typed| typed.dag.clone()),
        errors,
    }
}

fn row(nr: usize, letter: &ToPrint, typed: Option<&Posted>) -> Row {
    let listed = &letter.listed;
    let value = format!("{}/{}", listed.case, listed.message.letter);
    Row {
        nr,
        // All of them at first: who prints the file has printed what the page shows.
        ticked: typed.is_none_or(|typed| typed.brev.contains(&value)),
        value,
        path: crate::letter::path(listed.case, listed.message.letter),
        title: listed.title.clone(),
        to: listed.to.clone(),
        to_protected: listed.to_protected,
        number: listed.number.to_string(),
        promised: instant(listed.message.promised_at),
        quick: listed.message.channel == domain::deadline::Channel::QuickLetter,
    }
}

/// The page.
pub(super) async fn show(desk: Desk) -> Page {
    let queue = app::print::queue(&desk.app, &desk.actor).await?;
    page(&view(&desk, &queue, None, Errors::default()))
}

/// All letters as one file. Marks nothing as sent.
pub(super) async fn pdf(State(app): State<App>, Who(actor): Who) -> Page {
    match app::print::pdf(&app, &actor).await? {
        Some(bytes) => Ok(security::download("Breve til print.pdf", "application/pdf", bytes)),
        None => Ok(done("/udbakke/print", "Der er ingen breve at printe.")),
    }
}

/// The letters that are ticked were posted on a day.
pub(super) async fn sent(desk: Desk, Who(actor): Who, Form(typed): Form<Posted>) -> Page {
    let mut check = Check::new();
    let letters: Vec<(CaseId, LetterId)> = typed.brev.iter().filter_map(|value| ids(value)).collect();
    if letters.is_empty() || letters.len() != typed.brev.len() {
        check.wrong("brev-0", Reason::NothingPrinted.danish());
    }
    let day = check.date("dag", &typed.dag);
    let errors = match (check.errors(), day) {
        (None, Some(day)) => match once(app::print::sent(&desk.app, &actor, &letters, day).await) {
            Ok(()) => return Ok(done("/udbakke/print", "Brevene er markeret som sendt.")),
            Err(Refused::Because(reason @ Reason::SentOutsideTime)) => Errors::one("dag", reason.danish()),
            Err(Refused::Because(reason)) => Errors::one("", reason.danish()),
            Err(other) => return Err(other.into()),
        },
        (errors, _) => errors.unwrap_or_default(),
    };
    let queue = app::print::queue(&desk.app, &desk.actor).await?;
    page_again(&view(&desk, &queue, Some(&typed), errors))
}

fn ids(value: &str) -> Option<(CaseId, LetterId)> {
    let (case, letter) = value.split_once('/')?;
    Some((case.parse().ok()?, letter.parse().ok()?))
}
