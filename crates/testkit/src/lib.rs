//! For tests only: throw-away databases on either engine, a clock turned by hand, packages from `apps/` or a few lines.
//!
//! Start reading at `database.rs`.

mod database;
mod package;

pub use database::{TestDatabase, databases, postgres, sqlite};
pub use package::{PackageFile, app, apps, package};
