//! What happened around a record: activities, comments and changes as one stream, the newest first.

use std::sync::Arc;

use access::Action;
use feel::Value;
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use model::Kind;
use records::{Query, Record, Sort, Tx, Way};

use super::history;
use super::known::{Known, Wanted};
use super::place::Place;
use crate::component::field::text;
use crate::component::timeline::{self, Event};
use crate::component::{icon_small, state};
use crate::format;
use crate::site::{Me, Trouble};

/// The entity of activities.
pub(super) const ACTIVITY: &str = "base.activity";
/// The entity of comments.
pub(super) const COMMENT: &str = "base.comment";

/// How many of each kind of event are shown.
const FIRST: u64 = 40;

/// The stream, day by day.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn draw(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let mut events: Vec<Event<'static>> = Vec::new();
    if place.entity().features.activities {
        events.extend(activities(tx, me, place, record)?);
    }
    if place.entity().features.comments {
        events.extend(comments(tx, me, place, record)?);
    }
    let changes = records::history::of(tx, me.actor(), place.name(), record.id(), None, FIRST)?;
    events.extend(history::events(tx, me, place, &changes, record, false)?);
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(80);
    let mut days: Vec<(Date, Vec<Event<'static>>)> = Vec::new();
    for event in events {
        let day = format::local(reader, event.at).date();
        match days.last_mut().filter(|(known, _)| *known == day) {
            Some((_, events)) => events.push(event),
            None => days.push((day, vec![event])),
        }
    }
    Ok(html! {
        @if days.is_empty() { (state::empty("history", &t!(reader, "record-history-none"), "", html! {})) }
        @for (day, events) in &days {
            (timeline::day(&capitalised(&format::day(reader, *day)), timeline::timeline(reader, &format!("day-{day}"), events)))
        }
    })
}

/// A heading begins with a capital letter, also where the word for the day does not.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn text_of(record: &Record, name: &str) -> String {
    record.get(name).as_text().unwrap_or_default().to_owned()
}

fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::DateTime(moment) => Timestamp::from_microsecond(moment.to_micros(&jiff::tz::TimeZone::UTC)).ok(),
        _ => None,
    }
}

/// The activities that lead here: those regarding the record, and those with a relation to it.
fn activities(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Vec<Event<'static>>, Trouble> {
    let Ok(of) = Place::named(tx, me, ACTIVITY) else { return Ok(Vec::new()) };
    let here = &place.entity().name;
    let mut ids: Vec<i64> = Vec::new();
    let ways: Vec<Way> = of
        .entity()
        .relations()
        .filter(|field| of.sees(field) && field.relation().is_some_and(|relation| relation.to.contains(here)))
        .map(|field| Way::Inverse { field: Arc::clone(&field.name), entity: here.shared() })
        .collect();
    for way in ways {
        let newest = Sort { path: vec!["id".into()], descending: true };
        let query = Query { sort: vec![newest], limit: FIRST, ..Query::of(ACTIVITY) };
        records::related(tx, me.actor(), &query, &way, &[record.id()], |_, row| ids.push(row.id()))?;
    }
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    let mut wanted = Wanted::default();
    for id in ids.into_iter().rev().take(FIRST as usize) {
        let activity = records::get(tx, me.actor(), ACTIVITY, id)?;
        if let Some(by) = activity.target("owner").or(activity.target("created_by")) {
            wanted.add(records::USER, by);
        }
        found.push(activity);
    }
    let known = Known::load(tx, me, wanted)?;
    let mut events = Vec::with_capacity(found.len());
    for activity in &found {
        events.push(of_activity(tx, me, &of, &known, activity)?);
    }
    Ok(events)
}

fn of_activity(
    tx: &mut Tx<'_>,
    me: &Me,
    of: &Place,
    known: &Known,
    activity: &Record,
) -> Result<Event<'static>, Trouble> {
    let reader = &me.reader;
    let (kind, status) = (text_of(activity, "kind"), text_of(activity, "status"));
    let symbol = match kind.as_str() {
        "call" => "phone",
        "meeting" => "users",
        "note" => "sticky-note",
        _ => "circle-check",
    };
    let done = status == "done";
    let (due, started) = (moment(activity.get("due")), moment(activity.get("starts_at")));
    let at = moment(activity.get("done_at")).or_else(|| moment(activity.get("created_at"))).unwrap_or(reader.now);
    let who =
        activity.target("owner").or(activity.target("created_by")).and_then(|id| known.title(id)).unwrap_or("Relata");
    let title = activity.title();
    let body = match (text_of(activity, "description"), text_of(activity, "result")) {
        (description, result) if description.is_empty() || description == title => result,
        (description, result) if result.is_empty() => description,
        (description, result) => format!("{description}\n{result}"),
    };
    let open = status == "open";
    let finishes = open && of.may(tx, me, activity.id(), Action::Change)?;
    let url = of.url(activity.id());
    let label = of
        .entity()
        .field("kind")
        .and_then(|field| field.choice(&kind))
        .map_or("", |choice| choice.label.get(reader.language.code()))
        .to_owned();
    let when = started.or(due).filter(|_| open);
    let overdue = due.is_some_and(|due| open && due < reader.now);
    Ok(Event {
        id: format!("activity-{}", activity.id()).into(),
        icon: symbol,
        at,
        line: html! {
            a class=(if done && kind == "task" { "font-medium line-through decoration-ink-3 hover:underline" } else { "font-medium hover:underline" }) href=(url) { (title) }
            span class="text-ink-3" { " · " (label) " · " (who) }
        },
        detail: (when.is_some() || finishes || !body.is_empty()).then(|| html! {
            @if let Some(when) = when {
                p class=(if overdue { "overdue text-xs flex items-center gap-1" } else { "text-xs text-ink-3 flex items-center gap-1" }) { (icon_small("clock")) " " (t!(reader, "record-due")) " " time datetime=(when) { (format::date_time(reader, when)) } }
            }
            @if !body.is_empty() { p class="text-ink-2" { (text::show(&body, text::Kind::Long)) } }
            @if finishes {
                button type="button" class="btn btn-ghost btn-sm -ms-2 mt-1" hx-post={ (url) "/done" } hx-target="#happened" hx-swap="innerHTML" hx-disable="this" { (icon_small("check")) span { (t!(reader, "record-mark-done")) } }
            }
        }),
        framed: kind == "note" || !body.is_empty(),
    })
}

fn comments(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Vec<Event<'static>>, Trouble> {
    let Ok(of) = Place::named(tx, me, COMMENT) else { return Ok(Vec::new()) };
    let reader = &me.reader;
    let way = Way::Inverse { field: "about".into(), entity: place.entity().name.shared() };
    let newest = Sort { path: vec!["id".into()], descending: true };
    let query = Query { sort: vec![newest], limit: FIRST, ..Query::of(COMMENT) }
        .column("text")
        .column("created_at")
        .column("created_by");
    let mut found: Vec<(i64, String, Timestamp, i64)> = Vec::new();
    records::related(tx, me.actor(), &query, &way, &[record.id()], |_, row| {
        let by = row.value(2).as_number().and_then(feel::Number::to_i64).unwrap_or(0);
        let text = row.value(0).as_text().unwrap_or_default().to_owned();
        found.push((row.id(), text, moment(&row.value(1)).unwrap_or(reader.now), by));
    })?;
    let mut wanted = Wanted::default();
    found.iter().for_each(|(.., by)| wanted.add(records::USER, *by));
    let known = Known::load(tx, me, wanted)?;
    let mut events = Vec::with_capacity(found.len());
    for (id, words, at, by) in found {
        let own = by == me.actor().user && of.may(tx, me, id, Action::Delete)?;
        let url = format!("{}/comments/{id}", place.url(record.id()));
        events.push(Event {
            id: format!("comment-{id}").into(),
            icon: "message-square",
            at,
            line: html! { b class="font-medium" { (known.title(by).unwrap_or("Relata")) } " " span class="text-ink-2" { (t!(reader, "record-commented")) } },
            detail: Some(html! {
                p class="text-ink text-base" { (text::show(&words, text::Kind::Long)) }
                @if own {
                    button type="button" class="btn btn-ghost btn-xs text-ink-3 -ms-2 mt-1" hx-delete=(url) hx-target="#happened" hx-swap="innerHTML" hx-disable="this" { (t!(reader, "delete")) }
                }
            }),
            framed: true,
        });
    }
    Ok(events)
}

/// The fields that lead from an activity to one record, with the entities they may lead to.
pub(super) fn ways_to(tx: &Tx<'_>, entity: &str) -> Vec<Arc<str>> {
    let Some(layout) = tx.world().layout(ACTIVITY) else { return Vec::new() };
    let leads = |kind: &Kind| matches!(kind, Kind::Relation(relation) if relation.only_target().is_some_and(|only| only.as_str() == entity));
    layout.entity.fields.iter().filter(|field| leads(&field.kind)).map(|field| Arc::clone(&field.name)).collect()
}
