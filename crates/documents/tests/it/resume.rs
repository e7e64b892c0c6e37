//! Imports as jobs: stopped, killed and taken up again, with nothing twice and nothing lost.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use documents::import::{self, Import, People};
use jobs::{Runner, Running, State};
use records::Records;
use store::{Database, Location};

use crate::house::{boss, count, found};

const ROWS: usize = 3_000;

fn file() -> String {
    let mut text = String::from("Name,E-mail,Company,Founded\n");
    for row in 0..ROWS {
        let bad = if row % 100 == 3 { "x" } else { "" };
        writeln!(
            text,
            "Person {row},p{row}{bad}@{}example.org,Company {},",
            if bad.is_empty() { "" } else { " " },
            row % 70
        )
        .unwrap();
    }
    text
}

fn begin(records: &Records) -> Import {
    let text = file();
    let blob = store::blob::put(records.database(), text.as_bytes()).unwrap();
    let mut workbook = documents::sheet::open(text.as_bytes(), "people.csv", Default::default()).unwrap();
    let world = records.read_blocking(|tx| Ok::<_, records::Error>(Arc::clone(tx.world()))).unwrap();
    let plan = import::suggest(&world, &boss(), &mut workbook, "contacts").unwrap().plan;
    records
        .write_blocking(move |tx| import::start(tx, &boss(), "people.csv", &blob.hash, &plan, None))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn run(records: &Records) -> Running {
    let people: Arc<People> = Arc::new(|_, _| Ok(boss()));
    let runner = Runner::new(records.database().clone()).poll(Duration::from_millis(20));
    import::register(runner, records, people).start()
}

fn state(records: &Records, import: &Import) -> (Import, State) {
    let (id, job) = (import.id, import.job.unwrap());
    records
        .read_blocking(move |tx| {
            Ok::<_, import::Error>((import::find(tx.sql(), id)?, jobs::find(tx.sql(), job)?.state))
        })
        .unwrap()
}

fn wait(records: &Records, import: &Import, until: impl Fn(&Import, State) -> bool) -> Import {
    let begun = Instant::now();
    loop {
        let (now, state) = state(records, import);
        if until(&now, state) {
            return now;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{state:?} {:?}", now.counts);
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn check(records: &Records, import: &Import) {
    let (done, _) = state(records, import);
    assert_eq!((done.counts.rows, done.counts.created, done.counts.refused), (ROWS as u64, 2_970, 30));
    assert_eq!(count(records, "base.contact", ""), 2_970);
    assert_eq!(count(records, "base.company", ""), 70);
    let id = import.id;
    let refused = records.read_blocking(move |tx| import::refused(tx.sql(), id, 0, 1_000)).unwrap();
    assert_eq!(refused.len(), 30);
    assert_eq!(refused[0].row, 5);
}

#[test]
fn an_import_is_paused_and_goes_on() {
    for database in testkit::databases() {
        let records = found(&database);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let entered = runtime.enter();
        let import = begin(&records);
        let running = run(&records);
        wait(&records, &import, |import, _| import.counts.rows > 0);
        let job = import.job.unwrap();
        records.write_blocking(move |tx| Ok::<_, import::Error>(jobs::pause(tx.sql(), job)?)).unwrap();
        // A quick machine may have done all of it before the pause is noticed; then there is nothing to take up again.
        let paused = wait(&records, &import, |_, state| matches!(state, State::Paused | State::Done));
        if state(&records, &import).1 == State::Paused {
            records.write_blocking(move |tx| Ok::<_, import::Error>(jobs::resume(tx.sql(), job)?)).unwrap();
            // A runner that is dropped ends as in a crash.
            wait(&records, &import, |import, state| import.counts.rows > paused.counts.rows || state == State::Done);
        }
        drop(running);
        let running = run(&records);
        database.clock().advance(Duration::from_secs(600));
        wait(&records, &import, |_, state| state == State::Done);
        check(&records, &import);
        runtime.block_on(running.stop());
        drop(entered);
        // The file is kept for a month.
        let hash = import.hash.clone().unwrap();
        assert_eq!(import::sweep(&records).unwrap(), 0);
        assert!(store::blob::reader(&database, &hash).unwrap().is_some());
        database.clock().advance(Duration::from_secs(31 * 24 * 3600));
        assert_eq!(import::sweep(&records).unwrap(), 1);
        assert!(store::blob::reader(&database, &hash).unwrap().is_none());
    }
}

#[test]
fn a_file_that_is_never_imported_is_forgotten_after_a_day() {
    for database in testkit::databases() {
        let records = found(&database);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let entered = runtime.enter();
        let draft = |text: &str, days: u64| {
            let hash = store::blob::put(records.database(), text.as_bytes()).unwrap().hash;
            let payload = serde_json::json!({ "hash": hash, "file": "people.csv" });
            let job = records.write_blocking(move |tx| {
                let kept = import::DRAFT_KEPT * u32::try_from(days).unwrap();
                let due = tx.sql().now().checked_add(kept).unwrap();
                let job = jobs::Job::new(import::DRAFT, payload.clone()).due(due);
                Ok::<_, import::Error>(jobs::enqueue(tx.sql(), job)?)
            });
            (hash, job.unwrap())
        };
        let is_there = |hash: &str| store::blob::reader(&database, hash).unwrap().is_some();
        let state = |job: i64| {
            let found = records.read_blocking(move |tx| Ok::<_, import::Error>(jobs::find(tx.sql(), job)?.state));
            found.unwrap()
        };
        let (alone, given_up) = draft("Name\nAnna\n", 1);
        let (shared, first) = draft("Name\nBoris\n", 1);
        let (_, second) = draft("Name\nBoris\n", 3);
        // The same file as that of an import that is there.
        let import = begin(&records);
        let (imported, third) = draft(&file(), 1);
        assert_eq!(import.hash.as_ref(), Some(&imported));
        let running = run(&records);
        wait(&records, &import, |_, state| state == State::Done);
        database.clock().advance(Duration::from_secs(23 * 3600));
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(state(given_up), State::Waiting);
        database.clock().advance(Duration::from_secs(2 * 3600));
        wait(&records, &import, |_, _| [given_up, first, third].iter().all(|job| state(*job) == State::Done));
        assert_eq!((is_there(&alone), is_there(&shared), is_there(&imported)), (false, true, true));
        database.clock().advance(Duration::from_secs(48 * 3600));
        wait(&records, &import, |_, _| state(second) == State::Done);
        assert!(!is_there(&shared));
        runtime.block_on(running.stop());
        drop(entered);
    }
}

/// The process that is killed: not a test of its own.
#[test]
#[ignore = "run by the test below as a process of its own"]
fn victim() {
    let Ok(folder) = std::env::var("DOCUMENTS_VICTIM") else { return };
    let database = Database::open(&Location::folder(folder), store::Options::default()).unwrap();
    let records = Records::open(database).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let entered = runtime.enter();
    let _running = run(&records);
    std::thread::sleep(Duration::from_secs(120));
    drop(entered);
}

#[test]
fn an_import_survives_being_killed_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::folder(folder.path());
    let import = {
        let database = Database::open(&location, store::Options::default()).unwrap();
        begin(&found(&database))
    };
    let mut before = 0;
    for _ in 0..4 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "resume::victim", "--ignored", "--nocapture"])
            .env("DOCUMENTS_VICTIM", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while rows(folder.path(), &import) <= before && begun.elapsed() < Duration::from_secs(90) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // `kill -9`: nothing is told to the process.
        child.kill().unwrap();
        child.wait().unwrap();
        let now = rows(folder.path(), &import);
        assert!(now > before, "the import goes on");
        before = now;
        release(folder.path(), &import);
    }
    let database = Database::open(&location, store::Options::default()).unwrap();
    let records = Records::open(database).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let entered = runtime.enter();
    let running = run(&records);
    wait(&records, &import, |_, state| state == State::Done);
    check(&records, &import);
    runtime.block_on(running.stop());
    drop(entered);
}

/// How far the import is, seen by another process.
fn rows(folder: &Path, import: &Import) -> u64 {
    let database = Database::open(&Location::folder(folder), store::Options::default()).unwrap();
    let id = import.id;
    let found = database.read_blocking(move |tx| import::find(tx, id));
    found.map(|import| import.counts.rows).unwrap_or(0)
}

/// Does not wait for the lease of the killed process to run out.
fn release(folder: &Path, import: &Import) {
    let database = Database::open(&Location::folder(folder), store::Options::default()).unwrap();
    let job = import.job.unwrap();
    database
        .write_blocking(move |tx| {
            let sql = format!("UPDATE jobs_job SET lease_until = 0 WHERE id = {job} AND state = 1");
            tx.execute(&store::Plan::text(&sql), &[])
        })
        .unwrap();
}
