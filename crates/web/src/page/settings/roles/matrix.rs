//! What one role may do: entities down, actions across.

use std::sync::Arc;

use access::Action;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::role;
use maud::{Markup, html};
use model::{Entity, Role};
use records::Tx;

use super::super::Sent;
use super::super::frame::{Done, Page, Place, administrators_only, button_form, card};
use super::file::{Own, Rights, effective};
use super::{Faults, action_label, entities, general, own, right_fault, save, scope_label, scopes};
use crate::component::button::{Act, Button};
use crate::component::form;
use crate::component::icon_small;
use crate::component::tag::{self, Hue};
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/roles/{role}", get(show).post(change))
        .route("/settings/roles/{role}/reset", post(reset))
        .route("/settings/roles/{role}/delete", post(delete))
}

async fn show(visit: Visit, Path(name): Path<String>, Query(done): Query<Done>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let role = find(tx, &name)?;
            let own = own(tx)?;
            let mut page =
                page(tx, me, &role, &own, &|entity| effective(tx.model(), &role.name, &entity.name), &Faults::new())?;
            page.done = done.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}

pub(super) fn find(tx: &Tx<'_>, name: &str) -> Result<Arc<Role>, Trouble> {
    tx.model().role(name).cloned().ok_or(Trouble::NotFound)
}

/// The name of a right's control.
fn control(entity: &Entity, action: Action) -> String {
    format!("{}:{}", entity.name, action.as_str())
}

fn sent_rights(sent: &Sent, entity: &Entity, before: &Rights) -> Rights {
    Action::ALL
        .iter()
        .map(|action| {
            let name = control(entity, *action);
            let value = if sent.has(&name) { sent.get(&name).to_owned() } else { before[action.as_str()].clone() };
            (action.as_str().to_owned(), value)
        })
        .collect()
}

async fn change(visit: Visit, Path(name): Path<String>, sent: Sent) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let role = find(tx, &name)?;
            if role.all_rights {
                return Err(Trouble::Forbidden);
            }
            let model = Arc::clone(tx.model());
            let mut roles = own(tx)?;
            for entity in &model.entities {
                let before = effective(&model, &role.name, &entity.name);
                let wanted = sent_rights(&sent, entity, &before);
                if wanted != before {
                    roles.extend(&role.name).grants.insert(entity.name.to_string(), wanted);
                }
            }
            let faults = save(tx, me, &roles, &[], None)?;
            if faults.is_empty() {
                return Ok(Redirect::to(&format!("/settings/roles/{}?done=saved", role.name)).into_response());
            }
            let typed = |entity: &Entity| sent_rights(&sent, entity, &effective(&model, &role.name, &entity.name));
            Ok(page(tx, me, &role, &roles, &typed, &faults)?.refuse(tx, me))
        })
        .await
}

/// Takes the own package's part out of a shipped role.
async fn reset(visit: Visit, Path(name): Path<String>) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let role = find(tx, &name)?;
            let mut roles = own(tx)?;
            roles.roles.retain(|own| own.name != *role.name || !own.extends);
            let faults = save(tx, me, &roles, &[], None)?;
            if faults.is_empty() {
                return Ok(Redirect::to(&format!("/settings/roles/{}?done=saved", role.name)).into_response());
            }
            Ok(page(tx, me, &role, &roles, &|entity| effective(tx.model(), &role.name, &entity.name), &faults)?
                .refuse(tx, me))
        })
        .await
}

/// Deletes a role of one's own that nobody holds.
async fn delete(visit: Visit, Path(name): Path<String>) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let role = find(tx, &name)?;
            let mut roles = own(tx)?;
            if roles.role(&name).is_none_or(|own| own.extends) {
                return Err(Trouble::NotFound);
            }
            let holders = role::holders(tx.sql(), &name)?.len();
            let faults = match holders {
                0 => {
                    roles.roles.retain(|own| own.name != name);
                    save(tx, me, &roles, &[], Some(&name))?
                }
                count => vec![(None, t!(me.reader, "roles-held", count = count).into_owned())],
            };
            if faults.is_empty() {
                return Ok(Redirect::to("/settings/roles?done=deleted").into_response());
            }
            let roles = own(tx)?;
            Ok(page(tx, me, &role, &roles, &|entity| effective(tx.model(), &role.name, &entity.name), &faults)?
                .refuse(tx, me))
        })
        .await
}

fn page(
    tx: &Tx<'_>,
    me: &Me,
    role: &Role,
    own: &Own,
    rights: &dyn Fn(&Entity) -> Rights,
    faults: &Faults,
) -> Result<Page<'static>, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let part = own.role(&role.name);
    let url = format!("/settings/roles/{}", role.name);
    let content = html! {
        (general(faults))
        @if role.all_rights {
            (card(role.label.get(language), &t!(reader, "roles-all-rights"), html! {}, html! { div class="pb-3" {} }))
        } @else {
            form method="post" action=(url) data-guard novalidate {
                (form::token(reader))
                section class="fsec overflow-x-auto" {
                    header class="min-h-9" {
                        h2 class="grow" { (t!(reader, "roles-rights")) }
                        @if !role.description.is_empty() { p class="text-xs text-ink-3 only-desk" { (role.description.get(language)) } }
                    }
                    table class="w-full border-separate border-spacing-0 mt-1.5" {
                        caption class="sr-only" { (t!(reader, "roles-matrix", role = role.label.get(language))) }
                        thead { tr {
                            th class="text-start text-xs font-medium text-ink-3 ps-4 pe-2 py-1.5 sticky left-0 bg-surface z-1" scope="col" { (t!(reader, "roles-entity")) }
                            @for action in Action::ALL { th class="text-start text-xs font-medium text-ink-3 px-1.5 py-1.5 whitespace-nowrap" scope="col" { (action_label(reader, action)) } }
                            th class="sr-only" scope="col" { (t!(reader, "roles-fields")) }
                        } }
                        @for (app, entities) in entities(tx, language) {
                            tbody {
                                tr { th class="text-start text-xs text-ink-3 font-medium ps-4 pt-3 pb-1 sticky left-0" colspan="9" scope="rowgroup" { (app) } }
                                @for entity in &entities {
                                    (row(me, role, entity, &rights(entity), part.is_some_and(|part| part.grants.contains_key(entity.name.as_str())), faults))
                                }
                            }
                        }
                    }
                    div class="h-2" {}
                }
                div class="form-actions sticky bottom-0 bg-sunken py-3 z-5 border-t border-line max-md:px-3.5" {
                    p class="text-xs text-ink-3 grow" { (t!(reader, "roles-at-once")) }
                    (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
                }
            }
        }
        @match part {
            Some(part) if part.extends => {
                div class="h-3" {}
                (card(&t!(reader, "roles-reset"), &t!(reader, "roles-reset-about"), html! {}, html! {
                    div class="px-4 pt-2 pb-4" { (button_form(reader, &format!("{url}/reset"), Button::new(t!(reader, "roles-reset"), Act::Submit).icon("rotate-ccw").draw())) }
                }))
            }
            Some(_) => {
                div class="h-3" {}
                (card(&t!(reader, "roles-delete"), &t!(reader, "roles-delete-about"), html! {}, html! {
                    div class="px-4 pt-2 pb-4" { (button_form(reader, &format!("{url}/delete"), Button::new(t!(reader, "delete"), Act::Submit).danger().icon("trash-2").draw())) }
                }))
            }
            None => {}
        }
    };
    let mut page = Page::at(Place::Roles, content);
    page.title = Some(role.label.get(language).to_owned().into());
    page.actions = Button::new(t!(reader, "roles-copy"), Act::Link(&format!("/settings/roles/new?from={}", role.name)))
        .icon("copy")
        .draw();
    page.wide = true;
    Ok(page)
}

fn row(me: &Me, role: &Role, entity: &Entity, rights: &Rights, changed: bool, faults: &Faults) -> Markup {
    let reader = &me.reader;
    let name = entity.plural_label.get(reader.language.code());
    let fields = role.fields.iter().filter(|grant| grant.entity == entity.name).count();
    let url = format!("/settings/roles/{}/{}", role.name, entity.name);
    html! {
        tr class="group" {
            th class="text-start font-medium ps-4 pe-2 py-0.5 border-t border-line whitespace-nowrap sticky left-0 bg-surface z-1 max-md:max-w-36 max-md:truncate" scope="row" {
                a class="hover:underline" href=(url) { (name) }
                @if changed { " " (tag::tag(t!(reader, "roles-changed"), Hue::Amber)) }
            }
            @for action in Action::ALL {
                @let value = &rights[action.as_str()];
                @let fault = right_fault(faults, &entity.name, action.as_str());
                td class="px-1 py-0.5 border-t border-line" {
                    select class={ "select select-sm w-full min-w-26 " (if value == "none" { "text-ink-3" } else { "" }) } name=(control(entity, action)) aria-label=(format!("{name}: {}", action_label(reader, action))) aria-invalid=[fault.map(|_| "true")] {
                        @for (scope, label) in scopes(reader, entity) { option value=(scope) selected[value == scope] { (label) } }
                        @if scopes(reader, entity).iter().all(|(scope, _)| scope != value) { option value=(value) selected { (if value.starts_with('=') { value.clone() } else { scope_label(reader, value) }) } }
                    }
                    @if let Some(fault) = fault { p class="text-xs text-error max-w-40" { (fault) } }
                }
            }
            td class="px-2 py-0.5 border-t border-line whitespace-nowrap text-end pe-4" {
                a class="btn btn-ghost btn-sm" href=(url) title=(t!(reader, "roles-fields-of", entity = name)) {
                    (icon_small("sliders-horizontal")) span { (t!(reader, "roles-fields")) } @if fields > 0 { span class="text-ink-3 num" { (fields) } }
                }
            }
        }
    }
}
