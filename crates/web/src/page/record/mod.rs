//! The page of a record and everything done on it, for any entity of the model: nothing here knows a deal from a
//! product. What stands where comes from the entity's form.
//!
//! Start reading at `view.rs` (the page, made of `card.rs`, `details.rs` and `related.rs`), then `form.rs` (creating and
//! editing) and `known.rs` (what values need).

mod activity;
mod advice;
mod became;
mod card;
mod cell;
mod convert;
mod deleted;
mod details;
mod duplicates;
mod edit;
mod facts;
mod file;
mod form;
mod given;
mod history;
mod known;
mod lines;
mod lookup;
mod merge;
mod past;
mod place;
mod related;
mod said;
mod sections;
mod sent;
mod share;
#[cfg(test)]
mod tests;
mod timeline;
mod values;
mod view;

pub(super) use history::batch_kind;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};

use super::favourites;
use crate::site::Site;

/// The routes of records.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/{plural}", post(edit::create))
        .route("/{plural}/new", get(edit::show_new))
        .route("/{plural}/line", get(lines::row))
        .route("/{plural}/sections", post(sections::judge))
        .route("/{plural}/duplicates", post(duplicates::hint))
        .route("/{plural}/deleted", get(deleted::list))
        .route("/{plural}/merge", get(merge::show).post(merge::merge))
        .route(
            "/{plural}/{id}",
            get(view::show).post(edit::change).put(edit::change).patch(edit::change).delete(deleted::delete),
        )
        .route("/{plural}/{id}/edit", get(edit::show_edit))
        .route("/{plural}/{id}/fields/{field}", get(cell::show).patch(cell::change))
        .route("/{plural}/{id}/value/{field}", get(cell::value))
        .route("/{plural}/{id}/convert/{name}", get(convert::show).post(convert::run))
        .route("/{plural}/{id}/history/{change}/restore", post(history::restore))
        .route("/{plural}/{id}/activities", post(activity::create))
        .route("/{plural}/{id}/done", post(activity::done))
        .route("/{plural}/{id}/comments/{comment}", axum::routing::delete(activity::delete_comment))
        .route("/{plural}/{id}/favourite", put(favourites::add).delete(favourites::remove))
        .route("/{plural}/{id}/share", get(share::show).post(share::give))
        .route("/{plural}/{id}/why", get(share::why))
        .route("/{plural}/{id}/share/{with}", axum::routing::delete(share::take))
        .route("/{plural}/{id}/different/{other}", post(duplicates::different))
        .route("/{plural}/{id}/files/{file}", axum::routing::delete(file::delete))
        .route("/changes/{change}/restore", post(deleted::restore))
        .route("/batches/{batch}/undo", post(merge::undo))
        .route("/files/{id}/content", get(file::content))
        .route("/lookup/{entity}", get(lookup::entity))
        .route("/lookup/{entity}/{field}", get(lookup::field))
        .merge(
            Router::new()
                .route("/files/upload", post(file::upload))
                .route("/{plural}/{id}/files", post(file::attach))
                // The file itself is counted piece by piece while it is taken in.
                .layer(DefaultBodyLimit::disable()),
        )
}
