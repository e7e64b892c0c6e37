//! What one record adds to a roll-up, told from the record alone.

use crate::codec::Codec;
use crate::compute::{self, Related};
use crate::layout::{Layout, Source};
use crate::record::Record;
use crate::tx::Tx;
use access::Actor;
use feel::{BinaryOp, Expr, ExprKind};
use model::{Expression, Function, RollUp};
use std::ops::Bound;
use std::sync::Arc;
use store::Param;

/// What one record adds; nothing when it does not point to the holder.
///
/// Invariant: equal parts make no difference to the roll-up, whatever else there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// To a count: 1 when the filter lets the record pass. To a sum: its value on the scale of its column.
    pub value: i64,
    /// To a sum of money: the value in the installation's currency.
    pub worth: i64,
    /// The currency of a record with an amount. It counts whether or not the filter lets the record pass.
    pub currency: Option<Arc<str>>,
}

/// What a record adds to a holder's roll-up; none when the record alone does not tell.
pub(super) fn of(tx: &Tx<'_>, actor: &Actor, roll_up: &RollUp, record: Option<&Record>, holder: i64) -> Option<Part> {
    let Some(record) = record.filter(|record| record.target(&roll_up.by) == Some(holder)) else {
        return Some(Part::default());
    };
    let passes = match &roll_up.filter {
        None => true,
        Some(filter) if !is_told_by_record(&record.layout, &filter.expr) => return None,
        Some(filter) => passes(tx, actor, filter, record),
    };
    match (roll_up.function, &roll_up.field) {
        (Function::Count, _) => Some(Part { value: i64::from(passes), ..Part::default() }),
        (Function::Sum, Some(field)) => sum(record, field, passes),
        _ => None,
    }
}

fn sum(record: &Record, field: &str, passes: bool) -> Option<Part> {
    let value = cell(record, field)?;
    let currency = record.layout.index(&format!("{field}_currency"));
    let worth = match currency {
        Some(_) => cell(record, &format!("{field}_base"))?,
        None => None,
    };
    let counted = |cell: Option<i64>| cell.filter(|_| passes).unwrap_or(0);
    let currency = match currency.filter(|_| value.is_some()) {
        // An amount always has a currency; one without is none that could be compared.
        Some(slot) => Some(Arc::from(record.values[slot].as_text()?)),
        None => None,
    };
    Some(Part { value: counted(value), worth: counted(worth), currency })
}

/// The number in a column, on its scale; the outer none says that the column holds no numbers.
fn cell(record: &Record, name: &str) -> Option<Option<i64>> {
    let slot = record.layout.index(name)?;
    let codec = record.layout.slots[slot].codec;
    if !matches!(codec, Codec::Integer | Codec::Scaled(_)) {
        return None;
    }
    match codec.write(&record.values[slot])? {
        Param::Int(cell) => Some(Some(cell)),
        Param::Null => Some(None),
        _ => None,
    }
}

fn passes(tx: &Tx<'_>, actor: &Actor, filter: &Expression, record: &Record) -> bool {
    compute::value(filter, record, actor, &Related::new(), &tx.env(actor)).is_true()
}

/// Whether a filter gives in memory what it gives in SQL, reading nothing but the record: neither other records, nor
/// who asks, nor the time.
fn is_told_by_record(layout: &Layout, expr: &Expr) -> bool {
    let all = |parts: &[Expr]| parts.iter().all(|part| is_told_by_record(layout, part));
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Name(name) => is_plain(layout, name),
        ExprKind::Negate(inner) | ExprKind::Test(_, inner) => is_told_by_record(layout, inner),
        ExprKind::Binary(op, left, right) => {
            let known = matches!(op, BinaryOp::And | BinaryOp::Or) || op.is_comparison();
            is_presence(layout, *op, left, right)
                || is_number(layout, expr)
                || (known && is_told_by_record(layout, left) && is_told_by_record(layout, right))
        }
        ExprKind::Between(value, low, high) => {
            [value, low, high].into_iter().all(|part| is_told_by_record(layout, part))
        }
        ExprKind::In(value, tests) => is_told_by_record(layout, value) && all(tests),
        ExprKind::List(items) => all(items),
        ExprKind::Range(low, high) => [low, high].into_iter().all(|end| match end {
            Bound::Included(end) | Bound::Excluded(end) => is_told_by_record(layout, end),
            Bound::Unbounded => true,
        }),
        ExprKind::Call(..) => match expr.as_call() {
            Some(("not" | "contains" | "starts with" | "ends with", arguments)) => all(arguments),
            _ => false,
        },
        _ => false,
    }
}

/// Whether an expression is a number, or computed of numbers by what is exact in memory and in SQL.
fn is_number(layout: &Layout, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(value) => value.as_number().is_some(),
        ExprKind::Name(name) => match source(layout, name) {
            Some(Source::Slot(slot)) => {
                let slot = &layout.slots[*slot];
                !slot.is_relation && matches!(slot.codec, Codec::Integer | Codec::Scaled(_))
            }
            _ => false,
        },
        ExprKind::Negate(inner) => is_number(layout, inner),
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, left, right) => {
            is_number(layout, left) && is_number(layout, right)
        }
        _ => false,
    }
}

/// Whether a name stands for one column of the record, of a kind that compares alike in memory and in SQL.
fn is_plain(layout: &Layout, name: &str) -> bool {
    let Some(Source::Slot(slot)) = source(layout, name) else { return false };
    let slot = &layout.slots[*slot];
    !slot.is_relation && !matches!(slot.codec, Codec::Choices | Codec::Json)
}

/// Whether a comparison asks only if a relation leads anywhere.
fn is_presence(layout: &Layout, op: BinaryOp, left: &Expr, right: &Expr) -> bool {
    let is_null = |expr: &Expr| matches!(&expr.kind, ExprKind::Literal(value) if value.is_null());
    let is_relation = |expr: &Expr| match &expr.kind {
        ExprKind::Name(name) => matches!(source(layout, name), Some(Source::Related(_))),
        _ => false,
    };
    matches!(op, BinaryOp::Eq | BinaryOp::Ne)
        && ((is_relation(left) && is_null(right)) || (is_null(left) && is_relation(right)))
}

fn source<'l>(layout: &'l Layout, name: &str) -> Option<&'l Source> {
    let place = layout.entity.schema.slots().position(|(known, _)| &**known == name)?;
    layout.sources.get(place)
}
