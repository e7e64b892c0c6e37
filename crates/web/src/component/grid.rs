//! The data grid: a table on a desktop, cards on a phone, from the same markup.

use std::borrow::Cow;

use maud::{Markup, html};

use super::button::{Act, Button};
use super::{avatar, bulk, icon_small};
use crate::reader::Reader;

/// A grid of records.
#[derive(Debug, Clone, Default)]
pub struct Grid<'a> {
    /// Unique on the page; the boxes and the bulk bar are named after it.
    pub id: Cow<'a, str>,
    /// What a screen reader is told first.
    pub caption: Cow<'a, str>,
    pub columns: Vec<Column<'a>>,
    pub rows: Vec<Row<'a>>,
    /// The last line, one entry a column: sums of the whole filter, from the server.
    pub sums: Vec<Option<Markup>>,
    /// Whether rows can be selected (needs [`bulk::bulk`] for the same id).
    pub selectable: bool,
}

/// A column. The first is the record's title and stays in view.
#[derive(Debug, Clone, Default)]
pub struct Column<'a> {
    pub label: Cow<'a, str>,
    /// Numbers: to the right, digits in line.
    pub digits: bool,
    pub sort: Option<Sort<'a>>,
}

/// How a column is and can be sorted.
#[derive(Debug, Clone)]
pub struct Sort<'a> {
    /// The list in this column's next order.
    pub href: Cow<'a, str>,
    pub now: Option<Order>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// A record.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    pub id: i64,
    /// The record's page; edits go under it.
    pub url: Cow<'a, str>,
    /// What names the record.
    pub title: Cow<'a, str>,
    /// Whether the card on a phone shows a round avatar (a person) or a tile.
    pub person: bool,
    pub cells: Vec<Cell<'a>>,
}

/// A value in a row. The first cell of a row is drawn as the link to the record by [`Cell::title`].
#[derive(Debug, Clone, Default)]
pub struct Cell<'a> {
    pub content: Option<Markup>,
    /// The field's name, when this reader may change it here.
    pub edit: Option<&'a str>,
    pub digits: bool,
    /// Where it stands on the card; without a place it is left out there.
    pub place: Option<Place>,
}

/// A place on a card: title and sum, then company and date, then stage and next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Title,
    Sum,
    Sub,
    Date,
    Tag,
    More,
}

impl<'a> Cell<'a> {
    pub fn new(content: Markup) -> Self {
        Self { content: Some(content), ..Self::default() }
    }

    /// The cell that names the record and leads to it.
    pub fn title(row_url: &str, title: &str) -> Self {
        let shown = if title.is_empty() { "—" } else { title };
        Self::new(html! { a href=(row_url) { (shown) } }).at(Place::Title)
    }

    /// A number, sum or date.
    pub fn digits(mut self) -> Self {
        self.digits = true;
        self
    }

    pub fn edit(mut self, field: &'a str) -> Self {
        self.edit = Some(field);
        self
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// The part of a list page that changes when it is filtered, sorted or paged: everything under the page head. Links in
/// it that carry `hx-get` replace it and go into the URL. `refresh` is the event on which it asks `url` for itself.
pub fn region(url: &str, refresh: Option<&str>, content: Markup) -> Markup {
    let trigger = refresh.map(|event| format!("{event} from:body"));
    html! {
        div id="list" class="contents" hx-get=[refresh.map(|_| url)] hx-trigger=[trigger] hx-target:inherited="#list" hx-swap:inherited="outerMorph" { (content) }
    }
}

/// The table.
pub fn grid(reader: &Reader, grid: &Grid<'_>) -> Markup {
    html! {
        div class="gridwrap" id=(grid.id) data-grid tabindex="-1" {
            table class="grid-t" {
                caption class="sr-only" { (grid.caption) }
                thead {
                    tr {
                        th class="pin ck" scope="col" { @if grid.selectable { (bulk::all_box(reader)) } @else { span class="sr-only" { (t!(reader, "select")) } } }
                        @for (index, column) in grid.columns.iter().enumerate() { (head(column, index == 0)) }
                    }
                }
                tbody { @for (index, entry) in grid.rows.iter().enumerate() { (draw_row(reader, grid, entry, index == 0)) } }
                @if grid.sums.iter().any(Option::is_some) { (foot(reader, grid)) }
            }
        }
    }
}

/// One row alone: the answer to an edit that changed more than its cell.
pub fn row(reader: &Reader, grid: &Grid<'_>, entry: &Row<'_>) -> Markup {
    draw_row(reader, grid, entry, false)
}

/// The foot of a list: count, order, newer and older. Pages are found by key, never by number.
#[derive(Debug, Clone, Default)]
pub struct Pager<'a> {
    /// [`bulk::total`] or what fits the list better.
    pub count: Cow<'a, str>,
    pub note: Cow<'a, str>,
    pub newer: Option<Cow<'a, str>>,
    pub older: Option<Cow<'a, str>>,
}

pub fn pager(reader: &Reader, pager: &Pager<'_>) -> Markup {
    html! {
        footer class="bar pager min-h-10! text-xs text-ink-2" {
            span class="num" aria-live="polite" { (pager.count) }
            span class="grow" {}
            @if !pager.note.is_empty() { span class="text-ink-3 only-desk" { (pager.note) } }
            nav class="flex" aria-label=(t!(reader, "pages-label")) {
                (step(pager.newer.as_deref(), "prev", html! { (icon_small("chevron-left")) (t!(reader, "page-previous")) }))
                (step(pager.older.as_deref(), "next", html! { (t!(reader, "page-next")) (icon_small("chevron-right")) }))
            }
        }
    }
}

/// The order a list has, with its choices: the button of the bar.
pub fn order(reader: &Reader, current: &str, choices: &[(Cow<'_, str>, Cow<'_, str>)]) -> Markup {
    html! {
        span class="only-desk" { (Button::new(current, Act::Popover("order")).ghost().icon("arrow-down-up").draw()) }
        div class="pop w-56" id="order" popover role="menu" aria-label=(t!(reader, "order")) {
            @for (label, href) in choices { a role="menuitem" tabindex="-1" href=(href) hx-get=(href) hx-push-url="true" { (label) } }
        }
    }
}

fn head(column: &Column<'_>, first: bool) -> Markup {
    let class = match (first, column.digits) {
        (true, _) => Some("pin pin-2"),
        (_, true) => Some("text-end"),
        _ => None,
    };
    let now = column.sort.as_ref().and_then(|sort| sort.now);
    let sorted = now.map(|order| match order {
        Order::Ascending => ("ascending", "arrow-up"),
        Order::Descending => ("descending", "arrow-down"),
    });
    html! {
        th scope="col" class=[class] aria-sort=[sorted.map(|(word, _)| word)] {
            @match &column.sort {
                Some(sort) => { a href=(sort.href) hx-get=(sort.href) hx-push-url="true" title=(column.label) { (column.label) @if let Some((_, symbol)) = sorted { (icon_small(symbol)) } } }
                None => { span title=(column.label) { (column.label) } }
            }
        }
    }
}

fn draw_row(reader: &Reader, grid: &Grid<'_>, row: &Row<'_>, first: bool) -> Markup {
    html! {
        tr id=(format!("{}-{}", grid.id, row.id)) tabindex=(if first { "0" } else { "-1" }) data-url=(row.url) {
            td class="pin ck" {
                @if grid.selectable { (bulk::row_box(reader, &grid.id, row.id, &row.title)) }
                @if row.person { (avatar::person(row.id, &row.title, avatar::Size::Large)) } @else { (avatar::tile(row.id, &row.title, avatar::Size::Large)) }
            }
            @for (index, cell) in row.cells.iter().enumerate() { (draw_cell(cell, index == 0)) }
        }
    }
}

fn draw_cell(cell: &Cell<'_>, first: bool) -> Markup {
    let class = match (first, cell.digits) {
        (true, _) => Some("pin pin-2"),
        (_, true) => Some("num text-end"),
        _ => None,
    };
    let place = cell.place.map(|place| match place {
        Place::Title => "title",
        Place::Sum => "sum",
        Place::Sub => "sub",
        Place::Date => "date",
        Place::Tag => "tag",
        Place::More => "more",
    });
    html! { td class=[class] data-edit=[cell.edit] data-at=[place] { @if let Some(content) = &cell.content { (content) } } }
}

/// The sums, and that they are those of all rows of the list, not only of the page.
fn foot(reader: &Reader, grid: &Grid<'_>) -> Markup {
    html! {
        tfoot {
            tr {
                td class="pin ck" {}
                @for (index, column) in grid.columns.iter().enumerate() {
                    td class=[(index == 0).then_some("pin pin-2").or(column.digits.then_some("num text-end"))] {
                        @match grid.sums.get(index) {
                            Some(Some(sum)) => { (sum) }
                            _ if index == 0 => { (t!(reader, "rows-summed")) }
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}

fn step(href: Option<&str>, rel: &str, inside: Markup) -> Markup {
    html! {
        @match href {
            Some(href) => { a class="btn btn-sm btn-ghost" rel=(rel) href=(href) hx-get=(href) hx-push-url="true" { (inside) } }
            None => { span class="btn btn-sm btn-ghost" aria-disabled="true" { (inside) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;

    use super::*;
    use crate::component::lines;
    use crate::language::Language;

    #[test]
    fn a_sorted_column_says_so_and_an_editable_cell_names_its_field() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        let drawn = grid(
            &reader,
            &Grid {
                id: "grid".into(),
                caption: "Deals".into(),
                columns: vec![
                    Column { label: "Deal".into(), ..Column::default() },
                    Column {
                        label: "Amount".into(),
                        digits: true,
                        sort: Some(Sort { href: "/deals?sort=-amount".into(), now: Some(Order::Ascending) }),
                    },
                ],
                rows: vec![Row {
                    id: 7,
                    url: "/deals/7".into(),
                    title: "Fleet <40>".into(),
                    person: false,
                    cells: vec![
                        Cell::title("/deals/7", "Fleet <40>"),
                        Cell::new(html! { "€1" }).digits().edit("amount").at(Place::Sum),
                    ],
                }],
                sums: vec![None, Some(html! { b { "€1" } })],
                selectable: false,
            },
        );
        assert_snapshot!(lines(drawn), @r##"
        <div class="gridwrap" id="grid" data-grid tabindex="-1">
        <table class="grid-t">
        <caption class="sr-only">Deals</caption>
        <thead>
        <tr>
        <th class="pin ck" scope="col">
        <span class="sr-only">Select</span>
        </th>
        <th scope="col" class="pin pin-2">
        <span title="Deal">Deal</span>
        </th>
        <th scope="col" class="text-end" aria-sort="ascending">
        <a href="/deals?sort=-amount" hx-get="/deals?sort=-amount" hx-push-url="true" title="Amount">Amount<svg class="i i-sm" aria-hidden="true">
        <use href="icons.svg#arrow-up">
        </use>
        </svg>
        </a>
        </th>
        </tr>
        </thead>
        <tbody>
        <tr id="grid-7" tabindex="0" data-url="/deals/7">
        <td class="pin ck">
        <span class="ava tile h-sky ava-lg" title="Fleet &lt;40&gt;" aria-hidden="true">FL</span>
        </td>
        <td class="pin pin-2" data-at="title">
        <a href="/deals/7">Fleet &lt;40&gt;</a>
        </td>
        <td class="num text-end" data-edit="amount" data-at="sum">€1</td>
        </tr>
        </tbody>
        <tfoot>
        <tr>
        <td class="pin ck">
        </td>
        <td class="pin pin-2">All rows together</td>
        <td class="num text-end">
        <b>€1</b>
        </td>
        </tr>
        </tfoot>
        </table>
        </div>
        "##);
    }
}
