//! Every component in every state, and whole pages made of them. For looking at: the server mounts these routes in
//! demonstrations and debug builds only.

mod answers;
mod demo;
mod form;
mod list;
mod record;
mod sheet;
mod sign_in;

use axum::Router;
use axum::routing::get;
use jiff::Timestamp;

/// The routes under `/states`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/states", get(sheet::page))
        .route("/states/list", get(list::page).post(list::page).delete(list::page))
        .route("/states/record", get(record::page))
        .route("/states/form", get(form::page))
        .route("/states/sign-in", get(sign_in::page))
        .route("/states/errors/{status}", get(answers::error))
        .merge(answers::router())
}

/// The moment at which the sheet's story takes place: pictures of it stay the same.
fn now() -> Timestamp {
    Timestamp::from_second(1_795_342_200).unwrap_or_default()
}
