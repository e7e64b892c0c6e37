use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;

use tokio::sync::oneshot;

use crate::error::Error;
use crate::tx::Tx;

thread_local! {
    /// Whether this thread runs closures for a database: such a thread must not wait for another one.
    static SERVES: Cell<bool> = const { Cell::new(false) };
}

/// Marks the current thread as one that runs closures for a database.
pub(crate) fn serve_on_this_thread() {
    SERVES.set(true);
}

pub(crate) fn on_database_thread() -> bool {
    SERVES.get()
}

/// How a closure came to its end, before anything is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The closure is content: commit.
    Done,
    /// The closure failed: roll back and answer with its error.
    Failed,
    /// The database asked for another run, whatever the closure made of it.
    Again,
}

/// A closure with the place its answer goes to.
pub(crate) trait Request: Send {
    /// Runs the closure and keeps its result; panics are caught.
    fn run(&mut self, tx: &mut Tx) -> End;
    /// Nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;
    /// Sends the kept result.
    fn answer(self: Box<Self>);
    /// Sends an error instead of the kept result.
    fn refuse(self: Box<Self>, error: Error);
}

/// What travels to the threads of a database.
pub(crate) struct Job {
    pub request: Box<dyn Request>,
    pub kind: Kind,
    /// How often the closure was run in vain.
    pub attempts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
    /// A write that shares its transaction with no other request.
    Alone,
}

/// How often a closure is run before the caller gets [`Error::Retry`].
pub(crate) const ATTEMPTS: u32 = 8;

/// Where an answer goes: to a task or to a thread that blocks.
pub(crate) enum Waiting<T> {
    Task(oneshot::Sender<T>),
    Thread(SyncSender<T>),
}

pub(crate) struct Typed<T, E, F> {
    pub work: F,
    pub kept: Option<Result<T, E>>,
    pub waiting: Waiting<Result<T, E>>,
}

impl<T, E, F> Request for Typed<T, E, F>
where
    F: Fn(&mut Tx) -> Result<T, E> + Send,
    E: From<Error> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx) -> End {
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)));
        if tx.wants_another_run() {
            self.kept = Some(Err(Error::Retry.into()));
            return End::Again;
        }
        let result = match result {
            // A closure that swallowed a failed statement must not commit half of its work.
            Ok(Ok(_)) if tx.is_broken() => Err(Error::Aborted.into()),
            Ok(result) => result,
            Err(panic) => Err(Error::Panic(panic_text(panic.as_ref())).into()),
        };
        let end = if result.is_ok() { End::Done } else { End::Failed };
        self.kept = Some(result);
        end
    }

    fn is_abandoned(&self) -> bool {
        match &self.waiting {
            Waiting::Task(task) => task.is_closed(),
            Waiting::Thread(_) => false,
        }
    }

    fn answer(mut self: Box<Self>) {
        let result = self.kept.take().unwrap_or_else(|| Err(Error::Closed.into()));
        send(self.waiting, result);
    }

    fn refuse(self: Box<Self>, error: Error) {
        send(self.waiting, Err(error.into()));
    }
}

/// An answer nobody waits for is dropped: the work is done either way.
fn send<T>(waiting: Waiting<T>, value: T) {
    match waiting {
        Waiting::Task(task) => drop(task.send(value)),
        Waiting::Thread(thread) => drop(thread.send(value)),
    }
}

pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "panic".to_owned()
    }
}
