//! What a sheet is made of: rows with the number a person counts, and typed cells.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use crate::Message;

/// One row that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The number a person counts: the row of the sheet, counting from 1, blank rows included. In
    /// a text file a record with line breaks inside quotes is one row. In a vCard file it is the
    /// number of the card.
    pub number: u64,
    /// The cells from the first column on; trailing empty ones may be absent.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, counting from 0; past the end of the row it is empty.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// What a cell holds. A formula is its last computed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// A number shown as a percentage, in percent: `12.5` for 12.5 %.
    Percent(f64),
    Bool(bool),
    Date(Date),
    DateTime(DateTime),
    /// A length of time, or a time of day as the length since midnight.
    Duration(SignedDuration),
    Error(Fault),
}

/// Why a single cell cannot be used. The rest of its row can.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The formula failed; what the spreadsheet shows, such as `#N/A`.
    Formula(String),
    /// Bytes that are not text in the file's encoding; the text with `�` in their place.
    Encoding(String),
    /// A NUL inside a text, which no database stores; the text without it.
    Nul(String),
    /// Longer than the limit in bytes.
    TooLong(usize),
}

impl Cell {
    /// A text cell, or an empty one for a text of nothing but blanks.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        match text.trim().is_empty() {
            true => Cell::Empty,
            false => Cell::Text(text),
        }
    }

    /// Bytes of its text.
    pub(super) fn weight(&self) -> usize {
        match self {
            Cell::Text(text) | Cell::Error(Fault::Formula(text) | Fault::Encoding(text) | Fault::Nul(text)) => {
                text.len()
            }
            _ => 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// The cell as a person would type it: ISO dates, `true` and `false`, numbers without
    /// grouping and with at most 15 significant digits, as spreadsheets show them.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => plain(*number),
            Cell::Percent(number) => format!("{}%", plain(*number)),
            Cell::Bool(bool) => bool.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::DateTime(time) => format!("{} {}", time.date(), time.time()),
            Cell::Duration(duration) => clock(*duration),
            Cell::Error(Fault::Formula(text) | Fault::Encoding(text) | Fault::Nul(text)) => text.clone(),
            Cell::Error(Fault::TooLong(_)) => "…".to_owned(),
        }
    }
}

impl Fault {
    /// What is wrong with the cell.
    pub fn message(&self) -> Message {
        match self {
            Fault::Formula(shown) => Message::new("import-cell-formula-error").with("value", shown.as_str()),
            Fault::Encoding(text) => Message::new("import-cell-encoding").with("value", short(text)),
            Fault::Nul(text) => Message::new("import-cell-nul").with("value", short(text)),
            Fault::TooLong(limit) => Message::new("import-cell-too-long").with("limit", *limit),
        }
    }
}

/// The beginning of a text, for quoting it in a message.
pub(crate) fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A number in plain notation, rounded to the 15 significant digits a spreadsheet keeps.
///
/// Binary fractions such as 0.1 + 0.2 thereby read as the person saw them.
pub(crate) fn plain(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    // Whole numbers are exact for longer than the digits that a spreadsheet shows.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        return (number as i64).to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Rust's `Display` never uses an exponent and prints the shortest text that reads back.
    rounded.to_string()
}

fn clock(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().unsigned_abs();
    let sign = if duration.is_negative() { "-" } else { "" };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

/// The letters over a column in a spreadsheet: `A` for 0, `AA` for 26.
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push((b'A' + ((rest - 1) % 26) as u8) as char);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
