//! Turning a cell into a value of a kind, as tolerant as people are careless, but never guessing
//! in silence: what a column leaves open is a finding of [`Habits::of`].

mod date;
mod duration;
mod habits;
mod number;
mod text;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use date::Order;
pub use habits::{Habits, Percents};
pub use number::{Mark, Marks};

use crate::Message;
use crate::sheet::{Cell, Fault, from_serial, plain, short};

/// The kinds of values a cell is turned into. Choices, relations and whatever else records look
/// up by themselves are read as [`Kind::Text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Blanks at the ends removed, lines kept.
    Text,
    Integer,
    Number,
    /// A number, with the currency that stands beside it.
    Money,
    /// In percent: `12.5` for 12.5 %.
    Percent,
    Bool,
    Date,
    DateTime,
    Duration,
    Email,
    Phone,
    Web,
}

/// A value and, for money, what currency was written beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub value: feel::Value,
    /// ISO 4217.
    pub currency: Option<&'static str>,
}

/// Reads a cell as a value of a kind. An empty cell is null, and so is a dash or `n/a` where a
/// text makes no sense.
///
/// # Errors
/// A message for people that quotes the cell and says what was expected.
pub fn read(cell: &Cell, kind: Kind, habits: &Habits) -> Result<Reading, Message> {
    let mut currency = None;
    let value = match cell {
        Cell::Error(fault) => return Err(fault.message()),
        Cell::Empty => feel::Value::Null,
        Cell::Text(text) if is_blank(text, kind) => feel::Value::Null,
        cell => match kind {
            Kind::Text => text_of(cell),
            Kind::Integer => integer(cell, habits)?,
            Kind::Number => decimal(&quantity(cell, habits)?, Scale::Fraction)?,
            Kind::Percent => percent(cell, habits)?,
            Kind::Money => {
                let written = quantity(cell, habits)?;
                currency = written.currency;
                decimal(&written, Scale::AsWritten)?
            }
            Kind::Bool => boolean(cell)?.into(),
            Kind::Date => day(cell, habits)?.into(),
            Kind::DateTime => moment(cell, habits)?,
            Kind::Duration => length(cell)?,
            Kind::Email => text::email(&cell.shown())?.into(),
            Kind::Phone => text::phone(&cell.shown())?.into(),
            Kind::Web => text::web(&cell.shown())?.into(),
        },
    };
    Ok(Reading { value, currency })
}

/// Whether a text stands for nothing. In a text field a dash is a dash.
fn is_blank(text: &str, kind: Kind) -> bool {
    const NOTHING: [&str; 7] = ["-", "–", "—", "n/a", "null", "none", "nan"];
    let text = text.trim();
    text.is_empty() || (kind != Kind::Text && NOTHING.contains(&text.to_lowercase().as_str()))
}

fn text_of(cell: &Cell) -> feel::Value {
    feel::Value::from(cell.shown().trim().replace("\r\n", "\n"))
}

fn refuse(id: &'static str, cell: &Cell) -> Message {
    Message::new(id).with("value", short(&cell.shown()))
}

/// The number in a cell.
fn quantity(cell: &Cell, habits: &Habits) -> Result<number::Written, Message> {
    let number = |decimal: String, percent| number::Written { decimal, percent, currency: None };
    match cell {
        Cell::Number(value) => Ok(number(plain(*value), false)),
        Cell::Percent(value) => Ok(number(plain(*value), true)),
        Cell::Bool(value) => Ok(number(u8::from(*value).to_string(), false)),
        Cell::Text(text) => number::parse(text, habits.marks).ok_or_else(|| refuse("import-not-a-number", cell)),
        _ => Err(refuse("import-not-a-number", cell)),
    }
}

/// What a percent sign does to the number before it.
#[derive(Clone, Copy, PartialEq)]
enum Scale {
    /// 50 % is 0.5.
    Fraction,
    /// 50 % is 50.
    AsWritten,
}

fn decimal(written: &number::Written, scale: Scale) -> Result<feel::Value, Message> {
    let too_long = || Message::new("import-number-too-long").with("value", short(&written.decimal));
    let number = feel::Number::parse(&written.decimal).ok_or_else(too_long)?;
    match written.percent && scale == Scale::Fraction {
        true => moved(&written.decimal, -2).ok_or_else(too_long),
        false => Ok(feel::Value::from(number)),
    }
}

/// A number with its point moved, exactly.
fn moved(decimal: &str, places: i32) -> Option<feel::Value> {
    let written = number::parse(&format!("{decimal}e{places}"), Marks::PLAIN)?;
    feel::Number::parse(&written.decimal).map(feel::Value::from)
}

fn percent(cell: &Cell, habits: &Habits) -> Result<feel::Value, Message> {
    let written = quantity(cell, habits)?;
    if !written.percent && habits.percents == Percents::Fractions {
        let too_long = || refuse("import-number-too-long", cell);
        return moved(&written.decimal, 2).ok_or_else(too_long);
    }
    decimal(&written, Scale::AsWritten)
}

fn integer(cell: &Cell, habits: &Habits) -> Result<feel::Value, Message> {
    let written = quantity(cell, habits)?;
    let refused = || refuse("import-not-an-integer", cell);
    // `12.00` is a whole number, `12.5` and `12 %` are not.
    let (whole, fraction) = written.decimal.split_once('.').unwrap_or((&written.decimal, ""));
    if written.percent || fraction.bytes().any(|digit| digit != b'0') {
        return Err(refused());
    }
    whole.parse::<i64>().map(feel::Value::from).map_err(|_| refused())
}

const YES: [&str; 19] = [
    "true",
    "yes",
    "y",
    "t",
    "on",
    "1",
    "x",
    "х",
    "+",
    "✓",
    "✔",
    "да",
    "д",
    "истина",
    "так",
    "т",
    "істина",
    "правда",
    "вкл",
];
const NO: [&str; 14] =
    ["false", "no", "n", "f", "off", "0", "нет", "н", "ложь", "ні", "хибність", "неправда", "выкл", "✗"];

fn boolean(cell: &Cell) -> Result<bool, Message> {
    let word = match cell {
        Cell::Bool(bool) => return Ok(*bool),
        Cell::Number(number) => plain(*number),
        Cell::Text(text) => text.trim().to_lowercase(),
        _ => return Err(refuse("import-not-a-bool", cell)),
    };
    match word.as_str() {
        word if YES.contains(&word) => Ok(true),
        word if NO.contains(&word) => Ok(false),
        _ => Err(refuse("import-not-a-bool", cell)),
    }
}

/// What a cell says about when. Unformatted numbers are a spreadsheet's count of days.
fn when(cell: &Cell, habits: &Habits) -> Result<date::Written, Message> {
    let civil = |time: DateTime| date::Written {
        date: time.date(),
        time: (time.time() != Time::midnight()).then(|| time.time()),
        zone: None,
    };
    let refused = || refuse("import-not-a-date", cell);
    match cell {
        Cell::Date(date) => Ok(civil(date.to_datetime(Time::midnight()))),
        Cell::DateTime(time) => Ok(civil(*time)),
        Cell::Number(days) => from_serial(*days).map(civil).ok_or_else(refused),
        Cell::Text(text) => match date::parse(text, habits.order) {
            Ok(written) => Ok(written),
            Err(date::Failure::NoSuchDay) => Err(refuse("import-no-such-day", cell)),
            Err(date::Failure::NotADate) => serial(text).map(civil).ok_or_else(refused),
        },
        _ => Err(refused()),
    }
}

/// A spreadsheet's count of days that a text table carries: five digits, from 1954 to 2119.
fn serial(text: &str) -> Option<DateTime> {
    let days: f64 = text.trim().parse().ok()?;
    (20_000.0..80_000.0).contains(&days).then(|| from_serial(days))?
}

fn day(cell: &Cell, habits: &Habits) -> Result<Date, Message> {
    when(cell, habits).map(|written| written.date)
}

fn moment(cell: &Cell, habits: &Habits) -> Result<feel::Value, Message> {
    let written = when(cell, habits)?;
    let zone: &TimeZone = written.zone.as_ref().unwrap_or(&habits.zone);
    let timestamp: Timestamp = zone.to_timestamp(written.civil()).map_err(|_| refuse("import-no-such-day", cell))?;
    Ok(feel::Value::from(feel::DateTime::from_micros(timestamp.as_microsecond())))
}

fn length(cell: &Cell) -> Result<feel::Value, Message> {
    let refused = || refuse("import-not-a-duration", cell);
    let duration = match cell {
        Cell::Duration(duration) => *duration,
        Cell::Text(text) => duration::parse(text).ok_or_else(refused)?,
        _ => return Err(refused()),
    };
    let micros = i64::try_from(duration.as_micros()).map_err(|_| refused())?;
    Ok(feel::Value::from(feel::Days::from_micros(micros)))
}

/// Whether a text is a number, a date, an address of a kind: a value rather than a name.
pub(crate) fn looks_like_value(text: &str) -> bool {
    number::parse(text, Marks::default()).is_some()
        || date::parse(text, Order::DayFirst).is_ok()
        || duration::parse(text).is_some()
        || text::looks_like_email(text)
        || text::looks_like_web(text)
        || text::looks_like_phone(text)
}

/// Whether a cell could be of a kind, judged by itself.
pub(crate) fn fits(cell: &Cell, kind: Kind) -> bool {
    match (kind, cell) {
        (_, Cell::Error(Fault::Formula(_))) => false,
        (Kind::Email, cell) => text::looks_like_email(&cell.shown()),
        (Kind::Web, cell) => text::looks_like_web(&cell.shown()),
        (Kind::Phone, cell) => text::looks_like_phone(&cell.shown()),
        (Kind::Date | Kind::DateTime, Cell::Date(_) | Cell::DateTime(_)) => true,
        (Kind::Date | Kind::DateTime, Cell::Text(text)) => date::parse(text, Order::DayFirst).is_ok(),
        (Kind::Date | Kind::DateTime, _) => false,
        (Kind::Percent, Cell::Percent(_)) => true,
        (Kind::Bool, Cell::Number(_)) => false,
        (kind, cell) => read(cell, kind, &Habits::default()).is_ok(),
    }
}
