//! The private tables of this room.

use store::Migration;

/// The steps that bring them to their newest form.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, name: "begin", sql: include_str!("tables/0001_begin.sql") }];
