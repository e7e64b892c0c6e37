//! What happened to a record, newest first.

use std::borrow::Cow;

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon_small;
use crate::format;
use crate::reader::Reader;

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    pub id: Cow<'a, str>,
    pub icon: &'a str,
    pub at: Timestamp,
    /// The line: who did what.
    pub line: Markup,
    /// More under it: a text, the changed fields.
    pub detail: Option<Markup>,
    /// Set in a frame: what people wrote, as against what the system noted.
    pub framed: bool,
}

/// Events under the heading of a day.
pub fn day(heading: &str, list: Markup) -> Markup {
    html! { h2 class="text-sm mb-2" { (heading) } (list) }
}

/// A list of events; `id` is where a new one is put first.
pub fn timeline(reader: &Reader, id: &str, events: &[Event<'_>]) -> Markup {
    html! { ol class="tl" id=(id) { @for entry in events { (event(reader, entry)) } } }
}

/// One event, to be put into a list that is already shown.
pub fn event(reader: &Reader, event: &Event<'_>) -> Markup {
    html! {
        li id=(event.id) {
            span class="tl-i" { (icon_small(event.icon)) }
            div class=(if event.framed { "tl-card min-w-0" } else { "min-w-0 pt-1" }) {
                div class="flex items-start gap-2" {
                    div class="grow min-w-0 wrap-anywhere" { (event.line) }
                    (time(reader, event.at))
                }
                @if let Some(detail) = &event.detail { div class="mt-1 text-ink-2 wrap-anywhere" { (detail) } }
            }
        }
    }
}

/// A moment, relative within a week and kept fresh by the core; the full time on hover.
pub fn time(reader: &Reader, at: Timestamp) -> Markup {
    html! {
        time class="text-xs text-ink-3 num shrink-0" datetime=(at) data-rel title=(format::date_time(reader, at)) { (format::ago(reader, at)) }
    }
}

/// One changed field: its name, the value before, the value now, and an act (restore).
pub fn change(field: &str, before: &Markup, after: &Markup, act: Option<Markup>) -> Markup {
    html! {
        div class="flex items-center gap-2 flex-wrap py-0.5" {
            span class="text-ink-3" { (field) }
            span class="tl-value line-through decoration-ink-3" { (before) }
            span class="text-ink-3 inline-flex" { (icon_small("arrow-right")) }
            span class="tl-value text-ink" { (after) }
            span class="grow" {}
            (act.unwrap_or_default())
        }
    }
}
