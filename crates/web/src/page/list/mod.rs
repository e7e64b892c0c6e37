//! Lists of any entity, made of its definitions: views, filters, order, columns, pages, totals, acts on many, files.
//!
//! Everything one sees is said by the URL (`address.rs`), held against definitions and rights (`open.rs`), read
//! (`rows.rs`) and drawn (`page.rs`, `toolbar.rs`). A filter is a tree of tests (`component::filter`) that `meaning.rs`
//! turns into FEEL.

mod address;
mod bulk;
mod export;
mod field;
mod meaning;
mod open;
mod order;
mod page;
mod refused;
mod rows;
mod saved;
#[cfg(test)]
mod tests;
mod toolbar;
mod totals;
mod view;

use axum::Router;
use axum::extract::{Form, Path, RawQuery};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use address::Address;

use crate::site::{Site, Visit};

pub(super) use address::escaped;
pub(super) use field::is_person;
pub(super) use totals::noun;
pub(super) use view::SAVED_VIEW;

/// The list of the records that a batch of changes created or changed, in a view that leaves none of them out.
pub(super) fn of_batch_url(entity: &model::Entity, batch: i64) -> String {
    let whole = entity.lists.iter().find(|list| list.filter.is_none()).map(|list| list.name.to_string());
    Address { plural: entity.plural.to_string(), view: whole, own: true, batch: Some(batch), ..Address::default() }
        .url()
}

/// What a form sent.
type Pairs = Vec<(String, String)>;

/// The routes of lists.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/{plural}", get(show))
        .route("/{plural}/totals", get(totals))
        .route("/{plural}/filter", get(filter))
        .route("/{plural}/columns", post(columns).delete(reset_columns))
        .route("/{plural}/export", get(export::export))
        .route("/{plural}/views", post(saved::create))
        .route("/{plural}/views/new", get(saved::show_new))
        .route("/{plural}/views/start", post(saved::start))
        .route("/{plural}/views/{id}", get(saved::show).post(saved::change).delete(saved::delete))
        .route("/{plural}/bulk", post(bulk::change))
        .route("/{plural}/bulk/change", post(bulk::dialog))
        .route("/{plural}/bulk/value", get(bulk::value))
        .route("/{plural}/bulk/delete", post(bulk::delete))
}

async fn show(visit: Visit, Path(plural): Path<String>) -> Response {
    let address = Address::read(&plural, visit.uri.query().unwrap_or_default());
    let headers = visit.headers.clone();
    visit.read(move |tx, me| page::answer(tx, me, &headers, &address, false)).await
}

async fn totals(visit: Visit, Path(plural): Path<String>) -> Response {
    let address = Address::read(&plural, visit.uri.query().unwrap_or_default()).first_page();
    visit.read_long(move |tx, me| Ok(totals::answer(tx, me, &address)?.into_response())).await
}

async fn filter(visit: Visit, Path(plural): Path<String>) -> Response {
    let address = Address::read(&plural, visit.uri.query().unwrap_or_default());
    let work = move |tx: &mut records::Tx<'_>, me: &crate::site::Me| {
        let opened = open::Opened::at(tx, me, &address)?;
        Ok(toolbar::builder(tx, me, &opened)?.into_response())
    };
    visit.read(work).await
}

async fn columns(
    visit: Visit,
    Path(plural): Path<String>,
    RawQuery(query): RawQuery,
    Form(sent): Form<Pairs>,
) -> Response {
    let mut address = Address::read(&plural, query.as_deref().unwrap_or_default());
    address.columns = Some(sent.into_iter().filter(|(name, _)| name == "column").map(|(_, value)| value).collect());
    let headers = visit.headers.clone();
    visit.read(move |tx, me| page::answer(tx, me, &headers, &address, true)).await
}

async fn reset_columns(visit: Visit, Path(plural): Path<String>, RawQuery(query): RawQuery) -> Response {
    let mut address = Address::read(&plural, query.as_deref().unwrap_or_default());
    address.columns = None;
    let headers = visit.headers.clone();
    visit.read(move |tx, me| page::answer(tx, me, &headers, &address, true)).await
}
