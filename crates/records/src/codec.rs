//! How a value lies in its column, and how it leaves as JSON.

use feel::{Date, DateTime, Days, Number, Time, Value, Zone};
use std::sync::Arc;
use store::{Cell, Param};

/// The decimals of money: every currency is kept in 1/10,000 of its unit.
pub const MONEY_DIGITS: u32 = 4;

/// The way from a column to a [`Value`] and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// A whole number, or the id of a record.
    Integer,
    /// A decimal number, scaled by this many digits.
    Scaled(u32),
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// A date: days since 1970-01-01.
    Date,
    /// A moment: microseconds since 1970-01-01 UTC.
    Moment,
    /// A time of day in UTC: microseconds since midnight. No column holds one; it is computed of a moment.
    Time,
    /// A duration in microseconds.
    Duration,
    /// Several choices: `|a|b|`.
    Choices,
    /// JSON as text.
    Json,
}

impl Codec {
    /// The value in a cell; what another program wrote and cannot be understood is null.
    pub fn read(self, cell: Cell<'_>) -> Value {
        match (self, cell) {
            (Self::Integer, Cell::Int(value)) => Value::from(value),
            (Self::Scaled(digits), Cell::Int(value)) => Value::Number(Number::from_scaled(value, digits)),
            (Self::Flag, Cell::Int(value)) => Value::Bool(value != 0),
            (Self::Text, Cell::Text(value)) => Value::Text(Arc::from(value)),
            (Self::Date, Cell::Int(days)) => Date::from_days(days).map_or(Value::Null, Value::Date),
            (Self::Moment, Cell::Int(micros)) => Value::DateTime(DateTime::from_micros(micros)),
            (Self::Time, Cell::Int(micros)) => time_of_day(micros, Zone::UTC).map_or(Value::Null, Value::Time),
            (Self::Duration, Cell::Int(micros)) => Value::Days(Days::from_micros(micros)),
            (Self::Choices, Cell::Text(value)) => Value::list(choices(value).map(Value::from)),
            (Self::Json, Cell::Text(value)) => json(value),
            (Self::Scaled(_) | Self::Integer, Cell::Text(value)) => {
                Number::parse(value).map_or(Value::Null, Value::Number)
            }
            _ => Value::Null,
        }
    }

    /// A value on the scale of its column; a number that is too large for it is nothing.
    pub fn fitted(self, value: Value) -> Value {
        match (self, value) {
            (Self::Scaled(digits), Value::Number(number)) => {
                number.to_scaled(digits).map_or(Value::Null, |cell| Value::Number(Number::from_scaled(cell, digits)))
            }
            (Self::Integer, Value::Number(number)) => number.to_scaled(0).map_or(Value::Null, Value::from),
            (_, value) => value,
        }
    }

    /// The value as its column holds it; nothing when it has another type or does not fit.
    pub fn write(self, value: &Value) -> Option<Param> {
        Some(match (self, value) {
            (_, Value::Null) => Param::Null,
            (Self::Integer, Value::Number(number)) => Param::Int(number.to_scaled(0)?),
            (Self::Scaled(digits), Value::Number(number)) => Param::Int(number.to_scaled(digits)?),
            (Self::Flag, Value::Bool(value)) => Param::Bool(*value),
            (Self::Text, Value::Text(value)) => Param::Text(value.to_string()),
            (Self::Date, Value::Date(date)) => Param::Int(date.to_days()),
            (Self::Moment, Value::DateTime(moment)) => Param::Int(moment.to_micros(&jiff::tz::TimeZone::UTC)),
            // A time without a zone equals none that has one (DMN 1.5, table 42).
            (Self::Time, Value::Time(time)) => {
                let nanos = time.nanos() - i128::from(time.offset()?) * 1_000_000_000;
                Param::Int(i64::try_from(nanos.div_euclid(1_000)).ok()?)
            }
            (Self::Duration, Value::Days(duration)) => Param::Int(duration.to_micros()?),
            (Self::Choices, Value::List(items)) if items.is_empty() => Param::Null,
            (Self::Choices, Value::List(items)) => {
                let mut text = String::from("|");
                for item in items.iter() {
                    text.push_str(item.as_text()?);
                    text.push('|');
                }
                Param::Text(text)
            }
            (Self::Json, value) => {
                let mut text = String::new();
                feel::write_json(value, &mut text);
                Param::Text(text)
            }
            _ => return None,
        })
    }

    /// Writes a cell as JSON, as OData's JSON format 4.01 wants its primitive values (clause 7.1).
    pub fn write_json(self, cell: Cell<'_>, out: &mut Vec<u8>) {
        match (self, cell) {
            (Self::Integer, Cell::Int(value)) => out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes()),
            (Self::Scaled(digits), Cell::Int(value)) => write_scaled(value, digits, out),
            (Self::Flag, Cell::Int(value)) => out.extend_from_slice(if value == 0 { b"false" } else { b"true" }),
            (Self::Text, Cell::Text(value)) => write_text(value, out),
            (Self::Date, Cell::Int(days)) => match Date::from_days(days) {
                Some(date) => write_quoted(date, out),
                None => out.extend_from_slice(b"null"),
            },
            (Self::Moment, Cell::Int(micros)) => match jiff::Timestamp::from_microsecond(micros) {
                Ok(moment) => write_quoted(moment, out),
                Err(_) => out.extend_from_slice(b"null"),
            },
            (Self::Choices, Cell::Text(value)) => {
                out.push(b'[');
                for (index, choice) in choices(value).enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write_text(choice, out);
                }
                out.push(b']');
            }
            (Self::Choices, Cell::Null) => out.extend_from_slice(b"[]"),
            // `Edm.TimeOfDay` has no zone.
            (Self::Time, Cell::Int(micros)) => match time_of_day(micros, Zone::LOCAL) {
                Some(time) => write_quoted(time, out),
                None => out.extend_from_slice(b"null"),
            },
            (Self::Duration, Cell::Int(micros)) => write_quoted(Days::from_micros(micros), out),
            // JSON is text to OData: `Edm.String`.
            (Self::Json, Cell::Text(value)) => write_text(value, out),
            (_, Cell::Null) => out.extend_from_slice(b"null"),
            (codec, cell) => {
                let mut text = String::new();
                feel::write_json(&codec.read(cell), &mut text);
                out.extend_from_slice(text.as_bytes());
            }
        }
    }
}

/// The time of day so many microseconds after midnight.
fn time_of_day(micros: i64, zone: Zone) -> Option<Time> {
    let seconds = micros.div_euclid(1_000_000);
    let nanos = u32::try_from(micros.rem_euclid(1_000_000) * 1_000).ok()?;
    Time::new(seconds / 3_600, seconds / 60 % 60, seconds % 60, nanos, zone)
}

/// The choices in `|a|b|`.
pub fn choices(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').filter(|choice| !choice.is_empty())
}

fn json(text: &str) -> Value {
    feel::parse_json(text).unwrap_or(Value::Null)
}

/// Writes a scaled integer as a decimal without trailing zeros.
pub fn write_scaled(value: i64, digits: u32, out: &mut Vec<u8>) {
    let base = 10_u64.pow(digits.min(18));
    if value < 0 {
        out.push(b'-');
    }
    let magnitude = value.unsigned_abs();
    out.extend_from_slice(itoa::Buffer::new().format(magnitude / base).as_bytes());
    let mut fraction = magnitude % base;
    if fraction == 0 {
        return;
    }
    let mut width = digits as usize;
    while fraction.is_multiple_of(10) {
        fraction /= 10;
        width -= 1;
    }
    let mut buffer = itoa::Buffer::new();
    let text = buffer.format(fraction);
    out.push(b'.');
    out.resize(out.len() + width - text.len(), b'0');
    out.extend_from_slice(text.as_bytes());
}

fn write_quoted(value: impl std::fmt::Display, out: &mut Vec<u8>) {
    use std::io::Write;
    out.push(b'"');
    write!(out, "{value}").expect("writing to memory cannot fail");
    out.push(b'"');
}

/// Writes a JSON string (RFC 8259, 7).
pub fn write_text(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut start = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let escape: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0..=31 => {
                out.extend_from_slice(&bytes[start..index]);
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 15)]);
                start = index + 1;
                continue;
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[start..index]);
        out.extend_from_slice(escape);
        start = index + 1;
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(value: i64, digits: u32) -> String {
        let mut out = Vec::new();
        write_scaled(value, digits, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn scaled_numbers_are_written_without_trailing_zeros() {
        assert_eq!(scaled(12_340_000, 4), "1234");
        assert_eq!(scaled(-12_345, 4), "-1.2345");
        assert_eq!(scaled(5, 4), "0.0005");
        assert_eq!(scaled(10_500, 4), "1.05");
        assert_eq!(scaled(7, 0), "7");
    }

    #[test]
    fn text_is_escaped() {
        let mut out = Vec::new();
        write_text("a\"b\\c\n\u{1}я", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\\\"b\\\\c\\n\\u0001я\"");
    }
}
