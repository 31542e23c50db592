//! Keys of kinds of meeting (`content-formats.md` 2.6).

use super::{HELP, RULE, SPAN, TITLE, VALID_FROM};
use crate::shape::Kind::{Grammar, Id, List, Number, OneOrMore, Table, Text, Word};
use crate::shape::{Kind, Shape, may, must};

const MINUTES: Kind = Grammar("\"45 minutter\"");

pub(super) static MEETING: Shape = Shape {
    name: "mødet",
    whole_file: true,
    keys: &[
        TITLE,
        VALID_FROM,
        must("formaal", Text, "hvad mødet er til"),
        must("leder", Id, "rollen, der leder mødet"),
        must("varighed", MINUTES, "hvor længe det er sat til"),
        must("deltagere", List(&Table(&PARTICIPANT)), "hvem der ventes, og hvorfor"),
        must("punkter", List(&Table(&ITEM)), "dagsordenen, som den begynder"),
        HELP,
        may("maks", MINUTES, "hvor længe det højst må vare"),
        may("forberedelse", List(&Text), "det, der skal være klar"),
        may("flere_punkter", RULE, "sidste dag for punkter fra deltagerne, talt fra mødet"),
        may("referat", RULE, "hvornår alle har referatet, talt fra mødet"),
        may("breve", OneOrMore(&Id), "breve, der indkalder"),
        may("skema", Id, "skemaet, der er dagsordenen på papir"),
        may("vejledning", OneOrMore(&Id), "vejledninger ved hånden"),
        may("rytme", SPAN, "hvor tit det holdes"),
        may("naeste", Id, "mødet med en anden kreds, der lægges lige efter samme dag"),
        may("familie", Word(gathering_words), "hvilket møde i en families kerneteam det er"),
    ],
};

static PARTICIPANT: Shape = Shape {
    name: "deltageren",
    whole_file: false,
    keys: &[
        must("rolle", Id, "rollen, vedkommende har"),
        must("hvorfor", Text, "hvorfor vedkommende er med"),
        may("titel", Text, "hvem det er, når rollen siger for lidt"),
        may("naar", Text, "hvornår vedkommende er med, hvis ikke altid"),
    ],
};

static ITEM: Shape = Shape {
    name: "punktet",
    whole_file: false,
    keys: &[
        must("titel", Text, "hvad det handler om"),
        may("formaal", Text, "hvad der skal komme ud af det"),
        may("ansvarlig", Id, "leder, referent, alle eller en rolle"),
        may("minutter", Number, "hvor længe det må tage"),
        may("plads", Number, "plads til så mange punkter fra deltagerne"),
        may("opdaterer", Id, "skemaet, der føres ajour her"),
    ],
};

/// The meetings a family's core team has.
fn gathering_words() -> Vec<&'static str> {
    domain::family::Gathering::ALL.iter().map(|known| known.code()).collect()
}
