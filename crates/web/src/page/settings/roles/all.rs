//! The roles there are, and how many hold each.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use identity::role;
use maud::html;

use super::super::frame::{Done, Page, Place, administrators_only, card, item, list};
use super::own;
use crate::component::button::{Act, Button};
use crate::component::tag::{self, Hue};
use crate::component::{icon, icon_small};
use crate::site::{Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/roles", get(show))
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let reader = &me.reader;
            let language = reader.language.code();
            let model = Arc::clone(tx.model());
            let own = own(tx)?;
            let mut rows = html! {};
            for role in &model.roles {
                let holders = role::holders(tx.sql(), &role.name)?.len();
                let url = format!("/settings/roles/{}", role.name);
                let row = item(
                    icon(if role.all_rights { "shield-check" } else { "shield" }),
                    html! {
                        a class="hover:underline" href=(url) { (role.label.get(language)) }
                        @match own.role(&role.name) {
                            Some(part) if part.extends => { (tag::tag(t!(reader, "roles-changed"), Hue::Amber)) }
                            Some(_) => { (tag::tag(t!(reader, "roles-own"), Hue::Blue)) }
                            None => {}
                        }
                    },
                    html! {
                        @if !role.description.is_empty() { (role.description.get(language)) " · " }
                        (t!(reader, "roles-holders", count = holders))
                    },
                    html! {
                        a class="btn btn-ghost btn-sm" href=(format!("/settings/roles/new?from={}", role.name)) { (icon("copy")) span class="only-desk" { (t!(reader, "roles-copy")) } }
                        a class="btn btn-ghost btn-sm btn-square" href=(url) aria-label=(role.label.get(language)) { (icon_small("chevron-right")) }
                    },
                );
                rows = html! { (rows) (row) };
            }
            let content = card(&t!(reader, "settings-roles"), &t!(reader, "roles-about"), html! {}, list(rows));
            let mut page = Page::at(Place::Roles, content);
            page.actions = Button::new(t!(reader, "roles-new"), Act::Link("/settings/roles/new")).primary().icon("plus").key("c").draw();
            page.done = done.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}
