//! What each operation promises, in a sentence or two, and what failures look like.

use serde_json::{Map, Value, json};

use super::reference;
use crate::Problem;
use crate::problem::FieldError;

/// Adds to each operation what its kind promises, unless it says that itself.
pub(super) fn operations(paths: &mut Map<String, Value>) {
    for path in paths.values_mut().filter_map(Value::as_object_mut) {
        for operation in path.values_mut().filter_map(Value::as_object_mut) {
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else { continue };
            if let Some(description) = description(id).filter(|_| !operation.contains_key("description")) {
                operation.insert("description".into(), json!(description));
            }
        }
    }
}

fn description(id: &str) -> Option<&'static str> {
    let exact = match id {
        "service_document" => "The entity sets your token may read, with their addresses.",
        "metadata" => {
            "Entities, properties, relations and actions your token may see, as CSDL in XML, or in JSON with \
             Accept: application/json."
        }
        "batch" => {
            "Requests are done in their order and answered each on its own. Those of one atomicityGroup are done as a \
             whole or not at all. A multipart body is taken as well."
        }
        "openapi" => "The document you read: what your token may not see is not in it.",
        "health" => "Answers 200 when the program and its database answer, 503 otherwise. It needs no token.",
        "metrics" => "Figures in the text format of Prometheus. It needs no token and says nothing about records.",
        "list_webhooks" => "Every subscription of the installation, the oldest first. Secrets are not shown.",
        "create_webhook" => {
            "Messages begin with changes made from now on. They tell what you may see yourself. The answer is the only \
             one that shows the secret."
        }
        "read_webhook" => "The subscription without its secret.",
        "change_webhook" => "What the body does not name stays as it is. Every finding is named at once.",
        "delete_webhook" => "Nothing more is sent; the log of deliveries goes, too.",
        "rotate_webhook" => "Messages are signed with both secrets for a day, so that a receiver can change over.",
        "list_deliveries" => {
            "The log reaches back 30 days. A page holds 100; \"next_before\" is the \"before\" of the next one."
        }
        "replay_delivery" => "The message is queued and sent again; a receiver that has it ignores it by its id.",
        _ => "",
    };
    if !exact.is_empty() {
        return Some(exact);
    }
    Some(match id.split('_').next()? {
        "list" => {
            "Records you may see, a page at a time: \"@odata.nextLink\" leads to the next page and is absent on the \
             last. Prefer: odata.maxpagesize asks for pages of a size. With $apply, groups are returned instead."
        }
        "count" => "The number of records that fit and that you may see, as plain text.",
        "read" => {
            "One record by its id. The ETag names its version; If-None-Match with it answers 304 when nothing changed."
        }
        "create" => {
            "Creates a record, with its line items when there are any. Every finding is named at once. A POST with an \
             Idempotency-Key that is sent again is done once."
        }
        "change" => {
            "What the body does not name stays as it is. With If-Match, the change is refused with 412 when somebody \
             changed the record since."
        }
        "delete" => "Deletes a record. It is refused with 409 while others need the record.",
        _ => return None,
    })
}

/// The answers that tell of a failure, by the name they are referred to by, each with an example.
pub(super) fn failures() -> Map<String, Value> {
    let named = [
        ("400", "The request cannot be understood; it says where", bad_url()),
        (
            "401",
            "A token is needed",
            Problem::new(401, "unauthorized", "An API token is needed").detailed("send an API token"),
        ),
        (
            "403",
            "You may see this, but not do that with it",
            Problem::new(403, "forbidden", "You may not do that").detailed("you may not delete base.company"),
        ),
        (
            "404",
            "There is no such resource, or none you may see",
            Problem::not_found("there is no company 42 that you may see"),
        ),
        (
            "409",
            "It stands against what is there",
            Problem::new(409, "conflict", "Something else stands in the way")
                .detailed("another record has the same email"),
        ),
        (
            "412",
            "The record has another version than the one in If-Match; the answer says what was changed",
            Problem::new(412, "precondition-failed", "The record has changed since you read it")
                .detailed("the version is 8 now; read the record again")
                .at("If-Match")
                .with_extra("version", 8),
        ),
        ("422", "Fields need attention; all findings are named", invalid()),
        (
            "501",
            "OData knows that, and this service does not offer it",
            Problem::not_implemented("$crossjoin is not offered: use $expand"),
        ),
        (
            "failure",
            "Another failure: 413 for what is too large, 503 when too many requests wait, 500 for a fault of ours",
            Problem::new(503, "busy", "The service is busy").detailed("the database is busy; try again shortly"),
        ),
    ];
    named.into_iter().map(|(name, description, problem)| (name.to_owned(), response(description, &problem))).collect()
}

fn response(description: &str, problem: &Problem) -> Value {
    json!({
        "description": description,
        "content": {
            "application/json": { "schema": reference("schemas", "error"), "example": problem.to_odata() },
            "application/problem+json": { "schema": reference("schemas", "problem"), "example": problem.to_json() }
        }
    })
}

fn bad_url() -> Problem {
    let mut problem = Problem::new(400, "bad-url", "The URL is not valid OData")
        .detailed("\"naem\" is no property of company; there are: id, version, name at position 8");
    problem.position = Some(8);
    problem
}

fn invalid() -> Problem {
    Problem::new(422, "invalid", "Fields need attention").detailed("This field is required.").with_error(FieldError {
        field: "name".into(),
        code: "required".into(),
        message: "This field is required.".into(),
    })
}
