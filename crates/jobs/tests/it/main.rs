//! The room's promises, each tried on both engines.

mod crash;
mod queue;
mod runner;

use store::{Database, Tx};

/// Creates the tables.
fn prepare(db: &Database) {
    db.alone_blocking(|tx: &mut Tx| store::migrate(tx, "jobs", jobs::MIGRATIONS)).unwrap();
}
