//! From bytes to text and back, by byte order mark or declaration (XML 1.0, appendix F).
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Error, Fault, Place};

/// How a file's bytes say its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coding {
    encoding: &'static Encoding,
    mark: bool,
}

impl Coding {
    pub(super) const UTF_8: Coding = Coding { encoding: UTF_8, mark: false };

    /// The text as bytes. A character the encoding lacks becomes a character reference.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() + 3);
        let mark = if self.mark { "\u{feff}" } else { "" };
        for part in [mark, text] {
            if self.encoding == UTF_16LE {
                bytes.extend(part.encode_utf16().flat_map(u16::to_le_bytes));
            } else if self.encoding == UTF_16BE {
                bytes.extend(part.encode_utf16().flat_map(u16::to_be_bytes));
            } else {
                bytes.extend_from_slice(&self.encoding.encode(part).0);
            }
        }
        bytes
    }
}

/// The text of a file.
///
/// # Errors
/// [`Fault::Encoding`] for a name nobody knows, [`Fault::Bytes`] for bytes that are not
/// what they are said to be.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Coding), Error> {
    let fail = |fault| Error { place: Place::START, fault };
    let (encoding, skip) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None if bytes.starts_with(b"<\0") => (UTF_16LE, 0),
        None if bytes.starts_with(b"\0<") => (UTF_16BE, 0),
        None => match declared(bytes) {
            // A declaration that can be read byte by byte is not written in UTF-16.
            Some(name) if name.to_ascii_lowercase().starts_with("utf-16") => (UTF_8, 0),
            Some(name) => (Encoding::for_label(name.as_bytes()).ok_or_else(|| fail(Fault::Encoding(name)))?, 0),
            None => (UTF_8, 0),
        },
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(&bytes[skip..])
        .ok_or_else(|| fail(Fault::Bytes(encoding.name().to_owned())))?;
    Ok((text.into_owned(), Coding { encoding, mark: skip > 0 }))
}

/// The name in `encoding="…"` of the declaration, if there is one.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(200)];
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?.strip_prefix("<?xml")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(rest[1..].split(quote).next()?.to_owned())
}
