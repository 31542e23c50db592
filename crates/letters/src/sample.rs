//! Sample facts: a made-up family, for the golden texts, the readability check and `tovholder letters`.

use crate::danish_date;
use crate::facts::{ASKED, Value, Words};
use domain::benefit::Detail;
use domain::letter::{Letter, Occasion};
use jiff::civil::date;

impl Words {
    /// Everything a letter of this occasion can know, about people who do not exist.
    pub fn sample(occasion: Occasion) -> Words {
        let words = application(municipality(Words::new()));
        match occasion {
            Occasion::Receipt
            | Occasion::CaseLetter
            | Occasion::CaseworkerChange
            | Occasion::ReferrerReply
            | Occasion::MeetingCall
            | Occasion::MeetingChange
            | Occasion::Minutes => words,
            Occasion::PartyHearing => words
                .text("høring.svarfrist", danish_date(date(2026, 4, 14)))
                .set("fakta", Value::List(vec![school_fact()]))
                .set("bilagene", attachments(&["Udtalelse fra Tovby Skole"])),
            Occasion::Delay => delay(words),
            Occasion::AccessDelay => delay(access(words)).set("bilagene", Value::List(Vec::new())),
            Occasion::InformationRequest => information(words),
            Occasion::Grant => grant(decision(words)).maybe("afgørelse.ikke_bevilget", None::<String>),
            Occasion::ReassessedFully => {
                complaint(grant(decision(words)).maybe("afgørelse.ikke_bevilget", None::<String>))
            }
            Occasion::ReassessedPartly => complaint(Words::sample(Occasion::PartialGrant)),
            Occasion::PartialGrant => {
                grant(decision(words)).maybe("afgørelse.ikke_bevilget", Some(NOT_GRANTED)).set("betingelser", unmet())
            }
            Occasion::Refusal => refusal(decision(words)),
            Occasion::ReassessedUpheld => complaint(refusal(decision(words))),
            Occasion::Forwarding => complaint(refusal(decision(words)))
                .text("modtager.navn", "Ankestyrelsen")
                .lines("modtager.adresse", ["7998 Statsservice".to_owned()]),
            Occasion::ComplaintReceipt => complaint(refusal(decision(words))),
            Occasion::Reduction | Occasion::Notice => change(
                grant(decision(words)).maybe("afgørelse.ikke_bevilget", Some("To timer om ugen falder væk.")),
                occasion,
            ),
            Occasion::Ending => change(refusal(decision(words)), occasion),
            Occasion::AccessDecision => access(words),
            Occasion::NotificationReceipt | Occasion::NotificationFeedback => notification(words),
        }
    }

    /// The sample of a letter: that of its occasion, and what its fields say in samples.
    pub fn sample_for(letter: &Letter) -> Words {
        letter.asks.iter().fold(Words::sample(letter.occasion), |words, ask| {
            words.maybe(&format!("{ASKED}{}", ask.id), Some(ask.sample.clone()))
        })
    }
}

fn delay(words: Words) -> Words {
    words
        .text("forsinkelse.grund", "Vi mangler svar fra Emils skole og kan ikke afgøre sagen uden det.")
        .text("forsinkelse.ny_dato", danish_date(date(2026, 5, 29)))
}

/// A request for access to documents, with one paper left out.
fn access(words: Words) -> Words {
    let left_out = Value::row([
        ("papir", "Nr. 4, brev af 9. marts 2026"),
        ("omfang", "side 2"),
        ("paragraf", "forvaltningsloven § 15 b"),
        ("siger", "Retten til at se oplysninger kan begrænses af afgørende hensyn til andre."),
        ("grund", "Siden handler om en anden families forhold."),
    ]);
    words
        .text("aktindsigt.om", "Alt i Emils sag siden nytår")
        .text("aktindsigt.modtaget", danish_date(date(2026, 3, 30)))
        .yes_no("aktindsigt.er_fuld", false)
        .yes_no("aktindsigt.er_delvis", true)
        .yes_no("aktindsigt.er_afslag", false)
        .yes_no("aktindsigt.er_part", true)
        .set("undtagelser", Value::List(vec![left_out]))
        .set("bilagene", attachments(&["Aktindsigt: sagens papirer"]))
        .text("klage.frist", "senest 4 uger efter, at du har fået afgørelsen")
}

fn change(words: Words, occasion: Occasion) -> Words {
    let words = words.maybe("afgørelse.virkning", Some(danish_date(date(2026, 7, 7)))).set("betingelser", unmet());
    words.maybe("ydelse.varsel", (occasion == Occasion::Notice).then_some("14 uger"))
}

fn complaint(words: Words) -> Words {
    words
        .text("klage.klager", "Anna Lund")
        .text("klage.modtaget", danish_date(date(2026, 4, 20)))
        .text("klage.ord", "Vi kan ikke undvære fritidsklubben. Emil har ikke andre steder at være.")
        .text("klage.fik_afgørelsen", danish_date(date(2026, 3, 31)))
        .text("klage.sidste_dag", danish_date(date(2026, 4, 28)))
        .yes_no("klage.i_tide", true)
        .yes_no("klage.over_udvalget", false)
        .yes_no("klage.genvurderes", true)
        .text("klage.svar_senest", danish_date(date(2026, 5, 18)))
        .maybe("klage.opsættende", None::<String>)
        .maybe(
            "klage.vurdering",
            Some("Vi har læst klagen og set på hele sagen igen. Udgiften er den samme for alle børn."),
        )
        .maybe("klage.bemærkning", Some("Klageren har bedt om at blive ringet op."))
}

/// To a teacher, with nothing of the case.
fn notification(words: Words) -> Words {
    words
        .text("modtager.navn", "Lis Bjerre")
        .text("underretning.modtaget", "torsdag den 26. marts 2026 kl. 16.05")
        .yes_no("underretning.er_fagperson", true)
        .yes_no("underretning.førte_til_noget", true)
}

/// What each detail says in a sample.
fn details(words: Words) -> Words {
    Detail::WORDS.iter().fold(words, |words, (detail, _)| {
        let said = match detail {
            Detail::Purpose => "At Emil får ro og faste rammer efter skole.",
            Detail::ExpectedDuration => "Et år.",
            Detail::Provider => "Tovby Støttecenter",
            Detail::Place => "Hjemme hos jer, Lærkevej 4",
            Detail::Form => "Besøg",
            Detail::OwnPayment => "Du betaler ikke selv noget.",
            Detail::ChildsView => "Emil vil gerne have hjælp til at komme ud om eftermiddagen.",
            Detail::SupplierChoice => "Du kan vælge en anden leverandør og selv betale, hvis det bliver dyrere.",
            Detail::Ownership => "Hjælpemidlet er til låns og skal leveres tilbage.",
            Detail::WorkLeaderAndEmployer => "Du er selv arbejdsleder. Din søster er arbejdsgiver.",
            Detail::HoursByTask => "10 timer til personlig hjælp og 2 timer til ledsagelse.",
            Detail::Accounting => "Du sender regnskab til os hvert år i januar.",
            Detail::FormerIncome => "30.000 kr. om måneden før skat",
            Detail::Transport => "Du bliver kørt frem og tilbage.",
            Detail::WaitingList => "Der er venteliste. Indtil da får du støtte hjemme.",
            Detail::Conditions => "Hjælpen kan ikke overføres til andre.",
        };
        words.maybe(&detail.letter_word(), Some(said))
    })
}

fn without_details(words: Words) -> Words {
    Detail::WORDS.iter().fold(words, |words, (detail, _)| words.maybe(&detail.letter_word(), None::<String>))
}

const NOT_GRANTED: &str = "Udgiften til fritidsklub, 400 kr. om måneden. Alle børn på Emils alder har den udgift, \
                           og den skyldes ikke hans funktionsnedsættelse.";

fn municipality(words: Words) -> Words {
    words
        .text("dato", danish_date(date(2026, 3, 31)))
        .text("kommune.navn", "Tovby Kommune")
        .text("kommune.cvr", "99 99 99 99")
        .text("kommune.hjemmeside", "tovby.example")
        .text("kommune.dpo_mail", "dpo@tovby.example")
        .text("kommune.dpo_telefon", "99 99 00 01")
        .text("afdeling.navn", "Børnehandicap")
        .text("afdeling.telefon", "99 99 10 00")
        .text("afdeling.telefontid", "mandag til torsdag kl. 9-14 og fredag kl. 9-12")
        .text("afdeling.mail", "boernehandicap@tovby.example")
        .lines("afdeling.adresse", ["Rådhustorvet 1".to_owned(), "9990 Tovby".to_owned()])
        .text("sagsbehandler.navn", "Mette Holm")
        .text("sagsbehandler.telefon", "99 99 10 12")
        .text("sagsbehandler.mail", "mette.holm@tovby.example")
}

fn application(words: Words) -> Words {
    words
        .text("modtager.navn", "Anna Lund")
        .lines("modtager.adresse", ["Lærkevej 4, 1. th.".to_owned(), "9990 Tovby".to_owned()])
        .text("sag.nummer", "2026-0417")
        .text("borger.navn", "Emil Lund")
        .yes_no("borger.er_barn", true)
        .yes_no("borger.er_modtager", false)
        .yes_no("sag.om_løbende", false)
        .text("ansøgning.om", "dækning af ekstra udgifter til tøj, vask og kørsel")
        .text("ansøgning.modtaget", danish_date(date(2026, 3, 27)))
        .text("ydelse.navn", "Kompensationsydelse")
        .text("ydelse.i_tekst", "kompensationsydelse for merudgifter")
        .text("ydelse.frist", "8 uger")
        .text("klage.frist", "senest 4 uger efter, at du har fået afgørelsen")
        .yes_no("ydelse.frist_bekræftet", true)
        .maybe("ydelse.varsel", None::<String>)
        .set("parter", Value::List(vec![Value::row([("navn", "Anna Lund")]), Value::row([("navn", "Jonas Lund")])]))
        .set("bilagene", Value::List(Vec::new()))
}

fn information(words: Words) -> Words {
    words
        .text("modtager.navn", "Tovby Skole")
        .lines("modtager.adresse", ["Skolevej 10".to_owned(), "9990 Tovby".to_owned()])
        .text("oplysninger.hos", "Tovby Skole")
        .text("oplysninger.om", "Emils fravær og den støtte, han får i undervisningen")
        .text("oplysninger.svarfrist", danish_date(date(2026, 4, 21)))
        .yes_no("oplysninger.har_samtykke", true)
        .maybe("oplysninger.samtykke_dato", Some(danish_date(date(2026, 3, 30))))
        .maybe("oplysninger.hjemmel", None::<String>)
        .maybe("oplysninger.hjemmel_grund", None::<String>)
        .set("bilagene", attachments(&["Samtykke fra Anna Lund"]))
}

fn decision(words: Words) -> Words {
    words
        .text("afgørelse.dato", danish_date(date(2026, 3, 31)))
        .text("afgørelse.paragraf", "barnets lov § 86")
        .maybe("afgørelse.begrundelse", Some(REASONS))
        .maybe("afgørelse.hensyn", Some("Vi har lagt vægt på, hvad Emils funktionsnedsættelse koster jer i hverdagen."))
        .set("fakta", Value::List(vec![doctor_fact(), school_fact()]))
        .yes_no("partshøring.er_hørt", true)
        .yes_no("partshøring.svarede", true)
        .maybe("partshøring.svar", Some("I skrev, at Emil også bliver kørt hjem fra skole to gange om ugen."))
        .maybe("partshøring.behandling", Some("Vi har regnet den ekstra kørsel med."))
        .set("betingelser", Value::List(Vec::new()))
}

const REASONS: &str = "Emil er 7 år og har en varig funktionsnedsættelse. Han har brug for ekstra tøj og vask, \
                       fordi han ikke kan holde på vandet.\n\nUdgiften til kørsel er nødvendig. Emil kan ikke selv \
                       komme til sin behandling.";

fn grant(words: Words) -> Words {
    let words = words
        .maybe("afgørelse.engangsbeløb", Some("9.400 kr."))
        .maybe("afgørelse.dage_om_ugen", Some("3"))
        .maybe("afgørelse.virkning", None::<String>)
        .maybe("afgørelse.bevilget", Some("Du får dækket udgifter til tøj, vask og kørsel"))
        .maybe("afgørelse.fra", Some(danish_date(date(2026, 4, 1))))
        .maybe("afgørelse.til", Some(danish_date(date(2027, 3, 31))))
        .maybe("afgørelse.beløb", Some("2.500 kr."))
        .maybe("afgørelse.timer_om_ugen", Some("12"))
        .maybe("afgørelse.timer_om_måneden", Some("15"))
        .yes_no("afgørelse.har_timer", true)
        .maybe("afgørelse.valg", Some("gruppe I"))
        .maybe("afgørelse.opfølgning", Some(danish_date(date(2027, 3, 1))));
    details(words)
}

fn refusal(words: Words) -> Words {
    without_details(words)
        .maybe("afgørelse.engangsbeløb", None::<String>)
        .maybe("afgørelse.dage_om_ugen", None::<String>)
        .maybe("afgørelse.virkning", None::<String>)
        .maybe("afgørelse.bevilget", None::<String>)
        .maybe("afgørelse.ikke_bevilget", Some(NOT_GRANTED))
        .maybe("afgørelse.fra", None::<String>)
        .maybe("afgørelse.til", None::<String>)
        .maybe("afgørelse.beløb", None::<String>)
        .maybe("afgørelse.timer_om_ugen", None::<String>)
        .maybe("afgørelse.timer_om_måneden", None::<String>)
        .yes_no("afgørelse.har_timer", false)
        .maybe("afgørelse.valg", None::<String>)
        .maybe("afgørelse.opfølgning", None::<String>)
        .set("betingelser", unmet())
}

fn unmet() -> Value {
    Value::List(vec![Value::row([
        ("tekst", "Udgiften skal være en følge af funktionsnedsættelsen."),
        ("grund", "Alle børn på Emils alder har udgifter til fritidsklub."),
    ])])
}

fn doctor_fact() -> crate::facts::Row {
    Value::row([("tekst", "Emil har brug for hjælp til toiletbesøg hele dagen."), ("kilde", "Udtalelse fra egen læge")])
}

fn school_fact() -> crate::facts::Row {
    Value::row([
        ("tekst", "Emil går i fritidsklub på samme vilkår som andre børn."),
        ("kilde", "Udtalelse fra Tovby Skole"),
    ])
}

fn attachments(titles: &[&str]) -> Value {
    Value::List(titles.iter().map(|title| Value::row([("titel", title)])).collect())
}
