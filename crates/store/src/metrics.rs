use std::sync::atomic::{AtomicU64, Ordering};

/// Counters of a database since it was opened; cheap to read at any time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Metrics {
    /// Requests that wait for a reading thread.
    pub reads_waiting: u64,
    /// Requests that wait for a long read.
    pub long_reads_waiting: u64,
    /// Requests that wait for a write.
    pub writes_waiting: u64,
    pub reads: u64,
    /// Writes that were committed.
    pub writes: u64,
    /// Commits; on SQLite one commit may hold many writes.
    pub commits: u64,
    /// Closures run again after a conflict.
    pub retries: u64,
    /// Requests refused because the queue was full.
    pub refused: u64,
    /// The size of SQLite's write-ahead log in pages.
    pub log_pages: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub reads: AtomicU64,
    pub writes: AtomicU64,
    pub commits: AtomicU64,
    pub retries: AtomicU64,
    pub refused: AtomicU64,
    pub log_pages: AtomicU64,
}

impl Counters {
    pub fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }
}
