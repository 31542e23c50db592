//! Signing a form: the boxes to sign in, what was typed in them, and signatures as they are shown.

use super::asked::Part;
use crate::form::Errors;
use crate::parts::{Field, Tick};
use crate::wording::{Wording, danish};
use app::App;
use app::form::FormView;
use domain::questionnaire::{Drawing, HEIGHT, NotSigned, Questionnaire, Signature, WIDTH};
use jiff::civil::Date;

/// A box to sign in on the screen.
pub(super) struct SignHere {
    pub nr: usize,
    /// As whom.
    pub title: String,
    pub name: Part,
    pub tick: Part,
    /// What was drawn so far.
    pub path: String,
    pub path_name: String,
}

/// A signature, or the place for one on paper.
pub(super) struct Signed {
    pub title: String,
    pub name: String,
    pub when: String,
    /// What was drawn; empty when the name was typed, or nobody has signed.
    pub path: String,
}

impl Signed {
    /// The box a signature is drawn in.
    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {HEIGHT}")
    }
}

/// What was typed in a box.
#[derive(Clone, Default)]
pub(super) struct Typed {
    name: String,
    path: String,
    ticked: bool,
}

fn name_of(nr: usize, part: &str) -> String {
    format!("u-{nr}-{part}")
}

/// Reads the boxes of the form's roles, in its order.
pub(super) fn typed(form: &Questionnaire, typed: &[(String, String)]) -> Vec<Typed> {
    let one = |name: String| typed.iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim().to_string());
    let read = |(nr, _): (usize, &String)| Typed {
        name: one(name_of(nr, "navn")).unwrap_or_default(),
        path: one(name_of(nr, "streg")).unwrap_or_default(),
        ticked: one(name_of(nr, "kryds")).is_some_and(|value| value == "ja"),
    };
    form.signatures.iter().enumerate().map(read).collect()
}

/// The signatures among what was typed: a box counts when something is drawn or the tick is set. What cannot be a
/// signature is told at its box.
pub(super) fn signatures(form: &Questionnaire, typed: &[Typed], today: Date, errors: &mut Errors) -> Vec<Signature> {
    let mut signed = Vec::new();
    for (nr, (role, typed)) in form.signatures.iter().zip(typed).enumerate() {
        if typed.path.is_empty() && !typed.ticked {
            continue;
        }
        if typed.name.is_empty() {
            errors.add(name_of(nr, "navn"), NotSigned::NoName.danish());
            continue;
        }
        let drawing = if typed.path.is_empty() { None } else { Some(Drawing::read(&typed.path)) };
        match drawing.transpose() {
            Ok(drawing) => {
                signed.push(Signature { role: role.clone(), name: typed.name.clone(), signed_on: today, drawing });
            }
            Err(_) => errors.add(name_of(nr, "navn"), NotSigned::NotADrawing.danish()),
        }
    }
    signed
}

/// The boxes with what was typed in them; a box nobody has written in has the name one would most often write.
pub(super) fn boxes(app: &App, form: &FormView<'_>, who: &str, typed: &[Typed], errors: &Errors) -> Vec<SignHere> {
    let citizens = form.form.signatures.iter().filter(|role| is_citizen(app, role)).count();
    let usual = |role: &str| match is_citizen(app, role) {
        true if citizens == 1 => form.view.file.citizen.name.as_str(),
        true => "",
        false => who,
    };
    let here = |(nr, role): (usize, &String)| {
        let typed =
            typed.get(nr).cloned().unwrap_or_else(|| Typed { name: usual(role).to_string(), ..Typed::default() });
        let tick = if typed.ticked { "ja" } else { "" };
        SignHere {
            nr,
            title: title(app, role),
            name: Part::Field(Field::line(&name_of(nr, "navn"), "Navn", &typed.name, errors).optional()),
            tick: Part::Tick(Tick::new(&name_of(nr, "kryds"), "Jeg skriver under", tick, errors)),
            path: typed.path,
            path_name: name_of(nr, "streg"),
        }
    };
    form.form.signatures.iter().enumerate().map(here).collect()
}

fn is_citizen(app: &App, role: &str) -> bool {
    app.content.role(role).is_some_and(|role| role.citizen)
}

fn title(app: &App, role: &str) -> String {
    app.content.role(role).map_or_else(|| role.to_string(), |role| role.title.clone())
}

/// The signatures of a version as they are shown on the page.
pub(super) fn shown(app: &App, signatures: &[Signature]) -> Vec<Signed> {
    let one = |signature: &Signature| Signed {
        title: title(app, &signature.role),
        name: signature.name.clone(),
        when: danish::date_plain(signature.signed_on),
        path: signature.drawing.as_ref().map(|drawing| drawing.path().to_string()).unwrap_or_default(),
    };
    signatures.iter().map(one).collect()
}

/// A place on paper for each who is to sign: signed where somebody has, else empty to be signed by hand.
pub(super) fn places(app: &App, form: &Questionnaire, signatures: &[Signature]) -> Vec<Signed> {
    let mut places = shown(app, signatures);
    let unsigned = form.signatures.iter().filter(|role| !signatures.iter().any(|one| one.role == **role));
    places.extend(unsigned.map(|role| Signed {
        title: title(app, role),
        name: String::new(),
        when: String::new(),
        path: String::new(),
    }));
    places
}
