//! The words of a letter, taken from the case, and the page it is set on.

use crate::letter::{About, RequestBasis, Snapshot};
use crate::{App, Outcome, Reason, Refused, progress};
use domain::assessment::Finding;
use domain::benefit::Detail;
use domain::case::CaseFile;
use domain::deadline::Channel;
use domain::decision::{Draft, State};
use domain::ids::PersonId;
use domain::letter::{Addressee, IssuedLetter};
use domain::party_hearing::HearingState;
use domain::people::Person;
use domain::staff::Staff;
use jiff::civil::Date;
use letters::facts::Value;
use letters::{Words, danish_date};

/// Every word the letter may use, for this recipient on this day (P-5: rendered per recipient, never once for several).
pub(crate) fn words(
    app: &App,
    file: &CaseFile,
    caseworker: &Staff,
    addressee: &Addressee,
    about: &About,
    today: Date,
) -> Outcome<Words> {
    let words = around(app, file, caseworker, addressee, today)?;
    let about_a_grant = progress::deciding_acts(app, file, today)?.contains(&domain::words::Act::Change);
    let words = application(app, file, words, today)?.yes_no("sag.om_løbende", about_a_grant);
    Ok(match about {
        About::Case => words,
        About::ByHand { answers } | About::Meeting(crate::meeting::MeetingLetter { answers, .. }) => {
            answers.iter().fold(words, |words, (id, said)| {
                words.maybe(&format!("{}{id}", letters::facts::ASKED), Some(said.clone()))
            })
        }
        About::Notification { received, professional, led_to_something } => words
            .text("underretning.modtaget", received)
            .yes_no("underretning.er_fagperson", *professional)
            .yes_no("underretning.førte_til_noget", *led_to_something == Some(true)),
        About::Delay { reason, new_date } => {
            words.text("forsinkelse.grund", reason).text("forsinkelse.ny_dato", danish_date(*new_date))
        }
        About::Hearing { findings, answer_by, .. } => {
            let heard = |finding: &&Finding| findings.contains(&finding.id.0);
            words
                .set("fakta", facts(file.findings.iter().filter(heard)))
                .text("høring.svarfrist", danish_date(*answer_by))
        }
        About::Request(request) => {
            let words = words
                .text("oplysninger.hos", &request.source)
                .text("oplysninger.om", &request.about)
                .text("oplysninger.svarfrist", danish_date(request.reply_by));
            basis(file, words, &request.basis)
        }
        About::Access(told) => access(words, told),
        About::AccessDelay { about, received_on, reason, new_date, .. } => words
            .text("aktindsigt.om", about)
            .text("aktindsigt.modtaget", danish_date(*received_on))
            .text("forsinkelse.grund", reason)
            .text("forsinkelse.ny_dato", danish_date(*new_date)),
        About::Decision { party } => {
            let open = file.open_decision().ok_or(Reason::DecisionClosed)?;
            let words = decided(app, file, words, (&open.draft, PersonId(*party)), today)?;
            match domain::complaint::reassessed_by(&file.complaints, open.id) {
                Some(complaint) => crate::complaint::words(app, file, words, complaint, ""),
                None => words,
            }
        }
        About::Complaint { complaint, remark } => {
            let complaint = file.complaints.iter().find(|known| known.id.0 == *complaint).ok_or(Refused::NotFound)?;
            let about = file.decisions.iter().find(|known| known.id == complaint.decision).ok_or(Refused::NotFound)?;
            let State::Sent { on, .. } = about.state else { return Err(Reason::DecisionClosed.into()) };
            let words = decided(app, file, words, (&about.draft, complaint.by), on)?;
            crate::complaint::words(app, file, words, complaint, remark)
        }
    })
}

/// What was decided and what it rests on, for one of those it is about.
fn decided(app: &App, file: &CaseFile, words: Words, (draft, party): (&Draft, PersonId), day: Date) -> Outcome<Words> {
    let words = decision(app, file, words, draft, day)?;
    let words = hearing(file, words, draft, party);
    Ok(words.set("fakta", facts(file.findings.iter())).set("betingelser", unmet(app, file)?))
}

fn access(words: Words, told: &crate::access_request::Told) -> Words {
    use domain::access_request::{Capacity, Outcome};
    let ends = |outcome: Outcome| told.outcome == outcome.code();
    let left_out = told.left_out.iter().map(|left_out| {
        Value::row([
            ("papir", &left_out.paper),
            ("omfang", &left_out.extent),
            ("paragraf", &left_out.paragraph),
            ("siger", &left_out.says),
            ("grund", &left_out.reason),
        ])
    });
    let papers = if ends(Outcome::Refusal) { None } else { Some(Value::row([("titel", "Sagens papirer")])) };
    words
        .text("aktindsigt.om", &told.about)
        .text("aktindsigt.modtaget", danish_date(told.received_on))
        .yes_no("aktindsigt.er_fuld", ends(Outcome::Full))
        .yes_no("aktindsigt.er_delvis", ends(Outcome::Partial))
        .yes_no("aktindsigt.er_afslag", ends(Outcome::Refusal))
        .yes_no("aktindsigt.er_part", told.capacity != Capacity::Other.code())
        .set("undtagelser", Value::List(left_out.collect()))
        .set("bilagene", Value::List(papers.into_iter().collect()))
        .text("klage.frist", "senest 4 uger efter, at du har fået afgørelsen")
}

fn around(app: &App, file: &CaseFile, caseworker: &Staff, addressee: &Addressee, today: Date) -> Outcome<Words> {
    let department = app
        .content
        .department(&file.case.department)
        .ok_or_else(|| anyhow::anyhow!("department {} is not in content", file.case.department))?;
    let municipality = &app.content.municipality;
    let (name, lines, is_citizen) = match addressee {
        Addressee::Person(id) => {
            let person = file.person(*id).ok_or(Reason::NoRecipient)?;
            // The address stands in the window of the page, never in the text: text is shown to staff.
            (person.name.clone(), Vec::new(), *id == file.citizen.id)
        }
        Addressee::Partner { name, address } => (name.clone(), address.lines().map(str::to_string).collect(), false),
    };
    let parties = file.parties_on(today);
    let parties = parties.iter().map(|party| Value::row([("navn", &party.name)])).collect();
    Ok(Words::new()
        .text("dato", danish_date(today))
        .text("modtager.navn", name)
        .lines("modtager.adresse", lines)
        .text("kommune.navn", &municipality.name)
        .text("kommune.cvr", &municipality.cvr)
        .text("kommune.hjemmeside", &municipality.website)
        .text("kommune.dpo_mail", &municipality.dpo_mail)
        .text("kommune.dpo_telefon", &municipality.dpo_phone)
        .text("afdeling.navn", &department.title)
        .text("afdeling.telefon", &department.phone)
        .text("afdeling.telefontid", &department.hours)
        .text("afdeling.mail", &department.mail)
        .lines("afdeling.adresse", department.address.clone())
        .text("sagsbehandler.navn", &caseworker.name)
        .text("sagsbehandler.telefon", &caseworker.phone)
        .text("sagsbehandler.mail", &caseworker.mail)
        .text("sag.nummer", file.case.number.to_string())
        .text("borger.navn", &file.citizen.name)
        .yes_no("borger.er_barn", file.citizen.is_child_on(today))
        .yes_no("borger.er_modtager", is_citizen)
        .set("parter", Value::List(parties))
        .set("bilagene", Value::List(Vec::new())))
}

fn application(app: &App, file: &CaseFile, words: Words, today: Date) -> Outcome<Words> {
    let benefit = progress::benefit_of(app, file)?;
    let limit = app.content.setting(&benefit.processing_limit).and_then(|setting| setting.on(today));
    let words = words
        .text("ydelse.navn", &benefit.title)
        .text("ydelse.i_tekst", &benefit.in_text)
        .text("klage.frist", "senest 4 uger efter, at du har fået afgørelsen")
        .yes_no("ydelse.frist_bekræftet", limit.is_some_and(|limit| !limit.to_be_confirmed));
    let words = match limit {
        Some(limit) => words.text("ydelse.frist", &limit.text),
        None => words,
    };
    Ok(match &file.application {
        Some(application) => words
            .text("ansøgning.om", &application.applied_for)
            .text("ansøgning.modtaget", danish_date(application.received_on)),
        None => words,
    })
}

fn facts<'a>(findings: impl Iterator<Item = &'a Finding>) -> Value {
    Value::List(findings.map(|finding| Value::row([("tekst", &finding.text), ("kilde", &finding.source)])).collect())
}

fn unmet(app: &App, file: &CaseFile) -> Outcome<Value> {
    let benefit = progress::benefit_of(app, file)?;
    // A criterion that is not necessary (which of two groups) is no ground for a refusal, met or not.
    let rows = benefit.criteria.iter().filter(|criterion| criterion.necessary).filter_map(|criterion| {
        let answer = file.assessment.criteria.get(&criterion.id).filter(|answer| !answer.met)?;
        Some(Value::row([("tekst", &criterion.question), ("grund", &answer.reason)]))
    });
    Ok(Value::List(rows.collect()))
}

fn basis(file: &CaseFile, words: Words, basis: &RequestBasis) -> Words {
    match basis {
        RequestBasis::Consent(id) => {
            let given = file.consents.iter().find(|consent| consent.id.0 == *id).map(|consent| consent.given_on);
            words
                .yes_no("oplysninger.har_samtykke", true)
                .maybe("oplysninger.samtykke_dato", given.map(danish_date))
                .maybe("oplysninger.hjemmel", None::<String>)
                .maybe("oplysninger.hjemmel_grund", None::<String>)
        }
        RequestBasis::Law { paragraph, reason } => words
            .yes_no("oplysninger.har_samtykke", false)
            .maybe("oplysninger.samtykke_dato", None::<String>)
            .maybe("oplysninger.hjemmel", Some(paragraph))
            .maybe("oplysninger.hjemmel_grund", Some(reason)),
    }
}

fn decision(app: &App, file: &CaseFile, words: Words, draft: &Draft, today: Date) -> Outcome<Words> {
    let benefit = progress::benefit_of(app, file)?;
    let provision =
        benefit.provision_on(today).ok_or(Reason::Submission(vec![domain::decision::Missing::ProvisionInForce]))?;
    let written = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_string());
    let choice = draft.choice.as_ref().and_then(|id| benefit.choices.iter().find(|choice| &choice.id == id));
    let notice = benefit.notice.as_ref().filter(|notice| notice.outcomes.contains(&draft.outcome));
    let words = Detail::WORDS.iter().fold(words, |words, (detail, _)| {
        words.maybe(&detail.letter_word(), draft.details.get(detail).map(|said| said.trim().to_string()))
    });
    Ok(words
        .maybe("afgørelse.bevilget", written(&draft.granted))
        .maybe("afgørelse.ikke_bevilget", written(&draft.not_granted))
        .maybe("afgørelse.begrundelse", written(&draft.reasons))
        .maybe("afgørelse.hensyn", written(&file.assessment.considerations))
        .maybe("afgørelse.fra", draft.from.map(danish_date))
        .maybe("afgørelse.til", draft.until.map(danish_date))
        .maybe("afgørelse.beløb", draft.monthly_amount.map(|amount| amount.to_string()))
        .maybe("afgørelse.timer_om_ugen", draft.weekly_hours.map(|hours| hours.to_string()))
        .maybe("afgørelse.timer_om_måneden", draft.monthly_hours.map(|hours| hours.to_string()))
        .yes_no("afgørelse.har_timer", draft.weekly_hours.is_some() || draft.monthly_hours.is_some())
        .maybe("afgørelse.engangsbeløb", draft.one_off_amount.map(|amount| amount.to_string()))
        .maybe("afgørelse.dage_om_ugen", draft.weekly_days.map(|days| days.to_string()))
        .maybe("afgørelse.virkning", draft.effect_on.map(danish_date))
        .maybe("ydelse.varsel", notice.map(|notice| notice.span.to_string()))
        .maybe("afgørelse.valg", choice.map(|choice| choice.title.clone()))
        .maybe("afgørelse.opfølgning", draft.follow_up_on.map(danish_date))
        .text("afgørelse.paragraf", &provision.paragraph)
        .text("afgørelse.dato", danish_date(today)))
}

/// What this party was heard about and said; never what another party said.
fn hearing(file: &CaseFile, words: Words, draft: &Draft, party: PersonId) -> Words {
    let hearings = || file.hearings.iter().filter(|hearing| hearing.party == party);
    let answer = hearings().rev().find_map(|hearing| match &hearing.state {
        HearingState::Answered { answer, .. } => Some(answer.clone()),
        HearingState::Sent | HearingState::Lapsed { .. } => None,
    });
    let treatment = (!draft.hearing_treatment.trim().is_empty()).then(|| draft.hearing_treatment.trim().to_string());
    words
        .yes_no("partshøring.er_hørt", hearings().next().is_some())
        .yes_no("partshøring.svarede", answer.is_some())
        .maybe("partshøring.svar", answer)
        .maybe("partshøring.behandling", treatment)
}

/// Whether the page carries a protected recipient's address, or the word that it is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// For staff to read through.
    Masked,
    /// For the recipient.
    ToRecipient,
}

/// The page a letter is set on: its text, and around it the words it was filled from.
pub(crate) fn page(file: &CaseFile, letter: &IssuedLetter, today: Date, shown: Shown) -> Outcome<letters::Page> {
    let words = Words::from_json(&Snapshot::of(letter)?.words).map_err(anyhow::Error::from)?;
    let address = match &letter.addressee {
        Addressee::Person(id) => file.person(*id).map_or_else(Vec::new, |person| window(person, letter.channel, shown)),
        Addressee::Partner { address, .. } => address.lines().map(str::to_string).collect(),
    };
    let words = words.lines("modtager.adresse", address);
    let date = letter.queued_on.unwrap_or(today);
    Ok(letters::Page::of_letter(&letter.title, &letter.text, date, &words).map_err(anyhow::Error::from)?)
}

/// The address in the window.
fn window(person: &Person, channel: Channel, shown: Shown) -> Vec<String> {
    if channel == Channel::Digital {
        // Digital Post is addressed by number: the page needs no address, so it carries none.
        return Vec::new();
    }
    if shown == Shown::Masked && person.is_protected() {
        return vec!["Adressebeskyttet".to_string()];
    }
    let contact = person.contact.for_owner();
    [&contact.street, &contact.town].into_iter().filter(|line| !line.trim().is_empty()).cloned().collect()
}
