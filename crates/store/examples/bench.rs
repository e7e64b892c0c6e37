//! How much this room costs: writes and reads a second through it, beside the bare drivers.
//!
//! `cargo run --release -p store --example bench [-- FOLDER]`; with `RELATA_TEST_POSTGRES` on PostgreSQL, too.

use std::time::{Duration, Instant};

use store::schema::{Column, ColumnKind, Index, Table, Wishes, plan};
use store::{Cell, Database, Dialect, Error, Location, Options, Param, Plan, Tx};

const CONTACTS: i64 = 50_000;
const TIME: Duration = Duration::from_secs(3);
const TEXTS: usize = 20;

fn main() {
    let folder =
        std::env::args().nth(1).unwrap_or_else(|| std::env::temp_dir().join("relata-bench").display().to_string());
    let location = Location::folder(&folder);
    location.destroy().expect("an old folder goes");
    measure(&location);
    bare_sqlite(&folder);
    location.destroy().expect("the folder goes");
    if let Ok(server) = std::env::var("RELATA_TEST_POSTGRES") {
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
        let url = format!("{base}/relata_bench");
        let location = Location::parse(&url).expect("a postgres:// URL");
        location.destroy().expect("an old database goes");
        location.create().expect("a database");
        measure(&location);
        bare_postgres(&url);
        location.destroy().expect("the database goes");
    }
}

fn say(name: &str, count: u64, took: Duration, cpu: Duration) {
    let each = cpu.as_micros() as f64 / count.max(1) as f64;
    println!("  {name:<34} {:>8.0}/s   {each:>7.1} us CPU", count as f64 / took.as_secs_f64());
}

fn measure(location: &Location) {
    println!("{location:?}");
    let db = Database::open(location, Options::default()).expect("it opens");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    fill(&db);
    println!("  resident {} MB after filling", resident());
    for clients in [1, 8, 32] {
        let insert = insertion(db.dialect());
        run(&runtime, &db, &format!("insert, 3 statements, c={clients}"), clients, move |db, _| {
            let insert = insert.clone();
            async move { db.write(move |tx: &mut Tx| insert_contact(tx, &insert)).await }
        });
    }
    for clients in [1, 8, 32] {
        let get = get(db.dialect());
        run(&runtime, &db, &format!("get, 25 cells, c={clients}"), clients, move |db, number| {
            let get = get.clone();
            async move {
                db.read(move |tx: &mut Tx| {
                    tx.epoch()?;
                    tx.query(&get, &[Param::Int(number)], |row| {
                        Vec::<u8>::with_capacity(1024).extend(touch(row));
                        Ok(())
                    })
                })
                .await
            }
        });
    }
    let metrics = db.metrics();
    println!(
        "  {} writes in {} commits, {} retries; resident {} MB",
        metrics.writes,
        metrics.commits,
        metrics.retries,
        resident()
    );
}

fn run<F, R>(runtime: &tokio::runtime::Runtime, db: &Database, name: &str, clients: u64, work: F)
where
    F: Fn(Database, i64) -> R + Clone + Send + 'static,
    R: Future<Output = Result<(), Error>> + Send,
{
    let (start, cpu) = (Instant::now(), cpu());
    let count = runtime.block_on(async {
        let tasks: Vec<_> = (0..clients)
            .map(|client| {
                let (db, work) = (db.clone(), work.clone());
                tokio::spawn(async move {
                    let (mut count, mut seed) = (0, client + 1);
                    while start.elapsed() < TIME {
                        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        work(db.clone(), (seed >> 33) as i64 % CONTACTS + 1).await.expect("it works");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        let mut count = 0;
        for task in tasks {
            count += task.await.expect("no panic");
        }
        count
    });
    say(name, count, start.elapsed(), self::cpu() - cpu);
}

fn columns() -> Vec<String> {
    let mut names: Vec<String> = ["id", "version", "changed_at", "amount", "active"].map(str::to_owned).to_vec();
    names.extend((0..TEXTS).map(|number| format!("f{number}")));
    names
}

fn fill(db: &Database) {
    db.alone_blocking(|tx: &mut Tx| {
        let mut contact = Table::new("contact");
        for name in &columns()[1..] {
            let kind = match name.as_str() {
                "active" => ColumnKind::Bool,
                name if name.starts_with('f') => ColumnKind::Text,
                _ => ColumnKind::Int,
            };
            contact = contact.column(Column::new(name.clone(), kind));
        }
        contact = contact
            .index(Index::on(&["f0", "id"]))
            .index(Index::on(&["f1"]))
            .index(Index::on(&["f2"]))
            .index(Index::on(&["amount"]));
        let log = |name: &str| {
            Table::new(name)
                .column(Column::new("record", ColumnKind::Int))
                .column(Column::new("text", ColumnKind::Text))
        };
        plan(tx, &[contact, log("history"), log("outbox")], &Wishes::default())?.apply(tx)
    })
    .expect("tables");
    let statement = insertion(db.dialect());
    for _ in 0..CONTACTS / 500 {
        let statement = statement.clone();
        db.write_blocking(move |tx: &mut Tx| {
            for _ in 0..500 {
                insert_contact(tx, &statement)?;
            }
            Ok::<_, Error>(())
        })
        .expect("rows");
    }
    // Ids for reading are dense: the first table's, whatever the counters gave to the others.
    db.write_blocking(|tx: &mut Tx| tx.batch("UPDATE contact SET id = -id; UPDATE contact SET id = n FROM (SELECT id AS old, row_number() OVER (ORDER BY id DESC) AS n FROM contact) AS numbered WHERE contact.id = old"))
        .expect("ids");
}

/// The three statements of a write: the record, its history, what others are to hear.
fn insertion(dialect: Dialect) -> [Plan; 3] {
    let places = |count: usize| {
        (1..=count)
            .map(|number| if dialect == Dialect::Sqlite { "?".to_owned() } else { format!("${number}") })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let log = |table: &str| Plan::text(&format!("INSERT INTO {table} (id, record, text) VALUES ({})", places(3)));
    let names = columns();
    [
        Plan::text(&format!("INSERT INTO contact ({}) VALUES ({})", names.join(", "), places(names.len()))),
        log("history"),
        log("outbox"),
    ]
}

fn insert_contact(tx: &mut Tx, [contact, history, outbox]: &[Plan; 3]) -> Result<(), Error> {
    let id = tx.next_id()? + CONTACTS * 10;
    tx.execute(contact, &contact_values(id))?;
    for plan in [history, outbox] {
        let log = tx.next_id()? + CONTACTS * 10;
        tx.queue(
            plan.clone(),
            vec![Param::Int(log), Param::Int(id), Param::from("{\"name\":\"Щербаков Иван\",\"city\":\"Київ\"}")],
        )?;
    }
    Ok(())
}

fn contact_values(id: i64) -> Vec<Param> {
    let mut values = vec![
        Param::Int(id),
        Param::Int(1),
        Param::Int(1_767_225_600_000_000),
        Param::Int(id * 31 % 1_000_003),
        Param::Bool(id % 2 == 0),
    ];
    values.extend(
        (0..TEXTS as i64)
            .map(|number| Param::Text(format!("Щербаков {} Ivan", (id * 7_919 + number * 104_729) % 1_000_000))),
    );
    values
}

fn get(dialect: Dialect) -> Plan {
    Plan::text(&format!(
        "SELECT {} FROM contact WHERE id = {}",
        columns().join(", "),
        if dialect == Dialect::Sqlite { "?" } else { "$1" }
    ))
}

/// Looks at every cell, as writing JSON would.
fn touch(row: &store::Row<'_>) -> impl Iterator<Item = u8> {
    (0..row.len()).map(|column| match row.cell(column) {
        Cell::Null => 0,
        Cell::Int(value) => value as u8,
        Cell::Float(value) => value as u8,
        Cell::Text(value) => value.len() as u8,
        Cell::Bytes(value) => value.len() as u8,
    })
}

fn bare_sqlite(folder: &str) {
    let db = rusqlite::Connection::open(format!("{folder}/relata.sqlite")).expect("it opens");
    db.execute_batch("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16384; PRAGMA cache_size=-16384")
        .expect("settings");
    db.set_prepared_statement_cache_capacity(64);
    for batch in [1, 32] {
        let (start, cpu, mut count) = (Instant::now(), cpu(), 0u64);
        let mut id = 100_000_000 + batch * 10_000_000;
        let [contact, history, outbox] = insertion(Dialect::Sqlite);
        while start.elapsed() < TIME {
            db.execute_batch("BEGIN IMMEDIATE").expect("begin");
            for _ in 0..batch {
                id += 1;
                let mut statement = db.prepare_cached(contact.sql()).expect("a statement");
                for (index, value) in contact_values(id).iter().enumerate() {
                    match value {
                        Param::Text(text) => statement.raw_bind_parameter(index + 1, text.as_str()),
                        Param::Int(value) => statement.raw_bind_parameter(index + 1, value),
                        _ => statement.raw_bind_parameter(index + 1, 1),
                    }
                    .expect("a value");
                }
                statement.raw_execute().expect("an insert");
                for plan in [&history, &outbox] {
                    db.prepare_cached(plan.sql())
                        .expect("a statement")
                        .execute((id, id, "{\"name\":\"Щербаков Иван\",\"city\":\"Київ\"}"))
                        .expect("an insert");
                }
                count += 1;
            }
            db.execute_batch("COMMIT").expect("commit");
        }
        say(&format!("bare rusqlite: insert, {batch} a commit"), count, start.elapsed(), self::cpu() - cpu);
    }
    let get = get(Dialect::Sqlite);
    let (start, cpu, mut count, mut sum) = (Instant::now(), cpu(), 0u64, 0usize);
    while start.elapsed() < TIME {
        let mut statement = db.prepare_cached(get.sql()).expect("a statement");
        let id = (count * 7_919) as i64 % CONTACTS + 1;
        let mut rows = statement.query([id]).expect("a query");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..25 {
                sum += row
                    .get_ref(column)
                    .expect("a cell")
                    .as_bytes_or_null()
                    .map_or(1, |bytes| bytes.map_or(0, <[u8]>::len));
            }
        }
        count += 1;
    }
    say(&format!("bare rusqlite: get, one thread ({})", sum % 10), count, start.elapsed(), self::cpu() - cpu);
}

fn bare_postgres(url: &str) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for (name, write) in [("get", false), ("insert, 3 statements", true)] {
            let (start, cpu) = (Instant::now(), cpu());
            let tasks: Vec<_> = (0..8i64)
                .map(|client| {
                    let url = url.to_owned();
                    tokio::spawn(async move {
                        let (mut client_, connection) =
                            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("a connection");
                        tokio::spawn(async move { drop(connection.await) });
                        let get = client_.prepare(get(Dialect::Postgres).sql()).await.expect("a statement");
                        let mut inserts = Vec::new();
                        for plan in insertion(Dialect::Postgres) {
                            inserts.push(client_.prepare(plan.sql()).await.expect("a statement"));
                        }
                        let (mut count, mut id) = (0u64, 100_000_000 + client * 10_000_000);
                        while start.elapsed() < TIME {
                            id += 1;
                            if write {
                                let transaction = client_.transaction().await.expect("begin");
                                transaction.execute_raw(&inserts[0], &contact_values(id)).await.expect("an insert");
                                for insert in &inserts[1..] {
                                    transaction
                                        .execute(insert, &[&id, &id, &"{\"name\":\"Щербаков Иван\",\"city\":\"Київ\"}"])
                                        .await
                                        .expect("an insert");
                                }
                                transaction.commit().await.expect("commit");
                            } else {
                                let rows = client_.query(&get, &[&(id * 7_919 % CONTACTS + 1)]).await.expect("a row");
                                assert_eq!(rows.len(), 1);
                            }
                            count += 1;
                        }
                        count
                    })
                })
                .collect();
            let mut count = 0;
            for task in tasks {
                count += task.await.expect("no panic");
            }
            say(&format!("bare tokio-postgres: {name}, c=8"), count, start.elapsed(), self::cpu() - cpu);
        }
    });
}

/// User and system time of this process so far, as Linux counts it.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Duration::from_millis(fields.iter().sum::<u64>() * 10)
}

fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
