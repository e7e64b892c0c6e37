//! XLSX with typed cells, a header that stays in sight and a filter on it.
//!
//! The rows wait in a temporary file, because the parts of a workbook can only be packed when all
//! are known; memory does not grow with them.

use std::collections::HashMap;
use std::io::{self, BufWriter, Seek, Write};

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{CellOut, Column, Error, Writer};
use crate::value::Kind;

/// How an XLSX is written.
#[derive(Debug, Clone, PartialEq)]
pub struct XlsxOptions {
    /// The name of the sheet; what a sheet cannot be called is replaced.
    pub sheet: String,
    /// Rows of one sheet, header included; more go into another.
    pub rows: u32,
}

impl Default for XlsxOptions {
    fn default() -> XlsxOptions {
        XlsxOptions { sheet: "Sheet".to_owned(), rows: SHEET_ROWS }
    }
}

/// What one sheet holds.
const SHEET_ROWS: u32 = 1_048_576;
/// What one cell holds, in UTF-16 units.
const CELL_UNITS: usize = 32_767;

/// An XLSX being written.
pub struct Xlsx<W: Write> {
    out: W,
    workbook: Workbook,
    columns: Vec<Column>,
    options: XlsxOptions,
    /// The sheet being written; the ones before it are full.
    sheet: Worksheet,
    sheets: usize,
    /// The next row.
    row: u32,
    formats: Formats,
}

struct Formats {
    header: Format,
    date: Format,
    moment: Format,
    duration: Format,
    percent: Format,
    number: Format,
    money: HashMap<String, Format>,
}

impl<W: Write> Xlsx<W> {
    /// Starts a workbook with the names of the columns in its first row.
    ///
    /// # Errors
    /// When the temporary file cannot be made.
    pub fn start(out: W, columns: &[Column], options: XlsxOptions) -> Result<Xlsx<W>, Error> {
        let mut workbook = Workbook::new();
        let sheet = workbook.new_worksheet_with_constant_memory()?;
        let mut xlsx = Xlsx {
            out,
            workbook,
            columns: columns.to_vec(),
            options: XlsxOptions { rows: options.rows.clamp(2, SHEET_ROWS), ..options },
            sheet,
            sheets: 1,
            row: 0,
            formats: Formats::new(),
        };
        xlsx.begin_sheet()?;
        Ok(xlsx)
    }

    fn begin_sheet(&mut self) -> Result<(), Error> {
        self.sheet.set_name(sheet_name(&self.options.sheet, self.sheets))?;
        self.sheet.set_freeze_panes(1, 0)?;
        for (index, column) in self.columns.iter().enumerate() {
            let index = index as u16;
            self.sheet.set_column_width(index, width(column))?;
            self.sheet.write_string_with_format(0, index, cut(&column.name), &self.formats.header)?;
        }
        self.row = 1;
        Ok(())
    }

    /// Puts the filter on the sheet and hands it over.
    fn end_sheet(&mut self, next: Worksheet) -> Result<(), Error> {
        let mut full = std::mem::replace(&mut self.sheet, next);
        if !self.columns.is_empty() {
            let last = self.columns.len() as u16 - 1;
            full.autofilter(0, 0, self.row.saturating_sub(1), last)?;
        }
        self.workbook.push_worksheet(full);
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &CellOut) -> Result<(), XlsxError> {
        let (row, sheet, formats) = (self.row, &mut self.sheet, &mut self.formats);
        match cell {
            CellOut::Empty => return Ok(()),
            CellOut::Text(text) => sheet.write_string(row, column, cut(text))?,
            CellOut::Bool(bool) => sheet.write_boolean(row, column, *bool)?,
            CellOut::Number(number) => match exact(number) {
                Some(float) => sheet.write_number_with_format(row, column, float, &formats.number)?,
                None => sheet.write_string(row, column, number.to_string())?,
            },
            CellOut::Percent(number) => {
                let float = number.to_f64() / 100.0;
                sheet.write_number_with_format(row, column, float, &formats.percent)?
            }
            CellOut::Money { amount, currency } => {
                let format = formats.money(currency);
                sheet.write_number_with_format(row, column, amount.to_f64(), format)?
            }
            CellOut::Date(date) => match excel_date(*date) {
                Some(excel) => sheet.write_datetime_with_format(row, column, &excel, &formats.date)?,
                None => sheet.write_string(row, column, date.to_string())?,
            },
            CellOut::DateTime(time) => match excel_time(*time) {
                Some(excel) => sheet.write_datetime_with_format(row, column, &excel, &formats.moment)?,
                None => sheet.write_string(row, column, time.to_string())?,
            },
            CellOut::Duration(duration) => {
                let days = duration.as_secs_f64() / 86_400.0;
                sheet.write_number_with_format(row, column, days, &formats.duration)?
            }
        };
        Ok(())
    }
}

impl<W: Write> Writer for Xlsx<W> {
    fn row(&mut self, cells: &[CellOut]) -> Result<(), Error> {
        if self.row >= self.options.rows {
            let next = self.workbook.new_worksheet_with_constant_memory()?;
            self.end_sheet(next)?;
            self.sheets += 1;
            self.begin_sheet()?;
        }
        for (index, cell) in cells.iter().take(self.columns.len()).enumerate() {
            self.cell(index as u16, cell)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.end_sheet(Worksheet::new())?;
        // A workbook can only be packed into something that goes back; the caller's may not.
        let mut packed = BufWriter::new(tempfile::tempfile()?);
        self.workbook.save_to_writer(&mut packed)?;
        let mut packed = packed.into_inner().map_err(io::IntoInnerError::into_error)?;
        packed.rewind()?;
        io::copy(&mut packed, &mut self.out)?;
        self.out.flush()?;
        Ok(())
    }
}

impl Formats {
    fn new() -> Formats {
        // The built-in date formats look as the reader's own settings say.
        const DATE: u8 = 14;
        const MOMENT: u8 = 22;
        Formats {
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0xE8_EC_F4))
                .set_border_bottom(FormatBorder::Thin),
            date: Format::new().set_num_format_index(DATE),
            moment: Format::new().set_num_format_index(MOMENT),
            duration: Format::new().set_num_format("[h]:mm:ss"),
            percent: Format::new().set_num_format("0.##%"),
            number: Format::new(),
            money: HashMap::new(),
        }
    }

    fn money(&mut self, currency: &str) -> &Format {
        self.money.entry(currency.to_owned()).or_insert_with(|| {
            // A code is letters; anything else would be a piece of a format.
            let letters: String = currency.chars().filter(char::is_ascii_alphabetic).collect();
            Format::new().set_num_format(format!("#,##0.00\\ \"{letters}\""))
        })
    }
}

/// The number as a spreadsheet holds it, unless it has more than the 15 digits that fit.
fn exact(number: &feel::Number) -> Option<f64> {
    let text = number.to_string();
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    (digits <= 15).then(|| number.to_f64())
}

fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8).ok()
}

fn excel_time(time: DateTime) -> Option<ExcelDateTime> {
    let milliseconds = time.subsec_nanosecond() / 1_000_000;
    excel_date(time.date())?
        .and_hms_milli(u16::try_from(time.hour()).ok()?, time.minute() as u8, time.second() as u8, milliseconds as u16)
        .ok()
}

/// The text as far as a cell holds it.
fn cut(text: &str) -> String {
    let mut units = 0;
    for (end, char) in text.char_indices() {
        units += char.len_utf16();
        if units > CELL_UNITS - 1 && text.encode_utf16().count() > CELL_UNITS {
            return format!("{}…", &text[..end]);
        }
    }
    text.to_owned()
}

fn width(column: &Column) -> f64 {
    let usual = match column.kind {
        Kind::Text | Kind::Email | Kind::Web => 28.0,
        Kind::DateTime | Kind::Phone | Kind::Money => 18.0,
        _ => 13.0,
    };
    let name = column.name.chars().count() as f64 + 4.0;
    name.clamp(usual, 60.0)
}

/// A name a sheet may have: 31 characters without some marks, no apostrophe at the ends.
fn sheet_name(wanted: &str, number: usize) -> String {
    let clean: String = wanted
        .chars()
        .map(|char| match char {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            char if char.is_control() => ' ',
            char => char,
        })
        .collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let suffix = if number > 1 { format!(" ({number})") } else { String::new() };
    let mut name = String::new();
    for char in clean.chars() {
        let units: usize = name.encode_utf16().count() + char.len_utf16() + suffix.len();
        if units > 31 {
            break;
        }
        name.push(char);
    }
    let name = name.trim_end_matches(['\'', ' ']);
    match name.is_empty() || name.eq_ignore_ascii_case("history") {
        true => format!("Sheet{suffix}"),
        false => format!("{name}{suffix}"),
    }
}
