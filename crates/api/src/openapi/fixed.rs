//! The parts of the document that no definition changes.

use serde_json::{Map, Value, json};

use super::{SERVICE_ROOT, reference};

/// The addresses beside the entity sets.
pub(super) fn paths() -> Map<String, Value> {
    let json_object = json!({ "application/json": { "schema": { "type": "object" } } });
    let xml_or_json = json!({
        "application/xml": { "schema": { "type": "string" } },
        "application/json": { "schema": { "type": "object" } }
    });
    let text = json!({ "text/plain": { "schema": { "type": "string" } } });
    let mut paths = Map::new();
    paths.insert(format!("{SERVICE_ROOT}/"), get("service_document", "The entity sets", &json_object, Guard::Token));
    paths.insert(
        format!("{SERVICE_ROOT}/$metadata"),
        get("metadata", "The types of all entities, as CSDL", &xml_or_json, Guard::Token),
    );
    paths.insert(format!("{SERVICE_ROOT}/$batch"), batch());
    webhook_paths(&mut paths);
    paths.insert("/api/openapi.json".into(), get("openapi", "This document", &json_object, Guard::Token));
    paths.insert("/healthz".into(), get("health", "Whether the service is up", &text, Guard::Open));
    paths.insert("/metrics".into(), get("metrics", "Figures for Prometheus", &text, Guard::Open));
    paths
}

/// Subscriptions to changes, for administrators.
fn webhook_paths(paths: &mut Map<String, Value>) {
    let id = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "integer", "format": "int64", "minimum": 1 } });
    let operation = |name: &str, summary: &str, status: &str, schema: Option<&str>, body: bool| {
        let mut success = json!({ "description": "Done" });
        if let Some(schema) = schema {
            success["content"] = json!({ "application/json": { "schema": reference("schemas", schema) } });
        }
        let mut responses = Map::new();
        responses.insert(status.to_owned(), success);
        for failing in ["400", "401", "403", "404", "422"] {
            responses.insert(failing.into(), reference("responses", failing));
        }
        responses.insert("default".into(), reference("responses", "failure"));
        let mut operation =
            json!({ "operationId": name, "summary": summary, "tags": ["service"], "responses": responses });
        if body {
            let content = json!({ "application/json": { "schema": reference("schemas", "webhook.wish") } });
            operation["requestBody"] = json!({ "required": true, "content": content });
        }
        operation
    };
    paths.insert("/api/webhooks".into(), json!({
        "get": operation("list_webhooks", "All subscriptions", "200", Some("webhook.list"), false),
        "post": operation("create_webhook", "Subscribe to changes; the answer shows the secret, once", "201", Some("webhook"), true)
    }));
    paths.insert(
        "/api/webhooks/{id}".into(),
        json!({
            "parameters": [id("id")],
            "get": operation("read_webhook", "One subscription", "200", Some("webhook"), false),
            "patch": operation("change_webhook", "Change a subscription", "200", Some("webhook"), true),
            "delete": operation("delete_webhook", "End a subscription", "204", None, false)
        }),
    );
    paths.insert("/api/webhooks/{id}/rotate".into(), json!({
        "parameters": [id("id")],
        "post": operation("rotate_webhook", "A new secret; the old one signs for a day more", "200", Some("webhook"), false)
    }));
    paths.insert("/api/webhooks/{id}/deliveries".into(), json!({
        "parameters": [id("id"), { "name": "before", "in": "query", "schema": { "type": "integer", "format": "int64" } }],
        "get": operation("list_deliveries", "What was sent, the newest first", "200", Some("delivery.list"), false)
    }));
    paths.insert("/api/webhooks/{id}/deliveries/{delivery}/replay".into(), json!({
        "parameters": [id("id"), id("delivery")],
        "post": operation("replay_delivery", "Send a message again, under the same id", "202", Some("delivery"), false)
    }));
}

/// The schemas of subscriptions and deliveries.
fn webhook_schemas() -> Value {
    let text = json!({ "type": "string" });
    let whole = json!({ "type": "integer", "format": "int64" });
    let events = json!({ "type": "array", "minItems": 1, "items": { "enum": ["created", "changed", "deleted"] } });
    let list = |schema: &str| {
        json!({ "type": "object", "required": ["value"], "properties": {
        "value": { "type": "array", "items": reference("schemas", schema) },
        "next_before": { "type": ["integer", "null"], "format": "int64" }
    } })
    };
    json!({
        "webhook.wish": { "type": "object", "properties": {
            "url": { "type": "string", "format": "uri", "description": "Where messages are sent, by https" },
            "entity": { "type": "string", "description": "An entity set, or *" },
            "events": events,
            "filter": { "type": ["string", "null"], "description": "A FEEL condition on the record" },
            "active": { "type": "boolean" }
        } },
        "webhook": { "type": "object", "required": ["id", "url", "entity", "events", "active"], "properties": {
            "id": whole, "url": text, "entity": text, "events": events,
            "filter": { "type": ["string", "null"] }, "active": { "type": "boolean" }, "owner": whole,
            "created_at": text, "changed_at": text,
            "secret": { "type": "string", "description": "Shown once" }
        } },
        "webhook.list": list("webhook"),
        "delivery": { "type": "object", "required": ["id", "message", "event", "state", "attempts"], "properties": {
            "id": whole, "message": text, "event": text, "record": whole,
            "state": { "enum": ["waiting", "delivered", "failed"] }, "attempts": whole,
            "answered": { "type": ["integer", "null"] }, "error": { "type": ["string", "null"] },
            "created_at": text, "sent_at": { "type": ["string", "null"] }, "body": {}
        } },
        "delivery.list": list("delivery")
    })
}

/// Whether an address asks who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Open,
    Token,
}

fn get(id: &str, summary: &str, content: &Value, guard: Guard) -> Value {
    let mut operation = json!({
        "operationId": id, "summary": summary, "tags": ["service"],
        "responses": {
            "200": { "description": "Done", "content": content },
            "default": reference("responses", "failure")
        }
    });
    match guard {
        Guard::Open => operation["security"] = json!([]),
        Guard::Token => operation["responses"]["401"] = reference("responses", "401"),
    }
    json!({ "get": operation })
}

fn batch() -> Value {
    json!({
        "post": {
            "operationId": "batch", "summary": "Many requests in one", "tags": ["service"],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": reference("schemas", "batch.requests") } }
            },
            "responses": {
                "200": {
                    "description": "One answer for each request",
                    "content": { "application/json": { "schema": reference("schemas", "batch.responses") } }
                },
                "400": reference("responses", "400"),
                "401": reference("responses", "401"),
                "default": reference("responses", "failure")
            }
        }
    })
}

/// What is sent to subscribers: Standard Webhooks 1.0.
pub(super) fn webhooks() -> Value {
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": description,
            "schema": { "type": "string" }
        })
    };
    json!({
        "change": {
            "post": {
                "operationId": "on_change",
                "summary": "A record was created, changed or deleted",
                "security": [],
                "parameters": [
                    header("webhook-id", "The same for every attempt: what was seen before is to be ignored"),
                    header("webhook-timestamp", "Seconds since 1970 of this attempt"),
                    header("webhook-signature", "v1 and the HMAC-SHA256 of id.timestamp.body in base64")
                ],
                "requestBody": {
                    "required": true,
                    "content": { "application/json": { "schema": reference("schemas", "change") } }
                },
                "responses": { "2XX": { "description": "Received; anything else is tried again later" } }
            }
        }
    })
}

/// The schemas that belong to no entity.
pub(super) fn schemas() -> Map<String, Value> {
    let schemas = json!({
        "problem": {
            "type": "object",
            "description": "RFC 9457",
            "required": ["type", "title", "status"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "target": { "type": "string" },
                "position": { "type": "integer" },
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["field", "code", "message"],
                        "properties": {
                            "field": { "type": "string" },
                            "code": { "type": "string" },
                            "message": { "type": "string" }
                        }
                    }
                }
            }
        },
        "error": {
            "type": "object",
            "description": "OData JSON Format 21.1",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {
                        "code": { "type": "string" },
                        "message": { "type": "string" },
                        "target": { "type": "string" },
                        "details": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["code", "message"],
                                "properties": {
                                    "code": { "type": "string" },
                                    "message": { "type": "string" },
                                    "target": { "type": "string" }
                                }
                            }
                        },
                        "innererror": { "type": "object" }
                    }
                }
            }
        },
        "change": {
            "type": "object",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": { "type": "string", "description": "company.created, company.changed, company.deleted" },
                "timestamp": { "type": "string", "format": "date-time" },
                "data": { "type": "object", "description": "The record, and what was changed" }
            }
        },
        "batch.requests": {
            "type": "object",
            "required": ["requests"],
            "properties": {
                "requests": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "method", "url"],
                        "properties": {
                            "id": { "type": "string", "minLength": 1 },
                            "atomicityGroup": { "type": "string" },
                            "dependsOn": { "type": "array", "items": { "type": "string" } },
                            "method": { "enum": ["GET", "POST", "PATCH", "PUT", "DELETE"] },
                            "url": { "type": "string", "minLength": 1 },
                            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
                            "body": {}
                        }
                    }
                }
            }
        },
        "batch.responses": {
            "type": "object",
            "required": ["responses"],
            "properties": {
                "responses": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "status"],
                        "properties": {
                            "id": { "type": "string" },
                            "atomicityGroup": { "type": "string" },
                            "status": { "type": "integer" },
                            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
                            "body": {}
                        }
                    }
                }
            }
        }
    });
    let members = |value: Value| match value {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let mut all = members(schemas);
    all.append(&mut members(webhook_schemas()));
    all
}

/// Query options and headers.
pub(super) fn parameters() -> Map<String, Value> {
    let mut parameters = Map::new();
    for (key, description) in [
        ("filter", "A condition: city eq 'Kyiv' and amount gt 100"),
        ("search", "Words to search for; AND, OR and NOT join them: frost NOT dry"),
        ("orderby", "Properties, or what is computed of them, to sort by: name desc,id"),
        ("select", "Properties to return: id,name"),
        ("expand", "Related records to return: contacts($top=5)"),
        ("compute", "Members to compute: length(name) as size"),
        ("apply", "Set transformations: groupby((stage),aggregate(amount with sum as total))"),
    ] {
        let schema = json!({ "type": "string" });
        parameters.insert(key.into(), parameter(&format!("${key}"), "query", description, schema));
    }
    for (key, description) in [("top", "At most so many"), ("skip", "Not the first so many")] {
        let schema = json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX });
        parameters.insert(key.into(), parameter(&format!("${key}"), "query", description, schema));
    }
    let flag = json!({ "type": "boolean" });
    parameters.insert("count".into(), parameter("$count", "query", "Whether to count all of them", flag));
    for (key, name, description) in [
        ("if-match", "If-Match", "The ETag of the version you have seen, or *"),
        ("if-none-match", "If-None-Match", "The ETag of the version you have"),
        ("prefer", "Prefer", "return=minimal or return=representation"),
    ] {
        parameters.insert(key.into(), parameter(name, "header", description, json!({ "type": "string" })));
    }
    parameters
}

fn parameter(name: &str, place: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": place, "required": false, "description": description, "schema": schema })
}

/// Headers of answers.
pub(super) fn headers() -> Value {
    json!({
        "ETag": { "description": "The version of the record", "schema": { "type": "string" } },
        "Location": { "description": "The address of the new record", "schema": { "type": "string" } }
    })
}
