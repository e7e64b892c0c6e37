//! The change log: what was changed, from what to what, by whom, when and through what.
//!
//! Invariant: no record changes without a row here, in the same transaction; rows are only ever added.
//! Everything that reacts reads this log afterwards; history, undo and "as of" are read from it.

use crate::codec::write_text;
use crate::error::Result;
use crate::tx::Tx;
use access::Actor;
use std::sync::Arc;
use store::sql::{Alias, Query};
use store::{Param, Plan};

/// The table of the log.
pub(crate) const TABLE: &str = "change_log";

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It was created.
    Create,
    /// Fields of it were changed.
    Update,
    /// It was deleted.
    Delete,
}

impl Action {
    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The action of a word in the log.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Create, Self::Update, Self::Delete].into_iter().find(|action| action.as_str() == word)
    }
}

/// A column's value before and after, as the column holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cells {
    pub column: Arc<str>,
    pub before: Param,
    pub after: Param,
}

/// One line of the log, to be written.
pub(crate) struct Entry<'a> {
    pub entity: &'a str,
    pub record: i64,
    pub version: i64,
    pub action: Action,
    pub cells: &'a [Cells],
}

/// Adds a line to the log.
pub(crate) fn append(tx: &mut Tx<'_>, actor: &Actor, entry: &Entry<'_>) -> Result<()> {
    let mut diff = Vec::with_capacity(32 * entry.cells.len());
    encode(entry.cells, &mut diff);
    let diff = String::from_utf8_lossy(&diff).into_owned();
    let params = vec![
        tx.batch().into(),
        entry.entity.into(),
        entry.record.into(),
        entry.version.into(),
        entry.action.as_str().into(),
        tx.micros().into(),
        actor.user.into(),
        actor.through.as_str().into(),
        diff.into(),
    ];
    let plan = tx.plan("change_log.append", |dialect| {
        let mut insert = Query::insert();
        let columns = ["batch", "entity", "record", "version", "action", "at", "by_user", "through", "diff"];
        insert.into_table(Alias::new(TABLE)).columns(columns.map(Alias::new));
        insert.values_panic([0; 9].map(|_| store::sql::Expr::value(0_i64)));
        Plan::of(&insert, dialect).0
    });
    tx.sql().queue(plan, params)?;
    crate::people::announce(tx, entry.entity)
}

/// Writes `{"column":[before,after],…}`.
fn encode(cells: &[Cells], out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_text(&cell.column, out);
        out.extend_from_slice(b":[");
        encode_param(&cell.before, out);
        out.push(b',');
        encode_param(&cell.after, out);
        out.push(b']');
    }
    out.push(b'}');
}

fn encode_param(param: &Param, out: &mut Vec<u8>) {
    match param {
        Param::Null | Param::Bytes(_) => out.extend_from_slice(b"null"),
        Param::Int(value) => out.extend_from_slice(itoa::Buffer::new().format(*value).as_bytes()),
        Param::Float(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Param::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Param::Text(value) => write_text(value, out),
    }
}

/// Reads what [`encode`] wrote; what cannot be read is left out.
pub(crate) fn decode(diff: &str) -> Vec<Cells> {
    let Ok(serde_json::Value::Object(entries)) = serde_json::from_str(diff) else { return Vec::new() };
    entries
        .into_iter()
        .filter_map(|(column, pair)| {
            let [before, after] = pair.as_array()?.as_slice() else { return None };
            Some(Cells { column: column.into(), before: decode_param(before), after: decode_param(after) })
        })
        .collect()
}

fn decode_param(value: &serde_json::Value) -> Param {
    match value {
        serde_json::Value::Bool(value) => Param::Bool(*value),
        serde_json::Value::Number(value) => match value.as_i64() {
            Some(whole) => Param::Int(whole),
            None => value.as_f64().map_or(Param::Null, Param::Float),
        },
        serde_json::Value::String(value) => Param::Text(value.clone()),
        _ => Param::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let cells = vec![
            Cells { column: "name".into(), before: Param::Null, after: Param::Text("Ада \"L\"".into()) },
            Cells { column: "amount".into(), before: Param::Int(-5), after: Param::Int(i64::MAX) },
            Cells { column: "active".into(), before: Param::Bool(true), after: Param::Bool(false) },
        ];
        let mut text = Vec::new();
        encode(&cells, &mut text);
        assert_eq!(decode(std::str::from_utf8(&text).unwrap()), cells);
    }
}
