//! The page of a record: on the left what it is, in the middle what happened and all its fields, on the right what
//! points to it.

use std::borrow::Cow;
use std::sync::Arc;

use access::Action;
use axum::extract::{Path, Query as Params};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use model::{Field, Kind};
use records::{Record, Tx, Way};
use serde::Deserialize;

use super::known::Known;
use super::place::{Place, is_people, number, writable};
use super::values::Values;
use super::{activity, duplicates, file, history, lines, related, timeline};
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::facts::{self, Fact};
use crate::component::field::of;
use crate::component::icon;
use crate::component::menu::{self, Item};
use crate::component::shell::{self, PageHead};
use crate::component::tabs::{self, Tab};
use crate::format;
use crate::http;
use crate::page::chrome;
use crate::site::{Me, Trouble, Visit};

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    tab: String,
    #[serde(default)]
    kind: String,
    before: Option<i64>,
    /// A day, or a day and a time of it, in the past.
    #[serde(default)]
    at: String,
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
            if let Some(moment) = moment(me, &asked.at) {
                return Ok(past(tx, me, place, &id, moment)?.into_response());
            }
            let record = place.record(tx, me, &id)?;
            let names = tab_names(&place);
            let current = names.iter().copied().find(|name| *name == asked.tab).unwrap_or(names[0]);
            let tab = tab(tx, me, &place, &record, current, &asked)?;
            if http::is_fragment(&headers) {
                return Ok(tab.into_response());
            }
            Ok(page(tx, me, &place, &record, current, tab)?.into_response())
        })
        .await
}

/// The moment an address asks for: of a day its end. Nothing when it is none, or not in the past.
fn moment(me: &Me, typed: &str) -> Option<Timestamp> {
    let typed = typed.trim();
    let local = format::read_date_time(typed).filter(|_| !typed.is_empty())?;
    let moment = match format::read_date(typed) {
        Some(day) => me
            .reader
            .zone
            .to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0))
            .ok()?
            .checked_sub(SignedDuration::from_micros(1))
            .ok()?,
        None => me.reader.zone.to_timestamp(local).ok()?,
    };
    (moment < me.reader.now).then_some(moment)
}

/// The record as it was at a moment: its fields, and the way back to now.
fn past(tx: &mut Tx<'_>, me: &Me, mut place: Place, id: &str, moment: Timestamp) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let record = records::as_of::get(tx, me.actor(), place.name(), number(id)?, moment.as_microsecond())?;
    place.at = Some(moment.as_microsecond());
    let url = place.url(record.id());
    let title = record.title();
    let head = PageHead {
        crumbs: vec![(place.entity().plural_label.get(reader.language.code()).into(), place.list().into())],
        title: title.clone().into(),
        ..PageHead::default()
    };
    let (left, details) = (left(tx, me, &place, &record)?, details(tx, me, &place, &record)?);
    let when = format::date_time(reader, moment);
    let body = html! {
        (shell::head(reader, &head))
        div class="spark rounded-none! border-x-0! px-5 py-2 flex items-center gap-3 flex-wrap" role="status" {
            span class="ttl inline-flex" { (icon("history")) }
            span class="font-medium" { (t!(reader, "record-as-of", when = when)) }
            span class="grow" {}
            (Button::new(t!(reader, "record-as-of-back"), Act::Link(&url)).draw())
        }
        div class="rec" {
            aside class="rec-l" aria-label=(t!(reader, "record-key-fields")) { (left) }
            div class="rec-m" { (tabs::panel(html! { div id="rec-details" { (details) } })) }
        }
    };
    Ok(chrome::page(tx, me, &url, &title, body))
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

/// Whether the fields are what stands in the middle, by the address of the page.
pub(super) fn shows_details(place: &Place, address: &str) -> bool {
    let open = address.split(['?', '&']).find_map(|pair| pair.strip_prefix("tab="));
    open.map_or(tab_names(place)[0] == "details", |open| open == "details")
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
        "history" => history::tab(tx, me, place, record, asked.before),
        _ => {
            let drawn = details(tx, me, place, record)?;
            Ok(html! { div id="rec-details" { (drawn) } })
        }
    }
}

/// The parts of the page that a change of the record touches, each for its place: the answer to a write.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn parts(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record, open: &str) -> Result<Markup, Trouble> {
    let left = left(tx, me, place, record)?;
    let tab = tab(tx, me, place, record, open, &Asked::default())?;
    Ok(html! {
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
    let left = left(tx, me, place, record)?;
    let right = right(tx, me, place, record)?;
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
            div class="rec-m" { (tabs::tabs(reader, &t!(reader, "record-tabs"), &tabs)) (tabs::panel(content)) }
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
    Ok(html! {
        (Button::new(t!(reader, "more"), Act::Popover("record-more")).ghost().icon("ellipsis").square().draw())
        (menu::menu("record-more", &t!(reader, "more"), &items))
        @if changes { (Button::new(t!(reader, "record-edit"), Act::Link(&format!("{url}/edit"))).icon("pencil").draw()) }
    })
}

/// What a field's value is on the page, and whether it may be edited in place.
pub(super) struct Facts<'a> {
    pub place: &'a Place,
    pub values: &'a Values,
    pub known: &'a Known,
    /// What the reader may write of this record.
    pub permit: Option<access::Permit>,
    /// The currency amounts without one of their own are in.
    pub base: Arc<str>,
}

impl Facts<'_> {
    fn fact<'f>(&self, me: &Me, field: &'f Field) -> Fact<'f> {
        let value = self.shown(me, field);
        let edit = self.permit.as_ref().is_some_and(|permit| writable(self.place.entity(), field, permit, false));
        Fact {
            label: Cow::Borrowed(field.label.get(me.reader.language.code())),
            value,
            edit: edit.then_some(&*field.name),
            digits: of::has_digits(field),
        }
    }

    /// The value drawn; nothing when it is empty.
    pub fn shown(&self, me: &Me, field: &Field) -> Option<Markup> {
        let value = self.values.field(&self.place.layout, field);
        let currency = match self.values.currency(field) {
            "" => &*self.base,
            currency => currency,
        };
        self.known.show(&me.reader, field, &value, currency)
    }
}

/// What is needed to draw the fields of a record.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn gathered(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
) -> Result<(Values, Known, Option<access::Permit>), Trouble> {
    let values = Values::of(tx, me, place, record)?;
    let known = Known::of(tx, me, place, &values, false)?;
    let permit = if place.at.is_none() && place.may(tx, me, record.id(), Action::Change)? {
        place.permit(tx, me, Action::Change)
    } else {
        None
    };
    Ok((values, known, permit))
}

/// The left column: the face, the name, ways to reach somebody, the key fields.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn left(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let (values, known, permit) = gathered(tx, me, place, record)?;
    let base = Arc::clone(&tx.world().settings.currency);
    let entity = place.entity();
    let shown = Facts { place, values: &values, known: &known, permit, base };
    let fields = |names: &[Arc<str>]| -> Vec<Arc<Field>> {
        names
            .iter()
            .filter_map(|name| place.field(name))
            .filter(|field| !matches!(field.kind, Kind::Lines(_)))
            .cloned()
            .collect()
    };
    let mut keys = fields(&entity.form.key_fields);
    if keys.is_empty() {
        keys = entity
            .fields
            .iter()
            .filter(|field| place.sees(field) && !matches!(field.kind, Kind::Lines(_)))
            .take(6)
            .cloned()
            .collect();
    }
    let facts: Vec<Fact<'_>> = keys.iter().map(|field| shown.fact(me, field)).collect();
    let system = fields(&["created_at", "created_by", "changed_at", "changed_by"].map(Arc::from));
    let system: Vec<Fact<'_>> = system
        .iter()
        .map(|field| Fact { edit: None, ..shown.fact(me, field) })
        .filter(|fact| fact.value.is_some())
        .collect();
    let title = record.title();
    let picture = entity.fields.iter().find(|field| matches!(field.kind, Kind::Image) && place.sees(field));
    let picture = picture.and_then(|field| values.ids(&field.name).first().copied());
    let url = place.url(record.id());
    let under = place.entity().label.get(reader.language.code());
    Ok(html! {
        div class="px-5 pt-4 pb-3 max-md:px-3.5" {
            div class="flex items-center gap-3" {
                @match picture {
                    Some(picture) => { img class="thumb w-12! h-12! shrink-0" src=(format!("/files/{picture}/content?show=1")) alt="" decoding="async"; }
                    None if is_people(entity) => { (avatar::person(record.id(), &title, Size::Huge)) }
                    None => { (avatar::tile(record.id(), &title, Size::Huge)) }
                }
                div class="min-w-0" { h1 class="text-2xl wrap-anywhere line-clamp-3" { (title) } p class="text-ink-2 truncate" { (under) } }
            }
            @if place.at.is_none() { (reach(me, place, &values, &url)) }
        }
        (facts::section(&t!(reader, "record-key-fields"), None, facts::facts(reader, &url, &facts)))
        (facts::section(&t!(reader, "record-about"), None, facts::facts(reader, &url, &system)))
    })
}

/// The quick acts: writing, calling, a task, a note, as far as there is an address or a place for them.
fn reach(me: &Me, place: &Place, values: &Values, url: &str) -> Markup {
    let reader = &me.reader;
    let first = |is: fn(&Kind) -> bool| {
        let mut fields = place.entity().fields.iter().filter(|field| is(&field.kind) && place.sees(field));
        fields.find_map(|field| values.get(&field.name).as_text().map(str::to_owned))
    };
    let email = first(|kind| matches!(kind, Kind::Email)).map(|email| format!("mailto:{email}"));
    let phone = first(|kind| matches!(kind, Kind::Phone)).map(|phone| format!("tel:{phone}"));
    let activities = place.entity().features.activities;
    let class = "btn btn-outline h-auto! flex-col gap-1! py-2 px-1 text-xs";
    let way = |href: Option<String>, symbol: &str, label: Cow<'_, str>| {
        html! { @if let Some(href) = href { a class=(class) href=(href) data-no-prefetch { (icon(symbol)) (label) } } }
    };
    let task = |kind: &str| activities.then(|| format!("{url}?tab=timeline&kind={kind}"));
    html! {
        @if email.is_some() || phone.is_some() || activities {
            div class="grid grid-cols-4 gap-1.5 mt-3.5" {
                (way(email, "mail", t!(reader, "record-email")))
                (way(phone, "phone", t!(reader, "record-call")))
                (way(task("task"), "circle-check", t!(reader, "record-task")))
                (way(task("note"), "sticky-note", t!(reader, "record-note")))
            }
        }
    }
}

/// All sections of the form with their values, and the line items.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn details(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let (values, known, permit) = gathered(tx, me, place, record)?;
    let base = Arc::clone(&tx.world().settings.currency);
    let entity = Arc::clone(place.entity());
    let mut grids = Vec::new();
    // Line items are records of their own: of the past, only what this one itself held is told.
    for field in entity.lines().filter(|field| place.at.is_none() && place.sees(field)) {
        grids.push((Arc::clone(&field.name), grid(tx, me, place, field, record.id())?));
    }
    let shown = Facts { place, values: &values, known: &known, permit, base };
    let url = place.url(record.id());
    let mut sections = Vec::new();
    for section in &entity.form.sections {
        let fields: Vec<&Arc<Field>> = section.fields.iter().filter_map(|name| place.field(name)).collect();
        let facts: Vec<Fact<'_>> = fields
            .iter()
            .filter(|field| !matches!(field.kind, Kind::Lines(_)))
            .map(|field| shown.fact(me, field))
            .collect();
        let tables: Vec<&Markup> = fields
            .iter()
            .filter_map(|field| grids.iter().find(|(name, _)| *name == field.name))
            .map(|(_, grid)| grid)
            .collect();
        if facts.is_empty() && tables.is_empty() {
            continue;
        }
        sections.push(html! {
            section class="rec-sec" {
                h2 class="text-sm mb-1" { (section.label.get(language)) }
                @for table in &tables { (table) }
                div class="dl-wide" { (facts::facts(reader, &url, &facts)) }
            }
        });
    }
    Ok(html! { @for section in &sections { (section) } })
}

/// The line items as a table, with the sums of amounts under it.
fn grid(tx: &mut Tx<'_>, me: &Me, place: &Place, field: &Field, id: i64) -> Result<Markup, Trouble> {
    let Kind::Lines(of) = &field.kind else { return Ok(html! {}) };
    let Ok(line) = Place::named(tx, me, &of.entity) else { return Ok(html! {}) };
    if Way::find(tx.model(), place.entity(), &field.name).is_none() {
        return Ok(html! {});
    }
    let reader = &me.reader;
    let language = reader.language.code();
    let columns: Vec<Arc<Field>> = line
        .entity()
        .fields
        .iter()
        .filter(|column| {
            column.name != of.by
                && lines::order(line.entity()) != Some(&*column.name)
                && !column.hidden_in_lists
                && line.sees(column)
        })
        .filter(|column| {
            !matches!(column.kind, Kind::Lines(_) | Kind::Relations(_) | Kind::RichText { .. } | Kind::LongText { .. })
        })
        .take(8)
        .cloned()
        .collect();
    let mut rows = Vec::new();
    let base = Arc::clone(&tx.world().settings.currency);
    for id in lines::ids(tx, me, place, field, id)? {
        let record = records::get(tx, me.actor(), line.name(), id)?;
        let values = Values::of(tx, me, &line, &record)?;
        let known = Known::of(tx, me, &line, &values, false)?;
        let facts = Facts { place: &line, values: &values, known: &known, permit: None, base: Arc::clone(&base) };
        rows.push(columns.iter().map(|column| facts.shown(me, column)).collect::<Vec<_>>());
    }
    Ok(html! {
        div class="overflow-x-auto mb-3" {
            table class="lines-t" {
                caption class="sr-only" { (field.label.get(language)) }
                thead { tr { @for column in &columns { th scope="col" class=[of::has_digits(column).then_some("text-end")] { (column.label.get(language)) } } } }
                tbody {
                    @for row in &rows {
                        tr { @for (column, value) in columns.iter().zip(row) { td class=[of::has_digits(column).then_some("num text-end")] { @match value { Some(value) => { (value) } None => { span class="text-ink-3" { "—" } } } } } }
                    }
                    @if rows.is_empty() { tr { td class="text-ink-3" colspan=(columns.len().max(1)) { (t!(reader, "record-lines-none")) } } }
                }
            }
        }
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
