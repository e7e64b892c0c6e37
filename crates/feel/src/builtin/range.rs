//! How points and ranges lie to each other (DMN 1.5, 10.3.4.9), and `range` itself.
use std::{
    cmp::Ordering,
    ops::Bound::{self, Excluded, Included, Unbounded},
};

use jiff::tz::TimeZone;

use super::{
    Entry,
    args::{self, invalid},
};
use crate::{
    compare::{compare, equal},
    eval::WarningCode,
    machine::{Fault, Machine},
    value::{Range, Value},
};

pub(super) const TABLE: &[Entry] = &[
    (
        "before(point1: Any, point2: Any): boolean | before(range1: Any, range2: Any): boolean | before(point: Any, range: Any): boolean",
        |m, a| relate(m, a, before),
    ),
    (
        "after(point1: Any, point2: Any): boolean | after(range1: Any, range2: Any): boolean | after(point: Any, range: Any): boolean",
        |m, a| relate(m, a, |x, y, z| before(y, x, z)),
    ),
    ("meets(range1: Any, range2: Any): boolean", |m, a| relate(m, a, meets)),
    ("met by(range1: Any, range2: Any): boolean", |m, a| relate(m, a, |x, y, z| meets(y, x, z))),
    ("overlaps(range1: Any, range2: Any): boolean", |m, a| relate(m, a, overlaps)),
    ("overlaps before(range1: Any, range2: Any): boolean", |m, a| relate(m, a, overlaps_before)),
    ("overlaps after(range1: Any, range2: Any): boolean", |m, a| relate(m, a, |x, y, z| overlaps_before(y, x, z))),
    ("finishes(range1: Any, range2: Any): boolean | finishes(point: Any, range: Any): boolean", |m, a| {
        relate(m, a, finishes)
    }),
    ("finished by(range1: Any, range2: Any): boolean | finished by(range: Any, point: Any): boolean", |m, a| {
        relate(m, a, |x, y, z| finishes(y, x, z))
    }),
    ("includes(range1: Any, range2: Any): boolean | includes(range: Any, point: Any): boolean", |m, a| {
        relate(m, a, includes)
    }),
    ("during(range1: Any, range2: Any): boolean | during(point: Any, range: Any): boolean", |m, a| {
        relate(m, a, |x, y, z| includes(y, x, z))
    }),
    ("starts(range1: Any, range2: Any): boolean | starts(point: Any, range: Any): boolean", |m, a| {
        relate(m, a, starts)
    }),
    ("started by(range1: Any, range2: Any): boolean | started by(range: Any, point: Any): boolean", |m, a| {
        relate(m, a, |x, y, z| starts(y, x, z))
    }),
    ("coincides(range1: Any, range2: Any): boolean | coincides(point1: Any, point2: Any): boolean", |m, a| {
        relate(m, a, coincides)
    }),
    ("range(from: string): range", range),
];

/// A point, or the two ends of a range.
enum Extent<'a> {
    Point(&'a Value),
    Range(&'a Bound<Value>, &'a Bound<Value>),
}

type Relation = fn(&Extent<'_>, &Extent<'_>, &TimeZone) -> Option<bool>;

fn relate(machine: &mut Machine<'_>, arguments: &[Value], relation: Relation) -> Result<Value, Fault> {
    let (left, right) = (extent(arguments, 0)?, extent(arguments, 1)?);
    match relation(&left, &right, &machine.env.zone) {
        Some(bool) => Ok(Value::Bool(bool)),
        None => Err(Fault::new(WarningCode::NotComparable, "these cannot be compared with each other")),
    }
}

fn extent(arguments: &[Value], position: usize) -> Result<Extent<'_>, Fault> {
    match args::get(arguments, position) {
        Value::Null => Err(invalid("expected a point or a range, found null")),
        Value::Range(range) => Ok(Extent::Range(&range.start, &range.end)),
        point => Ok(Extent::Point(point)),
    }
}

fn is_included(bound: &Bound<Value>) -> bool {
    matches!(bound, Included(_))
}

/// How two ends lie to each other; what is unbounded lies beyond everything on its side.
fn order(left: &Bound<Value>, right: &Bound<Value>, side: Ordering, zone: &TimeZone) -> Option<Ordering> {
    match (left, right) {
        (Unbounded, Unbounded) => Some(Ordering::Equal),
        (Unbounded, _) => Some(side),
        (_, Unbounded) => Some(side.reverse()),
        (Included(left) | Excluded(left), Included(right) | Excluded(right)) => compare(left, right, zone),
    }
}

fn starts_order(left: &Bound<Value>, right: &Bound<Value>, zone: &TimeZone) -> Option<Ordering> {
    order(left, right, Ordering::Less, zone)
}

fn ends_order(left: &Bound<Value>, right: &Bound<Value>, zone: &TimeZone) -> Option<Ordering> {
    order(left, right, Ordering::Greater, zone)
}

/// How an end of one range lies to a start of another.
fn end_to_start(end: &Bound<Value>, start: &Bound<Value>, zone: &TimeZone) -> Option<Ordering> {
    match (end, start) {
        (Unbounded, _) | (_, Unbounded) => Some(Ordering::Greater),
        (Included(end) | Excluded(end), Included(start) | Excluded(start)) => compare(end, start, zone),
    }
}

fn before(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    let (order, touching) = match (left, right) {
        (Extent::Point(left), Extent::Point(right)) => (compare(left, right, zone)?, false),
        (Extent::Point(point), Extent::Range(start, _)) => {
            (end_to_start(&Included((*point).clone()), start, zone)?, !is_included(start))
        }
        (Extent::Range(_, end), Extent::Point(point)) => {
            (end_to_start(end, &Included((*point).clone()), zone)?, !is_included(end))
        }
        (Extent::Range(_, end), Extent::Range(start, _)) => {
            (end_to_start(end, start, zone)?, !is_included(end) || !is_included(start))
        }
    };
    Some(order == Ordering::Less || (order == Ordering::Equal && touching))
}

fn meets(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    let (Extent::Range(_, end), Extent::Range(start, _)) = (left, right) else { return None };
    Some(end_to_start(end, start, zone)? == Ordering::Equal && is_included(end) && is_included(start))
}

/// Whether the one reaches the start of the other.
fn reaches(end: &Bound<Value>, start: &Bound<Value>, zone: &TimeZone) -> Option<bool> {
    Some(match end_to_start(end, start, zone)? {
        Ordering::Greater => true,
        Ordering::Equal => is_included(end) && is_included(start),
        Ordering::Less => false,
    })
}

fn overlaps(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    let (Extent::Range(start1, end1), Extent::Range(start2, end2)) = (left, right) else { return None };
    Some(reaches(end1, start2, zone)? && reaches(end2, start1, zone)?)
}

fn overlaps_before(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    let (Extent::Range(start1, end1), Extent::Range(start2, end2)) = (left, right) else { return None };
    let begins = match starts_order(start1, start2, zone)? {
        Ordering::Less => true,
        Ordering::Equal => is_included(start1) && !is_included(start2),
        Ordering::Greater => false,
    };
    Some(begins && reaches(end1, start2, zone)? && no_further(end1, end2, zone)?)
}

/// Whether an end lies within another end.
fn no_further(end: &Bound<Value>, other: &Bound<Value>, zone: &TimeZone) -> Option<bool> {
    Some(match ends_order(end, other, zone)? {
        Ordering::Less => true,
        Ordering::Equal => !is_included(end) || is_included(other),
        Ordering::Greater => false,
    })
}

/// Whether a start lies within another start.
fn no_earlier(start: &Bound<Value>, other: &Bound<Value>, zone: &TimeZone) -> Option<bool> {
    Some(match starts_order(start, other, zone)? {
        Ordering::Greater => true,
        Ordering::Equal => !is_included(start) || is_included(other),
        Ordering::Less => false,
    })
}

fn finishes(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    match (left, right) {
        (Extent::Point(point), Extent::Range(_, Included(end))) => Some(compare(point, end, zone)? == Ordering::Equal),
        (Extent::Point(_), Extent::Range(..)) => Some(false),
        (Extent::Range(start1, end1), Extent::Range(start2, end2)) => Some(
            ends_order(end1, end2, zone)? == Ordering::Equal
                && is_included(end1) == is_included(end2)
                && no_earlier(start1, start2, zone)?,
        ),
        _ => None,
    }
}

fn starts(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    match (left, right) {
        (Extent::Point(point), Extent::Range(Included(start), _)) => {
            Some(compare(point, start, zone)? == Ordering::Equal)
        }
        (Extent::Point(_), Extent::Range(..)) => Some(false),
        (Extent::Range(start1, end1), Extent::Range(start2, end2)) => Some(
            starts_order(start1, start2, zone)? == Ordering::Equal
                && is_included(start1) == is_included(start2)
                && no_further(end1, end2, zone)?,
        ),
        _ => None,
    }
}

fn includes(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    match (left, right) {
        (Extent::Range(start, end), Extent::Point(point)) => {
            Range { start: (*start).clone(), end: (*end).clone() }.contains(point, zone)
        }
        (Extent::Range(start1, end1), Extent::Range(start2, end2)) => {
            Some(no_earlier(start2, start1, zone)? && no_further(end2, end1, zone)?)
        }
        _ => None,
    }
}

fn coincides(left: &Extent<'_>, right: &Extent<'_>, zone: &TimeZone) -> Option<bool> {
    match (left, right) {
        (Extent::Point(left), Extent::Point(right)) => equal(left, right, zone),
        (Extent::Range(start1, end1), Extent::Range(start2, end2)) => Some(
            starts_order(start1, start2, zone)? == Ordering::Equal
                && ends_order(end1, end2, zone)? == Ordering::Equal
                && is_included(start1) == is_included(start2)
                && is_included(end1) == is_included(end2),
        ),
        _ => None,
    }
}

fn starts_before_end(range: &Range) -> bool {
    match (crate::compare::end(&range.start), crate::compare::end(&range.end)) {
        (Some(start), Some(end)) => compare(start, end, &TimeZone::UTC).is_some_and(|order| order != Ordering::Greater),
        _ => true,
    }
}

/// The range that a text writes, with literals for its ends.
fn range(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let text = args::text(arguments, 0)?;
    match crate::eval::literal(text) {
        Some(Value::Range(range)) if starts_before_end(&range) => Ok(Value::Range(range)),
        _ => Err(invalid(format!("`{text}` is no range"))),
    }
}
