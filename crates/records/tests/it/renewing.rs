//! What is computed follows its definition over the records that are there.

use crate::support::*;
use feel::Value;
use records::{Error, Record, Tx};

/// Installs the packages with pieces of the laboratory's files replaced.
fn install(house: &House, changes: &[(&str, &str, &str)]) -> records::Result<()> {
    let mut files = packages();
    for (file, from, to) in changes {
        let path = format!("lab/entities/{file}.toml");
        let (_, content) = files.iter_mut().find(|(known, _)| *known == path).unwrap();
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        *content = text.replacen(from, to, 1).into_bytes();
    }
    let apply = move |tx: &mut Tx<'_>| records::install::apply(tx, &administrator(), &files, "again").map(drop);
    house.records.alone_blocking(apply)
}

/// How many lines the history of a record has.
fn lines(house: &House, record: &Record) -> usize {
    let (entity, id) = (record.layout.entity.name.shared(), record.id());
    let of = move |tx: &mut Tx<'_>| records::history::of(tx, &administrator(), &entity, id, None, 50);
    house.read(of).unwrap().len()
}

#[test]
fn formulas_that_are_new_or_changed_are_computed_over_the_records_that_are_there() {
    for house in houses() {
        let ada = administrator();
        let sample = house.create(&ada, "sample", patch([("name", text("s")), ("number", Value::from(5))])).unwrap();
        // More than are taken at a time.
        for number in 0..600 {
            house.create(&ada, "shelf", patch([("name", text(&format!("shelf {number}")))])).unwrap();
        }
        let values = [("name", text("o")), ("sample", Value::from(sample.id()))];
        let order = house.create(&ada, "order", patch(values)).unwrap();
        for quantity in [3, 4] {
            let values = [("order", Value::from(order.id())), ("quantity", Value::from(quantity))];
            house.create(&ada, "order_line", patch(values)).unwrap();
        }
        let before = (house.again(&sample).version(), lines(&house, &sample));
        let field = |name: &str, formula: &str| {
            format!("\n[[field]]\nname = \"{name}\"\ntype = \"number\"\ndigits = 2\nformula = '{formula}'\n")
        };
        let number = "[[field]]\nname = \"number\"";
        let name = "[[field]]\nname = \"name\"";
        let sum = "\n[[field]]\nname = \"worth\"\ntype = \"roll_up\"\nof = \"order_line\"\nby = \"order\"\nfunction = \"sum\"\nfield = \"worth\"\n\n";
        let changes = [
            ("sample", "formula = \"number * 2\"", "formula = \"number * 3\"".to_owned()),
            ("sample", number, format!("{}\n{number}", field("more", "double + 1"))),
            // A formula that reads a new formula of another entity, and a new roll-up over new formulas.
            ("order", name, format!("{}{sum}{name}", field("all", "sample.more + worth"))),
            ("order_line", name, format!("{}\n{name}", field("worth", "quantity * 10"))),
            ("shelf", name, format!("{}\n{name}", field("length", "string length(name)"))),
        ];
        let changes: Vec<(&str, &str, &str)> = changes.iter().map(|(file, from, to)| (*file, *from, &**to)).collect();
        install(&house, &changes).unwrap();
        let shown = |record: &Record, name: &str| house.again(record).get(name).to_feel();
        assert_eq!((shown(&sample, "double"), shown(&sample, "more")), ("15".into(), "16".into()));
        assert_eq!((shown(&order, "worth"), shown(&order, "all")), ("70".into(), "86".into()));
        assert_eq!((house.again(&sample).version(), lines(&house, &sample)), before, "nothing happened to it");
        let empty = feel::Expr::eq(feel::Expr::name("length"), feel::Expr::literal(Value::Null));
        let query = records::Query { filter: Some(empty), ..records::Query::of("shelf") };
        let left = house.read(move |tx| records::ids(tx, &administrator(), &query)).unwrap();
        assert!(left.is_empty(), "{} shelves were left out", left.len());
    }
}

#[test]
fn what_people_entered_stays_in_the_history_when_the_field_becomes_a_formula() {
    for house in houses() {
        let values = [("name", text("s")), ("long", text("entered"))];
        let sample = house.create(&administrator(), "sample", patch(values)).unwrap();
        let before = lines(&house, &sample);
        install(
            &house,
            &[(
                "sample",
                "name = \"long\"\ntype = \"long_text\"",
                "name = \"long\"\ntype = \"long_text\"\nformula = 'upper case(name)'",
            )],
        )
        .unwrap();
        assert_eq!(house.again(&sample).get("long").to_feel(), "\"S\"");
        assert_eq!(lines(&house, &sample), before + 1);
    }
}

#[test]
fn one_field_in_the_unique_of_its_entity_is_unique() {
    let unique = ("sample", "unique = [[\"group\", \"place\"]]", "unique = [[\"group\", \"place\"], [\"day\"]]");
    for house in houses() {
        install(&house, &[unique]).unwrap();
        let create = |name: &str, day: Value| {
            house.create(&administrator(), "sample", patch([("name", text(name)), ("day", day)]))
        };
        create("one", date("2026-01-01")).unwrap();
        create("none", Value::Null).unwrap();
        create("none either", Value::Null).unwrap();
        let refused = create("two", date("2026-01-01"));
        assert!(
            matches!(&refused, Err(Error::Invalid(found)) if found[0].to_string() == "day: problem-not-unique"),
            "{refused:?}"
        );
    }
}

#[test]
fn a_list_whose_filter_the_database_cannot_say_is_refused() {
    let house = house();
    let mut files = packages();
    let list =
        "[[list]]\nname = \"odd\"\nlabel = \"Odd\"\ncolumns = [\"name\"]\nfilter = 'matches(name, \"^A\", \"i\")'\n";
    files.push(("lab/views/sample.toml".to_owned(), list.as_bytes().to_vec()));
    let apply = move |tx: &mut Tx<'_>| records::install::apply(tx, &administrator(), &files, "again").map(drop);
    let refused = house.records.alone_blocking(apply);
    assert!(
        matches!(&refused, Err(Error::Invalid(found)) if found[0].to_string().starts_with("lab.sample: odd: problem-not-in-sql")),
        "{refused:?}"
    );
}

#[test]
fn definitions_change_where_the_epoch_was_left_behind() {
    for house in houses() {
        // So it is after backups of old were restored.
        let behind = |tx: &mut store::Tx| tx.batch("UPDATE store_meta SET value = 1 WHERE name = 'epoch'");
        house.database.alone_blocking(behind).unwrap();
        install(&house, &[("sample", "formula = \"number * 2\"", "formula = \"number * 4\"")]).unwrap();
        let sample = house.create(&administrator(), "sample", patch([("name", text("s")), ("number", Value::from(5))]));
        assert_eq!(sample.unwrap().get("double").to_feel(), "20");
    }
}
