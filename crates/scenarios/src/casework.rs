//! What a caseworker does, in one sentence each, with only what the pages offer.

use crate::browser::{File, Page};
use crate::deeds::Application;
use crate::desk::Desk;
use crate::html;
use crate::people::Citizen;
use domain::ids::CaseId;
use domain::people::{DigitalPost, Protection};

/// How a decision goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// Granted in full.
    Granted,
    /// Granted in part.
    Partly,
    /// Refused.
    Refused,
}

/// A fact as it is written down.
#[derive(Clone, Copy, Debug)]
pub struct Fact<'a> {
    /// Its text.
    pub text: &'a str,
    /// Where it comes from.
    pub source: &'a str,
    /// The party does not know it and it weighs against them, so they must be heard.
    pub to_be_heard: bool,
}

fn protected(citizen: &Citizen) -> bool {
    citizen.protection == Protection::Protected
}

/// The case a page is about, by its address.
pub fn case_of(page: &Page) -> CaseId {
    let id = page.path.strip_prefix("/sager/").unwrap_or_else(|| panic!("no case: {}", page.told()));
    id.split(['/', '?']).next().unwrap().parse().unwrap()
}

impl Desk<'_> {
    /// Registers an application: first the number, then who applies for what.
    pub async fn registers_application(&self, application: Application) -> CaseId {
        let citizen = &application.citizen;
        let start = self.opens("/ansoegning/ny").await.form("/ansoegning/find").with("cpr", citizen.cpr);
        let mut form = self.sends(&start).await.shown().form("/ansoegning");
        form = form.with("navn", citizen.name).with("vej", citizen.street).with("by", "9999 Tovby");
        form = form.with("skole", citizen.occupation);
        if protected(citizen) {
            form = form.with("beskyttet", "ja");
        }
        form = form.with("ydelse", application.benefit).with("soegt", "Hjælp, så hverdagen hænger sammen");
        form = form.with("modtaget", application.received);
        if let Some(parent) = application.parents.first() {
            form = form.with("ansoeger", "ny").with("a_cpr", parent.cpr).with("a_navn", parent.name);
            form = form.with("a_vej", parent.street).with("a_by", "9999 Tovby").with("a_telefon", parent.phone);
            if protected(parent) {
                form = form.with("a_beskyttet", "ja");
            }
            if parent.digital_post == DigitalPost::Registered {
                form = form.with("a_post", "registered");
            }
        } else if citizen.digital_post == DigitalPost::Registered {
            form = form.with("post", "registered").with("telefon", citizen.phone);
        }
        let page = self.sends(&form).await.shown();
        let case = case_of(&page);
        for parent in application.parents.iter().skip(1) {
            self.registers_parent(case, parent).await;
        }
        case
    }

    /// Registers one more custody holder on the citizen's stamkort.
    pub async fn registers_parent(&self, case: CaseId, parent: &Citizen) {
        let citizen = self.town.file(case).await.citizen.id;
        let form = self.opens(&format!("/borgere/{citizen}")).await.form("/relation");
        let form = form.with("r_cpr", parent.cpr).with("r_forhold", "custody_holder");
        let answer = self.sends(&form).await;
        // A number nobody knows yet: the page asks for the name.
        let mut form = answer.form("/relation").with("r_navn", parent.name);
        form = form.with("r_vej", parent.street).with("r_by", "9999 Tovby").with("r_telefon", parent.phone);
        if protected(parent) {
            form = form.with("r_beskyttet", "ja");
        }
        let page = self.sends(&form).await.shown();
        assert!(page.says("Relationen er registreret"), "{}", page.told());
    }

    /// A page of the case.
    pub async fn opens_case(&self, case: CaseId, part: &str) -> Page {
        self.opens(&format!("/sager/{case}{part}")).await
    }

    /// Makes the receipt and sends it as it stands.
    pub async fn sends_receipt(&self, case: CaseId) {
        let form = self.opens_case(case, "/dokumenter").await.form("/breve");
        let letter = self.sends(&form).await.shown();
        self.sends_letter_of(&letter).await;
    }

    /// Sends the letter a page shows, as it stands.
    pub async fn sends_letter_of(&self, letter: &Page) -> Page {
        let sent = self.sends(&letter.form("/gem").pressing("Send")).await;
        assert!(sent.says("Brevet er sendt og ligger i udbakken"), "{}", sent.told());
        sent
    }

    /// Registers that the applicant says yes to a source being asked.
    pub async fn registers_yes(&self, case: CaseId, source: &str) {
        let form = self.opens_case(case, "/oplysninger").await.form("/oplysninger/samtykke");
        let giver = form.choices("giver").into_iter().find(|id| !id.is_empty()).unwrap().to_string();
        let way = form.choices("form")[0].to_string();
        let form = form.with("giver", &giver).with("form", &way).with("fra", source).with("om", "Hverdagen i skolen");
        let form = form.with("formaal", "At vurdere ansøgningen").with("fortalt", "ja");
        let page = self.sends(&form).await.shown();
        assert!(page.says(source), "{}", page.told());
    }

    /// Asks a source, resting on the choice of that place on the page; answers the letter's page, or the refusal.
    pub async fn asks_source(&self, case: CaseId, source: &str, basis: Option<&str>) -> Page {
        let form = self.opens_case(case, "/oplysninger").await.form("/oplysninger/anmodning");
        let form = form.with("hos", source).with("adresse", "Tovværksgade 1\n9999 Tovby");
        let form = form.with("hvad", "En kort udtalelse om hverdagen");
        let form = match basis {
            Some(basis) => form.with("grundlag", basis),
            None => form.without("grundlag"),
        };
        self.sends(&form).await
    }

    /// Lays the answer of a source on the case.
    pub async fn lays_answer_on(&self, case: CaseId, source: &str) {
        let form = self.opens_case(case, "/dokumenter").await.form("/dokumenter");
        let answers = form.choices("besvarer").into_iter().find(|id| !id.is_empty()).unwrap().to_string();
        let form = form.with("kilde", source).with("titel", "Udtalelse").with("besvarer", &answers);
        let bytes = "Udtalelse\r\n\r\nVi ser hver dag behovet for planlægning.\r\n".as_bytes();
        let page = self.sends_file(&form, File { field: "fil", name: "udtalelse.txt", bytes }).await.shown();
        assert!(page.says("Svaret er lagt på sagen"), "{}", page.told());
    }

    /// Writes a fact down.
    pub async fn writes(&self, case: CaseId, fact: Fact<'_>) {
        let form = self.opens_case(case, "/vurdering").await.form("/vurdering/oplysning");
        let place = usize::from(fact.to_be_heard);
        let (known, weight) = (form.choices("kendt")[place].to_string(), form.choices("vaegt")[place].to_string());
        let form = form.with("oplysning", fact.text).with("kilde", fact.source);
        let page = self.sends(&form.with("kendt", &known).with("vaegt", &weight)).await.shown();
        assert!(page.says(fact.text), "{}", page.told());
    }

    /// Answers every criterion and writes the considerations; a case that is not granted in full fails the first.
    pub async fn weighs(&self, case: CaseId, goes: Goes) {
        let page = self.opens_case(case, "/vurdering").await;
        let forms = page.forms();
        let mut form = forms.into_iter().find(|form| form.action.ends_with(&format!("{case}/vurdering"))).unwrap();
        let mut unmet = goes != Goes::Granted;
        let names: Vec<String> = form.offered.iter().map(|(name, _)| name.clone()).collect();
        let mut seen = std::collections::BTreeSet::new();
        for name in names.iter().filter(|name| name.starts_with("betingelse-") && seen.insert(name.as_str())) {
            let (answer, reason) = if std::mem::take(&mut unmet) {
                ("nej", "Oplysningerne viser det ikke.")
            } else {
                ("ja", "Det fremgår af oplysningerne.")
            };
            form = form.with(name, answer).with(&name.replace("betingelse-", "grund-"), reason);
        }
        let form = form.with("hensyn", "Vi har især lagt vægt på, hvordan hverdagen er.");
        let page = self.sends(&form).await.shown();
        assert!(page.says("Vurderingen er gemt"), "{}", page.told());
    }

    /// Settles every step the case page says is missing and that is settled by hand, by its first outcome.
    pub async fn settles_missing_steps(&self, case: CaseId) {
        for _ in 0..12 {
            let page = self.opens_case(case, "").await;
            let mut settled = false;
            for step in missing_steps(&page) {
                let at = self.opens(&step).await;
                let by_hand =
                    at.forms().into_iter().find(|form| form.action == step && !form.choices("dag").is_empty());
                let Some(form) = by_hand.filter(|_| !at.says("Eller afslut trinnet i hånden")) else { continue };
                let form = match form.choices("udfald").first().map(ToString::to_string) {
                    Some(first) => form.with("udfald", &first),
                    None => form,
                };
                let answer = self.sends(&form).await;
                settled |= answer.status.is_success();
            }
            if !settled {
                return;
            }
        }
        panic!("steps keep coming: {}", self.opens_case(case, "").await.told());
    }

    /// Ends a step by hand with this outcome.
    pub async fn ends_step(&self, case: CaseId, step: &str, outcome: &str) {
        let course = self.town.file(case).await.courses.first().unwrap().id;
        let path = format!("/sager/{case}/trin/{course}/{step}");
        let at = self.opens(&path).await;
        let form = at.forms().into_iter().find(|form| form.action == path).unwrap_or_else(|| panic!("{}", at.told()));
        self.sends(&form.with("udfald", outcome)).await.shown();
    }

    /// Makes a hearing letter for every party about what the page proposes, and sends each.
    pub async fn hears_parties(&self, case: CaseId, answer_by: &str) {
        let form = self.opens_case(case, "/partshoering").await.form("/partshoering").with("svarfrist", answer_by);
        self.sends(&form).await.shown();
        loop {
            let page = self.opens_case(case, "/dokumenter").await;
            let mut drafts = Vec::new();
            for link in page.links().into_iter().filter(|link| link.contains("/breve/")) {
                let letter = self.opens(&link).await;
                if letter.forms().iter().any(|form| form.action.ends_with("/gem")) {
                    drafts.push(letter);
                }
            }
            let Some(letter) = drafts.first() else { return };
            self.sends_letter_of(letter).await;
        }
    }

    /// Writes the draft of the decision and presses a button of it.
    pub async fn writes_decision(&self, case: CaseId, goes: Goes, button: &str) -> Page {
        let page = self.opens_case(case, "/afgoerelse").await;
        let mut form = page.form("/afgoerelse");
        let outcome = form.choices("udfald")[goes as usize].to_string();
        form =
            form.with("udfald", &outcome).with("begrundelse", "Oplysningerne er holdt op mod betingelserne i loven.");
        if form.offered.iter().any(|(name, _)| name == "hoering") {
            form = form.with("hoering", "Vi har læst svaret. Det ændrer ikke vurderingen.");
        }
        let grants = goes != Goes::Refused;
        let deny = if goes == Goes::Granted { "" } else { "Resten følger ikke af funktionsnedsættelsen." };
        form = form.with("bevilget", if grants { "det, der er søgt om" } else { "" }).with("ikke_bevilget", deny);
        let offered: Vec<String> = form.offered.iter().map(|(name, _)| name.clone()).collect();
        let has = |name: &str| offered.iter().any(|known| known == name);
        if grants {
            if has("valg") {
                let first = form.choices("valg").into_iter().find(|choice| !choice.is_empty()).unwrap().to_string();
                form = form.with("valg", &first);
            }
            for (name, value) in [("beloeb", "1.105,00"), ("timer_uge", "10"), ("timer_maaned", "15")] {
                if has(name) {
                    form = form.with(name, value);
                }
            }
            for name in offered.iter().filter(|name| name.starts_with("oplyst-")) {
                form = form.with(name, "Som aftalt på mødet.");
            }
            let from = self.town.app.today().first_of_month().saturating_add(jiff::Span::new().months(1));
            let follow_up = from.saturating_add(jiff::Span::new().years(1));
            form = form.with("fra", &from.to_string()).with("opfoelgning", &follow_up.to_string());
        }
        self.sends(&form.pressing(button)).await
    }

    /// Approves what the page shows.
    pub async fn approves_decision(&self, case: CaseId) -> Page {
        let form = self.opens_case(case, "/afgoerelse").await.form("/godkend");
        self.sends(&form).await
    }

    /// Sends the decision, with a stated reason where the day asks for one.
    pub async fn sends_decision(&self, case: CaseId, reason: &str) -> Page {
        let form = self.opens_case(case, "/afgoerelse").await.form("/afgoerelse/send");
        let form = if reason.is_empty() { form } else { form.with("grund", reason) };
        self.sends(&form).await
    }
}

/// Links to steps under "Mangler før afgørelse".
fn missing_steps(page: &Page) -> Vec<String> {
    let html = page.html();
    let Some((_, section)) = html.split_once("id=\"mangler\"") else { return Vec::new() };
    let section = section.split("</section>").next().unwrap_or_default();
    html::links(section).into_iter().filter(|link| link.contains("/trin/")).collect()
}
