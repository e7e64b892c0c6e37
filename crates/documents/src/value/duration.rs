//! Lengths of time as people write them: `1:30`, `90 min`, `1 ч 30 мин`, `2,5 дня`, `PT1H30M`.

use jiff::SignedDuration;

/// Units in English, Russian and Ukrainian, by the beginnings of their names; the first that fits.
const UNITS: [(&str, i64); 27] = [
    ("week", 604_800),
    ("wk", 604_800),
    ("нед", 604_800),
    ("тиж", 604_800),
    ("day", 86_400),
    ("дн", 86_400),
    ("ден", 86_400),
    ("сут", 86_400),
    ("доб", 86_400),
    ("hour", 3600),
    ("hr", 3600),
    ("час", 3600),
    ("год", 3600),
    ("min", 60),
    ("мин", 60),
    ("хв", 60),
    ("sec", 1),
    ("сек", 1),
    ("w", 604_800),
    ("d", 86_400),
    ("д", 86_400),
    ("h", 3600),
    ("ч", 3600),
    ("m", 60),
    ("м", 60),
    ("s", 1),
    ("с", 1),
];

pub(super) fn parse(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let found = clock(text).or_else(|| iso(text)).or_else(|| units(text))?;
    Some(if negative { -found } else { found })
}

/// `1:30` is an hour and a half, `1:30:15` has seconds.
fn clock(text: &str) -> Option<SignedDuration> {
    let parts: Vec<&str> = text.split(':').collect();
    let ([hours, minutes] | [hours, minutes, _]) = parts.as_slice() else {
        return None;
    };
    let seconds = parts.get(2).copied().unwrap_or("0");
    let number = |text: &str, longest: usize| -> Option<i64> {
        let fits = (1..=longest).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (hours, minutes, seconds) = (number(hours, 6)?, number(minutes, 2)?, number(seconds, 2)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    Some(SignedDuration::from_secs(hours * 3600 + minutes * 60 + seconds))
}

/// ISO 8601; days and weeks count 24 hours each.
fn iso(text: &str) -> Option<SignedDuration> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut seconds = 0.0;
    for (part, letters) in [(days, "WD"), (time, "HMS")] {
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find(|char: char| char.is_ascii_alphabetic())?;
            let number: f64 = rest[..end].replace(',', ".").parse().ok()?;
            let letter = &rest[end..=end];
            letters.find(letter)?;
            seconds += number * unit(letter)? as f64;
            rest = &rest[end + 1..];
        }
    }
    (!rest.is_empty() && rest != "T").then(|| whole(seconds))?
}

/// Numbers each followed by a unit.
fn units(text: &str) -> Option<SignedDuration> {
    let mut rest = text;
    let mut seconds = 0.0;
    let mut any = false;
    loop {
        rest = rest.trim_start_matches([' ', '\u{a0}', ',']);
        if rest.is_empty() {
            return any.then(|| whole(seconds))?;
        }
        let end = rest.find(|char: char| !(char.is_ascii_digit() || char == '.' || char == ',')).unwrap_or(rest.len());
        let number: f64 = rest[..end].replace(',', ".").parse().ok()?;
        rest = rest[end..].trim_start_matches([' ', '\u{a0}']);
        let end = rest.find(|char: char| !char.is_alphabetic()).unwrap_or(rest.len());
        seconds += number * unit(&rest[..end])? as f64;
        rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        any = true;
    }
}

fn unit(word: &str) -> Option<i64> {
    let word = word.to_lowercase();
    UNITS
        .iter()
        // One letter stands for itself alone: `month` is not `m`.
        .find(|(name, _)| match name.chars().count() {
            1 => *name == word,
            _ => word.starts_with(name),
        })
        .map(|(_, seconds)| *seconds)
}

fn whole(seconds: f64) -> Option<SignedDuration> {
    const LONGEST: f64 = 1e12;
    (seconds.abs() < LONGEST).then(|| SignedDuration::from_millis((seconds * 1000.0).round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("1:30", Some(5400)),
            ("100:00", Some(360_000)),
            ("1:30:15", Some(5415)),
            ("90 min", Some(5400)),
            ("90min", Some(5400)),
            ("1 h 30 min", Some(5400)),
            ("1h30m", Some(5400)),
            ("1 ч 30 мин.", Some(5400)),
            ("1 год 30 хв", Some(5400)),
            ("1,5 часа", Some(5400)),
            ("2 days", Some(172_800)),
            ("2 дні", Some(172_800)),
            ("PT1H30M", Some(5400)),
            ("P1DT2H", Some(93_600)),
            ("-0:45", Some(-2700)),
            ("90", None),
            ("1:75", None),
            ("2 months", None),
            ("P", None),
            ("", None),
        ] {
            let read = parse(text).map(|duration| duration.as_secs());
            assert_eq!(read, seconds, "{text}");
        }
    }
}
