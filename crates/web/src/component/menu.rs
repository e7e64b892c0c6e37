//! Menus and popovers: native `popover`, placed under their button by the core; sheets on a phone.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon;
use super::tag::key;

/// One line of a menu.
#[derive(Debug, Clone)]
pub enum Item<'a> {
    Link {
        icon: &'a str,
        label: Cow<'a, str>,
        href: Cow<'a, str>,
        key: Option<&'a str>,
    },
    /// A link whose target is a file.
    Download {
        icon: &'a str,
        label: Cow<'a, str>,
        href: Cow<'a, str>,
    },
    /// Gets a dialog or fragment into `target`.
    Get {
        icon: &'a str,
        label: Cow<'a, str>,
        url: Cow<'a, str>,
        target: &'a str,
    },
    /// Writes.
    Post {
        icon: &'a str,
        label: Cow<'a, str>,
        url: Cow<'a, str>,
    },
    /// Deletes; asks first when `confirm` has a question (only for what cannot be undone).
    Delete {
        label: Cow<'a, str>,
        url: Cow<'a, str>,
        confirm: Option<Cow<'a, str>>,
    },
    Line,
}

/// A menu, opened by a button with [`super::button::Act::Popover`].
pub fn menu(id: &str, label: &str, items: &[Item<'_>]) -> Markup {
    html! {
        div class="pop w-60" id=(id) popover role="menu" aria-label=(label) { @for item in items { (line(item)) } }
    }
}

/// A popover with any content: filters, columns.
pub fn popover(id: &str, label: &str, content: Markup) -> Markup {
    html! { div class="pop" id=(id) popover role="dialog" aria-label=(label) { (content) } }
}

fn line(item: &Item<'_>) -> Markup {
    match item {
        Item::Link { icon: name, label, href, key: shortcut } => html! {
            a role="menuitem" tabindex="-1" href=(href) data-key=[*shortcut] {
                (quiet(name)) span class="grow" { (label) }
                @if let Some(shortcut) = shortcut { (key(&shortcut.to_uppercase())) }
            }
        },
        Item::Download { icon: name, label, href } => html! {
            a role="menuitem" tabindex="-1" href=(href) download { (quiet(name)) span class="grow" { (label) } }
        },
        Item::Get { icon: name, label, url, target } => html! {
            button type="button" role="menuitem" tabindex="-1" hx-get=(url) hx-target=(target) hx-swap="innerHTML" { (quiet(name)) span class="grow" { (label) } }
        },
        Item::Post { icon: name, label, url } => html! {
            button type="button" role="menuitem" tabindex="-1" hx-post=(url) hx-swap="none" { (quiet(name)) span class="grow" { (label) } }
        },
        Item::Delete { label, url, confirm } => html! {
            button type="button" role="menuitem" tabindex="-1" class="text-error" hx-delete=(url) hx-swap="none" hx-confirm=[confirm.as_deref()] { (icon("trash-2")) span class="grow" { (label) } }
        },
        Item::Line => html! { hr class="border-line my-1"; },
    }
}

fn quiet(name: &str) -> Markup {
    html! { span class="text-ink-3 inline-flex" { (icon(name)) } }
}
