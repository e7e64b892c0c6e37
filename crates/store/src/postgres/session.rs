use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;

use futures_util::TryStreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, RowStream, Statement};

use super::connection::Connection;
use super::error::{is_stale_statement, seen};
use super::server::Server;
use crate::database::Shared;
use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::Plan;
use crate::request::Kind;
use crate::row::{Inner, Row};

/// How many ids are claimed at once.
pub(crate) const BLOCK: i64 = 100;
/// So many statements are queued before they are sent ahead of what will wait for them.
const AHEAD: usize = 64;

/// A thread's connection and what is known about its transaction.
///
/// A transaction begins with its first statement: `BEGIN`, the epoch and the statement travel together.
/// The epoch a closure asked for before that is a guess, verified then; a wrong guess means another run.
pub(crate) struct Session {
    runtime: Runtime,
    server: Server,
    connection: Option<Connection>,
    phase: Phase,
    kind: Kind,
    /// The epoch that was handed out, and whether the database has confirmed it.
    epoch: Option<i64>,
    confirmed: bool,
    queued: Vec<(Statement, Vec<Param>)>,
    /// What was sent and nobody has waited for yet, in the order it was sent.
    ahead: Vec<Step<'static>>,
    epoch_plan: Plan,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No transaction is open.
    Idle,
    /// A read has been answered and its transaction is still to be ended.
    Answered,
    Open,
}

/// The last step of a pipeline: what the caller waits for.
enum Last<'p> {
    Nothing,
    Query(&'p Statement, &'p [Param]),
    Execute(&'p Statement, &'p [Param]),
    Batch(&'p str),
}

/// One step of a pipeline.
type Step<'s> = Pin<Box<dyn Future<Output = Result<Reply, tokio_postgres::Error>> + Send + 's>>;

enum Reply {
    Nothing,
    Touched(u64),
    Epoch(Option<i64>),
    Rows(Box<RowStream>),
}

/// No two nodes change tables at the same time: they hold this advisory lock.
const LOCK: i64 = 0x7265_6c61_7461;

impl Session {
    pub fn new(server: Server) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Other(format!("no thread for the database: {error}")))?;
        Ok(Session {
            runtime,
            server,
            connection: None,
            phase: Phase::Idle,
            kind: Kind::Read,
            epoch: None,
            confirmed: false,
            queued: Vec::new(),
            ahead: Vec::new(),
            epoch_plan: Plan::text("SELECT value FROM store_meta WHERE name = 'epoch'"),
        })
    }

    /// Creates the table and the sequence this room keeps its own numbers in.
    pub fn prepare_database(&mut self) -> Result<()> {
        self.connect()?;
        let connection = self.connection.as_ref().ok_or(Error::Closed)?;
        // All of it is made in one transaction, so the last table stands for the others. A database that is
        // prepared is opened without the lock, which a change of tables may hold for long.
        let there = self
            .runtime
            .block_on(connection.client.query_one("SELECT to_regclass('store_blob_part') IS NOT NULL", &[]));
        if there.map_err(|error| seen(&error))?.get(0) {
            return Ok(());
        }
        let sql = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({LOCK});
             CREATE TABLE IF NOT EXISTS store_meta (name text COLLATE \"C\" PRIMARY KEY, value bigint NOT NULL);
             CREATE SEQUENCE IF NOT EXISTS store_ids INCREMENT BY {BLOCK};
             CREATE SEQUENCE IF NOT EXISTS store_uploads;
             CREATE TABLE IF NOT EXISTS store_blob (hash text COLLATE \"C\" PRIMARY KEY, size bigint NOT NULL, upload bigint NOT NULL UNIQUE);
             CREATE TABLE IF NOT EXISTS store_blob_part (upload bigint, part bigint, at bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (upload, part));
             INSERT INTO store_meta (name, value) VALUES ('epoch', 1), ('stamp', 0) ON CONFLICT DO NOTHING; COMMIT;"
        );
        self.outside_of_transactions(&sql)
    }

    /// Runs a statement that may not stand in a transaction.
    pub fn outside_of_transactions(&mut self, sql: &str) -> Result<()> {
        self.connect()?;
        let connection = self.connection.as_ref().ok_or(Error::Closed)?;
        self.runtime.block_on(connection.client.batch_execute(sql)).map_err(|error| seen(&error))
    }

    /// Prepares for the next closure; nothing is sent yet.
    pub fn begin(&mut self, kind: Kind) {
        self.kind = kind;
        self.epoch = None;
        self.confirmed = false;
        self.drop_queued();
    }

    pub fn query(
        &mut self,
        shared: &Shared,
        plan: &Plan,
        params: &[Param],
        each: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<()> {
        let statement = self.prepared(shared, plan)?;
        let Reply::Rows(stream) = self.pipeline(shared, Last::Query(&statement, params))? else {
            return Err(Error::Closed);
        };
        let mut stream = pin!(*stream);
        let outcome = self.runtime.block_on(async {
            while let Some(row) = stream.try_next().await? {
                if !each(&Row(Inner::Postgres(&row))) {
                    break;
                }
            }
            Ok(())
        });
        outcome.map_err(|error| self.failed(&error))
    }

    pub fn execute(&mut self, shared: &Shared, plan: &Plan, params: &[Param]) -> Result<u64> {
        let statement = self.prepared(shared, plan)?;
        match self.pipeline(shared, Last::Execute(&statement, params))? {
            Reply::Touched(touched) => Ok(touched),
            _ => Err(Error::Closed),
        }
    }

    /// Keeps a statement until something else is sent, or many have gathered: then the database works on them while
    /// the caller goes on.
    pub fn queue(&mut self, shared: &Shared, plan: &Plan, params: Vec<Param>) -> Result<()> {
        let statement = self.prepared(shared, plan)?;
        self.queued.push((statement, params));
        if self.queued.len() >= AHEAD && self.phase == Phase::Open { self.send_ahead() } else { Ok(()) }
    }

    fn send_ahead(&mut self) -> Result<()> {
        let connection = self.connection.as_ref().ok_or(Error::Closed)?;
        let first = self.ahead.len();
        for (statement, params) in self.queued.drain(..) {
            let client = Arc::clone(&connection.client);
            let step = async move { client.execute_raw(&statement, &params).await.map(Reply::Touched) };
            self.ahead.push(Box::pin(step));
        }
        let new = &mut self.ahead[first..];
        self.runtime.block_on(async {
            // A step hands its message to the driver when it is polled first.
            poll_fn(|context| {
                for step in &mut *new {
                    // Only a step that could not be sent is done already.
                    if let Poll::Ready(reply) = step.as_mut().poll(context) {
                        *step = Box::pin(std::future::ready(reply));
                    }
                }
                Poll::Ready(())
            })
            .await;
            // The driver's turn: it writes what the socket takes, and reads the answers that have come meanwhile.
            tokio::task::yield_now().await;
        });
        Ok(())
    }

    /// Sends what is queued and waits for it.
    pub fn flush(&mut self, shared: &Shared) -> Result<()> {
        if self.queued.is_empty() && self.ahead.is_empty() {
            return Ok(());
        }
        self.pipeline(shared, Last::Nothing).map(drop)
    }

    /// Drops what was queued since a savepoint that is rolled back.
    pub fn drop_queued(&mut self) {
        self.queued.clear();
        // What was sent is answered, too, but nobody listens.
        self.ahead.clear();
    }

    pub fn batch(&mut self, shared: &Shared, sql: &str) -> Result<()> {
        self.pipeline(shared, Last::Batch(sql)).map(drop)
    }

    pub fn epoch(&mut self, shared: &Shared) -> Result<i64> {
        if let Some(epoch) = self.epoch {
            return Ok(epoch);
        }
        let guess = shared.epoch.load(Ordering::SeqCst);
        if guess == 0 {
            self.pipeline(shared, Last::Nothing)?;
            return self.epoch.ok_or(Error::Closed);
        }
        self.epoch = Some(guess);
        Ok(guess)
    }

    pub fn raise_epoch(&mut self, shared: &Shared, past: i64) -> Result<i64> {
        let sql =
            format!("UPDATE store_meta SET value = greatest(value, {past}) + 1 WHERE name = 'epoch' RETURNING value");
        let epoch = self.number(shared, &Plan::text(&sql))?;
        self.epoch = Some(epoch);
        Ok(epoch)
    }

    pub fn next_id(&mut self, shared: &Shared) -> Result<i64> {
        if self.kind == Kind::Read {
            return Err(Error::ReadOnly);
        }
        let mut ids = shared.ids.lock().map_err(|_| Error::Closed)?;
        if ids.is_empty() {
            // A sequence is not rolled back, so a claimed block is this process's whatever happens.
            let start = self.number(shared, &Plan::text("SELECT nextval('store_ids')"))?;
            *ids = start..start + BLOCK;
        }
        ids.next().ok_or_else(|| Error::other("no ids are left"))
    }

    /// Makes sure of an epoch that was handed out while no statement was ever sent.
    pub fn confirm(&mut self, shared: &Shared) -> Result<()> {
        if self.epoch.is_some() && !self.confirmed { self.pipeline(shared, Last::Nothing).map(drop) } else { Ok(()) }
    }

    /// Commits a write.
    ///
    /// # Errors
    /// [`Error::UnknownOutcome`] when the connection broke; any other error means nothing was written.
    pub fn commit(&mut self, shared: &Shared) -> Result<()> {
        if self.phase != Phase::Open && self.queued.is_empty() {
            return Ok(());
        }
        let outcome = self.pipeline(shared, Last::Batch("COMMIT"));
        match outcome {
            Ok(_) => {
                self.phase = Phase::Idle;
                Ok(())
            }
            // `failed` calls a lost connection another run; here the commit was on its way.
            Err(Error::Retry) if self.connection.is_none() => Err(Error::UnknownOutcome),
            Err(error) => Err(error),
        }
    }

    /// Marks the transaction of a read as to be ended, with the next beginning or by [`Session::settle`].
    pub fn answered(&mut self) {
        if self.phase == Phase::Open {
            self.phase = Phase::Answered;
        }
    }

    /// Ends what is still open and drops what is queued.
    pub fn settle(&mut self) {
        self.drop_queued();
        self.settle_transaction();
    }

    fn settle_transaction(&mut self) {
        if self.phase == Phase::Idle {
            return;
        }
        self.phase = Phase::Idle;
        if let Some(connection) = &self.connection
            && self.runtime.block_on(connection.client.batch_execute("ROLLBACK")).is_err()
        {
            self.connection = None;
        }
    }

    fn number(&mut self, shared: &Shared, plan: &Plan) -> Result<i64> {
        let mut number = None;
        self.query(shared, plan, &[], &mut |row| {
            number = row.int(0).ok();
            true
        })?;
        number.ok_or_else(|| Error::Corrupt("store_meta is incomplete".to_owned()))
    }

    /// Sends the beginning of the transaction, what is queued, and one more step in one go; returns that step's reply.
    fn pipeline(&mut self, shared: &Shared, last: Last<'_>) -> Result<Reply> {
        self.connect()?;
        let begin = self.beginning();
        let epoch = if begin.is_some() { Some(self.prepared(shared, &self.epoch_plan.clone())?) } else { None };
        // Preparing may have ended an answered read.
        let begin = begin.and_then(|_| self.beginning());
        let queued = std::mem::take(&mut self.queued);
        let mut steps: Vec<Step<'_>> = std::mem::take(&mut self.ahead);
        let connection = self.connection.as_ref().ok_or(Error::Closed)?;
        let client = &*connection.client;
        steps.reserve(queued.len() + 3);
        if let Some(begin) = &begin {
            steps.push(Box::pin(async move { client.batch_execute(begin).await.map(|()| Reply::Nothing) }));
        }
        if let Some(epoch) = &epoch {
            steps.push(Box::pin(read_epoch(client, epoch)));
        }
        for (statement, params) in &queued {
            steps.push(Box::pin(async move { client.execute_raw(statement, params).await.map(Reply::Touched) }));
        }
        match last {
            Last::Nothing => {}
            Last::Query(statement, params) => {
                steps.push(Box::pin(async move {
                    client.query_raw(statement, params).await.map(|rows| Reply::Rows(Box::new(rows)))
                }));
            }
            Last::Execute(statement, params) => {
                steps.push(Box::pin(async move { client.execute_raw(statement, params).await.map(Reply::Touched) }));
            }
            Last::Batch(sql) => {
                steps.push(Box::pin(async move { client.batch_execute(sql).await.map(|()| Reply::Nothing) }))
            }
        }
        let replies = self.runtime.block_on(in_order(steps));
        if begin.is_some() {
            self.phase = Phase::Open;
        }
        let mut final_reply = Reply::Nothing;
        for reply in replies {
            // The first error is the cause, later ones only say that the transaction is aborted.
            match reply.map_err(|error| self.failed(&error))? {
                Reply::Epoch(Some(epoch)) => self.confirm_epoch(shared, epoch)?,
                Reply::Epoch(None) => return Err(Error::Corrupt("store_meta is incomplete".to_owned())),
                reply => final_reply = reply,
            }
        }
        Ok(final_reply)
    }

    fn confirm_epoch(&mut self, shared: &Shared, epoch: i64) -> Result<()> {
        let before = shared.epoch.swap(epoch, Ordering::SeqCst);
        if before != epoch
            && before != 0
            && let Some(connection) = &mut self.connection
        {
            // The definitions changed, so tables may have, too.
            connection.forget_statements();
        }
        self.confirmed = true;
        if self.epoch.is_some_and(|guess| guess != epoch) {
            return Err(Error::Retry);
        }
        self.epoch = Some(epoch);
        Ok(())
    }

    /// What begins the transaction, if it is not open yet.
    fn beginning(&self) -> Option<String> {
        let begin = match self.kind {
            Kind::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
            // SQLite has one writer: anything less than serializable would behave differently.
            Kind::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE".to_owned(),
            // The lock must be held before anything is looked at, so no snapshot may be older.
            Kind::Alone => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
            ),
        };
        match self.phase {
            Phase::Open => None,
            Phase::Idle => Some(begin),
            Phase::Answered => Some(format!("ROLLBACK; {begin}")),
        }
    }

    fn prepared(&mut self, shared: &Shared, plan: &Plan) -> Result<Statement> {
        self.connect()?;
        if let Some(statement) = self.connection.as_mut().and_then(|connection| connection.known(plan)) {
            return Ok(statement);
        }
        // If one of them failed, that is the cause to be told, not that the transaction is aborted.
        if !self.ahead.is_empty() {
            self.flush(shared)?;
        }
        if self.phase == Phase::Answered {
            self.settle_transaction();
            self.connect()?;
        }
        let connection = self.connection.as_mut().ok_or(Error::Closed)?;
        match self.runtime.block_on(connection.client.prepare(plan.sql())) {
            Ok(statement) => {
                connection.keep(plan, &statement);
                Ok(statement)
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn connect(&mut self) -> Result<()> {
        if self.connection.as_ref().is_none_or(|connection| connection.client.is_closed()) {
            let lost_work = self.connection.take().is_some() && self.phase == Phase::Open;
            self.phase = Phase::Idle;
            self.ahead.clear();
            if lost_work {
                return Err(Error::Retry);
            }
            self.connection = Some(Connection::open(&self.runtime, &self.server)?);
        }
        Ok(())
    }

    /// What an error means for this session: a broken connection is opened anew by another run.
    fn failed(&mut self, error: &tokio_postgres::Error) -> Error {
        if is_stale_statement(error) {
            if let Some(connection) = &mut self.connection {
                connection.forget_statements();
            }
            return Error::Retry;
        }
        match seen(error) {
            Error::Lost(_) => {
                self.connection = None;
                self.phase = Phase::Idle;
                Error::Retry
            }
            error => error,
        }
    }
}

async fn read_epoch(client: &Client, statement: &Statement) -> Result<Reply, tokio_postgres::Error> {
    let row = client.query_opt(statement, &[]).await?;
    Ok(Reply::Epoch(row.map(|row| row.get(0))))
}

/// Sends the steps in their order and waits until all are answered.
///
/// The server answers in the same order, so after the first round only the first step without an answer is asked:
/// thousands of steps would otherwise all be asked for each of their answers.
async fn in_order(mut steps: Vec<Step<'_>>) -> Vec<Result<Reply, tokio_postgres::Error>> {
    let mut replies: Vec<Option<Result<Reply, tokio_postgres::Error>>> = steps.iter().map(|_| None).collect();
    let mut is_sent = false;
    poll_fn(|context| {
        for (step, reply) in steps.iter_mut().zip(&mut replies).filter(|(_, reply)| reply.is_none()) {
            match step.as_mut().poll(context) {
                Poll::Ready(done) => *reply = Some(done),
                Poll::Pending if is_sent => return Poll::Pending,
                Poll::Pending => {}
            }
        }
        is_sent = true;
        if replies.iter().any(Option::is_none) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    replies.into_iter().flatten().collect()
}
