//! POST, PATCH, PUT and DELETE: the list of their steps.

use std::sync::Arc;

use feel::Value;
use records::{Record, Tx};

use super::ask::Ask;
use super::convert;
use super::desk::Call;
use super::fault::Fault;
use super::input;
use super::read::{self, etag};
use super::reply::Reply;
use super::walk::{self, Place};
use crate::Problem;
use crate::odata::batch::Method;
use crate::odata::body::{self, Input, Purpose};
use crate::odata::catalog::{Catalog, Edm, Entity, EntityId, Link, Mutability, Navigation};
use crate::odata::prefer::Returned;
use crate::odata::query::Query;
use crate::odata::target::{self, Address, End, Target};
use crate::odata::url::ast::{OptionKind, QueryOption};
use crate::odata::url::{self, Limits};

/// Does what a request that is no GET asks for.
///
/// # Errors
/// Whatever is wrong with the request; then nothing is stored.
pub fn write(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask) -> Result<Reply, Fault> {
    let url = url::parse(&ask.url, Limits::default()).map_err(Problem::from)?;
    let address = match target::bind(&call.catalog, &url)? {
        Target::Records(address) => address,
        Target::Service | Target::Metadata => return Err(super::not_allowed(&ask.url, "GET").into()),
        Target::Batch => return Err(super::not_allowed("$batch", "POST").into()),
    };
    if address.query_in_body {
        return query_in_body(tx, call, ask, &address);
    }
    if !address.filters.is_empty() {
        return Err(Problem::not_implemented("writing to what $filter finds is not offered: use $batch").into());
    }
    match (ask.method, address.end) {
        (Method::Post, End::Collection) => create(tx, call, ask, &address, &url.options),
        (Method::Patch | Method::Put, End::Record) => change(tx, call, ask, &address, &url.options),
        (Method::Delete, End::Record) => delete(tx, call, ask, &address),
        (Method::Put | Method::Patch, End::Property(place)) => {
            let kind = call.catalog.entity(address.entity).properties[place].kind;
            let value = body::bind_value(kind, &ask.json()?)?;
            set(tx, call, ask, &address, place, value)
        }
        (Method::Put, End::Value(place)) => set_value(tx, call, ask, &address, place),
        (Method::Delete, End::Property(place) | End::Value(place)) => {
            let kind = call.catalog.entity(address.entity).properties[place].kind;
            let empty = if kind == Edm::Strings { Value::list([]) } else { Value::Null };
            set(tx, call, ask, &address, place, empty)
        }
        (Method::Post | Method::Put, End::References | End::Reference) => add_reference(tx, call, ask, &address),
        (Method::Delete, End::References | End::Reference) => remove_reference(tx, call, &address, &url.options),
        (Method::Post, End::Action(place)) => act(tx, call, ask, &address, place, &url.options),
        (_, End::Action(_)) => Err(super::not_allowed(&ask.url, "POST").into()),
        (_, End::Collection) => Err(super::not_allowed(&ask.url, "GET, POST").into()),
        (_, End::Record) => Err(super::not_allowed(&ask.url, "GET, PATCH, PUT, DELETE").into()),
        _ => Err(super::not_allowed(&ask.url, "GET").into()),
    }
}

/// Protocol 11.2.4: the query options stand in the body, as they are too long for an address.
fn query_in_body(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask, address: &Address) -> Result<Reply, Fault> {
    if ask.method != Method::Post {
        return Err(super::not_allowed("$query", "POST").into());
    }
    let text = std::str::from_utf8(&ask.body).map_err(|_| Problem::bad_request("the query in the body is no text"))?;
    let options = url::parse_options(text.trim(), Limits::default()).map_err(Problem::from)?;
    let query = Query::bind(&call.catalog, address.entity, &options, &options)?;
    let path = ask.url.split('?').next().unwrap_or_default().trim_end_matches("/$query");
    let asked = Ask { method: Method::Get, url: format!("{path}?{text}"), ..ask.clone() };
    read::records(tx, call, &asked, address, query, None)
}

fn create(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    options: &[QueryOption],
) -> Result<Reply, Fault> {
    let query = Query::bind(&call.catalog, address.entity, options, options)?;
    let catalog = Arc::clone(&call.catalog);
    let place = walk::follow(tx, call, address)?;
    let body = body::bind(&catalog, address.entity, &ask.json()?, Purpose::Create)?;
    let record = match &place {
        Place::Within { way, parent } => {
            let (owner, navigation) = last_hop(&catalog, address).ok_or_else(nothing)?;
            let extra = input::way_back(tx, navigation, way, *parent);
            let record = input::create(tx, call, &body, &extra)?;
            if extra.is_empty() {
                input::link(tx, call, catalog.entity(owner), navigation, *parent, record.id())?;
            }
            record
        }
        _ => input::create(tx, call, &body, &[])?,
    };
    stored(tx, call, ask, &query, &record, 201)
}

fn change(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    options: &[QueryOption],
) -> Result<Reply, Fault> {
    let query = Query::bind(&call.catalog, address.entity, options, options)?;
    let catalog = Arc::clone(&call.catalog);
    let id = one(tx, call, address)?;
    let body = body::bind(&catalog, address.entity, &ask.json()?, Purpose::Change)?;
    let seen = seen(tx, call, ask, address.entity, id)?;
    let emptied =
        if ask.method == Method::Put { unmentioned(catalog.entity(address.entity), &body) } else { Vec::new() };
    let record = input::change(tx, call, &body, id, seen, &emptied)?;
    stored(tx, call, ask, &query, &record, 200)
}

/// An action bound to a record. Protocol 11.5.5.1: the answer is what the action returns, here the record.
fn act(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    place: usize,
    options: &[QueryOption],
) -> Result<Reply, Fault> {
    let query = Query::bind(&call.catalog, address.entity, options, options)?;
    let catalog = Arc::clone(&call.catalog);
    let entity = catalog.entity(address.entity);
    let id = one(tx, call, address)?;
    let seen = seen(tx, call, ask, address.entity, id)?;
    // An action without parameters needs no body.
    let body = if ask.body.is_empty() { serde_json::json!({}) } else { ask.json()? };
    let record = convert::run(tx, call, entity, &entity.actions[place], id, seen, &body)?;
    let detail = super::ask::Detail::wanted(&ask.headers.accept, query.format.as_deref());
    let wanted = ask.headers.preferences.returned != Some(Returned::Minimal);
    let shown = if wanted { shown(tx, call, ask, &query, detail, &record)? } else { None };
    Ok(shown.unwrap_or_else(|| Reply::empty(204).with("etag", etag(record.version()))))
}

/// The slots that a PUT empties, because it does not mention them. Protocol 11.4.3.
fn unmentioned(entity: &Entity, body: &Input) -> Vec<Arc<str>> {
    let is_open = |place: &usize| entity.properties[*place].mutability == Mutability::Writable;
    let is_there = |place: &usize| body.values.iter().any(|(known, _)| known == place);
    let is_linked = |slot: &Arc<str>| {
        body.links.iter().any(|(place, _)| entity.navigations[*place].link == Link::Field(Arc::clone(slot)))
    };
    (0..entity.properties.len())
        .filter(|place| is_open(place) && !is_there(place))
        .map(|place| input::slot(entity, place))
        .filter(|slot| !is_linked(slot) && !matches!(&**slot, "owner" | "unit"))
        .collect()
}

fn delete(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask, address: &Address) -> Result<Reply, Fault> {
    let id = one(tx, call, address)?;
    let seen = seen(tx, call, ask, address.entity, id)?;
    records::delete(tx, call.actor, &call.catalog.entity(address.entity).entity, id, seen)?;
    Ok(Reply::empty(204))
}

fn set(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    place: usize,
    value: Value,
) -> Result<Reply, Fault> {
    let entity = call.catalog.entity(address.entity);
    let property = &entity.properties[place];
    if property.mutability != Mutability::Writable {
        let detail = format!("\"{}\" cannot be written", property.name);
        return Err(Problem::new(403, "forbidden", "You may not do that").detailed(detail).into());
    }
    let id = one(tx, call, address)?;
    let seen = seen(tx, call, ask, address.entity, id)?;
    let body = Input {
        entity: address.entity,
        key: None,
        values: vec![(place, value)],
        links: Vec::new(),
        nested: Vec::new(),
    };
    let record = input::change(tx, call, &body, id, seen, &[])?;
    Ok(Reply::empty(204).with("etag", etag(record.version())))
}

/// The bare text of a property: `PUT companies(5)/name/$value`.
fn set_value(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask, address: &Address, place: usize) -> Result<Reply, Fault> {
    let kind = call.catalog.entity(address.entity).properties[place].kind;
    let text = std::str::from_utf8(&ask.body).map_err(|_| Problem::bad_request("the body is no text"))?;
    let json = match kind {
        Edm::Boolean => serde_json::from_str(text).map_err(|_| Problem::bad_request("expected true or false"))?,
        Edm::Strings => return Err(Problem::bad_request("several values have no bare text").into()),
        _ => serde_json::Value::from(text),
    };
    let value = body::bind_value(kind, &serde_json::json!({ "value": json }))?;
    set(tx, call, ask, address, place, value)
}

fn add_reference(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask, address: &Address) -> Result<Reply, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let body = ask.json()?;
    let link = body.get("@odata.id").or_else(|| body.get("@id")).and_then(serde_json::Value::as_str);
    let link = link.ok_or_else(|| Problem::bad_request("the body is {\"@odata.id\": \"companies(5)\"}"))?;
    let key = referenced(&catalog, link, address.entity)?;
    let (owner, navigation) = last_hop(&catalog, address).ok_or_else(nothing)?;
    let id = owner_id(tx, call, address)?;
    walk::visible(tx, call, catalog.entity(navigation.target), key)?;
    input::link(tx, call, catalog.entity(owner), navigation, id, key)?;
    Ok(Reply::empty(204))
}

fn remove_reference(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    address: &Address,
    options: &[QueryOption],
) -> Result<Reply, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let (owner, navigation) = last_hop(&catalog, address).ok_or_else(nothing)?;
    let id = owner_id(tx, call, address)?;
    let named = options.iter().find_map(|option| match &option.kind {
        OptionKind::Id(link) => Some(link.as_str()),
        _ => None,
    });
    let key = match (address.hops.last().and_then(|hop| hop.key), named, &navigation.link) {
        (Some(key), ..) => key,
        (None, Some(link), _) => referenced(&catalog, link, address.entity)?,
        (None, None, Link::Field(_)) => 0,
        _ => return Err(Problem::bad_request("name the record with $id, or by its key").into()),
    };
    input::unlink(tx, call, catalog.entity(owner), navigation, id, key)?;
    Ok(Reply::empty(204))
}

/// The key in the address of a record of an entity.
fn referenced(catalog: &Catalog, link: &str, entity: EntityId) -> Result<i64, Problem> {
    let url = url::parse(target::relative(link), Limits::default())?;
    match target::bind(catalog, &url)? {
        Target::Records(Address { key: Some(key), end: End::Record, hops, entity: found, .. })
            if hops.is_empty() && found == entity =>
        {
            Ok(key)
        }
        _ => Err(Problem::bad_request(format!(
            "\"{link}\" is not the address of a {}",
            catalog.entity(entity).type_name
        ))),
    }
}

/// The last navigation property of a path, with the entity that has it.
fn last_hop<'c>(catalog: &'c Catalog, address: &Address) -> Option<(EntityId, &'c Navigation)> {
    let (last, before) = address.hops.split_last()?;
    let mut entity = address.set;
    for hop in before {
        entity = catalog.entity(entity).navigations[hop.navigation].target;
    }
    Some((entity, &catalog.entity(entity).navigations[last.navigation]))
}

/// The record that has the last navigation property of a path.
fn owner_id(tx: &mut Tx<'_>, call: &Call<'_>, address: &Address) -> Result<i64, Fault> {
    let mut owner = address.clone();
    owner.hops.pop();
    match walk::follow(tx, call, &owner)? {
        Place::One(id) => Ok(id),
        _ => Err(nothing().into()),
    }
}

/// The one record a path leads to.
fn one(tx: &mut Tx<'_>, call: &Call<'_>, address: &Address) -> Result<i64, Fault> {
    match walk::follow(tx, call, address)? {
        Place::One(id) => Ok(id),
        _ => Err(nothing().into()),
    }
}

fn nothing() -> Problem {
    Problem::not_found("nothing stands at that address")
}

/// The version that `If-Match` asks for; none when any will do.
fn seen(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask, entity: EntityId, id: i64) -> Result<Option<i64>, Fault> {
    let Some(wanted) = ask.headers.if_match.as_deref().filter(|wanted| wanted.trim() != "*") else { return Ok(None) };
    let versions: Vec<i64> = wanted
        .split(',')
        .filter_map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"').parse().ok())
        .collect();
    match versions[..] {
        [version] => Ok(Some(version)),
        [] => Err(Problem::new(412, "precondition-failed", "The record has changed since you read it")
            .detailed("If-Match holds no ETag of this service")
            .at("If-Match")
            .into()),
        [first, ..] => {
            let entity = call.catalog.entity(entity);
            let stored = records::get(tx, call.actor, &entity.entity, id)?.version();
            Ok(Some(if versions.contains(&stored) { stored } else { first }))
        }
    }
}

/// The answer to a write: the record, or only where it is.
fn stored(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    query: &Query,
    record: &Record,
    status: u16,
) -> Result<Reply, Fault> {
    let set = &call.catalog.entity(query.entity).set;
    let location = format!("{}{set}({})", ask.headers.root, record.id());
    let preferred = ask.headers.preferences.returned;
    // What was created is returned unless the client wants less; of a change the client knows.
    let wanted = match preferred {
        Some(returned) => returned == Returned::Representation,
        None => status == 201,
    };
    let detail = super::ask::Detail::wanted(&ask.headers.accept, query.format.as_deref());
    let shown = if wanted { shown(tx, call, ask, query, detail, record)? } else { None };
    let mut reply = match shown {
        Some(reply) => Reply { status, ..reply },
        None => Reply::empty(204).with("etag", etag(record.version())).with("odata-entityid", location.clone()),
    };
    if status == 201 {
        reply = reply.with("location", location);
    }
    Ok(match preferred {
        Some(Returned::Minimal) => reply.with("preference-applied", "return=minimal"),
        Some(Returned::Representation) => reply.with("preference-applied", "return=representation"),
        None => reply,
    })
}

/// The record as its reader sees it; nothing when whoever wrote it may not read it.
fn shown(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    query: &Query,
    detail: super::ask::Detail,
    record: &Record,
) -> Result<Option<Reply>, Fault> {
    if let Some(reply) = read::held(tx, call, ask, query, detail, record)? {
        return Ok(Some(reply));
    }
    match read::one(tx, call, ask, query, detail, record.id(), None) {
        Ok(reply) => Ok(Some(reply)),
        Err(Fault::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(fault) => Err(fault),
    }
}
