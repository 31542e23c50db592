//! The people of the stories. Their CPR numbers belong to nobody: day + 60 and 9900-9999 last, the last digit even for
//! women (`people-and-roles.md` section 8).

use app::person::NewPerson;
use domain::cpr::Cpr;
use domain::people::{Contact, DigitalPost, Protection};

/// Somebody of a story.
#[derive(Clone, Copy, Debug)]
pub struct Citizen {
    /// Full name.
    pub name: &'static str,
    /// Ten digits.
    pub cpr: &'static str,
    /// Street and number.
    pub street: &'static str,
    /// Protected name and address.
    pub protection: Protection,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// Telephone.
    pub phone: &'static str,
    /// School, day care or work.
    pub occupation: &'static str,
}

const fn open(name: &'static str, cpr: &'static str, street: &'static str, phone: &'static str) -> Citizen {
    Citizen {
        name,
        cpr,
        street,
        protection: Protection::None,
        digital_post: DigitalPost::Registered,
        phone,
        occupation: "",
    }
}

/// Magnus Holm, 8.
pub const MAGNUS: Citizen = Citizen {
    digital_post: DigitalPost::Unknown,
    occupation: "Tovby Skole",
    ..open("Magnus Holm", "7404179901", "Rebslagervej 12", "")
};
/// Sofie Holm, his mother.
pub const SOFIE: Citizen = open("Sofie Holm", "6209899902", "Rebslagervej 12", "10 00 01 02");
/// Ida Brinkholt, 4.
pub const IDA: Citizen = Citizen {
    digital_post: DigitalPost::Unknown,
    occupation: "Tovby Børnehus",
    ..open("Ida Brinkholt", "6502229904", "Ankervænget 3", "")
};
/// Lone Brinkholt, her mother.
pub const LONE: Citizen = open("Lone Brinkholt", "7106919906", "Ankervænget 3", "10 00 01 06");
/// Kim Overbæk, 34, who applies for himself.
pub const KIM: Citizen = open("Kim Overbæk", "8111919907", "Spilvej 40", "10 00 01 07");
/// Elias Tveje, 6, protected.
pub const ELIAS: Citizen = Citizen {
    protection: Protection::Protected,
    digital_post: DigitalPost::Unknown,
    occupation: "Solstrålen Børnehave",
    ..open("Elias Tveje", "6308199909", PROTECTED_STREET, "")
};
/// Nadia Tveje, his mother, protected, on paper so that her address stands on an envelope.
pub const NADIA: Citizen = Citizen {
    protection: Protection::Protected,
    digital_post: DigitalPost::Exempt,
    occupation: "Fyrtårnets Bageri",
    ..open("Nadia Tveje", "6405929910", PROTECTED_STREET, "10 99 88 77")
};
/// Morten Krogsbæk, the father, elsewhere, with custody too.
pub const MORTEN: Citizen = Citizen {
    digital_post: DigitalPost::Exempt,
    ..open("Morten Krogsbæk", "7001889911", "Havnekajen 3", "10 00 01 11")
};
/// Viktor, 17, the brother, not protected.
pub const VIKTOR: Citizen = open("Viktor Krogsbæk", "6206089913", "Havnekajen 3", "10 00 01 13");

/// Torben Ågesen, 52, whom a neighbour worries about.
pub const TORBEN: Citizen = open("Torben Ågesen", "7205739915", "Ågade 4, st.", "10 00 01 15");

/// Freja Lindtoft, born on 14 April 2011: 15 in ninth grade, 18 on Saturday 14 April 2029.
pub const FREJA: Citizen =
    Citizen { occupation: "Tovby Skole", ..open("Freja Lindtoft", "7404119916", "Møllestien 8", "10 00 01 16") };
/// Hanne Lindtoft, her mother.
pub const HANNE: Citizen = open("Hanne Lindtoft", "6209809918", "Møllestien 8", "10 00 01 18");
/// Mikkel Brandtoft, born the same day, who moves here at 17 and three quarters.
pub const MIKKEL: Citizen = open("Mikkel Brandtoft", "7404119917", "Smedestræde 2", "10 00 01 17");

/// Signe Rørvang, 17, who turns 18 on Wednesday 15 April 2026.
pub const SIGNE: Citizen = open("Signe Rørvang", "7504089918", "Tangvej 9", "10 00 01 18");
/// Birthe Rørvang, her mother.
pub const BIRTHE: Citizen = open("Birthe Rørvang", "6307779922", "Tangvej 9", "10 00 01 22");
/// Aksel Skytteholm, 17, born on a leap day, who turns 18 on Sunday 1 March 2026.
pub const AKSEL: Citizen = open("Aksel Skytteholm", "8902089921", "Fjordgade 2", "10 00 01 21");
/// Ulla Skytteholm, his mother.
pub const ULLA: Citizen = open("Ulla Skytteholm", "6408769924", "Fjordgade 2", "10 00 01 24");

/// Where Nadia and Elias live. No byte that leaves the house to anybody else may carry it.
pub const PROTECTED_STREET: &str = "Skjulestræde 7, 2. tv";

impl Citizen {
    /// As the acts take a new person.
    pub fn new_person(&self) -> NewPerson {
        NewPerson {
            cpr: Cpr::from_storage(self.cpr).unwrap(),
            name: self.name.to_string(),
            contact: Contact {
                street: self.street.to_string(),
                town: "9999 Tovby".to_string(),
                phone: self.phone.to_string(),
                mail: String::new(),
                occupation: self.occupation.to_string(),
            },
            protection: self.protection,
            digital_post: self.digital_post,
            interpreter: None,
        }
    }

    /// Where the post finds them: the number, or the street on the envelope.
    pub fn letter_box(&self) -> &'static str {
        if self.digital_post == DigitalPost::Registered { self.cpr } else { self.street }
    }
}
