//! One of several, or several of several.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::component::form::Input;
use crate::component::tag::{self, Hue};

/// A value that may be chosen.
#[derive(Debug, Clone, Default)]
pub struct Choice<'a> {
    pub value: Cow<'a, str>,
    pub label: Cow<'a, str>,
    pub hue: Hue,
}

/// The chosen value, as a status with a dot when it has a hue.
pub fn show(choice: &Choice<'_>) -> Markup {
    tag::status(&choice.label, choice.hue)
}

pub fn show_several(choices: &[Choice<'_>]) -> Markup {
    html! { span class="tags" { @for choice in choices { (tag::tag(&choice.label, choice.hue)) } } }
}

/// A select; with an empty line first unless the field is required and has a value.
pub fn edit(input: &Input<'_>, choices: &[Choice<'_>], chosen: &str) -> Markup {
    html! {
        select class="select w-full" id=(input.id()) name=(input.name) required[input.required] disabled[input.locked] autofocus[input.autofocus] aria-invalid=[input.invalid()] aria-describedby=[input.described()] {
            @if !input.required || chosen.is_empty() { option value="" { "—" } }
            @for choice in choices { option value=(choice.value) selected[choice.value == chosen] { (choice.label) } }
        }
    }
}

/// Boxes to tick; wrap in [`crate::component::form::group`]. An empty value is always sent, so that none can be meant.
pub fn edit_several(input: &Input<'_>, choices: &[Choice<'_>], chosen: &[&str]) -> Markup {
    html! {
        div class="picks" id=(input.id()) {
            input type="hidden" name=(input.name) value="";
            @for choice in choices {
                label class={ "pick " (choice.hue.class()) } {
                    input class="checkbox" type="checkbox" name=(input.name) value=(choice.value) checked[chosen.contains(&&*choice.value)] disabled[input.locked];
                    (choice.label)
                }
            }
        }
    }
}
