//! Taking jobs, keeping them and giving them back: what the runner does in the database.
//!
//! Who takes a job gets a fencing number that nobody had before. A runner that was thought dead and comes
//! back carries an old number, and whatever it still wants to write is refused.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use store::sql::{Expr, ExprTrait, LockBehavior, LockType, Order, Query, UpdateStatement};
use store::{Dialect, Row, Tx};

use crate::error::Result;
use crate::page::json;
use crate::progress::{Failure, Shown};
use crate::queue::{Job, enqueue};
use crate::table::{State, WISH_CANCEL, WISH_NONE, WISH_PAUSE};

/// How long a runner may be silent before its jobs are given to others.
pub(crate) const LEASE: Duration = Duration::from_secs(30);
/// The first pause after a failure; it doubles with each further one up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A job that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub id: i64,
    pub fence: i64,
    pub kind: String,
    pub payload: Value,
    /// How often it was begun, this time included.
    pub attempt: i64,
    pub max_attempts: i64,
    /// What an earlier attempt saved.
    pub saved: Option<Value>,
    pub done: i64,
    pub total: Option<i64>,
    pub answer: Option<String>,
}

const COLUMNS: [&str; 11] =
    ["id", "fence", "kind", "payload", "attempts", "max_attempts", "saved", "done", "total", "answer", "state"];

/// When the next waiting job of these kinds is due, or the lease of a running one ends.
pub(crate) fn next_due(tx: &mut Tx, kinds: &[String]) -> Result<Option<i64>> {
    let mut waiting = Query::select();
    waiting
        .expr(Expr::cust("min(due)"))
        .from("jobs_job")
        .and_where(Expr::cust("state = 0"))
        .and_where(Expr::col("kind").is_in(kinds.iter().map(String::as_str)));
    let waiting = tx.one(&waiting, |row| row.maybe(0, Row::int))?.flatten();
    let mut running = Query::select();
    running.expr(Expr::cust("min(lease_until)")).from("jobs_job").and_where(Expr::cust("state = 1"));
    let running = tx.one(&running, |row| row.maybe(0, Row::int))?.flatten();
    Ok([waiting, running].into_iter().flatten().min())
}

/// Takes at most `limit` jobs of these kinds that are due.
pub(crate) fn take(tx: &mut Tx, kinds: &[String], runner: &str, limit: u64) -> Result<Vec<Claim>> {
    release_expired(tx)?;
    let now = tx.micros();
    let mut select = Query::select();
    select.columns(COLUMNS).from("jobs_job").and_where(Expr::cust("state = 0")).and_where(Expr::col("due").lte(now));
    select.and_where(Expr::col("kind").is_in(kinds.iter().map(String::as_str)));
    select.order_by("priority", Order::Desc).order_by("due", Order::Asc).order_by("id", Order::Asc).limit(limit);
    if tx.dialect() == Dialect::Postgres {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let mut claims = tx.all(&select, claim)?;
    for claim in &mut claims {
        claim.fence += 1;
        claim.attempt += 1;
        tx.run(
            Query::update()
                .table("jobs_job")
                .values([
                    ("state", State::Running.number().into()),
                    ("fence", claim.fence.into()),
                    ("attempts", claim.attempt.into()),
                    ("lease_until", lease_end(tx).into()),
                    ("runner", runner.into()),
                    ("wish", WISH_NONE.into()),
                    ("started_at", now.into()),
                ])
                .and_where(Expr::col("id").eq(claim.id)),
        )?;
    }
    Ok(claims)
}

/// Jobs whose runner fell silent wait again, or have failed when that was their last attempt.
fn release_expired(tx: &mut Tx) -> Result<()> {
    let now = tx.micros();
    let mut select = Query::select();
    select
        .columns(COLUMNS)
        .column("wish")
        .from("jobs_job")
        .and_where(Expr::cust("state = 1"))
        .and_where(Expr::col("lease_until").lt(now));
    if tx.dialect() == Dialect::Postgres {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    for (claim, wish) in tx.all(&select, |row| Ok((claim(row)?, row.int(11)?)))? {
        let silent = Failure::again("the process that ran it ended or fell silent");
        match wish {
            WISH_CANCEL => end(tx, &claim, State::Cancelled, None, None)?,
            WISH_PAUSE => end(tx, &claim, State::Paused, None, None)?,
            _ => fail(tx, &claim, &silent, Some(now))?,
        };
    }
    Ok(())
}

/// What a running job learns when it shows its progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    GoOn,
    Cancel,
    Pause,
    /// Another runner has the job.
    Taken,
}

/// Keeps a job and shows its progress.
pub(crate) fn beat(tx: &mut Tx, claim: &Claim, shown: &Shown) -> Result<Wish> {
    let mut update = keeping(tx, shown);
    mine(&mut update, claim);
    update.returning_col("wish");
    Ok(match tx.one(&update, |row| row.int(0))? {
        None => Wish::Taken,
        Some(WISH_CANCEL) => Wish::Cancel,
        Some(WISH_PAUSE) => Wish::Pause,
        Some(_) => Wish::GoOn,
    })
}

/// Saves where to go on after a crash; false when another runner has the job.
pub(crate) fn save(tx: &mut Tx, claim: &Claim, shown: &Shown, saved: &Value) -> Result<bool> {
    let mut update = keeping(tx, shown);
    update.values([
        ("saved", saved.to_string().into()),
        // A job that gets on is not one that fails: only attempts without progress count.
        ("attempts", 1.into()),
    ]);
    mine(&mut update, claim);
    Ok(tx.run(&update)? > 0)
}

/// Ends a job well and queues its answer; false when another runner has it.
pub(crate) fn finish(tx: &mut Tx, claim: &Claim, result: &Value) -> Result<bool> {
    if !end(tx, claim, State::Done, None, Some(result))? {
        return Ok(false);
    }
    if let Some(kind) = &claim.answer {
        enqueue(tx, Job::new(kind.clone(), serde_json::json!({ "job": claim.id, "result": result })))?;
    }
    Ok(true)
}

/// Ends an attempt that failed: the job waits for the next one, or has failed for good.
///
/// `due` is when the next attempt may begin; by default after a pause that doubles each time.
pub(crate) fn fail(tx: &mut Tx, claim: &Claim, failure: &Failure, due: Option<i64>) -> Result<bool> {
    if failure.is_final() || claim.attempt >= claim.max_attempts {
        return end(tx, claim, State::Failed, Some(failure.message()), None);
    }
    let due = due.or(failure.due().map(Timestamp::as_microsecond)).unwrap_or_else(|| tx.micros() + pause(claim));
    let mut update = Query::update();
    update.table("jobs_job").values([
        ("due", due.into()),
        ("error", failure.message().into()),
        ("lease_until", Option::<i64>::None.into()),
    ]);
    // One that waits with the same key was queued later and knows better: then this one is over.
    let twin = "EXISTS (SELECT 1 FROM jobs_job AS twin WHERE twin.state = 0 AND twin.kind = jobs_job.kind AND twin.job_key = jobs_job.job_key)";
    update.value(
        "state",
        Expr::cust(format!("CASE WHEN {twin} THEN {} ELSE {} END", State::Cancelled.number(), State::Waiting.number())),
    );
    mine(&mut update, claim);
    let mine = tx.run(&update)? > 0;
    tx.signal(crate::TOPIC);
    Ok(mine)
}

/// Gives a job that was stopped by a wish or with the process its new state.
pub(crate) fn end(
    tx: &mut Tx,
    claim: &Claim,
    state: State,
    error: Option<&str>,
    result: Option<&Value>,
) -> Result<bool> {
    let mut update = Query::update();
    update.table("jobs_job").values([
        ("state", state.number().into()),
        ("lease_until", Option::<i64>::None.into()),
        ("wish", WISH_NONE.into()),
        ("error", error.map(str::to_owned).into()),
        ("result", result.map(Value::to_string).into()),
    ]);
    if state.is_over() {
        update.value("ended_at", tx.micros());
    }
    mine(&mut update, claim);
    let mine = tx.run(&update)? > 0;
    tx.signal(crate::TOPIC);
    Ok(mine)
}

/// Lets a job wait again that was stopped without its fault; the attempt does not count.
pub(crate) fn put_back(tx: &mut Tx, claim: &Claim) -> Result<bool> {
    let blameless = Claim { attempt: Ord::min(claim.attempt, claim.max_attempts - 1), ..claim.clone() };
    let now = tx.micros();
    let back = fail(tx, &blameless, &Failure::again("the process that ran it ended"), Some(now))?;
    let uncounted = Query::update()
        .table("jobs_job")
        .value("attempts", claim.attempt - 1)
        .and_where(Expr::col("id").eq(claim.id))
        .and_where(Expr::col("fence").eq(claim.fence))
        .to_owned();
    tx.run(&uncounted)?;
    Ok(back)
}

/// Jobs that ended well or were cancelled are forgotten after a while.
pub(crate) fn forget(tx: &mut Tx, before: i64) -> Result<u64> {
    let over = [State::Done.number(), State::Cancelled.number()];
    let delete = Query::delete()
        .from_table("jobs_job")
        .and_where(Expr::col("state").is_in(over))
        .and_where(Expr::col("ended_at").lt(before))
        .to_owned();
    Ok(tx.run(&delete)?)
}

fn mine(update: &mut UpdateStatement, claim: &Claim) {
    update
        .and_where(Expr::col("id").eq(claim.id))
        .and_where(Expr::col("fence").eq(claim.fence))
        .and_where(Expr::col("state").eq(State::Running.number()));
}

/// Keeps a job for another while and shows how far it is.
fn keeping(tx: &Tx, shown: &Shown) -> UpdateStatement {
    let mut update = Query::update();
    update.table("jobs_job").values([
        ("lease_until", lease_end(tx).into()),
        ("done", shown.done.into()),
        ("total", shown.total.into()),
        ("message", shown.message.clone().into()),
    ]);
    update
}

fn lease_end(tx: &Tx) -> i64 {
    tx.micros() + LEASE.as_micros() as i64
}

/// Grows with the attempts; jobs that failed together do not come back together.
fn pause(claim: &Claim) -> i64 {
    let doubled = FIRST_PAUSE.as_micros() << (claim.attempt - 1).clamp(0, 20);
    let pause = doubled.min(LONGEST_PAUSE.as_micros()) as i64;
    pause + pause / 100 * (claim.id.wrapping_mul(7_919).rem_euclid(20))
}

fn claim(row: &Row<'_>) -> store::Result<Claim> {
    Ok(Claim {
        id: row.int(0)?,
        fence: row.int(1)?,
        kind: row.text(2)?.to_owned(),
        payload: json(row.text(3)?),
        attempt: row.int(4)?,
        max_attempts: row.int(5)?,
        saved: row.maybe(6, Row::text)?.map(json),
        done: row.int(7)?,
        total: row.maybe(8, Row::int)?,
        answer: row.maybe(9, Row::text)?.map(str::to_owned),
    })
}
