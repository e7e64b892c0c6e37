//! Whatever goes wrong, as a problem for programs.

use feel::Value;
use records::{Conflict, FieldProblem};
use serde_json::{Map, json};

use super::ask::Language;
use crate::Problem;
use crate::problem::FieldError;
use crate::say;

/// Why a request failed, not yet in words.
#[derive(Debug)]
pub enum Fault {
    Problem(Problem),
    Records(records::Error),
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<records::Error> for Fault {
    fn from(error: records::Error) -> Self {
        Self::Records(error)
    }
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Records(error.into())
    }
}

impl From<identity::Error> for Fault {
    fn from(error: identity::Error) -> Self {
        match error {
            identity::Error::Store(error) => error.into(),
            other => store::Error::other(other).into(),
        }
    }
}

impl From<jobs::Error> for Fault {
    fn from(error: jobs::Error) -> Self {
        store::Error::other(error).into()
    }
}

impl Fault {
    /// The fault in words.
    pub fn told(self, language: Language) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Records(error) => told(error, language),
        }
    }
}

/// Nobody is recognised.
pub fn unauthorized() -> Problem {
    Problem::new(401, "unauthorized", "An API token is needed")
        .detailed("send an API token: Authorization: Bearer …, or Basic with the token as the password")
}

fn told(error: records::Error, language: Language) -> Problem {
    use records::Error;
    match error {
        Error::NotFound { entity, id: 0 } => Problem::not_found(format!("there is no {entity} that you may see")),
        Error::NotFound { entity, id } => Problem::not_found(format!("there is no {entity} {id} that you may see")),
        Error::Forbidden { entity, action } => {
            Problem::new(403, "forbidden", "You may not do that").detailed(format!("you may not {action} {entity}"))
        }
        Error::Conflict(conflict) => conflicting(&conflict),
        Error::Invalid(problems) => invalid(&problems, language),
        Error::Query(problem) => {
            let detail = say::problem(&problem, language);
            // What OData can say and SQL cannot is our limit, not a mistake.
            if matches!(&problem.message, records::Message::Id { id, .. } if *id == "problem-filter-unsupported") {
                return Problem::not_implemented(detail);
            }
            Problem::bad_request(detail)
        }
        Error::Definitions(_) => internal("the definitions cannot be read"),
        Error::Store(error) => stored(&error),
    }
}

/// A change of what somebody else changed meanwhile.
fn conflicting(conflict: &Conflict) -> Problem {
    let mut problem = Problem::new(412, "precondition-failed", "The record has changed since you read it")
        .detailed(format!("the version is {} now; read the record again", conflict.version))
        .at("If-Match");
    let mut changed = Map::new();
    for difference in &conflict.changed {
        let values = json!({ "before": value(&difference.before), "after": value(&difference.after) });
        changed.insert(difference.name.to_string(), values);
    }
    problem.extra.insert("version".into(), json!(conflict.version));
    problem.extra.insert("changed".into(), changed.into());
    problem.extra.insert("changed_by".into(), json!(conflict.by));
    if let Ok(at) = jiff::Timestamp::from_microsecond(conflict.at) {
        problem.extra.insert("changed_at".into(), json!(at.to_string()));
    }
    problem
}

fn value(value: &Value) -> serde_json::Value {
    let mut text = String::new();
    feel::write_json(value, &mut text);
    serde_json::from_str(&text).unwrap_or_default()
}

/// Every finding with the field it is about: `lines/0/quantity` for one of a line.
pub fn invalid(problems: &[FieldProblem], language: Language) -> Problem {
    let mut problem = Problem::new(422, "invalid", "Fields need attention").detailed(match problems.len() {
        1 => say::problem(&problems[0], language),
        count => format!("{count} fields need attention"),
    });
    problem.errors = problems
        .iter()
        .map(|found| {
            let field = found.field.as_deref().unwrap_or_default();
            let place = found.line.as_ref().map(|(lines, index)| format!("{lines}/{index}"));
            let field = match (place, field) {
                (None, field) => field.to_owned(),
                (Some(place), "") => place,
                (Some(place), field) => format!("{place}/{field}"),
            };
            let code = match &found.message {
                records::Message::Id { id, .. } => id.strip_prefix("problem-").unwrap_or(id).to_owned(),
                records::Message::Said(_) => "rule".to_owned(),
            };
            FieldError { field, code, message: say::problem(found, language) }
        })
        .collect();
    problem
}

fn stored(error: &store::Error) -> Problem {
    let busy = |detail: String| Problem::new(503, "busy", "The service is busy").detailed(detail);
    match error {
        store::Error::Unique { columns, .. } => Problem::new(409, "conflict", "Something else stands in the way")
            .detailed(format!("another record has the same {}", columns.join(", "))),
        store::Error::Reference { .. } | store::Error::Constraint { .. } => {
            Problem::new(409, "conflict", "Something else stands in the way").detailed(error.to_string())
        }
        store::Error::TooLarge { .. } => too_large(error.to_string()),
        store::Error::Full => Problem::new(507, "busy", "The service is busy").detailed(error.to_string()),
        store::Error::OutOfRange => Problem::bad_request(error.to_string()),
        error if error.is_transient() => busy(error.to_string()),
        store::Error::Closed | store::Error::UnknownOutcome => busy(error.to_string()),
        error => {
            tracing::error!("A request failed: {error}");
            internal("the failure is in the log of the service")
        }
    }
}

/// A request that is larger than what is taken.
pub fn too_large(detail: String) -> Problem {
    Problem::new(413, "too-large", "The request is too large").detailed(detail)
}

fn internal(detail: &str) -> Problem {
    Problem::new(500, "internal", "The service failed").detailed(detail)
}
