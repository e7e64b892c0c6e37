use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sea_query::{QueryStatementBuilder, SelectStatement};

use crate::database::Shared;
use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::postgres;
use crate::row::Row;
use crate::sqlite;

/// A transaction: everything a closure may do with the database.
///
/// Invariant: after a failed statement nothing but the end of the transaction, or of the surrounding
/// [`Tx::savepoint`], is accepted; both databases behave alike in this.
pub struct Tx {
    pub(crate) shared: Arc<Shared>,
    pub(crate) link: Link,
    state: State,
}

/// The connection a transaction runs on.
pub(crate) enum Link {
    Sqlite(Box<sqlite::Session>),
    Postgres(Box<postgres::Session>),
}

/// What is known about the transaction that runs now.
#[derive(Default)]
struct State {
    micros: i64,
    broken: bool,
    again: bool,
    depth: u32,
    on_commit: Vec<Hook>,
    /// Words for the vocabulary that are still to be written, all in one statement.
    words: BTreeSet<String>,
}

pub(crate) type Hook = Box<dyn FnOnce() + Send>;

impl Tx {
    pub(crate) fn new(shared: Arc<Shared>, link: Link) -> Self {
        Tx { shared, link, state: State::default() }
    }

    /// The time of the transaction, the same from its start to its end, in whole microseconds.
    pub fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.state.micros).unwrap_or(jiff::Timestamp::MAX)
    }

    /// [`Tx::now`] as columns hold it: microseconds since 1970-01-01 UTC.
    pub fn micros(&self) -> i64 {
        self.state.micros
    }

    /// Which SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        match &self.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A number no other record of the installation has: small, increasing, at most 2^53 - 1.
    ///
    /// Numbers may be left out, when a transaction is rolled back or a process ends.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] in a reading transaction.
    pub fn next_id(&mut self) -> Result<i64> {
        self.usable()?;
        let id = match &mut self.link {
            Link::Sqlite(session) => session.next_id(),
            Link::Postgres(session) => session.next_id(&self.shared),
        };
        self.seen(id)
    }

    /// The number of the definitions this transaction sees; it rises with every [`Tx::bump_epoch`].
    ///
    /// A cache of definitions, users or rights that was filled at the same number is exact, on every node.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn epoch(&mut self) -> Result<i64> {
        self.usable()?;
        let epoch = match &mut self.link {
            Link::Sqlite(session) => session.epoch(),
            Link::Postgres(session) => session.epoch(&self.shared),
        };
        self.seen(epoch)
    }

    /// Makes every cache that is keyed by [`Tx::epoch`] stale once this transaction is committed.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] in a reading transaction.
    pub fn bump_epoch(&mut self) -> Result<i64> {
        self.raise_epoch(0)
    }

    /// [`Tx::bump_epoch`], to a number beyond `past`: one that another database has reached, say.
    ///
    /// # Errors
    /// As [`Tx::bump_epoch`].
    pub fn raise_epoch(&mut self, past: i64) -> Result<i64> {
        self.usable()?;
        let epoch = match &mut self.link {
            Link::Sqlite(session) => session.raise_epoch(past),
            Link::Postgres(session) => session.raise_epoch(&self.shared, past),
        };
        self.seen(epoch)
    }

    /// A number that orders commits: an expression to be written into the rows of a log.
    ///
    /// A transaction has one; a reader that takes rows by stamp and id, and only those that are
    /// [`crate::sql::settled`], never meets a row later that belongs before one it has seen.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] in a reading transaction.
    pub fn stamp(&mut self) -> Result<sea_query::Expr> {
        self.usable()?;
        let stamp = match &mut self.link {
            Link::Sqlite(session) => session.stamp().map(sea_query::Expr::val),
            Link::Postgres(_) => Ok(sea_query::Expr::cust(
                "((SELECT value FROM store_meta WHERE name = 'stamp') + CAST(CAST(pg_current_xact_id() AS text) AS bigint))",
            )),
        };
        self.seen(stamp)
    }

    /// Runs a query and hands over its rows one by one; an error of `each` ends it.
    ///
    /// # Errors
    /// The database's error, or what `each` returned.
    pub fn query(&mut self, plan: &Plan, params: &[Param], mut each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.usable()?;
        self.seen(writable(params))?;
        let mut stopped = None;
        let mut each = |row: &Row<'_>| match each(row) {
            Ok(()) => true,
            Err(error) => {
                stopped = Some(error);
                false
            }
        };
        let outcome = match &mut self.link {
            Link::Sqlite(session) => session.query(plan, params, &mut each),
            Link::Postgres(session) => session.query(&self.shared, plan, params, &mut each),
        };
        self.seen(outcome)?;
        stopped.map_or(Ok(()), Err)
    }

    /// The first row of a query, read by `read`; nothing when there is none.
    ///
    /// # Errors
    /// The database's error, or what `read` returned.
    pub fn query_one<T>(
        &mut self,
        plan: &Plan,
        params: &[Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.query(plan, params, |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// All rows of a query, read by `read`.
    ///
    /// # Errors
    /// The database's error, or what `read` returned.
    pub fn query_all<T>(
        &mut self,
        plan: &Plan,
        params: &[Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.query(plan, params, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a statement that answers with no rows; returns how many it touched.
    ///
    /// # Errors
    /// The database's error: [`Error::Unique`], [`Error::Reference`], [`Error::Constraint`] and others.
    pub fn execute(&mut self, plan: &Plan, params: &[Param]) -> Result<u64> {
        self.usable()?;
        self.seen(writable(params))?;
        let touched = match &mut self.link {
            Link::Sqlite(session) => session.execute(plan, params),
            Link::Postgres(session) => session.execute(&self.shared, plan, params),
        };
        self.seen(touched)
    }

    /// Runs a statement whose answer nobody waits for: together with a later one, at the latest with the commit.
    ///
    /// On PostgreSQL this saves a round trip. An error may come with a later statement or the commit;
    /// the transaction fails either way.
    ///
    /// # Errors
    /// As [`Tx::execute`], now or later.
    pub fn queue(&mut self, plan: Plan, params: Vec<Param>) -> Result<()> {
        self.usable()?;
        self.seen(writable(&params))?;
        let outcome = match &mut self.link {
            Link::Sqlite(session) => session.execute(&plan, &params).map(drop),
            Link::Postgres(session) => session.queue(&self.shared, &plan, params),
        };
        self.seen(outcome)
    }

    /// [`Tx::queue`] for a write to a search index: on SQLite it waits for the commit, unless an index is asked before.
    ///
    /// # Errors
    /// As [`Tx::execute`], now or later.
    pub(crate) fn defer(&mut self, plan: Plan, params: Vec<Param>) -> Result<()> {
        self.usable()?;
        self.seen(writable(&params))?;
        let outcome = match &mut self.link {
            Link::Sqlite(session) => session.defer(plan, params),
            Link::Postgres(session) => session.queue(&self.shared, &plan, params),
        };
        self.seen(outcome)
    }

    /// Tells what a savepoint that begins now defers from what was deferred before.
    pub(crate) fn mark(&mut self) -> Option<sqlite::Mark> {
        self.sqlite().map(|session| session.mark())
    }

    /// The savepoint of this mark has ended, and was perhaps undone.
    pub(crate) fn unmark(&mut self, mark: Option<sqlite::Mark>, undone: bool) {
        if let (Some(mark), Some(session)) = (mark, self.sqlite()) {
            session.unmark(&mark, undone);
        }
    }

    /// [`Tx::query`] for a statement that is built here and now.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn select(&mut self, statement: &SelectStatement, each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let (plan, params) = Plan::of(statement, self.dialect());
        self.query(&plan, &params, each)
    }

    /// [`Tx::query_one`] for a statement that is built here and now, be it a select or a write with `returning`.
    ///
    /// # Errors
    /// As [`Tx::query_one`].
    pub fn one<T>(
        &mut self,
        statement: &impl QueryStatementBuilder,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (plan, params) = Plan::of(statement, self.dialect());
        self.query_one(&plan, &params, read)
    }

    /// [`Tx::query_all`] for a statement that is built here and now, be it a select or a write with `returning`.
    ///
    /// # Errors
    /// As [`Tx::query_all`].
    pub fn all<T>(
        &mut self,
        statement: &impl QueryStatementBuilder,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let (plan, params) = Plan::of(statement, self.dialect());
        self.query_all(&plan, &params, read)
    }

    /// [`Tx::execute`] for a statement that is built here and now.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn run(&mut self, statement: &impl QueryStatementBuilder) -> Result<u64> {
        let (plan, params) = Plan::of(statement, self.dialect());
        self.execute(&plan, &params)
    }

    /// Runs statements without parameters, divided by semicolons: definitions of tables.
    ///
    /// # Errors
    /// The database's error.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.usable()?;
        let outcome = match &mut self.link {
            Link::Sqlite(session) => session.batch(sql),
            Link::Postgres(session) => session.batch(&self.shared, sql),
        };
        self.seen(outcome)
    }

    /// Runs `work` so that its failure undoes its own statements only and the transaction can go on.
    ///
    /// # Errors
    /// What `work` returned, or the database's error.
    pub fn savepoint<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        self.usable()?;
        let name = format!("s{}", self.state.depth);
        let hooks = self.state.on_commit.len();
        let claims = self.claims();
        let mark = self.mark();
        self.write_words()?;
        self.batch(&format!("SAVEPOINT {name}"))?;
        self.state.depth += 1;
        let result = work(self);
        self.state.depth -= 1;
        // What the work queued must fail inside the savepoint, not after it.
        let result = match result {
            Ok(value) if !self.state.broken => {
                self.write_words().and_then(|()| self.flush()).map(|()| value).map_err(E::from)
            }
            Ok(_) => Err(Error::Aborted.into()),
            Err(error) => Err(error),
        };
        if self.state.again {
            return Err(Error::Retry.into());
        }
        if result.is_ok() {
            self.batch(&format!("RELEASE SAVEPOINT {name}"))?;
            self.unmark(mark, false);
            return result;
        }
        self.state.broken = false;
        self.state.on_commit.truncate(hooks);
        self.state.words.clear();
        if let Some(session) = self.postgres() {
            session.drop_queued();
        }
        self.batch(&format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))?;
        self.unmark(mark, true);
        self.forget_claims_since(claims);
        result
    }

    /// Keeps words for the vocabulary until [`Tx::write_words`].
    pub(crate) fn gather_words(&mut self, words: Vec<String>) {
        self.state.words.extend(words);
    }

    /// Writes the words that were gathered: before the end of the transaction, and of each savepoint.
    pub(crate) fn write_words(&mut self) -> Result<()> {
        let words = std::mem::take(&mut self.state.words);
        if words.is_empty() { Ok(()) } else { crate::text::write_words(self, &words) }
    }

    /// Sends what was queued and waits for it.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let outcome = match &mut self.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.flush(&self.shared),
        };
        self.seen(outcome)
    }

    /// Runs `hook` after the commit and before the caller gets the answer; never when the transaction is undone.
    ///
    /// The hook must be quick: it holds up a thread of the database.
    pub fn on_commit(&mut self, hook: Box<dyn FnOnce() + Send>) {
        self.state.on_commit.push(hook);
    }

    /// Tells those that [`crate::Database::listen`] to `topic` once this transaction is committed.
    pub fn signal(&mut self, topic: &'static str) {
        let shared = Arc::clone(&self.shared);
        self.on_commit(Box::new(move || shared.signals.send(topic)));
    }

    /// Prepares for the next closure.
    pub(crate) fn begin(&mut self) {
        self.state = State { micros: self.shared.clock.micros(), ..State::default() };
    }

    /// Hands the hooks to whoever commits.
    pub(crate) fn take_hooks(&mut self) -> Vec<Hook> {
        std::mem::take(&mut self.state.on_commit)
    }

    pub(crate) fn wants_another_run(&self) -> bool {
        self.state.again
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.state.broken
    }

    /// How many blocks of ids were claimed: SQLite claims them inside the transaction.
    pub(crate) fn claims(&self) -> u64 {
        match &self.link {
            Link::Sqlite(session) => session.claims(),
            Link::Postgres(_) => 0,
        }
    }

    /// A block claimed inside a rolled back part belongs to nobody: another process may claim it again.
    pub(crate) fn forget_claims_since(&mut self, claims: u64) {
        if let Link::Sqlite(session) = &mut self.link {
            session.forget_claims_since(claims);
        }
    }

    pub(crate) fn sqlite(&mut self) -> Option<&mut sqlite::Session> {
        match &mut self.link {
            Link::Sqlite(session) => Some(session),
            Link::Postgres(_) => None,
        }
    }

    pub(crate) fn postgres(&mut self) -> Option<&mut postgres::Session> {
        match &mut self.link {
            Link::Sqlite(_) => None,
            Link::Postgres(session) => Some(session),
        }
    }

    fn usable(&self) -> Result<()> {
        if self.state.broken { Err(Error::Aborted) } else { Ok(()) }
    }

    /// Remembers that a statement failed.
    fn seen<T>(&mut self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.state.broken = true;
            self.state.again |= matches!(error, Error::Retry);
        }
        outcome
    }
}

/// PostgreSQL cannot hold a NUL character in text, so nobody may write one.
fn writable(params: &[Param]) -> Result<()> {
    let nul = |param: &Param| matches!(param, Param::Text(text) if text.as_bytes().contains(&0));
    if params.iter().any(nul) {
        return Err(Error::Constraint { table: String::new(), column: "text with a NUL character".to_owned() });
    }
    Ok(())
}

/// Runs what waited for the commit; a hook that panics harms nobody else.
pub(crate) fn run_hooks(hooks: Vec<Hook>) {
    for hook in hooks {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(hook)) {
            tracing::error!("Work after a commit panicked: {}", crate::request::panic_text(panic.as_ref()));
        }
    }
}
