//! The document of the sample.

use super::*;
use crate::odata::catalog::tests::sample;

/// Every `$ref` of a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(target) if name == "$ref" => found.push(target.clone()),
                    member => references(member, found),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| references(member, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document(&sample(), "0.1.0");
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for target in found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
    }
}

#[test]
fn only_what_is_allowed_is_described() {
    let document = document(&sample(), "0.1.0");
    let deal = &document["paths"]["/odata/v4/deals({id})"];
    assert!(deal["patch"].is_object());
    assert!(deal["delete"].is_null());
    let created = &document["components"]["schemas"]["deal.create"];
    assert_eq!(created["required"], json!(["name"]));
    assert!(created["properties"]["id"].is_null());
    assert_eq!(created["properties"]["stage"]["enum"], json!(["new", "won", null]));
    assert!(document["components"]["schemas"]["deal.change"]["properties"]["number"].is_null());
}
