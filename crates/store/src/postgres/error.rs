use tokio_postgres::error::SqlState;

use crate::error::Error;

/// PostgreSQL's error in this room's words; a broken connection is [`Error::Lost`].
pub(super) fn seen(error: &tokio_postgres::Error) -> Error {
    let Some(database) = error.as_db_error() else {
        if error.is_closed() || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>()) {
            return Error::Lost(error.to_string());
        }
        let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
        return Error::Other(format!("{error}{source}"));
    };
    let table = database.table().unwrap_or_default().to_owned();
    let constraint = database.constraint().unwrap_or_default().to_owned();
    let code = database.code();
    match code {
        code if *code == SqlState::UNIQUE_VIOLATION => {
            Error::Unique { table, index: constraint, columns: key(database.detail().unwrap_or_default()) }
        }
        code if *code == SqlState::FOREIGN_KEY_VIOLATION => Error::Reference { table, constraint },
        code if *code == SqlState::NOT_NULL_VIOLATION => {
            Error::Constraint { table, column: database.column().unwrap_or_default().to_owned() }
        }
        code if *code == SqlState::CHECK_VIOLATION => Error::Constraint { table, column: constraint },
        code if *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
            || *code == SqlState::LOCK_NOT_AVAILABLE =>
        {
            Error::Retry
        }
        code if *code == SqlState::NUMERIC_VALUE_OUT_OF_RANGE => Error::OutOfRange,
        code if *code == SqlState::DISK_FULL => Error::Full,
        code if *code == SqlState::READ_ONLY_SQL_TRANSACTION => Error::ReadOnly,
        code if *code == SqlState::QUERY_CANCELED => Error::TooSlow,
        code if *code == SqlState::IN_FAILED_SQL_TRANSACTION => Error::Aborted,
        code if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
            Error::Corrupt(database.message().to_owned())
        }
        code if code.code().starts_with("53") => Error::Busy,
        code if code.code().starts_with("08") || code.code().starts_with("57P") => {
            Error::Lost(database.message().to_owned())
        }
        _ => Error::Other(format!(
            "{}{}",
            database.message(),
            database.detail().map(|detail| format!(": {detail}")).unwrap_or_default()
        )),
    }
}

/// A prepared statement no longer fits the tables, or a connection pooler in between has lost it.
pub(super) fn is_stale_statement(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|database| {
        *database.code() == SqlState::INVALID_SQL_STATEMENT_NAME
            || (*database.code() == SqlState::FEATURE_NOT_SUPPORTED
                && database.message().contains("cached plan must not change result type"))
    })
}

/// The columns in "Key (a, b)=(1, 2) already exists."
fn key(detail: &str) -> Vec<String> {
    let columns = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=")).map(|(columns, _)| columns);
    columns
        .map(|columns| columns.split(", ").map(|column| column.trim_matches('"').to_owned()).collect())
        .unwrap_or_default()
}
