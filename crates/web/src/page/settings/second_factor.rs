//! The second factor: codes of an authenticator app, and recovery codes for the day it is lost.

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use identity::second_factor::Ways;
use identity::{authenticator, recovery};
use maud::{Markup, html};

use super::Sent;
use super::confirm::confirm_or;
use super::frame::{Page, Place, card, refusal_text};
use super::security::Faults;
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::page::factor;
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
pub(super) fn part(reader: &Reader, ways: &Ways, is_required: bool, error: Option<&str>) -> Markup {
    let state = match ways.is_on() {
        true => tag::status(t!(reader, "factor-on"), Hue::Green),
        false => tag::status(t!(reader, "factor-off"), Hue::Neutral),
    };
    let summary = match (ways.app, ways.passkey) {
        (true, _) => "factor-change",
        (false, true) => "factor-change-codes",
        (false, false) => "factor-enrol",
    };
    card(
        &t!(reader, "factor-title"),
        &t!(reader, "factor-about"),
        state,
        html! {
            @if is_required { p class="px-4 pt-2" { (t!(reader, "factor-required")) } }
            @if ways.is_on() { p class="px-4 pt-2" { (t!(reader, "factor-codes-left", count = ways.recovery_codes)) } }
            details class="px-4 py-2" open[error.is_some()] {
                summary class="cursor-pointer text-link" { (crate::text(reader.language, summary)) }
                (with_password(reader, ways, error))
            }
        },
    )
}

/// An app set up or removed, new codes: they outlive the session or could lock somebody out, so they ask for the password.
fn with_password(reader: &Reader, ways: &Ways, error: Option<&str>) -> Markup {
    let mut present = Input::new("present", t!(reader, "password-present")).scope("factor").required();
    if let Some(error) = error {
        present = present.error(error.to_owned());
    }
    html! {
        form method="post" class="grid gap-2.5 pt-2.5 max-w-80" novalidate {
            (form::token(reader))
            (form::field(reader, &present, text::password(reader, &present, "current-password")))
            div class="flex flex-wrap gap-2" {
                @if !ways.app { button class="btn btn-outline btn-sm" formaction="/settings/security/factor" { (icon("smartphone")) (t!(reader, "factor-enrol")) } }
                @if ways.is_on() { button class="btn btn-outline btn-sm" formaction="/settings/security/factor/codes" { (icon("refresh-cw")) (t!(reader, "factor-renew")) } }
                @if ways.app { button class="btn btn-ghost btn-danger btn-sm" formaction="/settings/security/factor/off" { (t!(reader, "factor-turn-off")) } }
            }
        }
    }
}

async fn enrol(visit: Visit, sent: Sent) -> Response {
    let visit = match confirm_or(visit, sent.raw("present"), wrong).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            let reader = &me.reader;
            let issuer = tx.world().settings.name.to_string();
            let enrolment = authenticator::enrol(tx.sql(), site.front().gate().key(), me.actor().user, &issuer)?;
            let steps = factor::steps(reader, &enrolment, code_form(reader, None));
            Ok(titled(t!(reader, "factor-enrol-title"), "", steps).answer(tx, me))
        })
        .await
}

fn code_form(reader: &Reader, error: Option<String>) -> Markup {
    factor::code_form(reader, "/settings/security/factor/confirm", "/settings/security", error)
}

/// A page under security with one card on it.
fn titled<'a>(title: std::borrow::Cow<'a, str>, about: &str, content: Markup) -> Page<'a> {
    let content = card(&title, about, html! {}, html! { div class="grid gap-3 px-4 py-3" { (content) } });
    let mut page = Page::at(Place::Security, content);
    page.title = Some(title);
    page
}

async fn confirm_code(visit: Visit, sent: Sent) -> Response {
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            match authenticator::confirm(tx.sql(), site.front().gate().key(), me.actor().user, sent.get("code")) {
                Ok(Some(codes)) => Ok(codes_page(&me.reader, &codes).answer(tx, me)),
                Ok(None) => Ok(Redirect::to("/settings/security?done=app").into_response()),
                // The same key once more: the app on the phone has it already.
                Err(error @ identity::Error::WrongCode) => {
                    let issuer = tx.world().settings.name.to_string();
                    let begun = authenticator::begun(tx.sql(), site.front().gate().key(), me.actor().user, &issuer)?;
                    let form = code_form(&me.reader, refusal_text(&me.reader, &error));
                    let steps = factor::steps(&me.reader, &begun, form);
                    Ok(titled(t!(me.reader, "factor-enrol-title"), "", steps).refuse(tx, me))
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

/// The page that shows recovery codes once.
pub(super) fn codes_page(reader: &Reader, codes: &[String]) -> Page<'static> {
    let list = factor::codes(reader, codes, "/settings/security");
    titled(t!(reader, "factor-codes-title"), &t!(reader, "factor-codes-about"), list)
}

async fn renew(visit: Visit, sent: Sent) -> Response {
    let visit = match confirm_or(visit, sent.raw("present"), wrong).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    visit
        .write(move |tx, me| {
            let codes = recovery::renew(tx.sql(), me.actor().user)?;
            Ok(codes_page(&me.reader, &codes).answer(tx, me))
        })
        .await
}

async fn turn_off(visit: Visit, sent: Sent) -> Response {
    let visit = match confirm_or(visit, sent.raw("present"), wrong).await {
        Ok(visit) => visit,
        Err(answer) => return *answer,
    };
    visit
        .write(move |tx, me| {
            authenticator::remove(tx.sql(), me.actor().user)?;
            Ok(Redirect::to("/settings/security?done=off").into_response())
        })
        .await
}

/// What is wrong when the password is.
fn wrong(text: String) -> Faults {
    Faults { factor: Some(text), ..Faults::default() }
}
