//! An import that has not begun: a file that came up, and what was chosen about it so far.
//!
//! It is kept as the payload of a job that is due a day after it was last touched, and then forgets the file; whoever
//! made the draft alone may see it.

use documents::import::{self, Plan, Report, Suggestion, Tried};
use documents::sheet::{self, Workbook};
use jobs::{Entry, Job, State};
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
    /// Random: names the draft among jobs.
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
    /// The job that tries this very plan out.
    #[serde(default)]
    pub trial: Option<i64>,
}

impl Draft {
    pub(super) fn plan(&self) -> &Plan {
        &self.suggestion.plan
    }

    /// The same draft with another plan: what the trial of the one before showed no longer holds.
    pub(super) fn with_plan(mut self, plan: Plan) -> Self {
        self.suggestion.plan = plan;
        self.trial = None;
        self
    }

    /// Has the plan tried out; the trial of the plan before ends.
    pub(super) fn try_out(mut self, tx: &mut Tx<'_>, me: &Me, id: i64) -> import::Result<Self> {
        self.forget_trial(tx)?;
        self.trial = Some(import::start_trial(tx, me.actor(), &self.file, &self.hash, self.plan(), id)?);
        Ok(self)
    }

    /// Ends the trial that is known, if any.
    pub(super) fn forget_trial(&mut self, tx: &mut Tx<'_>) -> import::Result<()> {
        let Some(job) = self.trial.take() else { return Ok(()) };
        for end in [jobs::cancel, jobs::discard] {
            match end(tx.sql(), job) {
                // It ended before, or ends as soon as it notices; then it is forgotten with other old jobs.
                Ok(()) | Err(jobs::Error::NotFound(_) | jobs::Error::WrongState(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The job that tries the plan out; none when there is none, or it is forgotten.
    pub(super) fn trial(&self, tx: &mut Tx<'_>) -> Result<Option<Entry>, Trouble> {
        let Some(job) = self.trial else { return Ok(None) };
        match jobs::find(tx.sql(), job) {
            Ok(job) => Ok(Some(job)),
            Err(jobs::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(internal(error)),
        }
    }

    /// What the trial showed; none while it has not ended well.
    pub(super) fn report(&self, tx: &mut Tx<'_>) -> Result<Option<Box<Report>>, Trouble> {
        Ok(match self.trial(tx)?.as_ref().and_then(import::tried) {
            Some(Tried::Report(report)) => Some(report),
            Some(Tried::Wrong(_)) | None => None,
        })
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

    /// As [`Draft::find`]; none when there is none any more.
    pub(super) fn open_still(tx: &mut Tx<'_>, me: &Me, id: i64) -> Result<Option<Self>, Trouble> {
        match Self::find(tx, me, id) {
            Ok(draft) => Ok(Some(draft)),
            Err(Trouble::NotFound) => Ok(None),
            Err(trouble) => Err(trouble),
        }
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
