//! The door for programs: OData v4, its description as OpenAPI, the addresses of webhooks.
//!
//! A request is text until it is bound: [`odata::url`] parses it, [`odata::target`] and
//! [`odata::query`] bind it to the [`odata::catalog::Catalog`] of the actor, and only what is bound
//! goes on to `records`. Invariants: what the actor may not see is not in the catalog, so it
//! exists nowhere; conditions become [`feel::Expr`], nothing here knows SQL; whatever goes wrong
//! leaves as a [`Problem`].
//! Start reading at `odata/catalog.rs`, then `odata/query.rs`, then `odata/url/ast.rs`.

mod jobs;
pub mod odata;
pub mod openapi;
pub mod problem;
mod router;
mod say;
mod serve;
mod tables;
mod webhook;

pub use self::jobs::{jobs, jobs_with};
pub use problem::Problem;
pub use router::router;
pub use tables::MIGRATIONS;
