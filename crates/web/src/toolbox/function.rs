//! The models of coordinating functions: whom each is for, what it is good at, what to mind, and what it does.

use super::about::{About, note};
use crate::error::{Page, page};
use crate::layout::{Frame, Here};
use crate::session::Desk;
use crate::wording::{Wording, listed};
use askama::Template;
use domain::function::{Model, Towards};

#[derive(Template)]
#[template(path = "toolbox/functions.html")]
struct Show {
    frame: Frame,
    about: About,
    groups: Vec<(String, &'static str, Vec<One>)>,
}

struct One {
    id: String,
    title: String,
    strengths: Vec<String>,
    weaknesses: Vec<String>,
    sees: String,
    places: String,
    duties: Vec<(String, String)>,
}

/// Shows them.
pub(super) async fn show(desk: Desk) -> Page {
    let about = About::new("Koordinatorfunktioner", "Funktioner");
    let about = match note(&desk.app, "roller") {
        Some(note) => about.noted(note),
        None => about,
    };
    let of = |towards: Towards| {
        desk.app.content.functions.iter().filter(move |model| model.towards == towards).map(one).collect::<Vec<One>>()
    };
    let explained = |towards: Towards| match towards {
        Towards::Citizen => "På scenen: borgeren og familien møder én, der får indsatsen til at hænge sammen.",
        Towards::Municipality => "Bag tæppet: de mange fagpersoner arbejder efter det samme.",
    };
    let groups = Towards::ALL.iter().map(|towards| (towards.danish(), explained(*towards), of(*towards)));
    page(&Show { frame: desk.frame(Here::Toolbox), about, groups: groups.collect() })
}

fn one(model: &Model) -> One {
    let sees: Vec<String> = model.sees.iter().map(|part| part.danish().to_lowercase()).collect();
    let places: Vec<String> = model.places.iter().map(Wording::danish).collect();
    One {
        id: model.id.clone(),
        title: model.title.clone(),
        strengths: model.strengths.clone(),
        weaknesses: model.weaknesses.clone(),
        sees: listed(&sees),
        places: listed(&places),
        duties: model
            .duties
            .iter()
            .map(|duty| (format!("{} ({})", duty.text, duty.every.every()), duty.source.clone()))
            .collect(),
    }
}
