//! TLS to the server: which certificates are trusted, and what is said when one is not.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::server::Server;
use crate::error::{Error, Result};

/// Where the certificates that are trusted come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Roots {
    /// A file of certificates in PEM.
    File(PathBuf),
    /// Those of the operating system.
    System,
}

/// Which name the server's certificate must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Any: it is enough who signed it.
    Any,
    /// That of the host in the URL.
    OfHost,
}

impl Roots {
    /// What `sslrootcert` names.
    pub fn named(text: &str) -> Self {
        if text == "system" { Self::System } else { Self::File(text.into()) }
    }

    fn read(&self) -> Result<Vec<CertificateDer<'static>>> {
        let certificates = match self {
            Self::File(file) => CertificateDer::pem_file_iter(file)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| Error::File { path: file.clone(), message: error.to_string() })?,
            Self::System => rustls_native_certs::load_native_certs().certs,
        };
        if certificates.is_empty() {
            return Err(Error::Other(format!("{self} holds no certificates")));
        }
        Ok(certificates)
    }
}

impl fmt::Display for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::System => f.write_str("the operating system's list"),
        }
    }
}

/// How connections are encrypted; without `trust` it does not matter who answers.
///
/// # Errors
/// [`Error::File`] or [`Error::Other`] when the certificates cannot be used.
pub(super) fn client(trust: Option<(&Roots, Name)>) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let checked = trust.map(|(roots, name)| Checked::with(roots, name, &provider)).transpose()?;
    let verifier = Verifier { provider: Arc::clone(&provider), checked };
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// Judges the server's certificate as `sslmode` says.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    checked: Option<Checked>,
}

#[derive(Debug)]
struct Checked {
    name: Name,
    chain: Arc<WebPkiServerVerifier>,
    roots: Vec<CertificateDer<'static>>,
}

impl Checked {
    fn with(roots: &Roots, name: Name, provider: &Arc<CryptoProvider>) -> Result<Self> {
        let certificates = roots.read()?;
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(certificates.iter().cloned());
        let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
            .build()
            .map_err(|error| Error::Other(format!("{roots}: {error}")))?;
        Ok(Self { name, chain, roots: certificates })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(checked) = &self.checked else { return Ok(ServerCertVerified::assertion()) };
        // A server that signed its own certificate: the file names this very one, so it is trusted as it stands.
        if checked.roots.contains(certificate) {
            if checked.name == Name::OfHost {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, host)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        // The chain is looked at before the name, so an error about the name says that the chain holds.
        match checked.chain.verify_server_cert(certificate, intermediates, host, ocsp, now) {
            Err(error) if checked.name == Name::Any && is_about_the_name(&error) => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.checked.is_none() {
            // Whoever answers is taken, with certificates of any age: a signature would prove nothing.
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.checked.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_about_the_name(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

/// Whether a connection failed while TLS was agreed on.
pub(super) fn is_refusal(error: &tokio_postgres::Error) -> bool {
    error.to_string().starts_with("error performing TLS handshake")
}

/// What to do about a connection that failed while TLS was agreed on.
pub(super) fn explained(error: &tokio_postgres::Error, server: &Server) -> String {
    let roots = server.roots.as_deref().unwrap_or("sslrootcert");
    match rustls_error(error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => format!(
            "the server's certificate is signed by nobody in {roots}: name the file of the authority that signed it with sslrootcert"
        ),
        Some(rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => "the server's certificate has expired".to_owned(),
        Some(error) if is_about_the_name(error) => format!(
            "the server's certificate is not for the host in the URL: connect by a name it is for, or say sslmode=verify-ca ({error})"
        ),
        Some(error) => format!("the server's TLS is not accepted: {error}"),
        None => match std::error::Error::source(error).map(ToString::to_string) {
            Some(cause) if cause.contains("does not support TLS") => {
                "the server offers no TLS: set ssl = on there, or say sslmode=prefer or sslmode=disable".to_owned()
            }
            cause => format!("{error}: {}", cause.unwrap_or_default()),
        },
    }
}

fn rustls_error(error: &tokio_postgres::Error) -> Option<&rustls::Error> {
    let mut cause = std::error::Error::source(error);
    while let Some(found) = cause {
        if let Some(error) = found.downcast_ref::<rustls::Error>() {
            return Some(error);
        }
        // What an `io::Error` wraps is not always its source.
        let wrapped = found.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(error) = wrapped.and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>()) {
            return Some(error);
        }
        cause = found.source();
    }
    None
}
