//! The page of a record.

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::{demo, now};
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::facts::{self, Fact};
use crate::component::field::{choice, contact, date, money, number, relation};
use crate::component::menu::Item;
use crate::component::shell::{self, PageHead};
use crate::component::tabs::{self, Tab};
use crate::component::tag::{self, Hue};
use crate::component::timeline::{self, Event};
use crate::component::{form, icon, menu, state};
use crate::reader::Reader;

const URL: &str = "/states/deals/0";

pub(super) async fn page(headers: HeaderMap) -> Markup {
    let reader = &demo::reader(&headers);
    let name = "Brightwater Foods";
    let items = [
        Item::Link { icon: "pencil", label: t!(reader, "states-edit"), href: "/states/form".into(), key: None },
        Item::Get {
            icon: "git-merge",
            label: t!(reader, "states-merge"),
            url: "/states/dialog".into(),
            target: "#dialogs",
        },
        Item::Line,
        Item::Delete { label: t!(reader, "delete"), url: "/states/done".into(), confirm: None },
    ];
    let head = PageHead {
        crumbs: vec![(t!(reader, "states-companies"), "/states/list".into())],
        title: name.into(),
        note: "".into(),
        actions: Some(html! {
            span class="only-desk" { (avatar::people([(101, demo::PEOPLE[1]), (102, demo::PEOPLE[2])])) }
            (Button::new(t!(reader, "more"), Act::Popover("record-more")).ghost().icon("ellipsis").square().draw())
            (menu::menu("record-more", &t!(reader, "more"), &items))
            (Button::new(t!(reader, "states-edit"), Act::Link("/states/form")).icon("pencil").draw())
        }),
    };
    let body = html! {
        (shell::head(reader, &head))
        div class="rec" {
            aside class="rec-l" aria-label=(t!(reader, "states-details")) { (left(reader, name)) }
            div class="rec-m" { (middle(reader)) }
            aside class="rec-r" aria-label=(t!(reader, "states-related")) { (right(reader)) }
        }
    };
    shell::page(reader, &demo::shell(reader, "/states/record"), name, body)
}

fn left(reader: &Reader, name: &str) -> Markup {
    let label = |id: &str| crate::text(reader.language, id);
    let fact = |id: &str, value, edit, digits| Fact { label: label(id), value, edit: Some(edit), digits };
    let list = [
        fact("states-owner", Some(avatar::person_with_name(100, demo::PEOPLE[0])), "owner", false),
        fact(
            "states-site",
            Some(contact::show(
                contact::Kind::Url,
                "https://brightwater-foods.example",
                "https://brightwater-foods.example",
            )),
            "site",
            false,
        ),
        fact(
            "states-phone",
            Some(contact::show(contact::Kind::Phone, "+441134960000", "0113 496 0000")),
            "phone",
            true,
        ),
        fact("states-stage", Some(choice::show(&demo::stage(reader, 3))), "stage", false),
        fact("states-amount", Some(money::show(reader, "412000", "EUR")), "amount", true),
        fact("states-win", Some(number::show_bar(reader, "72")), "win", true),
        fact("states-company", Some(relation::show(&demo::company(0))), "company", false),
        fact("states-close", Some(date::show(reader, jiff::civil::date(2026, 11, 28))), "close", true),
        fact("states-next", None, "next", false),
    ];
    html! {
        div class="px-5 pt-4 pb-3 max-md:px-3.5" {
            div class="flex items-center gap-3" {
                (avatar::tile(210, name, Size::Huge))
                div class="min-w-0" { h1 class="text-2xl truncate" { (name) } p class="text-ink-2 truncate" { "Leeds, UK" } }
            }
            div class="flex flex-wrap gap-1.5 mt-3" {
                (tag::status(t!(reader, "states-customer"), Hue::Green)) (tag::tag("Key account", Hue::Violet)) (tag::tag("Cold chain", Hue::Neutral))
            }
            div class="grid grid-cols-4 gap-1.5 mt-3.5" {
                @for (symbol, id) in [("mail", "states-email"), ("phone", "states-call"), ("circle-check", "states-task"), ("sticky-note", "states-note")] {
                    button type="button" class="btn btn-outline h-auto! flex-col gap-1! py-2 px-1 text-xs" hx-get="/states/dialog" hx-target="#dialogs" hx-swap="innerHTML" { (icon(symbol)) (label(id)) }
                }
            }
        }
        (facts::section(&t!(reader, "states-details"), None, facts::facts(reader, URL, &list)))
    }
}

fn middle(reader: &Reader) -> Markup {
    let tab = |id: &str, count, current| Tab {
        label: crate::text(reader.language, id),
        href: "/states/record".into(),
        count,
        current,
        icon: None,
    };
    let list = [
        tab("states-timeline", None, true),
        tab("states-tasks", Some(3), false),
        tab("states-files", Some(17), false),
        tab("states-history", None, false),
    ];
    let ago = |minutes: i64| now().checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::UNIX_EPOCH);
    let person = |name: &str| html! { b class="font-medium" { (name) } };
    let events = [
        Event {
            id: "e1".into(),
            icon: "mail",
            at: ago(12),
            line: html! { b class="font-semibold" { "Re: Revised SLA for reefers" } },
            detail: Some(
                html! { p class="text-base" { "Thanks! The board is fine with the 4-hour response. Two points are left: penalties above 2 % and the winter start date." } },
            ),
            framed: true,
        },
        Event {
            id: "e2".into(),
            icon: "git-commit-horizontal",
            at: ago(170),
            line: html! { (person(demo::PEOPLE[0])) " " span class="text-ink-2" { (t!(reader, "states-changed")) } },
            detail: Some(html! {
                (timeline::change(&t!(reader, "states-stage"), &choice::show(&demo::stage(reader, 2)), &choice::show(&demo::stage(reader, 3)), Some(Button::new(t!(reader, "states-restore"), Act::Post("/states/done")).ghost().icon("undo-2").draw())))
                (timeline::change(&t!(reader, "states-amount"), &money::show(reader, "398000", "EUR"), &money::show(reader, "412000", "EUR"), None))
            }),
            framed: false,
        },
        Event {
            id: "e3".into(),
            icon: "phone",
            at: ago(60 * 26),
            line: html! { (person(demo::PEOPLE[1])) " " span class="text-ink-2" { "18 min" } },
            detail: Some(html! { "Попросили раздельную поставку: 24 единицы в январе, 16 в марте." }),
            framed: false,
        },
    ];
    html! {
        (tabs::tabs(reader, &t!(reader, "states-related"), &list))
        (tabs::panel(html! {
            form class="tl-card mb-4" hx-post="/states/done" hx-swap="none" {
                (form::token(reader))
                label class="sr-only" for="note" { (t!(reader, "states-note")) }
                textarea id="note" name="text" rows="2" class="w-full resize-none outline-none bg-transparent placeholder:text-ink-3" placeholder=(t!(reader, "states-note-placeholder")) {}
                div class="flex items-center gap-1 text-ink-3 -mb-1 -mx-1" {
                    span class="grow" {}
                    span class="text-xs only-desk flex gap-1" { (tag::key("Ctrl")) (tag::key("Enter")) }
                    (Button::new(t!(reader, "states-note-save"), Act::Submit).primary().class("ms-1").draw())
                }
            }
            (timeline::day(&t!(reader, "states-today"), timeline::timeline(reader, "tl", &events)))
        }))
    }
}

fn right(reader: &Reader) -> Markup {
    let duplicate = state::hint(
        &t!(reader, "states-duplicate"),
        html! { p { (relation::show(&demo::company(3))) } },
        html! {
            (Button::new(t!(reader, "states-merge"), Act::Get { url: "/states/dialog", target: "#dialogs" }).draw())
            (Button::new(t!(reader, "states-not-same"), Act::Post("/states/done")).ghost().draw())
        },
    );
    let related = html! {
        @for (index, deal) in demo::deals().iter().take(3).enumerate() {
            div class="flex items-start gap-2.5 py-1.5" {
                span class="pt-1.5 inline-flex" { (tag::dot(demo::STAGES[deal.2].1)) }
                div class="grow min-w-0" {
                    a class="font-medium block truncate hover:underline" href="/states/list" { (deal.0) }
                    p class="text-xs text-ink-3" { (demo::stage(reader, deal.2).label) " · " (date::show(reader, deal.5)) }
                }
                b class="font-semibold num" { (money::show(reader, &(deal.3 + index as u32).to_string(), "EUR")) }
            }
        }
    };
    let add =
        Button::new(t!(reader, "states-new-deal"), Act::Link("/states/form")).ghost().icon("plus").square().draw();
    html! {
        div class="p-4 max-md:px-3.5" { (duplicate) }
        (facts::section(&t!(reader, "states-deals"), Some(add), related))
    }
}
