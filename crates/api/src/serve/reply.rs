//! What a request is answered with, before it becomes HTTP.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Problem;
use crate::odata::batch::{Answer, Body as BatchBody};
use crate::problem::MEDIA_TYPE;

/// The version every answer is in.
const VERSION: HeaderName = HeaderName::from_static("odata-version");

/// What a caller without a token is told to bring.
const CHALLENGE: &str = "Basic realm=\"Relata\", charset=\"UTF-8\", Bearer realm=\"Relata\"";

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub media: &'static str,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer with a body.
    pub fn ok(media: &'static str, body: Vec<u8>) -> Self {
        Self { status: 200, media, headers: Vec::new(), body }
    }

    /// An answer without one.
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A problem as OData says it.
    pub fn odata_problem(problem: &Problem) -> Self {
        Self::problem(problem, "application/json", &problem.to_odata())
    }

    /// A problem as RFC 9457 says it.
    pub fn plain_problem(problem: &Problem) -> Self {
        Self::problem(problem, MEDIA_TYPE, &problem.to_json())
    }

    fn problem(problem: &Problem, media: &'static str, body: &serde_json::Value) -> Self {
        let mut reply =
            Self { status: problem.status, media, headers: Vec::new(), body: body.to_string().into_bytes() };
        if problem.status == 401 {
            reply.headers.push(("www-authenticate", CHALLENGE.to_owned()));
        }
        if let Some(allowed) = problem.extra.get("allow").and_then(serde_json::Value::as_str) {
            reply.headers.push(("allow", allowed.to_owned()));
        }
        if problem.status == 503 {
            reply.headers.push(("retry-after", "1".to_owned()));
        }
        reply
    }

    /// The answer to a request within a batch.
    pub fn into_answer(self) -> Answer {
        let mut headers: Vec<(String, String)> =
            self.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        headers.push(("odata-version".to_owned(), "4.0".to_owned()));
        if self.body.is_empty() {
            return Answer { status: self.status, headers, body: BatchBody::None };
        }
        headers.push(("content-type".to_owned(), self.media.to_owned()));
        let is_json = self.media.starts_with("application/json");
        let json = if is_json { serde_json::from_slice(&self.body).ok() } else { None };
        let body = json.map_or(BatchBody::Bytes(self.body), BatchBody::Json);
        Answer { status: self.status, headers, body }
    }

    /// The answer as OData sends it.
    pub fn into_odata(self) -> Response {
        let mut response = self.into_response();
        response.headers_mut().insert(VERSION, HeaderValue::from_static("4.0"));
        response
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !self.media.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
        // Records are of now and of one caller: nothing between may keep them.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }
}
