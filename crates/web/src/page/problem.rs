//! What an error means and what to do about it: the pages that the `type` of an answer names (RFC 9457, 3.1.1), for
//! everybody, whether signed in or not.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use crate::component::shell;
use crate::site::{Site, Trouble, Visit};

/// By the code of an error, its page in `docs/problems/`.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/problems.rs"));

/// The routes of these pages.
pub(super) fn router() -> Router<Site> {
    Router::new().route("/problems/{code}", get(show))
}

async fn show(visit: Visit, Path(code): Path<String>) -> Response {
    match PAGES.iter().find(|(known, _)| *known == code) {
        Some((_, text)) => page(&visit, text).into_response(),
        None => visit.answer(Err(Trouble::NotFound)),
    }
}

fn page(visit: &Visit, text: &str) -> Markup {
    let title = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
    // The texts are for programmers and analysts, in English only.
    let body = html! {
        main class="mx-auto max-w-2xl p-6 flex flex-col gap-3" id="main" lang="en" {
            @for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) { (said(block)) }
        }
    };
    shell::document(&visit.reader, title, body)
}

/// A heading or a paragraph, the only blocks these texts have.
fn said(block: &str) -> Markup {
    match block.split_once(' ') {
        Some(("#", heading)) => html! { h1 class="text-lg font-semibold" { (spans(heading)) } },
        Some(("##", heading)) => html! { h2 class="font-semibold" { (spans(heading)) } },
        _ => html! { p { (spans(block)) } },
    }
}

/// Text in which every second piece between back quotes is code.
fn spans(text: &str) -> Markup {
    html! {
        @for (place, piece) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PAGES;
    use crate::page::house::House;
    use axum::http::StatusCode;

    #[tokio::test]
    async fn everybody_may_read_what_an_error_means() {
        let house = House::new();
        for (code, _) in PAGES {
            let answer = house.get(None, &format!("/problems/{code}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{code}");
            assert!(!answer.text.contains('`'), "{code}: {}", answer.text);
        }
        let answer = house.get(None, "/problems/invalid").await;
        assert!(answer.text.contains("<h1") && answer.text.contains("Fields need attention"), "{}", answer.text);
        assert!(answer.text.contains("<code>application/problem+json</code>"), "{}", answer.text);
        assert_eq!(house.get(None, "/problems/nothing").await.status, StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_pages_hold_nothing_but_headings_paragraphs_and_code() {
        for (code, text) in PAGES {
            for line in text.lines() {
                let other = ["- ", "* ", "```", "> ", "|", "1. "].iter().any(|mark| line.starts_with(mark));
                assert!(!other && !line.contains("](") && !line.contains("**"), "{code}: {line}");
                assert!(line.matches('`').count() % 2 == 0, "{code}: {line}");
            }
        }
    }
}
