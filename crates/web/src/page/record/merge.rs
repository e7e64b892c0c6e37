//! Two records made one: the fields in which they differ side by side, a choice for each; undone by one click.

use std::sync::Arc;

use access::Action;
use axum::extract::{Form, Path, Query as Params};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use feel::Value;
use maud::{Markup, html};
use records::{Error, FieldProblem, Record, Tx, merge as merging, undo as undoing};
use serde::Deserialize;

use super::edit::is_ours;
use super::facts::Facts;
use super::known::Known;
use super::place::{Place, number};
use super::said;
use super::sent::Sent;
use super::values::Values;
use crate::component::button::{Act, Button};
use crate::component::shell::{self, PageHead};
use crate::component::{form, state};
use crate::format;
use crate::http::{self, Events, Toast};
use crate::page::chrome;
use crate::site::{Me, Trouble, Visit};

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Pair {
    /// The record that stays.
    a: i64,
    /// The record that goes.
    b: i64,
}

/// The page on which one chooses.
pub(super) async fn show(visit: Visit, Path(plural): Path<String>, Params(pair): Params<Pair>) -> Response {
    visit
        .read(move |tx, me| match already(tx, me, &Place::of(tx, me, &plural)?, &pair)? {
            Some(page) => Ok((StatusCode::CONFLICT, page).into_response()),
            None => Ok(page(tx, me, &plural, &pair, &[])?.into_response()),
        })
        .await
}

/// The page that says that one of the two was merged before, and into which record.
fn already(tx: &mut Tx<'_>, me: &Me, place: &Place, pair: &Pair) -> Result<Option<Markup>, Trouble> {
    for id in [pair.b, pair.a] {
        let Some(survivor) = merging::survivor(tx, me.actor(), place.name(), id)? else { continue };
        let (url, name) = (place.url(survivor.id()), survivor.title());
        let title = t!(me.reader, "record-merged-already", title = name.as_str());
        let text = t!(me.reader, "record-merged-already-text");
        let actions = Button::new(t!(me.reader, "record-open"), Act::Link(&url)).primary().draw();
        return Ok(Some(notice(tx, me, place, &survivor, &title, &text, actions)));
    }
    Ok(None)
}

/// A page that says one thing of a record.
fn notice(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
    title: &str,
    text: &str,
    actions: Markup,
) -> Markup {
    let (url, name) = (place.url(record.id()), record.title());
    let plural = place.entity().plural_label.get(me.reader.language.code());
    let crumbs = vec![(plural.into(), place.list().into()), (name.as_str().into(), url.as_str().into())];
    let head = PageHead { crumbs, title: title.into(), ..PageHead::default() };
    let body = html! {
        (shell::head(&me.reader, &head))
        div class="grow grid place-content-center border-t border-line" {
            h1 class="sr-only" { (title) }
            (state::empty("git-merge", title, text, actions))
        }
    };
    chrome::page(tx, me, &url, title, body)
}

/// Where a record is not: on to the one it was merged into, and says so.
///
/// # Errors
/// [`Trouble::NotFound`] when it was not merged, or the reader may not see it.
pub(super) fn moved(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let survivor = merging::survivor(tx, me.actor(), place.name(), number(id)?)?.ok_or(Trouble::NotFound)?;
    let answer = http::redirect(headers, &place.url(survivor.id()));
    Ok(Toast::done(t!(me.reader, "record-moved", title = survivor.title())).later(answer))
}

fn page(tx: &mut Tx<'_>, me: &Me, plural: &str, pair: &Pair, problems: &[FieldProblem]) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let place = Place::of(tx, me, plural)?;
    let (keep, lose) = (record(tx, me, &place, pair.a)?, record(tx, me, &place, pair.b)?);
    if !place.may(tx, me, pair.a, Action::Change)? || !place.may(tx, me, pair.b, Action::Delete)? {
        return Err(Trouble::Forbidden);
    }
    let choices = merging::choices(tx, me.actor(), place.name(), pair.a, pair.b)?;
    let (left, right) = (gathered(tx, me, &place, &keep)?, gathered(tx, me, &place, &lose)?);
    let base = Arc::clone(&tx.world().settings.currency);
    let side = |(values, known): &(Values, Known), field: &model::Field| {
        Facts { place: &place, values, known, permit: None, base: Arc::clone(&base) }.shown(me, field)
    };
    let title = t!(reader, "record-merge-title");
    let plural_label = place.entity().plural_label.get(reader.language.code());
    let head = PageHead {
        crumbs: vec![(plural_label.into(), place.list().into()), (keep.title().into(), place.url(pair.a).into())],
        title: title.clone(),
        ..PageHead::default()
    };
    let created = |record: &Record| match record.get("created_at") {
        Value::DateTime(moment) => jiff::Timestamp::from_microsecond(moment.to_micros(&jiff::tz::TimeZone::UTC))
            .map(|at| format::date_time(reader, at))
            .unwrap_or_default(),
        _ => String::new(),
    };
    let body = html! {
        (shell::head(reader, &head))
        (form::frame(html! {
            h1 class="sr-only" { (title) }
            form method="post" action=(format!("{}/merge", place.list())) data-guard novalidate {
                (form::token(reader))
                input type="hidden" name="a" value=(pair.a);
                input type="hidden" name="b" value=(pair.b);
                @for problem in problems { (form::problem(&said::problem(reader, problem))) }
                section class="fsec p-4 max-md:p-3.5" {
                    p class="text-ink-2 mb-3" { (t!(reader, "record-merge-text")) }
                    div class="overflow-x-auto" {
                        table class="lines-t merge-t" {
                            thead { tr {
                                th scope="col" { span class="sr-only" { (t!(reader, "record-field")) } }
                                th scope="col" { (t!(reader, "record-merge-stays")) ": " a class="link" href=(place.url(pair.a)) { (keep.title()) } div class="font-normal text-ink-3 num" { (created(&keep)) } }
                                th scope="col" { (t!(reader, "record-merge-goes")) ": " a class="link" href=(place.url(pair.b)) { (lose.title()) } div class="font-normal text-ink-3 num" { (created(&lose)) } }
                            } }
                            tbody {
                                @for choice in &choices {
                                    @if let Some(field) = place.field(&choice.name) {
                                        tr {
                                            th scope="row" class="text-start font-medium" { (field.label.get(reader.language.code())) }
                                            @for (from, chosen, value) in [("a", !choice.take, side(&left, field)), ("b", choice.take, side(&right, field))] {
                                                td { label class="flex gap-2 items-start cursor-pointer" {
                                                    input type="radio" class="radio radio-xs mt-0.5" name=(format!("take.{}", field.name)) value=(from) checked[chosen];
                                                    span { @match value { Some(value) => { (value) } None => { span class="text-ink-3" { "—" } } } }
                                                } }
                                            }
                                        }
                                    }
                                }
                                @if choices.is_empty() { tr { td colspan="3" class="text-ink-3" { (t!(reader, "record-merge-same")) } } }
                            }
                        }
                    }
                }
                (form::actions(html! {
                    (Button::new(t!(reader, "record-merge-swap"), Act::Link(&format!("{}/merge?a={}&b={}", place.list(), pair.b, pair.a))).ghost().icon("arrow-down-up").draw())
                    (Button::new(t!(reader, "cancel"), Act::Link(&place.url(pair.a))).ghost().draw())
                    (Button::new(t!(reader, "record-merge-do"), Act::Submit).primary().icon("git-merge").draw())
                }))
            }
        }))
    };
    Ok(chrome::page(tx, me, &format!("{}/merge", place.list()), &title, body))
}

fn record(tx: &mut Tx<'_>, me: &Me, place: &Place, id: i64) -> Result<Record, Trouble> {
    Ok(records::get(tx, me.actor(), place.name(), id)?)
}

fn gathered(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<(Values, Known), Trouble> {
    let values = Values::of(tx, me, place, record)?;
    let known = Known::of(tx, me, place, &values, false)?;
    Ok((values, known))
}

/// Makes them one. What follows says so and offers to take them apart again.
pub(super) async fn merge(
    visit: Visit,
    Path(plural): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let sent = Sent(pairs.clone());
            let pair =
                Pair { a: sent.number("a").ok_or(Trouble::NotFound)?, b: sent.number("b").ok_or(Trouble::NotFound)? };
            if let Some(page) = already(tx, me, &place, &pair)? {
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            let take: Vec<Arc<str>> = sent
                .0
                .iter()
                .filter(|(_, from)| from == "b")
                .filter_map(|(name, _)| name.strip_prefix("take."))
                .filter(|name| place.field(name).is_some())
                .map(Arc::from)
                .collect();
            let outcome = tx.savepoint(|tx| merging::merge(tx, me.actor(), place.name(), pair.a, pair.b, &take));
            match outcome {
                Ok(merged) => Ok(done(tx, me, &place, &merged).into_response()),
                Err(Error::Invalid(problems)) => {
                    let page = page(tx, me, &plural, &pair, &problems)?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

fn done(tx: &mut Tx<'_>, me: &Me, place: &Place, merged: &merging::Merged) -> Markup {
    let reader = &me.reader;
    let url = place.url(merged.record.id());
    let title = t!(reader, "record-merged", title = merged.record.title());
    let text = t!(reader, "record-merged-text", count = merged.moved);
    let actions = html! {
        (Button::new(t!(reader, "undo"), Act::Post(&format!("/batches/{}/undo?to={url}", merged.batch))).icon("undo-2").draw())
        (Button::new(t!(reader, "record-open"), Act::Link(&url)).primary().draw())
    };
    notice(tx, me, place, &merged.record, &title, &text, actions)
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct To {
    #[serde(default)]
    to: String,
}

/// Takes a batch back: a merge, a bulk edit.
pub(super) async fn undo(visit: Visit, Path(batch): Path<String>, Params(to): Params<To>) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let undone = undoing::batch(tx, me.actor(), number(&batch)?)?;
            if let Some(left) = undone.left.first() {
                let words = t!(
                    me.reader,
                    "record-undo-left",
                    count = undone.left.len(),
                    reason = said::problem(&me.reader, &left.problem)
                );
                let toast = Events::new().toast(Toast::warning(words));
                return Ok((toast, html! {}).into_response());
            }
            Ok(http::redirect(&headers, if is_ours(&to.to) { &to.to } else { "/" }))
        })
        .await
}
