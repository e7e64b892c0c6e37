//! A record that was just written reads as the database would read it.

use crate::support::*;
use feel::Value;
use records::Patch;
use std::sync::Arc;

fn filled() -> Patch {
    patch([
        ("name", text("Проба «Ö»\n\"1\"")),
        ("code", text("K-1")),
        ("number", number("12.345")),
        ("percent", number("50")),
        ("place", Value::from(7)),
        ("long", text("one\ntwo")),
    ])
}

#[test]
fn what_was_created_is_held_as_it_is_read() {
    for house in houses() {
        let (held, read) = house
            .write(|tx| {
                let ann = administrator();
                let record = records::create(tx, &ann, "sample", &filled())?;
                let columns: Vec<Vec<Arc<str>>> =
                    record.layout.slots.iter().map(|slot| vec![Arc::clone(&slot.name)]).collect();
                let json = |row: &records::RowView<'_, '_>| {
                    let mut out = row.id().to_string().into_bytes();
                    (0..columns.len()).for_each(|column| row.write_json(column, &mut out));
                    String::from_utf8(out).unwrap()
                };
                let held = records::hold(tx, &ann, &record, &columns)?.map(|held| json(&held.view()));
                let prepared = records::prepare_one(tx, &ann, "sample", &columns)?;
                Ok((held, prepared.read(tx, record.id(), |row| json(row))?))
            })
            .unwrap();
        assert!(held.is_some());
        assert_eq!(held, read);
    }
}

#[test]
fn what_one_may_not_read_or_what_stands_elsewhere_is_not_held() {
    for house in houses() {
        let found = house
            .write(|tx| {
                let record = records::create(tx, &administrator(), "sample", &filled())?;
                let name = vec![vec![Arc::from("name")]];
                let related = vec![vec![Arc::from("chosen"), Arc::from("name")]];
                let mut held = Vec::new();
                for (actor, columns) in [
                    (administrator(), &name),
                    (administrator(), &related),
                    (actor(&["own"], 102, Some(10)), &name),
                    (actor(&["nobody"], 102, Some(10)), &name),
                ] {
                    held.push(records::hold(tx, &actor, &record, columns)?.is_some());
                }
                Ok(held)
            })
            .unwrap();
        assert_eq!(found, [true, false, false, false]);
    }
}
