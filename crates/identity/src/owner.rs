//! The first start: somebody has to be let in.

use model::ADMINISTRATOR;
use store::Tx;
use store::sql::{Expr, Func, Query};

use crate::account::{self, Start};
use crate::email::Email;
use crate::error::Result;
use crate::gate::Gate;
use crate::password::{Password, Prepared};
use crate::{role, table};

/// The owner's one-time password, made before the transaction that stores it.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The address the owner signs in with.
    pub email: Email,
    /// To be printed once; it is to be changed at the first sign-in.
    pub password: Password,
    prepared: Prepared,
}

impl Gate {
    /// Makes the owner's one-time password. Slow.
    ///
    /// # Errors
    /// [`crate::Error::Hashing`], [`crate::Error::Random`].
    pub fn prepare_owner(&self, email: Email) -> Result<Owner> {
        let password = Password::generate()?;
        let prepared = self.hasher().prepare(&password, &email)?;
        Ok(Owner { email, password, prepared })
    }
}

/// Whether nobody can sign in yet: the installation is new.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn is_missing(tx: &mut Tx) -> Result<bool> {
    let accounts =
        table::first(tx, Query::select().expr(Func::count(Expr::col("user_id"))).from("identity_login"), |row| {
            row.int(0)
        })?;
    Ok(accounts == Some(0))
}

/// Opens the owner's account with all rights for the user record `user`, unless somebody can sign in already.
///
/// Says whether it did: of two processes that start at once, one does.
///
/// # Errors
/// [`crate::Error::Store`].
pub fn create(tx: &mut Tx, user: i64, owner: &Owner) -> Result<bool> {
    if !is_missing(tx)? {
        return Ok(false);
    }
    account::create(tx, user, &owner.email, &Start::OneTime(owner.prepared.clone()))?;
    role::grant(tx, user, ADMINISTRATOR)?;
    Ok(true)
}
