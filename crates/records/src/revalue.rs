//! What amounts are worth when the installation's currency becomes another.
//!
//! A worth is a number in the installation's currency, and so is an exchange rate: both would mean something else from
//! one moment to the next. So both are put into the new currency at once. A rate is divided by what the new currency
//! was worth on the day of that rate; the worth of an amount by what it is worth today, for the day it was entered on is
//! not known. Roll-ups and formulas follow.
//!
//! Nothing of this but the rates is in the history, for nothing happened to the records.

use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::rollup::{self, Change};
use crate::tx::Tx;
use crate::world::World;
use crate::write::{bind, store_changes, store_silently};
use crate::{money, rebuild};
use access::Actor;
use feel::{Date, Number, Value};
use std::sync::Arc;
use store::Param;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// How often computing goes over all entities before it leaves them as they are.
const PASSES: usize = 8;

/// Puts every worth and every exchange rate into the currency of a new world. Runs inside [`crate::Records::alone`].
///
/// # Errors
/// [`Error::Invalid`] when there is something to convert and the new currency has no rate by which to do it.
pub(crate) fn revalue(tx: &mut Tx<'_>, actor: &Actor, world: World) -> Result<()> {
    let old = Arc::clone(&tx.world().settings.currency);
    let new = Arc::clone(&world.settings.currency);
    let rate = money::rate(tx, &new)?;
    if rate.is_some() {
        rates(tx, actor, &old, &new)?;
    } else if has_worths(tx, &new)? {
        return Err(Error::field(FieldProblem::of("currency", "problem-currency-without-rate").with("currency", &new)));
    }
    tx.under(Arc::new(world), |tx| {
        let world = Arc::clone(tx.world());
        let layouts = world.model.entities.iter().filter_map(|entity| world.layout(&entity.name));
        let layouts: Vec<Arc<Layout>> = layouts.collect();
        for layout in layouts.iter().filter(|layout| money::amounts(layout).next().is_some()) {
            rebuild::each(tx, layout, |tx, record| {
                let mut after = record.clone();
                money::revalue(&mut after, &old, &new, rate);
                store_silently(tx, &record, &after).map(drop)
            })?;
        }
        for _ in 0..PASSES {
            let mut changed = 0;
            for layout in &layouts {
                changed += rebuild::computed(tx, actor, layout)?;
            }
            if changed == 0 {
                break;
            }
        }
        Ok(())
    })
}

/// Whether anything is worth something that a rate would have to convert.
fn has_worths(tx: &mut Tx<'_>, new: &str) -> Result<bool> {
    let world = Arc::clone(tx.world());
    let column = |name: &str| Expr::col(Alias::new(name));
    for layout in world.model.entities.iter().filter_map(|entity| world.layout(&entity.name)) {
        let mut conditions = Vec::new();
        if &*layout.entity.name == money::RATES {
            conditions.push(column("id").is_not_null());
        }
        for [_, currency, base] in money::amounts(&layout) {
            let [currency, base] = [currency, base].map(|slot| column(&layout.slots[slot].column));
            // What is worth nothing is worth nothing in every currency.
            conditions.push(base.ne(0_i64).and(currency.ne(new)));
        }
        for condition in conditions {
            let mut statement = Query::select();
            statement.expr(Expr::val(1_i64)).from(Alias::new(&*layout.table)).and_where(condition).limit(1);
            if tx.sql().one(&statement, |_| Ok(()))?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Puts the exchange rates into the new currency: what the new one was worth in the old becomes what the old is worth in
/// the new.
fn rates(tx: &mut Tx<'_>, actor: &Actor, old: &str, new: &str) -> Result<()> {
    let Some(layout) = tx.world().layout(money::RATES) else { return Ok(()) };
    let (Some(rate), Some(currency), Some(date)) =
        (layout.index("rate"), layout.index("currency"), layout.index("date"))
    else {
        return Ok(());
    };
    let [old, new] = [named(tx, &layout, currency, old)?, named(tx, &layout, currency, new)?];
    let mut all = Vec::new();
    rebuild::each(tx, &layout, |_, record| {
        all.push(record);
        Ok(())
    })?;
    let day = |record: &Record| record.values[date].as_date();
    let mut of_new: Vec<(Date, Number)> = all
        .iter()
        .filter(|record| Some(&record.values[currency]) == new.as_ref())
        .filter_map(|record| Some((day(record)?, record.values[rate].as_number()?)))
        .collect();
    of_new.sort_by_key(|(day, _)| *day);
    let days_of_old: Vec<Option<Date>> =
        all.iter().filter(|record| Some(&record.values[currency]) == old.as_ref()).map(day).collect();
    let mut changes: Vec<Change> = Vec::with_capacity(all.len());
    for before in all {
        let mut after = before.clone();
        let until = of_new.partition_point(|(known, _)| Some(*known) <= day(&before));
        let Some((_, by)) = of_new.get(until.saturating_sub(1)) else { continue };
        let is_new = Some(&before.values[currency]) == new.as_ref();
        let value = match &old {
            Some(old) if is_new && !days_of_old.contains(&day(&before)) => {
                after.values[currency] = old.clone();
                Some(Number::from(1))
            }
            _ => before.values[rate].as_number(),
        };
        let divided = value.and_then(|value| value.checked_div(*by));
        after.values[rate] = layout.slots[rate].codec.fitted(divided.map_or(Value::Null, Value::Number));
        store_changes(tx, actor, &before, &mut after, Vec::new())?;
        changes.push((Some(before), Some(after)));
    }
    rollup::refresh_all(tx, actor, &changes)
}

/// The value of the column of currencies that stands for a code; none when there is no such currency.
fn named(tx: &mut Tx<'_>, rates: &Layout, currency: usize, code: &str) -> Result<Option<Value>> {
    let target = rates.slots[currency].target.as_ref().and_then(|target| tx.world().layout(target));
    let Some(currencies) = target else { return Ok(Some(Value::from(code))) };
    let mut statement = Query::select();
    statement
        .column(Alias::new("id"))
        .from(Alias::new(&*currencies.table))
        .and_where(Expr::col(Alias::new("code")).eq(bind(Param::Text(code.to_owned()))))
        .limit(1);
    Ok(tx.sql().one(&statement, |row| row.int(0))?.map(Value::from))
}
