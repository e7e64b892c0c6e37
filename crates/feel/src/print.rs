//! From trees and values back to text.
mod value;

use std::{fmt, ops::Bound};

use crate::{
    expr::{Args, BinaryOp, Binding, Domain, Expr, ExprKind, UnaryTests},
    number::Number,
    parse::{binding, power},
    value::Value,
};

/// What binds tighter than any operator.
const ATOM: u8 = power::POSTFIX + 1;

/// FEEL that reads back as the same tree.
impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, power::LOOSEST, out)
    }
}

fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) | ExprKind::For(..) | ExprKind::Some(..) | ExprKind::Every(..) | ExprKind::Function(..) => {
            power::LOOSEST
        }
        ExprKind::UnaryTests(_) => power::LOOSEST,
        ExprKind::Binary(op, ..) => binding(*op),
        ExprKind::Between(..) | ExprKind::In(..) => power::COMPARISON,
        ExprKind::Negate(_) => power::NEGATION,
        ExprKind::Literal(Value::Number(number)) if *number < Number::ZERO => power::NEGATION,
        ExprKind::Path(..) | ExprKind::Filter(..) | ExprKind::Call(..) => power::POSTFIX,
        // A type may go on with `.` or `<`, so only what surely ends it may follow.
        ExprKind::InstanceOf(..) => power::AND,
        _ => ATOM,
    }
}

/// The operand an expression begins with, and how tightly that must bind.
fn leftmost(expr: &Expr) -> Option<(&Expr, u8)> {
    match &expr.kind {
        ExprKind::Binary(op, left, _) => Some((left, binding(*op))),
        ExprKind::Between(value, ..) | ExprKind::In(value, _) => Some((value, power::COMPARISON)),
        ExprKind::Path(of, _) | ExprKind::Filter(of, _) | ExprKind::Call(of, _) | ExprKind::InstanceOf(of, _) => {
            Some((of, power::POSTFIX))
        }
        _ => None,
    }
}

fn write(expr: &Expr, least: u8, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    if least > power::LOOSEST && strength(expr) < least {
        out.write_str("(")?;
        write(expr, power::LOOSEST, out)?;
        return out.write_str(")");
    }
    // Long chains lean to the left: they are walked, not recursed into.
    let (mut chain, mut first, mut wanted) = (Vec::new(), expr, power::LOOSEST);
    while let Some((left, least)) = leftmost(first) {
        chain.push(first);
        (first, wanted) = (left, least);
        if strength(left) < least {
            break;
        }
    }
    if chain.is_empty() {
        write_head(first, out)?
    } else {
        write(first, wanted, out)?
    }
    chain.into_iter().rev().try_for_each(|link| write_tail(link, out))
}

/// What follows the leftmost operand.
fn write_tail(expr: &Expr, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Binary(op, _, right) => {
            write!(out, " {} ", op.symbol())?;
            write(right, binding(*op) + 1, out)
        }
        ExprKind::Between(_, low, high) => {
            out.write_str(" between ")?;
            write(low, power::SUM, out)?;
            out.write_str(" and ")?;
            write(high, power::SUM, out)
        }
        ExprKind::In(_, tests) => {
            out.write_str(" in (")?;
            write_tests(tests, out)?;
            out.write_str(")")
        }
        ExprKind::Path(_, name) => write!(out, ".{name}"),
        ExprKind::Filter(_, predicate) => {
            out.write_str("[")?;
            write(predicate, power::LOOSEST, out)?;
            out.write_str("]")
        }
        ExprKind::Call(_, Args::Positional(arguments)) => {
            out.write_str("(")?;
            write_list(arguments, out)?;
            out.write_str(")")
        }
        ExprKind::Call(_, Args::Named(arguments)) => {
            out.write_str("(")?;
            for (position, (name, argument)) in arguments.iter().enumerate() {
                write!(out, "{}{name}: ", comma(position))?;
                write(argument, power::LOOSEST, out)?;
            }
            out.write_str(")")
        }
        ExprKind::InstanceOf(_, kind) => write!(out, " instance of {kind}"),
        _ => Ok(()),
    }
}

/// An expression that begins with no operand.
fn write_head(expr: &Expr, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Literal(value) => out.write_str(&value.to_feel()),
        ExprKind::Name(name) => out.write_str(name),
        ExprKind::Negate(operand) => {
            out.write_str("-")?;
            write(operand, power::NEGATION, out)
        }
        ExprKind::If(condition, yes, no) => {
            out.write_str("if ")?;
            write(condition, power::LOOSEST, out)?;
            out.write_str(" then ")?;
            write(yes, power::LOOSEST, out)?;
            out.write_str(" else ")?;
            write(no, power::LOOSEST, out)
        }
        ExprKind::For(bindings, body) => write_iteration("for", bindings, "return", body, out),
        ExprKind::Some(bindings, body) => write_iteration("some", bindings, "satisfies", body, out),
        ExprKind::Every(bindings, body) => write_iteration("every", bindings, "satisfies", body, out),
        ExprKind::Function(parameters, body) => {
            out.write_str("function(")?;
            for (position, parameter) in parameters.iter().enumerate() {
                write!(out, "{}{}", comma(position), parameter.name)?;
                if parameter.kind != crate::Type::Any {
                    write!(out, ": {}", parameter.kind)?;
                }
            }
            out.write_str(") ")?;
            write(body, power::LOOSEST, out)
        }
        ExprKind::Context(entries) => {
            out.write_str("{")?;
            for (position, (name, value)) in entries.iter().enumerate() {
                write!(out, "{}{}: ", comma(position), value::key(name))?;
                write(value, power::LOOSEST, out)?;
            }
            out.write_str("}")
        }
        ExprKind::List(items) => {
            out.write_str("[")?;
            write_list(items, out)?;
            out.write_str("]")
        }
        ExprKind::Range(low, high) => write_range(low, high, out),
        ExprKind::Test(..) => {
            out.write_str("(")?;
            write_test(expr, out)?;
            out.write_str(")")
        }
        ExprKind::UnaryTests(UnaryTests::Any) => out.write_str("-"),
        ExprKind::UnaryTests(UnaryTests::In(tests)) => write_tests(tests, out),
        ExprKind::UnaryTests(UnaryTests::NotIn(tests)) => {
            out.write_str("not(")?;
            write_tests(tests, out)?;
            out.write_str(")")
        }
        _ => Ok(()),
    }
}

fn write_iteration(
    word: &str,
    bindings: &[Binding],
    result: &str,
    body: &Expr,
    out: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(out, "{word} ")?;
    for (position, binding) in bindings.iter().enumerate() {
        write!(out, "{}{} in ", comma(position), binding.name)?;
        match &binding.domain {
            Domain::Each(list) => write(list, power::LOOSEST, out)?,
            Domain::Span(first, last) => {
                write(first, power::OR, out)?;
                out.write_str("..")?;
                write(last, power::OR, out)?;
            }
        }
    }
    write!(out, " {result} ")?;
    write(body, power::LOOSEST, out)
}

fn write_range(low: &Bound<Box<Expr>>, high: &Bound<Box<Expr>>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (open, low) = match low {
        Bound::Included(low) => ("[", low),
        Bound::Excluded(low) => ("(", low),
        Bound::Unbounded => return write_unbounded(high, BinaryOp::Le, BinaryOp::Lt, out),
    };
    let (close, high) = match high {
        Bound::Included(high) => ("]", high),
        Bound::Excluded(high) => (")", high),
        Bound::Unbounded => {
            let low = if open == "[" { Bound::Included(low.clone()) } else { Bound::Excluded(low.clone()) };
            return write_unbounded(&low, BinaryOp::Ge, BinaryOp::Gt, out);
        }
    };
    out.write_str(open)?;
    write(low, power::OR, out)?;
    out.write_str("..")?;
    write(high, power::SUM, out)?;
    out.write_str(close)
}

fn write_unbounded(
    end: &Bound<Box<Expr>>,
    included: BinaryOp,
    excluded: BinaryOp,
    out: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let (op, end) = match end {
        Bound::Included(end) => (included, end),
        Bound::Excluded(end) => (excluded, end),
        Bound::Unbounded => return out.write_str("null"),
    };
    write!(out, "({} ", op.symbol())?;
    write(end, power::SUM, out)?;
    out.write_str(")")
}

fn write_list(items: &[Expr], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        out.write_str(comma(position))?;
        write(item, power::LOOSEST, out)?;
    }
    Ok(())
}

fn write_tests(tests: &[Expr], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, test) in tests.iter().enumerate() {
        out.write_str(comma(position))?;
        write_test(test, out)?;
    }
    Ok(())
}

fn write_test(test: &Expr, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &test.kind {
        ExprKind::Test(op, operand) => {
            write!(out, "{} ", op.symbol())?;
            write(operand, power::SUM, out)
        }
        _ => write(test, power::LOOSEST, out),
    }
}

fn comma(position: usize) -> &'static str {
    if position > 0 { ", " } else { "" }
}
