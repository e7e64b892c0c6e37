//! With whom a record is shared, why the reader may see it, and, for administrators, what anybody may do with it.

use access::{Action, ShareLevel, Through};
use axum::extract::{Form, Path, Query};
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

/// What a person may do with the record, and by which rule.
pub(super) async fn why(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let front = visit.site.front().clone();
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let id = number(&id)?;
            let Ok(user) = asked.subject.trim().parse::<i64>() else {
                let asks = html! { (answer(html! {})) (again(subject(&me.reader, None, true))) };
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, asks).into_response());
            };
            if !me.is_administrator() && user != me.actor().user {
                return Err(Trouble::NotFound);
            }
            let person = records::person(tx, user)?.ok_or(Trouble::NotFound)?;
            let somebody = front.actor_of(tx, user, Through::Page)?;
            let mut answers = Vec::new();
            for action in [Action::Read, Action::Change, Action::Assign, Action::Delete, Action::Export] {
                answers.push(why::of(tx, me.actor(), &somebody, place.name(), id, action)?);
            }
            let chosen =
                relation::Target { id: user, title: (&*person.name).into(), person: true, ..Default::default() };
            let asked = again(subject(&me.reader, Some(&chosen), false));
            Ok(html! { (answer(every(tx, &me.reader, &person, &answers))) (asked) }.into_response())
        })
        .await
}

/// Who the question is about.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    subject: String,
}

/// The place of the answer, which the next one takes.
fn answer(content: Markup) -> Markup {
    html! { div id="why-answer" class="mt-2" aria-live="polite" { (content) } }
}

/// Each action with its rules.
fn every(tx: &Tx<'_>, reader: &Reader, person: &records::Person, answers: &[why::Why]) -> Markup {
    html! {
        h4 class="text-sm mb-1" { (person.name) }
        @if !person.active { p class="text-ink-3 mb-1" { (t!(reader, "record-why-inactive")) } }
        ul class="grid gap-2" {
            @for why in answers {
                li {
                    div class="flex items-center gap-2" {
                        @if why.allowed {
                            span class="text-success inline-flex" { (icon_small("check")) }
                        } @else {
                            span class="text-error inline-flex" { (icon_small("x")) }
                        }
                        span class="font-medium" { (crate::text(reader.language, &format!("action-{}", why.action.as_str()))) }
                        span class="text-ink-3 text-xs" { @if why.allowed { (t!(reader, "record-why-allowed")) } @else { (t!(reader, "record-why-denied")) } }
                    }
                    ul class="ps-6 grid gap-0.5 text-xs" { (rules(tx, reader, why)) }
                }
            }
        }
    }
}

/// What each role and share says to one action, those that deny included.
fn rules(tx: &Tx<'_>, reader: &Reader, why: &why::Why) -> Markup {
    let needed = if why.action == Action::Read { ShareLevel::Read } else { ShareLevel::Change };
    let sharing = matches!(why.action, Action::Read | Action::Change);
    html! {
        @if why.roles.is_empty() { li class="text-ink-3" { (t!(reader, "record-why-no-role")) } }
        @for role in &why.roles {
            li class="flex items-center gap-1.5" {
                span class={ "inline-flex " (if role.reaches { "text-success" } else { "text-ink-3" }) } { (icon_small(if role.reaches { "check" } else { "x" })) }
                span { (role_label(tx, reader, &role.role)) ": " }
                span class="text-ink-2" {
                    (scope_of_somebody(reader, role))
                    @if !role.reaches && role.scope != Scope::None { ", " (t!(reader, "record-why-not-this")) }
                }
            }
        }
        @if let Some(shared) = why.share.as_ref().filter(|shared| sharing && shared.level >= needed) {
            li class="flex items-center gap-1.5" { span class="text-success inline-flex" { (icon_small("check")) } (t!(reader, "record-why-shared", who = shared.title.as_str())) }
        }
        @if why.unreadable && why.action != Action::Read { li class="text-ink-3" { (t!(reader, "record-why-unreadable")) } }
    }
}

/// What people call a role.
fn role_label(tx: &Tx<'_>, reader: &Reader, name: &str) -> String {
    tx.model().role(name).map_or(name.to_owned(), |role| role.label.get(reader.language.code()).to_owned())
}

/// The question about somebody, for those who may ask.
fn question(reader: &Reader, url: &str) -> Markup {
    html! {
        h3 class="text-sm mt-4 mb-1" { (t!(reader, "record-why-somebody")) }
        form action=(url) hx-get=(url) hx-target="#why-answer" hx-swap="outerHTML" novalidate class="grid grid-cols-[1fr_auto] gap-2 items-start" {
            div id="why-subject" { (subject(reader, None, false)) }
            // It stands beside the control, not beside its label.
            button class="btn btn-outline h-9 mt-6" { (t!(reader, "record-why-ask")) }
        }
        (answer(html! {}))
    }
}

/// The field for somebody, with whoever was asked about; or asking for somebody where nobody was named.
fn subject(reader: &Reader, chosen: Option<&relation::Target<'_>>, missing: bool) -> Markup {
    let mut subject = Input::new("subject", t!(reader, "record-why-person")).scope("why");
    if missing {
        subject = subject.error(t!(reader, "record-why-whom"));
    }
    form::field(reader, &subject, relation::edit(reader, &subject, chosen, "/lookup/base.user", None))
}

/// That field in its place, beside an answer.
fn again(field: Markup) -> Markup {
    html! { hx-partial hx-target="#why-subject" hx-swap="innerHTML" { (field) } }
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
            // A form of its own, so that Enter in the question below shares nothing.
            form method="post" action=(url) hx-post=(url) hx-target="#share" hx-swap="outerHTML" hx-disable="find button[type=submit]" novalidate class="grid grid-cols-[1fr_9rem_auto] gap-2 items-end mt-3 max-md:grid-cols-1" {
                (form::token(reader))
                (form::field(reader, &with, relation::edit(reader, &with, None, "/lookup/base.user,base.unit", None)))
                (form::field(reader, &level, choice::edit(&Input { required: true, ..level.clone() }, &levels, "read")))
                (Button::new(t!(reader, "record-share-add"), Act::Submit).icon("plus").large().draw())
            }
        }
        @if me.is_administrator() { (question(reader, &format!("{}/why", place.url(id)))) }
    };
    let dialog = Dialog {
        id: "share",
        title: t!(reader, "record-share-title"),
        body,
        actions: html! { button type="button" class="btn btn-primary btn-sm" data-close { (t!(reader, "record-share-done")) } },
        action: None,
        opens: true,
    };
    Ok(dialog::dialog(reader, &dialog))
}

/// Which rule lets the reader see the record.
fn reasons(tx: &Tx<'_>, reader: &Reader, why: &why::Why) -> Markup {
    html! {
        h3 class="text-sm mb-1" { (t!(reader, "record-why")) }
        ul class="grid gap-1" {
            @for role in why.roles.iter().filter(|role| role.reaches) {
                li class="flex items-center gap-2" {
                    span class="text-success inline-flex" { (icon_small("check")) }
                    (tag::tag(role_label(tx, reader, &role.role), tag::Hue::Blue))
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

/// What a role says of somebody else.
fn scope_of_somebody(reader: &Reader, role: &why::RoleSays) -> String {
    match &role.scope {
        _ if role.source == why::Source::AllRights => scope(reader, role),
        Scope::Own => t!(reader, "record-scope-own-theirs").into_owned(),
        Scope::Unit => t!(reader, "record-scope-unit-theirs").into_owned(),
        Scope::UnitTree => t!(reader, "record-scope-below-theirs").into_owned(),
        _ => scope(reader, role),
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
