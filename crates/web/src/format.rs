//! Numbers, money, dates, times and sizes as a language writes them.
//!
//! Numbers come as decimal text (`-1284500.5`, what `Display` of an exact number gives), so nothing is lost on the
//! way. Groups and units are held together by U+00A0.

mod input;
mod moment;

pub use input::{decimal_input, read_date, read_date_time, read_decimal};
pub use moment::{ago, clock, date, date_numeric, date_short, date_time, day, duration, local, month};

use crate::language::Language;

/// The space that keeps groups of digits and units together.
const NBSP: char = '\u{a0}';

/// A number: `1,284,500.5`; Russian and Ukrainian `1 284 500,5`. Text that is no number is returned as it is.
pub fn number(language: Language, decimal: &str) -> String {
    let Some((sign, whole, fraction)) = parts(decimal) else {
        return decimal.to_owned();
    };
    let mut text = String::with_capacity(decimal.len() + whole.len() / 3 + 2);
    text.push_str(sign);
    let separator = if language == Language::English { ',' } else { NBSP };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(if language == Language::English { '.' } else { ',' });
        text.push_str(fraction);
    }
    text
}

/// An amount with its currency (ISO 4217): `€412,000`; Russian and Ukrainian `412 000 €`.
///
/// A whole amount is shown without a fraction, any other with the two digits of most currencies or more.
///
/// From one unit on, amounts are shown in hundredths; smaller ones (a price per sheet) with all their digits.
pub fn money(language: Language, decimal: &str, currency: &str) -> String {
    let rounded = feel::Number::parse(decimal)
        .filter(|amount| amount.abs() >= feel::Number::ONE)
        .and_then(|amount| amount.round(2, feel::Rounding::HalfEven))
        .map(|amount| amount.to_string());
    let decimal = rounded.as_deref().unwrap_or(decimal);
    let Some((sign, whole, fraction)) = parts(decimal) else {
        return decimal.to_owned();
    };
    let fraction = fraction.trim_end_matches('0');
    let plain = match fraction.len() {
        0 => whole.to_owned(),
        1 => format!("{whole}.{fraction}0"),
        _ => format!("{whole}.{fraction}"),
    };
    let amount = number(language, &plain);
    let symbol = symbol(language, currency);
    match language {
        // A code is set apart from the number, a sign is not.
        Language::English if symbol.chars().all(|c| c.is_ascii_alphabetic()) => {
            format!("{sign}{symbol}{NBSP}{amount}")
        }
        Language::English => format!("{sign}{symbol}{amount}"),
        Language::Russian | Language::Ukrainian => format!("{sign}{amount}{NBSP}{symbol}"),
    }
}

/// The sign of a currency where readers of the language know it, its code elsewhere.
pub fn symbol(language: Language, currency: &str) -> &str {
    match (language, currency) {
        (_, "EUR") => "€",
        (_, "USD") => "$",
        (_, "GBP") => "£",
        (_, "JPY") => "¥",
        (Language::Russian | Language::Ukrainian, "UAH") => "₴",
        (Language::Russian, "RUB") => "₽",
        (Language::Russian, "KZT") => "₸",
        _ => currency,
    }
}

/// A percentage, given in percent: `72%`; Russian and Ukrainian `72 %`.
pub fn percent(language: Language, decimal: &str) -> String {
    let amount = number(language, decimal);
    match language {
        Language::English => format!("{amount}%"),
        Language::Russian | Language::Ukrainian => format!("{amount}{NBSP}%"),
    }
}

/// The size of a file: `2.1 MB`, `2,1 МБ`. A kilobyte has a thousand bytes.
pub fn file_size(language: Language, bytes: u64) -> String {
    let units: [&str; 4] = match language {
        Language::English => ["B", "kB", "MB", "GB"],
        Language::Russian | Language::Ukrainian => ["Б", "кБ", "МБ", "ГБ"],
    };
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = 0;
    while tenths >= 9_995 && unit + 1 < units.len() {
        tenths = (tenths + 500) / 1_000;
        unit += 1;
    }
    let decimal = match (unit, tenths % 10) {
        (0, _) | (_, 0) => (tenths / 10).to_string(),
        (_, tenth) => format!("{}.{tenth}", tenths / 10),
    };
    format!("{}{NBSP}{}", number(language, &decimal), units[unit])
}

/// A large number in short: `186 M`, `4.2 B`, `12.5 K`; `186 млн`.
pub fn compact(language: Language, amount: i128) -> String {
    let units: [&str; 4] = match language {
        Language::English => ["K", "M", "B", "T"],
        Language::Russian => ["тыс.", "млн", "млрд", "трлн"],
        Language::Ukrainian => ["тис.", "млн", "млрд", "трлн"],
    };
    let size = amount.unsigned_abs();
    let mut scale: u128 = 1_000;
    let mut unit = 0;
    if size < scale {
        return number(language, &amount.to_string());
    }
    while size / scale >= 1_000 && unit + 1 < units.len() {
        scale *= 1_000;
        unit += 1;
    }
    let tenths = (size * 10 + scale / 2) / scale;
    let sign = if amount < 0 { "-" } else { "" };
    let decimal = match (tenths >= 1_000, tenths % 10) {
        (false, tenth @ 1..) => format!("{sign}{}.{tenth}", tenths / 10),
        _ => format!("{sign}{}", tenths / 10),
    };
    let separator = if language == Language::English { "" } else { "\u{a0}" };
    format!("{}{separator}{}", number(language, &decimal), units[unit])
}

/// Sign, whole digits and fraction digits of decimal text.
fn parts(decimal: &str) -> Option<(&str, &str, &str)> {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && all_digits(whole) && all_digits(fraction)).then_some((sign, whole, fraction))
}

#[cfg(test)]
mod tests {
    use Language::{English, Russian, Ukrainian};

    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(English, "1284500.5"), "1,284,500.5");
        assert_eq!(number(Russian, "1284500.5"), "1\u{a0}284\u{a0}500,5");
        assert_eq!(number(Ukrainian, "1284500.5"), "1\u{a0}284\u{a0}500,5");
        assert_eq!(number(English, "-12345"), "-12,345");
        assert_eq!(number(English, "999"), "999");
        assert_eq!(number(English, "1000"), "1,000");
        assert_eq!(number(English, "many"), "many");
        assert_eq!(number(English, "123456789012345678901234567890.12"), "123,456,789,012,345,678,901,234,567,890.12");
    }

    #[test]
    fn money_has_its_sign_where_the_language_puts_it() {
        assert_eq!(money(English, "412000", "EUR"), "€412,000");
        assert_eq!(money(Russian, "412000", "EUR"), "412\u{a0}000\u{a0}€");
        assert_eq!(money(Ukrainian, "412000.0000", "EUR"), "412\u{a0}000\u{a0}€");
        assert_eq!(money(Russian, "1284500", "RUB"), "1\u{a0}284\u{a0}500\u{a0}₽");
        assert_eq!(money(Ukrainian, "71111", "UAH"), "71\u{a0}111\u{a0}₴");
        assert_eq!(money(English, "-0.5", "USD"), "-$0.50");
        assert_eq!(money(English, "19.9900", "USD"), "$19.99");
        assert_eq!(money(English, "71111", "UAH"), "UAH\u{a0}71,111");
        assert_eq!(money(Ukrainian, "5", "RUB"), "5\u{a0}RUB");
    }

    #[test]
    fn percentages() {
        assert_eq!(percent(English, "72"), "72%");
        assert_eq!(percent(Russian, "72"), "72\u{a0}%");
        assert_eq!(percent(Ukrainian, "63.15"), "63,15\u{a0}%");
    }

    #[test]
    fn sizes() {
        assert_eq!(file_size(English, 2_100_000), "2.1\u{a0}MB");
        assert_eq!(file_size(Russian, 2_100_000), "2,1\u{a0}МБ");
        assert_eq!(file_size(English, 999), "999\u{a0}B");
        assert_eq!(file_size(English, 1_000), "1\u{a0}kB");
        assert_eq!(file_size(English, 999_960), "1\u{a0}MB");
        assert_eq!(file_size(Ukrainian, u64::MAX), "18\u{a0}446\u{a0}744\u{a0}073,7\u{a0}ГБ");
    }

    #[test]
    fn large_numbers_in_short() {
        assert_eq!(compact(English, 186_000_000), "186M");
        assert_eq!(compact(Russian, 186_000_000), "186\u{a0}млн");
        assert_eq!(compact(English, 12_500), "12.5K");
        assert_eq!(compact(Ukrainian, -4_200_000_000), "-4,2\u{a0}млрд");
        assert_eq!(compact(English, 950), "950");
    }
}
