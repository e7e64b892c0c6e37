//! What happened to a record: who changed what, when and through what; each value can be given back.

use std::sync::Arc;

use access::Action;
use axum::extract::{Path, Query as Params};
use axum::response::{IntoResponse, Response};
use feel::Value;
use jiff::Timestamp;
use maud::{Markup, html};
use model::{ColumnPart, Kind};
use records::history::{Change, Difference};
use records::{Happened, Record, Tx, batch};
use serde::Deserialize;

use super::known::{FILE, Known, Wanted};
use super::place::{Place, number};
use super::{said, view};
use crate::component::button::{Act, Button};
use crate::component::field::date;
use crate::component::form::{self, Input};
use crate::component::state;
use crate::component::timeline::{self, Event};
use crate::http::{self, Events, Toast};
use crate::site::{Me, Trouble, Visit};

/// How many entries a page of history has.
const PAGE: u64 = 30;

/// The field that asks for a moment: what was typed into it, and the message that says what is wrong with that.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moment<'a> {
    pub typed: &'a str,
    pub why: Option<&'static str>,
}

/// The history of a record, from an entry on.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn tab(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
    before: Option<i64>,
    moment: &Moment<'_>,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let mut at = Input::new("at", t!(reader, "record-as-of-show")).scope("past");
    if let Some(why) = moment.why {
        at = at.error(crate::text(reader.language, why));
    }
    let mut changes = records::history::of(tx, me.actor(), place.name(), record.id(), before, PAGE + 1)?;
    let more = changes.len() as u64 > PAGE;
    changes.truncate(PAGE as usize);
    let restores = place.may(tx, me, record.id(), Action::Change)?;
    let events = events(tx, me, place, &changes, record, restores)?;
    let next = changes
        .last()
        .filter(|_| more)
        .map(|change| format!("{}?tab=history&before={}", place.url(record.id()), change.id));
    Ok(html! {
        h2 class="sr-only" { (t!(reader, "record-history")) }
        form class="flex items-start gap-2 mb-4" action=(place.url(record.id())) {
            div class={ "w-52" @if moment.why.is_some() { " grow max-w-80" } } { (form::field(reader, &at, date::edit_typed(reader, &at, moment.typed))) }
            (Button::new(t!(reader, "record-open-past"), Act::Submit).icon("history").large().class("mt-[1.5625rem] max-md:mt-[1.6875rem]").draw())
        }
        @if events.is_empty() { (state::empty("history", &t!(reader, "record-history-none"), "", html! {})) }
        (timeline::timeline(reader, "history", &events))
        @if let Some(next) = next {
            (Button::new(t!(reader, "older"), Act::Get { url: &next, target: "#tab" }).icon("chevron-down").draw())
        }
    })
}

/// Entries of the log as events; with `restores`, values can be given back.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn events<'a>(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    changes: &[Change],
    record: &Record,
    restores: bool,
) -> Result<Vec<Event<'a>>, Trouble> {
    let reader = &me.reader;
    let mut wanted = Wanted::default();
    changes.iter().filter(|change| change.by != 0).for_each(|change| wanted.add(records::USER, change.by));
    let people = Known::load(tx, me, wanted)?;
    let permit = if restores { place.permit(tx, me, Action::Change) } else { None };
    let mut events = Vec::with_capacity(changes.len());
    for change in changes {
        let who = people.title(change.by).unwrap_or("Relata").to_owned();
        let (symbol, said) = match change.action {
            Happened::Create => ("circle-plus", t!(reader, "record-created")),
            Happened::Update => ("pencil", t!(reader, "record-changed")),
            Happened::Delete => ("trash-2", t!(reader, "record-was-deleted")),
        };
        let through = match &*change.through {
            "page" => None,
            "api" => Some(t!(reader, "record-through-api")),
            "import" => Some(t!(reader, "record-through-import")),
            "process" => Some(t!(reader, "record-through-process")),
            "command" => Some(t!(reader, "record-through-command")),
            "install" => Some(t!(reader, "record-through-install")),
            _ => None,
        };
        let part_of = match change.batch {
            Some(id) => batch::get(tx, me.actor(), id)?,
            None => None,
        };
        let line = html! {
            b class="font-medium" { (who) } " " span class="text-ink-2" { (said) }
            @if let Some(through) = through { span class="text-ink-3" { " · " (through) } }
            @if let Some(batch) = part_of { span class="text-ink-3" { " · " (batch_kind(reader, batch.kind)) @if !batch.label.is_empty() { " «" (batch.label) "»" } } }
        };
        let shown = shown(tx, me, place, &change.differences, Some(record))?;
        let detail = (!shown.is_empty() && change.action != Happened::Delete).then(|| {
            let lines = html! {
                @for (name, before, after) in &shown {
                    @let label = field_label(reader, place, name);
                    @let again = permit.as_ref().filter(|permit| change.action == Happened::Update && place.entity().field(name).is_some_and(|field| place.writes(field, permit, false)));
                    @let url = format!("{}/history/{}/restore?field={name}", place.url(change.record), change.id);
                    @let act = again.map(|_| Button::new(t!(reader, "record-restore"), Act::Post(&url)).ghost().icon("undo-2").square().class("tl-act").draw());
                    (timeline::change(&label, before, after, act))
                }
            };
            // What a record began with is long, and stands on its page.
            if change.action == Happened::Create {
                html! { details { summary class="cursor-pointer text-ink-3" { (t!(reader, "record-fields-count", count = shown.len())) } (lines) } }
            } else {
                lines
            }
        });
        events.push(Event {
            id: format!("change-{}", change.id).into(),
            icon: symbol,
            at: Timestamp::from_microsecond(change.at).unwrap_or(reader.now),
            line,
            detail,
            framed: false,
        });
    }
    Ok(events)
}

/// What a batch of changes is called.
pub(in crate::page) fn batch_kind(reader: &crate::Reader, kind: batch::Kind) -> std::borrow::Cow<'static, str> {
    match kind {
        batch::Kind::Import => t!(reader, "record-batch-import"),
        batch::Kind::Change => t!(reader, "record-batch-change"),
        batch::Kind::Delete => t!(reader, "record-batch-delete"),
        batch::Kind::Merge => t!(reader, "record-batch-merge"),
        batch::Kind::Convert => t!(reader, "record-batch-convert"),
        batch::Kind::Undo => t!(reader, "record-batch-undo"),
    }
}

fn field_label(reader: &crate::Reader, place: &Place, name: &str) -> String {
    if name == records::share::FIELD {
        return t!(reader, "record-shared-with").into_owned();
    }
    super::form::label(reader, place.entity(), name).to_owned()
}

/// Differences by field, drawn: the name of the field, the value before, the value after. Amounts whose currency stayed
/// are in that of the record.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn shown(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    differences: &[Difference],
    record: Option<&Record>,
) -> Result<Vec<(Arc<str>, Markup, Markup)>, Trouble> {
    let reader = &me.reader;
    let layout = &place.layout;
    let mut wanted = Wanted::default();
    for difference in differences {
        for value in [&difference.before, &difference.after] {
            want(place, differences, &difference.name, value, &mut wanted);
        }
    }
    let known = Known::load(tx, me, wanted)?;
    let none = || html! { span class="text-ink-3" { "—" } };
    let base = tx.world().settings.currency.to_string();
    let mut shown = Vec::with_capacity(differences.len());
    for difference in differences {
        let slot = layout.slot(&difference.name);
        let part = slot.map_or(ColumnPart::Value, |slot| slot.part);
        if matches!(part, ColumnPart::Base | ColumnPart::Entity | ColumnPart::SortKey)
            || matches!(&*difference.name, "id" | "version" | "created_at" | "created_by" | "changed_at" | "changed_by")
        {
            continue;
        }
        if &*difference.name == records::share::FIELD {
            let draw = |value: &Value| share(reader, &known, value).unwrap_or_else(none);
            shown.push((Arc::clone(&difference.name), draw(&difference.before), draw(&difference.after)));
            continue;
        }
        let name: Arc<str> = said::field_name(layout, &difference.name);
        let Some(field) = place.field(&name) else { continue };
        let draw = |value: &Value, currency: &str| {
            if part == ColumnPart::Value {
                known.show(reader, field, value, currency).unwrap_or_else(none)
            } else {
                value.as_text().map_or_else(none, |text| html! { (text) })
            }
        };
        // A currency that goes with a new amount is shown with it.
        let amount = part == ColumnPart::Currency && differences.iter().any(|other| other.name == name);
        if amount {
            continue;
        }
        let currency = differences.iter().find(|other| other.name.strip_suffix("_currency") == Some(&*name));
        let stays = record.and_then(|record| record.get(&format!("{name}_currency")).as_text()).unwrap_or(&base);
        let code = |value: fn(&Difference) -> &Value| {
            currency.and_then(|other| value(other).as_text()).unwrap_or(stays).to_owned()
        };
        let (before, after) = (
            draw(&difference.before, &code(|other| &other.before)),
            draw(&difference.after, &code(|other| &other.after)),
        );
        shown.push((name, before, after));
    }
    Ok(shown)
}

fn want(place: &Place, differences: &[Difference], name: &str, value: &Value, wanted: &mut Wanted) {
    let id = |value: &Value| value.as_number().and_then(feel::Number::to_i64);
    if name == records::share::FIELD {
        if let Some(with) = value.as_context().and_then(|context| context.get("with")).and_then(id) {
            wanted.add(records::USER, with);
            wanted.add(records::UNIT, with);
        }
        return;
    }
    let Some(field) = place.entity().field(name) else { return };
    let ids: Vec<i64> = match value {
        Value::List(items) => items.iter().filter_map(id).collect(),
        value => id(value).into_iter().collect(),
    };
    for id in ids {
        match &field.kind {
            Kind::Relation(relation) => match relation.only_target() {
                Some(only) => wanted.add(only, id),
                None => {
                    let which = differences.iter().filter(|other| other.name.strip_suffix("_entity") == Some(name));
                    which
                        .flat_map(|other| [&other.before, &other.after])
                        .filter_map(Value::as_text)
                        .for_each(|entity| wanted.add(entity, id));
                }
            },
            Kind::Relations(relations) => wanted.add(&relations.to, id),
            Kind::File | Kind::Image => wanted.add(FILE, id),
            _ => {}
        }
    }
}

fn share(reader: &crate::Reader, known: &Known, value: &Value) -> Option<Markup> {
    let context = value.as_context()?;
    let with = context.get("with")?.as_number()?.to_i64()?;
    let level = match context.get("level").and_then(Value::as_text) {
        Some("change") => t!(reader, "record-share-change"),
        _ => t!(reader, "record-share-read"),
    };
    Some(html! { (known.title(with).unwrap_or("#")) " (" (level) ")" })
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    field: String,
}

/// Gives a field the value back that it had before an entry of the history.
pub(super) async fn restore(
    visit: Visit,
    Path((plural, id, change)): Path<(String, String, String)>,
    Params(which): Params<Which>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let place = Place::of(tx, me, &plural)?;
            let (id, change) = (place.record(tx, me, &id)?.id(), number(&change)?);
            let outcome =
                tx.savepoint(|tx| records::undo::value(tx, me.actor(), place.name(), id, change, &which.field));
            let reader = &me.reader;
            match outcome {
                Ok(record) if http::is_fragment(&headers) => {
                    let label = field_label(reader, &place, &which.field);
                    let events = Events::new().toast(Toast::done(t!(reader, "record-restored", field = label)));
                    let parts = view::parts(tx, me, &place, &record, "history")?;
                    Ok((events, parts).into_response())
                }
                Ok(_) => Ok(http::redirect(&headers, &format!("{}?tab=history", place.url(id)))),
                Err(records::Error::Invalid(problems)) => Ok(said::refusal(reader, &problems)),
                Err(error) => Err(error.into()),
            }
        })
        .await
}
