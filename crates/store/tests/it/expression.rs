use store::sql::{self, DatePart, DateUnit, Expr, ExprTrait, Query};
use store::{Cell, Database, Dialect, Error, Tx};
use testkit::databases;

fn value(db: &Database, expression: impl Fn(Dialect) -> Expr) -> String {
    let select = Query::select().expr(expression(db.dialect())).to_owned();
    db.read_blocking(move |tx: &mut Tx| {
        tx.one(&select, |row| {
            Ok(match row.cell(0) {
                Cell::Null => "-".to_owned(),
                Cell::Int(value) => value.to_string(),
                Cell::Float(value) => format!("{value:?}"),
                Cell::Text(value) => value.to_owned(),
                Cell::Bytes(value) => format!("{value:?}"),
            })
        })
    })
    .unwrap()
    .unwrap()
}

/// A value whose type both databases know.
fn text(value: &str) -> Expr {
    Expr::val(value).cast_as("text")
}

fn int(value: i64) -> Expr {
    Expr::val(value).cast_as("bigint")
}

#[test]
fn texts_are_the_same_on_both() {
    for db in databases() {
        assert_eq!(value(&db, |d| sql::lower(text("ЩЕРБАКОВ Їжак ÄÖ İ"), d)), "щербаков їжак äö i\u{307}");
        assert_eq!(value(&db, |d| sql::upper(text("щербаков straße"), d)), "ЩЕРБАКОВ STRASSE");
        assert_eq!(value(&db, |_| sql::length(text("Їжак"))), "4");
        assert_eq!(value(&db, |d| sql::concat([text("a"), int(5), Expr::val("б")], d)), "a5б");
        assert_eq!(value(&db, |d| sql::substring(text("Ромашка"), 2, Some(3), d)), "ома");
        assert_eq!(value(&db, |d| sql::substring(text("Ромашка"), -2, None, d)), "ка");
        assert_eq!(value(&db, |d| sql::substring(text("Ромашка"), -4, Some(2), d)), "аш");
        assert_eq!(value(&db, |d| sql::position(text("Ромашка"), "шка", d)), "5");
        assert_eq!(value(&db, |d| sql::contains(text("Ромашка"), "x", d)), "0");
        assert_eq!(value(&db, |d| sql::contains_folded(text("ООО РОМАШКА"), "ромаш", d)), "1");
        assert_eq!(value(&db, |_| sql::starts_with(text("Ромашка"), "Ром")), "1");
        assert_eq!(value(&db, |_| sql::starts_with(text("Ромашка"), "ром")), "0");
        assert_eq!(value(&db, |d| sql::ends_with(text("Ромашка"), "шка", d)), "1");
        assert_eq!(value(&db, |d| sql::ends_with(text("ка"), "шка", d)), "0");
    }
}

#[test]
fn numbers_are_the_same_on_both() {
    for db in databases() {
        assert_eq!(value(&db, |_| sql::divide(int(-7), int(2))), "-3");
        assert_eq!(value(&db, |_| sql::modulo(int(-7), int(2))), "-1");
        assert_eq!(value(&db, |_| sql::divide(int(7), int(0))), "-");
        assert_eq!(value(&db, |d| sql::floor_divide(int(-7), 2, d)), "-4");
        assert_eq!(value(&db, |d| sql::floor_divide(int(-8), 2, d)), "-4");
        assert_eq!(value(&db, |d| sql::floor_modulo(int(-7), 2, d)), "1");
        assert_eq!(value(&db, |d| sql::average(int(7), d)), "7.0");
        assert_eq!(value(&db, |_| Expr::cust("sum(4)")), "4");
        assert_eq!(value(&db, |_| sql::as_text(int(-12))), "-12");
    }
}

#[test]
fn dates_are_the_same_on_both() {
    for db in databases() {
        // 2024-02-29, a Thursday.
        let day = 19_782;
        for (part, expected) in [
            (DatePart::Year, "2024"),
            (DatePart::Quarter, "1"),
            (DatePart::Month, "2"),
            (DatePart::Day, "29"),
            (DatePart::Weekday, "4"),
        ] {
            assert_eq!(value(&db, |d| sql::date_part(part, int(day), d)), expected);
        }
        assert_eq!(value(&db, |d| sql::date_part(DatePart::Year, int(-1), d)), "1969");
        for (unit, expected) in [
            (DateUnit::Year, "19723"),
            (DateUnit::Quarter, "19723"),
            (DateUnit::Month, "19754"),
            (DateUnit::Week, "19779"),
        ] {
            assert_eq!(value(&db, |d| sql::date_floor(unit, int(day), d)), expected);
        }
        let micros = day * sql::DAY + 82_801_000_001;
        assert_eq!(value(&db, |d| sql::day_of(int(micros), d)), "19782");
        assert_eq!(value(&db, |d| sql::hour_of(int(micros), d)), "23");
        assert_eq!(value(&db, |d| sql::second_of(int(micros), d)), "1");
        assert_eq!(value(&db, |d| sql::day_of(int(-1), d)), "-1");
        let shifted = (micros + 2 * 3_600_000_000).to_string();
        assert_eq!(value(&db, |d| sql::in_zone(int(micros), "Europe/Kyiv", d)), shifted);
        assert_eq!(value(&db, |d| sql::day_of(sql::in_zone(int(micros), "Europe/Kyiv", d), d)), "19783");
    }
}

#[test]
fn text_is_ordered_by_code_point() {
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| {
            let table = store::schema::Table::new("word").column(store::schema::Column::new("word", store::schema::ColumnKind::Text));
            store::schema::plan(tx, &[table], &store::schema::Wishes::default())?.apply(tx)?;
            tx.batch("INSERT INTO word (id, word) VALUES (1, 'a'), (2, 'B'), (3, 'я'), (4, 'Ё'), (5, 'Z'), (6, 'é'), (7, '10'), (8, '9')")
        })
        .unwrap();
        let words = db
            .read_blocking(|tx: &mut Tx| {
                tx.all(Query::select().column("word").from("word").order_by("word", sql::Order::Asc), |row| {
                    Ok(row.text(0)?.to_owned())
                })
            })
            .unwrap();
        assert_eq!(words, ["10", "9", "B", "Z", "a", "é", "Ё", "я"]);
    }
}

/// The log as a reader that follows it sees it.
fn settled_log(db: &Database) -> Vec<i64> {
    let dialect = db.dialect();
    db.read_blocking(move |tx: &mut Tx| {
        let mut select = Query::select();
        select.columns(["stamp", "id"]).from("log").and_where(sql::settled(Expr::col("stamp"), dialect));
        select.order_by("stamp", sql::Order::Asc).order_by("id", sql::Order::Asc);
        tx.all(&select, |row| row.int(1))
    })
    .unwrap()
}

/// Waits for it: a transaction of another test on the same server may hold rows back for a moment.
fn log_becomes(db: &Database, expected: &[i64]) {
    for _ in 0..500 {
        if settled_log(db) == expected {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(settled_log(db), expected);
}

#[test]
fn a_log_is_read_in_the_order_of_its_commits() {
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| tx.batch("CREATE TABLE log (id bigint PRIMARY KEY, stamp bigint NOT NULL)"))
            .unwrap();
        let append = |tx: &mut Tx| {
            let (id, stamp) = (tx.next_id()?, tx.stamp()?);
            tx.run(Query::insert().into_table("log").columns(["id", "stamp"]).values_panic([id.into(), stamp]))?;
            Ok::<_, Error>(id)
        };
        let first = db.write_blocking(append).unwrap();
        log_becomes(&db, &[first]);
        if db.dialect() == Dialect::Postgres {
            // A slow transaction holds back what was committed after it began, so that nothing comes in between later.
            let other = db.open_again();
            let (begun, go_on) =
                (std::sync::Arc::new(std::sync::Barrier::new(2)), std::sync::Arc::new(std::sync::Barrier::new(2)));
            let (there, then) = (begun.clone(), go_on.clone());
            let slow = std::thread::spawn(move || {
                other
                    .write_blocking(move |tx: &mut Tx| {
                        let id = append(tx)?;
                        there.wait();
                        then.wait();
                        Ok::<_, Error>(id)
                    })
                    .unwrap()
            });
            begun.wait();
            let quick = db.write_blocking(append).unwrap();
            log_becomes(&db, &[first]);
            go_on.wait();
            let slow = slow.join().unwrap();
            log_becomes(&db, &[first, slow, quick]);
        }
    }
}
