//! Links that let somebody set a password: an invitation, or a reset.
//!
//! There is no mail yet: the administrator who makes a link sees it once and hands it on.

use jiff::Timestamp;
use store::sql::{Expr, ExprTrait as _, JoinType, Query};
use store::{Database, Tx};

use crate::account;
use crate::email::Email;
use crate::error::{Error, Result, What};
use crate::gate::Gate;
use crate::password::Password;
use crate::secret::Secret;
use crate::table::{self, DAY};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new user comes in: seven days.
    Invitation,
    /// A user forgot the password: one day.
    Reset,
}

/// A link that was just made.
#[derive(Debug, Clone)]
pub struct New {
    /// What stands in the link's address; shown once.
    pub secret: Secret,
    /// When it is over.
    pub ends_at: Timestamp,
}

/// Whom an open link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The user record's id.
    pub user: i64,
    /// The address the user will sign in with.
    pub email: String,
    /// What it is for.
    pub purpose: Purpose,
    /// When it is over.
    pub ends_at: Timestamp,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn lasts(self) -> i64 {
        match self {
            Self::Invitation => 7 * DAY,
            Self::Reset => DAY,
        }
    }
}

/// Makes a link for this user, in the name of `by`. Links made before are spent.
///
/// # Errors
/// [`Error::NotFound`] without an account.
pub fn create(tx: &mut Tx, user: i64, purpose: Purpose, by: i64) -> Result<New> {
    if account::of(tx, user)?.is_none() {
        return Err(Error::NotFound(What::Account));
    }
    revoke(tx, user)?;
    let secret = Secret::new()?;
    let now = table::now(tx);
    let ends_at = now + purpose.lasts();
    table::run(
        tx,
        Query::insert()
            .into_table("identity_link")
            .columns(["digest", "purpose", "user_id", "created_by", "created_at", "expires_at"])
            .values_panic([
                secret.digest().to_hex().into(),
                purpose.as_str().into(),
                user.into(),
                by.into(),
                now.into(),
                ends_at.into(),
            ]),
    )?;
    Ok(New { secret, ends_at: table::time(ends_at) })
}

/// Whom this link is for, without spending it.
///
/// # Errors
/// [`Error::NotFound`] when it never was, is spent or over, or its account is disabled.
pub fn open(tx: &mut Tx, text: &str) -> Result<Open> {
    let secret = Secret::parse(text).ok_or(Error::NotFound(What::Link))?;
    let now = table::now(tx);
    table::first(
        tx,
        Query::select()
            .columns([
                ("identity_link", "user_id"),
                ("identity_login", "email"),
                ("identity_link", "purpose"),
                ("identity_link", "expires_at"),
            ])
            .from("identity_link")
            .join(
                JoinType::InnerJoin,
                "identity_login",
                Expr::col(("identity_login", "user_id")).equals(("identity_link", "user_id")),
            )
            .and_where(Expr::col(("identity_link", "digest")).eq(secret.digest().to_hex()))
            .and_where(Expr::col(("identity_link", "expires_at")).gt(now))
            .and_where(Expr::col(("identity_login", "disabled_at")).is_null()),
        |row| {
            Ok(Open {
                user: row.int(0)?,
                email: row.text(1)?.to_owned(),
                purpose: match row.text(2)? {
                    "invitation" => Purpose::Invitation,
                    _ => Purpose::Reset,
                },
                ends_at: row.time(3)?,
            })
        },
    )?
    .ok_or(Error::NotFound(What::Link))
}

/// Spends every open link of this user.
///
/// # Errors
/// [`Error::Store`].
pub fn revoke(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_link").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}

impl Gate {
    /// Sets the password of the user this link is for, and spends the link. Blocks, and is slow.
    ///
    /// The user signs in afterwards as ever, second factor included: a link replaces the password alone.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::WeakPassword`].
    pub fn redeem_link(&self, db: &Database, text: &str, password: &Password) -> Result<Open> {
        let text = text.to_owned();
        let link = {
            let text = text.clone();
            db.read_blocking(move |tx| open(tx, &text))?
        };
        let prepared = self.hasher().prepare(password, &Email::parse(&link.email)?)?;
        db.write_blocking(move |tx| {
            // It may have been spent while the password was hashed.
            let link = open(tx, &text)?;
            account::set_chosen_password(tx, link.user, &prepared)?;
            Ok(link)
        })
    }
}

/// Removes links that are over.
pub(crate) fn sweep(tx: &mut Tx) -> Result<()> {
    let now = table::now(tx);
    table::run(tx, Query::delete().from_table("identity_link").and_where(Expr::col("expires_at").lt(now)))?;
    Ok(())
}
