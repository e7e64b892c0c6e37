//! Dialogs: native `<dialog>`. One that the server sends goes into `#dialogs` and opens by itself.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon;
use crate::reader::Reader;

/// A dialog with a title, a body and its buttons (the primary one last).
#[derive(Debug, Clone)]
pub struct Dialog<'a> {
    pub id: &'a str,
    pub title: Cow<'a, str>,
    pub body: Markup,
    pub actions: Markup,
    /// The form's URL; the dialog is then a form, sent by `POST`.
    pub action: Option<&'a str>,
    /// Whether it opens as soon as it is on the page: for dialogs that the server sends.
    pub opens: bool,
}

pub fn dialog(reader: &Reader, dialog: &Dialog<'_>) -> Markup {
    let title = format!("{}-title", dialog.id);
    html! {
        dialog class="sheet" id=(dialog.id) aria-labelledby=(title) data-opens[dialog.opens] {
            @if let Some(action) = dialog.action {
                form method="post" action=(action) hx-post=(action) hx-target=(format!("#{}", dialog.id)) hx-swap="outerHTML" hx-disable="find button[type=submit]" novalidate {
                    input type="hidden" name="csrf" value=(reader.csrf);
                    (inside(reader, &title, dialog))
                }
            } @else {
                (inside(reader, &title, dialog))
            }
        }
    }
}

/// Where dialogs of the server go; part of every page.
pub(super) fn place() -> Markup {
    html! { div id="dialogs" {} }
}

fn inside(reader: &Reader, title: &str, dialog: &Dialog<'_>) -> Markup {
    html! {
        header class="flex items-center gap-2 ps-5 pe-3 pt-3.5 pb-1" {
            h2 class="text-lg grow" id=(title) { (dialog.title) }
            button type="button" class="btn btn-ghost btn-sm btn-square" data-close aria-label=(t!(reader, "close")) title=(t!(reader, "close")) { (icon("x")) }
        }
        div class="px-5 py-2 overflow-auto max-h-[70dvh]" { (dialog.body) }
        footer class="flex gap-2 justify-end px-5 pt-2 pb-4" { (dialog.actions) }
    }
}
