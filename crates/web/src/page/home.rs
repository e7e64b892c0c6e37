//! The start page: what is due, what one keeps at hand and worked on, and the ways to everything one may read.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Action;
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use feel::{BinaryOp, Expr, Value};
use jiff::Timestamp;
use maud::{Markup, html};
use model::{Entity, EntityKind, Kind};
use records::{Query, Sort, Tx};

use super::chrome;
use super::favourites::Favourites;
use super::list;
use crate::component::avatar::{self, Size};
use crate::component::field::date;
use crate::component::shell::{self, PageHead};
use crate::component::{icon, state};
use crate::format;
use crate::site::{Me, Site, Trouble, Visit};

/// The entity of things to do.
const ACTIVITY: &str = "base.activity";
/// How many lines each panel has.
const LINES: u64 = 8;
/// Beyond so many records an entity's are not counted.
const COUNTED: u64 = 10_000;

pub(super) fn router() -> Router<Site> {
    Router::new().route("/", get(show))
}

async fn show(visit: Visit) -> Response {
    visit.read(move |tx, me| Ok(page(tx, me)?.into_response())).await
}

/// A record in a panel.
struct Line {
    url: String,
    title: String,
    entity: Arc<Entity>,
    id: i64,
    at: Option<Timestamp>,
}

impl Line {
    fn of(entity: &Arc<Entity>, titled: records::Titled, at: Option<Timestamp>) -> Self {
        let url = format!("/{}/{}", entity.plural, titled.id);
        Self { url, title: titled.title, entity: Arc::clone(entity), id: titled.id, at }
    }
}

fn page(tx: &mut Tx<'_>, me: &Me) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let due = due(tx, me)?;
    let kept = kept(tx, me)?;
    let recent = recent(tx, me)?;
    let places = places(tx, me)?;
    let name = me.actor().name.split_whitespace().next().unwrap_or_default().to_owned();
    let title = t!(reader, "home-title", name = name);
    let today = format::local(reader, reader.now).date();
    let body = html! {
        (shell::head(reader, &PageHead { title: title.clone(), note: format::date(reader.language, today).into(), ..PageHead::default() }))
        div class="grow overflow-auto border-t border-line" {
            div class={ "grid gap-3 p-5 max-md:p-3.5 content-start lg:grid-cols-2 " (if kept.is_empty() || due.is_none() { "" } else { "xl:grid-cols-3" }) } {
                @if let Some(due) = &due { (state::panel(&t!(reader, "home-due"), Some(way("/activities?view=mine", &t!(reader, "home-all"))), lines(me, due, true, &t!(reader, "home-due-none")))) }
                @if !kept.is_empty() { (state::panel(&t!(reader, "favourites"), None, lines(me, &kept, false, ""))) }
                (state::panel(&t!(reader, "home-recent"), None, lines(me, &recent, false, &t!(reader, "home-recent-none"))))
            }
            div class="px-5 pb-5 max-md:px-3.5" { (state::panel(&t!(reader, "home-places"), None, places)) }
        }
    };
    Ok(chrome::page(tx, me, "/", &t!(reader, "nav-home"), body))
}

fn way(url: &str, label: &str) -> Markup {
    html! { a class="link text-xs" href=(url) { (label) } }
}

fn lines(me: &Me, lines: &[Line], is_due: bool, none: &str) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    html! {
        @if lines.is_empty() { p class="text-ink-3 py-2" { (none) } }
        @for line in lines {
            a class="opt -mx-2" href=(line.url) {
                @if list::is_person(&line.entity) { (avatar::person(line.id, &line.title, Size::Small)) }
                @else if line.entity.matching.is_some() { (avatar::tile(line.id, &line.title, Size::Small)) }
                @else { span class="text-ink-3 inline-flex w-5.5 justify-center" { (icon(&line.entity.icon)) } }
                span class="grow min-w-0 truncate font-medium" { (line.title) }
                @if !is_due { span class="text-xs text-ink-3 only-desk" { (line.entity.label.get(language)) } }
                @if let Some(at) = line.at {
                    span class="text-xs whitespace-nowrap" {
                        @if is_due { (date::show_due(reader, format::local(reader, at).date())) }
                        @else { time class="text-ink-3" datetime=(at) { (format::ago(reader, at)) } }
                    }
                }
            }
        }
    }
}

/// Open activities of this person, the soonest due first; nothing for those who have no activities.
fn due(tx: &mut Tx<'_>, me: &Me) -> Result<Option<Vec<Line>>, Trouble> {
    let Some(entity) = tx.model().entity(ACTIVITY).cloned() else { return Ok(None) };
    if tx.world().permit(me.actor(), &entity, Action::Read).is_err() {
        return Ok(None);
    }
    let has = |name: &str, value: &str| {
        entity.field(name).is_some_and(|field| matches!(&field.kind, Kind::Choice { choices } if choices.iter().any(|choice| &*choice.value == value)))
    };
    if !has("status", "open") || entity.field("due").is_none() {
        return Ok(None);
    }
    let mine = Expr::eq(Expr::names(["owner", "id"]), Expr::names(["actor", "id"]));
    let open = Expr::eq(Expr::name("status"), Expr::literal(Value::text("open")));
    let dated = Expr::binary(BinaryOp::Ne, Expr::name("due"), Expr::null());
    let mut query = Query::of(ACTIVITY).column("due");
    query.filter = Some(Expr::and_all(vec![mine, open, dated]));
    query.sort = vec![Sort { path: vec![Arc::from("due")], descending: false }];
    query.limit = LINES;
    Ok(Some(read(tx, me, &entity, &query)?))
}

/// The records this person keeps at hand, as far as they may still see them.
fn kept(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<Line>, Trouble> {
    let favourites = Favourites::of(tx, me)?.all;
    let mut by_entity: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for one in &favourites {
        by_entity.entry(&one.entity).or_default().push(one.id);
    }
    let mut found = Vec::new();
    for (name, ids) in by_entity {
        let Some(entity) = tx.model().entity(name).cloned() else { continue };
        let may_open = tx.world().permit(me.actor(), &entity, Action::Read).is_ok();
        let titles = if may_open { records::titles(tx, me.actor(), name, &ids)? } else { Vec::new() };
        found.extend(titles.into_iter().map(|titled| Line::of(&entity, titled, None)));
    }
    let place =
        |line: &Line| favourites.iter().position(|one| one.id == line.id && one.entity == line.entity.name.as_str());
    found.sort_by_key(place);
    Ok(found)
}

/// The records this person changed last, of all entities people work with.
fn recent(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<Line>, Trouble> {
    let mut found = Vec::new();
    for entity in offered(tx, me) {
        let mut query = Query::of(entity.name.shared()).column("changed_at");
        query.filter = Some(Expr::eq(Expr::names(["changed_by", "id"]), Expr::names(["actor", "id"])));
        query.sort = vec![Sort { path: vec![Arc::from("changed_at")], descending: true }];
        query.limit = LINES;
        found.extend(read(tx, me, &entity, &query)?);
    }
    found.sort_by_key(|line| std::cmp::Reverse(line.at));
    found.truncate(LINES as usize);
    Ok(found)
}

fn read(tx: &mut Tx<'_>, me: &Me, entity: &Arc<Entity>, query: &Query) -> Result<Vec<Line>, Trouble> {
    let mut rows = Vec::new();
    records::list(tx, me.actor(), query, |row| rows.push((row.id(), row.value(0))))?;
    let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
    let titles = records::titles(tx, me.actor(), &entity.name, &ids)?;
    let line = |titled: records::Titled| {
        let value = rows.iter().find(|(id, _)| *id == titled.id).map(|(_, value)| value);
        let at = match value {
            Some(Value::DateTime(moment)) => {
                Timestamp::from_microsecond(moment.to_micros(&jiff::tz::TimeZone::UTC)).ok()
            }
            _ => None,
        };
        Line::of(entity, titled, at)
    };
    Ok(titles.into_iter().map(line).collect())
}

/// The entities in the menus of the apps that this person may read.
fn offered(tx: &Tx<'_>, me: &Me) -> Vec<Arc<Entity>> {
    let model = tx.model();
    let names = model.apps.iter().flat_map(|app| &app.menu);
    names
        .filter_map(|name| model.entity(name))
        .filter(|entity| entity.kind == EntityKind::Normal && !entity.is_line())
        .filter(|entity| tx.world().permit(me.actor(), entity, Action::Read).is_ok())
        .cloned()
        .collect()
}

fn places(tx: &mut Tx<'_>, me: &Me) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let mut counted = Vec::new();
    for entity in offered(tx, me) {
        let count = records::count(tx, me.actor(), &Query::of(entity.name.shared()), Some(COUNTED + 1))?;
        counted.push((entity, count));
    }
    Ok(html! {
        div class="grid gap-2 grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]" {
            @for (entity, count) in &counted {
                a class="flex items-center gap-3 rounded-lg border border-line px-3 py-2.5 hover:bg-sunken" href=(format!("/{}", entity.plural)) {
                    span class={ "ava tile ava-lg h-" (entity.hue) } aria-hidden="true" { (icon(&entity.icon)) }
                    span class="min-w-0" {
                        span class="block truncate font-medium" { (entity.plural_label.get(language)) }
                        span class="block text-xs text-ink-3 num" {
                            @if *count > COUNTED { (t!(reader, "rows-many", count = format::number(reader.language, &COUNTED.to_string()))) }
                            @else { (list::noun(me, entity, *count)) }
                        }
                    }
                }
            }
        }
    })
}
