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

/// Whether a request that a browser sent began on a page of this host, as far as its headers tell.
///
/// Fetch Metadata (`Sec-Fetch-Site`) where the browser sends it, else `Origin` against `Host`. A request with neither
/// comes from an old browser or from none: it passes, and something else has to decide.
pub fn is_own_origin(site: Option<&str>, origin: Option<&str>, host: Option<&str>) -> bool {
    if let Some(site) = site {
        return matches!(site, "same-origin" | "none");
    }
    match (origin, host) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
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
    fn a_page_of_another_site_is_none_of_ours() {
        let own = |site, origin| is_own_origin(site, origin, Some("crm.example"));
        assert!(own(Some("same-origin"), None) && own(Some("none"), None) && own(None, None));
        assert!(own(None, Some("https://CRM.example")));
        for site in ["cross-site", "same-site", "", "?"] {
            assert!(!own(Some(site), Some("https://crm.example")), "{site}");
        }
        for origin in ["https://evil.example", "null", "", "crm.example"] {
            assert!(!own(None, Some(origin)), "{origin}");
        }
        assert!(!is_own_origin(None, Some("https://crm.example"), None));
    }

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
