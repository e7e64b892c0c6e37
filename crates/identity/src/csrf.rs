//! Proof that a form was made for the session that sends it.
//!
//! The value is derived from the session's own secret, so nothing is stored, it ends with the session,
//! and whoever does not hold the cookie cannot make it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::Result;
use crate::secret::{self, Secret};

/// Keeps these values apart from anything else that may one day be derived from a session.
const PURPOSE: &[u8] = b"relata csrf 1";

/// The value to put into the forms of the session with this secret.
pub(crate) fn derive(session: &Secret) -> String {
    secret::encode(&mac(session).finalize().into_bytes())
}

/// A random cookie value for visitors without a session, whose sign-in form needs the same protection.
///
/// # Errors
/// [`crate::Error::Random`] when the operating system gives no random bits.
pub fn visitor_cookie() -> Result<String> {
    Secret::new().map(|secret| secret.reveal())
}

/// The value for the forms of the visitor or session with this cookie; `None` when the cookie is not one of ours.
pub fn form_value(cookie: &str) -> Option<String> {
    Secret::parse(cookie).map(|secret| derive(&secret))
}

/// Whether `presented` is the value of the session or visitor with this cookie. Takes the same time for every wrong one.
pub fn matches(cookie: &str, presented: &str) -> bool {
    let Some(session) = Secret::parse(cookie) else {
        return false;
    };
    let Some(presented) = Secret::parse(presented) else {
        return false;
    };
    mac(&session).verify_slice(presented.bytes()).is_ok()
}

fn mac(session: &Secret) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(session.bytes()).expect("HMAC takes keys of every length");
    mac.update(PURPOSE);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_belongs_to_its_session_alone() {
        let mine = visitor_cookie().unwrap();
        let other = visitor_cookie().unwrap();
        let value = form_value(&mine).unwrap();
        assert!(matches(&mine, &value));
        assert!(!matches(&other, &value));
        assert!(!matches(&mine, &mine));
        assert!(!matches(&mine, ""));
        assert!(!matches("", &value));
        assert_eq!(form_value("x"), None);
    }
}
