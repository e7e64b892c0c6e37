//! Sessions: a browser that has proved who it is.
//!
//! The cookie holds a random secret, the table its digest. Every step that gives more rights
//! (password, second factor, a new password) makes a new secret and ends the old one, so a secret planted
//! in a browser beforehand (session fixation) is never worth anything.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, JoinType, Order, Query};

use crate::error::{Error, Result, What};
use crate::gate::{Gate, Limits};
use crate::secret::{Digest, Secret};
use crate::table::{self, MINUTE};
use crate::who::{By, Who};
use crate::{csrf, role, second_factor};

/// How seldom `last seen` is written.
const SEEN_EVERY: i64 = 5 * MINUTE;

/// How long a right password waits for its second factor.
const PENDING_FOR: i64 = 10 * MINUTE;

/// How many wrong second factors a right password survives.
const PENDING_GUESSES: i64 = 10;

/// The longest user agent kept.
const AGENT_LENGTH: usize = 200;

/// The browser or program a request comes from, as far as it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Its address, when known.
    pub address: Option<IpAddr>,
    /// What it calls itself.
    pub agent: String,
}

/// A session that was just begun.
#[derive(Debug, Clone)]
pub struct New {
    /// Whose it is.
    pub user: i64,
    /// The cookie's value: to be sent once, as `HttpOnly`, `Secure`, `SameSite=Lax`.
    pub secret: Secret,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// Whether a new password is asked for before anything else.
    pub must_change: bool,
}

/// The session a request belongs to.
pub struct Session {
    /// Names the session where it is listed and ended; it opens nothing.
    pub id: i64,
    /// Whether a second factor was proved.
    pub second_factor: bool,
    /// Whether a new password is asked for before anything else.
    pub must_change: bool,
    /// Whether a second factor is to be set up before anything else: it is required, and the user has none.
    pub must_set_up: bool,
    /// The value its forms carry, see [`crate::csrf`].
    pub form_value: String,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    seen_at: AtomicI64,
}

/// A session as its owner sees it in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Names the session in [`end`].
    pub id: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within some minutes.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// What the browser called itself.
    pub agent: String,
    /// Where it signed in from.
    pub address: String,
    /// Whether a second factor was proved.
    pub second_factor: bool,
}

/// How far a session has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The password was right; the second factor is missing.
    Pending = 0,
    /// Signed in.
    Open = 1,
}

impl Gate {
    /// Who sends this cookie; `None` when it opens nothing (any more).
    ///
    /// Costs no query when nothing about accounts, roles and sessions changed since the last time.
    /// To be called before the transaction writes.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn session(&self, tx: &mut Tx, cookie: &str) -> Result<Option<Who>> {
        let Some(secret) = Secret::parse(cookie) else {
            return Ok(None);
        };
        let digest = secret.digest();
        let epoch = tx.epoch()?;
        let known = match self.sessions().get(epoch, &digest) {
            Some(who) => Some(who),
            None => {
                let found = load(tx, &secret)?;
                if let Some(who) = &found {
                    self.sessions().put(epoch, digest, who.clone());
                }
                found
            }
        };
        let now = table::now(tx);
        Ok(known.filter(|who| who.session().is_some_and(|s| s.is_alive(now, self.limits()))))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Session {
    /// Whether [`touch`] is due. Says so once, to one request, in some minutes.
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        let now = now.as_microsecond();
        let seen_at = self.seen_at.load(Ordering::Relaxed);
        now - seen_at >= SEEN_EVERY
            && self.seen_at.compare_exchange(seen_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    fn is_alive(&self, now: i64, limits: &Limits) -> bool {
        now < self.ends_at.as_microsecond()
            && now < self.seen_at.load(Ordering::Relaxed).saturating_add(limits.idle_micros())
    }
}

/// Writes that the session is in use; to be called when [`Session::touch_is_due`] says so.
///
/// # Errors
/// [`Error::Store`].
pub fn touch(tx: &mut Tx, id: i64) -> Result<()> {
    let now = table::now(tx);
    table::run(
        tx,
        Query::update()
            .table("identity_session")
            .value("seen_at", now)
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("seen_at").lt(now)),
    )?;
    Ok(())
}

/// The user's open sessions, the last used first.
///
/// # Errors
/// [`Error::Store`].
pub fn list(tx: &mut Tx, limits: &Limits, user: i64) -> Result<Vec<Listed>> {
    let now = table::now(tx);
    table::all(
        tx,
        Query::select()
            .columns(["id", "created_at", "seen_at", "expires_at", "agent", "address", "second_factor"])
            .from("identity_session")
            .and_where(Expr::col("user_id").eq(user))
            .and_where(Expr::col("stage").eq(Stage::Open as i64))
            .and_where(Expr::col("expires_at").gt(now))
            .and_where(Expr::col("seen_at").gt(now - limits.idle_micros()))
            .order_by("seen_at", Order::Desc)
            .order_by("id", Order::Desc),
        |row| {
            Ok(Listed {
                id: row.int(0)?,
                created_at: row.time(1)?,
                seen_at: row.time(2)?,
                ends_at: row.time(3)?,
                agent: row.text(4)?.to_owned(),
                address: row.text(5)?.to_owned(),
                second_factor: row.bool(6)?,
            })
        },
    )
}

/// Ends one session of this user, at once.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the user's.
pub fn end(tx: &mut Tx, user: i64, id: i64) -> Result<()> {
    let ended = table::run(
        tx,
        Query::delete()
            .from_table("identity_session")
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("user_id").eq(user)),
    )?;
    tx.bump_epoch()?;
    if ended == 0 {
        return Err(Error::NotFound(What::Session));
    }
    Ok(())
}

/// Ends every session of this user but the one in use; returns how many.
///
/// # Errors
/// [`Error::Store`].
pub fn end_others(tx: &mut Tx, user: i64, kept: i64) -> Result<u64> {
    let ended = table::run(
        tx,
        Query::delete()
            .from_table("identity_session")
            .and_where(Expr::col("user_id").eq(user))
            .and_where(Expr::col("id").ne(kept)),
    )?;
    tx.bump_epoch()?;
    Ok(ended)
}

/// Ends every session of this user, finished sign-ins and half ones.
///
/// # Errors
/// [`Error::Store`].
pub fn end_all(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_session").and_where(Expr::col("user_id").eq(user)))?;
    tx.bump_epoch()?;
    Ok(())
}

/// Begins a session for somebody who proved everything asked for.
pub(crate) fn open(tx: &mut Tx, limits: &Limits, user: i64, client: &Client, proof: Proof) -> Result<New> {
    let lasts = limits.lasts_micros();
    insert(tx, user, client, Stage::Open, lasts, proof)
}

/// What a session rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// One factor.
    Single,
    /// Two factors, or a passkey that verified its user.
    Double,
}

/// Remembers that the password was right, until the second factor follows.
pub(crate) fn open_pending(tx: &mut Tx, user: i64, client: &Client) -> Result<New> {
    insert(tx, user, client, Stage::Pending, PENDING_FOR, Proof::Single)
}

/// The user whose password was right.
///
/// # Errors
/// [`Error::NotFound`] when the sign-in has to be begun again.
pub(crate) fn pending(tx: &mut Tx, cookie: &str) -> Result<i64> {
    let digest = pending_digest(cookie)?;
    let now = table::now(tx);
    table::first(
        tx,
        Query::select()
            .column("user_id")
            .from("identity_session")
            .and_where(Expr::col("digest").eq(digest.to_hex()))
            .and_where(Expr::col("stage").eq(Stage::Pending as i64))
            .and_where(Expr::col("expires_at").gt(now))
            .and_where(Expr::col("guesses").lt(PENDING_GUESSES)),
        |row| row.int(0),
    )?
    .ok_or(Error::NotFound(What::Challenge))
}

/// Counts a wrong second factor; after some of them the sign-in has to be begun again.
pub(crate) fn count_guess(tx: &mut Tx, cookie: &str) -> Result<()> {
    let digest = pending_digest(cookie)?;
    table::run(
        tx,
        Query::update()
            .table("identity_session")
            .value("guesses", Expr::col("guesses").add(1))
            .and_where(Expr::col("digest").eq(digest.to_hex())),
    )?;
    Ok(())
}

/// Ends the session with this cookie, whatever its stage, if there is one: at sign-out, and when a new one takes its place.
///
/// # Errors
/// [`Error::Store`].
pub fn end_by_cookie(tx: &mut Tx, cookie: &str) -> Result<()> {
    let Some(secret) = Secret::parse(cookie) else {
        return Ok(());
    };
    let ended = table::first(
        tx,
        Query::delete()
            .from_table("identity_session")
            .and_where(Expr::col("digest").eq(secret.digest().to_hex()))
            .returning_col("stage"),
        |row| row.int(0),
    )?;
    // A half session is recognised by nobody's memory.
    if ended == Some(Stage::Open as i64) {
        tx.bump_epoch()?;
    }
    Ok(())
}

/// Removes sessions that ended by themselves.
pub(crate) fn sweep(tx: &mut Tx, limits: &Limits) -> Result<()> {
    let now = table::now(tx);
    for (column, past) in [("expires_at", now), ("seen_at", now - limits.idle_micros())] {
        table::run(tx, Query::delete().from_table("identity_session").and_where(Expr::col(column).lt(past)))?;
    }
    Ok(())
}

fn pending_digest(cookie: &str) -> Result<Digest> {
    Secret::parse(cookie).map(|secret| secret.digest()).ok_or(Error::NotFound(What::Challenge))
}

fn insert(tx: &mut Tx, user: i64, client: &Client, stage: Stage, lasts: i64, proof: Proof) -> Result<New> {
    let secret = Secret::new()?;
    let id = tx.next_id()?;
    let now = table::now(tx);
    let ends_at = now.saturating_add(lasts);
    let agent: String = client.agent.chars().filter(|letter| !letter.is_control()).take(AGENT_LENGTH).collect();
    let address = client.address.map(|a| a.to_canonical().to_string());
    table::run(
        tx,
        Query::insert()
            .into_table("identity_session")
            .columns([
                "digest",
                "id",
                "user_id",
                "stage",
                "second_factor",
                "guesses",
                "created_at",
                "seen_at",
                "expires_at",
                "agent",
                "address",
            ])
            .values_panic([
                secret.digest().to_hex().into(),
                id.into(),
                user.into(),
                (stage as i64).into(),
                (proof == Proof::Double).into(),
                0_i64.into(),
                now.into(),
                now.into(),
                ends_at.into(),
                agent.into(),
                address.unwrap_or_default().into(),
            ]),
    )?;
    let must_change = table::first(
        tx,
        Query::select().column("must_change").from("identity_login").and_where(Expr::col("user_id").eq(user)),
        |row| row.bool(0),
    )?
    .ok_or(Error::NotFound(What::Account))?;
    Ok(New { user, secret, ends_at: table::time(ends_at), must_change })
}

fn load(tx: &mut Tx, secret: &Secret) -> Result<Option<Who>> {
    let found = table::first(
        tx,
        Query::select()
            .columns([
                ("identity_session", "id"),
                ("identity_session", "user_id"),
                ("identity_session", "second_factor"),
                ("identity_session", "seen_at"),
                ("identity_session", "expires_at"),
                ("identity_login", "email"),
                ("identity_login", "must_change"),
            ])
            .from("identity_session")
            .join(
                JoinType::InnerJoin,
                "identity_login",
                Expr::col(("identity_login", "user_id")).equals(("identity_session", "user_id")),
            )
            .and_where(Expr::col(("identity_session", "digest")).eq(secret.digest().to_hex()))
            .and_where(Expr::col(("identity_session", "stage")).eq(Stage::Open as i64))
            .and_where(Expr::col(("identity_login", "disabled_at")).is_null()),
        |row| {
            let session = Session {
                id: row.int(0)?,
                second_factor: row.bool(2)?,
                must_change: row.bool(6)?,
                must_set_up: false,
                form_value: csrf::derive(secret),
                ends_at: row.time(4)?,
                seen_at: AtomicI64::new(row.int(3)?),
            };
            Ok((row.int(1)?, Arc::<str>::from(row.text(5)?), session))
        },
    )?;
    let Some((user, email, mut session)) = found else {
        return Ok(None);
    };
    session.must_set_up = second_factor::is_required(tx)? && !second_factor::is_on(tx, user)?;
    Ok(Some(Who {
        user,
        email,
        roles: role::of(tx, user)?.into(),
        limit: access::Limit::default(),
        by: By::Session(Arc::new(session)),
    }))
}
