//! Following the change log: what everything that reacts to changes reads, in an order in which nothing is missed.
//!
//! A row of the log may become visible after one with a greater id, because its transaction took longer. A follower
//! therefore goes no further than a mark beyond which no such row can appear.

use crate::error::Result;
use crate::history::{self, Change};
use crate::tx::Tx;
use access::Permit;
use store::sql::{Alias, Expr, ExprTrait, Order};
use store::{Dialect, Plan};

/// How far a follower has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The last row it has seen.
    pub seen: i64,
    /// A row that was the newest when it looked, and the transaction that began next after that: once all before that
    /// one have ended, every row up to the mark can be seen.
    pub mark: Option<(i64, i64)>,
}

/// The newest row of the log.
///
/// # Errors
/// When the database cannot be read.
pub fn newest(tx: &mut Tx<'_>) -> Result<i64> {
    let plan = Plan::text("SELECT coalesce(max(id), 0) FROM change_log");
    Ok(tx.sql().query_one(&plan, &[], |row| row.int(0))?.unwrap_or(0))
}

/// Moves a position on: returns the row up to which nothing will be missed, and the position with its next mark.
///
/// To be called before the transaction writes anything.
///
/// # Errors
/// When the database cannot be read.
pub fn settled(tx: &mut Tx<'_>, position: Position) -> Result<(i64, Position)> {
    if tx.dialect() == Dialect::Sqlite {
        // There is one writer: rows appear in the order of their ids.
        return Ok((newest(tx)?, Position { mark: None, ..position }));
    }
    let plan = Plan::text(
        "SELECT (SELECT coalesce(max(id), 0) FROM change_log), \
         CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint), \
         CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)",
    );
    let found = tx.sql().query_one(&plan, &[], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?;
    let (newest, oldest_running, next) = found.unwrap_or_default();
    Ok(step(position, newest, oldest_running, next))
}

/// A step of a follower that sees transactions before `oldest_running` ended, and none from `next` on begun.
fn step(position: Position, newest: i64, oldest_running: i64, next: i64) -> (i64, Position) {
    if oldest_running >= next {
        return (newest, Position { mark: None, ..position });
    }
    match position.mark {
        Some((mark, began)) if oldest_running >= began => (mark, Position { mark: Some((newest, next)), ..position }),
        Some(_) => (position.seen, position),
        None => (position.seen, Position { mark: Some((newest, next)), ..position }),
    }
}

/// Changes after one row and up to another, the oldest first, as the platform sees them: without anybody's rights. With
/// the row up to which these are all.
///
/// # Errors
/// When the database cannot be read.
pub fn between(tx: &mut Tx<'_>, after: i64, up_to: i64, limit: u64) -> Result<(Vec<Change>, i64)> {
    let mut statement = history::log();
    statement
        .and_where(Expr::col(Alias::new("id")).gt(after))
        .and_where(Expr::col(Alias::new("id")).lte(up_to))
        .order_by(Alias::new("id"), Order::Asc)
        .limit(limit);
    let logged = history::read_log(tx, &statement)?;
    let is_cut = logged.len() as u64 >= limit;
    let reached = logged.last().filter(|_| is_cut).map_or(up_to, |last| last.id);
    let mut changes = Vec::with_capacity(logged.len());
    for logged in logged {
        // An entity whose definition is gone has no fields to tell of.
        if let Some(layout) = tx.world().layout(&logged.entity) {
            changes.push(history::shown(&layout, &Permit::all(), logged));
        }
    }
    Ok((changes, reached))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follower_waits_for_transactions_that_began_before_its_mark() {
        let begin = Position { seen: 10, mark: None };
        // Transaction 5 is under way and may hold row 11.
        let (up_to, marked) = step(begin, 12, 5, 8);
        assert_eq!((up_to, marked.mark), (10, Some((12, 8))));
        let (up_to, still) = step(marked, 20, 5, 30);
        assert_eq!((up_to, still), (10, marked));
        let (up_to, next) = step(marked, 20, 9, 30);
        assert_eq!((up_to, next.mark), (12, Some((20, 30))));
        let (up_to, quiet) = step(next, 25, 40, 40);
        assert_eq!((up_to, quiet.mark), (25, None));
    }
}
