//! Accounts: how a user signs in. The user as a person is a record of `base.user` with the same id.

use jiff::Timestamp;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, Order, Query};

use crate::attempt::{self, Counter};
use crate::email::Email;
use crate::error::{Error, Result, What};
use crate::password::Prepared;
use crate::{link, role, second_factor, session, table, token};

/// What a new account starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Nothing: the user comes in by an invitation.
    Invited,
    /// A password somebody else knows, to be changed at the first sign-in.
    OneTime(Prepared),
    /// A password of the user's own.
    Chosen(Prepared),
}

/// An account as its administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user record's id.
    pub user: i64,
    /// The address the user signs in with.
    pub email: String,
    /// Since when the user may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// Whether the next sign-in asks for a new password.
    pub must_change: bool,
    /// When the password was set; `None` while there is none.
    pub password_changed_at: Option<Timestamp>,
    /// Whether a second factor is asked for after the password.
    pub second_factor: bool,
}

/// Opens an account for the user record `user`.
///
/// # Errors
/// [`Error::EmailTaken`].
pub fn create(tx: &mut Tx, user: i64, email: &Email, start: &Start) -> Result<()> {
    if find(tx, email)?.is_some_and(|other| other != user) {
        return Err(Error::EmailTaken);
    }
    let now = table::now(tx);
    let (hash, must_change) = match start {
        Start::Invited => (None, false),
        Start::OneTime(password) => (Some(password.stored()), true),
        Start::Chosen(password) => (Some(password.stored()), false),
    };
    table::run(
        tx,
        Query::insert()
            .into_table("identity_login")
            .columns(["user_id", "email", "password_hash", "password_changed_at", "must_change", "created_at"])
            .values_panic([
                user.into(),
                email.as_str().into(),
                hash.into(),
                hash.map(|_| now).into(),
                must_change.into(),
                now.into(),
            ]),
    )?;
    tx.bump_epoch()?;
    Ok(())
}

/// The user who signs in with this address.
///
/// # Errors
/// [`Error::Store`].
pub fn find(tx: &mut Tx, email: &Email) -> Result<Option<i64>> {
    table::first(
        tx,
        Query::select().column("user_id").from("identity_login").and_where(Expr::col("email").eq(email.as_str())),
        |row| row.int(0),
    )
}

/// This user's account; `None` when the user has none.
///
/// # Errors
/// [`Error::Store`].
pub fn of(tx: &mut Tx, user: i64) -> Result<Option<Account>> {
    table::first(tx, select().and_where(Expr::col("user_id").eq(user)), read)
}

/// All accounts, by e-mail address.
///
/// # Errors
/// [`Error::Store`].
pub fn all(tx: &mut Tx) -> Result<Vec<Account>> {
    table::all(tx, select().order_by("email", Order::Asc), read)
}

/// Changes the address the user signs in with. Sessions go on; open links are spent, for they went to the old one.
///
/// # Errors
/// [`Error::EmailTaken`], [`Error::NotFound`].
pub fn change_email(tx: &mut Tx, user: i64, email: &Email) -> Result<()> {
    if find(tx, email)?.is_some_and(|other| other != user) {
        return Err(Error::EmailTaken);
    }
    update(tx, user, |statement| {
        statement.value("email", email.as_str());
    })?;
    link::revoke(tx, user)
}

/// Sets a password somebody else knows: it is to be changed at the next sign-in, and every session ends.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_one_time_password(tx: &mut Tx, user: i64, password: &Prepared) -> Result<()> {
    set_password(tx, user, password, true)
}

/// Sets a password the user chose. Every session ends, open links are spent, and guesses are counted anew.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_chosen_password(tx: &mut Tx, user: i64, password: &Prepared) -> Result<()> {
    set_password(tx, user, password, false)
}

/// Stores today's hash of the same password.
pub(crate) fn renew_hash(tx: &mut Tx, user: i64, before: &str, hash: &Prepared) -> Result<()> {
    table::run(
        tx,
        Query::update()
            .table("identity_login")
            .value("password_hash", hash.stored())
            .and_where(Expr::col("user_id").eq(user))
            // A password changed in the meantime stays.
            .and_where(Expr::col("password_hash").eq(before)),
    )?;
    Ok(())
}

/// Keeps the user from signing in, at once and everywhere: sessions end, tokens are refused.
///
/// # Errors
/// [`Error::LastAdministrator`], [`Error::NotFound`].
pub fn disable(tx: &mut Tx, user: i64) -> Result<()> {
    role::keep_an_administrator_besides(tx, user)?;
    let now = table::now(tx);
    update(tx, user, |statement| {
        statement.value("disabled_at", now);
    })?;
    session::end_all(tx, user)
}

/// Lets the user sign in again.
///
/// # Errors
/// [`Error::NotFound`].
pub fn enable(tx: &mut Tx, user: i64) -> Result<()> {
    update(tx, user, |statement| {
        statement.value("disabled_at", Option::<i64>::None);
    })
}

/// Removes everything this room holds of a user who is deleted, if anything.
///
/// # Errors
/// [`Error::LastAdministrator`].
pub fn remove(tx: &mut Tx, user: i64) -> Result<()> {
    role::keep_an_administrator_besides(tx, user)?;
    if let Some(account) = of(tx, user)? {
        attempt::forget(tx, &Counter::account(&account.email))?;
    }
    session::end_all(tx, user)?;
    token::remove_all(tx, user)?;
    second_factor::reset(tx, user)?;
    for owned in ["identity_challenge", "identity_link", "identity_role", "identity_login"] {
        table::run(tx, Query::delete().from_table(owned).and_where(Expr::col("user_id").eq(user)))?;
    }
    tx.bump_epoch()?;
    Ok(())
}

fn set_password(tx: &mut Tx, user: i64, password: &Prepared, must_change: bool) -> Result<()> {
    let now = table::now(tx);
    update(tx, user, |statement| {
        statement
            .value("password_hash", password.stored())
            .value("password_changed_at", now)
            .value("must_change", must_change);
    })?;
    if let Some(account) = of(tx, user)? {
        attempt::forget(tx, &Counter::account(&account.email))?;
    }
    link::revoke(tx, user)?;
    session::end_all(tx, user)
}

fn update(tx: &mut Tx, user: i64, set: impl FnOnce(&mut store::sql::UpdateStatement)) -> Result<()> {
    let mut statement = Query::update();
    statement.table("identity_login").and_where(Expr::col("user_id").eq(user));
    set(&mut statement);
    if table::run(tx, &statement)? == 0 {
        return Err(Error::NotFound(What::Account));
    }
    tx.bump_epoch()?;
    Ok(())
}

fn select() -> store::sql::SelectStatement {
    let confirmed = Query::select()
        .column("user_id")
        .from("identity_second_factor")
        .and_where(Expr::col("confirmed_at").is_not_null())
        .to_owned();
    let with_passkey = Query::select().column("user_id").from("identity_passkey").to_owned();
    Query::select()
        .columns(["user_id", "email", "disabled_at", "must_change", "password_changed_at"])
        .expr(Expr::col("user_id").in_subquery(confirmed).or(Expr::col("user_id").in_subquery(with_passkey)))
        .from("identity_login")
        .to_owned()
}

fn read(row: &store::Row) -> store::Result<Account> {
    Ok(Account {
        user: row.int(0)?,
        email: row.text(1)?.to_owned(),
        disabled_at: row.maybe(2, store::Row::time)?,
        must_change: row.bool(3)?,
        password_changed_at: row.maybe(4, store::Row::time)?,
        second_factor: row.bool(5)?,
    })
}
