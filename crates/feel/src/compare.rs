//! What FEEL calls equal, less and in (DMN 1.5, 10.3.2.13, tables 42 to 44).
use std::{cmp::Ordering, ops::Bound};

use jiff::tz::TimeZone;

use crate::value::{Range, Value};

/// Whether two values are equal; `None` when values of these kinds cannot be compared.
/// Times without a zone are times of `zone`.
pub fn equal(left: &Value, right: &Value, zone: &TimeZone) -> Option<bool> {
    Some(match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| equal(left, right, zone) == Some(true))
        }
        (Value::Context(left), Value::Context(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other, zone) == Some(true)))
        }
        // A time without a zone is never the same as one with a zone (DMN 1.5, table 42).
        (Value::Time(left), Value::Time(right)) if left.zone().is_local() != right.zone().is_local() => false,
        (Value::Range(left), Value::Range(right)) => {
            bounds_equal(&left.start, &right.start, zone) && bounds_equal(&left.end, &right.end, zone)
        }
        (Value::Function(left), Value::Function(right)) => left == right,
        // A list of one item stands for the item.
        (Value::List(items), other) | (other, Value::List(items)) if items.len() == 1 => {
            return equal(&items[0], other, zone);
        }
        _ => compare(left, right, zone)? == Ordering::Equal,
    })
}

fn bounds_equal(left: &Bound<Value>, right: &Bound<Value>, zone: &TimeZone) -> bool {
    match (left, right) {
        (Bound::Unbounded, Bound::Unbounded) => true,
        (Bound::Included(left), Bound::Included(right)) | (Bound::Excluded(left), Bound::Excluded(right)) => {
            equal(left, right, zone) == Some(true)
        }
        _ => false,
    }
}

/// Which of two values is less; `None` for kinds without an order, or two different kinds.
/// Texts are compared by code points.
pub fn compare(left: &Value, right: &Value, zone: &TimeZone) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Time(left), Value::Time(right)) => left.compare(right),
        (Value::DateTime(left), Value::DateTime(right)) => left.compare(right, zone),
        (Value::Days(left), Value::Days(right)) => left.cmp(right),
        (Value::Months(left), Value::Months(right)) => left.cmp(right),
        _ => return None,
    })
}

impl Range {
    /// Whether a value lies in the range; `None` when it cannot be compared with the ends.
    pub fn contains(&self, value: &Value, zone: &TimeZone) -> Option<bool> {
        let after = match &self.start {
            Bound::Unbounded => true,
            Bound::Included(start) => compare(start, value, zone)? != Ordering::Greater,
            Bound::Excluded(start) => compare(start, value, zone)? == Ordering::Less,
        };
        let before = match &self.end {
            Bound::Unbounded => true,
            Bound::Included(end) => compare(value, end, zone)? != Ordering::Greater,
            Bound::Excluded(end) => compare(value, end, zone)? == Ordering::Less,
        };
        Some(after && before)
    }

    /// Whether the ends are of one kind that has an order.
    pub(crate) fn is_ordered(&self) -> bool {
        match (end(&self.start), end(&self.end)) {
            (Some(start), Some(end)) => compare(start, end, &TimeZone::UTC).is_some(),
            (Some(only), None) | (None, Some(only)) => compare(only, only, &TimeZone::UTC).is_some(),
            (None, None) => false,
        }
    }
}

/// The value at an end, included or not.
pub(crate) fn end(bound: &Bound<Value>) -> Option<&Value> {
    match bound {
        Bound::Included(value) | Bound::Excluded(value) => Some(value),
        Bound::Unbounded => None,
    }
}
