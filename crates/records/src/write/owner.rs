//! Whom a record belongs to: when it is new, and when it is handed over.

use super::Patch;
use crate::error::{Error, Result};
use crate::layout;
use crate::problem::FieldProblem;
use crate::raw;
use crate::record::Record;
use crate::tx::Tx;
use access::{Action, Actor, Permit};
use feel::Value;
use model::OwnerPolicy;
use std::sync::Arc;

/// Who owns a new record: whoever was named, else as the definitions say.
pub(crate) fn own(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record, patch: &Patch) -> Result<()> {
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

/// Refuses a new record that the actor could create only for somebody else.
pub(super) fn within_rights(tx: &mut Tx<'_>, actor: &Actor, record: &Record, permit: &Permit) -> Result<()> {
    if crate::memory::reaches(tx, actor, record, &permit.rows)? {
        return Ok(());
    }
    Err(Error::Forbidden { entity: record.layout.entity.name.shared(), action: Action::Create.as_str() })
}

/// The slots of owner and unit, as far as two states of a record differ in them.
pub(super) fn hands_over<'a>(before: &'a Record, after: &'a Record) -> impl Iterator<Item = usize> + 'a {
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
pub(super) fn assignable(
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
