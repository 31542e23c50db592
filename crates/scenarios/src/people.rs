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
