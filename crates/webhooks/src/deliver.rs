//! Sending a message until it is received. Standard Webhooks 1.0, "Webhook delivery".

use std::sync::Arc;
use std::time::Duration;

use jobs::{Context, Failure, Outcome};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, StatusCode, redirect};
use serde_json::{Value, json};
use store::seal::Key;

use crate::address::Addresses;
use crate::delivery::{self, Delivery, State};
use crate::follow::ATTEMPTS;
use crate::sign::signatures;
use crate::subscription::{self, Subscription};

/// How long a receiver has to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long to wait after each attempt that failed, in seconds.
const PAUSES: [i64; 7] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];

/// Sends messages.
#[derive(Clone)]
pub struct Sender {
    client: Client,
    addresses: Addresses,
    key: Key,
}

impl Sender {
    /// A sender to such addresses, which signs with secrets that `key` opens. It follows no redirects: those would lead where nobody looked.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(addresses: Addresses, key: Key) -> Result<Self, reqwest::Error> {
        // Somebody else in this process may have chosen before; one provider is as good as the other.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(5))
            .dns_resolver(Arc::new(addresses))
            .no_proxy()
            .build()?;
        Ok(Self { client, addresses, key })
    }

    /// Sends the message a job names, and writes down what came back.
    pub async fn send(self, context: Context) -> Outcome {
        let id = context.payload["delivery"].as_i64().ok_or_else(|| Failure::last("the job names no delivery"))?;
        let found = context.db.read(move |tx| load(tx, id)).await?;
        let Some((mut delivery, subscription)) = found else { return Ok(json!("nobody waits for it any more")) };
        if delivery.state == State::Delivered || !subscription.active {
            return Ok(json!(delivery.state.as_str()));
        }
        let now = context.db.clock().micros();
        delivery.attempts += 1;
        delivery.sent_at = Some(now);
        let outcome = self.attempt(&subscription, &delivery, now).await;
        let is_last = context.attempt >= i64::from(ATTEMPTS);
        let gone = outcome.as_ref().is_ok_and(|status| *status == StatusCode::GONE);
        match &outcome {
            Ok(status) => {
                delivery.answered = Some(i64::from(status.as_u16()));
                delivery.error = (!status.is_success()).then(|| format!("the receiver answered {status}"));
            }
            Err(error) => {
                delivery.answered = None;
                delivery.error = Some(error.clone());
            }
        }
        let received = outcome.as_ref().is_ok_and(StatusCode::is_success);
        delivery.state = match (received, is_last || gone) {
            (true, _) => State::Delivered,
            (false, true) => State::Failed,
            (false, false) => State::Waiting,
        };
        let written = delivery.clone();
        context.db.write(move |tx| save(tx, &written, gone)).await?;
        match (received, delivery.error) {
            (true, _) | (_, None) => Ok(Value::from(delivery.message)),
            (false, Some(error)) if gone => Err(Failure::last(error)),
            (false, Some(error)) => {
                let place = usize::try_from(context.attempt - 1).unwrap_or(0).min(PAUSES.len() - 1);
                let due = jiff::Timestamp::from_microsecond(now + PAUSES[place] * 1_000_000);
                Err(due.map_or_else(|_| Failure::again(&error), |due| Failure::later(&error, due)))
            }
        }
    }

    async fn attempt(&self, subscription: &Subscription, delivery: &Delivery, now: i64) -> Result<StatusCode, String> {
        let url = self.addresses.check(&subscription.url)?;
        let secrets = subscription.secrets(&self.key, now).map_err(|error| error.to_string())?;
        let timestamp = now / 1_000_000;
        let signature = signatures(&secrets, &delivery.message, timestamp, delivery.body.as_bytes());
        let answer = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Relata/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &delivery.message)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signature)
            .body(delivery.body.clone())
            .send()
            .await;
        // An address may hold a secret of its receiver, and an error goes into the log: it names none.
        answer.map(|answer| answer.status()).map_err(|error| said(&error.without_url()))
    }
}

/// An error with its causes: that of reqwest alone says little.
fn said(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

fn load(tx: &mut store::Tx, id: i64) -> store::Result<Option<(Delivery, Subscription)>> {
    let Some(delivery) = delivery::find(tx, id)? else { return Ok(None) };
    Ok(subscription::find(tx, delivery.webhook)?.map(|subscription| (delivery, subscription)))
}

/// Writes down how an attempt ended; a receiver that is gone for good is told nothing more.
fn save(tx: &mut store::Tx, delivery: &Delivery, gone: bool) -> store::Result<()> {
    delivery.save(tx)?;
    if gone && let Some(mut subscription) = subscription::find(tx, delivery.webhook)? {
        subscription.active = false;
        subscription.store(tx)?;
    }
    Ok(())
}
