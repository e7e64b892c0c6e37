//! The inside of a start tag, taken apart without losing a character.
use std::ops::Range;

use super::{Fault, MAX_ATTRIBUTES};

/// An attribute as it stands in a tag: where its name and its value (without quotes) are.
#[derive(Clone, Debug)]
pub(super) struct RawAttribute {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// The name and the attributes of `<name a="b">` or `<name a="b"/>`.
///
/// # Errors
/// [`Fault::Malformed`], [`Fault::Twice`], [`Fault::TooWide`].
pub(super) fn parts(tag: &str) -> Result<(Range<usize>, Vec<RawAttribute>), Fault> {
    let bytes = tag.as_bytes();
    let end = bytes.len() - if tag.ends_with("/>") { 2 } else { 1 };
    let word = |mut at: usize| {
        while at < end && !bytes[at].is_ascii_whitespace() && bytes[at] != b'=' {
            at += 1;
        }
        at
    };
    let blank = |mut at: usize| {
        while at < end && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        at
    };
    let name = 1..word(1);
    if !is_name(&tag[name.clone()]) {
        return Err(Fault::Malformed(format!("`{}` is no name of an element", &tag[name])));
    }
    let mut attributes: Vec<RawAttribute> = Vec::new();
    let mut at = name.end;
    loop {
        let start = blank(at);
        if start >= end {
            return Ok((name, attributes));
        }
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(Fault::TooWide);
        }
        let stop = word(start);
        let label = &tag[start..stop];
        if start == at || !is_name(label) {
            return Err(Fault::Malformed(format!("`{label}` cannot stand here")));
        }
        let equals = blank(stop);
        let open = blank(equals + 1);
        let quote = bytes[open.min(end)];
        if bytes[equals] != b'=' || open >= end || !matches!(quote, b'"' | b'\'') {
            return Err(Fault::Malformed(format!("`{label}` has no value in quotes")));
        }
        let close = (open + 1..end)
            .find(|&i| bytes[i] == quote)
            .ok_or_else(|| Fault::Malformed(format!("the value of `{label}` has no end")))?;
        if tag[open + 1..close].contains('<') {
            return Err(Fault::Malformed(format!("`<` in the value of `{label}`")));
        }
        if attributes.iter().any(|other| tag[other.name.clone()] == *label) {
            return Err(Fault::Twice(label.to_owned()));
        }
        attributes.push(RawAttribute { name: start..stop, value: open + 1..close });
        at = close + 1;
    }
}

/// Whether a text can name an element or attribute (XML 1.0, 2.3; a little more is let pass).
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':'))
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}'))
}

/// A text as it may stand between double or single quotes.
pub(super) fn escape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&apos;"),
            // Written plainly these would be read back as blanks (XML 1.0, 3.3.3).
            '\n' => text.push_str("&#10;"),
            '\r' => text.push_str("&#13;"),
            '\t' => text.push_str("&#9;"),
            _ => text.push(c),
        }
    }
    text
}
