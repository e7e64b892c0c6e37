//! Passkeys: registered by the browser, listed, removed.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::post;
use identity::passkey::{self, Listed};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::frame::{button_form, card, empty_line, item, list};
use super::security::gone;
use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::format;
use crate::reader::Reader;
use crate::site::{Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/security/passkeys/options", post(options))
        .route("/settings/security/passkeys", post(register))
        .route("/settings/security/passkeys/{id}/remove", post(remove))
}

/// The card on the page of security.
pub(super) fn part(reader: &Reader, available: bool, keys: &[Listed]) -> Markup {
    let name = Input::new("passkey-name", t!(reader, "passkeys-name")).help(t!(reader, "passkeys-name-help"));
    card(
        &t!(reader, "passkeys-title"),
        &t!(reader, "passkeys-about"),
        html! {},
        html! {
            @if keys.is_empty() { (empty_line(&t!(reader, "passkeys-none"))) } @else {
                (list(html! {
                    @for key in keys {
                        (item(icon("fingerprint-pattern"), html! { (key.name) }, html! {
                            (t!(reader, "passkeys-since", date = format::date(reader.language, format::local(reader, key.created_at).date())))
                            @if let Some(at) = key.used_at { " · " (t!(reader, "passkeys-used")) " " time datetime=(at) data-rel { (format::ago(reader, at)) } }
                        }, button_form(reader, &format!("/settings/security/passkeys/{}/remove", key.id), Button::new(t!(reader, "remove"), Act::Submit).danger().draw())))
                    }
                }))
            }
            @if available {
                x-passkey class="grid gap-2.5 px-4 pt-1 pb-4 max-w-96" data-mode="create" data-options="/settings/security/passkeys/options" data-verify="/settings/security/passkeys" data-name="f-passkey-name" {
                    (form::field(reader, &name, text::edit(&name, "", text::Kind::Line)))
                    p class="err text-error text-xs" data-error role="alert" hidden {}
                    div { button type="button" class="btn btn-outline btn-sm" { (icon("plus")) span { (t!(reader, "passkeys-add")) } } }
                }
            } @else {
                p class="px-4 pb-4 text-ink-3" { (t!(reader, "identity-passkeys-unavailable")) }
            }
        },
    )
}

async fn options(visit: Visit) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    visit
        .write(move |tx, me| {
            let begun = site.begin_registration(tx.sql(), me.actor().user, &me.actor().name);
            match begun {
                Ok(ceremony) => {
                    let options = ceremony.options.get("publicKey").unwrap_or(&ceremony.options);
                    Ok(Json(json!({ "publicKey": options, "challenge_id": ceremony.handle })).into_response())
                }
                Err(error) => refused(&me.reader, error),
            }
        })
        .await
}

#[derive(Debug, Clone, Deserialize)]
struct Answer {
    challenge: String,
    #[serde(default)]
    name: String,
    credential: serde_json::Value,
}

async fn register(visit: Visit, Json(answer): Json<Answer>) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let agent = visit.client.agent.clone();
    visit
        .write(move |tx, me| {
            let typed = answer.name.trim();
            let name = if typed.is_empty() { super::security::device(&me.reader, &agent) } else { typed.to_owned() };
            let credential = answer.credential.to_string();
            match site.finish_registration(tx.sql(), me.actor().user, &answer.challenge, &credential, &name) {
                Ok(_) => Ok(Json(json!({ "location": "/settings/security?done=passkey" })).into_response()),
                Err(error) => refused(&me.reader, error),
            }
        })
        .await
}

/// What the island shows; our own failures stay failures.
fn refused(reader: &Reader, error: identity::Error) -> Result<Response, Trouble> {
    match error.message() {
        Some(message) => {
            let detail = crate::text(reader.language, message);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response())
        }
        None => Err(error.into()),
    }
}

async fn remove(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            passkey::remove(tx.sql(), me.actor().user, id).map_err(gone)?;
            Ok(Redirect::to("/settings/security?done=removed").into_response())
        })
        .await
}
