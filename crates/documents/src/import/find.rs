//! Finding records by keys, many at once: one question per key for a whole chunk of rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use access::Actor;
use feel::{Expr, Value};
use records::{Cursor, Query, Record, Tx};

use super::setup::{Key, Setup};

/// How many related records are remembered between chunks.
const REMEMBERED: usize = 200_000;
/// How many names are looked at for the one that was meant.
const NAMES: u64 = 1_000;

/// A record that a key finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub id: i64,
    pub version: i64,
}

/// What a key finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    One(Found),
    Several,
}

/// What is known of the keys, by their place in the setup: it is filled before the rows of a chunk are written, and
/// follows what they create.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    hits: Vec<HashMap<String, Hit>>,
}

/// What is remembered of related records from chunk to chunk.
#[derive(Debug, Default)]
pub(super) struct Memory {
    hits: Vec<HashMap<String, Hit>>,
    /// Names that could have been meant, by key.
    names: HashMap<usize, Arc<Vec<String>>>,
    /// Whether rows of the last chunk were refused by the door.
    pub careful: bool,
    /// Whether the differences of rows are still wanted.
    pub explain: bool,
}

impl Memory {
    pub fn of(setup: &Setup) -> Memory {
        Memory { hits: vec![HashMap::new(); setup.keys.len()], names: HashMap::new(), careful: false, explain: false }
    }

    pub fn get(&self, key: usize, text: &str) -> Option<Hit> {
        self.hits[key].get(text).copied()
    }

    pub fn learn(&mut self, key: usize, text: String, found: Found) {
        if self.hits[key].len() < REMEMBERED {
            self.hits[key].insert(text, Hit::One(found));
        }
    }

    pub fn names(&self, key: usize) -> Option<&Arc<Vec<String>>> {
        self.names.get(&key)
    }

    pub fn learn_names(&mut self, key: usize, names: Arc<Vec<String>>) {
        self.names.insert(key, names);
    }
}

impl Known {
    pub fn of(setup: &Setup) -> Known {
        Known { hits: vec![HashMap::new(); setup.keys.len()] }
    }

    pub fn get(&self, key: usize, text: &str) -> Option<Hit> {
        self.hits[key].get(text).copied()
    }

    pub fn put(&mut self, key: usize, text: String, hit: Hit) {
        self.hits[key].insert(text, hit);
    }

    /// Adds a record to every key that it has values for.
    pub fn add(&mut self, setup: &Setup, record: &Record) {
        let found = Found { id: record.id(), version: record.version() };
        for (index, key) in setup.keys.iter().enumerate() {
            if *key.entity != *record.layout.entity.name.as_str() {
                continue;
            }
            if let Some(text) = key.text(key.fields.iter().map(|field| record.get(field))) {
                self.hits[index]
                    .entry(text)
                    .and_modify(|hit| match hit {
                        Hit::One(known) if known.id == found.id => *hit = Hit::One(found),
                        _ => *hit = Hit::Several,
                    })
                    .or_insert(Hit::One(found));
            }
        }
    }

    /// Looks up values of a key, in one question.
    ///
    /// # Errors
    /// When the database cannot be read. An entity the actor may not read has no records.
    pub fn look_up(
        &mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        key_index: usize,
        key: &Key,
        values: &[Vec<Value>],
    ) -> records::Result<()> {
        let mut tests = Vec::with_capacity(key.fields.len());
        for (place, field) in key.fields.iter().enumerate() {
            let mut seen = HashSet::new();
            let different = values.iter().filter_map(|all| all.get(place));
            let spelt = different.flat_map(|value| spellings(value, key.emails[place]));
            let literals: Vec<Expr> = spelt
                .filter(|value| canonical(value).is_some_and(|text| seen.insert(text)))
                .map(Expr::literal)
                .collect();
            if literals.is_empty() {
                return Ok(());
            }
            let name = Expr::name(Arc::clone(field));
            tests.push(match <[Expr; 1]>::try_from(literals) {
                Ok([one]) => Expr::eq(name, one),
                Err(many) => Expr::is_in(name, many),
            });
        }
        let mut query = Query::of(Arc::clone(&key.entity)).column("version");
        for field in &key.fields {
            query = query.column(field);
        }
        query.filter = Some(Expr::and_all(tests));
        query.limit = records::LARGEST_PAGE;
        let hits = &mut self.hits[key_index];
        let mut after: Option<Cursor> = None;
        loop {
            query.after = after.take();
            let page = records::list(tx, actor, &query, |row| {
                let version = row.value(0).as_number().and_then(feel::Number::to_i64).unwrap_or(0);
                let found = Found { id: row.id(), version };
                let fields: Vec<Value> = (0..key.fields.len()).map(|place| row.value(place + 1)).collect();
                if let Some(text) = key.text(fields.iter()) {
                    hits.entry(text)
                        .and_modify(|hit| {
                            // A value may be looked up twice.
                            if !matches!(hit, Hit::One(known) if known.id == found.id) {
                                *hit = Hit::Several;
                            }
                        })
                        .or_insert(Hit::One(found));
                }
            });
            match page {
                Ok(page) => after = page.next,
                Err(records::Error::NotFound { .. }) => return Ok(()),
                Err(error) => return Err(error),
            }
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

/// The ways in which a value may have been stored.
fn spellings(value: &Value, email: bool) -> Vec<Value> {
    match value {
        Value::Text(text) if email => vec![value.clone(), Value::from(text.to_lowercase())],
        _ => vec![value.clone()],
    }
}

/// Some names of the records that a key could find.
pub(super) fn names(tx: &mut Tx<'_>, actor: &Actor, key: &Key) -> records::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut query = Query::of(Arc::clone(&key.entity)).column(&key.fields[0]);
    query.limit = NAMES;
    let listed = records::list(tx, actor, &query, |row| {
        if let Some(name) = row.value(0).as_text() {
            names.push(name.to_owned());
        }
    });
    match listed {
        Ok(_) | Err(records::Error::NotFound { .. }) => Ok(names),
        Err(error) => Err(error),
    }
}

/// A value as a text that is equal when the values are; none for null.
pub(super) fn canonical(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(match number.to_scaled(4) {
            Some(scaled) => format!("{scaled}e-4"),
            None => value.to_feel(),
        }),
        other => Some(other.to_feel()),
    }
}

/// The values of a key in one text; none when one of them is missing.
pub(super) fn joined(values: impl Iterator<Item = Option<String>>) -> Option<String> {
    let mut text = String::new();
    let mut any = false;
    for value in values {
        if any {
            text.push('\u{1f}');
        }
        text.push_str(&value?);
        any = true;
    }
    any.then_some(text)
}
