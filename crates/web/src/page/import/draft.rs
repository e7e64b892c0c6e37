//! An import that has not begun: a file that came up, and what was chosen about it so far.
//!
//! It is kept as the payload of a job that is due a day after it was last touched, and then forgets the file; whoever
//! made the draft alone may see it.

use documents::import::{Plan, Report, Suggestion};
use documents::sheet::{self, Workbook};
use jobs::{Job, State};
use records::Tx;
use serde::{Deserialize, Serialize};
use std::io::Write;
use store::{Database, blob};
use tempfile::NamedTempFile;

use crate::site::{Me, Trouble};

/// The kind of the jobs that hold drafts.
pub(in crate::page) use documents::import::DRAFT;

/// A draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Draft {
    /// Random: names the draft among jobs, and its trial in memory.
    pub key: String,
    pub user: i64,
    /// The entity's qualified name.
    pub entity: String,
    /// What the file is called.
    pub file: String,
    pub size: u64,
    /// The file, in [`store::blob`].
    pub hash: String,
    /// What the file is: `CSV`, `XLSX`.
    pub format: String,
    /// The encoding of a text.
    pub encoding: Option<String>,
    /// The names of its sheets, when it has several.
    pub sheets: Vec<String>,
    pub suggestion: Suggestion,
    /// What the trial of this very plan showed.
    #[serde(default)]
    pub report: Option<Report>,
}

impl Draft {
    pub(super) fn plan(&self) -> &Plan {
        &self.suggestion.plan
    }

    /// The same draft with another plan: what the trial of the one before showed no longer holds.
    pub(super) fn with_plan(mut self, plan: Plan) -> Self {
        self.suggestion.plan = plan;
        self.report = None;
        self
    }

    /// Writes the draft down and returns its number, which stays.
    pub(super) fn save(&self, tx: &mut Tx<'_>) -> Result<i64, Trouble> {
        let payload = serde_json::to_value(self).map_err(internal)?;
        let due = tx.sql().now().checked_add(documents::import::DRAFT_KEPT).map_err(internal)?;
        jobs::enqueue(tx.sql(), Job::new(DRAFT, payload).key(self.key.clone()).due(due)).map_err(internal)
    }

    /// A draft of this person's.
    pub(super) fn find(tx: &mut Tx<'_>, me: &Me, id: i64) -> Result<Self, Trouble> {
        let job = jobs::find(tx.sql(), id).map_err(|error| match error {
            jobs::Error::NotFound(_) => Trouble::NotFound,
            error => internal(error),
        })?;
        if job.kind != DRAFT || job.state != State::Waiting {
            return Err(Trouble::NotFound);
        }
        let draft: Self = serde_json::from_value(job.payload).map_err(internal)?;
        if draft.user == me.actor().user { Ok(draft) } else { Err(Trouble::NotFound) }
    }

    /// Forgets a draft; the file stays with the import that came of it.
    pub(super) fn end(tx: &mut Tx<'_>, id: i64) -> Result<(), Trouble> {
        jobs::cancel(tx.sql(), id).and_then(|()| jobs::discard(tx.sql(), id)).map_err(internal)
    }

    /// The file, open. Blocks.
    pub(super) fn open(
        &self,
        database: &Database,
        reading: sheet::Options,
    ) -> documents::import::Result<(Workbook, NamedTempFile)> {
        open(database, &self.hash, &self.file, reading)
    }
}

/// Opens an uploaded file; it is on disk as long as the second part lives. Blocks.
pub(super) fn open(
    database: &Database,
    hash: &str,
    name: &str,
    reading: sheet::Options,
) -> documents::import::Result<(Workbook, NamedTempFile)> {
    let mut reader = blob::reader(database, hash)?.ok_or(documents::import::Error::FileGone(0))?;
    let mut file = NamedTempFile::new()?;
    std::io::copy(&mut reader, file.as_file_mut())?;
    file.as_file_mut().flush()?;
    let workbook = sheet::open(file.path(), name, reading)?;
    Ok((workbook, file))
}

pub(super) fn internal(error: impl std::fmt::Display) -> Trouble {
    Trouble::Internal(error.to_string())
}
