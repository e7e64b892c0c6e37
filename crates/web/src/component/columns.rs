//! Which columns a list shows, and in which order.

use std::borrow::Cow;

use maud::{Markup, html};

use super::button::{Act, Button};
use super::{icon_small, menu};
use crate::reader::Reader;

/// A field that may be a column.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    pub name: &'a str,
    pub label: Cow<'a, str>,
    pub shown: bool,
    /// The title: always first, always shown.
    pub pinned: bool,
}

/// The button and its popover. Each change is sent at once: `POST url` with `column` once for each shown column, in
/// order; `reset` restores the view's own.
pub fn chooser(reader: &Reader, url: &str, reset: &str, choices: &[Choice<'_>]) -> Markup {
    let (shown, hidden): (Vec<_>, Vec<_>) = choices.iter().partition(|choice| choice.shown);
    let content = html! {
        form hx-post=(url) hx-trigger="change, sorted" hx-target="#list" hx-swap="outerMorph" {
            input type="hidden" name="csrf" value=(reader.csrf);
            label class="input input-sm w-full p-0! px-2! min-h-0! mb-1" {
                span class="text-ink-3 inline-flex" { (icon_small("search")) }
                input type="search" placeholder=(t!(reader, "columns-find")) aria-label=(t!(reader, "columns-find")) data-narrow="[data-choice]" autocomplete="off";
            }
            div class="overflow-auto max-h-96" {
                p class="over px-2 pt-1" { (t!(reader, "columns-shown")) }
                x-sortable data-handle=".grip" data-item="[data-choice]:not([data-pinned])" { @for choice in &shown { (line(choice)) } }
                @if !hidden.is_empty() {
                    p class="over px-2 pt-2" { (t!(reader, "columns-hidden")) }
                    @for choice in &hidden { (line(choice)) }
                }
            }
            div class="border-t border-line mt-1.5 pt-1.5 flex" {
                button type="button" class="btn btn-ghost btn-sm" hx-delete=(reset) hx-target="#list" hx-swap="outerMorph" { (t!(reader, "columns-reset")) }
            }
        }
    };
    html! {
        span class="only-desk" { (Button::new(t!(reader, "columns"), Act::Popover("columns")).ghost().icon("columns-3").draw()) }
        (menu::popover("columns", &t!(reader, "columns"), html! { div class="w-64" { (content) } }))
    }
}

fn line(choice: &Choice<'_>) -> Markup {
    html! {
        label id=(format!("choice-{}", choice.name)) data-choice data-pinned[choice.pinned] {
            @if choice.pinned { span class="text-ink-3 inline-flex" { (icon_small("pin")) } }
            @else { span class="grip" { (icon_small("grip-vertical")) } }
            span class="grow truncate" { (choice.label) }
            @if choice.pinned { input type="hidden" name="column" value=(choice.name); }
            @else { input type="checkbox" id=(format!("choice-{}-on", choice.name)) class="toggle toggle-xs toggle-primary" name="column" value=(choice.name) checked[choice.shown]; }
        }
    }
}
