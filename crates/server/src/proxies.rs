//! The reverse proxies whose word about the client's address is taken.
//!
//! Guesses at passwords are counted by address. Behind a proxy every request comes from the proxy's, and anybody can
//! send an `X-Forwarded-For` of their own: so the header counts only where a proxy the installation names wrote it.

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// A range of addresses in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    /// The bits of the first address; an IPv4 address stands in the last 32.
    bits: u128,
    /// How many of 128 bits count.
    length: u32,
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        let differing = self.bits ^ bits(address);
        self.length == 0 || differing >> (128 - self.length) == 0
    }
}

/// The address as IPv6 maps it, so that both kinds are compared alike.
fn bits(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address or network, such as 10.0.0.0/8");
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| wrong())?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        if length > most {
            return Err(wrong());
        }
        Ok(Self { bits: bits(address), length: length + 128 - most })
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Whether an address is one of a trusted proxy.
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// The address a request comes from: the right-most one that no trusted proxy has.
///
/// Each proxy appends whom it heard from. Read from the right, all that trusted proxies wrote is true, up to the first
/// address that is none of theirs; what stands left of it anybody may have made up.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let mut client = peer;
    let heard: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(str::trim)
        .collect();
    for said in heard.iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        // What cannot be read is nobody's address; the last one that can be is as far as trust goes.
        let Some(address) = address(said) else { break };
        client = address;
    }
    client
}

/// An address as proxies write it, with or without a port.
fn address(said: &str) -> Option<IpAddr> {
    let inside = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(said);
    inside.parse().ok().or_else(|| said.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// Lets everything behind it see the client's address instead of the proxy's.
pub async fn see_through(trusted: Arc<[Network]>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let address = client(peer.ip(), request.headers(), &trusted);
        if address != peer.ip() {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 0)));
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_says_nothing() {
        assert_eq!(seen("127.0.0.1", &["1.2.3.4"], &[]), "127.0.0.1");
        assert_eq!(seen("9.9.9.9", &["1.2.3.4"], &["10.0.0.0/8"]), "9.9.9.9");
    }

    #[test]
    fn the_right_most_address_that_is_no_proxy_counts() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(seen("10.0.0.1", &["6.6.6.6, 1.2.3.4"], &trusted), "1.2.3.4");
        assert_eq!(seen("::1", &["6.6.6.6, 1.2.3.4, 10.1.1.1"], &trusted), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", &["6.6.6.6", "1.2.3.4:5000"], &trusted), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::7]:443"], &trusted), "2001:db8::7");
        assert_eq!(seen("::ffff:10.0.0.1", &["1.2.3.4"], &trusted), "1.2.3.4");
        // All of them proxies: the one farthest away asks for itself.
        assert_eq!(seen("10.0.0.1", &["10.0.0.3, 10.0.0.2"], &trusted), "10.0.0.3");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, nonsense"], &trusted), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[], &trusted), "10.0.0.1");
    }

    #[test]
    fn networks_are_read_and_refused() {
        let contains =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert!(contains("192.168.4.0/22", "192.168.7.255") && !contains("192.168.4.0/22", "192.168.8.0"));
        assert!(contains("0.0.0.0/0", "8.8.8.8") && !contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "8.8.8.8") && contains("fd00::/8", "fd12::1"));
        for wrong in ["", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.0/x", "proxy"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
