//! Numbers, integers and percentages: exact decimal text in, the language's form out.

use maud::{Markup, html};

use crate::component::form::Input;
use crate::component::progress;
use crate::format;
use crate::reader::Reader;

/// What the number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Integer,
    Percent,
}

/// The value; `decimal` is plain decimal text (`-12.5`), a percentage is given in percent.
pub fn show(reader: &Reader, decimal: &str, kind: Kind) -> Markup {
    match kind {
        Kind::Number | Kind::Integer => html! { (format::number(reader.language, decimal)) },
        Kind::Percent => html! { (format::percent(reader.language, decimal)) },
    }
}

/// A number that counts nothing, such as a year: its digits are not grouped.
pub fn show_plain(reader: &Reader, decimal: &str) -> Markup {
    html! { (format::decimal_input(reader.language, decimal)) }
}

/// A percentage of 0 to 100 with a small bar.
pub fn show_bar(reader: &Reader, decimal: &str) -> Markup {
    let whole: f64 = decimal.parse().unwrap_or(0.0);
    html! { span class="pair" { (progress::mini(whole.clamp(0.0, 100.0) as u8)) (format::percent(reader.language, decimal)) } }
}

pub fn edit(reader: &Reader, input: &Input<'_>, decimal: &str, kind: Kind) -> Markup {
    let value = format::decimal_input(reader.language, decimal);
    let keyboard = if kind == Kind::Integer { "numeric" } else { "decimal" };
    let control = html! {
        input class=(if kind == Kind::Percent { "grow num" } else { "input w-full num" }) type="text" inputmode=(keyboard) id=(input.id()) name=(input.name) value=(value) required[input.required] readonly[input.locked] autofocus[input.autofocus]
            autocomplete="off" aria-invalid=[input.invalid()] aria-describedby=[input.described()];
    };
    match kind {
        Kind::Percent => {
            html! { span class="input w-full" data-invalid=[input.invalid()] { (control) span class="text-ink-3" aria-hidden="true" { "%" } } }
        }
        _ => control,
    }
}
