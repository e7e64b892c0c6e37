//! Webhooks after Standard Webhooks 1.0: signed messages about changes.
//!
//! A follower of the change log ([`follow`]) writes down what is to be sent and queues it, in one transaction with its
//! position; a job sends it ([`deliver`]) until it is received. Start reading at `subscription.rs`.

mod address;
mod deliver;
mod delivery;
mod follow;
mod jobs;
pub mod keep;
pub(crate) mod manage;
mod sign;
mod subscription;

pub use address::Addresses;
pub use delivery::{Delivery, State};
pub use jobs::{Options, jobs, jobs_with};
pub use sign::{InvalidSecret, Rejected, Secret, signatures, verify};
pub use subscription::{Event, Subscription};
