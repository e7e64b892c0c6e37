//! Where a clock stands: nowhere in particular, at an offset, in a zone with rules.
use std::fmt;

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};

/// The zone of a time: none (local), a fixed offset, or an IANA zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// After so many seconds the calendar, and with it every rule of a zone, repeats.
const CYCLE: i64 = 146_097 * 86_400;
/// Seconds within which `jiff` answers, with a margin.
const REACH: i64 = 250_000_000_000;

impl Zone {
    /// No zone: the clock on the wall of whoever reads.
    pub const LOCAL: Zone = Zone(TimeZone::unknown());
    pub const UTC: Zone = Zone(TimeZone::UTC);

    /// A fixed offset in seconds east of Greenwich, up to 14 hours (XML Schema 1.1, 3.3.8).
    pub fn offset(seconds: i64) -> Option<Zone> {
        if seconds.abs() > 14 * 3600 {
            return None;
        }
        Offset::from_seconds(seconds as i32).ok().map(|offset| Zone(TimeZone::fixed(offset)))
    }

    /// The IANA zone of that name.
    pub fn named(name: &str) -> Option<Zone> {
        TimeZone::get(name).ok().map(Zone)
    }

    pub fn is_local(&self) -> bool {
        self.0.is_unknown()
    }

    /// The name of an IANA zone; none for offsets and local times.
    pub fn name(&self) -> Option<&str> {
        match self.fixed() {
            Some(_) => None,
            None => self.0.iana_name(),
        }
    }

    /// The offset that needs no date to be known.
    pub fn fixed(&self) -> Option<i64> {
        if self.is_local() {
            return None;
        }
        self.0.to_fixed_offset().ok().map(|offset| offset.seconds().into())
    }

    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// This zone, or the given one for a local time.
    pub(crate) fn or<'a>(&'a self, default: &'a TimeZone) -> &'a TimeZone {
        if self.is_local() { default } else { &self.0 }
    }
}

/// The offset at an instant, in seconds east of Greenwich.
pub(crate) fn offset_at(zone: &TimeZone, utc_seconds: i64) -> i64 {
    match Timestamp::from_second(within_reach(utc_seconds)) {
        Ok(timestamp) => zone.to_offset(timestamp).seconds().into(),
        Err(_) => 0,
    }
}

/// The offset a clock on the wall has: in a gap the one before it, in a fold the earlier
/// or, when `later`, the one after (RFC 5545, 3.3.5).
pub(crate) fn offset_of(zone: &TimeZone, civil_seconds: i64, later: bool) -> i64 {
    if let Ok(offset) = zone.to_fixed_offset() {
        return offset.seconds().into();
    }
    let seconds = within_reach(civil_seconds);
    let Ok(civil) = Timestamp::from_second(seconds).map(|timestamp| TimeZone::UTC.to_datetime(timestamp)) else {
        return 0;
    };
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let instant = if later && matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Fold { .. }) {
        ambiguous.later()
    } else {
        ambiguous.compatible()
    };
    match instant {
        Ok(instant) => seconds - instant.as_second(),
        Err(_) => 0,
    }
}

fn within_reach(seconds: i64) -> i64 {
    if seconds.abs() < REACH { seconds } else { seconds.rem_euclid(CYCLE) }
}

impl From<TimeZone> for Zone {
    fn from(zone: TimeZone) -> Zone {
        Zone(zone)
    }
}

/// As it follows a time: nothing, `Z`, `+02:00`, `@Europe/Kyiv`.
impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_local() {
            return Ok(());
        }
        match self.fixed() {
            Some(0) => out.write_str("Z"),
            Some(offset) => {
                let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
                write!(out, "{sign}{:02}:{:02}", offset / 3600, offset / 60 % 60)?;
                match offset % 60 {
                    0 => Ok(()),
                    seconds => write!(out, ":{seconds:02}"),
                }
            }
            None => write!(out, "@{}", self.0.iana_name().unwrap_or("UTC")),
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_local() { out.write_str("local") } else { fmt::Display::fmt(self, out) }
    }
}
