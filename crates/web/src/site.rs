//! What every page is given: the installation behind the gate, and the person who asks.
//!
//! A handler takes a [`Visit`] and answers with [`Visit::read`] or [`Visit::write`]: its closure runs in one transaction
//! with [`Me`], who is signed in. Everything that can go wrong is a [`Trouble`] and becomes the right page by itself.

use std::net::SocketAddr;
use std::sync::Arc;

use access::{Actor, Through};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Client, Credential, First, Front, Visitor};
use jiff::Timestamp;
use records::{FieldProblem, Tx};

use crate::http::{self, Cause, Failure, Tried};
use crate::language::Language;
use crate::reader::{Reader, cookie};

/// The names of our cookies.
///
/// Over https they begin with `__Host-` (RFC 6265bis, 4.1.3.2): then no other host of the domain can plant one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    /// Of somebody who is signed in.
    pub session: &'static str,
    /// Of a password that was right, until the second factor is.
    pub pending: &'static str,
    /// Of somebody who is not signed in, for the forms of the sign-in pages.
    pub visitor: &'static str,
}

impl Cookies {
    const PLAIN: Self = Self { session: "relata_session", pending: "relata_pending", visitor: "relata_visitor" };
    const SECURE: Self =
        Self { session: "__Host-relata_session", pending: "__Host-relata_pending", visitor: "__Host-relata_visitor" };
}

/// An installation as the pages see it. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    front: Front,
    origin: Arc<str>,
    passkeys: Option<identity::passkey::Site>,
    demo: bool,
}

impl Site {
    /// The pages of an installation that people reach at `origin` (`https://crm.example.com`).
    pub fn new(front: Front, origin: &str, demo: bool) -> Self {
        let passkeys = identity::passkey::Site::new(origin, "Relata").ok();
        Self(Arc::new(Inner { front, origin: origin.trim_end_matches('/').into(), passkeys, demo }))
    }

    /// Records behind the gate.
    pub fn front(&self) -> &Front {
        &self.0.front
    }

    /// The address people reach the installation by, without a slash at its end.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Where passkeys are valid; none when the address has no host name.
    pub fn passkeys(&self) -> Option<&identity::passkey::Site> {
        self.0.passkeys.as_ref()
    }

    /// Whether this is the demo company.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// The names of the cookies here.
    pub fn cookies(&self) -> &'static Cookies {
        if self.is_secure() { &Cookies::SECURE } else { &Cookies::PLAIN }
    }

    /// Whether cookies may travel over https only.
    pub fn is_secure(&self) -> bool {
        self.0.origin.starts_with("https://")
    }
}

/// A request for a page.
pub struct Visit {
    pub site: Site,
    pub headers: HeaderMap,
    /// The path and query asked for.
    pub uri: axum::http::Uri,
    pub credential: Credential,
    /// How the person reads, as far as the request itself tells.
    pub reader: Reader,
    /// From where and with what the request came.
    pub client: Client,
    /// Whether it was to write something.
    pub tried: Tried,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let credential = cookie(&parts.headers, site.cookies().session).map_or(Credential::None, Credential::Cookie);
        let now = site.front().records().database().clock().now();
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let agent = parts.headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self {
            site: site.clone(),
            reader: Reader::of(&parts.headers, now),
            headers: parts.headers.clone(),
            uri: parts.uri.clone(),
            credential,
            client: Client { address, agent: agent.to_owned() },
            tried: if parts.method.is_safe() { Tried::Reading } else { Tried::Writing },
        })
    }
}

/// Who is signed in, and how they read.
#[derive(Debug, Clone)]
pub struct Me {
    pub visitor: Visitor,
    pub reader: Reader,
}

impl Me {
    /// Who asks, for the record door.
    pub fn actor(&self) -> &Actor {
        &self.visitor.actor
    }

    /// Whether this person may administer users, roles and definitions.
    pub fn is_administrator(&self) -> bool {
        self.actor().is_administrator()
    }
}

/// Why a page cannot be shown as asked.
#[derive(Debug)]
pub enum Trouble {
    /// Nobody is signed in.
    SignIn,
    /// Something has to be done first: a password chosen, a second factor set up.
    First(First),
    NotFound,
    Forbidden,
    Conflict(Box<records::Conflict>),
    /// What was sent cannot be stored; a page with a form shows it there.
    Invalid(Vec<FieldProblem>),
    /// An address that names what is not there: an unknown field, a filter that cannot be read.
    Question(Box<FieldProblem>),
    /// Identity's refusal, by its message id.
    Refused(&'static str),
    /// The database could not, for now.
    Unavailable(Cause),
    /// Our failure.
    Internal(String),
}

impl From<records::Error> for Trouble {
    fn from(error: records::Error) -> Self {
        match error {
            records::Error::NotFound { .. } => Self::NotFound,
            records::Error::Forbidden { .. } => Self::Forbidden,
            records::Error::Conflict(conflict) => Self::Conflict(conflict),
            records::Error::Invalid(problems) => Self::Invalid(problems),
            records::Error::Query(problem) => Self::Question(problem),
            records::Error::Store(error) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Cause::of(&error).map_or_else(|| Self::Internal(error.to_string()), Self::Unavailable)
    }
}

impl From<identity::Error> for Trouble {
    fn from(error: identity::Error) -> Self {
        if let identity::Error::Store(error) = error {
            return error.into();
        }
        match error.message() {
            Some(message) => Self::Refused(message),
            None => Self::Internal(error.to_string()),
        }
    }
}

impl Visit {
    /// Answers from one reading transaction.
    pub async fn read<F>(self, work: F) -> Response
    where
        F: Fn(&mut Tx<'_>, &Me) -> Result<Response, Trouble> + Send + 'static,
    {
        let (front, credential, reader) = (self.site.front().clone(), self.credential.clone(), self.reader.clone());
        let answer = front.read(credential, Through::Page, move |tx, visitor| work(tx, &me(&reader, visitor)?)).await;
        self.answer(answer)
    }

    /// Answers from one reading transaction that may take long.
    pub async fn read_long<F>(self, work: F) -> Response
    where
        F: Fn(&mut Tx<'_>, &Me) -> Result<Response, Trouble> + Send + 'static,
    {
        let (front, credential, reader) = (self.site.front().clone(), self.credential.clone(), self.reader.clone());
        let answer =
            front.read_long(credential, Through::Page, move |tx, visitor| work(tx, &me(&reader, visitor)?)).await;
        self.answer(answer)
    }

    /// Answers from one writing transaction: when it answers with trouble, nothing was written. It may run twice.
    pub async fn write<F>(self, work: F) -> Response
    where
        F: Fn(&mut Tx<'_>, &Me) -> Result<Response, Trouble> + Send + 'static,
    {
        let (front, credential, reader) = (self.site.front().clone(), self.credential.clone(), self.reader.clone());
        let answer = front.write(credential, Through::Page, move |tx, visitor| work(tx, &me(&reader, visitor)?)).await;
        self.answer(answer)
    }

    /// Answers from a writing transaction that changes definitions.
    pub async fn alone<F>(self, work: F) -> Response
    where
        F: Fn(&mut Tx<'_>, &Me) -> Result<Response, Trouble> + Send + 'static,
    {
        let (front, credential, reader) = (self.site.front().clone(), self.credential.clone(), self.reader.clone());
        let answer = front.alone(credential, Through::Page, move |tx, visitor| work(tx, &me(&reader, visitor)?)).await;
        self.answer(answer)
    }

    /// The answer, or the page that trouble makes.
    pub fn answer(&self, answer: Result<Response, Trouble>) -> Response {
        let trouble = match answer {
            Ok(response) => return response,
            Err(trouble) => trouble,
        };
        let failure = match trouble {
            Trouble::SignIn => return self.away(&format!("/sign-in?next={}", escaped(&self.page()))),
            Trouble::First(First::ChoosePassword) => return self.away("/password"),
            Trouble::First(First::SetUpSecondFactor) => return self.away("/second-factor"),
            Trouble::NotFound | Trouble::Question(_) => Failure::NotFound,
            Trouble::Forbidden => Failure::Forbidden,
            Trouble::Conflict(_) => Failure::Conflict,
            Trouble::Unavailable(cause) => {
                tracing::warn!("A page could not be answered: {cause:?}");
                Failure::Store { cause, tried: self.tried }
            }
            Trouble::Invalid(problems) => {
                tracing::info!("A page sent what its form should have caught: {problems:?}");
                Failure::Conflict
            }
            Trouble::Refused(message) => {
                tracing::info!("Refused: {message}");
                Failure::Forbidden
            }
            Trouble::Internal(cause) => {
                let code = format!("{:08X}", fingerprint(&cause, self.reader.now));
                tracing::error!(error.code = code, "A page failed ({code}): {cause}");
                Failure::Internal { code }
            }
        };
        http::failure(&self.reader, &self.headers, None, &failure)
    }

    /// The page the person is on: of a fragment the one around it, for it is no page itself.
    fn page(&self) -> String {
        if !http::is_fragment(&self.headers) {
            return self.uri.to_string();
        }
        let around = self.headers.get("hx-current-url").and_then(|value| value.to_str().ok());
        let around = around.and_then(|url| url.parse::<axum::http::Uri>().ok());
        around.and_then(|url| Some(url.path_and_query()?.to_string())).unwrap_or_else(|| "/".to_owned())
    }

    /// Sends the person elsewhere, whole page or fragment.
    pub fn away(&self, to: &str) -> Response {
        if http::is_fragment(&self.headers) {
            http::redirect(&self.headers, to)
        } else {
            Redirect::to(to).into_response()
        }
    }
}

/// Who is signed in; without anybody, the way to the sign-in page.
fn me(reader: &Reader, visitor: Option<&Visitor>) -> Result<Me, Trouble> {
    let visitor = visitor.ok_or(Trouble::SignIn)?;
    if let Some(first) = visitor.who.first() {
        return Err(Trouble::First(first));
    }
    let mut reader = reader.clone();
    if let Some(language) = visitor.language.as_deref().and_then(Language::parse).filter(|_| !reader.language_is_chosen)
    {
        reader.language = language;
    }
    reader.zone = visitor.actor.zone.clone();
    reader.csrf = visitor.who.session().map(|session| session.form_value.clone()).unwrap_or_default();
    Ok(Me { visitor: visitor.clone(), reader })
}

/// A path or a word as the value of a query.
pub(crate) fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A short number by which a failure is found in the log.
fn fingerprint(cause: &str, now: Timestamp) -> u32 {
    let seed = now.as_microsecond().unsigned_abs();
    cause.bytes().fold((seed ^ (seed >> 32)) as u32, |sum, byte| sum.rotate_left(5) ^ u32::from(byte))
}
