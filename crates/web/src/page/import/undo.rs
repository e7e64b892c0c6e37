//! Taking an import back: a job, so that it goes on when the page is closed and after a restart.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import::{self, Import};
use jobs::{Entry, State};
use maud::Markup;
use records::Tx;

use super::result::find;
use super::trouble;
use crate::component::progress::{self, Progress};
use crate::http;
use crate::page::jobs as work_page;
use crate::reader::Reader;
use crate::site::{Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/import/{id}/undo", post(begin)).route("/import/{id}/undo/progress", get(show))
}

async fn begin(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            let import = find(tx, me, id)?;
            let batch = records::batch::get(tx, me.actor(), import.batch)?;
            // Pressed in another window too: the page says what became of it.
            if batch.is_some_and(|batch| batch.undone.is_none()) {
                import::start_undo(tx, me.actor(), id).map_err(trouble)?;
            }
            Ok(Redirect::to(&format!("/import/{id}")).into_response())
        })
        .await
}

/// The bar, as long as there is something to wait for; else the page of the import.
async fn show(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let import = find(tx, me, id)?;
            let job = job(tx, &import)?.filter(|job| is_under_way(job) && http::is_fragment(&headers));
            Ok(match job {
                Some(job) => bar(&me.reader, &import, &job).into_response(),
                None => http::redirect(&headers, &format!("/import/{id}")),
            })
        })
        .await
}

/// The job that takes an import back, or did; none when there is none, or it is forgotten.
pub(super) fn job(tx: &mut Tx<'_>, import: &Import) -> Result<Option<Entry>, Trouble> {
    let Some(id) = import.undo else { return Ok(None) };
    match jobs::find(tx.sql(), id) {
        Ok(job) => Ok(Some(job)),
        Err(jobs::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(Trouble::Internal(error.to_string())),
    }
}

/// Whether the taking back goes on, or will.
pub(super) fn is_under_way(job: &Entry) -> bool {
    matches!(job.state, State::Waiting | State::Running | State::Paused)
}

/// How far the taking back is.
pub(super) fn bar(reader: &Reader, import: &Import, job: &Entry) -> Markup {
    let url = format!("/import/{}/undo/progress", import.id);
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    progress::progress(
        reader,
        &Progress {
            id: "undo",
            title: t!(reader, "import-undoing", file = import.file.as_str()),
            done: whole(job.done),
            total: Some(job.total.map_or(import.counts.created + import.counts.changed, whole)),
            note: work_page::note(reader, job),
            poll: matches!(job.state, State::Running | State::Waiting).then_some(url.as_str()),
        },
    )
}
