//! What the definitions say of a record without writing it: its warnings, and whether a condition of a page holds.
//!
//! Invariant: nothing here tells what the reader may not see. What reads a hidden field of the record is left out; a
//! field of another record that is hidden, or of one that the reader may not see, is null.

use crate::compute::{self, Related};
use crate::error::Result;
use crate::input;
use crate::layout::{Layout, Source};
use crate::problem::{FieldProblem, Message};
use crate::record::Record;
use crate::tx::Tx;
use crate::write::Patch;
use access::{Action, Actor};
use feel::Value;
use model::{Expression, Level};
use std::sync::Arc;

/// What the rules advise about a record as the actor sees it: it is stored all the same.
///
/// # Errors
/// When the database cannot be read.
pub fn warnings(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<Vec<FieldProblem>> {
    let layout = Arc::clone(&record.layout);
    let advice = |rule: &&model::Rule| rule.level == Level::Warning && !reads_hidden(record, &rule.when);
    let rules: Vec<&model::Rule> = layout.entity.rules.iter().filter(advice).collect();
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let mut related = Related::new();
    compute::relate_for(tx, actor, record, rules.iter().map(|rule| &rule.when.program), &mut related)?;
    let env = tx.env(actor);
    let broken = rules.into_iter().filter(|rule| compute::value(&rule.when, record, actor, &related, &env).is_true());
    let said = |rule: &model::Rule| FieldProblem {
        field: rule.at.clone(),
        line: None,
        message: Message::Said(rule.say.clone()),
    };
    Ok(broken.map(said).collect())
}

/// Whether a condition of the record's entity holds. One that reads what the actor may not see does not.
///
/// # Errors
/// When the database cannot be read.
pub fn holds(tx: &mut Tx<'_>, actor: &Actor, record: &Record, condition: &Expression) -> Result<bool> {
    if reads_hidden(record, condition) {
        return Ok(false);
    }
    let mut related = Related::new();
    compute::relate_for(tx, actor, record, std::iter::once(&condition.program), &mut related)?;
    let env = tx.env(actor);
    Ok(compute::value(condition, record, actor, &related, &env).is_true())
}

/// The record that these values would make, with its formulas: neither checked nor stored. Values that do not fit are
/// left out, and a relation to what the actor may not see leads nowhere.
///
/// With `stored`, they are laid over that record; without, the record is new and has the id 0.
///
/// # Errors
/// [`crate::Error::NotFound`] for an entity that is not there or not for this actor.
pub fn draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    stored: Option<&Record>,
    values: &[(Arc<str>, Value)],
) -> Result<Record> {
    let layout = readable(tx, actor, entity)?;
    let mut record = match stored {
        Some(stored) => stored.clone(),
        None => {
            let mut record = Record::empty(&layout);
            record.values[crate::layout::ID] = Value::from(0);
            record
        }
    };
    lay(tx, actor, &mut record, values)?;
    with_formulas(tx, actor, record)
}

/// [`draft`] with what the definitions fill in: a new record's owner and defaults, and over a stored one the defaults
/// that follow what these values change. A value that was set, even to nothing, stays as it is.
///
/// # Errors
/// As [`draft`].
pub fn filled(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    stored: Option<&Record>,
    values: &[(Arc<str>, Value)],
) -> Result<Record> {
    let layout = readable(tx, actor, entity)?;
    let patch = Patch { values: values.to_vec(), lines: Vec::new() };
    let mut record = match stored {
        Some(stored) => stored.clone(),
        None => crate::write::begin(tx, actor, &layout, 0),
    };
    lay(tx, actor, &mut record, values)?;
    match stored {
        Some(_) => crate::write::follow(tx, actor, &mut record, stored, &patch)?,
        None => {
            crate::write::own(tx, actor, &mut record, &patch)?;
            let is_set = |slot: usize| values.iter().any(|(name, _)| *name == layout.slots[slot].name);
            compute::defaults(tx, actor, &mut record, is_set)?;
        }
    }
    with_formulas(tx, actor, record)
}

/// The layout of an entity that the actor may read.
fn readable(tx: &Tx<'_>, actor: &Actor, entity: &str) -> Result<Arc<Layout>> {
    let layout = tx.world().named(entity)?;
    tx.world().permit(actor, &layout.entity, Action::Read)?;
    Ok(layout)
}

/// The record with what formulas make of it, as the actor may see it.
fn with_formulas(tx: &mut Tx<'_>, actor: &Actor, mut record: Record) -> Result<Record> {
    compute::formulas(tx, actor, &mut record, &mut Related::new())?;
    Ok(crate::write::shown(tx, actor, record))
}

/// Lays values over a record; those that do not fit become nothing, and so do new relations to what the actor may not
/// see: formulas would tell of it.
fn lay(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record, values: &[(Arc<str>, Value)]) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    let before = record.clone();
    for (name, value) in values {
        let Some(slot) = layout.index(name) else { continue };
        let fitted = match layout.field(slot) {
            Some(field) => input::fit(field, layout.slots[slot].part, name, value.clone(), &tx.world().settings)
                .unwrap_or_default(),
            None => value.clone(),
        };
        record.values[slot] = fitted;
    }
    for (name, _) in values {
        let Some(slot) = layout.index(name).filter(|slot| layout.slots[*slot].is_relation) else { continue };
        let is_new = record.values[slot] != before.values[slot];
        if is_new && !crate::relations::leads_to_visible(tx, actor, record, slot)? {
            record.values[slot] = Value::Null;
        }
    }
    Ok(())
}

/// Whether an expression reads a field of the record that its reader may not see.
fn reads_hidden(record: &Record, expression: &Expression) -> bool {
    let hidden = |source: &Source| match source {
        Source::Slot(slot) | Source::Related(slot) | Source::Address(slot) => record.is_hidden(*slot),
        Source::Many(field) => record.hidden.contains(*field),
        Source::Actor | Source::Nothing => false,
    };
    expression.program.reads().iter().any(|path| record.layout.sources.get(path.slot).is_some_and(hidden))
}
