//! Signing in and out: password, second factor, passkey, invitation and reset links, a password that must be chosen.

use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use identity::login::{Code, Outcome};
use identity::{Password, session};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::field::{contact, text};
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::reader::{Reader, cookie};
use crate::site::{SESSION, Site, Trouble, VISITOR, Visit};

/// The cookie of a password that was right, until the second factor is.
const PENDING: &str = "relata_pending";

/// The routes of this page.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-in/code", get(show_code).post(code))
        .route("/sign-in/passkey/options", post(passkey_options))
        .route("/sign-in/passkey", post(passkey))
        .route("/sign-out", post(sign_out))
        .route("/password", get(show_password).post(choose_password))
        .route("/link/{secret}", get(show_link).post(redeem_link))
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
    let (client, before) = (visit.client.clone(), cookie(&visit.headers, SESSION));
    let (email, password) = (login.email.clone(), Password::new(&login.password));
    let outcome = blocking(move || gate.sign_in(&database, &email, &password, &client, before.as_deref())).await;
    match outcome {
        Ok(Outcome::SignedIn(session)) => enter(&visit, &session, &login.next),
        Ok(Outcome::SecondFactorNeeded(session)) => {
            let to = format!("/sign-in/code?next={}", safe_next(&login.next));
            with_cookies(Redirect::to(&to).into_response(), &[set(&visit.site, PENDING, &session.secret.reveal(), 600)])
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
            x-passkey class="grid" data-mode="get" data-options="/sign-in/passkey/options" data-verify={"/sign-in/passkey?next=" (next)} {
                button type="button" class="btn btn-outline w-full" { (icon("fingerprint-pattern")) (t!(reader, "sign-in-passkey")) }
                p class="err mt-1 text-error text-xs" data-error role="alert" hidden {}
            }
        }
    };
    auth::page(reader, &t!(reader, "sign-in-button"), body)
}

#[derive(Debug, Clone, Deserialize)]
struct SecondFactor {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn show_code(visit: Visit, Query(next): Query<Next>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    if cookie(&visit.headers, PENDING).is_none() {
        return Redirect::to("/sign-in").into_response();
    }
    with_cookies(code_page(&visit, &next.next, None).into_response(), &fresh)
}

async fn code(visit: Visit, Form(form): Form<SecondFactor>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    let Some(pending) = cookie(&visit.headers, PENDING) else { return Redirect::to("/sign-in").into_response() };
    let (gate, database) = gate(&visit);
    let client = visit.client.clone();
    let plain: String = form.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let code = if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        Code::Totp(plain)
    } else {
        Code::Recovery(form.code.trim().to_owned())
    };
    let outcome = blocking(move || gate.second_factor(&database, &pending, &code, &client)).await;
    let error = match outcome {
        Ok(Outcome::SignedIn(session)) => {
            let answer = enter(&visit, &session, &form.next);
            return with_cookies(answer, &[clear(&visit.site, PENDING)]);
        }
        Ok(Outcome::Refused(refusal)) => crate::text(visit.reader.language, refusal.message()).into_owned(),
        Ok(Outcome::Throttled { until }) => throttled(&visit.reader, until),
        Ok(Outcome::SecondFactorNeeded(_)) => return Redirect::to("/sign-in").into_response(),
        Err(error) => match error.message() {
            Some(message) => crate::text(visit.reader.language, message).into_owned(),
            None => return visit.answer(Err(error.into())),
        },
    };
    let page = code_page(&visit, &form.next, Some(&error));
    with_cookies((StatusCode::UNPROCESSABLE_ENTITY, page).into_response(), &fresh)
}

fn code_page(visit: &Visit, next: &str, error: Option<&str>) -> Markup {
    let reader = &visit.reader;
    let mut input =
        Input::new("code", t!(reader, "sign-in-code")).required().autofocus().help(t!(reader, "sign-in-code-help"));
    if let Some(error) = error {
        input = input.error(error);
    }
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "sign-in-code-title")) }
        form class="grid gap-3.5" method="post" action="/sign-in/code" {
            (form::token(reader))
            input type="hidden" name="next" value=(safe_next(next));
            (form::field(reader, &input, text::edit(&input, "", text::Kind::Line)))
            (Button::new(t!(reader, "sign-in-button"), Act::Submit).primary().large().class("w-full").draw())
        }
        p { a class="link" href="/sign-in" { (t!(reader, "sign-in-back")) } }
    };
    auth::page(reader, &t!(reader, "sign-in-code-title"), body)
}

async fn passkey_options(visit: Visit) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (_, database) = gate(&visit);
    match blocking(move || database.write_blocking(move |tx| site.begin_sign_in(tx))).await {
        Ok(ceremony) => Json(json!({ "publicKey": ceremony.options.get("publicKey").unwrap_or(&ceremony.options), "challenge_id": ceremony.handle })).into_response(),
        Err(error) => refused(&visit.reader, &error),
    }
}

#[derive(Debug, Clone, Deserialize)]
struct PasskeyAnswer {
    challenge: String,
    credential: serde_json::Value,
}

async fn passkey(visit: Visit, Query(next): Query<Next>, Json(answer): Json<PasskeyAnswer>) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (gate, database) = gate(&visit);
    let (client, before) = (visit.client.clone(), cookie(&visit.headers, SESSION));
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

async fn sign_out(visit: Visit) -> Response {
    if let Some(value) = cookie(&visit.headers, SESSION) {
        let (_, database) = gate(&visit);
        let ended = blocking(move || database.write_blocking(move |tx| session::end_by_cookie(tx, &value))).await;
        if let Err(error) = ended {
            return visit.answer(Err(error.into()));
        }
    }
    with_cookies(Redirect::to("/sign-in").into_response(), &[clear(&visit.site, SESSION)])
}

#[derive(Debug, Clone, Deserialize)]
struct Chosen {
    #[serde(default)]
    present: String,
    #[serde(default)]
    password: String,
}

async fn show_password(visit: Visit) -> Response {
    let Some((visit, _)) = recognised(visit).await else { return Redirect::to("/sign-in").into_response() };
    password_page(&visit.reader, "/password", true, &[]).into_response()
}

async fn choose_password(visit: Visit, Form(chosen): Form<Chosen>) -> Response {
    let Some((visit, who)) = recognised(visit).await else { return Redirect::to("/sign-in").into_response() };
    let (gate, database) = gate(&visit);
    let client = visit.client.clone();
    let (present, wanted) = (Password::new(&chosen.present), Password::new(&chosen.password));
    let outcome = blocking(move || gate.change_password(&database, &who, &present, &wanted, &client)).await;
    match outcome {
        Ok(session) => enter(&visit, &session, "/"),
        Err(error) => match messages(&visit.reader, &error) {
            Some(errors) => {
                let page = password_page(&visit.reader, "/password", true, &errors);
                (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
            }
            None => visit.answer(Err(error.into())),
        },
    }
}

async fn show_link(visit: Visit, Path(secret): Path<String>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    let (_, database) = gate(&visit);
    let action = format!("/link/{secret}");
    match blocking(move || database.read_blocking(move |tx| identity::link::open(tx, &secret))).await {
        Ok(_) => with_cookies(password_page(&visit.reader, &action, false, &[]).into_response(), &fresh),
        Err(error) => visit.answer(Err(match error.message() {
            Some(_) => Trouble::NotFound,
            None => error.into(),
        })),
    }
}

async fn redeem_link(visit: Visit, Path(secret): Path<String>, Form(chosen): Form<Chosen>) -> Response {
    let (visit, _) = as_visitor(visit);
    let (gate, database) = gate(&visit);
    let action = format!("/link/{secret}");
    let password = Password::new(&chosen.password);
    match blocking(move || gate.redeem_link(&database, &secret, &password)).await {
        Ok(_) => Redirect::to("/sign-in").into_response(),
        Err(error) => match messages(&visit.reader, &error) {
            Some(errors) => {
                let page = password_page(&visit.reader, &action, false, &errors);
                (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
            }
            None => visit.answer(Err(error.into())),
        },
    }
}

fn password_page(reader: &Reader, action: &str, asks_present: bool, errors: &[String]) -> Markup {
    let present = Input::new("present", t!(reader, "password-present")).required().autofocus();
    let mut wanted = Input::new("password", t!(reader, "password-new")).required().help(t!(reader, "password-help"));
    if !errors.is_empty() {
        wanted = wanted.error(errors.join(" "));
    }
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "password-title")) }
        form class="grid gap-3.5" method="post" action=(action) {
            (form::token(reader))
            @if asks_present { (form::field(reader, &present, text::password(reader, &present, "current-password"))) }
            (form::field(reader, &wanted, text::password(reader, &wanted, "new-password")))
            (Button::new(t!(reader, "password-save"), Act::Submit).primary().large().class("w-full").draw())
        }
    };
    auth::page(reader, &t!(reader, "password-title"), body)
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

/// The visit of somebody signed in, even of one who has to choose a password first.
async fn recognised(mut visit: Visit) -> Option<(Visit, identity::Who)> {
    let (front, credential) = (visit.site.front().clone(), visit.credential.clone());
    let work = |_: &mut records::Tx<'_>, visitor: Option<&identity::Visitor>| Ok::<_, Trouble>(visitor.cloned());
    let visitor = front.read(credential, access::Through::Page, work).await.ok()??;
    visit.reader.csrf = visitor.who.session().map(|session| session.form_value.clone()).unwrap_or_default();
    Some((visit, visitor.who))
}

/// Gives somebody who is not signed in the cookie that forms are checked against.
fn as_visitor(mut visit: Visit) -> (Visit, Vec<HeaderValue>) {
    if let Some(value) = cookie(&visit.headers, VISITOR)
        && let Some(form_value) = identity::csrf::form_value(&value)
    {
        visit.reader.csrf = form_value;
        return (visit, Vec::new());
    }
    let Ok(value) = identity::csrf::visitor_cookie() else { return (visit, Vec::new()) };
    visit.reader.csrf = identity::csrf::form_value(&value).unwrap_or_default();
    let fresh = set(&visit.site, VISITOR, &value, 86_400);
    (visit, vec![fresh])
}

/// Begins the session in the browser and goes on.
fn enter(visit: &Visit, session: &session::New, next: &str) -> Response {
    let next = safe_next(next);
    let to = if next.is_empty() { "/" } else { &next };
    with_cookies(Redirect::to(to).into_response(), &[set_session(&visit.site, session)])
}

fn set_session(site: &Site, session: &session::New) -> HeaderValue {
    let lasts = site.front().gate().limits().lasts.as_secs();
    set(site, SESSION, &session.secret.reveal(), lasts)
}

fn set(site: &Site, name: &str, value: &str, seconds: u64) -> HeaderValue {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn clear(site: &Site, name: &str) -> HeaderValue {
    set(site, name, "", 0)
}

fn with_cookies(mut response: Response, cookies: &[HeaderValue]) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    for value in cookies {
        headers.append(header::SET_COOKIE, value.clone());
    }
    response
}

/// A path on this installation to go on to; anything else, such as another site's address, is nothing.
fn safe_next(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    if own && !next.contains(['\r', '\n', '\\']) { next.to_owned() } else { String::new() }
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

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_our_own_paths_are_gone_on_to() {
        assert_eq!(safe_next("/deals?stage=won"), "/deals?stage=won");
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "deals", "/a\r\nSet-Cookie: x=y", ""] {
            assert_eq!(safe_next(bad), "", "{bad}");
        }
    }
}
