//! The demo town's citizens. Their CPR numbers belong to nobody: day + 60 and 9900-9999 last.

use app::person::NewPerson;
use domain::cpr::Cpr;
use domain::people::{Contact, DigitalPost, Protection};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A citizen before they are registered.
#[derive(Clone)]
pub struct Citizen {
    /// Full name.
    pub name: String,
    /// Ten digits.
    pub cpr: String,
    /// Where they are reached.
    pub contact: Contact,
    /// Protection.
    pub protection: Protection,
    /// Digital Post.
    pub digital_post: DigitalPost,
    /// Language for an interpreter.
    pub interpreter: Option<String>,
}

impl Citizen {
    /// As the acts take a new person.
    pub fn new_person(&self) -> Option<NewPerson> {
        Some(NewPerson {
            cpr: Cpr::from_storage(&self.cpr)?,
            name: self.name.clone(),
            contact: self.contact.clone(),
            protection: self.protection,
            digital_post: self.digital_post,
            interpreter: self.interpreter.clone(),
        })
    }
}

/// A family: a child and who has custody, or a grown-up alone.
#[derive(Clone)]
pub struct Family {
    /// Who the case is about.
    pub citizen: Citizen,
    /// Custody holders; none for a grown-up.
    pub parents: Vec<Citizen>,
    /// Whether this family stands in stories and tours by name.
    pub named: bool,
}

/// Everybody.
pub struct Town {
    /// Families with a child.
    pub children: Vec<Family>,
    /// Grown-ups.
    pub adults: Vec<Family>,
}

const GIRLS: &[&str] =
    &["Alma", "Freja", "Clara", "Ida", "Ella", "Agnes", "Luna", "Karla", "Asta", "Liva", "Nora", "Merle"];
const BOYS: &[&str] =
    &["Oscar", "Alfred", "Carl", "Noah", "Malthe", "Viggo", "Aksel", "August", "Storm", "Emil", "Elliot", "Villads"];
const WOMEN: &[&str] =
    &["Maria", "Louise", "Pernille", "Tina", "Gitte", "Lene", "Anja", "Camilla", "Dorte", "Signe", "Fatima", "Aase"];
const MEN: &[&str] =
    &["Peter", "Lars", "Søren", "Michael", "Brian", "Kasper", "Jesper", "Ole", "Mikkel", "Rasmus", "Yusuf", "Åge"];
const FIRST: &[&str] = &[
    "Bøge", "Elme", "Hvid", "Kirke", "Ravne", "Sten", "Tjørne", "Vester", "Øster", "Ager", "Birke", "Svane", "Ege",
    "Kløver", "Myre", "Ulve",
];
const LAST: &[&str] =
    &["vang", "toft", "mose", "bæk", "høj", "rup", "lev", "kær", "dal", "holt", "sted", "borg", "eng"];
const STREETS: &[&str] =
    &["Rebslagervej", "Tovværksgade", "Knobstræde", "Ankervænget", "Sejlmagerstien", "Fortøjningen", "Spilvej"];

impl Town {
    /// Everybody, with ages counted back from the day.
    pub fn new(today: Date) -> Town {
        let mut maker = Maker { today, nr: 0, taken: BTreeSet::new() };
        let mut children = named_children(&mut maker);
        children.extend((0..108).map(|_| maker.family_with_child()));
        let mut adults = named_adults(&mut maker);
        adults.extend((0..66).map(|_| maker.adult()));
        Town { children, adults }
    }

    /// How many people.
    pub fn count(&self) -> usize {
        let parents: usize = self.children.iter().map(|family| family.parents.len()).sum();
        parents.saturating_add(self.children.len()).saturating_add(self.adults.len())
    }
}

/// The families stories and tours know by name; the first is Sofie and Magnus of the tour, who has not applied yet.
fn named_children(maker: &mut Maker) -> Vec<Family> {
    let mut magnus = maker.family("Magnus Holm", 8, Sex::Male, &[("Sofie Holm", 36, Sex::Female)]);
    magnus.named = true;
    let mut elias = maker.family(
        "Elias Tveje",
        6,
        Sex::Male,
        &[("Nadia Tveje", 33, Sex::Female), ("Morten Krogsbæk", 37, Sex::Male)],
    );
    elias.named = true;
    elias.citizen.protection = Protection::Protected;
    elias.citizen.contact.occupation = "Solstrålen Børnehave".to_string();
    if let Some(nadia) = elias.parents.first_mut() {
        nadia.protection = Protection::Protected;
        nadia.contact.street = "Skjulestræde 7, 2. tv".to_string();
        elias.citizen.contact.street.clone_from(&nadia.contact.street);
    }
    if let Some(morten) = elias.parents.get_mut(1) {
        morten.contact.street = "Havnekajen 3".to_string();
    }
    let mut ida = maker.family("Ida Brinkholt", 4, Sex::Female, &[("Lone Brinkholt", 34, Sex::Female)]);
    ida.named = true;
    let mut freja = maker.family("Freja Lundtoft", 15, Sex::Female, &[("Gry Lundtoft", 44, Sex::Female)]);
    freja.named = true;
    let mut emil = maker.family("Emil Rosenvang", 17, Sex::Male, &[("Karin Rosenvang", 47, Sex::Female)]);
    emil.named = true;
    vec![magnus, elias, ida, freja, emil]
}

fn named_adults(maker: &mut Maker) -> Vec<Family> {
    [("Kim Overbæk", 34), ("Torben Ågesen", 52)]
        .into_iter()
        .map(|(name, age)| Family { citizen: maker.citizen(name, age, Sex::Male), parents: Vec::new(), named: true })
        .collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Sex {
    Female,
    Male,
}

/// Makes people one after another; the same every time.
struct Maker {
    today: Date,
    nr: usize,
    taken: BTreeSet<String>,
}

impl Maker {
    fn pick<'a>(&self, list: &'a [&'a str], salt: usize) -> &'a str {
        let index = self.nr.wrapping_mul(7).wrapping_add(salt).checked_rem(list.len()).unwrap_or(0);
        list.get(index).copied().unwrap_or("")
    }

    fn surname(&self) -> String {
        format!("{}{}", self.pick(FIRST, self.nr / 3), self.pick(LAST, self.nr))
    }

    fn family_with_child(&mut self) -> Family {
        self.nr = self.nr.wrapping_add(1);
        let surname = self.surname();
        let sex = if self.nr.is_multiple_of(2) { Sex::Female } else { Sex::Male };
        let first = if sex == Sex::Female { self.pick(GIRLS, 1) } else { self.pick(BOYS, 2) };
        let age = i32::try_from(self.nr % 17).unwrap_or(8);
        let mother = format!("{} {surname}", self.pick(WOMEN, 3));
        let father = format!("{} {surname}", self.pick(MEN, 4));
        let parents: Vec<(&str, i32, Sex)> = if self.nr.is_multiple_of(4) {
            vec![(mother.as_str(), age.saturating_add(29), Sex::Female)]
        } else {
            vec![
                (mother.as_str(), age.saturating_add(28), Sex::Female),
                (father.as_str(), age.saturating_add(31), Sex::Male),
            ]
        };
        let mut family = self.family(&format!("{first} {surname}"), age, sex, &parents);
        if self.nr.is_multiple_of(31) {
            family.citizen.protection = Protection::Protected;
            for parent in family.parents.iter_mut().take(1) {
                parent.protection = Protection::Protected;
            }
        }
        family
    }

    fn adult(&mut self) -> Family {
        self.nr = self.nr.wrapping_add(1);
        let sex = if self.nr.is_multiple_of(2) { Sex::Female } else { Sex::Male };
        let first = if sex == Sex::Female { self.pick(WOMEN, 5) } else { self.pick(MEN, 6) };
        let name = format!("{first} {}", self.surname());
        let age = i32::try_from(self.nr % 46).unwrap_or(20).saturating_add(19);
        Family { citizen: self.citizen(&name, age, sex), parents: Vec::new(), named: false }
    }

    fn family(&mut self, child: &str, age: i32, sex: Sex, parents: &[(&str, i32, Sex)]) -> Family {
        let mut citizen = self.citizen(child, age, sex);
        citizen.digital_post = DigitalPost::Unknown;
        citizen.contact.phone.clear();
        citizen.contact.mail.clear();
        citizen.contact.occupation = if age < 6 { "Tovby Børnehus" } else { "Tovby Skole" }.to_string();
        let parents = parents
            .iter()
            .map(|(name, age, sex)| {
                let mut parent = self.citizen(name, *age, *sex);
                parent.contact.street.clone_from(&citizen.contact.street);
                parent
            })
            .collect();
        Family { citizen, parents, named: false }
    }

    fn citizen(&mut self, name: &str, age: i32, sex: Sex) -> Citizen {
        self.nr = self.nr.wrapping_add(1);
        let back = i32::try_from(self.nr.wrapping_mul(53) % 330).unwrap_or(0).saturating_add(10);
        let born = self.today.saturating_sub(age.years()).saturating_sub(back.days());
        let house = self.nr % 88;
        let digital_post = match self.nr % 20 {
            0 | 1 => DigitalPost::Exempt,
            2 => DigitalPost::Unknown,
            _ => DigitalPost::Registered,
        };
        Citizen {
            name: name.to_string(),
            cpr: self.number(born, sex),
            contact: Contact {
                street: format!("{} {}", self.pick(STREETS, 0), house.saturating_add(1)),
                town: "9999 Tovby".to_string(),
                phone: format!("10 00 {:02} {:02}", self.nr / 100 % 100, self.nr % 100),
                mail: format!("borger{}@tovby.example", self.nr),
                occupation: String::new(),
            },
            protection: Protection::None,
            digital_post,
            interpreter: self.nr.is_multiple_of(37).then(|| "arabisk".to_string()),
        }
    }

    /// The first free number of that birth date and sex.
    fn number(&mut self, born: Date, sex: Sex) -> String {
        let day = born.day().saturating_add(60);
        let year = born.year().rem_euclid(100);
        let serials = if born.year() < 1937 { 900..1000 } else { 9900..10000 };
        let wanted = if sex == Sex::Female { 0 } else { 1 };
        for serial in serials.filter(|serial| serial % 2 == wanted) {
            let number = format!("{day:02}{:02}{year:02}{serial:04}", born.month());
            if self.taken.insert(number.clone()) {
                return number;
            }
        }
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn about_four_hundred_people_with_numbers_that_belong_to_nobody() {
        let today = date(2026, 11, 23);
        let town = Town::new(today);
        assert!((380..=430).contains(&town.count()), "{}", town.count());
        let everybody =
            town.children.iter().chain(&town.adults).flat_map(|f| std::iter::once(&f.citizen).chain(&f.parents));
        let mut numbers = BTreeSet::new();
        for citizen in everybody {
            assert!(Cpr::parse(&citizen.cpr, today).is_ok(), "a number that cannot be read");
            assert!(citizen.cpr[..2].parse::<u32>().unwrap() > 60);
            assert!(citizen.cpr[6..].starts_with("99") || citizen.cpr[6..].starts_with("09"));
            assert!(numbers.insert(citizen.cpr.clone()), "a number used twice");
        }
    }

    #[test]
    fn ages_are_counted_back_from_the_day_the_demo_starts() {
        for today in [date(2026, 11, 23), date(2028, 2, 29), date(2030, 1, 1)] {
            let town = Town::new(today);
            let magnus = &town.children[0].citizen;
            let born = Cpr::from_storage(&magnus.cpr).unwrap().born();
            assert_eq!(domain::calendar::age_on(born, today), 8);
        }
    }
}
