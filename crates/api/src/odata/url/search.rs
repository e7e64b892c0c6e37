//! `$search`: words, phrases, AND, OR, NOT. OData URL Conventions 5.1.7.

use super::ast::Search;
use super::cursor::{Cursor, Error};
use super::literal;
use super::text::{Char, Written};

/// Reads a search expression, or text in single quotes as somebody typed it so far.
pub(super) fn search(cursor: &mut Cursor) -> Result<Search, Error> {
    cursor.blanks();
    if cursor.peek() == Some('\'') {
        let text = literal::string(cursor)?;
        return Ok(Search::Text(text));
    }
    expression(cursor)
}

/// Reads operands joined by OR, which binds less than AND.
pub(super) fn expression(cursor: &mut Cursor) -> Result<Search, Error> {
    cursor.nested(|cursor| {
        let mut any = vec![all(cursor)?];
        while eat_operator(cursor, "OR") {
            any.push(all(cursor)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Search::Or(any) })
    })
}

/// Reads operands joined by AND, or by blanks alone.
fn all(cursor: &mut Cursor) -> Result<Search, Error> {
    let mut all = vec![operand(cursor)?];
    loop {
        let mark = cursor.mark();
        if eat_operator(cursor, "OR") {
            cursor.reset(mark);
            break;
        }
        let joined = eat_operator(cursor, "AND") || cursor.required_blanks() && starts_operand(cursor);
        if !joined {
            cursor.reset(mark);
            break;
        }
        all.push(operand(cursor)?);
    }
    Ok(if all.len() == 1 { all.remove(0) } else { Search::And(all) })
}

fn operand(cursor: &mut Cursor) -> Result<Search, Error> {
    cursor.count_node()?;
    // NOT is an operator only before an operand, else it is a word like others.
    let mark = cursor.mark();
    if eat_exact(cursor, "NOT") && cursor.required_blanks() && starts_operand(cursor) {
        let negated = cursor.nested(operand)?;
        return Ok(Search::Not(Box::new(negated)));
    }
    cursor.reset(mark);
    match cursor.peek() {
        Some('(') => {
            cursor.advance();
            cursor.blanks();
            let inner = expression(cursor)?;
            cursor.blanks();
            cursor.expect(')')?;
            Ok(inner)
        }
        Some('"') => phrase(cursor),
        _ => word(cursor),
    }
}

fn phrase(cursor: &mut Cursor) -> Result<Search, Error> {
    let text = literal::json_string(cursor)?;
    if text.is_empty() {
        return Err(cursor.unexpected("a phrase between the quotes"));
    }
    if cursor.peek_char().is_some_and(is_word_char) {
        return Err(cursor.unexpected("a blank after the phrase"));
    }
    Ok(Search::Phrase(text))
}

fn word(cursor: &mut Cursor) -> Result<Search, Error> {
    let start = cursor.mark();
    while let Some(char) = cursor.peek_char() {
        let quote_inside = char.value == '\'' && cursor.mark() > start;
        if !is_word_char(char) && !quote_inside {
            break;
        }
        cursor.advance();
    }
    let text = cursor.text_since(start);
    if text.is_empty() { Err(cursor.unexpected("a word to search for")) } else { Ok(Search::Word(text)) }
}

/// Takes an operator with blanks on both sides and an operand behind it.
fn eat_operator(cursor: &mut Cursor, operator: &str) -> bool {
    let mark = cursor.mark();
    let found =
        cursor.required_blanks() && eat_exact(cursor, operator) && cursor.required_blanks() && starts_operand(cursor);
    if !found {
        cursor.reset(mark);
    }
    found
}

/// Takes a word of capital letters as it is.
fn eat_exact(cursor: &mut Cursor, wanted: &str) -> bool {
    let found = wanted.chars().enumerate().all(|(index, char)| cursor.peek_at(index) == Some(char));
    if found {
        (0..wanted.len()).for_each(|_| cursor.advance());
    }
    found
}

fn starts_operand(cursor: &Cursor) -> bool {
    cursor.peek_char().is_some_and(|char| matches!(char.value, '(' | '"') || is_word_char(char))
}

/// A character that needs no quotes. What separates options must be encoded.
fn is_word_char(char: Char) -> bool {
    match char.value {
        ' ' | '\t' | '(' | ')' | '"' => false,
        '\'' | ';' | '&' | '#' => char.written == Written::Encoded,
        _ => true,
    }
}
