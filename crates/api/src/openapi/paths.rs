//! The addresses of an entity set.

use serde_json::{Map, Value, json};

use super::{SERVICE_ROOT, reference};
use crate::odata::catalog::{Action, Catalog, Entity, SKIP};

/// The paths of an entity set: the list, its number, one record.
pub(super) fn of(catalog: &Catalog, entity: &Entity) -> Map<String, Value> {
    let set = &entity.set;
    let mut paths = Map::new();
    paths.insert(format!("{SERVICE_ROOT}/{set}"), collection(entity));
    paths.insert(format!("{SERVICE_ROOT}/{set}/$count"), count(entity));
    paths.insert(format!("{SERVICE_ROOT}/{set}({{id}})"), record(entity));
    for item in &entity.actions {
        paths.insert(format!("{SERVICE_ROOT}/{set}({{id}})/{}", item.name), action(catalog, entity, item));
    }
    paths
}

/// An action bound to a record.
fn action(catalog: &Catalog, entity: &Entity, action: &Action) -> Value {
    let (name, set) = (&*entity.type_name, &*entity.set);
    let mut parameters = Map::new();
    for step in &action.steps {
        let target = catalog.entity(step.target);
        if target.allowed.create {
            parameters.insert(step.name.to_string(), reference("schemas", &format!("{}.create", target.type_name)));
        }
        parameters.insert(step.key(), json!({ "type": "integer", "format": "int64", "minimum": 1 }));
    }
    let optional: Vec<&str> = action.steps.iter().filter(|step| step.optional).map(|step| &*step.name).collect();
    parameters.insert(SKIP.into(), json!({ "type": "array", "items": { "type": "string", "enum": optional } }));
    json!({
        "parameters": [id()],
        "post": {
            "operationId": format!("{}_{name}", action.name),
            "summary": action.label,
            "description": "Done in one transaction, as a whole or not at all. For each step, its name gives values of a \
                            new record, its name with _id a record that is there; skip lists the steps left out.",
            "tags": [set],
            "parameters": [reference("parameters", "if-match"), reference("parameters", "prefer")],
            "requestBody": {
                "required": false,
                "content": { "application/json": { "schema": { "type": "object", "properties": parameters } } }
            },
            "responses": answers(200, Some(name), &["400", "401", "403", "404", "409", "412", "422"])
        }
    })
}

/// The key in an address.
fn id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "schema": { "type": "integer", "format": "int64", "minimum": 1 }
    })
}

fn collection(entity: &Entity) -> Value {
    let (name, set) = (&*entity.type_name, &*entity.set);
    let options = ["filter", "search", "orderby", "select", "expand", "top", "skip", "count", "compute", "apply"];
    let options: Vec<Value> = options.iter().map(|option| reference("parameters", option)).collect();
    let mut path = json!({
        "get": {
            "operationId": format!("list_{set}"),
            "summary": format!("List: {}", entity.label_plural),
            "tags": [set],
            "parameters": options,
            "responses": answers(200, Some(&format!("{name}.list")), &["400", "401", "404", "501"])
        }
    });
    if entity.allowed.create {
        path["post"] = json!({
            "operationId": format!("create_{name}"),
            "summary": format!("Create: {}", entity.label),
            "tags": [set],
            "parameters": [reference("parameters", "prefer")],
            "requestBody": body(&format!("{name}.create")),
            "responses": created(name)
        });
    }
    path
}

fn count(entity: &Entity) -> Value {
    let set = &*entity.set;
    let mut responses = Map::new();
    responses.insert(
        "200".into(),
        json!({
            "description": "The number of records",
            "content": { "text/plain": { "schema": { "type": "integer", "minimum": 0 } } }
        }),
    );
    failures(&mut responses, &["400", "401", "404"]);
    json!({
        "get": {
            "operationId": format!("count_{set}"),
            "summary": format!("Count: {}", entity.label_plural),
            "tags": [set],
            "parameters": [reference("parameters", "filter"), reference("parameters", "search")],
            "responses": responses
        }
    })
}

fn record(entity: &Entity) -> Value {
    let (name, set) = (&*entity.type_name, &*entity.set);
    let mut path = json!({
        "parameters": [id()],
        "get": {
            "operationId": format!("read_{name}"),
            "summary": format!("Read: {}", entity.label),
            "tags": [set],
            "parameters": [
                reference("parameters", "select"),
                reference("parameters", "expand"),
                reference("parameters", "if-none-match")
            ],
            "responses": read_answers(name)
        }
    });
    if entity.allowed.change {
        let mut responses = answers(200, Some(name), &["400", "401", "403", "404", "409", "412", "422"]);
        responses.insert("204".into(), json!({ "description": "Changed; nothing is returned" }));
        path["patch"] = json!({
            "operationId": format!("change_{name}"),
            "summary": format!("Change: {}", entity.label),
            "tags": [set],
            "parameters": [reference("parameters", "if-match"), reference("parameters", "prefer")],
            "requestBody": body(&format!("{name}.change")),
            "responses": responses
        });
    }
    if entity.allowed.delete {
        let mut responses = Map::new();
        responses.insert("204".into(), json!({ "description": "Deleted" }));
        failures(&mut responses, &["400", "401", "403", "404", "409", "412"]);
        path["delete"] = json!({
            "operationId": format!("delete_{name}"),
            "summary": format!("Delete: {}", entity.label),
            "tags": [set],
            "parameters": [reference("parameters", "if-match")],
            "responses": responses
        });
    }
    path
}

fn read_answers(name: &str) -> Map<String, Value> {
    let mut responses = answers(200, Some(name), &["400", "401", "404"]);
    responses.insert("304".into(), json!({ "description": "Not changed since the version named in If-None-Match" }));
    responses["200"]["headers"] = json!({ "ETag": reference("headers", "ETag") });
    responses
}

fn created(name: &str) -> Map<String, Value> {
    let mut responses = answers(201, Some(name), &["400", "401", "403", "404", "409", "422"]);
    let headers = json!({ "ETag": reference("headers", "ETag"), "Location": reference("headers", "Location") });
    responses["201"]["headers"] = headers;
    let location = json!({ "Location": reference("headers", "Location") });
    responses.insert("204".into(), json!({ "description": "Created; nothing is returned", "headers": location }));
    responses
}

fn answers(status: u16, schema: Option<&str>, failing: &[&str]) -> Map<String, Value> {
    let mut responses = Map::new();
    let mut success = json!({ "description": "Done" });
    if let Some(schema) = schema {
        success["content"] = json!({ "application/json": { "schema": reference("schemas", schema) } });
    }
    responses.insert(status.to_string(), success);
    failures(&mut responses, failing);
    responses
}

fn failures(responses: &mut Map<String, Value>, statuses: &[&str]) {
    for status in statuses {
        responses.insert((*status).to_owned(), reference("responses", status));
    }
    responses.insert("default".into(), reference("responses", "failure"));
}

fn body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference("schemas", schema) } } })
}
