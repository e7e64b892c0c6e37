//! SQLite as fast as it goes: two reader threads, one writer thread that commits many requests with one fsync.

use super::json::Object;
use super::table::{self, LIST, LIST_NAMES, NOW};
use crate::bench::data::{self, Contact, Size};
use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, ToSql, params, params_from_iter};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Answers of database threads: bytes, or what went wrong.
pub type Answer = Result<Vec<u8>, rusqlite::Error>;
type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;
type Job = (Work, oneshot::Sender<Answer>);

/// The database's threads.
#[derive(Clone)]
pub struct Database {
    reads: Sender<Job>,
    writes: Sender<Job>,
}

const READERS: usize = 2;
const BATCH: usize = 64;
const BATCH_AGE: Duration = Duration::from_millis(5);
const SETTINGS: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;
     PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;";

impl Database {
    /// Starts the threads over a file that [`fill`] has made.
    pub fn open(file: &Path) -> Result<Self> {
        let (reads, read_queue) = crossbeam_channel::bounded(1024);
        let (writes, write_queue) = crossbeam_channel::bounded(1024);
        let writer = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        std::thread::spawn(move || write(&writer, &write_queue));
        for _ in 0..READERS {
            let reader = connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let queue = read_queue.clone();
            std::thread::spawn(move || read(&reader, &queue));
        }
        Ok(Self { reads, writes })
    }

    pub async fn read(&self, work: impl FnOnce(&Connection) -> Answer + Send + 'static) -> Result<Vec<u8>> {
        ask(&self.reads, Box::new(work)).await
    }

    pub async fn write(&self, work: impl FnOnce(&Connection) -> Answer + Send + 'static) -> Result<Vec<u8>> {
        ask(&self.writes, Box::new(work)).await
    }
}

async fn ask(queue: &Sender<Job>, work: Work) -> Result<Vec<u8>> {
    let (sender, answer) = oneshot::channel();
    // The queue holds more than there are connections: this does not wait.
    queue.send((work, sender)).ok().context("the database's thread has ended")?;
    Ok(answer.await??)
}

fn connect(file: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

fn read(connection: &Connection, queue: &Receiver<Job>) {
    for (work, sender) in queue {
        let _ = sender.send(work(connection));
    }
}

fn write(connection: &Connection, queue: &Receiver<Job>) {
    let mut done = Vec::with_capacity(BATCH);
    while let Ok(first) = queue.recv() {
        let begun = connection.execute_batch("BEGIN IMMEDIATE");
        let (mut next, started) = (Some(first), Instant::now());
        while let Some((work, sender)) = next.take() {
            let answer = match &begun {
                Ok(()) => savepoint(connection, work),
                Err(error) => Err(again(error)),
            };
            done.push((sender, answer));
            if done.len() < BATCH && started.elapsed() < BATCH_AGE {
                next = queue.try_recv().ok();
            }
        }
        let ended = connection.execute_batch("COMMIT");
        if ended.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        for (sender, answer) in done.drain(..) {
            let _ = sender.send(match &ended {
                Ok(()) => answer,
                Err(error) => Err(again(error)),
            });
        }
    }
}

fn savepoint(connection: &Connection, work: Work) -> Answer {
    connection.prepare_cached("SAVEPOINT request")?.execute([])?;
    let answer = work(connection);
    if answer.is_err() {
        connection.prepare_cached("ROLLBACK TO request")?.execute([])?;
    }
    connection.prepare_cached("RELEASE request")?.execute([])?;
    answer
}

/// An error of the whole batch, for each of its requests.
fn again(error: &rusqlite::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.to_string().into())
}

static COLUMNS: LazyLock<Vec<&str>> = LazyLock::new(table::columns);

/// A contact by its key, all columns.
pub fn contact(connection: &Connection, id: i64) -> Answer {
    let mut statement = connection.prepare_cached("SELECT * FROM contact WHERE id = ?1")?;
    let mut out = Vec::with_capacity(1024);
    statement.query_row([id], |row| object(row, &COLUMNS, &mut out))?;
    Ok(out)
}

static LIST_OF: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {LIST} FROM contact c LEFT JOIN company o ON o.id = c.company WHERE c.company = ?1 \
         ORDER BY c.full_name LIMIT 50"
    )
});

/// The contacts of a company by name.
pub fn contacts_of(connection: &Connection, company: i64) -> Answer {
    let mut statement = connection.prepare_cached(&LIST_OF)?;
    let mut out = Vec::with_capacity(16 * 1024);
    out.extend_from_slice(b"{\"value\":[");
    let mut rows = statement.query([company])?;
    let mut begun = false;
    while let Some(row) = rows.next()? {
        if begun {
            out.push(b',');
        }
        begun = true;
        object(row, LIST_NAMES, &mut out)?;
    }
    out.extend_from_slice(b"]}");
    Ok(out)
}

fn object(row: &Row<'_>, names: &[&str], out: &mut Vec<u8>) -> rusqlite::Result<()> {
    let mut object = Object::begin(out);
    for (index, name) in names.iter().enumerate() {
        match row.get_ref(index)? {
            ValueRef::Text(text) => object.text(name, text),
            ValueRef::Integer(number) => object.number(name, number),
            _ => object.null(name),
        }
    }
    object.end();
    Ok(())
}

/// Whether a write leaves a line in the history, so that the line's cost can be told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum History {
    Kept,
    Left,
}

/// A new contact, its history and its outbox line; `body` is the contact as it came.
pub fn insert(connection: &Connection, contact: &Contact, body: &str, history: History) -> Answer {
    insert_row(connection, contact)?;
    let id = connection.last_insert_rowid();
    if history == History::Kept {
        record(connection, id, body)?;
    }
    let mut outbox = connection.prepare_cached("INSERT INTO outbox (topic, payload) VALUES ('contact.created', ?1)")?;
    outbox.execute([format!("{{\"entity\":\"contact\",\"id\":{id}}}")])?;
    Ok(format!("{{\"id\":{id}}}").into_bytes())
}

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let columns = &table::columns()[1..];
    format!("INSERT INTO contact ({}) VALUES ({})", columns.join(", "), vec!["?"; columns.len()].join(", "))
});

fn insert_row(connection: &Connection, contact: &Contact) -> rusqlite::Result<()> {
    let full_name = contact.full_name();
    let texts = table::texts(contact, &full_name);
    let numbers = table::numbers(contact);
    let texts = texts.iter().map(|text| text as &dyn ToSql);
    let numbers = numbers.iter().map(|number| number as &dyn ToSql);
    connection.prepare_cached(&INSERT)?.execute(params_from_iter(texts.chain(numbers)))?;
    Ok(())
}

fn record(connection: &Connection, id: i64, diff: &str) -> rusqlite::Result<()> {
    let mut history = connection
        .prepare_cached("INSERT INTO history (entity, record, at, actor, diff) VALUES ('contact', ?1, ?2, 1, ?3)")?;
    history.execute(params![id, NOW, diff])?;
    Ok(())
}

/// Two changed columns and their history.
pub fn update(connection: &Connection, id: i64, status: &str, job_title: &str) -> Answer {
    let mut before = connection.prepare_cached("SELECT status, job_title FROM contact WHERE id = ?1")?;
    let (status_before, title_before): (String, String) =
        before.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut change = connection.prepare_cached(
        "UPDATE contact SET status = ?2, job_title = ?3, version = version + 1, changed_at = ?4 WHERE id = ?1",
    )?;
    change.execute(params![id, status, job_title, NOW])?;
    let diff = serde_json::json!({ "status": [status_before, status], "job_title": [title_before, job_title] });
    record(connection, id, &diff.to_string())?;
    Ok(format!("{{\"id\":{id}}}").into_bytes())
}

/// Makes the file with its tables and rows.
pub fn fill(file: &Path, size: Size) -> Result<()> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; BEGIN;")?;
    connection.execute_batch(&table::create("INTEGER PRIMARY KEY"))?;
    for number in 0..size.companies {
        let company = data::company(number);
        connection
            .prepare_cached(
                "INSERT INTO company (name, domain, phone, city, country, industry) VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute(table::company_texts(&company))?;
    }
    for number in 0..size.contacts {
        insert_row(&connection, &data::contact(number, size.large_companies()))?;
    }
    connection.execute_batch(table::INDEX)?;
    connection.execute_batch("COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
