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
    Ok(hex(&mac(&keys.lookup, value)?.finalize().into_bytes()))
}

/// Signs bytes for one purpose, hexadecimal: HMAC-SHA-256 under a key derived from the key that seals, so that nothing
/// made for another purpose passes for it.
pub(crate) fn signature(keys: &Keys, purpose: &str, bytes: &[u8]) -> Result<String> {
    Ok(hex(&mac(&derived(keys, purpose)?, bytes)?.finalize().into_bytes()))
}

/// Whether these bytes were signed for this purpose; takes as long for a wrong signature as for a right one.
pub(crate) fn is_signed(keys: &Keys, purpose: &str, bytes: &[u8], signature: &str) -> Result<bool> {
    Ok(mac(&derived(keys, purpose)?, bytes)?.verify_slice(&from_hex(signature)).is_ok())
}

fn derived(keys: &Keys, purpose: &str) -> Result<[u8; 32]> {
    Ok(mac(&keys.seal, purpose.as_bytes())?.finalize().into_bytes().into())
}

fn mac(key: &[u8; 32], bytes: &[u8]) -> Result<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .map_err(|_| Error::broken("a key has the wrong length"))?;
    mac.update(bytes);
    Ok(mac)
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

/// The bytes a hexadecimal text stands for; what is no digit is passed over.
pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0u8, |value, digit| value.wrapping_shl(4) | digit)).collect()
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
