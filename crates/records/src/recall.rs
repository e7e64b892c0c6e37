//! What a transaction has read of other records and may need again: each row of an import has the same stage, owner
//! and pipeline, and asking for them again costs a round trip.
//!
//! Invariant: what is recalled is what reading it again would find. A transaction sees one snapshot and its own writes,
//! so whoever writes a row of an entity forgets what is known of that entity.

use crate::error::Result;
use crate::layout::Layout;
use crate::raw;
use crate::record::Record;
use crate::tx::Tx;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// So many records of an entity are remembered before it begins anew.
const MOST: usize = 5_000;

/// What is known, by entity.
#[derive(Default)]
pub(crate) struct Recall {
    rows: HashMap<Arc<str>, HashMap<i64, Option<Arc<Record>>>>,
    there: HashMap<Arc<str>, HashSet<i64>>,
    /// Rows that were locked to be changed, until they are.
    locked: HashMap<Arc<str>, HashMap<i64, Record>>,
    /// What lookups answered, by the place of their definition in the world of the transaction.
    answers: HashMap<usize, Answers>,
}

/// What one lookup answered.
#[derive(Default)]
struct Answers {
    /// The statements it asked by, which name every table that it reads.
    asked: HashSet<String>,
    found: HashMap<String, Option<i64>>,
}

impl Recall {
    /// Rows of this entity were written.
    pub fn forget(&mut self, layout: &Layout) {
        self.locked.remove(layout.entity.name.as_str());
        self.forget_read(layout);
    }

    /// This one row of the entity was written.
    pub fn forget_one(&mut self, layout: &Layout, id: i64) {
        if let Some(rows) = self.locked.get_mut(layout.entity.name.as_str()) {
            rows.remove(&id);
        }
        self.forget_read(layout);
    }

    /// Rows are locked and were read.
    pub fn lock(&mut self, layout: &Layout, rows: Vec<Record>) {
        let known = self.locked.entry(layout.entity.name.shared()).or_default();
        known.extend(rows.into_iter().map(|row| (row.id(), row)));
    }

    /// A row that was locked and not written since.
    pub fn locked(&self, layout: &Layout, id: i64) -> Option<Record> {
        self.locked.get(layout.entity.name.as_str())?.get(&id).cloned()
    }

    fn forget_read(&mut self, layout: &Layout) {
        let entity = layout.entity.name.as_str();
        self.rows.remove(entity);
        self.there.remove(entity);
        // Without the closing quote: the tables of its relations to many begin with its name.
        let table = format!("\"{}", layout.table);
        self.answers.retain(|_, answers| !answers.asked.iter().any(|sql| sql.contains(&table)));
    }

    /// What the lookup at this place answered when it was given these values.
    pub fn answer(&self, place: usize, given: &str) -> Option<Option<i64>> {
        self.answers.get(&place)?.found.get(given).copied()
    }

    /// A lookup was answered.
    pub fn answered(&mut self, place: usize, given: String, sql: &str, found: Option<i64>) {
        let answers = self.answers.entry(place).or_default();
        if answers.found.len() >= MOST {
            answers.found.clear();
        }
        if !answers.asked.contains(sql) {
            answers.asked.insert(sql.to_owned());
        }
        answers.found.insert(given, found);
    }

    /// Whether a record is known to exist.
    pub fn is_there(&self, layout: &Layout, id: i64) -> bool {
        self.there.get(layout.entity.name.as_str()).is_some_and(|known| known.contains(&id))
    }

    /// A record exists.
    pub fn found(&mut self, layout: &Layout, id: i64) {
        let known = self.there.entry(layout.entity.name.shared()).or_default();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(id);
    }
}

/// As [`raw::load`], from memory when it was read before.
pub(crate) fn load(tx: &mut Tx<'_>, layout: &Arc<Layout>, id: i64) -> Result<Option<Arc<Record>>> {
    if let Some(known) = tx.recall.rows.get(layout.entity.name.as_str()).and_then(|rows| rows.get(&id)) {
        return Ok(known.clone());
    }
    let found = raw::load(tx, layout, id)?.map(Arc::new);
    let rows = tx.recall.rows.entry(layout.entity.name.shared()).or_default();
    if rows.len() >= MOST {
        rows.clear();
    }
    rows.insert(id, found.clone());
    Ok(found)
}
