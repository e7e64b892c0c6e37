//! Finding records by keys, many at once: one question per key for a whole chunk of rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use access::Actor;
use feel::{Expr, Value};
use records::{Cursor, Query, Record, Tx};

use super::setup::{Key, Setup};

/// How many related records are remembered between chunks.
const REMEMBERED: usize = 200_000;
/// How many records are asked for by their ids at once.
const NAMED: usize = 5_000;
/// How many names are looked at for the one that was meant.
const NAMES: u64 = 1_000;

/// How the values of a field are compared with those that are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Exactly,
    /// An e-mail address: as it stands, and in small letters.
    Email,
    /// A name with a sort key, by whose index it is found whatever its capitals are.
    Words,
}

/// The values of a key in one text: as they stand, and so that capitals do not count where they do not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct KeyText {
    pub exact: String,
    pub folded: String,
}

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
/// follows what they create. Who is spelt exactly so goes before whoever is only called so.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    exact: Vec<HashMap<String, Hit>>,
    folded: Vec<HashMap<String, Hit>>,
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

    /// What exactly this spelling found: another one may mean another record.
    pub fn get(&self, key: usize, text: &KeyText) -> Option<Hit> {
        self.hits[key].get(&text.exact).copied()
    }

    pub fn learn(&mut self, key: usize, text: &KeyText, found: Found) {
        if self.hits[key].len() < REMEMBERED {
            self.hits[key].insert(text.exact.clone(), Hit::One(found));
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
        let none = || vec![HashMap::new(); setup.keys.len()];
        Known { exact: none(), folded: none() }
    }

    pub fn get(&self, key: usize, text: &KeyText) -> Option<Hit> {
        self.exact[key].get(&text.exact).or_else(|| self.folded[key].get(&text.folded)).copied()
    }

    pub fn put(&mut self, key: usize, text: &KeyText, hit: Hit) {
        self.exact[key].insert(text.exact.clone(), hit);
    }

    fn found(&mut self, key: usize, text: KeyText, found: Found) {
        for (hits, text) in [(&mut self.exact[key], text.exact), (&mut self.folded[key], text.folded)] {
            hits.entry(text)
                .and_modify(|hit| match hit {
                    // It may be looked up twice, and have changed between.
                    Hit::One(known) if known.id == found.id => *hit = Hit::One(found),
                    _ => *hit = Hit::Several,
                })
                .or_insert(Hit::One(found));
        }
    }

    /// Adds a record to every key that it has values for.
    pub fn add(&mut self, setup: &Setup, record: &Record) {
        let found = Found { id: record.id(), version: record.version() };
        for (index, key) in setup.keys.iter().enumerate() {
            if *key.entity != *record.layout.entity.name.as_str() {
                continue;
            }
            if let Some(text) = key.text(key.fields.iter().map(|field| record.get(field))) {
                self.found(index, text, found);
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
        let mut named: Option<HashSet<i64>> = None;
        for (place, field) in key.fields.iter().enumerate() {
            let mut seen = HashSet::new();
            let different = values.iter().filter_map(|all| all.get(place));
            if key.compared[place] == Compared::Words {
                let texts: Vec<&str> = different.filter_map(Value::as_text).filter(|text| seen.insert(*text)).collect();
                let ids: HashSet<i64> = match records::spelt(tx, actor, &key.entity, field, &texts) {
                    Ok(ids) => ids.into_iter().collect(),
                    Err(records::Error::NotFound { .. }) => return Ok(()),
                    Err(error) => return Err(error),
                };
                named = Some(match named {
                    Some(before) => before.intersection(&ids).copied().collect(),
                    None => ids,
                });
                continue;
            }
            let mut seen = HashSet::new();
            let spelt = different.flat_map(|value| spellings(value, key.compared[place]));
            let literals: Vec<Expr> = spelt
                .filter(|value| canonical(value).is_some_and(|text| seen.insert(text)))
                .map(Expr::literal)
                .collect();
            if literals.is_empty() {
                return Ok(());
            }
            tests.push(one_of(field, literals));
        }
        let Some(named) = named else { return self.ask(tx, actor, key_index, key, tests) };
        let mut named: Vec<i64> = named.into_iter().collect();
        named.sort_unstable();
        for ids in named.chunks(NAMED) {
            let ids = ids.iter().map(|id| Expr::literal(*id)).collect();
            let tests = tests.iter().cloned().chain([one_of(&Arc::from("id"), ids)]).collect();
            self.ask(tx, actor, key_index, key, tests)?;
        }
        Ok(())
    }

    /// Adds the records for which all tests hold.
    fn ask(
        &mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        key_index: usize,
        key: &Key,
        tests: Vec<Expr>,
    ) -> records::Result<()> {
        let mut query = Query::of(Arc::clone(&key.entity)).column("version");
        for field in &key.fields {
            query = query.column(field);
        }
        query.filter = Some(Expr::and_all(tests));
        query.limit = records::LARGEST_PAGE;
        let mut after: Option<Cursor> = None;
        loop {
            query.after = after.take();
            let page = records::list(tx, actor, &query, |row| {
                let version = row.value(0).as_number().and_then(feel::Number::to_i64).unwrap_or(0);
                let fields: Vec<Value> = (0..key.fields.len()).map(|place| row.value(place + 1)).collect();
                if let Some(text) = key.text(fields.iter()) {
                    self.found(key_index, text, Found { id: row.id(), version });
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

fn one_of(field: &Arc<str>, literals: Vec<Expr>) -> Expr {
    let name = Expr::name(Arc::clone(field));
    match <[Expr; 1]>::try_from(literals) {
        Ok([one]) => Expr::eq(name, one),
        Err(many) => Expr::is_in(name, many),
    }
}

/// The ways in which a value may have been stored.
fn spellings(value: &Value, compared: Compared) -> Vec<Value> {
    match value {
        Value::Text(text) if compared == Compared::Email => vec![value.clone(), Value::from(text.to_lowercase())],
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

/// Several texts as one; none when one of them is missing.
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
