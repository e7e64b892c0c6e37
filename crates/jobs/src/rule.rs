use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::cron::Local;
use crate::error::{Error, Result};

/// When something happens again and again.
#[derive(Clone, Debug)]
pub struct Rule {
    text: String,
    kind: Kind,
    zone: TimeZone,
}

#[derive(Clone, Debug)]
enum Kind {
    Cron(Box<Cron>),
    /// From a start on, each `span`, at most `times` times when that is given.
    Cycle {
        start: Option<Timestamp>,
        span: Span,
        times: Option<i64>,
    },
}

impl Rule {
    /// Reads a cron expression of five or six fields (`0 2 * * *`), or an ISO 8601 interval: a duration (`PT15M`),
    /// or a repetition (`R5/2026-01-01T00:00:00Z/P1D`, `R/P1M`). Both follow the clocks of `zone`, an IANA name.
    ///
    /// # Errors
    /// [`Error::Rule`] when the text or the zone is none.
    pub fn parse(text: &str, zone: &str) -> Result<Self> {
        let wrong = |message: String| Error::Rule { rule: text.to_owned(), message };
        let zone = TimeZone::get(zone).map_err(|error| wrong(error.to_string()))?;
        let text_now = text.trim();
        let kind = if text_now.starts_with(['P', 'R']) && !text_now.contains(' ') {
            cycle(text_now, &zone).map_err(wrong)?
        } else {
            Kind::Cron(Box::new(text_now.parse().map_err(|error: croner::errors::CronError| wrong(error.to_string()))?))
        };
        Ok(Rule { text: text_now.to_owned(), kind, zone })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first time after `after`; nothing when there is none any more.
    ///
    /// `anchor` is where a repetition begins that names no start.
    pub fn next(&self, anchor: Timestamp, after: Timestamp) -> Option<Timestamp> {
        match &self.kind {
            Kind::Cron(cron) => cron
                .find_next_occurrence(&Local(after.to_zoned_datetime(self.zone.clone())), false)
                .ok()
                .map(|local| local.0.timestamp()),
            Kind::Cycle { start, span, times } => self.next_of_cycle(start.unwrap_or(anchor), *span, *times, after),
        }
    }

    /// Counts from the start, so that the last day of a month stays the last day.
    fn next_of_cycle(&self, start: Timestamp, span: Span, times: Option<i64>, after: Timestamp) -> Option<Timestamp> {
        let start = start.to_zoned_datetime(self.zone.clone());
        let nth = |number: i64| Some(start.checked_add(span.checked_mul(number).ok()?).ok()?.timestamp());
        let last = times.unwrap_or(i64::MAX);
        if start.timestamp() > after {
            return Some(start.timestamp());
        }
        // Doubling finds a repetition beyond `after`, halving finds the first such.
        let (mut low, mut high) = (0, 1);
        while nth(high).is_some_and(|time| time <= after) {
            low = high;
            high *= 2;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if nth(middle).is_some_and(|time| time <= after) { low = middle } else { high = middle }
        }
        if high > last { None } else { nth(high) }
    }
}

/// ISO 8601-1, 5.6: `R[n]/start/duration` or `R[n]/duration`; a bare duration repeats for ever.
fn cycle(text: &str, zone: &TimeZone) -> std::result::Result<Kind, String> {
    let mut parts: Vec<&str> = text.split('/').collect();
    let times = match parts[0].strip_prefix('R') {
        Some(times) => {
            parts.remove(0);
            if times.is_empty() { None } else { Some(times.parse::<i64>().map_err(|error| error.to_string())?) }
        }
        None => None,
    };
    let (start, duration) = match parts.as_slice() {
        [duration] => (None, duration),
        [start, duration] => (Some(moment(start, zone)?), duration),
        _ => return Err("a repetition is R[n]/start/duration".to_owned()),
    };
    let span: Span = duration.parse().map_err(|error: jiff::Error| error.to_string())?;
    if !span.is_positive() {
        return Err("the duration must be longer than nothing".to_owned());
    }
    Ok(Kind::Cycle { start, span, times })
}

/// A time with an offset, or one on the wall of the zone.
fn moment(text: &str, zone: &TimeZone) -> std::result::Result<Timestamp, String> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp);
    }
    let wall: jiff::civil::DateTime = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    zone.to_ambiguous_zoned_datetime(wall)
        .compatible()
        .map(|moment| moment.timestamp())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Rule;

    /// The next times after the first, which is also the anchor.
    fn times(rule: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let rule = Rule::parse(rule, zone).unwrap();
        let anchor: Timestamp = after.parse().unwrap();
        std::iter::successors(Some(anchor), |after| rule.next(anchor, *after))
            .skip(1)
            .take(count)
            .map(|time| time.to_string())
            .collect()
    }

    #[test]
    fn cron_follows_the_clocks_of_its_zone() {
        assert_eq!(
            times("0 2 * * *", "Europe/Kyiv", "2026-01-01T00:30:00Z", 2),
            ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]
        );
        // The clocks go forward on 29 March 2026 at 03:00 and leave out half past three.
        let spring = times("30 4 * * *", "Europe/Kyiv", "2026-03-28T02:29:00Z", 3);
        assert_eq!(spring, ["2026-03-28T02:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T01:30:00Z"]);
        assert_eq!(times("0 9 * * MON", "UTC", "2026-01-01T00:00:00Z", 1), ["2026-01-05T09:00:00Z"]);
    }

    #[test]
    fn cycles_count_from_their_start() {
        assert_eq!(times("PT15M", "UTC", "2026-01-01T00:00:00Z", 2), ["2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"]);
        assert_eq!(
            times("R/2026-01-31T12:00:00Z/P1M", "UTC", "2026-01-31T12:00:00Z", 3),
            ["2026-02-28T12:00:00Z", "2026-03-31T12:00:00Z", "2026-04-30T12:00:00Z"]
        );
        assert_eq!(times("R2/2026-01-01T00:00:00Z/P1D", "UTC", "2026-01-01T00:00:00Z", 9).len(), 2);
        assert_eq!(times("R/2020-01-01T00:00:00Z/PT1S", "UTC", "2026-01-01T00:00:00Z", 1), ["2026-01-01T00:00:01Z"]);
        assert_eq!(times("P1D", "Europe/Kyiv", "2026-03-28T10:00:00Z", 1), ["2026-03-29T09:00:00Z"]);
    }

    #[test]
    fn nonsense_is_refused() {
        for rule in ["", "often", "61 * * * *", "P", "PT0S", "-P1D", "R/x/P1D", "R/1/2/3"] {
            assert!(Rule::parse(rule, "UTC").is_err(), "{rule}");
        }
        assert!(Rule::parse("* * * * *", "Mars/Olympus").is_err());
        assert!(
            Rule::parse("0 0 31 2 *", "UTC")
                .is_ok_and(|rule| rule.next(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH).is_none())
        );
    }
}
