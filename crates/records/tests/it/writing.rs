use crate::support::*;
use feel::Value;
use records::{Error, Patch};

#[test]
fn what_is_created_is_read_updated_and_gone() {
    for house in houses() {
        let ada = administrator();
        let company = house.create(&ada, "companies", patch([("name", text(" Romashka  LLC "))])).unwrap();
        assert_eq!(company.version(), 1);
        assert_eq!(company.get("status").as_text(), Some("prospect"), "the default");
        let read = house.get(&ada, "base.company", company.id()).unwrap();
        assert_eq!(read.values, company.values);
        let changed = house.update(&ada, &company, patch([("status", text("active"))])).unwrap();
        assert_eq!((changed.version(), changed.get("status").as_text()), (2, Some("active")));
        assert_eq!(
            house.update(&ada, &company, patch([("status", text("active"))])).unwrap().version(),
            2,
            "nothing changed"
        );
        house.delete(&ada, &company).unwrap();
        assert!(matches!(house.get(&ada, "company", company.id()), Err(Error::NotFound { .. })));
        assert!(matches!(house.delete(&ada, &company), Err(Error::NotFound { .. })));
    }
}

#[test]
fn every_kind_is_kept_as_it_was_written() {
    for house in houses() {
        let ada = administrator();
        let written = patch([
            ("name", text("Ёж")),
            ("long", text("two\nlines")),
            ("rich", text("<p>Hi <b>there</b></p>")),
            ("number", number("12.345")),
            ("percent", number("33.3")),
            ("money", number("1234.5678")),
            ("money_currency", text("usd")),
            ("flag", Value::from(false)),
            ("choice", text("green")),
            ("choices", Value::list([text("blue"), text("red")])),
            ("day", date("2026-02-28")),
            ("moment", Value::DateTime(feel::DateTime::from_micros(1_700_000_000_123_456))),
            ("span", Value::Days(feel::Days::from_seconds(3_600))),
            ("email", text("Ada@Example.COM")),
            ("phone", text("+44 20 7946 0958")),
            ("url", text("example.com/x")),
            ("stars", Value::from(4)),
            ("json", Value::context([("a", Value::list([Value::from(1), Value::Null]))])),
            ("address_city", text("Lviv")),
            ("address_country", text("UA")),
        ]);
        let sample = house.create(&ada, "sample", written).unwrap();
        let sample = house.get(&ada, "sample", sample.id()).unwrap();
        let shown = |name: &str| sample.get(name).to_feel();
        assert_eq!(shown("number"), "12.345");
        assert_eq!(shown("percent"), "33.3");
        assert_eq!(shown("money"), "1234.5678");
        assert_eq!(shown("money_currency"), "\"USD\"");
        assert_eq!(shown("flag"), "false");
        assert_eq!(shown("choices"), "[\"red\", \"blue\"]", "in the order of the definition");
        assert_eq!(shown("day"), "@\"2026-02-28\"");
        assert_eq!(shown("span"), "@\"PT1H\"");
        assert_eq!(shown("email"), "\"Ada@example.com\"");
        assert_eq!(shown("phone"), "\"+442079460958\"");
        assert_eq!(shown("url"), "\"https://example.com/x\"");
        assert_eq!(shown("stars"), "4");
        assert_eq!(shown("json"), "{a: [1, null]}");
        assert_eq!(shown("address_city"), "\"Lviv\"");
        assert_eq!(shown("double"), "24.69");
        assert_eq!(shown("ratio"), "null", "divided by nothing");
        assert_eq!(shown("serial"), "\"S-001\"");
        assert_eq!(sample.get("moment"), &Value::DateTime(feel::DateTime::from_micros(1_700_000_000_123_456)));
        let emptied =
            house.update(&ada, &sample, patch([("choices", Value::list([])), ("number", Value::Null)])).unwrap();
        assert!(emptied.get("choices").is_null() && emptied.get("double").is_null());
    }
}

#[test]
fn every_finding_comes_at_once() {
    for house in houses() {
        let wrong = patch([
            ("number", number("2000")),
            ("choice", text("pink")),
            ("email", text("nobody")),
            ("phone", text("12")),
            ("nonsense", text("x")),
            ("double", number("1")),
            ("stars", Value::from(9)),
            ("day", text("soon")),
        ]);
        let found = findings(house.create(&administrator(), "sample", wrong));
        let fields: Vec<&str> = found.iter().filter_map(|finding| finding.split(':').next()).collect();
        assert_eq!(fields, ["choice", "email", "phone", "nonsense", "double", "stars", "day", "name", "number"]);
        assert!(found.contains(&"name: problem-required".to_owned()), "{found:?}");
    }
}

#[test]
fn a_value_is_unique_among_living_records_only() {
    for house in houses() {
        let ada = administrator();
        let named = |name: &str, code: &str| patch([("name", text(name)), ("code", text(code))]);
        let first = house.create(&ada, "sample", named("one", "X")).unwrap();
        assert_eq!(findings(house.create(&ada, "sample", named("two", "X"))), ["code: problem-not-unique"]);
        house.delete(&ada, &first).unwrap();
        house.create(&ada, "sample", named("two", "X")).unwrap();
        house.create(&ada, "sample", patch([("name", text("no code"))])).unwrap();
        house.create(&ada, "sample", patch([("name", text("no code either"))])).unwrap();
        let placed = |name: &str| patch([("name", text(name)), ("group", text("g")), ("place", Value::from(1))]);
        house.create(&ada, "sample", placed("a")).unwrap();
        assert_eq!(findings(house.create(&ada, "sample", placed("b"))).len(), 2);
    }
}

#[test]
fn automatic_numbers_count_up() {
    for house in houses() {
        let ada = administrator();
        let serials: Vec<String> = (0..3)
            .map(|_| house.create(&ada, "sample", patch([("name", text("n"))])).unwrap().get("serial").to_feel())
            .collect();
        assert_eq!(serials, ["\"S-001\"", "\"S-002\"", "\"S-003\""]);
        let refused = house.create(&ada, "sample", Patch::default());
        assert!(refused.is_err());
        let next = house.create(&ada, "sample", patch([("name", text("n"))])).unwrap();
        assert_eq!(next.get("serial").as_text(), Some("S-004"), "a refused record takes no number");
    }
}

#[test]
fn a_stale_version_is_refused_with_what_changed() {
    for house in houses() {
        let ada = administrator();
        let seen = house.create(&ada, "sample", patch([("name", text("one")), ("place", Value::from(1))])).unwrap();
        house.update(&ada, &seen, patch([("place", Value::from(2))])).unwrap();
        house.update(&ada, &seen, patch([("place", Value::from(3)), ("group", text("g"))])).unwrap();
        let refused = house.update_seen(&ada, &seen, Some(1), patch([("name", text("two"))]));
        let Err(Error::Conflict(conflict)) = refused else { panic!("{refused:?}") };
        assert_eq!(conflict.version, 3);
        let mut changed: Vec<String> = conflict
            .changed
            .iter()
            .map(|one| format!("{} {} {}", one.name, one.before.to_feel(), one.after.to_feel()))
            .collect();
        changed.sort();
        assert_eq!(changed, ["group null \"g\"", "place 1 3"]);
        assert!(house.update_seen(&ada, &seen, Some(3), patch([("name", text("two"))])).is_ok());
    }
}

#[test]
fn defaults_follow_what_changes() {
    for house in houses() {
        let ada = administrator();
        let named = patch([("given_name", text("Ada")), ("family_name", text("Lovelace"))]);
        let contact = house.create(&ada, "contacts", named).unwrap();
        assert_eq!(contact.get("name").as_text(), Some("Ada Lovelace"));
        let married = house.update(&ada, &contact, patch([("family_name", text("King"))])).unwrap();
        assert_eq!(married.get("name").as_text(), Some("Ada King"));
        let task = house.create(&ada, "activities", patch([("subject", text("Call"))])).unwrap();
        assert_eq!(task.get("status").as_text(), Some("open"));
        let done = house.update(&ada, &task, patch([("status", text("done"))])).unwrap();
        assert!(!done.get("done_at").is_null());
    }
}

#[test]
fn what_shows_nothing_is_no_name() {
    for house in houses() {
        let nameless = house.create(&administrator(), "sample", patch([("name", text(" \u{200b}\u{feff} "))]));
        assert!(matches!(nameless, Err(Error::Invalid(_))));
        let named = house.create(&administrator(), "sample", patch([("name", text("\u{200f}שלום\u{200b} "))])).unwrap();
        assert_eq!(*named.get("name"), text("שלום"));
    }
}
