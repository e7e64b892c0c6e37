//! The pages: a file each, with its route, its handler and its markup.

mod chrome;
mod factor;
mod favourites;
mod home;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod house;
mod import;
mod jobs;
mod list;
mod problem;
mod record;
#[cfg(test)]
mod routes;
mod search;
mod settings;
mod sign_in;
pub mod states;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::site::Site;
use crate::{assets, http};

/// All pages of an installation.
pub fn router(site: Site) -> Router {
    let names = site.cookies();
    let guard = http::Guard { cookies: [names.session, names.visitor], matches: identity::csrf::matches };
    let mut pages = Router::new()
        .merge(sign_in::router())
        .merge(settings::router())
        .merge(import::router())
        .merge(jobs::router())
        .merge(record::router())
        .merge(home::router())
        .merge(list::router())
        .merge(search::router())
        .merge(problem::router());
    if site.is_demo() {
        pages = pages.merge(states::router());
    }
    pages
        .fallback(missing)
        .with_state(site)
        .layer(from_fn_with_state(guard, http::guard))
        .merge(assets::router())
        .layer(from_fn(http::headers))
}

/// An address that leads nowhere.
async fn missing(visit: crate::site::Visit) -> axum::response::Response {
    visit.answer(Err(crate::site::Trouble::NotFound))
}
