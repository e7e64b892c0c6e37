//! What rows of a file have in common: by it a dry run, which takes every chunk back, knows which earlier rows the
//! next chunk needs again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use records::duplicate::Seen;

use super::row::{Draft, Wanted};
use super::setup::{Key, Setup};

/// Rows that are remembered for the sake of likely duplicates.
const REMEMBERED: usize = 50_000;

/// Something that two rows may both have: a space of keys, and the text in small letters.
pub(super) type Mark = (usize, String);

/// What a dry run remembers of chunks that were undone.
#[derive(Debug)]
pub(super) struct Undone {
    /// The marks that more than one row has.
    repeated: HashSet<Mark>,
    /// The rows that a later row may mean, or be in the way of.
    pub rows: HashMap<Mark, Vec<Arc<Draft>>>,
    /// The related records that later rows may name.
    pub made: HashMap<Mark, Wanted>,
    /// The rows that created or changed something, where likely duplicates are looked for.
    pub seen: Seen,
    drafts: HashMap<u64, Arc<Draft>>,
    /// The earlier rows that the chunk at hand turned out to need.
    pub again: BTreeMap<u64, Arc<Draft>>,
}

impl Undone {
    pub fn of(repeated: HashSet<Mark>, seen: Seen) -> Undone {
        let (rows, made, drafts, again) = (HashMap::new(), HashMap::new(), HashMap::new(), BTreeMap::new());
        Undone { repeated, rows, made, seen, drafts, again }
    }

    /// Remembers a row that left something behind.
    pub fn remember(&mut self, setup: &Setup, draft: &Arc<Draft>) {
        for mark in own(setup, draft) {
            if self.repeated.contains(&mark) {
                self.rows.entry(mark).or_default().push(Arc::clone(draft));
            }
        }
    }

    /// Remembers what a row wrote, to find what is like it.
    pub fn look_out_for(&mut self, record: &records::Record, draft: &Arc<Draft>) {
        if self.drafts.len() < REMEMBERED {
            self.seen.add(record, draft.row);
            self.drafts.insert(draft.row, Arc::clone(draft));
        }
    }

    /// Takes rows up among those that are needed; says whether there are new ones.
    pub fn need(&mut self, rows: &[u64]) -> bool {
        let before = self.again.len();
        let found = rows.iter().filter_map(|row| Some((*row, Arc::clone(self.drafts.get(row)?))));
        self.again.extend(found);
        self.again.len() > before
    }

    /// The earlier rows without which some rows would have another outcome, in their order, and the related records
    /// that were created for others and that these rows mean themselves.
    pub fn needed(&self, setup: &Setup, drafts: &[Arc<Draft>]) -> (Vec<Arc<Draft>>, Vec<Wanted>) {
        let mut again = self.again.clone();
        let mut made = Vec::new();
        let mut asked: HashSet<Mark> = HashSet::new();
        let mut open: Vec<Arc<Draft>> = drafts.iter().chain(again.values()).cloned().collect();
        while let Some(draft) = open.pop() {
            for mark in own(setup, &draft) {
                if asked.contains(&mark) {
                    continue;
                }
                made.extend(self.made.get(&mark).cloned());
                self.add(&mark, &mut again, &mut open);
                asked.insert(mark);
            }
            for mark in led_to(setup, &draft).filter(|mark| self.rows.contains_key(mark)) {
                self.add(&mark, &mut again, &mut open);
            }
        }
        (again.into_values().collect(), made)
    }

    fn add(&self, mark: &Mark, again: &mut BTreeMap<u64, Arc<Draft>>, open: &mut Vec<Arc<Draft>>) {
        for earlier in self.rows.get(mark).into_iter().flatten() {
            if again.insert(earlier.row, Arc::clone(earlier)).is_none() {
                open.push(Arc::clone(earlier));
            }
        }
    }
}

/// Finds the marks that more than one row has.
#[derive(Debug, Default)]
pub(super) struct Marks {
    seen: HashSet<u64>,
    repeated: HashSet<Mark>,
}

impl Marks {
    pub fn add(&mut self, setup: &Setup, draft: &Draft) {
        for mark in own(setup, draft).chain(led_to(setup, draft)) {
            if !self.seen.insert(hash(&mark)) {
                self.repeated.insert(mark);
            }
        }
    }

    pub fn repeated(self) -> HashSet<Mark> {
        self.repeated
    }
}

fn hash(mark: &Mark) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    mark.hash(&mut hasher);
    hasher.finish()
}

/// The marks of the record that a row is about.
fn own<'a>(setup: &'a Setup, draft: &'a Draft) -> impl Iterator<Item = Mark> + 'a {
    let keys = setup.keys[..setup.own_keys].iter().chain(&setup.watched);
    keys.filter_map(|key| Some((setup.space(key), plain(setup, draft, key)?)))
}

/// The marks of the records of the same entity that a row leads to.
fn led_to<'a>(setup: &'a Setup, draft: &'a Draft) -> impl Iterator<Item = Mark> + 'a {
    let here = draft.wanted.iter().filter(|wanted| setup.links[wanted.link].entity == setup.entity);
    here.filter_map(|wanted| made_as(setup, wanted))
}

/// The mark of a related record.
pub(super) fn made_as(setup: &Setup, wanted: &Wanted) -> Option<Mark> {
    let key = &setup.keys[setup.links[wanted.link].key];
    Some((setup.space(key), setup.link_text(wanted)?.folded.to_lowercase()))
}

/// The key of a row as far as it needs no other records.
pub(super) fn plain(setup: &Setup, draft: &Draft, key: &Key) -> Option<String> {
    let values: Option<Vec<_>> = key
        .fields
        .iter()
        .map(|field| {
            draft.value(field).or_else(|| {
                let wanted = draft.wanted.iter().find(|wanted| *setup.links[wanted.link].relation == **field)?;
                Some(&wanted.key)
            })
        })
        .collect();
    Some(key.text(values?.into_iter())?.folded.to_lowercase())
}
