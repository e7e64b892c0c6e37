use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql};

use super::deferred::{Deferred, Mark};
use super::error::seen;
use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::Plan;
use crate::row::{Inner, Row};

/// How many ids are claimed at once; as many are lost at most when a process ends.
const BLOCK: i64 = 100;
/// How many statements wait at most for the end of the batch.
const DEFERRED: usize = 4_000;
/// How many steps of SQLite's machine lie between two looks at the clock.
const STEPS: i32 = 20_000;

/// One connection and what is known about its transaction.
pub(crate) struct Session {
    connection: Connection,
    /// Ids claimed by this connection and not yet given out.
    ids: std::ops::Range<i64>,
    claims: u64,
    epoch: Option<i64>,
    stamp: Option<i64>,
    deadline: Option<Deadline>,
    deferred: Deferred,
}

/// When the running transaction is to be interrupted.
struct Deadline {
    patience: Duration,
    opened: Instant,
    /// Microseconds after `opened`.
    end: Arc<AtomicU64>,
}

/// Creates the table this room keeps its own numbers in.
pub(super) fn prepare_file(connection: &Connection) -> Result<()> {
    // A file that is prepared is opened without a write, for which another process might let this one wait.
    let there = connection.query_row("SELECT count(*) FROM store_meta", [], |row| row.get::<_, i64>(0));
    if there.is_ok_and(|count| count >= 3) {
        return Ok(());
    }
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS store_meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
             INSERT OR IGNORE INTO store_meta (name, value) VALUES ('epoch', 1), ('next_id', 1), ('stamp', 0);",
        )
        .map_err(seen)
}

impl Session {
    /// A session whose transactions may take `patience` long each, or as long as they like.
    pub fn new(mut connection: Connection, patience: Option<Duration>) -> Self {
        let deadline = patience.map(|patience| Deadline {
            patience,
            opened: Instant::now(),
            end: Arc::new(AtomicU64::new(u64::MAX)),
        });
        if let Some(deadline) = &deadline {
            let (opened, end) = (deadline.opened, Arc::clone(&deadline.end));
            let late = move || opened.elapsed().as_micros() as u64 > end.load(Ordering::Relaxed);
            // Without the watch the connection works, only without a limit of time.
            drop(connection.progress_handler(STEPS, Some(late)));
        }
        Session { connection, ids: 0..0, claims: 0, epoch: None, stamp: None, deadline, deferred: Deferred::default() }
    }

    /// Forgets what was known about the last transaction.
    pub fn begin(&mut self) {
        self.epoch = None;
        self.stamp = None;
        if let Some(deadline) = &self.deadline {
            let end = deadline.opened.elapsed() + deadline.patience;
            deadline.end.store(end.as_micros() as u64, Ordering::Relaxed);
        }
    }

    /// Runs one of the few statements that frame transactions.
    pub fn frame(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map(drop).map_err(seen)
    }

    /// Whether a transaction is open; some errors end it.
    pub fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Keeps a write to a search index until [`Session::settle`].
    pub fn defer(&mut self, plan: Plan, params: Vec<Param>) -> Result<()> {
        self.deferred.push(plan, params);
        if self.deferred.waiting().len() > DEFERRED { self.settle() } else { Ok(()) }
    }

    /// What belongs to the savepoint that begins now is told from what was there before.
    pub fn mark(&mut self) -> Mark {
        self.deferred.mark()
    }

    /// The savepoint of this mark has ended, well or not.
    pub fn unmark(&mut self, mark: &Mark, undone: bool) {
        self.deferred.unmark(mark, undone);
    }

    /// Nothing waits any more.
    pub fn forget_deferred(&mut self) {
        self.deferred = Deferred::default();
    }

    /// Writes what was deferred, in its order.
    pub fn settle(&mut self) -> Result<()> {
        for (plan, params) in self.deferred.waiting() {
            self.bound(plan, params)?.raw_execute().map_err(seen)?;
        }
        self.deferred.settled();
        Ok(())
    }

    /// Whoever asks a search index sees what was written to it.
    fn settle_for(&mut self, sql: &str) -> Result<()> {
        if !self.deferred.waiting().is_empty() && sql.contains("\"fts_") { self.settle() } else { Ok(()) }
    }

    pub fn query(&mut self, plan: &Plan, params: &[Param], each: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<()> {
        self.settle_for(plan.sql())?;
        let mut statement = self.bound(plan, params)?;
        let mut rows = statement.raw_query();
        loop {
            match rows.next() {
                Ok(Some(row)) if each(&Row(Inner::Sqlite(row))) => {}
                Ok(_) => return Ok(()),
                Err(error) => {
                    drop(rows);
                    drop(statement);
                    return Err(self.explained(seen(error)));
                }
            }
        }
    }

    pub fn execute(&mut self, plan: &Plan, params: &[Param]) -> Result<u64> {
        self.settle_for(plan.sql())?;
        let mut statement = self.bound(plan, params)?;
        match statement.raw_execute() {
            Ok(rows) => Ok(rows as u64),
            Err(rusqlite::Error::ExecuteReturnedResults) => {
                drop(statement);
                let mut rows = 0;
                self.query(plan, params, &mut |_| {
                    rows += 1;
                    true
                })?;
                Ok(rows)
            }
            Err(error) => {
                drop(statement);
                Err(self.explained(seen(error)))
            }
        }
    }

    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.settle_for(sql)?;
        self.connection.execute_batch(sql).map_err(|error| self.explained(seen(error)))
    }

    pub fn epoch(&mut self) -> Result<i64> {
        if let Some(epoch) = self.epoch {
            return Ok(epoch);
        }
        let epoch = self.number("SELECT value FROM store_meta WHERE name = 'epoch'")?;
        self.epoch = Some(epoch);
        Ok(epoch)
    }

    pub fn raise_epoch(&mut self, past: i64) -> Result<i64> {
        let epoch = self.number(&format!(
            "UPDATE store_meta SET value = max(value, {past}) + 1 WHERE name = 'epoch' RETURNING value"
        ))?;
        self.epoch = Some(epoch);
        Ok(epoch)
    }

    /// There is one writer at a time, so a counter in the file orders the commits.
    pub fn stamp(&mut self) -> Result<i64> {
        if let Some(stamp) = self.stamp {
            return Ok(stamp);
        }
        let stamp = self.number("UPDATE store_meta SET value = value + 1 WHERE name = 'stamp' RETURNING value")?;
        self.stamp = Some(stamp);
        Ok(stamp)
    }

    pub fn next_id(&mut self) -> Result<i64> {
        if self.ids.is_empty() {
            let end = self.number(&format!(
                "UPDATE store_meta SET value = value + {BLOCK} WHERE name = 'next_id' RETURNING value"
            ))?;
            self.ids = end - BLOCK..end;
            self.claims += 1;
        }
        self.ids.next().ok_or_else(|| Error::other("no ids are left"))
    }

    pub fn claims(&self) -> u64 {
        self.claims
    }

    pub fn forget_claims_since(&mut self, claims: u64) {
        self.epoch = None;
        self.stamp = None;
        if self.claims != claims {
            self.ids = 0..0;
        }
    }

    /// The claimed ids are nobody's when the whole transaction is undone.
    pub fn forget_claims(&mut self) {
        self.epoch = None;
        self.stamp = None;
        self.ids = 0..0;
    }

    fn number(&self, sql: &str) -> Result<i64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(seen)
    }

    fn bound(&self, plan: &Plan, params: &[Param]) -> Result<CachedStatement<'_>> {
        let mut statement = self.connection.prepare_cached(plan.sql()).map_err(seen)?;
        for (index, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, Bound(param)).map_err(seen)?;
        }
        Ok(statement)
    }

    /// Adds what SQLite's message leaves out: the name of the index, or its columns.
    fn explained(&self, error: Error) -> Error {
        let Error::Unique { table, index, columns } = error else { return error };
        let found = if index.is_empty() { self.index_over(&table, &columns) } else { self.place_of(&index) };
        match found.ok().flatten() {
            Some((table, index)) => Error::Unique { table, index, columns },
            None => Error::Unique { table, index, columns },
        }
    }

    fn index_over(&self, table: &str, columns: &[String]) -> rusqlite::Result<Option<(String, String)>> {
        self.connection
            .query_row(
                "SELECT l.name FROM pragma_index_list(?1) l WHERE l.\"unique\" AND \
                 (SELECT group_concat(i.name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i) = ?2",
                (table, columns.join(", ")),
                |row| Ok((table.to_owned(), row.get(0)?)),
            )
            .optional()
    }

    fn place_of(&self, index: &str) -> rusqlite::Result<Option<(String, String)>> {
        self.connection
            .query_row("SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?1", [index], |row| {
                Ok((row.get(0)?, index.to_owned()))
            })
            .optional()
    }
}

/// Binds a parameter without copying it first.
struct Bound<'p>(&'p Param);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Param::Null => ValueRef::Null,
            Param::Int(value) => ValueRef::Integer(*value),
            Param::Float(value) => ValueRef::Real(*value),
            Param::Bool(value) => ValueRef::Integer((*value).into()),
            Param::Text(value) => ValueRef::Text(value.as_bytes()),
            Param::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}
