//! The jobs this program runs, and what it runs by the clock.

use crate::compose::House;
use ::jobs::{Failure, Runner, Schedule};
use access::Through;
use anyhow::{Result, anyhow};
use std::sync::Arc;
use std::time::Duration;

/// The job that forgets sessions, links and counts that are over.
const SWEEP: &str = "identity.sweep";
/// The job by which the database learns how its values are distributed.
const TUNE: &str = "store.tune";

/// More than imports and webhooks together may take, so that neither keeps anything else waiting.
const WORKERS: usize = 8;

/// A runner with every kind of job the rooms have.
pub fn runner(house: &House) -> Runner {
    let gate = house.front.gate().clone();
    let front = house.front.clone();
    let runner = Runner::new(house.records.database().clone())
        .workers(WORKERS)
        .poll(Duration::from_secs(2))
        .blocking(SWEEP, move |context| {
            let gate = gate.clone();
            let swept = context.db.write_blocking(move |tx| gate.sweep(tx).map_err(store::Error::other));
            swept.map(|()| serde_json::Value::Null).map_err(Failure::again)
        })
        .blocking(TUNE, |context| {
            let tuned = context.db.alone_blocking(store::tune);
            tuned.map(|()| serde_json::Value::Null).map_err(Failure::again)
        });
    // An import runs under the rights its person has while it runs.
    let people = move |tx: &mut records::Tx<'_>, user: i64| {
        front.actor_of(tx, user, Through::Import).map_err(|error| store::Error::other(error).into())
    };
    let runner = documents::import::register(runner, &house.records, Arc::new(people));
    api::jobs(runner, house.front.clone())
}

/// Says what is to be done by the clock.
///
/// # Errors
/// When the database refuses.
pub fn schedule(house: &House) -> Result<()> {
    let zone = house.records.world().settings.zone.iana_name().unwrap_or("UTC").to_owned();
    let scheduled = house.records.database().write_blocking(move |tx| {
        for (kind, rule) in [(SWEEP, "20 * * * *"), (TUNE, "10 4 * * *")] {
            ::jobs::schedule(tx, &Schedule::of(kind, rule, &zone)).map_err(store::Error::other)?;
        }
        documents::import::schedule(tx, &zone).map_err(store::Error::other)
    });
    scheduled.map_err(|error| anyhow!("the schedule could not be written: {error}"))
}
