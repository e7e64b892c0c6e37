//! What pages are made of: functions that return [`maud::Markup`], in the vocabulary of the style sheet.
//!
//! Each takes the [`Reader`](crate::Reader) first, then a plain struct of its own or a few values: no model types, no
//! records, so a component can be drawn and tested alone. `page/states.rs` shows every one of them.
//!
//! | To draw | Use |
//! |---|---|
//! | a whole page with rail, dock and user menu | [`shell::page`], [`shell::PageHead`]; without them (sign-in) [`shell::document`] |
//! | a page before signing in | [`auth::page`] |
//! | a place's title row, crumbs | [`shell::PageHead`] |
//! | saved views, tabs, a segmented switch | [`tabs`] |
//! | the filter row: search, chips, builder, columns | [`bar`], [`filter`], [`columns`] |
//! | records in rows (cards on a phone), sums, paging | [`grid`] inside [`grid::region`] |
//! | acts on selected rows | [`bulk`] |
//! | a record's fields | [`facts`]; one value: `field::<type>::show`; its input: `field::<type>::edit`; by the model's field: [`field::of`] |
//! | a form | [`form`]: `summary`, `field`, `actions` |
//! | what happened | [`timeline`] |
//! | buttons, menus, dialogs | [`button`], [`menu`], [`dialog`] |
//! | values: tags, dots, people, companies | [`tag`], [`avatar`] |
//! | nothing, loading, failed, conflict, hint | [`state`] |
//! | long work, steps of an import | [`progress`] |
//!
//! ## What the browser adds (`islands/core`)
//!
//! Markup states intent with attributes, the core behaves:
//! - `data-key="c"`, `"g d"`, `"/"`: the key that clicks or focuses the element, by physical key, so that it works in
//!   every layout. The list behind `?` is made of these and their labels.
//! - `data-edit="field"` on a cell or `dd`, inside an element with `data-url="/deals/42"`: double click, `E` or `F2` gets
//!   `GET /deals/42/fields/field` into it: a [`form::inline`] form. It saves by `PATCH` to the same URL; the answer is
//!   the new content of the cell (200), the form with its error (422), or a [`state::conflict`] (409).
//! - `data-grid` with `data-row-check` boxes: selection, shift ranges, `J` `K` `X` `Enter`.
//! - `data-guard` on a form: leaving with unsaved input asks first.
//! - `data-copy="text"`: copies. `data-reveal="input id"`: shows a password.
//! - `<time data-rel datetime>`: kept fresh. `data-poll="/jobs/7"` with `data-every="2000"`: fetched again until the
//!   answer carries no `data-poll`.
//! - every `hx-post`, `hx-put`, `hx-patch`, `hx-delete` carries `X-CSRF-Token` and `Idempotency-Key`.
//! - the answer header `HX-Trigger` made by [`crate::http::Toast`] shows a toast, with Undo for eight seconds.
//! - islands: `x-lookup` (type-ahead), `x-sortable` (drag order), `x-filter` (and/or builder), `x-upload` (drop zone with
//!   progress), `x-rich` (text with marks), `x-passkey` (sign in or register).
//!
//! Classes are written as string literals: Tailwind looks for them there.

pub mod auth;
pub mod avatar;
pub mod bar;
pub mod bulk;
pub mod button;
pub mod columns;
pub mod dialog;
pub mod facts;
pub mod field;
pub mod filter;
pub mod form;
pub mod grid;
mod icon;
mod mark;
pub mod menu;
pub mod progress;
pub mod shell;
pub mod state;
pub mod tabs;
pub mod tag;
pub mod timeline;
pub mod toast;

pub use icon::{icon, icon_large, icon_small};
pub use mark::mark;

/// Markup as snapshots show it: an element to a line, without the hash of the sprite's name.
#[cfg(test)]
pub(crate) fn lines(markup: maud::Markup) -> String {
    let sprite = crate::assets::url("icons.svg").unwrap_or_default();
    markup.into_string().replace(sprite, "icons.svg").replace("><", ">\n<")
}
