//! The page of a record: on the left what it is, in the middle what happened and all its fields, on the right what
//! points to it.

use access::Action;
use axum::extract::{Path, Query as Params};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::{Record, Tx};
use serde::Deserialize;

use super::place::Place;
use super::{activity, advice, card, details, duplicates, file, history, merge, past, related, timeline};
use crate::component::button::{Act, Button};
use crate::component::icon;
use crate::component::menu::{self, Item};
use crate::component::shell::{self, PageHead};
use crate::component::tabs::{self, Tab};
use crate::http;
use crate::page::{chrome, favourites};
use crate::site::{Me, Trouble, Visit};

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    tab: String,
    #[serde(default)]
    kind: String,
    before: Option<i64>,
    /// A day, or a day and a time of it, in the past.
    at: Option<String>,
}

/// `GET /{plural}/{id}`: the page, or to htmx the tab.
pub(super) async fn show(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Params(asked): Params<Asked>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let moment = past::moment(me, asked.at.as_deref());
            if let past::Asked::At(moment) = moment {
                return Ok(past::page(tx, me, place, &id, moment)?.into_response());
            }
            let record = match place.record(tx, me, &id) {
                Err(Trouble::NotFound) => return merge::moved(tx, me, &place, &id, &headers),
                found => found?,
            };
            let place = place.at_record(tx, me, &record)?;
            let names = tab_names(&place);
            if let past::Asked::Unread(why) = moment {
                let typed = history::Moment { typed: asked.at.as_deref().unwrap_or_default(), why: Some(why) };
                let tab = history::tab(tx, me, &place, &record, None, &typed)?;
                let page = page(tx, me, &place, &record, "history", tab)?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
            let current = names.iter().copied().find(|name| *name == asked.tab).unwrap_or(names[0]);
            let tab = tab(tx, me, &place, &record, current, &asked)?;
            if http::is_fragment(&headers) {
                return Ok(tab.into_response());
            }
            Ok(page(tx, me, &place, &record, current, tab)?.into_response())
        })
        .await
}

/// The tabs of a record, the first one open.
fn tab_names(place: &Place) -> Vec<&'static str> {
    let features = place.entity().features;
    let mut names = Vec::new();
    if features.activities || features.comments {
        names.push("timeline");
    }
    names.push("details");
    names.push("related");
    if features.files {
        names.push("files");
    }
    names.push("history");
    names
}

/// The tab that is open, by the address of the page.
pub(super) fn open_tab(place: &Place, address: &str) -> &'static str {
    let asked = address.split(['?', '&']).find_map(|pair| pair.strip_prefix("tab="));
    let names = tab_names(place);
    asked.and_then(|asked| names.iter().copied().find(|name| *name == asked)).unwrap_or(names[0])
}

fn tab(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record, name: &str, asked: &Asked) -> Result<Markup, Trouble> {
    match name {
        "timeline" => {
            let composer = activity::composer(tx, me, place, record, &asked.kind)?;
            let events = timeline::draw(tx, me, place, record)?;
            Ok(html! { (composer) div id="happened" { (events) } })
        }
        "related" => {
            let mut shown = Vec::new();
            let side = place.entity().form.side.clone();
            for list in related::lists(tx, me, place) {
                if !side.contains(&list.name) {
                    shown.push(related::read(tx, me, list, record.id())?);
                }
            }
            Ok(related::all(&me.reader, &shown, record.id()))
        }
        "files" => file::tab(tx, me, place, record),
        "history" => history::tab(tx, me, place, record, asked.before, &history::Moment::default()),
        _ => {
            let drawn = details::draw(tx, me, place, record)?;
            Ok(html! { div id="rec-details" { (drawn) } })
        }
    }
}

/// The parts of the page that a change of the record touches, each for its place: the answer to a write.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn parts(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record, open: &str) -> Result<Markup, Trouble> {
    let left = card::draw(tx, me, place, record)?;
    let tab = tab(tx, me, place, record, open, &Asked::default())?;
    let advice = advice::inside(tx, me, record)?;
    Ok(html! {
        hx-partial hx-target="#advice" hx-swap="innerHTML" { (advice) }
        hx-partial hx-target="#rec-left" hx-swap="innerMorph" { (left) }
        hx-partial hx-target="#tab" hx-swap="innerHTML" { (tab) }
    })
}

fn page(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
    current: &str,
    content: Markup,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let url = place.url(record.id());
    let title = record.title();
    let plural = place.entity().plural_label.get(reader.language.code());
    let head = PageHead {
        crumbs: vec![(plural.into(), place.list().into())],
        title: title.clone().into(),
        note: "".into(),
        actions: Some(actions(tx, me, place, record)?),
    };
    let left = card::draw(tx, me, place, record)?;
    let right = right(tx, me, place, record)?;
    let advice = advice::draw(tx, me, record)?;
    let tabs: Vec<Tab<'_>> = tab_names(place)
        .into_iter()
        .map(|name| Tab {
            label: match name {
                "timeline" => t!(reader, "record-timeline"),
                "related" => t!(reader, "record-related"),
                "files" => t!(reader, "record-files"),
                "history" => t!(reader, "record-history"),
                _ => t!(reader, "record-details"),
            },
            href: format!("{url}?tab={name}").into(),
            current: name == current,
            ..Tab::default()
        })
        .collect();
    let body = html! {
        (shell::head(reader, &head))
        div class="rec" {
            aside class="rec-l" id="rec-left" aria-label=(t!(reader, "record-key-fields")) { (left) }
            div class="rec-m" { (advice) (tabs::tabs(reader, &t!(reader, "record-tabs"), &tabs)) (tabs::panel(content)) }
            aside class="rec-r" aria-label=(t!(reader, "record-related")) { (right) }
        }
    };
    Ok(chrome::page(tx, me, &url, &title, body))
}

fn actions(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let (id, url) = (record.id(), place.url(record.id()));
    let changes = place.may(tx, me, id, Action::Change)?;
    let deletes = place.may(tx, me, id, Action::Delete)?;
    let mut items = Vec::new();
    if changes {
        items.push(Item::Link {
            icon: "pencil",
            label: t!(reader, "record-edit"),
            href: format!("{url}/edit").into(),
            key: None,
        });
    }
    items.push(Item::Get {
        icon: "share-2",
        label: t!(reader, "record-share"),
        url: format!("{url}/share").into(),
        target: "#dialogs",
    });
    items.push(Item::Link {
        icon: "history",
        label: t!(reader, "record-history"),
        href: format!("{url}?tab=history").into(),
        key: None,
    });
    items.push(Item::Link {
        icon: "archive",
        label: t!(reader, "record-deleted-list"),
        href: format!("{}/deleted", place.list()).into(),
        key: None,
    });
    if deletes {
        items.push(Item::Line);
        items.push(Item::Delete {
            label: t!(reader, "delete"),
            url: format!("{url}?version={}", record.version()).into(),
            confirm: None,
        });
    }
    let list = place.list();
    let conversions = records::convert::of(tx, me.actor(), record)?;
    let star = favourites::star(tx, me, record)?;
    Ok(html! {
        // Where the record was opened from a list, the page finds its neighbours there.
        span class="flex only-desk" data-steps=(list) hidden {
            a class="btn btn-ghost btn-square btn-sm" rel="prev" href=(list) data-key="[" aria-label=(t!(reader, "record-previous")) { (icon("chevron-up")) }
            a class="btn btn-ghost btn-square btn-sm" rel="next" href=(list) data-key="]" aria-label=(t!(reader, "record-next")) { (icon("chevron-down")) }
        }
        (star)
        (Button::new(t!(reader, "more"), Act::Popover("record-more")).ghost().icon("ellipsis").square().draw())
        (menu::menu("record-more", &t!(reader, "more"), &items))
        @for conversion in &conversions {
            (Button::new(conversion.label.get(reader.language.code()), Act::Link(&format!("{url}/convert/{}", conversion.name))).icon("git-branch").draw())
        }
        @if changes { (Button::new(t!(reader, "record-edit"), Act::Link(&format!("{url}/edit"))).icon("pencil").draw()) }
    })
}

/// The right column: what may be the same, and the lists the form puts beside the record.
fn right(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let alike = duplicates::beside(tx, me, place, record)?;
    let side = place.entity().form.side.clone();
    let lists = related::lists(tx, me, place);
    let chosen: Vec<_> = if side.is_empty() {
        lists.into_iter().take(2).collect()
    } else {
        lists.into_iter().filter(|list| side.contains(&list.name)).collect()
    };
    let mut drawn = Vec::new();
    for list in chosen {
        drawn.push(related::read(tx, me, list, record.id())?.draw(&me.reader, record.id()));
    }
    Ok(html! { (alike) @for list in &drawn { (list) } })
}
