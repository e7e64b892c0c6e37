//! Zip archives, looked through before anything else may unpack them.
//!
//! Sizes in a zip directory can lie, so each member is unpacked once into nothing and counted.

use std::io::{self, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::Kind;
use super::format::Format;
use super::options::Limits;
use super::source::{Reader, Source};

pub(super) type Archive = ZipArchive<Reader>;

/// Members beyond this many are no spreadsheet.
const MEMBERS: usize = 20_000;

/// From how many unpacked bytes on the ratio matters: short parts are often nearly empty.
const RATIO_FROM: u64 = 16 << 20;

pub(super) fn open(source: &Source) -> Result<Archive, Kind> {
    let reader = source.reader().map_err(Kind::Unreadable)?;
    ZipArchive::new(reader).map_err(damaged)
}

pub(super) fn damaged(cause: ZipError) -> Kind {
    match cause {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Kind::Password,
        other => Kind::Damaged(other.to_string()),
    }
}

/// Which spreadsheet an archive is, by the members it has.
pub(super) fn format(source: &Source) -> Result<Format, Kind> {
    let archive = open(source)?;
    let names: Vec<String> = archive
        .file_names_raw()
        .take(MEMBERS)
        .map(|name| String::from_utf8_lossy(name).to_ascii_lowercase().replace('\\', "/"))
        .collect();
    let any = |end: &str| names.iter().any(|name| name.ends_with(end));
    if any("workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if names.iter().any(|name| name == "content.xml") {
        return opendocument(archive);
    }
    if names.iter().any(|name| name.starts_with("word/")) {
        return Err(Kind::NotATable("DOCX"));
    }
    if names.iter().any(|name| name.starts_with("ppt/")) {
        return Err(Kind::NotATable("PPTX"));
    }
    if any("[content_types].xml") || any("workbook.xml") {
        return Ok(Format::Xlsx);
    }
    Err(Kind::NotATable("ZIP"))
}

/// OpenDocument files of all kinds have a `content.xml`; the member `mimetype` tells them apart.
fn opendocument(mut archive: Archive) -> Result<Format, Kind> {
    let mut kind = String::new();
    if let Ok(member) = archive.by_name("mimetype") {
        member.take(100).read_to_string(&mut kind).map_err(|cause| Kind::Damaged(cause.to_string()))?;
    }
    match kind.trim() {
        "application/vnd.oasis.opendocument.text" => Err(Kind::NotATable("ODT")),
        "application/vnd.oasis.opendocument.presentation" => Err(Kind::NotATable("ODP")),
        _ => Ok(Format::Ods),
    }
}

/// Bytes of the table of strings of an XLSX, which is held in memory.
const STRINGS: u64 = 256 << 20;

/// Refuses an archive that unpacks to more than the limits, or that makes a reader reserve
/// memory for strings that are not there.
pub(super) fn check(source: &Source, limits: &Limits) -> Result<(), Kind> {
    let mut archive = open(source)?;
    if archive.len() > MEMBERS {
        return Err(Kind::Damaged(format!("{} members", archive.len())));
    }
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).map_err(damaged)?;
        let name = member.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let strings = name.ends_with("sharedstrings.xml");
        let packed = member.compressed_size().max(1);
        let most = if strings { left.min(STRINGS) } else { left };
        let mut counter = Counter::new(strings);
        loop {
            let copied = io::copy(&mut (&mut member).take(1 << 20), &mut counter)
                .map_err(|cause| Kind::Damaged(format!("{name}: {cause}")))?;
            let suspicious = counter.bytes > RATIO_FROM && counter.bytes / packed > limits.unpacked_ratio;
            if counter.bytes > most || suspicious {
                return Err(Kind::UnpacksTooBig { limit: limits.unpacked_bytes });
            }
            if copied == 0 {
                break;
            }
        }
        left -= counter.bytes;
        if !counter.is_honest() {
            return Err(Kind::Damaged(format!("{name}: uniqueCount")));
        }
    }
    Ok(())
}

/// Counts what is written, and in a table of strings looks for the promise of how many follow:
/// the reader reserves room for as many at once.
struct Counter {
    bytes: u64,
    strings: bool,
    /// The end of what was written before, in which a promise may begin.
    tail: Vec<u8>,
    promised: u64,
    readable: bool,
}

const PROMISE: &[u8] = b"uniqueCount";
/// Room for the promise and its number.
const TAIL: usize = 64;

impl Counter {
    fn new(strings: bool) -> Counter {
        Counter { bytes: 0, strings, tail: Vec::new(), promised: 0, readable: true }
    }

    /// Each string takes at least the five bytes of `<si/>`.
    fn is_honest(&self) -> bool {
        self.readable && self.promised <= self.bytes / 5
    }

    fn look(&mut self, bytes: &[u8]) {
        // UTF-16 would hide the promise, and no spreadsheet program writes it.
        if self.bytes == 0 && bytes.iter().take(4).any(|byte| matches!(byte, 0 | 0xFE | 0xFF)) {
            self.readable = false;
        }
        let mut text = std::mem::take(&mut self.tail);
        text.extend_from_slice(bytes);
        // Every promise counts, also one in a comment: which of them is the real one is not asked.
        for at in 0..text.len().saturating_sub(PROMISE.len()) {
            if text[at] == PROMISE[0] && text[at..].starts_with(PROMISE) {
                self.promised = self.promised.max(number(&text[at + PROMISE.len()..]));
            }
        }
        self.tail = text.split_off(text.len().saturating_sub(TAIL));
    }
}

/// The number after a promise: blanks, an equals sign and a quote may stand before it.
fn number(text: &[u8]) -> u64 {
    let digits: String = text
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    match digits.is_empty() {
        true => 0,
        false => digits.parse().unwrap_or(u64::MAX),
    }
}

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.strings {
            self.look(bytes);
        }
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
