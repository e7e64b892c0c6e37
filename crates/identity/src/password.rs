//! Passwords: how they are kept and how they are checked.
//!
//! Hashing is slow on purpose. [`Hasher::prepare`] and [`Hasher::verify`] are called on a blocking thread
//! with no transaction open; what they return is stored afterwards.

use std::fmt;
use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

use crate::email::Email;
use crate::error::{Error, Result};
use crate::secret;
use crate::weakness::{self, MOST};

/// A password in the clear. It prints as nothing and is never stored.
///
/// Two ways to type the same letters are one password (NFKC, as NIST SP 800-63B, 5.1.1.2 asks).
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// A password that passed the policy, as it is stored.
#[derive(Clone)]
pub struct Prepared(String);

/// How a password compares with what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is, and was stored with other parameters than today's: here it is with today's.
    RightButOutdated(Prepared),
    /// It is not.
    Wrong,
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
    pub const RECOMMENDED: Self = Self { memory: 19 * 1024, passes: 2 };
    /// So little that it is for tests only.
    pub const TRIFLING: Self = Self { memory: 64, passes: 1 };
}

/// Hashes and verifies with argon2id.
///
/// Promises that only a few hashes are computed at once, so that a rush of sign-ins cannot take all memory.
pub struct Hasher {
    argon: Argon2<'static>,
    /// Compared with when there is no such account, so that the answer takes as long.
    nobody: String,
    free: Mutex<usize>,
    freed: Condvar,
}

impl Password {
    /// Takes a password as typed.
    pub fn new(text: &str) -> Self {
        Self(text.nfkc().collect())
    }

    /// Makes a one-time password of 80 random bits in groups that can be read out loud.
    ///
    /// # Errors
    /// [`Error::Random`] when the operating system gives no random bits.
    pub fn generate() -> Result<Self> {
        secret::readable_groups(4).map(Self)
    }

    /// The password itself, to be shown once to the one who asked for it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Prepared {
    /// The hash in PHC string form, for the table.
    pub(crate) fn stored(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Prepared {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Prepared {}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared(…)")
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(…)")
    }
}

impl Hasher {
    /// Makes a hasher that computes at most `at_once` hashes at a time.
    ///
    /// # Errors
    /// [`Error::Hashing`] when argon2 refuses the cost, [`Error::Random`] without random bits.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|_| Error::Hashing)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, &Password::generate()?)?;
        Ok(Self { argon, nobody, free: Mutex::new(at_once.max(1)), freed: Condvar::new() })
    }

    /// Checks a new password against the policy and makes it ready to be stored. Slow.
    ///
    /// # Errors
    /// [`Error::WeakPassword`] with everything that speaks against it; [`Error::Hashing`].
    pub fn prepare(&self, password: &Password, email: &Email) -> Result<Prepared> {
        let weaknesses = weakness::of(password, email);
        if weaknesses.is_empty() {
            let _turn = self.turn();
            hash(&self.argon, password).map(Prepared)
        } else {
            Err(Error::WeakPassword(weaknesses))
        }
    }

    /// Compares a password with what is stored. Slow, and as slow when nothing is stored.
    ///
    /// # Errors
    /// [`Error::Hashing`] when argon2 fails or the stored text is no hash.
    pub(crate) fn verify(&self, password: &Password, stored: Option<&str>) -> Result<Verdict> {
        let _turn = self.turn();
        let compared = stored.unwrap_or(&self.nobody);
        let expected = PasswordHash::new(compared).map_err(|_| Error::Hashing)?;
        // A password longer than any that could have been set is cut: it is wrong either way.
        let typed: String = password.0.chars().take(MOST + 1).collect();
        let right = self.argon.verify_password(typed.as_bytes(), &expected).is_ok();
        match (right, stored) {
            (true, Some(_)) if self.is_outdated(&expected) => {
                hash(&self.argon, password).map(|hash| Verdict::RightButOutdated(Prepared(hash)))
            }
            (true, Some(_)) => Ok(Verdict::Right),
            _ => Ok(Verdict::Wrong),
        }
    }

    fn is_outdated(&self, stored: &PasswordHash) -> bool {
        stored.algorithm.as_str() != Algorithm::Argon2id.as_str()
            || stored.version != Some(Version::V0x13.into())
            || Params::try_from(stored).is_ok_and(|params| {
                let wanted = self.argon.params();
                (params.m_cost(), params.t_cost(), params.p_cost())
                    != (wanted.m_cost(), wanted.t_cost(), wanted.p_cost())
            })
    }

    /// Waits until one more hash may be computed.
    fn turn(&self) -> Turn<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Turn(self)
    }
}

/// One of the few hashes computed at once; over when dropped.
struct Turn<'a>(&'a Hasher);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

fn hash(argon: &Argon2<'_>, password: &Password) -> Result<String> {
    let salt = secret::random::<16>()?;
    let hash: PasswordHash = argon.hash_password_with_salt(password.0.as_bytes(), &salt).map_err(|_| Error::Hashing)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email() -> Email {
        Email::parse("ada.lovelace@example.org").unwrap()
    }

    #[test]
    fn generated_passwords_pass_the_policy() {
        let hasher = Hasher::new(Cost::TRIFLING, 1).unwrap();
        let password = Password::generate().unwrap();
        let prepared = hasher.prepare(&password, &email()).unwrap();
        assert_eq!(hasher.verify(&password, Some(prepared.stored())).unwrap(), Verdict::Right);
    }

    #[test]
    fn the_recommended_cost_is_what_is_stored() {
        let hasher = Hasher::new(Cost::RECOMMENDED, 1).unwrap();
        let stored = hasher.nobody.as_str();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    }

    #[test]
    fn another_password_is_wrong_and_so_is_any_for_nobody() {
        let hasher = Hasher::new(Cost::TRIFLING, 2).unwrap();
        let prepared = hasher.prepare(&Password::new("correct horse battery"), &email()).unwrap();
        let wrong = Password::new("correct horse batteri");
        assert_eq!(hasher.verify(&wrong, Some(prepared.stored())).unwrap(), Verdict::Wrong);
        assert_eq!(hasher.verify(&wrong, None).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn a_hash_of_other_cost_is_renewed() {
        let old = Hasher::new(Cost::TRIFLING, 1).unwrap();
        let new = Hasher::new(Cost { memory: 128, passes: 2 }, 1).unwrap();
        let password = Password::new("correct horse battery");
        let stored = old.prepare(&password, &email()).unwrap();
        let Verdict::RightButOutdated(renewed) = new.verify(&password, Some(stored.stored())).unwrap() else {
            panic!("the hash is outdated");
        };
        assert_eq!(new.verify(&password, Some(renewed.stored())).unwrap(), Verdict::Right);
    }

    #[test]
    fn the_same_letters_are_the_same_password() {
        assert_eq!(Password::new("caf\u{e9} au lait"), Password::new("cafe\u{301} au lait"));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?} {:?}", Password::new("hunter2"), Prepared("hash".into())), "Password(…) Prepared(…)");
    }
}
