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

/// Changes the installation's currency.
fn settle_in(house: &House, code: &'static str) -> records::Result<()> {
    house.records.alone_blocking(move |tx| records::install::set(tx, &administrator(), &[("currency", code)]))
}

#[test]
fn a_new_currency_of_the_installation_converts_what_amounts_are_worth() {
    for house in houses() {
        rates(&house);
        let ada = administrator();
        let pound = house.create(&ada, "currency", patch([("code", text("GBP")), ("name", text("Pound"))])).unwrap();
        house.create(&ada, "currency", patch([("code", text("EUR")), ("name", text("Euro"))])).unwrap();
        let of_pound =
            patch([("currency", Value::from(pound.id())), ("date", date("2025-06-01")), ("rate", number("1.2"))]);
        house.create(&ada, "base.exchange_rate", of_pound).unwrap();
        let sample = |amount: Option<&str>, code: &str| {
            let mut patch = patch([("name", text("m")), ("money_currency", text(code))]);
            if let Some(amount) = amount {
                patch = patch.with("money", number(amount));
            }
            house.create(&ada, "sample", patch).unwrap()
        };
        let samples = [(Some("10"), "USD"), (Some("4"), "EUR"), (Some("2"), "GBP"), (Some("1"), "XXX"), (None, "EUR")];
        let samples = samples.map(|(amount, code)| sample(amount, code));
        let order = |prices: &[(&str, &str)]| {
            let line = |(price, code): &(&str, &str)| Line {
                id: None,
                values: vec![(Arc::from("price"), number(price)), (Arc::from("price_currency"), text(code))],
            };
            let lines = prices.iter().map(line).collect();
            let patch = Patch { lines: vec![(Arc::from("lines"), lines)], ..patch([("name", text("o"))]) };
            house.create(&ada, "order", patch).unwrap()
        };
        let orders = [order(&[("10", "USD"), ("2", "EUR")]), order(&[("3", "EUR")]), order(&[])];
        let version = house.again(&samples[0]).version();
        settle_in(&house, "USD").unwrap();
        let worth = samples.each_ref().map(|sample| house.again(sample).get("money_base").to_feel());
        assert_eq!(worth, ["10", "5", "3", "null", "null"]);
        assert_eq!(house.again(&samples[4]).get("money_currency").as_text(), Some("USD"));
        assert_eq!(house.again(&samples[0]).version(), version, "nothing happened to it");
        let totals = orders.each_ref().map(|order| {
            let order = house.again(order);
            ["total", "total_currency", "total_base"].map(|name| order.get(name).to_feel())
        });
        let usd = "\"USD\"";
        assert_eq!(totals, [["12.5", usd, "12.5"], ["3", "\"EUR\"", "3.75"], ["0", usd, "0"]]);
        // What is added now meets the same currency, and the rates are those of it.
        assert_eq!(sample(Some("8"), "EUR").get("money_base").to_feel(), "10");
        assert_eq!(sample(Some("2"), "GBP").get("money_base").to_feel(), "4.8");
        let wrong = house.write(|tx| records::rebuild::roll_ups(tx, &administrator(), "order")).unwrap();
        assert_eq!(wrong, 0, "computing the roll-ups again changes nothing");
        // And back again.
        settle_in(&house, "EUR").unwrap();
        let worth = samples.each_ref().map(|sample| house.again(sample).get("money_base").to_feel());
        assert_eq!(worth, ["8", "4", "2.4", "null", "null"]);
    }
}

#[test]
fn a_currency_without_a_rate_is_refused_where_it_matters() {
    for house in houses() {
        let ada = administrator();
        settle_in(&house, "UAH").unwrap();
        let own = house.create(&ada, "sample", patch([("name", text("m")), ("money", number("5"))])).unwrap();
        assert_eq!(own.get("money_currency").as_text(), Some("UAH"));
        let refused = |tx: &mut records::Tx<'_>| {
            let refused = records::install::set(tx, &administrator(), &[("name", "New"), ("currency", "PLN")]);
            assert!(refused.unwrap_err().to_string().contains("need attention"));
            Ok::<_, records::Error>(())
        };
        house.records.alone_blocking(refused).unwrap();
        let settings = house.read(|tx| Ok(tx.world().settings.clone())).unwrap();
        assert_eq!((&*settings.currency, &*settings.name), ("UAH", "Relata"), "nothing of it stays");
        house.delete(&ada, &own).unwrap();
        settle_in(&house, "PLN").unwrap();
    }
}
