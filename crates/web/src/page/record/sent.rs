//! What a form sent, read by the kind of each field: tolerant of how people write numbers and dates in their language.

use std::sync::Arc;

use feel::{Number, Value};
use model::{Field, Kind};
use records::FieldProblem;

use crate::format;
use crate::reader::Reader;

/// The controls of a form with what they sent, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent(pub Vec<(String, String)>);

impl Sent {
    /// The last value of that name: a box that is ticked comes after the hidden one that is not.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of that name that say something.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Whether a field was asked for at all: by its own name or by a part of it.
    pub fn has(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|(known, _)| known.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }

    /// A number in that place.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.one(name)?.trim().parse().ok()
    }

    /// The same form seen from within `prefix`: the fields of one line item.
    pub fn within(&self, prefix: &str) -> Self {
        let inner =
            self.0.iter().filter_map(|(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone())));
        Self(inner.collect())
    }
}

/// A field as it was sent: slots with their values.
pub(super) type Read = Vec<(Arc<str>, Value)>;

/// Reads a field.
///
/// # Errors
/// What cannot be understood, said of the field.
pub(super) fn field(reader: &Reader, field: &Field, sent: &Sent) -> Result<Read, FieldProblem> {
    let name = &field.name;
    let typed = sent.one(name).unwrap_or_default();
    let one = |value: Value| Ok(vec![(Arc::clone(name), value)]);
    match field.kind.shown() {
        Kind::Number { .. } | Kind::Integer | Kind::Percent { .. } => {
            one(number(reader, name, typed, "problem-not-a-number")?)
        }
        Kind::Money(money) => {
            let amount = number(reader, name, typed, "problem-not-a-number")?;
            let mut slots = vec![(Arc::clone(name), amount.clone())];
            let code = sent.one(&format!("{name}.currency")).unwrap_or_default();
            if money.currency.is_none() && !amount.is_null() && !code.is_empty() {
                slots.push((format!("{name}_currency").into(), Value::text(code)));
            }
            Ok(slots)
        }
        Kind::Rating { .. } => one(number(reader, name, typed, "problem-not-a-number")?),
        Kind::YesNo => one(Value::Bool(typed == "true")),
        Kind::Choice { .. } => one(text(typed)),
        Kind::Choices { .. } => one(Value::list(sent.all(name).map(Value::from))),
        Kind::Date => one(match typed.trim() {
            "" => Value::Null,
            typed => format::read_date(typed)
                .and_then(|day| feel::Date::new(day.year().into(), day.month().into(), day.day().into()))
                .map(Value::Date)
                .ok_or_else(|| FieldProblem::of(Arc::clone(name), "problem-not-a-date").with("value", typed))?,
        }),
        Kind::DateTime => one(match typed.trim() {
            "" => Value::Null,
            typed => format::read_date_time(typed)
                .and_then(|local| reader.zone.to_timestamp(local).ok())
                .map(|moment| Value::DateTime(feel::DateTime::from_micros(moment.as_microsecond())))
                .ok_or_else(|| FieldProblem::of(Arc::clone(name), "problem-not-a-moment").with("value", typed))?,
        }),
        Kind::Duration => one(duration(reader, name, sent)?),
        Kind::Address => Ok(["street", "city", "region", "postal_code", "country"]
            .into_iter()
            .filter_map(|part| {
                let typed = sent.one(&format!("{name}.{part}"))?;
                Some((format!("{name}_{part}").into(), text(typed)))
            })
            .collect()),
        Kind::Relation(_) | Kind::File | Kind::Image => one(match typed.trim() {
            "" => Value::Null,
            typed => id(typed)
                .ok_or_else(|| FieldProblem::of(Arc::clone(name), "problem-no-such-record").with("id", typed))?,
        }),
        Kind::Relations(_) => one(Value::list(sent.all(name).filter_map(id))),
        Kind::Json => one(match typed.trim() {
            "" => Value::Null,
            typed => feel::parse_json(typed).map_err(|_| FieldProblem::of(Arc::clone(name), "record-not-json"))?,
        }),
        _ => one(text(typed)),
    }
}

fn text(typed: &str) -> Value {
    // A browser sends line breaks as two characters (HTML, 4.10.22); people mean one.
    if typed.trim().is_empty() { Value::Null } else { Value::from(typed.replace("\r\n", "\n")) }
}

fn id(typed: &str) -> Option<Value> {
    typed.trim().parse::<i64>().ok().map(Value::from)
}

fn number(reader: &Reader, name: &Arc<str>, typed: &str, problem: &'static str) -> Result<Value, FieldProblem> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(Value::Null);
    }
    let number = format::read_decimal(reader.language, typed).and_then(|decimal| Number::parse(&decimal));
    number.map(Value::Number).ok_or_else(|| FieldProblem::of(Arc::clone(name), problem).with("value", typed))
}

fn duration(reader: &Reader, name: &Arc<str>, sent: &Sent) -> Result<Value, FieldProblem> {
    let part = |part: &str| -> Result<Option<Number>, FieldProblem> {
        let typed = sent.one(&format!("{name}.{part}")).unwrap_or_default();
        Ok(number(reader, name, typed, "problem-not-a-duration")?.as_number())
    };
    let (hours, minutes) = (part("hours")?, part("minutes")?);
    if hours.is_none() && minutes.is_none() {
        return Ok(Value::Null);
    }
    let seconds = |number: Option<Number>, each: i64| {
        number.map_or(Some(0), |number| {
            number.checked_mul(Number::from(each))?.round(0, feel::Rounding::HalfUp)?.to_i64()
        })
    };
    seconds(hours, 3_600)
        .zip(seconds(minutes, 60))
        .and_then(|(hours, minutes)| hours.checked_add(minutes))
        .map(|seconds| Value::Days(feel::Days::from_seconds(seconds)))
        .ok_or_else(|| FieldProblem::of(Arc::clone(name), "problem-not-a-duration"))
}
