//! The sheet of components.

use axum::http::HeaderMap;
use maud::{Markup, html};

use super::demo;
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, contact, date, duration, file, rating, text, yes_no};
use crate::component::form::{self, Input};
use crate::component::menu::Item;
use crate::component::progress::{self, Progress};
use crate::component::shell::{self, PageHead};
use crate::component::state::{self, Conflict};
use crate::component::tag::{self, Hue};
use crate::component::{menu, toast};
use crate::reader::Reader;

pub(super) async fn page(headers: HeaderMap) -> Markup {
    let reader = &demo::reader(&headers);
    let title = t!(reader, "states-sheet");
    let head = PageHead {
        title: title.clone(),
        actions: Some(html! {
            (Button::new("404", Act::Link("/states/errors/404")).ghost().draw())
            (Button::new("500", Act::Link("/states/errors/500")).ghost().draw())
        }),
        ..PageHead::default()
    };
    let body = html! {
        (shell::head(reader, &head))
        div class="overflow-auto grow border-t border-line bg-sunken p-4 max-md:p-2 grid gap-3 content-start lg:grid-cols-3" tabindex="0" {
            (buttons(reader)) (values(reader)) (toasts(reader)) (errors(reader)) (empty(reader))
            (panel(reader, "states-loading", state::loading(reader, 4))) (work(reader))
            (panel(reader, "states-failed", state::failed(reader, &t!(reader, "states-failed-text"), "8F2C-41", "/states/part", "closest .panel")))
            (conflict(reader)) (menus(reader)) (fields(reader))
        }
    };
    shell::page(reader, &demo::shell(reader, "/states"), &title, body)
}

fn panel(reader: &Reader, title: &str, content: Markup) -> Markup {
    state::panel(&crate::text(reader.language, title), None, content)
}

fn buttons(reader: &Reader) -> Markup {
    let content = html! {
        div class="flex flex-wrap gap-2 items-center" {
            (Button::new(t!(reader, "save"), Act::Post("/states/done")).primary().draw())
            (Button::new(t!(reader, "states-export"), Act::Plain).icon("download").draw())
            (Button::new(t!(reader, "cancel"), Act::Plain).ghost().draw())
            (Button::new(t!(reader, "delete"), Act::Delete("/states/done")).danger().icon("trash-2").draw())
            (Button::new(t!(reader, "save"), Act::Plain).primary().disabled(t!(reader, "states-why-not")).draw())
            (Button::new(t!(reader, "busy"), Act::Plain).primary().busy().draw())
            (Button::new(t!(reader, "states-merge"), Act::Get { url: "/states/dialog", target: "#dialogs" }).icon("git-merge").draw())
            (Button::new(t!(reader, "more"), Act::Popover("sheet-menu")).ghost().icon("ellipsis").square().draw())
            (Button::new(t!(reader, "copied"), Act::Plain).ghost().icon("copy").draw())
        }
    };
    panel(reader, "states-buttons", content)
}

fn values(reader: &Reader) -> Markup {
    let people = demo::PEOPLE;
    let content = html! {
        div class="flex flex-wrap gap-1.5" {
            @for stage in demo::stages(reader) { (choice::show(&stage)) }
            @for hue in [Hue::Green, Hue::Red, Hue::Pink, Hue::Lime, Hue::Orange] { (tag::status(t!(reader, "states-customer"), hue)) }
            (tag::tag(t!(reader, "states-note"), Hue::Neutral))
        }
        div class="flex flex-wrap items-center gap-3 mt-3" {
            (avatar::person(100, people[0], Size::Large)) (avatar::person(101, people[1], Size::Medium)) (avatar::tile(214, "Volta Transit", Size::Medium))
            (avatar::people([(100, people[0]), (102, people[2]), (103, people[3])]))
            (rating::show(reader, 4, 5)) (yes_no::show(reader, true)) (yes_no::show(reader, false))
        }
        div class="flex flex-wrap items-center gap-3 mt-3" {
            (date::show_due(reader, jiff::civil::date(2026, 11, 20))) (date::show_due(reader, jiff::civil::date(2026, 11, 22))) (date::show_due(reader, jiff::civil::date(2026, 11, 25)))
            (duration::show(reader, 6_480)) (contact::show(contact::Kind::Email, "iris@northgate.example", "iris@northgate.example"))
            (file::show(reader, &file::File { id: 1, name: "leads-nov.csv".into(), size: 2_100_000, url: "/states".into() }))
        }
    };
    panel(reader, "states-values", content)
}

fn toasts(reader: &Reader) -> Markup {
    let content = html! {
        div class="grid gap-2" {
            (toast::toast(reader, &t!(reader, "states-moved", count = 3), "circle-check", Some("/states/done"), Some("/states/done")))
            (toast::toast(reader, &t!(reader, "offline"), "circle-alert", None, None))
        }
    };
    panel(reader, "states-toasts", content)
}

fn errors(reader: &Reader) -> Markup {
    let name = Input::new("sheet-name", t!(reader, "states-deal")).error(t!(reader, "states-bad-day")).required();
    let site = Input::new("sheet-site", t!(reader, "states-site")).help(t!(reader, "lookup-placeholder"));
    let content = html! {
        div class="grid gap-3" {
            (form::summary(reader, &[(name.id(), name.label.clone()), (site.id(), site.label.clone())]))
            (form::field(reader, &name, text::edit(&name, "31.02.2027", text::Kind::Line)))
            (form::field(reader, &site, contact::edit(&site, contact::Kind::Url, "")))
            (form::actions(html! { (Button::new(t!(reader, "cancel"), Act::Plain).ghost().draw()) (Button::new(t!(reader, "save"), Act::Plain).primary().draw()) }))
        }
    };
    panel(reader, "states-errors", content)
}

fn empty(reader: &Reader) -> Markup {
    let actions = html! { (Button::new(t!(reader, "filter-clear"), Act::Plain).draw()) (Button::new(t!(reader, "states-new-deal"), Act::Plain).primary().draw()) };
    panel(
        reader,
        "states-empty",
        state::empty("list-filter", &t!(reader, "states-empty-title"), &t!(reader, "states-empty-text"), actions),
    )
}

fn work(reader: &Reader) -> Markup {
    let bar = |id, done, total, note: &str| {
        progress::progress(
            reader,
            &Progress {
                id,
                title: t!(reader, "states-work-title"),
                done,
                total,
                note: crate::text(reader.language, note),
                poll: None,
            },
        )
    };
    panel(
        reader,
        "states-work",
        html! { div class="grid gap-4" { (bar("w1", 8_140, Some(12_000), "states-work-note")) (bar("w2", 120, None, "loading")) } },
    )
}

fn conflict(reader: &Reader) -> Markup {
    let content = state::conflict(
        reader,
        &Conflict {
            sentence: t!(reader, "states-conflict-text", name = demo::PEOPLE[1], field = t!(reader, "states-amount")),
            yours: html! { "€412,000" },
            theirs: html! { "€398,000" },
            keep_yours: Button::new(t!(reader, "states-keep-yours"), Act::Plain).primary().draw(),
            keep_theirs: Button::new(t!(reader, "states-keep-theirs"), Act::Plain).draw(),
        },
    );
    panel(reader, "states-conflict", content)
}

fn menus(reader: &Reader) -> Markup {
    let items = [
        Item::Link { icon: "pencil", label: t!(reader, "states-edit"), href: "/states/form".into(), key: None },
        Item::Get {
            icon: "git-merge",
            label: t!(reader, "states-merge"),
            url: "/states/dialog".into(),
            target: "#dialogs",
        },
        Item::Post { icon: "archive", label: t!(reader, "states-archive"), url: "/states/done".into() },
        Item::Line,
        Item::Delete { label: t!(reader, "delete"), url: "/states/done".into(), confirm: None },
    ];
    panel(
        reader,
        "states-menu",
        html! { (Button::new(t!(reader, "more"), Act::Popover("sheet-menu")).icon("chevron-down").draw()) (menu::menu("sheet-menu", &t!(reader, "more"), &items)) },
    )
}

fn fields(reader: &Reader) -> Markup {
    let several = Input::new("sheet-several", t!(reader, "states-stage"));
    let rated = Input::new("sheet-rated", t!(reader, "states-rating"));
    let stages = demo::stages(reader);
    panel(
        reader,
        "states-more-fields",
        html! { div class="grid gap-3" { (form::group(reader, &several, choice::edit_several(&several, &stages, &["proposal"]))) (form::group(reader, &rated, rating::edit(reader, &rated, Some(3), 5))) } },
    )
}
