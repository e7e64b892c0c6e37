use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use store::sql::{Expr, ExprTrait, Query};
use store::{Cell, Database, Error, Param, Plan, Result, Tx};
use testkit::databases;

fn insert(tx: &mut Tx, id: i64, name: &str) -> Result<u64> {
    tx.run(Query::insert().into_table("person").columns(["id", "name"]).values_panic([id.into(), name.into()]))
}

fn count(db: &Database) -> i64 {
    let plan = Plan::text("SELECT count(*) FROM person");
    db.read_blocking(move |tx| tx.query_one(&plan, &[], |row| row.int(0))).unwrap().unwrap()
}

fn table(db: &Database) {
    db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL); CREATE UNIQUE INDEX person_name ON person (name)")).unwrap();
}

#[test]
fn what_is_written_is_read() {
    for db in databases() {
        table(&db);
        let id = db
            .write_blocking(|tx: &mut Tx| {
                let id = tx.next_id()?;
                insert(tx, id, "Ada")?;
                Ok::<_, Error>(id)
            })
            .unwrap();
        let name = db
            .read_blocking(move |tx| {
                tx.one(Query::select().column("name").from("person").and_where(Expr::col("id").eq(id)), |row| {
                    row.text(0).map(str::to_owned)
                })
            })
            .unwrap();
        assert_eq!(name.as_deref(), Some("Ada"));
    }
}

#[test]
fn values_of_every_kind_come_back() {
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| {
            let bytes = if tx.dialect() == store::Dialect::Sqlite { "blob" } else { "bytea" };
            tx.batch(&format!("CREATE TABLE kinds (i bigint, f double precision, t text, b boolean, y {bytes})"))
        })
        .unwrap();
        db.write_blocking(|tx: &mut Tx| {
            let insert = |values: Vec<store::sql::Expr>| {
                Query::insert().into_table("kinds").columns(["i", "f", "t", "b", "y"]).values_panic(values).to_owned()
            };
            tx.run(&insert(vec![i64::MIN.into(), 1.5.into(), "Щербаков".into(), true.into(), vec![0u8, 255].into()]))?;
            tx.run(&insert(vec![i64::MAX.into(), (-0.25).into(), "".into(), false.into(), Vec::<u8>::new().into()]))?;
            tx.run(&insert(vec![
                Option::<i64>::None.into(),
                Option::<f64>::None.into(),
                Option::<String>::None.into(),
                Option::<bool>::None.into(),
                Option::<Vec<u8>>::None.into(),
            ]))
        })
        .unwrap();
        db.read_blocking(|tx: &mut Tx| {
            let mut rows = 0;
            tx.select(
                Query::select().columns(["i", "f", "t", "b", "y"]).from("kinds").order_by("i", store::sql::Order::Asc),
                |row| {
                    let cells: Vec<Cell<'_>> = (0..row.len()).map(|column| row.cell(column)).collect();
                    match row.cell(0) {
                        Cell::Int(i64::MIN) => assert_eq!(
                            cells[1..],
                            [Cell::Float(1.5), Cell::Text("Щербаков"), Cell::Int(1), Cell::Bytes(&[0, 255])]
                        ),
                        Cell::Int(i64::MAX) => {
                            assert_eq!(cells[1..], [Cell::Float(-0.25), Cell::Text(""), Cell::Int(0), Cell::Bytes(&[])])
                        }
                        _ => assert_eq!(cells, [Cell::Null; 5]),
                    }
                    rows += 1;
                    Ok(())
                },
            )?;
            assert_eq!(rows, 3);
            let sums = tx.query_one(&Plan::text("SELECT sum(i / 2), count(*) FROM kinds WHERE i > 0"), &[], |row| {
                Ok((row.int(0)?, row.int(1)?))
            })?;
            assert_eq!(sums, Some((i64::MAX / 2, 1)));
            Ok::<_, Error>(())
        })
        .unwrap();
    }
}

#[test]
fn a_failed_request_undoes_itself_only() {
    for db in databases() {
        table(&db);
        let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..40i64)
                .map(|number| {
                    let db = &db;
                    scope.spawn(move || {
                        db.write_blocking(move |tx: &mut Tx| {
                            let id = tx.next_id()?;
                            insert(tx, id, &format!("p{number}"))?;
                            match number % 4 {
                                1 => Err(Error::other("changed my mind")),
                                2 => panic!("a panic in the test"),
                                3 => insert(tx, id, "again").map(drop),
                                _ => Ok(()),
                            }
                        })
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(count(&db), 10);
        for (number, outcome) in outcomes.iter().enumerate() {
            match (number % 4, outcome) {
                (0, Ok(())) | (1, Err(Error::Other(_))) | (2, Err(Error::Panic(_))) => {}
                (3, Err(Error::Unique { table, columns, .. })) => {
                    assert_eq!((table.as_str(), columns.as_slice()), ("person", ["id".to_owned()].as_slice()))
                }
                (_, other) => panic!("{number}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_broken_unique_index_is_named() {
    for db in databases() {
        table(&db);
        let double = db.write_blocking(|tx: &mut Tx| {
            insert(tx, 1, "Ada")?;
            insert(tx, 2, "Ada")
        });
        let Err(Error::Unique { table, index, columns }) = double else { panic!("{double:?}") };
        assert_eq!(
            (table.as_str(), index.as_str(), columns.as_slice()),
            ("person", "person_name", ["name".to_owned()].as_slice())
        );
    }
}

#[test]
fn references_and_missing_values_are_told_apart() {
    for db in databases() {
        table(&db);
        db.alone_blocking(|tx: &mut Tx| {
            tx.batch("CREATE TABLE pet (id bigint PRIMARY KEY, owner bigint NOT NULL REFERENCES person (id))")
        })
        .unwrap();
        let missing = db.write_blocking(|tx: &mut Tx| tx.batch("INSERT INTO pet (id, owner) VALUES (1, 77)"));
        assert!(matches!(missing, Err(Error::Reference { .. })), "{missing:?}");
        let empty = db.write_blocking(|tx: &mut Tx| tx.batch("INSERT INTO pet (id) VALUES (1)"));
        assert!(matches!(&empty, Err(Error::Constraint { column, .. }) if column == "owner"), "{empty:?}");
    }
}

#[test]
fn a_savepoint_lets_the_transaction_go_on() {
    for db in databases() {
        table(&db);
        db.write_blocking(|tx: &mut Tx| {
            insert(tx, 1, "Ada")?;
            let double = tx.savepoint(|tx| {
                insert(tx, 2, "Bob")?;
                insert(tx, 3, "Ada")
            });
            assert!(matches!(double, Err(Error::Unique { .. })));
            tx.savepoint(|tx| insert(tx, 4, "Eve"))?;
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(count(&db), 2);
    }
}

#[test]
fn without_a_savepoint_a_failed_statement_ends_the_transaction() {
    for db in databases() {
        table(&db);
        let outcome = db.write_blocking(|tx: &mut Tx| {
            insert(tx, 1, "Ada")?;
            assert!(insert(tx, 1, "Bob").is_err());
            assert!(matches!(insert(tx, 2, "Eve"), Err(Error::Aborted)));
            Ok::<_, Error>(())
        });
        assert!(matches!(outcome, Err(Error::Aborted)), "{outcome:?}");
        assert_eq!(count(&db), 0);
    }
}

#[test]
fn queued_statements_are_part_of_the_transaction() {
    for db in databases() {
        table(&db);
        let dialect = db.dialect();
        let statement = move |id: i64| {
            Plan::of(
                Query::insert()
                    .into_table("person")
                    .columns(["id", "name"])
                    .values_panic([id.into(), format!("p{id}").into()]),
                dialect,
            )
        };
        db.write_blocking(move |tx: &mut Tx| {
            for id in 0..50 {
                let (plan, params) = statement(id);
                tx.queue(plan, params)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(count(&db), 50);
        let double = db.write_blocking(move |tx: &mut Tx| {
            for id in [70, 71, 1] {
                let (plan, params) = statement(id);
                tx.queue(plan, params)?;
            }
            Ok::<_, Error>(())
        });
        assert!(matches!(double, Err(Error::Unique { .. })), "{double:?}");
        assert_eq!(count(&db), 50);
        db.write_blocking(move |tx: &mut Tx| {
            let inside = tx.savepoint(|tx| {
                let (plan, params) = statement(2);
                tx.queue(plan, params)
            });
            assert!(matches!(inside, Err(Error::Unique { .. })), "{inside:?}");
            let (plan, params) = statement(80);
            tx.queue(plan, params)
        })
        .unwrap();
        assert_eq!(count(&db), 51);
    }
}

#[test]
fn thousands_of_queued_statements_are_told_apart() {
    for db in databases() {
        table(&db);
        let dialect = db.dialect();
        let statement = move |id: i64| {
            let mut insert = Query::insert();
            insert
                .into_table("person")
                .columns(["id", "name"])
                .values_panic([id.into(), format!("{id}{}", "x".repeat(500)).into()]);
            Plan::of(&insert, dialect)
        };
        let several = move |tx: &mut Tx, ids: std::ops::Range<i64>| {
            for id in ids {
                let (plan, params) = statement(id);
                tx.queue(plan, params)?;
            }
            Ok::<_, Error>(())
        };
        db.write_blocking(move |tx: &mut Tx| {
            insert(tx, 0, "Ada")?;
            // The one that is there already is sent long before anything waits for it.
            let inside = tx.savepoint(|tx| several(tx, 0..2_000));
            assert!(matches!(inside, Err(Error::Unique { .. })), "{inside:?}");
            // A statement that was never prepared is not blamed for it.
            let inside = tx.savepoint(|tx| {
                several(tx, 0..200)?;
                tx.query_one(&Plan::text("SELECT 7 FROM person WHERE id = 100"), &[], |row| row.int(0))
            });
            assert!(matches!(inside, Err(Error::Unique { .. })), "{inside:?}");
            // Who gives up by himself leaves nothing behind.
            let inside: Result<(), Error> = tx.savepoint(|tx| {
                several(tx, 1..200)?;
                Err(Error::other("no"))
            });
            assert!(matches!(inside, Err(Error::Other(_))), "{inside:?}");
            several(tx, 1..3_001)
        })
        .unwrap();
        assert_eq!(count(&db), 3_001);
        let double = db.write_blocking(move |tx: &mut Tx| {
            insert(tx, 4_000, "Ada")?;
            several(tx, 2_950..3_100)
        });
        assert!(matches!(double, Err(Error::Unique { .. })), "{double:?}");
        assert_eq!(count(&db), 3_001);
    }
}

#[test]
fn a_reader_cannot_write_and_sees_one_snapshot() {
    for db in databases() {
        table(&db);
        let refused = db.read_blocking(|tx: &mut Tx| insert(tx, 1, "Ada"));
        assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
        assert!(matches!(db.read_blocking(|tx: &mut Tx| tx.next_id()), Err(Error::ReadOnly)));
        let writer = (*db).clone();
        db.read_blocking(move |tx: &mut Tx| {
            let plan = Plan::text("SELECT count(*) FROM person");
            let before = tx.query_one(&plan, &[], |row| row.int(0))?;
            let writer = writer.clone();
            std::thread::spawn(move || {
                writer.write_blocking(|tx: &mut Tx| {
                    let id = tx.next_id()?;
                    insert(tx, id, "Ada")
                })
            })
            .join()
            .unwrap()?;
            assert_eq!(tx.query_one(&plan, &[], |row| row.int(0))?, before);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(count(&db), 1);
    }
}

#[test]
fn lost_updates_cannot_happen() {
    for db in databases() {
        table(&db);
        db.write_blocking(|tx: &mut Tx| insert(tx, 1, "0")).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        db.write_blocking(|tx: &mut Tx| {
                            let number: i64 = tx
                                .query_one(&Plan::text("SELECT name FROM person WHERE id = 1"), &[], |row| {
                                    row.text(0).map(|text| text.parse().unwrap())
                                })?
                                .unwrap();
                            tx.run(
                                Query::update()
                                    .table("person")
                                    .value("name", (number + 1).to_string())
                                    .and_where(Expr::col("id").eq(1)),
                            )
                        })
                        .unwrap();
                    }
                });
            }
        });
        let number = db
            .read_blocking(|tx: &mut Tx| {
                tx.query_one(&Plan::text("SELECT name FROM person"), &[], |row| row.text(0).map(str::to_owned))
            })
            .unwrap();
        assert_eq!(number.as_deref(), Some("40"));
    }
}

#[test]
fn ids_are_small_and_never_given_twice() {
    for db in databases() {
        let other = db.open_again();
        let mut ids = Vec::new();
        for round in 0..250 {
            let db = if round % 2 == 0 { &*db } else { &other };
            let id = db.write_blocking(|tx: &mut Tx| tx.next_id()).unwrap();
            let failed: Result<i64> = db.write_blocking(|tx: &mut Tx| {
                tx.next_id()?;
                Err(Error::other("no"))
            });
            assert!(failed.is_err());
            ids.push(id);
        }
        let undone = db.write_blocking(|tx: &mut Tx| {
            let mut ids = Vec::new();
            for _ in 0..150 {
                drop(tx.savepoint(|tx| {
                    tx.next_id()?;
                    Err::<(), _>(Error::other("no"))
                }));
                ids.push(tx.next_id()?);
            }
            Ok::<_, Error>(ids)
        });
        ids.extend(undone.unwrap());
        assert!(ids.iter().all(|id| (1..100_000).contains(id)));
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}

#[test]
fn an_epoch_is_exact_across_processes() {
    for db in databases() {
        let other = db.open_again();
        let epoch = |db: &Database| {
            db.read_blocking(|tx: &mut Tx| {
                let before = tx.epoch()?;
                let plan = Plan::text("SELECT value FROM store_meta WHERE name = 'epoch'");
                assert_eq!(tx.query_one(&plan, &[], |row| row.int(0))?, Some(before));
                Ok::<_, Error>(before)
            })
            .unwrap()
        };
        let only = |db: &Database| db.read_blocking(|tx: &mut Tx| tx.epoch()).unwrap();
        let start = epoch(&db);
        assert_eq!(epoch(&other), start);
        let bumped = db
            .write_blocking(|tx: &mut Tx| {
                tx.epoch()?;
                tx.bump_epoch()?;
                tx.epoch()
            })
            .unwrap();
        assert!(bumped > start);
        assert_eq!(only(&other), bumped);
        assert_eq!(epoch(&other), bumped);
        other.write_blocking(|tx: &mut Tx| tx.bump_epoch()).unwrap();
        assert_eq!(only(&db), bumped + 1);
        let failed: Result<()> = db.write_blocking(|tx: &mut Tx| {
            tx.bump_epoch()?;
            Err(Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(only(&db), bumped + 1);
    }
}

#[test]
fn hooks_run_after_a_commit_and_only_then() {
    for db in databases() {
        table(&db);
        let runs = Arc::new(AtomicU32::new(0));
        let hook = |runs: &Arc<AtomicU32>, by: u32| {
            let runs = Arc::clone(runs);
            Box::new(move || {
                runs.fetch_add(by, Ordering::SeqCst);
            })
        };
        let counter = Arc::clone(&runs);
        db.write_blocking(move |tx: &mut Tx| {
            tx.on_commit(hook(&counter, 1));
            drop(tx.savepoint(|tx| {
                tx.on_commit(hook(&counter, 100));
                Err::<(), _>(Error::other("no"))
            }));
            insert(tx, 1, "Ada")
        })
        .unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        let counter = Arc::clone(&runs);
        let failed: Result<()> = db.write_blocking(move |tx: &mut Tx| {
            tx.on_commit(hook(&counter, 1000));
            Err(Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn one_transaction_has_one_time() {
    for db in databases() {
        let clock = db.clock().clone();
        let before = clock.now();
        db.write_blocking(move |tx: &mut Tx| {
            assert_eq!(tx.now(), before);
            clock.advance(std::time::Duration::from_secs(5));
            assert_eq!(tx.now(), before);
            Ok::<_, Error>(())
        })
        .unwrap();
        let later = db.read_blocking(|tx: &mut Tx| Ok::<_, Error>(tx.now())).unwrap();
        assert_eq!(later.as_second() - before.as_second(), 5);
    }
}

#[test]
fn a_full_queue_is_refused() {
    let db = testkit::sqlite();
    let location = db.location().clone();
    let small = Database::open(&location, store::Options { queue: 2, ..store::Options::default() }).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let refused = runtime.block_on(async {
        let slow = |tx: &mut Tx| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            tx.epoch()
        };
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let small = small.clone();
                tokio::spawn(async move { small.read(slow).await })
            })
            .collect();
        let mut refused = 0;
        for task in tasks {
            refused += u32::from(matches!(task.await.unwrap(), Err(Error::Busy)));
        }
        refused
    });
    assert!(refused > 0);
    assert_eq!(small.metrics().refused, u64::from(refused));
}

#[test]
fn a_transaction_does_not_wait_for_another() {
    for db in databases() {
        let inner = (*db).clone();
        let refused = db.write_blocking(move |_| inner.write_blocking(|tx: &mut Tx| tx.next_id()));
        assert!(matches!(refused, Err(Error::Other(_))));
    }
}

#[test]
fn text_with_a_nul_is_refused() {
    for db in databases() {
        table(&db);
        let refused = db.write_blocking(|tx: &mut Tx| insert(tx, 1, "a\0b"));
        assert!(matches!(refused, Err(Error::Constraint { .. })), "{refused:?}");
        let (plan, _) =
            Plan::of(Query::select().column("id").from("person").and_where(Expr::col("name").eq("x")), db.dialect());
        let refused =
            db.read_blocking(move |tx: &mut Tx| tx.query_all(&plan, &[Param::from("a\0b")], |row| row.int(0)));
        assert!(matches!(refused, Err(Error::Constraint { .. })), "{refused:?}");
    }
}

#[test]
fn the_log_does_not_grow_without_end() {
    let db = testkit::sqlite();
    db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE page (id INTEGER PRIMARY KEY, text TEXT)")).unwrap();
    let text = "x".repeat(1 << 20);
    for round in 0..120 {
        let params = [Param::Int(round % 10), Param::Text(format!("{round}{text}"))];
        db.write_blocking(move |tx: &mut Tx| {
            tx.execute(&Plan::text("INSERT OR REPLACE INTO page (id, text) VALUES (?, ?)"), &params)
        })
        .unwrap();
    }
    let log = std::fs::metadata(db.location().to_string() + "/relata.sqlite-wal").unwrap().len();
    assert!(log < 80 << 20, "{log} bytes");
    db.alone_blocking(store::tune).unwrap();
    if let Some(db) = testkit::postgres() {
        db.alone_blocking(store::tune).unwrap();
    }
}
