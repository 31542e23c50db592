//! The formats: every key of every file, with its kind and its meaning (`content-formats.md` section 2).

use crate::shape::Kind::{self, Day, Flag, Grammar, Id, List, Number, OneOrMore, Plain, Table, Text, Word};
use crate::shape::{Key, Shape, may, must};
use domain::letter::{Occasion, Part};
use domain::words;

/// Keys that every file takes.
pub static EVERY_FILE: &[Key] = &[
    may("katalog", OneOrMore(&Text), "id i kataloget, fx T-L01 eller P-01"),
    may("kilde", Text, "hvor det kommer fra"),
    may("gaelder_fra", Day, "første dag, udgaven gælder"),
    may("advarsel", Text, "vises øverst, når materialet er ældre end loven"),
    may("skal_bekraeftes", Flag, "siden skriver \"skal bekræftes\""),
];

const RULE: Kind = Grammar("\"2 arbejdsdage efter start\"");
const SPAN: Kind = Grammar("\"3 måneder\"");
const CONDITION: Kind = Grammar("\"samtykke\"");
const REFERENCE: Kind = Grammar("\"kontakt:naaet\"");

const VALID_FROM: Key = must("gaelder_fra", Day, "første dag, udgaven gælder");
const TITLE: Key = must("titel", Text, "overskriften");
const ID: Key = must("id", Id, "navnet, som andre steder henviser til");
const HELP: Key = may("hjaelp", Text, "et par linjers hjælp");
const CITIZEN_SEES: Key = may("borgeren_ser", Text, "det, borgeren læser");

/// Folders and files, with their shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `procedurer/<id>.toml`
    Procedure,
    /// `ydelser/<id>.toml`
    Benefit,
    /// `breve/<id>.md`
    Letter,
    /// `breve/blokke/<id>.md`
    Block,
    /// `skemaer/<id>.toml`
    Questionnaire,
    /// `fraser/<id>.md`
    Phrase,
    /// `vejledninger/<id>.md`
    Guide,
    /// `bevillingsplan.toml`
    ApprovalPlan,
    /// `roller.toml`
    Roles,
    /// `afdelinger.toml`
    Departments,
    /// `indstillinger.toml`
    Settings,
    /// `lukkedage.toml`
    Calendar,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[
        Format::Procedure,
        Format::Benefit,
        Format::Letter,
        Format::Block,
        Format::Questionnaire,
        Format::Phrase,
        Format::Guide,
        Format::ApprovalPlan,
        Format::Roles,
        Format::Departments,
        Format::Settings,
        Format::Calendar,
    ];

    /// The folder its files stand in, with the stroke; for single files their name without the ending.
    pub fn place(self) -> &'static str {
        match self {
            Format::Procedure => "procedurer/",
            Format::Benefit => "ydelser/",
            Format::Letter => "breve/",
            Format::Block => "breve/blokke/",
            Format::Questionnaire => "skemaer/",
            Format::Phrase => "fraser/",
            Format::Guide => "vejledninger/",
            Format::ApprovalPlan => "bevillingsplan",
            Format::Roles => "roller",
            Format::Departments => "afdelinger",
            Format::Settings => "indstillinger",
            Format::Calendar => "lukkedage",
        }
    }

    /// `toml` or `md`.
    pub fn ending(self) -> &'static str {
        if matches!(self, Format::Letter | Format::Block | Format::Phrase | Format::Guide) { "md" } else { "toml" }
    }

    /// The keys of the file, or of its front matter.
    pub fn shape(self) -> &'static Shape {
        match self {
            Format::Procedure => &PROCEDURE,
            Format::Benefit => &BENEFIT,
            Format::Letter => &LETTER,
            Format::Block => &BLOCK,
            Format::Questionnaire => &QUESTIONNAIRE,
            Format::Phrase => &PHRASE,
            Format::Guide => &GUIDE,
            Format::ApprovalPlan => &APPROVAL_PLAN,
            Format::Roles => &ROLES,
            Format::Departments => &DEPARTMENTS,
            Format::Settings => &SETTINGS,
            Format::Calendar => &CALENDAR,
        }
    }
}

static PROCEDURE: Shape = Shape {
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
    ],
};

static BENEFIT: Shape = Shape {
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
        may("ved", List(&Text), "nedsættelse, frakendelse"),
        may("kilde", Text, "paragraffen"),
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

static LETTER: Shape = Shape {
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
        may("bilag", OneOrMore(&Id), "skemaer, der følger med"),
        may("svarfrist", RULE, "sidste dag for svar"),
        may("lix_grund", Text, "hvorfor brevet må være svært at læse"),
    ],
};

static BLOCK: Shape = Shape { name: "blokken", whole_file: true, keys: &[may("titel", Text, "hvad den er til")] };

static QUESTIONNAIRE: Shape = Shape {
    name: "skemaet",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        HELP,
        may("udfyldes_af", Id, "rollen, der udfylder det"),
        may("flere", Flag, "flere kan udfyldes i samme sag"),
        may("gemmes_i", Word(kept_in_words), "det, skemaet er en side af"),
        may("underskrift", OneOrMore(&Id), "roller, der skriver under"),
        must("afsnit", List(&Table(&SECTION)), "afsnittene"),
        may("raekketype", Kind::Named(&List(&Table(&FIELD))), "kolonner, flere afsnit deler"),
        may("resultat", List(&Table(&RESULT)), "hvad svarene viser"),
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
        must("taeller", List(&Table(&COUNT)), "hvad der skal være; alle kræves"),
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

static PHRASE: Shape = Shape {
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

static GUIDE: Shape = Shape {
    name: "vejledningen",
    whole_file: true,
    keys: &[
        TITLE,
        may("ejer", Text, "hvem der holder den ved lige"),
        may("naeste_gennemsyn", Day, "hvornår den ses igennem"),
        may("til", OneOrMore(&Id), "roller den er til, eller \"borger\""),
    ],
};

static APPROVAL_PLAN: Shape = Shape {
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

static ROLES: Shape =
    Shape { name: "filen", whole_file: true, keys: &[must("rolle", List(&Table(&ROLE)), "rollerne")] };

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

static DEPARTMENTS: Shape = Shape {
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
    ],
};

static SETTINGS: Shape =
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

static CALENDAR: Shape = Shape {
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

fn measure_words() -> Vec<&'static str> {
    crate::benefit::MEASURES.iter().map(|(word, _)| *word).collect()
}

fn occasion_words() -> Vec<&'static str> {
    Occasion::WORDS.iter().map(|(_, word)| *word).collect()
}

fn recipient_words() -> Vec<&'static str> {
    crate::letter::RECIPIENTS.iter().map(|(word, _)| *word).collect()
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

fn kept_in_words() -> Vec<&'static str> {
    vec!["netværkskort", "samtykke", "stamkort", "plan", "klage", "magtanvendelse", "finansiering"]
}

fn field_words() -> Vec<&'static str> {
    crate::questionnaire::FIELD_KINDS.iter().map(|(word, _)| *word).collect()
}

fn whose_words() -> Vec<&'static str> {
    vec!["borger", "sagsbehandler", "sammen"]
}

fn outcome_words() -> Vec<&'static str> {
    vec!["bevilling", "delvis-bevilling", "afslag"]
}

fn value_words() -> Vec<&'static str> {
    vec!["beløb", "spand", "aldersinterval", "tal", "janej", "tekst"]
}
