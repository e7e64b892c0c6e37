//! Webhooks after Standard Webhooks 1.0: signed messages about changes, for whoever subscribed.
//!
//! A follower of the change log ([`follow`]) writes down what is to be sent and queues it, in one transaction with its
//! position; a job sends it ([`deliver`]) until it is received. What a message says is told by the edge
//! ([`Edge`]): this room knows who hears of what, and how it gets there. Invariants: a receiver is told only what its
//! subscriber may see; nothing is sent to one's own network unless that is allowed; messages are signed,
//! with secrets that lie sealed.
//! Start reading at `subscription.rs`, then `follow.rs`.

mod address;
mod deliver;
mod delivery;
mod follow;
mod jobs;
pub mod keep;
mod sign;
mod subscription;
mod tables;
pub mod vault;

pub use address::Addresses;
pub use delivery::{Delivery, State, moment};
pub use follow::{Edge, Message, People, Words};
pub use jobs::{Options, register};
pub use sign::{InvalidSecret, Rejected, Secret, signatures, verify};
pub use subscription::{Event, Subscription};
pub use tables::MIGRATIONS;
