//! The left column of a record: the face, the name, ways to reach somebody, the key fields.

use std::borrow::Cow;
use std::sync::Arc;

use maud::{Markup, html};
use model::{Field, Kind};
use records::{Record, Tx};

use super::facts::{Facts, gathered};
use super::place::{Place, is_people};
use super::values::Values;
use crate::component::avatar::{self, Size};
use crate::component::facts::{self, Fact};
use crate::component::icon;
use crate::site::{Me, Trouble};

/// A longer name is written smaller, so that it stays whole.
const LONG: usize = 26;

/// The left column: the face, the name, ways to reach somebody, the key fields.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn draw(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
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
                div class="min-w-0" { h1 class=(if title.chars().count() > LONG { "text-xl wrap-anywhere line-clamp-3" } else { "text-2xl wrap-anywhere line-clamp-3" }) { (title) } p class="text-ink-2 truncate" { (under) } }
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
    // Long words take what short ones leave.
    let class = "btn btn-outline h-auto! flex-col gap-1! py-2 px-1.5! text-xs grow";
    let way = |href: Option<String>, symbol: &str, label: Cow<'_, str>| {
        html! { @if let Some(href) = href { a class=(class) href=(href) data-no-prefetch { (icon(symbol)) (label) } } }
    };
    let task = |kind: &str| activities.then(|| format!("{url}?tab=timeline&kind={kind}"));
    html! {
        @if email.is_some() || phone.is_some() || activities {
            div class="flex flex-wrap gap-1.5 mt-3.5" {
                (way(email, "mail", t!(reader, "record-email")))
                (way(phone, "phone", t!(reader, "record-call")))
                (way(task("task"), "circle-check", t!(reader, "record-task")))
                (way(task("note"), "sticky-note", t!(reader, "record-note")))
            }
        }
    }
}
