//! PostgreSQL: threads with a connection each, which send several statements in one round trip where they can.
//!
//! Start reading at `session.rs`.

mod connection;
mod error;
mod session;
pub(crate) mod wire;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::bounded;
use tokio_postgres::Config;

use crate::database::{Options, Shared, Threads};
use crate::error::{Error, Result};
use crate::tx::{Link, Tx};

pub(crate) use session::{BLOCK, Session};

/// Prepares the database and starts the threads; they connect when they get their first request.
pub(crate) fn start(url: &str, options: &Options, shared: &Arc<Shared>) -> Result<Threads> {
    let first = config(url, options.patience)?;
    // A thread of its own, for the caller may be a task.
    let prepared = std::thread::spawn(move || Session::new(first)?.prepare_database());
    prepared.join().unwrap_or(Err(Error::Closed))?;
    let (work, queue) = bounded(options.queue);
    let (long_reads, long_queue) = bounded(options.queue);
    let mut handles = Vec::new();
    for (name, count, queue, patience) in [
        ("store-work", options.connections.max(1), queue, options.patience),
        ("store-long", options.long_readers.max(1), long_queue, options.long_patience),
    ] {
        for _ in 0..count {
            let tx = Tx::new(Arc::clone(shared), Link::Postgres(Box::new(Session::new(config(url, patience)?)?)));
            let queue = queue.clone();
            let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || worker::run(tx, &queue));
            handles.push(thread.map_err(|error| Error::Other(format!("no thread for the database: {error}")))?);
        }
    }
    Ok(Threads { reads: work.clone(), long_reads, writes: work, handles })
}

/// Runs a statement about the database that `url` names, on the server's own database.
pub(crate) fn on_server(url: &str, sql: impl FnOnce(&str) -> String) -> Result<()> {
    let mut server = config(url, Duration::from_secs(600))?;
    let name = server.get_dbname().ok_or_else(|| Error::other("the URL names no database"))?.to_owned();
    server.dbname("postgres");
    let sql = sql(&format!("\"{}\"", name.replace('"', "\"\"")));
    // A thread of its own, for the caller may be a task.
    let work = std::thread::spawn(move || Session::new(server)?.outside_of_transactions(&sql));
    work.join().unwrap_or(Err(Error::Closed))
}

/// How a connection is made: what the URL says, with the settings this room relies on.
fn config(url: &str, patience: Duration) -> Result<Config> {
    let mut config: Config =
        url.parse().map_err(|error| Error::Other(format!("this is no PostgreSQL URL: {error}")))?;
    let given = config.get_options().unwrap_or_default().to_owned();
    // Compiling a statement to machine code costs more than the short statements of a record save.
    let ours = format!(
        "-c statement_timeout={} -c jit=off -c TimeZone=UTC -c client_min_messages=warning {given}",
        patience.as_millis()
    );
    config.options(ours.trim());
    if config.get_application_name().is_none() {
        config.application_name("relata");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    Ok(config)
}
