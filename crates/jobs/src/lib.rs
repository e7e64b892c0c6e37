//! Work done later, surely: a durable queue in the same database and transaction as the records.
//!
//! A job that was queued in a committed transaction is run at least once, whatever happens to the process.
//! Invariants: only the runner with the newest fencing number of a job may end it or save its progress;
//! a job that failed for good stays visible until somebody retries or discards it.
//!
//! ```no_run
//! # async fn example(db: store::Database) -> jobs::Result<()> {
//! let running = jobs::Runner::new(db.clone())
//!     .blocking("greet", |context| Ok(format!("hello {}", context.payload["name"]).into()))
//!     .start();
//! let job = jobs::Job::new("greet", serde_json::json!({ "name": "Ada" })).key("ada");
//! db.write(move |tx| jobs::enqueue(tx, job.clone())).await?;
//! running.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Start reading at `queue.rs`, then `runner.rs`.

mod cron;
mod error;
mod lease;
mod page;
mod progress;
mod queue;
mod rule;
mod runner;
mod schedule;
mod table;

pub use error::{Error, Result};
pub use page::{Entry, Filter, cancel, count, discard, earliest_due, find, list, pause, resume, retry};
pub use progress::{Failure, Progress, Stop};
pub use queue::{Job, enqueue};
pub use rule::Rule;
pub use runner::{Context, Outcome, Runner, Running};
pub use schedule::{Schedule, schedule, schedules, unschedule};
pub use table::{MIGRATIONS, State};

/// The topic [`store::Database::listen`] takes to hear of new jobs and of finished ones.
pub const TOPIC: &str = "jobs";
