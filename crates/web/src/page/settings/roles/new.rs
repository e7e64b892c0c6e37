//! A role of one's own, empty or as a copy of another.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::html;
use model::FieldAccess;
use records::Tx;
use serde::Deserialize;

use super::super::Sent;
use super::super::frame::{Page, Place, administrators_only};
use super::file::{OwnRole, effective};
use super::{Faults, general, own, save};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, text};
use crate::component::form::{self, Input};
use crate::language::Language;
use crate::site::{Me, Site, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/roles/new", get(show).post(create))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct From {
    #[serde(default)]
    from: String,
}

/// The fields with the role's name, in the order of the languages.
const LABELS: [&str; 3] = ["label_en", "label_ru", "label_uk"];

async fn show(visit: Visit, Query(from): Query<From>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let source = tx.model().role(&from.from).cloned();
            let labels = source
                .map(|role| ["en", "ru", "uk"].map(|language| role.label.get(language).to_owned()))
                .unwrap_or_default();
            Ok(page(tx, me, &from.from, &labels, "", &[], &Faults::new()).answer(tx, me))
        })
        .await
}

async fn create(visit: Visit, sent: Sent) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let reader = &me.reader;
            let mut labels = LABELS.map(|name| sent.get(name).to_owned());
            let name = sent.get("name").to_lowercase();
            let mut wrong = Vec::new();
            let Some(any) = labels.iter().find(|label| !label.is_empty()).cloned() else {
                wrong.push((LABELS[0], t!(reader, "roles-label-missing").into_owned()));
                return Ok(page(tx, me, sent.get("from"), &labels, &name, &wrong, &Faults::new()).refuse(tx, me));
            };
            for label in &mut labels {
                if label.is_empty() {
                    label.clone_from(&any);
                }
            }
            if !model::is_plain(&name) || name.len() > 50 {
                wrong.push(("name", t!(reader, "roles-name-wrong").into_owned()));
            } else if tx.model().role(&name).is_some() {
                wrong.push(("name", t!(reader, "roles-name-taken").into_owned()));
            }
            if !wrong.is_empty() {
                return Ok(page(tx, me, sent.get("from"), &labels, &name, &wrong, &Faults::new()).refuse(tx, me));
            }
            let mut roles = own(tx)?;
            roles.roles.push(copied(tx, sent.get("from"), &name));
            let faults = save(tx, me, &roles, &[(name.clone(), labels.clone())], None)?;
            if faults.is_empty() {
                return Ok(Redirect::to(&format!("/settings/roles/{name}?done=created")).into_response());
            }
            Ok(page(tx, me, sent.get("from"), &labels, &name, &[], &faults).refuse(tx, me))
        })
        .await
}

/// A new role that may do what another may, or nothing.
fn copied(tx: &Tx<'_>, from: &str, name: &str) -> OwnRole {
    let mut role = OwnRole { name: name.to_owned(), ..OwnRole::default() };
    let model = Arc::clone(tx.model());
    let Some(source) = model.role(from) else { return role };
    for entity in &model.entities {
        let rights = effective(&model, from, &entity.name);
        if rights.values().any(|scope| scope != "none") {
            role.grants.insert(entity.name.to_string(), rights);
        }
    }
    for grant in source.fields.iter().filter(|grant| grant.access != FieldAccess::Writable) {
        role.fields
            .insert(format!("{}.{}", grant.entity, grant.field), super::entity::access_word(grant.access).to_owned());
    }
    role
}

fn page(
    tx: &Tx<'_>,
    me: &Me,
    from: &str,
    labels: &[String; 3],
    name: &str,
    wrong: &[(&str, String)],
    faults: &Faults,
) -> Page<'static> {
    let reader = &me.reader;
    let with = |input: Input<'static>| match wrong.iter().find(|(field, _)| *field == input.name) {
        Some((_, text)) => input.error(text.clone()),
        None => input,
    };
    let key = with(Input::new("name", t!(reader, "roles-name")).required().help(t!(reader, "roles-name-help")));
    let source = Input::new("from", t!(reader, "roles-from")).help(t!(reader, "roles-from-help"));
    let language = reader.language.code();
    let offered: Vec<choice::Choice<'_>> = tx
        .model()
        .roles
        .iter()
        .map(|role| choice::Choice {
            value: role.name.to_string().into(),
            label: role.label.get(language).to_owned().into(),
            ..Default::default()
        })
        .collect();
    let content = html! {
        (general(faults))
        form method="post" action="/settings/roles/new" data-guard novalidate {
            (form::token(reader))
            (form::section(&t!(reader, "roles-labels"), html! {
                @for ((field, language), label) in LABELS.into_iter().zip(Language::ALL).zip(labels) {
                    @let input = with(Input::new(field, language.own_name()));
                    (form::field(reader, &input, text::edit(&input, label, text::Kind::Line)))
                }
                (form::field(reader, &key, text::edit(&key, name, text::Kind::Line)))
            }))
            (form::section(&t!(reader, "roles-rights"), html! { (form::field(reader, &source, choice::edit(&source, &offered, from))) }))
            (form::actions(html! {
                (Button::new(t!(reader, "cancel"), Act::Link("/settings/roles")).ghost().draw())
                (Button::new(t!(reader, "roles-create"), Act::Submit).primary().draw())
            }))
        }
    };
    let mut page = Page::at(Place::Roles, content);
    page.title = Some(t!(reader, "roles-new"));
    page
}
