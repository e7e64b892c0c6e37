//! Literals as values, with the type of the operand beside them.

use feel::{Date, DateTime, Days, Expr, Number, Time, Value};

use super::{Bound, Error, Kind, Result};
use crate::odata::url::ast::Literal;

/// Binds a literal beside an operand of a kind.
///
/// # Errors
/// A text where another type is needed, with the way to write it; a number or date beyond
/// what can be stored; the literals no property has.
pub(super) fn bind(at: u32, literal: &Literal, hint: Option<Kind>) -> Result<Bound> {
    let (value, kind) = match literal {
        Literal::Null => (Value::Null, Kind::Null),
        Literal::Boolean(boolean) => (Value::from(*boolean), Kind::Boolean),
        Literal::Number(text) => number(at, text)?,
        Literal::String(text) => string(at, text, hint)?,
        Literal::Guid(text) => (Value::text(text.as_str()), Kind::Text),
        Literal::Date(text) => date(at, text, hint)?,
        Literal::DateTimeOffset(text) => (Value::from(moment(at, text)?), Kind::Moment),
        Literal::TimeOfDay(text) => {
            // It meets the time of day of moments, which are kept in UTC.
            let time = Time::parse(&format!("{}Z", with_seconds(text))).ok_or_else(|| out_of_range(at, text))?;
            (Value::from(time), Kind::Time)
        }
        Literal::Duration(text) => (duration(at, text)?, Kind::Duration),
        Literal::Enum { members, .. } => match members.as_slice() {
            [member] => (Value::text(member.as_str()), Kind::Text),
            _ => return Err(Error::invalid(at, "use \"has\" to ask for several choices at once")),
        },
        Literal::NotFinite(_) => return Err(Error::unsupported(at, "no property holds NaN or INF")),
        Literal::Binary(_) => return Err(Error::unsupported(at, "no property holds binary values")),
        Literal::Geo { .. } => return Err(Error::unsupported(at, "no property holds shapes")),
    };
    Ok(Bound { expr: Expr::literal(value), kind })
}

fn number(at: u32, text: &str) -> Result<(Value, Kind)> {
    let number = Number::parse(text).ok_or_else(|| out_of_range(at, text))?;
    let kind = if number.is_integer() { Kind::Integer } else { Kind::Number };
    Ok((Value::Number(number), kind))
}

/// A text beside a duration is a duration: the prefix may be missing since 4.01.
fn string(at: u32, text: &str, hint: Option<Kind>) -> Result<(Value, Kind)> {
    let plain = match hint {
        Some(Kind::Duration) => return Ok((duration(at, text)?, Kind::Duration)),
        Some(Kind::Integer | Kind::Number) => "a number is written without quotes: 12.5",
        Some(Kind::Date) => "a date is written without quotes: 2026-11-25",
        Some(Kind::Moment) => "a date with time is written without quotes: 2026-11-25T10:30:00Z",
        Some(Kind::Boolean) => "a boolean is written without quotes: true",
        _ => return Ok((Value::text(text), Kind::Text)),
    };
    Err(Error::invalid(at, plain))
}

/// A date beside a moment is its first instant.
fn date(at: u32, text: &str, hint: Option<Kind>) -> Result<(Value, Kind)> {
    if hint == Some(Kind::Moment) {
        let moment = moment(at, &format!("{text}T00:00:00Z"))?;
        return Ok((Value::from(moment), Kind::Moment));
    }
    let date = Date::parse(text).ok_or_else(|| Error::invalid(at, format!("there is no day {text}")))?;
    Ok((Value::from(date), Kind::Date))
}

fn moment(at: u32, text: &str) -> Result<DateTime> {
    let complete = match text.split_once('T') {
        Some((date, time)) => format!("{date}T{}", with_seconds(time)),
        None => text.to_owned(),
    };
    DateTime::parse(&complete).ok_or_else(|| Error::invalid(at, format!("there is no moment {text}")))
}

fn duration(at: u32, text: &str) -> Result<Value> {
    let days = Days::parse(text).ok_or_else(|| Error::invalid(at, "a duration is written P1DT2H30M"))?;
    Ok(Value::from(days))
}

/// OData lets the seconds go, FEEL does not. A leap second is the one before it.
fn with_seconds(time: &str) -> String {
    let has_seconds = time.as_bytes().get(5) == Some(&b':');
    if has_seconds {
        return time.replacen(":60", ":59", usize::from(time.get(5..8) == Some(":60")));
    }
    let (minutes, rest) = time.split_at(time.len().min(5));
    format!("{minutes}:00{rest}")
}

fn out_of_range(at: u32, text: &str) -> Error {
    Error::invalid(at, format!("{text} is out of range"))
}
