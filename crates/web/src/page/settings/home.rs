//! The index of settings: what this person may set, and nothing else.

use axum::Router;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::frame::{Page, Place};
use crate::component::icon_large;
use crate::site::{Me, Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings", get(show))
        // Where the menu of the person leads.
        .route("/security", get(|| async { Redirect::to("/settings/security") }))
}

async fn show(visit: Visit) -> Response {
    visit
        .read(|tx, me| {
            let mut work = vec![];
            let importing = crate::page::import::may_import(tx, me);
            if importing {
                work.push(("/import", "upload", t!(me.reader, "import-title"), t!(me.reader, "settings-import-about")));
            }
            work.push(("/jobs", "list-checks", t!(me.reader, "jobs-title"), t!(me.reader, "settings-jobs-about")));
            let content = html! {
                (group(me, "settings-own", &Place::OWN))
                @if me.is_administrator() { (group(me, "settings-administration", &Place::ADMINISTRATION)) }
                section class="mb-5" {
                    h2 class="text-sm font-semibold mb-2 max-md:px-3.5" { (t!(me.reader, "settings-work")) }
                    div class="grid gap-2.5 sm:grid-cols-2 max-md:px-3.5" {
                        @for (path, symbol, title, about) in &work { (tile(path, symbol, title, about)) }
                    }
                }
            };
            Ok(Page::at(Place::Home, content).answer(tx, me))
        })
        .await
}

fn group(me: &Me, title: &str, places: &[Place]) -> Markup {
    html! {
        section class="mb-5 max-md:pt-3" {
            h2 class="text-sm font-semibold mb-2 max-md:px-3.5" { (crate::text(me.reader.language, title)) }
            div class="grid gap-2.5 sm:grid-cols-2 max-md:px-3.5" {
                @for place in places { (tile(place.path(), place.icon(), &place.label(&me.reader), &place.about(&me.reader))) }
            }
        }
    }
}

fn tile(path: &str, symbol: &str, title: &str, about: &str) -> Markup {
    html! {
        a href=(path) class="flex gap-3 items-start rounded-xl border border-line bg-surface p-3.5 hover:border-line-3" {
            span class="w-9 h-9 flex-none rounded-lg bg-tint text-link grid place-items-center" { (icon_large(symbol)) }
            span class="min-w-0" {
                b class="font-semibold block" { (title) }
                span class="text-xs text-ink-2 block" { (about) }
            }
        }
    }
}
