//! The private tables of this room, and the few ways it talks to them.
//!
//! None of them is an entity: they cannot be listed, filtered, exported or reported on. Digests and keys are kept
//! as text, so that one definition serves both databases.

use jiff::Timestamp;
use store::sql::QueryStatementBuilder;
use store::{Migration, Row, Tx};

use crate::error::Result;

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The private tables, step by step, for [`store::migrate`].
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "first tables", sql: FIRST },
    Migration { number: 2, name: "settings of the installation", sql: SETTINGS },
];

/// The first tables. Never edited after release: what changes is a migration of its own.
const FIRST: &str = "
CREATE TABLE identity_login (
    user_id BIGINT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    password_changed_at BIGINT,
    must_change BOOLEAN NOT NULL,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE TABLE identity_role (
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
);
CREATE INDEX identity_role_role ON identity_role (role);
CREATE TABLE identity_session (
    digest TEXT NOT NULL PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    stage BIGINT NOT NULL,
    second_factor BOOLEAN NOT NULL,
    guesses BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX identity_session_user ON identity_session (user_id);
CREATE TABLE identity_token (
    id BIGINT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    roles TEXT,
    read_only BOOLEAN NOT NULL,
    entities TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT
);
CREATE INDEX identity_token_user ON identity_token (user_id);
CREATE TABLE identity_second_factor (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES identity_login (user_id),
    secret TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL
);
CREATE TABLE identity_recovery_code (
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    digest TEXT NOT NULL,
    PRIMARY KEY (user_id, digest)
);
CREATE TABLE identity_passkey (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    credential TEXT NOT NULL UNIQUE,
    passkey TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX identity_passkey_user ON identity_passkey (user_id);
CREATE TABLE identity_challenge (
    digest TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id BIGINT,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE identity_link (
    digest TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES identity_login (user_id),
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX identity_link_user ON identity_link (user_id);
CREATE TABLE identity_attempt (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
";

/// What is remembered of the installation itself: whether a second factor is required, and which key seals.
const SETTINGS: &str = "
CREATE TABLE identity_setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
";

/// The transaction's time in microseconds, as the columns hold it.
pub(crate) fn now(tx: &Tx) -> i64 {
    tx.micros()
}

/// A column's microseconds as a time; the last there is when they are beyond it.
pub(crate) fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

/// All rows of a statement.
pub(crate) fn all<T>(
    tx: &mut Tx,
    statement: &impl QueryStatementBuilder,
    read: impl FnMut(&Row<'_>) -> store::Result<T>,
) -> Result<Vec<T>> {
    Ok(tx.all(statement, read)?)
}

/// The first row of a statement, if there is one.
pub(crate) fn first<T>(
    tx: &mut Tx,
    statement: &impl QueryStatementBuilder,
    read: impl FnMut(&Row<'_>) -> store::Result<T>,
) -> Result<Option<T>> {
    Ok(tx.one(statement, read)?)
}

/// Runs a statement and returns how many rows it touched.
pub(crate) fn run(tx: &mut Tx, statement: &impl QueryStatementBuilder) -> Result<u64> {
    Ok(tx.run(statement)?)
}
