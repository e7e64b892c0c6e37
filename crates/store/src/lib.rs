//! SQL on SQLite and PostgreSQL, the same behaviour on both.
//!
//! The duty: transactions, queries, table changes, full text, files, backup and the clock.
//! Work on the database is a closure that gets a [`Tx`] and runs on a thread of the database's own;
//! the answer comes after the commit, and a closure may be run again when the database asked for it.
//!
//! Invariants: what [`Database::write`] acknowledged is durable; a closure that failed left nothing behind;
//! code above this room cannot tell which database it runs on.
//!
//! ```
//! use store::sql::{Expr, ExprTrait, Query};
//! use store::{Database, Error, Location, Options, Tx};
//!
//! # fn main() -> Result<(), Error> {
//! # let folder = std::env::temp_dir().join(format!("store-example-{}", std::process::id()));
//! let db = Database::open(&Location::folder(&folder), Options::default())?;
//! db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL)"))?;
//! let id = db.write_blocking(|tx: &mut Tx| {
//!     let id = tx.next_id()?;
//!     tx.run(Query::insert().into_table("note").columns(["id", "text"]).values_panic([id.into(), "hello".into()]))?;
//!     Ok::<_, Error>(id)
//! })?;
//! let text = db.read_blocking(move |tx: &mut Tx| {
//!     let select = Query::select().column("text").from("note").and_where(Expr::col("id").eq(id)).to_owned();
//!     tx.one(&select, |row| row.text(0).map(str::to_owned))
//! })?;
//! assert_eq!(text.as_deref(), Some("hello"));
//! # drop(db);
//! # Location::folder(&folder).destroy()
//! # }
//! ```
//!
//! Start reading at `database.rs`, then `tx.rs`; the two engines are `sqlite/` and `postgres/`.

pub mod backup;
pub mod blob;
mod check;
mod clock;
mod database;
mod error;
mod location;
mod metrics;
mod migrate;
mod param;
mod plan;
mod postgres;
mod request;
mod row;
pub mod schema;
pub mod seal;
mod signal;
pub mod sql;
mod sqlite;
pub mod text;
mod tx;

pub use check::{Finding, check, tune, tune_tables};
pub use clock::Clock;
pub use database::{Database, Options};
pub use error::{Error, Result};
pub use location::Location;
pub use metrics::Metrics;
pub use migrate::{Migration, migrate};
pub use param::Param;
pub use plan::{Dialect, Plan};
pub use row::{Cell, Row};
pub use tx::Tx;
