//! Writing a backup, and making sure that one is whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::row::encode;
use super::{ColumnEntry, FORMAT, FileEntry, IndexEntry, Manifest, ReferenceEntry, TableEntry, VERSION};
use crate::blob::{self, hex};
use crate::database::Database;
use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::schema::found::{self, Found};
use crate::schema::{ColumnKind, OnDelete};
use crate::tx::Tx;

/// Private tables of this room: their content is in the manifest or among the files.
const OWN: [&str; 3] = ["store_meta", "store_blob", "store_blob_part"];
/// Rows are collected to this many bytes before they are compressed.
const BUFFER: usize = 64 << 10;

type Archive = ZipWriter<BufWriter<File>>;

/// Writes everything into `file`, as it is at one moment, while others read and write.
///
/// The file has its name only when it is whole.
///
/// # Errors
/// [`Error::Full`], [`Error::File`] or the database's error.
pub fn back_up(db: &Database, file: &Path) -> Result<Manifest> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = std::path::PathBuf::from(part);
    let outcome = write(db, &part).and_then(|manifest| {
        fs::rename(&part, file).map_err(|error| Error::file(file, error))?;
        Ok(manifest)
    });
    if outcome.is_err() {
        drop(fs::remove_file(&part));
    }
    outcome
}

fn write(db: &Database, part: &Path) -> Result<Manifest> {
    let path = part.to_owned();
    // The rows first: files only come and never change, so every file a row names is there afterwards.
    let (mut archive, mut manifest) = db.read_long_blocking(move |tx: &mut Tx| {
        let file = File::create(&path).map_err(|error| Error::file(&path, error))?;
        let mut archive = ZipWriter::new(BufWriter::new(file));
        let manifest = rows(tx, &mut archive)?;
        Ok::<_, Error>((archive, manifest))
    })?;
    for file in blob::list(db)? {
        let Some(mut reader) = blob::reader(db, &file.hash)? else { continue };
        begin(&mut archive, &format!("files/{}", file.hash), CompressionMethod::Stored)?;
        std::io::copy(&mut reader, &mut archive).map_err(|error| Error::file(part, error))?;
        manifest.files.push(FileEntry { hash: file.hash, size: file.size });
    }
    begin(&mut archive, "manifest.json", CompressionMethod::Deflated)?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(Error::other)?;
    archive.write_all(&text).map_err(|error| Error::file(part, error))?;
    let file = archive.finish().map_err(zipped)?.into_inner().map_err(|error| Error::file(part, error.into_error()))?;
    file.sync_all().map_err(|error| Error::file(part, error))?;
    Ok(manifest)
}

fn begin(archive: &mut Archive, name: &str, method: CompressionMethod) -> Result<()> {
    let level = (method == CompressionMethod::Deflated).then_some(3);
    archive
        .start_file(
            name,
            SimpleFileOptions::default().compression_method(method).compression_level(level).large_file(true),
        )
        .map_err(zipped)
}

fn rows(tx: &mut Tx, archive: &mut Archive) -> Result<Manifest> {
    let (next_id, stamp) = counters(tx)?;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        made_at: tx.now().to_string(),
        next_id,
        stamp,
        epoch: tx.epoch()?,
        rooms: rooms(tx)?,
        tables: Vec::new(),
        files: Vec::new(),
        text: text_tables(tx)?,
        vocabulary: found::table(tx, "fts_word")?.is_some(),
    };
    for (name, found) in kept_tables(tx)? {
        let mut entry = describe(&name, &found)?;
        begin(archive, &format!("tables/{name}"), CompressionMethod::Deflated)?;
        (entry.rows, entry.sha256) =
            read_rows(tx, &entry, |bytes| archive.write_all(bytes).map_err(|error| Error::file(&name, error)))?;
        manifest.tables.push(entry);
    }
    Ok(manifest)
}

/// The count of rows and the checksum of each table, without writing anything.
///
/// # Errors
/// When the database cannot be read.
pub fn sums(tx: &mut Tx) -> Result<BTreeMap<String, (u64, String)>> {
    let mut sums = BTreeMap::new();
    for (name, found) in kept_tables(tx)? {
        let entry = describe(&name, &found)?;
        sums.insert(name, read_rows(tx, &entry, |_| Ok(()))?);
    }
    Ok(sums)
}

/// Reads a backup from end to end and compares it with its own manifest.
///
/// # Errors
/// [`Error::Corrupt`] when anything is missing or differs, [`Error::File`] when it cannot be read.
pub fn verify(file: &Path) -> Result<Manifest> {
    let mut archive = open(file)?;
    let manifest = read_manifest(&mut archive)?;
    for table in &manifest.tables {
        let (sha256, _) = digest(&mut archive, &format!("tables/{}", table.name))?;
        if sha256 != table.sha256 {
            return Err(Error::Corrupt(format!("the backup: table {} is not as it was written", table.name)));
        }
    }
    for file in &manifest.files {
        if digest(&mut archive, &format!("files/{}", file.hash))? != (file.hash.clone(), file.size) {
            return Err(Error::Corrupt(format!("the backup: file {} is not as it was written", file.hash)));
        }
    }
    Ok(manifest)
}

pub(super) fn open(file: &Path) -> Result<ZipArchive<BufReader<File>>> {
    let opened = File::open(file).map_err(|error| Error::file(file, error))?;
    ZipArchive::new(BufReader::new(opened))
        .map_err(|error| Error::Corrupt(format!("{} is no backup: {error}", file.display())))
}

pub(super) fn read_manifest(archive: &mut ZipArchive<BufReader<File>>) -> Result<Manifest> {
    let entry = archive.by_name("manifest.json").map_err(zipped)?;
    let manifest: Manifest =
        serde_json::from_reader(entry).map_err(|error| Error::Corrupt(format!("the backup's manifest: {error}")))?;
    if manifest.format != FORMAT || manifest.version > VERSION {
        return Err(Error::Corrupt("the backup was made by another program or a newer version of this one".to_owned()));
    }
    Ok(manifest)
}

fn digest(archive: &mut ZipArchive<BufReader<File>>, name: &str) -> Result<(String, u64)> {
    let mut entry = archive.by_name(name).map_err(zipped)?;
    let mut hasher = Sha256::new();
    let (mut buffer, mut size) = (vec![0; BUFFER], 0);
    loop {
        let count = entry.read(&mut buffer).map_err(|error| Error::Corrupt(format!("the backup: {name}: {error}")))?;
        if count == 0 {
            return Ok((hex(&hasher.finalize()), size));
        }
        size += count as u64;
        hasher.update(&buffer[..count]);
    }
}

pub(super) fn zipped(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Error::Full,
        error => Error::Corrupt(format!("the backup: {error}")),
    }
}

/// The tables whose rows are kept, by name.
pub(super) fn kept_tables(tx: &mut Tx) -> Result<Vec<(String, Found)>> {
    let mut kept = Vec::new();
    for name in found::tables(tx)? {
        if OWN.contains(&name.as_str()) || name.starts_with("fts_") {
            continue;
        }
        if let Some(found) = found::table(tx, &name)? {
            kept.push((name, found));
        }
    }
    Ok(kept)
}

/// Hands over the rows of a table in their encoding; returns how many they are and their checksum.
pub(super) fn read_rows(
    tx: &mut Tx,
    table: &TableEntry,
    mut each: impl FnMut(&[u8]) -> Result<()>,
) -> Result<(u64, String)> {
    let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let key: Vec<String> = table.primary_key.iter().map(quoted).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quoted(&table.name), key.join(", "));
    let mut hasher = Sha256::new();
    let mut buffer = Vec::with_capacity(BUFFER + 4096);
    let mut rows = 0;
    let mut flush = |buffer: &mut Vec<u8>| {
        hasher.update(&*buffer);
        let outcome = each(buffer);
        buffer.clear();
        outcome
    };
    tx.query(&Plan::text(&sql), &[], |row| {
        rows += 1;
        encode(row, &mut buffer);
        if buffer.len() >= BUFFER { flush(&mut buffer) } else { Ok(()) }
    })?;
    flush(&mut buffer)?;
    Ok((rows, hex(&hasher.finalize())))
}

/// The next id and a number no stamp is beyond.
fn counters(tx: &mut Tx) -> Result<(i64, i64)> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => "SELECT (SELECT value FROM store_meta WHERE name = 'next_id'), (SELECT value FROM store_meta WHERE name = 'stamp')",
        Dialect::Postgres => &format!(
            "SELECT last_value + CASE WHEN is_called THEN {} ELSE 0 END,
             (SELECT value FROM store_meta WHERE name = 'stamp') + CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) FROM store_ids",
            crate::postgres::BLOCK
        ),
    };
    let counters = tx.query_one(&Plan::text(sql), &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
    counters.ok_or_else(|| Error::Corrupt("store_meta is incomplete".to_owned()))
}

/// The last migration of each room; none where no installation was ever begun.
///
/// # Errors
/// When the database cannot be read.
pub fn rooms(tx: &mut Tx) -> Result<BTreeMap<String, u32>> {
    if found::table(tx, "store_migration")?.is_none() {
        return Ok(BTreeMap::new());
    }
    let plan = Plan::text("SELECT room, max(number) FROM store_migration GROUP BY room");
    let rooms = tx.query_all(&plan, &[], |row| Ok((row.text(0)?.to_owned(), row.int(1)? as u32)))?;
    Ok(rooms.into_iter().collect())
}

/// The tables that have a full-text index, without its prefix.
fn text_tables(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT relname::text COLLATE \"C\" FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT IN ('fts_word', 'fts_gram') ORDER BY 1"
        }
    };
    let names = tx.query_all(&Plan::text(sql), &[], |row| row.text(0).map(str::to_owned))?;
    Ok(names.into_iter().filter_map(|name| name.strip_prefix("fts_").map(str::to_owned)).collect())
}

fn describe(name: &str, found: &Found) -> Result<TableEntry> {
    let mut columns = Vec::new();
    for (column, found) in &found.columns {
        let kind = found
            .kind
            .ok_or_else(|| Error::Other(format!("{name}.{column} is of a kind this program does not know")))?;
        columns.push(ColumnEntry {
            name: column.clone(),
            kind: kind_name(kind).to_owned(),
            not_null: found.not_null,
            default: found.default.as_ref().and_then(to_json),
            references: found.references.as_ref().map(|to| ReferenceEntry {
                table: to.table.clone(),
                column: to.column.clone(),
                on_delete: on_delete_name(to.on_delete).to_owned(),
            }),
        });
    }
    let indexes = found.own_indexes.iter().map(|index| IndexEntry {
        columns: index.columns.clone(),
        unique: index.unique,
        where_filled: index.where_filled.clone(),
    });
    Ok(TableEntry {
        name: name.to_owned(),
        columns,
        primary_key: found.primary_key.clone(),
        indexes: indexes.collect(),
        rows: 0,
        sha256: String::new(),
    })
}

fn kind_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Int => "int",
        ColumnKind::Float => "float",
        ColumnKind::Bool => "bool",
        ColumnKind::Text => "text",
        ColumnKind::Bytes => "bytes",
    }
}

fn on_delete_name(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Restrict => "restrict",
        OnDelete::SetNull => "set null",
        OnDelete::Cascade => "cascade",
    }
}

/// Defaults of bytes are not carried over: nobody has one.
fn to_json(value: &Param) -> Option<serde_json::Value> {
    match value {
        Param::Null | Param::Bytes(_) => None,
        Param::Int(value) => Some((*value).into()),
        Param::Float(value) => Some((*value).into()),
        Param::Bool(value) => Some((*value).into()),
        Param::Text(value) => Some(value.as_str().into()),
    }
}
