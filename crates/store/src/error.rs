use std::path::PathBuf;

/// What this room answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Another row holds the same value in a unique index.
    ///
    /// `columns` are the index's columns, without the table's name; `index` is empty when the database did not say.
    #[error("{table} already has a row with this {}", .columns.join(", "))]
    Unique { table: String, index: String, columns: Vec<String> },
    /// A row that is pointed to is missing, or a row that is still pointed to would go.
    ///
    /// SQLite does not say which: then both texts are empty.
    #[error("a reference of {table} would point to nothing")]
    Reference { table: String, constraint: String },
    /// A value is missing or refused by a constraint of the table.
    #[error("{table} refuses the value of {column}")]
    Constraint { table: String, column: String },
    /// The transaction lost against another one and may succeed when it is run again.
    ///
    /// [`crate::Database::write`] does that itself a bounded number of times.
    #[error("the transaction lost against another one; try again")]
    Retry,
    /// Too many requests wait already.
    #[error("the database is busy; try again shortly")]
    Busy,
    /// No room is left on the disk; nothing was written.
    #[error("the disk is full: nothing was written")]
    Full,
    /// A file is longer than it may be.
    #[error("the file is larger than the {limit} bytes that are allowed")]
    TooLarge { limit: u64 },
    /// The database, or this transaction, does not accept writes.
    #[error("the database accepts no writes here")]
    ReadOnly,
    /// The connection broke while the commit was on its way: it may or may not have happened.
    #[error("the connection broke during the commit: look whether the change is there before you repeat it")]
    UnknownOutcome,
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Lost(String),
    /// The database's file or content is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A computation left the range of what the database computes with.
    #[error("a number is too large to compute with")]
    OutOfRange,
    /// A statement ran longer than this kind of transaction may.
    #[error("the query took too long and was stopped")]
    TooSlow,
    /// A statement of this transaction failed before, and the transaction went on regardless.
    ///
    /// Only [`crate::Tx::savepoint`] lets a transaction survive a failed statement.
    #[error("the transaction has failed already")]
    Aborted,
    /// The closure panicked; its transaction was rolled back.
    #[error("the work on the database failed unexpectedly: {0}")]
    Panic(String),
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// A file of the database cannot be read or written.
    #[error("{}: {message}", path.display())]
    File { path: PathBuf, message: String },
    /// A cell does not hold what was asked for.
    #[error("column {column} does not hold {wanted}")]
    Cell { column: usize, wanted: &'static str },
    /// Anything else the database said; a mistake in a statement, for example.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// An error of the caller's own that ends a row callback or a transaction.
    pub fn other(message: impl ToString) -> Self {
        Error::Other(message.to_string())
    }

    /// Tells whether the same request may succeed when it is made again as it is.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Retry | Error::Busy | Error::Lost(_) | Error::TooSlow)
    }

    pub(crate) fn file(path: impl Into<PathBuf>, error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Error::Full;
        }
        Error::File { path: path.into(), message: error.to_string() }
    }
}
