use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::tx::Tx;

/// A numbered step in the life of a room's private tables; never edited after release.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counted from 1, without gaps.
    pub number: u32,
    pub name: &'static str,
    /// Statements divided by semicolons, the same for both databases.
    ///
    /// The types are the words `BIGINT`, `TEXT`, `BOOLEAN`, `DOUBLE` and `BYTES`, in capitals: each database
    /// gets its own for them, text ordered by code point on both.
    pub sql: &'static str,
}

/// Brings the private tables of `room` to their newest form; inside [`crate::Database::alone`].
///
/// # Errors
/// [`Error::Other`] when the tables come from a newer program, [`Error::ReadOnly`] in a reading transaction,
/// or what the database says to a step.
pub fn migrate(tx: &mut Tx, room: &str, migrations: &[Migration]) -> Result<()> {
    let done = last(tx, room)?;
    let newest = migrations.last().map_or(0, |migration| migration.number);
    if done > newest {
        return Err(Error::Other(format!(
            "the tables of {room} were made by a newer version of this program ({done}; this one knows {newest})"
        )));
    }
    for (index, migration) in migrations.iter().enumerate() {
        if migration.number as usize != index + 1 {
            return Err(Error::Other(format!("migration {} of {room} is not numbered in order", migration.name)));
        }
        if migration.number <= done {
            continue;
        }
        let sql = translate(migration.sql, tx.dialect());
        tx.batch(&sql)?;
        let record = match tx.dialect() {
            Dialect::Sqlite => "INSERT INTO store_migration (room, number, name, at) VALUES (?, ?, ?, ?)",
            Dialect::Postgres => "INSERT INTO store_migration (room, number, name, at) VALUES ($1, $2, $3, $4)",
        };
        let at = tx.micros();
        tx.execute(
            &Plan::text(record),
            &[room.into(), migration.number.into(), migration.name.into(), Param::Int(at)],
        )?;
    }
    Ok(())
}

/// The number of the last step done for a room.
fn last(tx: &mut Tx, room: &str) -> Result<u32> {
    let sql = "CREATE TABLE IF NOT EXISTS store_migration (room TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (room, number))";
    let sql = translate(sql, tx.dialect());
    tx.batch(&sql)?;
    let placeholder = if tx.dialect() == Dialect::Sqlite { "?" } else { "$1" };
    let plan = Plan::text(&format!("SELECT coalesce(max(number), 0) FROM store_migration WHERE room = {placeholder}"));
    let number = tx.query_one(&plan, &[room.into()], |row| row.int(0))?;
    Ok(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0))
}

/// Puts a database's own words for the types.
pub(crate) fn translate(sql: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    let mut word = String::new();
    let mut quoted = false;
    for character in sql.chars().chain(['\n']) {
        if character.is_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        out.push_str(if quoted { &word } else { type_word(&word, dialect) });
        word.clear();
        quoted ^= character == '\'';
        out.push(character);
    }
    out
}

fn type_word(word: &str, dialect: Dialect) -> &str {
    match (word, dialect) {
        // Only this word makes the key of a table its row number on SQLite.
        ("BIGINT", Dialect::Sqlite) => "INTEGER",
        ("BYTES", Dialect::Sqlite) => "BLOB",
        ("BYTES", Dialect::Postgres) => "bytea",
        ("DOUBLE", _) => "DOUBLE PRECISION",
        ("TEXT", Dialect::Postgres) => "text COLLATE \"C\"",
        (word, _) => word,
    }
}
