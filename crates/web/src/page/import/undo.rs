//! Taking an import back, step by step, so that it never holds the database for long.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import::Import;
use maud::{Markup, html};
use records::{Records, undo};

use super::result::find;
use super::work;
use crate::component::form;
use crate::component::progress::{self, Progress};
use crate::http;
use crate::reader::Reader;
use crate::site::{Me, Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/import/{id}/undo", post(begin)).route("/import/{id}/undo/progress", get(show))
}

/// Changes that are taken back in one transaction.
const STEP: u64 = 250;

/// How many changes were left, of what was taken back a moment ago, until the page has said so.
static LEFT: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

fn left() -> std::sync::MutexGuard<'static, HashMap<String, usize>> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name(import: &Import) -> String {
    // The batch alone is not unique among installations in one process; the moment it began makes it so.
    format!("undo {} {} {}", import.id, import.batch, import.begun_at)
}

async fn begin(visit: Visit, Path(id): Path<i64>) -> Response {
    let records = visit.site.front().records().clone();
    visit
        .read(move |tx, me| {
            let import = find(tx, me, id)?;
            let total = import.counts.created + import.counts.changed;
            let (records, me, batch) = (records.clone(), me.clone(), import.batch);
            work::forget(&name(&import));
            let own = name(&import);
            work::begin(&name(&import), move |progress| {
                progress.tell(0, total);
                let kept = take_back(&records, &me, batch, total, progress).map_err(|error| {
                    tracing::error!("An import could not be taken back: {error}");
                    Vec::new()
                })?;
                left().insert(own, kept);
                Ok(())
            });
            Ok(Redirect::to(&format!("/import/{id}/undo/progress")).into_response())
        })
        .await
}

/// Takes a batch back, and says how many of its changes were left as they are. Repeating what was done before the process ended changes nothing.
fn take_back(records: &Records, me: &Me, batch: i64, total: u64, progress: &work::Progress) -> records::Result<usize> {
    let actor = me.visitor.actor.clone();
    let starter = actor.clone();
    let into = match records.write_blocking(move |tx| undo::start(tx, &starter, batch)) {
        Ok(into) => into,
        // Taken back already, in another window.
        Err(records::Error::Query(_)) => return Ok(0),
        Err(error) => return Err(error),
    };
    let (mut before, mut done, mut kept) = (None, 0, 0);
    loop {
        let actor = actor.clone();
        let step = records.write_blocking(move |tx| undo::step(tx, &actor, batch, into, before, STEP))?;
        done += step.changes;
        kept += step.left.len();
        progress.tell(done.min(total), total);
        before = step.before;
        if before.is_none() {
            return Ok(kept);
        }
    }
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let import = find(tx, me, id)?;
            let Some(running) = work::find(&name(&import)) else {
                let kept = left().remove(&name(&import)).filter(|kept| *kept > 0);
                let said = kept.map(|kept| format!("?left={kept}")).unwrap_or_default();
                return Ok(http::redirect(&headers, &format!("/import/{id}{said}")));
            };
            let reader = &me.reader;
            let content = match running.failure() {
                Some(_) => {
                    work::forget(&name(&import));
                    form::problem(&t!(reader, "import-undo-failed"))
                }
                None => bar(reader, &import, &running),
            };
            if http::is_fragment(&headers) {
                return Ok(content.into_response());
            }
            let card = super::super::settings::card(
                &t!(reader, "import-undo"),
                "",
                html! {},
                html! { div class="p-4" { (content) } },
            );
            Ok(super::start::page(tx, me, 3, card).into_response())
        })
        .await
}

/// How far the taking back is, when it is under way.
pub(super) fn running(import: &Import) -> Option<Markup> {
    let running = work::find(&name(import)).filter(|running| running.failure().is_none())?;
    let (done, total) = running.told();
    Some(html! { a class="link num" href=(format!("/import/{}/undo/progress", import.id)) { (done) " / " (total) } })
}

fn bar(reader: &Reader, import: &Import, running: &work::Progress) -> Markup {
    let (done, total) = running.told();
    let url = format!("/import/{}/undo/progress", import.id);
    progress::progress(
        reader,
        &Progress {
            id: "undo",
            title: t!(reader, "import-undoing", file = import.file.as_str()),
            done,
            total: Some(total),
            note: t!(reader, "jobs-may-leave"),
            poll: Some(&url),
        },
    )
}
