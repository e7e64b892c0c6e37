//! What in a form depends on what is filled in, asked after each change: sections that are there only where a condition
//! holds, values that follow others, and what the rules advise.

use std::sync::Arc;

use access::Action;
use axum::extract::{Form, Path, Query as Params};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use model::Field;
use records::{Record, Tx, check};
use serde::Deserialize;

use super::form::Draft;
use super::place::Place;
use super::sent::Sent;
use super::values::Values;
use super::{advice, edit, given, lines};
use crate::site::{Me, Trouble, Visit};

/// By this name a form says which of its conditional sections are there.
pub(super) const SHOWN: &str = "~shown";

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Of {
    id: Option<i64>,
}

/// The sections whose condition does not hold, by name.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn closed(tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Vec<Arc<str>>, Trouble> {
    let entity = Arc::clone(&record.layout.entity);
    let mut closed = Vec::new();
    for section in &entity.form.sections {
        if let Some(condition) = &section.when
            && !check::holds(tx, me.actor(), record, condition)?
        {
            closed.push(Arc::clone(&section.name));
        }
    }
    Ok(closed)
}

/// `POST /{plural}/sections` with a form as it is filled in: the sections that came or went, the controls that are given
/// something else, and the advice, each for its place.
pub(super) async fn judge(
    visit: Visit,
    Path(plural): Path<String>,
    Params(of): Params<Of>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    visit
        .read(move |tx, me| {
            let mut draft = match of.id {
                Some(id) => edit::existing(tx, me, &plural, &id.to_string())?.0,
                None => {
                    let place = Place::of(tx, me, &plural)?;
                    let permit = place.permit(tx, me, Action::Create).ok_or(Trouble::Forbidden)?;
                    let lines = lines::of(tx, me, &place, None)?;
                    let mut draft = Draft::new(place, permit, None, Values::default());
                    draft.lines = lines;
                    draft
                }
            };
            let sent = Sent(pairs.clone());
            draft.quick = sent.one("quick").is_some();
            draft.take(&me.reader, tx, me, &sent)?;
            // Nobody is told of errors while typing.
            draft.problems.clear();
            let shown = draft.given.clone();
            draft.release(tx, me)?;
            let followed = draft.fill(tx, me)?;
            let in_lines = draft.fill_lines(tx, me)?;
            draft.judge(tx, me)?;
            let was_shown = |name: &str| sent.all(SHOWN).any(|shown| shown == name);
            let entity = Arc::clone(draft.place.entity());
            let moved = |section: &&model::Section| {
                !draft.quick
                    && section.when.is_some()
                    && draft.closed.contains(&section.name) == was_shown(&section.name)
            };
            let moved: Vec<&model::Section> = entity.form.sections.iter().filter(moved).collect();
            // What stands in a section that comes is drawn with it.
            let inside = |field: &Field| moved.iter().any(|section| section.fields.contains(&field.name));
            let followed: Vec<&Arc<Field>> = followed
                .iter()
                .filter(|field| shown.has(&field.name) && draft.asks(field) && !inside(field))
                .collect();
            let advises = !draft.advice.is_empty() || sent.one(advice::TOLD).is_some();
            if moved.is_empty() && followed.is_empty() && in_lines.is_empty() && !advises {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            let known = draft.known(tx, me)?;
            Ok(html! {
                @for section in moved {
                    hx-partial hx-target=(format!("#{}", place_of(section))) hx-swap="innerHTML" { (draft.section(&me.reader, &known, section)) }
                }
                @for field in followed {
                    hx-partial hx-target=(format!("#{}", given::place_of(field, draft.quick))) hx-swap="innerHTML" { (draft.control(&me.reader, &known, field)) }
                }
                @for (lines, row, field) in &in_lines { (draft.lines[*lines].again(&me.reader, &known, *row, field)) }
                @if advises {
                    hx-partial hx-target=(format!("#{}", advice::place_of(draft.quick))) hx-swap="outerHTML" { (draft.advised(&me.reader)) }
                }
            }
            .into_response())
        })
        .await
}

/// The id of the place a conditional section comes to.
pub(super) fn place_of(section: &model::Section) -> String {
    format!("when-{}", section.name)
}
