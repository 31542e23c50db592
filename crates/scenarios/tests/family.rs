//! A family with five cases in three departments and one protected address: one coordinator, one core team, what each
//! department is shown, and the way from the first meeting to a plan that is looked at again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use app::application::Who;
use app::meeting::Written;
use domain::access::Yes;
use domain::family::Gathering;
use domain::ids::{CaseId, ConsentId, FamilyId, MeetingId};
use domain::notification::{About, Contact, Notifier, NotifierKind};
use domain::task::Owner;
use scenarios::browser::Page;
use scenarios::deeds::{Application, written};
use scenarios::html::{self, Form};
use scenarios::people::{Citizen, MAGNUS, NADIA, SOFIE, VIKTOR};
use scenarios::{Desk, Town, pdf, play};

/// Asta Lyngholm, 7, whom the family is coordinated around.
const ASTA: Citizen = Citizen { name: "Asta Lyngholm", cpr: "6309189928", ..MAGNUS };
/// Aske, her brother, 15.
const ASKE: Citizen = Citizen { name: "Aske Lyngholm", cpr: "8002119929", ..VIKTOR };
/// Bo, the father they live with.
const BO: Citizen = Citizen { name: "Bo Lyngholm", cpr: "6811859931", ..SOFIE };
/// Gry, the mother, who lives where nobody may know.
const GRY: Citizen = Citizen { name: "Gry Lyngholm", cpr: "7205879930", ..NADIA };

/// What tells where Gry is, without the spaces and signs that may be set otherwise.
const NEEDLES: &[&str] = &["skjulestræde", "10998877", "fyrtårnet"];

/// The family's cases, and the family.
struct Cases {
    family: FamilyId,
    /// Asta's compensation, which the family is coordinated on, and her father's lost earnings.
    asta: [CaseId; 2],
    /// The notification about Aske.
    aske: CaseId,
    /// Gry's and Bo's own cases with the adults' department.
    adults: [CaseId; 2],
}

/// The form of the family's page that does this.
fn form(page: &Page, does: &str) -> Form {
    let found = page.forms().into_iter().find(|form| form.value("hvad") == Some(does));
    found.unwrap_or_else(|| panic!("no form {does}: {}", page.told()))
}

/// The form that does this to one case.
fn form_of(page: &Page, does: &str, case: CaseId) -> Form {
    let of = |form: &Form| form.value("hvad") == Some(does) && form.value("sag") == Some(&case.to_string());
    page.forms().into_iter().find(of).unwrap_or_else(|| panic!("no form {does} of the case: {}", page.told()))
}

fn home(family: FamilyId) -> String {
    format!("/familier/{family}")
}

/// A form is sent and takes.
async fn saved(desk: &Desk<'_>, form: Form) -> Page {
    desk.sends(&form).await.shown()
}

/// A form is sent and refused, because of this.
async fn refused(desk: &Desk<'_>, form: Form, why: &str) {
    let page = desk.sends(&form).await;
    assert_eq!(page.status.as_u16(), 422, "{}", page.told());
    assert!(page.says(why), "{}", page.told());
}

fn says_where_she_is(page: &Page) -> Vec<&'static str> {
    let squeezed = pdf::squeezed(&html::unescape(&page.html().replace("&shy;", "")));
    NEEDLES.iter().copied().filter(|needle| squeezed.contains(needle)).collect()
}

/// Rikke's department is told about Aske.
async fn notified(town: &Town) -> CaseId {
    let order = app::notification::Register {
        citizen: Who::New(Box::new(ASKE.new_person())),
        about: About::Child,
        received_at: town.app.now(),
        received_by: domain::application::Received::Phone,
        notifier: Notifier::new(NotifierKind::Anonymous, Contact::default()),
        told: "Aske kommer ikke i skole.".into(),
    };
    app::notification::register(&town.app, &town.actor("rikke").await, order).await.unwrap()
}

fn application(benefit: &'static str, citizen: Citizen, parents: &'static [Citizen]) -> Application {
    Application { benefit, citizen, parents, received: "2026-03-02" }
}

/// Karen begins the family on Asta's case, through the case's own page.
async fn begun(town: &Town, case: CaseId) -> FamilyId {
    let karen = town.signs_in("karen").await;
    let page = karen.opens_case(case, "").await;
    assert!(page.links().contains(&format!("/sager/{case}/familie")), "{}", page.told());
    let start = karen.opens_case(case, "/familie").await;
    refused(&karen, start.form("/familie"), "Skriv hvorfor").await;
    let page = karen.sends(&start.form("/familie").with("hvorfor", "Tre afdelinger, og ingen ser det hele")).await;
    assert!(page.says("Familien omkring Asta Lyngholm") && page.says("Ingen er udpeget endnu"), "{}", page.told());
    let id = page.path.split('?').next().unwrap().strip_prefix("/familier/").unwrap();
    id.parse().unwrap()
}

/// The five cases, the coordinator, the members, and a core team with one from each department. Nothing is opened yet.
async fn gathered(town: &Town) -> Cases {
    let first = town.registers("karen", application("kompensation-merudgifter-barn", ASTA, &[BO])).await;
    let second = town.registers("karen", application("tabt-arbejdsfortjeneste", ASTA, &[BO])).await;
    let gry = town.registers("louise", application("kompensation-merudgifter-voksen", GRY, &[])).await;
    let bo = town.registers("louise", application("ledsagelse-voksen", BO, &[])).await;
    let aske = notified(town).await;
    let family = begun(town, first).await;
    let (karen, henrik) = (town.signs_in("karen").await, town.signs_in("henrik").await);

    // The leader appoints, and only from the department that coordinates families.
    let page = karen.opens(&home(family)).await;
    assert!(page.forms().iter().all(|form| form.value("hvad") != Some("koordinator")), "{}", page.told());
    let appoint = form(&henrik.opens(&home(family)).await, "koordinator").with("hvorfor", "Kender Asta bedst");
    let (who, elsewhere) = (town.staff("karen").await.id.to_string(), town.staff("louise").await.id.to_string());
    assert!(!appoint.choices("medarbejder").contains(&elsewhere.as_str()), "{:?}", appoint.choices("medarbejder"));
    let why = "Familiekoordinatoren kommer altid fra børnehandicapområdet";
    refused(&henrik, appoint.clone().with("medarbejder", &elsewhere), why).await;
    let page = saved(&henrik, appoint.with("medarbejder", &who)).await;
    assert!(page.says("Karen Tangbjerg, tlf. 10 00 00"), "{}", page.told());

    let page = karen.opens(&home(family)).await;
    let near = form(&page, "medlem").with("slags", "forælder").with("hvorfor", "Bor med børnene");
    let father = near.choices("person").into_iter().find(|id| !id.is_empty()).unwrap().to_string();
    saved(&karen, near.with("person", &father)).await;
    for (who, kin) in [(ASKE, "barn"), (GRY, "forælder")] {
        let more = form(&karen.opens(&home(family)).await, "medlem")
            .with("cpr", who.cpr)
            .with("slags", kin)
            .with("hvorfor", "Hører til familien");
        saved(&karen, more).await;
    }
    for colleague in ["louise", "rikke"] {
        let id = town.staff(colleague).await.id.to_string();
        let seat = form(&karen.opens(&home(family)).await, "plads")
            .with("medarbejder", &id)
            .with("hvorfor", "Har en sag om familien");
        let page = saved(&karen, seat).await;
        assert!(page.says("Kan ikke se familien"), "{}", page.told());
    }
    Cases { family, asta: [first, second], aske, adults: [gry, bo] }
}

/// Karen shows another department parts of Asta's case; the two of the core team take their own cases along.
async fn linked(town: &Town, cases: &Cases) -> ConsentId {
    let karen = town.signs_in("karen").await;
    let [first, second] = cases.asta;
    let consent = town.registers_consent("karen", first, "Voksenhandicap").await;
    let page = karen.opens(&home(cases.family)).await;
    let page = saved(&karen, form(&page, "sag").with("sag", &second.to_string())).await;
    let open = form_of(&page, "aabn", first);
    let to_adults = open.clone().with("afdeling", "voksenhandicap").ticking("dele", "forløb").ticking("dele", "møder");
    let nothing = karen.sends(&to_adults.clone().with("grundlag", "")).await;
    assert_eq!(nothing.status.as_u16(), 422, "nothing is shown without a consent or a provision: {}", nothing.told());
    saved(&karen, to_adults.with("grundlag", &consent.to_string())).await;
    let open = form_of(&karen.opens(&home(cases.family)).await, "aabn", first);
    let to_children = open.with("afdeling", "boern-og-familie").with("grundlag", "fvl-32");
    saved(&karen, to_children.with("hvorfor", "Rikke undersøger Askes fravær")).await;

    let louise = town.signs_in("louise").await;
    for case in cases.adults {
        let page = louise.opens(&home(cases.family)).await;
        saved(&louise, form(&page, "sag").with("sag", &case.to_string())).await;
    }
    let rikke = town.signs_in("rikke").await;
    let page = rikke.opens(&home(cases.family)).await;
    saved(&rikke, form(&page, "sag").with("sag", &cases.aske.to_string())).await;
    consent
}

/// Addresses of cases on a page: whole ones, and those of which one sees parts.
fn cases_on(page: &Page) -> Vec<String> {
    let mut found: Vec<String> = page.links().into_iter().filter(|link| link.starts_with("/sager/")).collect();
    found.retain(|link| link.matches('/').count() == 2 || link.ends_with("/koordinering"));
    found.sort();
    found.dedup();
    found
}

fn paths(whole: &[CaseId], parts: &[CaseId]) -> Vec<String> {
    let whole = whole.iter().map(|case| format!("/sager/{case}"));
    let mut all: Vec<String> = whole.chain(parts.iter().map(|case| format!("/sager/{case}/koordinering"))).collect();
    all.sort();
    all
}

#[tokio::test]
async fn each_department_sees_what_is_opened_to_it_and_no_more_from_the_day_the_consent_is_withdrawn() {
    play("2026-03-02", async |town| {
        let cases = gathered(town).await;
        let home = home(cases.family);
        let [first, second] = cases.asta;
        let [gry, bo] = cases.adults;
        let (karen, louise, rikke) =
            (town.signs_in("karen").await, town.signs_in("louise").await, town.signs_in("rikke").await);
        for desk in [&louise, &rikke] {
            assert_eq!(desk.get(&home).await.status.as_u16(), 404, "a seat alone opens nothing");
            assert!(!desk.opens("/familier").await.says("Asta"));
        }
        let consent = linked(town, &cases).await;

        // Louise: her own two, and of Asta's first case what the consent opens. Of the rest not even that it is there.
        let page = louise.opens(&home).await;
        assert_eq!(cases_on(&page), paths(&[gry, bo], &[first]), "{}", page.told());
        assert!(page.says("åbnet for din afdeling: hvor sagen er, og hvad der har en frist; møder"), "{}", page.told());
        assert!(!page.says("ingen ser det hele") && !page.says("Tabt arbejdsfortjeneste"), "{}", page.told());
        let parts = louise.opens(&format!("/sager/{first}/koordinering")).await;
        assert!(parts.says("fordi du sidder i familiens kerneteam"), "{}", parts.told());
        assert!(parts.html().contains("id=\"forloeb\"") && parts.html().contains("id=\"moeder\""), "{}", parts.told());
        for part in ["opgaver", "bevillinger", "kontakter"] {
            assert!(!parts.html().contains(&format!("id=\"{part}\"")), "{part}: {}", parts.told());
        }
        for end in ["", "/journal", "/dokumenter", "/oplysninger", "/familie", "/historik"] {
            assert_eq!(louise.get(&format!("/sager/{first}{end}")).await.status.as_u16(), 404, "{end}");
        }
        assert_eq!(louise.get(&format!("/sager/{second}/koordinering")).await.status.as_u16(), 404);

        // Rikke: her own, and that there is a case with the children's department.
        let page = rikke.opens(&home).await;
        assert_eq!(cases_on(&page), paths(&[cases.aske], &[]), "{}", page.told());
        assert!(page.says("Der er en sag i Børnehandicap"), "{}", page.told());
        assert_eq!(rikke.get(&format!("/sager/{first}/koordinering")).await.status.as_u16(), 404);

        // Karen sees nothing of the others before they open it.
        let page = karen.opens(&home).await;
        assert_eq!(cases_on(&page), paths(&[first, second], &[]), "{}", page.told());
        assert!(!page.says("Der er en sag i"), "{}", page.told());

        // Each opens to a third department what is theirs: grants of Bo's case on his consent, and that Gry has one.
        let his = town.registers_consent("louise", bo, "Børnehandicap").await;
        let of_bo = form_of(&louise.opens(&home).await, "aabn", bo)
            .with("afdeling", "boernehandicap")
            .ticking("dele", "bevillinger");
        saved(&louise, of_bo.with("grundlag", &his.to_string())).await;
        let of_gry = form_of(&louise.opens(&home).await, "aabn", gry)
            .with("afdeling", "boernehandicap")
            .with("grundlag", "fvl-32");
        saved(&louise, of_gry.with("hvorfor", "Begge må vide, at den anden er der")).await;
        let page = karen.opens(&home).await;
        assert_eq!(cases_on(&page), paths(&[first, second], &[bo]), "{}", page.told());
        assert!(page.says("Der er en sag i Voksenhandicap"), "{}", page.told());

        // Where Gry is stands on no page of another's caseworker: not the family's, the child's, nor the child's card.
        let hers = format!("/borgere/{}", town.file(first).await.citizen.id);
        let card = format!("{hers}/udskriv");
        for path in [home.as_str(), &format!("/sager/{first}"), &hers, &card, "/familier"] {
            let page = karen.opens(path).await;
            assert_eq!(says_where_she_is(&page), [""; 0], "{path}");
        }
        for desk in [&louise, &rikke] {
            let page = desk.opens(&home).await;
            assert!(page.says("Gry Lyngholm Adressebeskyttet"), "{}", page.told());
            assert_eq!(says_where_she_is(&page), [""; 0], "{}", page.told());
        }

        // One finds the family from the case, the person and the list, and goes on to the costs.
        for path in [format!("/sager/{first}"), format!("/sager/{second}"), hers, "/familier".into()] {
            assert!(karen.opens(&path).await.links().contains(&home), "{path}");
        }
        assert!(louise.opens(&format!("/sager/{bo}")).await.links().contains(&home));
        assert!(karen.opens(&home).await.links().contains(&format!("{home}/finansiering")));

        // Withdrawn, both lose it the same day: Bo's grants for Karen, the whole family for Louise.
        app::consent::withdraw(&town.app, &town.actor("louise").await, bo, his).await.unwrap();
        assert_eq!(cases_on(&karen.opens(&home).await), paths(&[first, second], &[]));
        assert_eq!(karen.get(&format!("/sager/{bo}/koordinering")).await.status.as_u16(), 404);
        app::consent::withdraw(&town.app, &town.actor("karen").await, first, consent).await.unwrap();
        for path in [&home, &format!("/sager/{first}/koordinering")] {
            assert_eq!(louise.get(path).await.status.as_u16(), 404, "{path}");
        }
        assert!(!louise.opens("/familier").await.says("Asta"));
        assert!(!louise.opens(&format!("/sager/{bo}")).await.links().contains(&home));
        let page = karen.opens(&home).await;
        assert!(page.says("åbner intet: samtykket gælder ikke mere"), "{}", page.told());
        assert!(page.says("Kan ikke se familien"), "{}", page.told());

        // All of it stands on the cases in words.
        let journal = karen.opens_case(first, "/journal").await;
        for line in
            ["Familien har fået én indgang", "Familiekoordinator udpeget", "Dele af sagen åbnet for en afdeling"]
        {
            assert!(journal.says(line), "{line}: {}", journal.told());
        }
        assert!(!journal.says("Handling udført"), "{}", journal.told());
        let history = karen.opens_case(first, "/historik").await;
        assert!(history.says("Så det, sagen viser en families kerneteam"), "{}", history.told());
        assert!(!history.says("Handling udført"), "{}", history.told());
    })
    .await;
}

/// Karen calls one of the core team's meetings for today, through the page; answers which it is.
async fn called(town: &Town, cases: &Cases, gathering: Gathering) -> MeetingId {
    let karen = town.signs_in("karen").await;
    let call = form(&karen.opens(&home(cases.family)).await, "møde").with("slags", gathering.code());
    let call = call.with("dag", &town.app.today().to_string()).with("kl", "13:00").with("sted", "Rådhuset");
    saved(&karen, call).await;
    let view = app::family::show(&town.app, &town.actor("karen").await, cases.family).await.unwrap();
    view.meetings.iter().find(|meeting| meeting.gathering == gathering && !meeting.held).unwrap().id
}

/// The meeting is held with everybody there.
async fn holds(town: &Town, case: CaseId, meeting: MeetingId) {
    let karen = town.actor("karen").await;
    let now = app::meeting::show(&town.app, &karen, (case, meeting)).await.unwrap().meeting;
    let items = now.items.iter().map(|item| (item.nr, "Talt igennem.".to_string(), Vec::new())).collect();
    let came = now.participants.iter().map(|one| (one.nr, Yes::Yes)).collect();
    let written = Written { version: now.version, items, came };
    let informs = Some(Owner::Staff(karen.id()));
    app::meeting::hold(&town.app, &karen, (case, meeting), written, (String::new(), informs)).await.unwrap();
}

/// A form of the case is filled in, with something in every field that must be, and these.
async fn fills(town: &Town, case: CaseId, id: &str, said: &[(&str, &str)]) {
    let today = town.app.today();
    let mut answers = written(town.app.content.questionnaire(id, today).unwrap(), today);
    for (field, text) in said {
        answers.fields.insert((*field).to_string(), vec![(*text).to_string()]);
    }
    let order = app::form::Fill { form: id.into(), answers, knew_of: 0, signatures: Vec::new() };
    app::form::fill(&town.app, &town.actor("karen").await, case, order).await.unwrap();
}

async fn starts_measures(town: &Town, case: CaseId) -> app::Outcome<()> {
    let karen = town.actor("karen").await;
    let view = town.seen_by(&karen, case).await;
    let course = view.courses.iter().find(|course| course.procedure.step("indsatser").is_some()).unwrap().id;
    drop(view);
    let order = app::progress::MarkDone {
        course: Some(course),
        step: "indsatser".into(),
        ..app::progress::MarkDone::default()
    };
    app::progress::mark_done(&town.app, &karen, case, order).await
}

/// From the first meeting with the family to one report and a draft of the plan.
async fn assessed(town: &Town, cases: &Cases) {
    let (case, karen) = (cases.asta[0], town.signs_in("karen").await);
    let meeting = called(town, cases, Gathering::Assessment).await;
    let invited = app::meeting::show(&town.app, &town.actor("karen").await, (case, meeting)).await.unwrap().meeting;
    assert_eq!(invited.participants.len(), 4, "Asta, Karen and the two of the team: {:?}", invited.participants);
    holds(town, case, meeting).await;

    let page = karen.opens(&home(cases.family)).await;
    let rikke = town.staff("rikke").await.id.to_string();
    let choose = form(&page, "undersoegelse").with("tekst", "Børnefaglig undersøgelse af Aske");
    let choose = choose.with("hvorfor", "Fraværet").with("medarbejder", &rikke);
    refused(&karen, choose.clone().with("dag", "2026-03-01"), "Dagen er gået").await;
    let page = saved(&karen, choose.with("dag", "2026-05-29")).await;
    assert!(page.says("Rikke Ågren") && page.says("29. maj 2026"), "{}", page.told());
    let finished = form(&page, "undersoegt").with("tekst", "Aske sover for lidt");
    let page = saved(&karen, finished.with("dag", "2026-03-02")).await;
    assert!(page.says("Aske sover for lidt"), "{}", page.told());
    town.marks("karen", case, "undersoegelser", None, None).await;
    fills(town, case, "samlet-afrapportering", &[("barnet", "Asta vil gerne se sin mor, Gry Lyngholm, noget mere.")])
        .await;
    fills(town, case, "faelles-plan", &[("erstatter", "nej")]).await;
    town.marks("karen", case, "afrapportering", None, None).await;
    let page = karen.opens(&home(cases.family)).await;
    assert!(page.says("Indsatser venter på analysemødet"), "{}", page.told());
    assert!(starts_measures(town, case).await.is_err(), "measures started before the analysis meeting (SD25)");
}

#[tokio::test]
async fn outsiders_at_the_analysis_get_no_names_and_measures_begin_after_it() {
    play("2026-03-02", async |town| {
        let cases = gathered(town).await;
        linked(town, &cases).await;
        let (case, karen) = (cases.asta[0], town.signs_in("karen").await);
        let home = home(cases.family);
        assessed(town, &cases).await;

        // The analysis meeting is without the family; the draft of its summary names nobody.
        let meeting = called(town, &cases, Gathering::Analysis).await;
        let invited = app::meeting::show(&town.app, &town.actor("karen").await, (case, meeting)).await.unwrap().meeting;
        assert!(invited.participants.iter().all(|one| one.who != domain::meeting::Who::Citizen), "{invited:?}");
        let write = form(&karen.opens(&home).await, "resumé");
        let draft = write.value("tekst").unwrap().trim().to_string();
        assert!(draft.contains("noget mere") && draft.contains("[barn"), "{draft}");
        for name in ["Asta", "Gry", "Lyngholm"] {
            assert!(!draft.contains(name), "{draft}");
        }
        let outsider = "Rigmor Stenager; Rådgivning Nord; autisme";
        let named = write.with("hvem", outsider).with("tekst", "Barnet savner sin mor. Gry bor et andet sted.");
        let page = saved(&karen, named).await;
        refused(&karen, form(&page, "giv"), "Resuméet røber, hvem familien er").await;
        let known = form(&page, "resumé").with("tekst", &draft).with("hvem", "Louise Kærlund; Voksenhandicap; støtte");
        let page = saved(&karen, known).await;
        refused(&karen, form(&page, "giv"), "Vælg en, der ser på den udefra").await;
        let page = saved(&karen, form(&page, "resumé").with("hvem", outsider)).await;
        let page = saved(&karen, form(&page, "giv")).await;
        assert!(page.says("Resuméet er givet til dem udefra"), "{}", page.told());
        holds(town, case, meeting).await;

        assert!(karen.opens(&home).await.says("Indsatser må begynde"));
        starts_measures(town, case).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_status_meeting_is_about_the_cases_where_something_happened_and_no_other() {
    play("2026-03-02", async |town| {
        let cases = gathered(town).await;
        linked(town, &cases).await;
        let (case, home) = (cases.asta[0], home(cases.family));
        let [gry, bo] = cases.adults;
        let (karen, louise) = (town.signs_in("karen").await, town.signs_in("louise").await);
        // Of Bo's case Karen sees the course, on his consent; of Gry's only that it is there.
        let his = town.registers_consent("louise", bo, "Børnehandicap").await;
        let of_bo = form_of(&louise.opens(&home).await, "aabn", bo)
            .with("afdeling", "boernehandicap")
            .ticking("dele", "forløb");
        saved(&louise, of_bo.with("grundlag", &his.to_string())).await;
        let of_gry = form_of(&louise.opens(&home).await, "aabn", gry)
            .with("afdeling", "boernehandicap")
            .with("grundlag", "fvl-32");
        saved(&louise, of_gry.with("hvorfor", "Begge må vide det")).await;
        let first = called(town, &cases, Gathering::Status).await;
        holds(town, case, first).await;
        let page = karen.opens(&home).await;
        assert!(page.says("30. marts 2026"), "four weeks after the last one: {}", page.told());
        assert!(!page.says("siden sidst:"), "nothing has happened since: {}", page.told());

        // After it something happens in both adults' cases, and in none of Asta's.
        town.turn_to("2026-03-09");
        for adult in cases.adults {
            let receipt = town.makes_receipt("louise", adult).await;
            town.sends_letter("louise", adult, receipt).await;
        }
        town.turn_to("2026-03-30");
        let page = karen.opens(&home).await;
        assert_eq!(page.text().matches("siden sidst:").count(), 1, "{}", page.told());
        let second = called(town, &cases, Gathering::Status).await;
        let agenda = app::meeting::show(&town.app, &town.actor("karen").await, (case, second)).await.unwrap().meeting;
        let titles = agenda.items.iter().map(|item| item.title.as_str());
        let of_cases: Vec<&str> = titles.filter(|title| title.starts_with("Sag ")).collect();
        assert_eq!(of_cases, [format!("Sag {}, Voksenhandicap", town.file(bo).await.case.number)]);
    })
    .await;
}

#[tokio::test]
async fn measures_that_cannot_wait_start_before_the_analysis_with_the_reason_kept() {
    play("2026-03-02", async |town| {
        let cases = gathered(town).await;
        linked(town, &cases).await;
        let (case, karen) = (cases.asta[0], town.signs_in("karen").await);
        assessed(town, &cases).await;

        let wait = form(&karen.opens(&home(cases.family)).await, "vent-ikke");
        refused(&karen, wait.clone(), "Skriv hvorfor").await;
        let why = "Familien har ingen aflastning i påsken";
        let page = saved(&karen, wait.with("hvorfor", why)).await;
        assert!(page.says("Indsatser må begynde"), "{}", page.told());
        starts_measures(town, case).await.unwrap();
        let journal = karen.opens_case(case, "/journal").await;
        assert!(journal.says("Indsatser begynder før analysemødet") && journal.says(why), "{}", journal.told());
        assert!(karen.opens_case(case, "").await.says(why), "the step was left out with the reason");
    })
    .await;
}
