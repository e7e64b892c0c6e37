//! Numbers and dates as people type them.

use jiff::civil::{Date, DateTime, Time};

use crate::language::Language;

/// Reads a typed number into plain decimal text: comma or dot, with or without spaces between groups.
///
/// Where both a comma and a dot occur, the last of them is the decimal sign. A single comma or dot is the decimal
/// sign, except an English comma before exactly three digits, which groups.
pub fn read_decimal(language: Language, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let mut digits = String::with_capacity(typed.len());
    let mut signs = Vec::new();
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ',' | '.' => signs.push((digits.len(), c)),
            '-' | '−' if digits.is_empty() && signs.is_empty() => digits.push('-'),
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => {}
            _ => return None,
        }
    }
    let end = digits.len();
    let decimal = match signs.as_slice() {
        [] => None,
        [(at, ',')] if language == Language::English && end - at == 3 && *at > 0 => None,
        [(at, _)] => Some(*at),
        // The same sign several times groups: 1.284.500.
        [(_, first), .., (_, last)] if signs.iter().all(|(_, sign)| sign == last) && first == last => None,
        [.., (at, last)] => {
            let once = signs.iter().filter(|(_, sign)| sign == last).count() == 1;
            Some(*at).filter(|_| once)
        }
    };
    if signs.len() > 1 && decimal.is_none() && signs.iter().any(|(_, sign)| *sign != signs[0].1) {
        return None;
    }
    if let Some(at) = decimal {
        digits.insert(at, '.');
    }
    let body = digits.strip_prefix('-').unwrap_or(&digits);
    if !body.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (sign, body) = digits.split_at(digits.len() - body.len());
    let body = body.strip_suffix('.').unwrap_or(body);
    Some(match body.strip_prefix('.') {
        Some(fraction) => format!("{sign}0.{fraction}"),
        None => format!("{sign}{body}"),
    })
}

/// Plain decimal text as it stands in an input: without groups, with the language's decimal sign.
pub fn decimal_input(language: Language, decimal: &str) -> String {
    match language {
        Language::English => decimal.to_owned(),
        Language::Russian | Language::Ukrainian => decimal.replace('.', ","),
    }
}

/// Reads a typed date: `2026-11-28`, `28.11.2026`, `28/11/2026`, `28.11.26`. `None` when there is no such day.
pub fn read_date(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    if let Ok(date) = typed.parse::<Date>() {
        return Some(date);
    }
    let mut parts = typed.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year: i16 = match (year.len(), year.parse().ok()?) {
        (2, year) => 2000 + year,
        (4, year) => year,
        _ => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Reads a typed date and time of day: `28.11.2026 09:15`, `2026-11-28T09:15`, a date alone for its midnight.
pub fn read_date_time(typed: &str) -> Option<DateTime> {
    let typed = typed.trim();
    let (day, clock) = match typed.rsplit_once([' ', 'T', ',']) {
        Some((day, clock)) if clock.contains(':') => (day.trim_end_matches([',', ' ']), clock),
        _ => (typed, "00:00"),
    };
    let (hour, minute) = clock.split_once(':')?;
    let minute = minute.split(':').next()?;
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    Some(read_date(day)?.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use Language::{English, Russian};

    use super::*;

    fn read(language: Language, typed: &str) -> Option<String> {
        read_decimal(language, typed)
    }

    #[test]
    fn typed_numbers_are_understood() {
        for (language, typed, meant) in [
            (English, "54,000", "54000"),
            (English, "1,284,500.5", "1284500.5"),
            (English, "12.5", "12.5"),
            (English, "12,5", "12.5"),
            (English, "0.125", "0.125"),
            (Russian, "54,000", "54.000"),
            (Russian, "1 284 500,5", "1284500.5"),
            (Russian, "1\u{a0}284\u{a0}500,5", "1284500.5"),
            (Russian, "1.284.500,5", "1284500.5"),
            (English, "1.284.500", "1284500"),
            (English, "−7", "-7"),
            (English, ".5", "0.5"),
            (English, "-.5", "-0.5"),
            (English, "5.", "5"),
        ] {
            assert_eq!(read(language, typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["", "-", "abc", "1e5", "1-2", "1,2.3,4"] {
            assert_eq!(read(English, typed), None, "{typed}");
        }
    }

    #[test]
    fn typed_dates_are_understood() {
        for typed in ["2026-11-28", "28.11.2026", "28/11/2026", "28.11.26", " 28 11 2026 "] {
            assert_eq!(read_date(typed), Some(jiff::civil::date(2026, 11, 28)), "{typed}");
        }
        for typed in ["31.02.2027", "", "28.11", "28.11.2026.1", "1.1.123"] {
            assert_eq!(read_date(typed), None, "{typed}");
        }
    }

    #[test]
    fn typed_moments_are_understood() {
        let meant = jiff::civil::date(2026, 11, 28).at(9, 15, 0, 0);
        for typed in ["28.11.2026 09:15", "2026-11-28T09:15", "2026-11-28T09:15:00", "28.11.2026, 9:15"] {
            assert_eq!(read_date_time(typed), Some(meant), "{typed}");
        }
        assert_eq!(read_date_time("28.11.2026"), Some(jiff::civil::date(2026, 11, 28).at(0, 0, 0, 0)));
        for typed in ["28.11.2026 25:00", "31.02.2026 10:00", "10:00", ""] {
            assert_eq!(read_date_time(typed), None, "{typed}");
        }
    }
}
