//! PostgreSQL: threads with a connection each, which send several statements in one round trip where they can.
//!
//! Start reading at `session.rs`.

mod connection;
mod error;
mod server;
mod session;
mod tls;
pub(crate) mod wire;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::database::{Options, Shared, Threads};
use crate::error::{Error, Result};
use crate::tx::{Link, Tx};

use server::Server;
pub(crate) use server::check;
pub(crate) use session::{BLOCK, Session};

/// Prepares the database and starts the threads; they connect when they get their first request.
pub(crate) fn start(url: &str, options: &Options, shared: &Arc<Shared>) -> Result<Threads> {
    let server = Server::parse(url)?;
    let first = server.clone().with_patience(options.patience);
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
            let tx = Tx::new(
                Arc::clone(shared),
                Link::Postgres(Box::new(Session::new(server.clone().with_patience(patience))?)),
            );
            let queue = queue.clone();
            let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || worker::run(tx, &queue));
            handles.push(thread.map_err(|error| Error::Other(format!("no thread for the database: {error}")))?);
        }
    }
    Ok(Threads { reads: work.clone(), long_reads, writes: work, handles })
}

/// Runs a statement about the database that `url` names, on the server's own database.
pub(crate) fn on_server(url: &str, sql: impl FnOnce(&str) -> String) -> Result<()> {
    let mut server = Server::parse(url)?.with_patience(Duration::from_secs(600));
    let name = server.config.get_dbname().ok_or_else(|| Error::other("the URL names no database"))?.to_owned();
    server.config.dbname("postgres");
    let sql = sql(&format!("\"{}\"", name.replace('"', "\"\"")));
    // A thread of its own, for the caller may be a task.
    let work = std::thread::spawn(move || Session::new(server)?.outside_of_transactions(&sql));
    work.join().unwrap_or(Err(Error::Closed))
}
