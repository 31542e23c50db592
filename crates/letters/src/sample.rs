//! Sample facts: a made-up family, for the golden texts, the readability check and `tovholder letters`.

use crate::facts::{Value, Words, danish_date};
use domain::letter::Occasion;
use jiff::civil::date;

impl Words {
    /// Everything a letter of this occasion can know, about people who do not exist.
    pub fn sample(occasion: Occasion) -> Words {
        let words = application(municipality(Words::new()));
        match occasion {
            Occasion::Receipt => words,
            Occasion::PartyHearing => words
                .text("høring.svarfrist", danish_date(date(2026, 4, 14)))
                .set("fakta", Value::List(vec![school_fact()]))
                .set("bilagene", attachments(&["Udtalelse fra Tovby Skole"])),
            Occasion::Delay => words
                .text("forsinkelse.grund", "Vi mangler svar fra Emils skole og kan ikke afgøre sagen uden det.")
                .text("forsinkelse.ny_dato", danish_date(date(2026, 5, 29))),
            Occasion::InformationRequest => information(words),
            Occasion::Grant => grant(decision(words)).maybe("afgørelse.ikke_bevilget", None::<String>),
            Occasion::PartialGrant => {
                grant(decision(words)).maybe("afgørelse.ikke_bevilget", Some(NOT_GRANTED)).set("betingelser", unmet())
            }
            Occasion::Refusal => refusal(decision(words)),
        }
    }
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
        .text("ansøgning.om", "dækning af ekstra udgifter til tøj, vask og kørsel")
        .text("ansøgning.modtaget", danish_date(date(2026, 3, 27)))
        .text("ydelse.navn", "Kompensationsydelse")
        .text("ydelse.i_tekst", "kompensationsydelse for merudgifter")
        .text("ydelse.frist", "8 uger")
        .yes_no("ydelse.frist_bekræftet", true)
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
        .text("klage.frist", "senest 4 uger efter, at du har fået afgørelsen")
        .set("betingelser", Value::List(Vec::new()))
}

const REASONS: &str = "Emil er 7 år og har en varig funktionsnedsættelse. Han har brug for ekstra tøj og vask, \
                       fordi han ikke kan holde på vandet.\n\nUdgiften til kørsel er nødvendig. Emil kan ikke selv \
                       komme til sin behandling.";

fn grant(words: Words) -> Words {
    words
        .maybe("afgørelse.bevilget", Some("Du får dækket udgifter til tøj, vask og kørsel"))
        .maybe("afgørelse.fra", Some(danish_date(date(2026, 4, 1))))
        .maybe("afgørelse.til", Some(danish_date(date(2027, 3, 31))))
        .maybe("afgørelse.beløb", Some("2.500 kr."))
        .maybe("afgørelse.timer_om_ugen", Some("12"))
        .maybe("afgørelse.timer_om_måneden", Some("15"))
        .yes_no("afgørelse.har_timer", true)
        .maybe("afgørelse.valg", Some("gruppe I"))
        .maybe("afgørelse.opfølgning", Some(danish_date(date(2027, 3, 1))))
}

fn refusal(words: Words) -> Words {
    words
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
