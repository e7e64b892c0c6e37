//! The place where toasts appear, and the form the core fills for each.

use maud::{Markup, html};

use super::icon;
use crate::reader::Reader;

/// The live region and the template; part of every page.
pub(super) fn place(reader: &Reader) -> Markup {
    html! {
        div id="toasts" class="toasts" role="status" aria-live="polite" {}
        template id="tpl-toast" { (toast(reader, "", "circle-check", Some(""), Some(""))) }
    }
}

/// A toast as it looks. `undo` is the URL that takes the act back, `show` where one sees what was done.
pub fn toast(reader: &Reader, text: &str, symbol: &str, undo: Option<&str>, show: Option<&str>) -> Markup {
    html! {
        div class="toast-c" {
            (icon(symbol)) span class="grow" data-text { (text) }
            @if let Some(show) = show { a class="btn btn-sm btn-ghost" href=(show) data-show { (t!(reader, "toast-show")) } }
            @if undo.is_some() { button type="button" class="btn btn-sm btn-ghost font-semibold" data-undo { (t!(reader, "undo")) } }
            button type="button" class="btn btn-sm btn-ghost btn-square" data-close aria-label=(t!(reader, "close")) { (icon("x")) }
        }
    }
}
