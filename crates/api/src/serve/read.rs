//! GET: the list of its steps. A question asked before goes straight to the database.

use std::sync::Arc;

use records::{Cursor, Record, RowView, Tx};

use super::ask::{Ask, Detail};
use super::desk::Call;
use super::expand::{self, Level, Written};
use super::fault::Fault;
use super::link;
use super::question::question;
use super::reply::Reply;
use super::shape::{Compiled, Paging, Shape};
use super::walk::{self, Place};
use super::{apply, part};
use crate::Problem;
use crate::odata::batch::Method;
use crate::odata::catalog::EntityId;
use crate::odata::query::Query;
use crate::odata::target::{self, Address, End, Target};
use crate::odata::url::ast::{OptionKind, QueryOption, Resource};
use crate::odata::url::{self, Limits};

/// Answers a GET.
///
/// # Errors
/// Whatever is wrong with the request; 404 for what the actor may not see.
pub fn read(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask) -> Result<Reply, Fault> {
    let (key, id) = link::template(ask);
    if let Some(compiled) = call.desk.recall(call, &key) {
        return compiled_answer(tx, call, ask, &compiled, id);
    }
    let url = url::parse(&ask.url, Limits::default()).map_err(Problem::from)?;
    match target::bind(&call.catalog, &url)? {
        Target::Service => Ok(super::service::document(call, ask)),
        Target::Metadata => Ok(super::service::metadata(call, ask, &url)),
        Target::Batch => Err(super::not_allowed("$batch", "POST").into()),
        Target::Records(address) if matches!(url.resource, Resource::Entity { .. }) => {
            // The record is found: what named it asks for nothing more.
            let options: Vec<QueryOption> =
                url.options.iter().filter(|option| !matches!(option.kind, OptionKind::Id(_))).cloned().collect();
            let query = Query::bind(&call.catalog, address.entity, &options, &options)?;
            records(tx, call, ask, &address, query, None)
        }
        Target::Records(address) => {
            let query = Query::bind(&call.catalog, address.entity, &url.options, &url.options)?;
            records(tx, call, ask, &address, query, Some(key))
        }
    }
}

/// Answers a question about records. `key` is under what it may be remembered.
///
/// # Errors
/// As [`read`].
pub fn records(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    query: Query,
    key: Option<String>,
) -> Result<Reply, Fault> {
    let detail = Detail::wanted(&ask.headers.accept, query.format.as_deref());
    let place = walk::follow(tx, call, address)?;
    if query.aggregation.is_some() {
        return apply::read(tx, call, ask, address, &query, &place, detail);
    }
    match (address.end, place) {
        (End::Record, Place::One(id)) => {
            let key = key.filter(|_| address.hops.is_empty());
            one(tx, call, ask, &query, detail, id, key)
        }
        (End::Collection, place) => {
            let key = key.filter(|_| place == Place::All);
            page(tx, call, ask, address, query, detail, place, key)
        }
        (End::Action(_), _) => Err(super::not_allowed(&ask.url, "POST").into()),
        (End::Count, place) => count(tx, call, address, &query, &place),
        (_, Place::Nowhere) => Ok(Reply::empty(204)),
        (End::Property(property), Place::One(id)) => {
            part::property(tx, call, ask, address.entity, property, id, detail)
        }
        (End::Value(property), Place::One(id)) => part::value(tx, call, address.entity, property, id),
        (End::Reference, Place::One(id)) => part::reference(tx, call, ask, address.entity, id, detail),
        (End::References, place) => part::references(tx, call, ask, address, query, &place, detail),
        (_, _) => Err(Problem::not_found("nothing stands at that address").into()),
    }
}

/// Asks again what was put into SQL before.
fn compiled_answer(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    compiled: &Compiled,
    id: Option<i64>,
) -> Result<Reply, Fault> {
    match (compiled, id) {
        (Compiled::One { shape, prepared }, Some(id)) => {
            let before = one_context(call, ask, shape);
            let found = prepared.read(tx, id, |row| written(ask, shape, &before, row))?;
            found.ok_or_else(|| walk::absent(call.catalog.entity(shape.entity), id))
        }
        (Compiled::Page { shape, prepared, query, page }, _) => {
            let mut out = page_start(call, ask, shape.entity, &shape.selected, shape.detail);
            let mut first = true;
            out.extend_from_slice(b"\"value\":[");
            let end = prepared.read(tx, |row| {
                if !std::mem::take(&mut first) {
                    out.push(b',');
                }
                shape.write(row, &mut out);
                out.push(b'}');
            })?;
            finish(ask, &mut out, query, *page, end.rows, end.next.as_ref());
            Ok(Reply::ok(shape.detail.media_type(), out))
        }
        (Compiled::One { .. }, None) => Err(Problem::not_found("nothing stands at that address").into()),
    }
}

/// One record.
///
/// # Errors
/// 404 when the actor may not see it.
pub fn one(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    query: &Query,
    detail: Detail,
    id: i64,
    key: Option<String>,
) -> Result<Reply, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let entity = catalog.entity(query.entity);
    let absent = || walk::absent(entity, id);
    let computed = shown(query);
    if query.expand.is_empty() {
        let shape = Shape::of(&catalog, query, detail, &[]);
        let prepared = records::prepare_one_computing(tx, call.actor, &entity.entity, &shape.columns, &computed)?;
        let before = one_context(call, ask, &shape);
        let reply = prepared.read(tx, id, |row| written(ask, &shape, &before, row))?.ok_or_else(absent)?;
        if let Some(key) = key.filter(|_| prepared.is_lasting()) {
            call.desk.remember(call, key, Arc::new(Compiled::One { shape, prepared }));
        }
        return Ok(reply);
    }
    let level = Level::of(call, query, detail);
    let prepared = records::prepare_one_computing(tx, call.actor, &entity.entity, &level.shape.columns, &computed)?;
    let before = one_context(call, ask, &level.shape);
    let found = prepared.read(tx, id, |row| (level.shape.version(row), level.write(&before, row)))?;
    let (version, row) = found.ok_or_else(absent)?;
    let mut rows = [row];
    expand::fill(tx, call, &level, &mut rows)?;
    let [mut row] = rows;
    row.json.push(b'}');
    Ok(Reply::ok(detail.media_type(), row.json).with("etag", etag(version)))
}

/// What `$compute` adds to the answer.
fn shown(query: &Query) -> Vec<(Arc<str>, feel::Expr)> {
    let shown = query.computed.iter().filter(|computed| computed.shown);
    shown.map(|computed| (Arc::clone(&computed.name), computed.value.expr.clone())).collect()
}

/// A record that was just written; nothing when the database must be asked, see [`records::hold`].
///
/// # Errors
/// As [`read`].
pub fn held(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    query: &Query,
    detail: Detail,
    record: &Record,
) -> Result<Option<Reply>, Fault> {
    if !query.expand.is_empty() || query.computed.iter().any(|computed| computed.shown) {
        return Ok(None);
    }
    let shape = Shape::of(&call.catalog, query, detail, &[]);
    let held = records::hold(tx, call.actor, record, &shape.columns)?;
    Ok(held.map(|held| written(ask, &shape, &one_context(call, ask, &shape), &held.view())))
}

/// The record as an answer, or that it has not changed. RFC 9110, 13.1.2.
fn written(ask: &Ask, shape: &Shape, before: &[u8], row: &RowView<'_, '_>) -> Reply {
    let etag = etag(shape.version(row));
    let is_known =
        ask.method == Method::Get && ask.headers.if_none_match.as_deref().is_some_and(|known| matches(known, &etag));
    if is_known {
        return Reply::empty(304).with("etag", etag);
    }
    let mut out = Vec::with_capacity(before.len() + 64 + 32 * shape.columns.len());
    shape.write_after(before, row, &mut out);
    out.push(b'}');
    Reply::ok(shape.detail.media_type(), out).with("etag", etag)
}

/// The ETag of a version. Weak, as one version is shown in many forms.
pub fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// Whether a list of ETags, or `*`, holds this one; compared weakly. RFC 9110, 8.8.3.2.
pub fn matches(list: &str, etag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list.trim() == "*" || list.split(',').any(|tag| plain(tag) == plain(etag))
}

/// What an answer about one record begins with.
fn one_context(call: &Call<'_>, ask: &Ask, shape: &Shape) -> Vec<u8> {
    let mut before = Vec::with_capacity(160);
    if shape.detail != Detail::None {
        let set = &call.catalog.entity(shape.entity).set;
        context(ask, &[set, &shape.selected, "/$entity"], &mut before);
    }
    before
}

/// Writes the member that says what the answer is. JSON Format 4.5.1.
pub fn context(ask: &Ask, fragment: &[&str], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"@odata.context\":\"");
    out.extend_from_slice(ask.headers.root.as_bytes());
    out.extend_from_slice(b"$metadata#");
    for part in fragment {
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// What a page begins with: its brace, and the context with a comma behind.
pub fn page_start(call: &Call<'_>, ask: &Ask, entity: EntityId, selected: &str, detail: Detail) -> Vec<u8> {
    let mut out = Vec::with_capacity(8 * 1024);
    out.push(b'{');
    if detail != Detail::None {
        context(ask, &[&call.catalog.entity(entity).set, selected], &mut out);
        out.push(b',');
    }
    out
}

/// Ends a page, with the link that leads on.
fn finish(ask: &Ask, out: &mut Vec<u8>, query: &Query, page: Paging, rows: u64, next: Option<&Cursor>) {
    out.push(b']');
    if let Some(next) = next.filter(|_| !page.is_whole) {
        let rest = query.top.map(|top| top.saturating_sub(rows));
        out.extend_from_slice(b",\"@odata.nextLink\":");
        records::write_text(&link::next(ask, rest, &next.encode()), out);
    }
    out.push(b'}');
}

#[expect(clippy::too_many_arguments, reason = "the steps share them all")]
fn page(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    query: Query,
    detail: Detail,
    place: Place,
    key: Option<String>,
) -> Result<Reply, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let level = Level::of(call, &query, detail);
    let (question, page) =
        question(&catalog, &query, &level.shape, &address.filters, ask.headers.preferences.page_size)?;
    let within = within(&place);
    let within = within.as_ref().map(|(way, parent)| (*way, *parent));
    let mut out = page_start(call, ask, query.entity, &level.shape.selected, detail);
    if query.count {
        let total = records::count_within(tx, call.actor, &question, within, None)?;
        out.extend_from_slice(format!("\"@odata.count\":{total},").as_bytes());
    }
    out.extend_from_slice(b"\"value\":[");
    if query.top == Some(0) {
        out.extend_from_slice(b"]}");
        return Ok(Reply::ok(detail.media_type(), out));
    }
    let prepared = records::prepare(tx, call.actor, &question, within)?;
    if query.expand.is_empty() {
        let mut first = true;
        let end = prepared.read(tx, |row| {
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            level.shape.write(row, &mut out);
            out.push(b'}');
        })?;
        finish(ask, &mut out, &query, page, end.rows, end.next.as_ref());
        let key = key.filter(|_| prepared.is_lasting() && !query.count && query.skip_token.is_none());
        if let Some(key) = key {
            let shape = level.shape;
            call.desk.remember(call, key, Arc::new(Compiled::Page { shape, prepared, query: Box::new(query), page }));
        }
        return Ok(applied(ask, Reply::ok(detail.media_type(), out)));
    }
    let mut rows: Vec<Written> = Vec::new();
    let end = prepared.read(tx, |row| rows.push(level.write(b"", row)))?;
    expand::fill(tx, call, &level, &mut rows)?;
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&row.json);
        out.push(b'}');
    }
    finish(ask, &mut out, &query, page, end.rows, end.next.as_ref());
    Ok(applied(ask, Reply::ok(detail.media_type(), out)))
}

/// Says that the page has the size the client preferred. RFC 7240, 3.
fn applied(ask: &Ask, reply: Reply) -> Reply {
    match ask.headers.preferences.page_size {
        Some(size) => reply.with("preference-applied", format!("odata.maxpagesize={size}")),
        None => reply,
    }
}

/// The way and the parent of a place within another record.
pub fn within(place: &Place) -> Option<(&records::Way, i64)> {
    match place {
        Place::Within { way, parent } => Some((way, *parent)),
        _ => None,
    }
}

fn count(tx: &mut Tx<'_>, call: &Call<'_>, address: &Address, query: &Query, place: &Place) -> Result<Reply, Fault> {
    let shape = Shape::of(&call.catalog, query, Detail::None, &[]);
    let (question, _) = question(&call.catalog, query, &shape, &address.filters, None)?;
    let count = records::count_within(tx, call.actor, &question, within(place), None)?;
    Ok(Reply::ok("text/plain;charset=utf-8", count.to_string().into_bytes()))
}
