//! What became of a record that was merged: the one that it is part of now.

use crate::changes::Action as Happened;
use crate::error::{Error, Result};
use crate::history::{self, Logged};
use crate::layout::{self, Layout};
use crate::memory;
use crate::record::Record;
use crate::tx::Tx;
use access::{Action, Actor};
use feel::Value;
use store::sql::{Alias, Expr, ExprTrait, Order, Query};

/// So many merges are followed, one into the other.
const MOST: usize = 100;

/// The record that a merged one is part of now, also after it was merged itself. Nothing when it was not merged, when
/// that was undone, and for whoever may not see both: what it was, and what it is part of.
///
/// # Errors
/// When the database cannot be read; [`Error::NotFound`] for an entity that is not there or not for this actor.
pub fn survivor(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64) -> Result<Option<Record>> {
    let layout = tx.world().named(entity)?;
    let permit = tx.world().permit(actor, &layout.entity, Action::Read)?;
    let Some((last, mut into)) = merged(tx, &layout, id)? else { return Ok(None) };
    for _ in 0..MOST {
        match crate::read::get(tx, actor, entity, into) {
            Ok(record) => {
                let mut before = history::before_state(&layout, &last);
                // It was shared with those with whom the one that stays is shared: shares were carried over.
                before.values[layout::ID] = Value::from(into);
                return Ok(memory::reaches(tx, actor, &before, &permit.rows)?.then_some(record));
            }
            Err(Error::NotFound { .. }) => match merged(tx, &layout, into)? {
                Some((_, next)) => into = next,
                None => return Ok(None),
            },
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// How a record went by being merged, and into which: only while it is gone.
fn merged(tx: &mut Tx<'_>, layout: &Layout, id: i64) -> Result<Option<(Logged, i64)>> {
    let mut statement = history::log();
    statement
        .and_where(Expr::col(Alias::new("record")).eq(id))
        .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()))
        .order_by(Alias::new("id"), Order::Desc)
        .limit(1);
    let last = history::read_log(tx, &statement)?.pop().filter(|last| last.action == Happened::Delete);
    let Some((last, batch)) = last.and_then(|last| last.batch.map(|batch| (last, batch))) else { return Ok(None) };
    let mut statement = Query::select();
    statement
        .column(Alias::new("into_record"))
        .from(Alias::new("batch"))
        .and_where(Expr::col(Alias::new("id")).eq(batch));
    let into = tx.sql().one(&statement, |row| row.maybe(0, store::Row::int))?.flatten();
    Ok(into.map(|into| (last, into)))
}
