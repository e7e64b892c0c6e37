//! Keeping text in a CSV from being run as a formula when a spreadsheet opens it.
//!
//! A text that begins like a formula gets an apostrophe before it, which spreadsheets take for
//! "this is text". Reading takes it away again, so that nothing changes on the way.

use std::borrow::Cow;

/// What makes a spreadsheet take a text for a formula, wide forms included.
fn dangerous(char: char) -> bool {
    matches!(char, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
}

/// Whether the text behind its leading apostrophes begins like a formula.
fn formula_like(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(dangerous)
}

/// The text as it may stand in a CSV.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    match formula_like(text) && !is_plain_number(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text without the apostrophe that [`guarded`] or a person put before it.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if formula_like(rest) => rest,
        _ => text,
    }
}

/// `-5`, `+1.5`, `+380 (44) 123-45-67`: a sign, then nothing that could name a cell or a function.
fn is_plain_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let negative = text.starts_with('-');
    let marks = if negative { ".," } else { " .,()-/" };
    rest.starts_with(|char: char| char.is_ascii_digit() || (!negative && char == '('))
        && rest.chars().all(|char| char.is_ascii_digit() || marks.contains(char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "@SUM(A1)", "+A1", "-2+3", "\t=1", "＝1", "'=1", "--1", "+cmd|' /C calc'!A0"] {
            assert_eq!(guarded(text), format!("'{text}"));
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["-5", "-1.5", "+380 (44) 123-45-67", "+1", "Anna", "'tis", "", "a=b"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
