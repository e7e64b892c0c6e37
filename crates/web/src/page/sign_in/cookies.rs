//! The cookies of signing in. A script cannot read any of them, and no other site's form brings them along.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::session;

use crate::reader::cookie;
use crate::site::{Site, Visit};

/// Gives somebody who is not signed in the cookie that forms are checked against.
pub(super) fn as_visitor(mut visit: Visit) -> (Visit, Vec<HeaderValue>) {
    if let Some(value) = cookie(&visit.headers, visit.site.cookies().visitor)
        && let Some(form_value) = identity::csrf::form_value(&value)
    {
        visit.reader.csrf = form_value;
        return (visit, Vec::new());
    }
    let Ok(value) = identity::csrf::visitor_cookie() else { return (visit, Vec::new()) };
    visit.reader.csrf = identity::csrf::form_value(&value).unwrap_or_default();
    let fresh = set(&visit.site, visit.site.cookies().visitor, &value, 86_400);
    (visit, vec![fresh])
}

/// Begins the session in the browser and goes on.
pub(super) fn enter(visit: &Visit, session: &session::New, next: &str) -> Response {
    let next = safe_next(next);
    let to = if next.is_empty() { "/" } else { &next };
    with_cookies(Redirect::to(to).into_response(), &[set_session(&visit.site, session)])
}

/// The cookie of a session that was just begun.
pub(in crate::page) fn set_session(site: &Site, session: &session::New) -> HeaderValue {
    let lasts = site.front().gate().limits().lasts.as_secs();
    set(site, site.cookies().session, &session.secret.reveal(), lasts)
}

pub(super) fn set(site: &Site, name: &str, value: &str, seconds: u64) -> HeaderValue {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub(super) fn clear(site: &Site, name: &str) -> HeaderValue {
    set(site, name, "", 0)
}

pub(super) fn with_cookies(mut response: Response, cookies: &[HeaderValue]) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    for value in cookies {
        headers.append(header::SET_COOKIE, value.clone());
    }
    response
}

/// A path on this installation to go on to; anything else, such as another site's address, is nothing.
///
/// Browsers take tabs and line breaks out of an address before they read it, and a backslash for a slash.
pub(super) fn safe_next(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//");
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if own && plain { next.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_our_own_paths_are_gone_on_to() {
        assert_eq!(safe_next("/deals?stage=won"), "/deals?stage=won");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/\u{a0}/evil.example",
            "javascript:alert(1)",
            "deals",
            "/a\r\nSet-Cookie: x=y",
            "",
        ] {
            assert_eq!(safe_next(bad), "", "{bad:?}");
        }
    }
}
