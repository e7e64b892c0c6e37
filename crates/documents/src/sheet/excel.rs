//! Excel workbooks, read with calamine: XLSX and XLSB cell by cell, XLS sheet by sheet.
//!
//! calamine is careful, but these formats are large and the files hostile: a panic in it becomes
//! an error here.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Range, Reader as _, SheetType, SheetVisible, Xls, Xlsb, XlsbError, Xlsx,
    XlsxCellReader, XlsxError,
};
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};

use super::cell::{Cell, Fault, Row};
use super::error::{Kind, Stopped};
use super::format::Format;
use super::options::Options;
use super::source::{Reader, Source};
use super::{Sheet, archive, compound};

pub(super) enum Book {
    Xlsx(Box<Xlsx<Reader>>),
    Xlsb(Box<Xlsb<Reader>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
}

/// Runs calamine and turns its panic into an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, Kind>) -> Result<T, Kind> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Kind::Damaged("unexpected structure".to_owned())))
}

pub(super) fn open(source: &Source, format: Format, options: &Options) -> Result<Book, Kind> {
    let reader = || source.reader().map_err(Kind::Unreadable);
    match format {
        Format::Xls => {
            let safe = compound::checked(source, &options.limits)?;
            guarded(|| match Xls::new(Cursor::new(safe)) {
                Ok(book) => Ok(Book::Xls(Box::new(book))),
                Err(calamine::XlsError::Password) => Err(Kind::Password),
                Err(cause) => Err(damaged(cause)),
            })
        }
        Format::Xlsb => {
            archive::check(source, &options.limits)?;
            let reader = reader()?;
            guarded(|| match Xlsb::new(reader) {
                Ok(book) => Ok(Book::Xlsb(Box::new(book))),
                Err(XlsbError::Password) => Err(Kind::Password),
                Err(cause) => Err(damaged(cause)),
            })
        }
        _ => {
            archive::check(source, &options.limits)?;
            let reader = reader()?;
            guarded(|| match Xlsx::new(reader) {
                Ok(book) => Ok(Book::Xlsx(Box::new(book))),
                Err(XlsxError::Password) => Err(Kind::Password),
                Err(cause) => Err(damaged(cause)),
            })
        }
    }
}

fn damaged(cause: impl std::fmt::Display) -> Kind {
    Kind::Damaged(cause.to_string())
}

impl Book {
    /// The sheets that hold cells; charts and macros are left out.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let found = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
        };
        found
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible })
            .collect()
    }

    pub(super) fn rows(&mut self, sheet: &str) -> Result<Rows<'_>, Kind> {
        let cells = guarded(|| match self {
            Book::Xlsx(book) => match book.worksheet_cells_reader(sheet) {
                Ok(reader) => Ok(Cells::Xlsx(Box::new(reader))),
                Err(cause) => Err(damaged(cause)),
            },
            Book::Xlsb(book) => match book.worksheet_cells_reader(sheet) {
                Ok(mut reader) => Ok(Cells::Xlsb(Box::new(move || {
                    let cell = reader.next_cell().map_err(damaged)?;
                    Ok(cell.map(|cell| (cell.get_position(), read(cell.get_value()))))
                }))),
                Err(cause) => Err(damaged(cause)),
            },
            Book::Xls(book) => match book.worksheet_range(sheet) {
                Ok(range) => Ok(Cells::Xls { range, next: 0 }),
                Err(cause) => Err(damaged(cause)),
            },
        })?;
        Ok(Rows { cells, pending: None, ended: false })
    }
}

type Placed = ((u32, u32), Cell);

/// Cells in the order of the file.
enum Cells<'a> {
    Xlsx(Box<XlsxCellReader<'a, Reader>>),
    /// calamine does not export the type of this reader.
    Xlsb(Box<dyn FnMut() -> Result<Option<Placed>, Kind> + Send + 'a>),
    Xls {
        range: Range<Data>,
        next: usize,
    },
}

impl Cells<'_> {
    fn next(&mut self) -> Result<Option<Placed>, Kind> {
        match self {
            Cells::Xlsx(reader) => {
                let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? else {
                    return Ok(None);
                };
                let read = match read(cell.get_value()) {
                    Cell::Number(number) if percent(reader, style) => Cell::Percent(number * 100.0),
                    other => other,
                };
                Ok(Some((cell.get_position(), read)))
            }
            Cells::Xlsb(next) => next(),
            Cells::Xls { range, next } => {
                let (first_row, first_column) = range.start().unwrap_or_default();
                let width = range.width().max(1);
                let at = (*next / width, *next % width);
                let Some(value) = range.get(at) else {
                    return Ok(None);
                };
                *next += 1;
                let position = (first_row + at.0 as u32, first_column + at.1 as u32);
                Ok(Some((position, read(value))))
            }
        }
    }
}

/// Whether a style shows numbers as percentages. A `%` in quotes or after a backslash is text.
fn percent(reader: &XlsxCellReader<'_, Reader>, style: usize) -> bool {
    let Some(format) = reader.styles().get(style).and_then(|style| style.number_format.as_ref()) else {
        return false;
    };
    let mut quoted = false;
    let mut escaped = false;
    format.format_code.chars().any(|char| {
        let shown = !quoted && !escaped;
        escaped = shown && char == '\\';
        if char == '"' && (shown || quoted) {
            quoted = !quoted;
        }
        shown && char == '%'
    })
}

/// Rows put together from cells.
pub(super) struct Rows<'a> {
    cells: Cells<'a>,
    /// The first cell of the next row, met while the row before it ended.
    pending: Option<Placed>,
    /// Behind its end the reader would find other parts of the file and stumble.
    ended: bool,
}

impl Rows<'_> {
    /// The next row that holds something.
    pub(super) fn next(&mut self, options: &Options) -> Result<Option<Row>, Stopped> {
        let mut row = None;
        let mut cells = Vec::new();
        let mut weight = 0;
        loop {
            let place =
                |kind| Stopped { kind, row: row.map(|row| u64::from(row) + 1), column: row.map(|_| cells.len()) };
            let next = match self.pending.take() {
                Some(pending) => Some(pending),
                None if self.ended => None,
                None => guarded(|| self.cells.next()).map_err(place)?,
            };
            let Some(((number, column), cell)) = next else {
                self.ended = true;
                break;
            };
            if cell.is_empty() {
                continue;
            }
            match row {
                None => row = Some(number),
                Some(current) if current == number => {}
                Some(current) if current < number => {
                    self.pending = Some(((number, column), cell));
                    break;
                }
                // Rows that go backwards cannot be resumed by their number.
                Some(current) => {
                    let kind = Kind::Damaged(format!("row {} after {}", number + 1, current + 1));
                    return Err(stopped(kind, number, column));
                }
            }
            if column as usize >= options.limits.columns {
                let kind = Kind::TooManyColumns { found: column as usize + 1, limit: options.limits.columns };
                return Err(stopped(kind, number, column));
            }
            if cells.len() <= column as usize {
                cells.resize(column as usize + 1, Cell::Empty);
            }
            let cell = limited(cell, options.limits.cell_bytes);
            weight += cell.weight();
            if weight > options.limits.row_bytes {
                let kind = Kind::RowTooBig { limit: options.limits.row_bytes };
                return Err(stopped(kind, number, column));
            }
            cells[column as usize] = cell;
        }
        Ok(row.map(|row| Row { number: u64::from(row) + 1, cells }))
    }
}

fn stopped(kind: Kind, row: u32, column: u32) -> Stopped {
    Stopped { kind, row: Some(u64::from(row) + 1), column: Some(column as usize) }
}

/// A cell within the limit of its length, and without what cannot be stored.
pub(super) fn limited(cell: Cell, limit: usize) -> Cell {
    match cell {
        Cell::Text(text) if text.len() > limit => Cell::Error(Fault::TooLong(limit)),
        Cell::Text(text) if text.contains('\0') => Cell::Error(Fault::Nul(text.replace('\0', ""))),
        other => other,
    }
}

/// What calamine read, as a cell.
fn read(value: &(impl DataType + Shown)) -> Cell {
    value.shown()
}

/// calamine has the same cell twice, owned and borrowed.
trait Shown {
    fn shown(&self) -> Cell;
}

macro_rules! shown {
    ($type:ty, $($string:pat => $text:expr),+) => {
        impl Shown for $type {
            fn shown(&self) -> Cell {
                match self {
                    Self::Empty => Cell::Empty,
                    Self::Int(number) => Cell::Number(*number as f64),
                    Self::Float(number) if number.is_finite() => Cell::Number(*number),
                    Self::Float(number) => Cell::Error(Fault::Formula(number.to_string())),
                    Self::Bool(bool) => Cell::Bool(*bool),
                    Self::Error(error) => Cell::Error(Fault::Formula(error.to_string())),
                    Self::DateTime(time) => serial(time),
                    Self::DateTimeIso(text) => iso(text),
                    Self::DurationIso(text) => match text.parse::<SignedDuration>() {
                        Ok(duration) => Cell::Duration(duration),
                        Err(_) => Cell::text(text.as_str()),
                    },
                    $($string => Cell::text($text.to_owned()),)+
                    #[allow(unreachable_patterns, reason = "calamine may add kinds of cells")]
                    _ => Cell::Empty,
                }
            }
        }
    };
}

shown!(Data, Self::String(text) => text);
shown!(DataRef<'_>, Self::String(text) => text, Self::SharedString(text) => *text);

/// An ISO date, with or without a time, as OpenDocument and strict XLSX write it.
pub(super) fn iso(text: &str) -> Cell {
    let text = text.trim_end_matches('Z');
    if let Ok(time) = text.parse::<DateTime>() {
        return match text.contains('T') && time.time() != jiff::civil::Time::midnight() {
            true => Cell::DateTime(time),
            false => Cell::Date(time.date()),
        };
    }
    match text.parse::<Date>() {
        Ok(date) => Cell::Date(date),
        Err(_) => Cell::text(text),
    }
}

/// A spreadsheet's count of days as a date, a time or a length of time.
fn serial(time: &ExcelDateTime) -> Cell {
    let days = time.as_f64();
    if time.is_duration() {
        return length(days);
    }
    // A time of day without a date.
    if (0.0..1.0).contains(&days) && days != 0.0 {
        return length(days);
    }
    // calamine keeps the epoch to itself, but tells the date.
    let (year, month, day, hour, ..) = time.to_ymd_hms_milli();
    match whole_day(year, month, day) {
        Some(date) if (0.0..LAST_SERIAL).contains(&days) => at_day(date, hour, days),
        _ => Cell::Number(days),
    }
}

/// The day after the 31st of December 9999.
const LAST_SERIAL: f64 = 2_958_466.0;

/// The date, unless it is the 29th of February 1900, which spreadsheets believe in.
fn whole_day(year: u16, month: u8, day: u8) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn length(days: f64) -> Cell {
    let milliseconds = (days * 86_400_000.0).round();
    match milliseconds.abs() < 1e15 {
        true => Cell::Duration(SignedDuration::from_millis(milliseconds as i64)),
        false => Cell::Number(days),
    }
}

/// The date with the part of the day that a serial number has behind its point.
fn at_day(date: Date, hour: u8, days: f64) -> Cell {
    let milliseconds = (days.fract() * 86_400_000.0).round() as i64;
    if milliseconds == 0 {
        return Cell::Date(date);
    }
    // Rounded up to midnight it is the next day, which calamine may or may not have told.
    if milliseconds == 86_400_000 {
        return match hour {
            0 => Cell::Date(date),
            _ => Cell::Date(date.tomorrow().unwrap_or(date)),
        };
    }
    match date.to_datetime(jiff::civil::Time::midnight()).checked_add(milliseconds.milliseconds()) {
        Ok(time) => Cell::DateTime(time),
        Err(_) => Cell::Date(date),
    }
}

/// A serial number of the usual epoch as a date or a time, for numbers that nobody formatted.
///
/// Day 60 is the 29th of February 1900, which never was; days before it count one less.
pub fn from_serial(days: f64) -> Option<DateTime> {
    if !(1.0..LAST_SERIAL).contains(&days) {
        return None;
    }
    let whole = days.floor() as i64;
    let epoch = match whole < 60 {
        true => date(1899, 12, 31),
        false => date(1899, 12, 30),
    };
    let milliseconds = (days.fract() * 86_400_000.0).round() as i64;
    epoch
        .checked_add(whole.days())
        .ok()?
        .to_datetime(jiff::civil::Time::midnight())
        .checked_add(milliseconds.milliseconds())
        .ok()
}
