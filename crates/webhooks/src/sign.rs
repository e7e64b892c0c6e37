//! The signature of a webhook: HMAC-SHA256 over `id.timestamp.body`.
//!
//! Standard Webhooks 1.0, "Symmetric signature": the headers `webhook-id`,
//! `webhook-timestamp` and `webhook-signature`, which holds `v1,<base64>` once for
//! each secret in use, with blanks between, so that a secret can be replaced.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How far the clocks of sender and receiver may differ, in seconds.
const TOLERANCE: i64 = 5 * 60;

/// The key a webhook is signed with.
///
/// Invariant: 24 to 64 bytes, as Standard Webhooks asks. It is never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// The text is no secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is whsec_ and 24 to 64 bytes in base64")]
pub struct InvalidSecret;

/// Why a signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    #[error("the timestamp is more than five minutes away")]
    Stale,
    #[error("no signature fits the message")]
    Mismatch,
}

impl Secret {
    /// A secret of random bytes.
    ///
    /// # Errors
    /// Fewer than 24 or more than 64 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSecret> {
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes.to_vec())) } else { Err(InvalidSecret) }
    }

    /// Reads `whsec_<base64>`; the prefix may be missing.
    ///
    /// # Errors
    /// No base64, or a wrong length.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let encoded = text.strip_prefix("whsec_").unwrap_or(text);
        let bytes = STANDARD.decode(encoded).map_err(|_| InvalidSecret)?;
        Self::from_bytes(&bytes)
    }

    /// The secret as the receiver is given it: `whsec_<base64>`.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(&self.0))
    }

    /// The signature of a message: `v1,<base64>`. `timestamp` is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let code = self.code(id, timestamp, body).finalize().into_bytes();
        format!("v1,{}", STANDARD.encode(code))
    }

    fn code(&self, id: &str, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        code.update(id.as_bytes());
        code.update(b".");
        code.update(timestamp.to_string().as_bytes());
        code.update(b".");
        code.update(body);
        code
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// The header `webhook-signature`: one signature for each secret in use.
pub fn signatures(secrets: &[Secret], id: &str, timestamp: i64, body: &[u8]) -> String {
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect();
    signatures.join(" ")
}

/// Checks a message somebody sent us, at the time `now` in seconds since 1970.
///
/// Signatures are compared in constant time.
///
/// # Errors
/// [`Rejected::Stale`] for an old or future message, [`Rejected::Mismatch`] when no
/// signature of version 1 fits.
pub fn verify(secret: &Secret, id: &str, timestamp: i64, body: &[u8], header: &str, now: i64) -> Result<(), Rejected> {
    if now.abs_diff(timestamp) > TOLERANCE.unsigned_abs() {
        return Err(Rejected::Stale);
    }
    let fits = header.split(' ').filter_map(|part| part.strip_prefix("v1,")).any(|encoded| {
        let Ok(signature) = STANDARD.decode(encoded) else { return false };
        secret.code(id, timestamp, body).verify_slice(&signature).is_ok()
    });
    if fits { Ok(()) } else { Err(Rejected::Mismatch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// Signatures made by the reference library for Python, version 1.1.0.
    #[test]
    fn signatures_are_those_of_the_reference_library() {
        let counted: Vec<u8> = (0..64).collect();
        let cases = [
            (
                Secret::parse(KEY).unwrap(),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                r#"{"test": 2432232314}"#,
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
            (
                Secret::from_bytes(&counted[..32]).unwrap(),
                "msg_1",
                0,
                "",
                "v1,7KQKbkrcYd5b9ynRqa9UF2RsXI3TOQ1Thl++uYFdWNs=",
            ),
            (
                Secret::from_bytes(&counted).unwrap(),
                "msg_ü",
                1_790_000_000,
                r#"{"name":"Щербаков","n":1}"#,
                "v1,89z2v2pavUb+1l3xHFHGcnTZgrPdjV95QxfGAxAMTKw=",
            ),
        ];
        for (secret, id, timestamp, body, expected) in cases {
            assert_eq!(secret.sign(id, timestamp, body.as_bytes()), expected);
            verify(&secret, id, timestamp, body.as_bytes(), expected, timestamp + 299).unwrap();
        }
    }

    #[test]
    fn any_secret_in_use_is_accepted_and_nothing_else() {
        let old = Secret::parse(KEY).unwrap();
        let new = Secret::from_bytes(&[7; 32]).unwrap();
        let header = signatures(&[old.clone(), new.clone()], "msg_2", 1000, b"{}");
        for secret in [&old, &new] {
            verify(secret, "msg_2", 1000, b"{}", &header, 1000).unwrap();
            assert_eq!(verify(secret, "msg_2", 1000, b"{ }", &header, 1000), Err(Rejected::Mismatch));
            assert_eq!(verify(secret, "msg_3", 1000, b"{}", &header, 1000), Err(Rejected::Mismatch));
            assert_eq!(verify(secret, "msg_2", 1000, b"{}", &header, 1301), Err(Rejected::Stale));
            assert_eq!(verify(secret, "msg_2", 1000, b"{}", "v2,AAAA v1,", 1000), Err(Rejected::Mismatch));
        }
    }

    #[test]
    fn secrets_are_read_back_and_hidden_from_debug() {
        let secret = Secret::parse(KEY).unwrap();
        assert_eq!(secret.reveal(), KEY);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for broken in ["", "whsec_", "whsec_AAAA", "whsec_%%%"] {
            assert_eq!(Secret::parse(broken), Err(InvalidSecret));
        }
    }
}
