//! Whether a letter tells where a protected person is (P-6).

use domain::case::CaseFile;
use domain::letter::{Addressee, IssuedLetter};
use domain::people::Person;

/// Whether the letter carries anything that tells where a protected person is, other than to that person (P-6).
pub(crate) fn tells_where(file: &CaseFile, letter: &IssuedLetter) -> bool {
    let mut said = format!("{} {}", letter.title, letter.text);
    if let Addressee::Partner { name, address } = &letter.addressee {
        said.push_str(&format!(" {name} {address}"));
    }
    says_where(file, &letter.addressee, &said)
}

/// Whether a text tells this recipient where a protected person is: in so many words, or with the spaces and line ends of
/// a page. A person may always be told where they are themselves.
pub(crate) fn says_where(file: &CaseFile, to: &Addressee, said: &str) -> bool {
    let squeeze = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let close = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (said, said_close) = (squeeze(said), close(said));
    let where_is = |person: &Person| {
        let contact = person.contact.expose_for_storage();
        [&contact.street, &contact.phone, &contact.mail, &contact.occupation].map(|value| squeeze(value))
    };
    // A school that is asked knows its own name, though it is where the child is; a mother knows the street she shares.
    let known: Vec<String> = match to {
        Addressee::Partner { name, .. } => vec![squeeze(name)],
        Addressee::Person(id) => file.person(*id).map(|own| where_is(own).to_vec()).unwrap_or_default(),
    };
    file.people()
        .filter(|person| person.is_protected())
        .filter(|person| *to != Addressee::Person(person.id) && !live_together(file, to, person))
        .flat_map(where_is)
        .filter(|value| 4 <= value.chars().count() && !known.iter().any(|known| known.contains(value.as_str())))
        .any(|value| said.contains(&value) || (6 <= close(&value).len() && said_close.contains(&close(&value))))
}

/// Whether the recipient shares the person's home: then it is no secret to them, and neither is the school.
fn live_together(file: &CaseFile, to: &Addressee, other: &Person) -> bool {
    let home = |of: &Person| {
        let street = &of.contact.expose_for_storage().street;
        street.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let Addressee::Person(id) = to else { return false };
    file.person(*id).is_some_and(|own| 4 <= home(own).chars().count() && home(own) == home(other))
}
