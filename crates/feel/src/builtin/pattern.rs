//! Regular expressions of XPath (DMN 1.5, 10.3.4.3; XQuery and XPath Functions 3.1, 5.6).
//!
//! Matching takes linear time. Only `matches` knows patterns that refer back, and pays for
//! them as `back_reference.rs` says.
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use regex::{Regex, RegexBuilder};

use super::{args::invalid, back_reference};
use crate::machine::{Fault, Machine};

/// The pattern of a call, compiled when it first runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern(Arc<OnceLock<Compiled>>);

#[derive(Debug)]
struct Compiled {
    pattern: String,
    flags: String,
    regex: Arc<Regex>,
}

/// Compiled patterns larger than this are refused.
const MAX_BYTES: usize = 4 << 20;
/// Patterns whose groups stand deeper in one another than this are refused.
pub(super) const NESTED: u32 = 100;

/// The compiled pattern, from the call's own place when it is the same as before.
pub(super) fn compiled(machine: &mut Machine<'_>, pattern: &str, flags: &str) -> Result<Arc<Regex>, Fault> {
    let place = machine.pattern.take().unwrap_or_default();
    if let Some(known) = place.0.get()
        && known.pattern == pattern
        && known.flags == flags
    {
        return Ok(known.regex.clone());
    }
    // Clones of a regex share no scratch space: it is the pointer that is shared.
    let regex = Arc::new(compile(pattern, flags)?);
    // Somebody else may have been first: then their pattern stays there.
    let _ = place.0.set(Compiled { pattern: pattern.to_owned(), flags: flags.to_owned(), regex: regex.clone() });
    Ok(regex)
}

pub(super) fn compile(pattern: &str, flags: &str) -> Result<Regex, Fault> {
    let pattern = if flags.contains('q') { regex::escape(pattern) } else { translated(pattern, flags)? };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(MAX_BYTES).nest_limit(NESTED);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' | 'q' => &mut builder,
            other => return Err(invalid(format!("`{other}` is no flag of a pattern"))),
        };
    }
    builder.build().map_err(|_| invalid(format!("`{pattern}` is no pattern")))
}

/// The pattern as the engine writes it.
pub(super) fn translated(pattern: &str, flags: &str) -> Result<String, Fault> {
    translate(pattern, flags, false)
}

/// As [`translated`], with a character of private use for each reference to a group.
pub(super) fn referring(pattern: &str, flags: &str) -> Result<String, Fault> {
    translate(pattern, flags, true)
}

fn translate(pattern: &str, flags: &str, refers: bool) -> Result<String, Fault> {
    let pattern = if flags.contains('x') { Cow::Owned(without_blanks(pattern)) } else { Cow::Borrowed(pattern) };
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut class = 0u32;
    let mut groups = 0u32;
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                // Name characters of XML (XML Schema 1.1 part 2, G.4.2.5).
                Some('i') => out.push_str(if class > 0 { r"\p{L}_:" } else { r"[\p{L}_:]" }),
                Some('I') => out.push_str(r"[^\p{L}_:]"),
                Some('c') => out.push_str(if class > 0 { r"\p{L}\p{N}._:\-" } else { r"[\p{L}\p{N}._:\-]" }),
                Some('C') => out.push_str(r"[^\p{L}\p{N}._:\-]"),
                Some(digit @ '1'..='9') if refers && class == 0 => {
                    let mut group = digit.to_digit(10).unwrap_or(0);
                    // As many digits as make a group that was opened (XPath Functions 3.1, 5.6.1).
                    while let Some(next) = chars.peek().and_then(|char| char.to_digit(10)) {
                        if group * 10 + next > groups {
                            break;
                        }
                        group = group * 10 + next;
                        chars.next();
                    }
                    let char = back_reference::stand_in(group).filter(|_| group <= groups);
                    out.push(char.ok_or_else(|| invalid(format!("there is no group {group} before `\\{group}`")))?);
                }
                Some(digit @ '1'..='9') => return Err(invalid(format!("patterns do not refer back: `\\{digit}`"))),
                Some(property @ ('p' | 'P')) => {
                    out.push('\\');
                    out.push(property);
                    block(&mut chars, &mut out);
                }
                Some(
                    next @ ('b' | 'B' | 'A' | 'z' | 'Z' | 'G' | 'Q' | 'E' | 'x' | 'u' | 'U' | 'a' | 'f' | 'v' | '<'
                    | '>'),
                ) => {
                    return Err(invalid(format!("`\\{next}` means nothing in a pattern")));
                }
                Some(next) => {
                    out.push('\\');
                    out.push(next);
                }
                None => return Err(invalid("a pattern does not end with `\\`")),
            },
            '[' if class > 0 && out.ends_with('-') => {
                // `[a-z-[aeiou]]`: all but the vowels.
                out.push_str("-[");
                class += 1;
            }
            '[' if class > 0 => out.push_str(r"\["),
            '[' => {
                out.push('[');
                class += 1;
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            ']' if class > 0 => {
                out.push(']');
                class -= 1;
            }
            '&' | '~' if class > 0 => {
                out.push('\\');
                out.push(char);
            }
            '(' if class == 0 => {
                out.push('(');
                if chars.peek() == Some(&'?') {
                    let rest: String = chars.clone().take(2).collect();
                    if rest != "?:" {
                        return Err(invalid("patterns do not look around"));
                    }
                } else {
                    groups += 1;
                }
            }
            // Lines end with either of the two (XPath Functions 3.1, 5.6.1).
            '.' if class == 0 && !flags.contains('s') => out.push_str(r"[^\n\r]"),
            other => out.push(other),
        }
    }
    Ok(out)
}

/// The pattern without blanks, but for those in classes: the flag `x`.
fn without_blanks(pattern: &str) -> String {
    let (mut class, mut escaped) = (0u32, false);
    let kept = pattern.chars().filter(|char| {
        match char {
            ' ' | '\t' | '\n' | '\r' if class == 0 => return false,
            '[' if !escaped => class += 1,
            ']' if !escaped => class = class.saturating_sub(1),
            _ => {}
        }
        escaped = *char == '\\' && !escaped;
        true
    });
    kept.collect()
}

/// `{IsGreek}` of XML Schema is `{Greek}` here.
fn block(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    if chars.next_if_eq(&'{').is_none() {
        return;
    }
    let name: String = chars.by_ref().take_while(|char| *char != '}').collect();
    let name = match name.strip_prefix("Is") {
        Some("BasicLatin") => "ASCII",
        Some(block) => block,
        None => &name,
    };
    out.push('{');
    out.push_str(name);
    out.push('}');
}

/// A replacement of XPath as the engine writes it: `$1` is `${1}`, `\$` is `$$`.
pub(super) fn replacement(text: &str, groups: usize) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('\\') => out.push('\\'),
                Some('$') => out.push_str("$$"),
                _ => return Err(invalid("in a replacement `\\` stands before `$` or `\\`")),
            },
            '$' => {
                let Some(digit) = chars.next_if(char::is_ascii_digit) else {
                    return Err(invalid("in a replacement a number follows `$`"));
                };
                let mut group = digit.to_digit(10).unwrap_or(0) as usize;
                // As many digits as make a group that exists (XPath Functions 3.1, 5.6.4).
                while let Some(next) = chars.peek().and_then(|char| char.to_digit(10)) {
                    if group * 10 + next as usize >= groups {
                        break;
                    }
                    group = group * 10 + next as usize;
                    chars.next();
                }
                out.push_str(&format!("${{{group}}}"));
            }
            other => out.push(other),
        }
    }
    Ok(out)
}
