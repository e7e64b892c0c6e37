//! TOML tables read key by key, so that every mistake in a file is found in one go.

use super::place::{At, Findings, Place, Word, nearest};
use crate::finding::Code;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file's text with the beginnings of its lines.
#[derive(Debug)]
pub(super) struct Source {
    pub file: Arc<str>,
    pub text: Arc<str>,
    lines: Vec<usize>,
}

impl Source {
    /// Reads bytes as text. A finding and nothing when they are none.
    pub fn new(file: &Arc<str>, bytes: &[u8], findings: &Findings) -> Option<Self> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            findings.error(&Place::file(file), Code::NOT_UTF8, []);
            return None;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Some(Self { file: Arc::clone(file), text: text.into(), lines: std::iter::once(0).chain(lines).collect() })
    }

    /// The place of a byte of the text.
    pub fn place(&self, offset: usize) -> Place {
        let line = self.lines.partition_point(|start| *start <= offset);
        Place { file: Arc::clone(&self.file), line: u32::try_from(line).unwrap_or(u32::MAX) }
    }
}

/// A table of which every key should be asked for; the others are findings.
pub(super) struct Table<'a> {
    source: &'a Source,
    findings: &'a Findings,
    table: &'a DeTable<'a>,
    place: Place,
    asked: RefCell<Vec<&'static str>>,
}

/// Calls `read` with the table of a whole file; findings for bad syntax come first, and what was understood goes on.
pub(super) fn with_table<T>(source: &Source, findings: &Findings, read: impl FnOnce(&Table<'_>) -> T) -> T {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let place = source.place(error.span().map_or(0, |span| span.start));
        findings.error(&place, Code::SYNTAX, [("detail", error.message())]);
    }
    let table = Table { source, findings, table: table.get_ref(), place: source.place(0), asked: RefCell::default() };
    let answer = read(&table);
    table.finish();
    answer
}

impl<'a> Table<'a> {
    /// Where the table begins.
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// Whether the key is there, without asking for it.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn at(&self, span: Range<usize>) -> Place {
        self.source.place(span.start)
    }

    /// Whether a table stands at the key, without asking for it.
    pub fn is_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_)))
    }

    /// The place of a key's value.
    pub fn place_of(&self, key: &str) -> Place {
        self.table.get(key).map_or_else(|| self.place(), |value| self.at(value.span()))
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let found = value.get_ref().type_str();
        self.findings.error(
            &self.at(value.span()),
            Code::WRONG_TYPE,
            [("key", key), ("expected", expected), ("found", found)],
        );
    }

    pub fn text(&self, key: &'static str) -> Option<Word> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(At { value: Arc::from(&**text), place: self.at(value.span()) }),
            _ => {
                self.wrong(key, value, "string");
                None
            }
        }
    }

    /// A text that must be there.
    pub fn required(&self, key: &'static str) -> Option<Word> {
        if !self.table.contains_key(key) {
            self.asked.borrow_mut().push(key);
            self.findings.error(&self.place, Code::MISSING_KEY, [("key", key)]);
            return None;
        }
        self.text(key)
    }

    /// One text, or a list of texts.
    pub fn texts(&self, key: &'static str) -> Option<Vec<Word>> {
        let value = self.get(key)?;
        let word = |value: &Spanned<DeValue<'a>>| match value.get_ref() {
            DeValue::String(text) => Some(At { value: Arc::from(&**text), place: self.at(value.span()) }),
            _ => {
                self.wrong(key, value, "string");
                None
            }
        };
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter().filter_map(word).collect()),
            _ => Some(word(value).into_iter().collect()),
        }
    }

    /// A list whose items are texts or lists of texts.
    pub fn groups(&self, key: &'static str) -> Option<Vec<Vec<Word>>> {
        let value = self.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, "array");
            return None;
        };
        let word = |value: &Spanned<DeValue<'a>>| match value.get_ref() {
            DeValue::String(text) => Some(At { value: Arc::from(&**text), place: self.at(value.span()) }),
            _ => {
                self.wrong(key, value, "string");
                None
            }
        };
        let group = |item: &Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::Array(words) => words.iter().filter_map(word).collect(),
            _ => word(item).into_iter().collect(),
        };
        Some(items.iter().map(group).collect())
    }

    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.wrong(key, value, "boolean");
        None
    }

    /// A whole number between two bounds.
    pub fn integer(&self, key: &'static str, bounds: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong(key, value, "integer");
            return None;
        };
        let number = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| bounds.contains(number));
        if number.is_none() {
            let bounds = format!("{}–{}", bounds.start(), bounds.end());
            self.findings.error(&self.at(value.span()), Code::OUT_OF_BOUNDS, [("key", key), ("bounds", &bounds)]);
        }
        number
    }

    /// Any number.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(key, value, "number");
        }
        number
    }

    /// An expression; numbers and flags may stand there as they are.
    pub fn feel(&self, key: &'static str) -> Option<Word> {
        let value = self.get(key)?;
        let text: Arc<str> = match value.get_ref() {
            DeValue::String(text) => Arc::from(&**text),
            DeValue::Boolean(flag) => flag.to_string().into(),
            DeValue::Integer(number) => Arc::from(number.as_str()),
            DeValue::Float(number) => Arc::from(number.as_str()),
            _ => {
                self.wrong(key, value, "string");
                return None;
            }
        };
        Some(At { value: text, place: self.at(value.span()) })
    }

    /// One of some words.
    pub fn word<T: Copy>(&self, key: &'static str, known: &[(&'static str, T)]) -> Option<T> {
        let word = self.text(key)?;
        pick(&word, key, known, self.findings)
    }

    fn inner(&self, value: &'a Spanned<DeValue<'a>>, key: &str) -> Option<Table<'a>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, "table");
            return None;
        };
        let place = self.at(value.span());
        Some(Table { source: self.source, findings: self.findings, table, place, asked: RefCell::default() })
    }

    /// A table below this one.
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        self.get(key).and_then(|value| self.inner(value, key))
    }

    /// `[[key]]`
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, "array of tables");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.inner(item, key)).collect()
    }

    /// All entries of a table whose keys are free, each with its place.
    pub fn entries(&self) -> Vec<(Word, Entry<'a>)> {
        let entry = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let key: &Spanned<std::borrow::Cow<'a, str>> = key;
            let word = At { value: Arc::from(&**key.get_ref()), place: self.at(key.span()) };
            let entry = match value.get_ref() {
                DeValue::String(text) => Entry::Text(At { value: Arc::from(&**text), place: self.at(value.span()) }),
                _ => Entry::Table(self.inner(value, &word.value)?),
            };
            Some((word, entry))
        };
        self.table.iter().filter_map(entry).collect()
    }

    /// Reports the keys nobody asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(&name) {
                let suggestion = hint(nearest(name, asked.iter().copied()));
                self.findings.error(
                    &self.at(key.span()),
                    Code::UNKNOWN_KEY,
                    [("key", name), ("suggestion", &suggestion)],
                );
            }
        }
    }
}

/// A value under a free key.
pub(super) enum Entry<'a> {
    Text(Word),
    Table(Table<'a>),
}

/// The meaning of a word; a finding when it has none.
pub(super) fn pick<T: Copy>(word: &Word, key: &str, known: &[(&'static str, T)], findings: &Findings) -> Option<T> {
    let found = known.iter().find(|(name, _)| **name == *word.value);
    if found.is_none() {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let suggestion = hint(nearest(&word.value, names.iter().copied()));
        findings.error(
            &word.place,
            Code::UNKNOWN_WORD,
            [("key", key), ("word", &word.value), ("known", &names.join(", ")), ("suggestion", &suggestion)],
        );
    }
    found.map(|(_, meaning)| *meaning)
}

/// The suggestion as it ends a sentence: an arrow and the word, or the full stop.
pub(super) fn hint(suggestion: &str) -> String {
    if suggestion.is_empty() { ".".to_owned() } else { format!(" → {suggestion}?") }
}
