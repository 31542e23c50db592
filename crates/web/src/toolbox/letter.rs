//! A letter: how it reads with made-up facts, the words and parts it has, and its own text.

use super::Version;
use super::about::About;
use crate::error::{Page, page};
use crate::form::Id;
use crate::layout::{Frame, Here};
use crate::parts::Prose;
use crate::session::Desk;
use app::{Refused, toolbox};
use askama::Template;
use axum::extract::Query;
use domain::letter::{Occasion, Recipient};

#[derive(Template)]
#[template(path = "toolbox/letter.html")]
struct Show {
    frame: Frame,
    title: String,
    about: About,
    sample: Option<Sample>,
    text: String,
    words: Vec<(&'static str, &'static str)>,
    blocks: Vec<(String, String)>,
}

/// The letter as it reads.
struct Sample {
    prose: Prose,
    lix: u32,
    reading: &'static str,
    words: u32,
}

fn occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Receipt => "kvittering for en ansøgning",
        Occasion::PartyHearing => "partshøring",
        Occasion::Delay => "fristen holder ikke",
        Occasion::InformationRequest => "anmodning om oplysninger",
        Occasion::Grant => "bevilling",
        Occasion::PartialGrant => "delvis bevilling",
        Occasion::Refusal => "afslag",
        Occasion::CaseLetter => "brev fra sagen",
        other => other.word(),
    }
}

fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Applicant => "ansøgeren",
        Recipient::Party => "hver part, sit eget brev",
        Recipient::Partner => "en samarbejdspartner",
        Recipient::Citizen => "den, sagen handler om",
        Recipient::Requester => "den, der har bedt om aktindsigt",
        Recipient::Notifier => "den, der har underrettet",
        Recipient::Referrer => "den, der henvendte sig",
    }
}

/// Shows a letter.
pub(super) async fn show(desk: Desk, Id(id): Id<String>, Query(version): Query<Version>) -> Page {
    let content = &desk.app.content;
    let found = match version.day() {
        Some(day) => content.letter_version(&id, day),
        None => content.letter(&id, desk.app.today()).or_else(|| content.letters.latest(&id)),
    };
    let letter = found.ok_or(Refused::NotFound)?;
    let days = content.letters.iter().filter(|other| other.id == id).map(|other| other.valid_from);
    let mut parts = letter.occasion.required_parts().to_vec();
    parts.extend(letter.parts.iter().copied().filter(|part| !letter.occasion.required_parts().contains(part)));
    let parts: Vec<&str> = parts.iter().map(|part| part.word()).collect();
    let about = About::new(&letter.title, "Brev")
        .versions(letter.valid_from, days, &format!("/vaerktoejskasse/breve/{id}"))
        .fact("Anledning", occasion(letter.occasion))
        .fact("Går til", recipient(letter.recipient))
        .fact("Skal rumme", parts.join(", "))
        .fact("Sendes helst ikke", if letter.not_before_days_off { "fredag og dagen før en fridag" } else { "" })
        .fact("Hvorfor det må være svært", letter.lix_reason.clone().unwrap_or_default())
        .file(&desk.app, "breve", &id, letter.valid_from);
    let uses = |block: &&String| letter.text.contains(&format!("{{{{> {block} }}}}"));
    let blocks = content.blocks.iter().filter(|(id, _)| uses(id)).map(|(id, text)| (id.clone(), text.trim().into()));
    page(&Show {
        frame: desk.frame(Here::Toolbox),
        title: letter.title.clone(),
        about,
        sample: toolbox::sample(&desk.app, letter).map(|sample| Sample {
            prose: Prose::of(&sample.text, 4),
            lix: sample.readability.lix,
            reading: crate::wording::lix(sample.readability.lix),
            words: sample.readability.words,
        }),
        text: letter.text.trim().into(),
        words: toolbox::words_of(&desk.app, letter),
        blocks: blocks.collect(),
    })
}
