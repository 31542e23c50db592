//! Keys of benefits and of the approval plan (`content-formats.md` 2.6).

use super::{HELP, ID, SPAN, TITLE, VALID_FROM};
use crate::shape::Kind::{Day, Flag, Id, List, Number, OneOrMore, Table, Text, Word};
use crate::shape::{Shape, may, must};

pub(super) static BENEFIT: Shape = Shape {
    name: "ydelsen",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        must("i_tekst", Text, "som breve skriver det midt i en sætning"),
        must("procedure", Id, "forløbet for en ansøgning"),
        must("afdeling", Id, "afdelingen, der har sagerne"),
        must("lov", List(&Table(&PROVISION)), "bestemmelserne over tid"),
        must("maaler", Word(measure_words), "hvad en bevilling måles i"),
        must("maalgruppe", Text, "hvem den er for"),
        must("kle", Text, "emne i KLE, fx \"27.03.12\""),
        may("gammelt_navn", Text, "hvad den hed før"),
        may("fra_alder", Number, "yngste alder"),
        may("til_og_med_alder", Number, "ældste alder"),
        may("statistik", Text, "kode i statistikken"),
        may("valg", List(&Table(&CHOICE)), "valg, brevet skal nævne"),
        must("betingelser", List(&Table(&CRITERION)), "spørgsmål, der besvares med grund"),
        may("skemaer", OneOrMore(&Id), "skemaer, der hører til"),
        may("pakker", List(&Table(&PACKAGE)), "standardpakker"),
        may("beloeb", OneOrMore(&Id), "beløb i indstillinger.toml, siden viser"),
        must("sagsbehandlingstid", Id, "navnet i indstillinger.toml"),
        must("opfoelgning", Table(&FOLLOW_UP), "hvornår der følges op"),
        may("varsel", Table(&NOTICE), "varsel ved nedsættelse og frakendelse"),
        must("breve", Table(&DECISION_LETTERS), "afgørelsesbrevene"),
        may("overgang", Table(&OLD_GRANTS), "gamle bevillinger, der skal afgøres på ny"),
        may("standard", Id, "servicestandarden"),
        may("oplyses", List(&Word(detail_words)), "hvad afgørelsen desuden skal sige"),
        may("blokke", Table(&BLOCKS), "blokke til de fælles afgørelsesbreve"),
        may("barnet_er_part", Flag, "et barn på 10 år eller mere er selv part"),
        may("udgaaet", Flag, "ingen søger den længere"),
        may("voksen", Id, "ydelsen for voksne, der overvejes, når denne ophører ved 18 år"),
    ],
};

static PROVISION: Shape = Shape {
    name: "bestemmelsen",
    whole_file: false,
    keys: &[
        must("paragraf", Text, "som breve skriver den"),
        may("navn", Text, "hvad ydelsen hed efter den"),
        may("fra", Day, "første dag"),
        may("til", Day, "sidste dag"),
    ],
};

static CHOICE: Shape =
    Shape { name: "valget", whole_file: false, keys: &[ID, TITLE, may("beloeb", Id, "beløbet i indstillinger.toml")] };

static CRITERION: Shape = Shape {
    name: "betingelsen",
    whole_file: false,
    keys: &[
        ID,
        must("spoergsmaal", Text, "spørgsmålet, der besvares ja eller nej"),
        may("kilde", Text, "paragraffen"),
        HELP,
        may("noedvendig", Flag, "ikke opfyldt foreslår afslag"),
    ],
};

static PACKAGE: Shape = Shape {
    name: "pakken",
    whole_file: false,
    keys: &[ID, TITLE, may("timer", Number, "timer om måneden"), may("beloeb", Id, "beløbet i indstillinger.toml")],
};

static FOLLOW_UP: Shape = Shape {
    name: "opfølgningen",
    whole_file: false,
    keys: &[
        may("hver", SPAN, "så ofte"),
        may("foerste", SPAN, "første gang"),
        must("kilde", Text, "paragraf, vejledning eller \"lokal beslutning\""),
    ],
};

static NOTICE: Shape = Shape {
    name: "varslet",
    whole_file: false,
    keys: &[
        must("spand", SPAN, "længden"),
        must("ved", List(&Word(notice_words)), "nedsættelse, ophør"),
        must("kilde", Text, "paragraffen"),
    ],
};

static DECISION_LETTERS: Shape = Shape {
    name: "brevene",
    whole_file: false,
    keys: &[
        must("bevilling", Id, "bevillingsbrevet"),
        must("delvis", Id, "brevet om delvis bevilling"),
        must("afslag", Id, "afslaget"),
        may("aendring", Id, "ændring af en løbende bevilling"),
        may("ophoer", Id, "ophør"),
        may("varsling", Id, "nedsættelse eller ophør, der skal varsles"),
        may("konvertering", Id, "en gammel bevilling, der afgøres på ny"),
    ],
};

static BLOCKS: Shape = Shape {
    name: "blokkene",
    whole_file: false,
    keys: &[
        may("regler", Id, "reglerne, som brevet skriver dem"),
        may("indhold", Id, "hvad en bevilling indebærer"),
        may("afslag", Id, "hvad der særligt skal siges ved afslag"),
    ],
};

static OLD_GRANTS: Shape = Shape {
    name: "overgangen",
    whole_file: false,
    keys: &[
        must("fra", Day, "første dag"),
        must("senest", Day, "sidste dag"),
        must("afloeser", Id, "ydelsen, der afløses"),
    ],
};

pub(super) static APPROVAL_PLAN: Shape = Shape {
    name: "bevillingsplanen",
    whole_file: true,
    keys: &[
        VALID_FROM,
        must("kilde", Text, "hvor den kommer fra"),
        must("regel", List(&Table(&APPROVAL_LINE)), "reglerne; den første, hvis grænser holder"),
    ],
};

static APPROVAL_LINE: Shape = Shape {
    name: "reglen",
    whole_file: false,
    keys: &[
        must("ydelse", OneOrMore(&Id), "ydelserne"),
        must("indstiller", Id, "rollen, der indstiller"),
        must("godkender", Id, "rollen, der godkender"),
        may("til_og_med", Table(&LIMITS), "grænser"),
        may("ved", OneOrMore(&Word(outcome_words)), "kun ved disse udfald"),
        may("stedfortraeder", Id, "rollen i godkenderens fravær"),
        may("egen_kompetence", Flag, "indstilleren godkender selv fuld bevilling"),
    ],
};

static LIMITS: Shape = Shape {
    name: "grænsen",
    whole_file: false,
    keys: &[
        may("kroner_om_aaret", Number, "udgift om året"),
        may("timer_om_ugen", Number, "timer om ugen"),
        may("pakke", Id, "pakken"),
        may("niveau", Number, "niveau i voksenudredningsmetoden"),
    ],
};

fn detail_words() -> Vec<&'static str> {
    domain::benefit::Detail::WORDS.iter().map(|(_, word)| *word).collect()
}

fn notice_words() -> Vec<&'static str> {
    vec!["nedsættelse", "ophør"]
}

fn measure_words() -> Vec<&'static str> {
    crate::benefit::MEASURES.iter().map(|(word, _)| *word).collect()
}

fn outcome_words() -> Vec<&'static str> {
    vec!["bevilling", "delvis-bevilling", "afslag"]
}
