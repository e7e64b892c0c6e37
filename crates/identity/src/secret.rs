//! Random values that prove something by being known, and the digests kept of them.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// Crockford's base 32: 0 and 1 stand beside no `o`, `i` or `l` they could be mistaken for.
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How many symbols a secret has when written: 256 bits at 5 a symbol.
pub(crate) const SECRET_SYMBOLS: usize = 52;

/// 256 random bits. They are shown once and never stored; only [`Secret::digest`] is.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// The SHA-256 digest of a secret, which is what the tables hold.
///
/// A secret has 256 random bits, so no salt and no slow hash could add anything.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Secret {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`Error::Random`] when the operating system gives no random bits.
    pub fn new() -> Result<Self> {
        random().map(Self)
    }

    /// The secret as 52 symbols, to be handed to its owner.
    pub fn reveal(&self) -> String {
        encode(&self.0)
    }

    /// Reads what [`Secret::reveal`] wrote; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != SECRET_SYMBOLS {
            return None;
        }
        let bytes: [u8; 32] = decode(text)?.try_into().ok()?;
        let secret = Self(bytes);
        // The last symbol carries 4 bits of padding: two texts must not name one secret.
        (secret.reveal() == text).then_some(secret)
    }

    /// What is stored of it and searched by.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0).into())
    }

    /// The bits themselves, as a key for what is derived from the secret.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Digest {
    /// The digest of any text, for secrets that people type.
    pub(crate) fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The digest as lowercase hexadecimal digits.
    pub(crate) fn to_hex(self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The first bytes, as a checksum.
    pub(crate) fn head<const N: usize>(&self) -> [u8; N] {
        let mut head = [0; N];
        head.copy_from_slice(&self.0[..N]);
        head
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// `N` random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Random)?;
    Ok(bytes)
}

/// Random symbols in groups of four joined by hyphens, for secrets that people read and type.
pub(crate) fn readable_groups(groups: usize) -> Result<String> {
    let bytes = random::<32>()?;
    let symbols: Vec<u8> = bytes.iter().take(groups * 4).map(|byte| SYMBOLS[usize::from(byte % 32)]).collect();
    let written: Vec<&str> = symbols.chunks(4).map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    Ok(written.join("-"))
}

/// Bytes in base 32, five bits a symbol, the last symbol padded with zero bits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let mut held = 0_u32;
    let mut bits = 0;
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(symbol(held << (5 - bits)));
    }
    text
}

fn symbol(value: u32) -> char {
    char::from(SYMBOLS[(value & 31) as usize])
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let mut held = 0_u32;
    let mut bits = 0;
    for letter in text.bytes() {
        let value = SYMBOLS.iter().position(|symbol| *symbol == letter)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_revealed_is_read_back() {
        for _ in 0..100 {
            let secret = Secret::new().unwrap();
            let text = secret.reveal();
            assert_eq!(text.len(), SECRET_SYMBOLS);
            assert_eq!(Secret::parse(&text), Some(secret));
        }
    }

    #[test]
    fn only_one_text_names_a_secret() {
        let text = encode(&[0xff; 32]);
        let twin = format!("{}z", &text[..51]);
        assert_ne!(text, twin);
        assert_eq!(Secret::parse(&twin), None);
        assert_eq!(Secret::parse(&text.to_uppercase()), None);
        assert_eq!(Secret::parse(&text[1..]), None);
        assert_eq!(Secret::parse("é".repeat(26).as_str()), None);
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new().unwrap();
        assert_eq!(format!("{secret:?} {:?}", secret.digest()), "Secret(…) Digest(…)");
    }

    #[test]
    fn readable_groups_have_four_symbols_each() {
        let text = readable_groups(4).unwrap();
        assert_eq!(text.len(), 19);
        assert!(text.split('-').all(|group| group.len() == 4));
    }
}
