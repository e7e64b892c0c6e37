//! Dates and times as people write them: ISO, `28.11.2026`, `11/28/26`, `28 нояб. 2026 г.`,
//! `Nov 28, 2026 2:30 PM`, `2026-11-28T14:30+02:00`.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// Which of day and month comes first where the numbers do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// What a date tells about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    Sure(Order),
    /// `03/04/2026`: both could be the month.
    Doubtful,
}

/// A date, perhaps with a time, perhaps with a zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub date: Date,
    pub time: Option<Time>,
    pub zone: Option<TimeZone>,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    NotADate,
    /// Its form is right, but there is no such day, as the 31st of February.
    NoSuchDay,
}

impl Written {
    pub(super) fn civil(&self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::midnight()))
    }
}

pub(super) fn parse(text: &str, order: Order) -> Result<Written, Failure> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 60 {
        return Err(Failure::NotADate);
    }
    let (date, rest) = numeric(text, order).or_else(|| named(text)).ok_or(Failure::NotADate)?;
    let (time, zone) = time_and_zone(rest).ok_or(Failure::NotADate)?;
    // The form has to be right as a whole before a missing day is worth a word.
    let date = date.ok_or(Failure::NoSuchDay)?;
    Ok(Written { date, time, zone })
}

/// What a numeric date with day and month in doubt tells about the order.
pub(super) fn evidence(text: &str) -> Option<Evidence> {
    let (parts, mark, _) = three_numbers(text.trim())?;
    if parts[0].len() == 4 || mark == '.' {
        return None;
    }
    let [first, second] = [parts[0].parse::<u8>().ok()?, parts[1].parse::<u8>().ok()?];
    match (first, second) {
        (13..=31, 1..=12) => Some(Evidence::Sure(Order::DayFirst)),
        (1..=12, 13..=31) => Some(Evidence::Sure(Order::MonthFirst)),
        (1..=12, 1..=12) if first != second => Some(Evidence::Doubtful),
        _ => None,
    }
}

type Found<'a> = (Option<Date>, &'a str);

fn date(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Three groups of digits with the same mark between them, and what follows.
fn three_numbers(text: &str) -> Option<([&str; 3], char, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    let mark = text[first..].chars().next()?;
    if first == 0 || !matches!(mark, '-' | '/' | '.') {
        return None;
    }
    let rest = text[first + 1..].trim_start();
    let second = digits(rest);
    let after = rest[second..].strip_prefix(mark)?.trim_start();
    let third = digits(after);
    if second == 0 || third == 0 {
        return None;
    }
    Some(([&text[..first], &rest[..second], &after[..third]], mark, &after[third..]))
}

fn numeric(text: &str, order: Order) -> Option<Found<'_>> {
    if let Some(found) = compact(text) {
        return Some(found);
    }
    let (parts, mark, rest) = three_numbers(text)?;
    // `2026 г.` and `2026 р.` may follow a numeric date too.
    let rest = without_year_word(rest);
    if parts[0].len() == 4 {
        let date = date(parts[0].parse().ok()?, parts[1].parse().ok()?, parts[2].parse().ok()?);
        return Some((date, rest));
    }
    if parts[0].len() > 2 || parts[1].len() > 2 {
        return None;
    }
    let year = year(parts[2])?;
    let (first, second) = (parts[0].parse::<u8>().ok()?, parts[1].parse::<u8>().ok()?);
    // Dots are written with the day first everywhere.
    let day_first = match (mark, first, second) {
        ('.', ..) => true,
        (_, 13.., ..=12) => true,
        (_, ..=12, 13..) => false,
        _ => order == Order::DayFirst,
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    Some((date(year, month, day), rest))
}

/// `20261128`, alone or before `T`.
fn compact(text: &str) -> Option<Found<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits.min(text.len())..];
    if digits != 8 || !(rest.is_empty() || rest.starts_with('T')) {
        return None;
    }
    let year: i16 = text[..4].parse().ok()?;
    if !(1800..2200).contains(&year) {
        return None;
    }
    Some((date(year, text[4..6].parse().ok()?, text[6..8].parse().ok()?), rest))
}

/// Two digits are a year of this century up to 69.
fn year(text: &str) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(number),
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

/// The beginnings of the names of the months in English, Russian and Ukrainian; the endings
/// (genitive, abbreviation) do not matter.
const MONTHS: [(&str, u8); 43] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("май", 5),
    ("мая", 5),
    ("мае", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
    ("січ", 1),
    ("лют", 2),
    ("бер", 3),
    ("квіт", 4),
    ("кві", 4),
    ("трав", 5),
    ("тра", 5),
    ("черв", 6),
    ("чер", 6),
    ("лип", 7),
    ("серп", 8),
    ("сер", 8),
    ("вер", 9),
    ("жов", 10),
    ("лис", 11),
    ("груд", 12),
    ("гру", 12),
];

fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let known = |(start, _): &&(&str, u8)| word.starts_with(start);
    // A month's name, not any word that begins like one.
    if word.chars().count() > 10 {
        return None;
    }
    MONTHS.iter().find(known).map(|(_, month)| *month)
}

/// A date with the month's name: `28 Nov 2026`, `28-ноя-26`, `November 28th, 2026`.
fn named(text: &str) -> Option<Found<'_>> {
    let mut rest = text;
    let mut words = Vec::new();
    while words.len() < 3 {
        rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', ',', '.', '-', '/']);
        let first = rest.chars().next()?;
        let same: fn(char) -> bool = match first {
            char if char.is_ascii_digit() => |char| char.is_ascii_digit(),
            char if char.is_alphabetic() => char::is_alphabetic,
            _ => return None,
        };
        let end = rest.find(|char| !same(char)).unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        // `28th`, `1st`; a weekday before the date.
        let ordinal = matches!(word.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "го" | "of");
        if !(ordinal || words.is_empty() && first.is_alphabetic() && month(word).is_none()) {
            words.push(word);
        }
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let (day, name, year_text) = match *words.as_slice() {
        [day, name, year] if is_number(day) && !is_number(name) && is_number(year) => (day, name, year),
        [name, day, year] if !is_number(name) && is_number(day) && is_number(year) => (day, name, year),
        _ => return None,
    };
    if day.len() > 2 {
        return None;
    }
    let month = month(name)?;
    let year = year(year_text)?;
    Some((date(year, month, day.parse().ok()?), without_year_word(rest)))
}

/// The word for "year" behind it: `г.`, `года`, `р.`, `року`.
fn without_year_word(rest: &str) -> &str {
    let trimmed = rest.trim_start();
    for word in ["года", "год", "г", "року", "рік", "р"] {
        if let Some(after) = trimmed.strip_prefix(word) {
            let after = after.strip_prefix('.').unwrap_or(after);
            if after.chars().next().is_none_or(|char| char == ' ' || char == ',') {
                return after;
            }
        }
    }
    rest
}

/// What follows a date: nothing, a time, a time and a zone.
fn time_and_zone(rest: &str) -> Option<(Option<Time>, Option<TimeZone>)> {
    let rest = rest.trim_matches([' ', ',', '\u{a0}', '\u{202f}']);
    if rest.is_empty() {
        return Some((None, None));
    }
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
    let (time, rest) = time(rest)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((Some(time), None));
    }
    Some((Some(time), Some(zone(rest)?)))
}

/// A time of day and what follows it.
pub(super) fn time(text: &str) -> Option<(Time, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut numbers = [0_u8; 3];
    let mut rest = text;
    let mut count = 0;
    for (index, number) in numbers.iter_mut().enumerate() {
        let length = digits(rest);
        if length == 0 || length > 2 {
            return None;
        }
        *number = rest[..length].parse().ok()?;
        rest = &rest[length..];
        count = index + 1;
        match rest.strip_prefix(':') {
            Some(after) if count < 3 => rest = after,
            _ => break,
        }
    }
    let mut nanoseconds = 0;
    if count == 3
        && let Some(after) = rest.strip_prefix(['.', ','])
    {
        let length = digits(after);
        let nines: String = after[..length].chars().chain("000000000".chars()).take(9).collect();
        nanoseconds = nines.parse().ok()?;
        rest = &after[length..];
    }
    let [mut hour, minute, second] = numbers;
    let trimmed = rest.trim_start();
    let half = trimmed.get(..2).map(str::to_ascii_lowercase);
    match half.as_deref() {
        Some("am" | "pm") if (1..=12).contains(&hour) => {
            hour = hour % 12 + if half.as_deref() == Some("pm") { 12 } else { 0 };
            rest = &trimmed[2..];
        }
        // Without minutes it is a time only with its half of the day.
        _ if count == 1 => return None,
        _ => {}
    }
    let time = Time::new(hour as i8, minute as i8, second as i8, nanoseconds).ok()?;
    Some((time, rest))
}

/// `Z`, `+02:00`, `+0200`, `+2`, `UTC`, `Europe/Kyiv`, `[Europe/Kyiv]`.
fn zone(text: &str) -> Option<TimeZone> {
    let text = text.trim_matches(['[', ']', '(', ')']);
    if ["z", "utc", "gmt"].contains(&text.to_ascii_lowercase().as_str()) {
        return Some(TimeZone::UTC);
    }
    if let Some(rest) = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")) {
        return zone(rest);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ if text.contains('/') => return TimeZone::get(text).ok(),
        _ => return None,
    };
    // `+02:00[Europe/Kyiv]` as RFC 9557 writes it: the offset says enough.
    let digits: String = text.chars().skip(1).take_while(|char| *char != '[').filter(|char| *char != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        length => (digits[..length - 2].parse().ok()?, digits[length - 2..].parse().ok()?),
    };
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    Some(TimeZone::fixed(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse(text, Order::DayFirst) {
            Ok(written) => {
                let time = written.time.map(|time| format!(" {time}")).unwrap_or_default();
                let zone = written.zone.as_ref().map(|zone| {
                    let offset = zone.to_offset(zone.to_timestamp(written.civil()).unwrap());
                    format!(" {offset}")
                });
                format!("{}{time}{}", written.date, zone.unwrap_or_default())
            }
            Err(Failure::NotADate) => "none".to_owned(),
            Err(Failure::NoSuchDay) => "no such day".to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2026-11-28", "2026-11-28"),
            ("2026/11/28", "2026-11-28"),
            ("2026-1-5", "2026-01-05"),
            ("20261128", "2026-11-28"),
            ("28.11.2026", "2026-11-28"),
            ("28.11.26", "2026-11-28"),
            ("28. 11. 2026", "2026-11-28"),
            ("28.11.2026 г.", "2026-11-28"),
            ("3.4.71", "1971-04-03"),
            ("03/04/2026", "2026-04-03"),
            ("11/28/2026", "2026-11-28"),
            ("28-11-2026", "2026-11-28"),
            ("28 нояб. 2026", "2026-11-28"),
            ("28 нояб. 2026 г.", "2026-11-28"),
            ("28 ноября 2026 года", "2026-11-28"),
            ("28 лист. 2026 р.", "2026-11-28"),
            ("28 листопада 2026 року", "2026-11-28"),
            ("1 травня 2026", "2026-05-01"),
            ("1 мая 2026 г., 14:30", "2026-05-01 14:30:00"),
            ("28 Nov 2026", "2026-11-28"),
            ("28-Nov-26", "2026-11-28"),
            ("Nov 28, 2026", "2026-11-28"),
            ("November 28th, 2026", "2026-11-28"),
            ("Saturday, November 28, 2026", "2026-11-28"),
            ("2026-11-28 14:30", "2026-11-28 14:30:00"),
            ("1996-07-04 00:00:00.000", "1996-07-04 00:00:00"),
            ("11/28/2026 2:30 PM", "2026-11-28 14:30:00"),
            ("28.11.2026 12:05 am", "2026-11-28 00:05:00"),
            ("2026-11-28T14:30:05Z", "2026-11-28 14:30:05 +00"),
            ("2026-11-28T14:30:05.250+02:00", "2026-11-28 14:30:05.25 +02"),
            ("2026-11-28 14:30 +0530", "2026-11-28 14:30:00 +05:30"),
            ("2026-11-28 14:30 Europe/Kyiv", "2026-11-28 14:30:00 +02"),
            ("20261128T143000", "none"),
            ("31.02.2026", "no such day"),
            ("2026-13-01", "no such day"),
            ("29.02.2028", "2028-02-29"),
            ("", "none"),
            ("soon", "none"),
            ("28.11", "none"),
            ("12.5.3.4", "none"),
            ("28.11.2026 and later", "none"),
            ("28 Nov", "none"),
            ("1/2/3", "none"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_column_tells_its_order() {
        assert_eq!(evidence("28/11/2026"), Some(Evidence::Sure(Order::DayFirst)));
        assert_eq!(evidence("11/28/2026"), Some(Evidence::Sure(Order::MonthFirst)));
        assert_eq!(evidence("03/04/2026"), Some(Evidence::Doubtful));
        assert_eq!(evidence("04/04/2026"), None);
        assert_eq!(evidence("03.04.2026"), None);
        assert_eq!(evidence("2026-04-03"), None);
    }
}
