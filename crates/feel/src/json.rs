//! Values as JSON. What JSON has no form for is `{"feel": "…"}` with a FEEL literal inside.
use std::{fmt::Write as _, sync::Arc};

use crate::{context::Context, number::Number, value::Value};

/// How deep arrays and objects may stand in each other.
const MAX_DEPTH: u32 = 128;

/// Appends the value as JSON. Numbers keep all their digits; a function is null.
pub fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Function(_) => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(number) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "{number}");
        }
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position > 0 { "," } else { "" });
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (position, (name, value)) in context.iter().enumerate() {
                out.push_str(if position > 0 { "," } else { "" });
                write_text(name, out);
                out.push(':');
                write_json(value, out);
            }
            out.push('}');
        }
        Value::Range(_) => write_feel(&value.to_feel(), out),
        temporal => write_feel(&temporal.to_feel(), out),
    }
}

fn write_feel(literal: &str, out: &mut String) {
    out.push_str("{\"feel\":");
    write_text(literal, out);
    out.push('}');
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
}

/// Why a text is no JSON value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} at byte {at}")]
pub struct JsonError {
    pub message: &'static str,
    pub at: usize,
}

/// Reads a JSON value. Numbers keep 34 digits; `{"feel": "@\"2024-12-31\""}` is the value of its literal.
///
/// # Errors
/// When the text is no JSON, nests deeper than 128, or a literal in it is no FEEL value.
pub fn parse_json(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = reader.value()?;
    reader.blanks();
    if reader.at < text.len() { Err(reader.error("the value ends before this")) } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn error(&self, message: &'static str) -> JsonError {
        JsonError { message, at: self.at }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn eat(&mut self, sign: char) -> bool {
        self.blanks();
        let found = self.rest().starts_with(sign);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<Value, JsonError> {
        self.blanks();
        for (word, value) in [("null", Value::Null), ("true", Value::TRUE), ("false", Value::FALSE)] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.rest().bytes().next() {
            Some(b'"') => Ok(Value::text(self.string()?)),
            Some(b'[') => self.nested(Reader::array),
            Some(b'{') => self.nested(Reader::object),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.error("expected a value")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Value, JsonError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("this is nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        if self.eat(']') {
            return Ok(items.into());
        }
        loop {
            items.push(self.value()?);
            if self.eat(']') {
                return Ok(items.into());
            }
            if !self.eat(',') {
                return Err(self.error("expected `,` or `]`"));
            }
        }
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
        let mut closed = self.eat('}');
        while !closed {
            self.blanks();
            let name = self.string()?;
            if !self.eat(':') {
                return Err(self.error("expected `:`"));
            }
            entries.push((name.into(), self.value()?));
            closed = self.eat('}');
            if !closed && !self.eat(',') {
                return Err(self.error("expected `,` or `}`"));
            }
        }
        if let [(name, Value::Text(literal))] = entries.as_slice()
            && &**name == "feel"
        {
            let message = "expected a FEEL literal";
            return crate::eval::literal(literal).ok_or(JsonError { message, at: start });
        }
        Ok(Value::Context(Arc::new(entries.into_iter().collect::<Context>())))
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let end = self.rest().find(|char: char| !matches!(char, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
        let text = &self.rest()[..end.unwrap_or(self.rest().len())];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let leading_zero = digits.starts_with('0') && digits[1..].starts_with(|char: char| char.is_ascii_digit());
        match Number::parse(text).filter(|_| !leading_zero && !digits.starts_with(['.', '+', '-'])) {
            Some(number) => {
                self.at += text.len();
                Ok(Value::Number(number))
            }
            None => Err(self.error("expected a number in range")),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        if !self.rest().starts_with('"') {
            return Err(self.error("expected `\"`"));
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(stop) = self.rest().find(|char: char| char == '"' || char == '\\' || char < ' ') else {
                return Err(self.error("this text has no end"));
            };
            out.push_str(&self.rest()[..stop]);
            self.at += stop;
            match self.rest().as_bytes() {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(out);
                }
                [b'\\', ..] => out.push(self.escape()?),
                _ => return Err(self.error("a control character must be escaped")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let char = match self.rest().as_bytes().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.error("this is no escape")),
        };
        self.at += 2;
        Ok(char)
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let unit = self.unit()?;
        let code = match unit {
            0xD800..0xDC00 => match self.unit()? {
                low @ 0xDC00..0xE000 => 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                _ => return Err(self.error("half a character")),
            },
            unit => unit,
        };
        char::from_u32(code).ok_or_else(|| self.error("half a character"))
    }

    fn unit(&mut self) -> Result<u32, JsonError> {
        let digits = self.rest().strip_prefix("\\u").and_then(|rest| rest.get(..4));
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 6;
                Ok(unit)
            }
            None => Err(self.error("expected four hexadecimal digits")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for json in [
            "null",
            "[1,2.5,-3,\"a\\\"\\u0001\\n\"]",
            "{\"a\":{\"b\":[]},\"c d\":true}",
            "1234567890123456789012345678901234",
            "{\"feel\":\"@\\\"2024-02-29\\\"\"}",
            "{\"feel\":\"@\\\"P1DT2H\\\"\"}",
            "[{\"feel\":\"[1..5)\"}]",
        ] {
            let mut out = String::new();
            write_json(&parse_json(json).unwrap(), &mut out);
            assert_eq!(out, json);
        }
        assert_eq!(parse_json(" \"\\ud83d\\udc0e\" "), Ok(Value::from("🐎")));
        assert_eq!(parse_json("1e3"), Ok(Value::from(1000)));
    }

    #[test]
    fn refuses_broken_json() {
        for json in [
            "",
            "[",
            "[1,]",
            "{a:1}",
            "{\"a\"}",
            "01",
            "+1",
            "\"a",
            "\"\\x\"",
            "\"\\ud83d\"",
            "1 2",
            "nul",
            "{\"feel\":\"now()\"}",
            "\"\n\"",
        ] {
            assert!(parse_json(json).is_err(), "{json}");
        }
        assert!(parse_json(&"[".repeat(100_000)).is_err());
    }
}
