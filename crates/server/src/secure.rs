//! What every answer says to browsers, whichever room gave it: take the type as it is told, and come by https again.

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};

use crate::proxies::{self, Network};

/// RFC 6797, 6.1: a year. Neighbours under the same name are not spoken for.
const STRICT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// How an installation tells that somebody came by https: it speaks http itself, a proxy speaks https for it.
#[derive(Debug, Clone)]
pub struct Secure {
    trusted: Vec<Network>,
    /// Host and port of the public address, where that is one of https.
    public: Option<String>,
}

impl Secure {
    /// The rule of an installation with these trusted proxies and this public address.
    pub fn new(trusted: &[Network], public_url: Option<&str>) -> Self {
        let public = public_url.and_then(|url| url.parse::<Uri>().ok()).filter(|url| url.scheme_str() == Some("https"));
        let public = public.and_then(|url| url.authority().map(|authority| authority.as_str().to_lowercase()));
        Self { trusted: trusted.to_vec(), public }
    }

    /// Whether a request came by https. A trusted proxy that says so decides; where none speaks, a request to the
    /// public address did, if that is one of https. Anything else is plain http.
    fn is_https(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(said) = text("x-forwarded-proto")
            && peer.is_some_and(|peer| proxies::is_trusted(peer, &self.trusted))
        {
            // Each proxy may append its own: every step has to be safe.
            return said.split(',').all(|step| step.trim().eq_ignore_ascii_case("https"));
        }
        match (&self.public, text(header::HOST.as_str())) {
            (Some(public), Some(host)) => host.eq_ignore_ascii_case(public),
            _ => false,
        }
    }
}

/// Adds `X-Content-Type-Options` to every answer, and `Strict-Transport-Security` to those that go out by https.
/// RFC 6797, 7.2: never to one that goes out by plain http.
pub async fn secured(rule: std::sync::Arc<Secure>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let is_https = rule.is_https(peer, request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_https(rule: &Secure, peer: &str, said: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.insert(*name, value.parse().unwrap());
        }
        rule.is_https(Some(peer.parse().unwrap()), &headers)
    }

    #[test]
    fn a_trusted_proxy_decides_and_nobody_else() {
        let rule = Secure::new(&["10.0.0.0/8".parse().unwrap()], None);
        assert!(is_https(&rule, "10.0.0.1", &[("x-forwarded-proto", "https")]));
        assert!(is_https(&rule, "10.0.0.1", &[("x-forwarded-proto", "HTTPS, https")]));
        assert!(!is_https(&rule, "10.0.0.1", &[("x-forwarded-proto", "http")]));
        assert!(!is_https(&rule, "10.0.0.1", &[("x-forwarded-proto", "https, http")]));
        assert!(!is_https(&rule, "10.0.0.1", &[("x-forwarded-proto", "")]));
        assert!(!is_https(&rule, "9.9.9.9", &[("x-forwarded-proto", "https")]), "anybody can write a header");
        assert!(!is_https(&Secure::new(&[], None), "10.0.0.1", &[("x-forwarded-proto", "https")]));
        // The proxy's word counts against the public address, too: somebody came by http and is not told.
        let both = Secure::new(&["10.0.0.0/8".parse().unwrap()], Some("https://crm.example"));
        assert!(!is_https(&both, "10.0.0.1", &[("x-forwarded-proto", "http"), ("host", "crm.example")]));
    }

    #[test]
    fn a_public_address_of_https_counts_for_its_own_host_alone() {
        let rule = Secure::new(&[], Some("https://crm.example.com/"));
        assert!(is_https(&rule, "127.0.0.1", &[("host", "CRM.example.com")]));
        assert!(!is_https(&rule, "127.0.0.1", &[("host", "10.0.0.5:7070")]), "around the proxy, by http");
        assert!(!is_https(&rule, "127.0.0.1", &[]));
        assert!(is_https(&Secure::new(&[], Some("https://crm.example:8443")), "::1", &[("host", "crm.example:8443")]));
        assert!(!is_https(&Secure::new(&[], Some("http://crm.example")), "::1", &[("host", "crm.example")]));
    }
}
