//! Which row names the columns, and what the names are.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::HashSet;

use super::cell::{Cell, Row, letters};
use crate::value::looks_like_value;

/// The columns of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The row that names the columns; `None` when no row does.
    pub row: Option<u64>,
    /// The first row with data.
    pub first_data_row: u64,
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Counting from 0.
    pub index: usize,
    /// Never empty and unique in the sheet: a column without a name is called by its letters, a
    /// name met again gets a number, as in `Phone (2)`.
    pub name: String,
    /// Whether the sheet names it.
    pub named: bool,
}

/// How many rows the detection looks at.
pub(super) const ROWS: usize = 50;

/// Picks the header among the first rows: the first row whose cells are texts, mostly different,
/// and which is about as wide as the rows below it. Title lines are narrower.
///
/// A row with nothing below it names columns only when all before it are such title lines: else it is the data.
pub(super) fn detect(rows: &[Row]) -> Header {
    let found = rows.iter().enumerate().find(|(index, row)| {
        let (above, below) = (&rows[..*index], &rows[index + 1..]);
        let is_last = below.iter().all(|row| filled(row) == 0);
        let is_data = is_last && above.iter().any(|other| filled(other) * 2 > filled(row));
        !is_data && names_columns(row, below)
    });
    from(rows, found.map(|(_, row)| row.number))
}

/// The header when a person says which row it is, or that there is none.
pub(super) fn from(rows: &[Row], row: Option<u64>) -> Header {
    let names = row.and_then(|number| rows.iter().find(|row| row.number == number));
    let row = names.map(|row| row.number);
    let data = rows.iter().filter(|candidate| Some(candidate.number) > row);
    let width = data
        .clone()
        .chain(names)
        .map(|row| row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1))
        .max()
        .unwrap_or(0);
    let first_data_row = data.map(|row| row.number).next();
    let next = row.map_or(1, |row| row + 1);
    Header {
        row,
        first_data_row: first_data_row.unwrap_or(next),
        columns: unique((0..width).map(|column| names.map(|row| row.cell(column).shown()))),
    }
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}

fn names_columns(row: &Row, below: &[Row]) -> bool {
    let cells: Vec<(usize, &Cell)> = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
    if cells.is_empty() || cells.len() * 2 < below.iter().map(filled).max().unwrap_or(0) {
        return false;
    }
    let values = cells
        .iter()
        .filter(|(column, cell)| match cell {
            // `company.name` names a column, unless there are such web addresses below it.
            Cell::Text(text) if is_path(text) => below.iter().any(|row| is_path(&row.cell(*column).shown())),
            Cell::Text(text) => looks_like_value(text),
            // A year or a month over a column of figures is a name too, but rarely.
            _ => true,
        })
        .count();
    let different: HashSet<String> = cells.iter().map(|(_, cell)| cell.shown()).collect();
    values * 4 <= cells.len()
        && match (different.len() * 2).cmp(&cells.len()) {
            Ordering::Greater => true,
            // Two columns of each name, as `Phone` and `Phone`: unless such a text is data, too.
            Ordering::Equal => {
                let again = |row: &Row| cells.iter().any(|(column, cell)| row.cell(*column).shown() == cell.shown());
                !below.iter().any(again)
            }
            Ordering::Less => false,
        }
}

/// Whether a text is a path of names, as an export for programs calls its columns: `lines.product.name`.
fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    text.contains('.') && text.split('.').all(is_name)
}

/// Names cleaned of blanks and line breaks, and made unique.
pub(super) fn unique(names: impl Iterator<Item = Option<String>>) -> Vec<Column> {
    let mut taken = HashSet::new();
    let mut columns: Vec<Column> = Vec::new();
    for (index, name) in names.enumerate() {
        let name = name.unwrap_or_default();
        let clean = name.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ");
        let named = !clean.is_empty();
        let wanted = if named { clean } else { letters(index) };
        let mut name = wanted.clone();
        let mut count = 1;
        while !taken.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{wanted} ({count})");
        }
        columns.push(Column { index, name, named });
    }
    columns
}
