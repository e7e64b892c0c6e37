//! Parts of a record: one property, its bare value, references.

use std::sync::Arc;

use feel::Value;
use records::Tx;

use super::ask::{Ask, Detail};
use super::desk::Call;
use super::fault::Fault;
use super::question::question;
use super::read::{context, within};
use super::reply::Reply;
use super::shape::Shape;
use super::walk::{self, Place};
use crate::odata::catalog::{Edm, EntityId};
use crate::odata::query::Query;
use crate::odata::target::Address;

/// A property: `{"value": …}`; without content when it is null.
///
/// # Errors
/// 404 when the record is not there for the actor.
pub fn property(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    entity: EntityId,
    place: usize,
    id: i64,
    detail: Detail,
) -> Result<Reply, Fault> {
    let entity = call.catalog.entity(entity);
    let property = &entity.properties[place];
    let one = records::prepare_one(tx, call.actor, &entity.entity, std::slice::from_ref(&property.path))?;
    let found = one.read(tx, id, |row| {
        if row.is_null(0) && property.kind != Edm::Strings {
            return None;
        }
        let mut json = Vec::new();
        row.write_json(0, &mut json);
        if property.kind == Edm::Json {
            let text = String::from_utf8_lossy(&json).into_owned();
            json.clear();
            records::write_text(&text, &mut json);
        }
        Some(json)
    })?;
    let Some(value) = found.ok_or_else(|| walk::absent(entity, id))? else { return Ok(Reply::empty(204)) };
    let mut out = vec![b'{'];
    if detail != Detail::None {
        context(ask, &[&format!("{}({id})/{}", entity.set, property.name)], &mut out);
        out.push(b',');
    }
    out.extend_from_slice(b"\"value\":");
    out.extend_from_slice(&value);
    out.push(b'}');
    Ok(Reply::ok(detail.media_type(), out))
}

/// The bare value of a property, as text.
///
/// # Errors
/// 404 when the record is not there for the actor.
pub fn value(tx: &mut Tx<'_>, call: &Call<'_>, entity: EntityId, place: usize, id: i64) -> Result<Reply, Fault> {
    let entity = call.catalog.entity(entity);
    let property = &entity.properties[place];
    let one = records::prepare_one(tx, call.actor, &entity.entity, std::slice::from_ref(&property.path))?;
    let found = one.read(tx, id, |row| match row.value(0) {
        Value::Null => None,
        Value::Text(text) => Some(text.as_bytes().to_vec()),
        _ => {
            let mut json = Vec::new();
            row.write_json(0, &mut json);
            let bare = json.strip_prefix(b"\"").and_then(|json| json.strip_suffix(b"\"")).map(<[u8]>::to_vec);
            Some(bare.unwrap_or(json))
        }
    })?;
    match found.ok_or_else(|| walk::absent(entity, id))? {
        Some(text) => Ok(Reply::ok("text/plain;charset=utf-8", text)),
        None => Ok(Reply::empty(204)),
    }
}

/// The address of a record.
///
/// # Errors
/// 404 when the record is not there for the actor.
pub fn reference(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    entity: EntityId,
    id: i64,
    detail: Detail,
) -> Result<Reply, Fault> {
    let entity = call.catalog.entity(entity);
    walk::visible(tx, call, entity, id)?;
    let mut out = vec![b'{'];
    if detail != Detail::None {
        context(ask, &["$ref"], &mut out);
        out.push(b',');
    }
    out.extend_from_slice(format!("\"@odata.id\":\"{}({id})\"}}", entity.set).as_bytes());
    Ok(Reply::ok(detail.media_type(), out))
}

/// The addresses of the records of a collection.
///
/// # Errors
/// As for the collection.
pub fn references(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    query: Query,
    place: &Place,
    detail: Detail,
) -> Result<Reply, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let entity = catalog.entity(address.entity);
    let bare = Query { select: Vec::new(), ..query };
    let shape = Shape::of(&catalog, &bare, detail, &[]);
    let (question, _) = question(&catalog, &bare, &shape, &address.filters, ask.headers.preferences.page_size)?;
    let prepared = records::prepare(tx, call.actor, &question, within(place))?;
    let mut out = vec![b'{'];
    if detail != Detail::None {
        context(ask, &["Collection($ref)"], &mut out);
        out.push(b',');
    }
    out.extend_from_slice(b"\"value\":[");
    let mut first = true;
    let end = prepared.read(tx, |row| {
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        out.extend_from_slice(format!("{{\"@odata.id\":\"{}({})\"}}", entity.set, row.id()).as_bytes());
    })?;
    out.push(b']');
    if let Some(next) = end.next.filter(|_| bare.top.is_none()) {
        out.extend_from_slice(b",\"@odata.nextLink\":");
        records::write_text(&super::link::next(ask, None, &next.encode()), &mut out);
    }
    out.push(b'}');
    Ok(Reply::ok(detail.media_type(), out))
}
