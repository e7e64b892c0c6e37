//! The second factor: six digits of an authenticator app (RFC 6238), and codes written down for the day it is lost.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, Func, Query};

use crate::error::{Error, Result, What};
use crate::login::Code;
use crate::secret::{self, Digest};
use crate::{attempt, table};

/// How many recovery codes are given out.
const RECOVERY_CODES: usize = 10;

/// Groups of four symbols in a recovery code: 60 random bits.
const RECOVERY_GROUPS: usize = 3;

/// What an authenticator app needs to know, shown once.
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
/// `issuer` is the installation's name in the app; a colon in it becomes a space.
///
/// # Errors
/// [`Error::NotFound`] without an account; [`Error::Invalid`] when a second factor is on already: it is removed first.
pub fn enrol(tx: &mut Tx, user: i64, issuer: &str) -> Result<Enrolment> {
    let email = table::first(
        tx,
        Query::select().column("email").from("identity_login").and_where(Expr::col("user_id").eq(user)),
        |row| row.text(0).map(str::to_owned),
    )?
    .ok_or(Error::NotFound(What::Account))?;
    if is_on(tx, user)? {
        return Err(Error::Invalid(What::SecondFactor));
    }
    forget_key(tx, user)?;
    let key = totp_rs::Secret::from(secret::random::<20>()?);
    table::run(
        tx,
        Query::insert()
            .into_table("identity_second_factor")
            .columns(["user_id", "secret", "last_step"])
            .values_panic([user.into(), key.to_base32().into(), 0_i64.into()]),
    )?;
    enrolment(key, issuer, &email)
}

/// Turns the second factor on, because the app shows the right code, and returns the recovery codes, shown once.
///
/// # Errors
/// [`Error::WrongCode`]; [`Error::NotFound`] when no enrolment was begun; [`Error::Invalid`] when it is on already.
pub fn confirm(tx: &mut Tx, user: i64, digits: &str) -> Result<Vec<String>> {
    let Some(key) = read(tx, user)? else {
        return Err(Error::NotFound(What::SecondFactor));
    };
    if key.is_confirmed {
        return Err(Error::Invalid(What::SecondFactor));
    }
    if !spend_digits(tx, user, &key, digits)? {
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
    renew_recovery_codes(tx, user)
}

/// Replaces the recovery codes and returns the new ones, shown once.
///
/// # Errors
/// [`Error::NotFound`] when no second factor is on.
pub fn renew_recovery_codes(tx: &mut Tx, user: i64) -> Result<Vec<String>> {
    if !is_on(tx, user)? {
        return Err(Error::NotFound(What::SecondFactor));
    }
    forget_recovery_codes(tx, user)?;
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| secret::readable_groups(RECOVERY_GROUPS)).collect::<Result<_>>()?;
    let mut insert = Query::insert();
    insert.into_table("identity_recovery_code").columns(["user_id", "digest"]);
    for code in &codes {
        insert.values_panic([user.into(), recovery_digest(code).into()]);
    }
    table::run(tx, &insert)?;
    Ok(codes)
}

/// How many recovery codes are left.
///
/// # Errors
/// [`Error::Store`].
pub fn recovery_codes_left(tx: &mut Tx, user: i64) -> Result<i64> {
    let left = table::first(
        tx,
        Query::select()
            .expr(Func::count(Expr::col("digest")))
            .from("identity_recovery_code")
            .and_where(Expr::col("user_id").eq(user)),
        |row| row.int(0),
    )?;
    Ok(left.unwrap_or_default())
}

/// Turns the second factor off, if it is on.
///
/// # Errors
/// [`Error::Store`].
pub fn remove(tx: &mut Tx, user: i64) -> Result<()> {
    forget_key(tx, user)?;
    forget_recovery_codes(tx, user)?;
    attempt::forget(tx, &attempt::Counter::second_factor(user))?;
    tx.bump_epoch()?;
    Ok(())
}

/// Whether a second factor is asked for.
///
/// # Errors
/// [`Error::Store`].
pub fn is_on(tx: &mut Tx, user: i64) -> Result<bool> {
    Ok(read(tx, user)?.is_some_and(|key| key.is_confirmed))
}

/// Whether the code is right; a right one is used up.
pub(crate) fn spend(tx: &mut Tx, user: i64, code: &Code) -> Result<bool> {
    match code {
        Code::Totp(digits) => match read(tx, user)? {
            Some(key) if key.is_confirmed => spend_digits(tx, user, &key, digits),
            _ => Ok(false),
        },
        Code::Recovery(code) => {
            let spent = table::run(
                tx,
                Query::delete()
                    .from_table("identity_recovery_code")
                    .and_where(Expr::col("user_id").eq(user))
                    .and_where(Expr::col("digest").eq(recovery_digest(code))),
            )?;
            Ok(spent > 0)
        }
    }
}

/// What is stored of a user's app.
struct Key {
    secret: String,
    is_confirmed: bool,
}

fn read(tx: &mut Tx, user: i64) -> Result<Option<Key>> {
    table::first(
        tx,
        Query::select()
            .columns(["secret", "confirmed_at"])
            .from("identity_second_factor")
            .and_where(Expr::col("user_id").eq(user)),
        |row| Ok(Key { secret: row.text(0)?.to_owned(), is_confirmed: !row.is_null(1) }),
    )
}

/// Whether the digits are those of the present step or its neighbours, and of a later step than any used before.
fn spend_digits(tx: &mut Tx, user: i64, key: &Key, digits: &str) -> Result<bool> {
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = totp_rs::Secret::try_from_base32(&key.secret).map_err(|_| Error::NotFound(What::SecondFactor))?;
    let totp = totp_rs::Builder::new().with_secret(secret).build().map_err(|_| Error::NotFound(What::SecondFactor))?;
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

fn forget_key(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_second_factor").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}

fn forget_recovery_codes(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_recovery_code").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}

/// Codes are copied from paper: case, spaces and hyphens do not matter, and letters that look like digits are digits.
fn recovery_digest(code: &str) -> String {
    let plain: String = code
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        })
        .collect();
    Digest::of(&plain).to_hex()
}
