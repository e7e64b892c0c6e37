//! One's own API tokens: made, shown once, taken back.

use std::sync::Arc;

use access::Limit;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::token::{self, Listed, Wanted};
use jiff::{Timestamp, ToSpan};
use maud::{Markup, html};
use model::{EntityKind, Model};
use records::Tx;

use super::Sent;
use super::confirm::{ConfirmError, confirm};
use super::frame::{Done, Page, Place, button_form, card, empty_line, item, list, recognise, secret};
use super::security::gone;
use crate::component::button::{Act, Button};
use crate::component::field::{choice, text, yes_no};
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::format;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/tokens", get(show).post(create)).route("/settings/tokens/{id}/revoke", post(revoke))
}

/// How long tokens may last, in days; the last one means forever.
const LASTING: [(&str, i64); 5] = [("30", 30), ("90", 90), ("365", 365), ("730", 730), ("never", 0)];

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Draft {
    sent: Sent,
    name: Option<String>,
    present: Option<String>,
    roles: Option<String>,
}

impl Draft {
    fn is_wrong(&self) -> bool {
        self.name.is_some() || self.present.is_some() || self.roles.is_some()
    }
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit.read(move |tx, me| Ok(page(tx, me, &Draft::default(), None, done.done.as_deref())?.answer(tx, me))).await
}

async fn create(visit: Visit, sent: Sent) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    let mut draft = Draft { sent, ..Draft::default() };
    if draft.sent.get("name").is_empty() || draft.sent.get("name").chars().count() > 100 {
        draft.name = Some(t!(me.reader, "identity-name-invalid").into_owned());
    }
    if draft.sent.get("scope") == "some" && draft.sent.all("role").next().is_none() {
        draft.roles = Some(t!(me.reader, "tokens-roles-none").into_owned());
    }
    match confirm(&visit, &me, draft.sent.raw("present")).await {
        Ok(()) => {}
        Err(ConfirmError::Wrong(text)) => draft.present = Some(text),
        Err(ConfirmError::Failed(answer)) => return *answer,
    }
    if draft.is_wrong() {
        return visit.read(move |tx, me| Ok(page(tx, me, &draft, None, None)?.refuse(tx, me))).await;
    }
    visit
        .write(move |tx, me| {
            let mut wanted = wanted(&draft.sent, tx.sql().now())?;
            // Nobody hands on more than they hold, neither now nor after they are given more.
            if let Some(roles) = &mut wanted.roles {
                roles.retain(|role| me.actor().roles.iter().any(|held| **held == **role));
            }
            let made = token::create(tx.sql(), me.actor().user, &wanted)?;
            Ok(page(tx, me, &Draft::default(), Some(&made.reveal()), None)?.answer(tx, me))
        })
        .await
}

fn wanted(sent: &Sent, now: Timestamp) -> Result<Wanted, Trouble> {
    let named = |name: &str| -> Vec<String> { sent.all(name).map(str::to_owned).collect() };
    let entities = named("entity");
    let days = LASTING.iter().find(|(word, _)| *word == sent.get("lasts")).map_or(90, |(_, days)| *days);
    let ends_at = match days {
        0 => None,
        days => Some(now.checked_add((days * 24).hours()).map_err(|error| Trouble::Internal(error.to_string()))?),
    };
    Ok(Wanted {
        name: sent.get("name").to_owned(),
        roles: (sent.get("scope") == "some").then(|| named("role")),
        limit: Limit {
            read_only: sent.is_on("read_only"),
            entities: (!entities.is_empty())
                .then(|| entities.iter().map(|name| Arc::from(name.as_str())).collect::<Vec<Arc<str>>>().into()),
        },
        ends_at,
    })
}

async fn revoke(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            token::revoke(tx.sql(), me.actor().user, id).map_err(gone)?;
            Ok(Redirect::to("/settings/tokens?done=revoked").into_response())
        })
        .await
}

fn page<'a>(
    tx: &mut Tx<'_>,
    me: &Me,
    draft: &Draft,
    made: Option<&str>,
    done: Option<&'a str>,
) -> Result<Page<'a>, Trouble> {
    let reader = &me.reader;
    let tokens = token::list(tx.sql(), me.actor().user)?;
    let model = Arc::clone(tx.model());
    let content = html! {
        @if let Some(made) = made { (secret(reader, &t!(reader, "tokens-made"), &t!(reader, "tokens-made-about"), made)) }
        (card(&t!(reader, "settings-tokens"), &t!(reader, "tokens-about"), html! {}, html! {
            @if tokens.is_empty() { (empty_line(&t!(reader, "tokens-none"))) }
            @else { (token_list(reader, &model, &tokens, "/settings/tokens")) }
        }))
        (new_form(me, &model, draft))
    };
    let mut page = Page::at(Place::Tokens, content);
    page.done = done;
    Ok(page)
}

/// Tokens in rows; each can be taken back at `action/<id>/revoke`.
pub(super) fn token_list(reader: &Reader, model: &Model, tokens: &[Listed], action: &str) -> Markup {
    list(html! {
        @for token in tokens {
            @let over = token.ends_at.is_some_and(|at| at <= reader.now);
            (item(
                icon("key-round"),
                html! {
                    (token.name) code class="font-mono text-xs text-ink-3 font-normal" { (token.hint) "…" }
                    @if over { (tag::status(t!(reader, "tokens-over"), Hue::Red)) }
                    @if token.limit.read_only { (tag::tag(t!(reader, "tokens-read-only"), Hue::Neutral)) }
                    @if let Some(entities) = &token.limit.entities { @for name in entities.iter() { (tag::tag(entity_label(reader, model, name), Hue::Neutral)) } }
                    @if let Some(roles) = &token.roles { @for name in roles { (tag::tag(role_label(reader, model, name), Hue::Blue)) } }
                },
                html! {
                    (t!(reader, "tokens-since", date = format::date(reader.language, format::local(reader, token.created_at).date()))) " · "
                    @match token.ends_at {
                        Some(at) => { (t!(reader, "tokens-until", date = format::date(reader.language, format::local(reader, at).date()))) }
                        None => { (t!(reader, "tokens-forever")) }
                    }
                    " · "
                    @match token.used_at {
                        Some(at) => { (t!(reader, "tokens-used")) " " time datetime=(at) data-rel { (format::ago(reader, at)) } }
                        None => { (t!(reader, "tokens-unused")) }
                    }
                },
                button_form(reader, &format!("{action}/{}/revoke", token.id), Button::new(t!(reader, "tokens-revoke"), Act::Submit).danger().draw()),
            ))
        }
    })
}

fn new_form(me: &Me, model: &Model, draft: &Draft) -> Markup {
    let reader = &me.reader;
    let sent = &draft.sent;
    let with = |input: Input<'static>, error: &Option<String>| match error {
        Some(text) => input.error(text.clone()),
        None => input,
    };
    let name = with(
        Input::new("name", t!(reader, "tokens-name")).required().help(t!(reader, "tokens-name-help")),
        &draft.name,
    );
    let lasts = Input::new("lasts", t!(reader, "tokens-lasts")).required();
    let lasting: Vec<choice::Choice<'_>> = LASTING
        .iter()
        .map(|(word, days)| {
            let label = if *days == 0 { t!(reader, "tokens-never") } else { t!(reader, "tokens-days", count = *days) };
            choice::Choice { value: (*word).into(), label, ..Default::default() }
        })
        .collect();
    let chosen = if sent.has("lasts") { sent.get("lasts") } else { "90" };
    let roles =
        with(Input::new("role", t!(reader, "tokens-roles")).help(t!(reader, "tokens-roles-help")), &draft.roles);
    let held: Vec<choice::Choice<'_>> = me
        .actor()
        .roles
        .iter()
        .map(|role| choice::Choice {
            value: role.to_string().into(),
            label: role_label(reader, model, role).into(),
            ..Default::default()
        })
        .collect();
    let entities = Input::new("entity", t!(reader, "tokens-entities")).help(t!(reader, "tokens-entities-help"));
    let offered: Vec<choice::Choice<'_>> = model
        .entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::Normal && !entity.is_line())
        .map(|entity| choice::Choice {
            value: entity.name.to_string().into(),
            label: entity.plural_label.get(reader.language.code()).to_owned().into(),
            ..Default::default()
        })
        .collect();
    let read_only = Input::new("read_only", t!(reader, "tokens-read-only")).help(t!(reader, "tokens-read-only-help"));
    let present = with(
        Input::new("present", t!(reader, "password-present")).required().help(t!(reader, "tokens-present-help")),
        &draft.present,
    );
    let some = sent.get("scope") == "some";
    let ticked: Vec<&str> = sent.all("role").collect();
    let named: Vec<&str> = sent.all("entity").collect();
    card(
        &t!(reader, "tokens-new"),
        "",
        html! {},
        html! {
            form method="post" action="/settings/tokens" novalidate {
                (form::token(reader))
                div class="form-grid" {
                    (form::field(reader, &name, text::edit(&name, sent.get("name"), text::Kind::Line)))
                    (form::field(reader, &lasts, choice::edit(&lasts, &lasting, chosen)))
                    div class="col-span-full" { (form::group(reader, &roles, html! {
                        div class="flex flex-wrap gap-x-4 gap-y-1 mb-1" {
                            label class="flex items-center gap-2" { input class="radio radio-sm" type="radio" name="scope" value="all" checked[!some]; (t!(reader, "tokens-roles-all")) }
                            label class="flex items-center gap-2" { input class="radio radio-sm" type="radio" name="scope" value="some" checked[some]; (t!(reader, "tokens-roles-some")) }
                        }
                        (choice::edit_several(&roles, &held, &ticked))
                    })) }
                    (yes_no::edit(&read_only, sent.is_on("read_only")))
                    div class="col-span-full" {
                        details open[!named.is_empty()] {
                            summary class="cursor-pointer text-link" { (t!(reader, "tokens-entities-limit")) }
                            div class="pt-2" { (form::group(reader, &entities, choice::edit_several(&entities, &offered, &named))) }
                        }
                    }
                    (form::field(reader, &present, text::password(reader, &present, "current-password")))
                }
                div class="px-4 pb-4 flex justify-end" { (Button::new(t!(reader, "tokens-create"), Act::Submit).primary().draw()) }
            }
        },
    )
}

/// What people call a role; one that is no longer defined by its name.
pub(super) fn role_label(reader: &Reader, model: &Model, name: &str) -> String {
    model.role(name).map_or(name, |role| role.label.get(reader.language.code())).to_owned()
}

fn entity_label(reader: &Reader, model: &Model, name: &str) -> String {
    model.entity(name).map_or(name, |entity| entity.plural_label.get(reader.language.code())).to_owned()
}
