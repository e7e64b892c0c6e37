//! Rows that tell of one record together: an order with a row for each of its lines.
//!
//! The rows of a record stand next to each other, with the same key or without any. Where they do not, or are too
//! many, all of them are refused: written one after the other, each part would replace the lines of the one before.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use feel::Value;

use super::marks;
use super::report::Problem;
use super::row::{self, Draft, Further, problem};
use super::setup::Setup;
use crate::Message;
use crate::sheet::{Row, short};

/// The most rows of one record.
const MOST: usize = 2_000;

/// The records whose rows do not stand together, by the hash of their keys.
pub(super) type Scattered = HashSet<u64>;

/// Which record a row tells of: the place of the key, and its text.
fn identity(setup: &Setup, draft: &Draft) -> Option<(usize, String)> {
    let keys = setup.keys[..setup.own_keys].iter().enumerate();
    keys.filter_map(|(place, key)| Some((place, marks::plain(setup, draft, key)?))).next()
}

/// Whether nothing but a line item stands in a row.
fn is_bare(draft: &Draft) -> bool {
    let empty = |(_, value): &(Arc<str>, Value)| value.is_null();
    !draft.lines.is_empty()
        && draft.values.iter().chain(&draft.keys).all(empty)
        && draft.wanted.iter().all(|wanted| wanted.key.is_null())
}

/// Whether a row tells of the same record as the last of these.
pub(super) fn goes_on(setup: &Setup, rows: &[Row], next: &Row) -> bool {
    if setup.lines.is_none() || rows.len() >= 2 * MOST {
        return false;
    }
    let next = row::read(setup, next);
    match identity(setup, &next) {
        None => is_bare(&next),
        Some(this) => {
            rows.iter().rev().find_map(|row| identity(setup, &row::read(setup, row))).is_some_and(|last| last == this)
        }
    }
}

/// Reads rows into records.
pub(super) fn drafts(setup: &Setup, rows: &[Row], scattered: &Scattered) -> Vec<Arc<Draft>> {
    if setup.lines.is_none() {
        return rows.iter().map(|row| Arc::new(row::read(setup, row))).collect();
    }
    let mut all: Vec<(Option<(usize, String)>, Draft)> = Vec::with_capacity(rows.len());
    for row in rows {
        let draft = row::read(setup, row);
        let this = identity(setup, &draft);
        match all.last_mut() {
            Some((Some(last), first)) if this.as_ref().map_or_else(|| is_bare(&draft), |this| this == last) => {
                join(setup, first, draft)
            }
            _ => all.push((this, draft)),
        }
    }
    for (identity, draft) in &mut all {
        if let Some(identity) = identity
            && scattered.contains(&hash(identity))
        {
            draft.problems.push(apart(setup, identity));
        }
    }
    all.into_iter().map(|(_, draft)| Arc::new(draft)).collect()
}

/// Adds a row to the record of the rows before it.
fn join(setup: &Setup, first: &mut Draft, row: Draft) {
    let mut warnings = row.warnings;
    let mut differs = |column: Option<&super::setup::Column>| {
        let message = Message::new("import-lines-differ").with("first", first.row.to_string());
        warnings.push(match column {
            Some(column) => problem(column, message),
            None => Problem::row(message),
        });
    };
    for (name, value) in row.values.into_iter().filter(|(_, value)| !value.is_null()) {
        match first.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) if before.is_null() => *before = value,
            Some((_, before)) if *before != value => differs(setup.column_of(&name)),
            _ => {}
        }
    }
    let called = |wanted: &super::row::Wanted| setup.link_text(wanted).map(|text| text.folded);
    for wanted in row.wanted.into_iter().filter(|wanted| !wanted.key.is_null()) {
        let mut same_link = first.wanted.iter_mut().filter(|known| known.link == wanted.link);
        if setup.links[wanted.link].many {
            if !same_link.any(|known| known.key == wanted.key) {
                differs(setup.column_of(&setup.links[wanted.link].relation));
            }
            continue;
        }
        match same_link.next() {
            Some(before) if before.key.is_null() => *before = wanted,
            Some(before) if called(before) != called(&wanted) => {
                differs(setup.column_of(&setup.links[wanted.link].relation));
            }
            _ => {}
        }
    }
    first.further.push(Further { row: row.row, problems: row.problems, warnings });
    first.lines.extend(row.lines);
}

fn apart(setup: &Setup, (place, text): &(usize, String)) -> Problem {
    let fields = setup.keys[*place].fields.join(" + ");
    let column = setup.keys[*place].fields.first().and_then(|field| setup.column_of(field));
    let message = Message::new("import-lines-apart")
        .with("value", short(text))
        .with("field", column.map_or(fields, |column| column.name.clone()))
        .with("limit", MOST.to_string());
    match column {
        Some(column) => problem(column, message),
        None => Problem::row(message),
    }
}

fn hash(identity: &(usize, String)) -> u64 {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    hasher.finish()
}

/// Finds the records whose rows do not stand together, row by row.
#[derive(Default)]
pub(super) struct Watch {
    last: Option<(usize, String)>,
    rows: usize,
    seen: HashSet<u64>,
    scattered: Scattered,
}

impl Watch {
    pub fn see(&mut self, setup: &Setup, draft: &Draft) {
        let this = identity(setup, draft);
        let goes_on = match &this {
            None => is_bare(draft),
            this => *this == self.last,
        };
        if goes_on {
            self.rows += 1;
        } else {
            self.rows = 1;
            if let Some(this) = &this
                && !self.seen.insert(hash(this))
            {
                self.scattered.insert(hash(this));
            }
            self.last = this;
        }
        if self.rows > MOST
            && let Some(last) = &self.last
        {
            self.scattered.insert(hash(last));
        }
    }

    pub fn scattered(self) -> Scattered {
        self.scattered
    }
}
