//! Webhooks after Standard Webhooks 1.0: signed messages about changes.

mod sign;

pub use sign::{InvalidSecret, Rejected, Secret, signatures, verify};
