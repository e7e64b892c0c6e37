//! Stretches of time that move with today: `this_month`, `last_30_days`.

use jiff::ToSpan as _;
use jiff::civil::Date;
use std::borrow::Cow;

use crate::reader::Reader;

/// The first day of a period and the first one after it.
pub(super) fn days(name: &str, today: Date) -> Option<(Date, Date)> {
    let after = |count: i32| today.checked_add(count.days()).ok();
    let monday = today.checked_sub(i32::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let weeks = |from: i32| {
        let begin = monday.checked_add((from * 7).days()).ok()?;
        Some((begin, begin.checked_add(7.days()).ok()?))
    };
    let months = |from: i32| {
        let begin = today.first_of_month().checked_add(from.months()).ok()?;
        Some((begin, begin.checked_add(1.month()).ok()?))
    };
    match name {
        "today" => Some((today, after(1)?)),
        "this_week" => weeks(0),
        "last_week" => weeks(-1),
        "next_week" => weeks(1),
        "this_month" => months(0),
        "last_month" => months(-1),
        "next_month" => months(1),
        "this_year" => Some((today.first_of_year(), today.first_of_year().checked_add(1.year()).ok()?)),
        _ => {
            let (begins, count) = some_days(name)?;
            if begins { Some((today, after(count)?)) } else { Some((after(1 - count)?, after(1)?)) }
        }
    }
}

/// `next_30_days` is true and 30, `last_30_days` false and 30.
fn some_days(name: &str) -> Option<(bool, i32)> {
    let name = name.strip_suffix("_days")?;
    let (next, digits) = match name.strip_prefix("next_") {
        Some(digits) => (true, digits),
        None => (false, name.strip_prefix("last_")?),
    };
    let count: i32 = digits.parse().ok()?;
    (1..=3_650).contains(&count).then_some((next, count))
}

/// What a period is called.
pub(super) fn words(reader: &Reader, name: &str) -> Cow<'static, str> {
    match some_days(name) {
        Some((_, 30)) | None => crate::text(reader.language, &format!("period-{}", name.replace('_', "-"))),
        Some((true, count)) => t!(reader, "list-next-days", count = count),
        Some((false, count)) => t!(reader, "list-last-days", count = count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_move_with_today() {
        let today = date(2026, 3, 31);
        let of = |name| days(name, today).unwrap();
        assert_eq!(of("today"), (date(2026, 3, 31), date(2026, 4, 1)));
        assert_eq!(of("this_week"), (date(2026, 3, 30), date(2026, 4, 6)));
        assert_eq!(of("last_week"), (date(2026, 3, 23), date(2026, 3, 30)));
        assert_eq!(of("next_month"), (date(2026, 4, 1), date(2026, 5, 1)));
        assert_eq!(of("last_month"), (date(2026, 2, 1), date(2026, 3, 1)));
        assert_eq!(of("this_year"), (date(2026, 1, 1), date(2027, 1, 1)));
        assert_eq!(of("last_30_days"), (date(2026, 3, 2), date(2026, 4, 1)));
        assert_eq!(of("next_7_days"), (date(2026, 3, 31), date(2026, 4, 7)));
        for bad in ["next_0_days", "next_99999_days", "yesterdayish", "last__days", ""] {
            assert_eq!(days(bad, today), None, "{bad}");
        }
    }
}
