//! Days and times.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ZonedDateTime};

use crate::language::{Language, text};
use crate::reader::Reader;

/// The names of months beside a day, January first: the genitive where the language has one.
const MONTHS: [[&str; 12]; 3] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."],
    ["січ.", "лют.", "бер.", "квіт.", "трав.", "черв.", "лип.", "серп.", "вер.", "жовт.", "лист.", "груд."],
];

/// The short name of a month beside a day: `Nov`, `нояб.`, `лист.`.
pub fn month(language: Language, date: Date) -> &'static str {
    let index = usize::from(date.month().unsigned_abs()) - 1;
    MONTHS[language as usize][index]
}

/// A date: `28 Nov 2026`, `28 нояб. 2026 г.`, `28 лист. 2026 р.`.
pub fn date(language: Language, date: Date) -> String {
    let (day, month, year) = (date.day(), month(language, date), date.year());
    match language {
        Language::English => format!("{day} {month} {year}"),
        Language::Russian => format!("{day} {month} {year}\u{a0}г."),
        Language::Ukrainian => format!("{day} {month} {year}\u{a0}р."),
    }
}

/// A date without the year when it is this one: `28 Nov`; else as [`date`].
pub fn date_short(reader: &Reader, day: Date) -> String {
    if day.year() == local(reader, reader.now).year() {
        format!("{} {}", day.day(), month(reader.language, day))
    } else {
        date(reader.language, day)
    }
}

/// A date in digits, the same in all our languages: `28.11.2026`.
pub fn date_numeric(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// A time of day on the 24-hour clock: `09:15`.
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Date and time in the reader's zone: `28 Nov 2026, 09:15`.
pub fn date_time(reader: &Reader, moment: Timestamp) -> String {
    let local = local(reader, moment);
    format!("{}, {}", date(reader.language, local.date()), clock(local.time()))
}

/// The moment on the reader's clock.
pub fn local(reader: &Reader, moment: Timestamp) -> ZonedDateTime {
    moment.to_zoned_datetime(reader.zone.clone())
}

/// How a day relates to today, within a week: `today`, `tomorrow`, `in 3 days`, `yesterday`; else [`date_short`].
pub fn day(reader: &Reader, day: Date) -> Cow<'static, str> {
    let today = local(reader, reader.now).date();
    let away = day.duration_since(today).as_hours() / 24;
    match away {
        0 => t!(reader, "day-today"),
        1 => t!(reader, "day-tomorrow"),
        -1 => t!(reader, "day-yesterday"),
        2..=7 => t!(reader, "day-in", days = away),
        -7..=-2 => t!(reader, "day-ago", days = -away),
        _ => Cow::Owned(date_short(reader, day)),
    }
}

/// How long ago or ahead a moment is, within a week: `just now`, `12 min ago`, `in 2 h`, `yesterday`; else the date.
///
/// The browser refreshes minutes and hours by the same messages.
pub fn ago(reader: &Reader, moment: Timestamp) -> Cow<'static, str> {
    let seconds = moment.duration_since(reader.now).as_secs();
    let amount = seconds.abs();
    let filled = |id: &str, unit: i64| {
        let pattern = text(reader.language, id);
        Cow::Owned(pattern.replace("%n", &(amount / unit).to_string()))
    };
    match (amount, seconds < 0) {
        (0..60, _) => t!(reader, "time-now"),
        (60..3_600, true) => filled("time-minutes-ago", 60),
        (60..3_600, false) => filled("time-minutes-ahead", 60),
        (3_600..86_400, true) => filled("time-hours-ago", 3_600),
        (3_600..86_400, false) => filled("time-hours-ahead", 3_600),
        _ => day(reader, local(reader, moment).date()),
    }
}

/// A length of time in its two largest units: `1 h 48 min`, `3 d 4 h`, `45 s`.
pub fn duration(reader: &Reader, seconds: i64) -> String {
    let units = [(86_400, "unit-day"), (3_600, "unit-hour"), (60, "unit-minute"), (1, "unit-second")];
    let mut rest = seconds.unsigned_abs();
    let mut shown: Vec<String> = Vec::with_capacity(2);
    for (size, id) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 && shown.len() < 2 {
            shown.push(format!("{count}\u{a0}{}", text(reader.language, id)));
        } else if !shown.is_empty() {
            break;
        }
    }
    if shown.is_empty() {
        shown.push(format!("0\u{a0}{}", text(reader.language, "unit-second")));
    }
    let sign = if seconds < 0 { "-" } else { "" };
    format!("{sign}{}", shown.join(" "))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as civil;
    use jiff::tz::TimeZone;

    use super::*;
    use Language::{English, Russian, Ukrainian};

    fn reader(language: Language) -> Reader {
        let mut reader = Reader::new(language, "2026-11-22T10:00:00Z".parse().unwrap());
        reader.zone = TimeZone::get("Europe/Kyiv").unwrap();
        reader
    }

    #[test]
    fn dates() {
        let day = civil(2026, 11, 28);
        assert_eq!(date(English, day), "28 Nov 2026");
        assert_eq!(date(Russian, day), "28 нояб. 2026\u{a0}г.");
        assert_eq!(date(Ukrainian, day), "28 лист. 2026\u{a0}р.");
        assert_eq!(date_numeric(day), "28.11.2026");
        assert_eq!(date(Russian, civil(2026, 5, 3)), "3 мая 2026\u{a0}г.");
        assert_eq!(date_short(&reader(English), day), "28 Nov");
        assert_eq!(date_short(&reader(English), civil(2027, 1, 19)), "19 Jan 2027");
    }

    #[test]
    fn times_are_those_of_the_readers_zone() {
        let moment = "2026-11-22T07:15:00Z".parse().unwrap();
        assert_eq!(date_time(&reader(English), moment), "22 Nov 2026, 09:15");
    }

    #[test]
    fn near_moments_are_relative() {
        let at = |language, text: &str| ago(&reader(language), text.parse().unwrap()).into_owned();
        assert_eq!(at(English, "2026-11-22T09:59:30Z"), "just now");
        assert_eq!(at(English, "2026-11-22T09:48:00Z"), "12 min ago");
        assert_eq!(at(Russian, "2026-11-22T09:48:00Z"), "12 мин назад");
        assert_eq!(at(Ukrainian, "2026-11-22T09:48:00Z"), "12 хв тому");
        assert_eq!(at(English, "2026-11-22T12:10:00Z"), "in 2 h");
        assert_eq!(at(English, "2026-11-21T09:00:00Z"), "yesterday");
        assert_eq!(at(Russian, "2026-11-19T09:00:00Z"), "3 дня назад");
        assert_eq!(at(Ukrainian, "2026-11-17T09:00:00Z"), "5 днів тому");
        assert_eq!(at(English, "2026-11-01T09:00:00Z"), "1 Nov");
    }

    #[test]
    fn near_days_are_relative() {
        let on = |day| day_text(&reader(English), day);
        fn day_text(reader: &Reader, date: Date) -> String {
            day(reader, date).into_owned()
        }
        assert_eq!(on(civil(2026, 11, 22)), "today");
        assert_eq!(on(civil(2026, 11, 23)), "tomorrow");
        assert_eq!(on(civil(2026, 11, 25)), "in 3 days");
        assert_eq!(on(civil(2026, 12, 25)), "25 Dec");
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration(&reader(English), 6_480), "1\u{a0}h 48\u{a0}min");
        assert_eq!(duration(&reader(Russian), 90_000), "1\u{a0}д 1\u{a0}ч");
        assert_eq!(duration(&reader(English), 45), "45\u{a0}s");
        assert_eq!(duration(&reader(English), 0), "0\u{a0}s");
        assert_eq!(duration(&reader(English), 86_460), "1\u{a0}d");
    }
}
