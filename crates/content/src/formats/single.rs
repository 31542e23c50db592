//! Keys of the files there is one of (`content-formats.md` 2.6).

use super::{HELP, ID, SPAN, TITLE};
use crate::function::{overview_words, part_words, place_words, towards_words};
use crate::interface::{level_words, stage_words};
use crate::model::measured_words;
use crate::shape::Kind::{Day, Flag, Id, List, Named, Number, Plain, Table, Text, Word};
use crate::shape::{Shape, may, must};

pub(super) static ROLES: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[
        must("rolle", List(&Table(&ROLE)), "rollerne"),
        may("funktion", List(&Table(&FUNCTION)), "koordinatorfunktionerne, der kan gives på en sag eller et hold"),
    ],
};

static FUNCTION: Shape = Shape {
    name: "funktionen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("retning", Word(towards_words), "hvem den er rettet mod"),
        must("styrke", List(&Text), "hvad den er god til"),
        must("svaghed", List(&Text), "hvad man skal være opmærksom på"),
        must("ser", List(&Word(part_words)), "de dele af en sag, den må åbne"),
        must("paa", List(&Word(place_words)), "hvad den kan gives på"),
        must("pligter", List(&Table(&DUTY)), "opgaver, der vender tilbage, så længe funktionen varer"),
        may("overblik", Word(overview_words), "det overblik, den har brug for"),
    ],
};

static DUTY: Shape = Shape {
    name: "pligten",
    whole_file: false,
    keys: &[
        must("tekst", Text, "hvad der skal gøres"),
        must("hver", SPAN, "hvor tit"),
        must("kilde", Text, "hvor det kommer fra"),
    ],
};

static ROLE: Shape = Shape {
    name: "rollen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("bane", Text, "banen i billedet"),
        may("kode", Text, "rollen med rettigheder bag"),
        may("borger", Flag, "fristerne ruller til borgerens fordel"),
        may("afdeling", Id, "afdelingen, rollen hører til"),
    ],
};

pub(super) static DEPARTMENTS: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[
        must("kommune", Table(&MUNICIPALITY), "kommunen"),
        must("afdeling", List(&Table(&DEPARTMENT)), "afdelingerne"),
    ],
};

static MUNICIPALITY: Shape = Shape {
    name: "kommunen",
    whole_file: false,
    keys: &[
        must("navn", Text, "kommunens navn"),
        must("cvr", Text, "kommunens CVR-nummer, otte cifre"),
        must("dpo_mail", Text, "databeskyttelsesrådgiverens mail"),
        must("dpo_telefon", Text, "databeskyttelsesrådgiverens telefon"),
        must("hjemmeside", Text, "kommunens hjemmeside"),
    ],
};

static DEPARTMENT: Shape = Shape {
    name: "afdelingen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("telefon", Text, "telefonnummer"),
        must("telefontid", Text, "hvornår den tages"),
        must("mail", Text, "sikker mail"),
        must("adresse", List(&Text), "linjerne i adressen"),
        may("familiekoordinator", Flag, "familiekoordinatorer kommer herfra, som børnehandicap"),
    ],
};

pub(super) static SETTINGS: Shape =
    Shape { name: "filen", whole_file: true, keys: &[must("indstilling", List(&Table(&SETTING)), "indstillingerne")] };

static SETTING: Shape = Shape {
    name: "indstillingen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("type", Word(value_words), "hvad den er"),
        may("kilde", Text, "paragraf eller beslutning"),
        must("vaerdier", List(&Table(&DATED)), "værdierne over tid; tom betyder ikke sat"),
    ],
};

static DATED: Shape = Shape {
    name: "værdien",
    whole_file: false,
    keys: &[
        must("fra", Day, "første dag"),
        must("vaerdi", Plain, "værdien"),
        may("skal_bekraeftes", Flag, "ikke bekræftet"),
    ],
};

pub(super) static LEGAL_BASES: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[must("hjemmel", List(&Table(&LEGAL_BASIS)), "bestemmelser, der giver adgang uden samtykke")],
};

static LEGAL_BASIS: Shape = Shape {
    name: "hjemlen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("paragraf", Text, "bestemmelsen, som den skal citeres"),
        must("daekker", List(&Word(covers_words)), "hvad den giver lov til"),
        must("kun_egne", Flag, "kun fra kommunens egne afdelinger"),
        must("naar", Text, "hvornår den må bruges, på almindeligt dansk"),
        may("skal_bekraeftes", Flag, "ikke bekræftet"),
    ],
};

pub(super) static INTERFACES: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[
        must("spoergsmaal", List(&Table(&QUESTION)), "det, man skal vide for at finde den afdeling, der har sagen"),
        must("regel", List(&Table(&INTERFACE)), "hvem der har sagen; den første regel, der passer, gælder"),
    ],
};

static QUESTION: Shape = Shape {
    name: "spørgsmålet",
    whole_file: false,
    keys: &[ID, TITLE, super::HELP, must("svar", List(&Table(&ANSWER)), "de svar, der kan vælges")],
};

static ANSWER: Shape = Shape { name: "svaret", whole_file: false, keys: &[ID, TITLE] };

static INTERFACE: Shape = Shape {
    name: "reglen",
    whole_file: false,
    keys: &[
        ID,
        must("sag", Word(stage_words), "om den gælder nye sager eller sager, der løber"),
        may("hvis", Named(&Text), "spørgsmål og svar, der alle skal passe"),
        may("afdeling", Id, "afdelingen, der har sagen; ingen: sagen bliver, hvor den er"),
        must("siger", Text, "reglen på almindeligt dansk"),
        must("kilde", Text, "hvor reglen står"),
        may("skal_bekraeftes", Flag, "ikke bekræftet"),
    ],
};

pub(super) static FORUMS: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[must("forum", List(&Table(&FORUM)), "de steder, afdelinger og fag mødes")],
};

static FORUM: Shape = Shape {
    name: "forummet",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("niveau", Word(level_words), "om det handler om én sag eller om samarbejdet"),
        must("formaal", Text, "hvad det er til"),
        must("deltagere", List(&Text), "funktioner, ikke navne"),
        must("rytme", Text, "hvor tit"),
        may("indkalder", Text, "hvem der indkalder"),
        may("udvalg", Flag, "sager sættes på dagsordenen, og beslutninger gemmes"),
    ],
};

pub(super) static FINANCING: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[must("kriterium", List(&Table(&CRITERION)), "det, der skal være opfyldt, før udgifter deles")],
};

static CRITERION: Shape = Shape {
    name: "kriteriet",
    whole_file: false,
    keys: &[
        ID,
        must("spoergsmaal", Text, "spørgsmålet, der besvares ja eller nej"),
        HELP,
        must("kilde", Text, "hvor det står"),
        may("mindst_afdelinger", Id, "antallet i indstillinger.toml, når afdelingerne tælles ved siden af"),
    ],
};

pub(super) static INDICATORS: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[must("indikator", List(&Table(&INDICATOR)), "det, modellen måles på")],
};

static INDICATOR: Shape = Shape {
    name: "indikatoren",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("led", Text, "leddet i forandringsteorien"),
        must("forklaring", Text, "hvad tallet siger, og hvad det ikke siger"),
        must("maaler", Word(measured_words), "hvordan der tælles"),
        must("taeller", Text, "hvad der tælles"),
        must("naevner", Text, "blandt hvem"),
        must("kilde", Text, "hvor det står"),
        may("maal", Id, "målet i indstillinger.toml: procent eller dage"),
    ],
};

pub(super) static EXCEPTIONS: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[must("undtagelse", List(&Table(&EXCEPTION)), "bestemmelser, noget kan undtages fra aktindsigt efter")],
};

static EXCEPTION: Shape = Shape {
    name: "undtagelsen",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        must("paragraf", Text, "bestemmelsen, som den skal citeres"),
        must("siger", Text, "hvad den siger, på almindeligt dansk; står i brevet"),
        must("gaelder", List(&Word(capacity_words)), "hvis aktindsigt den gælder for"),
        may("skal_bekraeftes", Flag, "ikke bekræftet"),
    ],
};

pub(super) static CATALOGUE: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[
        must("fraser", Number, "hvor mange notatfraser der skal være"),
        must("gruppe", List(&Table(&CATALOGUE_GROUP)), "grupper af poster"),
    ],
};

static CATALOGUE_GROUP: Shape = Shape {
    name: "gruppen",
    whole_file: false,
    keys: &[TITLE, must("poster", List(&Table(&CATALOGUE_ENTRY)), "posterne")],
};

static CATALOGUE_ENTRY: Shape = Shape {
    name: "posten",
    whole_file: false,
    keys: &[
        must("id", Text, "navnet, filerne skriver i \"katalog\", fx T-L01"),
        TITLE,
        may("kommer", Text, "hvad posten kommer med, så længe den ingen fil har"),
    ],
};

pub(super) static CALENDAR: Shape = Shape {
    name: "filen",
    whole_file: true,
    keys: &[
        must("dage", List(&Table(&CLOSED)), "dage, kommunen selv har lukket"),
        may("kalender", Table(&CALENDAR_SETTINGS), "hvad kommunen har besluttet om dagene imellem"),
    ],
};

static CLOSED: Shape = Shape {
    name: "lukkedagen",
    whole_file: false,
    keys: &[
        must("fra", Day, "første dag"),
        may("til", Day, "sidste dag; ellers kun den ene"),
        must("grund", Text, "hvorfor"),
    ],
};

static CALENDAR_SETTINGS: Shape = Shape {
    name: "kalenderen",
    whole_file: false,
    keys: &[
        may("grundlovsdag_er_arbejdsdag", Flag, "5. juni er en arbejdsdag"),
        may("juleaften_er_arbejdsdag", Flag, "24. december er en arbejdsdag"),
        may("nytaarsaften_er_arbejdsdag", Flag, "31. december er en arbejdsdag"),
        may("hverdag_loerdag_kommune", Flag, "lørdag er hverdag, når kommunen skal gøre noget"),
        may("hverdag_loerdag_borger", Flag, "lørdag er hverdag, når borgeren formodes at have modtaget et brev"),
    ],
};

fn capacity_words() -> Vec<&'static str> {
    crate::small::CAPACITIES.iter().map(|(word, _)| *word).collect()
}

fn covers_words() -> Vec<&'static str> {
    crate::small::COVERS.iter().map(|(word, _)| *word).collect()
}

fn value_words() -> Vec<&'static str> {
    vec!["beløb", "spand", "aldersinterval", "tal", "janej", "tekst"]
}
