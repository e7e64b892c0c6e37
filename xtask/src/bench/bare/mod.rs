//! The baselines: what the same work costs without a platform.
//!
//! On SQLite a bare axum server in a process of its own, on PostgreSQL a loop over the driver without HTTP.
//! Both write row, history and outbox in one durable transaction, and know nothing of rights, validation or definitions.

pub mod driver;
mod json;
pub mod requests;
pub mod server;
mod sqlite;
pub mod table;
