//! What can be done with the selected rows.

use std::borrow::Cow;

use maud::{Markup, html};

use super::{icon, icon_small};
use crate::format;
use crate::reader::Reader;

/// One act on the selection.
#[derive(Debug, Clone)]
pub struct Action<'a> {
    pub icon: &'a str,
    pub label: Cow<'a, str>,
    pub does: Does<'a>,
}

/// How the selection travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does<'a> {
    /// Asks for a dialog that is told the selection (`POST`, because it may be long); it goes into `#dialogs`.
    Dialog(&'a str),
    /// Does it at once; the answer brings partials and a toast with Undo.
    Post(&'a str),
    /// The same, shown last and as destructive.
    Delete(&'a str),
}

/// The bar over the foot of the list: hidden until rows are selected.
///
/// It is a form: the boxes of the grid belong to it (`form="bulk-<grid>"`) and send `id` for each selected row. With
/// `everything` (the count of all rows of the filter and its query string) one may select beyond the page: then `all`
/// carries the query string instead.
pub fn bulk(reader: &Reader, grid: &str, actions: &[Action<'_>], everything: Option<(&str, &str)>) -> Markup {
    let destroys = |action: &&Action<'_>| matches!(action.does, Does::Delete(_));
    html! {
        form class="bulk" id=(format!("bulk-{grid}")) data-bulk-for=(grid) role="toolbar" aria-label=(t!(reader, "bulk-label")) hidden {
            input type="hidden" name="csrf" value=(reader.csrf);
            input type="hidden" name="all" value="" disabled data-all;
            span class="px-2 font-medium whitespace-nowrap" { span data-count class="num" { "0" } " " (t!(reader, "bulk-selected")) }
            @if let Some((count, query)) = everything {
                button type="button" class="btn btn-ghost btn-sm underline" data-select-all=(query) data-total=(count) hidden {
                    (t!(reader, "bulk-everything", count = count))
                }
            }
            span class="sep" {}
            @for action in actions.iter().filter(|action| !destroys(action)) { (draw(action)) }
            span class="sep" {}
            @for action in actions.iter().filter(destroys) { (draw(action)) }
            button type="button" class="btn btn-ghost btn-sm btn-square" data-select-none aria-label=(t!(reader, "bulk-none")) title=(t!(reader, "bulk-none")) { (icon("x")) }
        }
    }
}

/// The box at the head of a grid.
pub(super) fn all_box(reader: &Reader) -> Markup {
    html! { input type="checkbox" class="checkbox" data-all-check aria-label=(t!(reader, "select-page")); }
}

/// The box of a row.
pub(super) fn row_box(reader: &Reader, grid: &str, id: i64, label: &str) -> Markup {
    html! {
        input type="checkbox" class="checkbox" id=(format!("{grid}-check-{id}")) name="id" value=(id) form=(format!("bulk-{grid}")) data-row-check
            aria-label=(t!(reader, "select-row", row = label));
    }
}

/// The count of rows, exact up to ten thousand.
pub fn total(reader: &Reader, count: Option<u64>) -> Cow<'static, str> {
    match count {
        Some(count) => t!(reader, "rows-count", count = count),
        None => t!(reader, "rows-many", count = format::number(reader.language, "10000")),
    }
}

fn draw(action: &Action<'_>) -> Markup {
    match action.does {
        Does::Dialog(url) => html! {
            button type="button" class="btn btn-ghost btn-sm" hx-post=(url) hx-target="#dialogs" hx-swap="innerHTML" { (icon_small(action.icon)) span { (action.label) } }
        },
        Does::Post(url) => html! {
            button type="button" class="btn btn-ghost btn-sm" hx-post=(url) hx-swap="none" hx-disable="this" { (icon_small(action.icon)) span { (action.label) } }
        },
        Does::Delete(url) => html! {
            button type="button" class="btn btn-ghost btn-sm btn-square" hx-post=(url) hx-swap="none" hx-disable="this" aria-label=(action.label) title=(action.label) { (icon(action.icon)) }
        },
    }
}
