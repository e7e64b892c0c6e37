//! With whom a record is shared, and why the reader may see it.

use access::{Action, ShareLevel};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use model::Scope;
use records::{Error, Tx, share, why};

use super::place::{Place, number};
use super::said;
use super::sent::Sent;
use crate::component::button::{Act, Button};
use crate::component::dialog::{self, Dialog};
use crate::component::field::{choice, relation};
use crate::component::form::{self, Input};
use crate::component::{icon, icon_small, tag};
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// The dialog: who sees this, with whom it is shared, and the field that adds somebody.
pub(super) async fn show(visit: Visit, Path((plural, id)): Path<(String, String)>) -> Response {
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            Ok(draw(tx, me, &place, number(&id)?, None)?.into_response())
        })
        .await
}

/// Shares the record.
pub(super) async fn give(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let id = number(&id)?;
            place.record(tx, me, &id.to_string())?;
            let sent = Sent(pairs.clone());
            let level = if sent.one("level") == Some("change") { ShareLevel::Change } else { ShareLevel::Read };
            let Some(with) = sent.number("with") else {
                let drawn = draw(tx, me, &place, id, Some(t!(me.reader, "record-share-whom").into_owned()))?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response());
            };
            match tx.savepoint(|tx| share::give(tx, me.actor(), place.name(), id, with, level)) {
                Ok(()) => Ok(draw(tx, me, &place, id, None)?.into_response()),
                Err(Error::Invalid(problems)) => {
                    let words = problems.first().map(|problem| said::problem(&me.reader, problem));
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(tx, me, &place, id, words)?).into_response())
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// Takes a share back.
pub(super) async fn take(visit: Visit, Path((plural, id, with)): Path<(String, String, String)>) -> Response {
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let id = number(&id)?;
            place.record(tx, me, &id.to_string())?;
            share::take(tx, me.actor(), place.name(), id, number(&with)?)?;
            Ok(draw(tx, me, &place, id, None)?.into_response())
        })
        .await
}

fn draw(tx: &mut Tx<'_>, me: &Me, place: &Place, id: i64, error: Option<String>) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let shares = share::list(tx, me.actor(), place.name(), id)?;
    let changes = place.may(tx, me, id, Action::Change)?;
    let because = why::of(tx, me.actor(), me.actor(), place.name(), id, Action::Read)?;
    let mut with = Input::new("with", t!(reader, "record-share-with")).scope("share");
    if let Some(error) = error {
        with = with.error(error);
    }
    let level = Input::new("level", t!(reader, "record-share-level")).scope("share");
    let levels = [
        choice::Choice { value: "read".into(), label: t!(reader, "record-share-read"), ..choice::Choice::default() },
        choice::Choice {
            value: "change".into(),
            label: t!(reader, "record-share-change"),
            ..choice::Choice::default()
        },
    ];
    let url = format!("{}/share", place.url(id));
    let body = html! {
        (reasons(tx, reader, &because))
        h3 class="text-sm mt-4 mb-1" { (t!(reader, "record-shared-with")) }
        @if shares.is_empty() { p class="text-ink-3" { (t!(reader, "record-share-none")) } }
        ul class="grid gap-1" {
            @for each in &shares {
                li class="flex items-center gap-2" {
                    span class="text-ink-3 inline-flex" { (icon(if each.is_unit { "users" } else { "user" })) }
                    span class="grow truncate" { (each.title) }
                    span class="text-ink-2 text-xs" { @if each.level == ShareLevel::Change { (t!(reader, "record-share-change")) } @else { (t!(reader, "record-share-read")) } }
                    @if changes {
                        button type="button" class="btn btn-ghost btn-xs btn-square" aria-label=(t!(reader, "remove")) title=(t!(reader, "remove")) hx-delete=(format!("{url}/{}", each.with)) hx-target="#share" hx-swap="outerHTML" { (icon_small("x")) }
                    }
                }
            }
        }
        @if changes {
            div class="grid grid-cols-[1fr_9rem_auto] gap-2 items-end mt-3 max-md:grid-cols-1" {
                (form::field(reader, &with, relation::edit(reader, &with, None, "/lookup/base.user,base.unit", None)))
                (form::field(reader, &level, choice::edit(&Input { required: true, ..level.clone() }, &levels, "read")))
                (Button::new(t!(reader, "record-share-add"), Act::Submit).icon("plus").large().draw())
            }
        }
    };
    let dialog = Dialog {
        id: "share",
        title: t!(reader, "record-share-title"),
        body,
        actions: html! { button type="button" class="btn btn-primary btn-sm" data-close { (t!(reader, "record-share-done")) } },
        action: changes.then_some(&*url),
        opens: true,
    };
    Ok(dialog::dialog(reader, &dialog))
}

/// Which rule lets the reader see the record.
fn reasons(tx: &Tx<'_>, reader: &Reader, why: &why::Why) -> Markup {
    let language = reader.language.code();
    let label = |name: &str| tx.model().role(name).map_or(name.to_owned(), |role| role.label.get(language).to_owned());
    html! {
        h3 class="text-sm mb-1" { (t!(reader, "record-why")) }
        ul class="grid gap-1" {
            @for role in why.roles.iter().filter(|role| role.reaches) {
                li class="flex items-center gap-2" {
                    span class="text-success inline-flex" { (icon_small("check")) }
                    (tag::tag(label(&role.role), tag::Hue::Blue))
                    span class="text-ink-2" { (scope(reader, role)) }
                }
            }
            @if let Some(shared) = &why.share {
                li class="flex items-center gap-2" { span class="text-success inline-flex" { (icon_small("check")) } (t!(reader, "record-why-shared", who = shared.title.as_str())) }
            }
            @if !why.allowed { li class="text-ink-3" { (t!(reader, "record-why-not")) } }
        }
    }
}

fn scope(reader: &Reader, role: &why::RoleSays) -> String {
    if role.source == why::Source::AllRights {
        return t!(reader, "record-why-all-rights").into_owned();
    }
    match &role.scope {
        Scope::None => t!(reader, "record-scope-none"),
        Scope::Own => t!(reader, "record-scope-own"),
        Scope::Unit => t!(reader, "record-scope-unit"),
        Scope::UnitTree => t!(reader, "record-scope-below"),
        Scope::All => t!(reader, "record-scope-all"),
        Scope::Policy(_) => t!(reader, "record-scope-rule"),
    }
    .into_owned()
}
