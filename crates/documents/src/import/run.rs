//! Goes through a file chunk by chunk: for a dry run, which leaves nothing behind, and for the import itself.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use access::{Action, Actor, Through};
use records::{Records, Tx, World};

use super::chunk::{self, Chunk, Done, Undone, plain_key};
use super::error::{Error, Result};
use super::find::Memory;
use super::plan::Plan;
use super::report::{Outcome, Refusal, Report, RowReport, Warning};
use super::row::{self, Draft};
use super::setup::Setup;
use super::table::{self, Import, Refused};
use crate::sheet::{self, Cell, Workbook};

/// Rows of the first transaction.
const CHUNK: usize = 200;
/// The fewest and the most rows of one.
const CHUNKS: std::ops::RangeInclusive<usize> = 50..=1_000;
/// How long one may keep other writers waiting before the next one is made smaller; one that takes less than half of
/// that is followed by a larger one. Large ones write each page of an index less often.
const PATIENCE: Duration = Duration::from_millis(300);
/// Bytes of text after which a chunk is full.
const CHUNK_BYTES: usize = 4 << 20;
/// Rows of each kind that a report shows.
const SHOWN: usize = 20;
/// Refused rows and warnings that a report shows.
const REASONS: usize = 100;

/// The definitions in force now, whatever was seen last.
pub(super) fn world(records: &Records) -> records::Result<Arc<World>> {
    records.read_blocking(|tx| Ok(Arc::clone(tx.world())))
}

/// The plan, checked against the definitions in force now.
fn prepared(records: &Records, actor: &Actor, plan: &Plan) -> Result<Arc<Setup>> {
    let world = world(records)?;
    Ok(Arc::new(Setup::of(&world, actor, plan)?))
}

/// How far a run is: rows done, and how many there are.
pub type Told<'a> = dyn Fn(u64, u64) -> Result<()> + 'a;

/// Finds out exactly what an import would do, and leaves nothing behind: every chunk is written through the door and
/// taken back. `told` hears how far it is, and ends it with an error.
///
/// # Errors
/// When the plan is wrong, the file cannot be read or the database fails. What single rows suffer from is in the report.
pub fn dry_run(
    records: &Records,
    actor: &Actor,
    workbook: &mut Workbook,
    plan: &Plan,
    told: &Told<'_>,
) -> Result<Report> {
    let actor = Arc::new(importing(actor));
    let mut setup = prepared(records, &actor, plan)?;
    let (total, repeated) = look_through(workbook, plan, Some(&setup))?;
    let mut memory = Memory::of(&setup);
    memory.explain = true;
    let memory = Arc::new(RwLock::new(memory));
    let undone = Arc::new(RwLock::new(Undone::default()));
    let mut sample = Sample::of(plan, true);
    told(0, total)?;
    chunks(workbook, plan, plan.first, |rows, _| {
        let mut tries = 0;
        let (chunk, drafts) = loop {
            let drafts: Arc<Vec<Arc<Draft>>> =
                Arc::new(rows.iter().map(|row| Arc::new(row::read(&setup, row))).collect());
            let written = undo(records, &actor, &setup, &memory, &drafts, &undone);
            match written {
                Err(Error::Redefined) if tries < 3 => {
                    tries += 1;
                    setup = prepared(records, &actor, plan)?;
                }
                other => break (other?, drafts),
            }
        };
        {
            let mut memory = memory.write().unwrap_or_else(PoisonError::into_inner);
            memory.careful = chunk.refused_by_door;
            memory.explain = !sample.is_full();
        }
        let mut undone = undone.write().unwrap_or_else(PoisonError::into_inner);
        for (done, draft) in chunk.rows.iter().zip(drafts.iter()) {
            if !matches!(done.outcome, Outcome::Created | Outcome::Changed) {
                continue;
            }
            for key in 0..setup.own_keys {
                if let Some(text) = plain_key(&setup, draft, key)
                    && repeated.contains(&hash(key, &text))
                {
                    undone.rows.entry((key, text)).or_default().push(Arc::clone(draft));
                }
            }
        }
        for (key, text, wanted) in &chunk.made {
            undone.made.insert((*key, text.clone()), wanted.clone());
        }
        drop(undone);
        sample.add(chunk);
        told(sample.report.counts.rows, total)
    })?;
    Ok(sample.report)
}

/// Writes a chunk and takes it back.
fn undo(
    records: &Records,
    actor: &Arc<Actor>,
    setup: &Arc<Setup>,
    memory: &Arc<RwLock<Memory>>,
    drafts: &Arc<Vec<Arc<Draft>>>,
    undone: &Arc<RwLock<Undone>>,
) -> Result<Chunk> {
    enum Back {
        Chunk(Box<Chunk>),
        Error(Box<Error>),
    }
    impl From<store::Error> for Back {
        fn from(error: store::Error) -> Back {
            Back::Error(Box::new(error.into()))
        }
    }
    impl From<records::Error> for Back {
        fn from(error: records::Error) -> Back {
            Back::Error(Box::new(error.into()))
        }
    }
    let (actor, setup, memory, drafts, undone) =
        (Arc::clone(actor), Arc::clone(setup), Arc::clone(memory), Arc::clone(drafts), Arc::clone(undone));
    let outcome = records.write_blocking(move |tx| -> std::result::Result<(), Back> {
        if tx.world().stamp != setup.stamp {
            return Err(Back::Error(Box::new(Error::Redefined)));
        }
        let memory = memory.read().unwrap_or_else(PoisonError::into_inner);
        let undone = undone.read().unwrap_or_else(PoisonError::into_inner);
        let chunk = chunk::write(tx, &actor, &setup, &memory, &drafts, Some(&undone))?;
        // The error takes back what was written.
        Err(Back::Chunk(Box::new(chunk)))
    });
    match outcome {
        Ok(()) => Ok(Chunk::default()),
        Err(Back::Chunk(chunk)) => Ok(*chunk),
        Err(Back::Error(error)) => Err(*error),
    }
}

/// What a run does beside the rows, in the same transaction.
pub(super) type Saved = dyn Fn(&mut Tx<'_>, u64, Option<u64>) -> Result<()> + Send + Sync;

/// Takes an import to its end from where it stands.
///
/// # Errors
/// As [`dry_run`]; [`Error::Taken`] when somebody else goes on with it; what `told` answers. Then what is done is
/// done, and a later call goes on behind it.
pub(super) fn go_on(
    records: &Records,
    actor: &Actor,
    workbook: &mut Workbook,
    mut import: Import,
    told: &Told<'_>,
    saved: &Arc<Saved>,
) -> Result<Report> {
    let actor = Arc::new(importing(actor));
    let plan = import.plan.clone();
    let mut setup = prepared(records, &actor, &plan)?;
    let total = match import.total {
        Some(total) => total,
        None => {
            let (total, _) = look_through(workbook, &plan, None)?;
            let id = import.id;
            records.write_blocking(move |tx| table::set_total(tx.sql(), id, total))?;
            total
        }
    };
    let memory = Arc::new(RwLock::new(Memory::of(&setup)));
    let mut sample = Sample::of(&plan, false);
    sample.report.import = Some(import.id);
    sample.report.batch = Some(import.batch);
    sample.report.counts = import.counts.clone();
    told(import.counts.rows, total)?;
    let from = import.next_row;
    chunks(workbook, &plan, from, |rows, next| {
        let rows = Arc::new(rows);
        let mut tries = 0;
        let chunk = loop {
            let drafts: Arc<Vec<Arc<Draft>>> =
                Arc::new(rows.iter().map(|row| Arc::new(row::read(&setup, row))).collect());
            let state =
                (Arc::clone(&setup), Arc::clone(&memory), Arc::clone(&actor), Arc::clone(saved), Arc::clone(&rows));
            let (id, batch, begun, counts) = (import.id, import.batch, import.next_row, import.counts.clone());
            let written = records.write_blocking(move |tx| {
                let (setup, memory, actor, saved, rows) = &state;
                if tx.world().stamp != setup.stamp {
                    return Err(Error::Redefined);
                }
                tx.set_batch(Some(batch));
                let memory = memory.read().unwrap_or_else(PoisonError::into_inner);
                let chunk = chunk::write(tx, actor, setup, &memory, &drafts, None)?;
                let mut counts = counts.clone();
                counts.merge(&chunk.counts);
                table::advance(tx.sql(), id, begun, next, &counts)?;
                table::refuse(tx.sql(), id, &refused(setup, rows, &chunk))?;
                saved(tx, counts.rows, Some(total))?;
                Ok(chunk)
            });
            match written {
                Err(Error::Redefined) if tries < 3 => {
                    tries += 1;
                    setup = prepared(records, &actor, &plan)?;
                }
                other => break other?,
            }
        };
        let mut known = memory.write().unwrap_or_else(PoisonError::into_inner);
        known.careful = chunk.refused_by_door;
        for (key, text, found) in &chunk.learnt {
            known.learn(*key, text.clone(), *found);
        }
        for (key, names) in &chunk.names {
            known.learn_names(*key, Arc::clone(names));
        }
        drop(known);
        import.counts.merge(&chunk.counts);
        import.next_row = next;
        sample.add(chunk);
        told(import.counts.rows, total)
    })?;
    Ok(sample.report)
}

/// The refused rows of a chunk with their cells.
fn refused(setup: &Setup, rows: &[sheet::Row], chunk: &Chunk) -> Vec<Refused> {
    let pairs = chunk.rows.iter().zip(rows).filter(|(done, _)| done.outcome == Outcome::Refused);
    pairs
        .map(|(done, row)| Refused {
            row: done.row,
            problems: done.problems.clone(),
            cells: (0..setup.width.max(row.cells.len())).map(|column| row.cell(column).shown()).collect(),
        })
        .collect()
}

/// Who imports, as the change log names it; whether that is allowed is checked with the plan.
fn importing(actor: &Actor) -> Actor {
    Actor { through: Through::Import, ..actor.clone() }
}

/// Whether somebody may import records of an entity.
///
/// # Errors
/// [`records::Error::Forbidden`] or [`records::Error::NotFound`].
pub fn check_right(tx: &mut Tx<'_>, actor: &Actor, entity: &str) -> records::Result<()> {
    let layout = tx.world().named(entity)?;
    tx.world().permit(actor, &layout.entity, Action::Import).map(drop)
}

/// Counts the rows, and finds the keys that more than one of them has.
fn look_through(workbook: &mut Workbook, plan: &Plan, setup: Option<&Setup>) -> Result<(u64, HashSet<u64>)> {
    let (mut total, mut seen, mut repeated) = (0, HashSet::new(), HashSet::new());
    for row in workbook.rows_from(plan.sheet, plan.first)? {
        // What cannot be read ends the import later, with its reason.
        let Ok(row) = row else { break };
        total += 1;
        let Some(setup) = setup.filter(|setup| setup.own_keys > 0) else { continue };
        let draft = row::read(setup, &row);
        for key in 0..setup.own_keys {
            if let Some(text) = plain_key(setup, &draft, key) {
                let hash = hash(key, &text);
                if !seen.insert(hash) {
                    repeated.insert(hash);
                }
            }
        }
    }
    Ok((total, repeated))
}

fn hash(key: usize, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (key, text).hash(&mut hasher);
    hasher.finish()
}

/// Reads chunks from a row on, and hands each over with the number of the row after it.
fn chunks(
    workbook: &mut Workbook,
    plan: &Plan,
    from: u64,
    mut each: impl FnMut(Vec<sheet::Row>, u64) -> Result<()>,
) -> Result<()> {
    let (mut size, mut chunk, mut bytes) = (CHUNK, Vec::with_capacity(CHUNK), 0);
    let mut failed = None;
    for row in workbook.rows_from(plan.sheet, from.max(plan.first))? {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                // The rows before the damage are good.
                failed = Some(error);
                break;
            }
        };
        bytes += row.cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 8 }).sum::<usize>();
        let next = row.number + 1;
        chunk.push(row);
        if chunk.len() >= size || bytes > CHUNK_BYTES {
            let begun = Instant::now();
            each(std::mem::take(&mut chunk), next)?;
            bytes = 0;
            let taken = begun.elapsed();
            if taken > PATIENCE {
                size = (size / 2).max(*CHUNKS.start());
            } else if taken < PATIENCE / 2 {
                size = (size * 2).min(*CHUNKS.end());
            }
        }
    }
    if let Some(last) = chunk.last() {
        let next = last.number + 1;
        each(chunk, next)?;
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// The report as it grows.
struct Sample {
    report: Report,
}

impl Sample {
    fn of(plan: &Plan, dry_run: bool) -> Sample {
        Sample { report: Report { entity: plan.entity.clone(), dry_run, ..Report::default() } }
    }

    /// Whether there are enough rows whose differences are shown.
    fn is_full(&self) -> bool {
        let shown = |outcome| self.report.samples.iter().filter(|sample| sample.outcome == outcome).count();
        [Outcome::Created, Outcome::Changed].into_iter().all(|outcome| shown(outcome) >= SHOWN)
    }

    fn add(&mut self, chunk: Chunk) {
        let report = &mut self.report;
        report.counts.merge(&chunk.counts);
        for done in chunk.rows {
            let Done { row, outcome, id, title, differences, problems, warnings } = done;
            let room = REASONS.saturating_sub(report.warnings.len());
            report.warnings.extend(warnings.into_iter().take(room).map(|problem| Warning { row, problem }));
            if outcome == Outcome::Refused {
                if report.refusals.len() < REASONS {
                    report.refusals.push(Refusal { row, problems });
                }
                continue;
            }
            if report.samples.iter().filter(|sample| sample.outcome == outcome).count() < SHOWN {
                // What a dry run created is gone, and so is its number.
                let id = id.filter(|_| !(report.dry_run && outcome == Outcome::Created));
                report.samples.push(RowReport { row, outcome, id, title, differences });
            }
        }
    }
}
