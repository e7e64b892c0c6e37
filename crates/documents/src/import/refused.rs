//! The refused rows as a file that can be corrected and dropped again.

use std::io::Write;

use records::Records;

use super::error::{Error, Result};
use super::table::{self, Refused};
use crate::export::Format;
use crate::value::Kind;
use crate::write::{CellOut, Column, Csv, CsvOptions, Writer, Xlsx, XlsxOptions};
use crate::{Message, sheet};

/// Rows read at a time.
const PAGE: u64 = 500;

/// Writes the refused rows of an import, their cells as they were and a last column with the reasons in the reader's
/// language; returns how many. Import leaves that column out when the file is dropped again.
///
/// # Errors
/// [`Error::NotFound`], or when the database cannot be read or the bytes cannot be written.
pub fn write_refused(
    records: &Records,
    import: i64,
    format: Format,
    language: &str,
    out: impl Write + Send,
) -> Result<u64> {
    let found = records.read_blocking(move |tx| table::find(tx.sql(), import))?;
    let width = found.plan.columns.iter().map(|column| column.index + 1).max().unwrap_or(0);
    let mut columns: Vec<Column> = (0..width).map(|index| Column::new(sheet::letters(index), Kind::Text)).collect();
    for column in &found.plan.columns {
        columns[column.index].name = column.name.clone();
    }
    let reason = Message::new("import-refused-reason").text(language);
    columns.push(Column::new(reason, Kind::Text));
    let mut writer: Box<dyn Writer + '_> = match format {
        Format::Csv => Box::new(Csv::start(out, &columns, CsvOptions::default())?),
        Format::Xlsx => Box::new(Xlsx::start(out, &columns, XlsxOptions::default())?),
    };
    let (mut after, mut count) = (0, 0);
    loop {
        let page: Vec<Refused> = records
            .read_blocking(move |tx| table::refused(tx.sql(), import, after, PAGE))
            .map_err(|error: Error| error)?;
        for row in &page {
            let mut cells: Vec<CellOut> =
                row.cells.iter().take(width).map(|cell| CellOut::from(cell.as_str())).collect();
            cells.resize(width, CellOut::Empty);
            let reasons: Vec<String> = row.problems.iter().map(|problem| problem.text(language)).collect();
            cells.push(CellOut::from(reasons.join(" ")));
            writer.row(&cells)?;
            count += 1;
        }
        match page.last() {
            Some(last) => after = last.row,
            None => break,
        }
    }
    writer.finish()?;
    Ok(count)
}

/// Whether a column holds the reasons of an earlier import.
pub(super) fn is_reason(name: &str) -> bool {
    let reason = Message::new("import-refused-reason");
    model::LANGUAGES.iter().any(|language| reason.text(language) == name.trim())
}
