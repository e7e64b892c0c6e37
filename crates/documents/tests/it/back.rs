//! Trials and the taking back of imports as jobs: they go on without the page that began them, and after a restart.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use documents::import::{self, Options, People, Tried};
use jobs::{Entry, Runner, Running, State};
use records::{Patch, Records};

use crate::house::{boss, count, found, houses, matching, world};

const ROWS: u64 = 1_500;

fn people() -> String {
    let mut text = String::from("Name,E-mail\n");
    for row in 0..ROWS {
        writeln!(text, "Person {row},p{row}@example.org").unwrap();
    }
    text
}

fn run(records: &Records) -> Running {
    let people: Arc<People> = Arc::new(|_, _| Ok(boss()));
    let runner = Runner::new(records.database().clone()).poll(Duration::from_millis(20));
    import::register(runner, records, people).start()
}

fn job(records: &Records, id: i64) -> Entry {
    records.read_blocking(move |tx| Ok::<_, import::Error>(jobs::find(tx.sql(), id)?)).unwrap()
}

fn wait(records: &Records, id: i64, until: impl Fn(&Entry) -> bool) -> Entry {
    let begun = Instant::now();
    loop {
        let now = job(records, id);
        if until(&now) {
            return now;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{now:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_import_is_taken_back_across_a_restart() {
    for house in houses() {
        let records = &house.records;
        let report = house.import("contacts", &people(), &Options { dry_run: false, ..matching(&["email"]) });
        let (id, batch) = (report.import.unwrap(), report.batch.unwrap());
        assert_eq!(count(records, "base.contact", ""), ROWS);
        // Somebody changes one of them since: it stays.
        let kept = house.read(|tx| {
            let mut query = records::Query::of("base.contact");
            query.filter = Some(feel::Expr::eq(feel::Expr::name("email"), feel::Expr::literal("p7@example.org")));
            let mut ids = Vec::new();
            records::list(tx, &boss(), &query, |row| ids.push(row.id()))?;
            Ok(ids[0])
        });
        let other = access::Actor { user: 99, ..boss() };
        records
            .write_blocking(move |tx| {
                records::update(tx, &other, "base.contact", kept, None, &Patch::one("job_title", "Captain"))
            })
            .unwrap();
        let start = move |tx: &mut records::Tx<'_>| import::start_undo(tx, &boss(), id);
        let undo = records.write_blocking(start).unwrap();
        assert_eq!(records.write_blocking(start).unwrap(), undo, "it is under way already");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let entered = runtime.enter();
        let running = run(records);
        wait(records, undo, |job| job.done > 0);
        runtime.block_on(running.stop());
        let stopped = job(records, undo);
        if stopped.state != State::Done {
            // What is done is done, and another process goes on behind it.
            let left = count(records, "base.contact", "");
            assert!((1..ROWS).contains(&left), "{left}");
        }
        let running = run(records);
        let done = wait(records, undo, |job| job.state == State::Done);
        runtime.block_on(running.stop());
        drop(entered);
        let taken = import::taken_back(&done).unwrap();
        assert_eq!((taken.changes, taken.left), (ROWS - 1, 1), "{done:?}");
        assert_eq!(count(records, "base.contact", ""), 1);
        assert_eq!((done.done, done.total), (i64::try_from(ROWS).unwrap(), Some(i64::try_from(ROWS).unwrap())));
        let known = house.read(move |tx| records::batch::get(tx, &boss(), batch)).unwrap();
        assert!(known.undone.is_some());
        assert!(records.write_blocking(start).is_err(), "it is taken back already");
    }
}

#[test]
fn a_trial_needs_no_page_and_leaves_nothing() {
    for database in testkit::databases() {
        let records = found(&database);
        let text = people();
        let hash = store::blob::put(records.database(), text.as_bytes()).unwrap().hash;
        let mut workbook = documents::sheet::open(text.as_bytes(), "people.csv", Default::default()).unwrap();
        let plan = import::suggest(&world(&records), &boss(), &mut workbook, "contacts").unwrap().plan;
        let wrong = import::Plan { match_by: vec![vec!["phone".into()]], ..plan.clone() };
        let begun = records.write_blocking(move |tx| {
            let good = import::start_trial(tx, &boss(), "people.csv", &hash, &plan, 1)?;
            Ok::<_, import::Error>((good, import::start_trial(tx, &boss(), "people.csv", &hash, &wrong, 1)?))
        });
        let (good, bad) = begun.unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let entered = runtime.enter();
        // The first process ends in the middle of it.
        let running = run(&records);
        wait(&records, good, |job| job.state != State::Waiting);
        runtime.block_on(running.stop());
        let running = run(&records);
        let done = wait(&records, good, |job| job.state == State::Done);
        let Some(Tried::Report(report)) = import::tried(&done) else { panic!("{done:?}") };
        assert!(report.dry_run);
        assert_eq!((report.counts.created, report.counts.refused), (ROWS, 0));
        assert_eq!(count(&records, "base.contact", ""), 0);
        let done = wait(&records, bad, |job| job.state == State::Done);
        let Some(Tried::Wrong(problems)) = import::tried(&done) else { panic!("{done:?}") };
        assert!(problems[0].text("en").contains("phone"), "{problems:?}");
        runtime.block_on(running.stop());
        drop(entered);
    }
}
