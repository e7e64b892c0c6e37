//! Functions that make SQLite answer as PostgreSQL does.

use regex::Regex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

/// What is computed from a day.
type OfDay = fn(i64) -> i64;

/// Adds the functions to a connection.
///
/// SQLite's own `lower` and `upper` know ASCII only. `store_div` and `store_mod` round down for negative
/// numbers, too, as calendars need it. Dates are days since 1970-01-01. `store_matches` is PostgreSQL's `~` for the
/// patterns that both read alike, see [`crate::sql::matches`].
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(c"lower", 1, flags, |context| text(context, |text| text.to_lowercase()))?;
    connection.create_scalar_function(c"upper", 1, flags, |context| text(context, |text| text.to_uppercase()))?;
    connection.create_scalar_function(c"store_div", 2, flags, |context| whole(context, i64::div_euclid))?;
    connection.create_scalar_function(c"store_mod", 2, flags, |context| whole(context, i64::rem_euclid))?;
    connection.create_scalar_function(c"store_in_zone", 2, flags, in_zone)?;
    connection.create_scalar_function(c"store_matches", 2, flags, matches)?;
    let dates: [(&str, OfDay); 9] = [
        ("store_year", |days| civil(days).0),
        ("store_quarter", |days| (civil(days).1 + 2) / 3),
        ("store_month", |days| civil(days).1),
        ("store_day", |days| civil(days).2),
        // 1970-01-01 was a Thursday.
        ("store_weekday", |days| (days + 3).rem_euclid(7) + 1),
        ("store_year_start", |days| day_of(civil(days).0, 1)),
        ("store_quarter_start", |days| day_of(civil(days).0, (civil(days).1 - 1) / 3 * 3 + 1)),
        ("store_month_start", |days| days - civil(days).2 + 1),
        ("store_week_start", |days| days - (days + 3).rem_euclid(7)),
    ];
    for (name, of) in dates {
        connection.create_scalar_function(name, 1, flags, move |context| {
            let days = context.get::<Option<i64>>(0)?;
            Ok(days.filter(|days| days.abs() < 1_000_000_000).map(of))
        })?;
    }
    Ok(())
}

fn text(context: &Context<'_>, change: impl Fn(&str) -> String) -> Result<Value> {
    Ok(match context.get_raw(0) {
        ValueRef::Null => Value::Null,
        ValueRef::Text(bytes) => Value::Text(change(&String::from_utf8_lossy(bytes))),
        other => Value::try_from(other).unwrap_or(Value::Null),
    })
}

/// A whole number of two; nothing when one is missing or the divisor is zero.
fn whole(context: &Context<'_>, of: impl Fn(i64, i64) -> i64) -> Result<Option<i64>> {
    let (left, right) = (context.get::<Option<i64>>(0)?, context.get::<Option<i64>>(1)?);
    Ok(match (left, right) {
        (Some(i64::MIN), Some(-1)) | (_, Some(0)) => None,
        (Some(left), Some(right)) => Some(of(left, right)),
        _ => None,
    })
}

/// Whether a text has what a pattern describes; the pattern is prepared once for all rows.
fn matches(context: &Context<'_>) -> Result<Option<bool>> {
    let ValueRef::Text(text) = context.get_raw(0) else { return Ok(None) };
    let pattern = context
        .get_or_create_aux(1, |pattern| -> Result<Regex, Box<dyn std::error::Error + Send + Sync>> {
            Ok(Regex::new(pattern.as_str()?)?)
        })?;
    Ok(Some(pattern.is_match(&String::from_utf8_lossy(text))))
}

/// A time as the clocks of a zone show it; an unknown zone is an error.
fn in_zone(context: &Context<'_>) -> Result<Option<i64>> {
    let (Some(micros), zone) = (context.get::<Option<i64>>(0)?, context.get::<String>(1)?) else { return Ok(None) };
    let wrong = |error: jiff::Error| rusqlite::Error::UserFunctionError(Box::new(error));
    let zone = jiff::tz::TimeZone::get(&zone).map_err(wrong)?;
    let time = jiff::Timestamp::from_microsecond(micros).map_err(wrong)?;
    Ok(Some(micros + i64::from(zone.to_offset(time).seconds()) * 1_000_000))
}

/// Year, month and day of a day since 1970-01-01, in the Gregorian calendar continued to both sides.
///
/// The calendar is counted in eras of 400 years (146,097 days) that begin on the first of March of year 0.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The first day of a month as days since 1970-01-01.
fn day_of(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let march_month = (month + 9) % 12;
    let day_of_year = (153 * march_month + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{civil, day_of};

    #[test]
    fn the_calendar_agrees_with_another_one() {
        for days in (-800_000..1_000_000).step_by(37) {
            let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days);
            assert_eq!(civil(days), (date.year().into(), date.month().into(), date.day().into()));
            let first = date.first_of_month();
            assert_eq!(day_of(first.year().into(), first.month().into()), days - i64::from(date.day()) + 1);
        }
    }
}
