//! Line items: written with the record they belong to, each a record of its own.
//!
//! What is computed over lines, the record's total first of all, follows once, when all of them are written; see
//! [`asks_others`] for where it must not wait.

use crate::error::{Error, Result};
use crate::layout::{Layout, Source};
use crate::record::Record;
use crate::rollup::{self, Change};
use crate::tx::Tx;
use crate::world::World;
use crate::write::{self, Applied, Line, Patch};
use crate::{delete, raw};
use access::Actor;
use feel::{Program, Value};
use model::{EntityName, Initial, Kind, Lines};
use std::sync::Arc;

/// Makes the record's line items what the patch says: those it names are changed, new ones created, the others deleted.
///
/// # Errors
/// [`Error::Invalid`] with the findings of every line, each with its position.
pub(crate) fn write(tx: &mut Tx<'_>, actor: &Actor, record: &Record, patch: &Patch) -> Result<()> {
    let mut all = Vec::with_capacity(patch.lines.len());
    for (name, wanted) in &patch.lines {
        let field = record.layout.entity.field(name);
        let Some(Kind::Lines(lines)) = field.map(|field| &field.kind) else {
            return Err(crate::select::unknown(name));
        };
        all.push((name, wanted, lines, tx.world().named(&lines.entity)?));
    }
    let waits = !all.iter().any(|(_, _, _, layout)| asks_others(tx.world(), layout));
    let mut following = Following { waits, changes: Vec::new() };
    let mut problems = Vec::new();
    for (name, wanted, lines, layout) in all {
        let there = raw::children(tx, &lines.entity, &lines.by, record.id())?;
        for id in there.iter().filter(|id| !wanted.iter().any(|line| line.id == Some(**id))) {
            if let Some(line) = raw::lock(tx, &layout, *id)? {
                let changes = delete::take_away(tx, actor, &line)?;
                following.note(tx, actor, changes)?;
            }
        }
        for (position, line) in wanted.iter().enumerate() {
            let outcome = match line.id {
                Some(id) if !there.contains(&id) => Err(Error::NotFound { entity: lines.entity.shared(), id }),
                _ => put(tx, actor, record, lines, line.id, values(&layout, lines, line, position)),
            };
            match outcome {
                Ok(change) => following.note(tx, actor, vec![change])?,
                Err(Error::Invalid(found)) => {
                    problems.extend(found.into_iter().map(|problem| problem.on_line(name, position)))
                }
                Err(error) => return Err(error),
            }
        }
    }
    if problems.is_empty() { rollup::refresh_all(tx, actor, &following.changes) } else { Err(Error::Invalid(problems)) }
}

/// What is computed over lines, and when.
struct Following {
    /// Whether it is computed when all lines are written, and not after each.
    waits: bool,
    /// What waits.
    changes: Vec<Change>,
}

impl Following {
    fn note(&mut self, tx: &mut Tx<'_>, actor: &Actor, changes: Vec<Change>) -> Result<()> {
        if !self.waits {
            return rollup::refresh_all(tx, actor, &changes);
        }
        self.changes.extend(changes);
        Ok(())
    }
}

/// The values of a line, with its place among the others.
fn values(layout: &Layout, lines: &Lines, line: &Line, position: usize) -> Vec<(Arc<str>, Value)> {
    let mut values = line.values.clone();
    values.retain(|(name, _)| *name != lines.by);
    if let Some(slot) = layout.ordering()
        && !values.iter().any(|(name, _)| *name == slot.name)
    {
        values.push((Arc::clone(&slot.name), Value::from(position as i64 + 1)));
    }
    values
}

/// Writes one line, the one with an id or a new one, up to where others compute over it.
fn put(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    lines: &Lines,
    id: Option<i64>,
    mut values: Vec<(Arc<str>, Value)>,
) -> Result<Change> {
    let Some(id) = id else {
        values.push((Arc::clone(&lines.by), Value::from(record.id())));
        let patch = Patch { values, lines: Vec::new() };
        return Ok((None, Some(write::put_new(tx, actor, &lines.entity, &patch, Applied::New)?)));
    };
    let patch = Patch { values, lines: Vec::new() };
    let changed = write::put_changed(tx, actor, &lines.entity, id, None, &patch, Applied::Existing)?;
    Ok(changed.map_or((None, None), |(before, after)| (Some(before), Some(after))))
}

/// Whether what the definitions say of a new line depends on what is computed over the lines before it: whether enough
/// of a product is left, say. Then nothing may wait. (Formulas alone could: they follow by themselves.)
fn asks_others(world: &World, layout: &Layout) -> bool {
    let entity = &layout.entity;
    let defaults = || entity.fields.iter().filter_map(|field| field.default.as_ref());
    let looked_up = defaults().filter_map(|default| match default {
        Initial::First(lookup) => Some(&lookup.of),
        Initial::Value(_) => None,
    });
    let relations = entity.fields.iter().filter_map(|field| field.relation());
    let chosen = relations.filter(|relation| relation.filter.is_some()).flat_map(|relation| &relation.to);
    let rules = entity.rules.iter().map(|rule| &rule.when.program);
    // Rules may read what formulas computed.
    let formulas = entity.fields.iter().filter_map(|field| field.formula.as_ref()).map(|formula| &formula.program);
    let mut programs = rules.chain(formulas).chain(defaults().flat_map(Initial::programs));
    looked_up.chain(chosen).any(|target| has_roll_ups(world, target))
        || programs.any(|program| reads_computed(world, layout, program))
}

fn has_roll_ups(world: &World, entity: &EntityName) -> bool {
    let is_roll_up = |field: &Arc<model::Field>| matches!(field.kind, Kind::RollUp(_));
    world.model.entity(entity).is_none_or(|entity| entity.fields.iter().any(is_roll_up))
}

/// Whether an expression reads a formula or a roll-up of a related record, or a list.
fn reads_computed(world: &World, layout: &Layout, program: &Program) -> bool {
    program.reads().iter().any(|path| match layout.sources.get(path.slot) {
        Some(Source::Related(slot)) => {
            let target = layout.slots[*slot].target.as_ref().and_then(|target| world.layout(target));
            target.is_none_or(|target| leads_to_computed(world, &target, &path.fields))
        }
        Some(Source::Many(_)) => true,
        _ => false,
    })
}

/// As far as is known: what has no column of its own, a list or a part of an address, counts as computed.
fn leads_to_computed(world: &World, layout: &Layout, path: &[Arc<str>]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    let Some(slot) = layout.slot(first) else { return true };
    let field = slot.field.map(|field| &layout.entity.fields[field]);
    let is_computed = field.is_some_and(|field| field.formula.is_some() || matches!(field.kind, Kind::RollUp(_)));
    let target = slot.target.as_ref().filter(|_| !rest.is_empty()).and_then(|target| world.layout(target));
    is_computed || target.is_some_and(|target| leads_to_computed(world, &target, rest))
}
