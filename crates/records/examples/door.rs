//! How quick the door is in process, without HTTP: `cargo run --release -p records --example door [COMPANIES [ONLY]]`.
//!
//! Writes go through one thread at a time with a commit each, and in batches; reads through all cores.

use access::{Actor, Limit, Through};
use records::{Patch, Query, Records, Result, Sort, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SPAN: Duration = Duration::from_secs(2);

fn main() -> Result<()> {
    let companies: i64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let folder = tempfile::tempdir().map_err(store::Error::other)?;
    let options = store::Options { clock: store::Clock::system(), ..store::Options::default() };
    let database = store::Database::open(&store::Location::folder(folder.path()), options)?;
    let records = Records::open(database)?;
    let mut files = testkit::apps();
    files.retain(|(path, _)| !path.contains("/demo/"));
    records
        .alone_blocking(move |tx| records::install::apply(tx, &Actor::platform(Through::Install), &files, "bench"))?;

    let owner = somebody(&[model::ADMINISTRATOR], 7);
    let begin = Instant::now();
    for first in (0..companies).step_by(1_000) {
        let actor = owner.clone();
        records.write_blocking(move |tx| {
            (first..Ord::min(first + 1_000, companies)).try_for_each(|number| create(tx, &actor, number).map(drop))
        })?;
    }
    println!("{:28} {:>10.0}/s", "creates, 1000 a commit", companies as f64 / begin.elapsed().as_secs_f64());

    records.alone_blocking(|tx| store::tune(tx.sql()).map_err(records::Error::from))?;

    for (name, actor) in
        [("administrator", somebody(&[model::ADMINISTRATOR], 7)), ("observer", somebody(&["observer"], 7))]
    {
        let (who, read) = (actor.clone(), &records);
        rate(&format!("get, {name}"), 2, |number| {
            let (who, id) = (who.clone(), nth(number as i64 % companies));
            read.read_blocking(move |tx| records::get(tx, &who, "base.company", id).map(drop))
        })?;
        let who = actor.clone();
        rate(&format!("list of 50, {name}"), 2, |number| {
            let (who, query) = (who.clone(), list(number));
            read.read_blocking(move |tx| records::list(tx, &who, &query, |row| drop(row.value(0))).map(drop))
        })?;
        let who = actor.clone();
        rate(&format!("search, {name}"), 2, |number| {
            let who = who.clone();
            let words = format!("company{}", number as i64 % companies);
            read.read_blocking(move |tx| records::search(tx, &who, &["base.company".into()], &words, 20).map(drop))
        })?;
    }
    let (who, write) = (owner.clone(), &records);
    let next = AtomicU64::new(companies as u64);
    rate("create, 8 at a time", 8, |_| {
        let (who, number) = (who.clone(), next.fetch_add(1, Ordering::Relaxed) as i64);
        write.write_blocking(move |tx| create(tx, &who, number).map(drop))
    })?;
    let who = owner;
    rate("update, 8 at a time", 8, |number| {
        let (who, id) = (who.clone(), nth(number as i64 % companies));
        let patch = Patch::one("tax_number", format!("T{number}"));
        write.write_blocking(move |tx| records::update(tx, &who, "base.company", id, None, &patch).map(drop))
    })?;
    Ok(())
}

/// Calls `work` from so many threads for a while, and prints how often that was a second.
fn rate(name: &str, threads: u64, work: impl Fn(u64) -> Result<()> + Sync) -> Result<()> {
    if std::env::args().nth(2).is_some_and(|only| !name.starts_with(&only)) {
        return Ok(());
    }
    let (begin, count) = (Instant::now(), AtomicU64::new(0));
    let failed = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    while begin.elapsed() < SPAN {
                        work(count.fetch_add(1, Ordering::Relaxed).wrapping_mul(7_919))?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).find_map(Result::err)
    });
    println!("{name:28} {:>10.0}/s", count.into_inner() as f64 / begin.elapsed().as_secs_f64());
    failed.map_or(Ok(()), Err)
}

/// The id of the nth company: the first records of an installation are numbered without gaps.
fn nth(number: i64) -> i64 {
    number + 1
}

fn create(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<i64> {
    let patch =
        Patch::one("name", format!("Company {number} {}", ["Trade", "Build", "Soft", "Food"][number as usize % 4]))
            .with("status", ["prospect", "active", "dormant"][number as usize % 3])
            .with("email", format!("office@company{number}.example"))
            .with("website", format!("company{number}.example"))
            .with("address_city", ["Kyiv", "Lviv", "Odesa"][number as usize % 3])
            .with("employees", number % 500);
    Ok(records::create(tx, actor, "base.company", &patch)?.id())
}

fn list(number: u64) -> Query {
    let status = ["prospect", "active", "dormant"][number as usize % 3];
    let filter = feel::Expr::eq(feel::Expr::name("status"), feel::Expr::literal(status));
    let query = ["name", "status", "email", "address.city", "owner.name"]
        .iter()
        .fold(Query::of("base.company"), |query, path| query.column(path));
    Query { filter: Some(filter), sort: vec![Sort { path: vec!["name".into()], descending: false }], ..query }
}

fn somebody(roles: &[&str], user: i64) -> Actor {
    Actor {
        user,
        name: Arc::from("Somebody"),
        unit: None,
        units_below: Arc::from([]),
        unit_and_above: Arc::from([]),
        roles: roles.iter().map(|role| Arc::from(*role)).collect(),
        has_shares: false,
        zone: jiff::tz::TimeZone::UTC,
        limit: Limit::default(),
        through: Through::Api,
    }
}
