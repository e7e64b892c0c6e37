//! Files that came up and were never imported: forgotten a day after somebody last touched their draft.

use std::time::Duration;

use access::{Actor, Through};
use jobs::{Filter, State};
use records::{Records, Tx};
use serde_json::Value;
use store::blob;

use super::error::Result;
use super::table;

/// The kind of the jobs that hold what was chosen about a file before its import begins; their payload names the file
/// as `hash`. Such a job is due when it is given up, and then forgets the file.
pub const DRAFT: &str = "web.import.draft";
/// How long a draft is kept after it was last touched.
pub const DRAFT_KEPT: Duration = Duration::from_secs(24 * 3600);

/// Drafts looked at in one question.
const PAGE: u64 = 200;

/// Forgets the file of a draft that was given up, unless an import, a record or another draft has the same one; says
/// whether it did.
///
/// # Errors
/// When the database or the folder of files fails.
pub(super) fn give_up(records: &Records, job: i64, payload: &Value) -> Result<bool> {
    let Some(hash) = payload.get("hash").and_then(Value::as_str).map(str::to_owned) else { return Ok(false) };
    let wanted = hash.clone();
    let used = records.read_blocking(move |tx| {
        Ok::<_, super::Error>(
            table::has_file(tx.sql(), &wanted)? || is_of_record(tx, &wanted)? || is_of_draft(tx, job, &wanted)?,
        )
    })?;
    if !used {
        blob::remove(records.database(), &hash)?;
    }
    Ok(!used)
}

/// Whether a record has a file.
pub(super) fn is_of_record(tx: &mut Tx<'_>, hash: &str) -> Result<bool> {
    let platform = Actor::platform(Through::Command);
    let mut query = records::Query::of("base.file");
    query.limit = 1;
    query.filter = Some(feel::Expr::eq(feel::Expr::name("sha256"), feel::Expr::literal(hash)));
    match records::list(tx, &platform, &query, |_| {}) {
        Ok(page) => Ok(page.rows > 0),
        Err(records::Error::NotFound { .. } | records::Error::Query(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether another draft that still waits has a file.
fn is_of_draft(tx: &mut Tx<'_>, but: i64, hash: &str) -> Result<bool> {
    let mut filter =
        Filter { state: Some(State::Waiting), kind: Some(DRAFT.to_owned()), limit: PAGE, ..Filter::default() };
    loop {
        let drafts = jobs::list(tx.sql(), &filter)?;
        let has =
            |draft: &jobs::Entry| draft.id != but && draft.payload.get("hash").and_then(Value::as_str) == Some(hash);
        if drafts.iter().any(has) {
            return Ok(true);
        }
        match drafts.last() {
            Some(last) if drafts.len() as u64 == PAGE => filter.before = Some(last.id),
            _ => return Ok(false),
        }
    }
}
