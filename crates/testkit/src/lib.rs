//! For tests only: throw-away databases on either engine and a clock turned by hand.
//!
//! Start reading at `database.rs`.

mod database;

pub use database::{TestDatabase, databases, postgres, sqlite};
