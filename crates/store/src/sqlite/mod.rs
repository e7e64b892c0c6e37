//! SQLite: readers on connections of their own, one writer that commits many requests with one fsync.
//!
//! Start reading at `writer.rs`.

mod checkpoint;
mod connection;
mod deferred;
mod error;
mod function;
mod reader;
mod session;
mod writer;

use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::bounded;

use crate::database::{Options, Shared, Threads};
use crate::error::{Error, Result};
use crate::location::Location;
use crate::tx::{Link, Tx};

pub(crate) use deferred::Mark;
pub(crate) use session::Session;

/// Opens the file and starts the threads.
pub(crate) fn start(folder: &Path, options: &Options, shared: &Arc<Shared>) -> Result<Threads> {
    std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    let file = Location::file(folder);
    let (reads, read_queue) = bounded(options.queue);
    let (long_reads, long_queue) = bounded(options.queue);
    let (writes, write_queue) = bounded(options.queue);
    let mut handles = Vec::new();

    // The writer comes first: it creates the file, without which nobody can read.
    let writer = connection::writer(&file)?;
    session::prepare_file(&writer)?;
    let checkpoints = checkpoint::start(&file, shared, &mut handles)?;
    let tx = Tx::new(Arc::clone(shared), Link::Sqlite(Box::new(Session::new(writer, None))));
    handles.push(thread("store-write", move || writer::run(tx, &write_queue, &checkpoints))?);
    for (name, count, queue, patience) in [
        ("store-read", options.readers.max(1), read_queue, options.patience),
        ("store-long", options.long_readers.max(1), long_queue, options.long_patience),
    ] {
        for _ in 0..count {
            let session =
                Session::new(connection::reader(&file, options.readers + options.long_readers)?, Some(patience));
            let tx = Tx::new(Arc::clone(shared), Link::Sqlite(Box::new(session)));
            let queue = queue.clone();
            handles.push(thread(name, move || reader::run(tx, &queue))?);
        }
    }
    Ok(Threads { reads, long_reads, writes, handles })
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|error| Error::Other(format!("no thread for the database: {error}")))
}
