//! Quotients in SQL, where they are exact: numbers lie in columns as whole ones on a scale.

use super::{Operand, operand, raised, unsupported};
use crate::codec::Codec;
use crate::error::Result;
use crate::select::Select;
use feel::{BinaryOp, Days, Expr, ExprKind, Number, Value};
use store::Dialect;
use store::sql::{self, Expr as Sql, ExprTrait};

/// The most digits that are kept behind the point.
const DIGITS: u32 = 9;

/// `left / right` for a divisor that is known and whose reciprocal ends: 4, 100, 2.5; or for a duration by seconds.
pub(super) fn quotient(left: &Operand, right: &Operand) -> Option<Operand> {
    let Operand::Cell { sql, codec } = left else { return None };
    match (codec, right) {
        (Codec::Integer | Codec::Scaled(_), Operand::Known(Value::Number(divisor))) => {
            let reciprocal = Number::from(1).checked_div(*divisor)?;
            let digits = scale(*codec);
            let more = (0..=DIGITS - Ord::min(digits, DIGITS)).find(|more| {
                reciprocal.to_scaled(*more).is_some_and(|cell| Number::from_scaled(cell, *more) == reciprocal)
            })?;
            let factor = reciprocal.to_scaled(more)?;
            Some(Operand::Cell { sql: sql.clone().mul(factor), codec: Codec::Scaled(digits + more) })
        }
        // Durations lie in columns as microseconds.
        (Codec::Duration, Operand::Known(Value::Days(unit))) if *unit == Days::from_seconds(1) => {
            Some(Operand::Cell { sql: sql.clone(), codec: Codec::Scaled(6) })
        }
        _ => None,
    }
}

/// A quotient made whole: `floor(a / b)`, `ceiling(a / b)`, `round down(a / b)`; nothing when `expr` is no quotient.
///
/// # Errors
/// [`crate::Error::Query`] for what is no number, and for `floor` and `ceiling` by what is not known or not positive.
pub(super) fn whole_quotient(select: &mut Select<'_>, function: &str, expr: &Expr) -> Result<Option<Operand>> {
    let ExprKind::Binary(BinaryOp::Div, left, right) = &expr.kind else { return Ok(None) };
    let (left, right) = (operand(select, left)?, operand(select, right)?);
    let by = match &right {
        Operand::Known(Value::Number(by)) if !by.is_negative() => *by,
        _ => Number::from(0),
    };
    let dialect = select.asking.dialect;
    let whole = on_one_scale(left, right).and_then(|(left, right, digits)| match function {
        // What is bound has no type of its own on PostgreSQL.
        "round down" => Some(sql::divide(left.cast_as("bigint"), right.cast_as("bigint"))),
        _ => {
            let by = by.to_scaled(digits).filter(|by| *by > 0)?;
            Some(rounded(function, left, by, dialect))
        }
    });
    let sql = whole.ok_or_else(|| unsupported(expr))?;
    Ok(Some(Operand::Cell { sql, codec: Codec::Integer }))
}

fn rounded(function: &str, left: Sql, by: i64, dialect: Dialect) -> Sql {
    match function {
        "floor" => sql::floor_divide(left, by, dialect),
        "ceiling" => sql::floor_divide(left.add(by - 1), by, dialect),
        // Half goes away from zero, and both databases divide towards zero.
        _ => {
            let twice = left.clone().mul(2_i64);
            let case = sql::CaseStatement::new().case(left.lt(0_i64), twice.clone().sub(by)).finally(twice.add(by));
            Sql::Case(Box::new(case)).div(Ord::max(by.saturating_mul(2), 1))
        }
    }
}

/// Two numbers as whole ones on the same scale, which has so many digits.
fn on_one_scale(left: Operand, right: Operand) -> Option<(Sql, Sql, u32)> {
    let beside = Operand::Known(Value::Null);
    let ((left, a), (right, b)) = (super::as_cell(left, &beside)?, super::as_cell(right, &beside)?);
    let is_number = |codec| matches!(codec, Codec::Integer | Codec::Scaled(_));
    if !is_number(a) || !is_number(b) {
        return None;
    }
    let common = Ord::max(scale(a), scale(b));
    Some((raised(left, common - scale(a)), raised(right, common - scale(b)), common))
}

fn scale(codec: Codec) -> u32 {
    if let Codec::Scaled(digits) = codec { digits } else { 0 }
}
