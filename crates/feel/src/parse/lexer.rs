//! Tokens.
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    number::Number,
};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Number),
    Text(String),
    /// The text of `@"…"`.
    At(String),
    /// A word; keywords are words until the parser wants one.
    Word,
    /// A sign, always one of [`SIGNS`].
    Sign(&'static str),
    End,
    /// What could not be read; the finding is made.
    Bad,
}

/// Longer signs before their beginnings.
const SIGNS: [&str; 26] = [
    "..", "->", "**", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "+", "-", "*", "/", "=", "<", ">",
    ";", "|", "^", "&",
];

pub(super) fn is_space(char: char) -> bool {
    // DMN 1.5, 10.3.1.2, rules 61 and 62.
    char.is_whitespace() || matches!(char, '\u{180E}' | '\u{200B}' | '\u{FEFF}')
}

pub(crate) fn is_name_start(char: char) -> bool {
    // DMN 1.5, 10.3.1.2, rule 28.
    matches!(char,
        '?' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
        && !is_space(char)
}

pub(crate) fn is_name_part(char: char) -> bool {
    is_name_start(char) || matches!(char, '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Where the blanks and comments that begin here end.
pub(super) fn skip_blanks(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(is_space);
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("//") {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            at += trimmed.find("*/").map_or(trimmed.len(), |end| end + 2);
        } else {
            return at;
        }
    }
}

/// The token that begins at `start`, and where it ends.
pub(super) fn token(text: &str, start: usize, findings: &mut Vec<Diagnostic>) -> (Token, usize) {
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else { return (Token::End, start) };
    let second = rest[first.len_utf8()..].chars().next();
    match first {
        '"' => quoted(text, start, findings),
        '@' if second == Some('"') => match quoted(text, start + 1, findings) {
            (Token::Text(content), end) => (Token::At(content), end),
            bad => bad,
        },
        '0'..='9' => number(text, start, findings),
        '.' if second.is_some_and(|char| char.is_ascii_digit()) => number(text, start, findings),
        first if is_name_start(first) => {
            let length = rest.find(|char| !is_name_part(char)).unwrap_or(rest.len());
            (Token::Word, start + length)
        }
        _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => (Token::Sign(sign), start + sign.len()),
            None => {
                let end = start + first.len_utf8();
                let message = format!("`{first}` means nothing here");
                findings.push(
                    Diagnostic::new(Code::UnexpectedCharacter, Span::new(start, end), message).with("found", first),
                );
                (Token::Bad, end)
            }
        },
    }
}

fn number(text: &str, start: usize, findings: &mut Vec<Diagnostic>) -> (Token, usize) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(start);
    // `1..5` is a range, `1.` is not a number.
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    match Number::parse(&text[start..end]) {
        Some(number) => (Token::Number(number), end),
        None => {
            let span = Span::new(start, end);
            findings.push(Diagnostic::new(Code::InvalidNumber, span, "this number is out of range"));
            (Token::Bad, end)
        }
    }
}

/// A text in quotes, its escapes resolved (DMN 1.5, 10.3.1.2, rules 33 and 64).
fn quoted(text: &str, start: usize, findings: &mut Vec<Diagnostic>) -> (Token, usize) {
    let mut content = String::new();
    let mut at = start + 1;
    loop {
        let rest = &text[at..];
        let Some(stop) = rest.find(['"', '\\']) else {
            let span = Span::new(start, text.len());
            findings
                .push(Diagnostic::new(Code::UnterminatedText, span, "this text has no end").help("close it with `\"`"));
            return (Token::Bad, text.len());
        };
        content.push_str(&rest[..stop]);
        at += stop;
        if rest.as_bytes()[stop] == b'"' {
            return (Token::Text(content), at + 1);
        }
        match escape(&text[at..]) {
            Some((char, length)) => {
                content.push(char);
                at += length;
            }
            None if matches!(text.as_bytes().get(at + 1), Some(b'u' | b'U')) => {
                let span = Span::new(at, at + 2);
                findings.push(
                    Diagnostic::new(Code::InvalidEscape, span, "this is no character")
                        .help("write four hexadecimal digits after `\\u` or six after `\\U`"),
                );
                content.push(char::REPLACEMENT_CHARACTER);
                at += 2;
            }
            // Patterns are full of `\d` and `\s`: what is no escape stands for itself.
            None => {
                content.push('\\');
                at += 1;
            }
        }
    }
}

/// The character an escape stands for, and the length of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let char = match text.as_bytes().get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'"' => '"',
        b'\'' => '\'',
        b'\\' => '\\',
        b'U' => return Some((char::from_u32(hex(text, 2, 6)?)?, 8)),
        b'u' => {
            let unit = hex(text, 2, 4)?;
            if (0xD800..0xDC00).contains(&unit) && text.get(6..8) == Some("\\u") {
                let low = hex(text, 8, 4).filter(|low| (0xDC00..0xE000).contains(low))?;
                return Some((char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))?, 12));
            }
            return Some((char::from_u32(unit)?, 6));
        }
        _ => return None,
    };
    Some((char, 2))
}

fn hex(text: &str, from: usize, length: usize) -> Option<u32> {
    let digits = text.get(from..from + length)?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(digits, 16).ok() } else { None }
}
