//! Words for the eighteenth birthday and café meetings.

use super::Wording;
use domain::adulthood::NotAMandate;
use domain::cafe::{Answer, MOST, MOST_COMPANIONS, NotACafe};

impl Wording for NotAMandate {
    fn danish(&self) -> String {
        match self {
            NotAMandate::CoversNothing => {
                "Skriv, hvad fuldmagten dækker. For eksempel: breve og møder i sager om støtte."
            }
            NotAMandate::TooLong => "Teksten er for lang. Skriv kort, hvad den dækker, og læg papiret på sagen.",
            NotAMandate::EndsBeforeItBegins => "Den sidste dag ligger før den første. Ret en af dem.",
            NotAMandate::BeforeOfAge => {
                "En fuldmagt gælder tidligst fra 18-års-dagen. Skriv den dag eller en senere i »Gælder fra«."
            }
            NotAMandate::OfAge => {
                "Borgeren er fyldt 18 år, så ingen har forældremyndighed. Vælg fuldmagtshaver, værge eller \
                 partsrepræsentant."
            }
        }
        .into()
    }

    fn code(&self) -> &'static str {
        match self {
            NotAMandate::CoversNothing => "mandate_covers_nothing",
            NotAMandate::TooLong => "mandate_too_long",
            NotAMandate::EndsBeforeItBegins => "mandate_ends_before_it_begins",
            NotAMandate::BeforeOfAge => "mandate_before_of_age",
            NotAMandate::OfAge => "mandate_of_age",
        }
    }
}

impl Wording for NotACafe {
    fn danish(&self) -> String {
        match self {
            NotACafe::NoPlace => "Skriv, hvor cafémødet er.".into(),
            NotACafe::NoProgramme => "Skriv, hvem der fortæller. Det står i indbydelsen.".into(),
            NotACafe::Past => "Dagen er gået. Vælg en dag, der kommer.".into(),
            NotACafe::EndsBeforeItBegins => "Mødet slutter, før det begynder. Ret et af klokkeslættene.".into(),
            NotACafe::NoRoom => format!("Skriv, hvor mange der er plads til: fra 1 til {MOST}."),
            NotACafe::ReplyOutsideTime => "Sidste svardag skal ligge fra i dag og til og med mødets dag.".into(),
            NotACafe::FewerThanCome => {
                "Flere har allerede sagt ja, end der så er plads til. Find et større sted, eller ring til nogle af dem."
                    .into()
            }
            NotACafe::CalledOff => "Cafémødet er aflyst.".into(),
            NotACafe::Over => "Cafémødet er holdt, så ingen kan indbydes mere.".into(),
            NotACafe::Nobody => "Vælg mindst én at indbyde.".into(),
            NotACafe::NotOfTheYear => {
                "En af de valgte er indbudt i forvejen eller fylder ikke 18 år i det år. Se listen igennem igen.".into()
            }
            NotACafe::NoLetter => "Indbydelsen mangler blandt brevene. Sig det til den, der passer brevene.".into(),
            NotACafe::Full => {
                "Der er ikke plads til flere. Find et større sted, eller tilbyd familien en anden dag.".into()
            }
            NotACafe::TooManyCompanions => format!("Højst {MOST_COMPANIONS} kan komme med en indbudt."),
            NotACafe::NotYet => "Fremmødet skrives ned på dagen eller bagefter.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotACafe::NoPlace => "cafe_no_place",
            NotACafe::NoProgramme => "cafe_no_programme",
            NotACafe::Past => "cafe_past",
            NotACafe::EndsBeforeItBegins => "cafe_ends_before_it_begins",
            NotACafe::NoRoom => "cafe_no_room",
            NotACafe::ReplyOutsideTime => "cafe_reply_outside_time",
            NotACafe::FewerThanCome => "cafe_fewer_than_come",
            NotACafe::CalledOff => "cafe_called_off",
            NotACafe::Over => "cafe_over",
            NotACafe::Nobody => "cafe_nobody",
            NotACafe::NotOfTheYear => "cafe_not_of_the_year",
            NotACafe::NoLetter => "cafe_no_letter",
            NotACafe::Full => "cafe_full",
            NotACafe::TooManyCompanions => "cafe_too_many_companions",
            NotACafe::NotYet => "cafe_not_yet",
        }
    }
}

impl Wording for Answer {
    fn danish(&self) -> String {
        match self {
            Answer::None => "Har ikke svaret".into(),
            Answer::Comes { companions: 0 } => "Kommer".into(),
            Answer::Comes { companions } => format!("Kommer med {companions}"),
            Answer::StaysAway => "Kommer ikke".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Answer::None => "none",
            Answer::Comes { .. } => "comes",
            Answer::StaysAway => "stays_away",
        }
    }
}
