//! Choosing a password: because a one-time password has served, or by the link of an invitation or a reset.

use axum::Router;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use identity::Password;
use maud::{Markup, html};
use serde::Deserialize;

use super::cookies::{as_visitor, enter, with_cookies};
use super::{blocking, gate, messages, recognised};
use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::reader::Reader;
use crate::site::{Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/password", get(show_password).post(choose_password))
        .route("/link/{secret}", get(show_link).post(redeem_link))
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
    let Some((visit, visitor)) = recognised(visit).await else { return Redirect::to("/sign-in").into_response() };
    let (gate, database) = gate(&visit);
    let client = visit.client.clone();
    let (present, wanted) = (Password::new(&chosen.present), Password::new(&chosen.password));
    let outcome = blocking(move || gate.change_password(&database, &visitor.who, &present, &wanted, &client)).await;
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
