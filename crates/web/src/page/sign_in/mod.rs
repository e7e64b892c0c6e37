//! Signing in and out.
//!
//! Here is the form of address and password; beside it the second step, passkeys, passwords that must be chosen, and the
//! second factor that must be set up.

mod cookies;
mod passkey;
mod password;
mod second_step;
mod set_up;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use identity::login::Outcome;
use identity::passkey::Ceremony;
use identity::{Password, Visitor, session};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

pub(super) use cookies::set_session;
use cookies::{as_visitor, clear, enter, safe_next, set, with_cookies};

use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::field::{contact, text};
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::language::Language;
use crate::reader::{Reader, cookie};
use crate::site::{Site, Trouble, Visit, escaped};

/// The routes of these pages.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-out", post(sign_out))
        .merge(second_step::router())
        .merge(passkey::router())
        .merge(password::router())
        .merge(set_up::router())
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Login {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn show(visit: Visit, Query(next): Query<Next>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    let page = form_page(&visit, &next.next, "", None);
    with_cookies(page.into_response(), &fresh)
}

async fn sign_in(visit: Visit, Form(login): Form<Login>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    let (gate, database) = gate(&visit);
    let (client, before) = (visit.client.clone(), cookie(&visit.headers, visit.site.cookies().session));
    let (email, password) = (login.email.clone(), Password::new(&login.password));
    let outcome = blocking(move || gate.sign_in(&database, &email, &password, &client, before.as_deref())).await;
    match outcome {
        Ok(Outcome::SignedIn(session)) => enter(&visit, &session, &login.next),
        Ok(Outcome::SecondFactorNeeded(session)) => {
            let to = format!("/sign-in/code?next={}", escaped(&safe_next(&login.next)));
            with_cookies(
                Redirect::to(&to).into_response(),
                &[set(&visit.site, visit.site.cookies().pending, &session.secret.reveal(), 600)],
            )
        }
        Ok(Outcome::Refused(refusal)) => {
            let error = crate::text(visit.reader.language, refusal.message()).into_owned();
            let page = form_page(&visit, &login.next, &login.email, Some(&error));
            with_cookies((StatusCode::UNPROCESSABLE_ENTITY, page).into_response(), &fresh)
        }
        Ok(Outcome::Throttled { until }) => {
            let error = throttled(&visit.reader, until);
            let page = form_page(&visit, &login.next, &login.email, Some(&error));
            with_cookies((StatusCode::TOO_MANY_REQUESTS, page).into_response(), &fresh)
        }
        Err(error) => visit.answer(Err(error.into())),
    }
}

fn form_page(visit: &Visit, next: &str, email: &str, error: Option<&str>) -> Markup {
    let reader = &visit.reader;
    let address = Input::new("email", t!(reader, "sign-in-email")).required().autofocus();
    let mut password = Input::new("password", t!(reader, "sign-in-password")).required();
    if let Some(error) = error {
        password = password.error(error);
    }
    let workspace = visit.site.front().records().world().settings.name.clone();
    let next = safe_next(next);
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "sign-in-to", workspace = workspace.to_string())) }
        @if visit.site.is_demo() { p class="text-ink-2" { (t!(reader, "sign-in-demo")) } }
        form class="grid gap-3.5" method="post" action="/sign-in" {
            (form::token(reader))
            input type="hidden" name="next" value=(next);
            (form::field(reader, &address, contact::edit(&address, contact::Kind::Email, email)))
            (form::field(reader, &password, text::password(reader, &password, "current-password")))
            (Button::new(t!(reader, "sign-in-button"), Act::Submit).primary().large().class("w-full").draw())
        }
        @if visit.site.passkeys().is_some() {
            div class="divider text-xs text-ink-3 my-0" { (t!(reader, "sign-in-or")) }
            x-passkey class="grid" data-mode="get" data-options="/sign-in/passkey/options" data-verify={"/sign-in/passkey?next=" (escaped(&next))} {
                button type="button" class="btn btn-outline w-full" { (icon("fingerprint-pattern")) (t!(reader, "sign-in-passkey")) }
                p class="err mt-1 text-error text-xs" data-error role="alert" hidden {}
            }
        }
    };
    auth::page(reader, &t!(reader, "sign-in-button"), body)
}

async fn sign_out(visit: Visit) -> Response {
    if let Some(value) = cookie(&visit.headers, visit.site.cookies().session) {
        let (_, database) = gate(&visit);
        let ended = blocking(move || database.write_blocking(move |tx| session::end_by_cookie(tx, &value))).await;
        if let Err(error) = ended {
            return visit.answer(Err(error.into()));
        }
    }
    with_cookies(Redirect::to("/sign-in").into_response(), &[clear(&visit.site, visit.site.cookies().session)])
}

/// What a browser answers to a passkey's challenge.
#[derive(Debug, Clone, Deserialize)]
struct Answer {
    challenge: String,
    credential: serde_json::Value,
}

/// A passkey's challenge, as the page's script takes it.
fn challenge(ceremony: &Ceremony) -> Response {
    let options = ceremony.options.get("publicKey").unwrap_or(&ceremony.options);
    Json(json!({ "publicKey": options, "challenge_id": ceremony.handle })).into_response()
}

/// The messages of a refusal; none when it is our failure.
fn messages(reader: &Reader, error: &identity::Error) -> Option<Vec<String>> {
    let said = |id: &str| crate::text(reader.language, id).into_owned();
    match error {
        identity::Error::WeakPassword(reasons) => Some(reasons.iter().map(|reason| said(reason.message())).collect()),
        identity::Error::Throttled { until } => Some(vec![throttled(reader, *until)]),
        error => error.message().map(|id| vec![said(id)]),
    }
}

fn throttled(reader: &Reader, until: jiff::Timestamp) -> String {
    let seconds = (until.as_second() - reader.now.as_second()).max(1);
    t!(reader, "sign-in-throttled", seconds = seconds).into_owned()
}

fn refused(reader: &Reader, error: &identity::Error) -> Response {
    let Some(message) = error.message() else {
        tracing::error!("Signing in with a passkey failed: {error}");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let detail = crate::text(reader.language, message);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response()
}

/// The visit of somebody signed in, even of one who has to do something first.
async fn recognised(mut visit: Visit) -> Option<(Visit, Visitor)> {
    let (front, credential) = (visit.site.front().clone(), visit.credential.clone());
    let work = |_: &mut records::Tx<'_>, visitor: Option<&Visitor>| Ok::<_, Trouble>(visitor.cloned());
    let visitor = front.read(credential, access::Through::Page, work).await.ok()??;
    visit.reader.csrf = visitor.who.session().map(|session| session.form_value.clone()).unwrap_or_default();
    if let Some(language) = visitor.language.as_deref().and_then(Language::parse)
        && !visit.reader.language_is_chosen
    {
        visit.reader.language = language;
    }
    Some((visit, visitor))
}

fn gate(visit: &Visit) -> (identity::Gate, store::Database) {
    let front = visit.site.front();
    (front.gate().clone(), front.records().database().clone())
}

/// Runs what hashes passwords where waiting is allowed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> identity::Result<T> + Send + 'static,
) -> identity::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(store::Error::other(error).into()))
}
