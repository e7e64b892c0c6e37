/// What this room answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a job could not be queued, found or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such job.
    #[error("job {0} not found")]
    NotFound(i64),
    /// The job is not in a state in which that can be done.
    #[error("job {0} cannot do that now")]
    WrongState(i64),
    /// Another runner has the job now; what this one did for it is undone.
    #[error("job {0} was given to another runner")]
    Taken(i64),
    /// The rule of a schedule cannot be understood.
    #[error("{rule:?} is no schedule: {message}")]
    Rule { rule: String, message: String },
    #[error(transparent)]
    Store(#[from] store::Error),
}
