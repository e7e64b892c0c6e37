//! Yes or no.

use maud::{Markup, html};

use crate::component::form::Input;
use crate::component::icon_small;
use crate::reader::Reader;

pub fn show(reader: &Reader, value: bool) -> Markup {
    html! {
        span class="inline-flex items-center gap-1.5" {
            @if value { span class="text-success inline-flex" { (icon_small("check")) } (t!(reader, "yes")) }
            @else { span class="text-ink-3 inline-flex" { (icon_small("minus")) } (t!(reader, "no")) }
        }
    }
}

/// A switch with its label beside it (do not wrap it in [`crate::component::form::field`]). `false` is sent too.
pub fn edit(input: &Input<'_>, value: bool) -> Markup {
    html! {
        div class="field" {
            label class="flex gap-2 items-center min-h-8 text-sm! text-ink!" for=(input.id()) {
                input type="hidden" name=(input.name) value="false";
                input class="toggle toggle-sm toggle-primary" type="checkbox" id=(input.id()) name=(input.name) value="true" checked[value] disabled[input.locked] aria-describedby=[input.described()];
                (input.label)
            }
            @if let Some(help) = &input.help { p class="help" id=(format!("{}-help", input.id())) { (help) } }
        }
    }
}
