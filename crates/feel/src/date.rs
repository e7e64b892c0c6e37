//! Days of the proleptic Gregorian calendar.
use std::fmt;

/// A day. Years reach from -999,999,999 to 999,999,999 (XML Schema 1.1, 3.3.9), further
/// than `jiff` goes; within ±9999 the two convert into each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    // Invariant: a day that exists; the field order makes the derived order right.
    year: i32,
    month: u8,
    day: u8,
}

/// The furthest year on either side.
pub(crate) const MAX_YEAR: i64 = 999_999_999;

impl Date {
    /// The day, when the calendar has it.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Date> {
        let fits = (-MAX_YEAR..=MAX_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=i64::from(month_length(year, month as u8))).contains(&day);
        fits.then_some(Date { year: year as i32, month: month as u8, day: day as u8 })
    }

    pub fn year(self) -> i32 {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, as columns hold them.
    pub fn to_days(self) -> i64 {
        // Years begin in March here, so that the leap day is the last of its year.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day that many days after 1970-01-01, when it is in range.
    pub fn from_days(days: i64) -> Option<Date> {
        let days = days.checked_add(719_468)?;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Date::new(year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> u8 {
        ((self.to_days() + 3).rem_euclid(7) + 1) as u8
    }

    /// 1 for the first of January.
    pub fn day_of_year(self) -> u16 {
        let january = Date { month: 1, day: 1, ..self };
        (self.to_days() - january.to_days() + 1) as u16
    }

    /// The week of ISO 8601: it belongs to the year that holds its Thursday.
    pub fn week_of_year(self) -> u8 {
        let days = self.to_days();
        let thursday = days + 4 - i64::from(self.weekday());
        let thursday = Date::from_days(thursday).unwrap_or(self);
        ((thursday.day_of_year() - 1) / 7 + 1) as u8
    }

    /// The same day so many months later, or the last day of a shorter month.
    pub fn add_months(self, months: i64) -> Option<Date> {
        let count = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let (year, month) = (count.div_euclid(12), (count.rem_euclid(12) + 1) as u8);
        Date::new(year, month.into(), self.day.min(month_length(year, month)).into())
    }

    pub fn add_days(self, days: i64) -> Option<Date> {
        Date::from_days(self.to_days().checked_add(days)?)
    }

    /// Reads `2024-02-29`; more than four digits of the year begin with no zero.
    pub fn parse(text: &str) -> Option<Date> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut parts = unsigned.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = parts.next().is_none()
            && (year.len() == 4 || (5..=9).contains(&year.len()) && !year.starts_with('0'))
            && month.len() == 2
            && day.len() == 2
            && digits(year)
            && digits(month)
            && digits(day);
        if !well_formed {
            return None;
        }
        let year: i64 = year.parse().ok()?;
        Date::new(if negative { -year } else { year }, month.parse().ok()?, day.parse().ok()?)
    }

    /// The same day for `jiff`, within its ±9999 years.
    pub fn to_jiff(self) -> Option<jiff::civil::Date> {
        let year = i16::try_from(self.year).ok()?;
        jiff::civil::Date::new(year, self.month as i8, self.day as i8).ok()
    }
}

fn month_length(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Date {
        Date { year: date.year().into(), month: date.month() as u8, day: date.day() as u8 }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(out, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date("1970-01-01").to_days(), 0);
        assert_eq!(date("2000-03-01").to_days(), 11_017);
        assert_eq!(date("1969-12-31").to_days(), -1);
    }

    #[test]
    fn weeks_follow_iso_8601() {
        for (day, weekday, week) in
            [("2005-01-01", 6, 53), ("2005-01-03", 1, 1), ("2008-12-29", 1, 1), ("2020-12-31", 4, 53)]
        {
            assert_eq!((date(day).weekday(), date(day).week_of_year()), (weekday, week), "{day}");
        }
    }

    #[test]
    fn months_end_where_the_month_ends() {
        assert_eq!(date("2024-01-31").add_months(1), Some(date("2024-02-29")));
        assert_eq!(date("2024-02-29").add_months(-12), Some(date("2023-02-28")));
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in
            ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "02024-01-01", "2024-1-01", "2024-01-01Z", ""]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(date("-999999999-12-31").to_string(), "-999999999-12-31");
    }

    proptest! {
        #[test]
        fn days_round_trip(days in -400_000_000_000i64..400_000_000_000) {
            if let Some(date) = Date::from_days(days) {
                prop_assert_eq!(date.to_days(), days);
                prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
            } else {
                prop_assert!(days.abs() > 365_000_000_000);
            }
        }

        #[test]
        fn agrees_with_jiff(days in -3_000_000i64..2_000_000) {
            let ours = Date::from_days(days).unwrap();
            let theirs = ours.to_jiff().unwrap();
            prop_assert_eq!(ours.weekday() as i8, theirs.weekday().to_monday_one_offset());
            prop_assert_eq!(ours.day_of_year() as i16, theirs.day_of_year());
            prop_assert_eq!(ours.week_of_year() as i8, theirs.iso_week_date().week());
        }
    }
}
