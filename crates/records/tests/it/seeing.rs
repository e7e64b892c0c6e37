use crate::support::*;
use access::Actor;
use feel::Value;
use records::{Error, Patch, Query, Record, Sort};
use std::sync::Arc;

/// Ann and Bob in unit 10, Cyd in unit 11 below it; Dan is nowhere.
fn people(role: &str) -> [Actor; 4] {
    let mut ann = actor(&[role], 101, Some(10));
    ann.units_below = Arc::from([10, 11]);
    let mut cyd = actor(&[role], 103, Some(11));
    cyd.unit_and_above = Arc::from([11, 10]);
    [ann, actor(&[role], 102, Some(10)), cyd, actor(&[role], 104, None)]
}

fn owned(house: &House, name: &str, owner: i64, unit: Option<i64>) -> Record {
    // The administrator may give a record to whom it likes, if the people are there; here they are not.
    let mut creator = actor(&[model::ADMINISTRATOR], owner, unit);
    creator.name = Arc::from("creator");
    house.create(&creator, "sample", patch([("name", text(name))])).unwrap()
}

fn names(house: &House, actor: &Actor) -> String {
    match house.list(actor, Query::of("sample").column("name")) {
        Ok(rows) => rows.concat().join(" ").replace('"', ""),
        Err(Error::NotFound { .. }) => "not found".into(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn scopes_reach_own_unit_tree_and_all() {
    for house in houses() {
        for (name, owner, unit) in
            [("ann", 101, Some(10)), ("bob", 102, Some(10)), ("cyd", 103, Some(11)), ("dan", 104, None)]
        {
            owned(&house, name, owner, unit);
        }
        let seen = |role: &str| people(role).map(|one| names(&house, &one));
        assert_eq!(seen("own"), ["ann", "bob", "cyd", "dan"]);
        assert_eq!(seen("unit"), ["ann bob", "ann bob", "cyd", ""]);
        assert_eq!(seen("tree"), ["ann bob cyd", "ann bob", "cyd", ""]);
        assert_eq!(seen("reader")[3], "ann bob cyd dan");
        assert_eq!(seen("nobody")[0], "not found");
        let [ann, bob, ..] = people("own");
        let record = house.create(&bob, "sample", patch([("name", text("bob's own"))])).unwrap();
        assert_eq!((record.owner(), record.unit()), (Some(102), Some(10)));
        assert!(matches!(house.get(&ann, "sample", record.id()), Err(Error::NotFound { .. })));
        assert!(matches!(house.update(&ann, &record, patch([("place", Value::from(1))])), Err(Error::NotFound { .. })));
        assert!(matches!(house.delete(&ann, &record), Err(Error::NotFound { .. })));
        let [reader, ..] = people("reader");
        assert!(matches!(house.update(&reader, &record, Patch::default()), Err(Error::Forbidden { .. })));
        assert!(matches!(house.create(&reader, "sample", patch([("name", text("x"))])), Err(Error::Forbidden { .. })));
        assert!(matches!(
            house.create(&people("nobody")[0], "sample", patch([("name", text("x"))])),
            Err(Error::NotFound { .. })
        ));
    }
}

#[test]
fn policies_hold_in_lists_and_writes() {
    for house in houses() {
        let ada = administrator();
        let active = house.create(&ada, "company", patch([("name", text("A")), ("status", text("active"))])).unwrap();
        let coloured = |name: &str, colour: &str| patch([("name", text(name)), ("choice", text(colour))]);
        let red = house.create(&ada, "sample", coloured("red", "red")).unwrap();
        let green = house.create(&ada, "sample", coloured("green", "green")).unwrap();
        let of_active = house.create(&ada, "sample", coloured("active", "green").with("company", active.id())).unwrap();
        let [ann, ..] = people("policy");
        assert_eq!(names(&house, &ann), "red active");
        assert!(house.update(&ann, &red, patch([("place", Value::from(1))])).is_ok());
        assert!(matches!(
            house.update(&ann, &of_active, patch([("place", Value::from(1))])),
            Err(Error::Forbidden { .. })
        ));
        assert!(matches!(house.update(&ann, &green, patch([("place", Value::from(1))])), Err(Error::NotFound { .. })));
        assert!(house.create(&ann, "sample", coloured("more", "red")).is_ok());
        assert!(matches!(house.create(&ann, "sample", coloured("more", "blue")), Err(Error::Forbidden { .. })));
    }
}

#[test]
fn related_records_that_may_not_be_seen_join_as_nothing() {
    for house in houses() {
        let ada = actor(&[model::ADMINISTRATOR], 900, None);
        let secret = house.create(&ada, "company", patch([("name", text("Secret"))])).unwrap();
        house.create(&ada, "sample", patch([("name", text("s")), ("company", Value::from(secret.id()))])).unwrap();
        let [ann, ..] = people("reader");
        let rows = house.list(&ann, Query::of("sample").column("name").column("company.name")).unwrap();
        assert_eq!(rows, [["\"s\"", "null"]]);
        let filtered =
            Query { filter: Some(condition("company.name = \"Secret\"")), ..Query::of("sample").column("name") };
        assert!(house.list(&ann, filtered).unwrap().is_empty());
        let pointing = patch([("company", Value::from(secret.id())), ("name", text("t"))]);
        let mut writer = actor(&["reader", "own"], 101, None);
        writer.name = Arc::from("writer");
        assert_eq!(findings(house.create(&writer, "sample", pointing)).len(), 1, "nobody points at what is not there");
    }
}

#[test]
fn hidden_fields_are_nowhere() {
    for house in houses() {
        let ada = administrator();
        let sample = patch([("name", text("s")), ("money", number("5")), ("place", Value::from(1))]);
        let sample = house.create(&ada, "sample", sample).unwrap();
        house.update(&ada, &sample, patch([("money", number("6"))])).unwrap();
        let [ann, ..] = people("blind");
        let seen = house.get(&ann, "sample", sample.id()).unwrap();
        assert!(
            seen.get("money").is_null() && seen.get("money_currency").is_null() && seen.get("money_base").is_null()
        );
        let refused = |query: Query| assert!(matches!(house.list(&ann, query), Err(Error::Query(_))));
        refused(Query::of("sample").column("money"));
        refused(Query::of("sample").column("money_base"));
        refused(Query { filter: Some(condition("money > 1")), ..Query::of("sample") });
        refused(Query { filter: Some(condition("parent.money > 1")), ..Query::of("sample") });
        refused(Query { sort: vec![Sort { path: vec!["money".into()], descending: false }], ..Query::of("sample") });
        let (actor, id) = (ann.clone(), sample.id());
        let history = house.read(move |tx| records::history::of(tx, &actor, "sample", id, None, 10)).unwrap();
        assert!(history.iter().flat_map(|one| &one.differences).all(|one| !one.name.starts_with("money")));
        let found = findings(house.update(&ann, &sample, patch([("money", number("7")), ("name", text("t"))])));
        assert_eq!(found, ["money: problem-unknown-field name=money", "name: problem-read-only"]);
        assert!(
            house.update(&ann, &sample, patch([("place", Value::from(2)), ("name", text("s"))])).is_ok(),
            "the same name is no change"
        );
        assert_eq!(house.again(&sample).get("money").to_feel(), "6");
    }
}

#[test]
fn nobody_finds_by_what_is_hidden() {
    for house in houses() {
        let ada = administrator();
        house.create(&ada, "sample", patch([("name", text("plain")), ("secret", text("hidden"))])).unwrap();
        house.create(&ada, "sample", patch([("name", text("hidden")), ("secret", text("plain"))])).unwrap();
        let [ann, ..] = people("blind");
        let found = |actor: &Actor| {
            house.list(actor, Query { search: Some("hidden".into()), ..Query::of("sample").column("name") }).unwrap()
        };
        assert_eq!(found(&ada).len(), 2);
        assert_eq!(found(&ann), [["\"hidden\""]]);
        assert_eq!(house.search(&ann, "sample", "hidden"), ["hidden"]);
    }
}

#[test]
fn nobody_changes_what_is_not_seen() {
    for house in houses() {
        let [ann, ..] = people("narrow");
        let other = owned(&house, "other", 102, None);
        assert!(matches!(house.update(&ann, &other, patch([("place", Value::from(1))])), Err(Error::NotFound { .. })));
        assert!(matches!(house.delete(&ann, &other), Err(Error::NotFound { .. })));
    }
}

#[test]
fn line_items_follow_their_record() {
    for house in houses() {
        let [ann, bob, ..] = people("own");
        let order = house.create(&ann, "order", patch([("name", text("o"))])).unwrap();
        let line = |order: &Record| patch([("order", Value::from(order.id())), ("price", number("3"))]);
        let item = house.create(&ann, "order_line", line(&order)).unwrap();
        assert_eq!(item.owner(), Some(101));
        assert!(house.get(&ann, "order_line", item.id()).is_ok());
        assert!(matches!(house.get(&bob, "order_line", item.id()), Err(Error::NotFound { .. })));
        assert!(house.list(&bob, Query::of("order_line")).unwrap().is_empty());
        assert!(house.create(&bob, "order_line", line(&order)).is_err());
        assert!(matches!(house.delete(&bob, &item), Err(Error::NotFound { .. })));
        let [reader, ..] = people("reader");
        assert!(house.get(&reader, "order_line", item.id()).is_ok());
        assert!(matches!(house.delete(&reader, &item), Err(Error::Forbidden { .. })));
        house.delete(&ann, &item).unwrap();
    }
}
