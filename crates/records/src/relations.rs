//! Relations a record is about to have: the records must be there, visible to the actor, and form no circle.

use crate::error::Result;
use crate::files;
use crate::layout::Layout;
use crate::lookup;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::write::Patch;
use access::{Action, Actor};
use model::{EntityName, Kind};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait};

/// Checks every relation that is new or changed.
pub(crate) fn check(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    before: Option<&Record>,
    patch: &Patch,
    problems: &mut Vec<FieldProblem>,
) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    for (index, slot) in layout.slots.iter().enumerate() {
        let changed = before.is_none_or(|before| before.values[index] != record.values[index]);
        if !slot.is_relation || !changed {
            continue;
        }
        let Some(id) = record.values[index].as_number().and_then(feel::Number::to_i64) else { continue };
        // What the platform filled in by itself needs no proof: the actor, and the actor's unit.
        if slot.field.is_none() && (id == actor.user || Some(id) == actor.unit || id == 0) {
            continue;
        }
        let target = match (&slot.target, layout.field(index)) {
            (Some(target), _) => target.clone(),
            (None, Some(field)) => {
                match open_target(record, field.relation().map(|relation| &relation.to[..]), &slot.name) {
                    Some(target) => target,
                    None => {
                        problems.push(FieldProblem::of(Arc::clone(&slot.name), "problem-relation-without-entity"));
                        continue;
                    }
                }
            }
            (None, None) => continue,
        };
        let Some(target_layout) = tx.world().layout(&target) else { continue };
        // Whoever puts a file into a field of their own has it: so they must be able to have it now.
        let takes = layout.field(index).is_some_and(|field| files::holds(field));
        if !is_there(tx, actor, &target_layout, id)? || (takes && !files::may_have(tx, actor, id)?) {
            problems.push(FieldProblem::of(Arc::clone(&slot.name), "problem-no-such-record").with("id", id));
            continue;
        }
        let filter =
            layout.field(index).and_then(|field| field.relation()).and_then(|relation| relation.filter.clone());
        if let Some(filter) = filter
            && !lookup::fits(tx, actor, record, &filter, &target, id)?
        {
            problems.push(FieldProblem::of(Arc::clone(&slot.name), "problem-not-eligible"));
        }
        let tree = layout.field(index).and_then(|field| field.relation()).is_some_and(|relation| relation.tree);
        if tree && makes_a_circle(tx, &layout, &slot.column, record.id(), id)? {
            problems.push(FieldProblem::of(Arc::clone(&slot.name), "problem-circle"));
        }
    }
    check_many(tx, actor, &layout, patch, problems)
}

fn check_many(
    tx: &mut Tx<'_>,
    actor: &Actor,
    layout: &Layout,
    patch: &Patch,
    problems: &mut Vec<FieldProblem>,
) -> Result<()> {
    for (name, value) in &patch.values {
        let Some(Kind::Relations(relations)) = layout.entity.field(name).map(|field| &field.kind) else { continue };
        let Some(target) = tx.world().layout(&relations.to) else { continue };
        for item in value.as_list().unwrap_or_default() {
            let id = item.as_number().and_then(feel::Number::to_i64).unwrap_or(0);
            if !is_there(tx, actor, &target, id)? {
                problems.push(FieldProblem::of(Arc::clone(name), "problem-no-such-record").with("id", id));
            }
        }
    }
    Ok(())
}

/// The entity a relation to several entities points to now.
fn open_target(record: &Record, allowed: Option<&[EntityName]>, name: &str) -> Option<EntityName> {
    let entity = record.get(&format!("{name}_entity")).as_text()?.to_owned();
    let entity = EntityName::parse(&entity)?;
    allowed?.iter().any(|known| known == &entity).then_some(entity)
}

/// Whether the relation in a slot is empty or leads to a record that the actor may see.
pub(crate) fn leads_to_visible(tx: &mut Tx<'_>, actor: &Actor, record: &Record, slot: usize) -> Result<bool> {
    let Some(id) = record.values[slot].as_number().and_then(feel::Number::to_i64) else { return Ok(true) };
    let described = &record.layout.slots[slot];
    let target = described.target.clone().or_else(|| {
        let relation = record.layout.field(slot)?.relation()?;
        open_target(record, Some(&relation.to), &described.name)
    });
    match target.and_then(|target| tx.world().layout(&target)) {
        Some(target) => is_there(tx, actor, &target, id),
        None => Ok(false),
    }
}

/// Whether a record exists that the actor may see.
fn is_there(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, id: i64) -> Result<bool> {
    let known = tx.recall.is_there(layout, id);
    Ok(look(tx, actor, layout, &[id], known)?.contains(&id))
}

/// Looks for the records of an entity that records to be written lead to, all at once: asking for each costs a round
/// trip. It changes nothing but the time they take.
///
/// # Errors
/// When there is no such entity, or the database cannot be read.
pub fn look_ahead(tx: &mut Tx<'_>, actor: &Actor, entity: &str, ids: &[i64]) -> Result<()> {
    let layout = tx.world().named(entity)?;
    if ids.is_empty() { Ok(()) } else { look(tx, actor, &layout, ids, false).map(drop) }
}

/// Reads records that will be changed in this transaction, all at once. It changes nothing but the time that takes.
///
/// # Errors
/// When there is no such entity, or the database cannot be read.
pub fn lock_ahead(tx: &mut Tx<'_>, entity: &str, ids: &[i64]) -> Result<()> {
    let layout = tx.world().named(entity)?;
    crate::raw::lock_ahead(tx, &layout, ids)
}

/// Those of the records that exist and that the actor may see; `known` ones are known to exist.
fn look(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, ids: &[i64], known: bool) -> Result<Vec<i64>> {
    let world = Arc::clone(tx.world());
    let asking = Asking::new(&world, actor, tx);
    // People and units may be named by everybody: they are who work is given to.
    let open = matches!(layout.entity.name.as_str(), crate::people::USER | crate::people::UNIT);
    let mut select = if open {
        Select::unchecked(&asking, layout)
    } else {
        match Select::permitted(&asking, layout, Action::Read) {
            Ok(select) => select,
            Err(_) => return Ok(Vec::new()),
        }
    };
    // Whether a condition on rows holds may change with records of other entities; that a record exists does not.
    let always = open || select.permit().rows == access::Rows::All;
    if always && known {
        return Ok(ids.to_vec());
    }
    let id = (Alias::new(&**select.main()), Alias::new("id"));
    let condition = match ids {
        [one] => Expr::col(id.clone()).eq(*one),
        ids => Expr::col(id.clone()).is_in(ids.iter().copied()),
    };
    select.statement.expr(Expr::col(id)).and_where(condition);
    let found = tx.sql().all(&select.statement, |row| row.int(0))?;
    if always {
        found.iter().for_each(|id| tx.recall.found(layout, *id));
    }
    Ok(found)
}

/// Whether `record` would stand above itself if it stood below `parent`.
fn makes_a_circle(tx: &mut Tx<'_>, layout: &Layout, column: &str, record: i64, parent: i64) -> Result<bool> {
    let mut current = parent;
    for _ in 0..1000 {
        if current == record {
            return Ok(true);
        }
        let mut statement = store::sql::Query::select();
        statement
            .column(Alias::new(column))
            .from(Alias::new(&*layout.table))
            .and_where(Expr::col(Alias::new("id")).eq(current));
        match tx.sql().one(&statement, |row| row.maybe(0, store::Row::int))?.flatten() {
            Some(above) => current = above,
            None => return Ok(false),
        }
    }
    Ok(true)
}
