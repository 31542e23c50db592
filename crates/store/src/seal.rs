//! Sealing: what a stolen database file or backup does not show (C-3, D-8).
//!
//! CPR numbers, where a person is, letters, filled-in forms and the bytes of documents are sealed with
//! XChaCha20-Poly1305, bound to the table and row they stand in, so that a value moved to another row does not open.
//! A CPR number is found by HMAC-SHA-256 under a key of its own. Both keys live outside the database.

use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::cpr::Cpr;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};

/// The keys of one municipality, handed in; never stored, never printed.
#[derive(Clone)]
pub struct Keys {
    /// Seals values.
    pub seal: [u8; 32],
    /// Makes the keyed hash by which a CPR number is found.
    pub lookup: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// First byte of a sealed value: the way it was sealed, so that a later way can stand beside it.
const WAY: u8 = 1;
const NONCE: usize = 24;

/// Seals a value for one place; `place` is table, column and row id.
pub(crate) fn seal(keys: &Keys, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0u8; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| Error::broken(format!("asking for random bytes: {error}")))?;
    let cipher = XChaCha20Poly1305::new(&keys.seal.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
        .map_err(|_| Error::broken("sealing a value"))?;
    let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
    out.push(WAY);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens a value sealed for this place; anything else (other key, other row, changed byte) is an error.
pub(crate) fn open(keys: &Keys, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    let cannot = || Error::broken(format!("opening the sealed value of {}", place.split(':').next().unwrap_or("?")));
    let (way, rest) = sealed.split_first().ok_or_else(cannot)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or_else(cannot)?;
    if *way != WAY {
        return Err(cannot());
    }
    let cipher = XChaCha20Poly1305::new(&keys.seal.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: place.as_bytes() }).map_err(|_| cannot())
}

/// The same for text.
pub(crate) fn open_text(keys: &Keys, place: &str, sealed: &[u8]) -> Result<String> {
    String::from_utf8(open(keys, place, sealed)?).map_err(|_| Error::broken("a sealed text is not text"))
}

/// The keyed hash of a CPR number, hexadecimal.
pub(crate) fn lookup(keys: &Keys, cpr: &Cpr) -> Result<String> {
    keyed(keys, cpr.expose_for_storage().as_bytes())
}

/// The keyed hash of anything, hexadecimal.
pub(crate) fn keyed(keys: &Keys, value: &[u8]) -> Result<String> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&keys.lookup)
        .map_err(|_| Error::broken("the lookup key has the wrong length"))?;
    mac.update(value);
    Ok(hex(&mac.finalize().into_bytes()))
}

/// SHA-256, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_own_place_and_with_its_own_key() {
        let keys = Keys { seal: [1; 32], lookup: [2; 32] };
        let sealed = seal(&keys, "persons.contact:a", b"Egevej 4").unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"Egevej"));
        assert_eq!(open(&keys, "persons.contact:a", &sealed).unwrap(), b"Egevej 4");
        assert!(open(&keys, "persons.contact:b", &sealed).is_err(), "moved to another row");
        assert!(open(&Keys { seal: [3; 32], ..keys.clone() }, "persons.contact:a", &sealed).is_err(), "other key");
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(open(&keys, "persons.contact:a", &changed).is_err(), "changed byte");
        assert_ne!(sealed, seal(&keys, "persons.contact:a", b"Egevej 4").unwrap(), "a new nonce every time");
    }
}
