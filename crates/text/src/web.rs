//! Web addresses.

/// Why a text is no web address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    #[error("only http, https, mailto and tel addresses are accepted")]
    Scheme,
    #[error("the web address has no right host name")]
    Host,
    /// There is a space, a quote, a control character.
    #[error("the web address has a character that is not allowed")]
    Character,
    #[error("the web address is too long")]
    TooLong,
}

impl WebError {
    /// The id of the sentence that tells a person so.
    pub fn message_id(self) -> &'static str {
        match self {
            WebError::Scheme => "web-scheme",
            WebError::Host => "web-host",
            WebError::Character => "web-character",
            WebError::TooLong => "web-too-long",
        }
    }
}

/// The longest web address, in bytes.
const LENGTH: usize = 2_000;

/// Checks a web address and writes it the way it is stored: `https://` in front when there is no
/// scheme, scheme and host in small letters, the host as people read it, no lone slash at the end.
///
/// What comes out is safe as the `href` of a link: it begins with `http://`, `https://`, `mailto:`
/// or `tel:` and holds no quotes, angle brackets or control characters. A host may be a domain name
/// or an IPv4 address; a name and password before it are refused, for such links deceive.
///
/// # Errors
/// Says what is wrong.
pub fn parse(text: &str) -> Result<String, WebError> {
    let text = text.trim();
    if text.len() > LENGTH {
        return Err(WebError::TooLong);
    }
    let is_refused = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\^`{|}".contains(c);
    if text.contains(is_refused) {
        return Err(WebError::Character);
    }
    let (scheme, rest) = split_scheme(text);
    match scheme.to_ascii_lowercase().as_str() {
        "" => parse_host_and_path("https", text.trim_start_matches('/')),
        scheme @ ("http" | "https") => {
            let rest = rest.strip_prefix("//").ok_or(WebError::Host)?;
            parse_host_and_path(scheme, rest)
        }
        "mailto" => crate::email::parse(rest).map(|email| format!("mailto:{email}")).map_err(|_| WebError::Host),
        "tel" => {
            let is_digit = |c: char| c.is_ascii_digit() || "+-.();=*#ext".contains(c);
            match rest.contains(|c: char| c.is_ascii_digit()) && rest.chars().all(is_digit) {
                true => Ok(format!("tel:{rest}")),
                false => Err(WebError::Character),
            }
        }
        _ => Err(WebError::Scheme),
    }
}

/// The scheme before the colon, empty if there is none: in `example.org:8080` the colon begins a
/// port.
fn split_scheme(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((scheme, rest))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '-')
                && !is_port(rest) =>
        {
            (scheme, rest)
        }
        _ => {
            // `example.org:8080`, `java.script:…`: what has a dot and no port is no scheme we take.
            ("", text)
        }
    }
}

fn is_port(rest: &str) -> bool {
    let digits = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|c| c.is_ascii_digit())
}

fn parse_host_and_path(scheme: &str, rest: &str) -> Result<String, WebError> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) && port.parse::<u16>().is_ok() => (host, format!(":{port}")),
        Some((host, "")) => (host, String::new()),
        Some(_) => return Err(WebError::Host),
        None => (authority, String::new()),
    };
    let host = match host.parse::<std::net::Ipv4Addr>() {
        Ok(address) => address.to_string(),
        Err(_) => host_name(host).ok_or(WebError::Host)?,
    };
    let port = match (scheme, port.as_str()) {
        ("http", ":80") | ("https", ":443") => "",
        (_, port) => port,
    };
    let path = if path == "/" { "" } else { path };
    Ok(format!("{scheme}://{host}{port}{path}"))
}

/// A domain name in small letters as people read it, with at least two labels; none if it is no
/// domain name.
pub(crate) fn host_name(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host);
    // UTS 46 with the rules of host names; the result of decoding is checked by encoding it.
    let ascii = idna::domain_to_ascii_strict(host).ok()?;
    let (_, top) = ascii.rsplit_once('.')?;
    let is_top = top.len() >= 2 && !top.bytes().all(|c| c.is_ascii_digit());
    if !is_top || ascii.len() > 253 {
        return None;
    }
    let (unicode, outcome) = idna::domain_to_unicode(&ascii);
    match outcome {
        Ok(()) => Some(unicode),
        Err(_) => Some(ascii),
    }
}

/// The host of a web address or an e-mail address in small letters, without `www.`; none when the
/// text is neither.
pub fn domain_of(email_or_url: &str) -> Option<String> {
    let text = email_or_url.trim();
    let host = match text.rsplit_once('@') {
        Some((_, domain)) if !text.contains("://") => host_name(domain)?,
        _ => {
            let url = parse(text).ok()?;
            let (_, rest) = url.split_once("://")?;
            let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
            host.to_owned()
        }
    };
    Some(host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_stored_in_one_way() {
        for (text, stored) in [
            ("Example.org", "https://example.org"),
            ("www.example.org/", "https://www.example.org"),
            ("HTTP://Example.org:80/Path?q=1#x", "http://example.org/Path?q=1#x"),
            ("example.org:8080/a", "https://example.org:8080/a"),
            ("//example.org/a", "https://example.org/a"),
            ("http://почта.рф", "http://почта.рф"),
            ("http://xn--80a1acny.xn--p1ai/", "http://почта.рф"),
            ("http://192.168.0.1:8080", "http://192.168.0.1:8080"),
            ("mailto:Anna@Example.org", "mailto:Anna@example.org"),
            ("tel:+380-67-123-45-67", "tel:+380-67-123-45-67"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(stored), "{text}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused_with_the_reason() {
        for (text, why) in [
            ("javascript:alert(1)", WebError::Scheme),
            ("JavaScript:1", WebError::Host),
            ("data:text/html,x", WebError::Scheme),
            ("ftp://example.org", WebError::Scheme),
            ("file:///etc/passwd", WebError::Scheme),
            ("", WebError::Host),
            ("localhost", WebError::Host),
            ("http:example.org", WebError::Host),
            ("https://", WebError::Host),
            ("https://user:secret@example.org", WebError::Host),
            ("https://exa mple.org", WebError::Character),
            ("https://example.org/\"onclick=", WebError::Character),
            ("java\nscript:x", WebError::Character),
            ("https://example.org:99999", WebError::Host),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn domains_are_found() {
        for (text, domain) in [
            ("Anna@Example.org", Some("example.org")),
            ("https://www.example.org/about", Some("example.org")),
            ("sub.example.org:8080", Some("sub.example.org")),
            ("mailto:anna@example.org", Some("example.org")),
            ("ромашка.рф", Some("ромашка.рф")),
            ("no domain", None),
            ("", None),
        ] {
            assert_eq!(domain_of(text).as_deref(), domain, "{text}");
        }
    }
}
