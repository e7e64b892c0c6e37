//! What the sheet's forms and cells get as answers, so that the behaviours can be tried.

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Form, Json, Router};
use maud::{Markup, html};
use serde::Deserialize;

use super::demo;
use crate::component::button::{Act, Button};
use crate::component::dialog::{self, Dialog};
use crate::component::field::{choice, date, money, relation, text};
use crate::component::form::{self, Input};
use crate::format;
use crate::http::{self, Events, Failure, Toast};
use crate::reader::Reader;

pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/states/done", any(done))
        .route("/states/dialog", any(ask))
        .route("/states/part", get(part))
        .route("/states/lookup", get(lookup))
        .route("/states/upload", post(upload))
        .route("/states/deals/{id}/fields/{field}", get(edit).patch(save))
}

/// Done, with Undo.
async fn done(headers: HeaderMap) -> Response {
    let reader = demo::reader(&headers);
    if !http::is_fragment(&headers) {
        return http::redirect(&headers, "/states/list");
    }
    let toast = Toast::done(t!(&reader, "states-moved", count = 3)).undo("/states/done");
    (Events::new().toast(toast).event("deals:changed"), html! {}).into_response()
}

async fn ask(headers: HeaderMap) -> Markup {
    let reader = &demo::reader(&headers);
    let stage = Input::new("stage", t!(reader, "states-stage")).scope("ask");
    dialog::dialog(
        reader,
        &Dialog {
            id: "ask",
            title: t!(reader, "states-merge"),
            body: form::field(reader, &stage, choice::edit(&stage, &demo::stages(reader), "")),
            actions: html! {
                button type="button" class="btn btn-ghost btn-sm" data-close { (t!(reader, "cancel")) }
                (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
            },
            action: Some("/states/done"),
            opens: true,
        },
    )
}

async fn part(headers: HeaderMap) -> Markup {
    let reader = demo::reader(&headers);
    html! { section class="panel p-4" { (t!(&reader, "uploaded")) } }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    create: Option<String>,
}

async fn lookup(headers: HeaderMap, Query(asked): Query<Asked>) -> Markup {
    let reader = demo::reader(&headers);
    let wanted = asked.q.to_lowercase();
    let found: Vec<_> =
        (0..18).map(demo::company).filter(|target| target.title.to_lowercase().contains(&wanted)).take(8).collect();
    relation::options(&reader, &found, asked.create.is_some())
}

async fn upload() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "id": 77, "location": "/states/form" }))
}

/// The editor of a cell.
async fn edit(headers: HeaderMap, Path((id, field)): Path<(i64, String)>) -> Markup {
    let reader = demo::reader(&headers);
    let deals = demo::deals();
    let amount = deals[id.unsigned_abs() as usize % deals.len()].3.to_string();
    editor(&reader, id, &field, &amount, None)
}

fn editor(reader: &Reader, id: i64, field: &str, value: &str, error: Option<String>) -> Markup {
    let mut input = Input::new(field.to_owned(), field.to_owned()).scope("cell");
    input.error = error.map(Into::into);
    let control = match field {
        "stage" => choice::edit(&input, &demo::stages(reader), "proposal"),
        "close" => date::edit(reader, &input, Some(jiff::civil::date(2026, 11, 28))),
        "company" => {
            relation::edit(reader, &input, Some(&demo::company(id.unsigned_abs() as usize)), "/states/lookup", None)
        }
        "amount" => money::edit(reader, &input, value, "EUR", &["EUR"]),
        _ => text::edit(&input, value, text::Kind::Line),
    };
    form::inline(reader, &format!("/states/deals/{id}/fields/{field}"), 1, &input, control)
}

/// Saves nothing, but answers as if: an amount over a million is refused.
async fn save(
    headers: HeaderMap,
    Path((id, field)): Path<(i64, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let reader = demo::reader(&headers);
    let typed = form.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str()).unwrap_or_default();
    if field != "amount" {
        return match field.as_str() {
            "stage" => {
                choice::show(&demo::stages(&reader).into_iter().find(|stage| stage.value == typed).unwrap_or_default())
            }
            "close" => html! { @if let Some(day) = format::read_date(typed) { (date::show(&reader, day)) } },
            "company" => relation::show(&demo::company(typed.parse::<usize>().unwrap_or(210).saturating_sub(210))),
            _ => text::show(typed, text::Kind::Line),
        }
        .into_response();
    }
    match format::read_decimal(reader.language, typed).filter(|amount| amount.len() < 8) {
        Some(amount) => money::show(&reader, &amount, "EUR").into_response(),
        None => {
            let error = t!(&reader, "states-bad-amount").into_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, editor(&reader, id, &field, typed, Some(error))).into_response()
        }
    }
}

pub(super) async fn error(headers: HeaderMap, Path(status): Path<u16>) -> Response {
    let reader = demo::reader(&headers);
    let failure = match status {
        403 => Failure::Forbidden,
        409 => Failure::Conflict,
        413 => Failure::TooLarge,
        429 => Failure::TooMany,
        500 => Failure::Internal { code: "8F2C-41".to_owned() },
        503 => Failure::Unavailable,
        _ => Failure::NotFound,
    };
    http::failure(&reader, &headers, Some(&demo::shell(&reader, "")), &failure)
}
