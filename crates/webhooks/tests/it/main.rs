//! Webhooks on real databases: who hears of which changes, without an edge to say them in its own words.

mod following;
mod vaults;
