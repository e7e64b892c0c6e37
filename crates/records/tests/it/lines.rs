use crate::support::*;
use feel::Value;
use records::{Line, Patch, Record};
use std::sync::Arc;

fn line(values: &[(&str, Value)]) -> Line {
    Line { id: None, values: values.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect() }
}

fn with_lines(patch: Patch, lines: Vec<Line>) -> Patch {
    Patch { lines: vec![(Arc::from("lines"), lines)], ..patch }
}

fn lines_of(house: &House, order: &Record) -> Vec<(i64, String)> {
    let id = order.id();
    house
        .read(move |tx| {
            let mut query = records::Query::of("order_line").column("name");
            query.filter = Some(condition(&format!("order.id = {id}")));
            query.sort = vec![records::Sort { path: vec!["position".into()], descending: false }];
            let mut rows = Vec::new();
            records::list(tx, &administrator(), &query, |row| rows.push((row.id(), row.value(0).to_feel())))?;
            Ok(rows)
        })
        .unwrap()
}

#[test]
fn line_items_are_written_with_their_record() {
    for house in houses() {
        let ada = administrator();
        let priced = |name: &str, price: &str, quantity: &str| {
            line(&[("name", text(name)), ("price", number(price)), ("quantity", number(quantity))])
        };
        let order =
            with_lines(patch([("name", text("Order"))]), vec![priced("a", "10.5", "1"), priced("b", "2.25", "12")]);
        let order = house.create(&ada, "order", order).unwrap();
        let shown = |order: &Record, name: &str| order.get(name).to_feel();
        assert_eq!(shown(&order, "count"), "2");
        assert_eq!(shown(&order, "total"), "12.75");
        assert_eq!(shown(&order, "mean"), "6.375");
        assert_eq!(shown(&order, "largest"), "12");
        assert_eq!(shown(&order, "big"), "1");
        assert_eq!(shown(&order, "taxed"), "15.3");
        let there = lines_of(&house, &order);
        assert_eq!(there.iter().map(|(_, name)| &**name).collect::<Vec<_>>(), ["\"a\"", "\"b\""]);

        // The second stays and changes, the first goes, a new one comes before.
        let kept = Line { id: Some(there[1].0), ..line(&[("price", number("3"))]) };
        let changed =
            house.update(&ada, &order, with_lines(Patch::default(), vec![priced("c", "1", "1"), kept])).unwrap();
        assert_eq!(shown(&changed, "total"), "4");
        let now = lines_of(&house, &order);
        assert_eq!(now.iter().map(|(_, name)| &**name).collect::<Vec<_>>(), ["\"c\"", "\"b\""]);
        assert_eq!(now[1].0, there[1].0);

        let wrong = with_lines(Patch::default(), vec![priced("d", "1", "1"), priced("e", "1", "-1")]);
        assert_eq!(findings(house.update(&ada, &order, wrong)), ["lines[1].quantity: No less than nothing"]);
        assert_eq!(lines_of(&house, &order), now, "nothing of a refused write stays");

        house.delete(&ada, &order).unwrap();
        assert!(lines_of(&house, &order).is_empty());
    }
}

#[test]
fn sums_and_counts_begin_with_nothing() {
    for house in houses() {
        let order = house.create(&administrator(), "order", patch([("name", text("empty"))])).unwrap();
        assert_eq!((order.get("count").to_feel(), order.get("total").to_feel()), ("0".into(), "0".into()));
        assert!(order.get("mean").is_null());
    }
}

#[test]
fn roll_ups_follow_lines_that_move() {
    for house in houses() {
        let ada = administrator();
        let order = |name: &str| house.create(&ada, "order", patch([("name", text(name))])).unwrap();
        let (one, two) = (order("one"), order("two"));
        let item = patch([("order", Value::from(one.id())), ("price", number("7"))]);
        let item = house.create(&ada, "order_line", item).unwrap();
        assert_eq!(house.again(&one).get("total").to_feel(), "7");
        house.update(&ada, &item, patch([("order", Value::from(two.id()))])).unwrap();
        assert_eq!(house.again(&one).get("total").to_feel(), "0");
        assert_eq!(house.again(&one).get("count").to_feel(), "0");
        assert_eq!(house.again(&two).get("total").to_feel(), "7");
        house.delete(&ada, &item).unwrap();
        assert_eq!(house.again(&two).get("count").to_feel(), "0");
        assert_eq!(house.again(&two).get("mean").to_feel(), "null");
    }
}

#[test]
fn a_deal_adds_up_its_lines() {
    for house in houses() {
        let ada = administrator();
        let product =
            house.create(&ada, "product", patch([("name", text("Chair")), ("price", number("100"))])).unwrap();
        let item =
            line(&[("product", Value::from(product.id())), ("quantity", number("3")), ("discount", number("10"))]);
        let deal = house.create(&ada, "deal", with_lines(patch([("name", text("Deal"))]), vec![item])).unwrap();
        assert_eq!(deal.get("total").to_feel(), "270");
        assert_eq!(deal.get("amount").to_feel(), "270", "the amount follows the total");
        assert_eq!(deal.get("reference").as_text(), Some("D-00001"));
    }
}

#[test]
fn a_record_follows_all_its_lines_at_once() {
    for house in houses() {
        let ada = administrator();
        let of = |quantity: i64| line(&[("quantity", Value::from(quantity)), ("price", number("1"))]);
        let order = with_lines(patch([("name", text("o"))]), vec![of(1), of(2), of(30)]);
        let order = house.create(&ada, "order", order).unwrap();
        let shown = |order: &Record| ["count", "total", "big", "weight"].map(|name| order.get(name).to_feel());
        assert_eq!(shown(&order), ["3", "3", "1", "33"]);
        assert_eq!(order.version(), 2, "one change for its own values, one for all lines");
        let there = lines_of(&house, &order);
        let raised = Line { id: Some(there[1].0), ..of(40) };
        let changed = house.update(&ada, &order, with_lines(Patch::default(), vec![raised, of(5), of(6)])).unwrap();
        assert_eq!(shown(&changed), ["3", "3", "1", "51"]);
        assert_eq!(changed.version(), 3);
    }
}

#[test]
fn a_line_whose_rule_asks_for_the_total_sees_the_lines_before_it() {
    for house in houses() {
        let ada = administrator();
        let mut files = packages();
        let (_, content) = files.iter_mut().find(|(path, _)| path == "lab/entities/order_line.toml").unwrap();
        content.extend_from_slice(
            b"\n[[rule]]\nname = \"room\"\nwhen = \"order.amount + quantity > 10\"\nsay = \"No room\"\nat = \"quantity\"\n",
        );
        let apply = move |tx: &mut records::Tx<'_>| records::install::apply(tx, &administrator(), &files, "again");
        house.records.alone_blocking(apply).unwrap();
        let of = |quantity: i64| line(&[("quantity", Value::from(quantity))]);
        let full = with_lines(patch([("name", text("o"))]), vec![of(4), of(6), of(1)]);
        assert_eq!(findings(house.create(&ada, "order", full)), ["lines[2].quantity: No room"]);
        let fits = with_lines(patch([("name", text("o"))]), vec![of(4), of(6)]);
        assert_eq!(house.create(&ada, "order", fits).unwrap().get("amount").to_feel(), "10");
    }
}
