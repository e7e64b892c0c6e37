//! Refuses writes that did not begin on our own pages.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::reader::cookie;

/// The largest form without files.
const MAX_FORM: usize = 2 * 1024 * 1024;

/// How a token is checked: the cookies it may belong to, and whether it belongs to the value of one.
#[derive(Clone)]
pub struct Guard {
    /// The session's cookie, and the one of visitors without a session.
    pub cookies: [&'static str; 2],
    /// `matches(cookie value, presented token)`, in constant time.
    pub matches: fn(&str, &str) -> bool,
}

/// Lets reads pass, and writes only with our own origin and a token that belongs to the sender's cookie:
/// `axum::middleware::from_fn_with_state(guard, http::guard)`.
///
/// The token comes as `X-CSRF-Token`, as `csrf` in the query (uploads without script) or as the form field `csrf`.
/// Programs with an API token do not come this way: their routes have no cookies to abuse.
pub async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    if !is_own_origin(request.headers()) {
        return refused("origin");
    }
    let cookies: Vec<String> = guard.cookies.iter().filter_map(|name| cookie(request.headers(), name)).collect();
    let fits = |token: &str| cookies.iter().any(|cookie| (guard.matches)(cookie, token));
    let presented = request
        .headers()
        .get("x-csrf-token")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .or_else(|| field(request.uri().query().unwrap_or_default().as_bytes(), "csrf"));
    if let Some(token) = presented {
        return match fits(&token) {
            true => next.run(request).await,
            false => refused("token"),
        };
    }
    if !is_form(request.headers()) {
        return refused("token");
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes): Result<Bytes, _> = to_bytes(body, MAX_FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match field(&bytes, "csrf").is_some_and(|token| fits(&token)) {
        true => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        false => refused("token"),
    }
}

/// Whether one of our own pages sent it. A request that does not tell comes from an old browser or from none; the token
/// decides.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    identity::csrf::is_own_origin(text("sec-fetch-site"), text("origin"), text("host"))
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

/// The value of a field in URL-encoded text. Tokens are letters, digits, `-` and `_`: escapes need not be undone.
fn field(encoded: &[u8], name: &str) -> Option<String> {
    encoded.split(|byte| *byte == b'&').find_map(|pair| {
        let value = pair.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
        String::from_utf8(value.to_vec()).ok()
    })
}

fn refused(what: &'static str) -> Response {
    tracing::warn!(csrf.refused = what, "A write from outside our pages was refused");
    StatusCode::FORBIDDEN.into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;

    async fn status(headers: &[(&str, &str)], uri: &str, body: &'static str) -> StatusCode {
        let guard = Guard { cookies: ["session", "visitor"], matches: |cookie, token| token == format!("t-{cookie}") };
        let app = Router::new()
            .route("/", post(|form: String| async move { form }))
            .layer(from_fn_with_state(guard, super::guard));
        let mut request = Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        app.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status()
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    #[tokio::test]
    async fn our_own_forms_pass() {
        let cookie = ("cookie", "session=a");
        assert_eq!(status(&[cookie, ("x-csrf-token", "t-a")], "/", "x").await, StatusCode::OK);
        assert_eq!(status(&[cookie, FORM], "/", "name=x&csrf=t-a").await, StatusCode::OK);
        assert_eq!(status(&[cookie], "/?csrf=t-a", "x").await, StatusCode::OK);
        let own = [cookie, ("x-csrf-token", "t-a"), ("host", "crm.example"), ("origin", "https://crm.example")];
        assert_eq!(status(&own, "/", "").await, StatusCode::OK);
    }

    #[tokio::test]
    async fn forms_of_others_do_not() {
        let cookie = ("cookie", "session=a");
        let token = ("x-csrf-token", "t-a");
        for headers in [
            &[cookie, token, ("sec-fetch-site", "cross-site")][..],
            &[cookie, token, ("sec-fetch-site", "same-site")],
            &[cookie, token, ("host", "crm.example"), ("origin", "https://evil.example")],
            &[cookie, token, ("host", "crm.example"), ("origin", "null")],
            &[cookie, ("x-csrf-token", "t-b")],
            &[cookie, FORM],
            &[cookie],
            &[token],
        ] {
            assert_eq!(status(headers, "/", "name=x&csrf=t-b").await, StatusCode::FORBIDDEN, "{headers:?}");
        }
    }
}
