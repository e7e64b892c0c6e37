//! Values of one kind as another, and which of them cannot be.

use super::ColumnKind::{self, Bool, Bytes, Float, Int, Text};
use crate::plan::Dialect;

/// An expression that gives `column` as another kind; empty where [`fits`] says no.
pub(super) fn convert(column: &str, from: ColumnKind, to: ColumnKind, dialect: Dialect) -> String {
    let value = format!("CASE WHEN {} THEN {} END", fits(column, from, to, dialect), cast(column, from, to, dialect));
    if from == to { column.to_owned() } else { value }
}

/// A condition that holds where `column` can become another kind without losing anything.
pub(super) fn fits(column: &str, from: ColumnKind, to: ColumnKind, dialect: Dialect) -> String {
    // At most 18 digits are surely within 64 bits.
    let whole_text = match dialect {
        Dialect::Sqlite => format!(
            "({column} GLOB '[0-9]*' OR {column} GLOB '-[0-9]*') AND NOT substr({column}, 2) GLOB '*[^0-9]*' AND length({column}) <= 18"
        ),
        Dialect::Postgres => format!("{column} ~ '^-?[0-9]{{1,17}}$'"),
    };
    let number_text = match dialect {
        Dialect::Sqlite => format!(
            "({column} GLOB '[0-9]*' OR {column} GLOB '-[0-9]*') AND NOT replace(substr({column}, 2), '.', '') GLOB '*[^0-9]*' AND length({column}) - length(replace({column}, '.', '')) <= 1 AND {column} NOT GLOB '*.' AND {column} NOT GLOB '-.*'"
        ),
        Dialect::Postgres => format!("{column} ~ '^-?[0-9]+([.][0-9]+)?$'"),
    };
    match (from, to) {
        (Text, Int) => whole_text,
        (Text, Float) => number_text,
        (Text, Bool) => format!("lower({column}) IN ('1', '0', 'true', 'false', 'yes', 'no')"),
        (Int, Bool) => format!("{column} IN (0, 1)"),
        (Float, Int) => format!(
            "{column} BETWEEN -9007199254740991 AND 9007199254740991 AND {column} = {}",
            rounded(column, dialect)
        ),
        (Float, Bool) => format!("{column} IN (0.0, 1.0)"),
        (Bytes, Text) | (Bytes, Int | Float | Bool) | (Int | Float | Bool, Bytes) => "1 = 0".to_owned(),
        (Int, Float) => format!("{column} BETWEEN -9007199254740991 AND 9007199254740991"),
        (Int | Float | Bool, Text) | (Bool, Int | Float) | (Text, Bytes) => "1 = 1".to_owned(),
        (Int, Int) | (Float, Float) | (Bool, Bool) | (Text, Text) | (Bytes, Bytes) => "1 = 1".to_owned(),
    }
}

fn rounded(column: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => format!("CAST(CAST({column} AS INTEGER) AS REAL)"),
        Dialect::Postgres => format!("trunc({column})"),
    }
}

fn cast(column: &str, from: ColumnKind, to: ColumnKind, dialect: Dialect) -> String {
    let sqlite = dialect == Dialect::Sqlite;
    match (from, to) {
        (Text, Bool) if sqlite => format!("lower({column}) IN ('1', 'true', 'yes')"),
        (Text, Bool) => format!("(lower({column}) IN ('1', 'true', 'yes'))"),
        (Bool, Text) => format!("CASE WHEN {column} THEN 'true' ELSE 'false' END"),
        (Text, Bytes) if !sqlite => format!("convert_to({column}, 'UTF8')"),
        (Bool, Float) if !sqlite => format!("CAST(CAST({column} AS integer) AS double precision)"),
        (Bool, Int) if !sqlite => format!("CAST(CAST({column} AS integer) AS bigint)"),
        (Int | Float, Bool) if !sqlite => format!("({column} <> 0)"),
        (_, Int) => format!("CAST({column} AS {})", if sqlite { "INTEGER" } else { "bigint" }),
        (_, Float) => format!("CAST({column} AS double precision)"),
        (_, Bool) => format!("({column} <> 0)"),
        (_, Text) => format!("CAST({column} AS text)"),
        (_, Bytes) => format!("CAST({column} AS {})", if sqlite { "BLOB" } else { "bytea" }),
    }
}
