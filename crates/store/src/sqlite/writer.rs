//! The one thread that writes: requests that arrive while a commit is on its way form the next batch.
//!
//! Each request runs in a savepoint, so that its failure undoes itself only. The answers go out after
//! the commit, which costs one fsync for the whole batch.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::checkpoint::Checkpoints;
use crate::error::{Error, Result};
use crate::metrics::Counters;
use crate::request::{ATTEMPTS, End, Job, Kind, serve_on_this_thread};
use crate::tx::{Hook, Tx, run_hooks};

/// A batch is committed when it has this many requests or is this old.
const REQUESTS: usize = 64;
const AGE: Duration = Duration::from_millis(5);

/// Writes until the queue is closed and empty.
pub(super) fn run(mut tx: Tx, queue: &Receiver<Job>, checkpoints: &Checkpoints) {
    serve_on_this_thread();
    let mut again = VecDeque::new();
    loop {
        let first = match again.pop_front() {
            Some(job) => job,
            None => match queue.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
        Batch { tx: &mut tx, queue, again: &mut again, done: Vec::new(), hooks: Vec::new() }.run(first);
        checkpoints.wanted();
    }
}

struct Batch<'w> {
    tx: &'w mut Tx,
    queue: &'w Receiver<Job>,
    /// What is to be run in a later batch.
    again: &'w mut VecDeque<Job>,
    /// What waits for the commit.
    done: Vec<(Job, End)>,
    hooks: Vec<Hook>,
}

impl Batch<'_> {
    fn run(mut self, first: Job) {
        if let Err(error) = self.frame("BEGIN IMMEDIATE") {
            // Another process held the database for the whole patience.
            first.request.refuse(if matches!(error, Error::Retry) { Error::Busy } else { error });
            return;
        }
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            // A request that was run in vain, or changes tables, gets a transaction of its own.
            let alone = job.kind == Kind::Alone || job.attempts > 0;
            if alone && !self.done.is_empty() {
                self.again.push_front(job);
                break;
            }
            if !self.request(job) {
                return;
            }
            if alone || self.done.len() >= REQUESTS || started.elapsed() > AGE {
                break;
            }
            next = self.again.pop_front().or_else(|| self.queue.try_recv().ok());
        }
        self.commit();
    }

    /// Runs one request in a savepoint; false when the whole transaction is gone with it.
    fn request(&mut self, mut job: Job) -> bool {
        if job.request.is_abandoned() {
            return true;
        }
        let claims = self.tx.claims();
        let mark = self.tx.mark();
        self.tx.begin();
        if let Err(error) = self.frame("SAVEPOINT request") {
            self.lose(Some((job, error)));
            return false;
        }
        let end = job.request.run(self.tx);
        if !self.is_open() {
            // FULL, IOERR, NOMEM and the like end the outer transaction, and the others lose their work with it.
            let verdict = if end == End::Again { Error::Retry } else { Error::Aborted };
            self.lose(None);
            match verdict {
                Error::Retry => self.retry(job),
                _ => job.request.answer(),
            }
            return false;
        }
        let ended = match end {
            End::Done => self.frame("RELEASE request"),
            End::Failed | End::Again => {
                let ended = self.frame("ROLLBACK TO request").and_then(|()| self.frame("RELEASE request"));
                self.tx.forget_claims_since(claims);
                ended
            }
        };
        self.tx.unmark(mark, end != End::Done);
        if let Err(error) = ended {
            self.lose(Some((job, error)));
            return false;
        }
        match end {
            End::Done => self.hooks.extend(self.tx.take_hooks()),
            End::Again if job.attempts < ATTEMPTS => {
                self.retry(job);
                return true;
            }
            End::Failed | End::Again => {}
        }
        self.done.push((job, end));
        true
    }

    /// One fsync for everybody, then the answers.
    fn commit(mut self) {
        let settled = self.tx.sqlite().map_or(Ok(()), |session| session.settle());
        if let Err(error) = settled.and_then(|()| self.frame("COMMIT")) {
            let culprit = if self.done.len() == 1 { self.done.pop().map(|(job, _)| (job, error)) } else { None };
            self.lose(culprit);
            return;
        }
        run_hooks(std::mem::take(&mut self.hooks));
        let counters = &self.tx.shared.counters;
        Counters::add(&counters.commits, 1);
        for (job, end) in self.done.drain(..) {
            Counters::add(&counters.writes, u64::from(end == End::Done));
            job.request.answer();
        }
    }

    /// The transaction is undone: who was content runs again, each alone, and `culprit` gets its error.
    fn lose(&mut self, culprit: Option<(Job, Error)>) {
        if self.is_open() {
            drop(self.frame("ROLLBACK"));
        }
        if let Some(session) = self.tx.sqlite() {
            session.forget_deferred();
            session.forget_claims();
        }
        self.hooks.clear();
        for (job, end) in std::mem::take(&mut self.done) {
            match end {
                End::Done => self.retry(job),
                End::Failed | End::Again => job.request.answer(),
            }
        }
        if let Some((job, error)) = culprit {
            job.request.refuse(error);
        }
    }

    fn retry(&mut self, mut job: Job) {
        job.attempts += 1;
        Counters::add(&self.tx.shared.counters.retries, 1);
        if job.attempts < ATTEMPTS {
            self.again.push_back(job);
        } else {
            job.request.refuse(Error::Retry);
        }
    }

    fn is_open(&mut self) -> bool {
        self.tx.sqlite().is_some_and(|session| session.is_open())
    }

    fn frame(&mut self, sql: &str) -> Result<()> {
        let session = self.tx.sqlite().ok_or(Error::Closed)?;
        session.begin();
        session.frame(sql)
    }
}
