//! What one role may do with one entity: rights with conditions, and field by field.

use std::sync::Arc;

use access::Action;
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use model::{Entity, FieldAccess, Role};
use records::Tx;

use super::super::Sent;
use super::super::frame::{Page, Place, administrators_only};
use super::file::{Rights, Spot, effective};
use super::{Faults, action_label, general, own, right_fault, save, scopes};
use crate::component::button::{Act, Button};
use crate::component::form;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/roles/{role}/{entity}", get(show).post(change))
}

/// Field and how far it is open.
type Access = Vec<(Arc<str>, FieldAccess)>;

const OPEN: [FieldAccess; 3] = [FieldAccess::Hidden, FieldAccess::ReadOnly, FieldAccess::Writable];

/// How far a field is open, as definitions write it.
pub(super) fn access_word(access: FieldAccess) -> &'static str {
    match access {
        FieldAccess::Hidden => "hidden",
        FieldAccess::ReadOnly => "read_only",
        FieldAccess::Writable => "writable",
    }
}

fn find(tx: &Tx<'_>, role: &str, entity: &str) -> Result<(Arc<Role>, Arc<Entity>), Trouble> {
    let role = super::matrix::find(tx, role)?;
    if role.all_rights {
        return Err(Trouble::NotFound);
    }
    let entity = tx.model().entity(entity).cloned().ok_or(Trouble::NotFound)?;
    Ok((role, entity))
}

fn access_now(role: &Role, entity: &Entity) -> Access {
    entity.fields.iter().map(|field| (Arc::clone(&field.name), role.field_access(&entity.name, &field.name))).collect()
}

async fn show(visit: Visit, Path((role, entity)): Path<(String, String)>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let (role, entity) = find(tx, &role, &entity)?;
            let rights = effective(tx.model(), &role.name, &entity.name);
            Ok(page(me, &role, &entity, &rights, &access_now(&role, &entity), &Faults::new()).answer(tx, me))
        })
        .await
}

async fn change(visit: Visit, Path((role, entity)): Path<(String, String)>, sent: Sent) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let (role, entity) = find(tx, &role, &entity)?;
            let before = effective(tx.model(), &role.name, &entity.name);
            let rights: Rights = Action::ALL
                .iter()
                .map(|action| {
                    let name = action.as_str();
                    let scope = match sent.get(&format!("right:{name}")) {
                        // An empty condition is kept as it was typed, so that the finding stands at it.
                        "condition" => {
                            format!("= {}", sent.get(&format!("condition:{name}")).trim_start_matches('=').trim())
                        }
                        "" => before[name].clone(),
                        scope => scope.to_owned(),
                    };
                    (name.to_owned(), scope)
                })
                .collect();
            let before_fields = access_now(&role, &entity);
            let fields: Access = before_fields
                .iter()
                .map(|(name, now)| {
                    let sent = sent.get(&format!("field:{name}"));
                    (Arc::clone(name), OPEN.into_iter().find(|access| access_word(*access) == sent).unwrap_or(*now))
                })
                .collect();
            let mut roles = own(tx)?;
            if rights != before {
                roles.extend(&role.name).grants.insert(entity.name.to_string(), rights.clone());
            }
            for ((name, access), (_, now)) in fields.iter().zip(&before_fields) {
                if access != now {
                    roles
                        .extend(&role.name)
                        .fields
                        .insert(format!("{}.{name}", entity.name), access_word(*access).to_owned());
                }
            }
            let faults = save(tx, me, &roles, &[], None)?;
            if faults.is_empty() {
                return Ok(Redirect::to(&format!("/settings/roles/{}?done=saved", role.name)).into_response());
            }
            Ok(page(me, &role, &entity, &rights, &fields, &faults).refuse(tx, me))
        })
        .await
}

fn page(me: &Me, role: &Role, entity: &Entity, rights: &Rights, fields: &Access, faults: &Faults) -> Page<'static> {
    let reader = &me.reader;
    let language = reader.language.code();
    let url = format!("/settings/roles/{}/{}", role.name, entity.name);
    let content = html! {
        (general(faults))
        form method="post" action=(url) data-guard novalidate {
            (form::token(reader))
            section class="fsec" {
                header { h2 { (t!(reader, "roles-rights")) } }
                p class="px-4 text-xs text-ink-2" { (t!(reader, "roles-condition-help")) }
                div class="mt-2 pb-2" {
                    @for action in Action::ALL { (right(me, entity, action, &rights[action.as_str()], right_fault(faults, &entity.name, action.as_str()))) }
                }
            }
            section class="fsec" {
                header { h2 { (t!(reader, "roles-fields")) } }
                p class="px-4 text-xs text-ink-2" { (t!(reader, "roles-fields-help")) }
                div class="mt-2 pb-2" {
                    @for (field, (name, access)) in entity.fields.iter().zip(fields) {
                        @let fault = field_fault(faults, entity, name);
                        div class="px-4 py-1 border-t border-line flex flex-wrap items-center gap-x-3" {
                            label class="grow min-w-40" for=(format!("f-{name}")) { (field.label.get(language)) }
                            select class={ "select select-sm w-44 " (if *access == FieldAccess::Writable { "text-ink-3" } else { "" }) } id=(format!("f-{name}")) name=(format!("field:{name}")) aria-invalid=[fault.map(|_| "true")] {
                                @for open in OPEN { option value=(access_word(open)) selected[open == *access] { (access_label(me, open)) } }
                            }
                            @if let Some(fault) = fault { p class="text-xs text-error w-full" { (fault) } }
                        }
                    }
                }
            }
            (form::actions(html! {
                (Button::new(t!(reader, "cancel"), Act::Link(&format!("/settings/roles/{}", role.name))).ghost().draw())
                (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
            }))
        }
    };
    let mut page = Page::at(Place::Roles, content);
    page.crumbs = vec![(role.label.get(language).to_owned().into(), format!("/settings/roles/{}", role.name).into())];
    page.title = Some(entity.plural_label.get(language).to_owned().into());
    page
}

/// One action: a scope, or a condition of one's own.
fn right(me: &Me, entity: &Entity, action: Action, value: &str, fault: Option<&str>) -> Markup {
    let reader = &me.reader;
    let name = action.as_str();
    let condition = value.strip_prefix('=').map(str::trim);
    html! {
        div class="px-4 py-1 border-t border-line flex flex-wrap items-center gap-x-3 gap-y-1" {
            label class="w-32" for=(format!("f-{name}")) { (action_label(reader, action)) }
            select class="select select-sm w-56 max-md:w-full" id=(format!("f-{name}")) name=(format!("right:{name}")) {
                @for (scope, label) in scopes(reader, entity) { option value=(scope) selected[value == scope] { (label) } }
                @if condition.is_none() && scopes(reader, entity).iter().all(|(scope, _)| *scope != value) { option value=(value) selected { (super::scope_label(reader, value)) } }
                option value="condition" selected[condition.is_some()] { (t!(reader, "scope-condition")) }
            }
            input class="input input-sm font-mono text-xs grow min-w-56" type="text" name=(format!("condition:{name}")) value=[condition] placeholder="owner.id = actor.id" spellcheck="false" autocomplete="off"
                aria-label=(format!("{}: {}", action_label(reader, action), t!(reader, "scope-condition"))) aria-invalid=[fault.map(|_| "true")];
            @if let Some(fault) = fault { p class="text-xs text-error w-full md:ps-35" role="alert" { (fault) } }
        }
    }
}

fn field_fault<'f>(faults: &'f Faults, entity: &Entity, field: &str) -> Option<&'f str> {
    let wanted = format!("{}.{field}", entity.name);
    faults.iter().find_map(|(spot, text)| match spot {
        Some(Spot::Field { field, .. }) if *field == wanted => Some(text.as_str()),
        _ => None,
    })
}

fn access_label(me: &Me, access: FieldAccess) -> std::borrow::Cow<'static, str> {
    let id = match access {
        FieldAccess::Hidden => "access-hidden",
        FieldAccess::ReadOnly => "access-read-only",
        FieldAccess::Writable => "access-writable",
    };
    crate::text(me.reader.language, id)
}
