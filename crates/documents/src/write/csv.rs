//! CSV as RFC 4180 has it, with the marks that spreadsheets need.

use std::io::{BufWriter, Write};

use super::{CellOut, Column, Error, Writer};
use crate::sheet::Cell;
use crate::write::guard::guarded;

/// How a CSV is written.
#[derive(Debug, Clone, PartialEq)]
pub struct CsvOptions {
    pub delimiter: char,
    /// The mark between whole and fraction; a comma goes well with `;` as the delimiter.
    pub decimal: char,
    /// Begin with a byte order mark, without which Excel does not see that it is UTF-8.
    pub byte_order_mark: bool,
    /// Put an apostrophe before texts that a spreadsheet would run as formulas. Import takes it
    /// away again. Leave it on unless only programs read the file.
    pub guard_formulas: bool,
}

impl Default for CsvOptions {
    fn default() -> CsvOptions {
        CsvOptions { delimiter: ',', decimal: '.', byte_order_mark: true, guard_formulas: true }
    }
}

/// A CSV being written.
pub struct Csv<W: Write> {
    out: BufWriter<W>,
    columns: usize,
    options: CsvOptions,
}

impl<W: Write> Csv<W> {
    /// Starts a CSV with the names of the columns as its first row.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn start(out: W, columns: &[Column], options: CsvOptions) -> Result<Csv<W>, Error> {
        let mut csv = Csv { out: BufWriter::with_capacity(64 << 10, out), columns: columns.len(), options };
        if csv.options.byte_order_mark {
            csv.out.write_all("\u{feff}".as_bytes())?;
        }
        for (index, column) in columns.iter().enumerate() {
            csv.cell(index, &column.name, Origin::Person)?;
        }
        csv.out.write_all(b"\r\n")?;
        Ok(csv)
    }

    fn cell(&mut self, index: usize, text: &str, origin: Origin) -> Result<(), Error> {
        let mut buffer = [0; 4];
        let delimiter = self.options.delimiter.encode_utf8(&mut buffer);
        if index > 0 {
            self.out.write_all(delimiter.as_bytes())?;
        }
        let text = match origin == Origin::Person && self.options.guard_formulas {
            true => guarded(text),
            false => text.into(),
        };
        // Blanks at the ends are kept by readers that trim only when they are quoted; a lone
        // empty cell must not look like a blank line.
        let quoted = text.contains(['"', '\n', '\r'])
            || text.contains(delimiter as &str)
            || text.starts_with(' ')
            || text.ends_with(' ')
            || (self.columns == 1 && text.is_empty());
        if quoted {
            let doubled = text.replace('"', "\"\"");
            write!(self.out, "\"{doubled}\"")?;
        } else {
            self.out.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    fn number(&self, number: &feel::Number) -> String {
        let text = number.to_string();
        match self.options.decimal {
            '.' => text,
            decimal => text.replace('.', &decimal.to_string()),
        }
    }
}

/// Whether a text could have been typed by somebody with bad intent.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Person,
    Machine,
}

impl<W: Write> Writer for Csv<W> {
    fn row(&mut self, cells: &[CellOut]) -> Result<(), Error> {
        for index in 0..self.columns {
            let shown = |cell: Cell| (cell.shown(), Origin::Machine);
            let (text, origin) = match cells.get(index).unwrap_or(&CellOut::Empty) {
                CellOut::Empty => (String::new(), Origin::Machine),
                CellOut::Text(text) => (text.clone(), Origin::Person),
                CellOut::Number(number) => (self.number(number), Origin::Machine),
                CellOut::Percent(number) => (format!("{}%", self.number(number)), Origin::Machine),
                CellOut::Money { amount, .. } => (self.number(amount), Origin::Machine),
                CellOut::Bool(bool) => (bool.to_string(), Origin::Machine),
                CellOut::Date(date) => shown(Cell::Date(*date)),
                CellOut::DateTime(time) => shown(Cell::DateTime(*time)),
                CellOut::Duration(duration) => shown(Cell::Duration(*duration)),
            };
            self.cell(index, &text, origin)?;
        }
        self.out.write_all(b"\r\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.flush()?;
        Ok(())
    }
}
