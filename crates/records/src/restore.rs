//! One entry of the log taken back: a record created is deleted, one deleted comes back, changed fields get their
//! values back unless somebody changed them again.

use crate::changes::{self, Action as Happened, Cells};
use crate::compute::{self, Related};
use crate::error::Result;
use crate::history::{self, Logged};
use crate::layout::{self, Layout};
use crate::memory;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::undo::{link_table, now};
use crate::{delete, index, links, money, rollup, share, write};
use access::{Action, Actor};
use feel::Value;
use model::ColumnPart;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// What became of one entry.
#[derive(Debug, Default)]
pub(crate) struct Partly {
    /// Whether anything was done.
    pub done: bool,
    /// Fields that were changed again since, or that cannot have their value back.
    pub left: Vec<FieldProblem>,
}

/// Takes an entry back. With `own` the actor made the change; then seeing the record is right enough.
///
/// The inner error says why nothing at all could be done.
pub(crate) fn entry(
    tx: &mut Tx<'_>,
    actor: &Actor,
    logged: &Logged,
    own: bool,
) -> Result<Result<Partly, FieldProblem>> {
    let Some(layout) = tx.world().layout(&logged.entity) else {
        return Ok(Err(FieldProblem::record("problem-gone")));
    };
    match logged.action {
        Happened::Create => uncreate(tx, actor, &layout, logged, own),
        Happened::Delete => undelete(tx, actor, &layout, logged, own),
        Happened::Update => unchange(tx, actor, &layout, logged, own).map(Ok),
    }
}

fn uncreate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    layout: &Arc<Layout>,
    logged: &Logged,
    own: bool,
) -> Result<Result<Partly, FieldProblem>> {
    let Some(record) = now(tx, layout, logged)? else { return Ok(Ok(Partly::default())) };
    write::reach(tx, actor, layout, logged.record, if own { Action::Read } else { Action::Delete })?;
    if let Some(field) = changed_since(tx, &record, logged)? {
        return Ok(Err(FieldProblem::record("problem-changed-since").with("field", field)));
    }
    if let Some(entity) = delete::follower(tx, &record)? {
        return Ok(Err(FieldProblem::record("problem-others-attached").with("entity", entity)));
    }
    delete::with_followers(tx, actor, &record)?;
    Ok(Ok(Partly { done: true, left: Vec::new() }))
}

/// A field of a created record that no longer has the value it was created with, and was not computed.
fn changed_since(tx: &mut Tx<'_>, record: &Record, logged: &Logged) -> Result<Option<Arc<str>>> {
    for cells in &logged.cells {
        match record.layout.index(&cells.column) {
            Some(slot) => {
                let codec = record.layout.slots[slot].codec;
                if !is_computed(&record.layout, slot)
                    && record.values[slot] != codec.read(history::cell(&cells.after, codec))
                {
                    return Ok(Some(Arc::clone(&cells.column)));
                }
            }
            None => {
                if let Some(table) = link_table(&record.layout, &cells.column)
                    && links::targets(tx, &table, record.id())? != links::ids(&cells.after)
                {
                    return Ok(Some(Arc::clone(&cells.column)));
                }
            }
        }
    }
    // What was empty when it was created and is not now was filled in by somebody.
    let layout = &record.layout;
    let filled = (layout::OWNER..layout.slots.len()).find(|slot| {
        !is_computed(layout, *slot)
            && !record.values[*slot].is_null()
            && !logged.cells.iter().any(|cells| cells.column == layout.slots[*slot].column)
    });
    Ok(filled.map(|slot| Arc::clone(&layout.slots[slot].name)))
}

fn undelete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    layout: &Arc<Layout>,
    logged: &Logged,
    own: bool,
) -> Result<Result<Partly, FieldProblem>> {
    if now(tx, layout, logged)?.is_some() {
        return Ok(Ok(Partly::default()));
    }
    // It may have come back and been deleted again since: it is brought back as it last was, and taking somebody
    // else's deletion back needs the right to.
    let last = history::last_deletion(tx, logged)?;
    let own = own && last.as_ref().is_none_or(|last| last.by == logged.by);
    let logged = last.as_ref().unwrap_or(logged);
    let mut record = history::before_state(layout, logged);
    let permit = tx.world().permit(actor, &layout.entity, if own { Action::Read } else { Action::Create })?;
    if !own && !memory::reaches(tx, actor, &record, &permit.rows)? {
        return Err(write::not_found(layout, logged.record));
    }
    let mut left = missing_targets(tx, &mut record)?;
    record.values[layout::VERSION] = Value::from(logged.version + 1);
    record.values[layout::CHANGED_AT] = Value::DateTime(feel::DateTime::from_micros(tx.micros()));
    record.values[layout::CHANGED_BY] = Value::from(actor.user);
    if record.values[layout::CREATED_AT].is_null() {
        record.values[layout::CREATED_AT] = record.values[layout::CHANGED_AT].clone();
    }
    rollup::roll_up(tx, actor, &mut record)?;
    compute::formulas(tx, actor, &mut record, &mut Related::new())?;
    if let Some(field) = required_missing(&record) {
        return Ok(Err(FieldProblem::of(field, "problem-required")));
    }
    write::insert(tx, &record)?;
    let mut cells = write::difference(&Record::empty(layout), &record);
    for of in logged.cells.iter().filter(|of| layout.index(&of.column).is_none()) {
        let Some(table) = link_table(layout, &of.column) else { continue };
        let (wanted, gone) = there(tx, layout, &of.column, links::ids(&of.before))?;
        links::replace(tx, &table, record.id(), &[], &wanted)?;
        cells.push(links::cells(&of.column, &[], &wanted));
        left.extend(gone);
    }
    index::put(tx, &record)?;
    changes::append(tx, actor, &write::entry(&record, Happened::Create, &cells))?;
    rollup::refresh(tx, actor, None, Some(&record))?;
    Ok(Ok(Partly { done: true, left }))
}

fn unchange(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, logged: &Logged, own: bool) -> Result<Partly> {
    let Some(before) = now(tx, layout, logged)? else { return Err(write::not_found(layout, logged.record)) };
    let permit = write::reach(tx, actor, layout, logged.record, if own { Action::Read } else { Action::Change })?;
    let mut partly = Partly::default();
    let mut after = before.clone();
    let mut link_cells: Vec<Cells> = Vec::new();
    for cells in &logged.cells {
        let Some(slot) = layout.index(&cells.column) else {
            if &*cells.column == share::FIELD {
                match share::back(tx, actor, &before, cells)? {
                    Ok(done) => partly.done |= done,
                    Err(problem) => partly.left.push(problem),
                }
                continue;
            }
            if let Some(table) = link_table(layout, &cells.column) {
                link_cells.extend(relink(tx, layout, &before, &table, cells, &mut partly)?);
            }
            continue;
        };
        let (codec, name) = (layout.slots[slot].codec, &layout.slots[slot].name);
        let is_base = layout.slots[slot].part == ColumnPart::Base;
        if is_computed(layout, slot) && !is_base {
            continue;
        }
        let (was, became) =
            (codec.read(history::cell(&cells.before, codec)), codec.read(history::cell(&cells.after, codec)));
        if before.values[slot] == was {
            continue;
        }
        if before.values[slot] != became {
            if !is_base {
                partly.left.push(FieldProblem::of(Arc::clone(name), "problem-changed-since").with("field", name));
            }
            continue;
        }
        if !own && layout.slots[slot].field.is_some_and(|field| !permit.is_writable(field)) {
            partly.left.push(FieldProblem::of(Arc::clone(name), "problem-read-only"));
            continue;
        }
        // Who gave a record away does not take it back without the right to.
        if matches!(slot, layout::OWNER | layout::UNIT) && !write::may_assign(tx, actor, &before)? {
            partly.left.push(FieldProblem::of(Arc::clone(name), "problem-may-not-assign"));
            continue;
        }
        after.values[slot] = was;
    }
    partly.left.extend(missing_targets(tx, &mut after)?);
    if let Some(field) = required_missing(&after).filter(|_| required_missing(&before).is_none()) {
        partly.left.push(FieldProblem::of(field, "problem-required"));
        return Ok(partly);
    }
    let base = after.clone();
    compute::formulas(tx, actor, &mut after, &mut Related::new())?;
    money::base_amounts(tx, &mut after, Some(&before))?;
    // A worth that the log remembers counts more than today's rate.
    for (slot, described) in layout.slots.iter().enumerate() {
        if described.part == ColumnPart::Base && base.values[slot] != before.values[slot] {
            after.values[slot] = base.values[slot].clone();
        }
    }
    if write::store_changes(tx, actor, &before, &mut after, link_cells)? {
        index::put_if_changed(tx, &before, &after)?;
        rollup::refresh(tx, actor, Some(&before), Some(&after))?;
        partly.done = true;
    }
    Ok(partly)
}

/// Adds the links again that an entry took away, and takes away those it added.
fn relink(
    tx: &mut Tx<'_>,
    layout: &Layout,
    record: &Record,
    table: &str,
    cells: &Cells,
    partly: &mut Partly,
) -> Result<Option<Cells>> {
    let (was, became) = (links::ids(&cells.before), links::ids(&cells.after));
    let present = links::targets(tx, table, record.id())?;
    let removed = was.iter().filter(|id| !became.contains(id)).copied().collect();
    let (again, gone) = there(tx, layout, &cells.column, removed)?;
    partly.left.extend(gone);
    let mut wanted: Vec<i64> = present.iter().copied().filter(|id| was.contains(id) || !became.contains(id)).collect();
    wanted.extend(again);
    wanted.sort_unstable();
    wanted.dedup();
    if wanted == present {
        return Ok(None);
    }
    links::replace(tx, table, record.id(), &present, &wanted)?;
    Ok(Some(links::cells(&cells.column, &present, &wanted)))
}

/// Those of some linked records that are still there, and a problem when others are not.
fn there(
    tx: &mut Tx<'_>,
    layout: &Layout,
    field: &Arc<str>,
    ids: Vec<i64>,
) -> Result<(Vec<i64>, Option<FieldProblem>)> {
    let Some(model::Kind::Relations(relations)) = layout.entity.field(field).map(|field| &field.kind) else {
        return Ok((Vec::new(), None));
    };
    let Some(target) = tx.world().layout(&relations.to) else { return Ok((Vec::new(), None)) };
    let (mut found, mut gone) = (Vec::new(), None);
    for id in ids {
        if exists(tx, &target, id)? {
            found.push(id);
        } else {
            gone = Some(FieldProblem::of(Arc::clone(field), "problem-no-such-record").with("id", id));
        }
    }
    Ok((found, gone))
}

/// Empties relations whose records are gone, and says so.
fn missing_targets(tx: &mut Tx<'_>, record: &mut Record) -> Result<Vec<FieldProblem>> {
    let layout = Arc::clone(&record.layout);
    let mut problems = Vec::new();
    for (index, slot) in layout.slots.iter().enumerate() {
        // The people in the system columns may be gone; their ids stay.
        if !slot.is_relation || slot.field.is_none() {
            continue;
        }
        let Some(id) = record.values[index].as_number().and_then(feel::Number::to_i64) else { continue };
        let open = || record.get(&format!("{}_entity", slot.name)).as_text().map(str::to_owned);
        let Some(target) = slot.target.as_ref().map(|name| name.to_string()).or_else(open) else { continue };
        let is_there = match tx.world().layout(&target) {
            Some(target) => exists(tx, &target, id)?,
            None => false,
        };
        if !is_there {
            record.values[index] = Value::Null;
            if let Some(entity) = layout.index(&format!("{}_entity", slot.name)) {
                record.values[entity] = Value::Null;
            }
            problems.push(FieldProblem::of(Arc::clone(&slot.name), "problem-no-such-record").with("id", id));
        }
    }
    Ok(problems)
}

fn exists(tx: &mut Tx<'_>, layout: &Layout, id: i64) -> Result<bool> {
    let mut statement = Query::select();
    statement.expr(Expr::val(1_i64)).from(Alias::new(&*layout.table)).and_where(Expr::col(Alias::new("id")).eq(id));
    Ok(tx.sql().one(&statement, |_| Ok(()))?.is_some())
}

/// A required field that is empty.
fn required_missing(record: &Record) -> Option<Arc<str>> {
    let layout = &record.layout;
    let fields = layout.entity.fields.iter().enumerate();
    let mut missing = fields.filter(|(position, field)| {
        let mut slots = layout.slots_of(*position).peekable();
        field.required
            && !field.is_computed()
            && slots.peek().is_some()
            && slots.all(|slot| record.values[slot].is_null())
    });
    missing.next().map(|(_, field)| Arc::clone(&field.name))
}

/// Whether the definitions compute a slot.
fn is_computed(layout: &Layout, slot: usize) -> bool {
    layout.slots[slot].part == ColumnPart::Base || layout.field(slot).is_some_and(|field| field.is_computed())
}
