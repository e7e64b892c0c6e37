//! Values that must be read again but never be readable in the database: keys of authenticator apps, signing secrets.
//!
//! They are sealed with the installation's key (AES-256-GCM), which is kept outside of the database where that is
//! possible. A sealed value is bound to its place, so that it cannot be moved to another row. Whoever keeps sealed
//! values offers a function that seals them anew with another key.

use std::fmt;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest as _, Sha256};

use crate::blob::hex;
use crate::error::{Error, Result};

/// What every sealed value begins with; no readable value that was stored before has a dot in it.
const VERSION: &str = "v1.";

/// NIST SP 800-38D, 8.2.2: a random nonce of 96 bits, good for 2^32 values under one key.
const NONCE: usize = 12;

/// The key of an installation: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`Error::Other`] when the operating system gives no random bits.
    pub fn new() -> Result<Self> {
        random().map(Self)
    }

    /// Reads a key as it is written in files and settings: 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(unhex(text.trim())?.try_into().ok()?))
    }

    /// The key as [`Key::parse`] reads it.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// Eight digits that tell one key from another and say nothing about it.
    pub fn fingerprint(&self) -> String {
        hex(&self.derived("relata fingerprint 1")[..4])
    }

    /// Seals a value for a place, such as `identity_second_factor 12`.
    ///
    /// # Errors
    /// [`Error::Other`] when the operating system gives no random bits.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String> {
        let nonce = random::<NONCE>()?;
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| Error::other("the value is too long to be sealed"))?;
        Ok(format!("{VERSION}{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens a value that [`Key::seal`] sealed for the same place with the same key; anything else is `None`.
    pub fn open(&self, place: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = unhex(sealed.strip_prefix(VERSION)?)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        self.cipher().decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: place.as_bytes() }).ok()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.derived("relata seal 1").into())
    }

    /// A key for one purpose alone. The input has full entropy and a fixed length, so one hash derives it.
    fn derived(&self, purpose: &str) -> [u8; 32] {
        Sha256::new().chain_update(self.0).chain_update(purpose).finalize().into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Whether a stored value is sealed already.
pub fn is_sealed(value: &str) -> bool {
    value.starts_with(VERSION)
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Other(format!("no random bits: {error}")))?;
    Ok(bytes)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_with_the_same_key_at_the_same_place_alone() {
        let key = Key::new().unwrap();
        let sealed = key.seal("factor 1", b"JBSWY3DPEHPK3PXP").unwrap();
        assert!(is_sealed(&sealed) && !is_sealed("JBSWY3DPEHPK3PXP"));
        assert_eq!(key.open("factor 1", &sealed).as_deref(), Some(&b"JBSWY3DPEHPK3PXP"[..]));
        assert_eq!(key.open("factor 2", &sealed), None);
        assert_eq!(Key::new().unwrap().open("factor 1", &sealed), None);
        assert_ne!(key.seal("factor 1", b"JBSWY3DPEHPK3PXP").unwrap(), sealed, "a nonce is used once");
    }

    #[test]
    fn a_changed_value_is_not_opened() {
        let key = Key::new().unwrap();
        let sealed = key.seal("factor 1", b"x").unwrap();
        for at in VERSION.len()..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(key.open("factor 1", std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
        for bad in ["", "v1.", "v1.zz", "v1.é", "v2.00", "v1.0011"] {
            assert_eq!(key.open("factor 1", bad), None, "{bad}");
        }
    }

    #[test]
    fn a_key_is_read_back_and_never_printed() {
        let key = Key::new().unwrap();
        assert_eq!(Key::parse(&format!(" {}\n", key.reveal())), Some(key.clone()));
        assert_eq!(Key::parse(&key.reveal()[2..]), None);
        assert_eq!(format!("{key:?}"), "Key(…)");
        assert!(!key.reveal().contains(&key.fingerprint()));
        assert_eq!(key.fingerprint().len(), 8);
    }
}
