//! An authenticator app: six digits that change every half minute (RFC 6238). Its key is kept sealed.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use store::Tx;
use store::seal::Key;
use store::sql::{Expr, ExprTrait as _, Query};

use crate::error::{Error, Result, What};
use crate::{recovery, second_factor, secret, table, vault};

/// What an authenticator app needs to know, shown until the app is on.
#[derive(Clone)]
pub struct Enrolment {
    /// For apps on this device: `otpauth://totp/…`.
    pub uri: String,
    /// The same as a picture to be scanned.
    pub qr_svg: String,
    /// The key in base 32, to be typed where no picture can be scanned.
    pub key: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// Makes a key for this user's app. Nothing is asked for until [`confirm`] saw a code of it.
///
/// `seal` is the installation's key. `issuer` is the installation's name in the app; a colon in it becomes a space.
///
/// # Errors
/// [`Error::NotFound`] without an account; [`Error::Invalid`] when an app is set up already: it is removed first;
/// [`Error::Sealed`] when the installation has another key by now.
pub fn enrol(tx: &mut Tx, seal: &Key, user: i64, issuer: &str) -> Result<Enrolment> {
    let email = email(tx, user)?;
    if is_on(tx, user)? {
        return Err(Error::Invalid(What::SecondFactor));
    }
    if !vault::is_current(tx, seal)? {
        return Err(Error::Sealed);
    }
    forget(tx, user)?;
    let key = totp_rs::Secret::from(secret::random::<20>()?);
    let sealed = seal.seal(&place(user), key.to_base32().as_bytes())?;
    table::run(
        tx,
        Query::insert()
            .into_table("identity_second_factor")
            .columns(["user_id", "secret", "last_step"])
            .values_panic([user.into(), sealed.into(), 0_i64.into()]),
    )?;
    enrolment(key, issuer, &email)
}

/// What [`enrol`] gave, once more: the same key and picture, for somebody whose first code was wrong. Changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when no enrolment was begun; [`Error::Invalid`] when the app is on already: its key is never
/// shown again; [`Error::Sealed`] when the installation has another key by now.
pub fn begun(tx: &mut Tx, seal: &Key, user: i64, issuer: &str) -> Result<Enrolment> {
    let app = read(tx, user)?.ok_or(Error::NotFound(What::SecondFactor))?;
    if app.is_confirmed {
        return Err(Error::Invalid(What::SecondFactor));
    }
    let key = app.key(seal, user)?;
    enrolment(key, issuer, &email(tx, user)?)
}

/// Turns the app on, because it shows the right code, and returns recovery codes, shown once; none when the user
/// has some already.
///
/// # Errors
/// [`Error::WrongCode`]; [`Error::NotFound`] when no enrolment was begun; [`Error::Invalid`] when it is on already.
pub fn confirm(tx: &mut Tx, seal: &Key, user: i64, digits: &str) -> Result<Option<Vec<String>>> {
    let Some(app) = read(tx, user)? else {
        return Err(Error::NotFound(What::SecondFactor));
    };
    if app.is_confirmed {
        return Err(Error::Invalid(What::SecondFactor));
    }
    if !app.spend(tx, seal, user, digits)? {
        return Err(Error::WrongCode);
    }
    let now = table::now(tx);
    table::run(
        tx,
        Query::update()
            .table("identity_second_factor")
            .value("confirmed_at", now)
            .and_where(Expr::col("user_id").eq(user)),
    )?;
    tx.bump_epoch()?;
    recovery::unless_there(tx, user)
}

/// Forgets the app, if there is one. With the last way of giving a second factor the recovery codes go, too.
///
/// # Errors
/// [`Error::Store`].
pub fn remove(tx: &mut Tx, user: i64) -> Result<()> {
    forget(tx, user)?;
    second_factor::way_removed(tx, user)
}

/// Whether an app is set up.
///
/// # Errors
/// [`Error::Store`].
pub fn is_on(tx: &mut Tx, user: i64) -> Result<bool> {
    Ok(read(tx, user)?.is_some_and(|app| app.is_confirmed))
}

/// Whether the digits are right; right ones are used up.
pub(crate) fn spend(tx: &mut Tx, seal: &Key, user: i64, digits: &str) -> Result<bool> {
    match read(tx, user)? {
        Some(app) if app.is_confirmed => app.spend(tx, seal, user, digits),
        _ => Ok(false),
    }
}

/// How many apps are kept sealed, confirmed or not.
pub(crate) fn sealed(tx: &mut Tx) -> Result<i64> {
    let keys = table::all(tx, Query::select().column("secret").from("identity_second_factor"), |row| {
        Ok(store::seal::is_sealed(row.text(0)?))
    })?;
    Ok(keys.into_iter().map(i64::from).sum())
}

/// Seals every key anew with `to`: those that are readable, and those that `from` opens. Returns how many changed.
///
/// # Errors
/// [`Error::Sealed`] when one is sealed with another key than both.
pub(crate) fn reseal(tx: &mut Tx, from: Option<&Key>, to: &Key) -> Result<u64> {
    let keys = table::all(tx, Query::select().columns(["user_id", "secret"]).from("identity_second_factor"), |row| {
        Ok((row.int(0)?, row.text(1)?.to_owned()))
    })?;
    let mut changed = 0;
    for (user, stored) in keys {
        let place = place(user);
        let plain = if !store::seal::is_sealed(&stored) {
            stored.into_bytes()
        } else if to.open(&place, &stored).is_some() {
            continue;
        } else {
            from.and_then(|from| from.open(&place, &stored)).ok_or(Error::Sealed)?
        };
        let sealed = to.seal(&place, &plain)?;
        changed += table::run(
            tx,
            Query::update()
                .table("identity_second_factor")
                .value("secret", sealed)
                .and_where(Expr::col("user_id").eq(user)),
        )?;
    }
    Ok(changed)
}

/// Forgets the apps whose keys are sealed, for everybody.
pub(crate) fn forget_sealed(tx: &mut Tx) -> Result<Vec<i64>> {
    let users = table::all(tx, Query::select().columns(["user_id", "secret"]).from("identity_second_factor"), |row| {
        Ok((row.int(0)?, store::seal::is_sealed(row.text(1)?)))
    })?;
    let users: Vec<i64> = users.into_iter().filter(|(_, sealed)| *sealed).map(|(user, _)| user).collect();
    for user in &users {
        remove(tx, *user)?;
    }
    Ok(users)
}

/// What a user's key is sealed for.
fn place(user: i64) -> String {
    format!("identity_second_factor {user}")
}

/// What is stored of a user's app.
struct App {
    secret: String,
    is_confirmed: bool,
}

fn read(tx: &mut Tx, user: i64) -> Result<Option<App>> {
    table::first(
        tx,
        Query::select()
            .columns(["secret", "confirmed_at"])
            .from("identity_second_factor")
            .and_where(Expr::col("user_id").eq(user)),
        |row| Ok(App { secret: row.text(0)?.to_owned(), is_confirmed: !row.is_null(1) }),
    )
}

impl App {
    fn key(&self, seal: &Key, user: i64) -> Result<totp_rs::Secret> {
        let opened = seal.open(&place(user), &self.secret).ok_or(Error::Sealed)?;
        let text = std::str::from_utf8(&opened).map_err(|_| Error::Sealed)?;
        totp_rs::Secret::try_from_base32(text).map_err(|_| Error::Sealed)
    }

    /// Whether the digits are those of the present step or its neighbours, and of a later step than any used before.
    fn spend(&self, tx: &mut Tx, seal: &Key, user: i64, digits: &str) -> Result<bool> {
        let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
        let key = self.key(seal, user)?;
        let totp = totp_rs::Builder::new().with_secret(key).build().map_err(|_| Error::Sealed)?;
        let seconds = u64::try_from(table::now(tx) / table::SECOND).unwrap_or_default();
        let Some(step) = totp.check(&digits, seconds) else {
            return Ok(false);
        };
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        // RFC 6238, 5.2: a code is accepted once. The condition holds against a second request at the same time, too.
        let spent = table::run(
            tx,
            Query::update()
                .table("identity_second_factor")
                .value("last_step", step)
                .and_where(Expr::col("user_id").eq(user))
                .and_where(Expr::col("last_step").lt(step)),
        )?;
        Ok(spent > 0)
    }
}

/// The address in the app's list.
fn email(tx: &mut Tx, user: i64) -> Result<String> {
    table::first(
        tx,
        Query::select().column("email").from("identity_login").and_where(Expr::col("user_id").eq(user)),
        |row| row.text(0).map(str::to_owned),
    )?
    .ok_or(Error::NotFound(What::Account))
}

fn enrolment(key: totp_rs::Secret, issuer: &str, email: &str) -> Result<Enrolment> {
    let unwritable = |_| Error::Invalid(What::SecondFactor);
    let text = key.to_base32();
    let uri = totp_rs::Builder::new()
        .with_secret(key)
        .with_issuer(Some(issuer.replace(':', " ")))
        .with_account_name(email.replace(':', " "))
        .build()
        .and_then(|totp| totp.to_url())
        .map_err(unwritable)?;
    let qr = QRBuilder::new(uri.as_str()).build().map_err(|_| Error::Invalid(What::SecondFactor))?;
    Ok(Enrolment { qr_svg: SvgBuilder::default().to_str(&qr), uri, key: text })
}

fn forget(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_second_factor").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}
