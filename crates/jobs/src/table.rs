use store::{Migration, Row};

/// The private tables, step by step, for [`store::migrate`].
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "queue and schedules",
    sql: "
CREATE TABLE jobs_job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    job_key TEXT,
    priority BIGINT NOT NULL,
    due BIGINT NOT NULL,
    state BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    lease_until BIGINT,
    runner TEXT,
    wish BIGINT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT,
    message TEXT,
    saved TEXT,
    result TEXT,
    error TEXT,
    answer TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX jobs_job_due ON jobs_job (due, priority) WHERE state = 0;
CREATE UNIQUE INDEX jobs_job_waiting_key ON jobs_job (kind, job_key) WHERE state = 0;
CREATE INDEX jobs_job_lease ON jobs_job (lease_until) WHERE state = 1;
CREATE INDEX jobs_job_state ON jobs_job (state, id);
CREATE INDEX jobs_job_kind ON jobs_job (kind, id);
CREATE TABLE jobs_schedule (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    rule TEXT NOT NULL,
    zone TEXT NOT NULL,
    anchor BIGINT NOT NULL,
    next_due BIGINT
);
CREATE INDEX jobs_schedule_due ON jobs_schedule (next_due);
",
}];

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// For its time, or for a free runner.
    Waiting,
    Running,
    /// Until somebody resumes it.
    Paused,
    /// It failed for good; until somebody retries or discards it.
    Failed,
    Done,
    Cancelled,
}

impl State {
    pub const ALL: [State; 6] =
        [State::Waiting, State::Running, State::Paused, State::Failed, State::Done, State::Cancelled];

    /// The number in the table.
    pub(crate) fn number(self) -> i64 {
        match self {
            State::Waiting => 0,
            State::Running => 1,
            State::Paused => 2,
            State::Failed => 3,
            State::Done => 4,
            State::Cancelled => 5,
        }
    }

    pub(crate) fn read(row: &Row<'_>, column: usize) -> store::Result<State> {
        let number = row.int(column)?;
        State::ALL
            .into_iter()
            .find(|state| state.number() == number)
            .ok_or(store::Error::Cell { column, wanted: "the state of a job" })
    }

    /// Whether nothing will happen to the job by itself any more.
    pub fn is_over(self) -> bool {
        matches!(self, State::Failed | State::Done | State::Cancelled)
    }
}

/// What somebody wants of a job that runs: the numbers in the table.
pub(crate) const WISH_NONE: i64 = 0;
pub(crate) const WISH_CANCEL: i64 = 1;
pub(crate) const WISH_PAUSE: i64 = 2;
