//! The organisation as a tree of units: added, renamed, moved, deleted through the record door.

use axum::Router;
use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use feel::Value;
use maud::{Markup, html};
use records::{Patch, Query, Sort, Tx, UNIT};
use serde::Deserialize;

use super::Sent;
use super::fields::input;
use super::frame::{Done, Page, Place, administrators_only, button_form, card, empty_line, problem_text};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, text};
use crate::component::form;
use crate::component::{icon, icon_small};
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/units", get(show))
        .route("/settings/units/new", get(new).post(create))
        .route("/settings/units/{id}", get(edit).post(save))
        .route("/settings/units/{id}/delete", post(delete))
}

/// The most units that are shown.
const MOST: u64 = 5_000;

/// A unit in its place in the tree.
#[derive(Debug, Clone)]
struct Unit {
    id: i64,
    name: String,
    code: String,
    head: String,
    parent: Option<i64>,
    /// How far below the top.
    depth: usize,
    /// How many people belong to it.
    people: usize,
}

/// All units, each before those below it, by name.
fn tree(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<Unit>, Trouble> {
    let mut query = Query::of(UNIT).column("name").column("code").column("head.name").column("parent");
    query.sort = vec![Sort { path: vec!["name".into()], descending: false }];
    query.limit = MOST;
    let mut units = Vec::new();
    records::list(tx, me.actor(), &query, |row| {
        let text = |column: usize| row.value(column).as_text().unwrap_or_default().to_owned();
        let parent = row.value(3).as_number().and_then(feel::Number::to_i64);
        units.push(Unit { id: row.id(), name: text(0), code: text(1), head: text(2), parent, depth: 0, people: 0 });
    })?;
    let mut people = Query::of(records::USER).column("home_unit");
    people.limit = MOST;
    records::list(tx, me.actor(), &people, |row| {
        let unit = row.value(0).as_number().and_then(feel::Number::to_i64);
        if let Some(unit) = units.iter_mut().find(|known| Some(known.id) == unit) {
            unit.people += 1;
        }
    })?;
    Ok(ordered(units))
}

/// Parents before children, with their depth. A unit whose parent is not there, or that is its own ancestor, comes at
/// the top: nothing is lost from view.
fn ordered(units: Vec<Unit>) -> Vec<Unit> {
    fn add(all: &[Unit], parent: Option<i64>, depth: usize, sorted: &mut Vec<Unit>) {
        for unit in all.iter().filter(|unit| unit.parent == parent) {
            if sorted.iter().all(|known| known.id != unit.id) {
                sorted.push(Unit { depth, ..unit.clone() });
                add(all, Some(unit.id), depth + 1, sorted);
            }
        }
    }
    let mut sorted = Vec::with_capacity(units.len());
    add(&units, None, 0, &mut sorted);
    for unit in &units {
        if sorted.iter().all(|known| known.id != unit.id) {
            sorted.push(unit.clone());
            add(&units, Some(unit.id), 1, &mut sorted);
        }
    }
    sorted
}

async fn show(visit: Visit, Asked(done): Asked<Done>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let units = tree(tx, me)?;
            let reader = &me.reader;
            let content = card(
                &t!(reader, "settings-units"),
                &t!(reader, "units-about"),
                html! {},
                html! {
                    @if units.is_empty() { (empty_line(&t!(reader, "units-none"))) }
                    @else { ul class="mt-2 pb-1" { @for unit in &units { (row(me, unit)) } } }
                },
            );
            let mut page = Page::at(Place::Units, content);
            page.actions = Button::new(t!(reader, "units-new"), Act::Link("/settings/units/new"))
                .primary()
                .icon("plus")
                .key("c")
                .draw();
            page.done = done.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}

/// The indentation of a level: literal, because the style sheet is made of what stands in the code.
const INDENT: [&str; 9] = ["ps-0", "ps-6", "ps-12", "ps-18", "ps-24", "ps-30", "ps-36", "ps-42", "ps-48"];

fn row(me: &Me, unit: &Unit) -> Markup {
    let reader = &me.reader;
    let url = format!("/settings/units/{}", unit.id);
    html! {
        li class="flex items-center gap-2 px-4 py-1 border-t border-line min-h-(--row)" {
            div class={ "flex items-center gap-2 min-w-0 grow " (INDENT[unit.depth.min(INDENT.len() - 1)]) } {
                span class="text-ink-3 inline-flex" { @if unit.depth > 0 { (icon_small("git-commit-horizontal")) } @else { (icon("network")) } }
                a class="font-medium hover:underline truncate" href=(url) { (unit.name) }
                @if !unit.code.is_empty() { span class="text-xs text-ink-3" { (unit.code) } }
                span class="text-xs text-ink-3 only-desk truncate" {
                    @if !unit.head.is_empty() { (unit.head) " · " }
                    (t!(reader, "units-people", count = unit.people))
                }
            }
            a class="btn btn-ghost btn-sm btn-square" href=(format!("/settings/units/new?parent={}", unit.id)) aria-label=(t!(reader, "units-new-below", unit = unit.name.as_str())) title=(t!(reader, "units-new-below", unit = unit.name.as_str())) { (icon("plus")) }
            a class="btn btn-ghost btn-sm btn-square" href=(url) aria-label=(t!(reader, "units-edit", unit = unit.name.as_str())) title=(t!(reader, "units-edit", unit = unit.name.as_str())) { (icon("pencil")) }
        }
    }
}

/// What the form holds, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Draft {
    id: Option<i64>,
    name: String,
    code: String,
    parent: String,
    faults: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Below {
    #[serde(default)]
    parent: String,
}

async fn new(visit: Visit, Asked(below): Asked<Below>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let draft = Draft { parent: below.parent.clone(), ..Draft::default() };
            Ok(page(tx, me, &draft)?.answer(tx, me))
        })
        .await
}

async fn edit(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let record = records::get(tx, me.actor(), UNIT, id)?;
            let text = |name: &str| record.get(name).as_text().unwrap_or_default().to_owned();
            let parent = record.target("parent").map(|id| id.to_string()).unwrap_or_default();
            let draft = Draft { id: Some(id), name: text("name"), code: text("code"), parent, faults: Vec::new() };
            Ok(page(tx, me, &draft)?.answer(tx, me))
        })
        .await
}

fn page(tx: &mut Tx<'_>, me: &Me, draft: &Draft) -> Result<Page<'static>, Trouble> {
    let reader = &me.reader;
    let units = tree(tx, me)?;
    // A unit cannot lie below itself.
    let below = match draft.id {
        Some(id) => records::units_around(tx, id)?.below,
        None => Vec::new(),
    };
    let parents: Vec<choice::Choice<'_>> = units
        .iter()
        .filter(|unit| !below.contains(&unit.id))
        .map(|unit| choice::Choice {
            value: unit.id.to_string().into(),
            label: format!("{}{}", "\u{2003}".repeat(unit.depth), unit.name).into(),
            ..Default::default()
        })
        .collect();
    let input = |name: &'static str, label: &str| input(reader, &draft.faults, name, label);
    let (name, code, parent) = (
        input("name", "profile-name").required().autofocus(),
        input("code", "units-code").help(t!(reader, "units-code-help")),
        input("parent", "units-parent"),
    );
    let action = draft.id.map_or("/settings/units/new".to_owned(), |id| format!("/settings/units/{id}"));
    let title = match draft.id {
        Some(_) => draft.name.clone().into(),
        None => t!(reader, "units-new"),
    };
    let general = draft.faults.iter().find(|(field, _)| field.is_empty()).map(|(_, text)| text.clone());
    let content = html! {
        @if let Some(text) = general { (form::problem(&text)) }
        form method="post" action=(action) data-guard novalidate {
            (form::token(reader))
            (form::section(&t!(reader, "units-unit"), html! {
                (form::field(reader, &name, text::edit(&name, &draft.name, text::Kind::Line)))
                (form::field(reader, &code, text::edit(&code, &draft.code, text::Kind::Line)))
                (form::field(reader, &parent, choice::edit(&parent, &parents, &draft.parent)))
            }))
            (form::actions(html! {
                (Button::new(t!(reader, "cancel"), Act::Link("/settings/units")).ghost().draw())
                (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
            }))
        }
        @if let Some(id) = draft.id {
            div class="h-3" {}
            (card(&t!(reader, "units-delete"), &t!(reader, "units-delete-about"), html! {}, html! {
                div class="px-4 pt-2 pb-4" { (button_form(reader, &format!("/settings/units/{id}/delete"), Button::new(t!(reader, "delete"), Act::Submit).danger().icon("trash-2").draw())) }
            }))
        }
    };
    let mut page = Page::at(Place::Units, content);
    page.title = Some(title);
    Ok(page)
}

async fn create(visit: Visit, sent: Sent) -> Response {
    write(visit, None, sent).await
}

async fn save(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    write(visit, Some(id), sent).await
}

async fn write(visit: Visit, id: Option<i64>, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let text = |name: &str| match sent.get(name) {
                "" => Value::Null,
                text => Value::from(text),
            };
            let parent = sent.get("parent").parse::<i64>().map_or(Value::Null, Value::from);
            let patch = Patch::one("name", text("name")).with("code", text("code")).with("parent", parent);
            let written = tx.savepoint(|tx| match id {
                Some(id) => records::update(tx, me.actor(), UNIT, id, None, &patch).map(drop),
                None => records::create(tx, me.actor(), UNIT, &patch).map(drop),
            });
            let faults = match written {
                Ok(()) => return Ok(Redirect::to("/settings/units?done=saved").into_response()),
                Err(error) => faults(me, error)?,
            };
            let draft = Draft {
                id,
                name: sent.get("name").to_owned(),
                code: sent.get("code").to_owned(),
                parent: sent.get("parent").to_owned(),
                faults,
            };
            Ok(page(tx, me, &draft)?.refuse(tx, me))
        })
        .await
}

async fn delete(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let record = records::get(tx, me.actor(), UNIT, id)?;
            let faults = match tx.savepoint(|tx| records::delete(tx, me.actor(), UNIT, id, None)) {
                Ok(()) => return Ok(Redirect::to("/settings/units?done=deleted").into_response()),
                Err(error) => faults(me, error)?,
            };
            let text = |name: &str| record.get(name).as_text().unwrap_or_default().to_owned();
            let parent = record.target("parent").map(|id| id.to_string()).unwrap_or_default();
            // Whatever keeps it from going is about the unit as a whole.
            let faults = faults.into_iter().map(|(_, text)| ("", text)).collect();
            let draft = Draft { id: Some(id), name: text("name"), code: text("code"), parent, faults };
            Ok(page(tx, me, &draft)?.refuse(tx, me))
        })
        .await
}

/// What the door refuses, by field.
fn faults(me: &Me, error: records::Error) -> Result<Vec<(&'static str, String)>, Trouble> {
    let problems = match error {
        records::Error::Invalid(problems) => problems,
        records::Error::Store(store::Error::Unique { .. }) => {
            return Ok(vec![("name", t!(me.reader, "units-taken").into_owned())]);
        }
        error => return Err(error.into()),
    };
    let place = |field: Option<&str>| match field {
        Some("name") => "name",
        Some("code") => "code",
        Some("parent") => "parent",
        _ => "",
    };
    Ok(problems
        .iter()
        .map(|problem| (place(problem.field.as_deref()), problem_text(&me.reader, &problem.message)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, parent: Option<i64>) -> Unit {
        Unit { id, name: String::new(), code: String::new(), head: String::new(), parent, depth: 0, people: 0 }
    }

    #[test]
    fn every_unit_is_shown_once_even_in_a_circle() {
        let units = vec![
            unit(3, Some(2)),
            unit(1, None),
            unit(2, Some(1)),
            unit(8, Some(9)),
            unit(9, Some(8)),
            unit(7, Some(404)),
        ];
        let shown: Vec<(i64, usize)> = ordered(units).iter().map(|unit| (unit.id, unit.depth)).collect();
        assert_eq!(shown, [(1, 0), (2, 1), (3, 2), (8, 0), (9, 1), (7, 0)]);
    }
}
