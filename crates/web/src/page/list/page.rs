//! The page of a list, drawn: head, views, bar, rows, foot.

use std::sync::Arc;

use access::Action;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::Tx;

use super::address::Address;
use super::bulk;
use super::field;
use super::open::Opened;
use super::rows::{self, Rows};
use super::toolbar;
use super::totals;
use crate::component::button::{Act, Button};
use crate::component::grid::{self, Column, Grid, Order, Pager, Sort};
use crate::component::shell::{self, PageHead};
use crate::component::state;
use crate::http;
use crate::page::chrome;
use crate::site::{Me, Trouble};

/// The grid's id.
pub(super) const GRID: &str = "grid";

/// Answers with the list at an address: the whole page, or what htmx puts under the page head.
/// With `pushes` the browser is told the address, because it asked at another one.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    me: &Me,
    headers: &HeaderMap,
    address: &Address,
    pushes: bool,
) -> Result<Response, Trouble> {
    let opened = Opened::at(tx, me, address)?;
    let (region, count) = region(tx, me, &opened)?;
    if http::is_fragment(headers) {
        let region = html! { (region) @if let Some(count) = count { (totals::noted(me, count)) } };
        return Ok(match pushes || opened.address.filter != address.filter {
            true => with_url(&opened.address, region.into_response()),
            false => region.into_response(),
        });
    }
    let title = opened.entity.plural_label.get(me.reader.language.code()).to_owned();
    let body = html! { (head(tx, me, &opened, &title, count)) (region) };
    let path = format!("/{}", opened.entity.plural);
    Ok(chrome::page(tx, me, &path, &title, body).into_response())
}

/// Tells htmx the canonical address, so that a link copied from the browser means the same in every language.
fn with_url(address: &Address, mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(&address.url()) {
        response.headers_mut().insert(HeaderName::from_static("hx-push-url"), value);
    }
    response
}

fn head(tx: &Tx<'_>, me: &Me, opened: &Opened, title: &str, count: Option<u64>) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    let plural = &opened.entity.plural;
    let import = format!("/import?entity={plural}");
    let new = format!("/{plural}/new");
    let actions = html! {
        @if opened.entity.features.import && opened.may(tx, me, Action::Import) {
            (Button::new(t!(reader, "list-import"), Act::Link(&import)).ghost().icon("upload").class("only-desk").draw())
        }
        @if !opened.entity.is_line() && opened.may(tx, me, Action::Create) {
            (Button::new(opened.entity.new_label.get(language), Act::Link(&new)).primary().icon("plus").key("c").draw())
        }
    };
    // The count comes later where it is not known yet; its place is kept.
    let note = count.map_or_else(|| "\u{a0}".to_owned(), |count| totals::short(me, count));
    shell::head(
        reader,
        &PageHead { title: title.into(), note: note.into(), actions: Some(actions), ..PageHead::default() },
    )
}

/// Everything under the page head, and how many rows there are where the page shows them all.
fn region(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<(Markup, Option<u64>), Trouble> {
    let event = format!("{}:changed", opened.entity.plural);
    let views = toolbar::views(tx, me, opened);
    let bar = toolbar::bar(tx, me, opened)?;
    let (content, count) =
        if opened.problems.is_empty() { rows(tx, me, opened)? } else { (problems(me, opened), Some(0)) };
    Ok((grid::region(&opened.address.url(), Some(&event), html! { (views) (bar) (content) }), count))
}

/// What is wrong with the filter, in place of the rows: a list that ignores a condition would show too much.
fn problems(me: &Me, opened: &Opened) -> Markup {
    let reader = &me.reader;
    let clear = opened.spelt().filtered(None).url();
    let sentence = opened.problems.join(" ");
    let actions = html! {
        (Button::new(t!(reader, "list-edit-filter"), Act::Popover("filter")).icon("list-filter").draw())
        (Button::new(t!(reader, "filter-clear"), Act::Link(&clear)).ghost().draw())
    };
    middle(state::empty("triangle-alert", &t!(reader, "list-filter-wrong"), &sentence, actions))
}

fn middle(content: Markup) -> Markup {
    html! { div class="grow grid place-content-center border-t border-line overflow-auto" role="status" { (content) } }
}

fn rows(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<(Markup, Option<u64>), Trouble> {
    let reader = &me.reader;
    let read = Rows::read(tx, me, opened)?;
    if read.rows.is_empty() && opened.address.after.is_none() {
        return Ok((nothing(tx, me, opened), Some(0)));
    }
    let change = tx.world().permit(me.actor(), &opened.entity, Action::Change).ok();
    let drawn = read.draw(me, opened, change.as_ref());
    let acts = bulk::actions(tx, me, opened);
    let whole = read.next.is_none() && opened.address.after.is_none();
    let sums = totals::places(opened);
    let table = Grid {
        id: GRID.into(),
        caption: format!("{}: {}", opened.entity.plural_label.get(reader.language.code()), opened.view.label).into(),
        columns: columns(tx, me, opened),
        rows: drawn,
        sums,
        selectable: !acts.is_empty(),
    };
    let count = read.rows.len() as u64;
    let pager = Pager {
        count: if whole { totals::counted(me, opened, count).into() } else { "".into() },
        note: note(tx, me, opened).into(),
        newer: opened.address.newer().map(|newer| newer.url().into()),
        older: read.next.as_ref().map(|next| opened.address.older(next.clone()).url().into()),
    };
    let drawn = html! {
        (grid::grid(reader, &table))
        (grid::pager(reader, &pager))
        (totals::later(me, opened, whole))
        @if !acts.is_empty() { (bulk::bar(me, opened, &acts, None)) }
    };
    Ok((drawn, whole.then_some(count)))
}

fn note(tx: &Tx<'_>, me: &Me, opened: &Opened) -> String {
    if opened.sort.is_empty() {
        return String::new();
    }
    t!(&me.reader, "list-sorted-by", field = toolbar::order_words(tx, me, opened)).into_owned()
}

/// No row: because of the filter, or because there are none yet.
fn nothing(tx: &Tx<'_>, me: &Me, opened: &Opened) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    if opened.is_narrowed() {
        let mut all = opened.spelt().filtered(None);
        all.words.clear();
        let all = all.url();
        let actions = html! { (Button::new(t!(reader, "list-show-all"), Act::Link(&all)).draw()) };
        return middle(state::empty(
            "search",
            &t!(reader, "list-nothing-found"),
            &t!(reader, "list-nothing-found-text"),
            actions,
        ));
    }
    let new = format!("/{}/new", opened.entity.plural);
    let actions = html! {
        @if opened.may(tx, me, Action::Create) {
            (Button::new(opened.entity.new_label.get(language), Act::Link(&new)).icon("plus").draw())
        }
    };
    let sentence = match opened.view.list.filter {
        Some(_) => t!(reader, "list-empty-view").into_owned(),
        None => opened.entity.description.get(language).to_owned(),
    };
    middle(state::empty(&opened.entity.icon, &t!(reader, "list-empty"), &sentence, actions))
}

fn columns<'o>(tx: &Tx<'_>, me: &Me, opened: &'o Opened) -> Vec<Column<'o>> {
    let language = me.reader.language.code();
    let world = Arc::clone(tx.world());
    let sort = |name: &str| {
        let now = opened.sort.first().filter(|step| step.name == name).map(|step| match step.descending {
            true => Order::Descending,
            false => Order::Ascending,
        });
        let href = opened.address.sorted(toolbar::next(opened, name)).url();
        Some(Sort { href: href.into(), now })
    };
    let title = rows::single_title(&opened.entity);
    let first = opened.entity.title_field();
    let label = title.map_or_else(|| opened.entity.label.get(language), |title| title.label.get(language));
    let mut columns = vec![Column { label: label.into(), digits: false, sort: sort(&first.name) }];
    for found in &opened.columns {
        let sortable = field::sort_path(&world, me.actor(), found).is_some();
        columns.push(Column {
            label: (&*found.label).into(),
            digits: rows::is_right(found),
            sort: if sortable { sort(&found.path.join(".")) } else { None },
        });
    }
    columns
}
