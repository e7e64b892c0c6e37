//! Arguments as the types functions want, with the conversions FEEL allows.
use std::sync::Arc;

use crate::{date::Date, duration::Months, eval::WarningCode, machine::Fault, number::Number, value::Value};

static NULL: Value = Value::Null;

pub(super) fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::new(WarningCode::InvalidArgument, message)
}

fn wrong(wanted: &'static str, found: &Value) -> Fault {
    Fault::new(WarningCode::InvalidType, format!("expected a {wanted}, found a {}", found.kind().name()))
}

/// The argument at a place; null when it was left out. A list of one item stands for the item.
pub(super) fn get(arguments: &[Value], position: usize) -> &Value {
    match arguments.get(position) {
        Some(Value::List(items)) if items.len() == 1 => &items[0],
        Some(value) => value,
        None => &NULL,
    }
}

/// Whether there is such an argument at all.
pub(super) fn given(arguments: &[Value], position: usize) -> bool {
    position < arguments.len()
}

pub(super) fn text(arguments: &[Value], position: usize) -> Result<&Arc<str>, Fault> {
    match get(arguments, position) {
        Value::Text(text) => Ok(text),
        other => Err(wrong("string", other)),
    }
}

pub(super) fn number(arguments: &[Value], position: usize) -> Result<Number, Fault> {
    match get(arguments, position) {
        Value::Number(number) => Ok(*number),
        other => Err(wrong("number", other)),
    }
}

/// A number without a fraction; what follows the point is cut off.
pub(super) fn integer(arguments: &[Value], position: usize) -> Result<i64, Fault> {
    let number = number(arguments, position)?;
    let whole = number.round(0, crate::Rounding::Down).and_then(Number::to_i64);
    whole.ok_or_else(|| invalid("the number is out of range"))
}

pub(super) fn date(arguments: &[Value], position: usize) -> Result<Date, Fault> {
    match get(arguments, position) {
        Value::Date(date) => Ok(*date),
        Value::DateTime(moment) => Ok(moment.date()),
        other => Err(wrong("date", other)),
    }
}

pub(super) fn months(value: &Value) -> Option<Months> {
    match value {
        Value::Months(months) => Some(*months),
        _ => None,
    }
}

/// A list as it stands; another value is a list of that one. Null is no list.
pub(super) fn list(arguments: &[Value], position: usize) -> Result<Arc<Vec<Value>>, Fault> {
    match arguments.get(position) {
        Some(Value::List(items)) => Ok(items.clone()),
        None | Some(Value::Null) => Err(wrong("list", &NULL)),
        Some(single) => Ok(Arc::new(vec![single.clone()])),
    }
}

/// `f([1, 2])` and `f(1, 2)`: the list, or the arguments themselves.
pub(super) fn items(arguments: &[Value]) -> Result<Arc<Vec<Value>>, Fault> {
    match arguments {
        [_] => list(arguments, 0),
        several => Ok(Arc::new(several.to_vec())),
    }
}

/// The items as numbers.
pub(super) fn numbers(arguments: &[Value]) -> Result<Vec<Number>, Fault> {
    let items = items(arguments)?;
    items.iter().map(|item| item.as_number().ok_or_else(|| wrong("number", item))).collect()
}

pub(super) fn out_of_range() -> Fault {
    Fault::new(WarningCode::NumberOutOfRange, "the result is out of range")
}
