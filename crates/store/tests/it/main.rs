//! The room's promises, each tried on both engines.

mod backup;
mod blob;
mod crash;
mod expression;
mod full_text;
mod schema;
mod tls;
mod transaction;
