//! Setting a second factor up before anything else, where the installation requires one.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{First, Visitor, authenticator};
use maud::{Markup, html};

use super::{blocking, challenge, gate, messages, recognised, refused, sign_out};
use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::form;
use crate::component::icon;
use crate::page::factor;
use crate::page::settings::{Sent, device};
use crate::site::{Site, Visit};

/// Where all of it is.
const PATH: &str = "/second-factor";

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/second-factor", get(show))
        .route("/second-factor/app", post(enrol))
        .route("/second-factor/app/confirm", post(confirm))
        .route("/second-factor/passkey", post(register))
        .route("/second-factor/passkey/options", post(options))
}

/// How long after the password a second factor may be set up without it: what is set up outlives the session, and an
/// old one may be in other hands.
const FRESH: u64 = 15 * 60;

/// The visit of somebody who has to set a second factor up; everybody else is sent on.
async fn due(visit: Visit) -> Result<(Visit, Visitor), Response> {
    let Some((visit, visitor)) = recognised(visit).await else { return Err(Redirect::to("/sign-in").into_response()) };
    match visitor.who.first() {
        Some(First::SetUpSecondFactor) if is_fresh(&visit, &visitor) => Ok((visit, visitor)),
        Some(First::SetUpSecondFactor) => Err(sign_out(visit).await),
        Some(First::ChoosePassword) => Err(Redirect::to("/password").into_response()),
        None => Err(Redirect::to("/").into_response()),
    }
}

fn is_fresh(visit: &Visit, visitor: &Visitor) -> bool {
    let lasts = visit.site.front().gate().limits().lasts;
    visitor.who.session().is_some_and(|session| {
        let begun = session.ends_at.as_second().saturating_sub_unsigned(lasts.as_secs());
        visit.reader.now.as_second() < begun.saturating_add_unsigned(FRESH)
    })
}

async fn show(visit: Visit) -> Response {
    match due(visit).await {
        Ok((visit, _)) => page(&visit, None).into_response(),
        Err(answer) => answer,
    }
}

fn page(visit: &Visit, error: Option<&str>) -> Markup {
    let reader = &visit.reader;
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "set-up-title")) }
        p class="text-ink-2" { (t!(reader, "set-up-about")) }
        @if visit.site.passkeys().is_some() {
            section class="grid gap-2" {
                h2 class="font-semibold" { (t!(reader, "set-up-passkey")) }
                (factor::passkey_form(reader, "/second-factor/passkey", None, error))
            }
            div class="divider text-xs text-ink-3 my-0" { (t!(reader, "sign-in-or")) }
        }
        form method="post" action="/second-factor/app" {
            (form::token(reader))
            button class="btn btn-outline w-full" { (icon("smartphone")) (t!(reader, "factor-enrol")) }
        }
        form method="post" action="/sign-out" {
            (form::token(reader))
            (Button::new(t!(reader, "sign-out"), Act::Submit).ghost().draw())
        }
    };
    auth::page(reader, &t!(reader, "set-up-title"), body)
}

async fn enrol(visit: Visit) -> Response {
    let (visit, visitor) = match due(visit).await {
        Ok(due) => due,
        Err(answer) => return answer,
    };
    let (gate, database) = gate(&visit);
    let issuer = visit.site.front().records().world().settings.name.to_string();
    let user = visitor.who.user;
    let begun =
        blocking(move || database.write_blocking(move |tx| authenticator::enrol(tx, gate.key(), user, &issuer))).await;
    let reader = &visit.reader;
    match begun {
        Ok(enrolment) => {
            let code = factor::code_form(reader, "/second-factor/app/confirm", PATH, None);
            framed(&visit, html! { (factor::steps(reader, &enrolment, code)) }).into_response()
        }
        // Set up in another window in the meantime.
        Err(identity::Error::Invalid(_)) => Redirect::to("/").into_response(),
        Err(error) => visit.answer(Err(error.into())),
    }
}

async fn confirm(visit: Visit, sent: Sent) -> Response {
    let (visit, visitor) = match due(visit).await {
        Ok(due) => due,
        Err(answer) => return answer,
    };
    let (gate, database) = gate(&visit);
    let issuer = visit.site.front().records().world().settings.name.to_string();
    let (user, code) = (visitor.who.user, sent.get("code").to_owned());
    let confirmed = blocking(move || {
        database.write_blocking(move |tx| match authenticator::confirm(tx, gate.key(), user, &code) {
            // The same key once more: the app on the phone has it already.
            Err(error @ identity::Error::WrongCode) => {
                Ok(Err((authenticator::begun(tx, gate.key(), user, &issuer)?, error)))
            }
            other => other.map(Ok),
        })
    })
    .await;
    match confirmed {
        Ok(Ok(codes)) => done(&visit, codes),
        Ok(Err((begun, error))) => {
            let text = messages(&visit.reader, &error).unwrap_or_default().join(" ");
            let form = factor::code_form(&visit.reader, "/second-factor/app/confirm", PATH, Some(text));
            let content = framed(&visit, factor::steps(&visit.reader, &begun, form));
            (StatusCode::UNPROCESSABLE_ENTITY, content).into_response()
        }
        Err(identity::Error::NotFound(_) | identity::Error::Invalid(_)) => Redirect::to(PATH).into_response(),
        Err(error) => visit.answer(Err(error.into())),
    }
}

async fn options(visit: Visit) -> Response {
    let (visit, visitor) = match due(visit).await {
        Ok(due) => due,
        Err(answer) => return answer,
    };
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (_, database) = gate(&visit);
    let (user, name) = (visitor.who.user, visitor.actor.name.clone());
    match blocking(move || database.write_blocking(move |tx| site.begin_registration(tx, user, &name))).await {
        Ok(ceremony) => challenge(&ceremony),
        Err(error) => refused(&visit.reader, &error),
    }
}

async fn register(visit: Visit, sent: Sent) -> Response {
    let (visit, visitor) = match due(visit).await {
        Ok(due) => due,
        Err(answer) => return answer,
    };
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let (_, database) = gate(&visit);
    let user = visitor.who.user;
    let name = match sent.get("name") {
        "" => device(&visit.reader, &visit.client.agent),
        typed => typed.to_owned(),
    };
    let registered = blocking(move || {
        database.write_blocking(move |tx| {
            site.finish_registration(tx, user, sent.get("challenge"), sent.get("credential"), &name)
        })
    })
    .await;
    match registered {
        Ok(registered) => done(&visit, registered.codes),
        Err(error) => match messages(&visit.reader, &error) {
            Some(texts) => (StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some(&texts.join(" ")))).into_response(),
            None => visit.answer(Err(error.into())),
        },
    }
}

/// The recovery codes, or on to the pages when there are none to show.
fn done(visit: &Visit, codes: Option<Vec<String>>) -> Response {
    let Some(codes) = codes else { return Redirect::to("/").into_response() };
    let reader = &visit.reader;
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "factor-codes-title")) }
        p class="text-ink-2" { (t!(reader, "factor-codes-about")) }
        (factor::codes(reader, &codes, "/"))
    };
    auth::page(reader, &t!(reader, "factor-codes-title"), body).into_response()
}

fn framed(visit: &Visit, content: Markup) -> Markup {
    let title = t!(visit.reader, "factor-enrol-title");
    auth::page(&visit.reader, &title, html! { h1 class="text-2xl" { (title) } (content) })
}
