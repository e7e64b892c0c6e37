//! The headers htmx sends and understands.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response, ResponseParts};
use maud::Markup;
use serde_json::{Map, Value, json};

/// Whether htmx asks for a fragment. Going back in the history asks for the whole page.
pub fn is_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request")
}

/// The same URL as a whole page, or to htmx as the fragment. Only the one asked for is drawn.
pub fn page_or_fragment(
    headers: &HeaderMap,
    page: impl FnOnce() -> Markup,
    fragment: impl FnOnce() -> Markup,
) -> Markup {
    if is_fragment(headers) { fragment() } else { page() }
}

/// Sends the browser to `url`, whoever asked.
pub fn redirect(headers: &HeaderMap, url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(value) if is_fragment(headers) => {
            (StatusCode::NO_CONTENT, [(HeaderName::from_static("hx-redirect"), value)]).into_response()
        }
        Ok(_) => Redirect::to(url).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A short word at the edge of the page. Never the only place of an error.
#[derive(Debug, Clone)]
pub struct Toast<'a> {
    text: Cow<'a, str>,
    kind: &'static str,
    undo: Option<Cow<'a, str>>,
    show: Option<Cow<'a, str>>,
}

impl<'a> Toast<'a> {
    /// It is done. Goes after four seconds.
    pub fn done(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), kind: "ok", undo: None, show: None }
    }

    /// Something to look at.
    pub fn warning(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), kind: "warn", undo: None, show: None }
    }

    /// It failed. Stays until closed.
    pub fn error(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), kind: "err", undo: None, show: None }
    }

    /// Offers Undo for eight seconds: `POST` to this URL.
    pub fn undo(mut self, url: impl Into<Cow<'a, str>>) -> Self {
        self.undo = Some(url.into());
        self
    }

    /// Offers to show what it is about: a link to this URL.
    pub fn show(mut self, url: impl Into<Cow<'a, str>>) -> Self {
        self.show = Some(url.into());
        self
    }
}

impl Toast<'_> {
    /// Leaves it to the next page, for an answer that sends the browser there: a cookie that its core reads once.
    pub fn later(self, mut response: Response) -> Response {
        let said = json!({ "text": self.text, "kind": self.kind }).to_string();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        let coded: String = said
            .bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        // A cookie is short (RFC 6265, 6.1): what is longer is left unsaid rather than cut.
        if coded.len() < 3_000
            && let Ok(value) = HeaderValue::from_str(&format!("toast={coded}; Path=/; Max-Age=60; SameSite=Lax"))
        {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

/// What the answer tells the page: `(Events::new().toast(Toast::done("…")).event("deals:changed"), markup)`.
#[derive(Debug, Clone, Default)]
pub struct Events(Map<String, Value>);

impl Events {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn toast(mut self, toast: Toast<'_>) -> Self {
        let mut detail = json!({ "text": toast.text, "kind": toast.kind });
        if let Some(undo) = toast.undo {
            detail["undo"] = undo.into();
        }
        if let Some(show) = toast.show {
            detail["show"] = show.into();
        }
        self.0.insert("toast".to_owned(), detail);
        self
    }

    /// A named event on the body: lists listen for `<plural>:changed`.
    pub fn event(mut self, name: &str) -> Self {
        self.0.insert(name.to_owned(), json!({}));
        self
    }

    /// Closes the open dialog and clears the selection of the list behind it.
    pub fn close_dialog(self) -> Self {
        self.event("dialog:close").event("selection:clear")
    }

    /// As a header: JSON in plain ASCII, because header values know no other letters.
    pub(crate) fn value(&self) -> Option<HeaderValue> {
        let json = Value::Object(self.0.clone()).to_string();
        let mut ascii = String::with_capacity(json.len());
        for unit in json.encode_utf16() {
            match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => ascii.push(char::from(byte)),
                _ => ascii.push_str(&format!("\\u{unit:04x}")),
            }
        }
        HeaderValue::from_str(&ascii).ok()
    }
}

impl axum::response::IntoResponseParts for Events {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        if let Some(value) = self.value() {
            parts.headers_mut().insert(HeaderName::from_static("hx-trigger"), value);
            parts.headers_mut().append(header::VARY, HeaderValue::from_static("HX-Request"));
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toast_travels_in_any_language() {
        let events =
            Events::new().toast(Toast::done("Сделка «А» 🎉").undo("/changes/7/reversal")).event("deals:changed");
        let value = events.value().unwrap();
        let read: Value = serde_json::from_str(value.to_str().unwrap()).unwrap();
        assert_eq!(read["toast"]["text"], "Сделка «А» 🎉");
        assert_eq!(read["toast"]["undo"], "/changes/7/reversal");
        assert!(read.get("deals:changed").is_some());
    }

    #[test]
    fn going_back_asks_for_the_page() {
        let mut headers = HeaderMap::new();
        assert!(!is_fragment(&headers));
        headers.insert("hx-request", HeaderValue::from_static("true"));
        assert!(is_fragment(&headers));
        headers.insert("hx-history-restore-request", HeaderValue::from_static("true"));
        assert!(!is_fragment(&headers));
    }
}
