//! Search terms: what is written to the index (`query.rs` asks for it).
//!
//! A term begins with the letter of its family, so that a beginning asked of one family never hits
//! another: `w` whole words, `s` stems, `k` skeletons, `p` phone digits. A stem or skeleton that
//! equals its word is not written; a question therefore asks the `w` family for it as well.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use crate::chunk;
use crate::fold;
use crate::phone::calling_code_length;
use crate::skeleton::skeleton;
use crate::stem::stems;
use crate::words::{self, Digits, is_ideograph};

/// The longest term, in letters.
const TERM_LENGTH: usize = 64;
/// The most terms of one text.
const TERMS: usize = 2_000;

/// The distinct terms under which a text is found, in the order of their first occurrence.
///
/// Each has at most 64 letters, all of them letters and digits; a text has at most 2,000.
pub fn index_terms(text: &str) -> Vec<String> {
    let mut terms = Terms::default();
    for chunk in words::chunks(text) {
        if terms.list.len() >= TERMS {
            break;
        }
        chunk::with(chunk, |found| found.terms.iter().for_each(|term| terms.put(term)));
    }
    if text.bytes().any(|c| c.is_ascii_digit()) {
        words::digit_runs(text).iter().for_each(|run| terms.add_phone(run));
    }
    terms.list.truncate(TERMS);
    terms.list
}

/// The terms of one chunk.
pub(crate) fn of_chunk(chunk: &str, parts: &[String]) -> Vec<String> {
    let mut terms = Terms::default();
    for part in parts {
        if terms.list.len() >= TERMS {
            break;
        }
        terms.add_word(part);
    }
    add_joined(&mut terms, chunk, parts);
    terms.list.truncate(TERMS);
    terms.list
}

/// A compound as one word; of an e-mail address the part before the @ and the domain.
fn add_joined(terms: &mut Terms, chunk: &str, parts: &[String]) {
    if parts.len() < 2 || terms.list.len() >= TERMS {
        return;
    }
    let halves: Vec<&str> = match chunk.split_once('@') {
        Some((local, domain)) => vec![local, domain],
        None => vec![chunk],
    };
    for half in halves {
        if let Some(joined) = words::joined(&words::parts(half)) {
            terms.add_word(&joined);
        }
    }
}

#[derive(Default)]
struct Terms {
    list: Vec<String>,
    seen: HashSet<String>,
}

impl Terms {
    fn add(&mut self, family: char, text: &str) {
        let term = term(family, text);
        if term.len() > 1 {
            self.put(&term);
        }
    }

    fn put(&mut self, term: &str) {
        if !self.seen.contains(term) {
            self.seen.insert(term.to_owned());
            self.list.push(term.to_owned());
        }
    }

    fn add_word(&mut self, small: &str) {
        let folded = fold_word(small);
        if folded.is_empty() {
            return;
        }
        self.add('w', &folded);
        if folded.bytes().any(|c| c.is_ascii_digit()) {
            self.add_digits_and_letters(&folded);
            return;
        }
        for stem in stems(small, &folded) {
            if stem != folded {
                self.add('s', &stem);
            }
        }
        let skeleton = skeleton(small);
        if skeleton != folded {
            self.add('k', &skeleton);
        }
    }

    /// The number in `B2024` or `10кг`, and its letters.
    fn add_digits_and_letters(&mut self, folded: &str) {
        let mut rest = folded;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            self.add('w', &rest[..end]);
            rest = &rest[end..];
        }
    }

    /// A phone number is found by all its digits, by those of its country, by the last ten, seven
    /// and four, and by the beginnings of all these.
    fn add_phone(&mut self, run: &Digits) {
        let digits = run.digits.as_str();
        if !(7..=15).contains(&digits.len()) {
            return;
        }
        self.add('p', digits);
        if run.plus {
            self.add('p', &digits[calling_code_length(digits)..]);
        } else if digits.len() >= 9 && digits.starts_with(['0', '8']) {
            self.add('p', &digits[1..]);
        }
        for last in [10, 7, 4] {
            if digits.len() > last {
                self.add('p', &digits[digits.len() - last..]);
            }
        }
    }
}

/// A term of a family, cut to its greatest length.
pub(crate) fn term(family: char, text: &str) -> String {
    let mut term = String::with_capacity(text.len() + 1);
    term.push(family);
    match text.char_indices().nth(TERM_LENGTH - 1) {
        Some((end, _)) => term.push_str(&text[..end]),
        None => term.push_str(text),
    }
    term
}

/// A part folded, without anything that a database might take for the end of a word.
pub(crate) fn fold_word(small: &str) -> String {
    let mut folded = fold(small);
    folded.retain(is_plain);
    folded
}

/// Letters and digits by every database's count: not the marks, letters in squares and few others
/// that newer editions of Unicode count among the letters, and SQLite's FTS5 does not.
fn is_plain(c: char) -> bool {
    let differs = matches!(c, '\u{19b0}'..='\u{19c9}' | '\u{1ce9}'..='\u{1cf6}' | '\u{1f100}'..='\u{1f2ff}');
    c.is_alphanumeric() && !is_combining_mark(c) && !differs
}

/// The skeleton of a word with at least four letters and no digits, or the word itself in scripts
/// that have no skeleton.
pub(crate) fn vocabulary_form(small: &str) -> Option<String> {
    if small.chars().any(|c| c.is_numeric() || is_ideograph(c)) {
        return None;
    }
    let skeleton = skeleton(small);
    let form = if skeleton.is_empty() { fold_word(small) } else { skeleton };
    ((4..TERM_LENGTH).contains(&form.chars().count())).then_some(form)
}
