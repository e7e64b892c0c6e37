//! What is said of findings, in the reader's language.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fluent_bundle::FluentValue;
use records::{FieldProblem, Layout, Message};

use crate::http::{Events, Toast};
use crate::language::{Args, text_with};
use crate::reader::Reader;

/// The sentence of a finding.
pub(super) fn problem(reader: &Reader, problem: &FieldProblem) -> String {
    match &problem.message {
        Message::Said(label) => label.get(reader.language.code()).to_owned(),
        Message::Id { id, arguments } => {
            let mut args = Args::new();
            for (name, value) in arguments {
                // Numbers choose the plural form and are written as the language writes them.
                match value.parse::<i64>() {
                    Ok(number) if number.abs() < 1 << 53 => args.set(*name, FluentValue::from(number)),
                    _ => args.set(*name, FluentValue::from(value.clone())),
                }
            }
            text_with(reader.language, id, &args).into_owned()
        }
    }
}

/// The field a finding is about: that of the slot it names.
pub(super) fn field_of<'a>(layout: &'a Layout, problem: &'a FieldProblem) -> Option<&'a str> {
    let name = problem.field.as_deref()?;
    if layout.entity.field(name).is_some() {
        return Some(name);
    }
    Some(layout.slot(name).and_then(|slot| slot.field).map_or(name, |field| &*layout.entity.fields[field].name))
}

/// The countries of an address (ISO 3166-1 alpha-2), by their names.
pub(super) fn countries(reader: &Reader) -> Vec<(&'static str, Cow<'static, str>)> {
    let language = reader.language.code();
    let mut named: Vec<(&str, Cow<'_, str>)> =
        ::text::country::all().iter().map(|country| (country.code, country.name(language).into())).collect();
    named.sort_by_cached_key(|(_, name)| ::text::sort_key(name));
    named
}

/// The name of the field a slot belongs to.
pub(super) fn field_name(layout: &Layout, slot: &str) -> Arc<str> {
    match layout.slot(slot).and_then(|slot| slot.field) {
        Some(field) => Arc::clone(&layout.entity.fields[field].name),
        None => Arc::from(slot),
    }
}

/// The answer to an act on a page that the definitions refuse: a toast that says why, and nothing changes.
pub(super) fn refusal(reader: &Reader, problems: &[FieldProblem]) -> Response {
    let words: Vec<String> = problems.iter().take(3).map(|found| problem(reader, found)).collect();
    let keep = [(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("none"))];
    (StatusCode::UNPROCESSABLE_ENTITY, keep, Events::new().toast(Toast::error(words.join(" "))), ()).into_response()
}
