//! What every answer to a browser has in common: security headers, the check of writes, errors as pages, and the
//! few headers htmx understands.

mod failure;
mod guard;
mod htmx;

pub use failure::{Cause, Failure, Tried, failure};
pub use guard::{Guard, guard};
pub use htmx::{Events, Toast, is_fragment, page_or_fragment, redirect};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::assets;

/// No inline script or style, nothing from elsewhere, no frames around us.
///
/// `style-src` covers the style sheet; sizes that depend on data are attributes of SVG or `progress`, not styles.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// Adds the security headers to each answer: `axum::middleware::from_fn(http::headers)`.
///
/// A header that the page has set already stays as it is.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let page = is_html(&response);
    let answer = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        answer.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
    );
    set(header::CACHE_CONTROL, "private, no-cache");
    if page {
        answer.append(header::VARY, HeaderValue::from_static("HX-Request, Cookie"));
        answer.entry(header::LINK).or_insert_with(assets::preload);
        if let Some(rules) = assets::url("prefetch.json")
            && let Ok(value) = HeaderValue::from_str(&format!("\"{rules}\""))
        {
            answer.insert(HeaderName::from_static("speculation-rules"), value);
        }
    }
    response
}

fn is_html(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn every_page_has_the_policy_and_no_other_answer_loses_it() {
        let app = Router::new()
            .route(
                "/",
                get(|| async {
                    maud::html! { p { "x" } }
                }),
            )
            .merge(assets::router())
            .layer(from_fn(headers));
        let ask = |path: &str| app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let page = ask("/").await.unwrap();
        assert_eq!(page.headers()["content-security-policy"], CONTENT_POLICY);
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
        assert_eq!(page.headers()["cache-control"], "private, no-cache");
        assert!(page.headers().contains_key("link"));
        let asset = ask(assets::url("app.css").unwrap()).await.unwrap();
        assert_eq!(asset.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(asset.headers()["x-content-type-options"], "nosniff");
        assert!(!asset.headers().contains_key("link"));
    }
}
