//! Addresses of all kinds: what is plainly none is refused, what is one is left as it is written.

use crate::Message;
use crate::sheet::short;

fn refuse(id: &'static str, text: &str) -> Message {
    Message::new(id).with("value", short(text))
}

/// An e-mail address, also out of `Anna Wolf <anna@example.org>` and `mailto:anna@example.org`.
pub(super) fn email(text: &str) -> Result<String, Message> {
    let trimmed = text.trim();
    let inside = match (trimmed.find('<'), trimmed.ends_with('>')) {
        (Some(start), true) => &trimmed[start + 1..trimmed.len() - 1],
        _ => trimmed,
    };
    let address = match inside.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &inside[7..],
        _ => inside,
    };
    match looks_like_email(address) {
        true => Ok(address.trim().to_owned()),
        false => Err(refuse("import-not-an-email", text)),
    }
}

/// A phone number as it is written; what country it belongs to is decided where it is stored.
pub(super) fn phone(text: &str) -> Result<String, Message> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match (3..=25).contains(&digits) && text.chars().count() <= 60 {
        true => Ok(text.to_owned()),
        false => Err(refuse("import-not-a-phone", text)),
    }
}

pub(super) fn web(text: &str) -> Result<String, Message> {
    let text = text.trim();
    match looks_like_web(text) {
        true => Ok(text.to_owned()),
        false => Err(refuse("import-not-a-web-address", text)),
    }
}

pub(super) fn looks_like_email(text: &str) -> bool {
    let text = text.trim();
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let odd = |char: char| char.is_whitespace() || char.is_control() || "<>(),;:\"@[]\\".contains(char);
    !name.is_empty() && !name.contains(odd) && is_domain(domain)
}

pub(super) fn looks_like_web(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    if text.contains(char::is_whitespace) || text.contains('@') {
        return false;
    }
    let rest = ["https://", "http://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let host = |rest: &str| rest.split(['/', '?', '#', ':']).next().unwrap_or_default().to_owned();
    match rest {
        Some(rest) => !host(rest).is_empty(),
        None => is_domain(&host(&lower)) && lower.split('.').next_back().is_some_and(|last| !last.is_empty()),
    }
}

/// Labels with dots between them, the last of letters: `example.org`, not `3.5` or `readme.`.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && label.chars().all(|char| char.is_alphanumeric() || char == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = text.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(|part| label(part))
        && top.chars().count() >= 2
        && !top.chars().any(|char| char.is_ascii_digit())
        || top.starts_with("xn--") && labels.len() >= 2
}

/// At least seven digits among the marks of phone numbers, and something that says it is no
/// plain number: a plus, brackets, hyphens or blanks in it.
pub(super) fn looks_like_phone(text: &str) -> bool {
    let text = text.trim();
    let base = text.split([';', 'x']).next().unwrap_or_default();
    let base = base.split(" ext").next().unwrap_or_default();
    let digits = base.chars().filter(char::is_ascii_digit).count();
    let marks = |char: char| char.is_ascii_digit() || " \u{a0}+-()./–".contains(char);
    let marked = base.starts_with('+') || base.contains(['(', '-', '–', ' ']) || digits >= 10;
    (7..=15).contains(&digits) && base.chars().all(marks) && marked && !is_dated(base)
}

/// `2026-11-28 14:30` has the marks of a phone number too.
fn is_dated(text: &str) -> bool {
    super::date::parse(text, super::Order::DayFirst).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in ["anna@example.org", "a.b+c@mail.example.co.uk", "инфо@пример.рф"] {
            assert!(looks_like_email(text), "{text}");
        }
        for text in ["anna@", "@example.org", "anna example.org", "anna@example", "a b@c.de"] {
            assert!(!looks_like_email(text), "{text}");
        }
        for text in ["example.org", "https://example.org/a?b", "www.пример.рф", "http://localhost"] {
            assert!(looks_like_web(text), "{text}");
        }
        for text in ["3.5", "10.10.2020", "Acme Inc.", "e.g.", "a@b.cd", "Ltd."] {
            assert!(!looks_like_web(text), "{text}");
        }
        for text in ["+380 44 123 45 67", "(503) 555-9831", "030-0074321", "8-800-555-35-35"] {
            assert!(looks_like_phone(text), "{text}");
        }
        for text in ["2026-11-28", "1234567", "12", "Anna", "28.11.2026 14:30"] {
            assert!(!looks_like_phone(text), "{text}");
        }
    }

    #[test]
    fn an_address_is_taken_out_of_its_wrapping() {
        assert_eq!(email("Anna Wolf <anna@example.org>").unwrap(), "anna@example.org");
        assert_eq!(email("mailto:anna@example.org").unwrap(), "anna@example.org");
        assert_eq!(email("anna at example").unwrap_err().id, "import-not-an-email");
    }
}
