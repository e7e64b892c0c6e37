//! Relations to many: link tables with the columns `record` and `target`.

use crate::changes::Cells;
use crate::error::Result;
use crate::tx::Tx;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Param, Plan};

/// The records one points to, in the order of their ids.
pub(crate) fn targets(tx: &mut Tx<'_>, table: &str, record: i64) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("target"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new("record")).eq(record))
        .order_by(Alias::new("target"), store::sql::Order::Asc);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// Makes the record point to exactly these.
pub(crate) fn replace(tx: &mut Tx<'_>, table: &str, record: i64, before: &[i64], after: &[i64]) -> Result<()> {
    let gone: Vec<i64> = before.iter().filter(|id| !after.contains(id)).copied().collect();
    if !gone.is_empty() {
        let mut delete = Query::delete();
        delete
            .from_table(Alias::new(table))
            .and_where(Expr::col(Alias::new("record")).eq(record))
            .and_where(Expr::col(Alias::new("target")).is_in(gone));
        let (plan, params) = Plan::of(&delete, tx.dialect());
        tx.sql().queue(plan, params)?;
    }
    for id in after.iter().filter(|id| !before.contains(id)) {
        let mut insert = Query::insert();
        insert.into_table(Alias::new(table)).columns(["record", "target"].map(Alias::new));
        insert.values_panic([Expr::val(record), Expr::val(*id)]);
        let (plan, params) = Plan::of(&insert, tx.dialect());
        tx.sql().queue(plan, params)?;
    }
    Ok(())
}

/// What a relation to many was and is, as the log keeps it: ids with commas between them.
pub(crate) fn cells(field: &Arc<str>, before: &[i64], after: &[i64]) -> Cells {
    let text = |ids: &[i64]| Param::Text(ids.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    Cells { column: Arc::clone(field), before: text(before), after: text(after) }
}

/// Reads what [`cells`] wrote.
pub(crate) fn ids(param: &Param) -> Vec<i64> {
    match param {
        Param::Text(text) => text.split(',').filter_map(|id| id.parse().ok()).collect(),
        _ => Vec::new(),
    }
}
