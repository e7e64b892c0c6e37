//! Filling again what is derived from records: the search index and its vocabulary, which backups leave out, and
//! roll-ups.

use crate::compute::Related;
use crate::error::{Error, Result};
use crate::index;
use crate::layout::Layout;
use crate::raw;
use crate::record::Record;
use crate::rollup;
use crate::tx::{Records, Tx};
use access::Actor;
use model::Kind;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order, Query};
use store::{Param, Plan};

/// How many records are taken at a time.
const CHUNK: u64 = 500;

/// Puts every record of every searched entity into the index again.
///
/// # Errors
/// When the database refuses.
pub fn search(records: &Records) -> Result<()> {
    let world = records.world();
    for entity in &world.model.entities {
        let Some(layout) = world.layout(&entity.name) else { continue };
        if !index::is_searched(&layout) {
            continue;
        }
        let mut after = 0;
        loop {
            let layout = Arc::clone(&layout);
            let last = records.write_blocking(move |tx| {
                let found = chunk(tx, &layout, after)?;
                for record in &found {
                    index::put_words(tx, record)?;
                }
                Ok::<_, Error>(found.last().map(crate::Record::id))
            })?;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(())
}

/// Computes every roll-up of an entity's records again, and stores those that were something else; returns how many
/// records that were.
///
/// Runs inside [`Records::alone`]. Each record that changes has its line in the history, and what follows from its
/// roll-ups changes with it.
///
/// # Errors
/// [`Error::NotFound`] for an entity that is not there; when the database refuses.
pub fn roll_ups(tx: &mut Tx<'_>, actor: &Actor, entity: &str) -> Result<u64> {
    let layout = tx.world().named(entity)?;
    let fields = layout.entity.fields.iter().filter(|field| matches!(field.kind, Kind::RollUp(_)));
    let names: Vec<Arc<str>> = fields.map(|field| Arc::clone(&field.name)).collect();
    roll_ups_named(tx, actor, &layout, &names)
}

/// Gives the records of an entity what a roll-up is before anything points to them, where it is empty: a new column.
///
/// Nothing of this is in the history, for nothing happened.
pub(crate) fn begin(tx: &mut Tx<'_>, layout: &Arc<Layout>, name: &str) -> Result<()> {
    let Some(slot) = layout.index(name) else { return Ok(()) };
    let mut empty = Record::empty(layout);
    rollup::begin(&mut empty);
    crate::money::currencies(tx, &mut empty, None)?;
    crate::money::base_amounts(tx, &mut empty, None)?;
    if empty.values[slot].is_null() {
        return Ok(());
    }
    let mut statement = Query::update();
    statement.table(Alias::new(&*layout.table)).and_where(Expr::col(Alias::new(name)).is_null());
    for slot in layout.slots[slot].field.into_iter().flat_map(|field| layout.slots_of(field)) {
        let value = layout.slots[slot].codec.write(&empty.values[slot]).unwrap_or(Param::Null);
        statement.value(Alias::new(&*layout.slots[slot].column), crate::write::bind(value));
    }
    let (plan, params) = Plan::of(&statement, tx.dialect());
    tx.recall.forget(layout);
    tx.sql().execute(&plan, &params)?;
    Ok(())
}

/// What the history says of values that are computed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Nothing, for nothing happened: the values follow from what the records said all along.
    Nothing,
    /// Each record that changes has its line, so that what was entered before is not lost.
    Lines,
}

/// Computes the formulas of an entity's records again, and stores those that are something else; returns how many
/// records that were. It does not go on to what other records compute from these.
pub(crate) fn formulas(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, telling: Telling) -> Result<u64> {
    computed_after(tx, actor, layout, telling, |_, _, _| Ok(()))
}

/// Computes the roll-ups and formulas of an entity's records again, as [`formulas`] does and with nothing in the history;
/// returns how many records are something else.
pub(crate) fn computed(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>) -> Result<u64> {
    let is_computed = |field: &Arc<model::Field>| field.formula.is_some() || matches!(field.kind, Kind::RollUp(_));
    if !layout.entity.fields.iter().any(is_computed) {
        return Ok(0);
    }
    computed_after(tx, actor, layout, Telling::Nothing, rollup::roll_up)
}

fn computed_after(
    tx: &mut Tx<'_>,
    actor: &Actor,
    layout: &Arc<Layout>,
    telling: Telling,
    first: impl Fn(&mut Tx<'_>, &Actor, &mut Record) -> Result<()>,
) -> Result<u64> {
    let mut changed = 0;
    each(tx, layout, |tx, old| {
        let mut new = old.clone();
        first(tx, actor, &mut new)?;
        crate::money::currencies(tx, &mut new, Some(&old))?;
        crate::compute::formulas(tx, actor, &mut new, &mut Related::new())?;
        crate::money::base_amounts(tx, &mut new, Some(&old))?;
        let differs = match telling {
            Telling::Nothing => crate::write::store_silently(tx, &old, &new)?,
            Telling::Lines => crate::write::store_changes(tx, actor, &old, &mut new, Vec::new())?,
        };
        if differs {
            index::put_if_changed(tx, &old, &new)?;
            changed += 1;
        }
        Ok(())
    })?;
    Ok(changed)
}

/// Does something with every record of an entity, in the order of their ids. What is done to one must not change those
/// that come after it.
pub(crate) fn each(
    tx: &mut Tx<'_>,
    layout: &Arc<Layout>,
    mut work: impl FnMut(&mut Tx<'_>, Record) -> Result<()>,
) -> Result<()> {
    let mut after = 0;
    loop {
        let chunk = chunk(tx, layout, after)?;
        let Some(last) = chunk.last() else { return Ok(()) };
        after = last.id();
        for record in chunk {
            work(tx, record)?;
        }
    }
}

/// The first records after one with an id.
fn chunk(tx: &mut Tx<'_>, layout: &Arc<Layout>, after: i64) -> Result<Vec<Record>> {
    let mut statement = raw::all_columns(layout);
    statement.and_where(Expr::col(Alias::new("id")).gt(after)).order_by(Alias::new("id"), Order::Asc).limit(CHUNK);
    Ok(tx.sql().all(&statement, |row| Ok(raw::read(layout, row, 0)))?)
}

/// [`roll_ups`] for some of them.
pub(crate) fn roll_ups_named(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, names: &[Arc<str>]) -> Result<u64> {
    let (mut after, mut changed) = (0, 0);
    loop {
        let mut statement = Query::select();
        statement
            .column(Alias::new("id"))
            .from(Alias::new(&*layout.table))
            .and_where(Expr::col(Alias::new("id")).gt(after))
            .order_by(Alias::new("id"), Order::Asc)
            .limit(CHUNK);
        let chunk = tx.sql().all(&statement, |row| row.int(0))?;
        let Some(last) = chunk.last() else { return Ok(changed) };
        after = *last;
        for id in chunk {
            let Some(old) = raw::lock(tx, layout, id)? else { continue };
            let mut new = old.clone();
            for name in names {
                rollup::roll_up_one(tx, actor, &mut new, name)?;
            }
            if new.values != old.values && rollup::settle(tx, actor, &old, &mut new)? {
                rollup::refresh(tx, actor, Some(&old), Some(&new))?;
                changed += 1;
            }
        }
    }
}
