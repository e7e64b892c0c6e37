//! Rows as they lie, without rights: for the door's own steps, never for a caller.

use crate::error::Result;
use crate::layout::Layout;
use crate::record::Record;
use crate::tx::Tx;
use model::EntityName;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query, SelectStatement};
use store::{Plan, Row};

/// The whole row of a record.
pub(crate) fn load(tx: &mut Tx<'_>, layout: &Arc<Layout>, id: i64) -> Result<Option<Record>> {
    let dialect = tx.dialect();
    let plan = layout.load_plan(dialect, || {
        let mut statement = all_columns(layout);
        statement.and_where(Expr::col(Alias::new("id")).eq(0_i64));
        Plan::of(&statement, dialect).0
    });
    let found = tx.sql().query_one(&plan, &[id.into()], |row| Ok(read(layout, row, 0)))?;
    Ok(found)
}

/// The row of a record, kept from other writers until the transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>, layout: &Arc<Layout>, id: i64) -> Result<Option<Record>> {
    if tx.dialect() == store::Dialect::Sqlite {
        // There is one writer.
        return load(tx, layout, id);
    }
    if let Some(row) = tx.recall.locked(layout, id) {
        return Ok(Some(row));
    }
    let mut statement = all_columns(layout);
    statement.and_where(Expr::col(Alias::new("id")).eq(id)).lock(store::sql::LockType::Update);
    let found = tx.sql().one(&statement, |row| Ok(read(layout, row, 0)))?;
    Ok(found)
}

/// [`lock`] for rows that will be changed one after the other: one round trip instead of one for each.
pub(crate) fn lock_ahead(tx: &mut Tx<'_>, layout: &Arc<Layout>, ids: &[i64]) -> Result<()> {
    if ids.len() < 2 || tx.dialect() == store::Dialect::Sqlite {
        return Ok(());
    }
    let mut statement = all_columns(layout);
    let id = Expr::col(Alias::new("id")).is_in(ids.iter().copied());
    // In one order, so that two who lock the same rows wait for each other and not forever.
    statement.and_where(id).order_by(Alias::new("id"), store::sql::Order::Asc).lock(store::sql::LockType::Update);
    let rows = tx.sql().all(&statement, |row| Ok(read(layout, row, 0)))?;
    tx.recall.lock(layout, rows);
    Ok(())
}

/// A SELECT of every column, in the order of the slots.
pub(crate) fn all_columns(layout: &Layout) -> SelectStatement {
    let mut statement = Query::select();
    statement.from(Alias::new(&*layout.table));
    for slot in &layout.slots {
        statement.column(Alias::new(&*slot.column));
    }
    statement
}

/// Reads the slots of a record from a row, beginning with a column.
pub(crate) fn read(layout: &Arc<Layout>, row: &Row<'_>, first: usize) -> Record {
    let values =
        layout.slots.iter().enumerate().map(|(index, slot)| slot.codec.read(row.cell(first + index))).collect();
    Record { layout: Arc::clone(layout), values, hidden: access::Fields::none() }
}

/// The ids of the records whose relation points to one.
pub(crate) fn children(tx: &mut Tx<'_>, entity: &EntityName, by: &str, id: i64) -> Result<Vec<i64>> {
    let Some(layout) = tx.world().layout(entity) else { return Ok(Vec::new()) };
    let mut statement = Query::select();
    statement.column(Alias::new("id")).from(Alias::new(&*layout.table)).and_where(Expr::col(Alias::new(by)).eq(id));
    if let Some(slot) = layout.ordering() {
        statement.order_by(Alias::new(&*slot.column), store::sql::Order::Asc);
    }
    statement.order_by(Alias::new("id"), store::sql::Order::Asc);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}
