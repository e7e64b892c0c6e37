//! One user: roles, ways in, where signed in, tokens.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::account::{self, Account, Start};
use identity::link::{self, Purpose};
use identity::{Email, role, second_factor, session, token};
use maud::{Markup, html};
use records::{Patch, Record, Tx, USER};

use super::super::Sent;
use super::super::frame::{
    Done, Page, Place, administrators_only, button_form, card, empty_line, refusal_text, secret, title_row,
};
use super::super::security::{gone, session_list};
use super::super::tokens::token_list;
use super::{role_choices, state_tag};
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, contact};
use crate::component::form::{self, Input};
use crate::format;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/users/{id}", get(show))
        .route("/settings/users/{id}/roles", post(set_roles))
        .route("/settings/users/{id}/email", post(set_email))
        .route("/settings/users/{id}/link", post(make_link))
        .route("/settings/users/{id}/disable", post(disable))
        .route("/settings/users/{id}/enable", post(enable))
        .route("/settings/users/{id}/factor", post(remove_factor))
        .route("/settings/users/{id}/sessions/{session}", post(end_session))
        .route("/settings/users/{id}/sessions", post(end_sessions))
        .route("/settings/users/{id}/tokens/{token}/revoke", post(revoke_token))
}

/// What the page shows besides what is stored.
#[derive(Debug, Default)]
struct Said<'a> {
    done: Option<&'a str>,
    /// Title and address of a link that was just made.
    link: Option<(String, String, String)>,
    role_fault: Option<String>,
    access_fault: Option<String>,
    email_fault: Option<(String, String)>,
}

async fn show(visit: Visit, Path(id): Path<i64>, Query(done): Query<Done>) -> Response {
    let site = visit.site.clone();
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            Ok(page(tx, me, &site, id, &Said { done: done.done.as_deref(), ..Said::default() })?.answer(tx, me))
        })
        .await
}

fn page<'a>(tx: &mut Tx<'_>, me: &Me, site: &Site, id: i64, said: &Said<'a>) -> Result<Page<'a>, Trouble> {
    let reader = &me.reader;
    let record = records::get(tx, me.actor(), USER, id)?;
    let account = account::of(tx.sql(), id)?;
    let held = role::of(tx.sql(), id)?;
    let limits = *site.front().gate().limits();
    let sessions = session::list(tx.sql(), &limits, id)?;
    let tokens = token::list(tx.sql(), id)?;
    let model = Arc::clone(tx.model());
    let here = me.visitor.who.session().map(|session| session.id);
    let text = |name: &str| record.get(name).as_text().unwrap_or_default().to_owned();
    let url = format!("/settings/users/{id}");
    let roles = Input::new("role", t!(reader, "users-roles"));
    let roles = match &said.role_fault {
        Some(text) => roles.error(text.clone()),
        None => roles,
    };
    let ticked: Vec<&str> = held.iter().map(|role| &**role).collect();
    let content = html! {
        (title_row(avatar::person(id, &record.title(), Size::Huge), &record.title(), html! {
            span { (text("email")) } @if !text("job_title").is_empty() { span { "· " (text("job_title")) } } (state_tag(reader, account.as_ref()))
        }))
        @if let Some((title, about, link)) = &said.link { (secret(reader, title, about, link)) }
        @if account.is_some() {
            (card(&t!(reader, "settings-roles"), &t!(reader, "users-roles-help"), html! {}, html! {
                form method="post" action=(format!("{url}/roles")) class="px-4 pt-2 pb-4 grid gap-3" {
                    (form::token(reader))
                    (form::group(reader, &roles, choice::edit_several(&roles, &role_choices(reader, &model), &ticked)))
                    div class="flex justify-end" { (Button::new(t!(reader, "save"), Act::Submit).primary().draw()) }
                }
            }))
        }
        (access(me, &url, &record, account.as_ref(), said))
        @if account.is_some() {
            (card(&t!(reader, "users-sessions"), "", html! {
                @if !sessions.is_empty() { (button_form(reader, &format!("{url}/sessions"), Button::new(t!(reader, "users-end-all"), Act::Submit).icon("log-out").draw())) }
            }, html! {
                @if sessions.is_empty() { (empty_line(&t!(reader, "users-no-sessions"))) } @else { (session_list(reader, &sessions, here, &format!("{url}/sessions"))) }
            }))
            (card(&t!(reader, "settings-tokens"), "", html! {}, html! {
                @if tokens.is_empty() { (empty_line(&t!(reader, "tokens-none"))) } @else { (token_list(reader, &model, &tokens, &format!("{url}/tokens"))) }
            }))
        }
    };
    let mut page = Page::at(Place::Users, content);
    page.title = Some(record.title().into());
    page.actions =
        Button::new(t!(reader, "users-record"), Act::Link(&format!("/{}/{id}", record.layout.entity.plural)))
            .icon("external-link")
            .draw();
    page.done = said.done;
    Ok(page)
}

/// The address somebody signs in with, links that set a password, and the way out.
fn access(me: &Me, url: &str, record: &Record, account: Option<&Account>, said: &Said<'_>) -> Markup {
    let reader = &me.reader;
    let email = email_form(me, url, record, said);
    let Some(account) = account else {
        return card(
            &t!(reader, "users-access"),
            &t!(reader, "users-no-account-about"),
            html! {},
            html! {
                @if let Some(text) = &said.access_fault { div class="px-4 pt-2" { (form::problem(text)) } }
                (email)
                div class="px-4 pt-2 pb-4" { (button_form(reader, &format!("{url}/link"), Button::new(t!(reader, "users-invite"), Act::Submit).primary().icon("user-plus").draw())) }
            },
        );
    };
    let invited = account.password_changed_at.is_none();
    let password = match account.password_changed_at {
        Some(at) => t!(
            reader,
            "security-password-since",
            date = format::date(reader.language, format::local(reader, at).date())
        ),
        None => t!(reader, "users-password-none"),
    };
    card(
        &t!(reader, "users-access"),
        &password,
        html! {},
        html! {
            @if let Some(text) = &said.access_fault { div class="px-4 pt-2" { (form::problem(text)) } }
            (email)
            div class="flex flex-wrap gap-2 px-4 pt-3 pb-4" {
                @if account.disabled_at.is_none() {
                    @let label = if invited { t!(reader, "users-link-again") } else { t!(reader, "users-link-make") };
                    (button_form(reader, &format!("{url}/link"), Button::new(label, Act::Submit).icon("link").draw()))
                }
                @if account.second_factor {
                    (button_form(reader, &format!("{url}/factor"), Button::new(t!(reader, "users-factor-off"), Act::Submit).icon("smartphone").draw()))
                }
                @if account.disabled_at.is_some() {
                    (button_form(reader, &format!("{url}/enable"), Button::new(t!(reader, "users-enable"), Act::Submit).icon("user-round").draw()))
                } @else if record.id() == me.actor().user {
                    (Button::new(t!(reader, "users-disable"), Act::Plain).danger().icon("ban").disabled(t!(reader, "users-disable-self")).draw())
                } @else {
                    (button_form(reader, &format!("{url}/disable"), Button::new(t!(reader, "users-disable"), Act::Submit).danger().icon("ban").draw()))
                }
            }
        },
    )
}

/// The field of the address: the one on record and the one to sign in with are the same.
fn email_form(me: &Me, url: &str, record: &Record, said: &Said<'_>) -> Markup {
    let reader = &me.reader;
    let mut email = Input::new("email", t!(reader, "profile-email")).required().help(t!(reader, "users-email-help"));
    let typed = match &said.email_fault {
        Some((typed, text)) => {
            email = email.error(text.clone());
            typed.clone()
        }
        None => record.get("email").as_text().unwrap_or_default().to_owned(),
    };
    html! {
        form method="post" action=(format!("{url}/email")) class="px-4 pt-3 flex flex-wrap gap-2 items-start" novalidate {
            (form::token(reader))
            div class="grow max-w-96" { (form::field(reader, &email, contact::edit(&email, contact::Kind::Email, &typed))) }
            div class="pt-5.5" { (Button::new(t!(reader, "users-email-save"), Act::Submit).class("h-8.75!").draw()) }
        }
    }
}

async fn set_roles(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            records::get(tx, me.actor(), USER, id)?;
            let wanted: Vec<&str> = sent.all("role").collect();
            // A role that nobody defines any more can be taken away, but not be given.
            let held = role::of(tx.sql(), id)?;
            let known: Vec<&str> = wanted
                .into_iter()
                .filter(|name| tx.model().role(name).is_some() || held.iter().any(|role| &**role == *name))
                .collect();
            let set = tx.savepoint(|tx| role::set(tx.sql(), id, &known));
            refused_or(tx, me, &site, id, set, "saved", |said, text| said.role_fault = Some(text))
        })
        .await
}

async fn set_email(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let typed = sent.get("email").to_owned();
            let email = Email::parse(&typed);
            let set = email.and_then(|email| {
                tx.savepoint(|tx| {
                    // Somebody without an account yet is invited to the address on record.
                    if account::of(tx.sql(), id)?.is_some() {
                        account::change_email(tx.sql(), id, &email)?;
                    }
                    match records::change_email(tx, me.actor(), id, email.as_str()) {
                        Ok(()) => Ok(()),
                        Err(records::Error::Store(error)) => Err(error.into()),
                        Err(records::Error::Invalid(_)) => Err(identity::Error::EmailTaken),
                        Err(_) => Err(identity::Error::NotFound(identity::What::Account)),
                    }
                })
            });
            refused_or(tx, me, &site, id, set, "saved", move |said, text| said.email_fault = Some((typed, text)))
        })
        .await
}

/// A link: an invitation where there is no password yet (and an account first, where there is none), else a reset.
async fn make_link(visit: Visit, Path(id): Path<i64>) -> Response {
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let record = records::get(tx, me.actor(), USER, id)?;
            let made = tx.savepoint(|tx| {
                let account = match account::of(tx.sql(), id)? {
                    Some(account) => account,
                    None => {
                        let email = Email::parse(record.get("email").as_text().unwrap_or_default())?;
                        account::create(tx.sql(), id, &email, &Start::Invited)?;
                        account::of(tx.sql(), id)?.ok_or(identity::Error::NotFound(identity::What::Account))?
                    }
                };
                let purpose = if account.password_changed_at.is_none() { Purpose::Invitation } else { Purpose::Reset };
                Ok((purpose, link::create(tx.sql(), id, purpose, me.actor().user)?))
            });
            let (purpose, made) = match made {
                Ok(made) => made,
                Err(error) => {
                    return refused_or(tx, me, &site, id, Err(error), "", |said, text| said.access_fault = Some(text));
                }
            };
            let reader = &me.reader;
            let title = match purpose {
                Purpose::Invitation => t!(reader, "users-link-invitation"),
                Purpose::Reset => t!(reader, "users-link-reset"),
            };
            let about = t!(reader, "users-link-about", until = format::date_time(reader, made.ends_at));
            let address = format!("{}/link/{}", site.origin(), made.secret.reveal());
            let said = Said { link: Some((title.into_owned(), about.into_owned(), address)), ..Said::default() };
            Ok(page(tx, me, &site, id, &said)?.answer(tx, me))
        })
        .await
}

async fn disable(visit: Visit, Path(id): Path<i64>) -> Response {
    set_access(visit, id, Access::Disabled).await
}

async fn enable(visit: Visit, Path(id): Path<i64>) -> Response {
    set_access(visit, id, Access::Enabled).await
}

/// Whether somebody may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Disabled,
    Enabled,
}

async fn set_access(visit: Visit, id: i64, access: Access) -> Response {
    let site = visit.site.clone();
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            records::get(tx, me.actor(), USER, id)?;
            let set = tx.savepoint(|tx| {
                match access {
                    Access::Disabled => account::disable(tx.sql(), id)?,
                    Access::Enabled => account::enable(tx.sql(), id)?,
                }
                active(tx, me, id, access == Access::Enabled)
            });
            let done = if access == Access::Enabled { "enabled" } else { "disabled" };
            refused_or(tx, me, &site, id, set, done, |said, text| said.access_fault = Some(text))
        })
        .await
}

/// The user's record says the same as the account.
fn active(tx: &mut Tx<'_>, me: &Me, id: i64, active: bool) -> identity::Result<()> {
    match records::update(tx, me.actor(), USER, id, None, &Patch::one("active", active)) {
        Ok(_) => Ok(()),
        Err(records::Error::Store(error)) => Err(error.into()),
        Err(error) => Err(store::Error::other(error).into()),
    }
}

async fn remove_factor(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            account::of(tx.sql(), id)?.ok_or(Trouble::NotFound)?;
            second_factor::reset(tx.sql(), id)?;
            Ok(to(id, "factors-reset"))
        })
        .await
}

async fn end_session(visit: Visit, Path((id, session)): Path<(i64, i64)>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            session::end(tx.sql(), id, session).map_err(gone)?;
            Ok(to(id, "ended"))
        })
        .await
}

async fn end_sessions(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            session::end_all(tx.sql(), id)?;
            Ok(to(id, "ended"))
        })
        .await
}

async fn revoke_token(visit: Visit, Path((id, token)): Path<(i64, i64)>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            token::revoke(tx.sql(), id, token).map_err(gone)?;
            Ok(to(id, "revoked"))
        })
        .await
}

fn to(id: i64, done: &str) -> Response {
    Redirect::to(&format!("/settings/users/{id}?done={done}")).into_response()
}

/// On to the page, or the page again with what identity refuses.
fn refused_or(
    tx: &mut Tx<'_>,
    me: &Me,
    site: &Site,
    id: i64,
    outcome: identity::Result<()>,
    done: &str,
    place: impl FnOnce(&mut Said<'_>, String),
) -> Result<Response, Trouble> {
    let error = match outcome {
        Ok(()) => return Ok(to(id, done)),
        Err(error) => error,
    };
    let Some(text) = refusal_text(&me.reader, &error) else { return Err(error.into()) };
    let mut said = Said::default();
    place(&mut said, text);
    Ok(page(tx, me, site, id, &said)?.refuse(tx, me))
}
