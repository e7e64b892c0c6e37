//! `$batch`: many requests in one. OData Protocol 11.7, JSON Format 19.
//!
//! The pure part: a body becomes a [`Batch`], its [`Answers`] become a body. Both formats,
//! JSON and `multipart/mixed`, give the same tree. Who runs the requests walks
//! [`Batch::requests`] in order, asks [`Answers::ready`] before each, puts what `$1`
//! stands for into it with [`Answers::resolve`], and gives the answer to
//! [`Answers::push`]. Requests of one [`Request::group`] are one transaction: if one
//! fails, the answers of the others are replaced with [`Answers::undo_group`].

mod answers;
mod http;
mod json;
mod multipart;

pub use answers::{Answers, Ready};
use serde_json::Value;

use crate::Problem;

/// How many requests one batch may hold.
pub const LIMIT: usize = 1_000;

/// The requests of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub format: Format,
    pub requests: Vec<Request>,
}

/// The format of a batch, in which it is answered as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Multipart,
}

/// One request of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The name it was given; unique in the batch. In multipart a request may have none,
    /// then it is `#` and its number.
    pub id: String,
    /// The change set or atomicity group it belongs to: all or nothing.
    pub group: Option<String>,
    pub method: Method,
    /// As sent: absolute, with an absolute path, or relative to the service root.
    pub url: String,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    pub body: Body,
    /// Ids of requests and groups that must have succeeded before this one runs.
    pub depends_on: Vec<String>,
    /// `if`: an expression that decides whether it runs at all, as sent.
    pub condition: Option<String>,
}

/// The methods of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Delete,
}

impl Method {
    /// Reads a method, letters in either case.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_uppercase().as_str() {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PATCH" => Self::Patch,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            _ => return None,
        })
    }

    /// The name of the method.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What a request or an answer carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    None,
    Json(Value),
    Bytes(Vec<u8>),
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Body,
}

impl Answer {
    /// The answer that tells of a problem.
    pub fn problem(problem: &Problem) -> Self {
        Self {
            status: problem.status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Body::Json(problem.to_odata()),
        }
    }

    /// Whether the request did what it should.
    pub fn is_success(&self) -> bool {
        (200..400).contains(&self.status)
    }

    /// The first header of a name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl Request {
    /// The first header of a name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// Parses the body of a `POST $batch`.
///
/// # Errors
/// 415 for another content type; 400 for a body that is no batch, for an id used
/// twice, for a dependency on what does not come before, for a GET in a change set;
/// 413 for more than [`LIMIT`] requests.
pub fn parse(content_type: &str, body: &[u8]) -> Result<Batch, Problem> {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let batch = if media_type.eq_ignore_ascii_case("application/json") {
        json::parse(body)?
    } else if media_type.eq_ignore_ascii_case("multipart/mixed") {
        multipart::parse(content_type, body)?
    } else {
        let detail = format!("a batch is application/json or multipart/mixed, not \"{media_type}\"");
        return Err(Problem::new(415, "unsupported-media-type", "The media type is not supported").detailed(detail));
    };
    check(&batch)?;
    Ok(batch)
}

fn check(batch: &Batch) -> Result<(), Problem> {
    if batch.requests.len() > LIMIT {
        let detail = format!("a batch may hold {LIMIT} requests");
        return Err(Problem::new(413, "too-large", "The request is too large").detailed(detail));
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut group: Option<&str> = None;
    for request in &batch.requests {
        if seen.contains(&request.id.as_str()) {
            return Err(bad(format!("the id \"{}\" is used twice", request.id)));
        }
        // JSON Format 19.1: the members of a group stand together.
        if request.group.as_deref() != group {
            if let Some(name) = request.group.as_deref() {
                if seen.contains(&name) {
                    return Err(bad(format!("the requests of the group \"{name}\" do not stand together")));
                }
                seen.push(name);
            }
            group = request.group.as_deref();
        }
        if request.group.is_some() && request.method == Method::Get {
            return Err(bad(format!("the request \"{}\" reads, which a change set does not", request.id)));
        }
        for needed in &request.depends_on {
            if !seen.contains(&needed.as_str()) || request.group.as_deref() == Some(needed) {
                return Err(bad(format!(
                    "the request \"{}\" depends on \"{needed}\", which does not come before it",
                    request.id
                )));
            }
        }
        seen.push(&request.id);
    }
    Ok(())
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::bad_request(detail).at("$batch")
}

#[cfg(test)]
mod tests;
