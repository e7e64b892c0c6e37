//! The first step: what is in the file, and the file; below, imports of before.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use documents::import::{self, Import};
use jiff::Timestamp;
use maud::{Markup, html};
use model::Entity;
use records::Tx;

use super::super::chrome;
use super::super::settings::{card, empty_line, item, list};
use super::undo;
use super::upload::MOST;
use super::{is_open, may_import, steps, trouble};
use crate::component::field::file;
use crate::component::form;
use crate::component::shell::{self, PageHead};
use crate::component::tag::{self, Hue};
use crate::component::{icon, icon_large};
use crate::format;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/import", get(show)).route("/import/into/{entity}", get(into))
}

/// What files may be, for the browser's own choice of files.
const ACCEPTED: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.vcf,.gz";

/// Imports of before that are shown.
const PAST: u64 = 30;

async fn show(visit: Visit) -> Response {
    visit
        .read(|tx, me| {
            if !may_import(tx, me) {
                return Err(Trouble::NotFound);
            }
            let reader = &me.reader;
            let language = reader.language.code();
            let open: Vec<_> = tx.model().entities.iter().filter(|entity| is_open(tx, me, entity)).cloned().collect();
            let content = html! {
                section class="mb-5 max-md:px-3.5 max-md:pt-3.5" {
                    h2 class="text-sm font-semibold mb-2" { (t!(reader, "import-what")) }
                    div class="grid gap-2.5 grid-cols-2 sm:grid-cols-3" {
                        @for entity in &open {
                            a href=(format!("/import/into/{}", entity.plural)) class="flex gap-2.5 items-center rounded-xl border border-line bg-surface p-3 hover:border-line-3 min-w-0" {
                                span class="text-link inline-flex flex-none" { (icon_large(&entity.icon)) }
                                span class="font-medium truncate" { (entity.plural_label.get(language)) }
                            }
                        }
                    }
                }
                (past(tx, me)?)
            };
            Ok(page(tx, me, 0, content).into_response())
        })
        .await
}

async fn into(visit: Visit, Path(plural): Path<String>) -> Response {
    visit
        .read(move |tx, me| {
            let entity = open_entity(tx, me, &plural)?;
            Ok(page(tx, me, 0, drop(me, &entity, None)).into_response())
        })
        .await
}

/// The entity of an address, when this person may import into it.
pub(super) fn open_entity(tx: &Tx<'_>, me: &Me, plural: &str) -> Result<std::sync::Arc<Entity>, Trouble> {
    let entity = tx.model().entity_by_plural(plural).cloned().ok_or(Trouble::NotFound)?;
    if is_open(tx, me, &entity) { Ok(entity) } else { Err(Trouble::NotFound) }
}

/// The place to drop a file; with what was wrong with the last one.
pub(super) fn drop(me: &Me, entity: &Entity, wrong: Option<&str>) -> Markup {
    let reader = &me.reader;
    let name = entity.plural_label.get(reader.language.code());
    let title = t!(reader, "import-drop", entity = name);
    let help = t!(reader, "import-formats", size = format::file_size(reader.language, MOST));
    html! {
        @if let Some(text) = wrong { (form::problem(text)) }
        (card(&title, "", html! { a class="link text-xs" href="/import" { (t!(reader, "import-other")) } }, html! {
            div class="p-4" { (file::drop_zone(reader, &format!("/import/upload/{}", entity.plural), ACCEPTED, &t!(reader, "import-drop-here"), &help)) }
        }))
        (card(&t!(reader, "import-good-to-know"), "", html! {}, html! {
            ul class="px-8 py-3 list-disc grid gap-1 text-ink-2" {
                li { (t!(reader, "import-know-header")) }
                li { (t!(reader, "import-know-trial")) }
                li { (t!(reader, "import-know-undo")) }
            }
        }))
    }
}

/// A page of the import in its frame.
pub(super) fn page(tx: &Tx<'_>, me: &Me, step: usize, content: Markup) -> Markup {
    framed(tx, me, step, None, content)
}

/// As [`page`], with the way back to the steps of a draft.
pub(super) fn framed(tx: &Tx<'_>, me: &Me, step: usize, draft: Option<i64>, content: Markup) -> Markup {
    let reader = &me.reader;
    let title = t!(reader, "import-title");
    let body = html! {
        (shell::head(reader, &PageHead { title: title.clone(), ..PageHead::default() }))
        (steps(reader, step, draft))
        (form::frame(html! { (content) div class="h-4" {} }))
    };
    chrome::page(tx, me, "/import", &title, body)
}

/// Imports of before: one's own, for administrators everybody's.
fn past(tx: &mut Tx<'_>, me: &Me) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let by = (!me.is_administrator()).then_some(me.actor().user);
    let imports = import::list(tx.sql(), by, PAST).map_err(trouble)?;
    let mut rows = html! {};
    for import in &imports {
        let undone = records::batch::get(tx, me.actor(), import.batch)?.and_then(|batch| batch.undone);
        let taken = import::outcome(tx, import).map_err(trouble)?.unwrap_or_default();
        let words = undone.map(|undone| undo::words(tx, me, undone, &taken)).transpose()?;
        let undone = words.as_deref().map(|words| (words, undo::state_tag(reader, &taken)));
        let row = row(tx, reader, import, undone);
        rows = html! { (rows) (row) };
    }
    Ok(card(
        &t!(reader, "import-past"),
        "",
        html! {},
        html! {
            @if imports.is_empty() { (empty_line(&t!(reader, "import-past-none"))) } @else { (list(rows)) }
        },
    ))
}

fn row(tx: &Tx<'_>, reader: &Reader, import: &Import, undone: Option<(&str, Markup)>) -> Markup {
    let entity = tx.model().entity(&import.entity);
    let label = entity.map_or(import.entity.as_str(), |entity| entity.plural_label.get(reader.language.code()));
    let symbol = entity.map_or("upload", |entity| &entity.icon);
    let at = Timestamp::from_microsecond(import.begun_at).unwrap_or(reader.now);
    item(
        icon(symbol),
        html! {
            a class="hover:underline break-all" href=(format!("/import/{}", import.id)) { (import.file) }
            @if let Some((_, state)) = &undone { (state) }
            @else if import.ended_at.is_none() { (tag::status(t!(reader, "import-under-way"), Hue::Blue)) }
        },
        html! {
            (label) " · " time datetime=(at) { (format::date_time(reader, at)) } " · "
            (t!(reader, "import-counts", created = import.counts.created, changed = import.counts.changed, refused = import.counts.refused))
            @if let Some((words, _)) = &undone { " · " (words) }
        },
        html! {},
    )
}
