//! Keys of procedures (`content-formats.md` 2.3).

use super::{CITIZEN_SEES, CONDITION, HELP, ID, REFERENCE, RULE, SPAN, TITLE, VALID_FROM};
use crate::shape::Kind::{self, Flag, Grammar, Id, List, OneOrMore, Table, Text, Word};
use crate::shape::{Shape, may, must};
use domain::words;

pub(super) static PROCEDURE: Shape = Shape {
    name: "forløbet",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        must(
            "begynder",
            Kind::Either(&[Word(begins_words), Table(&BEGINS)]),
            "en handling, \"i hånden\", \"forløb\" eller en tabel",
        )
        .ask("Skriv begynder = \"ansøgning\", \"i hånden\" eller \"forløb\"."),
        may("naar", OneOrMore(&CONDITION), "tilbydes kun i sager, hvor det passer"),
        may("omfatter", Word(about_words), "hvad ét forløb handler om; ellers sagen"),
        may("rolle", Id, "rollen for de trin, der ingen nævner"),
        may("datoer", List(&Table(&ASKED_DATE)), "dage, der spørges om, når forløbet begynder"),
        may("faser", List(&Text), "overskrifter til billedet, borgeren og tilsynet"),
        may("bygger_paa", Id, "overtager alle trin fra et andet forløb"),
        may("udgaaet", List(&Id), "id'er på trin, der aldrig må bruges igen"),
        CITIZEN_SEES,
        may("trin", List(&Table(&STEP)), "trinene"),
    ],
};

static BEGINS: Shape = Shape {
    name: "begyndelsen",
    whole_file: false,
    keys: &[
        may("ved", RULE, "findes hver nat ved den dag"),
        may("hvis", OneOrMore(&CONDITION), "kun for dem, hvor det passer"),
        may("hver", SPAN, "så ofte"),
        may("hver_dag", Grammar("\"01-12\""), "en dag i hvert år, måned og dag"),
    ],
};

static ASKED_DATE: Shape =
    Shape { name: "datoen", whole_file: false, keys: &[ID, TITLE, may("ved", OneOrMore(&Id), "kun ved disse udfald")] };

static STEP: Shape = Shape {
    name: "trinnet",
    whole_file: false,
    keys: &[
        ID,
        must("titel", Text, "hvad der gøres, eller hvad der afgøres"),
        may("katalog", OneOrMore(&Text), "id i kataloget"),
        may("fase", Text, "en af forløbets faser"),
        may("rolle", Id, "hvem der gør det"),
        may("sammen_med", OneOrMore(&Id), "hvem der er med"),
        must("efter", OneOrMore(&REFERENCE), "vejen hertil")
            .ask("Skriv, hvad det kommer efter, eller efter = \"start\"."),
        may("foer", OneOrMore(&Id), "skal være på plads, før disse trin kan gøres"),
        may("hvis", OneOrMore(&CONDITION), "kun for nogle; ellers gås der forbi"),
        may("kraever", OneOrMore(&CONDITION), "skal være til stede, før trinnet kan gøres"),
        may("indtil", OneOrMore(&REFERENCE), "tilbuddet eller pligten slutter, når dette er sket"),
        may("tidligst", RULE, "vises ikke som arbejde før den dag"),
        may("frist", OneOrMore(&Table(&DEADLINE)), "frister; den tidligste gælder"),
        may("udfald", List(&Table(&OUTCOME)), "hvordan det kan ende"),
        may("valgfri", Flag, "tilbydes, kræves aldrig"),
        may("ufravigelig", Flag, "må ikke springes over"),
        may("kun_rollen", Flag, "gøres kun af rollen, eller af dem, der er med"),
        may("fjerner_maerke", Flag, "tager mærket \"har fremskudt sagsbehandler\" af borgeren"),
        may("for_hver", Word(list_words), "ét trin for hver på listen"),
        may("dato", Table(&ASKED_DATE), "en dag, der spørges om, når trinnet gøres"),
        may("venter_paa", Word(waiting_words), "står under \"venter på andre\""),
        may("handling", Word(act_words), "lukkes af denne handling og intet andet"),
        may("skemaer", OneOrMore(&Id), "skemaer ved hånden"),
        may("breve", OneOrMore(&Id), "breve ved hånden"),
        may("fraser", OneOrMore(&Id), "fraser ved hånden"),
        may("vejledning", OneOrMore(&Id), "vejledninger ved hånden"),
        may("moede", Id, "mødet, der indkaldes til"),
        HELP,
        CITIZEN_SEES,
        may("kilde", Text, "paragraf eller dokument bag trinnet"),
        may("afslutter", Flag, "forløbet er slut, når trinnet er gjort"),
        may("starter", Kind::Either(&[Id, Table(&STARTS)]), "begynder et andet forløb"),
    ],
};

static DEADLINE: Shape = Shape {
    name: "fristen",
    whole_file: false,
    keys: &[
        may("lov", RULE, "sat i lov; skal have kilde"),
        may("maal", RULE, "vores eget mål"),
        may("kilde", Text, "paragraf eller dokument"),
        may("hvis", OneOrMore(&CONDITION), "kun når det passer"),
        may("pause", Word(pause_words), "uret står stille, mens sagen venter på dem"),
        may("ruller", Word(roll_words), "hvad der sker, når dagen er en fridag"),
        may("varsel", Table(&WARN), "siges til en rolle, når så lang tid er gået"),
        may("skal_bekraeftes", Flag, "tallet er ikke bekræftet"),
    ],
};

static WARN: Shape = Shape {
    name: "varslet",
    whole_file: false,
    keys: &[must("efter", SPAN, "så lang tid"), must("til", Id, "rollen, der får besked")],
};

static OUTCOME: Shape = Shape {
    name: "udfaldet",
    whole_file: false,
    keys: &[
        ID,
        must("titel", Text, "hvad siden skriver"),
        may("igen", Kind::Either(&[Flag, Grammar("\"3 måneder\" eller \"ved naeste-moede\"")]), "trinnet bliver åbent"),
        may("tilbage_til", Id, "det trin og alt efter det åbner på ny"),
        may("afslutter", Flag, "forløbet er slut"),
        may("starter", Kind::Either(&[Id, Table(&STARTS)]), "begynder et andet forløb"),
        may("begrund", Flag, "der spørges om en grund"),
        may("foreslaas_af", OneOrMore(&CONDITION), "siden foreslår det, når en af dem passer"),
        may("breve", OneOrMore(&Id), "breve, der kun hører til dette udfald"),
        CITIZEN_SEES,
    ],
};

static STARTS: Shape = Shape {
    name: "det, der begynder,",
    whole_file: false,
    keys: &[
        must("forloeb", Id, "forløbet"),
        may("sag", Word(same_or_new), "samme sag eller en ny"),
        may("afdeling", Id, "afdelingen for den nye sag"),
        may("fra", Word(first_day_words), "første dag: \"start\" er dette forløbs egen første dag, ellers dagen i dag"),
    ],
};

fn first_day_words() -> Vec<&'static str> {
    vec!["start"]
}

fn begins_words() -> Vec<&'static str> {
    ["i hånden", "forløb"].into_iter().chain(act_words()).collect()
}

fn about_words() -> Vec<&'static str> {
    vec!["sag", "borger", "familie", "afdeling"]
}

fn list_words() -> Vec<&'static str> {
    words::List::ALL.iter().map(|list| list.word()).collect()
}

fn act_words() -> Vec<&'static str> {
    words::Act::ALL.iter().map(|act| act.word()).collect()
}

fn waiting_words() -> Vec<&'static str> {
    vec!["borger", "andre"]
}

fn pause_words() -> Vec<&'static str> {
    vec!["borger", "andre", "alle"]
}

fn roll_words() -> Vec<&'static str> {
    vec!["næste", "ingen"]
}

fn same_or_new() -> Vec<&'static str> {
    vec!["samme", "ny"]
}
