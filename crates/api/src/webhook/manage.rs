//! `/api/webhooks`: subscriptions and their deliveries, for administrators' programs.

use std::sync::Arc;

use access::Through;
use axum::extract::{Path, Request, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use records::Tx;
use serde_json::{Value, json};
use webhooks::keep::{self, Draft};
use webhooks::{Addresses, Delivery, Event, Options, Secret, Subscription, moment};

use crate::Problem;
use crate::problem::FieldError;
use crate::serve::ask::Headers;
use crate::serve::desk::{Call, Desk};
use crate::serve::fault::Fault;
use crate::serve::http::{credential, receive};
use crate::serve::reply::Reply;

/// How many deliveries one answer holds.
const PAGE: u64 = 100;

/// What is asked: the parts of the path after `/api/webhooks`, and the body.
struct Wish {
    method: Method,
    path: Vec<String>,
    query: String,
    body: Value,
    addresses: Addresses,
}

/// Answers `/api/webhooks` and everything below.
pub async fn webhooks(State(desk): State<Desk>, path: Option<Path<String>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let language = Headers::of(&parts.headers).language;
    let body = match receive(&desk, &parts.headers, body).await {
        Ok(body) => body,
        Err(problem) => return Reply::plain_problem(&problem).into_response(),
    };
    let wish = match wish(parts.method, path, parts.uri.query(), &body) {
        Ok(wish) => Arc::new(wish),
        Err(problem) => return Reply::plain_problem(&problem).into_response(),
    };
    let inner = desk.clone();
    let outcome: Result<Reply, Fault> = desk
        .front()
        .write(credential(&parts.headers), Through::Api, move |tx, visitor| {
            let call = inner.call(tx, visitor, language)?;
            let limit = &call.actor.limit;
            if !call.actor.is_administrator() || limit.read_only || limit.entities.is_some() {
                let problem = Problem::new(403, "forbidden", "You may not do that");
                return Err(problem
                    .detailed("webhooks are managed with the token of an administrator, without limits")
                    .into());
            }
            answer(tx, &call, &wish)
        })
        .await;
    let reply = outcome.unwrap_or_else(|fault| Reply::plain_problem(&fault.told(language)));
    reply.into_response()
}

fn wish(method: Method, path: Option<Path<String>>, query: Option<&str>, body: &[u8]) -> Result<Wish, Problem> {
    let body = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body)
            .map_err(|error| Problem::bad_request(format!("the body cannot be read as JSON: {error}")))?
    };
    let path = path.map(|Path(path)| path).unwrap_or_default();
    let path = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let addresses = Options::from_environment().addresses;
    Ok(Wish { method, path, query: query.unwrap_or_default().to_owned(), body, addresses })
}

fn answer(tx: &mut Tx<'_>, call: &Call<'_>, wish: &Wish) -> Result<Reply, Fault> {
    let path: Vec<&str> = wish.path.iter().map(String::as_str).collect();
    match (wish.method.as_str(), &path[..]) {
        ("GET", []) => {
            let all: Vec<Value> = keep::all(tx)?.iter().map(shown).collect();
            Ok(json_reply(200, &json!({ "value": all })))
        }
        ("POST", []) => create(tx, call, wish),
        ("GET", [id]) => Ok(json_reply(200, &shown(&find(tx, id)?))),
        ("PATCH", [id]) => change(tx, call, wish, id),
        ("DELETE", [id]) => {
            let id = find(tx, id)?.id;
            keep::remove(tx, id)?;
            Ok(Reply::empty(204))
        }
        ("POST", [id, "rotate"]) => {
            let id = find(tx, id)?.id;
            let key = call.desk.front().gate().sealing(tx.sql())?;
            let (rotated, secret) = keep::rotate(tx, key, id)?;
            Ok(json_reply(200, &with_secret(&rotated, &secret)))
        }
        ("GET", [id, "deliveries"]) => deliveries(tx, wish, id),
        ("POST", [id, "deliveries", delivery, "replay"]) => replay(tx, id, delivery),
        (_, [] | [_] | [_, "deliveries" | "rotate"] | [_, "deliveries", _, "replay"]) => {
            let allowed = match &path[..] {
                [] => "GET, POST",
                [_] => "GET, PATCH, DELETE",
                [_, "deliveries"] => "GET",
                _ => "POST",
            };
            let problem = Problem::new(405, "method-not-allowed", "The address does not take this method");
            Err(problem.detailed(format!("the address takes {allowed}")).with_extra("allow", allowed).into())
        }
        _ => Err(Problem::not_found("nothing stands at that address").into()),
    }
}

fn create(tx: &mut Tx<'_>, call: &Call<'_>, wish: &Wish) -> Result<Reply, Fault> {
    let blank =
        Draft { url: String::new(), entity: "*".to_owned(), events: Event::ALL.to_vec(), filter: None, active: true };
    let draft = laid(tx, call, wish, blank, true)?;
    let key = call.desk.front().gate().sealing(tx.sql())?;
    let (made, secret) = keep::create(tx, key, call.actor.user, &draft)?;
    Ok(json_reply(201, &with_secret(&made, &secret)).with("location", format!("/api/webhooks/{}", made.id)))
}

fn change(tx: &mut Tx<'_>, call: &Call<'_>, wish: &Wish, id: &str) -> Result<Reply, Fault> {
    let subscription = find(tx, id)?;
    let draft = laid(tx, call, wish, Draft::from(&subscription), false)?;
    Ok(json_reply(200, &shown(&keep::change(tx, subscription.id, &draft)?)))
}

/// A subscription with the body laid over it; every finding at once.
fn laid(tx: &Tx<'_>, call: &Call<'_>, wish: &Wish, mut draft: Draft, is_new: bool) -> Result<Draft, Fault> {
    let Value::Object(members) = &wish.body else {
        return Err(Problem::bad_request("the body is no JSON object").into());
    };
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| {
        errors.push(FieldError { field: field.to_owned(), code: "wrong-value".to_owned(), message });
    };
    if is_new && !members.contains_key("url") {
        wrong("url", "the address of the receiver is missing".to_owned());
    }
    for (name, value) in members {
        match (name.as_str(), value) {
            ("url", Value::String(url)) => match wish.addresses.check(url) {
                Ok(_) => draft.url.clone_from(url),
                Err(message) => wrong(name, message),
            },
            ("entity", Value::String(entity)) if entity == "*" => draft.entity.clone_from(entity),
            ("entity", Value::String(entity)) => {
                let known = call.catalog.by_set(entity).map(|id| call.catalog.entity(id));
                match known
                    .or_else(|| call.catalog.entities().map(|(_, known)| known).find(|known| *known.entity == **entity))
                {
                    Some(known) => draft.entity = known.entity.to_string(),
                    None => wrong(name, crate::odata::catalog::there_is(&call.catalog.set_names())),
                }
            }
            ("events", Value::Array(events)) => {
                let events: Option<Vec<Event>> = events.iter().map(|event| Event::parse(event.as_str()?)).collect();
                match events {
                    Some(events) if !events.is_empty() => draft.events = events,
                    _ => wrong(name, "events are created, changed, deleted".to_owned()),
                }
            }
            ("filter", Value::Null) => draft.filter = None,
            ("filter", Value::String(filter)) => draft.filter = Some(filter.clone()),
            ("active", Value::Bool(active)) => draft.active = *active,
            ("url" | "entity" | "events" | "filter" | "active", _) => wrong(name, "this has another type".to_owned()),
            _ => wrong(name, "there are: url, entity, events, filter, active".to_owned()),
        }
    }
    if let Some(filter) = &draft.filter {
        let is_known = draft.entity != "*" && keep::condition(tx, &draft.entity, filter).is_some();
        if !is_known {
            wrong("filter", "a filter is a FEEL condition on one entity, such as status = \"active\"".to_owned());
        }
    }
    if errors.is_empty() {
        return Ok(draft);
    }
    let detail = match &errors[..] {
        [one] => format!("{}: {}", one.field, one.message),
        several => format!("{} fields need attention", several.len()),
    };
    let mut problem = Problem::new(422, "invalid", "Fields need attention").detailed(detail);
    problem.errors = errors;
    Err(problem.into())
}

fn deliveries(tx: &mut Tx<'_>, wish: &Wish, id: &str) -> Result<Reply, Fault> {
    let id = find(tx, id)?.id;
    let before = match wish.query.split('&').find_map(|option| option.strip_prefix("before=")) {
        Some(text) => {
            Some(text.parse().map_err(|_| Problem::bad_request("\"before\" is the id of a delivery").at("before"))?)
        }
        None => None,
    };
    let found = keep::deliveries(tx, id, before, PAGE)?;
    let next = found.last().filter(|_| found.len() as u64 == PAGE).map(|last| last.id);
    let shown: Vec<Value> = found.iter().map(Delivery::to_json).collect();
    Ok(json_reply(200, &json!({ "value": shown, "next_before": next })))
}

fn replay(tx: &mut Tx<'_>, id: &str, delivery: &str) -> Result<Reply, Fault> {
    let subscription = find(tx, id)?;
    let missing = || Problem::not_found(format!("there is no delivery {delivery}"));
    let number = delivery.parse().map_err(|_| missing())?;
    let found = match keep::replay(tx, subscription.id, number) {
        Err(records::Error::NotFound { .. }) => return Err(missing().into()),
        found => found?,
    };
    Ok(json_reply(202, &found.to_json()))
}

fn find(tx: &mut Tx<'_>, id: &str) -> Result<Subscription, Fault> {
    let missing = || Problem::not_found(format!("there is no webhook {id}"));
    match keep::get(tx, id.parse().map_err(|_| missing())?) {
        Err(records::Error::NotFound { .. }) => Err(missing().into()),
        found => Ok(found?),
    }
}

fn shown(subscription: &Subscription) -> Value {
    let events: Vec<&str> = subscription.events.iter().map(|event| event.as_str()).collect();
    json!({
        "id": subscription.id,
        "url": subscription.url,
        "entity": subscription.entity,
        "events": events,
        "filter": subscription.filter,
        "active": subscription.active,
        "owner": subscription.owner,
        "created_at": moment(subscription.created_at),
        "changed_at": moment(subscription.changed_at),
    })
}

/// With the secret, which is shown once.
fn with_secret(subscription: &Subscription, secret: &Secret) -> Value {
    let mut shown = shown(subscription);
    shown["secret"] = json!(secret.reveal());
    shown
}

fn json_reply(status: u16, body: &Value) -> Reply {
    Reply { status, ..Reply::ok("application/json", body.to_string().into_bytes()) }
}
