//! Where messages may be sent: not to the machines behind the service, unless that is allowed.
//!
//! Names are resolved here and nowhere else, and connections go to the addresses that were judged: a name that
//! answers differently the second time leads nowhere new.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses messages may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Addresses {
    /// Those of the internet.
    #[default]
    Public,
    /// Those of one's own network as well.
    Any,
}

impl Addresses {
    /// Whether a message may go to an address.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Self::Any || is_public(address)
    }

    /// Judges the address of a receiver as it was entered.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn check(self, text: &str) -> Result<Url, String> {
        let url = Url::parse(text).map_err(|error| format!("this is no URL: {error}"))?;
        let is_secure = url.scheme() == "https" || (url.scheme() == "http" && self == Self::Any);
        if !is_secure {
            return Err("a receiver is reached by https".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a URL with a password in it is not taken: messages are signed".to_owned());
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(address) if !self.allows(address) => Err(format!("{address} is not an address of the internet")),
            Err(_) if host.is_empty() => Err("the URL names no host".to_owned()),
            _ => Ok(url),
        }
    }
}

impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| addresses.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(format!("{} has no address of the internet", name.as_str()).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the internet. RFC 6890 and the registries it began.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        // Shared by providers, RFC 6598; benchmarks, RFC 2544; protocol assignments, RFC 6890.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let segments = address.segments();
    // 6to4 and NAT64 carry an address of the older kind. NAT64 with a prefix of one's own, such as 64:ff9b:1::/48
    // (RFC 8215), leads into one's own network.
    if let [0x2002, high, low, ..] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // Protocol assignments, Teredo among them (RFC 2928, RFC 4380); documentation (RFC 3849, RFC 9637).
    let is_special = (segments[0] == 0x2001 && (segments[1] < 0x200 || segments[1] == 0xdb8))
        || (segments[0] == 0x3fff && segments[1] < 0x1000);
    // Only 2000::/3 is given out for the internet.
    segments[0] & 0xe000 == 0x2000 && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_s_own_network_is_not_the_internet() {
        let inner = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "64:ff9b:1:ffff::1",
            "2001::a00:1",
            "3fff::1",
            "2001:db8::1",
        ];
        for address in inner {
            assert!(!Addresses::Public.allows(address.parse().unwrap()), "{address}");
            assert!(Addresses::Any.allows(address.parse().unwrap()), "{address}");
        }
        for address in
            ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2001:4860:4860::8888", "2002:5db8:d822::1"]
        {
            assert!(Addresses::Public.allows(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn receivers_are_judged_as_they_are_entered() {
        for wrong in [
            "http://example.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://u:p@example.com/",
            "ftp://example.com",
            "x",
            "https://2130706433/",
        ] {
            assert!(Addresses::Public.check(wrong).is_err(), "{wrong}");
        }
        assert!(Addresses::Public.check("https://example.com/hook?a=b").is_ok());
        assert!(Addresses::Any.check("http://127.0.0.1:9000/").is_ok());
    }
}
