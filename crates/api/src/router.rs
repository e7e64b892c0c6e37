//! The addresses of this room.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use identity::Front;

use crate::Problem;
use crate::openapi::{self, SERVICE_ROOT};
use crate::serve::ask::Headers;
use crate::serve::desk::Desk;
use crate::serve::fault::Fault;
use crate::serve::http::{credential, missing, odata};
use crate::serve::reply::Reply;
use crate::webhook::manage::webhooks;

/// The doors for programs: `/odata/v4/`, `/api/`.
pub fn router(front: Front) -> Router {
    let desk = Desk::new(front);
    Router::new()
        .route(SERVICE_ROOT, any(odata))
        .route(&format!("{SERVICE_ROOT}/"), any(odata))
        .route(&format!("{SERVICE_ROOT}/{{*path}}"), any(odata))
        .route("/api", get(index))
        .route("/api/", get(index))
        .route("/api/openapi.json", get(document))
        .route("/api/webhooks", any(webhooks))
        .route("/api/webhooks/{*path}", any(webhooks))
        .route("/api/{*path}", any(|_: Request| missing()))
        .layer(from_fn(own_pages))
        .layer(map_response(secured))
        .with_state(desk)
}

/// Refuses what another site's page has a browser write with a token it keeps: a token typed into the browser's own
/// window (Basic) goes along with every request, whoever began it. A bearer token does not, and no cookie counts here.
async fn own_pages(request: Request, next: Next) -> Response {
    if request.method().is_safe() || !is_foreign(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!("A write that another site's page began was refused");
    let problem = Problem::new(403, "forbidden", "You may not do that")
        .detailed("another site's page began this request: send the token as Authorization: Bearer");
    Reply::plain_problem(&problem).into_response()
}

/// Whether a browser sends a token that it keeps because of another site's page.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_kept = text("authorization").is_some_and(|value| {
        value.trim_start().split(' ').next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
    });
    let own = identity::csrf::is_own_origin(text("sec-fetch-site"), text("origin"), text("host"));
    is_kept && !own
}

/// Tells a browser that was led here to take an answer as the data it is: no type of its own guess, nothing run or
/// loaded, no frame around it, no other site's page reading it.
async fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Where a program begins: what there is, and where.
async fn index() -> Response {
    let text = "Relata\n\nOData v4:  /odata/v4/\nOpenAPI:   /api/openapi.json\nWebhooks:  /api/webhooks\n\n\
                Send an API token: Authorization: Bearer …\n";
    Reply::ok("text/plain;charset=utf-8", text.as_bytes().to_vec()).into_response()
}

/// The OpenAPI document as the caller's token shows it.
async fn document(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let language = Headers::of(&headers).language;
    let inner = desk.clone();
    let outcome: Result<Vec<u8>, Fault> = desk
        .front()
        .read(credential(&headers), access::Through::Api, move |tx, visitor| {
            let call = inner.call(tx, visitor, language)?;
            Ok(openapi::document(&call.catalog, env!("CARGO_PKG_VERSION")).to_string().into_bytes())
        })
        .await;
    match outcome {
        Ok(body) => Reply::ok("application/json", body).into_response(),
        Err(fault) => Reply::plain_problem(&fault.told(language)).into_response(),
    }
}
