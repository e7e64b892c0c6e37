//! What other records compute over this one: roll-ups, and formulas that read it.
//!
//! A roll-up is computed by the database over all records that point to its holder, so it is right whatever happened
//! before, and costs the same for a thousand lines as for ten.

use crate::compute::{self, Related};
use crate::error::Result;
use crate::filter;
use crate::layout::Layout;
use crate::money;
use crate::raw;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::write::{self, Patch};
use access::Actor;
use feel::Value;
use model::{ColumnPart, Function, Kind, RollUp};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Func};

/// How many records one change may make compute again at once.
const MOST: u64 = 2_000;
/// How far computing again may go on from record to record.
const DEEPEST: usize = 6;

/// Computes again what depends on a record that was created, changed or deleted.
///
/// # Errors
/// When the database refuses; a computed value that cannot be is null, not an error.
pub(crate) fn refresh(tx: &mut Tx<'_>, actor: &Actor, before: Option<&Record>, after: Option<&Record>) -> Result<()> {
    cascade(tx, actor, before, after, 0)
}

fn cascade(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: Option<&Record>,
    after: Option<&Record>,
    depth: usize,
) -> Result<()> {
    let Some(any) = after.or(before) else { return Ok(()) };
    if depth >= DEEPEST {
        return Ok(());
    }
    let world = Arc::clone(tx.world());
    let mut holders: BTreeSet<(Arc<str>, i64)> = BTreeSet::new();
    for referrer in world.model.roll_ups_over(&any.layout.entity.name) {
        let Kind::RollUp(roll_up) = &referrer.field.kind else { continue };
        if !feeds(roll_up, before, after) {
            continue;
        }
        for record in [before, after].into_iter().flatten() {
            if let Some(id) = record.target(&roll_up.by) {
                holders.insert((referrer.entity.shared(), id));
            }
        }
    }
    for reader in world.model.readers_of(&any.layout.entity.name) {
        let (Some(before), Some(after)) = (before, after) else { continue };
        let touched = reader.reads.iter().any(|name| before.get(name) != after.get(name));
        if touched && let Some(layout) = world.layout(&reader.entity) {
            for id in pointing(tx, &layout, &reader.by, after.id())? {
                holders.insert((reader.entity.shared(), id));
            }
        }
    }
    for (entity, id) in holders {
        let Some(layout) = world.layout(&entity) else { continue };
        let Some(old) = raw::lock(tx, &layout, id)? else { continue };
        let mut new = old.clone();
        roll_up(tx, actor, &mut new)?;
        write::follow(tx, actor, &mut new, Some(&old), &Patch::default())?;
        money::currencies(tx, &mut new, Some(&old))?;
        let mut related = Related::new();
        compute::formulas(tx, actor, &mut new, &mut related)?;
        money::base_amounts(tx, &mut new, Some(&old))?;
        if write::store_changes(tx, actor, &old, &mut new, Vec::new())? {
            cascade(tx, actor, Some(&old), Some(&new), depth + 1)?;
        }
    }
    Ok(())
}

/// Whether a change matters to a roll-up at all.
fn feeds(roll_up: &RollUp, before: Option<&Record>, after: Option<&Record>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    let differs = |name: &str| before.get(name) != after.get(name);
    differs(&roll_up.by)
        || roll_up.field.as_deref().is_some_and(|field| differs(field) || differs(&format!("{field}_currency")))
        || roll_up.filter.as_ref().is_some_and(|filter| {
            let names =
                filter.program.reads().iter().filter_map(|path| after.layout.entity.schema.slots().nth(path.slot));
            names.into_iter().any(|(name, _)| differs(name) || after.layout.slot(name).is_none())
        })
}

fn pointing(tx: &mut Tx<'_>, layout: &Layout, by: &str, id: i64) -> Result<Vec<i64>> {
    let mut statement = store::sql::Query::select();
    statement
        .column(Alias::new("id"))
        .from(Alias::new(&*layout.table))
        .and_where(Expr::col(Alias::new(by)).eq(id))
        .limit(MOST);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// What roll-ups of a new record are, to which nothing points yet.
pub(crate) fn begin(record: &mut Record) {
    let layout = Arc::clone(&record.layout);
    for field in &layout.entity.fields {
        if let (Kind::RollUp(roll_up), Some(slot)) = (&field.kind, layout.index(&field.name))
            && matches!(roll_up.function, Function::Count | Function::Sum)
        {
            record.values[slot] = Value::from(0);
        }
    }
}

/// Computes every roll-up of a record from the records that point to it.
pub(crate) fn roll_up(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    for (position, field) in layout.entity.fields.iter().enumerate() {
        let Kind::RollUp(roll_up) = &field.kind else { continue };
        let Some(slot) = layout.index(&field.name) else { continue };
        record.values[slot] = over(tx, actor, roll_up, record.id(), layout.slots[slot].codec)?;
        let currency =
            layout.slots.iter().position(|slot| slot.field == Some(position) && slot.part == ColumnPart::Currency);
        if let (Some(currency), Some(field)) = (currency, &roll_up.field) {
            let own = Arc::clone(&tx.world().settings.currency);
            record.values[currency] = single_currency(tx, roll_up, field, record.id())?.unwrap_or(Value::Text(own));
        }
    }
    Ok(())
}

/// A roll-up's value.
fn over(tx: &mut Tx<'_>, actor: &Actor, roll_up: &RollUp, holder: i64, codec: crate::codec::Codec) -> Result<Value> {
    let world = Arc::clone(tx.world());
    let Some(layout) = world.layout(&roll_up.of) else { return Ok(Value::Null) };
    let column = match &roll_up.field {
        // Amounts of several currencies add up in the installation's.
        Some(field)
            if layout.slot(&format!("{field}_base")).is_some()
                && single_currency(tx, roll_up, field, holder)?.is_none() =>
        {
            Some(format!("{field}_base"))
        }
        Some(field) => Some(field.to_string()),
        None => None,
    };
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::unchecked(&asking, &layout);
    let main = Arc::clone(select.main());
    let by = select.column(&[Arc::clone(&roll_up.by)])?;
    select.statement.and_where(by.expr().eq(holder));
    if let Some(filter) = &roll_up.filter {
        let condition = filter::condition(&mut select, &filter.expr)?;
        select.statement.and_where(condition);
    }
    let cell = column.as_ref().map(|column| Expr::col((Alias::new(&*main), Alias::new(column))));
    let source = column.as_ref().and_then(|column| layout.slot(column)).map(|slot| slot.codec);
    match (roll_up.function, cell) {
        (Function::Count, _) | (_, None) => {
            select.statement.expr(Func::count(Expr::col((Alias::new(&*main), Alias::new("id")))))
        }
        (Function::Sum, Some(cell)) => select.statement.expr(Func::sum(cell)),
        (Function::Min, Some(cell)) => select.statement.expr(Func::min(cell)),
        (Function::Max, Some(cell)) => select.statement.expr(Func::max(cell)),
        (Function::Average, Some(cell)) => {
            let count = Func::count(cell.clone());
            select.statement.expr(Func::sum(cell)).expr(count)
        }
    };
    let source = source.unwrap_or(crate::codec::Codec::Integer);
    let found = tx.sql().one(&select.statement, |row| {
        Ok((source.read(row.cell(0)), row.maybe(1, store::Row::int).unwrap_or_default()))
    })?;
    let (value, count) = found.unwrap_or_default();
    let value = match (roll_up.function, value) {
        (Function::Count, value) => value,
        (Function::Sum, Value::Null) => Value::from(0),
        (Function::Average, Value::Number(sum)) => {
            let mean = count.and_then(|count| sum.checked_div(feel::Number::from(count)));
            mean.map_or(Value::Null, Value::Number)
        }
        (_, value) => value,
    };
    // On the scale of the column that holds it.
    Ok(match (codec, value) {
        (crate::codec::Codec::Scaled(digits), Value::Number(number)) => {
            number.to_scaled(digits).map_or(Value::Null, |cell| Value::Number(feel::Number::from_scaled(cell, digits)))
        }
        (crate::codec::Codec::Integer, Value::Number(number)) => number.to_scaled(0).map_or(Value::Null, Value::from),
        (_, value) => value,
    })
}

/// The currency of all amounts that are added up; none when there are several.
fn single_currency(tx: &mut Tx<'_>, roll_up: &RollUp, field: &str, holder: i64) -> Result<Option<Value>> {
    let Some(layout) = tx.world().layout(&roll_up.of) else { return Ok(None) };
    let currency = format!("{field}_currency");
    if layout.slot(&currency).is_none() {
        return Ok(None);
    }
    let mut statement = store::sql::Query::select();
    statement
        .distinct()
        .column(Alias::new(&*currency))
        .from(Alias::new(&*layout.table))
        .and_where(Expr::col(Alias::new(&*roll_up.by)).eq(holder))
        .and_where(Expr::col(Alias::new(field)).is_not_null())
        .limit(2);
    let found = tx.sql().all(&statement, |row| Ok(row.maybe(0, store::Row::text)?.map(str::to_owned)))?;
    match &found[..] {
        [Some(only)] => Ok(Some(Value::from(only.as_str()))),
        _ => Ok(None),
    }
}
