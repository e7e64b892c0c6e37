use crate::error::{Error, Result};
use crate::param::Param;
use crate::postgres::wire;

/// One row of an answer, valid while the callback that got it runs.
pub struct Row<'r>(pub(crate) Inner<'r>);

pub(crate) enum Inner<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

/// One value of a row, borrowed from the database's own memory.
///
/// Yes and no are `Int(1)` and `Int(0)` on both databases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    Null,
    Int(i64),
    Float(f64),
    Text(&'r str),
    Bytes(&'r [u8]),
}

impl<'r> From<&'r Param> for Cell<'r> {
    /// What a cell that holds this value reads as.
    fn from(param: &'r Param) -> Self {
        match param {
            Param::Null => Cell::Null,
            Param::Int(value) => Cell::Int(*value),
            Param::Float(value) => Cell::Float(*value),
            Param::Bool(value) => Cell::Int(i64::from(*value)),
            Param::Text(value) => Cell::Text(value),
            Param::Bytes(value) => Cell::Bytes(value),
        }
    }
}

impl<'r> Row<'r> {
    /// The value in column `column`, counted from 0; [`Cell::Null`] beyond the last one.
    ///
    /// Text that is not UTF-8 (which only another program can have written) comes as bytes.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match &self.0 {
            Inner::Sqlite(row) => match row.get_ref(column) {
                Ok(rusqlite::types::ValueRef::Integer(value)) => Cell::Int(value),
                Ok(rusqlite::types::ValueRef::Real(value)) => Cell::Float(value),
                Ok(rusqlite::types::ValueRef::Text(bytes)) => {
                    std::str::from_utf8(bytes).map_or(Cell::Bytes(bytes), Cell::Text)
                }
                Ok(rusqlite::types::ValueRef::Blob(bytes)) => Cell::Bytes(bytes),
                Ok(rusqlite::types::ValueRef::Null) | Err(_) => Cell::Null,
            },
            Inner::Postgres(row) => wire::cell(row, column),
        }
    }

    /// How many columns the row has.
    pub fn len(&self) -> usize {
        match &self.0 {
            Inner::Sqlite(row) => row.as_ref().column_count(),
            Inner::Postgres(row) => row.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn int(&self, column: usize) -> Result<i64> {
        match self.cell(column) {
            Cell::Int(value) => Ok(value),
            _ => Err(Error::Cell { column, wanted: "a whole number" }),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn bool(&self, column: usize) -> Result<bool> {
        self.int(column).map(|value| value != 0).map_err(|_| Error::Cell { column, wanted: "yes or no" })
    }

    /// A number with a fraction; whole numbers are taken, too.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn float(&self, column: usize) -> Result<f64> {
        match self.cell(column) {
            Cell::Float(value) => Ok(value),
            Cell::Int(value) => Ok(value as f64),
            _ => Err(Error::Cell { column, wanted: "a number" }),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn text(&self, column: usize) -> Result<&str> {
        match self.cell(column) {
            Cell::Text(value) => Ok(value),
            _ => Err(Error::Cell { column, wanted: "text" }),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        match self.cell(column) {
            Cell::Bytes(value) => Ok(value),
            _ => Err(Error::Cell { column, wanted: "bytes" }),
        }
    }

    /// A time held as microseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// [`Error::Cell`] when the cell holds something else or nothing.
    pub fn time(&self, column: usize) -> Result<jiff::Timestamp> {
        let wrong = Error::Cell { column, wanted: "a time" };
        match self.cell(column) {
            Cell::Int(value) => jiff::Timestamp::from_microsecond(value).map_err(|_| wrong),
            _ => Err(wrong),
        }
    }

    /// Tells whether the cell is empty; with this `row.maybe(3, Row::int)` reads what may be missing.
    pub fn is_null(&self, column: usize) -> bool {
        self.cell(column) == Cell::Null
    }

    /// What `read` gives, or nothing when the cell is empty.
    ///
    /// # Errors
    /// What `read` fails with.
    pub fn maybe<'s, T>(&'s self, column: usize, read: impl FnOnce(&'s Self, usize) -> Result<T>) -> Result<Option<T>> {
        if self.is_null(column) { Ok(None) } else { read(self, column).map(Some) }
    }
}
