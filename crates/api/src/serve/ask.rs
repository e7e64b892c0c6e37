//! A request, as far as this room reads it.

use axum::http::{HeaderMap, header};

use crate::Problem;
use crate::odata::batch::{Body as BatchBody, Method, Request};
use crate::odata::prefer::{self, Preferences};

/// A request, taken apart; read by the closures that run on a database thread.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    /// The URL after the service root, with its query: `companies(5)?$select=name`.
    pub url: String,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// The headers that mean something here.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// The address of the service as the client reached it: `https://crm.example.com/odata/v4/`.
    pub root: String,
    pub accept: String,
    pub content_type: String,
    pub preferences: Preferences,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub idempotency_key: Option<String>,
    /// The first language the client asks for.
    pub language: Language,
}

/// A language this program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Russian,
    Ukrainian,
}

impl Language {
    /// The language's tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
        }
    }

    /// The first language of `Accept-Language` that this program speaks. RFC 9110, 12.5.4, without weights.
    fn accepted(header: &str) -> Self {
        let known = |tag: &str| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "ru" => Some(Self::Russian),
            "uk" => Some(Self::Ukrainian),
            _ => None,
        };
        header.split(',').find_map(known).unwrap_or_default()
    }
}

/// How much control information an answer holds. OData JSON Format 3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Detail {
    None,
    #[default]
    Minimal,
    Full,
}

impl Detail {
    /// The media type of an answer with so much of it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::None => "application/json;odata.metadata=none",
            Self::Minimal => "application/json;odata.metadata=minimal",
            Self::Full => "application/json;odata.metadata=full",
        }
    }

    /// The detail that `$format`, or else `Accept`, asks for.
    pub fn wanted(accept: &str, format: Option<&str>) -> Self {
        let text = format.unwrap_or(accept);
        let Some(at) = text.find("metadata=") else { return Self::Minimal };
        let rest = &text[at + "metadata=".len()..];
        if rest.starts_with("none") {
            Self::None
        } else if rest.starts_with("full") {
            Self::Full
        } else {
            Self::Minimal
        }
    }
}

impl Headers {
    /// Reads the headers of a request.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let owned = |name: &str| text(name).map(str::to_owned);
        let language = text(header::ACCEPT_LANGUAGE.as_str()).map(Language::accepted).unwrap_or_default();
        Self {
            root: root(text("host"), text("x-forwarded-host"), text("x-forwarded-proto")),
            accept: owned("accept").unwrap_or_default(),
            content_type: owned("content-type").unwrap_or_default(),
            preferences: preferences(headers),
            if_match: owned("if-match"),
            if_none_match: owned("if-none-match"),
            idempotency_key: owned("idempotency-key"),
            language,
        }
    }

    /// The headers of a request within a batch: its own, and what it shares with the batch.
    pub fn within(&self, request: &Request) -> Self {
        let owned = |name: &str| request.header(name).map(str::to_owned);
        Self {
            root: self.root.clone(),
            accept: owned("accept").unwrap_or_default(),
            content_type: owned("content-type").unwrap_or_default(),
            preferences: prefer::parse(request.header("prefer").unwrap_or_default()),
            if_match: owned("if-match"),
            if_none_match: owned("if-none-match"),
            idempotency_key: None,
            language: request.header("accept-language").map_or(self.language, Language::accepted),
        }
    }
}

fn preferences(headers: &HeaderMap) -> Preferences {
    let mut all = String::new();
    for value in headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok()) {
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(value);
    }
    if all.is_empty() { Preferences::default() } else { prefer::parse(&all) }
}

/// The address of the service; what a proxy says of the outside goes first.
fn root(host: Option<&str>, forwarded: Option<&str>, scheme: Option<&str>) -> String {
    let plain = |host: &&str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte))
    };
    let host = forwarded.filter(plain).or(host.filter(plain));
    let scheme = if scheme == Some("https") { "https" } else { "http" };
    match host {
        Some(host) => format!("{scheme}://{host}{}/", crate::openapi::SERVICE_ROOT),
        None => format!("{}/", crate::openapi::SERVICE_ROOT),
    }
}

impl Ask {
    /// The request of a batch, as if it had come alone.
    pub fn within(&self, request: &Request) -> Self {
        let body = match &request.body {
            BatchBody::None => Vec::new(),
            BatchBody::Json(value) => value.to_string().into_bytes(),
            BatchBody::Bytes(bytes) => bytes.clone(),
        };
        let url = crate::odata::target::relative(&request.url).to_owned();
        Self { method: request.method, url, headers: self.headers.within(request), body }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// 415 for another media type, 400 for what is no JSON.
    pub fn json(&self) -> Result<serde_json::Value, Problem> {
        let media = self.headers.content_type.split(';').next().unwrap_or_default().trim();
        let is_json = media.is_empty() || media.eq_ignore_ascii_case("application/json");
        if !is_json {
            let detail = format!("a body is application/json, not \"{media}\"");
            return Err(Problem::new(415, "unsupported-media-type", "The media type is not supported").detailed(detail));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Problem::bad_request(format!("the body cannot be read as JSON: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_what_the_client_reached() {
        assert_eq!(root(Some("localhost:7070"), None, None), "http://localhost:7070/odata/v4/");
        assert_eq!(root(Some("inner"), Some("crm.example.com"), Some("https")), "https://crm.example.com/odata/v4/");
        assert_eq!(root(Some("a\"b"), None, None), "/odata/v4/");
    }

    #[test]
    fn the_wanted_detail_and_language_are_read() {
        assert_eq!(Detail::wanted("application/json;odata.metadata=none", None), Detail::None);
        assert_eq!(Detail::wanted("application/json", Some("application/json;metadata=full")), Detail::Full);
        assert_eq!(Detail::wanted("*/*", None), Detail::Minimal);
        assert_eq!(Language::accepted("de, uk-UA;q=0.8, en"), Language::Ukrainian);
        assert_eq!(Language::accepted("*"), Language::English);
    }
}
