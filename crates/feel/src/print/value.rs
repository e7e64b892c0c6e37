//! Values as text: as FEEL literals, and as `string()` gives them.
use std::{borrow::Cow, fmt::Write as _, ops::Bound};

use crate::{
    parse::{is_name_part, is_name_start},
    value::{Range, Value},
};

/// How values inside others are written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// So that FEEL reads them back.
    Literal,
    /// As people read them: dates bare.
    Plain,
}

impl Value {
    /// The value as a FEEL literal. A function has none; it is `null`.
    pub fn to_feel(&self) -> String {
        let mut out = String::new();
        write(self, Style::Literal, usize::MAX, &mut out);
        out
    }

    /// As [`Value::string`]; none when it is longer than that.
    pub(crate) fn string_within(&self, limit: usize) -> Option<String> {
        let mut out = String::new();
        write(self, Style::Plain, limit, &mut out);
        (out.len() <= limit).then_some(out)
    }

    /// The text FEEL's `string()` makes of the value; null gives `null`.
    pub fn string(&self) -> String {
        match self {
            Value::Text(text) => text.to_string(),
            _ => {
                let mut out = String::new();
                write(self, Style::Plain, usize::MAX, &mut out);
                out
            }
        }
    }
}

/// Appends the value; stops soon after the text has become too long.
fn write(value: &Value, style: Style, limit: usize, out: &mut String) {
    if out.len() > limit {
        return;
    }
    let at = |text: &dyn std::fmt::Display, out: &mut String| {
        // Writing to a String cannot fail.
        let _ = if style == Style::Literal { write!(out, "@\"{text}\"") } else { write!(out, "{text}") };
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Text(text) => out.push_str(&quoted(text)),
        Value::Date(date) => at(date, out),
        Value::Time(time) => at(time, out),
        Value::DateTime(moment) => at(moment, out),
        Value::Days(days) => at(days, out),
        Value::Months(months) => at(months, out),
        Value::List(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position > 0 { ", " } else { "" });
                write(item, style, limit, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (position, (name, value)) in context.iter().enumerate() {
                out.push_str(if position > 0 { ", " } else { "" });
                out.push_str(&key(name));
                out.push_str(": ");
                write(value, style, limit, out);
            }
            out.push('}');
        }
        Value::Range(range) => write_range(range, style, limit, out),
        Value::Function(_) => out.push_str(if style == Style::Literal { "null" } else { "function" }),
    }
}

fn write_range(range: &Range, style: Style, limit: usize, out: &mut String) {
    let one_sided = |sign: &str, end: &Value, out: &mut String| {
        out.push_str(sign);
        write(end, style, limit, out);
        out.push(')');
    };
    match (&range.start, &range.end) {
        (Bound::Unbounded, Bound::Included(end)) => one_sided("(<= ", end, out),
        (Bound::Unbounded, Bound::Excluded(end)) => one_sided("(< ", end, out),
        (Bound::Included(start), Bound::Unbounded) => one_sided("(>= ", start, out),
        (Bound::Excluded(start), Bound::Unbounded) => one_sided("(> ", start, out),
        (Bound::Unbounded, Bound::Unbounded) => out.push_str("null"),
        (Bound::Included(start) | Bound::Excluded(start), Bound::Included(end) | Bound::Excluded(end)) => {
            out.push(if matches!(range.start, Bound::Included(_)) { '[' } else { '(' });
            write(start, style, limit, out);
            out.push_str("..");
            write(end, style, limit, out);
            out.push(if matches!(range.end, Bound::Included(_)) { ']' } else { ')' });
        }
    }
}

/// A text as a FEEL literal, quotes included.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// The name of an entry, quoted when it is no name.
pub(super) fn key(name: &str) -> Cow<'_, str> {
    let words_and_signs =
        name.chars().all(|char| is_name_part(char) || matches!(char, ' ' | '.' | '/' | '-' | '\'' | '+' | '*'));
    let plain = name.starts_with(is_name_start)
        && words_and_signs
        && !name.contains("//")
        && !name.contains("/*")
        && !name.ends_with(' ')
        && !name.contains("  ");
    if plain { Cow::Borrowed(name) } else { Cow::Owned(quoted(name)) }
}
