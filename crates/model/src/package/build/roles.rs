//! Roles: what they may do with which records and fields.

use super::super::catalog::Need;
use super::super::place::{At, Word};
use super::super::raw;
use super::Tools;
use super::expressions;
use super::fields::Draft;
use crate::finding::Code;
use crate::name::{EntityName, is_plain};
use crate::role::{FieldGrant, Grant, Role, Scope, Target};
use std::sync::Arc;

pub(super) fn roles(raw: &[(raw::Role, Vec<Arc<str>>)], drafts: &[Draft<'_>], tools: Tools<'_>) -> Vec<Arc<Role>> {
    raw.iter().map(|(raw, apps)| Arc::new(role(raw, apps, drafts, tools))).collect()
}

fn role(raw: &raw::Role, apps: &[Arc<str>], drafts: &[Draft<'_>], tools: Tools<'_>) -> Role {
    let findings = tools.findings;
    if !is_plain(&raw.name.value) {
        findings.error(&raw.name.place, Code::BAD_NAME, [("name", &raw.name.value)]);
    }
    let id = format!("role-{}", raw.name.value.replace('_', "-"));
    let label = |end: &str, fallback, need| {
        tools.catalog.label(apps, &format!("{id}{end}"), fallback, need, &raw.name.place, findings)
    };
    Role {
        name: Arc::clone(&raw.name.value),
        app: Arc::clone(&raw.app),
        label: label("", raw.label.as_ref(), Need::Always),
        description: label(".about", None, Need::Together),
        all_rights: raw.all_rights,
        grants: raw.grants.iter().filter_map(|grant| self::grant(grant, apps, drafts, tools)).collect(),
        fields: raw
            .fields
            .iter()
            .filter_map(|(field, access)| {
                let (entity, field) = field_of(field, apps, drafts, tools)?;
                Some(FieldGrant { entity, field, access: *access })
            })
            .collect(),
    }
}

/// The app whose file a word stands in.
fn app_of(word: &Word, apps: &[Arc<str>]) -> Arc<str> {
    let folder = word.place.file.split('/').next().unwrap_or_default();
    apps.iter().find(|app| ***app == *folder).unwrap_or(&apps[0]).clone()
}

fn grant(raw: &raw::Grant, apps: &[Arc<str>], drafts: &[Draft<'_>], tools: Tools<'_>) -> Option<Grant> {
    let findings = tools.findings;
    let on = target(&raw.on, apps, drafts, tools)?;
    let mut scopes = raw.scopes.iter().map(|scope| match scope {
        raw::Scope::Known(scope) => scope.clone(),
        raw::Scope::Policy(word) => {
            let Target::Entity(name) = &on else {
                findings.error(&word.place, Code::POLICY_PLACE, [("on", &raw.on.value)]);
                return Scope::None;
            };
            let draft = drafts.iter().find(|draft| draft.name() == name);
            let policy = draft.and_then(|draft| expressions::condition(word, &draft.schema, &draft.names, findings));
            policy.map_or(Scope::None, Scope::Policy)
        }
    });
    let mut next = || scopes.next().unwrap_or_default();
    let (create, read, change, assign) = (next(), next(), next(), next());
    let (delete, export, import) = (next(), next(), next());
    drop(scopes);
    Some(Grant { on, create, read, change, assign, delete, export, import })
}

fn target(word: &Word, apps: &[Arc<str>], drafts: &[Draft<'_>], tools: Tools<'_>) -> Option<Target> {
    if &*word.value == "*" {
        return Some(Target::All);
    }
    if let Some(app) = word.value.strip_suffix(".*") {
        if !drafts.iter().any(|draft| draft.name().app() == app) {
            tools.findings.error(&word.place, Code::UNKNOWN_ENTITY, [("entity", &*word.value), ("suggestion", ".")]);
            return None;
        }
        return Some(Target::App(app.into()));
    }
    tools.world.resolve(word, &app_of(word, apps), tools.findings).map(Target::Entity)
}

/// Reads `base.user.email` or, of the own app, `deal.amount`.
fn field_of(word: &Word, apps: &[Arc<str>], drafts: &[Draft<'_>], tools: Tools<'_>) -> Option<(EntityName, Arc<str>)> {
    let (entity, field) = word.value.rsplit_once('.').unwrap_or(("", &word.value));
    let part = |text: &str| At { value: Arc::from(text), place: word.place.clone() };
    let entity = tools.world.resolve(&part(entity), &app_of(word, apps), tools.findings)?;
    let draft = drafts.iter().find(|draft| *draft.name() == entity)?;
    let field = draft.find(&part(field), tools.findings)?;
    Some((entity, Arc::clone(&field.name)))
}
