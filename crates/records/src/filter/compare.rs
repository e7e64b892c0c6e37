//! How two operands compare in SQL, where FEEL says `true` and where it says `false`.

use super::{Operand, Wanted, always, bind, fold, operand};
use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::select::Select;
use feel::{BinaryOp, Expr, Number, Rounding, Value};
use store::Param;
use store::sql::{Expr as Sql, ExprTrait};

pub(super) fn compare_exprs(
    select: &mut Select<'_>,
    op: BinaryOp,
    left: &Expr,
    right: &Expr,
    wanted: Wanted,
) -> Result<Sql> {
    let left = operand(select, left)?;
    let right = operand(select, right)?;
    compare(select, op, left, right, wanted)
}

pub(super) fn compare(
    select: &mut Select<'_>,
    op: BinaryOp,
    left: Operand,
    right: Operand,
    wanted: Wanted,
) -> Result<Sql> {
    match (left, right) {
        (Operand::Known(left), Operand::Known(right)) => {
            let test = Expr::binary(op, Expr::literal(left), Expr::literal(right));
            let answer = fold(select, &test).and_then(|value| value.as_bool());
            Ok(always(answer.is_some_and(|answer| wanted.is(answer))))
        }
        (Operand::Known(value), Operand::Cell { sql, codec }) => with_known(turned(op), sql, codec, &value, wanted),
        (Operand::Cell { sql, codec }, Operand::Known(value)) => with_known(op, sql, codec, &value, wanted),
        (Operand::Cell { sql: left, codec: a }, Operand::Cell { sql: right, codec: b }) => {
            let (left, right) = aligned(left, a, right, b)?;
            Ok(two_cells(op, left, right, wanted))
        }
    }
}

/// The comparison read from right to left.
fn turned(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        same => same,
    }
}

/// The comparison that holds exactly where this one does not and both sides are there.
fn negated(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Le => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        other => other,
    }
}

fn with_known(op: BinaryOp, cell: Sql, codec: Codec, value: &Value, wanted: Wanted) -> Result<Sql> {
    let op = if wanted == Wanted::True { op } else { negated(op) };
    if value.is_null() {
        return Ok(match op {
            BinaryOp::Eq => cell.is_null(),
            BinaryOp::Ne => cell.is_not_null(),
            // Comparing the order of null is null, so neither true nor false.
            _ => always(false),
        });
    }
    let bound = bound(codec, value).ok_or_else(|| wrong_type(codec, value))?;
    Ok(match (op, bound) {
        (BinaryOp::Eq, Bounded::Exact(param)) => cell.eq(bind(param)),
        (BinaryOp::Eq, Bounded::Between { .. }) => always(false),
        // FEEL: null differs from every value.
        (BinaryOp::Ne, Bounded::Exact(param)) => cell.clone().ne(bind(param)).or(cell.is_null()),
        (BinaryOp::Ne, Bounded::Between { .. }) => always(true),
        (BinaryOp::Lt, Bounded::Exact(param)) => cell.lt(bind(param)),
        (BinaryOp::Le, Bounded::Exact(param)) => cell.lte(bind(param)),
        (BinaryOp::Gt, Bounded::Exact(param)) => cell.gt(bind(param)),
        (_, Bounded::Exact(param)) => cell.gte(bind(param)),
        (BinaryOp::Lt | BinaryOp::Le, Bounded::Between { below }) => cell.lte(below),
        (_, Bounded::Between { below }) => cell.gt(below),
    })
}

/// A known value on the scale of a column.
pub(super) enum Bounded {
    Exact(Param),
    /// Between two neighbouring cells; this is the lower one.
    Between {
        below: i64,
    },
}

pub(super) fn bound(codec: Codec, value: &Value) -> Option<Bounded> {
    let digits = match codec {
        Codec::Scaled(digits) => digits,
        Codec::Integer => 0,
        _ => return codec.write(value).map(Bounded::Exact),
    };
    let number = value.as_number()?;
    match number.to_scaled(digits) {
        Some(cell) if Number::from_scaled(cell, digits) == number => Some(Bounded::Exact(Param::Int(cell))),
        Some(_) => {
            let below = number.round(digits.try_into().ok()?, Rounding::Floor)?;
            Some(Bounded::Between { below: below.to_scaled(digits)? })
        }
        // Beyond what any cell can hold.
        None => Some(Bounded::Between { below: if number.is_negative() { i64::MIN } else { i64::MAX } }),
    }
}

fn two_cells(op: BinaryOp, left: Sql, right: Sql, wanted: Wanted) -> Sql {
    let op = if wanted == Wanted::True { op } else { negated(op) };
    match op {
        BinaryOp::Eq => {
            let both_null = left.clone().is_null().and(right.clone().is_null());
            left.eq(right).or(both_null)
        }
        BinaryOp::Ne => {
            let left_only = left.clone().is_null().and(right.clone().is_not_null());
            let right_only = left.clone().is_not_null().and(right.clone().is_null());
            left.ne(right).or(left_only).or(right_only)
        }
        BinaryOp::Lt => left.lt(right),
        BinaryOp::Le => left.lte(right),
        BinaryOp::Gt => left.gt(right),
        _ => left.gte(right),
    }
}

/// Brings two cells to one scale.
pub(super) fn aligned(left: Sql, a: Codec, right: Sql, b: Codec) -> Result<(Sql, Sql)> {
    let scale = |codec| match codec {
        Codec::Integer => Some(0),
        Codec::Scaled(digits) => Some(digits),
        _ => None,
    };
    match (scale(a), scale(b)) {
        (Some(x), Some(y)) => {
            let common = Ord::max(x, y);
            Ok((raised(left, common - x), raised(right, common - y)))
        }
        (None, None) if a == b => Ok((left, right)),
        _ => Err(Error::query(FieldProblem::record("problem-filter-types"))),
    }
}

pub(super) fn raised(cell: Sql, digits: u32) -> Sql {
    if digits == 0 { cell } else { cell.mul(10_i64.pow(digits)) }
}

pub(super) fn wrong_type(codec: Codec, value: &Value) -> Error {
    let wanted = match codec {
        Codec::Integer | Codec::Scaled(_) => "number",
        Codec::Flag => "boolean",
        Codec::Text => "string",
        Codec::Date => "date",
        Codec::Moment => "date and time",
        // The time of day of a moment has the zone that moments are kept in.
        Codec::Time => "time with a zone, as 10:30:00Z",
        Codec::Duration => "days and time duration",
        Codec::Choices => "list of strings",
        Codec::Json => "context",
    };
    Error::query(FieldProblem::record("problem-filter-type").with("wanted", wanted).with("value", value.to_feel()))
}
