//! The page of a record as it was at a moment: its fields, and the way back to now.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use records::Tx;

use super::card;
use super::details;
use super::place::{Place, number};
use crate::component::button::{Act, Button};
use crate::component::icon;
use crate::component::shell::{self, PageHead};
use crate::component::tabs;
use crate::format;
use crate::page::chrome;
use crate::site::{Me, Trouble};

/// The moment an address asks for: of a day its end. Nothing when it is none, or not in the past.
pub(super) fn moment(me: &Me, typed: &str) -> Option<Timestamp> {
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

/// The page.
///
/// # Errors
/// [`Trouble::NotFound`] when there was no such record.
pub(super) fn page(tx: &mut Tx<'_>, me: &Me, mut place: Place, id: &str, moment: Timestamp) -> Result<Markup, Trouble> {
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
