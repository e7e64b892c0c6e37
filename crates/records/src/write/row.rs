//! A record as it goes into its table, and the line of the log that goes with it.

use super::Patch;
use crate::changes::{self, Action as Happened, Cells, Entry};
use crate::error::{Error, Result};
use crate::layout::{self, Layout};
use crate::links;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use access::Actor;
use feel::Value;
use model::Kind;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Param, Plan};

/// Puts a new row into the table.
pub(crate) fn insert(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    let layout = &record.layout;
    let dialect = tx.dialect();
    // Every column each time: one statement for an entity, which both databases keep prepared.
    let plan = layout.insert_plan(dialect, || {
        let mut statement = Query::insert();
        let columns = layout.slots.iter().flat_map(|slot| std::iter::once(&slot.column).chain(&slot.key));
        let columns: Vec<Alias> = columns.map(|column| Alias::new(&**column)).collect();
        let values: Vec<Expr> = columns.iter().map(|_| Expr::value(0_i64)).collect();
        statement.into_table(Alias::new(&*layout.table)).columns(columns).values_panic(values);
        Plan::of(&statement, dialect).0
    });
    let mut params = Vec::with_capacity(layout.slots.len() + 2);
    for (slot, value) in layout.slots.iter().zip(&record.values) {
        params.push(slot.codec.write(value).unwrap_or(Param::Null));
        if slot.key.is_some() {
            params.push(sort_key(value));
        }
    }
    tx.recall.forget_one(layout, record.id());
    tx.put_row(plan, params).map_err(|error| named(layout, error))
}

/// Writes what differs, with a new version and a line in the log; returns whether anything does.
pub(crate) fn store_changes(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: &Record,
    after: &mut Record,
    link_cells: Vec<Cells>,
) -> Result<bool> {
    let mut cells = difference(before, after);
    cells.extend(link_cells);
    if cells.is_empty() {
        return Ok(false);
    }
    after.values[layout::VERSION] = Value::from(before.version() + 1);
    after.values[layout::CHANGED_AT] = Value::DateTime(feel::DateTime::from_micros(tx.micros()));
    after.values[layout::CHANGED_BY] = Value::from(actor.user);
    update_row(tx, before, after, &[layout::VERSION, layout::CHANGED_AT, layout::CHANGED_BY])?;
    changes::append(tx, actor, &entry(after, Happened::Update, &cells))?;
    Ok(true)
}

/// Writes what differs without a new version or a line in the log: for what is computed anew while nothing happened to
/// the record. Returns whether anything differs.
pub(crate) fn store_silently(tx: &mut Tx<'_>, before: &Record, after: &Record) -> Result<bool> {
    if before.values == after.values {
        return Ok(false);
    }
    update_row(tx, before, after, &[])?;
    Ok(true)
}

/// Writes the columns in which two states of a record differ, and those of these slots.
fn update_row(tx: &mut Tx<'_>, before: &Record, after: &Record, always: &[usize]) -> Result<()> {
    let layout = &after.layout;
    let mut statement = Query::update();
    statement.table(Alias::new(&*layout.table));
    for (index, slot) in layout.slots.iter().enumerate() {
        if !always.contains(&index) && before.values[index] == after.values[index] {
            continue;
        }
        statement.value(Alias::new(&*slot.column), bind(slot.codec.write(&after.values[index]).unwrap_or(Param::Null)));
        if let Some(key) = &slot.key {
            statement.value(Alias::new(&**key), bind(sort_key(&after.values[index])));
        }
    }
    statement.and_where(Expr::col(Alias::new("id")).eq(before.id()));
    let (plan, params) = Plan::of(&statement, tx.dialect());
    tx.recall.forget_one(layout, before.id());
    tx.put_row(plan, params).map_err(|error| named(layout, error))
}

/// Writes the relations to many that a patch names; returns what changed, for the log.
pub(super) fn replace_links(tx: &mut Tx<'_>, record: &Record, patch: &Patch) -> Result<Vec<Cells>> {
    let mut cells = Vec::new();
    for field in &record.layout.entity.fields {
        let Kind::Relations(relations) = &field.kind else { continue };
        let Some(wanted) = patch.get(&field.name) else { continue };
        let mut after: Vec<i64> =
            wanted.as_list().unwrap_or_default().iter().filter_map(|id| id.as_number()?.to_i64()).collect();
        after.sort_unstable();
        after.dedup();
        let before = links::targets(tx, &relations.table, record.id())?;
        if before != after {
            links::replace(tx, &relations.table, record.id(), &before, &after)?;
            cells.push(links::cells(&field.name, &before, &after));
        }
    }
    Ok(cells)
}

/// The columns in which two states of a record differ, but for what every write stamps.
pub(crate) fn difference(before: &Record, after: &Record) -> Vec<Cells> {
    let layout = &after.layout;
    let mut cells = Vec::new();
    for (index, slot) in layout.slots.iter().enumerate() {
        let stamped = matches!(
            index,
            layout::ID
                | layout::VERSION
                | layout::CREATED_AT
                | layout::CREATED_BY
                | layout::CHANGED_AT
                | layout::CHANGED_BY
        );
        if stamped || before.values[index] == after.values[index] {
            continue;
        }
        cells.push(Cells {
            column: Arc::clone(&slot.column),
            before: slot.codec.write(&before.values[index]).unwrap_or(Param::Null),
            after: slot.codec.write(&after.values[index]).unwrap_or(Param::Null),
        });
    }
    cells
}

/// The line of the log for a record.
pub(crate) fn entry<'a>(record: &'a Record, action: Happened, cells: &'a [Cells]) -> Entry<'a> {
    Entry { entity: record.layout.entity.name.as_str(), record: record.id(), version: record.version(), action, cells }
}

/// A refusal of the database in the words of the entity's fields.
fn named(layout: &Layout, error: store::Error) -> Error {
    match error {
        store::Error::Unique { columns, .. } if !columns.is_empty() => {
            let fields = columns.iter().filter(|column| layout.index(column).is_some());
            Error::Invalid(fields.map(|column| FieldProblem::of(column.as_str(), "problem-not-unique")).collect())
        }
        other => other.into(),
    }
}

/// What text sorts by.
pub(crate) fn sort_key(value: &Value) -> Param {
    value.as_text().map_or(Param::Null, |text| Param::Bytes(text::sort_key(text)))
}

pub(crate) fn bind(param: Param) -> Expr {
    match param {
        Param::Null => Expr::val(Option::<i64>::None),
        Param::Int(value) => Expr::val(value),
        Param::Float(value) => Expr::val(value),
        Param::Bool(value) => Expr::val(value),
        Param::Text(value) => Expr::val(value),
        Param::Bytes(value) => Expr::val(value),
    }
}
