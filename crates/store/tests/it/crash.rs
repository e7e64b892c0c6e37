use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use store::{Database, Error, Location, Options, Plan, Tx};
use testkit::databases;

/// Names the database to the process that is going to be killed.
const VICTIM: &str = "RELATA_TEST_VICTIM";
const FIRST: &str = "RELATA_TEST_FIRST";

fn prepare(db: &Database) {
    db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE entry (id bigint PRIMARY KEY, number bigint NOT NULL); CREATE TABLE history (id bigint PRIMARY KEY, entry bigint NOT NULL REFERENCES entry (id))"))
        .unwrap();
}

fn add(tx: &mut Tx, number: i64) -> Result<(), Error> {
    let (id, history) = (tx.next_id()?, tx.next_id()?);
    tx.batch(&format!("INSERT INTO entry (id, number) VALUES ({id}, {number}); INSERT INTO history (id, entry) VALUES ({history}, {id})"))
}

/// The process that is killed: it writes from several threads and says which writes were acknowledged.
#[test]
fn the_victim() {
    let Ok(place) = std::env::var(VICTIM) else { return };
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let db =
        Database::open(&Location::parse(&place).unwrap(), Options { connections: 4, ..Options::default() }).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let db = &db;
            scope.spawn(move || {
                for step in 0.. {
                    let number = first + step * 6 + thread;
                    db.write_blocking(move |tx: &mut Tx| add(tx, number)).unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "ack {number}").unwrap();
                    out.flush().unwrap();
                }
            });
        }
    });
}

#[test]
fn every_acknowledged_write_is_there_once_after_a_kill() {
    for mut db in databases() {
        prepare(&db);
        let rounds = if db.dialect() == store::Dialect::Sqlite { 15 } else { 5 };
        let place = match db.location() {
            Location::Folder(folder) => folder.display().to_string(),
            Location::Postgres(url) => url.clone(),
        };
        let mut acknowledged = Vec::new();
        for round in 0..rounds {
            let mut victim = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "crash::the_victim", "--nocapture"])
                .env(VICTIM, &place)
                .env(FIRST, (round * 1_000_000i64).to_string())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let out = victim.stdout.take().unwrap();
            let reader = std::thread::spawn(move || {
                let numbers = BufReader::new(out)
                    .lines()
                    .map_while(Result::ok)
                    .filter_map(|line| line.split_once("ack ")?.1.parse::<i64>().ok());
                numbers.collect::<Vec<_>>()
            });
            std::thread::sleep(Duration::from_millis(150 + 37 * (round as u64 % 7)));
            victim.kill().unwrap();
            victim.wait().unwrap();
            acknowledged.extend(reader.join().unwrap());
            if round % 3 == 0 {
                db.reopen();
            }
            let counts: BTreeMap<i64, i64> = db
                .read_blocking(|tx: &mut Tx| {
                    let plan = Plan::text(
                        "SELECT number, count(*) FROM entry JOIN history ON history.entry = entry.id GROUP BY number",
                    );
                    tx.query_all(&plan, &[], |row| Ok((row.int(0)?, row.int(1)?)))
                })
                .unwrap()
                .into_iter()
                .collect();
            for number in &acknowledged {
                assert_eq!(counts.get(number), Some(&1), "{number} after round {round}");
            }
            assert!(counts.values().all(|count| *count == 1));
        }
        assert!(acknowledged.len() > 50, "only {} writes were acknowledged", acknowledged.len());
        assert!(db.read_long_blocking(store::check).unwrap().is_empty());
        db.write_blocking(|tx: &mut Tx| add(tx, -1)).unwrap();
    }
}

#[test]
fn a_full_disk_refuses_writes_and_harms_nothing() {
    let db = testkit::sqlite();
    prepare(&db);
    db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE page (id INTEGER PRIMARY KEY, text TEXT)")).unwrap();
    let limit = |pages: u32| {
        let plan = Plan::text(&format!("PRAGMA max_page_count = {pages}"));
        db.write_blocking(move |tx: &mut Tx| tx.query(&plan, &[], |_| Ok(()))).unwrap();
    };
    limit(60);
    let big = "x".repeat(30_000);
    let mut written = 0;
    let full = loop {
        let big = big.clone();
        match db.write_blocking(move |tx: &mut Tx| tx.batch(&format!("INSERT INTO page (text) VALUES ('{big}')"))) {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 100);
    };
    assert!(matches!(full, Error::Full), "{full:?}");
    let count = || {
        db.read_blocking(|tx: &mut Tx| tx.query_one(&Plan::text("SELECT count(*) FROM page"), &[], |row| row.int(0)))
            .unwrap()
    };
    assert_eq!(count(), Some(written));
    // Of writes that come together, those that fit are done.
    std::thread::scope(|scope| {
        let outcomes: Vec<_> = (0..12)
            .map(|number| {
                let (db, big) = (&db, &big);
                scope.spawn(move || {
                    let big = big.clone();
                    let sql = if number % 3 == 0 {
                        format!("INSERT INTO page (text) VALUES ('{big}')")
                    } else {
                        "UPDATE page SET text = lower(text) WHERE id = 1".to_owned()
                    };
                    (number, db.write_blocking(move |tx: &mut Tx| tx.batch(&sql)))
                })
            })
            .collect();
        for outcome in outcomes {
            match outcome.join().unwrap() {
                (number, Err(Error::Full)) if number % 3 == 0 => {}
                (number, Ok(())) if number % 3 != 0 => {}
                other => panic!("{other:?}"),
            }
        }
    });
    limit(1_000_000);
    db.write_blocking(|tx: &mut Tx| add(tx, 1)).unwrap();
    assert_eq!(count(), Some(written));
    assert!(db.read_long_blocking(store::check).unwrap().is_empty());
}

#[test]
fn a_server_that_goes_away_is_found_again() {
    let Some(db) = testkit::postgres() else { return };
    prepare(&db);
    db.write_blocking(|tx: &mut Tx| add(tx, 1)).unwrap();
    for round in 0..3 {
        // Another connection ends all of ours, as a restart would.
        let other = db.open_again();
        let kill = Plan::text(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        other.read_blocking(move |tx: &mut Tx| tx.query_one(&kill, &[], |row| row.int(0))).unwrap();
        db.write_blocking(move |tx: &mut Tx| add(tx, 10 + round)).unwrap();
        let count = db
            .read_blocking(|tx: &mut Tx| tx.query_one(&Plan::text("SELECT count(*) FROM entry"), &[], |row| row.int(0)))
            .unwrap();
        assert_eq!(count, Some(2 + round));
    }
}

#[test]
fn a_slow_query_is_stopped() {
    for db in databases() {
        let options = Options { patience: Duration::from_millis(200), connections: 2, ..Options::default() };
        let hasty = Database::open(db.location(), options).unwrap();
        let slow = Plan::text(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000000) SELECT count(*) FROM n",
        );
        let stopped = hasty.read_blocking(move |tx: &mut Tx| tx.query_one(&slow, &[], |row| row.int(0)));
        assert!(matches!(stopped, Err(Error::TooSlow)), "{stopped:?}");
        hasty.read_blocking(|tx: &mut Tx| tx.epoch()).unwrap();
    }
}

#[test]
fn a_connection_that_breaks_during_the_commit_leaves_the_outcome_open() {
    let Some(db) = testkit::postgres() else { return };
    prepare(&db);
    db.alone_blocking(|tx: &mut Tx| {
        tx.batch(
            "CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER vanish AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION vanish()",
        )
    })
    .unwrap();
    let outcome = db.write_blocking(|tx: &mut Tx| add(tx, 13));
    assert!(matches!(outcome, Err(Error::UnknownOutcome)), "{outcome:?}");
    db.write_blocking(|tx: &mut Tx| add(tx, 14)).unwrap();
}
