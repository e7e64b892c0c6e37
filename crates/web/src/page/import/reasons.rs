//! What was said of rows: each reason once, with how many rows have it, the first of them and what stands there.

use documents::import::{Reason, Reasons};
use maud::{Markup, html};

use super::check::number;
use crate::reader::Reader;

/// The reasons, the most frequent first.
pub(super) fn reasons(reader: &Reader, reasons: &Reasons) -> Markup {
    html! {
        ul class="mt-2 pb-1 max-h-120 overflow-auto" tabindex="0" {
            @for reason in reasons.all() {
                li class="flex gap-3 px-4 py-1.5 border-t border-line" {
                    b class="num font-semibold w-14 flex-none text-end" { (number(reader, reason.count)) }
                    div class="min-w-0 break-words" {
                        p { (reason.problem.text(reader.language.code())) }
                        @if !reason.also.is_empty() { p class="text-xs text-ink-2" { (t!(reader, "import-reason-also", values = reason.also.join(" · "))) } }
                        p class="text-xs text-ink-3 num" { (rows(reader, reason)) }
                    }
                }
            }
        }
        @if reasons.others() > 0 { p class="px-4 py-2 border-t border-line text-xs text-ink-3" { (t!(reader, "import-reasons-others", count = reasons.others())) } }
    }
}

/// The first rows that have a reason.
fn rows(reader: &Reader, reason: &Reason) -> String {
    let rows = reason.rows.iter().map(|row| number(reader, *row)).collect::<Vec<_>>().join(", ");
    let named = reason.rows.len() as u64;
    match reason.count.saturating_sub(named) {
        0 => t!(reader, "import-reason-rows", count = named, rows = rows).into_owned(),
        more => t!(reader, "import-reason-rows-more", rows = rows, more = more).into_owned(),
    }
}
