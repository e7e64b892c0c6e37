//! How one signs in: the password, the second factor, passkeys, and where one is signed in.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::second_factor;
use identity::session::{self, Listed};
use identity::{Password, account, passkey};
use maud::{Markup, html};
use records::Tx;

use super::Sent;
use super::frame::{Done, Page, Place, blocking, button_form, card, gate, item, list, recognise, refusal_text};
use super::{passkeys, second_factor as factor};
use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::format;
use crate::page::sign_in::set_session;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/security", get(show))
        .route("/settings/security/password", post(change_password))
        .route("/settings/security/sessions/others", post(end_others))
        .route("/settings/security/sessions/{id}", post(end_one))
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    let site = visit.site.clone();
    visit.read(move |tx, me| Ok(page(tx, me, &site, &Faults::default(), done.done.as_deref())?.answer(tx, me))).await
}

/// What is wrong with what was sent, by part of the page.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub present: Option<String>,
    pub password: Option<String>,
    pub factor: Option<String>,
    pub passkey: Option<String>,
}

/// The page; other parts of security answer with it when something is wrong.
pub(super) fn page<'a>(
    tx: &mut Tx<'_>,
    me: &Me,
    site: &Site,
    faults: &Faults,
    done: Option<&'a str>,
) -> Result<Page<'a>, Trouble> {
    let reader = &me.reader;
    let user = me.actor().user;
    let account = account::of(tx.sql(), user)?.ok_or(Trouble::NotFound)?;
    let ways = second_factor::ways(tx.sql(), user)?;
    let is_required = second_factor::is_required(tx.sql())?;
    let keys = passkey::list(tx.sql(), user)?;
    let limits = *site.front().gate().limits();
    let sessions = session::list(tx.sql(), &limits, user)?;
    let here = me.visitor.who.session().map(|session| session.id);
    let content = html! {
        (password(reader, &account, faults))
        (factor::part(reader, &ways, is_required, faults.factor.as_deref()))
        (passkeys::part(reader, site.passkeys().is_some(), &keys, faults.passkey.as_deref()))
        (card(&t!(reader, "security-sessions"), &t!(reader, "security-sessions-about"),
            html! { @if sessions.len() > 1 { (button_form(reader, "/settings/security/sessions/others", Button::new(t!(reader, "security-end-others"), Act::Submit).icon("log-out").draw())) } },
            session_list(reader, &sessions, here, "/settings/security/sessions")))
    };
    let mut page = Page::at(Place::Security, content);
    page.done = done;
    Ok(page)
}

/// The page again, because what was sent cannot be taken.
pub(super) async fn refuse(visit: Visit, faults: Faults) -> Response {
    let site = visit.site.clone();
    visit.read(move |tx, me| Ok(page(tx, me, &site, &faults, None)?.refuse(tx, me))).await
}

fn password(reader: &Reader, account: &account::Account, faults: &Faults) -> Markup {
    let mut present = Input::new("present", t!(reader, "password-present")).required();
    let mut wanted = Input::new("password", t!(reader, "password-new")).required().help(t!(reader, "password-help"));
    if let Some(error) = &faults.present {
        present = present.error(error.clone());
    }
    if let Some(error) = &faults.password {
        wanted = wanted.error(error.clone());
    }
    let about = match account.password_changed_at {
        Some(at) => t!(
            reader,
            "security-password-since",
            date = format::date(reader.language, format::local(reader, at).date())
        ),
        None => t!(reader, "security-password-none"),
    };
    card(
        &t!(reader, "sign-in-password"),
        &about,
        html! {},
        html! {
            form method="post" action="/settings/security/password" novalidate {
                (form::token(reader))
                input class="sr-only" type="text" name="username" value=(account.email) autocomplete="username" tabindex="-1" aria-hidden="true" readonly;
                div class="form-grid pb-2!" {
                    (form::field(reader, &present, text::password(reader, &present, "current-password")))
                    (form::field(reader, &wanted, text::password(reader, &wanted, "new-password")))
                }
                div class="px-4 pb-4 flex items-center gap-3 flex-wrap" {
                    p class="text-xs text-ink-3 grow" { (t!(reader, "security-password-ends")) }
                    (Button::new(t!(reader, "password-save"), Act::Submit).primary().draw())
                }
            }
        },
    )
}

/// Where somebody is signed in; each row can be ended at `action/<id>`.
pub(super) fn session_list(reader: &Reader, sessions: &[Listed], here: Option<i64>, action: &str) -> Markup {
    list(html! {
        @for session in sessions {
            (item(
                icon(device_icon(&session.agent)),
                html! {
                    (device(reader, &session.agent))
                    @if Some(session.id) == here { (tag::status(t!(reader, "security-this-device"), Hue::Green)) }
                    @if session.second_factor { (tag::tag(t!(reader, "security-two-factors"), Hue::Neutral)) }
                },
                html! {
                    @if !session.address.is_empty() { (session.address) " · " }
                    (t!(reader, "security-since", date = format::date_time(reader, session.created_at))) " · "
                    (t!(reader, "security-seen")) " " time datetime=(session.seen_at) data-rel { (format::ago(reader, session.seen_at)) }
                },
                html! {
                    @if Some(session.id) != here {
                        (button_form(reader, &format!("{action}/{}", session.id), Button::new(t!(reader, "security-end"), Act::Submit).danger().draw()))
                    }
                },
            ))
        }
    })
}

/// What a browser is called: its name and its system, from what it calls itself.
pub(in crate::page) fn device(reader: &Reader, agent: &str) -> String {
    let find =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    // The order matters: nearly every browser claims to be several others.
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser/", "Yandex Browser"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.is_empty() => t!(reader, "security-device-unknown").into_owned(),
        (None, None) => agent.chars().take(60).collect(),
    }
}

fn device_icon(agent: &str) -> &'static str {
    if ["iPhone", "Android", "iPad"].iter().any(|word| agent.contains(word)) { "smartphone" } else { "monitor" }
}

async fn change_password(visit: Visit, sent: Sent) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    let (gate, database) = gate(&visit);
    let (who, client) = (me.visitor.who.clone(), visit.client.clone());
    let (present, wanted) = (Password::new(sent.raw("present")), Password::new(sent.raw("password")));
    let outcome = blocking(move || gate.change_password(&database, &who, &present, &wanted, &client)).await;
    let error = match outcome {
        Ok(session) => {
            let mut answer = Redirect::to("/settings/security?done=password").into_response();
            answer.headers_mut().append(header::SET_COOKIE, set_session(&visit.site, &session));
            return answer;
        }
        Err(error) => error,
    };
    let Some(text) = refusal_text(&me.reader, &error) else { return visit.answer(Err(error.into())) };
    let at_new = matches!(error, identity::Error::WeakPassword(_));
    let faults = match at_new {
        true => Faults { password: Some(text), ..Faults::default() },
        false => Faults { present: Some(text), ..Faults::default() },
    };
    refuse(visit, faults).await
}

async fn end_one(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            session::end(tx.sql(), me.actor().user, id).map_err(gone)?;
            Ok(Redirect::to("/settings/security?done=ended").into_response())
        })
        .await
}

async fn end_others(visit: Visit) -> Response {
    visit
        .write(move |tx, me| {
            let here = me.visitor.who.session().ok_or(Trouble::Forbidden)?.id;
            session::end_others(tx.sql(), me.actor().user, here)?;
            Ok(Redirect::to("/settings/security?done=ended").into_response())
        })
        .await
}

/// What is not there, or not this person's, is not found.
pub(super) fn gone(error: identity::Error) -> Trouble {
    match error {
        identity::Error::NotFound(_) => Trouble::NotFound,
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_only_they_say() {
        let reader = Reader::new(crate::Language::English, jiff::Timestamp::UNIX_EPOCH);
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(device(&reader, edge), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device(&reader, phone), "Safari, iPhone");
        assert_eq!(device(&reader, ""), "Unknown device");
    }
}
