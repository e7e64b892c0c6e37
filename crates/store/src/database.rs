use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::location::Location;
use crate::metrics::{Counters, Metrics};
use crate::plan::Dialect;
use crate::postgres;
use crate::request::{Job, Kind, Typed, Waiting, on_database_thread};
use crate::signal::Signals;
use crate::sqlite;
use crate::text;
use crate::tx::Tx;

/// A database that is open; cheap to clone, closed with its last clone.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    pub clock: Clock,
    /// Threads for reads that people wait for; by default one a core and at least two.
    pub readers: usize,
    /// Threads for reports and exports.
    pub long_readers: usize,
    /// Connections to PostgreSQL for reads and writes together.
    pub connections: usize,
    /// How many requests may wait for each kind of thread before [`Error::Busy`].
    pub queue: usize,
    /// How long an interactive read (on SQLite), or one statement of a read or write (on PostgreSQL), may take.
    pub patience: Duration,
    /// The same for a long read.
    pub long_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Options {
            clock: Clock::system(),
            readers: cores.clamp(2, 16),
            long_readers: 2,
            connections: (cores * 4).clamp(8, 32),
            queue: 1024,
            patience: Duration::from_secs(30),
            long_patience: Duration::from_secs(3600),
        }
    }
}

/// What the threads of a database share.
pub(crate) struct Shared {
    pub clock: Clock,
    pub counters: Counters,
    /// The last epoch seen by any transaction; PostgreSQL sessions guess with it and verify.
    pub epoch: AtomicI64,
    /// PostgreSQL: ids claimed by this process and not yet given out.
    pub ids: Mutex<std::ops::Range<i64>>,
    /// Words of the full text that are in the database for sure.
    pub known: Mutex<text::Known>,
    pub signals: Signals,
}

/// The queues to the threads of an engine.
pub(crate) struct Threads {
    pub reads: Sender<Job>,
    pub long_reads: Sender<Job>,
    pub writes: Sender<Job>,
    pub handles: Vec<JoinHandle<()>>,
}

struct Inner {
    shared: Arc<Shared>,
    location: Location,
    options: Options,
    threads: Option<Threads>,
}

impl Database {
    /// Opens the database at `location`, creating it when there is none.
    ///
    /// Several processes may have the same database open.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Lost`] or [`Error::Corrupt`] when it cannot be opened.
    pub fn open(location: &Location, options: Options) -> Result<Database> {
        let shared = Arc::new(Shared {
            clock: options.clock.clone(),
            counters: Counters::default(),
            epoch: AtomicI64::new(0),
            ids: Mutex::new(0..0),
            known: Mutex::default(),
            signals: Signals::default(),
        });
        let threads = match location {
            Location::Folder(folder) => sqlite::start(folder, &options, &shared)?,
            Location::Postgres(url) => postgres::start(url, &options, &shared)?,
        };
        Ok(Database(Arc::new(Inner { shared, location: location.clone(), options, threads: Some(threads) })))
    }

    /// Reads in one snapshot on a thread for reads that people wait for.
    ///
    /// # Errors
    /// What `work` returned, or [`Error::Busy`], [`Error::Lost`], [`Error::Closed`], [`Error::Panic`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.ask(&self.threads()?.reads, Kind::Read, work).await
    }

    /// Reads in one snapshot on a thread for reports and exports, so that it holds up nobody.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn read_long<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.ask(&self.threads()?.long_reads, Kind::Read, work).await
    }

    /// Writes in one transaction and answers when it is durable.
    ///
    /// `work` may be run again when the database asks for it, so it must change nothing but the database.
    ///
    /// # Errors
    /// What `work` returned (then nothing was written), [`Error::Retry`] after many vain runs,
    /// [`Error::Full`], [`Error::UnknownOutcome`], or what [`Database::read`] fails with.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.ask(&self.threads()?.writes, Kind::Write, work).await
    }

    /// Writes as [`Database::write`], with no other request in the same transaction and no limit of time.
    ///
    /// It is for changes of tables: one at a time on the whole installation.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn alone<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.ask(&self.threads()?.writes, Kind::Alone, work).await
    }

    /// [`Database::read`] for commands and tests: blocks this thread.
    ///
    /// # Errors
    /// As [`Database::read`]; [`Error::Other`] on a thread of the database itself.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.wait(&self.threads()?.reads, Kind::Read, work)
    }

    /// [`Database::read_long`] for commands and tests: blocks this thread.
    ///
    /// # Errors
    /// As [`Database::read_blocking`].
    pub fn read_long_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.wait(&self.threads()?.long_reads, Kind::Read, work)
    }

    /// [`Database::write`] for commands and tests: blocks this thread.
    ///
    /// # Errors
    /// As [`Database::write`]; [`Error::Other`] on a thread of the database itself.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.wait(&self.threads()?.writes, Kind::Write, work)
    }

    /// [`Database::alone`] for commands and tests: blocks this thread.
    ///
    /// # Errors
    /// As [`Database::write_blocking`].
    pub fn alone_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.wait(&self.threads()?.writes, Kind::Alone, work)
    }

    pub fn dialect(&self) -> Dialect {
        match self.0.location {
            Location::Folder(_) => Dialect::Sqlite,
            Location::Postgres(_) => Dialect::Postgres,
        }
    }

    pub fn location(&self) -> &Location {
        &self.0.location
    }

    /// The clock transactions take their time from.
    pub fn clock(&self) -> &Clock {
        &self.0.options.clock
    }

    /// A counter that rises with every commit in which [`Tx::signal`] named `topic`.
    ///
    /// It sees the commits of this process; who must not miss others looks from time to time.
    pub fn listen(&self, topic: &'static str) -> watch::Receiver<u64> {
        self.0.shared.signals.listen(topic)
    }

    /// The folder for files, when the installation lives in one.
    pub(crate) fn files(&self) -> Option<PathBuf> {
        match &self.0.location {
            Location::Folder(folder) => Some(Path::new(folder).join("files")),
            Location::Postgres(_) => None,
        }
    }

    /// What was counted since the database was opened.
    pub fn metrics(&self) -> Metrics {
        let counters = &self.0.shared.counters;
        let waiting = |pick: fn(&Threads) -> &Sender<Job>| {
            self.0.threads.as_ref().map_or(0, |threads| pick(threads).len() as u64)
        };
        Metrics {
            reads_waiting: waiting(|threads| &threads.reads),
            long_reads_waiting: waiting(|threads| &threads.long_reads),
            writes_waiting: waiting(|threads| &threads.writes),
            reads: counters.reads.load(Ordering::Relaxed),
            writes: counters.writes.load(Ordering::Relaxed),
            commits: counters.commits.load(Ordering::Relaxed),
            retries: counters.retries.load(Ordering::Relaxed),
            refused: counters.refused.load(Ordering::Relaxed),
            log_pages: counters.log_pages.load(Ordering::Relaxed),
        }
    }

    fn threads(&self) -> Result<&Threads> {
        self.0.threads.as_ref().ok_or(Error::Closed)
    }

    /// Queues the closure and waits as a task does; a full queue is refused at once.
    async fn ask<T, E, F>(&self, queue: &Sender<Job>, kind: Kind, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let request = Box::new(Typed { work, kept: None, waiting: Waiting::Task(sender) });
        match queue.try_send(Job { request, kind, attempts: 0 }) {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(Error::Closed.into())),
            Err(TrySendError::Full(_)) => {
                Counters::add(&self.0.shared.counters.refused, 1);
                Err(Error::Busy.into())
            }
            Err(TrySendError::Disconnected(_)) => Err(Error::Closed.into()),
        }
    }

    /// Queues the closure and blocks, for room in the queue and for the answer.
    fn wait<T, E, F>(&self, queue: &Sender<Job>, kind: Kind, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        if on_database_thread() {
            return Err(Error::other("a transaction cannot wait for another one").into());
        }
        let (sender, answer) = sync_channel(1);
        let request = Box::new(Typed { work, kept: None, waiting: Waiting::Thread(sender) });
        if queue.send(Job { request, kind, attempts: 0 }).is_err() {
            return Err(Error::Closed.into());
        }
        answer.recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Database").field(&self.0.location).finish()
    }
}

impl Drop for Inner {
    /// Lets the threads finish what is queued and waits for them, so that files are closed afterwards.
    fn drop(&mut self) {
        let Some(threads) = self.threads.take() else { return };
        let Threads { reads, long_reads, writes, handles } = threads;
        drop((reads, long_reads, writes));
        let here = std::thread::current().id();
        for handle in handles {
            // The last clone may live in a closure: then this is one of the threads.
            if handle.thread().id() != here {
                drop(handle.join());
            }
        }
    }
}
