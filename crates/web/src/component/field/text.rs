//! Text of one line or several.

use maud::{Markup, html};

use crate::component::form::Input;

/// How much text there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    Long,
}

/// The value in a cell or a field of a record: line breaks are kept.
pub fn show(value: &str, kind: Kind) -> Markup {
    match kind {
        Kind::Line => html! { (value) },
        Kind::Long => html! { span class="whitespace-pre-line" { (value) } },
    }
}

pub fn edit(input: &Input<'_>, value: &str, kind: Kind) -> Markup {
    match kind {
        Kind::Line => html! {
            input class="input w-full" type="text" id=(input.id()) name=(input.name) value=(value) required[input.required] readonly[input.locked] autofocus[input.autofocus]
                autocomplete="off" data-max=[input.max] aria-invalid=[input.invalid()] aria-describedby=[input.described()];
        },
        Kind::Long => html! {
            // It grows with its text to about half a screen: the browser lays out all of it anew at every key.
            textarea class="textarea w-full field-sizing-content min-h-20 max-h-[45dvh]" rows="3" id=(input.id()) name=(input.name) required[input.required] readonly[input.locked] autofocus[input.autofocus]
                data-max=[input.max] aria-invalid=[input.invalid()] aria-describedby=[input.described()] { (value) }
        },
    }
}

/// A password: hidden, with a button that reveals it. `autocomplete` as in HTML (`current-password`, `new-password`, `one-time-code`).
/// The digits of an authenticator app: a phone shows its number pad, and offers a code it received.
pub fn code(input: &Input<'_>) -> Markup {
    html! {
        input class="input w-full font-mono" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20" spellcheck="false" id=(input.id()) name=(input.name) required[input.required] autofocus[input.autofocus]
            aria-invalid=[input.invalid()] aria-describedby=[input.described()];
    }
}

pub fn password(reader: &crate::Reader, input: &Input<'_>, autocomplete: &str) -> Markup {
    let id = input.id();
    html! {
        span class="input w-full pe-1!" data-invalid=[input.invalid()] {
            input class="grow" type="password" id=(id) name=(input.name) autocomplete=(autocomplete) required[input.required] autofocus[input.autofocus] aria-invalid=[input.invalid()] aria-describedby=[input.described()];
            button type="button" class="btn btn-ghost btn-xs btn-square" data-reveal=(id) aria-pressed="false" aria-label=(t!(reader, "password-reveal")) { (crate::component::icon("eye")) }
        }
    }
}
