//! An installation in one file, the same for both databases: to keep, to restore, to move.
//!
//! The file is a ZIP archive: `manifest.json`, the rows of each table as `tables/NAME`, the files as `files/HASH`.
//! Rows are written in the order of their keys, columns in the order of their names, in one encoding, so that
//! equal contents have equal checksums whatever database they are in. The indexes of the full text are derived
//! and left out: who restores fills them again.

mod archive;
mod restore;
mod row;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use archive::{back_up, rooms, sums, verify};
pub use restore::{Room, readable, restore, restore_readable};

use crate::database::Database;
use crate::error::{Error, Result};
use crate::location::Location;

/// What is in a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub version: u32,
    pub made_at: String,
    pub(crate) next_id: i64,
    pub(crate) stamp: i64,
    /// What is numbered by the epoch goes on from here; backups of old do not say.
    #[serde(default)]
    pub(crate) epoch: i64,
    /// The last migration of each room.
    pub rooms: BTreeMap<String, u32>,
    pub tables: Vec<TableEntry>,
    pub files: Vec<FileEntry>,
    /// The tables that have a full-text index.
    pub text: Vec<String>,
    /// Whether there is a vocabulary for words like others.
    pub(crate) vocabulary: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableEntry {
    pub name: String,
    pub(crate) columns: Vec<ColumnEntry>,
    pub(crate) primary_key: Vec<String>,
    pub(crate) indexes: Vec<IndexEntry>,
    pub rows: u64,
    /// SHA-256 of the rows in their encoding.
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ColumnEntry {
    pub name: String,
    pub kind: String,
    pub not_null: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub references: Option<ReferenceEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReferenceEntry {
    pub table: String,
    pub column: String,
    pub on_delete: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexEntry {
    pub columns: Vec<String>,
    pub unique: bool,
    pub where_filled: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    pub hash: String,
    pub size: u64,
}

pub(crate) const FORMAT: &str = "relata-backup";
pub(crate) const VERSION: u32 = 1;

/// Copies an installation into another database, which must be empty, and verifies it by counts and checksums.
///
/// # Errors
/// What [`back_up`] and [`restore`] fail with; [`Error::Corrupt`] when the copy differs.
pub fn copy(from: &Database, to: &Database, rooms: &[Room]) -> Result<Manifest> {
    let way = folder_for(from, to).join(format!(".relata-move-{}.zip", std::process::id()));
    let outcome = back_up(from, &way).and_then(|_| restore(to, &way, rooms));
    match std::fs::remove_file(&way) {
        Err(error) if outcome.is_ok() => Err(Error::file(way, error)),
        _ => outcome,
    }
}

/// A folder with room for a backup: that of an installation, rather than one in memory.
fn folder_for(from: &Database, to: &Database) -> PathBuf {
    let folder = |db: &Database| match db.location() {
        Location::Folder(folder) => Some(folder.clone()),
        Location::Postgres(_) => None,
    };
    folder(to).or_else(|| folder(from)).unwrap_or_else(std::env::temp_dir)
}
