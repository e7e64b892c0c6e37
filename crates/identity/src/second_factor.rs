//! The second factor as a whole: whoever set up an authenticator app or a passkey is asked for one after the password.
//!
//! What there is: six digits of an app ([`crate::authenticator`]), a passkey ([`crate::passkey`]), and codes written
//! down for the day both are lost ([`crate::recovery`]), which come with the first of the two and go with the last.

use store::Tx;

use crate::error::Result;
use crate::login::Code;
use crate::{attempt, authenticator, passkey, recovery, session, setting};

/// The setting that makes everybody set a second factor up.
const REQUIRED: &str = "second_factor_required";

/// By what somebody can give a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    /// An authenticator app.
    pub app: bool,
    /// At least one passkey.
    pub passkey: bool,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

impl Ways {
    /// Whether a second factor is asked for. Recovery codes alone are none: they stand in for what is lost.
    pub fn is_on(&self) -> bool {
        self.app || self.passkey
    }
}

/// By what this user can give a second factor.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn ways(tx: &mut Tx, user: i64) -> Result<Ways> {
    Ok(Ways {
        app: authenticator::is_on(tx, user)?,
        passkey: passkey::has_any(tx, user)?,
        recovery_codes: recovery::left(tx, user)?,
    })
}

/// By what somebody whose password was right can go on.
///
/// # Errors
/// [`crate::Error::NotFound`] when the half session is over.
pub fn asked(tx: &mut Tx, pending: &str) -> Result<Ways> {
    let user = session::pending(tx, pending)?;
    ways(tx, user)
}

/// Whether a second factor is asked for after this user's password.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn is_on(tx: &mut Tx, user: i64) -> Result<bool> {
    Ok(authenticator::is_on(tx, user)? || passkey::has_any(tx, user)?)
}

/// Takes everything away: app, passkeys and recovery codes. What an administrator does for somebody who lost them.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn reset(tx: &mut Tx, user: i64) -> Result<()> {
    passkey::remove_all(tx, user)?;
    authenticator::remove(tx, user)?;
    attempt::forget(tx, &attempt::Counter::second_factor(user))
}

/// Whether everybody has to set a second factor up before anything else.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn is_required(tx: &mut Tx) -> Result<bool> {
    Ok(setting::get(tx, REQUIRED)?.is_some())
}

/// Makes everybody who signs in with a password set a second factor up first; in force at once, in open sessions too.
///
/// API tokens go on: who made one had signed in.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn require(tx: &mut Tx) -> Result<()> {
    setting::set(tx, REQUIRED, "true")?;
    tx.bump_epoch()?;
    Ok(())
}

/// Leaves it to everybody again.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn leave_optional(tx: &mut Tx) -> Result<()> {
    setting::remove(tx, REQUIRED)?;
    tx.bump_epoch()?;
    Ok(())
}

/// Whether the code is right; a right one is used up.
pub(crate) fn spend(tx: &mut Tx, key: &store::seal::Key, user: i64, code: &Code) -> Result<bool> {
    match code {
        Code::Totp(digits) => authenticator::spend(tx, key, user, digits),
        Code::Recovery(code) => recovery::spend(tx, user, code),
    }
}

/// After one way is gone: recovery codes have nothing to stand in for when it was the last.
pub(crate) fn way_removed(tx: &mut Tx, user: i64) -> Result<()> {
    if !is_on(tx, user)? {
        recovery::remove(tx, user)?;
    }
    tx.bump_epoch()?;
    Ok(())
}
