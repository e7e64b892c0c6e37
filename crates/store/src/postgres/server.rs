//! Where the server is and how far it is trusted, from a URL as libpq reads one.
//!
//! `sslmode` and `sslrootcert` mean what PostgreSQL's documentation says of them (34.1.2 and 34.19); `tokio_postgres`
//! knows less of both and is given what is left.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{self, Roots};
use crate::error::{Error, Result};

/// A server to connect to.
#[derive(Clone)]
pub(crate) struct Server {
    pub config: Config,
    pub tls: MakeRustlsConnect,
    /// Where the trusted certificates come from, for messages.
    pub roots: Option<String>,
}

/// `sslmode`: PostgreSQL 34.19.3, table 34.1. `allow` is missing: it would try without TLS first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// What a URL says about TLS, and the URL without it.
struct Parts {
    url: String,
    mode: Option<Mode>,
    roots: Option<String>,
}

impl Server {
    /// Reads a URL, and the certificates it names.
    ///
    /// # Errors
    /// [`Error::Other`] when the URL is none, or says something about TLS that cannot be done;
    /// [`Error::File`] when a file of certificates cannot be read.
    pub fn parse(url: &str) -> Result<Self> {
        let parts = split(url)?;
        let mut config = read(&parts.url)?;
        let roots = parts.roots.as_deref().map_or_else(default_roots, |named| Some(Roots::named(named)));
        let is_system = roots == Some(Roots::System);
        // 34.1.2, sslrootcert: with `system` nothing weaker than verify-full makes sense, and it is the default.
        let mode = match parts.mode {
            Some(mode) if is_system && mode < Mode::VerifyFull && mode != Mode::Disable => {
                return Err(Error::other("sslrootcert=system goes with sslmode=verify-full alone"));
            }
            None if is_system => Mode::VerifyFull,
            mode => mode.unwrap_or(Mode::Prefer),
        };
        let is_local = config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        config.ssl_mode(match mode {
            // 34.1.2, sslmode: it is ignored for sockets of the same machine.
            _ if is_local => SslMode::Disable,
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        });
        let trust = match (mode, &roots) {
            (Mode::Disable | Mode::Prefer, _) | (Mode::Require, None) => None,
            // 34.19.1: where there is a file of root certificates, `require` looks into it.
            (Mode::Require | Mode::VerifyCa, Some(roots)) => Some((roots, tls::Name::Any)),
            (Mode::VerifyFull, Some(roots)) => Some((roots, tls::Name::OfHost)),
            (Mode::VerifyCa | Mode::VerifyFull, None) => {
                return Err(Error::other(
                    "to verify the server, name the certificate of who signed its own: sslrootcert=FILE, or sslrootcert=system",
                ));
            }
        };
        let tls = MakeRustlsConnect::new(tls::client(trust)?);
        Ok(Self { config, tls, roots: trust.map(|(roots, _)| roots.to_string()) })
    }

    /// The same server, with the settings this room relies on.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        let config = &mut self.config;
        let given = config.get_options().unwrap_or_default().to_owned();
        // Compiling a statement to machine code costs more than the short statements of a record save.
        // What waits to be sorted into an index of words is read by each search: four megabytes of it cost a millisecond.
        let ours = format!(
            "-c statement_timeout={} -c jit=off -c gin_pending_list_limit=256kB -c TimeZone=UTC -c client_min_messages=warning {given}",
            patience.as_millis()
        );
        config.options(ours.trim());
        if config.get_application_name().is_none() {
            config.application_name("relata");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        self
    }
}

/// Whether a text is a URL this room can connect to, as far as the text itself tells.
///
/// # Errors
/// [`Error::Other`].
pub(crate) fn check(url: &str) -> Result<()> {
    read(&split(url)?.url).map(drop)
}

fn read(url: &str) -> Result<Config> {
    url.parse().map_err(|error: tokio_postgres::Error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Error::Other(format!("this is no PostgreSQL URL: {error}{cause}"))
    })
}

fn split(url: &str) -> Result<Parts> {
    let Some((base, query)) = url.split_once('?') else {
        return Ok(Parts { url: url.to_owned(), mode: None, roots: None });
    };
    let (mut rest, mut mode, mut roots) = (Vec::new(), None, None);
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(parse_mode(value)?),
            Some(("sslrootcert", value)) => roots = Some(decoded(value)?),
            _ => rest.push(pair),
        }
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok(Parts { url, mode, roots })
}

fn parse_mode(word: &str) -> Result<Mode> {
    Ok(match word {
        "disable" => Mode::Disable,
        "prefer" => Mode::Prefer,
        "require" => Mode::Require,
        "verify-ca" => Mode::VerifyCa,
        "verify-full" => Mode::VerifyFull,
        _ => {
            return Err(Error::Other(format!(
                "sslmode={word} is not known; there are disable, prefer, require, verify-ca, verify-full"
            )));
        }
    })
}

/// A value of a URL's query (RFC 3986, 2.1).
fn decoded(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
        let value = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.ok_or_else(|| Error::Other(format!("{text} is not written as a URL's value is")))?);
    }
    String::from_utf8(bytes).map_err(|_| Error::Other(format!("{text} is not written as a URL's value is")))
}

/// 34.19.1: the file libpq looks into when none is named.
fn default_roots() -> Option<Roots> {
    let file = PathBuf::from(std::env::var_os("HOME")?).join(".postgresql/root.crt");
    file.exists().then_some(Roots::File(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode> {
        Ok(Server::parse(url)?.config.get_ssl_mode())
    }

    fn said(url: &str) -> String {
        match Server::parse(url) {
            Ok(_) => panic!("{url} was taken"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn tls_is_preferred_and_as_strict_as_the_url_says() {
        assert_eq!(mode("postgres://a@h/d").unwrap(), SslMode::Prefer);
        assert_eq!(mode("postgres://a@h/d?sslmode=disable&application_name=x").unwrap(), SslMode::Disable);
        assert_eq!(mode("postgres://a@h/d?sslmode=require").unwrap(), SslMode::Require);
        assert_eq!(mode("postgres://a@h/d?sslrootcert=system").unwrap(), SslMode::Require);
        assert_eq!(mode("postgres://a@/d?host=/run/postgresql&sslmode=require").unwrap(), SslMode::Disable);
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        assert!(said("postgres://a@h/d?sslmode=allow").contains("verify-full"));
        assert!(said("postgres://a@h/d?sslmode=verify-ca&sslrootcert=/nowhere/ca.pem").contains("/nowhere/ca.pem"));
        assert!(said("postgres://a@h/d?sslmode=require&sslrootcert=system").contains("verify-full"));
        assert!(said("postgres://a@h/d?sslrootcert=%zz").contains("%zz"));
        assert!(said("postgres://a@h/d?sslcert=me.pem").contains("sslcert"));
    }

    #[test]
    fn other_settings_of_the_url_stay() {
        let server = Server::parse("postgres://a@h/d?sslmode=disable&application_name=x&sslrootcert=%2Fno").unwrap();
        assert_eq!(server.config.get_application_name(), Some("x"));
        assert_eq!(server.config.get_dbname(), Some("d"));
    }
}
