use crossbeam_channel::Receiver;

use crate::error::{Error, Result};
use crate::metrics::Counters;
use crate::request::{ATTEMPTS, End, Job, serve_on_this_thread};
use crate::tx::Tx;

/// Answers reads until the queue is closed.
pub(super) fn run(mut tx: Tx, queue: &Receiver<Job>) {
    serve_on_this_thread();
    for mut job in queue {
        if job.request.is_abandoned() {
            continue;
        }
        loop {
            match read(&mut tx, &mut job) {
                Err(Error::Retry) | Ok(End::Again) if job.attempts < ATTEMPTS => {
                    job.attempts += 1;
                    Counters::add(&tx.shared.counters.retries, 1);
                }
                Err(error) => break job.request.refuse(error),
                Ok(_) => break job.request.answer(),
            }
        }
        Counters::add(&tx.shared.counters.reads, 1);
    }
}

/// Runs the closure in one snapshot.
fn read(tx: &mut Tx, job: &mut Job) -> Result<End> {
    tx.begin();
    frame(tx, "BEGIN")?;
    let end = job.request.run(tx);
    let session = tx.sqlite().ok_or(Error::Closed)?;
    if session.is_open() {
        session.frame("ROLLBACK")?;
    }
    Ok(end)
}

fn frame(tx: &mut Tx, sql: &str) -> Result<()> {
    let session = tx.sqlite().ok_or(Error::Closed)?;
    session.begin();
    session.frame(sql)
}
