//! The e-mail address people sign in with.

use std::fmt;

use crate::error::{Error, Result};

/// An e-mail address as a sign-in name: trimmed, in lower case, of a plausible form.
///
/// It is not proof that mail arrives there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address as typed.
    ///
    /// # Errors
    /// [`Error::EmailInvalid`] when it has no name or no domain, holds spaces, or is longer than mail allows.
    pub fn parse(text: &str) -> Result<Self> {
        let address = text.trim().to_lowercase();
        // RFC 5321, 4.5.3.1: a path has at most 256 octets, its angle brackets included.
        let plausible = address.len() <= 254
            && !address.chars().any(|letter| letter.is_whitespace() || letter.is_control())
            && address.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && is_domain(domain));
        if plausible { Ok(Self(address)) } else { Err(Error::EmailInvalid) }
    }

    /// The address as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    pub(crate) fn name(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_domain(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded() {
        let email = Email::parse("  Ada.Lovelace@Example.ORG ").unwrap();
        assert_eq!(email.as_str(), "ada.lovelace@example.org");
        assert_eq!(email.name(), "ada.lovelace");
        assert!(Email::parse("почта@пример.рф").is_ok());
        assert!(Email::parse("owner@localhost").is_ok());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "ada@exa mple.org",
            "ada@.org",
            "ada@-x.org",
            "a\0@b.org",
        ] {
            assert!(matches!(Email::parse(text), Err(Error::EmailInvalid)), "{text}");
        }
        assert!(Email::parse(&format!("{}@example.org", "a".repeat(300))).is_err());
    }
}
