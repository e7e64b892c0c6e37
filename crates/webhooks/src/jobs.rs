//! The jobs of this room.

use ::jobs::{Failure, Runner, Schedule};
use records::Records;
use serde_json::Value;
use store::seal::Key;
use store::sql::{Expr, ExprTrait, Query};

use crate::address::Addresses;
use crate::deliver::Sender;
use crate::follow::{self, Edge, SEND};
use crate::{delivery, subscription};

/// The kind of the job that looks at changes. It and [`SEND`] are called as they were when `api` kept webhooks: jobs
/// that wait in an installation have these names.
const FOLLOW: &str = "api.follow";
/// The kind of the job that removes what is old.
const SWEEP: &str = "webhooks.sweep";

/// How many messages are under way at once: receivers that do not answer may not hold up other jobs.
const AT_ONCE: usize = 4;

/// What holds for the messages of an installation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Where they may be sent.
    pub addresses: Addresses,
}

impl Options {
    /// What the environment says: `RELATA_WEBHOOKS_PRIVATE=1` allows receivers in one's own network, and http.
    pub fn from_environment() -> Self {
        let is_set =
            std::env::var("RELATA_WEBHOOKS_PRIVATE").is_ok_and(|value| matches!(value.as_str(), "1" | "true" | "yes"));
        Self { addresses: if is_set { Addresses::Any } else { Addresses::Public } }
    }
}

/// The runner with the jobs of this room: following changes, sending messages, removing what is old. `key` is the
/// installation's, which opens the secrets that sign.
pub fn register(runner: Runner, records: &Records, key: &Key, edge: Edge, options: Options) -> Runner {
    if let Err(error) = records.write_blocking(|tx| sweep_daily(tx.sql())) {
        tracing::error!("Old deliveries cannot be removed: {error}");
    }
    let follower = records.clone();
    let runner = runner
        .blocking(FOLLOW, move |context| {
            loop {
                let edge = edge.clone();
                match follower.write_blocking(move |tx| follow::run(tx, &edge)) {
                    Ok(true) => context.progress.check()?,
                    Ok(false) => return Ok(Value::Null),
                    Err(error) => return Err(Failure::again(error)),
                }
            }
        })
        .limit(FOLLOW, 1)
        .blocking(SWEEP, |context| {
            context.db.write_blocking(delivery::sweep)?;
            Ok(Value::Null)
        });
    match Sender::new(options.addresses, key.clone()) {
        Ok(sender) => runner.task(SEND, move |context| sender.clone().send(context)).limit(SEND, AT_ONCE),
        Err(error) => {
            tracing::error!("Webhooks cannot be sent: {error}");
            runner
        }
    }
}

/// Looks at changes every two seconds while somebody waits for them, and not otherwise.
///
/// # Errors
/// When the database refuses.
pub(crate) fn schedule(tx: &mut store::Tx) -> records::Result<()> {
    let is_waited_for = subscription::all(tx)?.iter().any(|subscription| subscription.active);
    if !is_waited_for {
        ::jobs::unschedule(tx, FOLLOW).map_err(store::Error::other)?;
        tx.run(Query::delete().from_table("webhooks_position").and_where(Expr::col("name").eq("webhooks")))?;
        return Ok(());
    }
    ::jobs::schedule(tx, &Schedule::of(FOLLOW, "PT2S", "UTC")).map_err(store::Error::other)?;
    Ok(())
}

/// Removes what is old, once a day.
///
/// # Errors
/// When the database refuses.
fn sweep_daily(tx: &mut store::Tx) -> records::Result<()> {
    ::jobs::schedule(tx, &Schedule::of(SWEEP, "P1D", "UTC")).map_err(store::Error::other)?;
    Ok(())
}
