//! What the change log costs: the lines that creating has just written are written again, alone, into the same table.
//!
//! There is no switch that leaves the log out, so it is not measured by leaving it out. Commits of 320 lines are compared
//! with commits of 32: the difference is what the other lines cost, free of what a commit costs anyway. What remains
//! outside is making the line's text, which is part of the product's processor time by which this is divided.

use super::names::{CHANGE_LOG, CHANGE_LOG_COLUMNS, SQLITE_FILE};
use super::program::{Place, Program};
use crate::bench::figure::Engine;
use crate::bench::options::Options;
use crate::bench::postgres::Cluster;
use crate::bench::report::History;
use crate::bench::usage;
use anyhow::{Result, bail};
use rusqlite::types::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_postgres::types::{ToSql, Type};

/// Lines in the smaller commits, as many as come together with 32 callers.
const SMALL: usize = 32;
/// Lines in the larger ones.
const LARGE: usize = 10 * SMALL;
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

fn select() -> String {
    format!("SELECT {CHANGE_LOG_COLUMNS} FROM {CHANGE_LOG} WHERE action = 'create' ORDER BY id DESC LIMIT {LINES}")
}

/// From the processor time of a small commit and a large one.
fn history(engine: Engine, small: f64, large: f64, sizes: &[usize]) -> History {
    let micros = ((large - small) / (LARGE - SMALL) as f64).max(0.0);
    let bytes = sizes.iter().sum::<usize>() as f64 / sizes.len().max(1) as f64;
    eprintln!("{}: a line of the change log takes {micros:.1} µs of CPU, {bytes:.0} bytes", engine.name());
    History { engine, micros, bytes }
}

fn sqlite(file: &Path, options: &Options) -> Result<History> {
    let connection = rusqlite::Connection::open(file)?;
    connection.execute_batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;")?;
    let width = CHANGE_LOG_COLUMNS.split(',').count();
    let lines: Vec<Vec<Value>> = connection
        .prepare(&select())?
        .query_map([], |row| (0..width).map(|index| row.get(index)).collect())?
        .collect::<Result<_, _>>()?;
    if lines.is_empty() {
        bail!("the change log has no line of a create");
    }
    let sizes: Vec<usize> = lines.iter().map(|line| line.iter().map(size).sum()).collect();
    let marks = vec!["?"; width].join(", ");
    let insert = format!("INSERT INTO {CHANGE_LOG} ({CHANGE_LOG_COLUMNS}) VALUES ({marks})");
    let mut next = lines.iter().cycle();
    let mut commits = |batch: usize| -> Result<f64> {
        let (before, started, mut count) = (usage::processor(std::process::id())?, Instant::now(), 0_u32);
        while started.elapsed() < options.seconds {
            connection.execute_batch("BEGIN IMMEDIATE")?;
            for line in next.by_ref().take(batch) {
                connection.prepare_cached(&insert)?.execute(rusqlite::params_from_iter(line))?;
            }
            connection.execute_batch("COMMIT")?;
            count += 1;
        }
        Ok(each(usage::processor(std::process::id())?.saturating_sub(before), count))
    };
    let (small, large) = (commits(SMALL)?, commits(LARGE)?);
    Ok(history(Engine::Sqlite, small, large, &sizes))
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 8,
    }
}

/// Microseconds of one of `count`.
fn each(time: Duration, count: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(count.max(1))
}

type Cell = Box<dyn ToSql + Sync + Send>;

/// Here the processor time of PostgreSQL counts as well as our own.
fn postgres(url: &str, cluster: &Cluster, options: &Options) -> Result<History> {
    let database = cluster.pid()?;
    let used = || -> Result<Duration> {
        Ok(usage::processor(std::process::id())? + usage::processor_with_children(database)?)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        let rows = client.query(&select(), &[]).await?;
        if rows.is_empty() {
            bail!("the change log has no line of a create");
        }
        let (mut lines, mut sizes) = (Vec::new(), Vec::new());
        for row in &rows {
            let (mut line, mut bytes) = (Vec::<Cell>::new(), 0);
            for (index, column) in row.columns().iter().enumerate() {
                if *column.type_() == Type::INT8 {
                    line.push(Box::new(row.try_get::<_, Option<i64>>(index)?));
                    bytes += 8;
                } else {
                    let text: Option<String> = row.try_get(index)?;
                    bytes += text.as_ref().map_or(0, String::len);
                    line.push(Box::new(text));
                }
            }
            lines.push(line);
            sizes.push(bytes);
        }
        let marks: Vec<String> = (1..=lines[0].len()).map(|number| format!("${number}")).collect();
        let insert = format!("INSERT INTO {CHANGE_LOG} ({CHANGE_LOG_COLUMNS}) VALUES ({})", marks.join(", "));
        let insert = client.prepare(&insert).await?;
        let mut next = lines.iter().cycle();
        let mut commits = [0.0; 2];
        for (batch, micros) in [SMALL, LARGE].into_iter().zip(&mut commits) {
            let (before, started, mut count) = (used()?, Instant::now(), 0_u32);
            while started.elapsed() < options.seconds {
                client.batch_execute("BEGIN").await?;
                for line in next.by_ref().take(batch) {
                    let cells: Vec<&(dyn ToSql + Sync)> = line.iter().map(|cell| cell.as_ref() as _).collect();
                    client.execute(&insert, &cells).await?;
                }
                client.batch_execute("COMMIT").await?;
                count += 1;
            }
            *micros = each(used()?.saturating_sub(before), count);
        }
        Ok(history(Engine::Postgres, commits[0], commits[1], &sizes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_larger_commit_costs_more() {
        let history = history(Engine::Sqlite, 500.0, 3380.0, &[100, 200]);
        assert_eq!((history.micros, history.bytes), (10.0, 150.0));
    }
}
