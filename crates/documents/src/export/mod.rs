//! Records as CSV or XLSX: any list with its filter, order and columns, page by page, under the reader's rights.
//!
//! Invariants: never more than a page of records is held; texts cannot become formulas; what the reader may not export
//! is not there. Start reading at [`export`], then `column.rs`.

mod column;
mod lines;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use access::{Action, Actor};
use feel::Value;
use records::{Cursor, Query, Records, Titled};
use serde::{Deserialize, Serialize};

use crate::write::{self, CellOut, Csv, CsvOptions, Writer, Xlsx, XlsxOptions};
use column::{Shown, Shows};
use lines::Lines;
pub use lines::has_lines;

/// Rows read at a time.
const PAGE: u64 = 1_000;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
}

impl Format {
    /// The format that a file's name asks for; CSV when it asks for none.
    pub fn of(path: &Path) -> Format {
        match path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
            true => Format::Xlsx,
            false => Format::Csv,
        }
    }

    /// The media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }
}

/// How an export is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub format: Format,
    /// The reader's language.
    pub language: String,
    /// Names of fields instead of labels, and choices by their values: for programs, and to be imported again.
    pub raw: bool,
    /// The delimiter of a CSV.
    pub delimiter: char,
    /// At most so many records.
    pub limit: Option<u64>,
    /// A row for each line item, in which the columns of its record are repeated; a record without lines has one row.
    pub lines: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            format: Format::Csv,
            language: "en".to_owned(),
            raw: false,
            delimiter: ',',
            limit: None,
            lines: false,
        }
    }
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Records(#[from] records::Error),
    #[error(transparent)]
    Write(#[from] write::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Whoever asked wants it no more.
    #[error("stopped")]
    Stopped,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        Error::Records(error.into())
    }
}

/// Writes the records of a query; returns how many rows. It blocks: a server runs it on a thread of its own.
///
/// A query without columns means every field the actor may see. Relations are written as titles, amounts with their
/// currency beside them, addresses in their parts. Each page is a snapshot of its own: what changes during a long
/// export may be in it or not, and nothing that stays as it is comes twice or is left out.
///
/// # Errors
/// When the actor may not export, the query names what is not there, or the bytes cannot be written. `told` hears how
/// many rows are written, and ends the export with an error.
pub fn export(
    records: &Records,
    actor: &Actor,
    query: &Query,
    options: &Options,
    out: impl Write + Send,
    told: &dyn Fn(u64) -> Result<(), Error>,
) -> Result<u64, Error> {
    let world = records.read_blocking(|tx| Ok::<_, records::Error>(Arc::clone(tx.world())))?;
    let layout = world.named(&query.entity)?;
    world.permit(actor, &layout.entity, Action::Export)?;
    let shows = Shows::of(&world, actor, &layout, query, options)?;
    let lines = if options.lines { Lines::of(&world, actor, &layout, options)? } else { None };
    let mut headers = shows.headers();
    headers.extend(lines.iter().flat_map(|lines| lines.shows.headers()));
    let mut writer: Box<dyn Writer + '_> = match options.format {
        Format::Csv => {
            let decimal = if options.delimiter == ';' && !options.raw { ',' } else { '.' };
            let csv = CsvOptions { delimiter: options.delimiter, decimal, ..CsvOptions::default() };
            Box::new(Csv::start(out, &headers, csv)?)
        }
        Format::Xlsx => {
            let sheet = layout.entity.plural_label.get(&options.language).to_owned();
            Box::new(Xlsx::start(out, &headers, XlsxOptions { sheet, ..XlsxOptions::default() })?)
        }
    };
    let mut asked = query.clone();
    asked.columns = shows.paths().to_vec();
    asked.action = Action::Export;
    let most = options.limit.unwrap_or(u64::MAX);
    let (mut count, mut written, mut after) = (0, 0, query.after.clone());
    while count < most {
        asked.limit = PAGE.min(most - count);
        asked.after = after.take();
        let page = read(records, actor, &asked, &shows)?;
        let of_page = lines.as_ref().map(|lines| lines.read(records, actor, &page.ids)).transpose()?;
        for (id, values) in page.ids.iter().zip(&page.rows) {
            let mut cells = shows.cells(values, &page.titles);
            let lines = lines.as_ref().zip(of_page.as_ref().and_then(|of_page| of_page.get(id)));
            let Some((lines, rows)) = lines else {
                cells.resize(headers.len(), CellOut::Empty);
                writer.row(&cells)?;
                written += 1;
                continue;
            };
            for line in rows {
                cells.truncate(shows.columns.len());
                cells.extend(lines.shows.cells(&line.values, &line.titles));
                writer.row(&cells)?;
                written += 1;
            }
        }
        count += page.rows.len() as u64;
        asked.skip = 0;
        after = page.next;
        told(written)?;
        if after.is_none() {
            break;
        }
    }
    writer.finish()?;
    Ok(written)
}

/// A page of rows.
struct Read {
    ids: Vec<i64>,
    rows: Vec<Vec<Value>>,
    /// The titles of records that relations to several entities point to.
    titles: std::collections::HashMap<i64, String>,
    next: Option<Cursor>,
}

fn read(records: &Records, actor: &Actor, query: &Query, shows: &Shows) -> Result<Read, Error> {
    let (actor, query) = (actor.clone(), query.clone());
    let open: Arc<[(usize, usize)]> = shows.columns.iter().filter_map(Shown::open).collect();
    records.read_blocking(move |tx| {
        let (mut ids, mut rows): (Vec<i64>, Vec<Vec<Value>>) = Default::default();
        let count = query.columns.len();
        let page = records::list(tx, &actor, &query, |row| {
            ids.push(row.id());
            rows.push((0..count).map(|column| row.value(column)).collect());
        })?;
        let mut titles = std::collections::HashMap::new();
        for (id, entity) in open.iter() {
            let mut by_entity: std::collections::BTreeMap<String, Vec<i64>> = Default::default();
            for row in &rows {
                let target = row[*id].as_number().and_then(feel::Number::to_i64);
                if let (Some(target), Some(entity)) = (target, row[*entity].as_text()) {
                    by_entity.entry(entity.to_owned()).or_default().push(target);
                }
            }
            for (entity, ids) in by_entity {
                for Titled { id, title } in records::titles(tx, &actor, &entity, &ids)? {
                    titles.insert(id, title);
                }
            }
        }
        Ok::<_, Error>(Read { ids, rows, titles, next: page.next })
    })
}

/// Writes the records of a query into a file: what `relata export` does. The format follows the file's name unless the
/// options say XLSX. A file that was not finished is removed.
///
/// # Errors
/// As [`export`], or when the file cannot be made.
pub fn export_file(
    records: &Records,
    actor: &Actor,
    query: &Query,
    path: &Path,
    options: &Options,
    told: &dyn Fn(u64) -> Result<(), Error>,
) -> Result<u64, Error> {
    let format = if options.format == Format::Csv { Format::of(path) } else { options.format };
    let options = Options { format, ..options.clone() };
    let outcome = export(records, actor, query, &options, File::create(path)?, told);
    if outcome.is_err() {
        drop(std::fs::remove_file(path));
    }
    outcome
}
