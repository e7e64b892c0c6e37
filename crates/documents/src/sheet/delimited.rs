//! Splitting a text into rows and cells (RFC 4180, read leniently).
//!
//! Not the crate `csv`: it skips blank lines without counting them, so that no complaint could
//! name the row a person sees; and it keeps a cell however long, so that one forgotten quote
//! would hold the whole file in memory.

use super::cell::{Cell, Fault, Row};
use super::encoding::{BAD, Text};
use super::error::{Kind, Stopped};
use super::options::Limits;

/// Rows of a text, one at a time.
pub(super) struct Delimited {
    input: Input,
    delimiter: u8,
    limits: Limits,
    /// The number of the row read last.
    number: u64,
    /// The cell under construction.
    cell: Vec<u8>,
    too_long: bool,
}

#[derive(PartialEq)]
enum End {
    Cell,
    Row,
    Input,
}

impl Delimited {
    pub(super) fn new(text: Text, delimiter: u8, limits: &Limits) -> Delimited {
        Delimited {
            input: Input::over(text),
            delimiter,
            limits: limits.clone(),
            number: 0,
            cell: Vec::new(),
            too_long: false,
        }
    }

    /// The next row that holds something, `None` at the end. Rows before `first` are passed over
    /// without being kept.
    pub(super) fn next(&mut self, first: u64) -> Result<Option<Row>, Stopped> {
        loop {
            if self.input.peek().map_err(|kind| self.stop(kind, None))?.is_none() {
                return Ok(None);
            }
            self.number += 1;
            let cells = self.record(self.number >= first)?;
            if cells.iter().any(|cell| !cell.is_empty()) && !self.announces_delimiter(&cells) {
                return Ok(Some(Row { number: self.number, cells }));
            }
        }
    }

    /// Excel's first line `sep=;`, which is not a row.
    fn announces_delimiter(&self, cells: &[Cell]) -> bool {
        let announced = |cell: &Cell| matches!(cell, Cell::Text(text) if text.to_ascii_lowercase().starts_with("sep="));
        self.number == 1
            && cells.first().is_some_and(announced)
            && cells[1..].iter().all(Cell::is_empty)
            && cells[0].shown().len() <= "sep=".len() + 1
    }

    fn record(&mut self, keep: bool) -> Result<Vec<Cell>, Stopped> {
        let mut cells = Vec::new();
        // The column after the last that holds something: trailing delimiters are no columns.
        let mut used = 0;
        let mut weight = 0;
        for column in 0.. {
            let end = self.field(column)?;
            let kept = keep && column < self.limits.columns;
            let cell = self.take(kept);
            if !matches!(cell, Cell::Empty) {
                used = column + 1;
            }
            weight += cell.weight();
            if weight > self.limits.row_bytes {
                let kind = Kind::RowTooBig { limit: self.limits.row_bytes };
                return Err(self.stop(kind, Some(column)));
            }
            if kept {
                cells.push(cell);
            }
            if end != End::Cell {
                break;
            }
        }
        if used > self.limits.columns {
            let kind = Kind::TooManyColumns { found: used, limit: self.limits.columns };
            return Err(self.stop(kind, Some(self.limits.columns)));
        }
        Ok(cells)
    }

    /// Reads one field into `self.cell`.
    fn field(&mut self, column: usize) -> Result<End, Stopped> {
        self.cell.clear();
        self.too_long = false;
        loop {
            let Some(byte) = self.byte(column)? else {
                return Ok(End::Input);
            };
            match byte {
                _ if byte == self.delimiter => return Ok(End::Cell),
                b'\n' => return Ok(End::Row),
                b'\r' => return self.line_feed(column),
                // `a, "b, c"`: the blank before the quote is a habit of hand-made files.
                b'"' if self.cell.iter().all(|&byte| byte == b' ') => {
                    self.cell.clear();
                    self.quoted(column)?;
                }
                _ => self.push(byte),
            }
        }
    }

    /// Reads up to the closing quote. What follows it before the delimiter belongs to the cell.
    fn quoted(&mut self, column: usize) -> Result<(), Stopped> {
        let opened = self.number;
        loop {
            let Some(byte) = self.byte(column)? else {
                return Err(Stopped { kind: Kind::UnclosedQuote, row: Some(opened), column: Some(column) });
            };
            match byte {
                b'"' if self.input.peek().map_err(|kind| self.stop(kind, Some(column)))? == Some(b'"') => {
                    self.input.advance();
                    self.push(b'"');
                }
                b'"' => return Ok(()),
                b'\r' => {
                    self.line_feed(column)?;
                    self.push(b'\n');
                }
                _ => self.push(byte),
            }
        }
    }

    /// After a carriage return: its line feed, if there is one, belongs to it.
    fn line_feed(&mut self, column: usize) -> Result<End, Stopped> {
        if self.input.peek().map_err(|kind| self.stop(kind, Some(column)))? == Some(b'\n') {
            self.input.advance();
        }
        Ok(End::Row)
    }

    fn byte(&mut self, column: usize) -> Result<Option<u8>, Stopped> {
        match self.input.peek() {
            Ok(Some(byte)) => {
                self.input.advance();
                Ok(Some(byte))
            }
            Ok(None) => Ok(None),
            Err(kind) => Err(self.stop(kind, Some(column))),
        }
    }

    fn push(&mut self, byte: u8) {
        if self.cell.len() < self.limits.cell_bytes {
            self.cell.push(byte);
        } else {
            self.too_long = true;
        }
    }

    /// The cell read last, without NULs that an old exporter padded it with.
    fn take(&mut self, keep: bool) -> Cell {
        if self.too_long {
            return Cell::Error(Fault::TooLong(self.limits.cell_bytes));
        }
        while self.cell.last() == Some(&0) {
            self.cell.pop();
        }
        if self.cell.is_empty() {
            return Cell::Empty;
        }
        if !keep {
            // That it is not empty is all the caller looks at.
            return Cell::Bool(true);
        }
        match std::str::from_utf8(&self.cell) {
            Ok(text) if text.contains('\0') => Cell::Error(Fault::Nul(text.replace('\0', ""))),
            // A text guarded against being run as a formula is the text itself.
            Ok(text) => Cell::text(crate::write::unguarded(text)),
            Err(_) => {
                debug_assert!(self.cell.contains(&BAD));
                Cell::Error(Fault::Encoding(String::from_utf8_lossy(&self.cell).into_owned()))
            }
        }
    }

    fn stop(&self, kind: Kind, column: Option<usize>) -> Stopped {
        Stopped { kind, row: Some(self.number.max(1)), column }
    }
}

/// The decoded text, a byte at a time.
struct Input {
    text: Text,
    buffer: Vec<u8>,
    position: usize,
}

impl Input {
    fn over(text: Text) -> Input {
        Input { text, buffer: Vec::new(), position: 0 }
    }

    fn peek(&mut self) -> Result<Option<u8>, Kind> {
        while self.position == self.buffer.len() {
            self.buffer.clear();
            self.position = 0;
            if !self.text.read_more(&mut self.buffer)? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[self.position]))
    }

    fn advance(&mut self) {
        self.position += 1;
    }
}
