//! Values computed in SQL: sums and products on their scales, functions of numbers, texts and dates.

use super::{Operand, bind, divide, fold, operand, raised, text, text_operand, unsupported};
use crate::codec::Codec;
use crate::error::Result;
use crate::quantify;
use crate::select::Select;
use feel::{BinaryOp, Expr, Number, Value};
use store::sql::{self, Expr as Sql, ExprTrait};

pub(super) fn arithmetic(op: BinaryOp, left: Operand, right: Operand, dialect: store::Dialect) -> Option<Operand> {
    let left = as_cell(left, &right)?;
    let (sql_left, a) = left;
    let (sql_right, b) = as_cell(right, &Operand::Cell { sql: sql_left.clone(), codec: a })?;
    let scale = |codec| match codec {
        Codec::Integer => Some(0),
        Codec::Scaled(digits) => Some(digits),
        _ => None,
    };
    if let (Some(x), Some(y)) = (scale(a), scale(b)) {
        let common = Ord::max(x, y);
        return Some(match op {
            BinaryOp::Add | BinaryOp::Sub => {
                let (l, r) = (raised(sql_left, common - x), raised(sql_right, common - y));
                let sql = if op == BinaryOp::Add { l.add(r) } else { l.sub(r) };
                Operand::Cell { sql, codec: Codec::Scaled(common) }
            }
            BinaryOp::Mul if x + y <= 9 => Operand::Cell { sql: sql_left.mul(sql_right), codec: Codec::Scaled(x + y) },
            _ => return None,
        });
    }
    match (op, a, b) {
        (BinaryOp::Add, Codec::Text, Codec::Text) => {
            Some(Operand::Cell { sql: sql::concat([sql_left, sql_right], dialect), codec: Codec::Text })
        }
        (BinaryOp::Add, Codec::Moment, Codec::Duration) | (BinaryOp::Add, Codec::Duration, Codec::Moment) => {
            Some(Operand::Cell { sql: sql_left.add(sql_right), codec: Codec::Moment })
        }
        (BinaryOp::Sub, Codec::Moment, Codec::Duration) => {
            Some(Operand::Cell { sql: sql_left.sub(sql_right), codec: Codec::Moment })
        }
        (BinaryOp::Sub, Codec::Moment, Codec::Moment) => {
            Some(Operand::Cell { sql: sql_left.sub(sql_right), codec: Codec::Duration })
        }
        // A date and so many hours is the date of that hour, also backwards: rounded down after the sign.
        (BinaryOp::Add, Codec::Date, Codec::Duration) => {
            Some(Operand::Cell { sql: sql_left.add(sql::day_of(sql::whole(sql_right), dialect)), codec: Codec::Date })
        }
        (BinaryOp::Add, Codec::Duration, Codec::Date) => {
            Some(Operand::Cell { sql: sql_right.add(sql::day_of(sql::whole(sql_left), dialect)), codec: Codec::Date })
        }
        (BinaryOp::Sub, Codec::Date, Codec::Duration) => {
            let back = sql::day_of(Sql::val(0_i64).sub(sql::whole(sql_right)), dialect);
            Some(Operand::Cell { sql: sql_left.add(back), codec: Codec::Date })
        }
        (BinaryOp::Sub, Codec::Date, Codec::Date) => {
            let micros = sql_left.sub(sql_right).mul(86_400_000_000_i64);
            Some(Operand::Cell { sql: micros, codec: Codec::Duration })
        }
        (BinaryOp::Add | BinaryOp::Sub, Codec::Duration, Codec::Duration) => {
            let sql = if op == BinaryOp::Add { sql_left.add(sql_right) } else { sql_left.sub(sql_right) };
            Some(Operand::Cell { sql, codec: Codec::Duration })
        }
        _ => None,
    }
}

/// A known value as a cell beside another operand.
pub(super) fn as_cell(operand: Operand, beside: &Operand) -> Option<(Sql, Codec)> {
    let value = match operand {
        Operand::Cell { sql, codec } => return Some((sql, codec)),
        Operand::Known(value) => value,
    };
    let codec = match (&value, beside) {
        (Value::Number(number), _) => {
            let digits = (0..=9).find(|digits| {
                number.to_scaled(*digits).is_some_and(|cell| Number::from_scaled(cell, *digits) == *number)
            })?;
            Codec::Scaled(digits)
        }
        (Value::Text(_), _) => Codec::Text,
        (Value::Bool(_), _) => Codec::Flag,
        (Value::Date(_), _) => Codec::Date,
        (Value::DateTime(_), _) => Codec::Moment,
        (Value::Time(_), _) => Codec::Time,
        (Value::Days(_), _) => Codec::Duration,
        _ => return None,
    };
    Some((bind(codec.write(&value)?), codec))
}

pub(super) fn computed(select: &mut Select<'_>, expr: &Expr, name: &str, arguments: &[Expr]) -> Result<Operand> {
    let dialect = select.asking.dialect;
    match (name, arguments) {
        ("lower case", [text]) => {
            Ok(Operand::Cell { sql: sql::lower(text_operand(select, text)?, dialect), codec: Codec::Text })
        }
        ("upper case", [text]) => {
            Ok(Operand::Cell { sql: sql::upper(text_operand(select, text)?, dialect), codec: Codec::Text })
        }
        ("string length", [text]) => {
            Ok(Operand::Cell { sql: sql::length(text_operand(select, text)?), codec: Codec::Integer })
        }
        ("abs", [number]) => match operand(select, number)? {
            Operand::Cell { sql, codec } => Ok(Operand::Cell { sql: store::sql::Func::abs(sql).into(), codec }),
            Operand::Known(_) => Err(unsupported(expr)),
        },
        ("count", [list]) => match quantify::counted(select, list)? {
            Some(sql) => Ok(Operand::Cell { sql, codec: Codec::Integer }),
            None => choices_counted(select, expr, list),
        },
        ("substring", [text, start, rest @ ..]) => {
            let (text, start) = (text_operand(select, text)?, known_integer(select, start)?);
            let count = match rest {
                [] => None,
                [count] => Some(known_integer(select, count)?),
                _ => return Err(unsupported(expr)),
            };
            Ok(Operand::Cell { sql: sql::substring(text, start, count, dialect), codec: Codec::Text })
        }
        ("floor" | "ceiling" | "round half up" | "round down", [number, digits @ ..]) => {
            if let [digits] = digits
                && known_integer(select, digits)? != 0
            {
                return Err(unsupported(expr));
            }
            if let Some(whole) = divide::whole_quotient(select, name, number)? {
                return Ok(whole);
            }
            match operand(select, number)? {
                cell @ Operand::Cell { codec: Codec::Integer, .. } => Ok(cell),
                Operand::Cell { sql, codec: Codec::Scaled(digits) } => {
                    Ok(Operand::Cell { sql: whole(name, sql, 10_i64.pow(digits), dialect), codec: Codec::Integer })
                }
                _ => Err(unsupported(expr)),
            }
        }
        ("modulo", [left, right]) => match (operand(select, left)?, known_integer(select, right)?) {
            (Operand::Cell { sql, codec: Codec::Integer }, by) if by > 0 => {
                Ok(Operand::Cell { sql: sql::floor_modulo(sql, by, dialect), codec: Codec::Integer })
            }
            _ => Err(unsupported(expr)),
        },
        ("date", [moment]) => match operand(select, moment)? {
            Operand::Cell { sql, codec: Codec::Moment } => {
                Ok(Operand::Cell { sql: sql::day_of(sql, dialect), codec: Codec::Date })
            }
            cell @ Operand::Cell { codec: Codec::Date, .. } => Ok(cell),
            _ => Err(unsupported(expr)),
        },
        ("time", [moment]) => match operand(select, moment)? {
            Operand::Cell { sql, codec: Codec::Moment } => {
                Ok(Operand::Cell { sql: sql::floor_modulo(sql, sql::DAY, dialect), codec: Codec::Time })
            }
            cell @ Operand::Cell { codec: Codec::Time, .. } => Ok(cell),
            _ => Err(unsupported(expr)),
        },
        _ => text::computed(select, expr, name, arguments)?.ok_or_else(|| unsupported(expr)),
    }
}

/// How many of several choices are chosen.
fn choices_counted(select: &mut Select<'_>, expr: &Expr, list: &Expr) -> Result<Operand> {
    match operand(select, list)? {
        // Each choice has a bar behind it, and one stands in front of all: `|a|b|`.
        Operand::Cell { sql, codec: Codec::Choices } => {
            let bars = sql::Func::cust("replace").args([sql.clone(), Sql::val("|"), Sql::val("")]);
            let count = sql::length(sql).sub(sql::length(bars)).sub(1_i64);
            Ok(Operand::Cell { sql: sql::Func::coalesce([count, Sql::val(0_i64)]).into(), codec: Codec::Integer })
        }
        _ => Err(unsupported(expr)),
    }
}

/// A whole number that is known before the query runs.
fn known_integer(select: &Select<'_>, expr: &Expr) -> Result<i64> {
    let known = fold(select, expr).and_then(|value| value.as_number()?.to_i64());
    known.ok_or_else(|| unsupported(expr))
}

/// A scaled number made whole; `unit` is what 1 is on its scale.
fn whole(function: &str, cell: Sql, unit: i64, dialect: store::Dialect) -> Sql {
    match function {
        "floor" => sql::floor_divide(cell, unit, dialect),
        "ceiling" => sql::floor_divide(cell.add(unit - 1), unit, dialect),
        "round down" => cell.div(unit),
        // Half goes away from zero: both databases divide towards zero.
        _ => {
            let half = unit / 2;
            let shifted =
                sql::CaseStatement::new().case(cell.clone().lt(0_i64), cell.clone().sub(half)).finally(cell.add(half));
            Sql::Case(Box::new(shifted)).div(unit)
        }
    }
}
