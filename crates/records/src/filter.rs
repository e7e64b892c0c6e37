//! FEEL conditions as SQL, with the same meaning.
//!
//! A condition in SQL is true exactly for the rows for which FEEL says `true`. FEEL differs from SQL where null is
//! compared for equality (`null = 5` is false, not null), so a condition is built for "is true" and, below a
//! `not(…)`, for "is false", and the two are never derived from each other by SQL's NOT alone.
//!
//! What has no SQL meaning is an [`Error::Query`] that names it; nothing is filtered in memory behind the scenes.

use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::quantify::{self, Quantifier};
use crate::select::{Column, Select, known_schema};
use feel::{BinaryOp, Expr, ExprKind, Number, Rounding, Value};
use std::ops::Bound;
use std::sync::Arc;
use store::Param;
use store::sql::{self, Expr as Sql, ExprTrait};

/// The SQL condition that holds where `expr` is true.
///
/// # Errors
/// [`Error::Query`] for unknown names, types that cannot be compared, and what SQL cannot say.
pub(crate) fn condition(select: &mut Select<'_>, expr: &Expr) -> Result<Sql> {
    truth(select, expr, Wanted::True)
}

/// A value computed from columns, in SQL, with how its cells are read.
///
/// # Errors
/// As [`condition`].
pub(crate) fn cell(select: &mut Select<'_>, expr: &Expr) -> Result<(Sql, Codec)> {
    let operand = operand(select, expr)?;
    as_cell(operand, &Operand::Known(Value::Null)).ok_or_else(|| unsupported(expr))
}

/// Which answer of FEEL the SQL condition stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    True,
    False,
}

impl Wanted {
    fn opposite(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
        }
    }

    fn is(self, value: bool) -> bool {
        (self == Self::True) == value
    }
}

/// An operand of a comparison.
enum Operand {
    /// Known before the query runs.
    Known(Value),
    /// A column, or a computation over columns, whose cells are read by `codec`.
    Cell { sql: Sql, codec: Codec },
}

fn truth(select: &mut Select<'_>, expr: &Expr, wanted: Wanted) -> Result<Sql> {
    match &expr.kind {
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
            let left = truth(select, left, wanted)?;
            let right = truth(select, right, wanted)?;
            Ok(if (*op == BinaryOp::And) == (wanted == Wanted::True) { left.and(right) } else { left.or(right) })
        }
        ExprKind::Binary(op, left, right) if op.is_comparison() => {
            let left = operand(select, left)?;
            let right = operand(select, right)?;
            compare(select, *op, left, right, wanted)
        }
        ExprKind::Between(value, low, high) => {
            let low = compare_exprs(select, BinaryOp::Ge, value, low, wanted)?;
            let high = compare_exprs(select, BinaryOp::Le, value, high, wanted)?;
            Ok(if wanted == Wanted::True { low.and(high) } else { low.or(high) })
        }
        ExprKind::In(value, tests) => membership(select, value, tests, wanted),
        ExprKind::Some(bindings, condition) => {
            quantify::quantified(select, expr, Quantifier::Some, bindings, condition, wanted == Wanted::True)
        }
        ExprKind::Every(bindings, condition) => {
            quantify::quantified(select, expr, Quantifier::Every, bindings, condition, wanted == Wanted::True)
        }
        ExprKind::Call(..) => match expr.as_call() {
            Some(("not", [inner])) => truth(select, inner, wanted.opposite()),
            Some((name, arguments)) => call(select, expr, name, arguments, wanted),
            None => Err(unsupported(expr)),
        },
        _ => match operand(select, expr)? {
            Operand::Known(value) => Ok(always(value.as_bool().is_some_and(|known| wanted.is(known)))),
            Operand::Cell { sql, codec: Codec::Flag } => Ok(sql.eq(wanted == Wanted::True)),
            Operand::Cell { .. } => Err(unsupported(expr)),
        },
    }
}

fn compare_exprs(select: &mut Select<'_>, op: BinaryOp, left: &Expr, right: &Expr, wanted: Wanted) -> Result<Sql> {
    let left = operand(select, left)?;
    let right = operand(select, right)?;
    compare(select, op, left, right, wanted)
}

fn compare(select: &mut Select<'_>, op: BinaryOp, left: Operand, right: Operand, wanted: Wanted) -> Result<Sql> {
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
enum Bounded {
    Exact(Param),
    /// Between two neighbouring cells; this is the lower one.
    Between {
        below: i64,
    },
}

fn bound(codec: Codec, value: &Value) -> Option<Bounded> {
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
fn aligned(left: Sql, a: Codec, right: Sql, b: Codec) -> Result<(Sql, Sql)> {
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

fn raised(cell: Sql, digits: u32) -> Sql {
    if digits == 0 { cell } else { cell.mul(10_i64.pow(digits)) }
}

fn membership(select: &mut Select<'_>, value: &Expr, tests: &[Expr], wanted: Wanted) -> Result<Sql> {
    let mut flat = Vec::new();
    for test in tests {
        match &test.kind {
            ExprKind::List(items) => flat.extend(items.iter()),
            _ => flat.push(test),
        }
    }
    if let Some(sql) = plain_list(select, value, &flat, wanted)? {
        return Ok(sql);
    }
    let mut all: Option<Sql> = None;
    for test in flat {
        let one = one_test(select, value, test, wanted)?;
        all = Some(match (all, wanted) {
            (None, _) => one,
            (Some(before), Wanted::True) => before.or(one),
            (Some(before), Wanted::False) => before.and(one),
        });
    }
    Ok(all.unwrap_or_else(|| always(wanted == Wanted::False)))
}

/// `value in (1, 2, 3)` as IN, when the value is a cell and the tests are known.
fn plain_list(select: &mut Select<'_>, value: &Expr, tests: &[&Expr], wanted: Wanted) -> Result<Option<Sql>> {
    if tests.len() < 2
        || !tests.iter().all(|test| matches!(test.kind, ExprKind::Literal(ref value) if !value.is_null()))
    {
        return Ok(None);
    }
    let Operand::Cell { sql, codec } = operand(select, value)? else { return Ok(None) };
    if codec == Codec::Choices {
        return Ok(None);
    }
    let mut params = Vec::with_capacity(tests.len());
    for test in tests {
        let ExprKind::Literal(value) = &test.kind else { return Ok(None) };
        match bound(codec, value).ok_or_else(|| wrong_type(codec, value))? {
            Bounded::Exact(param) => params.push(bind(param)),
            Bounded::Between { .. } => {}
        }
    }
    Ok(Some(match wanted {
        Wanted::True => sql.is_in(params),
        Wanted::False => sql.clone().is_not_in(params).or(sql.is_null()),
    }))
}

fn one_test(select: &mut Select<'_>, value: &Expr, test: &Expr, wanted: Wanted) -> Result<Sql> {
    match &test.kind {
        ExprKind::Test(op, against) => compare_exprs(select, *op, value, against, wanted),
        ExprKind::Range(start, end) => {
            let mut ends = Vec::new();
            match start {
                Bound::Included(low) => ends.push(compare_exprs(select, BinaryOp::Ge, value, low, wanted)?),
                Bound::Excluded(low) => ends.push(compare_exprs(select, BinaryOp::Gt, value, low, wanted)?),
                Bound::Unbounded => {}
            }
            match end {
                Bound::Included(high) => ends.push(compare_exprs(select, BinaryOp::Le, value, high, wanted)?),
                Bound::Excluded(high) => ends.push(compare_exprs(select, BinaryOp::Lt, value, high, wanted)?),
                Bound::Unbounded => {}
            }
            let joined = ends.into_iter().reduce(|low, high| match wanted {
                Wanted::True => low.and(high),
                Wanted::False => low.or(high),
            });
            joined.ok_or_else(|| unsupported(test))
        }
        _ => {
            if let Operand::Cell { sql, codec: Codec::Choices } = operand(select, test)? {
                let chosen = operand(select, value)?;
                return has_choice(select, sql, &chosen, wanted).ok_or_else(|| unsupported(test));
            }
            if let Some(Value::List(items)) = fold(select, test) {
                let literals: Vec<Expr> = items.iter().cloned().map(Expr::literal).collect();
                return membership(select, value, &literals, wanted);
            }
            compare_exprs(select, BinaryOp::Eq, value, test, wanted)
        }
    }
}

/// Whether the cell of several choices holds one.
fn has_choice(select: &Select<'_>, cell: Sql, chosen: &Operand, wanted: Wanted) -> Option<Sql> {
    let Operand::Known(Value::Text(choice)) = chosen else { return None };
    let found = sql::contains(cell.clone(), format!("|{choice}|"), select.asking.dialect);
    Some(match wanted {
        Wanted::True => found,
        // No choice at all is an empty list, which does not contain this one.
        Wanted::False => found.not().or(cell.is_null()),
    })
}

fn call(select: &mut Select<'_>, expr: &Expr, name: &str, arguments: &[Expr], wanted: Wanted) -> Result<Sql> {
    let dialect = select.asking.dialect;
    let found = match (name, arguments) {
        ("contains", [text, part]) => {
            let (text, part) = (text_operand(select, text)?, text_operand(select, part)?);
            sql::contains(text, part, dialect)
        }
        ("starts with", [text, part]) => {
            let (text, part) = (text_operand(select, text)?, known_text(select, part)?);
            sql::starts_with(text, &part)
        }
        ("ends with", [text, part]) => {
            let (text, part) = (text_operand(select, text)?, known_text(select, part)?);
            sql::ends_with(text, &part, dialect)
        }
        ("list contains", [list, item]) => {
            let list = operand(select, list)?;
            let item = operand(select, item)?;
            return match list {
                Operand::Cell { sql, codec: Codec::Choices } => {
                    has_choice(select, sql, &item, wanted).ok_or_else(|| unsupported(expr))
                }
                Operand::Known(Value::List(items)) => match item {
                    Operand::Known(item) => Ok(always(wanted.is(items.contains(&item)))),
                    Operand::Cell { .. } => {
                        let literals: Vec<Expr> = items.iter().cloned().map(Expr::literal).collect();
                        membership(select, &arguments[1], &literals, wanted)
                    }
                },
                _ => Err(unsupported(expr)),
            };
        }
        ("is true", [inner]) => return truth(select, inner, wanted),
        _ => match fold(select, expr) {
            Some(value) => return Ok(always(value.as_bool().is_some_and(|known| wanted.is(known)))),
            None => return Err(unsupported(expr)),
        },
    };
    Ok(match wanted {
        Wanted::True => found,
        Wanted::False => found.not(),
    })
}

/// Text that is known before the query runs.
fn known_text(select: &mut Select<'_>, expr: &Expr) -> Result<Arc<str>> {
    match operand(select, expr)? {
        Operand::Known(Value::Text(text)) => Ok(text),
        _ => Err(unsupported(expr)),
    }
}

/// An operand that is text.
fn text_operand(select: &mut Select<'_>, expr: &Expr) -> Result<Sql> {
    match operand(select, expr)? {
        Operand::Known(Value::Text(text)) => Ok(Sql::val(&*text)),
        Operand::Known(Value::Null) => Ok(Sql::val(Option::<String>::None)),
        Operand::Cell { sql, codec: Codec::Text } => Ok(sql),
        _ => Err(unsupported(expr)),
    }
}

fn operand(select: &mut Select<'_>, expr: &Expr) -> Result<Operand> {
    if let ExprKind::Literal(value) = &expr.kind {
        return Ok(Operand::Known(value.clone()));
    }
    if let Some(names) = expr.as_names()
        && names[0] != "actor"
    {
        let path: Vec<Arc<str>> = names.into_iter().map(Arc::from).collect();
        return column(select, &path);
    }
    if let Some(value) = fold(select, expr) {
        return Ok(Operand::Known(value));
    }
    match &expr.kind {
        ExprKind::Negate(inner) => match operand(select, inner)? {
            Operand::Cell { sql, codec: codec @ (Codec::Integer | Codec::Scaled(_) | Codec::Duration) } => {
                Ok(Operand::Cell { sql: Sql::val(0_i64).sub(sql), codec })
            }
            _ => Err(unsupported(expr)),
        },
        ExprKind::Binary(op, left, right) => {
            let left = operand(select, left)?;
            let right = operand(select, right)?;
            arithmetic(*op, left, right).ok_or_else(|| unsupported(expr))
        }
        ExprKind::Call(..) => match expr.as_call() {
            Some((name, arguments)) => computed(select, expr, name, arguments),
            None => Err(unsupported(expr)),
        },
        _ => Err(unsupported(expr)),
    }
}

/// A column by its path, or a part of a date: `closed.year`.
fn column(select: &mut Select<'_>, path: &[Arc<str>]) -> Result<Operand> {
    let cell = |column: Column| Operand::Cell { sql: column.expr(), codec: column.codec };
    if let [way @ .., part] = path
        && !way.is_empty()
        && let Some(part) = date_part_named(part)
        && let Ok(date) = select.column(way)
        && matches!(date.codec, Codec::Date | Codec::Moment)
    {
        let days = match date.codec {
            Codec::Moment => sql::day_of(date.expr(), select.asking.dialect),
            _ => date.expr(),
        };
        return Ok(Operand::Cell { sql: sql::date_part(part, days, select.asking.dialect), codec: Codec::Integer });
    }
    if let [way @ .., part] = path
        && !way.is_empty()
        && matches!(&**part, "hour" | "minute" | "second")
        && let Ok(moment) = select.column(way)
        && moment.codec == Codec::Moment
        && let Some(sql) = time_part(part, moment.expr(), select.asking.dialect)
    {
        return Ok(Operand::Cell { sql, codec: Codec::Integer });
    }
    select.column(path).map(cell)
}

/// A part of the time of day of a moment, in UTC.
fn time_part(name: &str, moment: Sql, dialect: store::Dialect) -> Option<Sql> {
    Some(match name {
        "hour" => sql::hour_of(moment, dialect),
        "minute" => sql::minute_of(moment, dialect),
        "second" => sql::second_of(moment, dialect),
        _ => return None,
    })
}

/// The part of a date that FEEL calls so.
fn date_part_named(name: &str) -> Option<sql::DatePart> {
    Some(match name {
        "year" => sql::DatePart::Year,
        "month" => sql::DatePart::Month,
        "day" => sql::DatePart::Day,
        _ => return None,
    })
}

fn arithmetic(op: BinaryOp, left: Operand, right: Operand) -> Option<Operand> {
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
        (BinaryOp::Add, Codec::Moment, Codec::Duration) | (BinaryOp::Add, Codec::Duration, Codec::Moment) => {
            Some(Operand::Cell { sql: sql_left.add(sql_right), codec: Codec::Moment })
        }
        (BinaryOp::Sub, Codec::Moment, Codec::Duration) => {
            Some(Operand::Cell { sql: sql_left.sub(sql_right), codec: Codec::Moment })
        }
        (BinaryOp::Sub, Codec::Moment, Codec::Moment) => {
            Some(Operand::Cell { sql: sql_left.sub(sql_right), codec: Codec::Duration })
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
fn as_cell(operand: Operand, beside: &Operand) -> Option<(Sql, Codec)> {
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
        (Value::Date(_), _) => Codec::Date,
        (Value::DateTime(_), _) => Codec::Moment,
        (Value::Days(_), _) => Codec::Duration,
        _ => return None,
    };
    Some((bind(codec.write(&value)?), codec))
}

fn computed(select: &mut Select<'_>, expr: &Expr, name: &str, arguments: &[Expr]) -> Result<Operand> {
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
        _ => Err(unsupported(expr)),
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

/// The value of an expression that reads no column.
fn fold(select: &Select<'_>, expr: &Expr) -> Option<Value> {
    let program = feel::compile(expr, known_schema()).ok()?;
    Some(program.eval(select.asking.known(), &select.asking.env).value)
}

fn bind(param: Param) -> Sql {
    match param {
        Param::Null => Sql::val(Option::<i64>::None),
        Param::Int(value) => Sql::val(value),
        Param::Float(value) => Sql::val(value),
        Param::Bool(value) => Sql::val(value),
        Param::Text(value) => Sql::val(value),
        Param::Bytes(value) => Sql::val(value),
    }
}

fn always(answer: bool) -> Sql {
    // Neither database has a literal that both accept as a condition on its own.
    Sql::val(1_i64).eq(if answer { 1_i64 } else { 0 })
}

pub(crate) fn unsupported(expr: &Expr) -> Error {
    Error::query(FieldProblem::record("problem-filter-unsupported").with("part", expr))
}

fn wrong_type(codec: Codec, value: &Value) -> Error {
    let wanted = match codec {
        Codec::Integer | Codec::Scaled(_) => "number",
        Codec::Flag => "boolean",
        Codec::Text => "string",
        Codec::Date => "date",
        Codec::Moment => "date and time",
        Codec::Duration => "days and time duration",
        Codec::Choices => "list of strings",
        Codec::Json => "context",
    };
    Error::query(FieldProblem::record("problem-filter-type").with("wanted", wanted).with("value", value.to_feel()))
}
