//! Writing tables, row by row, in memory that does not grow with them.
//!
//! ```
//! use documents::write::{CellOut, Column, CsvOptions, Writer};
//! use documents::value::Kind;
//!
//! let columns = [Column::new("Name", Kind::Text), Column::new("Won", Kind::Bool)];
//! let mut file = Vec::new();
//! let mut csv = documents::write::Csv::start(&mut file, &columns, CsvOptions::default())?;
//! csv.row(&[CellOut::from("=1+1"), CellOut::Bool(true)])?;
//! Box::new(csv).finish()?;
//! assert_eq!(String::from_utf8(file)?, "\u{feff}Name,Won\r\n'=1+1,true\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod csv;
mod guard;
mod xlsx;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

pub use csv::{Csv, CsvOptions};
pub(crate) use guard::unguarded;
pub use xlsx::{Xlsx, XlsxOptions};

use crate::value::Kind;

/// A column of a table to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

impl Column {
    pub fn new(name: impl Into<String>, kind: Kind) -> Column {
        Column { name: name.into(), kind }
    }
}

/// A cell to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum CellOut {
    Empty,
    Text(String),
    Number(feel::Number),
    /// In percent: `12.5` for 12.5 %.
    Percent(feel::Number),
    /// CSV gets the amount alone, so that programs can reckon with it; a table with more than one
    /// currency needs a column for it.
    Money {
        amount: feel::Number,
        currency: String,
    },
    Bool(bool),
    Date(Date),
    /// As the reader's clock shows it.
    DateTime(DateTime),
    Duration(SignedDuration),
}

impl From<&str> for CellOut {
    fn from(text: &str) -> CellOut {
        CellOut::Text(text.to_owned())
    }
}

impl From<String> for CellOut {
    fn from(text: String) -> CellOut {
        CellOut::Text(text)
    }
}

/// Why a table could not be written to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the spreadsheet could not be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// A table being written. Its header is written when it is started.
pub trait Writer {
    /// Writes the next row; cells beyond the columns are left out.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn row(&mut self, cells: &[CellOut]) -> Result<(), Error>;

    /// Writes what is still held back. A table that was not finished is not whole.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}
