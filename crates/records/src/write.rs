//! Creating, changing and deleting records: each the list of its steps.
//!
//! Invariants: nothing is stored that the definitions refuse; every finding is reported at once; what is stored, its
//! place in the search and its line in the change log stand in one transaction.

use crate::changes::{self, Action as Happened, Cells, Entry};
use crate::compute::{self, Related};
use crate::error::{Conflict, Error, Result};
use crate::layout::{self, Layout};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::{history, index, input, lines, links, money, number, raw, rollup};
use access::{Action, Actor, Permit};
use feel::Value;
use model::{Kind, OwnerPolicy};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Param, Plan};

/// What somebody wants a record to become: slots by name, each with its new value.
///
/// A relation to many takes a list of ids; line items stand in `lines` and replace those that are there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patch {
    pub values: Vec<(Arc<str>, Value)>,
    pub lines: Vec<(Arc<str>, Vec<Line>)>,
}

/// One line item: an existing one by its id, or a new one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub id: Option<i64>,
    pub values: Vec<(Arc<str>, Value)>,
}

impl Patch {
    /// A patch of one value.
    pub fn one(name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        Self::default().with(name, value)
    }

    /// The patch with one more value.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    /// The patch without owner and unit, and a patch of these alone.
    fn apart(&self) -> (Self, Self) {
        let (handing, values) = self.values.iter().cloned().partition(|(name, _)| matches!(&**name, "owner" | "unit"));
        (Self { values, lines: self.lines.clone() }, Self { values: handing, lines: Vec::new() })
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().rev().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }
}

/// Creates a record and returns it as stored.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for want of rights, [`Error::Invalid`] with every finding.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, entity: &str, patch: &Patch) -> Result<Record> {
    let layout = tx.world().named(entity)?;
    let permit = tx.world().permit(actor, &layout.entity, Action::Create)?;
    let id = tx.sql().next_id()?;
    let mut record = begin(tx, actor, &layout, id);
    let mut problems = Vec::new();
    apply(tx, &permit, &mut record, patch, Applied::New, &mut problems);
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
    lines::write(tx, actor, &record, patch)?;
    rollup::refresh(tx, actor, None, Some(&record))?;
    stored(tx, record, patch).map(|record| shown(tx, actor, record))
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
    let layout = tx.world().named(entity)?;
    let permit = reach(tx, actor, &layout, id, Action::Change)?;
    let before = raw::lock(tx, &layout, id)?.ok_or_else(|| not_found(&layout, id))?;
    not_stale(tx, actor, &before, seen)?;
    let mut after = before.clone();
    let mut problems = Vec::new();
    apply(tx, &permit, &mut after, patch, over, &mut problems);
    if !patch.lines.is_empty() && hands_over(&before, &after).next().is_some() {
        // Whoever gives a record away may no longer write its lines: they come first.
        let (rest, handing) = patch.apart();
        change(tx, actor, entity, id, seen, &rest, over)?;
        return change(tx, actor, entity, id, None, &handing, over);
    }
    assignable(tx, actor, &before, &mut after, &permit, &mut problems)?;
    finish(tx, actor, &mut after, Some(&before), patch, problems)?;
    let link_cells = replace_links(tx, &after, patch)?;
    if store_changes(tx, actor, &before, &mut after, link_cells)? {
        index::put_if_changed(tx, &before, &after)?;
    }
    lines::write(tx, actor, &after, patch)?;
    rollup::refresh(tx, actor, Some(&before), Some(&after))?;
    stored(tx, after, patch).map(|record| shown(tx, actor, record))
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

/// The record as it is stored now: what was computed over its lines and over other records may have changed it again.
fn stored(tx: &mut Tx<'_>, record: Record, patch: &Patch) -> Result<Record> {
    let layout = &record.layout;
    let model = tx.model();
    let alone = model.roll_ups_over(&layout.entity.name).is_empty() && model.readers_of(&layout.entity.name).is_empty();
    if alone && patch.lines.is_empty() {
        return Ok(record);
    }
    raw::load(tx, layout, record.id())?.ok_or_else(|| not_found(layout, record.id()))
}

/// What a patch is laid over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    New,
    Existing,
}

/// A new record with what the platform fills in.
fn begin(tx: &Tx<'_>, actor: &Actor, layout: &Arc<Layout>, id: i64) -> Record {
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

/// Who owns a new record: whoever was named, else as the definitions say.
fn own(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record, patch: &Patch) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    match layout.entity.owner {
        OwnerPolicy::Nobody => {}
        OwnerPolicy::Creator => {
            if patch.get("owner").is_none() && actor.user != 0 {
                record.values[layout::OWNER] = Value::from(actor.user);
            }
            if patch.get("unit").is_none() {
                record.values[layout::UNIT] = match record.owner() {
                    Some(owner) if owner == actor.user => actor.unit.map_or(Value::Null, Value::from),
                    Some(owner) => crate::people::unit_of(tx, owner)?.map_or(Value::Null, Value::from),
                    None => Value::Null,
                };
            }
        }
        OwnerPolicy::Parent => {
            let parent = layout
                .entity
                .line_of
                .as_ref()
                .and_then(|by| Some((layout.slot(by)?.target.clone()?, record.target(by)?)));
            if let Some((entity, id)) = parent
                && let Some(target) = tx.world().layout(&entity)
                && let Some(parent) = raw::load(tx, &target, id)?
            {
                record.values[layout::OWNER] = parent.values[layout::OWNER].clone();
                record.values[layout::UNIT] = parent.values[layout::UNIT].clone();
            }
        }
    }
    Ok(())
}

/// Lays the patch over the record; what cannot be is a problem.
pub(crate) fn apply(
    tx: &Tx<'_>,
    permit: &Permit,
    record: &mut Record,
    patch: &Patch,
    over: Applied,
    problems: &mut Vec<FieldProblem>,
) {
    let layout = Arc::clone(&record.layout);
    for (name, value) in &patch.values {
        match writable(&layout, permit, name, over) {
            Ok(Place::Slot(slot)) => {
                let part = layout.slots[slot].part;
                let fitted = match layout.field(slot) {
                    Some(field) => input::fit(field, part, name, value.clone(), &tx.world().settings),
                    // Owner and unit are records, or nobody.
                    None if value.is_null() || value.as_number().is_some_and(|id| id.is_integer()) => Ok(value.clone()),
                    None => Err(FieldProblem::of(Arc::clone(name), "problem-no-such-record")),
                };
                match fitted {
                    Ok(value) => record.values[slot] = value,
                    Err(problem) => problems.push(problem),
                }
            }
            Ok(Place::Address(field)) => problems.extend(apply_address(tx, record, field, value)),
            Ok(Place::Links) => {}
            Err(problem) => {
                // Sending back what was read is no attempt to change it.
                let same =
                    layout.index(name).is_some_and(|slot| record.values[slot] == *value && over == Applied::Existing);
                if !same {
                    problems.push(problem);
                }
            }
        }
    }
}

enum Place {
    Slot(usize),
    Address(usize),
    Links,
}

fn writable(layout: &Layout, permit: &Permit, name: &Arc<str>, over: Applied) -> Result<Place, FieldProblem> {
    let unknown = || FieldProblem::of(Arc::clone(name), "problem-unknown-field").with("name", name);
    let read_only = || FieldProblem::of(Arc::clone(name), "problem-read-only");
    let position = match layout.index(name) {
        Some(layout::OWNER | layout::UNIT) => return Ok(Place::Slot(layout.index(name).unwrap_or_default())),
        Some(slot) => match layout.slots[slot].field {
            Some(field) => field,
            None => return Err(read_only()),
        },
        None => layout.entity.fields.iter().position(|field| field.name == *name).ok_or_else(unknown)?,
    };
    if permit.is_hidden(position) {
        return Err(unknown());
    }
    let field = &layout.entity.fields[position];
    // Read-only fields are filled in once, by whoever creates the record.
    let fixed = field.is_computed() || (field.readonly && over == Applied::Existing);
    if fixed || !permit.is_writable(position) {
        return Err(read_only());
    }
    match (&field.kind, layout.index(name)) {
        (Kind::Relations(_), _) => Ok(Place::Links),
        (Kind::Address, None) => Ok(Place::Address(position)),
        (_, Some(slot)) => Ok(Place::Slot(slot)),
        _ => Err(unknown()),
    }
}

fn apply_address(tx: &Tx<'_>, record: &mut Record, field: usize, value: &Value) -> Vec<FieldProblem> {
    let layout = Arc::clone(&record.layout);
    let slots: Vec<usize> = layout.slots_of(field).collect();
    let mut problems = Vec::new();
    for slot in slots {
        let name = &layout.slots[slot].name;
        let part = name.strip_prefix(&*layout.entity.fields[field].name).unwrap_or(name).trim_start_matches('_');
        let part = value.as_context().and_then(|context| context.get(part)).cloned().unwrap_or_default();
        match input::fit(&layout.entity.fields[field], layout.slots[slot].part, name, part, &tx.world().settings) {
            Ok(value) => record.values[slot] = value,
            Err(problem) => problems.push(problem),
        }
    }
    problems
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
    let complained =
        |problem: &FieldProblem| problem.field.is_some() && problems.iter().any(|known| known.field == problem.field);
    let fresh: Vec<FieldProblem> = broken.errors.into_iter().filter(|problem| !complained(problem)).collect();
    problems.extend(fresh);
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Applies defaults again that follow a field which changed, unless the patch sets the value itself.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &mut Record,
    before: Option<&Record>,
    patch: &Patch,
) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let layout = Arc::clone(&record.layout);
    let changed = |name: &Arc<str>| layout.index(name).is_some_and(|slot| before.values[slot] != record.values[slot]);
    let due: Vec<usize> = (0..layout.entity.fields.len())
        .filter(|position| {
            let field = &layout.entity.fields[*position];
            field.default.is_some() && patch.get(&field.name).is_none() && field.follows.iter().any(&changed)
        })
        .collect();
    for position in due {
        let field = &layout.entity.fields[position];
        let (Some(default), Some(slot)) = (&field.default, layout.index(&field.name)) else { continue };
        let mut related = Related::new();
        compute::relate(tx, record, std::iter::once(&default.program), &mut related)?;
        let value = compute::value(default, record, actor, &related, &tx.env(actor));
        record.values[slot] = compute::fitting(&layout, slot, compute::flat(value, layout.slots[slot].is_relation));
    }
    Ok(())
}

fn required(record: &Record, problems: &mut Vec<FieldProblem>) {
    let layout = &record.layout;
    for (position, field) in layout.entity.fields.iter().enumerate() {
        let mut slots = layout.slots_of(position).peekable();
        let missing = field.required && slots.peek().is_some() && slots.all(|slot| record.values[slot].is_null());
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

/// The slots of owner and unit, as far as two states of a record differ in them.
fn hands_over<'a>(before: &'a Record, after: &'a Record) -> impl Iterator<Item = usize> + 'a {
    [layout::OWNER, layout::UNIT].into_iter().filter(|slot| before.values[*slot] != after.values[*slot])
}

/// Whether the actor may hand a record over: what it is before decides, for handing over changes who may do what.
pub(crate) fn may_assign(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<bool> {
    let rows = access::permit(tx.model(), actor, &record.layout.entity, Action::Assign).rows;
    crate::memory::reaches(tx, actor, record, &rows)
}

/// Leaves a record with those it belongs to, and says so, unless the actor may give it to others.
///
/// A line item belongs to its record: moving it to another one needs the right to change both.
fn assignable(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: &Record,
    after: &mut Record,
    permit: &Permit,
    problems: &mut Vec<FieldProblem>,
) -> Result<()> {
    let mut refused: Vec<usize> = hands_over(before, after).collect();
    if !refused.is_empty() && may_assign(tx, actor, before)? {
        refused.clear();
    }
    let parent = before.layout.entity.line_of.as_ref().and_then(|by| before.layout.index(by));
    if let Some(parent) = parent.filter(|slot| before.values[*slot] != after.values[*slot])
        && !after.values[parent].is_null()
        && !crate::memory::reaches(tx, actor, after, &permit.rows)?
    {
        refused.push(parent);
    }
    for slot in refused {
        after.values[slot] = before.values[slot].clone();
        problems.push(FieldProblem::of(Arc::clone(&before.layout.slots[slot].name), "problem-may-not-assign"));
    }
    Ok(())
}

/// Refuses a new record that the actor could create only for somebody else.
fn within_rights(tx: &mut Tx<'_>, actor: &Actor, record: &Record, permit: &Permit) -> Result<()> {
    if crate::memory::reaches(tx, actor, record, &permit.rows)? {
        return Ok(());
    }
    Err(Error::Forbidden { entity: record.layout.entity.name.shared(), action: Action::Create.as_str() })
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

/// Writes what differs, with a new version and a line in the log; returns whether anything does.
pub(crate) fn store_changes(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: &Record,
    after: &mut Record,
    link_cells: Vec<Cells>,
) -> Result<bool> {
    let mut cells = difference(before, after);
    cells.extend(link_cells);
    if cells.is_empty() {
        return Ok(false);
    }
    after.values[layout::VERSION] = Value::from(before.version() + 1);
    after.values[layout::CHANGED_AT] = Value::DateTime(feel::DateTime::from_micros(tx.micros()));
    after.values[layout::CHANGED_BY] = Value::from(actor.user);
    let layout = &after.layout;
    let mut statement = Query::update();
    statement.table(Alias::new(&*layout.table));
    for (index, slot) in layout.slots.iter().enumerate() {
        let stamped = matches!(index, layout::VERSION | layout::CHANGED_AT | layout::CHANGED_BY);
        if !stamped && before.values[index] == after.values[index] {
            continue;
        }
        statement.value(Alias::new(&*slot.column), bind(slot.codec.write(&after.values[index]).unwrap_or(Param::Null)));
        if let Some(key) = &slot.key {
            statement.value(Alias::new(&**key), bind(sort_key(&after.values[index])));
        }
    }
    statement.and_where(Expr::col(Alias::new("id")).eq(before.id()));
    let (plan, params) = Plan::of(&statement, tx.dialect());
    let outcome = tx.sql().execute(&plan, &params);
    outcome.map_err(|error| named(layout, error))?;
    changes::append(tx, actor, &entry(after, Happened::Update, &cells))?;
    Ok(true)
}

/// Puts a new row into the table.
pub(crate) fn insert(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    let layout = &record.layout;
    let dialect = tx.dialect();
    // Every column each time: one statement for an entity, which both databases keep prepared.
    let plan = layout.insert_plan(dialect, || {
        let mut statement = Query::insert();
        let columns = layout.slots.iter().flat_map(|slot| std::iter::once(&slot.column).chain(&slot.key));
        let columns: Vec<Alias> = columns.map(|column| Alias::new(&**column)).collect();
        let values: Vec<Expr> = columns.iter().map(|_| Expr::value(0_i64)).collect();
        statement.into_table(Alias::new(&*layout.table)).columns(columns).values_panic(values);
        Plan::of(&statement, dialect).0
    });
    let mut params = Vec::with_capacity(layout.slots.len() + 2);
    for (slot, value) in layout.slots.iter().zip(&record.values) {
        params.push(slot.codec.write(value).unwrap_or(Param::Null));
        if slot.key.is_some() {
            params.push(sort_key(value));
        }
    }
    let outcome = tx.sql().execute(&plan, &params);
    outcome.map_err(|error| named(layout, error))?;
    Ok(())
}

/// Writes the relations to many that a patch names; returns what changed, for the log.
fn replace_links(tx: &mut Tx<'_>, record: &Record, patch: &Patch) -> Result<Vec<Cells>> {
    let mut cells = Vec::new();
    for field in &record.layout.entity.fields {
        let Kind::Relations(relations) = &field.kind else { continue };
        let Some(wanted) = patch.get(&field.name) else { continue };
        let mut after: Vec<i64> =
            wanted.as_list().unwrap_or_default().iter().filter_map(|id| id.as_number()?.to_i64()).collect();
        after.sort_unstable();
        after.dedup();
        let before = links::targets(tx, &relations.table, record.id())?;
        if before != after {
            links::replace(tx, &relations.table, record.id(), &before, &after)?;
            cells.push(links::cells(&field.name, &before, &after));
        }
    }
    Ok(cells)
}

/// The columns in which two states of a record differ, but for what every write stamps.
pub(crate) fn difference(before: &Record, after: &Record) -> Vec<Cells> {
    let layout = &after.layout;
    let mut cells = Vec::new();
    for (index, slot) in layout.slots.iter().enumerate() {
        let stamped = matches!(
            index,
            layout::ID
                | layout::VERSION
                | layout::CREATED_AT
                | layout::CREATED_BY
                | layout::CHANGED_AT
                | layout::CHANGED_BY
        );
        if stamped || before.values[index] == after.values[index] {
            continue;
        }
        cells.push(Cells {
            column: Arc::clone(&slot.column),
            before: slot.codec.write(&before.values[index]).unwrap_or(Param::Null),
            after: slot.codec.write(&after.values[index]).unwrap_or(Param::Null),
        });
    }
    cells
}

/// The line of the log for a record.
pub(crate) fn entry<'a>(record: &'a Record, action: Happened, cells: &'a [Cells]) -> Entry<'a> {
    Entry { entity: record.layout.entity.name.as_str(), record: record.id(), version: record.version(), action, cells }
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

/// A refusal of the database in the words of the entity's fields.
fn named(layout: &Layout, error: store::Error) -> Error {
    match error {
        store::Error::Unique { columns, .. } if !columns.is_empty() => {
            let fields = columns.iter().filter(|column| layout.index(column).is_some());
            Error::Invalid(fields.map(|column| FieldProblem::of(column.as_str(), "problem-not-unique")).collect())
        }
        other => other.into(),
    }
}

/// What text sorts by.
pub(crate) fn sort_key(value: &Value) -> Param {
    value.as_text().map_or(Param::Null, |text| Param::Bytes(text::sort_key(text)))
}

pub(crate) fn bind(param: Param) -> Expr {
    match param {
        Param::Null => Expr::val(Option::<i64>::None),
        Param::Int(value) => Expr::val(value),
        Param::Float(value) => Expr::val(value),
        Param::Bool(value) => Expr::val(value),
        Param::Text(value) => Expr::val(value),
        Param::Bytes(value) => Expr::val(value),
    }
}
