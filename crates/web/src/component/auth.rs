//! Pages before signing in: a form on the right, a picture on the left.

use maud::{Markup, html};

use super::{mark, shell};
use crate::reader::Reader;

/// A page with the form `body`; `title` is the document's.
pub fn page(reader: &Reader, title: &str, body: Markup) -> Markup {
    let framed = html! {
        div class="auth" {
            aside class="auth-art only-desk" aria-hidden="true" {
                (picture())
                p class="auth-quote" { (t!(reader, "auth-quote")) }
            }
            main class="auth-main" id="main" tabindex="-1" {
                header class="flex items-center gap-2" {
                    (mark(26)) b class="font-semibold text-lg" { "Relata" }
                    span class="grow" {}
                    div class="w-36" { (shell::languages(reader)) }
                }
                div class="auth-form" { (body) }
                footer class="text-xs text-ink-3" { "Relata" }
            }
        }
    };
    shell::document(reader, title, framed)
}

/// Circles on a grid, lines between some, a spark where they meet: relations.
fn picture() -> Markup {
    // (column, row, radius, opacity); the lines join neighbours of this list two by two.
    const NODES: [(u16, u16, u16, &str); 12] = [
        (1, 2, 26, ".20"),
        (4, 1, 14, ".30"),
        (6, 3, 34, ".16"),
        (9, 2, 16, ".30"),
        (2, 5, 16, ".30"),
        (5, 6, 44, ".14"),
        (8, 5, 14, ".34"),
        (10, 6, 24, ".20"),
        (1, 8, 14, ".26"),
        (4, 9, 22, ".20"),
        (7, 8, 14, ".34"),
        (9, 9, 30, ".14"),
    ];
    const LINES: [(usize, usize); 15] = [
        (0, 1),
        (1, 2),
        (2, 3),
        (0, 4),
        (1, 4),
        (2, 6),
        (3, 6),
        (4, 5),
        (5, 6),
        (6, 7),
        (4, 8),
        (5, 9),
        (5, 10),
        (7, 11),
        (10, 11),
    ];
    const SPARKS: [usize; 3] = [1, 6, 9];
    let at = |(column, row): (u16, u16)| (column * 62 + 20, row * 60 + 20);
    html! {
        svg viewBox="0 0 720 810" preserveAspectRatio="xMidYMid slice" {
            @for (from, to) in LINES {
                @let (x1, y1) = at((NODES[from].0, NODES[from].1));
                @let (x2, y2) = at((NODES[to].0, NODES[to].1));
                line x1=(x1) y1=(y1) x2=(x2) y2=(y2) stroke="white" stroke-opacity=".22" stroke-width="1.5" {}
            }
            @for (index, (column, row, radius, opacity)) in NODES.into_iter().enumerate() {
                @let (x, y) = at((column, row));
                @if SPARKS.contains(&index) { circle cx=(x) cy=(y) r=(radius.min(16)) fill="var(--color-accent)" {} }
                @else { circle cx=(x) cy=(y) r=(radius) fill="white" fill-opacity=(opacity) {} }
            }
        }
    }
}
