//! Times as ISO 8601 writes them: which texts of timers are literal.

/// Whether a text is a date, a duration or a cycle.
pub fn is_moment(text: &str) -> bool {
    is_date(text) || is_duration(text) || is_cycle(text)
}

/// `PT5M`, `P1Y2M3DT4H5M6.7S`, `P2W`.
pub fn is_duration(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (rest, None),
    };
    if days.is_empty() && time.is_none() {
        return false;
    }
    parts(days, "YMWD") && time.is_none_or(|time| !time.is_empty() && parts(time, "HMS"))
}

/// Numbers, each with the next of some letters behind it.
fn parts(text: &str, letters: &str) -> bool {
    let mut rest = text;
    let mut letters = letters;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number = &rest[..digits];
        let Some(letter) = rest[digits..].chars().next() else { return false };
        let Some(at) = letters.find(letter) else { return false };
        let fraction = number.contains('.');
        if number.is_empty() || number.parse::<f64>().is_err() || fraction && letter != 'S' {
            return false;
        }
        letters = &letters[at + 1..];
        rest = &rest[digits + 1..];
    }
    true
}

/// `2026-11-25`, with or without a time and a zone.
pub fn is_date(text: &str) -> bool {
    let text = text.trim();
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let fields: Vec<&str> = date.split('-').collect();
    let number = |text: &str, length: usize, least: u32, most: u32| {
        text.len() == length
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    };
    let [year, month, day] = fields[..] else { return false };
    if !number(year, 4, 0, 9999) || !number(month, 2, 1, 12) || !number(day, 2, 1, 31) {
        return false;
    }
    let Some(time) = time else { return true };
    // A zone may be an offset, `Z`, or a name behind `@` or in brackets.
    let clock = time.find(['Z', '+', '-', '@', '[']).map_or(time, |at| &time[..at]);
    let fields: Vec<&str> = clock.split(':').collect();
    match fields[..] {
        [hour, minute] => number(hour, 2, 0, 24) && number(minute, 2, 0, 59),
        [hour, minute, second] => {
            let (whole, part) = second.split_once('.').unwrap_or((second, "0"));
            number(hour, 2, 0, 24)
                && number(minute, 2, 0, 59)
                && number(whole, 2, 0, 59)
                && !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// `R3/PT10S`, `R/2026-11-25T08:00:00Z/P1D`, a duration alone, or cron with five to seven fields.
pub fn is_cycle(text: &str) -> bool {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('R') {
        let mut fields = rest.split('/');
        let count = fields.next().unwrap_or("");
        let fields: Vec<&str> = fields.collect();
        return count.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=2).contains(&fields.len())
            && fields.iter().all(|field| is_duration(field) || is_date(field))
            && fields.iter().any(|field| is_duration(field));
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let cron = |field: &&str| {
        field.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-?#".contains(c))
            && field.contains(|c: char| c.is_ascii_digit() || "*?".contains(c))
    };
    is_duration(text) || (5..=7).contains(&fields.len()) && fields.iter().take(4).all(cron)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for good in ["PT5M", "P1Y2M3DT4H5M6.7S", "P2W", "PT0S", "-P1D"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "P", "PT", "P1", "5M", "P1H", "PT1D", "P1.5D", "PT5M3H", "INVALID"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }

    #[test]
    fn dates() {
        for good in ["2026-11-25", "2026-11-25T14:37", "2026-11-25T14:37:44.5+02:00", "2026-11-25T14:37:44Z"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["2026-13-25", "26-11-25", "2026-11-25T", "2026-11-25T25:00", "INVALID"] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn cycles() {
        for good in ["R3/PT10S", "R/2026-11-25T08:00:00Z/P1D", "PT1H", "0 8 * * 1-5", "0 0 9 ? * MON"] {
            assert!(is_cycle(good), "{good}");
        }
        for bad in ["R3", "R3/", "Rx/PT1S", "every day", "INVALID"] {
            assert!(!is_cycle(bad), "{bad}");
        }
    }
}
