//! Imports taken back as jobs: step by step, so that the database is never held for long, and on after a restart.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Actor;
use jobs::{Context, Failure, Job, State};
use records::undo::Step;
use records::{Message, Records, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::{Error, Result};
use super::job::{self, People};
use super::table::{self, Import};

/// The kind of the jobs that take imports back.
pub const UNDO: &str = "documents.undo";

/// Changes that the first transaction takes back.
const STEP: u64 = 100;
/// The fewest and the most of one.
const STEPS: std::ops::RangeInclusive<u64> = 10..=1_000;
/// How long one may keep other writers waiting, and its own job's heartbeat among them, before the next one is made
/// smaller; one that takes less than half of that is followed by a larger one.
const PATIENCE: Duration = Duration::from_millis(300);

/// What came of taking an import back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TakenBack {
    /// Changes that were taken back.
    pub changes: u64,
    /// Changes that were left as they are; the reasons below say why. Those from before reasons were kept have none.
    pub left: u64,
    /// Those of them that somebody changed since.
    pub since: u64,
    /// Those whose records other ones need, by the entity of these: its word in URLs, empty when that is not known.
    pub needed: BTreeMap<String, u64>,
}

impl TakenBack {
    /// Changes that were left for other reasons.
    pub fn other(&self) -> u64 {
        self.left.saturating_sub(self.since + self.needed.values().sum::<u64>())
    }

    fn add(&mut self, step: &Step) {
        self.changes += step.changes;
        self.left += step.left.len() as u64;
        for left in &step.left {
            let Message::Id { id, arguments } = &left.problem.message else { continue };
            match *id {
                "problem-changed-since" => self.since += 1,
                "problem-still-needed" | "problem-still-needed-elsewhere" | "problem-others-attached" => {
                    let by = arguments.iter().find(|(name, _)| *name == "entity").map(|(_, entity)| entity.clone());
                    *self.needed.entry(by.unwrap_or_default()).or_default() += 1;
                }
                _ => {}
            }
        }
    }
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

/// Has an import taken back, and returns the number of the job; one that is under way already goes on. Where changes
/// were left before, it goes on with those only.
///
/// # Errors
/// [`Error::NotFound`] when there is no such import, [`Error::Records`] when it is not this actor's to take back or was
/// wholly taken back already.
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
    let batch = batch.ok_or_else(missing)?;
    let mut payload = json!({ "import": import, "user": actor.user });
    if batch.undone.is_some() {
        let left = outcome(tx, &found)?.map_or(0, |back| back.left);
        if left == 0 {
            return Err(missing().into());
        }
        payload["left"] = json!(left);
    }
    let job = Job::new(UNDO, payload).max_attempts(5);
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

/// What came of taking an import back, all in all; none while it never ended.
///
/// # Errors
/// When the database cannot be read.
pub fn outcome(tx: &mut Tx<'_>, import: &Import) -> Result<Option<TakenBack>> {
    let (None, Some(job)) = (&import.back, import.undo) else { return Ok(import.back.clone()) };
    match jobs::find(tx.sql(), job) {
        Ok(job) => Ok(taken_back(&job)),
        Err(jobs::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What one job that takes an import back did; none while it has not ended.
pub fn taken_back(job: &jobs::Entry) -> Option<TakenBack> {
    let result = job.result.clone().filter(|_| job.kind == UNDO && job.state == State::Done)?;
    serde_json::from_value(result).ok()
}

pub(super) fn work(records: &Records, people: &Arc<People>, context: &Context) -> Result<serde_json::Value, Failure> {
    let number = |name: &str| context.payload.get(name).and_then(serde_json::Value::as_i64);
    let (Some(import), Some(user)) = (number("import"), number("user")) else {
        return Err(Failure::last("the job names no import"));
    };
    let left = context.payload.get("left").and_then(serde_json::Value::as_u64);
    let done = take_back(records, people, context, import, user, left).map_err(job::failure)?;
    Ok(json!(done))
}

/// With `left` it goes on with what was left before: so many changes.
fn take_back(
    records: &Records,
    people: &Arc<People>,
    context: &Context,
    import: i64,
    user: i64,
    left: Option<u64>,
) -> Result<TakenBack> {
    let actor = job::actor(records, people, user)?;
    let found = records.read_blocking(move |tx| table::find(tx.sql(), import))?;
    let (batch, total) = (found.batch, left.unwrap_or(found.counts.created + found.counts.changed));
    let saved = context.progress.saved().cloned();
    let mut position = match saved.map(serde_json::from_value::<Position>) {
        Some(Ok(position)) => position,
        _ => {
            let (who, progress) = (actor.clone(), context.progress.clone());
            let begun = records.write_blocking(move |tx| {
                let into = match left {
                    Some(_) => records::undo::resume(tx, &who, batch)?,
                    None => records::undo::start(tx, &who, batch)?,
                };
                let position = Position { into, ..Position::default() };
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
            let mut done = now.done.clone();
            done.add(&step);
            let is_done = step.before.is_none();
            let next = Position { before: step.before, done: done.clone(), ..now.clone() };
            let shown = if is_done { total } else { (done.changes + done.left).min(total) };
            progress.save(tx.sql(), job::whole(shown), Some(job::whole(total)), &json!(next))?;
            if is_done {
                let mut all = done.clone();
                if left.is_some() {
                    let found = table::find(tx.sql(), import)?;
                    all.changes += found.back.map_or(0, |back| back.changes);
                }
                table::set_back(tx.sql(), import, &all)?;
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
