use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::Value;
use store::Tx;

use crate::error::{Error, Result};
use crate::lease::{self, Claim, Wish};

/// Why an attempt at a job ended without success.
#[derive(Debug)]
pub struct Failure(Cause);

#[derive(Debug)]
enum Cause {
    Again { message: String, due: Option<Timestamp> },
    Last(String),
    Stopped,
}

impl Failure {
    /// It may work next time.
    pub fn again(message: impl ToString) -> Self {
        Failure(Cause::Again { message: message.to_string(), due: None })
    }

    /// It may work, but not before `due`.
    pub fn later(message: impl ToString, due: Timestamp) -> Self {
        Failure(Cause::Again { message: message.to_string(), due: Some(due) })
    }

    /// It will never work as it is: somebody must look.
    pub fn last(message: impl ToString) -> Self {
        Failure(Cause::Last(message.to_string()))
    }

    pub fn message(&self) -> &str {
        match &self.0 {
            Cause::Again { message, .. } | Cause::Last(message) => message,
            Cause::Stopped => "stopped",
        }
    }

    pub(crate) fn is_final(&self) -> bool {
        matches!(self.0, Cause::Last(_))
    }

    pub(crate) fn is_stop(&self) -> bool {
        matches!(self.0, Cause::Stopped)
    }

    pub(crate) fn due(&self) -> Option<Timestamp> {
        match &self.0 {
            Cause::Again { due, .. } => *due,
            Cause::Last(_) | Cause::Stopped => None,
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Failure::again(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Taken(_) => Failure(Cause::Stopped),
            other => Failure::again(other),
        }
    }
}

/// The job is to stop: hand it on with `?`.
#[derive(Debug)]
pub struct Stop;

impl From<Stop> for Failure {
    fn from(_: Stop) -> Self {
        Failure(Cause::Stopped)
    }
}

/// What pages show of a running job.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shown {
    pub done: i64,
    pub total: Option<i64>,
    pub message: Option<String>,
}

/// A job's view of itself while it runs; clones are the same.
#[derive(Clone)]
pub struct Progress(Arc<Inner>);

struct Inner {
    claim: Claim,
    state: Mutex<Live>,
}

struct Live {
    shown: Shown,
    wish: Wish,
    /// The process is to end.
    closing: bool,
    /// The handler ended the job itself, in its own transaction.
    finished: bool,
    /// This attempt got on and saved that, so earlier ones do not count against it.
    saved: bool,
}

impl Progress {
    pub(crate) fn new(claim: Claim) -> Self {
        let shown = Shown { done: claim.done, total: claim.total, message: None };
        Progress(Arc::new(Inner {
            claim,
            state: Mutex::new(Live { shown, wish: Wish::GoOn, closing: false, finished: false, saved: false }),
        }))
    }

    /// Says how far the job is; pages see it within a second or two. Costs nothing.
    ///
    /// # Errors
    /// [`Stop`] when somebody paused or cancelled the job, or the process ends: leave off, at a good point.
    pub fn report(&self, done: i64, total: Option<i64>, message: Option<&str>) -> Result<(), Stop> {
        let mut live = self.live();
        live.shown = Shown { done, total, message: message.map(str::to_owned) };
        if live.closing || live.wish != Wish::GoOn { Err(Stop) } else { Ok(()) }
    }

    /// Tells whether to go on, without saying how far.
    ///
    /// # Errors
    /// As [`Progress::report`].
    pub fn check(&self) -> Result<(), Stop> {
        let live = self.live();
        if live.closing || live.wish != Wish::GoOn { Err(Stop) } else { Ok(()) }
    }

    /// Saves in the job's own transaction where to go on after a crash, a pause or a restart.
    ///
    /// The transaction and what is saved are committed together or not at all. A job that saves gets its attempts counted anew.
    ///
    /// # Errors
    /// [`Error::Taken`] when another runner has the job; the transaction must fail with it.
    pub fn save(&self, tx: &mut Tx, done: i64, total: Option<i64>, saved: &Value) -> Result<()> {
        let shown = {
            let mut live = self.live();
            live.shown.done = done;
            live.shown.total = total;
            live.shown.clone()
        };
        if !lease::save(tx, &self.0.claim, &shown, saved)? {
            return Err(Error::Taken(self.0.claim.id));
        }
        let progress = self.clone();
        tx.on_commit(Box::new(move || progress.live().saved = true));
        Ok(())
    }

    /// What an earlier attempt saved.
    pub fn saved(&self) -> Option<&Value> {
        self.0.claim.saved.as_ref()
    }

    /// Ends the job in its own transaction, so that its last work and its end are one.
    ///
    /// # Errors
    /// [`Error::Taken`] when another runner has the job; the transaction must fail with it.
    pub fn finish(&self, tx: &mut Tx, result: &Value) -> Result<()> {
        // A beat that was on its way when the last step was saved may have shown an older figure.
        lease::beat(tx, &self.0.claim, &self.shown())?;
        if !lease::finish(tx, &self.0.claim, result)? {
            return Err(Error::Taken(self.0.claim.id));
        }
        let progress = self.clone();
        tx.on_commit(Box::new(move || progress.live().finished = true));
        Ok(())
    }

    pub(crate) fn claim(&self) -> &Claim {
        &self.0.claim
    }

    /// The claim with the attempts that count against the job.
    pub(crate) fn counted_claim(&self) -> Claim {
        let attempt = if self.live().saved { 1 } else { self.0.claim.attempt };
        Claim { attempt, ..self.0.claim.clone() }
    }

    pub(crate) fn shown(&self) -> Shown {
        self.live().shown.clone()
    }

    pub(crate) fn wish(&self) -> Wish {
        self.live().wish
    }

    pub(crate) fn set_wish(&self, wish: Wish) {
        self.live().wish = wish;
    }

    pub(crate) fn close(&self) {
        self.live().closing = true;
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.live().finished
    }

    fn live(&self) -> std::sync::MutexGuard<'_, Live> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
