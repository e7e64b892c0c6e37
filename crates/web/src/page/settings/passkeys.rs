//! Passkeys: registered by the browser, listed, removed.
//!
//! A passkey outlives the session it is registered in, and removing one can lock somebody out: both ask for the password.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::post;
use identity::passkey::{self, Listed};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::Sent;
use super::confirm::{ConfirmError, confirm, confirm_or};
use super::frame::{card, empty_line, item, list, recognise, refusal_text};
use super::second_factor::codes_page;
use super::security::{self, Faults, gone};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::format;
use crate::page::factor;
use crate::reader::Reader;
use crate::site::{Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/security/passkeys/options", post(options))
        .route("/settings/security/passkeys", post(register))
        .route("/settings/security/passkeys/{id}/remove", post(remove))
}

/// The card on the page of security.
pub(super) fn part(reader: &Reader, available: bool, keys: &[Listed], error: Option<&str>) -> Markup {
    card(
        &t!(reader, "passkeys-title"),
        &t!(reader, "passkeys-about"),
        html! {},
        html! {
            @if let Some(error) = error { div class="px-4 pt-2" { (form::problem(error)) } }
            @if keys.is_empty() { (empty_line(&t!(reader, "passkeys-none"))) } @else {
                (list(html! {
                    @for key in keys {
                        (item(icon("fingerprint-pattern"), html! { (key.name) }, html! {
                            (t!(reader, "passkeys-since", date = format::date(reader.language, format::local(reader, key.created_at).date())))
                            @if let Some(at) = key.used_at { " · " (t!(reader, "passkeys-used")) " " time datetime=(at) data-rel { (format::ago(reader, at)) } }
                        }, removal(reader, key.id)))
                    }
                }))
            }
            @if available {
                div class="px-4 pt-1 pb-4" { (factor::passkey_form(reader, "/settings/security/passkeys", Some(present(reader, "passkey")), None)) }
            } @else {
                p class="px-4 pb-4 text-ink-3" { (t!(reader, "identity-passkeys-unavailable")) }
            }
        },
    )
}

/// The field of the present password; `scope` tells one on the page from another.
fn present(reader: &Reader, scope: &str) -> Markup {
    let input = Input::new("present", t!(reader, "password-present")).scope(scope).required();
    form::field(reader, &input, text::password(reader, &input, "current-password"))
}

/// Removes a passkey, after its owner has typed the password.
fn removal(reader: &Reader, id: i64) -> Markup {
    html! {
        details {
            summary class="cursor-pointer text-link" { (t!(reader, "passkeys-remove")) }
            form method="post" action={ "/settings/security/passkeys/" (id) "/remove" } class="grid gap-2.5 pt-2.5 max-w-80" novalidate {
                (form::token(reader))
                (present(reader, &format!("passkey-{id}")))
                div { button class="btn btn-ghost btn-danger btn-sm" { (icon("trash-2")) (t!(reader, "remove")) } }
            }
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Asked {
    #[serde(default)]
    present: String,
}

async fn options(visit: Visit, Json(asked): Json<Asked>) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    match confirm(&visit, &me, &asked.present).await {
        Ok(()) => {}
        Err(ConfirmError::Failed(answer)) => return *answer,
        Err(ConfirmError::Wrong(text)) => return said(&text),
    }
    visit
        .write(move |tx, me| match site.begin_registration(tx.sql(), me.actor().user, &me.actor().name) {
            Ok(ceremony) => {
                let options = ceremony.options.get("publicKey").unwrap_or(&ceremony.options);
                Ok(Json(json!({ "publicKey": options, "challenge_id": ceremony.handle })).into_response())
            }
            Err(error) => match refusal_text(&me.reader, &error) {
                Some(text) => Ok(said(&text)),
                None => Err(error.into()),
            },
        })
        .await
}

/// What the page's script shows.
fn said(text: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": text }))).into_response()
}

async fn register(visit: Visit, sent: Sent) -> Response {
    let Some(passkeys) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (site, agent) = (visit.site.clone(), visit.client.agent.clone());
    visit
        .write(move |tx, me| {
            let name = match sent.get("name") {
                "" => security::device(&me.reader, &agent),
                typed => typed.to_owned(),
            };
            let (challenge, credential) = (sent.get("challenge"), sent.get("credential"));
            match passkeys.finish_registration(tx.sql(), me.actor().user, challenge, credential, &name) {
                Ok(registered) => Ok(match registered.codes {
                    Some(codes) => codes_page(&me.reader, &codes).answer(tx, me),
                    None => Redirect::to("/settings/security?done=passkey").into_response(),
                }),
                Err(error) => {
                    let Some(text) = refusal_text(&me.reader, &error) else { return Err(error.into()) };
                    Ok(security::page(tx, me, &site, &wrong(text), None)?.refuse(tx, me))
                }
            }
        })
        .await
}

async fn remove(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    let visit = match confirm_or(visit, sent.raw("present"), wrong).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    visit
        .write(move |tx, me| {
            passkey::remove(tx.sql(), me.actor().user, id).map_err(gone)?;
            Ok::<_, Trouble>(Redirect::to("/settings/security?done=removed").into_response())
        })
        .await
}

/// What is wrong when a passkey or the password is.
fn wrong(text: String) -> Faults {
    Faults { passkey: Some(text), ..Faults::default() }
}
