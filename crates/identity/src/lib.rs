//! Who is asking: accounts, sign-in, sessions, tokens, and the roles somebody holds.
//!
//! The duty: to let in whoever proves who they are, and nobody else. What they may do then is `access`'s matter:
//! a [`Who`] says which user asks, with which roles, and what a token takes away.
//!
//! Invariants: passwords are hashed with argon2id, every other secret is kept as a digest only (but for the keys of
//! authenticator apps, which have to be read and are sealed); secrets print as nothing; the tables of this room are private and no
//! record door opens them; a guess costs the same and is answered the same whether or not there is such an account;
//! each step that gives more rights begins a new session and ends the one before; whatever takes rights away
//! raises the epoch, so that nobody is recognised by what was true a moment ago.
//!
//! Start reading at `login.rs`, then `second_factor.rs`, `session.rs` and `token.rs`. [`Gate`] is what an installation keeps in memory.
//!
//! Functions that take a [`store::Tx`] are quick. Those of [`Gate`] that take a [`store::Database`] block and
//! may hash: call them where waiting is allowed, never inside a transaction.
//!
//! ```no_run
//! use identity::login::Outcome;
//! use identity::{Client, Gate, Password};
//!
//! fn sign_in(gate: &Gate, db: &store::Database, email: &str, password: &str) -> identity::Result<Option<String>> {
//!     match gate.sign_in(db, email, &Password::new(password), &Client::default(), None)? {
//!         Outcome::SignedIn(session) => Ok(Some(session.secret.reveal())),
//!         _ => Ok(None),
//!     }
//! }
//! ```

pub mod account;
mod attempt;
pub mod authenticator;
mod ceremony;
pub mod csrf;
mod email;
mod error;
mod front;
mod gate;
pub mod link;
pub mod login;
pub mod owner;
pub mod passkey;
pub mod password;
pub mod recovery;
pub mod role;
pub mod second_factor;
mod secret;
pub mod session;
mod setting;
mod table;
pub mod token;
pub mod vault;
mod weakness;
mod who;

pub use email::Email;
pub use error::{Error, Result, What};
pub use front::{Credential, Front, Visitor};
pub use gate::{Gate, Limits};
pub use password::{Password, Prepared};
pub use secret::Secret;
pub use session::Client;
pub use table::MIGRATIONS;
pub use weakness::Weakness;
pub use who::{By, First, Who};

/// The messages of this room in Fluent, by language.
pub const TRANSLATIONS: [(&str, &str); 3] = [
    ("en", include_str!("../translations/en.ftl")),
    ("ru", include_str!("../translations/ru.ftl")),
    ("uk", include_str!("../translations/uk.ftl")),
];
