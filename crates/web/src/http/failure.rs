//! What people see when a page cannot be shown.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::htmx::{Events, Toast, is_fragment};
use crate::component::button::{Act, Button};
use crate::component::shell::{self, Shell};
use crate::component::{mark, state};
use crate::reader::Reader;
use crate::text;

/// Why a page cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No such record or page, or none this person may see: the two look alike on purpose.
    NotFound,
    Forbidden,
    Conflict,
    TooLarge,
    TooMany,
    /// Our fault; the code finds it in the log.
    Internal {
        code: String,
    },
    /// For now only: starting, or the disk is full.
    Unavailable,
}

impl Failure {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Icon, title, sentence.
    fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotFound => ("search", "error-not-found", "error-not-found-text"),
            Self::Forbidden => ("lock", "error-forbidden", "error-forbidden-text"),
            Self::Conflict => ("git-merge", "error-conflict", "error-conflict-text"),
            Self::TooLarge => ("file", "error-too-large", "error-too-large-text"),
            Self::TooMany => ("clock", "error-too-many", "error-too-many-text"),
            Self::Internal { .. } => ("triangle-alert", "error-internal", "error-internal-text"),
            Self::Unavailable => ("cloud-off", "error-unavailable", "error-unavailable-text"),
        }
    }
}

/// The failure as a page (inside `shell` for a signed-in person), or to htmx as a toast that swaps nothing.
pub fn failure(reader: &Reader, headers: &HeaderMap, shell: Option<&Shell<'_>>, failure: &Failure) -> Response {
    let (_, title, sentence) = failure.words();
    let status = failure.status();
    if is_fragment(headers) {
        let words = format!("{}. {}", text(reader.language, title), text(reader.language, sentence));
        let reswap = [(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("none"))];
        return (status, reswap, Events::new().toast(Toast::error(words)), ()).into_response();
    }
    (status, page(reader, shell, failure)).into_response()
}

/// The page alone.
pub(crate) fn page(reader: &Reader, shell: Option<&Shell<'_>>, failure: &Failure) -> Markup {
    let (symbol, title, sentence) = failure.words();
    let title = text(reader.language, title);
    let actions = html! {
        (Button::new(t!(reader, "go-home"), Act::Link("/")).primary().icon("house").draw())
        @if matches!(failure, Failure::Internal { .. } | Failure::Unavailable | Failure::Conflict) {
            (Button::new(t!(reader, "retry"), Act::Link("")).icon("rotate-ccw").draw())
        }
    };
    let content = html! {
        h1 class="sr-only" { (title) }
        (state::empty(symbol, &title, &text(reader.language, sentence), actions))
        @if let Failure::Internal { code } = failure {
            p class="text-center text-xs text-ink-3" { (t!(reader, "error-code", code = code.as_str())) }
        }
    };
    match shell {
        Some(shell) => {
            shell::page(reader, shell, &title, html! { div class="grow grid place-content-center" { (content) } })
        }
        None => shell::document(
            reader,
            &title,
            html! { main id="main" class="min-h-dvh grid place-content-center justify-items-center" { (mark(40)) (content) } },
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::language::Language;

    #[test]
    fn htmx_gets_a_toast_and_keeps_its_target() {
        let reader = Reader::new(Language::Russian, Timestamp::UNIX_EPOCH);
        let mut headers = HeaderMap::new();
        headers.insert("hx-request", HeaderValue::from_static("true"));
        let response = failure(&reader, &headers, None, &Failure::NotFound);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()["hx-reswap"], "none");
        assert!(response.headers().contains_key("hx-trigger"));
    }

    #[test]
    fn a_failure_of_ours_names_its_code_only() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        let drawn = page(&reader, None, &Failure::Internal { code: "8F2C-41".to_owned() }).into_string();
        assert!(drawn.contains("8F2C-41"));
    }
}
