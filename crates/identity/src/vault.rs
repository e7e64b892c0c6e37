//! Which key the installation's secrets are sealed with, and what happens when it is another one.
//!
//! The database remembers the key's fingerprint. An installation opens with that key alone: a key that is lost or mixed
//! up is noticed at the start and not when somebody cannot sign in. Where there is no better place, the key
//! itself is kept here, which protects nothing from whoever holds a copy of the database.

use store::Tx;
use store::seal::Key;

use crate::error::Result;
use crate::{authenticator, setting};

/// The fingerprint of the key that values are sealed with.
const FINGERPRINT: &str = "key_fingerprint";

/// The key itself, where it is kept in the database.
const KEY: &str = "key";

/// What the database knows of its key.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The fingerprint of the key in use; `None` before the first start.
    pub fingerprint: Option<String>,
    /// The key, when it is kept in the database.
    pub kept: Option<Key>,
    /// How many values of this room are sealed with it.
    pub sealed: i64,
}

/// What the database knows of its key.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn known(tx: &mut Tx) -> Result<Known> {
    Ok(Known {
        fingerprint: setting::get(tx, FINGERPRINT)?,
        kept: setting::get(tx, KEY)?.as_deref().and_then(Key::parse),
        sealed: authenticator::sealed(tx)?,
    })
}

/// Makes `key` the installation's key: seals what is readable, and seals anew what `before` had sealed.
///
/// Returns how many values changed. A key kept in the database before is forgotten.
///
/// # Errors
/// [`crate::Error::Sealed`] when values are sealed with a key that is neither of the two.
pub fn adopt(tx: &mut Tx, key: &Key, before: Option<&Key>) -> Result<u64> {
    let changed = authenticator::reseal(tx, before, key)?;
    setting::set(tx, FINGERPRINT, &key.fingerprint())?;
    setting::remove(tx, KEY)?;
    Ok(changed)
}

/// Keeps the key in the database itself, for installations whose nodes share no other place.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn keep(tx: &mut Tx, key: &Key) -> Result<()> {
    setting::set(tx, KEY, &key.reveal())
}

/// Forgets the authenticator apps, whose keys nobody can open any more, and the key. Returns whose they were.
///
/// Passkeys stay, and recovery codes with them; who has neither signs in by the password alone.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn give_up(tx: &mut Tx) -> Result<Vec<i64>> {
    let users = authenticator::forget_sealed(tx)?;
    setting::remove(tx, FINGERPRINT)?;
    setting::remove(tx, KEY)?;
    Ok(users)
}

/// Makes sure that `key` is still the one in use, before something is sealed with it.
///
/// Another node may have begun anew with another key, after this one was lost.
pub(crate) fn is_current(tx: &mut Tx, key: &Key) -> Result<bool> {
    Ok(setting::get(tx, FINGERPRINT)?.is_none_or(|known| known == key.fingerprint()))
}
