//! A form as it was sent: names and values in their order, a name perhaps several times.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// The fields of a form.
#[derive(Debug, Clone, Default)]
pub(in crate::page) struct Sent(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(form) => Ok(Self(form.0)),
            Err(_) => Err(StatusCode::BAD_REQUEST.into_response()),
        }
    }
}

impl Sent {
    /// The last value of a field, trimmed; empty when it was not sent.
    pub(in crate::page) fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a field as it was typed: for passwords, in which a space counts.
    pub(in crate::page) fn raw(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that is not empty.
    pub(in crate::page) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub(in crate::page) fn is_on(&self, name: &str) -> bool {
        matches!(self.get(name), "true" | "on" | "1")
    }

    /// Whether the field was sent at all.
    pub(in crate::page) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}
