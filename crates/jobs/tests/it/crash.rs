use std::process::{Command, Stdio};
use std::time::Duration;

use jobs::{Job, Runner, State};
use serde_json::json;
use store::{Clock, Database, Location, Options, Tx};
use testkit::databases;

use crate::runner::{counted, counting, prepare_counting};

/// Names the database to the process that is going to be killed, and the seconds its clock is ahead.
const VICTIM: &str = "RELATA_TEST_VICTIM";
const AHEAD: &str = "RELATA_TEST_AHEAD";

fn open(place: &Location, ahead: i64) -> Database {
    let start = jiff::Timestamp::from_second(1_767_225_600 + ahead).unwrap();
    Database::open(place, Options { clock: Clock::manual(start), connections: 4, ..Options::default() }).unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn runner(db: &Database) -> Runner {
    Runner::new(db.clone())
        .poll(Duration::from_millis(20))
        .blocking("count", |context| counting(context, Duration::from_millis(8)))
}

/// The process that is killed.
#[test]
fn the_victim() {
    let Ok(place) = std::env::var(VICTIM) else { return };
    let db = open(&Location::parse(&place).unwrap(), std::env::var(AHEAD).unwrap().parse().unwrap());
    runtime().block_on(async {
        let _running = runner(&db).start();
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
}

#[test]
fn a_job_survives_the_kill_of_its_process() {
    for db in databases() {
        prepare_counting(&db);
        let id = db.write_blocking(|tx: &mut Tx| jobs::enqueue(tx, Job::new("count", json!({})))).unwrap();
        let place = match db.location() {
            Location::Folder(folder) => folder.display().to_string(),
            Location::Postgres(url) => url.clone(),
        };
        let mut ahead = 0;
        for _ in 0..4 {
            // The next process comes when the lease of the killed one is over.
            ahead += 120;
            let before = counted(&db).len();
            let mut victim = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "crash::the_victim"])
                .env(VICTIM, &place)
                .env(AHEAD, ahead.to_string())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            for _ in 0..1000 {
                if counted(&db).len() > before + 5 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            victim.kill().unwrap();
            victim.wait().unwrap();
        }
        let last = open(db.location(), ahead + 120);
        runtime().block_on(async {
            let running = runner(&last).start();
            for _ in 0..1000 {
                let entry = last.read(move |tx: &mut Tx| jobs::find(tx, id)).await.unwrap();
                if entry.state == State::Done {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            running.stop().await;
        });
        assert_eq!(counted(&db), (0..100).collect::<Vec<_>>());
        let entry = db.read_blocking(move |tx: &mut Tx| jobs::find(tx, id)).unwrap();
        assert_eq!((entry.state, entry.done), (State::Done, 100));
    }
}
