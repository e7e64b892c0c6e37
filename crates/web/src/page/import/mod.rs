//! Importing a file: the file, its columns, a trial that leaves nothing behind, the run, the result.
//!
//! Each step is an address. Until the run begins, its state is a [`draft`]; then it is an import of `documents`.

mod check;
mod columns;
mod draft;
mod reasons;
mod result;
mod start;
mod undo;
mod upload;

use axum::Router;
use maud::Markup;
use model::{Entity, EntityKind};
use records::Tx;

use crate::component::progress;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble};

pub(super) use draft::DRAFT;

/// The routes of these pages.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .merge(start::router())
        .merge(upload::router())
        .merge(columns::router())
        .merge(check::router())
        .merge(result::router())
        .merge(undo::router())
}

/// Whether this person may import into any entity.
pub(super) fn may_import(tx: &Tx<'_>, me: &Me) -> bool {
    tx.model().entities.iter().any(|entity| is_open(tx, me, entity))
}

/// Whether this person may import into this entity.
fn is_open(tx: &Tx<'_>, me: &Me, entity: &Entity) -> bool {
    entity.features.import
        && entity.kind == EntityKind::Normal
        && tx.world().permit(me.actor(), entity, access::Action::Import).is_ok()
}

/// The steps over each page of an import.
fn steps(reader: &Reader, current: usize, draft: Option<i64>) -> Markup {
    let at = |step: &str| draft.map(|id| format!("/import/draft/{id}/{step}"));
    let steps = [
        (t!(reader, "import-step-file"), Some("/import".to_owned())),
        (t!(reader, "import-step-columns"), at("columns")),
        (t!(reader, "import-step-check"), at("check")),
        (t!(reader, "import-step-run"), None),
    ];
    maud::html! { div class="border-t border-line" { (progress::steps(reader, &steps, current)) } }
}

/// What `documents` could not do, as the trouble of a page.
fn trouble(error: documents::import::Error) -> Trouble {
    use documents::import::Error;
    match error {
        Error::NotFound(_) | Error::FileGone(_) => Trouble::NotFound,
        Error::Records(error) => error.into(),
        other => Trouble::Internal(other.to_string()),
    }
}

/// What is wrong with a file or a plan, in sentences for people; none when it is our failure.
fn sentences(reader: &Reader, error: &documents::import::Error) -> Option<Vec<String>> {
    use documents::import::Error;
    let language = reader.language.code();
    match error {
        Error::Sheet(error) => Some(vec![file_sentence(reader, error)]),
        Error::Plan(problems) => Some(problems.iter().map(|problem| problem.text(language)).collect()),
        Error::FileGone(_) => Some(vec![t!(reader, "import-file-gone").into_owned()]),
        _ => None,
    }
}

/// Why a file cannot be read, and what to do.
fn file_sentence(reader: &Reader, error: &documents::sheet::Error) -> String {
    let language = reader.language.code();
    let message = error.message();
    match message.remedy(language) {
        Some(remedy) => format!("{} {remedy}", message.text(language)),
        None => message.text(language),
    }
}
