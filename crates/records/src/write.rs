//! Creating, changing and deleting records: each the list of its steps.
//!
//! Invariants: nothing is stored that the definitions refuse; every finding is reported at once; what is stored, its
//! place in the search and its line in the change log stand in one transaction.

mod owner;
mod patch;
mod row;

pub(crate) use owner::{may_assign, own};
pub(crate) use patch::{Applied, apply};
pub use patch::{FILE, Line, Patch, is_of_bytes};
pub(crate) use row::{bind, difference, entry, insert, sort_key, store_changes, store_silently};

use crate::changes::{self, Action as Happened};
use crate::compute::{self, Related};
use crate::error::{Conflict, Error, Result};
use crate::layout::{self, Layout};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::{history, index, lines, money, number, raw, rollup};
use access::{Action, Actor, Permit};
use feel::Value;
use model::Kind;
use owner::{assignable, hands_over, within_rights};
use row::replace_links;
use std::sync::Arc;
use store::blob::Blob;
use store::sql::{Alias, Expr, ExprTrait};

/// Creates a record and returns it as stored.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for want of rights, [`Error::Invalid`] with every finding.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, entity: &str, patch: &Patch) -> Result<Record> {
    begun(tx, actor, entity, patch, Applied::New)
}

/// Creates the record of a file that was just taken in, and returns it as stored.
///
/// Promises that nobody has a file by naming what it holds: what a record of [`FILE`] says of the bytes (their digest,
/// size and kind) is said here alone, by whoever had the bytes in hand. For everybody else these fields are read-only.
///
/// # Errors
/// As [`create`].
pub fn create_file(tx: &mut Tx<'_>, actor: &Actor, patch: &Patch, kind: &str, bytes: &Blob) -> Result<Record> {
    let size = i64::try_from(bytes.size).unwrap_or(i64::MAX);
    let patch = patch.clone().with("media_type", kind).with("size", size).with("sha256", bytes.hash.as_str());
    begun(tx, actor, FILE, &patch, Applied::Taken)
}

fn begun(tx: &mut Tx<'_>, actor: &Actor, entity: &str, patch: &Patch, over: Applied) -> Result<Record> {
    let record = put_new(tx, actor, entity, patch, over)?;
    let again = rollup::refresh(tx, actor, None, Some(&record))?;
    lines::write(tx, actor, &record, patch)?;
    stored(tx, record, patch, again).map(|record| shown(tx, actor, record))
}

/// [`create`] up to where others compute over the record: whoever calls this hands the change to
/// [`rollup::refresh_all`]. Lines in the patch are not written.
///
/// # Errors
/// As [`create`].
pub(crate) fn put_new(tx: &mut Tx<'_>, actor: &Actor, entity: &str, patch: &Patch, over: Applied) -> Result<Record> {
    let layout = tx.world().named(entity)?;
    let permit = tx.world().permit(actor, &layout.entity, Action::Create)?;
    let id = tx.sql().next_id()?;
    let mut record = begin(tx, actor, &layout, id);
    let mut problems = Vec::new();
    apply(tx, &permit, &mut record, patch, over, &mut problems);
    own(tx, actor, &mut record, patch)?;
    compute::defaults(tx, actor, &mut record, |slot| patch.get(&layout.slots[slot].name).is_some())?;
    number::give(tx, &mut record)?;
    rollup::begin(&mut record);
    finish(tx, actor, &mut record, None, patch, problems)?;
    within_rights(tx, actor, &record, &permit)?;
    insert(tx, &record)?;
    let mut cells = difference(&Record::empty(&layout), &record);
    cells.extend(replace_links(tx, &record, patch)?);
    index::put(tx, &record)?;
    changes::append(tx, actor, &entry(&record, Happened::Create, &cells))?;
    Ok(record)
}

/// Changes a record and returns it as stored.
///
/// Changing its owner or its unit is handing it over: that needs the right to assign it, as it is before.
/// With `seen`, the change is refused when somebody else changed the record since that version.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], [`Error::Invalid`] with every finding.
pub fn update(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    seen: Option<i64>,
    patch: &Patch,
) -> Result<Record> {
    change(tx, actor, entity, id, seen, patch, Applied::Existing)
}

/// [`update`] with values that the definitions give: they also fill in what people only read.
///
/// # Errors
/// As [`update`].
pub(crate) fn complete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    seen: Option<i64>,
    patch: &Patch,
) -> Result<Record> {
    change(tx, actor, entity, id, seen, patch, Applied::New)
}

fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    seen: Option<i64>,
    patch: &Patch,
    over: Applied,
) -> Result<Record> {
    let Some((before, after)) = put_changed(tx, actor, entity, id, seen, patch, over)? else {
        // Whoever gives a record away may no longer write its lines: they come first.
        let (rest, handing) = patch.apart();
        change(tx, actor, entity, id, seen, &rest, over)?;
        return change(tx, actor, entity, id, None, &handing, over);
    };
    let again = rollup::refresh(tx, actor, Some(&before), Some(&after))?;
    lines::write(tx, actor, &after, patch)?;
    stored(tx, after, patch, again).map(|record| shown(tx, actor, record))
}

/// [`update`] up to where others compute over the record: whoever calls this hands the change to
/// [`rollup::refresh_all`]. Lines in the patch are not written, and when the record is handed over together with some,
/// nothing is: then there is none.
///
/// # Errors
/// As [`update`].
pub(crate) fn put_changed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    seen: Option<i64>,
    patch: &Patch,
    over: Applied,
) -> Result<Option<(Record, Record)>> {
    let layout = tx.world().named(entity)?;
    let permit = reach(tx, actor, &layout, id, Action::Change)?;
    let before = raw::lock(tx, &layout, id)?.ok_or_else(|| not_found(&layout, id))?;
    not_stale(tx, actor, &before, seen)?;
    let mut after = before.clone();
    let mut problems = Vec::new();
    apply(tx, &permit, &mut after, patch, over, &mut problems);
    if !patch.lines.is_empty() && hands_over(&before, &after).next().is_some() {
        return Ok(None);
    }
    assignable(tx, actor, &before, &mut after, &permit, &mut problems)?;
    finish(tx, actor, &mut after, Some(&before), patch, problems)?;
    let link_cells = replace_links(tx, &after, patch)?;
    if store_changes(tx, actor, &before, &mut after, link_cells)? {
        index::put_if_changed(tx, &before, &after)?;
    }
    Ok(Some((before, after)))
}

/// Deletes a record, and with it what the definitions say goes along.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], or [`Error::Invalid`] when other records need it.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, seen: Option<i64>) -> Result<()> {
    let layout = tx.world().named(entity)?;
    reach(tx, actor, &layout, id, Action::Delete)?;
    let before = raw::lock(tx, &layout, id)?.ok_or_else(|| not_found(&layout, id))?;
    not_stale(tx, actor, &before, seen)?;
    crate::delete::with_followers(tx, actor, &before)
}

/// The record as it is stored now: what is computed over its lines and over other records may have changed it `again`.
fn stored(tx: &mut Tx<'_>, record: Record, patch: &Patch, again: bool) -> Result<Record> {
    if !again && patch.lines.is_empty() {
        return Ok(record);
    }
    let layout = &record.layout;
    raw::load(tx, layout, record.id())?.ok_or_else(|| not_found(layout, record.id()))
}

/// A new record with what the platform fills in.
pub(crate) fn begin(tx: &Tx<'_>, actor: &Actor, layout: &Arc<Layout>, id: i64) -> Record {
    let mut record = Record::empty(layout);
    let now = Value::DateTime(feel::DateTime::from_micros(tx.micros()));
    record.values[layout::ID] = Value::from(id);
    record.values[layout::VERSION] = Value::from(1);
    record.values[layout::CREATED_AT] = now.clone();
    record.values[layout::CREATED_BY] = Value::from(actor.user);
    record.values[layout::CHANGED_AT] = now;
    record.values[layout::CHANGED_BY] = Value::from(actor.user);
    record
}

/// Computes and validates; fails with every finding at once.
fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &mut Record,
    before: Option<&Record>,
    patch: &Patch,
    mut problems: Vec<FieldProblem>,
) -> Result<()> {
    money::currencies(tx, record, before)?;
    follow(tx, actor, record, before, patch)?;
    let mut related = Related::new();
    compute::formulas(tx, actor, record, &mut related)?;
    money::base_amounts(tx, record, before)?;
    required(record, &mut problems);
    crate::relations::check(tx, actor, record, before, patch, &mut problems)?;
    // A rule over a value that was refused would only repeat the complaint.
    let broken = compute::rules(tx, actor, record, &mut related)?;
    // But what a rule says of a record that may not be chosen says more than that it may not.
    let is_said = |problem: &FieldProblem| broken.errors.iter().any(|rule| rule.field == problem.field);
    problems.retain(|problem| !problem.is("problem-not-eligible") || !is_said(problem));
    let complained =
        |problem: &FieldProblem| problem.field.is_some() && problems.iter().any(|known| known.field == problem.field);
    let fresh: Vec<FieldProblem> = broken.errors.into_iter().filter(|problem| !complained(problem)).collect();
    problems.extend(fresh);
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Applies defaults again that follow a field which changed, unless the patch sets the value itself; and then those that
/// follow them, each once.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &mut Record,
    before: Option<&Record>,
    patch: &Patch,
) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let layout = Arc::clone(&record.layout);
    let follows = |field: &&Arc<model::Field>| {
        field.default.is_some() && !field.follows.is_empty() && patch.get(&field.name).is_none()
    };
    let mut waiting: Vec<&Arc<model::Field>> = layout.entity.fields.iter().filter(follows).collect();
    let changed = |record: &Record, name: &Arc<str>| {
        layout.index(name).is_some_and(|slot| before.values[slot] != record.values[slot])
    };
    while let Some(next) = waiting.iter().position(|field| field.follows.iter().any(|name| changed(record, name))) {
        let field = waiting.remove(next);
        let (Some(default), Some(slot)) = (&field.default, layout.index(&field.name)) else { continue };
        let mut related = Related::new();
        compute::relate(tx, record, default.programs(), &mut related)?;
        let value = compute::initial(tx, actor, default, record, &related, &tx.env(actor))?;
        record.values[slot] = compute::fitting(&layout, slot, compute::flat(value, layout.slots[slot].is_relation));
    }
    Ok(())
}

fn required(record: &Record, problems: &mut Vec<FieldProblem>) {
    let layout = &record.layout;
    for (position, field) in layout.entity.fields.iter().enumerate() {
        let mut slots = layout.slots_of(position).peekable();
        // A default that joins parts which are all missing shows nothing, either.
        let is_empty = |value: &Value| value.is_null() || value.as_text().is_some_and(|text| text.trim().is_empty());
        let missing = field.required && slots.peek().is_some() && slots.all(|slot| is_empty(&record.values[slot]));
        let complained = problems.iter().any(|problem| problem.field.as_ref() == Some(&field.name));
        if missing && !complained && !matches!(field.kind, Kind::AutoNumber(_) | Kind::RollUp(_)) {
            problems.push(FieldProblem::of(Arc::clone(&field.name), "problem-required"));
        }
    }
}

/// Finds the record among those the actor may do this with.
///
/// # Errors
/// [`Error::NotFound`] when it cannot be seen, [`Error::Forbidden`] when it can only be seen.
pub(crate) fn reach(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, id: i64, action: Action) -> Result<Permit> {
    let world = Arc::clone(tx.world());
    let permit = world.permit(actor, &layout.entity, action)?;
    let reading = access::permit(&world.model, actor, &layout.entity, Action::Read);
    if permit.rows == access::Rows::All && reading.rows == access::Rows::All {
        // Whether it exists is found out by whoever loads it.
        return Ok(permit);
    }
    let found = |tx: &mut Tx<'_>, action| -> Result<bool> {
        let asking = Asking::new(&world, actor, tx);
        let mut select = Select::permitted(&asking, layout, action)?;
        let main = Arc::clone(select.main());
        select.statement.expr(Expr::val(1_i64)).and_where(Expr::col((Alias::new(&*main), Alias::new("id"))).eq(id));
        Ok(tx.sql().one(&select.statement, |_| Ok(()))?.is_some())
    };
    if found(tx, action)? {
        return Ok(permit);
    }
    if action != Action::Read && found(tx, Action::Read)? {
        return Err(Error::Forbidden { entity: layout.entity.name.shared(), action: action.as_str() });
    }
    Err(not_found(layout, id))
}

/// Refuses a change made to a version that is no longer the newest, unless only computed values changed since.
fn not_stale(tx: &mut Tx<'_>, actor: &Actor, stored: &Record, seen: Option<i64>) -> Result<()> {
    let Some(seen) = seen else { return Ok(()) };
    if seen == stored.version() {
        return Ok(());
    }
    let changed = history::since(tx, actor, stored, seen)?;
    if seen < stored.version() && !changed.is_empty() && changed.iter().all(|difference| difference.computed) {
        return Ok(());
    }
    let at = match &stored.values[layout::CHANGED_AT] {
        Value::DateTime(moment) => moment.to_micros(&jiff::tz::TimeZone::UTC),
        _ => 0,
    };
    let by = stored.values[layout::CHANGED_BY].as_number().and_then(feel::Number::to_i64).unwrap_or(0);
    Err(Error::Conflict(Box::new(Conflict { version: stored.version(), changed, by, at })))
}

/// The record as the actor may see it.
pub(crate) fn shown(tx: &Tx<'_>, actor: &Actor, mut record: Record) -> Record {
    let permit = tx.world().permit(actor, &record.layout.entity, Action::Read).unwrap_or_else(|_| Permit::none());
    if !permit.hidden.is_empty() {
        for (index, slot) in record.layout.slots.iter().enumerate() {
            if slot.field.is_some_and(|field| permit.is_hidden(field)) {
                record.values[index] = Value::Null;
            }
        }
        record.hidden = permit.hidden;
    }
    record
}

pub(crate) fn not_found(layout: &Layout, id: i64) -> Error {
    Error::NotFound { entity: layout.entity.name.shared(), id }
}
