use std::time::Duration;

use jobs::{Error, Filter, Job, Schedule, State};
use serde_json::json;
use store::{Database, Tx};
use testkit::databases;

use crate::prepare;

fn enqueue(db: &Database, job: Job) -> i64 {
    db.write_blocking(move |tx: &mut Tx| jobs::enqueue(tx, job.clone())).unwrap()
}

fn state(db: &Database, id: i64) -> State {
    db.read_blocking(move |tx: &mut Tx| jobs::find(tx, id)).unwrap().state
}

#[test]
fn a_rolled_back_job_is_not_queued() {
    for db in databases() {
        prepare(&db);
        let undone: Result<(), Error> = db.write_blocking(|tx: &mut Tx| {
            jobs::enqueue(tx, Job::new("a", json!({})))?;
            Err(Error::NotFound(0))
        });
        assert!(undone.is_err());
        assert!(db.read_blocking(|tx: &mut Tx| jobs::list(tx, &Filter::default())).unwrap().is_empty());
    }
}

#[test]
fn one_job_with_a_key_waits() {
    for db in databases() {
        prepare(&db);
        let first = enqueue(&db, Job::new("a", json!(1)).key("k"));
        let second = enqueue(&db, Job::new("a", json!(2)).key("k").priority(3));
        let other = enqueue(&db, Job::new("b", json!(3)).key("k"));
        assert_eq!(first, second);
        assert_ne!(first, other);
        let found = db.read_blocking(move |tx: &mut Tx| jobs::find(tx, first)).unwrap();
        assert_eq!((found.payload, found.priority), (json!(2), 3));
    }
}

#[test]
fn the_page_lists_stops_and_restarts() {
    for db in databases() {
        prepare(&db);
        let ids: Vec<i64> = (0..5).map(|number| enqueue(&db, Job::new("a", json!(number)))).collect();
        let listed = db
            .read_blocking(|tx: &mut Tx| {
                jobs::list(
                    tx,
                    &Filter { limit: 2, state: Some(State::Waiting), kind: Some("a".into()), ..Filter::default() },
                )
            })
            .unwrap();
        assert_eq!(listed.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[4], ids[3]]);
        let (a, b) = (ids[0], ids[1]);
        db.write_blocking(move |tx: &mut Tx| {
            jobs::cancel(tx, a)?;
            jobs::pause(tx, b)
        })
        .unwrap();
        assert_eq!((state(&db, a), state(&db, b)), (State::Cancelled, State::Paused));
        assert_eq!(
            db.read_blocking(|tx: &mut Tx| jobs::count(tx)).unwrap(),
            [(State::Waiting, 3), (State::Paused, 1), (State::Cancelled, 1)]
        );
        assert!(matches!(db.write_blocking(move |tx: &mut Tx| jobs::resume(tx, a)), Err(Error::WrongState(_))));
        db.write_blocking(move |tx: &mut Tx| {
            jobs::retry(tx, a)?;
            jobs::resume(tx, b)
        })
        .unwrap();
        assert_eq!((state(&db, a), state(&db, b)), (State::Waiting, State::Waiting));
        assert!(matches!(db.write_blocking(move |tx: &mut Tx| jobs::discard(tx, a)), Err(Error::WrongState(_))));
        db.write_blocking(move |tx: &mut Tx| {
            jobs::cancel(tx, a)?;
            jobs::discard(tx, a)
        })
        .unwrap();
        assert!(matches!(db.read_blocking(move |tx: &mut Tx| jobs::find(tx, a)), Err(Error::NotFound(_))));
    }
}

#[test]
fn a_schedule_that_did_not_change_keeps_its_time() {
    for db in databases() {
        prepare(&db);
        let hourly = Schedule {
            name: "hourly".into(),
            kind: "a".into(),
            payload: json!(1),
            rule: "PT1H".into(),
            zone: "UTC".into(),
            next_due: None,
        };
        let set = |schedule: Schedule| db.write_blocking(move |tx: &mut Tx| jobs::schedule(tx, &schedule)).map(drop);
        let next = || db.read_blocking(|tx: &mut Tx| jobs::schedules(tx)).unwrap()[0].next_due.unwrap();
        set(hourly.clone()).unwrap();
        let first = next();
        db.clock().advance(Duration::from_secs(600));
        set(Schedule { payload: json!(2), ..hourly.clone() }).unwrap();
        assert_eq!(next(), first);
        set(Schedule { rule: "PT2H".into(), ..hourly.clone() }).unwrap();
        assert_ne!(next(), first);
        assert!(set(Schedule { rule: "whenever".into(), ..hourly }).is_err());
        db.write_blocking(|tx: &mut Tx| jobs::unschedule(tx, "hourly")).unwrap();
        assert!(db.read_blocking(|tx: &mut Tx| jobs::schedules(tx)).unwrap().is_empty());
    }
}
