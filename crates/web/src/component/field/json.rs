//! Structured values as JSON text.

use maud::{Markup, html};

use crate::component::form::Input;

/// The value, on one line in a cell.
pub fn show(value: &str) -> Markup {
    html! { code class="font-mono text-xs" { (value) } }
}

pub fn edit(input: &Input<'_>, value: &str) -> Markup {
    html! {
        textarea class="textarea w-full font-mono text-xs field-sizing-content min-h-24" rows="4" id=(input.id()) name=(input.name) readonly[input.locked] spellcheck="false" autocapitalize="off"
            aria-invalid=[input.invalid()] aria-describedby=[input.described()] { (value) }
    }
}
