use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use store::Database;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::error::{Error, Result};
use crate::lease::{self, Claim, Wish};
use crate::progress::{Failure, Progress};
use crate::schedule;
use crate::table::State;

/// How a handler ends: with a result for whoever asked, or not.
pub type Outcome = Result<Value, Failure>;

/// What a handler gets.
#[derive(Clone)]
pub struct Context {
    pub db: Database,
    pub job: i64,
    pub payload: Value,
    /// How often the job was begun, this time included.
    pub attempt: i64,
    pub progress: Progress,
}

type Answering = Pin<Box<dyn Future<Output = Outcome> + Send>>;

#[derive(Clone)]
enum Handler {
    Blocking(Arc<dyn Fn(Context) -> Outcome + Send + Sync>),
    Task(Arc<dyn Fn(Context) -> Answering + Send + Sync>),
}

struct Kind {
    handler: Handler,
    /// How many jobs of the kind run at the same time at most.
    limit: usize,
}

/// Runs jobs, several at a time.
pub struct Runner {
    db: Database,
    kinds: HashMap<String, Kind>,
    workers: usize,
    poll: Duration,
}

/// How often running jobs are kept and their progress is shown.
const BEAT: Duration = Duration::from_secs(1);
/// How long a finished job can be looked at.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often the finished ones are looked through.
const CLEANING: Duration = Duration::from_secs(3600);

impl Runner {
    pub fn new(db: Database) -> Self {
        Runner { db, kinds: HashMap::new(), workers: 4, poll: Duration::from_secs(1) }
    }

    /// How many jobs run at the same time; 4 unless said otherwise.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// How often to look for jobs that another process queued.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll;
        self
    }

    /// A handler that blocks its thread: it may compute and use the database's blocking calls.
    pub fn blocking(
        mut self,
        kind: impl Into<String>,
        handler: impl Fn(Context) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        self.kinds.insert(kind.into(), Kind { handler: Handler::Blocking(Arc::new(handler)), limit: usize::MAX });
        self
    }

    /// A handler that is a task: it may wait for the network.
    pub fn task<F: Future<Output = Outcome> + Send + 'static>(
        mut self,
        kind: impl Into<String>,
        handler: impl Fn(Context) -> F + Send + Sync + 'static,
    ) -> Self {
        let handler = move |context| -> Answering { Box::pin(handler(context)) };
        self.kinds.insert(kind.into(), Kind { handler: Handler::Task(Arc::new(handler)), limit: usize::MAX });
        self
    }

    /// At most `limit` jobs of `kind`, which is registered already, run at the same time in this process.
    pub fn limit(mut self, kind: &str, limit: usize) -> Self {
        if let Some(kind) = self.kinds.get_mut(kind) {
            kind.limit = limit.max(1);
        }
        self
    }

    /// Begins to run jobs; inside a tokio runtime.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        Running { stop, task: tokio::spawn(run(self, stopped)) }
    }
}

/// A runner that runs. Dropped without [`Running::stop`] it ends at once, as in a crash.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Takes no more jobs, asks those that run to leave off, and waits for them.
    ///
    /// A job that left off waits again and goes on from where it saved, here or elsewhere.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What runs in this process now.
struct Live {
    name: String,
    tasks: JoinSet<i64>,
    jobs: HashMap<i64, Progress>,
}

async fn run(runner: Runner, mut stopped: watch::Receiver<bool>) {
    let mut news = runner.db.listen(crate::TOPIC);
    let name = format!("{}-{}", std::process::id(), runner.db.clock().micros());
    let mut live = Live { name, tasks: JoinSet::new(), jobs: HashMap::new() };
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut cleaning = tokio::time::interval(CLEANING);
    while !*stopped.borrow() {
        news.mark_unchanged();
        let wait = take(&runner, &mut live).await.unwrap_or_else(|error| {
            tracing::warn!("Jobs cannot be taken: {error}");
            runner.poll
        });
        tokio::select! {
            _ = stopped.changed() => break,
            _ = news.changed() => {}
            () = tokio::time::sleep(wait) => {}
            Some(ended) = live.tasks.join_next() => live.ended(ended),
            _ = beat.tick() => keep(&runner.db, &live).await,
            _ = cleaning.tick() => clean(&runner.db).await,
        }
    }
    for progress in live.jobs.values() {
        progress.close();
    }
    while !live.tasks.is_empty() {
        tokio::select! {
            Some(ended) = live.tasks.join_next() => live.ended(ended),
            _ = beat.tick() => keep(&runner.db, &live).await,
        }
    }
}

impl Live {
    fn ended(&mut self, ended: std::result::Result<i64, tokio::task::JoinError>) {
        if let Ok(job) = ended {
            self.jobs.remove(&job);
        }
    }
}

/// Begins what is due and fits; returns how long there is nothing to do.
async fn take(runner: &Runner, live: &mut Live) -> Result<Duration> {
    let running = |kind: &str| live.jobs.values().filter(|progress| progress.claim().kind == kind).count();
    let free: Vec<(String, usize)> = runner
        .kinds
        .iter()
        .map(|(name, kind)| (name.clone(), kind.limit.saturating_sub(running(name))))
        .filter(|(_, free)| *free > 0)
        .collect();
    let room = runner.workers.saturating_sub(live.jobs.len());
    let kinds: Vec<String> = free.iter().map(|(name, _)| name.clone()).collect();
    let look = kinds.clone();
    // A look costs no write: only when something is due a transaction that takes it follows.
    let (due, planned, now) = runner
        .db
        .read(move |tx| Ok::<_, Error>((lease::next_due(tx, &look)?, schedule::next_due(tx)?, tx.micros())))
        .await?;
    // What the clock queues is taken in the same round: where a write takes longer than the shortest schedule, one that
    // only fired would find the next time come, and no job would ever be taken.
    let due = match planned.is_some_and(|planned| planned <= now) {
        true => {
            runner.db.write(schedule::fire).await?;
            Some(due.map_or(now, |due| due.min(now)))
        }
        false => due,
    };
    let idle = [due, planned]
        .into_iter()
        .flatten()
        .min()
        .map_or(runner.poll, |next| Duration::from_micros((next - now).max(0) as u64).min(runner.poll));
    if room == 0 || kinds.is_empty() {
        return Ok(runner.poll);
    }
    if due.is_none_or(|due| due > now) {
        return Ok(idle);
    }
    // A kind with a limit is asked for alone, so that its jobs do not take the room of others and are then put back.
    let mut taken = 0;
    let unlimited: Vec<String> = free.iter().filter(|(_, free)| *free >= room).map(|(name, _)| name.clone()).collect();
    let limited = free.into_iter().filter(|(_, free)| *free < room).map(|(name, free)| (vec![name], free));
    for (kinds, free) in limited.chain((!unlimited.is_empty()).then_some((unlimited, room))) {
        let limit = free.min(room - taken) as u64;
        if limit == 0 {
            break;
        }
        let name = live.name.clone();
        let claims = runner.db.write(move |tx| lease::take(tx, &kinds, &name, limit)).await?;
        taken += claims.len();
        for claim in claims {
            begin(runner, live, claim);
        }
    }
    // Jobs of a kind that is full are due all the time and must not make this loop spin.
    Ok(if taken > 0 { Duration::ZERO } else { runner.poll.min(Duration::from_millis(200)) })
}

fn begin(runner: &Runner, live: &mut Live, claim: Claim) {
    let Some(kind) = runner.kinds.get(&claim.kind) else { return };
    let (db, handler, job) = (runner.db.clone(), kind.handler.clone(), claim.id);
    let progress = Progress::new(claim);
    live.jobs.insert(job, progress.clone());
    live.tasks.spawn(async move {
        let claim = progress.claim();
        let context = Context {
            db: db.clone(),
            job,
            payload: claim.payload.clone(),
            attempt: claim.attempt,
            progress: progress.clone(),
        };
        let task = match handler {
            Handler::Blocking(handler) => tokio::task::spawn_blocking(move || handler(context)),
            Handler::Task(handler) => tokio::spawn(async move { handler(context).await }),
        };
        let outcome = task.await.unwrap_or_else(|_| Err(Failure::again("it failed unexpectedly (panic)")));
        settle(&db, &progress, outcome).await;
        job
    });
}

/// Writes down how an attempt ended, as long as it takes the database to accept it.
async fn settle(db: &Database, progress: &Progress, outcome: Outcome) {
    let outcome = Arc::new(outcome);
    let mut pause = Duration::from_millis(100);
    loop {
        let (progress, result) = (progress.clone(), Arc::clone(&outcome));
        let written = db.write(move |tx| ended(tx, &progress, &result)).await;
        match written {
            Ok(()) => return,
            // After the lease another runner takes the job: then there is nothing to write any more.
            Err(error) if pause > lease::LEASE => {
                tracing::error!("The end of a job cannot be written: {error}");
                return;
            }
            Err(_) => tokio::time::sleep(pause).await,
        }
        pause *= 2;
    }
}

fn ended(tx: &mut store::Tx, progress: &Progress, outcome: &Outcome) -> Result<()> {
    if progress.is_finished() {
        return Ok(());
    }
    let claim = &progress.counted_claim();
    lease::beat(tx, claim, &progress.shown())?;
    match outcome {
        Ok(result) => lease::finish(tx, claim, result)?,
        Err(failure) if failure.is_stop() => match progress.wish() {
            Wish::Cancel => lease::end(tx, claim, State::Cancelled, None, None)?,
            Wish::Pause => lease::end(tx, claim, State::Paused, None, None)?,
            // The process ends: the job is not to blame and goes on at once elsewhere.
            Wish::GoOn | Wish::Taken => lease::put_back(tx, claim)?,
        },
        Err(failure) => {
            if failure.is_final() || claim.attempt >= claim.max_attempts {
                tracing::error!(
                    job.id = claim.id,
                    job.kind = claim.kind,
                    "Job {} failed for good: {}",
                    claim.id,
                    failure.message()
                );
            }
            lease::fail(tx, claim, failure, None)?
        }
    };
    Ok(())
}

/// Keeps the jobs that run, shows their progress and hears what is wanted of them.
async fn keep(db: &Database, live: &Live) {
    if live.jobs.is_empty() {
        return;
    }
    let jobs: Vec<Progress> = live.jobs.values().cloned().collect();
    let kept = db
        .write(move |tx| {
            for progress in &jobs {
                let wish = lease::beat(tx, progress.claim(), &progress.shown())?;
                // A job that ended itself is not taken away by anybody.
                if wish != Wish::Taken || !progress.is_finished() {
                    progress.set_wish(wish);
                }
            }
            Ok::<_, Error>(())
        })
        .await;
    if let Err(error) = kept {
        tracing::warn!("Running jobs cannot be kept: {error}");
    }
}

async fn clean(db: &Database) {
    let cleaned = db
        .write(|tx| {
            let before = tx.micros() - REMEMBERED.as_micros() as i64;
            lease::forget(tx, before)
        })
        .await;
    if let Err(error) = cleaned {
        tracing::warn!("Finished jobs cannot be forgotten: {error}");
    }
}
