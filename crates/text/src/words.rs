//! Where words begin and end.
//!
//! A text falls into *chunks* at spaces, quotes, brackets and commas; a chunk (`e-mail`,
//! `anna.petrova@example.org`, `INV-2024-0001`) falls into *parts*, runs of letters and digits.
//! Besides, digits that look like a phone number are read across chunks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fold::is_apostrophe;

/// Parts that say nothing when they stand in an address.
const ADDRESS_NOISE: [&str; 5] = ["http", "https", "mailto", "tel", "www"];

/// Where a run of letters without end is cut, in bytes: what is longer is no word.
const LONGEST_PART: usize = 256;

/// The chunks of a text, without signs at their ends.
pub(crate) fn chunks(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || is_divider(c))
        .map(|chunk| chunk.trim_matches(|c: char| !is_letter_or_digit(c)))
        .filter(|chunk| !chunk.is_empty())
}

/// [`char::is_alphanumeric`], quick for the letters that most texts are made of.
fn is_letter_or_digit(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'А'..='я') || c.is_alphanumeric()
}

fn is_divider(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | '"'
            | '<'
            | '>'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '|'
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '…'
            | '、'
            | '，'
            | '。'
    )
}

/// The parts of a chunk in small letters, letter and mark in one piece, without apostrophes.
pub(crate) fn parts(chunk: &str) -> Vec<String> {
    let mut parts = Vec::with_capacity(1);
    let mut part = String::new();
    let mut letters = chunk.chars().peekable();
    while let Some(c) = letters.next() {
        if is_letter_or_digit(c) || is_combining_mark(c) {
            if part.len() < LONGEST_PART {
                part.extend(c.to_lowercase());
            }
        } else if is_apostrophe(c) && !part.is_empty() && letters.peek().is_some_and(|c| c.is_alphabetic()) {
            // The apostrophe is inside a word, which goes on behind it.
        } else if !part.is_empty() {
            push_part(&mut parts, std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        push_part(&mut parts, part);
    }
    let is_address = chunk.contains(['.', ':', '@']) && parts.len() > 1;
    if is_address {
        parts.retain(|part| !ADDRESS_NOISE.contains(&part.as_str()));
        decode_punycode(chunk, &mut parts);
    }
    parts
}

/// Adds a part; a run of ideographs, which has no spaces, as overlapping pairs.
fn push_part(parts: &mut Vec<String>, part: String) {
    let part = match part.chars().any(is_combining_mark) {
        true => part.nfc().collect(),
        false => part,
    };
    if !part.chars().any(is_ideograph) {
        parts.push(part);
        return;
    }
    let letters: Vec<char> = part.chars().collect();
    match letters.len() {
        1 => parts.push(part),
        _ => parts.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>())),
    }
}

/// Han, Hiragana and Katakana.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Adds the labels behind `xn--` as people read them.
fn decode_punycode(chunk: &str, parts: &mut Vec<String>) {
    if !parts.iter().any(|part| part == "xn") {
        return;
    }
    for label in chunk.split(['.', '/', '@']).filter(|label| label.starts_with("xn--")) {
        let (label, outcome) = idna::domain_to_unicode(label);
        if outcome.is_ok() {
            parts.push(label);
        }
    }
}

/// The parts of a chunk written as one word, if somebody may look for it so: `e-mail` as `email`.
pub(crate) fn joined(parts: &[String]) -> Option<String> {
    let fits = (2..=5).contains(&parts.len())
        && parts.iter().map(String::len).sum::<usize>() <= 48
        && !parts.iter().any(|part| part.chars().any(is_ideograph));
    fits.then(|| parts.concat())
}

/// A run of digits that may be a phone number or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digits {
    pub digits: String,
    /// Whether a plus sign stands in front.
    pub plus: bool,
}

/// The runs of digits in a text, read over spaces, hyphens, dots, slashes and brackets.
pub(crate) fn digit_runs(text: &str) -> Vec<Digits> {
    let mut runs = Vec::new();
    let mut run = Digits { digits: String::new(), plus: false };
    let mut gap = 0;
    let mut after_letter = false;
    for c in text.chars() {
        match c {
            _ if c.is_ascii_digit() && (!after_letter || !run.digits.is_empty()) => {
                run.digits.push(c);
                gap = 0;
            }
            _ if c.is_ascii_digit() => {}
            '+' => {
                finish(&mut runs, &mut run);
                run.plus = true;
                after_letter = false;
            }
            _ if is_phone_sign(c) && gap < 3 => {
                gap += 1;
                after_letter = false;
            }
            _ => {
                finish(&mut runs, &mut run);
                gap = 0;
                after_letter = c.is_alphanumeric();
            }
        }
    }
    finish(&mut runs, &mut run);
    runs
}

fn finish(runs: &mut Vec<Digits>, run: &mut Digits) {
    let run = std::mem::replace(run, Digits { digits: String::new(), plus: false });
    if !run.digits.is_empty() {
        runs.push(run);
    }
}

fn is_phone_sign(c: char) -> bool {
    matches!(c, ' ' | '(' | ')' | '-' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2014}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_parts(text: &str) -> Vec<String> {
        chunks(text).flat_map(parts).collect()
    }

    #[test]
    fn words_end_where_people_see_them_end() {
        for (text, expected) in [
            ("Привет, «Мир»!", vec!["привет", "мир"]),
            ("e-mail: anna.petrova@example.org.", vec!["e", "mail", "anna", "petrova", "example", "org"]),
            ("О’Коннор O'Neill п'ять", vec!["оконнор", "oneill", "пять"]),
            ("https://www.romashka.ru/about", vec!["romashka", "ru", "about"]),
            ("INV-2024/0001", vec!["inv", "2024", "0001"]),
            ("北京公司", vec!["北京", "京公", "公司"]),
            ("http://xn--80a1acny.xn--p1ai", vec!["xn", "80a1acny", "xn", "p1ai", "почта", "рф"]),
            ("и\u{306}од", vec!["йод"]),
            ("... --- !!!", vec![]),
        ] {
            assert_eq!(all_parts(text), expected, "{text}");
        }
    }

    #[test]
    fn digits_are_read_over_phone_signs_only() {
        let digits = |text| digit_runs(text).into_iter().map(|run| run.digits).collect::<Vec<_>>();
        assert_eq!(digits("8 (912) 345-67-89, +380 44 1234567"), ["89123456789", "380441234567"]);
        assert_eq!(digits("A1234567 and 12"), ["12"]);
        assert_eq!(digits("+1 202 555 0100 +1 202 555 0101"), ["12025550100", "12025550101"]);
    }
}
