//! Signing in with a passkey alone.

use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use identity::login::Outcome;
use serde_json::json;

use super::cookies::{safe_next, set_session, with_cookies};
use super::{Answer, Next, blocking, challenge, gate, refused};
use crate::reader::cookie;
use crate::site::{Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/sign-in/passkey/options", post(options)).route("/sign-in/passkey", post(finish))
}

async fn options(visit: Visit) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (_, database) = gate(&visit);
    match blocking(move || database.write_blocking(move |tx| site.begin_sign_in(tx))).await {
        Ok(ceremony) => challenge(&ceremony),
        Err(error) => refused(&visit.reader, &error),
    }
}

async fn finish(visit: Visit, Query(next): Query<Next>, Json(answer): Json<Answer>) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (gate, database) = gate(&visit);
    let (client, before) = (visit.client.clone(), cookie(&visit.headers, visit.site.cookies().session));
    let outcome = blocking(move || {
        let credential = answer.credential.to_string();
        let limits = *gate.limits();
        database.write_blocking(move |tx| {
            site.finish_sign_in(tx, &limits, &answer.challenge, &credential, &client, before.as_deref())
        })
    })
    .await;
    match outcome {
        Ok(Outcome::SignedIn(session)) => {
            let location = safe_next(&next.next);
            let answer = Json(json!({ "location": if location.is_empty() { "/" } else { &location } })).into_response();
            with_cookies(answer, &[set_session(&visit.site, &session)])
        }
        Ok(_) => refused(&visit.reader, &identity::Error::PasskeyRefused(String::new())),
        Err(error) => refused(&visit.reader, &error),
    }
}
