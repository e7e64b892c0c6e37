//! Money: which currency an amount has, and what it is worth in the installation's currency.

use crate::codec::MONEY_DIGITS;
use crate::error::Result;
use crate::layout::Layout;
use crate::raw;
use crate::record::Record;
use crate::tx::Tx;
use feel::{Number, Value};
use model::{ColumnPart, Kind, Money};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order, Query};

/// The entity of dated exchange rates.
pub(crate) const RATES: &str = "base.exchange_rate";

/// Gives every amount its currency: that of the field it follows, the one entered, or the installation's.
pub(crate) fn currencies(tx: &mut Tx<'_>, record: &mut Record, _before: Option<&Record>) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    let own = Arc::clone(&tx.world().settings.currency);
    for (position, field) in layout.entity.fields.iter().enumerate() {
        let Kind::Money(money) = field.kind.shown() else { continue };
        let Some(slot) = part(&layout, position, ColumnPart::Currency) else { continue };
        let followed = inherited(tx, record, money)?;
        let entered = followed.unwrap_or_else(|| record.values[slot].clone());
        record.values[slot] = if entered.is_null() { Value::Text(Arc::clone(&own)) } else { entered };
    }
    Ok(())
}

/// The currency of the money field that this one follows.
fn inherited(tx: &mut Tx<'_>, record: &Record, money: &Money) -> Result<Option<Value>> {
    let Some(path) = &money.currency else { return Ok(None) };
    match &path[..] {
        [field] => Ok(Some(record.get(&format!("{field}_currency")).clone())),
        [relation, field] => {
            let target = record.layout.slot(relation).and_then(|slot| slot.target.clone());
            let layout = target.and_then(|name| tx.world().layout(&name));
            match (layout, record.target(relation)) {
                (Some(layout), Some(id)) => {
                    let parent = raw::load(tx, &layout, id)?;
                    Ok(parent.map(|parent| parent.get(&format!("{field}_currency")).clone()))
                }
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// Computes every amount in the installation's currency, by the rate of the transaction's day.
///
/// An amount that did not change keeps the worth it had: a later rate does not rewrite the past.
pub(crate) fn base_amounts(tx: &mut Tx<'_>, record: &mut Record, before: Option<&Record>) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    for [amount, currency, base] in amounts(&layout) {
        let same = before.is_some_and(|before| {
            before.values[amount] == record.values[amount]
                && before.values[currency] == record.values[currency]
                && !before.values[base].is_null()
        });
        if same {
            continue;
        }
        record.values[base] = match (record.values[amount].as_number(), record.values[currency].as_text()) {
            (Some(number), Some(code)) => in_own_currency(tx, number, code)?,
            _ => Value::Null,
        };
    }
    Ok(())
}

/// An amount in the installation's currency; null when no rate is known.
pub(crate) fn in_own_currency(tx: &mut Tx<'_>, amount: Number, code: &str) -> Result<Value> {
    if code == &*tx.world().settings.currency {
        return Ok(Value::Number(amount));
    }
    let Some(rate) = rate(tx, code)? else { return Ok(Value::Null) };
    let converted = amount.checked_mul(rate).and_then(|worth| worth.to_scaled(MONEY_DIGITS));
    Ok(converted.map_or(Value::Null, |cell| Value::Number(Number::from_scaled(cell, MONEY_DIGITS))))
}

/// How much of the installation's currency one unit of another was worth, by the newest rate up to today.
pub(crate) fn rate(tx: &mut Tx<'_>, code: &str) -> Result<Option<Number>> {
    let Some(layout) = tx.world().layout(RATES) else { return Ok(None) };
    let (Some(rate), Some(currency), Some(date)) = (layout.slot("rate"), layout.slot("currency"), layout.slot("date"))
    else {
        return Ok(None);
    };
    let (rate_codec, rate_column) = (rate.codec, Arc::clone(&rate.column));
    let today = jiff::Timestamp::from_microsecond(tx.micros())
        .map(|now| feel::Date::from(tx.world().settings.zone.to_datetime(now).date()).to_days())
        .unwrap_or(0);
    let mut statement = Query::select();
    statement
        .column(Alias::new(&*rate_column))
        .from(Alias::new(&*layout.table))
        .and_where(Expr::col(Alias::new(&*date.column)).lte(today))
        .order_by(Alias::new(&*date.column), Order::Desc)
        .limit(1);
    match currency.target.as_ref().and_then(|target| tx.world().layout(target)) {
        Some(currencies) => {
            let mut of_code = Query::select();
            of_code
                .column(Alias::new("id"))
                .from(Alias::new(&*currencies.table))
                .and_where(Expr::col(Alias::new("code")).eq(code));
            statement.and_where(Expr::col(Alias::new(&*currency.column)).in_subquery(of_code));
        }
        None => {
            statement.and_where(Expr::col(Alias::new(&*currency.column)).eq(code));
        }
    }
    let found = tx.sql().one(&statement, |row| Ok(rate_codec.read(row.cell(0))))?;
    Ok(found.and_then(|value| value.as_number()))
}

/// The slots of each amount: the number, its currency, what it is worth.
pub(crate) fn amounts(layout: &Layout) -> impl Iterator<Item = [usize; 3]> {
    let fields = layout.entity.fields.iter().enumerate();
    fields.filter(|(_, field)| matches!(field.kind.shown(), Kind::Money(_))).filter_map(|(position, _)| {
        let part = |wanted| part(layout, position, wanted);
        Some([part(ColumnPart::Value)?, part(ColumnPart::Currency)?, part(ColumnPart::Base)?])
    })
}

/// Says what every amount is worth after the installation's currency became another; one unit of the new was worth
/// `rate` of the old.
pub(crate) fn revalue(record: &mut Record, old: &str, new: &str, rate: Option<Number>) {
    let layout = Arc::clone(&record.layout);
    for [amount, currency, base] in amounts(&layout) {
        let code = record.values[currency].as_text();
        if record.values[amount].is_null() {
            // Nobody chose the currency of nothing.
            if code == Some(old) {
                record.values[currency] = Value::from(new);
            }
        } else if code == Some(new) {
            record.values[base] = record.values[amount].clone();
        } else if let Some(worth) = record.values[base].as_number() {
            let worth = if worth.is_zero() { Some(worth) } else { rate.and_then(|rate| worth.checked_div(rate)) };
            record.values[base] = layout.slots[base].codec.fitted(worth.map_or(Value::Null, Value::Number));
        }
    }
}

fn part(layout: &Layout, field: usize, wanted: ColumnPart) -> Option<usize> {
    layout.slots.iter().position(|slot| slot.field == Some(field) && slot.part == wanted)
}
