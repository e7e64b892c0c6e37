//! Long work: a bar that survives leaving the page, and the steps of an import.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon_small;
use crate::format;
use crate::reader::Reader;

/// How far a job is.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    pub id: &'a str,
    pub title: Cow<'a, str>,
    pub done: u64,
    /// Unknown at first: the bar then only moves.
    pub total: Option<u64>,
    /// One line: time left, rows that need a look.
    pub note: Cow<'a, str>,
    /// Where the next state comes from; `None` when the work is over.
    pub poll: Option<&'a str>,
}

/// The bar with its numbers; asks again every two seconds while there is something to ask.
pub fn progress(reader: &Reader, progress: &Progress<'_>) -> Markup {
    let number = |count: u64| format::number(reader.language, &count.to_string());
    html! {
        div id=(progress.id) class="grid gap-1.5" data-poll=[progress.poll] data-every=[progress.poll.map(|_| "2000")] {
            div class="flex gap-2" {
                b class="font-medium grow min-w-0 truncate" { (progress.title) }
                span class="num text-ink-2 whitespace-nowrap" {
                    (number(progress.done)) @if let Some(total) = progress.total { " / " (number(total)) }
                }
            }
            @match progress.total {
                Some(total) => { progress class="meter" value=(progress.done.min(total)) max=(total.max(1)) aria-label=(progress.title) {} }
                None => { progress class="meter" aria-label=(progress.title) {} }
            }
            @if !progress.note.is_empty() { p class="text-xs text-ink-3" { (progress.note) } }
        }
    }
}

/// A small bar in a cell, beside its number.
pub fn mini(percent: u8) -> Markup {
    let width = format!("{}%", percent.min(100));
    html! { svg class="mini" aria-hidden="true" { rect width=(width) height="100%" rx="2.5" {} } }
}

/// The steps of a longer task; `current` counts from 0. Steps behind it are links.
pub fn steps(reader: &Reader, steps: &[(Cow<'_, str>, Option<String>)], current: usize) -> Markup {
    html! {
        nav class="steps-row" tabindex="0" aria-label=(t!(reader, "steps-label")) {
            ol {
                @for (index, (label, href)) in steps.iter().enumerate() {
                    @let state = if index < current { "done" } else if index == current { "now" } else { "" };
                    li data-s=(state) aria-current=[(index == current).then_some("step")] {
                        span class="p-dot" aria-hidden="true" { @if index < current { (icon_small("check")) } @else { (index + 1) } }
                        @match href {
                            Some(href) if index < current => { a href=(href) { (label) } }
                            _ => { span { (label) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;

    use super::*;
    use crate::component::lines;
    use crate::language::Language;

    #[test]
    fn work_that_is_over_is_not_asked_for_again() {
        let reader = Reader::new(Language::Russian, Timestamp::UNIX_EPOCH);
        let drawn = progress(
            &reader,
            &Progress {
                id: "p",
                title: "Импорт".into(),
                done: 12_000,
                total: Some(12_000),
                note: "".into(),
                poll: None,
            },
        );
        assert_snapshot!(lines(drawn), @r##"
        <div id="p" class="grid gap-1.5">
        <div class="flex gap-2">
        <b class="font-medium grow min-w-0 truncate">Импорт</b>
        <span class="num text-ink-2 whitespace-nowrap">12 000 / 12 000</span>
        </div>
        <progress class="meter" value="12000" max="12000" aria-label="Импорт">
        </progress>
        </div>
        "##);
    }
}
