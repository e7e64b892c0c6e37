//! Roll-ups: whatever happens to the records below, a holder has what computing it again would give.

use crate::support::*;
use feel::Value;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::{Line, Patch, Query, Record, Tx, rebuild};
use std::sync::Arc;

/// Something somebody does: what, and numbers that choose to what and how.
type Step = (u8, usize, usize, usize);

const CURRENCIES: [Option<&str>; 4] = [Some("EUR"), Some("USD"), Some("GBP"), None];

/// The record of an entity that a number stands for.
fn pick(tx: &mut Tx<'_>, entity: &str, number: usize) -> records::Result<Option<i64>> {
    let query = Query { limit: 100, ..Query::of(entity) };
    let ids = records::ids(tx, &administrator(), &query)?;
    Ok(if ids.is_empty() { None } else { Some(ids[number % ids.len()]) })
}

fn id_or_null(id: Option<i64>) -> Value {
    id.map_or(Value::Null, Value::from)
}

/// The values of a line: the same numbers give the same ones.
fn line(a: usize, b: usize) -> Vec<(Arc<str>, Value)> {
    let price = if a.is_multiple_of(5) { Value::Null } else { number(&format!("{}.{}", a % 7, b % 100)) };
    let quantity = if b.is_multiple_of(4) { Value::Null } else { Value::from((b % 13) as i64) };
    let name = ["x", "y", "z"][a % 3];
    let mut values =
        vec![(Arc::from("price"), price), (Arc::from("quantity"), quantity), (Arc::from("name"), text(name))];
    if let Some(code) = CURRENCIES[b % 4] {
        values.push((Arc::from("price_currency"), text(code)));
    }
    values
}

fn take(tx: &mut Tx<'_>, (what, a, b, c): Step) -> records::Result<()> {
    let ada = administrator();
    match what {
        0..=5 => {
            let order = pick(tx, "order", a)?;
            let values = line(b, c);
            let patch = Patch { values, lines: Vec::new() }.with("order", id_or_null(order));
            records::create(tx, &ada, "order_line", &patch)?;
        }
        6..=10 => {
            let Some(id) = pick(tx, "order_line", a)? else { return Ok(()) };
            let mut values = line(b, c);
            // Some of the values, the others stay.
            values.truncate(1 + c % 4);
            let mut patch = Patch { values, lines: Vec::new() };
            if b.is_multiple_of(3) {
                patch = patch.with("order", id_or_null(pick(tx, "order", c)?));
            }
            records::update(tx, &ada, "order_line", id, None, &patch)?;
        }
        11 | 12 => {
            let Some(id) = pick(tx, "order_line", a)? else { return Ok(()) };
            records::delete(tx, &ada, "order_line", id, None)?;
        }
        13 | 14 => {
            let lines = (0..a % 3).map(|index| Line { id: None, values: line(b + index, c + index) }).collect();
            let patch = Patch { values: Vec::new(), lines: vec![(Arc::from("lines"), lines)] }
                .with("name", text(["o", "-"][a % 2]))
                .with("shelf", id_or_null(pick(tx, "shelf", b)?))
                .with("sample", id_or_null(pick(tx, "sample", c)?));
            records::create(tx, &ada, "order", &patch)?;
        }
        15 | 16 => {
            let Some(id) = pick(tx, "order", a)? else { return Ok(()) };
            let shelf = if b.is_multiple_of(4) { None } else { pick(tx, "shelf", b)? };
            let mut patch = patch([("shelf", id_or_null(shelf)), ("name", text(["o", "-"][b % 2]))]);
            if c.is_multiple_of(3) {
                patch.lines.push((Arc::from("lines"), vec![Line { id: None, values: line(b, c) }]));
            }
            records::update(tx, &ada, "order", id, None, &patch)?;
        }
        17 => {
            let Some(id) = pick(tx, "order", a)? else { return Ok(()) };
            records::delete(tx, &ada, "order", id, None)?;
        }
        18 => {
            let above = id_or_null(pick(tx, "shelf", b)?);
            records::create(tx, &ada, "shelf", &patch([("name", text("s")), ("above", above)]))?;
        }
        19 => {
            let Some(id) = pick(tx, "shelf", a)? else { return Ok(()) };
            let above = id_or_null(pick(tx, "shelf", b)?);
            records::update(tx, &ada, "shelf", id, None, &patch([("above", above)]))?;
        }
        20 => {
            let entity = ["shelf", "sample"][b % 2];
            let Some(id) = pick(tx, entity, a)? else { return Ok(()) };
            records::delete(tx, &ada, entity, id, None)?;
        }
        21 => {
            let choice = text(["red", "green"][a % 2]);
            records::create(tx, &ada, "sample", &patch([("name", text("s")), ("choice", choice)]))?;
        }
        22 => {
            let (Some(keep), Some(lose)) = (pick(tx, "order", a)?, pick(tx, "order", b)?) else { return Ok(()) };
            records::merge::merge(tx, &ada, "order", keep, lose, &[Arc::from("shelf")])?;
        }
        _ => {
            let batches = records::batch::list(tx, &ada, None, 3)?;
            if let Some(batch) = batches.get(a % 3) {
                records::undo::batch(tx, &ada, batch.id)?;
            }
        }
    }
    Ok(())
}

#[test]
fn roll_ups_are_what_computing_them_again_gives() {
    let houses = houses();
    for house in &houses {
        let ada = administrator();
        for (code, rate) in [("USD", "0.8125"), ("EUR", "1")] {
            let currency = house.create(&ada, "currency", patch([("code", text(code)), ("name", text(code))])).unwrap();
            let rate =
                patch([("currency", Value::from(currency.id())), ("date", date("2025-01-01")), ("rate", number(rate))]);
            house.create(&ada, "base.exchange_rate", rate).unwrap();
        }
    }
    let step = (0_u8..25, 0_usize..1_000, 0_usize..1_000, 0_usize..1_000);
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::vec(step, 10..60), |steps| {
        for house in &houses {
            let steps = steps.clone();
            // Nothing stays: the transaction ends with an error that carries the answer.
            let answer = house.write::<()>(move |tx| {
                let ada = administrator();
                let begin = [(18, 0, 0, 0), (21, 0, 0, 0), (18, 0, 0, 0), (13, 2, 1, 1), (13, 0, 0, 0)];
                for step in begin.into_iter().chain(steps.iter().copied()) {
                    match tx.savepoint(|tx| take(tx, step)) {
                        Ok(()) | Err(records::Error::Invalid(_) | records::Error::Query(_)) => {}
                        Err(error) => return Err(error),
                    }
                    let wrong = tx.savepoint(|tx| {
                        let orders = rebuild::roll_ups(tx, &ada, "order")?;
                        Ok::<_, records::Error>((orders, rebuild::roll_ups(tx, &ada, "shelf")?))
                    })?;
                    if wrong != (0, 0) {
                        return Err(store::Error::other(format!("after {step:?}: {wrong:?} are wrong")).into());
                    }
                }
                Err(store::Error::other("agreed").into())
            });
            let said = answer.unwrap_err().to_string();
            prop_assert!(said == "agreed", "{}", said);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Writes into the table, past the door, so that it shows whether a value is computed again or moved.
fn falsify(house: &House, column: &'static str, order: &Record, cell: i64) {
    let id = order.id();
    house
        .write(move |tx| {
            let text = format!("UPDATE lab_order SET {column} = {cell} WHERE id = {id}");
            tx.sql().execute(&store::Plan::text(&text), &[])?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_count_and_a_sum_follow_by_the_difference() {
    for house in houses() {
        let ada = administrator();
        let order = house.create(&ada, "order", patch([("name", text("o"))])).unwrap();
        let line = |price: &str, code: &str| {
            let patch = patch([
                ("order", Value::from(order.id())),
                ("price", number(price)),
                ("price_currency", text(code)),
                ("quantity", Value::from(20)),
            ]);
            house.create(&ada, "order_line", patch).unwrap()
        };
        let shown = || {
            let order = house.again(&order);
            ["count", "big", "dear", "total", "total_currency"].map(|name| order.get(name).to_feel())
        };
        let first = line("1", "EUR");
        falsify(&house, "count", &order, 100);
        falsify(&house, "big", &order, 200);
        falsify(&house, "total", &order, 3_000_000);
        let second = line("2", "EUR");
        assert_eq!(shown(), ["101", "201", "3", "302", "\"EUR\""]);
        house.update(&ada, &second, patch([("quantity", Value::from(3)), ("price", number("2.5"))])).unwrap();
        assert_eq!(shown(), ["101", "200", "1", "302.5", "\"EUR\""]);
        // Another one is still in this currency.
        house.delete(&ada, &first).unwrap();
        assert_eq!(shown(), ["100", "199", "0", "301.5", "\"EUR\""]);
        // A currency that is new under the holder: computed again.
        line("1", "GBP");
        assert_eq!(shown(), ["101", "200", "0", "2.5", "\"EUR\""]);
        let (orders, total) = house
            .write(move |tx| {
                let ada = administrator();
                let orders = rebuild::roll_ups(tx, &ada, "order")?;
                Ok((orders, rebuild::roll_ups(tx, &ada, "order")?))
            })
            .unwrap();
        assert_eq!((orders, total), (1, 0));
        assert_eq!(shown()[..2], ["2", "1"]);
    }
}

#[test]
fn what_makes_no_difference_does_not_touch_the_holder() {
    for house in houses() {
        let ada = administrator();
        let order = house.create(&ada, "order", patch([("name", text("o"))])).unwrap();
        let line =
            house.create(&ada, "order_line", patch([("order", Value::from(order.id())), ("name", text("l"))])).unwrap();
        let version = house.again(&order).version();
        house.update(&ada, &line, patch([("name", text("m")), ("position", Value::from(4))])).unwrap();
        assert_eq!(house.again(&order).version(), version);
    }
}

#[test]
fn a_roll_up_whose_definition_changes_is_computed_again() {
    for house in houses() {
        let ada = administrator();
        let order = house.create(&ada, "order", patch([("name", text("o"))])).unwrap();
        let empty = house.create(&ada, "order", patch([("name", text("e"))])).unwrap();
        let quantity = |number: i64| {
            let patch = patch([("order", Value::from(order.id())), ("quantity", Value::from(number))]);
            house.create(&ada, "order_line", patch).unwrap()
        };
        quantity(4);
        quantity(40);
        assert_eq!(house.again(&order).get("big").to_feel(), "1");
        let version = house.again(&empty).version();
        let install = |from: &'static str, to: &'static str| {
            let mut files = packages();
            let (_, content) = files.iter_mut().find(|(path, _)| path == "lab/entities/order.toml").unwrap();
            let changed = String::from_utf8(content.clone()).unwrap().replace(from, to);
            *content = changed.into_bytes();
            let apply = move |tx: &mut Tx<'_>| records::install::apply(tx, &administrator(), &files, "again");
            house.records.alone_blocking(apply).unwrap();
        };
        let more = "filter = \"quantity >= 3\"\n\n[[field]]\nname = \"small\"\ntype = \"roll_up\"\nof = \"order_line\"\nby = \"order\"\nfunction = \"count\"\nfilter = \"quantity < 10\"\n";
        install("filter = \"quantity >= 10\"\n", more);
        assert_eq!(["big", "small"].map(|name| house.again(&order).get(name).to_feel()), ["2", "1"]);
        assert_eq!(house.again(&empty).get("small").to_feel(), "0");
        assert_eq!(house.again(&empty).version(), version, "nothing happened to it");
        quantity(5);
        assert_eq!(["big", "small"].map(|name| house.again(&order).get(name).to_feel()), ["3", "2"]);
    }
}

#[test]
fn formulas_over_lists_follow_what_is_in_them() {
    for house in houses() {
        let ada = administrator();
        let sample = house.create(&ada, "sample", patch([("name", text("s")), ("place", Value::from(2))])).unwrap();
        let order = |name: &str| {
            let patch = patch([("name", text(name)), ("samples", Value::list([Value::from(sample.id())]))]);
            house.create(&ada, "order", patch).unwrap()
        };
        let (order, other) = (order("o"), order("p"));
        let weight = |order: &Record| house.again(order).get("weight").to_feel();
        let line = |quantity: i64| {
            let patch = patch([("order", Value::from(order.id())), ("quantity", Value::from(quantity))]);
            house.create(&ada, "order_line", patch).unwrap()
        };
        let (one, two) = (line(4), line(5));
        assert_eq!(weight(&order), "9");
        house.update(&ada, &one, patch([("quantity", Value::from(3))])).unwrap();
        assert_eq!(weight(&order), "8");
        house.update(&ada, &one, patch([("order", Value::from(other.id()))])).unwrap();
        assert_eq!((weight(&order), weight(&other)), ("5".into(), "3".into()));
        house.delete(&ada, &two).unwrap();
        assert_eq!(weight(&order), "null");
        house.update(&ada, &sample, patch([("place", Value::from(7))])).unwrap();
        assert_eq!(house.again(&order).get("places").to_feel(), "7");
    }
}
