use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Where a database takes the time of its transactions from.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds since 1970, when the clock is turned by hand.
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Clock::default()
    }

    /// A clock that stands at `start` until it is set or advanced; clones show the same time.
    pub fn manual(start: jiff::Timestamp) -> Self {
        Clock { by_hand: Some(Arc::new(AtomicI64::new(start.as_microsecond()))) }
    }

    /// The time now, in whole microseconds.
    pub fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.micros()).unwrap_or(jiff::Timestamp::MAX)
    }

    /// The time now as microseconds since 1970-01-01 UTC, as columns hold it.
    #[expect(clippy::disallowed_methods, reason = "this is where the time of transactions comes from")]
    pub fn micros(&self) -> i64 {
        match &self.by_hand {
            Some(time) => time.load(Ordering::SeqCst),
            None => jiff::Timestamp::now().as_microsecond(),
        }
    }

    /// Sets a manual clock; the computer's clock stays as it is.
    pub fn set(&self, time: jiff::Timestamp) {
        if let Some(hand) = &self.by_hand {
            hand.store(time.as_microsecond(), Ordering::SeqCst);
        }
    }

    /// Moves a manual clock forward; the computer's clock stays as it is.
    pub fn advance(&self, by: Duration) {
        if let Some(hand) = &self.by_hand {
            hand.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}
