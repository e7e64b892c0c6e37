//! After the password: a passkey, a code of the authenticator app, or a recovery code, whichever the person has.

use axum::Router;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use identity::login::{Code, Outcome};
use identity::second_factor::{self, Ways};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::cookies::{as_visitor, clear, enter, safe_next, set_session, with_cookies};
use super::{Answer, blocking, challenge, gate, refused, throttled};
use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::reader::cookie;
use crate::site::{Site, Visit, escaped};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/sign-in/code", get(show).post(code))
        .route("/sign-in/code/passkey/options", post(passkey_options))
        .route("/sign-in/code/passkey", post(passkey))
}

/// How somebody gives the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Passkey,
    App,
    Recovery,
}

impl Way {
    const ALL: [Self; 3] = [Self::Passkey, Self::App, Self::Recovery];

    fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::App => "app",
            Self::Recovery => "recovery",
        }
    }

    /// The message of the link that leads to it.
    fn label(self) -> &'static str {
        match self {
            Self::Passkey => "sign-in-by-passkey",
            Self::App => "sign-in-by-app",
            Self::Recovery => "sign-in-by-recovery",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Passkey => "fingerprint-pattern",
            Self::App => "smartphone",
            Self::Recovery => "key-round",
        }
    }

    /// Whether this person can go it, here.
    fn is_open(self, ways: &Ways, site: &Site) -> bool {
        match self {
            Self::Passkey => ways.passkey && site.passkeys().is_some(),
            Self::App => ways.app,
            Self::Recovery => ways.recovery_codes > 0,
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    by: String,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    match ways(&visit).await {
        Ok(Some(ways)) => with_cookies(page(&visit, &ways, &asked, None).into_response(), &fresh),
        Ok(None) => Redirect::to("/sign-in").into_response(),
        Err(answer) => *answer,
    }
}

/// By what the person whose password was right can go on; none when the half session is over.
async fn ways(visit: &Visit) -> Result<Option<Ways>, Box<Response>> {
    let Some(pending) = cookie(&visit.headers, visit.site.cookies().pending) else { return Ok(None) };
    let (_, database) = gate(visit);
    match blocking(move || database.read_blocking(move |tx| second_factor::asked(tx, &pending))).await {
        Ok(ways) => Ok(Some(ways)),
        Err(identity::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(Box::new(visit.answer(Err(error.into())))),
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
    #[serde(flatten)]
    asked: Asked,
}

async fn code(visit: Visit, Form(form): Form<Typed>) -> Response {
    let (visit, fresh) = as_visitor(visit);
    let Some(pending) = cookie(&visit.headers, visit.site.cookies().pending) else {
        return Redirect::to("/sign-in").into_response();
    };
    let (gate, database) = gate(&visit);
    let client = visit.client.clone();
    let plain: String = form.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let code = if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        Code::Totp(plain)
    } else {
        Code::Recovery(form.code.trim().to_owned())
    };
    let outcome = blocking(move || gate.second_factor(&database, &pending, &code, &client)).await;
    let (status, error) = match outcome {
        Ok(Outcome::SignedIn(session)) => {
            let answer = enter(&visit, &session, &form.asked.next);
            return with_cookies(answer, &[clear(&visit.site, visit.site.cookies().pending)]);
        }
        Ok(Outcome::Refused(refusal)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, crate::text(visit.reader.language, refusal.message()).into_owned())
        }
        Ok(Outcome::Throttled { until }) => (StatusCode::TOO_MANY_REQUESTS, throttled(&visit.reader, until)),
        Ok(Outcome::SecondFactorNeeded(_)) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return visit.answer(Err(error.into())),
    };
    let answer = match ways(&visit).await {
        Ok(Some(ways)) => (status, page(&visit, &ways, &form.asked, Some(&error))).into_response(),
        // Too late, or too many guesses: from the start, with the reason.
        Ok(None) => (status, super::form_page(&visit, &form.asked.next, "", Some(&error))).into_response(),
        Err(answer) => *answer,
    };
    with_cookies(answer, &fresh)
}

fn page(visit: &Visit, ways: &Ways, asked: &Asked, error: Option<&str>) -> Markup {
    let reader = &visit.reader;
    let open: Vec<Way> = Way::ALL.into_iter().filter(|way| way.is_open(ways, &visit.site)).collect();
    let way = open.iter().find(|way| way.word() == asked.by).or(open.first()).copied();
    let next = escaped(&safe_next(&asked.next));
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "sign-in-code-title")) }
        @match way {
            Some(Way::Passkey) => {
                p class="text-ink-2" { (t!(reader, "sign-in-step-passkey")) }
                x-passkey class="grid" data-mode="get" data-options="/sign-in/code/passkey/options" data-verify={ "/sign-in/code/passkey?next=" (next) } {
                    button type="button" class="btn btn-primary btn-lg w-full" autofocus { (icon("fingerprint-pattern")) (t!(reader, "sign-in-by-passkey")) }
                    p class="err mt-1 text-error text-xs" data-error role="alert" hidden {}
                }
            }
            Some(way) => (code_form(visit, way, asked, error)),
            None => p class="text-ink-2" { (t!(reader, "sign-in-no-way")) },
        }
        @if open.len() > 1 {
            div class="divider text-xs text-ink-3 my-0" { (t!(reader, "sign-in-or")) }
            ul class="grid gap-2" {
                @for other in open.into_iter().filter(|other| Some(*other) != way) {
                    li { a class="btn btn-outline w-full" href={ "/sign-in/code?by=" (other.word()) "&next=" (next) } { (icon(other.icon())) (crate::text(reader.language, other.label())) } }
                }
            }
        }
        p { a class="link" href="/sign-in" { (t!(reader, "sign-in-back")) } }
    };
    auth::page(reader, &t!(reader, "sign-in-code-title"), body)
}

fn code_form(visit: &Visit, way: Way, asked: &Asked, error: Option<&str>) -> Markup {
    let reader = &visit.reader;
    let (label, help) = match way {
        Way::Recovery => (t!(reader, "sign-in-recovery"), t!(reader, "sign-in-recovery-help")),
        Way::App | Way::Passkey => (t!(reader, "sign-in-code"), t!(reader, "sign-in-code-help")),
    };
    let mut input = Input::new("code", label).required().autofocus().help(help);
    if let Some(error) = error {
        input = input.error(error);
    }
    html! {
        form class="grid gap-3.5" method="post" action="/sign-in/code" {
            (form::token(reader))
            input type="hidden" name="next" value=(safe_next(&asked.next));
            input type="hidden" name="by" value=(way.word());
            (form::field(reader, &input, match way {
                Way::Recovery => text::edit(&input, "", text::Kind::Line),
                Way::App | Way::Passkey => text::code(&input),
            }))
            (Button::new(t!(reader, "sign-in-button"), Act::Submit).primary().large().class("w-full").draw())
        }
    }
}

async fn passkey_options(visit: Visit) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let pending = cookie(&visit.headers, visit.site.cookies().pending).unwrap_or_default();
    let (_, database) = gate(&visit);
    match blocking(move || database.write_blocking(move |tx| site.begin_second_factor(tx, &pending))).await {
        Ok(ceremony) => challenge(&ceremony),
        Err(error) => refused(&visit.reader, &error),
    }
}

async fn passkey(visit: Visit, Query(asked): Query<Asked>, Json(answer): Json<Answer>) -> Response {
    let Some(site) = visit.site.passkeys().cloned() else { return StatusCode::NOT_FOUND.into_response() };
    let pending = cookie(&visit.headers, visit.site.cookies().pending).unwrap_or_default();
    let (gate, database) = gate(&visit);
    let client = visit.client.clone();
    let outcome = blocking(move || {
        let (limits, credential) = (*gate.limits(), answer.credential.to_string());
        database.write_blocking(move |tx| {
            site.finish_second_factor(tx, &limits, &pending, &answer.challenge, &credential, &client)
        })
    })
    .await;
    match outcome {
        Ok(Outcome::SignedIn(session)) => {
            let next = safe_next(&asked.next);
            let answer = Json(json!({ "location": if next.is_empty() { "/" } else { &next } })).into_response();
            with_cookies(
                answer,
                &[set_session(&visit.site, &session), clear(&visit.site, visit.site.cookies().pending)],
            )
        }
        Ok(_) => refused(&visit.reader, &identity::Error::PasskeyRefused(String::new())),
        Err(error) => refused(&visit.reader, &error),
    }
}
