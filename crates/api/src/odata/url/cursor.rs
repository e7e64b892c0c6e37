//! Reading decoded characters one after the other, with errors that name a place, and limits.

use super::text::{Char, Coding};

/// Why a text is no OData URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at position {at}")]
pub struct Error {
    /// The byte offset in the text as it was sent.
    pub at: u32,
    pub message: String,
}

impl Error {
    /// An error at a place.
    pub fn new(at: u32, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// How much of a URL is accepted, so that no request costs more than it should.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the whole text.
    pub length: usize,
    /// Levels of nesting: parentheses, paths in paths, options in options.
    pub depth: u32,
    /// Nodes of the tree.
    pub nodes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { length: 64 * 1024, depth: 64, nodes: 8_000 }
    }
}

/// Whether a type name may stand alone where a value is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoneType {
    Refused,
    /// As the subject of an aggregation.
    Accepted,
}

/// A reader of decoded characters.
pub(super) struct Cursor<'t> {
    chars: &'t [Char],
    next: usize,
    end: u32,
    coding: Coding,
    depth: u32,
    nodes: u32,
    limits: Limits,
    pub lone_type: LoneType,
}

impl<'t> Cursor<'t> {
    /// A reader at the start of characters that end at the place `end`.
    pub fn new(chars: &'t [Char], end: u32, coding: Coding, limits: Limits) -> Self {
        Self { chars, next: 0, end, coding, depth: 0, nodes: 0, limits, lone_type: LoneType::Refused }
    }
}

impl Cursor<'_> {
    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.chars.get(self.next).map(|char| char.value)
    }

    /// The next character and how it was written.
    pub fn peek_char(&self) -> Option<Char> {
        self.chars.get(self.next).copied()
    }

    /// The character `ahead` places after the next one.
    pub fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.next + ahead).map(|char| char.value)
    }

    /// Whether the text is a path, where a slash inside a literal must be encoded.
    pub fn in_path(&self) -> bool {
        self.coding == Coding::Path
    }

    /// The place of the next character.
    pub fn at(&self) -> u32 {
        self.chars.get(self.next).map_or(self.end, |char| char.at)
    }

    /// A mark to come back to.
    pub fn mark(&self) -> usize {
        self.next
    }

    /// Goes back to a mark.
    pub fn reset(&mut self, mark: usize) {
        self.next = mark;
    }

    pub fn advance(&mut self) {
        self.next += 1;
    }

    pub fn is_end(&self) -> bool {
        self.next >= self.chars.len()
    }

    /// Takes `wanted` if it comes next.
    pub fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next += 1;
        }
        found
    }

    /// Takes `wanted`, letters in either case, if it comes next.
    pub fn eat_text(&mut self, wanted: &str) -> bool {
        let mut count = 0;
        for expected in wanted.chars() {
            match self.peek_at(count) {
                Some(found) if found.eq_ignore_ascii_case(&expected) => count += 1,
                _ => return false,
            }
        }
        self.next += count;
        true
    }

    /// Takes `wanted` if it comes next and no letter or digit follows it.
    pub fn eat_word(&mut self, wanted: &str) -> bool {
        let mark = self.next;
        let found = self.eat_text(wanted) && !self.peek().is_some_and(is_identifier_part);
        if !found {
            self.next = mark;
        }
        found
    }

    /// Takes `wanted`, or fails.
    pub fn expect(&mut self, wanted: char) -> Result<(), Error> {
        if self.eat(wanted) { Ok(()) } else { Err(self.unexpected(&format!("\"{wanted}\""))) }
    }

    /// Fails unless everything was read.
    pub fn expect_end(&self) -> Result<(), Error> {
        if self.is_end() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

    /// Skips optional blanks: BWS of the grammar.
    pub fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.next += 1;
        }
    }

    /// Takes required blanks: RWS of the grammar.
    pub fn required_blanks(&mut self) -> bool {
        let before = self.next;
        self.blanks();
        self.next > before
    }

    /// Takes blanks, a word and blanks, or nothing.
    pub fn eat_operator(&mut self, word: &str) -> bool {
        let mark = self.next;
        let found = self.required_blanks() && self.eat_text(word) && self.required_blanks();
        if !found {
            self.next = mark;
        }
        found
    }

    /// Takes one or more decimal digits.
    pub fn digits(&mut self) -> Option<String> {
        let start = self.next;
        while self.peek().is_some_and(|char| char.is_ascii_digit()) {
            self.next += 1;
        }
        (self.next > start).then(|| self.text_since(start))
    }

    /// Takes a whole number.
    pub fn number(&mut self) -> Result<u64, Error> {
        let at = self.at();
        let digits = self.digits().ok_or_else(|| self.unexpected("a whole number"))?;
        digits.parse().map_err(|_| Error::new(at, "the number is too large"))
    }

    /// Takes an identifier: a letter or underscore, then letters, digits and the like,
    /// 128 characters at most.
    pub fn identifier(&mut self) -> Option<String> {
        if !self.peek().is_some_and(is_identifier_start) {
            return None;
        }
        let start = self.next;
        while self.next - start < 128 && self.peek().is_some_and(is_identifier_part) {
            self.next += 1;
        }
        Some(self.text_since(start))
    }

    /// The text from a mark up to here.
    pub fn text_since(&self, mark: usize) -> String {
        self.chars[mark..self.next].iter().map(|char| char.value).collect()
    }

    /// An error that says what was expected here and what was found.
    pub fn unexpected(&self, expected: &str) -> Error {
        let found = match self.peek() {
            Some(char) => format!("\"{char}\""),
            None => "the end".to_owned(),
        };
        Error::new(self.at(), format!("expected {expected}, found {found}"))
    }

    /// Counts a node of the tree.
    pub fn count_node(&mut self) -> Result<(), Error> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return Err(Error::new(self.at(), format!("the expression has more than {} parts", self.limits.nodes)));
        }
        Ok(())
    }

    /// Reads something that may contain itself, one level deeper.
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.deeper(1)?;
        let result = read(self);
        self.shallower(1);
        result
    }

    /// Goes levels deeper, as far as the limits allow.
    pub fn deeper(&mut self, levels: u32) -> Result<(), Error> {
        if self.depth + levels > self.limits.depth {
            return Err(Error::new(self.at(), format!("nesting is deeper than {} levels", self.limits.depth)));
        }
        self.depth += levels;
        Ok(())
    }

    /// Comes back up.
    pub fn shallower(&mut self, levels: u32) {
        self.depth -= levels;
    }

    /// Reads `item` one or more times, with commas between.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let mut items = vec![item(self)?];
        loop {
            let mark = self.mark();
            self.blanks();
            if !self.eat(',') {
                self.reset(mark);
                return Ok(items);
            }
            self.blanks();
            items.push(item(self)?);
        }
    }
}

pub(super) fn is_identifier_start(char: char) -> bool {
    char == '_' || char.is_alphabetic()
}

pub(super) fn is_identifier_part(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}
