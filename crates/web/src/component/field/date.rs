//! Days and moments.

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::component::form::Input;
use crate::component::icon;
use crate::format;
use crate::reader::Reader;

pub fn show(reader: &Reader, value: Date) -> Markup {
    html! { time datetime=(value) { (format::date(reader.language, value)) } }
}

/// A day something is due: near days in words; past ones as overdue, today as today.
pub fn show_due(reader: &Reader, value: Date) -> Markup {
    let today = format::local(reader, reader.now).date();
    let class = match value.cmp(&today) {
        std::cmp::Ordering::Less => "overdue",
        std::cmp::Ordering::Equal => "text-spark-ink font-medium",
        std::cmp::Ordering::Greater => "text-ink-2",
    };
    html! { time class=(class) datetime=(value) title=(format::date(reader.language, value)) { (format::day(reader, value)) } }
}

/// A moment in the reader's zone; the record's own zone (or UTC) on hover.
pub fn show_moment(reader: &Reader, value: Timestamp) -> Markup {
    html! { time datetime=(value) title=(value) { (format::date_time(reader, value)) } }
}

/// A day, typed as `28.11.2026` (read by [`format::read_date`]) or picked from the browser's calendar.
pub fn edit(reader: &Reader, input: &Input<'_>, value: Option<Date>) -> Markup {
    let value = value.map(format::date_numeric);
    edit_typed(reader, input, value.as_deref().unwrap_or_default())
}

/// The same control holding what was typed, when it could not be read.
pub fn edit_typed(reader: &Reader, input: &Input<'_>, typed: &str) -> Markup {
    control(reader, input, typed, &t!(reader, "date-placeholder"))
}

/// A moment on the reader's clock, typed as `28.11.2026 09:15` (read by [`format::read_date_time`] in the same zone).
pub fn edit_moment(reader: &Reader, input: &Input<'_>, value: Option<Timestamp>) -> Markup {
    let value = value.map(|moment| {
        let local = format::local(reader, moment);
        format!("{} {}", format::date_numeric(local.date()), format::clock(local.time()))
    });
    edit_moment_typed(reader, input, value.as_deref().unwrap_or_default())
}

/// The same control holding what was typed, when it could not be read.
pub fn edit_moment_typed(reader: &Reader, input: &Input<'_>, typed: &str) -> Markup {
    control(reader, input, typed, &t!(reader, "date-time-placeholder"))
}

/// A text field, because the browser's own would show a date as the browser is set, not as the reader reads; beside it
/// the browser's calendar, which the core opens.
fn control(reader: &Reader, input: &Input<'_>, typed: &str, placeholder: &str) -> Markup {
    html! {
        span class="input w-full pe-1! date-pick" data-invalid=[input.invalid()] {
            input class="grow num" type="text" inputmode="numeric" id=(input.id()) name=(input.name) value=(typed) placeholder=(placeholder) required[input.required] readonly[input.locked] autofocus[input.autofocus]
                autocomplete="off" aria-invalid=[input.invalid()] aria-describedby=[input.described()];
            @if !input.locked {
                button type="button" class="btn btn-ghost btn-xs btn-square" data-pick-date tabindex="-1" aria-label=(t!(reader, "date-pick")) { (icon("calendar")) }
                input type="date" tabindex="-1" aria-hidden="true";
            }
        }
    }
}
