//! What lies in the toolbox, by kind, each with the text a search looks in.

use crate::wording::{counted, danish, listed};
use app::App;
use jiff::civil::Date;

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Arbejdsgange.
    Procedures,
    /// Ydelser.
    Benefits,
    /// Breve.
    Letters,
    /// Skemaer.
    Forms,
    /// Møder.
    Meetings,
    /// Fraser.
    Phrases,
    /// Vejledninger.
    Guides,
    /// Servicestandarder.
    Standards,
    /// Regler og tal.
    Rules,
}

impl Kind {
    /// In the order they stand on the page.
    pub(super) const ALL: &'static [Kind] = &[
        Kind::Procedures,
        Kind::Benefits,
        Kind::Letters,
        Kind::Forms,
        Kind::Meetings,
        Kind::Guides,
        Kind::Phrases,
        Kind::Standards,
        Kind::Rules,
    ];

    /// Heading of the shelf.
    pub(super) fn title(self) -> &'static str {
        match self {
            Kind::Procedures => "Arbejdsgange",
            Kind::Benefits => "Ydelser",
            Kind::Letters => "Breve",
            Kind::Forms => "Skemaer",
            Kind::Meetings => "Møder",
            Kind::Phrases => "Notatfraser",
            Kind::Guides => "Vejledninger",
            Kind::Standards => "Servicestandarder",
            Kind::Rules => "Regler og tal",
        }
    }

    /// Its icon.
    pub(super) fn icon(self) -> &'static str {
        match self {
            Kind::Procedures => "share",
            Kind::Benefits => "payments",
            Kind::Letters => "email",
            Kind::Forms => "assignment",
            Kind::Meetings => "groups",
            Kind::Phrases => "chat",
            Kind::Guides => "bookmark",
            Kind::Standards => "assignment",
            Kind::Rules => "calculator",
        }
    }
}

/// One thing.
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) path: String,
    /// Version, owner, where it belongs: one line.
    pub(super) about: String,
    pub(super) to_be_confirmed: bool,
    /// Everything in it, small letters.
    text: String,
}

impl Item {
    fn new(kind: Kind, title: &str, path: String, about: String, texts: &[&str]) -> Self {
        let text = format!("{title} {about} {} {}", kind.title(), texts.join(" ")).to_lowercase();
        Self { kind, title: title.into(), path, about, to_be_confirmed: false, text }
    }

    /// Whether every word stands in it.
    pub(super) fn fits(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.text.contains(word))
    }
}

fn since(catalogue: &[String], day: Date) -> String {
    let from = format!("gælder fra {}", danish::date_plain(day));
    if catalogue.is_empty() { from } else { format!("{} · {from}", catalogue.join(", ")) }
}

/// Everything in force on a day.
pub(super) fn all(app: &App, day: Date) -> Vec<Item> {
    let mut items = procedures_and_benefits(app, day);
    items.extend(texts(app, day));
    items.extend(rules(app, day));
    items
}

fn procedures_and_benefits(app: &App, day: Date) -> Vec<Item> {
    let content = &app.content;
    let procedures = content.procedures.all_on(day).map(|procedure| {
        let said = crate::swimlane::read(procedure, &content.roles).join(" ");
        let helps: Vec<&str> = procedure.steps.iter().filter_map(|step| step.help.as_deref()).collect();
        let steps = counted(u64::try_from(procedure.steps.len()).unwrap_or_default(), "trin", "trin");
        let about = format!("{steps} · {}", since(&procedure.catalogue, procedure.valid_from));
        let path = format!("/vaerktoejskasse/procedurer/{}", procedure.id);
        Item::new(Kind::Procedures, &procedure.title, path, about, &[&said, &helps.join(" ")])
    });
    let benefits = content.benefits.all_on(day).map(|benefit| {
        let law = benefit.provision_on(day).map_or("ingen bestemmelse i kraft", |law| law.paragraph.as_str());
        let about = format!("{law} · {}", since(&benefit.catalogue, benefit.valid_from));
        let criteria: Vec<&str> = benefit.criteria.iter().map(|criterion| criterion.question.as_str()).collect();
        let laws: Vec<&str> = benefit.law.iter().map(|law| law.paragraph.as_str()).collect();
        let path = format!("/vaerktoejskasse/ydelser/{}", benefit.id);
        let (criteria, laws) = (criteria.join(" "), laws.join(" "));
        Item::new(Kind::Benefits, &benefit.title, path, about, &[&benefit.target_group, &criteria, &laws])
    });
    procedures.chain(benefits).collect()
}

fn texts(app: &App, day: Date) -> Vec<Item> {
    let content = &app.content;
    let letters = content.letters.all_on(day).map(|letter| {
        let path = format!("/vaerktoejskasse/breve/{}", letter.id);
        let about = since(&letter.catalogue, letter.valid_from);
        Item::new(Kind::Letters, &letter.title, path, about, &[&letter.text, &letter.summary])
    });
    let forms = content.questionnaires.all_on(day).map(|form| {
        let fields = form.sections.iter().flat_map(|section| &section.fields).map(|field| field.title.as_str());
        let fields: Vec<&str> = fields.collect();
        let path = format!("/vaerktoejskasse/skemaer/{}", form.id);
        Item::new(Kind::Forms, &form.title, path, since(&form.catalogue, form.valid_from), &[&fields.join(" ")])
    });
    let phrases = content.phrases.all_on(day).map(|phrase| {
        let path = format!("/vaerktoejskasse/fraser#{}", phrase.id);
        let about = format!("genvej {} · {}", phrase.shortcut, phrase.phase);
        Item::new(Kind::Phrases, &phrase.title, path, about, &[&phrase.text, &phrase.code])
    });
    let guides = content.guides.values().map(|guide| {
        let owner = guide.owner.as_deref().map(|owner| format!("ejer: {}", owner.to_lowercase()));
        let path = format!("/vaerktoejskasse/vejledninger/{}", guide.id);
        Item::new(Kind::Guides, &guide.title, path, owner.unwrap_or_default(), &[&guide.markdown])
    });
    let standards = content.standards.values().map(|standard| {
        let review = danish::date_plain(standard.review_on);
        let late = if standard.review_on < day { "skulle være set igennem" } else { "ses igennem senest" };
        let about = format!("{late} {review} · læses også uden at logge ind");
        let path = crate::standard::path(&standard.id);
        Item::new(Kind::Standards, &standard.title, path, about, &[&standard.markdown()])
    });
    let meetings = content.meeting_kinds.all_on(day).map(|kind| {
        let items: Vec<&str> = kind.items.iter().map(|item| item.title.as_str()).collect();
        let path = super::meeting::path(&kind.id);
        let texts = [kind.purpose.as_str(), &items.join(" ")];
        Item::new(Kind::Meetings, &kind.title, path, since(&kind.catalogue, kind.valid_from), &texts)
    });
    letters.chain(forms).chain(meetings).chain(phrases).chain(guides).chain(standards).collect()
}

fn rules(app: &App, day: Date) -> Vec<Item> {
    let content = &app.content;
    let mut items = Vec::new();
    if let Some(plan) = content.approval_plan_on(day) {
        let about =
            format!("hvem der må indstille og godkende hvad · gælder fra {}", danish::date_plain(plan.valid_from));
        let path = "/vaerktoejskasse/bevillingsplan".to_string();
        let texts = ["T-F20 P-20 godkendelse kompetence stedfortræder", &plan.source];
        let mut item = Item::new(Kind::Rules, "Bevillingskompetenceplan", path, about, &texts);
        item.to_be_confirmed = super::about::note(app, "bevillingsplan").is_some_and(|note| note.to_be_confirmed);
        items.push(item);
    }
    let titles: Vec<&str> = content.settings.values().map(|setting| setting.title.as_str()).collect();
    let unconfirmed = content.settings.values().filter(|s| s.on(day).is_some_and(|dated| dated.to_be_confirmed));
    let about = format!("beløb, frister og aldre · {} skal bekræftes", unconfirmed.count());
    let path = "/vaerktoejskasse/indstillinger".to_string();
    items.push(Item::new(Kind::Rules, "Indstillinger", path, about, &[&titles.join(" ")]));
    let said = |model: &domain::function::Model| {
        let duties: Vec<&str> = model.duties.iter().map(|duty| duty.text.as_str()).collect();
        [model.title.as_str(), &model.strengths.join(" "), &model.weaknesses.join(" "), &duties.join(" ")].join(" ")
    };
    let models: Vec<String> = content.functions.iter().map(said).collect();
    let (about, path) = ("hvem der holder sammen på forløbet", "/vaerktoejskasse/funktioner".to_string());
    let texts = ["P-23 tovholder koordinator", &models.join(" ")];
    items.push(Item::new(Kind::Rules, "Koordinatorfunktioner", path, about.to_string(), &texts));
    let closed: Vec<String> = content.calendar.closed.values().cloned().collect();
    let about = "helligdage, lukkedage og hvordan frister tælles".to_string();
    let path = "/vaerktoejskasse/kalender".to_string();
    items.push(Item::new(Kind::Rules, "Kalender", path, about, &[&listed(&closed), "arbejdsdage hverdage påske jul"]));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_what_has_all_its_words() {
        let item = Item::new(Kind::Letters, "Nej til ledsagelse", "/x".into(), "T-D14".into(), &["Reglerne i § 97"]);
        let words = |text: &str| text.split(' ').map(str::to_lowercase).collect::<Vec<_>>();
        assert!(item.fits(&words("97 LEDSAGELSE")) && item.fits(&words("breve t-d14")) && item.fits(&[]));
        assert!(!item.fits(&words("ledsagelse kompensation")));
    }
}
