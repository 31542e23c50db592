//! Words about letters: their parts, why a part may not be taken out, how a text reads, and what became of sending it.

use super::Wording;
use app::outbox::Why;
use domain::enclosure::{Flag, Mark, NotEnclosed};
use domain::letter::Part;

impl Wording for Part {
    fn danish(&self) -> String {
        match self {
            Part::Application => "Ansøgningen",
            Part::Decision => "Afgørelsen",
            Part::Reasons => "Begrundelse",
            Part::Rules => "Retsregler",
            Part::HearingReply => "Svar på partshøring",
            Part::FollowUp => "Opfølgning",
            Part::ComplaintGuidance => "Klagevejledning",
            Part::Gdpr => "Databeskyttelse",
            Part::Facts => "Oplysninger",
            Part::ReplyDate => "Svarfrist",
            Part::Course => "Forløb",
            Part::Contact => "Kontakt",
            Part::LegalBasis => "Hjemmel",
            Part::Delay => "Forsinkelse",
            Part::Notice => "Varsling",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Part::Application => "application",
            Part::Decision => "decision",
            Part::Reasons => "reasons",
            Part::Rules => "rules",
            Part::HearingReply => "hearing_reply",
            Part::FollowUp => "follow_up",
            Part::ComplaintGuidance => "complaint_guidance",
            Part::Gdpr => "gdpr",
            Part::Facts => "facts",
            Part::ReplyDate => "reply_date",
            Part::Course => "course",
            Part::Contact => "contact",
            Part::LegalBasis => "legal_basis",
            Part::Delay => "delay",
            Part::Notice => "notice",
        }
    }
}

/// Why a letter may not go without this part, with the paragraph behind it where there is one.
pub fn why_part(part: Part) -> &'static str {
    match part {
        Part::Application => "Modtageren skal kunne se, hvilken ansøgning brevet handler om, og hvornår vi fik den.",
        Part::Decision => "Udfaldet skal stå klart og i én sætning, så ingen er i tvivl om, hvad der er besluttet.",
        Part::Reasons => "Den, der ikke får fuldt medhold, har krav på en begrundelse (forvaltningsloven §§ 22 og 24).",
        Part::Rules => "En begrundelse skal henvise til de regler, afgørelsen bygger på (forvaltningsloven § 24).",
        Part::HearingReply => {
            "Parten skal kunne se, hvordan svaret på partshøringen er brugt (forvaltningsloven § 19)."
        }
        Part::FollowUp => "Modtageren skal vide, hvad der skal meddeles os, og hvornår vi følger op.",
        Part::ComplaintGuidance => {
            "Den, der ikke får fuldt medhold, skal have at vide, hvor, hvordan og hvornår man kan klage \
             (forvaltningsloven § 25)."
        }
        Part::Gdpr => {
            "Når vi samler oplysninger om nogen, skal vi fortælle dem det (databeskyttelsesforordningen art. 13 og 14)."
        }
        Part::Facts => "Modtageren skal kunne se præcis, hvilke oplysninger det drejer sig om.",
        Part::ReplyDate => "Uden en dag at svare inden ved modtageren ikke, hvor lang tid der er.",
        Part::Course => "Modtageren skal vide, hvad der sker nu, og hvem der gør hvad.",
        Part::Contact => "Modtageren skal kunne få vejledning af et menneske (forvaltningsloven § 7).",
        Part::LegalBasis => {
            "Den, vi spørger, må kun svare, hvis der er samtykke eller hjemmel (retssikkerhedsloven §§ 11 a og 11 c)."
        }
        Part::Notice => {
            "Nogle ydelser må først sættes ned eller høre op 14 uger efter, at afgørelsen er meddelt, og brevet skal sige \
             det (serviceloven § 3 a og barnets lov § 11)."
        }
        Part::Delay => {
            "Når fristen ikke kan holdes, skal ansøgeren vide hvorfor, og hvornår der kommer svar \
             (retssikkerhedsloven § 3)."
        }
    }
}

/// How a text with this LIX reads.
pub fn lix(lix: u32) -> &'static str {
    match lix {
        0..25 => "meget let at læse",
        25..35 => "let at læse",
        35..45 => "middelsvær at læse",
        45..55 => "svær at læse",
        _ => "meget svær at læse",
    }
}

impl Wording for Why {
    fn danish(&self) -> String {
        match self {
            Why::NotFound => "Brevet eller dets modtager kunne ikke findes. Ring til systemadministratoren.",
            Why::RefusedBeforeSending => {
                "Kontrollen før afsendelse sagde nej: Modtageren er ikke længere part, eller brevet fortæller, hvor en \
                 beskyttet person er. Se brevet og stamkortet igennem, før det prøves igen."
            }
            Why::PostUnreachable => "Posten kunne ikke nås.",
            Why::RefusedByPost => {
                "Posten har sagt nej: Modtageren kan ikke få brevet i Digital Post. Ret borgerens Digital Post på \
                 stamkortet, og send et nyt brev, som så går på papir."
            }
            Why::NoReceipt => {
                "Posten har brevet, men har ikke kvitteret i tre dage. Ring til systemadministratoren. Kommer \
                 kvitteringen, bliver brevet sat som sendt."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Why::code(*self)
    }
}

impl Wording for Mark {
    fn danish(&self) -> String {
        match self {
            Mark::ThirdParty => "Fortæller om andre end borgeren",
            Mark::TellsWhere => "Fortæller, hvor en beskyttet person er",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        Mark::code(*self)
    }
}

impl Wording for Flag {
    fn danish(&self) -> String {
        match self {
            Flag::TellsWhere => "Fortæller, hvor en beskyttet person er",
            Flag::ThirdParty => "Fortæller om andre end borgeren",
            Flag::ToSomebodyElse => "Er et brev til en anden end modtageren",
            Flag::SomebodyIsProtected => "En på sagen er adressebeskyttet: se efter, også på billeder",
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            Flag::TellsWhere => "tells_where",
            Flag::ThirdParty => "third_party",
            Flag::ToSomebodyElse => "to_somebody_else",
            Flag::SomebodyIsProtected => "somebody_is_protected",
        }
    }
}

impl Wording for NotEnclosed {
    fn danish(&self) -> String {
        match self {
            NotEnclosed::Internal => "Et internt dokument kan ikke følge med et brev.".into(),
            NotEnclosed::NotPdf => "Kun PDF kan følge med. Gem dokumentet som PDF, og læg det på sagen igen.".into(),
            NotEnclosed::Unreadable => {
                "Et af dokumenterne kan ikke åbnes: filen er i stykker eller låst med adgangskode. Bed om en ny.".into()
            }
            NotEnclosed::TellsWhere => {
                "Dokumentet fortæller, hvor en beskyttet person er, og modtageren må ikke se det. Det kan ikke følge \
                 med. Bed om en udgave uden oplysningen."
                    .into()
            }
            NotEnclosed::NotReadThrough => {
                "Læs de markerede dokumenter igennem, og sæt kryds ved, at modtageren må få dem.".into()
            }
            NotEnclosed::TooMany => {
                format!("Et brev kan højst have {} bilag. Send resten i et brev mere.", domain::enclosure::MOST)
            }
            NotEnclosed::TooLarge => {
                let most = domain::enclosure::MOST_BYTES / (1024 * 1024);
                format!("Bilagene fylder tilsammen mere end {most} MB. Send nogle af dem i et brev mere.")
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotEnclosed::Internal => "enclosure_internal",
            NotEnclosed::NotPdf => "enclosure_not_pdf",
            NotEnclosed::Unreadable => "enclosure_unreadable",
            NotEnclosed::TellsWhere => "enclosure_tells_where",
            NotEnclosed::NotReadThrough => "enclosure_not_read_through",
            NotEnclosed::TooMany => "enclosures_too_many",
            NotEnclosed::TooLarge => "enclosures_too_large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_title_and_a_reason_of_its_own() {
        let mut said: Vec<String> =
            Part::WORDS.iter().map(|(part, _)| format!("{}: {}", part.danish(), why_part(*part))).collect();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), Part::WORDS.len());
    }

    #[test]
    fn readability_is_said_in_words() {
        assert_eq!(lix(24), "meget let at læse");
        assert_eq!(lix(40), "middelsvær at læse");
        assert_eq!(lix(60), "meget svær at læse");
    }
}
