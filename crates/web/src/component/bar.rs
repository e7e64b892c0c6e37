//! The row under the views: search and filters on the left, order and columns on the right.

use maud::{Markup, html};

use super::icon_small;
use crate::reader::Reader;

/// The row. On a phone it scrolls sideways.
pub fn bar(reader: &Reader, left: Markup, right: Markup) -> Markup {
    html! {
        div class="bar" role="toolbar" aria-label=(t!(reader, "filters-label")) { (left) span class="grow" {} (right) }
    }
}

/// Search in this list: asks as one types; without script, on Enter. `keep` are the other parameters of the URL.
pub fn search(reader: &Reader, url: &str, query: &str, keep: &[(String, String)]) -> Markup {
    html! {
        form class="contents" role="search" action=(url) {
            @for (name, value) in keep { input type="hidden" name=(name) value=(value); }
            label class="input input-sm w-52 max-md:w-46 shrink-0" {
                span class="text-ink-3 inline-flex" { (icon_small("search")) }
                input id="list-search" type="search" name="q" value=(query) placeholder=(t!(reader, "search-here")) aria-label=(t!(reader, "search-here")) data-key="/" autocomplete="off"
                    hx-get=(url) hx-trigger="input changed delay:250ms, search" hx-include="closest form" hx-target="#list" hx-swap="outerMorph" hx-push-url="true" hx-sync="this:replace";
            }
        }
    }
}
