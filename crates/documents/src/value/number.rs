//! Numbers as people write them: `1 284 500,50`, `1,284,500.5`, `€ 412 000`, `(1,200)`, `12.5%`.

use serde::{Deserialize, Serialize};

/// What a written number says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    /// In plain notation: an optional minus, digits, and perhaps a point and digits.
    pub decimal: String,
    pub percent: bool,
    /// ISO 4217, when a sign or a code stood beside the number.
    pub currency: Option<&'static str>,
}

/// What a mark that could be either means in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    Group,
    Decimal,
}

/// What `,` and `.` mean where one number alone does not tell, as in `1,234`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub comma: Mark,
    pub point: Mark,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks { comma: Mark::Group, point: Mark::Decimal }
    }
}

/// What a number tells about the marks of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    Sure(Marks),
    /// `1,234` or `1.234`: the one mark it has could be either.
    Doubtful,
}

/// Longer than any number that fits a field; the arithmetic has 34 digits.
const LONGEST: usize = 60;

pub(super) fn parse(text: &str, marks: Marks) -> Option<Written> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let (negative, inside) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inside) => (true, inside.trim()),
        None => (false, text),
    };
    let parts = Parts::of(inside)?;
    let decimal = plain(parts.core, marks)?;
    let negative = negative ^ parts.negative;
    let zero = decimal.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    Some(Written {
        decimal: if negative && !zero { format!("-{decimal}") } else { decimal },
        percent: parts.percent,
        currency: parts.currency,
    })
}

pub(super) fn evidence(text: &str) -> Option<Evidence> {
    let core = text.trim().trim_start_matches('(').trim_end_matches(')');
    let core = Parts::of(core)?.core;
    let (commas, points) = (core.matches(',').count(), core.matches('.').count());
    let sure = |comma, point| Some(Evidence::Sure(Marks { comma, point }));
    match (commas, points) {
        (0, 0) => None,
        (1.., 1..) if core.rfind(',') > core.rfind('.') => sure(Mark::Decimal, Mark::Group),
        (1.., 1..) => sure(Mark::Group, Mark::Decimal),
        (2.., 0) => sure(Mark::Group, Mark::Decimal),
        (0, 2..) => sure(Mark::Decimal, Mark::Group),
        _ if looks_grouped(core) => Some(Evidence::Doubtful),
        (1, _) => sure(Mark::Decimal, Mark::Group),
        // A decimal point says nothing against commas in groups, which is the usual reading.
        _ => sure(Mark::Group, Mark::Decimal),
    }
}

/// A number taken apart into the digits with their marks and what stands around them.
struct Parts<'a> {
    core: &'a str,
    negative: bool,
    percent: bool,
    currency: Option<&'static str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Parts<'a>> {
        let start = text.find(|char: char| char.is_ascii_digit())?;
        let end = text.rfind(|char: char| char.is_ascii_digit())? + 1;
        // `.5` and `,5` begin with their mark.
        let start = match text[..start].chars().next_back() {
            Some('.' | ',') => start - 1,
            _ => start,
        };
        let mut parts = Parts { core: &text[start..end], negative: false, percent: false, currency: None };
        parts.around(&text[..start])?;
        parts.around(&text[end..])?;
        Some(parts)
    }

    /// Understands what stands before or behind the digits; `None` when it is something else.
    fn around(&mut self, text: &str) -> Option<()> {
        let mut rest = text.trim();
        loop {
            rest = rest.trim();
            let Some(first) = rest.chars().next() else {
                return Some(());
            };
            let used = match first {
                '-' | '−' | '–' if !self.negative => {
                    self.negative = true;
                    first.len_utf8()
                }
                '+' => 1,
                '%' if !self.percent => {
                    self.percent = true;
                    1
                }
                // `50.` and `руб.,` end with their mark.
                '.' | ',' => 1,
                _ if self.currency.is_none() => {
                    let (word, code) = currency(rest)?;
                    self.currency = Some(code);
                    word
                }
                _ => return None,
            };
            rest = &rest[used..];
        }
    }
}

/// Signs and words for currencies, the longer before what they begin with.
const CURRENCIES: [(&str, &str); 44] = [
    ("us$", "USD"),
    ("usd", "USD"),
    ("$", "USD"),
    ("долл", "USD"),
    ("дол", "USD"),
    ("€", "EUR"),
    ("eur", "EUR"),
    ("евро", "EUR"),
    ("євро", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("₽", "RUB"),
    ("rub", "RUB"),
    ("руб", "RUB"),
    ("р", "RUB"),
    ("₴", "UAH"),
    ("uah", "UAH"),
    ("гривень", "UAH"),
    ("гривен", "UAH"),
    ("грн", "UAH"),
    ("₸", "KZT"),
    ("kzt", "KZT"),
    ("тг", "KZT"),
    ("byn", "BYN"),
    ("zł", "PLN"),
    ("pln", "PLN"),
    ("kč", "CZK"),
    ("czk", "CZK"),
    ("chf", "CHF"),
    ("¥", "JPY"),
    ("jpy", "JPY"),
    ("cny", "CNY"),
    ("₺", "TRY"),
    ("try", "TRY"),
    ("₾", "GEL"),
    ("gel", "GEL"),
    ("֏", "AMD"),
    ("amd", "AMD"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("cad", "CAD"),
    ("aud", "AUD"),
    ("inr", "INR"),
];

/// The currency a text begins with, and how long its word is.
fn currency(text: &str) -> Option<(usize, &'static str)> {
    let word = text
        .find(|char: char| char.is_whitespace() || char.is_ascii_digit() || "-+%.,".contains(char))
        .unwrap_or(text.len());
    let lower = text[..word].to_lowercase();
    let (_, code) = CURRENCIES.iter().find(|(name, _)| *name == lower)?;
    Some((word, code))
}

/// Digits and marks in plain notation.
fn plain(core: &str, marks: Marks) -> Option<String> {
    let (core, exponent) = match core.split_once(['e', 'E']) {
        Some((core, exponent)) => (core, exponent.parse::<i32>().ok()?),
        None => (core, 0),
    };
    let decimal_at = decimal_mark(core, marks)?;
    let (whole, fraction) = match decimal_at {
        Some(at) => (&core[..at], &core[at + 1..]),
        None => (core, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = ungrouped(whole)?;
    shifted(&whole, fraction, exponent)
}

/// Where the decimal mark is, if there is one; `None` when the marks make no sense.
fn decimal_mark(core: &str, marks: Marks) -> Option<Option<usize>> {
    let (commas, points) = (core.matches(',').count(), core.matches('.').count());
    match (commas, points) {
        (0, 0) => Some(None),
        (1.., 1..) => {
            let (comma, point) = (core.rfind(',')?, core.rfind('.')?);
            let (last, count) = if comma > point { (comma, commas) } else { (point, points) };
            (count == 1).then_some(Some(last))
        }
        (2.., 0) | (0, 2..) => Some(None),
        _ => {
            let at = core.find([',', '.'])?;
            let mark = if commas == 1 { marks.comma } else { marks.point };
            match looks_grouped(core) && mark == Mark::Group {
                true => Some(None),
                false => Some(Some(at)),
            }
        }
    }
}

/// Whether a single mark could stand before the last three digits of a grouped number.
fn looks_grouped(core: &str) -> bool {
    let Some((whole, rest)) = core.split_once([',', '.']) else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(rest) && rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0')
}

/// The digits of a whole part without its group marks, which must all be of one kind and stand
/// before three digits each. Two digits are a group in India, from the second on.
fn ungrouped(whole: &str) -> Option<String> {
    let mark = whole.chars().find(|char| !char.is_ascii_digit());
    let Some(mark) = mark else {
        return Some(whole.to_owned());
    };
    let blank = mark.is_whitespace();
    if !blank && !matches!(mark, ',' | '.' | '\'' | '’' | '_') {
        return None;
    }
    let same = |char: char| if blank { char.is_whitespace() } else { char == mark };
    let groups: Vec<&str> = whole.split(same).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let sizes = last.len() == 3
        && (1..=3).contains(&first.len())
        && middle.iter().all(|group| group.len() == 3 || (group.len() == 2 && first.len() <= 2));
    (digits && sizes).then(|| groups.concat())
}

/// Moves the decimal point by an exponent.
fn shifted(whole: &str, fraction: &str, exponent: i32) -> Option<String> {
    if exponent.unsigned_abs() > 40 {
        return None;
    }
    let mut digits = format!("{whole}{fraction}");
    let mut point = whole.len() as i32 + exponent;
    if point < 1 {
        digits.insert_str(0, &"0".repeat((1 - point) as usize));
        point = 1;
    }
    let point = point as usize;
    if digits.len() < point {
        digits.push_str(&"0".repeat(point - digits.len()));
    }
    let (whole, fraction) = digits.split_at(point);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match fraction.is_empty() {
        true => whole.to_owned(),
        false => format!("{whole}.{fraction}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse(text, Marks::default()) {
            Some(written) => {
                let percent = if written.percent { "%" } else { "" };
                format!("{}{percent}{}", written.decimal, written.currency.unwrap_or_default())
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1 284 500,50", "1284500.50"),
            ("1\u{a0}284\u{202f}500,50", "1284500.50"),
            ("1,284,500.5", "1284500.5"),
            ("1.284.500,5", "1284500.5"),
            ("1'284'500.5", "1284500.5"),
            ("€ 412 000", "412000EUR"),
            ("412 000 грн.", "412000UAH"),
            ("12 500 руб.", "12500RUB"),
            ("$1,200.00", "1200.00USD"),
            ("-$5", "-5USD"),
            ("USD 5", "5USD"),
            ("(1,200)", "-1200"),
            ("($1,200.50)", "-1200.50USD"),
            ("12.5%", "12.5%"),
            ("12,5 %", "12.5%"),
            ("−3,5", "-3.5"),
            ("100-", "-100"),
            ("+7", "7"),
            (".5", "0.5"),
            ("0,125", "0.125"),
            ("1,234", "1234"),
            ("1.234", "1.234"),
            ("1234,567", "1234.567"),
            ("007", "7"),
            ("-0", "0"),
            ("1.5E+06", "1500000"),
            ("2e-3", "0.002"),
            ("12,34,567", "1234567"),
            ("", "none"),
            ("abc", "none"),
            ("12 34", "none"),
            ("1,23,4", "none"),
            ("12 apples", "none"),
            ("10.10.2020", "none"),
            ("1-2", "none"),
            ("5 5 5", "none"),
            ("1e999", "none"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_doubtful_mark_follows_its_column() {
        let european = Marks { comma: Mark::Decimal, point: Mark::Group };
        assert_eq!(parse("1.234", european).unwrap().decimal, "1234");
        assert_eq!(parse("1,234", european).unwrap().decimal, "1.234");
        assert_eq!(evidence("1.234"), Some(Evidence::Doubtful));
        assert_eq!(evidence("1.234,5"), Some(Evidence::Sure(european)));
        assert_eq!(evidence("12,5"), Some(Evidence::Sure(european)));
        assert_eq!(evidence("12"), None);
    }
}
