//! Roll-ups computed from the records that point to their holder: right whatever happened before.

use crate::codec::Codec;
use crate::error::Result;
use crate::filter;
use crate::layout::Layout;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use access::Actor;
use feel::Value;
use model::{ColumnPart, Function, Kind, RollUp};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Func};

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
    for field in layout.entity.fields.iter().filter(|field| matches!(field.kind, Kind::RollUp(_))) {
        roll_up_one(tx, actor, record, &field.name)?;
    }
    Ok(())
}

/// Computes one roll-up of a record, and the currency it is in.
pub(crate) fn roll_up_one(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record, name: &str) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    let (Some(field), Some(slot)) = (layout.entity.field(name), layout.index(name)) else { return Ok(()) };
    let Kind::RollUp(roll_up) = &field.kind else { return Ok(()) };
    let currency = match &roll_up.field {
        Some(field) => single_currency(tx, roll_up, field, record.id())?,
        None => None,
    };
    record.values[slot] = over(tx, actor, roll_up, record.id(), layout.slots[slot].codec, currency.as_ref())?;
    if let Some(place) = currency_slot(&layout, slot) {
        let own = Arc::clone(&tx.world().settings.currency);
        record.values[place] = currency.unwrap_or(Value::Text(own));
    }
    Ok(())
}

/// The slot with the currency of the roll-up in a slot, when that is money.
pub(super) fn currency_slot(layout: &Layout, slot: usize) -> Option<usize> {
    let field = layout.slots[slot].field?;
    layout.slots_of(field).find(|slot| layout.slots[*slot].part == ColumnPart::Currency)
}

/// A roll-up's value. `currency` is the one that all amounts have; none when they have several.
fn over(
    tx: &mut Tx<'_>,
    actor: &Actor,
    roll_up: &RollUp,
    holder: i64,
    codec: Codec,
    currency: Option<&Value>,
) -> Result<Value> {
    let world = Arc::clone(tx.world());
    let Some(layout) = world.layout(&roll_up.of) else { return Ok(Value::Null) };
    let column = match &roll_up.field {
        // Amounts of several currencies add up in the installation's.
        Some(field) if currency.is_none() && layout.slot(&format!("{field}_base")).is_some() => {
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
    let source = source.unwrap_or(Codec::Integer);
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
    Ok(codec.fitted(value))
}

/// The currency of all amounts that are added up; none when there are several, or no amounts of money.
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
