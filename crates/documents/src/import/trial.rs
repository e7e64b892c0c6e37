//! Trials as jobs: they go on when the page is closed, and are begun again after a restart.

use std::sync::Arc;

use access::Actor;
use jobs::{Context, Failure, Job};
use records::{Records, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::{Error, Result};
use super::job::{self, People};
use super::plan::Plan;
use super::report::{Problem, Report};
use super::run;
use super::setup::Setup;
use crate::sheet;

/// The kind of the jobs that try an import out.
pub const TRIAL: &str = "documents.trial";

/// What came of a trial: the result of its job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tried {
    Report(Box<Report>),
    /// Why the file or the plan cannot be tried at all.
    Wrong(Vec<Problem>),
}

/// What a trial is of.
#[derive(Serialize, Deserialize)]
struct Payload {
    user: i64,
    draft: i64,
    file: String,
    hash: String,
    plan: Plan,
}

/// Queues a trial of a file that [`store::blob`] keeps, and returns the number of its job, whose result is a [`Tried`].
///
/// A trial of the same draft that has not begun is replaced.
///
/// # Errors
/// [`Error::Records`] for want of the right to import, or when the database refuses.
pub fn start_trial(tx: &mut Tx<'_>, actor: &Actor, file: &str, hash: &str, plan: &Plan, draft: i64) -> Result<i64> {
    run::check_right(tx, actor, &plan.entity)?;
    let payload = Payload { user: actor.user, draft, file: file.to_owned(), hash: hash.to_owned(), plan: plan.clone() };
    let payload = serde_json::to_value(payload).map_err(store::Error::other)?;
    Ok(jobs::enqueue(tx.sql(), Job::new(TRIAL, payload).max_attempts(3))?)
}

/// What came of a trial; none while it has not ended well.
pub fn tried(job: &jobs::Entry) -> Option<Tried> {
    let result = job.result.clone().filter(|_| job.kind == TRIAL && job.state == jobs::State::Done)?;
    serde_json::from_value(result).ok()
}

/// Tries an import out; nothing is left behind, so a trial that was cut off begins anew.
pub(super) fn work(records: &Records, people: &Arc<People>, context: &Context) -> Result<serde_json::Value, Failure> {
    let payload: Payload = serde_json::from_value(context.payload.clone()).map_err(Failure::last)?;
    let tried = match attempt(records, people, context, payload) {
        Ok(report) => Tried::Report(Box::new(report)),
        Err(Error::Plan(problems)) => Tried::Wrong(problems),
        Err(Error::Sheet(error)) => Tried::Wrong(vec![Problem::row(error.message())]),
        Err(error) => return Err(job::failure(error)),
    };
    Ok(json!(tried))
}

fn attempt(records: &Records, people: &Arc<People>, context: &Context, payload: Payload) -> Result<Report> {
    let Payload { user, file, hash, plan, .. } = payload;
    let actor = job::actor(records, people, user)?;
    let unpacked = job::unpack(records.database(), &hash)?.ok_or(Error::FileGone(0))?;
    let mut workbook = sheet::open(unpacked.path(), &file, plan.reading.clone())?;
    // A plan that cannot be is found before the file is gone through.
    Setup::of(&*run::world(records)?, &actor, &plan)?;
    let progress = context.progress.clone();
    let told = |done: u64, total: u64| {
        progress.report(job::whole(done), Some(job::whole(total)), None).map_err(|_| Error::Stopped)
    };
    run::dry_run(records, &actor, &mut workbook, &plan, &told)
}
