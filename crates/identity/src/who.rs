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

/// What somebody signed in has to do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Choose a password of their own.
    ChoosePassword,
    /// Set up a second factor: it is required here.
    SetUpSecondFactor,
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

    /// What has to be done before anything else.
    pub fn first(&self) -> Option<First> {
        let session = self.session()?;
        match (session.must_change, session.must_set_up) {
            (true, _) => Some(First::ChoosePassword),
            (false, true) => Some(First::SetUpSecondFactor),
            (false, false) => None,
        }
    }
}
