//! The addresses of this room.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use identity::Front;

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
        .with_state(desk)
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
