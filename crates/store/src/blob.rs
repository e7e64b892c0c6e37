//! Files by their content: what has the same bytes is kept once and never changes.
//!
//! A SQLite installation keeps them in `files/` beside the database, a PostgreSQL one in the database.
//! These calls block and are not made inside a transaction. Which files are still needed is the caller's affair.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::database::Database;
use crate::error::{Error, Result};
use crate::param::Param;
use crate::plan::Plan;
use crate::tx::Tx;

/// Bytes of a file in one row of PostgreSQL.
const PART: usize = 256 << 10;

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blob {
    /// SHA-256 in hexadecimal digits: the file's name.
    pub hash: String,
    pub size: u64,
}

/// Takes in a file piece by piece; nothing is kept unless [`Writer::finish`] succeeds.
pub struct Writer {
    hasher: Sha256,
    size: u64,
    limit: u64,
    target: Target,
}

enum Target {
    Folder { root: PathBuf, temporary: PathBuf, file: Option<File> },
    Postgres { db: Database, upload: i64, part: i64, buffer: Vec<u8> },
}

/// Begins to take in a file of at most `limit` bytes.
///
/// # Errors
/// [`Error::File`] or the database's error.
pub fn writer(db: &Database, limit: u64) -> Result<Writer> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let target = match db.files() {
        Some(root) => {
            fs::create_dir_all(&root).map_err(|error| Error::file(&root, error))?;
            let temporary = root.join(format!("tmp-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
            let file = File::create(&temporary).map_err(|error| Error::file(&temporary, error))?;
            Target::Folder { root, temporary, file: Some(file) }
        }
        None => {
            let upload = db.write_blocking(|tx: &mut Tx| {
                tx.query_one(&Plan::text("SELECT nextval('store_uploads')"), &[], |row| row.int(0))
            })?;
            Target::Postgres {
                db: db.clone(),
                upload: upload.ok_or(Error::Closed)?,
                part: 0,
                buffer: Vec::with_capacity(PART),
            }
        }
    };
    Ok(Writer { hasher: Sha256::new(), size: 0, limit, target })
}

/// Keeps bytes that are in memory already.
///
/// # Errors
/// As [`writer`] and [`Writer::finish`].
pub fn put(db: &Database, bytes: &[u8]) -> Result<Blob> {
    let mut writer = writer(db, u64::MAX)?;
    writer.append(bytes)?;
    writer.finish()
}

/// Reads a whole file into memory; nothing when there is none of this name.
///
/// # Errors
/// As [`reader`].
pub fn get(db: &Database, hash: &str) -> Result<Option<Vec<u8>>> {
    let Some(mut reader) = reader(db, hash)? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(usize::try_from(reader.size).unwrap_or(0).min(1 << 20));
    reader.read_to_end(&mut bytes).map_err(|error| Error::file(hash, error))?;
    Ok(Some(bytes))
}

impl Writer {
    /// Takes in the next bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond the limit, [`Error::Full`], [`Error::File`] or the database's error.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        self.hasher.update(bytes);
        match &mut self.target {
            Target::Folder { temporary, file, .. } => {
                let file = file.as_mut().ok_or(Error::Closed)?;
                file.write_all(bytes).map_err(|error| Error::file(&*temporary, error))
            }
            Target::Postgres { db, upload, part, buffer } => {
                for piece in bytes.chunks(PART) {
                    let room = PART - buffer.len();
                    let (now, later) = piece.split_at(piece.len().min(room));
                    buffer.extend_from_slice(now);
                    if buffer.len() == PART {
                        send(db, *upload, part, buffer)?;
                    }
                    buffer.extend_from_slice(later);
                }
                Ok(())
            }
        }
    }

    /// Keeps what was taken in, durably, under the name of its content.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::File`] or the database's error.
    pub fn finish(mut self) -> Result<Blob> {
        let hash = hex(&self.hasher.clone().finalize());
        let blob = Blob { hash, size: self.size };
        match &mut self.target {
            Target::Folder { root, temporary, file } => {
                let file = file.take().ok_or(Error::Closed)?;
                file.sync_all().map_err(|error| Error::file(&*temporary, error))?;
                let path = place(root, &blob.hash);
                let folder = path.parent().unwrap_or(root);
                fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
                fs::rename(&*temporary, &path).map_err(|error| Error::file(&path, error))?;
                // The name is durable when the folders are; where folders cannot be opened the system sees to it.
                if cfg!(unix) {
                    for folder in [folder, root] {
                        File::open(folder)
                            .and_then(|folder| folder.sync_all())
                            .map_err(|error| Error::file(folder, error))?;
                    }
                }
            }
            Target::Postgres { db, upload, part, buffer } => {
                if !buffer.is_empty() {
                    send(db, *upload, part, buffer)?;
                }
                let params = vec![Param::from(&blob.hash), Param::Int(blob.size as i64), Param::Int(*upload)];
                db.write_blocking(move |tx: &mut Tx| {
                    let keep =
                        "INSERT INTO store_blob (hash, size, upload) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING";
                    if tx.execute(&Plan::text(keep), &params)? == 0 {
                        tx.execute(&Plan::text("DELETE FROM store_blob_part WHERE upload = $1"), &params[2..])?;
                    }
                    Ok::<_, Error>(())
                })?;
                // Nothing is left to tidy up.
                *part = 0;
            }
        }
        Ok(blob)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    /// Tidies up what was not finished; [`sweep`] finds what this cannot.
    fn drop(&mut self) {
        match &mut self.target {
            Target::Folder { temporary, .. } => drop(fs::remove_file(temporary)),
            Target::Postgres { db, upload, part, .. } => {
                if *part > 0 {
                    let params = [Param::Int(*upload)];
                    drop(db.write_blocking(move |tx: &mut Tx| {
                        tx.execute(&Plan::text("DELETE FROM store_blob_part WHERE upload = $1"), &params)
                    }));
                }
            }
        }
    }
}

/// Writes the buffer as the next part.
fn send(db: &Database, upload: i64, part: &mut i64, buffer: &mut Vec<u8>) -> Result<()> {
    let params = Arc::new([Param::Int(upload), Param::Int(*part), Param::Bytes(std::mem::take(buffer))]);
    db.write_blocking(move |tx: &mut Tx| {
        let at = Param::Int(tx.micros());
        let [upload, part, bytes] = &*params;
        let params = [upload.clone(), part.clone(), at, bytes.clone()];
        tx.execute(
            &Plan::text("INSERT INTO store_blob_part (upload, part, at, bytes) VALUES ($1, $2, $3, $4)"),
            &params,
        )
    })?;
    *part += 1;
    Ok(())
}

/// Gives out a file piece by piece.
pub struct Reader {
    pub size: u64,
    source: Source,
}

enum Source {
    Folder(File),
    Postgres { db: Database, upload: i64, part: i64, bytes: Vec<u8>, given: usize },
}

/// Begins to read a file; nothing when there is none of this name.
///
/// # Errors
/// [`Error::File`] or the database's error.
pub fn reader(db: &Database, hash: &str) -> Result<Option<Reader>> {
    if !is_hash(hash) {
        return Ok(None);
    }
    if let Some(root) = db.files() {
        let path = place(&root, hash);
        return match File::open(&path) {
            Ok(file) => {
                let size = file.metadata().map_err(|error| Error::file(&path, error))?.len();
                Ok(Some(Reader { size, source: Source::Folder(file) }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file(path, error)),
        };
    }
    let params = [Param::from(hash)];
    let found = db.read_blocking(move |tx: &mut Tx| {
        tx.query_one(&Plan::text("SELECT size, upload FROM store_blob WHERE hash = $1"), &params, |row| {
            Ok((row.int(0)?, row.int(1)?))
        })
    })?;
    Ok(found.map(|(size, upload)| Reader {
        size: size as u64,
        source: Source::Postgres { db: db.clone(), upload, part: 0, bytes: Vec::new(), given: 0 },
    }))
}

impl Read for Reader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.source {
            Source::Folder(file) => file.read(out),
            Source::Postgres { db, upload, part, bytes, given } => {
                if *given == bytes.len() {
                    let params = [Param::Int(*upload), Param::Int(*part)];
                    let next = db.read_blocking(move |tx: &mut Tx| {
                        tx.query_one(
                            &Plan::text("SELECT bytes FROM store_blob_part WHERE upload = $1 AND part = $2"),
                            &params,
                            |row| Ok(row.bytes(0)?.to_vec()),
                        )
                    });
                    *bytes = next.map_err(io::Error::other)?.unwrap_or_default();
                    *given = 0;
                    *part += 1;
                }
                let count = out.len().min(bytes.len() - *given);
                out[..count].copy_from_slice(&bytes[*given..*given + count]);
                *given += count;
                Ok(count)
            }
        }
    }
}

/// Forgets a file that nobody needs; returns whether there was one.
///
/// # Errors
/// [`Error::File`] or the database's error.
pub fn remove(db: &Database, hash: &str) -> Result<bool> {
    if !is_hash(hash) {
        return Ok(false);
    }
    if let Some(root) = db.files() {
        let path = place(&root, hash);
        return match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::file(path, error)),
        };
    }
    let params = [Param::from(hash)];
    db.write_blocking(move |tx: &mut Tx| {
        tx.execute(
            &Plan::text("DELETE FROM store_blob_part WHERE upload = (SELECT upload FROM store_blob WHERE hash = $1)"),
            &params,
        )?;
        Ok(tx.execute(&Plan::text("DELETE FROM store_blob WHERE hash = $1"), &params)? > 0)
    })
}

/// All files, by name.
///
/// # Errors
/// [`Error::File`] or the database's error.
pub fn list(db: &Database) -> Result<Vec<Blob>> {
    let Some(root) = db.files() else {
        let plan = Plan::text("SELECT hash, size FROM store_blob ORDER BY hash");
        return db.read_blocking(move |tx: &mut Tx| {
            tx.query_all(&plan, &[], |row| Ok(Blob { hash: row.text(0)?.to_owned(), size: row.int(1)? as u64 }))
        });
    };
    let mut blobs = Vec::new();
    for folder in entries(&root)? {
        if !folder.is_dir() {
            continue;
        }
        for path in entries(&folder)? {
            let name =
                |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let hash = format!("{}{}", name(&folder), name(&path));
            if is_hash(&hash) {
                let size = fs::metadata(&path).map_err(|error| Error::file(&path, error))?.len();
                blobs.push(Blob { hash, size });
            }
        }
    }
    blobs.sort();
    Ok(blobs)
}

/// Removes what unfinished uploads left behind that long ago.
///
/// # Errors
/// [`Error::File`] or the database's error.
pub fn sweep(db: &Database, older_than: Duration) -> Result<()> {
    let Some(root) = db.files() else {
        let sql = "DELETE FROM store_blob_part WHERE at < $1 AND upload NOT IN (SELECT upload FROM store_blob)";
        db.write_blocking(move |tx: &mut Tx| {
            let before = tx.micros() - older_than.as_micros() as i64;
            tx.execute(&Plan::text(sql), &[Param::Int(before)])
        })?;
        return Ok(());
    };
    // Files carry the time of the file system, which no test's clock turns.
    #[expect(clippy::disallowed_methods, reason = "compared with the times of files")]
    let before = SystemTime::now().checked_sub(older_than).unwrap_or(SystemTime::UNIX_EPOCH);
    for path in entries(&root)? {
        let temporary = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("tmp-"));
        if temporary && fs::metadata(&path).and_then(|metadata| metadata.modified()).is_ok_and(|time| time < before) {
            fs::remove_file(&path).map_err(|error| Error::file(&path, error))?;
        }
    }
    Ok(())
}

/// What is in a folder; nothing when there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()
            .map_err(|error| Error::file(folder, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Error::file(folder, error)),
    }
}

/// Where a file stands: two digits make the folder, so that none gets too full.
fn place(root: &Path, hash: &str) -> PathBuf {
    root.join(&hash[..2]).join(&hash[2..])
}

/// Only digits get into a path.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
