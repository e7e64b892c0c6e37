//! Deleting a record together with what goes along with it.
//!
//! The definitions say what becomes of those that point to it: they go, too, or let go, or stand in the way.
//! Each record that is touched has its own line in the log, so that undoing brings everything back.

use crate::changes::{self, Action as Happened, Cells};
use crate::error::{Error, Result};
use crate::layout::{self, Layout};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{difference, entry, store_changes};
use crate::{batch, index, links, raw, rollup};
use access::Actor;
use feel::Value;
use model::{Kind, OnDelete};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Param, Plan};

/// How many records one deletion may take along.
const MOST: usize = 10_000;

/// Deletes a record and what follows it; all of it one batch, unless it is part of one already.
///
/// # Errors
/// [`Error::Invalid`] when a record that may not be without it points to it.
pub(crate) fn with_followers(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<()> {
    let changes = take_away(tx, actor, record)?;
    // Only now: what is computed over records that go, too, need not be computed.
    rollup::refresh_all(tx, actor, &changes)
}

/// [`with_followers`] up to where others compute over what went: whoever calls this hands the changes to
/// [`rollup::refresh_all`].
///
/// # Errors
/// As [`with_followers`].
pub(crate) fn take_away(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<Vec<rollup::Change>> {
    let batch = tx.batch();
    let mut gone = Gone::default();
    let outcome = remove(tx, actor, record, &mut gone);
    tx.set_batch(batch);
    outcome.map(|()| gone.changes)
}

/// What a deletion did so far.
#[derive(Default)]
struct Gone {
    /// The records that go; each goes once, even where they point to each other in a circle.
    ids: BTreeSet<i64>,
    /// How many records were touched.
    count: usize,
    /// What roll-ups have to follow.
    changes: Vec<rollup::Change>,
}

/// Makes what is done from here on a batch of its own, named after the record that began it.
fn together(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<()> {
    if tx.batch().is_none() {
        let id = batch::begin(tx, actor, batch::Kind::Delete, &record.layout.entity.name, &record.title())?;
        tx.set_batch(Some(id));
    }
    Ok(())
}

fn remove(tx: &mut Tx<'_>, actor: &Actor, record: &Record, gone: &mut Gone) -> Result<()> {
    gone.ids.insert(record.id());
    gone.count += 1;
    within_bounds(gone.count)?;
    let world = Arc::clone(tx.world());
    for referrer in world.model.referrers(&record.layout.entity.name) {
        let Some(layout) = world.layout(&referrer.entity) else { continue };
        match &referrer.field.kind {
            Kind::Relation(relation) => {
                let ids = pointing(tx, &layout, &referrer.field.name, record, relation.is_open())?;
                let goes = relation.on_delete == OnDelete::Cascade
                    || layout.entity.line_of.as_ref() == Some(&referrer.field.name);
                if !goes && relation.on_delete == OnDelete::Restrict && !ids.is_empty() {
                    let problem = FieldProblem::record("problem-still-needed");
                    return Err(Error::field(problem.with("count", ids.len()).with("entity", &layout.entity.plural)));
                }
                if !ids.is_empty() {
                    together(tx, actor, record)?;
                }
                for id in ids {
                    if gone.ids.contains(&id) {
                        continue;
                    }
                    let Some(follower) = raw::lock(tx, &layout, id)? else { continue };
                    if goes {
                        remove(tx, actor, &follower, gone)?;
                    } else {
                        let after = let_go(tx, actor, &follower, &referrer.field.name)?;
                        gone.changes.push((Some(follower), Some(after)));
                    }
                }
            }
            Kind::Relations(relations) => {
                let ids = linking(tx, &relations.table, record.id())?;
                if !ids.is_empty() {
                    together(tx, actor, record)?;
                }
                for id in ids {
                    gone.count += 1;
                    within_bounds(gone.count)?;
                    let Some(follower) = raw::lock(tx, &layout, id)? else { continue };
                    unlink_one(tx, actor, &follower, &referrer.field.name, &relations.table, record.id())?;
                }
            }
            _ => {}
        }
    }
    let mut cells = difference(record, &Record { values: Record::empty(&record.layout).values, ..record.clone() });
    // Whoever restores the record wants to know who made it, and when.
    for stamp in [layout::CREATED_AT, layout::CREATED_BY] {
        let slot = &record.layout.slots[stamp];
        let before = slot.codec.write(&record.values[stamp]).unwrap_or(Param::Null);
        cells.push(Cells { column: Arc::clone(&slot.column), before, after: Param::Null });
    }
    cells.extend(own_links(tx, record)?);
    index::remove(tx, record)?;
    crate::share::forget(tx, record.id())?;
    let mut statement = Query::delete();
    statement.from_table(Alias::new(&*record.layout.table)).and_where(Expr::col(Alias::new("id")).eq(record.id()));
    let (plan, params) = Plan::of(&statement, tx.dialect());
    tx.recall.forget(&record.layout);
    tx.sql().execute(&plan, &params)?;
    gone.changes.push((Some(record.clone()), None));
    changes::append(tx, actor, &entry(record, Happened::Delete, &cells))
}

fn within_bounds(count: usize) -> Result<()> {
    if count > MOST {
        return Err(Error::field(FieldProblem::record("problem-too-many-followers").with("most", MOST)));
    }
    Ok(())
}

/// The records that a link leads from to this one.
fn linking(tx: &mut Tx<'_>, table: &str, target: i64) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("record"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new("target")).eq(target))
        .order_by(Alias::new("record"), store::sql::Order::Asc)
        .limit(MOST as u64 + 1);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// Takes a record out of another one's relation to many.
fn unlink_one(
    tx: &mut Tx<'_>,
    actor: &Actor,
    follower: &Record,
    by: &Arc<str>,
    table: &str,
    target: i64,
) -> Result<()> {
    let before = links::targets(tx, table, follower.id())?;
    let after: Vec<i64> = before.iter().copied().filter(|id| *id != target).collect();
    links::replace(tx, table, follower.id(), &before, &after)?;
    let cells = links::cells(by, &before, &after);
    store_changes(tx, actor, follower, &mut follower.clone(), vec![cells])?;
    Ok(())
}

/// The entity of what would go along with a record, by its word in URLs; none when nothing would.
pub(crate) fn follower(tx: &mut Tx<'_>, record: &Record) -> Result<Option<Arc<str>>> {
    let world = Arc::clone(tx.world());
    for referrer in world.model.referrers(&record.layout.entity.name) {
        let (Some(layout), Some(relation)) = (world.layout(&referrer.entity), referrer.field.relation()) else {
            continue;
        };
        let goes =
            relation.on_delete == OnDelete::Cascade || layout.entity.line_of.as_ref() == Some(&referrer.field.name);
        if goes && !pointing(tx, &layout, &referrer.field.name, record, relation.is_open())?.is_empty() {
            return Ok(Some(Arc::clone(&layout.entity.plural)));
        }
    }
    Ok(None)
}

/// The records whose relation points to this one.
fn pointing(tx: &mut Tx<'_>, layout: &Layout, by: &str, record: &Record, open: bool) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("id"))
        .from(Alias::new(&*layout.table))
        .and_where(Expr::col(Alias::new(by)).eq(record.id()));
    if open {
        let which = format!("{by}_entity");
        statement.and_where(Expr::col(Alias::new(which)).eq(record.layout.entity.name.as_str()));
    }
    statement.limit(MOST as u64 + 1);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// Empties a relation of a record that stays, and returns it as it is then.
fn let_go(tx: &mut Tx<'_>, actor: &Actor, follower: &Record, by: &str) -> Result<Record> {
    let mut after = follower.clone();
    for name in [by.to_owned(), format!("{by}_entity")] {
        if let Some(slot) = follower.layout.index(&name) {
            after.values[slot] = Value::Null;
        }
    }
    store_changes(tx, actor, follower, &mut after, Vec::new())?;
    Ok(after)
}

/// Takes a record out of its own relations to many; returns what they were, for the log.
fn own_links(tx: &mut Tx<'_>, record: &Record) -> Result<Vec<Cells>> {
    let mut cells = Vec::new();
    for field in &record.layout.entity.fields {
        let Kind::Relations(relations) = &field.kind else { continue };
        let before = links::targets(tx, &relations.table, record.id())?;
        if before.is_empty() {
            continue;
        }
        links::replace(tx, &relations.table, record.id(), &before, &[])?;
        cells.push(links::cells(&field.name, &before, &[]));
    }
    Ok(cells)
}
