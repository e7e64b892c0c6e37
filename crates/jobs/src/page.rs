//! What the page of jobs shows and does.

use jiff::Timestamp;
use serde_json::Value;
use store::sql::{Expr, ExprTrait, Order, Query};
use store::{Row, Tx};

use crate::error::{Error, Result};
use crate::table::{State, WISH_CANCEL, WISH_NONE, WISH_PAUSE};

/// A job as it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub kind: String,
    pub payload: Value,
    pub key: Option<String>,
    pub priority: i64,
    pub due: Timestamp,
    pub state: State,
    /// How often it was begun.
    pub attempts: i64,
    pub max_attempts: i64,
    /// How far it is, of `total` when that is known.
    pub done: i64,
    pub total: Option<i64>,
    pub message: Option<String>,
    pub result: Option<Value>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Somebody asked to stop it and it has not stopped yet.
    pub stopping: bool,
}

const COLUMNS: [&str; 18] = [
    "id",
    "kind",
    "payload",
    "job_key",
    "priority",
    "due",
    "state",
    "attempts",
    "max_attempts",
    "done",
    "total",
    "message",
    "result",
    "error",
    "created_at",
    "started_at",
    "ended_at",
    "wish",
];

/// Which jobs to list; the newest come first.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<String>,
    /// Only jobs with smaller numbers: the last one of the page before.
    pub before: Option<i64>,
    /// At most this many; 50 when it is 0.
    pub limit: u64,
}

/// Lists jobs.
///
/// # Errors
/// When the database cannot be read.
pub fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<Entry>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("jobs_job").order_by("id", Order::Desc).limit(if filter.limit == 0 {
        50
    } else {
        filter.limit
    });
    if let Some(state) = filter.state {
        select.and_where(Expr::col("state").eq(state.number()));
    }
    if let Some(kind) = &filter.kind {
        select.and_where(Expr::col("kind").eq(kind.as_str()));
    }
    if let Some(before) = filter.before {
        select.and_where(Expr::col("id").lt(before));
    }
    Ok(tx.all(&select, entry)?)
}

/// One job.
///
/// # Errors
/// [`Error::NotFound`], or when the database cannot be read.
pub fn find(tx: &mut Tx, id: i64) -> Result<Entry> {
    let select = Query::select().columns(COLUMNS).from("jobs_job").and_where(Expr::col("id").eq(id)).to_owned();
    tx.one(&select, entry)?.ok_or(Error::NotFound(id))
}

/// How many jobs are in each state.
///
/// # Errors
/// When the database cannot be read.
pub fn count(tx: &mut Tx) -> Result<Vec<(State, i64)>> {
    let select = Query::select()
        .column("state")
        .expr(Expr::cust("count(*)"))
        .from("jobs_job")
        .group_by_col("state")
        .order_by("state", Order::Asc)
        .to_owned();
    Ok(tx.all(&select, |row| Ok((State::read(row, 0)?, row.int(1)?)))?)
}

/// When the job that has waited longest was due, in microseconds; it may be due yet to come. None when none waits.
///
/// # Errors
/// When the database cannot be read.
pub fn earliest_due(tx: &mut Tx) -> Result<Option<i64>> {
    let select = Query::select()
        .column("due")
        .from("jobs_job")
        .and_where(Expr::col("state").eq(State::Waiting.number()))
        .order_by("due", Order::Asc)
        .limit(1)
        .to_owned();
    Ok(tx.one(&select, |row| row.int(0))?)
}

/// Lets a failed, cancelled or paused job begin again now, with its attempts counted anew.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or when the database refuses.
pub fn retry(tx: &mut Tx, id: i64) -> Result<()> {
    restart(tx, id, &[State::Failed, State::Cancelled, State::Paused])
}

/// Lets a paused job go on where it stopped.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or when the database refuses.
pub fn resume(tx: &mut Tx, id: i64) -> Result<()> {
    restart(tx, id, &[State::Paused])
}

/// Stops a job: at once when it waits, at its next look at its progress when it runs.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or when the database refuses.
pub fn cancel(tx: &mut Tx, id: i64) -> Result<()> {
    stop(tx, id, State::Cancelled, WISH_CANCEL, &[State::Waiting, State::Paused])
}

/// Stops a job until it is resumed: at once when it waits, at its next look at its progress when it runs.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or when the database refuses.
pub fn pause(tx: &mut Tx, id: i64) -> Result<()> {
    stop(tx, id, State::Paused, WISH_PAUSE, &[State::Waiting])
}

/// Forgets a job that is over.
///
/// # Errors
/// [`Error::NotFound`], [`Error::WrongState`], or when the database refuses.
pub fn discard(tx: &mut Tx, id: i64) -> Result<()> {
    expect(tx, id, &[State::Failed, State::Done, State::Cancelled, State::Paused])?;
    tx.run(Query::delete().from_table("jobs_job").and_where(Expr::col("id").eq(id)))?;
    Ok(())
}

fn restart(tx: &mut Tx, id: i64, from: &[State]) -> Result<()> {
    let entry = expect(tx, id, from)?;
    if let Some(key) = &entry.key {
        // One that waits with the same key does the same work.
        let twin = Query::select()
            .column("id")
            .from("jobs_job")
            .and_where(Expr::cust("state = 0"))
            .and_where(Expr::col("kind").eq(entry.kind.as_str()))
            .and_where(Expr::col("job_key").eq(key.as_str()))
            .to_owned();
        if tx.one(&twin, |row| row.int(0))?.is_some() {
            return Err(Error::WrongState(id));
        }
    }
    let now = tx.micros();
    tx.run(
        Query::update()
            .table("jobs_job")
            .values([
                ("state", State::Waiting.number().into()),
                ("due", now.into()),
                ("attempts", 0.into()),
                ("wish", WISH_NONE.into()),
                ("ended_at", Option::<i64>::None.into()),
            ])
            .and_where(Expr::col("id").eq(id)),
    )?;
    tx.signal(crate::TOPIC);
    Ok(())
}

fn stop(tx: &mut Tx, id: i64, to: State, wish: i64, at_once: &[State]) -> Result<()> {
    let entry = find(tx, id)?;
    let mut update = Query::update();
    update.table("jobs_job").and_where(Expr::col("id").eq(id));
    if entry.state == State::Running {
        update.value("wish", wish);
    } else if at_once.contains(&entry.state) {
        update.value("state", to.number());
        if to.is_over() {
            update.value("ended_at", tx.micros());
        }
    } else {
        return Err(Error::WrongState(id));
    }
    tx.run(&update)?;
    tx.signal(crate::TOPIC);
    Ok(())
}

fn expect(tx: &mut Tx, id: i64, states: &[State]) -> Result<Entry> {
    let entry = find(tx, id)?;
    if states.contains(&entry.state) { Ok(entry) } else { Err(Error::WrongState(id)) }
}

fn entry(row: &Row<'_>) -> store::Result<Entry> {
    Ok(Entry {
        id: row.int(0)?,
        kind: row.text(1)?.to_owned(),
        payload: json(row.text(2)?),
        key: row.maybe(3, Row::text)?.map(str::to_owned),
        priority: row.int(4)?,
        due: row.time(5)?,
        state: State::read(row, 6)?,
        attempts: row.int(7)?,
        max_attempts: row.int(8)?,
        done: row.int(9)?,
        total: row.maybe(10, Row::int)?,
        message: row.maybe(11, Row::text)?.map(str::to_owned),
        result: row.maybe(12, Row::text)?.map(json),
        error: row.maybe(13, Row::text)?.map(str::to_owned),
        created_at: row.time(14)?,
        started_at: row.maybe(15, Row::time)?,
        ended_at: row.maybe(16, Row::time)?,
        stopping: row.int(17)? != WISH_NONE,
    })
}

/// What this room wrote as JSON; anything else becomes null.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
