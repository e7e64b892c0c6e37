//! Taking changes back: one value, a deleted record with what went along, or a whole batch.
//!
//! Undoing walks the log backwards. What somebody else changed since is left as it is and reported. Whoever made a
//! change may take it back as long as they may still see the record; anybody else needs the right to do it themselves.
//! Each undoing is a batch of its own, so it can be undone, too.

use crate::batch::{self, Batch, Kind};
use crate::changes::{Action as Happened, Cells};
use crate::error::{Error, Result};
use crate::history::{self, Logged};
use crate::layout::Layout;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::restore;
use crate::tx::Tx;
use crate::write::{self, Patch};
use crate::{links, raw, undone_before};
use access::{Action, Actor};
use model::Kind as FieldKind;
use std::collections::HashSet;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order};

/// How many entries of the log are looked through for what went along with a deleted record.
const NEARBY: i64 = 20_000;

/// What undoing did.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// The batch in which it was done: undoing that one does it all again.
    pub batch: i64,
    /// How many changes were taken back.
    pub changes: u64,
    /// What could not be, and why.
    pub left: Vec<Left>,
}

/// A change that was not taken back, or not wholly.
#[derive(Debug, Clone)]
pub struct Left {
    pub entity: Arc<str>,
    pub record: i64,
    /// Why; said of the field where it is about one.
    pub problem: FieldProblem,
}

/// Gives a field the value back that it had before an entry of the record's history.
///
/// # Errors
/// As [`crate::update`]; [`Error::Query`] when the entry is none of this record's, or did not change the field.
pub fn value(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, change: i64, field: &str) -> Result<Record> {
    let layout = tx.world().named(entity)?;
    let permit = write::reach(tx, actor, &layout, id, Action::Change)?;
    let unknown = || Error::query(FieldProblem::of(field, "problem-no-such-change").with("id", change));
    let logged = one(tx, change)?.filter(|logged| logged.record == id).ok_or_else(unknown)?;
    let position = layout.entity.fields.iter().position(|known| &*known.name == field);
    if position.is_some_and(|position| permit.is_hidden(position)) {
        return Err(crate::select::unknown(field));
    }
    let mut patch = Patch::default();
    for cells in &logged.cells {
        match layout.index(&cells.column) {
            Some(slot) if layout.slots[slot].part == model::ColumnPart::Base => {}
            Some(slot) if layout.slots[slot].field.map_or(&*cells.column == field, |of| Some(of) == position) => {
                let codec = layout.slots[slot].codec;
                patch =
                    patch.with(Arc::clone(&layout.slots[slot].name), codec.read(history::cell(&cells.before, codec)));
            }
            None if &*cells.column == field => patch = patch.with(field, history::ids(&cells.before)),
            _ => {}
        }
    }
    if patch.values.is_empty() {
        return Err(unknown());
    }
    write::update(tx, actor, entity, id, None, &patch)
}

/// Brings a deleted record back under its old id, with its links and what was deleted or let go along with it.
///
/// A record that was deleted more than once comes back as it last was, whichever of its deletions is named.
///
/// # Errors
/// [`Error::NotFound`] when there is no such deletion this actor may take back; [`Error::Invalid`] when the record
/// itself cannot come back. What went along and cannot is reported.
pub fn deletion(tx: &mut Tx<'_>, actor: &Actor, entity: &str, change: i64) -> Result<Undone> {
    let layout = tx.world().named(entity)?;
    let missing = || write::not_found(&layout, 0);
    let logged = one(tx, change)?.ok_or_else(missing)?;
    if logged.action != Happened::Delete || *logged.entity != *layout.entity.name {
        return Err(missing());
    }
    let logged = history::last_deletion(tx, &logged)?.unwrap_or(logged);
    let title = history::before_state(&layout, &logged).title();
    let (before, mut undone) = begin(tx, actor, &layout.entity.name, &title)?;
    let outcome = together(tx, actor, logged, &mut undone);
    tx.set_batch(before);
    outcome.map(|()| undone)
}

fn together(tx: &mut Tx<'_>, actor: &Actor, root: Logged, undone: &mut Undone) -> Result<()> {
    let mut back: HashSet<i64> = HashSet::from([root.record]);
    let along = went_along(tx, &root)?;
    let outcome = restore::entry(tx, actor, &root, root.by == actor.user)?;
    let partly = outcome.map_err(|problem| Error::Invalid(vec![problem]))?;
    undone.changes += u64::from(partly.done);
    let left = |problem| Left { entity: Arc::clone(&root.entity), record: root.record, problem };
    undone.left.extend(partly.left.into_iter().map(left));
    for logged in along {
        // Newest first: what pointed to a record that is back comes back behind it.
        let pointed = logged.cells.iter().any(|cells| points(tx, &logged, cells, &back));
        if !pointed {
            continue;
        }
        if logged.action == Happened::Delete {
            back.insert(logged.record);
        }
        take_back(tx, actor, &logged, root.by == actor.user, undone)?;
    }
    Ok(())
}

/// The entries of the same batch and moment before a deletion, the newest first.
fn went_along(tx: &mut Tx<'_>, root: &Logged) -> Result<Vec<Logged>> {
    let Some(batch) = root.batch else { return Ok(Vec::new()) };
    let mut statement = history::log();
    statement
        .and_where(Expr::col(Alias::new("batch")).eq(batch))
        .and_where(Expr::col(Alias::new("id")).lt(root.id))
        .and_where(Expr::col(Alias::new("id")).gte(root.id - NEARBY))
        .and_where(Expr::col(Alias::new("at")).eq(root.at))
        .order_by(Alias::new("id"), Order::Desc);
    history::read_log(tx, &statement)
}

/// Whether what a logged cell held before pointed to one of these records, and no longer does.
fn points(tx: &Tx<'_>, logged: &Logged, cells: &Cells, records: &HashSet<i64>) -> bool {
    let Some(layout) = tx.world().layout(&logged.entity) else { return false };
    match layout.slot(&cells.column) {
        Some(slot) if slot.is_relation => matches!(cells.before, store::Param::Int(id) if records.contains(&id)),
        Some(_) => false,
        None => {
            let after = links::ids(&cells.after);
            links::ids(&cells.before).iter().any(|id| records.contains(id) && !after.contains(id))
        }
    }
}

/// Takes a whole batch back in this transaction; for a batch of unknown size use [`start`] and [`step`].
///
/// # Errors
/// [`Error::NotFound`] when there is no such batch this actor may see; [`Error::Query`] when it was taken back already.
pub fn batch(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<Undone> {
    let mut undone = Undone { batch: start(tx, actor, id)?, ..Undone::default() };
    let mut before = None;
    loop {
        let step = step(tx, actor, id, undone.batch, before, u64::MAX >> 2)?;
        undone.changes += step.changes;
        undone.left.extend(step.left);
        before = step.before;
        if before.is_none() {
            return Ok(undone);
        }
    }
}

/// A part of taking a batch back.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// Where the next step goes on; none when the batch is done.
    pub before: Option<i64>,
    pub changes: u64,
    pub left: Vec<Left>,
}

/// Begins to take a batch back, and returns the batch in which that is done.
///
/// # Errors
/// [`Error::NotFound`] when there is no such batch this actor may see; [`Error::Query`] when it was taken back already.
pub fn start(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<i64> {
    let known = known(tx, actor, id)?;
    if known.undone.is_some() {
        return Err(Error::query(FieldProblem::record("problem-undone-already")));
    }
    batch::begin_of(tx, actor, Kind::Undo, &known.entity, &known.label, Some(id))
}

/// As [`start`], for a batch that was taken back but for some changes, too: [`step`] then goes on with those only.
///
/// # Errors
/// [`Error::NotFound`] when there is no such batch this actor may see.
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<i64> {
    let known = known(tx, actor, id)?;
    batch::begin_of(tx, actor, Kind::Undo, &known.entity, &known.label, Some(id))
}

/// Takes up to `limit` changes of a batch back, the newest first, as part of the batch `into` that [`start`] began.
///
/// `before` is where the step before ended. Repeating a step changes nothing that is done already, and what an earlier
/// taking back did is passed over, whatever became of it since.
///
/// # Errors
/// When the database refuses; what cannot be taken back is reported, not an error.
pub fn step(tx: &mut Tx<'_>, actor: &Actor, id: i64, into: i64, before: Option<i64>, limit: u64) -> Result<Step> {
    let known = known(tx, actor, id)?;
    let mut statement = history::log();
    statement.and_where(Expr::col(Alias::new("batch")).eq(id)).order_by(Alias::new("id"), Order::Desc).limit(limit);
    if let Some(before) = before {
        statement.and_where(Expr::col(Alias::new("id")).lt(before));
    }
    let mut entries = history::read_log(tx, &statement)?;
    let next = entries.last().filter(|_| entries.len() as u64 == limit).map(|logged| logged.id);
    undone_before::pass_over(tx, id, into, &mut entries)?;
    let own = tx.batch();
    tx.set_batch(Some(into));
    let mut undone = Undone { batch: into, ..Undone::default() };
    let outcome =
        entries.iter().try_for_each(|logged| take_back(tx, actor, logged, known.by == actor.user, &mut undone));
    tx.set_batch(own);
    outcome?;
    if next.is_none() {
        batch::mark(tx, actor, id, true)?;
        // Taking back what was taken back brings the first batch into force again.
        if let Some(first) = known.of {
            batch::mark(tx, actor, first, false)?;
        }
    }
    Ok(Step { before: next, changes: undone.changes, left: undone.left })
}

fn known(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<Batch> {
    batch::get(tx, actor, id)?.ok_or_else(|| Error::NotFound { entity: Arc::from("batch"), id })
}

fn begin(tx: &mut Tx<'_>, actor: &Actor, entity: &str, label: &str) -> Result<(Option<i64>, Undone)> {
    let before = tx.batch();
    let batch = match before {
        Some(batch) => batch,
        None => batch::begin(tx, actor, Kind::Undo, entity, label)?,
    };
    tx.set_batch(Some(batch));
    Ok((before, Undone { batch, ..Undone::default() }))
}

/// Takes one entry back; when it cannot be, says so and leaves everything as it was.
fn take_back(tx: &mut Tx<'_>, actor: &Actor, logged: &Logged, own: bool, undone: &mut Undone) -> Result<()> {
    let left = |problem| Left { entity: Arc::clone(&logged.entity), record: logged.record, problem };
    let outcome =
        tx.savepoint(|tx| restore::entry(tx, actor, logged, own)?.map_err(|problem| Error::Invalid(vec![problem])));
    match outcome {
        Ok(partly) => {
            undone.changes += u64::from(partly.done);
            undone.left.extend(partly.left.into_iter().map(left));
        }
        Err(Error::Invalid(problems)) => undone.left.extend(problems.into_iter().map(left)),
        Err(Error::NotFound { .. }) => undone.left.push(left(FieldProblem::record("problem-gone"))),
        Err(Error::Forbidden { .. }) => undone.left.push(left(FieldProblem::record("problem-not-allowed"))),
        Err(Error::Store(store::Error::Reference { .. })) => {
            undone.left.push(left(FieldProblem::record("problem-still-needed-elsewhere")));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// An entry of the log.
fn one(tx: &mut Tx<'_>, change: i64) -> Result<Option<Logged>> {
    let mut statement = history::log();
    statement.and_where(Expr::col(Alias::new("id")).eq(change));
    Ok(history::read_log(tx, &statement)?.pop())
}

/// The table of a relation to many, by the name of its field.
pub(crate) fn link_table(layout: &Layout, field: &str) -> Option<Arc<str>> {
    match &layout.entity.field(field)?.kind {
        FieldKind::Relations(relations) => Some(Arc::clone(&relations.table)),
        _ => None,
    }
}

/// The record of an entry as it is now.
pub(crate) fn now(tx: &mut Tx<'_>, layout: &Arc<Layout>, logged: &Logged) -> Result<Option<Record>> {
    raw::lock(tx, layout, logged.record)
}
