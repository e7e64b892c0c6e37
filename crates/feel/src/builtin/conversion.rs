//! Conversions between kinds (DMN 1.5, 10.3.4.1), and `not` (10.3.4.2).
use super::{
    Entry,
    args::{self, invalid},
};
use crate::{
    date::Date,
    duration::{Days, Months},
    machine::{Fault, Machine},
    number::Number,
    time::{DateTime, Time},
    value::Value,
    zone::Zone,
};

pub(super) const TABLE: &[Entry] = &[
    ("date(from: Any): date | date(year: number, month: number, day: number): date", date),
    (
        "date and time(from: Any): date and time | date and time(date: Any, time: time): date and time \
         | date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: Any): date and time \
         | date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, timezone: string): date and time",
        date_and_time,
    ),
    (
        "time(from: Any): time | time(hour: number, minute: number, second: number, offset?: days and time duration): time",
        time,
    ),
    (
        "number(from: Any): number | number(from: string, grouping separator?: string, decimal separator?: string): number",
        number,
    ),
    ("string(from: Any): string", string),
    ("duration(from: Any): Any", duration),
    ("years and months duration(from: Any, to: Any): years and months duration", years_and_months),
    ("not(negand: Any): boolean", not),
];

/// The date, time or duration that is written like this.
pub(crate) fn temporal(text: &str) -> Option<Value> {
    let value = match text.as_bytes().first()? {
        b'P' => return duration_of(text),
        b'-' if text.as_bytes().get(1) == Some(&b'P') => return duration_of(text),
        _ if text.contains('T') && !text.starts_with('T') && text.find('T') < text.find(['@', ':']) => {
            DateTime::parse(text).map(Value::DateTime)
        }
        _ => Date::parse(text).map(Value::Date).or_else(|| Time::parse(text).map(Value::Time)),
    };
    value.or_else(|| DateTime::parse(text).map(Value::DateTime))
}

fn duration_of(text: &str) -> Option<Value> {
    Months::parse(text).map(Value::Months).or_else(|| Days::parse(text).map(Value::Days))
}

fn date(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    if arguments.len() == 3 {
        let (year, month, day) = (whole(arguments, 0)?, whole(arguments, 1)?, whole(arguments, 2)?);
        return Date::new(year, month, day).map(Value::Date).ok_or_else(|| invalid("there is no such day"));
    }
    match args::get(arguments, 0) {
        Value::Text(text) => Date::parse(text).map(Value::Date).ok_or_else(|| invalid(format!("`{text}` is no date"))),
        Value::Date(date) => Ok(Value::Date(*date)),
        Value::DateTime(moment) => Ok(Value::Date(moment.date())),
        other => Err(invalid(format!("a {} is no date", other.kind().name()))),
    }
}

fn whole(arguments: &[Value], position: usize) -> Result<i64, Fault> {
    args::number(arguments, position)?.to_i64().ok_or_else(|| invalid("expected a whole number"))
}

fn date_and_time(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    match arguments.len() {
        1 => match args::get(arguments, 0) {
            Value::Text(text) => moment_of(text).ok_or_else(|| invalid(format!("`{text}` is no date and time"))),
            Value::DateTime(moment) => Ok(Value::DateTime(moment.clone())),
            Value::Date(date) => Ok(Value::DateTime(DateTime::new(*date, Time::midnight(Zone::UTC)))),
            other => Err(invalid(format!("a {} is no date and time", other.kind().name()))),
        },
        2 => {
            let date = args::date(arguments, 0)?;
            match args::get(arguments, 1) {
                Value::Time(time) => Ok(Value::DateTime(DateTime::new(date, time.clone()))),
                other => Err(invalid(format!("a {} is no time", other.kind().name()))),
            }
        }
        _ => {
            let (year, month, day) = (whole(arguments, 0)?, whole(arguments, 1)?, whole(arguments, 2)?);
            let date = Date::new(year, month, day).ok_or_else(|| invalid("there is no such day"))?;
            let zone = zone(arguments, 6)?;
            Ok(Value::DateTime(DateTime::new(date, clock(arguments, 3, zone)?)))
        }
    }
}

fn moment_of(text: &str) -> Option<Value> {
    let moment = DateTime::parse(text);
    let moment = moment.or_else(|| Date::parse(text).map(|date| DateTime::new(date, Time::midnight(Zone::LOCAL))));
    moment.map(Value::DateTime)
}

/// An offset as a duration, or a zone by its name.
fn zone(arguments: &[Value], position: usize) -> Result<Zone, Fault> {
    let zone = match args::get(arguments, position) {
        Value::Null => Some(Zone::LOCAL),
        Value::Text(name) => Zone::named(name),
        Value::Days(offset) => offset.seconds().to_i64().and_then(Zone::offset),
        _ => None,
    };
    zone.ok_or_else(|| invalid("there is no such time zone"))
}

/// Hour, minute and second from this argument on.
fn clock(arguments: &[Value], position: usize, zone: Zone) -> Result<Time, Fault> {
    let (hour, minute) = (whole(arguments, position)?, whole(arguments, position + 1)?);
    let second = args::number(arguments, position + 2)?;
    let nanos = second.round(9, crate::Rounding::Down).and_then(|second| second.to_scaled(9));
    let time = nanos
        .filter(|nanos| *nanos >= 0)
        .and_then(|nanos| Time::new(hour, minute, nanos / 1_000_000_000, (nanos % 1_000_000_000) as u32, zone));
    time.ok_or_else(|| invalid("there is no such time"))
}

fn time(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    if arguments.len() > 1 {
        let zone = match args::get(arguments, 3) {
            Value::Null | Value::Days(_) => zone(arguments, 3)?,
            other => return Err(invalid(format!("a {} is no offset", other.kind().name()))),
        };
        return clock(arguments, 0, zone).map(Value::Time);
    }
    match args::get(arguments, 0) {
        Value::Text(text) => {
            // DMN 1.5, table 73: a leading T is the extended form of ISO 8601.
            let bare = text.strip_prefix('T').unwrap_or(text);
            let time = Time::parse(bare).or_else(|| DateTime::parse(text).map(|moment| moment.time()));
            time.map(Value::Time).ok_or_else(|| invalid(format!("`{text}` is no time")))
        }
        Value::Time(time) => Ok(Value::Time(time.clone())),
        Value::DateTime(moment) => Ok(Value::Time(moment.time())),
        Value::Date(_) => Ok(Value::Time(Time::midnight(Zone::UTC))),
        other => Err(invalid(format!("a {} is no time", other.kind().name()))),
    }
}

fn number(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let text = match args::get(arguments, 0) {
        Value::Number(number) if arguments.len() == 1 => return Ok(Value::Number(*number)),
        Value::Text(text) => text,
        other => return Err(invalid(format!("a {} is no number", other.kind().name()))),
    };
    let separator = |position: usize, allowed: &[&str]| match args::get(arguments, position) {
        Value::Null => Ok(None),
        Value::Text(text) if allowed.contains(&&**text) => Ok(Some(text.to_string())),
        _ => Err(invalid("this is no separator of numbers")),
    };
    let (grouping, decimal) = (separator(1, &[" ", ",", "."])?, separator(2, &[",", "."])?);
    if grouping.is_some() && grouping == decimal {
        return Err(invalid("the two separators must differ"));
    }
    let mut plain = text.to_string();
    if let Some(grouping) = grouping {
        plain = plain.replace(&grouping, "");
    }
    if let Some(decimal) = decimal {
        plain = plain.replace(&decimal, ".");
    }
    Number::parse(&plain).map(Value::Number).ok_or_else(|| invalid(format!("`{text}` is no number")))
}

fn string(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Text(text) => Ok(Value::Text(text.clone())),
        value => match value.string_within(machine.memory_left()) {
            Some(text) => Ok(Value::text(text)),
            None => {
                machine.take_memory(u64::MAX);
                Ok(Value::Null)
            }
        },
    }
}

fn duration(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    match args::get(arguments, 0) {
        Value::Text(text) => duration_of(text).ok_or_else(|| invalid(format!("`{text}` is no duration"))),
        value @ (Value::Days(_) | Value::Months(_)) => Ok(value.clone()),
        other => Err(invalid(format!("a {} is no duration", other.kind().name()))),
    }
}

fn years_and_months(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (from, to) = (args::date(arguments, 0)?, args::date(arguments, 1)?);
    let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    let mut months = count(to) - count(from);
    // Only whole months count.
    if months > 0 && to.day() < from.day() {
        months -= 1;
    } else if months < 0 && to.day() > from.day() {
        months += 1;
    }
    Ok(Value::Months(Months(months)))
}

fn not(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    match args::get(arguments, 0) {
        Value::Bool(bool) => Ok(Value::Bool(!bool)),
        Value::Null => Ok(Value::Null),
        other => Err(invalid(format!("a {} is not true or false", other.kind().name()))),
    }
}
