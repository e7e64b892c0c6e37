//! FEEL conditions as SQL, with the same meaning.
//!
//! A condition in SQL is true exactly for the rows for which FEEL says `true`. FEEL differs from SQL where null is
//! compared for equality (`null = 5` is false, not null), so a condition is built for "is true" and, below a
//! `not(…)`, for "is false", and the two are never derived from each other by SQL's NOT alone.
//!
//! What has no SQL meaning is an [`Error::Query`] that names it; nothing is filtered in memory behind the scenes.

mod choose;
mod column;
mod compare;
mod compute;
mod divide;
mod member;
mod text;

use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::quantify::{self, Quantifier};
use crate::select::{Select, known_schema};
use column::column;
use compare::{aligned, compare, compare_exprs, raised};
use compute::{arithmetic, as_cell, computed};
use feel::{BinaryOp, Expr, ExprKind, Value};
use member::{has_choice, membership};
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
        ExprKind::If(condition, then, otherwise) => choose::decided(select, condition, then, otherwise, wanted),
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

fn call(select: &mut Select<'_>, expr: &Expr, name: &str, arguments: &[Expr], wanted: Wanted) -> Result<Sql> {
    let dialect = select.asking.dialect;
    let found = match (name, arguments) {
        // What looks for null is null, which is neither true nor false.
        ("contains" | "starts with" | "ends with" | "matches", [_, part])
            if matches!(part.kind, ExprKind::Literal(Value::Null)) =>
        {
            return Ok(always(false));
        }
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
        ("matches", [text, pattern]) => {
            let (text, pattern) = (text_operand(select, text)?, known_text(select, pattern)?);
            let portable = feel::portable_pattern(&pattern).ok_or_else(|| {
                Error::query(FieldProblem::record("problem-filter-pattern").with("pattern", &*pattern))
            })?;
            sql::matches(text, &portable, dialect)
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
            if *op == BinaryOp::Div {
                return divide::quotient(&left, &right).ok_or_else(|| unsupported(expr));
            }
            arithmetic(*op, left, right, select.asking.dialect).ok_or_else(|| unsupported(expr))
        }
        ExprKind::If(condition, then, otherwise) => choose::chosen(select, expr, condition, then, otherwise),
        ExprKind::Call(..) => match expr.as_call() {
            Some((name, arguments)) => computed(select, expr, name, arguments),
            None => Err(unsupported(expr)),
        },
        _ => Err(unsupported(expr)),
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
