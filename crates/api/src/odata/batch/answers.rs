//! The answers of a batch, and what later requests take from earlier ones.

use serde_json::Value;

use super::{Answer, Body, Format, Request, json, multipart};
use crate::Problem;

/// The answers so far, in the order of the requests.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    answers: Vec<(Request, Answer)>,
}

/// Whether a request may run.
#[derive(Debug, Clone, PartialEq)]
pub enum Ready {
    Run,
    /// It depends on a request that failed: this is its answer.
    Refused(Box<Answer>),
}

impl Answers {
    /// Whether what the request depends on has succeeded. JSON Format 19.1.5: else 424.
    pub fn ready(&self, request: &Request) -> Ready {
        let needed = request.depends_on.iter().map(String::as_str).chain(referenced(&request.url));
        for id in needed {
            let failed = self
                .answers
                .iter()
                .filter(|(answered, _)| answered.id == id || answered.group.as_deref() == Some(id))
                .any(|(_, answer)| !answer.is_success());
            if failed {
                let problem = Problem::new(424, "failed-dependency", "A request this one needs has failed")
                    .detailed(format!("the request \"{id}\" has failed"));
                return Ready::Refused(Box::new(Answer::problem(&problem)));
            }
        }
        Ready::Run
    }

    /// Puts what `$1` stands for into the URL and the body of a request: the resource
    /// that request 1 has created or addressed. Protocol 11.7.3.1.
    ///
    /// What names no earlier request stays: `$metadata` is no reference.
    pub fn resolve(&self, mut request: Request) -> Request {
        if let Some(url) = self.resolved(&request.url) {
            request.url = url;
        }
        if let Body::Json(value) = &mut request.body {
            self.resolve_links(value);
        }
        request
    }

    /// Resolves `@odata.id`, `@odata.bind` and their short forms of 4.01 in a body.
    fn resolve_links(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    if is_link(name) {
                        self.resolve_link(member);
                    } else {
                        self.resolve_links(member);
                    }
                }
            }
            Value::Array(members) => members.iter_mut().for_each(|member| self.resolve_links(member)),
            _ => {}
        }
    }

    fn resolve_link(&self, link: &mut Value) {
        match link {
            Value::String(text) => {
                if let Some(url) = self.resolved(text) {
                    *text = url;
                }
            }
            Value::Array(links) => links.iter_mut().for_each(|link| self.resolve_link(link)),
            _ => {}
        }
    }

    /// The URL with a leading `$id` replaced.
    fn resolved(&self, url: &str) -> Option<String> {
        let id = referenced(url)?;
        let (request, answer) = self.answers.iter().find(|(request, _)| request.id == id)?;
        let target = answer.header("location").or_else(|| answer.header("odata-entityid"));
        let target = target.unwrap_or_else(|| request.url.split('?').next().unwrap_or_default());
        let rest = &url.trim_start_matches('/')[1 + id.len()..];
        Some(format!("{target}{rest}"))
    }

    /// Adds the answer to the next request.
    pub fn push(&mut self, request: Request, answer: Answer) {
        self.answers.push((request, answer));
    }

    /// Replaces the answers of a group that failed as a whole: all but the one that
    /// failed say 424, because nothing of them was done.
    pub fn undo_group(&mut self, group: &str) {
        let problem = Problem::new(424, "failed-dependency", "A request this one needs has failed")
            .detailed(format!("nothing of the group \"{group}\" was done, because one request has failed"));
        for (request, answer) in &mut self.answers {
            if request.group.as_deref() == Some(group) && answer.is_success() {
                *answer = Answer::problem(&problem);
            }
        }
    }

    /// How many requests were answered so far.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether none was answered yet.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Whether any answer so far tells of a failure.
    pub fn has_failed(&self) -> bool {
        self.answers.iter().any(|(_, answer)| !answer.is_success())
    }

    /// Writes all answers; returns the content type and the body.
    pub fn write(&self, format: Format) -> (String, Vec<u8>) {
        match format {
            Format::Json => ("application/json".to_owned(), json::write(&self.answers)),
            Format::Multipart => multipart::write(&self.answers),
        }
    }
}

/// The id after a leading dollar sign.
fn referenced(url: &str) -> Option<&str> {
    let name = url.trim_start_matches('/').strip_prefix('$')?;
    let end = name.find(['/', '?', '(']).unwrap_or(name.len());
    Some(&name[..end]).filter(|id| !id.is_empty())
}

fn is_link(name: &str) -> bool {
    let annotation = name.rsplit('@').next().filter(|annotation| annotation.len() < name.len());
    matches!(annotation, Some("odata.id" | "odata.bind" | "id" | "bind"))
}
