//! A form with every kind of field, and the steps of an import over it.

use axum::http::HeaderMap;
use jiff::civil;
use maud::{Markup, html};

use super::{demo, now};
use crate::component::button::{Act, Button};
use crate::component::field::{
    address, choice, contact, date, duration, file, json, money, number, rating, relation, rich, text, yes_no,
};
use crate::component::form::{self, Input};
use crate::component::progress;
use crate::component::shell::{self, PageHead};
use crate::reader::Reader;

pub(super) async fn page(headers: HeaderMap) -> Markup {
    let reader = &demo::reader(&headers);
    let title = t!(reader, "states-new-deal");
    let head = PageHead {
        crumbs: vec![(t!(reader, "states-deals"), "/states/list".into())],
        title: title.clone(),
        ..PageHead::default()
    };
    let steps = ["states-step-file", "states-step-columns", "states-step-check", "states-step-run"];
    let steps: Vec<_> =
        steps.iter().map(|id| (crate::text(reader.language, id), Some("/states/form".to_owned()))).collect();
    let body = html! {
        (shell::head(reader, &head))
        div class="border-t border-line" { (progress::steps(reader, &steps, 2)) }
        (form::frame(html! {
            form method="post" action="/states/done" data-guard novalidate {
                h1 class="sr-only" { (title) }
                (form::token(reader))
                (form::summary(reader, &[("f-close".to_owned(), t!(reader, "states-close")), ("f-amount".to_owned(), t!(reader, "states-amount"))]))
                (form::section(&t!(reader, "states-details"), main_fields(reader)))
                (form::section(&t!(reader, "states-more-fields"), more_fields(reader)))
                (form::actions(html! {
                    (Button::new(t!(reader, "cancel"), Act::Link("/states/list")).ghost().draw())
                    (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
                }))
            }
        }))
    };
    shell::page(reader, &demo::shell(reader, "/states/form"), &title, body)
}

fn main_fields(reader: &Reader) -> Markup {
    let input = |name: &'static str, id: &str| Input::new(name, crate::text(reader.language, id));
    let name = input("name", "states-deal").required();
    let company = input("company", "states-company").required().help(t!(reader, "lookup-placeholder"));
    let close = input("close", "states-close").error(t!(reader, "states-bad-day")).required();
    let amount = input("amount", "states-amount").error(t!(reader, "states-bad-amount"));
    let stage = input("stage", "states-stage");
    let win = input("win", "states-win");
    let people = input("people", "states-owner");
    html! {
        (form::field(reader, &name, text::edit(&name, "Cold-chain fleet, 40 reefers", text::Kind::Line)))
        (form::field(reader, &company, relation::edit(reader, &company, Some(&demo::company(0)), "/states/lookup", Some("/states/dialog"))))
        (form::field(reader, &close, date::edit_typed(reader, &close, "31.02.2027")))
        (form::field(reader, &amount, money::edit(reader, &amount, "12000000.5", "EUR", &["EUR", "USD", "UAH"])))
        (form::field(reader, &stage, choice::edit(&stage, &demo::stages(reader), "proposal")))
        (form::field(reader, &win, number::edit(reader, &win, "72", number::Kind::Percent)))
        (form::field(reader, &people, relation::edit_several(reader, &people, &[demo::company(1), demo::company(2)], "/states/lookup")))
    }
}

fn more_fields(reader: &Reader) -> Markup {
    let input = |name: &'static str, id: &str| Input::new(name, crate::text(reader.language, id));
    let (date_input, moment, email) =
        (input("day", "states-close"), input("moment", "states-next"), input("email", "states-email"));
    let (phone, site, note) =
        (input("phone", "states-phone"), input("site", "states-site"), input("note", "states-note"));
    let (several, rated, length) =
        (input("several", "states-stage"), input("rated", "states-rating"), input("length", "states-length"));
    let (place, upload, agreed) =
        (input("place", "states-address"), input("file", "states-files"), input("agreed", "states-agreed"));
    let (structured, text_input, secret) =
        (input("json", "states-json"), input("text", "states-note"), input("secret", "states-password"));
    let stages = demo::stages(reader);
    html! {
        (form::field(reader, &date_input, date::edit(reader, &date_input, Some(civil::date(2026, 11, 28)))))
        (form::field(reader, &moment, date::edit_moment(reader, &moment, Some(now()))))
        (form::field(reader, &email, contact::edit(&email, contact::Kind::Email, "iris@northgate.example")))
        (form::field(reader, &phone, contact::edit(&phone, contact::Kind::Phone, "+380 44 123 45 67")))
        (form::field(reader, &site, contact::edit(&site, contact::Kind::Url, "northgate.example")))
        (form::group(reader, &length, duration::edit(reader, &length, Some(6_480))))
        (form::group(reader, &several, choice::edit_several(&several, &stages, &["proposal", "contract"])))
        (form::group(reader, &rated, rating::edit(reader, &rated, Some(4), 5)))
        (form::group(reader, &place, address::edit(reader, &place, &address::Address { street: "12 Wharf Rd".into(), city: "Leeds".into(), postal_code: "LS1 4AP".into(), country: "GB".into(), region: "".into() }, &[("GB", "United Kingdom".into()), ("UA", "Україна".into())])))
        (form::field(reader, &upload, file::edit(reader, &upload, None, "/states/upload", "")))
        (yes_no::edit(&agreed, true))
        (form::field(reader, &secret, text::password(reader, &secret, "new-password")))
        (form::field(reader, &text_input, text::edit(&text_input, "Two points are left.", text::Kind::Long)))
        (form::field(reader, &structured, json::edit(&structured, "{ \"a\": 1 }")))
        div class="col-span-full" { (form::field(reader, &note, rich::edit(reader, &note, rich::Clean("<p>Penalties above <b>2 %</b></p><ul><li>winter start</li></ul>")))) }
        div class="col-span-full" { (file::drop_zone(reader, "/states/upload", ".csv,.xlsx", &t!(reader, "states-drop"), "CSV, XLSX, XLS, ODS, vCard")) }
    }
}
