//! The two steps of a passkey ceremony, and what is kept between them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, Func, Query};

use crate::error::{Error, Result, What};
use crate::secret::Secret;
use crate::table::{self, MINUTE};

/// How long a ceremony may take.
const CEREMONY: i64 = 5 * MINUTE;

/// How many ceremonies for one purpose may be open at once, so that visitors cannot fill the disk with them. Visitors
/// who begin very many sign-ins hold up neither second factors nor registrations.
const CEREMONIES: i64 = 20_000;

/// The first step of a ceremony.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// To be sent back with the browser's answer.
    pub handle: String,
    /// What `navigator.credentials.create` or `.get` is called with (binary members in base64url).
    pub options: Value,
}

/// What a ceremony is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Register,
    SignIn,
    SecondFactor,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::SecondFactor => "second-factor",
        }
    }
}

/// Removes ceremonies that are over.
pub(crate) fn sweep(tx: &mut Tx) -> Result<()> {
    let now = table::now(tx);
    table::run(tx, Query::delete().from_table("identity_challenge").and_where(Expr::col("expires_at").lt(now)))?;
    Ok(())
}

/// Keeps what was asked until it is answered.
pub(crate) fn remember(
    tx: &mut Tx,
    purpose: Purpose,
    user: Option<i64>,
    state: &impl Serialize,
    options: Value,
) -> Result<Ceremony> {
    let now = table::now(tx);
    let (open, first_end) = table::first(
        tx,
        Query::select()
            .expr(Func::count(Expr::col("digest")))
            .expr(Func::min(Expr::col("expires_at")))
            .from("identity_challenge")
            .and_where(Expr::col("purpose").eq(purpose.as_str())),
        |row| Ok((row.int(0)?, row.maybe(1, store::Row::int)?)),
    )?
    .unwrap_or_default();
    match first_end {
        Some(end) if end < now => sweep(tx)?,
        Some(end) if open >= CEREMONIES => {
            return Err(Error::Throttled { until: table::time(end) });
        }
        _ => {}
    }
    let secret = Secret::new()?;
    table::run(
        tx,
        Query::insert()
            .into_table("identity_challenge")
            .columns(["digest", "purpose", "user_id", "state", "expires_at"])
            .values_panic([
                secret.digest().to_hex().into(),
                purpose.as_str().into(),
                user.into(),
                serde_json::to_string(state).map_err(|error| Error::PasskeyRefused(error.to_string()))?.into(),
                (now + CEREMONY).into(),
            ]),
    )?;
    Ok(Ceremony { handle: secret.reveal(), options })
}

/// What was asked under this handle, for this purpose and user; it cannot be asked for again.
pub(crate) fn recall<T: DeserializeOwned>(tx: &mut Tx, purpose: Purpose, user: Option<i64>, handle: &str) -> Result<T> {
    let over = Error::NotFound(What::Challenge);
    let Some(secret) = Secret::parse(handle) else {
        return Err(over);
    };
    let now = table::now(tx);
    let mut select = Query::select();
    select
        .column("state")
        .from("identity_challenge")
        .and_where(Expr::col("digest").eq(secret.digest().to_hex()))
        .and_where(Expr::col("purpose").eq(purpose.as_str()))
        .and_where(Expr::col("expires_at").gt(now));
    if let Some(user) = user {
        select.and_where(Expr::col("user_id").eq(user));
    }
    let state = table::first(tx, &select, |row| row.text(0).map(str::to_owned))?;
    let spent = table::run(
        tx,
        Query::delete().from_table("identity_challenge").and_where(Expr::col("digest").eq(secret.digest().to_hex())),
    )?;
    match state {
        Some(state) if spent > 0 => serde_json::from_str(&state).map_err(|_| over),
        _ => Err(over),
    }
}
