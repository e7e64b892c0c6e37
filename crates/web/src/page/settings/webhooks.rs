//! Webhooks: who else hears of changes, with what was sent to them.

use axum::Router;
use axum::extract::{Path, Query, State as FromSite};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use model::{EntityKind, Model};
use records::Tx;
use webhooks::keep::{self, Draft, Wrong};
use webhooks::{Addresses, Delivery, Event, Options, Secret, State, Subscription};

use super::Sent;
use super::frame::{Done, Page, Place, administrators_only, button_form, card, empty_line, item, list, secret};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, text, yes_no};
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::format;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

/// How many deliveries a page shows.
const PAGE: u64 = 50;

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/webhooks", get(show).post(create))
        .route("/settings/webhooks/{id}", get(show_one).post(change))
        .route("/settings/webhooks/{id}/secret", post(rotate))
        .route("/settings/webhooks/{id}/active", post(switch))
        .route("/settings/webhooks/{id}/removal", post(remove))
        .route("/settings/webhooks/{id}/deliveries/{delivery}/replay", post(replay))
}

/// Where messages may be sent in this installation.
fn addresses() -> Addresses {
    Options::from_environment().addresses
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            Ok(all(tx, me, &blank(), &[], done.done.as_deref())?.answer(tx, me))
        })
        .await
}

async fn create(FromSite(site): FromSite<Site>, visit: Visit, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let draft = draft(&sent, true);
            let wrong = draft.judge(tx, addresses());
            if !wrong.is_empty() {
                return Ok(all(tx, me, &draft, &wrong, None)?.refuse(tx, me));
            }
            let key = site.front().gate().sealing(tx.sql())?;
            let (made, secret) = keep::create(tx, key, me.actor().user, &draft)?;
            Ok(one(tx, me, &made, &draft, &[], Shown { secret: Some(secret), ..Shown::default() })?.answer(tx, me))
        })
        .await
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
struct Asked {
    #[serde(default)]
    done: Option<String>,
    /// The delivery that the page before ended with.
    before: Option<i64>,
}

/// What a subscription's page shows besides itself.
#[derive(Debug, Default)]
struct Shown {
    /// The secret, at the one moment it can be read.
    secret: Option<Secret>,
    before: Option<i64>,
}

async fn show_one(visit: Visit, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let found = keep::get(tx, id)?;
            let shown = Shown { before: asked.before, ..Shown::default() };
            let mut page = one(tx, me, &found, &Draft::from(&found), &[], shown)?;
            page.done = asked.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}

async fn change(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let found = keep::get(tx, id)?;
            let draft = draft(&sent, sent.is_on("active"));
            let wrong = draft.judge(tx, addresses());
            if !wrong.is_empty() {
                return Ok(one(tx, me, &found, &draft, &wrong, Shown::default())?.refuse(tx, me));
            }
            keep::change(tx, id, &draft)?;
            Ok(Redirect::to(&format!("/settings/webhooks/{id}?done=saved")).into_response())
        })
        .await
}

/// A new secret, shown once.
async fn rotate(FromSite(site): FromSite<Site>, visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let key = site.front().gate().sealing(tx.sql())?;
            let (found, secret) = keep::rotate(tx, key, id)?;
            let shown = Shown { secret: Some(secret), ..Shown::default() };
            Ok(one(tx, me, &found, &Draft::from(&found), &[], shown)?.answer(tx, me))
        })
        .await
}

async fn switch(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let mut draft = Draft::from(&keep::get(tx, id)?);
            draft.active = !draft.active;
            keep::change(tx, id, &draft)?;
            let done = if draft.active { "enabled" } else { "disabled" };
            Ok(Redirect::to(&format!("/settings/webhooks?done=webhook-{done}")).into_response())
        })
        .await
}

async fn remove(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            keep::remove(tx, id)?;
            Ok(Redirect::to("/settings/webhooks?done=deleted").into_response())
        })
        .await
}

async fn replay(visit: Visit, Path((id, delivery)): Path<(i64, i64)>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            keep::replay(tx, id, delivery)?;
            Ok(Redirect::to(&format!("/settings/webhooks/{id}?done=replayed")).into_response())
        })
        .await
}

/// What a new one begins with.
fn blank() -> Draft {
    Draft { url: String::new(), entity: "*".to_owned(), events: Event::ALL.to_vec(), filter: None, active: true }
}

fn draft(sent: &Sent, active: bool) -> Draft {
    let filter = sent.get("filter");
    Draft {
        url: sent.get("url").to_owned(),
        entity: sent.get("entity").to_owned(),
        events: sent.all("event").filter_map(Event::parse).collect(),
        filter: (!filter.is_empty()).then(|| filter.to_owned()),
        active,
    }
}

fn all<'a>(
    tx: &mut Tx<'_>,
    me: &Me,
    draft: &Draft,
    wrong: &[Wrong],
    done: Option<&'a str>,
) -> Result<Page<'a>, Trouble> {
    let reader = &me.reader;
    let model = std::sync::Arc::clone(tx.model());
    let known = keep::all(tx)?;
    let content = html! {
        (card(&t!(reader, "settings-webhooks"), &t!(reader, "webhooks-about"), html! {}, html! {
            @if known.is_empty() { (empty_line(&t!(reader, "webhooks-none"))) }
            @else { (list(html! { @for each in &known { (row(reader, &model, each)) } })) }
        }))
        (card(&t!(reader, "webhooks-new"), "", html! {}, html! {
            form method="post" action="/settings/webhooks" data-guard novalidate {
                (form::token(reader))
                (fields(reader, &model, draft, wrong))
                div class="px-4 pb-4 flex justify-end" { (Button::new(t!(reader, "webhooks-create"), Act::Submit).primary().draw()) }
            }
        }))
    };
    let mut page = Page::at(Place::Webhooks, content);
    page.done = done;
    Ok(page)
}

fn row(reader: &Reader, model: &Model, one: &Subscription) -> Markup {
    let url = format!("/settings/webhooks/{}", one.id);
    let (word, mark) = match one.active {
        true => (t!(reader, "webhooks-disable"), html! {}),
        false => (t!(reader, "webhooks-enable"), tag::status(t!(reader, "webhooks-off"), Hue::Neutral)),
    };
    item(
        icon("webhook"),
        html! { a class="hover:underline wrap-anywhere" href=(url) { (one.url) } (mark) },
        html! { (entity_label(reader, model, &one.entity)) ": " (events(reader, &one.events)) },
        button_form(reader, &format!("{url}/active"), Button::new(word, Act::Submit).ghost().draw()),
    )
}

fn one(
    tx: &mut Tx<'_>,
    me: &Me,
    found: &Subscription,
    draft: &Draft,
    wrong: &[Wrong],
    shown: Shown,
) -> Result<Page<'static>, Trouble> {
    let reader = &me.reader;
    let model = std::sync::Arc::clone(tx.model());
    let url = format!("/settings/webhooks/{}", found.id);
    let sent = keep::deliveries(tx, found.id, shown.before, PAGE)?;
    let next = sent.last().filter(|_| sent.len() as u64 == PAGE).map(|last| last.id);
    let active = Input::new("active", t!(reader, "webhooks-active"));
    let content = html! {
        @if let Some(shown) = &shown.secret {
            (secret(reader, &t!(reader, "webhooks-secret"), &t!(reader, "webhooks-secret-about"), &shown.reveal()))
        }
        (card(&t!(reader, "webhooks-one"), "", html! {}, html! {
            form method="post" action=(url) data-guard novalidate {
                (form::token(reader))
                (fields(reader, &model, draft, wrong))
                div class="px-4 pb-3" { (yes_no::edit(&active, draft.active)) }
                div class="px-4 pb-4 flex justify-end" { (Button::new(t!(reader, "save"), Act::Submit).primary().draw()) }
            }
        }))
        (card(&t!(reader, "webhooks-deliveries"), &t!(reader, "webhooks-deliveries-about"), html! {}, html! {
            @if sent.is_empty() { (empty_line(&t!(reader, "webhooks-deliveries-none"))) }
            @else { (list(html! { @for each in &sent { (delivery(reader, &url, each)) } })) }
            @if let Some(next) = next {
                div class="px-4 pb-3" { (Button::new(t!(reader, "webhooks-earlier"), Act::Link(&format!("{url}?before={next}"))).ghost().draw()) }
            }
        }))
        (card(&t!(reader, "webhooks-secret"), &t!(reader, "webhooks-rotate-about"), html! {}, html! {
            div class="px-4 py-3 flex flex-wrap gap-2" {
                (button_form(reader, &format!("{url}/secret"), Button::new(t!(reader, "webhooks-rotate"), Act::Submit).icon("key-round").draw()))
                (button_form(reader, &format!("{url}/removal"), Button::new(t!(reader, "webhooks-remove"), Act::Submit).danger().draw()))
            }
        }))
    };
    let mut page = Page::at(Place::Webhooks, content);
    page.title = Some(found.url.clone().into());
    Ok(page)
}

fn fields(reader: &Reader, model: &Model, draft: &Draft, wrong: &[Wrong]) -> Markup {
    let input = |name: &'static str, label: &str, kind: Wrong, say: &str| {
        let input = Input::new(name, crate::text(reader.language, label));
        if wrong.contains(&kind) { input.error(crate::text(reader.language, say)) } else { input }
    };
    let help = match addresses() {
        Addresses::Public => t!(reader, "webhooks-url-help"),
        Addresses::Any => t!(reader, "webhooks-url-help-any"),
    };
    let url = input("url", "webhooks-url", Wrong::Url, "webhooks-url-wrong").required().help(help);
    let entity = input("entity", "webhooks-entity", Wrong::Entity, "webhooks-entity-wrong").required();
    let event = input("event", "webhooks-events", Wrong::Events, "webhooks-events-wrong").required();
    let filter = input("filter", "webhooks-filter", Wrong::Filter, "webhooks-filter-wrong").help(t!(
        reader,
        "webhooks-filter-help",
        example = "status = \"active\""
    ));
    let option = |value: &str, label: String| choice::Choice {
        value: value.to_owned().into(),
        label: label.into(),
        ..Default::default()
    };
    let mut entities = vec![option("*", entity_label(reader, model, "*"))];
    for known in model.entities.iter().filter(|known| known.kind == EntityKind::Normal && !known.is_line()) {
        entities.push(option(&known.name, entity_label(reader, model, &known.name)));
    }
    let offered: Vec<choice::Choice<'_>> =
        Event::ALL.iter().map(|event| option(event.as_str(), event_label(reader, *event))).collect();
    let ticked: Vec<&str> = draft.events.iter().map(|event| event.as_str()).collect();
    html! {
        div class="form-grid" {
            div class="col-span-full" { (form::field(reader, &url, text::edit(&url, &draft.url, text::Kind::Line))) }
            (form::field(reader, &entity, choice::edit(&entity, &entities, &draft.entity)))
            (form::group(reader, &event, choice::edit_several(&event, &offered, &ticked)))
            div class="col-span-full" { (form::field(reader, &filter, text::edit(&filter, draft.filter.as_deref().unwrap_or_default(), text::Kind::Line))) }
        }
    }
}

fn delivery(reader: &Reader, url: &str, one: &Delivery) -> Markup {
    let (word, hue) = match one.state {
        State::Waiting => (t!(reader, "webhooks-waiting"), Hue::Amber),
        State::Delivered => (t!(reader, "webhooks-delivered"), Hue::Green),
        State::Failed => (t!(reader, "webhooks-failed"), Hue::Red),
    };
    let at = jiff::Timestamp::from_microsecond(one.created_at).unwrap_or(reader.now);
    item(
        tag::status(word, hue),
        html! { code class="font-mono text-xs" { (one.event) } span class="num text-ink-2" { "#" (one.record) } },
        html! {
            time datetime=(at) { (format::date_time(reader, at)) }
            " · " (t!(reader, "jobs-attempts", count = one.attempts))
            @if let Some(status) = one.answered { " · HTTP " (status) }
            @if let Some(error) = &one.error { " · " (error) }
            details class="mt-1" {
                summary class="cursor-pointer text-link" { (t!(reader, "webhooks-message")) }
                pre class="font-mono text-xs bg-sunken border border-line rounded-lg p-2.5 mt-1 whitespace-pre-wrap wrap-anywhere" { (one.body) }
            }
        },
        button_form(
            reader,
            &format!("{url}/deliveries/{}/replay", one.id),
            Button::new(t!(reader, "webhooks-replay"), Act::Submit).ghost().icon("refresh-cw").draw(),
        ),
    )
}

fn events(reader: &Reader, events: &[Event]) -> String {
    events.iter().map(|event| event_label(reader, *event)).collect::<Vec<_>>().join(", ")
}

fn event_label(reader: &Reader, event: Event) -> String {
    let id = match event {
        Event::Created => "webhooks-event-created",
        Event::Changed => "webhooks-event-changed",
        Event::Deleted => "webhooks-event-deleted",
    };
    crate::text(reader.language, id).into_owned()
}

fn entity_label(reader: &Reader, model: &Model, name: &str) -> String {
    if name == "*" {
        return t!(reader, "webhooks-entity-all").into_owned();
    }
    model.entity(name).map_or(name, |entity| entity.plural_label.get(reader.language.code())).to_owned()
}
