//! Reading tables: one door for text tables, spreadsheets and vCards.
//!
//! [`open`] knows a file by its content and gives a [`Workbook`]; its sheets stream [`Row`]s that
//! carry the number a person counts. Reading is deterministic, so work can be taken up again at
//! the row where it stopped, and nothing in a file makes it panic or read without end: what
//! cannot be used is an [`Error`], or a [`Fault`] of a single cell.
//!
//! ```
//! let file = "Name;Phone\nAnna;+380 44 123 45 67\n".as_bytes();
//! let mut workbook = documents::sheet::open(file, "people.csv", Default::default())?;
//! let header = workbook.header(0)?;
//! assert_eq!(header.columns[1].name, "Phone");
//! for row in workbook.rows_from(0, header.first_data_row)? {
//!     assert_eq!(row?.cell(0).shown(), "Anna");
//! }
//! # Ok::<(), documents::sheet::Error>(())
//! ```

mod archive;
mod cell;
mod compound;
mod delimited;
mod dialect;
mod encoding;
mod error;
mod excel;
mod format;
mod header;
mod ods;
mod options;
mod source;
mod vcard;

use std::io::Read;

use encoding_rs::Encoding;
use flate2::bufread::MultiGzDecoder;

pub use cell::{Cell, Fault, Row, letters};
pub(crate) use cell::{plain, short};
pub use error::{Error, Kind, Place};
pub use excel::from_serial;
pub use format::Format;
pub use header::{Column, Header};
pub use options::{Limits, Options};
pub use source::Source;

use delimited::Delimited;
use encoding::Text;

/// A file that has been recognised and looked through.
pub struct Workbook {
    source: Source,
    place: Place,
    options: Options,
    format: Format,
    sheets: Vec<Sheet>,
    content: Content,
}

/// One sheet of a workbook. Text tables and vCard files have exactly one.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub visible: bool,
}

/// How the text of a file is to be read.
#[derive(Debug, Clone, Copy)]
struct Reading {
    encoding: &'static Encoding,
    gzip: bool,
}

enum Content {
    Text { reading: Reading, delimiter: u8 },
    Excel(excel::Book),
    Ods(Box<archive::Archive>),
    VCard { reading: Reading, used: Vec<vcard::Property> },
}

/// How much of a text is tried with each delimiter.
const SAMPLE: u64 = 256 << 10;

/// How many times the limit of the unpacked file the texts of a sheet may have, because a text
/// that many cells share stands in the file once.
const GIVEN: u64 = 4;

/// Recognises a file by its content and gets ready to read its sheets.
///
/// `name` is what people call the file; it stands in errors and decides nothing.
///
/// # Errors
/// When it is no table, protected, damaged, or over a limit. Damage further back than the
/// beginning shows only while rows are read.
pub fn open(source: impl Into<Source>, name: &str, options: Options) -> Result<Workbook, Error> {
    let source = source.into();
    let place = Place { file: name.to_owned(), ..Place::default() };
    let found = source.size().map_err(|cause| Kind::Unreadable(cause).at(&place))?;
    let limit = options.limits.file_bytes;
    if found > limit {
        return Err(Kind::TooBig { found, limit }.at(&place));
    }
    let found = format::detect(&source, &place)?;
    let (sheets, content) = content(&source, found, &options).map_err(|kind| kind.at(&place))?;
    if sheets.is_empty() {
        return Err(Kind::NotATable("XLSX").at(&place));
    }
    let mut workbook = Workbook { source, place, options, format: found.format, sheets, content };
    // What is wrong with the first rows is better said now than in the middle of an import.
    if workbook.format == Format::Text {
        let first = workbook.rows(0)?.next().transpose()?;
        if first.is_none() {
            return Err(Kind::Empty.at(&workbook.place));
        }
    }
    Ok(workbook)
}

fn content(source: &Source, found: format::Found, options: &Options) -> Result<(Vec<Sheet>, Content), Kind> {
    let only = || vec![Sheet { name: String::new(), visible: true }];
    match found.format {
        Format::Text => {
            let reading = reading(source, found.gzip, options)?;
            let chosen = options.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
            let delimiter = match chosen.filter(u8::is_ascii) {
                Some(delimiter) => delimiter,
                None => {
                    // Opened once to have the errors, so that the tries need not.
                    drop(text(source, reading, options)?);
                    dialect::delimiter(|| sample(source, reading))
                }
            };
            Ok((only(), Content::Text { reading, delimiter }))
        }
        Format::VCard => {
            let reading = reading(source, found.gzip, options)?;
            let used = vcard::used(text(source, reading, options)?)?;
            Ok((only(), Content::VCard { reading, used }))
        }
        Format::Ods => {
            archive::check(source, &options.limits)?;
            let mut archive = archive::open(source)?;
            ods::check_password(&mut archive)?;
            let sheets = ods::sheets(&mut archive)?;
            Ok((sheets, Content::Ods(Box::new(archive))))
        }
        format => {
            let book = excel::open(source, format, options)?;
            Ok((book.sheets(), Content::Excel(book)))
        }
    }
}

fn raw(source: &Source, gzip: bool) -> Result<Box<dyn Read + Send>, Kind> {
    let reader = source.reader().map_err(Kind::Unreadable)?;
    Ok(match gzip {
        true => Box::new(MultiGzDecoder::new(reader)),
        false => Box::new(reader),
    })
}

fn reading(source: &Source, gzip: bool, options: &Options) -> Result<Reading, Kind> {
    let encoding = match &options.encoding {
        Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| Kind::UnknownEncoding(label.clone()))?,
        None => {
            let limit = options.limits.unpacked_bytes;
            let raw = raw(source, gzip)?.take(limit.saturating_add(1));
            encoding::detect(raw).map_err(|cause| Kind::Damaged(cause.to_string()))?
        }
    };
    Ok(Reading { encoding, gzip })
}

fn text(source: &Source, reading: Reading, options: &Options) -> Result<Text, Kind> {
    let raw = raw(source, reading.gzip)?;
    Ok(Text::new(raw, reading.encoding, options.limits.unpacked_bytes))
}

/// The beginning of a text. What cannot be opened any more is empty; the real reading will tell.
fn sample(source: &Source, reading: Reading) -> Text {
    let raw: Box<dyn Read + Send> = match raw(source, reading.gzip) {
        Ok(raw) => Box::new(raw.take(SAMPLE)),
        Err(_) => Box::new(std::io::empty()),
    };
    Text::new(raw, reading.encoding, u64::MAX)
}

impl Workbook {
    pub fn format(&self) -> Format {
        self.format
    }

    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The encoding of a text file by its WHATWG name, such as `windows-1251`.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.content {
            Content::Text { reading, .. } | Content::VCard { reading, .. } => Some(reading.encoding.name()),
            Content::Excel(_) | Content::Ods(_) => None,
        }
    }

    /// The delimiter of a text table.
    pub fn delimiter(&self) -> Option<char> {
        match &self.content {
            Content::Text { delimiter, .. } => Some(char::from(*delimiter)),
            _ => None,
        }
    }

    /// The sheet to offer first: the first visible one that has rows, else the first.
    pub fn suggested_sheet(&mut self) -> usize {
        (0..self.sheets.len())
            .find(|&sheet| {
                let filled = |mut rows: Rows<'_>| rows.next().is_some_and(|row| row.is_ok());
                self.sheets[sheet].visible && self.rows(sheet).is_ok_and(filled)
            })
            .unwrap_or(0)
    }

    /// All rows of a sheet that hold something, the header among them.
    ///
    /// # Errors
    /// When the sheet does not exist or cannot be opened.
    pub fn rows(&mut self, sheet: usize) -> Result<Rows<'_>, Error> {
        self.rows_from(sheet, 1)
    }

    /// The rows of a sheet from the row with this number on.
    ///
    /// # Errors
    /// When the sheet does not exist or cannot be opened.
    pub fn rows_from(&mut self, sheet: usize, first: u64) -> Result<Rows<'_>, Error> {
        let mut place = self.place.clone();
        let Some(name) = self.sheets.get(sheet).map(|sheet| sheet.name.clone()) else {
            return Err(Kind::NoSheet.at(&place));
        };
        if !name.is_empty() {
            place.sheet = Some(name.clone());
        }
        let inner = match &mut self.content {
            Content::Text { reading, delimiter } => text(&self.source, *reading, &self.options)
                .map(|text| Inner::Text(Box::new(Delimited::new(text, *delimiter, &self.options.limits)))),
            Content::VCard { reading, used } => text(&self.source, *reading, &self.options)
                .map(|text| Inner::VCard(Box::new(vcard::Rows::of(text, used)))),
            Content::Excel(book) => book.rows(&name).map(|rows| Inner::Excel(Box::new(rows))),
            Content::Ods(archive) => ods::Rows::of(archive, sheet).map(|rows| Inner::Ods(Box::new(rows))),
        };
        Ok(Rows {
            inner: inner.map_err(|kind| kind.at(&place))?,
            place,
            options: &self.options,
            first,
            given: 0,
            ended: false,
        })
    }

    /// What is said of a sheet that has nothing below the names of its columns.
    pub(crate) fn no_rows(&self, sheet: usize) -> Error {
        let name = self.sheets.get(sheet).map(|sheet| sheet.name.clone()).filter(|_| self.sheets.len() > 1);
        Kind::NoRows.at(&Place { sheet: name, ..self.place.clone() })
    }

    /// Finds out which row names the columns, and how they are called.
    ///
    /// # Errors
    /// When one of the first rows cannot be read.
    pub fn header(&mut self, sheet: usize) -> Result<Header, Error> {
        if let Content::VCard { used, .. } = &self.content {
            return Ok(Header { row: None, first_data_row: 1, columns: vcard::columns(used) });
        }
        let rows = self.first_rows(sheet)?;
        Ok(header::detect(&rows))
    }

    /// The columns when a person says which row names them, or that none does.
    ///
    /// # Errors
    /// When one of the first rows cannot be read.
    pub fn header_at(&mut self, sheet: usize, row: Option<u64>) -> Result<Header, Error> {
        if matches!(self.content, Content::VCard { .. }) {
            return self.header(sheet);
        }
        let mut rows = self.first_rows(sheet)?;
        // A row further down than the detection looks is believed all the same.
        if let Some(number) = row
            && rows.iter().all(|row| row.number != number)
        {
            let below: Result<Vec<Row>, Error> = self.rows_from(sheet, number)?.take(header::ROWS).collect();
            rows = below?;
        }
        Ok(header::from(&rows, row))
    }

    fn first_rows(&mut self, sheet: usize) -> Result<Vec<Row>, Error> {
        self.rows(sheet)?.take(header::ROWS).collect()
    }
}

/// The rows of a sheet, in order. After an error it ends.
pub struct Rows<'a> {
    inner: Inner<'a>,
    place: Place,
    options: &'a Options,
    first: u64,
    /// Bytes of text given so far: a shared text or a repeated row costs a file nearly nothing.
    given: u64,
    ended: bool,
}

enum Inner<'a> {
    Text(Box<Delimited>),
    VCard(Box<vcard::Rows<'a>>),
    Excel(Box<excel::Rows<'a>>),
    Ods(Box<ods::Rows<'a>>),
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Result<Row, Error>> {
        while !self.ended {
            let row = match self.read() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            };
            let limit = self.options.limits.rows;
            if row.number > limit {
                self.ended = true;
                return Some(Err(self.error(Kind::TooManyRows { limit }, Some(row.number), None)));
            }
            self.given += row.cells.iter().map(|cell| cell.weight() as u64).sum::<u64>();
            let limit = self.options.limits.unpacked_bytes;
            if self.given > limit.saturating_mul(GIVEN) {
                self.ended = true;
                return Some(Err(self.error(Kind::UnpacksTooBig { limit }, Some(row.number), None)));
            }
            if row.number >= self.first {
                return Some(Ok(row));
            }
        }
        self.ended = true;
        None
    }
}

impl Rows<'_> {
    fn read(&mut self) -> Result<Option<Row>, Error> {
        let read = match &mut self.inner {
            Inner::Text(rows) => rows.next(self.first),
            Inner::VCard(rows) => rows.next(),
            Inner::Excel(rows) => rows.next(self.options),
            Inner::Ods(rows) => rows.next(self.options),
        };
        read.map_err(|stopped| self.error(stopped.kind, stopped.row, stopped.column))
    }

    fn error(&self, kind: Kind, row: Option<u64>, column: Option<usize>) -> Error {
        Error { kind, place: Place { row, column, ..self.place.clone() } }
    }
}
