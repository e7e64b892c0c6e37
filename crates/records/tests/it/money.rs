use crate::support::*;
use feel::Value;
use records::{Line, Patch};
use std::sync::Arc;

/// Euros are the installation's; a dollar was half of one, later 0.8.
fn rates(house: &House) {
    let ada = administrator();
    let dollar = house.create(&ada, "currency", patch([("code", text("USD")), ("name", text("Dollar"))])).unwrap();
    for (day, rate) in [("2025-01-01", "0.5"), ("2025-12-01", "0.8"), ("2030-01-01", "9")] {
        let rate = patch([("currency", Value::from(dollar.id())), ("date", date(day)), ("rate", number(rate))]);
        house.create(&ada, "base.exchange_rate", rate).unwrap();
    }
}

#[test]
fn amounts_have_a_worth_in_the_installations_currency() {
    for house in houses() {
        rates(&house);
        let ada = administrator();
        let amount = |amount: &str, code: &str| {
            patch([("name", text("m")), ("money", number(amount)), ("money_currency", text(code))])
        };
        let own = house.create(&ada, "sample", patch([("name", text("m")), ("money", number("5"))])).unwrap();
        assert_eq!((own.get("money_currency").as_text(), own.get("money_base").to_feel()), (Some("EUR"), "5".into()));
        let dollars = house.create(&ada, "sample", amount("10", "USD")).unwrap();
        assert_eq!(dollars.get("money_base").to_feel(), "8", "the newest rate up to today");
        let unknown = house.create(&ada, "sample", amount("10", "XXX")).unwrap();
        assert!(unknown.get("money_base").is_null());
        // A rate that changes later does not rewrite what was worth so much then.
        house.database.clock().set(jiff::Timestamp::from_second(1_900_000_000).unwrap());
        let renamed = house.update(&ada, &dollars, patch([("name", text("n"))])).unwrap();
        assert_eq!(renamed.get("money_base").to_feel(), "8");
        let raised = house.update(&ada, &dollars, patch([("money", number("20"))])).unwrap();
        assert_eq!(raised.get("money_base").to_feel(), "180");
    }
}

#[test]
fn sums_over_several_currencies_are_in_the_installations() {
    for house in houses() {
        rates(&house);
        let ada = administrator();
        let line = |price: &str, code: &str| Line {
            id: None,
            values: vec![(Arc::from("price"), number(price)), (Arc::from("price_currency"), text(code))],
        };
        let order = |lines: Vec<Line>| {
            let patch = Patch { lines: vec![(Arc::from("lines"), lines)], ..patch([("name", text("o"))]) };
            let order = house.create(&ada, "order", patch).unwrap();
            (order.get("total").to_feel(), order.get("total_currency").to_feel())
        };
        let usd = "\"USD\"".to_owned();
        assert_eq!(order(vec![line("1", "USD"), line("2", "USD")]), ("3".into(), usd));
        let eur = "\"EUR\"".to_owned();
        assert_eq!(order(vec![line("10", "USD"), line("2", "EUR")]), ("10".into(), eur));
    }
}
