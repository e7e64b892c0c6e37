//! Two records that mean the same made one: the fields chosen one by one, everything that pointed to either pointing
//! to the one that stays. All of it is a batch; undoing that batch is the un-merging.

use crate::batch;
use crate::compute::{self, Related};
use crate::error::{Error, Result};
use crate::layout::{self, Layout};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{self, Patch};
use crate::{delete, index, links, people, raw, rollup, share};
use access::{Action, Actor};
use feel::Value;
use model::Kind as FieldKind;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};

pub use crate::survivor::survivor;

/// How many records may point to the one that goes.
const MOST: u64 = 10_000;

/// A field in which two records may differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The field.
    pub name: Arc<str>,
    /// Its slots with their values in the record that stays and in the one that goes.
    pub slots: Vec<(Arc<str>, Value, Value)>,
    /// Whether the value of the one that goes is the better one: the other is empty.
    pub take: bool,
}

/// The fields in which two records differ and that the actor may write, with a proposal for each.
///
/// # Errors
/// [`Error::NotFound`] when one of them cannot be seen.
pub fn choices(tx: &mut Tx<'_>, actor: &Actor, entity: &str, keep: i64, lose: i64) -> Result<Vec<Choice>> {
    let (keep, lose) = (crate::read::get(tx, actor, entity, keep)?, crate::read::get(tx, actor, entity, lose)?);
    let layout = Arc::clone(&keep.layout);
    let permit = tx.world().permit(actor, &layout.entity, Action::Change)?;
    let mut choices = Vec::new();
    for (position, field) in layout.entity.fields.iter().enumerate() {
        if field.is_computed() || field.readonly || !permit.is_writable(position) {
            continue;
        }
        let slots: Vec<usize> =
            layout.slots_of(position).filter(|slot| layout.slots[*slot].part != model::ColumnPart::Base).collect();
        if slots.iter().all(|slot| keep.values[*slot] == lose.values[*slot]) {
            continue;
        }
        let take = slots.iter().all(|slot| keep.values[*slot].is_null() || is_currency(&layout, *slot));
        let value = |slot: &usize| {
            (Arc::clone(&layout.slots[*slot].name), keep.values[*slot].clone(), lose.values[*slot].clone())
        };
        choices.push(Choice { name: Arc::clone(&field.name), slots: slots.iter().map(value).collect(), take });
    }
    Ok(choices)
}

fn is_currency(layout: &Layout, slot: usize) -> bool {
    layout.slots[slot].part == model::ColumnPart::Currency
}

/// What merging did.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Undoing this batch takes the records apart again.
    pub batch: i64,
    /// The record that stays, as stored.
    pub record: Record,
    /// How many records point to it now that pointed to the other one.
    pub moved: u64,
}

/// Makes two records one: `keep` gets the fields named in `take` from `lose`, which is deleted.
///
/// Relations to many are joined; comments, files, activities and line items of `lose` become those of `keep`, and so
/// do its shares.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for those who may not change the one and delete the other;
/// [`Error::Invalid`] when the record that results, or one that is moved, breaks a rule or repeats a unique value.
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, entity: &str, keep: i64, lose: i64, take: &[Arc<str>]) -> Result<Merged> {
    let layout = tx.world().named(entity)?;
    let barred = layout.entity.is_line() || matches!(layout.entity.name.as_str(), people::USER | people::UNIT);
    if keep == lose || barred {
        return Err(Error::query(FieldProblem::record("problem-cannot-merge")));
    }
    write::reach(tx, actor, &layout, keep, Action::Change)?;
    write::reach(tx, actor, &layout, lose, Action::Delete)?;
    let kept = raw::lock(tx, &layout, keep)?.ok_or_else(|| write::not_found(&layout, keep))?;
    let lost = raw::lock(tx, &layout, lose)?.ok_or_else(|| write::not_found(&layout, lose))?;
    let patch = taken(tx, &kept, &lost, take)?;
    let before = tx.batch();
    let batch = match before {
        Some(batch) => batch,
        None => batch::begin_merge(tx, actor, &layout.entity.name, &kept.title(), keep)?,
    };
    tx.set_batch(Some(batch));
    let outcome = join(tx, actor, &kept, &lost, &patch);
    tx.set_batch(before);
    let (record, moved) = outcome?;
    Ok(Merged { batch, record, moved })
}

/// Un-merging walks this backwards: the values go back, the lost record comes back, what pointed to it does again.
fn join(tx: &mut Tx<'_>, actor: &Actor, kept: &Record, lost: &Record, patch: &Patch) -> Result<(Record, u64)> {
    let moved = repoint(tx, actor, kept, lost)?;
    // What was moved changed roll-ups of both.
    let lost = raw::lock(tx, &lost.layout, lost.id())?.ok_or_else(|| write::not_found(&lost.layout, lost.id()))?;
    share::carry(tx, actor, kept, &lost)?;
    delete::with_followers(tx, actor, &lost)?;
    let record = write::update(tx, actor, &kept.layout.entity.name, kept.id(), None, patch)?;
    Ok((record, moved))
}

/// The values that the record that stays gets: those named, and all links of both.
fn taken(tx: &mut Tx<'_>, kept: &Record, lost: &Record, take: &[Arc<str>]) -> Result<Patch> {
    let layout = Arc::clone(&kept.layout);
    let mut patch = Patch::default();
    for name in take {
        let slots: Vec<usize> =
            match (layout.entity.fields.iter().position(|field| field.name == *name), layout.index(name)) {
                (Some(field), _) => layout.slots_of(field).collect(),
                (None, Some(slot @ (layout::OWNER | layout::UNIT))) => vec![slot],
                _ => return Err(crate::select::unknown(name)),
            };
        for slot in slots.into_iter().filter(|slot| layout.slots[*slot].part != model::ColumnPart::Base) {
            // A relation from the one to the other would lead to itself.
            let itself = layout.slots[slot].is_relation && lost.values[slot] == Value::from(kept.id());
            let value = if itself { Value::Null } else { lost.values[slot].clone() };
            patch = patch.with(Arc::clone(&layout.slots[slot].name), value);
        }
    }
    for field in &layout.entity.fields {
        let FieldKind::Relations(relations) = &field.kind else { continue };
        let (own, other) =
            (links::targets(tx, &relations.table, kept.id())?, links::targets(tx, &relations.table, lost.id())?);
        if other.iter().any(|id| !own.contains(id)) {
            let all = own.iter().chain(&other).filter(|id| **id != lost.id()).map(|id| Value::from(*id));
            patch = patch.with(Arc::clone(&field.name), Value::list(all));
        }
    }
    Ok(patch)
}

/// Makes everything that points to one record point to the other.
fn repoint(tx: &mut Tx<'_>, actor: &Actor, kept: &Record, lost: &Record) -> Result<u64> {
    let world = Arc::clone(tx.world());
    let mut moved = 0;
    for referrer in world.model.referrers(&lost.layout.entity.name) {
        let Some(layout) = world.layout(&referrer.entity) else { continue };
        let by = &referrer.field.name;
        let ids = pointing(tx, &layout, referrer, lost)?;
        moved += ids.len() as u64;
        if moved > MOST {
            return Err(Error::field(FieldProblem::record("problem-too-many-followers").with("most", MOST)));
        }
        for id in ids {
            let Some(record) = raw::lock(tx, &layout, id)? else { continue };
            match &referrer.field.kind {
                FieldKind::Relations(relations) => relink(tx, actor, &record, by, &relations.table, kept, lost)?,
                _ => move_one(tx, actor, &record, by, kept)?,
            }
        }
    }
    Ok(moved)
}

/// The ids of the records that point to one through a field.
fn pointing(tx: &mut Tx<'_>, layout: &Layout, referrer: &model::Referrer, lost: &Record) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    match &referrer.field.kind {
        FieldKind::Relations(relations) => {
            statement
                .column(Alias::new("record"))
                .from(Alias::new(&*relations.table))
                .and_where(Expr::col(Alias::new("target")).eq(lost.id()));
        }
        FieldKind::Relation(relation) => {
            let by = &*referrer.field.name;
            statement
                .column(Alias::new("id"))
                .from(Alias::new(&*layout.table))
                .and_where(Expr::col(Alias::new(by)).eq(lost.id()));
            if relation.is_open() {
                let entity = Expr::col(Alias::new(format!("{by}_entity")));
                statement.and_where(entity.eq(lost.layout.entity.name.as_str()));
            }
        }
        _ => return Ok(Vec::new()),
    }
    statement.limit(MOST + 1);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

fn move_one(tx: &mut Tx<'_>, actor: &Actor, record: &Record, by: &Arc<str>, kept: &Record) -> Result<()> {
    let Some(slot) = record.layout.index(by) else { return Ok(()) };
    let mut after = record.clone();
    // Nothing leads to itself.
    after.values[slot] = if record.id() == kept.id() { Value::Null } else { Value::from(kept.id()) };
    if after.values[slot].is_null()
        && let Some(entity) = record.layout.index(&format!("{by}_entity"))
    {
        after.values[entity] = Value::Null;
    }
    compute::formulas(tx, actor, &mut after, &mut Related::new())?;
    if write::store_changes(tx, actor, record, &mut after, Vec::new())? {
        index::put_if_changed(tx, record, &after)?;
        rollup::refresh(tx, actor, Some(record), Some(&after))?;
    }
    Ok(())
}

fn relink(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    by: &Arc<str>,
    table: &str,
    kept: &Record,
    lost: &Record,
) -> Result<()> {
    let before = links::targets(tx, table, record.id())?;
    let mut after: Vec<i64> = before.iter().map(|id| if *id == lost.id() { kept.id() } else { *id }).collect();
    after.retain(|id| *id != record.id() || before.contains(id));
    after.sort_unstable();
    after.dedup();
    links::replace(tx, table, record.id(), &before, &after)?;
    write::store_changes(tx, actor, record, &mut record.clone(), vec![links::cells(by, &before, &after)])?;
    Ok(())
}
