//! Literals of primitive types. OData ABNF 7, "Literal Data Values".

use super::ast::{Literal, Name, NotFinite};
use super::cursor::{Cursor, Error, is_identifier_part};
use super::{geo, time};

/// Takes a number, GUID, date or time if one comes next.
///
/// The longest form wins: `2012-09-03` is a date, not a number minus another.
pub(super) fn numeric(cursor: &mut Cursor) -> Option<Literal> {
    type Form = fn(&mut Cursor) -> Option<Literal>;
    const FORMS: [Form; 5] = [
        |cursor| guid(cursor).map(Literal::Guid),
        |cursor| time::date_time_offset(cursor).map(Literal::DateTimeOffset),
        |cursor| time::date(cursor).map(Literal::Date),
        |cursor| time::time_of_day(cursor).map(Literal::TimeOfDay),
        number,
    ];
    let start = cursor.mark();
    for form in FORMS {
        if let Some(literal) = form(cursor)
            && !cursor.peek().is_some_and(is_identifier_part)
        {
            return Some(literal);
        }
        cursor.reset(start);
    }
    None
}

/// Takes `null`, `true`, `false`, `NaN` or `INF` if it comes next as a word.
pub(super) fn word(cursor: &mut Cursor) -> Option<Literal> {
    let start = cursor.mark();
    let literal = match cursor.identifier()?.as_str() {
        "null" => Literal::Null,
        "NaN" => Literal::NotFinite(NotFinite::NaN),
        "INF" => Literal::NotFinite(NotFinite::PositiveInfinity),
        other if other.eq_ignore_ascii_case("true") => Literal::Boolean(true),
        other if other.eq_ignore_ascii_case("false") => Literal::Boolean(false),
        _ => {
            cursor.reset(start);
            return None;
        }
    };
    if matches!(cursor.peek(), Some('/' | '(' | '.' | '\'')) {
        cursor.reset(start);
        return None;
    }
    Some(literal)
}

/// Takes a decimal number, with exponent if there is one, or `-INF`.
pub(super) fn number(cursor: &mut Cursor) -> Option<Literal> {
    let start = cursor.mark();
    if cursor.eat('-') {
        if cursor.eat_text("INF") {
            return Some(Literal::NotFinite(NotFinite::NegativeInfinity));
        }
    } else {
        cursor.eat('+');
    }
    if cursor.digits().is_none() {
        cursor.reset(start);
        return None;
    }
    optional(cursor, |cursor| cursor.eat('.') && cursor.digits().is_some());
    optional(cursor, |cursor| {
        let found = cursor.eat_text("e");
        if !cursor.eat('+') {
            cursor.eat('-');
        }
        found && cursor.digits().is_some()
    });
    Some(Literal::Number(cursor.text_since(start)))
}

/// Takes what `read` reads, or nothing if it does not find it whole.
fn optional(cursor: &mut Cursor, read: impl FnOnce(&mut Cursor) -> bool) {
    let mark = cursor.mark();
    if !read(cursor) {
        cursor.reset(mark);
    }
}

/// Takes a GUID: 8, 4, 4, 4 and 12 hexadecimal digits.
pub(super) fn guid(cursor: &mut Cursor) -> Option<String> {
    let start = cursor.mark();
    for (group, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        let complete = (group == 0 || cursor.eat('-')) && (0..length).all(|_| eat_hex_digit(cursor));
        if !complete {
            cursor.reset(start);
            return None;
        }
    }
    Some(cursor.text_since(start).to_ascii_lowercase())
}

fn eat_hex_digit(cursor: &mut Cursor) -> bool {
    let found = cursor.peek().is_some_and(|char| char.is_ascii_hexdigit());
    if found {
        cursor.advance();
    }
    found
}

/// Reads a string in single quotes; two quotes stand for one.
///
/// # Errors
/// No quote comes first or last. In a path, a slash must be percent-encoded.
pub(super) fn string(cursor: &mut Cursor) -> Result<String, Error> {
    let start = cursor.at();
    cursor.expect('\'')?;
    let mut text = String::new();
    while let Some(char) = cursor.peek_char() {
        if cursor.in_path() && char.value == '/' && char.written == super::text::Written::Plain {
            return Err(Error::new(char.at, "a slash inside a string of the path must be written %2F"));
        }
        cursor.advance();
        if char.value == '\'' && !cursor.eat('\'') {
            return Ok(text);
        }
        text.push(char.value);
    }
    Err(Error::new(start, "the string that begins here has no closing quote"))
}

/// Reads a JSON string in double quotes. RFC 8259, section 7.
///
/// # Errors
/// No quote comes first or last, an unknown escape.
pub(super) fn json_string(cursor: &mut Cursor) -> Result<String, Error> {
    let start = cursor.at();
    cursor.expect('"')?;
    let mut text = String::new();
    while let Some(char) = cursor.peek_char() {
        cursor.advance();
        match char.value {
            '"' => return Ok(text),
            '\\' => text.push(escape(cursor)?),
            other => text.push(other),
        }
    }
    Err(Error::new(start, "the string that begins here has no closing quote"))
}

fn escape(cursor: &mut Cursor) -> Result<char, Error> {
    let at = cursor.at();
    let char = cursor.peek().ok_or_else(|| cursor.unexpected("an escaped character"))?;
    cursor.advance();
    Ok(match char {
        '"' | '\\' | '/' => char,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let high = unit(cursor)?;
            let units = if (0xd800..0xdc00).contains(&high) && cursor.eat('\\') && cursor.eat('u') {
                vec![high, unit(cursor)?]
            } else {
                vec![high]
            };
            let decoded = char::decode_utf16(units).next();
            match decoded {
                Some(Ok(char)) if char != '\0' => char,
                _ => return Err(Error::new(at, "the escape is no character")),
            }
        }
        _ => return Err(Error::new(at, "unknown escape in a string")),
    })
}

/// Reads four hexadecimal digits.
fn unit(cursor: &mut Cursor) -> Result<u16, Error> {
    let mut value = 0;
    for _ in 0..4 {
        let digit = cursor.peek().and_then(|char| char.to_digit(16));
        let Some(digit) = digit.and_then(|digit| u16::try_from(digit).ok()) else {
            return Err(cursor.unexpected("a hexadecimal digit"));
        };
        cursor.advance();
        value = value * 16 + digit;
    }
    Ok(value)
}

/// Reads the quoted part of `prefix'…'`, where the name before the quote was read already.
///
/// # Errors
/// The text in quotes is no value of the named type.
pub(super) fn prefixed(cursor: &mut Cursor, prefix: Name) -> Result<Literal, Error> {
    if prefix.namespace.is_none() {
        match prefix.name.to_ascii_lowercase().as_str() {
            "duration" => return quoted(cursor, |cursor| time::duration(cursor).map(Literal::Duration)),
            "binary" => return quoted(cursor, |cursor| binary(cursor).map(Literal::Binary)),
            "geography" | "geometry" => return geo::literal(cursor, &prefix.name),
            _ => {
                let message = format!("\"{}\" is no prefix of a literal", prefix.name);
                return Err(Error::new(prefix.at, message));
            }
        }
    }
    let members = quoted(cursor, enum_members)?;
    Ok(Literal::Enum { type_name: prefix, members })
}

/// Reads a quote, a value and a quote.
pub(super) fn quoted<T>(cursor: &mut Cursor, read: impl FnOnce(&mut Cursor) -> Result<T, Error>) -> Result<T, Error> {
    cursor.expect('\'')?;
    let value = read(cursor)?;
    cursor.expect('\'')?;
    Ok(value)
}

/// Reads names or numbers of enumeration members, with commas between.
pub(super) fn enum_members(cursor: &mut Cursor) -> Result<Vec<String>, Error> {
    let mut members = Vec::new();
    loop {
        members.push(enum_member(cursor)?);
        if !cursor.eat(',') {
            return Ok(members);
        }
    }
}

fn enum_member(cursor: &mut Cursor) -> Result<String, Error> {
    if let Some(name) = cursor.identifier() {
        return Ok(name);
    }
    let start = cursor.mark();
    if !cursor.eat('-') {
        cursor.eat('+');
    }
    match cursor.digits() {
        Some(_) => Ok(cursor.text_since(start)),
        None => {
            cursor.reset(start);
            Err(cursor.unexpected("a member of the enumeration"))
        }
    }
}

/// Reads base64url, the padding may be missing. RFC 4648, section 5.
pub(super) fn binary(cursor: &mut Cursor) -> Result<Vec<u8>, Error> {
    let start = cursor.at();
    let mut bytes = Vec::new();
    let (mut bits, mut count, mut length) = (0_u32, 0_u32, 0_usize);
    while let Some(digit) = cursor.peek().and_then(base64_digit) {
        cursor.advance();
        length += 1;
        bits = (bits << 6) | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    let mut padding = 0;
    while cursor.eat('=') {
        padding += 1;
    }
    let whole = match length % 4 {
        0 => padding == 0,
        2 => padding == 0 || padding == 2,
        3 => padding <= 1,
        _ => false,
    };
    if whole && bits == 0 { Ok(bytes) } else { Err(Error::new(start, "the binary value is no base64url")) }
}

fn base64_digit(char: char) -> Option<u32> {
    let code = u32::from(char);
    match char {
        'A'..='Z' => Some(code - u32::from('A')),
        'a'..='z' => Some(code - u32::from('a') + 26),
        '0'..='9' => Some(code - u32::from('0') + 52),
        '-' => Some(62),
        '_' => Some(63),
        _ => None,
    }
}
