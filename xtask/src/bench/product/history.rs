//! What the change log costs: the lines that creating has just written are written again, alone, into the same table.
//!
//! There is no switch that leaves the log out, so it is not measured by leaving it out. Batches are as the writer makes
//! them with 32 callers: one transaction, one durable commit. What remains outside is making the line's text, which is
//! a few microseconds and part of the product's processor time by which this is divided.

use super::names::{CHANGE_LOG, CHANGE_LOG_COLUMNS, SQLITE_FILE};
use super::program::{Place, Program};
use crate::bench::options::Options;
use crate::bench::postgres::Cluster;
use crate::bench::report::{History, LineCost};
use crate::bench::usage;
use anyhow::{Result, bail};
use rusqlite::types::Value;
use std::path::Path;
use std::time::Instant;

/// Lines in a transaction.
const BATCH: usize = 32;
/// Lines that are read to be written again.
const LINES: usize = 4096;

/// Measures one line of the log.
///
/// # Errors
/// When the log is empty or cannot be written.
pub fn measure(program: &Program, cluster: Option<&Cluster>, options: &Options) -> Result<Option<History>> {
    match (&program.place, cluster) {
        (Place::Folder(folder), _) => sqlite(&folder.join(SQLITE_FILE), options).map(Some),
        (Place::Database(url), Some(cluster)) => postgres(url, cluster, options).map(Some),
        (Place::Database(_), None) => Ok(None),
    }
}

fn sqlite(file: &Path, options: &Options) -> Result<History> {
    let connection = rusqlite::Connection::open(file)?;
    connection.execute_batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;")?;
    let width = CHANGE_LOG_COLUMNS.split(',').count();
    let lines: Vec<Vec<Value>> = connection
        .prepare(&format!(
            "SELECT {CHANGE_LOG_COLUMNS} FROM {CHANGE_LOG} WHERE action = 'create' ORDER BY id DESC LIMIT {LINES}"
        ))?
        .query_map([], |row| (0..width).map(|index| row.get(index)).collect())?
        .collect::<Result<_, _>>()?;
    let bytes = bytes(
        lines.iter().flatten().map(|value| match value {
            Value::Text(text) => text.len(),
            _ => 8,
        }),
        lines.len(),
    )?;
    let marks = vec!["?"; width].join(", ");
    let insert = format!("INSERT INTO {CHANGE_LOG} ({CHANGE_LOG_COLUMNS}) VALUES ({marks})");
    let own = std::process::id();
    let (before, started, mut written) = (usage::processor(own)?, Instant::now(), 0_usize);
    while started.elapsed() < options.seconds {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for line in lines.iter().cycle().skip(written % lines.len()).take(BATCH) {
            connection.prepare_cached(&insert)?.execute(rusqlite::params_from_iter(line))?;
        }
        connection.execute_batch("COMMIT")?;
        written += BATCH;
    }
    let processor = usage::processor(own)? - before;
    let micros = processor.as_secs_f64() * 1e6 / written as f64;
    eprintln!("a line of the change log: {micros:.1} µs of CPU, {bytes:.0} bytes");
    Ok(History { engine: crate::bench::figure::Engine::Sqlite, line: LineCost { micros, bytes } })
}

/// Here the database does the work, so it does the copying too: one statement for each batch.
fn postgres(url: &str, cluster: &Cluster, options: &Options) -> Result<History> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client
            .batch_execute(&format!(
                "CREATE TEMP TABLE line AS SELECT {CHANGE_LOG_COLUMNS}, row_number() OVER () AS number FROM
                 (SELECT * FROM {CHANGE_LOG} WHERE action = 'create' ORDER BY id DESC LIMIT {LINES}) newest;
                 CREATE INDEX ON line (number); ANALYZE line;"
            ))
            .await?;
        let row = client.query_one("SELECT count(*), sum(pg_column_size(line.*))::bigint FROM line", &[]).await?;
        let (count, sum): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        let bytes = bytes([sum.unwrap_or(0) as usize].into_iter(), count as usize)?;
        let insert = client
            .prepare(&format!(
                "INSERT INTO {CHANGE_LOG} ({CHANGE_LOG_COLUMNS})
                 SELECT {CHANGE_LOG_COLUMNS} FROM line WHERE number = $1"
            ))
            .await?;
        let (before, started) = (usage::processor_with_children(cluster.pid()?)?, Instant::now());
        let mut written = 0_i64;
        while started.elapsed() < options.seconds {
            client.batch_execute("BEGIN").await?;
            for _ in 0..BATCH {
                client.execute(&insert, &[&(1 + written % count)]).await?;
                written += 1;
            }
            client.batch_execute("COMMIT").await?;
        }
        let processor = usage::processor_with_children(cluster.pid()?)?.saturating_sub(before);
        let micros = processor.as_secs_f64() * 1e6 / written as f64;
        eprintln!("a line of the change log: {micros:.1} µs of CPU in PostgreSQL, {bytes:.0} bytes");
        Ok(History { engine: crate::bench::figure::Engine::Postgres, line: LineCost { micros, bytes } })
    })
}

fn bytes(sizes: impl Iterator<Item = usize>, lines: usize) -> Result<f64> {
    if lines == 0 {
        bail!("the change log has no line of a create");
    }
    Ok(sizes.sum::<usize>() as f64 / lines as f64)
}
