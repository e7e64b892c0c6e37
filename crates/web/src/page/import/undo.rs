//! Taking an import back: a job, so that it goes on when the page is closed and after a restart.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import::{self, Import, TakenBack};
use jiff::Timestamp;
use jobs::{Entry, State};
use maud::{Markup, html};
use records::Tx;

use super::result::find;
use super::trouble;
use crate::component::progress::{self, Progress};
use crate::component::tag::{self, Hue};
use crate::format;
use crate::http;
use crate::page::jobs as work_page;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/import/{id}/undo", post(begin)).route("/import/{id}/undo/progress", get(show))
}

async fn begin(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            let import = find(tx, me, id)?;
            let batch = records::batch::get(tx, me.actor(), import.batch)?;
            // Pressed in another window too: the page says what became of it.
            let left = import::outcome(tx, &import).map_err(trouble)?.map_or(0, |back| back.left);
            if batch.is_some_and(|batch| batch.undone.is_none() || left > 0) {
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

/// What the import is called after it was taken back: wholly, partly, or not at all.
pub(super) fn state_tag(reader: &Reader, back: &TakenBack) -> Markup {
    match (back.left, back.changes) {
        (0, _) => tag::status(t!(reader, "import-undone"), Hue::Amber),
        (_, 0) => tag::status(t!(reader, "import-undone-nothing"), Hue::Red),
        (left, _) => tag::status(t!(reader, "import-undone-partly", count = left), Hue::Amber),
    }
}

/// When and by whom an import was taken back, as far as it was.
pub(super) fn words(tx: &mut Tx<'_>, me: &Me, (at, by): (i64, i64), back: &TakenBack) -> Result<String, Trouble> {
    let found = records::titles(tx, me.actor(), records::USER, &[by])?;
    let who = found.first().map_or("Relata", |found| &*found.title).to_owned();
    let at = Timestamp::from_microsecond(at).unwrap_or(me.reader.now);
    let (reader, time) = (&me.reader, format::date_time(&me.reader, at));
    let text = match (back.left, back.changes) {
        (0, _) => t!(reader, "import-undone-about", time = time, who = who),
        (_, 0) => t!(reader, "import-undone-nothing-about", time = time, who = who),
        _ => t!(reader, "import-undone-partly-about", time = time, who = who),
    };
    Ok(text.into_owned())
}

/// Why changes were left, each reason with how many.
pub(super) fn reasons(tx: &Tx<'_>, reader: &Reader, back: &TakenBack) -> Markup {
    let mut lines = Vec::new();
    if back.since > 0 {
        lines.push(t!(reader, "import-undo-left-since", count = back.since));
    }
    for (plural, count) in &back.needed {
        lines.push(match tx.model().entity_by_plural(plural) {
            Some(entity) => {
                let label = entity.plural_label.get(reader.language.code());
                t!(reader, "import-undo-left-needed", count = *count, entity = label)
            }
            None => t!(reader, "import-undo-left-needed-elsewhere", count = *count),
        });
    }
    if back.other() > 0 {
        lines.push(t!(reader, "import-undo-left-other", count = back.other()));
    }
    html! { ul class="pb-3" { @for line in &lines { li { (line) } } } }
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
