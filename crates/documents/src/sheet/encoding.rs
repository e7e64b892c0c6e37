//! Which encoding a text file is in, and reading it as UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::error::Kind;

/// Stands in decoded text for bytes that mean nothing in the encoding. It never occurs in UTF-8,
/// so that a `�` that was in the file already is not taken for a fault.
pub(super) const BAD: u8 = 0xFF;

/// How much text outside ASCII the guess looks at; more does not change it.
const GUESSED_FROM: usize = 4 << 20;

/// Whether the beginning of a file is no text in any encoding.
pub(super) fn is_binary(head: &[u8]) -> bool {
    if Encoding::for_bom(head).is_some() || utf16(head).is_some() {
        return false;
    }
    let controls =
        head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A)).count();
    // A few NULs are padding of old exporters; many are not text.
    controls * 10 > head.len()
}

/// The first characters, good enough to recognise ASCII keywords by.
pub(super) fn beginning(head: &[u8]) -> String {
    let head = &head[..head.len().min(1024)];
    let encoding = Encoding::for_bom(head).map(|(encoding, _)| encoding).or_else(|| utf16(head)).unwrap_or(UTF_8);
    encoding.decode(head).0.into_owned()
}

/// UTF-16 without a byte order mark: every second byte is the high one, and nearly all of those
/// are 0 (Latin, digits, delimiters) or 4 (Cyrillic).
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let high = |offset: usize| {
        let count = head[offset..].iter().step_by(2).filter(|&&byte| byte == 0 || byte == 4).count();
        count.min(pairs) * 100 / pairs
    };
    match (high(0), high(1)) {
        (0..30, 80..) => Some(UTF_16LE),
        (80.., 0..30) => Some(UTF_16BE),
        _ => None,
    }
}

/// Guesses the encoding of a whole file.
///
/// The whole of it is read, because the one name with an accent may stand in the last row.
pub(super) fn detect(mut reader: impl Read) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut utf8 = Utf8Census::default();
    let mut chunk = vec![0; 64 << 10];
    let mut looked_at = 0;
    let mut first = true;
    loop {
        let length = read_full(&mut reader, &mut chunk)?;
        let bytes = &chunk[..length];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            if let Some(encoding) = utf16(bytes) {
                return Ok(encoding);
            }
            first = false;
        }
        utf8.count(bytes);
        if !bytes.is_ascii() && looked_at < GUESSED_FROM {
            looked_at += length;
            detector.feed(bytes, false);
        }
        if length < chunk.len() {
            break;
        }
    }
    if utf8.is_utf8() {
        return Ok(UTF_8);
    }
    detector.feed(b"", true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Fills the buffer unless the end comes first.
fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(length)
}

/// Counts what is UTF-8 and what is not. One broken name does not make a file windows-1252.
#[derive(Default)]
struct Utf8Census {
    /// The beginning of a character that the next chunk completes.
    carried: Vec<u8>,
    characters: u64,
    malformed: u64,
}

impl Utf8Census {
    fn count(&mut self, bytes: &[u8]) {
        if self.carried.is_empty() && bytes.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.carried);
        joined.extend_from_slice(bytes);
        let mut rest = joined.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.characters += beyond_ascii(text);
                    return;
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.characters += beyond_ascii(std::str::from_utf8(good).unwrap_or_default());
                    let Some(length) = error.error_len() else {
                        self.carried = bad.to_vec();
                        return;
                    };
                    self.malformed += 1;
                    rest = &bad[length..];
                }
            }
        }
    }

    fn is_utf8(&self) -> bool {
        let malformed = self.malformed + u64::from(!self.carried.is_empty());
        malformed == 0 || self.characters >= 4 * malformed
    }
}

fn beyond_ascii(text: &str) -> u64 {
    text.chars().filter(|char| !char.is_ascii()).count() as u64
}

/// A text file as UTF-8, piece by piece, with [`BAD`] where it makes no sense.
pub(super) struct Text {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes read and the most that may be: a packed file may hold far more than its size says.
    read: u64,
    limit: u64,
    ended: bool,
}

impl Text {
    pub(super) fn new(reader: Box<dyn Read + Send>, encoding: &'static Encoding, limit: u64) -> Text {
        Text {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 << 10],
            read: 0,
            limit,
            ended: false,
        }
    }

    /// Appends the next piece to `out`; `false` at the end.
    pub(super) fn read_more(&mut self, out: &mut Vec<u8>) -> Result<bool, Kind> {
        if self.ended {
            return Ok(false);
        }
        let length = read_full(&mut self.reader, &mut self.raw).map_err(|cause| match cause.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Kind::Damaged(cause.to_string())
            }
            _ => Kind::Unreadable(cause),
        })?;
        self.read += length as u64;
        if self.read > self.limit {
            return Err(Kind::UnpacksTooBig { limit: self.limit });
        }
        self.ended = length < self.raw.len();
        let mut rest = &self.raw[..length];
        let mut piece = vec![0; 64 << 10];
        loop {
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(rest, &mut piece, self.ended);
            out.extend_from_slice(&piece[..written]);
            rest = &rest[read..];
            match result {
                DecoderResult::InputEmpty => return Ok(true),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => out.push(BAD),
            }
        }
    }
}
