use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use store::backup::{self, Room};
use store::schema::{Column, ColumnKind, Index, OnDelete, Table, Wishes, plan};
use store::sql::Query;
use store::{Database, Error, Migration, Plan, Tx, blob, text};
use testkit::databases;

const ROOMS: &[Room] = &[Room {
    name: "room",
    migrations: &[Migration {
        number: 1,
        name: "first",
        sql: "CREATE TABLE room_thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent BIGINT REFERENCES room_thing (id), share DOUBLE, raw BYTES);
              CREATE INDEX room_thing_odd ON room_thing (name) WHERE parent IS NULL; INSERT INTO room_thing (id, name) VALUES (1, 'given')",
    }],
}];

fn tables() -> Vec<Table> {
    let unit = Table::new("unit")
        .column(Column::new("above", ColumnKind::Int).references("unit", OnDelete::Restrict))
        .column(Column::new("name", ColumnKind::Text));
    let contact = Table::new("contact")
        .column(Column::new("name", ColumnKind::Text).not_null())
        .column(Column::new("amount", ColumnKind::Int).not_null().default(-5))
        .column(Column::new("active", ColumnKind::Bool).default(true))
        .column(Column::new("mood", ColumnKind::Text).default("it's"))
        .column(Column::new("unit", ColumnKind::Int).references("unit", OnDelete::SetNull))
        .index(Index::on(&["unit", "name"]))
        .index(Index::unique(&["amount"]).where_filled("unit"));
    let link = Table::keyed("link", &["left", "right"])
        .column(Column::new("left", ColumnKind::Int).not_null())
        .column(Column::new("right", ColumnKind::Text).not_null());
    vec![unit, contact, link]
}

fn fill(db: &Database) {
    db.alone_blocking(|tx: &mut Tx| {
        store::migrate(tx, "room", ROOMS[0].migrations)?;
        plan(tx, &tables(), &Wishes::default())?.apply(tx)?;
        text::create(tx, "contact")?;
        text::create_vocabulary(tx)?;
        // The unit of the first one comes after it.
        tx.batch(
            "INSERT INTO unit (id, name) VALUES (9, 'head'); INSERT INTO unit (id, above, name) VALUES (2, 9, 'Київ')",
        )?;
        tx.batch("INSERT INTO room_thing (id, name, share) VALUES (7, 'seven', 0.1), (3, 'three', -1e300)")?;
        tx.batch("UPDATE room_thing SET parent = 7 WHERE id = 3; DELETE FROM room_thing WHERE id = 1")?;
        tx.batch("INSERT INTO link (\"left\", \"right\") VALUES (2, 'б'), (2, 'a'), (1, 'Z')")?;
        for number in 0..2_500 {
            let id = tx.next_id()?;
            let stamp = tx.stamp()?;
            let values = [
                id.into(),
                format!("Ромашка {number}").into(),
                number.into(),
                (number % 3 == 0).into(),
                (number % 2 == 0).then_some(2).into(),
            ];
            tx.run(
                Query::insert()
                    .into_table("contact")
                    .columns(["id", "name", "amount", "active", "unit"])
                    .values_panic(values),
            )?;
            drop(stamp);
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    for size in [0, 10, 700_000] {
        blob::put(db, &vec![size as u8; size]).unwrap();
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("backup.zip")
}

#[test]
fn a_backup_is_restored_on_either_engine_with_the_same_sums() {
    let folder = tempfile::tempdir().unwrap();
    for from in databases() {
        fill(&from);
        let epoch = from.write_blocking(|tx: &mut Tx| tx.raise_epoch(500)).unwrap();
        assert!(epoch > 500);
        let manifest = backup::back_up(&from, &file(folder.path())).unwrap();
        assert_eq!(manifest.files.len(), 3);
        assert_eq!(manifest.text, ["contact"]);
        let sums = from.read_blocking(backup::sums).unwrap();
        for to in databases() {
            backup::restore(&to, &file(folder.path()), ROOMS).unwrap();
            assert_eq!(to.read_blocking(backup::sums).unwrap(), sums);
            assert_eq!(blob::list(&to).unwrap(), blob::list(&from).unwrap());
            assert!(to.read_long_blocking(store::check).unwrap().is_empty());
            // The tables are the same, down to their indexes, references and defaults.
            to.alone_blocking(move |tx: &mut Tx| {
                let rest = plan(tx, &tables(), &Wishes::default())?;
                assert!(rest.is_empty(), "{:?}", rest.describe());
                tx.batch("INSERT INTO contact (id, name) VALUES (900000, 'x')")?;
                let given = tx.query_one(
                    &Plan::text("SELECT amount, active, mood FROM contact WHERE id = 900000"),
                    &[],
                    |row| Ok((row.int(0)?, row.int(1)?, row.text(2)?.to_owned())),
                )?;
                assert_eq!(given, Some((-5, 1, "it's".to_owned())));
                let highest =
                    tx.query_one(&Plan::text("SELECT max(id) FROM contact WHERE id < 900000"), &[], |row| row.int(0))?;
                assert!(tx.next_id()? > highest.unwrap());
                // What was numbered by the epoch before is never numbered so again.
                assert!(tx.epoch()? > epoch, "{} after {epoch}", tx.epoch()?);
                text::put(tx, "contact", 1, ["x"])
            })
            .unwrap();
            let dangling = to.write_blocking(|tx: &mut Tx| {
                tx.batch("INSERT INTO contact (id, name, unit) VALUES (900001, 'x', 55)")
            });
            assert!(matches!(dangling, Err(Error::Reference { .. })), "{dangling:?}");
            let double =
                to.write_blocking(|tx: &mut Tx| tx.batch("INSERT INTO room_thing (id, name) VALUES (50, 'seven')"));
            assert!(matches!(double, Err(Error::Unique { .. })), "{double:?}");
            // What is not empty is not overwritten.
            assert!(matches!(backup::restore(&to, &file(folder.path()), ROOMS), Err(Error::Other(_))));
        }
    }
}

#[test]
fn an_installation_moves_there_and_back() {
    let from = testkit::sqlite();
    fill(&from);
    let sums = from.read_blocking(backup::sums).unwrap();
    let Some(there) = testkit::postgres() else { return };
    backup::copy(&from, &there, ROOMS).unwrap();
    let back = testkit::sqlite();
    backup::copy(&there, &back, ROOMS).unwrap();
    assert_eq!(back.read_blocking(backup::sums).unwrap(), sums);
    assert_eq!(blob::list(&back).unwrap(), blob::list(&from).unwrap());
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let from = testkit::sqlite();
    fill(&from);
    backup::back_up(&from, &file(folder.path())).unwrap();
    let whole = std::fs::read(file(folder.path())).unwrap();
    for (name, damage) in [("cut", 0), ("flipped", 1), ("foreign", 2)] {
        let mut bytes = whole.clone();
        match damage {
            0 => bytes.truncate(whole.len() / 2),
            1 => {
                let middle = whole.len() - 350_000;
                bytes[middle] ^= 1;
            }
            _ => bytes = b"PK\x05\x06not a backup".to_vec(),
        }
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        for to in databases() {
            assert!(matches!(backup::restore(&to, &path, ROOMS), Err(Error::Corrupt(_))), "{name}");
            assert!(to.read_blocking(backup::sums).unwrap().is_empty());
        }
    }
    for to in databases() {
        assert!(matches!(backup::restore(&to, &file(folder.path()), &[]), Err(Error::Other(_))));
    }
}

#[test]
fn a_backup_under_load_is_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    for db in databases() {
        fill(&db);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        // Two rows that belong together: a backup has both or none.
                        db.write_blocking(|tx: &mut Tx| {
                            let id = tx.next_id()?;
                            tx.batch(&format!("INSERT INTO contact (id, name) VALUES ({id}, 'pair'); INSERT INTO link (\"left\", \"right\") VALUES ({id}, 'pair')"))
                        })
                        .unwrap();
                    }
                });
            }
            for _ in 0..3 {
                backup::back_up(&db, &file(folder.path())).unwrap();
                let to = testkit::sqlite();
                backup::restore(&to, &file(folder.path()), ROOMS).unwrap();
                let plan = Plan::text(
                    "SELECT (SELECT count(*) FROM contact WHERE name = 'pair'), (SELECT count(*) FROM link WHERE \"right\" = 'pair')",
                );
                let (contacts, links) = to
                    .read_blocking(move |tx: &mut Tx| tx.query_one(&plan, &[], |row| Ok((row.int(0)?, row.int(1)?))))
                    .unwrap()
                    .unwrap();
                assert_eq!(contacts, links);
            }
            stop.store(true, Ordering::SeqCst);
        });
    }
}

#[test]
fn a_damaged_reference_is_found() {
    let db = testkit::sqlite();
    fill(&db);
    assert!(db.read_long_blocking(store::check).unwrap().is_empty());
    let file = db.location().to_string() + "/relata.sqlite";
    let foreign = rusqlite::Connection::open(file).unwrap();
    foreign
        .execute_batch(
            "PRAGMA foreign_keys = OFF; UPDATE contact SET unit = 77 WHERE id = (SELECT min(id) FROM contact)",
        )
        .unwrap();
    let findings = db.read_long_blocking(store::check).unwrap();
    assert_eq!(findings, [store::Finding::Dangling { table: "contact".into(), column: "unit".into(), count: 1 }]);
}
