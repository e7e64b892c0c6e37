//! What the definitions say of a record without writing it: its warnings, and whether a condition of a page holds.
//!
//! Invariant: nothing here tells what the reader may not see. What reads a hidden field is left out.

use crate::compute::{self, Related};
use crate::error::Result;
use crate::input;
use crate::layout::Source;
use crate::problem::{FieldProblem, Message};
use crate::record::Record;
use crate::tx::Tx;
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
    compute::relate(tx, record, rules.iter().map(|rule| &rule.when.program), &mut related)?;
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
    compute::relate(tx, record, std::iter::once(&condition.program), &mut related)?;
    let env = tx.env(actor);
    Ok(compute::value(condition, record, actor, &related, &env).is_true())
}

/// The record that these values would make, with its formulas: neither checked nor stored. Values that do not fit are
/// left out.
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
    let layout = tx.world().named(entity)?;
    tx.world().permit(actor, &layout.entity, Action::Read)?;
    let mut record = match stored {
        Some(stored) => stored.clone(),
        None => {
            let mut record = Record::empty(&layout);
            record.values[crate::layout::ID] = Value::from(0);
            record
        }
    };
    for (name, value) in values {
        let Some(slot) = layout.index(name) else { continue };
        let fitted = match layout.field(slot) {
            Some(field) => input::fit(field, layout.slots[slot].part, name, value.clone(), &tx.world().settings)
                .unwrap_or_default(),
            None => value.clone(),
        };
        record.values[slot] = fitted;
    }
    compute::formulas(tx, actor, &mut record, &mut Related::new())?;
    Ok(crate::write::shown(tx, actor, record))
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
