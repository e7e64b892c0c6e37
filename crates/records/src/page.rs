//! Order and paging by key: a page begins behind a row, not behind a count.
//!
//! Nulls are the smallest on both databases. The id is the last key, so the order is total.

use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::read::Sort;
use crate::select::{Column, Select};
use crate::write::bind;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, NullOrdering, Order};
use store::{Cell, Dialect, Param, Row};

/// Where a page begins: the keys of the row before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor(Vec<Param>);

/// A key of the order.
pub(crate) struct Key {
    pub expr: Expr,
    pub descending: bool,
}

/// The keys of an order: what was asked for, and the id at the end.
pub(crate) fn keys(select: &mut Select<'_>, sort: &[Sort]) -> Result<Vec<Key>> {
    let mut keys = Vec::with_capacity(sort.len() + 1);
    let mut by_id = None;
    for step in sort {
        // No two records have the same id: what is asked for behind it decides nothing.
        if matches!(&step.path[..], [only] if &**only == "id") {
            by_id = Some(step.descending);
            break;
        }
        let column: Column = select.column(&step.path)?;
        keys.push(Key { expr: column.sort_expr(), descending: step.descending });
    }
    let main = Arc::clone(select.main());
    let descending = by_id.unwrap_or_else(|| keys.last().is_some_and(|key| key.descending));
    keys.push(Key { expr: Expr::col((Alias::new(&*main), Alias::new("id"))), descending });
    Ok(keys)
}

/// Puts the order on a query.
pub(crate) fn order(select: &mut Select<'_>, sort: &[Sort]) -> Result<Vec<Key>> {
    let keys = keys(select, sort)?;
    let last = keys.len() - 1;
    for (place, key) in keys.iter().enumerate() {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        match select.asking.dialect {
            // The indexes were told where empty values go; the id is never empty, and its index was told nothing.
            Dialect::Postgres if place < last => {
                let nulls = if key.descending { NullOrdering::Last } else { NullOrdering::First };
                select.statement.order_by_expr_with_nulls(key.expr.clone(), order, nulls)
            }
            // SQLite's nulls are the smallest by themselves, and said aloud would keep it from using an index.
            Dialect::Postgres | Dialect::Sqlite => select.statement.order_by_expr(key.expr.clone(), order),
        };
    }
    Ok(keys)
}

/// Adds the keys to the answer, behind the columns that were asked for.
pub(crate) fn show_keys(select: &mut Select<'_>, keys: &[Key]) {
    // The id is the answer's first column already.
    for key in &keys[..keys.len() - 1] {
        select.statement.expr(key.expr.clone());
    }
}

/// The keys of a row.
pub(crate) fn cursor(row: &Row<'_>, keys: &[Key], first: usize) -> Cursor {
    let key = |cell: Cell<'_>| match cell {
        Cell::Null => Param::Null,
        Cell::Int(value) => Param::Int(value),
        Cell::Float(value) => Param::Float(value),
        Cell::Text(value) => Param::Text(value.to_owned()),
        Cell::Bytes(value) => Param::Bytes(value.to_vec()),
    };
    let mut values: Vec<Param> = (0..keys.len() - 1).map(|index| key(row.cell(first + index))).collect();
    values.push(key(row.cell(0)));
    Cursor(values)
}

/// Leaves out everything up to the cursor's row.
pub(crate) fn begin_after(select: &mut Select<'_>, keys: &[Key], after: &Cursor) -> Result<()> {
    if after.0.len() != keys.len() {
        return Err(Error::query(FieldProblem::record("problem-cursor")));
    }
    // (a > x) or (a = x and (b > y or (b = y and id > z)))
    let mut condition: Option<Expr> = None;
    for (key, value) in keys.iter().zip(&after.0).rev() {
        let beyond = beyond(key, value);
        condition = Some(match condition {
            None => beyond.unwrap_or_else(never),
            Some(inner) => {
                let same = match value {
                    Param::Null => key.expr.clone().is_null(),
                    value => key.expr.clone().eq(bind(value.clone())),
                };
                let tied = same.and(inner);
                match beyond {
                    Some(beyond) => beyond.or(tied),
                    None => tied,
                }
            }
        });
    }
    if let Some(condition) = condition {
        select.statement.and_where(condition);
    }
    // Said once more in a form that an index can begin at.
    if let (Some(key), Some(value)) = (keys.first(), after.0.first())
        && *value != Param::Null
        && !key.descending
    {
        select.statement.and_where(key.expr.clone().gte(bind(value.clone())));
    }
    Ok(())
}

/// What comes behind a value in the order of a key; none when nothing can.
fn beyond(key: &Key, value: &Param) -> Option<Expr> {
    match (value, key.descending) {
        (Param::Null, false) => Some(key.expr.clone().is_not_null()),
        (Param::Null, true) => None,
        (value, false) => Some(key.expr.clone().gt(bind(value.clone()))),
        (value, true) => Some(key.expr.clone().lt(bind(value.clone())).or(key.expr.clone().is_null())),
    }
}

fn never() -> Expr {
    Expr::val(1_i64).eq(0_i64)
}

impl Cursor {
    /// The keys themselves.
    pub(crate) fn into_keys(self) -> Vec<Param> {
        self.0
    }

    /// The cursor as a text that can stand in an address.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        for (index, value) in self.0.iter().enumerate() {
            if index > 0 {
                out.push('~');
            }
            match value {
                Param::Null => out.push('n'),
                Param::Int(value) => out.push_str(&format!("i{value}")),
                Param::Float(value) => out.push_str(&format!("f{:x}", value.to_bits())),
                Param::Bool(value) => out.push_str(if *value { "i1" } else { "i0" }),
                Param::Text(value) => {
                    out.push('t');
                    hex(value.as_bytes(), &mut out);
                }
                Param::Bytes(value) => {
                    out.push('b');
                    hex(value, &mut out);
                }
            }
        }
        out
    }

    /// Reads what [`Cursor::encode`] wrote.
    ///
    /// # Errors
    /// [`Error::Query`] for anything else.
    pub fn decode(text: &str) -> Result<Self> {
        let wrong = || Error::query(FieldProblem::record("problem-cursor"));
        let mut values = Vec::new();
        for part in text.split('~') {
            let mut letters = part.chars();
            let kind = letters.next().ok_or_else(wrong)?;
            let rest = letters.as_str();
            values.push(match kind {
                'n' => Param::Null,
                'i' => Param::Int(rest.parse().map_err(|_| wrong())?),
                'f' => Param::Float(f64::from_bits(u64::from_str_radix(rest, 16).map_err(|_| wrong())?)),
                't' => Param::Text(String::from_utf8(unhex(rest).ok_or_else(wrong)?).map_err(|_| wrong())?),
                'b' => Param::Bytes(unhex(rest).ok_or_else(wrong)?),
                _ => return Err(wrong()),
            });
        }
        Ok(Self(values))
    }
}

fn hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    digits.chunks(2).map(|pair| Some((value(pair[0])? * 16 + value(pair[1])?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_go_there_and_back() {
        let cursor = Cursor(vec![Param::Null, Param::Int(-5), Param::Text("ї~x".into()), Param::Bytes(vec![0, 255])]);
        assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        assert!(Cursor::decode("tzz").is_err());
        assert!(Cursor::decode("").is_err());
    }
}
