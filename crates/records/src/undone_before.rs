//! What earlier takings back of a batch did already: those changes are not undone twice.

use crate::changes::Action as Happened;
use crate::error::Result;
use crate::history::{self, Logged};
use crate::tx::Tx;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// Records that one statement asks for.
const ASKED: usize = 500;

/// What became of a record when the batch was taken back before.
#[derive(Default)]
struct Done {
    is_deleted: bool,
    is_back: bool,
    /// The columns that got their values back.
    columns: HashSet<Arc<str>>,
}

/// Takes out of the entries of a batch what was undone before `into`, by a taking back that is still in force.
pub(crate) fn pass_over(tx: &mut Tx<'_>, batch: i64, into: i64, entries: &mut Vec<Logged>) -> Result<()> {
    let earlier = earlier(tx, batch, into)?;
    if earlier.is_empty() || entries.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<i64> = entries.iter().map(|logged| logged.record).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut done: HashMap<i64, Done> = HashMap::new();
    for ids in ids.chunks(ASKED) {
        let mut statement = history::log();
        statement
            .and_where(Expr::col(Alias::new("record")).is_in(ids.iter().copied()))
            .and_where(Expr::col(Alias::new("batch")).is_in(earlier.iter().copied()));
        for logged in history::read_log(tx, &statement)? {
            let done = done.entry(logged.record).or_default();
            match logged.action {
                Happened::Delete => done.is_deleted = true,
                Happened::Create => done.is_back = true,
                Happened::Update => done.columns.extend(logged.cells.into_iter().map(|cells| cells.column)),
            }
        }
    }
    entries.retain_mut(|logged| {
        let Some(done) = done.get(&logged.record) else { return true };
        match logged.action {
            Happened::Create => {
                // What the taking back let go, nobody changed since.
                logged.cells.retain(|cells| !done.columns.contains(&cells.column));
                !done.is_deleted
            }
            Happened::Delete => !done.is_back,
            Happened::Update => {
                logged.cells.retain(|cells| !done.columns.contains(&cells.column));
                !done.is_deleted && !logged.cells.is_empty()
            }
        }
    });
    Ok(())
}

/// The earlier takings back of a batch that were not undone themselves.
fn earlier(tx: &mut Tx<'_>, batch: i64, into: i64) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("id"))
        .from(Alias::new("batch"))
        // What takes a batch back is younger: with that, no more than those are looked at.
        .and_where(Expr::col(Alias::new("id")).gt(batch))
        .and_where(Expr::col(Alias::new("id")).ne(into))
        .and_where(Expr::col(Alias::new("of_batch")).eq(batch))
        .and_where(Expr::col(Alias::new("undone_at")).is_null());
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}
