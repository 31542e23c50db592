//! Those who take part, on the page of a meeting: what they know, what asking them rests on, and who may be put on.

use super::before::{Ask, Typed};
use crate::form::Errors;
use crate::parts::{Choice, Choices, Field};
use crate::session::Desk;
use crate::wording::danish;
use app::meeting::MeetingView;
use domain::access::Yes;
use domain::consent::Covers;
use domain::meeting::{Ground, How, Participant, Reply, State, Told, Who};

/// A participant on the page.
pub(super) struct Person {
    pub(super) nr: u32,
    pub(super) name: String,
    pub(super) where_from: String,
    pub(super) why: String,
    pub(super) reply: &'static str,
    pub(super) replies: bool,
    pub(super) called: String,
    pub(super) draft: Option<String>,
    pub(super) to_call: bool,
    pub(super) by_letter: bool,
    /// What asking them rests on, in words.
    pub(super) ground: Option<String>,
    /// Consent is missing: where it is registered.
    pub(super) missing: Option<String>,
    pub(super) came: Option<&'static str>,
    pub(super) minutes: Option<String>,
    pub(super) minutes_draft: Option<String>,
    pub(super) removable: bool,
    pub(super) why_field: Field,
    pub(super) ground_field: Option<Choices>,
    pub(super) reason_field: Option<Field>,
    pub(super) contact: Option<[Field; 5]>,
    pub(super) how: Field,
}

/// What is typed to put somebody on.
pub(super) struct AddPerson {
    pub(super) who: Choices,
    pub(super) name: Field,
    pub(super) workplace: Field,
    pub(super) address: Field,
    pub(super) phone: Field,
    pub(super) mail: Field,
    pub(super) why: Field,
    pub(super) ground: Choices,
    pub(super) reason: Field,
}

/// A participant's name, and where they come from.
pub(super) fn name(found: &MeetingView<'_>, one: &Participant) -> (String, String) {
    let file = &found.view.file;
    match &one.who {
        Who::Citizen => (file.citizen.name.clone(), "borgeren".into()),
        Who::Person(id) => (file.name_of(*id), "fra sagen".into()),
        Who::Staff(id) => (found.view.staff_name(*id).to_string(), "kommunen".into()),
        Who::Outside(outside) => (outside.name.clone(), outside.workplace.clone()),
    }
}

fn told(told: &Told) -> String {
    let on = danish::date_short(told.on);
    match &told.how {
        How::Letter(_) => format!("brev {on}"),
        How::Spoken(words) => format!("sagt {on}: {words}"),
        How::InHouse => format!("i egen mødeliste {on}"),
        How::HandedOver => format!("afleveret {on}"),
    }
}

fn reply(reply: Reply) -> &'static str {
    match reply {
        Reply::None => "Har ikke svaret",
        Reply::Coming => "Kommer",
        Reply::Declined => "Afbud",
    }
}

/// The provisions and consents asking somebody can rest on.
fn grounds(desk: &Desk, found: &MeetingView<'_>) -> Vec<Choice> {
    let today = found.view.today;
    let consents = found.view.file.consents.iter();
    let invite = consents.filter(|consent| consent.holds_on(today) && consent.covers.contains(&Covers::Invite));
    let by_consent =
        invite.map(|consent| Choice::new(format!("s:{}", consent.id), format!("Samtykke: {}", consent.source)));
    let laws = desk.app.content.legal_bases.iter().filter(|basis| basis.covers.contains(&Covers::Invite));
    let by_law =
        laws.map(|basis| Choice::new(format!("l:{}", basis.id), format!("Uden samtykke: {}", basis.paragraph)));
    by_consent.chain(by_law).collect()
}

fn ground_code(ground: Option<&Ground>) -> (String, String) {
    match ground {
        None => (String::new(), String::new()),
        Some(Ground::Consent(id)) => (format!("s:{id}"), String::new()),
        Some(Ground::Law { basis, reason }) => (format!("l:{basis}"), reason.clone()),
    }
}

/// A participant as the page shows them.
pub(super) fn person(
    desk: &Desk,
    found: &MeetingView<'_>,
    one: &Participant,
    (typed, errors): (&Typed, &Errors),
) -> Person {
    let (meeting, nr, file) = (&found.meeting, one.nr, &found.view.file);
    let none = Errors::default();
    let mine = typed.form == Some(Ask::ChangeGuest) && typed.nr == nr;
    let wrong = if mine { errors } else { &none };
    let renamed =
        |field: &str| wrong.of(field).map_or_else(Errors::default, |text| Errors::one(format!("{field}-{nr}"), text));
    let field = |id: &str, label: &str, kept: &str, typed: &str| {
        Field::line(&format!("{id}-{nr}"), label, if mine { typed } else { kept }, &renamed(id)).named(id)
    };
    let (name, where_from) = name(found, one);
    let needs = found.needs_basis.contains(&nr);
    let (code, reason) = ground_code(one.ground.as_ref());
    let known = grounds(desk, found);
    let says = known.iter().find(|choice| choice.value == code).map(|choice| choice.label.clone());
    let stale = one.called.as_ref().is_some_and(|told| told.issue < meeting.issue);
    let letter = |id: &domain::ids::LetterId| format!("/sager/{}/breve/{id}", file.case.id);
    let contact = match &one.who {
        Who::Outside(outside) => Some([
            field("navn", "Navn", &outside.name, &typed.navn),
            field("arbejde", "Arbejdssted, eller hvad de er for borgeren", &outside.workplace, &typed.arbejde)
                .optional(),
            Field::text(
                &format!("adresse-{nr}"),
                "Adresse",
                if mine { &typed.adresse } else { &outside.address },
                &none,
            )
            .named("adresse")
            .rows(3)
            .optional(),
            field("telefon", "Telefon", &outside.phone, &typed.telefon).optional(),
            field("mail", "Mail", &outside.mail, &typed.mail).optional(),
        ]),
        _ => None,
    };
    let missing = needs && says.is_none();
    Person {
        nr,
        called: match &one.called {
            Some(known) if stale => format!("Har fået en tidligere tid ({}). Skal have den nye besked.", told(known)),
            Some(known) => format!("Har fået besked: {}", told(known)),
            None if meeting.state == State::Planned => "Har ikke fået besked endnu".into(),
            None => "Ingen besked skrevet".into(),
        },
        reply: reply(one.reply),
        replies: one.called.is_some() && meeting.state == State::Planned,
        draft: found.calls.get(&nr).map(letter),
        to_call: domain::meeting::may_call(meeting, nr).is_ok(),
        by_letter: match &one.who {
            Who::Staff(_) => false,
            Who::Outside(outside) => !outside.address.trim().is_empty(),
            Who::Citizen => true,
            Who::Person(id) => file.parties_on(found.view.today).iter().any(|party| party.id == *id),
        },
        missing: missing.then(|| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("fra", if where_from.is_empty() { &name } else { &where_from })
                .append_pair("om", &meeting.title)
                .finish();
            format!("/sager/{}/oplysninger?{query}#samtykke", file.case.id)
        }),
        ground: says,
        came: one.came.map(|came| if came == Yes::Yes { "Var med" } else { "Kom ikke" }),
        minutes: one.minutes.as_ref().map(|known| format!("Har referatet: {}", told(known))),
        minutes_draft: found.minutes.get(&nr).map(letter),
        removable: one.called.is_none() && meeting.state == State::Planned,
        why_field: field("hvorfor", "Hvorfor er deltageren nødvendig?", &one.why, &typed.hvorfor),
        ground_field: needs.then(|| {
            let chosen = if mine { &typed.hjemmel } else { &code };
            Choices::select(&format!("hjemmel-{nr}"), "Hvad bygger indkaldelsen på?", &known, chosen, &none)
                .named("hjemmel")
                .optional()
        }),
        reason_field: needs.then(|| {
            field("begrundelse", "Hvorfor gælder bestemmelsen her?", &reason, &typed.begrundelse)
                .optional()
                .hint("Kun når det ikke er et samtykke.")
        }),
        contact,
        how: Field::line(&format!("ord-{nr}"), "Hvordan fik deltageren besked?", "", &none)
            .named("ord")
            .hint("For eksempel: ringet op i formiddags."),
        name,
        where_from,
        why: one.why.clone(),
    }
}

/// The form to put somebody on.
pub(super) fn add_person(desk: &Desk, found: &MeetingView<'_>, typed: &Typed, errors: &Errors) -> AddPerson {
    let (view, meeting) = (&found.view, &found.meeting);
    let there = |who: &Who| meeting.participants.iter().any(|one| one.who == *who);
    let mut who = vec![Choice::new("ude", "En uden for sagen (skriv navnet)")];
    if !there(&Who::Citizen) {
        who.push(Choice::new("borger", format!("{} (borgeren)", view.file.citizen.name)));
    }
    let there_by_name = |name: &str| {
        let named = |one: &Participant| matches!(&one.who, Who::Outside(outside) if outside.name == name);
        meeting.participants.iter().any(named)
    };
    let network = found.network.iter().map(|known| &known.contact).filter(|one| !there_by_name(&one.name));
    who.extend(network.map(|one| {
        let value = format!("n:{}-{}:{}", one.place.sector, one.place.row, one.name);
        let place = if one.workplace.is_empty() { &one.role } else { &one.workplace };
        let place = if place.is_empty() { String::new() } else { format!("{place}, ") };
        Choice::new(value, format!("{} ({place}på netværkskortet)", one.name))
    }));
    let people = view.file.related.iter().filter(|person| !there(&Who::Person(person.id)));
    who.extend(people.map(|person| Choice::new(format!("p:{}", person.id), format!("{} (fra sagen)", person.name))));
    let staff = view.staff.iter().filter(|staff| staff.active && !there(&Who::Staff(staff.id)));
    who.extend(staff.map(|staff| Choice::new(format!("m:{}", staff.id), staff.name.clone())));
    let line = |id: &str, label: &str, value: &str| Field::line(id, label, value, errors);
    AddPerson {
        who: Choices::select("hvem", "Hvem?", &who, if typed.hvem.is_empty() { "ude" } else { &typed.hvem }, errors),
        name: line("navn", "Navn, når det er en uden for sagen", &typed.navn).optional(),
        workplace: line("arbejde", "Arbejdssted, eller hvad de er for borgeren", &typed.arbejde).optional(),
        address: Field::text("adresse", "Adresse", &typed.adresse, errors)
            .rows(3)
            .optional()
            .hint("Til brevet. Uden adresse får deltageren besked mundtligt."),
        phone: line("telefon", "Telefon", &typed.telefon).optional(),
        mail: line("mail", "Mail", &typed.mail).optional(),
        why: line("hvorfor", "Hvorfor er deltageren nødvendig?", &typed.hvorfor)
            .hint("Alle på mødet skal vide, hvorfor de er med."),
        ground: Choices::select(
            "hjemmel",
            "Hvad bygger indkaldelsen på?",
            &grounds(desk, found),
            &typed.hjemmel,
            errors,
        )
        .optional()
        .hint("For dem uden for kommunen: borgerens samtykke til at invitere dem, eller en bestemmelse."),
        reason: line("begrundelse", "Hvorfor gælder bestemmelsen her?", &typed.begrundelse).optional(),
    }
}
