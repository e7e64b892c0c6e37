//! The secrets of subscriptions as they lie in the database: sealed with the installation's key.
//!
//! They have to be read to sign with them, so a digest would not do; a copy of the database shows none of them.
//! A secret that an earlier version kept readable signs as before, and is sealed at the next start.

use store::Tx;
use store::seal::{Key, is_sealed};
use store::sql::{Expr, ExprTrait, Query};

use crate::sign::Secret;
use crate::subscription;

/// Why a secret cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is sealed with another key than this installation's.
    #[error("the secret of a webhook is sealed with another key than this installation's")]
    Sealed,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// How many subscriptions have which kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Their secrets need the installation's key.
    pub sealed: i64,
    /// An earlier version left them readable.
    pub readable: i64,
}

/// What the database holds.
///
/// # Errors
/// When the database cannot be read.
pub fn kept(tx: &mut Tx) -> store::Result<Kept> {
    let mut kept = Kept::default();
    for stored in all(tx)? {
        match stored.secrets().all(is_sealed) {
            true => kept.sealed += 1,
            false => kept.readable += 1,
        }
    }
    Ok(kept)
}

/// Makes `key` the one that opens every secret: seals what is readable, and seals anew what `before` had sealed.
///
/// Returns how many subscriptions changed. A second run changes nothing.
///
/// # Errors
/// [`Error::Sealed`] when one is sealed with a key that is neither of the two.
pub fn adopt(tx: &mut Tx, key: &Key, before: Option<&Key>) -> Result<u64, Error> {
    let mut changed = 0;
    for stored in all(tx)? {
        let secret = stored.sealed_anew(&stored.secret, key, before)?;
        let old = match &stored.old_secret {
            Some(old) => Some(stored.sealed_anew(old, key, before)?),
            None => None,
        };
        if secret != stored.secret || old != stored.old_secret {
            changed += stored.write(tx, secret, old)?;
        }
    }
    Ok(changed)
}

/// Gives up the secrets that nobody can open any more: their subscriptions are switched off.
///
/// They stay with their addresses and what was sent; each gets a new secret when its administrator asks for one.
/// Returns how many there were.
///
/// # Errors
/// When the database refuses.
pub fn give_up(tx: &mut Tx) -> store::Result<u64> {
    let mut given_up = 0;
    for stored in all(tx)? {
        if stored.secrets().any(is_sealed) {
            // A secret nobody was told: it signs nothing that a receiver would take for ours.
            stored.write(tx, subscription::fresh_secret()?.reveal(), None)?;
            given_up += tx.run(
                Query::update()
                    .table("webhooks_subscription")
                    .value("active", false)
                    .and_where(Expr::col("id").eq(stored.id)),
            )?;
        }
    }
    Ok(given_up)
}

/// Seals a secret for its subscription.
///
/// # Errors
/// [`store::Error::Other`] when the operating system gives no random bits.
pub(crate) fn seal(key: &Key, subscription: i64, secret: &Secret) -> store::Result<String> {
    key.seal(&place(subscription), secret.reveal().as_bytes())
}

/// Opens a secret, sealed or left readable; nothing for one that another key sealed, or that is none.
pub(crate) fn open(key: &Key, subscription: i64, stored: &str) -> Option<Secret> {
    if !is_sealed(stored) {
        return Secret::parse(stored).ok();
    }
    let plain = key.open(&place(subscription), stored)?;
    Secret::parse(std::str::from_utf8(&plain).ok()?).ok()
}

/// What the secrets of a subscription are sealed for. One place for both, so that one can take the other's.
fn place(subscription: i64) -> String {
    format!("webhooks_subscription {subscription}")
}

/// The secrets of one subscription.
struct Stored {
    id: i64,
    secret: String,
    old_secret: Option<String>,
}

impl Stored {
    fn secrets(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.secret.as_str()).chain(self.old_secret.as_deref())
    }

    /// One of the secrets as `key` seals it; as it is where `key` opens it already.
    fn sealed_anew(&self, stored: &str, key: &Key, before: Option<&Key>) -> Result<String, Error> {
        let place = place(self.id);
        let plain = if !is_sealed(stored) {
            stored.as_bytes().to_vec()
        } else if key.open(&place, stored).is_some() {
            return Ok(stored.to_owned());
        } else {
            before.and_then(|before| before.open(&place, stored)).ok_or(Error::Sealed)?
        };
        Ok(key.seal(&place, &plain)?)
    }

    fn write(&self, tx: &mut Tx, secret: String, old: Option<String>) -> store::Result<u64> {
        tx.run(
            Query::update()
                .table("webhooks_subscription")
                .values([("secret", secret.into()), ("old_secret", old.into())])
                .and_where(Expr::col("id").eq(self.id)),
        )
    }
}

fn all(tx: &mut Tx) -> store::Result<Vec<Stored>> {
    let select = Query::select().columns(["id", "secret", "old_secret"]).from("webhooks_subscription").to_owned();
    tx.all(&select, |row| {
        Ok(Stored {
            id: row.int(0)?,
            secret: row.text(1)?.to_owned(),
            old_secret: row.maybe(2, store::Row::text)?.map(str::to_owned),
        })
    })
}
