//! The second factor: codes of an authenticator app, and recovery codes for the day it is lost.

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use identity::second_factor::{self, Enrolment};
use maud::{Markup, PreEscaped, html};

use super::Sent;
use super::frame::{ConfirmError, Page, Place, card, confirm, recognise, refusal_text};
use super::security::{self, Faults};
use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::reader::Reader;
use crate::site::{Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/security/factor", post(enrol))
        .route("/settings/security/factor/confirm", post(confirm_code))
        .route("/settings/security/factor/codes", post(renew))
        .route("/settings/security/factor/off", post(turn_off))
}

/// The card on the page of security.
pub(super) fn part(reader: &Reader, is_on: bool, codes: i64, error: Option<&str>) -> Markup {
    let state = match is_on {
        true => tag::status(t!(reader, "factor-on"), Hue::Green),
        false => tag::status(t!(reader, "factor-off"), Hue::Neutral),
    };
    card(
        &t!(reader, "factor-title"),
        &t!(reader, "factor-about"),
        state,
        html! {
            @if is_on {
                p class="px-4 pt-2" { (t!(reader, "factor-codes-left", count = codes)) }
                details class="px-4 py-2" open[error.is_some()] {
                    summary class="cursor-pointer text-link" { (t!(reader, "factor-change")) }
                    (with_password(reader, error))
                }
            } @else {
                form method="post" action="/settings/security/factor" class="px-4 pt-2 pb-4" {
                    (form::token(reader))
                    (Button::new(t!(reader, "factor-enrol"), Act::Submit).icon("smartphone").draw())
                }
            }
        },
    )
}

/// New codes, or off: both ask for the password.
fn with_password(reader: &Reader, error: Option<&str>) -> Markup {
    let mut present = Input::new("present", t!(reader, "password-present")).scope("factor").required();
    if let Some(error) = error {
        present = present.error(error.to_owned());
    }
    html! {
        form method="post" class="grid gap-2.5 pt-2.5 max-w-80" novalidate {
            (form::token(reader))
            (form::field(reader, &present, text::password(reader, &present, "current-password")))
            div class="flex flex-wrap gap-2" {
                button class="btn btn-outline btn-sm" formaction="/settings/security/factor/codes" { (icon("refresh-cw")) (t!(reader, "factor-renew")) }
                button class="btn btn-ghost btn-danger btn-sm" formaction="/settings/security/factor/off" { (t!(reader, "factor-turn-off")) }
            }
        }
    }
}

async fn enrol(visit: Visit) -> Response {
    visit
        .write(move |tx, me| {
            let issuer = tx.world().settings.name.to_string();
            let enrolment = second_factor::enrol(tx.sql(), me.actor().user, &issuer)?;
            Ok(enrol_page(&me.reader, &enrolment).answer(tx, me))
        })
        .await
}

fn enrol_page(reader: &Reader, enrolment: &Enrolment) -> Page<'static> {
    let content = card(
        &t!(reader, "factor-enrol-title"),
        "",
        html! {},
        html! {
            ol class="grid gap-4 px-4 py-3" {
                li {
                    p { b class="font-semibold" { "1. " } (t!(reader, "factor-step-app")) }
                    div class="flex flex-wrap gap-4 items-center mt-2" {
                        // The picture is drawn by our own code from the key alone; a scanner wants dark on light in any theme.
                        div class="w-44 h-44 bg-white rounded-lg border border-line p-1.5 flex-none [&>svg]:w-full [&>svg]:h-full" role="img" aria-label=(t!(reader, "factor-qr")) { (PreEscaped(&enrolment.qr_svg)) }
                        div class="min-w-0 grid gap-2" {
                            p class="text-ink-2" { (t!(reader, "factor-step-key")) }
                            code class="font-mono text-xs bg-sunken border border-line rounded-lg px-2.5 py-2 break-all select-all" { (grouped(&enrolment.key)) }
                            div class="flex flex-wrap gap-2" {
                                button type="button" class="btn btn-outline btn-sm" data-copy=(enrolment.key) { (icon("copy")) span { (t!(reader, "copy")) } }
                                a class="btn btn-ghost btn-sm only-phone" href=(enrolment.uri) data-no-prefetch { (t!(reader, "factor-open-app")) }
                            }
                        }
                    }
                }
                li {
                    p { b class="font-semibold" { "2. " } (t!(reader, "factor-step-code")) }
                    (code_form(reader, None))
                }
            }
        },
    );
    let mut page = Page::at(Place::Security, content);
    page.title = Some(t!(reader, "factor-enrol-title"));
    page
}

fn code_form(reader: &Reader, error: Option<String>) -> Markup {
    let mut code = Input::new("code", t!(reader, "sign-in-code")).required().autofocus();
    if let Some(error) = error {
        code = code.error(error);
    }
    html! {
        form method="post" action="/settings/security/factor/confirm" class="grid gap-2.5 mt-2 max-w-60" novalidate {
            (form::token(reader))
            (form::field(reader, &code, text::edit(&code, "", text::Kind::Line)))
            div class="flex gap-2" {
                (Button::new(t!(reader, "factor-turn-on"), Act::Submit).primary().draw())
                (Button::new(t!(reader, "cancel"), Act::Link("/settings/security")).ghost().draw())
            }
        }
    }
}

async fn confirm_code(visit: Visit, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            let code: String = sent.get("code").chars().filter(|letter| !letter.is_whitespace()).collect();
            match second_factor::confirm(tx.sql(), me.actor().user, &code) {
                Ok(codes) => Ok(codes_page(&me.reader, &codes).answer(tx, me)),
                Err(error @ identity::Error::WrongCode) => {
                    let text = refusal_text(&me.reader, &error);
                    let content = card(
                        &t!(me.reader, "factor-enrol-title"),
                        "",
                        html! {},
                        html! { div class="px-4 pb-4" { (code_form(&me.reader, text)) } },
                    );
                    let mut page = Page::at(Place::Security, content);
                    page.title = Some(t!(me.reader, "factor-enrol-title"));
                    Ok(page.refuse(tx, me))
                }
                // Confirmed in another window, or never begun.
                Err(identity::Error::NotFound(_) | identity::Error::Invalid(_)) => {
                    Ok(Redirect::to("/settings/security").into_response())
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

fn codes_page(reader: &Reader, codes: &[String]) -> Page<'static> {
    let content = card(
        &t!(reader, "factor-codes-title"),
        &t!(reader, "factor-codes-about"),
        html! {},
        html! {
            ul class="grid grid-cols-2 gap-2 px-4 py-3 max-w-96 font-mono" id="codes" {
                @for code in codes { li class="bg-sunken border border-line rounded-lg px-2.5 py-1.5 text-center select-all" { (code) } }
            }
            div class="flex flex-wrap gap-2 px-4 pb-4" {
                button type="button" class="btn btn-outline btn-sm" data-copy=(codes.join("\n")) { (icon("copy")) span { (t!(reader, "copy")) } }
                (Button::new(t!(reader, "factor-codes-kept"), Act::Link("/settings/security")).primary().draw())
            }
        },
    );
    let mut page = Page::at(Place::Security, content);
    page.title = Some(t!(reader, "factor-codes-title"));
    page
}

async fn renew(visit: Visit, sent: Sent) -> Response {
    let visit = match confirmed(visit, &sent).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    visit
        .write(move |tx, me| {
            let codes = second_factor::renew_recovery_codes(tx.sql(), me.actor().user)?;
            Ok(codes_page(&me.reader, &codes).answer(tx, me))
        })
        .await
}

async fn turn_off(visit: Visit, sent: Sent) -> Response {
    let visit = match confirmed(visit, &sent).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    visit
        .write(move |tx, me| {
            second_factor::remove(tx.sql(), me.actor().user)?;
            Ok(Redirect::to("/settings/security?done=off").into_response())
        })
        .await
}

/// The visit of somebody who typed the right password.
async fn confirmed(visit: Visit, sent: &Sent) -> Result<Visit, Box<Response>> {
    let me = recognise(&visit).await?;
    match confirm(&visit, &me, sent.raw("present")).await {
        Ok(()) => Ok(visit),
        Err(ConfirmError::Failed(answer)) => Err(answer),
        Err(ConfirmError::Wrong(text)) => {
            let site = visit.site.clone();
            let answer = visit
                .read(move |tx, me| {
                    let faults = Faults { factor: Some(text.clone()), ..Faults::default() };
                    Ok(security::page(tx, me, &site, &faults, None)?.refuse(tx, me))
                })
                .await;
            Err(Box::new(answer))
        }
    }
}

/// In fours, to be typed.
fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
