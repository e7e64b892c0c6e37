//! Moves the write-ahead log into the database's file, beside the writer and not within its commits.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use super::connection::{self, LOG_PAGES};
use crate::database::Shared;
use crate::error::Result;

/// The time between two checkpoints while there are writes.
const PAUSE: Duration = Duration::from_millis(100);

/// The time between two attempts to make the log start over, which hold up the writer for a moment.
const INSISTENCE: Duration = Duration::from_secs(5);

/// The writer's way to ask for a checkpoint; the thread ends when this is dropped.
pub(super) struct Checkpoints(Sender<()>);

impl Checkpoints {
    /// There is something to move; returns at once.
    pub fn wanted(&self) {
        let _ = self.0.try_send(());
    }
}

pub(super) fn start(file: &Path, shared: &Arc<Shared>, handles: &mut Vec<JoinHandle<()>>) -> Result<Checkpoints> {
    let connection = connection::checkpointer(file)?;
    let (sender, wanted) = bounded(1);
    let shared = Arc::clone(shared);
    handles.push(super::thread("store-checkpoint", move || run(&connection, &wanted, &shared))?);
    Ok(Checkpoints(sender))
}

fn run(connection: &Connection, wanted: &Receiver<()>, shared: &Shared) {
    let mut insisted = Instant::now();
    for () in wanted {
        std::thread::sleep(PAUSE);
        let pages = checkpoint(connection, "PASSIVE");
        // Readers that overlap each other keep the log from starting over: then they are waited for, shortly.
        if pages > 2 * LOG_PAGES && insisted.elapsed() > INSISTENCE {
            checkpoint(connection, "RESTART");
            insisted = Instant::now();
        }
        shared.counters.log_pages.store(pages.max(0) as u64, std::sync::atomic::Ordering::Relaxed);
    }
}

/// Returns the length of the log in pages. A checkpoint that cannot be finished is continued by the next.
fn checkpoint(connection: &Connection, how: &str) -> i64 {
    connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| row.get(1)).unwrap_or(0)
}
