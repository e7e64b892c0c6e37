//! Imports as jobs: they survive a closed page, a pause and a crash.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use access::Actor;
use jobs::{Context, Failure, Job, Runner};
use records::{Records, Tx};
use serde_json::{Value, json};
use store::{Database, blob};
use tempfile::NamedTempFile;

use super::abandoned;
use super::error::{Error, Result};
use super::plan::Plan;
use super::reasons::Findings;
use super::report::{Counts, Report};
use super::run;
use super::setup::Setup;
use super::table::{self, Import};
use super::{trial, undo};
use crate::sheet;

/// The kind of the jobs that import.
pub const KIND: &str = "documents.import";
/// The kind of the job that forgets the files of old imports.
pub const SWEEP: &str = "documents.sweep";

/// How long an uploaded file is kept after its import ended.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many imports run at the same time.
const AT_ONCE: usize = 2;

/// Finds out who a user is now: an import runs under the rights its person has while it runs.
pub type People = dyn Fn(&mut Tx<'_>, i64) -> records::Result<Actor> + Send + Sync;

/// Queues an import of a file that [`store::blob`] keeps, begun from a draft when there is one; see [`table::of_draft`].
///
/// # Errors
/// [`Error::Plan`] with every finding, [`Error::Records`] for want of the right to import.
pub fn start(
    tx: &mut Tx<'_>,
    actor: &Actor,
    file: &str,
    hash: &str,
    plan: &Plan,
    draft: Option<i64>,
) -> Result<Import> {
    let mut import = Import { draft, ..begin(tx, actor, file, Some(hash), plan)? };
    let job = Job::new(KIND, json!({ "import": import.id })).max_attempts(5);
    import.job = Some(jobs::enqueue(tx.sql(), job)?);
    table::insert(tx.sql(), &import)?;
    Ok(import)
}

/// An import at its beginning, not yet written down.
pub(super) fn begin(tx: &mut Tx<'_>, actor: &Actor, file: &str, hash: Option<&str>, plan: &Plan) -> Result<Import> {
    let world = Arc::clone(tx.world());
    let setup = Setup::of(&world, actor, plan)?;
    let id = tx.sql().next_id()?;
    let batch = records::batch::begin(tx, actor, records::batch::Kind::Import, &setup.entity, file)?;
    Ok(Import {
        id,
        entity: setup.entity.to_string(),
        by: actor.user,
        file: file.to_owned(),
        hash: hash.map(str::to_owned),
        plan: Plan { entity: setup.entity.to_string(), ..plan.clone() },
        job: None,
        batch,
        next_row: plan.first,
        total: None,
        counts: Counts::default(),
        findings: Findings::default(),
        draft: None,
        undo: None,
        back: None,
        begun_at: tx.micros(),
        ended_at: None,
    })
}

/// Lets a runner try imports out, run them, take them back, and forget old files and those that came up for nothing.
pub fn register(runner: Runner, records: &Records, people: Arc<People>) -> Runner {
    let (sweeping, waiting) = (records.clone(), records.clone());
    let (trying, triers) = (records.clone(), Arc::clone(&people));
    let (undoing, undoers) = (records.clone(), Arc::clone(&people));
    let runner = runner
        .blocking(trial::TRIAL, move |context| trial::work(&trying, &triers, &context))
        .limit(trial::TRIAL, AT_ONCE)
        .blocking(undo::UNDO, move |context| undo::work(&undoing, &undoers, &context))
        .limit(undo::UNDO, AT_ONCE);
    let runner = runner.blocking(abandoned::DRAFT, move |context| {
        let gone = abandoned::give_up(&waiting, context.job, &context.payload);
        gone.map(|gone| json!({ "forgotten": gone })).map_err(Failure::again)
    });
    runner.blocking(KIND, handler(records.clone(), people)).limit(KIND, AT_ONCE).blocking(SWEEP, move |_| {
        match sweep(&sweeping) {
            Ok(count) => Ok(json!({ "forgotten": count })),
            Err(error) => Err(Failure::again(error)),
        }
    })
}

/// Has old files forgotten every night.
///
/// # Errors
/// When the database refuses.
pub fn schedule(tx: &mut store::Tx, zone: &str) -> Result<()> {
    Ok(jobs::schedule(tx, &jobs::Schedule::of(SWEEP, "40 3 * * *", zone))?)
}

/// What runs an import's job.
pub fn handler(records: Records, people: Arc<People>) -> impl Fn(Context) -> jobs::Outcome + Send + Sync + 'static {
    move |context| {
        let Some(id) = context.payload.get("import").and_then(Value::as_i64) else {
            return Err(Failure::last("the job names no import"));
        };
        work(&records, &people, &context, id).map_err(failure)
    }
}

fn work(records: &Records, people: &Arc<People>, context: &Context, id: i64) -> Result<Value> {
    let import = records.read_blocking(move |tx| table::find(tx.sql(), id))?;
    let actor = actor(records, people, import.by)?;
    let report = if import.ended_at.is_some() {
        Report { entity: import.entity.clone(), counts: import.counts.clone(), ..Report::default() }
    } else {
        let hash = import.hash.as_deref().ok_or(Error::FileGone(id))?;
        let file = unpack(records.database(), hash)?.ok_or(Error::FileGone(id))?;
        let mut workbook = sheet::open(file.path(), &import.file, import.plan.reading.clone())?;
        let progress = context.progress.clone();
        let told =
            |done: u64, total: u64| progress.report(whole(done), Some(whole(total)), None).map_err(|_| Error::Stopped);
        let saving = context.progress.clone();
        let saved: Arc<run::Saved> = Arc::new(move |tx: &mut Tx<'_>, done: u64, total: Option<u64>| {
            saving.save(tx.sql(), whole(done), total.map(whole), &json!({ "rows": done }))?;
            Ok(())
        });
        run::go_on(records, &actor, &mut workbook, import.clone(), &told, &saved)?
    };
    let result = json!({ "import": id, "batch": import.batch, "entity": report.entity, "counts": report.counts });
    let (progress, finished) = (context.progress.clone(), result.clone());
    records.write_blocking(move |tx| {
        table::end(tx.sql(), id)?;
        Ok::<_, Error>(progress.finish(tx.sql(), &finished)?)
    })?;
    Ok(result)
}

/// Whether it is worth while to try again.
pub(super) fn failure(error: Error) -> Failure {
    match error {
        Error::Stopped => Failure::from(jobs::Stop),
        Error::Job(error) => error.into(),
        // The row guard and the job's own fence say the same.
        Error::Taken(_) => Failure::from(jobs::Stop),
        Error::Records(records::Error::Store(error)) => Failure::again(error),
        Error::Redefined | Error::Io(_) => Failure::again(error),
        other => Failure::last(other),
    }
}

/// Who a user is now.
pub(super) fn actor(records: &Records, people: &Arc<People>, user: i64) -> Result<Actor> {
    if user == 0 {
        return Ok(Actor::platform(access::Through::Import));
    }
    let people = Arc::clone(people);
    Ok(records.read_blocking(move |tx| people(tx, user))?)
}

/// Row numbers are far below what the queue can hold.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The uploaded file as a file on disk, for readers that go back and forth; none when it is no longer kept.
pub(super) fn unpack(db: &Database, hash: &str) -> Result<Option<NamedTempFile>> {
    let Some(mut reader) = blob::reader(db, hash)? else { return Ok(None) };
    let mut file = NamedTempFile::new()?;
    std::io::copy(&mut reader, file.as_file_mut())?;
    file.as_file_mut().flush()?;
    Ok(Some(file))
}

/// Forgets the files of imports that ended long ago, unless a record has the same file; returns how many.
///
/// # Errors
/// When the database or the folder of files fails.
pub fn sweep(records: &Records) -> Result<usize> {
    let kept = i64::try_from(KEPT.as_micros()).unwrap_or(i64::MAX);
    let gone = records.write_blocking(move |tx| {
        // An import that was cancelled or paused for good never ends.
        let (ended, begun) = (tx.micros() - kept, tx.micros() - 3 * kept);
        let gone = table::forget_files(tx.sql(), ended, begun)?;
        let mut needless = Vec::new();
        for hash in gone {
            if !abandoned::is_of_record(tx, &hash)? {
                needless.push(hash);
            }
        }
        Ok::<_, Error>(needless)
    })?;
    for hash in &gone {
        blob::remove(records.database(), hash)?;
    }
    Ok(gone.len())
}
