use std::io::{BufReader, Read};
use std::path::Path;

use super::archive::{kept_tables, open, read_manifest, read_rows, verify, zipped};
use super::row::decode;
use super::{ColumnEntry, Manifest, TableEntry};
use crate::blob;
use crate::database::Database;
use crate::error::{Error, Result};
use crate::migrate::{Migration, migrate};
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::schema::{self, Column, ColumnKind, Index, OnDelete, Reference, Step, Table, Wishes};
use crate::text;
use crate::tx::Tx;

/// A room with private tables, which are made by its migrations rather than by what the backup says.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub name: &'static str,
    pub migrations: &'static [Migration],
}

/// PostgreSQL takes rows in statements of so many, and as many statements in one go.
const ROWS: usize = 50;
const STATEMENTS: usize = 20;

/// Brings an installation back from a backup into a database that is empty; nothing is changed unless all of it succeeds.
///
/// The backup is verified before and the database afterwards. The full-text indexes named in the manifest are
/// there and empty: fill them again.
///
/// # Errors
/// [`Error::Corrupt`] when the backup is damaged or the database differs from it, [`Error::Other`] when the
/// database is not empty or the backup comes from a newer program, or the database's error.
pub fn restore(db: &Database, file: &Path, rooms: &[Room]) -> Result<Manifest> {
    let manifest = readable(file, rooms)?;
    restore_readable(db, file, manifest, rooms)
}

/// Whether a backup is whole and of this program, found out before there is any database to bring it into.
///
/// # Errors
/// [`Error::File`], [`Error::Corrupt`], or [`Error::Other`] when it comes from a newer program.
pub fn readable(file: &Path, rooms: &[Room]) -> Result<Manifest> {
    let manifest = verify(file)?;
    for (room, number) in &manifest.rooms {
        let known = rooms.iter().find(|known| known.name == room).map_or(0, |known| known.migrations.len());
        if known < *number as usize {
            return Err(Error::Other(format!(
                "the backup was made by a newer version of this program: {room} {number}"
            )));
        }
    }
    Ok(manifest)
}

/// [`restore`] of a backup that was found [`readable`] a moment ago.
///
/// # Errors
/// As [`restore`].
pub fn restore_readable(db: &Database, file: &Path, manifest: Manifest, rooms: &[Room]) -> Result<Manifest> {
    db.read_blocking(refuse_filled)?;
    files(db, file, &manifest)?;
    let (path, rooms, expected) = (file.to_owned(), rooms.to_vec(), manifest.clone());
    db.alone_blocking(move |tx: &mut Tx| {
        refuse_filled(tx)?;
        let late = tables(tx, &expected, &rooms)?;
        load(tx, &path, &expected)?;
        for step in &late {
            schema::apply_step(tx, step)?;
        }
        for table in &expected.text {
            text::create(tx, table)?;
        }
        if expected.vocabulary {
            text::create_vocabulary(tx)?;
        }
        counters(tx, &expected)?;
        compare(tx, &expected)
    })?;
    Ok(manifest)
}

fn refuse_filled(tx: &mut Tx) -> Result<()> {
    for (table, _) in kept_tables(tx)? {
        if table != "store_migration" {
            return Err(Error::Other(format!("the database is not empty: it has a table {table}")));
        }
    }
    Ok(())
}

fn files(db: &Database, file: &Path, manifest: &Manifest) -> Result<()> {
    let mut archive = open(file)?;
    for entry in &manifest.files {
        let mut from = archive.by_name(&format!("files/{}", entry.hash)).map_err(zipped)?;
        let mut writer = blob::writer(db, entry.size)?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = from.read(&mut buffer).map_err(|error| Error::file(file, error))?;
            if count == 0 {
                break;
            }
            writer.append(&buffer[..count])?;
        }
        if writer.finish()?.hash != entry.hash {
            return Err(Error::Corrupt(format!("the backup: file {} is not as it was written", entry.hash)));
        }
    }
    Ok(())
}

/// Creates the tables; returns the steps that are better done when the rows are there.
fn tables(tx: &mut Tx, manifest: &Manifest, rooms: &[Room]) -> Result<Vec<Step>> {
    for room in rooms {
        let number = manifest.rooms.get(room.name).map_or(0, |number| *number as usize);
        if number > 0 {
            migrate(tx, room.name, &room.migrations[..number])?;
        }
    }
    let made: Vec<String> = kept_tables(tx)?.into_iter().map(|(name, _)| name).collect();
    let wanted: Vec<Table> = manifest.tables.iter().filter(|table| !made.contains(&table.name)).map(wanted).collect();
    let changes = schema::plan(tx, &wanted, &Wishes::default())?;
    let (late, early): (Vec<Step>, Vec<Step>) =
        changes.steps.into_iter().partition(|step| matches!(step, Step::AddIndex { .. }));
    for step in &early {
        schema::apply_step(tx, step)?;
    }
    for table in &made {
        // What a migration put in is in the backup, too.
        tx.batch(&format!("DELETE FROM {}", quoted(table)))?;
    }
    Ok(late)
}

fn wanted(entry: &TableEntry) -> Table {
    let indexes = entry.indexes.iter().map(|index| Index {
        columns: index.columns.clone(),
        unique: index.unique,
        where_filled: index.where_filled.clone(),
    });
    Table {
        name: entry.name.clone(),
        columns: entry.columns.iter().map(column).collect(),
        primary_key: entry.primary_key.clone(),
        indexes: indexes.collect(),
    }
}

fn column(entry: &ColumnEntry) -> Column {
    let kind = match entry.kind.as_str() {
        "int" => ColumnKind::Int,
        "float" => ColumnKind::Float,
        "bool" => ColumnKind::Bool,
        "bytes" => ColumnKind::Bytes,
        _ => ColumnKind::Text,
    };
    let on_delete = |name: &str| match name {
        "set null" => OnDelete::SetNull,
        "cascade" => OnDelete::Cascade,
        _ => OnDelete::Restrict,
    };
    let references = entry.references.as_ref().map(|to| Reference {
        table: to.table.clone(),
        column: to.column.clone(),
        on_delete: on_delete(&to.on_delete),
    });
    Column {
        name: entry.name.clone(),
        kind,
        not_null: entry.not_null,
        default: entry.default.as_ref().and_then(default),
        references,
    }
}

fn default(value: &serde_json::Value) -> Option<Param> {
    match value {
        serde_json::Value::Bool(value) => Some(Param::Bool(*value)),
        serde_json::Value::String(value) => Some(Param::Text(value.clone())),
        serde_json::Value::Number(value) => value.as_i64().map(Param::Int).or_else(|| value.as_f64().map(Param::Float)),
        _ => None,
    }
}

/// Fills the tables; what points to a row may come before it.
fn load(tx: &mut Tx, file: &Path, manifest: &Manifest) -> Result<()> {
    let mut archive = open(file)?;
    if read_manifest(&mut archive)?.tables != manifest.tables {
        return Err(Error::Corrupt("the backup changed while it was read".to_owned()));
    }
    defer(tx, Deferral::On)?;
    for table in &manifest.tables {
        let entry = archive.by_name(&format!("tables/{}", table.name)).map_err(zipped)?;
        let mut from = BufReader::with_capacity(64 << 10, entry);
        let at_once = if tx.dialect() == Dialect::Postgres { ROWS } else { 1 };
        let full = insertion(table, at_once, tx.dialect());
        let (mut left, mut sent) = (table.rows, 0);
        while left > 0 {
            let rows = at_once.min(left as usize);
            let mut params = Vec::with_capacity(rows * table.columns.len());
            for _ in 0..rows * table.columns.len() {
                params.push(decode(&mut from)?);
            }
            let plan = if rows == at_once { full.clone() } else { insertion(table, rows, tx.dialect()) };
            tx.queue(plan, params)?;
            left -= rows as u64;
            sent += 1;
            if sent % STATEMENTS == 0 {
                tx.flush()?;
            }
        }
        tx.flush()?;
    }
    defer(tx, Deferral::Off)
}

fn insertion(table: &TableEntry, rows: usize, dialect: Dialect) -> Plan {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let mut number = 0;
    let mut row = || {
        let places: Vec<String> = columns
            .iter()
            .map(|_| {
                number += 1;
                if dialect == Dialect::Sqlite { "?".to_owned() } else { format!("${number}") }
            })
            .collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(|_| row()).collect();
    Plan::text(&format!("INSERT INTO {} ({}) VALUES {}", quoted(&table.name), columns.join(", "), rows.join(", ")))
}

#[derive(PartialEq, Eq)]
enum Deferral {
    On,
    Off,
}

/// Lets references be checked at the end.
///
/// SQLite has a switch that the commit resets; PostgreSQL has a property of each constraint, which is put back.
fn defer(tx: &mut Tx, deferral: Deferral) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        return if deferral == Deferral::On { tx.batch("PRAGMA defer_foreign_keys = ON") } else { Ok(()) };
    }
    if deferral == Deferral::Off {
        tx.batch("SET CONSTRAINTS ALL IMMEDIATE")?;
    }
    let plan = Plan::text(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
    );
    let constraints = tx.query_all(&plan, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))?;
    let how = if deferral == Deferral::On { "DEFERRABLE INITIALLY DEFERRED" } else { "NOT DEFERRABLE" };
    for (table, constraint) in constraints {
        tx.batch(&format!("ALTER TABLE {table} ALTER CONSTRAINT {constraint} {how}"))?;
    }
    Ok(())
}

fn counters(tx: &mut Tx, manifest: &Manifest) -> Result<()> {
    match tx.dialect() {
        Dialect::Sqlite => {
            tx.batch(&format!("UPDATE store_meta SET value = max(value, {}) WHERE name = 'next_id'", manifest.next_id))?
        }
        Dialect::Postgres => tx.batch(&format!(
            "SELECT setval('store_ids', greatest({}, (SELECT last_value FROM store_ids)), false)",
            manifest.next_id
        ))?,
    }
    tx.batch(&format!("UPDATE store_meta SET value = {} WHERE name = 'stamp'", manifest.stamp))?;
    tx.raise_epoch(manifest.epoch).map(drop)
}

/// The database must give the same counts and checksums as the one that was backed up.
fn compare(tx: &mut Tx, manifest: &Manifest) -> Result<()> {
    for table in &manifest.tables {
        let (rows, sha256) = read_rows(tx, table, |_| Ok(()))?;
        if (rows, &sha256) != (table.rows, &table.sha256) {
            return Err(Error::Corrupt(format!(
                "table {} differs from the backup: {rows} rows instead of {}",
                table.name, table.rows
            )));
        }
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
