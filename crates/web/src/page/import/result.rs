//! The run and its result: how far it is, what it did, the refused rows, and the way back.

use std::io::{Seek, SeekFrom};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use documents::export::Format;
use documents::import::{self, Counts, Import};
use jobs::{Entry, State};
use maud::{Markup, html};
use records::Tx;
use records::batch::Batch;

use super::super::jobs as work_page;
use super::super::settings::{card, recognise};
use super::check::{not_found, number};
use super::reasons::reasons;
use super::start::page;
use super::{trouble, undo};
use crate::component::button::{Act, Button};
use crate::component::progress::{self, Progress};
use crate::component::tag::{self, Hue};
use crate::component::{form, icon};
use crate::http;
use crate::page::list::of_batch_url;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/import/{id}", get(show))
        .route("/import/{id}/refused.csv", get(refused_csv))
        .route("/import/{id}/refused.xlsx", get(refused_xlsx))
}

/// Refused rows on the page; the file has all.
const REFUSED: u64 = 20;

/// An import this person may see: their own, or any for administrators.
pub(super) fn find(tx: &mut Tx<'_>, me: &Me, id: i64) -> Result<Import, Trouble> {
    let import = import::find(tx.sql(), id).map_err(not_found)?;
    if import.by == me.actor().user || me.is_administrator() { Ok(import) } else { Err(Trouble::NotFound) }
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let import = find(tx, me, id)?;
            let job = job(tx, &import)?;
            if http::is_fragment(&headers) {
                return Ok(match (&job, import.ended_at) {
                    (Some(job), None) if matches!(job.state, State::Running | State::Waiting) => {
                        bar(me, &import, Some(job)).into_response()
                    }
                    // Whatever it is now, the whole page says it.
                    _ => http::redirect(&headers, &format!("/import/{id}")),
                });
            }
            let content = match import.ended_at {
                Some(_) => ended(tx, me, &import)?,
                None => running(tx, me, &import, job.as_ref())?,
            };
            Ok(page(tx, me, 3, content).into_response())
        })
        .await
}

fn job(tx: &mut Tx<'_>, import: &Import) -> Result<Option<Entry>, Trouble> {
    let Some(id) = import.job else { return Ok(None) };
    match jobs::find(tx.sql(), id) {
        Ok(job) => Ok(Some(job)),
        Err(jobs::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(Trouble::Internal(error.to_string())),
    }
}

fn bar(me: &Me, import: &Import, job: Option<&Entry>) -> Markup {
    let reader = &me.reader;
    let url = format!("/import/{}", import.id);
    let moves = job.is_some_and(|job| matches!(job.state, State::Running | State::Waiting));
    let note = job.map_or_else(|| t!(reader, "import-by-command"), |job| work_page::note(reader, job));
    progress::progress(
        reader,
        &Progress {
            id: "run",
            title: t!(reader, "jobs-import", file = import.file.as_str()),
            done: import.counts.rows,
            total: import.total,
            note,
            poll: moves.then_some(url.as_str()),
        },
    )
}

/// While it runs, waits, is paused or failed.
fn running(tx: &mut Tx<'_>, me: &Me, import: &Import, job: Option<&Entry>) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let error = job.filter(|job| job.state == State::Failed).and_then(|job| job.error.clone());
    let stands = import.counts.rows > 0 && job.is_none_or(|job| !matches!(job.state, State::Running | State::Waiting));
    let undone = batch(tx, me, import)?.and_then(|batch| batch.undone);
    let back = if stands {
        way_back(tx, me, import, undone)?
    } else {
        html! {}
    };
    Ok(html! {
        @if let Some(error) = &error { (form::problem(&t!(reader, "import-stopped", reason = error.as_str()))) }
        (card(&t!(reader, "import-step-run"), &t!(reader, "import-running-about"), html! { @if let Some(job) = job { (work_page::state_tag(reader, job)) } }, html! {
            div class="p-4" { (bar(me, import, job)) }
            @if let Some(job) = job { div class="flex flex-wrap gap-2 px-4 pb-4" { (work_page::buttons(reader, job)) } }
        }))
        @if stands {
            (card(&t!(reader, "import-so-far"), "", html! {}, figures(tx, reader, &import.counts, None)))
            (back)
        }
    })
}

/// The batch of an import, if this person may see it.
fn batch(tx: &mut Tx<'_>, me: &Me, import: &Import) -> Result<Option<Batch>, Trouble> {
    Ok(records::batch::get(tx, me.actor(), import.batch)?)
}

/// After the end.
fn ended(tx: &mut Tx<'_>, me: &Me, import: &Import) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let counts = &import.counts;
    let entity = tx.model().entity(&import.entity).cloned();
    let undone = batch(tx, me, import)?.and_then(|batch| batch.undone);
    let taken = import::outcome(tx, import).map_err(trouble)?.unwrap_or_default();
    let about = match undone {
        Some(undone) => undo::words(tx, me, undone, &taken)?,
        None => t!(reader, "import-done-about").into_owned(),
    };
    let refused = refused_rows(tx, reader, import)?;
    let files = html! {
        @for (ending, label) in [("csv", "CSV"), ("xlsx", "XLSX")] {
            a class="btn btn-outline btn-sm" href=(format!("/import/{}/refused.{ending}", import.id)) download data-no-prefetch { (icon("download")) span { (label) } }
        }
    };
    let back = way_back(tx, me, import, undone)?;
    // What was taken back is no longer there to be looked at.
    let of_batch = undone.is_none().then_some(import.batch);
    let written = of_batch.filter(|_| counts.created + counts.changed > 0);
    Ok(html! {
        (card(&import.file, &about, if undone.is_some() { undo::state_tag(reader, &taken) } else { tag::status(t!(reader, "jobs-done"), Hue::Green) }, html! {
            (figures(tx, reader, counts, of_batch))
            div class="flex flex-wrap gap-2 px-4 pb-4" {
                @if let Some(entity) = &entity {
                    @if let Some(batch) = written {
                        (Button::new(t!(reader, "import-open-written", count = counts.created + counts.changed), Act::Link(&of_batch_url(entity, batch))).primary().icon(&entity.icon).draw())
                        (Button::new(t!(reader, "import-open-list", entity = entity.plural_label.get(language)), Act::Link(&format!("/{}", entity.plural))).draw())
                    } @else {
                        (Button::new(t!(reader, "import-open-list", entity = entity.plural_label.get(language)), Act::Link(&format!("/{}", entity.plural))).primary().icon(&entity.icon).draw())
                    }
                    (Button::new(t!(reader, "import-another"), Act::Link(&format!("/import/into/{}", entity.plural))).icon("upload").draw())
                }
            }
        }))
        @if counts.refused > 0 {
            (card(&t!(reader, "import-refused-rows"), &t!(reader, "import-refused-file"), files, refused))
        }
        @if !import.findings.warned.is_empty() {
            (card(&t!(reader, "import-warnings"), &t!(reader, "import-warnings-about"), html! {}, reasons(reader, &import.findings.warned)))
        }
        (back)
    })
}

/// The refused rows: each reason once; of imports from before that was known, the first rows.
fn refused_rows(tx: &mut Tx<'_>, reader: &Reader, import: &Import) -> Result<Markup, Trouble> {
    if import.counts.refused == 0 || !import.findings.refused.is_empty() {
        return Ok(reasons(reader, &import.findings.refused));
    }
    let refused = import::refused(tx.sql(), import.id, 0, REFUSED).map_err(trouble)?;
    let texts = |row: &import::Refused| {
        row.problems.iter().map(|problem| problem.text(reader.language.code())).collect::<Vec<_>>()
    };
    let rows: Vec<(u64, Vec<String>)> = refused.iter().map(|row| (row.row, texts(row))).collect();
    Ok(refusals(reader, &rows, import.counts.refused))
}

/// The way back; while it is gone, how far that is, and then what it left.
fn way_back(tx: &mut Tx<'_>, me: &Me, import: &Import, undone: Option<(i64, i64)>) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let job = undo::job(tx, import)?;
    let written = import.counts.created + import.counts.changed;
    let taken = match undone {
        Some(_) => Some(import::outcome(tx, import).map_err(trouble)?.unwrap_or_default()),
        None => None,
    };
    if written == 0 || taken.as_ref().is_some_and(|taken| taken.left == 0) {
        return Ok(html! {});
    }
    let button = match &taken {
        Some(taken) => t!(reader, "import-undo-rest", count = taken.left),
        None => t!(reader, "import-undo-button", count = written),
    };
    let under_way = job.as_ref().filter(|job| undo::is_under_way(job));
    let stopped = job.as_ref().is_some_and(|job| matches!(job.state, State::Failed | State::Cancelled));
    Ok(card(
        &t!(reader, "import-undo"),
        &t!(reader, "import-undo-about"),
        html! {},
        html! {
            div class="px-4 pt-2 pb-4" {
                @if let Some(taken) = &taken { (undo::reasons(tx, reader, taken)) }
                @if let Some(job) = under_way {
                    (undo::bar(reader, import, job))
                    div class="flex flex-wrap gap-2 pt-3" { (work_page::buttons(reader, job)) }
                } @else {
                    @if stopped { (form::problem(&t!(reader, "import-undo-failed"))) }
                    form method="post" action=(format!("/import/{}/undo", import.id)) class="contents" {
                        (form::token(reader))
                        (Button::new(button, Act::Submit).danger().icon("undo-2").draw())
                    }
                }
            }
        },
    ))
}

/// The counts, large; with a batch, related records lead to themselves.
pub(super) fn figures(tx: &Tx<'_>, reader: &Reader, counts: &Counts, batch: Option<i64>) -> Markup {
    let shown = [
        ("import-created", counts.created, Hue::Green),
        ("import-changed", counts.changed, Hue::Blue),
        ("import-unchanged", counts.unchanged, Hue::Neutral),
        ("import-skipped", counts.skipped, Hue::Neutral),
        ("import-refused", counts.refused, Hue::Red),
        ("import-with-warnings", counts.warnings, Hue::Amber),
    ];
    html! {
        dl class="flex flex-wrap gap-x-8 gap-y-3 px-4 pt-3 pb-4" {
            @for (label, count, hue) in shown {
                @if count > 0 || !matches!(label, "import-skipped" | "import-with-warnings") {
                    div {
                        dt class="text-xs text-ink-2 flex items-center gap-1.5" { (tag::dot(hue)) (crate::text(reader.language, label)) }
                        dd class={ "text-2xl font-semibold num " (if count == 0 { "text-ink-3" } else { "" }) } { (number(reader, count)) }
                    }
                }
            }
        }
        @if counts.lines > 0 {
            p class="px-4 pb-4 text-ink-2" { (t!(reader, "import-line-items", count = counts.lines)) }
        }
        @if !counts.related.is_empty() {
            p class="px-4 pb-4 text-ink-2" {
                (t!(reader, "import-related-created")) " "
                @for (index, (entity, count)) in counts.related.iter().enumerate() {
                    @if index > 0 { ", " }
                    @let known = tx.model().entity(entity);
                    @let label = known.map_or(entity.as_str(), |entity| entity.plural_label.get(reader.language.code()));
                    @match known.zip(batch) {
                        Some((entity, batch)) => { a class="link" href=(of_batch_url(entity, batch)) { (label) } }
                        None => { (label) }
                    }
                    ": " b class="num font-semibold" { (number(reader, *count)) }
                }
            }
        }
    }
}

/// Rows with their reasons.
pub(super) fn refusals(reader: &Reader, rows: &[(u64, Vec<String>)], total: u64) -> Markup {
    html! {
        ul class="mt-2 pb-1 max-h-120 overflow-auto" tabindex="0" {
            @for (row, reasons) in rows {
                li class="flex gap-3 px-4 py-1.5 border-t border-line" {
                    span class="text-xs text-ink-3 num w-14 flex-none pt-px" { (t!(reader, "import-row", row = *row)) }
                    div class="min-w-0 break-words" { @for reason in reasons { p { (reason) } } }
                }
            }
        }
        @if u64::try_from(rows.len()).unwrap_or(u64::MAX) < total { p class="px-4 py-2 border-t border-line text-xs text-ink-3" { (t!(reader, "import-of", shown = rows.len(), total = total)) } }
    }
}

async fn refused_csv(visit: Visit, Path(id): Path<i64>) -> Response {
    refused_file(visit, id, Format::Csv).await
}

async fn refused_xlsx(visit: Visit, Path(id): Path<i64>) -> Response {
    refused_file(visit, id, Format::Xlsx).await
}

/// The refused rows as a file to correct and drop again. It is written to disk first: its length is known, and no
/// thread of the database waits for a slow reader.
async fn refused_file(visit: Visit, id: i64, format: Format) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    let records = visit.site.front().records().clone();
    let asked = me.clone();
    let import = match records.read(move |tx| find(tx, &asked, id)).await {
        Ok(import) => import,
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    let language = me.reader.language.code();
    let written = tokio::task::spawn_blocking(move || {
        let mut file = tempfile::tempfile()?;
        import::write_refused(&records, id, format, language, &mut file)?;
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes)?;
        Ok::<_, import::Error>(bytes)
    })
    .await;
    let bytes = match written {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => return visit.answer(Err(trouble(error))),
        Err(error) => return visit.answer(Err(Trouble::Internal(error.to_string()))),
    };
    let (kind, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let stem: String = import.file.rsplit_once('.').map_or(import.file.as_str(), |(stem, _)| stem).to_owned();
    // RFC 6266 with RFC 8187: a plain name for old programs, the real one in UTF-8.
    let encoded: String = format!("{stem}-refused.{ending}")
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let disposition = format!("attachment; filename=\"refused.{ending}\"; filename*=UTF-8''{encoded}");
    let mut answer = Body::from(bytes).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}
