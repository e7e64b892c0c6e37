//! Passkeys (Web Authentication): sign-in without a password, and the second factor after one.
//!
//! A ceremony has two steps. The first gives options for the browser and a handle; the second brings the browser's
//! answer back with the handle. What was asked is kept in a private table in between and can be answered once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, Order, Query};
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::account;
use crate::attempt::{self, Counter};
pub use crate::ceremony::Ceremony;
use crate::ceremony::{self, Purpose};
use crate::error::{Error, Result, What};
use crate::gate::Limits;
use crate::login::{self, Outcome};
use crate::session::{self, Client, Proof};
use crate::{recovery, second_factor, table};

/// How many passkeys one user may have.
const PASSKEYS: usize = 50;

/// The longest name of a passkey.
const NAME_LENGTH: usize = 100;

/// The site passkeys belong to: they work under its host name and nowhere else.
#[derive(Debug, Clone)]
pub struct Site(Webauthn);

/// A passkey that was just registered.
#[derive(Debug, Clone)]
pub struct Registered {
    /// Names the passkey in [`remove`].
    pub id: i64,
    /// Recovery codes, shown once, when the user had none: from now on a second factor is asked for.
    pub codes: Option<Vec<String>>,
}

/// A passkey as its owner sees it in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Names the passkey in [`remove`].
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

impl Site {
    /// The site at `origin`, such as `https://crm.example.org`; `name` is shown by some authenticators.
    ///
    /// # Errors
    /// [`Error::PasskeysUnavailable`] when the origin has no host name (an address of numbers has none).
    pub fn new(origin: &str, name: &str) -> Result<Self> {
        let origin = Url::parse(origin).map_err(|_| Error::PasskeysUnavailable)?;
        let host = origin.domain().ok_or(Error::PasskeysUnavailable)?.to_owned();
        WebauthnBuilder::new(&host, &origin)
            .and_then(|builder| builder.rp_name(name).build())
            .map(Self)
            .map_err(|_| Error::PasskeysUnavailable)
    }

    /// Begins to register a passkey for a user who is signed in; `shown` is the user's name.
    ///
    /// # Errors
    /// [`Error::NotFound`] without an account; [`Error::Invalid`] with very many passkeys already.
    pub fn begin_registration(&self, tx: &mut Tx, user: i64, shown: &str) -> Result<Ceremony> {
        let account = account::of(tx, user)?.ok_or(Error::NotFound(What::Account))?;
        let known = of(tx, user)?;
        if known.len() >= PASSKEYS {
            return Err(Error::Invalid(What::Passkey));
        }
        let exclude: Vec<CredentialID> = known.iter().map(|(_, passkey)| passkey.cred_id().clone()).collect();
        let (options, state) = self
            .0
            .start_passkey_registration(handle_of(user), &account.email, shown, Some(exclude))
            .map_err(refused)?;
        let mut options = json(&options)?;
        // A passkey that the authenticator keeps itself can be used without typing an address first.
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = Value::from("preferred");
        }
        ceremony::remember(tx, Purpose::Register, Some(user), &state, options)
    }

    /// Registers the passkey the browser made. From now on it is asked for after the password, like any second factor.
    ///
    /// # Errors
    /// [`Error::PasskeyRefused`]; [`Error::NotFound`] when the ceremony is over; [`Error::Invalid`] for an empty name.
    pub fn finish_registration(
        &self,
        tx: &mut Tx,
        user: i64,
        handle: &str,
        answer: &str,
        name: &str,
    ) -> Result<Registered> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_LENGTH {
            return Err(Error::Invalid(What::Name));
        }
        let state: PasskeyRegistration = ceremony::recall(tx, Purpose::Register, Some(user), handle)?;
        let answer: RegisterPublicKeyCredential = read_answer(answer)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state).map_err(refused)?;
        let credential = URL_SAFE_NO_PAD.encode(passkey.cred_id());
        if holder(tx, &credential)?.is_some() {
            return Err(Error::PasskeyRefused("it is registered already".to_owned()));
        }
        let id = tx.next_id()?;
        let now = table::now(tx);
        table::run(
            tx,
            Query::insert()
                .into_table("identity_passkey")
                .columns(["id", "user_id", "credential", "passkey", "name", "created_at"])
                .values_panic([
                    id.into(),
                    user.into(),
                    credential.into(),
                    kept(&passkey)?.into(),
                    name.into(),
                    now.into(),
                ]),
        )?;
        tx.bump_epoch()?;
        Ok(Registered { id, codes: recovery::unless_there(tx, user)? })
    }

    /// Begins a sign-in by passkey alone. Nothing about any user is asked or told.
    ///
    /// # Errors
    /// [`Error::Throttled`] when very many are open.
    pub fn begin_sign_in(&self, tx: &mut Tx) -> Result<Ceremony> {
        let (mut options, state) = self.0.start_discoverable_authentication().map_err(refused)?;
        // The page decides whether passkeys are offered in the address field or after a press of a button.
        options.mediation = None;
        ceremony::remember(tx, Purpose::SignIn, None, &state, json(&options)?)
    }

    /// Signs in the user whose passkey answered. A passkey verifies its user: no second factor is asked for.
    ///
    /// # Errors
    /// [`Error::PasskeyRefused`]; [`Error::NotFound`] when the ceremony is over.
    pub fn finish_sign_in(
        &self,
        tx: &mut Tx,
        limits: &Limits,
        handle: &str,
        answer: &str,
        client: &Client,
        before: Option<&str>,
    ) -> Result<Outcome> {
        let state: DiscoverableAuthentication = ceremony::recall(tx, Purpose::SignIn, None, handle)?;
        let answer: PublicKeyCredential = read_answer(answer)?;
        let (claimed, credential) = self.0.identify_discoverable_authentication(&answer).map_err(refused)?;
        let found = holder(tx, &URL_SAFE_NO_PAD.encode(credential))?;
        let Some((id, user, passkey)) = found else {
            return Err(Error::PasskeyRefused("it is not registered here".to_owned()));
        };
        if claimed != handle_of(user) {
            return Err(Error::PasskeyRefused("it names another user".to_owned()));
        }
        let result = self
            .0
            .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&passkey))
            .map_err(refused)?;
        used(tx, id, passkey, &result)?;
        login::admit(tx, limits, user, client, Proof::Double, before)
    }

    /// Begins a second factor by passkey, for somebody whose password was right.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the half session is over or the user has no passkey.
    pub fn begin_second_factor(&self, tx: &mut Tx, pending: &str) -> Result<Ceremony> {
        let user = session::pending(tx, pending)?;
        let passkeys: Vec<Passkey> = of(tx, user)?.into_iter().map(|(_, key)| key).collect();
        if passkeys.is_empty() {
            return Err(Error::NotFound(What::Passkey));
        }
        let (options, state) = self.0.start_passkey_authentication(&passkeys).map_err(refused)?;
        ceremony::remember(tx, Purpose::SecondFactor, Some(user), &state, json(&options)?)
    }

    /// Finishes a sign-in whose password was right.
    ///
    /// # Errors
    /// [`Error::PasskeyRefused`]; [`Error::NotFound`] when the ceremony or the half session is over.
    pub fn finish_second_factor(
        &self,
        tx: &mut Tx,
        limits: &Limits,
        pending: &str,
        handle: &str,
        answer: &str,
        client: &Client,
    ) -> Result<Outcome> {
        let user = session::pending(tx, pending)?;
        let state: PasskeyAuthentication = ceremony::recall(tx, Purpose::SecondFactor, Some(user), handle)?;
        let answer: PublicKeyCredential = read_answer(answer)?;
        let result = self.0.finish_passkey_authentication(&answer, &state).map_err(refused)?;
        let credential = URL_SAFE_NO_PAD.encode(result.cred_id());
        match holder(tx, &credential)? {
            Some((id, holder, passkey)) if holder == user => used(tx, id, passkey, &result)?,
            _ => return Err(Error::NotFound(What::Passkey)),
        }
        attempt::forget(tx, &Counter::second_factor(user))?;
        login::admit(tx, limits, user, client, Proof::Double, Some(pending))
    }
}

/// The user's passkeys, the newest first.
///
/// # Errors
/// [`Error::Store`].
pub fn list(tx: &mut Tx, user: i64) -> Result<Vec<Listed>> {
    table::all(
        tx,
        Query::select()
            .columns(["id", "name", "created_at", "used_at"])
            .from("identity_passkey")
            .and_where(Expr::col("user_id").eq(user))
            .order_by("id", Order::Desc),
        |row| {
            Ok(Listed {
                id: row.int(0)?,
                name: row.text(1)?.to_owned(),
                created_at: row.time(2)?,
                used_at: row.maybe(3, store::Row::time)?,
            })
        },
    )
}

/// Forgets a passkey of this user. Sessions begun with it go on; recovery codes go with the last second factor.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the user's.
pub fn remove(tx: &mut Tx, user: i64, id: i64) -> Result<()> {
    let removed = table::run(
        tx,
        Query::delete()
            .from_table("identity_passkey")
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("user_id").eq(user)),
    )?;
    if removed == 0 {
        return Err(Error::NotFound(What::Passkey));
    }
    second_factor::way_removed(tx, user)
}

/// Whether this user has a passkey.
///
/// # Errors
/// [`Error::Store`].
pub fn has_any(tx: &mut Tx, user: i64) -> Result<bool> {
    let any = table::first(
        tx,
        Query::select().column("id").from("identity_passkey").and_where(Expr::col("user_id").eq(user)).limit(1),
        |row| row.int(0),
    )?;
    Ok(any.is_some())
}

/// Forgets every passkey of this user.
pub(crate) fn remove_all(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_passkey").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}

/// The passkey with this credential, and whose it is.
fn holder(tx: &mut Tx, credential: &str) -> Result<Option<(i64, i64, Passkey)>> {
    let found = table::first(
        tx,
        Query::select()
            .columns(["id", "user_id", "passkey"])
            .from("identity_passkey")
            .and_where(Expr::col("credential").eq(credential)),
        |row| Ok((row.int(0)?, row.int(1)?, row.text(2)?.to_owned())),
    )?;
    found.map(|(id, user, text)| Ok((id, user, read_kept(&text)?))).transpose()
}

/// This user's passkeys with their ids.
fn of(tx: &mut Tx, user: i64) -> Result<Vec<(i64, Passkey)>> {
    table::all(
        tx,
        Query::select()
            .columns(["id", "passkey"])
            .from("identity_passkey")
            .and_where(Expr::col("user_id").eq(user))
            .order_by("id", Order::Asc),
        |row| Ok((row.int(0)?, row.text(1)?.to_owned())),
    )?
    .into_iter()
    .map(|(id, text)| Ok((id, read_kept(&text)?)))
    .collect()
}

/// Notes that a passkey was used, and its counter: Web Authentication Level 3, 7.2, step 22.
fn used(tx: &mut Tx, id: i64, mut passkey: Passkey, result: &AuthenticationResult) -> Result<()> {
    passkey.update_credential(result);
    let now = table::now(tx);
    table::run(
        tx,
        Query::update()
            .table("identity_passkey")
            .value("passkey", kept(&passkey)?)
            .value("used_at", now)
            .and_where(Expr::col("id").eq(id)),
    )?;
    Ok(())
}

/// The user handle: Web Authentication Level 3, 14.6.1 wants no personal data in it, and the id is none.
fn handle_of(user: i64) -> Uuid {
    Uuid::from_u64_pair(0x7265_6c61_7461_0001, user.unsigned_abs())
}

fn read_answer<T: DeserializeOwned>(answer: &str) -> Result<T> {
    serde_json::from_str(answer).map_err(|error| Error::PasskeyRefused(format!("the answer cannot be read: {error}")))
}

fn kept(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::PasskeyRefused(error.to_string()))
}

fn read_kept<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::PasskeyRefused(error.to_string()))
}

fn json(options: &impl Serialize) -> Result<Value> {
    serde_json::to_value(options).map_err(|error| Error::PasskeyRefused(error.to_string()))
}

fn refused(error: WebauthnError) -> Error {
    Error::PasskeyRefused(error.to_string())
}
