//! Keys of letters, forms, phrases and guides (`content-formats.md` 2.4 to 2.6).

use super::{CONDITION, HELP, ID, RULE, SPAN, TITLE, VALID_FROM};
use crate::shape::Kind::{self, Day, Flag, Id, List, Number, OneOrMore, Table, Text, Word};
use crate::shape::{Shape, may, must};
use domain::letter::{Occasion, Part};

pub(super) static LETTER: Shape = Shape {
    name: "brevet",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        must("anledning", Word(occasion_words), "hvad brevet svarer på"),
        must("modtager", Word(recipient_words), "hvem det går til"),
        must("dele", List(&Word(part_words)), "de dele, brevet har"),
        must("oversigt", Text, "én linje til journalen"),
        may("naar", OneOrMore(&CONDITION), "hvornår det bruges blandt breve med samme anledning"),
        may("helst_ikke", List(&Word(bad_day_words)), "dage, det ikke sendes uden grund"),
        may("kuvert", Word(envelope_words), "almindelig kuvert med adressen i hånden"),
        may("hoved", Word(head_words), "et brev uden sagens nummer"),
        may("bilag", OneOrMore(&Id), "skemaer, der følger med"),
        may("svarfrist", RULE, "sidste dag for svar"),
        may("lix_grund", Text, "hvorfor brevet må være svært at læse"),
        may("felter", List(&Table(&ASK)), "det, brevet spørger om, når det laves"),
    ],
};

static ASK: Shape = Shape {
    name: "feltet",
    whole_file: false,
    keys: &[
        ID,
        must("titel", Text, "spørgsmålet"),
        must("type", Word(ask_words), "hvordan der svares"),
        must("proeve", Text, "svaret i prøver"),
        HELP,
        may("valgfri", Flag, "må stå tomt"),
    ],
};

pub(super) static BLOCK: Shape =
    Shape { name: "blokken", whole_file: true, keys: &[may("titel", Text, "hvad den er til")] };

pub(super) static QUESTIONNAIRE: Shape = Shape {
    name: "skemaet",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        HELP,
        may("udfyldes_af", Id, "rollen, der udfylder det"),
        may("flere", Flag, "flere kan udfyldes i samme sag"),
        may("gemmes_i", Word(kept_in_words), "det, skemaet er en side af"),
        may("plan", Table(&PLAN), "hvem en plan er til, og hvornår der følges op"),
        may("underskrift", OneOrMore(&Id), "roller, der skriver under"),
        must("afsnit", List(&Table(&SECTION)), "afsnittene"),
        may("raekketype", Kind::Named(&List(&Table(&FIELD))), "kolonner, flere afsnit deler"),
        may("resultat", List(&Table(&RESULT)), "hvad svarene viser"),
    ],
};

static PLAN: Shape = Shape {
    name: "planen",
    whole_file: false,
    keys: &[
        must("fra", Number, "yngste alder"),
        must("til", Number, "ældste alder"),
        may("foelges_op", SPAN, "så længe efter aftalen eller sidste opfølgning"),
        must("kilde", Text, "hvor det står"),
    ],
};

static SECTION: Shape = Shape {
    name: "afsnittet",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        HELP,
        may("gruppe", Id, "gruppe for alle felter"),
        may("emne", Id, "emne for alle felter"),
        may("felter", List(&Table(&FIELD)), "felterne"),
        may("raekker", Id, "en tabel, man lægger rækker i; navnet på en rækketype"),
    ],
};

static FIELD: Shape = Shape {
    name: "feltet",
    whole_file: false,
    keys: &[
        ID,
        must("titel", Text, "spørgsmålet"),
        must("type", Word(field_words), "hvad der svares"),
        may("skal", Flag, "skal besvares"),
        HELP,
        may("hent", Text, "ordet, det udfyldes fra"),
        may("muligheder", List(&Text), "svarene, der vælges mellem"),
        may("vises_naar", Kind::Named(&Text), "kun når et andet felt har det svar"),
        may("gruppe", Id, "gruppe, resultater tæller i"),
        may("emne", Id, "emne, resultater tæller i"),
        may("hvem", Word(whose_words), "hvis ord det er"),
    ],
};

static RESULT: Shape = Shape {
    name: "resultatet",
    whole_file: false,
    keys: &[
        ID,
        TITLE,
        may("alder", Id, "aldersinterval i indstillinger.toml"),
        may("taeller", List(&Table(&COUNT)), "hvad der skal være; alle kræves"),
        may("ingen_af", OneOrMore(&Id), "ja, når ingen af de resultater er; i stedet for taeller"),
    ],
};

static COUNT: Shape = Shape {
    name: "optællingen",
    whole_file: false,
    keys: &[
        must("mindst", Number, "så mange"),
        must("gruppe", Id, "i den gruppe"),
        may("svar", Text, "med det svar; ellers kryds eller ja"),
        may("forskellige_emner", Flag, "højst én for hvert emne"),
    ],
};

pub(super) static PHRASE: Shape = Shape {
    name: "frasen",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        must("genvej", Text, "det, man taster"),
        must("kode", Text, "frasens kode"),
        must("fase", Text, "hvor i arbejdet"),
        may("bestemmelse", Text, "paragraffen"),
        may("version", Text, "udgaven i forlægget"),
    ],
};

pub(super) static GUIDE: Shape = Shape {
    name: "vejledningen",
    whole_file: true,
    keys: &[
        TITLE,
        may("ejer", Text, "hvem der holder den ved lige"),
        may("naeste_gennemsyn", Day, "hvornår den ses igennem"),
        may("til", OneOrMore(&Id), "roller den er til, eller \"borger\""),
    ],
};

pub(super) static STANDARD: Shape = Shape {
    name: "standarden",
    whole_file: true,
    keys: &[TITLE, VALID_FROM, must("naeste_revision", Day, "hvornår den senest ses igennem")],
};

fn occasion_words() -> Vec<&'static str> {
    Occasion::WORDS.iter().map(|(_, word)| *word).collect()
}

fn recipient_words() -> Vec<&'static str> {
    domain::letter::Recipient::WORDS.iter().map(|(_, word)| *word).collect()
}

fn ask_words() -> Vec<&'static str> {
    domain::letter::AskKind::WORDS.iter().map(|(_, word)| *word).collect()
}

fn part_words() -> Vec<&'static str> {
    Part::WORDS.iter().map(|(_, word)| *word).collect()
}

fn bad_day_words() -> Vec<&'static str> {
    vec!["fredag", "dag før helligdag"]
}

fn envelope_words() -> Vec<&'static str> {
    vec!["almindelig"]
}

fn head_words() -> Vec<&'static str> {
    domain::letter::Head::WORDS.iter().map(|(_, word)| *word).collect()
}

fn kept_in_words() -> Vec<&'static str> {
    vec![
        "netværkskort",
        "samtykke",
        "stamkort",
        "plan",
        "klage",
        "magtanvendelse",
        "finansiering",
        "familiens vurdering",
    ]
}

fn field_words() -> Vec<&'static str> {
    crate::questionnaire::FIELD_KINDS.iter().map(|(word, _)| *word).collect()
}

fn whose_words() -> Vec<&'static str> {
    vec!["borger", "sagsbehandler", "sammen"]
}
