//! Patterns written so that other engines of regular expressions read them alike.
//!
//! Engines agree on little: what `\d` is, whether `.` takes a line's end, which classes there are. So a pattern is read
//! once, by the engine that `matches` runs on, and written again in the few words that all of them share: letters,
//! ranges of code points, `(?:…)`, `|`, `{m,n}`, `^` and `$`. Classes and the letters of any script are ranges by then,
//! and nothing is left that an engine could understand in its own way.
use std::fmt::Write;

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind, Look, Repetition},
};

use super::pattern::{NESTED, compile, translated};

/// How often one thing may repeat: PostgreSQL counts no further.
const MOST_REPEATED: u32 = 255;
/// How many letters and classes a pattern has when its repetitions are written out. Engines take time by this number
/// before they look at the first text.
const MOST_PARTS: u64 = 2_000;
/// How long it may become, in bytes.
const MOST_BYTES: usize = 128 << 10;

/// The pattern of `matches` in words that every engine of regular expressions understands alike.
///
/// It finds exactly the texts that `matches(text, pattern)` finds. None for what is no pattern, and for one that would
/// take long to prepare: one that repeats something more than 255 times, or repeats repetitions too often.
pub fn portable_pattern(pattern: &str) -> Option<String> {
    compile(pattern, "").ok()?;
    let pattern = translated(pattern, "").ok()?;
    let read = ParserBuilder::new().nest_limit(NESTED).build().parse(&pattern).ok()?;
    if parts(&read)? > MOST_PARTS {
        return None;
    }
    let mut out = String::new();
    write(&read, &mut out)?;
    (out.len() <= MOST_BYTES).then_some(out)
}

/// How many letters and classes there are when repetitions are written out; none for a repetition that is too long.
fn parts(hir: &Hir) -> Option<u64> {
    match hir.kind() {
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => Some(1),
        HirKind::Literal(literal) => Some(literal.0.len() as u64),
        HirKind::Capture(capture) => parts(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().try_fold(0_u64, |sum, one| Some(sum.saturating_add(parts(one)?)))
        }
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            let times = max.unwrap_or(*min).max(*min);
            let inner = parts(sub)?;
            (times <= MOST_REPEATED).then(|| inner.saturating_mul(u64::from(times.max(1))))
        }
    }
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty => out.push_str("(?:)"),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok()?.chars().for_each(|char| letter(char, out)),
        HirKind::Class(Class::Unicode(class)) if class.ranges().is_empty() => out.push_str(r"[^\u0000-\U0010FFFF]"),
        HirKind::Class(Class::Unicode(class)) => {
            out.push('[');
            for range in class.ranges() {
                code_point(range.start(), out);
                if range.start() < range.end() {
                    out.push('-');
                    code_point(range.end(), out);
                }
            }
            out.push(']');
        }
        HirKind::Look(Look::Start) => out.push('^'),
        HirKind::Look(Look::End) => out.push('$'),
        // Neither bytes nor the ends of words can be written in a pattern of XPath.
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => return None,
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            out.push_str("(?:");
            write(sub, out)?;
            match max {
                Some(max) => write!(out, "){{{min},{max}}}").ok()?,
                None => write!(out, "){{{min},}}").ok()?,
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, out)?,
        HirKind::Concat(all) => all.iter().try_for_each(|one| write(one, out))?,
        HirKind::Alternation(all) => {
            for (index, one) in all.iter().enumerate() {
                out.push_str(if index == 0 { "(?:" } else { "|" });
                write(one, out)?;
            }
            out.push(')');
        }
    }
    Some(())
}

/// A letter that stands for itself.
fn letter(char: char, out: &mut String) {
    if char.is_ascii_alphanumeric() { out.push(char) } else { code_point(char, out) }
}

fn code_point(char: char, out: &mut String) {
    let code = u32::from(char);
    // Writing to memory cannot fail.
    let _ = if code <= 0xFFFF { write!(out, "\\u{code:04X}") } else { write!(out, "\\U{code:08X}") };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_written_in_the_words_that_all_share() {
        let cases = [
            ("^a.*", r"^a(?:[\u0000-\u0009\u000B-\u000C\u000E-\U0010FFFF]){0,}"),
            ("(ab|c)+?$", r"(?:(?:ab|c)){1,}$"),
            ("[a-c-[b]]{2}", r"(?:[\u0061\u0063]){2,2}"),
            (r"a\.b", r"a\u002Eb"),
            ("😀?", r"(?:\U0001F600){0,1}"),
            ("", "(?:)"),
        ];
        for (pattern, expected) in cases {
            assert_eq!(portable_pattern(pattern).as_deref(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn it_finds_what_the_pattern_finds() {
        let patterns =
            ["^a", r"\d+", r"^\w+\s\w+$", "[^а-я]", "(|b)c", "x{2,3}$", r"\p{Lu}\p{Ll}*", "^(?:a|ab)(?:c|bcd)$"];
        let texts = ["", "a", "abcd", "Ada Byron", "Яблоко 12", "яблоко", "xxxx", "c\nb", "😀", "٣"];
        for pattern in patterns {
            let (one, other) = (compile(pattern, "").unwrap(), regex::Regex::new(&portable_pattern(pattern).unwrap()));
            let other = other.unwrap();
            for text in texts {
                assert_eq!(one.is_match(text), other.is_match(text), "{pattern} on {text}");
            }
        }
    }

    #[test]
    fn what_takes_long_or_is_no_pattern_is_refused() {
        for pattern in ["(", "a{256}", "(a{100}){100}", r"(a)\1", "(?=a)b", r"\bword", "((((a{2}){9}){9}){9}){9}"] {
            assert_eq!(portable_pattern(pattern), None, "{pattern}");
        }
    }
}
