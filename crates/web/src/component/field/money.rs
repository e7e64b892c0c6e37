//! Money: an amount and its currency.

use maud::{Markup, html};

use crate::component::form::Input;
use crate::format;
use crate::reader::Reader;

pub fn show(reader: &Reader, decimal: &str, currency: &str) -> Markup {
    html! { (format::money(reader.language, decimal, currency)) }
}

/// The amount under the field's name, the currency under `name.currency`. With one currency there is nothing to choose.
pub fn edit(reader: &Reader, input: &Input<'_>, decimal: &str, currency: &str, currencies: &[&str]) -> Markup {
    let value = format::decimal_input(reader.language, decimal);
    let part = format!("{}.currency", input.name);
    html! {
        span class="money join w-full" {
            input class="input join-item grow num" type="text" inputmode="decimal" id=(input.id()) name=(input.name) value=(value) required[input.required] readonly[input.locked] autofocus[input.autofocus]
                autocomplete="off" aria-invalid=[input.invalid()] aria-describedby=[input.described()];
            @if currencies.len() > 1 && !input.locked {
                select class="select join-item w-24" name=(part) aria-label=(t!(reader, "currency")) {
                    @for code in currencies { option value=(code) selected[*code == currency] { (code) } }
                }
            } @else {
                input type="hidden" name=(part) value=(currency);
                span class="input join-item w-auto text-ink-3" { (format::symbol(reader.language, currency)) }
            }
        }
    }
}
