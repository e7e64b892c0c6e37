//! PostgreSQL as fast as a driver goes: one connection to a task, prepared statements, one statement to a write, no HTTP.

use super::json::Object;
use super::requests::{changed, new_contact, some_company, some_contact};
use super::table::{self, LIST, LIST_NAMES, NOW};
use crate::bench::data::{self, Size};
use crate::bench::figure::Action;
use crate::bench::load::Outcome;
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use futures_util::SinkExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row, Statement};

/// A loop over a database that [`fill`] has made.
pub struct Driver {
    runtime: tokio::runtime::Runtime,
    url: String,
    size: Size,
}

impl Driver {
    /// Makes tables and rows in the database and is ready to run.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn prepare(url: &str, size: Size) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(fill(url, size))?;
        Ok(Self { runtime, url: url.to_owned(), size })
    }

    /// Keeps `connections` busy for `duration` and counts.
    ///
    /// # Errors
    /// When PostgreSQL refuses a statement, or has none for the action.
    pub fn run(&self, action: Action, connections: usize, duration: Duration) -> Result<Outcome> {
        let sql = sql(action).context("the driver loop has no such action")?;
        let size = self.size;
        self.runtime.block_on(async {
            let mut clients = Vec::new();
            for _ in 0..connections {
                let client = connect(&self.url).await?;
                let statement = client.prepare(&sql).await?;
                clients.push((client, statement));
            }
            let next = Arc::new(AtomicU64::new(0));
            let started = Instant::now();
            let tasks: Vec<_> = clients
                .into_iter()
                .map(|(client, statement)| {
                    let next = Arc::clone(&next);
                    tokio::spawn(async move {
                        let mut latencies = Vec::new();
                        while started.elapsed() < duration {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            let sent = Instant::now();
                            one(&client, &statement, action, number, size).await?;
                            latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
                        }
                        anyhow::Ok(latencies)
                    })
                })
                .collect();
            let mut latencies = Vec::new();
            for task in tasks {
                latencies.push(task.await??);
            }
            Ok(Outcome::of(started.elapsed(), latencies))
        })
    }
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // It ends with its client.
    tokio::spawn(connection);
    Ok(client)
}

/// One piece of work; what it answers is made and thrown away.
async fn one(client: &Client, statement: &Statement, action: Action, number: u64, size: Size) -> Result<()> {
    let mut out = Vec::with_capacity(1024);
    match action {
        Action::Read => {
            let row = client.query_one(statement, &[&(some_contact(number, size) as i64)]).await?;
            object(&row, &table::columns(), &mut out)?;
        }
        Action::List => {
            let rows = client.query(statement, &[&(some_company(number, size) as i64)]).await?;
            for row in &rows {
                object(row, LIST_NAMES, &mut out)?;
                out.push(b',');
            }
        }
        Action::Create | Action::CreateWithoutHistory => {
            let contact = new_contact(size);
            let body = serde_json::to_string(&contact)?;
            let full_name = contact.full_name();
            let texts = table::texts(&contact, &full_name);
            let numbers = table::numbers(&contact);
            let mut values: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(25);
            values.extend(texts.iter().map(|text| text as &(dyn ToSql + Sync)));
            values.extend(numbers.iter().map(|number| number as &(dyn ToSql + Sync)));
            if action == Action::Create {
                values.push(&body);
            }
            client.query_one(statement, &values).await?;
        }
        Action::Update => {
            let (status, job_title) = changed(number);
            let id = some_contact(number, size) as i64;
            client.query_one(statement, &[&id, &status, &job_title]).await?;
        }
        _ => bail!("the driver loop has no such action"),
    }
    std::hint::black_box(&out);
    Ok(())
}

/// The statement of an action: a write is one statement with data-modifying parts, so one round trip and one commit.
fn sql(action: Action) -> Option<String> {
    Some(match action {
        Action::Read => format!("SELECT {} FROM contact WHERE id = $1", table::columns().join(", ")),
        Action::List => format!(
            "SELECT {LIST} FROM contact c LEFT JOIN company o ON o.id = c.company WHERE c.company = $1
             ORDER BY c.full_name LIMIT 50"
        ),
        Action::Create | Action::CreateWithoutHistory => {
            let columns = &table::columns()[1..];
            let marks: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
            let logged = if action == Action::Create {
                format!(
                    "logged AS (INSERT INTO history (entity, record, at, actor, diff)
                                SELECT 'contact', id, {NOW}, 1, ${} FROM made),",
                    columns.len() + 1
                )
            } else {
                String::new()
            };
            format!(
                "WITH made AS (INSERT INTO contact ({}) VALUES ({}) RETURNING id), {logged}
                 queued AS (INSERT INTO outbox (topic, payload)
                            SELECT 'contact.created', '{{\"entity\":\"contact\",\"id\":' || id || '}}' FROM made)
                 SELECT id FROM made",
                columns.join(", "),
                marks.join(", ")
            )
        }
        Action::Update => format!(
            "WITH before AS (SELECT id, status, job_title FROM contact WHERE id = $1 FOR UPDATE),
             changed AS (UPDATE contact SET status = $2::text, job_title = $3::text, version = version + 1,
                                changed_at = {NOW} FROM before WHERE contact.id = before.id),
             logged AS (INSERT INTO history (entity, record, at, actor, diff)
                        SELECT 'contact', id, {NOW}, 1, json_build_object('status', json_build_array(status, $2::text),
                               'job_title', json_build_array(job_title, $3::text))::text FROM before)
             SELECT id FROM before"
        ),
        _ => return None,
    })
}

fn object(row: &Row, names: &[&str], out: &mut Vec<u8>) -> Result<()> {
    let mut object = Object::begin(out);
    for (index, name) in names.iter().enumerate() {
        if *row.columns()[index].type_() == Type::INT8 {
            object.number(name, row.try_get(index)?);
        } else {
            match row.try_get::<_, Option<&str>>(index)? {
                Some(text) => object.text(name, text.as_bytes()),
                None => object.null(name),
            }
        }
    }
    object.end();
    Ok(())
}

/// Makes tables and rows with COPY.
async fn fill(url: &str, size: Size) -> Result<()> {
    let client = connect(url).await?;
    client.batch_execute(&table::create("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")).await?;
    let companies = (0..size.companies).map(|number| row(&table::company_texts(&data::company(number)), &[]));
    copy(&client, "COPY company (name, domain, phone, city, country, industry) FROM STDIN", companies).await?;
    let into = format!("COPY contact ({}) FROM STDIN", table::columns()[1..].join(", "));
    let contacts = (0..size.contacts).map(|number| {
        let contact = data::contact(number, size.large_companies());
        row(&table::texts(&contact, &contact.full_name()), &table::numbers(&contact))
    });
    copy(&client, &into, contacts).await?;
    client.batch_execute(table::INDEX).await?;
    // Two calls: VACUUM refuses to be one of several statements.
    client.batch_execute("VACUUM ANALYZE").await?;
    client.batch_execute("CHECKPOINT").await?;
    Ok(())
}

/// A line of COPY's text format; none of the generator's words needs its escapes.
fn row(texts: &[&str], numbers: &[i64]) -> String {
    let mut cells: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    cells.extend(numbers.iter().map(i64::to_string));
    cells.join("\t") + "\n"
}

async fn copy(client: &Client, statement: &str, rows: impl Iterator<Item = String>) -> Result<()> {
    let sink = client.copy_in::<_, Bytes>(statement).await?;
    let mut sink = std::pin::pin!(sink);
    let mut chunk = String::new();
    for row in rows {
        chunk.push_str(&row);
        if chunk.len() > 64 * 1024 {
            sink.send(Bytes::from(std::mem::take(&mut chunk))).await?;
        }
    }
    sink.send(Bytes::from(chunk)).await?;
    sink.finish().await?;
    Ok(())
}
