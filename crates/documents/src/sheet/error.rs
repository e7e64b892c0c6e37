//! Why a file, or the rest of it, cannot be read.

use std::{fmt, io};

use super::cell::letters;
use crate::Message;

/// A file that cannot be read, with the place where reading stopped.
///
/// `Display` is the English text with its remedy; [`Error::message`] is for the other languages.
#[derive(Debug)]
pub struct Error {
    pub kind: Kind,
    pub place: Place,
}

/// Where in a file. What is not known is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub sheet: Option<String>,
    pub row: Option<u64>,
    /// Counting from 0.
    pub column: Option<usize>,
}

/// What is wrong.
#[derive(Debug)]
pub enum Kind {
    /// Nothing in the file, or nothing in it but blank rows.
    Empty,
    /// A row of names, and nothing below it.
    NoRows,
    /// Something else than a table; the name of what it is, as in the message's selector-free
    /// text, such as `PDF`.
    NotATable(&'static str),
    /// Protected with a password.
    Password,
    /// Broken or cut off; the reader's own words.
    Damaged(String),
    /// Bytes of the file over the limit.
    TooBig {
        found: u64,
        limit: u64,
    },
    /// Unpacks to more than the limit, or from suspiciously little.
    UnpacksTooBig {
        limit: u64,
    },
    TooManyColumns {
        found: usize,
        limit: usize,
    },
    TooManyRows {
        limit: u64,
    },
    /// The texts of one row together.
    RowTooBig {
        limit: usize,
    },
    /// A quote that nothing closes.
    UnclosedQuote,
    /// No sheet at this place in the workbook.
    NoSheet,
    /// The caller named an encoding that does not exist.
    UnknownEncoding(String),
    /// The operating system would not give the bytes.
    Unreadable(io::Error),
}

/// Where the reader of a format stopped, and why.
pub(super) struct Stopped {
    pub kind: Kind,
    pub row: Option<u64>,
    /// Counting from 0.
    pub column: Option<usize>,
}

impl Stopped {
    pub(super) fn at_row(row: u64) -> impl FnOnce(Kind) -> Stopped {
        move |kind| Stopped { kind, row: Some(row), column: None }
    }
}

impl Place {
    /// The file and the sheet, in a form that needs no translation.
    fn named(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{} › {sheet}", self.file),
            None => self.file.clone(),
        }
    }
}

impl Kind {
    pub(super) fn at(self, place: &Place) -> Error {
        Error { kind: self, place: place.clone() }
    }
}

impl Error {
    /// What is wrong and where; the attribute `remedy` of the same id says what to do.
    pub fn message(&self) -> Message {
        let id = match &self.kind {
            Kind::Empty => "import-file-empty",
            Kind::NoRows => "import-file-no-rows",
            Kind::NotATable(_) => "import-file-not-a-table",
            Kind::Password => "import-file-password",
            Kind::Damaged(_) if self.place.row.is_some() => "import-row-damaged",
            Kind::Damaged(_) => "import-file-damaged",
            Kind::TooBig { .. } => "import-file-too-big",
            Kind::UnpacksTooBig { .. } => "import-file-unpacks-too-big",
            Kind::TooManyColumns { .. } => "import-too-many-columns",
            Kind::TooManyRows { .. } => "import-too-many-rows",
            Kind::RowTooBig { .. } => "import-row-too-big",
            Kind::UnclosedQuote => "import-unclosed-quote",
            Kind::NoSheet => "import-no-sheet",
            Kind::UnknownEncoding(_) => "import-unknown-encoding",
            Kind::Unreadable(_) => "import-file-unreadable",
        };
        let message = Message::new(id)
            .with("file", self.place.named())
            .with("row", self.place.row.unwrap_or(0))
            .with("column", self.place.column.map(letters).unwrap_or_default());
        match &self.kind {
            Kind::NotATable(found) => message.with("found", *found),
            Kind::Damaged(detail) => message.with("detail", detail.as_str()),
            Kind::TooBig { found, limit } => message.with("found", megabytes(*found)).with("limit", megabytes(*limit)),
            Kind::UnpacksTooBig { limit } => message.with("limit", megabytes(*limit)),
            Kind::TooManyColumns { found, limit } => message.with("found", *found).with("limit", *limit),
            Kind::TooManyRows { limit } => message.with("limit", *limit),
            Kind::RowTooBig { limit } => message.with("limit", megabytes(*limit as u64)),
            Kind::UnknownEncoding(label) => message.with("found", label.as_str()),
            Kind::Unreadable(cause) => message.with("detail", cause.to_string()),
            Kind::Empty | Kind::NoRows | Kind::Password | Kind::UnclosedQuote | Kind::NoSheet => message,
        }
    }
}

/// Megabytes for people: rounded up, so that nothing is said to be 0 MB.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        f.write_str(&message.in_english())?;
        match message.remedy_in_english() {
            Some(remedy) => write!(f, " {remedy}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Unreadable(cause) => Some(cause),
            _ => None,
        }
    }
}
