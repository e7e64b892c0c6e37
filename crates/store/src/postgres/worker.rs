use std::time::Duration;

use crossbeam_channel::{Receiver, TryRecvError};

use crate::error::{Error, Result};
use crate::metrics::Counters;
use crate::request::{ATTEMPTS, End, Job, Kind, serve_on_this_thread};
use crate::tx::{Tx, run_hooks};

/// Answers requests until the queue is closed and empty.
pub(super) fn run(mut tx: Tx, queue: &Receiver<Job>) {
    serve_on_this_thread();
    loop {
        let job = match queue.try_recv() {
            Ok(job) => job,
            Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => {
                // An answered read ends its transaction before the thread goes to sleep.
                if let Some(session) = tx.postgres() {
                    session.settle();
                }
                match queue.recv() {
                    Ok(job) => job,
                    Err(_) => break,
                }
            }
        };
        if !job.request.is_abandoned() {
            serve(&mut tx, job);
        }
    }
    if let Some(session) = tx.postgres() {
        session.settle();
    }
}

fn serve(tx: &mut Tx, mut job: Job) {
    loop {
        let (end, verdict) = attempt(tx, &mut job);
        let again = end == End::Again || matches!(verdict, Err(Error::Retry));
        if again && job.attempts + 1 < ATTEMPTS {
            Counters::add(&tx.shared.counters.retries, 1);
            // Who lost once runs again at once; who loses often lets the others pass.
            std::thread::sleep(Duration::from_millis(u64::from(job.attempts * job.attempts)));
            job.attempts += 1;
            continue;
        }
        match verdict {
            Ok(()) => job.request.answer(),
            Err(error) => job.request.refuse(error),
        }
        return;
    }
}

/// Runs the closure once and ends its transaction; the verdict is that of the commit.
fn attempt(tx: &mut Tx, job: &mut Job) -> (End, Result<()>) {
    tx.begin();
    if let Some(session) = tx.postgres() {
        session.begin(job.kind);
    }
    let end = job.request.run(tx);
    let written = if end == End::Done && !tx.is_broken() { tx.write_words() } else { Ok(()) };
    let hooks = tx.take_hooks();
    let broken = tx.is_broken();
    let shared = std::sync::Arc::clone(&tx.shared);
    let Some(session) = tx.postgres() else { return (end, Err(Error::Closed)) };
    let mut verdict = written.and_then(|()| if broken { Ok(()) } else { session.confirm(&shared) });
    if job.kind == Kind::Read {
        session.answered();
        Counters::add(&shared.counters.reads, 1);
        return (end, verdict);
    }
    if end == End::Done && verdict.is_ok() {
        verdict = session.commit(&shared);
    }
    session.settle();
    if end == End::Done && verdict.is_ok() {
        run_hooks(hooks);
        Counters::add(&shared.counters.writes, 1);
        Counters::add(&shared.counters.commits, 1);
    }
    (end, verdict)
}
