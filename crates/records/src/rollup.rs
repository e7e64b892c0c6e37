//! What other records compute over this one: roll-ups, and formulas that read it.
//!
//! A count or a sum follows a change by the difference it makes, so that the ten thousandth record under a holder costs
//! what the first one did. Where the difference cannot be told exactly, the roll-up is computed again over all records
//! that point to its holder; see `rollup/part.rs` for what one record adds, `rollup/shift.rs` for when the difference
//! is exact, `rollup/scratch.rs` for computing again.
//!
//! Invariant: a stored roll-up is what computing it again gives, but for the changes that are still to be followed.
//! So whoever stores, creates or deletes a record calls [`refresh`] before the next record is stored, or collects the
//! changes and hands all of them to [`refresh_all`].

mod part;
mod scratch;
mod shift;

pub(crate) use scratch::{begin, roll_up, roll_up_one};

use crate::compute::{self, Related};
use crate::error::Result;
use crate::layout::Layout;
use crate::money;
use crate::raw;
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{self, Patch};
use access::Actor;
use model::{Kind, Reader};
use shift::Effect;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait};

/// How many records one change may make compute again at once.
const MOST: u64 = 2_000;
/// How far computing again may go on from record to record.
const DEEPEST: usize = 12;

/// A record that was created, changed or deleted.
pub(crate) type Change = (Option<Record>, Option<Record>);

/// What waits for its turn: by entity and id of the record that computes.
type Waiting = BTreeMap<(Arc<str>, i64), Due>;

/// What a record has to do about changes of others.
#[derive(Default)]
struct Due {
    /// By how many steps the change came here.
    depth: usize,
    /// By the name of a roll-up, what each change does to it.
    effects: BTreeMap<Arc<str>, Vec<Effect>>,
    /// Whether a formula reads what changed.
    reads: bool,
}

/// Computes what depends on a record that was created, changed or deleted; returns whether that changed the record
/// itself once more.
///
/// # Errors
/// When the database refuses; a computed value that cannot be is null, not an error.
pub(crate) fn refresh(tx: &mut Tx<'_>, actor: &Actor, before: Option<&Record>, after: Option<&Record>) -> Result<bool> {
    let Some(any) = after.or(before) else { return Ok(false) };
    let (entity, id) = (any.layout.entity.name.shared(), any.id());
    let mut waiting = Waiting::new();
    note(tx, actor, before, after, 0, &mut waiting)?;
    let mut touched = false;
    follow_all(tx, actor, waiting, |record| touched |= record.id() == id && *record.layout.entity.name == *entity)?;
    Ok(touched)
}

/// [`refresh`] for changes that were stored one after the other, none of them followed yet.
///
/// # Errors
/// As [`refresh`].
pub(crate) fn refresh_all(tx: &mut Tx<'_>, actor: &Actor, changes: &[Change]) -> Result<()> {
    let mut waiting = Waiting::new();
    for (before, after) in changes {
        note(tx, actor, before.as_ref(), after.as_ref(), 0, &mut waiting)?;
    }
    follow_all(tx, actor, waiting, |_| {})
}

/// Notes who has to do what about a change.
fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: Option<&Record>,
    after: Option<&Record>,
    depth: usize,
    waiting: &mut Waiting,
) -> Result<()> {
    let Some(any) = after.or(before) else { return Ok(()) };
    if depth >= DEEPEST {
        return Ok(());
    }
    let world = Arc::clone(tx.world());
    for referrer in world.model.roll_ups_over(&any.layout.entity.name) {
        let Kind::RollUp(roll_up) = &referrer.field.kind else { continue };
        let holders = [before, after].map(|side| side.and_then(|record| record.target(&roll_up.by)));
        for (place, holder) in holders.into_iter().enumerate() {
            let Some(id) = holder.filter(|id| place == 0 || holders[0] != Some(*id)) else { continue };
            let Some(effect) = shift::effect(tx, actor, roll_up, id, before, after) else { continue };
            let due = waiting.entry((referrer.entity.shared(), id)).or_default();
            due.depth = due.depth.max(depth);
            due.effects.entry(Arc::clone(&referrer.field.name)).or_default().push(effect);
        }
    }
    for reader in world.model.readers_of(&any.layout.entity.name) {
        let Some(layout) = world.layout(&reader.entity) else { continue };
        for id in reading(tx, &layout, reader, before, after)? {
            let due = waiting.entry((reader.entity.shared(), id)).or_default();
            due.depth = due.depth.max(depth);
            due.reads = true;
        }
    }
    Ok(())
}

/// Lets every record that waits compute, and those after it that wait for it.
fn follow_all(tx: &mut Tx<'_>, actor: &Actor, mut waiting: Waiting, mut stored: impl FnMut(&Record)) -> Result<()> {
    while let Some(((entity, id), due)) = waiting.pop_first() {
        let Some(layout) = tx.world().layout(&entity) else { continue };
        let Some(old) = raw::lock(tx, &layout, id)? else { continue };
        let mut new = old.clone();
        for (name, effects) in &due.effects {
            if !shift::apply(tx, &mut new, name, effects)? {
                roll_up_one(tx, actor, &mut new, name)?;
            }
        }
        if !due.reads && new.values == old.values {
            continue;
        }
        if settle(tx, actor, &old, &mut new)? {
            stored(&new);
            note(tx, actor, Some(&old), Some(&new), due.depth + 1, &mut waiting)?;
        }
    }
    Ok(())
}

/// Computes what of a record follows from its roll-ups and from the records it reads, and stores it; returns whether
/// anything is another now.
pub(crate) fn settle(tx: &mut Tx<'_>, actor: &Actor, old: &Record, new: &mut Record) -> Result<bool> {
    write::follow(tx, actor, new, Some(old), &Patch::default())?;
    money::currencies(tx, new, Some(old))?;
    compute::formulas(tx, actor, new, &mut Related::new())?;
    money::base_amounts(tx, new, Some(old))?;
    write::store_changes(tx, actor, old, new, Vec::new())
}

/// The records whose formula reads what a change is about.
fn reading(
    tx: &mut Tx<'_>,
    layout: &Layout,
    reader: &Reader,
    before: Option<&Record>,
    after: Option<&Record>,
) -> Result<Vec<i64>> {
    let by = layout.entity.field(&reader.by).map(|field| &field.kind);
    let differs = |before: &Record, after: &Record| reader.reads.iter().any(|name| before.get(name) != after.get(name));
    if let Some(Kind::Lines(lines)) = by {
        // A line that comes or goes changes the list of its record.
        let [from, to] = [before, after].map(|line| line.and_then(|line| line.target(&lines.by)));
        let stays = matches!((before, after), (Some(before), Some(after)) if from == to && !differs(before, after));
        return Ok(if stays { Vec::new() } else { from.into_iter().chain(to.filter(|_| from != to)).collect() });
    }
    // Nothing points to a record that is new, and nothing does any more to one that is gone.
    let (Some(before), Some(after)) = (before, after) else { return Ok(Vec::new()) };
    if !differs(before, after) {
        return Ok(Vec::new());
    }
    let mut statement = store::sql::Query::select();
    match by {
        Some(Kind::Relations(relations)) => statement
            .column(Alias::new("record"))
            .from(Alias::new(&*relations.table))
            .and_where(Expr::col(Alias::new("target")).eq(after.id())),
        _ => statement
            .column(Alias::new("id"))
            .from(Alias::new(&*layout.table))
            .and_where(Expr::col(Alias::new(&*reader.by)).eq(after.id())),
    };
    statement.limit(MOST);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}
