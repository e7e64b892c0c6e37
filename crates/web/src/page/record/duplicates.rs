//! Records that may mean the same: a hint while one is entered, and beside one that is there.

use access::Action;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::duplicate::{self, Duplicate};
use records::{Record, Tx};

use super::form::{Draft, label};
use super::place::{Place, number};
use super::sent::Sent;
use super::values::Values;
use crate::component::button::{Act, Button};
use crate::component::state;
use crate::format;
use crate::http::{Events, Toast};
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// How many are shown.
const SHOWN: usize = 3;

/// What is being entered, compared with what is there.
pub(super) async fn hint(
    visit: Visit,
    Path(plural): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let Some(permit) = place.permit(tx, me, Action::Create) else { return Err(Trouble::Forbidden) };
            let mut draft = Draft::new(place, permit, None, Values::default());
            let patch = draft.take(&me.reader, tx, me, &Sent(pairs.clone()))?;
            if draft.place.entity().matching.is_none() || patch.values.iter().all(|(_, value)| value.is_null()) {
                return Ok(html! {}.into_response());
            }
            let found = duplicate::likely(tx, me.actor(), draft.place.name(), &patch)?;
            Ok(box_of(&me.reader, &draft.place, &found, None).into_response())
        })
        .await
}

/// The hint beside a record that is there.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn beside(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    if place.entity().matching.is_none() {
        return Ok(html! {});
    }
    let found = duplicate::of(tx, me.actor(), record)?;
    let acts = place.may(tx, me, record.id(), Action::Change)?;
    let drawn = box_of(&me.reader, place, &found, acts.then_some(record.id()));
    Ok(html! { div id="alike" { @if !found.is_empty() { div class="p-4 max-md:px-3.5" { (drawn) } } } })
}

fn box_of(reader: &Reader, place: &Place, found: &[Duplicate], record: Option<i64>) -> Markup {
    if found.is_empty() {
        return html! {};
    }
    let sentence = html! {
        ul class="grid gap-2" {
            @for each in found.iter().take(SHOWN) {
                li {
                    a class="font-semibold hover:underline" href=(place.url(each.id)) target=[record.is_none().then_some("_blank")] { (each.title) }
                    span class="text-ink-3 num" { " · " (format::percent(reader.language, &format!("{:.0}", each.score * 100.0))) }
                    p class="text-xs text-ink-2" {
                        (t!(reader, "record-alike-by")) " "
                        @for (index, (name, _)) in each.reasons.iter().take(4).enumerate() { @if index > 0 { ", " } (reason(reader, place, name)) }
                    }
                    @if let Some(record) = record {
                        div class="flex flex-wrap gap-2 mt-1" {
                            (Button::new(t!(reader, "record-merge"), Act::Link(&format!("{}/merge?a={record}&b={}", place.list(), each.id))).icon("git-merge").draw())
                            (Button::new(t!(reader, "record-different"), Act::Post(&format!("{}/different/{}", place.url(record), each.id))).ghost().draw())
                        }
                    }
                }
            }
        }
    };
    state::hint(&t!(reader, "record-alike"), sentence, html! {})
}

/// The name of what two records have in common: a field, or a part of an address.
pub(super) fn reason(reader: &Reader, place: &Place, name: &str) -> String {
    let field = name.split_once('.').map_or(name, |(field, _)| field);
    label(reader, place.entity(), field).to_lowercase()
}

/// Remembers that two records are not the same.
pub(super) async fn different(visit: Visit, Path((plural, id, other)): Path<(String, String, String)>) -> Response {
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            if !place.may(tx, me, record.id(), Action::Change)? {
                return Err(Trouble::Forbidden);
            }
            duplicate::dismiss(tx, me.actor(), place.name(), record.id(), number(&other)?)?;
            let rest = beside(tx, me, &place, &record)?;
            let toast = Events::new().toast(Toast::done(t!(me.reader, "record-different-done")));
            Ok((toast, html! { hx-partial hx-target="#alike" hx-swap="outerHTML" { (rest) } }).into_response())
        })
        .await
}
