//! Goes through a file chunk by chunk: for a dry run, which leaves nothing behind, and for the import itself.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use access::{Action, Actor, Through};
use records::duplicate::Seen;
use records::{Records, Tx, World};

use super::chunk::{self, Chunk, Done};
use super::error::{Error, Result};
use super::find::Memory;
use super::groups::{self, Scattered, Watch};
use super::marks::{Mark, Marks, Undone};
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
/// So many new records are worth telling the database how its values are spread now.
const MANY: u64 = 1_000;

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
    let Looked { total, repeated, scattered } = look_through(workbook, plan, Some(&setup), true)?;
    let layout = world(records)?.named(&setup.entity)?;
    let mut memory = Memory::of(&setup);
    memory.explain = true;
    let memory = Arc::new(RwLock::new(memory));
    let undone = Arc::new(RwLock::new(Undone::of(repeated, Seen::of(&layout))));
    let mut sample = Sample::of(plan, true);
    told(0, total)?;
    let first_setup = Arc::clone(&setup);
    let goes_on = |rows: &[sheet::Row], next: &sheet::Row| groups::goes_on(&first_setup, rows, next);
    chunks(workbook, plan, plan.first, goes_on, |rows, _| {
        let mut tries = 0;
        let (chunk, drafts) = loop {
            let drafts = Arc::new(groups::drafts(&setup, &rows, &scattered));
            let written = undo(records, &actor, &setup, &memory, &drafts, &undone);
            match written {
                Err(Error::Redefined) if tries < 3 => {
                    tries += 1;
                    setup = prepared(records, &actor, plan)?;
                }
                // Rows that resemble earlier ones are written once more, beside them.
                Ok(chunk) if undone.write().unwrap_or_else(PoisonError::into_inner).need(&chunk.resembling) => {}
                other => break (other?, drafts),
            }
        };
        {
            let mut memory = memory.write().unwrap_or_else(PoisonError::into_inner);
            memory.careful = chunk.refused_by_door;
            memory.explain = !sample.is_full();
        }
        let mut undone = undone.write().unwrap_or_else(PoisonError::into_inner);
        undone.again.clear();
        for (done, draft) in chunk.rows.iter().zip(drafts.iter()) {
            if matches!(done.outcome, Outcome::Created | Outcome::Changed) {
                undone.remember(&setup, draft);
            }
        }
        for (row, record) in &chunk.written {
            if let Ok(place) = drafts.binary_search_by_key(row, |draft| draft.row) {
                undone.look_out_for(record, &drafts[place]);
            }
        }
        undone.made.extend(chunk.made.iter().cloned());
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
    let looked = match import.total {
        // Where rows belong together, that they stand together is to be known after an interruption, too.
        Some(total) if setup.lines.is_none() => Looked { total, ..Looked::default() },
        _ => look_through(workbook, &plan, setup.lines.is_some().then_some(&setup), false)?,
    };
    let (total, scattered) = (looked.total, looked.scattered);
    if import.total.is_none() {
        let id = import.id;
        records.write_blocking(move |tx| table::set_total(tx.sql(), id, total))?;
    }
    let memory = Arc::new(RwLock::new(Memory::of(&setup)));
    let mut sample = Sample::of(&plan, false);
    sample.report.import = Some(import.id);
    sample.report.batch = Some(import.batch);
    sample.report.counts = import.counts.clone();
    sample.report.findings = import.findings.clone();
    told(import.counts.rows, total)?;
    let from = import.next_row;
    let first_setup = Arc::clone(&setup);
    let goes_on = |rows: &[sheet::Row], next: &sheet::Row| groups::goes_on(&first_setup, rows, next);
    chunks(workbook, &plan, from, goes_on, |rows, next| {
        let rows = Arc::new(rows);
        let mut tries = 0;
        let chunk = loop {
            let drafts = groups::drafts(&setup, &rows, &scattered);
            let state =
                (Arc::clone(&setup), Arc::clone(&memory), Arc::clone(&actor), Arc::clone(saved), Arc::clone(&rows));
            let (id, batch, begun, counts) = (import.id, import.batch, import.next_row, import.counts.clone());
            let findings = sample.report.findings.clone();
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
                let mut findings = findings.clone();
                findings.add(&chunk);
                table::advance(tx.sql(), id, begun, next, &counts, &findings)?;
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
            known.learn(*key, text, *found);
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
    if sample.report.counts.created >= MANY {
        // Only lists are slower without it, and it is done every night anyway.
        let _ = records::tune(records, setup.entities());
    }
    Ok(sample.report)
}

/// The refused rows of a chunk with their cells.
fn refused(setup: &Setup, rows: &[sheet::Row], chunk: &Chunk) -> Vec<Refused> {
    let refused = chunk.rows.iter().filter(|done| done.outcome == Outcome::Refused);
    let reasons = refused.flat_map(|done| {
        let further = done.further.iter().map(|refusal| (refusal.row, &refusal.problems));
        std::iter::once((done.row, &done.problems)).chain(further)
    });
    let with_cells = reasons.filter_map(|(number, problems)| {
        let row = &rows[rows.binary_search_by_key(&number, |row| row.number).ok()?];
        let cells = (0..setup.width.max(row.cells.len())).map(|column| row.cell(column).shown()).collect();
        Some(Refused { row: number, problems: problems.clone(), cells })
    });
    with_cells.collect()
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

/// What is known of a file before its first row is written.
#[derive(Default)]
struct Looked {
    total: u64,
    /// What more than one row has, when that matters.
    repeated: HashSet<Mark>,
    /// The records whose rows do not stand together.
    scattered: Scattered,
}

/// Counts the rows, and finds what they have in common.
fn look_through(workbook: &mut Workbook, plan: &Plan, setup: Option<&Arc<Setup>>, marked: bool) -> Result<Looked> {
    let (mut total, mut marks, mut watch) = (0, Marks::default(), Watch::default());
    for row in workbook.rows_from(plan.sheet, plan.first)? {
        // What cannot be read ends the import later, with its reason.
        let Ok(row) = row else { break };
        total += 1;
        let Some(setup) = setup else { continue };
        let draft = row::read(setup, &row);
        if setup.lines.is_some() {
            watch.see(setup, &draft);
        }
        if marked {
            marks.add(setup, &draft);
        }
    }
    Ok(Looked { total, repeated: marks.repeated(), scattered: watch.scattered() })
}

/// Reads chunks from a row on, and hands each over with the number of the row after it.
fn chunks(
    workbook: &mut Workbook,
    plan: &Plan,
    from: u64,
    goes_on: impl Fn(&[sheet::Row], &sheet::Row) -> bool,
    mut each: impl FnMut(Vec<sheet::Row>, u64) -> Result<()>,
) -> Result<()> {
    let (mut size, mut chunk, mut bytes): (usize, Vec<sheet::Row>, usize) = (CHUNK, Vec::with_capacity(CHUNK), 0);
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
        let full = chunk.len() >= size || bytes > CHUNK_BYTES;
        if full
            && let Some(last) = chunk.last()
            && !goes_on(&chunk, &row)
        {
            let begun = Instant::now();
            let next = last.number + 1;
            each(std::mem::take(&mut chunk), next)?;
            bytes = 0;
            let taken = begun.elapsed();
            if taken > PATIENCE {
                size = (size / 2).max(*CHUNKS.start());
            } else if taken < PATIENCE / 2 {
                size = (size * 2).min(*CHUNKS.end());
            }
        }
        bytes += row.cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 8 }).sum::<usize>();
        chunk.push(row);
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
        report.findings.add(&chunk);
        for done in chunk.rows {
            let Done { row, outcome, id, title, differences, problems, further, warnings, lines: _ } = done;
            let room = REASONS.saturating_sub(report.warnings.len());
            report.warnings.extend(warnings.into_iter().take(room).map(|(row, problem)| Warning { row, problem }));
            if outcome == Outcome::Refused {
                let room = REASONS.saturating_sub(report.refusals.len());
                let rows = std::iter::once(Refusal { row, problems }).chain(further);
                report.refusals.extend(rows.take(room));
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
