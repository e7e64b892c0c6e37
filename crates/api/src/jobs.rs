//! The jobs of this room, and those of the webhooks it speaks for.

use ::jobs::{Runner, Schedule};
use identity::Front;
use serde_json::Value;

use crate::serve::desk::Desk;
use crate::serve::idempotency;
use crate::webhook::message;

/// The kind of the job that removes what is old.
const SWEEP: &str = "api.sweep";

/// The runner with the jobs of this room, with options from the environment.
pub fn jobs(runner: Runner, front: Front) -> Runner {
    jobs_with(runner, front, webhooks::Options::from_environment())
}

/// The runner with the jobs of this room: webhooks in the words of the API, and forgetting answers that are old.
pub fn jobs_with(runner: Runner, front: Front, options: webhooks::Options) -> Runner {
    let (records, key) = (front.records().clone(), front.gate().key().clone());
    if let Err(error) = records.write_blocking(|tx| sweep_daily(tx.sql())) {
        tracing::error!("Old answers cannot be removed: {error}");
    }
    let runner = runner.blocking(SWEEP, |context| {
        context.db.write_blocking(idempotency::sweep)?;
        Ok(Value::Null)
    });
    webhooks::register(runner, &records, &key, message::edge(&Desk::new(front)), options)
}

/// Removes what is old, once a day.
fn sweep_daily(tx: &mut store::Tx) -> records::Result<()> {
    ::jobs::schedule(tx, &Schedule::of(SWEEP, "P1D", "UTC")).map_err(store::Error::other)?;
    Ok(())
}
