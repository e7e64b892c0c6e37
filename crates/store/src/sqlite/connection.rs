use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::seen;
use super::function;
use crate::error::Result;

/// Prepared statements kept by a connection: a metadata-driven program has many.
const STATEMENTS: usize = 256;
/// How long a connection waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);
/// The log is cut to this size when it starts over.
const LOG_BYTES: i64 = 64 << 20;
/// The writer itself checkpoints when the log has this many pages, should the checkpointing thread lag behind.
pub(super) const LOG_PAGES: i64 = LOG_BYTES / 4096;

/// The connection that writes; it creates the file.
pub(super) fn writer(file: &Path) -> Result<Connection> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, 16 << 10)?;
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint={LOG_PAGES}; PRAGMA journal_size_limit={LOG_BYTES};"
        ))
        .map_err(seen)?;
    Ok(connection)
}

/// One of `readers` connections that only read: together they keep no more than 24 MiB of the file in memory,
/// as long as each keeps enough to be of use.
pub(super) fn reader(file: &Path, readers: usize) -> Result<Connection> {
    let cache = (24 << 10) / readers.max(1) as u32;
    open(file, OpenFlags::SQLITE_OPEN_READ_ONLY, cache.clamp(2 << 10, 6 << 10))
}

/// The connection that moves the log into the file.
pub(super) fn checkpointer(file: &Path) -> Result<Connection> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE, 256)?;
    connection
        .execute_batch(&format!("PRAGMA journal_size_limit={LOG_BYTES}; PRAGMA busy_timeout=50;"))
        .map_err(seen)?;
    Ok(connection)
}

/// Opens the file with a cache of `cache` KiB.
///
/// There is no memory mapping: each connection's map would count as resident memory of its own.
fn open(file: &Path, flags: OpenFlags, cache: u32) -> Result<Connection> {
    let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(seen)?;
    connection.busy_timeout(PATIENCE).map_err(seen)?;
    // A plan that looked at a bound value, as at the one of LIMIT, is made anew each time another value is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(seen)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection
        .execute_batch(&format!("PRAGMA cache_size=-{cache}; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"))
        .map_err(seen)?;
    function::register(&connection).map_err(seen)?;
    Ok(connection)
}
