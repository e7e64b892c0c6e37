//! Who asks: what a cookie or a token proved. With the user's name and unit it becomes an `access::Actor`.

use std::sync::Arc;

use access::Limit;

use crate::session::Session;
use crate::token::Token;

/// A user who proved who they are, as of the transaction that was asked.
///
/// Cheap to clone. Not to be kept beyond the request: roles may be taken away.
#[derive(Debug, Clone)]
pub struct Who {
    /// The user record's id.
    pub user: i64,
    /// The address the user signs in with.
    pub email: Arc<str>,
    /// The roles held here, in alphabetical order: with a token no more than it may use.
    pub roles: Arc<[Arc<str>]>,
    /// What a token takes away.
    pub limit: Limit,
    /// What proved it.
    pub by: By,
}

/// What proved who asks.
#[derive(Debug, Clone)]
pub enum By {
    /// The cookie of a browser.
    Session(Arc<Session>),
    /// An API token.
    Token(Arc<Token>),
}

impl Who {
    /// The session, when it was one.
    pub fn session(&self) -> Option<&Session> {
        match &self.by {
            By::Session(session) => Some(session),
            By::Token(_) => None,
        }
    }

    /// The token, when it was one.
    pub fn token(&self) -> Option<&Token> {
        match &self.by {
            By::Session(_) => None,
            By::Token(token) => Some(token),
        }
    }

    /// Whether nothing may be done before a new password is chosen.
    pub fn must_change_password(&self) -> bool {
        self.session().is_some_and(|session| session.must_change)
    }
}
