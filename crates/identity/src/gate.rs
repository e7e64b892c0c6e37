//! What this room keeps in memory: the hasher, the limits, and who was recognised a moment ago.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use store::Tx;
use store::seal::Key;

use crate::error::{Error, Result};
use crate::password::{Cost, Hasher};
use crate::secret::Digest;
use crate::who::Who;
use crate::{attempt, ceremony, link, session, vault};

/// How many recognised callers are remembered.
const REMEMBERED: usize = 10_000;

/// The gate everybody passes: one for an installation, cheap to clone.
#[derive(Clone)]
pub struct Gate(Arc<Inside>);

struct Inside {
    limits: Limits,
    key: Key,
    hasher: Hasher,
    sessions: Recognised,
    tokens: Recognised,
}

/// How long sessions last and what a password's hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A session ends when it was not used for so long.
    pub idle: Duration,
    /// A session ends so long after it began, used or not.
    pub lasts: Duration,
    /// What one hash of a password costs.
    pub cost: Cost,
    /// So many hashes are computed at once; others wait.
    pub hashes_at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let hour = 60 * 60;
        Self {
            idle: Duration::from_secs(3 * 24 * hour),
            lasts: Duration::from_secs(30 * 24 * hour),
            cost: Cost::RECOMMENDED,
            hashes_at_once: 2,
        }
    }
}

impl Limits {
    pub(crate) fn idle_micros(&self) -> i64 {
        i64::try_from(self.idle.as_micros()).unwrap_or(i64::MAX / 2)
    }

    pub(crate) fn lasts_micros(&self) -> i64 {
        i64::try_from(self.lasts.as_micros()).unwrap_or(i64::MAX / 2)
    }
}

impl Gate {
    /// Makes the gate of an installation whose secrets are sealed with `key`.
    ///
    /// # Errors
    /// [`crate::Error::Hashing`] when argon2 refuses the cost, [`crate::Error::Random`] without random bits.
    pub fn new(limits: Limits, key: Key) -> Result<Self> {
        Ok(Self(Arc::new(Inside {
            hasher: Hasher::new(limits.cost, limits.hashes_at_once)?,
            limits,
            key,
            sessions: Recognised::default(),
            tokens: Recognised::default(),
        })))
    }

    /// The limits it was made with.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The key that secrets are sealed with.
    pub fn key(&self) -> &Key {
        &self.0.key
    }

    /// The key that secrets are sealed with, to seal something new for good.
    ///
    /// # Errors
    /// [`Error::Sealed`] when the installation has another one by now: another node began anew with it.
    pub fn sealing(&self, tx: &mut Tx) -> Result<&Key> {
        if vault::is_current(tx, self.key())? { Ok(self.key()) } else { Err(Error::Sealed) }
    }

    /// Hashes and checks passwords; slow, so not inside a transaction.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// The sessions recognised a moment ago.
    pub(crate) fn sessions(&self) -> &Recognised {
        &self.0.sessions
    }

    /// The tokens recognised a moment ago.
    pub(crate) fn tokens(&self) -> &Recognised {
        &self.0.tokens
    }

    /// Removes sessions, links, challenges and counts that are over; to be done now and then.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub fn sweep(&self, tx: &mut Tx) -> Result<()> {
        session::sweep(tx, self.limits())?;
        link::sweep(tx)?;
        ceremony::sweep(tx)?;
        attempt::sweep(tx)
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate(…)")
    }
}

/// Callers recognised before, by the digest of their secret.
///
/// Invariant: what is remembered under one epoch is not given out under another, because anything about
/// accounts, roles, sessions and tokens may have changed between them.
#[derive(Default)]
pub(crate) struct Recognised(RwLock<Remembered>);

#[derive(Default)]
struct Remembered {
    epoch: i64,
    callers: HashMap<Digest, Who>,
}

impl Recognised {
    pub(crate) fn get(&self, epoch: i64, digest: &Digest) -> Option<Who> {
        let remembered = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if remembered.epoch == epoch { remembered.callers.get(digest).cloned() } else { None }
    }

    pub(crate) fn put(&self, epoch: i64, digest: Digest, who: Who) {
        let mut remembered = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.epoch > epoch {
            // A transaction older than what is remembered.
            return;
        }
        if remembered.epoch < epoch || remembered.callers.len() >= REMEMBERED {
            remembered.callers.clear();
            remembered.epoch = epoch;
        }
        remembered.callers.insert(digest, who);
    }
}
