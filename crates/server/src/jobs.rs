//! The jobs this program runs, and what it runs by the clock.

use crate::compose::House;
use ::jobs::Runner;
use std::time::Duration;

/// A runner with every kind of job the rooms have.
pub fn runner(house: &House) -> Runner {
    let gate = house.front.gate().clone();
    Runner::new(house.records.database().clone()).workers(2).poll(Duration::from_secs(2)).blocking(
        "identity.sweep",
        move |context| {
            let gate = gate.clone();
            let swept = context.db.write_blocking(move |tx| gate.sweep(tx).map_err(store::Error::other));
            swept.map(|()| serde_json::Value::Null).map_err(|error| ::jobs::Failure::again(error.to_string()))
        },
    )
}
