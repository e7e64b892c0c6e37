//! The rows of a list as a file, sent as they are read.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use access::Action;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use documents::export::{self, Format, Options};
use records::Tx;
use tokio::sync::mpsc;

use super::address::{Address, escaped, pairs};
use super::open::Opened;
use crate::page::settings::recognise;
use crate::site::{Me, Trouble, Visit};

/// How many bytes are collected before they are sent.
const PIECE: usize = 64 * 1024;

/// `GET /{plural}/export?format=csv|xlsx&…`: all rows of the list in its columns and order; with `lines=1` a row for each
/// line item.
pub(super) async fn export(visit: Visit, Path(plural): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let said = |wanted: &str| pairs(&query).into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let format = match said("format").as_deref() {
        Some("xlsx") => Format::Xlsx,
        _ => Format::Csv,
    };
    let lines = said("lines").as_deref() == Some("1");
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(away) => return *away,
    };
    let asked = me.clone();
    let records = visit.site.front().records().clone();
    let opened = records.read(move |tx| {
        let opened = Opened::at(tx, &asked, &Address::read(&plural, &query).first_page())?;
        tx.world().permit(asked.actor(), &opened.entity, Action::Export)?;
        if !opened.problems.is_empty() || (lines && !offers_lines(tx, &asked, &opened)) {
            return Err(Trouble::NotFound);
        }
        let mut query = opened.query(&Arc::clone(tx.world()), &asked)?;
        query.columns = opened.entity.title.iter().map(|name| vec![Arc::clone(name)]).collect();
        query.columns.extend(opened.columns.iter().map(|found| found.path.clone()));
        let name = format!("{} {}", opened.entity.plural_label.get(asked.reader.language.code()), opened.view.label);
        Ok::<_, Trouble>((query, name))
    });
    let (query, name) = match opened.await {
        Ok(opened) => opened,
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(4);
    let language = me.reader.language.code().to_owned();
    let actor = Arc::clone(&me.visitor.actor);
    tokio::task::spawn_blocking(move || {
        let options = Options { format, language, lines, ..Options::default() };
        let mut out = Pieces { sender: sender.clone(), buffer: Vec::with_capacity(PIECE) };
        let done = export::export(&records, &actor, &query, &options, &mut out, &|_| Ok(()));
        let done = done.map(drop).map_err(io::Error::other).and_then(|()| out.flush());
        if let Err(error) = done {
            tracing::warn!("An export ended early: {error}");
            // The answer breaks off, so that nobody takes half a file for a whole one.
            let _ = sender.blocking_send(Err(error));
        }
    });
    let file = format!("{}.{}", name.replace(['/', '\\', '"'], " "), format.extension());
    let disposition =
        format!("attachment; filename=\"export.{}\"; filename*=UTF-8''{}", format.extension(), escaped(&file));
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(Received(receiver))).into_response()
}

/// Whether the records of a list have line items that the reader may export with them.
pub(super) fn offers_lines(tx: &Tx<'_>, me: &Me, opened: &Opened) -> bool {
    let layout = tx.world().layout(&opened.entity.name);
    layout.is_some_and(|layout| export::has_lines(tx.world(), me.actor(), &layout))
}

/// Collects what is written and sends it on in pieces; waits while the reader is slow.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader is gone");
        self.sender.blocking_send(Ok(piece.into())).map_err(gone)
    }
}

/// The pieces as the body of an answer.
struct Received(mpsc::Receiver<io::Result<Bytes>>);

impl futures_core::Stream for Received {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
