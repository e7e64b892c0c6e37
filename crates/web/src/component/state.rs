//! What stands in place of content: nothing yet, nothing found, loading, failed, changed by another, suggested.

use std::borrow::Cow;

use maud::{Markup, html};

use super::button::{Act, Button};
use super::{icon, icon_large};
use crate::reader::Reader;

/// A framed part of a page.
pub fn panel(title: &str, act: Option<Markup>, content: Markup) -> Markup {
    html! {
        section class="panel" {
            header { h2 { (title) } span class="grow" {} (act.unwrap_or_default()) }
            div class="px-4 pb-4" { (content) }
        }
    }
}

/// Nothing here: why, the nearest thing that exists, and a way out.
pub fn empty(symbol: &str, title: &str, sentence: &str, actions: Markup) -> Markup {
    html! {
        div class="empty" {
            span class="w-11 h-11 rounded-xl bg-tint text-link grid place-items-center" { (icon_large(symbol)) }
            p class="font-semibold mt-2.5" { (title) }
            @if !sentence.is_empty() { p class="text-ink-2 max-w-80 text-balance" { (sentence) } }
            div class="flex flex-wrap justify-center gap-2 mt-3" { (actions) }
        }
    }
}

/// The place of `rows` rows that are on their way: the same height, so nothing jumps.
pub fn loading(reader: &Reader, rows: usize) -> Markup {
    const WIDTHS: [&str; 5] = ["w-[70%]", "w-[85%]", "w-[55%]", "w-[78%]", "w-[64%]"];
    html! {
        div class="skel-rows" role="status" aria-busy="true" aria-label=(t!(reader, "loading")) {
            @for index in 0..rows {
                div class="flex items-center gap-3" { span class="skel w-6 h-6 rounded-md!" {} span class={ "skel h-3 " (WIDTHS[index % WIDTHS.len()]) } {} }
            }
        }
    }
}

/// A part of the page that could not be loaded; the rest works.
pub fn failed(reader: &Reader, title: &str, code: &str, retry: &str, target: &str) -> Markup {
    html! {
        div class="rounded-lg border border-dashed border-line-2 p-3 flex gap-3 items-start" {
            span class="text-ink-3 inline-flex mt-0.5" { (icon("cloud-off")) }
            div class="grow" { p class="font-medium" { (title) } p class="text-xs text-ink-3" { (t!(reader, "failed-part", code = code)) } }
            (Button::new(t!(reader, "retry"), Act::Get { url: retry, target }).icon("rotate-ccw").draw())
        }
    }
}

/// Somebody else saved the field first: both values, who, and a choice. The answer (409) of an inline edit or form.
#[derive(Debug, Clone)]
pub struct Conflict<'a> {
    /// Who changed it and when, in a sentence.
    pub sentence: Cow<'a, str>,
    pub yours: Markup,
    pub theirs: Markup,
    /// Saves yours over theirs (`PATCH` with the new version): the button's attributes belong to the page.
    pub keep_yours: Markup,
    pub keep_theirs: Markup,
}

pub fn conflict(reader: &Reader, conflict: &Conflict<'_>) -> Markup {
    html! {
        div class="spark p-3 conflict" role="alert" {
            p class="font-medium" { (conflict.sentence) }
            dl class="grid grid-cols-2 gap-2 mt-2" {
                div class="bg-surface border border-line rounded-lg px-2.5 py-2" { dt class="text-xs text-ink-3" { (t!(reader, "conflict-yours")) } dd class="font-semibold num" { (conflict.yours) } }
                div class="bg-surface border border-line rounded-lg px-2.5 py-2" { dt class="text-xs text-ink-3" { (t!(reader, "conflict-theirs")) } dd class="font-semibold num" { (conflict.theirs) } }
            }
            div class="flex flex-wrap justify-end gap-2 mt-2" { (conflict.keep_theirs) (conflict.keep_yours) }
        }
    }
}

/// What deserves a look although it is saved: sentences in a box; nothing where there are none.
pub fn advice(title: &str, sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            div class="note-box" role="status" {
                (icon("triangle-alert"))
                div {
                    p class="font-medium" { (title) }
                    @for sentence in sentences { p { (sentence) } }
                }
            }
        }
    }
}

/// A suggestion of the machine: a likely duplicate, a next step.
pub fn hint(title: &str, sentence: Markup, actions: Markup) -> Markup {
    html! {
        aside class="spark p-3.5" {
            p class="ttl text-xs font-medium flex items-center gap-1.5" { (icon("sparkles")) (title) }
            div class="mt-1" { (sentence) }
            div class="flex flex-wrap gap-2 mt-2" { (actions) }
        }
    }
}
