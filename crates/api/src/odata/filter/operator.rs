//! Comparison and arithmetic: which kinds go together, and what comes out.

use feel::{BinaryOp, Expr, ExprKind, Value};

use super::{Bound, Error, Kind, Result, boolean, incomparable};
use crate::odata::url::ast::Operator;

pub(super) fn comparable(left: Kind, right: Kind) -> bool {
    left == right || left.is_number() && right.is_number() || left == Kind::Null || right == Kind::Null
}

pub(super) fn compare(at: u32, op: BinaryOp, left: Bound, right: Bound) -> Result<Bound> {
    let (left, right) = match (left.kind, right.kind) {
        // A day compares with the day of a moment.
        (Kind::Date, Kind::Moment) => (left, day_of(right)),
        (Kind::Moment, Kind::Date) => (day_of(left), right),
        _ => (left, right),
    };
    if !comparable(left.kind, right.kind) {
        return Err(incomparable(at, left.kind, right.kind));
    }
    let ordered = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
    for kind in [left.kind, right.kind] {
        let orderable = !matches!(kind, Kind::Record(_) | Kind::Records(_) | Kind::Texts | Kind::Other);
        if ordered && !orderable {
            return Err(Error::invalid(at, format!("{} has no order", kind.name())));
        }
        if matches!(kind, Kind::Records(_)) {
            return Err(Error::invalid(at, "use any, all or $count with a collection of records"));
        }
    }
    if let Some(decided) = decided(op, &left, &right).or_else(|| decided(op, &right, &left)) {
        return Ok(decided);
    }
    let (op, left, right) = undivided(op, left.expr, right.expr);
    Ok(boolean(Expr::binary(op, left, right)))
}

/// A condition that is compared with a literal: `contains(name,'a') eq false`. What is null equals neither.
fn decided(op: BinaryOp, condition: &Bound, literal: &Bound) -> Option<Bound> {
    let is_condition = condition.kind == Kind::Boolean
        && condition.expr.as_names().is_none()
        && !matches!(condition.expr.kind, ExprKind::Literal(_));
    let ExprKind::Literal(Value::Bool(wanted)) = literal.expr.kind else { return None };
    if !is_condition || !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
        return None;
    }
    let test = if wanted { condition.expr.clone() } else { Expr::not(condition.expr.clone()) };
    let (yes, no) = (Expr::literal(op == BinaryOp::Eq), Expr::literal(op != BinaryOp::Eq));
    Some(boolean(Expr::from(ExprKind::If(Box::new(test), Box::new(yes), Box::new(no)))))
}

/// A quotient by a number that is known is compared as a product: `amount / 3 > 5` is `amount > 5 * 3`, which the
/// database computes without loss.
fn undivided(op: BinaryOp, left: Expr, right: Expr) -> (BinaryOp, Expr, Expr) {
    let (of, by) = match &left.kind {
        ExprKind::Binary(BinaryOp::Div, of, by) => match &by.kind {
            ExprKind::Literal(Value::Number(number)) if !number.is_zero() => (of, by),
            _ => return (op, left, right),
        },
        _ => return (op, left, right),
    };
    let is_negative = matches!(&by.kind, ExprKind::Literal(Value::Number(number)) if number.is_negative());
    let turned = match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        same => same,
    };
    let right = Expr::binary(BinaryOp::Mul, right, (**by).clone());
    (if is_negative { turned } else { op }, (**of).clone(), right)
}

fn day_of(moment: Bound) -> Bound {
    Bound { expr: Expr::call("date", vec![moment.expr]), kind: Kind::Date }
}

pub(super) fn arithmetic(at: u32, operator: Operator, left: Bound, right: Bound) -> Result<Bound> {
    let numbers = left.kind.is_number() && right.kind.is_number();
    let integers = left.kind == Kind::Integer && right.kind == Kind::Integer;
    let number = if integers { Kind::Integer } else { Kind::Number };
    let (op, kind) = match (operator, left.kind, right.kind) {
        (Operator::Add, ..) if numbers => (BinaryOp::Add, number),
        (Operator::Subtract, ..) if numbers => (BinaryOp::Sub, number),
        (Operator::Multiply, ..) if numbers => (BinaryOp::Mul, number),
        // Two integers give an integer, cut towards zero; `divby` does not cut.
        (Operator::Divide, ..) if integers => {
            let quotient = Expr::binary(BinaryOp::Div, left.expr, right.expr);
            let cut = Expr::call("round down", vec![quotient, Expr::literal(0)]);
            return Ok(Bound { expr: cut, kind: Kind::Integer });
        }
        (Operator::Divide | Operator::DivideBy, ..) if numbers => (BinaryOp::Div, Kind::Number),
        (Operator::Modulo, ..) if numbers => {
            // URL Conventions 5.1.1.1.11: the rest has the sign of the left operand; that of FEEL has the other's.
            let quotient = Expr::binary(BinaryOp::Div, left.expr.clone(), right.expr.clone());
            let whole = Expr::call("round down", vec![quotient, Expr::literal(0)]);
            let rest = Expr::binary(BinaryOp::Sub, left.expr, Expr::binary(BinaryOp::Mul, right.expr, whole));
            return Ok(Bound { expr: rest, kind: number });
        }
        (Operator::Add, Kind::Moment, Kind::Duration) | (Operator::Add, Kind::Duration, Kind::Moment) => {
            (BinaryOp::Add, Kind::Moment)
        }
        (Operator::Add, Kind::Date, Kind::Duration) => (BinaryOp::Add, Kind::Date),
        (Operator::Add, Kind::Duration, Kind::Duration) => (BinaryOp::Add, Kind::Duration),
        (Operator::Subtract, Kind::Moment, Kind::Duration) => (BinaryOp::Sub, Kind::Moment),
        (Operator::Subtract, Kind::Date, Kind::Duration) => (BinaryOp::Sub, Kind::Date),
        (Operator::Subtract, Kind::Moment, Kind::Moment)
        | (Operator::Subtract, Kind::Date, Kind::Date)
        | (Operator::Subtract, Kind::Duration, Kind::Duration) => (BinaryOp::Sub, Kind::Duration),
        (Operator::Multiply, Kind::Duration, right) if right.is_number() => (BinaryOp::Mul, Kind::Duration),
        (Operator::Multiply, left, Kind::Duration) if left.is_number() => (BinaryOp::Mul, Kind::Duration),
        (Operator::Divide | Operator::DivideBy, Kind::Duration, right) if right.is_number() => {
            (BinaryOp::Div, Kind::Duration)
        }
        (_, left, right) => {
            let message = format!("this operation does not take {} and {}", left.name(), right.name());
            return Err(Error::invalid(at, message));
        }
    };
    Ok(Bound { expr: Expr::binary(op, left.expr, right.expr), kind })
}
