//! The calendar of a time zone, as the cron crate wants to see it.

use std::cmp::Ordering;

use croner::errors::CronError;
use croner::{CivilDate, CivilDateTime, CivilTime, CronDateTime, Resolution, Weekday};
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, ZonedDateTime};

/// A moment in a time zone.
#[derive(Clone)]
pub(crate) struct Local(pub ZonedDateTime);

impl CronDateTime for Local {
    fn to_civil(&self) -> CivilDateTime {
        let date = CivilDate::from_parts_unchecked(self.0.year().into(), self.0.month() as u32, self.0.day() as u32);
        CivilDateTime::new(
            date,
            CivilTime::from_parts_unchecked(self.0.hour() as u32, self.0.minute() as u32, self.0.second() as u32),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(self.0.weekday().to_sunday_zero_offset() as u32)
    }

    /// What the clocks of the zone make of a time on the wall: once, twice or never in a day.
    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let [month, day, hour, minute, second] =
            [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()].map(|part| part as i8);
        let wall = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0)
            .map_err(|_| CronError::InvalidDate)?;
        let ambiguous = self.0.time_zone().to_ambiguous_zoned_datetime(wall);
        let invalid = |_| CronError::InvalidTime;
        Ok(match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => Resolution::Single(Local(ambiguous.unambiguous().map_err(invalid)?)),
            AmbiguousOffset::Fold { .. } => Resolution::Ambiguous(
                Local(ambiguous.clone().earlier().map_err(invalid)?),
                Local(ambiguous.later().map_err(invalid)?),
            ),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(SignedDuration::from_secs(seconds)).ok().map(Local)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}
