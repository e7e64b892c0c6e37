//! The parts of dates, times, durations and ranges (DMN 1.5, 10.3.2.13, table 65).
use std::ops::Bound;

use crate::{
    compare,
    date::Date,
    duration::Days,
    number::Number,
    time::{DateTime, Time},
    value::{Kind, Value},
    zone::Zone,
};

/// The properties values of a kind have.
pub(crate) fn names(kind: Option<Kind>) -> &'static [&'static str] {
    match kind {
        Some(Kind::Date) => &["year", "month", "day", "weekday"],
        Some(Kind::Time) => &["hour", "minute", "second", "time offset", "timezone"],
        Some(Kind::DateTime) => {
            &["year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone"]
        }
        Some(Kind::Days) => &["days", "hours", "minutes", "seconds"],
        Some(Kind::Months) => &["years", "months"],
        Some(Kind::Range) => &["start", "end", "start included", "end included"],
        _ => &[],
    }
}

/// A property of a value; none when values of its kind have no such property.
pub(crate) fn get(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Date(date) => of_date(*date, name),
        Value::Time(time) => of_time(time, name).or_else(|| of_zone(time.zone(), time.offset(), name)),
        Value::DateTime(moment) => of_moment(moment, name),
        Value::Days(days) => {
            let (whole, hours, minutes, seconds, _) = days.parts();
            let part = match name {
                "days" => whole,
                "hours" => hours,
                "minutes" => minutes,
                "seconds" => seconds,
                _ => return None,
            };
            let part = Number::from(i64::try_from(part).ok()?);
            Some(Value::Number(if days.is_negative() { -part } else { part }))
        }
        Value::Months(months) => match name {
            "years" => Some(Value::from(months.0 / 12)),
            "months" => Some(Value::from(months.0 % 12)),
            _ => None,
        },
        Value::Range(range) => Some(match name {
            "start" => compare::end(&range.start).cloned().unwrap_or_default(),
            "end" => compare::end(&range.end).cloned().unwrap_or_default(),
            "start included" => Value::Bool(matches!(range.start, Bound::Included(_))),
            "end included" => Value::Bool(matches!(range.end, Bound::Included(_))),
            _ => return None,
        }),
        _ => None,
    }
}

fn of_date(date: Date, name: &str) -> Option<Value> {
    Some(match name {
        "year" => Value::from(i64::from(date.year())),
        "month" => Value::from(i64::from(date.month())),
        "day" => Value::from(i64::from(date.day())),
        "weekday" => Value::from(i64::from(date.weekday())),
        _ => return None,
    })
}

fn of_time(time: &Time, name: &str) -> Option<Value> {
    Some(match name {
        "hour" => Value::from(i64::from(time.hour())),
        "minute" => Value::from(i64::from(time.minute())),
        "second" => {
            let nanos = i64::from(time.second()) * 1_000_000_000 + i64::from(time.subsecond_nanos());
            Value::Number(Number::from_scaled(nanos, 9))
        }
        _ => return None,
    })
}

fn of_zone(zone: &Zone, offset: Option<i64>, name: &str) -> Option<Value> {
    match name {
        "time offset" => Some(offset.map(Days::from_seconds).into()),
        "timezone" => Some(zone.name().map(Value::from).unwrap_or_default()),
        _ => None,
    }
}

fn of_moment(moment: &DateTime, name: &str) -> Option<Value> {
    of_date(moment.date(), name)
        .or_else(|| of_time(&moment.time(), name))
        .or_else(|| of_zone(moment.zone(), moment.offset(), name))
}
