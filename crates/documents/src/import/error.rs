//! Why an import could not begin or go on.

use super::report::Problem;
use crate::{sheet, write};

/// What importing answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file could not be imported. What single rows suffer from is in the report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read, or the rest of it.
    #[error(transparent)]
    Sheet(#[from] sheet::Error),
    /// The plan names what is not there, or contradicts itself.
    #[error("the plan has {} findings: {}", .0.len(), .0.iter().map(|problem| problem.text("en")).collect::<Vec<_>>().join(" "))]
    Plan(Vec<Problem>),
    /// No such import, or none this person may see.
    #[error("import {0} not found")]
    NotFound(i64),
    /// Somebody else goes on with the import.
    #[error("import {0} is being run elsewhere")]
    Taken(i64),
    /// The definitions changed so often meanwhile that no chunk could be written.
    #[error("the definitions are being changed: try again")]
    Redefined,
    /// Whoever asked wants it to stop here.
    #[error("stopped")]
    Stopped,
    /// The uploaded file is gone.
    #[error("the file of import {0} is no longer kept")]
    FileGone(i64),
    #[error(transparent)]
    Records(#[from] records::Error),
    #[error(transparent)]
    Job(#[from] jobs::Error),
    #[error(transparent)]
    Write(#[from] write::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        Error::Records(error.into())
    }
}
