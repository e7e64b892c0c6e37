//! Times of day and moments.
use std::{cmp::Ordering, fmt};

use jiff::tz::TimeZone;

use crate::{
    date::Date,
    duration::Days,
    zone::{Zone, offset_at, offset_of},
};

/// A time of day, to the nanosecond, with or without a zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Time {
    // Invariant: below one day, and nanos below one second.
    seconds: u32,
    nanos: u32,
    zone: Zone,
}

/// A date and time: on some wall, at an offset, or in a zone with its rules.
#[derive(Clone, PartialEq, Eq)]
pub struct DateTime {
    /// What the clock on the wall shows, counted from 1970-01-01T00:00:00 there.
    seconds: i64,
    nanos: u32,
    /// The second of two passes, when the clock is put back.
    later: bool,
    zone: Zone,
}

const DAY: i64 = 86_400;
const NANOS: i128 = 1_000_000_000;

impl Time {
    pub fn new(hour: i64, minute: i64, second: i64, nanos: u32, zone: Zone) -> Option<Time> {
        let fits =
            (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second) && nanos < 1_000_000_000;
        fits.then(|| Time { seconds: (hour * 3600 + minute * 60 + second) as u32, nanos, zone })
    }

    pub fn midnight(zone: Zone) -> Time {
        Time { seconds: 0, nanos: 0, zone }
    }

    pub fn hour(&self) -> u8 {
        (self.seconds / 3600) as u8
    }

    pub fn minute(&self) -> u8 {
        (self.seconds / 60 % 60) as u8
    }

    pub fn second(&self) -> u8 {
        (self.seconds % 60) as u8
    }

    pub fn subsecond_nanos(&self) -> u32 {
        self.nanos
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Nanoseconds since midnight on the same clock.
    pub fn nanos(&self) -> i128 {
        i128::from(self.seconds) * NANOS + i128::from(self.nanos)
    }

    /// The offset in seconds, when there is a zone. One with rules answers for 1970-01-01.
    pub fn offset(&self) -> Option<i64> {
        if self.zone.is_local() { None } else { Some(offset_of(self.zone.time_zone(), self.seconds.into(), false)) }
    }

    /// The time so much later, around midnight.
    pub fn wrapping_add(&self, days: Days) -> Time {
        let nanos = (self.nanos() + days.nanos()).rem_euclid(i128::from(DAY) * NANOS);
        Time { seconds: (nanos / NANOS) as u32, nanos: (nanos % NANOS) as u32, zone: self.zone.clone() }
    }

    /// From the other time to this one, both as if on the same day; local times are in the same zone as what they meet.
    pub fn since(&self, other: &Time) -> Days {
        Days::from_nanos(self.comparable(other) - other.comparable(self)).unwrap_or_default()
    }

    pub fn compare(&self, other: &Time) -> Ordering {
        self.comparable(other).cmp(&other.comparable(self))
    }

    fn comparable(&self, other: &Time) -> i128 {
        let offset = self.offset().or_else(|| other.offset()).unwrap_or(0);
        self.nanos() - i128::from(offset) * NANOS
    }

    /// Reads `10:30:00.5`, `10:30:00+02:00`, `10:30:00@Europe/Kyiv`.
    pub fn parse(text: &str) -> Option<Time> {
        let bytes = text.as_bytes();
        if bytes.len() < 8 || bytes[2] != b':' || bytes[5] != b':' || !text.is_char_boundary(8) {
            return None;
        }
        let (hour, minute, second) = (two(&text[..2])?, two(&text[3..5])?, two(&text[6..8])?);
        let mut rest = &text[8..];
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let end = fraction.find(|char: char| !char.is_ascii_digit()).unwrap_or(fraction.len());
            if end == 0 {
                return None;
            }
            nanos = format!("{:0<9}", &fraction[..end])[..9].parse().ok()?;
            rest = &fraction[end..];
        }
        Time::new(hour, minute, second, nanos, zone(rest)?)
    }
}

fn two(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The zone that follows a time.
fn zone(text: &str) -> Option<Zone> {
    match text.as_bytes().first() {
        None => Some(Zone::LOCAL),
        Some(b'Z') if text.len() == 1 => Some(Zone::UTC),
        Some(b'@') => Zone::named(&text[1..]),
        Some(sign @ (b'+' | b'-')) => {
            let mut parts = text[1..].split(':');
            let (hours, minutes) = (two(parts.next()?)?, two(parts.next()?)?);
            let seconds = parts.next().map_or(Some(0), two)?;
            if parts.next().is_some() || minutes > 59 || seconds > 59 {
                return None;
            }
            let offset = hours * 3600 + minutes * 60 + seconds;
            Zone::offset(if *sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}

impl DateTime {
    pub fn new(date: Date, time: Time) -> DateTime {
        DateTime {
            seconds: date.to_days() * DAY + i64::from(time.seconds),
            nanos: time.nanos,
            later: false,
            zone: time.zone,
        }
    }

    /// The moment so many microseconds after 1970-01-01T00:00:00Z, in UTC.
    pub fn from_micros(micros: i64) -> DateTime {
        DateTime {
            seconds: micros.div_euclid(1_000_000),
            nanos: micros.rem_euclid(1_000_000) as u32 * 1000,
            later: false,
            zone: Zone::UTC,
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z, saturating; a local time is one of `default_zone`.
    pub fn to_micros(&self, default_zone: &TimeZone) -> i64 {
        let micros = self.instant(default_zone).div_euclid(1000);
        i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX })
    }

    /// The same moment on the clocks of another zone.
    pub fn in_zone(&self, zone: &TimeZone) -> DateTime {
        let instant = self.instant(zone);
        DateTime::at(instant, Zone::from(zone.clone())).unwrap_or_else(|| self.clone())
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub fn instant(&self, default_zone: &TimeZone) -> i128 {
        let offset = offset_of(self.zone.or(default_zone), self.seconds, self.later);
        (i128::from(self.seconds) - i128::from(offset)) * NANOS + i128::from(self.nanos)
    }

    /// The moment of an instant; `None` beyond the years of a [`Date`].
    fn at(instant: i128, zone: Zone) -> Option<DateTime> {
        let utc = i64::try_from(instant.div_euclid(NANOS)).ok()?;
        let offset = offset_at(zone.time_zone(), utc);
        let seconds = utc.checked_add(offset)?;
        Date::from_days(seconds.div_euclid(DAY))?;
        let later = zone.fixed().is_none() && offset_of(zone.time_zone(), seconds, false) != offset;
        Some(DateTime { seconds, nanos: instant.rem_euclid(NANOS) as u32, later, zone })
    }

    pub fn date(&self) -> Date {
        // Invariant: constructors keep the day within the years of a date.
        Date::from_days(self.seconds.div_euclid(DAY)).expect("a date and time is on a day that exists")
    }

    pub fn time(&self) -> Time {
        Time { seconds: self.seconds.rem_euclid(DAY) as u32, nanos: self.nanos, zone: self.zone.clone() }
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The offset in seconds at that moment, when there is a zone.
    pub fn offset(&self) -> Option<i64> {
        if self.zone.is_local() { None } else { Some(offset_of(self.zone.time_zone(), self.seconds, self.later)) }
    }

    /// So much later as time passes: across a change of the clock too.
    pub fn checked_add(&self, days: Days) -> Option<DateTime> {
        if self.zone.is_local() {
            let nanos = i128::from(self.seconds) * NANOS + i128::from(self.nanos) + days.nanos();
            let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok()?;
            Date::from_days(seconds.div_euclid(DAY))?;
            return Some(DateTime { seconds, nanos: nanos.rem_euclid(NANOS) as u32, later: false, zone: Zone::LOCAL });
        }
        let instant = self.instant(self.zone.time_zone()).checked_add(days.nanos())?;
        DateTime::at(instant, self.zone.clone())
    }

    /// The same time on the wall so many months later. One that the clock skips moves on with it.
    pub fn add_months(&self, months: i64) -> Option<DateTime> {
        let moved = DateTime::new(self.date().add_months(months)?, self.time());
        if moved.zone.is_local() || moved.zone.fixed().is_some() {
            return Some(moved);
        }
        DateTime::at(moved.instant(moved.zone.time_zone()), moved.zone.clone())
    }

    /// From the other moment to this one; a local time is one of `default_zone`.
    pub fn since(&self, other: &DateTime, default_zone: &TimeZone) -> Option<Days> {
        let (ours, theirs) = self.pair(other, default_zone);
        Days::from_nanos(ours.checked_sub(theirs)?)
    }

    pub fn compare(&self, other: &DateTime, default_zone: &TimeZone) -> Ordering {
        let (ours, theirs) = self.pair(other, default_zone);
        ours.cmp(&theirs)
    }

    fn pair(&self, other: &DateTime, default_zone: &TimeZone) -> (i128, i128) {
        // Two local times are compared on the same wall, where no hour is missing.
        let default_zone = if self.zone.is_local() && other.zone.is_local() { &TimeZone::UTC } else { default_zone };
        (self.instant(default_zone), other.instant(default_zone))
    }

    /// Reads `2024-03-31T01:30:00@Europe/Berlin`.
    pub fn parse(text: &str) -> Option<DateTime> {
        let (date, time) = text.split_once('T')?;
        let date = Date::parse(date)?;
        // XML Schema 1.1, 3.3.7: 24:00:00 is the first instant of the next day.
        if let Some(rest) = time.strip_prefix("24:00:00") {
            return Some(DateTime::new(date.add_days(1)?, Time::midnight(zone(rest)?)));
        }
        Some(DateTime::new(date, Time::parse(time)?))
    }
}

fn write_clock(out: &mut fmt::Formatter<'_>, seconds: u32, nanos: u32, zone: &Zone) -> fmt::Result {
    write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    if nanos > 0 {
        write!(out, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
    }
    write!(out, "{zone}")
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_clock(out, self.seconds, self.nanos, &self.zone)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}T", self.date())?;
        write_clock(out, self.seconds.rem_euclid(DAY) as u32, self.nanos, &self.zone)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime {
        DateTime::parse(text).unwrap()
    }

    fn days(text: &str) -> Days {
        Days::parse(text).unwrap()
    }

    #[test]
    fn an_hour_passes_when_the_clock_is_put_forward() {
        let before = moment("2024-03-31T01:30:00@Europe/Berlin");
        assert_eq!(before.checked_add(days("PT1H")).unwrap().to_string(), "2024-03-31T03:30:00@Europe/Berlin");
        assert_eq!(before.checked_add(days("P1D")).unwrap().to_string(), "2024-04-01T02:30:00@Europe/Berlin");
    }

    #[test]
    fn both_hours_are_kept_when_the_clock_is_put_back() {
        let before = moment("2024-10-27T01:30:00@Europe/Berlin");
        let first = before.checked_add(days("PT1H")).unwrap();
        let second = before.checked_add(days("PT2H")).unwrap();
        assert_eq!(first.to_string(), "2024-10-27T02:30:00@Europe/Berlin");
        assert_eq!(second.to_string(), "2024-10-27T02:30:00@Europe/Berlin");
        assert_eq!((first.offset(), second.offset()), (Some(7200), Some(3600)));
        assert_eq!(second.since(&first, &TimeZone::UTC), Some(days("PT1H")));
        assert_eq!(second.checked_add(days("-PT1H")), Some(first));
    }

    #[test]
    fn months_keep_the_clock() {
        let winter = moment("2024-01-31T02:30:00@Europe/Berlin");
        assert_eq!(winter.add_months(6).unwrap().to_string(), "2024-07-31T02:30:00@Europe/Berlin");
        assert_eq!(winter.add_months(2).unwrap().to_string(), "2024-03-31T03:30:00@Europe/Berlin");
    }

    #[test]
    fn micros_round_trip() {
        let kyiv = TimeZone::get("Europe/Kyiv").unwrap();
        assert_eq!(
            moment("2024-06-01T12:00:00").to_micros(&kyiv),
            moment("2024-06-01T09:00:00Z").to_micros(&TimeZone::UTC)
        );
        for micros in [0, -1, 1_711_846_800_123_456, i64::MIN / 2] {
            let moment = DateTime::from_micros(micros);
            assert_eq!(moment.to_micros(&kyiv), micros);
            assert_eq!(moment.in_zone(&kyiv).to_micros(&TimeZone::UTC), micros);
        }
    }

    #[test]
    fn reads_and_prints() {
        for text in [
            "10:30:00",
            "00:00:00.000000001",
            "10:30:00Z",
            "10:30:00+02:00",
            "10:30:00-09:30",
            "10:30:00@Europe/Kyiv",
            "10:30:00+00:00:30",
        ] {
            assert_eq!(Time::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "10:30",
            "24:00:00",
            "10:60:00",
            "10:30:00.",
            "10:30:00+2:00",
            "10:30:00+15:00",
            "10:30:00@Mars/Olympus",
            "1é:00:00",
            "10:30:0é",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
        assert_eq!(moment("2024-12-31T24:00:00").to_string(), "2025-01-01T00:00:00");
        assert_eq!(moment("99999-12-31T11:22:33@Europe/Paris").offset(), Some(3600));
    }
}
