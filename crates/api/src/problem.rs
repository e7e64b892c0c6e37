//! What a program is told when a request fails, in the two shapes of this room:
//! RFC 9457 (`application/problem+json`) and the error object of OData.

use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value, json};

/// The media type of [`Problem::to_json`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request failed, told to a program. One word wide, as it travels in results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Details>);

/// What there is to say of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub status: u16,
    /// The kind of problem, stable: the name of a page in `docs/problems`.
    pub code: String,
    /// The kind in words, the same for every occurrence.
    pub title: String,
    /// This occurrence in words: what was wrong and what to do.
    pub detail: Option<String>,
    /// The part of the request that is wrong: a query option, a property, a header.
    pub target: Option<String>,
    /// The byte offset in the query string or path, where the text of a URL is wrong.
    pub position: Option<u32>,
    /// One member for each field that needs attention.
    pub errors: Vec<FieldError>,
    /// Further members: the version found, the seconds to wait.
    pub extra: Map<String, Value>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the field, `lines/0/quantity` inside a deep insert.
    pub field: String,
    pub code: String,
    pub message: String,
}

impl Problem {
    /// A problem of a kind, without particulars.
    pub fn new(status: u16, code: &str, title: &str) -> Self {
        Self(Box::new(Details {
            status,
            code: code.to_owned(),
            title: title.to_owned(),
            detail: None,
            target: None,
            position: None,
            errors: Vec::new(),
            extra: Map::new(),
        }))
    }

    /// A request that cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, "bad-request", "The request cannot be understood").detailed(detail)
    }

    /// No such resource, or none this actor may see.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, "not-found", "There is no such resource").detailed(detail)
    }

    /// Something the protocol allows and this service does not offer.
    pub fn not_implemented(detail: impl Into<String>) -> Self {
        Self::new(501, "not-implemented", "This service does not offer that").detailed(detail)
    }

    /// Says what happened this time.
    pub fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names the part of the request that is wrong.
    pub fn at(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Adds the finding of one field.
    pub fn with_error(mut self, error: FieldError) -> Self {
        self.errors.push(error);
        self
    }

    /// Adds a member that a program can read.
    pub fn with_extra(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(name.to_owned(), value.into());
        self
    }

    /// The problem as RFC 9457 writes it, with a list `errors` of the fields.
    pub fn to_json(&self) -> Value {
        let mut problem = Map::new();
        problem.insert("type".into(), json!(format!("/problems/{}", self.code)));
        problem.insert("title".into(), json!(self.title));
        problem.insert("status".into(), json!(self.status));
        if let Some(detail) = &self.detail {
            problem.insert("detail".into(), json!(detail));
        }
        if let Some(target) = &self.target {
            problem.insert("target".into(), json!(target));
        }
        if let Some(position) = self.position {
            problem.insert("position".into(), json!(position));
        }
        if !self.errors.is_empty() {
            let errors = self
                .errors
                .iter()
                .map(|error| json!({ "field": error.field, "code": error.code, "message": error.message }));
            problem.insert("errors".into(), errors.collect());
        }
        for (name, value) in &self.extra {
            problem.entry(name.clone()).or_insert_with(|| value.clone());
        }
        Value::Object(problem)
    }

    /// The problem as OData writes it. OData JSON Format 21.1.
    pub fn to_odata(&self) -> Value {
        let mut error = Map::new();
        error.insert("code".into(), json!(self.code));
        error.insert("message".into(), json!(self.detail.as_ref().unwrap_or(&self.title)));
        if let Some(target) = &self.target {
            error.insert("target".into(), json!(target));
        }
        if !self.errors.is_empty() {
            let details = self
                .errors
                .iter()
                .map(|error| json!({ "code": error.code, "message": error.message, "target": error.field }));
            error.insert("details".into(), details.collect());
        }
        let mut inner = self.extra.clone();
        if let Some(position) = self.position {
            inner.insert("position".into(), json!(position));
        }
        if !inner.is_empty() {
            error.insert("innererror".into(), Value::Object(inner));
        }
        json!({ "error": error })
    }
}

impl Deref for Problem {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl From<crate::odata::url::Error> for Problem {
    /// A URL that cannot be parsed: 400 with the place in the text.
    fn from(error: crate::odata::url::Error) -> Self {
        let mut problem = Self::new(400, "bad-url", "The URL is not valid OData").detailed(error.to_string());
        problem.position = Some(error.at);
        problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid() -> Problem {
        Problem::new(422, "invalid", "Fields need attention").at("deals").with_error(FieldError {
            field: "lost_reason".into(),
            code: "required".into(),
            message: "Tell us why the deal was lost".into(),
        })
    }

    #[test]
    fn problem_details_name_each_field() {
        assert_eq!(
            invalid().to_json(),
            json!({
                "type": "/problems/invalid", "title": "Fields need attention", "status": 422, "target": "deals",
                "errors": [{ "field": "lost_reason", "code": "required", "message": "Tell us why the deal was lost" }]
            })
        );
    }

    #[test]
    fn odata_errors_hold_the_same_findings_as_details() {
        assert_eq!(
            invalid().to_odata(),
            json!({ "error": {
                "code": "invalid", "message": "Fields need attention", "target": "deals",
                "details": [{ "code": "required", "message": "Tell us why the deal was lost", "target": "lost_reason" }]
            }})
        );
    }
}
