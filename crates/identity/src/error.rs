//! What can go wrong when somebody says who they are.

use crate::weakness::Weakness;

/// The result of this room's functions.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something about sign-in, tokens or roles could not be done.
///
/// What is shown to people is [`Error::message`]; the text of the error is for logs and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is no e-mail address.
    #[error("not an e-mail address")]
    EmailInvalid,
    /// Another account signs in with this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The password is refused, for all these reasons.
    #[error("the password is refused: {0:?}")]
    WeakPassword(Vec<Weakness>),
    /// The present password, asked for before a change, is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// Too many wrong guesses: none is accepted before this time.
    #[error("too many attempts")]
    Throttled {
        /// When the next guess is accepted.
        until: jiff::Timestamp,
    },
    /// There is no such account, session, token, passkey, or link, or it is not this person's, or it has expired.
    #[error("no such {0}")]
    NotFound(What),
    /// The code is wrong, has been used, or is of another time.
    #[error("the code is wrong")]
    WrongCode,
    /// The passkey's answer does not fit what was asked.
    #[error("the passkey was refused: {0}")]
    PasskeyRefused(String),
    /// Passkeys need a host name and https (or localhost): this address has none.
    #[error("passkeys cannot be used at this address")]
    PasskeysUnavailable,
    /// Nobody could administer the installation afterwards.
    #[error("the last administrator stays")]
    LastAdministrator,
    /// A role, name, or date that cannot be kept as given.
    #[error("invalid {0}")]
    Invalid(What),
    /// A value is sealed with another key than this installation's.
    #[error("a value is sealed with another key than this installation's")]
    Sealed,
    /// argon2 failed.
    #[error("the password could not be hashed")]
    Hashing,
    /// The operating system gave no random bits.
    #[error("no random bits")]
    Random,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Somebody's way in: e-mail, password, roles.
    Account,
    /// A browser that is signed in.
    Session,
    /// An API token.
    Token,
    /// An invitation or a password reset.
    Link,
    /// A passkey.
    Passkey,
    /// A sign-in or registration that was begun.
    Challenge,
    /// A second factor.
    SecondFactor,
    /// A role's name.
    Role,
    /// The name of a token or passkey.
    Name,
    /// The moment something ends.
    Expiry,
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Account => "account",
            Self::Session => "session",
            Self::Token => "token",
            Self::Link => "link",
            Self::Passkey => "passkey",
            Self::Challenge => "challenge",
            Self::SecondFactor => "second factor",
            Self::Role => "role",
            Self::Name => "name",
            Self::Expiry => "expiry",
        })
    }
}

impl Error {
    /// The id of the message for people, in `translations/*.ftl`; `None` when it is our failure and they learn only that.
    ///
    /// [`Error::WeakPassword`] has a message of its own for each reason: [`Weakness::message`].
    pub fn message(&self) -> Option<&'static str> {
        match self {
            Self::EmailInvalid => Some("identity-email-invalid"),
            Self::EmailTaken => Some("identity-email-taken"),
            Self::WeakPassword(_) => Some("identity-password-weak"),
            Self::WrongPassword => Some("identity-password-wrong"),
            Self::Throttled { .. } => Some("identity-throttled"),
            Self::NotFound(What::Account) => Some("identity-account-missing"),
            Self::NotFound(What::Session) => Some("identity-session-missing"),
            Self::NotFound(What::Token) => Some("identity-token-missing"),
            Self::NotFound(What::Link) => Some("identity-link-spent"),
            Self::NotFound(What::Passkey) => Some("identity-passkey-missing"),
            Self::NotFound(_) => Some("identity-challenge-over"),
            Self::WrongCode => Some("identity-code-wrong"),
            Self::PasskeyRefused(_) => Some("identity-passkey-refused"),
            Self::PasskeysUnavailable => Some("identity-passkeys-unavailable"),
            Self::LastAdministrator => Some("identity-last-administrator"),
            Self::Invalid(What::Role) => Some("identity-role-invalid"),
            Self::Invalid(What::Expiry) => Some("identity-expiry-invalid"),
            Self::Invalid(What::SecondFactor) => Some("identity-second-factor-on"),
            Self::Invalid(What::Passkey) => Some("identity-passkeys-many"),
            Self::Invalid(_) => Some("identity-name-invalid"),
            Self::Sealed | Self::Hashing | Self::Random | Self::Store(_) => None,
        }
    }
}

impl Weakness {
    /// The id of the message for people.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooShort => "identity-password-too-short",
            Self::TooLong => "identity-password-too-long",
            Self::LikeEmail => "identity-password-like-email",
            Self::Common => "identity-password-common",
            Self::Unchanged => "identity-password-unchanged",
        }
    }
}
