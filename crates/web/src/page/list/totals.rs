//! How many rows there are and what they add up to: told after the page stands, so that no table is counted to show it.

use std::sync::Arc;

use feel::{Expr, Number, Value};
use maud::{Markup, html};
use model::{Entity, Kind};
use records::{Groups, Measure, Method, Query, Tx};

use super::address::Address;
use super::bulk;
use super::open::Opened;
use crate::format;
use crate::site::{Me, Trouble};

/// Beyond so many rows they are not counted to the end.
pub(super) const MOST: u64 = 10_000;

/// The place of each sum in the foot of the grid; the title's column first.
pub(super) fn places(opened: &Opened) -> Vec<Option<Markup>> {
    let sums = summed(opened);
    let mut places = vec![None];
    places.extend(opened.columns.iter().map(|found| {
        let name = found.path.join(".");
        sums.iter().any(|sum| **sum == *name).then(|| html! { span id=(format!("sum-{name}")) {} })
    }));
    places
}

/// The fields that the list adds up and shows.
fn summed(opened: &Opened) -> Vec<Arc<str>> {
    let shown = |name: &Arc<str>| {
        opened
            .columns
            .iter()
            .any(|found| found.path.len() == 1 && found.field.name == *name && found.field.kind.is_number())
    };
    opened.view.list.sums.iter().filter(|name| shown(name)).cloned().collect()
}

/// Asks for the totals once the page stands.
///
/// Its id is new each time: what a swap only brings up to date would not ask again.
pub(super) fn later(me: &Me, opened: &Opened, counted: bool) -> Markup {
    let id = format!("totals-{}", me.reader.now.as_microsecond());
    let url = opened.spelt().first_page().beside("totals");
    html! {
        @if !counted || !summed(opened).is_empty() {
            div id=(id) class="contents" hx-get=(url) hx-trigger="load" hx-target="this" hx-swap="innerHTML" {}
        }
    }
}

/// The answer: partials for the count, the sums, and the bar of the selection.
pub(super) fn answer(tx: &mut Tx<'_>, me: &Me, address: &Address) -> Result<Markup, Trouble> {
    let opened = Opened::at(tx, me, address)?;
    if !opened.problems.is_empty() {
        return Ok(html! {});
    }
    let query = opened.query(&Arc::clone(tx.world()), me)?;
    let count = records::count(tx, me.actor(), &query, Some(MOST + 1))?;
    let sums = sums(tx, me, &opened, query)?;
    let actions = bulk::actions(tx, me, &opened);
    Ok(html! {
        hx-partial hx-target=".pager > .num" hx-swap="innerHTML" { (counted(me, &opened, count)) }
        (noted(me, count))
        @for (name, sum) in sums {
            hx-partial hx-target=(format!("#sum-{name}")) hx-swap="innerHTML" { b class="text-ink font-semibold" { (sum) } }
        }
        @if !actions.is_empty() && count <= MOST {
            hx-partial hx-target=(format!("#bulk-{}", super::page::GRID)) hx-swap="outerHTML" { (bulk::bar(me, &opened, &actions, Some(count))) }
        }
    })
}

/// The count beside the title of the page.
pub(super) fn noted(me: &Me, count: u64) -> Markup {
    html! { hx-partial hx-target="#page-note" hx-swap="innerHTML" { (short(me, count)) } }
}

/// "184"; beyond ten thousand "10,000+".
pub(super) fn short(me: &Me, count: u64) -> String {
    let shown = format::number(me.reader.language, &count.min(MOST).to_string());
    if count > MOST { format!("{shown}+") } else { shown }
}

/// "184 deals"; beyond ten thousand only that there are more.
pub(super) fn counted(me: &Me, opened: &Opened, count: u64) -> String {
    let reader = &me.reader;
    if count > MOST {
        return t!(reader, "rows-many", count = format::number(reader.language, &MOST.to_string())).into_owned();
    }
    noun(me, &opened.entity, count)
}

/// A number of records with the noun in the form that goes with it.
pub(in crate::page) fn noun(me: &Me, entity: &Entity, count: u64) -> String {
    let language = me.reader.language;
    match entity.counted.get(language.code(), count) {
        Some(noun) => format!("{}\u{a0}{noun}", format::number(language, &count.to_string())),
        None => t!(&me.reader, "rows-count", count = count).into_owned(),
    }
}

/// A sum as it is shown: cents of a large one tell nobody anything.
fn rounded(sum: Number) -> Number {
    let digits = if sum.abs() >= Number::from_scaled(10_000, 0) { 0 } else { 2 };
    sum.round(digits, feel::Rounding::HalfUp).unwrap_or(sum)
}

/// The sums over the whole filter, from the database; amounts of many currencies in the installation's own.
fn sums(tx: &mut Tx<'_>, me: &Me, opened: &Opened, query: Query) -> Result<Vec<(Arc<str>, String)>, Trouble> {
    let names = summed(opened);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let is_money =
        |name: &Arc<str>| opened.entity.field(name).is_some_and(|field| matches!(field.kind.shown(), Kind::Money(_)));
    let measure = |name: &Arc<str>| {
        let value = if is_money(name) { Expr::name(format!("{name}_base")) } else { Expr::name(Arc::clone(name)) };
        Measure { method: Method::Sum, value: Some(value) }
    };
    let groups =
        Groups { query: Query { limit: 1, ..query }, by: Vec::new(), measures: names.iter().map(measure).collect() };
    let mut sums = Vec::new();
    records::aggregate(tx, me.actor(), &groups, None, |values| sums = values)?;
    let language = me.reader.language;
    let currency = Arc::clone(&tx.world().settings.currency);
    let shown = |(name, sum): (Arc<str>, Value)| {
        let plain = rounded(sum.as_number().unwrap_or(Number::from_scaled(0, 0))).to_string();
        let words = match is_money(&name) {
            true => format::money(language, &plain, &currency),
            false => format::number(language, &plain),
        };
        (name, words)
    };
    Ok(names.into_iter().zip(sums).map(shown).collect())
}
