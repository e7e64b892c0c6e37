//! Lengths of time.

use maud::{Markup, html};

use crate::component::form::Input;
use crate::format;
use crate::reader::Reader;

pub fn show(reader: &Reader, seconds: i64) -> Markup {
    html! { (format::duration(reader, seconds)) }
}

/// Hours and minutes, as `name.hours` and `name.minutes`; wrap in [`crate::component::form::group`].
pub fn edit(reader: &Reader, input: &Input<'_>, seconds: Option<i64>) -> Markup {
    let hours = seconds.map(|seconds| (seconds / 3_600).to_string());
    let minutes = seconds.map(|seconds| (seconds % 3_600 / 60).to_string());
    let part = |name: &str, id: String, label: &str, value: Option<&str>| {
        html! {
            label class="input join-item" data-invalid=[input.invalid()] {
                input class="grow num" type="text" inputmode="numeric" id=(id) name=(format!("{}.{name}", input.name)) value=[value] readonly[input.locked] autocomplete="off" aria-describedby=[input.described()];
                span class="text-ink-3" { (label) }
            }
        }
    };
    html! {
        span class="join w-full" {
            (part("hours", input.id(), &t!(reader, "unit-hour"), hours.as_deref()))
            (part("minutes", format!("{}-minutes", input.id()), &t!(reader, "unit-minute"), minutes.as_deref()))
        }
    }
}
