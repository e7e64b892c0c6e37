//! What an actor may do: roles in, permit out.
//!
//! Pure: no I/O, no clock. The whole story is [`permit`]; `records` turns its [`Rows`] into SQL and holds records in
//! memory against them. Invariant: what no role grants is denied.

mod actor;
mod permit;
mod rows;

pub use actor::{Actor, Limit, Through};
pub use permit::{Action, Fields, Permit, permit};
pub use rows::{RowRule, Rows, ShareLevel};
