use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jobs::{Entry, Failure, Job, Runner, Schedule, State};
use serde_json::{Value, json};
use store::{Database, Plan, Tx};
use testkit::{TestDatabase, databases};

use crate::prepare;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn runner(db: &TestDatabase) -> Runner {
    Runner::new((**db).clone()).poll(Duration::from_millis(50))
}

async fn enqueue(db: &Database, job: Job) -> i64 {
    db.write(move |tx: &mut Tx| jobs::enqueue(tx, job.clone())).await.unwrap()
}

async fn becomes(db: &Database, id: i64, state: State) -> Entry {
    until(db, id, |entry| entry.state == state).await
}

async fn until(db: &Database, id: i64, right: impl Fn(&Entry) -> bool) -> Entry {
    for _ in 0..600 {
        let entry = db.read(move |tx: &mut Tx| jobs::find(tx, id)).await.unwrap();
        if right(&entry) {
            return entry;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", db.read(move |tx: &mut Tx| jobs::find(tx, id)).await);
}

#[test]
fn jobs_run_once_each_and_answer() {
    for db in databases() {
        prepare(&db);
        runtime().block_on(async {
            let seen: Arc<Mutex<BTreeMap<i64, u32>>> = Arc::default();
            let (blocking, task) = (Arc::clone(&seen), Arc::clone(&seen));
            let answers: Arc<Mutex<Vec<Value>>> = Arc::default();
            let heard = Arc::clone(&answers);
            let make = || {
                let (blocking, task, heard) = (Arc::clone(&blocking), Arc::clone(&task), Arc::clone(&heard));
                runner(&db)
                    .blocking("double", move |context| {
                        *blocking.lock().unwrap().entry(context.job).or_default() += 1;
                        Ok(json!(context.payload.as_i64().unwrap() * 2))
                    })
                    .task("later", move |context| {
                        let task = Arc::clone(&task);
                        async move {
                            tokio::task::yield_now().await;
                            *task.lock().unwrap().entry(context.job).or_default() += 1;
                            Ok(Value::Null)
                        }
                    })
                    .blocking("heard", move |context| {
                        heard.lock().unwrap().push(context.payload);
                        Ok(Value::Null)
                    })
                    .start()
            };
            // Two runners share the queue, as two nodes would.
            let (one, two) = (make(), make());
            let mut ids = Vec::new();
            for number in 0..20 {
                ids.push(
                    enqueue(
                        &db,
                        if number % 2 == 0 {
                            Job::new("double", json!(number))
                        } else {
                            Job::new("later", json!(number))
                        },
                    )
                    .await,
                );
            }
            let asked = enqueue(&db, Job::new("double", json!(21)).answer("heard")).await;
            for id in &ids {
                becomes(&db, *id, State::Done).await;
            }
            assert_eq!(becomes(&db, asked, State::Done).await.result, Some(json!(42)));
            for _ in 0..200 {
                if !answers.lock().unwrap().is_empty() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert_eq!(*answers.lock().unwrap(), [json!({ "job": asked, "result": 42 })]);
            one.stop().await;
            two.stop().await;
            assert!(seen.lock().unwrap().values().all(|count| *count == 1), "{seen:?}");
            assert_eq!(seen.lock().unwrap().len(), 21);
        });
    }
}

#[test]
fn failures_are_tried_again_and_end_visible() {
    for db in databases() {
        prepare(&db);
        runtime().block_on(async {
            let running = runner(&db)
                .blocking("flaky", |context| {
                    if context.attempt < 3 { Err(Failure::again("not yet")) } else { Ok(json!("at last")) }
                })
                .blocking("hopeless", |_| Err(Failure::last("never")))
                .blocking("panics", |_| panic!("a panic in the test"))
                .start();
            let flaky = enqueue(&db, Job::new("flaky", json!({}))).await;
            let hopeless = enqueue(&db, Job::new("hopeless", json!({}))).await;
            let panics = enqueue(&db, Job::new("panics", json!({})).max_attempts(2)).await;
            let waiting = until(&db, flaky, |entry| entry.state == State::Waiting && entry.attempts == 1).await;
            assert_eq!(waiting.error.as_deref(), Some("not yet"));
            assert!(waiting.due > db.clock().now());
            assert_eq!(becomes(&db, hopeless, State::Failed).await.error.as_deref(), Some("never"));
            until(&db, panics, |entry| entry.state == State::Waiting && entry.attempts == 1).await;
            for attempts in [1, 2] {
                until(&db, flaky, |entry| entry.state == State::Waiting && entry.attempts == attempts).await;
                db.clock().advance(Duration::from_secs(20));
            }
            assert_eq!(becomes(&db, flaky, State::Done).await.attempts, 3);
            assert!(becomes(&db, panics, State::Failed).await.error.unwrap().contains("panic"));
            db.write(move |tx: &mut Tx| jobs::retry(tx, hopeless)).await.unwrap();
            until(&db, hopeless, |entry| entry.state == State::Failed && entry.attempts == 1).await;
            running.stop().await;
        });
    }
}

/// Counts to a hundred in steps that are saved with the work they did.
pub fn counting(context: jobs::Context, pace: Duration) -> jobs::Outcome {
    let start = context.progress.saved().and_then(Value::as_i64).unwrap_or(0);
    for number in start..100 {
        context.progress.report(number, Some(100), Some("counting"))?;
        let progress = context.progress.clone();
        context.db.write_blocking(move |tx: &mut Tx| -> jobs::Result<()> {
            tx.batch(&format!("INSERT INTO counted (number) VALUES ({number})"))?;
            progress.save(tx, number + 1, Some(100), &json!(number + 1))
        })?;
        std::thread::sleep(pace);
    }
    let progress = context.progress.clone();
    context.db.write_blocking(move |tx: &mut Tx| progress.finish(tx, &json!("counted")))?;
    Ok(json!("counted"))
}

pub fn counted(db: &Database) -> Vec<i64> {
    db.read_blocking(|tx: &mut Tx| {
        tx.query_all(&Plan::text("SELECT number FROM counted ORDER BY number"), &[], |row| row.int(0))
    })
    .unwrap()
}

pub fn prepare_counting(db: &Database) {
    prepare(db);
    db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE counted (number bigint PRIMARY KEY)")).unwrap();
}

#[test]
fn a_job_is_paused_resumed_and_cancelled() {
    for db in databases() {
        prepare_counting(&db);
        runtime().block_on(async {
            let running = runner(&db).blocking("count", |context| counting(context, Duration::from_millis(25))).start();
            let id = enqueue(&db, Job::new("count", json!({}))).await;
            until(&db, id, |entry| entry.done > 3).await;
            db.write(move |tx: &mut Tx| jobs::pause(tx, id)).await.unwrap();
            let paused = becomes(&db, id, State::Paused).await;
            assert!(paused.done < 100 && paused.total == Some(100));
            db.write(move |tx: &mut Tx| jobs::resume(tx, id)).await.unwrap();
            assert_eq!(becomes(&db, id, State::Done).await.result, Some(json!("counted")));
            db.write(|tx: &mut Tx| tx.batch("DELETE FROM counted")).await.unwrap();
            let id = enqueue(&db, Job::new("count", json!({}))).await;
            until(&db, id, |entry| entry.done > 3).await;
            db.write(move |tx: &mut Tx| jobs::cancel(tx, id)).await.unwrap();
            becomes(&db, id, State::Cancelled).await;
            running.stop().await;
        });
        assert!(counted(&db).len() < 100);
    }
}

#[test]
fn a_job_goes_on_after_its_runner_stopped_or_vanished() {
    for db in databases() {
        prepare_counting(&db);
        let id = runtime().block_on(async {
            let running = runner(&db).blocking("count", |context| counting(context, Duration::from_millis(10))).start();
            let id = enqueue(&db, Job::new("count", json!({}))).await;
            until(&db, id, |entry| entry.done > 5).await;
            running.stop().await;
            let stopped = db.read(move |tx: &mut Tx| jobs::find(tx, id)).await.unwrap();
            assert_eq!((stopped.state, stopped.attempts), (State::Waiting, 0));
            id
        });
        // This runner loses the job to another while it works: its work must not count any more.
        let stale = runtime();
        let began = Arc::new(AtomicU32::new(0));
        let (counter, open) = (Arc::clone(&began), db.open_again());
        let lost = stale.block_on(async {
            Runner::new(open)
                .poll(Duration::from_millis(20))
                .blocking("count", move |context| {
                    counter.fetch_add(1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(1500));
                    counting(context, Duration::ZERO)
                })
                .start()
        });
        while began.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(lost);
        db.clock().advance(Duration::from_secs(120));
        runtime().block_on(async {
            let running = runner(&db).blocking("count", |context| counting(context, Duration::from_millis(20))).start();
            let done = becomes(&db, id, State::Done).await;
            assert_eq!(done.done, 100);
            running.stop().await;
        });
        drop(stale);
        assert_eq!(counted(&db), (0..100).collect::<Vec<_>>());
    }
}

#[test]
fn schedules_queue_once_for_all_missed_times() {
    for db in databases() {
        prepare(&db);
        runtime().block_on(async {
            let runs = Arc::new(AtomicU32::new(0));
            let counter = Arc::clone(&runs);
            let daily = Schedule {
                name: "nightly".into(),
                kind: "night".into(),
                payload: json!({}),
                rule: "0 2 * * *".into(),
                zone: "Europe/Kyiv".into(),
                next_due: None,
            };
            db.write(move |tx: &mut Tx| jobs::schedule(tx, &daily)).await.unwrap();
            let running = runner(&db)
                .blocking("night", move |_| {
                    counter.fetch_add(1, Ordering::SeqCst);
                    Ok(Value::Null)
                })
                .start();
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!(runs.load(Ordering::SeqCst), 0);
            db.clock().advance(Duration::from_secs(5 * 24 * 3600));
            for _ in 0..300 {
                if runs.load(Ordering::SeqCst) > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(runs.load(Ordering::SeqCst), 1);
            let next = db.read(|tx: &mut Tx| jobs::schedules(tx)).await.unwrap()[0].next_due.unwrap();
            assert_eq!(next.to_string(), "2026-01-07T00:00:00Z");
            running.stop().await;
        });
    }
}

#[test]
fn a_limit_holds_and_urgent_jobs_go_first() {
    for db in databases() {
        prepare(&db);
        runtime().block_on(async {
            let order: Arc<Mutex<Vec<i64>>> = Arc::default();
            let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
            let mut ids = Vec::new();
            for priority in [0, 5, 1] {
                ids.push(enqueue(&db, Job::new("one", json!(priority)).priority(priority)).await);
            }
            let (seen, current, highest) = (Arc::clone(&order), Arc::clone(&now), Arc::clone(&most));
            let running = runner(&db)
                .blocking("one", move |context| {
                    highest.fetch_max(current.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    seen.lock().unwrap().push(context.payload.as_i64().unwrap());
                    std::thread::sleep(Duration::from_millis(30));
                    current.fetch_sub(1, Ordering::SeqCst);
                    Ok(Value::Null)
                })
                .limit("one", 1)
                .start();
            for id in ids {
                becomes(&db, id, State::Done).await;
            }
            running.stop().await;
            assert_eq!(*order.lock().unwrap(), [5, 1, 0]);
            assert_eq!(most.load(Ordering::SeqCst), 1);
        });
    }
}

/// A schedule that is due again whenever one looks, as when each write takes longer than its pause.
#[test]
fn a_schedule_that_is_always_due_keeps_no_job_waiting() {
    for db in databases() {
        prepare(&db);
        let runtime = runtime();
        let hurried = Arc::new(AtomicBool::new(true));
        let (clock, going) = (db.clock().clone(), Arc::clone(&hurried));
        let hurry = std::thread::spawn(move || {
            while going.load(Ordering::Relaxed) {
                clock.advance(Duration::from_secs(1));
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        runtime.block_on(async {
            let often = Schedule {
                name: "often".into(),
                kind: "often".into(),
                payload: Value::Null,
                rule: "R/PT1S".into(),
                zone: "UTC".into(),
                next_due: None,
            };
            db.write(move |tx| jobs::schedule(tx, &often)).await.unwrap();
            let runner = runner(&db).blocking("often", |_| Ok(Value::Null)).blocking("waits", |_| Ok(Value::Null));
            let running = runner.start();
            let job = enqueue(&db, Job::new("waits", Value::Null).max_attempts(10_000)).await;
            becomes(&db, job, State::Done).await;
            running.stop().await;
        });
        hurried.store(false, Ordering::Relaxed);
        hurry.join().unwrap();
    }
}
