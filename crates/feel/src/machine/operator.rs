//! Arithmetic, comparison, logic (DMN 1.5, 10.3.2.13, tables 38 to 49).
use std::{cmp::Ordering, ops::Bound, sync::Arc};

use super::{Fault, Machine};
use crate::{
    compare::{compare, equal},
    date::Date,
    diagnostic::Span,
    duration::Days,
    eval::WarningCode,
    expr::BinaryOp,
    number::Number,
    program::{Node, NodeKind},
    time::{DateTime, Time},
    value::{Range, Value},
    zone::Zone,
};

impl Machine<'_> {
    pub(super) fn chain(&mut self, first: &Node, rest: &[(BinaryOp, Node)]) -> Value {
        let mut left = self.eval(first);
        for (op, operand) in rest {
            let computed;
            let right = match &operand.kind {
                NodeKind::Constant(value) => value,
                _ => {
                    computed = self.eval(operand);
                    &computed
                }
            };
            left = match (&left, op, right) {
                // What formulas and conditions mostly do.
                (Value::Number(a), BinaryOp::Add, Value::Number(b)) if let Some(sum) = a.checked_add(*b) => sum.into(),
                (Value::Number(a), BinaryOp::Mul, Value::Number(b)) if let Some(product) = a.checked_mul(*b) => {
                    product.into()
                }
                _ => {
                    let result = self.binary(&left, *op, right);
                    self.settle(result, operand.span)
                }
            };
            if self.is_stopped() || !self.pay(1) {
                return Value::Null;
            }
        }
        left
    }

    pub(super) fn binary(&mut self, left: &Value, op: BinaryOp, right: &Value) -> Result<Value, Fault> {
        if op.is_comparison() {
            return self.compare(left, op, right);
        }
        if let (Value::Text(left), BinaryOp::Add, Value::Text(right)) = (left, op, right) {
            if !self.take_memory((left.len() + right.len()) as u64) {
                return Ok(Value::Null);
            }
            return Ok(Value::text([&**left, &**right].concat()));
        }
        arithmetic(left, op, right, &self.env.zone)
    }

    pub(super) fn compare(&self, left: &Value, op: BinaryOp, right: &Value) -> Result<Value, Fault> {
        let zone = &self.env.zone;
        let result = match op {
            BinaryOp::Eq => equal(left, right, zone),
            BinaryOp::Ne => equal(left, right, zone).map(|equal| !equal),
            _ => {
                let (left, right) = (unwrapped(left), unwrapped(right));
                compare(left, right, zone).map(|order| holds(op, order))
            }
        };
        match result {
            Some(bool) => Ok(Value::Bool(bool)),
            None => {
                let message = format!("a {} cannot be compared with a {}", left.kind().name(), right.kind().name());
                Err(Fault::new(WarningCode::NotComparable, message))
            }
        }
    }

    pub(super) fn between(&mut self, parts: &[Node; 3], span: Span) -> Value {
        let [value, low, high] = parts;
        let (value, low, high) = (self.eval(value), self.eval(low), self.eval(high));
        let result = self.compare(&low, BinaryOp::Le, &value).and_then(|above| {
            let below = self.compare(&value, BinaryOp::Le, &high)?;
            Ok(Value::Bool(above.is_true() && below.is_true()))
        });
        self.settle(result, span)
    }

    pub(super) fn negate(&mut self, operand: &Node, span: Span) -> Value {
        let operand = self.eval(operand);
        let result = match &operand {
            Value::Number(number) => Some(Value::Number(-*number)),
            Value::Days(days) => days.checked_neg().map(Value::Days),
            Value::Months(months) => months.checked_neg().map(Value::Months),
            other => {
                let message = format!("a {} has no negative", other.kind().name());
                return self.null(WarningCode::InvalidType, message, span);
            }
        };
        result.unwrap_or_else(|| self.null(WarningCode::NumberOutOfRange, "the duration is too long", span))
    }

    /// False as soon as one is false, else true or null (DMN 1.5, table 38).
    pub(super) fn and(&mut self, operands: &[Node]) -> Value {
        self.logic(operands, false)
    }

    pub(super) fn or(&mut self, operands: &[Node]) -> Value {
        self.logic(operands, true)
    }

    fn logic(&mut self, operands: &[Node], decisive: bool) -> Value {
        let mut unknown = false;
        for operand in operands {
            match self.eval(operand) {
                Value::Bool(bool) if bool == decisive => return Value::Bool(decisive),
                Value::Bool(_) => {}
                Value::Null => unknown = true,
                other => {
                    unknown = true;
                    let message = format!("expected a boolean, found a {}", other.kind().name());
                    self.null(WarningCode::InvalidType, message, operand.span);
                }
            }
        }
        if unknown { Value::Null } else { Value::Bool(!decisive) }
    }

    pub(super) fn range(&mut self, low: &Bound<Box<Node>>, high: &Bound<Box<Node>>, span: Span) -> Value {
        let mut end = |bound: &Bound<Box<Node>>| match bound {
            Bound::Included(end) => Bound::Included(self.eval(end)),
            Bound::Excluded(end) => Bound::Excluded(self.eval(end)),
            Bound::Unbounded => Bound::Unbounded,
        };
        let range = Range { start: end(low), end: end(high) };
        if range.is_ordered() {
            Value::Range(Arc::new(range))
        } else {
            self.null(WarningCode::NotComparable, "the ends of the range cannot be compared", span)
        }
    }

    /// `(< 5)` as a value.
    pub(super) fn comparison_range(&mut self, op: BinaryOp, operand: &Node, span: Span) -> Value {
        let end = self.eval(operand);
        let (start, end) = match op {
            BinaryOp::Lt => (Bound::Unbounded, Bound::Excluded(end)),
            BinaryOp::Le => (Bound::Unbounded, Bound::Included(end)),
            BinaryOp::Gt => (Bound::Excluded(end), Bound::Unbounded),
            BinaryOp::Ge => (Bound::Included(end), Bound::Unbounded),
            BinaryOp::Eq => (Bound::Included(end.clone()), Bound::Included(end)),
            _ => return self.null(WarningCode::InvalidType, "this is a test, not a range", span),
        };
        let range = Range { start, end };
        if range.is_ordered() {
            Value::Range(Arc::new(range))
        } else {
            self.null(WarningCode::NotComparable, "the end of the range has no order", span)
        }
    }
}

/// A list of one item stands for the item (DMN 1.5, 10.3.2.9.4).
pub(super) fn unwrapped(value: &Value) -> &Value {
    match value {
        Value::List(items) if items.len() == 1 => &items[0],
        other => other,
    }
}

pub(super) fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Lt => order == Ordering::Less,
        BinaryOp::Le => order != Ordering::Greater,
        BinaryOp::Gt => order == Ordering::Greater,
        BinaryOp::Ge => order != Ordering::Less,
        BinaryOp::Eq => order == Ordering::Equal,
        _ => order != Ordering::Equal,
    }
}

fn arithmetic(left: &Value, op: BinaryOp, right: &Value, zone: &jiff::tz::TimeZone) -> Result<Value, Fault> {
    use BinaryOp::{Add, Div, Mul, Pow, Sub};
    let result: Option<Value> = match (left, op, right) {
        (Value::Number(left), _, Value::Number(right)) => return numeric(*left, op, *right),
        (Value::Days(left), Add, Value::Days(right)) => left.checked_add(*right).map(Value::Days),
        (Value::Days(left), Sub, Value::Days(right)) => {
            right.checked_neg().and_then(|right| left.checked_add(right)).map(Value::Days)
        }
        (Value::Months(left), Add, Value::Months(right)) => left.checked_add(*right).map(Value::Months),
        (Value::Months(left), Sub, Value::Months(right)) => {
            right.checked_neg().and_then(|right| left.checked_add(right)).map(Value::Months)
        }
        (Value::Days(days), Mul, Value::Number(factor)) | (Value::Number(factor), Mul, Value::Days(days)) => {
            days.checked_mul(*factor).map(Value::Days)
        }
        (Value::Months(months), Mul, Value::Number(factor)) | (Value::Number(factor), Mul, Value::Months(months)) => {
            months.checked_mul(*factor).map(Value::Months)
        }
        (Value::Days(_) | Value::Months(_), Div, Value::Number(divisor)) if divisor.is_zero() => return Err(by_zero()),
        (Value::Days(days), Div, Value::Number(divisor)) => days.checked_div(*divisor).map(Value::Days),
        (Value::Months(months), Div, Value::Number(divisor)) => months.checked_div(*divisor).map(Value::Months),
        (Value::Days(left), Div, Value::Days(right)) => return left.ratio(*right).map(Value::from).ok_or_else(by_zero),
        (Value::Months(left), Div, Value::Months(right)) => {
            return left.ratio(*right).map(Value::from).ok_or_else(by_zero);
        }
        (Value::Date(date), Add, Value::Days(days)) | (Value::Days(days), Add, Value::Date(date)) => {
            add_to_date(*date, *days)
        }
        (Value::Date(date), Sub, Value::Days(days)) => days.checked_neg().and_then(|days| add_to_date(*date, days)),
        (Value::Date(date), Add, Value::Months(months)) | (Value::Months(months), Add, Value::Date(date)) => {
            date.add_months(months.0).map(Value::Date)
        }
        (Value::Date(date), Sub, Value::Months(months)) => {
            months.checked_neg().and_then(|months| date.add_months(months.0)).map(Value::Date)
        }
        (Value::DateTime(moment), Add, Value::Days(days)) | (Value::Days(days), Add, Value::DateTime(moment)) => {
            moment.checked_add(*days).map(Value::DateTime)
        }
        (Value::DateTime(moment), Sub, Value::Days(days)) => {
            days.checked_neg().and_then(|days| moment.checked_add(days)).map(Value::DateTime)
        }
        (Value::DateTime(moment), Add, Value::Months(months))
        | (Value::Months(months), Add, Value::DateTime(moment)) => moment.add_months(months.0).map(Value::DateTime),
        (Value::DateTime(moment), Sub, Value::Months(months)) => {
            months.checked_neg().and_then(|months| moment.add_months(months.0)).map(Value::DateTime)
        }
        (Value::Time(time), Add, Value::Days(days)) | (Value::Days(days), Add, Value::Time(time)) => {
            Some(Value::Time(time.wrapping_add(*days)))
        }
        (Value::Time(time), Sub, Value::Days(days)) => {
            days.checked_neg().map(|days| Value::Time(time.wrapping_add(days)))
        }
        (Value::Time(left), Sub, Value::Time(right)) => Some(Value::Days(left.since(right))),
        (Value::Date(_) | Value::DateTime(_), Sub, Value::Date(_) | Value::DateTime(_)) => {
            let Some((left, right)) = moment(left).zip(moment(right)) else { return Err(no_zone()) };
            // DMN 1.5, table 47: either both have a zone or neither.
            if left.zone().is_local() != right.zone().is_local() {
                return Err(no_zone());
            }
            left.since(&right, zone).map(Value::Days)
        }
        (_, Add | Sub | Mul | Div | Pow, _) => {
            let (left, right) = (left.kind().name(), right.kind().name());
            let message = format!("`{}` does not go between a {left} and a {right}", op.symbol());
            return Err(Fault::new(WarningCode::InvalidType, message));
        }
        _ => None,
    };
    result.ok_or_else(|| Fault::new(WarningCode::NumberOutOfRange, "the result is out of range"))
}

fn numeric(left: Number, op: BinaryOp, right: Number) -> Result<Value, Fault> {
    let result = match op {
        BinaryOp::Add => left.checked_add(right),
        BinaryOp::Sub => left.checked_sub(right),
        BinaryOp::Mul => left.checked_mul(right),
        BinaryOp::Div if right.is_zero() => return Err(by_zero()),
        BinaryOp::Div => left.checked_div(right),
        _ => left.checked_pow(right),
    };
    match result {
        Some(number) => Ok(Value::Number(number)),
        None => Err(Fault::new(WarningCode::NumberOutOfRange, "the result is out of range")),
    }
}

fn by_zero() -> Fault {
    Fault::new(WarningCode::DivisionByZero, "division by zero")
}

fn no_zone() -> Fault {
    Fault::new(WarningCode::InvalidType, "one of the two has a time zone, the other has none")
}

/// A date and so many hours is the date of that hour.
fn add_to_date(date: Date, days: Days) -> Option<Value> {
    let moment = DateTime::new(date, Time::midnight(Zone::LOCAL)).checked_add(days)?;
    Some(Value::Date(moment.date()))
}

/// A date is its midnight in UTC when it meets a date and time (DMN 1.5, 10.3.2.3.5).
fn moment(value: &Value) -> Option<DateTime> {
    match value {
        Value::DateTime(moment) => Some(moment.clone()),
        Value::Date(date) => Some(DateTime::new(*date, Time::midnight(Zone::UTC))),
        _ => None,
    }
}
