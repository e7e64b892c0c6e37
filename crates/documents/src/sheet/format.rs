//! Knowing a file by its content; its name is not believed.

use std::io::Read;

use flate2::bufread::MultiGzDecoder;

use super::error::{Error, Kind, Place};
use super::source::Source;
use super::{archive, compound, encoding};

/// What kind of file the rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV and its relatives, with any delimiter and encoding.
    Text,
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    VCard,
}

/// A format and whether gzip is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub format: Format,
    pub gzip: bool,
}

const HEAD: u64 = 64 << 10;

pub(super) fn detect(source: &Source, place: &Place) -> Result<Found, Error> {
    let unreadable = |cause| Kind::Unreadable(cause).at(place);
    let head = source.head(HEAD).map_err(unreadable)?;
    if head.is_empty() {
        return Err(Kind::Empty.at(place));
    }
    if !head.starts_with(&[0x1F, 0x8B]) {
        let format = by_content(&head, source).map_err(|kind| kind.at(place))?;
        return Ok(Found { format, gzip: false });
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(source.reader().map_err(unreadable)?)
        .take(HEAD)
        .read_to_end(&mut unpacked)
        .map_err(|cause| Kind::Damaged(cause.to_string()).at(place))?;
    if unpacked.is_empty() {
        return Err(Kind::Empty.at(place));
    }
    // Only text is worth packing with gzip; a spreadsheet is an archive already.
    let format = by_text(&unpacked).map_err(|kind| kind.at(place))?;
    Ok(Found { format, gzip: true })
}

fn by_content(head: &[u8], source: &Source) -> Result<Format, Kind> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return archive::format(source);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return compound::format(source);
    }
    by_text(head)
}

/// The beginnings of files that people take for tables.
const SIGNATURES: [(&[u8], &str); 14] = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xFF\xD8\xFF", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"\xFD7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
    (b"\x7FELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"\x04\x22\x4D\x18", "lz4"),
];

fn by_text(head: &[u8]) -> Result<Format, Kind> {
    if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Kind::NotATable(name));
    }
    if encoding::is_binary(head) {
        return Err(Kind::NotATable("binary"));
    }
    let start = encoding::beginning(head);
    let start = start.trim_start().to_ascii_lowercase();
    if start.starts_with("begin:vcard") {
        return Ok(Format::VCard);
    }
    if start.starts_with("begin:vcalendar") {
        return Err(Kind::NotATable("iCalendar"));
    }
    // Many a report that is named .xls is a web page or XML; Excel opens it and saves it properly.
    if ["<!doctype html", "<html", "<table", "<meta"].iter().any(|tag| start.starts_with(tag)) {
        return Err(Kind::NotATable("HTML"));
    }
    if start.starts_with("<?xml") || start.starts_with("<workbook") {
        return Err(Kind::NotATable("XML"));
    }
    if json(&start) {
        return Err(Kind::NotATable("JSON"));
    }
    Ok(Format::Text)
}

fn json(start: &str) -> bool {
    let mut marks = start.chars().filter(|char| !char.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[')))
}
