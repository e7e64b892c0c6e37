//! Writing something down on a record's page: a comment, a note, a task, a call, a meeting.

use std::sync::Arc;

use access::Action;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Response};
use feel::Value;
use maud::{Markup, html};
use records::{Error, FieldProblem, Patch, Record, Tx};

use super::place::{Place, number};
use super::said;
use super::sent::Sent;
use super::timeline::{self, ACTIVITY, COMMENT};
use crate::component::button::{Act, Button};
use crate::component::field::date;
use crate::component::form::{self, Input};
use crate::component::{icon_small, tag};
use crate::format;
use crate::http::{self, Events, Toast};
use crate::site::{Me, Trouble, Visit};

/// The longest subject made of the first line of what was written.
const SUBJECT: usize = 120;

/// The place to write, when the reader may write anything here.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn composer(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
    open: &str,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let may = |name: &str| Place::named(tx, me, name).is_ok_and(|of| of.permit(tx, me, Action::Create).is_some());
    let mut kinds = Vec::new();
    if place.entity().features.activities && may(ACTIVITY) {
        kinds.extend([
            ("note", "sticky-note", t!(reader, "record-note")),
            ("task", "circle-check", t!(reader, "record-task")),
            ("call", "phone", t!(reader, "record-call")),
            ("meeting", "users", t!(reader, "record-meeting")),
        ]);
    }
    if place.entity().features.comments && may(COMMENT) {
        kinds.push(("comment", "message-square", t!(reader, "record-comment")));
    }
    let Some(first) =
        kinds.iter().map(|(kind, ..)| *kind).find(|kind| *kind == open).or(kinds.first().map(|(kind, ..)| *kind))
    else {
        return Ok(html! {});
    };
    let due = Input::new("due", t!(reader, "record-due")).scope("composer");
    Ok(html! {
        form class="tl-card mb-4 composer-f" id="composer" method="post" action=(format!("{}/activities", place.url(record.id()))) hx-post=(format!("{}/activities", place.url(record.id()))) hx-target="#tab" hx-swap="innerHTML" hx-disable="find button[type=submit]" data-guard novalidate {
            (form::token(reader))
            fieldset class="seg mb-1 max-w-full min-w-0 overflow-x-auto" aria-label=(t!(reader, "record-write")) {
                @for (kind, symbol, label) in &kinds {
                    label title=(label) { input class="sr-only" type="radio" name="kind" value=(kind) checked[*kind == first]; (icon_small(symbol)) span { (label) } }
                }
            }
            label class="sr-only" for="composer-text" { (t!(reader, "record-write")) }
            textarea id="composer-text" name="text" rows="2" class="w-full resize-none field-sizing-content outline-none bg-transparent placeholder:text-ink-3 py-1" placeholder=(t!(reader, "record-write-placeholder")) {}
            div class="flex items-center gap-2 text-ink-3 -mb-1 flex-wrap" {
                div class="composer-due" {
                    label class="text-xs" for=(due.id()) { (due.label) }
                    div class="w-44" { (date::edit_moment(reader, &due, None)) }
                }
                span class="grow" {}
                span class="text-xs only-desk flex gap-1" { (tag::key("Ctrl")) (tag::key("Enter")) }
                (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
            }
        }
    })
}

/// Writes it down.
pub(super) async fn create(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            let sent = Sent(pairs.clone());
            let reader = &me.reader;
            let kind = sent.one("kind").unwrap_or_default().to_owned();
            let words = sent.one("text").unwrap_or_default().replace("\r\n", "\n").trim().to_owned();
            if words.is_empty() {
                return Ok(said::refusal(reader, &[FieldProblem::record("record-write-something")]));
            }
            let here = Value::from(place.name());
            let outcome = if kind == "comment" {
                if !place.entity().features.comments {
                    return Err(Trouble::NotFound);
                }
                let patch = Patch::one("text", words.as_str()).with("about", record.id()).with("about_entity", here);
                tx.savepoint(|tx| records::create(tx, me.actor(), COMMENT, &patch))
            } else {
                if !place.entity().features.activities {
                    return Err(Trouble::NotFound);
                }
                let mut patch =
                    Patch::one("kind", kind.as_str()).with("regarding", record.id()).with("regarding_entity", here);
                let (subject, more) = subject(&words);
                patch = patch.with("subject", subject);
                if let Some(more) = more {
                    patch = patch.with("description", more);
                }
                if let Some(typed) = sent.one("due").map(str::trim).filter(|due| !due.is_empty()) {
                    let due = format::read_date_time(typed).and_then(|local| reader.zone.to_timestamp(local).ok());
                    let Some(due) = due else {
                        let problem = FieldProblem::of("due", "problem-not-a-moment").with("value", typed);
                        return Ok(said::refusal(reader, &[problem]));
                    };
                    let due = Value::DateTime(feel::DateTime::from_micros(due.as_microsecond()));
                    patch = patch.with("due", due.clone());
                    if kind == "meeting" {
                        patch = patch.with("starts_at", due);
                    }
                }
                patch = along(tx, &place, &record, patch);
                tx.savepoint(|tx| records::create(tx, me.actor(), ACTIVITY, &patch))
            };
            match outcome {
                Ok(_) if http::is_fragment(&headers) => {
                    let composer = composer(tx, me, &place, &record, &kind)?;
                    let events = timeline::draw(tx, me, &place, &record)?;
                    Ok(html! { (composer) div id="happened" { (events) } }.into_response())
                }
                Ok(_) => Ok(http::redirect(&headers, &place.url(record.id()))),
                Err(Error::Invalid(problems)) => Ok(said::refusal(reader, &problems)),
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// The first line as the subject; the whole text, when there is more of it.
fn subject(words: &str) -> (String, Option<String>) {
    let first = words.lines().next().unwrap_or_default().trim();
    if first.chars().count() <= SUBJECT {
        let more = words.trim() != first;
        return (first.to_owned(), more.then(|| words.to_owned()));
    }
    let mut short: String = first.chars().take(SUBJECT - 1).collect();
    short.push('…');
    (short, Some(words.to_owned()))
}

/// An activity about a deal is one with the deal's company, too: relations of the same name and target go along.
fn along(tx: &Tx<'_>, place: &Place, record: &Record, mut patch: Patch) -> Patch {
    for name in timeline::ways_to(tx, place.name()) {
        patch = patch.with(name, record.id());
    }
    for field in place.entity().relations() {
        let Some(target) = field.relation().and_then(|relation| relation.only_target()) else { continue };
        let fits = timeline::ways_to(tx, target).contains(&field.name) && target.as_str() != place.name();
        if let Some(id) = record.target(&field.name).filter(|_| fits) {
            patch = patch.with(Arc::clone(&field.name), id);
        }
    }
    patch
}

/// Marks an activity as done; the answer is the timeline it stands in.
pub(super) async fn done(visit: Visit, Path((plural, id)): Path<(String, String)>) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let of = Place::of(tx, me, &plural)?;
            if of.name() != ACTIVITY {
                return Err(Trouble::NotFound);
            }
            let patch = Patch::one("status", "done");
            let activity = match tx.savepoint(|tx| {
                records::update(tx, me.actor(), ACTIVITY, number(&id)?, None, &patch).map_err(Trouble::from)
            }) {
                Ok(activity) => activity,
                Err(Trouble::Invalid(problems)) => return Ok(said::refusal(&me.reader, &problems)),
                Err(trouble) => return Err(trouble),
            };
            if !http::is_fragment(&headers) {
                return Ok(http::redirect(&headers, &of.url(activity.id())));
            }
            let toast = Events::new().toast(Toast::done(t!(me.reader, "record-done")));
            match page_of(tx, me, &headers)? {
                Some((place, record)) => Ok((toast, timeline::draw(tx, me, &place, &record)?).into_response()),
                None => Ok((toast, html! {}).into_response()),
            }
        })
        .await
}

/// The record whose page the request came from.
fn page_of(tx: &mut Tx<'_>, me: &Me, headers: &axum::http::HeaderMap) -> Result<Option<(Place, Record)>, Trouble> {
    let url = headers.get("hx-current-url").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    let Some((plural, id)) = path.split_once('/') else { return Ok(None) };
    let Ok(place) = Place::of(tx, me, plural) else { return Ok(None) };
    Ok(place.record(tx, me, id).ok().map(|record| (place, record)))
}

/// Deletes a comment of one's own.
pub(super) async fn delete_comment(
    visit: Visit,
    Path((plural, id, comment)): Path<(String, String, String)>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            let stored = records::get(tx, me.actor(), COMMENT, number(&comment)?)?;
            let about = stored.target("about") == Some(record.id());
            if !about || stored.target("created_by") != Some(me.actor().user) {
                return Err(Trouble::NotFound);
            }
            records::delete(tx, me.actor(), COMMENT, stored.id(), None)?;
            let toast = super::deleted::toast(tx, me, COMMENT, stored.id(), &t!(me.reader, "record-comment-deleted"))?;
            if !http::is_fragment(&headers) {
                return Ok(http::redirect(&headers, &place.url(record.id())));
            }
            Ok((toast, timeline::draw(tx, me, &place, &record)?).into_response())
        })
        .await
}
