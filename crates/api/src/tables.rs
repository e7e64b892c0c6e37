//! The private tables of this room.

use store::Migration;

/// The steps that bring them to their newest form. Those of `webhooks` come before them: the second step gives that
/// room what this one kept for it.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "begin", sql: include_str!("tables/0001_begin.sql") },
    Migration { number: 2, name: "webhooks moved", sql: include_str!("tables/0002_webhooks_moved.sql") },
];
