//! Deleting a record together with what goes along with it.
//!
//! The definitions say what becomes of those that point to it: they go, too, or let go, or stand in the way.
//! Each record that is touched has its own line in the log, so that undoing brings everything back.

use crate::changes::{self, Action as Happened, Cells};
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{difference, entry, store_changes};
use crate::{index, links, raw, rollup};
use access::Actor;
use feel::Value;
use model::{Kind, OnDelete};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Param, Plan};

/// How many records one deletion may take along.
const MOST: usize = 10_000;

/// Deletes a record and what follows it.
///
/// # Errors
/// [`Error::Invalid`] when a record that may not be without it points to it.
pub(crate) fn with_followers(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<()> {
    let mut count = 0;
    remove(tx, actor, record, &mut count)?;
    rollup::refresh(tx, actor, Some(record), None)
}

fn remove(tx: &mut Tx<'_>, actor: &Actor, record: &Record, count: &mut usize) -> Result<()> {
    *count += 1;
    if *count > MOST {
        return Err(Error::field(FieldProblem::record("problem-too-many-followers").with("most", MOST)));
    }
    let world = Arc::clone(tx.world());
    for referrer in world.model.referrers(&record.layout.entity.name) {
        let Some(layout) = world.layout(&referrer.entity) else { continue };
        match &referrer.field.kind {
            Kind::Relation(relation) => {
                let ids = pointing(tx, &layout, &referrer.field.name, record, relation.is_open())?;
                let goes = relation.on_delete == OnDelete::Cascade || layout.entity.line_of.as_ref() == Some(&referrer.field.name);
                if !goes && relation.on_delete == OnDelete::Restrict && !ids.is_empty() {
                    let problem = FieldProblem::record("problem-still-needed");
                    return Err(Error::field(problem.with("count", ids.len()).with("entity", &layout.entity.plural)));
                }
                for id in ids {
                    let Some(follower) = raw::lock(tx, &layout, id)? else { continue };
                    if goes {
                        remove(tx, actor, &follower, count)?;
                    } else {
                        let_go(tx, actor, &follower, &referrer.field.name)?;
                    }
                }
            }
            Kind::Relations(relations) => unlink(tx, &relations.table, "target", record.id())?,
            _ => {}
        }
    }
    let mut cells = difference(record, &Record { values: Record::empty(&record.layout).values, ..record.clone() });
    cells.extend(own_links(tx, record)?);
    index::remove(tx, record)?;
    let mut statement = Query::delete();
    statement.from_table(Alias::new(&*record.layout.table)).and_where(Expr::col(Alias::new("id")).eq(record.id()));
    let (plan, params) = Plan::of(&statement, tx.dialect());
    tx.sql().execute(&plan, &params)?;
    changes::append(tx, actor, &entry(record, Happened::Delete, &cells))
}

/// The records whose relation points to this one.
fn pointing(tx: &mut Tx<'_>, layout: &Layout, by: &str, record: &Record, open: bool) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement.column(Alias::new("id")).from(Alias::new(&*layout.table)).and_where(Expr::col(Alias::new(by)).eq(record.id()));
    if open {
        let which = format!("{by}_entity");
        statement.and_where(Expr::col(Alias::new(which)).eq(record.layout.entity.name.as_str()));
    }
    statement.limit(MOST as u64 + 1);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// Empties a relation of a record that stays.
fn let_go(tx: &mut Tx<'_>, actor: &Actor, follower: &Record, by: &str) -> Result<()> {
    let mut after = follower.clone();
    for name in [by.to_owned(), format!("{by}_entity")] {
        if let Some(slot) = follower.layout.index(&name) {
            after.values[slot] = Value::Null;
        }
    }
    store_changes(tx, actor, follower, &mut after, Vec::new())?;
    Ok(())
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
        unlink(tx, &relations.table, "record", record.id())?;
        let text = before.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        cells.push(Cells { column: Arc::clone(&field.name), before: Param::Text(text), after: Param::Null });
    }
    Ok(cells)
}

fn unlink(tx: &mut Tx<'_>, table: &str, side: &str, id: i64) -> Result<()> {
    let mut statement = Query::delete();
    statement.from_table(Alias::new(table)).and_where(Expr::col(Alias::new(side)).eq(id));
    let (plan, params) = Plan::of(&statement, tx.dialect());
    tx.sql().queue(plan, params)?;
    Ok(())
}
