//! Files: attached to a record or held by a field, taken in piece by piece, given back as what they are: foreign bytes.
//!
//! Invariants: a file is given only to those who may see its record; no browser runs or renders what somebody uploaded,
//! except pictures of the few kinds that carry no script.

use std::io::Read as _;

use access::Action;
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, Path, Query as Params};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use maud::{Markup, html};
use records::{Patch, Query, Record, Sort, Tx, Way};
use serde::Deserialize;
use store::blob::{self, Blob};

use super::super::settings::recognise;
use super::known::{FILE, file};
use super::place::{Place, number};
use crate::component::button::{Act, Button};
use crate::component::{field, state, timeline};
use crate::http::{self, Cause, Failure, Tried};
use crate::site::{Me, Site, Trouble, Visit};

/// The largest file.
const LARGEST: u64 = 100 * 1024 * 1024;
/// How many files of a record are listed.
const LISTED: u64 = 200;
/// How many bytes tell what kind of picture it is.
const HEAD: usize = 16;

/// What was taken in.
#[derive(Debug, Clone)]
struct Taken {
    name: String,
    kind: String,
    blob: Blob,
}

/// Takes a file in for a field of a form; it belongs to a record when the form is saved.
pub(super) async fn upload(visit: Visit, parts: Multipart) -> Response {
    if let Err(answer) = allowed(&visit, may_keep).await {
        return answer;
    }
    let taken = match take(&visit.site, parts).await {
        Ok(taken) => taken,
        Err(failure) => return refused(&visit, &failure),
    };
    visit
        .write(move |tx, me| {
            let patch = Patch::one("name", taken.name.as_str());
            let record = records::create_file(tx, me.actor(), &patch, &taken.kind, &taken.blob)?;
            Ok(Json(serde_json::json!({ "id": record.id(), "name": taken.name })).into_response())
        })
        .await
}

/// Attaches a file to a record.
pub(super) async fn attach(visit: Visit, Path((plural, id)): Path<(String, String)>, parts: Multipart) -> Response {
    let (there, which) = (plural.clone(), id.clone());
    let asked = allowed(&visit, move |tx, me| {
        holder(tx, me, &there, &which)?;
        may_keep(tx, me)
    });
    if let Err(answer) = asked.await {
        return answer;
    }
    let taken = match take(&visit.site, parts).await {
        Ok(taken) => taken,
        Err(failure) => return refused(&visit, &failure),
    };
    let json =
        visit.headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    visit
        .write(move |tx, me| {
            let (place, record) = holder(tx, me, &plural, &id)?;
            let patch =
                Patch::one("name", taken.name.as_str()).with("about", record.id()).with("about_entity", place.name());
            let stored = records::create_file(tx, me.actor(), &patch, &taken.kind, &taken.blob)?;
            let location = format!("{}?tab=files", place.url(record.id()));
            Ok(match json {
                true => Json(serde_json::json!({ "id": stored.id(), "name": taken.name, "location": location }))
                    .into_response(),
                false => axum::response::Redirect::to(&location).into_response(),
            })
        })
        .await
}

/// The record a file is to hang on, where files hang on such records.
fn holder(tx: &mut Tx<'_>, me: &Me, plural: &str, id: &str) -> Result<(Place, Record), Trouble> {
    let place = Place::of(tx, me, plural)?;
    let record = place.record(tx, me, id)?;
    if place.entity().features.files { Ok((place, record)) } else { Err(Trouble::NotFound) }
}

/// Whether the reader may keep files here at all.
fn may_keep(tx: &mut Tx<'_>, me: &Me) -> Result<(), Trouble> {
    let layout = tx.world().layout(FILE).ok_or(Trouble::NotFound)?;
    tx.world().permit(me.actor(), &layout.entity, Action::Create)?;
    Ok(())
}

/// Asks for the right first: what somebody may not leave here is not even read, and fills nobody's disk.
async fn allowed<F>(visit: &Visit, right: F) -> Result<(), Response>
where
    F: Fn(&mut Tx<'_>, &Me) -> Result<(), Trouble> + Send + 'static,
{
    let me = recognise(visit).await.map_err(|answer| *answer)?;
    let answer = visit.site.front().records().read(move |tx| right(tx, &me)).await;
    answer.map_err(|trouble| visit.answer(Err(trouble)))
}

/// Takes in the part `file`, piece by piece, on a thread that may block.
async fn take(site: &Site, mut parts: Multipart) -> Result<Taken, Failure> {
    loop {
        let part = parts.next_field().await.map_err(|_| Failure::NotFound)?;
        let Some(mut part) = part else { return Err(Failure::NotFound) };
        if part.name() != Some("file") {
            continue;
        }
        let name = clean(part.file_name().unwrap_or_default());
        let kind = part.content_type().unwrap_or("application/octet-stream").chars().take(120).collect();
        let (pieces, inbox) = std::sync::mpsc::sync_channel::<Bytes>(4);
        let database = site.front().records().database().clone();
        let writing = tokio::task::spawn_blocking(move || -> store::Result<Blob> {
            let mut writer = blob::writer(&database, LARGEST)?;
            while let Ok(piece) = inbox.recv() {
                // An empty piece is the end: without it the sender went away in the middle.
                if piece.is_empty() {
                    return writer.finish();
                }
                writer.append(&piece)?;
            }
            Err(store::Error::Closed)
        });
        let mut broken = false;
        loop {
            match part.chunk().await {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => {
                    let sender = pieces.clone();
                    // The channel may be full for as long as the disk takes.
                    if !tokio::task::spawn_blocking(move || sender.send(piece).is_ok()).await.unwrap_or(false) {
                        break;
                    }
                }
                Ok(None) => {
                    let sender = pieces.clone();
                    let _ = tokio::task::spawn_blocking(move || sender.send(Bytes::new()).is_ok()).await;
                    break;
                }
                Err(_) => {
                    broken = true;
                    break;
                }
            }
        }
        drop(pieces);
        return match writing.await {
            Ok(Ok(blob)) if !broken => Ok(Taken { name, kind, blob }),
            Ok(Err(store::Error::TooLarge { .. })) => Err(Failure::TooLarge),
            Ok(Err(error)) => Err(failed(&error)),
            _ => Err(Failure::Internal { code: "UPLOAD".to_owned() }),
        };
    }
}

fn failed(error: &store::Error) -> Failure {
    match Cause::of(error) {
        Some(cause) => Failure::Store { cause, tried: Tried::Writing },
        None => Failure::Internal { code: "UPLOAD".to_owned() },
    }
}

/// The name of a file without a path, without what no name has.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|letter| !letter.is_control()).take(200).collect();
    if plain.trim().is_empty() { "file".to_owned() } else { plain.trim().to_owned() }
}

fn refused(visit: &Visit, failure: &Failure) -> Response {
    let reader = &visit.reader;
    let words = match failure {
        Failure::TooLarge => crate::text(reader.language, "too-large"),
        _ => crate::text(reader.language, "failed"),
    };
    let json =
        visit.headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    match json {
        true => (failure.status(), Json(serde_json::json!({ "detail": words }))).into_response(),
        false => http::failure(reader, &visit.headers, None, failure),
    }
}

/// The files of a record.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn tab(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let Ok(of) = Place::named(tx, me, FILE) else { return Ok(html! {}) };
    let way = Way::Inverse { field: "about".into(), entity: place.entity().name.shared() };
    let newest = Sort { path: vec!["id".into()], descending: true };
    let query = Query { sort: vec![newest], limit: LISTED, ..Query::of(FILE) };
    let mut ids = Vec::new();
    records::related(tx, me.actor(), &query, &way, &[record.id()], |_, row| ids.push(row.id()))?;
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        let stored = records::get(tx, me.actor(), FILE, id)?;
        let deletes = of.may(tx, me, id, Action::Delete)?;
        files.push((stored, deletes));
    }
    let adds = of.permit(tx, me, Action::Create).is_some();
    let url = format!("{}/files", place.url(record.id()));
    let limit = crate::format::file_size(reader.language, LARGEST);
    Ok(html! {
        div id="rec-files" {
            h2 class="sr-only" { (t!(reader, "record-files")) }
            @if adds { div class="mb-4" { (field::file::drop_zone(reader, &url, "", &t!(reader, "record-files-drop"), &t!(reader, "record-files-limit", size = limit))) } }
            @if files.is_empty() && !adds { (state::empty("paperclip", &t!(reader, "record-files-none"), "", html! {})) }
            ul class="grid gap-1" {
                @for (stored, deletes) in &files {
                    @let shown = file(stored);
                    li class="flex items-center gap-3 py-1.5 border-b border-line" {
                        @if is_picture(stored) { img class="thumb w-10! h-10!" src={ (shown.url) "?show=1" } alt="" loading="lazy" decoding="async"; }
                        div class="grow min-w-0" {
                            (field::file::show(reader, &shown))
                        }
                        @if let feel::Value::DateTime(at) = stored.get("created_at") {
                            (timeline::time(reader, jiff::Timestamp::from_microsecond(at.to_micros(&jiff::tz::TimeZone::UTC)).unwrap_or(reader.now)))
                        }
                        @if *deletes { (Button::new(t!(reader, "delete"), Act::Delete(&format!("{url}/{}", stored.id()))).ghost().icon("trash-2").square().draw()) }
                    }
                }
            }
        }
    })
}

fn is_picture(stored: &Record) -> bool {
    matches!(stored.get("media_type").as_text(), Some("image/png" | "image/jpeg" | "image/gif" | "image/webp"))
}

/// Takes a file off a record; it can be brought back.
pub(super) async fn delete(visit: Visit, Path((plural, id, which)): Path<(String, String, String)>) -> Response {
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let record = place.record(tx, me, &id)?;
            let stored = records::get(tx, me.actor(), FILE, number(&which)?)?;
            if stored.target("about") != Some(record.id()) {
                return Err(Trouble::NotFound);
            }
            let sentence = t!(me.reader, "record-deleted", title = stored.title());
            records::delete(tx, me.actor(), FILE, stored.id(), None)?;
            let toast = super::deleted::toast(tx, me, FILE, stored.id(), &sentence)?;
            let rest = tab(tx, me, &place, &record)?;
            Ok((toast, html! { hx-partial hx-target="#rec-files" hx-swap="outerHTML" { (rest) } }).into_response())
        })
        .await
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct How {
    /// Shown on the page instead of saved: only pictures.
    show: Option<String>,
}

/// The bytes of a file, for those who may see it and the record it belongs to.
pub(super) async fn content(visit: Visit, Path(id): Path<String>, Params(how): Params<How>) -> Response {
    let database = visit.site.front().records().database().clone();
    let found = std::sync::Arc::new(std::sync::Mutex::new(None));
    let inside = std::sync::Arc::clone(&found);
    let answer = visit
        .read(move |tx, me| {
            let stored = records::get(tx, me.actor(), FILE, number(&id)?)?;
            if !records::may_have(tx, me.actor(), stored.id())? {
                return Err(Trouble::NotFound);
            }
            let hash = stored.get("sha256").as_text().unwrap_or_default().to_owned();
            *inside.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((hash, stored.title()));
            Ok(StatusCode::OK.into_response())
        })
        .await;
    let Some((hash, name)) = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() else {
        return answer;
    };
    let opened = tokio::task::spawn_blocking(move || -> std::io::Result<Option<(blob::Reader, Vec<u8>)>> {
        let Some(mut reader) = blob::reader(&database, &hash).map_err(std::io::Error::other)? else { return Ok(None) };
        let mut head = Vec::with_capacity(HEAD);
        (&mut reader).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Some((reader, head)))
    })
    .await;
    match opened {
        Ok(Ok(Some((reader, head)))) => given(reader, head, &name, how.show.is_some()),
        Ok(Ok(None)) => StatusCode::NOT_FOUND.into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The answer with the bytes, streamed, and every header that keeps a browser from taking them for a page.
fn given(mut reader: blob::Reader, head: Vec<u8>, name: &str, show: bool) -> Response {
    let size = reader.size;
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    let picture = picture(&head).filter(|_| show);
    tokio::task::spawn_blocking(move || {
        if sender.blocking_send(Ok(Bytes::from(head))).is_err() {
            return;
        }
        loop {
            let mut piece = vec![0; 64 * 1024];
            match reader.read(&mut piece) {
                Ok(0) => return,
                Ok(count) => {
                    piece.truncate(count);
                    if sender.blocking_send(Ok(Bytes::from(piece))).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    let _ = sender.blocking_send(Err(error));
                    return;
                }
            }
        }
    });
    let pieces = futures_util::stream::poll_fn(move |context| receiver.poll_recv(context));
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(picture.unwrap_or("application/octet-stream")));
    let disposition = match picture {
        Some(_) => HeaderValue::from_static("inline"),
        None => HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{}", encoded(name)))
            .unwrap_or(HeaderValue::from_static("attachment")),
    };
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}

/// What kind of picture the bytes begin as, of those that carry no script.
fn picture(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// A name as RFC 8187 wants it in a header.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
