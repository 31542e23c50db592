//! Words for a letter that is not made, set or sent.

use crate::wording::listed;
use app::letter_by_hand::NotAnswered;
use domain::letter::Part;

pub(super) const TOO_LONG: &str =
    "Brevet er for langt til at blive sat op. Gør teksten kortere, eller del den på flere breve.";

pub(super) const TOOK_TOO_LONG: &str =
    "Det tog for lang tid at sætte brevet op, så det er opgivet. Teksten er ikke tabt. Prøv igen om lidt.";

pub(super) const TELLS_WHERE: &str = "Brevet rummer noget, der fortæller, hvor en beskyttet person er, og modtageren må \
                                      ikke se det. Det er ikke sendt. Tag oplysningen ud, før brevet sendes.";

pub(super) const SENT_OUTSIDE_TIME: &str = "Dagen ligger før den dag, et af brevene blev gjort klar, eller efter i dag. \
                                            Vælg den dag, brevene blev afleveret til posten.";

/// Parts the law asks for, and it lacks.
pub(super) fn lacks(parts: &[Part]) -> String {
    let words: Vec<String> = parts.iter().map(|part| part.word().to_string()).collect();
    format!("Brevet mangler {}. Sæt afsnittet ind igen, før brevet sendes.", listed(&words))
}

/// Fields it asks about, and what is wrong with the answer.
pub(super) fn asks(wrong: &[(String, NotAnswered)]) -> String {
    let wrong: Vec<String> =
        wrong.iter().map(|(field, why)| format!("{field}: {}", crate::letter::not_answered(*why))).collect();
    format!("Brevet mangler svar. {}", wrong.join(" "))
}

/// Characters the fonts do not have.
pub(super) fn no_shape_for(found: &[char]) -> String {
    let found: Vec<String> = found.iter().map(|c| format!("\"{c}\"")).collect();
    format!("Brevets skrift har ikke tegnet {}. Skriv det med ord, eller tag det ud.", listed(&found))
}
