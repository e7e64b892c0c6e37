//! Signing in with a password.
//!
//! The functions block: they open short transactions and hash between them, so they are called on a thread that may wait.
//! Whoever guesses learns nothing about who has an account: an unknown address is counted, hashed and answered
//! like a wrong password.

use store::sql::{Expr, ExprTrait as _, Query};
use store::{Database, Tx};

use crate::attempt::{self, Counter};
use crate::email::Email;
use crate::error::{Error, Result, What};
use crate::gate::{Gate, Limits};
use crate::password::{Password, Prepared, Verdict};
use crate::session::{self, Client, New, Proof};
use crate::weakness::Weakness;
use crate::who::Who;
use crate::{account, second_factor, table};

/// What came of a sign-in.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The user is in.
    SignedIn(New),
    /// The password was right; the secret of this half session goes with the second factor.
    SecondFactorNeeded(New),
    /// The user is not in.
    Refused(Refusal),
    /// Too many wrong guesses: nothing was looked at.
    Throttled {
        /// When the next guess is accepted.
        until: jiff::Timestamp,
    },
}

/// Why somebody is not in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The address or the password is wrong: which of them is not said.
    Wrong,
    /// The password was right, but the account is disabled.
    Disabled,
    /// The code of the second factor is wrong or was used.
    WrongCode,
    /// The half session is over: the sign-in begins again.
    Over,
}

impl Refusal {
    /// The id of the message for people.
    pub fn message(self) -> &'static str {
        match self {
            Self::Wrong => "identity-sign-in-wrong",
            Self::Disabled => "identity-sign-in-disabled",
            Self::WrongCode => "identity-code-wrong",
            Self::Over => "identity-challenge-over",
        }
    }
}

/// A second factor as typed.
#[derive(Clone)]
pub enum Code {
    /// Six digits of an authenticator app.
    Totp(String),
    /// One of the codes written down.
    Recovery(String),
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Totp(_) => "Totp(…)",
            Self::Recovery(_) => "Recovery(…)",
        })
    }
}

/// What is stored of the account a password is compared with.
struct Stored {
    user: i64,
    hash: Option<String>,
    disabled: bool,
}

impl Gate {
    /// Signs in with e-mail and password. Blocks, and is slow.
    ///
    /// `before` is the cookie the browser came with, if any: that session ends when a new one begins.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Hashing`], [`Error::Random`]; everything a person can cause is an [`Outcome`].
    pub fn sign_in(
        &self,
        db: &Database,
        email: &str,
        password: &Password,
        client: &Client,
        before: Option<&str>,
    ) -> Result<Outcome> {
        let guess = Guess::at(email, client);
        let stored = match begin(db, &guess, Whose::Address(Email::parse(email).ok())) {
            Err(Error::Throttled { until }) => {
                tracing::warn!("A sign-in was held up: too many wrong passwords");
                return Ok(Outcome::Throttled { until });
            }
            begun => begun?,
        };
        let hash = stored.as_ref().and_then(|stored| stored.hash.as_deref());
        let verdict = self.hasher().verify(password, hash)?;
        let (Some(stored), Some(renewed)) = (stored, right(verdict)) else {
            tracing::info!("A sign-in was refused: wrong address or password");
            return Ok(Outcome::Refused(Refusal::Wrong));
        };
        if stored.disabled {
            return Ok(Outcome::Refused(Refusal::Disabled));
        }
        let limits = *self.limits();
        let client = client.clone();
        let before = before.map(str::to_owned);
        let outcome = db.write_blocking(move |tx| {
            let user = stored.user;
            // A password that was replaced while this one was compared opens nothing.
            if read(tx, &Whose::User(user))?.is_none_or(|now| now.hash != stored.hash) {
                return Ok(Outcome::Refused(Refusal::Wrong));
            }
            guess.was_right(tx)?;
            if let (Some(renewed), Some(hash)) = (&renewed, &stored.hash) {
                account::renew_hash(tx, user, hash, renewed)?;
            }
            if second_factor::is_on(tx, user)? {
                end_before(tx, before.as_deref())?;
                session::open_pending(tx, user, &client).map(Outcome::SecondFactorNeeded)
            } else {
                admit(tx, &limits, user, &client, Proof::Single, before.as_deref())
            }
        });
        outcome.inspect(note)
    }

    /// Finishes a sign-in whose password was right. Blocks shortly.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Random`].
    pub fn second_factor(&self, db: &Database, pending: &str, code: &Code, client: &Client) -> Result<Outcome> {
        let (limits, key) = (*self.limits(), self.key().clone());
        let (pending, code, client) = (pending.to_owned(), code.clone(), client.clone());
        let outcome = db.write_blocking(move |tx| {
            let user = session::pending(tx, &pending)?;
            let counter = Counter::second_factor(user);
            attempt::begin(tx, std::slice::from_ref(&counter))?;
            if !second_factor::spend(tx, &key, user, &code)? {
                session::count_guess(tx, &pending)?;
                return Ok(Outcome::Refused(Refusal::WrongCode));
            }
            attempt::forget(tx, &counter)?;
            admit(tx, &limits, user, &client, Proof::Double, Some(&pending))
        });
        match outcome {
            Err(Error::Throttled { until }) => {
                tracing::warn!("A sign-in was held up: too many wrong codes");
                Ok(Outcome::Throttled { until })
            }
            Err(Error::NotFound(_)) => Ok(Outcome::Refused(Refusal::Over)),
            outcome => outcome.inspect(note),
        }
    }

    /// Changes the password of the user behind `who`, who types the present one again. Blocks, and is slow.
    ///
    /// Every session of the user ends, this one too; the new one takes its place.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], [`Error::WeakPassword`], [`Error::Throttled`].
    pub fn change_password(
        &self,
        db: &Database,
        who: &Who,
        present: &Password,
        wanted: &Password,
        client: &Client,
    ) -> Result<New> {
        self.confirm_password(db, who, present, client)?;
        if present == wanted {
            return Err(Error::WeakPassword(vec![Weakness::Unchanged]));
        }
        let email = Email::parse(&who.email)?;
        let prepared = self.hasher().prepare(wanted, &email)?;
        let proof = match who.session() {
            Some(session) if session.second_factor => Proof::Double,
            _ => Proof::Single,
        };
        let limits = *self.limits();
        let (user, client) = (who.user, client.clone());
        db.write_blocking(move |tx| {
            account::set_chosen_password(tx, user, &prepared)?;
            session::open(tx, &limits, user, &client, proof)
        })
    }

    /// Makes sure that it is still the user behind `who` who sits there, before something that could lock the user out
    /// or outlives the session: a second factor turned off, a token made. Blocks, and is slow.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], [`Error::Throttled`].
    pub fn confirm_password(&self, db: &Database, who: &Who, present: &Password, client: &Client) -> Result<()> {
        let guess = Guess::at(&who.email, client);
        let stored = begin(db, &guess, Whose::User(who.user))?.ok_or(Error::NotFound(What::Account))?;
        let verdict = self.hasher().verify(present, stored.hash.as_deref())?;
        if right(verdict).is_none() || stored.disabled {
            return Err(Error::WrongPassword);
        }
        db.write_blocking(move |tx| guess.was_right(tx))
    }
}

/// Lets in a user who proved everything asked for, unless the account is disabled; the session before ends.
pub(crate) fn admit(
    tx: &mut Tx,
    limits: &Limits,
    user: i64,
    client: &Client,
    proof: Proof,
    before: Option<&str>,
) -> Result<Outcome> {
    end_before(tx, before)?;
    match read(tx, &Whose::User(user))? {
        Some(stored) if !stored.disabled => session::open(tx, limits, user, client, proof).map(Outcome::SignedIn),
        _ => Ok(Outcome::Refused(Refusal::Disabled)),
    }
}

/// Logs what came of a sign-in, without a name or an address.
fn note(outcome: &Outcome) {
    match outcome {
        Outcome::SignedIn(new) => tracing::info!(user.id = new.user, "User {} signed in", new.user),
        Outcome::SecondFactorNeeded(new) => tracing::debug!(user.id = new.user, "A second factor is asked for"),
        Outcome::Refused(refusal) => tracing::info!(?refusal, "A sign-in was refused"),
        Outcome::Throttled { .. } => {}
    }
}

/// The counters of one guess at a password.
struct Guess {
    account: Counter,
    address: Vec<Counter>,
}

impl Guess {
    fn at(email: &str, client: &Client) -> Self {
        Self { account: Counter::account(email), address: client.address.map(Counter::address).into_iter().collect() }
    }

    fn was_right(&self, tx: &mut Tx) -> Result<()> {
        attempt::succeeded(tx, &self.account, &self.address)
    }
}

/// Whose password is guessed.
#[derive(Clone)]
enum Whose {
    /// The account of this address; `None` when the text was no address.
    Address(Option<Email>),
    /// This user's account.
    User(i64),
}

/// Counts the guess and reads what it is compared with, if there is anything.
fn begin(db: &Database, guess: &Guess, whose: Whose) -> Result<Option<Stored>> {
    let counters: Vec<Counter> = std::iter::once(&guess.account).chain(&guess.address).cloned().collect();
    db.write_blocking(move |tx| {
        attempt::begin(tx, &counters)?;
        read(tx, &whose)
    })
}

fn read(tx: &mut Tx, whose: &Whose) -> Result<Option<Stored>> {
    let is_this = match whose {
        // No account has an empty address: the query is made all the same, to take as long.
        Whose::Address(email) => Expr::col("email").eq(email.as_ref().map_or("", |email| email.as_str())),
        Whose::User(user) => Expr::col("user_id").eq(*user),
    };
    table::first(
        tx,
        Query::select().columns(["user_id", "password_hash", "disabled_at"]).from("identity_login").and_where(is_this),
        |row| {
            Ok(Stored {
                user: row.int(0)?,
                hash: row.maybe(1, store::Row::text)?.map(str::to_owned),
                disabled: !row.is_null(2),
            })
        },
    )
}

/// Whether the password was right: then the hash to renew, if any.
fn right(verdict: Verdict) -> Option<Option<Prepared>> {
    match verdict {
        Verdict::Wrong => None,
        Verdict::Right => Some(None),
        Verdict::RightButOutdated(renewed) => Some(Some(renewed)),
    }
}

fn end_before(tx: &mut Tx, before: Option<&str>) -> Result<()> {
    before.map_or(Ok(()), |cookie| session::end_by_cookie(tx, cookie))
}
