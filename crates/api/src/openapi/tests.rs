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

#[test]
fn every_operation_says_what_it_promises_and_how_it_fails() {
    let document = document(&sample(), "0.1.0");
    let mut ids = std::collections::HashSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} stands twice");
            assert!(
                id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'),
                "{id}"
            );
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(operation["description"].as_str().is_some_and(|said| said.len() > 20), "{method} {path}");
            assert!(operation["responses"]["default"].is_object(), "{method} {path}");
        }
    }
    for (name, answer) in document["components"]["responses"].as_object().unwrap() {
        for (media, member) in [("application/json", "/error/message"), ("application/problem+json", "/detail")] {
            let example = &answer["content"][media]["example"];
            assert!(example.pointer(member).is_some(), "{name} {media}: {example}");
        }
    }
}
