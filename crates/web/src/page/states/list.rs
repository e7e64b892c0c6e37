//! A list of records.

use std::borrow::Cow;

use axum::extract::RawQuery;
use axum::http::HeaderMap;
use maud::{Markup, html};
use model::Operator;

use super::demo;
use crate::component::bulk::{self, Action, Does};
use crate::component::button::{Act, Button};
use crate::component::columns::{self, Choice};
use crate::component::field::{choice, date, money, number, relation};
use crate::component::filter::{self, Chip, Filter, Offer};
use crate::component::form::Input;
use crate::component::grid::{self, Cell, Column, Grid, Order, Pager, Place, Row, Sort};
use crate::component::menu::Item;
use crate::component::shell::{self, PageHead};
use crate::component::tabs::{self, Tab};
use crate::component::{avatar, bar, menu};
use crate::format;
use crate::http;
use crate::reader::Reader;

const URL: &str = "/states/list";

pub(super) async fn page(headers: HeaderMap, RawQuery(query): RawQuery) -> Markup {
    let reader = demo::reader(&headers);
    let region = region(&reader, query.as_deref().unwrap_or_default());
    http::page_or_fragment(
        &headers,
        || {
            let title = t!(&reader, "states-deals");
            let body = html! { (head(&reader)) (region) };
            shell::page(&reader, &demo::shell(&reader, URL), &title, body)
        },
        || region.clone(),
    )
}

fn head(reader: &Reader) -> Markup {
    let layouts = [
        Tab {
            label: t!(reader, "states-layout-list"),
            href: URL.into(),
            icon: Some("rows-3"),
            current: true,
            ..Tab::default()
        },
        Tab {
            label: t!(reader, "states-layout-board"),
            href: URL.into(),
            icon: Some("square-kanban"),
            ..Tab::default()
        },
    ];
    shell::head(
        reader,
        &PageHead {
            title: t!(reader, "states-deals"),
            note: format::number(reader.language, "2318").into(),
            actions: Some(html! {
                (tabs::segments(&t!(reader, "states-layout"), &layouts))
                (Button::new(t!(reader, "states-import"), Act::Link("/states/form")).ghost().icon("upload").class("only-desk").draw())
                (Button::new(t!(reader, "states-new-deal"), Act::Link("/states/form")).primary().icon("plus").key("c").draw())
            }),
            ..PageHead::default()
        },
    )
}

fn region(reader: &Reader, query: &str) -> Markup {
    let content = html! { (views(reader)) (toolbar(reader)) (table(reader, query)) (pager(reader)) (actions(reader)) };
    grid::region(URL, Some("deals:changed"), content)
}

fn views(reader: &Reader) -> Markup {
    let view = |id: &str, count, current: bool| Tab {
        label: crate::text(reader.language, id),
        href: URL.into(),
        icon: current.then_some("star"),
        count: Some(count),
        current,
    };
    let views = [
        view("states-view-open", 184, true),
        view("states-view-mine", 27, false),
        view("states-view-month", 19, false),
        view("states-view-quiet", 11, false),
    ];
    tabs::views(reader, &views, Some("/states/dialog"))
}

fn toolbar(reader: &Reader) -> Markup {
    let current = Filter::parse(
        r#"{"all":[{"test":{"field":"stage","op":"none_of","values":["contract"]}},{"test":{"field":"amount","op":"at_least","values":["20000"]}}]}"#,
    );
    let chips = [
        Chip {
            field: t!(reader, "states-stage"),
            op: filter::label(reader, Operator::NoneOf),
            value: demo::stage(reader, 4).label,
            remove: URL.into(),
        },
        Chip {
            field: t!(reader, "states-amount"),
            op: filter::label(reader, Operator::AtLeast),
            value: format::money(reader.language, "20000", "EUR").into(),
            remove: URL.into(),
        },
    ];
    let left = html! {
        (bar::search(reader, URL, "", &[]))
        (filter::chips(reader, &chips))
        (filter::builder(reader, URL, &offers(reader), current.as_ref()))
    };
    let label = |id: &str| crate::text(reader.language, id);
    let column = |name, id: &str, shown, pinned| Choice { name, label: label(id), shown, pinned };
    let choices = [
        column("name", "states-deal", true, true),
        column("company", "states-company", true, false),
        column("stage", "states-stage", true, false),
        column("amount", "states-amount", true, false),
        column("win", "states-win", true, false),
        column("close", "states-close", true, false),
        column("source", "states-source", false, false),
    ];
    let orders: [(Cow<'_, str>, Cow<'_, str>); 2] =
        [(label("states-close"), URL.into()), (label("states-amount"), URL.into())];
    let items = [
        Item::Download { icon: "download", label: label("states-export"), href: "/states/list".into() },
        Item::Link { icon: "share-2", label: label("states-share"), href: URL.into(), key: None },
    ];
    let right = html! {
        (grid::order(reader, &label("states-close"), &orders))
        (columns::chooser(reader, URL, URL, &choices))
        (Button::new(t!(reader, "more"), Act::Popover("list-more")).ghost().icon("ellipsis").square().draw())
        (menu::menu("list-more", &t!(reader, "more"), &items))
    };
    bar::bar(reader, left, right)
}

fn offers(reader: &Reader) -> Vec<Offer<'static>> {
    let value = Input::new("value", t!(reader, "states-amount"));
    let plain =
        |kind: &str| html! { input class="input" type=(kind) name="value" aria-label=(t!(reader, "states-amount")); };
    let stages = demo::stages(reader);
    vec![
        Offer {
            name: "stage",
            label: t!(reader, "states-stage"),
            ops: vec![Operator::AnyOf, Operator::NoneOf, Operator::Empty, Operator::Filled],
            input: html! { select class="select" name="value" aria-label=(value.label) { @for stage in &stages { option value=(stage.value) { (stage.label) } } } },
        },
        Offer {
            name: "amount",
            label: t!(reader, "states-amount"),
            ops: vec![Operator::AtLeast, Operator::AtMost, Operator::Between, Operator::Is],
            input: plain("text"),
        },
        Offer {
            name: "close",
            label: t!(reader, "states-close"),
            ops: vec![Operator::Within, Operator::AtLeast, Operator::Between, Operator::Empty],
            input: plain("date"),
        },
        Offer {
            name: "name",
            label: t!(reader, "states-deal"),
            ops: vec![Operator::Contains, Operator::StartsWith, Operator::Is],
            input: plain("text"),
        },
    ]
}

fn table(reader: &Reader, query: &str) -> Markup {
    let descending = query.contains("-amount");
    let sort = |name: &str, now| Some(Sort { href: format!("{URL}?sort={name}").into(), now });
    let column = |id: &str, digits, sort| Column { label: crate::text(reader.language, id), digits, sort };
    let rows = demo::deals().iter().enumerate().map(|(index, deal)| row(reader, index, deal)).collect();
    let next = if descending { "amount" } else { "-amount" };
    let grid = Grid {
        id: "grid".into(),
        caption: t!(reader, "states-deals"),
        columns: vec![
            column("states-deal", false, sort("name", None)),
            column("states-company", false, sort("company", None)),
            column("states-stage", false, sort("stage", None)),
            column("states-amount", true, sort(next, descending.then_some(Order::Descending))),
            column("states-win", false, sort("win", None)),
            column("states-close", false, sort("close", (!descending).then_some(Order::Ascending))),
            column("states-owner", false, sort("owner", None)),
            column("states-next", false, None),
        ],
        rows,
        sums: vec![
            None,
            None,
            None,
            Some(html! { b class="text-ink font-semibold" { (format::money(reader.language, "7412380", "EUR")) } }),
        ],
        selectable: true,
    };
    grid::grid(reader, &grid)
}

fn row(reader: &Reader, index: usize, deal: &demo::Deal) -> Row<'static> {
    let (name, _, stage, amount, win, close, owner, next) = deal;
    let url = format!("/states/deals/{index}");
    Row {
        id: 1_042 + index as i64,
        url: url.clone().into(),
        title: (*name).into(),
        person: false,
        cells: vec![
            Cell::title("/states/record", name).edit("name"),
            Cell::new(relation::show(&demo::company(index))).edit("company").at(Place::Sub),
            Cell::new(choice::show(&demo::stage(reader, *stage))).edit("stage").at(Place::Tag),
            Cell::new(money::show(reader, &amount.to_string(), "EUR")).digits().edit("amount").at(Place::Sum),
            Cell::new(number::show_bar(reader, &win.to_string())),
            Cell::new(date::show(reader, *close)).edit("close").at(Place::Date),
            Cell::new(avatar::person_with_name(100 + *owner as i64, demo::PEOPLE[*owner])),
            Cell::new(html! { span class="pair" { span { (next) } (date::show_due(reader, *close)) } }).at(Place::More),
        ],
    }
}

fn pager(reader: &Reader) -> Markup {
    grid::pager(
        reader,
        &Pager {
            count: bulk::total(reader, Some(184)),
            note: t!(reader, "states-sorted"),
            newer: None,
            older: Some(URL.into()),
        },
    )
}

fn actions(reader: &Reader) -> Markup {
    let action = |icon, id: &str, does| Action { icon, label: crate::text(reader.language, id), does };
    let actions = [
        action("git-commit-horizontal", "states-stage", Does::Dialog("/states/dialog")),
        action("user-round", "states-owner", Does::Dialog("/states/dialog")),
        action("git-merge", "states-merge", Does::Post("/states/done")),
        action("trash-2", "delete", Does::Delete("/states/done")),
    ];
    bulk::bulk(reader, "grid", &actions, Some(("2318", "sort=close")))
}
