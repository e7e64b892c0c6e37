//! Roll-ups that follow a change by the difference it makes.
//!
//! A sum of money is in the currency of all amounts under its holder, or, when there are several currencies, in the
//! installation's. So the difference is exact only as long as the change leaves the set of currencies as it is; that
//! is looked up where the change itself does not show it.

use super::part::{self, Part};
use super::scratch::currency_slot;
use crate::codec::Codec;
use crate::error::Result;
use crate::layout::Layout;
use crate::record::Record;
use crate::tx::Tx;
use access::Actor;
use feel::Value;
use model::{Function, Kind, RollUp};
use std::sync::Arc;
use store::Param;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// What one change does to one roll-up.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// The record with this id added the one part and adds the other now.
    Shift { record: i64, before: Part, after: Part },
    /// The change alone does not tell.
    Unknown,
}

/// What a change does to a holder's roll-up; none when it makes no difference.
pub(super) fn effect(
    tx: &Tx<'_>,
    actor: &Actor,
    roll_up: &RollUp,
    holder: i64,
    before: Option<&Record>,
    after: Option<&Record>,
) -> Option<Effect> {
    if !feeds(roll_up, before, after) {
        return None;
    }
    let record = after.or(before).map_or(0, Record::id);
    let part = |side| part::of(tx, actor, roll_up, side, holder);
    match (part(before), part(after)) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => Some(Effect::Shift { record, before, after }),
        _ => Some(Effect::Unknown),
    }
}

/// Whether a change matters to a roll-up at all.
fn feeds(roll_up: &RollUp, before: Option<&Record>, after: Option<&Record>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    let differs = |name: &str| before.get(name) != after.get(name);
    differs(&roll_up.by)
        || roll_up
            .field
            .as_deref()
            .is_some_and(|field| ["", "_currency", "_base"].iter().any(|part| differs(&format!("{field}{part}"))))
        || roll_up.filter.as_ref().is_some_and(|filter| {
            let names =
                filter.program.reads().iter().filter_map(|path| after.layout.entity.schema.slots().nth(path.slot));
            names.into_iter().any(|(name, _)| differs(name) || after.layout.slot(name).is_none())
        })
}

/// Moves a holder's roll-up by what changes did to it. Returns false, and leaves it as it is, when the result would not
/// be exact.
pub(super) fn apply(tx: &mut Tx<'_>, holder: &mut Record, name: &str, effects: &[Effect]) -> Result<bool> {
    let layout = Arc::clone(&holder.layout);
    let (Some(field), Some(slot)) = (layout.entity.field(name), layout.index(name)) else { return Ok(false) };
    let Kind::RollUp(roll_up) = &field.kind else { return Ok(false) };
    let codec = layout.slots[slot].codec;
    let Some(source) = tx.world().layout(&roll_up.of) else { return Ok(false) };
    if !is_on_scale(roll_up, &source, codec) {
        return Ok(false);
    }
    let Some(Param::Int(mut cell)) = codec.write(&holder.values[slot]) else { return Ok(false) };
    let currency = currency_slot(&layout, slot).map(|slot| holder.values[slot].clone());
    for effect in effects {
        let Effect::Shift { record, before, after } = effect else { return Ok(false) };
        let ends = match &currency {
            None => Some((before.value, after.value)),
            Some(Value::Text(sum)) => {
                let look = Look { roll_up, source: &source, holder: holder.id(), record: *record };
                match effects {
                    _ if before.currency == after.currency => in_currency(tx, sum, before, after),
                    // Several changes hide from each other what was there before them.
                    [_] if stays(tx, &look, sum, before, after)? => in_currency(tx, sum, before, after),
                    _ => None,
                }
            }
            Some(_) => None,
        };
        let moved = ends.and_then(|(before, after)| cell.checked_sub(before)?.checked_add(after));
        let Some(moved) = moved else { return Ok(false) };
        cell = moved;
    }
    holder.values[slot] = match codec {
        Codec::Scaled(digits) => Value::Number(feel::Number::from_scaled(cell, digits)),
        _ => Value::from(cell),
    };
    Ok(true)
}

/// Whether what records add is on the scale of the column that holds the roll-up.
fn is_on_scale(roll_up: &RollUp, source: &Layout, codec: Codec) -> bool {
    match (roll_up.function, &roll_up.field) {
        (Function::Count, _) => codec == Codec::Integer,
        (Function::Sum, Some(field)) => {
            let parts = [source.slot(field), source.slot(&format!("{field}_base"))];
            parts.into_iter().flatten().all(|slot| slot.codec == codec)
        }
        _ => false,
    }
}

/// What both parts are in a sum of this currency; none when that is not certain.
fn in_currency(tx: &Tx<'_>, sum: &Arc<str>, before: &Part, after: &Part) -> Option<(i64, i64)> {
    let own = &tx.world().settings.currency;
    let in_sum = |part: &Part| match &part.currency {
        None => Some(0),
        // The sum is of this currency alone, or of the worth of all: the same, as long as no old worth is another.
        Some(currency) if currency == sum => (currency != own || part.value == part.worth).then_some(part.value),
        // The sum is of several currencies.
        Some(_) => (sum == own).then_some(part.worth),
    };
    Some((in_sum(before)?, in_sum(after)?))
}

/// Where to look for other records of a currency.
struct Look<'l> {
    roll_up: &'l RollUp,
    source: &'l Layout,
    holder: i64,
    record: i64,
}

/// Whether the currency of the sum stays what it is: none disappeared, and none is new.
fn stays(tx: &mut Tx<'_>, look: &Look<'_>, sum: &Arc<str>, before: &Part, after: &Part) -> Result<bool> {
    if let Some(gone) = &before.currency
        && !others_have(tx, look, gone)?
    {
        return Ok(false);
    }
    match &after.currency {
        Some(come) if come != sum => others_have(tx, look, come),
        _ => Ok(true),
    }
}

/// Whether another record under the holder has an amount in this currency.
fn others_have(tx: &mut Tx<'_>, look: &Look<'_>, currency: &Arc<str>) -> Result<bool> {
    let Some(field) = &look.roll_up.field else { return Ok(false) };
    let column = |name: &str| Expr::col(Alias::new(name));
    let mut statement = Query::select();
    statement
        .expr(Expr::val(1_i64))
        .from(Alias::new(&*look.source.table))
        .and_where(column(&look.roll_up.by).eq(look.holder))
        .and_where(column(field).is_not_null())
        .and_where(column(&format!("{field}_currency")).eq(&**currency))
        .and_where(column("id").ne(look.record))
        .limit(1);
    Ok(tx.sql().one(&statement, |_| Ok(()))?.is_some())
}
