//! Handing a record over: who changes its owner or its unit changes who may do what.

use crate::support::*;
use access::Action;
use feel::Value;
use records::{Error, why};

const NOT_ASSIGNED: &str = "problem-may-not-assign";

/// Two people of one unit, and another unit.
fn people(house: &House) -> (i64, i64, i64, i64) {
    let ada = administrator();
    let unit = |name: &str| house.create(&ada, "unit", patch([("name", text(name))])).unwrap().id();
    let user = |name: &str, email: &str| {
        house.create(&ada, "user", patch([("name", text(name)), ("email", text(email))])).unwrap().id()
    };
    (user("Ann", "ann@example.com"), user("Bob", "bob@example.com"), unit("Sales"), unit("Service"))
}

#[test]
fn nobody_takes_over_what_he_may_only_change() {
    for house in houses() {
        let (ann, bob, sales, service) = people(&house);
        let (ann, bob) = (actor(&["taker"], ann, Some(sales)), actor(&["taker"], bob, Some(sales)));
        let record = house.create(&ann, "sample", patch([("name", text("s"))])).unwrap();
        // Bob may change it, and would be allowed to delete it if it were his.
        house.update(&bob, &record, patch([("place", Value::from(1))])).unwrap();
        for values in [
            patch([("owner", Value::from(bob.user))]),
            patch([("owner", Value::Null)]),
            patch([("unit", Value::from(service)), ("place", Value::from(2))]),
        ] {
            let found = findings(house.update(&bob, &record, values));
            assert!(found.len() == 1 && found[0].ends_with(NOT_ASSIGNED), "{found:?}");
        }
        assert!(matches!(house.delete(&bob, &record), Err(Error::Forbidden { .. })));
        // Not even the owner, whose role says nothing of it.
        let found = findings(house.update(&ann, &record, patch([("owner", Value::from(bob.user))])));
        assert_eq!(found, [format!("owner: {NOT_ASSIGNED}")]);
        // Sending back what was read hands nothing over.
        let same = patch([("owner", Value::from(ann.user)), ("place", Value::from(3))]);
        house.update(&bob, &record, same).unwrap();
    }
}

#[test]
fn the_owner_gives_a_record_away_and_does_not_take_it_back() {
    for house in houses() {
        let (ann, bob, sales, _) = people(&house);
        let (ann, bob) = (actor(&["giver"], ann, Some(sales)), actor(&["giver"], bob, Some(sales)));
        let record = house.create(&ann, "sample", patch([("name", text("s"))])).unwrap();
        house.update(&ann, &record, patch([("owner", Value::from(bob.user))])).unwrap();
        let found = findings(house.update(&ann, &record, patch([("owner", Value::from(ann.user))])));
        assert_eq!(found, [format!("owner: {NOT_ASSIGNED}")]);
        // Nor by undoing.
        let (who, id) = (ann.clone(), record.id());
        let history = house.read(move |tx| records::history::of(tx, &who, "sample", id, None, 10)).unwrap();
        let (who, change) = (ann.clone(), history[0].id);
        let undone = house.write(move |tx| records::undo::value(tx, &who, "sample", id, change, "owner"));
        assert_eq!(findings(undone), [format!("owner: {NOT_ASSIGNED}")]);
        assert_eq!(house.again(&record).owner(), Some(bob.user));
        let ask = |who: &access::Actor| {
            let who = who.clone();
            house.read(move |tx| why::of(tx, &administrator(), &who, "sample", id, Action::Assign)).unwrap()
        };
        assert!(ask(&bob).allowed && !ask(&ann).allowed);
        assert_eq!(ask(&ann).roles[0].scope, model::Scope::Own);
    }
}

#[test]
fn a_line_does_not_move_to_a_record_of_somebody_else() {
    for house in houses() {
        let (ann, bob, sales, _) = people(&house);
        let (ann, bob) = (actor(&["giver"], ann, Some(sales)), actor(&["giver"], bob, Some(sales)));
        let order = |who: &access::Actor| house.create(who, "order", patch([("name", text("o"))])).unwrap().id();
        let (hers, his) = (order(&ann), order(&bob));
        let line = house.create(&bob, "order_line", patch([("order", Value::from(his))])).unwrap();
        let found = findings(house.update(&bob, &line, patch([("order", Value::from(hers))])));
        assert_eq!(found, [format!("order: {NOT_ASSIGNED}")]);
    }
}

#[test]
fn what_is_given_away_takes_its_new_lines_along() {
    for house in houses() {
        let (ann, bob, sales, _) = people(&house);
        let ann = actor(&["giver"], ann, Some(sales));
        let order = house.create(&ann, "order", patch([("name", text("o"))])).unwrap();
        let line = records::Line { id: None, values: vec![("price".into(), number("2"))] };
        let mut given = patch([("owner", Value::from(bob))]);
        given.lines = vec![("lines".into(), vec![line])];
        house.update(&ann, &order, given).unwrap();
        let order = house.again(&order);
        assert_eq!(order.owner(), Some(bob));
        assert_eq!(order.get("total").to_feel(), "2");
    }
}
