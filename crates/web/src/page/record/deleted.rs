//! Deleting a record, bringing it back, and the list of what was deleted.

use access::Action;
use axum::extract::{Path, Query as Params};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::html;
use records::{Error, Tx, history, undo};
use serde::Deserialize;

use super::known::{Known, Wanted};
use super::place::{Place, number};
use super::said;
use crate::component::button::{Act, Button};
use crate::component::shell::{self, PageHead};
use crate::component::{state, timeline};
use crate::http::{self, Events, Toast};
use crate::page::chrome;
use crate::site::{Me, Trouble, Visit};

/// How many deleted records are listed.
const LISTED: u64 = 200;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Seen {
    version: Option<i64>,
}

/// Deletes a record at once; in its place stands the way back.
pub(super) async fn delete(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Params(seen): Params<Seen>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            let title = record.title();
            let outcome = tx.savepoint(|tx| records::delete(tx, me.actor(), place.name(), record.id(), seen.version));
            match outcome {
                Ok(()) => {}
                Err(Error::Invalid(problems)) => return Ok(said::refusal(&me.reader, &problems)),
                Err(error) => return Err(error.into()),
            }
            if !http::is_fragment(&headers) {
                return Ok(http::redirect(&headers, &place.list()));
            }
            let reader = &me.reader;
            let sentence = t!(reader, "record-deleted", title = title);
            let back = undo_url(tx, me, place.name(), record.id())?;
            let toast = toast(tx, me, place.name(), record.id(), &sentence)?;
            let gone = state::empty("trash-2", &sentence, &t!(reader, "record-deleted-text"), html! {
                @if let Some(back) = &back { (Button::new(t!(reader, "undo"), Act::Post(back)).icon("undo-2").draw()) }
                (Button::new(place.entity().plural_label.get(reader.language.code()), Act::Link(&place.list())).primary().draw())
            });
            let into = [
                (HeaderName::from_static("hx-retarget"), HeaderValue::from_static("#main")),
                (HeaderName::from_static("hx-reswap"), HeaderValue::from_static("innerHTML")),
            ];
            let changed = toast.event(&format!("{}:changed", place.entity().plural));
            Ok((into, changed, html! { div class="grow grid place-content-center" { h1 class="sr-only" { (sentence) } (gone) } }).into_response())
        })
        .await
}

/// The deletion of a record that was just deleted: where it is taken back.
fn undo_url(tx: &mut Tx<'_>, me: &Me, entity: &str, id: i64) -> Result<Option<String>, Trouble> {
    let plural = tx.world().layout(entity).map(|layout| layout.entity.plural.to_string()).unwrap_or_default();
    let deleted = history::deleted(tx, me.actor(), entity, 20)?;
    let change = deleted.into_iter().find(|deleted| deleted.record == id);
    Ok(change.map(|deleted| format!("/changes/{}/restore?of={plural}", deleted.change)))
}

/// The toast that says so and offers the way back.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn toast(tx: &mut Tx<'_>, me: &Me, entity: &str, id: i64, sentence: &str) -> Result<Events, Trouble> {
    let toast = Toast::done(sentence.to_owned());
    Ok(Events::new().toast(match undo_url(tx, me, entity, id)? {
        Some(url) => toast.undo(url),
        None => toast,
    }))
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Of {
    /// The plural of the entity.
    #[serde(default)]
    of: String,
}

/// Brings a deleted record back, with what went along.
pub(super) async fn restore(visit: Visit, Path(change): Path<String>, Params(of): Params<Of>) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &of.of)?;
            let change = number(&change)?;
            let deleted = history::deleted(tx, me.actor(), place.name(), LISTED)?
                .into_iter()
                .find(|deleted| deleted.change == change);
            let outcome = tx.savepoint(|tx| undo::deletion(tx, me.actor(), place.name(), change));
            match outcome {
                Ok(_) => {
                    let to = match deleted {
                        // A comment or a file has its place on another record's page.
                        Some(_) if matches!(place.name(), super::timeline::COMMENT | super::known::FILE) => {
                            here(&headers, &place)
                        }
                        Some(deleted) => place.url(deleted.record),
                        None => place.list(),
                    };
                    Ok(http::redirect(&headers, &to))
                }
                Err(Error::Invalid(problems)) => Ok(said::refusal(&me.reader, &problems)),
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// The page the request came from.
fn here(headers: &axum::http::HeaderMap, place: &Place) -> String {
    let url = headers.get("hx-current-url").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match url.split_once("://").and_then(|(_, rest)| rest.split_once('/')) {
        Some((_, path)) => format!("/{}", path.trim_start_matches('/')),
        None => place.list(),
    }
}

/// What was deleted: by oneself, or by anybody for those who may read all.
pub(super) async fn list(visit: Visit, Path(plural): Path<String>) -> Response {
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let reader = &me.reader;
            let deleted = history::deleted(tx, me.actor(), place.name(), LISTED)?;
            let mut wanted = Wanted::default();
            deleted.iter().for_each(|each| wanted.add(records::USER, each.by));
            let known = Known::load(tx, me, wanted)?;
            let creates = place.permit(tx, me, Action::Create).is_some();
            let title = t!(reader, "record-deleted-list");
            let head = PageHead {
                crumbs: vec![(place.entity().plural_label.get(reader.language.code()).into(), place.list().into())],
                title: title.clone(),
                ..PageHead::default()
            };
            let body = html! {
                (shell::head(reader, &head))
                div class="overflow-auto grow border-t border-line" {
                    h1 class="sr-only" { (title) }
                    @if deleted.is_empty() { (state::empty("trash-2", &t!(reader, "record-deleted-none"), "", html! {})) }
                    ul class="max-w-3xl px-5 max-md:px-3.5" {
                        @for each in &deleted {
                            li class="flex items-center gap-3 py-2 border-b border-line" {
                                div class="grow min-w-0" {
                                    p class="font-medium truncate" { (each.title) }
                                    p class="text-xs text-ink-3" { (known.title(each.by).unwrap_or("Relata")) " · " (timeline::time(reader, Timestamp::from_microsecond(each.at).unwrap_or(reader.now))) }
                                }
                                @if creates || each.by == me.actor().user {
                                    (Button::new(t!(reader, "record-bring-back"), Act::Post(&format!("/changes/{}/restore?of={plural}", each.change))).icon("undo-2").draw())
                                }
                            }
                        }
                    }
                }
            };
            Ok(chrome::page(tx, me, &format!("{}/deleted", place.list()), &title, body).into_response())
        })
        .await
}
