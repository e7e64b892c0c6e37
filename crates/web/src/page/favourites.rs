//! The records somebody keeps at hand: a star on a record's page, and a panel on the start page.
//!
//! They stand in one record of the person's own, beside their saved views, as the choice of a first view does. What is
//! kept are names and ids alone: titles are asked for each time, so a record that one may not see any more is not shown.

use access::Action;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use feel::{Expr, Value};
use maud::{Markup, html};
use records::{Patch, Query, Record, Tx};
use serde::{Deserialize, Serialize};

use super::list::SAVED_VIEW;
use crate::component::icon;
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// What the record is about, and called, instead of an entity.
const NAME: &str = "favourites";
/// So many are kept; the oldest gives way.
const MOST: usize = 60;

/// A record that is kept at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Favourite {
    pub entity: String,
    pub id: i64,
}

/// Those of one person, the newest first, with the record they stand in.
#[derive(Debug, Clone, Default)]
pub(super) struct Favourites {
    pub all: Vec<Favourite>,
    kept: Option<i64>,
}

/// What is written.
#[derive(Serialize, Deserialize, Default)]
struct Settings {
    #[serde(default)]
    favourites: Vec<Favourite>,
}

impl Favourites {
    /// Reads those of whoever asks; none for those who may keep none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(tx: &mut Tx<'_>, me: &Me) -> Result<Self, Trouble> {
        if !may_keep(tx, me) {
            return Ok(Self::default());
        }
        let mine = Expr::eq(Expr::names(["owner", "id"]), Expr::names(["actor", "id"]));
        let named = Expr::eq(Expr::name("entity"), Expr::literal(Value::text(NAME)));
        let query =
            Query { filter: Some(Expr::and(named, mine)), limit: 1, ..Query::of(SAVED_VIEW) }.column("settings");
        let mut found = Self::default();
        records::list(tx, me.actor(), &query, |row| {
            let mut json = String::new();
            feel::write_json(&row.value(0), &mut json);
            let settings: Settings = serde_json::from_str(&json).unwrap_or_default();
            found = Self { all: settings.favourites, kept: Some(row.id()) };
        })?;
        Ok(found)
    }

    fn has(&self, one: &Favourite) -> bool {
        self.all.contains(one)
    }

    fn write(&self, tx: &mut Tx<'_>, me: &Me) -> Result<(), Trouble> {
        let text = serde_json::to_string(&Settings { favourites: self.all.clone() }).unwrap_or_default();
        let patch = Patch::one("settings", feel::parse_json(&text).unwrap_or(Value::Null));
        match self.kept {
            Some(id) => drop(records::update(tx, me.actor(), SAVED_VIEW, id, None, &patch)?),
            None => {
                let patch = patch.with("entity", NAME).with("name", NAME).with("shared", false);
                records::create(tx, me.actor(), SAVED_VIEW, &patch)?;
            }
        }
        Ok(())
    }
}

/// Whether this person can keep anything: who may save a view may.
fn may_keep(tx: &Tx<'_>, me: &Me) -> bool {
    let kept = tx.model().entity(SAVED_VIEW);
    kept.is_some_and(|entity| {
        let may = |action| tx.world().permit(me.actor(), entity, action).is_ok();
        may(Action::Read) && may(Action::Create) && may(Action::Change)
    })
}

/// The star of a record; nothing for those who may keep none.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn star(tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Markup, Trouble> {
    if !may_keep(tx, me) {
        return Ok(html! {});
    }
    let entity = &record.layout.entity;
    let one = Favourite { entity: entity.name.to_string(), id: record.id() };
    let on = Favourites::of(tx, me)?.has(&one);
    Ok(button(&me.reader, &format!("/{}/{}/favourite", entity.plural, record.id()), on))
}

fn button(reader: &Reader, url: &str, on: bool) -> Markup {
    let label = t!(reader, "favourite");
    let title = if on { t!(reader, "favourite-remove") } else { t!(reader, "favourite-add") };
    html! {
        button type="button" id="favourite" class="btn btn-ghost btn-square btn-sm star-btn" aria-pressed=(on) aria-label=(label) title=(title) data-key="s"
            hx-put=[(!on).then_some(url)] hx-delete=[on.then_some(url)] hx-target="this" hx-swap="outerHTML" { (icon("star")) }
    }
}

/// `PUT /{plural}/{id}/favourite`: keeps a record at hand.
pub(super) async fn add(visit: Visit, Path((plural, id)): Path<(String, i64)>) -> Response {
    set(visit, plural, id, true).await
}

/// `DELETE /{plural}/{id}/favourite`: no longer.
pub(super) async fn remove(visit: Visit, Path((plural, id)): Path<(String, i64)>) -> Response {
    set(visit, plural, id, false).await
}

async fn set(visit: Visit, plural: String, id: i64, on: bool) -> Response {
    visit
        .write(move |tx, me| {
            let entity = tx.model().entity_by_plural(&plural).cloned().ok_or(Trouble::NotFound)?;
            let one = Favourite { entity: entity.name.to_string(), id };
            // Nobody keeps, or learns of, what they may not see.
            records::get(tx, me.actor(), &one.entity, id)?;
            if !may_keep(tx, me) {
                return Err(Trouble::Forbidden);
            }
            let mut favourites = Favourites::of(tx, me)?;
            if favourites.has(&one) != on {
                favourites.all.retain(|other| *other != one);
                if on {
                    favourites.all.insert(0, one);
                    favourites.all.truncate(MOST);
                }
                favourites.write(tx, me)?;
            }
            Ok(button(&me.reader, &format!("/{plural}/{id}/favourite"), on).into_response())
        })
        .await
}
