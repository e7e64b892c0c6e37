//! The two kinds of duration: exact ones, and those of the calendar.
use std::fmt;

use jiff::SignedDuration;

use crate::number::Number;

/// A days and time duration: so many seconds, to the nanosecond.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(SignedDuration);

/// A years and months duration.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months(pub i64);

const NANOS: i128 = 1_000_000_000;

impl Days {
    pub const ZERO: Days = Days(SignedDuration::ZERO);

    pub fn from_seconds(seconds: i64) -> Days {
        Days(SignedDuration::from_secs(seconds))
    }

    /// As columns hold durations.
    pub fn from_micros(micros: i64) -> Days {
        Days(SignedDuration::from_micros(micros))
    }

    /// Microseconds, rounded down; `None` beyond 292,000 years.
    pub fn to_micros(self) -> Option<i64> {
        i64::try_from(self.nanos().div_euclid(1000)).ok()
    }

    pub fn from_nanos(nanos: i128) -> Option<Days> {
        let seconds = i64::try_from(nanos / NANOS).ok()?;
        Some(Days(SignedDuration::new(seconds, (nanos % NANOS) as i32)))
    }

    pub fn nanos(self) -> i128 {
        i128::from(self.0.as_secs()) * NANOS + i128::from(self.0.subsec_nanos())
    }

    /// The whole duration in seconds.
    pub fn seconds(self) -> Number {
        Number::checked_from_i128(self.nanos(), 9).unwrap_or(Number::ZERO)
    }

    /// Days, hours, minutes and seconds as they are written, without a sign.
    pub(crate) fn parts(self) -> (u64, u64, u64, u64, u32) {
        let seconds = self.0.unsigned_abs().as_secs();
        (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, self.0.subsec_nanos().unsigned_abs())
    }

    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    pub fn checked_add(self, other: Days) -> Option<Days> {
        self.0.checked_add(other.0).map(Days)
    }

    pub fn checked_neg(self) -> Option<Days> {
        self.0.checked_neg().map(Days)
    }

    /// The duration so many times, down to the nanosecond.
    pub fn checked_mul(self, factor: Number) -> Option<Days> {
        Days::from_number(Number::checked_from_i128(self.nanos(), 0)?.checked_mul(factor)?)
    }

    pub fn checked_div(self, divisor: Number) -> Option<Days> {
        Days::from_number(Number::checked_from_i128(self.nanos(), 0)?.checked_div(divisor)?)
    }

    /// How often the other duration fits in; `None` when it is zero.
    pub fn ratio(self, other: Days) -> Option<Number> {
        Number::checked_from_i128(self.nanos(), 0)?.checked_div(Number::checked_from_i128(other.nanos(), 0)?)
    }

    fn from_number(nanos: Number) -> Option<Days> {
        Days::from_nanos(nanos.round(0, crate::Rounding::Down)?.to_i128()?)
    }

    /// Reads `-P1DT2H3M4.5S`.
    pub fn parse(text: &str) -> Option<Days> {
        let (negative, days, time) = split(text)?;
        let mut nanos = 0i128;
        let mut rest = days;
        if let Some((count, after)) = component(rest, 'D') {
            nanos += count.checked_mul(86_400 * NANOS)?;
            rest = after;
        }
        if !rest.is_empty() || (time.is_none() && nanos == 0 && days.is_empty()) {
            return None;
        }
        if let Some(time) = time {
            if time.is_empty() {
                return None;
            }
            let mut rest = time;
            for (letter, seconds) in [('H', 3600), ('M', 60)] {
                if let Some((count, after)) = component(rest, letter) {
                    nanos = nanos.checked_add(count.checked_mul(seconds * NANOS)?)?;
                    rest = after;
                }
            }
            if !rest.is_empty() {
                nanos = nanos.checked_add(seconds_component(rest)?)?;
            }
        }
        Days::from_nanos(if negative { -nanos } else { nanos })
    }
}

impl Months {
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub fn checked_add(self, other: Months) -> Option<Months> {
        self.0.checked_add(other.0).map(Months)
    }

    pub fn checked_neg(self) -> Option<Months> {
        self.0.checked_neg().map(Months)
    }

    /// So many times the months, what is no whole month cut off.
    pub fn checked_mul(self, factor: Number) -> Option<Months> {
        Months::from_number(Number::from(self.0).checked_mul(factor)?)
    }

    pub fn checked_div(self, divisor: Number) -> Option<Months> {
        Months::from_number(Number::from(self.0).checked_div(divisor)?)
    }

    pub fn ratio(self, other: Months) -> Option<Number> {
        Number::from(self.0).checked_div(Number::from(other.0))
    }

    fn from_number(months: Number) -> Option<Months> {
        months.round(0, crate::Rounding::Down)?.to_i64().map(Months)
    }

    /// Reads `-P1Y2M`.
    pub fn parse(text: &str) -> Option<Months> {
        let (negative, date, None) = split(text)? else { return None };
        let (mut months, mut rest) = (0i128, date);
        for (letter, factor) in [('Y', 12), ('M', 1)] {
            if let Some((count, after)) = component(rest, letter) {
                months = months.checked_add(count.checked_mul(factor)?)?;
                rest = after;
            }
        }
        if !rest.is_empty() || date.is_empty() {
            return None;
        }
        i64::try_from(if negative { -months } else { months }).ok().map(Months)
    }
}

/// Sign, what stands before `T`, and what after.
fn split(text: &str) -> Option<(bool, &str, Option<&str>)> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = unsigned.strip_prefix('P')?;
    Some(match rest.split_once('T') {
        Some((date, time)) => (negative, date, Some(time)),
        None => (negative, rest, None),
    })
}

/// A count before its letter, and what follows.
fn component(text: &str, letter: char) -> Option<(i128, &str)> {
    let end = text.find(|char: char| !char.is_ascii_digit())?;
    let after = text[end..].strip_prefix(letter)?;
    Some((text[..end].parse().ok()?, after))
}

fn seconds_component(text: &str) -> Option<i128> {
    let number = text.strip_suffix('S')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    // Nanoseconds are the finest we keep.
    let nanos: i128 = format!("{fraction:0<9}")[..9].parse().ok()?;
    whole.parse::<i128>().ok()?.checked_mul(NANOS)?.checked_add(nanos)
}

impl fmt::Display for Days {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, hours, minutes, seconds, nanos) = self.parts();
        if self.is_negative() {
            out.write_str("-")?;
        }
        out.write_str("P")?;
        if days > 0 {
            write!(out, "{days}D")?;
        }
        if (hours, minutes, seconds, nanos) == (0, 0, 0, 0) {
            return out.write_str(if days > 0 { "" } else { "T0S" });
        }
        out.write_str("T")?;
        if hours > 0 {
            write!(out, "{hours}H")?;
        }
        if minutes > 0 {
            write!(out, "{minutes}M")?;
        }
        match nanos {
            0 if seconds == 0 => Ok(()),
            0 => write!(out, "{seconds}S"),
            _ => write!(out, "{seconds}.{}S", format!("{nanos:09}").trim_end_matches('0')),
        }
    }
}

impl fmt::Debug for Days {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Display for Months {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, months) = (self.0.unsigned_abs() / 12, self.0.unsigned_abs() % 12);
        let sign = if self.is_negative() { "-" } else { "" };
        match (years, months) {
            (0, months) => write!(out, "{sign}P{months}M"),
            (years, 0) => write!(out, "{sign}P{years}Y"),
            (years, months) => write!(out, "{sign}P{years}Y{months}M"),
        }
    }
}

impl fmt::Debug for Months {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_in_the_shortest_form() {
        for (given, printed) in [
            ("P1DT2H3M4.50S", "P1DT2H3M4.5S"),
            ("PT36H", "P1DT12H"),
            ("-PT90S", "-PT1M30S"),
            ("P0D", "PT0S"),
            ("-PT0.5S", "-PT0.5S"),
            ("PT0.000000001S", "PT0.000000001S"),
        ] {
            assert_eq!(Days::parse(given).unwrap().to_string(), printed);
        }
        for (given, printed) in [("P14M", "P1Y2M"), ("-P12M", "-P1Y"), ("P0Y", "P0M")] {
            assert_eq!(Months::parse(given).unwrap().to_string(), printed);
        }
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "P1DT",
            "1D",
            "P1Y",
            "P1H",
            "PT1D",
            "P-1D",
            "PT.5S",
            "P1M1D",
            "PT1M1H",
            "P99999999999999999999D",
        ] {
            assert_eq!(Days::parse(text), None, "{text}");
        }
        for text in ["", "P", "P1D", "P1YT", "P1M1Y", "PT1M", "P1.5Y"] {
            assert_eq!(Months::parse(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic() {
        let day = Days::parse("P1D").unwrap();
        assert_eq!(day.checked_div(Number::from(3)).unwrap().to_string(), "PT8H");
        assert_eq!(day.ratio(Days::parse("PT6H").unwrap()), Some(Number::from(4)));
        assert_eq!(day.ratio(Days::ZERO), None);
        assert_eq!(Months(5).checked_mul(Number::parse("0.5").unwrap()), Some(Months(2)));
        assert_eq!(Days::from_micros(-1_500_000).to_micros(), Some(-1_500_000));
    }
}
