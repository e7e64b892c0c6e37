//! One field edited in its place: the control, the new value, or what stands against it.

use std::sync::Arc;

use access::Action;
use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use model::{Field, Kind};
use records::{Conflict, Error, Patch, Record, Tx};

use super::facts::{Facts, gathered};
use super::known::Known;
use super::place::Place;
use super::sent::{self, Sent};
use super::values::Values;
use super::view;
use super::{advice, card, details, edit, said, timeline};
use crate::component::field::of;
use crate::component::form::{self, Input};
use crate::component::state;
use crate::http::Events;
use crate::site::{Me, Trouble, Visit};

/// The editor of a field: `GET /{plural}/{id}/fields/{field}`.
pub(super) async fn show(visit: Visit, Path((plural, id, name)): Path<(String, String, String)>) -> Response {
    visit
        .read(move |tx, me| {
            let (place, field, record) = found(tx, me, &plural, &id, &name)?;
            let values = Values::of(tx, me, &place, &record)?;
            Ok(editor(tx, me, &place, &field, &values, record.version(), record.id(), None, None)?.into_response())
        })
        .await
}

/// The value as it is stored now: `GET /{plural}/{id}/value/{field}`.
pub(super) async fn value(visit: Visit, Path((plural, id, name)): Path<(String, String, String)>) -> Response {
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            let field = Arc::clone(place.field(&name).ok_or(Trouble::NotFound)?);
            Ok(content(tx, me, &place, &field, &record)?.into_response())
        })
        .await
}

/// Saves a field: `PATCH /{plural}/{id}/fields/{field}` with the version that was seen.
pub(super) async fn change(
    visit: Visit,
    Path((plural, id, name)): Path<(String, String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let (place, field, before) = found(tx, me, &plural, &id, &name)?;
            let sent = Sent(pairs.clone());
            let seen = sent.number("version");
            let mut values = Values::of(tx, me, &place, &before)?;
            let version = seen.unwrap_or(before.version());
            let refused = |tx: &mut Tx<'_>, values: &Values, error: String, typed: Option<&str>| {
                let form = editor(tx, me, &place, &field, values, version, before.id(), Some(error), typed)?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
            };
            let slots = match sent::field(&me.reader, &field, &sent) {
                Ok(slots) => slots,
                Err(problem) => {
                    let error = said::problem(&me.reader, &problem);
                    return refused(tx, &values, error, Some(sent.one(&field.name).unwrap_or_default()));
                }
            };
            let mut patch = Patch::default();
            for (name, value) in slots {
                values.set(&name, value.clone());
                patch.values.push((name, value));
            }
            if let Some(target) = super::form::open_target(tx, me, &field, values.ids(&field.name).first().copied())? {
                patch.values.push((format!("{}_entity", field.name).into(), target));
            }
            let mut outcome = update(tx, me, &place, before.id(), seen, &patch);
            if let Err(Error::Conflict(conflict)) = &outcome
                && !touches(&place, &field, conflict)
            {
                // Somebody changed other fields: that is no conflict about this one.
                outcome = update(tx, me, &place, before.id(), Some(conflict.version), &patch);
            }
            match outcome {
                Ok(record) => saved(tx, me, &place, &field, &before, &record, &headers),
                Err(Error::Invalid(problems)) => {
                    let words: Vec<String> =
                        problems.iter().map(|problem| said::problem(&me.reader, problem)).collect();
                    refused(tx, &values, words.join(" "), None)
                }
                Err(Error::Conflict(conflict)) => {
                    let stored = records::get(tx, me.actor(), place.name(), before.id())?;
                    let answer = conflicting(tx, me, &place, &field, &values, &stored, &conflict, &sent)?;
                    Ok((StatusCode::CONFLICT, answer).into_response())
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

fn update(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    id: i64,
    seen: Option<i64>,
    patch: &Patch,
) -> records::Result<Record> {
    tx.savepoint(|tx| records::update(tx, me.actor(), place.name(), id, seen, patch))
}

/// The field of a record that the reader may change.
fn found(tx: &mut Tx<'_>, me: &Me, plural: &str, id: &str, name: &str) -> Result<(Place, Arc<Field>, Record), Trouble> {
    let place = Place::of(tx, me, plural)?;
    let record = place.record(tx, me, id)?;
    let place = place.at_record(tx, me, &record)?;
    let field = Arc::clone(place.field(name).ok_or(Trouble::NotFound)?);
    let permit = place.permit(tx, me, Action::Change).ok_or(Trouble::Forbidden)?;
    let fits = place.writes(&field, &permit, false) && !matches!(field.kind, Kind::Lines(_));
    if !fits || !place.may(tx, me, record.id(), Action::Change)? {
        return Err(Trouble::Forbidden);
    }
    Ok((place, field, record))
}

#[allow(clippy::too_many_arguments)]
fn editor(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    field: &Field,
    values: &Values,
    version: i64,
    id: i64,
    error: Option<String>,
    typed: Option<&str>,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let known = Known::of(tx, me, place, values, true)?;
    let mut input: Input<'_> = of::input(reader, field).scope("cell");
    input.help = None;
    input.locked = false;
    input.error = error.map(Into::into);
    let control = known.control(reader, &input, place, field, values, typed);
    let url = format!("{}/fields/{}", place.url(id), field.name);
    Ok(form::inline(reader, &url, version, &input, control))
}

/// What stands in the place of a field that is not being edited.
fn content(tx: &mut Tx<'_>, me: &Me, place: &Place, field: &Field, record: &Record) -> Result<Markup, Trouble> {
    let (values, known, _) = gathered(tx, me, place, record)?;
    let base = Arc::clone(&tx.world().settings.currency);
    let facts = Facts { place, values: &values, known: &known, permit: None, base };
    Ok(match facts.shown(me, field) {
        Some(value) => value,
        None => html! { span class="text-ink-3" { (t!(me.reader, "value-add")) } },
    })
}

/// The new content, and the rest of the page when more than this field changed.
fn saved(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    field: &Field,
    before: &Record,
    after: &Record,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let content = content(tx, me, place, field, after)?;
    let news = advice::news(tx, me, place, before, after)?;
    let events = news.map_or_else(Events::new, |toast| Events::new().toast(toast));
    let address = headers.get("hx-current-url").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // In a list only the cell is there.
    if !address.contains(&place.url(after.id())) {
        return Ok((events, content).into_response());
    }
    let of_field =
        |slot: &records::Slot| slot.field.is_some_and(|position| place.entity().fields[position].name == field.name);
    let others =
        after.layout.slots.iter().enumerate().any(|(index, slot)| {
            slot.field.is_some() && !of_field(slot) && before.values[index] != after.values[index]
        });
    let open = view::open_tab(place, address);
    let in_details = open == "details";
    let happened = if open == "timeline" { Some(timeline::draw(tx, me, place, after)?) } else { None };
    let advised = place.entity().rules.iter().any(|rule| rule.level == model::Level::Warning);
    let advice = if advised { Some(advice::inside(tx, me, after)?) } else { None };
    let title = place.entity().title.contains(&field.name);
    let rest = others || in_details || title;
    let left = if rest { Some(card::draw(tx, me, place, after)?) } else { None };
    let all = if in_details { Some(details::draw(tx, me, place, after)?) } else { None };
    let drawn = html! {
        (content)
        @if let Some(advice) = advice { hx-partial hx-target="#advice" hx-swap="innerHTML" { (advice) } }
        @if let Some(left) = left { hx-partial hx-target="#rec-left" hx-swap="innerMorph" { (left) } }
        @if let Some(happened) = happened { hx-partial hx-target="#happened" hx-swap="innerMorph" { (happened) } }
        @if let Some(all) = all { hx-partial hx-target="#rec-details" hx-swap="innerMorph" { (all) } }
    };
    Ok((events, drawn).into_response())
}

/// Whether somebody else changed this very field.
fn touches(place: &Place, field: &Field, conflict: &Conflict) -> bool {
    conflict.changed.iter().any(|difference| said::field_name(&place.layout, &difference.name) == field.name)
}

#[allow(clippy::too_many_arguments)]
fn conflicting(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    field: &Field,
    values: &Values,
    stored: &Record,
    conflict: &Conflict,
    sent: &Sent,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let known = Known::of(tx, me, place, values, false)?;
    let base = tx.world().settings.currency.to_string();
    let value = values.field(&place.layout, field);
    let currency = match values.currency(field) {
        "" => &base,
        currency => currency,
    };
    let none = || html! { span class="text-ink-3" { "—" } };
    let yours = known.show(reader, field, &value, currency).unwrap_or_else(none);
    let theirs = content(tx, me, place, field, stored)?;
    let url = format!("{}/fields/{}", place.url(stored.id()), field.name);
    let back = format!("{}/value/{}", place.url(stored.id()), field.name);
    let keep_yours = html! {
        form hx-patch=(url) hx-target="closest [data-edit]" hx-swap="innerHTML" {
            input type="hidden" name="version" value=(conflict.version);
            @for (name, value) in sent.0.iter().filter(|(name, _)| name != "version") { input type="hidden" name=(name) value=(value); }
            button type="submit" class="btn btn-primary btn-sm" { (t!(reader, "record-keep-yours")) }
        }
    };
    let keep_theirs = html! {
        button type="button" class="btn btn-ghost btn-sm" hx-get=(back) hx-target="closest [data-edit]" hx-swap="innerHTML" { (t!(reader, "record-keep-theirs")) }
    };
    let sentence = edit::who_and_when(tx, me, conflict)?;
    Ok(state::conflict(reader, &state::Conflict { sentence: sentence.into(), yours, theirs, keep_yours, keep_theirs }))
}
