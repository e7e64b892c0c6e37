//! Settings: one's own profile, security and tokens; for administrators users, units, roles and the installation.

mod confirm;
mod fields;
mod frame;
mod home;
mod installation;
mod passkeys;
mod profile;
mod roles;
mod second_factor;
mod security;
mod sent;
mod tokens;
mod units;
mod users;
mod webhooks;

#[cfg(test)]
mod tests;

use axum::Router;

pub(super) use frame::{card, empty_line, item, list, problem_text, recognise};
pub(super) use security::device;
pub(super) use sent::Sent;

use crate::site::Site;

/// The routes of these pages.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .merge(home::router())
        .merge(profile::router())
        .merge(security::router())
        .merge(second_factor::router())
        .merge(passkeys::router())
        .merge(tokens::router())
        .merge(users::router())
        .merge(units::router())
        .merge(roles::router())
        .merge(webhooks::router())
        .merge(installation::router())
}
