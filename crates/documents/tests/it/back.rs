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
        // What was left may be tried again, and only that.
        let again = records.write_blocking(start).unwrap();
        assert_ne!(again, undo);
        assert_eq!(job(records, again).payload["left"], 1);
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

#[test]
fn what_was_left_is_told_apart_and_taken_back_later() {
    for house in houses() {
        house.stages();
        let records = &house.records;
        let text = "Name\nVolta\nAmber\nBorealis\n";
        let report = house.import("companies", text, &Options { dry_run: false, ..matching(&["name"]) });
        let id = report.import.unwrap();
        let company = |name: &'static str| {
            let rows = house.rows("base.company", &format!("name = \"{name}\""), &["id"]);
            rows[0][0].as_number().and_then(feel::Number::to_i64).unwrap()
        };
        let (volta, amber, borealis) = (company("Volta"), company("Amber"), company("Borealis"));
        let deal = house.create("sales.deal", &[("name", "Wires".into()), ("company", feel::Value::from(volta))]).id();
        let set = |id: i64, phone: feel::Value| {
            let patch = Patch::one("phone", phone);
            records.write_blocking(move |tx| records::update(tx, &boss(), "base.company", id, None, &patch)).unwrap();
        };
        set(amber, "+37060000001".into());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let entered = runtime.enter();
        let running = run(records);
        let start = move |tx: &mut records::Tx<'_>| import::start_undo(tx, &boss(), id);
        let again = || {
            let undo = records.write_blocking(start).unwrap();
            wait(records, undo, |job| job.state == State::Done);
            let outcome = move |tx: &mut records::Tx<'_>| {
                let found = import::find(tx.sql(), id)?;
                import::outcome(tx, &found)
            };
            records.read_blocking(outcome).unwrap().unwrap()
        };
        let back = again();
        assert_eq!((back.changes, back.left, back.since, back.other()), (1, 2, 1, 0), "{back:?}");
        assert_eq!(back.needed.into_iter().collect::<Vec<_>>(), [("deals".to_owned(), 1)]);
        // What was undone and then restored by hand stays; what is free now goes.
        let restore = move |tx: &mut records::Tx<'_>| {
            let gone = records::history::deleted(tx, &boss(), "base.company", 5)?;
            let change = gone.iter().find(|gone| gone.record == borealis).unwrap().change;
            records::undo::deletion(tx, &boss(), "base.company", change)?;
            records::delete(tx, &boss(), "sales.deal", deal, None)
        };
        records.write_blocking(restore).unwrap();
        let back = again();
        assert_eq!((back.changes, back.left, back.since), (2, 1, 1), "{back:?}");
        assert!(back.needed.is_empty());
        assert_eq!(house.count("base.company", "name = \"Borealis\""), 1);
        assert_eq!(house.count("base.company", "name = \"Volta\""), 0);
        set(amber, feel::Value::Null);
        let back = again();
        assert_eq!((back.changes, back.left), (3, 0), "{back:?}");
        assert_eq!(house.count("base.company", ""), 1);
        assert!(records.write_blocking(start).is_err(), "it is wholly taken back");
        runtime.block_on(running.stop());
        drop(entered);
    }
}
