//! Literals of dates and times. OData ABNF 7; each reader takes the whole form or nothing.

use super::cursor::{Cursor, Error};
use super::text::Written;

/// Takes a date: `2012-09-03`, the year with four digits or more and perhaps a minus.
pub(super) fn date(cursor: &mut Cursor) -> Option<String> {
    whole(cursor, |cursor| {
        cursor.eat('-');
        let year = cursor.digits()?;
        let valid = year.len() == 4 || year.len() > 4 && !year.starts_with('0');
        (valid && cursor.eat('-')).then_some(())?;
        two_digits(cursor, 1..=12)?;
        cursor.eat('-').then_some(())?;
        two_digits(cursor, 1..=31)
    })
}

/// Takes a time of day: `11:22`, `11:22:33.444`.
pub(super) fn time_of_day(cursor: &mut Cursor) -> Option<String> {
    whole(cursor, |cursor| {
        two_digits(cursor, 0..=23)?;
        cursor.eat(':').then_some(())?;
        two_digits(cursor, 0..=59)?;
        if cursor.eat(':') {
            two_digits(cursor, 0..=60)?;
            if cursor.eat('.') {
                cursor.digits().filter(|digits| digits.len() <= 12)?;
            }
        }
        Some(())
    })
}

/// Takes a point in time: date, `T`, time of day, then `Z` or an offset.
///
/// A plus sign of the offset that was sent unencoded is understood all the same.
pub(super) fn date_time_offset(cursor: &mut Cursor) -> Option<String> {
    let text = whole(cursor, |cursor| {
        date(cursor)?;
        cursor.eat_text("T").then_some(())?;
        time_of_day(cursor)?;
        if cursor.eat_text("Z") {
            return Some(());
        }
        let sign = cursor.peek_char()?;
        let is_sign = matches!(sign.value, '+' | '-') || sign.written == Written::Plus;
        is_sign.then(|| cursor.advance())?;
        two_digits(cursor, 0..=23)?;
        cursor.eat(':').then_some(())?;
        two_digits(cursor, 0..=59)
    })?;
    Some(text.replace(' ', "+").to_ascii_uppercase())
}

/// Reads a duration of days and times: `-P6DT23H59M59.9999S`.
///
/// # Errors
/// Anything else, years and months too: they have no fixed length.
pub(super) fn duration(cursor: &mut Cursor) -> Result<String, Error> {
    let start = cursor.mark();
    cursor.eat('-');
    if !cursor.eat_text("P") {
        return Err(cursor.unexpected("a duration such as P1DT2H"));
    }
    let mut parts = usize::from(part(cursor, "D"));
    if cursor.eat_text("T") {
        let before = parts;
        parts += usize::from(part(cursor, "H")) + usize::from(part(cursor, "M"));
        parts += usize::from(seconds(cursor));
        if parts == before {
            return Err(cursor.unexpected("hours, minutes or seconds"));
        }
    }
    if parts == 0 {
        return Err(cursor.unexpected("a number of days"));
    }
    Ok(cursor.text_since(start).to_ascii_uppercase())
}

fn part(cursor: &mut Cursor, unit: &str) -> bool {
    whole(cursor, |cursor| {
        cursor.digits()?;
        cursor.eat_text(unit).then_some(())
    })
    .is_some()
}

fn seconds(cursor: &mut Cursor) -> bool {
    whole(cursor, |cursor| {
        cursor.digits()?;
        if cursor.eat('.') {
            cursor.digits()?;
        }
        cursor.eat_text("S").then_some(())
    })
    .is_some()
}

/// Takes two digits in a range.
fn two_digits(cursor: &mut Cursor, range: std::ops::RangeInclusive<u32>) -> Option<()> {
    let tens = cursor.peek()?.to_digit(10)?;
    let ones = cursor.peek_at(1)?.to_digit(10)?;
    let in_range = range.contains(&(tens * 10 + ones));
    in_range.then(|| {
        cursor.advance();
        cursor.advance();
    })
}

/// Takes what `read` reads, as text, or goes back.
fn whole(cursor: &mut Cursor, read: impl FnOnce(&mut Cursor) -> Option<()>) -> Option<String> {
    let start = cursor.mark();
    if read(cursor).is_none() {
        cursor.reset(start);
        return None;
    }
    Some(cursor.text_since(start))
}
