use jiff::Timestamp;
use serde_json::Value;
use store::Tx;
use store::sql::{Expr, ExprTrait, Query};

use crate::error::Result;
use crate::table::{State, WISH_NONE};

/// Work to be done.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which handler does it.
    pub kind: String,
    pub payload: Value,
    /// Of jobs with the same kind and key at most one waits.
    pub key: Option<String>,
    /// Not before this time; at once when there is none.
    pub due: Option<Timestamp>,
    /// Higher ones go first; 0 is usual.
    pub priority: i64,
    /// How often it is tried before it has failed for good.
    pub max_attempts: u32,
    /// The kind of a job to queue with the result: how one service answers another.
    pub answer: Option<String>,
}

impl Job {
    pub fn new(kind: impl Into<String>, payload: Value) -> Self {
        Job { kind: kind.into(), payload, key: None, due: None, priority: 0, max_attempts: 10, answer: None }
    }

    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub fn due(mut self, due: Timestamp) -> Self {
        self.due = Some(due);
        self
    }

    pub fn priority(mut self, priority: i64) -> Self {
        self.priority = priority;
        self
    }

    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Ord::max(attempts, 1);
        self
    }

    pub fn answer(mut self, kind: impl Into<String>) -> Self {
        self.answer = Some(kind.into());
        self
    }
}

/// Queues a job, to be run at least once, even across restarts; returns its number.
///
/// Nothing is queued unless `tx` commits. A waiting job with the same kind and key is replaced and keeps its number.
///
/// # Errors
/// When the database refuses the write.
pub fn enqueue(tx: &mut Tx, job: Job) -> Result<i64> {
    let now = tx.micros();
    let due = job.due.map_or(now, Timestamp::as_microsecond);
    tx.signal(crate::TOPIC);
    if let Some(key) = &job.key
        && let Some(id) = waiting(tx, &job.kind, key)?
    {
        tx.run(
            Query::update()
                .table("jobs_job")
                .values([
                    ("payload", job.payload.to_string().into()),
                    ("due", due.into()),
                    ("priority", job.priority.into()),
                    ("max_attempts", i64::from(job.max_attempts).into()),
                    ("answer", job.answer.into()),
                    ("attempts", 0.into()),
                    ("saved", Option::<String>::None.into()),
                    ("error", Option::<String>::None.into()),
                ])
                .and_where(Expr::col("id").eq(id)),
        )?;
        return Ok(id);
    }
    let id = tx.next_id()?;
    let columns = [
        "id",
        "kind",
        "payload",
        "job_key",
        "priority",
        "due",
        "state",
        "attempts",
        "max_attempts",
        "fence",
        "wish",
        "done",
        "answer",
        "created_at",
    ];
    tx.run(Query::insert().into_table("jobs_job").columns(columns).values_panic([
        id.into(),
        job.kind.into(),
        job.payload.to_string().into(),
        job.key.into(),
        job.priority.into(),
        due.into(),
        State::Waiting.number().into(),
        0.into(),
        i64::from(job.max_attempts).into(),
        0.into(),
        WISH_NONE.into(),
        0.into(),
        job.answer.into(),
        now.into(),
    ]))?;
    Ok(id)
}

fn waiting(tx: &mut Tx, kind: &str, key: &str) -> Result<Option<i64>> {
    let mut select = Query::select();
    select.column("id").from("jobs_job");
    // The state stands in the text, so that the partial index serves.
    select
        .and_where(Expr::cust("state = 0"))
        .and_where(Expr::col("kind").eq(kind))
        .and_where(Expr::col("job_key").eq(key));
    Ok(tx.one(&select, |row| row.int(0))?)
}
