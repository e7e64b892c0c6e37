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
    /// For now only: starting.
    Unavailable,
    /// The database could not, for now; what was tried tells whether something was left unsaved.
    Store {
        cause: Cause,
        tried: Tried,
    },
}

/// Why the database could not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No room is left on the disk.
    Full,
    /// Too many requests wait, or others write the same at this moment.
    Busy,
    /// The question took too long and was stopped.
    Slow,
    /// The database cannot be reached.
    Away,
    /// The connection broke while it was saved: it may or may not have happened.
    Unsure,
}

/// What a request meant to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    Reading,
    Writing,
}

impl Cause {
    /// The cause of an error of the database, where it is one that goes away again.
    pub fn of(error: &store::Error) -> Option<Self> {
        Some(match error {
            store::Error::Full => Self::Full,
            store::Error::Busy | store::Error::Retry => Self::Busy,
            store::Error::TooSlow => Self::Slow,
            store::Error::Lost(_) | store::Error::Closed => Self::Away,
            store::Error::UnknownOutcome => Self::Unsure,
            _ => return None,
        })
    }

    /// Icon, title, sentence.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Full => ("archive", "error-full", "error-full-text"),
            Self::Busy => ("clock", "error-busy", "error-busy-text"),
            Self::Slow => ("clock", "error-slow", "error-slow-text"),
            Self::Away => ("cloud-off", "error-away", "error-away-text"),
            Self::Unsure => ("cloud-off", "error-unsure", "error-unsure-text"),
        }
    }
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
            Self::Store { cause: Cause::Full, .. } => StatusCode::INSUFFICIENT_STORAGE,
            Self::Unavailable | Self::Store { .. } => StatusCode::SERVICE_UNAVAILABLE,
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
            Self::Store { cause, .. } => cause.words(),
        }
    }

    /// Whether something was to be saved and surely was not.
    fn left_unsaved(&self) -> bool {
        matches!(self, Self::Store { tried: Tried::Writing, .. }) && !self.may_be_saved()
    }

    /// Whether nobody knows what became of it.
    fn may_be_saved(&self) -> bool {
        matches!(self, Self::Store { cause: Cause::Unsure, .. })
    }
}

/// The failure as a page (inside `shell` for a signed-in person), or to htmx as a toast that swaps nothing.
pub fn failure(reader: &Reader, headers: &HeaderMap, shell: Option<&Shell<'_>>, failure: &Failure) -> Response {
    let (_, title, sentence) = failure.words();
    let status = failure.status();
    if is_fragment(headers) {
        let mut words = format!("{}. {}", text(reader.language, title), text(reader.language, sentence));
        if failure.left_unsaved() {
            // htmx swaps nothing: the form stands as it was.
            words = format!("{words} {}", t!(reader, "error-kept"));
        }
        let reswap = [(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("none"))];
        return (status, reswap, Events::new().toast(Toast::error(words)), ()).into_response();
    }
    (status, page(reader, shell, failure)).into_response()
}

/// The page alone.
pub(crate) fn page(reader: &Reader, shell: Option<&Shell<'_>>, failure: &Failure) -> Markup {
    let (symbol, title, sentence) = failure.words();
    let title = text(reader.language, title);
    let told = format!(
        "{title}. {} {}",
        text(reader.language, sentence),
        if failure.may_be_saved() { "".into() } else { t!(reader, "error-kept") }
    );
    let actions = html! {
        (Button::new(t!(reader, "go-home"), Act::Link("/")).primary().icon("house").draw())
        // What was sent by a form is not asked for again by its address.
        @if matches!(failure, Failure::Internal { .. } | Failure::Unavailable | Failure::Conflict | Failure::Store { tried: Tried::Reading, .. }) {
            (Button::new(t!(reader, "retry"), Act::Link("")).icon("rotate-ccw").draw())
        }
    };
    let content = html! {
        // The core reads this where it sent the form: the page that the form stands on stays.
        h1 class="sr-only" data-failed=(told) { (title) }
        (state::empty(symbol, &title, &text(reader.language, sentence), actions))
        @if failure.left_unsaved() { p class="text-center text-ink-2 mt-2" { (t!(reader, "error-kept-back")) } }
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
    fn the_database_that_could_not_says_why_and_what_became_of_the_text() {
        let mut htmx = HeaderMap::new();
        htmx.insert("hx-request", HeaderValue::from_static("true"));
        for (language, full, kept) in [
            (Language::English, "The server’s disk is full", "still in the form"),
            (Language::Russian, "На сервере закончилось место", "осталось в форме"),
            (Language::Ukrainian, "На сервері закінчилося місце", "залишилося у формі"),
        ] {
            let reader = Reader::new(language, Timestamp::UNIX_EPOCH);
            let cause = Cause::of(&store::Error::Full).unwrap();
            let writing = Failure::Store { cause, tried: Tried::Writing };
            assert!(page(&reader, None, &writing).into_string().contains(full));
            let response = failure(&reader, &htmx, None, &writing);
            assert_eq!(response.status(), StatusCode::INSUFFICIENT_STORAGE);
            let told: serde_json::Value =
                serde_json::from_str(response.headers()["hx-trigger"].to_str().unwrap()).unwrap();
            let told = told["toast"]["text"].as_str().unwrap();
            assert!(told.contains(full) && told.contains(kept), "{told}");
            // Who only read has lost nothing, and nobody is told that nothing was saved when it may have been.
            let busy = Cause::of(&store::Error::Busy).unwrap();
            let reading = Failure::Store { cause: busy, tried: Tried::Reading };
            let unsure = Cause::of(&store::Error::UnknownOutcome).unwrap();
            assert!(!reading.left_unsaved() && !Failure::Store { cause: unsure, tried: Tried::Writing }.left_unsaved());
            assert_eq!(reading.status(), StatusCode::SERVICE_UNAVAILABLE);
        }
        assert_eq!(Cause::of(&store::Error::other("x")), None);
    }

    #[test]
    fn a_failure_of_ours_names_its_code_only() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        let drawn = page(&reader, None, &Failure::Internal { code: "8F2C-41".to_owned() }).into_string();
        assert!(drawn.contains("8F2C-41"));
    }
}
