//! From the text as sent to characters: percent decoding with places.
//!
//! Invariant: text is cut at `/`, `?`, `&` and `=` as sent, and decoded after
//! (OData URL Conventions 2), so an encoded delimiter is a character like others.
//! Each character remembers how it was written, because a few rules ask.

use super::cursor::{Cursor, Error, Limits};

/// How a character was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Plain,
    /// `%2F`
    Encoded,
    /// A plus sign that stands for a space, as HTML forms and many clients write it.
    Plus,
}

/// A decoded character and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Char {
    pub value: char,
    pub at: u32,
    pub written: Written,
}

/// What percent and plus signs mean in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// A path: `%2F` is decoded, a plus is a plus.
    Path,
    /// A query: a plus is a space.
    Query,
    /// A payload: nothing is decoded.
    None,
}

/// A decoded text.
pub(super) struct Text {
    chars: Vec<Char>,
    end: u32,
    coding: Coding,
}

impl Text {
    /// Decodes `raw`, whose first byte stands at `base` of the whole text.
    ///
    /// # Errors
    /// A percent sign without two hexadecimal digits, bytes that are no UTF-8, U+0000.
    pub fn decode(raw: &str, base: u32, coding: Coding) -> Result<Self, Error> {
        let mut chars = Vec::with_capacity(raw.len());
        let mut rest = raw.char_indices();
        while let Some((index, value)) = rest.next() {
            let at = base + offset(index);
            let (value, written) = match value {
                '%' if coding != Coding::None => {
                    let (value, length) = decode_char(&raw.as_bytes()[index..], at)?;
                    // The bytes of an encoded character are ASCII: one char each.
                    for _ in 1..length {
                        rest.next();
                    }
                    (value, Written::Encoded)
                }
                '+' if coding == Coding::Query => (' ', Written::Plus),
                other => (other, Written::Plain),
            };
            if value == '\0' {
                return Err(Error::new(at, "the character U+0000 is not allowed"));
            }
            chars.push(Char { value, at, written });
        }
        Ok(Self { chars, end: base + offset(raw.len()), coding })
    }

    /// The text as a string.
    pub fn string(&self) -> String {
        self.chars.iter().map(|char| char.value).collect()
    }

    /// A reader at the start of the text.
    pub fn cursor(&self, limits: Limits) -> Cursor<'_> {
        Cursor::new(&self.chars, self.end, self.coding, limits)
    }
}

/// The offset of a text that is shorter than 4 GiB, which [`Limits`] sees to.
pub(super) fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Decodes one character from `%XX` bytes; returns it with the number of bytes read.
fn decode_char(bytes: &[u8], at: u32) -> Result<(char, usize), Error> {
    let mut decoded = [0_u8; 4];
    for count in 1..=4 {
        let byte = encoded_byte(bytes, (count - 1) * 3).ok_or_else(|| {
            let message = match count {
                1 => "a percent sign must be followed by two hexadecimal digits",
                _ => "the percent-encoded bytes are not UTF-8",
            };
            Error::new(at, message)
        })?;
        decoded[count - 1] = byte;
        match std::str::from_utf8(&decoded[..count]) {
            Ok(text) => {
                if let Some(value) = text.chars().next() {
                    return Ok((value, count * 3));
                }
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => break,
        }
    }
    Err(Error::new(at, "the percent-encoded bytes are not UTF-8"))
}

fn encoded_byte(bytes: &[u8], start: usize) -> Option<u8> {
    let [b'%', high, low] = bytes.get(start..start + 3)? else { return None };
    let high = char::from(*high).to_digit(16)?;
    let low = char::from(*low).to_digit(16)?;
    u8::try_from(high * 16 + low).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_decoded_and_places_are_kept() {
        let text = Text::decode("a%20%D0%A9b+c", 10, Coding::Query).unwrap();
        assert_eq!(text.string(), "a Щb c");
        let places: Vec<u32> = text.chars.iter().map(|char| char.at).collect();
        assert_eq!(places, [10, 11, 14, 20, 21, 22]);
    }

    #[test]
    fn broken_encoding_is_refused_with_its_place() {
        for (raw, at) in [("ab%2", 2), ("%zz", 0), ("x%D0", 1), ("x%FF", 1), ("%00", 0), ("%D0a", 0)] {
            let error = Text::decode(raw, 0, Coding::Query).err().unwrap();
            assert_eq!(error.at, at, "{raw}: {error}");
        }
    }
}
