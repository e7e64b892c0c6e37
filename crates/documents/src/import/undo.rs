//! Imports taken back as jobs: step by step, so that the database is never held for long, and on after a restart.

use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Actor;
use jobs::{Context, Failure, Job, State};
use records::{Records, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::{Error, Result};
use super::job::{self, People};
use super::table;

/// The kind of the jobs that take imports back.
pub const UNDO: &str = "documents.undo";

/// Changes that the first transaction takes back.
const STEP: u64 = 100;
/// The fewest and the most of one.
const STEPS: std::ops::RangeInclusive<u64> = 10..=1_000;
/// How long one may keep other writers waiting, and its own job's heartbeat among them, before the next one is made
/// smaller; one that takes less than half of that is followed by a larger one.
const PATIENCE: Duration = Duration::from_millis(300);

/// What came of taking an import back: the result of its job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// Changes that were taken back.
    pub changes: u64,
    /// Changes that were left as they are, because somebody changed the same since.
    pub left: u64,
}

/// Where the work stands after a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Position {
    /// The batch in which it is done.
    into: i64,
    /// Where the next step goes on.
    before: Option<i64>,
    done: TakenBack,
}

/// Has an import taken back, and returns the number of the job; one that is under way already goes on.
///
/// # Errors
/// [`Error::NotFound`] when there is no such import, [`Error::Records`] when it is not this actor's to take back or was
/// taken back already.
pub fn start_undo(tx: &mut Tx<'_>, actor: &Actor, import: i64) -> Result<i64> {
    let found = table::find(tx.sql(), import)?;
    if let Some(job) = found.undo
        && let Some(state) = state(tx, job)?
    {
        match state {
            State::Waiting | State::Running => return Ok(job),
            State::Paused => {
                jobs::resume(tx.sql(), job)?;
                return Ok(job);
            }
            State::Failed | State::Cancelled => {
                // It goes on where it stopped.
                jobs::retry(tx.sql(), job)?;
                return Ok(job);
            }
            State::Done => {}
        }
    }
    let batch = records::batch::get(tx, actor, found.batch)?;
    let missing = || records::Error::NotFound { entity: "batch".into(), id: found.batch };
    batch.filter(|batch| batch.undone.is_none()).ok_or_else(missing)?;
    let job = Job::new(UNDO, json!({ "import": import, "user": actor.user })).max_attempts(5);
    let job = jobs::enqueue(tx.sql(), job)?;
    table::set_undo(tx.sql(), import, job)?;
    Ok(job)
}

/// The state of a job; none when it is forgotten.
fn state(tx: &mut Tx<'_>, job: i64) -> Result<Option<State>> {
    match jobs::find(tx.sql(), job) {
        Ok(job) => Ok(Some(job.state)),
        Err(jobs::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What came of taking an import back; none while that has not ended.
pub fn taken_back(job: &jobs::Entry) -> Option<TakenBack> {
    let result = job.result.clone().filter(|_| job.kind == UNDO && job.state == State::Done)?;
    serde_json::from_value(result).ok()
}

pub(super) fn work(records: &Records, people: &Arc<People>, context: &Context) -> Result<serde_json::Value, Failure> {
    let number = |name: &str| context.payload.get(name).and_then(serde_json::Value::as_i64);
    let (Some(import), Some(user)) = (number("import"), number("user")) else {
        return Err(Failure::last("the job names no import"));
    };
    let done = take_back(records, people, context, import, user).map_err(job::failure)?;
    Ok(json!(done))
}

fn take_back(records: &Records, people: &Arc<People>, context: &Context, import: i64, user: i64) -> Result<TakenBack> {
    let actor = job::actor(records, people, user)?;
    let found = records.read_blocking(move |tx| table::find(tx.sql(), import))?;
    let (batch, total) = (found.batch, found.counts.created + found.counts.changed);
    let saved = context.progress.saved().cloned();
    let mut position = match saved.map(serde_json::from_value::<Position>) {
        Some(Ok(position)) => position,
        _ => {
            let (who, progress) = (actor.clone(), context.progress.clone());
            let begun = records.write_blocking(move |tx| {
                let position = Position { into: records::undo::start(tx, &who, batch)?, ..Position::default() };
                progress.save(tx.sql(), 0, Some(job::whole(total)), &json!(position))?;
                Ok::<_, Error>(position)
            });
            match begun {
                // Taken back already, in another way.
                Err(Error::Records(records::Error::Query(_))) => return Ok(TakenBack::default()),
                other => other?,
            }
        }
    };
    let mut size = STEP;
    loop {
        context.progress.check().map_err(|_| Error::Stopped)?;
        let (who, progress) = (actor.clone(), context.progress.clone());
        let now = position.clone();
        let begun = Instant::now();
        let (next, is_done) = records.write_blocking(move |tx| {
            let step = records::undo::step(tx, &who, batch, now.into, now.before, size)?;
            let done =
                TakenBack { changes: now.done.changes + step.changes, left: now.done.left + step.left.len() as u64 };
            let is_done = step.before.is_none();
            let next = Position { before: step.before, done, ..now.clone() };
            let shown = if is_done { total } else { (done.changes + done.left).min(total) };
            progress.save(tx.sql(), job::whole(shown), Some(job::whole(total)), &json!(next))?;
            if is_done {
                progress.finish(tx.sql(), &json!(done))?;
            }
            Ok::<_, Error>((next, is_done))
        })?;
        position = next;
        let taken = begun.elapsed();
        if taken > PATIENCE {
            size = (size / 2).max(*STEPS.start());
        } else if taken < PATIENCE / 2 {
            size = (size * 2).min(*STEPS.end());
        }
        if is_done {
            return Ok(position.done);
        }
    }
}
