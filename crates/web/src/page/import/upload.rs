//! A file comes up: kept as it is, looked at, and a first plan made of it.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::post;
use documents::import;
use documents::sheet::{self, Format, Workbook};
use serde_json::json;
use store::blob;

use super::super::settings::recognise;
use super::draft::{self, Draft};
use super::start::{drop, open_entity, page};
use super::{sentences, trouble};
use crate::format;
use crate::site::{Me, Site, Trouble, Visit};

/// The largest file that may come up.
pub(super) const MOST: u64 = 250_000_000;

pub(super) fn router() -> Router<Site> {
    let room = usize::try_from(MOST).unwrap_or(usize::MAX).saturating_add(64 << 10);
    Router::new().route("/import/upload/{plural}", post(upload).layer(DefaultBodyLimit::max(room)))
}

async fn upload(visit: Visit, Path(plural): Path<String>, parts: Multipart) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    let records = visit.site.front().records().clone();
    // The right first: a file of somebody who may not import is not even read.
    let asked = me.clone();
    let wanted = plural.clone();
    let entity = records.read(move |tx| open_entity(tx, &asked, &wanted)).await;
    let entity = match entity {
        Ok(entity) => entity,
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    let taken = take(records.database().clone(), parts).await;
    let (name, kept) = match taken {
        Ok(taken) => taken,
        Err(Taken::TooLarge) => {
            let text = t!(me.reader, "import-too-large", size = format::file_size(me.reader.language, MOST));
            return refuse(visit, plural, StatusCode::PAYLOAD_TOO_LARGE, text.into_owned()).await;
        }
        Err(Taken::Nothing) => {
            let text = t!(me.reader, "import-no-file").into_owned();
            return refuse(visit, plural, StatusCode::UNPROCESSABLE_ENTITY, text).await;
        }
        Err(Taken::Failed(cause)) => return visit.answer(Err(Trouble::Internal(cause))),
    };
    let (asked, size) = (me.clone(), kept.size);
    let (house, entity_name) = (records.clone(), entity.name.to_string());
    let looked = tokio::task::spawn_blocking(move || look(&house, &asked, &entity_name, name, &kept)).await;
    let draft = match looked {
        Ok(Ok(draft)) => Draft { size, ..draft },
        Ok(Err(error)) => match sentences(&me.reader, &error) {
            Some(texts) => return refuse(visit, plural, StatusCode::UNPROCESSABLE_ENTITY, texts.join(" ")).await,
            None => return visit.answer(Err(trouble(error))),
        },
        Err(error) => return visit.answer(Err(Trouble::Internal(error.to_string()))),
    };
    let headers = visit.headers.clone();
    visit
        .write(move |tx, _| {
            let id = draft.save(tx)?;
            let location = format!("/import/draft/{id}/columns");
            Ok(if wants_json(&headers) {
                Json(json!({ "location": location })).into_response()
            } else {
                Redirect::to(&location).into_response()
            })
        })
        .await
}

/// Why a file did not arrive.
enum Taken {
    TooLarge,
    Nothing,
    Failed(String),
}

/// Takes the file in piece by piece: what is in memory is one piece, whatever the file's size.
async fn take(database: store::Database, mut parts: Multipart) -> Result<(String, blob::Blob), Taken> {
    let arrived = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Taken::TooLarge,
        _ => Taken::Nothing,
    };
    while let Some(mut part) = parts.next_field().await.map_err(arrived)? {
        if part.name() != Some("file") {
            continue;
        }
        // Only a name for people: it leads to no path.
        let name: String =
            part.file_name().unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(200).collect();
        let (send, mut receive) = tokio::sync::mpsc::channel::<axum::body::Bytes>(8);
        let writing = tokio::task::spawn_blocking(move || {
            let mut writer = blob::writer(&database, MOST)?;
            while let Some(piece) = receive.blocking_recv() {
                writer.append(&piece)?;
            }
            Ok::<_, store::Error>(writer)
        });
        let mut broken = None;
        loop {
            match part.chunk().await {
                Ok(Some(piece)) => {
                    if send.send(piece).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    broken = Some(arrived(error));
                    break;
                }
            }
        }
        std::mem::drop(send);
        let written = writing.await.map_err(|error| Taken::Failed(error.to_string()))?;
        if let Some(broken) = broken {
            return Err(broken);
        }
        let writer = written.map_err(kept)?;
        let blob = tokio::task::spawn_blocking(move || writer.finish()).await;
        let blob = blob.map_err(|error| Taken::Failed(error.to_string()))?.map_err(kept)?;
        if blob.size == 0 {
            return Err(Taken::Nothing);
        }
        return Ok((if name.is_empty() { "file".to_owned() } else { name }, blob));
    }
    Err(Taken::Nothing)
}

fn kept(error: store::Error) -> Taken {
    match error {
        store::Error::TooLarge { .. } => Taken::TooLarge,
        other => Taken::Failed(other.to_string()),
    }
}

/// Opens the file and makes a first plan. Blocks.
fn look(records: &records::Records, me: &Me, entity: &str, name: String, kept: &blob::Blob) -> import::Result<Draft> {
    let (mut workbook, _file) = draft::open(records.database(), &kept.hash, &name, sheet::Options::default())?;
    let suggestion = import::suggest(&records.world(), me.actor(), &mut workbook, entity)?;
    let key = identity::Secret::new().map_err(store::Error::other)?.reveal();
    Ok(Draft {
        key,
        user: me.actor().user,
        entity: entity.to_owned(),
        size: 0,
        hash: kept.hash.clone(),
        format: format_name(&workbook).to_owned(),
        encoding: workbook.encoding().map(str::to_owned),
        sheets: sheet_names(&workbook),
        file: name,
        suggestion,
        trial: None,
    })
}

fn sheet_names(workbook: &Workbook) -> Vec<String> {
    workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect()
}

fn format_name(workbook: &Workbook) -> &'static str {
    match workbook.format() {
        Format::Text if workbook.delimiter() == Some('\t') => "TSV",
        Format::Text => "CSV",
        Format::Xlsx => "XLSX",
        Format::Xlsb => "XLSB",
        Format::Xls => "XLS",
        Format::Ods => "ODS",
        Format::VCard => "vCard",
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get("accept")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"))
}

/// Says why the file is not taken: to the island as JSON, to a form as the page.
async fn refuse(visit: Visit, plural: String, status: StatusCode, text: String) -> Response {
    if wants_json(&visit.headers) {
        return (status, Json(json!({ "detail": text }))).into_response();
    }
    visit
        .read(move |tx, me| {
            let entity = open_entity(tx, me, &plural)?;
            Ok((status, page(tx, me, 0, drop(me, &entity, Some(&text)))).into_response())
        })
        .await
}
