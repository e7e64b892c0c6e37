use rusqlite::ffi;

use crate::error::Error;

/// SQLite's error in this room's words.
pub(super) fn seen(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = &error else {
        return match error {
            rusqlite::Error::SqlInputError { msg, sql, .. } => Error::Other(format!("{msg}: {sql}")),
            other => Error::Other(other.to_string()),
        };
    };
    let message = message.clone().unwrap_or_else(|| code.to_string());
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return unique(&message);
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER => {
            return Error::Reference { table: String::new(), constraint: String::new() };
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_DATATYPE => {
            let (table, columns) = places(&message);
            return Error::Constraint { table, column: columns.into_iter().next().unwrap_or(message) };
        }
        _ => {}
    }
    match code.extended_code & 0xff {
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Error::Retry,
        ffi::SQLITE_FULL => Error::Full,
        ffi::SQLITE_READONLY => Error::ReadOnly,
        ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => Error::Corrupt(message),
        ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN | ffi::SQLITE_PROTOCOL => Error::Lost(message),
        ffi::SQLITE_INTERRUPT => Error::TooSlow,
        ffi::SQLITE_ERROR if message == "integer overflow" => Error::OutOfRange,
        ffi::SQLITE_MISMATCH => Error::Constraint { table: String::new(), column: message },
        _ => Error::Other(message),
    }
}

/// "UNIQUE constraint failed: contact.email, contact.unit" or "…: index 'contact_key'".
fn unique(message: &str) -> Error {
    if let Some((_, index)) = message.split_once("index '") {
        return Error::Unique {
            table: String::new(),
            index: index.trim_end_matches('\'').to_owned(),
            columns: Vec::new(),
        };
    }
    let (table, columns) = places(message);
    Error::Unique { table, index: String::new(), columns }
}

/// The table and the columns named after the colon.
fn places(message: &str) -> (String, Vec<String>) {
    let Some((_, list)) = message.split_once(": ") else { return Default::default() };
    let mut table = String::new();
    let mut columns = Vec::new();
    for place in list.split(", ") {
        match place.split_once('.') {
            Some((of, column)) => {
                table = of.to_owned();
                columns.push(column.to_owned());
            }
            None => columns.push(place.to_owned()),
        }
    }
    (table, columns)
}
