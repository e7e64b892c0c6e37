//! Why a record could not be read or written.

use crate::problem::FieldProblem;
use std::sync::Arc;

/// What this room answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a record could not be read or written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// No such record or entity, or none this actor may see: they look alike on purpose.
    #[error("{entity} {id} not found")]
    NotFound { entity: Arc<str>, id: i64 },
    /// The actor may see this, but not do that with it.
    #[error("you may not {action} {entity}")]
    Forbidden { entity: Arc<str>, action: &'static str },
    /// Somebody else changed the record since it was opened.
    #[error("someone else changed this record since you opened it")]
    Conflict(Box<Conflict>),
    /// What was sent cannot be stored; every finding at once.
    #[error("{} fields need attention", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// What was asked for makes no sense: an unknown field, a filter that cannot be read.
    #[error(transparent)]
    Query(Box<FieldProblem>),
    /// The definitions do not allow this.
    #[error("the definitions have {} findings", .0.len())]
    Definitions(Vec<model::Finding>),
    /// The database could not.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What stands in the way of a change made to an older version.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The version that is stored now.
    pub version: i64,
    /// The fields that changed since the version the caller had seen, with the values they had and have.
    pub changed: Vec<crate::history::Difference>,
    /// Who changed it last.
    pub by: i64,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
}

impl Error {
    /// One finding about one field.
    pub fn field(problem: FieldProblem) -> Self {
        Self::Invalid(vec![problem])
    }

    /// A question that cannot be answered.
    pub fn query(problem: FieldProblem) -> Self {
        Self::Query(Box::new(problem))
    }
}
