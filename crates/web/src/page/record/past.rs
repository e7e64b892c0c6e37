//! The page of a record as it was at a moment: its fields, and the way back to now.

use feel::Value;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use records::{Error, Happened, Record, Tx};

use super::card;
use super::details;
use super::place::{Place, number};
use crate::component::button::{Act, Button};
use crate::component::icon;
use crate::component::shell::{self, PageHead};
use crate::component::{state, tabs};
use crate::format;
use crate::page::chrome;
use crate::site::{Me, Trouble};

/// The shortest time there is here.
const TICK: SignedDuration = SignedDuration::from_micros(1);
/// How many entries of a history are read at once.
const ENTRIES: u64 = 200;

/// Which moment somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// None: the record as it is.
    Now,
    At(Timestamp),
    /// None that can be shown, with the message that says why.
    Unread(&'static str),
}

/// The moment an address asks for: of a day its end, of today this moment.
pub(super) fn moment(me: &Me, typed: Option<&str>) -> Asked {
    let Some(typed) = typed.map(str::trim) else { return Asked::Now };
    let zone = &me.reader.zone;
    let last = |day: Date| {
        let next = zone.to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0)).ok()?;
        next.checked_sub(TICK).ok()
    };
    let read = match format::read_date(typed) {
        Some(day) if day == format::local(&me.reader, me.reader.now).date() => me.reader.now.checked_sub(TICK).ok(),
        Some(day) => last(day),
        None => format::read_date_time(typed).and_then(|local| zone.to_timestamp(local).ok()),
    };
    match read {
        None => Asked::Unread("record-as-of-unread"),
        Some(moment) if moment >= me.reader.now => Asked::Unread("record-as-of-future"),
        Some(moment) => Asked::At(moment),
    }
}

/// The page; where there was no such record then, and the reader may see it now, the page that says so.
///
/// # Errors
/// [`Trouble::NotFound`] when the reader may not see the record.
pub(super) fn page(tx: &mut Tx<'_>, me: &Me, mut place: Place, id: &str, moment: Timestamp) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let record = match records::as_of::get(tx, me.actor(), place.name(), number(id)?, moment.as_microsecond()) {
        Err(Error::NotFound { .. }) => return absent(tx, me, &place, id, moment),
        found => found?,
    };
    place.at = Some(moment.as_microsecond());
    let url = place.url(record.id());
    let title = record.title();
    let head = PageHead {
        crumbs: vec![(place.entity().plural_label.get(reader.language.code()).into(), place.list().into())],
        title: title.clone().into(),
        ..PageHead::default()
    };
    let (left, details) = (card::draw(tx, me, &place, &record)?, details::draw(tx, me, &place, &record)?);
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

/// The page of a record that there was not at that moment: it was created later, or lay among the deleted.
fn absent(tx: &mut Tx<'_>, me: &Me, place: &Place, id: &str, moment: Timestamp) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let record = place.record(tx, me, id)?;
    let at = moment.as_microsecond();
    let created = match record.get("created_at") {
        Value::DateTime(created) => created.to_micros(&jiff::tz::TimeZone::UTC),
        _ => return Err(Trouble::NotFound),
    };
    let when = format::date_time(reader, moment);
    let (title, sentence) = if created > at {
        let created = format::date_time(reader, Timestamp::from_microsecond(created).unwrap_or(reader.now));
        (t!(reader, "record-as-of-not-yet", when = when), t!(reader, "record-as-of-created", when = created))
    } else if was_deleted(tx, me, place, &record, at)? {
        (t!(reader, "record-as-of-deleted", when = when), t!(reader, "record-as-of-deleted-text"))
    } else {
        // It was there, and not for this reader.
        return Err(Trouble::NotFound);
    };
    let (url, name) = (place.url(record.id()), record.title());
    let history = format!("{url}?tab=history");
    let head = PageHead {
        crumbs: vec![
            (place.entity().plural_label.get(reader.language.code()).into(), place.list().into()),
            (name.clone().into(), url.clone().into()),
        ],
        title: t!(reader, "record-history"),
        ..PageHead::default()
    };
    let actions = html! {
        (Button::new(t!(reader, "record-as-of-back"), Act::Link(&url)).primary().draw())
        (Button::new(t!(reader, "record-history"), Act::Link(&history)).icon("history").draw())
    };
    let body = html! {
        (shell::head(reader, &head))
        div class="grow grid place-content-center border-t border-line" { (state::empty("history", &title, &sentence, actions)) }
    };
    Ok(chrome::page(tx, me, &url, &name, body))
}

/// Whether the last that happened to a record until a moment is that it was deleted.
fn was_deleted(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record, at: i64) -> Result<bool, Trouble> {
    let mut before = None;
    loop {
        let changes = records::history::of(tx, me.actor(), place.name(), record.id(), before, ENTRIES)?;
        if let Some(last) = changes.iter().find(|change| change.at <= at) {
            return Ok(last.action == Happened::Delete);
        }
        match changes.last() {
            Some(oldest) if changes.len() as u64 == ENTRIES => before = Some(oldest.id),
            _ => return Ok(false),
        }
    }
}
