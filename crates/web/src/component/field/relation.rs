//! Relations: the record (or records) a field points to, found by typing.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::component::avatar::{self, Size};
use crate::component::form::Input;
use crate::component::icon_small;
use crate::component::tag::{self, Hue};
use crate::reader::Reader;

/// A record that is or may be pointed to.
#[derive(Debug, Clone, Default)]
pub struct Target<'a> {
    /// As it is sent: the id.
    pub id: i64,
    pub title: Cow<'a, str>,
    /// The record's page; empty when the reader may not open it.
    pub url: Cow<'a, str>,
    /// A person has a round avatar, anything else a tile.
    pub person: bool,
    /// Entries of a table of settings have no face: a stage has its colour, a price list nothing at all.
    pub look: Look,
    /// Tells two of the same name apart: a city, an e-mail.
    pub note: Cow<'a, str>,
}

/// How a record is shown that another points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// With its avatar.
    #[default]
    Face,
    /// As a label of its hue.
    Label(Hue),
    /// By its name alone.
    Name,
}

/// The record with its avatar, as a link.
pub fn show(target: &Target<'_>) -> Markup {
    match target.look {
        Look::Label(hue) => return tag::status(&target.title, hue),
        Look::Name => {
            return html! { @if target.url.is_empty() { (target.title) } @else { a class="sub" href=(target.url) { (target.title) } } };
        }
        Look::Face => {}
    }
    html! {
        span class="pair" {
            (face(target))
            @if target.url.is_empty() { span { (target.title) } } @else { a class="sub" href=(target.url) { (target.title) } }
        }
    }
}

pub fn show_several(targets: &[Target<'_>]) -> Markup {
    html! { span class="inline-flex flex-wrap gap-x-3 gap-y-1" { @for target in targets { (show(target)) } } }
}

/// Type-ahead for one record. Asks `GET url?q=…` for [`options`]; sends the id. `create` is the URL of a dialog that
/// makes a new record from what was typed.
pub fn edit(
    reader: &Reader,
    input: &Input<'_>,
    chosen: Option<&Target<'_>>,
    url: &str,
    create: Option<&str>,
) -> Markup {
    let list = format!("{}-list", input.id());
    html! {
        x-lookup class="lookup" data-url=(url) data-create=[create] {
            input type="hidden" name=(input.name) value=[chosen.map(|target| target.id)];
            span class="input w-full" data-invalid=[input.invalid()] {
                input class="grow" type="text" id=(input.id()) value=[chosen.map(|target| &*target.title)] placeholder=(t!(reader, "lookup-placeholder")) role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls=(list)
                    autocomplete="off" required[input.required] readonly[input.locked] autofocus[input.autofocus] aria-invalid=[input.invalid()] aria-describedby=[input.described()];
                button type="button" class="btn btn-ghost btn-xs btn-square js-clear" tabindex="-1" aria-label=(t!(reader, "lookup-clear")) hidden[chosen.is_none()] { (icon_small("x")) }
            }
            div class="pop lookup-list" id=(list) role="listbox" aria-label=(input.label) popover="manual" {}
        }
    }
}

/// Type-ahead for several records: the name is sent once for each, and once empty so that none can be meant.
pub fn edit_several(reader: &Reader, input: &Input<'_>, chosen: &[Target<'_>], url: &str) -> Markup {
    let list = format!("{}-list", input.id());
    html! {
        x-lookup class="lookup" data-url=(url) data-several data-name=(input.name) {
            input type="hidden" name=(input.name) value="";
            span class="input w-full h-auto! min-h-9 flex-wrap py-1" data-invalid=[input.invalid()] {
                @for target in chosen { (picked(reader, &input.name, target)) }
                input class="grow min-w-24" type="text" id=(input.id()) placeholder=(t!(reader, "lookup-placeholder")) role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls=(list)
                    autocomplete="off" readonly[input.locked] autofocus[input.autofocus] aria-invalid=[input.invalid()] aria-describedby=[input.described()];
            }
            template data-picked { (picked(reader, &input.name, &Target::default())) }
            div class="pop lookup-list" id=(list) role="listbox" aria-label=(input.label) popover="manual" {}
        }
    }
}

/// The answer to `GET /lookup/{entity}?q=`: the records found, best first.
pub fn options(reader: &Reader, targets: &[Target<'_>], create: bool) -> Markup {
    html! {
        @for target in targets {
            div class="opt" role="option" aria-selected="false" data-id=(target.id) data-title=(target.title) {
                (face(target))
                span class="grow min-w-0 truncate" { (target.title) }
                @if !target.note.is_empty() { span class="text-xs text-ink-3 truncate max-w-40" { (target.note) } }
            }
        }
        @if targets.is_empty() { p class="px-2 py-1.5 text-ink-3" { (t!(reader, "lookup-none")) } }
        @if create { div class="opt text-link" role="option" aria-selected="false" data-new { (icon_small("plus")) span { (t!(reader, "lookup-create")) } } }
    }
}

fn picked(reader: &Reader, name: &str, target: &Target<'_>) -> Markup {
    html! {
        span class="lookup-item" data-item {
            input type="hidden" name=(name) value=(target.id);
            span data-title { (target.title) }
            button type="button" class="js-drop" aria-label=(t!(reader, "remove")) { (icon_small("x")) }
        }
    }
}

fn face(target: &Target<'_>) -> Markup {
    match target.person {
        true => avatar::person(target.id, &target.title, Size::Small),
        false => avatar::tile(target.id, &target.title, Size::Small),
    }
}
