//! Writes a chunk of rows through the one door, each row on its own: what one row suffers from harms no other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use access::Actor;
use feel::Value;
use records::{Record, Tx};

use super::find::{Found, Hit, KeyText, Known, Memory};
use super::marks::{Mark, Undone};
use super::one::Staged;
use super::plan::Existing;
use super::report::{Change, Counts, Outcome, Problem, Refusal};
use super::row::{Draft, Wanted};
use super::setup::Setup;

/// What became of a row.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub row: u64,
    pub outcome: Outcome,
    pub id: Option<i64>,
    pub title: String,
    pub differences: Vec<Change>,
    pub problems: Vec<Problem>,
    /// Why the other rows of the same record are refused.
    pub further: Vec<Refusal>,
    pub warnings: Vec<(u64, Problem)>,
    /// How many line items it has.
    pub lines: u64,
}

/// What became of a chunk.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub rows: Vec<Done>,
    pub counts: Counts,
    /// Related records that were found or created, to be remembered once the chunk is committed.
    pub learnt: Vec<(usize, KeyText, Found)>,
    pub names: Vec<(usize, Arc<Vec<String>>)>,
    /// Related records that were created, with what they were created with: a dry run needs them again.
    pub made: Vec<(Mark, Wanted)>,
    /// What rows created or changed, by their numbers, where a dry run looks for likely duplicates.
    pub written: Vec<(u64, Record)>,
    /// The rows of earlier chunks that rows of this one resemble.
    pub resembling: Vec<u64>,
    /// Whether a row that could be read was refused.
    pub refused_by_door: bool,
}

/// Writes rows.
///
/// A savepoint for each row costs a fifth of the time. So the rows are first written in one; only when the door refuses
/// one of them the chunk is taken back and written again, each row in a savepoint of its own. Where one chunk had
/// such rows the next one probably has, too.
///
/// # Errors
/// What concerns the database as a whole; what concerns a row is in the answer.
pub(super) fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    setup: &Setup,
    memory: &Memory,
    drafts: &[Arc<Draft>],
    undone: Option<&Undone>,
) -> records::Result<Chunk> {
    if !memory.careful {
        let quick = tx.savepoint_of_many(|tx| -> Result<Chunk, Quick> {
            let chunk = Work::new(actor, setup, memory, undone).write(tx, drafts, Guard::Chunk)?;
            if chunk.refused_by_door { Err(Quick::Again) } else { Ok(chunk) }
        });
        match quick {
            Ok(chunk) => return Ok(chunk),
            Err(Quick::Again) => {}
            // What was queued may be refused only now, and nobody knows whose row it was.
            Err(Quick::Door(error)) => super::door::refusal(error).map(drop)?,
        }
    }
    Work::new(actor, setup, memory, undone).write(tx, drafts, Guard::Row)
}

/// The records that were found, each once.
fn ids(hits: impl Iterator<Item = Hit>) -> Vec<i64> {
    let found = hits.filter_map(|hit| if let Hit::One(found) = hit { Some(found.id) } else { None });
    found.collect::<BTreeSet<i64>>().into_iter().collect()
}

/// Why writing all rows in one savepoint did not go.
enum Quick {
    /// The door refused one of them.
    Again,
    Door(records::Error),
}

impl From<records::Error> for Quick {
    fn from(error: records::Error) -> Quick {
        Quick::Door(error)
    }
}

impl From<store::Error> for Quick {
    fn from(error: store::Error) -> Quick {
        Quick::Door(error.into())
    }
}

/// What has a savepoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    Chunk,
    Row,
}

pub(super) struct Work<'a> {
    pub actor: &'a Actor,
    pub setup: &'a Setup,
    pub memory: &'a Memory,
    pub undone: Option<&'a Undone>,
    pub known: Known,
    pub names: HashMap<usize, Arc<Vec<String>>>,
    /// What was probably meant, by the place of the key and what stands in the cell.
    pub near: HashMap<(usize, String), Option<String>>,
    pub made: Vec<(Mark, Wanted)>,
    pub written: Vec<(u64, Record)>,
    pub resembling: Vec<u64>,
    pub counts: Counts,
    /// Whether the differences are wanted.
    pub explain: bool,
    pub guard: Guard,
    pub refused_by_door: bool,
}

impl<'a> Work<'a> {
    fn new(actor: &'a Actor, setup: &'a Setup, memory: &'a Memory, undone: Option<&'a Undone>) -> Work<'a> {
        Work {
            actor,
            setup,
            memory,
            undone,
            known: Known::of(setup),
            names: HashMap::new(),
            near: HashMap::new(),
            made: Vec::new(),
            written: Vec::new(),
            resembling: Vec::new(),
            counts: Counts::default(),
            explain: memory.explain,
            guard: Guard::Row,
            refused_by_door: false,
        }
    }

    fn write(mut self, tx: &mut Tx<'_>, drafts: &[Arc<Draft>], guard: Guard) -> records::Result<Chunk> {
        self.look_up_related(tx, drafts)?;
        self.look_up_own(tx, drafts)?;
        if let Some(undone) = self.undone {
            self.write_again(tx, undone, drafts)?;
        }
        self.guard = guard;
        let mut chunk = Chunk::default();
        for draft in drafts {
            let done = self.row(tx, draft)?;
            self.counts.add(done.outcome, draft.rows(), done.lines);
            self.counts.warnings += done.warnings.len() as u64;
            chunk.rows.push(done);
            if self.refused_by_door && guard == Guard::Chunk {
                break;
            }
        }
        let mut seen = HashSet::new();
        for wanted in drafts.iter().flat_map(|draft| draft.all_wanted()) {
            let key = self.setup.links[wanted.link].key;
            if let Some(text) = self.setup.link_text(wanted)
                && let Some(Hit::One(found)) = self.known.get(key, &text)
                && seen.insert((key, text.clone()))
            {
                chunk.learnt.push((key, text, found));
            }
        }
        chunk.counts = self.counts;
        chunk.names = self.names.into_iter().collect();
        chunk.made = self.made;
        chunk.written = self.written;
        chunk.resembling = self.resembling;
        chunk.refused_by_door = self.refused_by_door;
        Ok(chunk)
    }

    fn look_up_related(&mut self, tx: &mut Tx<'_>, drafts: &[Arc<Draft>]) -> records::Result<()> {
        for (place, link) in self.setup.links.iter().enumerate() {
            let mut missing = Vec::new();
            let mut seen = HashSet::new();
            let mine = drafts.iter().flat_map(|draft| draft.all_wanted());
            for wanted in mine.filter(|wanted| wanted.link == place) {
                let Some(text) = self.setup.link_text(wanted) else { continue };
                if !seen.insert(text.clone()) {
                    continue;
                }
                match self.memory.get(link.key, &text) {
                    Some(hit) => self.known.put(link.key, &text, hit),
                    None => missing.push(vec![wanted.key.clone()]),
                }
            }
            if !missing.is_empty() {
                self.known.look_up(tx, self.actor, link.key, &self.setup.keys[link.key], &missing)?;
            }
            let mine = drafts.iter().flat_map(|draft| draft.all_wanted()).filter(|wanted| wanted.link == place);
            let hits = mine.filter_map(|wanted| self.known.get(link.key, &self.setup.link_text(wanted)?));
            let ids = ids(hits);
            records::look_ahead(tx, self.actor, &link.entity, &ids)?;
        }
        Ok(())
    }

    fn look_up_own(&mut self, tx: &mut Tx<'_>, drafts: &[Arc<Draft>]) -> records::Result<()> {
        for key in 0..self.setup.own_keys {
            let values: Vec<Vec<Value>> = drafts.iter().filter_map(|draft| self.key_values(draft, key, None)).collect();
            if !values.is_empty() {
                self.known.look_up(tx, self.actor, key, &self.setup.keys[key], &values)?;
            }
        }
        if self.setup.existing != Existing::Update {
            return Ok(());
        }
        let hits = drafts.iter().flat_map(|draft| {
            let texts = (0..self.setup.own_keys).map(|key| (key, self.key_text(draft, key, None)));
            texts.filter_map(|(key, text)| self.known.get(key, &text?))
        });
        records::lock_ahead(tx, &self.setup.entity, &ids(hits))
    }

    /// The values a row has for a key of the entity itself; none when one is missing.
    fn key_values(&self, draft: &Draft, key: usize, staged: Option<&Staged>) -> Option<Vec<Value>> {
        let values = self.setup.keys[key].fields.iter().map(|field| {
            if let Some(value) = draft.value(field) {
                return Some(value.clone()).filter(|value| !value.is_null());
            }
            let wanted = draft.wanted.iter().find(|wanted| *self.setup.links[wanted.link].relation == **field)?;
            let text = self.setup.link_text(wanted)?;
            let link = self.setup.links[wanted.link].key;
            let created = staged.and_then(|staged| staged.links.get(&(link, text.folded.clone())).copied());
            match (created, self.known.get(link, &text)) {
                (Some(id), _) => Some(Value::from(id)),
                (None, Some(Hit::One(found))) => Some(Value::from(found.id)),
                _ => None,
            }
        });
        values.collect()
    }

    pub(super) fn key_text(&self, draft: &Draft, key: usize, staged: Option<&Staged>) -> Option<KeyText> {
        let values = self.key_values(draft, key, staged)?;
        self.setup.keys[key].text(values.iter())
    }

    /// Writes what earlier chunks of a dry run would have left behind and these rows need.
    fn write_again(&mut self, tx: &mut Tx<'_>, undone: &Undone, drafts: &[Arc<Draft>]) -> records::Result<()> {
        let counts = std::mem::take(&mut self.counts);
        let explain = std::mem::replace(&mut self.explain, false);
        let (earlier, made) = undone.needed(self.setup, drafts);
        for wanted in &made {
            self.make_again(tx, wanted)?;
        }
        if !earlier.is_empty() {
            self.look_up_related(tx, &earlier)?;
            self.look_up_own(tx, &earlier)?;
            for draft in &earlier {
                self.row(tx, draft)?;
            }
        }
        self.counts = counts;
        self.explain = explain;
        self.refused_by_door = false;
        self.made.clear();
        self.written.clear();
        self.resembling.clear();
        Ok(())
    }
}
