//! Saved views, tabs of a record, segmented switches.

use std::borrow::Cow;

use maud::{Markup, html};

use super::{icon, icon_small};
use crate::format;
use crate::reader::Reader;

/// One tab: a link, so that the open one is in the URL.
#[derive(Debug, Clone, Default)]
pub struct Tab<'a> {
    pub label: Cow<'a, str>,
    pub href: Cow<'a, str>,
    pub icon: Option<&'a str>,
    pub count: Option<u64>,
    pub current: bool,
}

/// The row of saved views over a list. `add` opens the dialog or page that makes one.
pub fn views(reader: &Reader, tabs: &[Tab<'_>], add: Option<&str>) -> Markup {
    html! {
        nav class="views" aria-label=(t!(reader, "views-label")) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    @if let Some(name) = tab.icon { span class="text-spark-ink inline-flex" { (icon_small(name)) } }
                    (tab.label) (count(reader, tab.count))
                }
            }
            @if let Some(url) = add {
                button type="button" aria-label=(t!(reader, "views-add")) title=(t!(reader, "views-add")) hx-get=(url) hx-target="#dialogs" hx-swap="innerHTML" { (icon_small("plus")) }
            }
        }
    }
}

/// The tabs of a record: each gets its panel into `#tab`; without script they are links.
pub fn tabs(reader: &Reader, label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav class="views border-t-0! border-b border-line" aria-label=(label) hx-target:inherited="#tab" hx-swap:inherited="innerHTML" hx-push-url:inherited="true" {
            @for tab in tabs {
                a href=(tab.href) hx-get=(tab.href) aria-current=[tab.current.then_some("page")] data-tab {
                    @if let Some(name) = tab.icon { (icon_small(name)) }
                    (tab.label) (count(reader, tab.count))
                }
            }
        }
    }
}

/// The panel the tabs fill.
pub fn panel(content: Markup) -> Markup {
    html! { div class="px-5 py-4 max-md:px-3.5 overflow-auto grow" id="tab" tabindex="-1" { (content) } }
}

/// A switch between ways to see the same thing: list, board, calendar.
pub fn segments(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        div class="seg only-desk" role="group" aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("true")] {
                    @if let Some(name) = tab.icon { (icon(name)) }
                    (tab.label)
                }
            }
        }
    }
}

/// Radio buttons as a segmented switch inside a form: `(value, label)`.
pub fn choice(name: &str, label: &str, options: &[(&str, Cow<'_, str>)], chosen: &str) -> Markup {
    html! {
        fieldset class="seg" aria-label=(label) {
            @for (value, text) in options {
                label { input class="sr-only" type="radio" name=(name) value=(value) checked[*value == chosen]; (text) }
            }
        }
    }
}

fn count(reader: &Reader, count: Option<u64>) -> Markup {
    html! { @if let Some(count) = count { span class="cnt" { (format::number(reader.language, &count.to_string())) } } }
}
