//! The words a letter may use (flettefelter), and where each comes from.
//!
//! The list is closed: a letter that uses another word does not load, and a word that is used but not set for this
//! letter is an error, never an empty space in a refusal. A template reads them so:
//!
//! - `{{ sag.nummer }}` puts a text in; a word of lines (an address) becomes one line each;
//! - `{% hvis afgørelse.har_timer %} … {% ellers %} … {% slut %}` asks a yes/no word, `{% hvis ikke … %}` the opposite;
//! - `{% for hver faktum %} … {% slut %}` goes through the list `fakta`; inside it stands `{{ faktum.tekst }}`;
//! - `{{> kontakt }}` puts in the shared block `breve/blokke/kontakt.md`;
//! - `{# del: begrundelse #}` on a line of its own begins a part the law asks for, `{# del: begrundelse, retsregler #}`
//!   two at once; a part runs to the next mark or to `{# slut del #}`.
//!
//! Lines of a paragraph run on, as in Markdown; `\` at the end of a line breaks it on paper. `## ` begins a heading,
//! `- ` an entry of a list, `**…**` is bold. A line of nothing but tags disappears.
//!
//! An optional word `gruppe.ting` has a companion `gruppe.har_ting`, which [`Words::maybe`] sets with it, so that the
//! two can never disagree. Amounts, hours and dates come in already written in Danish ([`crate::danish_date`]): a template
//! computes nothing.

use domain::letter::{Head, Letter};
use std::collections::BTreeMap;

/// What kind of word it is: how a template may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Put in with `{{ … }}`.
    Text,
    /// Put in with `{{ … }}`, one line each.
    Lines,
    /// Asked with `{% hvis … %}`.
    YesNo,
    /// Gone through with `{% for hver … %}`.
    List,
}

/// The answer to a yes/no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Answer::Yes } else { Answer::No }
    }
}

/// One row of a list word: its fields by name, e.g. `tekst`, `kilde`.
pub type Row = BTreeMap<String, String>;

/// What a word says in one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// For [`Kind::Text`].
    Text(String),
    /// For [`Kind::Lines`].
    Lines(Vec<String>),
    /// For [`Kind::YesNo`].
    YesNo(Answer),
    /// For [`Kind::List`].
    List(Vec<Row>),
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A row of a list from its fields.
    pub fn row<const N: usize>(fields: [(&str, &str); N]) -> Row {
        fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    fn kind(&self) -> Kind {
        match self {
            Value::Text(_) => Kind::Text,
            Value::Lines(_) => Kind::Lines,
            Value::YesNo(_) => Kind::YesNo,
            Value::List(_) => Kind::List,
        }
    }
}

/// A list a letter can go through: what one row is called, what the list is called, the fields of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListWord {
    /// `faktum`, as `{% for hver faktum %}` and `{{ faktum.tekst }}` write it.
    pub one: &'static str,
    /// `fakta`, as [`Words::KNOWN`] and [`Words::set`] write it.
    pub all: &'static str,
    /// Each field with its meaning.
    pub fields: &'static [(&'static str, &'static str)],
}

/// The lists. `har_` words that ask whether one has any rows are set with it (see [`Words::set`]).
pub const LISTS: &[ListWord] = &[
    ListWord {
        one: "faktum",
        all: "fakta",
        fields: &[("tekst", "Oplysningen, som den står i vurderingen."), ("kilde", "Hvor den kommer fra.")],
    },
    ListWord {
        one: "betingelse",
        all: "betingelser",
        fields: &[("tekst", "Betingelsen, der ikke er opfyldt."), ("grund", "Hvorfor den ikke er opfyldt.")],
    },
    ListWord { one: "part", all: "parter", fields: &[("navn", "Partens navn.")] },
    ListWord {
        one: "undtagelse",
        all: "undtagelser",
        fields: &[
            ("papir", "Nummer, slags og dato på det papir, der er undtaget; aldrig dets titel."),
            ("omfang", "\"hele papiret\" eller hvilke sider."),
            ("paragraf", "Bestemmelsen."),
            ("siger", "Hvad bestemmelsen siger."),
            ("grund", "Hvorfor den er brugt her."),
        ],
    },
    ListWord { one: "bilag", all: "bilagene", fields: &[("titel", "Bilagets titel.")] },
];

/// The group of the words a letter asks for itself.
pub const ASKED: &str = "svar.";

/// Words set for one letter. Only those of [`Words::KNOWN`] can be set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    values: BTreeMap<String, Value>,
    refused: Vec<String>,
}

use Kind::{Lines, List, Text, YesNo};

impl Words {
    /// Every word, its kind and its meaning with where it comes from; printed for those who write letters.
    pub const KNOWN: &'static [(&'static str, Kind, &'static str)] = &[
        // The day and the two ends of the letter (B-HEAD).
        ("dato", Text, "Brevets dag, skrevet helt ud: \"tirsdag den 31. marts 2026\"."),
        ("modtager.navn", Text, "Modtagerens navn: parten eller samarbejdspartneren."),
        ("modtager.adresse", Lines, "Modtagerens adresse, én linje ad gangen."),
        ("kommune.navn", Text, "Kommunens navn, fx \"Tovby Kommune\" (konfigurationen)."),
        ("kommune.cvr", Text, "Kommunens CVR-nummer (konfigurationen)."),
        ("kommune.hjemmeside", Text, "Kommunens hjemmeside (konfigurationen)."),
        ("kommune.dpo_mail", Text, "Databeskyttelsesrådgiverens mail (konfigurationen)."),
        ("kommune.dpo_telefon", Text, "Databeskyttelsesrådgiverens telefon (konfigurationen)."),
        ("afdeling.navn", Text, "Afdelingen, der har sagen (afdelinger.toml)."),
        ("afdeling.telefon", Text, "Afdelingens telefon (afdelinger.toml)."),
        ("afdeling.telefontid", Text, "Hvornår man kan ringe, fx \"mandag til torsdag kl. 9-14\" (afdelinger.toml)."),
        ("afdeling.mail", Text, "Afdelingens mail (afdelinger.toml)."),
        ("afdeling.adresse", Lines, "Afdelingens adresse, én linje ad gangen (afdelinger.toml)."),
        ("sagsbehandler.navn", Text, "Den ansvarlige sagsbehandler (sagen)."),
        ("sagsbehandler.telefon", Text, "Sagsbehandlerens direkte telefon (medarbejderen)."),
        ("sagsbehandler.mail", Text, "Sagsbehandlerens mail (medarbejderen)."),
        ("sag.nummer", Text, "Sagens nummer."),
        ("sag.om_løbende", YesNo, "Sagen er nu om en bevilling, der løber, og ikke om en ansøgning (forløbet)."),
        ("borger.navn", Text, "Den, sagen handler om (stamkortet)."),
        ("borger.er_barn", YesNo, "Den, sagen handler om, er under 18 år på brevets dag."),
        ("borger.er_modtager", YesNo, "Brevet går til den, sagen handler om."),
        // The application and the benefit.
        ("ansøgning.om", Text, "Hvad der er søgt om, med ansøgerens ord (ansøgningen)."),
        ("ansøgning.modtaget", Text, "Dagen, ansøgningen blev modtaget, skrevet helt ud (ansøgningen)."),
        ("ydelse.navn", Text, "Ydelsens titel, fx \"Kompensationsydelse\" (ydelsen)."),
        ("ydelse.i_tekst", Text, "Ydelsen midt i en sætning, fx \"kompensationsydelse for merudgifter\" (ydelsen)."),
        ("ydelse.frist", Text, "Den offentliggjorte sagsbehandlingsfrist i ord, fx \"8 uger\" (indstillinger.toml)."),
        ("ydelse.frist_bekræftet", YesNo, "Sagsbehandlingsfristen er sat og bekræftet af kommunen."),
        // The decision (B-DEC).
        ("afgørelse.bevilget", Text, "Hvad der bevilges, i én sætning (udkastet)."),
        ("afgørelse.har_bevilget", YesNo, "Noget bevilges."),
        ("afgørelse.ikke_bevilget", Text, "Hvad der ikke bevilges og hvorfor (udkastet)."),
        ("afgørelse.har_ikke_bevilget", YesNo, "Noget bevilges ikke."),
        ("afgørelse.begrundelse", Text, "Begrundelsen (udkastet)."),
        ("afgørelse.har_begrundelse", YesNo, "En begrundelse er skrevet; ved fuld bevilling er den ikke nødvendig."),
        ("afgørelse.hensyn", Text, "De hovedhensyn, der har haft betydning (vurderingen)."),
        ("afgørelse.har_hensyn", YesNo, "Hovedhensynene er skrevet."),
        ("afgørelse.fra", Text, "Bevillingens første dag, skrevet helt ud (udkastet)."),
        ("afgørelse.har_fra", YesNo, "Bevillingens første dag er sat."),
        ("afgørelse.til", Text, "Bevillingens sidste dag, skrevet helt ud (udkastet)."),
        ("afgørelse.har_til", YesNo, "Bevillingen har en sidste dag."),
        ("afgørelse.beløb", Text, "Beløb om måneden, fx \"2.500 kr.\" (udkastet)."),
        ("afgørelse.har_beløb", YesNo, "Der bevilges et beløb."),
        ("afgørelse.timer_om_ugen", Text, "Timer om ugen, som tal (udkastet)."),
        ("afgørelse.har_timer_om_ugen", YesNo, "Der bevilges timer om ugen."),
        ("afgørelse.timer_om_måneden", Text, "Timer om måneden, som tal (udkastet)."),
        ("afgørelse.har_timer_om_måneden", YesNo, "Der bevilges timer om måneden."),
        ("afgørelse.har_timer", YesNo, "Der bevilges timer, om ugen eller om måneden."),
        ("afgørelse.engangsbeløb", Text, "Beløb, der betales én gang, fx \"9.400 kr.\" (udkastet)."),
        ("afgørelse.har_engangsbeløb", YesNo, "Der bevilges et beløb én gang."),
        ("afgørelse.dage_om_ugen", Text, "Dage om ugen, som tal (udkastet)."),
        ("afgørelse.har_dage_om_ugen", YesNo, "Der bevilges dage om ugen."),
        ("afgørelse.virkning", Text, "Dagen, en nedsættelse eller et ophør får virkning, skrevet helt ud (udkastet)."),
        ("afgørelse.har_virkning", YesNo, "Virkningsdagen er sat."),
        ("ydelse.varsel", Text, "Varslet før nedsættelse eller ophør, fx \"14 uger\" (ydelsen)."),
        ("ydelse.har_varsel", YesNo, "Loven kræver et varsel for denne afgørelse."),
        ("oplyst.formål", Text, "Formålet med hjælpen (udkastet)."),
        ("oplyst.har_formål", YesNo, "Formålet er skrevet."),
        ("oplyst.forventet_varighed", Text, "Hvor længe hjælpen ventes at vare (udkastet)."),
        ("oplyst.har_forventet_varighed", YesNo, "Den forventede varighed er skrevet."),
        ("oplyst.leverandør", Text, "Hvem der giver hjælpen (udkastet)."),
        ("oplyst.har_leverandør", YesNo, "Leverandøren er skrevet."),
        ("oplyst.sted", Text, "Hvor hjælpen gives (udkastet)."),
        ("oplyst.har_sted", YesNo, "Stedet er skrevet."),
        ("oplyst.form", Text, "Hvordan hjælpen gives, fx besøg eller på skærm (udkastet)."),
        ("oplyst.har_form", YesNo, "Formen er skrevet."),
        ("oplyst.egenbetaling", Text, "Hvad borgeren selv betaler (udkastet)."),
        ("oplyst.har_egenbetaling", YesNo, "Egenbetalingen er skrevet."),
        ("oplyst.barnets_holdning", Text, "Hvad barnet mener (udkastet)."),
        ("oplyst.har_barnets_holdning", YesNo, "Barnets holdning er skrevet."),
        ("oplyst.valg_af_leverandør", Text, "Hvordan borgeren kan vælge leverandør (udkastet)."),
        ("oplyst.har_valg_af_leverandør", YesNo, "Valget af leverandør er skrevet."),
        ("oplyst.ejendomsret", Text, "Hvem der ejer hjælpemidlet (udkastet)."),
        ("oplyst.har_ejendomsret", YesNo, "Ejendomsretten er skrevet."),
        ("oplyst.arbejdsleder_og_arbejdsgiver", Text, "Hvem der er arbejdsleder og arbejdsgiver (udkastet)."),
        ("oplyst.har_arbejdsleder_og_arbejdsgiver", YesNo, "Arbejdsleder og arbejdsgiver er skrevet."),
        ("oplyst.timer_fordelt_på_opgaver", Text, "Hvordan timerne fordeles på opgaver (udkastet)."),
        ("oplyst.har_timer_fordelt_på_opgaver", YesNo, "Fordelingen af timer er skrevet."),
        ("oplyst.regnskab", Text, "Hvordan der aflægges regnskab (udkastet)."),
        ("oplyst.har_regnskab", YesNo, "Regnskabet er skrevet."),
        ("oplyst.hidtidig_indtægt", Text, "Den indtægt, der kompenseres (udkastet)."),
        ("oplyst.har_hidtidig_indtægt", YesNo, "Den hidtidige indtægt er skrevet."),
        ("oplyst.befordring", Text, "Hvordan man kommer frem (udkastet)."),
        ("oplyst.har_befordring", YesNo, "Befordringen er skrevet."),
        ("oplyst.venteliste", Text, "Om der er venteliste, og hvad der sker imens (udkastet)."),
        ("oplyst.har_venteliste", YesNo, "Ventelisten er skrevet."),
        ("oplyst.vilkår", Text, "Andre vilkår (udkastet)."),
        ("oplyst.har_vilkår", YesNo, "Der er skrevet vilkår."),
        ("afgørelse.valg", Text, "Ansøgerens valg, fx \"gruppe I\" (udkastet og ydelsens valg)."),
        ("afgørelse.har_valg", YesNo, "Ansøgeren har valgt gruppe."),
        (
            "afgørelse.paragraf",
            Text,
            "Bestemmelsen, der gælder på afgørelsens dag, fx \"barnets lov § 86\" (ydelsens lov).",
        ),
        ("afgørelse.dato", Text, "Afgørelsens dag, skrevet helt ud."),
        ("afgørelse.opfølgning", Text, "Dagen for første opfølgning, skrevet helt ud (udkastet)."),
        ("afgørelse.har_opfølgning", YesNo, "Dagen for opfølgning er sat."),
        (
            "fakta",
            List,
            "De oplysninger, brevet handler om: ved partshøring dem, der høres om, ellers dem, der er lagt vægt på. Én hedder \"faktum\".",
        ),
        ("har_fakta", YesNo, "Der er mindst ét faktum."),
        ("betingelser", List, "De betingelser, der ikke er opfyldt (vurderingen). Én hedder \"betingelse\"."),
        ("har_betingelser", YesNo, "Mindst én betingelse er ikke opfyldt."),
        // Party hearing (B-HEAR).
        ("høring.svarfrist", Text, "Sidste dag for svar på partshøringen, skrevet helt ud (partshøringen)."),
        ("partshøring.er_hørt", YesNo, "Modtageren er partshørt i sagen."),
        ("partshøring.svarede", YesNo, "Modtageren svarede på partshøringen."),
        ("partshøring.svar", Text, "Hvad parten svarede (partshøringen)."),
        ("partshøring.har_svar", YesNo, "Svaret er registreret med indhold."),
        ("partshøring.behandling", Text, "Hvordan svaret er behandlet i afgørelsen (udkastet)."),
        ("partshøring.har_behandling", YesNo, "Behandlingen af svaret er skrevet."),
        // Complaint (B-COMPLAINT).
        ("klage.frist", Text, "Klagefristen i ord: \"senest 4 uger efter, at du har fået afgørelsen\"."),
        ("klage.klager", Text, "Den, der klager (klagen)."),
        ("klage.modtaget", Text, "Dagen, klagen kom, skrevet helt ud (klagen)."),
        ("klage.ord", Text, "Klagen med klagerens egne ord (klagen)."),
        ("klage.fik_afgørelsen", Text, "Dagen, klageren regnes for at have fået afgørelsen, skrevet helt ud (klagen)."),
        ("klage.sidste_dag", Text, "Sidste dag at klage, skrevet helt ud (klagen)."),
        ("klage.i_tide", YesNo, "Klagen kom inden klagefristen."),
        ("klage.over_udvalget", YesNo, "Afgørelsen er truffet af børne- og ungeudvalget."),
        ("klage.genvurderes", YesNo, "Vi ser selv på sagen igen, før klagen eventuelt sendes videre."),
        ("klage.svar_senest", Text, "Dagen, vi senest skal have set på sagen igen, skrevet helt ud (klagen)."),
        ("klage.opsættende", Text, "Hvad det bygger på, at afgørelsen ikke gennemføres imens (klagen)."),
        ("klage.har_opsættende", YesNo, "Afgørelsen gennemføres ikke, mens klagen behandles."),
        ("klage.vurdering", Text, "Hvad vi er kommet frem til ved at se på sagen igen, og hvorfor (genvurderingen)."),
        ("klage.har_vurdering", YesNo, "Sagen er genvurderet."),
        ("klage.bemærkning", Text, "Hvad vi ellers vil sige til Ankestyrelsen (videresendelsen)."),
        ("klage.har_bemærkning", YesNo, "Der er noget at sige til Ankestyrelsen."),
        // Request for information.
        ("oplysninger.hos", Text, "Hvem der spørges (anmodningen)."),
        ("oplysninger.om", Text, "Hvad der spørges om (anmodningen)."),
        ("oplysninger.svarfrist", Text, "Sidste dag for svar, skrevet helt ud (anmodningen)."),
        ("oplysninger.har_samtykke", YesNo, "Anmodningen bygger på et samtykke."),
        ("oplysninger.samtykke_dato", Text, "Dagen, samtykket blev givet, skrevet helt ud (samtykket)."),
        ("oplysninger.har_samtykke_dato", YesNo, "Dagen for samtykket er kendt."),
        ("oplysninger.hjemmel", Text, "Bestemmelsen, der spørges efter uden samtykke (anmodningen)."),
        ("oplysninger.har_hjemmel", YesNo, "Anmodningen bygger på en bestemmelse."),
        ("oplysninger.hjemmel_grund", Text, "Hvorfor bestemmelsen kan bruges her (anmodningen)."),
        ("oplysninger.har_hjemmel_grund", YesNo, "Grunden er skrevet."),
        // A notification, to who made it: nothing of the case.
        ("underretning.modtaget", Text, "Hvornår underretningen kom ind, med dag og klokkeslæt (underretningen)."),
        ("underretning.er_fagperson", YesNo, "Underretteren arbejder med barnet (underretningen)."),
        ("underretning.førte_til_noget", YesNo, "Underretningen førte til en afdækning eller undersøgelse."),
        // Being late.
        ("forsinkelse.grund", Text, "Hvorfor fristen ikke kan holdes."),
        ("forsinkelse.ny_dato", Text, "Hvornår svaret nu ventes, skrevet helt ud."),
        // Around the letter.
        ("parter", List, "Sagens parter. Én hedder \"part\"."),
        ("har_parter", YesNo, "Der er mindst én part."),
        ("aktindsigt.om", Text, "Hvad der er bedt om aktindsigt i, med anmoderens ord."),
        ("aktindsigt.modtaget", Text, "Dagen, anmodningen kom."),
        ("aktindsigt.er_fuld", YesNo, "Alt er givet."),
        ("aktindsigt.er_delvis", YesNo, "Noget er givet, og noget er undtaget."),
        ("aktindsigt.er_afslag", YesNo, "Alt er undtaget."),
        ("aktindsigt.er_part", YesNo, "Den, der har bedt om det, er part i sagen eller taler for en part."),
        ("undtagelser", List, "Det, der er undtaget fra aktindsigten. Ét hedder \"undtagelse\"."),
        ("har_undtagelser", YesNo, "Mindst ét papir er undtaget helt eller delvist."),
        ("bilagene", List, "Brevets bilag. Ét hedder \"bilag\"."),
        ("har_bilagene", YesNo, "Brevet har mindst ét bilag."),
    ];

    /// No words set.
    pub fn new() -> Words {
        Words::default()
    }

    /// The kind of a word, or nothing when it is not one.
    ///
    /// What a letter asks for itself (`svar.…`) is a text, and `svar.har_…` a question; which there are stands in the
    /// letter's file ([`domain::letter::Ask`]).
    pub fn kind_of(word: &str) -> Option<Kind> {
        if let Some(asked) = word.strip_prefix(ASKED) {
            return Some(if asked.starts_with("har_") { YesNo } else { Text });
        }
        Self::KNOWN.iter().find(|(known, ..)| *known == word).map(|(_, kind, _)| *kind)
    }

    /// The list whose rows are called that.
    pub fn list_of(one: &str) -> Option<&'static ListWord> {
        LISTS.iter().find(|list| list.one == one)
    }

    /// Sets a word; a list sets its `har_` word with it. A word outside [`Words::KNOWN`] or of another kind is kept
    /// as a mistake that [`crate::fill`] reports.
    #[must_use]
    pub fn set(mut self, word: &str, value: Value) -> Words {
        if Self::kind_of(word) != Some(value.kind()) {
            self.refused.push(word.to_owned());
            return self;
        }
        let rows = if let Value::List(rows) = &value { Some(!rows.is_empty()) } else { None };
        self.values.insert(word.to_owned(), value);
        match rows {
            Some(any) => self.set_companion(word, Answer::from(any)),
            None => self,
        }
    }

    /// Sets a text word.
    #[must_use]
    pub fn text(self, word: &str, text: impl Into<String>) -> Words {
        self.set(word, Value::Text(text.into()))
    }

    /// The words as they stand around this letter: without the case's number when its head leaves it out. For the page,
    /// after the text is filled: a text that names the number must not be left with a hole.
    #[must_use]
    pub fn around(self, letter: &Letter) -> Words {
        match letter.head {
            Head::Case => self,
            Head::WithoutCase => self.text("sag.nummer", ""),
        }
    }

    /// Sets a word of lines.
    #[must_use]
    pub fn lines(self, word: &str, lines: impl IntoIterator<Item = String>) -> Words {
        self.set(word, Value::Lines(lines.into_iter().collect()))
    }

    /// Sets a yes/no word.
    #[must_use]
    pub fn yes_no(self, word: &str, answer: impl Into<Answer>) -> Words {
        self.set(word, Value::YesNo(answer.into()))
    }

    /// Sets an optional text word together with its `har_` word. A text of nothing but space counts as not there.
    #[must_use]
    pub fn maybe(self, word: &str, text: Option<impl Into<String>>) -> Words {
        let text = text.map(Into::into).filter(|text: &String| !text.trim().is_empty());
        let there = Answer::from(text.is_some());
        let words = match text {
            Some(text) => self.text(word, text),
            None => self,
        };
        words.set_companion(word, there)
    }

    /// The value of a word, if it is set.
    pub fn get(&self, word: &str) -> Option<&Value> {
        self.values.get(word)
    }

    /// Words that were set though no such word (of that kind) exists: a programming mistake.
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Every word that is set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(word, value)| (word.as_str(), value))
    }

    fn set_companion(self, word: &str, there: Answer) -> Words {
        let companion = match word.rsplit_once('.') {
            Some((group, last)) => format!("{group}.har_{last}"),
            None => format!("har_{word}"),
        };
        self.yes_no(&companion, there)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn an_optional_word_and_its_companion_never_disagree() {
        let with = Words::new().maybe("afgørelse.til", Some("onsdag den 31. marts 2027"));
        assert_eq!(with.get("afgørelse.har_til"), Some(&Value::YesNo(Answer::Yes)));
        let without = Words::new().maybe("afgørelse.til", Some("  "));
        assert_eq!(without.get("afgørelse.har_til"), Some(&Value::YesNo(Answer::No)));
        assert_eq!(without.get("afgørelse.til"), None);
    }

    #[test]
    fn a_list_says_whether_it_has_rows() {
        let words = Words::new().set("fakta", Value::List(Vec::new()));
        assert_eq!(words.get("har_fakta"), Some(&Value::YesNo(Answer::No)));
    }

    #[test]
    fn a_word_that_is_not_known_or_of_another_kind_is_refused() {
        let words = Words::new().text("borger.cpr", "x").text("borger.er_barn", "ja");
        assert_eq!(words.refused(), ["borger.cpr", "borger.er_barn"]);
    }

    #[test]
    fn every_list_is_known_with_its_companion() {
        for list in LISTS {
            assert_eq!(Words::kind_of(list.all), Some(Kind::List));
            assert_eq!(Words::kind_of(&format!("har_{}", list.all)), Some(Kind::YesNo));
        }
    }
}
