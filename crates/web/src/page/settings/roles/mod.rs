//! Roles, for administrators: what each may do, shown as a table and changed in the customer's own package.
//!
//! What the packages ship stays as it is; a change becomes a layer over it in `custom/`, so that an upgrade keeps it.

mod all;
mod entity;
mod file;
mod matrix;
mod new;

use std::sync::Arc;

use axum::Router;
use maud::{Markup, html};
use model::{Entity, Level, OwnerPolicy};
use records::{Tx, install};

#[cfg(test)]
pub(super) use self::file::effective;
use self::file::{Own, Spot};
use crate::component::form;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble};

pub(super) fn router() -> Router<Site> {
    Router::new().merge(all::router()).merge(new::router()).merge(matrix::router()).merge(entity::router())
}

/// What is wrong with definitions that were to be saved: where it belongs on the page, and the sentence.
type Faults = Vec<(Option<Spot>, String)>;

/// Saves the roles of the own package; the findings when the definitions do not allow it.
fn save(
    tx: &mut Tx<'_>,
    me: &Me,
    own: &Own,
    names: &[(String, [String; 3])],
    gone: Option<&str>,
) -> Result<Faults, Trouble> {
    let installed = install::installed(tx)?;
    let files = own.files(&installed, names, gone);
    let (_, spots) = own.write();
    let language = me.reader.language.code();
    match tx.savepoint(|tx| install::apply(tx, me.actor(), &files, "roles")) {
        Ok(_) => Ok(Faults::new()),
        Err(records::Error::Definitions(findings)) => Ok(findings
            .iter()
            .filter(|finding| finding.level == Level::Error)
            .map(|finding| {
                let line = usize::try_from(finding.line).unwrap_or(0).checked_sub(1);
                let spot = line
                    .filter(|_| &*finding.file == "custom/roles.toml")
                    .and_then(|line| spots.get(line))
                    .cloned()
                    .flatten();
                let place = if spot.is_none() && &*finding.file != "custom/roles.toml" {
                    format!("{}: ", finding.file)
                } else {
                    String::new()
                };
                (spot, format!("{place}{} {}", finding.message(language), finding.remedy(language)))
            })
            .collect()),
        Err(records::Error::Invalid(problems)) => {
            Ok(problems.iter().map(|problem| (None, super::problem_text(&me.reader, &problem.message))).collect())
        }
        Err(records::Error::Query(problem)) => Ok(vec![(None, super::problem_text(&me.reader, &problem.message))]),
        Err(error) => Err(error.into()),
    }
}

/// The roles of the own package as installed.
fn own(tx: &mut Tx<'_>) -> Result<Own, Trouble> {
    let installed = install::installed(tx)?;
    Own::read(&installed).map_err(Trouble::Internal)
}

/// Findings that belong to no field, over the page.
fn general(faults: &Faults) -> Markup {
    html! {
        @for (spot, text) in faults {
            @if !matches!(spot, Some(Spot::Right { .. } | Spot::Field { .. })) { div class="mb-3" { (form::problem(text)) } }
        }
    }
}

/// The entities rights are about, by app.
fn entities(tx: &Tx<'_>, language: &str) -> Vec<(String, Vec<Arc<Entity>>)> {
    let model = tx.model();
    model
        .apps
        .iter()
        .map(|app| {
            let own = model.entities.iter().filter(|entity| *entity.name.app() == *app.name).cloned().collect();
            (app.label.get(language).to_owned(), own)
        })
        .filter(|(_, entities): &(String, Vec<Arc<Entity>>)| !entities.is_empty())
        .collect()
}

/// The scopes that mean something for an entity, with what people call them.
fn scopes(reader: &Reader, entity: &Entity) -> Vec<(&'static str, String)> {
    const OWNED: [&str; 5] = ["none", "own", "unit", "unit_tree", "all"];
    let offered: &[&'static str] = if entity.owner == OwnerPolicy::Nobody { &["none", "all"] } else { &OWNED };
    offered.iter().map(|scope| (*scope, scope_label(reader, scope))).collect()
}

/// What people call a scope.
fn scope_label(reader: &Reader, scope: &str) -> String {
    let id = match scope {
        "none" => "scope-none",
        "own" => "scope-own",
        "unit" => "scope-unit",
        "unit_tree" => "scope-unit-tree",
        "all" => "scope-all",
        _ => "scope-condition",
    };
    crate::text(reader.language, id).into_owned()
}

/// What people call an action.
fn action_label(reader: &Reader, action: access::Action) -> std::borrow::Cow<'static, str> {
    let id = match action {
        access::Action::Create => "action-create",
        access::Action::Read => "action-read",
        access::Action::Change => "action-change",
        access::Action::Assign => "action-assign",
        access::Action::Delete => "action-delete",
        access::Action::Export => "action-export",
        access::Action::Import => "action-import",
    };
    crate::text(reader.language, id)
}

/// The finding about a right, if any.
fn right_fault<'f>(faults: &'f Faults, entity: &str, action: &str) -> Option<&'f str> {
    faults.iter().find_map(|(spot, text)| match spot {
        Some(Spot::Right { target, action: known, .. }) if target == entity && known == action => Some(text.as_str()),
        _ => None,
    })
}
