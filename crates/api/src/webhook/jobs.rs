//! The jobs of this room.

use ::jobs::{Failure, Runner, Schedule};
use identity::Front;
use serde_json::Value;
use store::sql::{Expr, ExprTrait, Query};

use super::address::Addresses;
use super::deliver::Sender;
use super::follow::{self, SEND};
use super::{delivery, subscription};
use crate::serve::ask::Language;
use crate::serve::desk::Desk;
use crate::serve::fault::Fault;
use crate::serve::idempotency;

/// The kind of the job that looks at changes.
const FOLLOW: &str = "api.follow";
/// The kind of the job that removes what is old.
const SWEEP: &str = "api.sweep";

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

/// The runner with the jobs of this room, with options from the environment.
pub fn jobs(runner: Runner, front: Front) -> Runner {
    jobs_with(runner, front, Options::from_environment())
}

/// The runner with the jobs of this room: following changes, sending messages, removing what is old.
pub fn jobs_with(runner: Runner, front: Front, options: Options) -> Runner {
    let swept = front.records().write_blocking(|tx| sweep_daily(tx.sql()));
    if let Err(fault) = swept {
        tracing::error!("What is old cannot be removed: {}", failure(fault).message());
    }
    let follower = Desk::new(front);
    let runner = runner
        .blocking(FOLLOW, move |context| {
            loop {
                let desk = follower.clone();
                let more = follower.front().records().write_blocking(move |tx| follow::run(tx, &desk));
                match more {
                    Ok(true) => context.progress.check()?,
                    Ok(false) => return Ok(Value::Null),
                    Err(fault) => return Err(failure(fault)),
                }
            }
        })
        .limit(FOLLOW, 1)
        .blocking(SWEEP, |context| {
            context.db.write_blocking(|tx| {
                idempotency::sweep(tx)?;
                delivery::sweep(tx)
            })?;
            Ok(Value::Null)
        });
    match Sender::new(options.addresses) {
        Ok(sender) => runner.task(SEND, move |context| sender.clone().send(context)),
        Err(error) => {
            tracing::error!("Webhooks cannot be sent: {error}");
            runner
        }
    }
}

fn failure(fault: Fault) -> Failure {
    let problem = fault.told(Language::English);
    Failure::again(problem.detail.as_deref().unwrap_or(&problem.title))
}

/// Looks at changes every two seconds while somebody waits for them, and not otherwise.
///
/// # Errors
/// When the database refuses.
pub(crate) fn schedule(tx: &mut store::Tx) -> Result<(), Fault> {
    let is_waited_for = subscription::all(tx)?.iter().any(|subscription| subscription.active);
    if !is_waited_for {
        ::jobs::unschedule(tx, FOLLOW)?;
        tx.run(Query::delete().from_table("api_position").and_where(Expr::col("name").eq("webhooks")))?;
        return Ok(());
    }
    let every = |name: &str, rule: &str| Schedule {
        name: name.to_owned(),
        kind: name.to_owned(),
        payload: Value::Null,
        rule: rule.to_owned(),
        zone: "UTC".to_owned(),
        next_due: None,
    };
    ::jobs::schedule(tx, &every(FOLLOW, "PT2S"))?;
    Ok(())
}

/// Removes what is old, once a day.
///
/// # Errors
/// When the database refuses.
fn sweep_daily(tx: &mut store::Tx) -> Result<(), Fault> {
    let daily = Schedule {
        name: SWEEP.to_owned(),
        kind: SWEEP.to_owned(),
        payload: Value::Null,
        rule: "P1D".to_owned(),
        zone: "UTC".to_owned(),
        next_due: None,
    };
    ::jobs::schedule(tx, &daily)?;
    Ok(())
}
