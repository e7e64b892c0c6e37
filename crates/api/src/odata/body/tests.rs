//! Bodies in, values, links and findings out.

use serde_json::json;

use super::*;
use crate::odata::catalog::tests::sample;

fn create(set: &str, body: serde_json::Value) -> Result<Input, Problem> {
    let catalog = sample();
    bind(&catalog, catalog.by_set(set).unwrap(), &body, Purpose::Create)
}

#[test]
fn values_links_and_nested_records_are_read() {
    let input = create(
        "companies",
        json!({
            "@odata.type": "#Relata.company", "id": 99, "name": "Ромашка", "founded": "2001-02-03",
            "kinds": ["customer"], "notes": null,
            "contacts": [{ "email": "a@example.org" }, { "@id": "contacts(7)" }],
            "deals@odata.bind": ["http://host/odata/v4/deals(3)"]
        }),
    )
    .unwrap();
    let catalog = sample();
    let company = catalog.entity(input.entity);
    let values: Vec<_> =
        input.values.iter().map(|(place, value)| (&*company.properties[*place].name, value.clone())).collect();
    assert_eq!(
        values,
        [
            ("name", feel::Value::from("Ромашка")),
            ("founded", feel::Value::from(feel::Date::new(2001, 2, 3).unwrap())),
            ("kinds", feel::Value::list([feel::Value::from("customer")])),
            ("notes", feel::Value::Null),
        ]
    );
    assert_eq!(input.links, [(0, vec![7]), (1, vec![3])]);
    assert_eq!(input.nested[0].1.len(), 1);
}

#[test]
fn numbers_keep_every_digit() {
    let body: serde_json::Value =
        serde_json::from_str(r#"{"name":"A","amount":922337203685477.5807,"probability":"12","lead_time":"PT1H"}"#)
            .unwrap();
    let input = create("deals", body).unwrap();
    assert_eq!(input.values[1].1, feel::Value::Number(feel::Number::parse("922337203685477.5807").unwrap()));
    assert_eq!(input.values[2].1, feel::Value::Number(feel::Number::from(12)));
}

#[test]
fn every_mistake_is_named() {
    let problem = create(
        "companies",
        json!({
            "nmae": "A", "founded": "yesterday", "kinds": "customer", "name": 5,
            "contacts": [{ "email": 1 }, 5], "deals@odata.bind": ["companies(3)"], "notes": "a\u{0}b"
        }),
    )
    .unwrap_err();
    assert_eq!(problem.status, 422);
    let found: Vec<_> = problem.errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
    assert_eq!(
        found,
        [
            ("nmae", "unknown-field"),
            ("founded", "wrong-type"),
            ("kinds", "wrong-type"),
            ("name", "wrong-type"),
            ("contacts/0/email", "wrong-type"),
            ("contacts/1", "wrong-type"),
            ("deals@odata.bind", "wrong-link"),
            ("notes", "wrong-type"),
        ]
    );
    assert_eq!(create("companies", json!([])).unwrap_err().status, 400);
}

#[test]
fn what_cannot_be_changed_is_refused_and_what_is_computed_ignored() {
    let catalog = sample();
    let deals = catalog.by_set("deals").unwrap();
    let problem = bind(&catalog, deals, &json!({ "number": "D-1" }), Purpose::Change).unwrap_err();
    assert_eq!(problem.errors[0].code, "read-only");
    let input = bind(&catalog, deals, &json!({ "version": 7, "created_at": "x" }), Purpose::Change).unwrap();
    assert!(input.values.is_empty());
    let input = bind(&catalog, deals, &json!({ "company@odata.bind": null }), Purpose::Change).unwrap();
    assert_eq!(input.links, [(0, vec![])]);
    let mut deep = json!({});
    for _ in 0..10 {
        deep = json!({ "company": { "contacts": [deep] } });
    }
    let problem = bind(&catalog, deals, &deep, Purpose::Create).unwrap_err();
    assert_eq!(problem.errors[0].code, "too-deep");
}
