//! API tokens: `rel_`, 256 random bits, and a checksum by which scanners and people notice a mistyped one.
//!
//! A token acts as its user and never beyond: its roles are those named that the user still holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::Limit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, JoinType, Order, Query, SelectStatement};

use crate::error::{Error, Result, What};
use crate::gate::Gate;
use crate::secret::{self, Digest, SECRET_SYMBOLS, Secret};
use crate::table::{self, MINUTE};
use crate::who::{By, Who};
use crate::{account, role};

/// What every token begins with.
const PREFIX: &str = "rel_";

/// How seldom `last used` is written.
const USED_EVERY: i64 = 5 * MINUTE;

/// The longest name.
const NAME_LENGTH: usize = 100;

/// What a token is made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What it is for, in its owner's words.
    pub name: String,
    /// The roles it acts with at most; none named means all its user holds.
    pub roles: Option<Vec<String>>,
    /// What it takes away besides.
    pub limit: Limit,
    /// When it ends; `None` means never.
    pub ends_at: Option<Timestamp>,
}

/// A token that was just made.
#[derive(Debug, Clone)]
pub struct New {
    /// Names the token where it is listed and revoked.
    pub id: i64,
    secret: Secret,
}

impl New {
    /// The token itself, to be shown once.
    pub fn reveal(&self) -> String {
        written(&self.secret)
    }
}

/// The token a request came with.
#[derive(Debug)]
pub struct Token {
    /// Names the token where it is listed and revoked; it opens nothing.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    used_at: AtomicI64,
}

/// A token as its owner sees it in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Names the token in [`revoke`].
    pub id: i64,
    /// Whose it is.
    pub user: i64,
    /// What it is for.
    pub name: String,
    /// Its first symbols, to tell one from another.
    pub hint: String,
    /// The roles it acts with at most.
    pub roles: Option<Vec<Arc<str>>>,
    /// What it takes away besides.
    pub limit: Limit,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// When it was last used, within some minutes.
    pub used_at: Option<Timestamp>,
}

/// Makes a token for this user.
///
/// # Errors
/// [`Error::Invalid`] for an empty or overlong name, a role or entity name that is none, or an end that has passed;
/// [`Error::NotFound`] without an account.
pub fn create(tx: &mut Tx, user: i64, wanted: &Wanted) -> Result<New> {
    let name = wanted.name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH {
        return Err(Error::Invalid(What::Name));
    }
    let now = table::now(tx);
    let ends_at = wanted.ends_at.map(Timestamp::as_microsecond);
    if ends_at.is_some_and(|ends_at| ends_at <= now) {
        return Err(Error::Invalid(What::Expiry));
    }
    if account::of(tx, user)?.is_none() {
        return Err(Error::NotFound(What::Account));
    }
    let roles = wanted.roles.as_deref().map(joined).transpose()?;
    let entities = wanted.limit.entities.as_deref().map(joined).transpose()?;
    let secret = Secret::new()?;
    let text = written(&secret);
    let id = tx.next_id()?;
    table::run(
        tx,
        Query::insert()
            .into_table("identity_token")
            .columns([
                "id",
                "digest",
                "user_id",
                "name",
                "hint",
                "roles",
                "read_only",
                "entities",
                "created_at",
                "expires_at",
            ])
            .values_panic([
                id.into(),
                secret.digest().to_hex().into(),
                user.into(),
                name.into(),
                text[..PREFIX.len() + 4].into(),
                roles.into(),
                wanted.limit.read_only.into(),
                entities.into(),
                now.into(),
                ends_at.into(),
            ]),
    )?;
    Ok(New { id, secret })
}

/// This user's tokens, the newest first; those that ended, too.
///
/// # Errors
/// [`Error::Store`].
pub fn list(tx: &mut Tx, user: i64) -> Result<Vec<Listed>> {
    table::all(tx, select_listed().and_where(Expr::col("user_id").eq(user)), read_listed)
}

/// Everybody's tokens, the newest first; those that ended, too.
///
/// # Errors
/// [`Error::Store`].
pub fn all(tx: &mut Tx) -> Result<Vec<Listed>> {
    table::all(tx, &select_listed(), read_listed)
}

/// Takes a token of this user back, at once.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the user's.
pub fn revoke(tx: &mut Tx, user: i64, id: i64) -> Result<()> {
    let revoked = table::run(
        tx,
        Query::delete()
            .from_table("identity_token")
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("user_id").eq(user)),
    )?;
    if revoked == 0 {
        return Err(Error::NotFound(What::Token));
    }
    tx.bump_epoch()?;
    Ok(())
}

/// Writes that the token is in use; to be called when [`Token::touch_is_due`] says so.
///
/// # Errors
/// [`Error::Store`].
pub fn touch(tx: &mut Tx, id: i64) -> Result<()> {
    let now = table::now(tx);
    table::run(tx, Query::update().table("identity_token").value("used_at", now).and_where(Expr::col("id").eq(id)))?;
    Ok(())
}

impl Token {
    /// Whether [`touch`] is due. Says so once, to one request, in some minutes.
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        let now = now.as_microsecond();
        let used_at = self.used_at.load(Ordering::Relaxed);
        now - used_at >= USED_EVERY
            && self.used_at.compare_exchange(used_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

impl Gate {
    /// Who sends this `Authorization` header: `Bearer` with a token, or `Basic` with the token as the password
    /// and any user name. `None` when it opens nothing (any more).
    ///
    /// Costs no query when nothing about accounts, roles and tokens changed since the last time.
    /// To be called before the transaction writes.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn authorization(&self, tx: &mut Tx, header: &str) -> Result<Option<Who>> {
        match presented(header) {
            Some(text) => self.token(tx, &text),
            None => Ok(None),
        }
    }

    /// Who holds this token; `None` when it opens nothing (any more).
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn token(&self, tx: &mut Tx, text: &str) -> Result<Option<Who>> {
        let Some(secret) = parse(text) else {
            return Ok(None);
        };
        let digest = secret.digest();
        let epoch = tx.epoch()?;
        let known = match self.tokens().get(epoch, &digest) {
            Some(who) => Some(who),
            None => {
                let found = load(tx, &digest)?;
                if let Some(who) = &found {
                    self.tokens().put(epoch, digest, who.clone());
                }
                found
            }
        };
        let now = tx.now();
        Ok(known.filter(|who| who.token().is_some_and(|token| token.ends_at.is_none_or(|ends_at| now < ends_at))))
    }
}

/// Removes every token of a user.
pub(crate) fn remove_all(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_token").and_where(Expr::col("user_id").eq(user)))?;
    tx.bump_epoch()?;
    Ok(())
}

fn written(secret: &Secret) -> String {
    let body = secret.reveal();
    format!("{PREFIX}{body}{}", checksum(&body))
}

fn parse(text: &str) -> Option<Secret> {
    let (body, sum) = text.strip_prefix(PREFIX)?.split_at_checked(SECRET_SYMBOLS)?;
    (sum == checksum(body)).then(|| Secret::parse(body))?
}

/// 40 bits: eight symbols.
fn checksum(body: &str) -> String {
    secret::encode(&Digest::of(body).head::<5>())
}

/// The token in a header; RFC 6750, 2.1 and RFC 7617, 2. The scheme's case does not matter (RFC 9110, 11.1).
fn presented(header: &str) -> Option<String> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        Some(rest.to_owned())
    } else if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        pair.split_once(':').map(|(_, token)| token.to_owned())
    } else {
        None
    }
}

fn load(tx: &mut Tx, digest: &Digest) -> Result<Option<Who>> {
    let found = table::first(
        tx,
        Query::select()
            .columns([
                ("identity_token", "id"),
                ("identity_token", "user_id"),
                ("identity_token", "name"),
                ("identity_token", "roles"),
                ("identity_token", "read_only"),
                ("identity_token", "entities"),
                ("identity_token", "expires_at"),
                ("identity_token", "used_at"),
                ("identity_login", "email"),
            ])
            .from("identity_token")
            .join(
                JoinType::InnerJoin,
                "identity_login",
                Expr::col(("identity_login", "user_id")).equals(("identity_token", "user_id")),
            )
            .and_where(Expr::col(("identity_token", "digest")).eq(digest.to_hex()))
            .and_where(Expr::col(("identity_login", "disabled_at")).is_null()),
        |row| {
            let token = Token {
                id: row.int(0)?,
                name: row.text(2)?.to_owned(),
                ends_at: row.maybe(6, store::Row::time)?,
                used_at: AtomicI64::new(row.maybe(7, store::Row::int)?.unwrap_or_default()),
            };
            let roles = row.maybe(3, store::Row::text)?.map(split);
            let limit = Limit {
                read_only: row.bool(4)?,
                entities: row.maybe(5, store::Row::text)?.map(|text| split(text).into()),
            };
            Ok((row.int(1)?, Arc::<str>::from(row.text(8)?), roles, limit, token))
        },
    )?;
    let Some((user, email, allowed, limit, token)) = found else {
        return Ok(None);
    };
    let roles = role::of(tx, user)?
        .into_iter()
        .filter(|role| allowed.as_ref().is_none_or(|allowed| allowed.contains(role)))
        .collect();
    Ok(Some(Who { user, email, roles, limit, by: By::Token(Arc::new(token)) }))
}

fn select_listed() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "user_id",
            "name",
            "hint",
            "roles",
            "read_only",
            "entities",
            "created_at",
            "expires_at",
            "used_at",
        ])
        .from("identity_token")
        .order_by("id", Order::Desc)
        .to_owned()
}

fn read_listed(row: &store::Row<'_>) -> store::Result<Listed> {
    Ok(Listed {
        id: row.int(0)?,
        user: row.int(1)?,
        name: row.text(2)?.to_owned(),
        hint: row.text(3)?.to_owned(),
        roles: row.maybe(4, store::Row::text)?.map(split),
        limit: Limit {
            read_only: row.bool(5)?,
            entities: row.maybe(6, store::Row::text)?.map(|text| split(text).into()),
        },
        created_at: row.time(7)?,
        ends_at: row.maybe(8, store::Row::time)?,
        used_at: row.maybe(9, store::Row::time)?,
    })
}

/// Names between bars, as several choices are kept everywhere: `|a|b|`.
fn joined(names: &[impl AsRef<str>]) -> Result<String> {
    names.iter().try_fold(String::from("|"), |text, name| {
        let name = name.as_ref();
        role::check(name)?;
        Ok(text + name + "|")
    })
}

fn split(text: &str) -> Vec<Arc<str>> {
    text.split('|').filter(|name| !name.is_empty()).map(Arc::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_a_mistyped_one_is_not() {
        let secret = Secret::new().unwrap();
        let text = written(&secret);
        assert_eq!(text.len(), 64);
        assert_eq!(parse(&text), Some(secret));
        for place in 0..text.len() {
            let mut letters: Vec<u8> = text.bytes().collect();
            letters[place] = if letters[place] == b'7' { b'8' } else { b'7' };
            assert_eq!(parse(std::str::from_utf8(&letters).unwrap()), None, "{place}");
        }
        assert_eq!(parse("rel_"), None);
        assert_eq!(parse(&format!("rel_{}", "é".repeat(40))), None);
    }

    #[test]
    fn bearer_and_basic_carry_the_token() {
        assert_eq!(presented("Bearer rel_x").as_deref(), Some("rel_x"));
        assert_eq!(presented("bearer   rel_x ").as_deref(), Some("rel_x"));
        let basic = format!("BASIC {}", STANDARD.encode("ada@example.org:rel_x"));
        assert_eq!(presented(&basic).as_deref(), Some("rel_x"));
        for header in ["", "Bearer", "Basic !!", "Digest rel_x", "Basic cmVsX3g="] {
            assert_eq!(presented(header), None, "{header}");
        }
    }
}
